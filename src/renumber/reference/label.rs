//! The parts of a reference: its word (*điểm*, *khoản*, *Điều* …) and its label (`a`, `2`, `3.2`, `II.3`).

use crate::outline::{MarkerKind, letter_ordinal, roman_number};

/// The word of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReferenceWord {
    /// *phần*
    Part,
    /// *chương*
    Chapter,
    /// *mục*
    Division,
    /// *tiểu mục*
    Subdivision,
    /// *Điều*
    Article,
    /// *khoản*
    Clause,
    /// *điểm*
    Point,
}

/// Words and their first letters in both cases.
const WORDS: [(&str, &str, ReferenceWord); 7] = [
    ("điểm", "Điểm", ReferenceWord::Point),
    ("khoản", "Khoản", ReferenceWord::Clause),
    ("điều", "Điều", ReferenceWord::Article),
    ("tiểu mục", "Tiểu mục", ReferenceWord::Subdivision),
    ("mục", "Mục", ReferenceWord::Division),
    ("chương", "Chương", ReferenceWord::Chapter),
    ("phần", "Phần", ReferenceWord::Part),
];

impl ReferenceWord {
    /// The word at the start of a text that begins on a word, and its bytes.
    pub(super) fn read(text: &str) -> Option<(Self, usize)> {
        if !text.starts_with(['đ', 'Đ', 'k', 'K', 't', 'T', 'm', 'M', 'c', 'C', 'p', 'P']) {
            return None;
        }
        let fits = |word: &str| {
            let rest = text.strip_prefix(word)?;
            rest.starts_with(|c: char| c.is_whitespace() || c == '*').then_some(word.len())
        };
        WORDS.iter().find_map(|(lower, upper, word)| Some((*word, fits(lower).or_else(|| fits(upper))?)))
    }

    /// Level, 0 for the outermost.
    pub(super) fn level(self) -> u8 {
        match self {
            Self::Part => 0,
            Self::Chapter => 1,
            Self::Division => 2,
            Self::Subdivision => 3,
            Self::Article => 4,
            Self::Clause => 5,
            Self::Point => 6,
        }
    }

    /// The markers it can mean with a label, the likeliest first.
    pub(super) fn kinds(self, label: &ReferenceLabel) -> Vec<MarkerKind> {
        let digits = || match label {
            ReferenceLabel::Digits(digits) => vec![super::arabic(digits)],
            _ => vec![MarkerKind::Arabic(1)],
        };
        match (self, label) {
            (Self::Point, ReferenceLabel::Letter(_) | ReferenceLabel::This) => vec![MarkerKind::Letter],
            (Self::Point, ReferenceLabel::Digits(d)) if d.len() == 1 => {
                vec![MarkerKind::Arabic(1), MarkerKind::Bracketed, MarkerKind::Parenthesis]
            }
            (_, ReferenceLabel::Letter(_))
            | (Self::Article | Self::Clause | Self::Point, ReferenceLabel::Roman(_)) => vec![],
            (Self::Article, _) => vec![MarkerKind::Article],
            (Self::Clause | Self::Point, _) => digits(),
            (Self::Part, ReferenceLabel::Roman(_) | ReferenceLabel::This) => {
                vec![MarkerKind::Part, MarkerKind::Roman]
            }
            (Self::Part, _) => vec![MarkerKind::Part],
            (Self::Chapter, _) => vec![MarkerKind::Chapter],
            (Self::Division, ReferenceLabel::Roman(_)) => vec![MarkerKind::Roman, MarkerKind::Division],
            (Self::Division, ReferenceLabel::This) => vec![MarkerKind::Division, MarkerKind::Roman],
            (Self::Division, ReferenceLabel::Digits(d)) if d.len() == 1 => {
                vec![MarkerKind::Division, MarkerKind::Arabic(1)]
            }
            (Self::Division, _) => digits(),
            (Self::Subdivision, ReferenceLabel::Digits(d)) if d.len() > 1 => digits(),
            (Self::Subdivision, _) => vec![MarkerKind::Subdivision],
        }
    }
}

/// Label of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ReferenceLabel {
    /// `này`
    This,
    /// `a`, by its place in the alphabet.
    Letter(u32),
    /// `IV`
    Roman(u32),
    /// `2`, `3.2`
    Digits(Vec<u32>),
    /// `II.3`, `II.3.2`
    Path(u32, Vec<u32>),
}

impl ReferenceLabel {
    /// The label at the start of a text, and its bytes.
    pub(super) fn read(text: &str, word: ReferenceWord) -> Option<(Self, usize)> {
        let (label, len) = Self::read_open(text, word)?;
        let mut after = text.get(len..)?.chars();
        match after.next() {
            Some(c) if c.is_alphanumeric() || matches!(c, '/' | '%' | '-') => None,
            // `1.000`, `1,5`: an amount.
            Some('.' | ',') if after.next().is_some_and(|c| c.is_ascii_digit()) => None,
            _ => Some((label, len)),
        }
    }

    fn read_open(text: &str, word: ReferenceWord) -> Option<(Self, usize)> {
        if text.starts_with("này") {
            return Some((Self::This, "này".len()));
        }
        let first = text.chars().next()?;
        if first.is_ascii_digit() {
            let (digits, len) = digits(text)?;
            return Some((Self::Digits(digits), len));
        }
        if word == ReferenceWord::Point {
            return Some((Self::Letter(letter_ordinal(first)?), first.len_utf8()));
        }
        let roman_len = text.bytes().take_while(|b| b"IVXLC".contains(b)).count();
        let (len, number) = roman_number(text.get(..roman_len)?)?;
        match text.get(len..)?.strip_prefix('.').and_then(digits) {
            Some((digits, more)) => Some((Self::Path(number, digits), len + 1 + more)),
            None => Some((Self::Roman(number), len)),
        }
    }

    /// Its numbers.
    pub(super) fn numbers(&self) -> Vec<u32> {
        match self {
            Self::This => vec![],
            Self::Letter(number) | Self::Roman(number) => vec![*number],
            Self::Digits(digits) | Self::Path(_, digits) => digits.clone(),
        }
    }

    /// Tests whether two labels can stand in one list: `khoản 1, 2 và 3`.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other) && *self != Self::This
    }
}

/// Numbers joined by full stops at the start of a text: the first of three digits at most, the others of two.
fn digits(text: &str) -> Option<(Vec<u32>, usize)> {
    let run = |at: usize| text.bytes().skip(at).take_while(u8::is_ascii_digit).count();
    let mut len = run(0);
    let mut numbers = vec![text.get(..len).filter(|n| (1..=3).contains(&n.len()))?.parse().ok()?];
    while text.get(len..)?.starts_with('.') && numbers.len() < 6 {
        match run(len + 1) {
            more @ 1..=2 => {
                numbers.push(text.get(len + 1..len + 1 + more)?.parse().ok()?);
                len += 1 + more;
            }
            _ => break,
        }
    }
    Some((numbers, len))
}
