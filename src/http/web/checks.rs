//! The pages on the checks: why a finding is one, a wrong and a right example, what to do.

use super::page::Page;
use super::refusal::Refusal;
use super::session::Visitor;
use super::words;
use crate::http::App;
use crate::office::{CheckEntry, CheckPage, check_offered, checks_offered, field_label};
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use serde_json::Value;

/// The list of the checks, and a page on each.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/checks", get(list)).route("/checks/{id}", get(show))
}

/// A check in the list.
#[derive(Serialize)]
struct Row {
    id: &'static str,
    rule: &'static str,
    source: &'static str,
    severity: &'static str,
    word: &'static str,
}

impl From<&CheckEntry> for Row {
    fn from(entry: &CheckEntry) -> Self {
        let (severity, word) = words::severity(entry.severity);
        Self { id: entry.id, rule: entry.rule, source: entry.source, severity, word }
    }
}

/// A check's page as it is shown.
#[derive(Serialize)]
struct View {
    #[serde(flatten)]
    row: Row,
    about: Vec<Stretch>,
    wrong: Vec<Part>,
    right: Vec<Part>,
    remedy: Vec<Stretch>,
}

/// A stretch of a sentence: words, or what is typed literally.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Stretch {
    literal: bool,
    text: &'static str,
}

/// A field of an example, or all of one that has no fields.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Part {
    label: String,
    text: String,
}

async fn list(visitor: Visitor) -> Response {
    let entries = checks_offered();
    let rows: Vec<Row> = entries.iter().map(Row::from).collect();
    Page::new("checks", "Quy tắc thể thức", serde_json::json!({ "checks": rows })).shown_to(Some(&visitor))
}

async fn show(visitor: Visitor, Path(id): Path<String>) -> Response {
    match check_offered(&id) {
        Some(page) => Page::new("check", page.entry.id, view(&page)).shown_to(Some(&visitor)),
        None => Refusal::not_found().page(Some(&visitor)),
    }
}

fn view(page: &CheckPage) -> View {
    View {
        row: Row::from(&page.entry),
        about: stretches(page.about),
        wrong: parts(page.wrong.text),
        right: parts(page.right.text),
        remedy: stretches(page.remedy),
    }
}

/// A text in which back-ticks stand around what is typed literally.
fn stretches(text: &'static str) -> Vec<Stretch> {
    let stretches = text.split('`').enumerate();
    stretches.map(|(index, text)| Stretch { literal: index % 2 == 1, text }).collect()
}

/// The fields of an example that changes a draft, in its order; an example of another kind as it stands.
fn parts(example: &str) -> Vec<Part> {
    let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(example) else {
        return vec![Part { label: String::new(), text: example.to_owned() }];
    };
    let mut parts: Vec<(&String, &Value)> = fields.iter().collect();
    parts.sort_by_key(|(name, _)| place(name, example));
    // How the paper is copied is nothing a form asks.
    let shown = parts.into_iter().filter(|(name, _)| name.as_str() != "mode");
    shown
        .map(|(name, value)| {
            let mut lines = Vec::new();
            gather(value, example, &mut lines);
            Part { label: label(name).to_owned(), text: lines.join("\n") }
        })
        .collect()
}

/// What people call a field.
fn label(name: &str) -> &str {
    field_label(name).unwrap_or(name)
}

/// The texts of a value, a line each, in the order of the example.
fn gather(value: &Value, example: &str, lines: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::String(text) => lines.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|value| gather(value, example, lines)),
        Value::Object(fields) => {
            let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| place(name, example));
            fields.into_iter().for_each(|(_, value)| gather(value, example, lines));
        }
        other => lines.push(other.to_string()),
    }
}

/// Where a field stands in an example: a parsed object keeps no order.
fn place(name: &str, example: &str) -> Option<usize> {
    example.find(&format!("\"{name}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_shown_by_the_names_of_its_fields_in_its_order() {
        let example = r#"{ "mode": "faithful", "signers": [{ "competence": ["TM. BAN"], "position": "CHỦ TỊCH",
            "full_name": "Trần Văn A" }], "body": "1. A.\n\n2. B.", "code_number": null }"#;
        let part = |label: &str, text: &str| Part { label: label.to_owned(), text: text.to_owned() };
        let signers = part("Người ký", "TM. BAN\nCHỦ TỊCH\nTrần Văn A");
        assert_eq!(parts(example), [signers, part("Nội dung văn bản", "1. A.\n\n2. B."), part("Số", "")]);
        assert_eq!(parts("Lề trái: 25 mm"), [part("", "Lề trái: 25 mm")]);
    }

    #[test]
    fn every_field_of_an_example_has_a_name_for_people() {
        for entry in checks_offered() {
            let page = check_offered(entry.id).unwrap();
            for example in [page.wrong, page.right] {
                let Ok(Value::Object(fields)) = serde_json::from_str(example.text) else { continue };
                for name in fields.keys() {
                    assert!(field_label(name).is_some(), "{}: {name}", entry.id);
                }
            }
        }
    }
}
