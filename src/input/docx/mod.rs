//! A DOCX made anywhere → [`Import`], and how it looks.
//!
//! Comes in: the bytes of a file and what is known of document types and organs. Goes out: a draft that reproduces
//! the document as issued, the look of each of its paragraphs with the place it went to, what was mended, and what a
//! person should look at. Structure is told from what paragraphs say and where they stand, never from the names of
//! styles, so it does not matter which program wrote the file. Nothing is lost: what has no place of its own goes
//! into the body and is named among the doubts. Refused: other kinds of file, damaged ones, those past the limits.

mod archive;
mod body;
mod inline;
mod letters;
mod numbering;
mod package;
mod properties;
mod refusal;
mod sections;
mod styles;
mod xml;

use super::paper::{self, Import, Knowledge};
use crate::input::source::{Item, Paragraph, Source};
use crate::length::Length;
use crate::report::Report;
use crate::text::legacy::{self, Encoding};
use archive::Archive;
use body::Reader;
use numbering::Numbering;
use package::Parts;
use sections::Margins;
use std::collections::BTreeMap;
use styles::Styles;
use xml::{Budget, Tree};

/// Whether bytes are a word-processor file, or another archive, rather than text; [`import`] says which.
pub fn is_file(bytes: &[u8]) -> bool {
    const SIGNATURES: [&[u8]; 4] = [b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF-"];
    SIGNATURES.iter().any(|signature| bytes.starts_with(signature)) || bytes.starts_with(b"{\\rtf")
}

/// The papers in a DOCX, and their looks; what is wrong with the file otherwise.
pub fn import(bytes: &[u8], knowledge: &Knowledge) -> Result<Import, Report> {
    let mut archive = Archive::open(bytes)?;
    let mut budget = Budget::new();
    let parts = package::open(&mut archive, &mut budget)?;
    let mut source = read(&parts, &mut budget)?;
    convert(&mut source);
    Ok(paper::read(&source, knowledge))
}

/// Everything that stands in the file.
fn read(parts: &Parts, budget: &mut Budget) -> Result<Source, Report> {
    let document = Tree::parse(&parts.document.0, &parts.document.1, budget)?;
    if document.root().w() != "document" {
        return Err(refusal::missing("nội dung chính"));
    }
    let styles = parse("styles.xml", &parts.styles, budget)?;
    let theme = parse("theme1.xml", &parts.theme, budget)?;
    let numbering = parse("numbering.xml", &parts.numbering, budget)?;
    let settings = parse("settings.xml", &parts.settings, budget)?;
    let footnotes = parse("footnotes.xml", &parts.footnotes, budget)?;
    let endnotes = parse("endnotes.xml", &parts.endnotes, budget)?;
    let mut margins = Margins::default();
    for (id, text) in &parts.margins {
        margins.parts.insert(id.clone(), Tree::parse("header.xml", text, budget)?);
    }
    let styles = Styles::read(styles.as_ref(), theme.as_ref());
    let mut reader = Reader {
        styles: &styles,
        numbering: Numbering::read(numbering.as_ref()),
        flow: Source::default(),
        fields: Vec::new(),
        referred: Vec::new(),
        margins,
        tab: settings.as_ref().and_then(default_tab).unwrap_or(Length::twips(720)),
        paragraphs: 0,
    };
    let mut items = Vec::new();
    reader.blocks(document.root(), None, &mut items);
    notes(&mut reader, footnotes.as_ref(), endnotes.as_ref());
    if reader.is_full() {
        return Err(refusal::too_many_paragraphs());
    }
    Ok(Source { items, ..reader.flow })
}

/// A part as a tree, if it is there.
fn parse<'p>(name: &str, text: &'p Option<String>, budget: &mut Budget) -> Result<Option<Tree<'p>>, Report> {
    text.as_deref().map(|text| Tree::parse(name, text, budget)).transpose()
}

/// Where tabs go that no stop is set for.
fn default_tab(settings: &Tree<'_>) -> Option<Length> {
    properties::twips(settings.root().child("defaultTabStop")?, "val").filter(|tab| *tab >= Length::twips(20))
}

/// Reads the notes that the document refers to.
fn notes(reader: &mut Reader<'_>, footnotes: Option<&Tree<'_>>, endnotes: Option<&Tree<'_>>) {
    for (at_end, tree) in [(false, footnotes), (true, endnotes)] {
        let wanted: Vec<String> =
            reader.referred.iter().filter(|(end, _)| *end == at_end).map(|(_, id)| id.clone()).collect();
        let Some(tree) = tree.filter(|_| !wanted.is_empty()) else { continue };
        let by_id: BTreeMap<&str, xml::Element<'_>> =
            tree.root().children().filter_map(|e| Some((e.at("id")?, e))).collect();
        for note in wanted.iter().filter_map(|id| by_id.get(id.as_str())) {
            let mut items = Vec::new();
            reader.blocks(*note, None, &mut items);
            let text = |p: &&Paragraph| !p.is_blank();
            reader.flow.notes.extend(items.iter().flat_map(Item::paragraphs).filter(text).cloned());
        }
    }
}

/// Converts legacy text in fonts whose names do not tell of it.
fn convert(flow: &mut Source) {
    let mut all = String::new();
    for paragraph in flow.items.iter().flat_map(Item::paragraphs) {
        all.push_str(paragraph.text.as_str());
        all.push('\n');
    }
    let encoding = legacy::detect(&all);
    if encoding == Encoding::Unicode {
        return;
    }
    flow.traits.encodings.push(encoding.name());
    for item in &mut flow.items {
        item.each(&mut |paragraph| letters::convert(paragraph, encoding));
    }
}
