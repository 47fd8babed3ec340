//! The syllables of Vietnamese: onset, rhyme and tone, and which of them go together.

use super::letters::{Tone, Vowel};

/// The longest syllable, `nghiêng`, and one more.
const LONGEST: usize = 8;

/// The 26 spellings of an onset but `qu` and `gi`, which share a letter with the rhyme.
const ONSETS: [&str; 26] = [
    "b", "c", "ch", "d", "đ", "g", "gh", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "r",
    "s", "t", "th", "tr", "v", "x", "",
];

/// Every rhyme without its tone, sorted by code point for the search.
const RHYMES: [&str; 164] = [
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "e", "ec", "em", "en",
    "eng", "eo", "ep", "et", "i", "ia", "ich", "im", "in", "inh", "ip", "it", "iu", "iêc", "iêm", "iên",
    "iêng", "iêp", "iêt", "iêu", "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap",
    "oat", "oay", "oc", "oe", "oem", "oen", "oeo", "oet", "oi", "om", "on", "ong", "ooc", "oong", "op", "ot",
    "oăc", "oăm", "oăn", "oăng", "oăp", "oăt", "u", "ua", "uc", "ui", "um", "un", "ung", "up", "ut", "uy",
    "uya", "uych", "uyn", "uynh", "uyp", "uyt", "uyu", "uyên", "uyêt", "uân", "uâng", "uât", "uây", "uê",
    "uêch", "uên", "uênh", "uêt", "uôc", "uôi", "uôm", "uôn", "uông", "uôt", "uơ", "y", "yêm", "yên", "yêng",
    "yêt", "yêu", "âc", "âm", "ân", "âng", "âp", "ât", "âu", "ây", "ê", "êch", "êm", "ên", "ênh", "êp", "êt",
    "êu", "ô", "ôc", "ôi", "ôm", "ôn", "ông", "ôp", "ôt", "ăc", "ăm", "ăn", "ăng", "ăp", "ăt", "ơ", "ơi",
    "ơm", "ơn", "ơp", "ơt", "ư", "ưa", "ưc", "ưi", "ưm", "ưn", "ưng", "ưt", "ưu", "ươc", "ươi", "ươm", "ươn",
    "ương", "ươp", "ươt", "ươu",
];

/// A token taken apart: its letters in lower case without tone, and the tone with its place.
pub(super) struct Syllable {
    letters: [char; LONGEST],
    length: usize,
    /// Index of the letter with the tone mark, and the tone; `None` for the level tone.
    pub(super) tone: Option<(usize, Tone)>,
}

impl Syllable {
    /// The parts of a token of Vietnamese letters with one tone mark at most; `None` for anything else.
    pub(super) fn of(token: &str) -> Option<Self> {
        let mut out = Self { letters: [' '; LONGEST], length: 0, tone: None };
        for c in token.chars() {
            let letter = match Vowel::of(c) {
                Some(vowel) => {
                    if vowel.tone != Tone::Level && out.tone.replace((out.length, vowel.tone)).is_some() {
                        return None;
                    }
                    vowel.bare()
                }
                None if c.is_ascii_alphabetic() => c.to_ascii_lowercase(),
                None if matches!(c, 'đ' | 'Đ') => 'đ',
                None => return None,
            };
            *out.letters.get_mut(out.length)? = letter;
            out.length += 1;
        }
        (out.length > 0).then_some(out)
    }

    /// Its letters: lower case, without tone.
    pub(super) fn letters(&self) -> &[char] {
        &self.letters[..self.length]
    }

    /// Number of letters of the onset. `qu` takes its `u`; `gi` its `i` where another vowel but `ê` follows.
    pub(super) fn onset(&self) -> usize {
        match self.letters() {
            ['q', 'u', ..] => 2,
            ['g', 'i', next, ..] if is_vowel(*next) && *next != 'ê' => 2,
            letters => letters.iter().take_while(|&&c| !is_vowel(c)).count(),
        }
    }

    /// Number of letters of the rhyme that are its nucleus.
    pub(super) fn nucleus(&self) -> usize {
        self.letters()[self.onset()..].iter().take_while(|&&c| is_vowel(c)).count()
    }

    /// Tests whether the language has it: a known onset and rhyme that may meet, and a tone its coda allows.
    pub(super) fn is_possible(&self) -> bool {
        let (onset, rhyme) = self.letters().split_at(self.onset());
        let Some(&first) = rhyme.first() else { return false };
        let front = matches!(first, 'e' | 'ê' | 'i' | 'y');
        let fits = match onset {
            ['q', 'u'] => is_rhyme_after_qu(rhyme),
            ['g', 'i'] => first != 'y' && is_rhyme(&[], rhyme),
            // `gì`, `gìn`, `giếng`: the i is the rhyme's own.
            ['g'] if first == 'i' => is_rhyme(&[], rhyme),
            ['c'] | ['g'] | ['n', 'g'] => !front && is_rhyme(&[], rhyme),
            ['k'] | ['g', 'h'] | ['n', 'g', 'h'] => front && is_rhyme(&[], rhyme),
            _ => ONSETS.iter().any(|o| o.chars().eq(onset.iter().copied())) && is_rhyme(&[], rhyme),
        };
        fits && (!is_stopped(rhyme) || matches!(self.tone, Some((_, Tone::Sac | Tone::Nang))))
    }
}

/// Tests whether a token is a syllable of Vietnamese in its spelling (NFC, any case); names and foreign words
/// mostly are not.
pub fn is_syllable(token: &str) -> bool {
    Syllable::of(token).is_some_and(|syllable| syllable.is_possible())
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'ă' | 'â' | 'e' | 'ê' | 'i' | 'o' | 'ô' | 'ơ' | 'u' | 'ư' | 'y')
}

/// The codas that stop the voice and so allow two tones only.
fn is_stopped(rhyme: &[char]) -> bool {
    matches!(rhyme, [.., 'p' | 't' | 'c'] | [.., 'c', 'h'])
}

/// Tests whether `glide` and `rest` together are a rhyme.
fn is_rhyme(glide: &[char], rest: &[char]) -> bool {
    let letters = || glide.iter().chain(rest).copied();
    RHYMES.binary_search_by(|known| known.chars().cmp(letters())).is_ok()
}

/// After `qu` stand the rhymes that have a glide elsewhere (`oan` as in `quan`), and some of its own.
fn is_rhyme_after_qu(rest: &[char]) -> bool {
    const OWN: [&str; 10] = ["i", "it", "in", "ip", "au", "âu", "ôc", "ơn", "ơt", "ương"];
    is_rhyme(&['u'], rest) && rest[0] != 'a'
        || is_rhyme(&['o'], rest)
        || OWN.iter().any(|own| own.chars().eq(rest.iter().copied()))
}

/// Every onset with every rhyme that may follow it, without tone; for tests.
#[cfg(test)]
pub(super) fn all() -> Vec<String> {
    let onsets = ONSETS.iter().chain(&["qu", "gi"]);
    onsets.flat_map(|onset| RHYMES.iter().map(move |rhyme| format!("{onset}{rhyme}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rhymes_are_sorted_for_the_search() {
        assert!(RHYMES.windows(2).all(|w| w[0].chars().lt(w[1].chars())));
    }

    #[test]
    fn words_of_documents_are_syllables() {
        let text = "Căn cứ Kế hoạch ngày của Đoàn Chủ tịch Tổng Liên đoàn Lao động Việt Nam giếng gì gìn giữ giải quyết \
            quốc quý quả quần quấy huỳnh khuỷu ngoẻo thuở nghiêng nghiệp khuya ủy uỷ hòa hoà xoong quyền quỳnh quạu \
            ỷ yên yếu yểng KHOẺ TUỲ suýt ngoằn ngoèo luật huân uể oải gìn giặt gia giá giêng kỷ kiến ghi ghế";
        for word in text.split_whitespace() {
            assert!(is_syllable(word), "{word}");
        }
    }

    #[test]
    fn what_the_language_does_not_have_is_none() {
        for word in [
            "Covid",
            "CTr",
            "LĐLĐ",
            "ngi",
            "ci",
            "ka",
            "ghà",
            "cac",
            "hoach",
            "côngđoàn",
            "hộị",
            "fa",
            "q",
            "qu",
            "b",
            "2023",
            "",
            "résumé",
            "nghiêngg",
            "ngye",
        ] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
