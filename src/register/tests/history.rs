//! Tests of the history: the ledger tells of each document what its row must say.

use super::super::History;
use super::*;

laws![what_the_ledger_tells_of_a_document_is_what_its_row_must_say, what_is_appended_later_is_caught_up_with];

/// A column that must be so.
fn must(history: &History, document: &str, column: &str) -> Option<String> {
    let columns = history.of(document).unwrap().columns();
    columns.get(column).unwrap_or_else(|| panic!("{column}: {columns:?}")).clone()
}

async fn what_the_ledger_tells_of_a_document_is_what_its_row_must_say(office: Office) {
    let (old, new) = (unique("document"), unique("document"));
    for document in [&old, &new] {
        office
            .act(office.giving("ke-hoach", document, "2024-02-23", NumberChoice::Next, None))
            .await
            .unwrap();
    }
    let (_, before) = office.register().verify_with_history(&office.organ).await.unwrap();
    assert_eq!(must(&before, &old, "state").as_deref(), Some("issuing"));
    assert_eq!(before.of(&old).unwrap().package(), None);
    for document in [&old, &new] {
        let package = "aa".to_owned();
        office.act(Deed::Issued { document: document.clone(), package }).await.unwrap();
    }
    office.act(Deed::Replaced { document: old.clone(), by: new.clone() }).await.unwrap();
    let (verdict, history) = office.register().verify_with_history(&office.organ).await.unwrap();
    assert_eq!((verdict.faults, verdict.rows), (vec![], 5));
    for (column, value) in [
        ("type", Some("ke-hoach")),
        ("code_number", Some("01")),
        ("n", Some("1")),
        ("issued_date", Some("2024-02-23")),
        ("year", Some("2024")),
        ("package", Some("aa")),
        ("state", Some("replaced")),
        ("replaced_by", Some(new.as_str())),
        ("reason", Some("sai nội dung")),
        ("ends_as", Some("issued")),
        ("issue_by", Some("văn thư")),
        ("end_act", None),
        ("created_by", Some("thử")),
        // As it was, and once more for its package and for its end.
        ("version", Some("3")),
        ("updated_at", Some("2024-12-31T05:00:00.000Z")),
    ] {
        assert_eq!(must(&history, &old, column).as_deref(), value, "{column}");
    }
    assert_eq!(must(&history, &new, "state").as_deref(), Some("issued"));
    assert!(history.of("khác").is_none());
}

async fn what_is_appended_later_is_caught_up_with(office: Office) {
    let (_, mut history) = office.register().verify_with_history(&office.organ).await.unwrap();
    let document = unique("document");
    let giving = office.giving("ke-hoach", &document, "2024-02-23", NumberChoice::Next, None);
    office.act(giving).await.unwrap();
    assert_eq!((history.seq(), history.of(&document)), (0, None));
    history.catch_up(&office.store).await.unwrap();
    assert_eq!(history.seq(), 1);
    assert_eq!(must(&history, &document, "code_number").as_deref(), Some("01"));
}
