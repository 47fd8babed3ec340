//! Somebody who changes rows and files behind the program's back, and can put them back as they were.

use crate::archive::shelf::Shelf;
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Row, SqliteConnection};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;
use vanthu::digest::sha256;
use vanthu::package::{FileKind, canonical_json};
use zip::{ZipArchive, ZipWriter};

/// A connection that heeds no foreign keys, and what it must put back.
pub(crate) struct Intruder {
    connection: SqliteConnection,
    blobs: PathBuf,
    tables: Vec<String>,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Intruder {
    pub(crate) async fn into(shelf: &Shelf) -> Self {
        let file = shelf.folder.join("vanthu.db");
        let options = SqliteConnectOptions::new().filename(file).foreign_keys(false);
        let connection = options.connect().await.unwrap();
        let blobs = shelf.folder.join("blobs");
        let mut intruder = Self { connection, blobs, tables: vec![], files: BTreeMap::new() };
        // Whoever writes into the file can take away what keeps foreign words out of it.
        let guards = "select name from sqlite_master where type = 'trigger' and name like '%_vocabulary_%'";
        for guard in intruder.rows(guards).await {
            intruder.does(&format!("drop trigger {}", guard.get::<String, _>(0))).await;
        }
        intruder
    }

    /// Does what a statement says; how many rows it touched.
    pub(crate) async fn does(&mut self, sql: &str) -> u64 {
        let done = sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut self.connection).await;
        done.unwrap_or_else(|error| panic!("{sql}: {error}")).rows_affected()
    }

    pub(crate) async fn rows(&mut self, sql: &str) -> Vec<SqliteRow> {
        sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(&mut self.connection).await.unwrap()
    }

    /// The only value of an answer, as text.
    pub(crate) async fn value(&mut self, sql: &str) -> Option<String> {
        let sql = format!("select cast(({sql}) as text)");
        self.rows(&sql).await[0].get(0)
    }

    /// Remembers the rows of a table, to put them back.
    async fn saves(&mut self, table: &str) {
        self.does(&format!(
            "create temp table if not exists saved_{table} as select rowid as saved_rowid, * from {table}"
        ))
        .await;
        self.tables.push(table.to_owned());
    }

    /// Changes a table; every statement must touch a row.
    pub(crate) async fn changes(&mut self, table: &str, statements: &[String]) {
        self.saves(table).await;
        for sql in statements {
            assert!(self.does(sql).await > 0, "{sql}");
        }
    }

    /// Changes the file of a blob; none takes it away.
    pub(crate) fn changes_blob(&mut self, digest: &str, change: impl FnOnce(Vec<u8>) -> Option<Vec<u8>>) {
        let path = self.blob(digest);
        let bytes = fs::read(&path).unwrap();
        self.files.insert(path.clone(), bytes.clone());
        match change(bytes) {
            Some(changed) => fs::write(path, changed).unwrap(),
            None => fs::remove_file(path).unwrap(),
        }
    }

    pub(crate) fn blob(&self, digest: &str) -> PathBuf {
        self.blobs.join(&digest[..2]).join(digest)
    }

    /// Puts everything back that was changed.
    pub(crate) async fn undoes(&mut self) {
        for table in std::mem::take(&mut self.tables) {
            let columns = self.rows(&format!("select name from pragma_table_info('{table}')")).await;
            let columns: Vec<String> = columns.iter().map(|row| row.get(0)).collect();
            let columns = columns.join(", ");
            // Only what differs: a table of long sources is not written anew for a changed letter.
            let same = format!("select saved_rowid, {columns} from temp.saved_{table}");
            let now = format!("select rowid, {columns} from main.{table}");
            self.does(&format!(
                "delete from main.{table} where rowid in (select rowid from ({now} except {same}))"
            ))
            .await;
            self.does(&format!("insert into main.{table} (rowid, {columns}) {same} except {now}")).await;
            self.does(&format!("drop table temp.saved_{table}")).await;
        }
        for (path, bytes) in std::mem::take(&mut self.files) {
            fs::write(path, bytes).unwrap();
        }
    }

    /// Writes every ledger anew, each payload changed and rows left out that are not to be kept, and binds the chain
    /// again: as another program would have left it.
    pub(crate) async fn rewrites_ledgers(&mut self, keep: impl Fn(&str, &mut Value) -> bool) {
        let rows = self.rows("select organ, at, event, payload from ledger order by organ, seq").await;
        self.does("delete from ledger").await;
        let mut heads: BTreeMap<String, (i64, String)> = BTreeMap::new();
        for row in rows {
            let [organ, at, event, payload]: [String; 4] = std::array::from_fn(|column| row.get(column));
            let mut payload = serde_json::from_str(&payload).unwrap();
            if !keep(&event, &mut payload) {
                continue;
            }
            let payload = canonical_json(&payload);
            let (last, prev) = heads.get(&organ).cloned().unwrap_or((0, "0".repeat(64)));
            let seq = last + 1;
            let hash = sha256(canonical_json(&json!([organ, seq, at, event, payload, prev])).as_bytes());
            let insert = "insert into ledger (organ, seq, at, event, payload, prev, hash) values ($1, $2, $3, $4, $5, $6, $7)";
            let insert = sqlx::query(insert).bind(&organ).bind(seq).bind(at).bind(event).bind(payload);
            insert.bind(prev).bind(&hash).execute(&mut self.connection).await.unwrap();
            heads.insert(organ, (seq, hash));
        }
        for (organ, (seq, hash)) in heads {
            self.does(&format!(
                "update ledger_head set seq = {seq}, hash = '{hash}' where organ = '{organ}'"
            ))
            .await;
        }
    }

    /// Leaves documents as another version of the engine would have: packages, rows and ledgers name it. `of` is a
    /// condition on their rows.
    pub(crate) async fn makes_by(&mut self, version: &str, of: &str) {
        let mut packages = BTreeMap::new();
        let asked = format!("select id, package from document where package is not null and {of}");
        for row in self.rows(&asked).await {
            let (id, package): (String, String) = (row.get(0), row.get(1));
            let zip = by_engine(&fs::read(self.blob(&package)).unwrap(), version);
            let digest = sha256(&zip);
            let path = self.blob(&digest);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &zip).unwrap();
            let bytes = zip.len();
            self.does(&format!(
                "update document set package = '{digest}', package_bytes = {bytes}, engine = '{version}' where id = '{id}'"
            ))
            .await;
            self.does(&format!(
                "update document_file set sha256 = '{digest}', bytes = {bytes} where document = '{id}' and kind = 'package'"
            ))
            .await;
            self.does(&format!("update number set package = '{digest}' where document = '{id}'")).await;
            for (kind, start, bytes) in places(&zip) {
                self.does(&format!(
                    "update document_file set start = {start}, bytes = {bytes} where document = '{id}' and kind = '{kind}'"
                ))
                .await;
            }
            packages.insert(package, digest);
        }
        self.rewrites_ledgers(|_, payload| {
            if let Some(digest) = payload["package"].as_str().and_then(|old| packages.get(old)) {
                payload["package"] = digest.as_str().into();
            }
            true
        })
        .await;
    }
}

/// A package that says another version of the engine made it, its own lists of digests included.
fn by_engine(package: &[u8], version: &str) -> Vec<u8> {
    let (here, there) = (env!("CARGO_PKG_VERSION"), version);
    let mut archive = ZipArchive::new(Cursor::new(package)).unwrap();
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.push((file.name().to_owned(), bytes, file.options()));
    }
    let mut replaced = BTreeMap::new();
    // The lists come before what they list.
    for pass in 0..3 {
        for (name, bytes, _) in &mut files {
            let Ok(text) = String::from_utf8(bytes.clone()) else { continue };
            let changed = match name.rsplit('/').next().unwrap() {
                "bag-info.txt" if pass == 0 => {
                    text.replace(&format!("vanthu {here}"), &format!("vanthu {there}"))
                }
                "manifest.json" if pass == 0 => text.replace(&format!("\"{here}\""), &format!("\"{there}\"")),
                "manifest-sha256.txt" if pass == 1 => renamed(&text, &replaced),
                "tagmanifest-sha256.txt" if pass == 2 => renamed(&text, &replaced),
                _ => continue,
            };
            replaced.insert(sha256(bytes), sha256(changed.as_bytes()));
            *bytes = changed.into_bytes();
        }
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes, options) in files {
        zip.start_file(name, options).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn renamed(list: &str, replaced: &BTreeMap<String, String>) -> String {
    replaced.iter().fold(list.to_owned(), |list, (old, new)| list.replace(old, new))
}

/// Kind, first byte and bytes of the files that rows tell of.
fn places(package: &[u8]) -> Vec<(&'static str, u64, u64)> {
    let entries = vanthu::package::entries(package).unwrap();
    let stem = entries[0].name.split_once('/').unwrap().0;
    let place = |kind: FileKind| {
        let name = kind.entry(stem)?;
        let entry = entries.iter().find(|entry| entry.name == name).unwrap();
        Some((kind.name(), entry.start, entry.bytes))
    };
    FileKind::ALL.into_iter().filter_map(place).collect()
}
