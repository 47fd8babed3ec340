//! The built program as a server of its own process, and a client that does not give up.

use reqwest::{Client, Method, Response};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Where a server keeps its things.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Its folder.
    pub(crate) data: PathBuf,
    /// Its database, where that is not in the folder.
    pub(crate) database: Option<String>,
    /// Its blobs, where those are not in the folder.
    pub(crate) blobs: Option<String>,
}

impl Place {
    /// A new folder under the system's for passing things.
    pub(crate) fn new(name: &str) -> Self {
        let data = std::env::temp_dir().join(format!("vanthu-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&data);
        std::fs::create_dir_all(&data).unwrap();
        Self { data, database: None, blobs: None }
    }

    /// The program with these arguments, on this place.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vanthu"));
        command.args(words).arg("--data").arg(&self.data);
        if let Some(database) = &self.database {
            command.arg("--database").arg(database);
        }
        if let Some(blobs) = &self.blobs {
            command.arg("--blobs").arg(blobs);
        }
        command
    }

    /// Runs the program to its end; its exit code and what it said.
    pub(crate) fn run(&self, words: &[&str]) -> (i32, String) {
        let output = self.command(words).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.data);
        }
    }
}

/// A running server.
pub(crate) struct Server {
    process: Child,
    /// Kills the server once this process is gone: what a static holds is never dropped.
    guard: Child,
    /// `http://127.0.0.1:40123`.
    pub(crate) address: String,
}

impl Server {
    /// Starts it and waits until it listens. `listen` is an address; port 0 takes any.
    pub(crate) fn start(place: &Place, listen: &str, words: &[&str]) -> Self {
        let mut all = vec!["serve", "--listen", listen];
        all.extend(words);
        let log =
            std::fs::File::options().create(true).append(true).open(place.data.join("log.txt")).unwrap();
        let mut process = place.command(&all).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let at = line.find("http://")?;
            let address = line[at..].split_whitespace().next()?.trim_end_matches(['/', '.', ',']);
            Some(address.to_owned())
        });
        // What else it says must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let log = || std::fs::read_to_string(place.data.join("log.txt")).unwrap_or_default();
        let address =
            address.unwrap_or_else(|| panic!("the server does not say where it listens: {}", log()));
        let kill = "read -r _ || kill -9 \"$0\"";
        let mut guard = Command::new("sh");
        guard.args(["-c", kill, &process.id().to_string()]).stdin(Stdio::piped());
        let guard = guard.spawn().unwrap();
        Self { process, guard, address }
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Asks it to end, and waits.
    pub(crate) fn stop(mut self) {
        let pid = self.process.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        let _ = self.process.wait();
    }

    /// Memory it holds now, and the most it ever held, in MiB.
    pub(crate) fn memory(&self) -> (u64, u64) {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let field = |name: &str| {
            let line = status.lines().find(|l| l.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse::<u64>().ok()
        };
        (field("VmRSS:").unwrap_or(0) / 1024, field("VmHWM:").unwrap_or(0) / 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        // A line lets the guard go without killing whoever has the number of the process by then.
        let _ = self.guard.stdin.take().map(|mut line| line.write_all(b"\n"));
        let _ = self.guard.wait();
    }
}

/// A client for loopback.
pub(crate) fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().timeout(Duration::from_secs(30)).no_proxy().build().unwrap()
}

/// Sends a request again and again until it is answered with something that is not a passing trouble. Counts the tries
/// that failed.
pub(crate) async fn persist(
    client: &Client,
    method: Method,
    address: &str,
    headers: &[(&str, &str)],
    body: &str,
    failed: &std::sync::atomic::AtomicUsize,
) -> (u16, Value) {
    let begun = Instant::now();
    loop {
        let mut request = client.request(method.clone(), address).body(body.to_owned());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        match request.send().await.map(Response::error_for_status) {
            Ok(Ok(response)) => {
                let status = response.status().as_u16();
                if let Ok(bytes) = response.bytes().await {
                    return (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null));
                }
            }
            Ok(Err(error)) => {
                let status = error.status().map_or(0, |s| s.as_u16());
                // 409 while the first try of the same key is under way; the rest are circumstances.
                if !matches!(status, 409 | 429 | 500..=599) {
                    return (status, Value::Null);
                }
            }
            Err(_) => {}
        }
        failed.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        assert!(begun.elapsed() < Duration::from_secs(120), "two minutes without an answer: {address}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The value behind `--name` among the words of a command line.
pub(crate) fn option<T: std::str::FromStr>(name: &str, default: T) -> T {
    let words: Vec<String> = std::env::args().collect();
    let at = words.iter().position(|w| w == name);
    at.and_then(|at| words.get(at + 1)).and_then(|w| w.parse().ok()).unwrap_or(default)
}

/// A file of the samples.
pub(crate) fn sample_text(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)).unwrap()
}
