//! Breaks paragraphs into lines.
//!
//! Takes a paragraph, its faces, a measure; returns lines that fit, greedily and without shrinking, as LibreOffice 7
//! and the classic Word algorithm do. It does not place lines on pages: see [`pagination`](super::pagination).

use super::breaks::{self, BreakOpportunities};
use super::fill_in;
use crate::document::{Align, Paragraph};
use crate::font::{self, CharacterStyle, Face, FaceId, FontBook, UNITS_PER_EM};
use crate::length::Length;
use crate::limits;
use crate::style::{LineHeight, RoleStyle};
use std::ops::Range;

/// Distance from the margin at which a break leads to condensing the paragraph, in EMU × em units (0.15 pt): a word
/// processor rounds to twips and might decide otherwise. With this guard 0 of 1 650 measured paragraphs differed.
const MARGIN_GUARD: i64 = 1_905 * UNITS_PER_EM;
/// A twentieth of a point: the step by which characters are moved together.
const STEP: Length = Length::twips(1);
/// Steps tried before a hair's breadth is accepted; never needed in practice.
const MOST_STEPS: u8 = 12;
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
    /// Characters up to `text_end`.
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
    /// Width of the column.
    pub width: Length,
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
    fn style_from(&self, index: usize) -> (usize, CharacterStyle) {
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
        let is_gap = |&(at, c): &(usize, char)| {
            matches!(c, ' ' | '\n') && self.breaks.no_break_spaces.binary_search(&at).is_err()
        };
        let mut before = text.get(line.start..byte).unwrap_or("").char_indices();
        let begins = !before.any(|(at, c)| is_gap(&(line.start + at, c)));
        let mut behind = text.get(byte..line.text_end).unwrap_or("").char_indices();
        let ends = !behind.any(|(at, c)| is_gap(&(byte + at, c)));
        follows && begins || !line.last && ends
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
    let text = paragraph.text.as_str();
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
        lines: Vec::new(),
        breaks: breaks::find(text),
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

/// Treatment of a break within [`MARGIN_GUARD`] of the margin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NearMargin {
    /// The paragraph is to be set anew: breaking ends there.
    Guarded,
    /// It stands.
    Ignored,
}

/// The end of a line: the byte after its last visible character, and the one where the next line begins.
#[derive(Clone, Copy, PartialEq, Eq)]
struct LineEnd {
    text_end: usize,
    next: usize,
}

/// The first character that does not fit the line, where the line may reach this far less or more than it does.
#[derive(Clone, Copy, Default)]
struct Cuts {
    less: Option<usize>,
    exact: Option<usize>,
    more: Option<usize>,
}

struct LineBreaker<'s, 'a> {
    set: &'s TypesetParagraph<'a>,
    text: &'s str,
    fonts: &'s FontBook,
    lines: Vec<TextLine>,
    near_edge: bool,
    /// Characters looked at.
    measured: u64,
}

impl<'s, 'a> LineBreaker<'s, 'a> {
    fn new(set: &'s TypesetParagraph<'a>, text: &'s str, fonts: &'s FontBook) -> Self {
        let lines = Vec::with_capacity(text.len() / 90 + 1);
        Self { set, text, fonts, lines, near_edge: false, measured: 0 }
    }

    /// Breaks the text into at most so many lines and one; whether no break that matters was near the edge.
    fn run(&mut self, edge: NearMargin, most_lines: usize) -> bool {
        let mut start = Some(0);
        while let Some(at) = start.filter(|_| self.lines.len() <= most_lines) {
            start = self.line(at);
            if self.near_edge && edge == NearMargin::Guarded {
                return false;
            }
        }
        true
    }

    /// Width up to the right edge of the last of so many characters, scaled by the em so that comparing is exact: em
    /// units × EMU. A word processor moves the characters of a portion together, not two portions.
    fn scaled(&self, units: i64, chars: i64, portions: i64) -> i64 {
        units * self.set.size.to_emu()
            - (chars - portions) * i64::from(self.set.condense) * STEP.to_emu() * UNITS_PER_EM
    }

    /// Width that a word processor keeps free at the margin for the overhang of a slanted face: a twelfth of the
    /// line's natural height, in whole twips (measured on LibreOffice 7.4).
    fn slant(&self, style: CharacterStyle) -> i64 {
        match style.face {
            FaceId::Regular | FaceId::Bold | FaceId::Symbols => 0,
            FaceId::Italic | FaceId::BoldItalic => {
                Length::twips(font::line_height(style.size).to_twips() / 12).to_emu() * UNITS_PER_EM
            }
        }
    }

    /// Advance of a character in em units of the paragraph's size.
    fn advance(&self, style: CharacterStyle, character: char) -> i64 {
        let own = i64::from(self.fonts.face(style.face).advance(character));
        let (size, text) = (style.size.to_emu(), self.set.size.to_emu());
        if size == text { own } else { Length::emu(own).part(size, text).to_emu() }
    }

    /// Takes one line that begins at `start`; the byte where the next begins, if there is more.
    fn line(&mut self, start: usize) -> Option<usize> {
        let room = (self.set.width - self.set.indent(self.lines.len())).to_emu() * UNITS_PER_EM;
        let mut line = LineProgress::new(self.set, start, room);
        while self.quick_word(&mut line) {}
        let cuts = self.cuts(&mut line);
        let end = |cut: Option<usize>| cut.map(|cut| self.end_of_line(start, cut));
        let exact = end(cuts.exact);
        self.near_edge |= end(cuts.less) != exact || end(cuts.more) != exact;
        match exact {
            Some(LineEnd { text_end, next }) => {
                self.lines.push(self.measured_line(&line, text_end, next, false));
                Some(next)
            }
            None => {
                let text_end = self.trimmed(start, line.at);
                self.lines.push(self.measured_line(&line, text_end, line.at, true));
                self.text.as_bytes().get(line.at).map(|_| line.at + 1)
            }
        }
    }

    /// Takes a word, or the part of it that is of one style, and the space behind it, if they surely fit; this is what
    /// nearly every word is.
    fn quick_word(&mut self, line: &mut LineProgress) -> bool {
        let (style_end, style) = line.style(self.set);
        let breaks = &self.set.breaks;
        let hold = breaks.no_break_hyphens.get(line.hold).copied().unwrap_or(usize::MAX);
        let held = line.at == hold;
        let most = if held { hold + 1 } else { style_end.min(hold) };
        let slant = self.slant(style);
        let room = line.room - slant - MARGIN_GUARD;
        let (mut units, mut chars, mut end, mut space) = (line.units, line.chars, line.at, false);
        for c in self.text[line.at..].chars() {
            if c == '\n' || end >= most || space {
                break;
            }
            units += self.advance(style, c);
            chars += 1;
            end += c.len_utf8();
            space = c == ' ';
            // A word without an end would otherwise be looked through for every line it fills.
            if self.scaled(units, chars, line.portions) > room {
                self.measured += chars.abs_diff(line.chars);
                return false;
            }
        }
        self.measured += chars.abs_diff(line.chars);
        if end == line.at {
            return false;
        }
        let kept = space && breaks.keeps(end - 1);
        line.room -= if held || kept { slant } else { 0 };
        line.portions += if kept { 2 } else { 0 };
        line.hold += usize::from(held);
        (line.at, line.units, line.chars) = (end, units, chars);
        line.spaces += i64::from(space);
        true
    }

    /// Takes character by character until one is beyond doubt too many, or the text or its line ends.
    fn cuts(&mut self, line: &mut LineProgress) -> Cuts {
        let mut cuts = Cuts::default();
        for c in self.text[line.at..].chars().take_while(|&c| c != '\n') {
            self.measured += 1;
            let (_, style) = line.style(self.set);
            let slant = self.slant(style);
            line.units += self.advance(style, c);
            line.chars += 1;
            line.spaces += i64::from(c == ' ');
            let over = self.scaled(line.units, line.chars, line.portions) - (line.room - slant);
            let note = |cut: &mut Option<usize>, over: i64| {
                if over > 0 && cut.is_none() {
                    *cut = Some(line.at);
                }
            };
            note(&mut cuts.less, over + MARGIN_GUARD);
            note(&mut cuts.exact, over);
            note(&mut cuts.more, over - MARGIN_GUARD);
            let at = line.at;
            line.at += c.len_utf8();
            if cuts.more.is_some() {
                break;
            }
            // A word processor measures what no-break spaces and hyphens part on its own, each with its overhang.
            let alone = match c {
                ' ' => self.set.breaks.keeps(at),
                '-' => self.set.breaks.holds(at),
                _ => false,
            };
            line.room -= if alone { slant } else { 0 };
            line.portions += if alone && c == ' ' { 2 } else { 0 };
            line.hold += usize::from(alone && c == '-');
        }
        cuts
    }

    /// The end of a line that begins at `start`, on which the character at `cut` is the first that does not fit.
    ///
    /// As in LibreOffice: a space that does not fit ends the line wherever it stands; else the line ends at the last
    /// opportunity before. If that lies in an earlier *portion* (portions end where the look changes and at no-break
    /// spaces and hyphens), that portion is broken anew, as though its last character did not fit.
    fn end_of_line(&self, start: usize, cut: usize) -> LineEnd {
        let mut from = cut;
        loop {
            if self.is_plain_space(from) {
                let next = self.text.len() - self.text[from..].trim_start_matches(' ').len();
                return LineEnd { text_end: self.trimmed(start, from), next };
            }
            let portion = self.portion_start(from);
            let Some(next) = self.set.breaks.last(self.text, start, from) else {
                if portion > start && !self.is_held(portion - 1) {
                    from = self.last_of_portion(start, portion);
                    continue;
                }
                // A word wider than the line is cut where the line is full.
                let first = self.text[start..].chars().next().map_or(1, char::len_utf8);
                let cut = from.max(start + first);
                return LineEnd { text_end: cut, next: cut };
            };
            if next >= portion || portion <= start {
                return LineEnd { text_end: self.trimmed(start, next), next };
            }
            from = self.last_of_portion(start, portion);
        }
    }

    /// Tests whether a no-break space or hyphen stands at a byte.
    fn is_held(&self, at: usize) -> bool {
        self.set.breaks.keeps(at) || self.set.breaks.holds(at)
    }

    fn is_plain_space(&self, at: usize) -> bool {
        self.text.as_bytes().get(at) == Some(&b' ') && !self.set.breaks.keeps(at)
    }

    /// The place `end` without the spaces before it, but not before `start`.
    fn trimmed(&self, start: usize, end: usize) -> usize {
        start + self.text[start..end].trim_end_matches(' ').len()
    }

    /// The first byte of the portion that the character at `at` is part of.
    fn portion_start(&self, at: usize) -> usize {
        let breaks = &self.set.breaks;
        let last =
            |places: &[usize], end: usize| places[..places.partition_point(|&p| p < end)].last().copied();
        let styles = &self.set.styles;
        let style = styles[..styles.partition_point(|style| style.0 <= at)].last().map_or(0, |style| style.0);
        // What is held is a portion of its own.
        let alone = [&breaks.no_break_spaces, &breaks.no_break_hyphens];
        let held = alone.into_iter().filter_map(|places| last(places, at + 1));
        held.map(|held| if held == at { held } else { held + 1 }).fold(style, usize::max)
    }

    /// The character of the portion before `end` at which it is broken when it has to be shorter: its last, or one
    /// before that where its overhang is wider; what is held is passed over, and the line's `start` is not.
    fn last_of_portion(&self, start: usize, end: usize) -> usize {
        let mut end = end;
        while end > start && self.is_held(end - 1) {
            end -= 1;
        }
        let portion = if end == start { start } else { self.portion_start(end - 1).max(start) };
        let (_, style) = self.set.style_at(portion);
        let (most, mut width, mut last) = (self.slant(style) + STEP.to_emu() * UNITS_PER_EM, 0, end);
        for (at, c) in self.text[portion..end].char_indices().rev() {
            if width >= most {
                break;
            }
            last = portion + at;
            width += self.advance(style, c) * self.set.size.to_emu();
        }
        last
    }

    /// The line up to `text_end`, of what has been taken.
    fn measured_line(&self, line: &LineProgress, text_end: usize, end: usize, last: bool) -> TextLine {
        let (mut units, mut chars, mut spaces) = (line.units, line.chars, line.spaces);
        let mut at = text_end;
        for c in self.text[text_end..line.at].chars() {
            units -= self.advance(self.set.style_at(at).1, c);
            chars -= 1;
            spaces -= i64::from(c == ' ');
            at += c.len_utf8();
        }
        TextLine { start: line.start, text_end, end, units, chars, spaces, last }
    }
}

/// Progress of a line.
struct LineProgress {
    /// The first byte.
    start: usize,
    /// The next byte.
    at: usize,
    units: i64,
    chars: i64,
    /// U+0020.
    spaces: i64,
    /// Portions of a word processor, as [`LineBreaker::end_of_line`] knows them.
    portions: i64,
    /// Width the line may reach, less the slant that no-break spaces and hyphens on it have taken.
    room: i64,
    /// The next of the paragraph's styles and held hyphens.
    style: usize,
    hold: usize,
}

impl LineProgress {
    fn new(set: &TypesetParagraph<'_>, start: usize, room: i64) -> Self {
        let style = set.styles.partition_point(|style| style.0 <= start);
        let hold = set.breaks.no_break_hyphens.partition_point(|&place| place < start);
        Self { start, at: start, units: 0, chars: 0, spaces: 0, portions: 1, room, style, hold }
    }

    /// Style of the next character, and where that style ends.
    fn style(&mut self, set: &TypesetParagraph<'_>) -> (usize, CharacterStyle) {
        while set.styles.get(self.style).is_some_and(|style| style.0 <= self.at) {
            self.style += 1;
            self.portions += i64::from(self.at > self.start);
        }
        set.style_from(self.style)
    }
}
