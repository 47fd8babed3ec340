//! Makes a delivery of each event for each target that asked for it.

use super::Webhooks;
use crate::store::{StoreError, Tx, Write, args};

/// Events of one write.
const PAGE: i64 = 500;

impl Webhooks {
    /// Makes the deliveries of all events that have none yet; of how many events.
    ///
    /// Several processes may do so at once: each event is spread by one of them.
    pub async fn fan_out(&self) -> Result<u64, StoreError> {
        // Most of the time there is nothing, and nobody is to wait for this.
        const ANY: &str = "select 1 from event where spread = 0 limit 1";
        let mut all = 0;
        while self.store.exists(ANY, vec![]).await? {
            let fan_out = self.store.write(FanOut { now: self.runtime.now() }).await?;
            all += fan_out;
            if fan_out == 0 {
                // Another process has taken them.
                break;
            }
        }
        Ok(all)
    }
}

struct FanOut {
    now: String,
}

impl Write for FanOut {
    type Done = u64;
    type Error = StoreError;

    /// A 2 in `fan_out` marks the events of this transaction: nobody else ever sees one.
    async fn run(&self, tx: &mut Tx) -> Result<u64, StoreError> {
        const TAKE: &str = "update event set spread = 2 where spread = 0 and id in \
             (select id from event where spread = 0 order by id limit $1)";
        // A delivery's id is made of its event's and its target's, so that it is the same however often it is made.
        const DELIVER: &str = "insert into delivery (id, event, webhook, state, attempts, run_at, updated_at) \
             select e.id || '.' || w.id, e.id, w.id, 'waiting', 0, $1, $1 \
             from event e join webhook w on (w.organ is null or w.organ = e.organ) \
             and (w.kinds = '[]' or w.kinds like '%\"' || e.kind || '\"%') \
             where e.spread = 2 and w.active = 1 on conflict do nothing";
        let taken = tx.execute(TAKE, args![PAGE]).await?;
        if taken > 0 {
            tx.execute(DELIVER, args![&self.now]).await?;
            tx.execute("update event set spread = 1 where spread = 2", vec![]).await?;
        }
        Ok(taken)
    }
}
