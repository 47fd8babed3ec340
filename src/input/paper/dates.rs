//! Place and date of a head: `Lai Châu, ngày 02 tháng 12 năm 2022`, with blanks or in another form too.

use chrono::{Datelike, NaiveDate};

/// Characters of the longest name of a place.
const PLACE: usize = 40;
/// Bytes among which the next word of a date is looked for.
const NEAR: usize = 80;

/// Place and date as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PlaceDate {
    pub(super) place: Option<String>,
    /// The day, or the month or the year where the rest is blank: `2024-03-04`, `2024-03`, `2024`.
    pub(super) issued: Option<String>,
    /// It is kept as a whole line, for its form is another.
    pub(super) whole: bool,
    /// The usual form of the date, where it is written otherwise.
    pub(super) printed: Option<String>,
}

/// Place and date at the start of a text, with the bytes they take.
pub(super) fn place_and_date(text: &str) -> Option<(PlaceDate, usize)> {
    let at = ["ngày", "Ngày"].iter().filter_map(|word| text.find(word)).min();
    let at = at.filter(|&at| at <= 4 * PLACE);
    at.and_then(|at| in_words(text, at)).or_else(|| other_form(text))
}

/// `… ngày 02 tháng 12 năm 2022`, the word *ngày* at a byte.
fn in_words(text: &str, at: usize) -> Option<(PlaceDate, usize)> {
    let before = text.get(..at)?;
    let place = before.trim().trim_end_matches([',', '.', ' ']).trim();
    if !place.is_empty() && !is_place(place) {
        return None;
    }
    let after = text.get(at + "ngày".len()..)?;
    let (day, after) = value_before(after, "tháng")?;
    let (month, after) = value_before(after, "năm")?;
    let year = after.trim_start_matches(is_blank);
    let digits = year.bytes().take_while(u8::is_ascii_digit).count();
    let trailing = year.get(digits..)?;
    let rest = if digits == 4 { trailing } else { trailing.trim_start_matches(is_blank) };
    let written = text.get(..text.len() - rest.len())?.trim();
    let mut found =
        PlaceDate { place: (!place.is_empty()).then(|| place.to_owned()), ..PlaceDate::default() };
    let year: Option<i32> = year.get(..digits)?.parse().ok().filter(|_| digits == 4);
    match (day, month, year) {
        (Some(day), Some(month), Some(year)) => match NaiveDate::from_ymd_opt(year, month, day) {
            Some(date) => {
                let printed = found.place.as_deref().map(|place| usual(place, date));
                found.printed = printed.filter(|printed| printed != written);
                found.issued = Some(date.format("%Y-%m-%d").to_string());
            }
            None => found.whole = true,
        },
        (None, Some(month), Some(year)) if (1..=12).contains(&month) => {
            found.issued = Some(format!("{year}-{month:02}"));
        }
        (None, None, Some(year)) => found.issued = Some(year.to_string()),
        (None, None, None) if digits == 0 => {}
        _ => found.whole = true,
    }
    // Leaders of dots stay as they are.
    found.whole |= found.place.is_none() || written.contains("..") || written.contains(['…', '_']);
    Some((found, text.len() - rest.len()))
}

/// The date as the decree writes it (NĐ 30/2020, Phụ lục I, Mục II khoản 4: a zero before days below 10 and before
/// months 1 and 2).
fn usual(place: &str, date: NaiveDate) -> String {
    let month = if date.month() < 3 { format!("{:02}", date.month()) } else { date.month().to_string() };
    format!("{place}, ngày {:02} tháng {month} năm {}", date.day(), date.year())
}

/// `Hà Nội, tháng 4 năm 2026`, `Lai Châu, ngày ..../4/2026`: a place, then nothing but a date.
fn other_form(text: &str) -> Option<(PlaceDate, usize)> {
    let (place, date) = text.split_once(',')?;
    let date = date.trim();
    let begins = ["ngày", "tháng", "năm", "Ngày"].iter().any(|word| date.starts_with(word));
    let words = |word: &str| {
        let letters: String = word.chars().filter(|c| c.is_alphabetic()).collect();
        letters.is_empty() || ["ngày", "tháng", "năm", "mùng", "mồng", "Ngày"].contains(&letters.as_str())
    };
    let is_date = begins && date.chars().count() <= 60 && date.split_whitespace().all(words);
    let found = PlaceDate { place: Some(place.trim().to_owned()), whole: true, ..PlaceDate::default() };
    (is_date && is_place(place.trim())).then_some((found, text.len()))
}

fn is_place(text: &str) -> bool {
    let blank = text.chars().all(|c| is_blank(c) || c == ',');
    let name = text.starts_with(char::is_uppercase)
        && !text.contains(|c: char| c.is_ascii_digit() || c == ':' || c == ';');
    blank || text.chars().count() <= PLACE && name && text.split_whitespace().count() <= 7
}

pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | '…' | '_')
}

/// The number before a word, none where it is blank, and what follows the word.
fn value_before<'t>(text: &'t str, word: &str) -> Option<(Option<u32>, &'t str)> {
    let at = text.find(word).filter(|&at| at <= NEAR)?;
    let value = text.get(..at)?.trim_matches(is_blank);
    let digits = value.bytes().all(|b| b.is_ascii_digit()) && value.len() <= 2;
    digits.then(|| (value.parse().ok(), text.get(at + word.len()..).unwrap_or("")))
}
