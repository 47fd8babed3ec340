//! A store, a clock that can be moved and chance that can be repeated: for tests of access and of the outbox.

use super::{Access, Grant, NewAccount, Role};
use crate::runtime::Runtime;
use crate::runtime::testing::SteppedClock;
use crate::store::testing::{folder, schema};
use crate::store::{Store, args};
use std::path::PathBuf;
use std::sync::Arc;
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

/// An empty store with two organs, `a` and `b`, and a clock that stands still.
pub(crate) struct Bench {
    pub(crate) store: Store,
    pub(crate) runtime: Runtime,
    clock: Arc<SteppedClock>,
    folder: Option<PathBuf>,
}

impl Bench {
    pub(crate) async fn sqlite() -> Self {
        let folder = folder();
        let url = format!("sqlite://{}", folder.join("test.sqlite").display());
        Self::of(Store::open(&url).await.unwrap(), Some(folder)).await
    }

    pub(crate) async fn postgres() -> Self {
        Self::of(Store::open(&schema().await).await.unwrap(), None).await
    }

    async fn of(store: Store, folder: Option<PathBuf>) -> Self {
        let clock = SteppedClock::new();
        let runtime = clock.runtime(1);
        for organ in ["a", "b"] {
            const INSERT: &str =
                "insert into organ (id, revision, profile, updated_at) values ($1, 1, '[]', $2)";
            store.execute(INSERT, args![organ, runtime.now()]).await.unwrap();
        }
        Self { store, runtime, clock, folder }
    }

    /// An access that remembers nothing: as of another process.
    pub(crate) fn access(&self) -> Access {
        Access::new(self.store.clone(), self.runtime.clone())
    }

    pub(crate) fn pass(&self, span: Duration) {
        self.clock.pass(span);
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
