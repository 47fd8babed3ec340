//! Number and symbol: the document's own, and how others' are written where they are cited.
//!
//! Takes the texts of a draft; judges what text and catalog tell. Whether a number is free, in order, and may carry a letter only
//! the register knows: that is left to it.

mod cited;
mod own;

#[cfg(test)]
mod tests;

use super::context::LintContext;
use super::findings::{Check, FindingCollector, Stage};
use crate::report::Severity;

const CLAUSE: &str = "NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 3";

const WRITTEN: Check = Check {
    id: "NUM-01",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Số và ký hiệu có dạng «Số: 39/KH-LĐLĐ», viết liền, không có dấu cách.",
    source: CLAUSE,
    page: include_str!("NUM-01.md"),
};
const PADDED: Check = Check {
    id: "NUM-02",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Số văn bản dưới 10 phải ghi thêm số 0 ở trước.",
    source: CLAUSE,
    page: include_str!("NUM-02.md"),
};
const OF_TYPE: Check = Check {
    id: "NUM-03",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Chữ viết tắt tên loại trong ký hiệu đúng với loại văn bản.",
    source: "NĐ 30/2020, Phụ lục III, Mục I",
    page: include_str!("NUM-03.md"),
};
const ONE_ABBREVIATION: Check = Check {
    id: "NUM-04",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Mỗi loại văn bản chỉ dùng một chữ viết tắt, ở văn bản này và ở văn bản được viện dẫn.",
    source: "NĐ 30/2020, Phụ lục III, Mục I",
    page: include_str!("NUM-04.md"),
};
const OF_ORGAN: Check = Check {
    id: "NUM-05",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Chữ viết tắt tên cơ quan trong ký hiệu đúng với hồ sơ cơ quan.",
    source: CLAUSE,
    page: include_str!("NUM-05.md"),
};
const NUMBERED: Check = Check {
    id: "NUM-06",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Văn bản đã ban hành phải có số và ngày.",
    source: "NĐ 30/2020, Điều 15",
    page: include_str!("NUM-06.md"),
};
const ORDER: Check = Check {
    id: "NUM-08",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Văn bản của Đảng ghi số theo lối «02-NQ/TW», văn bản khác ghi theo lối «39/KH-LĐLĐ», viết liền.",
    source: "Hướng dẫn 36-HD/VPTW; NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 3",
    page: include_str!("NUM-08.md"),
};

pub(super) const CHECKS: &[Check] = &[WRITTEN, PADDED, OF_TYPE, ONE_ABBREVIATION, OF_ORGAN, NUMBERED, ORDER];

static NUM_01: Check = WRITTEN;
static NUM_02: Check = PADDED;
static NUM_03: Check = OF_TYPE;
/// The organ's profile says that it prints so.
static NUM_03_REGISTERED: Check = Check { severity: Severity::Information, ..OF_TYPE };
static NUM_04: Check = ONE_ABBREVIATION;
static NUM_05: Check = OF_ORGAN;
static NUM_06: Check = NUMBERED;
/// Number and date are given when the document is signed (Điều 15 khoản 2, 3): until then there is nothing amiss.
static NUM_06_AHEAD: Check = Check { severity: Severity::Information, ..NUMBERED };
static NUM_08: Check = ORDER;

pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    own::run(lint, findings);
    cited::run(lint, findings);
}
