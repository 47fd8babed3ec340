//! The header block, the type's name and the subject, and the address at the foot.

use super::{paragraph, rule};
use crate::catalog::SubjectPlace;
use crate::document::{Block, BlockRole, Columns, ColumnsKind, Frame, Paragraph};
use crate::record::{Mode, Record, Status};
use crate::text;

/// *Quốc hiệu* (Mục II khoản 1a).
const NATIONAL_NAME: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
/// *Tiêu ngữ* (khoản 1b).
const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";
/// Room to write the number in by hand; the blanks stay in the text.
pub(super) const NUMBER_BLANK: &str = "\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}";
/// Room to write the day, or the month, in by hand.
const DAY_BLANK: &str = "\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}";

/// Organ and national name, then number and date in a row of their own, so that they share a line (khoản 4c) however
/// many lines the organ's name takes.
pub(super) fn header(record: &Record) -> Block {
    let mut rows = vec![];
    // Box 11 of the diagram (Mục IV): the top of the page.
    if let Some(word) = record.circulation {
        rows.push([vec![frame(BlockRole::Circulation, word)], vec![]]);
    }
    rows.push([organ(record), national_name()]);
    rows.push([number(record), place_and_date(record).into_iter().collect()]);
    Block::Columns(Columns { id: Default::default(), kind: ColumnsKind::Header, rows })
}

/// Organ and national name alone: an attached text has neither number nor date of its own (Phụ lục III, mẫu 1.3).
pub(super) fn masthead(record: &Record) -> Block {
    let rows = vec![[organ(record), national_name()]];
    Block::Columns(Columns { id: Default::default(), kind: ColumnsKind::Header, rows })
}

/// *Tên cơ quan* (khoản 2).
fn organ(record: &Record) -> Vec<Block> {
    let organ = &record.organ;
    let mut blocks = Vec::with_capacity(3);
    if !organ.parent.is_empty() {
        blocks.push(paragraph(BlockRole::ParentOrgan, organ.parent.join("\n")));
    }
    blocks.push(paragraph(BlockRole::Organ, organ.name.join("\n")));
    blocks.push(rule(BlockRole::OrganRule));
    blocks
}

/// *Quốc hiệu và Tiêu ngữ* (khoản 1).
fn national_name() -> Vec<Block> {
    vec![
        paragraph(BlockRole::NationalName, NATIONAL_NAME),
        paragraph(BlockRole::Motto, MOTTO),
        rule(BlockRole::MottoRule),
    ]
}

/// *Số, ký hiệu* (khoản 3), and what stands under it.
fn number(record: &Record) -> Vec<Block> {
    let mut blocks = vec![paragraph(BlockRole::Number, number_line(record))];
    if record.document_type.subject == SubjectPlace::UnderNumber && !record.subject.is_empty() {
        blocks.push(paragraph(BlockRole::LetterSubject, letter_subject(record)));
    }
    if record.status == Status::Draft && record.mode == Mode::Normalised {
        blocks.push(paragraph(BlockRole::DraftMark, "DỰ THẢO"));
    }
    blocks.extend(record.priority.map(|word| frame(BlockRole::Urgency, word)));
    blocks
}

/// `Số: 39/KH-LĐLĐ`, with room for the number where there is none yet.
fn number_line(record: &Record) -> String {
    match &record.code_number {
        Some(number) => format!("Số: {number}/{}", record.code_notation),
        None => format!("Số:{NUMBER_BLANK}/{}", record.code_notation),
    }
}

/// `V/v …` (khoản 5b); not twice where the clerk has typed it.
fn letter_subject(record: &Record) -> String {
    let subject = record.subject.join("\n");
    let typed = subject.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("v/v"));
    if typed || record.mode == Mode::Faithful { subject } else { format!("V/v {subject}") }
}

/// *Địa danh và thời gian* (khoản 4); a type without a date has none.
fn place_and_date(record: &Record) -> Option<Block> {
    let line = || match record.place.is_empty() {
        true => text::capitalised(&date_words(record)),
        false => format!("{}, {}", record.place, date_words(record)),
    };
    record.document_type.dated.then(|| paragraph(BlockRole::PlaceDate, line()))
}

/// `ngày 23 tháng 02 năm 2024`, with room for day and month where there is no date yet.
pub(super) fn date_words(record: &Record) -> String {
    match record.issued_date {
        Some(date) => text::long_date(date),
        None => format!("ngày{DAY_BLANK}tháng{DAY_BLANK}năm"),
    }
}

/// *Tên loại và trích yếu nội dung* (khoản 5a).
pub(super) fn title(record: &Record, blocks: &mut Vec<Block>) {
    if !record.type_name.is_empty() {
        blocks.push(paragraph(BlockRole::TypeName, record.type_name.as_str()));
    }
    if record.document_type.subject == SubjectPlace::UnderTitle && !record.subject.is_empty() {
        blocks.push(paragraph(BlockRole::Subject, record.subject.join("\n")));
        blocks.push(rule(BlockRole::SubjectRule));
    }
}

/// *Địa chỉ cơ quan* at the foot of page 1 (Mục III khoản 4).
pub(super) fn address(record: &Record) -> Vec<Block> {
    if record.address.is_empty() {
        return vec![];
    }
    let lines = record.address.iter().map(|line| paragraph(BlockRole::Address, line.as_str()));
    std::iter::once(rule(BlockRole::AddressRule)).chain(lines).collect()
}

/// A word in a rectangle.
fn frame(role: BlockRole, word: &str) -> Block {
    Block::Frame(Frame { paragraph: Paragraph::new(role, word) })
}
