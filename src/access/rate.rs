//! Rate limit: requests a caller may make in a minute.

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Requests between two looks for callers who have gone.
const SWEEP: u32 = 4_096;

/// The rate limit of each caller. Clones share it.
///
/// It keeps a clock of its own, which only measures spans. Each process counts by itself: behind `n` processes a caller
/// has up to `n` times the quota.
#[derive(Clone)]
pub struct Rate<C: Clock = DefaultClock>(Option<Arc<Limiter<C>>>);

struct Limiter<C: Clock> {
    limiter: RateLimiter<String, DashMapStateStore<String>, C, NoOpMiddleware<C::Instant>>,
    since_sweep: AtomicU32,
}

impl<C: Clock> fmt::Debug for Rate<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rate({})", if self.0.is_some() { "limited" } else { "unlimited" })
    }
}

impl Rate {
    /// So many requests a minute for each caller, of which a sixth (ten seconds' worth) may come at once; 0: no limit.
    pub fn new(per_minute: u32) -> Self {
        Self::with_burst(per_minute, per_minute.div_ceil(6))
    }

    /// So many requests a minute, of which so many may come at once; 0 a minute: no limit.
    pub fn with_burst(per_minute: u32, burst: u32) -> Self {
        Self::with_clock(per_minute, burst, DefaultClock::default())
    }
}

impl<C: Clock> Rate<C> {
    fn with_clock(per_minute: u32, burst: u32, clock: C) -> Self {
        let limiter = NonZeroU32::new(per_minute).map(|per_minute| {
            let quota =
                Quota::per_minute(per_minute).allow_burst(NonZeroU32::new(burst).unwrap_or(per_minute));
            let limiter = RateLimiter::dashmap_with_clock(quota, clock);
            Arc::new(Limiter { limiter, since_sweep: AtomicU32::new(0) })
        });
        Self(limiter)
    }

    /// Counts a request of a caller, or says how many seconds to wait.
    pub fn check(&self, principal: &str) -> Result<(), u32> {
        let Some(limit) = &self.0 else { return Ok(()) };
        if limit.since_sweep.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            limit.limiter.retain_recent();
        }
        limit.limiter.check_key(&principal.to_owned()).map_err(|not_until| {
            let wait = not_until.wait_time_from(limit.limiter.clock().now());
            u32::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX).max(1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;
    use std::time::Duration;

    #[test]
    fn a_burst_passes_and_then_the_quota_a_minute() {
        let clock = FakeRelativeClock::default();
        let rate = Rate::with_clock(60, 10, clock.clone());
        assert!((0..10).all(|_| rate.check("a").is_ok()));
        assert_eq!(rate.check("a"), Err(1));
        assert_eq!(rate.check("b"), Ok(()), "others have their own quota");
        clock.advance(Duration::from_secs(3));
        assert_eq!((0..10).filter(|_| rate.check("a").is_ok()).count(), 3);
    }

    #[test]
    fn the_wait_is_long_enough() {
        let clock = FakeRelativeClock::default();
        let rate = Rate::with_clock(4, 1, clock.clone());
        assert_eq!(rate.check("a"), Ok(()));
        let wait = rate.check("a").unwrap_err();
        assert_eq!(wait, 15);
        clock.advance(Duration::from_secs(wait.into()));
        assert_eq!(rate.check("a"), Ok(()));
    }

    #[test]
    fn callers_who_have_gone_are_forgotten() {
        let clock = FakeRelativeClock::default();
        let rate = Rate::with_clock(6_000, 100, clock.clone());
        for caller in 0..SWEEP - 1 {
            assert_eq!(rate.check(&format!("c{caller}")), Ok(()));
        }
        clock.advance(Duration::from_secs(60));
        assert_eq!(rate.check("last"), Ok(()));
        assert!(rate.0.unwrap().limiter.len() <= 1);
    }

    #[test]
    fn without_a_quota_nobody_waits() {
        let rate = Rate::new(0);
        assert!((0..10_000).all(|_| rate.check("a").is_ok()));
    }
}
