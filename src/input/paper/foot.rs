//! The foot of a document: *Nơi nhận*, who signs, the typist.
//!
//! It is found in any arrangement: a table with receivers and signature side by side, two signatures above the
//! receivers, columns set by tabs or blanks, or paragraphs one under another in either order; the name may stand below the table.

use super::PaperReading;
use super::names::is_name;
use super::pieces::{Piece, columns, sides};
use super::receivers::{self, Receivers};
use super::signature::{self, Ends, Signature};
use super::structure::is_blank;
use crate::document::BlockRole;
use crate::input::source::{Item, Paragraph, Table};
use std::ops::Range;

/// Paragraphs among which a signature without a table is looked for.
const SIGNATURE: usize = 15;

/// What is read of a foot.
#[derive(Default)]
struct FootReading {
    receivers: Receivers,
    signatures: Vec<Signature>,
}

/// Reads the foot; says which items it takes.
pub(super) fn read(reading: &mut PaperReading, items: &[Item]) -> Range<usize> {
    let Some(from) = begins(items) else {
        if !reading.wrapped {
            signature::put(reading, &[]);
        }
        return items.len()..items.len();
    };
    let (found, to) = FootReading::of(reading, items, from);
    let paragraphs: Vec<&Paragraph> =
        items.get(from..to).unwrap_or(&[]).iter().flat_map(Item::paragraphs).collect();
    found.receivers.put(reading, &paragraphs);
    signature::put(reading, &found.signatures);
    from..to
}

/// The signatures at the end of a text that has no receivers, and the item at which they begin; none where anything else
/// stands among or behind them.
pub(super) fn signatures(reading: &mut PaperReading, items: &[Item]) -> Option<(usize, Vec<Signature>)> {
    let has_title = |item: &Item| item.paragraphs().iter().any(|p| receivers::is_title(p.trimmed()));
    if items.iter().any(has_title) {
        return None;
    }
    let from = begins(items)?;
    let (found, to) = FootReading::of(reading, items, from);
    let is_all = items.iter().skip(to).all(is_blank);
    (is_all && !found.signatures.is_empty()).then_some((from, found.signatures))
}

/// The first item of the foot.
fn begins(items: &[Item]) -> Option<usize> {
    let title = items.iter().position(|item| match item {
        Item::Paragraph(paragraph) => sides(paragraph).iter().any(|piece| receivers::is_title(&piece.text)),
        Item::Table(table) => is_foot(table) && has_title(table),
    });
    let before = title.unwrap_or(items.len());
    let filled = |index: &usize| items.get(*index).is_some_and(|item| !is_blank(item));
    // Signatures above the receivers.
    let above: Vec<usize> = (0..before).rev().filter(filled).take(SIGNATURE).collect();
    if let Some(&index) = above.first()
        && let Some(Item::Table(table)) = items.get(index)
        && is_foot(table)
    {
        return Some(index);
    }
    signed_above(items, &above, before).or(title).or_else(|| {
        let signs = |item: &Item| matches!(item, Item::Table(table) if is_foot(table));
        items.iter().rposition(signs)
    })
}

/// The paragraph at which a signature begins that ends right before an item.
fn signed_above(items: &[Item], above: &[usize], before: usize) -> Option<usize> {
    let mut starts: Vec<usize> = Vec::new();
    for &index in above {
        let Some(Item::Paragraph(paragraph)) = items.get(index) else { break };
        let pieces = sides(paragraph);
        let signs =
            |piece: &Piece<'_>| signature::may_sign(&piece.text) || piece.text.split(' ').count() <= 6;
        if !pieces.iter().all(signs) {
            break;
        }
        starts.push(index);
    }
    let whole = |start: usize| {
        let columns = split_columns(items.get(start..before).unwrap_or(&[]));
        let read = |pieces: &[Piece<'_>]| {
            signature::read(pieces, Ends::Here)
                .is_some_and(|(s, used)| s.is_complete() && used == pieces.len())
        };
        columns.iter().any(|column| !column.is_empty())
            && columns.iter().filter(|c| !c.is_empty()).all(|c| read(c))
    };
    // The longest that is a signature from its first line to its last.
    starts.into_iter().rev().find(|start| whole(*start))
}

/// The pieces of paragraphs in two columns.
fn split_columns(items: &[Item]) -> [Vec<Piece<'_>>; 2] {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let pieces = items.iter().filter_map(|item| match item {
        Item::Paragraph(paragraph) => Some(sides(paragraph)),
        Item::Table(_) => None,
    });
    let pieces: Vec<Vec<Piece<'_>>> = pieces.collect();
    // Indented alone, no line stands beside another: it is one column.
    let both = pieces.iter().any(|line| line.len() > 1)
        || pieces.iter().flatten().any(|p| p.column == 0) && pieces.iter().flatten().any(|p| p.column == 1);
    for piece in pieces.into_iter().flatten() {
        let listed = piece.text.starts_with(['-', '+', '•', '–']);
        if piece.column == 0 || listed || !both { left.push(piece) } else { right.push(piece) }
    }
    [left, right]
}

fn has_title(table: &Table) -> bool {
    columns(table).iter().flatten().any(|piece| receivers::is_title(&piece.text))
}

/// Whether a table holds receivers or a signature; with lines it must hold both.
fn is_foot(table: &Table) -> bool {
    let columns = columns(table);
    // A head is never a foot.
    if columns.iter().flatten().any(|piece| super::masthead::is_core(&piece.text)) {
        return false;
    }
    let title = columns.iter().flatten().any(|piece| receivers::is_title(&piece.text));
    let read = |column: &Vec<Piece<'_>>| signature::read(column, Ends::Here);
    let signed = columns.iter().any(|column| read(column).is_some_and(|(s, _)| s.is_complete()));
    // Of a copy for signature the names are not there yet.
    let posts = table.rows.len() <= 3
        && columns.len() <= 3
        && columns.iter().all(|column| read(column).is_some_and(|(_, used)| used == column.len()));
    if table.lines { title && (signed || columns.len() <= 3) } else { title || signed || posts }
}

impl FootReading {
    /// Reads a foot that begins at an item; with the item behind it.
    fn of(reading: &mut PaperReading, items: &[Item], from: usize) -> (Self, usize) {
        let mut found = FootReading::default();
        let mut to = from;
        let mut at = from;
        while let Some(item) = items.get(at) {
            match item {
                _ if is_blank(item) => at += 1,
                Item::Table(table) if is_foot(table) && (found.is_empty() || !starts_page(item)) => {
                    columns(table).iter().for_each(|column| {
                        found.column(reading, column, Ends::Here);
                    });
                    at += 1;
                    to = at;
                }
                Item::Table(_) => break,
                Item::Paragraph(paragraph) if found.is_name_below(paragraph) => {
                    at += 1;
                    to = at;
                }
                Item::Paragraph(_) => {
                    let used = found.paragraphs(reading, items.get(at..).unwrap_or(&[]));
                    if used == 0 {
                        break;
                    }
                    at += used;
                    to = at;
                }
            }
        }
        (found, to)
    }

    fn is_empty(&self) -> bool {
        self.receivers.is_empty() && self.signatures.is_empty()
    }

    /// Takes the name of the last signer where it stands below the table of the signature.
    fn is_name_below(&mut self, paragraph: &Paragraph) -> bool {
        let pieces = sides(paragraph);
        let waiting = self.signatures.iter().filter(|s| s.full_name.is_none()).count();
        let names = pieces.len() == waiting && pieces.iter().all(|piece| is_name(&piece.text));
        if !names || waiting == 0 || paragraph.new_page {
            return false;
        }
        let mut names = pieces.into_iter();
        for signature in self.signatures.iter_mut().filter(|s| s.full_name.is_none()) {
            signature.full_name = names.next().map(|piece| (paragraph.number, piece.text));
        }
        true
    }

    /// Reads paragraphs one under another, or in two columns; says how many items they took.
    fn paragraphs(&mut self, reading: &mut PaperReading, items: &[Item]) -> usize {
        let mut count = 0;
        for (index, item) in items.iter().enumerate() {
            let Item::Paragraph(paragraph) = item else { break };
            if index > 0 && paragraph.new_page || index > crate::limits::RECIPIENTS {
                break;
            }
            count = index + 1;
        }
        let [left, right] = split_columns(items.get(..count).unwrap_or(&[]));
        let last = |pieces: &[Piece<'_>], used: usize| {
            used.checked_sub(1).and_then(|last| pieces.get(last)).map_or(0, |piece| piece.paragraph.number)
        };
        let used = self.column(reading, &left, Ends::Open);
        let mut to = last(&left, used);
        if !right.is_empty() {
            // A name that stands in the middle of its half without a tab.
            let more = left.into_iter().skip(used).filter(|piece| signature::may_sign(&piece.text));
            let near = right.last().map_or(0, |piece| piece.paragraph.number) + SIGNATURE;
            let mut right = right;
            right.extend(more.filter(|piece| piece.paragraph.number < near));
            right.sort_by_key(|piece| piece.paragraph.number);
            let used = self.column(reading, &right, Ends::Open);
            to = to.max(last(&right, used));
        }
        let taken = |item: &Item| matches!(item, Item::Paragraph(p) if p.number <= to);
        items.iter().take_while(|item| taken(item)).count()
    }

    /// Reads a column: receivers and signatures in either order; says how many lines were understood.
    fn column(&mut self, reading: &mut PaperReading, pieces: &[Piece<'_>], ends: Ends) -> usize {
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            let rest = pieces.get(at..).unwrap_or(&[]);
            if receivers::is_title(&piece.text) && self.receivers.is_empty() {
                at += self.receivers.read(reading, rest);
            } else if let Some((signature, used)) = signature::read(rest, ends).filter(|(_, used)| *used > 0)
            {
                self.signatures.push(signature);
                at += used;
            } else if let Some(typist) = receivers::typist(&piece.text).filter(|_| !self.receivers.is_empty())
            {
                reading.put("typist", typist);
                reading.claim(piece.paragraph.number, "typist".into(), BlockRole::Typist, &piece.text);
                at += 1;
            } else {
                break;
            }
        }
        at
    }
}

/// Tests whether an item begins a page.
fn starts_page(item: &Item) -> bool {
    item.paragraphs().first().is_some_and(|first| first.new_page)
}
