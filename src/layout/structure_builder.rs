//! Builds the structure tree in reading order while blocks are prepared.

use super::line_box::MarkOwners;
use super::page::{NodeId, Owner, StructureTag, StructureTree};
use crate::document::{BlockRole, Paragraph};

/// The tree so far and the place where the next block goes.
#[derive(Debug)]
pub(super) struct StructureBuilder {
    pub structure: StructureTree,
    /// Container of the next block: the document, a part, a cell.
    container: NodeId,
    /// Open lists, outermost first: level, list, the text of its last item.
    lists: Vec<(u8, NodeId, NodeId)>,
    /// Heading levels start below the type's name where there is one.
    title: u8,
}

impl StructureBuilder {
    pub(super) fn new() -> Self {
        let mut structure = StructureTree::default();
        let container = structure.add(None, StructureTag::Document);
        Self { structure, container, lists: Vec::new(), title: 0 }
    }

    /// Lets the headings that follow start below a type's name.
    pub(super) fn set_titled(&mut self) {
        self.title = 1;
    }

    /// Opens a part; [`StructureBuilder::close`] goes back to what is returned.
    pub(super) fn open(&mut self, tag: StructureTag) -> NodeId {
        self.lists.clear();
        let outer = self.container;
        self.container = self.structure.add(Some(outer), tag);
        outer
    }

    /// Ends a part.
    pub(super) fn close(&mut self, outer: NodeId) {
        self.lists.clear();
        self.container = outer;
    }

    /// Ends any open list.
    pub(super) fn end_lists(&mut self) {
        self.lists.clear();
    }

    /// A leaf in the current container.
    pub(super) fn leaf(&mut self, tag: StructureTag) -> NodeId {
        self.structure.add(Some(self.container), tag)
    }

    /// The owners of a paragraph's characters.
    pub(super) fn paragraph(&mut self, paragraph: &Paragraph) -> MarkOwners {
        match paragraph.role {
            BlockRole::Item | BlockRole::Recipient | BlockRole::ToItem => self.item(paragraph),
            role => {
                self.lists.clear();
                let tag = self.heading(role, paragraph.level).map_or(StructureTag::P, StructureTag::Heading);
                let node = self.leaf(tag);
                if matches!(tag, StructureTag::Heading(_)) {
                    let title = paragraph.text.as_str().replace('\n', " ");
                    self.structure.node_mut(node).bookmark = Some(title);
                }
                MarkOwners { label: None, text: Owner::Node(node) }
            }
        }
    }

    /// The heading level of a role, if it is a heading.
    fn heading(&self, role: BlockRole, level: u8) -> Option<u8> {
        match role {
            BlockRole::TypeName | BlockRole::AppendixNumber => Some(1),
            BlockRole::Part | BlockRole::Division | BlockRole::Article => Some(level.max(1) + self.title),
            BlockRole::Heading1 | BlockRole::Heading2 | BlockRole::Heading3 | BlockRole::Heading4 => {
                Some((level.max(1) + self.title).min(6))
            }
            _ => None,
        }
    }

    fn item(&mut self, paragraph: &Paragraph) -> MarkOwners {
        let level = paragraph.level;
        while self.lists.last().is_some_and(|open| open.0 > level) {
            self.lists.pop();
        }
        let list = match self.lists.last() {
            Some(&(open, list, _)) if open == level => list,
            // An item consists of its mark and its text only; a list in it is part of its text (ISO 32000-1, Table 336).
            Some(&(_, _, body)) => self.structure.add(Some(body), StructureTag::L),
            None => self.structure.add(Some(self.container), StructureTag::L),
        };
        let item = self.structure.add(Some(list), StructureTag::LI);
        let label = (paragraph.marker > 0).then(|| self.structure.add(Some(item), StructureTag::Lbl));
        let body = self.structure.add(Some(item), StructureTag::LBody);
        match self.lists.last_mut() {
            Some(open) if open.0 == level => open.2 = body,
            _ => self.lists.push((level, list, body)),
        }
        MarkOwners { label, text: Owner::Node(body) }
    }
}
