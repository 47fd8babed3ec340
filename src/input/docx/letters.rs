//! The characters of a paragraph: stretches of one look as they are read, and the text they come to.
//!
//! Fonts of before Unicode are decoded by their names, capitals that are only shown become capitals, letters are
//! composed (NFC), and letters that only look like Đ become Đ.

use super::properties::RunLook;
use super::styles::Styles;
use crate::document::{Emphasis, Text};
use crate::font::{FaceId, FontBook};
use crate::input::source::{Paragraph, Run, Traits};
use crate::length::Length;
use crate::text::legacy::{self, Encoding, FontEncoding};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// What Word takes where a file names no size.
const DEFAULT_SIZE: Length = Length::pt(10);

/// Characters being read.
#[derive(Debug, Default)]
pub(super) struct Letters {
    stretches: Vec<Stretch>,
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
}

impl Letters {
    /// Appends characters of a look.
    pub(super) fn push(&mut self, text: &str, look: &Look) {
        if text.is_empty() {
            return;
        }
        match self.stretches.last_mut() {
            Some(last) if last.look == *look => last.raw.push_str(text),
            _ => self.stretches.push(Stretch { raw: text.to_owned(), look: look.clone() }),
        }
    }

    /// Puts characters before all others, as the first of them look.
    pub(super) fn prepend(&mut self, text: &str, usual: &Look) {
        let look = self.stretches.first().map_or(usual, |first| &first.look).clone();
        self.stretches.insert(0, Stretch { raw: text.to_owned(), look });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.stretches.iter().all(|s| s.raw.trim().is_empty())
    }

    /// The text of a paragraph, and how it looks.
    pub(super) fn finish(self, paragraph: &mut Paragraph, traits: &mut Traits) {
        let mut text = Text::default();
        let mut runs: Vec<Run> = Vec::new();
        let mut strange = false;
        for Stretch { raw, look } in self.stretches {
            let (decoded, odd) = decoded(&raw, &look, traits);
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
fn decoded(raw: &str, look: &Look, traits: &mut Traits) -> (String, bool) {
    let mut text = match look.encoding() {
        Some(font) => {
            let name = font.encoding.name();
            if !traits.encodings.contains(&name) && !raw.trim().is_empty() {
                traits.encodings.push(name);
            }
            font.decode(raw)
        }
        None => raw.to_owned(),
    };
    if text.contains(['\u{a0}', '\u{2011}', '\u{2010}', '\u{ad}', '\u{feff}', '\u{200b}', '\u{202f}']) {
        text = text
            .chars()
            .filter(|c| !matches!(c, '\u{ad}' | '\u{feff}' | '\u{200b}'))
            .map(|c| match c {
                '\u{a0}' | '\u{202f}' => ' ',
                '\u{2010}' | '\u{2011}' => '-',
                c => c,
            })
            .collect();
    }
    if !is_nfc(&text) {
        text = text.nfc().collect();
    }
    let strange = text.contains(['Ð', 'ð', 'Ɖ']);
    if strange {
        text = text.replace(['Ð', 'Ɖ'], "Đ").replace('ð', "đ");
    }
    if look.capitals {
        text = text.to_uppercase();
    }
    (text, strange)
}

/// The text without legacy letters that no font name told of.
pub(super) fn convert(paragraph: &mut Paragraph, encoding: Encoding) {
    let mut text = Text::default();
    let mut ends: Vec<(usize, usize)> = Vec::new();
    for (span, look) in paragraph.text.spans() {
        let from = span.end;
        text.push(&legacy::convert(paragraph.text.as_str().get(span).unwrap_or(""), encoding), look);
        ends.push((from, text.as_str().len()));
    }
    // A run that ends inside a stretch of one emphasis is drawn to its end.
    let mut ends = ends.into_iter().peekable();
    for run in &mut paragraph.runs {
        while ends.next_if(|(from, _)| *from < run.end).is_some() {}
        run.end = ends.peek().map_or(text.as_str().len(), |(_, to)| *to);
    }
    paragraph.text = text;
}
