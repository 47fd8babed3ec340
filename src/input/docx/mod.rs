//! A DOCX made anywhere → [`Import`], and how it looks.
//!
//! Comes in: the bytes of a file and what is known of document types and organs. Goes out: a draft that reproduces
//! the document as issued, the look of each of its paragraphs with the place it went to, what was mended, and what a
//! person should look at. Structure is told from what paragraphs say and where they stand, never from the names of
//! styles, so it does not matter which program wrote the file. Nothing is lost: what has no place of its own goes
//! into the body and is named among the doubts. Refused: other kinds of file, damaged ones, those past the limits.

mod archive;
mod body;
mod formulas;
mod grid;
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
use letters::Decoding;
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
    let source = read(&parts, &mut budget)?;
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
    let comments = parse("comments.xml", &parts.comments, budget)?;
    let mut margins = BTreeMap::new();
    for (id, text) in &parts.margins {
        margins.insert(id.clone(), Tree::parse("header.xml", text, budget)?);
    }
    let trees =
        Trees { document, styles, theme, numbering, settings, footnotes, endnotes, comments, margins };
    let (flow, untold) = trees.flow(Encoding::Unicode)?;
    match legacy::detect(&untold) {
        Encoding::Unicode => Ok(flow),
        encoding => {
            let (mut flow, _) = trees.flow(encoding)?;
            flow.traits.encodings.push(encoding.name());
            Ok(flow)
        }
    }
}

/// The parts of a file as trees.
struct Trees<'p> {
    document: Tree<'p>,
    styles: Option<Tree<'p>>,
    theme: Option<Tree<'p>>,
    numbering: Option<Tree<'p>>,
    settings: Option<Tree<'p>>,
    footnotes: Option<Tree<'p>>,
    endnotes: Option<Tree<'p>>,
    comments: Option<Tree<'p>>,
    /// Headers and footers by the id of their relationship.
    margins: BTreeMap<String, Tree<'p>>,
}

impl Trees<'_> {
    /// The flow of the file, and its letters whose font does not tell their encoding, which is taken to be `encoding`.
    fn flow(&self, encoding: Encoding) -> Result<(Source, String), Report> {
        let styles = Styles::read(self.styles.as_ref(), self.theme.as_ref());
        let comments = self.comments.iter().flat_map(|tree| tree.root().children());
        let mut reader = Reader {
            styles: &styles,
            numbering: Numbering::read(self.numbering.as_ref()),
            flow: Source::default(),
            fields: Vec::new(),
            referred: Vec::new(),
            comments: comments.filter_map(|comment| Some((comment.at("id")?, comment))).collect(),
            margins: Margins::of(&self.margins),
            tab: self.settings.as_ref().and_then(default_tab).unwrap_or(Length::twips(720)),
            paragraphs: 0,
            joining: None,
            decoding: Decoding { encoding, untold: String::new() },
        };
        let mut items = Vec::new();
        reader.blocks(self.document.root(), None, &mut items);
        notes(&mut reader, self.footnotes.as_ref(), self.endnotes.as_ref());
        if reader.is_full() {
            return Err(refusal::too_many_paragraphs());
        }
        for mend in &mut reader.flow.mended {
            mend.before = mend.before.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        Ok((Source { items, ..reader.flow }, reader.decoding.untold))
    }
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
