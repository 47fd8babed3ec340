//! Place and date of issue: DAT-01, DAT-03 and PLC-01.
//!
//! Both are printed from values, so only the values can be wrong: a place that is not the organ's, with a comma or a
//! date of its own, and a day that does not exist or is still to come.

use super::super::context::LintContext;
use super::super::findings::FindingCollector;
use super::super::passage::Passage;
use super::written::{dates, quote};
use super::{DAT_01, DAT_02, DAT_03, PLC_01};
use crate::catalog::Organ;
use crate::document::BlockRole;
use crate::draft::{PaperDate, fields};
use crate::text::{long_date, search_key};

/// The place and the date of issue.
pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    date(lint, findings);
    let organ = organ(lint);
    for passage in lint.of(&[BlockRole::PlaceDate]) {
        place(passage, organ.as_deref(), findings);
    }
}

/// The organ on the day of issue.
fn organ(lint: &LintContext<'_>) -> Option<std::sync::Arc<Organ>> {
    match lint.record {
        Some(record) => Some(record.organ().clone()),
        None => lint.catalog.organ(lint.string(&fields::ORGAN)?, lint.issued()),
    }
}

/// The day of issue as it was given.
fn date(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let at = || fields::ISSUED_DATE.at();
    if let Some(issued) = lint.issued().filter(|_| lint.today.is_some()) {
        if lint.is_to_come(issued) {
            let message =
                format!("Ngày ban hành ({}) còn ở tương lai. Kiểm tra lại ngày.", long_date(issued));
            findings.add_at(&DAT_03, at(), message);
        }
        return;
    }
    let Some(given) = lint.string(&fields::ISSUED_DATE) else {
        return;
    };
    if lint.issued().is_some() || PaperDate::parse(given).is_some() {
        return;
    }
    let figures: Vec<&str> = given.split('-').collect();
    let is_date = matches!(figures[..], [y, m, d] if [(y, 4), (m, 2), (d, 2)]
        .iter().all(|(f, n)| f.len() == *n && f.bytes().all(|b| b.is_ascii_digit())));
    let message = match is_date {
        true => format!("Không có ngày «{given}» trong lịch. Kiểm tra lại ngày, tháng."),
        false => format!("Ngày ban hành «{given}» chưa rõ. Ghi năm-tháng-ngày, ví dụ 2024-02-23."),
    };
    findings.add_at(if is_date { &DAT_03 } else { &DAT_01 }, at(), message);
}

/// The place as it was given.
fn place(passage: &Passage, organ: Option<&Organ>, findings: &mut FindingCollector<'_>) {
    let text = passage.text();
    if passage.at == fields::PLACE_DATE.at() {
        return dated(passage, findings);
    }
    let name = text.split(',').next().unwrap_or("").trim();
    if name.len() != text.len() {
        let message =
            format!("Chỉ ghi địa danh «{name}»: dấu phẩy và ngày, tháng, năm được in thêm vào sau.");
        findings.add_whole(&DAT_01, passage, message).fix(name);
        dated(passage, findings);
    }
    let Some(organ) = organ.filter(|organ| !organ.place.is_empty() && organ.place != name) else { return };
    let range = 0..name.len();
    if search_key(name) == search_key(&organ.place) {
        let message = format!("Địa danh «{name}» viết chưa đúng: hãy viết «{}».", organ.place);
        findings.add(&PLC_01, passage, range, message).fix(organ.place.as_str());
    } else {
        let message = format!(
            "Địa danh «{name}» không phải nơi cơ quan đóng trụ sở («{}»). Kiểm tra lại địa danh.",
            organ.place
        );
        findings.add(&PLC_01, passage, range, message);
    }
}

/// A date written behind the place lacks its zeros.
fn dated(passage: &Passage, findings: &mut FindingCollector<'_>) {
    for date in dates(passage) {
        for figure in [&date.day, &date.month] {
            let written = quote(passage, figure);
            let of_month = figure == &date.month;
            if written.len() == 1 && (!of_month || matches!(written, "1" | "2")) {
                let message = format!("Thiếu số 0 trước «{written}»: hãy viết «0{written}».");
                findings.add(&DAT_02, passage, figure.clone(), message);
            }
        }
    }
}
