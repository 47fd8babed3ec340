//! The fonts of a file: what the codes of a string draw, how wide that is, and what it means.
//!
//! The program inside the file is taken, never a face of ours: it is what was issued, also where another engine had
//! other faces.

use super::PdfReadError;
use super::file::PdfObjects;
use super::lexer::{PdfDictionary, PdfLexer, PdfToken, PdfValue};
use crate::display::DisplayFont;
use crate::font::FaceId;
use crate::limits;
use crate::pdf::{encoding, font_subset};
use ttf_parser::{Face, GlyphId};

/// A font of a file: one byte a character, the code is the number of the glyph.
pub(super) struct StoredFont {
    program: Vec<u8>,
    look: FaceId,
    codes: Vec<StoredCode>,
}

/// Width and character of a code.
#[derive(Clone, Copy, Default)]
struct StoredCode {
    /// Width in thousandths of an em.
    width: Option<f64>,
    character: Option<char>,
}

impl StoredFont {
    /// Reads a font dictionary.
    pub(super) fn read(file: &PdfObjects<'_>, font: &PdfValue) -> Result<Self, PdfReadError> {
        let font = file.dictionary(font)?;
        let foreign = PdfReadError::Foreign("font");
        if !is(&font, b"Subtype", b"Type0") || !has_one_byte_codes(file, &font)? {
            return Err(foreign);
        }
        let Some([descendant]) = font.get(b"DescendantFonts".as_slice()).and_then(PdfValue::array) else {
            return Err(foreign);
        };
        let descendant = file.dictionary(descendant)?;
        if !is(&descendant, b"Subtype", b"CIDFontType2") || !is(&descendant, b"CIDToGIDMap", b"Identity") {
            return Err(foreign);
        }
        let descriptor = file.dictionary(entry(&descendant, b"FontDescriptor")?)?;
        let program = file.stream(entry(&descriptor, b"FontFile2")?)?;
        let program = file.content(&program, limits::PDF_FONT_BYTES)?;
        refuse_slow(&program)?;
        let mut codes = vec![StoredCode::default(); CODES];
        read_widths(&file.value(entry(&descendant, b"W")?)?, &mut codes)?;
        let unicode = file.stream(entry(&font, b"ToUnicode")?)?;
        read_characters(&file.content(&unicode, limits::PDF_FONT_BYTES)?, &mut codes)?;
        let look = look(font.get(b"BaseFont".as_slice()).and_then(PdfValue::name).unwrap_or_default());
        Ok(Self { program, look, codes })
    }

    /// Width of a code in thousandths of an em, and its character.
    pub(super) fn code(&self, code: u8) -> Result<(f64, char), PdfReadError> {
        let known = self.codes.get(usize::from(code)).copied().unwrap_or_default();
        let unknown = || PdfReadError::Unknown { what: "code of a font", name: code.to_string() };
        known.width.zip(known.character).ok_or_else(unknown)
    }

    /// Tests whether a glyph has ink.
    pub(super) fn is_inked(&self, glyph: u16) -> bool {
        let face = Face::parse(&self.program, 0).ok();
        face.is_some_and(|face| face.glyph_bounding_box(GlyphId(glyph)).is_some())
    }

    /// The font as previews need it.
    pub(super) fn display(self) -> DisplayFont<'static> {
        DisplayFont { program: self.program.into(), look: self.look }
    }
}

/// Refuses a font program that cannot be read, or whose glyphs would take long to draw.
fn refuse_slow(program: &[u8]) -> Result<(), PdfReadError> {
    let face = Face::parse(program, 0).map_err(|_| PdfReadError::Foreign("font program"))?;
    match font_subset::is_quickly_drawn(face.raw_face(), face.number_of_glyphs()) {
        true => Ok(()),
        false => Err(PdfReadError::TooLarge("a glyph")),
    }
}

/// Codes of a byte.
const CODES: usize = 256;

fn entry<'a>(entries: &'a PdfDictionary, key: &[u8]) -> Result<&'a PdfValue, PdfReadError> {
    entries.get(key).ok_or(PdfReadError::Missing("an entry of a font"))
}

fn is(entries: &PdfDictionary, key: &[u8], name: &[u8]) -> bool {
    entries.get(key).and_then(PdfValue::name) == Some(name)
}

/// Tests whether the font's encoding is the one that makes every byte the number of its glyph.
fn has_one_byte_codes(file: &PdfObjects<'_>, font: &PdfDictionary) -> Result<bool, PdfReadError> {
    let encoding = file.stream(entry(font, b"Encoding")?)?;
    Ok(file.content(&encoding, limits::PDF_FONT_BYTES)? == encoding::encoding_cmap())
}

/// The `/W` array: `first [widths …]`.
fn read_widths(widths: &PdfValue, codes: &mut [StoredCode]) -> Result<(), PdfReadError> {
    let foreign = || PdfReadError::Foreign("list of widths");
    let (rows, rest) = widths.array().ok_or_else(foreign)?.as_chunks::<2>();
    for [first, row] in rows {
        let (first, row) = first.count().zip(row.array()).ok_or_else(foreign)?;
        for (index, width) in row.iter().enumerate() {
            let code = codes.get_mut(first.saturating_add(index)).ok_or_else(foreign)?;
            code.width =
                Some(width.number().filter(|width| (0.0..=10_000.0).contains(width)).ok_or_else(foreign)?);
        }
    }
    if rest.is_empty() { Ok(()) } else { Err(foreign()) }
}

/// The pairs of a `/ToUnicode` CMap; a code that stands for more than one character stays unknown.
fn read_characters(cmap: &[u8], codes: &mut [StoredCode]) -> Result<(), PdfReadError> {
    let mut syntax = PdfLexer::new(cmap, 0);
    while let Some(token) = syntax.token()? {
        match token {
            PdfToken::Word(b"beginbfchar") => read_pairs(&mut syntax, codes)?,
            PdfToken::Word(b"beginbfrange") => return Err(PdfReadError::Foreign("list of characters")),
            _ => {}
        }
    }
    Ok(())
}

fn read_pairs(syntax: &mut PdfLexer<'_>, codes: &mut [StoredCode]) -> Result<(), PdfReadError> {
    loop {
        let code = match syntax.token()? {
            Some(PdfToken::Value(PdfValue::Bytes(code))) => code,
            Some(PdfToken::Word(b"endbfchar")) => return Ok(()),
            _ => return Err(PdfReadError::Foreign("list of characters")),
        };
        let (&[code], PdfValue::Bytes(units)) = (code.as_slice(), syntax.value()?) else {
            return Err(PdfReadError::Foreign("list of characters"));
        };
        let units = units.as_chunks::<2>().0.iter().map(|&unit| u16::from_be_bytes(unit));
        let mut characters = char::decode_utf16(units);
        if let (Some(Ok(character)), None) = (characters.next(), characters.next()) {
            codes[usize::from(code)].character = Some(character);
        }
    }
}

/// The face of ours that a font's name is most like.
fn look(name: &[u8]) -> FaceId {
    if name.ends_with(FaceId::Symbols.postscript_name().as_bytes()) {
        return FaceId::Symbols;
    }
    let has = |style: &[u8]| name.windows(style.len()).any(|part| part.eq_ignore_ascii_case(style));
    FaceId::of(has(b"Bold"), has(b"Italic") || has(b"Oblique"))
}
