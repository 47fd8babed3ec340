//! The connections to a SQLite file, which can all be opened anew.

use super::{CONNECTIONS, PATIENCE, StoreError, migrations};
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};
use std::str::FromStr;
use std::time::Duration;
use tokio::sync::{RwLock, RwLockReadGuard};
use tokio::time::{sleep, timeout};

/// Tries to open a database that another process is opening too: the change to WAL does not wait for anybody.
const OPENINGS: u32 = 50;
/// Tries to make the tables that another process is making too.
const MIGRATIONS: u32 = 10;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(50);
/// Time that a renewal waits for those who still read; they end on their old connections.
const FAREWELL: Duration = Duration::from_secs(1);

/// The file, open.
#[derive(Debug)]
pub(super) struct File {
    options: SqliteConnectOptions,
    pool: RwLock<SqlitePool>,
}

impl File {
    /// Opens a file, made if need be, and brings its tables up to date.
    pub(super) async fn open(url: &str) -> Result<Self, StoreError> {
        // FULL: a number once given survives a power cut.
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        let mut tries = 1;
        loop {
            let opened = async {
                let pool = connections().connect_with(options.clone()).await?;
                migrate(&pool).await.map(|()| pool)
            };
            match opened.await {
                Err(StoreError::Unavailable(said)) if tries < OPENINGS && said.contains("locked") => {
                    tries += 1;
                    sleep(PAUSE).await;
                }
                opened => return opened.map(|pool| Self { options, pool: RwLock::new(pool) }),
            }
        }
    }

    /// The connections. They are not renewed while this is held.
    pub(super) async fn pool(&self) -> RwLockReadGuard<'_, SqlitePool> {
        self.pool.read().await
    }

    /// Begins a transaction with these words.
    pub(super) async fn begin(
        &self,
        with: &'static str,
    ) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        self.pool().await.begin_with(with).await
    }

    /// Closes all connections and opens new ones when they are wanted; a file that was closed stays so.
    ///
    /// A connection that was opened while the disk could not be written stays read-only when the disk is well again, and
    /// so does the memory that all share, for as long as any of them is open: they must go together.
    pub(super) async fn renew(&self) {
        let mut pool = self.pool.write().await;
        if !pool.is_closed() {
            let _ = timeout(FAREWELL, pool.close()).await;
            *pool = connections().connect_lazy_with(self.options.clone());
        }
    }
}

fn connections() -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE)
}

/// Two processes that start together both find the tables missing, and SQLite has no lock to hold over several
/// transactions: whoever comes second fails, and finds them when it looks again.
async fn migrate(pool: &SqlitePool) -> Result<(), StoreError> {
    let migrator = migrations::SQLITE.migrator();
    for tried in 1.. {
        match migrator.run(pool).await {
            Err(MigrateError::Execute(_) | MigrateError::ExecuteMigration(..)) if tried < MIGRATIONS => {
                sleep(PAUSE).await;
            }
            done => return done.map_err(migrations::failed),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::writer::Writers;
    use crate::store::{Pool, Store, args, testing};
    use std::sync::Arc;

    const INSERT: &str = "insert into noted (word) values ($1)";

    /// A file whose connections are those that SQLite opens on a disk that cannot be written.
    async fn opened_on_a_read_only_disk() -> Store {
        let url = format!("sqlite://{}", testing::folder().join("vanthu.db").display());
        let file = File::open(&url).await.unwrap();
        sqlx::query("create table noted (word text not null)").execute(&*file.pool().await).await.unwrap();
        file.pool().await.close().await;
        let unwritten = connections().connect_lazy_with(file.options.clone().read_only(true));
        *file.pool.write().await = unwritten;
        let pool = Pool::Sqlite(Arc::new(file));
        Store { writers: Writers::start(&pool), pool }
    }

    #[tokio::test]
    async fn a_disk_that_is_well_again_is_written_at_once() {
        let store = opened_on_a_read_only_disk().await;
        // Many read at the same time: every connection there can be is open, and read-only.
        let mut reads = Vec::new();
        for _ in 0..CONNECTIONS {
            reads.push(store.snapshot().await.unwrap());
        }
        drop(reads);
        for word in ["một", "hai"] {
            assert_eq!(store.execute(INSERT, args![word]).await.unwrap(), 1, "{word}");
        }
        let kept: Vec<String> = store.rows("select word from noted order by rowid", vec![]).await.unwrap();
        assert_eq!(kept, ["một", "hai"]);
    }

    #[tokio::test]
    async fn whoever_still_reads_ends_undisturbed() {
        let store = opened_on_a_read_only_disk().await;
        let mut reading = store.snapshot().await.unwrap();
        assert!(!reading.exists("select word from noted", vec![]).await.unwrap());
        assert_eq!(store.execute(INSERT, args!["một"]).await.unwrap(), 1);
        let seen = reading.exists("select word from noted", vec![]).await.unwrap();
        assert!(!seen, "the moment it began at");
        drop(reading);
        assert!(store.exists("select word from noted", vec![]).await.unwrap());
    }

    #[tokio::test]
    async fn a_closed_file_stays_closed() {
        let store = opened_on_a_read_only_disk().await;
        store.close().await;
        for _ in 0..2 {
            assert!(store.execute(INSERT, args!["một"]).await.unwrap_err().is_passing());
        }
    }
}
