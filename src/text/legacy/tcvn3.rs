//! TCVN 5712, VN3 (ABC): one byte, one letter. All small letters exist; capitals with a tone do not: they are the
//! small ones in a font of capitals.

use super::super::letters::Vowel;

/// The letters in the order of their codes, and the codes, read as Latin-1.
const LETTERS: &str = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ";
const CODES: [u8; 74] = [
    0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE, // without tone
    0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBB, 0xBC, 0xBD, 0xBE, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB, // a ă â
    0xCC, 0xCE, 0xCF, 0xD0, 0xD1, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8, 0xDC, 0xDD, 0xDE, // e ê i
    0xDF, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA, 0xEB, 0xEC, 0xED, 0xEE, // o ô ơ
    0xEF, 0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE, // u ư y
];
/// Combining grave, hook, tilde, acute and dot below.
const MARKS: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// Every character decoded; what TCVN3 does not have stays.
pub(super) fn decode(text: &str) -> String {
    let mut marked = false;
    let decoded = text.chars().map(|c| {
        marked |= matches!(c, '\u{b0}'..='\u{b4}');
        letter(c)
    });
    let decoded: String = decoded.collect();
    if marked { super::super::marks::composed(&decoded) } else { decoded }
}

/// A word decoded without knowledge of its font: small letters with a tone among capitals become capitals (`TRìNH`).
pub(super) fn decode_word(word: &str) -> String {
    let decoded = decode(word);
    let capitals = decoded.chars().filter(|c| c.is_uppercase()).count();
    let is_toneless_small = |c: char| c.is_lowercase() && Vowel::of(c).is_none_or(|v| v.letter() == v.bare());
    if capitals > 1 && !decoded.chars().any(is_toneless_small) { decoded.to_uppercase() } else { decoded }
}

fn letter(c: char) -> char {
    let Ok(code) = u8::try_from(c) else { return c };
    match (CODES.binary_search(&code), code) {
        (Ok(at), _) => LETTERS.chars().nth(at).unwrap_or(c),
        (_, 0xB0..=0xB4) => MARKS[usize::from(code - 0xB0)],
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_letter() {
        assert!(CODES.is_sorted());
        assert_eq!(LETTERS.chars().count(), CODES.len());
        assert_eq!(decode("µ ¶ · ¸ ¹ Æ Ë Ö Þ ä é î ô ù þ ¦ § ®"), "à ả ã á ạ ặ ậ ệ ị ọ ộ ợ ụ ự ỵ Ư Đ đ");
        assert_eq!(decode("a³"), "á");
    }

    #[test]
    fn a_small_letter_between_capitals_is_a_capital() {
        assert_eq!(decode_word("TR×NH"), "TRÌNH");
        assert_eq!(decode_word("§Òn"), "Đền");
        assert_eq!(decode_word("Tæ"), "Tổ");
    }
}
