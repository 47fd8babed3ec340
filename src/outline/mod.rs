//! Body text ⇄ blocks.
//!
//! Comes in: text as clerks write it, a paragraph a line, its structure told by the official markers (`I.`, `1.`,
//! `a)`, `-` …), with `**bold**`, `*italic*`, pipe tables, and the directives `@basis`, `@center` and `@caption`.
//! Goes out: paragraphs with roles, levels and literal numbers, and tables. Nothing is refused but text over the
//! size limit; a table with a row too long or too short is a problem with its line.

mod headings;
mod inline;
mod lines;
mod marker;
mod number;
mod roles;
mod table;
mod write;

#[cfg(test)]
mod marker_tests;
#[cfg(test)]
mod property_tests;

pub use inline::{escape, parse_inline};
pub use marker::{Marker, MarkerKind, marker};
pub use number::{MarkerNumbers, letter, letter_ordinal, roman_number, roman_spelling};
pub use write::write;

use crate::document::{Block, BlockRole};
use crate::limits;
use crate::report::{FieldPath, Report};
use std::borrow::Cow;

/// The blocks of a body text: [`Block::Paragraph`] and [`Block::Table`] only, ids not yet given.
pub fn parse(source: &str, at: &FieldPath, report: &mut Report) -> Vec<Block> {
    parse_lines(source, at, report).0
}

/// The blocks of a body text as [`parse`] gives them, and the line of the text (from 1) on which each begins. Lines
/// end where [`line_starts`] says.
pub fn parse_lines(source: &str, at: &FieldPath, report: &mut Report) -> (Vec<Block>, Vec<usize>) {
    if source.len() > limits::BODY_BYTES {
        report.error(at.clone(), "too-large", too_large(source.len()));
        return Default::default();
    }
    let source = clean(source);
    let (mut blocks, leads, lines) = lines::read(&source, at, report);
    roles::assign(&mut blocks, &leads);
    (blocks, lines)
}

/// The byte at which each line of a body text begins, as [`parse`] counts lines: every kind of line end counts.
pub fn line_starts(source: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut chars = source.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\r' if chars.peek().is_some_and(|next| next.1 == '\n') => {}
            '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                starts.push(at + c.len_utf8())
            }
            _ => {}
        }
    }
    starts
}

/// The sentence for a body over the limit.
fn too_large(bytes: usize) -> String {
    format!(
        "Nội dung dài {} KiB, quá giới hạn {} KiB. Hãy chuyển bớt thành phụ lục hoặc tách văn bản.",
        bytes.div_ceil(1024),
        limits::BODY_BYTES / 1024
    )
}

/// Beginning of a block; all that [`roles`] needs beside the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BlockLead {
    /// An official marker.
    Marked(MarkerKind),
    /// Nothing.
    Plain,
    /// A directive; the role is already set.
    Directed,
    /// It is a table.
    Table,
}

/// Tests whether a text has a control character or line end other than `\n`; over bytes, because every body is looked at.
fn has_control(source: &str) -> bool {
    let bytes = source.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'\n' => false,
        0..0x20 | 0x7f => true,
        // U+0080 to U+009F.
        0xc2 => bytes.get(at + 1).is_some_and(|next| *next < 0xa0),
        // U+2028, U+2029.
        0xe2 => matches!(bytes.get(at + 1..at + 3), Some([0x80, 0xa8 | 0xa9])),
        _ => false,
    })
}

/// The directives and what they make of their line.
const DIRECTIVES: [(&str, BlockRole); 3] =
    [("basis", BlockRole::Basis), ("center", BlockRole::Authority), ("caption", BlockRole::Caption)];

/// Line ends of every kind become `\n`, tabs become spaces, other control characters go.
fn clean(source: &str) -> Cow<'_, str> {
    if !has_control(source) {
        return Cow::Borrowed(source);
    }
    let mut out = String::with_capacity(source.len());
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Tests whether there are at least two letters and none of them is lower case.
pub(crate) fn is_capitals(text: &str) -> bool {
    let mut letters = 0;
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        if c.is_lowercase() {
            return false;
        }
        letters += 1;
    }
    letters >= 2
}

/// Tests whether a line ends a sentence or a list entry, closing quotes and brackets aside.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let closing =
        |c: char| c.is_whitespace() || matches!(c, '*' | '~' | '”' | '"' | '’' | '\'' | ')' | ']' | '»');
    text.trim_end_matches(closing).ends_with(['.', ';', ':', '!', '?', '…'])
}

/// Tests whether a line goes on in the middle of a sentence.
pub(crate) fn starts_lower(text: &str) -> bool {
    let opening = |c: char| matches!(c, '*' | '~' | '“' | '"' | '‘' | '(' | '[' | '«');
    text.trim_start_matches(opening).chars().next().is_some_and(char::is_lowercase)
}
