//! Positions of the markers and the paragraphs in the source.

use super::numbering::{MarkerCount, MarkerPlacement};
use crate::document::Block;
use crate::outline::MarkerNumbers;
use std::ops::Range;

/// A body and its numbered markers.
pub(super) struct NumberedBody<'b> {
    pub(super) text: &'b str,
    starts: Vec<usize>,
    /// Markers in order.
    pub(super) marked: Vec<SourceMarker>,
    /// The bytes of every block, and how many markers stand before or in it.
    pub(super) blocks: Vec<(Range<usize>, usize)>,
}

/// A numbered marker.
pub(super) struct SourceMarker {
    /// Its bytes in the source.
    pub(super) range: Range<usize>,
    pub(super) count: MarkerCount,
    /// Parent, by index among the markers.
    pub(super) parent: Option<usize>,
    /// One past the last marker below it.
    pub(super) end: usize,
}

impl SourceMarker {
    /// The marker's text with the right numbers; `None` where its style cannot spell them.
    pub(super) fn spelled(&self, like: &str) -> Option<String> {
        let marks: String = like.chars().filter(|c| *c == '*').collect();
        if marks.is_empty() {
            return self.count.right.spell(like);
        }
        // Emphasis that closes before the last character: `**Điều 2**.`
        let mut spelled = self.count.right.spell(&like.replace('*', ""))?;
        let last = spelled.char_indices().next_back()?.0;
        spelled.insert_str(last, &marks);
        Some(spelled)
    }

    /// The numbers it ends up with.
    pub(super) fn final_numbers(&self, text: &str) -> MarkerNumbers {
        let spelled = text.get(self.range.clone()).and_then(|like| self.spelled(like));
        if spelled.is_some() { self.count.right } else { self.count.written }
    }
}

impl<'b> NumberedBody<'b> {
    pub(super) fn new(
        text: &'b str,
        starts: Vec<usize>,
        blocks: &[Block],
        lines: &[usize],
        placed: &[Option<MarkerPlacement>],
    ) -> Self {
        let mut body = Self { text, starts, marked: Vec::new(), blocks: Vec::with_capacity(blocks.len()) };
        let start = |line: Option<&usize>| line.and_then(|l| body.starts.get(l.checked_sub(1)?)).copied();
        let bounds: Vec<usize> =
            (0..=blocks.len()).map(|i| start(lines.get(i)).unwrap_or(text.len())).collect();
        // Markers by block; a dash counts as whatever it stands under.
        let mut of_block: Vec<Option<usize>> = vec![None; blocks.len()];
        for (index, block) in blocks.iter().enumerate() {
            let (Some(&first), Some(&end)) = (bounds.get(index), bounds.get(index + 1)) else { break };
            let place = placed.get(index).copied().flatten();
            let parent = place.and_then(|p| of_block.get(p.parent?).copied().flatten());
            let found = place
                .zip(paragraph_marker(block))
                .and_then(|(place, marker)| Some((locate(text.get(first..end)?, marker)?, place.count?)));
            let own = found.map(|(range, count)| {
                let range = first + range.start..first + range.end;
                body.marked.push(SourceMarker { range, count, parent, end: 0 });
                body.marked.len() - 1
            });
            if let Some(slot) = of_block.get_mut(index) {
                *slot = own.or(parent);
            }
            body.blocks.push((first..end, body.marked.len()));
        }
        body.close();
        body
    }

    /// Finds where every marker's children end.
    fn close(&mut self) {
        let parents: Vec<Option<usize>> = self.marked.iter().map(|m| m.parent).collect();
        for (index, marked) in self.marked.iter_mut().enumerate() {
            marked.end = index + 1;
        }
        for (index, parent) in parents.into_iter().enumerate().rev() {
            let end = self.marked.get(index).map_or(0, |m| m.end);
            if let Some(parent) = parent.and_then(|p| self.marked.get_mut(p)) {
                parent.end = parent.end.max(end);
            }
        }
    }

    /// The line of a byte, from 1.
    pub(super) fn line_at(&self, byte: usize) -> usize {
        self.starts.partition_point(|&start| start <= byte)
    }
}

fn paragraph_marker(block: &Block) -> Option<&str> {
    match block {
        Block::Paragraph(p) => p.text.as_str().get(..p.marker).filter(|m| !m.is_empty()),
        _ => None,
    }
}

/// The bytes of a marker at the start of a source: behind white space and emphasis, control characters and emphasis
/// marks inside it aside.
fn locate(source: &str, marker: &str) -> Option<Range<usize>> {
    let is_passed = |c: char| c.is_whitespace() || c.is_control() || c == '*';
    let start = source.find(|c| !is_passed(c))?;
    let mut rest = source.get(start..)?.char_indices();
    for wanted in marker.chars() {
        let (_, found) = rest.find(|(_, c)| *c != '*' && (!c.is_control() || *c == '\t'))?;
        if found != wanted && !(found == '\t' && wanted == ' ') {
            return None;
        }
    }
    Some(start..start + rest.offset())
}
