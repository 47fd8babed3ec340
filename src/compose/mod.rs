//! A record made into a document, one function per component of the decree (NĐ 30/2020, Phụ lục I, Phần I, Mục II, III).
//!
//! Takes a checked [`Record`]; returns its [`Document`]: blocks with roles, no fonts and no millimetres. It refuses
//! nothing. In faithful mode nothing is added or changed beyond the marks that make a list a list.

mod appendix;
mod body;
mod header;
mod recipients;
mod signature;

#[cfg(test)]
mod appendix_tests;
#[cfg(test)]
mod coverage_tests;
#[cfg(test)]
mod tests;

use crate::document::{
    Block, BlockRole, Document, HorizontalRule, Meta, Orientation, Paragraph, Section, Text,
};
use crate::record::{Mode, Record};
use crate::text;

/// Makes the document of a record.
pub fn compose(record: &Record) -> Document {
    let mut blocks = vec![header::header(record)];
    header::title(record, &mut blocks);
    body::addressees(record, &mut blocks);
    body::content(record, &record.blocks, &mut blocks);
    signature::signatures(record, &mut blocks);
    let main = Section { orientation: Orientation::Portrait, blocks, foot: header::address(record) };
    let sections = std::iter::once(main).chain(appendix::sections(record)).collect();
    Document::new(meta(record), sections)
}

/// File properties of a record.
fn meta(record: &Record) -> Meta {
    let subject = record.subject.join(" ");
    let name = match record.type_name.is_empty() {
        true => text::capitalised(&record.document_type.name),
        false => record.type_name.replace('\n', " "),
    };
    Meta {
        title: [name.as_str(), subject.as_str()].join(" ").trim_end().to_owned(),
        subject,
        author: record.organ.full_name.clone(),
        number: record.number(),
        issued: record.issued_date,
    }
}

/// A paragraph outside the body.
fn paragraph(role: BlockRole, text: impl Into<Text>) -> Block {
    Block::Paragraph(Paragraph::new(role, text))
}

/// A line.
fn rule(role: BlockRole) -> Block {
    Block::Rule(HorizontalRule { id: Default::default(), role })
}

/// An item of a list whose mark is a dash: `- …`.
fn dashed(role: BlockRole, text: &str) -> Paragraph {
    let name = text::without_list_dash(text);
    Paragraph { marker: 1, ..Paragraph::new(role, format!("- {name}")) }
}

/// A list item's words and what ends them: the mark that was said to, else the one it has in faithful mode, else the
/// usual one.
fn ended(text: &str, said: Option<&str>, usual: &str, mode: Mode) -> String {
    let has_end = text.ends_with([';', '.', ',', ':']);
    match (said, mode) {
        (Some(end), _) => format!("{text}{end}"),
        (None, Mode::Faithful) if has_end => text.to_owned(),
        (None, _) => format!("{}{usual}", text.trim_end_matches([';', '.', ',', ' '])),
    }
}
