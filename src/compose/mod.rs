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
mod faithful_tests;
#[cfg(test)]
mod tests;

use crate::document::{
    Block, BlockRole, Document, HorizontalRule, Meta, Orientation, Paragraph, Section, Text,
};
use crate::record::{Mode, Record};
use crate::text;

/// Makes the document of a record.
pub fn compose(record: &Record) -> Document {
    let mut blocks: Vec<Block> = header::header(record).into_iter().collect();
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
        true => record.kind_name(),
        false => record.type_name.replace('\n', " "),
    };
    let title = [name.as_str(), subject.as_str()].join(" ").trim().to_owned();
    Meta {
        title: if title.is_empty() { stand_in(record) } else { title },
        subject,
        author: record.organ.full_name.clone(),
        number: record.number(),
        issued: record.issued_date(),
    }
}

/// Title of a file whose paper has neither *tên loại* nor *trích yếu*: its number, its first words, or whose it is.
fn stand_in(record: &Record) -> String {
    let first = record.blocks.iter().find_map(|block| match block {
        Block::Paragraph(paragraph) => Some(paragraph.text.as_str().replace('\n', " ")),
        _ => None,
    });
    let organ = Some(record.organ.full_name.clone()).filter(|name| !name.is_empty());
    let line =
        record.number().or(first).or(organ).unwrap_or_else(|| text::capitalised(&record.document_type.name));
    let (mut title, mut words) = (String::new(), line.split_whitespace());
    while let Some(word) = words.next().filter(|word| title.len() + word.len() < TITLE_BYTES) {
        title.push_str(if title.is_empty() { "" } else { " " });
        title.push_str(word);
    }
    title
}

/// Bytes of the title of a file at most, where the words of the body stand in for one.
const TITLE_BYTES: usize = 200;

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
