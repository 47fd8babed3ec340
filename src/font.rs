//! The four faces of Liberation Serif and the symbols of DejaVu Sans: which characters they have, how wide each is,
//! how tall a line.
//!
//! Text is set in Liberation Serif. A character that it lacks (✓, ☐, ➢) is drawn by the symbol face, a little smaller,
//! so that no line grows by it: [`FontBook::face_of`] is the one place that decides so.
//! Kerning is off everywhere (as in a word processor by default), so a character's glyph is its `cmap` entry and its
//! width the `hmtx` advance: no shaper is needed for the precomposed text the rest of the program works on.
//! The metrics are those of Times New Roman, which the DOCX names.

use crate::document::{Emphasis, Text, VerticalPosition};
use crate::length::Length;
use std::sync::LazyLock;
use ttf_parser::{Face as TtfFace, GlyphId};

/// One of the embedded faces.
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
    /// Signs that the other four lack; upright and of one weight.
    Symbols,
}

impl FaceId {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 5] = [Self::Regular, Self::Bold, Self::Italic, Self::BoldItalic, Self::Symbols];
    /// Those that text is set in.
    pub const TEXT: [Self; 4] = [Self::Regular, Self::Bold, Self::Italic, Self::BoldItalic];

    /// The face of text with these looks.
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
            Self::Symbols => "DejaVuSans",
        }
    }
}

/// Units of the em square; the same in all faces.
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

/// Distances from the baseline to the top and the bottom of a line of symbols (`hhea`), in em units.
const SYMBOL_ASCENT: i64 = 1901;
const SYMBOL_DESCENT: i64 = 483;
/// Share of its size at which a word processor sets a character off the baseline, in hundredths, in whole twips
/// (measured on LibreOffice 7.4).
const SCRIPT_SIZE: i64 = 58;

/// Looks and places of characters of one paragraph that are set alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CharacterStyle {
    /// Face.
    pub face: FaceId,
    /// Size.
    pub size: Length,
    /// Distance above the paragraph's baseline; negative below it.
    pub rise: Length,
    /// Flag: a line runs through them.
    pub struck: bool,
}

impl CharacterStyle {
    /// Style of characters of `face` with this emphasis, in text of a size.
    fn of(face: FaceId, emphasis: Emphasis, text: Length) -> Self {
        let (full, ascent, descent) = match face {
            FaceId::Symbols => (symbol_size(text), SYMBOL_ASCENT, SYMBOL_DESCENT),
            _ => (text, ASCENT, DESCENT),
        };
        // A word processor raises characters to the top of the line and lowers them to its bottom.
        let small = Length::twips(full.to_twips() * SCRIPT_SIZE / 100);
        let (size, rise) = match emphasis.position {
            VerticalPosition::Baseline => (full, Length::ZERO),
            VerticalPosition::Superscript => (small, (full - small).part(ascent, UNITS_PER_EM)),
            VerticalPosition::Subscript => (small, -(full - small).part(descent, UNITS_PER_EM)),
        };
        Self { face, size, rise, struck: emphasis.struck }
    }
}

/// Size of a symbol in text of a size: the largest in half points that needs no more room below the baseline than the
/// text does, and hence none above either.
pub fn symbol_size(text: Length) -> Length {
    let half_point = Length::pt(1) / 2;
    let most = text.to_emu() * DESCENT / SYMBOL_DESCENT;
    half_point * (most / half_point.to_emu()).max(1)
}

/// The embedded faces.
#[derive(Debug)]
pub struct FontBook {
    faces: [Face; 5],
    /// Coverage by character code: the flag is set where every face of text, or the symbol face, has the character.
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
                Face::read(include_bytes!("../fonts/DejaVuSans-Symbols.ttf")),
            ];
            let [text @ .., symbols] = &faces;
            let has = |face: &Face, code: usize| face.table[code].0 != 0;
            let covered =
                (0..TABLE).map(|code| text.iter().all(|face| has(face, code)) || has(symbols, code));
            let covered = covered.collect();
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

    /// Tests whether a character can be drawn in text of any looks.
    pub fn covers(&self, character: char) -> bool {
        match self.covered.get(character as usize) {
            Some(&covered) => covered,
            None => {
                let [text @ .., symbols] = &self.faces;
                text.iter().all(|f| f.glyph(character).is_some()) || symbols.glyph(character).is_some()
            }
        }
    }

    /// The face that draws a character of text set in `text`: that one, or where it lacks the character the symbols.
    pub fn face_of(&self, character: char, text: FaceId) -> FaceId {
        let drawn = |face: FaceId| self.face(face).glyph(character).is_some();
        if character < FIRST_SYMBOL || drawn(text) || !drawn(FaceId::Symbols) {
            text
        } else {
            FaceId::Symbols
        }
    }

    /// The stretches of `text` that one face draws, as the byte after each and its face, where the text is set in
    /// `face`.
    pub fn by_face(&self, text: &str, face: FaceId) -> Vec<(usize, FaceId)> {
        let mut stretches: Vec<(usize, FaceId)> = Vec::with_capacity(1);
        // Every character from the first symbol on begins with such a byte, and few others do.
        if !text.bytes().any(|byte| byte >= FIRST_SYMBOL_BYTE) {
            stretches.push((text.len(), face));
            return stretches;
        }
        for (at, c) in text.char_indices() {
            let (end, own) = (at + c.len_utf8(), self.face_of(c, face));
            match stretches.last_mut() {
                Some(last) if last.1 == own => last.0 = end,
                _ => stretches.push((end, own)),
            }
        }
        stretches
    }

    /// The stretches of a text that are set alike, as the byte after each and its style; `size`, `bold` and `italic`
    /// are those of its paragraph.
    pub fn styles(
        &self,
        text: &Text,
        size: Length,
        bold: bool,
        italic: bool,
    ) -> Vec<(usize, CharacterStyle)> {
        let mut styles = Vec::with_capacity(1);
        for (range, emphasis) in text.spans() {
            let face = FaceId::of(bold || emphasis.bold, italic || emphasis.italic);
            for (end, face) in self.by_face(&text.as_str()[range.clone()], face) {
                styles.push((range.start + end, CharacterStyle::of(face, emphasis, size)));
            }
        }
        styles
    }
}

/// The first character that the symbol face has, and its first byte in UTF-8.
const FIRST_SYMBOL: char = '\u{2016}';
const FIRST_SYMBOL_BYTE: u8 = 0xE2;
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
        for face in FaceId::TEXT {
            assert!((letters.chars()).all(|c| book.face_of(c, face) == face));
        }
    }

    #[test]
    fn signs_of_forms_are_drawn_by_the_face_of_symbols_and_letters_by_the_face_of_text() {
        let book = FontBook::embedded();
        for c in "✓✔☑✗✘☐☒➢➔★☆⇒❖①②⁻⁺₋₊⁰Ⅳ⅓".chars() {
            assert!(book.covers(c), "{c}");
            if c != '⅓' {
                assert_eq!(book.face_of(c, FaceId::Bold), FaceId::Symbols, "{c}");
            }
        }
        for c in "Ệ²³₂⁴½≤≥≠±×÷→←●■□▪◦№–“\u{2011}\u{a0}\n".chars() {
            assert_eq!(book.face_of(c, FaceId::Italic), FaceId::Italic, "{c}");
        }
        // What no face has keeps its own, and is refused.
        assert_eq!((book.face_of('漢', FaceId::Bold), book.covers('℃')), (FaceId::Bold, false));
        let text = "Có ✓ và “10⁻³”";
        let parts: Vec<&str> = {
            let mut start = 0;
            let stretches = book.by_face(text, FaceId::Regular).into_iter();
            stretches.map(|(end, _)| &text[std::mem::replace(&mut start, end)..end]).collect()
        };
        assert_eq!(parts, ["Có ", "✓", " và “10", "⁻", "³”"]);
    }

    #[test]
    fn no_line_grows_by_a_symbol() {
        for half_points in 16..80 {
            let text = Length::pt(1) * half_points / 2;
            let symbol = symbol_size(text);
            assert!(symbol.part(SYMBOL_DESCENT, UNITS_PER_EM) <= text.part(DESCENT, UNITS_PER_EM));
            assert!(symbol.part(SYMBOL_ASCENT, UNITS_PER_EM) <= text.part(ASCENT, UNITS_PER_EM));
            assert!(symbol > text * 4 / 5, "{symbol:?} in {text:?}");
        }
        assert_eq!(symbol_size(Length::pt(14)), Length::from_pt(12.5));
    }

    #[test]
    fn raised_and_lowered_characters_are_as_small_and_as_far_as_measured_in_a_word_processor() {
        let style = |face, emphasis| CharacterStyle::of(face, emphasis, Length::pt(14));
        let twips = |style: CharacterStyle| (style.size.to_twips(), style.rise.to_twips());
        assert_eq!(twips(style(FaceId::Regular, Emphasis::SUPERSCRIPT)), (162, 110));
        assert_eq!(twips(style(FaceId::Regular, Emphasis::SUBSCRIPT)), (162, -26));
        assert_eq!(twips(style(FaceId::Symbols, Emphasis::SUPERSCRIPT)), (145, 97));
        assert_eq!(twips(style(FaceId::Symbols, Emphasis::NONE)), (250, 0));
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
