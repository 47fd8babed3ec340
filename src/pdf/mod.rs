//! Pages written as PDF, tagged and archivable (PDF/A-2a or, with the source inside, PDF/A-3a; PDF/UA-1), and read
//! back from such a file ([`StoredPdf`], see `read`).
//!
//! Takes pages that need no more decisions and what the file properties say; gives the bytes of a file. Refuses only
//! what a layout never has: characters without a glyph, items that point nowhere, no pages. `CONFORMANCE.md` says
//! clause by clause how the standards are kept.
//!
//! printpdf supplies catalog, page, font and image objects (`skeleton`, `images`); the page contents are written
//! by `content`, which is ten times as fast as one object per glyph; `structure`, `outline` and `metadata` add
//! what printpdf does not know of, as lopdf objects; `save` writes them. The same pages give the same bytes.

mod annotations;
mod attachment;
mod colour;
mod content;
mod deflate;
mod encoding;
mod fields;
mod font_subset;
mod fonts;
mod images;
mod links;
mod metadata;
mod operators;
mod outline;
mod read;
mod save;
mod skeleton;
mod structure;

#[cfg(test)]
mod tests;

pub use attachment::Attachment;
#[cfg(test)]
pub(crate) use read::testing;
pub use read::{PdfReadError, StoredPdf};

use crate::document::Meta;
use crate::layout::{Bounds, Layout};
use crate::length::{Length, Size};
use deflate::Deflater;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use skeleton::{PAGES, Skeleton};
use std::borrow::Cow;

/// Error of writing pages: always a fault of what made them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// A face has no glyph for a character of a run.
    #[error("the embedded faces cannot draw {0:?} (U+{code:04X})", code = u32::from(*.0))]
    Glyph(char),
    /// A run names bytes that are not whole characters of the text.
    #[error("a run names bytes {start}..{end}, which are not characters of the text")]
    Run {
        /// First byte.
        start: u32,
        /// Byte after the last.
        end: u32,
    },
    /// An item names an image that is not there, or whose pixels are not as many as its sides say.
    #[error("image {0} is missing or damaged")]
    Image(usize),
    /// An item or a node belongs to a node that is not there, or not before it.
    #[error("node {0} of the structure is not there or not before what belongs to it")]
    Node(u32),
    /// There is no page.
    #[error("a document without pages")]
    NoPages,
}

/// Additions to the pages of a file. Nothing by default: a PDF/A-2a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PdfOptions<'a> {
    /// The source the document was made from. It makes the file PDF/A-3a: PDF/A-2 holds no files but PDF/A.
    pub source: Option<Attachment<'a>>,
    /// Flag: an empty signature field is laid into each of [`Layout::signing`].
    pub signature_fields: bool,
}

/// Writes pages as a PDF file.
///
/// Fails only on a layout that contradicts itself or has characters without a glyph, see [`PdfError`].
pub fn write(layout: &Layout, meta: &Meta, options: &PdfOptions<'_>) -> Result<Vec<u8>, PdfError> {
    if layout.pages.is_empty() {
        return Err(PdfError::NoPages);
    }
    let tags = structure::tags(&layout.structure)?;
    let mut deflater = Deflater::new();
    let mut content = content::write(layout, &tags, &mut deflater)?;

    let mut document = Skeleton::get().document();
    content.fonts.embed(&mut document, &mut deflater);
    set_page_labels(&layout.parts, &mut document);
    let images = images::embed(&layout.images, &content.images, &mut document)?;
    set_resources(&mut document, images);
    let pages = add_pages(layout, std::mem::take(&mut content.streams), &mut document);
    let mut annotations = match options.signature_fields {
        true => fields::add(layout, &pages, pages.len(), &mut document)?,
        false => Vec::new(),
    };
    let next_key = pages.len() + annotations.len();
    annotations.extend(links::add(layout, &content.links, &pages, next_key, &mut document)?);
    structure::attach(layout, &tags, &content, &pages, &annotations, &mut document)?;
    outline::attach(&layout.structure, &content, layout, &pages, &mut document);
    if let Some(source) = &options.source {
        attachment::attach(source, meta.issued, &mut document, &mut deflater);
    }
    metadata::attach(meta, options, &mut document);
    Ok(save::save(&document, &mut deflater))
}

/// Pages of a file; none where it is no PDF of ours.
pub fn page_count(file: &[u8]) -> Option<usize> {
    Some(StoredPdf::open(file).ok()?.pages())
}

/// Names fonts and images for all pages.
fn set_resources(document: &mut Document, images: Dictionary) {
    let mut resources = Dictionary::new();
    resources.set("Font", skeleton::FONTS);
    if !images.is_empty() {
        resources.set("XObject", images);
    }
    document.set_object(skeleton::RESOURCES, resources);
}

/// Labels the pages as they are numbered in print, where a part begins anew at 1.
fn set_page_labels(parts: &[usize], document: &mut Document) {
    if parts.len() < 2 {
        return;
    }
    let mut labels: Vec<Object> = Vec::with_capacity(parts.len() * 2);
    for &first in parts {
        labels.extend([Object::Integer(first as i64), dictionary! { "S" => "D" }.into()]);
    }
    if let Ok(catalog) = document.get_dictionary_mut(skeleton::CATALOG) {
        catalog.set("PageLabels", dictionary! { "Nums" => labels });
    }
}

/// Adds the pages and gives their ids.
fn add_pages(layout: &Layout, streams: Vec<Stream>, document: &mut Document) -> Vec<ObjectId> {
    let mut ids = Vec::with_capacity(layout.pages.len());
    for (index, (page, stream)) in layout.pages.iter().zip(streams).enumerate() {
        let mut dictionary = Skeleton::get().page();
        let Size { width, height } = page.size;
        dictionary.set("MediaBox", vec![0.into(), 0.into(), points(width), points(height)]);
        dictionary.set("Contents", document.add_object(stream));
        dictionary.set("StructParents", index as i64);
        ids.push(document.add_object(dictionary));
    }
    let mut root = Dictionary::new();
    root.set("Type", "Pages");
    root.set("Count", ids.len() as i64);
    root.set("Kids", ids.iter().map(|&id| id.into()).collect::<Vec<Object>>());
    document.set_object(PAGES, root);
    ids
}

/// A length in points, to the hundredth, as all coordinates are.
fn points(length: Length) -> Object {
    let hundredths = operators::hundredths(length);
    match hundredths % 100 {
        0 => Object::Integer(hundredths / 100),
        _ => Object::Real(hundredths as f32 / 100.0),
    }
}

/// Left, bottom, right and top of a place on a page of this height.
fn rectangle(bounds: &Bounds, page_height: Length) -> Vec<Object> {
    let Bounds { at, size, .. } = *bounds;
    let bottom = page_height - at.y - size.height;
    [at.x, bottom, at.x + size.width, bottom + size.height].map(points).to_vec()
}

/// Text for people outside the pages: ASCII as it is, anything else as UTF-16 with its mark (ISO 32000-1, 7.9.2.2).
fn text_string(text: &str) -> Object {
    let text = bounded(text);
    if text.is_ascii() {
        return Object::string_literal(&*text);
    }
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    Object::string_literal(units.flat_map(u16::to_be_bytes).collect::<Vec<u8>>())
}

/// UTF-16 units of the longest text outside the pages: as bytes, with their mark, they stay under the 32 767 a string
/// may have (ISO 19005-2, 6.1.13).
const LONGEST: usize = 16_000;

/// A text no longer than [`LONGEST`]; the heading of a bookmark can be as long as a body.
fn bounded(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return Cow::Borrowed(text);
    }
    let mut units = 0;
    let within = text.chars().take_while(|c| {
        units += c.len_utf16();
        units < LONGEST
    });
    Cow::Owned(within.chain(['…']).collect())
}
