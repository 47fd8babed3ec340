//! ENC-06 where polishing does not dare: words run together with punctuation, dashes with a space on one side only,
//! two spaces in a row.

use super::super::findings::FindingCollector;
use super::super::passage::Passage;
use super::spacing;
use super::{ENC_06, around, is_cell};
use crate::catalog::Words;
use crate::text::is_syllable;
use std::ops::Range;

/// Spaces in a row that are a slip of the thumb; more are put there to make columns.
const NARROW: usize = 3;

/// Finds them; `taken` are the places already reported, in order.
pub(super) fn check(
    passage: &Passage,
    taken: &[Range<usize>],
    words: &Words,
    findings: &mut FindingCollector<'_>,
) {
    let text = passage.text();
    let mut spaces = 0..0;
    let mut wide = false;
    let has_doubled = text.contains("  ");
    let is_seen = |byte: u8| has_doubled || SIGNS.get(usize::from(byte)) == Some(&true);
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| is_seen(*byte)) {
        match byte {
            b' ' if at == spaces.end && !spaces.is_empty() => spaces.end += 1,
            b' ' => spaces = at..at + 1,
            _ if spaces.len() > NARROW && spaces.end == at && wide => {}
            _ if spaces.len() > 1 && spaces.end == at => {
                wide |= spaces.len() > NARROW;
                doubled_space(passage, &spaces, taken, findings);
            }
            _ => {}
        }
        match byte {
            b'-' => dash(passage, at..at + 1, taken, words, findings),
            0xE2 => sign(passage, at, taken, words, findings),
            b'.' => full_stop(passage, at, findings),
            b'(' | b')' => bracket(passage, at, findings),
            b',' | b';' => doubled_sign(passage, at, findings),
            _ => {}
        }
    }
}

/// The bytes that are looked at where no two spaces follow each other.
static SIGNS: [bool; 256] = super::marked(b"-.(),;\xE2");

/// The characters before and after a range.
fn beside(text: &str, range: &Range<usize>) -> (Option<char>, Option<char>) {
    let before = text.get(..range.start).and_then(|t| t.chars().next_back());
    (before, text.get(range.end..).and_then(|t| t.chars().next()))
}

fn is_letter(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphabetic)
}

/// The letters and digits that end a text, and those that begin one.
fn last_word(text: &str) -> &str {
    text.get(text.trim_end_matches(char::is_alphanumeric).len()..).unwrap_or("")
}

fn first_word(text: &str) -> &str {
    text.get(..text.len() - text.trim_start_matches(char::is_alphanumeric).len()).unwrap_or("")
}

fn doubled_space(
    passage: &Passage,
    spaces: &Range<usize>,
    taken: &[Range<usize>],
    findings: &mut FindingCollector<'_>,
) {
    let next = taken.get(taken.partition_point(|t| t.end <= spaces.start));
    if next.is_some_and(|t| t.start < spaces.end) {
        return;
    }
    let text = passage.text();
    let (before, after) = (text.get(..spaces.start).unwrap_or(""), text.get(spaces.end..).unwrap_or(""));
    let (left, right) = (last_token(before), first_token(after));
    if spaces.len() > NARROW {
        let message = format!(
            "Giữa «{left}» và «{right}» có {} dấu cách để căn cột: hãy kẻ bảng, hoặc để một dấu cách.",
            spaces.len()
        );
        findings.add(&ENC_06, passage, spaces.clone(), message).information();
        return;
    }
    let message =
        format!("Có {} dấu cách liền nhau giữa «{left}» và «{right}»: hãy để một dấu cách.", spaces.len());
    findings.add(&ENC_06, passage, spaces.clone(), message).fix(" ").corrected();
}

/// A sign of three bytes: dash, ellipsis, quote.
fn sign(
    passage: &Passage,
    at: usize,
    taken: &[Range<usize>],
    words: &Words,
    findings: &mut FindingCollector<'_>,
) {
    let text = passage.text();
    let Some(sign) = text.get(at..at + 3) else { return };
    let range = at..at + 3;
    let (before, after) = beside(text, &range);
    match sign {
        "–" | "—" => dash(passage, range, taken, words, findings),
        "…" => ellipsis(passage, range, findings),
        "“" if is_letter(before) || matches!(before, Some(',' | ';' | ':')) && is_letter(after) => {
            insert(passage, at, findings);
        }
        "”" if is_letter(after) => insert(passage, range.end, findings),
        _ => {}
    }
}

/// `2024...trong`; an ellipsis before a quotation that begins inside a sentence (`“…trong`) has a quote before it.
fn ellipsis(passage: &Passage, dots: Range<usize>, findings: &mut FindingCollector<'_>) {
    let text = passage.text();
    let before = text.get(..dots.start).unwrap_or("");
    let after = text.get(dots.end..).unwrap_or("");
    let ends = last_word(before).chars().nth(1).is_some() || before.ends_with(['”', '"', ')', '%']);
    if ends && is_letter(after.chars().next()) && first_word(after).chars().nth(1).is_some() {
        insert(passage, dots.end, findings);
    }
}

/// A space is missing at a byte.
fn insert(passage: &Passage, at: usize, findings: &mut FindingCollector<'_>) {
    spacing::add(passage, &around(passage.text(), &(at..at)), &(at..at), " ", findings);
}

fn full_stop(passage: &Passage, at: usize, findings: &mut FindingCollector<'_>) {
    let text = passage.text();
    if text.get(..at).is_some_and(|before| before.ends_with('.')) {
        return;
    }
    match text.bytes().skip(at).take(4).take_while(|&b| b == b'.').count() {
        1 => sentences(passage, at, findings),
        3 => ellipsis(passage, at..at + 3, findings),
        _ => {}
    }
}

/// `năm 2023.Tổ chức`; short forms (`TP.Hồ Chí Minh`, `TM.BAN`), addresses and numbers (`1.A`) are none.
fn sentences(passage: &Passage, at: usize, findings: &mut FindingCollector<'_>) {
    let text = passage.text();
    let (before, after) = (text.get(..at).unwrap_or(""), text.get(at + 1..).unwrap_or(""));
    let mut next = after.chars();
    let begins = next.next().is_some_and(char::is_uppercase) && next.next().is_some_and(char::is_lowercase);
    if !begins || !is_syllable(first_word(after)) || is_address(text, at) {
        return;
    }
    let word = last_word(before);
    let is_year = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let is_word = word.starts_with(char::is_lowercase) && word.chars().nth(1).is_some() && is_syllable(word);
    if is_year || is_word || before.ends_with([')', '”']) {
        insert(passage, at + 1, findings);
    }
}

/// Tests whether the token around a byte has the signs of an address.
fn is_address(text: &str, at: usize) -> bool {
    let token = text.get(around(text, &(at..at))).unwrap_or("");
    token.contains(['@', '\\', '_', '/']) || token.matches('.').count() > 2
}

/// `Công đoàn(CĐ)`, `(CĐ)của`; `(s)`, `a)` and notes (`Tổng số(1)`) are none.
fn bracket(passage: &Passage, at: usize, findings: &mut FindingCollector<'_>) {
    let text = passage.text();
    let (before, after) = (text.get(..at).unwrap_or(""), text.get(at + 1..).unwrap_or(""));
    let is_word = |word: &str| word.chars().nth(1).is_some() && word.starts_with(char::is_alphabetic);
    if text.as_bytes().get(at) == Some(&b'(') {
        if is_word(last_word(before))
            && is_word(first_word(after))
            && !is_cell(passage)
            && !is_address(text, at)
        {
            insert(passage, at, findings);
        }
    } else if is_word(last_word(before))
        && is_word(first_word(after))
        && is_open(before)
        && !is_address(text, at)
    {
        insert(passage, at + 1, findings);
    }
}

/// Tests whether a bracket is open at the end of a text, not farther back than a sentence goes.
fn is_open(before: &str) -> bool {
    let near = before.bytes().rev().take(300).find(|b| matches!(b, b'(' | b')'));
    near == Some(b'(')
}

/// `,,`, `;;`, `,;`: what follows a mark and cannot.
fn doubled_sign(passage: &Passage, at: usize, findings: &mut FindingCollector<'_>) {
    let text = passage.text();
    let (before, after) = beside(text, &(at..at + 1));
    if !matches!(after, Some(',' | ';'))
        || !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '”' | ')'))
    {
        return;
    }
    let place = around(text, &(at..at + 2));
    let seen = text.get(place.clone()).unwrap_or("");
    let message = format!("Hai dấu câu liền nhau trong «{seen}»: hãy giữ lại một dấu.");
    let noted = findings.add(&ENC_06, passage, place, message);
    if text.as_bytes().get(at) == text.as_bytes().get(at + 1) {
        noted.fix_in(at..at + 1, "");
    }
}

/// Dash with a space on one side only, and the words on both sides.
struct HalfSpacedDash<'t> {
    left: &'t str,
    right: &'t str,
    /// The space there is.
    space: Range<usize>,
    /// Byte at which the other space belongs.
    missing: usize,
}

impl HalfSpacedDash<'_> {
    /// Both words and what is between them.
    fn place(&self, text: &str) -> Range<usize> {
        let right = first_token(self.right).trim_end_matches([',', ';', '.', ')', '”']);
        self.left.len() - last_token(self.left).len()..text.len() - self.right.len() + right.len()
    }
}

fn dash(
    passage: &Passage,
    range: Range<usize>,
    taken: &[Range<usize>],
    words: &Words,
    findings: &mut FindingCollector<'_>,
) {
    let text = passage.text();
    let next = taken.get(taken.partition_point(|t| t.end + 1 < range.start));
    let is_known = next.is_some_and(|t| t.start <= range.end + 1);
    let Some(dash) = half_spaced(text, &range).filter(|_| range.start >= passage.body_start() && !is_known)
    else {
        return;
    };
    let (before, after) = (last_word(dash.left), first_word(dash.right));
    let place = dash.place(text);
    if is_joined(&dash) {
        // Symbols of the Party have an order of their own, which another check judges with the space.
        if !words.party_organs.iter().any(|organ| organ == after) {
            spacing::add(passage, &place, &dash.space, "", findings);
        }
    } else if is_word(before) && is_word(after)
        || is_figure(before) && is_word(after) && dash.missing == range.start
        || is_date(last_token(dash.left)) && is_date(first_token(dash.right))
    {
        spacing::add(passage, &place, &(dash.missing..dash.missing), " ", findings);
    } else {
        let seen = text.get(place.clone()).unwrap_or("");
        let message = format!(
            "Dấu gạch trong «{seen}» có dấu cách ở một bên: hãy viết liền hoặc để dấu cách ở cả hai bên."
        );
        findings.add(&ENC_06, passage, place, message);
    }
}

/// A dash between words or figures with one space, unless it may be a minus, a mark (`loại A- và`) or a bullet.
fn half_spaced<'t>(text: &'t str, range: &Range<usize>) -> Option<HalfSpacedDash<'t>> {
    let (before, after) = beside(text, range);
    let (left, right) = (text.get(..range.start)?, text.get(range.end..)?);
    let is_edge = |c: char| c.is_alphanumeric() || matches!(c, '”' | ')' | '%');
    let dash = match (before == Some(' '), after == Some(' ')) {
        (false, true) => HalfSpacedDash {
            left,
            right: right.trim_start(),
            space: range.end..range.end + right.len() - right.trim_start().len(),
            missing: range.start,
        },
        (true, false) => HalfSpacedDash {
            left: left.trim_end(),
            right,
            space: left.trim_end().len()..range.start,
            missing: range.end,
        },
        _ => return None,
    };
    let is_word = last_word(dash.left).chars().nth(1).is_some() || dash.left.ends_with(['”', ')', '%']);
    let may_end = dash.missing == range.end || is_word;
    let may_begin = dash.missing == range.start
        || dash.right.starts_with(char::is_alphabetic)
        || is_date(last_token(dash.left));
    let stands =
        dash.left.ends_with(is_edge) && dash.right.starts_with(|c: char| c.is_alphanumeric() || c == '“');
    (stands && may_end && may_begin).then_some(dash)
}

fn last_token(text: &str) -> &str {
    text.rsplit(char::is_whitespace).next().unwrap_or("").trim_start_matches(['(', '“'])
}

fn first_token(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or("")
}

/// Tests whether the dash belongs into a symbol: `12/KH- LĐLĐ`, `02 -NQ/TW`.
fn is_joined(dash: &HalfSpacedDash<'_>) -> bool {
    let (left, right) = (last_token(dash.left), first_token(dash.right));
    let is_capital = |word: &str| word.chars().nth(1).is_some() && word.chars().all(char::is_uppercase);
    let (before, after) = (last_word(dash.left), first_word(dash.right));
    let numbered = left.starts_with(|c: char| c.is_ascii_digit());
    numbered && left.contains('/') && is_capital(before) && is_capital(after)
        || is_figure(left) && right.contains('/') && is_capital(after)
}

/// A word of small letters, the first one aside: no acronym.
fn is_word(word: &str) -> bool {
    word.chars().nth(1).is_some() && word.chars().skip(1).all(char::is_lowercase)
}

fn is_figure(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// Tests whether a token is a full date, its punctuation aside.
fn is_date(token: &str) -> bool {
    let token = token.trim_matches(|c: char| !c.is_ascii_digit());
    token.len() >= 8 && token.split('/').count() == 3 && token.split('/').all(is_figure)
}
