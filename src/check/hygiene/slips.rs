//! ENC-11: frequent slips of typing and scanning, from `templates/words/slips.toml`.

use super::super::findings::Findings;
use super::super::reading::Passage;
use super::ENC_11;
use crate::text::capitalised;
use std::collections::BTreeMap;

/// The slips, found by the length and the first letter of their first word.
pub(super) struct Table<'a> {
    slips: Vec<Slip<'a>>,
    /// For each length of a first word (bytes, up to 15) the first letters there are, as bits by their lowest six.
    letters: [u64; 16],
}

/// One slip.
struct Slip<'a> {
    length: usize,
    letter: char,
    written: &'a str,
    meant: &'a str,
}

impl<'a> Table<'a> {
    pub(super) fn new(table: &'a BTreeMap<String, String>) -> Self {
        let mut letters = [0_u64; 16];
        let slips = table.iter().filter_map(|(written, meant)| {
            let word = written.split(|c: char| !c.is_alphanumeric()).next()?;
            let letter = lower(word.chars().next()?);
            *letters.get_mut(word.len())? |= bit(letter);
            Some(Slip { length: word.len(), letter, written, meant })
        });
        let mut slips: Vec<Slip<'a>> = slips.collect();
        // The longest first: what is said of three words holds before what is said of two.
        slips.sort_by_key(|s| (s.length, s.letter, std::cmp::Reverse(s.written.len())));
        Self { slips, letters }
    }

    pub(super) fn check(&self, passage: &Passage, findings: &mut Findings<'_>) {
        let mut from = 0;
        for word in passage.words.iter() {
            let Some(&known) = self.letters.get(word.len()) else { continue };
            let Some(rest) = passage.text().get(word.start..) else { continue };
            let Some(letter) = rest.chars().next().map(lower) else { continue };
            if known & bit(letter) == 0 || word.start < from {
                continue;
            }
            let key = (word.len(), letter);
            let first = self.slips.partition_point(|s| (s.length, s.letter) < key);
            let alike = self.slips.iter().skip(first).take_while(|s| (s.length, s.letter) == key);
            if let Some((slip, len)) = alike.filter_map(|s| Some((s, matched(rest, s.written)?))).next() {
                from = word.start + len;
                if slip.written == slip.meant {
                    continue;
                }
                let written = words_of(rest.get(..len).unwrap_or(""));
                let meant = in_case_of(written, slip);
                let message = format!("«{written}» có lẽ là lỗi gõ: hãy viết «{meant}».");
                findings.add(&ENC_11, passage, word.start..word.start + written.len(), message).fix(meant);
            }
        }
    }
}

/// A slip without the sign that only tells where it stands: `lần thứ mười năm (`.
fn words_of(slip: &str) -> &str {
    slip.trim_end_matches(|c: char| !c.is_alphanumeric())
}

/// A small letter; ASCII has no need of the tables.
fn lower(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}

fn bit(letter: char) -> u64 {
    1 << (u32::from(letter) & 63)
}

/// How many bytes at the start of a text are this slip, whole words, capitals and the width of spaces aside.
fn matched(text: &str, written: &str) -> Option<usize> {
    let mut rest = text;
    for wanted in written.chars() {
        let found = rest.chars().next()?;
        if wanted == ' ' {
            let trimmed = rest.trim_start();
            if trimmed.len() == rest.len() {
                return None;
            }
            rest = trimmed;
        } else if lower(found) == lower(wanted) {
            rest = rest.get(found.len_utf8()..)?;
        } else {
            return None;
        }
    }
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}');
    let is_cut = written.ends_with(char::is_alphanumeric) && rest.starts_with(goes_on);
    (!is_cut).then_some(text.len() - rest.len())
}

/// What was meant, with the capitals of what was written: words that stay are kept as they are.
fn in_case_of(written: &str, slip: &Slip<'_>) -> String {
    let (wrong, meant) = (words_of(slip.written), words_of(slip.meant));
    let counts = [written, wrong, meant].map(|s| s.split_whitespace().count());
    if counts[0] != counts[1] || counts[1] != counts[2] {
        return cased(written, meant);
    }
    let words = written.split_whitespace().zip(wrong.split_whitespace()).zip(meant.split_whitespace());
    let words: Vec<String> =
        words.map(|((w, s), m)| if s == m { w.to_owned() } else { cased(w, m) }).collect();
    words.join(" ")
}

fn cased(written: &str, meant: &str) -> String {
    let is_small = |c: char| c.is_lowercase();
    if !written.contains(is_small) && written.chars().filter(|c| c.is_uppercase()).nth(1).is_some() {
        meant.to_uppercase()
    } else if written.starts_with(char::is_uppercase) {
        capitalised(meant)
    } else {
        meant.to_owned()
    }
}
