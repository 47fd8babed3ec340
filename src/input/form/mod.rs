//! A form of a browser ⇄ a draft.
//!
//! Comes in: what a page is made of ([`Shape`]), what was typed in it ([`Pairs`]), and the draft that is stored. Goes
//! out: the draft the page says. Names are the places of a draft (`signers[0].full_name`), so that a problem finds its
//! control by its place. Nothing is judged and nothing refused here: what is no number stays the text it is.
//!
//! The laws: a page saved as it was opened changes nothing of any stored draft, whatever is in it; and a draft that a
//! form can express is what the form with its values says.

mod leaf;
mod pairs;
mod receivers;
mod signers;

#[cfg(test)]
mod laws;

pub use crate::catalog::{Field, Kind};
pub use leaf::{TICKED, date_meant, date_shown};
pub use pairs::Pairs;
pub use signers::{capacity_choice, post_choice};

use serde_json::{Map, Value};

use super::Draft;

/// What a page is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// Its parts, in order.
    pub parts: Vec<FormSection>,
    /// What a new draft has that nobody types: `type`, `organ`, `content`.
    pub given: Map<String, Value>,
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct FormSection {
    /// For people.
    pub title: String,
    /// Whether it is seldom needed, and closed at first.
    pub folded: bool,
    /// What is asked in it.
    pub asks: FormQuestions,
}

/// What is asked in a part.
#[derive(Clone, Debug, PartialEq)]
pub enum FormQuestions {
    /// Fields of the draft.
    Fields(Vec<Field>),
    /// Who signs.
    Signers {
        /// Who may be chosen.
        offered: Vec<Post>,
        /// In what capacity: lines of competence.
        capacities: Vec<Vec<String>>,
        /// Further fields of a signer.
        fields: Vec<Field>,
        /// How many may sign.
        most: usize,
    },
    /// *Nơi nhận* and *Lưu*.
    Receivers {
        /// Usual ones.
        offered: Vec<String>,
        /// Units that keep a copy: symbol and name.
        units: Vec<(String, String)>,
    },
}

/// A person in a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// `Hoàng Thọ Trung`.
    pub full_name: String,
    /// `CHỦ TỊCH`.
    pub position: String,
}

impl Shape {
    /// The draft that a page says: what it shows is as typed, what it does not show is as stored.
    pub fn read(&self, pairs: &Pairs, stored: &Map<String, Value>) -> Draft {
        let mut values = if stored.is_empty() { self.given.clone() } else { stored.clone() };
        for part in &self.parts {
            match &part.asks {
                FormQuestions::Fields(fields) => read_fields(fields, "", pairs, stored, &mut values),
                FormQuestions::Signers { fields, .. } => {
                    set(&mut values, "signers", signers::read(fields, pairs, stored.get("signers")));
                }
                FormQuestions::Receivers { units, .. } => {
                    let (list, kept) = receivers::read(pairs, stored.get("recipients"));
                    set(&mut values, "recipients", list);
                    let filing = receivers::read_filing(units, &kept, pairs, stored.get("filing"));
                    set(&mut values, "filing", filing);
                }
            }
        }
        Draft { values }
    }

    /// What a page shows of a draft.
    pub fn write(&self, draft: &Map<String, Value>) -> Pairs {
        let mut pairs = Pairs::default();
        for part in &self.parts {
            match &part.asks {
                FormQuestions::Fields(fields) => write_fields(fields, "", Some(draft), &mut pairs),
                FormQuestions::Signers { offered, capacities, fields, .. } => {
                    signers::write(offered, capacities, fields, draft.get("signers"), &mut pairs);
                }
                FormQuestions::Receivers { units, .. } => {
                    receivers::write(draft.get("recipients"), &mut pairs);
                    receivers::write_filing(units, draft.get("filing"), &mut pairs);
                }
            }
        }
        pairs
    }

    /// Puts the receivers that were ticked among the usual ones at the end of those that were typed.
    pub fn gather(&self, pairs: &mut Pairs) {
        receivers::gather(pairs);
    }
}

/// The name of a field of what stands under a name.
pub fn child(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

/// A value, or none, under a key.
fn set(values: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    match value {
        Some(value) => values.insert(name.to_owned(), value),
        None => values.remove(name),
    };
}

/// Fields of an object.
fn read_fields(
    fields: &[Field],
    at: &str,
    pairs: &Pairs,
    stored: &Map<String, Value>,
    into: &mut Map<String, Value>,
) {
    for field in fields {
        let value = read_field(field, &child(at, &field.name), pairs, stored.get(&field.name));
        set(into, &field.name, value);
    }
}

/// One field; as long as its control shows what it would show of the stored value, that value stands.
fn read_field(field: &Field, at: &str, pairs: &Pairs, stored: Option<&Value>) -> Option<Value> {
    match field.kind {
        Kind::Group => read_group(&field.fields, at, pairs, stored),
        Kind::List => read_list(&field.fields, at, pairs, stored),
        _ => {
            let text = pairs.get(at);
            if text == leaf::shown(field, stored) { stored.cloned() } else { leaf::meant(field, text) }
        }
    }
}

/// An object.
fn read_group(fields: &[Field], at: &str, pairs: &Pairs, stored: Option<&Value>) -> Option<Value> {
    let none = Map::new();
    let base = stored.and_then(Value::as_object).unwrap_or(&none);
    let mut map = base.clone();
    read_fields(fields, at, pairs, base, &mut map);
    if !map.is_empty() {
        return Some(Value::Object(map));
    }
    // All was cleared, or nothing of it could be shown.
    stored.filter(|_| base.is_empty()).cloned()
}

/// A list of objects. A row that shows a stored entry lies over that one, wherever it stands now.
fn read_list(fields: &[Field], at: &str, pairs: &Pairs, stored: Option<&Value>) -> Option<Value> {
    let base = stored.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut list = vec![];
    for index in pairs.rows(at) {
        let row = pairs::row(at, index);
        let mark: Option<usize> = pairs.get(&pairs::row_mark(&row)).parse().ok();
        list.push(read_group(fields, &row, pairs, mark.and_then(|i| base.get(i))));
    }
    // An empty row keeps its place, so that the rows behind it keep theirs; behind the last one it is none.
    while list.last().is_some_and(Option::is_none) {
        list.pop();
    }
    if list.is_empty() {
        return stored.filter(|_| base.is_empty()).cloned();
    }
    Some(list.into_iter().map(|entry| entry.unwrap_or_else(|| Value::Object(Map::new()))).collect())
}

/// What controls show of the fields of an object.
fn write_fields(fields: &[Field], at: &str, values: Option<&Map<String, Value>>, pairs: &mut Pairs) {
    for field in fields {
        let at = child(at, &field.name);
        let value = values.and_then(|map| map.get(&field.name));
        match field.kind {
            Kind::Group => write_fields(&field.fields, &at, value.and_then(Value::as_object), pairs),
            Kind::List => write_list(&field.fields, &at, value, pairs),
            _ => pairs.put(&at, leaf::shown(field, value)),
        }
    }
}

/// A row for each entry of a list.
fn write_list(fields: &[Field], at: &str, value: Option<&Value>, pairs: &mut Pairs) {
    for (index, entry) in value.and_then(Value::as_array).into_iter().flatten().enumerate() {
        let row = pairs::row(at, index);
        pairs.put(&pairs::row_mark(&row), index.to_string());
        write_fields(fields, &row, entry.as_object(), pairs);
    }
}

/// The name under which a row says which stored entry it shows.
pub fn mark(row: &str) -> String {
    pairs::row_mark(row)
}
