//! The store, held to one set of promises on every place it may keep things: SQLite and a folder always; PostgreSQL and S3
//! where `tests/services.sh` runs them (`tests/services.sh cargo test --test service -- --ignored store::`).
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on says so by failing; patience is measured"
)]

mod blobs;
mod clash;
mod places;

use places::{Place, put, stories, values};
use serde::Deserialize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use vanthu::store::{Arg, FromRow, Store, StoreError, Tx, Write};

/// Puts a row in; fails or panics afterwards where it is told to.
struct Put {
    id: String,
    then: Then,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    Done,
    Fail,
    Panic,
}

impl Write for Put {
    type Done = ();
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<(), StoreError> {
        put(tx, &self.id, "put").await?;
        match self.then {
            Then::Done => Ok(()),
            Then::Fail => Err(StoreError::Refused("as told".to_owned())),
            Then::Panic => panic!("as told"),
        }
    }
}

/// Takes the next number of a row of numbers.
struct Next;

impl Write for Next {
    type Done = i64;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<i64, StoreError> {
        const NEXT: &str = "insert into counter (organ, series, period, last, last_date) \
             values ('a', 'b', '2024', 1, '2024-01-01') \
             on conflict (organ, series, period) do update set last = counter.last + 1 returning last";
        tx.one(NEXT, vec![]).await
    }
}

async fn ids(store: &Store) -> Vec<String> {
    store.rows("select id from one_time order by id", vec![]).await.unwrap()
}

async fn an_act_that_fails_takes_nothing_with_it(place: Place) {
    let store = place.open().await;
    let acts = (0..60).map(|n| {
        let then = [Then::Done, Then::Fail, Then::Panic][n % 3];
        let store = store.clone();
        tokio::spawn(async move { (n, then, store.write(Put { id: format!("{n:02}"), then }).await.is_ok()) })
    });
    let acts: Vec<_> = acts.collect();
    for act in acts {
        let (n, then, good) = act.await.unwrap();
        assert_eq!(good, then == Then::Done, "act {n}");
    }
    let expected: Vec<String> = (0..60).step_by(3).map(|n| format!("{n:02}")).collect();
    assert_eq!(ids(&store).await, expected);
    // The tasks that commit have outlived the panics.
    store.write(Put { id: "after".to_owned(), then: Then::Done }).await.unwrap();
}

async fn acts_that_come_together_are_all_there_after_reopening(place: Place) {
    let store = place.open().await;
    let acts: Vec<_> = (0..200)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move { store.write(Put { id: format!("{n:03}"), then: Then::Done }).await })
        })
        .collect();
    for act in acts {
        act.await.unwrap().unwrap();
    }
    store.close().await;
    drop(store);
    let again = place.open().await;
    assert_eq!(ids(&again).await.len(), 200);
}

async fn what_waits_is_written_before_the_store_closes(place: Place) {
    let store = place.open().await;
    let (written, ()) =
        tokio::join!(store.write(Put { id: "last".to_owned(), then: Then::Done }), store.close());
    written.unwrap();
    assert!(store.exists("select id from one_time", vec![]).await.is_err(), "it is closed");
    assert_eq!(ids(&place.open().await).await, ["last"]);
}

async fn a_row_that_is_there_already_is_taken_and_no_fault(place: Place) {
    let store = place.open().await;
    store.write(Put { id: "a".to_owned(), then: Then::Done }).await.unwrap();
    let again = store.write(Put { id: "a".to_owned(), then: Then::Done }).await;
    assert!(matches!(&again, Err(error @ StoreError::Taken(_)) if !error.is_passing()), "{again:?}");
    // Both at once: one of them.
    let (one, other) = tokio::join!(
        store.write(Put { id: "b".to_owned(), then: Then::Done }),
        store.write(Put { id: "b".to_owned(), then: Then::Done })
    );
    assert!(one.is_ok() ^ other.is_ok());
    assert!(matches!(one.and(other), Err(StoreError::Taken(_))));
}

async fn a_statement_that_cannot_be_is_refused_and_not_passing(place: Place) {
    let store = place.open().await;
    let error = store.exists("select nonsense from nowhere", vec![]).await.unwrap_err();
    assert!(matches!(&error, StoreError::Refused(_)), "{error}");
    assert!(!error.is_passing());
}

async fn a_snapshot_does_not_see_what_is_committed_later(place: Place) {
    let store = place.open().await;
    store.write(Put { id: "a".to_owned(), then: Then::Done }).await.unwrap();
    let mut snapshot = store.snapshot().await.unwrap();
    let count = "select count(*) from one_time";
    assert_eq!(snapshot.one::<i64>(count, vec![]).await.unwrap(), 1);
    store.write(Put { id: "b".to_owned(), then: Then::Done }).await.unwrap();
    assert_eq!(snapshot.one::<i64>(count, vec![]).await.unwrap(), 1);
    assert_eq!(ids(&store).await.len(), 2);
    snapshot.commit().await.unwrap();
    let mut later = store.snapshot().await.unwrap();
    assert_eq!(later.one::<i64>(count, vec![]).await.unwrap(), 2);
}

async fn a_transaction_that_is_dropped_did_not_happen(place: Place) {
    struct Looked(Arc<AtomicUsize>);
    impl Write for Looked {
        type Done = ();
        type Error = StoreError;
        async fn run(&self, tx: &mut Tx) -> Result<(), StoreError> {
            self.0.fetch_add(1, Ordering::Relaxed);
            put(tx, "looked", "put").await?;
            // Two statements: the second fails, the first is not kept.
            tx.execute("insert into one_time (id, purpose) values ('x', 'no expiry')", vec![]).await.map(drop)
        }
    }
    let store = place.open().await;
    let runs = Arc::new(AtomicUsize::new(0));
    assert!(store.write(Looked(Arc::clone(&runs))).await.is_err());
    assert_eq!(runs.load(Ordering::Relaxed), 1, "what is refused is not tried again");
    assert!(ids(&store).await.is_empty());
}

async fn many_writers_take_numbers_without_gap_or_double(place: Place) {
    let stores = [place.open().await, place.open().await];
    let taken = Arc::new(Mutex::new(Vec::new()));
    let writers: Vec<_> = (0..16)
        .map(|n| {
            let (store, taken) = (stores[n % 2].clone(), Arc::clone(&taken));
            tokio::spawn(async move {
                for _ in 0..25 {
                    let number = store.write(Next).await.unwrap();
                    taken.lock().unwrap().push(number);
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let mut taken = taken.lock().unwrap().clone();
    taken.sort_unstable();
    assert_eq!(taken, (1..=400).collect::<Vec<i64>>());
}

async fn values_come_back_as_they_were_put(place: Place) {
    let store = place.open().await;
    let text = "Đã ký\u{301} ' \" \\ \u{1F600}\n\t";
    let insert = "insert into counter (organ, series, period, last, last_date) values ($1, $2, $3, $4, $5)";
    let arguments = values![text, "", "p", i64::MAX, "2024-02-29"];
    store.execute(insert, arguments.clone()).await.unwrap();
    let found: CounterRow =
        store.one("select organ, series, period, last, last_date from counter", vec![]).await.unwrap();
    let CounterRow { organ, series, period, last, last_date } = found;
    assert_eq!(values![organ, series, period, last, last_date], arguments);
    let nothing: Nullable = store
        .one(
            "select cast($1 as text) as word, cast($2 as bigint) as n",
            vec![Arg::Text(None), Arg::Int(None)],
        )
        .await
        .unwrap();
    assert_eq!((nothing.word, nothing.n), (None, None));
    assert_eq!(store.execute("delete from counter where series = $1", values![""]).await.unwrap(), 1);
}

#[derive(Deserialize)]
struct CounterRow {
    organ: String,
    series: String,
    period: String,
    last: i64,
    last_date: String,
}

#[derive(Debug, Deserialize)]
struct Nullable {
    word: Option<String>,
    n: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct Whole {
    #[serde(rename = "word")]
    _word: String,
    #[serde(rename = "n")]
    _n: i64,
}

/// A row that is asked for as a whole and is not there so: the error names the table and this column.
async fn unread<T: FromRow + std::fmt::Debug>(store: &Store, sql: &'static str) -> (String, String) {
    match store.rows::<T>(sql, vec![]).await.unwrap_err() {
        StoreError::Row { table, column, .. } => (table, column),
        other => panic!("{sql}: {other}"),
    }
}

async fn a_row_that_does_not_say_what_it_must_is_an_error_that_names_table_and_column(place: Place) {
    let store = place.open().await;
    store.write(Put { id: "a".to_owned(), then: Then::Done }).await.unwrap();
    let of = |column: &str| ("one_time".to_owned(), column.to_owned());
    for (sql, column) in [
        ("select cast(null as text) as word, cast(1 as bigint) as n from one_time", "word"),
        ("select id as word, cast(null as bigint) as n from one_time", "n"),
        ("select id as word, id as n from one_time", "n"),
        ("select cast(1 as bigint) as word, cast(1 as bigint) as n from one_time", "word"),
        ("select id as word from one_time", "n"),
    ] {
        assert_eq!(unread::<Whole>(&store, sql).await, of(column), "{sql}");
    }
    let missing = "select id as word from one_time";
    assert_eq!(unread::<Nullable>(&store, missing).await, of("n"), "what may be NULL must be asked for too");
    assert_eq!(unread::<String>(&store, "select cast(null as text) as word from one_time").await, of("word"));
    assert_eq!(unread::<bool>(&store, "select cast(2 as bigint) as flag from one_time").await, of("flag"));
    assert_eq!(unread::<u8>(&store, "select cast(-1 as bigint) as n from one_time").await, of("n"));
    assert_eq!(unread::<String>(&store, "select id, purpose from one_time").await, of("id, purpose"));
    let none = store.one::<String>("select id from one_time where id = 'x'", vec![]).await.unwrap_err();
    assert!(matches!(&none, StoreError::Row { table, .. } if table == "one_time"), "{none}");
    assert!(!none.is_passing());
    let flags: Vec<bool> =
        store.rows("select cast(1 as bigint) as flag from one_time", vec![]).await.unwrap();
    assert_eq!(flags, [true]);
}

/// Words that no vocabulary has, each as a statement that would bring one in.
const FOREIGN_WORDS: &[&str] = &[
    "update document set state = 'isued'",
    "update document set ends_as = 'draft'",
    "update document set catalog_adopted = 2",
    "update document_file set kind = 'svg'",
    "update document_file set deflated = 3",
    "update number set state = ''",
    "update series set period = 'month'",
    "update series set suffixes = 7",
    "update asset set kind = 'stamp'",
    "update job set kind = 'other'",
    "update job set state = 'paused'",
    "update event set spread = 9",
    "update webhook set private = 2",
    "update webhook set active = -1",
    "update delivery set state = 'lost'",
    "update role_grant set role = 'root'",
];

async fn a_word_that_a_vocabulary_has_not_is_not_kept(place: Place) {
    let store = place.open().await;
    for put in [
        "insert into organ (id, revision, profile, updated_at) values ('a', 1, '[]', '')",
        "insert into series values ('a', 'b', '', '[]', 'year', null, null, 2, 0, 1)",
        "insert into number (organ, series, period, n, suffix, code, state, operation, date, at) \
         values ('a', 'b', '2024', 1, '', '01', 'given', 'o', '2024-01-01', '')",
        "insert into document (id, organ, type, state, version, subject, signer, code_notation, created_by, \
         created_at, updated_at, source) values ('d', 'a', 't', 'draft', 1, '', '', '', 'x', '', '', '{}')",
        "insert into document_file values ('d', 'pdf', 'n', 's', 'm', 0, 0, 0)",
        "insert into asset (organ, sha256, kind, name, bytes, created_by, created_at) \
         values ('a', 's', 'seal', 'n', 1, 'x', '')",
        "insert into job (id, kind, organ, state, payload, result, done, total, attempts, run_at, created_by, \
         created_at, updated_at) values ('j', 'batch', 'a', 'waiting', '', '', 0, 0, 0, '', 'x', '', '')",
        "insert into event (id, organ, kind, payload, at, spread) values ('e', 'a', 'k', '{}', '', 0)",
        "insert into webhook (id, url, secret, kinds, private, active, created_at) \
         values ('w', 'u', 's', '[]', 0, 1, '')",
        "insert into delivery (id, event, webhook, state, attempts, run_at, updated_at) \
         values ('e.w', 'e', 'w', 'waiting', 0, '', '')",
        "insert into role_grant values ('p', '*', 'admin')",
    ] {
        store.execute(put, vec![]).await.unwrap_or_else(|error| panic!("{put}: {error}"));
    }
    for foreign in FOREIGN_WORDS {
        let refused = store.execute(foreign, vec![]).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{foreign}: {refused:?}");
    }
    let put = "insert into role_grant values ('p', '*', 'root')";
    assert!(store.execute(put, vec![]).await.is_err(), "nor is it put in");
}

async fn opening_twice_changes_nothing(place: Place) {
    let store = place.open().await;
    store.write(Put { id: "kept".to_owned(), then: Then::Done }).await.unwrap();
    // At the same time too, as two processes that start together do.
    let (one, two) = tokio::join!(place.open(), place.open());
    for store in [one, two] {
        assert_eq!(ids(&store).await, ["kept"]);
    }
}

/// Finds the disk full: here by a connection that may not make the file longer.
struct Full;

impl Write for Full {
    type Done = ();
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let pages: i64 = tx.one("pragma page_count", vec![]).await?;
        let limit = format!("pragma max_page_count = {pages}");
        tx.exists(sqlx::AssertSqlSafe(limit), vec![]).await?;
        put(tx, "full", &"x".repeat(1 << 20)).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_takes_nothing_with_it_and_is_forgotten_when_there_is_room() {
    let place = Place::sqlite("full");
    let store = place.open().await;
    for round in 0..5 {
        let mut acts = tokio::task::JoinSet::new();
        for n in 0..20 {
            let store = store.clone();
            acts.spawn(async move {
                match n {
                    7 | 13 => store.write(Full).await,
                    _ => store.write(Put { id: format!("{round}-{n:02}"), then: Then::Done }).await,
                }
            });
        }
        let failed: Vec<_> = acts.join_all().await.into_iter().filter_map(Result::err).collect();
        assert_eq!(failed.len(), 2, "{failed:?}");
        assert!(failed.iter().all(StoreError::is_passing), "{failed:?}");
    }
    assert_eq!(ids(&store).await.len(), 90);
    store.close().await;
    assert_eq!(ids(&place.open().await).await.len(), 90);
}

stories![
    an_act_that_fails_takes_nothing_with_it,
    acts_that_come_together_are_all_there_after_reopening,
    what_waits_is_written_before_the_store_closes,
    a_row_that_is_there_already_is_taken_and_no_fault,
    a_statement_that_cannot_be_is_refused_and_not_passing,
    a_snapshot_does_not_see_what_is_committed_later,
    a_transaction_that_is_dropped_did_not_happen,
    many_writers_take_numbers_without_gap_or_double,
    values_come_back_as_they_were_put,
    a_row_that_does_not_say_what_it_must_is_an_error_that_names_table_and_column,
    a_word_that_a_vocabulary_has_not_is_not_kept,
    opening_twice_changes_nothing,
];

#[tokio::test]
async fn two_that_open_a_new_database_together_both_find_it_ready() {
    let place = Place::sqlite("together");
    let opened: Vec<_> = (0..4)
        .map(|_| {
            tokio::spawn({
                let place = place.clone();
                async move { place.open().await }
            })
        })
        .collect();
    for store in opened {
        assert!(ids(&store.await.unwrap()).await.is_empty());
    }
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_passing_and_told_within_seconds() {
    let begun = tokio::time::Instant::now();
    let error = Store::open("postgres://nobody@127.0.0.1:9/nothing").await.unwrap_err();
    assert!(error.is_passing(), "{error}");
    assert!(begun.elapsed().as_secs() < 8);
    let error = Store::open("sqlite:///nonexistent/folder/x.db").await.unwrap_err();
    assert!(error.is_passing(), "{error}");
}
