//! The use cases: render, import, look at templates and fonts. All that the edges call.
//!
//! A draft goes in; the finished files come out, or every problem of the draft, or the program's own failure.

use crate::catalog::{Catalog, CatalogError};
use crate::digest;
use crate::docx;
use crate::draft::Draft;
use crate::draft::fields;
use crate::font::FontBook;
use crate::input;
use crate::layout::LayoutError;
use crate::limits;
use crate::package::{
    self, AcceptedFinding, Correction, DocumentFacts, FileKind, PackageError, PackageManifest,
};
use crate::pdf;
use crate::preview;
use crate::record::{Images, Record};
use crate::report::{Checked, Problem, Report};
use crate::text;
use chrono::NaiveDate;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

mod book;
mod checkup;
mod explain;
mod import;
mod making;
mod offers;
mod pages;
mod schema;
mod templates;
mod traces;

pub use crate::draft::Mode;
pub use book::{BOOK_COLUMNS, Book, BookForm, BookPart, Volume};
pub use checkup::{CheckOptions, Checkup, Corrected, Excerpt, Mending, problems};
pub use explain::{CheckEntry, CheckPage, check_offered, checks_near, checks_offered};
pub use import::Imported;
pub use making::{Packed, pack};
pub use offers::{
    ContentEntry, ContentOffer, TypeEntry, TypeOffer, content_offered, field_label, type_offered,
    types_offered,
};
pub use pages::{PagePicture, PageRequest, stored_page};
pub use schema::{any_draft_schema, data_schema, draft_schema};
pub use templates::{TemplateFolder, fonts};

/// Reasons for which a use case does not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The input is at fault; the report says all that is.
    #[error("the draft was rejected with {} problems", .0.problems.len())]
    Rejected(Report),
    /// `templates/` is at fault.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The DOCX could not be written.
    #[error(transparent)]
    Docx(#[from] docx::DocxError),
    /// The PDF could not be written.
    #[error(transparent)]
    Pdf(#[from] pdf::PdfError),
    /// A stored PDF could not be read.
    #[error(transparent)]
    Stored(#[from] pdf::PdfReadError),
    /// A preview image could not be made.
    #[error(transparent)]
    Preview(#[from] preview::PreviewError),
    /// The package could not be put together.
    #[error(transparent)]
    Package(#[from] PackageError),
}

impl From<Report> for OfficeError {
    fn from(report: Report) -> Self {
        Self::Rejected(report)
    }
}

/// Format in which a document is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// The document as PDF.
    Pdf,
    /// The document as DOCX.
    Docx,
    /// A picture of each page as SVG.
    Svg,
    /// A picture of each page as PNG.
    Png,
    /// The BagIt package with PDF, DOCX, source and manifest.
    Package,
}

/// Options of a rendering.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// Formats to deliver.
    pub formats: &'a [Format],
    /// Overrules the draft's mode.
    pub mode: Option<Mode>,
    /// Stem of the file names of a document without a number.
    pub fallback: &'a str,
    /// Source of the draft's images.
    pub images: &'a dyn Images,
    /// Options of the PDF.
    pub pdf: PdfForm,
}

/// Options of a PDF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PdfForm {
    /// Flag: the source of the document goes inside, which makes it PDF/A-3a instead of PDF/A-2a.
    pub source: bool,
    /// Flag: empty signature fields are laid down where signature and seal go.
    pub signature_fields: bool,
}

/// A finished document.
#[derive(Debug)]
pub struct Rendered {
    /// File name without extension, common to its files.
    pub stem: String,
    /// The files asked for.
    pub files: Vec<OutputFile>,
    /// Number of pages.
    pub pages: usize,
    /// Warnings and information.
    pub report: Report,
    /// All that the checks say of it, its report included; only with a package, which keeps them.
    pub findings: Option<Report>,
    /// Particulars of the document, for a register and a search.
    pub particulars: Particulars,
}

/// Particulars of a document: the data by which a register and a search know it, and all it takes to make it again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Particulars {
    /// The id of its type.
    pub document_type: String,
    /// The id of the issuing organ.
    pub organ: String,
    /// The organ's profile in full, as it was on the document's day.
    pub organ_profile: serde_json::Value,
    /// The number as printed: `05`, `12b`.
    pub code_number: Option<String>,
    /// `KH-LĐLĐ`.
    pub code_notation: String,
    /// The date of issue.
    pub issued_date: Option<NaiveDate>,
    /// The lines of the subject, joined.
    pub subject: String,
    /// The full names of those who sign, in order.
    pub signers: Vec<String>,
    /// The draft as it is kept.
    pub source: serde_json::Map<String, serde_json::Value>,
    /// Digest of the type's folder.
    pub template_sha256: String,
    /// Digest of the style sheet.
    pub style_sha256: String,
}

/// A finished file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Its name, in ASCII.
    pub name: String,
    /// Contents.
    pub bytes: Vec<u8>,
}

impl OutputFile {
    /// A file of this name.
    pub fn new(name: String, bytes: Vec<u8>) -> Self {
        Self { name, bytes }
    }

    /// Its SHA-256, lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        digest::sha256(&self.bytes)
    }
}

/// Resolution of PNG previews.
const PREVIEW_DPI: u32 = 100;

/// The office: templates and faces at hand.
#[derive(Clone, Copy, Debug)]
pub struct Office<'c> {
    catalog: &'c Catalog,
    fonts: &'static FontBook,
    /// The day on which documents are judged; never part of what is made of them.
    today: Option<NaiveDate>,
    /// The name that a document's files have already.
    kept_stem: Option<&'c str>,
}

impl<'c> Office<'c> {
    /// An office that works with these templates.
    pub fn new(catalog: &'c Catalog) -> Self {
        Self { catalog, fonts: FontBook::embedded(), today: None, kept_stem: None }
    }

    /// The same office on a day: a document dated later is found at fault. Files and packages are the same on any day.
    pub fn on(self, day: NaiveDate) -> Self {
        Self { today: Some(day), ..self }
    }

    /// SHA-256 of the bundle of its templates.
    pub fn catalog_sha256(&self) -> &'c str {
        self.catalog.bundle.sha256()
    }

    /// The same office for a document whose files have a name: they keep it where it is one that the document may have.
    pub fn keeping(self, stem: &'c str) -> Self {
        Self { kept_stem: Some(stem), ..self }
    }

    /// Reads a draft: JSON, TOML, or text with a `+++` head, told apart by the name's ending or by its look.
    pub fn read(&self, bytes: &[u8], name: Option<&str>) -> Result<Draft, OfficeError> {
        Ok(input::read(bytes, name)?)
    }

    /// The name that the files of a draft will have, without making them.
    ///
    /// # Errors
    /// All that keeps the draft from being made.
    pub fn stem(&self, draft: Draft, request: Request<'_>) -> Result<String, OfficeError> {
        let record = self.checked(draft, request.mode, request.images)?.value;
        Ok(self.stem_of(&record, request.fallback))
    }

    fn checked(
        &self,
        mut draft: Draft,
        mode: Option<Mode>,
        images: &dyn Images,
    ) -> Result<Checked<Record>, OfficeError> {
        if let Some(mode) = mode {
            draft.values.insert(fields::MODE.name.to_owned(), mode.name().into());
        }
        Ok(Record::check(draft, self.catalog, images)?)
    }

    fn stem_of(&self, record: &Record, fallback: &str) -> String {
        let named =
            |notation: &str| package::stem(record.code_number(), notation, record.issued_date(), fallback);
        // A line that is printed as it stands says number and symbol in one.
        if let (None, Some(number)) = (record.code_number(), record.number()) {
            return package::stem(Some(&number), "", record.issued_date(), fallback);
        }
        let notation = record.code_notation();
        let plain = named(notation);
        if self.kept_stem == Some(plain.as_str()) {
            return plain;
        }
        let distinct = self.catalog.distinct_notation(record.document_type(), record.organ(), notation);
        distinct.map_or(plain, |notation| named(&notation))
    }

    /// Renders a draft.
    pub fn render(&self, draft: Draft, request: Request<'_>) -> Result<Rendered, OfficeError> {
        let paper = self.paper(draft, request.mode, request.images, request.fallback)?;
        let wants = |format| request.formats.contains(&format);
        let named = |kind: FileKind, bytes| OutputFile::new(kind.file_name(&paper.stem), bytes);
        let mut files = Vec::new();
        let mut findings = None;
        if wants(Format::Package) {
            let (bag, found) = self.packed(&paper, request.pdf)?;
            for (format, kind) in [(Format::Pdf, FileKind::Pdf), (Format::Docx, FileKind::Docx)] {
                if wants(format) {
                    files.push(named(kind, bag.content(kind)?));
                }
            }
            files.push(named(FileKind::Package, bag.into_bytes()));
            findings = Some(found);
        } else {
            if wants(Format::Pdf) {
                files.push(named(FileKind::Pdf, paper.pdf(request.pdf)?));
            }
            if wants(Format::Docx) {
                files.push(named(FileKind::Docx, paper.docx()?));
            }
        }
        files.extend(paper.pictures(request.formats)?);
        let (pages, particulars) = (paper.layout.pages.len(), particulars(&paper.record));
        Ok(Rendered { pages, particulars, files, findings, report: paper.report, stem: paper.stem })
    }
}

/// Manifest of a record; the package fills in the files.
fn manifest(record: &Record, problems: Report) -> PackageManifest {
    let corrections = record.corrections().iter();
    let document = DocumentFacts {
        document_type: record.document_type().id.clone(),
        organ_name: record.organ().full_name.clone(),
        code_number: record.code_number().map(str::to_owned),
        code_notation: record.code_notation().to_owned(),
        issued_date: record.issued_date(),
        subject: record.subject().join(" "),
    };
    PackageManifest {
        name: human_name(record),
        document,
        template_sha256: Some(record.document_type().digest.clone()),
        style_sha256: Some(record.style_file().digest.clone()),
        organ: serde_json::to_value(record.organ().as_ref()).unwrap_or_default(),
        corrections: corrections
            .map(|c| Correction { rule: c.rule.id().to_owned(), count: c.count })
            .collect(),
        problems,
        overrides: record
            .overrides()
            .iter()
            .map(|o| AcceptedFinding { id: o.id.clone(), reason: o.reason.clone() })
            .collect(),
        ..PackageManifest::default()
    }
}

fn particulars(record: &Record) -> Particulars {
    Particulars {
        document_type: record.document_type().id.clone(),
        organ: record.organ().id.clone(),
        organ_profile: serde_json::to_value(record.organ().as_ref()).unwrap_or_default(),
        code_number: record.code_number().map(str::to_owned),
        code_notation: record.code_notation().to_owned(),
        issued_date: record.issued_date(),
        subject: record.subject().join(" "),
        signers: record.signer_names().map(str::to_owned).collect(),
        source: record.source().clone(),
        template_sha256: record.document_type().digest.clone(),
        style_sha256: record.style_file().digest.clone(),
    }
}

/// `Kế hoạch số 39/KH-LĐLĐ ngày 23/02/2024`.
fn human_name(record: &Record) -> String {
    let mut name = record.kind_name();
    if let Some(number) = record.number() {
        let _ = write!(name, " số {number}");
    }
    if let Some(date) = record.issued_date() {
        let _ = write!(name, " ngày {}", text::short_date(date));
    }
    name
}

/// Images that lie beside a draft.
#[derive(Clone, Debug)]
pub struct FolderImages {
    folder: PathBuf,
}

impl FolderImages {
    /// Images of the folder a draft was read from.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }
}

impl Images for FolderImages {
    /// Nothing outside the folder is read: a draft from elsewhere must not show what lies on this machine.
    fn load(&self, name: &str) -> Option<Vec<u8>> {
        let name = Path::new(name);
        if !name.components().all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        let mut bytes = Vec::new();
        // One byte more than allowed is enough to know that it is too much.
        let most = limits::IMAGE_BYTES as u64 + 1;
        std::fs::File::open(self.folder.join(name)).ok()?.take(most).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}

/// Layout refuses only what the draft is at fault for.
fn rejected(error: LayoutError) -> OfficeError {
    OfficeError::Rejected(Report { problems: vec![not_laid_out(&error)] })
}

/// The problem of a document that cannot be laid out.
fn not_laid_out(error: &LayoutError) -> Problem {
    match error {
        LayoutError::TooManyPages => {
            let most = limits::PAGES;
            let message = format!("Văn bản dài hơn {most} trang. Hãy tách thành nhiều văn bản.");
            Problem::error(fields::BODY.at(), "too-many-pages", message)
        }
        LayoutError::TooMuchWork { part } => {
            let (at, of) = match part.checked_sub(1) {
                None => (fields::BODY.at(), "Nội dung văn bản".to_owned()),
                Some(index) => {
                    let at = fields::APPENDIXES.at().index(index).child("body");
                    (at, format!("Phụ lục thứ {part}"))
                }
            };
            let message = format!(
                "{of} cần quá nhiều công dàn trang, thường vì bảng có hàng tiêu đề quá cao hoặc cột quá hẹp. Hãy rút ngắn hàng tiêu đề, bớt cột hoặc tách bảng."
            );
            Problem::error(at, "too-much-work", message)
        }
    }
}
