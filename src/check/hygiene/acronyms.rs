//! ENC-03: a known acronym with D for Đ or Đ for D: `LĐLD`, `TLD`, `96/2023/ND-CP`.

use super::super::context::LintContext;
use super::super::findings::FindingCollector;
use super::super::passage::Passage;
use super::{ENC_03, around};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// The acronyms that hold a Đ or a D, by what they look like without the stroke.
pub(super) struct AcronymTable<'a> {
    known: HashMap<String, &'a str>,
    /// Those that stand in the text as they should: then the other form is no word of its own.
    used: Vec<&'a str>,
}

impl<'a> AcronymTable<'a> {
    pub(super) fn new(lint: &'a LintContext<'a>) -> Self {
        let mut known = HashMap::new();
        let organ = lint.record.map(|record| &record.organ);
        let own = organ.into_iter().flat_map(|organ| {
            let units = organ.units.iter().map(|unit| &unit.symbol);
            organ.acronyms.iter().chain(units).chain(std::iter::once(&organ.symbol))
        });
        // The house's tables come last: what they say of a word holds.
        for acronym in own.chain(&lint.words.acronyms).filter(|a| a.contains(['D', 'Đ'])) {
            known.insert(unstroked(acronym).into_owned(), acronym.as_str());
        }
        let mut table = Self { known, used: Vec::new() };
        for passage in &lint.passages {
            for word in passage.words.iter().filter_map(|w| passage.text().get(w.clone())) {
                let known = table.known(word).filter(|k| *k == word);
                table.used.extend(known.filter(|k| !table.used.contains(k)));
            }
        }
        table
    }

    /// The acronym that a word looks like.
    fn known(&self, word: &str) -> Option<&'a str> {
        let is_candidate = word.len() >= 2
            && word.len() <= 24
            && word.starts_with(|c: char| c.is_ascii_uppercase() || c == 'Đ')
            && word.contains(['D', 'Đ', 'đ']);
        if !is_candidate {
            return None;
        }
        self.known.get(unstroked(word).as_ref()).copied()
    }

    pub(super) fn check(&self, passage: &Passage, findings: &mut FindingCollector<'_>) {
        for (index, range) in passage.words.iter().enumerate() {
            let Some(word) = passage.word(index) else { continue };
            let Some(meant) = self.known(word).filter(|meant| *meant != word) else { continue };
            let text = passage.text();
            let in_symbol =
                is_in_symbol(text.get(..range.start).unwrap_or(""), text.get(range.end..).unwrap_or(""));
            if word.chars().count() < 3 && !in_symbol || is_address(text, range) {
                continue;
            }
            // `CDN`, `TLD` are words of other trades: certain only beside the right form or with one Đ in them.
            let is_certain =
                in_symbol || word.contains(['Đ', 'đ']) || word.len() > 3 || self.used.contains(&meant);
            let message = format!("Chữ viết tắt «{word}» khác «{meant}» ở chữ Đ: hãy viết «{meant}».");
            let noted = findings.add(&ENC_03, passage, range.clone(), message);
            if is_certain {
                noted.fix(meant);
            } else {
                noted.information();
            }
        }
    }
}

/// Tests whether what stands around a word makes it the type in a document's symbol: `96/2023/` `-CP`.
fn is_in_symbol(before: &str, after: &str) -> bool {
    let numbered = before.strip_suffix('/').is_some_and(|b| b.ends_with(|c: char| c.is_ascii_digit()));
    numbered && after.starts_with('-')
}

/// Tests whether the token around a word is an address or the name of a file.
fn is_address(text: &str, word: &Range<usize>) -> bool {
    let token = text.get(around(text, word)).unwrap_or("");
    token.contains(['@', '\\', '_'])
        || token.contains("://")
        || token.contains(".pdf")
        || token.contains(".doc")
}

/// A word in capitals with D for Đ, where that is all it takes: `LĐlĐ` is no other word than `LĐLĐ`.
fn unstroked(word: &str) -> Cow<'_, str> {
    let plain = |c| if matches!(c, 'Đ' | 'đ') { 'D' } else { c };
    if word.contains(['Đ', 'đ']) {
        Cow::Owned(word.chars().map(plain).collect())
    } else {
        Cow::Borrowed(word)
    }
}
