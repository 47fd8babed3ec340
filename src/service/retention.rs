//! Retention: answers to requests that may be repeated, events that were told, and the log of it are kept for a time
//! only.
//!
//! Documents, numbers, the ledger and batches are not of this kind: nothing here touches them.

use super::{Service, ServiceError};
use crate::runtime::first_id;
use crate::store::{StoreError, Tx, Write, args};
use chrono::TimeDelta;

/// For so long a repeated request gets the first one's answer.
const ANSWERS: TimeDelta = TimeDelta::days(30);
/// For so long an event and its deliveries can be looked up, once every target has it or has been given up.
const EVENTS: TimeDelta = TimeDelta::days(90);
/// Rows that go in one act: a small one, for numbers wait while it is committed.
const PORTION: i64 = 500;

impl Service {
    /// Lets go of a portion of what need not be kept any longer; whether there was any, and there may be more.
    ///
    /// # Errors
    /// The database cannot be reached or written.
    pub async fn purge_expired(&self) -> Result<bool, ServiceError> {
        let runtime = self.runtime();
        let going = Going {
            answers_before: first_id(runtime.instant() - ANSWERS),
            events_before: first_id(runtime.instant() - EVENTS),
        };
        Ok(self.store().write(going).await?)
    }
}

/// Ids tell the time, so that what is old is found at the beginning of an index there is anyway.
struct Going {
    answers_before: String,
    events_before: String,
}

impl Write for Going {
    type Done = bool;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        const OLD_ANSWERS: &str =
            "delete from operation where id in (select id from operation where id < $1 order by id limit $2)";
        // What still waits for a target keeps its event, and the event what became of it elsewhere.
        const OLD_DELIVERIES: &str = "delete from delivery where event in (select e.id from event e where e.id < $1 \
             and e.spread = 1 and not exists (select 1 from delivery d where d.event = e.id and d.state = 'waiting') \
             order by e.id limit $2)";
        const OLD_EVENTS: &str = "delete from event where id in (select e.id from event e where e.id < $1 \
             and e.spread = 1 and not exists (select 1 from delivery d where d.event = e.id) order by e.id limit $2)";
        let answers = tx.execute(OLD_ANSWERS, args![&self.answers_before, PORTION]).await?;
        tx.execute(OLD_DELIVERIES, args![&self.events_before, PORTION]).await?;
        let events = tx.execute(OLD_EVENTS, args![&self.events_before, PORTION]).await?;
        Ok(answers + events > 0)
    }
}
