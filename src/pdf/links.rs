//! Addresses that can be followed: an annotation over each line of each, tagged as what it is.
//!
//! The places where the text of a link was shown come in; annotations go out that show nothing, so a link looks like
//! the text around it. Their targets are those of the layout, which has only harmless schemes.

use super::annotations::{FLAGS, TaggedAnnotation, add_to_page};
use super::{PdfError, rectangle, text_string};
use crate::layout::{Bounds, Layout, NodeId};
use crate::length::Length;
use lopdf::{Document, Object, ObjectId, dictionary};

/// Place of a line of a link's text.
#[derive(Clone, Copy, Debug)]
pub(super) struct LinkArea {
    /// The link.
    pub(super) node: NodeId,
    /// Place of the text.
    pub(super) bounds: Bounds,
}

impl LinkArea {
    /// Takes in a stretch of the same line of the same link that follows at once; whether it does.
    pub(super) fn extend(&mut self, next: &Self) -> bool {
        let (end, from) = (self.bounds.at.x + self.bounds.size.width, next.bounds.at.x);
        let same_line = self.node == next.node
            && self.bounds.page == next.bounds.page
            && self.bounds.at.y == next.bounds.at.y
            && (from - end).abs() < Length::pt(1);
        if same_line {
            self.bounds.size.width = from + next.bounds.size.width - self.bounds.at.x;
        }
        same_line
    }
}

/// Adds an annotation for each place; the parent tree knows the first by `first_key`, the next by the number after it.
///
/// Fails if a place is on a page that is not there, or its node has no target.
pub(super) fn add(
    layout: &Layout,
    areas: &[LinkArea],
    pages: &[ObjectId],
    first_key: usize,
    document: &mut Document,
) -> Result<Vec<TaggedAnnotation>, PdfError> {
    let mut annotations = Vec::with_capacity(areas.len());
    for (index, area) in areas.iter().enumerate() {
        let missing = || PdfError::Node(area.node.0);
        let page = area.bounds.page;
        let (height, page_id) = match (layout.pages.get(page), pages.get(page)) {
            (Some(page), Some(&id)) => (page.size.height, id),
            _ => return Err(missing()),
        };
        let node = layout.structure.nodes.get(area.node.0 as usize).ok_or_else(missing)?;
        let target = node.target.as_deref().ok_or_else(missing)?;
        let mut annotation = dictionary! {
            "Type" => "Annot",
            "Subtype" => "Link",
            "Border" => vec![0.into(), 0.into(), 0.into()],
            "F" => FLAGS,
            "P" => page_id,
            "A" => dictionary! { "S" => "URI", "URI" => Object::string_literal(target) },
            "Contents" => text_string(&description(target)),
            "StructParent" => (first_key + index) as i64,
        };
        annotation.set("Rect", rectangle(&area.bounds, height));
        let id = document.add_object(annotation);
        add_to_page(page_id, id, document);
        annotations.push(TaggedAnnotation { id, node: area.node, page });
    }
    Ok(annotations)
}

/// Description of a link, read aloud (ISO 14289-1, 7.18.5).
fn description(target: &str) -> String {
    match target.strip_prefix("mailto:") {
        Some(address) => format!("Thư điện tử tới {address}"),
        None => format!("Trang {target}"),
    }
}
