//! Citations of other documents in running text: `Kế hoạch số 324/KH-TLĐ, ngày 12/5/2023 của …`.
//!
//! Takes the passages of a draft; gives what is cited with the bytes of its type, number, date and author. A number
//! is one if its symbol is (`17/KH-TLĐ`, `02-NQ/TW`, `145/2020/NĐ-CP`), or if a type or `số` stands before it. Holidays
//! (`8/3`), counts (`02 Nghị quyết`), years in brackets and fractions are no citations. One pass, made once a draft.

mod cited_types;
mod document_code;

use super::super::context::LintContext;
use super::super::dates::written::{date_at, gap, is_blank};
use super::super::passage::Passage;
use chrono::NaiveDate;
use std::ops::Range;

pub(in crate::check) use cited_types::{CitedType, CitedTypes};
pub(in crate::check) use document_code::CodeOrder;

/// Words of an author at most; what is longer is no author.
const AUTHOR_WORDS: usize = 24;

/// Citations of all passages.
#[derive(Debug, Default)]
pub(in crate::check) struct Citations {
    /// The types of documents by name.
    pub(in crate::check) kinds: CitedTypes,
    /// Documents cited by number and symbol, in the order of the text.
    pub(in crate::check) citations: Vec<Citation>,
    /// Documents cited by a number without a symbol: `Nghị quyết 02 của Bộ Chính trị`.
    pub(in crate::check) bare: Vec<BareCitation>,
}

/// A document cited by number and symbol.
#[derive(Clone, Debug)]
pub(in crate::check) struct Citation {
    /// The passage it stands in.
    pub(in crate::check) passage: usize,
    /// Cited type, where one is named.
    pub(in crate::check) kind: Option<CitedType>,
    /// Number and symbol: `324/KH-TLĐ`.
    pub(in crate::check) number: Range<usize>,
    /// Order of its parts.
    pub(in crate::check) shape: CodeOrder,
    /// The figures, with their letter: `324`, `12b`.
    pub(in crate::check) serial: Range<usize>,
    /// The year in the number of a legal text.
    pub(in crate::check) year: Option<i32>,
    /// Abbreviation of the type: `KH`.
    pub(in crate::check) abbreviation: Option<Range<usize>>,
    /// Abbreviation of the organ: `TLĐ`.
    pub(in crate::check) organ: Range<usize>,
    /// Flag: spaces stand in number and symbol.
    pub(in crate::check) spaced: bool,
    /// Its date.
    pub(in crate::check) date: Option<CitedDate>,
    /// Issuer, behind `của`.
    pub(in crate::check) author: Option<Range<usize>>,
    /// The number of the first word, its type included.
    pub(in crate::check) first: usize,
    /// The number of the last word of what was read.
    pub(in crate::check) last: usize,
}

/// The date of a cited document.
#[derive(Clone, Debug)]
pub(in crate::check) struct CitedDate {
    /// Its bytes, without `ngày`.
    pub(in crate::check) range: Range<usize>,
    /// Flag: a comma stands before `ngày`; `None` where the date stands in brackets.
    pub(in crate::check) comma: Option<bool>,
    /// The day, where it exists.
    pub(in crate::check) day: Option<NaiveDate>,
}

/// A document cited by a number without a symbol.
#[derive(Clone, Debug)]
pub(in crate::check) struct BareCitation {
    /// The passage it stands in.
    pub(in crate::check) passage: usize,
    /// Type and number.
    pub(in crate::check) range: Range<usize>,
}

impl Citation {
    /// Number and symbol without spaces; the same document has the same, in whatever order it is written.
    pub(in crate::check) fn key(&self, text: &str) -> String {
        let part = |range: &Range<usize>| text.get(range.clone()).unwrap_or("").replace(' ', "");
        let year = self.year.map_or(String::new(), |year| year.to_string());
        let abbreviation = self.abbreviation.as_ref().map_or(String::new(), part);
        format!("{}|{year}|{abbreviation}|{}", part(&self.serial), part(&self.organ))
    }
}

/// Citations of a draft, read on first use.
pub(in crate::check) fn cited<'r>(lint: &'r LintContext<'_>) -> &'r Citations {
    lint.cited.get_or_init(|| {
        let mut cited = Citations { kinds: CitedTypes::new(lint), ..Citations::default() };
        for passage in &lint.passages {
            read(passage, &mut cited);
        }
        cited
    })
}

/// Reads a passage from left to right.
fn read(passage: &Passage, cited: &mut Citations) {
    let mut at = 0;
    while let Some(word) = passage.word(at) {
        let starts =
            word.as_bytes().first().is_some_and(u8::is_ascii_digit) && document_code::is_serial(word);
        if starts && let Some(citation) = citation(passage, at, &cited.kinds) {
            // The author's words may hold the next citation: only number and date are behind us.
            at = citation.last;
            cited.citations.push(citation);
        } else if starts && let Some(bare) = bare_citation(passage, at, &cited.kinds) {
            cited.bare.push(bare);
        }
        at += 1;
    }
}

/// The citation whose number begins with a word.
fn citation(passage: &Passage, at: usize, kinds: &CitedTypes) -> Option<Citation> {
    let before = kinds.before(passage, at);
    let named = before.has_so || before.kind.as_ref().is_some_and(|k| k.direct);
    let number = document_code::read(passage, at, named, kinds)?;
    let mut last = number.last;
    let date = date(passage, &mut last);
    let author = author(passage, last, kinds);
    Some(Citation {
        passage: passage.index,
        first: before.kind.as_ref().map_or(at, |kind| kind.first),
        kind: before.kind,
        number: number.range,
        shape: number.shape,
        serial: passage.words.get(at)?.clone(),
        year: number.year,
        abbreviation: number.abbreviation,
        organ: number.organ,
        spaced: number.spaced,
        date,
        author,
        last,
    })
}

/// The date behind a symbol: `, ngày 12/5/2023`, `ngày 12 tháng 5 năm 2023`, `(12/5/2023)`.
fn date(passage: &Passage, last: &mut usize) -> Option<CitedDate> {
    let gap = gap(passage, *last)?.trim();
    let (at, comma) = match (passage.word(*last + 1)?, gap) {
        ("ngày", "" | ",") if is_blank(passage, *last + 1) => (*last + 2, Some(gap == ",")),
        (_, "(") => (*last + 1, None),
        _ => return None,
    };
    let date = date_at(passage, at).filter(|date| date.year.is_some())?;
    *last = date.last;
    Some(CitedDate { day: date.date(passage.text()), range: date.range, comma })
}

/// The author behind a symbol or date: from `của` to `về`, another citation, the end of the clause or an opening sign.
fn author(passage: &Passage, last: usize, kinds: &CitedTypes) -> Option<Range<usize>> {
    let next = gap(passage, last)?.trim();
    if !matches!(next, "" | "," | ")") || passage.word(last + 1) != Some("của") {
        return None;
    }
    let start = passage.words.get(last + 2)?.start;
    let mut end = None;
    for at in last + 2..(last + 2 + AUTHOR_WORDS).min(passage.words.len()) {
        let ends = matches!(passage.word(at), Some("về" | "như" | "số"));
        let capital = passage.word(at).is_some_and(|word| word.starts_with(char::is_uppercase));
        if ends || capital && kinds.beginning_at(passage, at).is_some() {
            break;
        }
        // `… của Tổng Liên đoàn và Kế hoạch số 133/KH-LĐLĐ`: what joins the two is of neither.
        if passage.word(at) == Some("và") {
            continue;
        }
        end = passage.words.get(at).map(|word| word.end);
        if gap(passage, at).is_none_or(|gap| gap.contains([';', '.', ':', '(', '“', '"'])) {
            break;
        }
    }
    end.map(|end| start..end)
}

/// A number without a symbol, between a type and `của` or a date.
fn bare_citation(passage: &Passage, at: usize, kinds: &CitedTypes) -> Option<BareCitation> {
    let kind = kinds.before(passage, at).kind.filter(|kind| kind.direct && kind.capital)?;
    let end = passage.words.get(at)?.end;
    let tail = (gap(passage, at)?.trim(), passage.word(at + 1)?);
    let is_cited = match tail {
        ("", "của") => true,
        ("" | ",", "ngày") => date_at(passage, at + 2).is_some_and(|date| date.year.is_some()),
        _ => false,
    };
    is_cited.then_some(BareCitation { passage: passage.index, range: kind.range.start..end })
}
