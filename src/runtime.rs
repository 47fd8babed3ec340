//! Runtime of the program: clock and source of entropy. `main` makes them; nothing that shapes a document sees
//! them.

pub mod files;
#[cfg(test)]
pub(crate) mod testing;

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat, Utc};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> DateTime<Utc>;
}

/// Gives bytes that nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills a buffer.
    fn fill(&self, bytes: &mut [u8]);
}

/// A clock and a source of entropy. Clones share them.
#[derive(Clone)]
pub struct Runtime {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Runtime")
    }
}

/// The zone of every office in Vietnam, whatever the machine believes.
const ZONE_SECONDS: i32 = 7 * 3_600;

impl Runtime {
    /// Runtime of a clock and a source of entropy.
    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { clock, entropy }
    }

    /// The moment.
    pub fn instant(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The moment as it is kept: `2024-02-23T01:02:03.456Z`; the order of the texts is that of the moments.
    pub fn now(&self) -> String {
        stamp(self.clock.now())
    }

    /// A moment from now, as it is kept.
    pub fn later(&self, by: Duration) -> String {
        stamp(self.clock.now() + by)
    }

    /// The day in Vietnam (UTC+7).
    pub fn today(&self) -> NaiveDate {
        let zone = FixedOffset::east_opt(ZONE_SECONDS).expect("seven hours are less than a day");
        self.clock.now().with_timezone(&zone).date_naive()
    }

    /// Bytes that nobody can guess.
    pub fn secret<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }

    /// A new id: UUIDv7, whose order is that of creation to the millisecond.
    pub fn id(&self) -> String {
        id(self.clock.now(), &self.secret())
    }
}

/// The first id of a moment: every id made before is less, every one made from then on is not.
pub fn first_id(moment: DateTime<Utc>) -> String {
    id(moment, &[0; 10])
}

fn id(moment: DateTime<Utc>, chance: &[u8; 10]) -> String {
    let millis = u64::try_from(moment.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, chance).into_uuid().to_string()
}

/// A moment as it is kept.
pub fn stamp(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}
