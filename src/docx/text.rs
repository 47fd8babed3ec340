//! A paragraph's text as runs.
//!
//! The layout's keeps become U+00A0 inside the run; each held hyphen becomes a place holder that
//! [`normalise`](super::normalise) turns into `w:noBreakHyphen`, which docx-rs cannot write.

use super::normalise::NO_BREAK_HYPHEN;
use super::xml::is_forbidden;
use crate::document::{Emphasis, Text};
use crate::layout::ParagraphHint;
use crate::length::Length;
use crate::style::RoleStyle;
use docx_rs::{Bold, BoldCs, Break, BreakType, CharacterSpacing, Italic, ItalicCs, ParagraphChild};
use docx_rs::{Run, RunChild, RunProperty, Sym, Sz, SzCs};
use std::ops::Range;

/// The runs of a text: one per look, direct formatting only where it differs from the role's.
pub(super) fn runs(text: &Text, hint: &ParagraphHint, style: &RoleStyle) -> Vec<ParagraphChild> {
    let mut marks = TextMarks {
        no_break_spaces: &hint.no_break_spaces,
        no_break_hyphens: &hint.no_break_hyphens,
        break_places: &hint.break_places,
    };
    let run = |(range, look)| {
        let mut children = Vec::with_capacity(1);
        pieces(text.as_str(), range, &mut marks, &mut children);
        ParagraphChild::Run(Box::new(Run { run_property: property(look, hint, style), children }))
    };
    stretches(text, style).into_iter().map(run).collect()
}

/// Stretches of one look beyond the role's: emphasis adds to a role, so what the role has already is no look.
fn stretches(text: &Text, style: &RoleStyle) -> Vec<(Range<usize>, Emphasis)> {
    let mut stretches: Vec<(Range<usize>, Emphasis)> = Vec::new();
    for (range, emphasis) in text.spans() {
        let look = Emphasis { bold: emphasis.bold && !style.bold, italic: emphasis.italic && !style.italic };
        match stretches.last_mut() {
            Some(last) if last.1 == look => last.0.end = range.end,
            _ => stretches.push((range, look)),
        }
    }
    stretches
}

/// The direct formatting of a run.
fn property(look: Emphasis, hint: &ParagraphHint, style: &RoleStyle) -> RunProperty {
    let mut property = size(hint, style);
    if look.bold {
        property.bold = Some(Bold::new());
        property.bold_cs = Some(BoldCs::new());
    }
    if look.italic {
        property.italic = Some(Italic::new());
        property.italic_cs = Some(ItalicCs::new());
    }
    if hint.condense > 0 {
        property.character_spacing = Some(CharacterSpacing::new(-i32::from(hint.condense)));
    }
    property
}

/// The formatting that runs and paragraph mark share: a size other than the role's.
pub(super) fn size(hint: &ParagraphHint, style: &RoleStyle) -> RunProperty {
    let mut property = RunProperty::default();
    if let Some(size) = hint.size.filter(|&size| size != style.size) {
        property.sz = Some(Sz::new(half_points(size)));
        property.sz_cs = Some(SzCs::new(half_points(size)));
    }
    property
}

/// A font size in the unit of `w:sz`, rounded.
pub(super) fn half_points(size: Length) -> usize {
    usize::try_from((size.to_emu() + 3_175) / 6_350).unwrap_or(0)
}

/// The layout's marks not yet passed.
struct TextMarks<'a> {
    no_break_spaces: &'a [usize],
    no_break_hyphens: &'a [usize],
    break_places: &'a [usize],
}

impl TextMarks<'_> {
    /// Tests whether a list names the byte `at`; entries before it are dropped.
    fn names(list: &mut &[usize], at: usize) -> bool {
        while list.first().is_some_and(|&mark| mark < at) {
            *list = &list[1..];
        }
        list.first() == Some(&at)
    }
}

/// Appends the characters of a range: text, breaks, held hyphens.
fn pieces(string: &str, range: Range<usize>, marks: &mut TextMarks<'_>, out: &mut Vec<RunChild>) {
    let mut piece = String::new();
    let mut from = range.start;
    for (at, c) in string.get(range.clone()).unwrap_or_default().char_indices() {
        let at = range.start + at;
        if TextMarks::names(&mut marks.break_places, at) {
            piece.push_str(&string[from..at]);
            piece.push('\u{200B}');
            from = at;
        }
        let special = match c {
            ' ' => TextMarks::names(&mut marks.no_break_spaces, at),
            '-' => TextMarks::names(&mut marks.no_break_hyphens, at),
            c => is_forbidden(c),
        };
        if !special {
            continue;
        }
        piece.push_str(&string[from..at]);
        from = at + c.len_utf8();
        match c {
            ' ' => piece.push('\u{A0}'),
            '-' => {
                flush(&mut piece, out);
                out.push(RunChild::Sym(Sym::new(NO_BREAK_HYPHEN, "002D")));
            }
            '\n' => {
                flush(&mut piece, out);
                out.push(RunChild::Break(Break::new(BreakType::TextWrapping)));
            }
            _ => {}
        }
    }
    piece.push_str(&string[from..range.end]);
    flush(&mut piece, out);
}

/// Ends a piece of text.
fn flush(piece: &mut String, out: &mut Vec<RunChild>) {
    if !piece.is_empty() {
        out.push(RunChild::Text(docx_rs::Text::new(std::mem::take(piece))));
    }
}
