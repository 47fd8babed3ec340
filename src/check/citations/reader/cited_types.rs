//! The types of documents, and the one that stands before a number.

use super::super::super::context::LintContext;
use super::super::super::dates::written::{gap, is_blank};
use super::super::super::passage::Passage;
use std::ops::Range;

/// Words between a type and its number at most: `Luật Khám bệnh, chữa bệnh số 40/2009/QH12`.
const NAME_WORDS: usize = 10;
/// Words of the longest name of a type.
const KIND_WORDS: usize = 4;

/// Types of documents by name.
#[derive(Debug, Default)]
pub(in crate::check) struct CitedTypes {
    entries: Vec<NamedType>,
}

/// A type of document.
#[derive(Debug)]
struct NamedType {
    /// Its id in the catalog, where it is one of the decree's.
    id: Option<String>,
    /// Its name in lower case.
    name: String,
    /// Abbreviations in symbols.
    abbreviations: Vec<String>,
    /// Flag: a document based on it names it by its title only.
    unnumbered: bool,
}

/// The type a citation names.
#[derive(Clone, Debug)]
pub(in crate::check) struct CitedType {
    /// Its place among the types.
    index: usize,
    /// The bytes of its name.
    pub(in crate::check) range: Range<usize>,
    /// The number of its first word.
    pub(in crate::check) first: usize,
    /// Flag: it stands right before the number, written out.
    pub(in crate::check) direct: bool,
    /// Flag: it begins with a capital.
    pub(in crate::check) capital: bool,
}

/// Type and *số* that stand before a number.
#[derive(Debug, Default)]
pub(super) struct TypeBefore {
    /// The type named.
    pub(super) kind: Option<CitedType>,
    /// Flag: `số` stands there.
    pub(super) has_so: bool,
}

impl CitedTypes {
    /// The types of the catalog, what the organ prints for them, and those other texts are called by.
    pub(super) fn new(lint: &LintContext<'_>) -> Self {
        let words = &lint.words.cited;
        let organ = lint.record.map(|record| record.organ());
        let mut entries = Vec::with_capacity(lint.catalog.types.len() + words.types.len());
        for (id, of_decree) in &lint.catalog.types {
            let own = organ.and_then(|organ| organ.abbreviations.get(id));
            let other = words.types.get(&of_decree.name).into_iter().flatten();
            let abbreviations = of_decree.abbreviation.iter().chain(own).chain(other).cloned().collect();
            entries.push(NamedType {
                id: Some(id.clone()),
                name: of_decree.name.clone(),
                abbreviations,
                unnumbered: false,
            });
        }
        for (name, abbreviations) in &words.types {
            if !entries.iter().any(|kind| kind.name == *name) {
                let abbreviations = abbreviations.clone();
                entries.push(NamedType { id: None, name: name.clone(), abbreviations, unnumbered: false });
            }
        }
        for kind in &mut entries {
            kind.unnumbered = words.unnumbered.contains(&kind.name);
        }
        Self { entries }
    }

    /// The name of a type, in lower case.
    pub(in crate::check) fn name(&self, kind: &CitedType) -> &str {
        self.entries.get(kind.index).map_or("", |k| &k.name)
    }

    /// The id of a type, if it is one of the decree's.
    pub(in crate::check) fn id(&self, kind: &CitedType) -> Option<&str> {
        self.entries.get(kind.index)?.id.as_deref()
    }

    /// Tests whether a type is cited by its title without a number.
    pub(in crate::check) fn is_unnumbered(&self, kind: &CitedType) -> bool {
        self.entries.get(kind.index).is_some_and(|k| k.unnumbered)
    }

    /// Tests whether an abbreviation may stand for a type; any may where none is fixed.
    pub(in crate::check) fn fits(&self, kind: &CitedType, abbreviation: &str) -> bool {
        let known = self.entries.get(kind.index).map_or(&[][..], |k| &k.abbreviations);
        known.is_empty() || known.iter().any(|a| a == abbreviation)
    }

    /// The type that an abbreviation of the decree or of the law stands for.
    pub(in crate::check) fn meant_by(&self, abbreviation: &str) -> Option<&str> {
        let first = |k: &&NamedType| k.abbreviations.first().is_some_and(|a| a == abbreviation);
        self.entries.iter().find(first).map(|k| k.name.as_str())
    }

    /// Tests whether an abbreviation stands for any type.
    pub(super) fn is_abbreviation(&self, word: &str) -> bool {
        self.entries.iter().any(|k| k.abbreviations.iter().any(|a| a == word))
    }

    /// Type and `số` before the word `at`.
    pub(super) fn before(&self, passage: &Passage, at: usize) -> TypeBefore {
        let mut end = at;
        let so = |index: usize| matches!(passage.word(index), Some("số" | "Số" | "SỐ"));
        let has_so =
            end > 0 && so(end - 1) && gap(passage, end - 1).is_some_and(|gap| matches!(gap.trim(), "" | ":"));
        end -= usize::from(has_so);
        let direct = end.checked_sub(1).filter(|&last| is_blank(passage, last));
        let kind =
            direct.and_then(|last| self.ending_at(passage, last).or_else(|| self.short_at(passage, last)));
        let kind = kind.or_else(|| has_so.then(|| self.above(passage, end)).flatten());
        TypeBefore { kind, has_so }
    }

    /// The longest name of a type that ends with a word.
    pub(in crate::check) fn ending_at(&self, passage: &Passage, last: usize) -> Option<CitedType> {
        let end = passage.words.get(last)?.end;
        let longest = KIND_WORDS.min(last + 1);
        (1..=longest).rev().find_map(|count| {
            let first = last + 1 - count;
            self.named(passage, first, end).map(|index| cited_type(passage, index, first, end))
        })
    }

    /// The longest name of a type that begins with a word, and its last word.
    pub(in crate::check) fn beginning_at(
        &self,
        passage: &Passage,
        first: usize,
    ) -> Option<(CitedType, usize)> {
        (0..KIND_WORDS).rev().find_map(|more| {
            let end = passage.words.get(first + more)?.end;
            let index = self.named(passage, first, end)?;
            Some((cited_type(passage, index, first, end), first + more))
        })
    }

    fn named(&self, passage: &Passage, first: usize, end: usize) -> Option<usize> {
        let written = passage.text().get(passage.words.get(first)?.start..end)?;
        self.entries.iter().position(|kind| is_name(written, &kind.name))
    }

    /// A type by its abbreviation: `NQ số 02-NQ/TW`.
    fn short_at(&self, passage: &Passage, last: usize) -> Option<CitedType> {
        let word = passage.word(last).filter(|w| w.starts_with(char::is_uppercase))?;
        let index = self.entries.iter().position(|k| k.abbreviations.iter().any(|a| a == word))?;
        let end = passage.words.get(last)?.end;
        Some(CitedType { direct: false, ..cited_type(passage, index, last, end) })
    }

    /// A type further up the clause, before the name of the document: `Chương trình hành động số 25-CTr/TU`.
    fn above(&self, passage: &Passage, end: usize) -> Option<CitedType> {
        for last in (end.saturating_sub(NAME_WORDS)..end).rev() {
            if gap(passage, last).is_none_or(|gap| gap.contains([';', '.', ':', '(', ')', '“', '”', '"']))
            {
                return None;
            }
            if let Some(kind) = self.ending_at(passage, last).filter(|kind| kind.capital) {
                return Some(CitedType { direct: false, ..kind });
            }
        }
        None
    }
}

fn cited_type(passage: &Passage, index: usize, first: usize, end: usize) -> CitedType {
    let start = passage.words.get(first).map_or(end, |word| word.start);
    let capital = passage.word(first).is_some_and(|word| word.starts_with(char::is_uppercase));
    CitedType { index, range: start..end, first, direct: true, capital }
}

/// Tests whether a text is a name but for its capitals.
fn is_name(written: &str, name: &str) -> bool {
    written.len() == name.len() && written.chars().flat_map(char::to_lowercase).eq(name.chars())
}
