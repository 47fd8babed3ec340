//! Problems of an input, each with its place.
//!
//! A [`Problem`] is for the person who wrote the input: in Vietnamese, with its place and its remedy, under a
//! stable code for programs. All problems are collected; nobody is sent back one at a time. The program's own
//! circumstances (a disk is full) are never problems: they are the error enums of the modules that can fail.

use crate::limits;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;
use std::ops::Range;

/// The place of a value in a draft: `signers[0].full_name`, `body`, or empty for the draft as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldPath(String);

impl FieldPath {
    /// The draft as a whole.
    pub fn root() -> Self {
        Self::default()
    }

    /// A field of the draft.
    pub fn field(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// A field of the value at this place.
    pub fn child(&self, name: &str) -> Self {
        if self.0.is_empty() { Self(name.to_owned()) } else { Self(format!("{}.{name}", self.0)) }
    }

    /// An entry of the list at this place, counted from 0.
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }

    /// The value at this place of a draft.
    pub fn find<'v>(&self, draft: &'v Map<String, Value>) -> Option<&'v Value> {
        let mut steps = self.steps();
        let outermost = draft.get(steps.next()?)?;
        steps.try_fold(outermost, |value, step| match value {
            Value::Object(map) => map.get(step),
            Value::Array(list) => list.get(step.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The place of the object or the list that holds this value; none for a field of the draft itself.
    pub fn parent(&self) -> Option<Self> {
        let end = self.0.rfind(['.', '['])?;
        Some(Self(self.0.get(..end)?.to_owned()))
    }

    /// The value at this place of a draft, to be changed.
    pub fn find_mut<'v>(&self, draft: &'v mut Map<String, Value>) -> Option<&'v mut Value> {
        let mut steps = self.steps();
        let outermost = draft.get_mut(steps.next()?)?;
        steps.try_fold(outermost, |value, step| match value {
            Value::Object(map) => map.get_mut(step),
            Value::Array(list) => list.get_mut(step.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// Its keys and indexes, outermost first.
    pub fn steps(&self) -> impl Iterator<Item = &str> {
        self.0.split(['.', '[', ']']).filter(|step| !step.is_empty())
    }

    /// The path as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for FieldPath {
    fn from(path: &str) -> Self {
        Self(path.to_owned())
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A stable name of a kind of problem, for programs: `missing`, `unknown-type`, `NUM-01`.
pub type Code = &'static str;

/// Weight of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing need change.
    Information,
    /// Probably wrong; a person should look.
    Warning,
    /// The document cannot be made, or must not be issued.
    Error,
}

/// A change that certainly mends a problem: replace the bytes of `range` in the value at the problem's place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// Bytes of the value to replace.
    pub range: Range<usize>,
    /// Text that replaces the bytes.
    pub replacement: String,
}

/// One thing a person must change or should know, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The place in the draft.
    pub at: FieldPath,
    /// A line of the value, counted from 1, where the value has many (the body).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The bytes of the value that are meant, where they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range<usize>>,
    /// The kind, for programs.
    pub code: Code,
    /// Its weight.
    pub severity: Severity,
    /// The sentence for the person, in Vietnamese, with the remedy.
    pub message: String,
    /// The mend, where one is certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

impl Problem {
    /// A problem that stops the document.
    pub fn error(at: FieldPath, code: Code, message: impl Into<String>) -> Self {
        Self {
            at,
            line: None,
            range: None,
            code,
            severity: Severity::Error,
            message: message.into(),
            fix: None,
        }
    }

    /// A problem that does not.
    pub fn warning(at: FieldPath, code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(at, code, message) }
    }

    /// The same problem, on a line (from 1) of its value.
    pub fn on_line(self, line: usize) -> Self {
        Self { line: Some(line), ..self }
    }
}

impl fmt::Display for Problem {
    /// `field: message`, or `field:line: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.at.as_str(), self.line) {
            ("", None) => write!(f, "{}", self.message),
            ("", Some(line)) => write!(f, "dòng {line}: {}", self.message),
            (at, None) => write!(f, "{at}: {}", self.message),
            (at, Some(line)) => write!(f, "{at}:{line}: {}", self.message),
        }
    }
}

/// A problem as it was kept: of another version of the program it may have a code that this one does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptProblem {
    /// See [`Problem::at`].
    pub at: FieldPath,
    /// See [`Problem::line`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// See [`Problem::range`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Range<usize>>,
    /// See [`Problem::code`].
    pub code: String,
    /// See [`Problem::severity`].
    pub severity: Severity,
    /// See [`Problem::message`].
    pub message: String,
    /// See [`Problem::fix`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

impl From<Problem> for KeptProblem {
    fn from(problem: Problem) -> Self {
        let Problem { at, line, range, code, severity, message, fix } = problem;
        Self { at, line, range, code: code.to_owned(), severity, message, fix }
    }
}

/// The code of the problem that stands for those that are not told.
const MORE: Code = "more-problems";

/// All that is wrong with one input, in the order it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Report {
    /// The problems.
    pub problems: Vec<Problem>,
}

impl Report {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem. Past [`limits::PROBLEMS`] only the first of a kind is told; one problem stands for the others.
    pub fn push(&mut self, problem: Problem) {
        let told = |problem: &Problem| self.problems.iter().rev().any(|known| known.code == problem.code);
        if self.problems.len() < limits::PROBLEMS || !told(&problem) {
            self.problems.push(problem);
            return;
        }
        match self.problems.iter_mut().rev().find(|known| known.code == MORE) {
            Some(more) => more.severity = more.severity.max(problem.severity),
            None => {
                let message = "Còn nhiều chỗ khác như vậy chưa nêu. Hãy sửa các chỗ đã nêu rồi kiểm tra lại.";
                let more = Problem::error(FieldPath::root(), MORE, message);
                self.problems.push(Problem { severity: problem.severity, ..more });
            }
        }
    }

    /// Adds an error at a place.
    pub fn error(&mut self, at: FieldPath, code: Code, message: impl Into<String>) {
        self.push(Problem::error(at, code, message));
    }

    /// Adds a warning at a place.
    pub fn warning(&mut self, at: FieldPath, code: Code, message: impl Into<String>) {
        self.push(Problem::warning(at, code, message));
    }

    /// Adds all of another report.
    pub fn extend(&mut self, other: Report) {
        self.problems.extend(other.problems);
    }

    /// Tests whether any problem is an error.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|p| p.severity == Severity::Error)
    }

    /// `value` with the warnings, or the report when it holds an error.
    pub fn judge<T>(self, value: T) -> Result<Checked<T>, Report> {
        if self.has_errors() { Err(self) } else { Ok(Checked { value, report: self }) }
    }
}

/// A value that has passed its checks, with what is worth knowing about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked<T> {
    /// The value.
    pub value: T,
    /// Warnings and information; never an error.
    pub report: Report,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_problem_is_read_as_it_was_written() {
        let problem = Problem {
            range: Some(3..7),
            fix: Some(Fix { range: 3..7, replacement: "thế hệ".to_owned() }),
            ..Problem::warning(FieldPath::field("body"), "ENC-11", "Lỗi gõ.").on_line(2)
        };
        for problem in [problem, Problem::error(FieldPath::root(), "missing", "Thiếu.")] {
            let written = serde_json::to_string(&problem).unwrap();
            let read: KeptProblem = serde_json::from_str(&written).unwrap();
            assert_eq!(read, KeptProblem::from(problem));
            assert_eq!(serde_json::to_string(&read).unwrap(), written);
        }
    }

    #[test]
    fn a_flood_of_problems_of_one_kind_leaves_room_for_another_kind() {
        let mut report = Report::new();
        let at = || FieldPath::field("body");
        for _ in 0..limits::PROBLEMS + 500 {
            report.warning(at(), "flood", "Thừa.");
        }
        assert_eq!(report.problems.len(), limits::PROBLEMS + 1);
        assert!(!report.has_errors());
        report.error(at(), "missing", "Thiếu.");
        report.error(at(), "flood", "Thừa.");
        let codes: Vec<Code> = report.problems.iter().skip(limits::PROBLEMS - 1).map(|p| p.code).collect();
        assert_eq!(codes, ["flood", "more-problems", "missing"]);
        assert_eq!(report.problems[limits::PROBLEMS].severity, Severity::Error);
    }
}
