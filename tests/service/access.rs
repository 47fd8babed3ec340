//! Every route of the API, for every role, in its own organ and in another's.
//!
//! The table [`ROUTES`] says which right each route takes. It must name exactly the routes of the description, so that a
//! new route cannot be forgotten here.

use crate::service::Bench;
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use vanthu::access::{Right, Role};

const OWN: &str = "ldld-lai-chau";
const FOREIGN: &str = "to-chuc-khac";

/// What a route takes.
#[derive(Clone, Copy)]
enum Takes {
    /// No credential.
    Nothing,
    /// Any credential: it shows nothing of an organ.
    Credential,
    /// A right in the organ that it names, or that its document belongs to.
    In(Right),
    /// A list of what a right lets one see, in the caller's own organs.
    ListedFor(Right),
    /// A list: it shows what the caller may see, and nothing else.
    Listed,
}

use Takes::{Credential, In, Listed, ListedFor, Nothing};

const ROUTES: &[(&str, &str, Takes)] = &[
    ("get", "/", Nothing),
    ("get", "/openapi.json", Nothing),
    ("get", "/documents", Listed),
    ("post", "/documents", In(Right::Draft)),
    ("post", "/documents/record", In(Right::Record)),
    ("get", "/documents/{id}", In(Right::Read)),
    ("put", "/documents/{id}", In(Right::Draft)),
    ("post", "/documents/{id}/check", In(Right::Read)),
    ("get", "/documents/{id}/preview", In(Right::Read)),
    ("post", "/documents/{id}/preview", In(Right::Read)),
    ("post", "/documents/{id}/issue", In(Right::Number)),
    ("post", "/documents/{id}/cancel", In(Right::Number)),
    ("post", "/documents/{id}/replace", In(Right::Number)),
    ("get", "/documents/{id}/{file}", In(Right::Read)),
    ("post", "/render", In(Right::Read)),
    ("post", "/check", In(Right::Read)),
    ("get", "/checks", Credential),
    ("get", "/checks/{id}", Credential),
    ("get", "/templates", Credential),
    ("get", "/templates/{type}", Credential),
    ("get", "/templates/{type}/{content}", Credential),
    ("post", "/batches", In(Right::Draft)),
    ("get", "/jobs/{id}", In(Right::Read)),
    ("post", "/jobs/{id}/resume", In(Right::Draft)),
    ("get", "/assets", In(Right::Read)),
    ("post", "/assets", In(Right::Govern)),
    ("get", "/assets/{organ}/{id}", In(Right::Number)),
    ("delete", "/assets/{organ}/{id}", In(Right::Govern)),
    ("get", "/organs", Listed),
    ("get", "/organs/{id}", In(Right::Read)),
    ("put", "/organs/{id}", In(Right::Govern)),
    ("get", "/organs/{id}/series", In(Right::Read)),
    ("put", "/organs/{id}/series", In(Right::Govern)),
    ("get", "/register/{organ}/{year}", In(Right::Audit)),
    ("get", "/register/{organ}/verify", In(Right::Audit)),
    ("post", "/register/{organ}/reservations", In(Right::Number)),
    ("post", "/register/{organ}/void", In(Right::Number)),
    ("post", "/register/{organ}/close", In(Right::Number)),
    ("post", "/register/{organ}/reopen", In(Right::Govern)),
    ("get", "/webhooks", ListedFor(Right::Govern)),
    ("get", "/webhooks/deliveries", ListedFor(Right::Audit)),
    ("post", "/webhooks/deliveries/{id}/resume", In(Right::Govern)),
];

/// What stands in an organ to be asked for.
struct Things {
    organ: &'static str,
    /// A draft that nobody changes.
    draft: String,
    issued: String,
    job: String,
    /// A delivery that was parked.
    delivery: String,
    asset: String,
    profile: Value,
    number: i64,
}

fn draft(organ: &str) -> Value {
    let text = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/service/004-kh.json"),
    );
    let mut draft: Value = serde_json::from_str(&text.unwrap()).unwrap();
    draft["organ"] = organ.into();
    draft
}

fn json_request(method: &str, path: &str, key: Option<&str>, body: Option<&Value>) -> Request<Body> {
    let mut request = Request::builder().method(method.to_uppercase().as_str()).uri(format!("/api/v1{path}"));
    request = request.header("host", "127.0.0.1");
    if let Some(key) = key {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    match body {
        None => request.body(Body::empty()).unwrap(),
        Some(body) => {
            request.header("content-type", "application/json").body(Body::from(body.to_string())).unwrap()
        }
    }
}

fn asset_request(organ: &str, key: Option<&str>) -> Request<Body> {
    let seal = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/images");
    let image = std::fs::read_dir(seal)
        .unwrap()
        .map(|e| e.unwrap().path())
        .find(|p| p.extension().is_some_and(|e| e == "png"));
    let part = |name: &str, text: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let words = [part("organ", organ), part("kind", "seal"), part("name", "Dấu")].concat();
    let file = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"dau.png\"\r\nContent-Type: image/png\r\n\r\n";
    let body = [words.as_bytes(), file.as_bytes(), &std::fs::read(image.unwrap()).unwrap(), b"\r\n--b--\r\n"]
        .concat();
    let mut request = Request::builder().method("POST").uri("/api/v1/assets").header("host", "127.0.0.1");
    if let Some(key) = key {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    request.header("content-type", "multipart/form-data; boundary=b").body(Body::from(body)).unwrap()
}

/// What a draft holds that not everybody may have made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// Words.
    Text,
    /// A seal that the organ keeps, by its digest.
    Seal,
    /// A number that the register did not give.
    Number,
    /// The same on an old paper, reproduced.
    OldNumber,
}

impl Holds {
    const ALL: [Self; 4] = [Self::Text, Self::Seal, Self::Number, Self::OldNumber];

    fn draft(self, things: &Things) -> Value {
        let mut draft = draft(things.organ);
        // So that the signature stands on the first page.
        draft["body"] = "Văn phòng chủ trì thực hiện.".into();
        match self {
            Self::Text => {}
            Self::Seal => draft["signers"][0]["seal_image"] = things.asset.clone().into(),
            Self::Number | Self::OldNumber => draft["code_number"] = "39".into(),
        }
        if self == Self::OldNumber {
            draft["mode"] = "faithful".into();
        }
        draft
    }

    /// Whether pages and files of it are made for a role.
    fn is_made_for(self, role: Role) -> bool {
        match self {
            Self::Text | Self::Seal => true,
            Self::Number => role.may(Right::Number),
            Self::OldNumber => role.may(Right::Number) || role.may(Right::Record),
        }
    }
}

/// Makes the things of an organ, as its administrator.
async fn furnish(bench: &Bench, organ: &'static str, key: &str) -> Things {
    let post = async |path: &str, body: Value| {
        let (status, answer, _) = bench.ask(json_request("post", path, Some(key), Some(&body))).await;
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    };
    let id = |answer: &Value| answer["id"].as_str().unwrap().to_owned();
    let kept = id(&post("/documents", draft(organ)).await);
    let issued = id(&post("/documents?issue=true", draft(organ)).await);
    let job = id(&post("/batches", json!({"organ": organ, "drafts": [draft(organ)]})).await);
    let reserving = json!({"series": "ke-hoach", "count": 1, "holder": "Văn phòng"});
    let numbers = post(&format!("/register/{organ}/reservations"), reserving).await;
    let (status, asset, _) = bench.ask(asset_request(organ, Some(key))).await;
    assert_eq!(status, 201, "{asset}");
    let (_, profile, _) = bench.ask(json_request("get", &format!("/organs/{organ}"), Some(key), None)).await;
    let number = numbers["numbers"][0]["n"].as_i64().unwrap();
    let delivery = parked_delivery(bench, organ).await;
    Things { organ, draft: kept, issued, job, delivery, asset: id(&asset), profile, number }
}

/// A delivery of an event of an organ that nobody tries any more.
async fn parked_delivery(bench: &Bench, organ: &str) -> String {
    let store = bench.service.store();
    let target = "insert into webhook (id, organ, url, secret, kinds, private, active, created_at) \
         values ('to-' || $1, $1, 'http://10.0.0.5/', 's', '[]', 1, 1, '')";
    store.execute(target, vec![organ.into()]).await.unwrap();
    let delivery = "insert into delivery (id, event, webhook, state, attempts, run_at, updated_at) \
         select 'parked-' || $1, min(id), 'to-' || $1, 'parked', 12, '', '' from event where organ = $1";
    store.execute(delivery, vec![organ.into()]).await.unwrap();
    format!("parked-{organ}")
}

/// A request for a route on the things of an organ, such that only the caller's rights can be in its way.
fn request(method: &str, path: &str, things: &Things, key: Option<&str>) -> Request<Body> {
    let organ = things.organ;
    if (method, path) == ("post", "/assets") {
        return asset_request(organ, key);
    }
    let id = match path {
        p if p.starts_with("/organs") => organ,
        p if p.starts_with("/jobs") => &things.job,
        p if p.starts_with("/webhooks/deliveries") => &things.delivery,
        p if p.starts_with("/assets") => &things.asset,
        p if p.starts_with("/checks") => "REC-02",
        "/documents/{id}/{file}" | "/documents/{id}/cancel" | "/documents/{id}/replace" => &things.issued,
        _ => &things.draft,
    };
    let mut filled = path.replace("{id}", id).replace("{organ}", organ).replace("{year}", "2024");
    filled = filled.replace("{file}", "package").replace("{type}", "bao-cao").replace("{content}", "thang");
    if (method, path) == ("get", "/assets") {
        filled = format!("{filled}?organ={organ}");
    }
    let body = match (method, path) {
        ("post", "/documents" | "/render" | "/check") | ("put", "/documents/{id}") => Some(draft(organ)),
        ("post", "/documents/record") => {
            let mut paper = draft(organ);
            paper["code_number"] = "7".into();
            paper["issued_date"] = "2023-05-17".into();
            Some(paper)
        }
        ("post", "/documents/{id}/issue") => Some(json!({"dry_run": true})),
        ("post", "/documents/{id}/cancel") => Some(json!({"reason": "Sai nội dung"})),
        ("post", "/documents/{id}/replace") => Some(json!({"reason": "Sai nội dung", "draft": draft(organ)})),
        ("post", "/batches") => Some(json!({"organ": organ, "drafts": [draft(organ)]})),
        ("post", "/register/{organ}/reservations") => {
            Some(json!({"series": "ke-hoach", "count": 1, "holder": "Văn phòng"}))
        }
        ("post", "/register/{organ}/void") => {
            Some(json!({"series": "ke-hoach", "period": "2024", "n": things.number, "reason": "Không dùng"}))
        }
        ("post", "/register/{organ}/close") => Some(json!({"year": 2023})),
        ("post", "/register/{organ}/reopen") => Some(json!({"year": 2023, "reason": "Sót một văn bản"})),
        ("put", "/organs/{id}") => Some(json!({ "versions": things.profile["versions"] })),
        ("put", "/organs/{id}/series") => Some(json!({"series": []})),
        ("post", _) => Some(json!({})),
        _ => None,
    };
    let mut request = json_request(method, &filled, key, body.as_ref());
    if method == "put" {
        // A version that is never right: whoever may change it is told so, whoever may not is told that.
        request.headers_mut().insert("if-match", "\"99999\"".parse().unwrap());
    }
    request
}

/// Whether an answer shows that the caller's rights sufficed.
fn let_in(status: u16) -> bool {
    assert!(status < 500, "{status}");
    !matches!(status, 401 | 403 | 404)
}

async fn bench() -> (Bench, Things, Things) {
    static BENCHES: AtomicUsize = AtomicUsize::new(0);
    let bench = Bench::new(&format!("access-{}", BENCHES.fetch_add(1, Ordering::Relaxed))).await;
    let everywhere = bench.key("*", Role::Admin).await;
    let path = format!("/organs/{OWN}");
    let (_, own, _) = bench.ask(json_request("get", &path, Some(&everywhere), None)).await;
    let text = own.to_string().replace(OWN, FOREIGN);
    let profile: Value = serde_json::from_str(&text).unwrap();
    let profile = json!({ "versions": profile["versions"] });
    let path = format!("/organs/{FOREIGN}");
    let mut new = json_request("put", &path, Some(&everywhere), Some(&profile));
    new.headers_mut().insert("if-none-match", "*".parse().unwrap());
    let (status, answer, _) = bench.ask(new).await;
    assert!((200..300).contains(&status), "{status} {answer}");
    let own = furnish(&bench, OWN, &everywhere).await;
    let foreign = furnish(&bench, FOREIGN, &everywhere).await;
    (bench, own, foreign)
}

#[tokio::test]
async fn every_route_is_in_the_table() {
    let bench = Bench::new("access-table").await;
    let (_, description, _) = bench.ask(json_request("get", "/openapi.json", None, None)).await;
    let mut described = BTreeSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys().filter(|m| *m != "parameters") {
            let path = path.trim_start_matches("/api/v1").trim_end_matches('/');
            described
                .insert((method.clone(), if path.is_empty() { "/".to_owned() } else { path.to_owned() }));
        }
    }
    let tabled: BTreeSet<_> = ROUTES.iter().map(|(m, p, _)| ((*m).to_owned(), (*p).to_owned())).collect();
    assert_eq!(described, tabled);
}

#[tokio::test]
async fn every_role_may_do_what_its_rights_say_in_its_own_organ_and_nothing_in_another() {
    let (bench, own, foreign) = bench().await;
    let mut wrong = Vec::new();
    for role in Role::ALL {
        let key = bench.key(OWN, role).await;
        for (method, path, takes) in ROUTES {
            let (here, answer, _) = bench.ask(request(method, path, &own, Some(&key))).await;
            let (there, elsewhere, _) = bench.ask(request(method, path, &foreign, Some(&key))).await;
            let (may_here, may_there) = match takes {
                In(Right::Record) => (role.may(Right::Record) || role.may(Right::Number), false),
                In(right) => (role.may(*right), false),
                ListedFor(right) => (role.may(*right), role.may(*right)),
                Nothing | Credential | Listed => (true, true),
            };
            if let_in(here) != may_here {
                wrong.push(format!("{} {method} {path} in its own organ: {here} {answer:.200}", role.name()));
            }
            if let_in(there) != may_there {
                wrong.push(format!("{} {method} {path} elsewhere: {there} {elsewhere:.200}", role.name()));
            }
            if !may_there && matches!(takes, In(_)) && there != 404 {
                wrong
                    .push(format!("{} {method} {path} elsewhere must not be known of: {there}", role.name()));
            }
            if matches!(takes, Listed | ListedFor(_)) && answer.to_string().contains(FOREIGN) {
                wrong.push(format!("{} {method} {path} shows what is another organ's", role.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn without_a_credential_nothing_is_shown_once_there_is_a_key() {
    let (bench, own, _) = bench().await;
    for (method, path, takes) in ROUTES {
        for key in [None, Some("x.y"), Some("")] {
            let (status, answer, _) = bench.ask(request(method, path, &own, key)).await;
            match takes {
                Nothing => assert!(let_in(status), "{method} {path}: {status}"),
                _ => assert_eq!(status, 401, "{method} {path}: {answer}"),
            }
        }
    }
}

#[tokio::test]
async fn a_draft_cannot_be_moved_into_an_organ_its_author_may_not_write_in() {
    let (bench, own, foreign) = bench().await;
    let key = bench.key(OWN, Role::Clerk).await;
    let path = format!("/documents/{}", own.draft);
    let mut moved = json_request("put", &path, Some(&key), Some(&draft(FOREIGN)));
    moved.headers_mut().insert("if-match", "\"1\"".parse().unwrap());
    let (status, answer, _) = bench.ask(moved).await;
    assert!(matches!(status, 403 | 404 | 409 | 422), "{status} {answer}");
    // Nor may an image of another organ be borrowed.
    let mut borrowed = draft(OWN);
    borrowed["signers"][0]["seal_image"] = foreign.asset.clone().into();
    let owner = bench.key(OWN, Role::Drafter).await;
    let request = json_request("post", "/render", Some(&owner), Some(&borrowed));
    let (status, answer, _) = bench.ask(request).await;
    assert_eq!(status, 200, "the same image is kept for both organs: {answer}");
}

/// The status and the bytes of an answer.
async fn raw(bench: &Bench, request: Request<Body>) -> (u16, Vec<u8>) {
    let answer = tower::ServiceExt::oneshot(bench.router.clone(), request).await.unwrap();
    let status = answer.status().as_u16();
    (status, axum::body::to_bytes(answer.into_body(), 64 << 20).await.unwrap().to_vec())
}

/// Whether a file or a page shows an image.
fn shows_an_image(bytes: &[u8]) -> bool {
    let has = |words: &[u8]| bytes.windows(words.len()).any(|window| window == words);
    has(b"data/images/") || has(b"<image") || has(b"word/media/")
}

#[tokio::test]
async fn what_a_draft_holds_is_made_and_shown_by_role_and_organ() {
    let (bench, own, foreign) = bench().await;
    let everywhere = bench.key("*", Role::Admin).await;
    let mut wrong = Vec::new();
    for holds in Holds::ALL {
        let mut kept = Vec::new();
        for things in [&own, &foreign] {
            let body = holds.draft(things);
            let request = json_request("post", "/documents", Some(&everywhere), Some(&body));
            let (status, document, _) = bench.ask(request).await;
            assert_eq!(status, 201, "{document}");
            kept.push(document["id"].as_str().unwrap().to_owned());
        }
        for role in Role::ALL {
            let key = bench.key(OWN, role).await;
            for (at, things) in [&own, &foreign].into_iter().enumerate() {
                let (elsewhere, made) = (at == 1, holds.is_made_for(role));
                let seen = holds == Holds::Seal && role.may(Right::Number);
                let preview = format!("/documents/{}/preview", kept[at]);
                let body = holds.draft(things);
                for (method, path, accept) in [
                    ("post", "/render", "application/zip"),
                    (
                        "post",
                        "/render",
                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                    ),
                    ("get", preview.as_str(), "image/svg+xml"),
                    ("post", preview.as_str(), "image/svg+xml"),
                ] {
                    let body = (path == "/render").then_some(&body);
                    let mut request = json_request(method, path, Some(&key), body);
                    request.headers_mut().insert("accept", accept.parse().unwrap());
                    let (status, bytes) = raw(&bench, request).await;
                    let expected = match (elsewhere, made) {
                        (true, _) => 404,
                        (false, true) => 200,
                        (false, false) => 422,
                    };
                    let shown = shows_an_image(&bytes);
                    if status != expected || shown != (seen && !elsewhere) {
                        let name = role.name();
                        wrong.push(format!("{name} {method} {path} {holds:?} {at}: {status}, image {shown}"));
                    }
                }
                let check = format!("/documents/{}/check", kept[at]);
                for (path, body) in [("/check", Some(&body)), (check.as_str(), None)] {
                    let (status, found, _) = bench.ask(json_request("post", path, Some(&key), body)).await;
                    let told = found.to_string().contains("number-not-given");
                    if status != if elsewhere { 404 } else { 200 } || told == (made || elsewhere) {
                        wrong.push(format!("{} {path} {holds:?} {at}: {status} {told}", role.name()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
