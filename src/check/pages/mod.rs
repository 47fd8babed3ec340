//! Formatting of the document: page, margins, faces, sizes, lines and page breaks (NĐ 30/2020, Phụ lục I, Phần I).
//!
//! The looks are measured on our own pages or read from a DOCX made elsewhere; what a DOCX does not tell (where its
//! pages break) is not judged. The same fault at many places is one finding, at the first, with their number.

mod breaks;
mod components;
mod measure;
mod paragraphs;
mod tables;
#[cfg(test)]
pub(super) mod tests;

pub use measure::measure;

use super::context::LintContext;
use super::findings::{Check, FindingCollector, Stage};
use crate::appearance::{MeasuredFormatting, PageMargins, PageNumberFormat, PageSetup, RuleFormat};
use crate::document::{Align, BlockRole, Orientation};
use crate::draft::fields;
use crate::length::Length;
use crate::report::{FieldPath, Severity};
use crate::style::{AllowedRange, AllowedRanges};

const fn check(
    id: &'static str,
    severity: Severity,
    rule: &'static str,
    source: &'static str,
    page: &'static str,
) -> Check {
    Check { id, severity, stage: Stage::Pages, rule, source, page }
}

const PAPER: Check = check(
    "LAY-01",
    Severity::Error,
    "Văn bản trình bày trên giấy khổ A4, theo chiều dài; chỉ bảng biểu mới được theo chiều rộng.",
    "NĐ 30/2020, Phụ lục I, Phần I, Mục I khoản 1, 2",
    include_str!("LAY-01.md"),
);
const MARGINS: Check = check(
    "LAY-02",
    Severity::Error,
    "Lề trên, dưới 20–25 mm; lề trái 30–35 mm; lề phải 15–20 mm.",
    "NĐ 30/2020, Phụ lục I, Phần I, Mục I khoản 3",
    include_str!("LAY-02.md"),
);
const FACE: Check = check(
    "LAY-03",
    Severity::Error,
    "Phông chữ Times New Roman, màu đen.",
    "NĐ 30/2020, Phụ lục I, Phần I, Mục I khoản 4",
    include_str!("LAY-03.md"),
);
const PAGE_NUMBER: Check = check(
    "LAY-04",
    Severity::Error,
    "Số trang bằng chữ số Ả Rập, cỡ 13–14, canh giữa ở lề trên, không hiện ở trang 1.",
    "NĐ 30/2020, Phụ lục I, Phần I, Mục I khoản 7",
    include_str!("LAY-04.md"),
);
const BODY: Check = check(
    "LAY-05",
    Severity::Error,
    "Nội dung cỡ 13–14, canh đều hai lề, lùi đầu dòng 1 hoặc 1,27 cm, cách đoạn tối thiểu 6 pt, cách dòng đơn đến 1,5.",
    "NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 6e",
    include_str!("LAY-05.md"),
);
const COMPONENT: Check = check(
    "LAY-06",
    Severity::Error,
    "Mỗi thành phần thể thức đúng cỡ chữ, kiểu chữ và vị trí.",
    "NĐ 30/2020, Phụ lục I, Phần I, Mục II và Mục V",
    include_str!("LAY-06.md"),
);
const RULES: Check = check(
    "LAY-07",
    Severity::Error,
    "Đường kẻ dưới Tiêu ngữ dài bằng dòng chữ; dưới tên cơ quan và trích yếu dài 1/3 đến 1/2 dòng chữ.",
    "NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 1b, 2, 5",
    include_str!("LAY-07.md"),
);
const SAME_LINE: Check = check(
    "LAY-08",
    Severity::Error,
    "Số, ký hiệu và địa danh, thời gian nằm trên cùng một dòng.",
    "NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 4c",
    include_str!("LAY-08.md"),
);
const SIGNATURE_ALONE: Check = check(
    "LAY-09",
    Severity::Warning,
    "Khối chữ ký không bị tách trang và không đứng một mình ở trang cuối.",
    "thông lệ",
    include_str!("LAY-09.md"),
);
const HEADING_LAST: Check = check(
    "LAY-10",
    Severity::Warning,
    "Đề mục không nằm ở dòng cuối trang.",
    "thông lệ",
    include_str!("LAY-10.md"),
);
const APPENDIX_PAGE: Check = check(
    "LAY-11",
    Severity::Error,
    "Mỗi phụ lục bắt đầu ở trang mới và đánh số trang riêng.",
    "NĐ 30/2020, Phụ lục I, Phần I, Mục III khoản 1",
    include_str!("LAY-11.md"),
);
const NARROW_COLUMNS: Check = check(
    "LAY-12",
    Severity::Warning,
    "Cột của bảng đủ rộng cho từ và số dài nhất; bảng rộng để thành phụ lục khổ ngang.",
    "NĐ 30/2020, Phụ lục I, Phần I, Mục I khoản 2",
    include_str!("LAY-12.md"),
);
pub(super) const CHECKS: &[Check] = &[
    PAPER,
    MARGINS,
    FACE,
    PAGE_NUMBER,
    BODY,
    COMPONENT,
    RULES,
    SAME_LINE,
    SIGNATURE_ALONE,
    HEADING_LAST,
    APPENDIX_PAGE,
    NARROW_COLUMNS,
];

pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    if let Some(appearance) = lint.appearance {
        let decree = AllowedRanges::default();
        let allowed = lint.profile.map_or(&decree, |sheet| &sheet.allowed);
        for (index, page_setup) in appearance.sheets.iter().enumerate() {
            self::page_setup(index, page_setup, allowed, findings);
        }
        paragraphs::run(appearance, allowed, findings);
        appearance.rules.iter().for_each(|rule| self::rule(rule, allowed, findings));
        appendixes(lint, appearance, findings);
    }
    if let (Some(document), Some(layout)) = (lint.document, lint.layout) {
        breaks::run(document, layout, findings);
        tables::run(document, layout, findings);
    }
}

/// Millimetres by which a measure may miss without anyone seeing it: word processors round to twips.
const SLACK_MM: f64 = 0.3;

/// Paper, margins and page number of a section.
fn page_setup(
    index: usize,
    page_setup: &PageSetup,
    allowed: &AllowedRanges,
    findings: &mut FindingCollector<'_>,
) {
    let part = match index {
        0 => String::new(),
        n => format!(" (phụ lục {n})"),
    };
    let (width, height) = (page_setup.size.width.to_mm(), page_setup.size.height.to_mm());
    let (short, long) = (width.min(height), width.max(height));
    let mut say = |check: &'static Check, message: String| {
        findings.add_at(check, FieldPath::root(), format!("{message}{part}."));
    };
    if (short - 210.0).abs() > 1.0 || (long - 297.0).abs() > 1.0 {
        say(
            &PAPER,
            format!("Khổ giấy {} × {} mm, phải là A4 (210 × 297 mm)", decimal(width), decimal(height)),
        );
    }
    if index == 0 && (page_setup.orientation == Orientation::Landscape || width > height) {
        say(
            &PAPER,
            "Trang nằm ngang; phần chính của văn bản phải để dọc, bảng rộng đưa vào phụ lục".to_owned(),
        );
    }
    if page_setup.orientation == Orientation::Portrait {
        for (name, found, range) in ranges(&page_setup.margins, allowed) {
            let mm = found.to_mm();
            if !range.holds(mm, SLACK_MM) {
                let (least, most) = (decimal(range.least), decimal(range.most));
                say(&MARGINS, format!("Lề {name} {} mm, phải từ {least} đến {most} mm", decimal(mm)));
            }
        }
    }
    if let Some(wrong) = page_setup.page_number.as_ref().and_then(|n| wrong_page_number(n, allowed)) {
        say(&PAGE_NUMBER, wrong);
    }
}

/// The margins with their names and ranges in mm (Mục I khoản 3).
fn ranges(margins: &PageMargins, allowed: &AllowedRanges) -> [(&'static str, Length, AllowedRange); 4] {
    let top_and_bottom = AllowedRange::new(20.0, 25.0);
    [
        ("trên", margins.top, allowed.top.unwrap_or(top_and_bottom)),
        ("dưới", margins.bottom, allowed.bottom.unwrap_or(top_and_bottom)),
        ("trái", margins.left, allowed.left.unwrap_or(AllowedRange::new(30.0, 35.0))),
        ("phải", margins.right, allowed.right.unwrap_or(AllowedRange::new(15.0, 20.0))),
    ]
}

/// Fault of a page number.
fn wrong_page_number(number: &PageNumberFormat, allowed: &AllowedRanges) -> Option<String> {
    if !number.in_header {
        return Some("Số trang ở lề dưới, phải ở lề trên".to_owned());
    }
    if number.align != Align::Center {
        return Some("Số trang phải canh giữa".to_owned());
    }
    if number.on_first_page {
        return Some("Số trang không được hiện ở trang thứ nhất".to_owned());
    }
    let size = number.size?.to_pt();
    let sizes = allowed.size.get(&BlockRole::PageNumber).copied().unwrap_or(AllowedRange::new(13.0, 14.0));
    let asked = paragraphs::asked(sizes);
    (!sizes.holds(size, 0.0)).then(|| format!("Số trang cỡ {}, phải là {asked}", decimal(size)))
}

/// The length of a line against its text.
fn rule(rule: &RuleFormat, allowed: &AllowedRanges, findings: &mut FindingCollector<'_>) {
    let third_to_half = "từ 1/3 đến 1/2 dòng chữ";
    let (name, decreed, asked) = match rule.role {
        BlockRole::MottoRule => ("Tiêu ngữ", AllowedRange::new(0.9, 1.1), "bằng độ dài dòng chữ"),
        BlockRole::OrganRule => ("tên cơ quan", AllowedRange::new(0.32, 0.51), third_to_half),
        BlockRole::SubjectRule => ("trích yếu", AllowedRange::new(0.32, 0.51), third_to_half),
        _ => return,
    };
    let (range, asked) = match allowed.rule.get(&rule.role) {
        Some(own) => {
            let percent = |share: f64| decimal(share * 100.0);
            (*own, format!("từ {}% đến {}% dòng chữ", percent(own.least), percent(own.most)))
        }
        None => (decreed, asked.to_owned()),
    };
    if rule.text <= Length::ZERO {
        return;
    }
    let share = rule.length.to_mm() / rule.text.to_mm();
    if !range.holds(share, 0.0) {
        let message =
            format!("Đường kẻ dưới {name} dài {:.0}% dòng chữ, phải {asked}.", (share * 100.0).round());
        findings.add_at(&RULES, FieldPath::root(), message);
    }
}

/// Each appendix stands on pages of its own.
fn appendixes(lint: &LintContext<'_>, appearance: &MeasuredFormatting, findings: &mut FindingCollector<'_>) {
    let written = lint.passages.iter().map(|p| p.part).max().unwrap_or(0);
    let own = appearance.sheets.len().saturating_sub(1);
    if own < written {
        let message = format!(
            "{written} phụ lục nhưng chỉ {own} phụ lục có trang riêng. Hãy ngắt phần (section) trước mỗi phụ lục và đánh số trang lại từ 1."
        );
        findings.add_at(&APPENDIX_PAGE, fields::APPENDIXES.at(), message);
    }
    for (index, page_setup) in appearance.sheets.iter().enumerate().skip(1) {
        if page_setup.page_number.is_some_and(|number| !number.restarts) {
            let message = format!("Phụ lục {index} phải đánh số trang lại từ 1.");
            findings.add_at(&APPENDIX_PAGE, fields::APPENDIXES.at().index(index - 1), message);
        }
    }
}

/// A number with a decimal comma, at most one place.
fn decimal(number: f64) -> String {
    let rounded = (number * 10.0).round() / 10.0;
    if rounded.fract().abs() < 0.05 {
        format!("{rounded:.0}")
    } else {
        format!("{rounded:.1}").replace('.', ",")
    }
}
