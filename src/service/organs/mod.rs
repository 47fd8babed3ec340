//! Organs and their series: seeded from the templates, from then on edited in the database.
//!
//! Takes an organ's versions and series as values; gives them back as they are kept, and the catalog with them in it.
//! It refuses what the files of the templates could not say either, a change of what somebody else has changed
//! meanwhile, and another period for numbers that were given.

mod change;
mod seed;
mod series;
#[cfg(test)]
mod tests;

pub use series::series_revision;

use super::{Service, ServiceError};
use crate::access::{Right, Scope};
use crate::catalog::{Catalog, Organ};
use crate::store::{args, json};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

/// An organ with its versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrganProfile {
    /// Its id.
    pub id: String,
    /// Counts changes; the ETag.
    pub revision: i64,
    /// Versions between two dates each, in order of time.
    pub versions: Vec<Organ>,
}

impl Service {
    /// The catalog with the organs as they are in the database now.
    pub async fn catalog(&self) -> Result<Arc<Catalog>, ServiceError> {
        // None where there is no organ.
        let newest: Option<i64> = self.inner.store.one("select max(revision) from organ", vec![]).await?;
        if let Some(catalog) = self.held_catalog(newest.unwrap_or(0)) {
            return Ok(catalog);
        }
        let rows: Vec<OrganRow> =
            self.inner.store.rows("select id, revision, profile from organ", vec![]).await?;
        let mut revision = 0;
        let mut organs = BTreeMap::new();
        for profile in rows.into_iter().map(OrganProfile::from) {
            revision = revision.max(profile.revision);
            organs.insert(profile.id, profile.versions.into_iter().map(Arc::new).collect());
        }
        let catalog = Arc::new(self.inner.templates.catalog().with_organs(organs));
        self.hold_catalog(revision, &catalog);
        Ok(catalog)
    }

    /// The catalog at hand, if it is of this revision.
    fn held_catalog(&self, revision: i64) -> Option<Arc<Catalog>> {
        let held = self.inner.catalog.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().filter(|(of, _)| *of == revision).map(|(_, catalog)| Arc::clone(catalog))
    }

    /// Keeps a catalog at hand, unless a newer one is.
    fn hold_catalog(&self, revision: i64, catalog: &Arc<Catalog>) {
        let mut held = self.inner.catalog.write().unwrap_or_else(PoisonError::into_inner);
        if held.as_ref().is_none_or(|(of, _)| *of < revision) {
            *held = Some((revision, Arc::clone(catalog)));
        }
    }

    /// The organs the caller may read.
    pub async fn organs(&self, scope: &Scope) -> Result<Vec<OrganProfile>, ServiceError> {
        const ALL: &str = "select id, revision, profile from organ order by id";
        let rows: Vec<OrganRow> = self.inner.store.rows(ALL, vec![]).await?;
        let read = rows.into_iter().filter(|row| scope.may(Right::Read, &row.id));
        Ok(read.map(OrganProfile::from).collect())
    }

    /// An organ.
    pub async fn organ(&self, scope: &Scope, id: &str) -> Result<OrganProfile, ServiceError> {
        const ONE: &str = "select id, revision, profile from organ where id = $1";
        Self::permit(scope, Right::Read, id)?;
        let row: Option<OrganRow> = self.inner.store.row(ONE, args![id]).await?;
        row.map(OrganProfile::from).ok_or(ServiceError::NotFound)
    }
}

/// An organ as its row says it.
#[derive(Deserialize)]
struct OrganRow {
    id: String,
    revision: i64,
    #[serde(deserialize_with = "json")]
    profile: Vec<Organ>,
}

impl From<OrganRow> for OrganProfile {
    fn from(OrganRow { id, revision, profile: versions }: OrganRow) -> Self {
        Self { id, revision, versions }
    }
}
