//! Reading typed values out of a JSON object.
//!
//! Takes an object and its place in the draft; each reader returns the value of one field, `None` or empty where it is
//! absent, and says at the field's place when it is of another kind, too long, or too many.

use serde_json::{Map, Value};

use super::names;
use crate::draft::{Demand, FieldKind, FieldSpec, Mode};
use crate::length::Length;
use crate::limits;
use crate::report::{FieldPath, Report};

/// A JSON object and its place in the draft.
pub(super) struct Fields<'v> {
    /// The fields as given.
    pub(super) map: &'v Map<String, Value>,
    /// Its place.
    at: FieldPath,
    /// Mode of the draft.
    mode: Mode,
}

impl<'v> Fields<'v> {
    /// The fields of the draft itself.
    pub(super) fn of_draft(map: &'v Map<String, Value>, mode: Mode) -> Self {
        Self { map, at: FieldPath::root(), mode }
    }

    /// Mode of the draft.
    pub(super) fn mode(&self) -> Mode {
        self.mode
    }

    /// The place of a field.
    pub(super) fn at(&self, field: &FieldSpec) -> FieldPath {
        self.at.child(field.name)
    }

    /// The place of the object.
    pub(super) fn place(&self) -> &FieldPath {
        &self.at
    }

    /// A value that was given: null is absent.
    pub(super) fn value(&self, field: &FieldSpec) -> Option<&'v Value> {
        self.named(field.name)
    }

    /// The value of a field that a type declares.
    pub(super) fn named(&self, name: &str) -> Option<&'v Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// Tests whether a field was given.
    pub(super) fn has(&self, field: &FieldSpec) -> bool {
        self.value(field).is_some()
    }

    /// Says of every field that is not among `known`.
    pub(super) fn only(&self, known: &[&FieldSpec], report: &mut Report) {
        names::only(self, known, report);
    }

    /// A string, as it is; blank is absent.
    pub(super) fn string(&self, field: &FieldSpec, report: &mut Report) -> Option<&'v str> {
        match self.value(field)? {
            Value::String(text) => Some(text.as_str()).filter(|text| !text.trim().is_empty()),
            other => {
                wrong_kind(self.at(field), "chữ", other, report);
                None
            }
        }
    }

    /// One line of text without blanks around it.
    pub(super) fn line(&self, field: &FieldSpec, report: &mut Report) -> Option<String> {
        let text = self.string(field, report)?;
        line(text, &self.at(field), report)
    }

    /// One line as it was given, whose runs of spaces are room that stays as wide as it is.
    pub(super) fn as_printed(&self, field: &FieldSpec, report: &mut Report) -> Option<String> {
        let line = self.line(field, report)?;
        let mut printed = String::with_capacity(line.len());
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            let is_room = letter == ' ' && (letters.peek() == Some(&' ') || printed.ends_with('\u{a0}'));
            printed.push(if is_room { '\u{a0}' } else { letter });
        }
        Some(printed)
    }

    /// One line, demanded as the table of fields says; `missing` says what to do when it is not there.
    pub(super) fn required(&self, field: &FieldSpec, missing: &str, report: &mut Report) -> Option<String> {
        self.demanded(field, field.demand, missing, report)
    }

    /// One line, demanded by what stands beside it.
    pub(super) fn demanded(
        &self,
        field: &FieldSpec,
        demand: Demand,
        missing: &str,
        report: &mut Report,
    ) -> Option<String> {
        let before = report.problems.len();
        let found = self.line(field, report);
        // A value of another kind has been reported; that it is also missing would be noise.
        if found.is_none() && report.problems.len() == before && demand.holds(self.mode) {
            report.error(self.at(field), "missing", missing);
        }
        found
    }

    /// Says that something is missing that documents of the type have: a new one must have it, a paper that is reproduced
    /// may be without it.
    pub(super) fn expect(&self, field: &FieldSpec, missing: &str, report: &mut Report) {
        match self.mode {
            Mode::Normalised => report.error(self.at(field), "missing", missing),
            Mode::Faithful => report.warning(self.at(field), "missing", missing),
        }
    }

    /// Lines: a string of one or more, or a list of strings.
    pub(super) fn lines(&self, field: &FieldSpec, report: &mut Report) -> Vec<String> {
        let (at, most) = (self.at(field), field.kind.most());
        match self.value(field) {
            None => vec![],
            Some(Value::String(text)) => {
                let given = text.lines().filter(|line| !line.trim().is_empty());
                if given.clone().nth(most).is_some() {
                    too_many(at.clone(), given.clone().count(), most, report);
                }
                given.take(most).filter_map(|text| line(text, &at, report)).collect()
            }
            Some(Value::Array(list)) => {
                if list.len() > most {
                    too_many(at.clone(), list.len(), most, report);
                }
                let entries = list.iter().take(most).enumerate();
                entries.filter_map(|(i, entry)| entry_line(entry, &at.index(i), report)).collect()
            }
            Some(other) => {
                wrong_kind(at, "chữ hoặc danh sách các dòng chữ", other, report);
                vec![]
            }
        }
    }

    /// An object.
    pub(super) fn group(&self, field: &FieldSpec, report: &mut Report) -> Option<Fields<'v>> {
        self.within(self.value(field)?, self.at(field), report)
    }

    /// A list of objects.
    pub(super) fn groups(&self, field: &FieldSpec, report: &mut Report) -> Vec<Fields<'v>> {
        self.list(field, report)
            .into_iter()
            .filter_map(|(at, entry)| self.within(entry, at, report))
            .collect()
    }

    /// The entries of a list, each with its place.
    pub(super) fn list(&self, field: &FieldSpec, report: &mut Report) -> Vec<(FieldPath, &'v Value)> {
        let (at, most) = (self.at(field), field.kind.most());
        match self.value(field) {
            None => vec![],
            Some(Value::Array(list)) => {
                if list.len() > most {
                    too_many(at.clone(), list.len(), most, report);
                }
                list.iter().take(most).enumerate().map(|(i, entry)| (at.index(i), entry)).collect()
            }
            Some(other) => {
                wrong_kind(at, "một danh sách", other, report);
                vec![]
            }
        }
    }

    /// An object within this one, or a problem at its place.
    pub(super) fn within(&self, value: &'v Value, at: FieldPath, report: &mut Report) -> Option<Fields<'v>> {
        match value {
            Value::Object(map) => Some(Fields { map, at, mode: self.mode }),
            other => {
                wrong_kind(at, "một nhóm trường", other, report);
                None
            }
        }
    }

    /// Quantity: a whole number from 1 to 99 999, as a number or as text.
    pub(super) fn count(&self, field: &FieldSpec, report: &mut Report) -> Option<u64> {
        let value = self.value(field)?;
        let number = value.as_u64().or_else(|| value.as_str()?.trim().parse().ok());
        if number.is_none_or(|n| !(1..=99_999).contains(&n)) {
            wrong_kind(self.at(field), "một số nguyên từ 1 đến 99999", value, report);
            return None;
        }
        number
    }

    /// A distance in millimetres.
    pub(super) fn millimetres(&self, field: &FieldSpec, report: &mut Report) -> Option<Length> {
        let value = self.value(field)?;
        match value.as_f64().filter(|mm| (0.0..=1000.0).contains(mm)) {
            Some(mm) => Some(Length::from_mm(mm)),
            None => {
                wrong_kind(self.at(field), "một số milimét", value, report);
                None
            }
        }
    }

    /// One of the words of a choice; `values` are what they mean, in the order of the words.
    pub(super) fn choice<T: Copy>(&self, field: &FieldSpec, values: &[T], report: &mut Report) -> Option<T> {
        let FieldKind::Choice(words) = field.kind else { return None };
        let given = self.string(field, report)?.trim();
        let found = words.iter().position(|word| *word == given);
        if found.is_none() {
            let message =
                format!("Không có lựa chọn “{}”. Chọn một trong: {}.", short(given), words.join(", "));
            report.error(self.at(field), "not-offered", message);
        }
        values.get(found?).copied()
    }
}

/// An entry of a list of lines.
fn entry_line(entry: &Value, at: &FieldPath, report: &mut Report) -> Option<String> {
    match entry {
        Value::String(text) => line(text, at, report),
        other => {
            wrong_kind(at.clone(), "một dòng chữ", other, report);
            None
        }
    }
}

/// One line within the limits, without blanks around it; blank is absent.
pub(super) fn line(text: &str, at: &FieldPath, report: &mut Report) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if text.chars().any(char::is_control) {
        let message = "Chỗ này phải nằm trên một dòng. Bỏ ký tự xuống dòng hoặc ký tự điều khiển.";
        report.error(at.clone(), "control-character", message);
    }
    // Bytes first: counting the characters of a short text is not worth it.
    if text.len() > limits::FIELD_CHARS {
        let length = text.chars().count();
        if length > limits::FIELD_CHARS {
            let most = limits::FIELD_CHARS;
            let message = format!("Chỗ này dài {length} ký tự; tối đa {most} ký tự. Rút ngắn lại.");
            report.error(at.clone(), "too-long", message);
            return None;
        }
    }
    Some(text.to_owned())
}

/// Says that a list is too long.
pub(super) fn too_many(at: FieldPath, found: usize, most: usize, report: &mut Report) {
    let message = format!("Có {found} mục; tối đa {most} mục. Bỏ bớt các mục thừa.");
    report.error(at, "too-many", message);
}

/// Says that a value is of another kind than `expected`.
pub(super) fn wrong_kind(at: FieldPath, expected: &str, found: &Value, report: &mut Report) {
    let found = match found {
        Value::Null => "để trống".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => format!("số {n}"),
        Value::String(s) => format!("“{}”", short(s)),
        Value::Array(_) => "một danh sách".to_owned(),
        Value::Object(_) => "một nhóm trường".to_owned(),
    };
    report.error(at, "wrong-kind", format!("Chỗ này phải là {expected}, không phải {found}."));
}

/// The start of a text, for a sentence that quotes it.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
