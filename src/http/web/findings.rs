//! What was found in a draft, told beside the controls it is about.

use super::controls::id_of;
use super::words;
use crate::office::Office;
use crate::report::{KeptProblem, Severity};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Findings shown on one page; whoever mends these sees the others then.
const SHOWN: usize = 200;
/// Characters of a line that are shown on each side of what is meant.
const AROUND: usize = 48;

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    /// Its weight, for the style sheet.
    severity: &'static str,
    /// Its weight, for people.
    word: &'static str,
    /// What is wrong and what to do.
    message: String,
    /// The id of the check that found it; nothing where no check did.
    code: String,
    /// What it is about: `Người ký`, `Nội dung văn bản, dòng 12`.
    place: String,
    /// The control it is told beside.
    target: String,
    /// The words that are meant, and what stands around them.
    excerpt: Option<Excerpt>,
    /// The mend, where one is certain.
    fix: Option<FixOffer>,
    /// Whether an office may accept it with a reason: what a check finds, not what keeps a document from being made.
    acceptable: bool,
}

impl Finding {
    /// Whether it keeps the document from being issued.
    pub(super) fn is_error(&self) -> bool {
        self.severity == "error"
    }
}

/// Words of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Excerpt {
    before: String,
    marked: String,
    after: String,
}

/// A mend that a button does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct FixOffer {
    label: String,
    value: String,
}

/// The findings of a draft, sorted to the controls of a page.
#[derive(Debug, Default)]
pub(super) struct Findings {
    beside: BTreeMap<String, Vec<Finding>>,
    summary: Summary,
}

/// What stands at the top of the page.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Summary {
    /// Whether anything was asked.
    checked: bool,
    /// What keeps it from being issued.
    pub(super) errors: usize,
    warnings: usize,
    notes: usize,
    /// The heaviest first.
    all: Vec<Finding>,
    /// How many are not shown.
    more: usize,
    /// Whether any has a mend.
    fixable: usize,
}

impl Findings {
    /// Sorts what was found; `labels` are the controls of the page with what people call them.
    pub(super) fn new(
        found: &[KeptProblem],
        draft: &Map<String, Value>,
        labels: &BTreeMap<String, String>,
    ) -> Self {
        let mut problems: Vec<&KeptProblem> = found.iter().filter(|p| !is_given_on_issue(p)).collect();
        problems.sort_by_key(|p| std::cmp::Reverse(p.severity));
        let count = |weight| problems.iter().filter(|p| p.severity == weight).count();
        let mut summary = Summary {
            checked: true,
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Information),
            all: vec![],
            more: problems.len().saturating_sub(SHOWN),
            fixable: problems.iter().filter(|p| p.fix.is_some()).count(),
        };
        let mut beside: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
        for problem in problems.into_iter().take(SHOWN) {
            let control = control_of(problem.at.as_str(), labels);
            let finding = finding(problem, draft, control, labels);
            summary.all.push(finding.clone());
            beside.entry(control.unwrap_or_default().to_owned()).or_default().push(finding);
        }
        Self { beside, summary }
    }

    /// Those told beside a control.
    pub(super) fn take(&mut self, control: &str) -> Vec<Finding> {
        self.beside.remove(control).unwrap_or_default()
    }

    /// All of them.
    pub(super) fn summary(&self) -> &Summary {
        &self.summary
    }
}

/// Whether something is only missing because it is given when the document is issued.
fn is_given_on_issue(problem: &KeptProblem) -> bool {
    problem.severity == Severity::Information && matches!(problem.at.as_str(), "code_number" | "issued_date")
}

/// The control that a place of the draft is shown by: the longest beginning of the path that is one.
fn control_of<'l>(at: &str, labels: &'l BTreeMap<String, String>) -> Option<&'l str> {
    let renamed = match at {
        "content" => "data",
        "filing" => "filing.units",
        at if at.starts_with("recipients") => "recipients",
        at => at,
    };
    let mut path = renamed;
    loop {
        if let Some((name, _)) = labels.get_key_value(path) {
            return Some(name);
        }
        path = path.get(..path.rfind(['.', '['])?)?;
    }
}

fn finding(
    problem: &KeptProblem,
    draft: &Map<String, Value>,
    control: Option<&str>,
    labels: &BTreeMap<String, String>,
) -> Finding {
    let (severity, word) = words::severity(problem.severity);
    let of_a_check = Office::checks().any(|check| check.id == problem.code);
    let value = problem.at.find(draft).and_then(Value::as_str);
    let line = problem.line.or_else(|| line_of(problem, value?));
    let label = control.and_then(|name| labels.get(name)).map_or("Cả văn bản", String::as_str);
    let place = match line.filter(|_| value.is_some_and(|v| v.contains('\n'))) {
        Some(line) => format!("{label}, dòng {line}"),
        None => label.to_owned(),
    };
    let fix = problem.fix.as_ref().zip(value).and_then(|(fix, value)| {
        let before = value.get(fix.range.clone())?;
        Some(FixOffer {
            label: fix_label(before, &fix.replacement),
            value: format!("fix {} {} {}", fix.range.start, problem.code, problem.at),
        })
    });
    Finding {
        severity,
        word,
        message: problem.message.clone(),
        code: if of_a_check { problem.code.clone() } else { String::new() },
        place,
        target: control.map(id_of).unwrap_or_default(),
        excerpt: value.and_then(|value| excerpt(problem, value)),
        fix,
        acceptable: of_a_check && problem.severity == Severity::Error,
    }
}

/// The line (from 1) on which what is meant begins.
fn line_of(problem: &KeptProblem, value: &str) -> Option<usize> {
    let range = problem.range.as_ref()?;
    Some(value.get(..range.start)?.matches('\n').count() + 1)
}

/// The words that are meant, with a little of their line; the line's beginning where only the line is known.
fn excerpt(problem: &KeptProblem, value: &str) -> Option<Excerpt> {
    let Some(range) = problem.range.clone().filter(|r| !r.is_empty()) else {
        let line = value.lines().nth(problem.line?.checked_sub(1)?)?;
        let after = beginning(line, 2 * AROUND);
        return (!after.is_empty()).then(|| Excerpt { before: String::new(), marked: String::new(), after });
    };
    let marked = value.get(range.clone())?.to_owned();
    let before = value.get(..range.start)?.rsplit('\n').next().unwrap_or("");
    let after = value.get(range.end..)?.split('\n').next().unwrap_or("");
    Some(Excerpt {
        before: end(before, AROUND),
        marked: beginning(&marked, 4 * AROUND),
        after: beginning(after, AROUND),
    })
}

/// The beginning of a text.
fn beginning(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The end of a text.
fn end(text: &str, most: usize) -> String {
    match most.checked_sub(1).and_then(|most| text.char_indices().rev().nth(most)) {
        Some((at, _)) if at > 0 => format!("…{}", text.get(at..).unwrap_or_default()),
        _ => text.to_owned(),
    }
}

/// What a button does, in words.
fn fix_label(before: &str, after: &str) -> String {
    let said = |text: &str| match text.trim().is_empty() {
        true if text.contains('\n') => "chỗ xuống dòng".to_owned(),
        true => match text.chars().count() {
            1 => "một dấu cách".to_owned(),
            many => format!("{many} dấu cách"),
        },
        false => format!("“{}”", beginning(text, AROUND)),
    };
    match (before.is_empty(), after.is_empty()) {
        (true, _) => format!("Thêm {}", said(after)),
        (_, true) => format!("Bỏ {}", said(before)),
        _ => format!("Sửa {} thành {}", said(before), said(after)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Fix, Problem};
    use serde_json::json;

    fn labels() -> BTreeMap<String, String> {
        let names = [
            "body",
            "signers",
            "signers[0]",
            "signers[0].full_name",
            "recipients",
            "data",
            "data.rows[0].title",
        ];
        names.iter().map(|name| ((*name).to_owned(), format!("Nhãn {name}"))).collect()
    }

    #[test]
    fn a_finding_stands_beside_the_nearest_control_there_is() {
        let labels = labels();
        for (at, control) in [
            ("signers[0].full_name", Some("signers[0].full_name")),
            ("signers[0].seal_image", Some("signers[0]")),
            ("signers[3].full_name", Some("signers")),
            ("data.rows[0].title", Some("data.rows[0].title")),
            ("data.rows[1].title", Some("data")),
            ("content", Some("data")),
            ("recipients[2].name", Some("recipients")),
            ("", None),
            ("type", None),
        ] {
            assert_eq!(control_of(at, &labels), control, "{at}");
        }
    }

    #[test]
    fn the_heaviest_come_first_with_place_words_and_mend() {
        let draft = json!({ "body": "một\nhai  ba bốn" });
        let draft = draft.as_object().unwrap();
        let slip = Problem {
            range: Some(7..9),
            fix: Some(Fix { range: 7..9, replacement: " ".to_owned() }),
            ..Problem::warning("body".into(), "HYG-01", "Thừa dấu cách.")
        };
        let missing = Problem::error("signers".into(), "missing", "Chưa nhập người ký.");
        let mut found = Findings::new(&[slip, missing].map(KeptProblem::from), draft, &labels());
        let all = &found.summary().all;
        assert_eq!((all[0].word, all[0].place.as_str()), ("Lỗi", "Nhãn signers"));
        assert_eq!((all[1].word, all[1].place.as_str()), ("Cảnh báo", "Nhãn body, dòng 2"));
        let offer = all[1].fix.clone().unwrap();
        assert_eq!(offer.value, "fix 7 HYG-01 body");
        assert!(offer.label.starts_with("Sửa"), "{}", offer.label);
        assert_eq!(found.take("body").len(), 1);
        assert_eq!(found.take("body").len(), 0);
    }

    #[test]
    fn a_long_line_is_cut_around_what_is_meant() {
        let value = format!("{}SAI{}", "ă".repeat(100), "â".repeat(100));
        let problem = Problem { range: Some(200..203), ..Problem::warning("body".into(), "X", "") };
        let cut = excerpt(&problem.into(), &value).unwrap();
        assert_eq!(cut.marked, "SAI");
        assert_eq!((cut.before.chars().count(), cut.after.chars().count()), (AROUND + 1, AROUND + 1));
    }
}
