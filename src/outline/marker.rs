//! The official markers at the start of a line (NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 6; Mục V, 6b), and the
//! dashes and bullets of practice.
//!
//! Comes in: one line. Goes out: which marker it starts with. Numbers that are part of the prose (`24.500 đoàn
//! viên`, `2.2 triệu`, `98% trở lên`, `Điều 22 Luật …`) are refused. The answer depends on the head of the line only,
//! so a wrapped paragraph has the same marker before and after its lines are joined.

use crate::text;

/// A marker and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// Kind.
    pub kind: MarkerKind,
    /// Bytes before it: white space and emphasis marks.
    pub start: usize,
    /// Bytes of the marker itself, its full stop or bracket included, the space after it not.
    pub len: usize,
    /// Its number; of `3.8.` the 8. None for dashes and bullets.
    pub ordinal: Option<u32>,
    /// Bytes of the emphasis marks that close right behind it, as in `**Điều 1.** …`.
    pub(super) closing: usize,
    /// Bytes of the emphasis marks that close before its last character, as in `**Điều 1**. …`; they count in `len`.
    pub(super) inner: usize,
}

/// The kinds of markers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MarkerKind {
    /// `Phần I`, `Phần thứ nhất`.
    Part,
    /// `Chương I`.
    Chapter,
    /// `Mục 1`.
    Division,
    /// `Tiểu mục 1`.
    Subdivision,
    /// `Điều 1.`
    Article,
    /// `I.`
    Roman,
    /// `1.`, `1.1.`, `1.1.1.`: how many numbers, from 1.
    Arabic(u8),
    /// `(1)`, `(1).`
    Bracketed,
    /// `1)`
    Parenthesis,
    /// `a)`, by the Vietnamese alphabet.
    Letter,
    /// `-`, `–`, `—`.
    Dash,
    /// `•`, `*`.
    Bullet,
    /// `+`
    Plus,
}

impl MarkerKind {
    /// Its place in the usual order of nesting; two kinds of one rank nest in the order in which they come.
    pub fn rank(self) -> u8 {
        match self {
            Self::Part => 0,
            Self::Chapter => 1,
            Self::Division => 2,
            Self::Subdivision => 3,
            Self::Roman => 4,
            Self::Article => 5,
            Self::Arabic(depth) => 5 + depth,
            Self::Bracketed | Self::Parenthesis | Self::Letter => 20,
            Self::Dash | Self::Bullet => 21,
            Self::Plus => 22,
        }
    }

    /// Tests whether it is a dash or a bullet, which says nothing of order.
    pub fn is_bullet(self) -> bool {
        matches!(self, Self::Dash | Self::Bullet | Self::Plus)
    }

    /// Tests whether it may stand alone on its line, its title on the next.
    pub fn is_division(self) -> bool {
        matches!(self, Self::Part | Self::Chapter | Self::Division | Self::Subdivision)
    }
}

/// Letters of *điểm*: the Vietnamese alphabet without ă, â, ê, ô, ơ, ư.
pub(super) const LETTERS: &str = "abcdđeghiklmnopqrstuvxy";
/// Numbers in one *khoản*, `1.2.3.4.5.6.` at most.
pub(super) const DEPTH: u8 = 6;
/// Bytes of the longest marker (`Tiểu mục 399.`, `Phần thứ mười.`), with room to spare.
const LONGEST: usize = 32;

/// The official marker at the start of a line, possibly inside emphasis marks (`**1. Hình thức:** …`).
pub fn marker(line: &str) -> Option<Marker> {
    let text = line.trim_start();
    let before = line.len() - text.len();
    if let Some(rest) = text.strip_prefix('*')
        && rest.starts_with(char::is_whitespace)
    {
        let found = MarkerCandidate { kind: MarkerKind::Bullet, len: 1, ordinal: None, gap: Gap::Space };
        return found.accept(rest, 0).then_some(Marker { start: before, ..found.marker(0) });
    }
    let stars = text.bytes().take_while(|&b| b == b'*').count();
    let head = text.get(stars..).filter(|_| stars <= 3)?;
    if let Some(found) = closed_inside(head, stars) {
        return Some(Marker { start: before + stars, ..found });
    }
    let found = recognise(head)?;
    let tail = head.get(found.len..)?;
    let closing = closing_stars(tail, stars);
    let marker = Marker { start: before + stars, ..found.marker(closing) };
    found.accept(tail, closing).then_some(marker)
}

/// The marker of a head whose emphasis closes before the marker's last character: `Điều 1**. …`.
fn closed_inside(head: &str, stars: usize) -> Option<Marker> {
    let at = head.find('*').filter(|&at| stars > 0 && at <= LONGEST)?;
    let number = head.get(..at)?;
    let closed = head.get(at..)?;
    let inner = closed.bytes().take_while(|&b| b == b'*').count();
    let last = closed.get(inner..)?.chars().next().filter(|c| matches!(c, '.' | ':' | ')'))?;
    let printed = format!("{number}{last}");
    let found = recognise(&printed).filter(|found| inner == stars && found.len == printed.len())?;
    let len = printed.len() + inner;
    found.accept(head.get(len..)?, 0).then(|| Marker { len, inner, ..found.marker(0) })
}

/// Text required behind a marker.
#[derive(Clone, Copy)]
enum Gap {
    /// A space and some text.
    Space,
    /// A space, or a capital at once (`1.Tổng kết`).
    SpaceOrCapital,
    /// A space, or a letter at once (`-Tổng kết`, `a)tổng kết`).
    SpaceOrLetter,
    /// A space, then a capital (`1.1 Mục tiêu`, but not `2.2 triệu`).
    SpaceThenCapital,
    /// A space, then a capital; or a word in capitals at once (`I.MỤC ĐÍCH`).
    Heading,
    /// A word in capitals (`C. NỘI DUNG`, but not `C. Mác`).
    Capitals,
    /// The end of the line, or a space and a title that starts with a capital.
    EndOrTitle,
    /// Only the end of the line.
    End,
}

/// A marker seen, not yet judged by what follows.
pub(super) struct MarkerCandidate {
    pub(super) kind: MarkerKind,
    len: usize,
    pub(super) ordinal: Option<u32>,
    gap: Gap,
}

impl MarkerCandidate {
    fn new(kind: MarkerKind, len: usize, ordinal: u32, gap: Gap) -> Self {
        Self { kind, len, ordinal: Some(ordinal), gap }
    }

    fn marker(&self, closing: usize) -> Marker {
        Marker { kind: self.kind, start: 0, len: self.len, ordinal: self.ordinal, closing, inner: 0 }
    }

    /// Tests whether `tail`, which begins right behind the marker, may follow it.
    fn accept(&self, tail: &str, closing: usize) -> bool {
        let after = tail.get(closing..).unwrap_or("");
        let rest = after.trim_start();
        let spaced = rest.len() < after.len() && !rest.is_empty();
        let next = rest.chars().find(|&c| !is_mark(c));
        let capital = next.is_some_and(char::is_uppercase);
        let telling_capital = rest.chars().find(|&c| !is_opening(c)).is_some_and(char::is_uppercase);
        match self.gap {
            Gap::Space => spaced,
            Gap::SpaceOrCapital => spaced || capital,
            Gap::SpaceOrLetter => spaced || next.is_some_and(char::is_alphabetic),
            Gap::SpaceThenCapital => spaced && telling_capital,
            Gap::Heading => {
                (spaced && telling_capital && !starts_with_initial(rest)) || starts_in_capitals(rest)
            }
            Gap::Capitals => starts_in_capitals(rest),
            Gap::EndOrTitle => rest.is_empty() || (spaced && telling_capital),
            Gap::End => rest.is_empty(),
        }
    }
}

/// Number of emphasis marks that opened before the marker and close right behind it.
fn closing_stars(tail: &str, opened: usize) -> usize {
    let stars = tail.bytes().take_while(|&b| b == b'*').count();
    let ends = tail.get(stars..).is_none_or(|t| t.is_empty() || t.starts_with(char::is_whitespace));
    if stars <= opened && (stars == opened || ends) { stars } else { 0 }
}

/// Marks of emphasis, escaped or not: whether they find a partner is known only at the end of the paragraph.
fn is_mark(c: char) -> bool {
    matches!(c, '*' | '\\')
}

/// Tests for a character that may stand before the first letter of a title.
fn is_opening(c: char) -> bool {
    is_mark(c) || matches!(c, '“' | '"' | '‘' | '«' | '(' | '[')
}

/// `I. Lênin`: an initial of a name, not a heading.
fn starts_with_initial(text: &str) -> bool {
    let mut chars = text.chars().filter(|&c| !is_mark(c));
    chars.next().is_some_and(char::is_alphabetic) && chars.next() == Some('.')
}

/// Tests whether the first word (or the first two, where the first has one letter) is in capitals.
fn starts_in_capitals(text: &str) -> bool {
    let text = text.trim_start_matches(is_opening);
    let mut letters = 0;
    for word in text.split(|c: char| c.is_whitespace()).take(2) {
        if word.chars().any(char::is_lowercase) || word.ends_with('.') {
            return false;
        }
        letters += word.chars().filter(|c| c.is_alphabetic()).count();
        if letters >= 2 {
            return true;
        }
    }
    false
}

/// The marker a text could begin with, whatever follows it.
pub(super) fn recognise(text: &str) -> Option<MarkerCandidate> {
    let first = text.chars().next()?;
    match first {
        '-' | '–' | '—' => Some(bullet(MarkerKind::Dash, first)),
        '+' => Some(bullet(MarkerKind::Plus, first)),
        '•' | '●' | '▪' => Some(bullet(MarkerKind::Bullet, first)),
        '(' => bracketed(text),
        '0'..='9' => numbered(text),
        'a'..='z' | 'đ' => letter(text, first),
        'A'..='Z' | 'Đ' => division(text).or_else(|| article(text)).or_else(|| roman_heading(text)),
        _ => None,
    }
}

fn bullet(kind: MarkerKind, mark: char) -> MarkerCandidate {
    MarkerCandidate { kind, len: mark.len_utf8(), ordinal: None, gap: Gap::SpaceOrLetter }
}

/// `(1)`, `(1).`
fn bracketed(text: &str) -> Option<MarkerCandidate> {
    let (digits, number) = digits(text.get(1..)?, 3)?;
    let rest = text.get(1 + digits..)?.strip_prefix(')')?;
    let len = digits + 2 + usize::from(rest.starts_with('.'));
    Some(MarkerCandidate::new(MarkerKind::Bracketed, len, number, Gap::SpaceOrLetter))
}

/// `1)`, `1.`, `1.1.`, `1.1`.
fn numbered(text: &str) -> Option<MarkerCandidate> {
    let (mut len, mut number) = digits(text, 3)?;
    if text.get(len..)?.starts_with(')') {
        return Some(MarkerCandidate::new(MarkerKind::Parenthesis, len + 1, number, Gap::SpaceOrLetter));
    }
    for depth in 1..=DEPTH {
        if !text.get(len..)?.starts_with('.') {
            // Without its last full stop a single number is prose.
            let found = MarkerCandidate::new(MarkerKind::Arabic(depth), len, number, Gap::SpaceThenCapital);
            return (depth > 1).then_some(found);
        }
        match digits(text.get(len + 1..)?, 2) {
            Some((more, next)) => (len, number) = (len + 1 + more, next),
            // `24.500`: what follows the full stop is digits, but not a number of a heading.
            None if text.get(len + 1..)?.starts_with(|c: char| c.is_ascii_digit()) => return None,
            None => {
                return Some(MarkerCandidate::new(
                    MarkerKind::Arabic(depth),
                    len + 1,
                    number,
                    Gap::SpaceOrCapital,
                ));
            }
        }
    }
    None
}

/// The length and the value of a number of at most `most` digits; None where there are more.
fn digits(text: &str, most: usize) -> Option<(usize, u32)> {
    let len = text.bytes().take(most + 1).take_while(u8::is_ascii_digit).count();
    if len == 0 || len > most {
        return None;
    }
    Some((len, text.get(..len)?.parse().ok()?))
}

/// `a)`
fn letter(text: &str, first: char) -> Option<MarkerCandidate> {
    let ordinal = LETTERS.chars().position(|l| l == first)?;
    let len = first.len_utf8();
    text.get(len..)?.strip_prefix(')')?;
    Some(MarkerCandidate::new(
        MarkerKind::Letter,
        len + 1,
        u32::try_from(ordinal).ok()? + 1,
        Gap::SpaceOrLetter,
    ))
}

/// `Phần I`, `Chương I`, `Mục 1`, `Tiểu mục 1`, alone on the line or with the title behind a full stop or colon.
fn division(text: &str) -> Option<MarkerCandidate> {
    const WORDS: [(&str, &str, MarkerKind); 4] = [
        ("Phần", "PHẦN", MarkerKind::Part),
        ("Chương", "CHƯƠNG", MarkerKind::Chapter),
        ("Mục", "MỤC", MarkerKind::Division),
        ("Tiểu mục", "TIỂU MỤC", MarkerKind::Subdivision),
    ];
    let (after, kind) = WORDS
        .iter()
        .find_map(|&(lower, upper, kind)| Some((word(text, lower).or_else(|| word(text, upper))?, kind)))?;
    let rest = text.get(after..)?;
    let (len, ordinal) = digits(rest, 3).or_else(|| roman(rest)).or_else(|| ordinal_words(rest))?;
    let len = after + len;
    match text.get(len..)?.chars().next() {
        Some('.' | ':') => Some(MarkerCandidate::new(kind, len + 1, ordinal, Gap::EndOrTitle)),
        _ => Some(MarkerCandidate::new(kind, len, ordinal, Gap::End)),
    }
}

/// `Điều 1.`, `Điều 12a:`. Without the full stop it is a reference in prose.
fn article(text: &str) -> Option<MarkerCandidate> {
    let after = word(text, "Điều").or_else(|| word(text, "ĐIỀU"))?;
    let (len, ordinal) = digits(text.get(after..)?, 4)?;
    let rest = text.get(after + len..)?;
    let suffix = rest.chars().next().filter(|c| c.is_lowercase()).map_or(0, char::len_utf8);
    let rest = rest.get(suffix..)?;
    let found = MarkerCandidate::new(MarkerKind::Article, after + len + suffix + 1, ordinal, Gap::EndOrTitle);
    rest.starts_with(['.', ':']).then_some(found)
}

/// `I.`
fn roman_heading(text: &str) -> Option<MarkerCandidate> {
    let (len, number) = roman(text)?;
    text.get(len..)?.strip_prefix('.')?;
    // L, C, D and M alone are more often initials or abbreviations than numbers above 49.
    let small = text.get(..len)?.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
    let gap = if small { Gap::Heading } else { Gap::Capitals };
    Some(MarkerCandidate::new(MarkerKind::Roman, len + 1, number, gap))
}

/// The bytes of `word` and the white space that must follow it.
fn word(text: &str, word: &str) -> Option<usize> {
    let rest = text.strip_prefix(word)?;
    let number = rest.trim_start();
    (number.len() < rest.len()).then_some(text.len() - number.len())
}

/// The length and the value of a Roman number in its one right spelling, below 400.
pub(super) fn roman(text: &str) -> Option<(usize, u32)> {
    let len = text.bytes().take(9).take_while(|b| b"IVXLC".contains(b)).count();
    let spelled = text.get(..len).filter(|s| !s.is_empty())?;
    if text.get(len..)?.starts_with(char::is_alphanumeric) {
        return None;
    }
    let value = |b: u8| match b {
        b'I' => 1,
        b'V' => 5,
        b'X' => 10,
        b'L' => 50,
        _ => 100,
    };
    let bytes = spelled.as_bytes();
    let mut sum = 0i32;
    for (index, &b) in bytes.iter().enumerate() {
        let subtracts = bytes.get(index + 1).is_some_and(|&next| value(next) > value(b));
        sum += if subtracts { -value(b) } else { value(b) };
    }
    let number = u32::try_from(sum).ok()?;
    (spell_roman(number) == spelled).then_some((len, number))
}

/// Roman digits, hundreds as so many C; what goes beyond 399 is for the caller to refuse.
pub(super) fn spell_roman(number: u32) -> String {
    let hundreds = (0..(number / 100).min(12)).map(|_| 'C');
    hundreds.chain(text::roman(number % 100).unwrap_or_default().chars()).collect()
}

/// Ordinals in words, then the same in capitals.
pub(super) const ORDINAL_WORDS: [[&str; 2]; 10] = [
    ["nhất", "NHẤT"],
    ["hai", "HAI"],
    ["ba", "BA"],
    ["tư", "TƯ"],
    ["năm", "NĂM"],
    ["sáu", "SÁU"],
    ["bảy", "BẢY"],
    ["tám", "TÁM"],
    ["chín", "CHÍN"],
    ["mười", "MƯỜI"],
];

/// `thứ nhất`, `THỨ HAI` …
fn ordinal_words(text: &str) -> Option<(usize, u32)> {
    let after = word(text, "thứ").or_else(|| word(text, "THỨ"))?;
    let rest = text.get(after..)?;
    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let spelled = rest.get(..end)?;
    let ordinal = ORDINAL_WORDS.iter().position(|w| w.contains(&spelled))?;
    Some((after + end, u32::try_from(ordinal).ok()? + 1))
}

/// The byte before which a backslash makes the marker plain text.
pub(super) fn neutral_point(line: &str, marker: &Marker) -> usize {
    let body = line.get(marker.start..marker.start + marker.len).unwrap_or("");
    let inside = match marker.kind {
        MarkerKind::Roman | MarkerKind::Arabic(_) => body.find('.'),
        MarkerKind::Parenthesis | MarkerKind::Letter => body.find(')'),
        MarkerKind::Bracketed | MarkerKind::Dash | MarkerKind::Bullet | MarkerKind::Plus => Some(0),
        _ => body.find(char::is_whitespace),
    };
    marker.start + inside.unwrap_or(0)
}
