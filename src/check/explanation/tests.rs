//! Every page is whole, and what it says of its check is true.

use super::super::findings::Check;
use super::super::testing::{TestFinding, clean_plan, findings, seed};
use super::super::{checks, pages};
use super::{Explanation, Fixable, Medium, Specimen, looks};
use crate::report::Severity;
use serde_json::Value;
use std::collections::BTreeSet;

/// Characters of the shortest paragraph that tells a rule with its reason, and of the longest that is still read.
const ABOUT: std::ops::RangeInclusive<usize> = 120..=700;

/// A draft with a merge patch (RFC 7396) put on it.
fn merged(target: &mut Value, patch: Value) {
    let patch = match patch {
        Value::Object(patch) => patch,
        whole => return *target = whole,
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let fields = target.as_object_mut().unwrap();
    for (key, value) in patch {
        match value {
            Value::Null => drop(fields.remove(&key)),
            value => merged(fields.entry(key).or_insert(Value::Null), value),
        }
    }
}

/// All that is found in an example: the check, the weight, whether it can be mended.
fn tried(specimen: &Specimen) -> Vec<(&'static str, Severity, bool)> {
    match specimen.medium {
        Medium::Draft => {
            let mut draft = clean_plan();
            merged(&mut draft, serde_json::from_str(specimen.text).unwrap());
            findings(&draft).into_iter().map(told).collect()
        }
        Medium::Docx => looks::tried(specimen.text),
        Medium::Pages => pages::tests::tried(specimen.text),
    }
}

fn told(found: TestFinding) -> (&'static str, Severity, bool) {
    (found.id, found.severity, found.fixed.is_some())
}

fn each() -> impl Iterator<Item = (&'static Check, Explanation)> {
    checks().map(|check| (check, check.explanation()))
}

#[test]
fn the_page_of_every_check_has_a_reason_two_examples_and_a_remedy() {
    for (check, page) in each() {
        let id = check.id;
        let headings: Vec<&str> = check.page.lines().filter(|line| line.starts_with('#')).collect();
        let in_example = page.wrong.text.lines().chain(page.right.text.lines());
        assert!(!in_example.into_iter().any(|line| line.starts_with('#')), "{id}");
        assert_eq!(headings, ["## Sai", "## Đúng", "## Cách sửa"], "{id}");
        assert!(ABOUT.contains(&page.about.chars().count()), "{id}: {}", page.about.chars().count());
        assert!(!page.about.contains('\n') && page.about.ends_with('.'), "{id}");
        assert!(!page.wrong.text.is_empty() && !page.right.text.is_empty(), "{id}");
        assert_ne!(page.wrong, page.right, "{id}");
        assert_eq!(page.wrong.medium, page.right.medium, "{id}");
        assert!(super::BEGINNINGS.iter().any(|(begin, _)| page.remedy.starts_with(begin)), "{id}");
        assert!(!page.remedy.contains('\n') && page.remedy.ends_with('.'), "{id}");
    }
}

#[test]
fn a_page_is_markdown_that_says_what_it_says_in_plain_text_too() {
    for (check, page) in each() {
        assert!(unicode_normalization::is_nfc(check.page), "{}", check.id);
        assert!(!check.page.contains("  ") && !check.page.contains('\t'), "{}", check.id);
        for text in [page.about, page.remedy] {
            assert_eq!(text.matches('`').count() % 2, 0, "{}", check.id);
            let outside: String = text.split('`').step_by(2).collect();
            assert!(!outside.contains(['*', '_', '<', '>', '#', '\\', '&']), "{}: {outside}", check.id);
        }
    }
}

#[test]
fn the_plan_under_the_examples_breaks_no_rule() {
    let found = findings(&clean_plan());
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(looks::tried(""), []);
    assert_eq!(pages::tests::tried(""), []);
}

#[test]
fn every_wrong_example_is_found_by_its_check_and_every_right_one_by_none() {
    let mut faults = Vec::new();
    for (check, page) in each() {
        if !tried(&page.wrong).iter().any(|found| found.0 == check.id) {
            faults.push(format!("{}: the wrong example is not found", check.id));
        }
        let left = tried(&page.right);
        // What is only worth knowing may stand in a right text, but not what the page is about.
        for found in left.iter().filter(|f| f.0 == check.id || f.1 > Severity::Information) {
            faults.push(format!("{}: the right example has {found:?}", check.id));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn what_a_page_says_of_mending_is_so_in_every_example_and_every_paper() {
    let examples = each().flat_map(|(_, page)| [page.wrong, page.right]);
    let mut seen: BTreeSet<(&'static str, bool)> = BTreeSet::new();
    seen.extend(examples.flat_map(|example| tried(&example)).map(|found| (found.0, found.2)));
    seen.extend((0..5).flat_map(|paper| findings(&seed(paper))).map(told).map(|found| (found.0, found.2)));
    let of = |id: &str| each().find(|(check, _)| check.id == id).map(|(_, page)| page.fixable);
    let untrue = seen.iter().filter(|(id, fixed)| {
        matches!((of(id), fixed), (Some(Fixable::Certain), false) | (Some(Fixable::ByHand), true))
    });
    assert_eq!(untrue.collect::<Vec<_>>(), Vec::<&(&str, bool)>::new());
}

#[test]
fn a_page_without_its_parts_is_read_as_empty() {
    let page = Explanation::read("Một.\n\n## Sai\n\n```json\n{}");
    assert_eq!((page.about, page.wrong.text, page.right.text, page.remedy), ("Một.", "", "", ""));
    assert_eq!(Explanation::read("").about, "");
}
