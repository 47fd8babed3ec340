//! Documents found again: by what they are, by their number, by words without diacritics.
//!
//! Takes a [`Query`] of a caller; gives a page of the documents that meet all of it, newest first, in the organs the
//! caller may read. It refuses dates that are none, limits and cursors that were not given out here.

mod number;
mod question;
#[cfg(test)]
mod tests;
mod words;

pub(super) use words::{index, searchable};

use super::{Service, ServiceError, State, Summary};
use crate::access::{Organs, Right, Scope};
use crate::store::AssertSqlSafe;
use question::{Asked, RARE, Way, cursor};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Conditions of a search. All that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// The organ's id.
    pub organ: Option<String>,
    /// The type's id.
    #[serde(rename = "type")]
    pub document_type: Option<String>,
    /// State of the document.
    pub state: Option<State>,
    /// The year of issue.
    pub year: Option<i32>,
    /// The number, with or without its letter and symbol: `39`, `12b`, `39/KH-LĐLĐ`.
    pub number: Option<String>,
    /// Part of a signer's name, diacritics or not.
    pub signer: Option<String>,
    /// Words of subject, body, receivers, diacritics or not.
    pub text: Option<String>,
    /// Issued on this day or later (`2024-02-23`).
    pub from: Option<String>,
    /// Issued on this day or earlier.
    pub to: Option<String>,
    /// The caller's own id.
    pub external_id: Option<String>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Documents of the page at most, 1 to 200.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
}

/// A page of what was found, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Found {
    /// The documents.
    pub documents: Vec<Summary>,
    /// Cursor of the next page; none at the end.
    pub next_cursor: Option<String>,
}

impl Service {
    /// Looks for documents in the organs the caller may read.
    pub async fn find(&self, scope: &Scope, query: &Query) -> Result<Found, ServiceError> {
        if let Some(organ) = &query.organ {
            Self::permit(scope, Right::Read, organ)?;
        }
        let asked = Asked::of(query)?;
        let organs = match (&query.organ, scope.organs(Right::Read)) {
            (Some(organ), _) => Some(vec![organ.clone()]),
            (None, Organs::Only(organs)) => Some(organs),
            (None, Organs::All) => None,
        };
        // Who may read nothing finds nothing.
        if organs.as_ref().is_some_and(Vec::is_empty) {
            return Ok(Found { documents: Vec::new(), next_cursor: None });
        }
        let statement = asked.statement(organs.as_deref(), self.way(&asked).await?);
        let mut documents: Vec<Summary> =
            self.inner.store.rows(AssertSqlSafe(statement.sql), statement.args).await?;
        let more = documents.len() > asked.limit;
        documents.truncate(asked.limit);
        let next_cursor = documents.last().filter(|_| more).map(|last| cursor(&last.created_at, &last.id));
        Ok(Found { documents, next_cursor })
    }

    /// Chooses how to look for the words of a query.
    async fn way(&self, asked: &Asked) -> Result<Way, ServiceError> {
        if self.inner.store.is_postgres() {
            return Ok(Way::Planned);
        }
        let Some(rarity) = asked.rarity() else { return Ok(Way::FromDocuments) };
        let found: i64 = self.inner.store.one(AssertSqlSafe(rarity.sql), rarity.args).await?;
        Ok(if found < RARE { Way::FromWords } else { Way::FromDocuments })
    }
}
