//! The one-byte codes characters have in the fonts of a PDF.
//!
//! A code is the character identifier *and* the glyph number of the subset, in all faces alike. Printable ASCII keeps
//! its own place, so the space is the single byte 32 and the word spacing operator applies to it (ISO 32000-1, 9.3.3);
//! Vietnamese letters and the signs of administrative prose take the other places. Whatever is not here goes to a
//! font of its own, see [`fonts`](super::fonts).

use std::fmt::Write;
use std::sync::LazyLock;

/// Characters beyond ASCII with a code of their own. The no-break space has one so that word spacing leaves it alone.
const BEYOND_ASCII: &str = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ\
    ÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬĐÈẺẼÉẸÊỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢÙỦŨÚỤƯỪỬỮỨỰỲỶỸÝỴ\
    \u{A0}–—‘’“”…•°§×÷±²³≤≥«»€";

/// Characters from here on have no code.
const TABLE: usize = 0x2300;

/// Codes of characters and characters of codes.
pub(super) struct OneByteEncoding {
    codes: Vec<u8>,
    characters: Vec<(u8, char)>,
}

impl OneByteEncoding {
    /// The alphabet of the four main fonts.
    pub(super) fn main() -> &'static Self {
        static MAIN: LazyLock<OneByteEncoding> = LazyLock::new(OneByteEncoding::new);
        &MAIN
    }

    fn new() -> Self {
        // Line ends inside a string would be read as one another (ISO 32000-1, 7.3.4.2).
        let free = (1..=31).chain(127..=255).filter(|code| !matches!(code, b'\n' | b'\r'));
        let ascii = (b' '..=b'~').map(|code| (code, char::from(code)));
        let mut characters: Vec<_> = free.zip(BEYOND_ASCII.chars()).chain(ascii).collect();
        characters.sort_unstable();
        let mut codes = vec![0; TABLE];
        for &(code, character) in &characters {
            codes[character as usize] = code;
        }
        codes['\u{2011}' as usize] = b'-';
        Self { codes, characters }
    }

    /// The code of a character; 0 for none.
    pub(super) fn code(&self, character: char) -> u8 {
        self.codes.get(character as usize).copied().unwrap_or(0)
    }

    /// All codes and what they stand for, ascending.
    pub(super) fn characters(&self) -> &[(u8, char)] {
        &self.characters
    }
}

/// The CMap that makes every byte the character identifier of its value.
pub(super) fn encoding_cmap() -> Vec<u8> {
    format!(
        "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>def\n\
         /CMapName/{CMAP_NAME} def\n/CMapType 1 def\n/WMode 0 def\n\
         1 begincodespacerange<00><FF>endcodespacerange\n1 begincidrange<00><FF>0 endcidrange\n\
         endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n"
    )
    .into_bytes()
}

/// The name of [`encoding_cmap`], which its dictionary repeats.
pub(super) const CMAP_NAME: &str = "OneByteIdentity";

/// The CMap from codes to the text that is extracted.
pub(super) fn to_unicode(characters: &[(u8, char)]) -> Vec<u8> {
    let mut out = String::from(
        "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n\
         /CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange<00><FF>endcodespacerange\n",
    );
    // At most 100 lines between a begin and its end (Adobe Technical Note 5014, 5.3).
    for part in characters.chunks(100) {
        let _ = writeln!(out, "{} beginbfchar", part.len());
        for &(code, character) in part {
            let _ = write!(out, "<{code:02X}><");
            for unit in extracted(character).encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "{unit:04X}");
            }
            out.push_str(">\n");
        }
        out.push_str("endbfchar\n");
    }
    out.push_str("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n");
    out.into_bytes()
}

/// Text extracted for a character: blanks of any kind are spaces.
fn extracted(character: char) -> char {
    if character == '\u{A0}' { ' ' } else { character }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vietnamese_letter_and_sign_has_a_code_of_its_own() {
        let alphabet = OneByteEncoding::main();
        assert_eq!(alphabet.characters().len(), 95 + BEYOND_ASCII.chars().count());
        assert_eq!(BEYOND_ASCII.chars().filter(|c| c.is_alphabetic()).count(), 134);
        for &(code, character) in alphabet.characters() {
            assert_eq!(alphabet.code(character), code, "{character}");
        }
        assert!(alphabet.characters().windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn ascii_keeps_its_place_and_a_foreign_letter_has_none() {
        let alphabet = OneByteEncoding::main();
        assert_eq!(alphabet.code(' '), 32);
        assert_eq!(alphabet.code('~'), 126);
        assert_ne!(alphabet.code('\u{A0}'), 32);
        assert_eq!(alphabet.code('\u{2011}'), b'-');
        assert_eq!(alphabet.code('α'), 0);
        assert_eq!(alphabet.code('😀'), 0);
        assert_eq!(alphabet.code('\n'), 0);
    }

    #[test]
    fn a_character_beyond_the_basic_plane_is_extracted_as_a_surrogate_pair() {
        let cmap = String::from_utf8(to_unicode(&[(33, '😀'), (34, '\u{A0}')])).unwrap();
        assert!(cmap.contains("2 beginbfchar\n<21><D83DDE00>\n<22><0020>\nendbfchar"), "{cmap}");
    }
}
