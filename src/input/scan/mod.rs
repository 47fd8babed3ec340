//! Pasted or scanned text of an issued document → [`Draft`] in faithful mode.
//!
//! Comes in: Unicode text in reading order, plain or with the Markdown marks of a scanner (`#`, `**`), and what is
//! known of document types and organs. Goes out: a draft that reproduces the document as issued, the office's own
//! errors included; what was mended of the scan, line by line; and what a person should look at. Nothing is refused
//! and nothing is lost: what has no place of its own goes into the body and is named among the doubts.

pub(super) mod body;
pub(super) mod foot;
pub(super) mod head;
mod lines;
pub(super) mod masthead;

#[cfg(test)]
mod tests;

use super::Draft;
use super::paper::PaperReading as Scan;
pub use super::paper::{Knowledge, KnownOrgan, KnownType};
pub use super::source::Mend;
use crate::report::Problem;

/// What an import made of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextImport {
    /// The draft.
    pub draft: Draft,
    /// What a person should look at; lines are those of the text.
    pub doubts: Vec<Problem>,
    /// What was changed or left out, in the order of the lines.
    pub mended: Vec<Mend>,
}

/// The draft in a text.
pub fn import(text: &str, knowledge: &Knowledge) -> TextImport {
    let mut scan = Scan::new(knowledge);
    let lines = lines::tidy(text, &mut scan.mended);
    let mut parts = head::read(&mut scan, &lines);
    foot::read(&mut scan, &mut parts);
    body::read(&mut scan, parts);
    scan.mended.sort_by_key(|mend| mend.line);
    TextImport { draft: Draft { values: scan.values }, doubts: scan.doubts, mended: scan.mended }
}

/// The lines that belong to the body.
#[derive(Default)]
struct Parts<'l> {
    /// Lines in outline text that stand before the others.
    opening: Vec<String>,
    /// The lines between head and foot.
    body: &'l [Line],
    /// Lines behind the signature.
    rest: &'l [Line],
}

/// A line of the text, tidied.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    /// Counted from 1.
    number: usize,
    /// Trimmed; empty for a blank line.
    text: String,
}

impl Line {
    /// The text without marks of emphasis around it.
    fn bare(&self) -> &str {
        bare(&self.text)
    }

    fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// A text without marks of emphasis around it.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c == '*' || c.is_whitespace())
}
