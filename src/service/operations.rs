//! Requests that may be repeated: the same key and body, the same answer.

use super::{Failure, Service};
use crate::access::Scope;
use serde::{Deserialize, Serialize};

/// What a key says of a request.
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

impl Service {
    /// Claims a key for a request, told by the digest of its method, address and body.
    pub async fn claim(&self, scope: &Scope, key: &str, request: &str) -> Result<Claim, Failure> {
        todo!()
    }

    /// Keeps the answer to a claimed request.
    pub async fn settle(&self, scope: &Scope, key: &str, answer: &Answer) -> Result<(), Failure> {
        todo!()
    }

    /// Gives up a claim whose request failed for want of something that may come back: the next try begins at once.
    pub async fn release(&self, scope: &Scope, key: &str) -> Result<(), Failure> {
        todo!()
    }
}
