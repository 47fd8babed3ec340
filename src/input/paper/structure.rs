//! The parts of a document: head, body, foot, appendixes.
//!
//! Takes the flow of a file; stores the fields of the draft and says where each paragraph went.

use super::PaperReading;
use super::pieces::{Placed, Places, spaced};
use super::{appendix, content, foot, head};
use crate::document::BlockRole;
use crate::input::scan::head::note_absent;
use crate::input::source::{Item, Source};
use crate::report::FieldPath;
use serde_json::json;

/// Reads everything.
pub(super) fn read(scan: &mut PaperReading, flow: &Source) -> Vec<Placed> {
    let mut places = Places::default();
    let items = flow.items.as_slice();
    let head = head::read(scan, items, &mut places);
    let end = appendix::begins(items, head.at);
    let main = items.get(head.at..end).unwrap_or(&[]);
    let foot = foot::read(scan, main, &mut places);
    let body = main.get(..foot.from).unwrap_or(&[]);
    let behind = items.get(head.at + foot.to..).unwrap_or(&[]);
    let (stray, appendixes) = appendix::split(behind);
    content::main(scan, &head, body, &foot.unplaced, stray, flow, &mut places);
    appendix::read(scan, &appendixes, flow, &mut places);
    address(scan, flow, &mut places);
    note_absent(scan);
    scan.mended.retain(|mend| mend.what != "header");
    // What was found in no order comes back in that of the file.
    places.0.sort_by_key(|placed| placed.number);
    places.0
}

/// The address at the foot of the first page. A letter without one says so, or the organ's own would be printed.
fn address(scan: &mut PaperReading, flow: &Source, places: &mut Places) {
    let lines: Vec<String> = flow.foot.iter().map(|p| spaced(p.text.as_str())).collect();
    for (index, line) in lines.iter().enumerate() {
        // The foot of a page has no place among the paragraphs; it is read last.
        places.put(usize::MAX, FieldPath::field("address").index(index), BlockRole::Address, line);
    }
    let id = scan.values.get("type").and_then(|id| id.as_str());
    let letter = scan.knowledge.types.iter().any(|t| Some(t.id.as_str()) == id && t.title.is_empty());
    if letter || !lines.is_empty() {
        scan.put("address", json!(lines));
    }
}

/// Whether an item has no text at all.
pub(super) fn is_blank(item: &Item) -> bool {
    match item {
        Item::Paragraph(paragraph) => paragraph.is_blank(),
        Item::Table(_) => item.paragraphs().iter().all(|p| p.is_blank()),
    }
}
