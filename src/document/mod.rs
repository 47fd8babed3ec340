//! The document as blocks with roles: what it says and what each piece is, no fonts and no millimetres.
//!
//! [`compose`](crate::compose) makes it, [`layout`](crate::layout) breaks it into pages and
//! [`docx`](crate::docx) writes it as a word-processor file. Numbers and list marks are literal text.

mod role;
mod table;
mod text;

pub use role::BlockRole;
pub use table::{Cell, Table, TableRow, row_spans};
pub use text::{Emphasis, Text, VerticalPosition};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A whole document: the main part, then each appendix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// File properties.
    pub meta: Meta,
    /// The main part, then each appendix; never empty.
    pub sections: Vec<Section>,
    blocks: usize,
}

impl Document {
    /// A document whose blocks are numbered in reading order.
    pub fn new(meta: Meta, mut sections: Vec<Section>) -> Self {
        let mut next = 0;
        for section in &mut sections {
            number(&mut section.blocks, &mut next);
            number(&mut section.foot, &mut next);
        }
        Self { meta, sections, blocks: next as usize }
    }

    /// Number of ids given: every [`BlockId`] is below this.
    pub fn block_count(&self) -> usize {
        self.blocks
    }
}

/// Visits the paragraphs of blocks, in reading order.
pub fn paragraphs<'d>(blocks: &'d [Block], visit: &mut dyn FnMut(&'d Paragraph)) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => visit(paragraph),
            Block::Frame(frame) => visit(&frame.paragraph),
            Block::Table(table) => {
                let cells = table.header.iter().chain(&table.rows).flat_map(|row| &row.cells);
                cells.for_each(|cell| visit(&cell.paragraph));
            }
            Block::Columns(columns) => {
                columns.rows.iter().flatten().for_each(|column| paragraphs(column, visit));
            }
            Block::Braced(group) => group.items.iter().chain([&group.note]).for_each(&mut *visit),
            Block::Rule(_) | Block::SigningRoom(_) => {}
        }
    }
}

/// Numbers blocks depth first.
fn number(blocks: &mut [Block], next: &mut u32) {
    for block in blocks {
        match block {
            Block::Paragraph(p) => p.id = take(next),
            Block::Frame(f) => f.paragraph.id = take(next),
            Block::Rule(r) => r.id = take(next),
            Block::SigningRoom(room) => room.id = take(next),
            Block::Table(table) => {
                table.id = take(next);
                for cell in table.header.iter_mut().chain(&mut table.rows).flat_map(|r| &mut r.cells) {
                    cell.paragraph.id = take(next);
                }
            }
            Block::Columns(columns) => {
                columns.id = take(next);
                for column in columns.rows.iter_mut().flatten() {
                    number(column, next);
                }
            }
            Block::Braced(group) => {
                group.id = take(next);
                group.items.iter_mut().for_each(|p| p.id = take(next));
                group.note.id = take(next);
            }
        }
    }
}

/// The next number.
fn take(next: &mut u32) -> BlockId {
    *next += 1;
    BlockId(*next - 1)
}

/// Properties and metadata of a document's files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Type name and subject in one line.
    pub title: String,
    /// The subject (*trích yếu*) in one line.
    pub subject: String,
    /// The issuing organ.
    pub author: String,
    /// Number and symbol, where known: `39/KH-LĐLĐ`.
    pub number: Option<String>,
    /// The date of issue, where known.
    pub issued: Option<NaiveDate>,
}

/// A stretch of pages of one orientation and one page numbering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Orientation of the pages.
    pub orientation: Orientation,
    /// Blocks of the pages.
    pub blocks: Vec<Block>,
    /// Foot of the first page (the address of a *công văn*); mostly empty.
    pub foot: Vec<Block>,
}

/// Orientation of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Orientation {
    /// Along the long side.
    #[default]
    Portrait,
    /// Along the short side; only for wide tables (NĐ 30/2020, Phụ lục I, Phần I, Mục I khoản 2).
    Landscape,
}

/// The number of a block in its document, in reading order from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId(pub u32);

impl BlockId {
    /// Number of a paragraph that stands in no document: a page number.
    pub const NONE: Self = Self(u32::MAX);

    /// Value as an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A place in the text of a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TextPlace {
    /// The block.
    pub block: BlockId,
    /// A byte of its text.
    pub byte: u32,
}

/// One piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Text with a role.
    Paragraph(Paragraph),
    /// A word in a rectangle: *độ khẩn*, *phạm vi lưu hành*.
    Frame(Frame),
    /// A solid line, centred under (or over) its neighbour.
    Rule(HorizontalRule),
    /// A bordered table.
    Table(Table),
    /// Two columns side by side without borders: the header block, the signature block.
    Columns(Columns),
    /// The room between post and name where the signer signs.
    SigningRoom(SigningRoom),
    /// Receivers joined by a brace with one note.
    Braced(Braced),
}

/// Text with a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// Its number in the document.
    pub id: BlockId,
    /// Role in the document.
    pub role: BlockRole,
    /// Depth in the structure: 1 for `I.`; for an item, one more than what it stands under. 0 outside the body.
    pub level: u8,
    /// Leading bytes of the text that are the official marker (`1.`, `a)`, `-`, `Điều 5.`), the space after it not
    /// counted.
    pub marker: usize,
    /// Text, the marker included.
    pub text: Text,
}

impl Paragraph {
    /// A paragraph outside the numbered structure.
    pub fn new(role: BlockRole, text: impl Into<Text>) -> Self {
        Self { role, text: text.into(), ..Self::default() }
    }
}

/// A word in a rectangle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The word; its role's style names the size of the rectangle.
    pub paragraph: Paragraph,
}

/// A solid horizontal line; the style of its role says how long it is against the paragraph it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HorizontalRule {
    /// Its number in the document.
    pub id: BlockId,
    /// Role of the line.
    pub role: BlockRole,
}

/// Alignment of lines in their column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// Flush left.
    #[default]
    Left,
    /// Centred.
    Center,
    /// Flush right.
    Right,
    /// Both margins straight; the last line flush left.
    Justify,
}

/// Two columns side by side, without borders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Its number in the document.
    pub id: BlockId,
    /// Kind of the block; the style sheet gives its widths.
    pub kind: ColumnsKind,
    /// Rows of left and right.
    pub rows: Vec<[Vec<Block>; 2]>,
}

/// Kind of a two-column block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnsKind {
    /// Organ and national name; number and date.
    Header,
    /// Receivers and signature.
    Signature,
    /// Two signatures of equal rank (*biên bản*).
    TwoSignatures,
}

/// The room between post and name, with the images that may stand in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SigningRoom {
    /// Its number in the document.
    pub id: BlockId,
    /// The signer's signature: blue, transparent (NĐ 30/2020, Phụ lục I, Mục II khoản 7d).
    pub signature: Option<Picture>,
    /// The organ's seal: red, true size, over the left third of the signature (khoản 8).
    pub seal: Option<Picture>,
    /// Flag: no place for an electronic signature is laid here. In one file the document alone is signed, not what is
    /// attached to it (Mục III khoản 1d).
    pub on_paper: bool,
}

/// An image and its printed size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The checked and re-encoded image; none: its room is kept, and nothing is drawn there.
    pub image: Option<std::sync::Arc<Image>>,
    /// Printed size.
    pub size: crate::length::Size,
    /// Text alternative for readers who cannot see it.
    pub description: String,
}

/// A checked image: straight RGBA, and the PNG it is stored as.
#[derive(PartialEq, Eq)]
pub struct Image {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Straight (not premultiplied) RGBA, row by row.
    pub rgba: Vec<u8>,
    /// The same pixels as PNG, without metadata.
    pub png: Vec<u8>,
    /// SHA-256 of `png`, in lower-case hexadecimal.
    pub sha256: String,
    /// The kept file it was made of; none where that is `png` itself.
    pub original: Option<OriginalImage>,
}

/// A kept image file, as its digest names it. It may be finer than what is printed of it.
#[derive(Clone, PartialEq, Eq)]
pub struct OriginalImage {
    /// The PNG.
    pub png: Vec<u8>,
    /// Its SHA-256, in lower-case hexadecimal.
    pub sha256: String,
}

impl Image {
    /// Digest and bytes of the file that the source names and the package carries.
    pub fn kept(&self) -> (&str, &[u8]) {
        match &self.original {
            Some(original) => (&original.sha256, &original.png),
            None => (&self.sha256, &self.png),
        }
    }
}

impl std::fmt::Debug for Image {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Image({}×{}, {})", self.width, self.height, &self.sha256[..self.sha256.len().min(12)])
    }
}

/// Receivers joined by a brace, with one note beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Braced {
    /// Its number in the document.
    pub id: BlockId,
    /// The receivers, a paragraph each; at least one.
    pub items: Vec<Paragraph>,
    /// The note: `(b/c)`.
    pub note: Paragraph,
}
