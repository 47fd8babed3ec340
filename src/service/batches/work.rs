//! Working a job off: taken under a lease, kept as it goes on, given back after a while, finished once.
//!
//! Tries are counted from the last item that was finished: a draft that takes the process with it again and again parks
//! its job, and so does a job that nobody can read. Then somebody looks at it and sets it going again.

use super::{BatchIssuing, BatchItem};
use crate::access::{Grant, Scope};
use crate::lease::{
    AfterFailure, Conclude, DueRows, Ending, Lease, Leased, Policy, Progress, Retry, TryColumns,
};
use crate::outbox::{self, Event};
use crate::runtime::Runtime;
use crate::service::{Issuing, Service, ServiceError};
use crate::store::{AssertSqlSafe, StoreError, Tx, Write, args};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Jobs. The lease is longer than the longest item takes.
pub(in crate::service) const JOBS: Leased = Leased {
    table: "job",
    progress: Progress::States {
        waiting: "waiting",
        running: "running",
        parked: "parked",
        stopped: "Máy chủ nhiều lần dừng giữa chừng ở dự thảo kế tiếp của lô.",
    },
    free_at: "run_at",
    tries: Some(TryColumns { attempts: "tries", error: "error", program: None }),
    changed_at: Some("updated_at"),
    policy: Policy {
        lease: Duration::from_secs(120),
        retry: Retry {
            first: Duration::from_secs(30),
            halves: 4,
            longest: Duration::from_secs(60 * 60),
            attempts: 8,
            jitter: 0,
        },
    },
};
/// Between two times that what became of the items is written; writing it for each would be quadratic.
const KEEPING: TimeDelta = TimeDelta::seconds(1);
/// A worker gives a job back after this, so that other jobs have their turn and a stop need not wait.
const TURN: TimeDelta = TimeDelta::seconds(5);
/// Pause of a job where database or blobs did not answer.
const OUTAGE: Duration = Duration::from_secs(5);

/// Payload of a job: the drafts, what to do with them, and for whom.
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

    /// Options of issuing each draft; `None`: drafts are only created.
    pub(super) fn issuing(&self) -> Option<Issuing> {
        self.issue.then(|| Issuing { back_dated: self.back_dated.clone(), ..Issuing::default() })
    }

    /// As a row keeps it.
    pub(super) fn written(&self) -> Result<String, ServiceError> {
        serde_json::to_string(self).map_err(|error| ServiceError::Broken(error.to_string()))
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
    /// Results of the drafts so far.
    items: Vec<BatchItem>,
    /// Number of results that are in the row.
    kept: usize,
    lease: Lease,
}

impl Work {
    fn of(lease: Lease, row: &TakenJob) -> Result<Self, serde_json::Error> {
        let payload: Payload = serde_json::from_str(&row.payload)?;
        let items: Vec<BatchItem> = serde_json::from_str(&row.result)?;
        Ok(Self {
            id: lease.id.clone(),
            organ: row.organ.clone(),
            scope: Scope::new(&payload.principal, &payload.name, payload.grants.clone()),
            payload,
            kept: items.len(),
            items,
            lease,
        })
    }
}

/// Columns of a job's row beside its lease.
#[derive(Debug, Deserialize)]
struct TakenJob {
    organ: String,
    payload: String,
    result: String,
}

/// Takes the job that has waited longest, or one whose worker's lease has run out.
struct TakeJob {
    runtime: Runtime,
}

impl Write for TakeJob {
    type Done = Option<(Lease, TakenJob)>;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<Option<(Lease, TakenJob)>, StoreError> {
        JOBS.park_stopped(tx, &self.runtime).await?;
        let due = DueRows {
            among: "where r.kind = 'batch'",
            order: "r.run_at, r.id",
            most: 1,
            columns: ", organ, payload, result",
            args: vec![],
        };
        Ok(JOBS.claim(tx, &self.runtime, due).await?.into_iter().next())
    }
}

/// Next state of a job that was taken.
#[derive(Clone, Debug)]
pub(super) enum Next {
    /// It is worked on.
    GoOn,
    /// It waits until then.
    Wait(String),
    /// It is done.
    Done,
}

/// A job written as it is now.
struct Keep {
    organ: String,
    lease: Lease,
    /// Flag: items were finished since it was last written.
    moved: bool,
    next: Next,
    result: String,
    done: usize,
    failed: usize,
    runtime: Runtime,
}

impl Write for Keep {
    /// The lease as it is now; none where the job is another's.
    type Done = Option<Lease>;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<Option<Lease>, StoreError> {
        const KEEP: &str = "update job set result = $1, done = $2, updated_at = $3 where id = $4";
        let (mut lease, runtime) = (self.lease.clone(), &self.runtime);
        if !JOBS.holds(tx, runtime, &lease).await? {
            return Ok(None);
        }
        tx.execute(KEEP, args![&self.result, counted(self.done)?, runtime.now(), &lease.id]).await?;
        let own = match &self.next {
            Next::GoOn => JOBS.prolong(tx, runtime, &mut lease, self.moved).await?,
            Next::Wait(until) => JOBS.give_back(tx, runtime, &lease, until, self.moved).await?,
            Next::Done => self.finish(tx).await?,
        };
        Ok(own.then_some(lease))
    }
}

impl Keep {
    async fn finish(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        // The drafts are documents now.
        const FINISH: &str = "update job set state = 'done', payload = '{}', error = null where id = $1";
        tx.execute(FINISH, args![&self.lease.id]).await?;
        let payload = json!({ "job": self.lease.id, "total": self.done, "failed": self.failed });
        let event = Event { organ: self.organ.clone(), kind: "batch.finished", document: None, payload };
        outbox::announce(tx, &self.runtime, &event).await.map(|()| true)
    }
}

/// A count as it is kept.
pub(super) fn counted(count: usize) -> Result<i64, StoreError> {
    i64::try_from(count).map_err(|error| StoreError::Refused(error.to_string()))
}

impl Service {
    /// Works for a while on a job that waits or whose worker died; whether there was one.
    pub async fn run_job(&self) -> Result<bool, ServiceError> {
        let Some(mut work) = self.take_job().await? else { return Ok(false) };
        let runtime = &self.inner.runtime;
        let begun = runtime.instant();
        let mut kept = begun;
        while let Some(draft) = work.payload.drafts.get(work.items.len()) {
            match self.item(&work, work.items.len(), draft).await {
                Ok(item) => work.items.push(item),
                Err(failure) => return self.put_off(work, failure).await,
            }
            let now = runtime.instant();
            if now - begun >= TURN && work.items.len() < work.payload.drafts.len() {
                self.keep_job(&mut work, Next::Wait(runtime.now())).await?;
                return Ok(true);
            }
            if is_due(&mut kept, now) && !self.keep_job(&mut work, Next::GoOn).await? {
                return Ok(true);
            }
        }
        self.keep_job(&mut work, Next::Done).await?;
        Ok(true)
    }

    /// Takes a job, if there is one to take. One that cannot be read is parked, and the next is taken.
    pub(super) async fn take_job(&self) -> Result<Option<Work>, ServiceError> {
        let (store, runtime) = (&self.inner.store, &self.inner.runtime);
        // Most of the time there is nothing, and nobody is to wait for this.
        let any = AssertSqlSafe(format!("select 1 from job where {} limit 1", JOBS.is_due("")));
        let stopped = AssertSqlSafe(JOBS.is_stopped());
        if !store.exists(any, args![runtime.now()]).await?
            && !store.exists(stopped, args![runtime.now()]).await?
        {
            return Ok(None);
        }
        while let Some((lease, row)) = store.write(TakeJob { runtime: runtime.clone() }).await? {
            match Work::of(lease.clone(), &row) {
                Ok(work) => return Ok(Some(work)),
                Err(error) => {
                    tracing::error!(job = lease.id, %error, "a batch that cannot be read is parked");
                    let why = format!("Không đọc được nội dung của lô: {error}.");
                    self.conclude_job(lease, Ending::Hopeless(why)).await?;
                }
            }
        }
        Ok(None)
    }

    async fn conclude_job(&self, lease: Lease, ending: Ending) -> Result<AfterFailure, ServiceError> {
        let runtime = self.inner.runtime.clone();
        Ok(self.inner.store.write(Conclude { leased: &JOBS, lease, ending, runtime }).await?)
    }

    /// Lets a job wait: for what passes, or after a failure of its own, which is counted.
    async fn put_off(&self, mut work: Work, failure: ServiceError) -> Result<bool, ServiceError> {
        let runtime = &self.inner.runtime;
        match failure {
            ServiceError::Busy(seconds) => {
                let later = runtime.later(Duration::from_secs(seconds.into()));
                self.keep_job(&mut work, Next::Wait(later)).await.map(|_| true)
            }
            ServiceError::Unavailable(_) => {
                // Where this cannot be written either, the lease runs out.
                let _ = self.keep_job(&mut work, Next::Wait(runtime.later(OUTAGE))).await;
                Err(failure)
            }
            failure => {
                // What was finished before it is kept.
                if self.keep_job(&mut work, Next::GoOn).await? {
                    self.conclude_job(work.lease, Ending::Failed(failure.to_string())).await?;
                }
                Err(failure)
            }
        }
    }

    /// Writes a job as it is now; whether it is one's own still.
    pub(super) async fn keep_job(&self, work: &mut Work, next: Next) -> Result<bool, ServiceError> {
        let keep = Keep {
            organ: work.organ.clone(),
            lease: work.lease.clone(),
            moved: work.items.len() > work.kept,
            next,
            result: serde_json::to_string(&work.items)
                .map_err(|error| ServiceError::Broken(error.to_string()))?,
            done: work.items.len(),
            failed: work.items.iter().filter(|item| item.error.is_some()).count(),
            runtime: self.inner.runtime.clone(),
        };
        let Some(lease) = self.inner.store.write(keep).await? else { return Ok(false) };
        (work.lease, work.kept) = (lease, work.items.len());
        Ok(true)
    }
}

/// Tests whether it is time to write again; then the next time counts from now.
fn is_due(kept: &mut DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let due = now - *kept >= KEEPING;
    if due {
        *kept = now;
    }
    due
}
