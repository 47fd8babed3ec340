//! Builds the structure tree in reading order while blocks are prepared.

use super::line_box::{LinkOwner, MarkOwners};
use super::page::{ListNumbering, NodeId, Owner, StructureTag, StructureTree};
use crate::document::{Block, BlockRole, Paragraph};
use crate::text::{self, TextLink};

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
    /// The heading directly above, which a title below it completes.
    heading: Option<(NodeId, BlockRole)>,
    /// Flag: the next block is a table.
    before_table: bool,
    /// A table begun by its caption.
    captioned: Option<NodeId>,
}

impl StructureBuilder {
    pub(super) fn new() -> Self {
        let mut structure = StructureTree::default();
        let container = structure.add(None, StructureTag::Document);
        Self {
            structure,
            container,
            lists: Vec::new(),
            title: 0,
            heading: None,
            before_table: false,
            captioned: None,
        }
    }

    /// Lets the headings that follow start below a type's name.
    pub(super) fn set_titled(&mut self) {
        self.title = 1;
    }

    /// Opens a part; [`StructureBuilder::close`] goes back to what is returned.
    pub(super) fn open(&mut self, tag: StructureTag) -> NodeId {
        self.lists.clear();
        let outer = self.container;
        let begun = self.captioned.take().filter(|_| tag == StructureTag::Table);
        self.container = begun.unwrap_or_else(|| self.structure.add(Some(outer), tag));
        outer
    }

    /// Looks at the block after the next paragraph: a caption stands inside its table.
    pub(super) fn look_ahead(&mut self, next: Option<&Block>) {
        self.before_table = matches!(next, Some(Block::Table(_)));
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

    /// The container of the next block.
    pub(super) fn container(&self) -> NodeId {
        self.container
    }

    /// A leaf in the current container.
    pub(super) fn leaf(&mut self, tag: StructureTag) -> NodeId {
        self.structure.add(Some(self.container), tag)
    }

    /// The owners of a paragraph's characters.
    pub(super) fn paragraph(&mut self, paragraph: &Paragraph) -> MarkOwners {
        match paragraph.role {
            BlockRole::Item | BlockRole::Recipient | BlockRole::ToItem => self.item(paragraph),
            BlockRole::Caption if self.before_table => {
                self.lists.clear();
                let table = self.leaf(StructureTag::Table);
                self.captioned = Some(table);
                let node = self.structure.add(Some(table), StructureTag::Caption);
                MarkOwners { label: None, text: Owner::Node(node) }
            }
            role => {
                self.lists.clear();
                let tag = self.heading_level(role, paragraph.level);
                let node = self.leaf(tag.map_or(StructureTag::P, StructureTag::Heading));
                let words = paragraph.text.as_str().replace('\n', " ");
                self.structure.node_mut(node).read_as = read_blanks(role, &words);
                self.bookmark(node, role, words, tag.is_some());
                MarkOwners { label: None, text: Owner::Node(node) }
            }
        }
    }

    /// Names a heading in the bookmarks; a title directly below one completes its name.
    fn bookmark(&mut self, node: NodeId, role: BlockRole, words: String, is_heading: bool) {
        let above = self.heading.take();
        if is_heading {
            self.structure.node_mut(node).bookmark = Some(words);
            self.heading = Some((node, role));
        } else if let Some((heading, above)) = above
            && let Some(joint) = joint(above, role)
            && let Some(name) = &mut self.structure.node_mut(heading).bookmark
        {
            name.push_str(joint);
            name.push_str(&words);
        }
    }

    /// Nodes of the addresses in a paragraph, inside the node of its text; none in page furniture.
    pub(super) fn links(&mut self, paragraph: &Paragraph, owners: MarkOwners) -> Vec<LinkOwner> {
        let Owner::Node(text) = owners.text else { return Vec::new() };
        let links = text::links(paragraph.text.as_str()).into_iter();
        let mut owner = |link: TextLink| {
            let node = self.structure.add(Some(text), StructureTag::Link);
            self.structure.node_mut(node).target = Some(link.target);
            LinkOwner { range: link.range, node }
        };
        links.filter(|link| link.range.start >= paragraph.marker).map(&mut owner).collect()
    }

    /// The heading level of a role, if it is a heading.
    fn heading_level(&self, role: BlockRole, level: u8) -> Option<u8> {
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
        let numbering = numbering(paragraph.text.as_str().get(..paragraph.marker).unwrap_or(""));
        let begins = self.lists.last().is_none_or(|open| open.0 != level);
        let list = match self.lists.last() {
            Some(&(open, list, _)) if open == level => list,
            // An item consists of its mark and its text only; a list in it is part of its text (ISO 32000-1, Table 336).
            Some(&(_, _, body)) => self.structure.add(Some(body), StructureTag::L),
            None => self.structure.add(Some(self.container), StructureTag::L),
        };
        // A list whose marks are of several kinds has no numbering that could be said.
        let known = &mut self.structure.node_mut(list).numbering;
        *known = if begins || *known == numbering { numbering } else { ListNumbering::None };
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

/// Separator between a heading and the title below it in the name of its bookmark; none where what is below is no
/// title of the heading.
fn joint(heading: BlockRole, below: BlockRole) -> Option<&'static str> {
    match (heading, below) {
        (BlockRole::TypeName, BlockRole::Subject) => Some(" "),
        (BlockRole::Part, BlockRole::PartTitle)
        | (BlockRole::Division, BlockRole::DivisionTitle)
        | (BlockRole::AppendixNumber, BlockRole::AppendixTitle) => Some(". "),
        _ => None,
    }
}

/// Numbering that a mark belongs to.
fn numbering(mark: &str) -> ListNumbering {
    let inside = mark.trim_start_matches('(').trim_end_matches(['.', ')']);
    let all = |test: fn(u8) -> bool| !inside.is_empty() && inside.bytes().all(test);
    match mark {
        "•" | "●" => ListNumbering::Disc,
        "◦" => ListNumbering::Circle,
        "▪" | "■" => ListNumbering::Square,
        _ if all(|b| b.is_ascii_digit() || b == b'.') => ListNumbering::Decimal,
        _ if all(|b| b"IVXLC".contains(&b)) => ListNumbering::UpperRoman,
        _ if inside == "đ" || inside.len() == 1 && all(|b| b.is_ascii_lowercase()) => {
            ListNumbering::LowerAlpha
        }
        _ => ListNumbering::None,
    }
}

/// Tests whether a stretch of white space, dots and low lines leaves room for figures.
fn is_room(stretch: &str) -> bool {
    match stretch.trim() {
        "" => stretch.chars().count() > 1,
        marks => marks.contains(['…', '_']) || marks.len() > 2,
    }
}

/// Words of a blank that is read aloud.
const BLANK: &str = "(chưa có)";

/// Words read aloud for a number or a date whose figures are still to be written by hand; none where none is.
fn read_blanks(role: BlockRole, words: &str) -> Option<String> {
    if !matches!(role, BlockRole::Number | BlockRole::PlaceDate | BlockRole::AppendixInfo) {
        return None;
    }
    let is_blank = |c: char| c.is_whitespace() || matches!(c, '.' | '…' | '_');
    let mut out = String::with_capacity(words.len() + BLANK.len());
    let mut rest = words;
    while let Some(at) = rest.find(is_blank) {
        let (before, from) = rest.split_at(at);
        let len = from.find(|c| !is_blank(c)).unwrap_or(from.len());
        let (blank, after) = from.split_at(len);
        out.push_str(before);
        match is_room(blank) {
            true if after.starts_with('/') || after.is_empty() => out.extend([" ", BLANK]),
            true => out.extend([" ", BLANK, " "]),
            false => out.push_str(blank),
        }
        rest = after;
    }
    out.push_str(rest);
    if role == BlockRole::PlaceDate && out.ends_with(" năm") {
        out.extend([" ", BLANK]);
    }
    (out != words).then_some(out)
}
