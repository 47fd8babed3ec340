//! *Nơi nhận*: how its items end, what stands inside them, the line *Lưu*, *Kính gửi* and *Như trên*, and the names.

mod directory;
mod filing;

use super::context::LintContext;
use super::declared;
use super::findings::{Check, FindingCollector, Stage};
use super::names;
use super::passage::Passage;
use crate::catalog::{DocumentType, Presence};
use crate::document::BlockRole;
use crate::draft::fields;
use crate::filing::FilingLine;
use crate::record::Mode;
use crate::report::{FieldPath, Severity};
use crate::text::without_list_dash;
use serde_json::{Map, Value};

const REC_01: Check = Check {
    id: "REC-01",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Mỗi nơi nhận một dòng, cuối dòng có dấu chấm phẩy; dòng cuối cùng có dấu chấm.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II, khoản 9",
    page: include_str!("REC-01.md"),
};
const REC_02: Check = Check {
    id: "REC-02",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Dòng cuối của Nơi nhận ghi «Lưu: VT, đơn vị soạn thảo (số bản).».",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II, khoản 9",
    page: include_str!("REC-02.md"),
};
const REC_03: Check = Check {
    id: "REC-03",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Trong một dòng của Nơi nhận không có dấu chấm phẩy.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II, khoản 9",
    page: include_str!("REC-03.md"),
};
const REC_04: Check = Check {
    id: "REC-04",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Công văn, tờ trình và báo cáo gửi cấp trên có «Kính gửi» và «- Như trên;».",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II, khoản 9",
    page: include_str!("REC-04.md"),
};
const REC_05: Check = Check {
    id: "REC-05",
    severity: Severity::Information,
    stage: Stage::Text,
    rule: "Ghi chú mục đích gửi đứng ở nơi nhận mà nó nói đến.",
    source: "thông lệ",
    page: include_str!("REC-05.md"),
};
const REC_06: Check = Check {
    id: "REC-06",
    severity: Severity::Information,
    stage: Stage::Text,
    rule: "Tên nơi nhận viết như trong danh mục của cơ quan, mỗi nơi một cách viết.",
    source: "thông lệ",
    page: include_str!("REC-06.md"),
};
const REC_07: Check = Check {
    id: "REC-07",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "«Như trên» chỉ dùng khi có «Kính gửi»; không ghi «Như kính gửi».",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II, khoản 9",
    page: include_str!("REC-07.md"),
};

pub(super) const CHECKS: &[Check] = &[REC_01, REC_02, REC_03, REC_04, REC_05, REC_06, REC_07];

/// Marks that may end an item.
const MARKS: [char; 4] = [';', '.', ',', ':'];

pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let items: Vec<RecipientItem<'_>> = items(lint);
    for (index, item) in items.iter().enumerate() {
        let is_last = index + 1 == items.len() && !filing::follows(lint);
        if !item.is_filing() {
            end(lint, item, if is_last { "." } else { ";" }, findings);
            inner_semicolon(item, findings);
        }
    }
    filing::run(lint, &items, findings);
    addressees(lint, &items, findings);
    loose_note(lint, findings);
    directory::run(lint, &items, findings);
}

/// An entry of the list, or a member of a group.
struct RecipientItem<'r> {
    passage: &'r Passage,
    /// Mark at the end of its line, as the draft gives it.
    end: Option<&'r str>,
    purpose: bool,
}

impl RecipientItem<'_> {
    /// The name, without a dash typed before it.
    fn name(&self) -> &str {
        without_list_dash(self.passage.text())
    }

    /// Tests whether it is the line *Lưu*.
    fn is_filing(&self) -> bool {
        FilingLine::of(self.passage.text()).is_some()
    }

    /// Tests whether it begins with these words, but for capitals.
    fn begins(&self, words: &[&str]) -> bool {
        let said: Vec<&str> =
            self.passage.words.iter().take(words.len()).filter_map(|r| self.text(r)).collect();
        names::begin_with(&said, words)
    }

    fn text(&self, range: &std::ops::Range<usize>) -> Option<&str> {
        self.passage.text().get(range.clone())
    }
}

/// The receivers, in the order of print.
fn items<'r>(lint: &'r LintContext<'_>) -> Vec<RecipientItem<'r>> {
    let receivers = lint.of(&[BlockRole::Recipient]).filter(|p| p.at.as_str().starts_with("recipients"));
    receivers
        .map(|passage| {
            let entry = entry(lint.values, &passage.at);
            let purpose = entry.is_some_and(|entry| fields::receiver::PURPOSE.text(entry).is_some());
            let end = entry.and_then(|entry| entry.get(fields::receiver::END.name)?.as_str());
            RecipientItem { passage, end, purpose }
        })
        .collect()
}

/// The object that has the text at `recipients[2].group[0].name`; none for an entry that is a text.
fn entry<'v>(values: &'v Map<String, Value>, at: &FieldPath) -> Option<&'v Map<String, Value>> {
    at.parent()?.find(values)?.as_object()
}

/// REC-01. Where the draft does not say how a line ended, it ended as it should: the composer puts the mark.
fn end(lint: &LintContext<'_>, item: &RecipientItem<'_>, wanted: &str, findings: &mut FindingCollector<'_>) {
    let said = item.passage.text();
    let bare = said.trim_end_matches(MARKS);
    let own = if item.purpose || lint.mode == Mode::Normalised && item.end.is_none() {
        ""
    } else {
        said.get(bare.len()..).unwrap_or_default()
    };
    let printed = match item.end {
        Some(end) => format!("{own}{}", end.trim()),
        None if own.is_empty() => return,
        None => own.to_owned(),
    };
    if printed == wanted {
        return;
    }
    let message = match printed.is_empty() {
        true => format!("Dòng «{said}» thiếu dấu «{wanted}» ở cuối."),
        false => format!("Dòng «{bare}» kết thúc bằng «{printed}». Hãy dùng dấu «{wanted}»."),
    };
    let noted = findings.add_whole(&REC_01, item.passage, message);
    if !item.purpose && item.end.is_none_or(|end| end.trim().is_empty()) {
        noted.fix_in(bare.len()..said.len(), wanted);
    }
}

/// REC-03.
fn inner_semicolon(item: &RecipientItem<'_>, findings: &mut FindingCollector<'_>) {
    let said = item.passage.text();
    if said.trim_end_matches([';', '.', ',', ' ']).contains(';') {
        let message = format!(
            "Dòng «{said}» có dấu «;» ở giữa. Hãy tách thành từng dòng, hoặc dùng dấu phẩy nếu là một nơi nhận."
        );
        findings.add_whole(&REC_03, item.passage, message);
    }
}

/// REC-04, REC-07.
fn addressees(lint: &LintContext<'_>, items: &[RecipientItem<'_>], findings: &mut FindingCollector<'_>) {
    let document_type = declared::document_type(lint);
    let has_addressees = lint.of(&[BlockRole::To, BlockRole::ToItem]).next().is_some();
    as_above(document_type.as_deref(), items, has_addressees, findings);
    let Some(document_type) = document_type else { return };
    if has_addressees {
        // In a new document the composer puts the line.
        let is_first = items.first().is_none_or(|item| item.begins(&AS_ABOVE) || item.begins(&AS_ADDRESSED));
        if let (false, Mode::Faithful, Some(first)) = (is_first, lint.mode, items.first()) {
            let message =
                "Văn bản có «Kính gửi» nhưng Nơi nhận không bắt đầu bằng «- Như trên;». Hãy thêm dòng này.";
            findings.add_whole(&REC_04, first.passage, message);
        }
        return;
    }
    match document_type.to {
        Presence::Required if lint.record.is_some() => {
            let message =
                format!("Loại {} phải có dòng «Kính gửi». Hãy ghi nơi nhận chính.", document_type.name);
            findings.add_at(&REC_04, fields::TO.at(), message);
        }
        Presence::Optional => to_superior(lint, &document_type, items, findings),
        _ => {}
    }
}

/// Words that stand for the addressees in the list.
const AS_ABOVE: [&str; 2] = ["như", "trên"];
/// Words written for it by habit.
const AS_ADDRESSED: [&str; 3] = ["như", "kính", "gửi"];

/// REC-04: sent to the organ above, which the list names.
fn to_superior(
    lint: &LintContext<'_>,
    document_type: &DocumentType,
    items: &[RecipientItem<'_>],
    findings: &mut FindingCollector<'_>,
) {
    let Some(organ) = declared::organ(lint).filter(|organ| !organ.parent.is_empty()) else { return };
    let above = organ.parent.join(" ").to_lowercase();
    let above = names::words(&above);
    let superior = items.iter().find(|item| names::agree(&names::words(item.passage.text()), &above));
    if let Some(superior) = superior {
        let message = format!(
            "{} gửi cấp trên «{}» mà không có dòng «Kính gửi». Hãy ghi cấp trên ở «Kính gửi» và bắt đầu Nơi nhận bằng «- Như trên;».",
            crate::text::capitalised(&document_type.name),
            superior.name()
        );
        findings.add_whole(REC_04.case("superior"), superior.passage, message);
    }
}

/// REC-07. A form whose fields name who gets it (*giấy mời*, *công điện*) may say «Như trên» of them.
fn as_above(
    document_type: Option<&DocumentType>,
    items: &[RecipientItem<'_>],
    has_addressees: bool,
    findings: &mut FindingCollector<'_>,
) {
    let is_form = document_type.is_some_and(|t| !t.fields.is_empty());
    for item in items {
        let said = item.passage.text();
        let start = item.passage.words.first().map_or(0, |word| word.start);
        if item.begins(&AS_ADDRESSED) {
            let end = item.passage.words.get(2).map_or(said.len(), |word| word.end);
            let message = "Nơi nhận ghi «Như kính gửi». Hãy ghi «Như trên».";
            findings.add(&REC_07, item.passage, start..end, message).fix("Như trên");
        } else if item.begins(&AS_ABOVE) && !has_addressees && !is_form {
            let message = format!(
                "Nơi nhận ghi «{said}» nhưng văn bản không có dòng «Kính gửi». Hãy ghi tên nơi nhận hoặc thêm «Kính gửi»."
            );
            findings.add_whole(&REC_07, item.passage, message);
        }
    }
}

/// REC-05.
fn loose_note(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let note = lint.of(&[BlockRole::RecipientNote]).find(|p| p.at.as_str() == "recipients_note");
    if let Some(note) = note {
        let message = format!(
            "Ghi chú «{}» đứng rời danh sách nên không rõ nói về nơi nhận nào. Hãy ghi sau từng nơi nhận hoặc gộp các nơi nhận đó thành nhóm.",
            note.text()
        );
        findings.add_whole(&REC_05, note, message);
    }
}

#[cfg(test)]
mod tests;
