//! Documents as text that can be compared, and what an import knows.
//!
//! What a DOCX does not show is left out: emphasis that a role has anyway, the pictures of signature and seal (a draft
//! names their files), the date of a type that prints none, and whether a clerk or the program put `V/v` before the
//! subject of a letter.

use crate::support;
use serde_json::{Map, Value};
use std::fmt::Write as _;
use vanthu::catalog::Catalog;
use vanthu::compose::compose;
use vanthu::document::{Block, Document, Paragraph};
use vanthu::input::Draft;
use vanthu::input::{Knowledge, KnownOrgan, KnownType};
use vanthu::office::FolderImages;
use vanthu::record::Record;
use vanthu::style::StyleSheet;

/// What the embedded templates tell an import.
pub(crate) fn knowledge() -> Knowledge {
    let catalog = Catalog::embedded();
    let types = catalog.types.values().map(|kind| {
        let printed = catalog.organs.values().flatten().filter_map(|o| o.abbreviations.get(&kind.id));
        KnownType {
            id: kind.id.clone(),
            title: kind.title.clone(),
            abbreviations: kind.abbreviation.iter().chain(printed).cloned().collect(),
        }
    });
    let organs = catalog.organs.values().filter_map(|versions| versions.last()).map(|organ| KnownOrgan {
        id: organ.id.clone(),
        symbol: organ.symbol.clone(),
        place: organ.place.clone(),
        parent: organ.parent.clone(),
        name: organ.name.clone(),
    });
    let general = catalog.general_type().map(|general| general.id.clone());
    Knowledge { types: types.collect(), organs: organs.collect(), general }
}

/// A draft's document and its style.
pub(crate) fn composed(values: Map<String, Value>, name: &str) -> (Document, StyleSheet) {
    let images = FolderImages::new(&support::root().join("samples"));
    let record = Record::check(Draft { values: values.clone() }, Catalog::embedded(), &images);
    let record =
        record.unwrap_or_else(|report| panic!("{name}: {report:#?}\n{}", Value::Object(values))).value;
    (compose(&record), record.style().clone())
}

/// A line a block: role, level, mark, text with its emphasis.
pub(crate) fn describe((document, style): &(Document, StyleSheet)) -> String {
    let mut out = String::new();
    let mut view = View { style, out: &mut out };
    let meta = &document.meta;
    let printed =
        document.sections.iter().flat_map(|s| &s.blocks).any(|b| format!("{b:?}").contains("PlaceDate"));
    let issued = meta.issued.filter(|_| printed);
    let (title, subject) = (meta.title.replace("V/v ", ""), meta.subject.replace("V/v ", ""));
    view.line(0, &format!("{:?}", (title, subject, &meta.author, &meta.number, issued)));
    for section in &document.sections {
        let _ = writeln!(view.out, "== {:?}", section.orientation);
        section.blocks.iter().for_each(|b| view.block(b, 0));
        section.foot.iter().for_each(|b| view.block(b, 1));
    }
    out
}

struct View<'v> {
    style: &'v StyleSheet,
    out: &'v mut String,
}

impl View<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.out, "{}{text}", "  ".repeat(depth));
    }

    fn block(&mut self, block: &Block, depth: usize) {
        match block {
            Block::Paragraph(p) => self.line(depth, &self.marked(p)),
            Block::Frame(frame) => self.line(depth, &format!("[frame] {}", self.marked(&frame.paragraph))),
            Block::Rule(rule) => self.line(depth, &format!("---- {:?}", rule.role)),
            Block::SigningRoom(_) => self.line(depth, "(room)"),
            Block::Table(table) => {
                self.line(depth, &format!("table {:?}, {} header rows", table.columns, table.header.len()));
                for row in table.header.iter().chain(&table.rows) {
                    let cells: Vec<_> = row
                        .cells
                        .iter()
                        .map(|c| format!("{}×{}", c.columns, self.marked(&c.paragraph)))
                        .collect();
                    self.line(depth + 1, &cells.join(" | "));
                }
            }
            Block::Columns(columns) => {
                for (index, row) in columns.rows.iter().enumerate() {
                    for (side, blocks) in row.iter().enumerate() {
                        self.line(depth, &format!("{:?} {index} {side}", columns.kind));
                        blocks.iter().for_each(|b| self.block(b, depth + 1));
                    }
                }
            }
            Block::Braced(group) => {
                self.line(depth, &format!("braced {}", self.marked(&group.note)));
                group.items.iter().for_each(|p| self.line(depth + 1, &self.marked(p)));
            }
        }
    }

    fn marked(&self, p: &Paragraph) -> String {
        let role = self.style.role(p.role);
        let mut out = format!("{:?} {} {} ", p.role, p.level, p.marker);
        let mut open = String::new();
        for (span, look) in p.text.spans() {
            let bold = if look.bold && !role.bold { "b" } else { "" };
            let italic = if look.italic && !role.italic { "i" } else { "" };
            let look = format!("{bold}{italic}");
            if look != open {
                let _ = write!(out, "<{look}>");
                open = look;
            }
            out.push_str(&p.text.as_str()[span].replace('\n', "⏎"));
        }
        out
    }
}

/// Fails with the first lines that differ.
pub(crate) fn assert_same(name: &str, before: &str, after: &str) {
    if before == after {
        return;
    }
    let pairs = before.lines().zip(after.lines()).enumerate();
    let differ: Vec<_> = pairs.filter(|(_, (a, b))| a != b).take(4).collect();
    panic!("{name}: {} and {} lines; {differ:#?}", before.lines().count(), after.lines().count());
}
