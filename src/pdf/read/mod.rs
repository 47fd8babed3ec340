//! The pages of a PDF of ours, read back: what is shown of an issued document comes from its stored file, never from a
//! new layout.
//!
//! Takes the bytes of a file, gives a page as a display list. It reads what this engine and those before it write, and
//! takes fonts, widths and places from the file alone, so that a file of another engine with other faces shows as it
//! was issued. Whatever else a PDF may hold is refused by its name: nothing is ever left out silently. Bytes that have
//! been tampered with end in an error; how much they can make the program inflate is bounded (`limits`).

mod file;
mod font;
mod images;
mod lexer;
mod page;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use crate::display::DisplayList;
use crate::length::Size;
use crate::limits;
use file::PdfObjects;
use lexer::{PdfDictionary, PdfValue};

/// Error of reading a page from a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PdfReadError {
    /// The bytes do not begin as a PDF does.
    #[error("the file is no PDF")]
    NotPdf,
    /// Something is not written as the language asks.
    #[error("the PDF is damaged at byte {at} of a file or stream: {what}")]
    Syntax {
        /// Expected construct.
        what: &'static str,
        /// The place.
        at: usize,
    },
    /// A stream cannot be inflated.
    #[error("the PDF is damaged: a stream cannot be inflated")]
    Deflate,
    /// Something the page needs is not there.
    #[error("the PDF is damaged: {0} is missing")]
    Missing(&'static str),
    /// Something is not as our engines write it.
    #[error("the PDF was not written by this program: it has another kind of {0}")]
    Foreign(&'static str),
    /// Something would be left out because it is not known.
    #[error("the PDF was not written by this program: it has an unknown {what} ({name})")]
    Unknown {
        /// Kind of the unknown construct.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// Something is larger than any document makes it.
    #[error("the PDF is damaged: {0} is too large")]
    TooLarge(&'static str),
    /// The document has fewer pages.
    #[error("there is no page {page}: the PDF has {pages} (pages count from 0)")]
    NoSuchPage {
        /// The page asked for, from 0.
        page: usize,
        /// Number of pages there are.
        pages: usize,
    },
}

impl PdfReadError {
    fn unknown(what: &'static str, name: &[u8]) -> Self {
        Self::Unknown { what, name: name.escape_ascii().to_string() }
    }
}

/// A PDF of ours, opened for its pages.
pub struct StoredPdf<'a> {
    objects: PdfObjects<'a>,
    pages: Vec<PdfValue>,
}

impl<'a> StoredPdf<'a> {
    /// Opens a file.
    ///
    /// # Errors
    /// A file that is no PDF, was not written by an engine of ours, is damaged or too large.
    pub fn open(bytes: &'a [u8]) -> Result<Self, PdfReadError> {
        let objects = PdfObjects::open(bytes)?;
        let catalog = objects.catalog()?;
        let tree = objects
            .dictionary(catalog.get(b"Pages".as_slice()).ok_or(PdfReadError::Missing("the pages"))?)?;
        let kids = objects.value(tree.get(b"Kids".as_slice()).ok_or(PdfReadError::Missing("the pages"))?)?;
        let PdfValue::Array(pages) = kids else { return Err(PdfReadError::Missing("the pages")) };
        if pages.len() > limits::PAGES {
            return Err(PdfReadError::TooLarge("the number of pages"));
        }
        Ok(Self { objects, pages })
    }

    /// Pages of the document.
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// A page (from 0), ready to be drawn.
    ///
    /// # Errors
    /// A page that is not there, is damaged, or holds anything this program does not know how to draw.
    pub fn page(&self, page: usize) -> Result<DisplayList<'static>, PdfReadError> {
        let pages = self.pages.len();
        let object = self.pages.get(page).ok_or(PdfReadError::NoSuchPage { page, pages })?;
        let about = self.objects.dictionary(object)?;
        self.refuse_unknown(&about)?;
        let size = size(&about)?;
        let entry = |key: &[u8]| about.get(key).ok_or(PdfReadError::Missing("an entry of a page"));
        let content = self.objects.stream(entry(b"Contents")?)?;
        let content = self.objects.content(&content, limits::PDF_PAGE_BYTES)?;
        let resources = self.objects.dictionary(entry(b"Resources")?)?;
        let read = page::interpret(&self.objects, &resources, &content, size.height)?;
        Ok(DisplayList {
            page,
            pages,
            size,
            fonts: read.fonts.into_iter().map(font::StoredFont::display).collect(),
            images: read.images,
            items: read.items,
        })
    }

    /// Refuses a page that shows more than its content, or its content otherwise.
    fn refuse_unknown(&self, about: &PdfDictionary) -> Result<(), PdfReadError> {
        const KNOWN: [&str; 8] =
            ["Type", "Parent", "Resources", "MediaBox", "Contents", "StructParents", "Tabs", "Annots"];
        if about.get(b"Type".as_slice()).and_then(PdfValue::name) != Some(b"Page") {
            return Err(PdfReadError::Foreign("page tree"));
        }
        if let Some(other) = about.keys().find(|key| !KNOWN.iter().any(|known| known.as_bytes() == *key)) {
            return Err(PdfReadError::unknown("entry of a page", other));
        }
        let annotations = about.get(b"Annots".as_slice()).map(|list| self.objects.value(list)).transpose()?;
        let annotations = annotations.as_ref().and_then(PdfValue::array).unwrap_or_default();
        annotations.iter().try_for_each(|annotation| self.refuse_shown(annotation))
    }

    /// Refuses annotations other than those that show nothing: signature fields nobody has signed in, links without a
    /// border.
    fn refuse_shown(&self, annotation: &PdfValue) -> Result<(), PdfReadError> {
        let widget = self.objects.dictionary(annotation)?;
        let appearance =
            widget.get(b"AP".as_slice()).map(|list| self.objects.dictionary(list)).transpose()?;
        let shown = appearance.as_ref().and_then(|states| states.get(b"N".as_slice()));
        let empty =
            shown.map(|shown| self.objects.stream(shown)).transpose()?.is_none_or(|shown| shown.is_empty());
        let borderless = |border: &[PdfValue]| border.iter().all(|side| side.number() == Some(0.0));
        let border = widget.get(b"Border".as_slice()).and_then(PdfValue::array);
        let is_link = widget.get(b"Subtype".as_slice()).and_then(PdfValue::name) == Some(b"Link")
            && border.is_some_and(borderless)
            && shown.is_none();
        let is_field = widget.get(b"FT".as_slice()).and_then(PdfValue::name) == Some(b"Sig");
        if is_link || is_field && empty { Ok(()) } else { Err(PdfReadError::Foreign("annotation")) }
    }
}

/// The size of a page, whose bottom left corner is the origin.
fn size(page: &PdfDictionary) -> Result<Size, PdfReadError> {
    let sides = page.get(b"MediaBox".as_slice()).and_then(PdfValue::array).unwrap_or_default();
    let sides: Option<Vec<f64>> = sides.iter().map(PdfValue::number).collect();
    match sides.as_deref() {
        Some(&[0.0, 0.0, width, height]) => {
            Ok(Size { width: page::length(width)?, height: page::length(height)? })
        }
        _ => Err(PdfReadError::Foreign("page size")),
    }
}
