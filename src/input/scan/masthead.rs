//! What stands above the type's name: organs, *Quốc hiệu*, *Tiêu ngữ*, number, place and date, and of a letter its
//! subject and addressees. Scans run these together on a line, so a line is eaten piece by piece.

use super::{Scan, bare};
use crate::outline::is_capitals;
use chrono::NaiveDate;
use serde_json::json;

/// Characters of the longest name of a place.
const PLACE: usize = 40;

/// What was found above the type's name.
#[derive(Default)]
pub(in crate::input) struct Masthead {
    /// Lines of organs, as printed.
    pub(in crate::input) organs: Vec<(usize, String)>,
    /// Lines of a letter's subject, without `V/v`.
    pub(in crate::input) subject: Vec<String>,
    /// Addressees.
    pub(in crate::input) to: Vec<String>,
    /// Whether `Kính gửi:` stood there, so that a list of addressees may follow.
    pub(in crate::input) addressed: bool,
    /// Number and symbol.
    pub(in crate::input) notation: Option<String>,
    /// Where it was issued.
    pub(in crate::input) place: Option<String>,
    /// Whether a number was read; a second one has no place.
    numbered: bool,
}

impl Masthead {
    /// Eats a line; gives back what it cannot place. Lines of capitals are organs only where `organs` allows it.
    pub(in crate::input) fn eat(
        &mut self,
        scan: &mut Scan,
        number: usize,
        line: &str,
        organs: Organs,
    ) -> Option<String> {
        let cells = line.replace("<br>", "|").replace("   ", "|");
        let mut left = Vec::new();
        for cell in cells.split('|').map(bare).filter(|cell| !cell.is_empty()) {
            if let Some(rest) = self.eat_cell(scan, number, cell, organs) {
                left.push(rest.to_owned());
            }
        }
        (!left.is_empty()).then(|| left.join(" "))
    }

    fn eat_cell<'t>(
        &mut self,
        scan: &mut Scan,
        line: usize,
        cell: &'t str,
        organs: Organs,
    ) -> Option<&'t str> {
        let mut rest = cell;
        loop {
            rest = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '*' | '–' | '—'));
            if rest.is_empty() {
                return None;
            }
            rest = if let Some(after) = fixed_line(rest) {
                let printed = rest.get(..rest.len() - after.len()).unwrap_or(rest);
                scan.mend(line, "header", printed.trim(), "");
                after
            } else if let Some(found) = number(rest).filter(|_| !self.numbered) {
                self.numbered = true;
                self.notation = found.notation.clone();
                put_number(scan, line, &found);
                found.rest
            } else if rest.starts_with("V/v") || rest.starts_with("V/V") {
                return self.eat_subject(rest);
            } else if let Some(to) = rest.strip_prefix("Kính gửi") {
                self.addressed = true;
                let to = bare(to.trim_start_matches([':', ' ']));
                self.to.extend((!to.is_empty()).then(|| to.to_owned()));
                return None;
            } else if let Some(found) = place_and_date(rest).filter(|_| self.place.is_none()) {
                self.place = Some(found.place.to_owned());
                put_date(scan, line, &found);
                found.rest
            } else if organs == Organs::Allowed {
                let end = next_piece(rest);
                let name = rest.get(..end).unwrap_or(rest);
                let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '*'));
                if !is_capitals(name) {
                    return Some(rest);
                }
                self.organs.push((line, name.to_owned()));
                scan.mend(line, "header", name, "");
                rest.get(end..).unwrap_or("")
            } else {
                return Some(rest);
            };
        }
    }

    /// The subject of a letter takes what is left of its line.
    fn eat_subject<'t>(&mut self, about: &'t str) -> Option<&'t str> {
        let about = bare(about.trim_start_matches([':', ' ']));
        self.subject.extend((!about.is_empty()).then(|| about.to_owned()));
        None
    }
}

/// Whether a line in capitals may be an organ's name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::input) enum Organs {
    Allowed,
    Over,
}

/// What follows *Quốc hiệu* or *Tiêu ngữ* at the start.
fn fixed_line(text: &str) -> Option<&str> {
    const NATIONAL: [&str; 2] = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"];
    if let Some(rest) = NATIONAL.iter().find_map(|name| text.strip_prefix(name)) {
        return Some(rest);
    }
    let mut rest = text;
    for word in ["Độc lập", "Tự do", "Hạnh phúc"] {
        rest = rest.trim_start_matches([' ', '-', '–', '—', '\u{a0}']).strip_prefix(word)?;
    }
    Some(rest)
}

/// Where the next thing that is no organ's name begins.
fn next_piece(text: &str) -> usize {
    let starts =
        ["CỘNG HÒA XÃ HỘI", "CỘNG HOÀ XÃ HỘI", "Độc lập", "Số:", "Số ", "V/v", "Kính gửi", "---", "___"];
    starts.iter().filter_map(|start| text.find(start)).filter(|&at| at > 0).min().unwrap_or(text.len())
}

/// Number and symbol as written.
struct Number<'t> {
    number: Option<String>,
    notation: Option<String>,
    written: &'t str,
    rest: &'t str,
}

/// `Số: 22 /AA-BBBB`
fn number(text: &str) -> Option<Number<'_>> {
    let after = text.strip_prefix("Số")?;
    let after = after.strip_prefix(':').or_else(|| {
        let number = after.strip_prefix(' ')?;
        number.trim_start().starts_with(|c: char| c.is_ascii_digit()).then_some(number)
    })?;
    let slash = after.find('/').filter(|&at| at <= 40);
    let Some(slash) = slash else {
        let value = after.trim();
        let plain = !value.is_empty() && value.len() <= 6 && value.bytes().all(|b| b.is_ascii_digit());
        let number = plain.then(|| value.to_owned());
        return plain.then_some(Number { number, notation: None, written: text, rest: "" });
    };
    let value = after.get(..slash)?.trim();
    let blank = value.chars().all(|c| c.is_whitespace() || matches!(c, '.' | '…' | '_'));
    let one_word = value.starts_with(|c: char| c.is_ascii_digit()) && !value.contains(char::is_whitespace);
    if !blank && !one_word {
        return None;
    }
    let symbol = after.get(slash + 1..)?;
    let mut end = word_end(symbol, 0);
    // `AA- BBBB`: the scan put a space in the middle.
    while symbol.get(..end).is_some_and(|s| s.ends_with('-'))
        || symbol.get(end..).is_some_and(|s| s.starts_with(" -"))
    {
        let next = word_end(symbol, end);
        if next == end {
            break;
        }
        end = next;
    }
    let (notation, rest) = (symbol.get(..end)?, symbol.get(end..)?);
    let notation: String = notation.split_whitespace().collect();
    Some(Number {
        number: (!blank).then(|| value.to_owned()),
        notation: (!notation.is_empty()).then_some(notation),
        written: text.get(..text.len() - rest.len())?,
        rest,
    })
}

/// The end of the next word from `from` on.
fn word_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    let word = rest.trim_start();
    let start = rest.len() - word.len();
    from + start + word.find(char::is_whitespace).unwrap_or(word.len())
}

/// Stores number and symbol; says where they will be printed otherwise.
fn put_number(scan: &mut Scan, line: usize, found: &Number) {
    let printed =
        format!("Số: {}/{}", found.number.as_deref().unwrap_or(""), found.notation.as_deref().unwrap_or(""));
    if let Some(number) = &found.number {
        let usual = if number.len() == 1 { None } else { number.parse::<u32>().ok() };
        let usual = usual.filter(|n| format!("{n:02}") == *number);
        scan.put("code_number", usual.map_or_else(|| json!(number), |n| json!(n)));
    }
    if let Some(notation) = &found.notation {
        scan.put("code_notation", json!(notation));
    }
    if found.number.is_some() && found.notation.is_some() && printed != found.written.trim() {
        let message = format!("Bản gốc ghi “{}”, sẽ in “{printed}”.", found.written.trim());
        scan.doubt("code_number", "import-number", Some(line), message);
    }
}

/// Place and date as written.
struct Dated<'t> {
    place: &'t str,
    date: Option<NaiveDate>,
    written: &'t str,
    rest: &'t str,
}

/// `Lai Châu, ngày 02 tháng 12 năm 2022`; with blanks it has a place only.
fn place_and_date(text: &str) -> Option<Dated<'_>> {
    let comma = text.find(", ngày")?;
    let place = text.get(..comma)?;
    if place.chars().count() > PLACE || !place.starts_with(char::is_uppercase) {
        return None;
    }
    let after = text.get(comma + ", ngày".len()..)?;
    let (day, after) = value_before(after, "tháng")?;
    let (month, after) = value_before(after, "năm")?;
    let blank = |c: char| c.is_whitespace() || matches!(c, '.' | '…' | '_');
    let year = after.trim_start_matches(blank);
    let digits = year.bytes().take_while(u8::is_ascii_digit).count();
    let rest = year.get(digits..)?;
    let year: Option<i32> = year.get(..digits)?.parse().ok();
    let date = year.zip(month).zip(day).and_then(|((y, m), d)| NaiveDate::from_ymd_opt(y, m, d));
    Some(Dated { place: place.trim(), date, written: text.get(..text.len() - rest.len())?, rest })
}

/// The number before a word, if there is one, and what follows the word.
fn value_before<'t>(text: &'t str, word: &str) -> Option<(Option<u32>, &'t str)> {
    let at = text.find(word).filter(|&at| at <= 60)?;
    let value = text.get(..at)?.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '…' | '_'));
    let digits = value.bytes().all(|b| b.is_ascii_digit()) && value.len() <= 2;
    digits.then(|| (value.parse().ok(), text.get(at + word.len()..).unwrap_or("")))
}

/// Stores place and date; says where they will be printed otherwise (NĐ 30/2020, Phụ lục I, Mục II khoản 4: a zero
/// before days below 10 and before months 1 and 2).
fn put_date(scan: &mut Scan, line: usize, found: &Dated) {
    use chrono::Datelike;
    scan.put("place", json!(found.place));
    let written = found.written.trim();
    let Some(date) = found.date else {
        let message = format!("Không đọc được ngày trong “{written}”. Hãy nhập ngày ban hành nếu có.");
        scan.doubt("issued_date", "import-date", Some(line), message);
        return;
    };
    scan.put("issued_date", json!(date.format("%Y-%m-%d").to_string()));
    let month = if date.month() < 3 { format!("{:02}", date.month()) } else { date.month().to_string() };
    let printed = format!("{}, ngày {:02} tháng {month} năm {}", found.place, date.day(), date.year());
    if printed != written {
        let message = format!("Bản gốc ghi “{written}”, sẽ in “{printed}”.");
        scan.doubt("issued_date", "import-date", Some(line), message);
    }
}
