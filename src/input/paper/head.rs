//! The head of a document: masthead, type's name, subject; then what [`lead`] reads below them.
//!
//! It is found in any arrangement: a table of one row or many, tabs, or paragraphs one under another.

use super::PaperReading;
use super::lead;
use super::pieces::{Places, lines, sides, spaced};
use super::structure::is_blank;
use crate::document::{Align, BlockRole};
use crate::input::scan::head::{begins_with, fold, is_masthead, named_type, put_organ};
use crate::input::scan::masthead::{Masthead, Organs};
use crate::input::source::{Item, Paragraph, Table};
use crate::outline::{is_capitals, marker, starts_lower};
use crate::report::FieldPath;
use serde_json::json;

/// Paragraphs among which the head is looked for.
const HEAD: usize = 80;
/// Paragraphs of the largest table that can be a masthead.
const MASTHEAD: usize = 60;
/// Lines of a subject at most.
const SUBJECT_LINES: usize = 8;
/// Characters of a subject that no look tells from prose.
const PLAIN_SUBJECT: usize = 300;

/// What was read of the head.
pub(super) struct Head<'f> {
    /// The item at which the body begins.
    pub(super) at: usize,
    /// What has no place of its own.
    pub(super) opening: Vec<(&'f Paragraph, String)>,
    /// Paragraphs of the body that are bases, by number.
    pub(super) bases: Vec<usize>,
}

/// A paragraph that may belong to the head.
struct Candidate<'f> {
    item: usize,
    in_table: bool,
    /// A line is drawn under it.
    underlined: bool,
    paragraph: &'f Paragraph,
}

/// The reading of a head.
struct Reading<'f> {
    candidates: Vec<Candidate<'f>>,
    masthead: Masthead,
    subject: Vec<(usize, String)>,
    /// The next line may go on with the subject of a letter.
    subject_open: bool,
    /// The line before was the number, in a table without a type's name: what stands under it is a letter's subject.
    below_number: bool,
    untitled: bool,
    opening: Vec<(&'f Paragraph, String)>,
}

/// Reads the head.
pub(super) fn read<'f>(scan: &mut PaperReading, items: &'f [Item], places: &mut Places) -> Head<'f> {
    let mut reading = Reading {
        candidates: candidates(items),
        masthead: Masthead::default(),
        subject: Vec::new(),
        subject_open: false,
        below_number: false,
        untitled: false,
        opening: Vec::new(),
    };
    let next = match reading.find_title(scan) {
        Some((index, known)) => {
            (0..index).for_each(|before| reading.eat(scan, before, places));
            reading.title(scan, index, known, places)
        }
        None => reading.untitled(scan, places),
    };
    let mut at = reading.end(next, items);
    let named = std::mem::take(&mut reading.masthead.to);
    let begun = reading.masthead.addressed.then_some(named);
    at = lead::addressees(scan, items, at, begun, places);
    put_organ(scan, &reading.masthead);
    place_organs(scan, &reading, places);
    if !reading.subject.is_empty() {
        let role = if reading.subject_open { BlockRole::LetterSubject } else { BlockRole::Subject };
        for (index, (number, line)) in reading.subject.iter().enumerate() {
            places.put(*number, FieldPath::field("subject").index(index), role, line);
        }
        let lines: Vec<&str> = reading.subject.iter().map(|(_, line)| line.as_str()).collect();
        scan.put("subject", json!(lines));
    }
    let (at, bases) = lead::bases(scan, items, at, reading.opening.is_empty(), places);
    Head { at, opening: reading.opening, bases }
}

/// The paragraphs with text at the beginning; of tables only those that hold a masthead.
fn candidates(items: &[Item]) -> Vec<Candidate<'_>> {
    let mut out: Vec<Candidate<'_>> = Vec::new();
    for (item, it) in items.iter().enumerate() {
        if out.len() > HEAD {
            break;
        }
        let paragraphs = it.paragraphs();
        let in_table = matches!(it, Item::Table(_));
        if let Item::Table(table) = it
            && !is_blank(it)
            && !holds_masthead(table, &paragraphs)
        {
            break;
        }
        for paragraph in paragraphs {
            if !paragraph.is_blank() {
                out.push(Candidate { item, in_table, underlined: paragraph.has_line(), paragraph });
            } else if let Some(last) = out.last_mut() {
                last.underlined |= paragraph.has_line();
            }
        }
    }
    out
}

fn holds_masthead(table: &Table, paragraphs: &[&Paragraph]) -> bool {
    let is_head = |p: &&Paragraph| lines(p).any(|line| is_masthead(&line) && !line.starts_with("Kính gửi"));
    !table.rows.is_empty() && paragraphs.len() <= MASTHEAD && paragraphs.iter().any(is_head)
}

impl<'f> Reading<'f> {
    /// The candidate that begins with the name of a type in capitals, and which type; the longest name counts.
    fn find_title(&self, scan: &PaperReading) -> Option<(usize, usize)> {
        for (index, candidate) in self.candidates.iter().enumerate() {
            let Some(line) = lines(candidate.paragraph).next() else { continue };
            let over = ["Căn cứ", "Nơi nhận", "Kính gửi"].iter().any(|start| line.starts_with(start));
            if over || (marker(&line).is_some() && !candidate.in_table) {
                return None;
            }
            let named = scan.knowledge.types.iter().enumerate();
            let named =
                named.filter(|(_, known)| !known.title.is_empty() && begins_with(&line, &known.title));
            if let Some((known, _)) = named.max_by_key(|(_, known)| known.title.len()) {
                return Some((index, known));
            }
        }
        None
    }

    /// Reads a paragraph above the type's name, piece by piece.
    fn eat(&mut self, scan: &mut PaperReading, index: usize, places: &mut Places) {
        let Some(candidate) = self.candidates.get(index) else { return };
        let paragraph = candidate.paragraph;
        self.below_number &= candidate.in_table;
        for (_, piece) in sides(paragraph) {
            self.eat_piece(scan, paragraph, &piece, places);
        }
    }

    fn eat_piece(
        &mut self,
        scan: &mut PaperReading,
        paragraph: &'f Paragraph,
        piece: &str,
        places: &mut Places,
    ) {
        let number = paragraph.number;
        if let Some((field, role)) = mark(piece) {
            scan.put(field, json!(if field == "status" { "draft" } else { piece }));
            places.put(number, field.into(), role, piece);
            return;
        }
        if piece.starts_with("V/v") || piece.starts_with("V/V") {
            self.subject.push((number, piece.to_owned()));
            self.subject_open = true;
            return;
        }
        let goes_on = self.subject_open && !is_capitals(piece) && !is_masthead(piece);
        if goes_on || self.below_number && !is_fixed(piece) {
            self.subject.push((number, piece.to_owned()));
            self.subject_open = true;
            return;
        }
        self.below_number = false;
        let (place, dated) = (self.masthead.place.is_some(), scan.values.contains_key("issued_date"));
        let numbered = self.masthead.notation.is_some() || scan.values.contains_key("code_number");
        let left = self.masthead.eat(scan, number, piece, Organs::Allowed);
        for about in std::mem::take(&mut self.masthead.subject) {
            self.subject.push((number, about));
            self.subject_open = true;
        }
        let national = ["CỘNG HÒA XÃ HỘI", "CỘNG HOÀ XÃ HỘI"].iter().any(|name| piece.contains(name));
        if national {
            places.put(number, FieldPath::root(), BlockRole::NationalName, piece);
        } else if piece.contains("Độc lập") && piece.contains("Hạnh phúc") {
            places.put(number, FieldPath::root(), BlockRole::Motto, piece);
        }
        if !numbered && (self.masthead.notation.is_some() || scan.values.contains_key("code_number")) {
            places.put(number, "code_number".into(), BlockRole::Number, piece);
            self.below_number = self.untitled && left.is_none();
        }
        if !place && self.masthead.place.is_some() && !dated {
            places.put(number, "issued_date".into(), BlockRole::PlaceDate, piece);
        }
        if let Some(left) = left {
            let message = format!("Không biết đặt “{left}” vào đâu, tạm để đầu nội dung. Hãy xem lại.");
            scan.doubt("body", "import-unplaced", None, message);
            self.opening.push((paragraph, left));
        }
    }

    /// Reads the type's name and the subject below it; says which candidate comes next.
    fn title(&mut self, scan: &mut PaperReading, index: usize, known: usize, places: &mut Places) -> usize {
        let Some(paragraph) = self.candidates.get(index).map(|c| c.paragraph) else { return index };
        let Some(known) = scan.knowledge.types.get(known) else { return index };
        let (id, name) = (known.id.clone(), known.title.clone());
        scan.put("type", json!(id));
        self.subject_open = false;
        self.subject.clear();
        let mut all = lines(paragraph);
        let line = all.next().unwrap_or_default();
        if is_capitals(&line) {
            if line != name {
                scan.put("type_name", json!(line));
            }
        } else {
            let rest = line.get(name.len()..).unwrap_or("").trim_start_matches([':', ' ']);
            self.subject.push((paragraph.number, rest.to_owned()));
        }
        let field = if scan.values.contains_key("type_name") { "type_name" } else { "type" };
        places.put(paragraph.number, field.into(), BlockRole::TypeName, &line);
        self.subject.extend(all.map(|line| (paragraph.number, line)));
        let mut next = index + 1;
        while self.is_subject(next) {
            let Some(candidate) = self.candidates.get(next) else { break };
            self.subject.extend(lines(candidate.paragraph).map(|line| (candidate.paragraph.number, line)));
            next += 1;
        }
        next
    }

    /// Whether a candidate goes on with the subject.
    fn is_subject(&self, index: usize) -> bool {
        let Some(candidate) = self.candidates.get(index) else { return false };
        let text = spaced(candidate.paragraph.text.as_str());
        let (centred, bold) = (candidate.paragraph.align == Align::Center, candidate.paragraph.is_all_bold());
        // Bases and addressees are never set as titles are.
        let other = ["Căn cứ", "Kính gửi", "Nơi nhận"].iter().any(|start| text.starts_with(start));
        let other = other && !(centred && bold && self.subject.is_empty());
        if other || marker(&text).is_some() || text.ends_with(':') || self.subject.len() >= SUBJECT_LINES {
            return false;
        }
        let next = self.candidates.get(index + 1).map(|c| c.paragraph.trimmed());
        let decides = !candidate.underlined && next.is_some_and(|t| t.starts_with("Căn cứ"));
        let authority = is_capitals(&text) && (!self.subject.is_empty() || decides);
        if authority {
            return false;
        }
        match (centred, bold) {
            (true, true) => true,
            (true, false) | (false, true) => !text.ends_with(['.', ';']) && !text.starts_with('('),
            (false, false) => {
                (self.subject.is_empty() || starts_lower(&text))
                    && !text.ends_with(['.', ';'])
                    && text.chars().count() <= PLAIN_SUBJECT
            }
        }
    }

    /// Reads a masthead without a type's name below it: of a letter, or of a type that must be guessed.
    fn untitled(&mut self, scan: &mut PaperReading, places: &mut Places) -> usize {
        let mut next = 0;
        self.untitled = true;
        while let Some(candidate) = self.candidates.get(next) {
            let text = spaced(candidate.paragraph.text.as_str());
            if text.starts_with("Kính gửi") || self.masthead.addressed {
                break;
            }
            let known = is_masthead(&text) || mark(&text).is_some();
            let goes_on = self.subject_open && starts_lower(&text) && marker(&text).is_none();
            let organ = is_capitals(&text) && marker(&text).is_none() && next < 12;
            if !candidate.in_table && !known && !goes_on && !organ {
                break;
            }
            self.eat(scan, next, places);
            next += 1;
        }
        self.guess_type(scan, next);
        next
    }

    /// The type by the number, or because it is a letter, or by the first words.
    fn guess_type(&mut self, scan: &mut PaperReading, next: usize) {
        let prefix = self.masthead.notation.as_deref().and_then(|n| n.split('-').next()).unwrap_or("");
        let first = self.candidates.get(next).and_then(|c| lines(c.paragraph).next()).unwrap_or_default();
        let addressed = self.masthead.addressed || first.starts_with("Kính gửi");
        let letter = addressed || !self.subject.is_empty();
        let types = &scan.knowledge.types;
        let by_number = types.iter().find(|known| known.abbreviations.iter().any(|a| a == prefix));
        let found = by_number.or_else(|| types.iter().find(|t| letter && t.title.is_empty()));
        if let Some(id) = found.map(|known| known.id.clone()) {
            scan.put("type", json!(id));
            return;
        }
        match named_type(scan, &first) {
            Some((id, words)) => {
                let name = first.get(..words).unwrap_or("");
                let message = format!("Đoán loại văn bản từ chữ “{name}” ở đầu. Hãy xem lại.");
                scan.doubt("type", "import-type", None, message);
                scan.put("type", json!(id));
            }
            None => {
                let message = "Không nhận ra loại văn bản. Hãy chọn loại.".to_owned();
                scan.doubt("type", "import-type", None, message);
            }
        }
    }

    /// The item behind the head. What a table of the head holds beside it must not be lost.
    fn end(&mut self, next: usize, items: &[Item]) -> usize {
        let Some(last) = next.checked_sub(1).and_then(|index| self.candidates.get(index)) else { return 0 };
        let at = last.item + 1;
        let left = self.candidates.iter().skip(next).take_while(|c| c.item < at);
        self.opening.extend(left.map(|c| (c.paragraph, spaced(c.paragraph.text.as_str()))));
        at.min(items.len())
    }
}

/// Whether a line stands in every masthead: *Quốc hiệu*, *Tiêu ngữ*, place and date.
fn is_fixed(piece: &str) -> bool {
    let begins =
        ["CỘNG HÒ", "CỘNG HOÀ", "Độc lập", "Số:", "Kính gửi"].iter().any(|start| piece.starts_with(start));
    begins || [", ngày", "tháng", "năm"].iter().all(|word| piece.contains(word))
}

/// The field and the role of a word that is a mark of its own.
fn mark(piece: &str) -> Option<(&'static str, BlockRole)> {
    match piece {
        "KHẨN" | "THƯỢNG KHẨN" | "HỎA TỐC" | "HOẢ TỐC" => {
            Some(("priority", BlockRole::Urgency))
        }
        "XEM XONG TRẢ LẠI" | "LƯU HÀNH NỘI BỘ" => Some(("circulation", BlockRole::Circulation)),
        _ => piece.starts_with("DỰ THẢO").then_some(("status", BlockRole::DraftMark)),
    }
}

/// The organ above, then the organ itself: as its profile says, else the bold lines, else the last one.
fn place_organs(scan: &PaperReading, reading: &Reading<'_>, places: &mut Places) {
    let organs = &reading.masthead.organs;
    let id = scan.values.get("organ").and_then(|id| id.as_str());
    let known = scan.knowledge.organs.iter().find(|o| Some(o.id.as_str()) == id);
    let parent = known.map(|o| fold(&o.parent.join(" "))).unwrap_or_default();
    let above_known = lines_saying(&parent, organs.iter().map(|(_, name)| name.as_str()));
    let bold = |number: usize| {
        reading.candidates.iter().any(|c| c.paragraph.number == number && c.paragraph.is_all_bold())
    };
    let any_bold = organs.iter().any(|(number, _)| bold(*number));
    for (index, (number, name)) in organs.iter().enumerate() {
        let above = match (above_known, any_bold) {
            (Some(lines), _) => index < lines,
            (None, true) => !bold(*number),
            (None, false) => index + 1 < organs.len(),
        };
        let role = if above { BlockRole::ParentOrgan } else { BlockRole::Organ };
        places.put(*number, "organ".into(), role, name);
    }
}

/// How many lines, from the first, together say a name; `None` where they say another. One name may be part of the
/// other, so that no line alone tells.
fn lines_saying<'l>(name: &str, lines: impl Iterator<Item = &'l str>) -> Option<usize> {
    let mut said = String::new();
    for (index, line) in lines.enumerate() {
        said = if said.is_empty() { fold(line) } else { format!("{said} {}", fold(line)) };
        if said == name && !name.is_empty() {
            return Some(index + 1);
        }
    }
    None
}
