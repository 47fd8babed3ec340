//! The layout's hints by block; what is missing is the default.

use crate::document::BlockId;
use crate::layout::{ColumnsHint, LayoutHints, ParagraphHint, RoomHint, RuleHint};
use crate::length::Length;
use std::collections::BTreeMap;

/// The hint of a paragraph the layout said nothing of.
static NOTHING: ParagraphHint = ParagraphHint {
    no_break_spaces: Vec::new(),
    no_break_hyphens: Vec::new(),
    breaks_after_slash: Vec::new(),
    condense: 0,
    size: None,
    inset: Length::ZERO,
    keep_next: false,
    page_end: None,
};

/// Hints that can be asked for by block.
#[derive(Debug)]
pub(super) struct HintIndex<'a> {
    paragraphs: &'a [ParagraphHint],
    rules: BTreeMap<BlockId, &'a RuleHint>,
    tables: BTreeMap<BlockId, &'a [Length]>,
    columns: BTreeMap<BlockId, &'a ColumnsHint>,
    rooms: BTreeMap<BlockId, &'a RoomHint>,
}

impl<'a> HintIndex<'a> {
    /// The index of some hints.
    pub(super) fn new(hints: &'a LayoutHints) -> Self {
        Self {
            paragraphs: &hints.paragraphs,
            rules: hints.rules.iter().map(|h| (h.id, h)).collect(),
            tables: hints.tables.iter().map(|(id, widths)| (*id, widths.as_slice())).collect(),
            columns: hints.columns.iter().map(|h| (h.id, h)).collect(),
            rooms: hints.rooms.iter().map(|h| (h.id, h)).collect(),
        }
    }

    /// Hint of a paragraph; the default where the layout gave none.
    pub(super) fn paragraph(&self, id: BlockId) -> &'a ParagraphHint {
        self.paragraphs.get(id.index()).unwrap_or(&NOTHING)
    }

    /// Hint of a rule or a frame: its length.
    pub(super) fn rule(&self, id: BlockId) -> Option<&'a RuleHint> {
        self.rules.get(&id).copied()
    }

    /// The column widths of a table or a braced group.
    pub(super) fn table(&self, id: BlockId) -> Option<&'a [Length]> {
        self.tables.get(&id).copied()
    }

    /// The widths of a two-column block.
    pub(super) fn columns(&self, id: BlockId) -> Option<&'a ColumnsHint> {
        self.columns.get(&id).copied()
    }

    /// Hint of a signing room: places of its images.
    pub(super) fn room(&self, id: BlockId) -> Option<&'a RoomHint> {
        self.rooms.get(&id).copied()
    }
}
