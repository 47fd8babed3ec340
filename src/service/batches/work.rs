//! Working a job off: taken under a lease, kept as it goes on, given back after a while, finished once.
//!
//! The lease says until when nobody else takes the job. Each taking counts `attempts` up, and nothing is written but
//! under one's own count: whoever slept over the lease finds that the job is another's now.

use super::{BatchIssuing, BatchItem};
use crate::access::{Grant, Scope};
use crate::outbox::{self, Event};
use crate::runtime::Runtime;
use crate::service::{Failure, Issuing, Service};
use crate::store::{StoreError, Tx, Write, args};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Nobody else takes a job so long after its worker last wrote. Longer than the longest item takes.
const LEASE: Duration = Duration::from_secs(120);
/// Between two times that what became of the items is written; writing it for each would be quadratic.
const KEEPING: TimeDelta = TimeDelta::seconds(1);
/// A worker gives a job back after this, so that other jobs have their turn and a stop need not wait.
const TURN: TimeDelta = TimeDelta::seconds(5);
/// How long a job waits where database or blobs did not answer.
const OUTAGE: Duration = Duration::from_secs(5);

/// What a job is to do, and for whom.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Payload {
    principal: String,
    name: String,
    grants: Vec<Grant>,
    issue: bool,
    #[serde(default)]
    back_dated: Option<String>,
    drafts: Vec<Map<String, Value>>,
}

impl Payload {
    pub(super) fn of(scope: &Scope, issuing: Option<BatchIssuing>, drafts: Vec<Map<String, Value>>) -> Self {
        Self {
            principal: scope.principal.clone(),
            name: scope.name.clone(),
            grants: scope.grants().to_vec(),
            issue: issuing.is_some(),
            back_dated: issuing.and_then(|issuing| issuing.back_dated),
            drafts,
        }
    }

    /// How each draft is issued; none: it is only created.
    pub(super) fn issuing(&self) -> Option<Issuing> {
        self.issue.then(|| Issuing { back_dated: self.back_dated.clone(), ..Issuing::default() })
    }

    /// As a row keeps it.
    pub(super) fn written(&self) -> Result<String, Failure> {
        serde_json::to_string(self).map_err(|error| Failure::Broken(error.to_string()))
    }
}

/// A job in one's hands.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) id: String,
    pub(super) organ: String,
    /// Whose acts its items are.
    pub(super) scope: Scope,
    pub(super) payload: Payload,
    /// The count of its taking.
    taking: i64,
    items: Vec<BatchItem>,
}

impl Work {
    fn of(row: TakenJob) -> Result<Self, Failure> {
        let unreadable = |error| Failure::Broken(format!("job {}: {error}", row.id));
        let payload: Payload = serde_json::from_str(&row.payload).map_err(unreadable)?;
        Ok(Self {
            scope: Scope::new(&payload.principal, &payload.name, payload.grants.clone()),
            payload,
            taking: row.attempts,
            items: serde_json::from_str(&row.result).map_err(unreadable)?,
            id: row.id,
            organ: row.organ,
        })
    }
}

/// A job as it is taken.
#[derive(Deserialize)]
struct TakenJob {
    id: String,
    organ: String,
    payload: String,
    result: String,
    attempts: i64,
}

/// Takes the job that has waited longest, or one whose worker's lease has run out.
struct Take {
    now: String,
    until: String,
}

impl Write for Take {
    type Done = Option<TakenJob>;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<Option<TakenJob>, StoreError> {
        // Two may find the same; the conditions stand twice because the second looks again once the first is through.
        const TAKE: &str = "update job set state = 'running', lease_until = $1, attempts = attempts + 1, updated_at = $2 \
             where id = (select id from job where kind = 'batch' \
             and (state = 'waiting' and run_at <= $2 or state = 'running' and lease_until < $2) \
             order by run_at, id limit 1) \
             and (state = 'waiting' and run_at <= $2 or state = 'running' and lease_until < $2) \
             returning id, organ, payload, result, attempts";
        tx.row(TAKE, args![&self.until, &self.now]).await
    }
}

/// What becomes of a job that was taken.
#[derive(Clone, Copy)]
pub(super) enum Next<'a> {
    /// It is worked on.
    GoOn,
    /// It waits until then.
    Wait(&'a str),
    /// It is done.
    Done,
}

/// A job written as it is now.
struct Keep {
    id: String,
    organ: String,
    taking: i64,
    state: &'static str,
    run_at: String,
    lease_until: Option<String>,
    result: String,
    done: i64,
    failed: usize,
    at: String,
    world: Runtime,
}

impl Write for Keep {
    /// Whether the job is one's own still.
    type Done = bool;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        const KEEP: &str = "update job set state = $1, run_at = $2, lease_until = $3, result = $4, done = $5, \
             updated_at = $6 where id = $7 and attempts = $8 and state = 'running'";
        // The drafts are documents now.
        const EMPTY: &str = "update job set payload = '{}' where id = $1";
        let values = args![
            self.state,
            &self.run_at,
            &self.lease_until,
            &self.result,
            self.done,
            &self.at,
            &self.id,
            self.taking
        ];
        let own = tx.execute(KEEP, values).await? > 0;
        if own && self.state == "done" {
            tx.execute(EMPTY, args![&self.id]).await?;
            let payload = json!({ "job": self.id, "total": self.done, "failed": self.failed });
            let event = Event { organ: self.organ.clone(), kind: "batch.finished", document: None, payload };
            outbox::announce(tx, &self.world, &event).await?;
        }
        Ok(own)
    }
}

impl Service {
    /// Works for a while on a job that waits or whose worker died; whether there was one.
    pub async fn run_job(&self) -> Result<bool, Failure> {
        let Some(mut work) = self.take_job().await? else { return Ok(false) };
        let world = &self.inner.world;
        let begun = world.instant();
        let mut kept = begun;
        while let Some(draft) = work.payload.drafts.get(work.items.len()) {
            match self.item(&work, work.items.len(), draft).await {
                Ok(item) => work.items.push(item),
                Err(failure) => return self.put_off(&work, failure).await,
            }
            let now = world.instant();
            if now - begun >= TURN && work.items.len() < work.payload.drafts.len() {
                self.keep_job(&work, Next::Wait(&world.now())).await?;
                return Ok(true);
            }
            if is_due(&mut kept, now) && !self.keep_job(&work, Next::GoOn).await? {
                return Ok(true);
            }
        }
        self.keep_job(&work, Next::Done).await?;
        Ok(true)
    }

    /// Takes a job, if there is one to take.
    pub(super) async fn take_job(&self) -> Result<Option<Work>, Failure> {
        let world = &self.inner.world;
        let take = Take { now: world.now(), until: world.later(LEASE) };
        self.inner.store.write(take).await?.map(Work::of).transpose()
    }

    /// Lets a job wait for what passes.
    async fn put_off(&self, work: &Work, failure: Failure) -> Result<bool, Failure> {
        let world = &self.inner.world;
        match failure {
            Failure::Busy(seconds) => {
                let later = world.later(Duration::from_secs(seconds.into()));
                self.keep_job(work, Next::Wait(&later)).await.map(|_| true)
            }
            failure => {
                // Where this cannot be written either, the lease runs out.
                let _ = self.keep_job(work, Next::Wait(&world.later(OUTAGE))).await;
                Err(failure)
            }
        }
    }

    /// Writes a job as it is now; whether it is one's own still.
    pub(super) async fn keep_job(&self, work: &Work, next: Next<'_>) -> Result<bool, Failure> {
        let world = &self.inner.world;
        let at = world.now();
        let (state, run_at, lease_until) = match next {
            Next::GoOn => ("running", at.as_str(), Some(world.later(LEASE))),
            Next::Wait(until) => ("waiting", until, None),
            Next::Done => ("done", at.as_str(), None),
        };
        let result =
            serde_json::to_string(&work.items).map_err(|error| Failure::Broken(error.to_string()))?;
        let keep = Keep {
            id: work.id.clone(),
            organ: work.organ.clone(),
            taking: work.taking,
            state,
            run_at: run_at.to_owned(),
            lease_until,
            result,
            done: i64::try_from(work.items.len()).unwrap_or(i64::MAX),
            failed: work.items.iter().filter(|item| item.error.is_some()).count(),
            at,
            world: world.clone(),
        };
        Ok(self.inner.store.write(keep).await?)
    }
}

/// Whether it is time to write again; then the next time counts from now.
fn is_due(kept: &mut DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let due = now - *kept >= KEEPING;
    if due {
        *kept = now;
    }
    due
}
