//! Where the store is tried: a new database, a new folder, a new part of the bucket for each story.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use vanthu::store::{Arg, BlobSettings, Blobs, Store, StoreError, Tx};

/// A database of a story's own.
#[derive(Clone)]
pub(crate) struct Place {
    url: String,
}

/// Counts the places of this process.
static PLACES: AtomicUsize = AtomicUsize::new(0);

/// A folder of a story's own, empty.
pub(crate) fn folder(name: &str) -> PathBuf {
    let number = PLACES.fetch_add(1, Ordering::Relaxed);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("store-{name}-{number}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// What `tests/services.sh` says.
#[allow(clippy::disallowed_methods, reason = "a test is told by its environment where the services are")]
pub(crate) fn environment(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set; run this by tests/services.sh"))
}

impl Place {
    pub(crate) fn sqlite(name: &str) -> Self {
        Self { url: format!("sqlite://{}", folder(name).join("vanthu.db").display()) }
    }

    /// A new database of the server.
    pub(crate) async fn postgres(name: &str) -> Self {
        let server = environment("VANTHU_TEST_POSTGRES");
        let number = PLACES.fetch_add(1, Ordering::Relaxed);
        // Names of a database are cut after 63 bytes.
        let name = format!("s{}_{number}_{}", std::process::id(), &name[..name.len().min(30)]);
        let store = Store::open(&server).await.unwrap();
        store.exists(sqlx::AssertSqlSafe(format!("create database {name}")), vec![]).await.unwrap();
        store.close().await;
        let (before, _) = server.rsplit_once('/').unwrap();
        Self { url: format!("{before}/{name}") }
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.url).await.unwrap()
    }
}

/// A place for blobs: a folder, or a part of the bucket.
pub(crate) fn blob_folder(name: &str) -> BlobSettings {
    BlobSettings { place: folder(name).display().to_string(), s3: vec![] }
}

/// A part of the bucket of a story's own.
#[allow(clippy::disallowed_methods, reason = "a test is told by its environment where the services are")]
pub(crate) fn bucket(name: &str) -> BlobSettings {
    let number = PLACES.fetch_add(1, Ordering::Relaxed);
    let place = format!("{}/s{}-{number}-{name}", environment("VANTHU_TEST_S3"), std::process::id());
    BlobSettings { place, s3: std::env::vars().filter(|(key, _)| key.starts_with("AWS_")).collect() }
}

pub(crate) fn blobs(settings: &BlobSettings) -> Blobs {
    Blobs::open(settings).unwrap()
}

/// Puts a row in.
pub(crate) async fn put(tx: &mut Tx, id: &str, purpose: &str) -> Result<(), StoreError> {
    let values = vec![Arg::from(id), Arg::from(purpose), Arg::from("2024")];
    tx.execute("insert into one_time (id, purpose, expires_at) values ($1, $2, $3)", values).await.map(drop)
}

/// A list of values.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$(vanthu::store::Arg::from($value)),*] };
}
pub(crate) use values;

/// Each story on SQLite, and on PostgreSQL where there is one.
macro_rules! stories {
    ($($story:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                super::$story(crate::store::places::Place::sqlite(stringify!($story))).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[ignore = "needs tests/services.sh"]
            async fn $story() {
                super::$story(crate::store::places::Place::postgres(stringify!($story)).await).await;
            })*
        }
    };
}
pub(crate) use stories;
