//! Time per byte of drafts that ask for much work with few bytes, at 10 KB, 100 KB and 1 MB.
//!
//! Prints a row for each kind of draft, and at the end those whose time per byte grows to more than three times; then it
//! fails. `cargo bench --bench adversarial -- WORD` takes the kinds with that word in their name.

#[path = "../tests/support/adversarial.rs"]
#[allow(unreachable_pub, reason = "tests share it")]
mod adversarial;

use adversarial::{BODIES, DRAFTS, draft};
use serde_json::Value;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;
use vanthu::catalog::Catalog;
use vanthu::input::Draft;
use vanthu::office::{CheckOptions, Format, Office, Request};
use vanthu::record::NoImages;
use vanthu::renumber::renumber;

const BYTES: [usize; 3] = [10_000, 100_000, 1_000_000];
/// Runs of each size, of which the quickest counts.
const RUNS: [usize; 3] = [9, 5, 3];
/// How many times the time per byte of a small draft that of a large one may be.
const MOST: f64 = 3.0;

/// Nanoseconds per byte of the quickest run.
#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn per_byte(runs: usize, bytes: usize, work: impl Fn()) -> f64 {
    let run = |_| {
        let begun = Instant::now();
        work();
        begun.elapsed().as_secs_f64() * 1e9 / bytes as f64
    };
    (0..runs).map(run).fold(f64::INFINITY, f64::min)
}

fn render(office: &Office<'_>, draft: &Value) {
    let Value::Object(values) = draft.clone() else { return };
    let request = Request {
        formats: &[Format::Package],
        mode: None,
        fallback: "x",
        images: &NoImages,
        pdf: Default::default(),
    };
    // A refusal is an answer too.
    let _ = black_box(office.render(Draft { values }, request));
}

fn check(office: &Office<'_>, draft: &Value) {
    let Value::Object(values) = draft.clone() else { return };
    black_box(office.check_draft(Draft { values }, &NoImages));
}

/// A kind of work on a kind of draft, and its time per byte by size.
struct Measured {
    name: String,
    per_byte: [f64; 3],
}

impl Measured {
    fn of(name: String, text: impl Fn(usize) -> (usize, Box<dyn Fn()>)) -> Self {
        let sizes = [0, 1, 2].map(|size| {
            let (bytes, work) = text(BYTES[size]);
            per_byte(RUNS[size], bytes.max(1), work)
        });
        Self { name, per_byte: sizes }
    }

    fn growth(&self) -> f64 {
        let [small, middle, large] = self.per_byte;
        (middle / small).max(large / small).max(large / middle)
    }
}

#[expect(clippy::print_stdout, reason = "a bench says what it found")]
fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str()));
    let office = Office::new(Catalog::embedded());
    render(&office, &draft("Một việc."));
    let mut grown = Vec::new();
    let mut told = |measured: Measured| {
        let [small, middle, large] = measured.per_byte;
        println!(
            "{:<48} {small:8.0} {middle:8.0} {large:8.0} ns/byte {:5.2}",
            measured.name,
            measured.growth()
        );
        if measured.growth() > MOST {
            grown.push(measured.name);
        }
    };
    for kind in BODIES.iter().filter(|kind| is_wanted(kind.name)) {
        let name = |work: &str| format!("{}: {work}", kind.name);
        let body = |bytes: usize| (kind.body)(bytes);
        told(Measured::of(name("package"), |bytes| {
            let (body, office) = (body(bytes), office);
            let whole = draft(&body);
            (body.len(), Box::new(move || render(&office, &whole)))
        }));
        told(Measured::of(name("checks"), |bytes| {
            let (body, office) = (body(bytes), office);
            let whole = draft(&body);
            (body.len(), Box::new(move || check(&office, &whole)))
        }));
        told(Measured::of(name("pasted text"), |bytes| {
            let (body, office) = (body(bytes), office);
            let wanted = || CheckOptions { profile: None, images: &NoImages };
            let work = move || {
                let _ = black_box(office.check(body.as_bytes(), Some("x.txt"), wanted()));
            };
            (bytes, Box::new(work))
        }));
        told(Measured::of(name("numbering"), |bytes| {
            let body = body(bytes);
            let work = move || {
                black_box(renumber(&body));
            };
            (bytes, Box::new(work))
        }));
    }
    for kind in DRAFTS.iter().filter(|kind| is_wanted(kind.name)) {
        told(Measured::of(format!("{}: package", kind.name), |bytes| {
            let (whole, office) = ((kind.draft)(bytes), office);
            (whole.to_string().len(), Box::new(move || render(&office, &whole)))
        }));
    }
    match grown.as_slice() {
        [] => ExitCode::SUCCESS,
        grown => {
            println!("more than {MOST} times slower per byte: {}", grown.join(", "));
            ExitCode::FAILURE
        }
    }
}
