//! *Phụ lục* (Mục III khoản 1), and texts issued with the document (Phụ lục III, mẫu 1.3): each a section of its own.

use super::{body, header, paragraph, rule, signature};
use crate::document::{Block, BlockRole, Section};
use crate::record::{Appendix, AttachedText, Mode, Record};
use crate::text;

/// The appendixes and attached texts, in the order given.
pub(super) fn sections(record: &Record) -> impl Iterator<Item = Section> + '_ {
    let mut numbers = numbers(record).into_iter();
    record.appendixes.iter().map(move |appendix| match &appendix.attached {
        Some(attached) => attached_text(record, appendix, attached),
        None => section(record, appendix, numbers.next().unwrap_or_default()),
    })
}

/// `Phụ lục I`, `Phụ lục II` … where there are two or more (khoản 1a); an attached text is none of them.
fn numbers(record: &Record) -> Vec<String> {
    let count = record.appendixes.iter().filter(|appendix| appendix.attached.is_none()).count();
    let label = |number| match u32::try_from(number).ok().filter(|_| count > 1).and_then(text::roman) {
        Some(roman) => format!("Phụ lục {roman}"),
        None => "Phụ lục".to_owned(),
    };
    (1..=count).map(label).collect()
}

/// One appendix.
fn section(record: &Record, appendix: &Appendix, number: String) -> Section {
    let label = appendix.label.clone().unwrap_or(number);
    let lines = [(BlockRole::AppendixNumber, label), (BlockRole::AppendixTitle, appendix.title.join("\n"))];
    let lines = lines.into_iter().filter(|(_, text)| !text.is_empty());
    let mut blocks: Vec<Block> = lines.map(|(role, text)| paragraph(role, text)).collect();
    information(record, appendix, &mut blocks);
    blocks.extend_from_slice(&appendix.blocks);
    Section { orientation: appendix.orientation, blocks, foot: vec![] }
}

/// A text issued with the document: masthead, *tên loại* and *trích yếu*, the document it belongs to, its body, and who
/// signs it where it is signed apart.
fn attached_text(record: &Record, appendix: &Appendix, attached: &AttachedText) -> Section {
    let mut blocks = vec![];
    blocks.extend(attached.masthead.as_ref().and_then(header::masthead));
    if !attached.type_name.is_empty() {
        blocks.push(paragraph(BlockRole::TypeName, attached.type_name.as_str()));
    }
    if !appendix.title.is_empty() {
        blocks.push(paragraph(BlockRole::Subject, appendix.title.join("\n")));
    }
    information(record, appendix, &mut blocks);
    body::content(record, &appendix.blocks, &mut blocks);
    signature::of_attached(&attached.signers, &mut blocks);
    Section { orientation: appendix.orientation, blocks, foot: vec![] }
}

/// The line that says to which document it belongs, and the rule under it.
fn information(record: &Record, appendix: &Appendix, blocks: &mut Vec<Block>) {
    let info = match (&appendix.info, record.mode) {
        (Some(info), _) => info.clone(),
        (None, Mode::Normalised) => info(record),
        (None, Mode::Faithful) => String::new(),
    };
    if !info.is_empty() {
        blocks.push(paragraph(BlockRole::AppendixInfo, info));
    }
    blocks.push(rule(BlockRole::AppendixRule));
}

/// `(Kèm theo Kế hoạch số 39/KH-LĐLĐ ngày 23 tháng 02 năm 2024 của …)` (khoản 1c).
fn info(record: &Record) -> String {
    let name = record.kind_name();
    let number = match record.number() {
        Some(number) => format!(" số {number}"),
        None => format!(" số{}/{}", header::NUMBER_BLANK, record.code_notation),
    };
    let date = match record.document_type.dated || record.issued_date().is_some() {
        true => format!(" {}", header::date_words(record)),
        false => String::new(),
    };
    format!("(Kèm theo {name}{number}{date} của {})", record.organ.full_name)
}
