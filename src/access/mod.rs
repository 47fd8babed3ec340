//! Authentication and authorisation: keys of programs, accounts of people, roles in organs.
//!
//! Takes a credential; gives a [`Scope`], without which no use case can be called. It refuses what is unknown, expired,
//! revoked or disabled, and never says which.

mod accounts;
mod grants;
mod keys;
mod passwords;
mod rate;
mod scope;
mod secret;
mod sessions;
mod setup;
#[cfg(test)]
pub(crate) mod testing;
mod throttle;

pub use accounts::{AccountInfo, NewAccount};
pub use keys::{KeyInfo, NewKey};
pub use rate::Rate;
pub use scope::{Grant, Organs, Right, Role, Scope};
pub use sessions::{Session, SignedIn};
pub use setup::SetupLink;

use crate::report::{FieldPath, Report};
use crate::runtime::Runtime;
use crate::store::{Store, StoreError};
use keys::RecentKeys;
use passwords::Passwords;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use throttle::Throttle;

/// Reasons for which a change of keys or accounts is refused, or a sign-in not examined.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// It may not be so; the report is for people.
    #[error("access refused")]
    Refused(Report),
    /// It cannot be done.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AccessError {
    /// A refusal for one reason.
    fn refused(at: &str, code: &'static str, message: impl Into<String>) -> Self {
        let mut report = Report::new();
        report.error(FieldPath::from(at), code, message);
        Self::Refused(report)
    }
}

/// Nothing if nothing is wrong.
fn accepted(report: Report) -> Result<(), AccessError> {
    if report.has_errors() { Err(AccessError::Refused(report)) } else { Ok(()) }
}

/// Keys, accounts and sessions. Clones share them.
#[derive(Clone, Debug)]
pub struct Access {
    store: Store,
    runtime: Runtime,
    shared: Arc<Shared>,
}

/// State of this process, shared by the clones of [`Access`]: caches and counters.
#[derive(Debug, Default)]
struct Shared {
    /// Flag: a key or an account has been seen. It never goes back, since neither is ever deleted.
    closed: AtomicBool,
    keys: RecentKeys,
    passwords: Passwords,
    throttle: Throttle,
}

/// A row where a key (revoked ones count) or an account exists: then somebody has a way in.
const ANYBODY: &str = "select 1 from api_key union all select 1 from account limit 1";

impl Access {
    /// The access of a store.
    pub fn new(store: Store, runtime: Runtime) -> Self {
        Self { store, runtime, shared: Arc::default() }
    }

    /// Tests whether neither a key (revoked ones count) nor an account exists: then nobody need sign in.
    pub async fn is_open(&self) -> Result<bool, StoreError> {
        if self.shared.closed.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let open = !self.store.exists(ANYBODY, vec![]).await?;
        self.shared.closed.store(!open, Ordering::Relaxed);
        Ok(open)
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{Bench, admin, on_both};
    use super::*;

    on_both!(an_empty_store_is_open_and_the_first_key_closes_it, a_revoked_key_keeps_it_closed);

    async fn an_empty_store_is_open_and_the_first_key_closes_it(bench: Bench) {
        let access = bench.access();
        let elsewhere = bench.access();
        assert!(access.is_open().await.unwrap());
        access.create_key(NewKey { name: "n".into(), grants: admin(), expires: None }).await.unwrap();
        assert!(!access.is_open().await.unwrap());
        assert!(!elsewhere.is_open().await.unwrap(), "another process sees it at once");
    }

    async fn a_revoked_key_keeps_it_closed(bench: Bench) {
        let access = bench.access();
        let (id, _) =
            access.create_key(NewKey { name: "n".into(), grants: admin(), expires: None }).await.unwrap();
        assert!(access.revoke_key(&id).await.unwrap());
        assert!(!bench.access().is_open().await.unwrap());
    }
}
