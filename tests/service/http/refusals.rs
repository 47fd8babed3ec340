//! Every refusal is a problem with its status, its code and what to do.

use crate::http::desk::{Ask, Desk, ORGAN, draft};
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

/// The place of a problem is a field of the request, whatever the parts inside call it.
#[tokio::test(flavor = "multi_thread")]
async fn a_place_in_a_problem_is_one_that_the_request_has() {
    let desk = Desk::open().await;
    let first = |problem: &Value| {
        let problem = &problem["problems"][0];
        (problem["at"].as_str().unwrap().to_owned(), problem["code"].as_str().unwrap().to_owned())
    };
    let said = |at: &str, code: &str| (at.to_owned(), code.to_owned());
    let id = desk.drafted().await;
    let issue = |body: Value| desk.ask(Ask::post(&format!("/documents/{id}/issue")).json(&body));
    for (body, at, code) in [
        (json!({"issued_date": "2999-01-01"}), "issued_date", "future-date"),
        (json!({"reserved_number": 7}), "reserved_number", "number-not-reserved"),
        (json!({"behind_number": 7}), "behind_number", "suffix-not-permitted"),
    ] {
        let refused = issue(body).await.refuses(422, "rejected");
        assert_eq!(first(&refused), said(at, code), "{refused}");
    }
    let mut later = draft();
    later["issued_date"] = "2999-01-01".into();
    let refused = desk.ask(Ask::post("/documents?issue=true").json(&later)).await.refuses(422, "rejected");
    let places: Vec<_> = refused["problems"].as_array().unwrap().iter().map(|p| p["at"].clone()).collect();
    assert!(places.contains(&json!("issued_date")) && !places.contains(&json!("date")), "{refused}");

    let issued = desk.issued().await;
    let replace = |draft: Value| {
        let body = json!({"reason": "Sai", "draft": draft});
        desk.ask(Ask::post(&format!("/documents/{issued}/replace")).json(&body))
    };
    let refused = replace(json!({"type": "ke-hoach"})).await.refuses(422, "rejected");
    assert_eq!(first(&refused), said("draft.organ", "missing"), "{refused}");
    let mut long = draft();
    long["external_id"] = "x".repeat(1_000).into();
    let refused = replace(long).await.refuses(422, "rejected");
    assert_eq!(first(&refused), said("draft.external_id", "too-long"), "{refused}");
    let body = json!({"reason": " ", "draft": draft()});
    let refused = desk.ask(Ask::post(&format!("/documents/{issued}/replace")).json(&body)).await;
    assert_eq!(first(&refused.refuses(422, "rejected")), said("reason", "missing"));

    let form = |parts: &[(&str, &str)]| {
        let part = |(head, body): &(&str, &str)| {
            format!("--x\r\ncontent-disposition: form-data; {head}\r\n\r\n{body}\r\n")
        };
        let body: String = parts.iter().map(part).chain(["--x--\r\n".to_owned()]).collect();
        move |path: &str| Ask::post(path).body("multipart/form-data; boundary=x", body.as_bytes())
    };
    let asset = form(&[
        ("name=\"organ\"", ORGAN),
        ("name=\"kind\"", "seal"),
        ("name=\"name\"", "Dấu"),
        ("name=\"file\"; filename=\"dau.png\"", "no image"),
    ]);
    let refused = desk.ask(asset("/assets")).await.refuses(422, "rejected");
    assert_eq!(refused["problems"][0]["at"], "file", "{refused}");
    let text = draft().to_string();
    let unused = form(&[("name=\"draft\"", &text), ("name=\"image\"; filename=\"thua.png\"", "no image")]);
    let refused = desk.ask(unused("/documents")).await.refuses(422, "rejected");
    assert_eq!(first(&refused), said("image", "unused-image"), "{refused}");
}

/// A target's address is for those who may read targets.
#[tokio::test(flavor = "multi_thread")]
async fn deliveries_hide_their_targets_from_who_may_not_read_targets() {
    let desk = Desk::open().await;
    let webhooks =
        vanthu::outbox::Webhooks::new(desk.service.store().clone(), desk.service.runtime().clone());
    for (organ, url) in [(Some(ORGAN.to_owned()), "https://one.example/x"), (None, "https://all.example/x")] {
        let new = vanthu::outbox::NewWebhook { organ, url: url.to_owned(), ..Default::default() };
        webhooks.add(new).await.unwrap();
    }
    let issued = desk.issued().await;
    let fan_out = "insert into delivery (id, event, webhook, state, attempts, run_at, updated_at) \
         select 'd-' || w.id, e.id, w.id, 'waiting', 0, e.at, e.at from event e cross join webhook w where e.document = $1";
    let fan_out = desk.service.store().execute(fan_out, vec![issued.as_str().into()]).await.unwrap();
    assert_eq!(fan_out % 2, 0);
    let everywhere = |role| vec![Grant { organ: "*".to_owned(), role }];
    let seen = async |key: String| {
        let page = desk.ask(Ask::get("/webhooks/deliveries").key(&key)).await.json();
        let deliveries = page["deliveries"].as_array().unwrap().clone();
        assert!(!deliveries.is_empty(), "{page}");
        let mut seen: Vec<String> =
            deliveries.iter().filter_map(|d| Some(d["url"].as_str()?.to_owned())).collect();
        seen.sort();
        seen.dedup();
        seen
    };
    assert_eq!(
        seen(desk.key_of(everywhere(Role::Admin)).await).await,
        ["https://all.example/x", "https://one.example/x"]
    );
    assert_eq!(seen(desk.key(Role::Admin).await).await, ["https://one.example/x"], "as the list of targets");
    for hidden in [desk.key_of(everywhere(Role::Auditor)).await, desk.key(Role::Clerk).await] {
        assert_eq!(seen(hidden).await, Vec::<String>::new());
    }
}
