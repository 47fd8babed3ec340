//! The names a template uses, held against the fields that are declared.
//!
//! Also reads `[[fields]]`. Refuses a declaration that could not be filled, a name nobody declared, and a use that
//! does not fit its kind: three braces for plain text, two for outline text, a list printed as a word.

use super::entries::{Entry, Section, Source};
use super::fields::check_fields;
use super::model::{Field, Kind};
use crate::report::{FieldPath, Report};
use crate::template::{ArgumentKind, PathStep, Usage, ValueUse, written};
use serde_json::Value;
use std::collections::BTreeSet;

const KINDS: [(&str, Kind); 10] = [
    ("line", Kind::Line),
    ("lines", Kind::Lines),
    ("outline", Kind::Outline),
    ("date", Kind::Date),
    ("integer", Kind::Integer),
    ("number", Kind::Number),
    ("boolean", Kind::Boolean),
    ("choice", Kind::Choice),
    ("list", Kind::List),
    ("group", Kind::Group),
];

/// Fields inside one another. A form deeper than this is no form.
const NESTING: usize = 4;

/// The fields under `[[fields]]`.
pub(super) fn read_fields(section: &mut Section<'_, '_>, source: &Source<'_>) -> Vec<Field> {
    nested_fields(section, source, 1)
}

fn nested_fields(section: &mut Section<'_, '_>, source: &Source<'_>, depth: usize) -> Vec<Field> {
    let mut seen = BTreeSet::new();
    let mut fields = vec![];
    for entry in section.sections("fields") {
        let line = entry.line();
        let Some(field) = read_field(entry, source, depth) else { continue };
        if !seen.insert(field.name.clone()) {
            source.problem(Some(line), "duplicate", format!("Trường “{}” khai hai lần.", field.name));
        }
        fields.push(field);
    }
    fields
}

fn read_field(mut entry: Section<'_, '_>, source: &Source<'_>, depth: usize) -> Option<Field> {
    let line = entry.line();
    let name: String = entry.require("name");
    let label: String = entry.require("label");
    let kind = entry.require_choice("kind", &KINDS);
    let required = entry.take("required").unwrap_or_default();
    let help = entry.take("help").unwrap_or_default();
    let default_line = entry.line_of("default");
    let default = entry.raw("default").and_then(|(v, _)| Value::read(&v));
    let choices: Vec<String> = entry.take("choices").unwrap_or_default();
    let fields = nested_fields(&mut entry, source, depth + 1);
    entry.finish("name, label, kind, required, help, default, choices, fields");
    let field = Field { name, label, kind: kind?, required, help, default, choices, fields };
    let wrong = |message: String| source.problem(Some(line), "bad-field", message);
    let name = &field.name;
    if !is_key(name) && !name.is_empty() {
        wrong(format!("Tên trường “{name}” chỉ được gồm chữ thường không dấu, chữ số và “_”."));
    }
    if field.choices.is_empty() == (field.kind == Kind::Choice) {
        wrong(format!("Trường “{name}”: kind = \"choice\" phải đi với choices = […]."));
    }
    if field.fields.is_empty() == matches!(field.kind, Kind::List | Kind::Group) {
        wrong(format!("Trường “{name}”: kind = \"list\" hoặc \"group\" phải đi với [[…fields]]."));
    }
    if depth > NESTING {
        wrong(format!("Trường “{name}” nằm sâu quá {NESTING} lớp."));
    }
    default_fits(&field, default_line, source);
    Some(field)
}

/// A default must be a value the field takes.
fn default_fits(field: &Field, line: usize, source: &Source<'_>) {
    if field.default.is_none() {
        return;
    }
    let mut report = Report::new();
    check_fields(std::slice::from_ref(field), &Value::Null, &FieldPath::root(), &mut report);
    for problem in report.problems {
        source.problem(Some(line), problem.code, format!("Giá trị mặc định: {}", problem.message));
    }
}

/// A name a template can write: `to_name`.
fn is_key(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && name != "this"
}

/// Says which names of a template are not declared, or are used as what they are not.
pub(super) fn check_names(names: &[ValueUse], fields: &[&[Field]], source: &Source<'_>) {
    for name in names {
        let wrong = match find(fields, &name.path) {
            None => Some(("undeclared", undeclared(fields, &name.path))),
            Some(kind) => misuse(name, kind).map(|message| ("misused", message)),
        };
        if let Some((code, message)) = wrong {
            source.problem(Some(name.line), code, message);
        }
    }
}

/// The kind of the value at a path.
fn find(fields: &[&[Field]], path: &[PathStep]) -> Option<Kind> {
    let Some((PathStep::Key(first), mut rest)) = path.split_first() else {
        return path.is_empty().then_some(Kind::Group);
    };
    let mut field = fields.iter().flat_map(|f| f.iter()).find(|f| f.name == *first)?;
    let mut kind = field.kind;
    while let Some((step, further)) = rest.split_first() {
        rest = further;
        kind = match (step, kind) {
            (PathStep::Entry, Kind::Lines) => Kind::Line,
            (PathStep::Entry, Kind::List) => Kind::Group,
            (PathStep::Key(key), Kind::Group) => {
                field = field.fields.iter().find(|f| f.name == *key)?;
                field.kind
            }
            _ => return None,
        };
    }
    Some(kind)
}

fn undeclared(fields: &[&[Field]], path: &[PathStep]) -> String {
    let known: Vec<&str> = match path {
        [_] => fields.iter().flat_map(|f| f.iter()).map(|f| f.name.as_str()).collect(),
        _ => vec![],
    };
    let hint =
        if known.is_empty() { String::new() } else { format!(" Các trường: {}.", known.join(", ")) };
    format!("Mẫu dùng “{}” nhưng trường này chưa được khai.{hint}", written(path))
}

/// Problem of a name used in a way that its kind does not allow, a sentence in Vietnamese; `None` where it may be used
/// so.
fn misuse(name: &ValueUse, kind: Kind) -> Option<String> {
    let name_written = written(&name.path);
    let say = |what: String| Some(format!("“{name_written}”: {what}"));
    match (name.usage, kind) {
        (Usage::Text, Kind::Line | Kind::Choice | Kind::Integer)
        | (Usage::Live, Kind::Outline)
        | (Usage::Each, Kind::Lines | Kind::List)
        | (Usage::With, Kind::Group)
        | (Usage::Condition, _)
        | (Usage::Argument(ArgumentKind::Text), Kind::Line | Kind::Choice | Kind::Integer)
        | (Usage::Argument(ArgumentKind::Date), Kind::Date)
        | (Usage::Argument(ArgumentKind::Number), Kind::Integer | Kind::Number)
        | (Usage::Argument(ArgumentKind::List), Kind::Lines | Kind::List)
        | (
            Usage::Argument(ArgumentKind::Key),
            Kind::Line | Kind::Choice | Kind::Integer | Kind::Number | Kind::Date | Kind::Boolean,
        )
        | (Usage::Argument(ArgumentKind::Any), _) => None,
        (Usage::Text, Kind::Outline) => {
            say(format!("trường outline viết với ba dấu ngoặc: {{{{{{{name_written}}}}}}}."))
        }
        (Usage::Live, _) => {
            say(format!("ba dấu ngoặc chỉ dùng cho trường outline; hãy viết {{{{{name_written}}}}}."))
        }
        (Usage::Text, Kind::Date) => {
            say(format!("in một ngày bằng {{{{date {name_written}}}}} hoặc short-date."))
        }
        (Usage::Text, Kind::Number) => say(format!("in một số bằng {{{{number {name_written}}}}}.")),
        (Usage::Text, Kind::Boolean) => say(format!("chỉ dùng trong điều kiện: {{{{#if {name_written}}}}}.")),
        (Usage::Text, _) => {
            say("danh sách hay nhóm không in thẳng được; dùng each, with, join hoặc table.".to_owned())
        }
        (Usage::Each, _) => say("each cần một danh sách.".to_owned()),
        (Usage::With, _) => say("with cần một nhóm.".to_owned()),
        (Usage::Argument(takes), _) => say(format!("hàm này cần {}.", needed(takes))),
    }
}

fn needed(takes: ArgumentKind) -> &'static str {
    match takes {
        ArgumentKind::Text => "một dòng chữ",
        ArgumentKind::Date => "một ngày",
        ArgumentKind::Number => "một số",
        ArgumentKind::List => "một danh sách",
        ArgumentKind::Key => "một trường chữ, số, ngày hoặc có/không",
        ArgumentKind::Any => "một giá trị",
    }
}
