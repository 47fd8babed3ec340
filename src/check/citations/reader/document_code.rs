//! Number and symbol of a cited document.
//!
//! The state's order is `N/TYPE-ORGAN`, the Party's `N-TYPE/ORGAN`, that of legal texts `N/YYYY/TYPE-ORGAN`; the
//! symbol of a letter names no type (NĐ 30/2020, Phụ lục I, Mục II khoản 3; Hướng dẫn 36-HD/VPTW).

use super::super::super::dates::written::{gap, is_year_word};
use super::super::super::passage::Passage;
use super::cited_types::CitedTypes;
use std::ops::Range;

/// Order of number, type and organ in a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum CodeOrder {
    /// `324/KH-TLĐ`, `627/BYT-BH`.
    State,
    /// `02-NQ/TW`.
    Party,
    /// `145/2020/NĐ-CP`.
    Law,
}

/// Number and symbol.
#[derive(Debug)]
pub(super) struct DocumentCode {
    pub(super) range: Range<usize>,
    pub(super) last: usize,
    pub(super) shape: CodeOrder,
    pub(super) year: Option<i32>,
    pub(super) abbreviation: Option<Range<usize>>,
    pub(super) organ: Range<usize>,
    pub(super) spaced: bool,
}

/// Figures of a number at most.
const DIGITS: usize = 5;
/// Groups of a symbol at most.
const GROUPS: usize = 8;

/// Tests whether a word is the number of a document: `324`, `12b`.
pub(super) fn is_serial(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let mut rest = word.chars().skip(digits);
    let letter = rest.next();
    (1..=DIGITS).contains(&digits) && rest.next().is_none() && letter.is_none_or(char::is_lowercase)
}

/// The number that begins with a word. Where a type or `số` stands before it (`named`), a space may have slipped into
/// it, and its symbol may be a single group.
pub(super) fn read(passage: &Passage, at: usize, named: bool, kinds: &CitedTypes) -> Option<DocumentCode> {
    let mut reader = SymbolGroups { passage, named, spaced: false };
    let first = reader.separator(at)?;
    let is_law = first == '/' && is_year_word(passage.word(at + 1)) && reader.separator(at + 1) == Some('/');
    let year = passage.word(at + 1).filter(|_| is_law).and_then(|year| year.parse().ok());
    let from = at + 1 + usize::from(is_law);
    let (last, second) = reader.groups(from)?;
    let shape = match (first, second) {
        _ if is_law => CodeOrder::Law,
        ('/', _) => CodeOrder::State,
        ('-', Some('/')) => CodeOrder::Party,
        _ => return None,
    };
    if shape == CodeOrder::State && last == from && !named {
        return None;
    }
    let words = &passage.words;
    let of_type = last > from && (shape == CodeOrder::Party || kinds.is_abbreviation(passage.word(from)?));
    let organ = words.get(from + usize::from(of_type))?.start..words.get(last)?.end;
    Some(DocumentCode {
        range: words.get(at)?.start..organ.end,
        last,
        shape,
        year,
        abbreviation: words.get(from).filter(|_| of_type).cloned(),
        organ,
        spaced: reader.spaced,
    })
}

/// The groups of a symbol and what stands between them.
struct SymbolGroups<'p> {
    passage: &'p Passage,
    named: bool,
    spaced: bool,
}

impl SymbolGroups<'_> {
    /// The separator behind a word.
    fn separator(&mut self, word: usize) -> Option<char> {
        let gap = gap(self.passage, word)?;
        let separator = match gap.trim() {
            "/" => '/',
            "-" | "–" => '-',
            "." if gap.len() == 1 => '.',
            _ => return None,
        };
        let spaced = gap.starts_with(' ') || gap.ends_with(' ');
        // A dash between spaces divides the sentence, not the symbol.
        let divides = separator == '-' && gap.starts_with(' ') && gap.ends_with(' ');
        if spaced && (!self.named || divides) {
            return None;
        }
        self.spaced |= spaced;
        Some(separator)
    }

    /// The last of the groups from a word on, and the separator behind the first.
    fn groups(&mut self, from: usize) -> Option<(usize, Option<char>)> {
        self.passage.word(from).filter(|word| is_group(word))?;
        let (mut last, mut second) = (from, None);
        while last < from + GROUPS && self.passage.word(last + 1).is_some_and(is_group) {
            let before = self.spaced;
            let Some(separator) = self.separator(last) else { break };
            // `02/NQ-TW - BCH`, `KH-LĐLĐ. UBND`: a symbol is done once it names type and organ.
            if self.spaced && !before && last > from {
                self.spaced = before;
                break;
            }
            second = second.or(Some(separator));
            last += 1;
        }
        Some((last, second))
    }
}

/// Tests whether a word is a group of a symbol: capitals, with at most two small letters (`CTr`, `TTg`) and figures
/// (`QH15`).
fn is_group(word: &str) -> bool {
    let (mut capitals, mut small) = (0, 0);
    for c in word.chars() {
        capitals += usize::from(c.is_uppercase());
        small += usize::from(c.is_lowercase());
    }
    let begins = word.starts_with(char::is_uppercase);
    begins && small <= 2 && (capitals >= 2 || capitals == 1 && word.chars().nth(1).is_none())
}
