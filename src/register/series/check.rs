//! Check that the series of an organ make sense together: every document falls into one of them, and into one alone.

use super::{Period, Series};
use crate::limits;
use crate::report::{FieldPath, Report};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Characters of an id at most.
const ID_CHARS: usize = 64;
/// Digits of a number at most: padding, and the first number of a period.
const DIGITS: u8 = 6;
/// The largest number there is.
pub(in crate::register) const LARGEST: u32 = 999_999;

/// All that is wrong with the series an organ is to have; places are those of a list `series`.
pub fn check(series: &[Series], known_types: &BTreeSet<&str>) -> Report {
    let mut report = Report::new();
    let root = FieldPath::field("series");
    if series.len() > limits::LIST_ITEMS {
        let message = format!("Có {} sổ, nhiều nhất là {}. Hãy bớt số sổ.", series.len(), limits::LIST_ITEMS);
        report.error(root, "too-many", message);
        return report;
    }
    let mut ids = BTreeMap::new();
    for (index, one) in series.iter().enumerate() {
        let at = root.index(index);
        alone(one, &at, known_types, &mut report);
        if let Some(first) = ids.insert(one.id.as_str(), index) {
            let message =
                format!("Mã sổ «{}» đã dùng cho sổ thứ {}. Mỗi sổ cần một mã riêng.", one.id, first + 1);
            report.error(at.child("id"), "series-duplicate", message);
        }
    }
    overlaps(series, &root, &mut report);
    report
}

/// Reports the problems of a series by itself.
fn alone(one: &Series, at: &FieldPath, known_types: &BTreeSet<&str>, report: &mut Report) {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if one.id.is_empty() || one.id.len() > ID_CHARS || !one.id.chars().all(plain) {
        let message = format!(
            "Mã sổ «{}» không đúng dạng. Chỉ dùng chữ thường không dấu a–z, chữ số và dấu «-», từ 1 đến {ID_CHARS} ký tự.",
            one.id.chars().take(ID_CHARS).collect::<String>()
        );
        report.error(at.child("id"), "series-id", message);
    }
    // Otherwise that type's own numbers and this series' would be one row under two rules; one for all types takes it.
    let takes_it = one.types.is_empty() || one.types.contains(&one.id);
    if known_types.contains(one.id.as_str()) && !takes_it {
        let message = format!(
            "Mã sổ «{0}» trùng mã loại văn bản «{0}» mà sổ không dành cho loại ấy. Hãy đặt mã khác hoặc thêm loại ấy vào sổ.",
            one.id
        );
        report.error(at.child("id"), "series-id", message);
    }
    if one.name.trim().is_empty() || one.name.chars().count() > limits::FIELD_CHARS {
        let message = "Chưa ghi tên sổ, hoặc tên quá dài. Ví dụ: Kế hoạch.";
        report.error(at.child("name"), "series-name", message);
    }
    if !(1..=DIGITS).contains(&one.padding) {
        let message = format!("Số chữ số tối thiểu là {}; phải từ 1 đến {DIGITS}.", one.padding);
        report.error(at.child("padding"), "series-padding", message);
    }
    if !(1..=LARGEST).contains(&one.first) {
        let message = format!("Số bắt đầu là {}; phải từ 1 đến {LARGEST}.", one.first);
        report.error(at.child("first"), "series-first", message);
    }
    if let Period::Term { from, to } = one.period
        && from > to
    {
        let message = format!("Nhiệm kỳ kết thúc ({to}) trước khi bắt đầu ({from}). Hãy sửa lại hai ngày.");
        report.error(at.child("period"), "series-term", message);
    }
    let mut seen = BTreeSet::new();
    for (index, name) in one.types.iter().enumerate() {
        let at = at.child("types").index(index);
        if !known_types.contains(name.as_str()) {
            report.error(at, "unknown-type", format!("Không có loại văn bản «{name}». Hãy sửa mã loại."));
        } else if !seen.insert(name) {
            report.error(at, "series-overlap", format!("Loại «{name}» ghi hai lần. Hãy bỏ bớt một."));
        }
    }
}

/// Reports series that run at the same time over the same types: each type, and "all the others", by itself.
fn overlaps(series: &[Series], root: &FieldPath, report: &mut Report) {
    let mut runs: BTreeMap<Option<&str>, Vec<(NaiveDate, NaiveDate, usize)>> = BTreeMap::new();
    for (index, one) in series.iter().enumerate() {
        let (from, to) = match one.period {
            Period::Year => (NaiveDate::MIN, NaiveDate::MAX),
            Period::Term { from, to } => (from, to),
        };
        let types: BTreeSet<&str> = one.types.iter().map(String::as_str).collect();
        let kinds = types.iter().map(|t| Some(*t)).chain(types.is_empty().then_some(None));
        kinds.for_each(|kind| runs.entry(kind).or_default().push((from, to, index)));
    }
    let mut faults = BTreeSet::new();
    for (kind, mut runs) in runs {
        runs.sort();
        let mut latest: Option<(NaiveDate, usize)> = None;
        for (from, to, index) in runs {
            if let Some((_, other)) = latest.filter(|(end, _)| from <= *end) {
                faults.insert((index.max(other), index.min(other), kind));
            }
            latest = latest.filter(|(end, _)| *end >= to).or(Some((to, index)));
        }
    }
    for (index, other, kind) in faults {
        let what = kind.map_or("các loại còn lại".to_owned(), |kind| format!("loại «{kind}»"));
        let message = format!(
            "Cùng lúc có hai sổ cho {what}: sổ này và sổ «{}». Hãy để mỗi loại thuộc một sổ trong cùng thời gian.",
            series.get(other).map_or("", |s| s.id.as_str())
        );
        report.error(root.index(index).child("types"), "series-overlap", message);
    }
}
