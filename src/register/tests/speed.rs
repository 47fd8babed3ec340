//! How fast numbers are given; printed, never judged.

use super::*;

/// Tasks that ask at once, and numbers each asks for.
const TASKS: usize = 64;
const EACH: usize = 100;

#[expect(clippy::disallowed_methods, reason = "a measurement")]
async fn measure(office: Office, name: &str, organs: usize) {
    let mut offices = vec![office.clone()];
    for _ in 1..organs {
        offices.push(office.another().await);
    }
    let begun = std::time::Instant::now();
    let tasks = (0..TASKS).map(|task| {
        let office = offices[task % organs].clone();
        tokio::spawn(async move {
            for _ in 0..EACH {
                office.next("ke-hoach", "2024-02-23").await.unwrap();
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let (given, seconds) = ((TASKS * EACH) as f64, begun.elapsed().as_secs_f64());
    println!("{name}: {given} numbers of {organs} organs in {seconds:.2} s, {:.0} a second", given / seconds);
    let begun = std::time::Instant::now();
    office.is_whole().await;
    println!("{name}: verified in {:.2} s", begun.elapsed().as_secs_f64());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn on_sqlite() {
    measure(Office::on_sqlite().await, "SQLite", 1).await;
    measure(Office::on_sqlite().await, "SQLite", 8).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement; VANTHU_TEST_POSTGRES must name a database"]
async fn on_postgres() {
    measure(Office::on_postgres().await, "PostgreSQL", 1).await;
    measure(Office::on_postgres().await, "PostgreSQL", 8).await;
}
