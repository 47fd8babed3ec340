//! Objects common to all documents, made once: printpdf's catalog, page and font dictionaries, and shared streams.
//!
//! printpdf writes a specimen page in every face; from its objects come the templates every document copies.
//! Its widths (whole numbers), subset names, CapHeight and metadata are replaced; see the places that do so.

use super::deflate::Deflater;
use super::encoding::{self, CMAP_NAME, OneByteEncoding};
use super::{colour, font_subset};
use crate::font::{FaceId, FontBook, UNITS_PER_EM};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use printpdf::{
    Codepoint, FontId, FontMetrics, Mm, Op, ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfPage,
    PdfSaveOptions, Pt, TextItem,
};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use ttf_parser::Tag;

/// The catalog.
pub(super) const CATALOG: ObjectId = (1, 0);
/// The root of the pages.
pub(super) const PAGES: ObjectId = (2, 0);
/// The resources of all pages.
pub(super) const RESOURCES: ObjectId = (3, 0);
/// The fonts among them.
pub(super) const FONTS: ObjectId = (4, 0);
/// The CMap of all fonts.
pub(super) const ENCODING: ObjectId = (5, 0);
/// ToUnicode CMap of the main fonts.
pub(super) const TO_UNICODE: ObjectId = (6, 0);
/// The profile of the output intent.
pub(super) const PROFILE: ObjectId = (7, 0);
/// The document information dictionary.
pub(super) const INFO: ObjectId = (8, 0);
/// XMP.
pub(super) const METADATA: ObjectId = (9, 0);

/// Dictionaries of one face.
pub(super) struct FaceTemplate {
    /// The font itself.
    pub(super) font: Dictionary,
    /// Its descendant, which stands inside it.
    pub(super) descendant: Dictionary,
    /// Its descriptor.
    pub(super) descriptor: Dictionary,
}

/// Objects common to all documents.
pub(super) struct Skeleton {
    catalog: Dictionary,
    page: Dictionary,
    faces: Vec<FaceTemplate>,
    shared: [(ObjectId, Stream); 3],
}

impl Skeleton {
    /// The skeleton, made on first use.
    pub(super) fn get() -> &'static Self {
        static SKELETON: LazyLock<Skeleton> = LazyLock::new(|| {
            Skeleton::from_specimen(&specimen()).expect("printpdf's specimen has all fonts")
        });
        &SKELETON
    }

    /// The dictionaries of a face.
    pub(super) fn face(&self, face: FaceId) -> &FaceTemplate {
        &self.faces[face.index()]
    }

    /// A page, without what differs from page to page.
    pub(super) fn page(&self) -> Dictionary {
        self.page.clone()
    }

    /// A file with catalog and shared streams, but no pages yet; ids up to [`METADATA`] are taken.
    pub(super) fn document(&self) -> Document {
        let mut document = Document::with_version("1.7");
        document.max_id = METADATA.0;
        document.set_object(CATALOG, self.catalog.clone());
        for (id, stream) in &self.shared {
            document.set_object(*id, stream.clone());
        }
        document.trailer.set("Root", CATALOG);
        document.trailer.set("Info", INFO);
        document
    }

    /// Takes a document of printpdf apart; `None` if it is not built as expected.
    fn from_specimen(specimen: &Document) -> Option<Self> {
        let page_id = *specimen.get_pages().values().next()?;
        let mut page = specimen.get_dictionary(page_id).ok()?.clone();
        let resources = resolve(specimen, page.get(b"Resources").ok()?)?;
        let fonts = resolve(specimen, resources.get(b"Font").ok()?)?;
        let faces = FaceId::ALL.map(|face| {
            let font = resolve(specimen, fonts.get(face.postscript_name().as_bytes()).ok()?)?;
            face_template(specimen, font, face)
        });
        for key in ["TrimBox", "CropBox", "Annots", "Contents"] {
            page.remove(key.as_bytes());
        }
        page.set("Parent", PAGES);
        page.set("Resources", RESOURCES);
        page.set("Tabs", "S");
        let mut catalog = specimen.catalog().ok()?.clone();
        catalog.remove(b"PageMode");
        catalog.set("Pages", PAGES);
        Some(Self {
            catalog,
            page,
            faces: faces.into_iter().collect::<Option<_>>()?,
            shared: shared_streams(),
        })
    }
}

/// A dictionary, or the one a reference leads to.
fn resolve<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    document.dereference(object).ok()?.1.as_dict().ok()
}

fn face_template(specimen: &Document, font: &Dictionary, face: FaceId) -> Option<FaceTemplate> {
    let descendant = resolve(specimen, font.get(b"DescendantFonts").ok()?.as_array().ok()?.first()?)?.clone();
    let mut descriptor = resolve(specimen, descendant.get(b"FontDescriptor").ok()?)?.clone();
    // printpdf takes the ascent for the height of capitals when it has no font parser built in.
    descriptor.set("CapHeight", cap_height(face) * 1000 / UNITS_PER_EM);
    Some(FaceTemplate { font: font.clone(), descendant, descriptor })
}

/// Height of capitals in em units: `OS/2.sCapHeight` of the faces of text; the symbol face has neither capitals nor
/// that entry, and takes the height of DejaVu Sans.
const fn cap_height(face: FaceId) -> i64 {
    if matches!(face, FaceId::Symbols) { 1493 } else { 1341 }
}

/// Character of the specimen page.
const fn specimen_character(face: FaceId) -> char {
    if matches!(face, FaceId::Symbols) { '✓' } else { 'A' }
}

/// A page with a letter of each face.
fn specimen() -> Document {
    let mut document = PdfDocument::new("");
    let mut ops = vec![Op::StartTextSection];
    for id in FaceId::ALL {
        let name = FontId(id.postscript_name().into());
        document.resources.fonts.map.insert(name.clone(), PdfFont::new(parsed(id)));
        ops.push(Op::SetFont { font: PdfFontHandle::External(name), size: Pt(1.0) });
        let letter = Codepoint { gid: 1, offset: 0.0, cid: Some(specimen_character(id).into()) };
        ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(vec![letter])] });
    }
    ops.push(Op::EndTextSection);
    document.pages.push(PdfPage::new(Mm(210.0), Mm(297.0), ops));
    let options = PdfSaveOptions { image_optimization: None, ..PdfSaveOptions::default() };
    document.to_lopdf_document(&options, &mut Vec::new())
}

/// A face as printpdf wants it, with its own metrics and a program of one letter.
fn parsed(id: FaceId) -> ParsedFont {
    let face = FontBook::embedded().face(id);
    let (tables, letter) = (face.tables(), specimen_character(id));
    let program = font_subset::subset(face, &[0, face.glyph(letter).unwrap_or(0)]);
    let mut parsed = ParsedFont::with_glyph_data(
        program,
        0,
        Some(id.postscript_name().into()),
        BTreeMap::new(),
        BTreeMap::from([(1, face.advance(letter))]),
        UNITS_PER_EM as u16,
        FontMetrics { ascent: tables.ascender(), descent: tables.descender() },
    );
    let (bounds, metrics) = (tables.global_bounding_box(), &mut parsed.pdf_font_metrics);
    (metrics.x_min, metrics.y_min) = (bounds.x_min, bounds.y_min);
    (metrics.x_max, metrics.y_max) = (bounds.x_max, bounds.y_max);
    metrics.us_weight_class = tables.weight().to_number();
    // caretSlopeRise and caretSlopeRun, which the parser passes over.
    let hhea = tables.raw_face().table(Tag::from_bytes(b"hhea")).unwrap_or_default();
    metrics.caret_slope_rise = font_subset::word(hhea, 18).unwrap_or(1) as i16;
    metrics.caret_slope_run = font_subset::word(hhea, 20).unwrap_or(0) as i16;
    parsed
}

/// Streams that no document changes, deflated once.
fn shared_streams() -> [(ObjectId, Stream); 3] {
    let mut deflater = Deflater::thorough();
    let encoding = dictionary! {
        "Type" => "CMap",
        "CMapName" => CMAP_NAME,
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"),
            "Ordering" => Object::string_literal("Identity"),
            "Supplement" => 0,
        },
    };
    let unicode = encoding::to_unicode(OneByteEncoding::main().characters());
    [
        (ENCODING, deflater.stream(encoding, &encoding::encoding_cmap())),
        (TO_UNICODE, deflater.stream(Dictionary::new(), &unicode)),
        (PROFILE, deflater.stream(dictionary! { "N" => 3 }, &colour::srgb_profile())),
    ]
}
