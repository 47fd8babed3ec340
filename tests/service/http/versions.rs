//! Acts that say which version they mean: what was changed meanwhile is not done unseen.

use crate::http::desk::{Ask, Desk, ORGAN, draft};
use serde_json::{Value, json};

/// Changes a draft's subject; the tag of what it was and the tag of what it is.
async fn changed(desk: &Desk, id: &str) -> (String, String) {
    let before = desk.ask(Ask::get(&format!("/documents/{id}"))).await.header("etag").to_owned();
    let mut other = draft();
    other["subject"] = "Một việc khác".into();
    let put = Ask::new("PUT", &format!("/documents/{id}")).header("if-match", &before).json(&other);
    let after = desk.ask(put).await;
    assert_eq!(after.status, 200, "{}", after.text());
    (before, after.header("etag").to_owned())
}

async fn state(desk: &Desk, id: &str) -> Value {
    desk.ask(Ask::get(&format!("/documents/{id}"))).await.json()["state"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_was_changed_is_not_issued_unseen() {
    let desk = Desk::open().await;
    let id = desk.drafted().await;
    let (before, after) = changed(&desk, &id).await;
    let issue = |body: Value| Ask::post(&format!("/documents/{id}/issue")).json(&body);
    for body in [json!({}), json!({"dry_run": true})] {
        let stale = desk.ask(issue(body).header("if-match", &before)).await;
        stale.refuses(412, "stale");
        assert_eq!(stale.header("etag"), after);
    }
    for foreign in ["\"x\"", "W/\"2\"", "\"1\", \"2\"", "2"] {
        desk.ask(issue(json!({})).header("if-match", foreign)).await.refuses(412, "stale");
    }
    assert_eq!(state(&desk, &id).await, "draft");
    assert_eq!(desk.ask(issue(json!({"dry_run": true})).header("if-match", "*")).await.status, 200);
    let issued = desk.ask(issue(json!({})).header("if-match", &after).once("act")).await;
    assert_eq!(issued.status, 200, "{}", issued.text());
    let again = desk.ask(issue(json!({})).header("if-match", &after).once("act")).await;
    assert_eq!((again.status, &again.body), (issued.status, &issued.body), "a repeated request is no other");
    desk.ask(issue(json!({})).header("if-match", &after)).await.refuses(412, "stale");
    desk.ask(issue(json!({}))).await.refuses(409, "already-issued");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_moved_on_is_neither_cancelled_nor_replaced() {
    let desk = Desk::open().await;
    let id = desk.drafted().await;
    let (before, after) = changed(&desk, &id).await;
    let cancel = |id: &str, tag: &str| {
        let ask = Ask::post(&format!("/documents/{id}/cancel")).header("if-match", tag);
        desk.ask(ask.json(&json!({"reason": "Sai"})))
    };
    cancel(&id, &before).await.refuses(412, "stale");
    assert_eq!(state(&desk, &id).await, "draft");
    assert_eq!(cancel(&id, &after).await.status, 200);

    let issued = desk.issued().await;
    let tag = desk.ask(Ask::get(&format!("/documents/{issued}"))).await.header("etag").to_owned();
    let replace = |tag: &str| {
        let ask = Ask::post(&format!("/documents/{issued}/replace")).header("if-match", tag);
        desk.ask(ask.json(&json!({"reason": "Sai", "draft": draft()})))
    };
    replace("\"1\"").await.refuses(412, "stale");
    assert_eq!(replace(&tag).await.status, 201);
    cancel(&issued, "\"1\"").await.refuses(412, "stale");
    assert_eq!(state(&desk, &issued).await, "issued");
    assert_eq!(cancel(&issued, &tag).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_issue_and_change_at_once_one_is_told_that_the_document_moved_on() {
    let desk = Desk::open().await;
    for _ in 0..5 {
        let id = desk.drafted().await;
        let mut other = draft();
        other["subject"] = "Một việc khác".into();
        let put = Ask::new("PUT", &format!("/documents/{id}")).header("if-match", "\"1\"").json(&other);
        let issue = Ask::post(&format!("/documents/{id}/issue")).header("if-match", "\"1\"").json(&json!({}));
        let (put, issued) = tokio::join!(desk.ask(put), desk.ask(issue));
        let kept = desk.ask(Ask::get(&format!("/documents/{id}"))).await.json();
        match issued.status.as_u16() {
            200 => assert_eq!((put.status.as_u16(), &kept["subject"]), (409, &issued.json()["subject"])),
            412 => assert_eq!((put.status.as_u16(), &kept["subject"]), (200, &other["subject"])),
            _ => panic!("{} {}", issued.text(), put.text()),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn series_have_a_tag_and_are_changed_only_as_they_were_read() {
    let desk = Desk::open().await;
    let path = format!("/organs/{ORGAN}/series");
    let put = |series: Value| Ask::new("PUT", &path).json(&json!({ "series": series }));
    let read = desk.ask(Ask::get(&path)).await.header("etag").to_owned();
    let one = json!([{ "id": "chung", "name": "Văn bản", "types": [] }]);
    desk.ask(put(one.clone())).await.refuses(428, "no-version");
    let first = desk.ask(put(one.clone()).header("if-match", &read)).await;
    assert_eq!(first.status, 200, "{}", first.text());
    let now = first.header("etag").to_owned();
    assert_ne!(now, read);
    assert_eq!(desk.ask(Ask::get(&path)).await.header("etag"), now);
    let same = desk.ask(put(one).header("if-match", &read)).await;
    assert_eq!(
        (same.status.as_u16(), same.header("etag")),
        (200, now.as_str()),
        "the same said twice is said once"
    );
    let other = json!([{ "id": "chung", "name": "Văn bản đi", "types": [] }]);
    let stale = desk.ask(put(other.clone()).header("if-match", &read)).await;
    stale.refuses(412, "stale");
    assert_eq!(stale.header("etag"), now);
    assert_eq!(desk.ask(put(other).header("if-match", &now)).await.status, 200);
}
