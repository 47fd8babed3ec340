//! Surroundings of the structure: the sentence that leads to it, the one that closes it, the end mark, and the
//! sections a document of its type is expected to have.

use super::super::context::LintContext;
use super::super::findings::{Check, FindingCollector};
use super::marker_tree::{MarkerNode, MarkerTree, last_word};
use super::{CUSTOM, check};
use crate::catalog::{DocumentType, Signatures};
use crate::document::BlockRole;
use crate::draft::fields;
use crate::outline::MarkerKind;
use crate::record::Mode;
use crate::report::Severity;

pub(super) const STR_11: Check = check(
    "STR-11",
    Severity::Warning,
    "Câu dẫn vào các mục kết thúc bằng «như sau:» hoặc dấu hai chấm.",
    CUSTOM,
    include_str!("STR-11.md"),
);
pub(super) const STR_12: Check =
    check("STR-12", Severity::Information, "Văn bản chia mục có câu kết.", CUSTOM, include_str!("STR-12.md"));
pub(super) const STR_13: Check = check(
    "STR-13",
    Severity::Information,
    "Dấu kết thúc nội dung (./.) theo quy ước của cơ quan.",
    "NĐ 30/2020/NĐ-CP, Phụ lục III, các mẫu",
    include_str!("STR-13.md"),
);
pub(super) const STR_14: Check = check(
    "STR-14",
    Severity::Information,
    "Văn bản có các phần thường có của loại văn bản.",
    CUSTOM,
    include_str!("STR-14.md"),
);

pub(super) fn run(tree: &MarkerTree<'_>, lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    lead_ins(tree, findings);
    if document_type(lint).is_none_or(|t| t.signatures == Signatures::One) {
        closing(tree, findings);
    }
    end_mark(tree, lint, findings);
    sections(tree, lint, findings);
}

/// The first sentence above the structure, and every other that says that something follows.
fn lead_ins(tree: &MarkerTree<'_>, findings: &mut FindingCollector<'_>) {
    let first = tree.nodes.iter().position(|n| n.placed.is_some());
    for (index, node) in tree.nodes.iter().enumerate().filter(|(_, n)| n.is_plain()) {
        let leads = tree.node(index + 1).is_some_and(|n| n.placed.is_some());
        if !leads || node.passage.text().trim_end().ends_with([':', '…']) {
            continue;
        }
        if says_that_more_follows(node.passage.text()) {
            without_colon(node, findings);
        } else if first == Some(index + 1) && !has_articles(tree, index + 1) {
            let message = "Câu trước mục đầu tiên không dẫn vào các mục: văn bản chia mục thường có câu dẫn kết thúc bằng «như sau:».";
            findings.add(&STR_11, node.passage, last_word(node.passage), message).information();
        }
    }
}

fn has_articles(tree: &MarkerTree<'_>, index: usize) -> bool {
    tree.node(index).and_then(MarkerNode::kind).is_some_and(|k| k == MarkerKind::Article || k.is_division())
}

/// `… như sau.`
fn says_that_more_follows(text: &str) -> bool {
    let words = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ';' | ','));
    ["như sau", "sau đây", "gồm có"].iter().any(|end| words.ends_with(end))
}

fn without_colon(node: &MarkerNode<'_>, findings: &mut FindingCollector<'_>) {
    let text = node.passage.text();
    let words = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ';' | ',')).len();
    let message = "Câu dẫn vào các mục kết thúc bằng dấu hai chấm: hãy thêm dấu «:».";
    let noted = findings.add(&STR_11, node.passage, last_word(node.passage), message);
    noted.fix_in(words..text.trim_end().len(), ":");
}

/// Only a document of several main sections is expected to close with a sentence; what two parties sign (minutes, a
/// contract) closes in its own way.
fn closing(tree: &MarkerTree<'_>, findings: &mut FindingCollector<'_>) {
    let sections = tree.nodes.iter().filter(|n| n.passage.role() == BlockRole::Heading1).count();
    let closes = tree.nodes.iter().any(|n| n.passage.role() == BlockRole::Closing);
    if let Some(last) = tree.nodes.last().filter(|_| sections > 1 && !closes) {
        let message = "Chưa có câu kết: có thể thêm «Trên đây là …» sau mục cuối cùng.";
        findings.add(&STR_12, last.passage, last_word(last.passage), message);
    }
}

/// A new document gets its mark when it is composed.
fn end_mark(tree: &MarkerTree<'_>, lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let (Some(last), Some(sheet)) = (tree.nodes.last(), lint.profile) else { return };
    let (text, mark) = (last.passage.text().trim_end(), sheet.text.end_mark.as_str());
    if mark.is_empty() && text.ends_with("/.") {
        let words = text.trim_end_matches(['.', '/']).len();
        let message = "Cơ quan không dùng dấu kết thúc «./.»: hãy thay bằng dấu chấm.";
        findings.add(&STR_13, last.passage, words..text.len(), message).fix(".");
    } else if !mark.is_empty() && !text.ends_with(mark) && lint.mode == Mode::Faithful {
        let message = format!("Nội dung kết thúc không có dấu «{mark}» như quy ước của cơ quan.");
        findings.add(&STR_13, last.passage, last_word(last.passage), message);
    }
}

fn sections(tree: &MarkerTree<'_>, lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let Some(of_type) = document_type(lint) else { return };
    let is_title = |n: &&MarkerNode<'_>| {
        n.is_heading() || matches!(n.passage.role(), BlockRole::PartTitle | BlockRole::DivisionTitle)
    };
    let titles: Vec<Vec<String>> =
        tree.nodes.iter().filter(is_title).map(|n| words(n.passage.body())).collect();
    if titles.is_empty() {
        return;
    }
    let missing: Vec<&str> =
        of_type.sections.iter().map(String::as_str).filter(|section| !is_there(section, &titles)).collect();
    if !missing.is_empty() {
        let names = missing.iter().map(|m| format!("«{m}»")).collect::<Vec<_>>().join(", ");
        let message =
            format!("Loại văn bản «{}» thường có phần {names}: hãy xem có thiếu không.", of_type.name);
        let field =
            if lint.values.contains_key(fields::BODY.name) { &fields::BODY } else { &fields::CONTENT };
        findings.add_at(&STR_14, field.at(), message);
    }
}

fn document_type<'r>(lint: &LintContext<'r>) -> Option<&'r DocumentType> {
    match lint.record {
        Some(record) => Some(record.document_type()),
        None => lint.catalog.types.get(lint.string(&fields::TYPE)?).map(AsRef::as_ref),
    }
}

/// Tests whether a title has all the words of one of the section's names: `MỤC ĐÍCH, YÊU CẦU` has two.
fn is_there(section: &str, titles: &[Vec<String>]) -> bool {
    section
        .split(',')
        .map(words)
        .any(|name| titles.iter().any(|title| name.iter().all(|w| title.contains(w))))
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}
