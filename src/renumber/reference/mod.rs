//! References in the text follow the markers they point at.
//!
//! Comes in: a body and where its markers go. Goes out: edits of references that certainly mean a marker of this
//! document (`tại mục 3.2`, `điểm a khoản 2 Điều 5`), and doubts where one may. `Điều 5 Luật Công đoàn` is another's.

mod label;
mod owner;
mod scan;

use super::source_markers::NumberedBody;
use super::targets::{ReferenceTarget, TargetIndex};
use super::{Ambiguity, RenumberChange, Renumbered, SourceEdit};
use crate::outline::MarkerKind;
use label::{ReferenceLabel, ReferenceWord};
use owner::{ReferenceOwner, owner};
use scan::ReferenceGroup;
use std::ops::Range;

/// Adds what references need to the edits.
pub(super) fn follow(source: &NumberedBody<'_>, edits: &mut Vec<SourceEdit>, out: &mut Renumbered) {
    let targets = TargetIndex::new(source);
    let mut before = 0;
    for (bytes, marked) in &source.blocks {
        // A marker is not a reference: `Mục 1`, `Điều 5.` begin their line.
        let own = (*marked > before).then(|| marked - 1).and_then(|m| source.marked.get(m));
        let start = own.map_or(bytes.start, |m| m.range.end);
        before = *marked;
        let text = source.text.get(start..bytes.end).unwrap_or("");
        for group in scan::groups(text) {
            let mut reader =
                ReferenceReader { source, targets: &targets, at: marked.checked_sub(1), text, start };
            reader.group(&group, edits, out);
        }
    }
}

/// Reads the references of one block.
struct ReferenceReader<'r, 'b> {
    source: &'r NumberedBody<'b>,
    targets: &'r TargetIndex<'r>,
    /// The marker the block stands under, or begins with.
    at: Option<usize>,
    text: &'r str,
    /// Byte of the body at which the text begins.
    start: usize,
}

/// Result of resolving a label.
enum ResolvedLabel {
    /// It moves to this.
    Moves(String),
    /// It may move.
    MayMove,
    Stays,
}

impl ReferenceReader<'_, '_> {
    fn group(&mut self, group: &ReferenceGroup, edits: &mut Vec<SourceEdit>, out: &mut Renumbered) {
        let owner = owner(self.text, group);
        if owner == ReferenceOwner::Foreign {
            return;
        }
        for (label, found) in self.labels(group) {
            let range = self.start + label.start..self.start + label.end;
            let line = self.source.line_at(range.start);
            let words = |at: &Range<usize>| self.text.get(at.clone()).unwrap_or("").to_owned();
            match (found, owner) {
                (ResolvedLabel::Moves(after), ReferenceOwner::Own) => {
                    let unit = group.unit_start(&label);
                    let before = words(&(unit..label.end));
                    let kept = words(&(unit..label.start));
                    out.references.push(RenumberChange { line, before, after: format!("{kept}{after}") });
                    edits.push(SourceEdit { range, text: after });
                }
                (ResolvedLabel::Stays, _) => {}
                (found, _) => {
                    let text = words(&group.bytes());
                    out.doubts.push(Ambiguity { line, message: doubt(&text, &found), text });
                }
            }
        }
    }

    /// The labels of a group and where they point, from the outermost in.
    fn labels(&self, group: &ReferenceGroup) -> Vec<(Range<usize>, ResolvedLabel)> {
        let mut found = Vec::new();
        // What holds the labels to come, by the level of what it is.
        let mut outer: Vec<(ReferenceWord, Option<usize>)> = Vec::new();
        for unit in group.outermost_first() {
            while outer.last().is_some_and(|(word, _)| word.level() >= unit.word.level()) {
                outer.pop();
            }
            if group.stands_apart(unit) {
                outer.clear();
            }
            let mut last = None;
            for (range, label) in &unit.labels {
                let within = match outer.last() {
                    Some((_, Some(holder))) => Some(self.targets.below(*holder)),
                    // Its outer part is nowhere in this document.
                    Some((_, None)) => None,
                    None => Some(self.usual_scope(unit.word, label)),
                };
                let target =
                    within.map_or(ReferenceTarget::None, |within| self.find(unit.word, label, &within));
                last = Some(match target {
                    ReferenceTarget::One(index) => Some(index),
                    _ => None,
                });
                found.push((range.clone(), self.judge(label, target)));
            }
            outer.push((unit.word, last.flatten()));
        }
        found
    }

    fn judge(&self, label: &ReferenceLabel, target: ReferenceTarget) -> ResolvedLabel {
        match target {
            _ if *label == ReferenceLabel::This => ResolvedLabel::Stays,
            ReferenceTarget::One(index) if self.targets.is_moved(index) => {
                let after =
                    self.targets.right(index).and_then(|right| self.spelled(label, index, right.values()));
                after.map_or(ResolvedLabel::MayMove, ResolvedLabel::Moves)
            }
            ReferenceTarget::Several { moved: true } => ResolvedLabel::MayMove,
            _ => ResolvedLabel::Stays,
        }
    }

    /// The label of a marker's new numbers.
    fn spelled(&self, label: &ReferenceLabel, index: usize, numbers: &[u32]) -> Option<String> {
        let roman =
            |holder: usize| self.targets.right(holder).and_then(|n| crate::outline::roman_spelling(n.last()));
        let last = numbers.last().copied()?;
        let joined = || numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
        match label {
            ReferenceLabel::This => None,
            ReferenceLabel::Letter(_) => crate::outline::letter(last).map(String::from),
            ReferenceLabel::Roman(_) => crate::outline::roman_spelling(last),
            ReferenceLabel::Digits(_) => Some(joined()),
            ReferenceLabel::Path(..) => {
                let holder = self.targets.holder(Some(index), |kind| kind == MarkerKind::Roman)?;
                Some(format!("{}.{}", roman(holder)?, joined()))
            }
        }
    }

    fn find(&self, word: ReferenceWord, label: &ReferenceLabel, within: &Range<usize>) -> ReferenceTarget {
        match label {
            ReferenceLabel::This => self
                .targets
                .holder(self.at, |kind| word.kinds(label).contains(&kind))
                .map_or(ReferenceTarget::None, ReferenceTarget::One),
            ReferenceLabel::Path(roman, digits) => {
                match self.targets.find(MarkerKind::Roman, &[*roman], within) {
                    ReferenceTarget::One(holder) => {
                        self.targets.find(arabic(digits), digits, &self.targets.below(holder))
                    }
                    several => several,
                }
            }
            _ => {
                let numbers = label.numbers();
                let kinds = word.kinds(label);
                let mut found = kinds.iter().map(|kind| self.targets.find(*kind, &numbers, within));
                found.find(|target| *target != ReferenceTarget::None).unwrap_or(ReferenceTarget::None)
            }
        }
    }

    /// Scope of a label that names nothing above it: *khoản 2* in its own article, *điểm a* in its own *khoản*.
    fn usual_scope(&self, word: ReferenceWord, label: &ReferenceLabel) -> Range<usize> {
        let holder = match word {
            ReferenceWord::Point if matches!(label, ReferenceLabel::Letter(_)) => {
                self.targets.holder(self.at, |kind| matches!(kind, MarkerKind::Arabic(_)))
            }
            ReferenceWord::Clause => self.targets.holder(self.at, |kind| kind == MarkerKind::Article),
            _ => None,
        };
        holder.map_or(self.targets.everything(), |holder| self.targets.below(holder))
    }
}

fn arabic(digits: &[u32]) -> MarkerKind {
    MarkerKind::Arabic(u8::try_from(digits.len()).unwrap_or(u8::MAX))
}

fn doubt(text: &str, found: &ResolvedLabel) -> String {
    match found {
        ResolvedLabel::Moves(after) => format!(
            "«{text}» có thể chỉ văn bản khác nên được giữ nguyên: nếu chỉ văn bản này, hãy đổi số thành «{after}»."
        ),
        _ => format!(
            "«{text}» có thể chỉ nhiều mục và số của các mục ấy đã thay đổi: hãy xem lại chỗ dẫn chiếu này."
        ),
    }
}
