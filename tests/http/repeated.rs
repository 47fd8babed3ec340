//! Requests that are repeated: done once, answered alike.

use crate::desk::{Ask, Desk, draft};
use serde_json::json;
use vanthu::access::Role;

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
                    let answer = crate::desk::send(
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
