//! Flow of any source (DOCX, text, HTML), in reading order: paragraphs and tables with every look resolved, and the sheets
//! they are on.

pub(in crate::input) mod letters;
mod mend;
pub(in crate::input) mod symbols;

pub use mend::Mend;

use crate::appearance::{LineSpacing, PageSetup};
use crate::document::{Align, Text};
use crate::length::Length;
use crate::report::Problem;
use crate::text::count_words;

/// Everything that was read.
#[derive(Debug, Default)]
pub(in crate::input) struct Source {
    pub(in crate::input) items: Vec<Item>,
    /// The sheets; [`Paragraph::sheet`] counts them.
    pub(in crate::input) sheets: Vec<PageSetup>,
    /// What stands at the foot of first pages, page numbers aside.
    pub(in crate::input) foot: Vec<Paragraph>,
    /// Other text in page margins.
    pub(in crate::input) margin_text: Vec<String>,
    /// Footnotes and endnotes, in the order in which they are referred to.
    pub(in crate::input) notes: Vec<Paragraph>,
    pub(in crate::input) traits: Traits,
    /// What the reader of the file changed or left out, by the numbers of paragraphs (lines of a text).
    pub(in crate::input) mended: Vec<Mend>,
    /// What the reader of the file was unsure of.
    pub(in crate::input) doubts: Vec<Problem>,
    /// Flag: paragraphs are lines of a text, of which several may be one paragraph.
    pub(in crate::input) wrapped: bool,
}

/// What a person should know of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::input) struct Traits {
    /// The markup it was written in: `HTML`; `None` where it was none.
    pub(in crate::input) markup: Option<&'static str>,
    pub(in crate::input) images: usize,
    pub(in crate::input) tracked: bool,
    pub(in crate::input) hidden: bool,
    /// Content controls and merge fields that nobody filled in, as they stand.
    pub(in crate::input) unfilled: Vec<String>,
    /// Words with a coloured ground.
    pub(in crate::input) highlighted: Vec<String>,
    pub(in crate::input) formulas: bool,
    /// Other files inside it.
    pub(in crate::input) embedded: bool,
    /// Legacy encodings that were read by the names of fonts.
    pub(in crate::input) encodings: Vec<&'static str>,
    /// Paragraphs in which a letter that only looks like Đ was replaced.
    pub(in crate::input) letters: Vec<usize>,
}

impl Source {
    /// Number of words in it, those that its reader left out among them.
    pub(in crate::input) fn words(&self) -> usize {
        let paragraphs = self.items.iter().flat_map(Item::paragraphs).chain(&self.notes).chain(&self.foot);
        let said: usize = paragraphs.map(|paragraph| count_words(paragraph.text.as_str())).sum();
        let margins: usize = self.margin_text.iter().map(|text| count_words(text)).sum();
        said + margins + self.left_out()
    }

    /// Number of words that its reader left out and named.
    pub(in crate::input) fn left_out(&self) -> usize {
        let gone = self.mended.iter().filter(|mend| mend.after.is_empty() && mend.line > 0);
        gone.map(|mend| count_words(&mend.before)).sum()
    }

    /// Notes words that stand in the file and not in the flow; pieces of one kind in one paragraph are one text.
    pub(in crate::input) fn leave_out(&mut self, number: usize, what: &'static str, text: &str) {
        match self.mended.last_mut() {
            Some(last) if last.line == number && last.what == what => last.before.push_str(text),
            _ if text.trim().is_empty() => {}
            _ => {
                let before = text.to_owned();
                self.mended.push(Mend { line: number, what, before, after: String::new() });
            }
        }
    }
}

/// A paragraph or a table.
#[derive(Clone, Debug)]
pub(in crate::input) enum Item {
    Paragraph(Paragraph),
    Table(Table),
}

/// A paragraph.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Paragraph {
    /// Counted from 1 in reading order.
    pub(in crate::input) number: usize,
    /// With `\t` for tabs and `\n` for breaks; emphasis as it looks.
    pub(in crate::input) text: Text,
    /// Where each stretch of one look ends.
    pub(in crate::input) runs: Vec<Run>,
    pub(in crate::input) align: Align,
    pub(in crate::input) first_line: Length,
    pub(in crate::input) left: Length,
    pub(in crate::input) right: Length,
    /// Between it and what stands above: the larger of the two spaces that meet there, as word processors take it.
    pub(in crate::input) before: Length,
    pub(in crate::input) spacing: LineSpacing,
    pub(in crate::input) above: bool,
    pub(in crate::input) below: bool,
    pub(in crate::input) boxed: bool,
    /// The lengths of the lines drawn at it.
    pub(in crate::input) drawn: Vec<Length>,
    /// The width of the cell it stands in.
    pub(in crate::input) column: Option<Length>,
    pub(in crate::input) new_page: bool,
    /// Whether it shows the number of its page.
    pub(in crate::input) page_number: bool,
    /// Which sheet it stands on, from 0.
    pub(in crate::input) sheet: usize,
    /// Its own spaces, for its neighbours.
    pub(in crate::input) own: OwnSpace,
}

/// The spaces a paragraph asks for.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct OwnSpace {
    pub(in crate::input) before: Length,
    pub(in crate::input) after: Length,
    /// None between paragraphs of its style.
    pub(in crate::input) contextual: bool,
    pub(in crate::input) style: Option<String>,
}

/// A stretch of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::input) struct Run {
    /// The byte of the text at which it ends.
    pub(in crate::input) end: usize,
    pub(in crate::input) size: Length,
    pub(in crate::input) faces: Vec<String>,
    pub(in crate::input) black: bool,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Table {
    pub(in crate::input) rows: Vec<Row>,
    /// Whether any line of it is drawn.
    pub(in crate::input) lines: bool,
}

/// A row.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Row {
    /// Repeated on every page.
    pub(in crate::input) header: bool,
    pub(in crate::input) cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Cell {
    /// Columns of the grid it takes.
    pub(in crate::input) span: usize,
    /// It goes on from the row above.
    pub(in crate::input) continues: bool,
    pub(in crate::input) items: Vec<Item>,
}

impl Cell {
    /// Makes another cell of its row a part of it.
    pub(in crate::input) fn absorb(&mut self, mut cell: Self) {
        self.span += cell.span;
        self.items.append(&mut cell.items);
    }

    pub(in crate::input) fn is_blank(&self) -> bool {
        self.items.iter().flat_map(Item::paragraphs).all(Paragraph::is_blank)
    }
}

impl Paragraph {
    pub(in crate::input) fn is_blank(&self) -> bool {
        self.text.as_str().trim().is_empty()
    }

    /// The text without white space around it.
    pub(in crate::input) fn trimmed(&self) -> &str {
        self.text.as_str().trim()
    }

    /// Whether a line is drawn at it, other than a box around it.
    pub(in crate::input) fn has_line(&self) -> bool {
        !self.drawn.is_empty() || (self.above || self.below) && !self.boxed
    }

    pub(in crate::input) fn is_all_bold(&self) -> bool {
        !self.is_blank() && self.text.is_all_bold()
    }

    pub(in crate::input) fn is_all_italic(&self) -> bool {
        let string = self.text.as_str();
        let italic = |(span, look): (std::ops::Range<usize>, crate::document::Emphasis)| {
            look.italic || string.get(span).unwrap_or("").trim().is_empty()
        };
        !self.is_blank() && self.text.spans().all(italic)
    }
}

impl Item {
    /// Every paragraph in it, in reading order.
    pub(in crate::input) fn paragraphs(&self) -> Vec<&Paragraph> {
        let mut out = Vec::new();
        self.collect(&mut out);
        out
    }

    fn collect<'i>(&'i self, out: &mut Vec<&'i Paragraph>) {
        match self {
            Self::Paragraph(paragraph) => out.push(paragraph),
            Self::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                cells.flat_map(|cell| &cell.items).for_each(|item| item.collect(out));
            }
        }
    }
}
