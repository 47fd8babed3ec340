//! A document and the layout's hints written as DOCX.
//!
//! Takes blocks with roles, what the layout decided about them and the style sheet; gives the bytes of the file,
//! the same bytes every time. It measures nothing: every distance comes from the hints or the style sheet. What
//! docx-rs writes out of the schema's order, or cannot write at all, `normalise` mends afterwards.
//! It refuses blocks nested deeper than any form of the decree.

mod block;
mod hints;
mod normalise;
mod order;
mod pack;
mod parts;
mod picture;
mod roles;
mod section;
mod styles;
mod table;
mod text;
mod theme;
mod xml;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

use crate::document::{BlockId, Document};
use crate::layout::LayoutHints;
use crate::style::StyleSheet;

/// Error of writing a document; each is a fault of the program, none of the person's input.
#[derive(Debug, thiserror::Error)]
pub enum DocxError {
    /// Blocks stand inside blocks deeper than `docx` follows; the composer never nests so.
    #[error("blocks are nested deeper than {0} levels")]
    Nesting(u8),
    /// The layout said nothing of a block: it is not the layout of this document.
    #[error("the layout has no hint for block {}", .0.0)]
    NoHint(BlockId),
    /// Output of docx-rs that cannot be read back.
    #[error("the XML of the body cannot be put in order: {0}")]
    Xml(#[from] quick_xml::Error),
    /// The archive could not be written.
    #[error("the parts cannot be packed: {0}")]
    Pack(#[from] zip::result::ZipError),
}

/// The DOCX of a document whose layout gave `hints`.
///
/// The bytes are a function of the arguments alone. Errors are faults of the program.
pub fn write(document: &Document, hints: &LayoutHints, style: &StyleSheet) -> Result<Vec<u8>, DocxError> {
    let hints = hints::HintIndex::new(hints);
    let body = section::body(document, &hints, style)?;
    pack::pack(&parts::all(&document.meta, &body, style), &body.media)
}
