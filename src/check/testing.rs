//! Helpers for the tests of checks: findings of a draft, quoted.

use super::{LintContext, check, measure};
use crate::catalog::Catalog;
use crate::compose::compose;
use crate::font::FontBook;
use crate::input::Draft;
use crate::layout::paginate;
use crate::record::{NoImages, Record};
use crate::report::{Problem, Severity};
use serde_json::Value;

/// A finding with the text it is about.
#[derive(Debug)]
pub(super) struct TestFinding {
    pub(super) id: &'static str,
    pub(super) at: String,
    pub(super) line: Option<usize>,
    /// The bytes of the draft that are meant; empty where they are not known.
    pub(super) quote: String,
    pub(super) severity: Severity,
    pub(super) message: String,
    /// The whole value after the fix.
    pub(super) fixed: Option<String>,
}

/// All findings of a draft.
pub(super) fn findings(draft: &Value) -> Vec<TestFinding> {
    let values = draft.as_object().unwrap();
    let catalog = Catalog::embedded();
    let record = Record::check(Draft { values: values.clone() }, catalog, &NoImages).ok();
    let document = record.as_ref().map(|checked| compose(&checked.value));
    let mut lint = LintContext::new(values, catalog);
    if let Some(checked) = &record {
        lint = lint.with_record(&checked.value);
    }
    let pages = record.as_ref().zip(document.as_ref()).and_then(|(checked, document)| {
        let layout = paginate(document, checked.value.style(), FontBook::embedded()).ok()?;
        let appearance = measure(document, checked.value.style(), &layout);
        Some((layout, appearance))
    });
    lint.document = document.as_ref();
    lint.layout = pages.as_ref().map(|(layout, _)| layout);
    lint.appearance = pages.as_ref().map(|(_, appearance)| appearance);
    check(&lint).problems.into_iter().map(|problem| found(draft, problem)).collect()
}

/// The findings of one check.
pub(super) fn of(draft: &Value, id: &str) -> Vec<TestFinding> {
    findings(draft).into_iter().filter(|f| f.id == id).collect()
}

/// Places (`body:12`, `subject[0]`) and quotes of the findings of one check.
pub(super) fn quotes(draft: &Value, id: &str) -> Vec<(String, String)> {
    let place = |f: &TestFinding| f.line.map_or(f.at.clone(), |line| format!("{}:{line}", f.at));
    of(draft, id).iter().map(|f| (place(f), f.quote.clone())).collect()
}

/// A plan that breaks no rule: what the examples of the checks' pages are a change of.
pub(super) fn clean_plan() -> Value {
    serde_json::from_str(include_str!("explanation/plan.json")).unwrap()
}

/// The plan that breaks no rule, with this body.
pub(super) fn plan(body: &str) -> Value {
    let mut plan = clean_plan();
    plan["body"] = body.into();
    plan
}

/// One of the five papers as imported, by its number.
pub(super) fn seed(number: usize) -> Value {
    let samples = [
        include_str!("../../samples/000-ct.json"),
        include_str!("../../samples/001-ct.json"),
        include_str!("../../samples/002-bc.json"),
        include_str!("../../samples/003-kh.json"),
        include_str!("../../samples/004-kh.json"),
    ];
    serde_json::from_str(samples[number]).unwrap()
}

fn found(draft: &Value, problem: Problem) -> TestFinding {
    let pointer = format!("/{}", problem.at.as_str().replace(['[', '.'], "/").replace(']', ""));
    let value = draft.pointer(&pointer).and_then(Value::as_str).unwrap_or_default();
    let fixed = problem.fix.map(|fix| {
        let mut fixed = value.to_owned();
        fixed.replace_range(fix.range, &fix.replacement);
        fixed
    });
    TestFinding {
        id: problem.code,
        at: problem.at.to_string(),
        line: problem.line,
        quote: problem.range.map_or(String::new(), |range| value[range].to_owned()),
        severity: problem.severity,
        message: problem.message,
        fixed,
    }
}
