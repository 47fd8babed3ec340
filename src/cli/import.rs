//! `vanthu import`: files made into drafts, side by side, written in the order given.

mod convert;
mod inputs;
mod summary;
#[cfg(test)]
mod tests;

use super::output_paths::{self, OverwriteFlag};
use super::parallel::{BATCH, map_parallel, progress, workers};
use super::{CliError, FAILED, OK, REJECTED, at, print_report, read, stem_of};
use crate::limits;
use crate::office::{Imported, Office, OfficeError};
use crate::report::Report;
use crate::runtime::files::{self, ExistingFile};
use clap::Args;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use summary::{Outcome, Summary};

#[derive(Args)]
pub(super) struct ImportArguments {
    /// The DOCX files, HTML pages and texts; of a folder all such files in it and below it; `-` is standard input.
    #[arg(required_unless_present = "list", value_name = "FILE|DIR")]
    files: Vec<PathBuf>,
    /// A file that names further files and folders, one a line.
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// Folder for the drafts, which keep the subfolders of their files below the folder these have in common; without it
    /// they go to standard output. Several papers in one file become several drafts: `a.json`, `a-2.json`.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Writes what was recognised in each file, and what to look at, as a table: `.csv` or `.html`.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Reads .doc, .rtf and .odt files through LibreOffice, which must be installed.
    #[arg(long)]
    convert: bool,
    #[command(flatten)]
    overwriting: OverwriteFlag,
}

/// Imports every file; 1 where one was rejected, 2 where one could not be read or written.
pub(super) fn import(
    office: &Office<'_>,
    wanted: &ImportArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    let form = wanted.report.as_deref().map(summary::form_of).transpose()?;
    let files = inputs::files(&wanted.files, wanted.list.as_deref())?;
    let places: Vec<Option<PathBuf>> = match &wanted.out {
        None => vec![None; files.len()],
        Some(out) => {
            let folders = output_paths::folders(&files).into_iter().zip(&files);
            folders
                .map(|(below, file)| Some(out.join(below).join(format!("{}.json", stem_of(file)))))
                .collect()
        }
    };
    let collisions = output_paths::collisions(&files, &places);
    if !collisions.is_empty() {
        collisions.iter().for_each(|(file, report)| print_report(&file.display().to_string(), report, err));
        return Ok(REJECTED);
    }
    let mut run = Run { wanted, written: BTreeSet::new(), summary: Summary::default(), code: OK };
    let bar = progress(files.len());
    let pairs: Vec<(&PathBuf, &Option<PathBuf>)> = files.iter().zip(&places).collect();
    for pairs in pairs.chunks(workers() * BATCH) {
        // Read side by side, told and written in the order given.
        let made = map_parallel(pairs, workers(), |(file, _)| import_one(office, file, wanted.convert));
        for ((file, place), made) in pairs.iter().zip(made) {
            bar.suspend(|| run.deliver(file, place.as_deref(), made, out, err))?;
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    if let (Some(path), Some(form)) = (&wanted.report, form) {
        let table = run.summary.write(form);
        files::write_together(&[(path.clone(), table.as_bytes())], ExistingFile::Replaced)?;
    }
    Ok(run.code)
}

/// The papers in a file.
fn import_one(office: &Office<'_>, file: &Path, convert: bool) -> Result<Vec<Imported>, CliError> {
    let bytes = read(file, limits::DOCX_BYTES)?;
    let bytes = match convert::ending(&bytes) {
        Some(ending) if convert => convert::docx(&bytes, ending)?,
        Some(_) => return office.import(&bytes).map_err(|error| convert::advised(error).into()),
        None => bytes,
    };
    Ok(office.import(&bytes)?)
}

/// A run of the command.
struct Run<'w> {
    wanted: &'w ImportArguments,
    /// The drafts written so far.
    written: BTreeSet<PathBuf>,
    summary: Summary,
    code: u8,
}

impl Run<'_> {
    /// Writes the drafts of a file, all or none, and tells what became of it.
    fn deliver(
        &mut self,
        file: &Path,
        place: Option<&Path>,
        made: Result<Vec<Imported>, CliError>,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<(), CliError> {
        let outcome = made.and_then(|papers| self.write(file, place, &papers, out, err).map(|()| papers));
        match outcome {
            Ok(papers) => self.note(|| Outcome::imported(file, &papers)),
            Err(CliError::Office(OfficeError::Rejected(report))) => {
                print_report(&file.display().to_string(), &report, err);
                self.code = self.code.max(REJECTED);
                self.note(|| Outcome::rejected(file, &report));
            }
            Err(CliError::Io { source, path }) if source.kind() == io::ErrorKind::BrokenPipe => {
                return Err(CliError::Io { source, path });
            }
            Err(trouble) => {
                let _ = writeln!(err, "vanthu: {trouble}");
                self.code = FAILED;
                self.note(|| Outcome::failed(file, &trouble.to_string()));
            }
        }
        Ok(())
    }

    /// Keeps a row of the report, where one is asked for.
    fn note(&mut self, row: impl FnOnce() -> Vec<Outcome>) {
        if self.wanted.report.is_some() {
            self.summary.add(row());
        }
    }

    fn write(
        &mut self,
        file: &Path,
        place: Option<&Path>,
        papers: &[Imported],
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<(), CliError> {
        for remark in papers.iter().flat_map(|paper| &paper.remarks) {
            let _ = writeln!(err, "{}: {remark}", file.display());
        }
        let Some(place) = place else {
            let mut drafts = papers.iter();
            return drafts
                .try_for_each(|paper| out.write_all(paper.draft.as_bytes()))
                .map_err(at(Path::new("-")));
        };
        let named = papers.iter().enumerate();
        let named: Vec<_> =
            named.map(|(index, paper)| (paper_place(place, index), paper.draft.as_bytes())).collect();
        if let Some((taken, _)) = named.iter().find(|(place, _)| self.written.contains(place)) {
            return Err(OfficeError::Rejected(taken_by_another(taken)).into());
        }
        files::write_together(&named, self.wanted.overwriting.other())?;
        self.written.extend(named.iter().map(|(place, _)| place.clone()));
        let mut places = named.iter();
        places.try_for_each(|(place, _)| writeln!(out, "{}", place.display())).map_err(at(Path::new("-")))
    }
}

/// The file of one of several papers of a source: `a.json`, `a-2.json` …
fn paper_place(place: &Path, index: usize) -> PathBuf {
    match index {
        0 => place.to_owned(),
        _ => place.with_file_name(format!("{}-{}.json", stem_of(place), index + 1)),
    }
}

/// A draft of this run already has the name.
fn taken_by_another(place: &Path) -> Report {
    let message = format!(
        "Trùng tên tệp «{}» với dự thảo khác vừa ghi; không ghi tệp này. Hãy đổi tên tệp nguồn hoặc làm từng lượt với --out khác nhau.",
        place.display()
    );
    convert::one("same-name", message)
}
