//! The layout's hints by block.

use super::DocxError;
use crate::document::BlockId;
use crate::layout::{
    BraceHint, ColumnsHint, FrameHint, LayoutHints, ParagraphHint, RoomHint, RuleHint, TableHint,
};
use std::collections::BTreeMap;

/// Hints that can be asked for by block. A block without the hint of its kind is [`DocxError::NoHint`].
#[derive(Debug)]
pub(super) struct HintIndex<'a> {
    paragraphs: &'a [ParagraphHint],
    rules: BTreeMap<BlockId, &'a RuleHint>,
    frames: BTreeMap<BlockId, &'a FrameHint>,
    tables: BTreeMap<BlockId, &'a TableHint>,
    braces: BTreeMap<BlockId, &'a BraceHint>,
    columns: BTreeMap<BlockId, &'a ColumnsHint>,
    rooms: BTreeMap<BlockId, &'a RoomHint>,
}

impl<'a> HintIndex<'a> {
    /// The index of some hints.
    pub(super) fn new(hints: &'a LayoutHints) -> Self {
        Self {
            paragraphs: &hints.paragraphs,
            rules: hints.rules.iter().map(|h| (h.id, h)).collect(),
            frames: hints.frames.iter().map(|h| (h.id, h)).collect(),
            tables: hints.tables.iter().map(|h| (h.id, h)).collect(),
            braces: hints.braces.iter().map(|h| (h.id, h)).collect(),
            columns: hints.columns.iter().map(|h| (h.id, h)).collect(),
            rooms: hints.rooms.iter().map(|h| (h.id, h)).collect(),
        }
    }

    /// Hint of a paragraph.
    pub(super) fn paragraph(&self, id: BlockId) -> Result<&'a ParagraphHint, DocxError> {
        self.paragraphs.get(id.index()).ok_or(DocxError::NoHint(id))
    }

    /// Length of a rule.
    pub(super) fn rule(&self, id: BlockId) -> Result<&'a RuleHint, DocxError> {
        of(&self.rules, id)
    }

    /// Size of a rectangle around a word.
    pub(super) fn frame(&self, id: BlockId) -> Result<&'a FrameHint, DocxError> {
        of(&self.frames, id)
    }

    /// Columns and rows of a table.
    pub(super) fn table(&self, id: BlockId) -> Result<&'a TableHint, DocxError> {
        of(&self.tables, id)
    }

    /// The column widths and the height of receivers under a brace.
    pub(super) fn brace(&self, id: BlockId) -> Result<&'a BraceHint, DocxError> {
        of(&self.braces, id)
    }

    /// The widths of a two-column block.
    pub(super) fn columns(&self, id: BlockId) -> Result<&'a ColumnsHint, DocxError> {
        of(&self.columns, id)
    }

    /// Places of the images of a signing room.
    pub(super) fn room(&self, id: BlockId) -> Result<&'a RoomHint, DocxError> {
        of(&self.rooms, id)
    }
}

/// The hint of a block.
fn of<T: Copy>(hints: &BTreeMap<BlockId, T>, id: BlockId) -> Result<T, DocxError> {
    hints.get(&id).copied().ok_or(DocxError::NoHint(id))
}
