//! Widths of a table's columns, from what its cells say: each column is as wide as its longest piece that must not be
//! parted, what is left goes where the most text is.
//!
//! Where the pieces do not fit side by side, lines may end at every space, then inside addresses; then the text is set
//! smaller, as far as the style sheet allows. Numbers, dates and symbols are never parted while they fit.

use super::box_builder::BoxBuilder;
use super::breaks::{self, BreakOpportunities};
use crate::document::{Cell, Table};
use crate::font::{self, FaceId, UNITS_PER_EM};
use crate::length::Length;
use crate::text;
use std::ops::Range;

/// Width of an empty column.
const LEAST_COLUMN: Length = Length::pt(12);
/// Room that a cell has beyond its text, so that no break is a hair's breadth away.
const SLACK: Length = Length::pt(1);
/// Step by which the text of a table is made smaller: at whole points the heights of lines are those of word
/// processors, which round half points each in its own way.
const SIZE_STEP: Length = Length::pt(1);

/// Places at which lines of a cell may end, from strict to loose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CellBreaks {
    /// Those of any paragraph.
    Usual,
    /// Every space too: between a number and its unit, a label and its number.
    AtSpaces,
    /// The joints of addresses too.
    InAddresses,
}

impl CellBreaks {
    /// From strict to loose.
    const ALL: [Self; 3] = [Self::Usual, Self::AtSpaces, Self::InAddresses];

    /// The opportunities of a text.
    fn of(self, string: &str) -> BreakOpportunities {
        let mut breaks = breaks::find(string);
        if self >= Self::AtSpaces {
            breaks.no_break_spaces.clear();
        }
        if self >= Self::InAddresses {
            loosen_addresses(string, &mut breaks);
        }
        breaks
    }

    /// The opportunities of a text that may make its column narrower. A word with a slash, such as an address, is parted
    /// nowhere while it fits: a word processor may go back to the space before it then. Only where it is told of the
    /// joints does it part the word.
    fn measured(self, string: &str) -> BreakOpportunities {
        let mut breaks = self.of(string);
        if !breaks.soft.is_empty() {
            let whole = self.whole_words(string, &breaks);
            breaks.soft.retain(|&place| !breaks::is_within(&whole, place));
        }
        breaks
    }

    /// The words that are parted nowhere while they fit.
    fn whole_words(self, string: &str, breaks: &BreakOpportunities) -> Vec<Range<usize>> {
        let mut start = 0;
        let words = string.split([' ', '\n']).map(|word| {
            let range = start..start + word.len();
            start = range.end + 1;
            (word, range)
        });
        let is_whole = |word: &str, range: &Range<usize>| {
            let (slashed, told) = (word.contains(['/', '@']), breaks.tells_within(range));
            if self == Self::InAddresses {
                slashed && !told
            } else {
                slashed || !text::address_breaks(word).is_empty()
            }
        };
        words.filter(|(word, range)| is_whole(word, range)).map(|(_, range)| range).collect()
    }
}

/// Adds the joints of addresses to the opportunities; whether there are any.
pub(super) fn loosen_addresses(string: &str, breaks: &mut BreakOpportunities) -> bool {
    let (mut addresses, mut joints, mut start) = (Vec::new(), Vec::new(), 0);
    for token in string.split([' ', '\n', '\u{a0}']) {
        let places = text::address_breaks(token);
        if !places.is_empty() {
            addresses.push(start..start + token.len());
            joints.extend(places.iter().map(|place| start + place));
        }
        start += token.len();
        start += string.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    breaks.loosen(string, &addresses, &joints);
    !joints.is_empty()
}

/// Columns of a table, and how its cells are set to fit them.
pub(super) struct ColumnPlan {
    /// Needs of the cells in reading order.
    needs: Vec<CellNeed>,
    /// Together as wide as the text.
    pub widths: Vec<Length>,
    /// Largest size of text in the table; none where every text has the size of its role.
    pub most_size: Option<Length>,
    /// Flag: even so a piece is wider than its columns.
    pub too_narrow: bool,
}

/// Room a cell needs, in em units of its size.
#[derive(Clone, Debug)]
struct CellNeed {
    /// The first of its columns.
    at: usize,
    columns: usize,
    size: Length,
    /// Its longest piece, by [`CellBreaks`].
    least: [i64; 3],
    /// Its longest line when nothing but a line break ends one.
    most: i64,
    /// Flag: a word processor keeps room for the overhang of a slanted face.
    slanted: bool,
}

impl ColumnPlan {
    /// Size of a text whose role has `size`.
    pub(super) fn size(&self, size: Length) -> Length {
        self.most_size.map_or(size, |most| most.min(size))
    }

    /// The strictest opportunities with which no piece of the cell that is `index` in reading order is wider than
    /// `width`.
    pub(super) fn breaks(&self, index: usize, string: &str, width: Length) -> BreakOpportunities {
        let need = self.needs.get(index);
        let fits = |&breaks: &CellBreaks| {
            need.is_some_and(|need| need.width(need.least[breaks as usize], self.most_size) - SLACK <= width)
        };
        let breaks = CellBreaks::ALL.into_iter().find(fits).unwrap_or(CellBreaks::InAddresses);
        breaks.of(string)
    }
}

impl CellNeed {
    /// The width of so many units at no more than a size, with room for the overhang.
    fn width(&self, units: i64, most_size: Option<Length>) -> Length {
        let size = most_size.map_or(self.size, |most| most.min(self.size));
        let slant = if self.slanted { font::line_height(size) / 12 } else { Length::ZERO };
        size.part(units, UNITS_PER_EM) + slant + SLACK
    }
}

impl BoxBuilder<'_> {
    /// The columns of a table in a column of `width`.
    pub(super) fn column_plan(&self, table: &Table, width: Length) -> ColumnPlan {
        let mut needs = Vec::new();
        for row in table.header.iter().chain(&table.rows) {
            let mut at = 0;
            for cell in &row.cells {
                needs.push(self.cell_need(cell, at));
                at += cell.columns;
            }
        }
        let count = table.columns.len().max(1);
        let edges = self.style.table.margin * 2 + self.style.table.border * 2;
        let own = CellBreaks::ALL.map(|breaks| (breaks, None));
        let smaller = self.smaller_sizes(&needs).map(|size| (CellBreaks::InAddresses, Some(size)));
        let mut last = None;
        for (breaks, most_size) in own.into_iter().chain(smaller) {
            let least =
                needed(&needs, count, edges, |need| need.width(need.least[breaks as usize], most_size));
            let fits = least.iter().copied().sum::<Length>() <= width;
            last = Some((least, most_size, !fits));
            if fits {
                break;
            }
        }
        let (least, most_size, too_narrow) = last.unwrap_or_else(|| (vec![LEAST_COLUMN; count], None, false));
        let most = needed(&needs, count, edges, |need| need.width(need.most, most_size));
        ColumnPlan { widths: share(width, &least, &most), needs, most_size, too_narrow }
    }

    /// The sizes below those of the roles, the largest first.
    fn smaller_sizes(&self, needs: &[CellNeed]) -> impl Iterator<Item = Length> + use<> {
        let largest = needs.iter().map(|need| need.size).max().unwrap_or_default();
        let smallest = self.style.table.smallest;
        std::iter::successors(Some(largest - SIZE_STEP), |&size| Some(size - SIZE_STEP))
            .take_while(move |&size| size >= smallest && size > Length::ZERO)
    }

    fn cell_need(&self, cell: &Cell, at: usize) -> CellNeed {
        let paragraph = &cell.paragraph;
        let (style, string) = (self.style.role(paragraph.role), paragraph.text.as_str());
        let mut need =
            CellNeed { at, columns: cell.columns, size: style.size, least: [0; 3], most: 0, slanted: false };
        let mut levels = CellBreaks::ALL.map(|breaks| PieceWidth::new(breaks.measured(string)));
        let mut line = 0;
        for (span, look) in paragraph.text.spans() {
            let id = FaceId::of(style.bold || look.bold, style.italic || look.italic);
            need.slanted |= matches!(id, FaceId::Italic | FaceId::BoldItalic);
            let face = self.fonts.face(id);
            for (offset, c) in string.get(span.clone()).unwrap_or("").char_indices() {
                let advance = i64::from(face.advance(c));
                line = if c == '\n' { 0 } else { line + advance };
                need.most = need.most.max(line);
                levels.iter_mut().for_each(|level| level.take(span.start + offset, c, advance));
            }
        }
        need.least = levels.map(|level| level.widest);
        need
    }
}

/// Width of the pieces between opportunities.
struct PieceWidth {
    breaks: BreakOpportunities,
    /// The next of the kept spaces and of the soft places.
    keep: usize,
    soft: usize,
    units: i64,
    widest: i64,
}

impl PieceWidth {
    fn new(breaks: BreakOpportunities) -> Self {
        Self { breaks, keep: 0, soft: 0, units: 0, widest: 0 }
    }

    /// Takes the character at a byte.
    fn take(&mut self, at: usize, c: char, advance: i64) {
        if self.breaks.soft.get(self.soft) == Some(&at) {
            self.soft += 1;
            self.units = 0;
        }
        let mut kept = self.breaks.no_break_spaces.get(self.keep) == Some(&at);
        self.keep += usize::from(kept);
        kept |= c == ' ' && self.breaks.is_glued(at + 1);
        if c == '\n' || (c == ' ' && !kept) {
            self.units = 0;
            return;
        }
        self.units += advance;
        self.widest = self.widest.max(self.units);
    }
}

/// Width of each column so that every cell has what it needs. A cell over several columns asks only for what they do
/// not have already, one over few columns before one over many.
fn needed(
    needs: &[CellNeed],
    count: usize,
    edges: Length,
    width: impl Fn(&CellNeed) -> Length,
) -> Vec<Length> {
    let mut columns = vec![LEAST_COLUMN; count];
    let mut spanning: Vec<&CellNeed> = Vec::new();
    for need in needs {
        match columns.get_mut(need.at) {
            Some(column) if need.columns == 1 => *column = (width(need) + edges).max(*column),
            _ => spanning.push(need),
        }
    }
    spanning.sort_by_key(|need| need.columns);
    for need in spanning {
        let end = (need.at + need.columns).min(count);
        if let Some(columns) = columns.get_mut(need.at..end) {
            widen(columns, width(need) + edges);
        }
    }
    columns
}

/// Widens columns to so much together, each in proportion to its width.
fn widen(columns: &mut [Length], need: Length) {
    let sum: Length = columns.iter().copied().sum();
    let Some(missing) = Some(need - sum).filter(|&missing| missing > Length::ZERO) else { return };
    for column in columns {
        *column += part(missing, *column, sum) + Length::twips(1);
    }
}

/// `whole` in the ratio of `weight` to `weights`.
fn part(whole: Length, weight: Length, weights: Length) -> Length {
    whole.part(weight.to_emu() / 100, (weights.to_emu() / 100).max(1))
}

/// Parts `width` so that no column is below `least` (if it can be helped) and columns with more text get more.
fn share(width: Length, least: &[Length], most: &[Length]) -> Vec<Length> {
    // Text that fills more than a line gains no more by room than text that fills it.
    let most: Vec<Length> = most.iter().zip(least).map(|(&m, &l)| m.min(width).max(l)).collect();
    let (all_least, all_most): (Length, Length) = (least.iter().copied().sum(), most.iter().copied().sum());
    let mut widths: Vec<Length> = if all_least >= width {
        least.iter().map(|&l| part(width, l, all_least)).collect()
    } else if all_most <= width {
        most.iter().map(|&m| m + part(width - all_most, m, all_most)).collect()
    } else {
        let spread = all_most - all_least;
        least.iter().zip(&most).map(|(&l, &m)| l + part(width - all_least, m - l, spread)).collect()
    };
    widths.iter_mut().for_each(|w| *w = w.to_whole_twips());
    // Rounding goes to the last column, so that the table is exactly as wide as the text.
    let sum: Length = widths.iter().copied().sum();
    if let Some(last) = widths.last_mut() {
        *last += width - sum;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_width_exactly() {
        let pt = Length::pt;
        for (least, most) in [
            (vec![pt(20), pt(30)], vec![pt(40), pt(300)]),
            (vec![pt(20), pt(30)], vec![pt(400), pt(3_000)]),
            (vec![pt(600), pt(300)], vec![pt(600), pt(3_000)]),
        ] {
            let widths = share(Length::twips(9_355), &least, &most);
            assert_eq!(widths.iter().copied().sum::<Length>(), Length::twips(9_355));
        }
    }

    #[test]
    fn a_column_is_never_narrower_than_its_longest_word_if_the_words_fit() {
        let widths =
            share(Length::pt(400), &[Length::pt(90), Length::pt(50)], &[Length::pt(95), Length::pt(4_000)]);
        assert!(widths[0] >= Length::pt(89), "{widths:?}");
    }

    #[test]
    fn a_cell_over_columns_widens_them_in_proportion_and_only_by_what_they_lack() {
        let mut columns = [Length::pt(10), Length::pt(30)];
        widen(&mut columns, Length::pt(40));
        assert_eq!(columns, [Length::pt(10), Length::pt(30)]);
        widen(&mut columns, Length::pt(80));
        assert!((columns[0] - Length::pt(20)).abs() <= Length::twips(1), "{columns:?}");
        assert!((columns[1] - Length::pt(60)).abs() <= Length::twips(1), "{columns:?}");
    }
}
