//! Targets of references.
//!
//! Comes in: the markers of a body. Goes out: for a label (`3.2`, `IV`, `a`) within a part of the body, the one marker
//! it names, or that there are several.

use super::numbering::slot;
use super::source_markers::{NumberedBody, SourceMarker};
use crate::outline::{MarkerKind, MarkerNumbers};
use std::collections::BTreeMap;
use std::ops::Range;

/// Marker that a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReferenceTarget {
    /// This marker.
    One(usize),
    /// Several; whether any of them moves.
    Several { moved: bool },
    /// No marker here.
    None,
}

/// The markers of a body by kind and numbers.
pub(super) struct TargetIndex<'s> {
    marked: &'s [SourceMarker],
    moved: Vec<bool>,
    by_numbers: BTreeMap<(usize, Vec<u32>), Vec<TargetEntry>>,
}

/// A marker, and how many of those before it under the same numbers move, itself included.
struct TargetEntry {
    index: usize,
    moved: usize,
}

impl<'s> TargetIndex<'s> {
    pub(super) fn new(source: &'s NumberedBody<'_>) -> Self {
        let moved: Vec<bool> =
            source.marked.iter().map(|m| m.final_numbers(source.text) != m.count.written).collect();
        let mut by_numbers: BTreeMap<(usize, Vec<u32>), Vec<TargetEntry>> = BTreeMap::new();
        for (index, marked) in source.marked.iter().enumerate() {
            let written = marked.count.written;
            let entries = by_numbers.entry((slot(written.kind), written.values().to_vec())).or_default();
            let before = entries.last().map_or(0, |e| e.moved);
            entries.push(TargetEntry { index, moved: before + usize::from(moved.get(index) == Some(&true)) });
        }
        Self { marked: &source.marked, moved, by_numbers }
    }

    /// Marker that a label of a kind names within a part of the markers.
    pub(super) fn find(&self, kind: MarkerKind, numbers: &[u32], within: &Range<usize>) -> ReferenceTarget {
        let Some(entries) = self.by_numbers.get(&(slot(kind), numbers.to_vec())) else {
            return ReferenceTarget::None;
        };
        let first = entries.partition_point(|e| e.index < within.start);
        let end = entries.partition_point(|e| e.index < within.end);
        match (entries.get(first), entries.get(end.wrapping_sub(1))) {
            (Some(only), _) if end == first + 1 => ReferenceTarget::One(only.index),
            (Some(head), Some(tail)) if end > first => {
                let before = head.moved - usize::from(self.is_moved(head.index));
                ReferenceTarget::Several { moved: tail.moved > before }
            }
            _ => ReferenceTarget::None,
        }
    }

    pub(super) fn is_moved(&self, index: usize) -> bool {
        self.moved.get(index) == Some(&true)
    }

    /// The numbers a marker ends up with.
    pub(super) fn right(&self, index: usize) -> Option<MarkerNumbers> {
        self.marked.get(index).map(|m| m.count.right)
    }

    /// The markers below a marker.
    pub(super) fn below(&self, index: usize) -> Range<usize> {
        index + 1..self.marked.get(index).map_or(index + 1, |m| m.end)
    }

    /// All markers.
    pub(super) fn everything(&self) -> Range<usize> {
        0..self.marked.len()
    }

    /// The nearest marker of one of these kinds that holds the marker `at`, or is it.
    pub(super) fn holder(&self, at: Option<usize>, is_wanted: impl Fn(MarkerKind) -> bool) -> Option<usize> {
        let mut at = at;
        while let Some(index) = at {
            let marked = self.marked.get(index)?;
            if is_wanted(marked.count.written.kind) {
                return Some(index);
            }
            at = marked.parent;
        }
        None
    }
}
