//! The whole service in this process, on a database and blobs of its own in a passing folder.

use crate::fixed_runtime::fixed_runtime;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::Value;
use std::path::PathBuf;
use tower::ServiceExt as _;
use vanthu::access::{Grant, NewKey, Role};
use vanthu::http::{App, router};
use vanthu::office::TemplateFolder;
use vanthu::service::{Service, Settings};
use vanthu::store::BlobSettings;

/// The day on which the fourth paper was issued.
const DAY: &str = "2024-02-23T02:00:00Z";

/// The service, ready to be asked.
pub(crate) struct Bench {
    pub(crate) service: Service,
    pub(crate) router: Router,
    folder: PathBuf,
}

impl Bench {
    /// A new one; `name` keeps those of one process apart.
    pub(crate) async fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("vanthu-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let place = folder.display();
        let blobs = BlobSettings { place: format!("{place}/blobs"), s3: Vec::new() };
        let settings =
            Settings { database: format!("sqlite://{place}/vanthu.db"), blobs, workers: 2, queue: 100 };
        let service = Service::open(&settings, TemplateFolder::open(None).unwrap(), fixed_runtime(DAY, 1))
            .await
            .unwrap();
        let router = router(App::new(service.clone(), 0));
        Self { service, router, folder }
    }

    /// A key with a role in an organ.
    pub(crate) async fn key(&self, organ: &str, role: Role) -> String {
        let grants = vec![Grant { organ: organ.to_owned(), role }];
        let new = NewKey { name: format!("{organ} {}", role.name()), grants, expires: None };
        self.service.access().create_key(new).await.unwrap().1
    }

    /// Sends a request; status, body and the head's lines.
    pub(crate) async fn ask(&self, request: Request<Body>) -> (u16, Value, axum::http::HeaderMap) {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = answer.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        (head.status.as_u16(), serde_json::from_slice(&bytes).unwrap_or(Value::Null), head.headers)
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
