//! Health: readiness to do its work, and the backlog.

use super::batches::JOBS;
use super::recovery::ISSUING;
use super::{Service, ServiceError};
use crate::outbox::DELIVERIES;
use crate::store::{AssertSqlSafe, StoreError, args};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use std::time::Duration;

/// Numbers of things that wait, and the progress of the register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// The last numbers of all series together.
    pub numbers: i64,
    /// Batches waiting or under way.
    pub jobs: i64,
    /// Batches that are not tried again unless somebody asks.
    pub jobs_parked: i64,
    /// Events that are not spread to their targets yet.
    pub events: i64,
    /// Deliveries that are not made yet.
    pub deliveries: i64,
    /// Deliveries that are not tried again unless somebody asks.
    pub deliveries_parked: i64,
    /// Documents with a number whose package is not made yet.
    pub issuing: i64,
    /// Those of them that are not tried again unless somebody asks.
    pub parked: i64,
    /// For how many seconds the oldest of them has had its number; 0 where there is none.
    pub issuing_seconds: i64,
}

/// Row with all counts, read in one query.
#[derive(Deserialize)]
struct Counts {
    numbers: i64,
    jobs: i64,
    jobs_parked: i64,
    events: i64,
    deliveries: i64,
    deliveries_parked: i64,
    issuing: i64,
    parked: i64,
    issuing_since: Option<DateTime<Utc>>,
}

/// Time in which database and blobs must answer; else they count as gone.
const PATIENCE: Duration = Duration::from_secs(2);
/// Bytes that are written to test the blob store: always the same, so that they are kept once.
const PROBE: &[u8] = b"vanthu\n";

impl Service {
    /// Tests whether a number could be given and a package kept now: both database and blobs are written to.
    ///
    /// # Errors
    /// [`ServiceError::Unavailable`] where one of them cannot be reached or written in two seconds.
    pub async fn ready(&self) -> Result<(), ServiceError> {
        const BEAT: &str = "insert into pulse (id, at) values (1, $1) \
             on conflict (id) do update set at = excluded.at";
        let written =
            tokio::time::timeout(PATIENCE, self.store().execute(BEAT, args![self.runtime().now()])).await;
        let late = |_| StoreError::Unavailable("no answer in time".to_owned());
        written.map_err(late)??;
        let kept = tokio::time::timeout(PATIENCE, self.blobs().put(PROBE.to_vec())).await;
        kept.map_err(|_| StoreError::BlobsUnavailable("no answer in time".to_owned()))??;
        Ok(())
    }

    /// Counts what waits.
    pub async fn backlog(&self) -> Result<Backlog, ServiceError> {
        let count = format!(
            "select (select cast(coalesce(sum(last), 0) as bigint) from counter) as numbers, \
             (select count(*) from job where state in ('waiting', 'running')) as jobs, \
             (select count(*) from job where {}) as jobs_parked, \
             (select count(*) from event where spread = 0) as events, \
             (select count(*) from delivery where state = 'waiting') as deliveries, \
             (select count(*) from delivery where {}) as deliveries_parked, \
             (select count(*) from document where state = 'issuing') as issuing, \
             (select count(*) from document where {}) as parked, \
             (select min(updated_at) from document where state = 'issuing') as issuing_since",
            JOBS.is_parked(),
            DELIVERIES.is_parked(),
            ISSUING.is_parked(),
        );
        let row: Counts = self.store().one(AssertSqlSafe(count), vec![]).await?;
        let age = row.issuing_since.map(|since| (self.runtime().instant() - since).num_seconds().max(0));
        Ok(Backlog {
            numbers: row.numbers,
            jobs: row.jobs,
            jobs_parked: row.jobs_parked,
            events: row.events,
            deliveries: row.deliveries,
            deliveries_parked: row.deliveries_parked,
            issuing: row.issuing,
            parked: row.parked,
            issuing_seconds: age.unwrap_or(0),
        })
    }
}
