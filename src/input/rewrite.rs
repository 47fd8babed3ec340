//! Puts changed strings back into the file a draft was read from, and leaves every other byte as it was.
//!
//! Takes the file's text, the values read from it and the values wanted; only strings may differ. Refuses (`None`)
//! where a changed string does not stand in the file as a string of its own.

use super::head::split;
use super::{Form, form_of};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The file with the wanted values. `name` tells the form as in [`read`](super::read).
pub fn rewrite(
    source: &str,
    name: Option<&str>,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
) -> Option<String> {
    let mut changes = Changes::new();
    differences(&Value::Object(old.clone()), &Value::Object(new.clone()), "", &mut changes)?;
    let mut edits = Vec::with_capacity(changes.len());
    match form_of(source, name) {
        Form::Json => Literals { source, at: 0, changes: &mut changes, edits: &mut edits }.value("", 0)?,
        Form::Toml => toml_edits(source, 0, &mut changes, &mut edits)?,
        Form::Text => {
            let (head, body) = split(source);
            if let Some((before, after)) = changes.remove("body") {
                let at = body.start + source.get(body)?.find(&before)?;
                edits.push((at..at + before.len(), after));
            }
            if let Some(head) = head {
                toml_edits(source.get(head.clone())?, head.start, &mut changes, &mut edits)?;
            }
        }
    }
    // What is left was not found.
    changes.is_empty().then(|| spliced(source, edits))
}

/// By path: the string that stands there, and the one wanted.
type Changes = BTreeMap<String, (String, String)>;
/// Bytes of the file, and what takes their place.
type Edits = Vec<(Range<usize>, String)>;

/// Collects the strings that differ; `None` where anything else does.
fn differences(old: &Value, new: &Value, path: &str, changes: &mut Changes) -> Option<()> {
    match (old, new) {
        (Value::String(before), Value::String(after)) => {
            if before != after {
                changes.insert(path.to_owned(), (before.clone(), after.clone()));
            }
            Some(())
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            let mut pairs = old.iter().zip(new).enumerate();
            pairs.try_for_each(|(i, (old, new))| differences(old, new, &format!("{path}[{i}]"), changes))
        }
        (Value::Object(old), Value::Object(new)) if old.len() == new.len() => old
            .iter()
            .try_for_each(|(key, value)| differences(value, new.get(key)?, &child(path, key), changes)),
        (old, new) => (old == new).then_some(()),
    }
}

fn child(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn spliced(source: &str, mut edits: Edits) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(source.len());
    let mut done = 0;
    for (range, text) in edits {
        out.push_str(source.get(done..range.start).unwrap_or(""));
        out.push_str(&text);
        done = range.end;
    }
    out.push_str(source.get(done..).unwrap_or(""));
    out
}

/// A string as a JSON literal, which TOML reads alike.
fn literal(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// Walks JSON that is known to be valid and finds the literals of the strings to change.
struct Literals<'s, 'c> {
    source: &'s str,
    at: usize,
    changes: &'c mut Changes,
    edits: &'c mut Edits,
}

impl Literals<'_, '_> {
    fn value(&mut self, path: &str, depth: usize) -> Option<()> {
        if depth > crate::limits::DEPTH {
            return None;
        }
        match self.next()? {
            b'"' => {
                let range = self.string()?;
                if let Some((_, after)) = self.changes.remove(path) {
                    self.edits.push((range, literal(&after)));
                }
                Some(())
            }
            b'{' => self.entries(b'}', |this, _| {
                let key: String = serde_json::from_str(this.source.get(this.string()?)?).ok()?;
                this.expect(b':')?;
                this.value(&child(path, &key), depth + 1)
            }),
            b'[' => self.entries(b']', |this, index| this.value(&format!("{path}[{index}]"), depth + 1)),
            _ => {
                let rest = self.source.get(self.at..)?;
                self.at += rest.find([',', ']', '}']).unwrap_or(rest.len());
                Some(())
            }
        }
    }

    /// The entries between brackets.
    fn entries(&mut self, end: u8, mut entry: impl FnMut(&mut Self, usize) -> Option<()>) -> Option<()> {
        self.at += 1;
        for index in 0.. {
            if self.next()? == end {
                break;
            }
            if index > 0 {
                self.expect(b',')?;
                self.next()?;
            }
            entry(self, index)?;
        }
        self.at += 1;
        Some(())
    }

    /// The next byte that is no white space.
    fn next(&mut self) -> Option<u8> {
        let rest = self.source.get(self.at..)?;
        self.at += rest.len() - rest.trim_start().len();
        self.source.as_bytes().get(self.at).copied()
    }

    fn expect(&mut self, wanted: u8) -> Option<()> {
        let found = self.next()? == wanted;
        self.at += 1;
        found.then_some(())
    }

    /// Passes over a string; the bytes of its literal.
    fn string(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let bytes = self.source.as_bytes();
        self.at += 1;
        while *bytes.get(self.at)? != b'"' {
            self.at += 1 + usize::from(bytes.get(self.at) == Some(&b'\\'));
        }
        self.at += 1;
        Some(start..self.at)
    }
}

/// The edits of TOML text that begins `offset` bytes into its file.
fn toml_edits(source: &str, offset: usize, changes: &mut Changes, edits: &mut Edits) -> Option<()> {
    let table = DeTable::parse(source).ok()?;
    let mut found = Vec::new();
    for (key, value) in table.get_ref() {
        strings(key.get_ref(), value, &mut found);
    }
    for (path, span) in found {
        let Some((before, after)) = changes.remove(&path) else { continue };
        let raw = source.get(span.clone())?;
        // A string over several lines is kept so; any other is written anew.
        let quotes = ["\"\"\"", "'''"].into_iter().find(|q| raw.starts_with(q));
        let special =
            |text: &str| text.contains(['\\', '\r']) || text.contains("\"\"\"") || text.contains("'''");
        match quotes.and_then(|_| raw.find(&before)).filter(|_| !special(&before) && !special(&after)) {
            Some(at) => {
                let start = offset + span.start + at;
                edits.push((start..start + before.len(), after));
            }
            None => edits.push((offset + span.start..offset + span.end, literal(&after))),
        }
    }
    Some(())
}

/// Every string with its path.
fn strings(path: &str, value: &Spanned<DeValue<'_>>, found: &mut Vec<(String, Range<usize>)>) {
    match value.get_ref() {
        DeValue::String(_) => found.push((path.to_owned(), value.span())),
        DeValue::Array(list) => {
            list.iter().enumerate().for_each(|(i, value)| strings(&format!("{path}[{i}]"), value, found));
        }
        DeValue::Table(table) => {
            table.iter().for_each(|(key, value)| strings(&child(path, key.get_ref()), value, found));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::read;

    /// Reads a file, changes its strings, writes it and reads it again.
    fn change(source: &str, name: &str, before: &str, after: &str) -> String {
        let old = read(source.as_bytes(), Some(name)).unwrap().values;
        let text = serde_json::to_string(&old).unwrap().replace(before, after);
        let new: Map<String, Value> = serde_json::from_str(&text).unwrap();
        assert_ne!(old, new);
        let written = rewrite(source, Some(name), &old, &new).unwrap();
        assert_eq!(read(written.as_bytes(), Some(name)).unwrap().values, new, "{written}");
        written
    }

    #[test]
    fn json_keeps_its_order_its_blanks_and_its_numbers() {
        let source = "{ \"b\" : [1.50, \"x\",\n  {\"name\":\"Tỉnh uỷ\"}],\n\t\"a\": \"Tỉnh \\u0075ỷ \\\"\", \"n\": null}\n";
        let written = change(source, "a.json", "Tỉnh uỷ", "Tỉnh ủy");
        assert_eq!(
            written,
            "{ \"b\" : [1.50, \"x\",\n  {\"name\":\"Tỉnh ủy\"}],\n\t\"a\": \"Tỉnh ủy \\\"\", \"n\": null}\n"
        );
    }

    #[test]
    fn toml_keeps_its_comments_and_its_long_strings() {
        let source = "# đầu\ntype = \"a\" # loại\nsubject = ['Tỉnh uỷ']\nbody = \"\"\"\nMột.\n\nTỉnh uỷ  hai.\"\"\"\n[filing]\nunits = [\"VT\"]\n";
        let written = change(source, "a.toml", "Tỉnh uỷ", "Tỉnh ủy");
        assert_eq!(written, source.replace("'Tỉnh uỷ'", "\"Tỉnh ủy\"").replace("uỷ", "ủy"));
    }

    #[test]
    fn text_keeps_its_head() {
        let source = "+++\ntype = \"a\"\nsubject = \"Tỉnh uỷ\"\n+++\n\nI. Tỉnh uỷ\n\nMột  hai.\n";
        assert_eq!(change(source, "a.txt", "Tỉnh uỷ", "Tỉnh ủy"), source.replace("uỷ", "ủy"));
    }

    #[test]
    fn what_is_no_string_is_not_rewritten() {
        let old = read(b"{\"a\": 1}", None).unwrap().values;
        let new = read(b"{\"a\": 2}", None).unwrap().values;
        assert_eq!(rewrite("{\"a\": 1}", None, &old, &new), None);
    }
}
