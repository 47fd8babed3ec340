//! The program: arguments, the clock and chance in, exit code out.

use chrono::{DateTime, Utc};
use std::io::{BufWriter, ErrorKind, Write, stderr, stdout};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::SystemTime;
use vanthu::cli::FAILED;
use vanthu::runtime::{Clock, Entropy, Runtime};

fn main() -> ExitCode {
    let runtime = Runtime::new(Arc::new(SystemClock), Arc::new(SystemEntropy));
    // Standard error is not held: the log's lines come from other threads.
    let (mut out, mut err) = (BufWriter::new(stdout().lock()), stderr());
    let code = vanthu::cli::run(std::env::args_os(), &runtime, &mut out, &mut err);
    match out.flush() {
        Err(error) if code != FAILED && error.kind() != ErrorKind::BrokenPipe => {
            let _ = writeln!(err, "vanthu: stdout: {error}");
            ExitCode::from(FAILED)
        }
        // A reader that has seen enough (`| head`) is no failure.
        _ => ExitCode::from(code),
    }
}

/// The clock of the machine.
struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
    fn now(&self) -> DateTime<Utc> {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
        DateTime::from_timestamp(seconds, since.subsec_nanos()).unwrap_or_default()
    }
}

/// The entropy of the machine.
struct SystemEntropy;

impl Entropy for SystemEntropy {
    /// # Panics
    /// Panics where the machine gives no random bytes: a key or an id that can be guessed is worse than none.
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system gives random bytes");
    }
}
