//! Phrases of word tables, found among the words of a passage whatever their case.
//!
//! Goes in: phrases, each with a tag. Goes out: at a word, the phrases that begin there. A table is sorted once; a word
//! costs one search. Between the words of a phrase stands what stands there in the table: white space, a
//! dash of any kind, one mark.

use super::letters::{NO_KEY, key_with, small};
use super::passage::Passage;
use std::cmp::Reverse;
use std::ops::Range;

/// Phrases with their tags.
#[derive(Debug)]
pub(super) struct PhraseTable<'a, T> {
    /// By the hash of the first word, the longest first.
    entries: Vec<PhraseEntry<'a, T>>,
    /// A bit for each hash that occurs: most words begin no phrase.
    seen: [u64; FILTER],
    /// First entry of each bucket, by the highest bits of the hash.
    buckets: Vec<usize>,
}

/// Words of the filter: 16384 bits for some eight hundred first words.
const FILTER: usize = 256;

/// The highest bits of a hash, and how many of them.
const BUCKET_BITS: u32 = 9;

fn bucket(hash: u64) -> usize {
    (hash >> (u64::BITS - BUCKET_BITS)) as usize
}

#[derive(Debug)]
struct PhraseEntry<'a, T> {
    hash: u64,
    /// The hash of the second word, if there is one: many phrases share the first.
    second: Option<u64>,
    words: usize,
    text: &'a str,
    tag: T,
}

/// A phrase found.
#[derive(Clone, Debug)]
pub(super) struct PhraseMatch<'a, T> {
    /// Tag of the phrase.
    pub(super) tag: T,
    /// Spelling in the table.
    pub(super) text: &'a str,
    /// Numbers of its words in the passage.
    pub(super) words: Range<usize>,
}

impl<'a, T: Copy> PhraseTable<'a, T> {
    /// A table of these.
    pub(super) fn new(phrases: impl IntoIterator<Item = (&'a str, T)>) -> Self {
        let entry = |(text, tag)| {
            let (first, second, words) = beginning(text)?;
            Some(PhraseEntry { hash: first, second, words, text, tag })
        };
        let mut entries: Vec<_> = phrases.into_iter().filter_map(entry).collect();
        entries.sort_by_key(|e| (e.hash, Reverse(e.words)));
        let mut seen = [0; FILTER];
        for entry in &entries {
            let (word, bit) = bit(entry.hash);
            seen.get_mut(word).into_iter().for_each(|seen| *seen |= bit);
        }
        let mut buckets = Vec::with_capacity(1 << BUCKET_BITS);
        for (at, entry) in entries.iter().enumerate() {
            buckets.resize(buckets.len().max(bucket(entry.hash) + 1), at);
        }
        Self { entries, seen, buckets }
    }

    /// The phrases that begin at a word, the longest first.
    pub(super) fn at<'s>(
        &'s self,
        passage: &'s Passage,
        word: usize,
    ) -> impl Iterator<Item = PhraseMatch<'a, T>> + 's {
        let is_seen = |hash: &u64| {
            let (word, bit) = bit(*hash);
            self.seen.get(word).is_some_and(|seen| seen & bit != 0)
        };
        let wanted = passage.key(word).filter(is_seen);
        let from = wanted.and_then(|wanted| self.buckets.get(bucket(wanted)).copied());
        let second = wanted.and_then(|_| passage.key(word + 1));
        let alike = self.entries.get(from.unwrap_or(self.entries.len())..).unwrap_or_default().iter();
        alike
            .skip_while(move |e| Some(e.hash) < wanted)
            .take_while(move |e| Some(e.hash) == wanted)
            .filter(move |e| (e.second.is_none() || e.second == second) && stands(e.text, passage, word))
            .map(move |e| PhraseMatch { tag: e.tag, text: e.text, words: word..word + e.words })
    }
}

/// The bytes of words of a passage, with what stands between them.
pub(super) fn bytes(passage: &Passage, words: &Range<usize>) -> Range<usize> {
    let first = passage.words.get(words.start);
    let last = words.end.checked_sub(1).and_then(|last| passage.words.get(last));
    first.zip(last).map_or(0..0, |(first, last)| first.start..last.end)
}

/// Tests whether two words are the same but for case.
pub(super) fn same(a: &str, b: &str) -> bool {
    a == b || a.chars().map(small).eq(b.chars().map(small))
}

/// The words of a phrase, each with what stands before it.
pub(super) fn pieces(phrase: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = phrase;
    std::iter::from_fn(move || {
        let start = rest.find(is_letter)?;
        let (between, word) = rest.split_at(start);
        let end = word.find(|c| !is_letter(c)).unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        rest = after;
        Some((between, word))
    })
}

/// The keys of the first word of a phrase and of the second, if there is one, and how many there are: in one pass, for
/// every phrase of every table.
fn beginning(phrase: &str) -> Option<(u64, Option<u64>, usize)> {
    let (mut first, mut second, mut words, mut inside) = (NO_KEY, NO_KEY, 0, false);
    for c in phrase.chars() {
        let is_letter = is_letter(c);
        words += usize::from(is_letter && !inside);
        inside = is_letter;
        match (is_letter, words) {
            (true, 1) => first = key_with(first, c),
            (true, 2) => second = key_with(second, c),
            _ => {}
        }
    }
    (words > 0).then(|| (first, (words > 1).then_some(second), words))
}

/// Tests whether a character of a table belongs to a word: the letters of Latin scripts and digits, told without a
/// search.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{c0}'..='\u{1fff}') && !matches!(c, '×' | '÷')
}

/// Tests whether a phrase stands in a passage from a word on.
fn stands(phrase: &str, passage: &Passage, from: usize) -> bool {
    let mut before: Option<usize> = None;
    for (index, (between, word)) in pieces(phrase).enumerate() {
        let Some(found) = passage.words.get(from + index) else { return false };
        let text = passage.text();
        let parted = |start| text.get(start..found.start).is_some_and(|found| alike(between, found));
        if before.is_some_and(|end| !parted(end)) || !text.get(found.clone()).is_some_and(|f| same(word, f)) {
            return false;
        }
        before = Some(found.end);
    }
    true
}

/// Tests whether what parts two words is what parts them in the table.
fn alike(known: &str, found: &str) -> bool {
    let is_dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2015}');
    match (known.trim(), found.trim()) {
        ("", found_mark) => found_mark.is_empty() && !found.is_empty(),
        (mark, found_mark) => {
            mark == found_mark
                || mark.chars().all(is_dash) && !found_mark.is_empty() && found_mark.chars().all(is_dash)
        }
    }
}

/// Position of a hash in the filter: word and bit.
fn bit(hash: u64) -> (usize, u64) {
    let high = (hash >> 24) as usize % (FILTER * 64);
    (high / 64, 1 << (high % 64))
}

#[cfg(test)]
mod tests {
    use super::super::LintContext;
    use super::*;
    use crate::catalog::Catalog;
    use serde_json::json;

    fn found(phrases: &[&'static str], body: &str) -> Vec<(&'static str, String)> {
        let draft = json!({ "body": body });
        let lint = LintContext::new(draft.as_object().unwrap(), Catalog::embedded());
        let table = PhraseTable::new(phrases.iter().map(|p| (*p, ())));
        let mut found = vec![];
        for passage in &lint.passages {
            for word in 0..passage.words.len() {
                let hits = table.at(passage, word);
                found.extend(hits.map(|h| (h.text, passage.text()[bytes(passage, &h.words)].to_owned())));
            }
        }
        found
    }

    #[test]
    fn phrases_are_found_in_any_case_the_longest_first() {
        let found = found(
            &["Ban Chấp hành", "Ban Chấp hành Trung ương", "hành trung"],
            "Họp BAN CHẤP hành trung ương Đảng.",
        );
        let expected = [
            ("Ban Chấp hành Trung ương", "BAN CHẤP hành trung ương"),
            ("Ban Chấp hành", "BAN CHẤP hành"),
            ("hành trung", "hành trung"),
        ];
        assert_eq!(found, expected.map(|(text, quote)| (text, quote.to_owned())));
    }

    #[test]
    fn only_the_marks_of_the_table_may_stand_between_the_words() {
        let phrases = ["Bà Rịa - Vũng Tàu", "Tỉnh ủy", "CT-XH"];
        assert_eq!(found(&phrases, "Tại Bà Rịa – Vũng tàu, tổ chức CT-XH.").len(), 2);
        assert_eq!(found(&phrases, "Tại Bà Rịa, Vũng Tàu; các tỉnh, ủy ban; CT XH.").len(), 0);
    }

    #[test]
    fn a_phrase_cut_by_the_end_of_a_passage_is_none() {
        assert_eq!(found(&["Ban Chấp hành"], "Họp Ban Chấp\n\nhành chính").len(), 0);
    }
}
