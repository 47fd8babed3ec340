//! Roles and levels, from the markers and what stands around them.
//!
//! Comes in: blocks in order and what each begins with. Goes out: the same blocks with [`BlockRole`] and level. The answer
//! depends on the blocks alone, not on how their lines were spaced, so writing and reading again changes nothing.

use super::marker::MarkerKind;
use super::{BlockLead, is_capitals, starts_lower};
use crate::document::{Block, BlockRole, Paragraph};

/// Characters of the longest heading.
const HEADING_MOST: usize = 300;
/// Characters of the longest heading that ends in `:` with a list below: a longer one introduces the list as an item.
const LIST_HEADING_MOST: usize = 160;
/// Characters of the longest heading told only by the plain paragraph below it.
const SHORT_HEADING_MOST: usize = 120;

/// Gives every paragraph its role and level.
pub(super) fn assign(blocks: &mut [Block], leads: &[BlockLead]) {
    let following = next_markers(leads);
    let mut above: Vec<MarkerKind> = Vec::new();
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
                let next = following.get(index).copied().flatten();
                place_marker(&mut above, kind);
                paragraph.level = u8::try_from(above.len()).unwrap_or(u8::MAX);
                paragraph.role =
                    marked_role(paragraph, kind, &above, next, rest.first(), leads.get(index + 1));
                title = title_below(paragraph, kind);
            }
            BlockLead::Plain => (paragraph.role, paragraph.level) = plain_role(paragraph, expected),
            BlockLead::Directed | BlockLead::Table => {}
        }
    }
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

/// Closes what a marker closes, and puts it below what remains open.
fn place_marker(above: &mut Vec<MarkerKind>, kind: MarkerKind) {
    let keep = above.iter().position(|k| *k == kind || k.rank() > kind.rank()).unwrap_or(above.len());
    above.truncate(keep);
    above.push(kind);
}

/// Tests whether a marker would stand below the last one of `above`.
fn is_below(above: &[MarkerKind], next: MarkerKind) -> bool {
    above.iter().all(|k| *k != next && k.rank() <= next.rank())
}

/// The title a number line waits for.
fn title_below(paragraph: &Paragraph, kind: MarkerKind) -> Option<(BlockRole, u8)> {
    let role =
        if paragraph.role == BlockRole::Part { BlockRole::PartTitle } else { BlockRole::DivisionTitle };
    let alone = kind.is_division() && paragraph.text.as_str().len() == paragraph.marker;
    alone.then_some((role, paragraph.level))
}

fn marked_role(
    paragraph: &Paragraph,
    kind: MarkerKind,
    above: &[MarkerKind],
    next: Option<MarkerKind>,
    below: Option<&Block>,
    below_lead: Option<&BlockLead>,
) -> BlockRole {
    match kind {
        MarkerKind::Part | MarkerKind::Chapter => BlockRole::Part,
        MarkerKind::Division | MarkerKind::Subdivision => BlockRole::Division,
        MarkerKind::Article => BlockRole::Article,
        MarkerKind::Roman => BlockRole::Heading1,
        kind if kind.is_bullet() => BlockRole::Item,
        kind => {
            let has_list = next.is_some_and(|next| is_below(above, next));
            let has_text = match (below, below_lead) {
                (Some(Block::Paragraph(p)), Some(BlockLead::Plain)) => {
                    let text = p.text.as_str();
                    continues_heading(text) && (!starts_lower(text) || paragraph.text.as_str().ends_with(':'))
                }
                (Some(Block::Table(_)), _) => true,
                (Some(Block::Paragraph(p)), _) if p.role == BlockRole::Caption => true,
                _ => false,
            };
            if is_heading(paragraph, has_list, has_text) { numbered_heading(kind) } else { BlockRole::Item }
        }
    }
}

fn numbered_heading(kind: MarkerKind) -> BlockRole {
    match kind {
        MarkerKind::Arabic(1) => BlockRole::Heading2,
        MarkerKind::Arabic(2) => BlockRole::Heading3,
        _ => BlockRole::Heading4,
    }
}

/// Tests whether a plain paragraph is the text of the heading above it, not a remark after a list.
fn continues_heading(text: &str) -> bool {
    !is_note(text) && !is_closing(text) && !is_authority(text)
}

/// Tests whether a line is a sentence that leads to a list rather than a title above it.
fn leads_to_list(text: &str) -> bool {
    const ENDS: [&str; 8] = ["sau", "sau đây", "gồm", "trong đó", "cụ thể", "như", "là", "gồm có"];
    let Some(sentence) = text.strip_suffix(':') else { return false };
    let ends_with_word = |word: &str| {
        sentence.trim_end().strip_suffix(word).is_some_and(|rest| rest.ends_with([' ', ',', '(']))
    };
    ENDS.into_iter().any(ends_with_word)
}

/// Tests whether a numbered line has a title of its own.
fn is_heading(paragraph: &Paragraph, has_list: bool, has_text: bool) -> bool {
    let text = paragraph.text.as_str();
    let length = bounded_length(text, HEADING_MOST);
    if length > HEADING_MOST || text.contains('\n') {
        return false;
    }
    match emphasis(paragraph) {
        LeadEmphasis::Whole => return true,
        LeadEmphasis::Label => return false,
        LeadEmphasis::No => {}
    }
    if leads_to_list(text) {
        return false;
    }
    let last = text.chars().next_back().unwrap_or(' ');
    let with_list = has_list && !matches!(last, ';' | ',') && (last != ':' || length <= LIST_HEADING_MOST);
    let open_end = last == ':' || last.is_alphanumeric() || matches!(last, ')' | '”' | '"' | '%');
    with_list || (has_text && length <= SHORT_HEADING_MOST && open_end)
}

/// Characters of a text; one more than `most` where there are more.
fn bounded_length(text: &str, most: usize) -> usize {
    text.chars().take(most + 1).count()
}

/// Emphasis of the words behind a marker.
enum LeadEmphasis {
    /// All of them: a heading.
    Whole,
    /// The first ones in bold: `**1. Hình thức:** Tổng kết bằng văn bản`.
    Label,
    No,
}

fn emphasis(paragraph: &Paragraph) -> LeadEmphasis {
    let string = paragraph.text.as_str();
    let (mut bold, mut italic, mut label, mut first) = (true, true, false, true);
    for (span, look) in paragraph.text.spans().filter(|(span, _)| span.end > paragraph.marker) {
        let words = string.get(span.start.max(paragraph.marker)..span.end).unwrap_or("");
        if words.trim().is_empty() {
            continue;
        }
        label |= first && look.bold;
        first = false;
        bold &= look.bold;
        italic &= look.italic;
    }
    match (bold || italic, label) {
        _ if first => LeadEmphasis::No,
        (true, _) => LeadEmphasis::Whole,
        (false, true) => LeadEmphasis::Label,
        (false, false) => LeadEmphasis::No,
    }
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
            (BlockRole::Heading2, 2),
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
            (BlockRole::Heading3, 3),
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
        assert_eq!(found, [BlockRole::Article, item, item, item, BlockRole::Heading2, item]);
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
