//! ENC-11: frequent slips of typing and scanning, from `templates/words/slips.toml`.

use super::super::findings::FindingCollector;
use super::super::letters::{is_alphanumeric, key, small};
use super::super::passage::Passage;
use super::ENC_11;
use crate::text::capitalised;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The slips, found by their first word.
pub(super) struct SlipTable<'a> {
    /// By the key of the first word, the longest first.
    slips: Vec<Slip<'a>>,
    /// A bit for each first word there is: most words of a text go no further.
    first: [u64; FILTER],
}

/// Words of the filter: 8192 bits for some hundreds of first words.
const FILTER: usize = 128;

/// One slip.
struct Slip<'a> {
    /// The key of its first word, and its bytes.
    first: (u64, usize),
    /// The key of its second word, if it has one: many slips share the first.
    second: Option<u64>,
    /// Misspelling, in small letters.
    written: Cow<'a, str>,
    meant: &'a str,
    /// Flag: it is right after all.
    is_right: bool,
}

impl<'a> SlipTable<'a> {
    pub(super) fn new(table: &'a BTreeMap<String, String>) -> Self {
        let mut first = [0; FILTER];
        let slips = table.iter().filter_map(|(written, meant)| {
            let is_right = written == meant;
            let is_small = written.chars().all(|c| small(c) == c);
            let written =
                if is_small { Cow::Borrowed(written.as_str()) } else { Cow::Owned(written.to_lowercase()) };
            let mut words = written.split(|c: char| !is_alphanumeric(c));
            let word = words.next().filter(|word| !word.is_empty())?;
            let (word, second) = ((key(word), word.len()), words.find(|word| !word.is_empty()).map(key));
            let (slot, bit) = place(word.0);
            *first.get_mut(slot)? |= bit;
            Some(Slip { first: word, second, written, meant, is_right })
        });
        let mut slips: Vec<Slip<'a>> = slips.collect();
        // The longest first: what is said of three words holds before what is said of two.
        slips.sort_by_key(|s| (s.first, std::cmp::Reverse(s.written.len())));
        Self { slips, first }
    }

    pub(super) fn check(&self, passage: &Passage, findings: &mut FindingCollector<'_>) {
        let mut from = 0;
        for (index, word) in passage.words.iter().enumerate() {
            let may_be = passage.key(index).filter(|key| self.may_begin(*key) && word.start >= from);
            if let Some(key) = may_be
                && let Some(rest) = passage.text().get(word.start..)
                && let Some((slip, len)) = self.slip(rest, (key, word.len()), passage.key(index + 1))
            {
                from = word.start + len;
                let written = words_of(rest.get(..len).unwrap_or(""));
                if !slip.is_right {
                    let meant = in_case_of(written, slip);
                    let message = format!("«{written}» có lẽ là lỗi gõ: hãy viết «{meant}».");
                    let range = word.start..word.start + written.len();
                    findings.add(&ENC_11, passage, range, message).fix(meant);
                }
            }
        }
    }

    /// Tests whether a slip may begin with the word of a key.
    fn may_begin(&self, key: u64) -> bool {
        let (slot, bit) = place(key);
        self.first.get(slot).is_some_and(|known| known & bit != 0)
    }

    /// The slip at the start of a text with such a first and second word, and its bytes there.
    fn slip(&self, text: &str, word: (u64, usize), second: Option<u64>) -> Option<(&Slip<'a>, usize)> {
        let from = self.slips.partition_point(|s| s.first < word);
        let alike = self.slips.iter().skip(from).take_while(|s| s.first == word);
        let mut alike = alike.filter(|s| s.second.is_none() || s.second == second);
        alike.find_map(|slip| Some((slip, matched(text, &slip.written)?)))
    }
}

/// The bit of a key.
fn place(key: u64) -> (usize, u64) {
    let high = (key >> 32) as usize % (FILTER * 64);
    (high / 64, 1 << (high % 64))
}

/// A slip without the sign that only tells where it stands: `lần thứ mười năm (`.
fn words_of(slip: &str) -> &str {
    slip.trim_end_matches(|c: char| !c.is_alphanumeric())
}

/// Bytes at the start of a text that are this slip (in small letters): whole words, capitals and the width of
/// spaces aside.
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
        } else if found == wanted || small(found) == wanted {
            rest = rest.get(found.len_utf8()..)?;
        } else {
            return None;
        }
    }
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}');
    let is_cut = written.ends_with(char::is_alphanumeric) && rest.starts_with(goes_on);
    (!is_cut).then_some(text.len() - rest.len())
}

/// Correction in the capitals of what was written: words that stay are kept as they are.
fn in_case_of(written: &str, slip: &Slip<'_>) -> String {
    let (wrong, meant) = (words_of(&slip.written), words_of(slip.meant));
    let counts = [written, wrong, meant].map(|s| s.split_whitespace().count());
    if counts[0] != counts[1] || counts[1] != counts[2] {
        return cased(written, meant);
    }
    let words = written.split_whitespace().zip(wrong.split_whitespace()).zip(meant.split_whitespace());
    let words: Vec<String> =
        words.map(|((w, s), m)| if s == m.to_lowercase() { w.to_owned() } else { cased(w, m) }).collect();
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
