//! How often a password may be guessed. Each process counts by itself and forgets when it ends.

use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Failures that a login is allowed within [`WINDOW`].
const PER_LOGIN: usize = 5;
/// Failures of all logins within [`WINDOW`], beyond which a login is allowed one: somebody tries one password on many.
const GLOBAL: usize = 200;
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Logins remembered at once: more than passwords can be tried in a window, so that no one drives another's failures
/// out of memory.
const REMEMBERED: usize = 100_000;

/// The failures of late.
#[derive(Debug, Default)]
pub(super) struct Throttle(Mutex<Failures>);

#[derive(Debug, Default)]
struct Failures {
    by_login: BTreeMap<String, VecDeque<DateTime<Utc>>>,
    of_all: VecDeque<DateTime<Utc>>,
}

impl Throttle {
    fn lock(&self) -> MutexGuard<'_, Failures> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a try, as failed until it is forgiven (so that many at once are not one), or says how many seconds to
    /// wait.
    pub(super) fn attempt(&self, login: &str, now: DateTime<Utc>) -> Result<(), u32> {
        let mut failures = self.lock();
        let failures = &mut *failures;
        recent(&mut failures.of_all, now);
        let allowed = if failures.of_all.len() >= GLOBAL { 1 } else { PER_LOGIN };
        if failures.by_login.len() >= REMEMBERED {
            failures.by_login.retain(|_, tries| recent(tries, now));
            if failures.by_login.len() >= REMEMBERED && !failures.by_login.contains_key(login) {
                return Err(seconds(WINDOW));
            }
        }
        let tries = failures.by_login.entry(login.to_owned()).or_default();
        recent(tries, now);
        if let Some(freed) = tries.len().checked_sub(allowed).and_then(|at| tries.get(at)) {
            return Err(seconds(WINDOW - (now - *freed)));
        }
        tries.push_back(now);
        failures.of_all.push_back(now);
        Ok(())
    }

    /// The last try was not looked at after all.
    pub(super) fn withdraw(&self, login: &str) {
        let mut failures = self.lock();
        if failures.by_login.get_mut(login).is_some_and(|tries| tries.pop_back().is_some()) {
            failures.of_all.pop_back();
        }
    }

    /// The try was no failure, and those before are forgotten.
    pub(super) fn forgive(&self, login: &str) {
        let mut failures = self.lock();
        if failures.by_login.remove(login).is_some() {
            failures.of_all.pop_back();
        }
    }
}

/// Drops what is too long ago (or, by a clock set back, in times to come); whether anything is left.
fn recent(tries: &mut VecDeque<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    tries.retain(|&at| (TimeDelta::zero()..WINDOW).contains(&(now - at)));
    !tries.is_empty()
}

fn seconds(span: TimeDelta) -> u32 {
    u32::try_from(span.num_seconds()).unwrap_or(0).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + second, 0).unwrap()
    }

    #[test]
    fn the_sixth_failure_within_the_window_is_not_looked_at() {
        let throttle = Throttle::default();
        for second in 0..5 {
            assert_eq!(throttle.attempt("lan", at(second)), Ok(()));
        }
        assert_eq!(throttle.attempt("lan", at(10)), Err(890));
        assert_eq!(throttle.attempt("minh", at(10)), Ok(()), "others are not meant");
        assert_eq!(throttle.attempt("lan", at(900)), Ok(()), "the first failure is forgotten");
        assert_eq!(throttle.attempt("lan", at(900)), Err(1));
    }

    #[test]
    fn a_success_forgives_the_failures_before() {
        let throttle = Throttle::default();
        for second in 0..20 {
            assert_eq!(throttle.attempt("lan", at(second)), Ok(()));
            throttle.forgive("lan");
        }
    }

    #[test]
    fn a_try_that_was_not_looked_at_does_not_count() {
        let throttle = Throttle::default();
        for second in 0..20 {
            assert_eq!(throttle.attempt("lan", at(second)), Ok(()));
            throttle.withdraw("lan");
        }
    }

    #[test]
    fn when_all_fail_each_login_has_one_try() {
        let throttle = Throttle::default();
        for login in 0..GLOBAL {
            assert_eq!(throttle.attempt(&format!("u{login}"), at(0)), Ok(()));
        }
        assert_eq!(throttle.attempt("lan", at(1)), Ok(()));
        assert!(throttle.attempt("lan", at(2)).is_err());
        assert_eq!(throttle.attempt("lan", at(1_000)), Ok(()));
    }
}
