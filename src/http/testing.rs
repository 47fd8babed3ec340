//! A world for tests.

use crate::world::{Clock, Entropy, World};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

struct Still;

impl Clock for Still {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(1_708_650_000, 0).unwrap_or_default()
    }
}

#[derive(Default)]
struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = u8::try_from(self.0.fetch_add(1, Ordering::Relaxed) % 251).unwrap_or(0);
        }
    }
}

/// A world whose time stands still and whose chance counts.
pub(super) fn world() -> World {
    World::new(Arc::new(Still), Arc::new(Counting::default()))
}
