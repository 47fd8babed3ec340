//! An organ put in place of what it was.

use super::OrganProfile;
use super::seed::{next_revision, written};
use crate::access::Right;
use crate::catalog::Organ;
use crate::report::{FieldPath, Report};
use crate::service::{Act, Service, ServiceError};
use crate::store::{Tx, Write, args};
use serde::Deserialize;
use std::sync::Arc;

/// Characters of an id at most.
const LONGEST_ID: usize = 64;

/// A change of an organ.
struct Change {
    id: String,
    /// Revision that the caller has seen; `None`: there was none, since the organ is new.
    revision: Option<i64>,
    profile: String,
    /// Flag: the caller may bring in a new organ.
    may_create: bool,
    at: String,
}

/// An organ as it is now.
#[derive(Deserialize)]
struct OrganNow {
    revision: i64,
    profile: String,
}

impl Write for Change {
    type Done = i64;
    type Error = ServiceError;

    async fn run(&self, tx: &mut Tx) -> Result<i64, ServiceError> {
        const NOW: &str = "select revision, profile from organ where id = $1";
        const PUT: &str = "insert into organ (id, revision, profile, updated_at) values ($1, $2, $3, $4) \
             on conflict (id) do update set revision = excluded.revision, profile = excluded.profile, \
             updated_at = excluded.updated_at";
        // First the count: whoever changes organs at the same time waits here, and then reads what became of this.
        let next = next_revision(tx).await?;
        let now: Option<OrganNow> = tx.row(NOW, args![&self.id]).await?;
        match (&now, self.revision) {
            // Said already: a request repeated.
            (Some(now), _) if now.profile == self.profile => return Ok(now.revision),
            (Some(now), seen) if seen != Some(now.revision) => return Err(ServiceError::Stale(now.revision)),
            (Some(_), _) => {}
            (None, Some(_)) => return Err(ServiceError::NotFound),
            (None, None) if !self.may_create => return Err(ServiceError::Forbidden(Right::Govern)),
            (None, None) => {}
        }
        tx.execute(PUT, args![&self.id, next, &self.profile, &self.at]).await?;
        Ok(next)
    }
}

impl Service {
    /// Puts an organ (a new one, or another state of one whose revision is still `revision`), checked as the files of
    /// the templates are.
    pub async fn put_organ(
        &self,
        act: Act<'_>,
        id: &str,
        revision: Option<i64>,
        versions: Vec<Organ>,
    ) -> Result<OrganProfile, ServiceError> {
        Self::permit(act.scope, Right::Govern, id)?;
        let mut report = check_id(id);
        report.extend(self.catalog().await?.check_organ(id, &versions));
        if report.has_errors() {
            return Err(ServiceError::Rejected(report));
        }
        let versions = in_order(id, versions);
        let change = Change {
            id: id.to_owned(),
            revision,
            profile: written(&versions)?,
            may_create: act.scope.may_everywhere(Right::Govern),
            at: self.inner.runtime.now(),
        };
        let revision = self.inner.store.write(change).await?;
        let versions = versions.into_iter().map(Arc::unwrap_or_clone).collect();
        Ok(OrganProfile { id: id.to_owned(), revision, versions })
    }
}

/// The versions in order of time, each with the organ's id.
fn in_order(id: &str, mut versions: Vec<Organ>) -> Vec<Arc<Organ>> {
    versions.sort_by_key(|version| version.valid_from);
    versions.into_iter().map(|version| Arc::new(Organ { id: id.to_owned(), ..version })).collect()
}

/// An id stands in addresses, names of folders and grants.
fn check_id(id: &str) -> Report {
    let mut report = Report::new();
    let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    if id.is_empty() || id.len() > LONGEST_ID || !id.bytes().all(plain) {
        let message = format!(
            "Mã cơ quan chỉ gồm chữ thường không dấu, chữ số và dấu “-”, từ 1 đến {LONGEST_ID} ký tự, ví dụ ldld-lai-chau."
        );
        report.error(FieldPath::field("id"), "bad-id", message);
    }
    report
}
