//! `vanthu render`: drafts made into files, side by side, written in the order given.

use super::{FAILED, OK, REJECTED, Trouble, at, print_report, read, stem_of};
use crate::limits;
use crate::office::{self, Failure, FolderImages, Format, Mode, Office, PdfForm, Rendered, Request};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct RenderArguments {
    /// The drafts.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where the files go; made if need be.
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// What to deliver.
    #[arg(long, value_delimiter = ',', default_value = "pdf,docx,package", value_name = "LIST")]
    format: Vec<FormatName>,
    /// Reproduces every draft as issued, whatever it says itself.
    #[arg(long, conflicts_with = "normalise")]
    faithful: bool,
    /// Corrects every draft, whatever it says itself.
    #[arg(long)]
    normalise: bool,
    /// The PDF/A standard kept; 3a has the draft's source inside.
    #[arg(long, value_enum, default_value = "2a", value_name = "LEVEL")]
    pdfa: LevelName,
    /// Lays empty signature fields into the PDF: one for each signer, one for the organ.
    #[arg(long)]
    signature_fields: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LevelName {
    #[value(name = "2a")]
    A2a,
    #[value(name = "3a")]
    A3a,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatName {
    Pdf,
    Docx,
    Svg,
    Png,
    Package,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Pdf => Self::Pdf,
            FormatName::Docx => Self::Docx,
            FormatName::Svg => Self::Svg,
            FormatName::Png => Self::Png,
            FormatName::Package => Self::Package,
        }
    }
}

/// How many drafts each worker takes before files are written: enough to keep all busy, few enough to bound memory.
const BATCH: usize = 8;

/// Renders every file; 1 where a draft was rejected.
pub(super) fn render(
    office: &Office<'_>,
    wanted: &RenderArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, Trouble> {
    if wanted.files.len() > limits::FILES {
        let _ = writeln!(err, "vanthu: {} tệp, nhiều nhất là {}", wanted.files.len(), limits::FILES);
        return Ok(FAILED);
    }
    std::fs::create_dir_all(&wanted.out).map_err(at(&wanted.out))?;
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let bar = progress(wanted.files.len());
    let mut stems = BTreeMap::new();
    let mut code = OK;
    for files in wanted.files.chunks(workers * BATCH) {
        // Rendered side by side, reported and written in the order given.
        for (file, outcome) in files.iter().zip(render_all(office, wanted, files, workers)) {
            let outcome =
                outcome.and_then(|rendered| deliver(file, rendered, &wanted.out, &mut stems, out, err));
            match outcome {
                Ok(()) => {}
                Err(Trouble::Office(Failure::Rejected(report))) => {
                    bar.suspend(|| print_report(&file.display().to_string(), &report, err));
                    code = code.max(REJECTED);
                }
                Err(trouble) => {
                    bar.suspend(|| {
                        let _ = writeln!(err, "vanthu: {}: {trouble}", file.display());
                    });
                    code = FAILED;
                }
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(code)
}

/// A bar where there is much to do and somebody to see it.
fn progress(files: usize) -> ProgressBar {
    if files < 2 || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {per_sec} còn {eta}");
    ProgressBar::new(files as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn render_all(
    office: &Office<'_>,
    wanted: &RenderArguments,
    files: &[PathBuf],
    workers: usize,
) -> Vec<Result<Rendered, Trouble>> {
    let share = files.len().div_ceil(workers).max(1);
    std::thread::scope(|scope| {
        let threads: Vec<_> = files
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(|f| render_one(office, wanted, f)).collect()))
            .collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Vec<_>>| match thread.join() {
            Ok(outcomes) => outcomes,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        threads.into_iter().flat_map(join).collect()
    })
}

fn render_one(office: &Office<'_>, wanted: &RenderArguments, file: &Path) -> Result<Rendered, Trouble> {
    let formats: Vec<Format> = wanted.format.iter().map(|&f| f.into()).collect();
    let mode = match (wanted.faithful, wanted.normalise) {
        (true, _) => Some(Mode::Faithful),
        (_, true) => Some(Mode::Normalised),
        _ => None,
    };
    let bytes = read(file, limits::DRAFT_BYTES)?;
    let draft = office.read(&bytes, file.to_str())?;
    let images = FolderImages::new(file.parent().unwrap_or(Path::new("")));
    let pdf = PdfForm { source: wanted.pdfa == LevelName::A3a, signature_fields: wanted.signature_fields };
    let request = Request { formats: &formats, mode, fallback: stem_of(file), images: &images, pdf };
    Ok(office.render(draft, request)?)
}

/// Writes the files of one document: all of them or none.
fn deliver(
    file: &Path,
    rendered: Rendered,
    folder: &Path,
    stems: &mut BTreeMap<String, PathBuf>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), Trouble> {
    if let Some(first) = stems.get(&rendered.stem) {
        return Err(Failure::from(office::same_stem(&rendered.stem, &first.display().to_string())).into());
    }
    stems.insert(rendered.stem.clone(), file.to_owned());
    write_together(folder, &rendered.files)?;
    print_report(&file.display().to_string(), &rendered.report, err);
    for made in &rendered.files {
        let path = folder.join(&made.name);
        writeln!(out, "{} ({} trang)", path.display(), rendered.pages).map_err(at(Path::new("-")))?;
    }
    Ok(())
}

/// Each file is written beside its place first and moved there when all are whole.
fn write_together(folder: &Path, files: &[office::OutputFile]) -> Result<(), Trouble> {
    let waiting = |name: &str| folder.join(format!(".{name}.part"));
    let written = files.iter().try_for_each(|file| {
        let path = waiting(&file.name);
        std::fs::write(&path, &file.bytes).map_err(at(&path))
    });
    if let Err(trouble) = written {
        for file in files {
            let _ = std::fs::remove_file(waiting(&file.name));
        }
        return Err(trouble);
    }
    files.iter().try_for_each(|file| {
        let path = folder.join(&file.name);
        std::fs::rename(waiting(&file.name), &path).map_err(at(&path))
    })
}
