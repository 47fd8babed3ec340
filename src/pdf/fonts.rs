//! The fonts of one document: which characters it uses of which face, and how those faces are embedded.
//!
//! Each face of text has a main font with the codes of [`OneByteEncoding`]. A character outside it (a foreign name, a formula, a symbol) gets
//! a code in an additional font of the same face, made for this document; so every text is written the same way, one
//! byte a character, and no character is impossible that the face can draw.

use super::deflate::Deflater;
use super::encoding::{OneByteEncoding, to_unicode};
use super::skeleton::{self, Skeleton};
use super::{PdfError, font_subset};
use crate::font::{FaceId, FontBook, UNITS_PER_EM};
use lopdf::{Dictionary, Document, Object};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use ttf_parser::GlyphId;

/// Additional fonts begin above the space: their codes must not be stretched by word spacing.
const FIRST_ADDITIONAL: u8 = 33;

/// The fonts of a document, in the order of their resource names.
pub(super) struct FontSet {
    alphabet: &'static OneByteEncoding,
    book: &'static FontBook,
    fonts: Vec<EmbeddedFont>,
    additional: BTreeMap<(FaceId, char), (usize, u8)>,
}

struct EmbeddedFont {
    face: FaceId,
    /// By code; 0 is unused.
    glyphs: [u16; 256],
    /// Characters of the codes of an additional font.
    characters: Vec<(u8, char)>,
}

impl EmbeddedFont {
    const fn new(face: FaceId) -> Self {
        Self { face, glyphs: [0; 256], characters: Vec::new() }
    }
}

impl FontSet {
    /// No character used yet.
    pub(super) fn new() -> Self {
        Self {
            alphabet: OneByteEncoding::main(),
            book: FontBook::embedded(),
            fonts: FaceId::TEXT.map(EmbeddedFont::new).into(),
            additional: BTreeMap::new(),
        }
    }

    /// The font and code of a character, which is noted as used.
    ///
    /// Fails if the face cannot draw it.
    #[inline]
    pub(super) fn code(&mut self, face: FaceId, character: char) -> Result<(usize, u8), PdfError> {
        let (font, code) = (face.index(), self.alphabet.code(character));
        if code == 0 || face == FaceId::Symbols {
            return self.additional_code(face, character);
        }
        let glyph = &mut self.fonts[font].glyphs[usize::from(code)];
        if *glyph == 0 {
            *glyph = self.book.face(face).glyph(character).ok_or(PdfError::Glyph(character))?;
        }
        Ok((font, code))
    }

    #[cold]
    fn additional_code(&mut self, face: FaceId, character: char) -> Result<(usize, u8), PdfError> {
        if let Some(&known) = self.additional.get(&(face, character)) {
            return Ok(known);
        }
        let glyph = self.book.face(face).glyph(character).ok_or(PdfError::Glyph(character))?;
        let room =
            |f: &EmbeddedFont| f.face == face && f.characters.last().is_none_or(|last| last.0 < u8::MAX);
        let main = FaceId::TEXT.len();
        let index = match self.fonts[main..].iter().position(room) {
            Some(index) => main + index,
            None => {
                self.fonts.push(EmbeddedFont::new(face));
                self.fonts.len() - 1
            }
        };
        let font = &mut self.fonts[index];
        let code = font.characters.last().map_or(FIRST_ADDITIONAL, |last| last.0 + 1);
        font.glyphs[usize::from(code)] = glyph;
        font.characters.push((code, character));
        self.additional.insert((face, character), (index, code));
        Ok((index, code))
    }

    /// Puts the used fonts into a file and names them in the font resources.
    pub(super) fn embed(&self, document: &mut Document, deflater: &mut Deflater) {
        let mut resources = Dictionary::new();
        for (index, font) in self.fonts.iter().enumerate() {
            if font.glyphs.iter().any(|&g| g != 0) {
                let unicode = match font.characters.as_slice() {
                    [] => skeleton::TO_UNICODE,
                    own => document.add_object(deflater.stream(Dictionary::new(), &to_unicode(own))),
                };
                let mut dictionary = self.embed_one(font, document, deflater);
                dictionary.set("ToUnicode", unicode);
                resources.set(resource_name(index), document.add_object(dictionary));
            }
        }
        document.set_object(skeleton::FONTS, resources);
    }

    /// Adds program and descriptor, and gives the font's dictionary.
    fn embed_one(&self, font: &EmbeddedFont, document: &mut Document, deflater: &mut Deflater) -> Dictionary {
        let face = self.book.face(font.face);
        let template = Skeleton::get().face(font.face);
        let name = Object::Name(format!("{}+{}", tag(font), font.face.postscript_name()).into_bytes());

        let program = font_subset::subset(face, &font.glyphs);
        let mut about = Dictionary::new();
        about.set("Length1", program.len() as i64);
        let mut descriptor = template.descriptor.clone();
        descriptor.set("FontName", name.clone());
        descriptor.set("FontFile2", document.add_object(deflater.stream(about, &program)));

        let mut descendant = template.descendant.clone();
        descendant.set("BaseFont", name.clone());
        descendant.set("FontDescriptor", document.add_object(descriptor));
        descendant.set("W", self.widths(font));

        let mut dictionary = template.font.clone();
        dictionary.set("BaseFont", name);
        dictionary.set("Encoding", skeleton::ENCODING);
        dictionary.set("DescendantFonts", vec![descendant.into()]);
        dictionary
    }

    /// The `/W` array: `first [widths …]` for each row of used codes, in thousandths of an em, exact to a millionth.
    fn widths(&self, font: &EmbeddedFont) -> Vec<Object> {
        let tables = self.book.face(font.face).tables();
        let mut rows: Vec<(usize, Vec<Object>)> = Vec::new();
        for (code, &glyph) in font.glyphs.iter().enumerate().filter(|(_, g)| **g != 0) {
            let units = tables.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0);
            let width = Object::Real(f32::from(units) * 1000.0 / UNITS_PER_EM as f32);
            match rows.last_mut() {
                Some((first, row)) if *first + row.len() == code => row.push(width),
                _ => rows.push((code, vec![width])),
            }
        }
        rows.into_iter().flat_map(|(first, row)| [Object::Integer(first as i64), row.into()]).collect()
    }
}

/// Resource name of a font.
pub(super) fn resource_name(index: usize) -> String {
    format!("T{index}")
}

/// Six capitals that name a subset (ISO 32000-1, 9.6.4): two documents with the same glyphs share it.
fn tag(font: &EmbeddedFont) -> String {
    let mut hash = Sha256::new();
    for glyph in font.glyphs {
        hash.update(glyph.to_be_bytes());
    }
    hash.finalize().iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}
