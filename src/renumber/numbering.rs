//! The numbers a body should have, level by level.
//!
//! Comes in: [`NumberingBlock`]s in order. Goes out: for every marker its place in the tree, the numbers it should have, and
//! what is wrong with those it has. A count begins at 1, or goes on from the section before where the document
//! counts through; a list may begin anew below a title of its own. Two readings that both make sense are both right.

use super::numbering_block::NumberingBlock;
use crate::outline::{MarkerKind, MarkerNumbers};

/// A marker in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MarkerPlacement {
    /// Kind.
    pub(crate) kind: MarkerKind,
    /// The piece it stands under.
    pub(crate) parent: Option<usize>,
    /// The piece before it among its siblings.
    pub(crate) previous: Option<usize>,
    /// Its numbers, where it has any.
    pub(crate) count: Option<MarkerCount>,
}

/// The numbers of a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MarkerCount {
    /// Numbers as written.
    pub(crate) written: MarkerNumbers,
    /// Numbers as they should be.
    pub(crate) right: MarkerNumbers,
    /// Fault of the innermost one.
    pub(crate) fault: Option<NumberingFault>,
    /// Flag: the first ones are not its parent's.
    pub(crate) strays: bool,
    /// Flag: it is the first of its siblings and goes on from the section before.
    pub(crate) continues: bool,
}

/// Fault of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberingFault {
    /// The first of its siblings, but not 1.
    Start,
    /// Numbers before it are missing.
    Gap,
    /// The same as the one before it.
    Repeat,
    /// Less than the one before it.
    Back,
    /// A letter of the Vietnamese alphabet is left out: `e)` after `d)`.
    Letter,
}

/// Every marker's place and numbers; `None` for pieces without a marker.
pub(crate) fn number(pieces: &[NumberingBlock]) -> Vec<Option<MarkerPlacement>> {
    // Whether the document counts through its sections is known at its end only.
    let mut first = NumberingState::default();
    for (index, numbering_block) in pieces.iter().enumerate() {
        first.place(index, *numbering_block);
    }
    let mut second = NumberingState { habits: first.votes, ..NumberingState::default() };
    pieces.iter().enumerate().map(|(index, numbering_block)| second.place(index, *numbering_block)).collect()
}

/// The same with the numbers that stay right once they stand in the document: a changed number may show another
/// structure.
pub(crate) fn number_until_stable(pieces: &[NumberingBlock]) -> Vec<Option<MarkerPlacement>> {
    const ROUNDS: usize = 6;
    let mut settled = number(pieces);
    for _ in 0..ROUNDS {
        let moved: Vec<NumberingBlock> = pieces
            .iter()
            .zip(&settled)
            .map(|(numbering_block, placed)| renumbered(*numbering_block, placed))
            .collect();
        let again = number(&moved);
        let mut changed = false;
        for (placed, new) in settled.iter_mut().zip(again) {
            let (Some(placed), Some(new)) = (placed, new) else { continue };
            placed.parent = new.parent;
            if let (Some(count), Some(new)) = (&mut placed.count, new.count) {
                changed |= count.right != new.right;
                count.right = new.right;
            }
        }
        if !changed {
            break;
        }
    }
    settled
}

/// A piece with its right numbers.
fn renumbered(numbering_block: NumberingBlock, placed: &Option<MarkerPlacement>) -> NumberingBlock {
    match (numbering_block, placed.and_then(|p| p.count)) {
        (NumberingBlock::Numbered { inserted, leads, .. }, Some(count)) => {
            NumberingBlock::Numbered { numbers: count.right, inserted, leads }
        }
        _ => numbering_block,
    }
}

/// Kinds of markers with numbers.
const KINDS: usize = 16;

/// Suspended counts kept per level: nesting against the usual order is never deep.
const SUSPENDED: usize = 4;

/// A place for every kind, the depth of nested numbers included; dashes and bullets share one.
pub(super) fn slot(kind: MarkerKind) -> usize {
    match kind {
        MarkerKind::Part => 0,
        MarkerKind::Chapter => 1,
        MarkerKind::Division => 2,
        MarkerKind::Subdivision => 3,
        MarkerKind::Article => 4,
        MarkerKind::Roman => 5,
        MarkerKind::Bracketed => 6,
        MarkerKind::Parenthesis => 7,
        MarkerKind::Letter => 8,
        MarkerKind::Arabic(depth) => (8 + usize::from(depth)).min(KINDS - 1),
        MarkerKind::Dash | MarkerKind::Bullet | MarkerKind::Plus => KINDS - 1,
    }
}

/// Tests whether a kind may count on from one section to the next.
fn may_continue(kind: MarkerKind) -> bool {
    !matches!(kind, MarkerKind::Letter | MarkerKind::Subdivision | MarkerKind::Arabic(2..))
}

/// The last number of a count.
#[derive(Clone, Copy, Debug)]
struct LastNumber {
    /// The piece that has it.
    index: usize,
    written: MarkerNumbers,
    right: MarkerNumbers,
}

impl LastNumber {
    /// Tests whether a number goes on from this one, as written or as it should be.
    fn leads_to(&self, number: u32) -> bool {
        number == self.written.last().saturating_add(1) || number == self.right.last().saturating_add(1)
    }
}

/// An open level.
#[derive(Clone, Debug)]
struct OpenLevel {
    kind: MarkerKind,
    index: usize,
    /// None for dashes and bullets.
    last: Option<LastNumber>,
    /// Counts this level has interrupted, which may go on after it.
    suspended: Vec<(MarkerKind, LastNumber)>,
}

#[derive(Default)]
struct NumberingState {
    levels: Vec<OpenLevel>,
    /// By kind: the last number of the count before.
    before: [Option<LastNumber>; KINDS],
    /// By kind: above 0 where counts go on over sections more often than not.
    habits: [i32; KINDS],
    votes: [i32; KINDS],
    /// Kind of the marker that leads to a list which may begin anew here; the outer `None` where none may.
    opening: Option<Option<MarkerKind>>,
}

impl NumberingState {
    fn place(&mut self, index: usize, numbering_block: NumberingBlock) -> Option<MarkerPlacement> {
        let passed = matches!(numbering_block, NumberingBlock::Apart | NumberingBlock::Quoted);
        let opening = if passed { self.opening } else { self.opening.take() };
        match numbering_block {
            NumberingBlock::Numbered { numbers, inserted, leads } => {
                let fresh = opening.is_some_and(|kind| kind != Some(numbers.kind));
                self.opening = leads.then_some(Some(numbers.kind));
                Some(self.numbered(index, numbers, inserted, fresh))
            }
            NumberingBlock::Bullet { kind, leads } => {
                self.opening = leads.then_some(Some(kind));
                Some(self.bullet(index, kind))
            }
            NumberingBlock::Title => {
                self.opening = Some(None);
                None
            }
            NumberingBlock::Section => {
                self.levels.clear();
                self.opening = Some(None);
                None
            }
            NumberingBlock::Authority => {
                self.levels.clear();
                self.before = [None; KINDS];
                self.opening = Some(None);
                None
            }
            NumberingBlock::Other | NumberingBlock::Apart | NumberingBlock::Quoted => None,
        }
    }

    /// Depth of the level a kind goes to, which may be open already.
    fn depth(&self, kind: MarkerKind) -> usize {
        let closes = |level: &OpenLevel| level.kind == kind || level.kind.rank() > kind.rank();
        self.levels.iter().position(closes).unwrap_or(self.levels.len())
    }

    fn bullet(&mut self, index: usize, kind: MarkerKind) -> MarkerPlacement {
        let depth = self.depth(kind);
        let sibling = self.levels.get(depth).filter(|l| l.kind == kind).map(|l| l.index);
        self.levels.truncate(depth);
        let parent = self.levels.last().map(|l| l.index);
        self.levels.push(OpenLevel { kind, index, last: None, suspended: Vec::new() });
        MarkerPlacement { kind, parent, previous: sibling, count: None }
    }

    fn numbered(
        &mut self,
        index: usize,
        written: MarkerNumbers,
        inserted: bool,
        fresh: bool,
    ) -> MarkerPlacement {
        let kind = written.kind;
        let depth = self.depth(kind);
        if !inserted && let Some(resumed) = self.resume(depth, written) {
            return self.sibling(index, resumed, written, false);
        }
        let sibling =
            self.levels.get(depth).is_some_and(|l| l.kind == kind && self.is_one_count(depth, l, written));
        if sibling && !(fresh && written.last() == 1) {
            return self.sibling(index, depth, written, inserted);
        }
        self.begin(index, depth, written)
    }

    /// The depth of a count that was interrupted and goes on with this number, put back in its place.
    fn resume(&mut self, depth: usize, written: MarkerNumbers) -> Option<usize> {
        let kind = written.kind;
        let goes_on =
            |level: &OpenLevel| level.kind == kind && level.last.is_some_and(|l| l.leads_to(written.last()));
        if written.last() < 2 || self.levels.get(depth).is_some_and(goes_on) {
            return None;
        }
        let waits = |(of, last): &(MarkerKind, LastNumber)| {
            *of == kind && last.leads_to(written.last()) && last.written.prefix() == written.prefix()
        };
        let at = self.levels.iter().rposition(|l| l.suspended.iter().any(waits))?;
        let level = self.levels.get_mut(at)?;
        let place = level.suspended.iter().rposition(waits)?;
        let (kind, last) = level.suspended.remove(place);
        level.suspended.truncate(place);
        let suspended = std::mem::take(&mut level.suspended);
        self.levels.truncate(at);
        self.levels.push(OpenLevel { kind, index: last.index, last: Some(last), suspended });
        Some(at)
    }

    /// Tests whether a marker counts with the open level of its kind: `2.1.` after `1.2.` does not, where nothing
    /// says which parent they have.
    fn is_one_count(&self, depth: usize, level: &OpenLevel, written: MarkerNumbers) -> bool {
        let known = self.parent_numbers(depth, written).map_or(0, |(known, _, _)| known);
        level.last.is_some_and(|l| l.written.prefix().get(known..) == written.prefix().get(known..))
    }

    /// Number of first numbers of a marker that its parent gives, and the parent's numbers as written and as they
    /// should be.
    fn parent_numbers(
        &self,
        depth: usize,
        written: MarkerNumbers,
    ) -> Option<(usize, MarkerNumbers, MarkerNumbers)> {
        let MarkerKind::Arabic(2..) = written.kind else { return None };
        let parent = depth.checked_sub(1).and_then(|above| self.levels.get(above)?.last)?;
        match parent.written.kind {
            MarkerKind::Arabic(known) => Some((usize::from(known), parent.written, parent.right)),
            // Numbers below `II.` or `Điều 2.` may begin with it, or have nothing to do with it.
            MarkerKind::Letter => None,
            _ => Some((1, parent.written, parent.right))
                .filter(|_| written.prefix().first() == Some(&parent.written.last())),
        }
    }

    fn begin(&mut self, index: usize, depth: usize, written: MarkerNumbers) -> MarkerPlacement {
        let kind = written.kind;
        let before = self.before[slot(kind)];
        let (right, fault, continues) = self.start(depth, written, before);
        let suspended = self.suspend(depth, written);
        self.levels.truncate(depth);
        let parent = self.levels.last().map(|l| l.index);
        let (right, strays) = self.under_parent(depth, written, right);
        self.push(OpenLevel { kind, index, last: Some(LastNumber { index, written, right }), suspended });
        let count = MarkerCount { written, right, fault, strays, continues };
        MarkerPlacement { kind, parent, previous: None, count: Some(count) }
    }

    /// The first number of a count.
    fn start(
        &mut self,
        depth: usize,
        written: MarkerNumbers,
        before: Option<LastNumber>,
    ) -> (MarkerNumbers, Option<NumberingFault>, bool) {
        let (kind, number) = (written.kind, written.last());
        let before = before.filter(|_| may_continue(kind));
        let inside = kind == MarkerKind::Article && self.is_inside_a_run(depth);
        let counts_on = self.habits[slot(kind)] > 0 || kind == MarkerKind::Article;
        let vote = &mut self.votes[slot(kind)];
        match before {
            // Articles are counted through, unless the whole begins anew.
            Some(last) if number == 1 && inside => {
                (written.with_last(last.right.last().saturating_add(1)), Some(NumberingFault::Back), false)
            }
            _ if number == 1 => {
                *vote -= i32::from(before.is_some());
                (written, None, false)
            }
            Some(last) if last.leads_to(number) => {
                *vote += 1;
                (written.with_last(last.right.last().saturating_add(1)), None, true)
            }
            Some(last) if counts_on => {
                let right = last.right.last().saturating_add(1);
                let fault = if number > right { NumberingFault::Gap } else { NumberingFault::Back };
                (written.with_last(right), Some(fault), false)
            }
            _ => (written.with_last(1), Some(NumberingFault::Start), false),
        }
    }

    /// Tests whether a chapter, or whatever is above, is not the first.
    fn is_inside_a_run(&self, depth: usize) -> bool {
        let mut above = self.levels.iter().take(depth).peekable();
        above.peek().is_some()
            && above.clone().all(|l| l.kind.is_division())
            && above.any(|l| l.last.is_some_and(|l| l.right.last() > 1))
    }

    /// Counts that a new count interrupts.
    fn suspend(&self, depth: usize, written: MarkerNumbers) -> Vec<(MarkerKind, LastNumber)> {
        let Some(level) = self.levels.get(depth).filter(|_| written.last() == 1) else { return Vec::new() };
        let skip = level.suspended.len().saturating_sub(SUSPENDED - 1);
        let mut suspended: Vec<_> = level.suspended.iter().skip(skip).copied().collect();
        suspended.extend(level.last.map(|last| (level.kind, last)));
        suspended
    }

    fn sibling(
        &mut self,
        index: usize,
        depth: usize,
        written: MarkerNumbers,
        inserted: bool,
    ) -> MarkerPlacement {
        let kind = written.kind;
        self.levels.truncate(depth + 1);
        let (last, suspended) = match self.levels.pop() {
            Some(OpenLevel { last: Some(last), suspended, .. }) => (last, suspended),
            _ => (LastNumber { index, written, right: written }, Vec::new()),
        };
        let parent = self.levels.last().map(|l| l.index);
        let repeats = inserted && written.last() == last.written.last();
        let next = if repeats { last.right.last() } else { last.right.last().saturating_add(1) };
        let fault = if repeats { None } else { fault(last, written) };
        let (right, strays) = self.under_parent(depth, written, written.with_last(next));
        self.push(OpenLevel { kind, index, last: Some(LastNumber { index, written, right }), suspended });
        let count = MarkerCount { written, right, fault, strays, continues: false };
        MarkerPlacement { kind, parent, previous: Some(last.index), count: Some(count) }
    }

    /// The first numbers as the parent has them, and whether they were others.
    fn under_parent(
        &self,
        depth: usize,
        written: MarkerNumbers,
        right: MarkerNumbers,
    ) -> (MarkerNumbers, bool) {
        let Some((known, of, should)) = self.parent_numbers(depth, written) else { return (right, false) };
        let given = |parent: &MarkerNumbers| match parent.kind {
            MarkerKind::Arabic(_) => parent.values().to_vec(),
            _ => vec![parent.last()],
        };
        let first = written.prefix().get(..known).unwrap_or(&[]);
        let (of, should) = (given(&of), given(&should));
        (right.with_first(&should), first != of && first != should)
    }

    fn push(&mut self, level: OpenLevel) {
        self.before[slot(level.kind)] = level.last;
        self.levels.push(level);
    }
}

/// Fault of a number behind another.
fn fault(last: LastNumber, written: MarkerNumbers) -> Option<NumberingFault> {
    let (before, number) = (last.written.last(), written.last());
    let skips = written.kind == MarkerKind::Letter && (before, number) == (D, D + 2);
    match number {
        _ if skips => Some(NumberingFault::Letter),
        _ if last.leads_to(number) => None,
        _ if number == before => Some(NumberingFault::Repeat),
        _ if number < before => Some(NumberingFault::Back),
        _ => Some(NumberingFault::Gap),
    }
}

/// The place of `d` among the letters; `đ` follows.
const D: u32 = 4;
