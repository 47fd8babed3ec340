//! Delays between guesses of a password: by the login and the address it is tried from, together.
//!
//! Whoever guesses is slowed down, and nobody is locked out: from another address a login is as free as ever, and from
//! the same address the right password passes after a delay of seconds. Each process counts by itself and forgets when
//! it ends.

use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, VecDeque};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Failures of a login at an address before the next try is delayed.
const FREE: u32 = 5;
/// Failures of all within [`WINDOW`] beyond which one is free: somebody tries one password on many logins.
const GLOBAL: usize = 200;
/// Failures are forgotten after so long without a try.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// The delay before the first try that is not free; it doubles with each failure …
const FIRST: TimeDelta = TimeDelta::seconds(1);
/// … up to this.
const LONGEST: TimeDelta = TimeDelta::seconds(8);
/// A try waits its turn for so long at most; beyond, it is refused and counts for nothing.
const PATIENCE: TimeDelta = TimeDelta::seconds(16);
/// Pairs of login and address remembered at once: more than passwords can be tried in a window.
const REMEMBERED: usize = 100_000;

/// The failures of late.
#[derive(Debug, Default)]
pub(super) struct Throttle(Mutex<Failures>);

#[derive(Debug, Default)]
struct Failures {
    by_pair: BTreeMap<Pair, Tries>,
    of_all: VecDeque<DateTime<Utc>>,
}

/// Key of the counter: login, and address from which it is tried. An IPv6 network of 64 bits is one address: whoever
/// has it has all of its addresses.
type Pair = (String, Option<IpAddr>);

/// Failed tries of a pair.
#[derive(Clone, Copy, Debug)]
struct Tries {
    /// Tries that failed, or are under way.
    failed: u32,
    /// Time for which the last try was scheduled, its delay included.
    last: DateTime<Utc>,
}

impl Throttle {
    fn lock(&self) -> MutexGuard<'_, Failures> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a try, as failed until it is forgiven (so that many at once are not one): how long it must wait before it
    /// is looked at; or in how many seconds it may be made, where others wait already.
    pub(super) fn attempt(
        &self,
        login: &str,
        from: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<Duration, u32> {
        let mut failures = self.lock();
        let failures = &mut *failures;
        failures.of_all.retain(|&at| is_recent(at, now));
        let free = if failures.of_all.len() >= GLOBAL { 1 } else { FREE };
        failures.make_room(now);
        let tries = failures.by_pair.entry(pair(login, from)).or_insert(Tries { failed: 0, last: now });
        if !is_recent(tries.last, now) {
            *tries = Tries { failed: 0, last: now };
        }
        let turn = (tries.last + delay(tries.failed, free)).max(now);
        let wait = turn - now;
        if wait > PATIENCE {
            return Err(u32::try_from((wait - PATIENCE).num_seconds()).unwrap_or(0) + 1);
        }
        *tries = Tries { failed: tries.failed.saturating_add(1), last: turn };
        failures.of_all.push_back(now);
        if failures.of_all.len() > GLOBAL {
            failures.of_all.pop_front();
        }
        Ok(wait.to_std().unwrap_or_default())
    }

    /// The last try was not looked at after all.
    pub(super) fn withdraw(&self, login: &str, from: Option<IpAddr>) {
        let mut failures = self.lock();
        if let Some(tries) = failures.by_pair.get_mut(&pair(login, from)) {
            tries.failed = tries.failed.saturating_sub(1);
            failures.of_all.pop_back();
        }
    }

    /// The try was no failure, and those before, from the same place, are forgotten.
    pub(super) fn forgive(&self, login: &str, from: Option<IpAddr>) {
        let mut failures = self.lock();
        if failures.by_pair.remove(&pair(login, from)).is_some() {
            failures.of_all.pop_back();
        }
    }

    /// All failures of a login are forgotten, wherever they came from.
    pub(super) fn forget(&self, login: &str) {
        self.lock().by_pair.retain(|(of, _), _| of != login);
    }
}

impl Failures {
    /// Forgets what is over; where that is not enough, the half that is older.
    fn make_room(&mut self, now: DateTime<Utc>) {
        if self.by_pair.len() < REMEMBERED {
            return;
        }
        self.by_pair.retain(|_, tries| is_recent(tries.last, now));
        if self.by_pair.len() >= REMEMBERED {
            let mut times: Vec<_> = self.by_pair.values().map(|tries| tries.last).collect();
            let (_, middle, _) = times.select_nth_unstable(REMEMBERED / 2);
            let middle = *middle;
            self.by_pair.retain(|_, tries| tries.last > middle);
        }
    }
}

fn pair(login: &str, from: Option<IpAddr>) -> Pair {
    let place = from.map(|address| match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (!0 << 64))),
        v4 @ IpAddr::V4(_) => v4,
    });
    (login.to_owned(), place)
}

/// The delay between the last try and the next, after so many failures.
fn delay(failed: u32, free: u32) -> TimeDelta {
    match failed.checked_sub(free) {
        None => TimeDelta::zero(),
        Some(more) => (FIRST * (1 << more.min(10))).min(LONGEST),
    }
}

/// Tests whether a moment lies in the window (or, by a clock set back, up to [`PATIENCE`] in the future).
fn is_recent(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (-PATIENCE..WINDOW).contains(&(now - at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + second, 0).unwrap()
    }

    fn place(last: u8) -> Option<IpAddr> {
        Some(IpAddr::from([203, 0, 113, last]))
    }

    const HERE: u8 = 1;

    fn wait(throttle: &Throttle, login: &str, from: u8, second: i64) -> Result<u64, u32> {
        throttle.attempt(login, place(from), at(second)).map(|wait| wait.as_secs())
    }

    #[test]
    fn failures_delay_the_login_at_their_own_address_alone() {
        let throttle = Throttle::default();
        for second in 0..5 {
            assert_eq!(wait(&throttle, "lan", HERE, second), Ok(0));
        }
        assert_eq!(wait(&throttle, "lan", HERE, 4), Ok(1));
        assert_eq!(wait(&throttle, "lan", 2, 4), Ok(0), "another address is not meant");
        assert_eq!(wait(&throttle, "minh", HERE, 4), Ok(0), "another login is not meant");
        assert_eq!(wait(&throttle, "lan", HERE, 5), Ok(2), "the delay doubles");
        assert_eq!(wait(&throttle, "lan", HERE, 100), Ok(0), "whoever waited enough waits no more");
        assert_eq!(wait(&throttle, "lan", HERE, 100), Ok(8), "the delay has an upper end");
        assert_eq!(wait(&throttle, "lan", HERE, 1_100), Ok(0));
        assert_eq!(wait(&throttle, "lan", HERE, 1_100), Ok(0), "after a quarter of an hour all is forgotten");
    }

    #[test]
    fn however_many_guess_the_next_try_is_never_more_than_seconds_away() {
        let throttle = Throttle::default();
        let mut refused = 0;
        for second in 0..1_000 {
            for _ in 0..20 {
                match wait(&throttle, "lan", HERE, second) {
                    Ok(seconds) => assert!(seconds <= 16),
                    Err(seconds) => {
                        assert!((1..=9).contains(&seconds), "{seconds}");
                        refused += 1;
                    }
                }
            }
        }
        assert!(
            refused > 19_000,
            "of twenty thousand guesses a few hundred are looked at: {refused} refused"
        );
        assert!(throttle.lock().by_pair.len() == 1);
    }

    #[test]
    fn a_success_forgives_the_failures_before() {
        let throttle = Throttle::default();
        for second in 0..20 {
            assert_eq!(wait(&throttle, "lan", HERE, second), Ok(0));
            throttle.forgive("lan", place(HERE));
        }
    }

    #[test]
    fn a_try_that_was_not_looked_at_does_not_count() {
        let throttle = Throttle::default();
        for second in 0..20 {
            assert_eq!(wait(&throttle, "lan", HERE, second), Ok(0));
            throttle.withdraw("lan", place(HERE));
        }
    }

    #[test]
    fn a_new_password_frees_the_login_everywhere() {
        let throttle = Throttle::default();
        for _ in 0..7 {
            let _ = (wait(&throttle, "lan", HERE, 0), wait(&throttle, "lan", 2, 0));
        }
        throttle.forget("lan");
        assert_eq!((wait(&throttle, "lan", HERE, 0), wait(&throttle, "lan", 2, 0)), (Ok(0), Ok(0)));
    }

    #[test]
    fn when_all_fail_each_login_has_one_free_try() {
        let throttle = Throttle::default();
        for login in 0..GLOBAL {
            assert_eq!(wait(&throttle, &format!("u{login}"), HERE, 0), Ok(0));
        }
        assert_eq!(wait(&throttle, "lan", HERE, 1), Ok(0));
        assert_eq!(wait(&throttle, "lan", HERE, 1), Ok(1));
        assert_eq!(wait(&throttle, "lan", HERE, 1_000), Ok(0));
    }

    #[test]
    fn a_network_of_ipv6_is_one_place_and_an_ipv4_address_is_itself_however_written() {
        let one = |text: &str| pair("lan", Some(text.parse().unwrap()));
        assert_eq!(one("2001:db8:1:2::1"), one("2001:db8:1:2:ffff::9"));
        assert_ne!(one("2001:db8:1:2::1"), one("2001:db8:1:3::1"));
        assert_eq!(one("::ffff:203.0.113.1"), one("203.0.113.1"));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let throttle = Throttle::default();
        for login in 0..REMEMBERED + 10 {
            let mut failures = throttle.lock();
            failures.make_room(at(0));
            failures.by_pair.insert(pair(&login.to_string(), None), Tries { failed: 1, last: at(0) });
        }
        assert!(throttle.lock().by_pair.len() <= REMEMBERED);
    }
}
