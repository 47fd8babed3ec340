//! The markers of a body, or of an appendix, as a tree.

use super::super::context::LintContext;
use super::super::passage::Passage;
use crate::document::BlockRole;
use crate::outline::MarkerKind;
use crate::renumber::{MarkerCount, MarkerPlacement, NumberingBlock, number, numbering_block, quote};
use std::ops::Range;

/// The body of the document, or of an appendix.
pub(super) struct MarkerTree<'p> {
    /// 0 for the document, then the appendixes.
    pub(super) part: usize,
    /// Its paragraphs, in order.
    pub(super) nodes: Vec<MarkerNode<'p>>,
    /// Markers of one kind under one parent, in order: their nodes.
    pub(super) groups: Vec<Vec<usize>>,
}

/// A paragraph, and its place if it has a marker.
pub(super) struct MarkerNode<'p> {
    pub(super) passage: &'p Passage,
    pub(super) numbering_block: NumberingBlock,
    pub(super) placed: Option<MarkerPlacement>,
}

impl MarkerNode<'_> {
    /// Its marker's numbers.
    pub(super) fn count(&self) -> Option<MarkerCount> {
        self.placed?.count
    }

    /// Its marker's kind.
    pub(super) fn kind(&self) -> Option<MarkerKind> {
        self.placed.map(|p| p.kind)
    }

    /// The bytes of its marker.
    pub(super) fn marker(&self) -> Range<usize> {
        0..self.passage.paragraph.marker
    }

    /// Tests whether it is a heading by a number.
    pub(super) fn is_heading(&self) -> bool {
        matches!(
            self.passage.role(),
            BlockRole::Heading1 | BlockRole::Heading2 | BlockRole::Heading3 | BlockRole::Heading4
        )
    }

    /// Tests whether it is running text without a marker.
    pub(super) fn is_plain(&self) -> bool {
        self.passage.role() == BlockRole::Body && self.passage.paragraph.marker == 0
    }
}

impl<'p> MarkerTree<'p> {
    /// The document and its appendixes.
    pub(super) fn all(lint: &'p LintContext<'_>) -> Vec<Self> {
        let parts = lint.passages.iter().map(|p| p.part + 1).max().unwrap_or(0);
        let mut passages: Vec<Vec<&Passage>> = vec![Vec::new(); parts];
        for passage in lint.body_passages() {
            if let Some(part) = passages.get_mut(passage.part) {
                part.push(passage);
            }
        }
        passages.into_iter().enumerate().map(|(part, passages)| Self::new(part, &passages)).collect()
    }

    fn new(part: usize, passages: &[&'p Passage]) -> Self {
        let mut pieces: Vec<NumberingBlock> =
            passages.iter().map(|p| numbering_block(&p.paragraph)).collect();
        quote(&mut pieces, passages.iter().map(|p| p.text()));
        let placed = number(&pieces);
        let nodes: Vec<MarkerNode<'p>> = passages
            .iter()
            .zip(pieces)
            .zip(placed)
            .map(|((passage, numbering_block), placed)| MarkerNode { passage, numbering_block, placed })
            .collect();
        let groups = groups(&nodes);
        Self { part, nodes, groups }
    }

    pub(super) fn node(&self, index: usize) -> Option<&MarkerNode<'p>> {
        self.nodes.get(index)
    }

    /// Parent of a marker.
    pub(super) fn parent(&self, node: &MarkerNode<'_>) -> Option<&MarkerNode<'p>> {
        self.nodes.get(node.placed?.parent?)
    }

    /// Tests whether the next paragraph stands under this marker.
    pub(super) fn has_children(&self, index: usize) -> bool {
        self.nodes.get(index + 1).and_then(|n| n.placed).is_some_and(|p| p.parent == Some(index))
    }
}

/// Siblings, by what each follows.
fn groups(nodes: &[MarkerNode<'_>]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut group_of: Vec<usize> = vec![usize::MAX; nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        let Some(placed) = node.placed else { continue };
        let known = placed.previous.and_then(|p| group_of.get(p).copied());
        let group = known.filter(|&g| g < groups.len()).unwrap_or_else(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let (Some(members), Some(slot)) = (groups.get_mut(group), group_of.get_mut(index)) {
            members.push(index);
            *slot = group;
        }
    }
    groups
}

/// The last word of a passage and what stands behind it.
pub(super) fn last_word(passage: &Passage) -> Range<usize> {
    let end = passage.text().trim_end().len();
    passage.words.last().map_or(0, |w| w.start).min(end)..end
}
