//! Every refusal is a problem with its status, its code and what to do.

use crate::desk::{Ask, Desk, draft};
use serde_json::{Value, json};
use vanthu::access::{Grant, Role};

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_refused_with_its_place() {
    let desk = Desk::open().await;
    let post = |bytes: &'static [u8]| desk.ask(Ask::post("/documents").body("application/json", bytes));
    let cut = post("{\n \"tên\": ".as_bytes()).await.refuses(400, "unreadable");
    assert_eq!(cut["problems"][0]["line"], 2, "{cut}");
    assert!(cut["detail"].as_str().unwrap().contains("dòng 2"), "{cut}");
    let twice = post(br#"{"type": "a", "type": "b"}"#).await.refuses(400, "unreadable");
    assert_eq!(twice["problems"][0]["at"], "type");
    post(b"{\"type\": \"\xff\"}").await.refuses(400, "unreadable");
    post(b"[1]").await.refuses(400, "unreadable");

    let page = desk.ask(Ask::get("/documents?limit=many")).await.refuses(400, "unreadable");
    assert_eq!(page["problems"][0]["at"], "limit", "{page}");
    let unknown = desk.ask(Ask::get("/documents?tpye=a")).await.refuses(400, "unreadable");
    assert_eq!(
        (&unknown["problems"][0]["at"], &unknown["problems"][0]["code"]),
        (&json!("tpye"), &json!("unknown-field"))
    );
    desk.ask(Ask::get("/documents/%ff%fe")).await.refuses(400, "unreadable");
    let id = desk.drafted().await;
    let cancel = |body: Value| desk.ask(Ask::post(&format!("/documents/{id}/cancel")).json(&body));
    let wrong = cancel(json!({"reason": 5})).await.refuses(400, "unreadable");
    assert_eq!(wrong["problems"][0]["at"], "reason", "{wrong}");
    let both = json!({"reserved_number": 1, "behind_number": 2});
    desk.ask(Ask::post(&format!("/documents/{id}/issue")).json(&both)).await.refuses(400, "unreadable");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_problems_of_a_draft_come_at_once() {
    let desk = Desk::open().await;
    let mut wrong = draft();
    wrong["issued_date"] = "2024-02-30".into();
    wrong["subject"] = 5.into();
    let problem = desk.ask(Ask::post("/documents?issue=true").json(&wrong)).await.refuses(422, "rejected");
    let at: Vec<_> = problem["problems"].as_array().unwrap().iter().map(|p| p["at"].clone()).collect();
    assert!(at.contains(&json!("issued_date")) && at.contains(&json!("subject")), "{problem}");
    let found = desk.ask(Ask::get("/documents")).await.json();
    assert_eq!(found["documents"], json!([]), "nothing was created");
}

#[tokio::test(flavor = "multi_thread")]
async fn kinds_sizes_and_addresses_that_are_not_taken_are_named() {
    let desk = Desk::open().await;
    let large = format!("{{\"body\": \"{}\"}}", "a".repeat(2 << 20));
    desk.ask(Ask::post("/documents").body("application/json", large.as_bytes()))
        .await
        .refuses(413, "too-large");
    let claimed = Ask::post("/documents").json(&draft()).header("content-length", "99999999999");
    desk.ask(claimed).await.refuses(413, "too-large");
    desk.ask(Ask::post("/documents").body("text/html", b"<p>")).await.refuses(415, "media-type");
    let packed = Ask::post("/documents").json(&draft()).header("content-encoding", "gzip");
    desk.ask(packed).await.refuses(415, "media-type");
    desk.ask(Ask::get("/nowhere")).await.refuses(404, "no-route");
    desk.ask(Ask::get("/documents/00000000-0000-7000-8000-000000000000")).await.refuses(404, "not-found");
    let method = desk.ask(Ask::new("DELETE", "/documents")).await;
    method.refuses(405, "no-method");
    assert!(method.header("allow").contains("GET") && method.header("allow").contains("POST"));
    let id = desk.drafted().await;
    let picture = Ask::get(&format!("/documents/{id}/preview")).header("accept", "image/webp");
    desk.ask(picture).await.refuses(406, "not-acceptable");
    let early = desk.ask(Ask::get(&format!("/documents/{id}/pdf"))).await;
    assert_eq!(early.status, 409, "a draft has no files yet: {}", early.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_must_name_the_version_it_changes() {
    let desk = Desk::open().await;
    let id = desk.drafted().await;
    let put = || Ask::new("PUT", &format!("/documents/{id}")).json(&draft());
    desk.ask(put()).await.refuses(428, "no-version");
    let first = desk.ask(Ask::get(&format!("/documents/{id}"))).await.header("etag").to_owned();
    assert_eq!(desk.ask(put().header("if-match", &first)).await.status, 200);
    let stale = desk.ask(put().header("if-match", &first)).await;
    stale.refuses(412, "stale");
    let now = stale.header("etag").to_owned();
    assert_ne!(now, first);
    desk.ask(put().header("if-match", "\"other\"")).await.refuses(412, "stale");
    let known = desk.ask(Ask::get(&format!("/documents/{id}")).header("if-none-match", &now)).await;
    assert_eq!((known.status.as_u16(), known.body.len(), known.header("etag")), (304, 0, now.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_desk_serves_its_own_machine_alone() {
    let desk = Desk::open().await;
    let list = || Ask::get("/documents");
    assert_eq!(desk.ask(list()).await.status, 200);
    for host in ["vanthu.example", "10.0.0.5:8080", ""] {
        desk.ask(list().header("host", host)).await.refuses(401, "not-local");
    }
    let post = || Ask::post("/documents").json(&draft());
    desk.ask(post().header("origin", "http://evil.example")).await.refuses(401, "not-local");
    desk.ask(post().header("origin", "http://localhost:9999")).await.refuses(401, "not-local");
    desk.ask(post().header("sec-fetch-site", "cross-site")).await.refuses(401, "not-local");
    assert_eq!(desk.ask(post().header("origin", "http://localhost:8080")).await.status, 201);
    let wrong = desk.ask(list().key("made.up")).await;
    wrong.refuses(401, "unauthenticated");
    assert!(wrong.header("www-authenticate").starts_with("Bearer"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_desk_serves_keys_by_their_roles() {
    let desk = Desk::open().await;
    let id = desk.drafted().await;
    desk.found("co-quan-khac").await;
    let auditor = desk.key(Role::Auditor).await;
    let drafter = desk.key(Role::Drafter).await;
    let stranger = desk.key_of(vec![Grant { organ: "co-quan-khac".to_owned(), role: Role::Admin }]).await;
    desk.ask(Ask::get("/documents")).await.refuses(401, "unauthenticated");
    let cookie = Ask::get("/documents").header("cookie", "session=x");
    desk.ask(cookie).await.refuses(401, "unauthenticated");
    assert_eq!(desk.ask(Ask::get(&format!("/documents/{id}")).key(&auditor)).await.status, 200);
    desk.ask(Ask::post("/documents").json(&draft()).key(&auditor)).await.refuses(403, "forbidden");
    desk.ask(Ask::post(&format!("/documents/{id}/issue")).key(&drafter)).await.refuses(403, "forbidden");
    for path in ["", "/pdf", "/preview"] {
        let foreign = desk.ask(Ask::get(&format!("/documents/{id}{path}")).key(&stranger)).await;
        foreign.refuses(404, "not-found");
    }
    let listed = desk.ask(Ask::get("/documents").key(&stranger)).await;
    assert_eq!(listed.json()["documents"], json!([]));
    let open = desk.ask(Ask::get("/openapi.json").header("host", "vanthu.example")).await;
    assert_eq!(open.status, 200, "the description is no secret");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let desk = Desk::limited(6).await;
    let (first, second) = (desk.key(Role::Auditor).await, desk.key(Role::Auditor).await);
    assert_eq!(desk.ask(Ask::get("/documents").key(&first)).await.status, 200);
    let refused = desk.ask(Ask::get("/documents").key(&first)).await;
    refused.refuses(429, "too-many");
    assert!(refused.header("retry-after").parse::<u32>().unwrap() >= 1);
    assert_eq!(desk.ask(Ask::get("/documents").key(&second)).await.status, 200, "another key is not meant");
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_told_to_all_and_figures_to_those_who_audit() {
    let desk = Desk::open().await;
    assert_eq!(desk.ask(Ask::at("GET", "/healthz")).await.status, 200);
    assert_eq!(desk.ask(Ask::at("GET", "/readyz")).await.status, 200);
    let id = desk.issued().await;
    let figures = desk.ask(Ask::at("GET", "/metrics")).await.text();
    assert!(figures.contains("vanthu_numbers 1\n"), "{figures}");
    assert!(figures.contains("route=\"/api/v1/documents\",method=\"POST\",status=\"201\""), "{figures}");
    assert!(!figures.contains(&id), "no label names a document: {figures}");
    let local = desk.key(Role::Auditor).await;
    let auditor = desk.key_of(vec![Grant { organ: "*".to_owned(), role: Role::Auditor }]).await;
    assert_eq!(desk.ask(Ask::at("GET", "/metrics")).await.status, 401);
    assert_eq!(desk.ask(Ask::at("GET", "/metrics").key(&local)).await.status, 403, "of one organ alone");
    assert_eq!(desk.ask(Ask::at("GET", "/metrics").key(&auditor)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn parked_documents_and_the_age_of_the_oldest_stand_in_metrics_and_readiness() {
    const PARK: &str = "update document set state = 'issuing', attempts = 8, attempt_engine = engine, \
         updated_at = '2024-02-23T00:00:00.000Z' where id = $1";
    let desk = Desk::open().await;
    let id = desk.issued().await;
    assert_eq!(desk.service.store().execute(PARK, vec![id.as_str().into()]).await.unwrap(), 1);
    let ready = desk.ask(Ask::at("GET", "/readyz")).await;
    assert_eq!(ready.status, 200, "numbers can be given all the same");
    let said = ready.text();
    assert!(said.starts_with("ready\nissuing: 1\nissuing parked: 1\nissuing oldest: 72"), "{said}");
    let figures = desk.ask(Ask::at("GET", "/metrics")).await.text();
    for line in ["vanthu_issuing 1\n", "vanthu_issuing_parked 1\n", "vanthu_issuing_oldest_seconds 72"] {
        assert!(figures.contains(line), "{line}: {figures}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_its_database_says_so_and_no_more() {
    let desk = Desk::open().await;
    desk.service.store().close().await;
    let gone = desk.ask(Ask::at("GET", "/readyz")).await;
    gone.refuses(503, "unavailable");
    assert!(!gone.text().contains("pool") && !gone.header("retry-after").is_empty(), "{}", gone.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_its_id_and_its_guards() {
    let desk = Desk::open().await;
    let named = desk.ask(Ask::get("/documents").header("x-request-id", "job-7.1")).await;
    assert_eq!(named.header("x-request-id"), "job-7.1");
    let odd = desk.ask(Ask::get("/documents").header("x-request-id", "a b<script>")).await;
    assert_eq!(odd.header("x-request-id").len(), 36);
    for answer in [named, odd, desk.ask(Ask::get("/nowhere")).await] {
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("content-security-policy").contains("default-src 'none'"));
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}
