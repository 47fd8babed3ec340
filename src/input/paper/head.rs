//! The head of a document: masthead, type's name, subject; then what [`lead`] reads below them.
//!
//! It is found in any arrangement (tables, nested or of many rows, blanks, tabs, text boxes, paragraphs one under another) by
//! what its lines say; a line among them that says none of it is told, the others are read.

use super::issuer::{self, OrganLine};
use super::masthead::{MastheadPart, NumberLine, segments};
use super::pieces::{Piece, sides, spaced};
use super::structure::is_blank;
use super::title;
use super::{PaperReading, lead};
use crate::document::{Align, BlockRole};
use crate::input::source::{Item, Paragraph, Source, Table};
use crate::outline::{marker, starts_lower};
use crate::report::FieldPath;
use serde_json::json;

/// Paragraphs among which the head is looked for.
const HEAD: usize = 80;
/// Paragraphs of the largest table that can be a masthead.
const MASTHEAD: usize = 60;
/// Lines that say nothing of a head between two that do.
const GAP: usize = 8;
/// Lines of the longest subject of a letter, the first aside, and characters of such a line.
const ABOUT: usize = 6;
const SHORT: usize = 80;
/// Characters of the longest line of a head.
const LINE: usize = 160;

/// What was read of the head.
pub(super) struct Head {
    /// The item at which the body begins.
    pub(super) at: usize,
    /// Paragraphs of the body that are bases, by number.
    pub(super) bases: Vec<usize>,
}

/// A segment of a line that may belong to the head.
pub(super) struct Candidate<'f> {
    pub(super) item: usize,
    /// The column of the table it stands in; none outside.
    pub(super) cell: Option<usize>,
    /// A line is drawn under it.
    pub(super) underlined: bool,
    pub(super) paragraph: &'f Paragraph,
    pub(super) kind: MastheadPart,
    /// With single spaces.
    pub(super) text: String,
    /// As it stands.
    pub(super) raw: String,
}

impl Candidate<'_> {
    pub(super) fn is_centred(&self) -> bool {
        self.paragraph.align == Align::Center
    }

    pub(super) fn is_bold(&self) -> bool {
        self.paragraph.is_all_bold()
    }
}

/// Reading of a head.
#[derive(Default)]
struct Masthead {
    /// The paper has no title: what stands under its number is its subject, in capitals too.
    letter: bool,
    organs: Vec<OrganLine>,
    motto: Vec<(usize, String)>,
    subject: Vec<(usize, String)>,
    /// The next line may go on with the subject of a letter, in this column.
    subject_open: Option<Option<usize>>,
    below_number: Option<Option<usize>>,
    number: Option<NumberLine>,
    place: Option<String>,
    dated: bool,
    to: Vec<(usize, String)>,
    addressed: bool,
    odd: bool,
}

/// Reads the head.
pub(super) fn read(reading: &mut PaperReading, source: &Source) -> Head {
    let items = source.items.as_slice();
    let candidates = candidates(items);
    let core = core_end(&candidates);
    let title = title::find(reading, &candidates, core, source.wrapped);
    let mut masthead = Masthead { letter: title.is_none(), ..Masthead::default() };
    let end = title.as_ref().map_or(core, |title| title.at.max(core));
    for (index, candidate) in candidates.iter().take(end).enumerate() {
        if title.as_ref().is_none_or(|title| title.at != index) {
            masthead.take(reading, candidate, index < core);
        }
    }
    let letter = title.is_none();
    let mut at = match title {
        Some(title) => {
            masthead.subject_open = None;
            title.read(reading, &candidates, items, core, source.wrapped, &mut masthead.subject)
        }
        None => candidates.get(..core).and_then(<[_]>::last).map_or(0, |last| last.item + 1),
    };
    let begun = masthead.addressed.then(|| std::mem::take(&mut masthead.to));
    let before = at;
    at = lead::addressees(reading, items, at, begun);
    if letter {
        let first = candidates.get(core).map(|c| c.text.as_str()).filter(|_| at == before);
        let addressed = masthead.addressed || at > before || !masthead.subject.is_empty();
        title::guess(reading, addressed, first.unwrap_or(""));
    }
    masthead.put(reading, letter, source.wrapped);
    let (at, bases) = lead::bases(reading, items, at, !masthead.odd);
    Head { at, bases }
}

/// The segments at the beginning; of tables only those that hold a masthead.
fn candidates(items: &[Item]) -> Vec<Candidate<'_>> {
    let mut out: Vec<Candidate<'_>> = Vec::new();
    let mut paragraphs = 0;
    for (item, it) in items.iter().enumerate() {
        if paragraphs > HEAD {
            break;
        }
        match it {
            Item::Paragraph(paragraph) => push(&mut out, item, None, paragraph),
            Item::Table(table) if is_blank(it) || holds_masthead(table, it) => {
                push_table(&mut out, item, table)
            }
            Item::Table(_) => break,
        }
        paragraphs += it.paragraphs().len();
    }
    out
}

fn push_table<'f>(out: &mut Vec<Candidate<'f>>, item: usize, table: &'f Table) {
    for row in &table.rows {
        let mut column = 0;
        for cell in &row.cells {
            for inner in cell.items.iter().flat_map(Item::paragraphs) {
                push(out, item, Some(column), inner);
            }
            column += cell.span;
        }
    }
}

fn push<'f>(out: &mut Vec<Candidate<'f>>, item: usize, cell: Option<usize>, paragraph: &'f Paragraph) {
    if paragraph.is_blank() {
        if let Some(last) = out.last_mut() {
            last.underlined |= paragraph.has_line();
        }
        return;
    }
    for Piece { raw, column, .. } in sides(paragraph) {
        for segment in segments(&raw) {
            let (text, raw) = (spaced(&segment.text), segment.text);
            let cell = cell.map(|cell| cell * 2 + column);
            let underlined = paragraph.has_line();
            out.push(Candidate { item, cell, underlined, paragraph, kind: segment.kind, text, raw });
        }
    }
}

fn holds_masthead(table: &Table, item: &Item) -> bool {
    let paragraphs = item.paragraphs();
    let says = |p: &&Paragraph| {
        let all = sides(p);
        all.iter()
            .flat_map(|piece| segments(&piece.raw))
            .any(|s| s.kind.is_core() || s.kind == MastheadPart::About)
    };
    let foot = |p: &&Paragraph| super::receivers::is_title(p.trimmed());
    !table.rows.is_empty()
        && paragraphs.len() <= MASTHEAD
        && paragraphs.iter().any(says)
        && !paragraphs.iter().any(foot)
}

/// How many candidates stand in the masthead: up to the last that says what only a masthead says.
fn core_end(candidates: &[Candidate<'_>]) -> usize {
    let mut end: usize = 0;
    let mut seen: Vec<&MastheadPart> = Vec::new();
    let mut titled = false;
    for (index, candidate) in candidates.iter().enumerate() {
        let same_table = index > 0
            && end > 0
            && candidate.cell.is_some()
            && candidates.get(end - 1).is_some_and(|last| last.item == candidate.item);
        if same_table {
            end = index + 1;
            seen.push(&candidate.kind);
            continue;
        }
        let gap = match (end, titled) {
            (0, false) => GAP + 2,
            (_, false) => GAP,
            (_, true) => 4,
        };
        let over = is_over(&candidate.text) || candidate.cell.is_none() && marker(&candidate.text).is_some();
        if index < end {
            continue;
        }
        if index - end > gap || over || candidate.text.chars().count() > 2 * LINE {
            break;
        }
        // A date that is set as titles are is a subject.
        let set = candidate.cell.is_none() && candidate.is_bold() && candidate.is_centred();
        if titled && set && matches!(candidate.kind, MastheadPart::PlaceDate(_)) {
            break;
        }
        // A second masthead is another paper's.
        let again = match candidate.kind {
            MastheadPart::Nation => seen.iter().any(|kind| matches!(kind, MastheadPart::Nation)),
            MastheadPart::Number(_) => seen.iter().any(|kind| matches!(kind, MastheadPart::Number(_))),
            MastheadPart::PlaceDate(_) => seen.iter().any(|kind| matches!(kind, MastheadPart::PlaceDate(_))),
            _ => false,
        };
        if again {
            break;
        }
        if candidate.kind.is_core() || end > 0 && matches!(candidate.kind, MastheadPart::Mark(..)) {
            end = index + 1;
            seen.push(&candidate.kind);
        }
        if candidate.kind == MastheadPart::About && end > 0 {
            end = about_end(candidates, index);
        }
        if candidate.kind == MastheadPart::Addressees {
            let goes_on = candidates.iter().skip(index + 1).take(3);
            if !goes_on.clone().any(|c| c.kind.is_core()) {
                // What runs on from a line of the head belongs to it.
                let run_on = candidates
                    .get(index.wrapping_sub(1))
                    .is_some_and(|c| c.paragraph.number == candidate.paragraph.number);
                return if run_on && end == index { index + 1 } else { end };
            }
        }
        titled |= candidate.kind == MastheadPart::Capitals
            && candidate.cell.is_none()
            && (candidate.is_bold() && candidate.is_centred() || end == 0)
            && !issuer::is_organ(&candidate.text);
    }
    end
}

/// The candidate behind the subject of a letter, which may run over lines: those of its cell, or short ones up to the
/// addressees.
fn about_end(candidates: &[Candidate<'_>], about: usize) -> usize {
    let below = candidates.get(about + 1..).unwrap_or(&[]);
    let first = candidates.get(about).map(|c| c.cell);
    let own = |c: &Candidate<'_>| {
        c.kind == MastheadPart::Other && Some(c.cell) == first && marker(&c.text).is_none()
    };
    let lines = below.iter().take_while(|c| own(c)).take(ABOUT).count();
    let addressed = below.get(lines).is_some_and(|c| c.kind == MastheadPart::Addressees);
    let short = below.iter().take(lines).all(|c| c.text.chars().count() <= SHORT);
    if addressed && short {
        return about + 1 + lines;
    }
    about + 1 + below.iter().take_while(|c| own(c) && (starts_lower(&c.text) || c.cell.is_some())).count()
}

/// Tests whether a line belongs to what follows a head.
fn is_over(text: &str) -> bool {
    ["Căn cứ", "Nơi nhận", "Điều 1"].iter().any(|start| text.starts_with(start))
}

impl Masthead {
    /// Takes a segment above the title.
    fn take(&mut self, reading: &mut PaperReading, candidate: &Candidate<'_>, in_core: bool) {
        let number = candidate.paragraph.number;
        let text = candidate.text.as_str();
        let words = match candidate.kind {
            MastheadPart::Other => true,
            MastheadPart::Capitals => self.letter && candidate.cell.is_some(),
            _ => false,
        };
        let continues = words && in_core && self.subject_open == Some(candidate.cell);
        let below = words && candidate.cell.is_some() && self.below_number == Some(candidate.cell);
        if continues || below {
            self.subject.push((number, text.to_owned()));
            self.subject_open = Some(candidate.cell);
            return;
        }
        match &candidate.kind {
            MastheadPart::Nation => self.fixed(reading, candidate, BlockRole::NationalName),
            MastheadPart::Motto => self.fixed(reading, candidate, BlockRole::Motto),
            MastheadPart::Party => self.fixed(reading, candidate, BlockRole::NationalName),
            MastheadPart::Number(line) if self.number.is_none() => self.number(reading, candidate, line),
            MastheadPart::PlaceDate(_) if !self.dated => self.date(reading, candidate),
            MastheadPart::Mark(field, role) if !reading.values.contains_key(*field) => {
                reading.put(field, json!(if *field == "status" { "draft" } else { text }));
                reading.claim(number, FieldPath::field(*field), *role, text);
            }
            MastheadPart::About => {
                self.subject.push((number, text.to_owned()));
                self.subject_open = Some(candidate.cell);
            }
            MastheadPart::Addressees => {
                self.addressed = true;
                self.to.push((number, text.to_owned()));
            }
            MastheadPart::Other if self.addressed && candidate.cell.is_some() => {
                self.to.push((number, text.to_owned()));
            }
            MastheadPart::Rule => self.rule(reading, candidate),
            MastheadPart::Capitals if !is_form_mark(text) && (in_core || issuer::is_organ(text)) => {
                self.organ(candidate);
            }
            MastheadPart::Other if candidate.cell.is_some() && in_core && self.is_organ_column(candidate) => {
                self.organ(candidate);
            }
            _ => self.odd = true,
        }
    }

    fn fixed(&mut self, reading: &mut PaperReading, candidate: &Candidate<'_>, role: BlockRole) {
        let number = candidate.paragraph.number;
        self.motto.push((number, candidate.text.clone()));
        reading.claim(number, FieldPath::root(), role, &candidate.text);
        reading.mend(number, "header", &candidate.text, "");
    }

    fn number(&mut self, reading: &mut PaperReading, candidate: &Candidate<'_>, line: &NumberLine) {
        let number = candidate.paragraph.number;
        put_number(reading, number, line, &candidate.raw);
        reading.claim(number, "code_number".into(), BlockRole::Number, &candidate.text);
        self.number = Some(line.clone());
        self.below_number = Some(candidate.cell);
    }

    fn date(&mut self, reading: &mut PaperReading, candidate: &Candidate<'_>) {
        let MastheadPart::PlaceDate(date) = &candidate.kind else { return };
        let number = candidate.paragraph.number;
        self.dated = true;
        self.place.clone_from(&date.place);
        if let Some(place) = &date.place {
            reading.put("place", json!(place));
        }
        if let Some(issued) = &date.issued {
            reading.put("issued_date", json!(issued));
        }
        if date.whole {
            reading.put("place_date", json!(candidate.raw));
        } else if let Some(printed) = &date.printed {
            let message = format!("Bản gốc ghi “{}”, sẽ in “{printed}”.", candidate.text);
            reading.doubt("issued_date", "import-date", Some(number), message);
        }
        reading.claim(number, "issued_date".into(), BlockRole::PlaceDate, &candidate.text);
    }

    /// A drawn line goes with what stands above it; a star is the Party's.
    fn rule(&mut self, reading: &mut PaperReading, candidate: &Candidate<'_>) {
        let text = &candidate.raw;
        let star = text.contains('*');
        if star && let Some(last) = self.organs.last() {
            let bold = last.bold;
            self.organs.push(OrganLine {
                number: candidate.paragraph.number,
                text: text.clone(),
                bold,
                cell: candidate.cell,
            });
        } else {
            reading.mend(candidate.paragraph.number, "header", text, "");
        }
    }

    fn organ(&mut self, candidate: &Candidate<'_>) {
        self.below_number = None;
        self.organs.push(OrganLine {
            number: candidate.paragraph.number,
            text: candidate.text.clone(),
            bold: candidate.is_bold(),
            cell: candidate.cell,
        });
    }

    /// Tests whether organs stand in the column of a line.
    fn is_organ_column(&self, candidate: &Candidate<'_>) -> bool {
        self.number.is_none()
            && candidate.text.chars().count() <= LINE
            && (self.organs.is_empty() || self.organs.iter().any(|organ| organ.cell == candidate.cell))
            && candidate.cell.is_some_and(|cell| cell < 2)
    }

    /// Stores what was read of the masthead.
    fn put(&self, reading: &mut PaperReading, letter: bool, wrapped: bool) {
        let notation = self.number.as_ref().and_then(|number| number.notation.as_deref());
        issuer::put(reading, &self.organs, notation, self.place.as_deref());
        let lines: Vec<&str> = self.motto.iter().map(|(_, line)| line.as_str()).collect();
        let usual = is_usual(&lines);
        // Pasted text often comes without them; a known organ prints them.
        let left_out = lines.is_empty() && wrapped && reading.values.contains_key("organ");
        let has_head = reading.values.contains_key("organ") || reading.values.contains_key("issuer");
        if !usual && !left_out && (has_head || !lines.is_empty()) {
            reading.put("motto", json!(lines));
        }
        if lines.iter().any(|line| line.to_uppercase().starts_with("ĐẢNG CỘNG")) {
            let message =
                "Đây là văn bản của Đảng: giữ nguyên như bản gốc (thể thức theo quy định của Đảng).";
            reading.note("", "import-party", message);
        }
        if self.subject.is_empty() {
            return;
        }
        let role = if letter { BlockRole::LetterSubject } else { BlockRole::Subject };
        for (index, (number, line)) in self.subject.iter().enumerate() {
            reading.claim(*number, FieldPath::field("subject").index(index), role, line);
        }
        let lines: Vec<&str> = self.subject.iter().map(|(_, line)| line.as_str()).collect();
        reading.put("subject", json!(lines));
    }
}

/// `MẪU SỐ 01`, `PHỤ LỤC`: a mark of a form above the head.
fn is_form_mark(text: &str) -> bool {
    ["MẪU", "BIỂU", "PHỤ LỤC"].iter().any(|start| text.starts_with(start))
}

/// Stores number and notation; says where they will be printed otherwise.
fn put_number(reading: &mut PaperReading, line: usize, found: &NumberLine, raw: &str) {
    if found.whole {
        return reading.put("code", json!(raw));
    }
    let value = found.number.as_deref().unwrap_or("");
    let printed = format!("Số: {value}/{}", found.notation.as_deref().unwrap_or(""));
    let is_blank = value.chars().all(super::dates::is_blank);
    if let Some(number) = &found.number {
        let usual = if number.len() == 1 { None } else { number.parse::<u32>().ok() };
        let usual = usual.filter(|n| format!("{n:02}") == *number);
        reading.put("code_number", usual.map_or_else(|| json!(number), |n| json!(n)));
    }
    if let Some(notation) = &found.notation {
        reading.put("code_notation", json!(notation));
    }
    if !is_blank && found.notation.is_some() && printed != spaced(raw) {
        let message = format!("Bản gốc ghi “{}”, sẽ in “{printed}”.", spaced(raw));
        reading.doubt("code_number", "import-number", Some(line), message);
    }
}

/// Tests whether *Quốc hiệu* and *Tiêu ngữ* are as the decree writes them.
pub(super) fn is_usual(lines: &[impl AsRef<str>]) -> bool {
    let lines: Vec<&str> = lines.iter().map(AsRef::as_ref).collect();
    matches!(lines[..], ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"])
}
