//! Tests of series: the one that a document falls into, and those that make sense together.

use super::super::series::{check, falls};
use super::*;
use std::collections::BTreeSet;

#[test]
fn a_document_falls_into_the_series_that_lists_its_type_then_into_that_of_all_then_into_its_own() {
    let day = date("2024-02-23");
    let listed = series("ke-hoach-va-bao-cao", &["ke-hoach", "bao-cao"]);
    let all = series("chung", &[]);
    let of = |series: &[Series], kind| falls(series, kind, day).unwrap().id;
    assert_eq!(of(&[all.clone(), listed.clone()], "ke-hoach"), "ke-hoach-va-bao-cao");
    assert_eq!(of(&[all.clone(), listed.clone()], "quyet-dinh"), "chung");
    assert_eq!(of(&[listed], "quyet-dinh"), "quyet-dinh");
    assert_eq!(falls(&[], "quyet-dinh", day).unwrap(), Series::own("quyet-dinh"));
    let ended = Series { period: term("2020-01-01", "2020-12-31"), ..all };
    assert!(falls(&[ended], "quyet-dinh", day).is_err());
}

#[test]
fn both_days_of_a_term_are_within_it() {
    let period = term("2023-10-01", "2028-10-01");
    assert!(period.holds(date("2023-10-01")) && period.holds(date("2028-10-01")));
    assert!(!period.holds(date("2023-09-30")) && !period.holds(date("2028-10-02")));
    assert_eq!(period.key(date("2024-01-01")), "2023-10-01/2028-10-01");
    assert_eq!(Period::Year.key(date("2024-01-01")), "2024");
}

fn codes(series: &[Series]) -> Vec<String> {
    let known = BTreeSet::from(["ke-hoach", "bao-cao"]);
    check(series, &known).problems.iter().map(|p| format!("{} {}", p.at, p.code)).collect()
}

#[test]
fn series_that_leave_every_document_one_row_are_accepted() {
    let past = Series { period: term("2018-10-01", "2023-09-30"), ..series("k12", &["ke-hoach"]) };
    let now = Series { period: term("2023-10-01", "2028-10-01"), ..series("k13", &["ke-hoach"]) };
    assert_eq!(codes(&[past, now, series("bao-cao", &["bao-cao"]), series("chung", &[])]), [""; 0]);
}

#[test]
fn every_fault_of_a_series_is_said_at_its_place() {
    let wrong = Series {
        id: "Kế hoạch".to_owned(),
        name: " ".to_owned(),
        types: vec!["ke-hoach".to_owned(), "ke-hoach".to_owned(), "không-có".to_owned()],
        period: term("2024-01-02", "2024-01-01"),
        padding: 7,
        suffixes: false,
        first: 0,
    };
    let said = [
        "series[0].id series-id",
        "series[0].name series-name",
        "series[0].padding series-padding",
        "series[0].first series-first",
        "series[0].period series-term",
        "series[0].types[1] series-overlap",
        "series[0].types[2] unknown-type",
    ];
    assert_eq!(codes(&[wrong]), said);
    let long = series(&"a".repeat(65), &[]);
    assert_eq!(codes(&[long]), ["series[0].id series-id"]);
}

#[test]
fn two_series_may_not_take_the_same_documents_at_the_same_time() {
    let year = series("a", &["ke-hoach"]);
    let term = Series { period: term("2023-10-01", "2028-10-01"), ..series("b", &["bao-cao", "ke-hoach"]) };
    assert_eq!(codes(&[year.clone(), term]), ["series[1].types series-overlap"]);
    assert_eq!(codes(&[series("a", &[]), series("b", &[])]), ["series[1].types series-overlap"]);
    let doubled = codes(&[year.clone(), series("a", &["bao-cao"])]);
    assert_eq!(doubled, ["series[1].id series-duplicate"]);
    // The id of a type is that of its own row of numbers.
    assert_eq!(codes(&[series("ke-hoach", &["bao-cao"])]), ["series[0].id series-id"]);
    assert_eq!(codes(&[series("ke-hoach", &[])]), [""; 0], "one for all types takes the type of its id");
}
