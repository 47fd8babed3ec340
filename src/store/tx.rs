//! Statements in a transaction, the same on both databases: text and whole numbers in, rows of them out.

use super::StoreError;
use super::row::{FromRow, RowSet, table};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Column, Executor, Postgres, Row as _, SqlSafeStr, SqlStr, Sqlite, TypeInfo, ValueRef};

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

/// A transaction under way. Dropped without [`Tx::commit`], nothing of it happened.
#[derive(Debug)]
pub struct Tx {
    begun: Begun,
    /// Reason for which a statement failed, where the transaction cannot go on after it.
    pub(super) trouble: Option<Trouble>,
}

/// Failures that end a transaction whatever the act makes of them.
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

    /// Tests whether the database is PostgreSQL.
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
    pub async fn rows<T: FromRow>(
        &mut self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Vec<T>, StoreError> {
        let sql = sql.into_sql_str();
        let answer = self.answer(sql.clone(), args).await?;
        answer.read(sql.as_str())
    }

    /// The first row of an answer.
    pub async fn row<T: FromRow>(
        &mut self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// The row of an answer that always has one: a count, a highest value.
    pub async fn one<T: FromRow>(&mut self, sql: impl SqlSafeStr, args: Vec<Arg>) -> Result<T, StoreError> {
        let sql = sql.into_sql_str();
        self.row(sql.clone(), args).await?.ok_or_else(|| no_row(sql.as_str()))
    }

    /// Tests whether a query gives any row.
    pub async fn exists(&mut self, sql: impl SqlSafeStr, args: Vec<Arg>) -> Result<bool, StoreError> {
        Ok(!self.answer(sql.into_sql_str(), args).await?.rows.is_empty())
    }

    /// The values of all rows, column by column.
    pub(super) async fn values(&mut self, sql: SqlStr, args: Vec<Arg>) -> Result<Vec<Vec<Arg>>, StoreError> {
        Ok(self.answer(sql, args).await?.rows)
    }

    async fn answer(&mut self, sql: SqlStr, args: Vec<Arg>) -> Result<RowSet, StoreError> {
        let found = match &mut self.begun {
            Begun::Sqlite(tx) => tx.fetch_all(sqlite(sql, args)).await.map(|rows| sqlite_answer(&rows)),
            Begun::Postgres(tx) => tx.fetch_all(postgres(sql, args)).await.map(|rows| postgres_answer(&rows)),
        };
        Ok(found.map_err(|error| self.failed(error))??)
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

pub(super) fn sqlite_answer(rows: &[SqliteRow]) -> Result<RowSet, sqlx::Error> {
    let value = |row: &SqliteRow, at: usize| {
        let kind = row.try_get_raw(at)?.type_info().name().to_owned();
        Ok(match kind.as_str() {
            "NULL" => Arg::Text(None),
            "INTEGER" | "BOOLEAN" => Arg::Int(row.try_get(at)?),
            _ => Arg::Text(row.try_get(at)?),
        })
    };
    answer(rows, value)
}

pub(super) fn postgres_answer(rows: &[PgRow]) -> Result<RowSet, sqlx::Error> {
    let value = |row: &PgRow, at: usize| {
        Ok(match row.column(at).type_info().name() {
            "INT8" => Arg::Int(row.try_get(at)?),
            "INT4" => Arg::Int(row.try_get::<Option<i32>, _>(at)?.map(i64::from)),
            _ => Arg::Text(row.try_get(at)?),
        })
    };
    answer(rows, value)
}

fn answer<R: sqlx::Row>(
    rows: &[R],
    value: impl Fn(&R, usize) -> Result<Arg, sqlx::Error>,
) -> Result<RowSet, sqlx::Error> {
    let Some(first) = rows.first() else { return Ok(RowSet::default()) };
    let names = first.columns().iter().map(|column| column.name().to_owned()).collect();
    let values = |row: &R| (0..row.len()).map(|at| value(row, at)).collect();
    Ok(RowSet { names, rows: rows.iter().map(values).collect::<Result<_, _>>()? })
}

/// Error of a statement that must give a row and gives none.
pub(super) fn no_row(sql: &str) -> StoreError {
    StoreError::Row {
        table: table(sql).to_owned(),
        column: String::new(),
        said: "there is no row".to_owned(),
    }
}
