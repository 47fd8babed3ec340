//! Text in the encodings from before Unicode (TCVN3 or ABC, VNI) and text damaged by a wrong decoding.
//!
//! Text comes in as it is found: the bytes read as Latin-1 or Windows-1252, so `ñ` may be a `đ`. It must not have been
//! through [`clean`](super::clean), which takes U+00AD (TCVN3 `ư`) and U+00A0 for blanks. Conversion is never silent:
//! [`detect`] proposes, a person agrees, [`convert`] does it. The name of a run's font is better evidence than any
//! statistics: [`encoding_of_font`].

mod mojibake;
mod tcvn3;
mod vni;

use std::cmp::Ordering;

use serde::Serialize;

use super::is_syllable;
use super::letters::is_vietnamese;

/// Encoding of a text's letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Unicode.
    Unicode,
    /// TCVN 5712 (TCVN3, ABC): a byte a letter, capitals with tones only in fonts of capitals.
    Tcvn3,
    /// VNI for Windows: a base letter and a mark letter.
    Vni,
    /// UTF-8 once read as Windows-1252: `Viá»‡t` for `Việt`.
    Mojibake,
}

impl Encoding {
    /// Name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unicode => "Unicode",
            Self::Tcvn3 => "TCVN3 (ABC)",
            Self::Vni => "VNI",
            Self::Mojibake => "UTF-8 bị đọc nhầm",
        }
    }
}

/// Encoding that the name of a font implies for the text set in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FontEncoding {
    /// The encoding of the run.
    pub encoding: Encoding,
    /// Flag: the font shows every letter as a capital (`.VnTimeH`).
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
    // Some programs drop the dot; other fonts than those of ABC begin with `vn` too.
    const WITHOUT_DOT: [&str; 3] = ["vntime", "vnarial", "vnhelvetins"];
    let known = |root: &str| name.strip_prefix(root).is_some_and(|rest| matches!(rest, "" | "h" | " narrow"));
    let capitals = name.ends_with('h');
    let is_abc = name.starts_with(".vn") || WITHOUT_DOT.iter().any(|root| known(root));
    is_abc.then_some(FontEncoding { encoding: Encoding::Tcvn3, capitals })
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
    best_reading(text).unwrap_or(Encoding::Unicode)
}

/// The text in Unicode, converted line by line and word by word: words that are Unicode already stay.
pub fn convert(text: &str, from: Encoding) -> String {
    match from {
        Encoding::Unicode => text.to_owned(),
        Encoding::Mojibake => {
            let repaired = |line| mojibake::repaired(line).unwrap_or_else(|| str::to_owned(line));
            text.split('\n').map(repaired).collect::<Vec<_>>().join("\n")
        }
        Encoding::Tcvn3 => convert_lines(text, tcvn3::decode_word),
        Encoding::Vni => convert_lines(text, vni::decode),
    }
}

/// A reading of one word.
type WordDecoder = fn(&str) -> String;

/// The legacy encoding that explains the words of a text which make no sense as they stand.
///
/// Such a word has a letter beyond ASCII, none beyond Latin-1, and is no syllable. Four fifths of them must become
/// syllables, and three at least; so a signature still in VNI is seen in a document that is Unicode otherwise.
fn best_reading(text: &str) -> Option<Encoding> {
    let (mut odd, mut explained) = (0, [0; 2]);
    for word in words(text).filter(|word| is_odd(word)) {
        odd += 1;
        for (count, decode) in explained.iter_mut().zip([tcvn3::decode_word as WordDecoder, vni::decode]) {
            let decoded = decode(word);
            *count += usize::from(is_syllable(&decoded) && decoded.chars().any(is_vietnamese));
        }
    }
    let [tcvn3, vni] = explained;
    let (encoding, best) = if vni > tcvn3 { (Encoding::Vni, vni) } else { (Encoding::Tcvn3, tcvn3) };
    (best >= 3 && best * 5 >= odd * 4).then_some(encoding)
}

fn is_odd(word: &str) -> bool {
    !word.is_ascii() && word.chars().all(|c| c <= '\u{ff}' && !c.is_ascii_digit()) && !is_syllable(word)
}

/// Words as legacy text has them: their letters may look like signs (`µ`, `«`), so only ASCII signs, blanks and
/// typographic punctuation part them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_word_char(c)).filter(|word| !word.is_empty())
}

fn is_word_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || (c > '\u{a0}' && !matches!(c, '\u{2000}'..='\u{206f}'))
}

/// Evidence of a line for the reading of one of its words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WordReading {
    Unicode,
    Legacy,
    /// Both readings are possible, or neither.
    Open,
}

/// Converts the words that only the legacy reading explains; those that both or none explain go with the majority
/// of their line, and a line without any evidence goes with the one before it.
fn convert_lines(text: &str, decode: WordDecoder) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = WordReading::Legacy;
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        let votes = |wanted| words(line).filter(|word| reading(word, decode) == wanted).count();
        open = match votes(WordReading::Unicode).cmp(&votes(WordReading::Legacy)) {
            Ordering::Greater => WordReading::Unicode,
            Ordering::Less => WordReading::Legacy,
            Ordering::Equal => open,
        };
        convert_line(line, open, decode, &mut out);
    }
    out
}

/// Converts a line; `open` is the reading of the words that do not say which is theirs.
fn convert_line(line: &str, open: WordReading, decode: WordDecoder, out: &mut String) {
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let is_word = is_word_char(first);
        let end = rest.find(|c| is_word_char(c) != is_word).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        let own = if is_word { reading(piece, decode) } else { WordReading::Unicode };
        if own == WordReading::Legacy || (own == WordReading::Open && open == WordReading::Legacy) {
            out.push_str(&decode(piece));
        } else {
            out.push_str(piece);
        }
        rest = after;
    }
}

fn reading(word: &str, decode: WordDecoder) -> WordReading {
    if word.is_ascii() {
        return WordReading::Open;
    }
    if word.chars().any(|c| c > '\u{ff}') {
        return WordReading::Unicode;
    }
    match (is_syllable(word), is_syllable(&decode(word))) {
        (true, false) => WordReading::Unicode,
        (false, true) => WordReading::Legacy,
        _ => WordReading::Open,
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

    const FOREIGN: [&str; 5] = [
        "«Où êtes-vous né ?» L’été dernier, à la forêt, où l’âne, l’œuf et la bête étaient déjà très âgés.",
        "Não há solução: a população não está, são três irmãs e dois irmãos; você também é português.",
        "Die Bäume blühen schön, größer als die Häuser und Türme über den Dächern; müde Füße ändern nichts.",
        "El niño pequeño comió piñas, mañana irá allí; también está aquí, según él, el árbol más común.",
        "Ðoàn Chủ tịch, Ðông, Ðà, Ðinh, Ðô, Ðêm, Ðàn",
    ];

    #[test]
    fn each_encoding_is_known_by_its_words() {
        assert_eq!(detect(UNICODE), Encoding::Unicode);
        assert_eq!(detect(TCVN3), Encoding::Tcvn3);
        assert_eq!(detect(VNI), Encoding::Vni);
        assert_eq!(detect(MOJIBAKE), Encoding::Mojibake);
    }

    #[test]
    fn other_languages_raise_no_alarm() {
        let short = ["Café Đà Lạt, naïve résumé", "The quick brown fox", "", "ÆØÅ æøå"];
        for text in short.into_iter().chain(FOREIGN) {
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
                format!("Ủy ban nhân dân toàn tỉnh\n{legacy}\n\nĐiều 1. Quyết định này; cô toàn hòa\ntoàn\n");
            assert_eq!(detect(&mixed), encoding);
            let converted = convert(&mixed, encoding);
            assert_eq!(converted, mixed.replace(legacy, &convert(legacy, encoding)));
            assert_eq!(convert(UNICODE, encoding), UNICODE);
        }
        assert_eq!(convert("Quyết định cuûa Chuû tịch UBND", Encoding::Vni), "Quyết định của Chủ tịch UBND");
    }

    #[test]
    fn a_signature_left_in_vni_is_seen_in_a_document_of_unicode() {
        let mixed = format!("{UNICODE}\n\nTM. BAN THÖÔØNG VUÏ\nPHOÙ CHUÛ TÒCH\n");
        assert_eq!(detect(&mixed), Encoding::Vni);
        assert_eq!(convert(&mixed, Encoding::Vni), format!("{UNICODE}\n\nTM. BAN THƯỜNG VỤ\nPHÓ CHỦ TỊCH\n"));
    }

    #[test]
    fn the_font_names_its_encoding() {
        let capitals = encoding_of_font(".VnTimeH").unwrap();
        assert_eq!(capitals, FontEncoding { encoding: Encoding::Tcvn3, capitals: true });
        assert_eq!(capitals.decode("Tr×nh"), "TRÌNH");
        assert_eq!(encoding_of_font(".VnTime").unwrap().decode("ViÖt"), "Việt");
        assert_eq!(encoding_of_font("VNI-Times").unwrap().decode("Vieät"), "Việt");
        assert_eq!(encoding_of_font("VnTimeH"), Some(capitals));
        for other in ["Times New Roman", "VNtimes New Roman", "VnTimetable"] {
            assert_eq!(encoding_of_font(other), None, "{other}");
        }
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
