//! Titles over several lines: no more lines than needed, all about equally long, no word or name parted.
//!
//! A title is set in a narrower measure, the same on both sides, so that its lines end early enough to be alike; a word
//! processor told of the indents comes to the same lines, and the text itself stays as it is. Where a line would end
//! inside a word or a name, that space is held.

use super::LayoutError;
use super::box_builder::BoxBuilder;
use super::lines::TypesetParagraph;
use crate::document::{Align, BlockRole, Paragraph};
use crate::length::Length;
use crate::style::RoleStyle;
use crate::text;

/// Bytes of the longest title; what is longer is no title.
const TITLE_MOST: usize = 1_200;
/// Times that spaces are held and the title is set anew.
const ROUNDS: usize = 6;
/// Room left on each side beyond the narrowest measure, so that no line ends a hair's breadth from it.
const SLACK: [Length; 3] = [Length::twips(20), Length::twips(40), Length::twips(60)];

/// Column, face and size a title is set in.
#[derive(Clone, Copy)]
struct TitleMeasure<'s> {
    style: &'s RoleStyle,
    size: Length,
    width: Length,
}

impl<'a> BoxBuilder<'a> {
    /// Sets a paragraph, balanced where it is a title of several lines.
    pub(super) fn set_balanced<'p>(
        &mut self,
        paragraph: &'p Paragraph,
        style: &'p RoleStyle,
        size: Length,
        width: Length,
    ) -> Result<TypesetParagraph<'p>, LayoutError> {
        let greedy = self.set(paragraph, style, size, width)?;
        let string = paragraph.text.as_str();
        let breaks = string.bytes().filter(|&b| b == b'\n').count();
        if !is_title(paragraph.role, style) || string.len() > TITLE_MOST || greedy.lines.len() <= breaks + 1 {
            return Ok(greedy);
        }
        let measure = TitleMeasure { style, size, width };
        let mut held: Vec<usize> = Vec::new();
        let mut best = greedy;
        for _ in 0..ROUNDS {
            let Some(set) = self.narrowest(paragraph, measure, best.lines.len(), &held)? else { break };
            let parted = parted_words(&set);
            best = set;
            if parted.is_empty() {
                break;
            }
            held.extend(parted);
            held.sort_unstable();
        }
        Ok(best)
    }

    /// A title in the narrowest measure that takes no more lines; none where even the whole column takes more.
    fn narrowest<'p>(
        &mut self,
        paragraph: &'p Paragraph,
        measure: TitleMeasure<'p>,
        lines: usize,
        held: &[usize],
    ) -> Result<Option<TypesetParagraph<'p>>, LayoutError> {
        let whole = self.set_inset(paragraph, measure, Length::ZERO, held)?;
        if whole.lines.len() > lines {
            return Ok(None);
        }
        // Twips taken from each side: `enough` keeps the lines, `too_many` does not.
        let (mut enough, mut too_many) = (0, measure.width.to_twips() / 2);
        while too_many - enough > 1 {
            let inset = (enough + too_many) / 2;
            let set = self.set_inset(paragraph, measure, Length::twips(inset), held)?;
            if set.lines.len() <= lines { enough = inset } else { too_many = inset }
        }
        for slack in SLACK {
            let inset = (Length::twips(enough) - slack).max(Length::ZERO);
            let set = self.set_inset(paragraph, measure, inset, held)?;
            if set.condense == whole.condense && set.lines.len() <= lines {
                return Ok(Some(set));
            }
        }
        Ok(Some(whole))
    }

    fn set_inset<'p>(
        &mut self,
        paragraph: &'p Paragraph,
        TitleMeasure { style, size, width }: TitleMeasure<'p>,
        inset: Length,
        held: &[usize],
    ) -> Result<TypesetParagraph<'p>, LayoutError> {
        let set = self.set_held(paragraph, style, size, width - inset * 2, held)?;
        Ok(TypesetParagraph { inset, ..set })
    }
}

/// Tests for a centred paragraph that is no line of a form: number, date, address.
fn is_title(role: BlockRole, style: &RoleStyle) -> bool {
    let form = matches!(
        role,
        BlockRole::TableHead
            | BlockRole::TableCell
            | BlockRole::Number
            | BlockRole::PlaceDate
            | BlockRole::Address
            | BlockRole::PageNumber
            | BlockRole::RecipientNote
    );
    style.align == Align::Center && !form
}

/// The spaces inside a word or a name at which lines end.
fn parted_words(set: &TypesetParagraph<'_>) -> Vec<usize> {
    let string = set.paragraph.text.as_str();
    let ends = set.lines.iter().filter(|line| !line.last).map(|line| line.text_end);
    ends.filter(|&end| string.as_bytes().get(end) == Some(&b' ') && text::parts_word(string, end)).collect()
}
