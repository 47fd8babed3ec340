//! The service under load: how near `POST /render` comes to the bare engine, and what it does when far too much is asked.
//!
//! A program, not a test of the harness: `cargo test --release --test load -- --seconds 10 --connections 64
//! --overload 640`. Without arguments it runs for a second and only holds the service to its manners: answers under
//! load, quick refusals with `Retry-After` under overload, recovery at once. It prints what it saw; rates are compared
//! within one run, since machines differ.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program that measures, prints, and stops at what is wrong"
)]

#[path = "support/server.rs"]
#[allow(dead_code, reason = "other programs use the rest")]
mod server;

use reqwest::Client;
use serde_json::Value;
use server::{Place, Server, client, option, sample_text};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use vanthu::catalog::Catalog;
use vanthu::input::Draft;
use vanthu::office::{Format, Office, PdfForm, Request};
use vanthu::record::NoImages;

fn main() {
    if std::env::args().any(|word| word == "--list") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run());
}

async fn run() {
    let seconds = Duration::from_secs_f64(option("--seconds", 1.0));
    let (connections, overload) = (option("--connections", 64usize), option("--overload", 640usize));
    let least = option("--least", 0.0f64);
    let draft = sample_text("003-kh.json");

    let bare = engine(&draft, seconds);
    println!("engine, 2 threads: {bare:.0} packages/s");

    let place = Place::new("load");
    let server = Server::start(&place, "127.0.0.1:0", &["--rate", "0"]);
    let address = format!("{}/api/v1/render", server.address);
    let calm = fire(&address, &draft, connections, seconds).await;
    let share = calm.rate() / bare;
    calm.print(&format!("{connections} connections"));
    println!("  {:.0} % of the engine; memory {:?} MiB (now, most)", share * 100.0, server.memory());
    assert_eq!(calm.refused, 0, "{connections} connections must not be too many");
    assert_eq!(calm.wrong, 0, "answers that are neither 200 nor 503");
    assert!(share >= least, "{share:.2} of the engine, {least} at least");

    let storm = fire(&address, &draft, overload, seconds).await;
    storm.print(&format!("{overload} connections"));
    println!("  memory {:?} MiB (now, most)", server.memory());
    assert_eq!(storm.wrong, 0, "answers that are neither 200 nor 503");
    assert!(storm.refused > 0, "{overload} connections must be too many");
    assert_eq!(storm.refused, storm.told_when, "every refusal says when to try again");
    assert!(server.memory().1 < 200, "memory stays under 200 MiB: {:?}", server.memory());

    let after = fire(&address, &draft, 4, seconds.min(Duration::from_secs(2))).await;
    after.print("4 connections, at once afterwards");
    assert_eq!((after.refused, after.wrong), (0, 0), "it recovers at once");
    server.stop();
    println!("1 passed, 0 failed");
}

/// Packages a second of two threads that do nothing else.
fn engine(draft: &str, time: Duration) -> f64 {
    let Value::Object(values) = serde_json::from_str(draft).unwrap() else { panic!("a draft is an object") };
    let made = AtomicUsize::new(0);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let office = Office::new(Catalog::embedded());
                while begun.elapsed() < time {
                    let formats = &[Format::Package];
                    let pdf = PdfForm::default();
                    let request = Request { formats, mode: None, fallback: "x", images: &NoImages, pdf };
                    office.render(Draft { values: values.clone() }, request).unwrap();
                    made.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    made.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64()
}

#[derive(Default)]
struct Seen {
    /// Milliseconds of each answer with a package.
    times: Vec<f64>,
    /// Milliseconds of each refusal.
    refusals: Vec<f64>,
    refused: usize,
    told_when: usize,
    wrong: usize,
    seconds: f64,
}

impl Seen {
    fn rate(&self) -> f64 {
        self.times.len() as f64 / self.seconds
    }

    fn print(&self, title: &str) {
        let quantile =
            |times: &[f64], q: f64| times.get((times.len() as f64 * q) as usize).copied().unwrap_or(0.0);
        println!(
            "{title}: {:.0} packages/s, p50 {:.0} ms, p99 {:.0} ms; {} refused, p99 {:.0} ms; {} wrong",
            self.rate(),
            quantile(&self.times, 0.5),
            quantile(&self.times, 0.99),
            self.refused,
            quantile(&self.refusals, 0.99),
            self.wrong,
        );
    }
}

/// As many requests at once as there are connections, for a time.
async fn fire(address: &str, draft: &str, connections: usize, time: Duration) -> Seen {
    let seen = Arc::new(Mutex::new(Seen::default()));
    let stop = Arc::new(AtomicBool::new(false));
    let client = client();
    let begun = Instant::now();
    let tasks: Vec<_> = (0..connections)
        .map(|_| {
            let (client, address, draft) = (client.clone(), address.to_owned(), draft.to_owned());
            tokio::spawn(shoot(client, address, draft, Arc::clone(&seen), Arc::clone(&stop)))
        })
        .collect();
    tokio::time::sleep(time).await;
    stop.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await.unwrap();
    }
    let mut seen = std::mem::take(&mut *seen.lock().unwrap());
    seen.seconds = begun.elapsed().as_secs_f64();
    seen.times.sort_by(f64::total_cmp);
    seen.refusals.sort_by(f64::total_cmp);
    seen
}

async fn shoot(
    client: Client,
    address: String,
    draft: String,
    seen: Arc<Mutex<Seen>>,
    stop: Arc<AtomicBool>,
) {
    while !stop.load(Ordering::Relaxed) {
        let begun = Instant::now();
        let request = client.post(&address).header("content-type", "application/json");
        let answer = request.header("accept", "application/zip").body(draft.clone()).send().await;
        let (status, told, whole) = match answer {
            Ok(answer) => {
                let told = answer.headers().contains_key("retry-after");
                (answer.status().as_u16(), told, answer.bytes().await.is_ok_and(|b| !b.is_empty()))
            }
            Err(_) => (0, false, false),
        };
        let millis = begun.elapsed().as_secs_f64() * 1e3;
        {
            let mut seen = seen.lock().unwrap();
            match status {
                200 if whole => seen.times.push(millis),
                503 => {
                    seen.refused += 1;
                    seen.told_when += usize::from(told);
                    seen.refusals.push(millis);
                }
                _ => seen.wrong += 1,
            }
        }
        if status == 503 {
            // A caller in its right mind waits a little.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
