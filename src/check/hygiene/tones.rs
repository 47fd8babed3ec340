//! ENC-09: `khoá` beside `khóa`, `uỷ` beside `ủy`; and tones on a letter that never bears them: `cuả`.

use super::super::findings::FindingCollector;
use super::super::passage::Passage;
use super::ENC_09;
use crate::text::tone;
use std::ops::Range;

/// A syllable whose tone has two places.
struct TonedSyllable<'p> {
    passage: &'p Passage,
    range: Range<usize>,
    is_old: bool,
}

pub(super) fn check(passages: &[Passage], findings: &mut FindingCollector<'_>) {
    let mut found = Vec::new();
    let mut known = PlainWordCache { keys: [0; SLOTS] };
    for passage in passages {
        for (index, range) in passage.words.iter().enumerate() {
            let Some(key) = passage.key(index).filter(|key| !known.is_plain(*key)) else { continue };
            let Some(word) = passage.word(index) else { continue };
            // Between the two the word is misplaced, or is no syllable at all and stays in both.
            let is_old =
                has_two_places(word).then(|| (tone::to_old(word) == word, tone::to_new(word) == word));
            let is_old = is_old.filter(|(old, new)| old != new).map(|(old, _)| old);
            let is_misplaced = may_be_misplaced(word) && tone::repair(word) != word;
            if is_old.is_none() && !is_misplaced {
                known.put(key);
            }
            if let Some(is_old) = is_old.filter(|_| !is_name(passage, index)) {
                found.push(TonedSyllable { passage, range: range.clone(), is_old });
            }
            if is_misplaced {
                misplaced(passage, index, word, findings);
            }
        }
    }
    report(&found, findings);
}

/// Words in which no tone can be wrong, seen just before: a text has few words, each many times.
struct PlainWordCache {
    keys: [u64; SLOTS],
}

const SLOTS: usize = 1024;

impl PlainWordCache {
    fn is_plain(&self, key: u64) -> bool {
        self.keys.get((key >> 32) as usize % SLOTS) == Some(&key)
    }

    fn put(&mut self, key: u64) {
        if let Some(slot) = self.keys.get_mut((key >> 32) as usize % SLOTS) {
            *slot = key;
        }
    }
}

/// The style of the state's own texts holds where neither prevails.
fn report(found: &[TonedSyllable<'_>], findings: &mut FindingCollector<'_>) {
    let old = found.iter().filter(|f| f.is_old).count();
    let prevails = 2 * old >= found.len();
    let count = if prevails { old } else { found.len() - old };
    for one in found.iter().filter(|f| f.is_old != prevails) {
        let word = one.passage.text().get(one.range.clone()).unwrap_or("");
        let meant = if prevails { tone::to_old(word) } else { tone::to_new(word) };
        let message = format!(
            "«{word}» đặt dấu thanh khác {count} chỗ còn lại của văn bản: hãy viết «{meant}» cho thống nhất."
        );
        findings.add(&ENC_09, one.passage, one.range.clone(), message).fix(meant.into_owned());
    }
}

fn misplaced(passage: &Passage, index: usize, word: &str, findings: &mut FindingCollector<'_>) {
    let meant = tone::repair(word);
    let Some(range) = passage.words.get(index).filter(|_| meant != word) else { return };
    let message = format!("«{word}» đặt dấu thanh sai chữ cái: hãy viết «{meant}».");
    let noted = findings.add(&ENC_09, passage, range.clone(), message);
    // What people call themselves keeps its spelling.
    if is_name(passage, index) {
        noted.information();
    } else {
        noted.fix(meant.into_owned());
    }
}

/// Tests whether a word ends in `oa`, `oe`, `uy` with a tone: only there the two styles differ. Cheap, for every word.
fn has_two_places(word: &str) -> bool {
    if !word.bytes().next_back().is_some_and(|b| b >= 0x80 || matches!(b | 0x20, b'a' | b'e' | b'y')) {
        return false;
    }
    let mut letters = word.chars().rev();
    let (Some(last), Some(before)) = (letters.next(), letters.next()) else { return false };
    let plain_last = matches!(last, 'a' | 'e' | 'y' | 'A' | 'E' | 'Y');
    let plain_before = matches!(before, 'o' | 'u' | 'O' | 'U');
    plain_before != plain_last && (toned_open(before) && plain_last || toned_close(last) && plain_before)
}

fn toned_open(c: char) -> bool {
    matches!(c, 'ò' | 'ỏ' | 'õ' | 'ó' | 'ọ' | 'ù' | 'ủ' | 'ũ' | 'ú' | 'ụ')
        || matches!(c, 'Ò' | 'Ỏ' | 'Õ' | 'Ó' | 'Ọ' | 'Ù' | 'Ủ' | 'Ũ' | 'Ú' | 'Ụ')
}

fn toned_close(c: char) -> bool {
    matches!(c, 'à' | 'ả' | 'ã' | 'á' | 'ạ' | 'è' | 'ẻ' | 'ẽ' | 'é' | 'ẹ' | 'ỳ' | 'ỷ' | 'ỹ' | 'ý' | 'ỵ')
        || matches!(
            c,
            'À' | 'Ả'
                | 'Ã'
                | 'Á'
                | 'Ạ'
                | 'È'
                | 'Ẻ'
                | 'Ẽ'
                | 'É'
                | 'Ẹ'
                | 'Ỳ'
                | 'Ỷ'
                | 'Ỹ'
                | 'Ý'
                | 'Ỵ'
        )
}

/// Effect of a letter on the place of a tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ToneLetter {
    Other,
    Vowel,
    /// `à`: a tone and no other mark.
    Toned,
    /// `ô`: where there is one, it bears the tone.
    Marked,
    MarkedToned,
}

impl ToneLetter {
    /// Class of a letter, from a table: there is a word at every step.
    fn of(c: char) -> Self {
        let at = c as usize;
        let known = match c {
            '\0'..='\u{1ff}' => LOW.get(at),
            '\u{1e00}'..='\u{1eff}' => HIGH.get(at - 0x1e00),
            _ => None,
        };
        known.copied().unwrap_or(Self::Other)
    }

    const fn told(c: char) -> Self {
        match c {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'A' | 'E' | 'I' | 'O' | 'U' | 'Y' => Self::Vowel,
            'Ă' | 'ă' | 'Â' | 'â' | 'Ê' | 'ê' | 'Ô' | 'ô' | 'Ơ' | 'ơ' | 'Ư' | 'ư' => Self::Marked,
            'À'..='Ý' | 'à'..='ý' | 'Ĩ' | 'ĩ' | 'Ũ' | 'ũ' | 'Ạ'..='ả' => Self::Toned,
            'Ẹ'..='ẽ' | 'Ỉ'..='ỏ' | 'Ụ'..='ủ' | 'Ỳ'..='ỹ' => Self::Toned,
            'Ấ'..='ỹ' => Self::MarkedToned,
            _ => Self::Other,
        }
    }
}

/// The letters from U+0000 and from U+1E00: beyond there are none.
static LOW: [ToneLetter; 0x200] = letters(0);
static HIGH: [ToneLetter; 0x100] = letters(0x1e00);

const fn letters<const COUNT: usize>(from: u32) -> [ToneLetter; COUNT] {
    let mut letters = [ToneLetter::Other; COUNT];
    let mut index = 0;
    while index < COUNT {
        if let Some(c) = char::from_u32(from + index as u32) {
            letters[index] = ToneLetter::told(c);
        }
        index += 1;
    }
    letters
}

/// Tests whether a tone stands beside another vowel and not on the mark where it belongs. Cheap, for every word.
fn may_be_misplaced(word: &str) -> bool {
    let mut before = ToneLetter::Other;
    word.chars().map(ToneLetter::of).any(|letter| {
        let pair = (before, letter);
        before = letter;
        match pair {
            (ToneLetter::Other, _) | (_, ToneLetter::Other) => false,
            (ToneLetter::Toned, _) | (_, ToneLetter::Toned) => true,
            (first, second) => first == ToneLetter::MarkedToned && second != ToneLetter::Vowel,
        }
    })
}

/// Tests whether a word may be part of a name: a capital beside a capital, or a capital inside a sentence.
fn is_name(passage: &Passage, index: usize) -> bool {
    let is_capital = |index: Option<usize>| {
        index.and_then(|i| passage.word(i)).is_some_and(|w| w.starts_with(char::is_uppercase))
    };
    let start = passage.words.get(index).map_or(0, |word| word.start);
    let before = passage.text().get(..start).unwrap_or("").trim_end();
    let inside = before.ends_with(|c: char| c.is_alphanumeric() || c == ',');
    is_capital(Some(index)) && (inside || is_capital(Some(index + 1)) || is_capital(index.checked_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_tables_hold_every_letter() {
        for c in '\0'..='\u{ffff}' {
            assert_eq!(ToneLetter::of(c), ToneLetter::told(c), "{c}");
        }
    }

    proptest! {
        #[test]
        fn a_word_passed_over_is_in_order(
            word in "(b|ngh|qu|gi|h|T)?[aăâeêioôơuưyàằấèếìòồờùừỳảạặịụỵỲẤỜÙ]{1,3}(c|n|ng|nh|t)?"
        ) {
            prop_assert!(may_be_misplaced(&word) || tone::repair(&word) == word);
            prop_assert!(has_two_places(&word) || (tone::to_old(&word) == word) == (tone::to_new(&word) == word));
        }
    }
}
