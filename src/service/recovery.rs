//! Recovery of what a stop left half done: documents with a number and no package.
//!
//! Each try is counted before it begins, so that one that takes the process with it counts too. Between tries is more and
//! more time; after the most attempts of [`ISSUING`] a document is parked: it is told of by `doctor`, `/metrics` and `/readyz`, and tried again
//! when somebody asks, or by another version of the program.

use super::{Service, ServiceError};
use crate::lease::{
    AfterFailure, Conclude, DueRows, Ending, Lease, LeaseAlone, Leased, Policy, Progress, Retry, TryColumns,
};
use crate::package::Engine;
use crate::runtime::{Runtime, stamp};
use crate::store::{StoreError, Tx, Write, args};
use serde::Deserialize;
use std::time::Duration;

/// For so long a document in state `issuing` is somebody's who still works on it.
const LEASE: Duration = Duration::from_secs(30);
/// Documents that have their number and no package. Parked by one version of the program, they are tried by another; the
/// last try is about an hour after the first.
pub(super) const ISSUING: Leased = Leased {
    table: "document",
    progress: Progress::Condition("state = 'issuing'"),
    free_at: "attempt_at",
    tries: Some(TryColumns {
        attempts: "attempts",
        error: "attempt_error",
        program: Some(("attempt_engine", Engine::VERSION)),
    }),
    changed_at: None,
    policy: Policy {
        lease: LEASE,
        retry: Retry {
            first: LEASE,
            halves: 4,
            longest: Duration::from_secs(60 * 60),
            attempts: 8,
            jitter: 0,
        },
    },
};

/// A document that has its number and no package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// Its id.
    pub document: String,
    /// Number and symbol.
    pub number: String,
    /// Time at which it was given its number.
    pub since: String,
    /// Tries of this version of the program to finish it.
    pub attempts: i64,
    /// Reason for which the last try failed; an English sentence, as the log has it.
    pub error: Option<String>,
    /// Flag: it is not tried again unless somebody asks.
    pub parked: bool,
    /// The earliest next try, once there was one.
    next: Option<String>,
}

/// The row of an [`Unfinished`].
#[derive(Deserialize)]
struct UnfinishedRow {
    id: String,
    code_number: String,
    code_notation: String,
    updated_at: String,
    attempts: Option<i64>,
    attempt_engine: Option<String>,
    attempt_at: Option<String>,
    attempt_error: Option<String>,
}

impl From<UnfinishedRow> for Unfinished {
    fn from(row: UnfinishedRow) -> Self {
        // Tries of another version of the program do not count.
        let own = row.attempt_engine.as_deref() == Some(Engine::default().version);
        let attempts = row.attempts.filter(|_| own).unwrap_or(0);
        Self {
            document: row.id,
            number: format!("{}/{}", row.code_number, row.code_notation),
            since: row.updated_at,
            attempts,
            next: row.attempt_at,
            error: row.attempt_error,
            parked: attempts >= ISSUING.policy.retry.attempts,
        }
    }
}

/// The columns of an [`Unfinished`].
macro_rules! unfinished {
    ($rest:literal) => {
        concat!(
            "select id, code_number, code_notation, updated_at, attempts, attempt_engine, attempt_at, attempt_error \
             from document where state = 'issuing' and updated_at <= $1 ",
            $rest
        )
    };
}

impl Service {
    /// Finishes documents in state `issuing` that no living process works on; how many it finished.
    ///
    /// # Errors
    /// Database or blobs cannot be reached. A document that cannot be made is told to the log and tried again later.
    pub async fn recover(&self) -> Result<u64, ServiceError> {
        let mut finished = 0;
        while let Some(lease) = self.take_unfinished(None).await? {
            finished += u64::from(self.attempt(lease).await?);
        }
        Ok(finished)
    }

    /// Tries to finish every document that no living process works on, parked or not, telling of each as it is after that
    /// and whether it is finished.
    ///
    /// # Errors
    /// Database or blobs cannot be reached.
    pub async fn finish_all(&self, tell: &mut dyn FnMut(&Unfinished, bool)) -> Result<(), ServiceError> {
        for unfinished in self.unfinished().await? {
            // Its tries count from the beginning: whoever asks has mended something.
            if let Some(lease) = self.take_unfinished(Some(&unfinished)).await? {
                self.attempt(lease).await?;
            }
            let left = self.find_unfinished(&unfinished.document).await?;
            tell(left.as_ref().unwrap_or(&unfinished), left.is_none());
        }
        Ok(())
    }

    /// Documents that have been in state `issuing` for longer than their making takes, the oldest first.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn unfinished(&self) -> Result<Vec<Unfinished>, ServiceError> {
        const ALL: &str = unfinished!("order by updated_at, id");
        let seen = stamp(self.inner.runtime.instant() - LEASE);
        let rows: Vec<UnfinishedRow> = self.inner.store.rows(ALL, args![seen]).await?;
        Ok(rows.into_iter().map(Unfinished::from).collect())
    }

    async fn find_unfinished(&self, id: &str) -> Result<Option<Unfinished>, ServiceError> {
        const ONE: &str = unfinished!("and id = $2");
        let row: Option<UnfinishedRow> =
            self.inner.store.row(ONE, args![self.inner.runtime.now(), id]).await?;
        Ok(row.map(Unfinished::from))
    }

    /// Takes the document that has waited longest, or this one as it was seen.
    async fn take_unfinished(&self, seen: Option<&Unfinished>) -> Result<Option<Lease>, ServiceError> {
        let runtime = self.inner.runtime.clone();
        let seen = seen.map(|seen| (seen.document.clone(), seen.next.clone()));
        Ok(self.inner.store.write(TakeUnfinished { seen, runtime }).await?)
    }

    /// Tries to finish a document; whether it was finished here.
    async fn attempt(&self, lease: Lease) -> Result<bool, ServiceError> {
        let failure = match self.finish(&lease.id, None).await {
            Ok(finished) => return Ok(finished),
            Err(failure) => failure,
        };
        if let ServiceError::Unavailable(_) | ServiceError::Busy(_) = failure {
            // Not the document's fault. Where this cannot be written either, one try is lost.
            let _ = self.conclude(lease, Ending::Put(self.inner.runtime.later(LEASE))).await;
            return Err(failure);
        }
        let (document, attempts, why) = (lease.id.clone(), lease.attempt, failure.to_string());
        let parked = self.conclude(lease, Ending::Failed(why.clone())).await? == AfterFailure::Parked;
        tracing::error!(document, why, attempts, parked, "a document with a number could not be made");
        Ok(false)
    }

    async fn conclude(&self, lease: Lease, ending: Ending) -> Result<AfterFailure, ServiceError> {
        let runtime = self.inner.runtime.clone();
        Ok(self.inner.store.write(Conclude { leased: &ISSUING, lease, ending, runtime }).await?)
    }
}

/// Takes a document that nobody works on: one that is due, or one as it was seen, with what it says of its next try.
struct TakeUnfinished {
    seen: Option<(String, Option<String>)>,
    runtime: Runtime,
}

impl Write for TakeUnfinished {
    type Done = Option<Lease>;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<Option<Lease>, StoreError> {
        if let Some((id, next)) = &self.seen {
            return ISSUING.seize(tx, &self.runtime, id, next.as_deref()).await;
        }
        let due = DueRows {
            among: "where r.updated_at <= $3",
            order: "r.updated_at, r.id",
            most: 1,
            columns: "",
            args: args![stamp(self.runtime.instant() - LEASE)],
        };
        let taken: Vec<(Lease, LeaseAlone)> = ISSUING.claim(tx, &self.runtime, due).await?;
        Ok(taken.into_iter().next().map(|(lease, _)| lease))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_less_and_less_often_and_never_more_than_an_hour_apart() {
        let retry = ISSUING.policy.retry;
        let pause = |attempts| retry.pause(attempts, [255, 255]).as_secs();
        let pauses: Vec<u64> = (1..=retry.attempts).map(pause).collect();
        assert_eq!(pauses, [30, 60, 120, 240, 480, 960, 1_920, 3_600]);
        assert_eq!((pause(i64::MAX), pause(0)), (3_600, 30));
    }
}
