//! Documents as they are kept: rows read, and shown to those who may see them.

use super::{ProblemsState, Service, ServiceError, State, Stored, Summary};
use crate::access::{Right, Scope};
use crate::input::Draft;
use crate::store::{StoreError, Tx, args};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A document's row, but for what only lists and packages need.
#[derive(Clone, Debug)]
pub(super) struct DocumentRow {
    pub(super) summary: Summary,
    pub(super) source: String,
    findings: Option<String>,
    stem: Option<String>,
    pub(super) package: Option<String>,
    pages: Option<i64>,
    engine: Option<String>,
    /// The organ's profile as it was when the document was frozen.
    pub(super) organ_profile: Option<String>,
    /// The blob of the templates it is made with, once it is frozen.
    pub(super) catalog: Option<String>,
    /// State that follows on `issuing`: `issued` or `recorded`.
    pub(super) ends_as: Option<State>,
    /// The act that gave it its number.
    pub(super) issue_act: Option<String>,
    pub(super) issue_by: Option<String>,
    /// The act that cancelled it.
    pub(super) end_act: Option<String>,
}

/// Something of which the caller may have said which version of it he has seen: a document's id, an organ's for its
/// series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versioned<'a> {
    /// Its id.
    pub id: &'a str,
    /// The version the act is meant for; none: whatever it is.
    pub version: Option<i64>,
}

impl Versioned<'_> {
    /// Nothing where the thing is as the caller has seen it.
    ///
    /// # Errors
    /// [`ServiceError::Stale`] where it has moved on.
    pub(super) fn still(self, now: i64) -> Result<(), ServiceError> {
        match self.version {
            Some(seen) if seen != now => Err(ServiceError::Stale(now)),
            _ => Ok(()),
        }
    }
}

impl<'a> From<&'a str> for Versioned<'a> {
    fn from(id: &'a str) -> Self {
        Self { id, version: None }
    }
}

impl<'a> From<&'a String> for Versioned<'a> {
    fn from(id: &'a String) -> Self {
        id.as_str().into()
    }
}

/// The columns of a [`Summary`], and those of the rest.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, organ, type, state, version, external_id, code_number, code_notation, issued_date, subject, \
             signer, replaces, replaced_by, reason, created_at, updated_at, source, findings, stem, package, pages, \
             engine, organ_profile, ends_as, issue_act, issue_by, end_act, catalog_sha256 from document ",
            $rest
        )
    };
}

/// Columns of a row beside the [`Summary`].
#[derive(Deserialize)]
struct Beside {
    source: String,
    findings: Option<String>,
    stem: Option<String>,
    package: Option<String>,
    pages: Option<i64>,
    engine: Option<String>,
    organ_profile: Option<String>,
    catalog_sha256: Option<String>,
    ends_as: Option<State>,
    issue_act: Option<String>,
    issue_by: Option<String>,
    end_act: Option<String>,
}

impl From<(Summary, Beside)> for DocumentRow {
    fn from((summary, row): (Summary, Beside)) -> Self {
        Self {
            summary,
            source: row.source,
            findings: row.findings,
            stem: row.stem,
            package: row.package,
            pages: row.pages,
            engine: row.engine,
            organ_profile: row.organ_profile,
            catalog: row.catalog_sha256,
            ends_as: row.ends_as,
            issue_act: row.issue_act,
            issue_by: row.issue_by,
            end_act: row.end_act,
        }
    }
}

impl DocumentRow {
    pub(super) fn state(&self) -> State {
        self.summary.state
    }

    /// The draft, or the canonical source.
    pub(super) fn draft(&self) -> Result<Draft, ServiceError> {
        let read = serde_json::from_str::<Map<String, Value>>(&self.source);
        let values = read.map_err(|e| ServiceError::Broken(format!("document {}: {e}", self.summary.id)))?;
        Ok(Draft { values })
    }

    /// The document as it is looked at, with these problems.
    pub(super) fn shown(self, draft: Draft, problems: Value) -> Stored {
        Stored {
            draft: draft.values,
            problems,
            problems_state: ProblemsState::Current,
            stem: self.stem,
            package_sha256: self.package,
            pages: self.pages,
            engine: self.engine,
            summary: self.summary,
        }
    }

    /// Problems that were left when it was frozen, as JSON.
    pub(super) fn left(&self) -> Value {
        let left = self.findings.as_deref().and_then(|text| serde_json::from_str(text).ok());
        left.unwrap_or_else(|| Value::Array(Vec::new()))
    }

    /// Number and symbol, for people.
    pub(super) fn number(&self) -> String {
        let summary = &self.summary;
        let number = summary.code_number.as_deref().unwrap_or_default();
        format!("{number}/{}", summary.code_notation)
    }
}

impl Service {
    /// A document, whoever asks.
    pub(super) async fn find_kept(&self, id: &str) -> Result<Option<DocumentRow>, ServiceError> {
        let row: Option<(Summary, Beside)> =
            self.inner.store.row(select!("where id = $1"), args![id]).await?;
        Ok(row.map(DocumentRow::from))
    }

    /// A document, for somebody with a right in its organ.
    pub(super) async fn kept(
        &self,
        scope: &Scope,
        right: Right,
        id: &str,
    ) -> Result<DocumentRow, ServiceError> {
        let kept = self.find_kept(id).await?.ok_or(ServiceError::NotFound)?;
        Self::permit(scope, right, &kept.summary.organ)?;
        Ok(kept)
    }

    /// The document that an act has made, if it was there before.
    pub(super) async fn made_before(&self, act: super::Act<'_>) -> Result<Option<DocumentRow>, ServiceError> {
        let kept = self.find_kept(act.operation).await?;
        if let Some(kept) = &kept {
            Self::permit(act.scope, Right::Read, &kept.summary.organ)?;
        }
        Ok(kept)
    }
}

/// A document's version and state now; none if there is none.
pub(super) async fn standing(tx: &mut Tx, id: &str) -> Result<Option<(i64, String)>, StoreError> {
    #[derive(Deserialize)]
    struct VersionRow {
        version: i64,
        state: String,
    }
    let row = tx.row("select version, state from document where id = $1", args![id]).await?;
    Ok(row.map(|row: VersionRow| (row.version, row.state)))
}
