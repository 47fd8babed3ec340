//! Blocks as numbering sees them: what carries a number, what starts a new count, what is another's text.
//!
//! Comes in: blocks of a body in order. Goes out: a [`NumberingBlock`] for each. Whatever stands in a quotation of several
//! paragraphs is another document's, numbers included.

use crate::document::{BlockRole, Paragraph};
use crate::outline::{MarkerKind, MarkerNumbers, ends_sentence, is_capitals, marker};

/// Characters of the longest paragraph that can be a title without marks of one.
const TITLE_MOST: usize = 120;

/// A block, as far as numbering goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberingBlock {
    /// A marker with numbers.
    Numbered {
        /// They.
        numbers: MarkerNumbers,
        /// Flag: it adds a letter to the number before it: `Điều 12a.`
        inserted: bool,
        /// Flag: it ends in a colon.
        leads: bool,
    },
    /// A dash or a bullet.
    Bullet {
        /// Kind.
        kind: MarkerKind,
        /// Flag: it ends in a colon.
        leads: bool,
    },
    /// A paragraph without a marker, after which a list may begin anew.
    Title,
    /// `A. KẾT QUẢ`: a heading by letters, above all numbers.
    Section,
    /// `QUYẾT ĐỊNH:`: what follows has nothing to do with what stands above.
    Authority,
    /// A caption, running text.
    Other,
    /// A table, a basis: as if it were not there.
    Apart,
    /// Inside a quotation.
    Quoted,
}

/// Meaning of a paragraph for the numbering, quotations aside.
pub(crate) fn numbering_block(paragraph: &Paragraph) -> NumberingBlock {
    let text = paragraph.text.as_str();
    let leads = text.trim_end().ends_with(':');
    if paragraph.marker == 0 {
        return match paragraph.role {
            BlockRole::Authority => NumberingBlock::Authority,
            BlockRole::Basis => NumberingBlock::Apart,
            BlockRole::PartTitle | BlockRole::DivisionTitle | BlockRole::Caption => NumberingBlock::Other,
            _ if is_section(text) => NumberingBlock::Section,
            _ if leads || is_title(paragraph) => NumberingBlock::Title,
            _ => NumberingBlock::Other,
        };
    }
    let mark = text.get(..paragraph.marker).unwrap_or("");
    match MarkerNumbers::of(mark) {
        Some(numbers) if numbers.kind == MarkerKind::Roman && matches!(numbers.last(), 50 | 100) => {
            NumberingBlock::Section
        }
        Some(numbers) => {
            let inserted = numbers.kind == MarkerKind::Article
                && mark.trim_end_matches(['.', ':']).ends_with(char::is_lowercase);
            NumberingBlock::Numbered { numbers, inserted, leads }
        }
        None => {
            let kind = marker(text).map_or(MarkerKind::Bullet, |m| m.kind);
            NumberingBlock::Bullet { kind, leads }
        }
    }
}

/// `A. KẾT QUẢ`
fn is_section(text: &str) -> bool {
    let mut chars = text.chars();
    let letter = chars.next().is_some_and(char::is_uppercase) && chars.next() == Some('.');
    letter
        && chars.next() == Some(' ')
        && is_capitals(chars.as_str().split(['.', ':', '(']).next().unwrap_or(""))
}

fn is_title(paragraph: &Paragraph) -> bool {
    let text = paragraph.text.as_str();
    let look = |wanted: fn(crate::document::Emphasis) -> bool| {
        paragraph
            .text
            .spans()
            .all(|(span, look)| wanted(look) || text.get(span).unwrap_or("").trim().is_empty())
    };
    let short = text.chars().nth(TITLE_MOST).is_none();
    (short && !ends_sentence(text))
        || look(|l| l.bold)
        || look(|l| l.italic)
        || (text.len() < 1000 && is_capitals(text))
}

/// Makes every piece that stands in a quotation of several paragraphs [`NumberingBlock::Quoted`]. `texts` are theirs.
///
/// Such a quotation opens at the start of a paragraph or behind a colon, and closes at the end of one; a quotation
/// mark left open by mistake has no such partner.
pub(crate) fn quote<'t>(pieces: &mut [NumberingBlock], texts: impl Iterator<Item = &'t str>) {
    let mut open: Vec<usize> = Vec::new();
    let mut straight: Option<usize> = None;
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for (index, text) in texts.enumerate() {
        if text.contains(['“', '”']) {
            curly(text, index, &mut open, &mut spans);
        }
        if text.bytes().filter(|&b| b == b'"').count() % 2 == 1 {
            match straight {
                None if text.trim_start().starts_with('"') => straight = Some(index),
                Some(first) if closes(text, '"') => {
                    spans.push((first, index));
                    straight = None;
                }
                _ => straight = None,
            }
        }
    }
    // Spans may nest: walking them with the furthest end seen keeps this linear.
    spans.sort_unstable();
    let mut done = 0;
    for (first, last) in spans {
        for numbering_block in pieces.get_mut((first + 1).max(done)..=last).unwrap_or_default() {
            *numbering_block = NumberingBlock::Quoted;
        }
        done = done.max(last + 1);
    }
}

fn curly(text: &str, index: usize, open: &mut Vec<usize>, spans: &mut Vec<(usize, usize)>) {
    let mut inside: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '“' => inside.push(at),
            '”' if inside.pop().is_none() => {
                let ends = closes(text.get(..at + c.len_utf8()).unwrap_or(""), '”')
                    && text.get(at + c.len_utf8()..).is_some_and(|t| t.chars().all(is_end));
                if let Some(first) = open.pop()
                    && ends
                {
                    spans.push((first, index));
                }
            }
            _ => {}
        }
    }
    for at in inside {
        let before = text.get(..at).unwrap_or("").trim_end();
        if before.is_empty() || before.ends_with(':') {
            open.push(index);
        }
    }
}

fn closes(text: &str, mark: char) -> bool {
    text.trim_end_matches(|c: char| c != mark && is_end(c)).ends_with(mark)
}

fn is_end(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | ';' | ',' | '/' | ')' | '*')
}
