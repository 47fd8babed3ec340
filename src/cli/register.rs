//! `vanthu register`: proves an organ's numbers and their ledger, shows a year of them, closes it.

use super::{CliError, OK, REJECTED, at};
use crate::access::Scope;
use crate::register::{RegisterEntry, Verdict, register_csv};
use crate::service::{Act, Service};
use clap::Subcommand;
use std::io::{self, Write};
use std::path::Path;

#[derive(Subcommand)]
pub(super) enum RegisterCommand {
    /// Reads the ledger from its first row and holds numbers and documents against it; exits with 1 where a fault is
    /// found.
    Verify {
        /// Only this organ; without it, every one.
        #[arg(long, value_name = "ORGAN")]
        organ: Option<String>,
    },
    /// Shows the register of a year, a line for each number.
    Show {
        /// The organ's id.
        #[arg(value_name = "ORGAN")]
        organ: String,
        /// The calendar year.
        #[arg(value_name = "YEAR")]
        year: i32,
        /// Writes CSV with all columns, as a spreadsheet reads it.
        #[arg(long)]
        csv: bool,
    },
    /// Closes a year that is over: no number of it is given, kept back or entered any more.
    Close {
        /// The organ's id.
        #[arg(value_name = "ORGAN")]
        organ: String,
        /// The calendar year.
        #[arg(value_name = "YEAR")]
        year: i32,
    },
    /// Opens a closed year again.
    Reopen {
        /// The organ's id.
        #[arg(value_name = "ORGAN")]
        organ: String,
        /// The calendar year.
        #[arg(value_name = "YEAR")]
        year: i32,
        /// Reason, which the ledger keeps.
        #[arg(long)]
        reason: String,
    },
}

/// Proves or shows the register.
pub(super) async fn register(
    service: &Service,
    wanted: &RegisterCommand,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    // Whoever may run the program on the store may read all that is in it.
    let scope = Scope::operator("register");
    match wanted {
        RegisterCommand::Verify { organ } => {
            let organs = match organ {
                Some(organ) => vec![service.organ(&scope, organ).await?.id],
                None => service.organs(&scope).await?.into_iter().map(|organ| organ.id).collect(),
            };
            let mut code = OK;
            for organ in organs {
                let verdict = service.register_verify(&scope, &organ).await?;
                print_verdict(&organ, &verdict, out, err).map_err(at(Path::new("-")))?;
                code = if verdict.faults.is_empty() { code } else { REJECTED };
            }
            Ok(code)
        }
        RegisterCommand::Show { organ, year, csv } => {
            let page = service.register_page(&scope, organ, *year).await?;
            let shown = match csv {
                true => register_csv(&page),
                false => page.entries.iter().map(line).collect(),
            };
            out.write_all(shown.as_bytes()).map_err(at(Path::new("-")))?;
            Ok(OK)
        }
        RegisterCommand::Close { organ, year } => {
            let operation = service.runtime().id();
            service.close_year(Act { scope: &scope, operation: &operation }, organ, *year).await?;
            writeln!(out, "{organ}: đã khóa sổ năm {year}.").map_err(at(Path::new("-")))?;
            Ok(OK)
        }
        RegisterCommand::Reopen { organ, year, reason } => {
            let operation = service.runtime().id();
            let act = Act { scope: &scope, operation: &operation };
            service.reopen_year(act, organ, *year, reason).await?;
            writeln!(out, "{organ}: đã mở lại sổ năm {year}.").map_err(at(Path::new("-")))?;
            Ok(OK)
        }
    }
}

/// Prints the verdict on an organ's ledger; faults go to standard error.
fn print_verdict(organ: &str, verdict: &Verdict, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<()> {
    let Verdict { rows, numbers, head, faults, notes } = verdict;
    for fault in faults {
        // Where nobody hears of faults, the exit code still tells.
        let _ = writeln!(err, "{organ}: {fault}");
    }
    for note in notes {
        writeln!(out, "{organ}: {note}")?;
    }
    let said = match faults.len() {
        0 => "toàn vẹn, không sót số, không trùng số".to_owned(),
        count => format!("có {count} lỗi"),
    };
    writeln!(out, "{organ}: {rows} dòng nhật ký, {numbers} số, dòng cuối {head}: {said}.")
}

/// A number for people at a terminal: the columns that say something, apart by tabs.
fn line(entry: &RegisterEntry) -> String {
    let said = |column: &String| match column.is_empty() {
        true => "-".to_owned(),
        false => column.replace(['\t', '\n', '\r'], " "),
    };
    let [number, date, subject, signer, recipients, filing, ..] = &entry.columns();
    let shown = [number, date, subject, signer, recipients, filing, &entry.remark].map(said);
    format!("{}\n", shown.join("\t"))
}
