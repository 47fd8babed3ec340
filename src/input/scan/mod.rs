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
pub use super::source::Mend;
use crate::report::{FieldPath, Problem, Severity};
use serde_json::{Map, Value, json};

/// What an import knows of the world; its caller fills it from the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Knowledge {
    /// The document types.
    pub types: Vec<KnownType>,
    /// The issuing organs.
    pub organs: Vec<KnownOrgan>,
}

/// A document type, as an import sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownType {
    /// Its id.
    pub id: String,
    /// What is printed above the subject, in capitals; empty for a type without a printed name.
    pub title: String,
    /// What may stand for it in a number.
    pub abbreviations: Vec<String>,
}

/// An organ, as an import sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownOrgan {
    /// Its id.
    pub id: String,
    /// What stands for it in a number.
    pub symbol: String,
    /// Where it issues.
    pub place: String,
    /// The organ above, in printed lines; may be empty.
    pub parent: Vec<String>,
    /// Its own name, in printed lines.
    pub name: Vec<String>,
}

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

/// An import under way.
pub(super) struct Scan<'k> {
    pub(super) knowledge: &'k Knowledge,
    pub(super) values: Map<String, Value>,
    pub(super) doubts: Vec<Problem>,
    pub(super) mended: Vec<Mend>,
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

impl<'k> Scan<'k> {
    /// A draft that reproduces what is read.
    pub(super) fn new(knowledge: &'k Knowledge) -> Self {
        let mut scan = Scan { knowledge, values: Map::new(), doubts: Vec::new(), mended: Vec::new() };
        scan.put("schema_version", json!(1));
        scan.put("mode", json!("faithful"));
        scan
    }
}

impl Scan<'_> {
    pub(super) fn put(&mut self, key: &str, value: Value) {
        self.values.insert(key.to_owned(), value);
    }

    /// Names something a person should look at.
    pub(super) fn doubt(&mut self, field: &str, code: &'static str, line: Option<usize>, message: String) {
        let problem = Problem::warning(FieldPath::field(field), code, message);
        self.doubts.push(Problem { line, ..problem });
    }

    /// Names something worth knowing.
    pub(super) fn note(&mut self, field: &str, code: &'static str, message: &str) {
        let problem = Problem::warning(FieldPath::field(field), code, message);
        self.doubts.push(Problem { severity: Severity::Information, ..problem });
    }

    pub(super) fn mend(&mut self, line: usize, what: &'static str, before: &str, after: &str) {
        self.mended.push(Mend { line, what, before: before.to_owned(), after: after.to_owned() });
    }
}
