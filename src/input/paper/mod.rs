//! The recogniser: flow of any source → drafts in faithful mode.

mod appendix;
mod attached;
mod content;
mod doubts;
mod foot;
mod head;
mod knowledge;
mod lead;
mod looks;
mod pieces;
mod reading;
mod signature;
mod structure;
mod tables;
mod words;

pub use knowledge::{Knowledge, KnownOrgan, KnownType};
pub(in crate::input) use reading::PaperReading;

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
    let mut reading = PaperReading::new(knowledge);
    reading.mended.extend(source.mended.iter().cloned());
    doubts::of_file(&mut reading, source);
    let placed = structure::read(&mut reading, source);
    let appearance = looks::appearance(source, &placed);
    doubts::bound(&mut reading.doubts);
    // A line of a file that has none says nothing to people; the sentences quote what they speak of.
    reading.doubts.iter_mut().for_each(|doubt| doubt.line = None);
    reading.mended.sort_by_key(|mend| mend.line);
    let words = (source.words(), source.left_out());
    let PaperReading { values, doubts, mended, .. } = reading;
    Import { papers: vec![PaperImport { draft: Draft { values }, appearance, doubts, mended, words }] }
}
