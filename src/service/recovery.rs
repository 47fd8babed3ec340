//! What a stop left half done: documents with a number and no package.
//!
//! Each try is counted before it begins, so that one that takes the process with it counts too. Between tries is more and
//! more time; after [`ATTEMPTS`] a document is parked: it is told of by `doctor`, `/metrics` and `/readyz`, and tried again
//! when somebody asks, or by another version of the program.

use super::{Failure, Service};
use crate::package::Engine;
use crate::runtime::stamp;
use crate::store::args;
use serde::Deserialize;
use std::time::Duration;

/// For so long a document in state `issuing` is somebody's who still works on it.
const LEASE: Duration = Duration::from_secs(30);
/// The longest time between two tries.
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// Documents looked for at once.
const ROUND: usize = 100;
/// Tries of one version of the program; then a document is parked. The last is about an hour after the first.
pub(super) const ATTEMPTS: i64 = 8;

/// A document that has its number and no package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// Its id.
    pub document: String,
    /// Number and symbol.
    pub number: String,
    /// When it was given its number.
    pub since: String,
    /// Tries of this version of the program to finish it.
    pub attempts: i64,
    /// Why the last failed; an English sentence, as the log has it.
    pub error: Option<String>,
    /// Whether it is not tried again unless somebody asks.
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
            parked: attempts >= ATTEMPTS,
        }
    }
}

/// How long after a try the next may be.
fn pause(attempts: i64) -> Duration {
    let doublings = u32::try_from((attempts - 1).clamp(0, 16)).unwrap_or(0);
    LEASE.saturating_mul(1 << doublings).min(LONGEST)
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
    pub async fn recover(&self) -> Result<u64, Failure> {
        const LEFT: &str = unfinished!(
            "and (attempt_at is null or attempt_at <= $2) and (attempt_engine is null or attempt_engine <> $3 \
             or attempts < $4) order by updated_at limit $5"
        );
        let world = &self.inner.world;
        let mut finished = 0;
        loop {
            let engine = Engine::default().version;
            let seen = stamp(world.instant() - LEASE);
            let values = args![seen, world.now(), engine, ATTEMPTS, ROUND as i64];
            let left: Vec<UnfinishedRow> = self.inner.store.rows(LEFT, values).await?;
            let last = left.len() < ROUND;
            for unfinished in left.into_iter().map(Unfinished::from) {
                finished += u64::from(self.attempt(&unfinished).await?);
            }
            if last {
                return Ok(finished);
            }
        }
    }

    /// Tries to finish every document that no living process works on, parked or not, telling of each as it is after that
    /// and whether it is finished.
    ///
    /// # Errors
    /// Database or blobs cannot be reached.
    pub async fn finish_all(&self, tell: &mut dyn FnMut(&Unfinished, bool)) -> Result<(), Failure> {
        for unfinished in self.unfinished().await? {
            // Its tries count from the beginning: whoever asks has mended something.
            let afresh = Unfinished { attempts: 0, ..unfinished.clone() };
            self.attempt(&afresh).await?;
            let left = self.find_unfinished(&unfinished.document).await?;
            tell(left.as_ref().unwrap_or(&unfinished), left.is_none());
        }
        Ok(())
    }

    /// Documents that have been in state `issuing` for longer than their making takes, the oldest first.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn unfinished(&self) -> Result<Vec<Unfinished>, Failure> {
        const ALL: &str = unfinished!("order by updated_at, id");
        let seen = stamp(self.inner.world.instant() - LEASE);
        let rows: Vec<UnfinishedRow> = self.inner.store.rows(ALL, args![seen]).await?;
        Ok(rows.into_iter().map(Unfinished::from).collect())
    }

    async fn find_unfinished(&self, id: &str) -> Result<Option<Unfinished>, Failure> {
        const ONE: &str = unfinished!("and id = $2");
        let row: Option<UnfinishedRow> = self.inner.store.row(ONE, args![self.inner.world.now(), id]).await?;
        Ok(row.map(Unfinished::from))
    }

    /// Takes a document that nobody works on and tries to finish it; whether it was finished here.
    async fn attempt(&self, unfinished: &Unfinished) -> Result<bool, Failure> {
        let id = &unfinished.document;
        let attempts = unfinished.attempts + 1;
        if !self.count_attempt(unfinished, attempts).await? {
            return Ok(false);
        }
        match self.finish(id, None).await {
            Ok(finished) => Ok(finished),
            Err(passing @ (Failure::Unavailable(_) | Failure::Busy(_))) => {
                // Not the document's fault. Where this cannot be written either, one try is lost.
                let _ = self.note_attempt(id, attempts - 1, &passing).await;
                Err(passing)
            }
            Err(failure) => {
                let (why, parked) = (failure.to_string(), attempts >= ATTEMPTS);
                tracing::error!(
                    document = id,
                    why,
                    attempts,
                    parked,
                    "a document with a number could not be made"
                );
                self.note_attempt(id, attempts, &failure).await?;
                Ok(false)
            }
        }
    }

    /// Counts a try before it begins; false where somebody else has taken the document.
    async fn count_attempt(&self, unfinished: &Unfinished, attempts: i64) -> Result<bool, Failure> {
        const TAKE: &str = "update document set attempts = $2, attempt_engine = $3, attempt_at = $4 \
             where id = $1 and state = 'issuing' and coalesce(attempt_at, '') = $5";
        let next = self.inner.world.later(pause(attempts));
        let seen = unfinished.next.as_deref().unwrap_or_default();
        let values = args![&unfinished.document, attempts, Engine::default().version, next, seen];
        Ok(self.inner.store.execute(TAKE, values).await? > 0)
    }

    /// Writes how a try ended.
    async fn note_attempt(&self, id: &str, attempts: i64, failure: &Failure) -> Result<(), Failure> {
        const NOTE: &str =
            "update document set attempts = $2, attempt_error = $3 where id = $1 and state = 'issuing'";
        let why: String = failure.to_string().chars().take(ERROR_CHARS).collect();
        self.inner.store.execute(NOTE, args![id, attempts, why]).await?;
        Ok(())
    }
}

/// Characters that are kept of why a try failed.
const ERROR_CHARS: usize = 2_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_less_and_less_often_and_never_more_than_an_hour_apart() {
        let pauses: Vec<u64> = (1..=ATTEMPTS).map(|attempts| pause(attempts).as_secs()).collect();
        assert_eq!(pauses, [30, 60, 120, 240, 480, 960, 1_920, 3_600]);
        assert_eq!((pause(i64::MAX), pause(0)), (LONGEST, LEASE));
    }
}
