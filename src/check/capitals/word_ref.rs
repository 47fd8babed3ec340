//! A word of a passage and what stands around it.

use super::super::phrases::{pieces, same};
use super::Passage;
use std::ops::Range;

/// A word by its number in a passage.
#[derive(Clone, Copy, Debug)]
pub(super) struct WordRef<'p> {
    pub(super) passage: &'p Passage,
    pub(super) word: usize,
}

impl<'p> WordRef<'p> {
    /// The word.
    pub(super) fn text(self) -> &'p str {
        self.passage.word(self.word).unwrap_or("")
    }

    /// Its bytes.
    pub(super) fn bytes(self) -> Range<usize> {
        self.passage.words.get(self.word).cloned().unwrap_or_default()
    }

    /// The place some words on.
    pub(super) fn on(self, words: usize) -> Self {
        Self { word: self.word + words, ..self }
    }

    /// The place some words back; `None` before the passage.
    pub(super) fn back(self, words: usize) -> Option<Self> {
        Some(Self { word: self.word.checked_sub(words)?, ..self })
    }

    /// The word before it, the marker aside.
    pub(super) fn before(self) -> Option<&'p str> {
        self.gap()?;
        self.back(1).map(Self::text)
    }

    /// Text between the word before and this one; `None` for the first word behind the marker.
    pub(super) fn gap(self) -> Option<&'p str> {
        let before = self.back(1)?.bytes();
        let here = self.bytes();
        let first = before.start < self.passage.body_start();
        (!first && !here.is_empty()).then(|| self.passage.text().get(before.end..here.start).unwrap_or(""))
    }

    /// Text behind the word, up to the next one or the end.
    pub(super) fn behind(self) -> &'p str {
        let text = self.passage.text();
        let end = self.passage.words.get(self.word + 1).map_or(text.len(), |next| next.start);
        text.get(self.bytes().end..end).unwrap_or("")
    }

    /// The word behind, if only a space parts them.
    pub(super) fn next(self) -> Option<&'p str> {
        self.behind().chars().all(char::is_whitespace).then(|| self.passage.word(self.word + 1)).flatten()
    }

    /// Tests whether it stands behind these words, spaces between.
    pub(super) fn is_after(self, phrase: &str) -> bool {
        let count = pieces(phrase).count();
        let Some(from) = self.back(count) else { return false };
        pieces(phrase).enumerate().all(|(index, (_, word))| {
            let here = from.on(index);
            same(word, here.text()) && here.behind().chars().all(char::is_whitespace)
        })
    }

    /// Tests whether a capital may stand here whatever the word is: at the beginning of a passage, a sentence, a
    /// line, a quotation, a bracket; behind a colon, a semicolon or a dash, where other checks decide.
    pub(super) fn is_start(self) -> bool {
        let Some(gap) = self.gap() else { return true };
        let free = |c: char| !c.is_whitespace() && c != ',' && c != '/';
        gap.contains('\n') || gap.chars().any(free)
    }
}

/// Tests whether a word begins with a capital.
pub(super) fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Tests whether a word begins with a small letter.
pub(super) fn is_small(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_lowercase)
}

/// Tests whether a word is two capitals or more and nothing else.
pub(super) fn is_all_caps(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic()).peekable();
    let first = letters.next();
    first.is_some_and(char::is_uppercase) && letters.peek().is_some() && letters.all(char::is_uppercase)
}

/// Tests whether a word is capital at first and then small.
pub(super) fn is_title_case(word: &str) -> bool {
    is_capital(word) && !is_all_caps(word)
}

/// Words of a passage in the case of a phrase, what stands between them as in the passage.
pub(super) fn recased(phrase: &str, passage: &Passage, words: &Range<usize>) -> String {
    let mut out = String::new();
    let mut end = None;
    for ((_, word), at) in pieces(phrase).zip(passage.words.get(words.clone()).unwrap_or_default()) {
        out.push_str(end.and_then(|end| passage.text().get(end..at.start)).unwrap_or(""));
        out.push_str(word);
        end = Some(at.end);
    }
    out
}

/// Tests whether words of a passage are in the case of a phrase; `but_first` forgives the first letter.
pub(super) fn is_cased(phrase: &str, passage: &Passage, words: &Range<usize>, but_first: bool) -> bool {
    let found = passage.words.get(words.clone()).unwrap_or_default();
    pieces(phrase).zip(found).enumerate().all(|(index, ((_, word), at))| {
        let found = passage.text().get(at.clone()).unwrap_or("");
        let rest = |w: &'_ str| w.chars().next().map_or(0, char::len_utf8);
        word == found || but_first && index == 0 && word.get(rest(word)..) == found.get(rest(found)..)
    })
}

/// Tests whether any of the words is shouted where the phrase has it in small letters.
pub(super) fn has_all_caps(phrase: &str, passage: &Passage, words: &Range<usize>) -> bool {
    let found = passage.words.get(words.clone()).unwrap_or_default();
    pieces(phrase).zip(found).any(|((_, word), at)| {
        is_all_caps(passage.text().get(at.clone()).unwrap_or("")) && !is_all_caps(word)
    })
}
