//! Outbox: events written with the change they tell of, delivered to configured targets as signed webhooks.
//!
//! An event is a row of the same transaction as the change, so nothing is announced that did not happen, and nothing
//! that happened is forgotten. A task spreads events to the configured targets and tries each until it answers.
//! Every event is told at least once; a receiver knows a repetition by the event's id. It refuses to call addresses
//! inside the network unless the target was said to lie there.

mod address;
mod delivery;
mod fan_out;
mod log;
mod sender;
mod signature;
mod targets;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod worker;

pub use delivery::DELIVERIES;
pub use log::Delivery;
pub use sender::WebhookSender;
pub use targets::{NewWebhook, WebhookInfo};

use crate::report::{FieldPath, Report};
use crate::runtime::Runtime;
use crate::store::{Store, StoreError, Tx, args};
use serde_json::Value;

/// The kinds of events there are.
pub const KINDS: [&str; 5] =
    ["document.issued", "document.recorded", "document.cancelled", "document.replaced", "batch.finished"];

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// In which organ.
    pub organ: String,
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// The document it is about.
    pub document: Option<String>,
    /// Data of the event, sent to receivers.
    pub payload: Value,
}

/// Writes an event with the change it tells of.
pub async fn announce(tx: &mut Tx, runtime: &Runtime, event: &Event) -> Result<(), StoreError> {
    const INSERT: &str = "insert into event (id, organ, kind, document, payload, at, spread) \
         values ($1, $2, $3, $4, $5, $6, 0)";
    let values = args![
        runtime.id(),
        &event.organ,
        event.kind,
        &event.document,
        event.payload.to_string(),
        runtime.now(),
    ];
    tx.execute(INSERT, values).await.map(drop)
}

/// Reasons for which a target is not added, or no webhook can be sent.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// The target may not be so; the report is for people.
    #[error("target refused")]
    Refused(Report),
    /// The rows cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No client for HTTP can be made.
    #[error("no HTTP client: {0}")]
    NoClient(String),
}

impl OutboxError {
    /// A refusal for one reason.
    fn refused(at: &str, code: &'static str, message: impl Into<String>) -> Self {
        let mut report = Report::new();
        report.error(FieldPath::from(at), code, message);
        Self::Refused(report)
    }
}

/// The targets of events and what was delivered to them. Clones share the store.
#[derive(Clone, Debug)]
pub struct Webhooks {
    store: Store,
    runtime: Runtime,
}

impl Webhooks {
    /// The webhooks of a store.
    pub fn new(store: Store, runtime: Runtime) -> Self {
        Self { store, runtime }
    }
}
