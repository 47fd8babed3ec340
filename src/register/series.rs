//! Series: documents that share a row of numbers, and for how long (NĐ 30/2020, Điều 15 k.1c; a term: the union's
//! habit).
//!
//! Takes the series of an organ, a type and a date; gives the one series they fall into, with its period. A type that no
//! series takes has a series of its own by the calendar year. It refuses a date that lies outside every term of a type:
//! numbers from 01 in a row nobody has thought of would be noticed when the papers are out.

mod check;

pub(super) use check::LARGEST;
pub use check::check;

use super::RegisterError;
use crate::report::{FieldPath, Problem, Report};
use crate::store::{Store, StoreError, Tx, args, json};
use crate::text;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A row of numbers of an organ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Its id within the organ.
    pub id: String,
    /// For people: `Kế hoạch`, `Văn bản hành chính`.
    pub name: String,
    /// The ids of the types numbered in it; empty: all that no other series takes.
    #[serde(default)]
    pub types: Vec<String>,
    /// For how long it runs.
    #[serde(default)]
    pub period: Period,
    /// Digits at least, 1 to 6: `05`.
    #[serde(default = "two")]
    pub padding: u8,
    /// `true`: `12a` may be given between 12 and 13.
    #[serde(default)]
    pub suffixes: bool,
    /// The first number of a period: more than 1 where a book on paper was begun.
    #[serde(default = "one")]
    pub first: u32,
}

/// Time after which a row of numbers begins anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Period {
    /// From 1 January to 31 December (Điều 15 k.1).
    #[default]
    Year,
    /// A congress term, both days included.
    Term {
        /// Its first day.
        #[schema(value_type = String, format = Date)]
        from: NaiveDate,
        /// Its last day.
        #[schema(value_type = String, format = Date)]
        to: NaiveDate,
    },
}

fn two() -> u8 {
    2
}

fn one() -> u32 {
    1
}

impl Period {
    /// Tests whether a date lies in it; every date lies in some year.
    pub fn holds(self, date: NaiveDate) -> bool {
        match self {
            Self::Year => true,
            Self::Term { from, to } => (from..=to).contains(&date),
        }
    }

    /// Key of the period of a date in rows: `2024`, `2023-10-01/2028-10-01`.
    pub fn key(self, date: NaiveDate) -> String {
        match self {
            Self::Year => format!("{:04}", date.year()),
            Self::Term { from, to } => format!("{from}/{to}"),
        }
    }
}

impl Series {
    /// A number of it as printed: `05`, `12a`.
    pub fn code(&self, n: i64, suffix: &str) -> String {
        format!("{n:0width$}{suffix}", width = usize::from(self.padding))
    }

    /// Series of a type that no series takes: the calendar year, two digits, no letters (Điều 15 k.1).
    pub fn own(document_type: &str) -> Self {
        Self {
            id: document_type.to_owned(),
            name: document_type.to_owned(),
            types: vec![document_type.to_owned()],
            period: Period::Year,
            padding: two(),
            suffixes: false,
            first: one(),
        }
    }
}

/// A series as its row says it.
#[derive(Deserialize)]
struct SeriesRow {
    id: String,
    name: String,
    #[serde(deserialize_with = "json")]
    types: Vec<String>,
    period: PeriodKind,
    term_from: Option<NaiveDate>,
    term_to: Option<NaiveDate>,
    padding: u8,
    suffixes: bool,
    first: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum PeriodKind {
    Year,
    Term,
}

impl TryFrom<SeriesRow> for Series {
    type Error = StoreError;

    fn try_from(row: SeriesRow) -> Result<Self, StoreError> {
        let period = match (row.period, row.term_from, row.term_to) {
            (PeriodKind::Year, _, _) => Period::Year,
            (PeriodKind::Term, Some(from), Some(to)) => Period::Term { from, to },
            (PeriodKind::Term, _, _) => {
                return Err(StoreError::Row {
                    table: "series".to_owned(),
                    column: "term_from, term_to".to_owned(),
                    said: format!("series {}: a term without its days", row.id),
                });
            }
        };
        let SeriesRow { id, name, types, padding, suffixes, first, .. } = row;
        Ok(Self { id, name, types, period, padding, suffixes, first })
    }
}

const OF: &str = "select id, name, types, period, term_from, term_to, padding, suffixes, first \
     from series where organ = $1 order by id";

/// The series of an organ, in order of id.
pub async fn of(store: &Store, organ: &str) -> Result<Vec<Series>, StoreError> {
    store.rows::<SeriesRow>(OF, args![organ]).await?.into_iter().map(Series::try_from).collect()
}

/// The same within a transaction.
pub async fn within(tx: &mut Tx, organ: &str) -> Result<Vec<Series>, StoreError> {
    tx.rows::<SeriesRow>(OF, args![organ]).await?.into_iter().map(Series::try_from).collect()
}

/// The series a document of a type and date falls into: one that lists the type and whose term holds the date; else one
/// for all types; else, where no series takes the type at any time, the type's own. A series made before there was a
/// type of its id is that type's own: they would share a row.
///
/// # Errors
/// `no-series`: series take the type, but the date lies outside every term of them.
pub fn falls(series: &[Series], document_type: &str, date: NaiveDate) -> Result<Series, Report> {
    let lists = |s: &&Series| s.types.iter().any(|t| t == document_type);
    let takes_all = |s: &&Series| s.types.is_empty();
    let listed = series.iter().filter(lists).find(|s| s.period.holds(date));
    let any_listed = series.iter().any(|s| lists(&s));
    let open = || series.iter().filter(takes_all).find(|s| s.period.holds(date));
    let found = listed.or_else(|| if any_listed { None } else { open() });
    match found {
        Some(found) => Ok(found.clone()),
        None if any_listed || series.iter().any(|s| takes_all(&s)) => Err(outside(document_type, date)),
        None => {
            let of_its_id = series.iter().find(|s| s.id == document_type && s.period.holds(date));
            Ok(of_its_id.cloned().unwrap_or_else(|| Series::own(document_type)))
        }
    }
}

/// The series of an id, for a date; an id that no series has is that of a type with a series of its own.
pub(super) fn named(series: &[Series], id: &str, date: NaiveDate) -> Result<Series, RegisterError> {
    let found = match series.iter().find(|s| s.id == id) {
        Some(found) if found.period.holds(date) => found.clone(),
        Some(_) => return Err(outside(id, date).into()),
        None => falls(series, id, date)?,
    };
    if found.id != id {
        let message = format!(
            "Không có sổ «{id}»: loại văn bản này lấy số ở sổ «{}». Hãy ghi mã sổ «{}».",
            found.name, found.id
        );
        return Err(refusal("series", "unknown-series", message).into());
    }
    Ok(found)
}

fn outside(what: &str, date: NaiveDate) -> Report {
    let date = text::short_date(date);
    let message = format!(
        "Ngày {date} nằm ngoài mọi nhiệm kỳ của các sổ dành cho «{what}». \
         Hãy sửa ngày, hoặc lập thêm sổ có nhiệm kỳ chứa ngày này."
    );
    refusal("date", "no-series", message)
}

/// A report of one problem.
pub(super) fn refusal(at: &str, code: &'static str, message: String) -> Report {
    Report { problems: vec![Problem::error(FieldPath::field(at), code, message)] }
}
