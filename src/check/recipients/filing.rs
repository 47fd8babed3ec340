//! REC-02: the line *Lưu*, which ends the list: `- Lưu: VT, TG-NC (3).`

use super::{Item, REC_02};
use crate::check::findings::Findings;
use crate::check::passage::Passage;
use crate::check::reading::Reading;
use crate::record::Mode;
use crate::report::FieldPath;
use serde_json::Value;

/// The word the line begins with.
const KEPT: &str = "Lưu";
/// *Văn thư*, who keeps the original.
const RECORDS: &str = "VT";

/// Whether a line says who keeps the original, and not something else that is kept.
pub(super) fn is_filing(name: &str) -> bool {
    let rest = name.strip_prefix(KEPT).or_else(|| name.strip_prefix("LƯU"));
    rest.is_some_and(|rest| {
        let rest = rest.trim_start();
        rest.starts_with(':') || rest.starts_with(RECORDS) || rest.is_empty()
    })
}

/// Whether the line stands behind the receivers, in a field of its own.
pub(super) fn follows(reading: &Reading<'_>) -> bool {
    text(reading).is_some()
        || !units(reading).is_empty()
        || reading.mode == Mode::Normalised && !among_receivers(reading)
}

pub(super) fn run(reading: &Reading<'_>, items: &[Item<'_>], findings: &mut Findings<'_>) {
    let typed = items.iter().position(|item| is_filing(item.name()));
    if let Some(index) = typed {
        line(items[index].passage, reading.mode, findings);
        if index + 1 < items.len() {
            let message = "Dòng «Lưu» đứng giữa danh sách. Hãy để dòng này ở cuối Nơi nhận.";
            findings.add_whole(&REC_02, items[index].passage, message);
        }
    }
    if let Some(text) = text(reading) {
        return line(text, reading.mode, findings);
    }
    let units = units(reading);
    if units.is_empty() {
        if reading.mode == Mode::Faithful && typed.is_none() && !items.is_empty() {
            let message = "Nơi nhận không có dòng «Lưu». Hãy thêm «- Lưu: VT, đơn vị soạn thảo.» ở cuối.";
            findings.add_at(&REC_02, FieldPath::field("filing"), message);
        }
        return;
    }
    of_units(reading, &units, findings);
}

/// The line as issued, where the draft gives it whole.
fn text<'r>(reading: &'r Reading<'_>) -> Option<&'r Passage> {
    reading.passages.iter().find(|p| p.at.as_str() == "filing.text")
}

/// Whether the line was typed among the receivers.
fn among_receivers(reading: &Reading<'_>) -> bool {
    let receivers = reading.passages.iter().filter(|p| p.at.as_str().starts_with("recipients["));
    receivers.into_iter().any(|p| is_filing(p.text().trim_start_matches(['-', '–', ' '])))
}

/// The units of the line.
fn units<'r>(reading: &'r Reading<'_>) -> Vec<&'r str> {
    let units = reading.values.get("filing").and_then(|filing| filing.get("units"));
    units.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The order of the units; their marks are put by the composer, and in a new document *VT* where it lacks.
fn of_units(reading: &Reading<'_>, units: &[&str], findings: &mut Findings<'_>) {
    let records = units.iter().position(|unit| *unit == RECORDS);
    let message = match (records, reading.mode) {
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
    findings.add_at(&REC_02, FieldPath::field("filing").child("units"), message);
}

/// A line as typed.
fn line(passage: &Passage, mode: Mode, findings: &mut Findings<'_>) {
    let said = passage.text();
    let start = said.len() - said.trim_start_matches(['-', '–', ' ']).len();
    let said = said.get(start..).unwrap_or_default();
    let read = Line::of(said);
    let faults = read.faults(mode);
    if faults.is_empty() {
        return;
    }
    let message = match read.mended() {
        Some(right) => format!("Dòng «{said}» {}. Hãy ghi «{right}».", faults.join(", ")),
        None => {
            format!("Dòng «{said}» {}. Hãy ghi theo mẫu «Lưu: VT, đơn vị soạn thảo.».", faults.join(", "))
        }
    };
    let noted = findings.add(&REC_02, passage, start..passage.text().len(), message);
    if let Some(right) = read.mended() {
        noted.fix(right);
    }
}

/// A line in its parts.
struct Line<'t> {
    colon: bool,
    units: Vec<&'t str>,
    /// `(3)`, with what is said of the copies.
    copies: Option<&'t str>,
    semicolon: bool,
    full_stop: bool,
}

impl<'t> Line<'t> {
    fn of(said: &'t str) -> Self {
        let rest = said.get(KEPT.len()..).unwrap_or_default().trim_start();
        let (colon, rest) = rest.strip_prefix(':').map_or((false, rest), |rest| (true, rest));
        let bare = rest.trim_end().trim_end_matches(['.', ';', ',', '/', ' ']);
        let mark = rest.trim_end().get(bare.len()..).unwrap_or_default();
        let (list, copies) = match bare.find('(') {
            Some(at) if bare.ends_with(')') => bare.split_at(at),
            _ => (bare, ""),
        };
        let units = list.split([',', ';']).map(str::trim).filter(|unit| !unit.is_empty());
        Self {
            colon,
            units: units.collect(),
            copies: (!copies.is_empty()).then_some(copies),
            semicolon: list.contains(';'),
            full_stop: mark.trim() == ".",
        }
    }

    /// What is wrong with it. In a new document the composer puts the full stop.
    fn faults(&self, mode: Mode) -> Vec<&'static str> {
        let mut faults = Vec::new();
        if !self.colon {
            faults.push("thiếu dấu hai chấm sau «Lưu»");
        }
        match self.units.iter().position(|unit| *unit == RECORDS) {
            Some(0) => {}
            Some(_) => faults.push("không bắt đầu bằng VT"),
            None => faults.push("thiếu VT"),
        }
        if self.semicolon {
            faults.push("dùng dấu chấm phẩy giữa các đơn vị");
        }
        if !self.full_stop && mode == Mode::Faithful {
            faults.push("không kết thúc bằng dấu chấm");
        }
        faults
    }

    /// The line as it should be, where it is certain who keeps the original.
    fn mended(&self) -> Option<String> {
        self.units.iter().find(|unit| **unit == RECORDS)?;
        let mut units = vec![RECORDS];
        units.extend(self.units.iter().filter(|unit| **unit != RECORDS));
        let copies = self.copies.map(|copies| format!(" {copies}")).unwrap_or_default();
        Some(format!("{KEPT}: {}{copies}.", units.join(", ")))
    }
}
