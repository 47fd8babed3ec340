//! The recogniser: flow of any source → a draft in faithful mode of each paper in it.
//!
//! Structure is told from what paragraphs say and where they stand, never from the names of styles, so it does not matter
//! which program wrote the file. Nothing is lost: what has no place of its own goes into the body and is named among the
//! doubts, and the account of words is closed over the whole ([`account`]). Refuses nothing.

mod account;
mod appendix;
mod attached;
mod content;
mod dates;
mod doubts;
mod emphasis;
mod foot;
mod head;
mod issuer;
mod knowledge;
mod lead;
mod looks;
mod masthead;
mod names;
mod pieces;
mod reading;
mod receivers;
mod signature;
mod split;
mod structure;
mod tables;
mod title;
mod words;

#[cfg(test)]
mod tests;

pub use knowledge::{Knowledge, KnownOrgan, KnownType};
use reading::PaperReading;

use super::Draft;
use super::source::{Mend, Source};
use crate::appearance::MeasuredFormatting;
use crate::report::Problem;

/// Papers found in a source, in its order; at least one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Import {
    /// Each as a draft of its own.
    pub papers: Vec<PaperImport>,
}

impl Import {
    /// The first paper.
    pub fn first(self) -> PaperImport {
        self.papers.into_iter().next().unwrap_or_default()
    }
}

/// A paper as it was recognised.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PaperImport {
    /// The draft, in faithful mode.
    pub draft: Draft,
    /// How the paper looks; places are those of the draft.
    pub appearance: MeasuredFormatting,
    /// What a person should look at.
    pub doubts: Vec<Problem>,
    /// What was changed or left out; a line is the number of a paragraph of a DOCX, or of a line of a text, from 1.
    pub mended: Vec<Mend>,
    /// Words of the paper in its source, and those of them that the reader of the file left out and named.
    pub words: (usize, usize),
}

/// The papers in a source.
pub(in crate::input) fn read(source: &Source, knowledge: &Knowledge) -> Import {
    let borders = split::borders(&source.items);
    let papers = match borders.as_slice() {
        [] => vec![paper(source, knowledge)],
        _ => split::papers(source, &borders).iter().map(|source| paper(source, knowledge)).collect(),
    };
    Import { papers }
}

/// One paper.
fn paper(source: &Source, knowledge: &Knowledge) -> PaperImport {
    let mut reading = PaperReading::new(knowledge, source.wrapped);
    reading.mended.extend(source.mended.iter().cloned());
    reading.doubts.extend(source.doubts.iter().cloned());
    doubts::of_file(&mut reading, source);
    structure::read(&mut reading, source);
    let appearance = if source.wrapped {
        MeasuredFormatting::default()
    } else {
        looks::appearance(source, &reading.places.0)
    };
    doubts::bound(&mut reading.doubts);
    if !source.wrapped {
        // A line of a file that has none says nothing to people; the sentences quote what they speak of.
        reading.doubts.iter_mut().for_each(|doubt| doubt.line = None);
    }
    reading.mended.sort_by_key(|mend| mend.line);
    let words = (source.words(), source.left_out());
    let PaperReading { values, doubts, mended, .. } = reading;
    PaperImport { draft: Draft { values }, appearance, doubts, mended, words }
}
