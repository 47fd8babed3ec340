//! Answers that come before a request was read to its end reach whoever still sends, and the connection stays whole:
//! raw bytes over kept connections; and whose address the log shows.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on says so by failing; patience is measured"
)]

use crate::server::{Place, Server, sample_text};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

const PASSWORD: &str = "mot cau de nho 12";

/// One server for all, closed by an account.
static SERVER: LazyLock<(Place, Server)> = LazyLock::new(|| {
    let place = Place::new("manners");
    let mut create =
        place.command(&["account", "create", "lan", "--name", "Lan", "--organ", "*", "--role", "admin"]);
    let mut create = create.stdin(std::process::Stdio::piped()).spawn().unwrap();
    create.stdin.take().unwrap().write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
    assert!(create.wait().unwrap().success());
    let server = Server::start(&place, "127.0.0.1:0", &["--rate", "0", "--trusted-proxy", "10.0.0.0/8"]);
    (place, server)
});

fn host() -> &'static str {
    SERVER.1.address.trim_start_matches("http://")
}

/// A connection that is kept.
struct Kept {
    stream: TcpStream,
    reader: BufReader<TcpStream>,
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn closes(&self) -> bool {
        self.head.to_ascii_lowercase().contains("connection: close")
    }
}

impl Kept {
    fn open() -> Self {
        let stream = TcpStream::connect(host()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        Self { reader: BufReader::new(stream.try_clone().unwrap()), stream }
    }

    /// Sends all of a request, and only then reads, as many clients do.
    fn ask(&mut self, line: &str, lines: &str, body: &[u8]) -> std::io::Result<Answer> {
        let head = format!(
            "{line} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{lines}\r\n",
            host(),
            body.len()
        );
        self.stream.write_all(head.as_bytes())?;
        // In pieces, so that the server answers before the last of them.
        for piece in body.chunks(64 << 10) {
            self.stream.write_all(piece)?;
        }
        self.read()
    }

    fn read(&mut self) -> std::io::Result<Answer> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.reader.read_line(&mut head)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
        let lower = head.to_ascii_lowercase();
        let length = lower.lines().find_map(|line| line.strip_prefix("content-length:"));
        let mut body = vec![0; length.map_or(0, |length| length.trim().parse().unwrap())];
        self.reader.read_exact(&mut body)?;
        let status = head.split_whitespace().nth(1).unwrap().parse().unwrap();
        Ok(Answer { status, head, body: String::from_utf8(body).unwrap() })
    }
}

#[test]
fn every_request_of_a_kept_connection_is_answered_after_refusals_that_read_no_body() {
    let mut kept = Kept::open();
    let body = vec![b' '; 200 << 10];
    for round in 0..20 {
        for (line, status) in [
            ("POST /api/v1/documents", 401),
            ("POST /api/v1/nowhere", 404),
            ("DELETE /api/v1/openapi.json", 405),
            ("POST /nowhere", 404),
        ] {
            let answer = kept.ask(line, "", &body).unwrap_or_else(|error| panic!("{round} {line}: {error}"));
            assert_eq!(answer.status, status, "{round} {line}: {}", answer.body);
            assert!(!answer.closes(), "{line}: a small rest is taken, the connection kept");
        }
    }
}

#[test]
fn a_refusal_of_what_is_too_large_reaches_whoever_sends_it_all_first() {
    let body = vec![b' '; 20 << 20];
    for round in 0..10 {
        let answer = Kept::open().ask("POST /sign-in", "", &body).unwrap_or_else(|e| panic!("{round}: {e}"));
        assert!(matches!(answer.status, 400 | 413), "{round}: {} {}", answer.status, answer.body);
        let answer =
            Kept::open().ask("POST /api/v1/documents", "", &body).unwrap_or_else(|e| panic!("{round}: {e}"));
        assert_eq!(answer.status, 401, "{round}: {}", answer.body);
        assert!(answer.closes(), "what is not read ends the connection, and the answer says so");
    }
}

#[test]
fn a_body_without_a_length_is_taken_to_its_end_too() {
    let mut kept = Kept::open();
    for _ in 0..3 {
        let head = format!(
            "POST /api/v1/documents HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\n\r\n",
            host()
        );
        kept.stream.write_all(head.as_bytes()).unwrap();
        for _ in 0..10 {
            kept.stream.write_all(&[b"1000\r\n", &[b' '; 0x1000][..], b"\r\n"].concat()).unwrap();
        }
        kept.stream.write_all(b"0\r\n\r\n").unwrap();
        let answer = kept.read().unwrap();
        assert_eq!((answer.status, answer.closes()), (401, false), "{}", answer.body);
    }
}

#[test]
fn whoever_asks_before_sending_is_refused_without_being_told_to_send() {
    let mut kept = Kept::open();
    let head = format!(
        "POST /api/v1/documents HTTP/1.1\r\nHost: {}\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n",
        host()
    );
    kept.stream.write_all(head.as_bytes()).unwrap();
    let answer = kept.read().unwrap();
    assert_eq!((answer.status, answer.closes()), (401, true), "{}", answer.head);
}

#[test]
fn a_rest_that_does_not_come_is_not_waited_for() {
    let begun = Instant::now();
    let mut kept = Kept::open();
    let head =
        format!("POST /api/v1/documents HTTP/1.1\r\nHost: {}\r\nContent-Length: 1000\r\n\r\n{{", host());
    kept.stream.write_all(head.as_bytes()).unwrap();
    let answer = kept.read().unwrap();
    assert_eq!((answer.status, answer.closes()), (401, true), "{}", answer.head);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

/// The line of the log about a request.
fn logged(id: &str) -> serde_json::Value {
    for _ in 0..100 {
        let log = std::fs::read_to_string(SERVER.0.data.join("log.txt")).unwrap_or_default();
        let lines = log.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        if let Some(line) = lines.into_iter().find(|line| line["request_id"] == id) {
            return line;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("no line of {id}");
}

#[test]
fn the_log_shows_the_clients_address_behind_a_trusted_proxy_too() {
    for (id, forwarded, client) in [
        ("plain", "", "127.0.0.1"),
        ("proxied", "X-Forwarded-For: 203.0.113.7\r\n", "203.0.113.7"),
        ("forged", "X-Forwarded-For: 10.9.9.9, 203.0.113.7, 10.0.0.2\r\n", "203.0.113.7"),
        ("odd", "X-Forwarded-For: a\"b\r\n", "127.0.0.1"),
    ] {
        let lines = format!("X-Request-Id: {id}\r\n{forwarded}");
        assert_eq!(Kept::open().ask("GET /api/v1/documents", &lines, b"").unwrap().status, 401);
        let line = logged(id);
        assert_eq!(line["client"], client, "{line}");
    }
}

/// Signs in from an address; the status, and how long it took.
fn sign_in(from: &str, password: &str) -> (u16, Duration) {
    let begun = Instant::now();
    let body = format!("sign-in.login=lan&sign-in.password={}&next=/", password.replace(' ', "+"));
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {}\r\nX-Forwarded-For: {from}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        host(),
        body.len()
    );
    let mut kept = Kept::open();
    kept.stream.write_all(head.as_bytes()).unwrap();
    (kept.read().unwrap().status, begun.elapsed())
}

#[test]
fn a_guesser_keeps_nobody_out_but_waits_himself() {
    for _ in 0..6 {
        assert_eq!(sign_in("203.0.113.1", "mot cau khac han").0, 401);
    }
    assert_eq!(sign_in("198.51.100.1", PASSWORD).0, 303, "the right password from another address");
    let (status, took) = sign_in("203.0.113.1", PASSWORD);
    assert_eq!(status, 303, "and from the guesser's own, after a delay");
    assert!((Duration::from_millis(500)..Duration::from_secs(20)).contains(&took), "{took:?}");
    let (status, took) = sign_in("203.0.113.1", PASSWORD);
    assert_eq!(status, 303);
    assert!(took < Duration::from_secs(5), "who was right is forgiven: {took:?}");
}

#[test]
fn a_proxy_that_is_no_address_is_refused_at_the_start() {
    let place = Place::new("manners-proxy");
    let (code, said) = place.run(&["serve", "--listen", "127.0.0.1:0", "--trusted-proxy", "10.0.0.1,proxy"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("«proxy»") && said.contains("--trusted-proxy"), "{said}");
}

#[test]
fn a_document_is_too_large_for_a_client_with_a_key_too() {
    let (_, said) = SERVER.0.run(&["key", "create", "--name", "n", "--organ", "*", "--role", "admin"]);
    let key = said.split_whitespace().find(|word| word.len() > 70 && word.contains('.')).unwrap();
    let lines = format!("Authorization: Bearer {key}\r\n");
    let body = vec![b' '; 5 << 20];
    for round in 0..10 {
        let answer = Kept::open().ask("POST /api/v1/documents", &lines, &body);
        let answer = answer.unwrap_or_else(|error| panic!("{round}: {error}"));
        assert_eq!((answer.status, answer.closes()), (413, true), "{round}: {}", answer.body);
    }
    let mut kept = Kept::open();
    for _ in 0..3 {
        let draft = sample_text("service/004-kh.json");
        assert_eq!(kept.ask("POST /api/v1/documents", &lines, draft.as_bytes()).unwrap().status, 201);
    }
}
