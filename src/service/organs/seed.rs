//! The organs of the templates brought into the database.

use crate::catalog::Organ;
use crate::service::{Service, ServiceError};
use crate::store::{StoreError, Tx, Write, args};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Takes the next revision, and keeps other changes of organs waiting until this one is committed.
pub(super) async fn next_revision(tx: &mut Tx) -> Result<i64, StoreError> {
    const NEXT: &str = "insert into organ_changes (one, n) values (1, 1) \
         on conflict (one) do update set n = organ_changes.n + 1 returning n";
    tx.one(NEXT, vec![]).await
}

/// Organs that may be new.
struct Seed {
    /// Id and profile.
    organs: Vec<(String, String)>,
    at: String,
}

impl Write for Seed {
    type Done = ();
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<(), StoreError> {
        // Another process may seed the same at the same moment.
        const PUT: &str = "insert into organ (id, revision, profile, updated_at) values ($1, $2, $3, $4) \
             on conflict (id) do nothing";
        for (id, profile) in &self.organs {
            let revision = next_revision(tx).await?;
            tx.execute(PUT, args![id, revision, profile, &self.at]).await?;
        }
        Ok(())
    }
}

impl Service {
    /// Brings organs of the templates into the database that it does not know; what it knows it keeps.
    pub(in crate::service) async fn seed_organs(&self) -> Result<(), ServiceError> {
        let known: Vec<String> = self.inner.store.rows("select id from organ", vec![]).await?;
        let known = BTreeSet::from_iter(known);
        let new = self.inner.templates.catalog().organs.iter().filter(|(id, _)| !known.contains(*id));
        let organs: Vec<_> = new
            .map(|(id, versions)| Ok((id.clone(), written(versions)?)))
            .collect::<Result<_, ServiceError>>()?;
        if organs.is_empty() {
            return Ok(());
        }
        let at = self.inner.runtime.now();
        Ok(self.inner.store.write(Seed { organs, at }).await?)
    }
}

/// A profile as it is kept.
pub(super) fn written(versions: &[Arc<Organ>]) -> Result<String, ServiceError> {
    let versions: Vec<&Organ> = versions.iter().map(AsRef::as_ref).collect();
    serde_json::to_string(&versions).map_err(|error| ServiceError::Broken(error.to_string()))
}
