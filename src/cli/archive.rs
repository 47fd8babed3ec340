//! `vanthu archive`: every stored document made again, or held against its original; those left half done finished.

use super::{OK, REJECTED, Trouble, at};
use crate::archive::{self, ArchiveError, Class, Filter, Finding, Outcome, Rebuilt, Step, Totals};
use crate::service::{Service, Unfinished};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

#[derive(Subcommand)]
pub(super) enum ArchiveCommand {
    /// Renders every stored document again into a folder; what lies there is skipped.
    Rebuild(RebuildArguments),
    /// Compares every stored document byte for byte with what its source gives now.
    Verify(VerifyArguments),
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
    /// Where the packages go: `DIR/<organ>/<year>/<name>.zip`; made if need be.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Args)]
pub(super) struct VerifyArguments {
    #[command(flatten)]
    filter: FilterArguments,
    /// Writes every difference as a line of JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Lists the blobs that nothing refers to.
    #[arg(long)]
    orphans: bool,
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
) -> Result<u8, Trouble> {
    match wanted {
        ArchiveCommand::Rebuild(wanted) => rebuild(service, wanted, out, err).await,
        ArchiveCommand::Verify(wanted) => verify(service, wanted, out, err).await,
        ArchiveCommand::Finish => finish(service, out).await,
    }
}

impl From<ArchiveError> for Trouble {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Store(error) => Self::Service(error.into()),
            ArchiveError::Service(failure) => Self::Service(failure),
            ArchiveError::Io { path, source } => Self::Io { path, source },
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
    let seconds = (service.world().instant() - since).as_seconds_f64().max(0.001);
    format!("{seconds:.1} giây, {:.0} văn bản mỗi giây", count as f64 / seconds)
}

async fn rebuild(
    service: &Service,
    wanted: &RebuildArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, Trouble> {
    let (bar, since) = (bar(), service.world().instant());
    let mut tell = |step: Step<&Outcome>| {
        match step {
            Step::Total(total) => bar.set_length(total),
            Step::Done(outcome) => {
                if let Outcome::Failed { document, number, why } = outcome {
                    bar.suspend(|| writeln!(err, "✗ {document} {number}: {why}")).map_err(written)?;
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
    let said = told_of_rebuilt(&done, &wanted.out);
    let rate = rate(service, since, done.documents());
    writeln!(out, "{said}\n{rate}").map_err(at(Path::new("-")))?;
    Ok(if done.failed == 0 { OK } else { REJECTED })
}

fn told_of_rebuilt(done: &Rebuilt, folder: &Path) -> String {
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

async fn verify(
    service: &Service,
    wanted: &VerifyArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, Trouble> {
    let mut report = match &wanted.report {
        Some(path) => Some((path, BufWriter::new(File::create(path).map_err(at(path))?))),
        None => None,
    };
    let (bar, since) = (bar(), service.world().instant());
    let mut tell = |step: Step<&Finding>| {
        match step {
            Step::Total(total) => bar.set_length(total),
            Step::Done(finding) => {
                if finding.class != Class::Identical {
                    bar.suspend(|| writeln!(out, "{}", line_of(finding))).map_err(written)?;
                    if let Some((path, file)) = &mut report {
                        enter(file, finding)
                            .map_err(|source| ArchiveError::Io { path: path.to_path_buf(), source })?;
                    }
                }
                bar.inc(1);
            }
        }
        Ok(())
    };
    let totals = archive::verify(service, &wanted.filter.filter(), wanted.filter.workers, &mut tell).await;
    bar.finish_and_clear();
    let totals = totals?;
    if let Some((path, mut file)) = report {
        file.flush().map_err(at(path))?;
    }
    let rate = rate(service, since, totals.documents());
    writeln!(out, "{}\n{rate}", told_of(&totals)).map_err(at(Path::new("-")))?;
    if wanted.orphans {
        orphans(service, out).await?;
    }
    if totals.faults() > 0 {
        let _ = writeln!(err, "vanthu: {} văn bản có lỗi", totals.faults());
        return Ok(REJECTED);
    }
    Ok(OK)
}

async fn finish(service: &Service, out: &mut dyn Write) -> Result<u8, Trouble> {
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

fn enter(file: &mut dyn Write, finding: &Finding) -> io::Result<()> {
    serde_json::to_writer(&mut *file, finding)?;
    file.write_all(b"\n")
}

/// A finding as a line.
fn line_of(finding: &Finding) -> String {
    let mark = if finding.class.is_fault() { '✗' } else { '~' };
    let mut line = format!(
        "{mark} {} {} {}: {}",
        finding.document,
        finding.organ,
        finding.number,
        in_words(finding.class)
    );
    if let Some(file) = &finding.file {
        line.push_str(&format!("; tệp khác đầu tiên: {file}"));
    }
    if let Some(detail) = &finding.detail {
        line.push_str(&format!("; {detail}"));
    }
    line
}

fn in_words(class: Class) -> &'static str {
    match class {
        Class::Identical => "giống hệt bản gốc",
        Class::Engine => "khác bản gốc, bản gốc do phiên bản khác của chương trình làm",
        Class::Templates => "khác bản gốc, mẫu hoặc kiểu trình bày đã sửa từ đó",
        Class::Issuing => "đã có số, gói đang được làm",
        Class::Changed => "khác bản gốc dù cùng phiên bản và cùng mẫu",
        Class::Missing => "mất bản gốc",
        Class::Damaged => "bản gốc bị sửa hoặc hỏng",
        Class::Misplaced => "bản gốc còn nguyên nhưng bảng tệp ghi sai chỗ",
        Class::Unreadable => "nguồn không đọc được hoặc không dựng lại được",
        Class::Unpackaged => "đã ban hành nhưng không có gói",
    }
}

fn told_of(totals: &Totals) -> String {
    let mut said = format!("{} văn bản, {} MiB bản gốc", totals.documents(), totals.bytes >> 20);
    for class in Class::ALL {
        if let Some(count) = totals.classes.get(&class) {
            said.push_str(&format!("\n  {count} {}", in_words(class)));
        }
    }
    match totals.documents() - totals.classes.get(&Class::Identical).copied().unwrap_or(0) {
        0 => said.push_str("\n0 khác biệt"),
        count => said.push_str(&format!("\n{count} khác biệt, trong đó {} lỗi", totals.faults())),
    }
    said
}

/// The blobs that nothing refers to: they do no harm, and what made them may be worth knowing.
async fn orphans(service: &Service, out: &mut dyn Write) -> Result<(), Trouble> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn totals_say_every_class_that_there_is() {
        let classes = BTreeMap::from([(Class::Identical, 4_998), (Class::Damaged, 1), (Class::Engine, 1)]);
        let said = told_of(&Totals { classes, bytes: 5 << 20 });
        assert_eq!(
            said,
            "5000 văn bản, 5 MiB bản gốc\n  4998 giống hệt bản gốc\n  1 khác bản gốc, bản gốc do phiên bản khác của \
             chương trình làm\n  1 bản gốc bị sửa hoặc hỏng\n2 khác biệt, trong đó 1 lỗi"
        );
    }
}
