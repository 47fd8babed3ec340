//! Roles and levels, from the markers and what stands around them.
//!
//! Comes in: blocks in order and what each begins with. Goes out: the same blocks with [`BlockRole`] and level; the label
//! of an article that is a sentence becomes bold. The answer depends on the blocks alone, not on how their lines were
//! spaced, so writing and reading again changes nothing.

use super::headings::{self, Below, HEADING_MOST, LineForm, bounded_length};
use super::marker::{MarkerKind, recognise};
use super::{BlockLead, is_capitals, starts_lower};
use crate::document::{Block, BlockRole, Emphasis, Paragraph, Text};
use std::borrow::Cow;

/// Gives every paragraph its role and level.
pub(super) fn assign(blocks: &mut [Block], leads: &[BlockLead]) {
    let following = next_markers(leads);
    let mut lists = NumberedLists::default();
    let mut title: Option<(BlockRole, u8)> = None;
    for index in 0..blocks.len().min(leads.len()) {
        let (done, rest) = blocks.split_at_mut(index + 1);
        let Some(Block::Paragraph(paragraph)) = done.last_mut() else {
            title = None;
            continue;
        };
        let expected = title.take();
        match leads[index] {
            BlockLead::Marked(kind) => {
                let list = lists.place(kind, paragraph);
                paragraph.level = lists.level();
                let below = lists.below(
                    paragraph,
                    following.get(index).copied().flatten(),
                    rest.first().zip(leads.get(index + 1)),
                );
                match kind {
                    MarkerKind::Arabic(_) => lists.add(list, index, headings::form(paragraph, below)),
                    _ => mark(paragraph, kind, below),
                }
                title = title_below(paragraph, kind);
            }
            BlockLead::Plain => (paragraph.role, paragraph.level) = plain_role(paragraph, expected),
            BlockLead::Directed | BlockLead::Table => {}
        }
    }
    lists.give_roles(blocks);
    close(blocks, leads);
}

/// Kind of the next marked block, for every block.
fn next_markers(leads: &[BlockLead]) -> Vec<Option<MarkerKind>> {
    let mut next = None;
    let mut out = vec![None; leads.len()];
    for (slot, lead) in out.iter_mut().zip(leads).rev() {
        *slot = next;
        if let BlockLead::Marked(kind) = lead {
            next = Some(*kind);
        }
    }
    out
}

/// The lists of a body: markers of one kind under one parent, in one count.
#[derive(Default)]
struct NumberedLists {
    /// Open markers, outermost first, and the list that each counts in.
    above: Vec<(MarkerKind, usize)>,
    /// Lines of every list, by block, and their forms; empty for lists that are no numbers.
    lists: Vec<(MarkerKind, Vec<(usize, LineForm)>)>,
}

impl NumberedLists {
    /// Closes what a marker closes, and puts it below what remains open; the list it counts in.
    fn place(&mut self, kind: MarkerKind, paragraph: &Paragraph) -> usize {
        let same = self.above.iter().position(|(open, _)| *open == kind);
        let higher = || self.above.iter().position(|(open, _)| open.rank() > kind.rank());
        let known = same.map(|at| self.above[at].1).filter(|list| !self.begins_anew(*list, paragraph));
        let keep = same.into_iter().chain(higher()).min().unwrap_or(self.above.len());
        self.above.truncate(keep);
        let list = known.filter(|_| same == Some(keep)).unwrap_or_else(|| {
            self.lists.push((kind, Vec::new()));
            self.lists.len() - 1
        });
        self.above.push((kind, list));
        list
    }

    /// Tests whether a marker counts from one again: another list, of the same kind under the same parent.
    fn begins_anew(&self, list: usize, paragraph: &Paragraph) -> bool {
        let has_lines = self.lists.get(list).is_some_and(|(_, lines)| !lines.is_empty());
        has_lines && recognise(paragraph.text.as_str()).and_then(|found| found.ordinal) == Some(1)
    }

    /// Level of the marker just placed, from 1.
    fn level(&self) -> u8 {
        u8::try_from(self.above.len()).unwrap_or(u8::MAX)
    }

    /// Things below the marker just placed.
    fn below(
        &self,
        paragraph: &Paragraph,
        next: Option<MarkerKind>,
        block: Option<(&Block, &BlockLead)>,
    ) -> Below {
        let is_below = |next| self.above.iter().all(|(open, _)| *open != next && open.rank() <= next.rank());
        let text = match block {
            Some((Block::Paragraph(below), BlockLead::Plain)) => {
                let text = below.text.as_str();
                continues_heading(text) && (!starts_lower(text) || paragraph.text.as_str().ends_with(':'))
            }
            Some((Block::Table(_), _)) => true,
            Some((Block::Paragraph(below), _)) => below.role == BlockRole::Caption,
            _ => false,
        };
        Below { list: next.is_some_and(is_below), text }
    }

    fn add(&mut self, list: usize, block: usize, form: LineForm) {
        if let Some((_, lines)) = self.lists.get_mut(list) {
            lines.push((block, form));
        }
    }

    /// Gives the lines of every list their roles.
    fn give_roles(self, blocks: &mut [Block]) {
        for (kind, lines) in self.lists {
            let read = lines.iter().filter_map(|&(block, form)| match blocks.get(block) {
                Some(Block::Paragraph(paragraph)) => Some((form, paragraph)),
                _ => None,
            });
            let roles = headings::roles(kind, &read.collect::<Vec<_>>());
            for ((block, _), role) in lines.into_iter().zip(roles) {
                if let Some(Block::Paragraph(paragraph)) = blocks.get_mut(block) {
                    paragraph.role = role;
                }
            }
        }
    }
}

/// The title a number line waits for.
fn title_below(paragraph: &Paragraph, kind: MarkerKind) -> Option<(BlockRole, u8)> {
    let role =
        if paragraph.role == BlockRole::Part { BlockRole::PartTitle } else { BlockRole::DivisionTitle };
    let alone = kind.is_division() && paragraph.text.as_str().len() == paragraph.marker;
    alone.then_some((role, paragraph.level))
}

/// Gives a line its role where no sibling has a say. A point (`a)`) and a bullet are upright whatever stands below
/// them; an article with a sentence is text behind a bold label (mẫu 1.2).
fn mark(paragraph: &mut Paragraph, kind: MarkerKind, below: Below) {
    paragraph.role = match kind {
        MarkerKind::Part | MarkerKind::Chapter => BlockRole::Part,
        MarkerKind::Division | MarkerKind::Subdivision => BlockRole::Division,
        MarkerKind::Article if headings::is_article_title(paragraph, below) => BlockRole::Article,
        MarkerKind::Roman if headings::is_roman_heading(paragraph, below) => BlockRole::Heading1,
        _ => BlockRole::Item,
    };
    if kind == MarkerKind::Article && paragraph.role == BlockRole::Item {
        embolden_label(paragraph);
    }
}

/// Makes the marker bold.
fn embolden_label(paragraph: &mut Paragraph) {
    let string = paragraph.text.as_str();
    let mut text = Text::default();
    for (span, look) in paragraph.text.spans() {
        let end = paragraph.marker.clamp(span.start, span.end);
        text.push(&string[span.start..end], Emphasis { bold: true, ..look });
        text.push(&string[end..span.end], look);
    }
    paragraph.text = text;
}

/// The text of a marked paragraph without the bold that [`assign`] gives its label.
pub(super) fn without_label_emphasis(paragraph: &Paragraph) -> Cow<'_, Text> {
    let string = paragraph.text.as_str();
    let label = paragraph.text.spans().next().filter(|(span, look)| {
        *look == Emphasis::BOLD && span.end == paragraph.marker && paragraph.role == BlockRole::Item
    });
    let is_article = || recognise(string).is_some_and(|found| found.kind == MarkerKind::Article);
    if label.is_none() || !is_article() {
        return Cow::Borrowed(&paragraph.text);
    }
    let mut text = Text::default();
    for (index, (span, look)) in paragraph.text.spans().enumerate() {
        text.push(&string[span], if index == 0 { Emphasis::NONE } else { look });
    }
    Cow::Owned(text)
}

/// Tests whether a plain paragraph is the text of the heading above it, not a remark after a list.
fn continues_heading(text: &str) -> bool {
    !is_note(text) && !is_closing(text) && !is_authority(text)
}

fn plain_role(paragraph: &Paragraph, title: Option<(BlockRole, u8)>) -> (BlockRole, u8) {
    let text = paragraph.text.as_str();
    if is_authority(text) {
        return (BlockRole::Authority, 0);
    }
    match title {
        Some(title) if bounded_length(text, HEADING_MOST) <= HEADING_MOST => title,
        _ if is_note(text) => (BlockRole::Note, 0),
        _ => (BlockRole::Body, 0),
    }
}

/// The sentences that close a plan or a report: the last plain paragraphs that begin as such.
fn close(blocks: &mut [Block], leads: &[BlockLead]) {
    for (block, lead) in blocks.iter_mut().zip(leads).rev() {
        let Block::Paragraph(paragraph) = block else { return };
        if *lead != BlockLead::Plain
            || paragraph.role != BlockRole::Body
            || !is_closing(paragraph.text.as_str())
        {
            return;
        }
        paragraph.role = BlockRole::Closing;
    }
}

/// `QUYẾT ĐỊNH:`, `QUYẾT NGHỊ:`: few words in capitals before a colon, alone.
pub(super) fn is_authority(text: &str) -> bool {
    text.len() <= 120
        && text.ends_with(':')
        && !text.contains('\n')
        && is_capitals(text)
        && !text.contains(|c: char| c.is_ascii_digit())
}

/// `Ghi chú: …`, `Lưu ý: …`, or a whole paragraph in brackets.
fn is_note(text: &str) -> bool {
    const LABELS: [&str; 4] = ["Ghi chú", "GHI CHÚ", "Lưu ý", "LƯU Ý"];
    let labelled = |label: &str| text.strip_prefix(label).is_some_and(|r| r.trim_start().starts_with(':'));
    LABELS.into_iter().any(labelled) || is_bracketed(text)
}

/// Tests whether the bracket that opens a text closes at its end.
fn is_bracketed(text: &str) -> bool {
    let text = text.trim_end_matches(['.', '/', ';']);
    if !text.starts_with('(') || !text.ends_with(')') {
        return false;
    }
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1 == text.len();
        }
    }
    false
}

/// Tests whether a paragraph begins as closing sentences do.
fn is_closing(text: &str) -> bool {
    const STARTS: [&str; 9] = [
        "trên đây là",
        "căn cứ kế hoạch này",
        "căn cứ chương trình này",
        "đề nghị",
        "nhận được",
        "kính đề nghị",
        "kính trình",
        "trân trọng",
        "xin trân trọng",
    ];
    let head: String = text.chars().take(32).flat_map(char::to_lowercase).collect();
    STARTS.iter().any(|start| head.starts_with(start))
}

#[cfg(test)]
mod tests {
    use crate::document::{Block, BlockRole};
    use crate::outline::parse;
    use crate::report::{FieldPath, Report};

    /// Roles, levels and beginnings of a body.
    fn tree(source: &str) -> Vec<(BlockRole, u8, String)> {
        let mut report = Report::new();
        let blocks = parse(source, &FieldPath::field("body"), &mut report);
        assert!(report.problems.is_empty(), "{report:?}");
        blocks
            .iter()
            .map(|block| match block {
                Block::Paragraph(p) => (p.role, p.level, p.text.as_str().chars().take(24).collect()),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    fn roles(source: &str) -> Vec<(BlockRole, u8)> {
        tree(source).into_iter().map(|(role, level, _)| (role, level)).collect()
    }

    #[test]
    fn headings_are_those_with_a_list_or_a_text_of_their_own() {
        let source = "I. KẾT QUẢ\n\n1. Tiếp tục chỉ đạo các cấp công đoàn.\n\n3. Công tác thi đua khen thưởng:\n\n\
                      Quyết định công nhận sáng kiến cấp cơ sở năm 2023.\n\n4. Tập trung chỉ đạo\n\n\
                      II. NỘI DUNG\n\n2. Thực hiện một số chỉ tiêu phấn đấu\n\n2.1. Chỉ tiêu hàng năm\n\n\
                      - 98% trở lên đoàn viên.\n+ Một;\n- 100% CĐCS\n\n2. Thực hiện 03 khâu đột phá\n\n(1). Tập trung";
        let expected = [
            (BlockRole::Heading1, 1),
            (BlockRole::Item, 2),
            (BlockRole::Item, 2),
            (BlockRole::Body, 0),
            (BlockRole::Item, 2),
            (BlockRole::Heading1, 1),
            (BlockRole::Heading2, 2),
            (BlockRole::Heading3, 3),
            (BlockRole::Item, 4),
            (BlockRole::Item, 5),
            (BlockRole::Item, 4),
            (BlockRole::Heading2, 2),
            (BlockRole::Item, 3),
        ];
        assert_eq!(roles(source), expected);
    }

    #[test]
    fn markup_makes_headings_and_labels() {
        let source = "III. HÌNH THỨC\n\n**1. Hình thức:** Tổng kết bằng văn bản\n\n**2. Thời gian thực hiện:**\n\n\
                      2.1. LĐLĐ các huyện: Xong trước ngày 20/5/2023.\n\n2.2. LĐLĐ tỉnh: Xong trước.\n\n\
                      *1.1. Các ban LĐLĐ tỉnh.*\n\nCăn cứ chức năng báo cáo kết quả.";
        let expected = [
            (BlockRole::Heading1, 1),
            (BlockRole::Item, 2),
            (BlockRole::Heading2, 2),
            (BlockRole::Item, 3),
            (BlockRole::Item, 3),
            // Typed in italics alone: the heading that is italic and not bold.
            (BlockRole::Heading4, 3),
            (BlockRole::Body, 0),
        ];
        assert_eq!(roles(source), expected);
    }

    #[test]
    fn a_remark_or_a_closing_sentence_makes_no_heading() {
        let source = "III. CÁC HOẠT ĐỘNG\n\n7. Tổ chức Hội thi\n\n(Các hoạt động nêu trên sẽ có kế hoạch riêng)\n\n\
                      8. Tổ chức Giải\n\n**Ghi chú:** Tùy tình hình cụ thể.\n\n9. Tổ chức Hội nghị\n\n\
                      Trên đây là Kế hoạch tổ chức.\n\nĐề nghị các cấp công đoàn thực hiện.";
        let expected = [
            (BlockRole::Heading1, 1),
            (BlockRole::Item, 2),
            (BlockRole::Note, 0),
            (BlockRole::Item, 2),
            (BlockRole::Note, 0),
            (BlockRole::Item, 2),
            (BlockRole::Closing, 0),
            (BlockRole::Closing, 0),
        ];
        assert_eq!(roles(source), expected);
    }

    #[test]
    fn a_long_line_before_its_list_stays_an_item() {
        let long = "Ban hành kèm theo Quyết định này giá dịch vụ ".repeat(5);
        let source = format!(
            "Điều 1. Giá dịch vụ\n\n1. {long} gồm:\n\n- Một;\n- Hai.\n\n2. Phạm vi áp dụng:\n\n- Ba."
        );
        let found: Vec<BlockRole> = roles(&source).into_iter().map(|r| r.0).collect();
        let item = BlockRole::Item;
        // A lead-in among its siblings leaves the other line no heading either.
        assert_eq!(found, [BlockRole::Article, item, item, item, item, item]);
    }

    #[test]
    fn number_lines_take_their_titles_from_the_next_line() {
        let source = "Phần I\nQUY ĐỊNH CHUNG\n\nChương I\n\nPHẠM VI\n\nMục 1\nĐỐI TƯỢNG\nĐiều 1. Phạm vi\n1. Một\na) Hai\n\
                      Chương II: ĐIỀU KHOẢN\nQUYẾT ĐỊNH:";
        let expected = [
            (BlockRole::Part, 1),
            (BlockRole::PartTitle, 1),
            (BlockRole::Part, 2),
            (BlockRole::PartTitle, 2),
            (BlockRole::Division, 3),
            (BlockRole::DivisionTitle, 3),
            (BlockRole::Article, 4),
            (BlockRole::Heading2, 5),
            (BlockRole::Item, 6),
            (BlockRole::Part, 2),
            (BlockRole::Authority, 0),
        ];
        assert_eq!(roles(source), expected);
    }

    #[test]
    fn directives_set_roles() {
        let source =
            "@basis Căn cứ Luật Công đoàn;\n@center QUYẾT ĐỊNH\n@caption Bảng 1. Kinh phí\n@khác chữ";
        let found: Vec<BlockRole> = roles(source).into_iter().map(|r| r.0).collect();
        assert_eq!(found, [BlockRole::Basis, BlockRole::Authority, BlockRole::Caption, BlockRole::Body]);
    }
}
