//! *Kính gửi*, *căn cứ* and the body.

use super::{dashed, ended, paragraph};
use crate::document::{Block, BlockRole, Emphasis, Paragraph, Text};
use crate::record::{Mode, Record};

/// *Kính gửi* (Mục II khoản 9d): one addressee on its line, several under it.
pub(super) fn addressees(record: &Record, blocks: &mut Vec<Block>) {
    match record.to.as_slice() {
        [] => {}
        [only] => blocks.push(paragraph(BlockRole::To, format!("Kính gửi: {only}"))),
        [others @ .., last] => {
            blocks.push(paragraph(BlockRole::ToList, "Kính gửi:"));
            let item = |name: &String, end| {
                Block::Paragraph(dashed(BlockRole::ToItem, &ended(name, None, end, record.mode)))
            };
            blocks.extend(others.iter().map(|name| item(name, ";")));
            blocks.push(item(last, "."));
        }
    }
}

/// Bases and body of the document, or of an attached text, as read, with the marks that end them.
pub(super) fn content(record: &Record, read: &[Block], blocks: &mut Vec<Block>) {
    let start = blocks.len();
    blocks.extend_from_slice(read);
    let body = blocks.get_mut(start..).unwrap_or_default();
    if record.mode == Mode::Normalised {
        end_bases(body);
        end_body(body, &record.style.sheet.text.end_mark);
    }
}

/// Each basis ends with `;`, the last with `.` (khoản 6a). A last one that ends with `;` is left: a sentence that
/// leads to the body may go on from it.
fn end_bases(blocks: &mut [Block]) {
    let mut bases = blocks.iter_mut().filter_map(|block| match block {
        Block::Paragraph(p) if p.role == BlockRole::Basis => Some(p),
        _ => None,
    });
    let Some(last) = bases.next_back() else { return };
    if !last.text.as_str().ends_with([';', '.']) {
        end_with(&mut last.text, ".");
    }
    bases.for_each(|basis| end_with(&mut basis.text, ";"));
}

/// Puts a mark in the place of the punctuation at the end.
fn end_with(text: &mut Text, mark: &str) {
    let string = text.as_str();
    let words = string.trim_end_matches([';', '.', ',', ' ']).len();
    if string.get(words..) == Some(mark) {
        return;
    }
    match words == string.len() {
        true => text.push(mark, text.spans().last().map_or(Emphasis::NONE, |(_, look)| look)),
        false => text.replace(words..string.len(), mark),
    }
}

/// The end mark after the last paragraph, where the style has one and the clerk has not typed it.
fn end_body(blocks: &mut [Block], mark: &str) {
    let Some(Block::Paragraph(Paragraph { text, .. })) = blocks.last_mut() else { return };
    let string = text.as_str();
    if !mark.is_empty() && !string.is_empty() && !string.ends_with(mark) {
        end_with(text, mark);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended_with(text: &str, mark: &str) -> String {
        let mut text = Text::plain(text);
        end_with(&mut text, mark);
        text.as_str().to_owned()
    }

    #[test]
    fn a_mark_takes_the_place_of_the_punctuation_it_ends() {
        assert_eq!(ended_with("Luật Công đoàn", ";"), "Luật Công đoàn;");
        assert_eq!(ended_with("Luật Công đoàn.", ";"), "Luật Công đoàn;");
        assert_eq!(ended_with("Luật Công đoàn , ", ";"), "Luật Công đoàn;");
        assert_eq!(ended_with("thực hiện.", "./."), "thực hiện./.");
        assert_eq!(ended_with("thực hiện", "./."), "thực hiện./.");
        assert_eq!(ended_with("", ";"), ";");
    }

    #[test]
    fn the_end_mark_is_not_written_twice() {
        let mut blocks = [paragraph(BlockRole::Body, "Trên đây là kế hoạch./.")];
        end_body(&mut blocks, "./.");
        assert_eq!(blocks, [paragraph(BlockRole::Body, "Trên đây là kế hoạch./.")]);
    }
}
