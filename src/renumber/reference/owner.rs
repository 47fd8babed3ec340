//! Document that a reference belongs to: this one, another, or not certain.

use super::scan::{ReferenceGroup, blank};

/// Document that a reference belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReferenceOwner {
    /// This document's.
    Own,
    /// Another document's, which is named behind it.
    Foreign,
    /// One or the other.
    Unclear,
}

/// Names of documents, as they are written in the middle of a sentence.
const DOCUMENTS: [&str; 36] = [
    "luật",
    "bộ luật",
    "pháp lệnh",
    "hiến pháp",
    "nghị định",
    "nghị quyết",
    "thông tư",
    "quyết định",
    "chỉ thị",
    "điều lệ",
    "quy chế",
    "quy định",
    "nội quy",
    "hướng dẫn",
    "kế hoạch",
    "chương trình",
    "thông báo",
    "thông cáo",
    "kết luận",
    "công văn",
    "báo cáo",
    "tờ trình",
    "đề án",
    "phương án",
    "dự án",
    "hợp đồng",
    "biên bản",
    "công điện",
    "phụ lục",
    "thỏa ước",
    "thỏa thuận",
    "hiệp định",
    "văn bản",
    "giấy",
    "thư",
    "cương lĩnh",
];

/// Names that are as often verbs (`Điều 5 quy định …`).
const VERBS: [&str; 9] = [
    "quy định",
    "hướng dẫn",
    "quyết định",
    "thông báo",
    "kết luận",
    "báo cáo",
    "kế hoạch",
    "văn bản",
    "thỏa thuận",
];

/// Bytes before a reference that may tell whose it is.
const BEFORE: usize = 2_000;

/// Document that a group of references belongs to.
pub(super) fn owner(text: &str, group: &ReferenceGroup) -> ReferenceOwner {
    let bytes = group.bytes();
    let mut from = bytes.start.saturating_sub(BEFORE);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = text.get(from..bytes.start).unwrap_or("");
    let behind = if group.ends_here() { ReferenceOwner::Own } else { behind(text, bytes.end) };
    match behind {
        ReferenceOwner::Own if is_quoted(before) || names_document(before) => ReferenceOwner::Unclear,
        owner => owner,
    }
}

/// Owner by the text behind a reference.
fn behind(text: &str, end: usize) -> ReferenceOwner {
    const JOINTS: [&str; 8] = ["của", "tại", "trong", "thuộc", "theo", "ở", "kèm", "ban hành"];
    let mut at = end + usize::from(text.get(end..).is_some_and(|t| t.starts_with(')')));
    at = blank(text, at);
    let comma = text.get(at..).is_some_and(|t| t.starts_with([',', '(']));
    at = if comma { blank(text, at + 1) } else { at };
    for _ in 0..3 {
        let rest = text.get(at..).unwrap_or("");
        let joint = JOINTS
            .iter()
            .find(|j| rest.strip_prefix(**j).is_some_and(|r| r.starts_with(char::is_whitespace)));
        let Some(joint) = joint else { break };
        at = blank(text, at + joint.len());
    }
    named(text.get(at..).unwrap_or(""), comma)
}

/// Owner by the words that follow.
fn named(rest: &str, comma: bool) -> ReferenceOwner {
    let Some(first) = rest.chars().next().filter(|c| c.is_alphanumeric()) else { return ReferenceOwner::Own };
    if first.is_ascii_digit() && !comma {
        return ReferenceOwner::Unclear;
    }
    let Some(name) = document(rest) else {
        return if first.is_uppercase() && !comma { ReferenceOwner::Unclear } else { ReferenceOwner::Own };
    };
    let after = rest.get(name.len()..).unwrap_or("");
    match (is_this(after), first.is_uppercase()) {
        (true, _) => ReferenceOwner::Own,
        (false, true) => ReferenceOwner::Foreign,
        (false, false)
            if after.trim_start().starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) =>
        {
            ReferenceOwner::Foreign
        }
        (false, false) if after.trim_start().starts_with("số ") => ReferenceOwner::Foreign,
        (false, false) if VERBS.contains(&name) => ReferenceOwner::Own,
        (false, false) => ReferenceOwner::Unclear,
    }
}

/// The name of a kind of document at the start of a text.
fn document(text: &str) -> Option<&'static str> {
    let first = text.chars().next()?;
    let rest = text.get(first.len_utf8()..)?;
    let lower = first.to_lowercase().next()?;
    DOCUMENTS
        .into_iter()
        .filter(|name| {
            let tail = name.strip_prefix(lower).and_then(|tail| rest.strip_prefix(tail));
            tail.is_some_and(|after| !after.starts_with(char::is_alphanumeric))
        })
        .max_by_key(|name| name.len())
}

/// `Kế hoạch này`, `Kế hoạch tổng kết này`: *này* within a few words.
fn is_this(after: &str) -> bool {
    let words = after.split(|c: char| c.is_whitespace() || c == '*').filter(|w| !w.is_empty());
    for word in words.take(4) {
        let bare = word.trim_end_matches([',', '.', ';', ':', ')']);
        if bare == "này" {
            return true;
        }
        if bare.len() < word.len() || bare == "số" || bare.contains(|c: char| c.is_ascii_digit()) {
            return false;
        }
    }
    false
}

/// Tests whether a quotation is open at the end of a text.
fn is_quoted(before: &str) -> bool {
    let mut open = 0usize;
    let mut straight = false;
    for c in before.chars() {
        match c {
            '“' => open += 1,
            '”' => open = open.saturating_sub(1),
            '"' => straight = !straight,
            _ => {}
        }
    }
    straight || open > 0
}

/// Tests whether the clause before a reference names another document: `Luật Công đoàn tại Điều 5`.
fn names_document(before: &str) -> bool {
    let before = before.trim_end();
    let before = before.strip_suffix(',').unwrap_or(before);
    let clause = before.rsplit([',', ';', ':', '.', '(']).next().unwrap_or("");
    let mut word = true;
    for (at, c) in clause.char_indices() {
        if word && c.is_uppercase() {
            let rest = clause.get(at..).unwrap_or("");
            if document(rest).is_some_and(|name| !is_this(rest.get(name.len()..).unwrap_or(""))) {
                return true;
            }
        }
        word = !c.is_alphanumeric();
    }
    false
}
