//! A service of its own with organs, blobs and a clock that can be moved: for tests of the use cases.

use super::{Act, Service, Settings};
use crate::access::{Grant, Role, Scope};
use crate::office::TemplateFolder;
use crate::store::{BlobSettings, Store, args};
use crate::world::{Clock, Entropy, World};
use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
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

/// A service of its own and a world that stands still.
pub(crate) struct Desk {
    pub(crate) service: Service,
    pub(crate) operator: Scope,
    pub(crate) folder: PathBuf,
    url: String,
    clock: Arc<Moved>,
}

/// The moment, and how far it moves at every look.
struct Moved(AtomicI64, AtomicI64);

impl Clock for Moved {
    fn now(&self) -> DateTime<Utc> {
        let step = self.1.load(Ordering::SeqCst);
        DateTime::from_timestamp_millis(self.0.fetch_add(step, Ordering::SeqCst)).unwrap()
    }
}

/// Bytes that differ from one call to the next.
struct Counted(AtomicU64);

impl Entropy for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.fetch_add(1, Ordering::SeqCst).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        for byte in bytes {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *byte = (state >> 24) as u8;
        }
    }
}

static DESKS: AtomicU64 = AtomicU64::new(0);

/// A name no other test has.
fn unique() -> String {
    format!("vanthu_desk_{}_{}", std::process::id(), DESKS.fetch_add(1, Ordering::SeqCst))
}

impl Desk {
    pub(crate) async fn sqlite() -> Self {
        let folder = folder();
        let url = format!("sqlite://{}", folder.join("test.sqlite").display());
        Self::of(url, folder).await
    }

    /// Tables of its own in a schema of its own.
    #[expect(clippy::disallowed_methods, reason = "the address of a test database")]
    pub(crate) async fn postgres() -> Self {
        let url = std::env::var("VANTHU_TEST_POSTGRES").expect("VANTHU_TEST_POSTGRES");
        let schema = unique();
        let whole = Store::open(&url).await.unwrap();
        for sql in ["drop schema if exists {} cascade", "create schema {}"] {
            whole.rows(AssertSqlSafe(sql.replace("{}", &schema)), vec![]).await.unwrap();
        }
        whole.close().await;
        let mark = if url.contains('?') { '&' } else { '?' };
        Self::of(format!("{url}{mark}options[search_path]={schema}"), folder()).await
    }

    async fn of(url: String, folder: PathBuf) -> Self {
        let clock = Arc::new(Moved(AtomicI64::new(1_708_650_123_456), AtomicI64::new(0)));
        let service = open(&url, &folder, &clock, 1).await;
        const COPY: &str = "insert into organ (id, revision, profile, updated_at) \
             select $1, revision, profile, updated_at from organ where id = $2";
        service.store().execute(COPY, args![THEIRS, OURS]).await.unwrap();
        Self { service, operator: operator(), folder, url, clock }
    }

    /// The same as another process would open it.
    pub(crate) async fn again(&self) -> Service {
        let seed = 1_000_000 * DESKS.fetch_add(1, Ordering::SeqCst).max(1);
        open(&self.url, &self.folder, &self.clock, seed).await
    }

    /// Lets time go by.
    pub(crate) fn pass(&self, span: Duration) {
        self.clock.0.fetch_add(i64::try_from(span.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// Lets time go by at every look at the clock.
    pub(crate) fn hurry(&self, step: Duration) {
        self.clock.1.store(i64::try_from(step.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// An id nobody had before.
    pub(crate) fn id(&self) -> String {
        self.service.world().id()
    }
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(unique());
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

async fn open(url: &str, folder: &std::path::Path, clock: &Arc<Moved>, seed: u64) -> Service {
    let settings = Settings {
        database: url.to_owned(),
        blobs: BlobSettings { place: folder.join("blobs").display().to_string(), s3: vec![] },
        workers: 2,
        queue: 1_000,
    };
    let world = World::new(clock.clone(), Arc::new(Counted(AtomicU64::new(seed))));
    Service::open(&settings, TemplateFolder::Embedded, world).await.unwrap()
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
