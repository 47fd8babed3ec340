//! Requests that are repeated: done once, answered alike.

use crate::http::desk::{Ask, Desk, ORGAN, draft};
use serde_json::{Value, json};
use vanthu::access::{Grant, NewKey, Role};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_again_is_answered_as_the_first() {
    let desk = Desk::open().await;
    let ask = || Ask::post("/documents?issue=true").json(&draft()).once("job-7");
    let first = desk.ask(ask()).await;
    assert_eq!(first.status, 201, "{}", first.text());
    assert_eq!(first.header("idempotency-replayed"), "");
    let second = desk.ask(ask()).await;
    assert_eq!((second.status, &second.body), (first.status, &first.body));
    for name in ["etag", "location", "content-type"] {
        assert_eq!(second.header(name), first.header(name), "{name}");
    }
    assert_eq!(second.header("idempotency-replayed"), "true");
    let found = desk.ask(Ask::get("/documents")).await.json();
    assert_eq!(found["documents"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_repeated_too_and_another_request_under_the_key_is_refused() {
    let desk = Desk::open().await;
    let wrong = Ask::post("/documents").json(&json!({"organ": 5})).once("k");
    let first = desk.ask(wrong).await;
    first.refuses(422, "rejected");
    let again = desk.ask(Ask::post("/documents").json(&json!({"organ": 5})).once("k")).await;
    assert_eq!((again.status, again.body), (first.status, first.body));
    desk.ask(Ask::post("/documents").json(&draft()).once("k")).await.refuses(422, "key-reused");
    let elsewhere = Ask::post("/documents?issue=true").json(&json!({"organ": 5})).once("k");
    desk.ask(elsewhere).await.refuses(422, "key-reused");
    for bad in ["", "a b", &"k".repeat(201)] {
        desk.ask(Ask::post("/documents").json(&draft()).once(bad)).await.refuses(400, "bad-key");
    }
}

/// A request refused for the state of things is refused anew, and passes once they have changed.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_for_circumstances_is_decided_anew_and_the_act_is_done_once() {
    let desk = Desk::open().await;
    let mut foreign = draft();
    foreign["organ"] = "co-quan-moi".into();
    let create = |draft: &Value, key: &str| desk.ask(Ask::post("/documents").json(draft).once(key));

    let unknown = create(&foreign, "organ").await;
    assert_eq!(unknown.status, 422, "{}", unknown.text());
    desk.found("co-quan-moi").await;
    let made = create(&foreign, "organ").await;
    assert_eq!(made.status, 201, "the organ exists now: {}", made.text());
    assert_eq!(create(&foreign, "organ").await.body, made.body, "and the success is kept");

    let id = desk.drafted().await;
    let issue = |key: &str, tag: &str| {
        let ask = Ask::post(&format!("/documents/{id}/issue")).json(&json!({}));
        desk.ask(ask.once(key).header("if-match", tag))
    };
    issue("tag", "\"9\"").await.refuses(412, "stale");
    let issued = issue("tag", "\"1\"").await;
    assert_eq!(issued.status, 200, "{}", issued.text());

    let replace = |key: &str| {
        let body = json!({"reason": "Sai", "draft": draft()});
        desk.ask(Ask::post(&format!("/documents/{id}/replace")).json(&body).once(key))
    };
    let other = replace("first").await.json()["id"].as_str().unwrap().to_owned();
    let conflict = replace("second").await.refuses(409, "being-replaced");
    assert_eq!(conflict["document"], other.as_str(), "who stands in the way is named in a field");
    let cancel = Ask::post(&format!("/documents/{other}/cancel")).json(&json!({}));
    assert_eq!(desk.ask(cancel).await.status, 200);
    assert_eq!(replace("second").await.status, 201, "nobody stands in the way any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_for_want_of_a_right_is_decided_anew() {
    let desk = Desk::open().await;
    let id = desk.drafted().await;
    let person = NewKey {
        name: "test".to_owned(),
        grants: vec![Grant { organ: ORGAN.to_owned(), role: Role::Drafter }],
        expires: None,
    };
    let (principal, key) = desk.service.access().create_key(person).await.unwrap();
    let issue = || Ask::post(&format!("/documents/{id}/issue")).json(&json!({})).key(&key).once("k");
    desk.ask(issue()).await.refuses(403, "forbidden");
    let raise = "update role_grant set role = 'clerk' where principal = $1";
    desk.service.store().execute(raise, vec![principal.into()]).await.unwrap();
    // Another process knows nothing of what this one remembers of the key.
    let other = desk.again().await;
    let issued = crate::http::desk::send(&other, issue()).await;
    assert_eq!(issued.status, 200, "{}", issued.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_external_id_that_is_taken_names_the_document_that_has_it() {
    let desk = Desk::open().await;
    let mut mine = draft();
    mine["external_id"] = "HS-1".into();
    let first = desk.ask(Ask::post("/documents").json(&mine)).await.json()["id"].clone();
    let taken = desk.ask(Ask::post("/documents").json(&mine).once("k")).await;
    assert_eq!(taken.refuses(409, "external-id-taken")["document"], first);
    let other = desk.drafted().await;
    let put = Ask::new("PUT", &format!("/documents/{other}")).header("if-match", "\"1\"").json(&mine);
    assert_eq!(desk.ask(put).await.refuses(409, "external-id-taken")["document"], first);
    let none = desk.ask(Ask::get("/documents/00000000-0000-7000-8000-000000000000")).await;
    assert!(none.refuses(404, "not-found").get("document").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_its_callers_own() {
    let desk = Desk::open().await;
    let (one, other) = (desk.key(Role::Clerk).await, desk.key(Role::Clerk).await);
    let ask = |key: &str| Ask::post("/documents").json(&draft()).once("k").key(key);
    let (first, second) = (desk.ask(ask(&one)).await, desk.ask(ask(&other)).await);
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201), "{}", second.text());
    assert_ne!(first.json()["id"], second.json()["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_under_one_key_are_one() {
    let desk = Desk::open().await;
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let router = desk.router.clone();
            tokio::spawn(async move {
                loop {
                    let answer = crate::http::desk::send(
                        &router,
                        Ask::post("/documents?issue=true").json(&draft()).once("one"),
                    )
                    .await;
                    match answer.status.as_u16() {
                        409 => {
                            answer.refuses(409, "under-way");
                            assert!(!answer.header("retry-after").is_empty());
                            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                        }
                        _ => break answer,
                    }
                }
            })
        })
        .collect();
    let mut ids = Vec::new();
    for one in tries {
        let answer = one.await.unwrap();
        assert_eq!(answer.status, 201, "{}", answer.text());
        ids.push((answer.json()["id"].clone(), answer.json()["code_number"].clone()));
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_made_again() {
    let desk = Desk::open().await;
    let ask = || Ask::post("/render").json(&draft()).header("accept", "application/pdf").once("r");
    let (first, second) = (desk.ask(ask()).await, desk.ask(ask()).await);
    assert_eq!(first.status, 200, "{}", first.text());
    assert!(first.body.starts_with(b"%PDF"));
    assert_eq!((second.status, second.body), (first.status, first.body));
}
