//! Breaks paragraphs into lines.
//!
//! Takes a paragraph, its faces, a measure; returns lines that fit, greedily and without shrinking, as LibreOffice 7
//! and the classic Word algorithm do. It does not place lines on pages: see [`pagination`](super::pagination).

use super::breaks::{self, BreakOpportunities};
use super::fill_in;
use super::line_breaker::{LineBreaker, NearMargin};
use crate::document::{Align, Paragraph};
use crate::font::{self, CharacterStyle, Face, FaceId, FontBook, UNITS_PER_EM};
use crate::length::Length;
use crate::limits;
use crate::style::{LineHeight, RoleStyle};
use crate::text;
use std::ops::Range;

/// A twentieth of a point: the step by which characters are moved together.
pub(super) const STEP: Length = Length::twips(1);
/// Steps tried before a hair's breadth is accepted; never needed in practice.
const MOST_STEPS: u8 = 12;
/// Natural widths of a space to which justifying may widen the gaps of a line.
const MOST_STRETCH: i64 = 3;
/// The height of all pages that a document may have, margins included.
const MOST_HEIGHT: Length = Length::mm(297 * limits::PAGES as i64);

/// A line of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TextLine {
    /// First byte.
    pub start: usize,
    /// Byte after its last visible character.
    pub text_end: usize,
    /// Byte after its trailing spaces; a line break is not part of a line.
    pub end: usize,
    /// Natural width up to `text_end` in em units.
    pub units: i64,
    /// Characters up to `text_end` that are condensed: a word processor leaves out the last of a stretch of another
    /// size, and of what stands before one.
    pub chars: i64,
    /// U+0020 up to `text_end`.
    pub spaces: i64,
    /// Flag: it ends the paragraph or a line break follows; then it is not stretched.
    pub last: bool,
}

/// Sums over characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TextMeasure {
    /// Advances in em units.
    pub units: i64,
    pub chars: i64,
    /// U+0020 among them.
    pub spaces: i64,
}

impl TextLine {
    /// The whole line with its trailing spaces, all of one face.
    pub(super) fn measures(&self, face: &Face) -> TextMeasure {
        let trailing = (self.end - self.text_end) as i64;
        TextMeasure {
            units: self.units + trailing * i64::from(face.advance(' ')),
            chars: self.chars + trailing,
            spaces: self.spaces + trailing,
        }
    }
}

/// A paragraph set in lines.
#[derive(Debug)]
pub(super) struct TypesetParagraph<'a> {
    pub paragraph: &'a Paragraph,
    pub style: &'a RoleStyle,
    pub align: Align,
    pub size: Length,
    /// End of each stretch of one style, and the style.
    pub styles: Vec<(usize, CharacterStyle)>,
    /// Width of the column, less what balancing takes.
    pub width: Length,
    /// Length that balancing takes from each side of the column.
    pub inset: Length,
    pub lines: Vec<TextLine>,
    pub breaks: BreakOpportunities,
    /// Twentieths of a point taken from every character.
    pub condense: u8,
    /// Rows of dots set smaller, and their size.
    pub trimmed: Vec<(Range<usize>, Length)>,
    /// Height of every line.
    pub line_height: Length,
    /// Distance from the top of a line to its baseline.
    pub baseline: Length,
    /// Characters looked at to set it.
    pub measured: u64,
}

impl TypesetParagraph<'_> {
    /// Distance from the column's left edge to the start of a line.
    pub(super) fn indent(&self, line: usize) -> Length {
        self.style.left + if line == 0 { self.style.first_line } else { Length::ZERO }
    }

    /// The natural width of a line, condensed.
    pub(super) fn natural_width(&self, line: &TextLine) -> Length {
        self.size.part(line.units, UNITS_PER_EM) - STEP * (i64::from(self.condense) * line.chars)
    }

    /// Style of the character at a byte, and where that style ends.
    pub(super) fn style_at(&self, at: usize) -> (usize, CharacterStyle) {
        self.style_from(self.styles.partition_point(|style| style.0 <= at))
    }

    /// Style by its index, and where it ends.
    pub(super) fn style_from(&self, index: usize) -> (usize, CharacterStyle) {
        let rest =
            CharacterStyle { face: FaceId::Regular, size: self.size, rise: Length::ZERO, struck: false };
        self.styles.get(index).copied().unwrap_or((usize::MAX, rest))
    }

    /// Length taken from every character.
    pub(super) fn letter_gap(&self) -> Length {
        -(STEP * i64::from(self.condense))
    }

    /// Hyphens at which a word processor must be told not to break: those of the words at either side of a line's end,
    /// which it would otherwise part there. The others stay plain, so that who searches the file or takes its text out
    /// finds `39/KH-LĐLĐ`. Both sides are held because another program may set a line a hair wider or narrower.
    ///
    /// A word processor measures text before and behind a no-break hyphen apart, which in a slanted face takes room:
    /// there all stay as they were when the lines were broken.
    pub(super) fn held_hyphens(&self) -> Vec<usize> {
        let hyphens = &self.breaks.no_break_hyphens;
        let slanted =
            |(_, style): &(usize, CharacterStyle)| matches!(style.face, FaceId::Italic | FaceId::BoldItalic);
        if self.lines.len() > 1 && self.styles.iter().any(slanted) {
            return hyphens.clone();
        }
        hyphens.iter().copied().filter(|&hyphen| self.is_beside_line_end(hyphen)).collect()
    }

    /// Tests whether what stands together around a byte is the first or the last of a line that another one follows or
    /// goes before.
    fn is_beside_line_end(&self, byte: usize) -> bool {
        let text = self.paragraph.text.as_str();
        let index = self.lines.partition_point(|line| line.end <= byte);
        let Some(line) = self.lines.get(index) else { return false };
        let follows = index.checked_sub(1).and_then(|above| self.lines.get(above)).is_some_and(|l| !l.last);
        let is_gap = |&(at, c): &(usize, char)| matches!(c, ' ' | '\n') && !self.breaks.keeps(at);
        let mut before = text.get(line.start..byte).unwrap_or("").char_indices();
        let begins = !before.any(|(at, c)| is_gap(&(line.start + at, c)));
        let mut behind = text.get(byte..line.text_end).unwrap_or("").char_indices();
        let ends = !behind.any(|(at, c)| is_gap(&(byte + at, c)));
        follows && begins || !line.last && ends
    }

    /// Tests whether a line ends inside a word because it is full.
    pub(super) fn cuts_a_word(&self) -> bool {
        let text = self.paragraph.text.as_str();
        let is_cut = |line: &TextLine| {
            !line.last && line.end == line.text_end && self.breaks.soft.binary_search(&line.end).is_err()
        };
        text.len() > 1 && self.lines.iter().any(is_cut)
    }

    /// Places at which a line begins and a word processor must be told so.
    pub(super) fn told_places(&self) -> Vec<usize> {
        let starts = self.lines.iter().map(|line| line.start);
        starts.filter(|&start| self.breaks.tells(start)).collect()
    }

    /// Tests whether it has more lines than any document has room for; then its last lines were not set.
    pub(super) fn is_endless(&self) -> bool {
        self.lines.len() > self.most_lines()
    }

    /// Lines that fit on as many pages as a document may have.
    fn most_lines(&self) -> usize {
        let lines = MOST_HEIGHT.to_emu() / self.line_height.to_emu().max(1);
        usize::try_from(lines).unwrap_or(usize::MAX)
    }

    /// Breaks the text into lines, condensed so far that no break is a hair's breadth from the margin.
    pub(super) fn break_guarded(&mut self, fonts: &FontBook) {
        let text = self.paragraph.text.as_str();
        for condense in 0..=MOST_STEPS {
            self.condense = condense;
            if self.breaks_lines(text, fonts, NearMargin::Guarded) {
                return;
            }
        }
        self.condense = 0;
        self.breaks_lines(text, fonts, NearMargin::Ignored);
    }

    /// The line on which a byte stands.
    pub(super) fn line_at(&self, byte: usize) -> Option<TextLine> {
        let after = self.lines.partition_point(|line| line.start <= byte);
        after.checked_sub(1).map(|index| self.lines[index])
    }

    /// Sets a stretch at another size, and the lines anew.
    pub(super) fn resize(&mut self, range: &Range<usize>, size: Length, fonts: &FontBook) {
        let mut styles = Vec::with_capacity(self.styles.len() + 2);
        let mut start = 0;
        for &(end, style) in &self.styles {
            let (from, to) = (range.start.clamp(start, end), range.end.clamp(start, end));
            let parts = [(from, style), (to, CharacterStyle { size, ..style }), (end, style)];
            for (part, style) in parts {
                if part > start {
                    styles.push((part, style));
                    start = part;
                }
            }
        }
        self.styles = styles;
        self.break_guarded(fonts);
    }

    /// The size at which a stretch fills the line on which it stands.
    pub(super) fn size_to_fill(&self, range: &Range<usize>, fonts: &FontBook) -> Length {
        let text = self.paragraph.text.as_str();
        let Some(index) = self.lines.iter().position(|line| range.start < line.end) else { return self.size };
        let start = self.lines[index].start;
        let behind = text[range.end..].find([' ', '\n']).map_or(text.len(), |length| range.end + length);
        let units = |part: &str, face: FaceId| -> i64 {
            part.chars().map(|c| i64::from(fonts.face(face).advance(c))).sum()
        };
        let (_, style) = self.style_at(range.start);
        // Bold is as wide as any face; a few units too many cost half a point.
        let others =
            units(&text[start..range.start], FaceId::Bold) + units(&text[range.end..behind], FaceId::Bold);
        let room = self.width - self.indent(index) - self.size.part(others, UNITS_PER_EM) - STEP * 4;
        room.max(Length::ZERO).part(UNITS_PER_EM, units(&text[range.clone()], style.face).max(1))
    }

    /// Breaks the text into lines; whether they may stand.
    fn breaks_lines(&mut self, text: &str, fonts: &FontBook, edge: NearMargin) -> bool {
        let mut breaker = LineBreaker::new(self, text, fonts);
        let stands = breaker.run(edge, self.most_lines());
        let LineBreaker { lines, measured, .. } = breaker;
        (self.lines, self.measured) = (lines, self.measured + measured);
        stands
    }

    /// The lines that justifying tears open, by number.
    pub(super) fn torn_lines(&self, fonts: &FontBook) -> Vec<usize> {
        if self.align != Align::Justify {
            return Vec::new();
        }
        let space = i64::from(fonts.face(FaceId::Regular).advance(' '));
        let most = self.size.part(space, UNITS_PER_EM) * (MOST_STRETCH - 1);
        let is_torn = |&number: &usize| {
            let line = &self.lines[number];
            let spare = self.width - self.indent(number) - self.natural_width(line);
            !line.last && line.spaces > 0 && spare / line.spaces > most
        };
        (0..self.lines.len()).filter(is_torn).collect()
    }

    /// The no-break spaces for which words went to the line after a torn one.
    pub(super) fn tearing_spaces(&self, torn: &[usize]) -> Vec<usize> {
        let text = self.paragraph.text.as_str();
        let first_held = |start: usize| {
            let spaces = text[start..].match_indices(' ').map(move |(at, _)| start + at);
            spaces.take_while(|&at| self.breaks.keeps(at)).collect::<Vec<_>>()
        };
        self.starts_after(torn).flat_map(first_held).collect()
    }

    /// Tests whether an address begins the line after a torn one.
    pub(super) fn is_torn_by_address(&self, torn: &[usize]) -> bool {
        let first_word = |start: usize| self.paragraph.text.as_str()[start..].split(' ').next().unwrap_or("");
        self.starts_after(torn).any(|start| !text::address_breaks(first_word(start)).is_empty())
    }

    /// Where the lines after some lines start.
    fn starts_after<'s>(&'s self, numbers: &'s [usize]) -> impl Iterator<Item = usize> + 's {
        numbers.iter().filter_map(|number| self.lines.get(number + 1).map(|line| line.start))
    }

    /// The width of the longest line.
    pub(super) fn longest_line(&self) -> Length {
        self.lines.iter().map(|l| self.natural_width(l)).max().unwrap_or_default()
    }
}

/// Sets a paragraph in a column of `width`, at `size`.
pub(super) fn set<'a>(
    paragraph: &'a Paragraph,
    style: &'a RoleStyle,
    size: Length,
    width: Length,
    fonts: &FontBook,
) -> TypesetParagraph<'a> {
    set_held(paragraph, style, size, width, &[], fonts)
}

/// Sets a paragraph anew with other opportunities.
pub(super) fn set_anew<'a>(
    set: &TypesetParagraph<'a>,
    breaks: BreakOpportunities,
    fonts: &FontBook,
) -> TypesetParagraph<'a> {
    set_with_breaks(set.paragraph, set.style, set.size, set.width, fonts, breaks)
}

/// Sets a paragraph with further spaces, by their bytes, at which no line ends.
pub(super) fn set_held<'a>(
    paragraph: &'a Paragraph,
    style: &'a RoleStyle,
    size: Length,
    width: Length,
    held: &[usize],
    fonts: &FontBook,
) -> TypesetParagraph<'a> {
    let breaks = breaks::find(paragraph.text.as_str()).holding(held);
    set_with_breaks(paragraph, style, size, width, fonts, breaks)
}

/// Sets a paragraph whose lines end at these opportunities.
pub(super) fn set_with_breaks<'a>(
    paragraph: &'a Paragraph,
    style: &'a RoleStyle,
    size: Length,
    width: Length,
    fonts: &FontBook,
    breaks: BreakOpportunities,
) -> TypesetParagraph<'a> {
    let (line_height, baseline) = match style.line {
        LineHeight::Single => (font::line_height(size), font::ascent(size)),
        // A word processor puts a fifth of an exact height below the baseline.
        LineHeight::Exact(height) => (height, height.part(4, 5)),
    };
    let mut set = TypesetParagraph {
        paragraph,
        style,
        align: style.align,
        size,
        styles: fonts.styles(&paragraph.text, size, style.bold, style.italic),
        width,
        inset: Length::ZERO,
        lines: Vec::new(),
        breaks,
        condense: 0,
        line_height,
        baseline,
        trimmed: Vec::new(),
        measured: 0,
    };
    set.break_guarded(fonts);
    fill_in::trim(&mut set, fonts);
    set
}
