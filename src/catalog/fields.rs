//! Declared fields: what every draft has, and data held against declarations.
//!
//! Takes fields and a JSON object; returns the object with every declared key present, and every problem with its
//! place. What is not declared is refused, so that a misspelt key cannot silently print nothing.

use super::model::{DocumentType, Field, Kind, Organ};
use crate::draft::{self, FieldKind, FieldSpec};
use crate::limits;
use crate::report::{FieldPath, Report};
use crate::template::TemplateError;
use chrono::NaiveDate;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// The full name of the organ that `organ` names, which `document.hbs` may use beside the fields of a draft.
const ORGAN_NAME: &str = "organ_name";

/// The common fields a `document.hbs` may use, as declarations.
pub fn common_fields() -> &'static [Field] {
    static FIELDS: LazyLock<Vec<Field>> = LazyLock::new(|| {
        let organ_name = declared(ORGAN_NAME, Kind::Line, vec![]);
        std::iter::once(organ_name).chain(template_fields(draft::fields::DRAFT)).collect()
    });
    &FIELDS
}

/// Tests whether a name is taken in every type: by a field of every draft, or by what a template has beside them. A field
/// for papers that are reproduced is not: a type may ask for it in its own words.
pub(super) fn is_common(name: &str) -> bool {
    name == ORGAN_NAME || draft::fields::DRAFT.iter().any(|field| field.name == name && !field.faithful)
}

/// The fields among these that a template may use.
fn template_fields(fields: &[&FieldSpec]) -> Vec<Field> {
    let usable = fields.iter().filter(|field| field.in_template);
    usable.map(|f| declared(f.name, declared_kind(f.kind), template_fields(f.kind.entry()))).collect()
}

fn declared(name: &str, kind: Kind, fields: Vec<Field>) -> Field {
    Field {
        name: name.to_owned(),
        label: name.to_owned(),
        kind,
        required: false,
        help: String::new(),
        default: None,
        choices: vec![],
        fields,
    }
}

/// Kind of a declared field that holds the same values: what a template meets, and a control shows.
pub(crate) fn declared_kind(kind: FieldKind) -> Kind {
    match kind {
        FieldKind::Lines(_) => Kind::Lines,
        FieldKind::Outline => Kind::Outline,
        FieldKind::Date | FieldKind::PaperDate => Kind::Date,
        FieldKind::Count => Kind::Integer,
        FieldKind::Millimetres => Kind::Number,
        FieldKind::List(..) | FieldKind::NamedList(..) => Kind::List,
        FieldKind::Group(_) | FieldKind::Data => Kind::Group,
        FieldKind::Version
        | FieldKind::Line
        | FieldKind::Id(_)
        | FieldKind::CodeNumber
        | FieldKind::Choice(_)
        | FieldKind::Mark(_)
        | FieldKind::Image
        | FieldKind::LineEnd
        | FieldKind::Content => Kind::Line,
    }
}

impl DocumentType {
    /// The bases and the body of a document of this type, as outline text.
    ///
    /// `values` are the draft's, with this type's own fields as [`check_fields`] returned them; `body` is the body
    /// or what its content expanded to.
    ///
    /// # Errors
    /// A value a helper cannot take; not for a draft whose own fields were checked.
    pub fn text(
        &self,
        values: &Map<String, Value>,
        body: &str,
        organ: &Organ,
    ) -> Result<String, TemplateError> {
        let given = |f: &Field| values.get(&f.name).filter(|v| !v.is_null()).cloned();
        let declared = common_fields().iter().chain(&self.fields);
        let mut all: Map<String, Value> =
            declared.map(|f| (f.name.clone(), given(f).unwrap_or_else(|| nothing(f)))).collect();
        all.insert(draft::fields::BODY.name.to_owned(), body.into());
        all.insert(ORGAN_NAME.to_owned(), organ.full_name.as_str().into());
        self.template.expand(&Value::Object(all))
    }
}

/// Holds `data` against `fields`, and returns it with every declared key: the default, or what stands for nothing
/// (an empty text or list, false, null), where none was given.
///
/// Codes: `missing`, `wrong-kind`, `unknown-key`, `not-offered`, `too-long`, `too-many`.
pub fn check_fields(fields: &[Field], data: &Value, at: &FieldPath, report: &mut Report) -> Value {
    let none = Map::new();
    let given = match data {
        Value::Object(map) => map,
        Value::Null => &none,
        other => {
            let message = format!("Chỗ này phải là một nhóm trường, không phải {}.", kind_of(other));
            report.error(at.clone(), "wrong-kind", message);
            return Value::Null;
        }
    };
    for key in given.keys().filter(|k| fields.iter().all(|f| f.name != **k)) {
        let known: Vec<&str> = fields.iter().map(|f| f.name.as_str()).collect();
        let message = match known.is_empty() {
            true => format!("Không có trường “{key}”; ở đây không khai trường nào."),
            false => format!("Không có trường “{key}”. Các trường: {}.", known.join(", ")),
        };
        report.error(at.child(key), "unknown-key", message);
    }
    let filled = fields.iter().map(|f| (f.name.clone(), field(f, given.get(&f.name), at, report)));
    Value::Object(filled.collect())
}

/// One field.
fn field(field: &Field, value: Option<&Value>, at: &FieldPath, report: &mut Report) -> Value {
    let at = at.child(&field.name);
    match value.filter(|v| !v.is_null()) {
        None => match (&field.default, field.required) {
            (Some(default), _) => check(field, default, &at, report),
            (None, true) => {
                report.error(at, "missing", format!("Chưa nhập “{}”.", field.label));
                nothing(field)
            }
            (None, false) => nothing(field),
        },
        Some(value) if field.required && is_blank(value) => {
            report.error(at, "missing", format!("“{}” còn để trống.", field.label));
            nothing(field)
        }
        Some(value) => check(field, value, &at, report),
    }
}

/// A value that was given.
fn check(field: &Field, value: &Value, at: &FieldPath, report: &mut Report) -> Value {
    let fits = match (field.kind, value) {
        (Kind::Line, Value::String(text)) => line(&field.label, text, at, report),
        (Kind::Lines, Value::Array(list)) => lines(field, list, at, report),
        (Kind::Outline, Value::String(text)) => {
            length(&field.label, text.len(), limits::BODY_BYTES, "byte", at, report);
            true
        }
        (Kind::Date, Value::String(text)) => is_date(text),
        (Kind::Integer, Value::Number(number)) => number.is_i64(),
        (Kind::Number, Value::Number(_)) | (Kind::Boolean, Value::Bool(_)) => true,
        (Kind::Choice, Value::String(chosen)) => offered(field, chosen, at, report),
        (Kind::List, Value::Array(list)) => return entries(field, list, at, report),
        (Kind::Group, Value::Object(_)) => return check_fields(&field.fields, value, at, report),
        _ => false,
    };
    if fits {
        return value.clone();
    }
    let message =
        format!("“{}” phải là {}, không phải {}.", field.label, expected(field.kind), kind_of(value));
    report.error(at.clone(), "wrong-kind", message);
    nothing(field)
}

/// The entries of a list.
fn entries(field: &Field, list: &[Value], at: &FieldPath, report: &mut Report) -> Value {
    many(&field.label, list.len(), at, report);
    let entry = |(i, value): (usize, &Value)| check_fields(&field.fields, value, &at.index(i), report);
    list.iter().take(limits::LIST_ITEMS).enumerate().map(entry).collect()
}

fn line(label: &str, text: &str, at: &FieldPath, report: &mut Report) -> bool {
    if text.chars().any(char::is_control) {
        report.error(
            at.clone(),
            "wrong-kind",
            format!("“{label}” phải nằm trên một dòng, không xuống dòng."),
        );
    }
    // Bytes first: counting the characters of a short text is not worth it.
    if text.len() > limits::FIELD_CHARS {
        length(label, text.chars().count(), limits::FIELD_CHARS, "ký tự", at, report);
    }
    true
}

fn lines(field: &Field, list: &[Value], at: &FieldPath, report: &mut Report) -> bool {
    many(&field.label, list.len(), at, report);
    for (i, entry) in list.iter().take(limits::LIST_ITEMS).enumerate() {
        match entry {
            Value::String(text) => {
                line(&field.label, text, &at.index(i), report);
            }
            other => {
                let message = format!("Chỗ này phải là một dòng chữ, không phải {}.", kind_of(other));
                report.error(at.index(i), "wrong-kind", message);
            }
        }
    }
    true
}

fn offered(field: &Field, chosen: &str, at: &FieldPath, report: &mut Report) -> bool {
    if !field.choices.iter().any(|c| c == chosen) {
        let message = format!(
            "“{}” không có lựa chọn “{chosen}”. Chọn một trong: {}.",
            field.label,
            field.choices.join(", ")
        );
        report.error(at.clone(), "not-offered", message);
    }
    true
}

fn length(label: &str, found: usize, limit: usize, unit: &str, at: &FieldPath, report: &mut Report) {
    if found > limit {
        let message = format!("“{label}” dài {found} {unit}; không được quá {limit} {unit}.");
        report.error(at.clone(), "too-long", message);
    }
}

fn many(label: &str, found: usize, at: &FieldPath, report: &mut Report) {
    if found > limits::LIST_ITEMS {
        let message = format!("“{label}” có {found} mục; không được quá {} mục.", limits::LIST_ITEMS);
        report.error(at.clone(), "too-many", message);
    }
}

/// `2024-02-23`, a day that exists, with all its zeros.
fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<NaiveDate>().is_ok()
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

/// Value of a field that is not given and has no default, so that a template meets every declared name.
fn nothing(field: &Field) -> Value {
    match field.kind {
        Kind::Line | Kind::Outline => Value::String(String::new()),
        Kind::Lines | Kind::List => Value::Array(vec![]),
        Kind::Boolean => Value::Bool(false),
        Kind::Date | Kind::Integer | Kind::Number | Kind::Choice | Kind::Group => Value::Null,
    }
}

/// Data that fits `fields`: every field, or only the required ones; a template must expand with either.
pub(super) fn specimen(fields: &[Field], all: bool) -> Value {
    let value = |f: &Field| match f.kind {
        _ if !(all || f.required) => f.default.clone().unwrap_or_else(|| nothing(f)),
        Kind::Line | Kind::Outline => "Chữ".into(),
        Kind::Lines => Value::from(vec!["Chữ", "Chữ"]),
        Kind::Date => "2024-02-23".into(),
        Kind::Integer | Kind::Number => 1.into(),
        Kind::Boolean => true.into(),
        Kind::Choice => f.choices.first().cloned().unwrap_or_default().into(),
        Kind::List => Value::Array(vec![specimen(&f.fields, all)]),
        Kind::Group => specimen(&f.fields, all),
    };
    Value::Object(fields.iter().map(|f| (f.name.clone(), value(f))).collect())
}

/// A kind, for a person.
fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Line => "một dòng chữ",
        Kind::Lines => "một danh sách dòng chữ",
        Kind::Outline => "một đoạn văn",
        Kind::Date => "một ngày có thật dạng 2024-02-23",
        Kind::Integer => "một số nguyên",
        Kind::Number => "một số",
        Kind::Boolean => "true hoặc false",
        Kind::Choice => "một lựa chọn",
        Kind::List => "một danh sách",
        Kind::Group => "một nhóm trường",
    }
}

/// Description of a value in Vietnamese, for the message of a problem.
fn kind_of(value: &Value) -> String {
    match value {
        Value::Null => "để trống".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => format!("số {n}"),
        Value::String(s) if s.chars().count() > 40 => "một đoạn chữ".to_owned(),
        Value::String(s) => format!("“{s}”"),
        Value::Array(_) => "một danh sách".to_owned(),
        Value::Object(_) => "một nhóm trường".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn a_field(name: &str, kind: Kind, required: bool) -> Field {
        let fields = match kind {
            Kind::List | Kind::Group => {
                vec![a_field("name", Kind::Line, true), a_field("n", Kind::Integer, false)]
            }
            _ => vec![],
        };
        Field {
            name: name.to_owned(),
            label: format!("Trường {name}"),
            kind,
            required,
            help: String::new(),
            default: None,
            choices: vec!["a".to_owned(), "b".to_owned()],
            fields,
        }
    }

    fn checked(fields: &[Field], data: &Value) -> (Value, Vec<String>) {
        let mut report = Report::new();
        let value = check_fields(fields, data, &FieldPath::field("data"), &mut report);
        (value, report.problems.iter().map(|p| format!("{} {}", p.at, p.code)).collect())
    }

    #[test]
    fn every_problem_is_found_at_once_with_its_place() {
        let fields = [
            a_field("title", Kind::Line, true),
            a_field("day", Kind::Date, true),
            a_field("pick", Kind::Choice, false),
            a_field("rows", Kind::List, false),
            a_field("count", Kind::Integer, false),
        ];
        let data = json!({
            "day": "2024-02-30", "pick": "c", "rows": [{"name": "x"}, {"n": "1", "nmae": "y"}], "count": 1.5, "extra": 1
        });
        let (_, problems) = checked(&fields, &data);
        assert_eq!(
            problems,
            [
                "data.extra unknown-key",
                "data.title missing",
                "data.day wrong-kind",
                "data.pick not-offered",
                "data.rows[1].nmae unknown-key",
                "data.rows[1].name missing",
                "data.rows[1].n wrong-kind",
                "data.count wrong-kind",
            ]
        );
    }

    #[test]
    fn every_declared_key_comes_back() {
        let mut with_default = a_field("pick", Kind::Choice, false);
        with_default.default = Some(json!("b"));
        let fields = [a_field("line", Kind::Line, false), a_field("rows", Kind::List, false), with_default];
        let (value, problems) = checked(&fields, &json!({}));
        assert_eq!((value, problems.len()), (json!({"line": "", "rows": [], "pick": "b"}), 0));
    }

    #[test]
    fn a_blank_is_not_given_and_a_line_break_is_no_line() {
        let fields = [a_field("a", Kind::Line, true), a_field("b", Kind::Line, false)];
        let (_, problems) = checked(&fields, &json!({"a": "  ", "b": "x\ny"}));
        assert_eq!(problems, ["data.a missing", "data.b wrong-kind"]);
    }

    #[test]
    fn too_long_and_too_many_are_refused() {
        let fields = [a_field("a", Kind::Line, false), a_field("b", Kind::Lines, false)];
        let data = json!({"a": "ơ".repeat(limits::FIELD_CHARS + 1), "b": vec!["x"; limits::LIST_ITEMS + 1]});
        assert_eq!(checked(&fields, &data).1, ["data.a too-long", "data.b too-many"]);
        let data = json!({"a": "ơ".repeat(limits::FIELD_CHARS)});
        assert!(checked(&fields, &data).1.is_empty());
    }

    #[test]
    fn specimens_satisfy_the_fields_they_were_made_for() {
        let kinds = [
            Kind::Line,
            Kind::Lines,
            Kind::Outline,
            Kind::Date,
            Kind::Integer,
            Kind::Number,
            Kind::Boolean,
            Kind::Choice,
            Kind::List,
            Kind::Group,
        ];
        for required in [true, false] {
            let fields: Vec<Field> =
                kinds.iter().enumerate().map(|(i, k)| a_field(&format!("f{i}"), *k, required)).collect();
            for all in [true, false] {
                let (_, problems) = checked(&fields, &specimen(&fields, all));
                assert!(problems.is_empty(), "{problems:?}");
            }
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "\\PC{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("f[0-9]|name|n", inner, 0..4)
                    .prop_map(|m| Value::Object(m.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_was_filled_in_passes_again_unchanged(data in any_json()) {
            let kinds = [Kind::Line, Kind::Lines, Kind::Date, Kind::Number, Kind::List, Kind::Group];
            let fields: Vec<Field> =
                kinds.iter().enumerate().map(|(i, k)| a_field(&format!("f{i}"), *k, false)).collect();
            let (value, problems) = checked(&fields, &data);
            if problems.is_empty() {
                prop_assert_eq!(checked(&fields, &value), (value, problems));
            }
        }
    }
}
