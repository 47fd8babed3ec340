//! Targets of events, and the log of deliveries to them.

use super::{Service, ServiceError};
use crate::access::{Organs, Right, Scope};
use crate::outbox::{Delivery, WebhookInfo, Webhooks};
use serde::Serialize;
use utoipa::ToSchema;

/// A page of the log of deliveries, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Deliveries {
    /// The deliveries.
    pub deliveries: Vec<Delivery>,
    /// Cursor of the next page; none at the end.
    #[schema(required = true)]
    pub next_cursor: Option<String>,
}

/// Deliveries of one page where nothing is said.
const PAGE: usize = 50;
/// … and at most: one less than the log gives, so that it can be told whether there are more.
const LONGEST_PAGE: usize = 199;

impl Service {
    /// The configured receivers that tell of organs the caller governs.
    pub async fn webhooks(&self, scope: &Scope) -> Result<Vec<WebhookInfo>, ServiceError> {
        let organs = seen(scope, Right::Govern)?;
        Ok(self.outbox().list(&organs).await?)
    }

    /// The log of deliveries of organs whose ledger the caller may read, newest first. Where a target listens is told to
    /// who may read that target.
    pub async fn deliveries(
        &self,
        scope: &Scope,
        cursor: Option<&str>,
        limit: Option<usize>,
    ) -> Result<Deliveries, ServiceError> {
        let organs = seen(scope, Right::Audit)?;
        let most = limit.unwrap_or(PAGE).clamp(1, LONGEST_PAGE);
        let targets = scope.organs(Right::Govern);
        let mut deliveries = self.outbox().deliveries(&organs, &targets, cursor, most + 1).await?;
        let more = deliveries.len() > most;
        deliveries.truncate(most);
        let next_cursor = deliveries.last().filter(|_| more).map(|last| last.id.clone());
        Ok(Deliveries { deliveries, next_cursor })
    }

    /// Sets a parked delivery going again, for who governs the organ of its event.
    ///
    /// # Errors
    /// [`ServiceError::Conflict`] `not-parked` where it waits, is done, or its target was removed.
    pub async fn resume_delivery(&self, scope: &Scope, id: &str) -> Result<(), ServiceError> {
        let organ = self.outbox().organ_of(id).await?.ok_or(ServiceError::NotFound)?;
        Self::permit(scope, Right::Govern, &organ)?;
        if self.outbox().resume(id).await? {
            return Ok(());
        }
        let message =
            "Tin này không ở tình trạng «parked» nên không gửi lại. Hãy xem nhật ký gửi tin.".to_owned();
        Err(ServiceError::Conflict { code: "not-parked", message, document: None })
    }

    fn outbox(&self) -> Webhooks {
        Webhooks::new(self.store().clone(), self.runtime().clone())
    }
}

/// The organs in which the caller has a right; who has it nowhere is told so.
fn seen(scope: &Scope, right: Right) -> Result<Organs, ServiceError> {
    match scope.organs(right) {
        Organs::Only(organs) if organs.is_empty() => Err(ServiceError::Forbidden(right)),
        organs => Ok(organs),
    }
}
