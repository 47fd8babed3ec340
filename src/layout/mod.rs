//! Breaks a document into pages, exactly as a word processor breaks the DOCX written from the same document.
//!
//! Blocks become line boxes (`box_builder`, `columns`, `table`, with `lines` and `breaks` below them), line boxes fill pages
//! (`pagination`), pages are drawn (`draw`). What the word processor must be told to agree is gathered as [`LayoutHints`].

mod balance;
mod box_builder;
mod break_class;
mod breaks;
mod budget;
mod column_widths;
mod columns;
mod draw;
mod fill_in;
mod line_box;
mod line_breaker;
mod lines;
mod page;
mod pagination;
mod signature_keep;
mod structure_builder;
mod table;

#[cfg(test)]
mod break_tests;
#[cfg(test)]
mod character_tests;
#[cfg(test)]
mod table_tests;
#[cfg(test)]
mod tests;

pub use page::{
    Artifact, Bounds, BraceHint, ColumnsHint, FrameHint, Layout, LayoutHints, ListNumbering, NodeId, Owner,
    Page, PageEnd, PageItem, ParagraphHint, PlacedItem, RoomHint, RowHint, RuleHint, Signatory, SigningPlace,
    StructureNode, StructureTag, StructureTree, TableHint, TextRun,
};

use crate::document::{BlockId, BlockRole, Document, Paragraph, Section};
use crate::font::FontBook;
use crate::length::Length;
use crate::limits;
use crate::style::StyleSheet;
use box_builder::BoxBuilder;
use draw::Painter;
use line_box::{DrawOp, LineBox};
use pagination::{PageHeights, PlacedBox};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Error of laying out a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// More pages than [`limits::PAGES`].
    #[error("the document has more than {limit} pages", limit = limits::PAGES)]
    TooManyPages,
    /// More work than [`limits::LAYOUT_STEPS`]: few bytes that fill many lines, such as a tall table header over many
    /// pages.
    #[error("laying the document out takes more than {limit} steps", limit = limits::LAYOUT_STEPS)]
    TooMuchWork {
        /// The part in which the work ended: 0 for the document itself, then the appendixes.
        part: usize,
    },
}

/// Lays a document out.
///
/// # Errors
/// A document that is too long, or whose layout is too much work; both are found early, before the rest is laid out.
pub fn paginate(document: &Document, style: &StyleSheet, fonts: &FontBook) -> Result<Layout, LayoutError> {
    let mut preparation = BoxBuilder::new(document, style, fonts);
    let sections = fill_sections(document, &mut preparation)?;
    Ok(draw(preparation, sections))
}

/// Fills the pages of every section.
fn fill_sections<'a>(
    document: &'a Document,
    preparation: &mut BoxBuilder<'a>,
) -> Result<Vec<SectionPages<'a>>, LayoutError> {
    let mut sections = Vec::with_capacity(document.sections.len());
    let mut left = limits::PAGES;
    for (index, section) in document.sections.iter().enumerate() {
        if left == 0 {
            return Err(LayoutError::TooManyPages);
        }
        preparation.budget.begin(index);
        let (boxes, foot) = preparation.section(section, index > 0)?;
        let heights = heights(section, preparation.style, &foot);
        let filled = pagination::fill(boxes, &preparation.headers, heights, left, &mut preparation.budget)?;
        for set in filled.breaks_before {
            let id = preparation.sets[set].paragraph.id;
            preparation.hints.paragraphs[id.index()].break_before = true;
        }
        for set in filled.released {
            let id = preparation.sets[set].paragraph.id;
            preparation.hints.paragraphs[id.index()].keep_next = false;
        }
        let pages = filled.pages;
        preparation.part_before_signature(&pages, heights);
        left -= pages.len();
        table::note_breaks(&pages, &mut preparation.hints);
        columns::note_page_starts(&pages, &mut preparation.hints);
        sections.push((section, pages, foot));
    }
    Ok(sections)
}

type SectionPages<'a> = (&'a Section, Vec<Vec<PlacedBox>>, Vec<LineBox>);

/// The heights of the pages of a section; its foot takes room from the first.
fn heights(section: &Section, style: &StyleSheet, foot: &[LineBox]) -> PageHeights {
    let full = style.page_size(section.orientation).height - style.page.top;
    let first = full - style.page.bottom.max(foot_height(style, foot));
    PageHeights { first, others: full - style.page.bottom }
}

/// Distance from the bottom edge of the page to the top of its foot.
fn foot_height(style: &StyleSheet, foot: &[LineBox]) -> Length {
    match foot {
        [] => Length::ZERO,
        foot => style.page.footer + foot.iter().map(LineBox::outer_height).sum::<Length>(),
    }
}

/// Page numbers printed at the top of pages.
static NUMBERS: LazyLock<Vec<Paragraph>> = LazyLock::new(|| {
    let number =
        |n: usize| Paragraph { id: BlockId::NONE, ..Paragraph::new(BlockRole::PageNumber, n.to_string()) };
    (0..=limits::PAGES).map(number).collect()
});

fn draw<'a>(mut preparation: BoxBuilder<'a>, sections: Vec<SectionPages<'a>>) -> Layout {
    let style = preparation.style;
    // Page numbers are set before painting begins, which only reads.
    let mut number_sets = Vec::new();
    for (section, pages, _) in &sections {
        for page in 2..=pages.len() {
            number_sets.push(preparation.page_number(&NUMBERS[page], section.orientation));
        }
    }
    let mut number_sets = number_sets.into_iter();
    let text = String::with_capacity(preparation.sets.iter().map(|s| s.paragraph.text.as_str().len()).sum());
    let mut painter = Painter {
        sets: &preparation.sets,
        owners: &preparation.owners,
        links: &preparation.links,
        fonts: preparation.fonts,
        text,
        signing: std::mem::take(&mut preparation.signing),
        tables: BTreeMap::new(),
        number: 0,
    };
    let mut pages = Vec::new();
    let mut parts = Vec::with_capacity(sections.len());
    for (section, contents, foot) in &sections {
        parts.push(pages.len());
        let size = style.page_size(section.orientation);
        for (index, boxes) in contents.iter().enumerate() {
            let mut page = painter.page(size, style.page.top, boxes);
            if index == 0 {
                let mut y = size.height - foot_height(style, foot);
                for line_box in foot {
                    y += line_box.before;
                    painter.line_box(&line_box.draw, y, line_box.height, &mut page.items);
                    y += line_box.height;
                }
            } else if let Some(set) = number_sets.next() {
                let draw = DrawOp::Line { set, line: 0, x: style.page.left };
                painter.line_box(&draw, style.page.header, Length::ZERO, &mut page.items);
            }
            pages.push(page);
            painter.number = pages.len();
        }
    }
    let Painter { text, signing, tables, .. } = painter;
    let BoxBuilder { images, mut tree, hints, budget, .. } = preparation;
    for (table, bounds) in tables {
        tree.structure.node_mut(table).bounds = bounds;
    }
    Layout { pages, text, images, structure: tree.structure, parts, signing, hints, steps: budget.spent() }
}
