//! Two processes that stand in each other's way: on PostgreSQL each may hold what the other needs.

use super::places::{Place, values};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use vanthu::store::{StoreError, Tx, Write};

/// Adds one to two counters, in an order that another act turns around.
struct Both {
    first: &'static str,
    second: &'static str,
    runs: Arc<AtomicUsize>,
}

impl Write for Both {
    type Done = ();
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<(), StoreError> {
        const ADD: &str = "update counter set last = last + 1 where series = $1";
        self.runs.fetch_add(1, Ordering::Relaxed);
        tx.execute(ADD, values![self.first]).await?;
        // Long enough for the other process to take its first.
        tokio::time::sleep(Duration::from_millis(20)).await;
        tx.execute(ADD, values![self.second]).await.map(drop)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs tests/services.sh"]
async fn acts_that_lock_each_other_out_are_tried_again_until_both_have_happened() {
    let place = Place::postgres("clash").await;
    let (one, other) = (place.open().await, place.open().await);
    for series in ["x", "y"] {
        let insert = "insert into counter (organ, series, period, last, last_date) values ('a', $1, '2024', 0, '2024')";
        one.execute(insert, values![series]).await.unwrap();
    }
    let runs = Arc::new(AtomicUsize::new(0));
    let mut acts = tokio::task::JoinSet::new();
    for n in 0..40 {
        let (store, first, second) = if n % 2 == 0 { (&one, "x", "y") } else { (&other, "y", "x") };
        let (store, runs) = (store.clone(), Arc::clone(&runs));
        acts.spawn(async move { store.write(Both { first, second, runs }).await });
    }
    let mut good = 0;
    while let Some(act) = acts.join_next().await {
        match act.unwrap() {
            Ok(()) => good += 1,
            // Given up after several tries: it did not happen, and whoever asked may ask again.
            Err(error) => assert!(error.is_passing(), "{error}"),
        }
    }
    assert!(
        runs.load(Ordering::Relaxed) > 40,
        "no two ever stood in each other's way: this test tests nothing"
    );
    assert!(good >= 30, "{good} of 40");
    for last in one.rows::<i64>("select last from counter", vec![]).await.unwrap() {
        assert_eq!(last, good);
    }
}

/// Holds a row for a long time.
struct Hold;

impl Write for Hold {
    type Done = ();
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<(), StoreError> {
        tx.execute("update counter set last = last + 1", vec![]).await?;
        tokio::time::sleep(Duration::from_secs(6)).await;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs tests/services.sh"]
async fn who_waits_too_long_for_another_process_is_told_to_come_again() {
    let place = Place::postgres("held").await;
    let (one, other) = (place.open().await, place.open().await);
    let insert =
        "insert into counter (organ, series, period, last, last_date) values ('a', 'x', '2024', 0, '2024')";
    one.execute(insert, vec![]).await.unwrap();
    let held = tokio::spawn(async move { one.write(Hold).await });
    tokio::time::sleep(Duration::from_millis(500)).await;
    let error = other.execute("update counter set last = last + 1", vec![]).await.unwrap_err();
    assert!(error.is_passing(), "{error}");
    held.await.unwrap().unwrap();
    assert_eq!(other.execute("update counter set last = last + 1", vec![]).await.unwrap(), 1);
}
