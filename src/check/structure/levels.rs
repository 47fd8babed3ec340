//! One style among siblings, one order of levels, one marker per item.

use super::super::findings::{Check, FindingCollector};
use super::marker_tree::{MarkerNode, MarkerTree};
use super::{CUSTOM, PARTS, check};
use crate::outline::{MarkerKind, marker};
use crate::renumber::NumberingBlock;
use crate::report::Severity;

pub(super) const STR_03: Check = check(
    "STR-03",
    Severity::Warning,
    "Các mục cùng cấp dùng một kiểu đánh số, một kiểu gạch đầu dòng.",
    PARTS,
    include_str!("STR-03.md"),
);
pub(super) const STR_04: Check = check(
    "STR-04",
    Severity::Warning,
    "Các cấp theo thứ tự I, 1, 1.1, a), -, +; gạch đầu dòng không đứng trước mục con của cùng một mục.",
    PARTS,
    include_str!("STR-04.md"),
);
pub(super) const STR_09: Check = check(
    "STR-09",
    Severity::Warning,
    "Mỗi mục chỉ có một ký hiệu đầu dòng.",
    CUSTOM,
    include_str!("STR-09.md"),
);
pub(super) const STR_10: Check = check(
    "STR-10",
    Severity::Information,
    "Nghị định 30/2020/NĐ-CP không quy định cấp gạch đầu dòng và dấu cộng.",
    PARTS,
    include_str!("STR-10.md"),
);

pub(super) fn run(tree: &MarkerTree<'_>, findings: &mut FindingCollector<'_>) {
    brackets(tree, findings);
    minorities(tree, findings);
    lists_before_headings(tree, findings);
    for node in tree.nodes.iter().filter(|n| n.placed.is_some()) {
        two_markers(node, findings);
    }
    let bullet = tree.nodes.iter().find(|n| n.kind().is_some_and(MarkerKind::is_bullet));
    if let Some(node) = bullet.filter(|_| tree.part == 0) {
        let mark = node.passage.marker();
        let message = format!(
            "«{mark}» đầu dòng là thông lệ, không phải cấp trình bày của Nghị định 30/2020/NĐ-CP (Điều, 1., a)). Có thể giữ nguyên."
        );
        findings.add(&STR_10, node.passage, node.marker(), message);
    }
}

/// `(1).` has two signs where one is enough; `(1)` among numbers of another style is another style.
fn brackets(tree: &MarkerTree<'_>, findings: &mut FindingCollector<'_>) {
    let bracketed = |kind| matches!(kind, Some(MarkerKind::Bracketed | MarkerKind::Parenthesis));
    let cousins = other_styles(tree);
    for group in &tree.groups {
        let Some(node) = group.first().and_then(|&i| tree.node(i)).filter(|n| bracketed(n.kind())) else {
            continue;
        };
        let mark = node.passage.marker();
        let parent = tree.parent(node).and_then(MarkerNode::kind);
        let other = cousins.iter().find(|c| parent == Some(c.0)).map(|c| c.1);
        if !mark.ends_with(").") && other.is_none() {
            continue;
        }
        let many =
            if group.len() > 1 { format!(" (có {} mục như vậy)", group.len()) } else { String::new() };
        let instead = other.map_or("«1.» hoặc «a)»".to_owned(), |other| {
            format!("«a)», hoặc như «{other}» ở mục khác")
        });
        let message =
            format!("«{mark}»{many} không theo kiểu đánh số của các mục cùng cấp: hãy dùng {instead}.");
        findings.add(&STR_03, node.passage, node.marker(), message);
    }
}

/// By the kind of the parent: a marker of children numbered `1.1.` or `a)`.
fn other_styles<'t>(tree: &'t MarkerTree<'_>) -> Vec<(MarkerKind, &'t str)> {
    let mut styles: Vec<(MarkerKind, &str)> = Vec::new();
    for node in tree.groups.iter().filter_map(|g| tree.node(*g.first()?)) {
        let Some(parent) = tree.parent(node).and_then(MarkerNode::kind) else { continue };
        let numbered = matches!(node.kind(), Some(MarkerKind::Arabic(_) | MarkerKind::Letter));
        if numbered && !styles.iter().any(|s| s.0 == parent) {
            styles.push((parent, node.passage.marker()));
        }
    }
    styles
}

/// Dashes of several lengths, `2.1` beside `2.1.`: the rarer form, once.
fn minorities(tree: &MarkerTree<'_>, findings: &mut FindingCollector<'_>) {
    let outer_bullet = |n: &&MarkerNode<'_>| {
        let below = tree.parent(n).and_then(MarkerNode::kind).is_some_and(MarkerKind::is_bullet);
        matches!(n.kind(), Some(MarkerKind::Dash | MarkerKind::Bullet)) && !below
    };
    let bullets: Vec<&MarkerNode<'_>> = tree.nodes.iter().filter(outer_bullet).collect();
    rarer(&bullets, |n| n.passage.marker().chars().next(), "dấu đầu dòng", findings);
    let nested = |n: &&MarkerNode<'_>| matches!(n.kind(), Some(MarkerKind::Arabic(2..)));
    let numbers: Vec<&MarkerNode<'_>> = tree.nodes.iter().filter(nested).collect();
    rarer(
        &numbers,
        |n| n.passage.marker().chars().next_back().map(|c| if c == '.' { '.' } else { ' ' }),
        "số",
        findings,
    );
}

fn rarer(
    nodes: &[&MarkerNode<'_>],
    form: impl Fn(&MarkerNode<'_>) -> Option<char>,
    what: &str,
    findings: &mut FindingCollector<'_>,
) {
    let mut forms: Vec<(char, usize, &MarkerNode<'_>)> = Vec::new();
    for node in nodes {
        let Some(found) = form(node) else { continue };
        match forms.iter_mut().find(|f| f.0 == found) {
            Some(known) => known.1 += 1,
            None => forms.push((found, 1, node)),
        }
    }
    // The form that came first wins a draw.
    let Some(usual) = forms.iter().rev().max_by_key(|f| f.1) else { return };
    for (_, count, node) in forms.iter().filter(|f| f.0 != usual.0) {
        let (mark, other) = (node.passage.marker(), usual.2.passage.marker());
        let message = format!(
            "Có {count} {what} viết kiểu «{mark}», {} viết kiểu «{other}»: hãy dùng một kiểu.",
            usual.1
        );
        findings.add(&STR_03, node.passage, node.marker(), message);
    }
}

/// Dashes that come before the numbered children of the same parent: what they belong to is not clear.
fn lists_before_headings(tree: &MarkerTree<'_>, findings: &mut FindingCollector<'_>) {
    let mut dashes = vec![(0usize, false); tree.nodes.len()];
    for node in &tree.nodes {
        let Some(placed) = node.placed else { continue };
        let Some((count, leads)) = placed.parent.and_then(|p| dashes.get_mut(p)) else { continue };
        match node.numbering_block {
            NumberingBlock::Bullet { leads: last, .. } => (*count, *leads) = (*count + 1, last),
            NumberingBlock::Numbered { .. } if *count > 0 && matches!(placed.kind, MarkerKind::Arabic(_)) => {
                let (found, leads) = (std::mem::take(count), *leads);
                if !leads && placed.previous.is_none() {
                    before_heading(tree, node, found, findings);
                }
            }
            _ => {}
        }
    }
}

fn before_heading(
    tree: &MarkerTree<'_>,
    node: &MarkerNode<'_>,
    dashes: usize,
    findings: &mut FindingCollector<'_>,
) {
    let (mark, parent) = (node.passage.marker(), tree.parent(node).map_or("", |p| p.passage.marker()));
    let message = format!(
        "Trước «{mark}» đã có {dashes} gạch đầu dòng trực tiếp trong mục «{parent}»: hãy đưa các gạch đầu dòng vào một mục con."
    );
    findings.add(&STR_04, node.passage, node.marker(), message);
}

/// `- + Tổ chức`
fn two_markers(node: &MarkerNode<'_>, findings: &mut FindingCollector<'_>) {
    let (passage, body) = (node.passage, node.passage.body());
    let Some(second) = marker(body).filter(|m| m.start == 0) else { return };
    let first_is_bullet = node.kind().is_some_and(MarkerKind::is_bullet);
    if !first_is_bullet && !second.kind.is_bullet() {
        return;
    }
    let (start, end) = (passage.body_start(), passage.body_start() + second.len);
    let (one, two) = (passage.marker(), body.get(..second.len).unwrap_or(""));
    let message = format!("Có hai ký hiệu đầu dòng «{one}» và «{two}»: hãy chỉ giữ một.");
    let noted = findings.add(&STR_09, passage, 0..end, message);
    if first_is_bullet && second.kind.is_bullet() {
        noted.fix_in(0..start, "");
    }
}
