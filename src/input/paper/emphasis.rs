//! Emphasis that a role has by itself, taken out of a text that was set with it.

use super::words;
use crate::document::{Block, BlockRole, Emphasis, Paragraph, Text};
use crate::outline;
use crate::report::{FieldPath, Report};

/// Takes out the emphasis that a role has by itself (NĐ 30/2020, Phụ lục I, Phần I, Mục V), unless it is what makes
/// the role.
pub(super) fn without_implied(blocks: &mut [Block]) {
    let roles: Vec<Option<BlockRole>> = blocks.iter().map(role_of).collect();
    let mut had: Vec<(usize, Text)> = Vec::new();
    for (index, block) in blocks.iter_mut().enumerate() {
        match block {
            Block::Paragraph(paragraph) => {
                let plain = words::without(&paragraph.text, implied(paragraph.role));
                if plain != paragraph.text {
                    had.push((index, std::mem::replace(&mut paragraph.text, plain)));
                }
            }
            Block::Table(table) => {
                for cell in table.header.iter_mut().flat_map(|row| &mut row.cells) {
                    cell.paragraph.text = words::without(&cell.paragraph.text, Emphasis::BOLD);
                }
            }
            _ => {}
        }
    }
    give_back(blocks, &roles, had);
}

/// How a role looks by itself.
fn implied(role: BlockRole) -> Emphasis {
    match role {
        BlockRole::Part
        | BlockRole::PartTitle
        | BlockRole::Division
        | BlockRole::DivisionTitle
        | BlockRole::Article
        | BlockRole::Heading1
        | BlockRole::Heading2
        | BlockRole::Authority
        | BlockRole::Caption => Emphasis::BOLD,
        BlockRole::Heading3 => Emphasis::BOLD.with(Emphasis::ITALIC),
        BlockRole::Heading4 | BlockRole::Basis => Emphasis::ITALIC,
        _ => Emphasis::NONE,
    }
}

/// Gives texts their former emphasis back where blocks have another role without it: `had` by index, `roles` as they
/// were with it. Siblings decide together, so where giving back a few is not enough, all get theirs back.
fn give_back(blocks: &mut [Block], roles: &[Option<BlockRole>], had: Vec<(usize, Text)>) {
    if had.is_empty() {
        return;
    }
    let again = read_again(blocks);
    let differs = |index: usize, again: &[Option<BlockRole>]| again.get(index) != roles.get(index);
    let (needed, others): (Vec<_>, Vec<_>) =
        had.into_iter().partition(|(index, _)| again.len() != roles.len() || differs(*index, &again));
    put_back(blocks, needed);
    if !others.is_empty() && read_again(blocks) != roles {
        put_back(blocks, others);
    }
}

/// The roles that blocks have once they are written and read.
fn read_again(blocks: &[Block]) -> Vec<Option<BlockRole>> {
    let again = outline::parse(&outline::write(blocks), &FieldPath::root(), &mut Report::new());
    again.iter().map(role_of).collect()
}

fn put_back(blocks: &mut [Block], had: Vec<(usize, Text)>) {
    for (index, text) in had {
        if let Some(Block::Paragraph(paragraph)) = blocks.get_mut(index) {
            paragraph.text = text;
        }
    }
}

/// The role of a paragraph.
fn role_of(block: &Block) -> Option<BlockRole> {
    match block {
        Block::Paragraph(Paragraph { role, .. }) => Some(*role),
        _ => None,
    }
}
