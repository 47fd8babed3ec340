//! Databases for tests: each has one of its own.

use super::Store;
use sqlx::AssertSqlSafe;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

static NAMES: AtomicU64 = AtomicU64::new(0);

/// A name no other test has.
fn unique() -> String {
    format!("vanthu_test_{}_{}", std::process::id(), NAMES.fetch_add(1, Ordering::SeqCst))
}

/// A new folder.
pub(crate) fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(unique());
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The address of tables of its own in a schema of its own.
#[expect(clippy::disallowed_methods, reason = "the address of a test database")]
pub(crate) async fn schema() -> String {
    let url = std::env::var("VANTHU_TEST_POSTGRES").expect("VANTHU_TEST_POSTGRES");
    let schema = unique();
    let whole = Store::open(&url).await.unwrap();
    for sql in ["drop schema if exists {} cascade", "create schema {}"] {
        whole.exists(AssertSqlSafe(sql.replace("{}", &schema)), vec![]).await.unwrap();
    }
    whole.close().await;
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}options[search_path]={schema}")
}
