//! Where events go, and what became of each: for those who look, without any secret.

use crate::store::{Row, Store, StoreError, args};
use serde::Serialize;
use utoipa::ToSchema;

/// A configured receiver of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Target {
    /// Its id.
    pub id: String,
    /// Whose events it is told; absent: every organ's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub organ: Option<String>,
    /// Where it is.
    pub url: String,
    /// The kinds of events it is told; empty: all.
    pub kinds: Vec<String>,
    /// Whether it may lie in a private network.
    pub private: bool,
    /// Whether it is told anything now.
    pub active: bool,
    /// When it was configured.
    pub created_at: String,
}

/// An event on its way to a receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Delivery {
    /// Its id; the receiver sees it too.
    pub id: String,
    /// The event's id.
    pub event: String,
    /// The kind of event: `document.issued` …
    pub kind: String,
    /// The organ it happened in.
    pub organ: String,
    /// The document it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub document: Option<String>,
    /// The receiver's id.
    pub webhook: String,
    /// `waiting`, `done`, `failed`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, or was tried last.
    pub run_at: String,
    /// The status the receiver answered with last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub status: Option<i64>,
    /// What went wrong last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub error: Option<String>,
    /// When it last moved.
    pub updated_at: String,
}

/// Whose events are looked at: those of every organ, or of these.
fn mark(organs: Option<&[String]>) -> String {
    match organs {
        None => "*".to_owned(),
        Some(organs) => organs.iter().fold(",".to_owned(), |mark, organ| mark + organ + ","),
    }
}

/// The receivers of events of these organs, of every organ where none are named.
pub async fn targets(store: &Store, organs: Option<&[String]>) -> Result<Vec<Target>, StoreError> {
    // `replace` is the one way of looking for a text in a text that both databases spell alike.
    const SELECT: &str = "select id, organ, url, kinds, private, active, created_at from webhook \
         where cast($1 as text) = '*' or replace($1, ',' || organ || ',', '') <> $1 order by id";
    let rows = store.rows(SELECT, args![mark(organs)]).await?;
    Ok(rows.iter().map(target).collect())
}

fn target(row: &Row) -> Target {
    Target {
        id: row.text(0),
        organ: row.opt_text(1),
        url: row.text(2),
        kinds: serde_json::from_str(&row.text(3)).unwrap_or_default(),
        private: row.flag(4),
        active: row.flag(5),
        created_at: row.text(6),
    }
}

/// Which deliveries are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looking<'q> {
    /// Those of events of these organs; of all where none are named.
    pub organs: Option<&'q [String]>,
    /// Those in this state; empty: in any.
    pub state: &'q str,
    /// Those older than this one; empty: from the newest.
    pub before: &'q str,
    /// How many at most.
    pub limit: u32,
}

/// Deliveries, newest first.
pub async fn deliveries(store: &Store, looking: &Looking<'_>) -> Result<Vec<Delivery>, StoreError> {
    const SELECT: &str = "select d.id, d.event, e.kind, e.organ, e.document, d.webhook, d.state, d.attempts, d.run_at, \
         d.status, d.error, d.updated_at from delivery d join event e on e.id = d.event \
         where (cast($1 as text) = '*' or replace($1, ',' || e.organ || ',', '') <> $1) \
         and (cast($2 as text) = '' or d.state = $2) and (cast($3 as text) = '' or d.id < $3) \
         order by d.id desc limit $4";
    let values = args![mark(looking.organs), looking.state, looking.before, i64::from(looking.limit)];
    let rows = store.rows(SELECT, values).await?;
    Ok(rows.iter().map(delivery).collect())
}

fn delivery(row: &Row) -> Delivery {
    Delivery {
        id: row.text(0),
        event: row.text(1),
        kind: row.text(2),
        organ: row.text(3),
        document: row.opt_text(4),
        webhook: row.text(5),
        state: row.text(6),
        attempts: row.int(7),
        run_at: row.text(8),
        status: row.opt_int(9),
        error: row.opt_text(10),
        updated_at: row.text(11),
    }
}
