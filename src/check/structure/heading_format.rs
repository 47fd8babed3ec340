//! Headings of one level look alike and end alike.

use super::super::context::LintContext;
use super::super::findings::{Check, FindingCollector};
use super::super::passage::Passage;
use super::marker_tree::{MarkerNode, MarkerTree};
use super::{CUSTOM, PARTS, check};
use crate::document::{BlockRole, Emphasis};
use crate::outline::{MarkerKind, is_capitals};
use crate::renumber::NumberingBlock;
use crate::report::Severity;

pub(super) const STR_06: Check = check(
    "STR-06",
    Severity::Warning,
    "Các tiêu đề cùng cấp trình bày giống nhau.",
    PARTS,
    include_str!("STR-06.md"),
);
pub(super) const STR_07: Check = check(
    "STR-07",
    Severity::Information,
    "Cuối tiêu đề không có dấu câu.",
    CUSTOM,
    include_str!("STR-07.md"),
);

/// Characters of the longest heading; what is longer is a sentence.
const HEADING_MOST: usize = 250;
/// Characters of the longest label before a colon.
const LABEL_MOST: usize = 80;

pub(super) fn run(tree: &MarkerTree<'_>, lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let headings: Vec<&MarkerNode<'_>> =
        tree.nodes.iter().filter(|n| n.is_heading() && n.placed.is_some()).collect();
    let mut kinds: Vec<Option<MarkerKind>> = headings.iter().map(|n| n.kind()).collect();
    kinds.sort_by_key(|kind| kind.map(MarkerKind::rank));
    kinds.dedup();
    for kind in kinds {
        let of_kind: Vec<&MarkerNode<'_>> = headings.iter().filter(|n| n.kind() == kind).copied().collect();
        heading_formats(&of_kind, lint, findings);
    }
    for group in &tree.groups {
        run_in(tree, group, findings);
    }
    for (index, node) in tree.nodes.iter().enumerate() {
        let titled = matches!(node.passage.role(), BlockRole::PartTitle | BlockRole::DivisionTitle);
        if titled || (node.is_heading() && node.numbering_block != NumberingBlock::Quoted) {
            final_mark(tree, index, node, findings);
        }
    }
}

/// Formatting of a heading in print.
#[derive(Clone, Copy, PartialEq, Eq)]
struct HeadingFormat {
    emphasis: Emphasis,
    capitals: bool,
}

fn heading_format(node: &MarkerNode<'_>, lint: &LintContext<'_>) -> HeadingFormat {
    let passage = node.passage;
    let (role, style) = (passage.role(), lint.profile.map(|sheet| sheet.role(passage.role())));
    let whole = |wanted: fn(Emphasis) -> bool| {
        let from = passage.paragraph.marker;
        let mut spans = passage.paragraph.text.spans().filter(|(span, _)| span.end > from + 1);
        spans.all(|(span, heading_format)| {
            wanted(heading_format)
                || passage.text().get(span.start.max(from)..span.end).is_none_or(|t| t.trim().is_empty())
        })
    };
    let emphasis = Emphasis {
        bold: style.is_some_and(|s| s.bold) || whole(|l| l.bold),
        italic: style.is_some_and(|s| s.italic) || whole(|l| l.italic),
        ..Emphasis::NONE
    };
    HeadingFormat { emphasis, capitals: role == BlockRole::Heading1 && is_capitals(passage.body()) }
}

/// The rarer look, once.
fn heading_formats(
    headings: &[&MarkerNode<'_>],
    lint: &LintContext<'_>,
    findings: &mut FindingCollector<'_>,
) {
    let mut seen: Vec<(HeadingFormat, usize, &MarkerNode<'_>)> = Vec::new();
    for node in headings {
        let found = heading_format(node, lint);
        match seen.iter_mut().find(|s| s.0 == found) {
            Some(known) => known.1 += 1,
            None => seen.push((found, 1, node)),
        }
    }
    let Some(usual) = seen.iter().rev().max_by_key(|s| s.1).filter(|s| s.1 > 1) else { return };
    for (found, count, node) in seen.iter().filter(|s| s.0 != usual.0) {
        let message = format!(
            "Có {count} tiêu đề {} còn {} tiêu đề cùng cấp {} (như «{}»): hãy trình bày giống nhau.",
            name(*found, usual.0),
            usual.1,
            name(usual.0, *found),
            usual.2.passage.marker()
        );
        findings.add_whole(&STR_06, node.passage, message);
    }
}

/// A look, by what sets it apart from another.
fn name(heading_format: HeadingFormat, other: HeadingFormat) -> &'static str {
    match (heading_format.capitals != other.capitals, heading_format.emphasis.bold != other.emphasis.bold) {
        (true, _) if heading_format.capitals => "viết in hoa",
        (true, _) => "viết thường",
        (_, true) if heading_format.emphasis.bold => "in đậm",
        (_, true) => "không in đậm",
        _ if heading_format.emphasis.italic => "in nghiêng",
        _ => "không in nghiêng",
    }
}

/// Siblings that are headings on a line of their own but for a few that go on in the same line.
fn run_in(tree: &MarkerTree<'_>, group: &[usize], findings: &mut FindingCollector<'_>) {
    let nodes: Vec<&MarkerNode<'_>> = group.iter().filter_map(|&i| tree.node(i)).collect();
    let labelled: Vec<&&MarkerNode<'_>> = nodes.iter().filter(|n| label(n.passage).is_some()).collect();
    let headings = nodes.iter().filter(|n| n.is_heading() && label(n.passage).is_none()).count();
    if labelled.is_empty()
        || headings < 2
        || headings <= labelled.len()
        || headings + labelled.len() < nodes.len()
    {
        return;
    }
    for node in labelled {
        let passage = node.passage;
        let words = label(passage).unwrap_or_default();
        let message = format!(
            "«{words}» viết liền với nội dung, còn {headings} tiêu đề cùng cấp đứng riêng một dòng: hãy trình bày giống nhau."
        );
        findings.add(&STR_06, passage, passage.body_start()..passage.body_start() + words.len() + 1, message);
    }
}

/// `Văn phòng LĐLĐ tỉnh` of `1.3. Văn phòng LĐLĐ tỉnh: Phối hợp …`
fn label(passage: &Passage) -> Option<&str> {
    let (label, text) = passage.body().split_once(": ")?;
    let short = label.chars().nth(LABEL_MOST).is_none() && !label.contains([';', '.', ',']);
    (short && !text.trim().is_empty() && label.starts_with(char::is_uppercase)).then_some(label)
}

fn final_mark(
    tree: &MarkerTree<'_>,
    index: usize,
    node: &MarkerNode<'_>,
    findings: &mut FindingCollector<'_>,
) {
    let passage = node.passage;
    let text = passage.text().trim_end();
    let bare = text.trim_end_matches(['.', ';', ',', ':']);
    let mark = text.get(bare.len()..).unwrap_or("");
    // A colon before a list leads to it.
    let leads_to_text = || tree.node(index + 1).is_some_and(MarkerNode::is_plain);
    let wrong = match mark {
        "." | ";" | "," => true,
        ":" => leads_to_text(),
        _ => false,
    };
    let sentence = passage.text().chars().nth(HEADING_MOST).is_some() || passage.body().contains(". ");
    if wrong && !sentence && !bare.ends_with('/') {
        let message = format!("Tiêu đề kết thúc bằng dấu «{mark}»: cuối tiêu đề không dùng dấu câu.");
        findings.add(&STR_07, passage, bare.len()..text.len(), message);
    }
}
