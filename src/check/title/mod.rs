//! *Tên loại* and *trích yếu*: the type's name, the subject, and the subject where the text says it again.

mod restated_subject;

use super::context::LintContext;
use super::declared;
use super::findings::{Check, FindingCollector, Stage};
use super::names;
use super::passage::Passage;
use crate::catalog::{DocumentType, Presence, SubjectPlace};
use crate::document::BlockRole;
use crate::draft::fields;
use crate::record::Mode;
use crate::report::Severity;
use crate::text;
use std::ops::Range;

const TTL_01: Check = Check {
    id: "TTL-01",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Tên loại viết hoa và là tên loại đã chọn, hoặc bắt đầu bằng tên loại ấy.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II, khoản 5",
    page: include_str!("TTL-01.md"),
};
const TTL_02: Check = Check {
    id: "TTL-02",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Có trích yếu; trích yếu viết chữ thường, chữ cái đầu viết hoa, cuối không có dấu chấm.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II, khoản 5; Phụ lục II, Mục I",
    page: include_str!("TTL-02.md"),
};
const TTL_03: Check = Check {
    id: "TTL-03",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Trích yếu ngắn gọn, không quá 60 chữ.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II, khoản 5; số chữ là thông lệ",
    page: include_str!("TTL-03.md"),
};
const TTL_04: Check = Check {
    id: "TTL-04",
    severity: Severity::Information,
    stage: Stage::Text,
    rule: "Trích yếu không dùng chữ viết tắt.",
    source: "thông lệ",
    page: include_str!("TTL-04.md"),
};
const TTL_05: Check = Check {
    id: "TTL-05",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Trích yếu nhắc lại ở phần mở đầu và phần kết giống trích yếu ở đầu văn bản.",
    source: "thông lệ",
    page: include_str!("TTL-05.md"),
};

pub(super) const CHECKS: &[Check] = &[TTL_01, TTL_02, TTL_03, TTL_04, TTL_05];

/// Words of a subject that is still a short sentence.
const SHORT: usize = 60;
/// Words with which a subject goes on from the type's name above it (`CHƯƠNG TRÌNH LÀM VIỆC` / `của Thường trực …`).
const LINKS: [&str; 12] =
    ["của", "về", "cho", "tại", "trong", "năm", "tháng", "quý", "theo", "giữa", "với", "và"];

pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let document_type = declared::document_type(lint);
    let document_type = document_type.as_deref();
    let type_name = lint.of_main_part(&[BlockRole::TypeName]).next();
    if let (Some(document_type), Some(printed)) = (document_type, type_name) {
        name_of_type(document_type, printed, findings);
    }
    let subject: Vec<&Passage> = lint.of_main_part(&[BlockRole::Subject]).collect();
    let (Some(first), Some(last)) = (subject.first(), subject.last()) else {
        return missing(lint, document_type, findings);
    };
    let continues = document_type.is_some_and(|t| continues_type(t, type_name));
    beginning(lint, document_type, continues, first, findings);
    ending(last, findings);
    length(&subject, findings);
    abbreviations(lint, &subject, findings);
    if let Some(document_type) = document_type {
        let name = type_name.map_or(document_type.title.as_str(), Passage::text);
        restated_subject::run(lint, name, &subject, findings);
    }
}

/// TTL-01.
fn name_of_type(document_type: &DocumentType, printed: &Passage, findings: &mut FindingCollector<'_>) {
    // A paper of the general type says itself what it is.
    if document_type.general {
        return;
    }
    let said = printed.text();
    let title = &document_type.title;
    if title.is_empty() {
        let message = format!("Loại {} không in tên loại. Hãy bỏ «{said}».", document_type.name);
        findings.add_whole(&TTL_01, printed, message);
        return;
    }
    let (key, wanted) = (text::search_key(said), text::search_key(title));
    if !names::begin_with(&names::words(&key), &names::words(&wanted)) {
        let message = format!(
            "Tên loại «{said}» không bắt đầu bằng «{title}», loại đã chọn. Hãy sửa tên loại hoặc chọn lại loại văn bản."
        );
        findings.add_whole(&TTL_01, printed, message);
    } else if has_small_letters(said) {
        let capitals = said.to_uppercase();
        let message = format!("Tên loại phải viết hoa: «{capitals}».");
        findings.add_whole(&TTL_01, printed, message).fix(capitals).corrected();
    }
}

/// TTL-02 where there is no subject though the type's text is written out. A new document without one is refused.
fn missing(
    lint: &LintContext<'_>,
    document_type: Option<&DocumentType>,
    findings: &mut FindingCollector<'_>,
) {
    if lint.record.is_some() && document_type.is_some_and(|t| t.body == Presence::Required) {
        let message = "Văn bản không có trích yếu. Hãy ghi trích yếu nội dung dưới tên loại.";
        findings.add_at(&TTL_02, fields::SUBJECT.at(), message);
    }
}

/// Tests whether the type's name printed says more than the type: then the subject may go on from it in small letters.
fn continues_type(document_type: &DocumentType, printed: Option<&Passage>) -> bool {
    printed.is_some_and(|p| names::words(p.text()).len() > names::words(&document_type.title).len())
}

/// TTL-02, the first line.
fn beginning(
    lint: &LintContext<'_>,
    document_type: Option<&DocumentType>,
    continues: bool,
    first: &Passage,
    findings: &mut FindingCollector<'_>,
) {
    let said = first.text();
    if is_all_capitals(said) {
        let message =
            "Trích yếu viết hoa toàn bộ. Hãy viết chữ thường, chỉ viết hoa chữ cái đầu và tên riêng.";
        findings.add_whole(&TTL_02, first, message);
        return;
    }
    if document_type.is_some_and(|t| t.subject == SubjectPlace::UnderNumber) {
        if lint.mode == Mode::Faithful {
            regarding(first, findings);
        }
        return;
    }
    let word = first.word(0).unwrap_or_default();
    let is_small = said.chars().next().is_some_and(char::is_lowercase);
    if !is_small || continues || LINKS.contains(&word) {
        return;
    }
    let capital = text::capitalised(word);
    let range = 0..word.len();
    let message =
        format!("Trích yếu bắt đầu bằng chữ thường «{word}». Hãy viết hoa chữ cái đầu: «{capital}».");
    findings.add(&TTL_02, first, range, message).fix(capital);
}

/// TTL-02 under the number of a letter: `V/v …` (khoản 5), not written out. In a new one it is put there.
fn regarding(first: &Passage, findings: &mut FindingCollector<'_>) {
    const OTHERWISE: [&str; 4] = ["Về việc", "về việc", "V/V", "v/v"];
    if let Some(start) = OTHERWISE.iter().find(|start| first.text().starts_with(**start)) {
        let message = format!("Trích yếu công văn bắt đầu bằng «{start}». Hãy ghi «V/v».");
        findings.add(&TTL_02, first, 0..start.len(), message).fix("V/v");
    }
}

/// TTL-02, the end.
fn ending(last: &Passage, findings: &mut FindingCollector<'_>) {
    let said = last.text();
    let bare = said.trim_end_matches(['.', ';', ',', ':', '/', ' ']);
    let mark = said.get(bare.len()..).unwrap_or_default().trim();
    if mark.is_empty() || mark.starts_with("..") {
        return;
    }
    let message = format!("Cuối trích yếu có dấu «{mark}». Hãy bỏ dấu này.");
    findings.add(&TTL_02, last, bare.len()..said.len(), message).fix("");
}

/// TTL-03.
fn length(subject: &[&Passage], findings: &mut FindingCollector<'_>) {
    let count: usize = subject.iter().map(|p| p.text().split_whitespace().count()).sum();
    if let (Some(first), true) = (subject.first(), count > SHORT) {
        let message = format!("Trích yếu dài {count} chữ. Hãy rút gọn còn không quá {SHORT} chữ.");
        findings.add_whole(&TTL_03, first, message);
    }
}

/// TTL-04: each abbreviation once. Numbers of documents are no abbreviations, nor are Roman numbers and names that are
/// read as words (`ASEAN`).
fn abbreviations(lint: &LintContext<'_>, subject: &[&Passage], findings: &mut FindingCollector<'_>) {
    let mut told: Vec<&str> = Vec::new();
    for passage in subject.iter().filter(|p| !is_all_capitals(p.text())) {
        for range in &passage.words {
            let word = passage.text().get(range.clone()).unwrap_or_default();
            let is_new = !told.contains(&word) && told.len() < TOLD;
            let is_abbreviation =
                || is_abbreviation(word) || lint.words.acronyms.iter().any(|known| known == word);
            if is_new && names::is_acronym(word) && is_abbreviation() && !is_in_symbol(passage.text(), range)
            {
                told.push(word);
                let message = format!("Trích yếu dùng chữ viết tắt «{word}». Nên viết đầy đủ ở trích yếu.");
                findings.add(&TTL_04, passage, range.clone(), message);
            }
        }
    }
}

/// Abbreviations told of; who writes a subject of more learns enough from these.
const TOLD: usize = 12;

/// Tests whether capitals look like a Vietnamese abbreviation: they make no Roman number and cannot be read as a word.
fn is_abbreviation(capitals: &str) -> bool {
    let is_roman = capitals.bytes().all(|b| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C' | b'M'));
    !is_roman && (!capitals.is_ascii() || !capitals.contains(['A', 'E', 'I', 'O', 'U', 'Y']))
}

/// Tests whether a word is part of a document's number: a stroke or a hyphen joins it to something.
fn is_in_symbol(text: &str, word: &Range<usize>) -> bool {
    let joins = |c: Option<char>| matches!(c, Some('/' | '-'));
    let before = text.get(..word.start).and_then(|t| t.chars().next_back());
    let after = text.get(word.end..).and_then(|t| t.chars().next());
    joins(before) || joins(after)
}

/// Tests whether a text of some words has no small letter.
fn is_all_capitals(text: &str) -> bool {
    text.split_whitespace().nth(2).is_some()
        && !has_small_letters(text)
        && text.chars().any(char::is_uppercase)
}

fn has_small_letters(text: &str) -> bool {
    text.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests;
