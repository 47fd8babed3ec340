//! Requests that may be repeated: the same key and body, the same answer.

use super::{Service, ServiceError};
use crate::access::Scope;
use crate::lease::{Leased, Policy, Progress, Retry};
use crate::limits;
use crate::report::{FieldPath, Problem, Report};
use crate::runtime::Runtime;
use crate::store::{StoreError, Tx, Write, args};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Answer to a request that claims a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It was not seen before, or its first try died: do it, as this act.
    Do {
        /// The id of the act, the same at every try.
        operation: String,
    },
    /// It was answered: answer the same.
    Answered(Answer),
    /// Its first try is still under way; ask again in so many seconds.
    UnderWay(u32),
    /// The key was used for another request.
    Reused,
}

/// An answer kept for a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Headers that belong to it: `content-type`, `etag`, `location`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// Requests under a key. Their lease is short, for whoever asks again after a crash is waiting; and taken over too early
/// one does no harm, since the same act does nothing twice. Whoever asked counts the tries.
const OPERATIONS: Leased = Leased {
    table: "operation",
    progress: Progress::Condition("answer is null"),
    free_at: "lease_until",
    tries: None,
    changed_at: None,
    policy: Policy { lease: Duration::from_secs(3), retry: Retry::UNCOUNTED },
};

/// A claim of a key, in the making.
struct Claiming {
    principal: String,
    key: String,
    request: String,
    /// The id of the act, if the key was not seen before.
    fresh: String,
    runtime: Runtime,
}

/// A key that was used before.
#[derive(Deserialize)]
struct UsedKey {
    id: String,
    request: String,
    answer: Option<String>,
    lease_until: String,
}

impl Write for Claiming {
    type Done = Claim;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<Claim, StoreError> {
        const CLAIM: &str = "insert into operation (principal, key, id, request, answer, lease_until, at) \
             values ($1, $2, $3, $4, cast(null as text), $5, $6) on conflict do nothing";
        const SEEN: &str =
            "select id, request, answer, lease_until from operation where principal = $1 and key = $2";
        let Self { principal, key, request, fresh, runtime } = self;
        let (now, until) = (runtime.now(), runtime.later(OPERATIONS.policy.lease));
        if tx.execute(CLAIM, args![principal, key, fresh, request, until, &now]).await? > 0 {
            return Ok(Claim::Do { operation: fresh.clone() });
        }
        let Some(seen) = tx.row::<UsedKey>(SEEN, args![principal, key]).await? else {
            return Ok(Claim::UnderWay(1));
        };
        if seen.request != *request {
            return Ok(Claim::Reused);
        }
        if let Some(answer) = seen.answer {
            let read = serde_json::from_str(&answer).map_err(|e| StoreError::Refused(e.to_string()))?;
            return Ok(Claim::Answered(read));
        }
        if seen.lease_until > now {
            return Ok(Claim::UnderWay(1));
        }
        match OPERATIONS.seize(tx, runtime, &seen.id, Some(&seen.lease_until)).await? {
            None => Ok(Claim::UnderWay(1)),
            Some(lease) => Ok(Claim::Do { operation: lease.id }),
        }
    }
}

/// A claim given up.
struct ReleaseKey {
    principal: String,
    key: String,
    runtime: Runtime,
}

impl Write for ReleaseKey {
    type Done = ();
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<(), StoreError> {
        const OF: &str = "select id from operation where principal = $1 and key = $2";
        if let Some(id) = tx.row::<String>(OF, args![&self.principal, &self.key]).await? {
            OPERATIONS.release(tx, &self.runtime, &id).await?;
        }
        Ok(())
    }
}

impl Service {
    /// Claims a key (1 to 200 visible ASCII characters) for a request, told by the digest of its method, address and
    /// body.
    pub async fn claim(&self, scope: &Scope, key: &str, request: &str) -> Result<Claim, ServiceError> {
        legible(key)?;
        let runtime = &self.inner.runtime;
        let claiming = Claiming {
            principal: scope.principal.clone(),
            key: key.to_owned(),
            request: request.to_owned(),
            fresh: runtime.id(),
            runtime: runtime.clone(),
        };
        Ok(self.inner.store.write(claiming).await?)
    }

    /// Keeps the answer to a claimed request. One that is too long is not kept: the request is done again, as the same
    /// act, when it is repeated.
    pub async fn settle(&self, scope: &Scope, key: &str, answer: &Answer) -> Result<(), ServiceError> {
        const SETTLE: &str =
            "update operation set answer = $3 where principal = $1 and key = $2 and answer is null";
        if answer.body.len() > limits::ANSWER_BYTES {
            return self.release(scope, key).await;
        }
        let text = serde_json::to_string(answer).map_err(|e| ServiceError::Broken(e.to_string()))?;
        self.inner.store.execute(SETTLE, args![&scope.principal, key, text]).await?;
        Ok(())
    }

    /// Gives up a claim whose request failed for want of something that may come back: the next try begins at once.
    pub async fn release(&self, scope: &Scope, key: &str) -> Result<(), ServiceError> {
        let (principal, key) = (scope.principal.clone(), key.to_owned());
        let release = ReleaseKey { principal, key, runtime: self.inner.runtime.clone() };
        Ok(self.inner.store.write(release).await?)
    }
}

/// A key is short and visible: whoever looks for it in a log must be able to read it.
fn legible(key: &str) -> Result<(), ServiceError> {
    let is_legible =
        (1..=limits::KEY_CHARS).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    if is_legible {
        return Ok(());
    }
    let message = format!(
        "Idempotency-Key phải có từ 1 đến {} ký tự ASCII nhìn thấy được. Hãy dùng một UUID.",
        limits::KEY_CHARS
    );
    let problem = Problem::error(FieldPath::root(), "bad-key", message);
    Err(ServiceError::Rejected(Report { problems: vec![problem] }))
}
