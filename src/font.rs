//! The four faces of Liberation Serif: which characters they have, how wide each is, how tall a line.
//!
//! Kerning is off everywhere (as in a word processor by default), so a character's glyph is its `cmap` entry and its
//! width the `hmtx` advance: no shaper is needed for the precomposed text the rest of the program works on.
//! The metrics are those of Times New Roman, which the DOCX names.

use crate::length::Length;
use std::sync::LazyLock;
use ttf_parser::{Face as TtfFace, GlyphId};

/// One of the four faces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum FaceId {
    /// Upright.
    #[default]
    Regular,
    /// Bold.
    Bold,
    /// Italic.
    Italic,
    /// Bold italic.
    BoldItalic,
}

impl FaceId {
    /// The four, in the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Regular, Self::Bold, Self::Italic, Self::BoldItalic];

    /// The face with these looks.
    pub const fn of(bold: bool, italic: bool) -> Self {
        match (bold, italic) {
            (false, false) => Self::Regular,
            (true, false) => Self::Bold,
            (false, true) => Self::Italic,
            (true, true) => Self::BoldItalic,
        }
    }

    /// Its place in [`FaceId::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The face's PostScript name.
    pub const fn postscript_name(self) -> &'static str {
        match self {
            Self::Regular => "LiberationSerif",
            Self::Bold => "LiberationSerif-Bold",
            Self::Italic => "LiberationSerif-Italic",
            Self::BoldItalic => "LiberationSerif-BoldItalic",
        }
    }
}

/// Units of the em square; the same in all four faces.
pub const UNITS_PER_EM: i64 = 2048;
/// Distance from the baseline to the top of a single-spaced line, the line gap included (`hhea`), in em units.
pub const ASCENT: i64 = 1825 + 87;
/// Distance from the baseline to the bottom of a single-spaced line (`hhea`), in em units.
pub const DESCENT: i64 = 443;

/// The height of a single-spaced line: a whole number of twips, as word processors round it.
pub fn line_height(size: Length) -> Length {
    size.part(ASCENT + DESCENT, UNITS_PER_EM).to_whole_twips()
}

/// Distance from the top of a single-spaced line to its baseline.
pub fn ascent(size: Length) -> Length {
    size.part(ASCENT, UNITS_PER_EM)
}

/// The four embedded faces.
#[derive(Debug)]
pub struct FontBook {
    faces: [Face; 4],
    /// Coverage by character code: the flag is set where every face has the character.
    covered: Vec<bool>,
}

impl FontBook {
    /// The book; the files are read on first use.
    pub fn embedded() -> &'static Self {
        static BOOK: LazyLock<FontBook> = LazyLock::new(|| {
            let faces = [
                Face::read(include_bytes!("../fonts/LiberationSerif-Regular.ttf")),
                Face::read(include_bytes!("../fonts/LiberationSerif-Bold.ttf")),
                Face::read(include_bytes!("../fonts/LiberationSerif-Italic.ttf")),
                Face::read(include_bytes!("../fonts/LiberationSerif-BoldItalic.ttf")),
            ];
            let covered = (0..TABLE).map(|code| faces.iter().all(|face| face.table[code].0 != 0)).collect();
            FontBook { faces, covered }
        });
        &BOOK
    }

    /// One face.
    pub fn face(&self, id: FaceId) -> &Face {
        &self.faces[id.index()]
    }

    /// The first character of `text` that no face can draw; control characters aside.
    pub fn first_missing(&self, text: &str) -> Option<char> {
        text.chars().find(|&c| !c.is_control() && !self.covers(c))
    }

    /// Tests whether every face can draw a character.
    pub fn covers(&self, character: char) -> bool {
        match self.covered.get(character as usize) {
            Some(&covered) => covered,
            None => self.faces.iter().all(|f| f.glyph(character).is_some()),
        }
    }
}

/// Characters below this are looked up in a flat table: everything Vietnamese text is made of.
const TABLE: usize = 0x2200;

/// One face.
pub struct Face {
    data: &'static [u8],
    parsed: TtfFace<'static>,
    /// Glyph and advance by character; glyph 0 is "none".
    table: Vec<(u16, u16)>,
}

impl std::fmt::Debug for Face {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Face({} glyphs)", self.parsed.number_of_glyphs())
    }
}

impl Face {
    fn read(data: &'static [u8]) -> Self {
        let parsed = TtfFace::parse(data, 0).expect("the embedded faces are whole");
        let advance = |glyph| parsed.glyph_hor_advance(glyph).unwrap_or(0);
        let mut table = vec![(0, advance(GlyphId(0))); TABLE];
        // Asking for what the face has is quicker than asking for every code.
        for subtable in parsed.tables().cmap.iter().flat_map(|cmap| cmap.subtables) {
            if !subtable.is_unicode() {
                continue;
            }
            subtable.codepoints(|code| {
                let entry = table.get_mut(code as usize).filter(|entry| entry.0 == 0);
                if let (Some(entry), Some(glyph)) = (entry, subtable.glyph_index(code)) {
                    *entry = (glyph.0, advance(glyph));
                }
            });
        }
        // A no-break space or hyphen is drawn as the plain one.
        table[0xA0] = table[0x20];
        table[0x2011] = table[0x2D];
        Self { data, parsed, table }
    }

    /// The font file, unmodified.
    pub fn data(&self) -> &'static [u8] {
        self.data
    }

    /// The parsed tables, for outlines and metrics.
    pub fn tables(&self) -> &TtfFace<'static> {
        &self.parsed
    }

    /// The glyph of a character, if the face has one.
    pub fn glyph(&self, character: char) -> Option<u16> {
        match self.entry(character).0 {
            0 => None,
            glyph => Some(glyph),
        }
    }

    /// The advance of a character in em units; that of the missing-glyph box if the face lacks it.
    pub fn advance(&self, character: char) -> u16 {
        self.entry(character).1
    }

    fn entry(&self, character: char) -> (u16, u16) {
        match self.table.get(character as usize) {
            Some(&entry) => entry,
            // A private character means something in its own font only, and nothing to whoever reads or searches the
            // file: PDF/A-2a asks for its meaning (ISO 19005-2, 6.2.11.7.3), which nobody can know.
            None if matches!(character, '\u{E000}'..='\u{F8FF}') => self.table[0],
            None => {
                let glyph = self.parsed.glyph_index(character).unwrap_or(GlyphId(0));
                (glyph.0, self.parsed.glyph_hor_advance(glyph).unwrap_or(0))
            }
        }
    }

    /// The width of text in em units.
    pub fn units(&self, text: &str) -> i64 {
        text.chars().map(|c| i64::from(self.advance(c))).sum()
    }

    /// The width of text at a size, rounded to the EMU.
    pub fn width(&self, text: &str, size: Length) -> Length {
        size.part(self.units(text), UNITS_PER_EM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_draws_every_vietnamese_letter() {
        let book = FontBook::embedded();
        let letters =
            "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ";
        assert_eq!(book.first_missing(letters), None);
        assert_eq!(book.first_missing(&letters.to_uppercase()), None);
        assert_eq!(book.first_missing("được 漢"), Some('漢'));
    }

    #[test]
    fn every_face_draws_all_plain_text() {
        let plain: String =
            (' '..'\u{3000}').filter(|c| crate::text::is_plain(c.encode_utf8(&mut [0; 4]))).collect();
        assert_eq!(FontBook::embedded().first_missing(&plain), None);
    }

    #[test]
    fn no_face_draws_a_private_character() {
        let private: Vec<char> =
            ('\u{E000}'..='\u{F8FF}').filter(|&c| FontBook::embedded().covers(c)).collect();
        assert!(private.is_empty(), "{private:?}");
    }

    #[test]
    fn the_national_name_is_as_wide_as_measured_in_a_word_processor() {
        let width = FontBook::embedded()
            .face(FaceId::Bold)
            .width("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Length::pt(13));
        assert!((width.to_pt() - 271.2).abs() < 0.1, "{}", width.to_pt());
    }

    #[test]
    fn a_single_spaced_line_is_as_tall_as_measured_in_a_word_processor() {
        let heights = [(14, 322), (13, 299), (12, 276), (11, 253)];
        for (size, twips) in heights {
            assert_eq!(line_height(Length::pt(size)).to_twips(), twips, "{size} pt");
        }
    }
}
