//! Lines of a head, each told by what it says: *Quốc hiệu*, *Tiêu ngữ*, number, place and date, marks, *V/v*, *Kính gửi*.
//!
//! Takes a line as it stands; clerks and scans run several of these together, so a line comes apart into segments.

use super::dates::{self, PlaceDate};
use super::pieces::spaced;
use crate::document::BlockRole;
use crate::outline::is_capitals;
use crate::text::{distance, search_key};

/// Letters of *Quốc hiệu*, *Tiêu ngữ* and the Party's name as they are compared.
const NATION: &str = "conghoaxahoichunghiavietnam";
const MOTTO: &str = "doclaptudohanhphuc";
const PARTY: &str = "dangcongsanvietnam";
/// Letters that a mistyped *Quốc hiệu* may differ in.
const MISTYPED: usize = 4;

/// Kind of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MastheadPart {
    Nation,
    Motto,
    Party,
    Number(NumberLine),
    PlaceDate(PlaceDate),
    /// A word that is a mark of its own: the field it goes to, its role.
    Mark(&'static str, BlockRole),
    /// `V/v …`.
    About,
    /// `Kính gửi …`.
    Addressees,
    /// A line drawn with characters.
    Rule,
    Capitals,
    Other,
}

impl MastheadPart {
    /// Tests whether such a line stands in a head and hardly anywhere else.
    pub(super) fn is_core(&self) -> bool {
        matches!(self, Self::Nation | Self::Motto | Self::Party | Self::Number(_) | Self::PlaceDate(_))
    }
}

/// A part of a line of one kind, as it stands, without white space around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) kind: MastheadPart,
    pub(super) text: String,
}

/// Number and notation as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberLine {
    pub(super) number: Option<String>,
    pub(super) notation: Option<String>,
    /// It is no `Số: N/notation` and is kept as a whole.
    pub(super) whole: bool,
}

/// The segments of a line.
pub(super) fn segments(line: &str) -> Vec<Segment> {
    let mut out = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        let (kind, len) = next(rest);
        let len = len.clamp(1, rest.len());
        let text = rest.get(..len).unwrap_or(rest).trim();
        if !text.is_empty() {
            out.push(Segment { kind, text: text.to_owned() });
        }
        rest = rest.get(len..).unwrap_or("").trim_start();
    }
    out
}

/// Kind of the first segment, and its bytes.
fn next(text: &str) -> (MastheadPart, usize) {
    let rule = text.len() - text.trim_start_matches(is_drawn).len();
    if rule > 0 && (rule == text.len() || text.get(..rule).is_some_and(|r| r.chars().count() >= 3)) {
        return (MastheadPart::Rule, rule);
    }
    if let Some(len) =
        fixed(text, &["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
    {
        return (MastheadPart::Nation, len);
    }
    if let Some(len) = motto(text) {
        return (MastheadPart::Motto, len);
    }
    if let Some(len) = fixed(text, &["ĐẢNG CỘNG SẢN VIỆT NAM"]) {
        return (MastheadPart::Party, len);
    }
    if let Some((number, len)) = number(text) {
        return (MastheadPart::Number(number), len);
    }
    if ["V/v", "V/V", "v/v"].iter().any(|start| text.starts_with(start)) {
        return (MastheadPart::About, text.len());
    }
    if text.starts_with("Kính gửi") || text.starts_with("KÍNH GỬI") {
        return (MastheadPart::Addressees, text.len());
    }
    if let Some((field, role)) = mark(text) {
        return (MastheadPart::Mark(field, role), text.len());
    }
    if let Some((date, len)) = dates::place_and_date(text) {
        return (MastheadPart::PlaceDate(date), len);
    }
    let end = next_piece(text);
    let name = text.get(..end).unwrap_or(text);
    let kind = match alike(name) {
        Some(kind) => kind,
        None if is_capitals(name) => MastheadPart::Capitals,
        None => return (MastheadPart::Other, text.len()),
    };
    (kind, end)
}

pub(super) fn is_drawn(c: char) -> bool {
    matches!(c, '-' | '_' | '=' | '*' | '–' | '—' | '.' | '~' | '─') || c.is_whitespace()
}

fn fixed(text: &str, words: &[&str]) -> Option<usize> {
    words.iter().find(|words| text.starts_with(**words)).map(|words| words.len())
}

/// Bytes of a *Tiêu ngữ* at the start.
fn motto(text: &str) -> Option<usize> {
    let mut rest = text;
    for word in ["Độc lập", "Tự do", "Hạnh phúc"] {
        rest = rest.trim_start_matches([' ', '-', '–', '—', '\u{a0}']).strip_prefix(word)?;
    }
    Some(text.len() - rest.len())
}

/// The fixed line that a mistyped one is meant to be.
fn alike(text: &str) -> Option<MastheadPart> {
    if text.chars().count() > 60 {
        return None;
    }
    let letters: Vec<char> = search_key(text).chars().filter(|c| c.is_alphabetic()).collect();
    let near = |words: &str, most: usize| {
        letters.len().abs_diff(words.len()) <= most && distance(&letters, words) <= most
    };
    match () {
        () if near(NATION, MISTYPED) => Some(MastheadPart::Nation),
        () if near(MOTTO, MISTYPED) => Some(MastheadPart::Motto),
        () if near(PARTY, 1) => Some(MastheadPart::Party),
        () => None,
    }
}

/// Where the next thing that is no organ's name begins.
fn next_piece(text: &str) -> usize {
    const STARTS: &[&str] = &[
        "CỘNG HÒA XÃ HỘI",
        "CỘNG HOÀ XÃ HỘI",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Độc lập",
        "Số:",
        "Số ",
        "V/v",
        "Kính gửi",
        "---",
        "___",
    ];
    STARTS.iter().filter_map(|start| text.find(start)).filter(|&at| at > 0).min().unwrap_or(text.len())
}

/// The field and the role of a word that is a mark of its own.
fn mark(text: &str) -> Option<(&'static str, BlockRole)> {
    match text.trim_matches(['(', ')', '[', ']', ' ']) {
        "KHẨN" | "THƯỢNG KHẨN" | "HỎA TỐC" | "HOẢ TỐC" => {
            Some(("priority", BlockRole::Urgency))
        }
        "XEM XONG TRẢ LẠI" | "LƯU HÀNH NỘI BỘ" => Some(("circulation", BlockRole::Circulation)),
        bare => {
            let lower = bare.to_lowercase();
            let is_draft = lower == "dự thảo" || bare.starts_with("DỰ THẢO") && bare.chars().count() <= 20;
            is_draft.then_some(("status", BlockRole::DraftMark))
        }
    }
}

/// `Số: 22 /AA-BBBB`, with the bytes it takes.
fn number(text: &str) -> Option<(NumberLine, usize)> {
    let whole = NumberLine { whole: true, ..NumberLine::default() };
    let Some(after) = text.strip_prefix("Số").or_else(|| text.strip_prefix("SỐ")) else {
        let named = ["Luật số", "Nghị quyết số", "Pháp lệnh số", "Lệnh số", "Nghị định số"];
        let rest = named.iter().find_map(|name| text.strip_prefix(name))?.trim_start_matches([':', ' ']);
        let is_number = rest.contains('/') && !rest.contains(' ') || rest.trim().is_empty();
        return is_number.then_some((whole, text.len()));
    };
    let spaced_after = after.trim_start();
    let colon = spaced_after.strip_prefix(':');
    let after = match colon {
        Some(rest) => rest,
        None => after.starts_with(char::is_whitespace).then_some(after)?,
    };
    let blank = |c: char| c.is_whitespace() || matches!(c, '.' | '…' | '_');
    let Some(slash) = after.find('/').filter(|&at| at <= 60) else {
        let value = after.trim();
        let digits = !value.is_empty() && value.len() <= 6 && value.bytes().all(|b| b.is_ascii_digit());
        if digits {
            return Some((
                NumberLine { number: Some(value.to_owned()), ..NumberLine::default() },
                text.len(),
            ));
        }
        let none = colon.is_some() && value.chars().all(blank);
        return none.then_some((whole, text.len()));
    };
    let value = after.get(..slash)?.trim();
    let is_blank = value.chars().all(blank);
    let one_word = value.starts_with(|c: char| c.is_ascii_digit()) && !value.contains(char::is_whitespace);
    // `39-KH/ĐU`: the Party's way.
    let party = value.trim_start_matches(|c: char| c.is_ascii_digit() || blank(c)).starts_with('-');
    if !is_blank && !one_word && !party {
        return None;
    }
    let symbol = after.get(slash + 1..)?;
    let end = notation_end(symbol);
    let (notation, rest) = (symbol.get(..end)?, symbol.get(end..)?);
    let notation: String = notation.split_whitespace().collect();
    let len = text.len() - rest.len();
    if party || value.contains('-') || notation.is_empty() {
        return Some((whole, len));
    }
    let dotted = is_blank && !value.is_empty();
    let number = (!is_blank || dotted).then(|| value.to_owned());
    Some((NumberLine { number, notation: Some(notation), whole: false }, len))
}

/// Bytes of the notation at the start; a scan may have put a space in the middle: `AA- BBBB`.
fn notation_end(symbol: &str) -> usize {
    let mut end = word_end(symbol, 0);
    while symbol.get(..end).is_some_and(|s| s.ends_with('-'))
        || symbol.get(end..).is_some_and(|s| s.starts_with(" -") && !s.starts_with(" --"))
    {
        let next = word_end(symbol, end);
        if next == end {
            break;
        }
        end = next;
    }
    end
}

/// The end of the next word from `from` on.
fn word_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    let word = rest.trim_start();
    let start = rest.len() - word.len();
    from + start + word.find(char::is_whitespace).unwrap_or(word.len())
}

/// Tests whether a line, taken as a whole, is one that only stands in a head.
pub(super) fn is_core(text: &str) -> bool {
    let text = spaced(text);
    text.chars().count() <= 160 && segments(&text).first().is_some_and(|first| first.kind.is_core())
}
