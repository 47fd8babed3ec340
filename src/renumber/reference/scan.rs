//! Finds references in a text: `điểm a, b khoản 2 và khoản 3 Điều 5` is one group of three units.

use super::label::{ReferenceLabel, ReferenceWord};
use std::ops::Range;

/// Units of a group and labels of a unit that are read; nobody writes more.
const MOST: usize = 40;

/// References that belong together.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ReferenceGroup {
    units: Vec<ReferenceUnit>,
}

/// A word and its labels.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ReferenceUnit {
    pub(super) word: ReferenceWord,
    start: usize,
    /// Flag: *và*, *hoặc* or *đến* stands before it.
    joined: bool,
    pub(super) labels: Vec<(Range<usize>, ReferenceLabel)>,
}

impl ReferenceGroup {
    /// Range from its first word to its last label.
    pub(super) fn bytes(&self) -> Range<usize> {
        let start = self.units.first().map_or(0, |u| u.start);
        start..self.units.last().and_then(|u| u.labels.last()).map_or(start, |l| l.0.end)
    }

    /// Tests whether its last label is *này*.
    pub(super) fn ends_here(&self) -> bool {
        self.units.last().and_then(|u| u.labels.last()).is_some_and(|l| l.1 == ReferenceLabel::This)
    }

    /// Start of the words that a change of the label is quoted with.
    pub(super) fn unit_start(&self, label: &Range<usize>) -> usize {
        let unit = self.units.iter().find(|u| u.labels.iter().any(|l| l.0 == *label));
        let alone = |u: &&ReferenceUnit| u.labels.first().is_some_and(|l| l.0 == *label);
        unit.filter(alone).map_or(label.start, |u| u.start)
    }

    /// Its units so that what holds another comes before it: the usual order is from the innermost (`điểm a khoản 2
    /// Điều 5`), the other one is used too (`Phần I, Mục II, khoản 6`).
    pub(super) fn outermost_first(&self) -> Box<dyn Iterator<Item = &ReferenceUnit> + '_> {
        let falls =
            |pair: &[ReferenceUnit]| matches!(pair, [a, b] if a.word.level() < b.word.level() && !b.joined);
        if self.units.windows(2).all(falls) {
            Box::new(self.units.iter())
        } else {
            Box::new(self.units.iter().rev())
        }
    }
}

impl ReferenceGroup {
    /// Tests whether a unit and the one behind it are two references: `khoản 1 và Điều 5`.
    pub(super) fn stands_apart(&self, unit: &ReferenceUnit) -> bool {
        let behind = self.units.iter().skip_while(|u| u.start != unit.start).nth(1);
        behind.is_some_and(|b| b.joined && b.word.level() < unit.word.level())
    }
}

/// All groups of a text, in order.
pub(super) fn groups(text: &str) -> Vec<ReferenceGroup> {
    let mut groups = Vec::new();
    let mut at = 0;
    let mut inside = false;
    while let Some(c) = text.get(at..).and_then(|t| t.chars().next()) {
        if !inside && let Some(group) = group(text, at) {
            at = group.bytes().end;
            groups.push(group);
            inside = true;
            continue;
        }
        inside = c.is_alphanumeric();
        at += c.len_utf8();
    }
    groups
}

fn group(text: &str, at: usize) -> Option<ReferenceGroup> {
    let first = unit(text, at)?;
    let mut units = vec![first];
    while units.len() < MOST
        && let Some(next) = units.last().and_then(|u| u.labels.last()).and_then(|l| next_unit(text, l.0.end))
    {
        units.push(next);
    }
    Some(ReferenceGroup { units })
}

/// The unit behind a label: at once, behind a comma or a joining word.
fn next_unit(text: &str, at: usize) -> Option<ReferenceUnit> {
    const JOINTS: [&str; 9] = ["và", "hoặc", "đến", "của", "thuộc", "tại", "trong", "các", "kèm"];
    let mut at = at + usize::from(text.get(at..)?.starts_with(')'));
    let comma = blank(text, at);
    at = if text.get(comma..)?.starts_with(',') { blank(text, comma + 1) } else { comma };
    let mut joined = false;
    for _ in 0..2 {
        if let Some(unit) = unit(text, at) {
            return Some(ReferenceUnit { joined, ..unit });
        }
        let rest = text.get(at..)?;
        let joint = JOINTS
            .iter()
            .find(|joint| rest.strip_prefix(**joint).is_some_and(|r| r.starts_with(char::is_whitespace)))?;
        joined |= matches!(*joint, "và" | "hoặc" | "đến");
        at = blank(text, at + joint.len());
    }
    unit(text, at).map(|unit| ReferenceUnit { joined, ..unit })
}

/// The byte behind white space, one line end at most, and marks of emphasis.
pub(super) fn blank(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    let mut lines = 0;
    let end = rest.find(|c: char| {
        lines += usize::from(c == '\n');
        !(c.is_whitespace() || c == '*') || lines > 1
    });
    at + end.unwrap_or(rest.len())
}

fn unit(text: &str, at: usize) -> Option<ReferenceUnit> {
    let (word, len) = ReferenceWord::read(text.get(at..)?)?;
    let first = blank(text, at + len);
    let (label, len) = ReferenceLabel::read(text.get(first..)?, word)?;
    if is_amount(text.get(first + len..)?) {
        return None;
    }
    let mut labels = vec![(first..first + len, label)];
    while labels.len() < MOST
        && let Some((range, label)) =
            labels.last().and_then(|(range, label)| more(text, range.end, label, word))
    {
        labels.push((range, label));
    }
    Some(ReferenceUnit { word, start: at, joined: false, labels })
}

/// `khoản 10 triệu`, `phần 3 năm`: a number with its unit.
fn is_amount(rest: &str) -> bool {
    const UNITS: [&str; 12] = [
        "triệu",
        "tỷ",
        "tỉ",
        "đồng",
        "nghìn",
        "ngàn",
        "trăm",
        "năm",
        "tháng",
        "ngày",
        "người",
        "điểm phần trăm",
    ];
    let rest = rest.trim_start();
    UNITS.iter().any(|unit| rest.strip_prefix(unit).is_some_and(|r| !r.starts_with(char::is_alphanumeric)))
}

/// The next label of a list without its word: `khoản 1, 2 và 3 Điều 5`. What follows must show that it is one.
fn more(
    text: &str,
    at: usize,
    like: &ReferenceLabel,
    word: ReferenceWord,
) -> Option<(Range<usize>, ReferenceLabel)> {
    let start = blank(text, at);
    let rest = text.get(start..)?;
    let joint = [",", "và ", "hoặc "].iter().find(|j| rest.starts_with(**j))?;
    let start = blank(text, start + joint.len());
    let (label, len) = ReferenceLabel::read(text.get(start..)?, word)?;
    let end = start + len;
    (label.is_like(like) && is_list_end(text, end)).then_some((start..end, label))
}

fn is_list_end(text: &str, at: usize) -> bool {
    let next = blank(text, at);
    let rest = text.get(next..).unwrap_or("");
    let punctuation = rest.starts_with([',', '.', ';', ':', ')']) || rest.is_empty();
    let joined = ["và ", "hoặc ", "của ", "nêu ", "tại ", "nói "].iter().any(|w| rest.starts_with(w));
    punctuation || joined || ReferenceWord::read(rest).is_some() || rest.starts_with(char::is_uppercase)
}
