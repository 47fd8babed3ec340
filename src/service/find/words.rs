//! Words as they are looked for: folded, cut at what is neither letter nor digit.
//!
//! The database is given words and never text, and is asked for words and never for what a caller typed: nothing that
//! is typed can be syntax of a search.

use crate::draft::{self, FieldSpec, fields};
use crate::store::{StoreError, Tx, args};
use crate::text;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Stands before a word of a signer's name, beside the word itself. No word of a text holds it.
const SIGNER: char = '§';
/// Characters of a word that count: beyond them it is no word.
const LONGEST: usize = 40;
/// Different words of one document that are kept; hundreds of pages of prose have fewer.
const MOST: usize = 20_000;
/// Keeps the words of a document in the place of those it had.
pub(in crate::service) async fn index(tx: &mut Tx, id: &str, text: &str) -> Result<(), StoreError> {
    const PUT: &str = "insert into document_text (id, text) values ($1, $2) \
         on conflict (id) do update set text = excluded.text";
    tx.execute(PUT, args![id, text]).await.map(drop)
}

/// All words of a draft and of its symbol, each once, for [`index`].
pub(in crate::service) fn searchable(values: &Map<String, Value>, code_notation: &str) -> String {
    let mut folded = text::search_key(code_notation);
    let mut pieces = Pieces(&mut folded);
    pieces.object(fields::DRAFT, values);
    let mut words = BTreeSet::new();
    for word in split(&folded) {
        if words.len() >= MOST {
            break;
        }
        words.insert(word);
    }
    let mut found: Vec<String> = words.into_iter().map(str::to_owned).collect();
    for name in draft::signer_names(values) {
        found.extend(split(&text::search_key(name)).map(|word| format!("{SIGNER}{word}")));
    }
    found.sort();
    found.dedup();
    found.join(" ")
}

/// The folded texts of a draft, in the order of its keys.
struct Pieces<'f>(&'f mut String);

impl Pieces<'_> {
    /// The fields of an object that are searched; those that are not in the table are.
    fn object(&mut self, fields: &[&FieldSpec], values: &Map<String, Value>) {
        for (name, value) in values {
            match fields.iter().find(|field| field.name == name) {
                Some(field) if !field.searched => {}
                Some(field) => self.value(field.kind.entry(), value),
                None => self.value(&[], value),
            }
        }
    }

    /// A value whose objects have these fields. It is no deeper than [`limits::DEPTH`](crate::limits::DEPTH).
    fn value(&mut self, fields: &[&FieldSpec], value: &Value) {
        match value {
            Value::String(text) => self.push(&text::search_key(text)),
            Value::Number(number) => self.push(&number.to_string()),
            Value::Array(list) => list.iter().for_each(|entry| self.value(fields, entry)),
            Value::Object(map) => self.object(fields, map),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn push(&mut self, folded: &str) {
        self.0.push(' ');
        self.0.push_str(folded);
    }
}

/// The words of a folded text.
fn split(folded: &str) -> impl Iterator<Item = &str> {
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.char_indices().nth(LONGEST).map_or(word, |(end, _)| &word[..end]))
}

/// Words to look for: whole ones, and the beginning of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SearchTerms {
    words: Vec<(String, bool)>,
}

impl SearchTerms {
    /// Adds the words of a text; the last may be only begun.
    pub(super) fn text(&mut self, text: &str) {
        self.add(text, |word| word.to_owned());
    }

    /// Adds the words of a signer's name; the last may be only begun.
    pub(super) fn signer(&mut self, name: &str) {
        self.add(name, |word| format!("{SIGNER}{word}"));
    }

    fn add(&mut self, text: &str, write: impl Fn(&str) -> String) {
        let folded = text::search_key(text);
        let from = self.words.len();
        self.words.extend(split(&folded).map(|word| (write(word), false)));
        if let Some((_, begun)) = self.words.get_mut(from..).and_then(<[_]>::last_mut) {
            *begun = true;
        }
    }

    /// Tests whether there are no words.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// As SQLite's FTS5 is asked: `"ke" "hoach"*`.
    pub(super) fn fts5(&self) -> String {
        let words =
            self.words.iter().map(|(word, begun)| format!("\"{word}\"{}", if *begun { "*" } else { "" }));
        words.collect::<Vec<_>>().join(" ")
    }

    /// As PostgreSQL is asked: `'ke' & 'hoach':*`.
    pub(super) fn tsquery(&self) -> String {
        let words =
            self.words.iter().map(|(word, begun)| format!("'{word}'{}", if *begun { ":*" } else { "" }));
        words.collect::<Vec<_>>().join(" & ")
    }
}
