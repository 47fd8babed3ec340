//! The service before those who mean it ill: raw bytes over a socket, in ways no client library would send.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on says so by failing; patience is measured"
)]

use crate::server::{Place, Server, sample_text};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// One server for all; it must outlive every attempt.
static SERVER: LazyLock<(Place, Server)> = LazyLock::new(|| {
    let place = Place::new("security");
    let server = Server::start(&place, "127.0.0.1:0", &["--rate", "0"]);
    (place, server)
});

fn host() -> &'static str {
    SERVER.1.address.trim_start_matches("http://")
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

/// Sends bytes as they are and reads what comes back until the server closes or falls silent.
fn send(bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(host()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The server may hang up before all is sent; that is its right.
    let _ = stream.write_all(bytes);
    read(&mut stream)
}

fn read(stream: &mut TcpStream) -> Answer {
    let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut part) {
            Ok(0) | Err(_) => break,
            Ok(n) => bytes.extend(&part[..n]),
        }
        if is_whole(&bytes) {
            break;
        }
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split_whitespace().nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

fn is_whole(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let length = head.lines().find_map(|l| l.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    length.is_some_and(|length| bytes.len() >= end + 4 + length)
}

/// A request with these lines in its head besides the usual, and this body.
fn request(line: &str, lines: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "{line} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n{lines}\r\n",
        host(),
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn post(path: &str, lines: &str, body: &[u8]) -> Answer {
    send(&request(&format!("POST {path}"), lines, body))
}

const JSON: &str = "Content-Type: application/json\r\n";

/// The server still does its work.
fn is_well() {
    let draft = sample_text("003-kh.json");
    let answer = post("/api/v1/render", &format!("{JSON}Accept: application/json\r\n"), draft.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.body);
}

fn is_problem(answer: &Answer) -> bool {
    answer.head.to_ascii_lowercase().contains("application/problem+json")
        && serde_json::from_str::<serde_json::Value>(&answer.body).is_ok_and(|b| b["code"].is_string())
}

#[test]
fn paths_lead_nowhere_but_to_routes() {
    for path in [
        "/../../etc/passwd",
        "/api/v1/documents/../../../etc/passwd",
        "/api/v1/documents/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/api/v1/documents/..%5c..%5cwindows",
        "/api/v1/documents/%00",
        "/api/v1/documents/%ff%fe",
        "/api/v1/documents/%",
        "/api/v1/documents/x'%20or%20'1'='1/package",
        "/api/v1/documents/x;drop%20table%20document/source",
        "/api/v1/templates/..%2f..%2forgans",
        "/api/v1/organs/..%2f..",
        "/api/v1/register/ldld-lai-chau/99999999999999999999",
        "/api/v1/register/%2e%2e/2024",
        "/api/v1/jobs/../documents",
        "//api//v1//documents",
        "/static/../../../etc/passwd",
        "/documents/../../etc/passwd",
    ] {
        let answer = send(&request(&format!("GET {path}"), "", b""));
        assert!((300..500).contains(&answer.status), "{path}: {} {}", answer.status, answer.body);
        assert!(!answer.body.contains("root:"), "{path}");
        if path.starts_with("/api/v1/") {
            assert!(is_problem(&answer), "{path}: {} {}", answer.head, answer.body);
        }
    }
    let long = format!("GET /api/v1/documents/{}", "a".repeat(100_000));
    let answer = send(&request(&long, "", b""));
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    is_well();
}

#[test]
fn heads_cannot_be_forged_or_made_to_burst() {
    let list = "GET /api/v1/documents";
    let answer =
        send(format!("{list} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").as_bytes());
    assert!((400..500).contains(&answer.status), "a foreign Host is not served: {}", answer.status);
    for origin in ["Origin: https://evil.example\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n"] {
        let answer = post("/api/v1/documents", &format!("{JSON}{origin}"), b"{}");
        assert!(matches!(answer.status, 401 | 403), "{origin}: {} {}", answer.status, answer.body);
    }
    for lines in [
        "Authorization: Bearer x.y\r\n",
        "Authorization: Bearer \r\n",
        "Authorization: Basic YTpi\r\n",
        "Authorization: Bearer a.b\r\nAuthorization: Bearer c.d\r\n",
    ] {
        let answer = send(&request(list, lines, b""));
        assert_eq!(answer.status, 401, "{lines}: {}", answer.body);
        assert!(answer.head.to_ascii_lowercase().contains("www-authenticate"), "{}", answer.head);
    }
    for lines in [format!("X-Long: {}\r\n", "a".repeat(1 << 20)), "X-Many: a\r\n".repeat(2_000)] {
        let answer = send(&request(list, &lines, b""));
        assert!(matches!(answer.status, 0 | 400 | 431), "{}", answer.status);
    }
    let answer = send(&request(list, "X-Request-Id: a b<script>\"\r\n", b""));
    assert!(!answer.head.contains("<script>"), "{}", answer.head);
    for key in ["", "khóa", &"k".repeat(300)] {
        let answer = post("/api/v1/documents", &format!("{JSON}Idempotency-Key: {key}\r\n"), b"{}");
        assert!(matches!(answer.status, 400 | 422), "{key:?}: {} {}", answer.status, answer.body);
    }
    is_well();
}

#[test]
fn requests_cannot_be_smuggled() {
    let both = format!(
        "POST /api/v1/render HTTP/1.1\r\nHost: {}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n",
        host()
    );
    let answer = send(both.as_bytes());
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    let twice = format!(
        "POST /api/v1/render HTTP/1.1\r\nHost: {}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        host()
    );
    assert_eq!(send(twice.as_bytes()).status, 400);
    is_well();
}

#[test]
fn a_body_too_large_is_refused_before_it_is_read() {
    let begun = Instant::now();
    let head = format!(
        "POST /api/v1/documents HTTP/1.1\r\nHost: {}\r\nContent-Length: 10000000000\r\n{JSON}\r\n{{",
        host()
    );
    let answer = send(head.as_bytes());
    assert_eq!(answer.status, 413, "{}", answer.body);
    assert!(is_problem(&answer), "{}", answer.body);
    assert!(begun.elapsed() < Duration::from_secs(5));

    // Without a length: chunk after chunk, until the server has had enough.
    let mut stream = TcpStream::connect(host()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!(
        "POST /api/v1/documents HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\n{JSON}\r\n",
        host()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = [format!("{:x}\r\n", 1 << 20).as_bytes(), &vec![b' '; 1 << 20], b"\r\n"].concat();
    let sent = (0..64).take_while(|_| stream.write_all(&chunk).is_ok()).count();
    let answer = read(&mut stream);
    assert!(sent < 64 || answer.status == 413, "{sent} MiB were taken, status {}", answer.status);
    assert!(SERVER.1.memory().1 < 200, "memory: {:?}", SERVER.1.memory());
    is_well();
}

#[test]
fn what_cannot_be_read_is_said_to_be_so() {
    let path = "/api/v1/documents";
    let bad_utf8 = post(path, JSON, b"{\"type\": \"\xff\xfe\"}");
    let cut = post(path, JSON, b"{\"type\": ");
    let deep = post(path, JSON, "[".repeat(100_000).as_bytes());
    let list = post(path, JSON, b"[1, 2]");
    for (name, answer) in [("bad UTF-8", bad_utf8), ("cut", cut), ("deep", deep), ("list", list)] {
        assert!(matches!(answer.status, 400 | 422), "{name}: {} {}", answer.status, answer.body);
        assert!(is_problem(&answer), "{name}: {}", answer.body);
    }
    let typed = post(path, "Content-Type: text/html\r\n", b"<p>");
    assert_eq!(typed.status, 415, "{}", typed.body);
    let packed = post(path, &format!("{JSON}Content-Encoding: gzip\r\n"), b"\x1f\x8b\x08\x00");
    assert!(matches!(packed.status, 400 | 415 | 422), "nothing is unpacked: {}", packed.status);
    is_well();
}

#[test]
fn a_bad_multipart_is_refused() {
    let typed = "Content-Type: multipart/form-data; boundary=b\r\n";
    let part = |head: &str, body: &str| format!("--b\r\n{head}\r\n\r\n{body}\r\n");
    let draft = part("Content-Disposition: form-data; name=\"draft\"", "{}");
    let bodies = [
        String::new(),
        "--b".to_owned(),
        "--b--\r\n".to_owned(),
        "--x\r\n\r\n--x--".to_owned(),
        format!("{draft}--b"),
        format!("{draft}{draft}--b--\r\n"),
        format!("{}--b--\r\n", part("Content-Disposition: form-data", "{}")),
        format!(
            "{draft}{}--b--\r\n",
            part("Content-Disposition: form-data; name=\"i\"; filename=\"../../x.png\"", "no image")
        ),
        format!("{}--b--\r\n", part("no head at all", "{}").repeat(5_000)),
    ];
    for body in &bodies {
        let answer = post("/api/v1/documents", typed, body.as_bytes());
        assert!(matches!(answer.status, 400 | 413 | 422), "{body:.200}: {} {}", answer.status, answer.body);
        assert!(is_problem(&answer), "{body:.200}: {}", answer.body);
    }
    let none = post("/api/v1/documents", "Content-Type: multipart/form-data\r\n", b"--b--");
    assert!(matches!(none.status, 400 | 415), "{}", none.status);
    is_well();
}

/// A PNG whose head says it has so many pixels, with a line of them.
fn png_of(width: u32, height: u32) -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(name);
        crc.update(data);
        [&(data.len() as u32).to_be_bytes()[..], name, data, &crc.sum().to_be_bytes()].concat()
    };
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let mut pixels = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    pixels.write_all(&vec![0; 4_000_000]).unwrap();
    let pixels = pixels.finish().unwrap();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &head), chunk(b"IDAT", &pixels), chunk(b"IEND", b"")]
        .concat()
}

#[test]
fn an_image_that_would_unpack_to_gigabytes_is_refused() {
    let typed = "Content-Type: multipart/form-data; boundary=b\r\nAccept: application/json\r\n";
    let mut draft: serde_json::Value = serde_json::from_str(&sample_text("service/004-kh.json")).unwrap();
    draft["signers"][0]["signature_image"] = "bom.png".into();
    let mut body = format!("--b\r\nContent-Disposition: form-data; name=\"draft\"\r\n\r\n{draft}\r\n--b\r\nContent-Disposition: form-data; name=\"bom.png\"; filename=\"bom.png\"\r\nContent-Type: image/png\r\n\r\n").into_bytes();
    body.extend(png_of(60_000, 60_000));
    body.extend(b"\r\n--b--\r\n");
    for path in ["/api/v1/render", "/api/v1/documents"] {
        let answer = post(path, typed, &body);
        assert_eq!(answer.status, 422, "{path}: {}", answer.body);
        assert!(answer.body.contains("signature_image"), "{path}: {}", answer.body);
    }
    assert!(SERVER.1.memory().1 < 200, "memory: {:?}", SERVER.1.memory());
    is_well();
}

#[test]
fn no_field_is_a_template() {
    let draft: serde_json::Value = serde_json::from_str(&sample_text("service/004-kh.json")).unwrap();
    let payload = "{{7}} {{{body}}} {{#each this}}x{{/each}} ${7*7} <b>&amp;</b> ]]> %s";
    let mut paths = Vec::new();
    leaves(&draft, String::new(), &mut paths);
    assert!(paths.len() > 15, "{paths:?}");
    for path in paths {
        let mut changed = draft.clone();
        *changed.pointer_mut(&path).unwrap() = payload.into();
        let lines = format!("{JSON}Accept: application/json\r\n");
        let answer = post("/api/v1/render", &lines, changed.to_string().as_bytes());
        assert!(matches!(answer.status, 200 | 403 | 404 | 422), "{path}: {} {}", answer.status, answer.body);
        let stored = post("/api/v1/documents", JSON, changed.to_string().as_bytes());
        assert!(matches!(stored.status, 201 | 403 | 404 | 422), "{path}: {} {}", stored.status, stored.body);
        if stored.status == 201 {
            let kept: serde_json::Value = serde_json::from_str(&stored.body).unwrap();
            assert_eq!(kept["draft"].pointer(&path), changed.pointer(&path), "what is kept is what was sent");
        }
    }
    is_well();
}

/// The places of all texts in a value, as JSON pointers.
fn leaves(value: &serde_json::Value, at: String, paths: &mut Vec<String>) {
    match value {
        serde_json::Value::String(_) => paths.push(at),
        serde_json::Value::Array(list) => {
            list.iter().enumerate().for_each(|(i, v)| leaves(v, format!("{at}/{i}"), paths));
        }
        serde_json::Value::Object(map) => map.iter().for_each(|(k, v)| leaves(v, format!("{at}/{k}"), paths)),
        _ => {}
    }
}

#[test]
fn those_who_send_slowly_do_not_keep_others_waiting() {
    // Two hundred who begin and never end.
    let slow: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(host()).unwrap();
            let _ = stream.write_all(b"POST /api/v1/render HTTP/1.1\r\nHost: ");
            stream
        })
        .collect();
    let begun = Instant::now();
    is_well();
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    drop(slow);
}

#[test]
#[ignore = "waits for the server's patience to end, about a minute"]
fn those_who_send_too_slowly_are_hung_up_on() {
    for begin in [
        "POST /api/v1/render HTTP/1.1\r\nHost: x",
        &format!("POST /api/v1/render HTTP/1.1\r\nHost: {}\r\n{JSON}Content-Length: 1000\r\n\r\n{{", host()),
    ] {
        let mut stream = TcpStream::connect(host()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(90))).unwrap();
        stream.write_all(begin.as_bytes()).unwrap();
        let begun = Instant::now();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        let answer = String::from_utf8_lossy(&rest);
        assert!(begun.elapsed() < Duration::from_secs(80), "{begin}: still connected");
        assert!(rest.is_empty() || answer.contains("408") || answer.contains("503"), "{answer}");
    }
    is_well();
}
