//! Makes the numbering of a body consistent.
//!
//! Takes outline text; gives the same text with other numbers in its markers, level by level, each in its own style,
//! and in the references to them that certainly mean this document. Nothing else changes by a byte. What a person has
//! to decide is a [`Ambiguity`]. A body whose numbers are right comes back as it was; renumbering twice is renumbering once.

mod numbering;
mod numbering_block;
mod reference;
mod source_markers;
mod targets;

#[cfg(test)]
pub(crate) mod property_tests;
#[cfg(test)]
mod tests;

use numbering::number_until_stable;
pub(crate) use numbering::{MarkerCount, MarkerPlacement, NumberingFault, number};
pub(crate) use numbering_block::{NumberingBlock, numbering_block, quote};

use crate::document::Block;
use crate::outline::{line_starts, parse_lines};
use crate::report::{FieldPath, Report};
use serde::Serialize;
use source_markers::{NumberedBody, SourceMarker};
use std::ops::Range;

/// A body after renumbering.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Renumbered {
    /// The text.
    pub body: String,
    /// Markers that changed, in order.
    pub changes: Vec<RenumberChange>,
    /// References in the text that changed with them, in order.
    pub references: Vec<RenumberChange>,
    /// Places a person should look at, in order.
    pub doubts: Vec<Ambiguity>,
}

impl Renumbered {
    /// Tests whether anything changed.
    pub fn is_changed(&self) -> bool {
        !self.changes.is_empty() || !self.references.is_empty()
    }
}

/// A number that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RenumberChange {
    /// The line of the body, from 1; the same before and after.
    pub line: usize,
    /// Text before: `3.1.`, or of a reference `mục 3.1`.
    pub before: String,
    /// Text after.
    pub after: String,
}

/// Something that could not be decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ambiguity {
    /// The line of the body, from 1.
    pub line: usize,
    /// The words that are meant, as they are before renumbering.
    pub text: String,
    /// The sentence for the person, in Vietnamese.
    pub message: String,
}

/// Renumbers a body. One over the size limit comes back as it was.
pub fn renumber(body: &str) -> Renumbered {
    let source = NumberedBody::read(body);
    let mut edits = Vec::new();
    let mut out = Renumbered::default();
    for marked in &source.marked {
        move_marker(&source, marked, &mut edits, &mut out);
    }
    if !out.changes.is_empty() {
        reference::follow(&source, &mut edits, &mut out);
    }
    edits.sort_by_key(|edit: &SourceEdit| edit.range.start);
    out.doubts.sort_by_key(|doubt| doubt.line);
    out.body = apply(body, &edits);
    out
}

/// Bytes of the body and what stands there afterwards.
struct SourceEdit {
    range: Range<usize>,
    text: String,
}

fn move_marker(
    source: &NumberedBody<'_>,
    marked: &SourceMarker,
    edits: &mut Vec<SourceEdit>,
    out: &mut Renumbered,
) {
    let (count, line) = (marked.count, source.line_at(marked.range.start));
    let before = source.text.get(marked.range.clone()).unwrap_or("");
    let mut doubt = |message: String| out.doubts.push(Ambiguity { line, text: before.to_owned(), message });
    if count.written == count.right {
        return;
    }
    let Some(after) = marked.spelled(before) else {
        doubt(format!(
            "Kiểu đánh số «{before}» không viết được số tiếp theo: hãy tách bớt mục hoặc đổi kiểu đánh số."
        ));
        return;
    };
    if count.strays {
        doubt(format!(
            "«{before}» không bắt đầu bằng số của mục chứa nó nên đã đổi thành «{after}»: hãy xem nó có đứng đúng chỗ không."
        ));
    } else if count.fault == Some(NumberingFault::Back) && count.written.last() == 1 {
        doubt(format!(
            "Dãy số bắt đầu lại từ «{before}» nên đã đổi thành «{after}»: nếu là danh sách con, hãy đánh số theo cấp dưới."
        ));
    }
    out.changes.push(RenumberChange { line, before: before.to_owned(), after: after.clone() });
    edits.push(SourceEdit { range: marked.range.clone(), text: after });
}

/// The text with the edits, which are in order; one that overlaps the edit before it is left out.
fn apply(text: &str, edits: &[SourceEdit]) -> String {
    let mut out = String::with_capacity(text.len() + edits.len());
    let mut at = 0;
    for edit in edits {
        if let Some(kept) = text.get(at..edit.range.start) {
            out.push_str(kept);
            out.push_str(&edit.text);
            at = edit.range.end;
        }
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

/// The pieces of blocks, quotations found.
fn pieces(blocks: &[Block]) -> Vec<NumberingBlock> {
    let mut pieces: Vec<NumberingBlock> = blocks
        .iter()
        .map(|block| match block {
            Block::Paragraph(paragraph) => numbering_block(paragraph),
            _ => NumberingBlock::Apart,
        })
        .collect();
    quote(&mut pieces, blocks.iter().map(text_of));
    pieces
}

/// Text of a paragraph; nothing of a table.
fn text_of(block: &Block) -> &str {
    match block {
        Block::Paragraph(paragraph) => paragraph.text.as_str(),
        _ => "",
    }
}

impl<'b> NumberedBody<'b> {
    fn read(text: &'b str) -> Self {
        let (blocks, lines) = parse_lines(text, &FieldPath::root(), &mut Report::new());
        let placed = number_until_stable(&pieces(&blocks));
        Self::new(text, line_starts(text), &blocks, &lines, &placed)
    }
}
