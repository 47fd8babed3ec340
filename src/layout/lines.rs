//! Breaks paragraphs into lines.
//!
//! Takes a paragraph, its faces, a measure; returns lines that fit, greedily and without shrinking, as LibreOffice 7
//! and the classic Word algorithm do. It does not place lines on pages: see [`pagination`](super::pagination).

use super::breaks::{self, BreakOpportunities};
use crate::document::{Align, Paragraph};
use crate::font::{self, CharacterStyle, Face, FaceId, FontBook, UNITS_PER_EM};
use crate::length::Length;
use crate::limits;
use crate::style::{LineHeight, RoleStyle};

/// Distance from the margin at which a break leads to condensing the paragraph, in EMU × em units (0.15 pt): a word
/// processor rounds to twips and might decide otherwise. With this guard 0 of 1 650 measured paragraphs differed.
const MARGIN_GUARD: i64 = 1_905 * UNITS_PER_EM;
/// Distance added to [`MARGIN_GUARD`] for each border of a stretch of another size on a line: a word processor measures
/// what stands before and behind it apart, each in whole twips.
const BORDER_GUARD: i64 = 635 * UNITS_PER_EM;
/// A twentieth of a point: the step by which characters are moved together.
const STEP: Length = Length::twips(1);
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
        let told = &self.breaks.told;
        let starts = self.lines.iter().map(|line| line.start);
        starts.filter(|start| told.binary_search(start).is_ok()).collect()
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

    /// Breaks the text into lines; whether they may stand.
    fn breaks_lines(&mut self, text: &str, fonts: &FontBook, edge: NearMargin) -> bool {
        let mut breaker = LineBreaker::new(self, text, fonts);
        let stands = breaker.run(edge, self.most_lines());
        let LineBreaker { lines, measured, .. } = breaker;
        (self.lines, self.measured) = (lines, self.measured + measured);
        stands
    }

    /// Tests whether justifying tears a line open: gaps between its words more than three times their natural width.
    pub(super) fn is_torn(&self, fonts: &FontBook) -> bool {
        self.torn_lines(fonts).next().is_some()
    }

    /// The lines that justifying tears open, by number.
    fn torn_lines(&self, fonts: &FontBook) -> impl Iterator<Item = usize> {
        let space = i64::from(fonts.face(FaceId::Regular).advance(' '));
        let most = self.size.part(space, UNITS_PER_EM) * (MOST_STRETCH - 1);
        let torn = move |&number: &usize| {
            let line = &self.lines[number];
            let spare = self.width - self.indent(number) - self.natural_width(line);
            !line.last && line.spaces > 0 && spare / line.spaces > most
        };
        (0..self.lines.len()).filter(move |_| self.align == Align::Justify).filter(torn)
    }

    /// The no-break spaces for which words went to the line after a torn one.
    pub(super) fn tearing_spaces(&self, fonts: &FontBook) -> Vec<usize> {
        let text = self.paragraph.text.as_str();
        let held = |at: usize| self.breaks.no_break_spaces.binary_search(&at).is_ok();
        let starts = self.torn_lines(fonts).filter_map(|number| self.lines.get(number + 1).map(|l| l.start));
        let first_held = |start: usize| {
            let spaces = text[start..].match_indices(' ').map(move |(at, _)| start + at);
            spaces.take_while(|&at| held(at)).collect::<Vec<_>>()
        };
        starts.flat_map(first_held).collect()
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

/// Sets a paragraph anew without some of its no-break spaces.
pub(super) fn set_releasing<'a>(
    set: &TypesetParagraph<'a>,
    spaces: &[usize],
    fonts: &FontBook,
) -> TypesetParagraph<'a> {
    let mut breaks = set.breaks.clone();
    breaks.no_break_spaces.retain(|at| !spaces.contains(at));
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
        inset: Length::ZERO,
        lines: Vec::new(),
        breaks,
        condense: 0,
        line_height,
        baseline,
        measured: 0,
    };
    for condense in 0..=MOST_STEPS {
        set.condense = condense;
        if set.breaks_lines(text, fonts, NearMargin::Guarded) {
            return set;
        }
    }
    set.condense = 0;
    set.breaks_lines(text, fonts, NearMargin::Ignored);
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

/// A place where the current line could end.
#[derive(Clone, Copy)]
struct BreakCandidate {
    line: TextLine,
    next: usize,
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

    /// Scaled by the em so that comparing is exact: em units × EMU.
    fn scaled(&self, units: i64, chars: i64) -> i64 {
        units * self.set.size.to_emu() - chars * i64::from(self.set.condense) * STEP.to_emu() * UNITS_PER_EM
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
        loop {
            if !self.quick_word(&mut line)
                && let Some(cut) = self.word(&mut line)
            {
                self.lines.push(cut.line);
                return Some(cut.next);
            }
            let next = self.text.as_bytes().get(line.at);
            if next == Some(&b' ') {
                self.space(&mut line);
                continue;
            }
            self.note_edge(&line);
            self.lines.push(TextLine { end: line.at, last: true, ..line.seen });
            return next.map(|_| line.at + 1);
        }
    }

    /// Takes a whole word if it is of one style and the paragraph's size, may not be parted and fits; this is what nearly
    /// every word is.
    fn quick_word(&mut self, line: &mut LineProgress) -> bool {
        let (style_end, style) = line.style(self.set);
        if style.size != self.set.size {
            return false;
        }
        let breaks = &self.set.breaks;
        let next = |places: &[usize], index: usize| places.get(index).copied().unwrap_or(usize::MAX);
        let most =
            style_end.min(next(&breaks.soft, line.soft)).min(next(&breaks.no_break_hyphens, line.hold));
        let face = self.fonts.face(style.face);
        let slant = self.slant(style);
        let (mut units, mut chars, mut end) = (line.units, line.chars, line.at);
        for c in self.text[line.at..].chars() {
            if c == ' ' || c == '\n' {
                break;
            }
            units += i64::from(face.advance(c));
            chars += 1;
            end += c.len_utf8();
            // A word without an end would otherwise be looked through for every line it fills.
            if end > most || self.scaled(units, line.condensed(chars)) > line.room - slant {
                self.measured += chars.abs_diff(line.chars);
                return false;
            }
        }
        self.measured += chars.abs_diff(line.chars);
        if end == line.at {
            return false;
        }
        (line.at, line.units, line.chars) = (end, units, chars);
        line.take(slant);
        true
    }

    /// Takes a word character by character; the place where the line ends, if it does not fit.
    fn word(&mut self, line: &mut LineProgress) -> Option<BreakCandidate> {
        let breaks = &self.set.breaks;
        for c in self.text[line.at..].chars() {
            if c == ' ' || c == '\n' {
                break;
            }
            self.measured += 1;
            let after = line.at + c.len_utf8();
            if breaks.soft.get(line.soft) == Some(&line.at) {
                line.soft += 1;
                self.note_edge(line);
                line.may_end(line.at);
            }
            if breaks.no_break_hyphens.get(line.hold) == Some(&line.at) {
                line.hold += 1;
                line.room -= line.slant;
            }
            let (_, style) = line.style(self.set);
            let units = line.units + self.advance(style, c);
            let (slant, width) = (self.slant(style), self.scaled(units, line.condensed(line.chars + 1)));
            if width > line.room - slant && line.has_begun() {
                let rest = &self.text.as_bytes()[after..];
                let ends_here = matches!(rest.first(), None | Some(b' ' | b'\n'))
                    || breaks.soft.get(line.soft) == Some(&after);
                self.near_edge |= ends_here && width - (line.room - slant) < line.guard;
                // A word wider than the line is cut where the line is full.
                return Some(line.candidate.unwrap_or_else(|| {
                    self.near_edge |= line.edge - self.scaled(line.seen.units, line.seen.chars) < line.guard;
                    BreakCandidate { line: TextLine { end: line.at, ..line.seen }, next: line.at }
                }));
            }
            (line.at, line.units, line.chars) = (after, units, line.chars + 1);
            line.take(slant);
        }
        None
    }

    /// Takes a space; the line may end after it unless it keeps its words together.
    fn space(&mut self, line: &mut LineProgress) {
        let (_, style) = line.style(self.set);
        self.measured += 1;
        line.units += self.advance(style, ' ');
        line.chars += 1;
        line.spaces += 1;
        let kept = self.set.breaks.no_break_spaces.get(line.keep) == Some(&line.at);
        line.at += 1;
        if kept {
            line.keep += 1;
            line.room -= line.slant;
        } else if line.has_begun() {
            self.note_edge(line);
            line.may_end(line.at);
        }
    }

    /// Remembers whether ending the line after what has been seen of it is a close decision.
    fn note_edge(&mut self, line: &LineProgress) {
        let width = self.scaled(line.seen.units, line.seen.chars);
        self.near_edge |= (line.edge - width).abs() < line.guard;
    }
}

/// Progress of a line.
struct LineProgress {
    /// The next byte.
    at: usize,
    /// The line up to the last visible character; `units`, `chars` and `spaces` go on with what stands behind it.
    seen: TextLine,
    units: i64,
    chars: i64,
    spaces: i64,
    /// Width the line may reach, less the slant that no-break spaces and hyphens on it have taken: a word processor
    /// measures what they part on its own.
    room: i64,
    /// Width the last visible character may reach, and the part its slant took from that.
    edge: i64,
    slant: i64,
    /// Distance from the margin at which a decision is close.
    guard: i64,
    /// Borders of stretches of another size so far.
    borders: i64,
    /// End of the stretch of the last character, and whether it is of another size.
    stretch: (usize, bool),
    /// Last place at which the line could end.
    candidate: Option<BreakCandidate>,
    /// The next of the paragraph's styles, keeps, holds and soft places.
    style: usize,
    keep: usize,
    hold: usize,
    soft: usize,
}

impl LineProgress {
    fn new(set: &TypesetParagraph<'_>, start: usize, room: i64) -> Self {
        let from = |places: &[usize]| places.partition_point(|&place| place < start);
        Self {
            at: start,
            seen: TextLine { start, text_end: start, end: start, units: 0, chars: 0, spaces: 0, last: false },
            units: 0,
            chars: 0,
            spaces: 0,
            room,
            edge: room,
            slant: 0,
            guard: MARGIN_GUARD,
            borders: 0,
            stretch: (0, false),
            candidate: None,
            style: set.styles.partition_point(|style| style.0 <= start),
            keep: from(&set.breaks.no_break_spaces),
            hold: from(&set.breaks.no_break_hyphens),
            soft: set.breaks.soft.partition_point(|&place| place <= start),
        }
    }

    /// Style of the next character, and where that style ends.
    fn style(&mut self, set: &TypesetParagraph<'_>) -> (usize, CharacterStyle) {
        while set.styles.get(self.style).is_some_and(|style| style.0 <= self.at) {
            self.style += 1;
        }
        let (end, style) = set.style_from(self.style);
        let sized = style.size != set.size;
        if self.at > self.seen.start && end != self.stretch.0 && (sized || self.stretch.1) {
            self.borders += 1;
            self.guard += BORDER_GUARD;
        }
        self.stretch = (end, sized);
        (end, style)
    }

    /// Characters that are condensed of so many on the line, where the last of them is of the current stretch.
    fn condensed(&self, chars: i64) -> i64 {
        chars - self.borders - i64::from(self.stretch.1)
    }

    /// Notes that the character just taken is visible, of a face with this slant.
    fn take(&mut self, slant: i64) {
        (self.slant, self.edge) = (slant, self.room - slant);
        let Self { at, units, spaces, .. } = *self;
        let chars = self.condensed(self.chars);
        self.seen = TextLine { text_end: at, end: at, units, chars, spaces, ..self.seen };
    }

    /// The line could end here and the next begin at `next`.
    fn may_end(&mut self, next: usize) {
        self.candidate = Some(BreakCandidate { line: TextLine { end: next, ..self.seen }, next });
    }

    fn has_begun(&self) -> bool {
        self.seen.text_end > self.seen.start
    }
}
