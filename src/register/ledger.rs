//! The ledger: every act on numbers and issued documents, each row bound to the one before by its hash.
//!
//! The row of an organ's head is taken first and held to the end of the transaction, so acts on one organ's numbers
//! come one after another, in one database or from several processes; nothing else need be locked, and two acts can
//! never wait for each other.

use crate::digest::sha256;
use crate::package::canonical_json;
use crate::store::{Store, StoreError, Tx, args};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A row of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerRow {
    /// Its place in the organ's chain, from 1.
    pub seq: i64,
    /// Time of the act, RFC 3339.
    pub at: String,
    /// `given`, `issued`, `recorded`, `reserved`, `voided`, `cancelled`, `replaced`, `closed`, `reopened`.
    pub event: String,
    /// Data of the act: number, document, reason, and in `by` the actor.
    pub payload: Value,
    /// The hash of the row before; 64 zeros for the first.
    pub prev: String,
    /// SHA-256 of all of it.
    pub hash: String,
}

/// Result of verifying an organ's chain and numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Rows read.
    pub rows: u64,
    /// Numbers read.
    pub numbers: u64,
    /// The hash of the last row.
    pub head: String,
    /// Every fault, a sentence each in Vietnamese with its place; none: the chain is whole, no gap, no double.
    pub faults: Vec<String>,
    /// Notes, a sentence each: no faults, but worth knowing, as numbers of books on paper that are not entered.
    pub notes: Vec<String>,
}

/// Hash in `prev` of the first row: 64 zeros.
pub(super) const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Appends a row to an organ's chain, in the transaction of what it tells of.
pub async fn append(
    tx: &mut Tx,
    organ: &str,
    event: &str,
    payload: &Value,
    at: &str,
) -> Result<(), StoreError> {
    Head::hold(tx, organ).await?.append(tx, event, payload, at).await
}

/// The end of an organ's chain, held: until the transaction ends, nobody else gives numbers in this organ.
pub(super) struct Head {
    organ: String,
    end: ChainEnd,
}

/// The last row of a chain.
#[derive(Deserialize)]
pub(super) struct ChainEnd {
    pub(super) seq: i64,
    pub(super) hash: String,
}

/// An update that changes nothing, since it locks in both databases; `for update` does so in one.
const HOLD: &str = "insert into ledger_head (organ, seq, hash) values ($1, 0, $2) \
     on conflict (organ) do update set seq = ledger_head.seq returning seq, hash";
const INSERT: &str = "insert into ledger (organ, seq, at, event, payload, prev, hash) \
     values ($1, $2, $3, $4, $5, $6, $7)";
const ADVANCE: &str = "update ledger_head set seq = $2, hash = $3 where organ = $1";

impl Head {
    pub(super) async fn hold(tx: &mut Tx, organ: &str) -> Result<Self, StoreError> {
        Ok(Self { organ: organ.to_owned(), end: tx.one(HOLD, args![organ, NOTHING]).await? })
    }

    pub(super) async fn append(
        self,
        tx: &mut Tx,
        event: &str,
        payload: &Value,
        at: &str,
    ) -> Result<(), StoreError> {
        let Self { organ, end: ChainEnd { seq, hash: prev } } = self;
        if payload.get("by").and_then(Value::as_str).is_none_or(str::is_empty) {
            return Err(StoreError::Refused(format!("the ledger takes no act without an actor: {event}")));
        }
        let (seq, payload) = (seq + 1, canonical_json(payload));
        let hash = hash(&organ, seq, at, event, &payload, &prev);
        tx.execute(INSERT, args![&organ, seq, at, event, payload, prev, &hash]).await?;
        tx.execute(ADVANCE, args![organ, seq, hash]).await?;
        Ok(())
    }
}

/// SHA-256 of a row's canonical text: a JSON list, in which no value can run over into the next.
pub(super) fn hash(organ: &str, seq: i64, at: &str, event: &str, payload: &str, prev: &str) -> String {
    sha256(canonical_json(&json!([organ, seq, at, event, payload, prev])).as_bytes())
}

/// Rows read at once.
pub(super) const PAGE: i64 = 1_000;

const ROWS: &str = "select seq, at, event, payload, prev, hash from ledger \
     where organ = $1 and seq > $2 order by seq limit $3";

/// A row of the ledger as it is kept.
#[derive(Deserialize)]
pub(super) struct KeptRow {
    pub(super) seq: i64,
    pub(super) at: String,
    pub(super) event: String,
    pub(super) payload: String,
    pub(super) prev: String,
    pub(super) hash: String,
}

impl From<KeptRow> for LedgerRow {
    /// A payload that somebody spoiled is shown as it is.
    fn from(row: KeptRow) -> Self {
        let KeptRow { seq, at, event, payload, prev, hash } = row;
        let payload = serde_json::from_str(&payload).unwrap_or(Value::String(payload));
        Self { seq, at, event, payload, prev, hash }
    }
}

/// Rows of an organ's chain after a place in it, in order, as they are kept.
pub(super) async fn kept(tx: &mut Tx, organ: &str, after: i64) -> Result<Vec<KeptRow>, StoreError> {
    tx.rows(ROWS, args![organ, after, PAGE]).await
}

/// Rows of an organ's chain after a place in it, in order; at most so many.
pub(super) async fn rows(
    store: &Store,
    organ: &str,
    after: i64,
    most: i64,
) -> Result<Vec<LedgerRow>, StoreError> {
    let rows: Vec<KeptRow> = store.rows(ROWS, args![organ, after, most.clamp(1, PAGE)]).await?;
    Ok(rows.into_iter().map(LedgerRow::from).collect())
}
