//! Bytes of a text → Unicode: UTF-8, UTF-16 with and without its mark, and the eight-bit encodings in which Vietnamese
//! was written. Another encoding than UTF-8 is taken only where the reading is certain, and told.
//!
//! Certain is a reading in which nearly every word beyond ASCII is a syllable of Vietnamese; or an encoding that the text
//! itself declares (HTML); or, where no letter is beyond ASCII, Windows-1252 for its dashes and quotes. Everything else is
//! refused as before, with the line and column of the first wrong byte.

use super::{not_utf8, one};
use crate::report::Report;
use crate::text::is_syllable;
use crate::text::legacy::{self, Encoding};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;

/// Text in Unicode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodedText {
    /// The text, without a byte order mark; letters of TCVN3 and VNI stand in it as Latin-1.
    pub text: String,
    /// Name of the encoding for people, where it is not UTF-8.
    pub encoding: Option<&'static str>,
}

/// Words beyond ASCII that a reading needs to be certain.
const WORDS: usize = 3;
/// Units of UTF-16 that a reading without a mark needs.
const UNITS: usize = 4;
/// Bytes at the beginning of a text in which it may declare its encoding.
const DECLARATION: usize = 2_048;

/// The text that bytes are; an empty one is refused.
pub fn decode(bytes: &[u8]) -> Result<DecodedText, Report> {
    let read = |text: String, encoding| DecodedText { text, encoding };
    let decoded = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => read(utf8(rest)?, None),
        [0xff, 0xfe, rest @ ..] => read(wide(UTF_16LE, rest).ok_or_else(wrong_wide)?, Some("UTF-16")),
        [0xfe, 0xff, rest @ ..] => read(wide(UTF_16BE, rest).ok_or_else(wrong_wide)?, Some("UTF-16")),
        _ if bytes.contains(&0) => read(unmarked_wide(bytes).ok_or_else(not_text)?, Some("UTF-16")),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => read(text.to_owned(), None),
            Err(error) => eight_bit(bytes).ok_or_else(|| not_utf8(bytes, error.valid_up_to()))?,
        },
    };
    match decoded.text.trim().is_empty() {
        true => Err(one("empty", "Tệp rỗng, không có chữ nào. Hãy chọn lại tệp.".to_owned(), None)),
        false => Ok(decoded),
    }
}

fn utf8(bytes: &[u8]) -> Result<String, Report> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| not_utf8(bytes, error.valid_up_to()))
}

fn wrong_wide() -> Report {
    let message = "Tệp ghi là UTF-16 nhưng có chỗ sai bảng mã. Hãy lưu lại tệp với bảng mã UTF-8.";
    one("not-utf8", message.to_owned(), None)
}

fn not_text() -> Report {
    let message = "Tệp không phải văn bản thuần (có byte 0). Hãy chọn tệp văn bản hoặc tệp .docx.";
    one("not-text", message.to_owned(), None)
}

fn wide(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// UTF-16 without its mark: the order in which all characters are ones that Vietnamese texts have.
fn unmarked_wide(bytes: &[u8]) -> Option<String> {
    let usual = |text: &String| text.chars().all(is_usual) && text.chars().count() >= UNITS;
    let readings = [UTF_16LE, UTF_16BE].map(|encoding| wide(encoding, bytes).filter(usual));
    match readings {
        [Some(text), None] | [None, Some(text)] => Some(text),
        _ => None,
    }
}

/// Tests for a character of Vietnamese texts: Latin, combining marks, punctuation, signs and arrows.
fn is_usual(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{c}' => true,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => false,
        _ => {
            c <= '\u{36f}'
                || matches!(c, '\u{1e00}'..='\u{1eff}' | '\u{2000}'..='\u{27bf}' | '\u{f000}'..='\u{f0ff}')
        }
    }
}

/// The one certain reading of bytes that are not UTF-8.
fn eight_bit(bytes: &[u8]) -> Option<DecodedText> {
    if let Some(declared) = declared(bytes) {
        return Some(declared);
    }
    let latin = encoding_rs::mem::decode_latin1(bytes).into_owned();
    if legacy::detect(&latin) != Encoding::Unicode {
        // It is converted, and told, where text of these encodings in UTF-8 is.
        return Some(DecodedText { text: latin, encoding: None });
    }
    let of_windows = WINDOWS_1258.decode_without_bom_handling_and_without_replacement(bytes);
    let candidates = [
        (of_windows.map(|text| text.nfc().collect::<String>()), "Windows-1258"),
        (Some(viscii(bytes)), "VISCII"),
    ];
    let mut certain =
        candidates.into_iter().filter_map(|(text, name)| Some((text.filter(|t| is_certain(t))?, name)));
    match (certain.next(), certain.next()) {
        (Some((text, name)), None) => Some(DecodedText { text, encoding: Some(name) }),
        (None, None) => of_punctuation(bytes),
        _ => None,
    }
}

/// A text whose letters are all ASCII, with the dashes and quotes of Windows.
fn of_punctuation(bytes: &[u8]) -> Option<DecodedText> {
    let text = WINDOWS_1252.decode_without_bom_handling_and_without_replacement(bytes)?;
    let plain = text.chars().all(|c| c.is_ascii() || !c.is_alphanumeric() && is_usual(c));
    plain.then(|| DecodedText { text: text.into_owned(), encoding: Some("Windows-1252") })
}

/// Tests whether nearly every word beyond ASCII is a syllable, and there are some.
fn is_certain(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_ascii());
    let (good, all) =
        words.fold((0, 0), |(good, all), word| (good + usize::from(is_syllable(word)), all + 1));
    all >= WORDS && good * 10 >= all * 9 && text.chars().all(is_usual)
}

/// The text in the encoding it declares, as HTML does.
fn declared(bytes: &[u8]) -> Option<DecodedText> {
    let head = String::from_utf8_lossy(bytes.get(..DECLARATION).unwrap_or(bytes)).to_ascii_lowercase();
    if !head.trim_start().starts_with('<') {
        return None;
    }
    let (_, label) = head.split_once("charset=")?;
    let label: String = label
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .collect();
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes())?;
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(DecodedText { text: text.nfc().collect(), encoding: Some(encoding.name()) })
}

/// Letters of VISCII at 0x80–0xFF (RFC 1456).
const VISCII: &str = "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ";

fn viscii(bytes: &[u8]) -> String {
    let high: Vec<char> = VISCII.chars().collect();
    let letter = |byte: &u8| match byte {
        0x02 => 'Ẳ',
        0x05 => 'Ẵ',
        0x06 => 'Ẫ',
        0x14 => 'Ỷ',
        0x19 => 'Ỹ',
        0x1e => 'Ỵ',
        0x80.. => high.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{fffd}'),
        byte => char::from(*byte),
    };
    bytes.iter().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LINE: &str = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015; Ủy ban nhân dân xã.\n";

    fn read(bytes: &[u8]) -> (String, Option<&'static str>) {
        let decoded = decode(bytes).unwrap();
        (decoded.text, decoded.encoding)
    }

    #[test]
    fn utf_16_is_read_with_and_without_its_mark() {
        let units =
            |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let marked = format!("\u{feff}{LINE}");
        for text in [marked.as_str(), LINE] {
            for bytes in [units(text, u16::to_le_bytes), units(text, u16::to_be_bytes)] {
                assert_eq!(read(&bytes), (LINE.to_owned(), Some("UTF-16")));
            }
        }
        assert_eq!(read(marked.as_bytes()), (LINE.to_owned(), None));
    }

    #[test]
    fn windows_1258_with_its_combining_marks_and_viscii_are_read_and_named() {
        let in_1258 = |text: &str| -> Vec<u8> {
            // The encoding has the vowels and the tones apart: ố is ô and a combining acute.
            let apart = text.nfd().collect::<String>();
            let joined = [
                ("a\u{302}", "â"),
                ("e\u{302}", "ê"),
                ("o\u{302}", "ô"),
                ("a\u{306}", "ă"),
                ("o\u{31b}", "ơ"),
                ("u\u{31b}", "ư"),
            ];
            let upper = [
                ("A\u{302}", "Â"),
                ("E\u{302}", "Ê"),
                ("O\u{302}", "Ô"),
                ("A\u{306}", "Ă"),
                ("O\u{31b}", "Ơ"),
                ("U\u{31b}", "Ư"),
            ];
            // Canonical order puts a dot below before the mark of the vowel.
            let apart =
                apart.replace("\u{323}\u{302}", "\u{302}\u{323}").replace("\u{323}\u{306}", "\u{306}\u{323}");
            let text = joined.iter().chain(&upper).fold(apart, |text, (from, to)| text.replace(from, to));
            let (bytes, _, wrong) = WINDOWS_1258.encode(&text);
            assert!(!wrong, "{text}");
            bytes.into_owned()
        };
        assert_eq!(read(&in_1258(LINE)), (LINE.to_owned(), Some("Windows-1258")));
        let high: Vec<char> = VISCII.chars().collect();
        let in_viscii: Vec<u8> = LINE
            .chars()
            .map(|c| {
                high.iter()
                    .position(|h| *h == c)
                    .map_or_else(|| u8::try_from(c).unwrap(), |at| at as u8 + 0x80)
            })
            .collect();
        assert_eq!(read(&in_viscii), (LINE.to_owned(), Some("VISCII")));
    }

    #[test]
    fn tcvn3_in_bytes_comes_as_latin_1_for_its_own_converter() {
        let latin = "C¨n cø LuËt Tæ chøc Héi ®ång nh©n d©n vµ ñy ban nh©n d©n ph\u{ad}êng";
        let bytes: Vec<u8> = latin.chars().map(|c| u8::try_from(c).unwrap()).collect();
        assert_eq!(read(&bytes), (latin.to_owned(), None));
    }

    #[test]
    fn quotes_of_windows_are_read_and_other_bytes_refused() {
        assert_eq!(read(b"Ke hoach \x93nam 2024\x94 \x96 dot 1").0, "Ke hoach “nam 2024” – dot 1");
        for wrong in [&b"caf\xe9 na\xefve"[..], b"\xff\xff\xff", b"{\n \"a\": \"\xff"] {
            assert_eq!(decode(wrong).unwrap_err().problems[0].code, "not-utf8", "{wrong:?}");
        }
        assert_eq!(decode(b"a\0\0\0b\x01").unwrap_err().problems[0].code, "not-text");
        for empty in [&b""[..], b" \n\t", b"\xef\xbb\xbf", b"\xff\xfe"] {
            assert_eq!(decode(empty).unwrap_err().problems[0].code, "empty", "{empty:?}");
        }
    }

    #[test]
    fn what_html_declares_is_believed() {
        let bytes = b"<html><meta charset=\"windows-1252\"><p>Caf\xe9</p>";
        assert_eq!(
            read(bytes),
            ("<html><meta charset=\"windows-1252\"><p>Café</p>".to_owned(), Some("windows-1252"))
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
        }

        #[test]
        fn any_text_in_utf_8_is_itself(text in "\\PC{1,60}") {
            prop_assume!(!text.trim().is_empty() && !text.starts_with('\u{feff}'));
            prop_assert_eq!(decode(text.as_bytes()).unwrap(), DecodedText { text, encoding: None });
        }
    }
}
