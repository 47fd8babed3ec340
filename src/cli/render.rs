//! `vanthu render`: drafts made into files, side by side, written in the order given.

use super::output_paths::{self, OverwriteFlag};
use super::parallel::{BATCH, map_parallel, progress, workers};
use super::{CliError, FAILED, OK, REJECTED, at, print_report, read, stem_of};
use crate::limits;
use crate::office::{
    FolderImages, Format, Mode, Office, OfficeError, OutputFile, PdfForm, Rendered, Request,
};
use crate::report::Report;
use crate::runtime::files::{self, ExistingFile};
use clap::{Args, ValueEnum};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct RenderArguments {
    /// The drafts.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder for the files, which keep the subfolders of their drafts below the folder these have in common; made if need
    /// be.
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    overwriting: OverwriteFlag,
    /// Formats to deliver.
    #[arg(long, value_delimiter = ',', default_value = "pdf,docx,package", value_name = "LIST")]
    format: Vec<RenderFormat>,
    /// Reproduces every draft as issued, whatever it says itself.
    #[arg(long, conflicts_with = "normalise")]
    faithful: bool,
    /// Corrects every draft, whatever it says itself.
    #[arg(long)]
    normalise: bool,
    /// The PDF/A standard kept; 3a has the draft's source inside.
    #[arg(long, value_enum, default_value = "2a", value_name = "LEVEL")]
    pdfa: PdfaLevel,
    /// Lays empty signature fields into the PDF: one for each signer, one for the organ.
    #[arg(long)]
    signature_fields: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PdfaLevel {
    #[value(name = "2a")]
    A2a,
    #[value(name = "3a")]
    A3a,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RenderFormat {
    Pdf,
    Docx,
    Svg,
    Png,
    Package,
}

impl From<RenderFormat> for Format {
    fn from(name: RenderFormat) -> Self {
        match name {
            RenderFormat::Pdf => Self::Pdf,
            RenderFormat::Docx => Self::Docx,
            RenderFormat::Svg => Self::Svg,
            RenderFormat::Png => Self::Png,
            RenderFormat::Package => Self::Package,
        }
    }
}

/// Renders every file; 1 where a draft was rejected.
pub(super) fn render(
    office: &Office<'_>,
    wanted: &RenderArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    if wanted.files.len() > limits::FILES {
        let _ = writeln!(err, "vanthu: {} tệp, nhiều nhất là {}", wanted.files.len(), limits::FILES);
        return Ok(FAILED);
    }
    let workers = workers();
    let inputs = inputs(wanted)?;
    let collisions = collisions(office, wanted, &inputs, workers);
    if !collisions.is_empty() {
        collisions.iter().for_each(|(file, report)| print_report(&file.display().to_string(), report, err));
        return Ok(REJECTED);
    }
    let bar = progress(inputs.len());
    let mut code = OK;
    for inputs in inputs.chunks(workers * BATCH) {
        // Rendered side by side, reported and written in the order given.
        let rendered = map_parallel(inputs, workers, |input| render_one(office, wanted, input));
        for (input, outcome) in inputs.iter().zip(rendered) {
            let outcome =
                outcome.and_then(|rendered| deliver(input, &rendered, wanted.overwriting.other(), out, err));
            match outcome {
                Ok(()) => {}
                Err(CliError::Office(OfficeError::Rejected(report))) => {
                    bar.suspend(|| print_report(&input.file.display().to_string(), &report, err));
                    code = code.max(REJECTED);
                }
                Err(trouble) => {
                    bar.suspend(|| {
                        let _ = writeln!(err, "vanthu: {}: {trouble}", input.file.display());
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

/// A draft of the run.
struct DraftInput<'w> {
    file: &'w Path,
    /// Folder of its files.
    folder: PathBuf,
    /// Bytes of standard input, which can be read only once.
    bytes: Option<Vec<u8>>,
}

impl DraftInput<'_> {
    fn bytes(&self) -> Result<Vec<u8>, CliError> {
        self.bytes.clone().map_or_else(|| read(self.file, limits::DRAFT_BYTES), Ok)
    }
}

fn inputs(wanted: &RenderArguments) -> Result<Vec<DraftInput<'_>>, CliError> {
    let is_standard = |file: &PathBuf| file == Path::new("-");
    let said = match wanted.files.iter().find(|file| is_standard(file)) {
        Some(file) => Some(read(file, limits::DRAFT_BYTES)?),
        None => None,
    };
    let folders = output_paths::folders(&wanted.files).into_iter().zip(&wanted.files);
    let inputs = folders.map(|(below, file)| DraftInput {
        file,
        folder: wanted.out.join(below),
        bytes: said.clone().filter(|_| is_standard(file)),
    });
    Ok(inputs.collect())
}

/// The drafts that would have the names of one another's files.
fn collisions<'w>(
    office: &Office<'_>,
    wanted: &'w RenderArguments,
    inputs: &[DraftInput<'_>],
    workers: usize,
) -> Vec<(&'w Path, Report)> {
    if inputs.len() < 2 {
        return vec![];
    }
    // A draft that is rejected has no name; why it is, rendering says.
    let named = map_parallel(inputs, workers, |input| {
        let draft = office.read(&input.bytes().ok()?, input.file.to_str()).ok()?;
        let images = FolderImages::new(input.file.parent().unwrap_or(Path::new("")));
        let stem = office.stem(draft, request(wanted, input, &images)).ok()?;
        Some(input.folder.join(stem))
    });
    output_paths::collisions(&wanted.files, &named)
}

fn request<'r>(
    wanted: &'r RenderArguments,
    input: &'r DraftInput<'_>,
    images: &'r FolderImages,
) -> Request<'r> {
    let mode = match (wanted.faithful, wanted.normalise) {
        (true, _) => Some(Mode::Faithful),
        (_, true) => Some(Mode::Normalised),
        _ => None,
    };
    let pdf = PdfForm { source: wanted.pdfa == PdfaLevel::A3a, signature_fields: wanted.signature_fields };
    Request { formats: &[], mode, fallback: stem_of(input.file), images, pdf }
}

fn render_one(
    office: &Office<'_>,
    wanted: &RenderArguments,
    input: &DraftInput<'_>,
) -> Result<Rendered, CliError> {
    let formats: Vec<Format> = wanted.format.iter().map(|&f| f.into()).collect();
    let draft = office.read(&input.bytes()?, input.file.to_str())?;
    let images = FolderImages::new(input.file.parent().unwrap_or(Path::new("")));
    Ok(office.render(draft, Request { formats: &formats, ..request(wanted, input, &images) })?)
}

/// Writes the files of one document: all of them or none.
fn deliver(
    input: &DraftInput<'_>,
    rendered: &Rendered,
    other: ExistingFile,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), CliError> {
    let place = |made: &OutputFile| input.folder.join(&made.name);
    let files: Vec<_> = rendered.files.iter().map(|made| (place(made), made.bytes.as_slice())).collect();
    files::write_together(&files, other)?;
    print_report(&input.file.display().to_string(), &rendered.report, err);
    for (path, _) in &files {
        writeln!(out, "{} ({} trang)", path.display(), rendered.pages).map_err(at(Path::new("-")))?;
    }
    Ok(())
}
