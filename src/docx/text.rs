//! A paragraph's text as runs.
//!
//! The layout's keeps become U+00A0 inside the run; each held hyphen becomes a place holder that
//! [`normalise`](super::normalise) turns into `w:noBreakHyphen`, which docx-rs cannot write.

use super::normalise::NO_BREAK_HYPHEN;
use super::theme::SYMBOL_FONT;
use super::xml::is_forbidden;
use crate::document::{Emphasis, Text, VerticalPosition};
use crate::font::{self, FaceId, FontBook};
use crate::layout::ParagraphHint;
use crate::length::Length;
use crate::style::RoleStyle;
use crate::text;
use docx_rs::{Bold, BoldCs, Break, BreakType, CharacterSpacing, Hyperlink, HyperlinkData, Italic, ItalicCs};
use docx_rs::{
    ParagraphChild, Run, RunChild, RunFonts, RunProperty, Strike, Sym, Sz, SzCs, VertAlign, VertAlignType,
};
use std::ops::Range;

/// Runs and links of a text: a run per look, direct formatting only where it differs from the role's; `relationship`
/// gives the id of the relationship that leads to a target.
pub(super) fn runs(
    text: &Text,
    hint: &ParagraphHint,
    style: &RoleStyle,
    mut relationship: impl FnMut(String) -> String,
) -> Vec<ParagraphChild> {
    let mut marks = TextMarks {
        no_break_spaces: &hint.no_break_spaces,
        no_break_hyphens: &hint.no_break_hyphens,
        break_places: &hint.break_places,
    };
    let mut run = |range: Range<usize>, look| {
        let mut children = Vec::with_capacity(1);
        let start = range.start;
        pieces(text.as_str(), range, &mut marks, &mut children);
        let run_property = sized(property(look, hint, style), start, hint);
        ParagraphChild::Run(Box::new(Run { run_property, children }))
    };
    let stretches = parted(stretches(text, style), hint);
    let mut children = Vec::with_capacity(stretches.len());
    let mut at = 0;
    for link in text::links(text.as_str()) {
        children.extend(within(&stretches, at..link.range.start).map(|(range, look)| run(range, look)));
        at = link.range.end;
        let runs = within(&stretches, link.range).map(|(range, look)| run(range, look)).collect();
        let link = HyperlinkData::External { rid: relationship(link.target), path: String::new() };
        children.push(ParagraphChild::Hyperlink(Hyperlink { link, history: Some(1), children: runs }));
    }
    children.extend(within(&stretches, at..text.as_str().len()).map(|(range, look)| run(range, look)));
    children
}

/// Stretches that end where a size of the layout's begins or ends.
fn parted(
    stretches: Vec<(Range<usize>, StretchLook)>,
    hint: &ParagraphHint,
) -> Vec<(Range<usize>, StretchLook)> {
    let mut ends: Vec<usize> = hint.sizes.iter().flat_map(|(range, _)| [range.start, range.end]).collect();
    ends.extend(stretches.iter().map(|(range, _)| range.end));
    ends.sort_unstable();
    ends.dedup();
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(&ends).flat_map(|(start, &end)| within(&stretches, start..end)).collect()
}

/// The formatting of a run that begins at a byte, at the size the layout gave it.
fn sized(mut property: RunProperty, start: usize, hint: &ParagraphHint) -> RunProperty {
    if let Some((_, size)) = hint.sizes.iter().find(|(range, _)| range.contains(&start)) {
        property.sz = Some(Sz::new(half_points(*size)));
        property.sz_cs = Some(SzCs::new(half_points(*size)));
    }
    property
}

/// The parts of stretches inside a range.
fn within(
    stretches: &[(Range<usize>, StretchLook)],
    range: Range<usize>,
) -> impl Iterator<Item = (Range<usize>, StretchLook)> + '_ {
    let cut = move |(stretch, look): &(Range<usize>, StretchLook)| {
        (stretch.start.max(range.start)..stretch.end.min(range.end), *look)
    };
    stretches.iter().map(cut).filter(|(part, _)| !part.is_empty())
}

/// Look of a run beyond its role's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StretchLook {
    /// The face of text, with what emphasis adds to the role: what the role has already is no look.
    Text(Emphasis),
    /// The face of symbols, which is neither bold nor italic.
    Symbols(Emphasis),
}

/// Stretches of one look.
fn stretches(text: &Text, style: &RoleStyle) -> Vec<(Range<usize>, StretchLook)> {
    let role = Emphasis { bold: style.bold, italic: style.italic, ..Emphasis::NONE };
    let slanted = Emphasis::BOLD.with(Emphasis::ITALIC);
    let mut stretches: Vec<(Range<usize>, StretchLook)> = Vec::new();
    for (range, emphasis) in text.spans() {
        let all = role.with(emphasis);
        let (offset, mut start) = (range.start, range.start);
        let faces = FontBook::embedded().by_face(&text.as_str()[range], FaceId::of(all.bold, all.italic));
        for (end, face) in faces {
            let end = offset + end;
            let look = match face {
                FaceId::Symbols => StretchLook::Symbols(emphasis.without(slanted)),
                _ => StretchLook::Text(emphasis.without(role)),
            };
            match stretches.last_mut() {
                Some(last) if last.1 == look => last.0.end = end,
                _ => stretches.push((start..end, look)),
            }
            start = end;
        }
    }
    stretches
}

/// The direct formatting of a run.
fn property(look: StretchLook, hint: &ParagraphHint, style: &RoleStyle) -> RunProperty {
    let (mut property, emphasis) = match look {
        StretchLook::Text(emphasis) => (size(hint, style), emphasis),
        StretchLook::Symbols(emphasis) => (symbols(hint, style), emphasis),
    };
    if emphasis.bold {
        property.bold = Some(Bold::new());
        property.bold_cs = Some(BoldCs::new());
    }
    if emphasis.italic {
        property.italic = Some(Italic::new());
        property.italic_cs = Some(ItalicCs::new());
    }
    property.strike = emphasis.struck.then(Strike::new);
    property.vert_align = match emphasis.position {
        VerticalPosition::Baseline => None,
        VerticalPosition::Superscript => Some(VertAlign::new(VertAlignType::SuperScript)),
        VerticalPosition::Subscript => Some(VertAlign::new(VertAlignType::SubScript)),
    };
    if hint.condense > 0 {
        property.character_spacing = Some(CharacterSpacing::new(-i32::from(hint.condense)));
    }
    property
}

/// The formatting of symbols: their own face and size, and nothing of the role's weight and slant, which that face has
/// not.
fn symbols(hint: &ParagraphHint, style: &RoleStyle) -> RunProperty {
    let size = half_points(font::symbol_size(hint.size.unwrap_or(style.size)));
    let fonts =
        RunFonts::new().ascii(SYMBOL_FONT).hi_ansi(SYMBOL_FONT).east_asia(SYMBOL_FONT).cs(SYMBOL_FONT);
    RunProperty {
        fonts: Some(fonts),
        sz: Some(Sz::new(size)),
        sz_cs: Some(SzCs::new(size)),
        bold: style.bold.then(|| Bold::new().disable()),
        italic: style.italic.then(|| Italic::new().disable()),
        ..RunProperty::default()
    }
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
