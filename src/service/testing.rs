//! A service of its own with organs, blobs and a clock that can be moved: for tests of the use cases.

use super::{Act, Service, Settings};
use crate::access::{Grant, Role, Scope};
use crate::office::TemplateFolder;
use crate::runtime::testing::SteppedClock;
use crate::store::testing::{folder, schema};
use crate::store::{BlobSettings, args};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Each function is a test on SQLite and, run with `--ignored` and `VANTHU_TEST_POSTGRES`, on PostgreSQL.
macro_rules! on_both {
    ($($law:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $law() {
                super::$law($crate::service::testing::Desk::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            #[ignore = "needs a PostgreSQL at VANTHU_TEST_POSTGRES"]
            async fn $law() {
                super::$law($crate::service::testing::Desk::postgres().await).await;
            })*
        }
    };
}
pub(crate) use on_both;

/// The organ of the templates.
pub(crate) const OURS: &str = "ldld-lai-chau";
/// Another organ, with the same profile.
pub(crate) const THEIRS: &str = "ldld-khac";

/// A service of its own and a clock that stands still.
pub(crate) struct Desk {
    pub(crate) service: Service,
    pub(crate) operator: Scope,
    pub(crate) folder: PathBuf,
    url: String,
    clock: Arc<SteppedClock>,
}

/// Desks opened a second time: each has a seed of its own.
static AGAIN: AtomicU64 = AtomicU64::new(0);

impl Desk {
    pub(crate) async fn sqlite() -> Self {
        let folder = folder();
        let url = format!("sqlite://{}", folder.join("test.sqlite").display());
        Self::of(url, folder).await
    }

    pub(crate) async fn postgres() -> Self {
        Self::of(schema().await, folder()).await
    }

    async fn of(url: String, folder: PathBuf) -> Self {
        let clock = SteppedClock::new();
        let service = open(&url, &folder, &clock, 1).await;
        const COPY: &str = "insert into organ (id, revision, profile, updated_at) \
             select $1, revision, profile, updated_at from organ where id = $2";
        service.store().execute(COPY, args![THEIRS, OURS]).await.unwrap();
        Self { service, operator: operator(), folder, url, clock }
    }

    /// The same as another process would open it.
    pub(crate) async fn again(&self) -> Service {
        let seed = 1_000_000 * (AGAIN.fetch_add(1, Ordering::SeqCst) + 1);
        open(&self.url, &self.folder, &self.clock, seed).await
    }

    /// Lets time go by.
    pub(crate) fn pass(&self, span: Duration) {
        self.clock.pass(span);
    }

    /// Lets time go by at every look at the clock.
    pub(crate) fn hurry(&self, step: Duration) {
        self.clock.hurry(step);
    }

    /// An id nobody had before.
    pub(crate) fn id(&self) -> String {
        self.service.runtime().id()
    }
}

async fn open(url: &str, folder: &std::path::Path, clock: &Arc<SteppedClock>, seed: u64) -> Service {
    let settings = Settings {
        database: url.to_owned(),
        blobs: BlobSettings { place: folder.join("blobs").display().to_string(), s3: vec![] },
        workers: 2,
        queue: 1_000,
    };
    Service::open(&settings, TemplateFolder::Embedded, clock.runtime(seed)).await.unwrap()
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The operator.
pub(crate) fn operator() -> Scope {
    Scope::operator("operator")
}

/// Somebody with a role in one organ.
pub(crate) fn one(role: Role, organ: &str) -> Scope {
    Scope::new("somebody", "Somebody", vec![Grant { organ: organ.to_owned(), role }])
}

/// An act of a caller.
pub(crate) fn act<'a>(scope: &'a Scope, operation: &'a str) -> Act<'a> {
    Act { scope, operation }
}
