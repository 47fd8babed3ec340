//! Places a clerk has left to fill in: `ngày … tháng …`, `[ ]`, `{{ten}}`, `xxx`, `____`.
//!
//! Three dots after examples, between quotation marks, in a cell, in a form of an appendix, in a type that is a form,
//! and the blanks of *(Kèm theo …)* are none.

use super::super::context::LintContext;
use super::super::findings::{Check, FindingCollector};
use super::super::passage::Passage;
use super::{CUSTOM, check};
use crate::catalog::Presence;
use crate::document::BlockRole;
use crate::draft::fields;
use crate::record::Status;
use crate::report::Severity;
use std::ops::Range;

pub(super) const STR_15: Check = check(
    "STR-15",
    Severity::Error,
    "Văn bản ban hành không còn chỗ trống chưa điền.",
    CUSTOM,
    include_str!("STR-15.md"),
);

pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    if is_draft(lint) {
        return;
    }
    let form = is_form(lint);
    for passage in lint.passages.iter().filter(|p| p.role() != BlockRole::AppendixInfo) {
        let text = passage.text();
        if text.bytes().all(|byte| matches!(byte, b'_' | b' ')) {
            // A line drawn between two parts.
            continue;
        }
        let is_cell = matches!(passage.role(), BlockRole::TableHead | BlockRole::TableCell);
        let strict = !form && !is_cell && passage.part == 0;
        for range in blanks(passage, strict) {
            let found = text.get(range.clone()).unwrap_or("");
            let message = format!("Còn chỗ chưa điền «{found}»: hãy điền hoặc xóa trước khi ban hành.");
            findings.add(&STR_15, passage, range, message);
        }
    }
}

fn is_draft(lint: &LintContext<'_>) -> bool {
    match lint.record {
        Some(record) => record.status() == Status::Draft,
        None => lint.string(&fields::STATUS) == Some("draft"),
    }
}

/// Tests whether the type is a form, whose blanks may be filled by hand.
fn is_form(lint: &LintContext<'_>) -> bool {
    let by_name = || lint.catalog.types.get(lint.string(&fields::TYPE)?).map(|t| t.body);
    let body = lint.record.map(|r| r.document_type().body).or_else(by_name);
    body.is_some_and(|body| body != Presence::Required)
}

/// The blanks of a text; only marks of a template where it is not `strict`.
fn blanks(passage: &Passage, strict: bool) -> Vec<Range<usize>> {
    let text = passage.text();
    let mut blanks: Vec<Range<usize>> = Vec::new();
    let (mut at, mut quotes, mut straight) = (0, 0usize, false);
    while let Some(next) = text.as_bytes().get(at..).and_then(|rest| rest.iter().position(is_told)) {
        at += next;
        let Some(c) = text.get(at..).and_then(|t| t.chars().next()) else { break };
        match c {
            '“' => quotes += 1,
            '”' => quotes = quotes.saturating_sub(1),
            '"' => straight = !straight,
            _ => {}
        }
        let quoted = quotes > 0 || straight;
        let rest = text.get(at..).unwrap_or("");
        let found = match c {
            '{' => braces(rest),
            '[' if strict && !quoted => brackets(rest),
            '_' if strict && !quoted => Some(row(rest, |c| c == '_')).filter(|len| *len >= 3),
            '.' | '…' if strict && !quoted => dots(text, at),
            'x' | 'X' if strict && !quoted => letters(text, at),
            _ => None,
        };
        match found {
            Some(len) => {
                blanks.push(at..at + len);
                at += len;
            }
            // A row is judged once.
            None if matches!(c, '_' | '.' | '…' | 'x' | 'X') => {
                at += row(rest, |other| other == c).max(c.len_utf8())
            }
            None => at += c.len_utf8(),
        }
    }
    blanks
}

/// Bytes that begin a character that [`blanks`] looks at; those of `…“”` begin with one byte.
static TOLD: [bool; 256] = {
    let mut told = [false; 256];
    let bytes = [b'"', b'{', b'[', b'_', b'.', b'x', b'X', 0xE2];
    let mut at = 0;
    while at < bytes.len() {
        told[bytes[at] as usize] = true;
        at += 1;
    }
    told
};

fn is_told(byte: &u8) -> bool {
    TOLD[usize::from(*byte)]
}

/// Bytes of the characters at the start that are part of a row.
fn row(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

/// Bytes before a row of dots that tell what it stands for.
const BEFORE: usize = 64;
/// Bytes that a mark of a template may take.
const MARK_MOST: usize = 120;

/// `{{ten_don_vi}}`
fn braces(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix("{{")?;
    let is_end = |(at, _): &(usize, char)| inner.get(*at..).is_some_and(|t| t.starts_with("}}"));
    let end = inner.char_indices().take(MARK_MOST).find(is_end)?.0;
    Some(end + 4)
}

/// `[ ]`, `[…]`, `[điền tên đơn vị]`
fn brackets(rest: &str) -> Option<usize> {
    let inner = rest.get(1..)?;
    let end = inner.char_indices().take(MARK_MOST).find(|(_, c)| *c == ']')?.0;
    let words = inner.get(..end)?.trim();
    let empty = words.chars().all(|c| matches!(c, '.' | '…' | '_' | ' '));
    let asks = ["điền", "nhập", "chèn", "Điền", "Nhập", "Chèn"].iter().any(|w| words.starts_with(w));
    (empty || asks).then_some(end + 2)
}

/// Dots that stand for a value: where a number or a date is expected, or a long row of them.
fn dots(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let len = row(rest, |c| matches!(c, '.' | '…'));
    let weight: usize = rest.get(..len)?.chars().map(|c| if c == '…' { 3 } else { 1 }).sum();
    if weight < 3 {
        return None;
    }
    let from = (at.saturating_sub(BEFORE)..=at).find(|from| text.is_char_boundary(*from))?;
    let (before, after) = (text.get(from..at)?, text.get(at + len..)?);
    let spaced = before.is_empty() || before.ends_with([' ', ':', '/', '(', '\n']);
    let of_date = spaced && stands_in_date(before, after);
    let of_symbol = spaced && after.starts_with('/') && !before.trim_end().ends_with(',');
    // Behind a word, a comma or a quotation mark they say «and so on».
    let alone = before.trim_end().ends_with(':') && after.trim().len() < 3;
    let long = weight >= 6 && spaced && !before.trim_end().ends_with([',', ';', '”', '"']);
    (of_date || of_symbol || alone || long).then_some(len)
}

/// Tests whether a value is expected between two texts: `ngày … tháng …`, `tháng 3 năm …`, `số … ngày`. Elsewhere
/// (`theo tháng, năm ...`) the dots say «and so on».
fn stands_in_date(before: &str, after: &str) -> bool {
    let mut words = before.trim_end().rsplit([' ', '\n']);
    let (word, further) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let value =
        !further.is_empty() && further.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '…' | '/'));
    let next = after.trim_start();
    match word {
        "ngày" | "Ngày" => next.starts_with("tháng") || after.starts_with('/'),
        "tháng" | "năm" => value,
        "số" | "Số" | "số:" | "Số:" => after.starts_with(['/', '-']) || next.starts_with("ngày"),
        _ => false,
    }
}

/// `xxx`; capitals are a Roman number unless they cannot be.
fn letters(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let first = rest.chars().next()?;
    let len = row(rest, |c| c == first);
    let before = text.get(..at).and_then(|t| t.chars().next_back());
    let after = rest.get(len..).and_then(|t| t.chars().next());
    let is_word = !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric);
    let slash = after == Some('/');
    let numbered = || {
        let words = text.get(..at).unwrap_or("").trim_end();
        ["số", "Số", "số:", "Số:", "ngày"].iter().any(|word| words.ends_with(word))
    };
    let wanted = match first {
        'x' => len >= 3 || (len == 2 && (slash || before == Some('/'))),
        // `thế kỷ XX/XXI`
        _ => len >= 4 || (len >= 2 && slash && numbered()),
    };
    (is_word && wanted).then_some(len)
}
