//! The date of issue as a draft gives it.

use super::Mode;
use super::fields::{Fields, short};
use crate::draft::{PaperDate, fields as draft};
use crate::report::Report;

/// Years that documents of this form are from.
const YEARS: std::ops::RangeInclusive<i32> = 1945..=2100;

/// The date of issue: a day or a month that exists, within the years documents of this form are from. A new document
/// has at least the month.
pub(super) fn issued(fields: &Fields<'_>, report: &mut Report) -> PaperDate {
    let Some(given) = fields.string(&draft::ISSUED_DATE, report).map(str::trim) else {
        return PaperDate::Unknown;
    };
    let date = PaperDate::parse(given);
    let bare_year = matches!(date, Some(PaperDate::Year(_))) && fields.mode() == Mode::Normalised;
    let message = match date.filter(|_| !bare_year) {
        Some(date) if date.year().is_some_and(|year| YEARS.contains(&year)) => return date,
        Some(_) => format!("Ngày “{}” nằm ngoài các năm 1945–2100. Kiểm tra lại năm.", short(given)),
        None => format!(
            "“{}” không phải ngày có thật viết theo năm-tháng-ngày. Ghi đủ chữ số, ví dụ 2024-02-23; chưa có ngày thì ghi \
             2024-02.",
            short(given)
        ),
    };
    report.error(fields.at(&draft::ISSUED_DATE), "bad-date", message);
    PaperDate::Unknown
}
