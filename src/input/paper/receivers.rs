//! *Nơi nhận*: receivers, the line for the files, the note beside a brace, the typist.

use super::PaperReading;
use super::pieces::{Piece, spaced};
use super::signature::{is_competence, is_stamp};
use crate::document::{BlockRole, VerticalPosition};
use crate::filing::{self, FilingLine};
use crate::input::source::Paragraph;
use crate::outline::{is_capitals, starts_lower};
use crate::report::FieldPath;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What may end a line of receivers, besides the usual mark.
const ENDS: [&str; 5] = [";", ".", ",", "./.", ":"];
const DASHES: [&str; 6] = ["-", "–", "—", "+", "•", "*"];
/// Characters of the longest line of a receiver that has no dash.
const PLAIN: usize = 90;

/// A receiver as written, with the lines it stands on.
struct Receiver {
    text: String,
    lines: Vec<(usize, String)>,
    group: Option<usize>,
}

/// Receivers as they are read.
#[derive(Default)]
pub(super) struct Receivers {
    titled: bool,
    list: Vec<Receiver>,
    /// Notes beside braces, by group: the paragraph's number, the words.
    notes: BTreeMap<usize, (usize, String)>,
}

/// Tests whether a line is `Nơi nhận:`, with a receiver behind it or without.
pub(super) fn is_title(text: &str) -> bool {
    let rest = text.strip_prefix("Nơi nhận").or_else(|| text.strip_prefix("NƠI NHẬN"));
    rest.is_some_and(|rest| {
        let rest = rest.trim_matches(['*', ' ', '\u{a0}']);
        rest.is_empty() || rest.starts_with([':', '.'])
    })
}

impl Receivers {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty() && !self.titled
    }

    /// Reads `Nơi nhận:` and the list below it; says how many pieces it took.
    pub(super) fn read(&mut self, reading: &mut PaperReading, pieces: &[Piece<'_>]) -> usize {
        let Some(title) = pieces.first() else { return 0 };
        self.titled = true;
        let first = title.text.get("Nơi nhận".len()..).unwrap_or("").trim_matches([':', '.', ' ']);
        let label = title.text.get(..title.text.len() - first.len()).unwrap_or(&title.text);
        let label = if first.is_empty() { title.text.as_str() } else { label.trim() };
        reading.claim(title.paragraph.number, "recipients".into(), BlockRole::RecipientsTitle, label);
        if !first.is_empty() {
            self.push(title, first.trim_start_matches(['-', ' ']));
        }
        for (index, piece) in pieces.iter().enumerate().skip(1) {
            if !self.take(reading, piece) {
                return index;
            }
        }
        pieces.len()
    }

    /// Takes a line below the title; says whether it belongs there.
    fn take(&mut self, reading: &mut PaperReading, piece: &Piece<'_>) -> bool {
        let text = piece.text.as_str();
        let number = piece.paragraph.number;
        let mark = DASHES.iter().find(|mark| text.starts_with(**mark));
        if let Some(group) = piece.group.filter(|_| piece.note) {
            match self.notes.get_mut(&group) {
                Some(_) => return false,
                None => self.notes.insert(group, (number, text.to_owned())),
            };
            return true;
        }
        if let Some(mark) = mark {
            if *mark != "-" {
                reading.mend(number, "dash", mark, "-");
            }
            let receiver = text.get(mark.len()..).unwrap_or("").trim();
            if receiver.chars().any(char::is_alphanumeric) {
                self.push(piece, receiver);
            }
            return true;
        }
        if self.goes_on(piece) {
            if let Some(last) = self.list.last_mut() {
                last.text.push(' ');
                last.text.push_str(text);
                last.lines.push((number, text.to_owned()));
            }
            return true;
        }
        if is_note(text) && !self.list.is_empty() && !reading.values.contains_key("recipients_note") {
            reading.put("recipients_note", json!(text));
            reading.claim(number, "recipients_note".into(), BlockRole::RecipientNote, text);
            return true;
        }
        let plain = !is_capitals(text)
            && !is_competence(text)
            && text.ends_with([';', '.'])
            && text.chars().count() <= PLAIN
            && typist(text).is_none();
        if plain {
            reading.mend(number, "dash", "", "-");
            self.push(piece, text);
        }
        plain
    }

    /// Tests whether a line goes on with the receiver above: that one has not ended, and this begins no signature.
    fn goes_on(&self, piece: &Piece<'_>) -> bool {
        let text = piece.text.as_str();
        self.list.last().is_some_and(|last| {
            let open = !last.text.ends_with([';', '.']) && last.group == piece.group;
            let cut = last.text.ends_with(',') || starts_lower(text);
            let ended = text.ends_with([';', '.']) && !is_capitals(text);
            open && (cut || ended) && !is_competence(text) && !is_stamp(text) && text.chars().count() <= PLAIN
        })
    }

    fn push(&mut self, piece: &Piece<'_>, text: &str) {
        let lines = vec![(piece.paragraph.number, text.to_owned())];
        self.list.push(Receiver { text: text.to_owned(), lines, group: piece.group });
    }

    /// Stores the receivers and the line for the files; an unusual end of an entry is kept beside it.
    pub(super) fn put(mut self, reading: &mut PaperReading, paragraphs: &[&Paragraph]) {
        let list = &mut self.list;
        let filing = list.iter().rposition(|r| FilingLine::of(&r.text).is_some() && r.group.is_none());
        if let Some(receiver) = filing.and_then(|index| list.get_mut(index)) {
            take_typist(reading, receiver, paragraphs);
        }
        let list = &self.list;
        let last = list.len().saturating_sub(1);
        if filing.is_some_and(|index| index != last) {
            let message = "Dòng Lưu không đứng cuối nơi nhận; sẽ in ở cuối.".to_owned();
            reading.doubt("filing", "import-filing", None, message);
        }
        let mut recipients: Vec<Value> = Vec::new();
        let mut open: Option<usize> = None;
        for (index, receiver) in list.iter().enumerate() {
            let mut claim = |at: FieldPath| {
                for (number, line) in &receiver.lines {
                    reading.claim(*number, at.clone(), BlockRole::Recipient, line);
                }
            };
            if filing == Some(index) {
                claim("filing".into());
                reading.put("filing", filing_of(&receiver.text));
                continue;
            }
            let entry = Value::Object(entry(&receiver.text, if index == last { '.' } else { ';' }));
            let note = receiver.group.and_then(|group| self.notes.get(&group));
            let at = FieldPath::field("recipients");
            let last_at = at.index(recipients.len().saturating_sub(1));
            let members =
                recipients.last_mut().and_then(|last| last.get_mut("group")).and_then(Value::as_array_mut);
            match (note, members.filter(|_| open == receiver.group)) {
                (Some(_), Some(members)) => {
                    members.push(entry);
                    claim(last_at.child("group").index(members.len() - 1));
                }
                (Some((number, note)), None) => {
                    let place = at.index(recipients.len());
                    claim(place.child("group").index(0));
                    reading.claim(*number, place.child("purpose"), BlockRole::RecipientNote, note);
                    let purpose = note.trim_start_matches('(').trim_end_matches(')');
                    recipients.push(json!({ "group": [entry], "purpose": purpose }));
                }
                (None, _) => {
                    recipients.push(entry);
                    claim(at.index(recipients.len() - 1));
                }
            }
            open = receiver.group;
        }
        if !recipients.is_empty() || filing.is_some() {
            reading.put("recipients", Value::Array(recipients));
        }
    }
}

/// The drafter's name behind the line for the files, lowered or run on: `Lưu: VT, NC.Trung` (NĐ 30/2020, Phụ lục I, Phần I,
/// Mục III khoản 3).
fn take_typist(reading: &mut PaperReading, receiver: &mut Receiver, paragraphs: &[&Paragraph]) {
    let [(number, line)] = receiver.lines.as_slice() else { return };
    let number = *number;
    let paragraph = paragraphs.iter().find(|p| p.number == number);
    let lowered = paragraph.map(|p| lowered_end(p)).unwrap_or_default();
    let found = if lowered.is_empty() {
        run_on(line)
    } else {
        line.strip_suffix(lowered.as_str()).map(|_| lowered.clone())
    };
    let Some(name) = found.filter(|name| name.chars().any(char::is_alphanumeric)) else { return };
    if reading.values.contains_key("typist") {
        return;
    }
    let rest = line.strip_suffix(name.as_str()).unwrap_or(line).trim_end().to_owned();
    reading.put("typist", typist(&name).unwrap_or_else(|| json!({ "initials": name.trim() })));
    reading.claim(number, "typist".into(), BlockRole::Typist, &name);
    receiver.text.clone_from(&rest);
    receiver.lines = vec![(number, rest)];
}

/// The lowered words at the end of a paragraph.
fn lowered_end(paragraph: &Paragraph) -> String {
    let text = paragraph.text.as_str();
    let mut from = text.len();
    for (span, look) in paragraph.text.spans().collect::<Vec<_>>().into_iter().rev() {
        let blank = text.get(span.clone()).unwrap_or("").trim().is_empty();
        if look.position != VerticalPosition::Subscript && !blank {
            break;
        }
        from = span.start;
    }
    spaced(text.get(from..).unwrap_or(""))
}

/// What is run on behind the stop of the line: `VT, NC.Trung`, `VT, NC. Trung(05)`.
fn run_on(line: &str) -> Option<String> {
    let at = line.rfind('.')?;
    let name = line.get(at + 1..)?.trim();
    let is_name = name.starts_with(char::is_uppercase)
        && name.chars().count() <= 16
        && !name.contains([':', ',', ';'])
        && name.split(' ').count() <= 2
        && line.get(..at)?.contains("VT");
    is_name.then(|| name.to_owned())
}

/// `(B/c)` alone under the list.
fn is_note(text: &str) -> bool {
    text.starts_with('(') && text.ends_with(')') && text.chars().count() <= 40 && !is_stamp(text)
}

/// `PL.(300)` (NĐ 30/2020, Phụ lục I, Phần I, Mục III khoản 3).
pub(super) fn typist(text: &str) -> Option<Value> {
    let (initials, copies) = text.strip_suffix(')')?.split_once('(')?;
    let initials = initials.trim().trim_end_matches('.');
    let short = (1..=8).contains(&initials.chars().count()) && initials.chars().all(|c| c.is_uppercase());
    let copies: u32 = copies.parse().ok().filter(|_| copies.len() <= 5)?;
    short.then(|| json!({ "initials": initials, "copies": copies }))
}

/// A receiver as a field: the usual mark at its end is left out.
fn entry(text: &str, usual: char) -> Map<String, Value> {
    let mut entry = Map::new();
    if let Some(name) = text.strip_suffix(usual).filter(|name| !name.ends_with([';', '.', ',', '/'])) {
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

/// `Lưu: VT, HC (2).` as units and copies; any other form word for word.
fn filing_of(text: &str) -> Value {
    let read = FilingLine::of(text).map(|line| (line.count(), line.units));
    match read {
        Some((Ok(copies), units)) if filing::written(&units, copies) == text && !units.is_empty() => {
            match copies {
                Some(copies) => json!({ "units": units, "copies": copies }),
                None => json!({ "units": units }),
            }
        }
        _ => json!({ "text": text }),
    }
}
