//! Storage: rows in SQLite or PostgreSQL, packages and images as blobs named by their digest.
//!
//! Takes statements (the same text for both databases) and bytes; gives rows and bytes back. Writes are [`Write`]s:
//! whole acts that happen or do not, committed in groups. It refuses nothing of its own; what a row may hold is said by
//! `migrations/`, and what it means by the modules that use it.

mod blobs;
mod migrations;
pub mod portable;
mod row;
mod sqlite;
#[cfg(test)]
pub(crate) mod testing;
mod tx;
mod writer;

pub use blobs::{BlobSettings, Blobs};
pub use row::{FromRow, json};
pub use sqlx::AssertSqlSafe;
pub(crate) use tx::args;
pub use tx::{Arg, Tx};
pub use writer::Write;

use row::RowSet;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgPool, SqlSafeStr, SqlStr};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tx::Begun;
use writer::Writers;

/// Reasons for which the store could not do what was asked. None is the caller's fault but [`StoreError::Taken`].
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached or cannot write: gone, full, read-only, busy.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A row like this is there already.
    #[error("a row like this is there already: {0}")]
    Taken(String),
    /// The blob store cannot be reached or cannot write.
    #[error("the blob store is not available: {0}")]
    BlobsUnavailable(String),
    /// A blob that a row refers to is not there, or is not what its name says.
    #[error("blob {0} is missing or damaged")]
    BlobDamaged(String),
    /// A statement the database refuses: a fault of this program, or a database that is not ours.
    #[error("the database refused: {0}")]
    Refused(String),
    /// A row that does not say what it must: a column is missing, empty or of another type.
    #[error("a row of table {table} cannot be read, column {column}: {said}")]
    Row {
        /// The table, the first of the statement.
        table: String,
        /// The column.
        column: String,
        /// Description of the fault.
        said: String,
    },
}

impl StoreError {
    /// Tests whether trying again later may help.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::BlobsUnavailable(_))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let said = error.to_string();
        match &error {
            sqlx::Error::Database(database) if database.is_unique_violation() => Self::Taken(said),
            sqlx::Error::Database(database) if passes(database.code().as_deref()) => Self::Unavailable(said),
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(said),
            _ => Self::Refused(said),
        }
    }
}

/// Tests whether a database's own code tells of circumstances: SQLite's result codes (busy, locked, read-only, I/O,
/// full, cannot open) with their extensions, PostgreSQL's classes 08 (connection), 25006 (read-only), 40 (rollback), 53
/// (resources), 55P03 (a lock was held too long), 57 (operator), 58 (system).
fn passes(code: Option<&str>) -> bool {
    let Some(code) = code else { return false };
    match code.parse::<u32>() {
        Ok(number) if code.len() != 5 => matches!(number & 0xff, 5 | 6 | 8 | 10 | 13 | 14),
        _ => {
            ["25006", "55P03"].contains(&code)
                || ["08", "40", "53", "57", "58"].iter().any(|class| code.starts_with(class))
        }
    }
}

/// Connections at once.
const CONNECTIONS: u32 = 8;
/// Time that a caller waits for a connection; then the database counts as gone. An act may wait as long for the acts
/// before it, and both together must stay below the patience of whoever asked.
const PATIENCE: Duration = Duration::from_secs(3);
/// Time that a statement waits for a row that another process holds.
const LOCK_PATIENCE: &str = "3s";

/// The database, open. Clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    pool: Pool,
    writers: Writers,
}

#[derive(Clone, Debug)]
enum Pool {
    Sqlite(Arc<sqlite::File>),
    Postgres(PgPool),
}

impl Store {
    /// Opens `sqlite://path` (made if need be) or `postgres://…` and brings its tables up to date.
    ///
    /// # Errors
    /// An address of another kind, a database that cannot be reached, or one that a newer version has changed.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let pool = if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url)?.options([("lock_timeout", LOCK_PATIENCE)]);
            let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
            let pool = pool.connect_with(options).await?;
            migrations::POSTGRES.migrator().run(&pool).await.map_err(migrations::failed)?;
            Pool::Postgres(pool)
        } else {
            Pool::Sqlite(Arc::new(sqlite::File::open(url).await?))
        };
        Ok(Self { writers: Writers::start(&pool), pool })
    }

    /// `sqlite` or `postgres`: for the few statements that differ.
    pub fn is_postgres(&self) -> bool {
        matches!(self.pool, Pool::Postgres(_))
    }

    /// All rows of a question.
    pub async fn rows<T: FromRow>(&self, sql: impl SqlSafeStr, args: Vec<Arg>) -> Result<Vec<T>, StoreError> {
        let sql = sql.into_sql_str();
        self.answer(sql.clone(), args).await?.read(sql.as_str())
    }

    /// The first row of a question.
    pub async fn row<T: FromRow>(
        &self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// The row of a question that always has one: a count, a highest value.
    pub async fn one<T: FromRow>(&self, sql: impl SqlSafeStr, args: Vec<Arg>) -> Result<T, StoreError> {
        let sql = sql.into_sql_str();
        self.row(sql.clone(), args).await?.ok_or_else(|| tx::no_row(sql.as_str()))
    }

    /// Tests whether a query gives any row.
    pub async fn exists(&self, sql: impl SqlSafeStr, args: Vec<Arg>) -> Result<bool, StoreError> {
        Ok(!self.answer(sql.into_sql_str(), args).await?.rows.is_empty())
    }

    async fn answer(&self, sql: SqlStr, args: Vec<Arg>) -> Result<RowSet, StoreError> {
        Ok(match &self.pool {
            Pool::Sqlite(file) => {
                let pool = file.pool().await;
                tx::sqlite_answer(&tx::sqlite(sql, args).fetch_all(&*pool).await?)?
            }
            Pool::Postgres(pool) => tx::postgres_answer(&tx::postgres(sql, args).fetch_all(pool).await?)?,
        })
    }

    /// Several questions of one moment: what others commit meanwhile is not seen.
    pub async fn snapshot(&self) -> Result<Tx, StoreError> {
        Ok(match &self.pool {
            Pool::Sqlite(file) => Tx::new(Begun::Sqlite(file.begin("begin deferred").await?)),
            Pool::Postgres(pool) => {
                let begin = "begin isolation level repeatable read read only";
                Tx::new(Begun::Postgres(pool.begin_with(begin).await?))
            }
        })
    }

    /// Does a [`Write`]: when this returns, it is durable.
    pub async fn write<W: Write>(&self, write: W) -> Result<W::Done, W::Error> {
        self.writers.write(write).await
    }

    /// Does one statement as a write; how many rows it touched.
    pub async fn execute(&self, sql: &'static str, args: Vec<Arg>) -> Result<u64, StoreError> {
        self.write(Statement { sql, args }).await
    }

    /// Closes every connection, after the writes that wait.
    pub async fn close(&self) {
        // What was queued before this is done before this.
        let _ = self.execute("select 1", vec![]).await;
        match &self.pool {
            Pool::Sqlite(file) => file.pool().await.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

struct Statement {
    sql: &'static str,
    args: Vec<Arg>,
}

impl Write for Statement {
    type Done = u64;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<u64, StoreError> {
        tx.execute(self.sql, self.args.clone()).await
    }
}
