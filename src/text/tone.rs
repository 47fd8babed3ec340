//! The place of the tone mark: `hòa` (older) or `hoà` (newer). On request only: what a person or an office calls
//! itself keeps its spelling. `i` and `y` never change places.

use std::borrow::Cow;

use super::edit::{TextEdit, edit_string};
use super::letters::{Tone, Vowel};
use super::syllable::Syllable;

/// Style of placing the mark in `oa`, `oe`, `uy` without a coda; everywhere else there is one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ToneStyle {
    /// On the first vowel: `hòa`, `thủy`.
    Old,
    /// On the second: `hoà`, `thuỷ`.
    New,
}

/// Puts every tone mark where the older style has it, as the state's own texts do; wrong places are mended.
pub fn to_old(text: &str) -> Cow<'_, str> {
    edited(text, old_places(text))
}

/// Puts every tone mark where the newer style has it, as schoolbooks do; wrong places are mended.
pub fn to_new(text: &str) -> Cow<'_, str> {
    edited(text, new_places(text))
}

/// Moves tone marks that stand where neither style has them: `qúy` → `quý`, `cuả` → `của`.
pub fn repair(text: &str) -> Cow<'_, str> {
    edited(text, repairs(text))
}

/// The edits of [`to_old`].
pub(super) fn old_places(text: &str) -> Vec<TextEdit> {
    moves(text, |word| Some(place(word, ToneStyle::Old)))
}

/// The edits of [`to_new`].
pub(super) fn new_places(text: &str) -> Vec<TextEdit> {
    moves(text, |word| Some(place(word, ToneStyle::New)))
}

/// The edits of [`repair`].
pub(super) fn repairs(text: &str) -> Vec<TextEdit> {
    moves(text, |word| {
        let at = word.tone?.0;
        let old = place(word, ToneStyle::Old);
        (at != old && at != place(word, ToneStyle::New)).then_some(old)
    })
}

fn edited(text: &str, edits: Vec<TextEdit>) -> Cow<'_, str> {
    if edits.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(edit_string(text, &edits)) }
}

/// The edits that bring the tone of every possible syllable to the letter `wanted` names.
fn moves(text: &str, wanted: impl Fn(&Syllable) -> Option<usize>) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    let mut start = 0;
    for word in text.split(|c: char| !c.is_alphabetic()) {
        // A word in ASCII has no tone.
        if !word.is_ascii()
            && let Some(syllable) = Syllable::of(word)
            && let Some((from, tone)) = syllable.tone
            && syllable.is_possible()
            && let Some(to) = wanted(&syllable)
            && to != from
        {
            edits.extend(moved(word, start, from, to, tone));
        }
        let end = start + word.len();
        start = end + text[end..].chars().next().map_or(0, char::len_utf8);
    }
    edits
}

/// The edit that takes a tone from one letter of `word` to another.
fn moved(word: &str, start: usize, from: usize, to: usize, tone: Tone) -> Option<TextEdit> {
    let (first, last) = (from.min(to), from.max(to));
    let mut letters = word.char_indices();
    let (begin, _) = letters.clone().nth(first)?;
    let (last_at, last_letter) = letters.nth(last)?;
    let end = last_at + last_letter.len_utf8();
    let toned = |index: usize, c: char| {
        let tone = if index == to { tone } else { Tone::Level };
        Vowel::of(c).map(|vowel| vowel.with_tone(tone).letter())
    };
    let replacement: Option<String> =
        word[begin..end].chars().enumerate().map(|(i, c)| toned(first + i, c)).collect();
    Some(TextEdit::replace(start + begin..start + end, replacement?))
}

/// The letter that bears the tone of a possible syllable.
fn place(syllable: &Syllable, style: ToneStyle) -> usize {
    let onset = syllable.onset();
    let rhyme = &syllable.letters()[onset..];
    let nucleus = &rhyme[..syllable.nucleus()];
    let has_coda = nucleus.len() < rhyme.len();
    let marked = nucleus.iter().rposition(|c| matches!(c, 'ă' | 'â' | 'ê' | 'ô' | 'ơ' | 'ư'));
    let within = match (marked, nucleus) {
        (Some(at), _) => at,
        (None, vowels) if has_coda => vowels.len().saturating_sub(1),
        (None, ['o', 'a' | 'e'] | ['u', 'y']) => usize::from(style == ToneStyle::New),
        (None, [_, _, _]) => 1,
        _ => 0,
    };
    onset + within
}

#[cfg(test)]
mod tests {
    use super::super::{is_syllable, syllable};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_two_styles_differ_in_oa_oe_uy_only() {
        let table = [
            ("hoà", "hòa", "hoà"),
            ("HÒA", "HÒA", "HOÀ"),
            ("thuỷ, ủy, khoẻ, tuỳ", "thủy, ủy, khỏe, tùy", "thuỷ, uỷ, khoẻ, tuỳ"),
            ("qúy gìa", "quý già", "quý già"),
            ("Uỷ ban", "Ủy ban", "Uỷ ban"),
        ];
        for (typed, old, new) in table {
            assert_eq!(to_old(typed), old);
            assert_eq!(to_new(typed), new);
        }
        let same = "hoàn huỳnh suýt ngoẻo khuỷu thuở giữa quốc quý mía giếng gì ngoài của";
        assert_eq!(to_old(same), same);
        assert_eq!(to_new(same), same);
    }

    #[test]
    fn repair_moves_only_what_neither_style_has() {
        assert_eq!(repair("qúy cuả họat nghìên ủê"), "quý của hoạt nghiền uể");
        for kept in ["hoà hòa uỷ ủy", "café résumé naïve", "LĐLĐ số 39/KH", "Đắk Lắk"] {
            assert!(matches!(repair(kept), Cow::Borrowed(_)), "{kept}");
        }
    }

    #[test]
    fn every_syllable_goes_there_and_back_from_wherever_its_tone_is_typed() {
        let mut possible = 0;
        for bare in syllable::all() {
            for (at, c) in bare.char_indices() {
                for tone in Tone::ALL.into_iter().skip(1) {
                    let Some(vowel) = Vowel::of(c) else { continue };
                    let letter = vowel.with_tone(tone).letter();
                    let typed = format!("{}{letter}{}", &bare[..at], &bare[at + c.len_utf8()..]);
                    if is_syllable(&typed) {
                        possible += 1;
                        let (old, new) = (to_old(&typed).into_owned(), to_new(&typed).into_owned());
                        assert_eq!(to_old(&new), old, "{typed}");
                        assert_eq!(to_new(&old), new, "{typed}");
                        assert_eq!(repair(&old), old);
                        assert_eq!(repair(&new), new);
                        assert!(is_syllable(&old) && is_syllable(&new), "{typed}");
                    }
                }
            }
        }
        assert!(possible > 20_000, "{possible}");
    }

    proptest! {
        #[test]
        fn there_and_back_is_where_it_was(text in "[a-yđ]{0,3}[aeouyàảéòỏúụýỳấềộ]{1,3}(n|ng|t|ch|m)?( [HQK][oô][aàá])?") {
            let old = to_old(&text).into_owned();
            let new = to_new(&old).into_owned();
            prop_assert_eq!(to_old(&new), old.as_str());
            prop_assert_eq!(to_old(&old), old.as_str());
            prop_assert_eq!(repair(&old), old.as_str());
        }
    }
}
