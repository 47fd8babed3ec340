//! Which documents share a row of numbers, and for how long (NĐ 30/2020, Điều 15 k.1c; a term: the union's habit).

use chrono::NaiveDate;
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
    /// Whether `12a` may be given between 12 and 13.
    #[serde(default)]
    pub suffixes: bool,
    /// The first number of a period: more than 1 where a book on paper was begun.
    #[serde(default = "one")]
    pub first: u32,
}

/// How long a row of numbers runs before it begins anew.
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
