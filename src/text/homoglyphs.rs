//! Characters that look like Vietnamese ones and are others: letters of other alphabets inside a Latin word, accents
//! beside their vowel, carons for breves. A word is changed only when all of it becomes Latin, or a syllable.

use super::{Corrections, Rule, is_syllable, marks};

/// Latin letters for Cyrillic and Greek ones in words that hold Latin letters too; `None` when nothing changes.
pub(super) fn latinised(text: &str, corrections: &mut Corrections) -> Option<String> {
    replace_words(text, |c| c.is_alphabetic() || is_mark(c), is_foreign, latin_word, corrections)
}

fn latin_word(word: &str) -> Option<String> {
    let has_latin = word.chars().any(is_latin);
    let certain = word.chars().all(|c| !is_foreign(c) || latin_homoglyph(c).is_some());
    (has_latin && certain).then(|| word.chars().map(|c| latin_homoglyph(c).unwrap_or(c)).collect())
}

/// Syllables whose accent stands beside its vowel or whose breve came as a caron; `None` when nothing changes.
pub(super) fn repaired_syllables(text: &str, corrections: &mut Corrections) -> Option<String> {
    let in_word = |c: char| c.is_alphabetic() || is_mark(c) || is_standalone_accent(c);
    replace_words(text, in_word, is_standalone_accent, repaired_syllable, corrections)
}

fn repaired_syllable(word: &str) -> Option<String> {
    // Longer than any syllable with its marks apart; keeps this linear in the text.
    if word.chars().count() > 16 {
        return None;
    }
    let marked: String = word.chars().flat_map(combining_mark).collect();
    let composed = marks::composed(&marked);
    is_syllable(&composed).then_some(composed)
}

/// `-` for a minus sign between letters, as in `KH−LĐLĐ`; `None` when nothing changes.
pub(super) fn hyphens_for_minus(text: &str, corrections: &mut Corrections) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    for (at, minus) in text.match_indices('\u{2212}') {
        let before = text[..at].chars().next_back();
        let after = text[at + minus.len()..].chars().next();
        let (Some(before), Some(after)) = (before, after) else { continue };
        let joins = before.is_alphanumeric() && after.is_alphanumeric();
        if joins && (before.is_alphabetic() || after.is_alphabetic()) {
            corrections.add(Rule::LookAlikes, 1);
            out.push_str(&text[copied..at]);
            out.push('-');
            copied = at + minus.len();
        }
    }
    finish(text, copied, out)
}

/// Walks the words of `text` and replaces those with a suspicious character that `mend` knows better.
fn replace_words(
    text: &str,
    in_word: impl Fn(char) -> bool,
    is_suspicious: impl Fn(char) -> bool,
    mend: impl Fn(&str) -> Option<String>,
    corrections: &mut Corrections,
) -> Option<String> {
    let mut out = String::new();
    let (mut copied, mut start) = (0, 0);
    for word in text.split(|c| !in_word(c)) {
        let end = start + word.len();
        if word.chars().any(&is_suspicious)
            && let Some(mended) = mend(word)
        {
            corrections.add(Rule::LookAlikes, 1);
            out.push_str(&text[copied..start]);
            out.push_str(&mended);
            copied = end;
        }
        start = end + text[end..].chars().next().map_or(0, char::len_utf8);
    }
    finish(text, copied, out)
}

fn finish(text: &str, copied: usize, mut out: String) -> Option<String> {
    (copied > 0).then(|| {
        out.push_str(&text[copied..]);
        out
    })
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Latin letters; the Kelvin and Ångström signs are Latin letters under NFC.
fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, 'À'..='ɏ' | 'Ḁ'..='ỿ' | '\u{212a}' | '\u{212b}') && c.is_alphabetic()
}

/// Greek and Cyrillic.
fn is_foreign(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{52f}' | '\u{1f00}'..='\u{1fff}' | '\u{2126}')
}

fn latin_homoglyph(c: char) -> Option<char> {
    const FOREIGN: &str = "аеорсухіѕјАВЕКМНОРСТУХІЅЈοΟΑΒΕΖΗΙΚΜΝΡΤΥΧν";
    const LATIN: &str = "aeopcyxisjABEKMHOPCTYXISJoOABEZHIKMNPTYXv";
    FOREIGN.chars().zip(LATIN.chars()).find(|pair| pair.0 == c).map(|pair| pair.1)
}

/// Accents that stand alone, and carons and inverted breves.
pub(super) fn is_standalone_accent(c: char) -> bool {
    matches!(c, '´' | 'ˊ' | 'ˋ' | 'ˆ' | '˜' | 'ǎ' | 'Ǎ' | '\u{30c}' | '\u{311}')
}

/// The combining mark, or the letter with its breve, that was meant.
fn combining_mark(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        '´' | 'ˊ' => ('\u{301}', None),
        'ˋ' => ('\u{300}', None),
        '˜' => ('\u{303}', None),
        'ˆ' => ('\u{302}', None),
        'ǎ' => ('a', Some('\u{306}')),
        'Ǎ' => ('A', Some('\u{306}')),
        '\u{30c}' | '\u{311}' => ('\u{306}', None),
        _ => (c, None),
    };
    std::iter::once(first).chain(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(f: fn(&str, &mut Corrections) -> Option<String>, text: &str) -> Option<String> {
        f(text, &mut Corrections::new())
    }

    #[test]
    fn the_two_lists_of_twins_are_as_long_as_each_other() {
        assert_eq!(latin_homoglyph('ν'), Some('v'));
        assert_eq!(latin_homoglyph('Ј'), Some('J'));
        assert_eq!(latin_homoglyph('ж'), None);
    }

    #[test]
    fn foreign_letters_go_from_mixed_words_only() {
        assert_eq!(counted(latinised, "Cоng đoаn").as_deref(), Some("Cong đoan"));
        for kept in ["Москва", "kΩ", "Δx", "Công đoàn", ""] {
            assert_eq!(counted(latinised, kept), None, "{kept}");
        }
    }

    #[test]
    fn loose_accents_join_their_vowel_when_that_makes_a_syllable() {
        assert_eq!(counted(repaired_syllables, "ngày mô´t, Trǎng").as_deref(), Some("ngày mốt, Trăng"));
        assert_eq!(counted(repaired_syllables, "nǎm hoˆ").as_deref(), Some("năm hô"));
        for kept in ["30´", "xyz´", "rock´n´roll", "˜"] {
            assert_eq!(counted(repaired_syllables, kept), None, "{kept}");
        }
    }

    #[test]
    fn a_minus_between_letters_is_a_hyphen() {
        assert_eq!(counted(hyphens_for_minus, "02−NQ/TW, KH−LĐLĐ").as_deref(), Some("02-NQ/TW, KH-LĐLĐ"));
        assert_eq!(counted(hyphens_for_minus, "5−3, −2"), None);
    }
}
