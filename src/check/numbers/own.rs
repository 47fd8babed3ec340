//! The document's own number and symbol: NUM-01, NUM-02, NUM-03, NUM-05 and NUM-06.

use super::super::context::LintContext;
use super::super::findings::FindingCollector;
use super::{NUM_01, NUM_02, NUM_03, NUM_03_REGISTERED, NUM_05, NUM_06, NUM_06_AHEAD};
use crate::catalog::{DocumentType, Organ};
use crate::draft::{self, FieldSpec, fields};
use crate::record::{Mode, Record};
use crate::text::search_key;

/// The number, the symbol and the day of issue.
pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    missing(lint, findings);
    number(lint, findings);
    let given = lint.string(&fields::CODE_NOTATION);
    let written = given.is_none_or(|given| written(given, findings));
    if let (Some(record), true) = (lint.record, written) {
        let notation = given.unwrap_or(record.code_notation()).trim();
        symbol(without_year(notation), record, findings);
    }
}

/// NUM-06. A draft has neither, and is told by its mark.
fn missing(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    if lint.string(&fields::STATUS) == Some("draft") {
        return;
    }
    let dated = lint.record.is_none_or(|record| record.document_type().dated);
    let numbered = draft::number_given(lint.values).is_some();
    let dated = !dated || is_given(&fields::ISSUED_DATE, lint) || is_given(&fields::PLACE_DATE, lint);
    // A line that is there, its number or day to be filled in, is that of a paper before it is issued.
    let has_line = is_given(&fields::CODE_NOTATION, lint) || is_given(&fields::CODE, lint);
    let general = lint.record.is_some_and(|record| record.document_type().general);
    for (field, there, ahead, what) in [
        (&fields::CODE_NUMBER, numbered || general && !has_line, has_line, "số"),
        (&fields::ISSUED_DATE, dated || general, is_given(&fields::PLACE, lint), "ngày ban hành"),
    ] {
        if there {
            continue;
        }
        let at = field.at();
        match lint.mode {
            Mode::Faithful if !ahead => {
                findings.add_at(
                    &NUM_06,
                    at,
                    format!("Văn bản chưa có {what}. Hãy bổ sung theo bản đã ban hành."),
                );
            }
            _ => {
                let message =
                    format!("Chưa có {what}: hãy ghi khi ban hành, hoặc đánh dấu văn bản là dự thảo.");
                findings.add_at(&NUM_06_AHEAD, at, message);
            }
        }
    }
}

/// Tests whether a draft gives a field.
fn is_given(field: &FieldSpec, lint: &LintContext<'_>) -> bool {
    field.value(lint.values).is_some()
}

/// NUM-01 and NUM-02 of the number. Where the document is new, the number is printed with its zero by itself.
fn number(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let given = lint.string(&fields::CODE_NUMBER).filter(|given| !draft::is_blank_number(given));
    let Some(given) = given else { return };
    let at = || fields::CODE_NUMBER.at();
    let digits = given.bytes().take_while(u8::is_ascii_digit).count();
    if given.contains([' ', '/', '-', '\u{a0}']) {
        let message =
            format!("Số «{given}» chỉ gồm chữ số: ký hiệu ghi riêng, viết liền, không có dấu cách.");
        findings.add_at(&NUM_01, at(), message);
    } else if digits == 1 && !given.starts_with('0') && lint.mode == Mode::Faithful {
        let message = format!("Thiếu số 0 trước số {given}: hãy viết «0{given}».");
        findings.add_at(&NUM_02, at(), message);
    }
}

/// NUM-01 of the symbol: groups of capitals with `-` between them.
fn written(given: &str, findings: &mut FindingCollector<'_>) -> bool {
    let at = || fields::CODE_NOTATION.at();
    let trimmed = given.trim();
    let plain = without_year(trimmed);
    let joined: String = trimmed.chars().filter(|c| !c.is_whitespace()).collect();
    let message = if joined != trimmed {
        format!("Ký hiệu «{trimmed}» có dấu cách: hãy viết liền «{joined}».")
    } else if plain.contains(['–', '—', '‑']) {
        format!(
            "Ký hiệu «{trimmed}» phải dùng dấu gạch nối (-): hãy viết «{}».",
            trimmed.replace(['–', '—', '‑'], "-")
        )
    } else if plain.contains('/') {
        format!(
            "Ký hiệu «{trimmed}» có dấu «/» thừa: dấu này chỉ đứng giữa số và ký hiệu, ví dụ «39/KH-LĐLĐ»."
        )
    } else if plain.split('-').any(|group| !group.starts_with(char::is_uppercase)) {
        format!("Ký hiệu «{trimmed}» chưa đúng dạng: viết hoa chữ viết tắt, ví dụ «KH-LĐLĐ».")
    } else {
        return true;
    };
    findings.add_at(&NUM_01, at(), message);
    false
}

/// The symbol without the year that stands in the number of a legal text: `2025/QĐ-TTg`.
fn without_year(notation: &str) -> &str {
    let year = notation
        .split_once('/')
        .filter(|(year, _)| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()));
    year.map_or(notation, |(_, rest)| rest)
}

/// NUM-03 and NUM-05: what stands for type and organ.
fn symbol(notation: &str, record: &Record, findings: &mut FindingCollector<'_>) {
    let (document_type, organ) = (record.document_type(), record.organ());
    if notation.is_empty() || organ.symbol.is_empty() {
        return;
    }
    let of_organ = match document_type.abbreviation.as_deref() {
        None if document_type.general => notation.split_once('-').map_or(notation, |(_, rest)| rest),
        None => notation,
        Some(of_decree) => {
            let (written, rest) = notation.split_once('-').unwrap_or((notation, ""));
            of_type(written, of_decree, document_type, organ, findings);
            if written == organ.symbol { notation } else { rest }
        }
    };
    let own = of_organ.split('-').next().unwrap_or("");
    let is_own = of_organ
        .strip_prefix(organ.symbol.as_str())
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    if is_own || collectives(record).any(|collective| initials(&collective) == search_key(own)) {
        return;
    }
    let at = fields::CODE_NOTATION.at();
    let message = if own.is_empty() {
        format!("Ký hiệu «{notation}» thiếu chữ viết tắt tên cơ quan («{}»).", organ.symbol)
    } else if search_key(own) == search_key(&organ.symbol) {
        format!("Chữ viết tắt «{own}» viết chưa đúng: hãy viết «{}».", organ.symbol)
    } else {
        format!(
            "«{own}» không phải chữ viết tắt tên cơ quan («{}»). Hãy viết theo hồ sơ cơ quan hoặc bổ sung hồ sơ.",
            organ.symbol
        )
    };
    findings.add_at(&NUM_05, at, message);
}

/// NUM-03.
fn of_type(
    written: &str,
    of_decree: &str,
    of: &DocumentType,
    organ: &Organ,
    findings: &mut FindingCollector<'_>,
) {
    if written == of_decree {
        return;
    }
    let at = fields::CODE_NOTATION.at();
    let name = &of.name;
    if organ.abbreviations.get(&of.id).is_some_and(|own| own == written) {
        let message = format!(
            "Ký hiệu dùng «{written}» cho {name} theo hồ sơ cơ quan; Nghị định 30/2020/NĐ-CP quy định «{of_decree}»."
        );
        findings.add_at(&NUM_03_REGISTERED, at, message);
    } else {
        let message = format!(
            "Chữ viết tắt của {name} là «{of_decree}», không phải «{written}». Hãy sửa ký hiệu hoặc chọn đúng loại."
        );
        findings.add_at(&NUM_03, at, message);
    }
}

/// The collectives in whose name the document may be numbered: the organ's, and those it is signed for. A committee
/// with numbers of its own has a symbol of its own (Mục II khoản 3a).
fn collectives(record: &Record) -> impl Iterator<Item = String> {
    let signed = record.signers.iter().flat_map(|s| &s.competence);
    let named = signed
        .filter_map(|line| line.split_once([' ', '.']))
        .map(|(_, rest)| rest.trim_start_matches(['.', ' ']));
    named.chain(record.organ.collectives.iter().map(String::as_str)).map(str::to_owned)
}

/// `Ủy ban Kiểm tra` → `ubkt`.
fn initials(name: &str) -> String {
    search_key(name).split_whitespace().filter_map(|word| word.chars().next()).collect()
}
