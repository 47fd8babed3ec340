//! Words as they are looked for: folded, cut at what is neither letter nor digit.
//!
//! The database is given words and never text, and is asked for words and never for what a caller typed: nothing that
//! is typed can be syntax of a search.

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
/// Fields that say nothing a person would look for.
const UNSAID: [&str; 10] = [
    "organ",
    "organ_valid_from",
    "style",
    "mode",
    "status",
    "schema_version",
    "signature_image",
    "seal_image",
    "signature_width_mm",
    "seal_diameter_mm",
];

/// Keeps the words of a document in the place of those it had.
pub(in crate::service) async fn index(tx: &mut Tx, id: &str, text: &str) -> Result<(), StoreError> {
    const PUT: &str = "insert into document_text (id, text) values ($1, $2) \
         on conflict (id) do update set text = excluded.text";
    tx.execute(PUT, args![id, text]).await.map(drop)
}

/// All words of a draft and of its symbol, each once, for [`index`].
pub(in crate::service) fn searchable(draft: &Map<String, Value>, code_notation: &str) -> String {
    let mut folded = text::search_key(code_notation);
    gather(draft, &mut folded);
    let mut words = BTreeSet::new();
    for word in split(&folded) {
        if words.len() >= MOST {
            break;
        }
        words.insert(word);
    }
    let mut found: Vec<String> = words.into_iter().map(str::to_owned).collect();
    for name in signers(draft) {
        found.extend(split(&text::search_key(name)).map(|word| format!("{SIGNER}{word}")));
    }
    found.sort();
    found.dedup();
    found.join(" ")
}

/// The texts of a draft, folded, in the order of its fields.
fn gather(draft: &Map<String, Value>, folded: &mut String) {
    let said = draft.iter().rev().filter(|(name, _)| !UNSAID.contains(&name.as_str()));
    let mut waiting: Vec<&Value> = said.map(|(_, value)| value).collect();
    while let Some(value) = waiting.pop() {
        match value {
            Value::String(text) => {
                folded.push(' ');
                folded.push_str(&text::search_key(text));
            }
            Value::Number(number) => {
                folded.push(' ');
                folded.push_str(&number.to_string());
            }
            Value::Array(list) => waiting.extend(list.iter().rev()),
            Value::Object(map) => {
                let said = map.iter().rev().filter(|(name, _)| !UNSAID.contains(&name.as_str()));
                waiting.extend(said.map(|(_, value)| value));
            }
            Value::Null | Value::Bool(_) => {}
        }
    }
}

/// The names of those who sign.
fn signers(draft: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let signers = draft.get("signers").and_then(Value::as_array);
    signers.into_iter().flatten().filter_map(|signer| signer.get("full_name")?.as_str())
}

/// The words of a folded text.
fn split(folded: &str) -> impl Iterator<Item = &str> {
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.char_indices().nth(LONGEST).map_or(word, |(end, _)| &word[..end]))
}

/// What is looked for: whole words, and the beginning of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    words: Vec<(String, bool)>,
}

impl Wanted {
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

    /// Whether nothing is.
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
