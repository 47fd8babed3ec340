//! Paragraphs and tables as outline text, and where each came to stand in it.
//!
//! The text is written, read back as the rest of the program will read it, and what its roles imply is taken out of
//! the emphasis; what reading back would change is kept as it is.

use super::PaperReading;
use super::head::Head;
use super::pieces::{Placed, Places, spaced};
use super::tables;
use super::words;
use crate::document::{Align, Block, BlockRole, Emphasis, Text};
use crate::input::scan::body::{give_back, role_of};
use crate::input::source::{Item, Paragraph, Source};
use crate::outline::{self, is_capitals, marker};
use crate::report::{FieldPath, Problem, Report};
use serde_json::json;

/// A block of the text and the paragraphs it was made of.
pub(super) struct Passage {
    pub(super) block: Block,
    pub(super) origins: Vec<Origin>,
}

/// A paragraph in a block.
pub(super) struct Origin {
    pub(super) number: usize,
    /// Of a table, the row, its header rows counted.
    pub(super) row: usize,
    pub(super) text: String,
}

/// The sources of one text.
struct Gathering<'g, 'k> {
    scan: &'g mut PaperReading<'k>,
    /// Numbers of paragraphs that are bases, ascending.
    bases: &'g [usize],
    sources: Vec<Passage>,
    at: &'g FieldPath,
}

/// Stores the body.
pub(super) fn main(
    scan: &mut PaperReading,
    head: &Head<'_>,
    body: &[Item],
    unplaced: &[(&Paragraph, String)],
    stray: &[Item],
    flow: &Source,
    places: &mut Places,
) {
    let at = FieldPath::field("body");
    let mut gathering = Gathering { scan, bases: &head.bases, sources: Vec::new(), at: &at };
    head.opening.iter().for_each(|(paragraph, text)| gathering.loose(paragraph.number, text));
    gathering.items(body);
    for (paragraph, text) in unplaced {
        let message = format!("Không biết đặt “{text}” vào đâu, tạm để cuối nội dung. Hãy xem lại.");
        gathering.scan.doubt("body", "import-unplaced", None, message);
        gathering.loose(paragraph.number, text);
    }
    let first = stray.iter().flat_map(Item::paragraphs).find(|p| !p.is_blank());
    if let Some(first) = first {
        let message = format!(
            "Phần sau chữ ký, từ “{}”, tạm để cuối nội dung. Hãy chuyển thành phụ lục hoặc bỏ.",
            first_words(&spaced(first.text.as_str()))
        );
        gathering.scan.doubt("body", "import-unplaced", None, message);
        gathering.items(stray);
    }
    for note in &flow.notes {
        gathering.loose(note.number, &format!("Ghi chú: {}", spaced(note.text.as_str())));
    }
    let text = gathering.finish(places);
    if !text.is_empty() {
        scan.put("body", json!(text));
    }
}

/// The text of a part of the document.
pub(super) fn part(scan: &mut PaperReading, items: &[Item], at: &FieldPath, places: &mut Places) -> String {
    let mut gathering = Gathering { scan, bases: &[], sources: Vec::new(), at };
    gathering.items(items);
    gathering.finish(places)
}

/// The first words of a text, to quote it by.
fn first_words(text: &str) -> String {
    text.chars().take(60).collect()
}

impl Gathering<'_, '_> {
    fn items(&mut self, items: &[Item]) {
        for (index, item) in items.iter().enumerate() {
            match item {
                Item::Paragraph(paragraph) if paragraph.is_blank() => {}
                Item::Paragraph(paragraph) => {
                    let below = items.iter().skip(index + 1).find(|item| !super::structure::is_blank(item));
                    self.paragraph(paragraph, matches!(below, Some(Item::Table(_))));
                }
                Item::Table(table) => match tables::only_cell(table) {
                    Some(items) => self.items(items),
                    None => self.sources.extend(tables::source(self.scan, table, self.at)),
                },
            }
        }
    }

    /// A paragraph; one with list items after its line breaks is several.
    fn paragraph(&mut self, paragraph: &Paragraph, above_table: bool) {
        let centred = paragraph.align == Align::Center;
        for text in words::split(words::clean(&paragraph.text)) {
            let title =
                self.scan.knowledge.types.iter().any(|t| !t.title.is_empty() && t.title == text.as_str());
            let heading = centred && text.is_all_bold() && !self.follows_number();
            let role = match marker(text.as_str()) {
                _ if self.bases.binary_search(&paragraph.number).is_ok() => BlockRole::Basis,
                None if heading && above_table => BlockRole::Caption,
                None if heading || title => BlockRole::Authority,
                _ => BlockRole::Body,
            };
            self.push(paragraph.number, role, text);
        }
    }

    /// A line that has no place of its own.
    fn loose(&mut self, number: usize, text: &str) {
        let role = if is_capitals(text) { BlockRole::Authority } else { BlockRole::Body };
        self.push(number, role, Text::plain(text));
    }

    /// Whether the block before is the number line of a part, whose title comes now.
    fn follows_number(&self) -> bool {
        let Some(Block::Paragraph(above)) = self.sources.last().map(|source| &source.block) else {
            return false;
        };
        let text = above.text.as_str();
        marker(text).is_some_and(|m| m.kind.is_division() && m.start + m.len == text.len())
    }

    fn push(&mut self, number: usize, role: BlockRole, text: Text) {
        let string = text.as_str().to_owned();
        let block = words::block(role, text);
        self.sources.push(Passage { block, origins: vec![Origin { number, row: 0, text: string }] });
    }

    /// Writes the text and says where each paragraph stands in it.
    fn finish(mut self, places: &mut Places) -> String {
        let mut blocks: Vec<Block> = self.sources.iter().map(|source| source.block.clone()).collect();
        let mut report = Report::new();
        let mut read = outline::parse(&outline::write(&blocks), self.at, &mut report);
        if !blocks.is_empty() && read.is_empty() {
            // Longer than a text may be: it stays as it is, for a person to cut.
            self.scan.doubts.extend(report.problems);
            return outline::write(&blocks);
        }
        if !same(&blocks, &read) {
            blocks.iter_mut().for_each(words::mend);
            report = Report::new();
            read = outline::parse(&outline::write(&blocks), self.at, &mut report);
        }
        self.scan.doubts.extend(report.problems.into_iter().map(|problem| Problem { line: None, ..problem }));
        without_implied(&mut read);
        let text = outline::write(&read);
        if read.len() == self.sources.len() {
            self.place(&read, places);
        }
        text
    }

    fn place(&mut self, blocks: &[Block], places: &mut Places) {
        let mut line = 1;
        for (block, source) in blocks.iter().zip(&self.sources) {
            for origin in &source.origins {
                let (role, level, below) = match block {
                    Block::Paragraph(p) => (p.role, p.level, 0),
                    Block::Table(table) => tables::place(table, origin.row),
                    _ => continue,
                };
                places.0.push(Placed {
                    number: origin.number,
                    at: self.at.clone(),
                    line: Some(line + below),
                    role,
                    level,
                    text: origin.text.clone(),
                });
            }
            // A blank line stands between blocks.
            line += outline::write(std::slice::from_ref(block)).matches('\n').count() + 2;
        }
    }
}

/// Whether blocks were read back as they were meant, white space aside.
fn same(blocks: &[Block], read: &[Block]) -> bool {
    blocks.len() == read.len() && blocks.iter().zip(read).all(|(a, b)| words::says_the_same(a, b))
}

/// Takes out the emphasis that a role has by itself (NĐ 30/2020, Phụ lục I, Phần I, Mục V), unless it is what makes
/// the role.
fn without_implied(blocks: &mut [Block]) {
    let roles: Vec<Option<BlockRole>> = blocks.iter().map(role_of).collect();
    let mut had: Vec<(usize, Text)> = Vec::new();
    for (index, block) in blocks.iter_mut().enumerate() {
        match block {
            Block::Paragraph(paragraph) => {
                let plain = words::without(&paragraph.text, implied(paragraph.role));
                if plain != paragraph.text {
                    had.push((index, std::mem::replace(&mut paragraph.text, plain)));
                }
            }
            Block::Table(table) => {
                for cell in table.header.iter_mut().flat_map(|row| &mut row.cells) {
                    cell.paragraph.text = words::without(&cell.paragraph.text, Emphasis::BOLD);
                }
            }
            _ => {}
        }
    }
    give_back(blocks, &roles, had);
}

/// How a role looks by itself.
fn implied(role: BlockRole) -> Emphasis {
    match role {
        BlockRole::Part
        | BlockRole::PartTitle
        | BlockRole::Division
        | BlockRole::DivisionTitle
        | BlockRole::Article
        | BlockRole::Heading1
        | BlockRole::Heading2
        | BlockRole::Authority
        | BlockRole::Caption => Emphasis::BOLD,
        BlockRole::Heading3 => Emphasis::BOLD.with(Emphasis::ITALIC),
        BlockRole::Heading4 | BlockRole::Basis => Emphasis::ITALIC,
        _ => Emphasis::NONE,
    }
}
