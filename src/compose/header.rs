//! The header block, the type's name and the subject, and the address at the foot.

use super::{paragraph, rule};
use crate::catalog::SubjectPlace;
use crate::document::{Block, BlockRole, Columns, ColumnsKind, Frame, Paragraph};
use crate::draft::PaperDate;
use crate::record::{HeadLine, Masthead, Mode, Record, Status};
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
/// many lines the organ's name takes. None where the paper has nothing of it.
pub(super) fn header(record: &Record) -> Option<Block> {
    // Box 11 of the diagram (Mục IV): the top of the page.
    let circulation = record.circulation.map(|word| frame(BlockRole::Circulation, word));
    columns(vec![
        [circulation.into_iter().collect(), vec![]],
        names(&record.masthead),
        [number(record), place_and_date(record).into_iter().collect()],
    ])
}

/// Organ and national name alone: an attached text has neither number nor date of its own (Phụ lục III, mẫu 1.3).
pub(super) fn masthead(masthead: &Masthead) -> Option<Block> {
    columns(vec![names(masthead)])
}

/// The rows in which something stands.
fn columns(mut rows: Vec<[Vec<Block>; 2]>) -> Option<Block> {
    rows.retain(|[left, right]| !left.is_empty() || !right.is_empty());
    let columns = Columns { id: Default::default(), kind: ColumnsKind::Header, rows };
    (!columns.rows.is_empty()).then_some(Block::Columns(columns))
}

/// *Tên cơ quan* (khoản 2) beside *Quốc hiệu và Tiêu ngữ* (khoản 1).
fn names(masthead: &Masthead) -> [Vec<Block>; 2] {
    let decree = || vec![NATIONAL_NAME.to_owned(), MOTTO.to_owned()];
    let motto = masthead.motto.clone().unwrap_or_else(decree);
    let (first, rest) = motto.split_at(motto.len().min(1));
    [
        named(
            [(BlockRole::ParentOrgan, &masthead.parent), (BlockRole::Organ, &masthead.name)],
            BlockRole::OrganRule,
        ),
        named([(BlockRole::NationalName, first), (BlockRole::Motto, rest)], BlockRole::MottoRule),
    ]
}

/// Names above each other, and the rule under them: drawn, unless the last line is one already (`*`, `-----`).
fn named(names: [(BlockRole, &[String]); 2], drawn: BlockRole) -> Vec<Block> {
    let names = names.iter().filter(|(_, lines)| !lines.is_empty());
    let last = names.clone().next_back().and_then(|(_, lines)| lines.last());
    let rule = last.filter(|line| !is_rule(line)).map(|_| rule(drawn));
    names.map(|(role, lines)| paragraph(*role, lines.join("\n"))).chain(rule).collect()
}

/// Tests whether a line stands for a drawn rule: it has no letter and no digit.
fn is_rule(line: &str) -> bool {
    !line.contains(char::is_alphanumeric)
}

/// *Số, ký hiệu* (khoản 3), and what stands under it.
fn number(record: &Record) -> Vec<Block> {
    let mut blocks: Vec<Block> =
        number_line(record).map(|line| paragraph(BlockRole::Number, line)).into_iter().collect();
    if record.document_type.subject == SubjectPlace::UnderNumber && !record.subject.is_empty() {
        blocks.push(paragraph(BlockRole::LetterSubject, letter_subject(record)));
    }
    if record.status == Status::Draft {
        blocks.push(paragraph(BlockRole::DraftMark, "DỰ THẢO"));
    }
    blocks.extend(record.priority.map(|word| frame(BlockRole::Urgency, word)));
    blocks
}

/// `Số: 39/KH-LĐLĐ`, with room for the number where there is none yet; or the line of the paper.
fn number_line(record: &Record) -> Option<String> {
    let code = match (&record.code_number, &record.number_blank) {
        (Some(number), _) => format!(" {number}"),
        (None, Some(blank)) => blank.clone(),
        (None, None) => NUMBER_BLANK.to_owned(),
    };
    match &record.number_line {
        HeadLine::Absent => None,
        HeadLine::Composed => {
            let slash = if record.code_notation.is_empty() { "" } else { "/" };
            Some(format!("Số:{code}{slash}{}", record.code_notation))
        }
        HeadLine::Printed(line) => Some(line.clone()),
    }
}

/// `V/v …` (khoản 5b); not twice where the clerk has typed it.
fn letter_subject(record: &Record) -> String {
    let subject = record.subject.join("\n");
    let typed = subject.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("v/v"));
    if typed || record.mode == Mode::Faithful { subject } else { format!("V/v {subject}") }
}

/// *Địa danh và thời gian* (khoản 4), or the line of the paper; a type without a date has none.
fn place_and_date(record: &Record) -> Option<Block> {
    let line = match &record.date_line {
        HeadLine::Absent => return None,
        HeadLine::Printed(line) => line.clone(),
        HeadLine::Composed if record.place.is_empty() => text::capitalised(&date_words(record)),
        HeadLine::Composed => format!("{}, {}", record.place, date_words(record)),
    };
    Some(paragraph(BlockRole::PlaceDate, line))
}

/// `ngày 23 tháng 02 năm 2024`, with room for day and month as far as they are not known yet.
pub(super) fn date_words(record: &Record) -> String {
    match record.date {
        PaperDate::Day(date) => text::long_date(date),
        PaperDate::Month(year, month) => format!("ngày{DAY_BLANK}tháng {} năm {year}", text::month(month)),
        PaperDate::Year(year) => format!("ngày{DAY_BLANK}tháng{DAY_BLANK}năm {year}"),
        PaperDate::Unknown => format!("ngày{DAY_BLANK}tháng{DAY_BLANK}năm"),
    }
}

/// *Tên loại và trích yếu nội dung* (khoản 5a).
pub(super) fn title(record: &Record, blocks: &mut Vec<Block>) {
    if !record.type_name.is_empty() {
        blocks.push(paragraph(BlockRole::TypeName, record.type_name.as_str()));
    }
    if record.document_type.subject == SubjectPlace::UnderTitle && !record.subject.is_empty() {
        blocks.push(paragraph(BlockRole::Subject, record.subject.join("\n")));
        let last = record.subject.last().filter(|line| !is_rule(line));
        blocks.extend(last.map(|_| rule(BlockRole::SubjectRule)));
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
