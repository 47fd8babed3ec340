//! What a stop left half done: documents with a number and no package, batches begun.

use super::{Failure, Service};
use crate::store::{Row, args};
use crate::world::stamp;
use std::time::Duration;

/// For so long a document in state `issuing` is somebody's who still works on it.
const LEASE: Duration = Duration::from_secs(30);
/// Documents looked for at once.
const ROUND: i64 = 100;

impl Service {
    /// Finishes documents in state `issuing` that no living process works on; how many it finished.
    ///
    /// # Errors
    /// Database or blobs cannot be reached. A document that cannot be made is told to the log and tried again later.
    pub async fn recover(&self) -> Result<u64, Failure> {
        const LEFT: &str = "select id, updated_at from document where state = 'issuing' and updated_at <= $1 \
             order by updated_at limit $2";
        let mut finished = 0;
        loop {
            let seen = stamp(self.inner.world.instant() - LEASE);
            let left = self.inner.store.rows(LEFT, args![seen, ROUND]).await?;
            for row in &left {
                finished += u64::from(self.recover_one(row).await?);
            }
            if left.len() < usize::try_from(ROUND).unwrap_or(usize::MAX) {
                return Ok(finished);
            }
        }
    }

    /// Takes a document that nobody works on, and finishes it.
    async fn recover_one(&self, row: &Row) -> Result<bool, Failure> {
        const TAKE: &str =
            "update document set updated_at = $3 where id = $1 and state = 'issuing' and updated_at = $2";
        let id = row.text(0);
        let now = self.inner.world.now();
        if self.inner.store.execute(TAKE, args![&id, row.text(1), now]).await? == 0 {
            return Ok(false);
        }
        match self.finish(&id, None).await {
            Err(Failure::Broken(why)) => {
                tracing::error!(document = id, why, "a document with a number could not be made");
                Ok(false)
            }
            finished_or_failed => finished_or_failed,
        }
    }
}
