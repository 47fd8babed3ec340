//! The ledger: every act on numbers and issued documents, each row bound to the one before by its hash.
//!
//! The row of an organ's head is taken first and held to the end of the transaction, so acts on one organ's numbers
//! come one after another, in one database or from several processes; nothing else need be locked, and two acts can
//! never wait for each other.

use crate::digest::sha256;
use crate::package::canonical_json;
use crate::store::{Row, Store, StoreError, Tx, args};
use serde::Serialize;
use serde_json::{Value, json};

/// A row of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerRow {
    /// Its place in the organ's chain, from 1.
    pub seq: i64,
    /// When.
    pub at: String,
    /// `given`, `issued`, `recorded`, `reserved`, `voided`, `cancelled`, `replaced`, `closed`, `reopened`.
    pub event: String,
    /// What was done to what, by whom.
    pub payload: Value,
    /// The hash of the row before; 64 zeros for the first.
    pub prev: String,
    /// SHA-256 of all of it.
    pub hash: String,
}

/// What verifying an organ's chain and numbers says.
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
    /// What is no fault but should be known, a sentence each: numbers of books on paper that are not entered.
    pub notes: Vec<String>,
}

/// What stands before the first row.
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
    seq: i64,
    hash: String,
}

/// An update that changes nothing, since it locks in both databases; `for update` does so in one.
const HOLD: &str = "insert into ledger_head (organ, seq, hash) values ($1, 0, $2) \
     on conflict (organ) do update set seq = ledger_head.seq returning seq, hash";
const INSERT: &str = "insert into ledger (organ, seq, at, event, payload, prev, hash) \
     values ($1, $2, $3, $4, $5, $6, $7)";
const ADVANCE: &str = "update ledger_head set seq = $2, hash = $3 where organ = $1";

impl Head {
    pub(super) async fn hold(tx: &mut Tx, organ: &str) -> Result<Self, StoreError> {
        let row = tx.row(HOLD, args![organ, NOTHING]).await?;
        let row = row.ok_or_else(|| StoreError::Refused("the ledger's head was not returned".to_owned()))?;
        Ok(Self { organ: organ.to_owned(), seq: row.int(0), hash: row.text(1) })
    }

    pub(super) async fn append(
        self,
        tx: &mut Tx,
        event: &str,
        payload: &Value,
        at: &str,
    ) -> Result<(), StoreError> {
        let Self { organ, seq, hash: prev } = self;
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

/// Rows of an organ's chain after a place in it, in order, as they are kept.
pub(super) async fn kept(tx: &mut Tx, organ: &str, after: i64) -> Result<Vec<Row>, StoreError> {
    tx.rows(ROWS, args![organ, after, PAGE]).await
}

/// Rows of an organ's chain after a place in it, in order; at most so many.
pub(super) async fn rows(
    store: &Store,
    organ: &str,
    after: i64,
    most: i64,
) -> Result<Vec<LedgerRow>, StoreError> {
    let row = |row: &Row| LedgerRow {
        seq: row.int(0),
        at: row.text(1),
        event: row.text(2),
        payload: serde_json::from_str(&row.text(3)).unwrap_or_default(),
        prev: row.text(4),
        hash: row.text(5),
    };
    Ok(store.rows(ROWS, args![organ, after, most.clamp(1, PAGE)]).await?.iter().map(row).collect())
}
