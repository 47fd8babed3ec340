//! Origin of printed words, as a page says it.

use super::svg::write_character;
use crate::document::TextPlace;
use std::fmt::{self, Write};
use std::ops::Range;

/// Origin of a character: the field of the draft, and the bytes of its value where the word stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextSource<'s> {
    /// Path of the field.
    pub at: &'s str,
    /// Bytes of the field's value.
    pub value: Option<Range<usize>>,
}

/// Origin of the character at a place of the document; none for one that belongs to no field.
pub type Sources<'s> = dyn Fn(TextPlace) -> Option<TextSource<'s>> + 's;

/// Asks for the origin of the characters of a run, one by one.
pub(super) struct SourceCursor<'f, 's> {
    pub(super) sources: Option<&'f Sources<'s>>,
    pub(super) place: Option<TextPlace>,
}

impl<'s> SourceCursor<'_, 's> {
    /// Origin of the next character, which is this one.
    pub(super) fn next(&mut self, character: char) -> Option<TextSource<'s>> {
        let (sources, place) = (self.sources?, self.place.as_mut()?);
        let source = sources(*place);
        place.byte += character.len_utf8() as u32;
        source
    }
}

/// The attributes of an origin.
pub(super) fn write_source(out: &mut String, source: Option<&TextSource<'_>>) -> fmt::Result {
    let Some(TextSource { at, value }) = source else { return Ok(()) };
    out.write_str(" data-at=\"")?;
    at.chars().try_for_each(|c| if c == '"' { out.write_str("&quot;") } else { write_character(out, c) })?;
    out.write_char('"')?;
    match value {
        Some(range) => write!(out, " data-from=\"{}\" data-to=\"{}\"", range.start, range.end),
        None => Ok(()),
    }
}
