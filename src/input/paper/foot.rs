//! The foot of a document: *Nơi nhận*, who signs, the typist.
//!
//! It is found in any arrangement: a table with receivers and signature side by side, two signatures above the
//! receivers, tabs, or paragraphs one under another in either order.

use super::PaperReading;
use super::pieces::{Piece, Places, columns, sides};
use super::signature::{self, Ends, Signature};
use super::structure::is_blank;
use crate::document::BlockRole;
use crate::filing::FilingLine;
use crate::input::scan::foot::{filing_of, is_competence, is_recipients_title, is_stamp};
use crate::input::source::{Item, Paragraph, Table};
use crate::outline::{is_capitals, starts_lower};
use crate::report::FieldPath;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Paragraphs among which a signature without a table is looked for.
const SIGNATURE: usize = 15;
/// What may end a line of receivers, besides the usual mark.
const ENDS: [&str; 5] = [";", ".", ",", "./.", ":"];

/// Where the foot stands among the items of the main part.
#[derive(Default)]
pub(super) struct Foot<'f> {
    /// Its first item; the body ends before it.
    pub(super) from: usize,
    /// The item behind it.
    pub(super) to: usize,
    /// What stands in it and has no place.
    pub(super) unplaced: Vec<(&'f Paragraph, String)>,
}

/// A receiver as written.
struct Receiver {
    number: usize,
    text: String,
    group: Option<usize>,
}

/// What is read of a foot.
#[derive(Default)]
struct Reading<'f> {
    receivers: Vec<Receiver>,
    /// Notes beside braces, by group: the paragraph's number, the words.
    notes: BTreeMap<usize, (usize, String)>,
    signatures: Vec<Signature>,
    unplaced: Vec<(&'f Paragraph, String)>,
}

/// Reads the foot.
pub(super) fn read<'f>(scan: &mut PaperReading, items: &'f [Item], places: &mut Places) -> Foot<'f> {
    let Some(from) = begins(items) else {
        return Foot { from: items.len(), to: items.len(), unplaced: Vec::new() };
    };
    let (reading, to) = Reading::of(scan, items, from, places);
    put_receivers(scan, &reading, places);
    signature::put(scan, &reading.signatures, places);
    Foot { from, to, unplaced: reading.unplaced }
}

/// The signatures at the end of a text that has no receivers, and the item at which they begin; none where anything else
/// stands among or behind them.
pub(super) fn signatures(
    scan: &mut PaperReading,
    items: &[Item],
    places: &mut Places,
) -> Option<(usize, Vec<Signature>)> {
    let is_title = |item: &Item| item.paragraphs().iter().any(|p| is_recipients_title(p.trimmed()));
    if items.iter().any(is_title) {
        return None;
    }
    let from = begins(items)?;
    let (reading, to) = Reading::of(scan, items, from, places);
    let is_all = reading.unplaced.is_empty() && items.iter().skip(to).all(is_blank);
    (is_all && !reading.signatures.is_empty()).then_some((from, reading.signatures))
}

/// The first item of the foot.
fn begins(items: &[Item]) -> Option<usize> {
    let title = items.iter().position(|item| match item {
        Item::Paragraph(paragraph) => {
            sides(paragraph).first().is_some_and(|(_, text)| is_recipients_title(text))
        }
        Item::Table(table) => is_foot(table) && has_title(table),
    });
    let before = title.unwrap_or(items.len());
    let filled = |index: &usize| items.get(*index).is_some_and(|item| !is_blank(item));
    // Signatures above the receivers.
    let mut from = title;
    let above: Vec<usize> = (0..before).rev().filter(filled).take(SIGNATURE).collect();
    if let Some(&index) = above.first()
        && let Some(Item::Table(table)) = items.get(index)
        && is_foot(table)
    {
        return Some(index);
    }
    let mut start = None;
    for &index in &above {
        let Some(Item::Paragraph(paragraph)) = items.get(index) else { break };
        if !sides(paragraph).iter().all(|(_, text)| signature::may_sign(text)) {
            break;
        }
        start = Some(index);
    }
    if let Some(start) = start {
        let pieces = pieces_of(items.get(start..before).unwrap_or(&[]));
        if signature::read(&pieces, Ends::Here).is_some_and(|(s, _)| s.is_complete()) {
            from = Some(start);
        }
    }
    from.or_else(|| {
        let signs = |item: &Item| matches!(item, Item::Table(table) if is_foot(table));
        items.iter().rposition(signs)
    })
}

/// The lines of paragraphs one under another.
fn pieces_of(items: &[Item]) -> Vec<Piece<'_>> {
    let paragraphs = items.iter().filter_map(|item| match item {
        Item::Paragraph(paragraph) => Some(paragraph),
        Item::Table(_) => None,
    });
    paragraphs.flat_map(|p| sides(p).into_iter().map(move |(_, text)| Piece::new(p, text))).collect()
}

fn has_title(table: &Table) -> bool {
    columns(table).iter().flatten().any(|piece| is_recipients_title(&piece.text))
}

/// Whether a table holds receivers or a signature; with lines it must hold both.
fn is_foot(table: &Table) -> bool {
    let columns = columns(table);
    let title = columns.iter().flatten().any(|piece| is_recipients_title(&piece.text));
    let signed = columns
        .iter()
        .any(|column| signature::read(column, Ends::Here).is_some_and(|(s, _)| s.is_complete()));
    if table.lines { title && signed } else { title || signed }
}

impl<'f> Reading<'f> {
    /// Reads a foot that begins at an item; with the item behind it.
    fn of(scan: &mut PaperReading, items: &'f [Item], from: usize, places: &mut Places) -> (Self, usize) {
        let mut reading = Reading::default();
        let mut to = from;
        let mut at = from;
        while let Some(item) = items.get(at) {
            match item {
                _ if is_blank(item) => at += 1,
                Item::Table(table) if is_foot(table) => {
                    for column in columns(table) {
                        let used = reading.column(scan, &column, Ends::Here, places);
                        let left = column.into_iter().skip(used);
                        reading.unplaced.extend(left.map(|piece| (piece.paragraph, piece.text)));
                    }
                    at += 1;
                    to = at;
                }
                Item::Table(_) => break,
                Item::Paragraph(_) => {
                    let used = reading.paragraphs(scan, items.get(at..).unwrap_or(&[]), places);
                    if used == 0 {
                        break;
                    }
                    at += used;
                    to = at;
                }
            }
        }
        (reading, to)
    }

    /// Reads paragraphs one under another, or with tabs between left and right; says how many items they took.
    fn paragraphs(&mut self, scan: &mut PaperReading, items: &'f [Item], places: &mut Places) -> usize {
        let (mut left, mut right): (Vec<Piece<'f>>, Vec<Piece<'f>>) = (Vec::new(), Vec::new());
        for (index, item) in items.iter().enumerate() {
            let Item::Paragraph(paragraph) = item else { break };
            if index > 0 && paragraph.new_page || left.len() + right.len() > crate::limits::RECIPIENTS {
                break;
            }
            let pieces = sides(paragraph);
            let alone = pieces.len() == 1;
            for (column, text) in pieces {
                let listed = text.starts_with(['-', '+', '•', '–']) && alone;
                let list = if column == 0 || listed { &mut left } else { &mut right };
                list.push(Piece::new(paragraph, text));
            }
        }
        let mut used_to = 0;
        let mut note = |pieces: &[Piece<'f>], used: usize| {
            let last = used.checked_sub(1).and_then(|last| pieces.get(last)).map(|p| p.paragraph.number);
            used_to = used_to.max(last.unwrap_or(0));
        };
        if right.is_empty() {
            let used = self.column(scan, &left, Ends::Open, places);
            note(&left, used);
        } else {
            let used = self.column(scan, &left, Ends::Open, places);
            note(&left, used);
            // A name that stands in the middle of its half without a tab.
            right.extend(left.into_iter().skip(used).filter(|piece| signature::may_sign(&piece.text)));
            let used = self.column(scan, &right, Ends::Open, places);
            note(&right, used);
        }
        let taken = |item: &Item| matches!(item, Item::Paragraph(p) if p.number <= used_to);
        items.iter().take_while(|item| taken(item)).count()
    }

    /// Reads a column: receivers and signatures in either order; says how many lines were understood.
    fn column(
        &mut self,
        scan: &mut PaperReading,
        pieces: &[Piece<'f>],
        ends: Ends,
        places: &mut Places,
    ) -> usize {
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            let rest = pieces.get(at..).unwrap_or(&[]);
            if is_recipients_title(&piece.text) && self.receivers.is_empty() {
                at += self.receivers(scan, rest, places);
            } else if let Some((signature, used)) = signature::read(rest, ends).filter(|(_, used)| *used > 0)
            {
                self.signatures.push(signature);
                at += used;
            } else if let Some(typist) = typist(&piece.text).filter(|_| !self.receivers.is_empty()) {
                scan.put("typist", typist);
                places.put(piece.paragraph.number, "typist".into(), BlockRole::Typist, &piece.text);
                at += 1;
            } else {
                break;
            }
        }
        at
    }

    /// Reads `Nơi nhận:` and the list below it; says how many lines it took.
    fn receivers(&mut self, scan: &mut PaperReading, pieces: &[Piece<'f>], places: &mut Places) -> usize {
        let Some(title) = pieces.first() else { return 0 };
        places.put(title.paragraph.number, "recipients".into(), BlockRole::RecipientsTitle, &title.text);
        let first = title.text.trim_start_matches("Nơi nhận").trim_matches([':', ' ']);
        if !first.is_empty() {
            let text = first.trim_start_matches(['-', ' ']).to_owned();
            self.receivers.push(Receiver { number: title.paragraph.number, text, group: None });
        }
        for (index, piece) in pieces.iter().enumerate().skip(1) {
            let text = piece.text.as_str();
            let number = piece.paragraph.number;
            let marked = ["-", "–", "—", "+", "•"].iter().find(|mark| text.starts_with(**mark));
            let goes_on = self.receivers.last().is_some_and(|last| {
                starts_lower(text) && !last.text.ends_with([';', '.']) && last.group == piece.group
            });
            if let Some(group) = piece.group.filter(|_| piece.note) {
                self.notes.entry(group).or_insert_with(|| (number, text.to_owned()));
            } else if let Some(mark) = marked {
                if *mark != "-" {
                    scan.mend(number, "dash", mark, "-");
                }
                let text = text.get(mark.len()..).unwrap_or("").trim().to_owned();
                self.receivers.push(Receiver { number, text, group: piece.group });
            } else if goes_on {
                if let Some(last) = self.receivers.last_mut() {
                    last.text.push(' ');
                    last.text.push_str(text);
                }
            } else if is_note(text) {
                scan.put("recipients_note", json!(text));
                places.put(number, "recipients_note".into(), BlockRole::RecipientNote, text);
            } else if !is_capitals(text)
                && !is_competence(text)
                && text.ends_with([';', '.'])
                && typist(text).is_none()
            {
                scan.mend(number, "dash", "", "-");
                self.receivers.push(Receiver { number, text: text.to_owned(), group: piece.group });
            } else {
                return index;
            }
        }
        pieces.len()
    }
}

/// `(B/c)` alone under the list.
fn is_note(text: &str) -> bool {
    text.starts_with('(') && text.ends_with(')') && text.chars().count() <= 40 && !is_stamp(text)
}

/// `PL.(300)` (NĐ 30/2020, Phụ lục I, Phần I, Mục III khoản 3).
fn typist(text: &str) -> Option<Value> {
    let (initials, copies) = text.strip_suffix(')')?.split_once('(')?;
    let initials = initials.trim().trim_end_matches('.');
    let short = (1..=8).contains(&initials.chars().count()) && initials.chars().all(|c| c.is_uppercase());
    let copies: u32 = copies.parse().ok().filter(|_| copies.len() <= 5)?;
    short.then(|| json!({ "initials": initials, "copies": copies }))
}

/// Stores the receivers and the line for the files; an unusual end of an entry is kept beside it.
fn put_receivers(scan: &mut PaperReading, reading: &Reading<'_>, places: &mut Places) {
    let list = &reading.receivers;
    let filing = list.iter().rposition(|r| FilingLine::of(&r.text).is_some() && r.group.is_none());
    let last = list.len().saturating_sub(1);
    if filing.is_some_and(|index| index != last) {
        let message = "Dòng Lưu không đứng cuối nơi nhận; sẽ in ở cuối.".to_owned();
        scan.doubt("filing", "import-filing", None, message);
    }
    let mut recipients: Vec<Value> = Vec::new();
    let mut open: Option<usize> = None;
    for (index, receiver) in list.iter().enumerate() {
        if filing == Some(index) {
            scan.put("filing", filing_of(&receiver.text));
            places.put(receiver.number, "filing".into(), BlockRole::Recipient, &receiver.text);
            continue;
        }
        let entry = Value::Object(entry(&receiver.text, if index == last { '.' } else { ';' }));
        let note = receiver.group.and_then(|group| reading.notes.get(&group));
        let at = FieldPath::field("recipients");
        let last_at = at.index(recipients.len().saturating_sub(1));
        let members =
            recipients.last_mut().and_then(|last| last.get_mut("group")).and_then(Value::as_array_mut);
        let at = match (note, members.filter(|_| open == receiver.group)) {
            (Some(_), Some(members)) => {
                members.push(entry);
                last_at.child("group").index(members.len() - 1)
            }
            (Some((number, note)), None) => {
                let place = at.index(recipients.len());
                places.put(*number, place.child("purpose"), BlockRole::RecipientNote, note);
                let purpose = note.trim_start_matches('(').trim_end_matches(')');
                recipients.push(json!({ "group": [entry], "purpose": purpose }));
                place.child("group").index(0)
            }
            (None, _) => {
                recipients.push(entry);
                at.index(recipients.len() - 1)
            }
        };
        open = receiver.group;
        places.put(receiver.number, at, BlockRole::Recipient, &receiver.text);
    }
    if !list.is_empty() {
        scan.put("recipients", Value::Array(recipients));
    }
}

/// A receiver as a field: the usual mark at its end is left out.
fn entry(text: &str, usual: char) -> Map<String, Value> {
    let mut entry = Map::new();
    if let Some(name) = text.strip_suffix(usual).filter(|name| !name.ends_with([';', '.', ','])) {
        entry.insert("name".to_owned(), json!(name));
        return entry;
    }
    let name = text.trim_end_matches(['.', ';', ',', ':', '/']);
    let end = text.get(name.len()..).unwrap_or("");
    if end.is_empty() || ENDS.contains(&end) {
        entry.insert("end".to_owned(), json!(end));
        entry.insert("name".to_owned(), json!(name));
    } else {
        entry.insert("name".to_owned(), json!(text));
    }
    entry
}
