//! ENC-05: marks of other writing systems that an import or a paste has left: `##`, `**`, `<b>`, `&nbsp;`.

use super::super::findings::FindingCollector;
use super::super::passage::Passage;
use super::{ENC_05, is_cell};
use std::ops::Range;

/// Tags that word processors and web pages leave behind.
const TAGS: [&str; 24] = [
    "a", "b", "br", "center", "div", "em", "font", "h1", "h2", "h3", "i", "img", "li", "ol", "p", "span",
    "strong", "sub", "sup", "table", "td", "tr", "u", "ul",
];
/// The entities that are met, and their characters.
const ENTITIES: [(&str, &str); 5] =
    [("&nbsp;", " "), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\"")];
/// Bytes of the longest tag that is looked for.
const LONGEST_TAG: usize = 200;

pub(super) fn check(passage: &Passage, findings: &mut FindingCollector<'_>) {
    let text = passage.text();
    if !text.bytes().any(|byte| matches!(byte, b'#' | b'*' | b'<' | b'&' | b'`')) {
        return;
    }
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'#' if at == 0 => hashes(passage, findings),
            b'*' if !text.get(..at).unwrap_or("").ends_with('*') => emphasis_marks(passage, at, findings),
            b'<' => tag(passage, at, findings),
            b'&' => entity(passage, at, findings),
            b'`' if at == 0 && text.starts_with("```") => add(passage, 0..3, None, findings),
            _ => {}
        }
    }
}

fn add(passage: &Passage, range: Range<usize>, fix: Option<&str>, findings: &mut FindingCollector<'_>) {
    let seen = passage.text().get(range.clone()).unwrap_or("");
    let message = format!("Còn sót dấu định dạng «{}»: hãy xóa.", seen.trim_end());
    let noted = findings.add(&ENC_05, passage, range, message);
    if let Some(fix) = fix {
        noted.fix(fix);
    }
}

/// A heading of Markdown: `## II. THÁNG 2`.
fn hashes(passage: &Passage, findings: &mut FindingCollector<'_>) {
    let text = passage.text();
    let rest = text.trim_start_matches('#');
    let count = text.len() - rest.len();
    if count <= 6 && rest.starts_with(' ') && !rest.trim().is_empty() {
        let blanks = rest.len() - rest.trim_start().len();
        add(passage, 0..count + blanks, Some(""), findings);
    }
}

/// Two asterisks that have found no partner. A note's own sign stays: `(**)`, `** Ghi chú`, `Tổng số**` in a cell.
fn emphasis_marks(passage: &Passage, at: usize, findings: &mut FindingCollector<'_>) {
    let text = passage.text();
    let rest = text.get(at..).unwrap_or("");
    let run = rest.bytes().take_while(|&b| b == b'*').count();
    let before = text.get(..at).unwrap_or("").chars().next_back();
    let after = rest.get(run..).unwrap_or("").chars().next();
    let is_sign = before == Some('(') || after == Some(')') || is_cell(passage);
    let opens = after.is_some_and(char::is_alphanumeric) && !before.is_some_and(char::is_alphanumeric);
    let closes = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ':' | '”'));
    if run != 2 || is_sign || !(opens || closes) || after.is_some_and(|c| c.is_ascii_digit()) {
        return;
    }
    add(passage, at..at + 2, opens.then_some(""), findings);
}

fn tag(passage: &Passage, at: usize, findings: &mut FindingCollector<'_>) {
    let rest = passage.text().as_bytes().get(at..).unwrap_or_default();
    let near = rest.get(..LONGEST_TAG.min(rest.len())).unwrap_or_default();
    let Some(end) = near.iter().position(|&b| b == b'>') else { return };
    let Some(inner) = passage.text().get(at + 1..at + end) else { return };
    let name = inner.trim_start_matches('/').split([' ', '/']).next().unwrap_or("");
    if TAGS.iter().any(|t| t.eq_ignore_ascii_case(name)) {
        add(passage, at..at + end + 1, Some(""), findings);
    }
}

fn entity(passage: &Passage, at: usize, findings: &mut FindingCollector<'_>) {
    let rest = passage.text().get(at..).unwrap_or("");
    if let Some((name, meant)) = ENTITIES.iter().find(|(name, _)| rest.starts_with(name)) {
        let message = format!("Còn sót mã «{name}» của trang mạng: hãy thay bằng «{meant}».");
        findings.add(&ENC_05, passage, at..at + name.len(), message).fix(*meant);
    }
}
