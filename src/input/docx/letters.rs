//! The characters of a paragraph: stretches of one look as they are read, and the text they come to.
//!
//! Fonts of before Unicode and fonts of signs are decoded by their names, and what no name tells of by the encoding of
//! the whole text; then capitals that are only shown become capitals, letters are composed (NFC), and letters that
//! only look like Đ become Đ. Nothing is cleaned before it is decoded: U+00AD is ư in TCVN3.

use super::properties::RunLook;
use super::styles::Styles;
use crate::document::{Emphasis, Text, VerticalPosition};
use crate::font::{FaceId, FontBook};
use crate::input::source::letters::settled;
use crate::input::source::{Paragraph, Run, Traits, symbols};
use crate::length::Length;
use crate::text::legacy::{self, Encoding, FontEncoding};

/// What Word takes where a file names no size.
const DEFAULT_SIZE: Length = Length::pt(10);

/// What is known of letters whose font does not tell their encoding.
#[derive(Debug)]
pub(super) struct Decoding {
    pub(super) encoding: Encoding,
    /// The letters as they stand; the encoding is told from them.
    pub(super) untold: String,
}

/// Characters being read.
#[derive(Debug, Default)]
pub(super) struct Letters {
    stretches: Vec<Stretch>,
    bytes: usize,
}

#[derive(Debug)]
struct Stretch {
    raw: String,
    look: Look,
}

/// How a stretch looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Look {
    emphasis: Emphasis,
    size: Length,
    ascii: String,
    ansi: String,
    black: bool,
    capitals: bool,
}

impl Look {
    pub(super) fn of(look: &RunLook, styles: &Styles) -> Self {
        let ascii = styles.face(look.ascii.as_ref().or(look.ansi.as_ref()));
        Self {
            emphasis: Emphasis {
                bold: look.bold == Some(true),
                italic: look.italic == Some(true),
                position: look.position.unwrap_or_default(),
                ..Emphasis::NONE
            },
            size: look.size.unwrap_or(DEFAULT_SIZE),
            ascii: ascii.to_owned(),
            ansi: look.ansi.as_ref().map_or(ascii, |face| styles.face(Some(face))).to_owned(),
            black: look.black != Some(false),
            capitals: look.capitals == Some(true),
        }
    }

    fn encoding(&self) -> Option<FontEncoding> {
        legacy::encoding_of_font(&self.ansi).or_else(|| legacy::encoding_of_font(&self.ascii))
    }

    /// The look at another place against the baseline.
    pub(super) fn at(&self, position: VerticalPosition) -> Self {
        Self { emphasis: Emphasis { position, ..self.emphasis }, ..self.clone() }
    }

    /// The signs of a text, where it is set in a font of signs.
    fn signs(&self, text: &str) -> Option<String> {
        symbols::text(&self.ascii, &self.ansi, text)
    }

    /// The look of a sign that was decoded already.
    pub(super) fn of_signs(&self) -> Self {
        let decoded = |face: &str| {
            let plain = legacy::encoding_of_font(face).is_none() && symbols::SymbolFont::of(face).is_none();
            if plain { face.to_owned() } else { super::styles::DEFAULT_FACE.to_owned() }
        };
        Self { ascii: decoded(&self.ascii), ansi: decoded(&self.ansi), ..self.clone() }
    }
}

impl Letters {
    /// Appends characters of a look.
    pub(super) fn push(&mut self, text: &str, look: &Look) {
        if text.is_empty() {
            return;
        }
        self.bytes += text.len();
        match self.stretches.last_mut() {
            Some(last) if last.look == *look => last.raw.push_str(text),
            _ => self.stretches.push(Stretch { raw: text.to_owned(), look: look.clone() }),
        }
    }

    /// Puts characters before all others, as the first of them look.
    pub(super) fn prepend(&mut self, text: &str, usual: &Look) {
        let look = self.stretches.first().map_or(usual, |first| &first.look).clone();
        self.bytes += text.len();
        self.stretches.insert(0, Stretch { raw: text.to_owned(), look });
    }

    /// Puts the characters of a paragraph before these, which its end was deleted from.
    pub(super) fn join_before(&mut self, mut before: Self) {
        before.stretches.append(&mut self.stretches);
        before.bytes += self.bytes;
        *self = before;
    }

    /// Bytes of the characters as they stand in the file.
    pub(super) fn len(&self) -> usize {
        self.bytes
    }

    /// The characters as they stand in the file.
    pub(super) fn raw(&self) -> String {
        self.stretches.iter().map(|stretch| stretch.raw.as_str()).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.stretches.iter().all(|s| s.raw.trim().is_empty())
    }

    /// The text of a paragraph, and how it looks.
    pub(super) fn finish(self, paragraph: &mut Paragraph, traits: &mut Traits, decoding: &mut Decoding) {
        let mut text = Text::default();
        let mut runs: Vec<Run> = Vec::new();
        let mut strange = false;
        for Stretch { raw, look } in self.stretches {
            let (decoded, odd) = decoded(&raw, &look, traits, decoding);
            strange |= odd;
            text.push(&decoded, look.emphasis);
            let end = text.as_str().len();
            let faces = look.faces(&decoded);
            match runs.last_mut() {
                Some(last) if last.size == look.size && last.black == look.black && last.faces == faces => {
                    last.end = end;
                }
                _ => runs.push(Run { end, size: look.size, faces, black: look.black }),
            }
        }
        decoding.untold.push('\n');
        if strange {
            traits.letters.push(paragraph.number);
        }
        (paragraph.text, paragraph.runs) = (text, runs);
    }
}

impl Look {
    /// The faces that letters of a text are set in.
    fn faces(&self, text: &str) -> Vec<String> {
        let book = FontBook::embedded();
        let mut faces = Vec::with_capacity(1);
        if text.bytes().any(|b| b.is_ascii_graphic()) {
            faces.push(self.ascii.clone());
        }
        // A sign that no face of text has is set in a face of signs by whoever sets it.
        let letter = |c: char| !c.is_ascii() && book.face_of(c, FaceId::Regular) != FaceId::Symbols;
        if text.chars().any(letter) && !faces.contains(&self.ansi) {
            faces.push(self.ansi.clone());
        }
        faces.sort();
        faces
    }
}

/// The characters a stretch shows, and whether one of them only looked like Đ.
fn decoded(raw: &str, look: &Look, traits: &mut Traits, decoding: &mut Decoding) -> (String, bool) {
    let mut text = match look.encoding() {
        Some(font) => {
            let name = font.encoding.name();
            if !traits.encodings.contains(&name) && !raw.trim().is_empty() {
                traits.encodings.push(name);
            }
            font.decode(raw)
        }
        None => look.signs(raw).unwrap_or_else(|| {
            decoding.untold.push_str(raw);
            legacy::convert(raw, decoding.encoding)
        }),
    };
    if text.contains(symbols::is_private) {
        text = text.chars().map(|c| if symbols::is_private(c) { symbols::unnamed(c) } else { c }).collect();
    }
    let (mut text, strange) = settled(text);
    if look.capitals {
        text = text.to_uppercase();
    }
    (text, strange)
}
