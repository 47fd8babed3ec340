//! `vanthu archive verify`: the proof of what is stored, and its report.

use super::report::{ProofReport, ReportFormat};
use super::{FilterArguments, bar, orphans, rate, written};
use crate::archive::{self, ArchiveError, Filter, Finding, Step, Totals};
use crate::cli::{CliError, OK, REJECTED, at};
use crate::service::Service;
use clap::Args;
use indicatif::ProgressBar;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(in crate::cli) struct VerifyArguments {
    #[command(flatten)]
    filter: FilterArguments,
    /// Format of the report; without it `json` in a file, `text` on standard output.
    #[arg(long, value_name = "FORMAT")]
    format: Option<ReportFormat>,
    /// Writes the report to a file: what was checked, when, by which engine, and a line for each document.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Lists the blobs that nothing refers to.
    #[arg(long)]
    orphans: bool,
}

/// Proves what is stored; 1 where a fault is found.
pub(super) async fn verify(
    service: &Service,
    wanted: &VerifyArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    let filter = wanted.filter.filter();
    let (bar, since) = (bar(), service.runtime().instant());
    let totals = match &wanted.report {
        None => {
            let form = wanted.format.unwrap_or(ReportFormat::Text);
            run(service, wanted, &filter, &bar, &mut [ProofReport::begin(form, out, service, &filter)?]).await
        }
        Some(path) => {
            let part = part_of(path);
            let totals = with_file(service, wanted, &filter, &bar, (&part, out)).await;
            match &totals {
                Ok(_) => fs::rename(&part, path).map_err(at(path))?,
                // A report that breaks off must not pass for one.
                Err(_) => drop(fs::remove_file(&part)),
            }
            totals
        }
    };
    bar.finish_and_clear();
    let totals = totals?;
    let told: &mut dyn Write = match wanted.tells_in_words() {
        true => out,
        false => err,
    };
    writeln!(told, "{}", rate(service, since, totals.documents())).map_err(at(Path::new("-")))?;
    if wanted.orphans {
        orphans(service, told).await?;
    }
    match totals.faults() {
        0 => Ok(OK),
        count => {
            let _ = writeln!(err, "vanthu: {count} lỗi, {} văn bản có lỗi", totals.faulty);
            Ok(REJECTED)
        }
    }
}

impl VerifyArguments {
    /// Tests whether standard output is for people.
    fn tells_in_words(&self) -> bool {
        self.report.is_some() || self.format.is_none_or(|form| form == ReportFormat::Text)
    }
}

/// Reports to a file, and in words to standard output.
async fn with_file(
    service: &Service,
    wanted: &VerifyArguments,
    filter: &Filter,
    bar: &ProgressBar,
    (path, out): (&Path, &mut dyn Write),
) -> Result<Totals, CliError> {
    let mut file = BufWriter::new(File::create(path).map_err(at(path))?);
    let form = wanted.format.unwrap_or(ReportFormat::Json);
    let mut reports = [
        ProofReport::begin(form, &mut file, service, filter)?,
        ProofReport::begin(ReportFormat::Text, out, service, filter)?,
    ];
    let totals = run(service, wanted, filter, bar, &mut reports).await?;
    file.flush().map_err(at(path))?;
    Ok(totals)
}

async fn run(
    service: &Service,
    wanted: &VerifyArguments,
    filter: &Filter,
    bar: &ProgressBar,
    reports: &mut [ProofReport<'_>],
) -> Result<Totals, CliError> {
    let mut tell = |step: Step<&Finding>| -> Result<(), ArchiveError> {
        match step {
            Step::Total(total) => bar.set_length(total),
            Step::Done(finding) => {
                for report in reports.iter_mut() {
                    bar.suspend(|| report.document(finding)).map_err(written)?;
                }
                bar.inc(1);
            }
        }
        Ok(())
    };
    let totals = archive::verify(service, filter, wanted.filter.workers, &mut tell).await?;
    bar.suspend(|| reports.iter_mut().try_for_each(|report| report.end(&totals))).map_err(written)?;
    Ok(totals)
}

/// Path of a report while it is being written.
fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}
