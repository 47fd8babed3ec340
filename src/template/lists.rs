//! Helpers that compare values, and order, gather and count the entries of lists by them.
//!
//! Numbers are compared as decimals, texts as a Vietnamese dictionary orders them; numbers stand before texts, texts
//! before yes and no, and what was not given last. Refused: comparing lists or groups of fields.

use super::helpers::HelperArguments;
use super::{arithmetic, table};
use crate::text::{self, Decimal};
use serde_json::{Value, json};
use std::cmp::Ordering;
use unicode_normalization::UnicodeNormalization;

/// A value as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
enum SortKey {
    Number(Decimal),
    Text(String),
    Bool(bool),
    None,
}

impl SortKey {
    fn of(value: &Value) -> Result<Self, String> {
        match value {
            Value::Null => Ok(Self::None),
            Value::Bool(said) => Ok(Self::Bool(*said)),
            Value::Number(_) => {
                arithmetic::decimal(value).map(|number| number.map_or(Self::None, Self::Number))
            }
            Value::String(text) => Ok(Self::Text(text.trim().nfc().collect())),
            other => Err(format!("“{other}” không so sánh được; hãy dùng một trường chữ, số hoặc ngày.")),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Number(_) => 0,
            Self::Text(_) => 1,
            Self::Bool(_) => 2,
            Self::None => 3,
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => text::compare(a, b),
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

/// Two values for comparing: numbers as such where one is, since a sum may come as its digits.
fn pair(a: &HelperArguments<'_, '_>) -> Result<(SortKey, SortKey), String> {
    let (first, second) = (a.value(0)?, a.value(1)?);
    if first.is_number() || second.is_number() {
        let number = |value| arithmetic::decimal(value).ok().flatten().map(SortKey::Number);
        if let (Some(first), Some(second)) = (number(first), number(second)) {
            return Ok((first, second));
        }
    }
    Ok((SortKey::of(first)?, SortKey::of(second)?))
}

/// Tests whether two values are the same; 5 and 5.0 are.
pub(super) fn are_equal(a: &HelperArguments<'_, '_>) -> Result<bool, String> {
    match (a.value(0)?, a.value(1)?) {
        (first @ Value::Number(_), second @ Value::Number(_)) => {
            Ok(SortKey::of(first)? == SortKey::of(second)?)
        }
        (first, second) => Ok(first == second),
    }
}

/// Tests whether the order of two values is the one asked for; values of different kinds have none.
pub(super) fn compared(a: &HelperArguments<'_, '_>, wanted: fn(Ordering) -> bool) -> Result<Value, String> {
    let (first, second) = pair(a)?;
    let comparable = first.rank() == second.rank() && first != SortKey::None;
    Ok(Value::Bool(comparable && wanted(first.compare(&second))))
}

/// The entries with their keys; the whole entry is the key where no field is named.
fn keyed<'v>(a: &'v HelperArguments<'_, '_>) -> Result<Vec<(SortKey, &'v Value)>, String> {
    let field = a.given(1).and_then(Value::as_str).unwrap_or("this");
    a.list()?.iter().map(|entry| Ok((SortKey::of(table::field(entry, field))?, entry))).collect()
}

/// The entries in the order of one field; equal ones stay as they stood, and those without it come last.
pub(super) fn sort(a: &HelperArguments<'_, '_>) -> Result<Value, String> {
    let descending = match a.option("descending") {
        None => false,
        Some(given) => {
            given.as_bool().ok_or_else(|| format!("descending là true hoặc false, không phải {given}."))?
        }
    };
    let mut entries = keyed(a)?;
    entries.sort_by(|(a, _), (b, _)| match (a, b) {
        (SortKey::None, _) | (_, SortKey::None) => a.compare(b),
        _ if descending => b.compare(a),
        _ => a.compare(b),
    });
    Ok(entries.into_iter().map(|(_, entry)| entry.clone()).collect())
}

/// The entries gathered by one field: `key` and `rows` of each group, in the order in which the keys first stand.
pub(super) fn group(a: &HelperArguments<'_, '_>) -> Result<Value, String> {
    let mut entries = keyed(a)?.into_iter().enumerate().collect::<Vec<_>>();
    // Sorted, equal keys are neighbours; the first of each group says where the group stands.
    entries.sort_by(|(_, (a, _)), (_, (b, _))| a.compare(b));
    let mut groups: Vec<_> = entries.chunk_by(|(_, (a, _)), (_, (b, _))| a == b).collect();
    groups.sort_by_key(|group| group.first().map(|(at, _)| *at));
    let field = a.value(1)?.as_str().unwrap_or("this");
    let one = |group: &[(usize, (SortKey, &Value))]| {
        let key = group.first().map_or(&Value::Null, |(_, (_, entry))| table::field(entry, field));
        let rows: Vec<&Value> = group.iter().map(|(_, (_, entry))| *entry).collect();
        json!({ "key": key, "rows": rows })
    };
    Ok(groups.into_iter().map(one).collect())
}

/// Number of entries that have a field, or have this value in it.
pub(super) fn count(a: &HelperArguments<'_, '_>) -> Result<Value, String> {
    let entries = keyed(a)?;
    let wanted = a.given(2).map(SortKey::of).transpose()?;
    let counts = |key: &SortKey| match &wanted {
        Some(wanted) => key == wanted,
        None => *key != SortKey::None && *key != SortKey::Text(String::new()),
    };
    Ok(entries.iter().filter(|(key, _)| counts(key)).count().into())
}

#[cfg(test)]
mod tests {
    use super::super::Template;
    use serde_json::{Value, json};

    fn made(source: &str, data: &Value) -> String {
        Template::compile("t", source).unwrap().expand(data).unwrap_or_else(|error| error.message)
    }

    #[test]
    fn entries_are_sorted_as_a_vietnamese_dictionary_orders_them_and_equal_ones_stay() {
        let data = json!({"rows": [
            {"n": "Đặng", "k": 2}, {"n": "Đa", "k": 1}, {"n": null, "k": 1}, {"n": "Ân", "k": 10}, {"n": "An", "k": 2.5}, {"n": "Dê", "k": 2},
        ], "lines": ["b", "ă", "a"]});
        let names = |source: &str| made(&format!("{{{{#each {source}}}}}{{{{n}}}},{{{{/each}}}}"), &data);
        assert_eq!(names(r#"(sort rows "n")"#), "An,Ân,Dê,Đa,Đặng,,");
        assert_eq!(names(r#"(sort rows "n" descending=true)"#), "Đặng,Đa,Dê,Ân,An,,");
        assert_eq!(names(r#"(sort rows "k")"#), "Đa,,Đặng,Dê,An,Ân,");
        assert_eq!(made("{{join (sort lines)}}", &data), "a, ă, b");
        assert!(names(r#"(sort rows "k" descending=5)"#).contains("true hoặc false"));
    }

    #[test]
    fn groups_stand_as_their_keys_first_stand_and_nest() {
        let data = json!({"title": "T", "rows": [
            {"u": "B", "v": 1, "n": "b1", "x": 0.1}, {"u": "A|*", "v": 1.0, "n": "a1", "x": 1}, {"u": "B", "v": 2, "n": "b2", "x": 0.2},
            {"u": "B ", "v": 1, "n": "b3", "x": 1}, {"n": "none", "x": 5},
        ]});
        let source = r#"{{#each (group rows "u")}}{{next @index}}. {{key}}={{number (sum rows "x")}} {{@root.title}}{{../title}}:{{#each rows}} {{n}}{{../key}}{{/each}}{{#unless @last}};
{{/unless}}{{/each}}"#;
        assert_eq!(
            made(source, &data),
            "1. B=1,3 TT: b1B b2B b3B;\n2. A\\|\\*=1 TT: a1A\\|\\*;\n3. =5 TT: none"
        );
        let nested = r#"{{#each (group rows "u") as |g|}}{{#each (group g.rows "v")}}[{{g.key}}{{number key}}{{#each rows}} {{n}}{{/each}}]{{/each}}{{/each}}"#;
        assert_eq!(made(nested, &data), "[B1 b1 b3][B2 b2][A\\|\\*1 a1][ none]");
    }

    #[test]
    fn a_list_is_no_key_and_kinds_that_differ_have_no_order() {
        let data = json!({"rows": [{"x": [1]}], "t": "a", "n": 5});
        assert!(made(r#"{{#each (sort rows "x")}}x{{/each}}"#, &data).contains("không so sánh được"));
        assert_eq!(
            made("{{gt t n}} {{lt t n}} {{eq t n}} {{ne n 5.0}} {{gte n 5.0}}", &data),
            "false false false false true"
        );
    }
}
