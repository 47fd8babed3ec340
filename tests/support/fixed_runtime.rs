//! A runtime for tests and benches of the whole service: time stands still, entropy counts.

use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use vanthu::runtime::{Clock, Entropy, Runtime};

/// A clock that stands still.
struct Still(DateTime<Utc>);

impl Clock for Still {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

/// Bytes that differ from one call to the next.
pub(crate) struct Counted(AtomicU64);

impl Counted {
    /// What begins elsewhere is elsewhere for good.
    pub(crate) fn from(seed: u64) -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(seed)))
    }
}

impl Entropy for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            part.copy_from_slice(&next.to_be_bytes()[..part.len()]);
        }
    }
}

/// The runtime at a moment (`2024-02-23T02:00:00Z`).
pub(crate) fn fixed_runtime(moment: &str, seed: u64) -> Runtime {
    let moment = moment.parse().expect("a moment as it is kept");
    Runtime::new(Arc::new(Still(moment)), Counted::from(seed))
}
