//! *Phụ lục*: whether those the text speaks of are there, and how each is headed.

mod kinds;
mod mentions;

use super::context::LintContext;
use super::findings::{Check, FindingCollector, Stage};
use super::names;
use super::passage::Passage;
use crate::document::BlockRole;
use crate::draft::{self, fields};
use crate::outline::roman_number;
use crate::record::{Mode, Record};
use crate::report::{FieldPath, Severity};
use mentions::Mention;
use serde_json::Value;

const ATT_01: Check = Check {
    id: "ATT-01",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Văn bản có phụ lục thì nội dung có chỉ dẫn về phụ lục; nhắc đến phụ lục thì phải có phụ lục.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục III, khoản 1",
    page: include_str!("ATT-01.md"),
};
const ATT_02: Check = Check {
    id: "ATT-02",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Từ hai phụ lục trở lên thì đánh số bằng chữ số La Mã; một phụ lục thì không đánh số.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục III, khoản 1",
    page: include_str!("ATT-02.md"),
};
const ATT_03: Check = Check {
    id: "ATT-03",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Dưới tiêu đề phụ lục ghi «(Kèm theo …)» với số, ký hiệu, thời gian và cơ quan ban hành văn bản.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục III, khoản 1",
    page: include_str!("ATT-03.md"),
};

const ATT_04: Check = Check {
    id: "ATT-04",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Văn bản ban hành kèm theo có tên loại và trích yếu, không ghi «Phụ lục»; phụ lục thì không mang tên loại.",
    source: "NĐ 30/2020, Phụ lục III, mẫu 1.3",
    page: include_str!("ATT-04.md"),
};

pub(super) const CHECKS: &[Check] = &[ATT_01, ATT_02, ATT_03, ATT_04];

pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    mentioned(lint, &PartCounts::of(lint), findings);
    printed_labels(lint, findings);
    typed_labels(lint, findings);
    kinds::run(lint, findings);
    if let Some(record) = lint.record {
        information_lines(lint, record, findings);
    }
}

/// Number of what is attached to a document.
struct PartCounts {
    /// Appendixes.
    appendixes: usize,
    /// Texts issued with the document.
    attached: usize,
}

impl PartCounts {
    fn of(lint: &LintContext<'_>) -> Self {
        let entries = fields::APPENDIXES.entries(lint.values);
        let is_attached = |entry: &&Value| entry.as_object().is_some_and(draft::is_attached);
        let attached = entries.iter().filter(is_attached).count();
        Self { appendixes: entries.len() - attached, attached }
    }
}

/// ATT-01.
fn mentioned(lint: &LintContext<'_>, counts: &PartCounts, findings: &mut FindingCollector<'_>) {
    let things = &lint.words.attachments;
    let mentions: Vec<(&Passage, Mention)> = text(lint)
        .flat_map(|passage| mentions::of(passage, things).into_iter().map(move |mention| (passage, mention)))
        .collect();
    if counts.appendixes + counts.attached == 0 {
        return none_there(&mentions, findings);
    }
    mentions.iter().for_each(|(passage, mention)| beyond(passage, mention, counts.appendixes, findings));
    if mentions.is_empty() && !text(lint).any(mentions::speaks_of_attachments) {
        let message = match counts.appendixes {
            0 => {
                "Nội dung không nhắc đến văn bản kèm theo. Hãy ghi rõ, ví dụ «Ban hành kèm theo Quyết định này Quy chế …»."
            }
            _ => "Nội dung không nhắc đến phụ lục. Hãy chỉ dẫn trong nội dung, ví dụ «(Phụ lục kèm theo)».",
        };
        let mut titles = lint.of(&[BlockRole::AppendixTitle, BlockRole::Subject]);
        match titles.find(|title| title.part > 0) {
            Some(title) => findings.add_whole(&ATT_01, title, message),
            None => findings.add_at(&ATT_01, fields::APPENDIXES.at(), message),
        };
    }
}

/// Passages of the document itself, without its appendixes, header and foot.
fn text<'p>(lint: &'p LintContext<'_>) -> impl Iterator<Item = &'p Passage> {
    let is_text = |p: &&Passage| {
        p.part == 0
            && !matches!(
                p.role(),
                BlockRole::Recipient
                    | BlockRole::RecipientNote
                    | BlockRole::Competence
                    | BlockRole::Position
                    | BlockRole::OtherPost
                    | BlockRole::SignerName
                    | BlockRole::Address
                    | BlockRole::AppendixInfo
                    | BlockRole::Basis
                    | BlockRole::Subject
            )
    };
    lint.passages.iter().filter(is_text)
}

/// Attachments are spoken of and there are none: told once, at the first.
fn none_there(mentions: &[(&Passage, Mention)], findings: &mut FindingCollector<'_>) {
    let certain = || mentions.iter().filter(|(_, mention)| !mention.issues);
    let Some((passage, mention)) = certain().next().or(mentions.first()) else { return };
    let said = passage.text().get(mention.range.clone()).unwrap_or_default();
    if mention.issues {
        let message =
            format!("Nội dung ghi «{said}» nhưng bản này không có phụ lục nào. Hãy gửi đủ văn bản kèm theo.");
        findings.add(&ATT_01, passage, mention.range.clone(), message).information();
        return;
    }
    let others = match certain().count() {
        1 => String::new(),
        count => format!(" và {} chỗ khác", count - 1),
    };
    let message = format!(
        "Nội dung nhắc «{said}»{others} nhưng văn bản không có phụ lục nào. Hãy bổ sung phụ lục hoặc bỏ chỗ nhắc này."
    );
    findings.add(&ATT_01, passage, mention.range.clone(), message);
}

/// An appendix is spoken of that is beyond the last.
fn beyond(passage: &Passage, mention: &Mention, count: usize, findings: &mut FindingCollector<'_>) {
    if mention.number.is_some_and(|number| number > count) {
        let said = passage.text().get(mention.range.clone()).unwrap_or_default();
        let there = match count {
            0 => "không có phụ lục nào".to_owned(),
            count => format!("chỉ có {count} phụ lục"),
        };
        let message = format!("Nội dung nhắc «{said}» nhưng văn bản {there}. Hãy xem lại số phụ lục.");
        findings.add(&ATT_01, passage, mention.range.clone(), message);
    }
}

/// ATT-02, as printed on a document made elsewhere; our own numbers are given by the composer.
fn printed_labels(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let Some(look) = lint.appearance.filter(|_| lint.layout.is_none()) else { return };
    let labels: Vec<_> = look.paragraphs.iter().filter(|p| p.role == BlockRole::AppendixNumber).collect();
    for (index, label) in labels.iter().enumerate() {
        let number = AppendixLabel::of(&label.text).map(|label| label.number);
        let message = match (labels.len(), number) {
            (1, Some(LabelNumber::None)) => continue,
            (1, Some(_)) => {
                format!("Chỉ có một phụ lục nhưng ghi «{}». Hãy ghi «Phụ lục», không đánh số.", label.text)
            }
            (_, Some(LabelNumber::Roman(number))) if number == index + 1 => continue,
            _ => format!(
                "Phụ lục thứ {} ghi «{}». Hãy đánh số bằng chữ số La Mã theo thứ tự: Phụ lục I, Phụ lục II …",
                index + 1,
                label.text
            ),
        };
        findings.add_at(&ATT_02, label.at.clone(), message);
    }
}

/// ATT-02: a label typed in the title would be printed under the one the composer gives.
fn typed_labels(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    for title in lint.of(&[BlockRole::AppendixTitle]) {
        let Some(label) = AppendixLabel::of(title.text()) else { continue };
        let rest = title.text().get(label.end..).unwrap_or_default();
        let said = title.text().get(..label.end).unwrap_or_default().trim_end();
        let message = format!(
            "Tiêu đề phụ lục ghi «{said}», chương trình đã tự ghi «Phụ lục» và số ở trên. Hãy bỏ «{said}» khỏi tiêu đề."
        );
        let noted = findings.add(&ATT_02, title, 0..said.len(), message);
        if !rest.is_empty() {
            noted.fix_in(0..label.end, "");
        }
    }
}

/// `Phụ lục`, `PHỤ LỤC I:`, `Phụ lục số 01` at the beginning of a text.
struct AppendixLabel {
    number: LabelNumber,
    /// Behind its mark and space.
    end: usize,
}

/// Numbering of a label.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LabelNumber {
    None,
    Roman(usize),
    Arabic,
}

impl AppendixLabel {
    /// `None` where something else is said of an appendix (`PHỤ LỤC HỢP ĐỒNG`).
    fn of(text: &str) -> Option<Self> {
        let words = names::words(text);
        if !names::begin_with(&words, &["phụ", "lục"]) {
            return None;
        }
        let number_at = if words.get(2).is_some_and(|w| names::same(w, "số")) { 3 } else { 2 };
        let number = match words.get(number_at) {
            None => LabelNumber::None,
            Some(word) if word.bytes().all(|b| b.is_ascii_digit()) => LabelNumber::Arabic,
            Some(word) => LabelNumber::Roman(roman(word)?),
        };
        let last = if number == LabelNumber::None { number_at - 1 } else { number_at };
        let end = end_of_word(text, last)?;
        let rest = text.get(end..).unwrap_or_default();
        let mark = rest.trim_start_matches([' ', '.', ':', '-', '–']);
        // «Phụ lục I kèm theo» is a phrase, no label.
        let is_label = mark.is_empty() || rest.trim_start().starts_with(['.', ':', '-', '–']);
        is_label.then_some(Self { number, end: text.len() - mark.len() })
    }
}

/// The byte behind a word, by its number from 0.
fn end_of_word(text: &str, index: usize) -> Option<usize> {
    let mut words = 0;
    let mut inside = false;
    for (at, c) in text.char_indices() {
        let was_inside = std::mem::replace(&mut inside, c.is_alphanumeric());
        if was_inside && !inside {
            if words == index {
                return Some(at);
            }
            words += 1;
        }
    }
    (inside && words == index).then_some(text.len())
}

/// The value of a Roman number up to 39, more than there are appendixes; `None` for any other word.
fn roman(word: &str) -> Option<usize> {
    let (len, value) = roman_number(word)?;
    usize::try_from(value).ok().filter(|value| len == word.len() && *value < 40)
}

/// ATT-03. Of a new document the line is composed where the draft is silent.
fn information_lines(lint: &LintContext<'_>, record: &Record, findings: &mut FindingCollector<'_>) {
    for (index, appendix) in record.appendixes.iter().enumerate() {
        let at = fields::APPENDIXES.at().index(index).child("info");
        match (&appendix.info, lint.mode) {
            (None, Mode::Normalised) => {}
            (None, Mode::Faithful) => no_line(at, findings),
            (Some(info), _) if info.trim().is_empty() => no_line(at, findings),
            (Some(_), _) => {
                if let Some(passage) = lint.passages.iter().find(|p| p.at == at) {
                    line(passage, record, findings);
                }
            }
        }
    }
}

fn no_line(at: FieldPath, findings: &mut FindingCollector<'_>) {
    let message = "Dưới tiêu đề phụ lục, văn bản kèm theo thiếu dòng «(Kèm theo … số … ngày … của …)». Hãy bổ sung dòng này.";
    findings.add_at(&ATT_03, at, message);
}

/// A line as given: it says that it belongs to a document, and to this one.
fn line(passage: &Passage, record: &Record, findings: &mut FindingCollector<'_>) {
    let said = passage.text();
    let words: Vec<&str> = passage.words.iter().filter_map(|range| said.get(range.clone())).collect();
    if !words.windows(2).any(|pair| names::begin_with(pair, &["kèm", "theo"])) {
        let message =
            format!("Dòng «{said}» không ghi phụ lục kèm theo văn bản nào. Hãy ghi «(Kèm theo …)».");
        findings.add_whole(&ATT_03, passage, message);
        return;
    }
    let Some(own) = record.number() else { return };
    let tokens = said.split([' ', '\u{a0}', '(', ')', ',', ';']);
    let number = tokens.into_iter().find(|token| {
        token.split_once('/').is_some_and(|(number, symbol)| {
            number.bytes().all(|b| b.is_ascii_digit())
                && !number.is_empty()
                && symbol.starts_with(char::is_alphabetic)
        })
    });
    if let Some(number) = number
        && number != own
        && let Some(start) = said.find(number)
    {
        let message =
            format!("Phụ lục ghi kèm theo văn bản số «{number}», văn bản này số «{own}». Hãy sửa lại.");
        findings.add(&ATT_03, passage, start..start + number.len(), message).fix(own);
    }
}

#[cfg(test)]
mod tests;
