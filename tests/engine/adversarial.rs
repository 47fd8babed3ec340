//! Few bytes that ask for much work: it grows with them and not faster, and comes to an end.

use crate::support::adversarial::{BODIES, DRAFTS, draft};
use serde_json::{Value, json};
use vanthu::catalog::Catalog;
use vanthu::compose::compose;
use vanthu::font::FontBook;
use vanthu::input::Draft;
use vanthu::layout::paginate;
use vanthu::limits;
use vanthu::office::{CheckOptions, Format, Mending, Office, OfficeError};
use vanthu::record::{NoImages, Record};

fn values(draft: Value) -> Draft {
    let Value::Object(values) = draft else { panic!("a draft is an object") };
    Draft { values }
}

/// Steps that laying a draft out takes; none where it is refused.
fn steps(draft: Value) -> Option<u64> {
    let record = Record::check(values(draft), Catalog::embedded(), &NoImages).ok()?.value;
    let layout = paginate(&compose(&record), record.style(), FontBook::embedded()).ok()?;
    Some(layout.steps)
}

#[test]
fn the_work_of_laying_out_grows_as_the_draft_and_not_faster() {
    const BYTES: usize = 12_000;
    let bodies =
        BODIES.iter().map(|kind| (kind.name, [1, 2].map(|times| draft(&(kind.body)(times * BYTES)))));
    let drafts = DRAFTS.iter().map(|kind| (kind.name, [1, 2].map(|times| (kind.draft)(times * BYTES))));
    let mut compared = 0;
    for (name, drafts) in bodies.chain(drafts) {
        let [once, twice] = drafts.map(steps);
        if let (Some(once), Some(twice)) = (once, twice) {
            compared += 1;
            // A paragraph is set anew, thirteen times at most, where a break comes near the margin by chance.
            assert!(twice <= once * 22 / 10 + 13 * 2 * BYTES as u64, "{name}: {once}, {twice}");
        }
    }
    assert!(compared > 150, "{compared} were laid out");
}

#[test]
fn whatever_is_asked_for_much_is_answered() {
    const BYTES: usize = 1_500;
    let office = Office::new(Catalog::embedded());
    let wanted = CheckOptions { profile: None, images: &NoImages };
    for kind in BODIES {
        let body = (kind.body)(BYTES);
        let whole = draft(&body);
        match crate::support::render(whole.clone(), "x", &[Format::Package]) {
            Ok(_) | Err(OfficeError::Rejected(_)) => {}
            Err(other) => panic!("{}: {other}", kind.name),
        }
        office.check(body.as_bytes(), Some("x.txt"), wanted).unwrap();
        let mending = Mending { fixes: true, numbers: true };
        let corrected = office.correct(whole.to_string().as_bytes(), Some("x.json"), wanted, mending);
        assert!(matches!(corrected, Ok(_) | Err(OfficeError::Rejected(_))), "{}", kind.name);
    }
    for kind in DRAFTS {
        match crate::support::render((kind.draft)(BYTES * 4), "x", &[Format::Package]) {
            Ok(_) | Err(OfficeError::Rejected(_)) => {}
            Err(other) => panic!("{}: {other}", kind.name),
        }
    }
}

/// Each took minutes, at the limit of a body, when a line looked at the whole rest of its word.
#[test]
fn one_word_as_long_as_a_body_may_be_is_made_and_checked() {
    for name in ["one word", "opening brackets", "asterisks", "one cell of one word", "one long symbol"] {
        let kind = BODIES.iter().find(|kind| kind.name == name).unwrap();
        // A template adds a line end or two of its own.
        let body = (kind.body)(limits::BODY_BYTES - 1_024);
        match crate::support::render(draft(&body), "x", &[Format::Pdf]) {
            Ok(made) => assert!(made.pages > 100, "{name}: {}", made.pages),
            Err(failure) => panic!("{name}: {failure:?}"),
        }
        let checkup = Office::new(Catalog::embedded()).check_draft(values(draft(&body)), &NoImages);
        assert!(checkup.report.problems.len() < 10_000, "{name}");
    }
}

/// The codes and places of what a draft is refused for.
fn refused(draft: Value) -> Vec<(&'static str, String)> {
    match crate::support::render(draft, "x", &[Format::Package]) {
        Err(OfficeError::Rejected(report)) => {
            report.problems.iter().map(|problem| (problem.code, problem.at.to_string())).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_document_of_too_many_pages_or_too_much_work_is_refused_with_the_reason() {
    let long = draft(&"a\n\n".repeat(limits::BODY_BYTES / 3));
    assert_eq!(refused(long.clone()), [("too-many-pages", "body".to_owned())]);
    let told = Office::new(Catalog::embedded()).check_draft(values(long), &NoImages).report;
    assert!(told.problems.iter().any(|problem| problem.code == "too-many-pages"));

    let cells = |cell: &str| format!("|{}\n", format!("{cell}|").repeat(30));
    let table = cells(&"a<br>".repeat(1_200)) + &cells("--") + &cells("b").repeat(450);
    let mut wide = draft("Một việc.");
    wide["appendixes"] = json!([{ "title": "DANH SÁCH", "body": table }]);
    assert_eq!(refused(wide), [("too-much-work", "appendixes[0].body".to_owned())]);
}

#[test]
fn a_draft_with_problems_without_number_is_answered_with_some_of_them() {
    let ragged = draft(&format!("|a|b|\n|--|--|\n{}", "|a|\n".repeat(1_900)));
    let problems = match crate::support::render(ragged, "x", &[Format::Pdf]) {
        Err(OfficeError::Rejected(report)) => report.problems,
        other => panic!("{other:?}"),
    };
    assert!(problems.len() <= limits::PROBLEMS + 1, "{}", problems.len());
    assert!(problems.iter().any(|problem| problem.code == "more-problems"));
}
