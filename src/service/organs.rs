//! Organs and their series: seeded from the templates, from then on edited in the database.

use super::{Act, Failure, Service};
use crate::access::Scope;
use crate::catalog::{Catalog, Organ};
use crate::register::Series;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An organ with its versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrganProfile {
    /// Its id.
    pub id: String,
    /// Counts changes; the ETag.
    pub revision: i64,
    /// What it was between which dates, in order of time.
    pub versions: Vec<Organ>,
}

impl Service {
    /// Brings organs of the templates into the database that it does not know; what it knows it keeps.
    pub(super) async fn seed_organs(&self) -> Result<(), Failure> {
        todo!()
    }

    /// The catalog with the organs as they are in the database now.
    pub async fn catalog(&self) -> Result<Arc<Catalog>, Failure> {
        todo!()
    }

    /// The organs the caller may read.
    pub async fn organs(&self, scope: &Scope) -> Result<Vec<OrganProfile>, Failure> {
        todo!()
    }

    /// An organ.
    pub async fn organ(&self, scope: &Scope, id: &str) -> Result<OrganProfile, Failure> {
        todo!()
    }

    /// Puts an organ (a new one, or another state of one whose revision is still `revision`), checked as the files of
    /// the templates are.
    pub async fn put_organ(
        &self,
        act: Act<'_>,
        id: &str,
        revision: Option<i64>,
        versions: Vec<Organ>,
    ) -> Result<OrganProfile, Failure> {
        todo!()
    }

    /// The series of an organ, in order of id.
    pub async fn series(&self, scope: &Scope, organ: &str) -> Result<Vec<Series>, Failure> {
        todo!()
    }

    /// Puts the series of an organ in place of those it had. A series that has numbers keeps its period.
    pub async fn put_series(
        &self,
        act: Act<'_>,
        organ: &str,
        series: Vec<Series>,
    ) -> Result<Vec<Series>, Failure> {
        todo!()
    }
}
