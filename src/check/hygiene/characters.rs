//! ENC-01, ENC-02, ENC-04: letters broken, letters of other alphabets, characters that say nothing.

use super::super::findings::FindingCollector;
use super::super::passage::Passage;
use super::{ENC_01, ENC_02, ENC_04, around, is_cell, tokens};
use crate::text::{self, Corrections, Rule, Rules};
use std::ops::Range;

const MARKS: Rules = Rules::NONE.with(Rule::Marks);
const LETTERS: Rules = Rules::NONE.with(Rule::DStroke).with(Rule::LookAlikes);
const SIGNS: Rules =
    Rules::NONE.with(Rule::Invisibles).with(Rule::Controls).with(Rule::FullWidth).with(Rule::SymbolFont);

pub(super) fn check(passage: &Passage, findings: &mut FindingCollector<'_>) {
    let text = passage.text();
    if text::is_plain(text) {
        return;
    }
    let is_odd = |token: &Range<usize>| !text::is_plain(text.get(token.clone()).unwrap_or(""));
    let odd: Vec<Range<usize>> = tokens(text).filter(is_odd).collect();
    marks(passage, &odd, findings);
    for token in &odd {
        letters(passage, token, findings);
    }
    signs(passage, findings);
}

/// A text cleaned by these rules, and what that took; `None` where they change nothing.
fn mended(text: &str, rules: Rules) -> Option<(String, Corrections)> {
    let mut corrections = Corrections::new();
    let clean = text::clean(text, rules, &mut corrections);
    (clean != text).then(|| (clean.into_owned(), corrections))
}

/// One finding for a passage: whoever types decomposed letters types all of them so.
fn marks(passage: &Passage, odd: &[Range<usize>], findings: &mut FindingCollector<'_>) {
    let broken =
        |token: &&Range<usize>| mended(passage.text().get((*token).clone()).unwrap_or(""), MARKS).is_some();
    let (Some(first), Some(last)) = (odd.iter().find(broken), odd.iter().rfind(broken)) else { return };
    let range = first.start..last.end;
    let part = passage.text().get(range.clone()).unwrap_or("");
    let Some((whole, corrections)) = mended(part, MARKS) else { return };
    let message = format!(
        "{} chữ có dấu rời khỏi chữ cái (Unicode tổ hợp), từ «{}»: hãy đổi sang Unicode dựng sẵn.",
        corrections.count(Rule::Marks),
        whole.split(' ').next().unwrap_or("")
    );
    findings.add(&ENC_01, passage, range, message).fix(whole).corrected();
}

fn letters(passage: &Passage, token: &Range<usize>, findings: &mut FindingCollector<'_>) {
    let text = passage.text();
    let Some(whole) = text.get(token.clone()) else { return };
    let is_edge = |c: char| c.is_ascii_punctuation() || matches!(c, '“' | '”');
    let start = token.start + whole.len() - whole.trim_start_matches(is_edge).len();
    let word = whole.trim_matches(is_edge);
    let Some((meant, _)) = mended(word, LETTERS) else { return };
    let foreign = word.chars().zip(meant.chars()).find(|(a, b)| a != b).map_or(' ', |(a, _)| a);
    let message = format!(
        "«{word}» có ký tự nước ngoài «{foreign}» (U+{:04X}) trông giống chữ tiếng Việt: hãy viết «{meant}».",
        u32::from(foreign)
    );
    findings.add(&ENC_02, passage, start..start + word.len(), message).fix(meant).corrected();
}

fn signs(passage: &Passage, findings: &mut FindingCollector<'_>) {
    let mut last = '\0';
    for (at, c) in passage.text().char_indices() {
        let is_first = last != c;
        last = c;
        match c {
            '\u{fffd}' if is_first => lost(passage, at, findings),
            '\u{fffd}' | ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='ỹ' => {}
            '\u{25a0}'..='\u{27bf}' | '\u{2022}' | '\u{2023}' | '\u{1f300}'..='\u{1faff}' => {
                ornament(passage, at, c, findings);
            }
            _ => sign(passage, at, c, findings),
        }
    }
}

fn lost(passage: &Passage, at: usize, findings: &mut FindingCollector<'_>) {
    let text = passage.text();
    let rest = text.get(at..).unwrap_or("");
    let run = at..at + rest.len() - rest.trim_start_matches('\u{fffd}').len();
    let seen = text.get(around(text, &run)).unwrap_or("");
    let message = format!("Chữ trong «{seen}» đã mất khi chuyển mã (U+FFFD): hãy gõ lại theo bản gốc.");
    findings.add(&ENC_04, passage, run, message);
}

/// Reports signs that `clean` removes or replaces, and private-use characters that it does not know.
fn sign(passage: &Passage, at: usize, c: char, findings: &mut FindingCollector<'_>) {
    let range = at..at + c.len_utf8();
    let code = u32::from(c);
    let is_private = matches!(code, 0xE000..=0xF8FF | 0xF_0000..);
    match mended(c.encode_utf8(&mut [0; 4]), SIGNS) {
        // A line break inside a paragraph is none of them.
        _ if c == '\n' => {}
        Some((meant, _)) if meant.trim().is_empty() => {
            let message = format!("Có ký tự ẩn (U+{code:04X}) trong văn bản: hãy xóa ký tự này.");
            findings.add(&ENC_04, passage, range, message).fix(meant).information();
        }
        Some((meant, _)) => {
            let message = format!(
                "Ký tự U+{code:04X} không phải ký tự thông thường, in ra có thể sai: hãy thay bằng «{meant}»."
            );
            findings.add(&ENC_04, passage, range, message).fix(meant).corrected();
        }
        None if is_private => {
            let message = format!(
                "Có ký tự riêng của một phông chữ (U+{code:04X}), máy khác không đọc được: hãy thay bằng chữ hay dấu thông thường."
            );
            findings.add(&ENC_04, passage, range, message);
        }
        None => {}
    }
}

/// A tick, a box, a star: at home in a form's cell; a bullet at the start of a paragraph; stray after its end.
fn ornament(passage: &Passage, at: usize, c: char, findings: &mut FindingCollector<'_>) {
    let text = passage.text();
    let range = at..at + c.len_utf8();
    let before = text.get(..at).unwrap_or("");
    let after = text.get(range.end..).unwrap_or("");
    if is_cell(passage) {
    } else if at == passage.body_start() && after.trim_start().starts_with(char::is_alphanumeric) {
        bullet(passage, range, c, findings);
    } else if after.trim().is_empty() && before.trim_end().ends_with(['.', ';', '!', '?']) {
        let message = format!("Thừa ký hiệu «{c}» ở cuối đoạn: hãy xóa ký hiệu này.");
        findings.add(&ENC_04, passage, range, message).fix_in(before.trim_end().len()..text.len(), "");
    }
}

fn bullet(passage: &Passage, range: Range<usize>, c: char, findings: &mut FindingCollector<'_>) {
    let text = passage.text();
    let spaced = text.get(range.end..).is_some_and(|rest| rest.starts_with(char::is_whitespace));
    let message = format!("Đầu dòng có ký hiệu «{c}»: thể thức văn bản dùng gạch đầu dòng «-».");
    let noted = findings.add(&ENC_04, passage, range, message).information();
    if passage.marker().is_empty() {
        noted.fix(if spaced { "-" } else { "- " });
    }
}
