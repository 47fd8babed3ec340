//! Selection of the documents of a run: their ids in pages, and their stored rows.

use super::ArchiveError;
use crate::register::RowColumns;
use crate::service::{FILE_COLUMNS, FileColumns, Service};
use crate::store::{Arg, AssertSqlSafe, Store, StoreError, args};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Filter of documents. All that is given must hold; nothing given: all match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// The organ's id.
    pub organ: Option<String>,
    /// The year of issue.
    pub year: Option<i64>,
    /// The type's id.
    #[serde(rename = "type")]
    pub document_type: Option<String>,
}

/// Ids of a page: a few dozen kilobytes.
const PAGE: usize = 1_000;

/// Documents that have a package, and those that should. `$1` to `$4`: the id before, organ, year, type.
macro_rules! matching {
    ($what:literal, $rest:literal) => {
        concat!(
            "select ",
            $what,
            " from document where id > $1 and (cast($2 as text) is null or organ = $2) \
             and (cast($3 as bigint) is null or year = $3) and (cast($4 as text) is null or type = $4) \
             and (package is not null or state in ('issuing', 'issued', 'recorded', 'replaced') \
               or (state = 'cancelled' and n is not null))",
            $rest
        )
    };
}

impl Filter {
    fn args(&self, after: &str) -> Vec<Arg> {
        args![after, &self.organ, self.year, &self.document_type]
    }

    /// Tests whether all documents match.
    pub(super) fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// Refuses an organ and a type that nothing is known of: a proof of nothing must not look like one.
    pub(super) async fn known(&self, service: &Service) -> Result<(), ArchiveError> {
        let organs = organs(service.store()).await?;
        if let Some(organ) = self.organ.as_ref().filter(|organ| !organs.contains(organ)) {
            return Err(ArchiveError::UnknownOrgan { organ: organ.clone(), known: organs });
        }
        const OF_TYPE: &str = "select 1 from document where type = $1 limit 1";
        if let Some(kind) = &self.document_type
            && !service.catalog().await?.types.contains_key(kind)
            && !service.store().exists(OF_TYPE, args![kind]).await?
        {
            return Err(ArchiveError::UnknownType(kind.clone()));
        }
        Ok(())
    }

    /// The organs whose documents may match, in order.
    pub(super) async fn organs(&self, store: &Store) -> Result<Vec<String>, StoreError> {
        match &self.organ {
            Some(organ) => Ok(vec![organ.clone()]),
            None => organs(store).await,
        }
    }

    /// Number of documents that match now.
    pub(super) async fn count(&self, store: &Store) -> Result<u64, StoreError> {
        store.one(matching!("count(*)", ""), self.args("")).await
    }

    /// The ids after one, in order, a page at most; none at the end.
    pub(super) async fn page(&self, store: &Store, after: &str) -> Result<Vec<String>, StoreError> {
        const PAGE_OF: &str = matching!("id", " order by id limit $5");
        let mut args = self.args(after);
        args.push(Arg::from(PAGE as i64));
        store.rows(PAGE_OF, args).await
    }
}

/// Every organ that a row names, whether it is known or not: a row moved to an organ that is not there must be found.
async fn organs(store: &Store) -> Result<Vec<String>, StoreError> {
    const ORGANS: &str = "select id from organ union select organ from document union select organ from number \
         union select organ from counter union select organ from ledger union select organ from ledger_head order by 1";
    store.rows(ORGANS, vec![]).await
}

/// Row of a document that has been given its number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) id: String,
    pub(super) organ: String,
    pub(super) document_type: String,
    pub(super) state: String,
    pub(super) year: Option<i64>,
    pub(super) number: String,
    pub(super) stem: String,
    pub(super) package: Option<String>,
    pub(super) source: String,
    pub(super) organ_profile: String,
    pub(super) template_sha256: String,
    pub(super) style_sha256: String,
    pub(super) engine: String,
    /// The blob of the templates that made it.
    pub(super) catalog: Option<String>,
    /// Flag: the templates were found after it was made, not kept with it at the time.
    pub(super) adopted: bool,
}

impl Kept {
    /// Loads the row of a document; `None` where it is gone meanwhile.
    pub(super) async fn load(store: &Store, id: &str) -> Result<Option<Self>, StoreError> {
        const LOAD: &str = "select id, organ, type, state, year, code_number, code_notation, stem, package, \
             source, organ_profile, template_sha256, style_sha256, engine, catalog_sha256, catalog_adopted \
             from document where id = $1";
        Ok(store.row(LOAD, args![id]).await?.map(Self::of))
    }

    /// Tests whether the templates that made it are known for certain: kept with it, and not found afterwards.
    pub(super) fn knows_its_templates(&self) -> bool {
        self.catalog.is_some() && !self.adopted
    }

    fn of(mut row: Cells) -> Self {
        let mut maybe = |name| row.take(name);
        let year = maybe("year").and_then(|year| year.parse().ok());
        let (package, catalog) = (maybe("package"), maybe("catalog_sha256"));
        let adopted = maybe("catalog_adopted").is_some_and(|adopted| adopted == "1");
        let code = maybe("code_number");
        // Empty in a row that was frozen by an old version or changed by hand; then its columns tell.
        let mut text = |name| maybe(name).unwrap_or_default();
        let notation = text("code_notation");
        Self {
            id: text("id"),
            organ: text("organ"),
            document_type: text("type"),
            state: text("state"),
            year,
            number: code.map_or(notation.clone(), |code| format!("{code}/{notation}")),
            stem: text("stem"),
            package,
            source: text("source"),
            organ_profile: text("organ_profile"),
            template_sha256: text("template_sha256"),
            style_sha256: text("style_sha256"),
            engine: text("engine"),
            catalog,
            adopted,
        }
    }
}

/// A row as evidence: what it says column by column, whatever that is. A row that was changed by hand is a finding, and
/// no reason to look at nothing else.
#[derive(Deserialize)]
struct Cells(BTreeMap<String, Option<CellValue>>);

#[derive(Deserialize)]
#[serde(untagged)]
enum CellValue {
    Number(i64),
    Text(String),
}

impl Cells {
    /// The text of a column, and of a number; none where it is empty.
    fn take(&mut self, name: &str) -> Option<String> {
        match self.0.remove(name)?? {
            CellValue::Number(n) => Some(n.to_string()),
            CellValue::Text(text) => Some(text),
        }
    }
}

/// Names of columns, and the question for all of them of the document `$1`.
macro_rules! columns {
    ($first:ident $(, $name:ident)* $(,)?) => {
        const COLUMNS: &[&str] = &[stringify!($first) $(, stringify!($name))*];
        const COLUMNS_OF: &str = concat!(
            "select ", stringify!($first) $(, ", ", stringify!($name))*, " from document where id = $1"
        );
    };
}

columns![
    organ,
    type,
    state,
    version,
    external_id,
    subject,
    signer,
    code_number,
    code_notation,
    n,
    issued_date,
    year,
    findings,
    stem,
    package,
    package_bytes,
    pages,
    organ_profile,
    template_sha256,
    style_sha256,
    engine,
    catalog_sha256,
    catalog_adopted,
    attempts,
    attempt_engine,
    attempt_at,
    attempt_error,
    ends_as,
    issue_act,
    issue_by,
    end_act,
    replaces,
    replaced_by,
    reason,
    created_by,
    created_at,
    updated_at,
    source,
];

/// The row of a document, column by column; none where it went meanwhile.
pub(super) async fn columns(store: &Store, id: &str) -> Result<Option<RowColumns>, StoreError> {
    let row: Option<Cells> = store.row(COLUMNS_OF, args![id]).await?;
    let values = |mut row: Cells| COLUMNS.iter().map(|&name| (name, row.take(name))).collect();
    Ok(row.map(values))
}

/// The rows of a document's files, by kind.
pub(super) async fn files(store: &Store, id: &str) -> Result<BTreeMap<String, FileColumns>, StoreError> {
    let columns = FILE_COLUMNS.join(", ");
    // Made of words of the program.
    let sql =
        AssertSqlSafe(format!("select kind, {columns} from document_file where document = $1 order by kind"));
    let file = |mut row: Cells| {
        let mut text = |name: &str| row.take(name).unwrap_or_default();
        (text("kind"), FILE_COLUMNS.map(|name| (name, text(name))))
    };
    Ok(store.rows(sql, args![id]).await?.into_iter().map(file).collect())
}

/// A row of a file whose document is not there.
#[derive(Deserialize)]
pub(super) struct StrayFile {
    pub(super) document: String,
    pub(super) kind: String,
    pub(super) name: String,
}

/// Rows of files whose document is not there; so many at most.
pub(super) async fn stray_files(store: &Store) -> Result<Vec<StrayFile>, StoreError> {
    const STRAY: &str = "select document, kind, name from document_file f \
         where not exists (select 1 from document d where d.id = f.document) order by document, kind limit 1000";
    store.rows(STRAY, vec![]).await
}

/// An image that an organ keeps.
#[derive(Deserialize)]
pub(super) struct KeptImage {
    pub(super) sha256: String,
    pub(super) bytes: i64,
}

/// The images that an organ keeps.
pub(super) async fn assets(store: &Store, organ: &str) -> Result<Vec<KeptImage>, StoreError> {
    const ASSETS: &str = "select sha256, bytes from asset where organ = $1 order by sha256";
    store.rows(ASSETS, args![organ]).await
}
