//! Text hygiene (ENC): characters, spaces, quotes, tones, repetitions, slips and figures.
//!
//! Takes the texts of a draft as typed; says what a careful reader would mend before looking at the form. What
//! `text::clean` and `text::polish` mend in a new document is found with their own rules, so that a fix is what they
//! would write. Refuses to judge what context cannot decide: reduplication (`luôn luôn`), names, figures in tables.

mod acronyms;
mod characters;
mod figures;
mod markup;
mod missing_spaces;
mod quotes;
mod ranges;
mod repetition;
mod slips;
mod spacing;
mod split_paragraphs;
mod tones;

#[cfg(test)]
mod tests;

use super::context::LintContext;
use super::findings::{Check, FindingCollector, Stage};
use super::letters::small;
use super::passage::Passage;
use crate::document::BlockRole;
use crate::report::Severity;
use std::ops::Range;

const ENC_01: Check = Check {
    id: "ENC-01",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Chữ tiếng Việt dùng mã Unicode dựng sẵn (NFC).",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục I khoản 4; TCVN 6909:2001",
    page: include_str!("ENC-01.md"),
};
const ENC_02: Check = Check {
    id: "ENC-02",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Chữ Đ, đ và các chữ cái khác là chữ tiếng Việt, không phải chữ nước ngoài trông giống.",
    source: "TCVN 6909:2001",
    page: include_str!("ENC-02.md"),
};
const ENC_03: Check = Check {
    id: "ENC-03",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Chữ viết tắt quen dùng được viết đúng từng chữ.",
    source: "thông lệ",
    page: include_str!("ENC-03.md"),
};
const ENC_04: Check = Check {
    id: "ENC-04",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Không còn ký tự lạ, ký tự hỏng hay ký tự riêng của phông chữ.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục I khoản 4",
    page: include_str!("ENC-04.md"),
};
const ENC_05: Check = Check {
    id: "ENC-05",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Không còn dấu định dạng sót lại khi chuyển văn bản.",
    source: "thông lệ",
    page: include_str!("ENC-05.md"),
};
const ENC_06: Check = Check {
    id: "ENC-06",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Giữa hai từ có một dấu cách; dấu câu viết liền sau chữ và cách chữ tiếp theo.",
    source: "thông lệ",
    page: include_str!("ENC-06.md"),
};
const ENC_07: Check = Check {
    id: "ENC-07",
    severity: Severity::Information,
    stage: Stage::Text,
    rule: "Các khoảng năm, khoảng ngày trong một văn bản dùng một kiểu gạch.",
    source: "thông lệ",
    page: include_str!("ENC-07.md"),
};
const ENC_08: Check = Check {
    id: "ENC-08",
    severity: Severity::Information,
    stage: Stage::Text,
    rule: "Dấu ngoặc kép là “ ” và có đủ đôi.",
    source: "thông lệ",
    page: include_str!("ENC-08.md"),
};
const ENC_09: Check = Check {
    id: "ENC-09",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Dấu thanh đặt đúng chữ cái và theo một kiểu trong cả văn bản.",
    source: "thông lệ",
    page: include_str!("ENC-09.md"),
};
const ENC_10: Check = Check {
    id: "ENC-10",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Không có cụm từ viết lặp hai lần liền nhau.",
    source: "thông lệ",
    page: include_str!("ENC-10.md"),
};
const ENC_11: Check = Check {
    id: "ENC-11",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Không có lỗi gõ hay lỗi nhận dạng chữ thường gặp.",
    source: "thông lệ",
    page: include_str!("ENC-11.md"),
};
const ENC_12: Check = Check {
    id: "ENC-12",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Một đoạn văn không bị cắt làm hai.",
    source: "thông lệ",
    page: include_str!("ENC-12.md"),
};
const ENC_13: Check = Check {
    id: "ENC-13",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Số lớn tách nhóm bằng dấu chấm, số lẻ sau dấu phẩy; số tiền có đơn vị và viết theo một cách.",
    source: "thông lệ",
    page: include_str!("ENC-13.md"),
};

/// The checks of this family.
pub(super) const CHECKS: &[Check] =
    &[ENC_01, ENC_02, ENC_03, ENC_04, ENC_05, ENC_06, ENC_07, ENC_08, ENC_09, ENC_10, ENC_11, ENC_12, ENC_13];

/// Looks at every text once, and at what must be one way throughout.
pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let acronyms = acronyms::AcronymTable::new(lint);
    let slips = slips::SlipTable::new(&lint.words.slips);
    // One check after the other over all texts: each is told fast while it is the only one at work.
    let passages = &lint.passages;
    passages.iter().for_each(|passage| characters::check(passage, findings));
    passages.iter().for_each(|passage| markup::check(passage, findings));
    passages.iter().for_each(|passage| acronyms.check(passage, findings));
    passages.iter().for_each(|passage| spacing::check(passage, lint.words, findings));
    passages.iter().for_each(|passage| repetition::check(passage, findings));
    passages.iter().for_each(|passage| slips.check(passage, findings));
    passages.iter().for_each(|passage| figures::check(passage, findings));
    quotes::check_pairs(&lint.passages, findings);
    ranges::check(&lint.passages, findings);
    tones::check(&lint.passages, findings);
    split_paragraphs::check(&lint.passages, findings);
}

/// Tests whether a passage is a cell of a table.
fn is_cell(passage: &Passage) -> bool {
    matches!(passage.role(), BlockRole::TableCell | BlockRole::TableHead)
}

/// Tests whether `text::polish` goes over a passage when a new document is made: bodies and bases, not the lines
/// around them.
fn is_polished(passage: &Passage) -> bool {
    let at = passage.at.as_str();
    at.ends_with("body") || at.starts_with("bases") || at.starts_with("content")
}

/// Tests whether two words are the same but for capitals, which are as long as small letters in Vietnamese.
fn same_word(a: &str, b: &str) -> bool {
    let alike = |(a, b): (char, char)| a == b || small(a) == small(b);
    a.len() == b.len() && a.chars().zip(b.chars()).all(alike)
}

/// A table of bytes, true for these: most bytes of a text are passed over.
const fn marked(bytes: &[u8]) -> [bool; 256] {
    let mut marked = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        marked[bytes[at] as usize] = true;
        at += 1;
    }
    marked
}

/// The parts of a text between white space.
fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(|c: char| !c.is_whitespace())?;
        let len = text.get(start..)?.find(char::is_whitespace);
        at = len.map_or(text.len(), |len| start + len);
        Some(start..at)
    })
}

/// The token around or beside a range, the range with it: what a message quotes. A token longer than 60 bytes on a side
/// is not looked through.
fn around(text: &str, range: &Range<usize>) -> Range<usize> {
    const SIDE: usize = 60;
    let from = (range.start.saturating_sub(SIDE)..=range.start).find(|&at| text.is_char_boundary(at));
    let to = (range.end..=text.len().min(range.end + SIDE)).rfind(|&at| text.is_char_boundary(at));
    let before = text.get(from.unwrap_or(range.start)..range.start).unwrap_or("");
    let after = text.get(range.end..to.unwrap_or(range.end)).unwrap_or("");
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("").trim_start_matches(['(', '“']);
    let rest =
        after.split(char::is_whitespace).next().unwrap_or("").trim_end_matches([',', ';', ')', '.', '”']);
    range.start - word.len()..range.end + rest.len()
}

/// The bytes of `outer` with a change of `inner` made.
fn changed(text: &str, outer: &Range<usize>, inner: &Range<usize>, replacement: &str) -> String {
    let part = |range: Range<usize>| text.get(range).unwrap_or("");
    [part(outer.start..inner.start), replacement, part(inner.end..outer.end)].concat()
}
