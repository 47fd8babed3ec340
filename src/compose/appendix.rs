//! *Phụ lục*: each a section of its own (Mục III khoản 1).

use super::{header, paragraph, rule};
use crate::document::{BlockRole, Section};
use crate::record::{Appendix, Mode, Record};
use crate::text;

/// The appendixes; numbered where there are two or more (khoản 1a).
pub(super) fn sections(record: &Record) -> impl Iterator<Item = Section> + '_ {
    let numbered = record.appendixes.len() > 1;
    record.appendixes.iter().enumerate().map(move |(index, appendix)| {
        let roman = u32::try_from(index + 1).ok().filter(|_| numbered).and_then(text::roman);
        let number = roman.map_or("Phụ lục".to_owned(), |roman| format!("Phụ lục {roman}"));
        section(record, appendix, number)
    })
}

/// One appendix.
fn section(record: &Record, appendix: &Appendix, number: String) -> Section {
    let mut blocks = vec![
        paragraph(BlockRole::AppendixNumber, number),
        paragraph(BlockRole::AppendixTitle, appendix.title.join("\n")),
    ];
    let info = match (&appendix.info, record.mode) {
        (Some(info), _) => info.clone(),
        (None, Mode::Normalised) => info(record),
        (None, Mode::Faithful) => String::new(),
    };
    if !info.is_empty() {
        blocks.push(paragraph(BlockRole::AppendixInfo, info));
    }
    blocks.push(rule(BlockRole::AppendixRule));
    blocks.extend_from_slice(&appendix.blocks);
    Section { orientation: appendix.orientation, blocks, foot: vec![] }
}

/// `(Kèm theo Kế hoạch số 39/KH-LĐLĐ ngày 23 tháng 02 năm 2024 của …)` (khoản 1c).
fn info(record: &Record) -> String {
    let name = text::capitalised(&record.document_type.name);
    let number = match record.number() {
        Some(number) => format!(" số {number}"),
        None => format!(" số{}/{}", header::NUMBER_BLANK, record.code_notation),
    };
    let date = match record.document_type.dated || record.issued_date.is_some() {
        true => format!(" {}", header::date_words(record)),
        false => String::new(),
    };
    format!("(Kèm theo {name}{number}{date} của {})", record.organ.full_name)
}
