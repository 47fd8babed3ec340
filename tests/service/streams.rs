//! The built program where its standard streams cannot be written: it goes on, or ends with its reason, and never panics.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on says so by failing; patience is measured"
)]
#![cfg(target_os = "linux")]

use crate::server::{Place, sample_text};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A disk without room.
fn full() -> File {
    File::options().write(true).open("/dev/full").unwrap()
}

/// An address nobody listens on.
fn free() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// A service that is ended with the test.
struct Running {
    process: Child,
    address: String,
    place: Place,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Running {
    /// The service on a new place, its streams as `streams` sets them.
    fn start(name: &str, streams: impl FnOnce(&mut Command)) -> Self {
        let (place, address) = (Place::new(name), free());
        let mut command = place.command(&["serve", "--listen", &address]);
        command.stdin(Stdio::null());
        streams(&mut command);
        Self::of(command.spawn().unwrap(), address, place)
    }

    fn of(process: Child, address: String, place: Place) -> Self {
        let mut running = Self { process, address, place };
        let begun = Instant::now();
        while TcpStream::connect(&running.address).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "it does not listen");
            assert_eq!(running.process.try_wait().unwrap(), None, "it has ended");
            std::thread::sleep(Duration::from_millis(50));
        }
        running
    }

    /// Status and body of an answer.
    fn ask(&self, line: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!(
            "{line} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split_whitespace().nth(1).unwrap().parse().unwrap();
        (status, answer.split_once("\r\n\r\n").unwrap().1.to_owned())
    }

    /// It does its work, over and over, though each request would be a line in the log.
    fn works(&mut self) {
        let draft = sample_text("service/004-kh.json");
        for _ in 0..5 {
            let (status, said) = self.ask("POST /api/v1/documents?issue=true", &draft);
            assert_eq!(status, 201, "{said}");
            assert_eq!(self.ask("GET /api/v1/nowhere", "").0, 404);
        }
        assert_eq!(self.process.try_wait().unwrap(), None, "it has ended");
    }

    /// Lines of the log that were dropped, as the service counts them.
    fn dropped(&self) -> u64 {
        let (_, figures) = self.ask("GET /metrics", "");
        let line = figures.lines().find_map(|line| line.strip_prefix("vanthu_log_lines_dropped_total "));
        line.unwrap_or_else(|| panic!("not counted: {figures}")).parse().unwrap()
    }
}

#[test]
fn a_service_whose_log_finds_no_room_on_the_disk_goes_on_and_counts_the_lines_and_the_doctor_tells() {
    let mut service = Running::start("stderr-full", |command| {
        command.stdout(Stdio::null()).stderr(full());
    });
    service.works();
    assert!(service.dropped() >= 10, "{}", service.dropped());
    let begun = Instant::now();
    loop {
        let (code, said) = service.place.run(&["doctor"]);
        if said.contains("✗ Nhật ký") {
            assert_eq!(code, 1, "{said}");
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "the doctor does not tell: {said}");
        std::thread::sleep(Duration::from_millis(500));
    }
}

#[test]
fn a_service_whose_log_is_read_by_nobody_any_more_goes_on_and_counts_the_lines() {
    let mut service = Running::start("stderr-gone", |command| {
        command.stdout(Stdio::null()).stderr(Stdio::piped());
    });
    drop(service.process.stderr.take());
    service.works();
    assert!(service.dropped() >= 10, "{}", service.dropped());
}

#[test]
fn a_service_whose_log_is_taken_by_nobody_goes_on() {
    let mut service = Running::start("stderr-stuck", |command| {
        command.stdout(Stdio::null()).stderr(Stdio::piped());
    });
    // The pipe is never read: it is full after some hundred lines.
    for _ in 0..600 {
        assert_eq!(service.ask("GET /api/v1/nowhere", "").0, 404);
    }
    service.works();
}

#[test]
fn a_service_without_standard_error_serves() {
    let (place, address) = (Place::new("stderr-closed"), free());
    let mut command = Command::new("sh");
    command.args(["-c", "exec \"$0\" serve --listen \"$1\" --data \"$2\" >/dev/null 2>&-"]);
    command.arg(env!("CARGO_BIN_EXE_vanthu")).arg(&address).arg(&place.data);
    Running::of(command.spawn().unwrap(), address, place).works();
}

#[test]
fn a_service_that_cannot_say_where_it_listens_serves_and_keeps_the_link_for_another_start() {
    let mut service = Running::start("stdout-full", |command| {
        command.stdout(full()).stderr(Stdio::null());
    });
    service.works();
    let (place, mut first) = (Place::new("stdout-twice"), Vec::new());
    for _ in 0..2 {
        let mut again = place.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut process = again.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let told = lines.take(3).collect::<Vec<_>>().join("\n");
        process.kill().unwrap();
        process.wait().unwrap();
        first.push(told);
    }
    assert!(first[0].contains("/setup/"), "{first:?}");
    assert!(
        !first[1].contains("/setup/") && first[1].contains("vanthu account create"),
        "printed once: {first:?}"
    );
    let (code, said) =
        service.place.run(&["key", "create", "--name", "n", "--organ", "*", "--role", "admin"]);
    assert_eq!(code, 0, "{said}");
}

/// Runs the program with these streams; its exit code and what it said on standard error.
fn run(words: &[&str], out: impl Into<Stdio>) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vanthu"));
    let ran = command.args(words).stdin(Stdio::null()).stdout(out).stderr(Stdio::piped()).output().unwrap();
    (ran.status.code(), String::from_utf8_lossy(&ran.stderr).into_owned())
}

/// A pipe whose reader has gone.
fn closed() -> Stdio {
    let mut reader = Command::new("true").stdin(Stdio::piped()).spawn().unwrap();
    let pipe = reader.stdin.take().unwrap();
    reader.wait().unwrap();
    pipe.into()
}

#[test]
fn output_that_finds_no_room_is_a_failure_with_its_reason() {
    for words in [&["templates", "list"][..], &["--help"], &["fonts"], &["check", "--list"]] {
        let (code, said) = run(words, full());
        assert_eq!(code, Some(2), "{words:?}: {said}");
        assert!(said.contains("No space left") && !said.contains("panicked"), "{words:?}: {said}");
        assert_eq!(said.matches("No space left").count(), 1, "{words:?}: told once: {said}");
    }
}

#[test]
fn output_that_nobody_reads_any_more_ends_quietly() {
    for words in [&["templates", "list"][..], &["--help"], &["fonts"], &["check", "--list"]] {
        assert_eq!(run(words, closed()), (Some(0), String::new()), "{words:?}");
    }
}

#[test]
fn errors_that_cannot_be_told_leave_the_exit_code() {
    let folder = Place::new("stderr-cli");
    let draft = folder.data.join("thu.json");
    std::fs::write(&draft, "{}").unwrap();
    for stream in [Stdio::from(full()), closed()] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vanthu"));
        command.arg("render").arg(&draft).arg("--out").arg(folder.data.join("out"));
        let code = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(stream).status().unwrap().code();
        assert_eq!(code, Some(1), "the draft is rejected");
    }
}
