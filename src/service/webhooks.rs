//! Where events are told, and the log of telling them.

use super::{Failure, Service};
use crate::access::{Organs, Right, Scope};
use crate::outbox::{self, Delivery, Looking, Target};
use serde::Serialize;
use utoipa::ToSchema;

/// A page of the log of deliveries, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Deliveries {
    /// The deliveries.
    pub deliveries: Vec<Delivery>,
    /// Where the next page begins; none at the end.
    #[schema(required = true)]
    pub next_cursor: Option<String>,
}

/// Deliveries of one page where nothing is said, and at most.
const LIMITS: (u32, u32) = (50, 200);

impl Service {
    /// The configured receivers that tell of organs the caller governs.
    pub async fn webhooks(&self, scope: &Scope) -> Result<Vec<Target>, Failure> {
        let organs = seen(scope, Right::Govern)?;
        Ok(outbox::targets(self.store(), organs.as_deref()).await?)
    }

    /// The log of deliveries of organs whose ledger the caller may read; in one state where it is named.
    pub async fn deliveries(
        &self,
        scope: &Scope,
        state: Option<&str>,
        cursor: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Deliveries, Failure> {
        let organs = seen(scope, Right::Audit)?;
        let limit = limit.unwrap_or(LIMITS.0).clamp(1, LIMITS.1);
        let looking = Looking {
            organs: organs.as_deref(),
            state: state.unwrap_or_default(),
            before: cursor.unwrap_or_default(),
            limit: limit + 1,
        };
        let mut deliveries = outbox::deliveries(self.store(), &looking).await?;
        let most = limit as usize;
        let more = deliveries.len() > most;
        deliveries.truncate(most);
        let next_cursor = deliveries.last().filter(|_| more).map(|last| last.id.clone());
        Ok(Deliveries { deliveries, next_cursor })
    }
}

/// The organs in which the caller has a right; none named: all of them.
fn seen(scope: &Scope, right: Right) -> Result<Option<Vec<String>>, Failure> {
    match scope.organs(right) {
        Organs::All => Ok(None),
        Organs::Only(organs) if organs.is_empty() => Err(Failure::Forbidden(right)),
        Organs::Only(organs) => Ok(Some(organs)),
    }
}
