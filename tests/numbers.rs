//! Numbers under fire: many clients, repeated requests, and a server killed at random moments.
//!
//! A program, not a test of the harness: `cargo test --release --test numbers -- --issues 20000 --clients 32 --kills 300
//! [--database postgres://…] [--blobs s3://…] [--servers 2]`. Without arguments it does a small part of that. It prints
//! what it saw, and fails on a gap, a double, a lost answer, a document without its files, or an announcement of one
//! that is not there.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program that measures, prints, and stops at what is wrong"
)]

#[path = "support/server.rs"]
#[allow(dead_code, reason = "other programs use the rest")]
mod server;

use reqwest::{Client, Method};
use serde_json::{Value, json};
use server::{Place, Server, client, option, persist};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const ORGAN: &str = "ldld-lai-chau";

fn main() {
    // `cargo test -- --list` and filters of other tests end here too.
    if std::env::args().any(|word| word == "--list") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run());
}

async fn run() {
    let (issues, kills) = (option("--issues", 120usize), option("--kills", 4usize));
    let clients = option("--clients", 16usize);
    let mut place = Place::new("numbers");
    place.database = Some(option("--database", String::new())).filter(|d| !d.is_empty());
    place.blobs = Some(option("--blobs", String::new())).filter(|b| !b.is_empty());
    let told = Told::listen().await;
    let (code, said) = place.run(&["webhook", "add", &told.address, "--private"]);
    assert_eq!(code, 0, "{said}");

    let load = Arc::new(Load::default());
    steadily(&place, &load, issues, clients).await;
    under_kills(&place, &load, kills, clients).await;
    hold(&place, &load, &told).await;
    let passed = 1;
    println!("{passed} passed, 0 failed");
}

/// What the clients were told.
#[derive(Default)]
struct Load {
    /// The next request.
    next: AtomicUsize,
    /// By request: the document and its number.
    answers: Mutex<BTreeMap<usize, (String, String)>>,
    /// Tries that were not answered.
    failed: AtomicUsize,
    /// Requests sent again although they had been answered.
    repeated: AtomicUsize,
    stop: AtomicBool,
}

fn draft(index: usize) -> String {
    json!({
        "type": "ke-hoach", "organ": ORGAN,
        "subject": format!("Kiểm tra việc cấp số lần thứ {index}"),
        "bases": ["Căn cứ Chương trình công tác năm của Ban Thường vụ Liên đoàn Lao động tỉnh;"],
        "body": "Ban Thường vụ Liên đoàn Lao động tỉnh ban hành Kế hoạch như sau:\n\nI. MỤC ĐÍCH, YÊU CẦU\n\n1. Cấp số đúng thứ tự.\n\n2. Không trùng, không sót.\n\nII. TỔ CHỨC THỰC HIỆN\n\nVăn phòng chủ trì thực hiện.",
        "recipients": ["Như trên"], "filing": {"units": ["VT"]},
        "signers": [{"competence": "TM. BAN THƯỜNG VỤ", "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung"}]
    })
    .to_string()
}

/// Issues one document after another; every second request is sent again once it was answered.
async fn work(client: Client, addresses: Vec<String>, load: Arc<Load>, most: usize, number: usize) {
    loop {
        let index = load.next.fetch_add(1, Ordering::Relaxed);
        if index >= most || load.stop.load(Ordering::Relaxed) {
            return;
        }
        let base = &addresses[(index + number) % addresses.len()];
        let address = format!("{base}/api/v1/documents?issue=true");
        let (key, body) = (format!("issue-{index}"), draft(index));
        let headers = [("content-type", "application/json"), ("idempotency-key", key.as_str())];
        let mut answers = Vec::new();
        for _ in 0..1 + (index + 1) % 2 {
            let (status, answer) =
                persist(&client, Method::POST, &address, &headers, &body, &load.failed).await;
            assert_eq!(status, 201, "request {index}: {answer}");
            answers.push((text(&answer, "id"), text(&answer, "code_number")));
        }
        load.repeated.fetch_add(answers.len() - 1, Ordering::Relaxed);
        assert!(
            answers.windows(2).all(|w| w[0] == w[1]),
            "request {index} was answered twice differently: {answers:?}"
        );
        load.answers.lock().unwrap().insert(index, answers.remove(0));
    }
}

fn text(answer: &Value, field: &str) -> String {
    answer[field].as_str().unwrap_or_else(|| panic!("no {field} in {answer}")).to_owned()
}

/// Without disturbance, on one server or several.
async fn steadily(place: &Place, load: &Arc<Load>, issues: usize, clients: usize) {
    let servers = option("--servers", 1usize);
    let servers: Vec<_> =
        (0..servers).map(|_| Server::start(place, "127.0.0.1:0", &["--rate", "0"])).collect();
    let addresses: Vec<String> = servers.iter().map(|s| s.address.clone()).collect();
    let begun = Instant::now();
    let workers: Vec<_> = (0..clients)
        .map(|n| tokio::spawn(work(client(), addresses.clone(), Arc::clone(load), issues, n)))
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{issues} issues by {clients} clients on {} server(s) in {seconds:.1} s, {:.0}/s; {} sent again, {} tries failed",
        servers.len(),
        issues as f64 / seconds,
        load.repeated.load(Ordering::Relaxed),
        load.failed.load(Ordering::Relaxed),
    );
    servers.into_iter().for_each(Server::stop);
}

/// Killed at random moments; the clients know nothing of it but that nobody answers.
async fn under_kills(place: &Place, load: &Arc<Load>, kills: usize, clients: usize) {
    if kills == 0 {
        return;
    }
    let before = load.answers.lock().unwrap().len();
    load.next.store(before, Ordering::Relaxed);
    load.failed.store(0, Ordering::Relaxed);
    let mut server = Server::start(place, "127.0.0.1:0", &["--rate", "0"]);
    let listen = server.address.trim_start_matches("http://").to_owned();
    let workers: Vec<_> = (0..clients)
        .map(|n| tokio::spawn(work(client(), vec![server.address.clone()], Arc::clone(load), usize::MAX, n)))
        .collect();
    let mut dice = Dice(option("--seed", 20_240_223u64));
    for kill in 0..kills {
        // By turns while it is still starting work that was left, and while it is in the middle of new work.
        let most = if kill % 2 == 0 { 300 } else { 2_000 };
        tokio::time::sleep(Duration::from_millis(20 + dice.roll(most))).await;
        server.kill();
        server = Server::start(place, &listen, &["--rate", "0"]);
    }
    load.stop.store(true, Ordering::Relaxed);
    for worker in workers {
        worker.await.unwrap();
    }
    let issued = load.answers.lock().unwrap().len() - before;
    println!("{kills} kills: {issued} more issues, {} tries failed", load.failed.load(Ordering::Relaxed));
    server.stop();
}

/// Everything that must hold afterwards.
async fn hold(place: &Place, load: &Load, told: &Told) {
    let server = Server::start(place, "127.0.0.1:0", &["--rate", "0"]);
    let client = client();
    let answers = load.answers.lock().unwrap().clone();
    let issued = every_document(&client, &server.address).await;

    let numbers: Vec<&String> = issued.values().map(|(number, _)| number).collect();
    let distinct: BTreeSet<u64> = numbers.iter().map(|n| n.parse().unwrap()).collect();
    assert_eq!(distinct.len(), numbers.len(), "a number was given twice");
    assert_eq!(distinct.first(), Some(&1), "numbers begin at 1");
    assert_eq!(distinct.last().copied(), Some(numbers.len() as u64), "there is a gap");
    for (index, (id, number)) in &answers {
        assert_eq!(
            issued.get(id).map(|(n, _)| n),
            Some(number),
            "request {index}: what was answered is not what is kept"
        );
    }
    let unanswered = issued.len() - answers.len();
    println!(
        "{} documents, numbers 1 to {} without gap or double; {unanswered} issued whose answer was lost",
        issued.len(),
        numbers.len()
    );

    let begun = Instant::now();
    while told.heard().len() < issued.len() && begun.elapsed() < Duration::from_secs(300) {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let heard = told.heard();
    let orphans: Vec<_> = heard.iter().filter(|id| !issued.contains_key(*id)).collect();
    assert!(orphans.is_empty(), "announced, but not there: {orphans:?}");
    let silent: Vec<_> = issued.keys().filter(|id| !heard.contains(*id)).take(3).collect();
    assert!(silent.is_empty(), "issued, but never announced: {silent:?}");
    println!("{} documents announced, none that is not there", heard.len());
    server.stop();

    for words in [&["register", "verify"][..], &["archive", "verify"]] {
        let (code, said) = place.run(words);
        let last = said.trim().lines().last().unwrap_or_default();
        println!("vanthu {}: exit {code}: {last}", words.join(" "));
        assert_eq!(code, 0, "{said}");
    }
}

/// Every document there is, by id, with its number and the digest of its package; every one must be issued.
async fn every_document(client: &Client, base: &str) -> BTreeMap<String, (String, String)> {
    let begun = Instant::now();
    loop {
        let mut found = BTreeMap::new();
        let (mut cursor, mut unfinished) = (None, 0);
        loop {
            let after = cursor.map(|c: String| format!("&cursor={c}")).unwrap_or_default();
            let address = format!("{base}/api/v1/documents?organ={ORGAN}&limit=200{after}");
            let page: Value =
                serde_json::from_slice(&client.get(&address).send().await.unwrap().bytes().await.unwrap())
                    .unwrap();
            for document in page["documents"].as_array().unwrap_or_else(|| panic!("{page}")) {
                match document["state"].as_str() {
                    Some("issued") => {
                        let number = text(document, "code_number");
                        found.insert(text(document, "id"), (number, String::new()));
                    }
                    state => {
                        assert_eq!(state, Some("issuing"), "{document}");
                        unfinished += 1;
                    }
                }
            }
            match page["next_cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => break,
            }
        }
        if unfinished == 0 {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{unfinished} documents are never finished");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Small random numbers that are the same at every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// A receiver of webhooks.
struct Told {
    address: String,
    documents: Arc<Mutex<BTreeSet<String>>>,
}

impl Told {
    async fn listen() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let documents = Arc::new(Mutex::new(BTreeSet::new()));
        let told = Arc::clone(&documents);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(hear(stream, Arc::clone(&told)));
            }
        });
        Self { address, documents }
    }

    fn heard(&self) -> BTreeSet<String> {
        self.documents.lock().unwrap().clone()
    }
}

/// Reads requests of one connection, answers each with 204.
async fn hear(mut stream: tokio::net::TcpStream, told: Arc<Mutex<BTreeSet<String>>>) {
    let mut bytes = Vec::new();
    loop {
        let head = loop {
            if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
                break end + 4;
            }
            if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
                return;
            }
        };
        let header = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
        let length =
            header.lines().find_map(|l| l.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        let end = head + length.unwrap_or(0);
        while bytes.len() < end {
            if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
                return;
            }
        }
        let event: Value = serde_json::from_slice(&bytes[head..end]).unwrap();
        if event["kind"] == "document.issued" {
            told.lock().unwrap().insert(text(&event, "document"));
        }
        bytes.drain(..end);
        if stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.is_err() {
            return;
        }
    }
}
