//! The document as blocks with roles: what it says and what each piece is, no fonts and no millimetres.
//!
//! [`compose`](crate::compose) makes it, [`layout`](crate::layout) breaks it into pages and
//! [`docx`](crate::docx) writes it as a word-processor file. Numbers and list marks are literal text.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A whole document: the main part, then each appendix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What file properties say.
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

    /// How many ids were given: every [`BlockId`] is below this.
    pub fn block_count(&self) -> usize {
        self.blocks
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

/// What file properties and metadata say of a document.
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
    /// Which way the pages stand.
    pub orientation: Orientation,
    /// What is on them.
    pub blocks: Vec<Block>,
    /// What stands at the foot of the first page (the address of a *công văn*); mostly empty.
    pub foot: Vec<Block>,
}

/// Which way a page stands.
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
    /// As an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// One piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Text with a role.
    Paragraph(Paragraph),
    /// A word in a rectangle: *độ khẩn*, *phạm vi lưu hành*.
    Frame(Frame),
    /// A solid line, centred under (or over) its neighbour.
    Rule(Rule),
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
    /// What it is.
    pub role: Role,
    /// Depth in the structure: 1 for `I.`; for an item, one more than what it stands under. 0 outside the body.
    pub level: u8,
    /// How many leading bytes of the text are the official marker (`1.`, `a)`, `-`, `Điều 5.`), the space after it not counted.
    pub marker: usize,
    /// What it says, the marker included.
    pub text: Text,
}

impl Paragraph {
    /// A paragraph outside the numbered structure.
    pub fn new(role: Role, text: impl Into<Text>) -> Self {
        Self { role, text: text.into(), ..Self::default() }
    }
}

/// A string with emphasis. `\n` is a line break inside the paragraph; no other control character occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    string: String,
    /// Where each span ends and how it looks: ascending, never empty spans, the last ends with the string.
    spans: Vec<(usize, Emphasis)>,
}

impl Text {
    /// Text without emphasis.
    pub fn plain(string: impl Into<String>) -> Self {
        let string = string.into();
        let spans = if string.is_empty() { vec![] } else { vec![(string.len(), Emphasis::NONE)] };
        Self { string, spans }
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.string
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.string.is_empty()
    }

    /// Appends characters of one look.
    pub fn push(&mut self, string: &str, emphasis: Emphasis) {
        if string.is_empty() {
            return;
        }
        self.string.push_str(string);
        match self.spans.last_mut() {
            Some(last) if last.1 == emphasis => last.0 = self.string.len(),
            _ => self.spans.push((self.string.len(), emphasis)),
        }
    }

    /// The spans of one look, in order.
    pub fn spans(&self) -> impl Iterator<Item = (Range<usize>, Emphasis)> + '_ {
        let starts = std::iter::once(0).chain(self.spans.iter().map(|s| s.0));
        starts.zip(&self.spans).map(|(start, &(end, emphasis))| (start..end, emphasis))
    }

    /// The look of the character that starts at a byte.
    pub fn emphasis_at(&self, byte: usize) -> Emphasis {
        self.spans.iter().find(|s| byte < s.0).map_or(Emphasis::NONE, |s| s.1)
    }

    /// Puts `replacement` in the place of `range` (on character borders); it looks as what it replaces began, or as
    /// what stands before it where the range is empty.
    pub fn replace(&mut self, range: Range<usize>, replacement: &str) {
        let look_at = if range.is_empty() { range.start.saturating_sub(1) } else { range.start };
        let emphasis = self.emphasis_at(look_at);
        let mut out = Self::default();
        let mut put = false;
        for (span, look) in self.spans() {
            let before = span.start.min(range.start)..span.end.min(range.start);
            out.push(&self.string[before], look);
            if !put && span.end >= range.start.max(1).min(self.string.len()) && span.end > look_at {
                out.push(replacement, emphasis);
                put = true;
            }
            let after = span.start.max(range.end)..span.end.max(range.end);
            out.push(&self.string[after], look);
        }
        if !put {
            out.push(replacement, emphasis);
        }
        *self = out;
    }

    /// Whether all of it (spaces aside) is bold.
    pub fn is_all_bold(&self) -> bool {
        !self.is_empty() && self.spans().all(|(r, e)| e.bold || self.string[r].trim().is_empty())
    }
}

impl From<&str> for Text {
    fn from(string: &str) -> Self {
        Self::plain(string)
    }
}

impl From<String> for Text {
    fn from(string: String) -> Self {
        Self::plain(string)
    }
}

/// How characters look beyond what their paragraph's role says; it adds, it never takes away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Emphasis {
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
}

impl Emphasis {
    /// As the role says.
    pub const NONE: Self = Self { bold: false, italic: false };
    /// Bold.
    pub const BOLD: Self = Self { bold: true, italic: false };
    /// Italic.
    pub const ITALIC: Self = Self { bold: false, italic: true };
}

/// What a paragraph or a rule is, in the decree's terms. Style sheets are written per role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Role {
    /// Running text of the body (*nội dung văn bản*).
    #[default]
    Body,
    /// The organ above (*cơ quan chủ quản trực tiếp*).
    ParentOrgan,
    /// The issuing organ (*cơ quan ban hành*).
    Organ,
    /// The line under the organ.
    OrganRule,
    /// *Quốc hiệu*.
    NationalName,
    /// *Tiêu ngữ*.
    Motto,
    /// The line under the motto.
    MottoRule,
    /// *Số, ký hiệu*.
    Number,
    /// *Địa danh và thời gian*.
    PlaceDate,
    /// *Trích yếu* of a *công văn*, under its number: `V/v …`.
    LetterSubject,
    /// *Dấu chỉ độ khẩn*, framed, red.
    Urgency,
    /// *Phạm vi lưu hành*, framed.
    Circulation,
    /// `DỰ THẢO` on a draft.
    DraftMark,
    /// *Tên loại*.
    TypeName,
    /// *Trích yếu nội dung* under the type's name.
    Subject,
    /// The line under the subject.
    SubjectRule,
    /// The body that decides, centred in a *nghị quyết* or *quyết định*; also `QUYẾT ĐỊNH:`.
    Authority,
    /// *Kính gửi* with one addressee on its line, or alone above a list.
    To,
    /// One of several addressees.
    ToItem,
    /// *Căn cứ ban hành*.
    Basis,
    /// `Phần I`, `Chương I`: the number line.
    Part,
    /// The title below it.
    PartTitle,
    /// `Mục 1`, `Tiểu mục 1`: the number line.
    Division,
    /// The title below it.
    DivisionTitle,
    /// `Điều 1. …`.
    Article,
    /// `I. …`: *mục* by Roman number.
    Heading1,
    /// `1. …` with a title of its own (*khoản* with a title).
    Heading2,
    /// `1.1. …` with a title.
    Heading3,
    /// `1.1.1. …` or `a) …` with a title.
    Heading4,
    /// An item: `1.`, `1.1.`, `(1).`, `a)`, `-`, `+` and its text.
    Item,
    /// A remark: `Ghi chú: …`, or a whole paragraph in brackets.
    Note,
    /// The caption of a table.
    Caption,
    /// A cell in a table's header row.
    TableHead,
    /// A cell of a table.
    TableCell,
    /// `Nơi nhận:`.
    RecipientsTitle,
    /// One receiver: `- …;`.
    Recipient,
    /// The note beside a brace over receivers.
    RecipientNote,
    /// *Ký hiệu người soạn thảo và số lượng bản*.
    Typist,
    /// *Quyền hạn*: `TM. BAN THƯỜNG VỤ`, `KT. CHỦ TỊCH`.
    Competence,
    /// *Chức vụ* of the signer.
    Position,
    /// A second post, above the name (ô số 7b).
    OtherPost,
    /// *Họ và tên* of the signer.
    SignerName,
    /// `Phụ lục I`.
    AppendixNumber,
    /// *Tiêu đề phụ lục*.
    AppendixTitle,
    /// `(Kèm theo …)`.
    AppendixInfo,
    /// The line under it.
    AppendixRule,
    /// *Địa chỉ cơ quan* at the foot of page 1 of a *công văn*.
    Address,
    /// The line above the address.
    AddressRule,
    /// *Số trang*.
    PageNumber,
    /// The sentence that closes a plan or a report (`Trên đây là …`).
    Closing,
}

impl Role {
    /// Every role, in the order of their numbers.
    pub const ALL: [Self; 50] = [
        Self::Body,
        Self::ParentOrgan,
        Self::Organ,
        Self::OrganRule,
        Self::NationalName,
        Self::Motto,
        Self::MottoRule,
        Self::Number,
        Self::PlaceDate,
        Self::LetterSubject,
        Self::Urgency,
        Self::Circulation,
        Self::DraftMark,
        Self::TypeName,
        Self::Subject,
        Self::SubjectRule,
        Self::Authority,
        Self::To,
        Self::ToItem,
        Self::Basis,
        Self::Part,
        Self::PartTitle,
        Self::Division,
        Self::DivisionTitle,
        Self::Article,
        Self::Heading1,
        Self::Heading2,
        Self::Heading3,
        Self::Heading4,
        Self::Item,
        Self::Note,
        Self::Caption,
        Self::TableHead,
        Self::TableCell,
        Self::RecipientsTitle,
        Self::Recipient,
        Self::RecipientNote,
        Self::Typist,
        Self::Competence,
        Self::Position,
        Self::OtherPost,
        Self::SignerName,
        Self::AppendixNumber,
        Self::AppendixTitle,
        Self::AppendixInfo,
        Self::AppendixRule,
        Self::Address,
        Self::AddressRule,
        Self::PageNumber,
        Self::Closing,
    ];

    /// Its place in [`Role::ALL`].
    pub const fn index(self) -> usize {
        self as usize
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
pub struct Rule {
    /// Its number in the document.
    pub id: BlockId,
    /// Which line it is.
    pub role: Role,
}

/// A bordered table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its number in the document.
    pub id: BlockId,
    /// How the cells of each column stand.
    pub columns: Vec<Align>,
    /// Rows repeated at the top of every page the table reaches.
    pub header: Vec<Row>,
    /// The other rows.
    pub rows: Vec<Row>,
}

/// A row; the columns its cells span add up to the table's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// How many columns it spans, from 1.
    pub columns: usize,
    /// What it says ([`Role::TableHead`] or [`Role::TableCell`]).
    pub paragraph: Paragraph,
}

/// How lines stand in their column.
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
    /// Which block it is; the style sheet gives its widths.
    pub kind: ColumnsKind,
    /// Rows of left and right.
    pub rows: Vec<[Vec<Block>; 2]>,
}

/// Which block two columns make.
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
}

/// An image and its printed size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The checked and re-encoded image.
    pub image: std::sync::Arc<Image>,
    /// Printed size.
    pub size: crate::length::Size,
    /// What it shows, for those who cannot see it.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_stand_at_their_own_index() {
        for (index, role) in Role::ALL.iter().enumerate() {
            assert_eq!(role.index(), index, "{role:?}");
        }
    }

    #[test]
    fn replacing_keeps_the_look_of_what_is_replaced() {
        let mut text = Text::default();
        text.push("Căn cứ ", Emphasis::NONE);
        text.push("Luật", Emphasis::BOLD);
        text.push(" này", Emphasis::NONE);
        let at = text.as_str().find("Luật").unwrap();
        text.replace(at..at + "Luật".len(), "Bộ luật");
        assert_eq!(text.as_str(), "Căn cứ Bộ luật này");
        assert_eq!(text.emphasis_at(at), Emphasis::BOLD);
        assert_eq!(text.spans().count(), 3);
    }

    #[test]
    fn replacing_works_at_both_ends_and_in_nothing() {
        let mut text = Text::plain("a");
        text.replace(0..0, "x");
        text.replace(2..2, "z");
        assert_eq!(text.as_str(), "xaz");
        text.replace(0..3, "");
        assert_eq!(text.as_str(), "");
        text.replace(0..0, "y");
        assert_eq!(text.as_str(), "y");
    }
}
