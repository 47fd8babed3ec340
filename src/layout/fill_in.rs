//! Fill-in lines: rows of dots that a person writes on, `Địa chỉ: ..........`.
//!
//! A row that would be torn, or part its label's words, is set smaller, so that it stands whole on the line on which its
//! label does. Its dots stay in the text, all of them. A row too long for that stays as it is and fills several lines.

use super::lines::TypesetParagraph;
use crate::font::FontBook;
use crate::length::Length;
use crate::style::LineHeight;
use std::ops::Range;

/// Fewest full stops that make a row; fewer are a blank in a sentence.
const LEAST_STOPS: usize = 12;
/// Full stops that an ellipsis counts for.
const STOPS_OF_ELLIPSIS: usize = 3;
/// The step of sizes that a word processor knows.
const STEP: Length = Length::emu(6_350);

/// Longest paragraph whose rows are looked at, in bytes, and most rows of one: a form has no longer ones, and each row
/// sets the paragraph anew.
const MOST_BYTES: usize = 4_000;
const MOST_ROWS: usize = 8;

/// The rows of dots of a text.
fn rows(text: &str) -> Vec<Range<usize>> {
    let is_dot = |c: char| matches!(c, '.' | '…');
    let mut rows = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find("....").into_iter().chain(text[from..].find("……")).min() {
        let start = from + found;
        let end = text[start..].find(|c| !is_dot(c)).map_or(text.len(), |length| start + length);
        let stops: usize =
            text[start..end].chars().map(|c| if c == '.' { 1 } else { STOPS_OF_ELLIPSIS }).sum();
        if stops >= LEAST_STOPS {
            rows.push(start..end);
        }
        from = end;
    }
    rows
}

/// Sets the rows of a paragraph smaller where they need it.
pub(super) fn trim(set: &mut TypesetParagraph<'_>, fonts: &FontBook) {
    // In lines as high as what stands in them, smaller dots would make a line lower.
    let text = set.paragraph.text.as_str();
    if set.style.line == LineHeight::Single || text.len() > MOST_BYTES {
        return;
    }
    for row in rows(text).into_iter().take(MOST_ROWS) {
        trim_row(set, row, fonts);
    }
}

fn trim_row(set: &mut TypesetParagraph<'_>, row: Range<usize>, fonts: &FontBook) {
    let whole = |set: &TypesetParagraph<'_>| set.line_at(row.start).filter(|line| row.end <= line.text_end);
    let natural = whole(set).map(|line| line.start);
    let styles = set.styles.clone();
    let in_steps = |size: Length| Length::emu(size.to_emu() - size.to_emu() % STEP.to_emu());
    let least = in_steps(set.size / 2);
    set.resize(&row, least, fonts);
    let Some(line) = whole(set).filter(|line| natural != Some(line.start)) else {
        set.styles = styles;
        return set.break_guarded(fonts);
    };
    // The size at which it would fill the line, and below until nothing else is moved by it.
    let mut size = in_steps(set.size_to_fill(&row, fonts)).clamp(least, in_steps(set.size));
    loop {
        set.resize(&row, size, fonts);
        if size <= least || whole(set).is_some_and(|now| now.start == line.start) {
            break;
        }
        size = (size - STEP).max(least);
    }
    set.trimmed.push((row, size));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_dots_is_a_fill_in_line_and_three_dots_are_none() {
        let text = "Tên: ............, v.v... ngày ..../..../...... tại ………… (…)";
        let found: Vec<&str> = rows(text).into_iter().map(|row| &text[row]).collect();
        assert_eq!(found, ["............", "…………"]);
    }
}
