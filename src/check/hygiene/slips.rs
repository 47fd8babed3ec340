//! ENC-11: frequent slips of typing and scanning, from `templates/words/slips.toml`.

use super::super::findings::Findings;
use super::super::passage::Passage;
use super::{ENC_11, lower};
use crate::text::capitalised;
use std::collections::BTreeMap;

/// The slips, found by the length and the first letter of their first word.
pub(super) struct Table<'a> {
    slips: Vec<Slip<'a>>,
    /// A bit for each first word there is: most words of a text go no further.
    words: [u64; 64],
}

/// One slip.
struct Slip<'a> {
    length: usize,
    letter: char,
    /// What is written, in small letters.
    written: String,
    meant: &'a str,
    /// Whether it is right after all.
    is_right: bool,
}

impl<'a> Table<'a> {
    pub(super) fn new(table: &'a BTreeMap<String, String>) -> Self {
        let mut words = [0; 64];
        let slips = table.iter().filter_map(|(written, meant)| {
            let is_right = written == meant;
            let written = written.to_lowercase();
            let first = written.split(|c: char| !c.is_alphanumeric()).next()?;
            let (length, letter) = (first.len(), first.chars().next()?);
            for form in [first, &first.to_uppercase()] {
                let (slot, bit) = place(form, letter);
                *words.get_mut(slot)? |= bit;
            }
            Some(Slip { length, letter, written, meant, is_right })
        });
        let mut slips: Vec<Slip<'a>> = slips.collect();
        // The longest first: what is said of three words holds before what is said of two.
        slips.sort_by_key(|s| (s.length, s.letter, std::cmp::Reverse(s.written.len())));
        Self { slips, words }
    }

    pub(super) fn check(&self, passage: &Passage, findings: &mut Findings<'_>) {
        let mut from = 0;
        for word in passage.words.iter() {
            if let Some(rest) = passage.text().get(word.start..).filter(|_| word.start >= from)
                && let Some((slip, len)) = self.slip(rest, word.len())
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

    /// The slip at the start of a text whose first word is so long, and its bytes there.
    fn slip(&self, text: &str, length: usize) -> Option<(&Slip<'a>, usize)> {
        let letter = lower(text.chars().next()?);
        let (slot, bit) = place(text.get(..length)?, letter);
        if self.words.get(slot)? & bit == 0 {
            return None;
        }
        let first = self.slips.partition_point(|s| (s.length, s.letter) < (length, letter));
        let alike = self.slips.iter().skip(first).take_while(|s| (s.length, s.letter) == (length, letter));
        alike.filter_map(|slip| Some((slip, matched(text, &slip.written)?))).next()
    }
}

/// The bit of a word, by its length, its first letter in small and its last bytes, which hold the rhyme.
fn place(word: &str, letter: char) -> (usize, u64) {
    let mix = |hash: u32, part: u32| (hash ^ part).wrapping_mul(0x9E37_79B1);
    let tail =
        word.bytes().rev().take(3).fold(word.len() as u32 & 0xFF, |tail, byte| tail << 8 | u32::from(byte));
    let hash = mix(mix(0, tail), u32::from(letter)) >> 20;
    ((hash >> 6) as usize & 63, 1 << (hash & 63))
}

/// A slip without the sign that only tells where it stands: `lần thứ mười năm (`.
fn words_of(slip: &str) -> &str {
    slip.trim_end_matches(|c: char| !c.is_alphanumeric())
}

/// How many bytes at the start of a text are this slip (in small letters), whole words, capitals and the width of spaces aside.
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
        } else if found == wanted || lower(found) == wanted {
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
