//! Reads `words/`: acronyms, terms with their capitals, substitutes for characters no face has.

use super::Files;
use super::entries::{Section, Source, problem};
use super::model::Words;
use crate::report::Report;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Reads the three files; a catalog need not have them.
pub(super) fn read(files: &Files<'_>, report: &RefCell<Report>) -> Words {
    let mut words = Words::default();
    for (path, bytes) in files {
        let Some(source) = Source::new(path, bytes, report) else { continue };
        match path.as_str() {
            "words/acronyms.toml" => words.acronyms = list(&source, "acronyms"),
            "words/terms.toml" => words.terms = list(&source, "terms"),
            "words/substitutes.toml" => words.substitutes = substitutes(&source),
            _ => problem(report, path, None, "unexpected-file", "Thư mục words/ không có tệp này."),
        }
    }
    words
}

/// The only key of a file: a list without repetitions.
fn list(source: &Source<'_>, key: &str) -> Vec<String> {
    let mut keys = Section::new(source, source.keys(), 1);
    let line = keys.line_of(key);
    let words: Vec<String> = keys.require(key);
    keys.finish(key);
    let mut seen = BTreeSet::new();
    for word in words.iter().filter(|w| !seen.insert(w.as_str())) {
        source.problem(Some(line), "duplicate", format!("“{word}” có hai lần."));
    }
    words
}

/// `"✓" = "-"`: one character and what is drawn in its place, nothing included.
fn substitutes(source: &Source<'_>) -> BTreeMap<char, String> {
    let mut read = BTreeMap::new();
    for (key, value) in source.keys() {
        let line = Some(source.line_of(key.span().start));
        let mut characters = key.get_ref().chars();
        match (characters.next(), characters.next(), value.get_ref().as_str()) {
            (Some(character), None, Some(drawn)) => {
                read.insert(character, drawn.to_owned());
            }
            _ => {
                source.problem(line, "wrong-kind", "Mỗi dòng phải có dạng \"một ký tự\" = \"chữ thay thế\".")
            }
        }
    }
    // A substitute that is itself substituted would have to be looked up again and again.
    for (character, drawn) in &read {
        if drawn.chars().any(|c| read.contains_key(&c)) {
            source.problem(None, "cycle", format!("Chữ thay cho “{character}” lại là ký tự phải thay."));
        }
    }
    read
}
