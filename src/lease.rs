//! Work that is kept in rows and done under a lease, by whichever process has time for it.
//!
//! Takes a [`Leased`]: a table with the columns and the policy of its work; gives rows that nobody has in hand, each with
//! a [`Lease`], and writes how it went: given back, failed and tried again later, parked. A try is counted before it
//! begins, so that one that takes the process with it counts too. Whoever slept over a lease finds that it is another's
//! and writes nothing. After the most tries a row is parked: it stays in sight, and is tried again when somebody asks.
//!
//! One column says from when on a row may be taken; a lease moves it on, and so does the pause after a failure. Its value
//! tells one taking from the next.

#[cfg(test)]
mod tests;

use crate::runtime::Runtime;
use crate::store::{Arg, AssertSqlSafe, FromRow, StoreError, Tx, Write, args};
use serde::Deserialize;
use std::time::Duration;

/// Duration of a lease, and what follows a failure.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// For so long nobody else takes the row, unless the lease is prolonged.
    pub lease: Duration,
    /// Times and number of further tries of a row that failed.
    pub retry: Retry,
}

/// Exponential backoff with a cap.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    /// The pause after the first try.
    pub first: Duration,
    /// A pause as a multiple of the one before, in halves: 4 doubles it.
    pub halves: u32,
    /// The longest pause.
    pub longest: Duration,
    /// Most tries; then the row is parked.
    pub attempts: i64,
    /// Up to a pause divided by this is added by chance, so that what failed together is not tried together; 0: nothing.
    pub jitter: u64,
}

impl Retry {
    /// Of work whose tries are not counted: whoever asked for it asks again.
    pub const UNCOUNTED: Self =
        Self { first: Duration::ZERO, halves: 2, longest: Duration::ZERO, attempts: i64::MAX, jitter: 0 };

    /// Pause after a try that failed; the first is 1.
    pub fn pause(&self, attempt: i64, chance: [u8; 2]) -> Duration {
        let mut pause = self.first;
        for _ in 1..attempt.min(self.attempts) {
            pause = self.longest.min(pause.saturating_mul(self.halves) / 2);
        }
        let millis = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        let most = millis.checked_div(self.jitter).unwrap_or(0);
        pause + Duration::from_millis(most.saturating_mul(u16::from_be_bytes(chance).into()) / 65_536)
    }
}

/// Signs by which a table tells that a row is work to do.
#[derive(Clone, Copy, Debug)]
pub enum Progress {
    /// By the words of a column `state`.
    States {
        /// Nobody has it in hand.
        waiting: &'static str,
        /// Somebody has; may be the same word.
        running: &'static str,
        /// It is not tried again unless somebody asks.
        parked: &'static str,
        /// Text written as the error of a row whose workers all stopped before it was done.
        stopped: &'static str,
    },
    /// By a condition. A row is parked once its tries are spent.
    Condition(&'static str),
}

/// The columns in which tries are told.
#[derive(Clone, Copy, Debug)]
pub struct TryColumns {
    /// Column with the number of tries.
    pub attempts: &'static str,
    /// Column with the reason for which the last try failed.
    pub error: &'static str,
    /// The column of the version of the program that tried, and this version: the tries of another do not count.
    pub program: Option<(&'static str, &'static str)>,
}

/// A table whose rows are work. Its key is `id`.
#[derive(Clone, Copy, Debug)]
pub struct Leased {
    /// Its name.
    pub table: &'static str,
    /// Sign by which it tells that a row is work to do.
    pub progress: Progress,
    /// The column that says from when on a row may be taken; NULL: at once.
    pub free_at: &'static str,
    /// The columns of tries; none where they are not counted.
    pub tries: Option<TryColumns>,
    /// The column of the moment of the last change, where there is one.
    pub changed_at: Option<&'static str>,
    /// Duration of a lease, and what follows a failure.
    pub policy: Policy,
}

/// A row in one's hands.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Lease {
    /// The row.
    #[serde(rename = "lease_id")]
    pub id: String,
    /// Until when nobody else takes it.
    #[serde(rename = "lease_until")]
    pub until: String,
    /// Number of this try, from 1; 0 where tries are not counted.
    #[serde(rename = "lease_attempt")]
    pub attempt: i64,
}

/// State of a row after a failed try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AfterFailure {
    /// It is tried again, not before this moment.
    Later(String),
    /// It is not tried again unless somebody asks.
    Parked,
    /// It was another's already; nothing was written.
    Lost,
}

/// Selection among the rows that are due; the table is called `r`.
#[derive(Clone, Debug)]
pub struct DueRows {
    /// Tables joined to it and the first conditions: `where …`; its parameters begin at `$3`.
    pub among: &'static str,
    /// The order in which rows are taken.
    pub order: &'static str,
    /// So many at most.
    pub most: usize,
    /// Columns that are given beside the lease, each behind a comma.
    pub columns: &'static str,
    /// The parameters.
    pub args: Vec<Arg>,
}

impl Leased {
    /// The condition that a row has work to do; `r` is how its columns are named: `d.`, or nothing.
    fn is_open(&self, r: &str) -> String {
        match self.progress {
            Progress::States { waiting, running, .. } => format!("{r}state in ('{waiting}', '{running}')"),
            Progress::Condition(condition) => condition.to_owned(),
        }
    }

    /// The condition that nobody has a row in hand at the moment `$1`.
    fn is_free(&self, r: &str) -> String {
        let free_at = self.free_at;
        format!("{} and ({r}{free_at} is null or {r}{free_at} <= $1)", self.is_open(r))
    }

    /// The tries of a row that count.
    fn counted(&self, r: &str) -> String {
        match self.tries {
            None => "0".to_owned(),
            Some(TryColumns { attempts, program: None, .. }) => format!("coalesce({r}{attempts}, 0)"),
            Some(TryColumns { attempts, program: Some((program, this)), .. }) => {
                format!("case when {r}{program} = '{this}' then coalesce({r}{attempts}, 0) else 0 end")
            }
        }
    }

    /// The condition that a row is due at the moment `$1`.
    pub fn is_due(&self, r: &str) -> String {
        format!("{} and {} < {}", self.is_free(r), self.counted(r), self.policy.retry.attempts)
    }

    /// The condition that a row is not tried again unless somebody asks.
    pub fn is_parked(&self) -> String {
        match self.progress {
            Progress::States { parked, .. } => format!("state = '{parked}'"),
            Progress::Condition(open) => {
                format!("{open} and {} >= {}", self.counted(""), self.policy.retry.attempts)
            }
        }
    }

    /// Assignments, each behind a comma: tries, state, moment of the change (`$1`).
    fn assigned(&self, attempts: Option<&str>, state: Option<&'static str>) -> String {
        let mut all = String::new();
        if let (Some(count), Some(TryColumns { attempts, program, .. })) = (attempts, self.tries) {
            all.push_str(&format!(", {attempts} = {count}"));
            all.extend(program.map(|(column, this)| format!(", {column} = '{this}'")));
        }
        all.extend(state.map(|state| format!(", state = '{state}'")));
        all.extend(self.changed_at.map(|column| format!(", {column} = $1")));
        all
    }

    fn waiting(&self) -> Option<&'static str> {
        match self.progress {
            Progress::States { waiting, .. } => Some(waiting),
            Progress::Condition(_) => None,
        }
    }

    fn running(&self) -> Option<&'static str> {
        match self.progress {
            Progress::States { running, .. } => Some(running),
            Progress::Condition(_) => None,
        }
    }

    /// Changes a row that is in one's hands still; whether it is. Further parameters begin at `$4`.
    async fn change_held(
        &self,
        tx: &mut Tx,
        runtime: &Runtime,
        lease: &Lease,
        set: &str,
        more: Vec<Arg>,
    ) -> Result<bool, StoreError> {
        let (table, free_at, open) = (self.table, self.free_at, self.is_open(""));
        let sql = format!("update {table} set {set} where id = $2 and {free_at} = $3 and {open} and $1 = $1");
        let mut values = args![runtime.now(), &lease.id, &lease.until];
        values.extend(more);
        // Made of words of the program; what rows say is bound.
        Ok(tx.execute(AssertSqlSafe(sql), values).await? > 0)
    }

    /// Columns that a statement returns of a row it has taken, for a [`Lease`].
    fn lease_columns(&self) -> String {
        let attempt = self.tries.map_or("cast(0 as bigint)", |tries| tries.attempts);
        format!("id as lease_id, {} as lease_until, {attempt} as lease_attempt", self.free_at)
    }

    /// Takes rows that are due, each with its lease and what was asked for beside it.
    pub async fn claim<T: FromRow>(
        &self,
        tx: &mut Tx,
        runtime: &Runtime,
        wanted: DueRows,
    ) -> Result<Vec<(Lease, T)>, StoreError> {
        let DueRows { among, order, most, columns, args } = wanted;
        // Two may find the same; the condition stands twice because the second looks again once the first is through.
        let sql = format!(
            "update {table} set {free_at} = $2{assigned} where id in (select r.id from {table} r {among} \
             and {due_there} order by {order} limit {most}) and {due_here} returning {lease}{columns}",
            table = self.table,
            free_at = self.free_at,
            assigned = self.assigned(Some(&format!("{} + 1", self.counted(""))), self.running()),
            due_there = self.is_due("r."),
            due_here = self.is_due(""),
            lease = self.lease_columns(),
        );
        let mut values = args![runtime.now(), runtime.later(self.policy.lease)];
        values.extend(args);
        let mut taken: Vec<(Lease, T)> = tx.rows(AssertSqlSafe(sql), values).await?;
        for (lease, _) in &mut taken {
            self.wait_out(tx, runtime, lease).await?;
        }
        Ok(taken)
    }

    /// Lengthens a lease to the pause that would follow its failure: a try that takes the process with it is not
    /// repeated sooner than one that fails.
    async fn wait_out(&self, tx: &mut Tx, runtime: &Runtime, lease: &mut Lease) -> Result<(), StoreError> {
        let pause = self.policy.retry.pause(lease.attempt, [0, 0]);
        if self.tries.is_some() && pause > self.policy.lease {
            self.move_on(tx, runtime, lease, runtime.later(pause), None).await?;
        }
        Ok(())
    }

    /// Takes a row as it was seen, due or not, its tries counted from the beginning; none where it has changed since.
    pub async fn seize(
        &self,
        tx: &mut Tx,
        runtime: &Runtime,
        id: &str,
        seen: Option<&str>,
    ) -> Result<Option<Lease>, StoreError> {
        let sql = format!(
            "update {} set {free_at} = $2{} where id = $3 and coalesce({free_at}, '') = $4 and {} \
             and $1 = $1 returning {}",
            self.table,
            self.assigned(Some("1"), self.running()),
            self.is_open(""),
            self.lease_columns(),
            free_at = self.free_at,
        );
        let values = args![runtime.now(), runtime.later(self.policy.lease), id, seen.unwrap_or("")];
        tx.row(AssertSqlSafe(sql), values).await
    }

    /// Tests whether a row is one's own still; then nobody else takes it before the transaction ends.
    pub async fn holds(&self, tx: &mut Tx, runtime: &Runtime, lease: &Lease) -> Result<bool, StoreError> {
        let set = format!("{0} = {0}{1}", self.free_at, self.assigned(None, None));
        self.change_held(tx, runtime, lease, &set, vec![]).await
    }

    /// Begins a lease anew; whether the row is one's own still. Where work has moved on, its tries count from here.
    pub async fn prolong(
        &self,
        tx: &mut Tx,
        runtime: &Runtime,
        lease: &mut Lease,
        moved: bool,
    ) -> Result<bool, StoreError> {
        let until = runtime.later(self.policy.lease);
        self.move_on(tx, runtime, lease, until, moved.then_some(1)).await
    }

    async fn move_on(
        &self,
        tx: &mut Tx,
        runtime: &Runtime,
        lease: &mut Lease,
        until: String,
        attempt: Option<i64>,
    ) -> Result<bool, StoreError> {
        let attempt = attempt.unwrap_or(lease.attempt);
        let set = format!("{} = $4{}", self.free_at, self.assigned(Some(&attempt.to_string()), None));
        let own = self.change_held(tx, runtime, lease, &set, args![&until]).await?;
        (lease.until, lease.attempt) = (until, attempt);
        Ok(own)
    }

    /// Gives a row back until a moment, its try not counted; where work has moved on, none is. Whether it was one's own.
    pub async fn give_back(
        &self,
        tx: &mut Tx,
        runtime: &Runtime,
        lease: &Lease,
        until: &str,
        moved: bool,
    ) -> Result<bool, StoreError> {
        let attempts = if moved { 0 } else { lease.attempt - 1 };
        let set =
            format!("{} = $4{}", self.free_at, self.assigned(Some(&attempts.to_string()), self.waiting()));
        self.change_held(tx, runtime, lease, &set, args![until]).await
    }

    /// Writes that a try failed: the row is tried again after a pause, or parked where its tries are spent.
    pub async fn fail(
        &self,
        tx: &mut Tx,
        runtime: &Runtime,
        lease: &Lease,
        why: &str,
    ) -> Result<AfterFailure, StoreError> {
        let Some(tries) = self.tries.filter(|_| lease.attempt < self.policy.retry.attempts) else {
            return self.park(tx, runtime, lease, why).await;
        };
        let until = runtime.later(self.policy.retry.pause(lease.attempt, runtime.secret()));
        let set =
            format!("{} = $4, {} = $5{}", self.free_at, tries.error, self.assigned(None, self.waiting()));
        let own = self.change_held(tx, runtime, lease, &set, args![&until, shortened(why)]).await?;
        Ok(if own { AfterFailure::Later(until) } else { AfterFailure::Lost })
    }

    /// Parks a row that cannot be done: no try of the kind would end otherwise.
    pub async fn park(
        &self,
        tx: &mut Tx,
        runtime: &Runtime,
        lease: &Lease,
        why: &str,
    ) -> Result<AfterFailure, StoreError> {
        let (state, spent) = match self.progress {
            Progress::States { parked, .. } => (Some(parked), None),
            Progress::Condition(_) => (None, Some(self.policy.retry.attempts.to_string())),
        };
        let mut set = format!("{0} = {0}{1}", self.free_at, self.assigned(spent.as_deref(), state));
        set.extend(self.tries.map(|tries| format!(", {} = $4", tries.error)));
        let why = self.tries.map(|_| Arg::from(shortened(why)));
        let own = self.change_held(tx, runtime, lease, &set, why.into_iter().collect()).await?;
        Ok(if own { AfterFailure::Parked } else { AfterFailure::Lost })
    }

    /// The question whether a row waits to be parked by [`Leased::park_stopped`] at the moment `$1`.
    pub fn is_stopped(&self) -> String {
        let spent = format!("{} >= {}", self.counted(""), self.policy.retry.attempts);
        format!("select 1 from {} where {} and {spent} limit 1", self.table, self.is_free(""))
    }

    /// Parks the rows whose last try never ended, since whoever made it stopped; how many. Those of a table without
    /// states are parked by their tries already.
    pub async fn park_stopped(&self, tx: &mut Tx, runtime: &Runtime) -> Result<u64, StoreError> {
        let (Progress::States { parked, stopped, .. }, Some(tries)) = (self.progress, self.tries) else {
            return Ok(0);
        };
        let sql = format!(
            "update {} set {error} = coalesce({error}, $2){} where {} and {} >= {}",
            self.table,
            self.assigned(None, Some(parked)),
            self.is_free(""),
            self.counted(""),
            self.policy.retry.attempts,
            error = tries.error,
        );
        tx.execute(AssertSqlSafe(sql), args![runtime.now(), stopped]).await
    }

    /// Sets a parked row going again, its tries counted from the beginning; whether it was parked.
    pub async fn resume(&self, tx: &mut Tx, runtime: &Runtime, id: &str) -> Result<bool, StoreError> {
        let (table, free_at, parked) = (self.table, self.free_at, self.is_parked());
        let more = self.assigned(Some("0"), self.waiting());
        let sql = format!("update {table} set {free_at} = $1{more} where id = $2 and {parked}");
        Ok(tx.execute(AssertSqlSafe(sql), args![runtime.now(), id]).await? > 0)
    }

    /// Lets a row be taken at once, whoever has it in hand: for work that does nothing twice.
    pub async fn release(&self, tx: &mut Tx, runtime: &Runtime, id: &str) -> Result<bool, StoreError> {
        let (table, free_at, open) = (self.table, self.free_at, self.is_open(""));
        let more = self.assigned(None, None);
        let sql = format!("update {table} set {free_at} = $1{more} where id = $2 and {open}");
        Ok(tx.execute(AssertSqlSafe(sql), args![runtime.now(), id]).await? > 0)
    }
}

/// Ending of a try that left nothing else to be written.
#[derive(Clone, Debug)]
pub enum Ending {
    /// It was not begun in earnest; the row is free from this moment on, and no try was made.
    Put(String),
    /// It failed, for this reason.
    Failed(String),
    /// No try can end otherwise, for this reason.
    Hopeless(String),
}

/// Writes how a try ended.
#[derive(Debug)]
pub struct Conclude {
    /// The kind of work.
    pub leased: &'static Leased,
    /// The row.
    pub lease: Lease,
    /// Ending of the try.
    pub ending: Ending,
    /// Clock that gives the moment.
    pub runtime: Runtime,
}

impl Write for Conclude {
    type Done = AfterFailure;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<AfterFailure, StoreError> {
        let Self { leased, lease, ending, runtime } = self;
        match ending {
            Ending::Failed(why) => leased.fail(tx, runtime, lease, why).await,
            Ending::Hopeless(why) => leased.park(tx, runtime, lease, why).await,
            Ending::Put(until) => Ok(match leased.give_back(tx, runtime, lease, until, false).await? {
                true => AfterFailure::Later(until.clone()),
                false => AfterFailure::Lost,
            }),
        }
    }
}

/// Nothing that is asked for beside a lease.
#[derive(Debug, Deserialize)]
pub struct LeaseAlone {}

/// Characters that are kept of why a try failed.
const ERROR_CHARS: usize = 2_000;

fn shortened(why: &str) -> String {
    why.chars().take(ERROR_CHARS).collect()
}
