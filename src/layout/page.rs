//! Pages that need no more decisions, and what a word processor must be told to break them alike.

use crate::document::{BlockId, Image, TextPlace};
use crate::font::FaceId;
use crate::length::{Length, Point, Size};
use std::ops::Range;
use std::sync::Arc;

/// A document broken into pages.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The pages, in order.
    pub pages: Vec<Page>,
    /// The characters of all runs; a run names its part of this.
    pub text: String,
    /// The images that items name by index.
    pub images: Vec<Arc<Image>>,
    /// The tree of what the items belong to, for tags and bookmarks.
    pub structure: StructureTree,
    /// First page of each part, from 0: the pages of every part are counted from 1.
    pub parts: Vec<usize>,
    /// The places of electronic signatures, in reading order.
    pub signing: Vec<SigningPlace>,
    /// Hints for the DOCX, so that a word processor breaks it alike.
    pub hints: LayoutHints,
    /// Steps of work that laying it out took, of [`limits::LAYOUT_STEPS`](crate::limits::LAYOUT_STEPS).
    pub steps: u64,
}

impl Layout {
    /// The characters of a run.
    pub fn text_of(&self, run: &TextRun) -> &str {
        &self.text[run.start as usize..run.end as usize]
    }
}

/// A page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Its size.
    pub size: Size,
    /// Items in reading order.
    pub items: Vec<PlacedItem>,
}

/// Something at a place.
#[derive(Clone, Debug)]
pub struct PlacedItem {
    /// Position: for text the start of its baseline, for a rule the left end of its centre line, else the top left
    /// corner.
    pub at: Point,
    /// Structure node or artifact it belongs to.
    pub owner: Owner,
    /// Item.
    pub item: PageItem,
}

/// Item on a page. All is black but for the red of a *độ khẩn*.
#[derive(Clone, Debug)]
pub enum PageItem {
    /// Characters on one baseline.
    Text(TextRun),
    /// A horizontal or vertical line to a point.
    Rule {
        /// The other end.
        to: Point,
        /// Thickness.
        weight: Length,
    },
    /// A rectangle, outlined.
    Frame {
        /// Outer size.
        size: Size,
        /// Thickness.
        weight: Length,
        /// Red rather than black.
        red: bool,
    },
    /// An image, by its index in [`Layout::images`].
    Image(usize, Size),
    /// A right curly brace that fills a box of this size.
    Brace(Size),
}

/// Characters of one face and size on one baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextRun {
    /// First byte in [`Layout::text`].
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// Face.
    pub face: FaceId,
    /// Size.
    pub size: Length,
    /// Distance above the line's baseline; negative below it.
    pub rise: Length,
    /// Added to every U+0020 (never negative): justification.
    pub word_gap: Length,
    /// Added to every character (zero or negative): the edge guard.
    pub letter_gap: Length,
    /// Width from the start to the end, gaps included; a trailing space of the line counts.
    pub width: Length,
    /// Red rather than black.
    pub red: bool,
    /// Place of its first character in the document.
    pub place: TextPlace,
}

/// A place for an electronic signature: exactly where the picture of a signature or a seal stands, or would stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningPlace {
    /// Signatory.
    pub signatory: Signatory,
    /// Position on its page.
    pub bounds: Bounds,
    /// Its node in the structure, a [`StructureTag::Form`]; nothing else belongs to it.
    pub node: NodeId,
}

/// Signatory of a place (NĐ 30/2020, Phụ lục I, Mục II khoản 7, 8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signatory {
    /// The person of this name, as printed below; empty if none is printed.
    Person(String),
    /// The organ, with its seal.
    Organ,
}

/// Owner of a placed item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A node of the structure.
    Node(NodeId),
    /// Page furniture, invisible to readers aloud: page numbers, rules, frames.
    Artifact(Artifact),
}

/// Kinds of page furniture (ISO 32000-1, 14.8.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Artifact {
    /// Page numbers.
    Pagination,
    /// Rules, table lines, frames.
    Layout,
}

/// The number of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// The tree of what a document consists of. Nodes stand in reading order, a parent before its children; node 0 is the document.
#[derive(Clone, Debug, Default)]
pub struct StructureTree {
    /// The nodes.
    pub nodes: Vec<StructureNode>,
}

impl StructureTree {
    /// Adds a node at the end.
    pub fn add(&mut self, parent: Option<NodeId>, tag: StructureTag) -> NodeId {
        self.nodes.push(StructureNode {
            tag,
            parent,
            bookmark: None,
            description: None,
            target: None,
            read_as: None,
            numbering: ListNumbering::None,
            columns: 1,
            rows: 1,
            bounds: None,
        });
        NodeId(self.nodes.len() as u32 - 1)
    }

    /// A node.
    pub fn node_mut(&mut self, id: NodeId) -> &mut StructureNode {
        &mut self.nodes[id.0 as usize]
    }
}

/// A node of the structure.
#[derive(Clone, Debug)]
pub struct StructureNode {
    /// Structure type.
    pub tag: StructureTag,
    /// Parent; none for the document.
    pub parent: Option<NodeId>,
    /// The text of its bookmark, for a heading.
    pub bookmark: Option<String>,
    /// Description of a figure.
    pub description: Option<String>,
    /// Target of a link, a URI.
    pub target: Option<String>,
    /// Words to be read aloud in place of the characters, where these leave a blank to be filled in by hand.
    pub read_as: Option<String>,
    /// Marks of a list's items.
    pub numbering: ListNumbering,
    /// Number of columns a table cell spans.
    pub columns: usize,
    /// Number of rows a table cell spans.
    pub rows: usize,
    /// Bounds of a table that is whole on one page.
    pub bounds: Option<Bounds>,
}

/// Marks of a list's items (ISO 32000-1, 14.8.5.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListNumbering {
    /// Dashes, marks of several kinds, or none.
    #[default]
    None,
    /// `•`
    Disc,
    /// `◦`
    Circle,
    /// `▪`
    Square,
    /// `1.`, `1)`, `(1)`, `1.1.`
    Decimal,
    /// `I.`
    UpperRoman,
    /// `a)`
    LowerAlpha,
}

/// A rectangle on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The page, from 0.
    pub page: usize,
    /// The top left corner.
    pub at: Point,
    /// Size.
    pub size: Size,
}

impl Bounds {
    /// The smallest rectangle around both; `None` if they are on different pages.
    pub fn with(self, other: Self) -> Option<Self> {
        let at = Point { x: self.at.x.min(other.at.x), y: self.at.y.min(other.at.y) };
        let right = (self.at.x + self.size.width).max(other.at.x + other.size.width);
        let bottom = (self.at.y + self.size.height).max(other.at.y + other.size.height);
        let size = Size { width: right - at.x, height: bottom - at.y };
        (self.page == other.page).then_some(Self { at, size, ..self })
    }
}

/// Standard structure types (ISO 32000-1, 14.8.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StructureTag {
    /// The whole.
    Document,
    /// A part: header block, signature block, appendix.
    Sect,
    /// A heading of a level from 1.
    Heading(u8),
    /// A paragraph.
    P,
    /// A list.
    L,
    /// Name of a table.
    Caption,
    /// A list item.
    LI,
    /// Its mark or number.
    Lbl,
    /// Its text.
    LBody,
    /// A table.
    Table,
    /// The header rows of a table.
    THead,
    /// The other rows of a table.
    TBody,
    /// A row.
    TR,
    /// A header cell.
    TH,
    /// A cell.
    TD,
    /// An image.
    Figure,
    /// An address that can be followed.
    Link,
    /// A form field.
    Form,
}

/// Instructions to a word processor, beyond the document and its style, to break it alike.
#[derive(Clone, Debug, Default)]
pub struct LayoutHints {
    /// By [`BlockId`]: for paragraphs.
    pub paragraphs: Vec<ParagraphHint>,
    /// Length of each rule, and the width of the column it is centred in.
    pub rules: Vec<RuleHint>,
    /// Size of each rectangle around a word.
    pub frames: Vec<FrameHint>,
    /// The columns and rows of each table.
    pub tables: Vec<TableHint>,
    /// The column widths and the height of receivers under a brace.
    pub braces: Vec<BraceHint>,
    /// The widths of each two-column block, and how far it hangs into the left margin.
    pub columns: Vec<ColumnsHint>,
    /// Places of the images of each signing room.
    pub rooms: Vec<RoomHint>,
}

/// See [`LayoutHints::paragraphs`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParagraphHint {
    /// Bytes of the text that are U+0020 and must neither break nor, in a word processor, be an ordinary space:
    /// written U+00A0. Ascending.
    pub no_break_spaces: Vec<usize>,
    /// Bytes of the text that are `-` inside a symbol where a word processor could break: written
    /// `w:noBreakHyphen`. Ascending.
    pub no_break_hyphens: Vec<usize>,
    /// Bytes before which a line begins although a word processor sees no opportunity there: U+200B is written before
    /// them. Ascending.
    pub break_places: Vec<usize>,
    /// Twentieths of a point taken from every character so that no break is a hair's breadth away.
    pub condense: u8,
    /// The size, where layout chose another than the role's.
    pub size: Option<Length>,
    /// Indent on both sides beyond the role's, in whole twips, so that the lines of a title are about equally long.
    pub inset: Length,
    /// Stays on the page of what follows, beyond what the role says.
    pub keep_next: bool,
    /// Rows of dots, by their bytes, and the size at which each fits its line.
    pub sizes: Vec<(Range<usize>, Length)>,
    /// Flag: it begins a page, without the space above it.
    pub break_before: bool,
    /// Foot of the page where the paragraph begins that is kept clear, so that it is parted there and not further down.
    pub page_end: Option<PageEnd>,
}

/// The foot of a page that no text may use: as wide as the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageEnd {
    /// Distance from the top edge of the page.
    pub top: Length,
    /// Height, down to the end of the text.
    pub height: Length,
}

/// See [`LayoutHints::tables`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableHint {
    /// The table.
    pub id: BlockId,
    /// The widths of its columns.
    pub widths: Vec<Length>,
    /// Its rows below the header.
    pub rows: Vec<RowHint>,
    /// Flag: a word or number is parted because it is wider than its column even at the smallest size.
    pub too_narrow: bool,
}

/// Row of a table in [`TableHint`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowHint {
    /// Flag: the next row stands on the same page.
    pub keep_next: bool,
    /// Flag: it is parted between two lines at the end of a page; any other row stays whole.
    pub splits: bool,
    /// Flag: cells over several rows are cut above it, because a page begins there.
    pub cuts_spans: bool,
    /// Room below its text beyond the style sheet's, which keeps a line alone from the next page.
    pub foot: Length,
}

/// See [`LayoutHints::rules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleHint {
    /// The rule.
    pub id: BlockId,
    /// Its length.
    pub length: Length,
    /// The width of the column it is centred in.
    pub column: Length,
}

/// See [`LayoutHints::frames`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameHint {
    /// The paragraph of the word.
    pub id: BlockId,
    /// Outer size.
    pub size: Size,
    /// The width of the column it is centred in.
    pub column: Length,
}

/// See [`LayoutHints::braces`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BraceHint {
    /// The group.
    pub id: BlockId,
    /// Receivers, brace, note.
    pub widths: [Length; 3],
    /// Height of the receivers.
    pub height: Length,
}

/// See [`LayoutHints::columns`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnsHint {
    /// The block.
    pub id: BlockId,
    /// Left and right.
    pub widths: [Length; 2],
    /// Distance that the left column begins before the margin.
    pub hang: Length,
    /// Indices of the rows that are higher than a page, so that they have to be parted.
    pub parted: Vec<usize>,
    /// Flag: one larger than a page begins a page, because its signers would be parted further up.
    pub begins_page: bool,
}

impl ColumnsHint {
    /// Tests whether no page can hold the first row, so that it begins where the page is filled to.
    pub fn is_larger_than_page(&self) -> bool {
        self.parted.first() == Some(&0)
    }
}

/// See [`LayoutHints::rooms`]. Offsets are from the top left corner of the room's column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomHint {
    /// The room.
    pub id: BlockId,
    /// Its height.
    pub height: Length,
    /// The top left corner of the signature.
    pub signature: Point,
    /// The top left corner of the seal.
    pub seal: Point,
}
