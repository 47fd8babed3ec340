//! The order of Vietnamese lists (CLDR `vi`): letters first, then tones, then case.

use std::borrow::Cow;
use std::cmp::Ordering;

use unicode_normalization::char::decompose_canonical;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::letters::Vowel;

/// Everything ASCII and the Vietnamese letters that are letters of their own, in order.
const ORDER: &str = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// Compares as a Vietnamese dictionary does: `a ă â b c d đ …` at first level, tones in the order ngang, huyền, hỏi,
/// ngã, sắc, nặng second, small before capital third; spaces before letters. Equal only for equal characters.
pub fn compare(a: &str, b: &str) -> Ordering {
    let (x, y) = (composed(a), composed(b));
    let level = |pick: fn(CollationWeight) -> u32| weights(&x).map(pick).cmp(weights(&y).map(pick));
    level(|w| w.letter)
        .then_with(|| level(|w| w.mark))
        .then_with(|| level(|w| u32::from(w.capital)))
        .then_with(|| a.cmp(b))
}

fn composed(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

/// Collation weights of a character at the three levels.
#[derive(Clone, Copy)]
struct CollationWeight {
    letter: u32,
    mark: u32,
    capital: bool,
}

fn weights(text: &str) -> impl Iterator<Item = CollationWeight> + '_ {
    text.chars().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).map(weight)
}

fn weight(c: char) -> CollationWeight {
    if let Some(vowel) = Vowel::of(c) {
        return CollationWeight {
            letter: rank(vowel.bare()),
            mark: vowel.tone as u32,
            capital: vowel.is_upper(),
        };
    }
    let lower = c.to_lowercase().next().unwrap_or(c);
    let capital = lower != c;
    // Foreign letters stand with their base letter, after its tones.
    let (mut base, mut mark) = (None, 0);
    decompose_canonical(lower, |part| match base {
        None => base = Some(part),
        Some(_) => mark = part as u32,
    });
    CollationWeight { letter: rank(base.unwrap_or(lower)), mark, capital }
}

/// Known characters in their order, controls before and all others after them.
fn rank(c: char) -> u32 {
    if c.is_whitespace() {
        return 1;
    }
    if let Some(&rank) = ASCII.get(c as usize) {
        return rank;
    }
    match ORDER.chars().position(|known| known == c) {
        Some(at) => at as u32 + 1,
        None => 1_000 + c as u32,
    }
}

/// The places in [`ORDER`] of what is ASCII, counted from 1.
static ASCII: [u32; 128] = {
    let mut ranks = [0; 128];
    let (mut at, mut rank) = (0, 0);
    while at < ORDER.len() {
        let byte = ORDER.as_bytes()[at];
        rank += (byte & 0xC0 != 0x80) as u32;
        if byte.is_ascii() {
            ranks[byte as usize] = rank;
        }
        at += 1;
    }
    ranks
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lists_stand_in_dictionary_order() {
        let lists = [
            "ma|mà|mả|mã|má|mạ|mac|măc|mâ",
            "la|lan|lán|lan anh|làn b|lan c|lân",
            "da|dê|Dương|đa|đá|Đặng|đi",
            "hoà|hòa",
            "a|A|à|À|b|z",
        ];
        for list in lists {
            let expected: Vec<&str> = list.split('|').collect();
            let mut sorted = expected.clone();
            sorted.reverse();
            sorted.sort_by(|a, b| compare(a, b));
            assert_eq!(sorted, expected);
        }
    }

    #[test]
    fn decomposed_letters_stand_where_composed_ones_do() {
        assert_eq!(compare("a\u{301}b", "ác"), Ordering::Less);
        assert_eq!(compare("a\u{301}b", "áa"), Ordering::Greater);
    }

    proptest! {
        #[test]
        fn the_order_is_total(a in "[a-dđâấĐ \u{301}é]{0,4}", b in "[a-dđâấĐ \u{301}é]{0,4}", c in "[a-dđâấĐ é]{0,4}") {
            prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
            prop_assert_eq!(compare(&a, &b) == Ordering::Equal, a == b);
            if compare(&a, &b).is_le() && compare(&b, &c).is_le() {
                prop_assert!(compare(&a, &c).is_le());
            }
        }
    }
}
