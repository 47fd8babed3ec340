//! What the written files must say.

use super::sample::*;
use super::*;
use std::io::{Cursor, Read};

/// A part of a file.
fn part(docx: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
#[ignore = "leaves a file for looking at"]
fn a_file_to_look_at() {
    let document = full(24);
    let docx = write(&document, &hints(&document), &style()).unwrap();
    std::fs::write("/tmp/docx-look/look.docx", docx).unwrap();
    let document = full(40);
    let (hints, style) = (hints(&document), style());
    let start = (0..200)
        .map(|_| {
            #[expect(clippy::disallowed_methods)]
            let start = std::time::Instant::now();
            write(&document, &hints, &style).unwrap();
            start.elapsed()
        })
        .min();
    println!("{start:?}");
    let _ = part;
}
