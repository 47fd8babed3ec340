//! The delivery log: what was told to whom, how often it was tried, and what came of it.

use super::Webhooks;
use super::delivery::DELIVERIES;
use super::targets::shows;
use crate::access::Organs;
use crate::runtime::Runtime;
use crate::store::{AssertSqlSafe, StoreError, Tx, Write, args};
use serde::{Deserialize, Serialize};
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
    /// Address of the target; absent for a caller who may not read targets.
    pub url: Option<String>,
    /// In which organ it happened.
    pub organ: String,
    /// Kind of event: `document.issued`.
    pub kind: String,
    /// To which document.
    pub document: Option<String>,
    /// `waiting`, `done`; `parked`: it could not be told and is not tried again unless somebody asks; `failed`: its target
    /// was removed.
    pub state: String,
    /// Number of tries.
    pub attempts: i64,
    /// Time of the next try, while it waits.
    pub next_at: Option<String>,
    /// The status of the last answer.
    pub status: Option<i64>,
    /// Reason for which the last try failed, in Vietnamese.
    pub error: Option<String>,
    /// Time of the last change.
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
             d.attempts, d.run_at, d.status, d.error, d.updated_at, w.organ as target_organ \
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
        let rows: Vec<Logged> = self.store.rows(PAGE_OF, values).await?;
        Ok(rows.into_iter().map(|row| row.told(targets)).collect())
    }
}

impl Webhooks {
    /// The organ of the event that a delivery tells of; none where there is no such delivery.
    pub async fn organ_of(&self, delivery: &str) -> Result<Option<String>, StoreError> {
        const ORGAN: &str = "select e.organ from delivery d join event e on e.id = d.event where d.id = $1";
        self.store.row(ORGAN, args![delivery]).await
    }

    /// Sets a parked delivery going again, its tries counted from the beginning; whether it was parked.
    pub async fn resume(&self, delivery: &str) -> Result<bool, StoreError> {
        self.store.write(ResumeDelivery { id: delivery.to_owned(), runtime: self.runtime.clone() }).await
    }
}

impl Webhooks {
    /// Sets every parked delivery going again; how many.
    pub async fn resume_all(&self) -> Result<u64, StoreError> {
        let parked = AssertSqlSafe(format!("select id from delivery where {}", DELIVERIES.is_parked()));
        let mut going = 0;
        for id in self.store.rows::<String>(parked, vec![]).await? {
            going += u64::from(self.resume(&id).await?);
        }
        Ok(going)
    }
}

struct ResumeDelivery {
    id: String,
    runtime: Runtime,
}

impl Write for ResumeDelivery {
    type Done = bool;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        DELIVERIES.resume(tx, &self.runtime, &self.id).await
    }
}

/// A delivery as its rows say it.
#[derive(Deserialize)]
struct Logged {
    id: String,
    event: String,
    webhook: String,
    url: String,
    organ: String,
    kind: String,
    document: Option<String>,
    state: String,
    attempts: i64,
    run_at: String,
    status: Option<i64>,
    error: Option<String>,
    updated_at: String,
    target_organ: Option<String>,
}

impl Logged {
    fn told(self, targets: &Organs) -> Delivery {
        let seen = shows(targets, self.target_organ.as_deref());
        Delivery {
            id: self.id,
            event: self.event,
            webhook: self.webhook,
            url: seen.then_some(self.url),
            organ: self.organ,
            kind: self.kind,
            document: self.document,
            attempts: self.attempts,
            next_at: (self.state == "waiting").then_some(self.run_at),
            status: self.status,
            error: self.error,
            updated_at: self.updated_at,
            state: self.state,
        }
    }
}
