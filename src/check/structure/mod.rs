//! The structure of the body and of each appendix: numbers, levels, headings, ends of items, what a type should hold.
//!
//! Takes a [`LintContext`]; its markers are counted as [`renumber`](crate::renumber) counts them, so a body that was
//! renumbered has no fault in its numbers. Cells of tables and quotations of several paragraphs are not structure.

mod blanks;
mod endings;
mod frame;
mod heading_format;
mod levels;
mod marker_tree;
mod numbers;

#[cfg(test)]
mod paper_tests;
#[cfg(test)]
mod tests;

use super::context::LintContext;
use super::findings::{Check, FindingCollector, Stage};
use crate::report::Severity;
use marker_tree::MarkerTree;

/// A check of a text.
const fn check(
    id: &'static str,
    severity: Severity,
    rule: &'static str,
    source: &'static str,
    page: &'static str,
) -> Check {
    Check { id, severity, stage: Stage::Text, rule, source, page }
}

/// The clause on the parts of a document.
const PARTS: &str = "NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II khoản 6";
/// Source of a rule that no clause states.
const CUSTOM: &str = "thông lệ";

pub(super) const CHECKS: &[Check] = &[
    numbers::STR_01,
    numbers::STR_02,
    levels::STR_03,
    levels::STR_04,
    numbers::STR_05,
    heading_format::STR_06,
    heading_format::STR_07,
    endings::STR_08,
    levels::STR_09,
    levels::STR_10,
    frame::STR_11,
    frame::STR_12,
    frame::STR_13,
    frame::STR_14,
    blanks::STR_15,
    numbers::STR_16,
];

pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    for tree in MarkerTree::all(lint) {
        numbers::run(&tree, findings);
        levels::run(&tree, findings);
        heading_format::run(&tree, lint, findings);
        endings::run(&tree, findings);
        if tree.part == 0 {
            frame::run(&tree, lint, findings);
        }
    }
    blanks::run(lint, findings);
}
