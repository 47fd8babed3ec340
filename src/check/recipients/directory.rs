//! REC-06: names of receivers against the organ's own directory and against each other.
//!
//! A name that only writes out what the directory abbreviates is right; a name not in the directory is nobody's fault.

use super::{REC_06, RecipientItem};
use crate::check::context::LintContext;
use crate::check::declared;
use crate::check::findings::FindingCollector;
use crate::check::names::{self, NameAgreement};
use crate::check::passage::Passage;
use std::collections::HashMap;

pub(super) fn run(lint: &LintContext<'_>, items: &[RecipientItem<'_>], findings: &mut FindingCollector<'_>) {
    let organ = declared::organ(lint);
    let entries = organ.iter().flat_map(|organ| {
        organ.receivers.iter().map(String::as_str).chain(organ.units.iter().map(|unit| unit.name.as_str()))
    });
    let directory: Vec<(&str, Vec<&str>)> = entries.map(|entry| (entry, names::words(entry))).collect();
    for item in items.iter().filter(|item| !item.is_filing()) {
        against(item.passage, &directory, findings);
    }
    twice(items, findings);
}

/// Finds names of the directory, otherwise spelt, where a name may begin: at the start and behind a comma.
fn against(passage: &Passage, directory: &[(&str, Vec<&str>)], findings: &mut FindingCollector<'_>) {
    let text = passage.text();
    let words: Vec<&str> = passage.words.iter().filter_map(|range| text.get(range.clone())).collect();
    let mut at = 0;
    while let Some(start) = (at..words.len()).find(|word| begins_name(passage, *word)) {
        at = start + 1;
        let rest = words.get(start..).unwrap_or_default();
        let found = directory.iter().find_map(|(name, known)| {
            let agreement = names::agreement(rest, known);
            let is_whole = agreement.right == known.len() && ends_name(passage, start + agreement.left);
            is_whole.then_some((*name, agreement))
        });
        let Some((name, agreement)) = found else { continue };
        at = start + agreement.left;
        report_spelling(passage, start, name, agreement, findings);
    }
}

/// Tells of a name of the directory that is spelt otherwise.
fn report_spelling(
    passage: &Passage,
    start: usize,
    name: &str,
    agreement: NameAgreement,
    findings: &mut FindingCollector<'_>,
) {
    let first = passage.words.get(start).map_or(0, |range| range.start);
    let last = passage.words.get((start + agreement.left).saturating_sub(1)).map_or(first, |range| range.end);
    let said = passage.text().get(first..last).unwrap_or_default();
    if (agreement.abbreviates || agreement.respelled) && said != name {
        let message =
            format!("Nơi nhận ghi «{said}», danh mục của cơ quan ghi «{name}». Nên viết như danh mục.");
        findings.add(&REC_06, passage, first..last, message);
    }
}

/// Tests whether a name may begin at a word.
fn begins_name(passage: &Passage, word: usize) -> bool {
    let Some(before) = word.checked_sub(1) else { return true };
    gap(passage, before).contains([',', ';'])
}

/// Tests whether a name may end before a word.
fn ends_name(passage: &Passage, word: usize) -> bool {
    word >= passage.words.len()
        || word.checked_sub(1).is_some_and(|last| gap(passage, last).contains([',', ';', '(', '.']))
}

/// Text between a word and the next.
fn gap(passage: &Passage, word: usize) -> &str {
    let end = passage.words.get(word).map_or(0, |range| range.end);
    let next = passage.words.get(word + 1).map_or(passage.text().len(), |range| range.start);
    passage.text().get(end..next).unwrap_or_default()
}

/// The same receiver named twice.
fn twice(items: &[RecipientItem<'_>], findings: &mut FindingCollector<'_>) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for item in items {
        let key = names::words(item.passage.text())
            .into_iter()
            .filter(|word| !names::same(word, "các"))
            .map(str::to_lowercase)
            .collect::<Vec<_>>()
            .join(" ");
        let said = item.name();
        match seen.get(key.as_str()) {
            Some(first) if !key.is_empty() => {
                let message = format!("Nơi nhận «{said}» đã có ở trên («{first}»). Hãy bỏ một dòng.");
                findings.add_whole(&REC_06, item.passage, message);
            }
            _ => drop(seen.insert(key, said)),
        }
    }
}
