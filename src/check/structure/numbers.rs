//! Numbers that run, children that follow their parents, letters and Roman numbers that exist.

use super::super::findings::{Check, FindingCollector};
use super::marker_tree::{MarkerNode, MarkerTree};
use super::{CUSTOM, PARTS, check};
use crate::outline::{MarkerKind, is_capitals, roman_number};
use crate::renumber::{MarkerCount, NumberingFault};
use crate::report::Severity;

pub(super) const STR_01: Check = check(
    "STR-01",
    Severity::Error,
    "Số thứ tự ở mỗi cấp chạy liên tục, không thiếu, không lặp.",
    PARTS,
    include_str!("STR-01.md"),
);
pub(super) const STR_02: Check = check(
    "STR-02",
    Severity::Error,
    "Số của mục con bắt đầu bằng số của mục chứa nó.",
    PARTS,
    include_str!("STR-02.md"),
);
pub(super) const STR_05: Check = check(
    "STR-05",
    Severity::Information,
    "Số thứ tự chạy tiếp qua các mục lớn là có chủ ý.",
    CUSTOM,
    include_str!("STR-05.md"),
);
pub(super) const STR_16: Check = check(
    "STR-16",
    Severity::Warning,
    "Số La Mã viết đúng; điểm theo thứ tự bảng chữ cái tiếng Việt.",
    PARTS,
    include_str!("STR-16.md"),
);

pub(super) fn run(tree: &MarkerTree<'_>, findings: &mut FindingCollector<'_>) {
    let mut through = false;
    for (index, node) in tree.nodes.iter().enumerate() {
        let Some(count) = node.count() else {
            spelling(tree, index, node, findings);
            continue;
        };
        if let Some(fault) = count.fault {
            order(tree, node, count, fault, findings);
        }
        if count.continues && !through && counts_anew(count.written.kind) {
            through = true;
            continued(node, findings);
        }
    }
    for group in &tree.groups {
        strays(tree, group, findings);
    }
}

/// Tests whether a kind usually begins at 1 in every section; articles and chapters are counted through.
fn counts_anew(kind: MarkerKind) -> bool {
    matches!(kind, MarkerKind::Arabic(_) | MarkerKind::Bracketed | MarkerKind::Parenthesis)
}

fn order(
    tree: &MarkerTree<'_>,
    node: &MarkerNode<'_>,
    count: MarkerCount,
    fault: NumberingFault,
    findings: &mut FindingCollector<'_>,
) {
    let marker = node.passage.marker();
    let right = count.right.spell(marker).unwrap_or_default();
    let previous = node.placed.and_then(|p| tree.node(p.previous?));
    let before = previous.map_or("", |p| p.passage.marker());
    let line = previous.and_then(|p| p.passage.line_at(0)).map_or(String::new(), |l| format!(" (dòng {l})"));
    let message = match fault {
        NumberingFault::Start => {
            format!(
                "Mục đầu tiên mang số «{marker}»: hãy đánh số từ «{right}» hoặc bổ sung các mục còn thiếu."
            )
        }
        NumberingFault::Gap if before.is_empty() => {
            format!("Số «{marker}» không nối tiếp mục trước: hãy đánh lại từ đây thành «{right}».")
        }
        NumberingFault::Gap => format!(
            "Số nhảy từ «{before}»{line} sang «{marker}»: hãy bổ sung mục còn thiếu hoặc đánh lại từ đây thành «{right}»."
        ),
        NumberingFault::Repeat => {
            format!("Số «{marker}» lặp lại số của mục trước{line}: hãy đánh lại từ đây thành «{right}».")
        }
        NumberingFault::Back if before.is_empty() => {
            format!("Số «{marker}» đã dùng ở phần trước: hãy đánh tiếp từ đây thành «{right}».")
        }
        NumberingFault::Back => {
            format!("Số «{marker}» đứng sau «{before}»{line}: hãy đánh lại từ đây thành «{right}».")
        }
        NumberingFault::Letter => {
            let message = format!(
                "«{marker}» đứng sau «{before}»: theo bảng chữ cái tiếng Việt, sau «{before}» là «{right}»."
            );
            findings.add(&STR_16, node.passage, node.marker(), message);
            return;
        }
    };
    findings.add(&STR_01, node.passage, node.marker(), message);
}

fn continued(node: &MarkerNode<'_>, findings: &mut FindingCollector<'_>) {
    let marker = node.passage.marker();
    let message = format!(
        "Số thứ tự chạy tiếp qua các mục lớn (mục này bắt đầu bằng «{marker}»). Nếu không chủ ý, hãy đánh lại từ 1 trong mỗi mục."
    );
    findings.add(&STR_05, node.passage, node.marker(), message);
}

/// One finding for all the strays among siblings: they are mended together.
fn strays(tree: &MarkerTree<'_>, group: &[usize], findings: &mut FindingCollector<'_>) {
    let nodes = || group.iter().filter_map(|&i| tree.node(i));
    let stray = |n: &&MarkerNode<'_>| n.count().is_some_and(|c| c.strays);
    let Some((node, count)) = nodes().find(stray).and_then(|n| Some((n, n.count()?))) else { return };
    let marker = node.passage.marker();
    let parent = tree.parent(node).map_or("", |p| p.passage.marker());
    let right = count.right.spell(marker).unwrap_or_default();
    let more = match nodes().filter(stray).count() {
        1 => String::new(),
        count => format!(" (có {count} mục như vậy)"),
    };
    let message = format!(
        "«{marker}» đứng trong mục «{parent}»{more}: số của mục con phải bắt đầu bằng số của mục chứa nó, ở đây là «{right}»."
    );
    findings.add(&STR_02, node.passage, node.marker(), message);
}

/// Numbers and letters that are none: `IIII.`, `f)`.
fn spelling(tree: &MarkerTree<'_>, index: usize, node: &MarkerNode<'_>, findings: &mut FindingCollector<'_>) {
    if !node.is_plain() || node.numbering_block == crate::renumber::NumberingBlock::Quoted {
        return;
    }
    let text = node.passage.text();
    if let Some(len) = bad_roman(text) {
        let number = text.get(..len).unwrap_or("");
        let message =
            format!("«{number}.» không phải số La Mã viết đúng: hãy viết lại bằng các chữ I, V, X.");
        findings.add(&STR_16, node.passage, 0..len + 1, message);
    }
    let letter = text.chars().next().filter(|c| "fjwz".contains(*c) && text.get(1..2) == Some(")"));
    let is_point =
        |i: Option<usize>| i.and_then(|i| tree.node(i)).is_some_and(|n| n.kind() == Some(MarkerKind::Letter));
    if let Some(letter) = letter
        && (is_point(index.checked_sub(1)) || is_point(Some(index + 1)))
    {
        let message = format!(
            "Bảng chữ cái tiếng Việt không có chữ «{letter}»: hãy đánh các điểm theo thứ tự a, b, c, d, đ, e, g, h, i, k."
        );
        findings.add(&STR_16, node.passage, 0..2, message);
    }
}

/// The bytes of what looks like a Roman number before a title in capitals, but is none.
fn bad_roman(text: &str) -> Option<usize> {
    let len = text.bytes().take(9).take_while(|b| b"IVXl1|".contains(b)).count();
    let number = text.get(..len).filter(|n| (2..=8).contains(&n.len()) && n.contains(['I', 'V', 'X']))?;
    let title = text.get(len..)?.strip_prefix('.')?;
    let wrong = !matches!(roman_number(number), Some((all, _)) if all == len);
    (wrong && is_capitals(title.get(..title.char_indices().nth(80).map_or(title.len(), |c| c.0))?))
        .then_some(len)
}
