//! A TOML file read key by key, so that all its problems are found at once and each has its line.
//!
//! A derived deserialiser stops at the first mistake; here every key is taken by name, a wrong value is a problem
//! at its line, and what was not taken is an unknown key.

use crate::report::{FieldPath, Problem, Report};
use chrono::NaiveDate;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file being read, and what was found wrong with it.
pub(super) struct Source<'f> {
    /// Its path under `templates/`.
    pub(super) path: &'f str,
    text: &'f str,
    report: &'f RefCell<Report>,
}

impl<'f> Source<'f> {
    /// A file's text; None (and a problem) if it is not UTF-8.
    pub(super) fn new(path: &'f str, bytes: &'f [u8], report: &'f RefCell<Report>) -> Option<Self> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(Self { path, text: text.strip_prefix('\u{feff}').unwrap_or(text), report }),
            Err(_) => {
                problem(report, path, None, "not-utf8", "Tệp phải lưu bằng bảng mã UTF-8.");
                None
            }
        }
    }

    /// The text.
    pub(super) fn text(&self) -> &'f str {
        self.text
    }

    /// Tests whether the report has a problem of this file.
    pub(super) fn has_problems(&self) -> bool {
        self.report.borrow().problems.iter().any(|p| p.at.as_str() == self.path)
    }

    /// Tests whether the report has a problem on a line of this file.
    pub(super) fn is_faulty(&self, line: Option<usize>) -> bool {
        self.report.borrow().problems.iter().any(|p| p.at.as_str() == self.path && p.line == line)
    }

    /// Says what is wrong on a line.
    pub(super) fn problem(&self, line: Option<usize>, code: &'static str, message: impl Into<String>) {
        problem(self.report, self.path, line, code, message);
    }

    /// The file's keys; what the parser could not read is said, and the rest is kept.
    pub(super) fn keys(&self) -> DeTable<'f> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            let line = error.span().map(|s| self.line_of(s.start));
            self.problem(line, "bad-toml", format!("Sai cú pháp TOML: {}.", error.message()));
        }
        table.into_inner()
    }

    /// The line, from 1, of a byte.
    pub(super) fn line_of(&self, byte: usize) -> usize {
        1 + self.text.as_bytes().iter().take(byte).filter(|b| **b == b'\n').count()
    }
}

/// Adds a problem of a file.
pub(super) fn problem(
    report: &RefCell<Report>,
    path: &str,
    line: Option<usize>,
    code: &'static str,
    message: impl Into<String>,
) {
    let problem = Problem { line, ..Problem::error(FieldPath::from(path), code, message) };
    report.borrow_mut().push(problem);
}

/// A table of a file, of which keys are taken until none should be left.
pub(super) struct Section<'f, 's> {
    source: &'s Source<'f>,
    keys: DeTable<'f>,
    line: usize,
}

impl<'f, 's> Section<'f, 's> {
    /// A table that begins on a line.
    pub(super) fn new(source: &'s Source<'f>, keys: DeTable<'f>, line: usize) -> Self {
        Self { source, keys, line }
    }

    /// The line it begins on.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// Its keys with their lines.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&str, usize)> {
        self.keys.iter().map(|(key, value)| (key.get_ref().as_ref(), self.source.line_of(value.span().start)))
    }

    /// Keys that were not taken, with their values.
    pub(super) fn into_keys(self) -> DeTable<'f> {
        self.keys
    }

    /// Says what is wrong with it as a whole.
    pub(super) fn problem(&self, code: &'static str, message: impl Into<String>) {
        self.source.problem(Some(self.line), code, message);
    }

    /// The value of a key with its line, as it stands.
    pub(super) fn raw(&mut self, key: &str) -> Option<(DeValue<'f>, usize)> {
        let value = self.keys.remove(key)?;
        let line = self.source.line_of(value.span().start);
        Some((value.into_inner(), line))
    }

    /// The line of a key that has not been taken yet; else where the table begins.
    pub(super) fn line_of(&self, key: &str) -> usize {
        self.keys.get(key).map_or(self.line, |v| self.source.line_of(v.span().start))
    }

    /// A value that may be there.
    pub(super) fn take<T: Entry>(&mut self, key: &str) -> Option<T> {
        let (value, line) = self.raw(key)?;
        let read = T::read(&value);
        if read.is_none() {
            let message = format!("Khóa “{key}” phải là {}.", T::EXPECTED);
            self.source.problem(Some(line), "wrong-kind", message);
        }
        read
    }

    /// A value that must be there.
    pub(super) fn require<T: Entry + Default>(&mut self, key: &str) -> T {
        if !self.keys.contains_key(key) {
            self.problem("missing", format!("Thiếu khóa “{key}”."));
        }
        self.take(key).unwrap_or_default()
    }

    /// One of the words `offered`, each with what it means.
    pub(super) fn choose<T: Copy>(&mut self, key: &str, offered: &[(&str, T)]) -> Option<T> {
        let line = self.line_of(key);
        let word: String = self.take(key)?;
        let found = offered.iter().find(|(name, _)| *name == word);
        if found.is_none() {
            let words: Vec<&str> = offered.iter().map(|(name, _)| *name).collect();
            let message = format!("Khóa “{key}” không nhận “{word}”. Chọn một trong: {}.", words.join(", "));
            self.source.problem(Some(line), "not-offered", message);
        }
        found.map(|(_, value)| *value)
    }

    /// One of the words `offered`; one must be there.
    pub(super) fn require_choice<T: Copy>(&mut self, key: &str, offered: &[(&str, T)]) -> Option<T> {
        if !self.keys.contains_key(key) {
            self.problem("missing", format!("Thiếu khóa “{key}”."));
        }
        self.choose(key, offered)
    }

    /// The tables of a list of tables (`[[key]]`).
    pub(super) fn sections(&mut self, key: &str) -> Vec<Section<'f, 's>> {
        let Some((value, line)) = self.raw(key) else {
            return vec![];
        };
        let wrong = |line| {
            self.source.problem(
                Some(line),
                "wrong-kind",
                format!("Khóa “{key}” phải là danh sách bảng [[{key}]]."),
            );
        };
        let DeValue::Array(list) = value else {
            wrong(line);
            return vec![];
        };
        let mut sections = vec![];
        for entry in list {
            let line = self.source.line_of(entry.span().start);
            match entry.into_inner() {
                DeValue::Table(keys) => sections.push(Section::new(self.source, keys, line)),
                _ => wrong(line),
            }
        }
        sections
    }

    /// Says which keys were not taken.
    pub(super) fn finish(self, known: &str) {
        for key in self.keys.keys() {
            let line = self.source.line_of(key.span().start);
            let message = format!("Không có khóa “{}”. Các khóa: {known}.", key.get_ref());
            self.source.problem(Some(line), "unknown-key", message);
        }
    }
}

/// A value of a key.
pub(super) trait Entry: Sized {
    /// Name of the expected kind of value, in Vietnamese, for the message of a problem.
    const EXPECTED: &'static str;

    /// The value, if it is that.
    fn read(value: &DeValue<'_>) -> Option<Self>;
}

impl Entry for String {
    const EXPECTED: &'static str = "một dòng chữ";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        value.as_str().filter(|s| !s.chars().any(char::is_control)).map(str::to_owned)
    }
}

impl Entry for bool {
    const EXPECTED: &'static str = "true hoặc false";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        value.as_bool()
    }
}

impl Entry for NaiveDate {
    const EXPECTED: &'static str = "một ngày dạng 2024-02-23";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        match value {
            DeValue::Datetime(date) => date.to_string().parse().ok(),
            DeValue::String(date) => date.parse().ok(),
            _ => None,
        }
    }
}

impl Entry for Vec<String> {
    const EXPECTED: &'static str = "một danh sách dòng chữ";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        value.as_array()?.iter().map(|v| String::read(v.get_ref())).collect()
    }
}

impl Entry for BTreeMap<String, String> {
    const EXPECTED: &'static str = "một bảng khóa = \"chữ\"";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        let pairs = value.as_table()?.iter();
        pairs.map(|(k, v)| Some((k.get_ref().to_string(), String::read(v.get_ref())?))).collect()
    }
}

impl Entry for BTreeMap<String, Vec<String>> {
    const EXPECTED: &'static str = "một bảng khóa = [\"chữ\"]";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        let pairs = value.as_table()?.iter();
        pairs.map(|(k, v)| Some((k.get_ref().to_string(), Vec::read(v.get_ref())?))).collect()
    }
}

impl Entry for Value {
    const EXPECTED: &'static str = "một giá trị";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        Some(match value {
            DeValue::String(text) => text.as_ref().into(),
            DeValue::Boolean(b) => (*b).into(),
            DeValue::Datetime(date) => date.to_string().into(),
            DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix()).ok()?.into(),
            DeValue::Float(n) => n.as_str().parse::<f64>().ok().filter(|n| n.is_finite())?.into(),
            DeValue::Array(list) => list.iter().map(|v| Self::read(v.get_ref())).collect::<Option<_>>()?,
            DeValue::Table(table) => table
                .iter()
                .map(|(k, v)| Some((k.get_ref().to_string(), Self::read(v.get_ref())?)))
                .collect::<Option<serde_json::Map<_, _>>>()?
                .into(),
        })
    }
}

/// The byte where the value at a path (`results[0].title`) begins, or what of the path there is.
pub(super) fn byte_of(table: &DeTable<'_>, path: &str) -> Option<usize> {
    let mut keys = path.split(['.', '[', ']']).filter(|k| !k.is_empty());
    let mut value: &Spanned<DeValue<'_>> = table.get(keys.next()?)?;
    for key in keys {
        let next = match value.get_ref() {
            DeValue::Table(table) => table.get(key),
            DeValue::Array(list) => key.parse::<usize>().ok().and_then(|at| list.get(at)),
            _ => None,
        };
        match next {
            Some(next) => value = next,
            None => break,
        }
    }
    Some(value.span().start)
}
