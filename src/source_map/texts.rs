//! The texts that a draft gives, with the origin of every letter.

use super::folded_text::FoldedText;
use crate::catalog::fields::check_fields;
use crate::catalog::{Catalog, DocumentType};
use crate::check::{Passage, passages};
use crate::document::BlockRole;
use crate::draft::fields::{self, appendix};
use crate::draft::{self, FieldKind};
use crate::report::{FieldPath, Report};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::ops::Range;

/// Values of a ready-made content that are traced one by one where they cannot be traced together.
const MOST_TRACED: usize = 200;
/// Marks around a traced value: noncharacters, which no text may hold.
const OPEN: char = '\u{fdd0}';
const CLOSE: char = '\u{fdd1}';
/// Digits of a traced value's number.
const DIGITS: Range<u32> = 0xfde0..0xfdea;

/// A text of the draft.
#[derive(Debug)]
pub(super) struct SourceText {
    /// The field it stands in.
    pub(super) at: FieldPath,
    /// Its letters.
    pub(super) letters: FoldedText,
    /// Origin of each letter: a field, by its index, and bytes of that field's value.
    pub(super) origins: Vec<Option<(usize, Range<usize>)>>,
}

/// All texts of a draft, by the part they are printed in.
#[derive(Debug, Default)]
pub(super) struct SourceTexts {
    /// Bases and body, in the order of print: texts in lines.
    pub(super) bodies: Vec<(usize, SourceText)>,
    /// The other fields of the table.
    pub(super) fields: Vec<(usize, SourceText)>,
    /// Values that only the type's own template prints.
    pub(super) own: Vec<SourceText>,
    /// The fields that origins name.
    pub(super) paths: FieldPaths,
}

/// Fields in the order in which they were first named.
#[derive(Debug, Default)]
pub(super) struct FieldPaths {
    pub(super) list: Vec<FieldPath>,
    known: BTreeMap<FieldPath, usize>,
}

impl FieldPaths {
    /// The index of a field.
    pub(super) fn index(&mut self, at: FieldPath) -> usize {
        *self.known.entry(at).or_insert_with_key(|at| {
            self.list.push(at.clone());
            self.list.len() - 1
        })
    }
}

impl SourceTexts {
    /// The texts of a draft of this type.
    pub(super) fn of(values: &Map<String, Value>, document_type: &DocumentType, catalog: &Catalog) -> Self {
        let mut texts = Self::default();
        for passage in passages(values, catalog) {
            if is_outline(&passage) {
                let text = texts.passage(&passage);
                texts.bodies.push((passage.part, text));
            }
        }
        draft::texts(values, &mut |text| {
            if !matches!(text.field.kind, FieldKind::Outline) && text.field.role != Some(BlockRole::Basis) {
                let source = texts.value(text.at, text.text);
                texts.fields.push((text.part, source));
            }
        });
        for field in [&fields::CODE_NUMBER, &fields::FILING, &fields::TYPIST] {
            for (at, number) in field.value(values).map(|v| leaves(v, &field.at())).unwrap_or_default() {
                if at.find(values).is_some_and(Value::is_number) {
                    let source = texts.value(at, &number);
                    texts.fields.push((0, source));
                }
            }
        }
        texts.contents(values, document_type);
        for field in &document_type.fields {
            if let Some(value) = values.get(&field.name) {
                for (at, value) in leaves(value, &FieldPath::field(field.name.as_str())) {
                    let source = texts.value(at, &value);
                    texts.own.push(source);
                }
            }
        }
        texts
    }

    /// A value that is a text as it stands.
    fn value(&mut self, at: FieldPath, value: &str) -> SourceText {
        let path = self.paths.index(at.clone());
        let letters = FoldedText::of(value);
        let origins = letters.bytes.iter().map(|bytes| Some((path, bytes.clone()))).collect();
        SourceText { at, letters, origins }
    }

    /// A line of outline text.
    fn passage(&mut self, passage: &Passage) -> SourceText {
        let path = self.paths.index(passage.at.clone());
        let letters = FoldedText::of(passage.text());
        let origin = |bytes: &Range<usize>| Some((path, passage.value_range(bytes)?));
        let origins = letters.bytes.iter().map(origin).collect();
        SourceText { at: passage.at.clone(), letters, origins }
    }

    /// The ready-made contents of the draft and of its appendixes.
    fn contents(&mut self, values: &Map<String, Value>, document_type: &DocumentType) {
        let (content, data) = (&fields::CONTENT, &fields::DATA);
        if let Some(id) = content.text(values) {
            self.content(0, id, data.value(values), &FieldPath::root(), document_type);
        }
        for (index, entry) in fields::APPENDIXES.objects(values) {
            if let Some(id) = appendix::CONTENT.text(entry) {
                let at = fields::APPENDIXES.at().index(index);
                self.content(index + 1, id, appendix::DATA.value(entry), &at, document_type);
            }
        }
    }

    /// A content filled with its data; the letters of a value come from the value.
    fn content(
        &mut self,
        part: usize,
        id: &str,
        data: Option<&Value>,
        at: &FieldPath,
        document_type: &DocumentType,
    ) {
        let Some(content) = document_type.contents.get(id) else { return };
        let data_at = at.child(fields::DATA.name);
        let data = data.unwrap_or(&Value::Null);
        let data = check_fields(&content.fields, data, &data_at, &mut Report::new());
        let fill = |data: &Value| content.template.expand(data).ok();
        let Some(text) = fill(&data) else { return };
        let traced = trace(&data, &data_at, &text, &fill);
        for (at, number) in numbers(&data, &data_at) {
            let source = self.value(at, &number);
            self.own.push(source);
        }
        let origins = self.traced_letters(&text, &traced);
        for passage in Passage::of_outline(&text, &at.child(fields::CONTENT.name), part, true) {
            let letters = FoldedText::of(passage.text());
            let origin = |bytes: &Range<usize>| {
                let byte = passage.value_range(bytes)?.start;
                origins.get(origins.binary_search_by_key(&byte, |(at, _)| *at).ok()?).map(|o| o.1.clone())
            };
            let origins = letters.bytes.iter().map(origin).collect();
            self.bodies.push((part, SourceText { at: passage.at.clone(), letters, origins }));
        }
    }

    /// Origin of the letters of a filled text that stand in traced values, by their bytes.
    fn traced_letters(&mut self, text: &str, traced: &[Traced]) -> Vec<(usize, (usize, Range<usize>))> {
        let mut origins = Vec::new();
        for Traced { at, value, range } in traced {
            let path = self.paths.index(at.clone());
            let printed = FoldedText::of(text.get(range.clone()).unwrap_or(""));
            let given = FoldedText::of(value);
            if printed.key.len() == given.key.len() {
                let starts = printed.bytes.iter().map(|bytes| range.start + bytes.start);
                origins.extend(starts.zip(given.bytes.iter().map(|bytes| (path, bytes.clone()))));
            }
        }
        origins.sort_by_key(|(at, _)| *at);
        origins.dedup_by_key(|(at, _)| *at);
        origins
    }
}

/// Tests whether a passage is part of a text in lines.
fn is_outline(passage: &Passage) -> bool {
    let path = passage.at.as_str();
    let name = path.rsplit('.').next().unwrap_or(path);
    name == fields::BODY.name || path.split(['[', '.']).next() == Some(fields::BASES.name)
}

/// A value in a filled text.
struct Traced {
    at: FieldPath,
    value: String,
    range: Range<usize>,
}

/// Finds the places of the values in a filled text: it is filled again with marks around them. A value whose marks change
/// the rest of the text (a template asks what it is) is not traced.
fn trace(data: &Value, at: &FieldPath, text: &str, fill: &dyn Fn(&Value) -> Option<String>) -> Vec<Traced> {
    let leaves = leaves(data, at);
    let wanted = FoldedText::of(text);
    let attempt = |chosen: &dyn Fn(usize) -> bool| {
        let (plain, ranges) = without_marks(&fill(&marked(data, &mut 0, chosen))?);
        let found = FoldedText::of(&plain);
        // A value at the beginning of a line may be written with a backslash that its marks keep away.
        (found.key == wanted.key).then(|| ranges_between(&found, &wanted, ranges))
    };
    let ranges = attempt(&|_| true).unwrap_or_else(|| {
        let numbers = 0..leaves.len().min(MOST_TRACED);
        numbers.filter_map(|number| attempt(&|n| n == number)).flatten().collect()
    });
    let traced = ranges.into_iter().filter_map(|(number, range)| {
        let (at, value) = leaves.get(number)?;
        Some(Traced { at: at.clone(), value: value.clone(), range })
    });
    traced.collect()
}

/// Ranges of bytes in one text, as ranges in another of the same letters.
fn ranges_between(
    found: &FoldedText,
    wanted: &FoldedText,
    ranges: Vec<(usize, Range<usize>)>,
) -> Vec<(usize, Range<usize>)> {
    let moved = ranges.into_iter().filter_map(|(number, range)| {
        let first = found.bytes.partition_point(|bytes| bytes.start < range.start);
        let end = found.bytes.partition_point(|bytes| bytes.start < range.end);
        Some((number, wanted.span(&(first..end))?))
    });
    moved.collect()
}

/// The texts and numbers of a value with their places, in order.
fn leaves(value: &Value, at: &FieldPath) -> Vec<(FieldPath, String)> {
    match value {
        Value::String(text) => vec![(at.clone(), text.clone())],
        Value::Number(number) => vec![(at.clone(), number.to_string())],
        Value::Array(list) => {
            list.iter().enumerate().flat_map(|(index, value)| leaves(value, &at.index(index))).collect()
        }
        Value::Object(map) => map.iter().flat_map(|(key, value)| leaves(value, &at.child(key))).collect(),
        Value::Null | Value::Bool(_) => Vec::new(),
    }
}

/// The numbers of a value that stand in it once and have two digits or more: what is printed so comes from there.
fn numbers(value: &Value, at: &FieldPath) -> Vec<(FieldPath, String)> {
    let leaves = leaves(value, at);
    let is_number = |text: &str| text.len() > 1 && text.bytes().all(|b| b.is_ascii_digit());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    leaves.iter().for_each(|(_, text)| *counts.entry(text).or_default() += 1);
    leaves.iter().filter(|(_, text)| is_number(text) && counts[text.as_str()] == 1).cloned().collect()
}

/// The same value with marks around the chosen texts; `next` counts as [`leaves`] does.
fn marked(value: &Value, next: &mut usize, chosen: &dyn Fn(usize) -> bool) -> Value {
    let number = *next;
    match value {
        Value::String(text) => {
            *next += 1;
            if text.is_empty() || !chosen(number) {
                return value.clone();
            }
            let digits = number.to_string();
            let digits = digits.bytes().filter_map(|b| char::from_u32(DIGITS.start + u32::from(b - b'0')));
            Value::String(format!("{OPEN}{}{OPEN}{text}{CLOSE}", digits.collect::<String>()))
        }
        Value::Number(_) => {
            *next += 1;
            value.clone()
        }
        Value::Array(list) => list.iter().map(|value| marked(value, next, chosen)).collect(),
        Value::Object(map) => {
            map.iter().map(|(key, value)| (key.clone(), marked(value, next, chosen))).collect()
        }
        Value::Null | Value::Bool(_) => value.clone(),
    }
}

/// A text without its marks, and the bytes that stood between each pair.
fn without_marks(marked: &str) -> (String, Vec<(usize, Range<usize>)>) {
    let (mut plain, mut ranges) = (String::with_capacity(marked.len()), Vec::new());
    let (mut number, mut reading, mut open) = (0usize, false, None);
    for c in marked.chars() {
        match c {
            OPEN if reading => (reading, open) = (false, Some(plain.len())),
            OPEN => (reading, number) = (true, 0),
            CLOSE => ranges.extend(open.take().map(|start| (number, start..plain.len()))),
            c if DIGITS.contains(&(c as u32)) => {
                number = number.saturating_mul(10).saturating_add((c as u32 - DIGITS.start) as usize);
            }
            c => plain.push(c),
        }
    }
    (plain, ranges)
}
