//! Takes what is due for a target, carries it, and writes down how it went.

use super::sender::{Outcome, Target, WebhookRequest, WebhookSender};
use super::{OutboxError, Webhooks};
use crate::lease::{DueRows, Lease, Leased, Policy, Progress, Retry, TryColumns};
use crate::runtime::Runtime;
use crate::store::{AssertSqlSafe, StoreError, Tx, Write, args};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;
use tokio::task::JoinSet;

/// Deliveries of a target under way at once in one process.
const AT_ONCE: usize = 8;

/// Deliveries. The lease is longer than a courier's patience; the pauses are five seconds, and two and a half times as
/// long each time, so that the twelfth try is about 22 hours after the first.
pub const DELIVERIES: Leased = Leased {
    table: "delivery",
    progress: Progress::States {
        waiting: "waiting",
        running: "waiting",
        parked: "parked",
        stopped: "Máy chủ nhiều lần dừng trong khi gửi.",
    },
    free_at: "run_at",
    tries: Some(TryColumns { attempts: "attempts", error: "error", program: None }),
    changed_at: Some("updated_at"),
    policy: Policy {
        lease: Duration::from_secs(30),
        retry: Retry {
            first: Duration::from_secs(5),
            halves: 5,
            longest: Duration::from_secs(14 * 3_600),
            attempts: 12,
            jitter: 5,
        },
    },
};

/// No earlier event of the same document waits for the same target as the delivery `r` of the event `e`.
macro_rules! is_next {
    () => {
        "not exists (select 1 from event f join delivery g on g.event = f.id \
         where f.document = e.document and f.id < e.id and g.webhook = r.webhook and g.state = 'waiting')"
    };
}

/// A delivery taken.
#[derive(Debug)]
pub(super) struct Taken {
    lease: Lease,
    event: String,
    body: Vec<u8>,
}

/// The message, in the order in which it is written.
#[derive(Serialize)]
struct Message<'a> {
    id: &'a str,
    kind: String,
    organ: String,
    document: Option<String>,
    at: String,
    data: Value,
}

impl Webhooks {
    /// Delivers once what is due to each target, all side by side; how many tries that were.
    ///
    /// # Errors
    /// The rows cannot be read or written. What was delivered and not written down is delivered again.
    pub async fn deliver_due(&self, sender: &WebhookSender) -> Result<usize, OutboxError> {
        let mut rounds = JoinSet::new();
        for target in self.due_targets().await? {
            let (webhooks, sender) = (self.clone(), sender.clone());
            rounds.spawn(async move { webhooks.deliver_to(&target, &sender).await });
        }
        let mut tries = 0;
        while let Some(round) = rounds.join_next().await {
            tries += round.map_err(|error| StoreError::Refused(error.to_string()))??;
        }
        Ok(tries)
    }

    /// The targets to which something is due.
    pub(super) async fn due_targets(&self) -> Result<Vec<Target>, StoreError> {
        self.park_stopped().await?;
        let due = format!(
            "select w.id, w.url, w.secret, w.private from webhook w where w.active = 1 and exists \
             (select 1 from delivery r join event e on e.id = r.event where r.webhook = w.id and {} and {}) \
             order by w.id",
            DELIVERIES.is_due("r."),
            is_next!(),
        );
        self.store.rows(AssertSqlSafe(due), args![self.runtime.now()]).await
    }

    /// Delivers a handful to a target; how many tries that were.
    pub(super) async fn deliver_to(
        &self,
        target: &Target,
        sender: &WebhookSender,
    ) -> Result<usize, StoreError> {
        let mut tries = JoinSet::new();
        for taken in self.take(&target.id).await? {
            let (webhooks, target, sender) = (self.clone(), target.clone(), sender.clone());
            tries.spawn(async move { webhooks.deliver(taken, &target, &sender).await });
        }
        let count = tries.len();
        while let Some(tried) = tries.join_next().await {
            tried.map_err(|error| StoreError::Refused(error.to_string()))??;
        }
        Ok(count)
    }

    /// Parks deliveries whose every try ended with the program.
    async fn park_stopped(&self) -> Result<(), StoreError> {
        // Most of the time there is none, and nobody is to wait for this.
        let stopped = AssertSqlSafe(DELIVERIES.is_stopped());
        if self.store.exists(stopped, args![self.runtime.now()]).await? {
            self.store.write(ParkStopped { runtime: self.runtime.clone() }).await?;
        }
        Ok(())
    }

    /// Takes what is due to a target, for as long as a lease lasts.
    pub(super) async fn take(&self, webhook: &str) -> Result<Vec<Taken>, StoreError> {
        self.store.write(TakeDeliveries { webhook: webhook.to_owned(), runtime: self.runtime.clone() }).await
    }

    async fn deliver(&self, taken: Taken, target: &Target, sender: &WebhookSender) -> Result<(), StoreError> {
        let parcel = WebhookRequest {
            delivery: taken.lease.id.clone(),
            event: taken.event,
            body: taken.body,
            timestamp: self.runtime.instant().timestamp(),
        };
        let outcome = sender.carry(target, parcel).await;
        self.store.write(Carried { lease: taken.lease, outcome, runtime: self.runtime.clone() }).await
    }
}

struct ParkStopped {
    runtime: Runtime,
}

impl Write for ParkStopped {
    type Done = u64;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<u64, StoreError> {
        DELIVERIES.park_stopped(tx, &self.runtime).await
    }
}

/// Ending of a try, to be written: done, to be tried again, or parked.
struct Carried {
    lease: Lease,
    outcome: Outcome,
    runtime: Runtime,
}

impl Write for Carried {
    type Done = ();
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<(), StoreError> {
        const ANSWERED: &str = "update delivery set status = $1, error = $2 where id = $3";
        const DONE: &str = "update delivery set state = 'done', run_at = $1 where id = $2";
        let Self { lease, outcome, runtime } = self;
        if !DELIVERIES.holds(tx, runtime, lease).await? {
            return Ok(());
        }
        let status = outcome.status.map(i64::from);
        tx.execute(ANSWERED, args![status, &outcome.error, &lease.id]).await?;
        match &outcome.error {
            None => tx.execute(DONE, args![runtime.now(), &lease.id]).await.map(drop),
            Some(why) => DELIVERIES.fail(tx, runtime, lease, why).await.map(drop),
        }
    }
}

/// Takes what is due to a target. What cannot be told at all is parked.
struct TakeDeliveries {
    webhook: String,
    runtime: Runtime,
}

impl Write for TakeDeliveries {
    type Done = Vec<Taken>;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<Vec<Taken>, StoreError> {
        let due = DueRows {
            among: concat!("join event e on e.id = r.event where r.webhook = $3 and ", is_next!()),
            order: "r.run_at, r.id",
            most: AT_ONCE,
            columns: ", event",
            args: args![&self.webhook],
        };
        let mut taken = Vec::new();
        for (lease, TakenRow { event }) in DELIVERIES.claim(tx, &self.runtime, due).await? {
            let told: EventRow = tx.one(EVENT, args![&event]).await?;
            match told.message(&event) {
                Ok(body) => taken.push(Taken { lease, event, body }),
                Err(error) => {
                    tracing::error!(delivery = lease.id, %error, "an event that cannot be told is parked");
                    let why = format!("Không đọc được nội dung của sự kiện: {error}.");
                    DELIVERIES.park(tx, &self.runtime, &lease, &why).await?;
                }
            }
        }
        Ok(taken)
    }
}

const EVENT: &str = "select kind, organ, document, at, payload from event where id = $1";

#[derive(Deserialize)]
struct TakenRow {
    event: String,
}

/// Row of the table `event`.
#[derive(Deserialize)]
struct EventRow {
    kind: String,
    organ: String,
    document: Option<String>,
    at: String,
    payload: String,
}

impl EventRow {
    /// The message that tells of it.
    fn message(self, id: &str) -> Result<Vec<u8>, serde_json::Error> {
        let data = serde_json::from_str(&self.payload)?;
        let Self { kind, organ, document, at, .. } = self;
        serde_json::to_vec(&Message { id, kind, organ, document, at, data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RETRY: Retry = DELIVERIES.policy.retry;
    const ATTEMPTS: i64 = RETRY.attempts;

    fn pause(attempt: i64, chance: [u8; 2]) -> Duration {
        RETRY.pause(attempt, chance)
    }

    #[test]
    fn the_last_try_is_about_a_day_after_the_first() {
        let sum = |chance| (1..ATTEMPTS).map(|attempt| pause(attempt, chance)).sum::<Duration>();
        let hour = Duration::from_secs(3_600);
        assert!((20 * hour..24 * hour).contains(&sum([0, 0])), "{:?}", sum([0, 0]));
        assert!((24 * hour..28 * hour).contains(&sum([255, 255])), "{:?}", sum([255, 255]));
    }

    #[test]
    fn pauses_grow_whatever_chance_says_and_are_bounded() {
        for attempt in 1..ATTEMPTS - 1 {
            assert!(pause(attempt, [255, 255]) < pause(attempt + 1, [0, 0]), "{attempt}");
        }
        assert_eq!(pause(1, [0, 0]), Duration::from_secs(5));
        assert!(pause(1, [255, 255]) < Duration::from_secs(6));
        assert_eq!(pause(i64::MAX, [0, 0]), pause(ATTEMPTS, [0, 0]));
        assert_eq!(pause(i64::MIN, [0, 0]), pause(1, [0, 0]));
    }
}
