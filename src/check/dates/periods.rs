//! Periods that must agree with the years they name: DAT-06.
//!
//! `năm học 2022-2023`, `giai đoạn 2021-2025`, `quý II năm 2023` in a document for 2023, `61 năm … (15/4/1963-15/4/2024)`.
//! A five-year plan may count both its ends (`5 năm 2021-2025`), an anniversary may not.

use super::super::context::LintContext;
use super::super::findings::FindingCollector;
use super::super::passage::Passage;
use super::DAT_06;
use super::written::{date_at, figures, gap, is_blank, is_year_word, quote};
use crate::document::BlockRole;
use crate::text::short_date;
use chrono::{Datelike, NaiveDate};
use std::ops::Range;

/// Words between a number of years and the dates in brackets at most.
const REACH: usize = 24;
/// Words of a clause that are searched for what it is about.
const CLAUSE: usize = 16;

/// Words that tell an anniversary: its dates stand a whole number of years apart.
const ANNIVERSARY: &[&str] = &["ngày", "niệm", "sinh", "thành", "truyền", "giải", "mất"];
/// Words of a clause about the future.
const AHEAD: &[&str] = &["triển khai", "trọng tâm", "phương hướng", "dự kiến", "phấn đấu"];
/// Words of a clause about the past, or about something else.
const BACK: &[&str] =
    &["kết quả", "so với", "cùng kỳ", "đánh giá", "báo cáo", "quyết toán", "tổng kết", "sơ kết", "đã", "từ"];

/// Year that a document plans for, as far as its quarters can be judged by it.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlanYear {
    year: i32,
    issued: NaiveDate,
}

/// Periods in a passage.
pub(super) fn run(plan: Option<PlanYear>, passage: &Passage, findings: &mut FindingCollector<'_>) {
    for at in 0..passage.words.len() {
        match passage.word(at) {
            Some("năm" | "Năm") => {
                school_year(passage, at, findings);
                anniversary(passage, at, findings);
            }
            Some("đoạn" | "kỳ" | "khóa" | "khoá") => span(passage, at, findings),
            Some("quý" | "Quý" | "QUÝ") => quarter(plan, passage, at, findings),
            _ => {}
        }
    }
}

/// Two years and the dash between them, from a word on.
fn years(passage: &Passage, at: usize) -> Option<(i32, i32, Range<usize>)> {
    let year = |index: usize| passage.word(index).filter(|w| is_year_word(Some(w)))?.parse::<i32>().ok();
    let dash = gap(passage, at)?.trim();
    let (first, second) = (year(at)?, year(at + 1).filter(|_| matches!(dash, "-" | "–"))?);
    Some((first, second, passage.words.get(at)?.start..passage.words.get(at + 1)?.end))
}

/// `năm học 2022-2022`.
fn school_year(passage: &Passage, at: usize, findings: &mut FindingCollector<'_>) {
    // `các năm học 2021-2024`, `3 năm học 2021-2024` count several.
    let counted = at.checked_sub(1).and_then(|before| passage.word(before)).is_some_and(|before| {
        matches!(before, "các" | "Các" | "những" | "nhiều" | "hai" | "ba" | "bốn" | "mười")
            || figures(before, 1..=3)
    });
    if counted || passage.word(at + 1) != Some("học") || !is_blank(passage, at + 1) {
        return;
    }
    let Some((first, second, range)) = years(passage, at + 2).filter(|(a, b, _)| *b != a + 1) else { return };
    let start = passage.words.get(at).map_or(range.start, |word| word.start);
    let message = format!(
        "Năm học «{first}-{second}» không đúng: một năm học kéo dài sang năm kế tiếp. Kiểm tra lại năm."
    );
    findings.add(&DAT_06, passage, start..range.end, message);
}

/// `giai đoạn 2025-2021`.
fn span(passage: &Passage, at: usize, findings: &mut FindingCollector<'_>) {
    let names = [("giai", "đoạn"), ("nhiệm", "kỳ"), ("niên", "khóa"), ("niên", "khoá")];
    let before = at.checked_sub(1).and_then(|before| passage.word(before)).unwrap_or("");
    let named = names.iter().any(|(a, b)| passage.word(at) == Some(*b) && before.to_lowercase() == *a);
    let Some((first, second, range)) = years(passage, at + 1).filter(|(a, b, _)| named && b <= a) else {
        return;
    };
    let message = format!("Năm cuối của «{first}-{second}» không sau năm đầu. Kiểm tra lại năm.");
    findings.add(&DAT_06, passage, range, message);
}

/// `61 năm Ngày thành lập … (15/4/1963-15/4/2024)`.
fn anniversary(passage: &Passage, at: usize, findings: &mut FindingCollector<'_>) {
    let Some(count) = at.checked_sub(1).filter(|&b| is_blank(passage, b)).and_then(|b| passage.word(b))
    else {
        return;
    };
    let Some(years) = figures(count, 1..=3).then(|| count.parse::<i32>().ok()).flatten() else { return };
    let Some(open) = opening(passage, at) else { return };
    let Some((from, to, end)) = ends(passage, open) else { return };
    let told = (at.saturating_sub(3)..open).filter_map(|index| passage.word(index));
    let strict = told.map(str::to_lowercase).any(|word| ANNIVERSARY.contains(&word.as_str()));
    let apart = to.year() - from.year();
    let whole = (from.month(), from.day()) == (to.month(), to.day());
    if years == apart || years == apart + 1 && !(strict && whole) {
        return;
    }
    let start = passage.words.get(at - 1).map_or(end, |word| word.start);
    let bracket = passage.words.get(open).map_or(end, |word| word.start);
    let message = format!(
        "«{count} năm» không khớp với «{}»: từ năm {} đến năm {} là {apart} năm. Kiểm tra lại.",
        quote(passage, &(bracket..end)),
        from.year(),
        to.year()
    );
    findings.add(&DAT_06, passage, start..end, message);
}

/// The word behind the bracket that opens in the clause of a number of years.
fn opening(passage: &Passage, at: usize) -> Option<usize> {
    for index in at..(at + REACH).min(passage.words.len()) {
        let gap = gap(passage, index)?;
        if gap.contains('(') {
            return gap.ends_with('(').then_some(index + 1);
        }
        // The next count of years has dates of its own; a year is none.
        let counts = passage.word(index + 2) == Some("năm")
            && passage.word(index + 1).is_some_and(|word| figures(word, 1..=3));
        if counts || gap.contains([';', '.', ':']) {
            return None;
        }
    }
    None
}

/// The two dates, or years, from a word on, and the byte behind them.
fn ends(passage: &Passage, at: usize) -> Option<(NaiveDate, NaiveDate, usize)> {
    if let Some((first, second, range)) = years(passage, at) {
        let new_year = |year| NaiveDate::from_ymd_opt(year, 1, 1);
        return Some((new_year(first)?, new_year(second)?, range.end));
    }
    let first = date_at(passage, at)?;
    let dash = gap(passage, first.last)?.trim();
    let second = date_at(passage, first.last + 1).filter(|_| matches!(dash, "-" | "–"))?;
    Some((first.date(passage.text())?, second.date(passage.text())?, second.range.end))
}

/// `quý II năm 2022` ahead in a document for 2023, when that quarter is over.
fn quarter(plan: Option<PlanYear>, passage: &Passage, at: usize, findings: &mut FindingCollector<'_>) {
    let number = match passage.word(at + 1).filter(|_| is_blank(passage, at)) {
        Some("I" | "1") => 1,
        Some("II" | "2") => 2,
        Some("III" | "3") => 3,
        Some("IV" | "4") => 4,
        _ => return,
    };
    let year_at = match passage.word(at + 2) {
        Some("năm") => at + 3,
        _ if gap(passage, at + 1) == Some("/") => at + 2,
        _ => return,
    };
    let year = passage.word(year_at).filter(|w| is_year_word(Some(w))).and_then(|w| w.parse::<i32>().ok());
    let (Some(year), Some(PlanYear { year: planned, issued })) = (year, plan) else { return };
    let next = if number == 4 { (year + 1, 1) } else { (year, number * 3 + 1) };
    let is_over = NaiveDate::from_ymd_opt(next.0, next.1, 1).is_some_and(|next| next <= issued);
    let is_beside = year + 1 == planned && number == 4;
    if year >= planned || !is_over || is_beside || !looks_ahead(passage, at) {
        return;
    }
    let (Some(first), Some(last)) = (passage.words.get(at), passage.words.get(year_at)) else { return };
    let range = first.start..last.end;
    let message = format!(
        "«{}» đã qua trước ngày ban hành ({}), trong khi văn bản này là của năm {planned}. Kiểm tra lại năm.",
        quote(passage, &range),
        short_date(issued)
    );
    findings.add(&DAT_06, passage, range, message);
}

impl PlanYear {
    /// The one year that the subject is about, and the day of issue.
    pub(super) fn of(lint: &LintContext<'_>) -> Option<Self> {
        let issued = lint.issued()?;
        let mut found = None;
        for passage in lint.of_main_part(&[BlockRole::Subject]) {
            for at in 1..passage.words.len() {
                let is_year = is_year_word(passage.word(at)) && passage.word(at - 1) == Some("năm");
                let year = passage.word(at).filter(|_| is_year).and_then(|year| year.parse().ok());
                if year.is_some() && found.is_some() && found != year {
                    return None;
                }
                found = found.or(year);
            }
        }
        found.map(|year| Self { year, issued })
    }
}

/// Tests whether the clause before a word says what is to be done, and nothing of what was.
fn looks_ahead(passage: &Passage, at: usize) -> bool {
    let mut first = at;
    while first > at.saturating_sub(CLAUSE) {
        if gap(passage, first - 1).is_none_or(|gap| gap.contains([',', ';', '.', ':', '('])) {
            break;
        }
        first -= 1;
    }
    let Some(start) = passage.words.get(first).map(|word| word.start) else { return false };
    let clause = passage.words.get(at).and_then(|word| passage.text().get(start..word.start));
    let clause = format!(" {} ", clause.unwrap_or("").to_lowercase());
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| clause.contains(&format!(" {phrase} ")));
    says(AHEAD) && !says(BACK)
}
