//! The text of a paragraph made ready for the outline: white space, emphasis that begins and ends at words, breaks.

use crate::document::{Block, BlockRole, Emphasis, Paragraph, Table, Text};
use crate::outline::{self, marker};
use crate::report::{FieldPath, Report};

/// A text without white space at its ends and around its breaks, tabs as spaces, no emphasis on spaces at the edge of
/// an emphasised stretch: `**abc **d` would be read with its asterisks.
pub(super) fn clean(text: &Text) -> Text {
    let mut chars: Vec<(char, Emphasis)> = Vec::with_capacity(text.as_str().len());
    let mut after_tab = false;
    for (span, look) in text.spans() {
        for c in text.as_str().get(span).unwrap_or("").chars() {
            let last = chars.last().map(|(c, _)| *c);
            match c {
                '\n' => {
                    while chars.last().is_some_and(|(c, _)| *c == ' ') {
                        chars.pop();
                    }
                    if chars.last().is_some_and(|(c, _)| *c != '\n') {
                        chars.push(('\n', look));
                    }
                }
                c if c.is_whitespace() => {
                    let begins = matches!(last, None | Some('\n'));
                    let doubled = last == Some(' ') && (after_tab || c == '\t');
                    if !begins && !doubled {
                        chars.push((' ', look));
                    }
                    after_tab = c == '\t' || after_tab && last == Some(' ');
                }
                c => {
                    chars.push((c, look));
                    after_tab = false;
                }
            }
        }
    }
    while chars.last().is_some_and(|(c, _)| c.is_whitespace()) {
        chars.pop();
    }
    settle_spaces(&mut chars);
    collect(&chars)
}

/// White space looks as the words on both its sides do.
fn settle_spaces(chars: &mut [(char, Emphasis)]) {
    let mut above = Emphasis::NONE;
    for (c, look) in chars.iter_mut() {
        if c.is_whitespace() { *look = above } else { above = *look }
    }
    let mut below = Emphasis::NONE;
    for (c, look) in chars.iter_mut().rev() {
        match c.is_whitespace() {
            true => *look = common(*look, below, *c),
            false => below = *look,
        }
    }
}

/// Emphasis of white space between two looks: what both have, but no place off the baseline across a line break.
fn common(above: Emphasis, below: Emphasis, c: char) -> Emphasis {
    let common = above.without(above.without(below));
    if c == '\n' { common.without(Emphasis { position: common.position, ..Emphasis::NONE }) } else { common }
}

fn collect(chars: &[(char, Emphasis)]) -> Text {
    let mut text = Text::default();
    let mut stretch = String::new();
    for (index, (c, look)) in chars.iter().enumerate() {
        stretch.push(*c);
        if chars.get(index + 1).is_none_or(|(_, next)| next != look) {
            text.push(&stretch, *look);
            stretch.clear();
        }
    }
    text
}

/// The paragraphs of a clean text: clerks end list items with line breaks too.
pub(super) fn split(text: Text) -> Vec<Text> {
    let string = text.as_str();
    let mut cuts: Vec<usize> = Vec::new();
    let mut start = 0;
    for (at, _) in string.match_indices('\n') {
        if string.get(at + 1..).is_some_and(|rest| marker(rest.split('\n').next().unwrap_or("")).is_some()) {
            cuts.push(at);
        }
    }
    if cuts.is_empty() {
        return if text.is_empty() { Vec::new() } else { vec![text] };
    }
    cuts.push(string.len());
    let mut spans = text.spans().peekable();
    let mut out = Vec::with_capacity(cuts.len());
    for cut in cuts {
        let mut piece = Text::default();
        while let Some((span, look)) = spans.peek() {
            piece.push(string.get(span.start.max(start)..span.end.min(cut)).unwrap_or(""), *look);
            if span.end > cut {
                break;
            }
            spans.next();
        }
        start = cut + 1;
        out.push(piece);
    }
    out.retain(|piece| !piece.is_empty());
    out
}

/// A paragraph of the outline.
pub(super) fn block(role: BlockRole, text: Text) -> Block {
    let found = marker(text.as_str()).filter(|found| found.start == 0 && role == BlockRole::Body);
    Block::Paragraph(match found {
        Some(found) => Paragraph { marker: found.len, ..Paragraph::new(BlockRole::Item, text) },
        None => Paragraph::new(role, text),
    })
}

/// A text without some emphasis.
pub(super) fn without(text: &Text, implied: Emphasis) -> Text {
    if implied == Emphasis::NONE {
        return text.clone();
    }
    let mut out = Text::default();
    for (span, look) in text.spans() {
        out.push(text.as_str().get(span).unwrap_or(""), look.without(implied));
    }
    out
}

/// Whether two blocks have the same characters, white space aside.
pub(super) fn says_the_same(a: &Block, b: &Block) -> bool {
    match (a, b) {
        (Block::Paragraph(a), Block::Paragraph(b)) => same_text(&a.text, &b.text),
        (Block::Table(a), Block::Table(b)) => {
            let (a, b): (Vec<&Text>, Vec<&Text>) = (cells(a).collect(), cells(b).collect());
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_text(a, b))
        }
        _ => false,
    }
}

fn same_text(a: &Text, b: &Text) -> bool {
    let solid = |c: &char| !c.is_whitespace();
    a.as_str().chars().filter(solid).eq(b.as_str().chars().filter(solid))
}

fn cells(table: &Table) -> impl Iterator<Item = &Text> {
    table.header.iter().chain(&table.rows).flat_map(|row| &row.cells).map(|cell| &cell.paragraph.text)
}

/// Drops the emphasis of a block that is not read back as it was meant.
pub(super) fn mend(block: &mut Block) {
    if is_sound(block) {
        return;
    }
    match block {
        Block::Paragraph(paragraph) => paragraph.text = Text::plain(paragraph.text.as_str()),
        Block::Table(table) => {
            for cell in table.header.iter_mut().chain(&mut table.rows).flat_map(|row| &mut row.cells) {
                cell.paragraph.text = Text::plain(cell.paragraph.text.as_str());
            }
        }
        _ => {}
    }
    if let Block::Paragraph(paragraph) = block
        && !is_sound(&Block::Paragraph(paragraph.clone()))
    {
        *paragraph = Paragraph::new(BlockRole::Body, std::mem::take(&mut paragraph.text));
    }
}

fn is_sound(block: &Block) -> bool {
    let text = outline::write(std::slice::from_ref(block));
    let read = outline::parse(&text, &FieldPath::root(), &mut Report::new());
    matches!(&read[..], [one] if says_the_same(block, one))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(pieces: &[(&str, Emphasis)]) -> Text {
        let mut text = Text::default();
        pieces.iter().for_each(|(piece, look)| text.push(piece, *look));
        text
    }

    #[test]
    fn emphasis_begins_and_ends_at_words() {
        let (plain, bold) = (Emphasis::NONE, Emphasis::BOLD);
        let given = text(&[("\t1.\tA ", bold), (" b ", plain), ("c", bold), ("  \n ", plain), ("d", bold)]);
        assert_eq!(clean(&given), text(&[("1. A", bold), ("  b ", plain), ("c\nd", bold)]));
    }

    #[test]
    fn items_after_line_breaks_are_paragraphs() {
        let bold = Emphasis::BOLD;
        let given = text(&[("Gồm:\n- A\nvà", Emphasis::NONE), (" B\n- C", bold)]);
        let split: Vec<String> = split(given).iter().map(|t| t.as_str().to_owned()).collect();
        assert_eq!(split, ["Gồm:", "- A\nvà B", "- C"]);
    }
}
