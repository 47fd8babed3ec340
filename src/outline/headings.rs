//! Lines that are headings, and lines that are text: what a marked line reads as, and what its siblings make of it.
//!
//! A heading is a title, never a sentence, and has something below it. Siblings of one list look alike: they are
//! headings together or not at all. What the author marked bold or italic stays as marked.

use super::marker::MarkerKind;
use crate::document::{BlockRole, Emphasis, Paragraph};

/// Characters of the longest heading.
pub(super) const HEADING_MOST: usize = 300;
/// Characters of the longest line that ends in a full stop and can be a heading: a longer one is a sentence.
const STOPPED_MOST: usize = 220;
/// Characters of the longest heading that ends in `:`: a longer line introduces what stands below it.
const LED_MOST: usize = 160;
/// Characters of the longest heading told only by the plain paragraph below it.
const SHORT_HEADING_MOST: usize = 120;

/// Contents below a line, before its next sibling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Below {
    /// Flag: a list.
    pub list: bool,
    /// Flag: a paragraph of its own, a caption or a table.
    pub text: bool,
}

impl Below {
    fn any(self) -> bool {
        self.list || self.text
    }
}

/// Form of a numbered line, read by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineForm {
    /// A heading because the author marked it whole.
    Marked(Emphasis),
    /// A label in bold before its text, as the author marked it.
    Labelled,
    /// A title: no final mark, something below.
    Title,
    /// Words before a colon, something below: a heading among titles, else a lead-in.
    Led,
    /// Words before a full stop, something below: a heading where most siblings are titles, or the author marked one as
    /// such; else a sentence.
    Stopped,
    /// Words without a final mark and nothing below: a heading among titles, else an item.
    Bare,
    /// A sentence.
    Sentence,
}

/// Reads a numbered line.
pub(super) fn form(paragraph: &Paragraph, below: Below) -> LineForm {
    let text = paragraph.text.as_str();
    let length = bounded_length(text, HEADING_MOST);
    if length > HEADING_MOST || text.contains('\n') || leads_to_list(text) {
        return LineForm::Sentence;
    }
    match emphasis(paragraph) {
        LeadEmphasis::Whole(look) => {
            return if is_marked_title(text, length, below) {
                LineForm::Marked(look)
            } else {
                LineForm::Sentence
            };
        }
        LeadEmphasis::Label => return LineForm::Labelled,
        LeadEmphasis::No => {}
    }
    let room = if below.list { HEADING_MOST } else { SHORT_HEADING_MOST };
    match text.chars().next_back() {
        Some(':') if below.any() && length <= LED_MOST.min(room) => LineForm::Led,
        Some('.') if below.any() && length <= STOPPED_MOST.min(room) && !has_inner_stop(paragraph) => {
            LineForm::Stopped
        }
        Some(last) if is_open_end(last) && length <= room => {
            if below.any() {
                LineForm::Title
            } else {
                LineForm::Bare
            }
        }
        _ => LineForm::Sentence,
    }
}

/// Tests whether a line that the author marked whole is a title: one without a final mark always is, one with a mark
/// only where something stands below it.
fn is_marked_title(text: &str, length: usize, below: Below) -> bool {
    match text.chars().next_back() {
        Some('.' | ':') => below.any() && length <= STOPPED_MOST,
        Some(last) => is_open_end(last),
        None => false,
    }
}

/// Tests for a last character after which nothing ends.
fn is_open_end(last: char) -> bool {
    last.is_alphanumeric() || matches!(last, ')' | '”' | '"' | '’' | '%' | ']' | '»')
}

/// Tests whether a full stop stands inside the words behind the marker: two sentences.
fn has_inner_stop(paragraph: &Paragraph) -> bool {
    paragraph.text.as_str().get(paragraph.marker..).is_some_and(|words| words.contains(". "))
}

/// Role of every line of a list, by the forms of all of them.
pub(super) fn roles(kind: MarkerKind, lines: &[(LineForm, &Paragraph)]) -> Vec<BlockRole> {
    let unmarked = unmarked_role(kind, lines);
    let role = |&(form, _): &(LineForm, &Paragraph)| match form {
        LineForm::Marked(look) => heading_like(look),
        LineForm::Labelled | LineForm::Sentence => BlockRole::Item,
        LineForm::Title | LineForm::Led | LineForm::Stopped | LineForm::Bare => unmarked,
    };
    lines.iter().map(role).collect()
}

/// Role of the lines of a list that the author has not marked.
fn unmarked_role(kind: MarkerKind, lines: &[(LineForm, &Paragraph)]) -> BlockRole {
    let count = |wanted: fn(&LineForm) -> bool| lines.iter().filter(|line| wanted(&line.0)).count();
    let marked = count(|form| matches!(form, LineForm::Marked(_)));
    let titles = count(|form| *form == LineForm::Title);
    let ended = count(|form| matches!(form, LineForm::Led | LineForm::Stopped));
    let bare = count(|form| *form == LineForm::Bare);
    let stopped = count(|form| *form == LineForm::Stopped);
    let sentence = |form: &LineForm| match form {
        LineForm::Sentence => true,
        LineForm::Stopped => marked == 0 && titles <= stopped,
        _ => false,
    };
    let read_as_text = titles + marked == 0 || titles + marked + ended <= bare;
    if read_as_text || lines.iter().any(|line| sentence(&line.0)) {
        return BlockRole::Item;
    }
    // Where the author marked as many as not, his look is the list's.
    let mut looks = lines.iter().filter_map(|line| match line.0 {
        LineForm::Marked(look) => Some(heading_like(look)),
        _ => None,
    });
    if let Some(look) = looks.next().filter(|look| looks.all(|other| other == *look))
        && marked >= titles + ended + bare
    {
        return look;
    }
    usual_role(kind, lines)
}

/// The heading of a level; upright where one of the list has slanted words of its own, which would be lost in a
/// slanted heading.
fn usual_role(kind: MarkerKind, lines: &[(LineForm, &Paragraph)]) -> BlockRole {
    let slanted = |paragraph: &Paragraph| paragraph.text.spans().any(|(_, look)| look.italic);
    let has_slanted =
        lines.iter().any(|(form, paragraph)| !matches!(form, LineForm::Marked(_)) && slanted(paragraph));
    match kind {
        MarkerKind::Arabic(1) => BlockRole::Heading2,
        _ if has_slanted => BlockRole::Heading2,
        MarkerKind::Arabic(2) => BlockRole::Heading3,
        _ => BlockRole::Heading4,
    }
}

/// The heading that looks as the author marked it.
fn heading_like(look: Emphasis) -> BlockRole {
    match (look.bold, look.italic) {
        (true, true) => BlockRole::Heading3,
        (false, true) => BlockRole::Heading4,
        _ => BlockRole::Heading2,
    }
}

/// Tests whether an article's line is its title (*tên điều*), a heading; else it is text behind the label.
pub(super) fn is_article_title(paragraph: &Paragraph, below: Below) -> bool {
    let text = paragraph.text.as_str();
    let words = text.get(paragraph.marker..).unwrap_or("");
    if words.trim().is_empty() {
        return true;
    }
    match form(paragraph, below) {
        LineForm::Marked(look) => look.bold && !is_provision(words),
        LineForm::Title => !is_provision(words),
        _ => false,
    }
}

/// Tests whether words without a final mark are a sentence that provides something, not a title.
fn is_provision(words: &str) -> bool {
    const SIGNS: [&str; 4] = [" này có hiệu lực", " chịu trách nhiệm ", " có trách nhiệm ", " này thay thế "];
    SIGNS.iter().any(|sign| words.contains(sign))
}

/// Tests whether a line with a Roman number is a heading; capitals always are.
pub(super) fn is_roman_heading(paragraph: &Paragraph, below: Below) -> bool {
    let text = paragraph.text.as_str();
    let words = text.get(paragraph.marker..).unwrap_or("");
    let is_sentence = || {
        words.ends_with(['.', ';', ','])
            && (!below.any() || bounded_length(text, SHORT_HEADING_MOST) > SHORT_HEADING_MOST)
    };
    super::is_capitals(words) || !is_sentence()
}

/// Tests whether a line is a sentence that leads to a list rather than a title above it.
fn leads_to_list(text: &str) -> bool {
    const ENDS: [&str; 11] = [
        "sau",
        "sau đây",
        "gồm",
        "trong đó",
        "cụ thể",
        "như",
        "là",
        "gồm có",
        "có trách nhiệm",
        "chịu trách nhiệm",
        "có nhiệm vụ",
    ];
    let Some(sentence) = text.strip_suffix(':') else { return false };
    let ends_with_word = |word: &str| {
        sentence.trim_end().strip_suffix(word).is_some_and(|rest| rest.ends_with([' ', ',', '(']))
    };
    ENDS.into_iter().any(ends_with_word)
}

/// Characters of a text; one more than `most` where there are more.
pub(super) fn bounded_length(text: &str, most: usize) -> usize {
    text.chars().take(most + 1).count()
}

/// Emphasis of the words behind a marker.
enum LeadEmphasis {
    /// All of them look so.
    Whole(Emphasis),
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
        (true, _) => LeadEmphasis::Whole(Emphasis { bold, italic, ..Emphasis::NONE }),
        (false, true) => LeadEmphasis::Label,
        (false, false) => LeadEmphasis::No,
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Block, BlockRole, Paragraph};
    use crate::outline::{parse, write};
    use crate::report::{FieldPath, Report};

    fn paragraphs(source: &str) -> Vec<Paragraph> {
        let blocks = parse(source, &FieldPath::field("body"), &mut Report::new());
        let again = parse(&write(&blocks), &FieldPath::field("body"), &mut Report::new());
        assert_eq!(again, blocks, "{}", write(&blocks));
        let paragraph = |block| if let Block::Paragraph(paragraph) = block { Some(paragraph) } else { None };
        blocks.into_iter().filter_map(paragraph).collect()
    }

    /// Roles of the marked lines.
    fn roles(source: &str) -> Vec<BlockRole> {
        paragraphs(source).iter().filter(|p| p.marker > 0).map(|p| p.role).collect()
    }

    /// Text in bold of every line.
    fn bold(source: &str) -> Vec<String> {
        let bold = |p: &Paragraph| {
            p.text.spans().filter(|s| s.1.bold).map(|s| &p.text.as_str()[s.0]).collect::<String>()
        };
        paragraphs(source).iter().map(bold).collect()
    }

    use BlockRole::{Article, Heading1, Heading2, Heading3, Heading4, Item};

    #[test]
    fn an_article_that_is_a_sentence_is_text_behind_a_bold_label() {
        for sentence in [
            "Tặng Giấy khen cho 03 tập thể.",
            "Giao Văn phòng theo dõi, đôn đốc;",
            "Các cơ quan có tên tại Điều 1 thi hành Quyết định này./.",
            "Ban Chỉ đạo có các nhiệm vụ sau:",
            "Chánh Văn phòng chịu trách nhiệm thi hành Quyết định này",
        ] {
            let source = format!("Điều 1. {sentence}\n\nĐiều 2. Quyết định này có hiệu lực từ ngày ký.");
            assert_eq!(roles(&source), [Item, Item], "{sentence}");
            assert_eq!(bold(&source), ["Điều 1.", "Điều 2."], "{sentence}");
        }
        let led = "Điều 3. Ban Chỉ đạo có các nhiệm vụ sau:\n\n1. Tham mưu;\n\n2. Kiểm tra.";
        assert_eq!(roles(led), [Item, Item, Item]);
        assert_eq!(bold(led), ["Điều 3.", "", ""]);
    }

    #[test]
    fn a_title_of_an_article_with_text_or_items_below_is_a_heading() {
        assert_eq!(roles("Điều 1. Phạm vi điều chỉnh\n\nQuy chế này quy định việc chi tiêu."), [Article]);
        assert_eq!(roles("Điều 2. Nguyên tắc\n\n1. Công khai.\n\n2. Tiết kiệm."), [Article, Item, Item]);
        assert_eq!(roles("Điều 4. Kinh phí\n\n| A | B |\n|---|---|\n| 1 | 2 |").first(), Some(&Article));
        assert_eq!(roles("Điều 5. Giao Văn phòng theo dõi\n\nĐiều 6. Thi hành"), [Item, Item]);
    }

    #[test]
    fn emphasis_that_closes_before_the_full_stop_of_the_label_is_an_article_all_the_same() {
        let source = "**Điều 1**. Tặng Giấy khen cho 03 tập thể.\n\n**Điều 2**. Giao Văn phòng thi hành.";
        assert_eq!(roles(source), [Item, Item]);
        assert_eq!(bold(source), ["Điều 1.", "Điều 2."]);
        assert_eq!(bold("**1**. Tổ chức hội nghị."), ["1"]);
    }

    #[test]
    fn a_point_is_upright_whatever_stands_below_it() {
        let source = "1. Trách nhiệm của các đơn vị\n\na) Sở Văn hóa\n\n- Chủ trì;\n\n- Báo cáo.\n\nb) Sở Nội vụ\n\n\
                      - Phối hợp.\n\n2. Kinh phí\n\n(1) Nguồn\n\nNgân sách.\n\n1) Mức\n\n- Theo quy định.";
        assert_eq!(roles(source), [Heading2, Item, Item, Item, Item, Item, Heading2, Item, Item, Item]);
        assert_eq!(roles("**a) Sở Văn hóa**\n\n- Chủ trì."), [Item, Item]);
        assert_eq!(bold("**a) Sở Văn hóa**\n\n- Chủ trì."), ["a) Sở Văn hóa", ""]);
    }

    #[test]
    fn numbered_siblings_are_headings_together_or_not_at_all() {
        let titles =
            "1. Mục tiêu\n\nPhát triển đoàn viên.\n\n2. Giải pháp:\n\n- Tuyên truyền.\n\n3. Kinh phí";
        assert_eq!(roles(titles), [Heading2, Heading2, Item, Heading2]);
        let sentence = format!("{titles}\n\n4. Báo cáo kết quả trước ngày 30/6/2024.");
        assert_eq!(roles(&sentence), [Item, Item, Item, Item, Item]);
        let goods = "1. Bàn ghế\n\n2. Máy tính\n\n- Để bàn;\n\n- Xách tay.\n\n3. Máy in";
        assert_eq!(roles(goods), [Item, Item, Item, Item, Item]);
        // Another parent, another list; so is one that counts from one again.
        assert_eq!(
            roles("I. MỘT\n\n1. Mục tiêu\n\n- A.\n\nII. HAI\n\n1. Báo cáo kết quả."),
            [Heading1, Heading2, Item, Heading1, Item]
        );
        assert_eq!(roles("1. Mục tiêu\n\n- A.\n\n1. Báo cáo kết quả."), [Heading2, Item, Item]);
    }

    #[test]
    fn words_before_a_colon_and_a_list_are_no_heading_unless_all_siblings_are_titles() {
        assert_eq!(roles("1. Thời gian:\n\n- Sáng;\n\n- Chiều."), [Item, Item, Item]);
        assert_eq!(
            roles("1. Thời gian:\n\n- Sáng.\n\n2. Địa điểm:\n\n- Hội trường."),
            [Item, Item, Item, Item]
        );
        let led = "1. Nội dung\n\n- Một.\n\n2. Các ban có trách nhiệm:\n\n- Hai.";
        assert_eq!(roles(led), [Item, Item, Item, Item]);
    }

    #[test]
    fn what_the_author_marked_stays_as_marked() {
        // Italic stays italic, bold stays bold: the heading whose role looks so.
        let source = "*1.1. Các ban.*\n\nBáo cáo kết quả.\n\n*1.2. Văn phòng*\n\nChuẩn bị hội trường.";
        assert_eq!(roles(source), [Heading4, Heading4]);
        assert_eq!(roles("**1.1. Các ban**\n\nBáo cáo kết quả."), [Heading2]);
        assert_eq!(roles("1.1. Các ban\n\nBáo cáo kết quả."), [Heading3]);
        // A sentence is none, whatever its looks, and keeps them.
        let sentence = "**1. Tổ chức hội nghị ngày 20/5.**\n\n2. Báo cáo kết quả.";
        assert_eq!(roles(sentence), [Item, Item]);
        assert_eq!(bold(sentence), ["1. Tổ chức hội nghị ngày 20/5.", ""]);
        // Siblings go with what he marked.
        let stopped = "**1. Liên đoàn Lao động tỉnh.**\n\n- A.\n\n2. Công đoàn ngành.\n\n- B.";
        assert_eq!(roles(stopped), [Heading2, Item, Heading2, Item]);
        assert_eq!(roles(&stopped.replace('*', "")), [Item, Item, Item, Item]);
        let slip = "1. Mục tiêu\n\n- A.\n\n2. Giải pháp chủ yếu.\n\n- B.\n\n3. Kinh phí\n\n- C.";
        assert_eq!(roles(slip), [Heading2, Item, Heading2, Item, Heading2, Item]);
        assert_eq!(
            roles("*1.1. Các ban*\n\n- A.\n\n1.2. Văn phòng\n\n- B."),
            [Heading4, Item, Heading4, Item]
        );
    }

    #[test]
    fn slanted_words_in_a_heading_are_seen() {
        assert_eq!(roles("1.1. Thực hiện *Tháng Công nhân*\n\nTổ chức."), [Heading2]);
        assert_eq!(roles("1. Thực hiện *Tháng Công nhân*\n\nTổ chức."), [Heading2]);
    }

    #[test]
    fn a_roman_number_before_a_sentence_is_no_heading() {
        let source =
            "I. MỤC ĐÍCH.\n\n1. Một.\n\nII. Nội dung\n\n1. Hai.\n\nIII. Giao Văn phòng thực hiện Kế hoạch.";
        assert_eq!(roles(source), [Heading1, Item, Heading1, Item, Item]);
    }
}
