//! The phrases that are looked for, from the tables and the organ's profile.

use super::super::letters::key;
use super::super::phrases::{PhraseTable, same};
use super::LintContext;
use super::word_ref::WordRef;
use crate::catalog::{Capitals, Clause, Organ};

/// Kind of a phrase of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PhraseKind {
    /// A name under a clause; `true` where it is judged only if begun with a capital.
    Term(Clause, bool),
    /// A province; `ordinary` where its words may be others.
    Province { ordinary: bool },
    /// A name of a day, by the number of the word before it.
    Day(usize),
    /// The stem of a lunar year.
    Stem,
    /// A time of the day.
    Time,
    /// A word with a capital in one sense, by its number.
    Context(usize),
    /// A post or degree.
    Post,
    /// A noun of an administrative unit.
    Unit,
    /// A task, no name.
    Task,
    /// A task that may be a field too.
    Opener,
    /// A type of a document.
    Act,
    /// A part of a legal text.
    Clause,
    /// A phrase to be written in one way, by its number.
    Consistent(usize),
}

/// Parts of a text that the decree writes with a capital when citing.
pub(super) const CAPITALISED_CLAUSES: [&str; 5] = ["phần", "chương", "mục", "tiểu mục", "điều"];
/// Parts of a text that the decree writes in small letters when citing.
pub(super) const LOWERCASE_CLAUSES: [&str; 2] = ["khoản", "điểm"];

/// The tables and the organ whose document is read.
#[derive(Debug)]
pub(super) struct Lexicon<'a> {
    pub(super) table: PhraseTable<'a, PhraseKind>,
    pub(super) capitals: &'a Capitals,
    organ: Option<&'a Organ>,
    /// The keys of middle names.
    middles: Vec<u64>,
}

impl<'a> Lexicon<'a> {
    pub(super) fn new(lint: &LintContext<'a>, organ: Option<&'a Organ>) -> Self {
        let capitals = &lint.words.capitals;
        let types = lint.catalog.types.values().map(|t| (t.name.as_str(), PhraseKind::Act));
        let clauses = CAPITALISED_CLAUSES.iter().chain(&LOWERCASE_CLAUSES).map(|c| (*c, PhraseKind::Clause));
        // Names first: of two phrases of the same words the first is judged.
        let phrases = own(organ).chain(names(capitals)).chain(others(capitals)).chain(types).chain(clauses);
        let middles = capitals.persons.middles.iter().map(|middle| key(middle)).collect();
        Self { table: PhraseTable::new(phrases), capitals, organ, middles }
    }

    /// Tests whether a word is a middle name but for its case.
    pub(super) fn may_be_middle(&self, place: WordRef<'_>) -> bool {
        place.passage.key(place.word).is_some_and(|key| self.middles.contains(&key))
    }

    /// Tests whether the organ's own name has this word as it stands (`Thành phố`).
    pub(super) fn is_in_name(&self, word: &str) -> bool {
        self.organ.is_some_and(|organ| organ.full_name.contains(word))
    }

    /// Tests whether a list has a word, whatever its case.
    pub(super) fn has(list: &[String], word: &str) -> bool {
        list.iter().any(|known| same(known, word))
    }
}

/// The organ's own names.
fn own<'a>(organ: Option<&'a Organ>) -> impl Iterator<Item = (&'a str, PhraseKind)> {
    let dictionary =
        |o: &'a Organ| o.terms.iter().map(|t| (t.as_str(), PhraseKind::Term(Clause::Other, false)));
    let bodies = |o: &'a Organ| {
        let units = o.units.iter().map(|u| u.name.as_str());
        units
            .chain(o.collectives.iter().map(String::as_str))
            .map(|n| (n, PhraseKind::Term(Clause::Organisation, true)))
    };
    let name = |o: &'a Organ| (o.full_name.as_str(), PhraseKind::Term(Clause::Organisation, false));
    let people = |o: &'a Organ| {
        o.signers.iter().map(|s| (s.full_name.as_str(), PhraseKind::Term(Clause::Person, false)))
    };
    organ.into_iter().flat_map(move |o| dictionary(o).chain(bodies(o)).chain([name(o)]).chain(people(o)))
}

fn names(capitals: &Capitals) -> impl Iterator<Item = (&str, PhraseKind)> {
    let terms = capitals.terms.iter().flat_map(|t| {
        tagged(&t.always, PhraseKind::Term(t.clause, false))
            .chain(tagged(&t.begun, PhraseKind::Term(t.clause, true)))
    });
    let ordinary = |name: &String| capitals.places.ordinary.contains(name);
    let provinces = capitals
        .places
        .provinces
        .iter()
        .map(move |n| (n.as_str(), PhraseKind::Province { ordinary: ordinary(n) }));
    let named = capitals.days.named.iter().enumerate();
    let days = named.flat_map(|(index, d)| d.names.iter().map(move |n| (n.as_str(), PhraseKind::Day(index))));
    let contexts =
        capitals.contexts.iter().enumerate().map(|(index, c)| (c.term.as_str(), PhraseKind::Context(index)));
    terms.chain(provinces).chain(days).chain(contexts)
}

fn others(capitals: &Capitals) -> impl Iterator<Item = (&str, PhraseKind)> {
    let consistent =
        capitals.consistent.iter().enumerate().map(|(index, c)| (c.as_str(), PhraseKind::Consistent(index)));
    tagged(&capitals.persons.posts, PhraseKind::Post)
        .chain(tagged(&capitals.days.stems, PhraseKind::Stem))
        .chain(tagged(&capitals.days.times, PhraseKind::Time))
        .chain(tagged(&capitals.places.units, PhraseKind::Unit))
        .chain(tagged(&capitals.sentences.tasks, PhraseKind::Task))
        .chain(tagged(&capitals.sentences.openers, PhraseKind::Opener))
        .chain(tagged(&capitals.acts.acts, PhraseKind::Act))
        .chain(consistent)
}

fn tagged(list: &[String], tag: PhraseKind) -> impl Iterator<Item = (&str, PhraseKind)> {
    list.iter().map(move |word| (word.as_str(), tag))
}
