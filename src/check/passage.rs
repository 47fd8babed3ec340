//! One text of a draft: what it says, its words, and where its bytes stand in the draft.

use super::letters::{NO_KEY, is_alphanumeric, key_with};
use crate::document::{Block, BlockRole, Paragraph, Table};
use crate::outline::{line_starts, parse_lines};
use crate::report::{FieldPath, Report};
use std::ops::Range;

/// A text of the draft: a paragraph, a cell, a field.
#[derive(Clone, Debug, Default)]
pub struct Passage {
    /// Its place among the passages.
    pub index: usize,
    /// The field it stands in.
    pub at: FieldPath,
    /// Paragraph: text, role, level and marker.
    pub paragraph: Paragraph,
    /// 0 for the document itself, then the appendixes from 1.
    pub part: usize,
    /// The bytes of its words: letters and digits without anything between them.
    pub words: Vec<Range<usize>>,
    /// The key of each word: what it is in small letters.
    keys: Vec<u64>,
    /// Origin of its bytes: stretches that stand in the value as they stand in the text.
    pieces: Vec<SourceSpan>,
}

/// Bytes of a text that stand in the value alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SourceSpan {
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
    /// Text of the passage.
    pub fn text(&self) -> &str {
        self.paragraph.text.as_str()
    }

    /// Role of the passage.
    pub fn role(&self) -> BlockRole {
        self.paragraph.role
    }

    /// Text after the marker (`1.`, `-`) and its space.
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

    /// The key of a word by its number: words that are the same but for case have one key.
    pub(super) fn key(&self, index: usize) -> Option<u64> {
        self.keys.get(index).copied()
    }

    /// The keys of all words.
    pub(super) fn keys(&self) -> &[u64] {
        &self.keys
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

    fn piece(&self, byte: usize) -> Option<&SourceSpan> {
        let after = self.pieces.partition_point(|p| p.text <= byte);
        self.pieces.get(after.checked_sub(1)?)
    }

    fn value_byte(&self, byte: usize) -> Option<usize> {
        let piece = self.piece(byte)?;
        Some(piece.value + (byte - piece.text).min(piece.len))
    }
}

/// Position in a source at which a text begins.
#[derive(Clone, Copy)]
pub(super) struct SourceStart<'s> {
    /// Source.
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
        from: Option<SourceStart<'_>>,
    ) -> Self {
        let text = paragraph.text.as_str();
        let pieces = from.map_or(Vec::new(), |from| align(text, from));
        let (words, keys) = words(text);
        Self { index, at, part, words, keys, pieces, paragraph }
    }

    /// The passages of outline text, each cell of a table one; text that is not `written` in a field of the draft has no
    /// origin. Problems of the outline are not told.
    pub fn of_outline(source: &str, at: &FieldPath, part: usize, written: bool) -> Vec<Self> {
        let (blocks, lines) = parse_lines(source, at, &mut Report::new());
        let source = OutlineSource { text: source, starts: line_starts(source), written };
        let mut passages = Vec::new();
        for (block, line) in blocks.into_iter().zip(lines) {
            match block {
                Block::Paragraph(paragraph) => {
                    push(&mut passages, at, paragraph, part, source.from(line));
                }
                Block::Table(table) => source.table(table, at, part, line, &mut passages),
                _ => {}
            }
        }
        passages
    }

    /// The byte of the value behind the last of the text.
    pub(super) fn end(&self) -> Option<usize> {
        self.pieces.last().map(|piece| piece.value + piece.len)
    }
}

/// Outline text and its lines.
struct OutlineSource<'s> {
    text: &'s str,
    starts: Vec<usize>,
    /// Flag: it stands in the draft.
    written: bool,
}

impl<'s> OutlineSource<'s> {
    /// The cells of a table that begins on a line.
    fn table(&self, table: Table, at: &FieldPath, part: usize, first: usize, passages: &mut Vec<Passage>) {
        let mut line = first;
        for row in table.header.into_iter().chain(table.rows) {
            line += usize::from(self.is_separator(line));
            let mut from = self.from(line);
            for cell in row.cells {
                push(passages, at, cell.paragraph, part, from);
                let end = passages.last().and_then(Passage::end);
                from = from.map(|f| SourceStart { start: end.unwrap_or(f.start), ..f });
            }
            line += 1;
        }
    }

    fn from(&self, line: usize) -> Option<SourceStart<'s>> {
        let start = *self.starts.get(line.checked_sub(1)?)?;
        self.written.then_some(SourceStart { source: self.text, start, line })
    }

    /// Tests whether a line is the row of dashes under a table's head.
    fn is_separator(&self, line: usize) -> bool {
        let start = line.checked_sub(1).and_then(|index| self.starts.get(index));
        let row = start.and_then(|&start| self.text.get(start..)?.lines().next());
        row.is_some_and(|r| {
            r.contains('-') && r.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t' | '\r'))
        })
    }
}

/// Adds a passage; one without text is none.
pub(super) fn push(
    passages: &mut Vec<Passage>,
    at: &FieldPath,
    paragraph: Paragraph,
    part: usize,
    from: Option<SourceStart<'_>>,
) {
    if !paragraph.text.is_empty() {
        passages.push(Passage::new(passages.len(), at.clone(), paragraph, part, from));
    }
}

/// The words of a text, letters, marks and digits without anything between them, and their keys.
fn words(text: &str) -> (Vec<Range<usize>>, Vec<u64>) {
    let mut words = Vec::with_capacity(text.len() / 5);
    let mut keys = Vec::with_capacity(text.len() / 5);
    let (mut start, mut key) = (None, NO_KEY);
    for (at, c) in text.char_indices() {
        let inside = is_alphanumeric(c) || matches!(c, '\u{300}'..='\u{36f}');
        match (start, inside) {
            (None, true) => (start, key) = (Some(at), key_with(NO_KEY, c)),
            (Some(_), true) => key = key_with(key, c),
            (Some(from), false) => {
                words.push(from..at);
                keys.push(key);
                start = None;
            }
            (None, false) => {}
        }
    }
    if let Some(from) = start {
        words.push(from..text.len());
        keys.push(key);
    }
    (words, keys)
}

/// Characters of a source that may stand between two of its text: marks of emphasis, a directive, a cell's border.
const PASSED: usize = 64;

/// Alignment of a text with the source it was read from. What the text lacks there (marks of emphasis, backslashes,
/// white space) is passed over, what only the text has (the space behind a marker) has no piece.
fn align(text: &str, from: SourceStart<'_>) -> Vec<SourceSpan> {
    let mut pieces: Vec<SourceSpan> = Vec::new();
    let (mut byte, mut at, mut line) = (0, from.start, from.line);
    while let Some(wanted) = text.get(byte..).and_then(|rest| rest.chars().next()) {
        let source = from.source.get(at..).unwrap_or("");
        // Most of it stands there as it stands here.
        let alike = alike(text.get(byte..).unwrap_or(""), source);
        if alike > 0 {
            put(&mut pieces, SourceSpan { text: byte, value: at, len: alike, line }, true);
            byte += alike;
            at += alike;
            continue;
        }
        let here = byte;
        byte += wanted.len_utf8();
        let Some(found) = find(wanted, source) else { continue };
        line += source.get(..found).unwrap_or("").matches('\n').count();
        let value = at + found;
        let written = from.source.get(value..).and_then(|s| s.chars().next()).unwrap_or(wanted);
        put(&mut pieces, SourceSpan { text: here, value, len: wanted.len_utf8(), line }, written == wanted);
        at = value + written.len_utf8();
        line += usize::from(written == '\n');
    }
    pieces
}

/// Adds a stretch, to the last one where it goes on from it; `verbatim` where its bytes are those of the source.
fn put(pieces: &mut Vec<SourceSpan>, piece: SourceSpan, verbatim: bool) {
    match pieces.last_mut() {
        Some(p)
            if verbatim
                && p.value + p.len == piece.value
                && p.text + p.len == piece.text
                && p.line == piece.line =>
        {
            p.len += piece.len;
        }
        _ => pieces.push(piece),
    }
}

/// Bytes at the beginning of both, whole characters, up to a line's end.
fn alike(text: &str, source: &str) -> usize {
    let pairs = text.bytes().zip(source.bytes());
    let alike = pairs.take_while(|(a, b)| a == b && *a != b'\n').count();
    text.floor_char_boundary(alike)
}

/// Bytes before the character that stands for `wanted`; `None` where only the text has it.
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
        if blank && !matches!(c, '*' | '~' | '^' | '\\') {
            return None;
        }
    }
    None
}
