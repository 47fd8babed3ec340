//! The whole service in this process, on a database and blobs of its own in a passing folder.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tower::ServiceExt as _;
use vanthu::access::{Grant, NewKey, Role};
use vanthu::http::{App, router};
use vanthu::office::TemplateFolder;
use vanthu::service::{Service, Settings};
use vanthu::store::BlobSettings;
use vanthu::world::{Clock, Entropy, World};

/// A clock that stands still, and entropy that only counts.
struct Still(AtomicU64);

impl Clock for Still {
    fn now(&self) -> DateTime<Utc> {
        "2024-02-23T02:00:00Z".parse().unwrap()
    }
}

impl Entropy for Still {
    fn fill(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            part.copy_from_slice(&next.to_be_bytes()[..part.len()]);
        }
    }
}

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
        let still = Arc::new(Still(AtomicU64::new(1)));
        let world = World::new(Arc::clone(&still) as Arc<dyn Clock>, still);
        let service = Service::open(&settings, TemplateFolder::open(None).unwrap(), world).await.unwrap();
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
