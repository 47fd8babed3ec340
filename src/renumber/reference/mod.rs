//! References in the text follow the markers they point at.
//!
//! Comes in: a body and where its markers go. Goes out: edits of references that certainly mean a marker of this
//! document (`tại mục 3.2`, `điểm a khoản 2 Điều 5`), and doubts where one may. `Điều 5 Luật Công đoàn` is another's.

mod label;
mod scan;
mod standing;

use super::places::Body;
use super::targets::{Target, Targets};
use super::{Change, Doubt, Edit, Renumbered};
use crate::outline::MarkerKind;
use label::{Label, Word};
use scan::Group;
use standing::{Standing, standing};
use std::ops::Range;

/// Adds what references need to the edits.
pub(super) fn follow(source: &Body<'_>, edits: &mut Vec<Edit>, out: &mut Renumbered) {
    let targets = Targets::new(source);
    let mut before = 0;
    for (bytes, marked) in &source.blocks {
        // A marker is not a reference: `Mục 1`, `Điều 5.` begin their line.
        let own = (*marked > before).then(|| marked - 1).and_then(|m| source.marked.get(m));
        let start = own.map_or(bytes.start, |m| m.range.end);
        before = *marked;
        let text = source.text.get(start..bytes.end).unwrap_or("");
        for group in scan::groups(text) {
            let mut reader = Reader { source, targets: &targets, at: marked.checked_sub(1), text, start };
            reader.group(&group, edits, out);
        }
    }
}

/// Reads the references of one block.
struct Reader<'r, 'b> {
    source: &'r Body<'b>,
    targets: &'r Targets<'r>,
    /// The marker the block stands under, or begins with.
    at: Option<usize>,
    text: &'r str,
    /// Where the text begins in the body.
    start: usize,
}

/// What was made of a label.
enum Found {
    /// It moves to this.
    Moves(String),
    /// It may move.
    MayMove,
    Stays,
}

impl Reader<'_, '_> {
    fn group(&mut self, group: &Group, edits: &mut Vec<Edit>, out: &mut Renumbered) {
        let standing = standing(self.text, group);
        if standing == Standing::Foreign {
            return;
        }
        for (label, found) in self.labels(group) {
            let range = self.start + label.start..self.start + label.end;
            let line = self.source.line_at(range.start);
            let words = |at: &Range<usize>| self.text.get(at.clone()).unwrap_or("").to_owned();
            match (found, standing) {
                (Found::Moves(after), Standing::Own) => {
                    let unit = group.unit_start(&label);
                    let before = words(&(unit..label.end));
                    let kept = words(&(unit..label.start));
                    out.references.push(Change { line, before, after: format!("{kept}{after}") });
                    edits.push(Edit { range, text: after });
                }
                (Found::Stays, _) => {}
                (found, _) => {
                    let text = words(&group.bytes());
                    out.doubts.push(Doubt { line, message: doubt(&text, &found), text });
                }
            }
        }
    }

    /// The labels of a group and where they point, from the outermost in.
    fn labels(&self, group: &Group) -> Vec<(Range<usize>, Found)> {
        let mut found = Vec::new();
        // What holds the labels to come, by the level of what it is.
        let mut outer: Vec<(Word, Option<usize>)> = Vec::new();
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
                let target = within.map_or(Target::None, |within| self.find(unit.word, label, &within));
                last = Some(match target {
                    Target::One(index) => Some(index),
                    _ => None,
                });
                found.push((range.clone(), self.judge(label, target)));
            }
            outer.push((unit.word, last.flatten()));
        }
        found
    }

    fn judge(&self, label: &Label, target: Target) -> Found {
        match target {
            _ if *label == Label::This => Found::Stays,
            Target::One(index) if self.targets.is_moved(index) => {
                let after =
                    self.targets.right(index).and_then(|right| self.spelled(label, index, right.values()));
                after.map_or(Found::MayMove, Found::Moves)
            }
            Target::Several { moved: true } => Found::MayMove,
            _ => Found::Stays,
        }
    }

    /// The label of a marker's new numbers.
    fn spelled(&self, label: &Label, index: usize, numbers: &[u32]) -> Option<String> {
        let roman =
            |holder: usize| self.targets.right(holder).and_then(|n| crate::outline::roman_spelling(n.last()));
        let last = numbers.last().copied()?;
        let joined = || numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
        match label {
            Label::This => None,
            Label::Letter(_) => crate::outline::letter(last).map(String::from),
            Label::Roman(_) => crate::outline::roman_spelling(last),
            Label::Digits(_) => Some(joined()),
            Label::Path(..) => {
                let holder = self.targets.holder(Some(index), |kind| kind == MarkerKind::Roman)?;
                Some(format!("{}.{}", roman(holder)?, joined()))
            }
        }
    }

    fn find(&self, word: Word, label: &Label, within: &Range<usize>) -> Target {
        match label {
            Label::This => self
                .targets
                .holder(self.at, |kind| word.kinds(label).contains(&kind))
                .map_or(Target::None, Target::One),
            Label::Path(roman, digits) => match self.targets.find(MarkerKind::Roman, &[*roman], within) {
                Target::One(holder) => self.targets.find(arabic(digits), digits, &self.targets.below(holder)),
                several => several,
            },
            _ => {
                let numbers = label.numbers();
                let kinds = word.kinds(label);
                let mut found = kinds.iter().map(|kind| self.targets.find(*kind, &numbers, within));
                found.find(|target| *target != Target::None).unwrap_or(Target::None)
            }
        }
    }

    /// Where a label stands that names nothing above it: *khoản 2* in its own article, *điểm a* in its own *khoản*.
    fn usual_scope(&self, word: Word, label: &Label) -> Range<usize> {
        let holder = match word {
            Word::Point if matches!(label, Label::Letter(_)) => {
                self.targets.holder(self.at, |kind| matches!(kind, MarkerKind::Arabic(_)))
            }
            Word::Clause => self.targets.holder(self.at, |kind| kind == MarkerKind::Article),
            _ => None,
        };
        holder.map_or(self.targets.everything(), |holder| self.targets.below(holder))
    }
}

fn arabic(digits: &[u32]) -> MarkerKind {
    MarkerKind::Arabic(u8::try_from(digits.len()).unwrap_or(u8::MAX))
}

fn doubt(text: &str, found: &Found) -> String {
    match found {
        Found::Moves(after) => format!(
            "«{text}» có thể chỉ văn bản khác nên được giữ nguyên: nếu chỉ văn bản này, hãy đổi số thành «{after}»."
        ),
        _ => format!(
            "«{text}» có thể chỉ nhiều mục và số của các mục ấy đã thay đổi: hãy xem lại chỗ dẫn chiếu này."
        ),
    }
}
