//! Breaks of lines and pages on text as offices write it, compared with those LibreOffice makes of our DOCX.
//!
//! A program, not a test of the harness: `cargo test --test breaks -- --documents 300 [--from SEED] [--tables]
//! [--keep DIR]`. Without `--documents` it does nothing, because a fresh machine has no LibreOffice. It makes so many
//! drafts (`generator`), renders them in process, and tells each document that differs: its seed, what stands at the
//! first difference, and how often each construct was at fault. The seeds of `KNOWN` once differed and are always among
//! them. Files of documents that differ stay in the folder.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program that measures, prints, and stops at what is wrong"
)]

mod generator;
#[path = "../support/mod.rs"]
mod support;

use generator::{Generator, MadeDraft};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::parity::{self, PlacedLine};
use vanthu::office::Format;

/// Seeds of documents that once differed.
const KNOWN: [u64; 18] =
    [85, 427, 595, 680, 712, 785, 927, 1105, 1139, 1304, 1367, 2317, 2381, 2605, 10538, 12636, 13651, 14144];
/// Documents that one call of LibreOffice converts.
const CHUNK: usize = 20;
/// Calls of LibreOffice at a time.
const WORKERS: usize = 2;

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let value = |name: &str| words.iter().position(|w| w == name).and_then(|at| words.get(at + 1));
    let number = |name: &str| value(name).and_then(|word| word.parse::<u64>().ok());
    let Some(documents) = number("--documents") else { return };
    let from = number("--from").unwrap_or(0);
    let folder =
        value("--keep").map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("breaks"), PathBuf::from);
    let mut seeds: Vec<u64> = (from..from + documents).collect();
    if from == 0 {
        seeds.splice(0..0, KNOWN.into_iter().filter(|seed| *seed >= documents));
    }
    let run = Run {
        generator: Generator::new(words.iter().any(|w| w == "--tables")),
        chunks: seeds.chunks(CHUNK).map(<[u64]>::to_vec).collect(),
        folder,
        next: AtomicUsize::new(0),
        seen: Mutex::default(),
    };
    std::thread::scope(|scope| {
        for worker in 0..WORKERS {
            let run = &run;
            scope.spawn(move || run.work(worker));
        }
    });
    run.tell(seeds.len());
}

struct Run {
    generator: Generator,
    chunks: Vec<Vec<u64>>,
    folder: PathBuf,
    next: AtomicUsize,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    lines: usize,
    /// By construct: the seeds and their first differences.
    differ: BTreeMap<String, Vec<(u64, String)>>,
}

impl Run {
    /// Takes chunks until there is none left.
    fn work(&self, worker: usize) {
        let folder = self.folder.join(worker.to_string());
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        while let Some(seeds) = self.chunks.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            self.chunk(seeds, &folder);
        }
    }

    fn chunk(&self, seeds: &[u64], folder: &Path) {
        let names: Vec<String> = seeds.iter().map(|seed| format!("seed-{seed}")).collect();
        let made: Vec<MadeDraft> = seeds.iter().map(|&seed| self.generator.draft(seed)).collect();
        for (made, name) in made.iter().zip(&names) {
            let rendered = support::render(made.draft.clone(), name, &[Format::Pdf, Format::Docx]);
            let rendered = rendered.unwrap_or_else(|e| panic!("{name}: {e:?}\n{}", made.draft));
            for ending in ["pdf", "docx"] {
                std::fs::write(parity::path(folder, name, ending), support::file(&rendered, ending)).unwrap();
            }
        }
        let laid = parity::libreoffice(folder, &names);
        for ((made, name), seed) in made.iter().zip(&names).zip(seeds) {
            let ours = parity::lines(&parity::path(folder, name, "pdf"));
            let theirs = parity::lines(&parity::path(&laid, name, "pdf"));
            let mut seen = self.seen.lock().unwrap();
            seen.lines += theirs.len();
            match parity::first_difference(&ours, &theirs) {
                Some(at) => {
                    let construct = construct(&made.blocks, &ours, &theirs, at);
                    let first = format!("{:?} {:?}", ours.get(at), theirs.get(at));
                    seen.differ.entry(construct).or_default().push((*seed, first));
                    std::fs::write(folder.join(format!("{name}.json")), made.draft.to_string()).unwrap();
                }
                None => {
                    for ending in ["pdf", "docx"] {
                        std::fs::remove_file(parity::path(folder, name, ending)).unwrap();
                    }
                    std::fs::remove_file(parity::path(&laid, name, "pdf")).unwrap();
                }
            }
        }
    }

    fn tell(&self, documents: usize) {
        let seen = self.seen.lock().unwrap();
        let count: usize = seen.differ.values().map(Vec::len).sum();
        for (construct, seeds) in &seen.differ {
            println!("{construct}: {}", seeds.len());
            for (seed, first) in seeds {
                println!("    seed {seed}: {first}");
            }
        }
        println!("{documents} documents, {} lines; {count} differ", seen.lines);
        assert!(documents > 0 && count == 0, "{count} of {documents} documents break differently");
    }
}

/// What stands at a difference: the constructs around it where a page breaks elsewhere, else the one whose line does.
fn construct(
    blocks: &[(&'static str, String)],
    ours: &[PlacedLine],
    theirs: &[PlacedLine],
    at: usize,
) -> String {
    let whole: Vec<String> = blocks.iter().map(|(_, text)| letters(text)).collect();
    let body = whole.concat();
    let mut cursor = 0;
    for (_, line) in ours.iter().take(at) {
        // A line far ahead is a word of the head that the body happens to hold too.
        if let Some(found) = body[cursor..].find(&letters(line)).filter(|&found| found < 400) {
            cursor += found + letters(line).len();
        }
    }
    let mut end = 0;
    let index = whole.iter().position(|text| {
        end += text.len();
        cursor < end
    });
    let Some(index) = index else { return "after the body".into() };
    let name = |index: usize| blocks.get(index).map_or("end", |block| block.0);
    match (ours.get(at), theirs.get(at)) {
        (Some(ours), Some(theirs)) if ours.1 != theirs.1 && ours.0 == theirs.0 => {
            format!("line: {}", name(index))
        }
        _ => {
            let above = if index == 0 { "head" } else { name(index - 1) };
            format!("page: {above} | {} | {}", name(index), name(index + 1))
        }
    }
}

/// The characters that both a source and a page have.
fn letters(text: &str) -> String {
    text.replace("@center", "")
        .replace("<br>", "")
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '\\' | '|'))
        .collect()
}
