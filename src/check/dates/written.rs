//! Dates as running text writes them.
//!
//! Takes a passage and one of its words; gives the date that begins there: `12/5/2023`, `ngày 02 tháng 5 năm 2024`,
//! `ngày 28/6`. A fraction (`15/36`), a paragraph's number (`1.2.3`) and a symbol's year are no dates.

use super::super::passage::Passage;
use chrono::NaiveDate;
use std::ops::Range;

/// A date in a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::check) struct WrittenDate {
    /// All of it, from the day.
    pub(in crate::check) range: Range<usize>,
    /// The number of its last word.
    pub(in crate::check) last: usize,
    /// The figures of the day.
    pub(in crate::check) day: Range<usize>,
    /// The figures of the month.
    pub(in crate::check) month: Range<usize>,
    /// The figures of the year, where one stands there.
    pub(in crate::check) year: Option<Range<usize>>,
    /// Spelling of the date.
    pub(in crate::check) form: DateForm,
}

/// Spelling of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum DateForm {
    /// `02 tháng 5 năm 2024`.
    Words,
    /// `02/5/2024`.
    Slashes,
    /// `02-5-2024` or `02.5.2024`.
    Other,
}

/// Meaning of the figures of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum DateMeaning {
    /// A day of a year.
    Day(NaiveDate),
    /// A day that every year, or every fourth, has.
    Yearly,
    /// No day.
    Impossible,
}

impl WrittenDate {
    /// Meaning of its figures.
    pub(in crate::check) fn meaning(&self, text: &str) -> DateMeaning {
        let figure = |range: &Range<usize>| text.get(range.clone()).and_then(|f| f.parse::<u32>().ok());
        let (Some(day), Some(month)) = (figure(&self.day), figure(&self.month)) else {
            return DateMeaning::Impossible;
        };
        // 2000 had a 29 February.
        let year = self.year.as_ref().map_or(Some(2000), figure).and_then(|y| i32::try_from(y).ok());
        match year.and_then(|year| NaiveDate::from_ymd_opt(year, month, day)) {
            Some(_) if self.year.is_none() => DateMeaning::Yearly,
            Some(date) => DateMeaning::Day(date),
            None => DateMeaning::Impossible,
        }
    }

    /// The day it says, where it has a year and exists.
    pub(in crate::check) fn date(&self, text: &str) -> Option<NaiveDate> {
        match self.meaning(text) {
            DateMeaning::Day(date) => Some(date),
            _ => None,
        }
    }
}

/// The dates of a passage, from left to right.
pub(in crate::check) fn dates(passage: &Passage) -> impl Iterator<Item = WrittenDate> + '_ {
    let mut next = 0;
    std::iter::from_fn(move || {
        while next < passage.words.len() {
            let found = date_at(passage, next);
            next = found.as_ref().map_or(next, |date| date.last) + 1;
            if found.is_some() {
                return found;
            }
        }
        None
    })
}

/// The date that begins with a word.
pub(in crate::check) fn date_at(passage: &Passage, at: usize) -> Option<WrittenDate> {
    let day = passage.words.get(at)?;
    if !figures(passage.word(at)?, 1..=2) {
        return None;
    }
    match gap(passage, at)? {
        gap if gap.trim().is_empty() => in_words(passage, at, day),
        "/" => in_figures(passage, at, day, "/", DateForm::Slashes),
        separator @ ("-" | ".") => in_figures(passage, at, day, separator, DateForm::Other),
        _ => None,
    }
}

/// `02 tháng 5`, behind `ngày`, with `năm 2024` or without.
fn in_words(passage: &Passage, at: usize, day: &Range<usize>) -> Option<WrittenDate> {
    let is = |index: usize, word: &str| passage.word(index) == Some(word);
    let month = passage.words.get(at + 2).filter(|_| is(at + 1, "tháng") && follows_day_word(passage, at))?;
    if !figures(passage.word(at + 2)?, 1..=2) || !is_blank(passage, at + 1) {
        return None;
    }
    let is_year = is(at + 3, "năm") && is_blank(passage, at + 2) && is_blank(passage, at + 3);
    let year = passage.words.get(at + 4).filter(|_| is_year && is_year_word(passage.word(at + 4)));
    let (end, last) = year.map_or((month.end, at + 2), |year| (year.end, at + 4));
    Some(WrittenDate {
        range: day.start..end,
        last,
        day: day.clone(),
        month: month.clone(),
        year: year.cloned(),
        form: DateForm::Words,
    })
}

/// `02/5/2024`, or behind `ngày` also `02-5-2024` and `02/5`.
fn in_figures(
    passage: &Passage,
    at: usize,
    day: &Range<usize>,
    separator: &str,
    form: DateForm,
) -> Option<WrittenDate> {
    let month = passage.words.get(at + 1)?;
    if !figures(passage.word(at + 1)?, 1..=2) || glued_before(passage, day.start) {
        return None;
    }
    let named = follows_day_word(passage, at);
    let goes_on = gap(passage, at + 1) == Some(separator);
    let year = passage.words.get(at + 2).filter(|_| goes_on && is_year_word(passage.word(at + 2)));
    let end = year.unwrap_or(month).end;
    let glued = passage.text().get(end..).is_some_and(|rest| rest.starts_with('/'));
    let plain = form == DateForm::Slashes && year.is_some();
    if glued || !(plain || named) || (year.is_none() && (goes_on || form == DateForm::Other)) {
        return None;
    }
    Some(WrittenDate {
        range: day.start..end,
        last: at + 1 + usize::from(year.is_some()),
        day: day.clone(),
        month: month.clone(),
        year: year.cloned(),
        form,
    })
}

/// Tests whether `ngày` stands before a word.
fn follows_day_word(passage: &Passage, at: usize) -> bool {
    let before = at.checked_sub(1);
    before.is_some_and(|b| matches!(passage.word(b), Some("ngày" | "Ngày")) && is_blank(passage, b))
}

/// Tests whether what stands before a byte belongs to the same figures: `1/`, `2.`.
fn glued_before(passage: &Passage, byte: usize) -> bool {
    passage.text().get(..byte).is_some_and(|before| before.ends_with(['/', '.']))
}

/// Text between a word and the next.
pub(in crate::check) fn gap(passage: &Passage, word: usize) -> Option<&str> {
    passage.text().get(passage.words.get(word)?.end..passage.words.get(word + 1)?.start)
}

/// Tests whether only spaces stand between a word and the next.
pub(in crate::check) fn is_blank(passage: &Passage, word: usize) -> bool {
    gap(passage, word).is_some_and(|gap| gap.trim().is_empty())
}

/// Tests whether a word is so many figures and nothing else.
pub(in crate::check) fn figures(word: &str, digits: std::ops::RangeInclusive<usize>) -> bool {
    digits.contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit())
}

/// Tests whether a word is a year of four figures.
pub(in crate::check) fn is_year_word(word: Option<&str>) -> bool {
    word.is_some_and(|w| figures(w, 4..=4) && matches!(w.as_bytes().first(), Some(b'1' | b'2')))
}

/// Bytes of a passage.
pub(in crate::check) fn quote<'p>(passage: &'p Passage, range: &Range<usize>) -> &'p str {
    passage.text().get(range.clone()).unwrap_or("")
}
