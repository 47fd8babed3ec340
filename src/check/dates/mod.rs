//! Place, date of issue and the dates in the text.
//!
//! Takes the texts of a draft; finds dates that are none, that are written against the decree or each in its own way, that come
//! after the day of issue, and periods that cannot be (school years, anniversaries, quarters of another year). What only
//! its writer can know, a date that is merely unusual, is left alone.

mod issue;
mod periods;
pub(super) mod written;

#[cfg(test)]
mod tests;

use super::citations::reader::cited;
use super::context::LintContext;
use super::findings::{Check, FindingCollector, Stage};
use super::passage::Passage;
use crate::report::Severity;
use crate::text::short_date;
use chrono::Datelike;
use std::ops::Range;
use written::{DateForm, DateMeaning, WrittenDate, dates, quote};

const CLAUSE: &str = "NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 4";

const DATE_LINE: Check = Check {
    id: "DAT-01",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Dòng địa danh và thời gian có dạng «Địa danh, ngày … tháng … năm …».",
    source: CLAUSE,
    page: include_str!("DAT-01.md"),
};
const ZEROS: Check = Check {
    id: "DAT-02",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Ngày dưới 10 và tháng 1, tháng 2 phải ghi thêm số 0 ở trước.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 4 điểm b",
    page: include_str!("DAT-02.md"),
};
const REAL_DATE: Check = Check {
    id: "DAT-03",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Ngày phải có thật; ngày ban hành không ở tương lai.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 4 điểm b",
    page: include_str!("DAT-03.md"),
};
const CITED_LATER: Check = Check {
    id: "DAT-04",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Văn bản được viện dẫn không có ngày sau ngày ban hành văn bản này.",
    source: "thông lệ",
    page: include_str!("DAT-04.md"),
};
const ONE_PATTERN: Check = Check {
    id: "DAT-05",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Các ngày trong văn bản ghi theo một cách, thêm số 0 như ngày ban hành.",
    source: "thông lệ; theo NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 4 điểm b",
    page: include_str!("DAT-05.md"),
};
const PERIODS: Check = Check {
    id: "DAT-06",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Năm học, giai đoạn, quý và số năm kỷ niệm phải khớp với các năm ghi trong văn bản.",
    source: "thông lệ",
    page: include_str!("DAT-06.md"),
};
const PLACE: Check = Check {
    id: "PLC-01",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Địa danh viết hoa, là nơi cơ quan đóng trụ sở; sau địa danh có dấu phẩy.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 4 điểm a, c",
    page: include_str!("PLC-01.md"),
};

pub(super) const CHECKS: &[Check] = &[DATE_LINE, ZEROS, REAL_DATE, CITED_LATER, ONE_PATTERN, PERIODS, PLACE];

static DAT_01: Check = DATE_LINE;
static DAT_02: Check = ZEROS;
/// The clause is about the date of issue; a text is only asked to follow it.
static DAT_02_TEXT: Check = Check { severity: Severity::Warning, ..ZEROS };
static DAT_03: Check = REAL_DATE;
static DAT_04: Check = CITED_LATER;
static DAT_05: Check = ONE_PATTERN;
static DAT_06: Check = PERIODS;
static PLC_01: Check = PLACE;

pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    issue::run(lint, findings);
    let plan = periods::PlanYear::of(lint);
    let mut patterns = DatePatterns::default();
    for passage in &lint.passages {
        for date in dates(passage) {
            if date.meaning(passage.text()) == DateMeaning::Impossible {
                impossible(passage, &date, findings);
                continue;
            }
            match date.form {
                DateForm::Words => zeros(passage, &date, findings),
                _ => patterns.add(passage, date),
            }
        }
        periods::run(plan, passage, findings);
    }
    patterns.judge(findings);
    cited_later(lint, findings);
}

/// DAT-03 in the text.
fn impossible(passage: &Passage, date: &WrittenDate, findings: &mut FindingCollector<'_>) {
    let message = format!("Không có ngày «{}». Kiểm tra lại ngày, tháng.", quote(passage, &date.range));
    findings.add(&DAT_03, passage, date.range.clone(), message);
}

/// DAT-02 in the text: `ngày 2 tháng 3`.
fn zeros(passage: &Passage, date: &WrittenDate, findings: &mut FindingCollector<'_>) {
    for (word, figure) in [("ngày", &date.day), ("tháng", &date.month)] {
        let written = quote(passage, figure);
        let is_short = written.len() == 1 && (word == "ngày" || matches!(written, "1" | "2"));
        if is_short {
            let message = format!("Thiếu số 0 trước {word} {written}: hãy viết «{word} 0{written}».");
            findings
                .add(DAT_02_TEXT.case("text"), passage, figure.clone(), message)
                .fix(format!("0{written}"));
        } else if word == "tháng" && written.starts_with('0') && !matches!(written, "01" | "02") {
            let bare = written.trim_start_matches('0');
            let message = format!("Từ tháng 3 đến tháng 9 không thêm số 0: hãy viết «tháng {bare}».");
            findings.add(DAT_02_TEXT.case("text"), passage, figure.clone(), message).fix(bare).information();
        }
    }
}

/// DAT-04.
fn cited_later(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let Some(issued) = lint.issued() else { return };
    for citation in &cited(lint).citations {
        let Some(passage) = lint.passages.get(citation.passage) else { continue };
        let number = quote(passage, &citation.number);
        if let Some(date) = &citation.date
            && date.day.is_some_and(|day| day > issued)
        {
            let message = format!(
                "«{number}» ghi ngày {}, sau ngày ban hành văn bản này ({}). Kiểm tra lại ngày.",
                quote(passage, &date.range),
                short_date(issued)
            );
            findings.add(&DAT_04, passage, date.range.clone(), message);
        } else if citation.year.is_some_and(|year| year > issued.year()) {
            let message = format!(
                "«{number}» là văn bản của năm sau năm ban hành văn bản này ({}). Kiểm tra lại số.",
                issued.year()
            );
            findings.add(&DAT_04, passage, citation.number.clone(), message);
        }
    }
}

/// Spellings of the dates in figures.
#[derive(Default)]
struct DatePatterns<'p> {
    dates: Vec<(&'p Passage, WrittenDate)>,
    /// Pairs of full dates with what stands between them.
    ranges: Vec<(&'p Passage, Range<usize>, &'p str)>,
}

impl<'p> DatePatterns<'p> {
    /// Takes a date; days without a year are names of holidays (`8/3`), written as everyone does.
    fn add(&mut self, passage: &'p Passage, date: WrittenDate) {
        if date.year.is_none() {
            return;
        }
        if let Some((before, first)) = self.dates.last()
            && before.index == passage.index
            && let Some(between) = passage.text().get(first.range.end..date.range.start)
            && matches!(between.trim(), "-" | "–")
        {
            self.ranges.push((passage, first.range.start..date.range.end, between));
        }
        self.dates.push((passage, date));
    }

    /// DAT-05.
    fn judge(&self, findings: &mut FindingCollector<'_>) {
        self.missing_zeros(findings);
        self.late_months(findings);
        self.separators(findings);
        self.dashes(findings);
    }

    /// Days below ten, January and February: the decree's form wins.
    fn missing_zeros(&self, findings: &mut FindingCollector<'_>) {
        let padded = |passage: &Passage, date: &WrittenDate| {
            let (day, month) = (quote(passage, &date.day), quote(passage, &date.month));
            (
                day.starts_with('0') || matches!(month, "01" | "02"),
                day.len() == 1 || matches!(month, "1" | "2"),
            )
        };
        let mixed = self.dates.iter().any(|(passage, date)| padded(passage, date).0);
        for (passage, date) in self.dates.iter().filter(|(passage, date)| padded(passage, date).1) {
            let zero = |figure: &Range<usize>, from: u8| {
                let written = quote(passage, figure);
                let short = written.len() == 1 && written.bytes().all(|b| b <= from);
                if short { format!("0{written}") } else { written.to_owned() }
            };
            let right = self.rewritten(passage, date, &zero(&date.day, b'9'), &zero(&date.month, b'2'));
            let message = format!(
                "Ngày «{}» thiếu số 0: hãy viết «{right}» như cách ghi ngày ban hành.",
                quote(passage, &date.range)
            );
            let noted = findings.add(&DAT_05, passage, date.range.clone(), message).fix(right);
            if !mixed {
                noted.information();
            }
        }
    }

    /// `12/05/2023` beside `12/5/2023`: the form that most dates have wins, the decree's if both are as many.
    fn late_months(&self, findings: &mut FindingCollector<'_>) {
        let late = self.dates.iter().filter_map(|entry| {
            let month = quote(entry.0, &entry.1.month);
            let bare = month.trim_start_matches('0');
            matches!(bare, "3" | "4" | "5" | "6" | "7" | "8" | "9").then_some((entry, bare, month.len() == 2))
        });
        let late: Vec<_> = late.collect();
        let padded = late.iter().filter(|(.., padded)| *padded).count();
        let (wrong, others) =
            if padded * 2 > late.len() { (false, padded) } else { (true, late.len() - padded) };
        if others == late.len() {
            return;
        }
        for ((passage, date), bare, _) in late.iter().filter(|(.., padded)| *padded == wrong) {
            let month = if wrong { (*bare).to_owned() } else { format!("0{bare}") };
            let right = self.rewritten(passage, date, quote(passage, &date.day), &month);
            let message = format!(
                "Ngày «{}» ghi tháng khác {others} ngày còn lại: hãy viết «{right}» cho thống nhất.",
                quote(passage, &date.range)
            );
            findings.add(&DAT_05, passage, date.range.clone(), message).fix(right);
        }
    }

    /// `12-5-2023` beside `12/5/2023`.
    fn separators(&self, findings: &mut FindingCollector<'_>) {
        let (usual, other): (Vec<_>, Vec<_>) =
            self.dates.iter().partition(|(_, d)| d.form == DateForm::Slashes);
        if usual.is_empty() {
            return;
        }
        for (passage, date) in other {
            let right = quote(passage, &date.range).replace(['-', '.'], "/");
            let message = format!(
                "Ngày «{}» ghi khác các ngày còn lại: hãy viết «{right}» cho thống nhất.",
                quote(passage, &date.range)
            );
            findings.add(&DAT_05, passage, date.range.clone(), message);
        }
    }

    /// The dash between two full dates: one for the document, whichever it is.
    fn dashes(&self, findings: &mut FindingCollector<'_>) {
        let mut forms: Vec<(&str, usize)> = Vec::new();
        for (_, _, between) in &self.ranges {
            match forms.iter_mut().find(|(form, _)| form == between) {
                Some((_, count)) => *count += 1,
                None => forms.push((between, 1)),
            }
        }
        // The first of those that are as many.
        let Some(&(usual, count)) = forms.iter().rev().max_by_key(|(_, count)| *count) else { return };
        let Some(sample) = self.ranges.iter().find(|(.., between)| *between == usual) else { return };
        let sample = quote(sample.0, &sample.1);
        for (passage, range, _) in self.ranges.iter().filter(|(.., between)| *between != usual) {
            let message = format!(
                "«{}» dùng dấu nối khác với «{sample}» ({count} chỗ). Nên dùng một kiểu trong cả văn bản.",
                quote(passage, range),
            );
            findings.add(&DAT_05, passage, range.clone(), message).information();
        }
    }

    /// A date with another day and month.
    fn rewritten(&self, passage: &Passage, date: &WrittenDate, day: &str, month: &str) -> String {
        let between = |a: usize, b: usize| passage.text().get(a..b).unwrap_or("/");
        let first = between(date.day.end, date.month.start);
        format!("{day}{first}{month}{}", between(date.month.end, date.range.end))
    }
}
