//! Budget of work for laying out a document: counted, so that the same document always comes to the same answer.

use super::LayoutError;
use crate::length::Length;
use crate::limits;

/// Steps that placing a line or a cell takes: it is kept for every page it stands on, and written into every file.
const PIECE_STEPS: u64 = 20;

/// Work done so far on laying out one document.
#[derive(Debug, Default)]
pub(super) struct WorkBudget {
    /// Steps taken: characters measured, lines and cells placed.
    spent: u64,
    /// The part of the document in work: 0 for the document itself, then the appendixes.
    part: usize,
}

impl WorkBudget {
    /// Begins a part of the document.
    pub(super) fn begin(&mut self, part: usize) {
        self.part = part;
    }

    /// Counts steps.
    ///
    /// # Errors
    /// More than [`limits::LAYOUT_STEPS`] of them.
    pub(super) fn spend(&mut self, steps: u64) -> Result<(), LayoutError> {
        self.spent = self.spent.saturating_add(steps);
        if self.spent > limits::LAYOUT_STEPS {
            return Err(LayoutError::TooMuchWork { part: self.part });
        }
        Ok(())
    }

    /// Counts lines and cells placed.
    ///
    /// # Errors
    /// As [`WorkBudget::spend`].
    pub(super) fn place(&mut self, pieces: u64) -> Result<(), LayoutError> {
        self.spend(pieces.saturating_mul(PIECE_STEPS))
    }

    /// Steps taken.
    pub(super) fn spent(&self) -> u64 {
        self.spent
    }
}

/// The height of all pages a document may still fill. Line boxes lose at most the space above them when they are put on
/// pages, so what is higher without it is certainly too long: there is no need to lay out the rest.
#[derive(Debug)]
pub(super) struct RemainingHeight {
    left: Length,
}

impl RemainingHeight {
    /// Pages of this height.
    pub(super) fn of_pages(count: usize, height: Length) -> Self {
        Self { left: height * i64::try_from(count).unwrap_or(i64::MAX / height.to_emu().max(1)) }
    }

    /// Tests whether so much more would still fit.
    ///
    /// # Errors
    /// It would not.
    pub(super) fn holds(&self, height: Length) -> Result<(), LayoutError> {
        if height > self.left { Err(LayoutError::TooManyPages) } else { Ok(()) }
    }

    /// Takes room.
    ///
    /// # Errors
    /// There is not so much.
    pub(super) fn take(&mut self, height: Length) -> Result<(), LayoutError> {
        self.holds(height)?;
        self.left -= height;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::box_builder::BoxBuilder;
    use super::super::{fill_sections, tests};
    use super::*;
    use crate::document::{
        Align, Block, BlockRole, Cell, Document, Meta, Paragraph, Section, Table, TableRow,
    };
    use crate::font::FontBook;

    /// Number of pages that sections with these blocks make, or the refusal, and the steps spent.
    fn attempt(sections: Vec<Vec<Block>>) -> (Result<usize, LayoutError>, u64) {
        let section = |blocks| Section { blocks, ..tests::section(vec![]) };
        let document = Document::new(Meta::default(), sections.into_iter().map(section).collect());
        let style = tests::sheet();
        let mut preparation = BoxBuilder::new(&document, &style, FontBook::embedded());
        let pages = fill_sections(&document, &mut preparation)
            .map(|sections| sections.iter().map(|section| section.1.len()).sum());
        (pages, preparation.budget.spent())
    }

    fn body(text: impl Into<String>) -> Block {
        Block::Paragraph(Paragraph::new(BlockRole::Body, text.into()))
    }

    /// A table with one row above and these cells below.
    fn table(head: &[String], rows: &[Vec<String>]) -> Block {
        let row = |role, cells: &[String]| TableRow {
            cells: cells.iter().map(|text| Cell::new(1, Paragraph::new(role, text.as_str()))).collect(),
        };
        Block::Table(Table {
            columns: vec![Align::Left; head.len()],
            header: vec![row(BlockRole::TableHead, head)],
            rows: rows.iter().map(|cells| row(BlockRole::TableCell, cells)).collect(),
            ..Table::default()
        })
    }

    #[test]
    fn a_word_without_an_end_takes_as_many_steps_as_it_has_letters() {
        for piece in ["a", "(", ")", "*", "-", "a-", "—", "…", "./.", "1", "a/", "AB-", "?", "m\u{301}"] {
            for text in [piece.repeat(20_000 / piece.len()), format!("{} ", piece.repeat(7)).repeat(2_000)] {
                let (twice, long) = attempt(vec![vec![body(text.repeat(2))]]);
                let (once, short) = attempt(vec![vec![body(text)]]);
                assert!(once.is_ok() && twice.is_ok());
                // A paragraph may be broken anew where a break is near the margin.
                assert!(long <= short * 22 / 10 + 20_000, "{piece}: {short}, {long}");
            }
        }
        let (pages, steps) = attempt(vec![vec![body("a".repeat(limits::BODY_BYTES))]]);
        assert!(pages.unwrap() > 300);
        assert!(steps < 8 * limits::BODY_BYTES as u64, "{steps}");
    }

    #[test]
    fn a_document_of_too_many_pages_is_given_up_when_five_hundred_are_full() {
        let too_long = [
            vec![body("một dòng"); 60_000],
            vec![body("một dòng\n".repeat(60_000))],
            vec![table(&["a".into()], &vec![vec!["một\n".repeat(40)]; 2_000])],
            vec![table(&["a".into(), "b".into()], &[vec!["x\n".repeat(200_000), "y".into()]])],
        ];
        for blocks in too_long {
            let (pages, steps) = attempt(vec![blocks]);
            assert_eq!(pages, Err(LayoutError::TooManyPages));
            // Forty lines of eight characters a page.
            assert!(steps < 500 * 41 * 15, "{steps}");
        }
    }

    #[test]
    fn pages_are_counted_over_all_parts() {
        let full = |count: usize| vec![body("a\n".repeat(40 * count))];
        assert!(attempt(vec![full(200), full(200)]).0.is_ok());
        assert_eq!(attempt(vec![full(200), full(200), full(200)]).0, Err(LayoutError::TooManyPages));
        assert_eq!(attempt(vec![vec![body("a")]; limits::PAGES]).0, Ok(limits::PAGES));
        assert_eq!(attempt(vec![vec![body("a")]; limits::PAGES + 1]).0, Err(LayoutError::TooManyPages));
    }

    #[test]
    fn a_row_over_many_pages_takes_as_many_steps_as_it_has_lines() {
        let row = |lines: usize| vec![table(&vec!["a".into(); 4], &[vec!["x\n".repeat(lines); 4]])];
        let ((once, short), (twice, long)) = (attempt(vec![row(5_000)]), attempt(vec![row(10_000)]));
        assert!(once.unwrap() > 100 && twice.unwrap() > 200);
        assert!(long <= short * 22 / 10, "{short}, {long}");
    }

    #[test]
    fn a_tall_head_on_every_page_is_too_much_work_and_its_part_is_named() {
        let head = vec!["x\n".repeat(2_000); 30];
        let rows = vec![vec!["y".to_owned(); 30]; 400];
        let (pages, steps) = attempt(vec![vec![body("a")], vec![table(&head, &rows)]]);
        assert_eq!(pages, Err(LayoutError::TooMuchWork { part: 1 }));
        assert!(steps < limits::LAYOUT_STEPS + 10_000_000, "{steps}");
    }
}
