//! Markup → papers: HTML as browsers, Word, Excel and LibreOffice write it into files and onto the clipboard. Markdown is
//! text whose links and entities are read here before the text itself is.

mod builder;
mod grid;
mod html;
mod markdown;
mod style;

#[cfg(test)]
mod tests;

pub use markdown::{Markdown, without_links};

use super::paper::{self, Import, Knowledge};
use crate::report::Report;

/// Tests whether a text is HTML, or the clipboard's wrapping of it.
pub fn is_html(text: &str) -> bool {
    html::is_html(text)
}

/// The papers in HTML; refused where it has more paragraphs than a document may have.
pub fn import(text: &str, knowledge: &Knowledge) -> Result<Import, Report> {
    Ok(paper::read(&html::read(text)?, knowledge))
}
