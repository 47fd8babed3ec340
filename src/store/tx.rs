//! Statements in a transaction, the same on both databases: text and whole numbers in, rows of them out.

use super::StoreError;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Column, Executor, Postgres, Row as _, SqlSafeStr, Sqlite, TypeInfo, ValueRef};

/// A value bound to a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Text, or null.
    Text(Option<String>),
    /// A whole number, or null.
    Int(Option<i64>),
}

macro_rules! arg_from {
    ($($kind:ty => |$value:ident| $arg:expr),* $(,)?) => {
        $(impl From<$kind> for Arg { fn from($value: $kind) -> Self { $arg } })*
    };
}
arg_from! {
    &str => |v| Self::Text(Some(v.to_owned())),
    String => |v| Self::Text(Some(v)),
    &String => |v| Self::Text(Some(v.clone())),
    Option<String> => |v| Self::Text(v),
    Option<&str> => |v| Self::Text(v.map(str::to_owned)),
    &Option<String> => |v| Self::Text(v.clone()),
    i64 => |v| Self::Int(Some(v)),
    Option<i64> => |v| Self::Int(v),
    bool => |v| Self::Int(Some(i64::from(v))),
}

/// A list of [`Arg`]s of values.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::Arg::from($value)),*] };
}
pub(crate) use args;

/// A row of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(Vec<Arg>);

impl Row {
    /// The text of a column, counted from 0; empty where it is null.
    pub fn text(&self, column: usize) -> String {
        self.opt_text(column).unwrap_or_default()
    }

    /// The text of a column that may be null.
    pub fn opt_text(&self, column: usize) -> Option<String> {
        match self.0.get(column) {
            Some(Arg::Text(text)) => text.clone(),
            Some(Arg::Int(Some(n))) => Some(n.to_string()),
            _ => None,
        }
    }

    /// The number of a column; 0 where it is null.
    pub fn int(&self, column: usize) -> i64 {
        self.opt_int(column).unwrap_or_default()
    }

    /// The number of a column that may be null.
    pub fn opt_int(&self, column: usize) -> Option<i64> {
        match self.0.get(column) {
            Some(Arg::Int(n)) => *n,
            _ => None,
        }
    }

    /// Whether a column is 1.
    pub fn flag(&self, column: usize) -> bool {
        self.int(column) == 1
    }

    /// Its values in order.
    pub fn into_values(self) -> Vec<Arg> {
        self.0
    }
}

/// A transaction under way. Dropped without [`Tx::commit`], nothing of it happened.
#[derive(Debug)]
pub struct Tx {
    begun: Begun,
    /// Why a statement failed, where the transaction cannot go on after it.
    pub(super) trouble: Option<Trouble>,
}

/// What ends a transaction whatever the act makes of it.
#[derive(Debug)]
pub(super) enum Trouble {
    /// PostgreSQL: others' locks; tried again, it may pass.
    Clash,
    /// SQLite: a file that cannot be written. On a read-only connection a transaction begins like any other, and its
    /// first change tells.
    Broken(String),
}

#[derive(Debug)]
pub(super) enum Begun {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Tx {
    pub(super) fn new(begun: Begun) -> Self {
        Self { begun, trouble: None }
    }

    /// Whether it is PostgreSQL's.
    pub fn is_postgres(&self) -> bool {
        matches!(self.begun, Begun::Postgres(_))
    }

    /// Does what a statement says; how many rows it touched.
    pub async fn execute(&mut self, sql: impl SqlSafeStr, args: Vec<Arg>) -> Result<u64, StoreError> {
        let done = match &mut self.begun {
            Begun::Sqlite(tx) => tx.execute(sqlite(sql, args)).await.map(|d| d.rows_affected()),
            Begun::Postgres(tx) => tx.execute(postgres(sql, args)).await.map(|d| d.rows_affected()),
        };
        done.map_err(|error| self.failed(error))
    }

    /// All rows of an answer.
    pub async fn rows(&mut self, sql: impl SqlSafeStr, args: Vec<Arg>) -> Result<Vec<Row>, StoreError> {
        let found = match &mut self.begun {
            Begun::Sqlite(tx) => {
                tx.fetch_all(sqlite(sql, args)).await.map(|rows| rows.iter().map(sqlite_row).collect())
            }
            Begun::Postgres(tx) => {
                tx.fetch_all(postgres(sql, args)).await.map(|rows| rows.iter().map(postgres_row).collect())
            }
        };
        found.map_err(|error| self.failed(error))?
    }

    /// The first row of an answer.
    pub async fn row(&mut self, sql: impl SqlSafeStr, args: Vec<Arg>) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// Makes it happen.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.begun {
            Begun::Sqlite(tx) => tx.commit().await?,
            Begun::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Remembers what ends the transaction: PostgreSQL's class 40, and whatever befalls SQLite's files.
    fn failed(&mut self, error: sqlx::Error) -> StoreError {
        let clash = matches!(&error, sqlx::Error::Database(database)
            if database.code().is_some_and(|code| code.len() == 5 && code.starts_with("40")));
        let error = StoreError::from(error);
        if clash {
            self.trouble = Some(Trouble::Clash);
        } else if let (Begun::Sqlite(_), StoreError::Unavailable(said)) = (&self.begun, &error) {
            self.trouble = Some(Trouble::Broken(said.clone()));
        }
        error
    }
}

pub(super) fn sqlite(sql: impl SqlSafeStr, args: Vec<Arg>) -> Query<'static, Sqlite, SqliteArguments> {
    args.into_iter().fold(sqlx::query(sql), |query, arg| match arg {
        Arg::Text(text) => query.bind(text),
        Arg::Int(n) => query.bind(n),
    })
}

pub(super) fn postgres(sql: impl SqlSafeStr, args: Vec<Arg>) -> Query<'static, Postgres, PgArguments> {
    args.into_iter().fold(sqlx::query(sql), |query, arg| match arg {
        Arg::Text(text) => query.bind(text),
        Arg::Int(n) => query.bind(n),
    })
}

pub(super) fn sqlite_row(row: &sqlx::sqlite::SqliteRow) -> Result<Row, StoreError> {
    let value = |at| {
        let kind = row.try_get_raw(at)?.type_info().name().to_owned();
        Ok(match kind.as_str() {
            "NULL" => Arg::Text(None),
            "INTEGER" | "BOOLEAN" => Arg::Int(row.try_get(at)?),
            _ => Arg::Text(row.try_get(at)?),
        })
    };
    (0..row.len()).map(value).collect::<Result<_, sqlx::Error>>().map(Row).map_err(Into::into)
}

pub(super) fn postgres_row(row: &sqlx::postgres::PgRow) -> Result<Row, StoreError> {
    let value = |at: usize| {
        Ok(match row.column(at).type_info().name() {
            "INT8" => Arg::Int(row.try_get(at)?),
            "INT4" => Arg::Int(row.try_get::<Option<i32>, _>(at)?.map(i64::from)),
            _ => Arg::Text(row.try_get(at)?),
        })
    };
    (0..row.len()).map(value).collect::<Result<_, sqlx::Error>>().map(Row).map_err(Into::into)
}
