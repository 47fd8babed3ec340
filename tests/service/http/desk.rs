//! A service with a store of its own, asked without a socket.

use crate::fixed_runtime::fixed_runtime;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use tower::ServiceExt as _;
use vanthu::access::{Grant, NewKey, Role};
use vanthu::config::{Environment, StorageLocations};
use vanthu::http::{App, router};
use vanthu::office::TemplateFolder;
use vanthu::service::Service;

/// The organ of the samples.
pub(crate) const ORGAN: &str = "ldld-lai-chau";
/// The day on which the fourth paper was issued.
const DAY: &str = "2024-02-23T02:00:00Z";

/// A name no other desk has.
fn unique() -> String {
    static DESKS: AtomicU64 = AtomicU64::new(0);
    format!("desk-{}-{}", std::process::id(), DESKS.fetch_add(1, Ordering::SeqCst))
}

/// A service on an empty store.
pub(crate) struct Desk {
    pub(crate) service: Service,
    pub(crate) router: Router,
    pub(crate) folder: PathBuf,
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Desk {
    pub(crate) async fn open() -> Self {
        Self::limited(0).await
    }

    /// A desk at which each key may ask so often a minute.
    pub(crate) async fn limited(per_minute: u32) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("http").join(unique());
        std::fs::create_dir_all(&folder).unwrap();
        let places = StorageLocations { data: Some(folder.clone()), ..StorageLocations::default() };
        let settings = Environment::default().settings(&places, 2, 64);
        let service =
            Service::open(&settings, TemplateFolder::Embedded, fixed_runtime(DAY, 1)).await.unwrap();
        Self { router: router(App::new(service.clone(), per_minute)), service, folder }
    }

    /// A key with a role in the organ of the samples; the first one closes the desk to all without.
    pub(crate) async fn key(&self, role: Role) -> String {
        let grants = vec![Grant { organ: ORGAN.to_owned(), role }];
        self.key_of(grants).await
    }

    pub(crate) async fn key_of(&self, grants: Vec<Grant>) -> String {
        let key = NewKey { name: "test".to_owned(), grants, expires: None };
        self.service.access().create_key(key).await.unwrap().1
    }

    /// Makes another organ, with the profile of the samples' one, while the desk is open.
    pub(crate) async fn found(&self, id: &str) {
        let mut profile = self.ask(Ask::get(&format!("/organs/{ORGAN}"))).await.json();
        for version in profile["versions"].as_array_mut().unwrap() {
            version["id"] = id.into();
        }
        let put = Ask::new("PUT", &format!("/organs/{id}")).header("if-none-match", "*");
        let made = self.ask(put.json(&serde_json::json!({ "versions": profile["versions"] }))).await;
        assert_eq!(made.status, 200, "{}", made.text());
    }

    /// Another process on the same store.
    pub(crate) async fn again(&self) -> Router {
        let places = StorageLocations { data: Some(self.folder.clone()), ..StorageLocations::default() };
        let settings = Environment::default().settings(&places, 2, 64);
        let service =
            Service::open(&settings, TemplateFolder::Embedded, fixed_runtime(DAY, 2)).await.unwrap();
        router(App::new(service, 0))
    }

    pub(crate) async fn ask(&self, ask: Ask) -> Answer {
        send(&self.router, ask).await
    }

    /// A new draft of the fourth paper; its id.
    pub(crate) async fn drafted(&self) -> String {
        let made = self.ask(Ask::post("/documents").json(&draft())).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["id"].as_str().unwrap().to_owned()
    }

    /// The fourth paper, issued; its id.
    pub(crate) async fn issued(&self) -> String {
        let made = self.ask(Ask::post("/documents?issue=true").json(&draft())).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["id"].as_str().unwrap().to_owned()
    }
}

/// Sends a request and takes the whole answer.
pub(crate) async fn send(router: &Router, ask: Ask) -> Answer {
    let response = router.clone().oneshot(ask.request()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// A draft of the fourth paper without number and date.
pub(crate) fn draft() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/service/004-kh.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A request in the making.
pub(crate) struct Ask {
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Ask {
    /// A request to the API, from the machine itself.
    pub(crate) fn new(method: &'static str, path: &str) -> Self {
        Self::at(method, &format!("/api/v1{path}"))
    }

    pub(crate) fn at(method: &'static str, path: &str) -> Self {
        let headers = vec![("host".to_owned(), "localhost:8080".to_owned())];
        Self { method, path: path.to_owned(), headers, body: Vec::new() }
    }

    pub(crate) fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    pub(crate) fn post(path: &str) -> Self {
        Self::new("POST", path)
    }

    /// The same with a header in place of any of its name.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn key(self, key: &str) -> Self {
        self.header("authorization", &format!("Bearer {key}"))
    }

    pub(crate) fn once(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    pub(crate) fn json(self, value: &Value) -> Self {
        self.body("application/json", value.to_string().as_bytes())
    }

    pub(crate) fn body(self, kind: &str, bytes: &[u8]) -> Self {
        Self { body: bytes.to_vec(), ..self.header("content-type", kind) }
    }

    fn request(self) -> Request<Body> {
        let start = Request::builder().method(self.method).uri(self.path);
        let named = self.headers.iter().fold(start, |request, (n, v)| request.header(n, v));
        named.body(Body::from(self.body)).unwrap()
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Asserts that it is a problem of this status and code, whole in every member.
    #[track_caller]
    pub(crate) fn refuses(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header(header::CONTENT_TYPE.as_str()), "application/problem+json", "{}", self.text());
        let problem = self.json();
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["type"], format!("/api/v1/problems/{code}"));
        assert_eq!(problem["status"], status);
        assert_eq!(problem["request_id"], self.header("x-request-id"));
        assert!(problem["title"].as_str().is_some_and(|t| !t.is_empty()));
        assert!(problem["detail"].as_str().is_some_and(|t| !t.is_empty()));
        assert!(problem["problems"].is_array());
        problem
    }
}
