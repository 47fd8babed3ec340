//! The parts of a document: head, body, foot, appendixes.
//!
//! Takes the flow of a paper; stores the fields of the draft and says where each paragraph went.

use super::pieces::spaced;
use super::{PaperReading, account, appendix, content, foot, head};
use crate::document::BlockRole;
use crate::input::source::{Item, Paragraph, Source};
use crate::report::FieldPath;
use serde_json::json;

/// Reads everything.
pub(super) fn read(reading: &mut PaperReading, source: &Source) {
    let items = source.items.as_slice();
    let head = head::read(reading, source);
    let end = appendix::begins(items, head.at);
    let main = items.get(head.at..end).unwrap_or(&[]);
    let foot = foot::read(reading, main);
    let behind = items.get(head.at + foot.end..).unwrap_or(&[]);
    let (stray, appendixes) = appendix::split(behind);
    let left = |reading: &PaperReading, items: Option<&[Item]>| account::left(reading, items.unwrap_or(&[]));
    let opening = left(reading, items.get(..head.at));
    let unplaced = left(reading, main.get(foot.clone()));
    let body = content::Main { opening, items: main.get(..foot.start).unwrap_or(&[]), unplaced, stray };
    content::main(reading, &head.bases, &body, source);
    appendix::read(reading, &appendixes, source);
    address(reading, source);
    note_absent(reading);
    if !source.wrapped {
        reading.mended.retain(|mend| mend.what != "header");
    }
    account::close(reading, source);
    // What was found in no order comes back in that of the file.
    reading.places.0.sort_by_key(|placed| placed.number);
}

/// The address at the foot of the first page. A letter without one says so, or the organ's own would be printed.
fn address(reading: &mut PaperReading, source: &Source) {
    let lines: Vec<String> = source.foot.iter().map(|p| spaced(p.text.as_str())).collect();
    for (index, line) in lines.iter().enumerate() {
        // The foot of a page has no place among the paragraphs; it is read last.
        reading.claim(usize::MAX, FieldPath::field("address").index(index), BlockRole::Address, line);
    }
    let id = reading.values.get("type").and_then(|id| id.as_str());
    let letter = reading.knowledge.types.iter().any(|t| Some(t.id.as_str()) == id && t.title.is_empty());
    if letter && !source.wrapped || !lines.is_empty() {
        reading.put("address", json!(lines));
    }
}

fn note_absent(reading: &mut PaperReading) {
    let has = |keys: &[&str]| keys.iter().any(|key| reading.values.contains_key(*key));
    let absent: Vec<(&str, &str)> = [
        (has(&["code_number", "code"]), "code_number", "Không thấy số văn bản."),
        (has(&["issued_date"]), "issued_date", "Không thấy ngày ban hành."),
        (has(&["subject"]), "subject", "Không thấy trích yếu."),
    ]
    .into_iter()
    .filter(|(has, ..)| !has)
    .map(|(_, field, message)| (field, message))
    .collect();
    for (field, message) in absent {
        reading.note(field, "import-absent", message);
    }
}

/// Tests whether an item has no text at all.
pub(super) fn is_blank(item: &Item) -> bool {
    match item {
        Item::Paragraph(paragraph) => paragraph.is_blank(),
        Item::Table(_) => item.paragraphs().iter().all(|p: &&Paragraph| p.is_blank()),
    }
}
