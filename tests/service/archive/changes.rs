//! Single changes of rows and files, each with the documents that it is about.

use crate::archive::intruder::Intruder;
use sqlx::Row as _;
use std::collections::{BTreeMap, BTreeSet};

/// Where a byte of a file is changed, by the file's length.
type Position = fn(usize) -> usize;

/// A single change, and what must be named for it.
pub(crate) struct Change {
    pub(crate) what: String,
    /// The tables that it touches, each with its statements.
    pub(crate) tables: Vec<(&'static str, Vec<String>)>,
    /// Blobs that it touches: digest, and where a byte is changed; none takes the blob away.
    pub(crate) blobs: Vec<(String, Option<Position>)>,
    /// Documents that may be named; no others may.
    pub(crate) documents: BTreeSet<String>,
    /// Whether at least one of them must be: else the row of the ledger is named.
    pub(crate) names_document: bool,
    /// A piece of what must be said.
    pub(crate) said: String,
}

impl Change {
    fn row(what: &str, table: &'static str, sql: &[String], documents: &[&str], said: &str) -> Self {
        Self {
            what: what.to_owned(),
            tables: vec![(table, sql.to_vec())],
            blobs: vec![],
            documents: documents.iter().map(|&id| id.to_owned()).collect(),
            names_document: !documents.is_empty(),
            said: said.to_owned(),
        }
    }

    fn blob(what: &str, digest: &str, at: Option<Position>, documents: BTreeSet<String>) -> Self {
        let blobs = vec![(digest.to_owned(), at)];
        let what = what.to_owned();
        Self { what, tables: vec![], blobs, documents, names_document: true, said: String::new() }
    }
}

/// The documents that changes are made to.
pub(crate) struct Victims {
    /// Issued, of which nothing else is to be told.
    pub(crate) plain: String,
    /// Another like it.
    other: String,
    cancelled: String,
    replaced: String,
    replacing: String,
    /// The images of documents, with who uses them.
    images: BTreeMap<String, BTreeSet<String>>,
}

impl Victims {
    pub(crate) async fn of(intruder: &mut Intruder) -> Self {
        let plain = "state in ('issued', 'recorded') and replaces is null and source not like '%sha256:%'";
        let mut one = async |sql: &str| intruder.value(sql).await.unwrap();
        let mut images: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let victims = Self {
            plain: one(&format!("select min(id) from document where {plain}")).await,
            other: one(&format!("select max(id) from document where {plain}")).await,
            cancelled: one("select id from document where state = 'cancelled'").await,
            replaced: one("select id from document where state = 'replaced'").await,
            replacing: one("select id from document where replaces is not null").await,
            images: BTreeMap::new(),
        };
        for row in intruder
            .rows("select d.id, a.sha256 from document d, asset a where d.source like '%' || a.sha256 || '%'")
            .await
        {
            images.entry(row.get(1)).or_default().insert(row.get(0));
        }
        Self { images, ..victims }
    }
}

/// A value that is not the one of the column.
pub(crate) fn otherwise(column: &str) -> String {
    match column {
        "state" => "case state when 'issued' then 'recorded' else 'issued' end".to_owned(),
        "version" | "n" | "year" | "package_bytes" | "pages" | "start" | "bytes" | "last" | "seq" => {
            format!("{column} + 70000")
        }
        "deflated" => "1 - deflated".to_owned(),
        "source" => "replace(source, '\"subject\"', '\"subject\" ')".to_owned(),
        "findings" => "case findings when '[]' then '[{}]' else '[]' end".to_owned(),
        column => format!("coalesce({column}, '') || 'x'"),
    }
}

async fn columns_of(intruder: &mut Intruder, table: &str) -> Vec<String> {
    let sql = format!("select name from pragma_table_info('{table}')");
    intruder.rows(&sql).await.iter().map(|row| row.get(0)).collect()
}

/// A change of each column of each table.
pub(crate) async fn column_changes(intruder: &mut Intruder, victims: &Victims) -> Vec<Change> {
    let mut changes = Vec::new();
    let id = victims.plain.as_str();
    let mut seq = async |events: &str| {
        let told = format!("select min(seq) from ledger where event in ({events}) and payload like '%{id}%'");
        intruder.value(&told).await.unwrap()
    };
    let (given, named) = (seq("'given', 'recorded'").await, seq("'issued'").await);
    let of_number = format!("select {{}} from number where document = '{id}'");
    let mut part = async |column: &str| intruder.value(&of_number.replace("{}", column)).await.unwrap();
    let counter = format!("series = '{}' and period = '{}'", part("series").await, part("period").await);
    let of_file = |kind: &str| format!("document = '{id}' and kind = '{kind}'");
    let tables = [
        ("document", format!("id = '{id}'"), "at: \"{column}\"".to_owned()),
        ("document_file", of_file("pdf"), "at: \"pdf.{column}\"".to_owned()),
        ("document_file", of_file("source"), "at: \"source.{column}\"".to_owned()),
        ("number", format!("document = '{id}'"), "Số ".to_owned()),
        ("counter", counter, "đếm".to_owned()),
        ("ledger", format!("seq = {given}"), format!("dòng {given}")),
        ("ledger", format!("seq = {named}"), format!("dòng {named}")),
        ("ledger_head", "seq > 0".to_owned(), "hốt".to_owned()),
    ];
    for (table, of, said) in tables {
        for column in columns_of(intruder, table).await {
            let sql = format!("update {table} set {column} = {} where {of}", otherwise(&column));
            let said = match column.as_str() {
                // A row that has moved is gone from where it was.
                "id" | "document" | "kind" => id.to_owned(),
                column => said.replace("{column}", column),
            };
            let moved = format!("{id}x");
            // A counter and a head are of no document.
            let documents: &[&str] = match (table, column.as_str()) {
                ("counter" | "ledger_head", _) => &[],
                ("document", "id") => &[id, &moved],
                _ => &[id],
            };
            let change =
                Change::row(&format!("{table}.{column} where {of}"), table, &[sql], documents, &said);
            let names_document = change.names_document && table != "ledger";
            changes.push(Change { names_document, ..change });
        }
    }
    // What only an end has.
    for (id, column) in [
        (&victims.cancelled, "state"),
        (&victims.cancelled, "reason"),
        (&victims.cancelled, "end_act"),
        (&victims.replaced, "state"),
        (&victims.replaced, "reason"),
        (&victims.replaced, "replaced_by"),
        (&victims.replacing, "replaces"),
    ] {
        for to in [otherwise(column), "null".to_owned()] {
            if column == "state" && to == "null" {
                continue;
            }
            let sql = format!("update document set {column} = {to} where id = '{id}'");
            changes.push(Change::row(
                &format!("{column} of an end to {to}"),
                "document",
                &[sql],
                &[id],
                column,
            ));
        }
    }
    changes
}

/// Rows taken away, put in, and exchanged.
pub(crate) async fn row_changes(intruder: &mut Intruder, victims: &Victims) -> Vec<Change> {
    let Victims { plain: id, other, .. } = victims;
    let row = |what: &str, table, sql: &str, said: &str| {
        Change::row(what, table, &[sql.replace("{id}", id).replace("{other}", other)], &[id], said)
    };
    let last = "seq = (select max(seq) from ledger)";
    let of_last =
        intruder.value(&format!("select json_extract(payload, '$.document') from ledger where {last}")).await;
    let copy = "insert into document select {columns} from document where id = '{id}'";
    let columns = columns_of(intruder, "document").await;
    let columns = columns.iter().map(|name| match name.as_str() {
        "id" => "'x'",
        "external_id" => "null",
        name => name,
    });
    let copy = copy.replace("{columns}", &columns.collect::<Vec<_>>().join(", "));
    let packages = exchanged(intruder, "document", "package", ["id", ""], [id, other]).await;
    let numbered = exchanged(intruder, "number", "package", ["document", ""], [id, other]).await;
    let mut files = Vec::new();
    for column in ["sha256", "start", "bytes"] {
        let key = ["document", "and kind = 'pdf'"];
        files.extend(exchanged(intruder, "document_file", column, key, [id, other]).await);
    }
    vec![
        row("a document's row is deleted", "document", "delete from document where id = '{id}'", id),
        Change {
            documents: [id.clone(), "x".to_owned()].into(),
            ..row("a document is put in", "document", &copy, "x")
        },
        row("a number is deleted", "number", "delete from number where document = '{id}'", "nhật ký"),
        Change {
            documents: BTreeSet::new(),
            names_document: false,
            ..row(
                "a number is put in",
                "number",
                "insert into number select organ, series, period, n + 70000, suffix, code, state, null, 'x', date, holder, \
             reason, package, at from number where document = '{id}'",
                "nhật ký không ghi số này",
            )
        },
        row(
            "a file's row is deleted",
            "document_file",
            "delete from document_file where document = '{id}' and kind = 'docx'",
            "docx",
        ),
        row(
            "a file's row is put in",
            "document_file",
            "insert into document_file select document, 'svg', name, sha256, media_type, start, bytes, deflated \
             from document_file where document = '{id}' and kind = 'pdf'",
            "svg",
        ),
        row(
            "the row of giving is deleted",
            "ledger",
            "delete from ledger where event in ('given', 'recorded') and payload like '%{id}%'",
            "thiếu dòng",
        ),
        row(
            "the row of issuing is deleted",
            "ledger",
            "delete from ledger where event = 'issued' and payload like '%{id}%'",
            "thiếu dòng",
        ),
        Change::row(
            "the last row is deleted",
            "ledger",
            &[format!("delete from ledger where {last}")],
            &[&of_last.unwrap()],
            "Dấu chốt",
        ),
        Change::row(
            "the head is deleted",
            "ledger_head",
            &["delete from ledger_head".to_owned()],
            &[],
            "dấu chốt",
        ),
        Change::row(
            "the counters are deleted",
            "counter",
            &["delete from counter".to_owned()],
            &[],
            "Không còn bộ đếm",
        ),
        Change::row("packages are exchanged", "document", &packages, &[id, other], "package"),
        Change::row("rows of files are exchanged", "document_file", &files, &[id, other], "pdf"),
        Change {
            tables: vec![("document", packages.clone()), ("number", numbered)],
            ..Change::row("packages are exchanged, in numbers too", "document", &[], &[id, other], "package")
        },
    ]
}

/// Statements that give a column of one row to another and the other way about.
async fn exchanged(
    intruder: &mut Intruder,
    table: &str,
    column: &str,
    [key, more]: [&str; 2],
    ids: [&str; 2],
) -> Vec<String> {
    let mut statements = Vec::new();
    for (from, to) in [(ids[0], ids[1]), (ids[1], ids[0])] {
        let asked = format!("select {column} from {table} where {key} = '{from}' {more}");
        let value = intruder.value(&asked).await.unwrap();
        statements.push(format!("update {table} set {column} = '{value}' where {key} = '{to}' {more}"));
    }
    statements
}

/// Bytes of packages and images.
pub(crate) async fn blob_changes(intruder: &mut Intruder, victims: &Victims) -> Vec<Change> {
    let id = &victims.plain;
    let package = intruder.value(&format!("select package from document where id = '{id}'")).await.unwrap();
    let of = || BTreeSet::from([id.clone()]);
    let mut changes = vec![
        Change::blob("the first byte of a package", &package, Some(|_| 0), of()),
        Change::blob("the middle byte of a package", &package, Some(|bytes| bytes / 2), of()),
        Change::blob("the last byte of a package", &package, Some(|bytes| bytes - 1), of()),
        Change::blob("a package is gone", &package, None, of()),
    ];
    let catalog =
        intruder.value(&format!("select catalog_sha256 from document where id = '{id}'")).await.unwrap();
    let sharing = intruder.rows(&format!("select id from document where catalog_sha256 = '{catalog}'")).await;
    let sharing: BTreeSet<String> = sharing.iter().map(|row| row.get(0)).collect();
    changes.push(Change::blob("a byte of the templates", &catalog, Some(|bytes| bytes / 2), sharing.clone()));
    changes.push(Change::blob("the templates are gone", &catalog, None, sharing));
    for (image, users) in &victims.images {
        changes.push(Change::blob("a byte of an image", image, Some(|bytes| bytes / 2), users.clone()));
        changes.push(Change::blob("an image is gone", image, None, users.clone()));
    }
    changes
}
