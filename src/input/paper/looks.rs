//! How the document looks: each placed paragraph measured, the sheets, the lines under components.

use super::pieces::Placed;
use crate::appearance::{FormattingExtent, MeasuredFormatting, PageSetup, ParagraphStyle, RuleFormat};
use crate::document::BlockRole;
use crate::font::{FaceId, FontBook, UNITS_PER_EM};
use crate::input::source::{Item, Paragraph, Source};
use crate::length::Length;
use std::ops::Range;

/// Characters of the first words of a paragraph.
const FIRST_WORDS: usize = 60;
/// Pieces of one paragraph that are looked at: each is searched for in it.
const PIECES: usize = 100;
/// Blank paragraphs among which the line under a component is looked for.
const BELOW: usize = 3;

/// The look of everything that was placed.
pub(super) fn appearance(flow: &Source, placed: &[Placed]) -> MeasuredFormatting {
    let paragraphs: Vec<&Paragraph> = flow.items.iter().flat_map(Item::paragraphs).collect();
    // Numbers count paragraphs in reading order, those of notes last: a search finds one at once.
    let find = |number: usize| {
        let at = paragraphs.binary_search_by_key(&number, |p| p.number);
        at.ok().and_then(|at| paragraphs.get(at).copied())
    };
    let mut foot = flow.foot.iter();
    let mut out = MeasuredFormatting { sheets: sheets(flow, placed, &find), ..MeasuredFormatting::default() };
    for (index, piece) in placed.iter().enumerate() {
        let paragraph = if piece.role == BlockRole::Address { foot.next() } else { find(piece.number) };
        let Some(paragraph) = paragraph else { continue };
        let same = index.checked_sub(PIECES).and_then(|before| placed.get(before));
        if same.is_some_and(|before| before.number == piece.number) {
            continue;
        }
        out.paragraphs.push(look(paragraph, piece));
        let next = placed.get(index + 1).map(|next| next.role);
        if let Some(role) = rule_below(piece.role, next)
            && let Ok(at) = paragraphs.binary_search_by_key(&piece.number, |p| p.number)
            && let Some(length) = rule_length(flow, paragraphs.get(at..).unwrap_or(&[]))
        {
            out.rules.push(RuleFormat { role, length, text: width(flow, paragraph) });
        }
    }
    out
}

/// The sheets of the main part and of each appendix that begins on one of its own.
fn sheets<'p>(
    flow: &Source,
    placed: &[Placed],
    find: &impl Fn(usize) -> Option<&'p Paragraph>,
) -> Vec<PageSetup> {
    let mut numbers: Vec<usize> = vec![0];
    let appendixes = placed.iter().filter(|p| p.role == BlockRole::AppendixNumber);
    for sheet in appendixes.filter_map(|p| find(p.number)).map(|p| p.sheet) {
        if numbers.last() != Some(&sheet) {
            numbers.push(sheet);
        }
    }
    numbers.into_iter().filter_map(|number| flow.sheets.get(number).cloned()).collect()
}

fn look(paragraph: &Paragraph, piece: &Placed) -> ParagraphStyle {
    let range = range_of(paragraph.text.as_str(), &piece.text);
    let mut runs = Vec::new();
    let mut from = 0;
    for run in &paragraph.runs {
        let part = from.max(range.start)..run.end.min(range.end);
        from = run.end;
        if paragraph.text.as_str().get(part).is_some_and(|text| !text.trim().is_empty()) {
            runs.push(run);
        }
    }
    let mut faces: Vec<String> = runs.iter().flat_map(|run| run.faces.iter().cloned()).collect();
    faces.sort();
    faces.dedup();
    let smallest = runs.iter().map(|run| run.size).min();
    let largest = runs.iter().map(|run| run.size).max();
    ParagraphStyle {
        at: piece.at.clone(),
        line: piece.line,
        role: piece.role,
        level: piece.level,
        text: piece.text.chars().take(FIRST_WORDS).collect(),
        sizes: smallest.zip(largest).map(|(small, large)| small..=large),
        faces,
        bold: extent(paragraph, &range, |look| look.bold),
        italic: extent(paragraph, &range, |look| look.italic),
        black: runs.iter().all(|run| run.black),
        align: paragraph.align,
        first_line: paragraph.first_line,
        // Space above the first line of a page says nothing of the space between paragraphs.
        before: (!paragraph.new_page).then_some(paragraph.before),
        spacing: paragraph.spacing,
    }
}

/// Where a piece stands in its paragraph; all of it where that cannot be told.
fn range_of(text: &str, piece: &str) -> Range<usize> {
    text.find(piece).filter(|_| !piece.is_empty()).map_or(0..text.len(), |at| at..at + piece.len())
}

fn extent(
    paragraph: &Paragraph,
    range: &Range<usize>,
    has: impl Fn(crate::document::Emphasis) -> bool,
) -> FormattingExtent {
    let (mut all, mut some) = (true, false);
    for (span, look) in paragraph.text.spans() {
        let part = span.start.max(range.start)..span.end.min(range.end);
        if paragraph.text.as_str().get(part).is_some_and(|text| !text.trim().is_empty()) {
            all &= has(look);
            some |= has(look);
        }
    }
    match (some, all) {
        (false, _) => FormattingExtent::None,
        (true, false) => FormattingExtent::Some,
        (true, true) => FormattingExtent::All,
    }
}

/// The line that may stand under a component, where nothing of the same component follows.
fn rule_below(role: BlockRole, next: Option<BlockRole>) -> Option<BlockRole> {
    let rule = match role {
        BlockRole::Organ => BlockRole::OrganRule,
        BlockRole::Motto => BlockRole::MottoRule,
        BlockRole::Subject => BlockRole::SubjectRule,
        BlockRole::AppendixInfo | BlockRole::AppendixTitle if next != Some(BlockRole::AppendixInfo) => {
            BlockRole::AppendixRule
        }
        _ => return None,
    };
    (next != Some(role)).then_some(rule)
}

/// The length of the line drawn at the first of these paragraphs or at a blank one right below it.
fn rule_length(flow: &Source, paragraphs: &[&Paragraph]) -> Option<Length> {
    let (first, below) = paragraphs.split_first()?;
    let own = first
        .drawn
        .first()
        .copied()
        .or_else(|| (first.below && !first.boxed).then(|| between(flow, first)).flatten());
    let blank = below.iter().take_while(|p| p.is_blank()).take(BELOW);
    let drawn = |p: &&&Paragraph| p.above || p.below || !p.drawn.is_empty();
    own.or_else(|| {
        let paragraph = blank.clone().find(drawn)?;
        paragraph.drawn.first().copied().or_else(|| between(flow, paragraph))
    })
}

/// Between the indents of a paragraph.
fn between(flow: &Source, paragraph: &Paragraph) -> Option<Length> {
    let sheet = flow.sheets.get(paragraph.sheet);
    let page = sheet.map(|s| s.size.width - s.margins.left - s.margins.right);
    let length = paragraph.column.or(page)? - paragraph.left - paragraph.right;
    (length > Length::ZERO).then_some(length)
}

/// The longest line of a paragraph, set in the program's own faces, whose widths are those of Times New Roman; no
/// longer than the room it has.
fn width(flow: &Source, paragraph: &Paragraph) -> Length {
    let text = paragraph.text.as_str();
    let (mut longest, mut line) = (Length::ZERO, Length::ZERO);
    let mut runs = paragraph.runs.iter().peekable();
    for (span, look) in paragraph.text.spans() {
        let face = FontBook::embedded().face(FaceId::of(look.bold, look.italic));
        for (at, c) in text.get(span.clone()).unwrap_or("").char_indices() {
            while runs.next_if(|run| run.end <= span.start + at).is_some() {}
            let size = runs.peek().map_or(Length::ZERO, |run| run.size);
            line = if c == '\n' {
                Length::ZERO
            } else {
                line + size.part(i64::from(face.advance(c)), UNITS_PER_EM)
            };
            longest = longest.max(line);
        }
    }
    between(flow, paragraph).map_or(longest, |room| longest.min(room))
}
