//! The use cases: render, import, look at templates and fonts. All that the edges call.
//!
//! A draft goes in; the finished files come out, or every problem of the draft, or the program's own failure.

use crate::catalog::{Catalog, CatalogError, Field};
use crate::compose::compose;
use crate::digest;
use crate::docx;
use crate::font::{FaceId, FontBook};
use crate::input::{self, Draft, scan};
use crate::layout::{self, Layout, LayoutError};
use crate::limits;
use crate::package::{self, Correction, Facts, Manifest, Package, PackageError, PackagedFile};
use crate::pdf;
use crate::preview;
use crate::record::{Images, Record};
use crate::report::{FieldPath, Problem, Report};
use crate::text;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

/// Why a use case did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
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
    /// A preview image could not be made.
    #[error(transparent)]
    Preview(#[from] preview::PreviewError),
    /// The package could not be put together.
    #[error(transparent)]
    Package(#[from] PackageError),
}

impl From<Report> for Failure {
    fn from(report: Report) -> Self {
        Self::Rejected(report)
    }
}

/// What a document is delivered as.
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

/// How text is treated, where the caller overrules the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Reproduced as issued.
    Faithful,
    /// Corrected first.
    Normalised,
}

/// What is asked of a rendering.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// What to deliver.
    pub formats: &'a [Format],
    /// Overrules the draft's mode.
    pub mode: Option<Mode>,
    /// What a document without a number is named after.
    pub fallback: &'a str,
    /// Where the draft's images are.
    pub images: &'a dyn Images,
}

/// A finished document.
#[derive(Debug)]
pub struct Rendered {
    /// What its files are named after.
    pub stem: String,
    /// The files asked for.
    pub files: Vec<OutputFile>,
    /// How many pages it has.
    pub pages: usize,
    /// Warnings and information.
    pub report: Report,
}

/// A finished file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Its name, in ASCII.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl OutputFile {
    /// A file of this name.
    pub fn new(name: String, bytes: Vec<u8>) -> Self {
        Self { name, bytes }
    }
}

/// Resolution of PNG previews.
const PREVIEW_DPI: u32 = 100;

/// The office: templates and faces at hand.
#[derive(Clone, Copy, Debug)]
pub struct Office<'c> {
    catalog: &'c Catalog,
    fonts: &'static FontBook,
}

impl<'c> Office<'c> {
    /// An office that works with these templates.
    pub fn new(catalog: &'c Catalog) -> Self {
        Self { catalog, fonts: FontBook::embedded() }
    }

    /// Reads a draft: JSON, TOML, or text with a `+++` head, told apart by the name's ending or by its look.
    pub fn read(&self, bytes: &[u8], name: Option<&str>) -> Result<Draft, Failure> {
        Ok(input::read(bytes, name)?)
    }

    /// Renders a draft.
    pub fn render(&self, mut draft: Draft, request: Request<'_>) -> Result<Rendered, Failure> {
        if let Some(mode) = request.mode {
            let word = if mode == Mode::Faithful { "faithful" } else { "normalised" };
            draft.values.insert("mode".to_owned(), word.into());
        }
        let checked = Record::check(draft, self.catalog, request.images)?;
        let (record, report) = (checked.value, checked.report);
        let document = compose(&record);
        let style = record.style();
        let layout = layout::paginate(&document, style, self.fonts).map_err(rejected)?;
        let stem = package::stem(
            record.code_number(),
            record.code_notation(),
            record.issued_date(),
            request.fallback,
        );
        let wants = |format| request.formats.contains(&format);
        let packaged = wants(Format::Package);
        let mut files = Vec::new();
        if packaged || wants(Format::Pdf) {
            files.push(OutputFile::new(format!("{stem}.pdf"), pdf::write(&layout, &document.meta)?));
        }
        if packaged || wants(Format::Docx) {
            let bytes = docx::write(&document, &layout.hints, style)?;
            files.push(OutputFile::new(format!("{stem}.docx"), bytes));
        }
        if packaged {
            let zip = pack(&stem, &files, &record, &report)?;
            files.retain(|file| wants(if file.name.ends_with(".pdf") { Format::Pdf } else { Format::Docx }));
            files.push(OutputFile::new(format!("{stem}.zip"), zip));
        }
        self.pictures(&layout, &stem, request.formats, &mut files)?;
        Ok(Rendered { stem, files, pages: layout.pages.len(), report })
    }

    fn pictures(
        &self,
        layout: &Layout,
        stem: &str,
        formats: &[Format],
        files: &mut Vec<OutputFile>,
    ) -> Result<(), Failure> {
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
        Ok(())
    }

    /// Makes a draft of a DOCX, or of pasted or scanned text.
    pub fn import(&self, bytes: &[u8]) -> Result<Imported, Failure> {
        if input::docx::is_file(bytes) {
            let found = input::docx::import(bytes, &self.knowledge())?;
            return Ok(Imported::new(&found.draft, &found.mended, &found.doubts, Vec::new()));
        }
        let text = input::text_of(bytes)?;
        let mut remarks = Vec::new();
        let encoding = text::legacy::detect(text);
        let text = if encoding == text::legacy::Encoding::Unicode {
            text.to_owned()
        } else {
            remarks.push(format!(
                "văn bản dùng bảng mã {}, đã chuyển sang Unicode; hãy soát lại",
                encoding.name()
            ));
            text::legacy::convert(text, encoding)
        };
        let found = scan::import(&text, &self.knowledge());
        Ok(Imported::new(&found.draft, &found.mended, &found.doubts, remarks))
    }

    /// What importing needs to know of types and organs.
    fn knowledge(&self) -> scan::Knowledge {
        let types = self.catalog.types.values().map(|kind| {
            // What organs print for a type counts as much as the decree's abbreviation.
            let printed =
                self.catalog.organs.values().flatten().filter_map(|o| o.abbreviations.get(&kind.id));
            scan::KnownType {
                id: kind.id.clone(),
                title: kind.title.clone(),
                abbreviations: kind.abbreviation.iter().chain(printed).cloned().collect(),
            }
        });
        let newest = self.catalog.organs.values().filter_map(|versions| versions.last());
        let organs = newest.map(|organ| scan::KnownOrgan {
            id: organ.id.clone(),
            symbol: organ.symbol.clone(),
            place: organ.place.clone(),
            parent: organ.parent.clone(),
            name: organ.name.clone(),
        });
        scan::Knowledge { types: types.collect(), organs: organs.collect() }
    }
}

/// The files of a document as a package, with its source and what is known of it.
pub fn pack(
    stem: &str,
    files: &[OutputFile],
    record: &Record,
    report: &Report,
) -> Result<Vec<u8>, PackageError> {
    let mut packaged: Vec<_> =
        files.iter().map(|file| PackagedFile::new(file.name.as_str(), file.bytes.clone())).collect();
    let source = package::canonical_json(&record.canonical_source());
    packaged.push(PackagedFile::new("source.json", source.into_bytes()));
    let mut images: Vec<_> = record.pictures().map(|picture| &picture.image).collect();
    images.sort_by(|a, b| a.sha256.cmp(&b.sha256));
    images.dedup_by(|a, b| a.sha256 == b.sha256);
    for image in images {
        packaged.push(PackagedFile::new(format!("images/{}.png", image.sha256), image.png.clone()));
    }
    Package::new(stem, packaged, manifest(record, report))?.zip()
}

/// What the manifest says of a record; the package fills in the files.
fn manifest(record: &Record, report: &Report) -> Manifest {
    let corrections = record.corrections().iter();
    let document = Facts {
        document_type: record.document_type().id.clone(),
        organ_name: record.organ().full_name.clone(),
        code_number: record.code_number().map(str::to_owned),
        code_notation: record.code_notation().to_owned(),
        issued_date: record.issued_date(),
        subject: record.subject().join(" "),
    };
    Manifest {
        name: human_name(record),
        document,
        template_sha256: Some(record.document_type().digest.clone()),
        style_sha256: Some(record.style_file().digest.clone()),
        organ: serde_json::to_value(record.organ().as_ref()).unwrap_or_default(),
        corrections: corrections
            .map(|c| Correction { rule: c.rule.id().to_owned(), count: c.count })
            .collect(),
        problems: report.clone(),
        ..Manifest::default()
    }
}

/// `Kế hoạch số 39/KH-LĐLĐ ngày 23/02/2024`.
fn human_name(record: &Record) -> String {
    let mut name = text::capitalised(&record.document_type().name);
    if let Some(number) = record.number() {
        let _ = write!(name, " số {number}");
    }
    if let Some(date) = record.issued_date() {
        let _ = write!(name, " ngày {}", text::short_date(date));
    }
    name
}

/// A draft made of text, and what a person should look at.
#[derive(Debug)]
pub struct Imported {
    /// The draft, as JSON for people to read and correct.
    pub draft: String,
    /// What was mended and what was unsure, a sentence each.
    pub remarks: Vec<String>,
}

impl Imported {
    fn new(draft: &Draft, mended: &[scan::Mend], doubts: &[Problem], mut remarks: Vec<String>) -> Self {
        remarks.extend(mended.iter().map(ToString::to_string));
        remarks.extend(doubts.iter().map(|doubt| format!("chưa chắc: {doubt}")));
        let mut draft = serde_json::to_string_pretty(&draft.values).unwrap_or_default();
        draft.push('\n');
        Self { draft, remarks }
    }
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
fn rejected(error: LayoutError) -> Failure {
    let LayoutError::TooManyPages(pages) = error;
    let most = limits::PAGES;
    let message =
        format!("Văn bản dài {pages} trang, nhiều nhất là {most} trang. Hãy tách thành nhiều văn bản.");
    let mut report = Report::new();
    report.error(FieldPath::field("body"), "too-many-pages", message);
    Failure::Rejected(report)
}

/// The problem of two documents of one run that would have the same file names.
pub fn same_stem(stem: &str, first: &str) -> Report {
    let message = format!(
        "Trùng tên tệp «{stem}» với văn bản làm từ {first}. Hãy sửa số, ký hiệu hoặc ngày của một trong hai văn bản."
    );
    Report { problems: vec![Problem::error(FieldPath::root(), "same-stem", message)] }
}

/// The embedded faces, a line each.
pub fn fonts() -> String {
    let mut out = String::new();
    for id in FaceId::ALL {
        let face = FontBook::embedded().face(id);
        let (glyphs, bytes) = (face.tables().number_of_glyphs(), face.data().len());
        let digest = digest::sha256(face.data());
        let _ =
            writeln!(out, "{:<26} {glyphs} glyphs, {bytes} bytes, SHA-256 {digest}", id.postscript_name());
    }
    out
}

/// The templates in use: those in the program or those of a folder.
#[derive(Debug)]
pub enum TemplateFolder {
    /// In the program; read when first needed.
    Embedded,
    /// Of a folder.
    Read(Box<Catalog>),
}

impl TemplateFolder {
    /// Reads a folder, or takes what is in the program.
    pub fn open(folder: Option<&Path>) -> Result<Self, Failure> {
        match folder {
            None => Ok(Self::Embedded),
            Some(folder) => match Catalog::read(folder) {
                Ok(catalog) => Ok(Self::Read(Box::new(catalog))),
                Err(CatalogError::Invalid(report)) => Err(Failure::Rejected(report)),
                Err(error) => Err(error.into()),
            },
        }
    }

    /// The catalog itself.
    pub fn catalog(&self) -> &Catalog {
        match self {
            Self::Embedded => Catalog::embedded(),
            Self::Read(catalog) => catalog,
        }
    }

    /// An office that works with them.
    pub fn office(&self) -> Office<'_> {
        Office::new(self.catalog())
    }

    /// A line for each type and each ready-made content.
    pub fn list(&self) -> String {
        let mut out = String::new();
        for kind in self.catalog().types.values() {
            let abbreviation = kind.abbreviation.as_deref().unwrap_or("-");
            let _ = writeln!(out, "{:<18} {abbreviation:<4} {}", kind.id, kind.name);
            for content in kind.contents.values() {
                let _ = writeln!(out, "{:<18}      {}", format!("{}/{}", kind.id, content.id), content.name);
            }
        }
        out
    }

    /// How many of everything there are.
    pub fn summary(&self) -> String {
        let catalog = self.catalog();
        let (types, organs, styles) = (catalog.types.len(), catalog.organs.len(), catalog.styles.len());
        let contents: usize = catalog.types.values().map(|t| t.contents.len()).sum();
        format!(
            "{types} loại văn bản, {contents} nội dung mẫu, {organs} cơ quan, {styles} kiểu trình bày: không có lỗi\n"
        )
    }

    /// The fields of a type (`ke-hoach`) or a content (`bao-cao/thang`), with sample data.
    pub fn show(&self, name: &str) -> Result<String, Failure> {
        let (kind, content) =
            name.split_once('/').map_or((name, None), |(kind, content)| (kind, Some(content)));
        let found = self.catalog().document_type(kind, None);
        let Some(kind) = found else { return Err(unknown(name).into()) };
        let mut out = String::new();
        match content {
            None => {
                let _ = writeln!(out, "{}: {}", kind.id, kind.name);
                describe_fields(&kind.fields, 0, &mut out);
            }
            Some(id) => {
                let Some(content) = kind.contents.get(id) else { return Err(unknown(name).into()) };
                let _ = writeln!(out, "{name}: {}", content.name);
                describe_fields(&content.fields, 0, &mut out);
                let sample = serde_json::to_string_pretty(&content.sample).unwrap_or_default();
                let _ = writeln!(out, "{sample}");
            }
        }
        Ok(out)
    }
}

fn unknown(name: &str) -> Report {
    let message = format!("Không có mẫu «{name}». Gõ «vanthu templates list» để xem các mẫu đang có.");
    Report { problems: vec![Problem::error(FieldPath::root(), "unknown-template", message)] }
}

fn describe_fields(fields: &[Field], depth: usize, out: &mut String) {
    for field in fields {
        let indent = "  ".repeat(depth + 1);
        let kind = serde_json::to_value(field.kind).ok();
        let kind = kind.as_ref().and_then(|k| k.as_str()).unwrap_or_default();
        let required = if field.required { ", bắt buộc" } else { "" };
        let _ = writeln!(out, "{indent}{} ({kind}{required}): {}", field.name, field.label);
        describe_fields(&field.fields, depth + 1, out);
    }
}
