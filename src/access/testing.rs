//! A store, a clock that can be moved and chance that can be repeated: for tests of access and of the outbox.

use super::{Access, Grant, NewAccount, Role};
use crate::store::{Store, args};
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
                super::$law($crate::access::testing::Bench::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            #[ignore = "needs a PostgreSQL at VANTHU_TEST_POSTGRES"]
            async fn $law() {
                super::$law($crate::access::testing::Bench::postgres().await).await;
            })*
        }
    };
}
pub(crate) use on_both;

/// An empty store with two organs, `a` and `b`, and a world that stands still.
pub(crate) struct Bench {
    pub(crate) store: Store,
    pub(crate) world: World,
    clock: Arc<Moved>,
    folder: Option<PathBuf>,
}

struct Moved(AtomicI64);

impl Clock for Moved {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).unwrap()
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

static BENCHES: AtomicU64 = AtomicU64::new(0);

/// A name no other test has.
fn unique() -> String {
    format!("vanthu_test_{}_{}", std::process::id(), BENCHES.fetch_add(1, Ordering::SeqCst))
}

impl Bench {
    pub(crate) async fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(unique());
        std::fs::create_dir_all(&folder).unwrap();
        let url = format!("sqlite://{}", folder.join("test.sqlite").display());
        Self::of(Store::open(&url).await.unwrap(), Some(folder)).await
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
        Self::of(Store::open(&format!("{url}{mark}options[search_path]={schema}")).await.unwrap(), None).await
    }

    async fn of(store: Store, folder: Option<PathBuf>) -> Self {
        let clock = Arc::new(Moved(AtomicI64::new(1_708_650_123_456)));
        let world = World::new(clock.clone(), Arc::new(Counted(AtomicU64::new(1))));
        for organ in ["a", "b"] {
            const INSERT: &str =
                "insert into organ (id, revision, profile, updated_at) values ($1, 1, '[]', $2)";
            store.execute(INSERT, args![organ, world.now()]).await.unwrap();
        }
        Self { store, world, clock, folder }
    }

    /// An access that remembers nothing: as of another process.
    pub(crate) fn access(&self) -> Access {
        Access::new(self.store.clone(), self.world.clone())
    }

    pub(crate) fn pass(&self, span: Duration) {
        self.clock.0.fetch_add(i64::try_from(span.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// Everything everywhere.
pub(crate) fn admin() -> Vec<Grant> {
    vec![Grant { organ: "*".to_owned(), role: Role::Admin }]
}

/// A role in organ `a`.
pub(crate) fn in_a(role: Role) -> Vec<Grant> {
    vec![Grant { organ: "a".to_owned(), role }]
}

/// An account of somebody.
pub(crate) fn person(login: &str, password: &str, grants: Vec<Grant>) -> NewAccount {
    NewAccount { login: login.to_owned(), name: login.to_owned(), password: password.to_owned(), grants }
}
