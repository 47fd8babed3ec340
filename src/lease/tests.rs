use super::*;
use crate::runtime::testing::SteppedClock;
use crate::store::Store;
use crate::store::testing::{folder, schema};
use std::sync::Arc;

/// Work of a table that only these tests have.
const WORK: Leased = Leased {
    table: "work",
    progress: Progress::States {
        waiting: "waiting",
        running: "running",
        parked: "parked",
        stopped: "stopped too often",
    },
    free_at: "free_at",
    tries: Some(TryColumns { attempts: "tries", error: "error", program: None }),
    changed_at: Some("changed_at"),
    policy: Policy {
        lease: Duration::from_secs(60),
        retry: Retry {
            first: Duration::from_secs(10),
            halves: 4,
            longest: Duration::from_secs(25),
            attempts: 3,
            jitter: 0,
        },
    },
};
/// The same table, whose rows say by a condition that there is work, and whose tries are a version's.
const BY_VERSION: Leased = Leased {
    progress: Progress::Condition("state = 'waiting'"),
    tries: Some(TryColumns { attempts: "tries", error: "error", program: Some(("program", "2")) }),
    changed_at: None,
    ..WORK
};

/// Operation on rows of the table.
#[derive(Clone)]
enum Deed {
    Claim(usize),
    Seize(&'static str, Option<String>),
    Holds(Lease),
    Prolong(Lease, bool),
    GiveBack(Lease, bool),
    Fail(Lease),
    Park(Lease),
    ParkStopped,
    Resume(&'static str),
    Release(&'static str),
}

/// Result of an operation.
#[derive(Debug, Default, PartialEq)]
struct Came {
    taken: Vec<Lease>,
    yes: bool,
    after: Option<AfterFailure>,
}

struct Does(&'static Leased, Runtime, Deed);

impl Write for Does {
    type Done = Came;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<Came, StoreError> {
        let Self(work, runtime, deed) = self;
        let mut came = Came::default();
        match deed {
            Deed::Claim(most) => {
                let due = DueRows {
                    among: "where r.kind = $3",
                    order: "r.id",
                    most: *most,
                    columns: ", kind",
                    args: args!["mine"],
                };
                let taken: Vec<(Lease, Kind)> = work.claim(tx, runtime, due).await?;
                assert!(taken.iter().all(|(_, kind)| kind.kind == "mine"));
                came.taken = taken.into_iter().map(|(lease, _)| lease).collect();
            }
            Deed::Seize(id, seen) => {
                came.taken = work.seize(tx, runtime, id, seen.as_deref()).await?.into_iter().collect();
            }
            Deed::Holds(lease) => came.yes = work.holds(tx, runtime, lease).await?,
            Deed::Prolong(lease, moved) => {
                let mut lease = lease.clone();
                came.yes = work.prolong(tx, runtime, &mut lease, *moved).await?;
                came.taken = vec![lease];
            }
            Deed::GiveBack(lease, moved) => {
                came.yes = work.give_back(tx, runtime, lease, &runtime.now(), *moved).await?;
            }
            Deed::Fail(lease) => came.after = Some(work.fail(tx, runtime, lease, "broken").await?),
            Deed::Park(lease) => came.after = Some(work.park(tx, runtime, lease, "hopeless").await?),
            Deed::ParkStopped => came.yes = work.park_stopped(tx, runtime).await? > 0,
            Deed::Resume(id) => came.yes = work.resume(tx, runtime, id).await?,
            Deed::Release(id) => came.yes = work.release(tx, runtime, id).await?,
        }
        Ok(came)
    }
}

#[derive(Deserialize)]
struct Kind {
    kind: String,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Row {
    state: String,
    tries: Option<i64>,
    error: Option<String>,
}

struct Bench {
    store: Store,
    clock: Arc<SteppedClock>,
    runtime: Runtime,
}

impl Bench {
    async fn at(url: &str) -> Self {
        let store = Store::open(url).await.unwrap();
        let clock = SteppedClock::new();
        let runtime = clock.runtime(1);
        const TABLE: &str = "create table work (id text primary key, kind text not null, state text not null, \
             free_at text, tries bigint, error text, program text, changed_at text)";
        store.execute(TABLE, vec![]).await.unwrap();
        for id in ["a", "b", "c"] {
            const PUT: &str = "insert into work (id, kind, state) values ($1, 'mine', 'waiting')";
            store.execute(PUT, args![id]).await.unwrap();
        }
        store
            .execute("insert into work (id, kind, state) values ('0', 'other', 'waiting')", vec![])
            .await
            .unwrap();
        Self { store, clock, runtime }
    }

    async fn does(&self, work: &'static Leased, deed: Deed) -> Came {
        self.store.write(Does(work, self.runtime.clone(), deed)).await.unwrap()
    }

    async fn claims(&self, work: &'static Leased, most: usize) -> Vec<Lease> {
        self.does(work, Deed::Claim(most)).await.taken
    }

    async fn row(&self, id: &str) -> Row {
        self.store.one("select state, tries, error from work where id = $1", args![id]).await.unwrap()
    }

    fn pass(&self, seconds: u64) {
        self.clock.pass(Duration::from_secs(seconds));
    }
}

fn ids(leases: &[Lease]) -> Vec<&str> {
    leases.iter().map(|lease| lease.id.as_str()).collect()
}

macro_rules! on_both {
    ($($law:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $law() {
                let file = super::folder().join("test.sqlite");
                super::$law(super::Bench::at(&format!("sqlite://{}", file.display())).await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            #[ignore = "needs a PostgreSQL at VANTHU_TEST_POSTGRES"]
            async fn $law() {
                super::$law(super::Bench::at(&super::schema().await).await).await;
            })*
        }
    };
}

on_both!(
    what_is_taken_is_nobody_elses_until_its_lease_ends,
    who_slept_over_a_lease_writes_nothing,
    a_failure_is_tried_again_later_and_later_and_parked_in_the_end,
    a_try_counts_before_it_begins_and_whoever_never_came_back_parks_the_row,
    what_is_given_back_is_no_try_and_what_moved_on_begins_anew,
    what_is_hopeless_is_parked_at_once,
    tries_of_another_version_do_not_count,
    a_row_is_seized_as_it_was_seen_and_released_whoever_has_it,
);

async fn what_is_taken_is_nobody_elses_until_its_lease_ends(bench: Bench) {
    assert_eq!(ids(&bench.claims(&WORK, 2).await), ["a", "b"]);
    assert_eq!(ids(&bench.claims(&WORK, 2).await), ["c"]);
    assert_eq!(bench.row("a").await.state, "running");
    bench.pass(59);
    assert!(bench.claims(&WORK, 9).await.is_empty());
    bench.pass(1);
    let again = bench.claims(&WORK, 9).await;
    assert_eq!((again.len(), again[0].attempt), (3, 2));
}

async fn who_slept_over_a_lease_writes_nothing(bench: Bench) {
    let slow = bench.claims(&WORK, 1).await.remove(0);
    bench.pass(60);
    let quick = bench.claims(&WORK, 1).await.remove(0);
    assert_eq!(slow.id, quick.id);
    assert!(!bench.does(&WORK, Deed::Holds(slow.clone())).await.yes);
    assert!(!bench.does(&WORK, Deed::Prolong(slow.clone(), true)).await.yes);
    assert!(!bench.does(&WORK, Deed::GiveBack(slow.clone(), true)).await.yes);
    assert_eq!(bench.does(&WORK, Deed::Fail(slow.clone())).await.after, Some(AfterFailure::Lost));
    assert_eq!(bench.does(&WORK, Deed::Park(slow)).await.after, Some(AfterFailure::Lost));
    assert_eq!(bench.row("a").await, Row { state: "running".to_owned(), tries: Some(2), error: None });
    let prolonged = bench.does(&WORK, Deed::Prolong(quick, false)).await;
    assert!(prolonged.yes && bench.does(&WORK, Deed::Holds(prolonged.taken[0].clone())).await.yes);
}

async fn a_failure_is_tried_again_later_and_later_and_parked_in_the_end(bench: Bench) {
    for pause in [10, 20] {
        let lease = bench.claims(&WORK, 1).await.remove(0);
        let later = bench.runtime.later(Duration::from_secs(pause));
        assert_eq!(bench.does(&WORK, Deed::Fail(lease)).await.after, Some(AfterFailure::Later(later)));
        bench.pass(pause - 1);
        assert!(!ids(&bench.claims(&WORK, 9).await).contains(&"a"));
        bench.pass(1);
    }
    let last = bench.claims(&WORK, 1).await.remove(0);
    assert_eq!((last.id.as_str(), last.attempt), ("a", 3));
    assert_eq!(bench.does(&WORK, Deed::Fail(last)).await.after, Some(AfterFailure::Parked));
    let parked = Row { state: "parked".to_owned(), tries: Some(3), error: Some("broken".to_owned()) };
    assert_eq!(bench.row("a").await, parked);
    bench.pass(1_000_000);
    assert!(!ids(&bench.claims(&WORK, 9).await).contains(&"a"));
    assert!(bench.does(&WORK, Deed::Resume("a")).await.yes);
    assert!(!bench.does(&WORK, Deed::Resume("a")).await.yes, "it goes already");
    let again = bench.claims(&WORK, 1).await.remove(0);
    assert_eq!((again.id.as_str(), again.attempt), ("a", 1));
}

async fn a_try_counts_before_it_begins_and_whoever_never_came_back_parks_the_row(bench: Bench) {
    for attempt in 1..=3 {
        let taken = bench.claims(&WORK, 9).await;
        assert!(taken.len() == 3 && taken.iter().all(|lease| lease.attempt == attempt));
        assert!(!bench.does(&WORK, Deed::ParkStopped).await.yes, "somebody has it in hand");
        bench.pass(60);
    }
    assert!(bench.claims(&WORK, 9).await.is_empty(), "no try is left");
    assert!(bench.store.exists(AssertSqlSafe(WORK.is_stopped()), args![bench.runtime.now()]).await.unwrap());
    assert!(bench.does(&WORK, Deed::ParkStopped).await.yes);
    let parked =
        Row { state: "parked".to_owned(), tries: Some(3), error: Some("stopped too often".to_owned()) };
    assert_eq!(bench.row("a").await, parked);
}

async fn what_is_given_back_is_no_try_and_what_moved_on_begins_anew(bench: Bench) {
    for _ in 0..5 {
        let lease = bench.claims(&WORK, 1).await.remove(0);
        assert_eq!(lease.attempt, 1);
        assert!(bench.does(&WORK, Deed::GiveBack(lease, false)).await.yes);
        assert_eq!(bench.row("a").await.state, "waiting");
    }
    let lease = bench.claims(&WORK, 1).await.remove(0);
    bench.does(&WORK, Deed::Fail(lease)).await;
    bench.pass(10);
    let lease = bench.claims(&WORK, 1).await.remove(0);
    assert_eq!(lease.attempt, 2);
    let moved = bench.does(&WORK, Deed::Prolong(lease, true)).await.taken.remove(0);
    assert_eq!((moved.attempt, bench.row("a").await.tries), (1, Some(1)));
    bench.does(&WORK, Deed::GiveBack(moved, true)).await;
    assert_eq!(bench.row("a").await.tries, Some(0));
}

async fn what_is_hopeless_is_parked_at_once(bench: Bench) {
    for work in [&WORK, &BY_VERSION] {
        let lease = bench.claims(work, 1).await.remove(0);
        let id = lease.id.clone();
        assert_eq!(bench.does(work, Deed::Park(lease)).await.after, Some(AfterFailure::Parked));
        assert_eq!(bench.row(&id).await.error.as_deref(), Some("hopeless"));
        bench.pass(1_000);
        assert!(!ids(&bench.claims(work, 9).await).contains(&id.as_str()));
        bench.pass(1_000);
        let parked = format!("select id from work where {}", work.is_parked());
        assert_eq!(bench.store.rows::<String>(AssertSqlSafe(parked), vec![]).await.unwrap(), [id]);
        bench.store.execute("delete from work where error is not null", vec![]).await.unwrap();
        bench
            .store
            .execute("update work set state = 'waiting', tries = 0, free_at = null", vec![])
            .await
            .unwrap();
    }
}

async fn tries_of_another_version_do_not_count(bench: Bench) {
    let spent = "update work set tries = 3, program = $1, free_at = null where id = 'a'";
    bench.store.execute(spent, args!["2"]).await.unwrap();
    assert_eq!(ids(&bench.claims(&BY_VERSION, 1).await), ["b"]);
    bench.store.execute(spent, args!["1"]).await.unwrap();
    let taken = bench.claims(&BY_VERSION, 1).await.remove(0);
    assert_eq!((taken.id.as_str(), taken.attempt), ("a", 1));
}

async fn a_row_is_seized_as_it_was_seen_and_released_whoever_has_it(bench: Bench) {
    assert!(bench.does(&BY_VERSION, Deed::Seize("a", Some("x".to_owned()))).await.taken.is_empty());
    let first = bench.does(&BY_VERSION, Deed::Seize("a", None)).await.taken.remove(0);
    assert!(bench.does(&BY_VERSION, Deed::Seize("a", None)).await.taken.is_empty(), "it has changed");
    bench.pass(1);
    let second = bench.does(&BY_VERSION, Deed::Seize("a", Some(first.until.clone()))).await.taken.remove(0);
    assert!(!bench.does(&BY_VERSION, Deed::Holds(first)).await.yes);
    assert!(bench.does(&BY_VERSION, Deed::Holds(second)).await.yes);
    assert!(!ids(&bench.claims(&BY_VERSION, 9).await).contains(&"a"));
    assert!(bench.does(&BY_VERSION, Deed::Release("a")).await.yes);
    assert_eq!(ids(&bench.claims(&BY_VERSION, 9).await), ["a"]);
}

#[test]
fn pauses_grow_to_a_cap_and_chance_adds_a_part_at_most() {
    let retry = WORK.policy.retry;
    let pause = |attempt| retry.pause(attempt, [255, 255]).as_secs();
    assert_eq!([pause(i64::MIN), pause(1), pause(2), pause(3), pause(i64::MAX)], [10, 10, 20, 25, 25]);
    let chancy = Retry { jitter: 5, ..retry };
    assert_eq!(chancy.pause(1, [0, 0]), Duration::from_secs(10));
    assert!((Duration::from_millis(11_999)..Duration::from_secs(12)).contains(&chancy.pause(1, [255, 255])));
    assert_eq!(Retry::UNCOUNTED.pause(9, [255, 255]), Duration::ZERO);
}
