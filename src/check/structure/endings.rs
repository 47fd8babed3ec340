//! Items of one list end alike: each in a full stop, or all in semicolons and the last in a full stop.

use super::super::findings::{Check, Findings};
use super::super::passage::Passage;
use super::tree::{Node, Tree, last_word};
use super::{CUSTOM, check};
use crate::document::Role;
use crate::report::Severity;
use std::ops::Range;

pub(super) const STR_08: Check = check(
    "STR-08",
    Severity::Warning,
    "Các mục cùng cấp kết thúc thống nhất: đều bằng dấu chấm, hoặc dấu chấm phẩy và mục cuối bằng dấu chấm.",
    CUSTOM,
    include_str!("STR-08.md"),
);

/// How an item ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Stop,
    Semicolon,
    Comma,
    Nothing,
}

/// An item that ends a thought: one that leads to a list of its own is none.
struct Item<'t> {
    passage: &'t Passage,
    end: End,
    /// The bytes of its mark; empty where it has none.
    mark: Range<usize>,
}

pub(super) fn run(tree: &Tree<'_>, findings: &mut Findings<'_>) {
    for group in &tree.groups {
        let items: Vec<Item<'_>> = group.iter().filter_map(|&index| item(tree, index)).collect();
        let is_whole = group.last().is_some_and(|&i| items.last().is_some_and(|l| is_node(tree, i, l)));
        if items.len() > 1 {
            judge(&items, is_whole && !goes_on(tree, group), findings);
        }
    }
}

fn is_node(tree: &Tree<'_>, index: usize, item: &Item<'_>) -> bool {
    tree.node(index).is_some_and(|n| n.passage.index == item.passage.index)
}

/// Whether the list stands in an item of another one, whose marks may go on through it.
fn goes_on(tree: &Tree<'_>, group: &[usize]) -> bool {
    let parent = group.first().and_then(|&i| tree.parent(tree.node(i)?));
    parent.is_some_and(|p| p.passage.role() == Role::Item)
}

fn item<'t>(tree: &'t Tree<'_>, index: usize) -> Option<Item<'t>> {
    let node = tree.node(index)?;
    let goes_on = tree.has_children(index) || tree.node(index + 1).is_some_and(Node::is_plain);
    if node.passage.role() != Role::Item || goes_on {
        return None;
    }
    let text = node.passage.text().trim_end();
    let bare = text.trim_end_matches(['”', '"', '’', ')', ']', '»', ' ']);
    // The mark may stand inside the last quotation or bracket.
    let (end, mark) = match bare.chars().next_back()? {
        ':' => return None,
        '.' | '!' | '?' | '…' => (End::Stop, bare.len() - 1),
        ';' => (End::Semicolon, bare.len() - 1),
        ',' => (End::Comma, bare.len() - 1),
        '/' if bare.ends_with("./") => (End::Stop, bare.len() - 1),
        _ if bare.ends_with("; và") || bare.ends_with("; hoặc") => (End::Semicolon, text.len()),
        _ => (End::Nothing, text.len()),
    };
    let mark =
        if end == End::Nothing || mark == text.len() { text.len()..text.len() } else { mark..bare.len() };
    Some(Item { passage: node.passage, end, mark })
}

/// `ends`: whether the last item ends the list for good.
fn judge(items: &[Item<'_>], ends: bool, findings: &mut Findings<'_>) {
    let count = |end| items.iter().filter(|i| i.end == end).count();
    let (stops, semicolons, nothing) = (count(End::Stop), count(End::Semicolon), count(End::Nothing));
    let Some((last, others)) = items.split_last() else { return };
    let chain = others.iter().all(|i| i.end == End::Semicolon);
    if chain && (last.end == End::Stop || !ends && last.end == End::Semicolon) {
        return;
    }
    if nothing > stops && nothing > semicolons {
        bare_list(items, nothing, findings);
    } else if chained(others, End::Semicolon) > chained(others, End::Stop) {
        for item in others.iter().filter(|i| i.end != End::Semicolon) {
            wrong(item, ";", "các mục khác trong danh sách kết thúc bằng dấu chấm phẩy", findings);
        }
        if last.end != End::Stop && (ends || last.end != End::Semicolon) {
            wrong(last, ".", "mục cuối của danh sách kết thúc bằng dấu chấm", findings);
        }
    } else {
        for item in items.iter().filter(|i| i.end != End::Stop) {
            wrong(item, ".", "các mục khác trong danh sách kết thúc bằng dấu chấm", findings);
        }
    }
}

/// How many items before the last end so: the last one ends in a full stop in either style.
fn chained(others: &[Item<'_>], end: End) -> usize {
    others.iter().filter(|i| i.end == end).count()
}

/// A list without marks: one finding, on the first item that has one.
fn bare_list(items: &[Item<'_>], nothing: usize, findings: &mut Findings<'_>) {
    let marked = || items.iter().filter(|i| i.end != End::Nothing);
    let Some(first) = marked().next() else { return };
    let message = format!(
        "Trong danh sách này {} mục có dấu câu ở cuối, {nothing} mục không có: hãy kết thúc mỗi mục bằng dấu chấm, hoặc bằng dấu chấm phẩy và mục cuối bằng dấu chấm.",
        marked().count()
    );
    findings.add(&STR_08, first.passage, last_word(first.passage), message);
}

fn wrong(item: &Item<'_>, mark: &str, because: &str, findings: &mut Findings<'_>) {
    let found = match item.end {
        End::Stop => "kết thúc bằng dấu chấm",
        End::Semicolon => "kết thúc bằng dấu chấm phẩy",
        End::Comma => "kết thúc bằng dấu phẩy",
        End::Nothing => "không có dấu câu ở cuối",
    };
    let message = format!("Mục này {found}, {because}: hãy kết thúc bằng dấu «{mark}».");
    let noted = findings.add(&STR_08, item.passage, last_word(item.passage), message);
    // An item of several sentences ends in a full stop by itself; there a person decides.
    if mark == "." || !item.passage.body().contains(". ") {
        noted.fix_in(item.mark.clone(), mark);
    }
}
