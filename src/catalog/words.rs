//! Reads `words/`: the word tables, each a file that begins by saying what it holds. What it says of capitals is read
//! in `capitals`.

use super::Files;
use super::entries::{Section, Source, problem};
use super::model::{Abolished, CitedWords, EndedText, Words};
use crate::report::Report;
use chrono::NaiveDate;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Reads the files; a catalog need not have them.
pub(super) fn read(files: &Files<'_>, report: &RefCell<Report>) -> Words {
    let mut words = Words::default();
    for (path, bytes) in files {
        let Some(source) = Source::new(path, bytes, report) else { continue };
        match path.as_str() {
            "words/acronyms.toml" => words.acronyms = list(&source, "acronyms"),
            "words/familiar.toml" => words.familiar = list(&source, "familiar"),
            "words/slips.toml" => words.slips = slips(&source),
            "words/party-organs.toml" => words.party_organs = list(&source, "party_organs"),
            "words/abolished.toml" => words.abolished = abolished(&source),
            "words/cited.toml" => words.cited = cited(&source),
            "words/ended.toml" => words.ended = ended(&source),
            "words/titles.toml" => words.titles = list(&source, "titles"),
            "words/attachments.toml" => words.attachments = list(&source, "attachments"),
            "words/substitutes.toml" => words.substitutes = substitutes(&source),
            "words/offers.toml" => words.offers = substitutes(&source),
            _ if words.capitals.read(path, &source) => {}
            _ => problem(report, path, None, "unexpected-file", "Thư mục words/ không có tệp này."),
        }
    }
    words
}

/// Terms that ended.
fn abolished(source: &Source<'_>) -> Vec<Abolished> {
    entries(source, "abolished", "term, from, note", |keys| {
        Some(Abolished { term: keys.require("term"), from: day(keys)?, note: keys.require("note") })
    })
}

/// Legal texts that ended.
fn ended(source: &Source<'_>) -> Vec<EndedText> {
    entries(source, "ended", "number, from, replaced_by", |keys| {
        let (number, replaced_by) = (keys.require("number"), keys.require("replaced_by"));
        Some(EndedText { number, from: day(keys)?, replaced_by })
    })
}

/// Reads the words by which texts call types and authors of the documents they cite.
fn cited(source: &Source<'_>) -> CitedWords {
    let mut keys = Section::new(source, source.keys(), 1);
    let cited = CitedWords {
        types: keys.require("types"),
        authors: keys.require("authors"),
        unnumbered: keys.require("unnumbered"),
    };
    keys.finish("types, authors, unnumbered");
    cited
}

/// The first day on which something no longer holds.
fn day(keys: &mut Section<'_, '_>) -> Option<NaiveDate> {
    let day = keys.take("from");
    if day.is_none() {
        keys.problem("missing", "Thiếu ngày “from”.".to_owned());
    }
    day
}

/// The only key of a file: tables with the keys `known`.
pub(super) fn entries<T>(
    source: &Source<'_>,
    key: &str,
    known: &str,
    read: impl Fn(&mut Section<'_, '_>) -> Option<T>,
) -> Vec<T> {
    let mut keys = Section::new(source, source.keys(), 1);
    let entries = keys.sections(key).into_iter().filter_map(|mut entry| {
        let read = read(&mut entry);
        entry.finish(known);
        read
    });
    let entries = entries.collect();
    keys.finish(key);
    entries
}

/// `"thể hệ" = "thế hệ"`: what is written by mistake, and what was meant.
fn slips(source: &Source<'_>) -> BTreeMap<String, String> {
    let mut read = BTreeMap::new();
    for (key, value) in source.keys() {
        match value.get_ref().as_str() {
            Some(meant) => drop(read.insert(key.get_ref().to_string(), meant.to_owned())),
            None => source.problem(
                Some(source.line_of(key.span().start)),
                "wrong-kind",
                "Mỗi dòng phải có dạng \"chữ sai\" = \"chữ đúng\".",
            ),
        }
    }
    read
}

/// The only key of a file: a list without repetitions.
pub(super) fn list(source: &Source<'_>, key: &str) -> Vec<String> {
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

/// `"℃" = "°C"`: one character and what stands in its place, nothing included.
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
