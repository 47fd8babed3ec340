//! Text in the encodings from before Unicode (TCVN3 or ABC, VNI) and text damaged by a wrong decoding.
//!
//! Text comes in as it is found: the bytes read as Latin-1 or Windows-1252, so `ñ` may be a `đ`. It must not have been
//! through [`clean`](super::clean), which takes U+00AD (TCVN3 `ư`) and U+00A0 for blanks. Conversion is never silent:
//! [`detect`] proposes, a person agrees, [`convert`] does it. The name of a run's font is better evidence than any
//! statistics: [`encoding_of_font`].

mod mojibake;
mod tcvn3;
mod vni;

use serde::Serialize;

use super::is_syllable;
use super::letters::is_vietnamese;

/// How the letters of a text are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// As it should be.
    Unicode,
    /// TCVN 5712 (TCVN3, ABC): a byte a letter, capitals with tones only in fonts of capitals.
    Tcvn3,
    /// VNI for Windows: a base letter and a mark letter.
    Vni,
    /// UTF-8 once read as Windows-1252: `Viá»‡t` for `Việt`.
    Mojibake,
}

/// What the name of a font tells of the text set in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FontEncoding {
    /// The encoding of the run.
    pub encoding: Encoding,
    /// Whether the font shows every letter as a capital (`.VnTimeH`).
    pub capitals: bool,
}

impl FontEncoding {
    /// The run in Unicode, every character of it decoded.
    pub fn decode(self, run: &str) -> String {
        let text = match self.encoding {
            Encoding::Tcvn3 => tcvn3::decode(run),
            Encoding::Vni => vni::decode(run),
            Encoding::Unicode | Encoding::Mojibake => run.to_owned(),
        };
        if self.capitals { text.to_uppercase() } else { text }
    }
}

/// The encoding of text set in a font of this name: `.VnTime`, `.VnTimeH`, `VNI-Times`; `None` for other fonts.
pub fn encoding_of_font(name: &str) -> Option<FontEncoding> {
    let name = name.trim().to_ascii_lowercase();
    if name.starts_with("vni-") || name.starts_with("vni ") {
        return Some(FontEncoding { encoding: Encoding::Vni, capitals: false });
    }
    let capitals = name.ends_with('h');
    name.starts_with(".vn").then_some(FontEncoding { encoding: Encoding::Tcvn3, capitals })
}

/// The encoding of a document, or of a large part of one; Unicode where the evidence is weak.
///
/// Judges by how many words are possible syllables under each reading, so it wants a paragraph at least.
pub fn detect(text: &str) -> Encoding {
    if text.is_ascii() {
        return Encoding::Unicode;
    }
    if mojibake::is_likely(text) {
        return Encoding::Mojibake;
    }
    // In a document of two encodings no reading wins as a whole; a single long line is evidence enough then.
    let long_lines = text.lines().filter(|line| words(line).nth(7).is_some());
    std::iter::once(text).chain(long_lines).find_map(best_reading).unwrap_or(Encoding::Unicode)
}

/// The text in Unicode, converted line by line and word by word: words that are Unicode already stay.
pub fn convert(text: &str, from: Encoding) -> String {
    let line: fn(&str) -> String = match from {
        Encoding::Unicode => return text.to_owned(),
        Encoding::Mojibake => |line| mojibake::repaired(line).unwrap_or_else(|| line.to_owned()),
        Encoding::Tcvn3 => |line| convert_line(line, tcvn3::decode_word),
        Encoding::Vni => |line| convert_line(line, vni::decode),
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// A reading of one word.
type Decode = fn(&str) -> String;

/// The legacy encoding under which a text is clearly Vietnamese and as it stands clearly is not.
fn best_reading(text: &str) -> Option<Encoding> {
    let plain = Score::of(text, str::to_owned);
    let readings = [(Encoding::Tcvn3, tcvn3::decode_word as Decode), (Encoding::Vni, vni::decode)];
    let scored = readings.map(|(encoding, decode)| (encoding, Score::of(text, decode)));
    let likely = scored.into_iter().filter(|(_, score)| score.beats(&plain));
    likely.max_by_key(|(_, score)| score.possible).map(|(encoding, _)| encoding)
}

/// How Vietnamese a reading of a text is.
struct Score {
    words: usize,
    /// Possible syllables.
    possible: usize,
    /// Those of them with a letter that is Vietnamese only.
    marked: usize,
}

impl Score {
    fn of(text: &str, decode: Decode) -> Self {
        let mut score = Self { words: 0, possible: 0, marked: 0 };
        for word in words(text).filter(|word| !is_abbreviation(word)) {
            let decoded = decode(word);
            score.words += 1;
            if is_syllable(&decoded) {
                score.possible += 1;
                score.marked += usize::from(decoded.chars().any(is_vietnamese));
            }
        }
        score
    }

    /// Four fifths are syllables, a third marked, and a fifth more than in the plain reading: on 317 paragraphs of
    /// Unicode and the same ones re-encoded this gave no false alarm.
    fn beats(&self, plain: &Self) -> bool {
        self.marked * 100 >= self.words * 35
            && self.possible * 10 >= self.words * 8
            && self.possible * 10 >= plain.possible * 10 + self.words * 2
            && self.marked > plain.marked
    }
}

/// Capitals and figures say nothing about an encoding.
fn is_abbreviation(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.iter().any(u8::is_ascii_digit) || bytes.len() < 2 || bytes.iter().all(u8::is_ascii_uppercase)
}

/// Words as legacy text has them: their letters may look like signs (`µ`, `«`), so only ASCII signs, blanks and
/// typographic punctuation part them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_word_char(c)).filter(|word| !word.is_empty())
}

fn is_word_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || (c > '\u{a0}' && !matches!(c, '\u{2000}'..='\u{206f}'))
}

/// What a line says of one of its words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Unicode,
    Legacy,
    /// Both readings are possible, or neither.
    Open,
}

/// Converts the words that only the legacy reading explains; those that both or none explain go with the majority
/// of their line.
fn convert_line(line: &str, decode: Decode) -> String {
    let votes = |wanted| words(line).filter(|word| reading(word, decode) == wanted).count();
    let majority =
        if votes(Reading::Unicode) > votes(Reading::Legacy) { Reading::Unicode } else { Reading::Legacy };
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let border = |c: char| is_word_char(c) != is_word_char(first);
        let (piece, after) = rest.split_at(rest.find(border).unwrap_or(rest.len()));
        let legacy = match reading(piece, decode) {
            Reading::Open => majority == Reading::Legacy,
            sure => sure == Reading::Legacy,
        };
        if legacy && is_word_char(first) {
            out.push_str(&decode(piece))
        } else {
            out.push_str(piece)
        }
        rest = after;
    }
    out
}

fn reading(word: &str, decode: Decode) -> Reading {
    if word.is_ascii() {
        return Reading::Open;
    }
    if word.chars().any(|c| c > '\u{ff}') {
        return Reading::Unicode;
    }
    match (is_syllable(word), is_syllable(&decode(word))) {
        (true, false) => Reading::Unicode,
        (false, true) => Reading::Legacy,
        _ => Reading::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const UNICODE: &str = "Căn cứ Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân ngày 26/11/2003;";
    const TCVN3: &str = "C¨n cø LuËt Tæ chøc Héi ®ång nh©n d©n vµ ñy ban nh©n d©n ngµy 26/11/2003;";
    const VNI: &str =
        "Caên cöù Luaät Toå chöùc Hoäi ñoàng nhaân daân vaø Uûy ban nhaân daân ngaøy 26/11/2003;";
    const MOJIBAKE: &str = "CÄƒn cá»© Luáº\u{ad}t Tá»• chá»©c Há»™i Ä‘á»“ng nhÃ¢n dÃ¢n";

    #[test]
    fn each_encoding_is_known_by_its_words() {
        assert_eq!(detect(UNICODE), Encoding::Unicode);
        assert_eq!(detect(TCVN3), Encoding::Tcvn3);
        assert_eq!(detect(VNI), Encoding::Vni);
        assert_eq!(detect(MOJIBAKE), Encoding::Mojibake);
    }

    #[test]
    fn other_languages_raise_no_alarm() {
        for text in ["Café Đà Lạt, naïve résumé", "The quick brown fox", "«Où êtes-vous né ?»", "", "ÆØÅ æøå"]
        {
            assert_eq!(detect(text), Encoding::Unicode, "{text}");
        }
    }

    #[test]
    fn each_encoding_is_converted() {
        assert_eq!(convert(TCVN3, Encoding::Tcvn3), UNICODE.replace("Ủy", "ủy"));
        assert_eq!(convert(VNI, Encoding::Vni), UNICODE);
        assert_eq!(convert(MOJIBAKE, Encoding::Mojibake), "Căn cứ Luật Tổ chức Hội đồng nhân dân");
        assert_eq!(convert(UNICODE, Encoding::Unicode), UNICODE);
    }

    #[test]
    fn lines_and_words_that_are_unicode_already_stay() {
        for (legacy, encoding) in [(VNI, Encoding::Vni), (TCVN3, Encoding::Tcvn3)] {
            let mixed =
                format!("Ủy ban nhân dân toàn tỉnh\n{legacy}\n\nĐiều 1. Quyết định này; cô toàn hòa\n");
            assert_eq!(detect(&mixed), encoding);
            let converted = convert(&mixed, encoding);
            assert_eq!(converted, mixed.replace(legacy, &convert(legacy, encoding)));
            assert_eq!(convert(UNICODE, encoding), UNICODE);
        }
        assert_eq!(convert("Quyết định cuûa Chuû tịch UBND", Encoding::Vni), "Quyết định của Chủ tịch UBND");
    }

    #[test]
    fn the_font_names_its_encoding() {
        let capitals = encoding_of_font(".VnTimeH").unwrap();
        assert_eq!(capitals, FontEncoding { encoding: Encoding::Tcvn3, capitals: true });
        assert_eq!(capitals.decode("Tr×nh"), "TRÌNH");
        assert_eq!(encoding_of_font(".VnTime").unwrap().decode("ViÖt"), "Việt");
        assert_eq!(encoding_of_font("VNI-Times").unwrap().decode("Vieät"), "Việt");
        assert_eq!(encoding_of_font("Times New Roman"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_detected_and_converted(text in "\\PC{0,40}|[a-yA-Y\u{a0}-\u{ff} \n]{0,60}") {
            let _ = detect(&text);
            for encoding in [Encoding::Tcvn3, Encoding::Vni, Encoding::Mojibake] {
                prop_assert_eq!(convert(&text, encoding).split('\n').count(), text.split('\n').count());
            }
        }
    }
}
