//! Breaks a document into pages, exactly as a word processor breaks the DOCX written from the same document.
//!
//! Blocks become strips (`prepare`, `columns`, `table`, with `lines` and `breaks` below them), strips fill pages
//! (`flow`), pages are drawn (`paint`). What the word processor must be told to agree is gathered as [`Hints`].

mod breaks;
mod columns;
mod flow;
mod lines;
mod page;
mod paint;
mod prepare;
mod strip;
mod table;
mod tree;

#[cfg(test)]
mod tests;

pub use page::{
    Artifact, Bounds, ColumnsHint, Hints, Item, Layout, Node, NodeId, Owner, Page, ParagraphHint, Placed,
    RoomHint, RuleHint, Run, Signatory, SigningPlace, Structure, Tag,
};

use crate::document::{Document, Paragraph, Role, Section};
use crate::font::FontBook;
use crate::length::Length;
use crate::limits;
use crate::style::StyleSheet;
use flow::Put;
use paint::Painter;
use prepare::Preparation;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use strip::{Paint, Strip};

/// Why a document cannot be laid out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// More pages than [`limits::PAGES`].
    #[error("the document has {0} pages, the limit is {limit}", limit = limits::PAGES)]
    TooManyPages(usize),
}

/// Lays a document out.
pub fn paginate(document: &Document, style: &StyleSheet, fonts: &FontBook) -> Result<Layout, LayoutError> {
    let mut preparation = Preparation::new(document, style, fonts);
    let mut sections = Vec::with_capacity(document.sections.len());
    for (index, section) in document.sections.iter().enumerate() {
        let (strips, foot) = preparation.section(section, index > 0);
        let pages = fill_section(section, style, strips, &foot, &preparation.headers);
        sections.push((section, pages, foot));
    }
    let count: usize = sections.iter().map(|s| s.1.len()).sum();
    if count > limits::PAGES {
        return Err(LayoutError::TooManyPages(count));
    }
    Ok(draw(preparation, sections))
}

type SectionPages<'a> = (&'a Section, Vec<Vec<Put>>, Vec<Strip>);

/// Fills the pages of one section; its foot takes room from the first.
fn fill_section(
    section: &Section,
    style: &StyleSheet,
    strips: Vec<Strip>,
    foot: &[Strip],
    headers: &[Vec<Strip>],
) -> Vec<Vec<Put>> {
    let full = style.page_size(section.orientation).height - style.page.top;
    let first = full - style.page.bottom.max(foot_height(style, foot));
    flow::fill(strips, headers, first, full - style.page.bottom)
}

/// From the bottom edge of the page to the top of its foot.
fn foot_height(style: &StyleSheet, foot: &[Strip]) -> Length {
    match foot {
        [] => Length::ZERO,
        foot => style.page.footer + foot.iter().map(Strip::outer_height).sum::<Length>(),
    }
}

/// What is printed at the top of pages, by number.
static NUMBERS: LazyLock<Vec<Paragraph>> =
    LazyLock::new(|| (0..=limits::PAGES).map(|n| Paragraph::new(Role::PageNumber, n.to_string())).collect());

fn draw<'a>(mut preparation: Preparation<'a>, sections: Vec<SectionPages<'a>>) -> Layout {
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
        fonts: preparation.fonts,
        text,
        signing: std::mem::take(&mut preparation.signing),
        tables: BTreeMap::new(),
        number: 0,
    };
    let mut pages = Vec::new();
    for (section, contents, foot) in &sections {
        let size = style.page_size(section.orientation);
        for (index, strips) in contents.iter().enumerate() {
            let mut page = painter.page(size, style.page.top, strips);
            if index == 0 {
                let mut y = size.height - foot_height(style, foot);
                for strip in foot {
                    y += strip.before;
                    painter.strip(&strip.paint, y, strip.height, &mut page.items);
                    y += strip.height;
                }
            } else if let Some(set) = number_sets.next() {
                let paint = Paint::Line { set, line: 0, x: style.page.left };
                painter.strip(&paint, style.page.header, Length::ZERO, &mut page.items);
            }
            pages.push(page);
            painter.number = pages.len();
        }
    }
    let Painter { text, signing, tables, .. } = painter;
    let Preparation { images, mut tree, hints, .. } = preparation;
    for (table, bounds) in tables {
        tree.structure.node_mut(table).bounds = bounds;
    }
    Layout { pages, text, images, structure: tree.structure, signing, hints }
}
