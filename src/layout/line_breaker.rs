//! Lines of a paragraph, each as long as fits, ended where a word processor ends it.

use super::lines::{STEP, TextLine, TypesetParagraph};
use crate::font::{self, CharacterStyle, FaceId, FontBook, UNITS_PER_EM};
use crate::length::Length;

/// Distance from the margin at which a break leads to condensing the paragraph, in EMU × em units (0.15 pt): a word
/// processor rounds to twips and might decide otherwise. With this guard 0 of 1 650 measured paragraphs differed.
const MARGIN_GUARD: i64 = 1_905 * UNITS_PER_EM;
/// Distance added to [`MARGIN_GUARD`] for each border of a stretch of another size on a line: a word processor measures
/// what stands before and behind it apart, each in whole twips.
const BORDER_GUARD: i64 = 635 * UNITS_PER_EM;

/// Treatment of a break within [`MARGIN_GUARD`] of the margin.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NearMargin {
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

/// Breaker of one paragraph.
pub(super) struct LineBreaker<'s, 'a> {
    set: &'s TypesetParagraph<'a>,
    text: &'s str,
    fonts: &'s FontBook,
    pub lines: Vec<TextLine>,
    near_edge: bool,
    /// Characters looked at.
    pub measured: u64,
}

impl<'s, 'a> LineBreaker<'s, 'a> {
    pub(super) fn new(set: &'s TypesetParagraph<'a>, text: &'s str, fonts: &'s FontBook) -> Self {
        let lines = Vec::with_capacity(text.len() / 90 + 1);
        Self { set, text, fonts, lines, near_edge: false, measured: 0 }
    }

    /// Breaks the text into at most so many lines and one; whether no break that matters was near the edge.
    pub(super) fn run(&mut self, edge: NearMargin, most_lines: usize) -> bool {
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
        let room = line.room - slant - line.guard;
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
            note(&mut cuts.less, over + line.guard);
            note(&mut cuts.exact, over);
            note(&mut cuts.more, over - line.guard);
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
        chars -= self.uncondensed(line.start, text_end);
        TextLine { start: line.start, text_end, end, units, chars, spaces, last }
    }

    /// Characters of a part of a line that a word processor does not condense, as [`TextLine::chars`] tells.
    fn uncondensed(&self, start: usize, end: usize) -> i64 {
        let is_sized = |index: usize| self.set.style_from(index).1.size != self.set.size;
        let first = self.set.styles.partition_point(|style| style.0 <= start);
        let last = self.set.styles.partition_point(|style| style.0 < end).max(first);
        let borders = (first..last).filter(|&index| is_sized(index) || is_sized(index + 1)).count();
        borders as i64 + i64::from(end > start && is_sized(last))
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
    /// Distance from the margin at which a decision is close.
    guard: i64,
    /// The next of the paragraph's styles and held hyphens.
    style: usize,
    hold: usize,
}

impl LineProgress {
    fn new(set: &TypesetParagraph<'_>, start: usize, room: i64) -> Self {
        let style = set.styles.partition_point(|style| style.0 <= start);
        let hold = set.breaks.no_break_hyphens.partition_point(|&place| place < start);
        Self {
            start,
            at: start,
            units: 0,
            chars: 0,
            spaces: 0,
            portions: 1,
            room,
            guard: MARGIN_GUARD,
            style,
            hold,
        }
    }

    /// Style of the next character, and where that style ends.
    fn style(&mut self, set: &TypesetParagraph<'_>) -> (usize, CharacterStyle) {
        while let Some((_, before)) = set.styles.get(self.style).filter(|style| style.0 <= self.at) {
            self.style += 1;
            if self.at > self.start {
                self.portions += 1;
                let sizes = [before.size, set.style_from(self.style).1.size];
                self.guard += if sizes == [set.size; 2] { 0 } else { BORDER_GUARD };
            }
        }
        set.style_from(self.style)
    }
}
