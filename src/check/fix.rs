//! Applies the fixes of a report to the draft they were found in.

use crate::report::{Code, FieldPath, Fix, Report};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A change made in a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedFix {
    /// The field it was made in.
    pub at: FieldPath,
    /// Id of the check.
    pub code: Code,
    /// The line of the field's value before, from 1.
    pub line: usize,
    /// The words before it, a few.
    pub behind: String,
    /// Text before.
    pub before: String,
    /// Text after.
    pub after: String,
}

/// Makes every change that the report's fixes name; where two touch the same bytes the first one counts, and checking
/// again finds the other. In the order of the fields and of the bytes in them.
pub fn apply(values: &mut Map<String, Value>, report: &Report) -> Vec<AppliedFix> {
    let mut fixes: BTreeMap<&FieldPath, Vec<(Code, &Fix)>> = BTreeMap::new();
    for problem in &report.problems {
        if let Some(fix) = &problem.fix {
            fixes.entry(&problem.at).or_default().push((problem.code, fix));
        }
    }
    let mut changes = Vec::new();
    for (at, mut fixes) in fixes {
        let Some(Value::String(value)) = at.find_mut(values) else { continue };
        fixes.sort_by_key(|(_, fix)| (fix.range.start, fix.range.end));
        *value = splice(value, at, &fixes, &mut changes);
    }
    changes
}

/// The value with all fixes that do not overlap an earlier one.
fn splice(value: &str, at: &FieldPath, fixes: &[(Code, &Fix)], changes: &mut Vec<AppliedFix>) -> String {
    let mut out = String::with_capacity(value.len());
    let (mut done, mut line) = (0, 1);
    for (code, fix) in fixes {
        let Some((kept, before)) = value.get(done..fix.range.start).zip(value.get(fix.range.clone())) else {
            continue;
        };
        if before == fix.replacement {
            continue;
        }
        out.push_str(kept);
        out.push_str(&fix.replacement);
        line += kept.matches('\n').count();
        let (before, after) = (before.to_owned(), fix.replacement.clone());
        let behind = last_words(value.get(..fix.range.start).unwrap_or(""));
        changes.push(AppliedFix { at: at.clone(), code, line, behind, before, after });
        line += value.get(fix.range.clone()).map_or(0, |cut| cut.matches('\n').count());
        done = fix.range.end;
    }
    out.push_str(value.get(done..).unwrap_or(""));
    out
}

/// Words that tell where something was put in.
const WORDS: usize = 3;
/// Bytes that they are looked for in: a line without an end would be gone through for every change in it.
const NEAR: usize = 200;

/// The last words of a text, those of its last line only.
fn last_words(text: &str) -> String {
    let near = text.get(text.ceil_char_boundary(text.len().saturating_sub(NEAR))..).unwrap_or("");
    let line = near.rsplit('\n').next().unwrap_or("");
    let start = line.trim_end().rmatch_indices(' ').nth(WORDS - 1).map_or(0, |(at, _)| at + 1);
    line.get(start..).unwrap_or("").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Problem;
    use serde_json::json;

    fn problem(at: &str, range: std::ops::Range<usize>, replacement: &str) -> Problem {
        let fix = Some(Fix { range, replacement: replacement.to_owned() });
        Problem { fix, ..Problem::error(at.into(), "X-01", "") }
    }

    #[test]
    fn fixes_are_made_from_left_to_right_and_one_that_overlaps_waits() {
        let mut values = json!({ "recipients": [{ "name": "a  b ; c\nd &" }] });
        let values = values.as_object_mut().unwrap();
        let at = "recipients[0].name";
        let report = Report {
            problems: vec![
                problem(at, 11..12, "và"),
                problem(at, 1..3, " "),
                problem(at, 2..4, ""),
                problem(at, 4..5, ""),
                problem("nowhere[3]", 0..1, "x"),
            ],
        };
        let changes = apply(values, &report);
        assert_eq!(values["recipients"][0]["name"], "a b; c\nd và");
        let made: Vec<_> = changes.iter().map(|c| (c.line, c.before.as_str(), c.after.as_str())).collect();
        assert_eq!(made, [(1, "  ", " "), (1, " ", ""), (2, "&", "và")]);
    }
}
