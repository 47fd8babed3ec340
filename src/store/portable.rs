//! The tables as rows that any database takes: for a backup of one and a restore into another.
//!
//! Names of tables stand here, those of columns are asked of the database, so that a later migration's columns are
//! carried along. What only this moment needs (sessions, links of one use, the pulse), and what is made anew of the rest
//! (findings of drafts), is left behind.

use super::{Arg, StoreError, Tx, args};
use serde::Deserialize;
use sqlx::{AssertSqlSafe, SqlSafeStr};

/// A table that is carried along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableCopy {
    /// Its name.
    pub name: &'static str,
    /// The columns of its key: rows are read in their order.
    key: &'static [&'static str],
    /// Its columns, where one database has more than another for its own use.
    columns: Option<&'static [&'static str]>,
    /// Flag: a start of the service puts rows into it before anybody does anything.
    seeded: bool,
}

const fn table(name: &'static str, key: &'static [&'static str]) -> TableCopy {
    TableCopy { name, key, columns: None, seeded: false }
}

/// All of them; what a row refers to stands in a table before its own.
pub const TABLES: &[TableCopy] = &[
    TableCopy { seeded: true, ..table("organ", &["id"]) },
    TableCopy { seeded: true, ..table("organ_changes", &["one"]) },
    TableCopy { seeded: true, ..table("series", &["organ", "id"]) },
    table("closed_year", &["organ", "year"]),
    table("counter", &["organ", "series", "period"]),
    table("number", &["organ", "series", "period", "n", "suffix"]),
    table("ledger", &["organ", "seq"]),
    table("ledger_head", &["organ"]),
    table("document", &["id"]),
    table("document_file", &["document", "kind"]),
    TableCopy { columns: Some(&["id", "text"]), ..table("document_text", &["id"]) },
    table("asset", &["organ", "sha256"]),
    table("operation", &["principal", "key"]),
    table("job", &["id"]),
    table("event", &["id"]),
    table("webhook", &["id"]),
    table("delivery", &["id"]),
    table("api_key", &["id"]),
    table("account", &["id"]),
    table("role_grant", &["principal", "organ", "role"]),
];

/// Tables that are left behind: they are of one moment, or of one database, or made anew of the others.
pub const EXCLUDED_TABLES: &[&str] = &["session", "one_time", "pulse", "draft_findings"];

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Flag: it holds whole numbers; else text.
    pub is_number: bool,
}

/// Rows of a page; a row is some megabytes at most.
pub const PAGE: usize = 32;

impl TableCopy {
    /// The table of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }

    /// Its columns, in the order of the database.
    pub async fn columns(&self, tx: &mut Tx) -> Result<Vec<Column>, StoreError> {
        #[derive(Deserialize)]
        struct ColumnRow {
            name: String,
            kind: String,
        }
        const SQLITE: &str = "select name, lower(type) as kind from pragma_table_info($1)";
        const POSTGRES: &str = "select cast(column_name as text) as name, cast(data_type as text) as kind \
             from information_schema.columns where table_schema = current_schema() and table_name = $1 \
             order by ordinal_position";
        let asked = if tx.is_postgres() { POSTGRES } else { SQLITE };
        let found = tx.rows(asked, args![self.name]).await?.into_iter();
        let column = |told: ColumnRow| Column { is_number: told.kind == "bigint", name: told.name };
        let wanted = |c: &Column| self.columns.is_none_or(|wanted| wanted.contains(&c.name.as_str()));
        Ok(found.map(column).filter(wanted).collect())
    }

    /// A page of rows behind another row, in the order of the key; from the beginning where none is given. Each has a
    /// value for every column, of its kind.
    pub async fn page(
        &self,
        tx: &mut Tx,
        columns: &[Column],
        after: Option<&Vec<Arg>>,
    ) -> Result<Vec<Vec<Arg>>, StoreError> {
        let names = names(columns);
        let (key, name) = (self.key.join(", "), self.name);
        let behind = match after {
            None => String::new(),
            Some(_) => format!("where ({key}) > ({})", places(0, self.key.len())),
        };
        let sql = format!("select {names} from {name} {behind} order by {key} limit {PAGE}");
        let values = after.map(|row| self.key_of(columns, row)).unwrap_or_default();
        // Names are ours or the database's own; what a row says is bound.
        let rows = tx.values(AssertSqlSafe(sql).into_sql_str(), values).await?;
        let fitting = |row: Vec<Arg>| row.into_iter().zip(columns).map(|(v, c)| self.fitting(v, c)).collect();
        rows.into_iter().map(fitting).collect()
    }

    /// A value as its column holds it: SQLite would take a text for a number.
    fn fitting(&self, value: Arg, column: &Column) -> Result<Arg, StoreError> {
        match (value, column.is_number) {
            (Arg::Text(None) | Arg::Int(None), true) => Ok(Arg::Int(None)),
            (Arg::Text(None) | Arg::Int(None), false) => Ok(Arg::Text(None)),
            (value @ Arg::Int(_), true) | (value @ Arg::Text(_), false) => Ok(value),
            (value, _) => Err(StoreError::Row {
                table: self.name.to_owned(),
                column: column.name.clone(),
                said: format!("{value:?} is of another type"),
            }),
        }
    }

    /// The key of a row.
    fn key_of(&self, columns: &[Column], row: &[Arg]) -> Vec<Arg> {
        let place = |name: &&str| columns.iter().position(|column| column.name == **name);
        self.key.iter().filter_map(place).filter_map(|place| row.get(place).cloned()).collect()
    }

    /// Puts rows in, each with a value for every column.
    pub async fn insert(&self, tx: &mut Tx, columns: &[Column], rows: &[Vec<Arg>]) -> Result<(), StoreError> {
        for rows in rows.chunks(PAGE) {
            let lists: Vec<String> =
                (0..rows.len()).map(|n| format!("({})", places(n * columns.len(), columns.len()))).collect();
            let sql = format!("insert into {} ({}) values {}", self.name, names(columns), lists.join(", "));
            tx.execute(AssertSqlSafe(sql), rows.concat()).await?;
        }
        Ok(())
    }
}

fn names(columns: &[Column]) -> String {
    columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// `$1, $2, $3` behind so many.
fn places(before: usize, count: usize) -> String {
    (1..=count).map(|n| format!("${}", before + n)).collect::<Vec<_>>().join(", ")
}

/// The first table that has more than a start puts into it; none where the database was only started.
pub async fn occupied(tx: &mut Tx) -> Result<Option<&'static str>, StoreError> {
    for table in TABLES {
        let more = match (table.name, table.seeded) {
            // Somebody has edited an organ: that is work, and work is not thrown away.
            ("organ_changes", true) => " where n > (select count(*) from organ)",
            (_, true) => continue,
            (_, false) => "",
        };
        let sql = format!("select 1 from {}{more} limit 1", table.name);
        if tx.exists(AssertSqlSafe(sql), vec![]).await? {
            return Ok(Some(table.name));
        }
    }
    Ok(None)
}

/// Takes out what a start puts in.
pub async fn clear_seeds(tx: &mut Tx) -> Result<(), StoreError> {
    let seeded = TABLES.iter().rev().filter(|table| table.seeded).map(|table| table.name);
    for name in seeded.chain(EXCLUDED_TABLES.iter().copied()) {
        tx.execute(AssertSqlSafe(format!("delete from {name}")), vec![]).await?;
    }
    Ok(())
}

/// The number of the last migration.
pub async fn migration(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.one("select max(version) from _sqlx_migrations", vec![]).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use std::collections::BTreeSet;

    #[tokio::test]
    async fn every_table_is_carried_along_or_left_behind_on_purpose() {
        let folder = std::env::temp_dir().join(format!("vanthu-portable-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let store = Store::open(&format!("sqlite://{}/a.db", folder.display())).await.unwrap();
        let ask = "select name from sqlite_master where type = 'table' and name not like 'document_words%' \
             and name not like 'sqlite%' and name <> '_sqlx_migrations'";
        let there: BTreeSet<String> = store.rows(ask, vec![]).await.unwrap().into_iter().collect();
        let known: BTreeSet<String> = TABLES
            .iter()
            .map(|table| table.name)
            .chain(EXCLUDED_TABLES.iter().copied())
            .map(str::to_owned)
            .collect();
        assert_eq!(known, there, "a new table must be carried along or left behind");
        let mut tx = store.snapshot().await.unwrap();
        for table in TABLES {
            let columns = table.columns(&mut tx).await.unwrap();
            assert!(columns.len() >= 2, "{}", table.name);
            let named = |key: &&str| columns.iter().any(|column| column.name == **key);
            assert!(table.key.iter().all(named), "{}", table.name);
        }
    }
}
