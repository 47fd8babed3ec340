//! Batches: many drafts as one job, worked off in the background, problems said item by item.
//!
//! Takes drafts of one organ and who brought them; gives a job, and what became of each draft as far as it has come.
//! A job is a row: whichever process has time works on it for a while, and what one leaves half done another goes on
//! with. Every draft is an act with an id of its own, so none is done twice. It refuses too many drafts at once.

mod item;
#[cfg(test)]
mod tests;
mod work;

use super::{Act, Service, ServiceError};
use crate::access::{Right, Scope};
use crate::limits;
use crate::report::{FieldPath, Report};
use crate::runtime::Runtime;
use crate::store::{StoreError, Tx, Write, args};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
pub(super) use work::JOBS;
use work::{Payload, counted};

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// `waiting`, `running`, `done`; `parked`: it could not be done and is not tried again unless somebody asks.
    pub state: String,
    /// Items finished, well or not.
    pub done: i64,
    /// Items in all.
    pub total: i64,
    /// Results of the drafts, in the order given, as far as finished.
    pub items: Vec<BatchItem>,
    /// Tries since the last item that was finished.
    pub attempts: i64,
    /// Reason for which the last try failed, in Vietnamese; of a parked job, why it is parked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Time of the next try, while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_at: Option<String>,
    /// Time at which it was made.
    pub created_at: String,
    /// Time of the last change.
    pub updated_at: String,
}

/// Options of issuing the drafts of a batch: each on its own date, today where it has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchIssuing {
    /// Reason for dates before today; the ledger keeps it with each.
    pub back_dated: Option<String>,
}

/// Result of a draft of a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BatchItem {
    /// Its place in the batch, from 0.
    pub index: i64,
    /// The document made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Its number, where it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_number: Option<String>,
    /// A stable code of why not: `rejected`, `conflict` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// All problems of the draft.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    pub problems: Vec<Value>,
}

impl Service {
    /// Takes a batch of drafts of one organ, to be created, and issued if it is said how. The job's id is the act's.
    pub async fn batch(
        &self,
        act: Act<'_>,
        organ: &str,
        drafts: Vec<Map<String, Value>>,
        issuing: Option<BatchIssuing>,
    ) -> Result<Job, ServiceError> {
        const PUT: &str = "insert into job (id, kind, organ, state, payload, result, done, total, attempts, run_at, \
             created_by, created_at, updated_at) values ($1, 'batch', $2, 'waiting', $3, '[]', 0, $4, 0, $5, $6, $5, $5) \
             on conflict (id) do nothing";
        Self::permit(act.scope, Right::Draft, organ)?;
        if issuing.is_some() {
            Self::permit(act.scope, Right::Number, organ)?;
        }
        if !self.catalog().await?.organs.contains_key(organ) {
            return Err(ServiceError::NotFound);
        }
        check_count(drafts.len())?;
        let total = counted(drafts.len())?;
        let payload = Payload::of(act.scope, issuing, drafts).written()?;
        check_length(payload.len())?;
        let by = act.scope.principal.as_str();
        let values = args![act.operation, organ, payload, total, self.inner.runtime.now(), by];
        self.inner.store.execute(PUT, values).await?;
        self.job(act.scope, act.operation).await
    }

    /// A job of an organ the caller may read.
    pub async fn job(&self, scope: &Scope, id: &str) -> Result<Job, ServiceError> {
        const ONE: &str = "select id, state, done, total, result, coalesce(tries, 0) as attempts, error, run_at, \
             created_at, updated_at, organ from job where id = $1";
        let row: JobRow = self.inner.store.row(ONE, args![id]).await?.ok_or(ServiceError::NotFound)?;
        Self::permit(scope, Right::Read, &row.organ)?;
        let next_at = (row.state == "waiting").then_some(row.run_at);
        let JobRow { id, state, done, total, attempts, error, created_at, updated_at, .. } = row;
        // What became of the items of a job that cannot be read cannot be read either.
        let items = match serde_json::from_str(&row.result) {
            Ok(items) => items,
            Err(_) if state == "parked" => Vec::new(),
            Err(failed) => return Err(ServiceError::Broken(format!("job {id}: {failed}"))),
        };
        Ok(Job { id, state, done, total, items, attempts, error, next_at, created_at, updated_at })
    }

    /// Sets a parked job going again, for who may bring batches of its organ; the job as it is then. One that is not
    /// parked stays as it is.
    pub async fn resume_job(&self, act: Act<'_>, id: &str) -> Result<Job, ServiceError> {
        let organ: Option<String> =
            self.inner.store.row("select organ from job where id = $1", args![id]).await?;
        let organ = organ.ok_or(ServiceError::NotFound)?;
        Self::permit(act.scope, Right::Draft, &organ)?;
        self.inner.store.write(ResumeJob { id: id.to_owned(), runtime: self.inner.runtime.clone() }).await?;
        self.job(act.scope, id).await
    }
}

struct ResumeJob {
    id: String,
    runtime: Runtime,
}

impl Write for ResumeJob {
    type Done = bool;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        JOBS.resume(tx, &self.runtime, &self.id).await
    }
}

/// A job as its row says it.
#[derive(Deserialize)]
struct JobRow {
    id: String,
    state: String,
    done: i64,
    total: i64,
    result: String,
    attempts: i64,
    error: Option<String>,
    run_at: String,
    created_at: String,
    updated_at: String,
    organ: String,
}

/// Some drafts, and not too many.
fn check_count(drafts: usize) -> Result<(), Report> {
    let most = limits::BATCH_DRAFTS;
    let message = match drafts {
        0 => "Lô không có dự thảo nào.".to_owned(),
        n if n > most => format!("Lô có {n} dự thảo, nhiều nhất là {most}. Hãy chia thành nhiều lô."),
        _ => return Ok(()),
    };
    Err(fault(if drafts == 0 { "missing" } else { "too-many" }, message))
}

/// Not too many bytes.
fn check_length(bytes: usize) -> Result<(), Report> {
    let most = limits::BATCH_BYTES;
    if bytes <= most {
        return Ok(());
    }
    let message = format!("Lô lớn quá {} MiB. Hãy chia thành nhiều lô.", most >> 20);
    Err(fault("too-large", message))
}

fn fault(code: &'static str, message: String) -> Report {
    let mut report = Report::new();
    report.error(FieldPath::field("drafts"), code, message);
    report
}
