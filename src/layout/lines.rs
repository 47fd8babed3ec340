//! Breaks paragraphs into lines.
//!
//! Takes a paragraph, its faces, a measure; returns lines that fit, greedily and without shrinking, as LibreOffice 7
//! and the classic Word algorithm do. It does not place lines on pages: see [`flow`](super::flow).

use super::breaks::{self, Breaks};
use crate::document::{Align, Paragraph};
use crate::font::{self, FaceId, FontBook, UNITS_PER_EM};
use crate::length::Length;
use crate::style::{LineHeight, RoleStyle};

/// How near a break may come to the margin before the paragraph is condensed: a word processor rounds to twips and
/// might decide otherwise. With this guard 0 of 1 650 measured paragraphs differed.
const GUARD: Length = Length::emu(1_905);
/// A twentieth of a point: the step by which characters are moved together.
const STEP: Length = Length::twips(1);
/// Steps tried before a hair's breadth is accepted; never needed in practice.
const MOST_STEPS: u8 = 12;

/// A line of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
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
    /// Whether it ends the paragraph or a line break follows: then it is not stretched.
    pub last: bool,
}

/// A paragraph set in lines.
#[derive(Debug)]
pub(super) struct SetParagraph<'a> {
    pub paragraph: &'a Paragraph,
    pub style: &'a RoleStyle,
    pub align: Align,
    pub size: Length,
    /// Where each stretch of one face ends, and the face.
    pub faces: Vec<(usize, FaceId)>,
    /// From the left edge of the column to the right.
    pub width: Length,
    pub lines: Vec<Line>,
    pub breaks: Breaks,
    /// Twentieths of a point taken from every character.
    pub condense: u8,
    /// Of every line.
    pub line_height: Length,
    /// From the top of a line to its baseline.
    pub baseline: Length,
}

impl SetParagraph<'_> {
    /// From the column's left edge to the start of a line.
    pub(super) fn indent(&self, line: usize) -> Length {
        self.style.left + if line == 0 { self.style.first_line } else { Length::ZERO }
    }

    /// The natural width of a line, condensed.
    pub(super) fn natural_width(&self, line: &Line) -> Length {
        self.size.part(line.units, UNITS_PER_EM) - STEP * (i64::from(self.condense) * line.chars)
    }

    /// What is taken from every character.
    pub(super) fn letter_gap(&self) -> Length {
        -(STEP * i64::from(self.condense))
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
) -> SetParagraph<'a> {
    let text = paragraph.text.as_str();
    let faces = paragraph
        .text
        .spans()
        .map(|(range, look)| (range.end, FaceId::of(style.bold || look.bold, style.italic || look.italic)))
        .collect();
    let (line_height, baseline) = match style.line {
        LineHeight::Single => (font::line_height(size), font::ascent(size)),
        // A word processor puts a fifth of an exact height below the baseline.
        LineHeight::Exact(height) => (height, height.part(4, 5)),
    };
    let mut set = SetParagraph {
        paragraph,
        style,
        align: style.align,
        size,
        faces,
        width,
        lines: Vec::new(),
        breaks: breaks::find(text),
        condense: 0,
        line_height,
        baseline,
    };
    for condense in 0..=MOST_STEPS {
        set.condense = condense;
        let outcome = Breaker::new(&set, text, fonts).run();
        set.lines = outcome.lines;
        if !outcome.near_edge {
            return set;
        }
    }
    set.condense = 0;
    set.lines = Breaker::new(&set, text, fonts).run().lines;
    set
}

struct Outcome {
    lines: Vec<Line>,
    /// Whether some break was within [`GUARD`] of the margin.
    near_edge: bool,
}

/// A place where the current line could end.
#[derive(Clone, Copy)]
struct Candidate {
    line: Line,
    next: usize,
}

struct Breaker<'s, 'a> {
    set: &'s SetParagraph<'a>,
    text: &'s str,
    fonts: &'s FontBook,
    lines: Vec<Line>,
    near_edge: bool,
}

impl<'s, 'a> Breaker<'s, 'a> {
    fn new(set: &'s SetParagraph<'a>, text: &'s str, fonts: &'s FontBook) -> Self {
        Self { set, text, fonts, lines: Vec::with_capacity(text.len() / 90 + 1), near_edge: false }
    }

    fn run(mut self) -> Outcome {
        let mut start = Some(0);
        while let Some(at) = start {
            start = self.line(at);
        }
        Outcome { lines: self.lines, near_edge: self.near_edge }
    }

    /// Scaled by the em so that comparing is exact: em units × EMU.
    fn scaled(&self, units: i64, chars: i64) -> i64 {
        units * self.set.size.to_emu() - chars * i64::from(self.set.condense) * STEP.to_emu() * UNITS_PER_EM
    }

    /// What a word processor keeps free at the margin for the overhang of a slanted face: a twelfth of the line's
    /// natural height, in whole twips (measured on LibreOffice 7.4).
    fn slant(&self, face: FaceId) -> i64 {
        match face {
            FaceId::Regular | FaceId::Bold => 0,
            FaceId::Italic | FaceId::BoldItalic => {
                Length::twips(font::line_height(self.set.size).to_twips() / 12).to_emu() * UNITS_PER_EM
            }
        }
    }

    /// Takes one line that begins at `start`; the byte where the next begins, if there is more.
    fn line(&mut self, start: usize) -> Option<usize> {
        let mut room = (self.set.width - self.set.indent(self.lines.len())).to_emu() * UNITS_PER_EM;
        let guard = GUARD.to_emu() * UNITS_PER_EM;
        let breaks = &self.set.breaks;
        let mut keeps = breaks.keeps[breaks.keeps.partition_point(|&k| k < start)..].iter().peekable();
        let mut holds = breaks.holds[breaks.holds.partition_point(|&h| h < start)..].iter().peekable();
        let mut soft = breaks.soft[breaks.soft.partition_point(|&s| s <= start)..].iter().peekable();
        let mut faces = self.set.faces.iter().skip_while(|f| f.0 <= start);
        let (mut face_end, mut id) = faces.next().copied().unwrap_or((usize::MAX, FaceId::Regular));
        let mut face = self.fonts.face(id);
        // How far the last visible character may reach, and what its slant takes from that. A no-break space or hyphen
        // parts what a word processor measures as one, so each takes the slant of what stands before it.
        let (mut edge, mut overhang) = (room, 0);
        // The line so far: `seen` up to the last visible character, `units` and `chars` with spaces after it.
        let mut seen =
            Line { start, text_end: start, end: start, units: 0, chars: 0, spaces: 0, last: false };
        let (mut units, mut chars, mut spaces) = (0_i64, 0_i64, 0_i64);
        let mut candidate: Option<Candidate> = None;
        for (offset, c) in self.text[start..].char_indices() {
            let at = start + offset;
            while at >= face_end {
                let Some(&next) = faces.next() else { break };
                (face_end, id) = next;
                face = self.fonts.face(id);
            }
            if c == '\n' {
                self.note_edge(&seen, edge, guard);
                self.lines.push(Line { end: at, last: true, ..seen });
                return Some(at + 1);
            }
            if soft.next_if_eq(&&at).is_some() {
                self.note_edge(&seen, edge, guard);
                candidate = Some(Candidate { line: Line { end: at, ..seen }, next: at });
            }
            let advance = i64::from(face.advance(c));
            let kept = keeps.next_if_eq(&&at).is_some();
            if kept || holds.next_if_eq(&&at).is_some() {
                room -= overhang;
            }
            if c == ' ' {
                units += advance;
                chars += 1;
                spaces += 1;
                if !kept && seen.text_end > start {
                    self.note_edge(&seen, edge, guard);
                    candidate = Some(Candidate { line: Line { end: at + 1, ..seen }, next: at + 1 });
                }
                continue;
            }
            let width = self.scaled(units + advance, chars + 1);
            overhang = self.slant(id);
            let reach = room - overhang;
            if width > reach && seen.text_end > start {
                let rest = &self.text[at + c.len_utf8()..];
                let ends_here = rest.is_empty()
                    || rest.starts_with([' ', '\n'])
                    || breaks.soft.binary_search(&(at + c.len_utf8())).is_ok();
                self.near_edge |= ends_here && width - reach < guard;
                // A word wider than the line is cut where the line is full.
                let cut = candidate.unwrap_or(Candidate { line: Line { end: at, ..seen }, next: at });
                self.near_edge |= candidate.is_none() && edge - self.scaled(seen.units, seen.chars) < guard;
                self.lines.push(cut.line);
                return Some(cut.next);
            }
            units += advance;
            chars += 1;
            edge = reach;
            let end = at + c.len_utf8();
            seen = Line { text_end: end, end, units, chars, spaces, ..seen };
        }
        self.note_edge(&seen, edge, guard);
        self.lines.push(Line { end: self.text.len(), last: true, ..seen });
        None
    }

    /// Remembers whether ending the line after `seen` is a close decision.
    fn note_edge(&mut self, seen: &Line, edge: i64, guard: i64) {
        self.near_edge |= (edge - self.scaled(seen.units, seen.chars)).abs() < guard;
    }
}
