//! Tables of capitals under `words/`: names by the decree's clauses, places, days, words that begin no name. Goes in:
//! one file of `words/`; goes out: its part of [`Capitals`]. Refuses keys it does not know.

use super::entries::{Section, Source};
use std::collections::BTreeMap;
use toml::de::DeValue;

/// Word tables for capitals (NĐ 30/2020, Phụ lục II).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Capitals {
    /// Names and terms whose capitals are fixed.
    pub terms: Vec<Terms>,
    /// Places.
    pub places: Places,
    /// Days and years.
    pub days: Days,
    /// Words that begin no name.
    pub sentences: Sentences,
    /// Words with a capital in one sense only.
    pub contexts: Vec<Context>,
    /// Phrases a document should write in one way, in small letters.
    pub consistent: Vec<String>,
    /// Concepts with more than one short form.
    pub concepts: Vec<Concept>,
    /// People.
    pub persons: Persons,
    /// Types of legal texts.
    pub acts: Acts,
}

/// The clause of the decree that fixes a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clause {
    /// Mục II.
    Person,
    /// Mục III.
    Place,
    /// Mục IV.
    Organisation,
    /// Mục V.2, V.3.
    Order,
    /// Mục V.5, V.8, V.9.
    Day,
    /// Mục V.6.
    Act,
    /// The house's own dictionary.
    Other,
}

const CLAUSES: [(&str, Clause); 7] = [
    ("person", Clause::Person),
    ("place", Clause::Place),
    ("organisation", Clause::Organisation),
    ("order", Clause::Order),
    ("day", Clause::Day),
    ("act", Clause::Act),
    ("other", Clause::Other),
];

/// Names under one clause.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// The clause.
    pub clause: Clause,
    /// Wrong in any other case, wherever the words stand together.
    pub always: Vec<String>,
    /// Wrong where a writer began with a capital and did not go on as here.
    pub begun: Vec<String>,
}

/// Names of places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    /// Provinces and cities under the centre, now and before.
    pub provinces: Vec<String>,
    /// Those of them that are surely places only behind a unit or a preposition.
    pub ordinary: Vec<String>,
    /// Words behind which a name is a place: `tại`.
    pub prepositions: Vec<String>,
    /// Common nouns of administrative units, in small letters.
    pub units: Vec<String>,
    /// Words that make another word of such a noun: `Tỉnh ủy`.
    pub compounds: Vec<String>,
}

/// Names of days and years.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Days {
    /// Names by the word before them.
    pub named: Vec<NamedDays>,
    /// Words behind which a stem and a branch name a lunar year.
    pub before_years: Vec<String>,
    /// The ten stems.
    pub stems: Vec<String>,
    /// The twelve branches.
    pub branches: Vec<String>,
    /// Times of the day before a day of the week.
    pub times: Vec<String>,
    /// Days of the week behind `thứ`.
    pub week: Vec<String>,
}

/// Names of days behind one word.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedDays {
    /// `ngày`, `tết`.
    pub after: String,
    /// Flag: that word may be put in small letters without asking.
    pub small: bool,
    /// The names.
    pub names: Vec<String>,
}

/// Types of legal texts beyond those an office issues, in small letters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Acts {
    /// All of them.
    pub acts: Vec<String>,
    /// Those whose name follows at once.
    pub named: Vec<String>,
    /// Words that are no name behind them.
    pub not_names: Vec<String>,
}

/// Words that begin no name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sentences {
    /// Tasks, in small letters.
    pub tasks: Vec<String>,
    /// Tasks that may be fields or types too.
    pub openers: Vec<String>,
    /// Words before a colon behind which the sentence goes on.
    pub lead_ins: Vec<String>,
    /// Words behind which the sentence goes on with a verb.
    pub particles: Vec<String>,
}

/// A word with a capital in one sense only.
#[derive(Clone, Debug, PartialEq)]
pub struct Context {
    /// As it is written in that sense.
    pub term: String,
    /// Words one of which stands before it in that sense.
    pub after: Vec<String>,
    /// Words behind it that give it another sense.
    pub not_before: Vec<String>,
}

/// A concept with more than one short form.
#[derive(Clone, Debug, PartialEq)]
pub struct Concept {
    /// Written out.
    pub name: String,
    /// The short forms in use.
    pub short: Vec<String>,
    /// Full name by short form, where the short form stands for another name than `name`.
    pub meanings: BTreeMap<String, String>,
}

/// Words about people.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Persons {
    /// Family names.
    pub surnames: Vec<String>,
    /// Middle names often left small: `Thị`.
    pub middles: Vec<String>,
    /// Posts and degrees with a capital before a person's name.
    pub posts: Vec<String>,
}

impl Capitals {
    /// Reads one of its files; `false` where the file is none of them.
    pub(super) fn read(&mut self, path: &str, source: &Source<'_>) -> bool {
        match path {
            "words/terms.toml" => self.terms = terms(source),
            "words/places.toml" => self.places = places(source),
            "words/days.toml" => self.days = days(source),
            "words/sentences.toml" => self.sentences = sentences(source),
            "words/contexts.toml" => self.contexts = contexts(source),
            "words/consistent.toml" => self.consistent = super::words::list(source, "consistent"),
            "words/concepts.toml" => self.concepts = concepts(source),
            "words/persons.toml" => self.persons = persons(source),
            "words/acts.toml" => self.acts = acts(source),
            _ => return false,
        }
        true
    }
}

fn terms(source: &Source<'_>) -> Vec<Terms> {
    super::words::entries(source, "terms", "clause, always, begun", |keys| {
        let clause = keys.require_choice("clause", &CLAUSES);
        let (always, begun) = (keys.require("always"), keys.require("begun"));
        Some(Terms { clause: clause?, always, begun })
    })
}

fn places(source: &Source<'_>) -> Places {
    let mut keys = Section::new(source, source.keys(), 1);
    let read = Places {
        provinces: keys.require("provinces"),
        ordinary: keys.require("ordinary"),
        prepositions: keys.require("prepositions"),
        units: keys.require("units"),
        compounds: keys.require("compounds"),
    };
    keys.finish("provinces, ordinary, prepositions, units, compounds");
    read
}

fn days(source: &Source<'_>) -> Days {
    let mut keys = Section::new(source, source.keys(), 1);
    let named = keys.sections("days").into_iter().map(|mut entry| {
        let small = entry.take("small").unwrap_or_default();
        let named = NamedDays { after: entry.require("after"), small, names: entry.require("names") };
        entry.finish("after, small, names");
        named
    });
    let mut read = Days { named: named.collect(), ..Days::default() };
    if let Some(mut years) = table(&mut keys, "years", source) {
        read.before_years = years.require("after");
        (read.stems, read.branches) = (years.require("stems"), years.require("branches"));
        years.finish("after, stems, branches");
    }
    if let Some(mut week) = table(&mut keys, "week", source) {
        (read.times, read.week) = (week.require("times"), week.require("days"));
        week.finish("times, days");
    }
    keys.finish("days, years, week");
    read
}

/// A table below a file's top.
fn table<'f, 's>(keys: &mut Section<'f, 's>, key: &str, source: &'s Source<'f>) -> Option<Section<'f, 's>> {
    match keys.raw(key)? {
        (DeValue::Table(table), line) => Some(Section::new(source, table, line)),
        (_, line) => {
            source.problem(Some(line), "wrong-kind", format!("Khóa “{key}” phải là bảng [{key}]."));
            None
        }
    }
}

fn sentences(source: &Source<'_>) -> Sentences {
    let mut keys = Section::new(source, source.keys(), 1);
    let read = Sentences {
        tasks: keys.require("tasks"),
        openers: keys.require("openers"),
        lead_ins: keys.require("lead_ins"),
        particles: keys.require("particles"),
    };
    keys.finish("tasks, openers, lead_ins, particles");
    read
}

fn contexts(source: &Source<'_>) -> Vec<Context> {
    super::words::entries(source, "contexts", "term, after, not_before", |keys| {
        let (term, after) = (keys.require("term"), keys.require("after"));
        Some(Context { term, after, not_before: keys.require("not_before") })
    })
}

fn concepts(source: &Source<'_>) -> Vec<Concept> {
    super::words::entries(source, "concepts", "name, short, meanings", |keys| {
        let meanings = keys.take("meanings").unwrap_or_default();
        Some(Concept { name: keys.require("name"), short: keys.require("short"), meanings })
    })
}

fn persons(source: &Source<'_>) -> Persons {
    let mut keys = Section::new(source, source.keys(), 1);
    let read = Persons {
        surnames: keys.require("surnames"),
        middles: keys.require("middles"),
        posts: keys.require("posts"),
    };
    keys.finish("surnames, middles, posts");
    read
}

fn acts(source: &Source<'_>) -> Acts {
    let mut keys = Section::new(source, source.keys(), 1);
    let read = Acts {
        acts: keys.require("acts"),
        named: keys.require("named"),
        not_names: keys.require("not_names"),
    };
    keys.finish("acts, named, not_names");
    read
}
