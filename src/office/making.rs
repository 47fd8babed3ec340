//! A document made as it is kept: its package, with where each file lies in it, and what a register and a search know
//! it by.
//!
//! A draft goes in. Whoever makes a document, or makes it again, comes through here, so that the same source is the same
//! package whether it is issued, finished after a stop, entered, or proved years later.

use super::{
    Format, Mode, Office, OfficeError, OutputFile, PREVIEW_DPI, Particulars, PdfForm, manifest, particulars,
};
use super::{problems, rejected};
use crate::compose::compose;
use crate::document::Document;
use crate::docx;
use crate::input::Draft;
use crate::layout::{self, Layout};
use crate::package::{self, Bag, DocumentFiles, FileKind, Package, PackageError, PackagedFile, SOURCE};
use crate::pdf;
use crate::preview;
use crate::record::{Images, Record};
use crate::report::Report;
use std::collections::BTreeMap;

/// A document made to be kept.
#[derive(Clone, Debug)]
pub struct Packed {
    /// File name without extension, common to its files.
    pub stem: String,
    /// The package.
    pub package: Vec<u8>,
    /// The package and its files, and where they lie in it.
    pub files: DocumentFiles,
    /// Number of pages.
    pub pages: usize,
    /// All that the checks say of it.
    pub findings: Report,
    /// Particulars of the document, for a register and a search.
    pub particulars: Particulars,
}

impl Packed {
    /// The SHA-256 of the package.
    pub fn sha256(&self) -> &str {
        &self.files.package().sha256
    }
}

impl Office<'_> {
    /// Makes a document as it is kept. `fallback` names one without a number.
    ///
    /// # Errors
    /// All that keeps the draft from being made.
    pub fn make(&self, draft: Draft, images: &dyn Images, fallback: &str) -> Result<Packed, OfficeError> {
        let paper = self.paper(draft, None, images, fallback)?;
        let (bag, findings) = self.packed(&paper, PdfForm::default())?;
        let files = bag.document_files()?;
        Ok(Packed {
            files,
            package: bag.into_bytes(),
            pages: paper.layout.pages.len(),
            findings,
            particulars: particulars(&paper.record),
            stem: paper.stem,
        })
    }

    /// A draft checked, composed and laid out.
    pub(super) fn paper(
        &self,
        draft: Draft,
        mode: Option<Mode>,
        images: &dyn Images,
        fallback: &str,
    ) -> Result<Paper, OfficeError> {
        let checked = self.checked(draft, mode, images)?;
        let (record, report) = (checked.value, checked.report);
        let document = compose(&record);
        let layout = layout::paginate(&document, record.style(), self.fonts).map_err(rejected)?;
        let stem = self.stem_of(&record, fallback);
        Ok(Paper { record, report, document, layout, stem })
    }

    /// The package of a document, and all that the checks say of it today.
    pub(super) fn packed(&self, paper: &Paper, form: PdfForm) -> Result<(Bag, Report), OfficeError> {
        let Paper { record, report, document, layout, stem } = paper;
        let judged = |today| problems(report.clone(), record, self.catalog, document, layout, today);
        let problems = judged(None);
        // A document with a date is judged by that date; only one still to come is another matter today.
        let early = self.today.filter(|today| record.issued_date().is_some_and(|date| date > *today));
        let findings = early.map_or_else(|| problems.clone(), |today| judged(Some(today)));
        let files = [(FileKind::Pdf, paper.pdf(form)?), (FileKind::Docx, paper.docx()?)];
        let files = files.map(|(kind, bytes)| PackagedFile::new(kind.file_name(stem), bytes));
        Ok((pack(stem, files.into(), record, problems)?, findings))
    }
}

/// A draft checked, composed and laid out: what its files are written of.
pub(super) struct Paper {
    pub(super) record: Record,
    /// Warnings and information.
    pub(super) report: Report,
    pub(super) document: Document,
    pub(super) layout: Layout,
    /// File name without extension, common to its files.
    pub(super) stem: String,
}

impl Paper {
    /// The PDF, with the canonical source inside where the form asks for it.
    pub(super) fn pdf(&self, form: PdfForm) -> Result<Vec<u8>, pdf::PdfError> {
        let source = form.source.then(|| package::canonical_json(&self.record.canonical_source()));
        let source = source.as_deref().map(|source| pdf::Attachment {
            name: SOURCE,
            bytes: source.as_bytes(),
            media_type: "application/json",
            description: "Dữ liệu nguồn của văn bản",
        });
        let options = pdf::PdfOptions { source, signature_fields: form.signature_fields };
        pdf::write(&self.layout, &self.document.meta, &options)
    }

    pub(super) fn docx(&self) -> Result<Vec<u8>, docx::DocxError> {
        docx::write(&self.document, &self.layout.hints, self.record.style())
    }

    /// Pictures of its pages.
    pub(super) fn pictures(&self, formats: &[Format]) -> Result<Vec<OutputFile>, preview::PreviewError> {
        let (layout, stem) = (&self.layout, &self.stem);
        let mut files = Vec::new();
        for page in 0..layout.pages.len() {
            if formats.contains(&Format::Svg) {
                let name = format!("{stem}-{}.svg", page + 1);
                files.push(OutputFile::new(name, preview::svg(layout, page).into_bytes()));
            }
            if formats.contains(&Format::Png) {
                let name = format!("{stem}-{}.png", page + 1);
                files.push(OutputFile::new(name, preview::png(layout, page, PREVIEW_DPI)?));
            }
        }
        Ok(files)
    }
}

/// The files of a document as a package, with its source and what is known of it.
pub fn pack(
    stem: &str,
    mut files: Vec<PackagedFile>,
    record: &Record,
    problems: Report,
) -> Result<Bag, PackageError> {
    let source = package::canonical_json(&record.canonical_source());
    files.push(PackagedFile::new(SOURCE, source.into_bytes()));
    let images = record.pictures().filter_map(|picture| picture.image.as_ref());
    for (sha256, png) in images.map(|image| image.kept()).collect::<BTreeMap<_, _>>() {
        files.push(PackagedFile::new(format!("images/{sha256}.png"), png.to_vec()));
    }
    Package::new(stem, files, manifest(record, problems))?.zip()
}
