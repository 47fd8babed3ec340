//! Takes what is due for a target, carries it, and writes down how it went.

use super::courier::{Courier, Outcome, Parcel, Target};
use super::{OutboxError, Webhooks};
use crate::runtime::stamp;
use crate::store::{StoreError, Tx, Write, args, json};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;
use tokio::task::JoinSet;

/// Tries of one delivery, over about a day.
pub(super) const ATTEMPTS: i64 = 12;
/// Deliveries of a target under way at once in one process.
const AT_ONCE: i64 = 8;
/// How long a delivery belongs to whoever took it: longer than a courier's patience.
const LEASE: Duration = Duration::from_secs(30);

/// What is due of the deliveries `d` of the events `e`, at the moment `$1`: nobody has it in hand, and no earlier event
/// of the same document waits for the same target.
macro_rules! due {
    () => {
        "d.state = 'waiting' and d.run_at <= $1 and (d.lease_until is null or d.lease_until <= $1) \
         and not exists (select 1 from event f join delivery g on g.event = f.id \
         where f.document = e.document and f.id < e.id and g.webhook = d.webhook and g.state = 'waiting')"
    };
}

/// A delivery taken.
#[derive(Debug)]
pub(super) struct Taken {
    id: String,
    /// Which try this is. It tells one taking from the next: who was too slow writes nothing any more.
    attempt: i64,
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
    pub async fn deliver_due(&self, courier: &Courier) -> Result<usize, OutboxError> {
        let mut rounds = JoinSet::new();
        for target in self.due_targets().await? {
            let (webhooks, courier) = (self.clone(), courier.clone());
            rounds.spawn(async move { webhooks.deliver_to(&target, &courier).await });
        }
        let mut tries = 0;
        while let Some(round) = rounds.join_next().await {
            tries += round.map_err(|error| StoreError::Refused(error.to_string()))??;
        }
        Ok(tries)
    }

    /// The targets to which something is due.
    pub(super) async fn due_targets(&self) -> Result<Vec<Target>, StoreError> {
        const DUE: &str = concat!(
            "select w.id, w.url, w.secret, w.private from webhook w where w.active = 1 and exists \
             (select 1 from delivery d join event e on e.id = d.event where d.webhook = w.id and ",
            due!(),
            ") order by w.id"
        );
        self.store.rows(DUE, args![self.world.now()]).await
    }

    /// Delivers a handful to a target; how many tries that were.
    pub(super) async fn deliver_to(&self, target: &Target, courier: &Courier) -> Result<usize, StoreError> {
        let mut tries = JoinSet::new();
        for taken in self.take(&target.id).await? {
            let (webhooks, target, courier) = (self.clone(), target.clone(), courier.clone());
            tries.spawn(async move { webhooks.deliver(taken, &target, &courier).await });
        }
        let count = tries.len();
        while let Some(tried) = tries.join_next().await {
            tried.map_err(|error| StoreError::Refused(error.to_string()))??;
        }
        Ok(count)
    }

    /// Takes what is due to a target, for as long as a lease lasts.
    pub(super) async fn take(&self, webhook: &str) -> Result<Vec<Taken>, StoreError> {
        let until = self.world.later(LEASE);
        self.store.write(Take { webhook: webhook.to_owned(), now: self.world.now(), until }).await
    }

    async fn deliver(&self, taken: Taken, target: &Target, courier: &Courier) -> Result<(), StoreError> {
        let parcel = Parcel {
            delivery: taken.id.clone(),
            event: taken.event,
            body: taken.body,
            timestamp: self.world.instant().timestamp(),
        };
        let outcome = courier.carry(target, parcel).await;
        self.conclude(&taken.id, taken.attempt, &outcome).await
    }

    /// Writes down how a try went: done, to be tried again, or given up.
    async fn conclude(&self, id: &str, attempt: i64, outcome: &Outcome) -> Result<(), StoreError> {
        const CONCLUDE: &str = "update delivery set state = $1, run_at = $2, lease_until = null, status = $3, \
             error = $4, updated_at = $5 where id = $6 and attempts = $7 and state = 'waiting'";
        let now = self.world.instant();
        let (state, run_at) = match &outcome.error {
            None => ("done", now),
            Some(_) if attempt >= ATTEMPTS => ("failed", now),
            Some(_) => ("waiting", now + pause(attempt, self.world.secret())),
        };
        let status = outcome.status.map(i64::from);
        let values = args![state, stamp(run_at), status, &outcome.error, stamp(now), id, attempt];
        self.store.execute(CONCLUDE, values).await.map(drop)
    }
}

/// How long to wait after a failed try (the first is 1): five seconds, and two and a half times as long each time, so
/// that the twelfth is about 22 hours after the first; and up to a fifth more by chance, so that what failed together
/// is not tried together.
fn pause(attempt: i64, chance: [u8; 2]) -> Duration {
    let step = u32::try_from(attempt.clamp(1, ATTEMPTS) - 1).unwrap_or(0);
    let millis = 5_000 * 5_u64.pow(step) / 2_u64.pow(step);
    Duration::from_millis(millis + millis / 5 * u64::from(u16::from_be_bytes(chance)) / 65_536)
}

struct Take {
    webhook: String,
    now: String,
    until: String,
}

impl Write for Take {
    type Done = Vec<Taken>;
    type Error = StoreError;

    /// The conditions outside the inner question are asked again of a row that another process changes meanwhile.
    async fn run(&self, tx: &mut Tx) -> Result<Vec<Taken>, StoreError> {
        const TAKE: &str = concat!(
            "update delivery set lease_until = $2, attempts = attempts + 1 where id in \
             (select d.id from delivery d join event e on e.id = d.event where d.webhook = $3 and ",
            due!(),
            " order by d.run_at, d.id limit $4) and state = 'waiting' \
             and (lease_until is null or lease_until <= $1) returning id, attempts, event"
        );
        const EVENT: &str = "select kind, organ, document, at, payload from event where id = $1";
        let values = args![&self.now, &self.until, &self.webhook, AT_ONCE];
        let mut taken = Vec::new();
        for TakenRow { id, attempts, event } in tx.rows(TAKE, values).await? {
            let told: EventRow = tx.one(EVENT, args![&event]).await?;
            taken.push(Taken { id, attempt: attempts, body: body(&event, told)?, event });
        }
        Ok(taken)
    }
}

#[derive(Deserialize)]
struct TakenRow {
    id: String,
    attempts: i64,
    event: String,
}

/// What happened, as its row says it.
#[derive(Deserialize)]
struct EventRow {
    kind: String,
    organ: String,
    document: Option<String>,
    at: String,
    #[serde(deserialize_with = "json")]
    payload: Value,
}

fn body(id: &str, told: EventRow) -> Result<Vec<u8>, StoreError> {
    let EventRow { kind, organ, document, at, payload: data } = told;
    let message = Message { id, kind, organ, document, at, data };
    serde_json::to_vec(&message).map_err(|error| StoreError::Refused(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

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
