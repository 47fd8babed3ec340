//! Blocks → body text: a paragraph a line, a blank line between, in the one spelling that
//! [`parse`](super::parse) reads back as the same blocks.

use super::inline::{InlineContext, neutralise, write_inline};
use super::table::CONTINUES;
use super::{DIRECTIVES, roles};
use crate::document::{Align, Block, BlockRole, Paragraph, Table, TableRow};

/// The body text of blocks. Blocks other than paragraphs and tables have no text and are left out.
pub fn write(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        match block {
            Block::Paragraph(paragraph) => write_paragraph(paragraph, &mut out),
            Block::Table(table) => write_table(table, &mut out),
            _ => {}
        }
    }
    out
}

fn write_paragraph(paragraph: &Paragraph, out: &mut String) {
    let string = paragraph.text.as_str();
    let mut line = String::with_capacity(string.len() + 16);
    if let Some(name) = directive(paragraph) {
        out.push('@');
        out.push_str(name);
        out.push(' ');
        write_inline(&paragraph.text, 0, InlineContext::Paragraph, &mut line);
    } else if paragraph.marker > 0 {
        let bare = usize::from(string.starts_with("* "));
        let text = roles::without_label_emphasis(paragraph);
        write_inline(&text, bare, InlineContext::Paragraph, &mut line);
    } else {
        write_inline(&paragraph.text, 0, InlineContext::Paragraph, &mut line);
        neutralise_first(&mut line);
    }
    out.push_str(&line);
}

/// The directive a paragraph needs to keep its role.
fn directive(paragraph: &Paragraph) -> Option<&'static str> {
    let own = paragraph.role == BlockRole::Authority && roles::is_authority(paragraph.text.as_str());
    let found = DIRECTIVES.iter().find(|(_, role)| *role == paragraph.role)?;
    (!own).then_some(found.0)
}

/// Only the first line can begin with a marker; what follows a hard break cannot.
fn neutralise_first(text: &mut String) {
    match text.split_once("\\\n") {
        None => neutralise(text),
        Some((first, rest)) => {
            let mut first = first.to_owned();
            neutralise(&mut first);
            *text = format!("{first}\\\n{rest}");
        }
    }
}

fn write_table(table: &Table, out: &mut String) {
    for row in &table.header {
        write_row(row, out);
    }
    if !table.header.is_empty() || table.columns.iter().any(|a| *a != Align::Left) {
        for align in &table.columns {
            out.push_str(match align {
                Align::Center => "|:---:",
                Align::Right => "|---:",
                Align::Left | Align::Justify => "|---",
            });
        }
        out.push_str("|\n");
    }
    for row in &table.rows {
        write_row(row, out);
    }
    out.pop();
}

fn write_row(row: &TableRow, out: &mut String) {
    for cell in &row.cells {
        let mut line = String::new();
        write_inline(&cell.paragraph.text, 0, InlineContext::Cell, &mut line);
        out.push_str("| ");
        // Dashes alone would read as the row that ends the header.
        let is_dashes = line.bytes().all(|b| matches!(b, b'-' | b':')) && !line.is_empty();
        if is_dashes || line == CONTINUES {
            out.push('\\');
        }
        if cell.continues {
            out.push_str(CONTINUES);
        }
        out.push_str(&line);
        out.push(' ');
        out.extend(std::iter::repeat_n('|', cell.columns - 1));
    }
    out.push_str("|\n");
}
