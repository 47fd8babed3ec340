//! The ledger: every act on numbers and issued documents, each row bound to the one before by its hash.

use crate::store::{StoreError, Tx};
use serde_json::Value;

/// A row of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerRow {
    /// Its place in the organ's chain, from 1.
    pub seq: i64,
    /// When.
    pub at: String,
    /// `given`, `issued`, `recorded`, `reserved`, `voided`, `cancelled`, `replaced`.
    pub event: String,
    /// What was done to what, by whom.
    pub payload: Value,
    /// The hash of the row before; 64 zeros for the first.
    pub prev: String,
    /// SHA-256 of all of it.
    pub hash: String,
}

/// What verifying an organ's chain and numbers says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Rows read.
    pub rows: u64,
    /// Numbers read.
    pub numbers: u64,
    /// The hash of the last row.
    pub head: String,
    /// Every fault, a sentence each in Vietnamese with its place; none: the chain is whole, no gap, no double.
    pub faults: Vec<String>,
}

/// Appends a row to an organ's chain, in the transaction of what it tells of.
pub async fn append(
    tx: &mut Tx,
    organ: &str,
    event: &str,
    payload: &Value,
    at: &str,
) -> Result<(), StoreError> {
    todo!()
}
