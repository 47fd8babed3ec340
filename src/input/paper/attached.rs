//! Texts issued with the document (*ban hành kèm theo*; NĐ 30/2020, Phụ lục III, mẫu 1.3), read as they were printed: under a
//! masthead of their own, or under the line that says to which document they belong.
//!
//! A masthead with a number is another paper in the same file, and none of this one's.

use super::appendix::{TITLE_LINES, is_info, number_line};
use super::pieces::{lines, spaced};
use super::structure::is_blank;
use crate::document::Align;
use crate::input::source::{Item, Paragraph};
use crate::outline::{is_capitals, marker};
use crate::text::search_key;

/// Words of the longest type's name.
const NAME_WORDS: usize = 8;
/// Items of the longest masthead that is not a table.
const MASTHEAD: usize = 10;
/// *Quốc hiệu* and *Tiêu ngữ*, as they are compared.
const NATIONAL: [&str; 2] = ["cong hoa xa hoi chu nghia viet nam", "doc lap"];

/// A line and the number of its paragraph.
pub(super) type Line = (usize, String);

/// Head of an attached text: all that stands above its body.
#[derive(Debug, Default)]
pub(super) struct AttachedHead {
    pub(super) masthead: bool,
    /// Items of the masthead.
    pub(super) above: usize,
    pub(super) type_name: Line,
    pub(super) title: Vec<Line>,
    pub(super) info: Option<Line>,
    /// Items it takes.
    pub(super) used: usize,
}

/// The head of an attached text at the start of some items; none where something else begins there.
///
/// Behind the signature (`follows`) a title alone begins one.
pub(super) fn head(items: &[Item], follows: bool) -> Option<AttachedHead> {
    let above = masthead(items)?;
    let mut found = AttachedHead { masthead: above > 0, above, used: above, ..AttachedHead::default() };
    for (index, item) in items.iter().enumerate().skip(above) {
        let Item::Paragraph(paragraph) = item else { break };
        if paragraph.is_blank() {
            continue;
        }
        if !found.take(paragraph) {
            break;
        }
        found.used = index + 1;
        if found.info.is_some() {
            break;
        }
    }
    // The line drawn below the head.
    let below = items.iter().skip(found.used).take_while(|item| is_blank(item)).count();
    found.used += below;
    let is_head = !found.type_name.1.is_empty() && (found.masthead || found.info.is_some() || follows);
    is_head.then_some(found)
}

impl AttachedHead {
    /// Takes a paragraph of the head; says whether it is one.
    fn take(&mut self, paragraph: &Paragraph) -> bool {
        let text = spaced(paragraph.text.as_str());
        let line = |text: String| (paragraph.number, text);
        if self.type_name.1.is_empty() {
            let mut all = lines(paragraph);
            let name = all.next().unwrap_or_default();
            let short = name.split(' ').count() <= NAME_WORDS;
            let set = paragraph.align == Align::Center || paragraph.is_all_bold();
            let is_name = set && is_capitals(&name) && short;
            if !is_name || number_line(paragraph).is_some() || marker(&name).is_some() {
                return false;
            }
            self.title.extend(all.map(line));
            self.type_name = line(name);
        } else if is_info(&text) {
            self.info = Some(line(text));
        } else if paragraph.align == Align::Center
            && paragraph.is_all_bold()
            && marker(&text).is_none()
            && self.title.len() < TITLE_LINES
        {
            self.title.extend(lines(paragraph).map(line));
        } else {
            return false;
        }
        true
    }
}

/// Items that the masthead at the start takes, none where there is none; `None` where it is that of another paper.
fn masthead(items: &[Item]) -> Option<usize> {
    let first = items.iter().position(|item| !is_blank(item))?;
    let has = |item: &Item, words: &str| {
        item.paragraphs().iter().any(|p| search_key(p.text.as_str()).contains(words))
    };
    let taken = match items.get(first)? {
        table @ Item::Table(_) if has(table, NATIONAL[0]) => first + 1,
        Item::Table(_) => return None,
        Item::Paragraph(_) => {
            let near = items.get(..items.len().min(first + MASTHEAD))?;
            let national = near.iter().rposition(|item| NATIONAL.iter().any(|words| has(item, words)));
            let begins = near.iter().any(|item| has(item, NATIONAL[0]));
            national.filter(|_| begins).map_or(0, |last| last + 1)
        }
    };
    let above = items.get(..taken)?;
    (!above.iter().any(|item| has(item, "so:"))).then_some(taken)
}
