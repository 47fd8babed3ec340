//! Paragraphs and tables as outline text, and where each came to stand in it.
//!
//! The text is written, read back as the rest of the program will read it, and what its roles imply is taken out of
//! the emphasis; what reading back would change is kept as it is. Lines of a text are written as lines, so that reading them
//! back joins what is one paragraph.

use super::PaperReading;
use super::account::Left;
use super::emphasis::without_implied;
use super::pieces::{Placed, spaced};
use super::tables;
use super::words;
use crate::document::{Align, Block, BlockRole, Text};
use crate::input::source::{Item, Paragraph, Source};
use crate::outline::{self, ends_sentence, is_capitals, marker, starts_lower};
use crate::report::{FieldPath, Problem, Report};
use serde_json::json;

/// A block of the text and the paragraphs it was made of.
pub(super) struct Passage {
    pub(super) block: Block,
    pub(super) origins: Vec<Origin>,
    /// Of a text: a blank line stands before it.
    pub(super) apart: bool,
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
    reading: &'g mut PaperReading<'k>,
    /// Numbers of paragraphs that are bases, ascending.
    bases: &'g [usize],
    passages: Vec<Passage>,
    /// Flag: a blank line stands above what comes next.
    blank: bool,
    at: &'g FieldPath,
}

/// The parts that make the body.
pub(super) struct Main<'f> {
    /// What stands in the head and has no place.
    pub(super) opening: Vec<Left>,
    pub(super) items: &'f [Item],
    /// What stands in the foot and has no place.
    pub(super) unplaced: Vec<Left>,
    /// What stands behind the foot and is no appendix.
    pub(super) stray: &'f [Item],
}

/// Stores the body.
pub(super) fn main(reading: &mut PaperReading, bases: &[usize], main: &Main<'_>, source: &Source) {
    let at = FieldPath::field("body");
    let mut gathering = Gathering { reading, bases, passages: Vec::new(), blank: true, at: &at };
    gathering.left(&main.opening, "đầu");
    gathering.items(main.items);
    gathering.left(&main.unplaced, "cuối");
    let first = main.stray.iter().flat_map(Item::paragraphs).find(|p| !p.is_blank());
    if let Some(first) = first {
        let message = format!(
            "Phần sau chữ ký, từ “{}”, tạm để cuối nội dung. Hãy chuyển thành phụ lục hoặc bỏ.",
            first_words(&spaced(first.text.as_str()))
        );
        let line = Some(first.number);
        gathering.reading.doubt("body", "import-unplaced", line, message);
        gathering.items(main.stray);
    }
    for note in &source.notes {
        gathering.loose(note.number, &format!("Ghi chú: {}", spaced(note.text.as_str())));
    }
    let text = gathering.finish();
    if !text.is_empty() {
        reading.put("body", json!(text));
    }
}

/// The text of a part of the document, with what has no place in its head and foot.
pub(super) fn whole(reading: &mut PaperReading, main: &Main<'_>, at: &FieldPath) -> String {
    let mut gathering = Gathering { reading, bases: &[], passages: Vec::new(), blank: true, at };
    gathering.left(&main.opening, "đầu");
    gathering.items(main.items);
    gathering.left(&main.unplaced, "cuối");
    gathering.finish()
}

/// The first words of a text, to quote it by.
fn first_words(text: &str) -> String {
    text.chars().take(60).collect()
}

impl Gathering<'_, '_> {
    fn items(&mut self, items: &[Item]) {
        for (index, item) in items.iter().enumerate() {
            match item {
                Item::Paragraph(paragraph) if paragraph.is_blank() => self.blank = true,
                Item::Paragraph(paragraph) => {
                    let below = items.iter().skip(index + 1).find(|item| !super::structure::is_blank(item));
                    self.paragraph(paragraph, matches!(below, Some(Item::Table(_))));
                }
                Item::Table(table) => match tables::only_cell(table) {
                    Some(items) => self.items(items),
                    None => self.passages.extend(tables::source(self.reading, table, self.at)),
                },
            }
        }
    }

    /// A paragraph; one with list items after its line breaks is several.
    fn paragraph(&mut self, paragraph: &Paragraph, above_table: bool) {
        let centred = paragraph.align == Align::Center;
        if self.reading.wrapped && self.blank && self.is_cut(paragraph.trimmed()) {
            self.join(paragraph);
        }
        for text in words::split(words::clean(&paragraph.text)) {
            let title =
                self.reading.knowledge.types.iter().any(|t| !t.title.is_empty() && t.title == text.as_str());
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

    /// Tests whether a page ended in the middle of the paragraph above.
    fn is_cut(&self, below: &str) -> bool {
        let Some(Block::Paragraph(above)) = self.passages.last().map(|passage| &passage.block) else {
            return false;
        };
        let text = above.text.as_str();
        let goes_on = starts_lower(below) && marker(below).is_none() && !ends_sentence(text);
        goes_on && !above.text.is_all_bold() && !is_capitals(text) && above.role != BlockRole::Authority
    }

    /// Tells that a paragraph goes on with the one above, and lets it do so.
    fn join(&mut self, paragraph: &Paragraph) {
        let above = self.passages.last().and_then(|passage| passage.origins.last());
        let above = above.map_or("", |origin| origin.text.as_str());
        let before = format!("{} ⏎ {}", last_words(above), first_few(paragraph.trimmed()));
        let after = before.replace(" ⏎ ", " ");
        self.reading.mend(paragraph.number, "page-break", &before, &after);
        self.blank = false;
    }

    /// What has no place: it is kept here, and told.
    fn left(&mut self, left: &[Left], end: &str) {
        for Left { number, text } in left {
            let text = spaced(text);
            let message = format!("Không biết đặt “{text}” vào đâu, tạm để {end} nội dung. Hãy xem lại.");
            let at = self.at.to_string();
            self.reading.doubt(&at, "import-unplaced", Some(*number), message);
            self.loose(*number, &text);
        }
    }

    /// A line that has no place of its own.
    fn loose(&mut self, number: usize, text: &str) {
        let role = if is_capitals(text) { BlockRole::Authority } else { BlockRole::Body };
        self.push(number, role, Text::plain(text));
    }

    /// Whether the block before is the number line of a part, whose title comes now.
    fn follows_number(&self) -> bool {
        let Some(Block::Paragraph(above)) = self.passages.last().map(|source| &source.block) else {
            return false;
        };
        let text = above.text.as_str();
        marker(text).is_some_and(|m| m.kind.is_division() && m.start + m.len == text.len())
    }

    fn push(&mut self, number: usize, role: BlockRole, text: Text) {
        let string = text.as_str().to_owned();
        let block = words::block(role, text);
        let apart = std::mem::take(&mut self.blank) || role != BlockRole::Body;
        self.passages.push(Passage { block, origins: vec![Origin { number, row: 0, text: string }], apart });
    }

    /// Writes the text and says where each paragraph stands in it.
    fn finish(mut self) -> String {
        if self.reading.wrapped {
            return self.finish_lines();
        }
        let mut blocks: Vec<Block> = self.passages.iter().map(|passage| passage.block.clone()).collect();
        let mut report = Report::new();
        let mut read = outline::parse(&outline::write(&blocks), self.at, &mut report);
        if !blocks.is_empty() && read.is_empty() {
            // Longer than a text may be: it stays as it is, for a person to cut.
            self.reading.doubts.extend(report.problems);
            return outline::write(&blocks);
        }
        if !same(&blocks, &read) {
            blocks.iter_mut().for_each(words::mend);
            report = Report::new();
            read = outline::parse(&outline::write(&blocks), self.at, &mut report);
        }
        self.reading
            .doubts
            .extend(report.problems.into_iter().map(|problem| Problem { line: None, ..problem }));
        without_implied(&mut read);
        let text = outline::write(&read);
        if read.len() == self.passages.len() {
            self.place(&read);
        }
        text
    }

    /// Writes lines, so that reading them joins those of one paragraph.
    fn finish_lines(self) -> String {
        let mut source = String::new();
        for passage in &self.passages {
            if passage.apart {
                source.push('\n');
            }
            source.push_str(&outline::write(std::slice::from_ref(&passage.block)));
            source.push('\n');
        }
        let mut report = Report::new();
        let mut blocks = outline::parse(&source, self.at, &mut report);
        self.reading
            .doubts
            .extend(report.problems.into_iter().map(|problem| Problem { line: None, ..problem }));
        if blocks.is_empty() {
            return source.trim().to_owned();
        }
        without_implied(&mut blocks);
        outline::write(&blocks)
    }

    fn place(&mut self, blocks: &[Block]) {
        let mut line = 1;
        for (block, source) in blocks.iter().zip(&self.passages) {
            for origin in &source.origins {
                let (role, level, below) = match block {
                    Block::Paragraph(p) => (p.role, p.level, 0),
                    Block::Table(table) => tables::place(table, origin.row),
                    _ => continue,
                };
                self.reading.places.0.push(Placed {
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

fn last_words(text: &str) -> &str {
    let at = text.char_indices().rev().filter(|(_, c)| *c == ' ').nth(3).map_or(0, |(at, _)| at + 1);
    text.get(at..).unwrap_or(text)
}

fn first_few(text: &str) -> &str {
    let end = text.char_indices().filter(|(_, c)| *c == ' ').nth(3).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

/// Whether blocks were read back as they were meant, white space aside.
fn same(blocks: &[Block], read: &[Block]) -> bool {
    blocks.len() == read.len() && blocks.iter().zip(read).all(|(a, b)| words::says_the_same(a, b))
}
