//! What a stop left half done: documents with a number and no package, batches begun.

use super::{Failure, Service};

impl Service {
    /// Finishes documents in state `issuing` that no living process works on; how many it finished.
    pub async fn recover(&self) -> Result<u64, Failure> {
        todo!()
    }
}
