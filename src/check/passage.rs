//! One text of a draft: what it says, its words, and where its bytes stand in the draft.

use crate::document::{Paragraph, Role};
use crate::report::FieldPath;
use std::ops::Range;

/// A text of the draft: a paragraph, a cell, a field.
#[derive(Clone, Debug, Default)]
pub struct Passage {
    /// Its place among the passages.
    pub index: usize,
    /// The field it stands in.
    pub at: FieldPath,
    /// What it says, what it is, its level and its marker.
    pub paragraph: Paragraph,
    /// 0 for the document itself, then the appendixes from 1.
    pub part: usize,
    /// The bytes of its words: letters and digits without anything between them.
    pub words: Vec<Range<usize>>,
    /// Where its bytes come from: stretches that stand in the value as they stand in the text.
    pieces: Vec<Piece>,
}

/// Bytes of a text that stand in the value alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    /// First byte in the text.
    text: usize,
    /// First byte in the value.
    value: usize,
    /// Bytes.
    len: usize,
    /// Line of the value, from 1.
    line: usize,
}

impl Passage {
    /// What it says.
    pub fn text(&self) -> &str {
        self.paragraph.text.as_str()
    }

    /// What it is.
    pub fn role(&self) -> Role {
        self.paragraph.role
    }

    /// What stands after the marker (`1.`, `-`) and its space.
    pub fn body(&self) -> &str {
        self.text().get(self.body_start()..).unwrap_or("")
    }

    /// The byte at which [`Passage::body`] begins.
    pub fn body_start(&self) -> usize {
        let rest = self.text().get(self.paragraph.marker..).unwrap_or("");
        self.text().len() - rest.trim_start().len()
    }

    /// Its marker, empty where it has none.
    pub fn marker(&self) -> &str {
        self.text().get(..self.paragraph.marker).unwrap_or("")
    }

    /// A word by its number.
    pub fn word(&self, index: usize) -> Option<&str> {
        self.text().get(self.words.get(index)?.clone())
    }

    /// The bytes of the value that bytes of the text come from; `None` where the text stands in no value.
    pub fn value_range(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let start = self.value_byte(range.start)?;
        if range.is_empty() {
            return Some(start..start);
        }
        let last = self.text().get(..range.end)?.chars().next_back()?.len_utf8();
        Some(start..self.value_byte(range.end - last)? + last)
    }

    /// The same, if they stand there exactly as in the text.
    pub fn verbatim_range(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let value = self.value_range(range)?;
        (value.len() == range.len()).then_some(value)
    }

    /// The line of the value on which a byte of the text stands, where the value has lines.
    pub fn line_at(&self, byte: usize) -> Option<usize> {
        let has_lines = matches!(self.at.as_str().rsplit('.').next(), Some("body" | "content"));
        self.piece(byte).map(|p| p.line).filter(|_| has_lines)
    }

    fn piece(&self, byte: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|p| p.text <= byte);
        self.pieces.get(after.checked_sub(1)?)
    }

    fn value_byte(&self, byte: usize) -> Option<usize> {
        let piece = self.piece(byte)?;
        Some(piece.value + (byte - piece.text).min(piece.len))
    }
}

/// Where in a source a text begins.
#[derive(Clone, Copy)]
pub(super) struct From<'s> {
    /// What it stands in.
    pub(super) source: &'s str,
    /// Its byte.
    pub(super) start: usize,
    /// The line of that byte, from 1.
    pub(super) line: usize,
}

impl Passage {
    /// A text that stands at `from`; without it the text is in no value, and nothing in it can be fixed.
    pub(super) fn new(
        index: usize,
        at: FieldPath,
        paragraph: Paragraph,
        part: usize,
        from: Option<From<'_>>,
    ) -> Self {
        let text = paragraph.text.as_str();
        let pieces = from.map_or(Vec::new(), |from| align(text, from));
        let words = words(text);
        Self { index, at, part, words, pieces, paragraph }
    }

    /// The byte of the value behind the last of the text.
    pub(super) fn end(&self) -> Option<usize> {
        self.pieces.last().map(|piece| piece.value + piece.len)
    }
}

/// The words of a text: letters, marks and digits without anything between them.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::with_capacity(text.len() / 5);
    let mut start = None;
    for (at, c) in text.char_indices() {
        let inside = c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}');
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| from..text.len()));
    words
}

/// Characters of a source that may stand between two of its text: marks of emphasis, a directive, a cell's border.
const PASSED: usize = 64;

/// Where the bytes of a text stand in the source it was read from. What the text lacks there (marks of emphasis,
/// backslashes, white space) is passed over, what only the text has (the space behind a marker) has no piece.
fn align(text: &str, from: From<'_>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = from.start;
    let mut line = from.line;
    for (byte, wanted) in text.char_indices() {
        let Some(found) = find(wanted, from.source.get(at..).unwrap_or("")) else { continue };
        line += from.source.get(at..at + found).unwrap_or("").matches('\n').count();
        let value = at + found;
        let written = from.source.get(value..).and_then(|s| s.chars().next()).unwrap_or(wanted);
        match pieces.last_mut() {
            Some(p)
                if p.value + p.len == value
                    && p.text + p.len == byte
                    && written == wanted
                    && p.line == line =>
            {
                p.len += wanted.len_utf8();
            }
            _ => pieces.push(Piece { text: byte, value, len: wanted.len_utf8(), line }),
        }
        at = value + written.len_utf8();
        line += usize::from(written == '\n');
    }
    pieces
}

/// How many bytes before the character that stands for `wanted`; `None` where only the text has it.
fn find(wanted: char, source: &str) -> Option<usize> {
    let blank = wanted.is_whitespace();
    for (at, c) in source.char_indices().take(PASSED) {
        if c == wanted || blank && c.is_whitespace() {
            return Some(at);
        }
        let break_of_cell =
            wanted == '\n' && source.get(at..).is_some_and(|s| s.starts_with("<br") || s.starts_with("\\n"));
        if break_of_cell {
            return Some(at);
        }
        if blank && !matches!(c, '*' | '\\') {
            return None;
        }
    }
    None
}
