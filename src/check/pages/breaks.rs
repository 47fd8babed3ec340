//! Page breaks of our own pages: headings, the signature block, the line of number and date.

use super::{HEADING_LAST, SAME_LINE, SIGNATURE_ALONE};
use crate::check::findings::FindingCollector;
use crate::document::{Block, Columns, ColumnsKind, Document};
use crate::draft::fields;
use crate::layout::{Layout, NodeId, Owner, Page, PageItem, PlacedItem, StructureTag};
use crate::length::Length;
use crate::report::FieldPath;

/// Lines of the body that must stand above a signature on its page.
const LINES_ABOVE: usize = 2;

pub(super) fn run(document: &Document, layout: &Layout, findings: &mut FindingCollector<'_>) {
    headings(layout, findings);
    for (part, signature) in signature_parts(document, layout) {
        let at = match part.checked_sub(1) {
            None => fields::SIGNERS.at(),
            Some(index) => fields::APPENDIXES.at().index(index).child(fields::appendix::SIGNERS.name),
        };
        signature_block(layout, signature, &at, findings);
    }
    if let Some(page) = layout.pages.first() {
        number_and_date(layout, page, findings);
    }
}

/// The characters on a page with the node they belong to, in reading order.
fn texts(page: &Page) -> impl DoubleEndedIterator<Item = (&PlacedItem, NodeId)> {
    page.items.iter().filter_map(|placed| match (placed.owner, &placed.item) {
        (Owner::Node(node), PageItem::Text(_)) => Some((placed, node)),
        _ => None,
    })
}

fn headings(layout: &Layout, findings: &mut FindingCollector<'_>) {
    for (index, page) in layout.pages.iter().enumerate() {
        let Some((placed, node)) = texts(page).next_back() else { continue };
        let Some(heading) = layout.structure.nodes.get(node.0 as usize) else { continue };
        if index + 1 < layout.pages.len() && matches!(heading.tag, StructureTag::Heading(_)) {
            let text = match &placed.item {
                PageItem::Text(run) => layout.text_of(run).trim(),
                _ => "",
            };
            let message =
                format!("Đề mục «{text}» nằm ở dòng cuối trang {}. Hãy đưa sang trang sau.", index + 1);
            findings.add_at(&HEADING_LAST, fields::BODY.at(), message);
        }
    }
}

/// The nodes of the signature blocks, each with its part: 0 for the document, then its appendixes. What stands in two
/// columns is a node, and an appendix with all that is in it, in the order of print.
pub(super) fn signature_parts(document: &Document, layout: &Layout) -> Vec<(usize, NodeId)> {
    let nodes = layout.structure.nodes.iter().enumerate().filter(|(_, node)| node.tag == StructureTag::Sect);
    let mut nodes = nodes.map(|(index, _)| NodeId(index as u32));
    let mut found = Vec::new();
    for (part, section) in document.sections.iter().enumerate() {
        if part > 0 {
            nodes.next();
        }
        let columns = section.blocks.iter().filter_map(|block| match block {
            Block::Columns(Columns { kind, .. }) => Some(*kind),
            _ => None,
        });
        let placed: Vec<(ColumnsKind, NodeId)> = columns.zip(nodes.by_ref()).collect();
        let signature = placed.into_iter().find(|(kind, _)| *kind != ColumnsKind::Header);
        found.extend(signature.map(|(_, node)| (part, node)));
    }
    found
}

/// Tests whether a node is a part or in it.
fn is_in(layout: &Layout, mut node: NodeId, part: NodeId) -> bool {
    // A parent stands before its children, so this ends.
    while node > part {
        match layout.structure.nodes.get(node.0 as usize).and_then(|n| n.parent) {
            Some(parent) if parent < node => node = parent,
            _ => return false,
        }
    }
    node == part
}

fn signature_block(layout: &Layout, part: NodeId, at: &FieldPath, findings: &mut FindingCollector<'_>) {
    let on_page = |page: &Page| texts(page).any(|(_, node)| is_in(layout, node, part));
    let pages: Vec<usize> = (0..layout.pages.len()).filter(|&index| on_page(&layout.pages[index])).collect();
    let Some(&first) = pages.first() else { return };
    if pages.len() > 1 {
        let message =
            format!("Khối chữ ký, nơi nhận bị tách từ trang {} sang trang {}.", first + 1, first + 2);
        findings.add_at(&SIGNATURE_ALONE, at.clone(), message);
    }
    let mut above: Vec<Length> =
        texts(&layout.pages[first]).filter(|(_, node)| *node < part).map(|(placed, _)| placed.at.y).collect();
    above.dedup();
    if first > 0 && above.len() < LINES_ABOVE {
        let message = format!(
            "Khối chữ ký đứng một mình ở trang {} (chỉ {} dòng nội dung phía trên). Hãy rút gọn hoặc thêm nội dung để có ít nhất {LINES_ABOVE} dòng.",
            first + 1,
            above.len()
        );
        findings.add_at(&SIGNATURE_ALONE, at.clone(), message);
    }
}

/// Number and date stand on one baseline, where both are printed.
fn number_and_date(layout: &Layout, page: &Page, findings: &mut FindingCollector<'_>) {
    let line = |begins: &dyn Fn(&str) -> bool| {
        texts(page).find_map(|(placed, _)| match &placed.item {
            PageItem::Text(run) if begins(layout.text_of(run)) => Some(placed.at.y),
            _ => None,
        })
    };
    let number = line(&|text| text.starts_with("Số:"));
    let date = line(&|text| text.contains(", ngày ") || text.contains(", ngày\u{a0}"));
    if let (Some(number), Some(date)) = (number, date)
        && (number - date).abs() > Length::pt(1)
    {
        let message = "Số, ký hiệu và địa danh, thời gian không nằm trên cùng một dòng.";
        findings.add_at(&SAME_LINE, fields::CODE_NUMBER.at(), message);
    }
}
