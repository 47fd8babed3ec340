//! What happened, told to those who asked: events written with the change itself, delivered as signed webhooks.
//!
//! An event is a row of the same transaction as the change, so nothing is announced that did not happen, and nothing
//! that happened is forgotten. A task spreads events to the configured targets and tries each until it answers.

mod log;

pub use log::{Delivery, Looking, Target, deliveries, targets};

use crate::store::{StoreError, Tx, args};
use crate::world::World;
use serde_json::Value;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// In which organ.
    pub organ: String,
    /// `document.issued`, `document.recorded`, `document.cancelled`, `document.replaced`, `batch.finished`.
    pub kind: &'static str,
    /// The document it is about.
    pub document: Option<String>,
    /// What a receiver is told of it.
    pub payload: Value,
}

/// Writes an event with the change it tells of.
pub async fn announce(tx: &mut Tx, world: &World, event: &Event) -> Result<(), StoreError> {
    const INSERT: &str = "insert into event (id, organ, kind, document, payload, at, spread) \
         values ($1, $2, $3, $4, $5, $6, 0)";
    let values =
        args![world.id(), &event.organ, event.kind, &event.document, event.payload.to_string(), world.now(),];
    tx.execute(INSERT, values).await.map(drop)
}
