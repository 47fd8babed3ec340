//! Several papers in one source: where one ends and the next begins.
//!
//! A paper begins with a masthead of its own that has a number, behind the receivers or the signature of another; a masthead
//! without a number is an attached text's.

use super::masthead::{MastheadPart, segments};
use super::pieces::sides;
use super::receivers;
use super::structure::is_blank;
use crate::input::source::{Item, Source};

/// Items of the longest masthead that is not a table.
const MASTHEAD: usize = 14;
/// Papers of a source at most.
const PAPERS: usize = 50;

/// The items at which papers begin, the first aside.
pub(super) fn borders(items: &[Item]) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    let mut signed = false;
    let mut at = 0;
    while let Some(item) = items.get(at) {
        if out.len() + 1 >= PAPERS {
            break;
        }
        if signed
            && at > 0
            && let Some(len) = masthead(items.get(at..).unwrap_or(&[]))
        {
            out.push(at);
            signed = false;
            at += len;
            continue;
        }
        let ends = |p: &&crate::input::source::Paragraph| {
            sides(p).iter().any(|piece| receivers::is_title(&piece.text))
        };
        signed |= item.paragraphs().iter().any(ends);
        at += 1;
    }
    out
}

/// Items of the numbered masthead that begins here; none where none does.
fn masthead(items: &[Item]) -> Option<usize> {
    let first = items.first().filter(|item| !is_blank(item))?;
    if let Item::Table(_) = first {
        return is_numbered(kinds(first).iter()).then_some(1);
    }
    let own = kinds(first);
    let begins = own
        .iter()
        .any(|kind| matches!(kind, MastheadPart::Nation | MastheadPart::Capitals | MastheadPart::Party));
    let near = items.get(..items.len().min(MASTHEAD))?;
    let mut all: Vec<MastheadPart> = Vec::new();
    for (index, item) in near.iter().enumerate() {
        let kinds = kinds(item);
        if !is_blank(item) && kinds.iter().any(|kind| matches!(kind, MastheadPart::Other)) {
            break;
        }
        all.extend(kinds);
        if begins && is_numbered(all.iter()) {
            return Some(index + 1);
        }
    }
    None
}

fn is_numbered<'k>(kinds: impl Iterator<Item = &'k MastheadPart> + Clone) -> bool {
    kinds.clone().any(|kind| matches!(kind, MastheadPart::Nation | MastheadPart::Party))
        && kinds.clone().any(|kind| matches!(kind, MastheadPart::Number(_)))
}

fn kinds(item: &Item) -> Vec<MastheadPart> {
    let paragraphs = item.paragraphs();
    let pieces = paragraphs.iter().flat_map(|p| sides(p));
    pieces.flat_map(|piece| segments(&piece.raw)).map(|segment| segment.kind).collect()
}

/// The papers between the borders, each a source of its own.
pub(super) fn papers(source: &Source, borders: &[usize]) -> Vec<Source> {
    let starts = std::iter::once(0).chain(borders.iter().copied());
    let ends = borders.iter().copied().chain([source.items.len()]);
    let ranges: Vec<_> = starts.zip(ends).collect();
    let count = ranges.len();
    ranges
        .into_iter()
        .enumerate()
        .map(|(index, (from, to))| {
            let items = source.items.get(from..to).unwrap_or(&[]).to_vec();
            let numbers: Vec<usize> = items.iter().flat_map(Item::paragraphs).map(|p| p.number).collect();
            let (first, last) = (numbers.first().copied().unwrap_or(0), numbers.last().copied().unwrap_or(0));
            let is_first = index == 0;
            let own = |line: usize| (is_first || line >= first) && (index + 1 == count || line <= last);
            Source {
                items,
                sheets: source.sheets.clone(),
                foot: if is_first { source.foot.clone() } else { Vec::new() },
                margin_text: if is_first { source.margin_text.clone() } else { Vec::new() },
                notes: if is_first { source.notes.clone() } else { Vec::new() },
                traits: if is_first { source.traits.clone() } else { Default::default() },
                mended: source.mended.iter().filter(|mend| own(mend.line)).cloned().collect(),
                doubts: source.doubts.iter().filter(|doubt| own(doubt.line.unwrap_or(0))).cloned().collect(),
                wrapped: source.wrapped,
            }
        })
        .collect()
}
