//! REC-02: the line *Lưu*, which ends the list: `- Lưu: VT, TG-NC (3).`

use super::{REC_02, RecipientItem};
use crate::check::context::LintContext;
use crate::check::findings::FindingCollector;
use crate::check::passage::Passage;
use crate::draft::fields;
use crate::filing::{FilingLine, RECORDS, WORD};
use crate::record::Mode;
use crate::text::without_list_dash;

/// Tests whether the line stands behind the receivers, in a field of its own.
pub(super) fn follows(lint: &LintContext<'_>) -> bool {
    text(lint).is_some() || !units(lint).is_empty() || lint.mode == Mode::Normalised && !among_receivers(lint)
}

pub(super) fn run(lint: &LintContext<'_>, items: &[RecipientItem<'_>], findings: &mut FindingCollector<'_>) {
    let mut typed = items.iter().enumerate().filter(|(_, item)| item.is_filing());
    let first = typed.next();
    if let Some((index, item)) = first {
        line(item.passage, lint.mode, findings);
        if index + 1 < items.len() {
            let message = "Dòng «Lưu» đứng giữa danh sách. Hãy để dòng này ở cuối Nơi nhận.";
            findings.add_whole(&REC_02, item.passage, message);
        }
    }
    let units = units(lint);
    let text = text(lint);
    let again = first.filter(|_| text.is_some() || !units.is_empty()).into_iter().chain(typed);
    for (_, item) in again {
        let message = "Nơi nhận có hai dòng «Lưu». Hãy giữ một dòng.";
        findings.add_whole(REC_02.case("twice"), item.passage, message);
    }
    if let Some(text) = text {
        return line(text, lint.mode, findings);
    }
    if units.is_empty() {
        if lint.mode == Mode::Faithful && first.is_none() && !items.is_empty() {
            let message = "Nơi nhận không có dòng «Lưu». Hãy thêm «- Lưu: VT, đơn vị soạn thảo.» ở cuối.";
            findings.add_at(&REC_02, fields::FILING.at(), message);
        }
        return;
    }
    of_units(lint, &units, findings);
}

/// The line as issued, where the draft gives it whole.
fn text<'r>(lint: &'r LintContext<'_>) -> Option<&'r Passage> {
    lint.passages.iter().find(|p| p.at.as_str() == "filing.text")
}

/// Tests whether the line was typed among the receivers.
fn among_receivers(lint: &LintContext<'_>) -> bool {
    let receivers = lint.passages.iter().filter(|p| p.at.as_str().starts_with("recipients["));
    receivers.into_iter().any(|p| FilingLine::of(p.text()).is_some())
}

/// The units of the line.
fn units<'r>(lint: &'r LintContext<'_>) -> Vec<&'r str> {
    let filing = fields::FILING.object(lint.values);
    filing.map(|filing| fields::filing::UNITS.lines(filing)).unwrap_or_default()
}

/// The order of the units; their marks are put by the composer, and in a new document *VT* where it lacks.
fn of_units(lint: &LintContext<'_>, units: &[&str], findings: &mut FindingCollector<'_>) {
    let records = units.iter().position(|unit| *unit == RECORDS);
    let message = match (records, lint.mode) {
        (Some(0), _) | (None, Mode::Normalised) => return,
        (Some(_), _) => {
            let mut right = vec![RECORDS];
            right.extend(units.iter().filter(|unit| **unit != RECORDS));
            let (said, right) = (units.join(", "), right.join(", "));
            format!("Dòng «Lưu: {said}.» không bắt đầu bằng VT. Hãy ghi «Lưu: {right}.».")
        }
        (None, Mode::Faithful) => {
            let said = units.join(", ");
            format!("Dòng «Lưu: {said}.» thiếu VT. Hãy ghi «Lưu: VT, {said}.».")
        }
    };
    findings.add_at(&REC_02, fields::FILING.at().child("units"), message);
}

/// A line as typed.
fn line(passage: &Passage, mode: Mode, findings: &mut FindingCollector<'_>) {
    let said = without_list_dash(passage.text());
    let start = passage.text().len() - said.len();
    let read = FilingLine::of(said);
    let faults = match &read {
        Some(read) => faults(read, mode),
        None => vec!["không bắt đầu bằng «Lưu:»"],
    };
    if faults.is_empty() {
        return;
    }
    let mended = mended(&read.unwrap_or_else(|| FilingLine::of_list(said)));
    let message = match &mended {
        Some(right) => format!("Dòng «{said}» {}. Hãy ghi «{right}».", faults.join(", ")),
        None => {
            format!("Dòng «{said}» {}. Hãy ghi theo mẫu «Lưu: VT, đơn vị soạn thảo.».", faults.join(", "))
        }
    };
    let noted = findings.add(&REC_02, passage, start..passage.text().len(), message);
    if let Some(right) = mended {
        noted.fix(right);
    }
}

/// Faults of a line. In a new document the composer writes the word and puts the full stop.
fn faults(line: &FilingLine<'_>, mode: Mode) -> Vec<&'static str> {
    let mut faults = Vec::new();
    if !line.word && mode == Mode::Faithful {
        faults.push("không viết «Lưu» đúng chữ hoa, chữ thường");
    }
    if !line.colon {
        faults.push("thiếu dấu hai chấm sau «Lưu»");
    }
    match line.units.iter().position(|unit| *unit == RECORDS) {
        Some(0) => {}
        Some(_) => faults.push("không bắt đầu bằng VT"),
        None => faults.push("thiếu VT"),
    }
    if line.semicolon {
        faults.push("dùng dấu chấm phẩy giữa các đơn vị");
    }
    if !line.full_stop && mode == Mode::Faithful {
        faults.push("không kết thúc bằng dấu chấm");
    }
    faults
}

/// The line as it should be, where it is certain who keeps the original.
fn mended(line: &FilingLine<'_>) -> Option<String> {
    line.units.iter().find(|unit| **unit == RECORDS)?;
    let mut units = vec![RECORDS];
    units.extend(line.units.iter().filter(|unit| **unit != RECORDS));
    let copies = line.copies.map(|copies| format!(" {copies}")).unwrap_or_default();
    Some(format!("{WORD}: {}{copies}.", units.join(", ")))
}
