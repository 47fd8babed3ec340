//! Which documents a run is about: their ids in pages, and what is stored of each.

use crate::store::{Arg, Row, Store, StoreError, args};

/// Which documents. All that is given must hold; nothing given: all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The organ's id.
    pub organ: Option<String>,
    /// The year of issue.
    pub year: Option<i64>,
    /// The type's id.
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

    /// How many match now.
    pub(super) async fn count(&self, store: &Store) -> Result<u64, StoreError> {
        let row = store.row(matching!("count(*)", ""), self.args("")).await?;
        Ok(row.map_or(0, |row| row.int(0)).try_into().unwrap_or(0))
    }

    /// The ids after one, in order, a page at most; none at the end.
    pub(super) async fn page(&self, store: &Store, after: &str) -> Result<Vec<String>, StoreError> {
        const PAGE_OF: &str = matching!("id", " order by id limit $5");
        let mut args = self.args(after);
        args.push(Arg::from(PAGE as i64));
        Ok(store.rows(PAGE_OF, args).await?.iter().map(|row| row.text(0)).collect())
    }
}

/// What is stored of a document that has been given its number.
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
    /// Whether those were found after it was made.
    pub(super) adopted: bool,
}

impl Kept {
    /// What is stored under an id; none where it went meanwhile.
    pub(super) async fn load(store: &Store, id: &str) -> Result<Option<Self>, StoreError> {
        const LOAD: &str = "select id, organ, type, state, year, code_number, code_notation, stem, package, \
             source, organ_profile, template_sha256, style_sha256, engine, catalog_sha256, catalog_adopted \
             from document where id = $1";
        Ok(store.row(LOAD, args![id]).await?.map(|row| Self::of(&row)))
    }

    /// Whether the templates that made it are known for certain: kept with it, and not found afterwards.
    pub(super) fn knows_its_templates(&self) -> bool {
        self.catalog.is_some() && !self.adopted
    }

    fn of(row: &Row) -> Self {
        let number = match row.opt_text(5) {
            Some(number) => format!("{number}/{}", row.text(6)),
            None => row.text(6),
        };
        Self {
            id: row.text(0),
            organ: row.text(1),
            document_type: row.text(2),
            state: row.text(3),
            year: row.opt_int(4),
            number,
            stem: row.text(7),
            package: row.opt_text(8),
            source: row.text(9),
            organ_profile: row.text(10),
            template_sha256: row.text(11),
            style_sha256: row.text(12),
            engine: row.text(13),
            catalog: row.opt_text(14),
            adopted: row.flag(15),
        }
    }
}

/// Where a file of a document lies in its package, as the rows say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slice {
    pub(super) name: String,
    pub(super) sha256: String,
    pub(super) start: usize,
    pub(super) bytes: usize,
}

/// The files of a document that lie in its package as they are.
pub(super) async fn slices(store: &Store, id: &str) -> Result<Vec<Slice>, StoreError> {
    const SLICES: &str = "select name, sha256, start, bytes from document_file \
         where document = $1 and deflated = 0 order by kind";
    let place = |row: &Row, column| usize::try_from(row.int(column)).unwrap_or(usize::MAX);
    let slice = |row: &Row| Slice {
        name: row.text(0),
        sha256: row.text(1),
        start: place(row, 2),
        bytes: place(row, 3),
    };
    Ok(store.rows(SLICES, args![id]).await?.iter().map(slice).collect())
}
