//! The program: arguments in, exit code out.

use std::io::{BufWriter, Write, stderr, stdout};
use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut out, mut err) = (BufWriter::new(stdout().lock()), stderr().lock());
    let code = vanthu::cli::run(std::env::args_os(), &mut out, &mut err);
    // A reader that has seen enough (`| head`) is no failure.
    let _ = out.flush();
    ExitCode::from(code)
}
