//! Runtime for tests: time goes by when it is told to, and chance repeats itself.

use super::{Clock, Entropy, Runtime};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// A clock that stands still until it is moved: the moment in milliseconds, and how many go by at every look.
pub(crate) struct SteppedClock(AtomicI64, AtomicI64);

impl SteppedClock {
    /// A morning of February 2024.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(1_708_650_123_456), AtomicI64::new(0)))
    }

    /// Runtime with this clock, and entropy that begins at `seed`.
    pub(crate) fn runtime(self: &Arc<Self>, seed: u64) -> Runtime {
        Runtime::new(Arc::clone(self) as Arc<dyn Clock>, Arc::new(SeededEntropy(AtomicU64::new(seed))))
    }

    /// Lets time go by.
    pub(crate) fn pass(&self, span: Duration) {
        self.0.fetch_add(i64::try_from(span.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// Lets time go by at every look.
    pub(crate) fn hurry(&self, step: Duration) {
        self.1.store(i64::try_from(step.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for SteppedClock {
    fn now(&self) -> DateTime<Utc> {
        let step = self.1.load(Ordering::SeqCst);
        DateTime::from_timestamp_millis(self.0.fetch_add(step, Ordering::SeqCst)).unwrap()
    }
}

/// Bytes that differ from one call to the next.
struct SeededEntropy(AtomicU64);

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.fetch_add(1, Ordering::SeqCst).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        for byte in bytes {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *byte = (state >> 24) as u8;
        }
    }
}
