//! JSON Schema 2020-12, as far as our schemas use it. A keyword that is not known here is a fault of the test: nothing
//! passes unread.

use serde_json::{Map, Value};

/// Keywords that say something to people only.
const SAID: [&str; 9] = [
    "$schema",
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
];

/// All that is wrong with a value by a schema; references are looked up in `root`.
pub(crate) fn faults(root: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    Validation { root, faults: &mut faults }.check(schema, value, "");
    faults
}

struct Validation<'v> {
    root: &'v Value,
    faults: &'v mut Vec<String>,
}

impl Validation<'_> {
    fn check(&mut self, schema: &Value, value: &Value, at: &str) {
        let Value::Object(keywords) = schema else {
            match schema {
                Value::Bool(true) => {}
                Value::Bool(false) => self.fault(at, "nothing may stand here"),
                _ => panic!("no schema: {schema}"),
            }
            return;
        };
        for (keyword, rule) in keywords {
            match keyword.as_str() {
                "$ref" => self.check(&target(self.root, rule), value, at),
                "type" => self.kind(rule, value, at),
                "enum" if !rule.as_array().unwrap().contains(value) => {
                    self.fault(at, &format!("{value} of {rule}"))
                }
                "const" if rule != value => self.fault(at, &format!("{value} is not {rule}")),
                "allOf" => rule.as_array().unwrap().iter().for_each(|s| self.check(s, value, at)),
                "anyOf" | "oneOf" => self.ways(keyword, rule, value, at),
                "not" if self.fits(rule, value) => self.fault(at, &format!("{value} fits {rule}")),
                "if" => {
                    let branch = if self.fits(rule, value) { "then" } else { "else" };
                    keywords.get(branch).into_iter().for_each(|s| self.check(s, value, at));
                }
                "enum" | "const" | "not" | "then" | "else" => {}
                "format" => self.format(rule, value, at),
                said if SAID.contains(&said) || said.starts_with("x-") => {}
                _ => self.of_kind(keyword, rule, value, keywords, at),
            }
        }
    }

    /// Keywords that bind values of one kind only.
    fn of_kind(
        &mut self,
        keyword: &str,
        rule: &Value,
        value: &Value,
        keywords: &Map<String, Value>,
        at: &str,
    ) {
        let number = rule.as_f64();
        let within = match (keyword, value) {
            ("minLength", Value::String(s)) => s.chars().count() as f64 >= number.unwrap(),
            ("maxLength", Value::String(s)) => s.chars().count() as f64 <= number.unwrap(),
            ("minItems", Value::Array(a)) => a.len() as f64 >= number.unwrap(),
            ("maxItems", Value::Array(a)) => a.len() as f64 <= number.unwrap(),
            ("minimum", Value::Number(n)) => n.as_f64().unwrap() >= number.unwrap(),
            ("maximum", Value::Number(n)) => n.as_f64().unwrap() <= number.unwrap(),
            ("pattern", Value::String(s)) => matches(rule.as_str().unwrap(), s),
            ("required", Value::Object(o)) => {
                rule.as_array().unwrap().iter().all(|k| o.contains_key(k.as_str().unwrap()))
            }
            ("dependentRequired", Value::Object(o)) => {
                rule.as_object().unwrap().iter().all(|(key, others)| {
                    !o.contains_key(key)
                        || others.as_array().unwrap().iter().all(|k| o.contains_key(k.as_str().unwrap()))
                })
            }
            ("items", Value::Array(a)) => {
                a.iter().enumerate().for_each(|(i, v)| self.check(rule, v, &format!("{at}[{i}]")));
                true
            }
            ("properties", Value::Object(o)) => {
                let known = rule.as_object().unwrap().iter().filter_map(|(k, s)| Some((k, s, o.get(k)?)));
                known.for_each(|(k, s, v)| self.check(s, v, &format!("{at}.{k}")));
                true
            }
            ("additionalProperties", Value::Object(o)) => {
                let known = keywords.get("properties").and_then(Value::as_object);
                for (k, v) in o.iter().filter(|(k, _)| known.is_none_or(|known| !known.contains_key(*k))) {
                    self.check(rule, v, &format!("{at}.{k}"));
                }
                true
            }
            ("minLength" | "maxLength" | "minItems" | "maxItems" | "minimum" | "maximum" | "pattern", _)
            | ("required" | "dependentRequired" | "items" | "properties" | "additionalProperties", _)
            | ("propertyNames", _) => true,
            (unknown, _) => panic!("the keyword {unknown} is not known to this test"),
        };
        if !within {
            self.fault(at, &format!("{value} breaks {keyword} {rule}"));
        }
    }

    fn kind(&mut self, rule: &Value, value: &Value, at: &str) {
        let is = |name: &str| match (name, value) {
            ("integer", Value::Number(n)) => n.is_i64() || n.is_u64(),
            ("number", Value::Number(_))
            | ("string", Value::String(_))
            | ("boolean", Value::Bool(_))
            | ("array", Value::Array(_))
            | ("object", Value::Object(_))
            | ("null", Value::Null) => true,
            _ => false,
        };
        let fits = match rule {
            Value::String(name) => is(name),
            Value::Array(names) => names.iter().any(|name| is(name.as_str().unwrap())),
            _ => panic!("no type: {rule}"),
        };
        if !fits {
            self.fault(at, &format!("{value} is no {rule}"));
        }
    }

    fn ways(&mut self, keyword: &str, rule: &Value, value: &Value, at: &str) {
        let fitting = rule.as_array().unwrap().iter().filter(|s| self.fits(s, value)).count();
        if fitting == 0 || keyword == "oneOf" && fitting > 1 {
            self.fault(at, &format!("{value} fits {fitting} of {keyword} {rule}"));
        }
    }

    fn fits(&self, schema: &Value, value: &Value) -> bool {
        faults(self.root, schema, value).is_empty()
    }

    fn format(&mut self, rule: &Value, value: &Value, at: &str) {
        let Value::String(text) = value else { return };
        let fits = match rule.as_str().unwrap() {
            "date" => text.parse::<chrono::NaiveDate>().is_ok(),
            "date-time" => text.parse::<chrono::DateTime<chrono::Utc>>().is_ok(),
            "uuid" => uuid::Uuid::parse_str(text).is_ok(),
            "uri-reference" | "binary" | "int32" | "int64" => true,
            other => panic!("the format {other} is not known to this test"),
        };
        if !fits {
            self.fault(at, &format!("{value} is no {rule}"));
        }
    }

    fn fault(&mut self, at: &str, what: &str) {
        self.faults.push(format!("{at}: {what}"));
    }
}

/// What a reference within the document leads to.
pub(crate) fn target(root: &Value, reference: &Value) -> Value {
    let reference = reference.as_str().unwrap();
    let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads elsewhere"));
    root.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere")).clone()
}

/// The patterns that our schemas use.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern {
        r"^[^\u0000-\u001F\u007F-\u009F]*$" => !text.chars().any(char::is_control),
        "^[0-9]{1,10}[a-zđ]?$" => {
            let digits = text.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == 'đ');
            (1..=10).contains(&digits.len())
                && digits.bytes().all(|b| b.is_ascii_digit())
                && text.chars().count() - digits.len() <= 1
        }
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => {
            text.len() == 10 && text.bytes().filter(|b| *b == b'-').count() == 2
        }
        "^[0-9]{4}-(0[1-9]|1[0-2])$" => {
            text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2).is_some_and(
                |(year, month)| year.parse::<u16>().is_ok() && (1..=12).contains(&month.parse().unwrap_or(0)),
            )
        }
        "^[0-9]{4}$" => text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()),
        "^[ \u{a0}._…]*$" => text.chars().all(|c| " \u{a0}._…".contains(c)),
        image if image.starts_with("^(sha256:[0-9a-f]{64}|") => {
            !text.contains(['\\', '\n']) && !text.starts_with('/')
        }
        "^[!-~]+$" => text.bytes().all(|b| b.is_ascii_graphic()) && !text.is_empty(),
        other => panic!("the pattern {other} is not known to this test"),
    }
}

#[test]
fn a_schema_refuses_what_it_says() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a"], "additionalProperties": false, "dependentRequired": { "b": ["c"] },
        "properties": { "a": { "type": ["string", "array"], "maxItems": 1, "minLength": 2 }, "b": { "oneOf": [{ "const": 1 }, { "type": "integer" }] }, "c": true },
        "if": { "required": ["c"] }, "then": { "properties": { "c": { "enum": [1, 2] } } }, "not": { "required": ["a", "d"] },
    });
    let bad = [
        serde_json::json!([]),
        serde_json::json!({}),
        serde_json::json!({ "a": "x" }),
        serde_json::json!({ "a": ["x", "y"] }),
        serde_json::json!({ "a": "xy", "b": 1, "c": 1 }),
        serde_json::json!({ "a": "xy", "b": 2 }),
        serde_json::json!({ "a": "xy", "c": 3 }),
        serde_json::json!({ "a": "xy", "e": 3 }),
    ];
    for value in bad {
        assert!(!faults(&schema, &schema, &value).is_empty(), "{value}");
    }
    let good = serde_json::json!({ "a": "xy", "b": 2, "c": 1 });
    assert_eq!(faults(&schema, &schema, &good), Vec::<String>::new());
}
