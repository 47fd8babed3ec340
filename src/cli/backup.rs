//! `vanthu backup` and `vanthu restore`: all that is kept, in one folder and out of it.

use super::{CliError, OK, REJECTED, at};
use crate::service::{BackupError, BackupStep, Manifest, Service, read_backup};
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct BackupArguments {
    /// The folder; a second backup into it copies only what is new.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

#[derive(Args)]
pub(super) struct RestoreArguments {
    /// The folder of a backup.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Only reads the backup and holds every file against its digest.
    #[arg(long)]
    check: bool,
}

impl From<BackupError> for CliError {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::Store(error) => Self::Service(error.into()),
            BackupError::Service(failure) => Self::Service(failure),
            BackupError::Io { path, source } => Self::Io { path, source },
            BackupError::Locked(folder) => Self::Said(format!(
                "một lần sao lưu khác đang ghi vào {}; hãy đợi nó xong hoặc chọn thư mục khác",
                folder.display()
            )),
            BackupError::Unsound { path, fault } => {
                Self::Said(format!("bản sao lưu không dùng được: {}: {fault}", path.display()))
            }
            BackupError::NotEmpty(table) => Self::Said(format!(
                "chỉ khôi phục vào cơ sở dữ liệu trống, mà bảng «{table}» đã có dữ liệu; hãy dùng --data, --database \
                 và --blobs khác"
            )),
        }
    }
}

/// A bar over the blobs, where somebody can see it.
fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} còn {eta} {msg}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Takes a backup.
pub(super) async fn backup(
    service: &Service,
    wanted: &BackupArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    let bar = bar();
    let mut tell = |step| match step {
        BackupStep::Table(name, rows) => bar.set_message(format!("{name}: {rows} dòng")),
        BackupStep::Blobs(count, folders) => {
            bar.set_length(256);
            bar.set_position(folders);
            bar.set_message(format!("{count} tệp"));
        }
    };
    let taken = service.backup(&wanted.folder, &mut tell).await;
    bar.finish_and_clear();
    let taken = taken?;
    let said = format!(
        "Đã sao lưu vào {}: {}; chép mới {} tệp ({} MiB)",
        wanted.folder.display(),
        contents(&taken.manifest),
        taken.copied,
        taken.copied_bytes >> 20
    );
    writeln!(out, "{said}").map_err(at(Path::new("-")))?;
    for digest in &taken.missing {
        let _ = writeln!(err, "✗ {digest}: tệp bị mất hoặc hỏng trong kho, không có trong bản sao lưu");
    }
    if taken.missing.is_empty() {
        return Ok(OK);
    }
    let _ = writeln!(err, "vanthu: chạy «vanthu archive verify» để biết văn bản nào");
    Ok(REJECTED)
}

/// Contents of a backup, in words.
fn contents(manifest: &Manifest) -> String {
    let rows: u64 = manifest.tables.iter().map(|table| table.rows).sum();
    let of =
        |name: &str| manifest.tables.iter().find(|table| table.name == name).map_or(0, |table| table.rows);
    format!(
        "{} văn bản, {} số, {rows} dòng, {} tệp ({} MiB), lúc {}",
        of("document"),
        of("number"),
        manifest.blobs.count,
        manifest.blobs.bytes >> 20,
        manifest.taken_at
    )
}

/// Fills an empty database from a backup.
pub(super) async fn restore(
    service: &Service,
    wanted: &RestoreArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    let bar = bar();
    let mut tell = |step| match step {
        BackupStep::Table(name, rows) => bar.set_message(format!("{name}: {rows} dòng")),
        BackupStep::Blobs(count, total) => {
            bar.set_length(total);
            bar.set_position(count);
        }
    };
    if wanted.check {
        let manifest = read_backup(&wanted.folder, &mut tell);
        bar.finish_and_clear();
        let said = format!("Bản sao lưu nguyên vẹn: {}", contents(&manifest?));
        writeln!(out, "{said}").map_err(at(Path::new("-")))?;
        return Ok(OK);
    }
    let restored = service.restore(&wanted.folder, &mut tell).await;
    bar.finish_and_clear();
    let restored = restored?;
    writeln!(out, "Đã khôi phục: {}", contents(&restored.manifest)).map_err(at(Path::new("-")))?;
    let mut code = OK;
    for (organ, verdict) in &restored.registers {
        let said = match verdict.faults.as_slice() {
            [] => format!(
                "✓ sổ của {organ}: {} dòng nối liền, {} số không hở, không trùng",
                verdict.rows, verdict.numbers
            ),
            faults => {
                code = REJECTED;
                faults.iter().for_each(|fault| {
                    let _ = writeln!(err, "✗ {organ}: {fault}");
                });
                format!("✗ sổ của {organ}: {} lỗi", faults.len())
            }
        };
        writeln!(out, "{said}").map_err(at(Path::new("-")))?;
    }
    Ok(code)
}
