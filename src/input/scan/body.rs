//! The body as outline text: cut paragraphs joined, double marks and needless bold taken out, written in the one
//! spelling of [`outline::write`].

use super::{Line, Parts, Scan, bare};
use crate::document::{Block, BlockRole, Paragraph, Text};
use crate::outline::{self, ends_sentence, escape, is_capitals, marker, starts_lower};
use crate::report::{FieldPath, Problem, Report};
use serde_json::json;

/// Stores the body.
pub(super) fn read(scan: &mut Scan, parts: Parts) {
    let mut source = String::new();
    for line in &parts.opening {
        source.push_str(line);
        source.push_str("\n\n");
    }
    let body = joined(scan, parts.body);
    push_lines(scan, &body, &mut source);
    if let Some(first) = parts.rest.iter().find(|line| !line.is_blank()) {
        let message = format!(
            "Phần sau chữ ký, từ “{}”, tạm để cuối nội dung. Hãy chuyển thành phụ lục hoặc bỏ.",
            bare(&first.text)
        );
        scan.doubt("body", "import-unplaced", Some(first.number), message);
        source.push('\n');
        let rest = joined(scan, parts.rest);
        push_lines(scan, &rest, &mut source);
    }
    let body = canonical(scan, &source);
    if !body.is_empty() {
        scan.put("body", json!(body));
    }
}

/// The lines with paragraphs cut by the end of a page in one piece again.
fn joined(scan: &mut Scan, lines: &[Line]) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    let mut above: Option<usize> = None;
    let mut lengthened = false;
    for line in lines {
        if line.is_blank() {
            out.push(line.clone());
            continue;
        }
        let cut = above.filter(|&index| {
            out.len() > index + 1
                && out.get(index).is_some_and(|above| is_cut(&above.text, lengthened, &line.text))
        });
        match cut.and_then(|index| out.get_mut(index)) {
            Some(whole) => {
                let end = last_words(&whole.text).to_owned();
                let before = format!("{end} ⏎ {}", first_words(&line.text));
                scan.mend(line.number, "page-break", &before, &before.replace(" ⏎ ", " "));
                whole.text.push(' ');
                whole.text.push_str(&line.text);
                let keep = above.map_or(0, |index| index + 1);
                out.truncate(keep);
                lengthened = true;
            }
            None => {
                (above, lengthened) = (Some(out.len()), false);
                out.push(line.clone());
            }
        }
    }
    out
}

/// Whether a page ended in the middle of a sentence. A line that has been `lengthened` by one that begins with a small
/// letter is not in capitals; it is not gone through again for every line behind it.
fn is_cut(above: &str, lengthened: bool, below: &str) -> bool {
    let bold = above.starts_with("**") && above.ends_with("**");
    let table = above.starts_with('|') || below.starts_with('|');
    let goes_on = starts_lower(below) && marker(below).is_none() && !ends_sentence(above);
    goes_on && !bold && !table && (lengthened || !is_capitals(above))
}

fn last_words(text: &str) -> &str {
    let at = text.char_indices().rev().filter(|(_, c)| *c == ' ').nth(3).map_or(0, |(at, _)| at + 1);
    text.get(at..).unwrap_or(text)
}

fn first_words(text: &str) -> &str {
    let end = text.char_indices().filter(|(_, c)| *c == ' ').nth(3).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

/// Appends lines, each as outline text.
fn push_lines(scan: &mut Scan, lines: &[Line], out: &mut String) {
    for line in lines {
        let text = line.text.as_str();
        let double = text.strip_prefix("- ").map(str::trim_start).filter(|rest| rest.starts_with("+ "));
        if let Some(single) = double {
            scan.mend(line.number, "double-mark", "- +", "+");
            out.push_str(single);
        } else if text.starts_with('@') {
            out.push('\\');
            out.push_str(text);
        } else if scan
            .knowledge
            .types
            .iter()
            .any(|known| !known.title.is_empty() && known.title == line.bare())
        {
            out.push_str("@center ");
            out.push_str(&escape(line.bare()));
        } else {
            out.push_str(text);
        }
        out.push('\n');
    }
}

/// The body in canonical spelling; as it is where it is too long to be read.
fn canonical(scan: &mut Scan, source: &str) -> String {
    let at = FieldPath::field("body");
    let mut report = Report::new();
    let mut blocks = outline::parse(source, &at, &mut report);
    let refused = blocks.is_empty();
    scan.doubts.extend(report.problems.into_iter().map(|problem| Problem { line: None, ..problem }));
    if refused {
        return source.trim().to_owned();
    }
    unbold_headings(&mut blocks);
    outline::write(&blocks)
}

/// Headings are bold by their role: bold that spans one whole is taken out, unless it is what makes it a heading.
fn unbold_headings(blocks: &mut [Block]) {
    let roles: Vec<Option<BlockRole>> = blocks.iter().map(role_of).collect();
    let mut bold: Vec<(usize, Text)> = Vec::new();
    for (index, block) in blocks.iter_mut().enumerate() {
        if let Block::Paragraph(paragraph) = block
            && is_heading(paragraph.role)
            && paragraph.text.is_all_bold()
        {
            let plain = without_bold(&paragraph.text);
            bold.push((index, std::mem::replace(&mut paragraph.text, plain)));
        }
    }
    give_back(blocks, &roles, bold);
}

/// Gives texts their former emphasis back where blocks have another role without it: `had` by index, `roles` as they
/// were with it. Siblings decide together, so where giving back a few is not enough, all get theirs back.
pub(in crate::input) fn give_back(
    blocks: &mut [Block],
    roles: &[Option<BlockRole>],
    had: Vec<(usize, Text)>,
) {
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
pub(in crate::input) fn role_of(block: &Block) -> Option<BlockRole> {
    match block {
        Block::Paragraph(Paragraph { role, .. }) => Some(*role),
        _ => None,
    }
}

fn is_heading(role: BlockRole) -> bool {
    matches!(
        role,
        BlockRole::Part
            | BlockRole::PartTitle
            | BlockRole::Division
            | BlockRole::DivisionTitle
            | BlockRole::Article
            | BlockRole::Heading1
            | BlockRole::Heading2
            | BlockRole::Heading3
            | BlockRole::Heading4
    )
}

fn without_bold(text: &Text) -> Text {
    let mut out = Text::default();
    for (span, look) in text.spans() {
        let look = crate::document::Emphasis { bold: false, ..look };
        out.push(text.as_str().get(span).unwrap_or(""), look);
    }
    out
}
