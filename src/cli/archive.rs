//! `vanthu archive`: every stored document made again, or proven; those left half done finished.

mod report;
mod verify;

use super::{CliError, OK, REJECTED, at};
use crate::archive::{self, ArchiveError, Filter, Outcome, Rebuilt, Step};
use crate::service::{Service, Unfinished};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Subcommand)]
pub(super) enum ArchiveCommand {
    /// Renders every stored document again into a folder; what lies there is skipped.
    Rebuild(RebuildArguments),
    /// Proves every stored document by its package and the ledger, proves the registers, and compares each document
    /// byte for byte with what its source gives now; exits with 1 where a fault is found.
    Verify(verify::VerifyArguments),
    /// Tries again to make the files of every document that has its number and none, parked or not.
    Finish,
}

#[derive(Args)]
struct FilterArguments {
    /// Only documents of this organ.
    #[arg(long, value_name = "ORGAN")]
    organ: Option<String>,
    /// Only documents issued in this year.
    #[arg(long, value_name = "YEAR")]
    year: Option<i64>,
    /// Only documents of this type.
    #[arg(long = "type", value_name = "TYPE")]
    document_type: Option<String>,
    /// Cores to keep busy; 0: all.
    #[arg(long, default_value_t = 0, value_name = "N")]
    workers: usize,
}

#[derive(Args)]
pub(super) struct RebuildArguments {
    #[command(flatten)]
    filter: FilterArguments,
    /// Folder for the packages, `DIR/<organ>/<year>/<name>.zip`; made if need be.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl FilterArguments {
    fn filter(&self) -> Filter {
        Filter { organ: self.organ.clone(), year: self.year, document_type: self.document_type.clone() }
    }
}

/// Does a bulk run.
pub(super) async fn archive(
    service: &Service,
    wanted: &ArchiveCommand,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    match wanted {
        ArchiveCommand::Rebuild(wanted) => rebuild(service, wanted, out, err).await,
        ArchiveCommand::Verify(wanted) => verify::verify(service, wanted, out, err).await,
        ArchiveCommand::Finish => finish(service, out).await,
    }
}

/// Organs that a refusal names at most.
const ORGANS_NAMED: usize = 20;

impl From<ArchiveError> for CliError {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Store(error) => Self::Service(error.into()),
            ArchiveError::Service(failure) => Self::Service(failure),
            ArchiveError::Io { path, source } => Self::Io { path, source },
            ArchiveError::UnknownOrgan { organ, known } => Self::Said(format!(
                "không có cơ quan «{organ}»; các cơ quan đang có: {}",
                known.into_iter().take(ORGANS_NAMED).collect::<Vec<_>>().join(", ")
            )),
            ArchiveError::UnknownType(id) => Self::Said(format!(
                "không có loại văn bản «{id}»; chạy «vanthu templates list» để xem các loại"
            )),
            ArchiveError::Empty => Self::Said(
                "không có văn bản nào đã có số khớp với lựa chọn, nên không có gì để làm; hãy bỏ bớt --organ, --year, --type"
                    .to_owned(),
            ),
            ArchiveError::Locked(folder) => Self::Said(format!(
                "một lần dựng lại khác đang ghi vào {}; hãy đợi nó xong hoặc chọn thư mục khác",
                folder.display()
            )),
        }
    }
}

/// A bar that shows rate and remaining time, where somebody can see it.
fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {per_sec} còn {eta} {msg}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Seconds since, and how many a second.
fn rate(service: &Service, since: chrono::DateTime<chrono::Utc>, count: u64) -> String {
    let seconds = (service.runtime().instant() - since).as_seconds_f64().max(0.001);
    format!("{seconds:.1} giây, {:.0} văn bản mỗi giây", count as f64 / seconds)
}

async fn rebuild(
    service: &Service,
    wanted: &RebuildArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    let (bar, since) = (bar(), service.runtime().instant());
    let mut tell = |step: Step<&Outcome>| {
        match step {
            Step::Total(total) => bar.set_length(total),
            Step::Done(outcome) => {
                if let Outcome::Failed { document, number, why } = outcome {
                    // Nobody need hear of it for the rest to be made.
                    let _ = bar.suspend(|| writeln!(err, "✗ {document} {number}: {why}"));
                }
                bar.inc(1);
            }
        }
        Ok(())
    };
    let filter = wanted.filter.filter();
    let done = archive::rebuild(service, &filter, &wanted.out, wanted.filter.workers, &mut tell).await;
    bar.finish_and_clear();
    let done = done?;
    let said = rebuild_summary(&done, &wanted.out);
    let rate = rate(service, since, done.documents());
    writeln!(out, "{said}\n{rate}").map_err(at(Path::new("-")))?;
    Ok(if done.failed == 0 { OK } else { REJECTED })
}

fn rebuild_summary(done: &Rebuilt, folder: &Path) -> String {
    let mut said = format!(
        "{} văn bản vào {}: {} giống hệt bản gốc, {} đã có từ trước",
        done.documents(),
        folder.display(),
        done.identical,
        done.skipped
    );
    let more = [
        (done.different, "khác bản gốc (chạy «vanthu archive verify» để biết vì sao)"),
        (done.waiting, "đang được ban hành, chưa có gói"),
        (done.failed, "không dựng lại được"),
    ];
    for (count, what) in more.into_iter().filter(|(count, _)| *count > 0) {
        said.push_str(&format!(", {count} {what}"));
    }
    said
}

fn written(source: io::Error) -> ArchiveError {
    ArchiveError::Io { path: PathBuf::from("-"), source }
}

async fn finish(service: &Service, out: &mut dyn Write) -> Result<u8, CliError> {
    let (mut finished, mut left, mut said) = (0, 0, Ok(()));
    let mut tell = |unfinished: &Unfinished, is_finished: bool| {
        *if is_finished { &mut finished } else { &mut left } += 1;
        if said.is_ok() {
            said = writeln!(out, "{}", line_of_unfinished(unfinished, is_finished));
        }
    };
    service.finish_all(&mut tell).await?;
    said.map_err(at(Path::new("-")))?;
    writeln!(out, "{finished} văn bản đã làm xong, {left} văn bản còn dở dang")
        .map_err(at(Path::new("-")))?;
    Ok(if left == 0 { OK } else { REJECTED })
}

fn line_of_unfinished(unfinished: &Unfinished, is_finished: bool) -> String {
    let Unfinished { document, number, error, .. } = unfinished;
    match (is_finished, error) {
        (true, _) => format!("✓ {document} {number}: đã làm xong"),
        (false, Some(why)) => format!("✗ {document} {number}: {why}"),
        (false, None) => format!("~ {document} {number}: tiến trình khác đang làm"),
    }
}

/// The blobs that nothing refers to: they do no harm, and what made them may be worth knowing.
async fn orphans(service: &Service, out: &mut dyn Write) -> Result<(), CliError> {
    let counted = archive::orphans(service, &mut |digest, bytes| {
        writeln!(out, "~ {digest}: {bytes} byte, không văn bản nào dùng").map_err(written)
    })
    .await?;
    writeln!(
        out,
        "{} tệp trong kho ({} MiB), {} tệp không văn bản nào dùng ({} MiB)",
        counted.blobs,
        counted.bytes >> 20,
        counted.orphans,
        counted.orphan_bytes >> 20
    )
    .map_err(at(Path::new("-")))
}
