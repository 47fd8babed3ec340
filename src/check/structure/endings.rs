//! Items of one list end alike: each in a full stop, or all in semicolons and the last in a full stop.

use super::super::findings::{Check, FindingCollector};
use super::super::passage::Passage;
use super::marker_tree::{MarkerTree, last_word};
use super::{CUSTOM, check};
use crate::document::BlockRole;
use crate::report::Severity;
use std::ops::Range;

pub(super) const STR_08: Check = check(
    "STR-08",
    Severity::Warning,
    "Các mục cùng cấp kết thúc thống nhất: đều bằng dấu chấm, hoặc dấu chấm phẩy và mục cuối bằng dấu chấm.",
    CUSTOM,
    include_str!("STR-08.md"),
);

/// End of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ItemEnd {
    Stop,
    Semicolon,
    Comma,
    Nothing,
}

/// An item that ends a thought: one that leads to a list of its own is none.
struct ListItem<'t> {
    passage: &'t Passage,
    end: ItemEnd,
    /// The bytes of its mark; empty where it has none.
    mark: Range<usize>,
}

pub(super) fn run(tree: &MarkerTree<'_>, findings: &mut FindingCollector<'_>) {
    for group in &tree.groups {
        let items: Vec<ListItem<'_>> = group.iter().filter_map(|&index| item(tree, index)).collect();
        let is_whole = group.last().is_some_and(|&i| items.last().is_some_and(|l| is_node(tree, i, l)));
        if items.len() > 1 {
            judge(&items, is_whole && !goes_on(tree, group), findings);
        }
    }
}

fn is_node(tree: &MarkerTree<'_>, index: usize, item: &ListItem<'_>) -> bool {
    tree.node(index).is_some_and(|n| n.passage.index == item.passage.index)
}

/// Tests whether the list stands in an item of another one, whose marks may go on through it.
fn goes_on(tree: &MarkerTree<'_>, group: &[usize]) -> bool {
    let parent = group.first().and_then(|&i| tree.parent(tree.node(i)?));
    parent.is_some_and(|p| p.passage.role() == BlockRole::Item)
}

fn item<'t>(tree: &'t MarkerTree<'_>, index: usize) -> Option<ListItem<'t>> {
    let node = tree.node(index)?;
    let goes_on = tree.has_children(index)
        || tree.node(index + 1).is_some_and(|n| n.is_plain() || n.passage.role() == BlockRole::Caption);
    if node.passage.role() != BlockRole::Item || goes_on {
        return None;
    }
    let text = node.passage.text().trim_end();
    let bare = text.trim_end_matches(['”', '"', '’', ')', ']', '»', ' ']);
    // The mark may stand inside the last quotation or bracket.
    let (end, mark) = match bare.chars().next_back()? {
        ':' => return None,
        '.' | '!' | '?' | '…' => (ItemEnd::Stop, bare.len() - 1),
        ';' => (ItemEnd::Semicolon, bare.len() - 1),
        ',' => (ItemEnd::Comma, bare.len() - 1),
        '/' if bare.ends_with("./") => (ItemEnd::Stop, bare.len() - 1),
        _ if bare.ends_with("; và") || bare.ends_with("; hoặc") => (ItemEnd::Semicolon, text.len()),
        _ => (ItemEnd::Nothing, text.len()),
    };
    let mark =
        if end == ItemEnd::Nothing || mark == text.len() { text.len()..text.len() } else { mark..bare.len() };
    Some(ListItem { passage: node.passage, end, mark })
}

/// `ends`: whether the last item ends the list for good.
fn judge(items: &[ListItem<'_>], ends: bool, findings: &mut FindingCollector<'_>) {
    let count = |end| items.iter().filter(|i| i.end == end).count();
    let (stops, semicolons, nothing) =
        (count(ItemEnd::Stop), count(ItemEnd::Semicolon), count(ItemEnd::Nothing));
    let Some((last, others)) = items.split_last() else { return };
    let chain = others.iter().all(|i| i.end == ItemEnd::Semicolon);
    if chain && (last.end == ItemEnd::Stop || !ends && last.end == ItemEnd::Semicolon) {
        return;
    }
    if nothing > stops && nothing > semicolons {
        bare_list(items, nothing, findings);
    } else if chained(others, ItemEnd::Semicolon) > chained(others, ItemEnd::Stop) {
        for item in others.iter().filter(|i| i.end != ItemEnd::Semicolon) {
            wrong(item, ";", "các mục khác trong danh sách kết thúc bằng dấu chấm phẩy", findings);
        }
        if last.end != ItemEnd::Stop && (ends || last.end != ItemEnd::Semicolon) {
            wrong(last, ".", "mục cuối của danh sách kết thúc bằng dấu chấm", findings);
        }
    } else {
        for item in items.iter().filter(|i| i.end != ItemEnd::Stop) {
            wrong(item, ".", "các mục khác trong danh sách kết thúc bằng dấu chấm", findings);
        }
    }
}

/// Number of items before the last that end in this way: the last one ends in a full stop in either style.
fn chained(others: &[ListItem<'_>], end: ItemEnd) -> usize {
    others.iter().filter(|i| i.end == end).count()
}

/// A list without marks: one finding, on the first item that has one.
fn bare_list(items: &[ListItem<'_>], nothing: usize, findings: &mut FindingCollector<'_>) {
    let marked = || items.iter().filter(|i| i.end != ItemEnd::Nothing);
    let Some(first) = marked().next() else { return };
    let message = format!(
        "Trong danh sách này {} mục có dấu câu ở cuối, {nothing} mục không có: hãy kết thúc mỗi mục bằng dấu chấm, hoặc bằng dấu chấm phẩy và mục cuối bằng dấu chấm.",
        marked().count()
    );
    findings.add(&STR_08, first.passage, last_word(first.passage), message);
}

fn wrong(item: &ListItem<'_>, mark: &str, because: &str, findings: &mut FindingCollector<'_>) {
    let found = match item.end {
        ItemEnd::Stop => "kết thúc bằng dấu chấm",
        ItemEnd::Semicolon => "kết thúc bằng dấu chấm phẩy",
        ItemEnd::Comma => "kết thúc bằng dấu phẩy",
        ItemEnd::Nothing => "không có dấu câu ở cuối",
    };
    let message = format!("Mục này {found}, {because}: hãy kết thúc bằng dấu «{mark}».");
    let noted = findings.add(&STR_08, item.passage, last_word(item.passage), message);
    // An item of several sentences ends in a full stop by itself; there a person decides.
    if mark == "." || !item.passage.body().contains(". ") {
        noted.fix_in(item.mark.clone(), mark);
    }
}
