//! The delivery log: what was told to whom, how often it was tried, and what came of it.

use super::Webhooks;
use super::targets::shows;
use crate::access::Organs;
use crate::store::{Row, StoreError, args};
use serde::Serialize;
use utoipa::ToSchema;

/// One event on its way to one target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Delivery {
    /// Its id; as a cursor it stands for all that is older.
    pub id: String,
    /// The event's id.
    pub event: String,
    /// The target's id.
    pub webhook: String,
    /// Where the target listens; not there for who may not read targets.
    pub url: Option<String>,
    /// In which organ it happened.
    pub organ: String,
    /// What happened.
    pub kind: String,
    /// To which document.
    pub document: Option<String>,
    /// `waiting`, `done`, `failed`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, while it waits.
    pub next_at: Option<String>,
    /// The status of the last answer.
    pub status: Option<i64>,
    /// What went wrong last, in Vietnamese.
    pub error: Option<String>,
    /// When it last changed.
    pub updated_at: String,
}

/// Deliveries of one page at most.
const PAGE: i64 = 1_000;
/// Stands between organs in a list of them; no id has it.
const BETWEEN: char = '\u{1f}';

impl Webhooks {
    /// Deliveries of events in these organs, newest event first, those older than a cursor if one is given; `most` of
    /// them, and 1,000 at most. Where a target listens is told of those that [`Webhooks::list`] shows for `targets`.
    pub async fn deliveries(
        &self,
        organs: &Organs,
        targets: &Organs,
        before: Option<&str>,
        most: usize,
    ) -> Result<Vec<Delivery>, StoreError> {
        // An id never comes after "~", so that without a cursor all are older. The organs are one text, in which an
        // organ stands if taking it out makes a difference.
        const PAGE_OF: &str = "select d.id, d.event, d.webhook, w.url, e.organ, e.kind, e.document, d.state, \
             d.attempts, d.run_at, d.status, d.error, d.updated_at, w.organ \
             from delivery d join event e on e.id = d.event join webhook w on w.id = d.webhook \
             where d.id < $1 and ($2 = 1 or replace($3, $4 || e.organ || $4, '') <> $3) \
             order by d.id desc limit $5";
        let (all, only) = match organs {
            Organs::All => (true, String::new()),
            Organs::Only(organs) => {
                (false, organs.iter().map(|o| format!("{BETWEEN}{o}{BETWEEN}")).collect())
            }
        };
        let most = i64::try_from(most).unwrap_or(PAGE).min(PAGE);
        let values = args![before.unwrap_or("~"), all, only, BETWEEN.to_string(), most];
        let rows = self.store.rows(PAGE_OF, values).await?;
        let told = |row: &Row| {
            let seen = shows(targets, row.opt_text(13).as_deref());
            let delivery = delivery(row);
            Delivery { url: delivery.url.filter(|_| seen), ..delivery }
        };
        Ok(rows.iter().map(told).collect())
    }
}

fn delivery(row: &Row) -> Delivery {
    let state = row.text(7);
    Delivery {
        id: row.text(0),
        event: row.text(1),
        webhook: row.text(2),
        url: Some(row.text(3)),
        organ: row.text(4),
        kind: row.text(5),
        document: row.opt_text(6),
        attempts: row.int(8),
        next_at: Some(row.text(9)).filter(|_| state == "waiting"),
        status: row.opt_int(10),
        error: row.opt_text(11),
        updated_at: row.text(12),
        state,
    }
}
