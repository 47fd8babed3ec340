//! `vanthu check --explain`: the pages of checks, as text for people and as JSON for programs.

use super::check::{CheckFormat, word};
use super::{CliError, OK, at};
use crate::office::{CheckPage, check_offered, checks_near};
use serde_json::json;
use std::io::Write;
use std::path::Path;

/// Characters of a line that is read at ease.
const WIDTH: usize = 100;

/// Explains the checks of these ids, in their order.
pub(super) fn explain(ids: &[String], format: CheckFormat, out: &mut dyn Write) -> Result<u8, CliError> {
    let unknown = ids.iter().filter(|id| check_offered(id).is_none()).map(|id| unknown(id));
    let unknown: Vec<String> = unknown.collect();
    if !unknown.is_empty() {
        return Err(CliError::Said(unknown.join("\nvanthu: ")));
    }
    let pages: Vec<CheckPage> = ids.iter().filter_map(|id| check_offered(id)).collect();
    let told = match format {
        CheckFormat::Text => pages.iter().map(text).collect::<Vec<_>>().join("\n"),
        CheckFormat::Json => format!("{:#}\n", json!(pages)),
        CheckFormat::Sarif => {
            return Err(CliError::Said("--explain viết ra text hoặc json, không viết ra sarif".to_owned()));
        }
    };
    out.write_all(told.as_bytes()).map_err(at(Path::new("-")))?;
    Ok(OK)
}

/// Message for an id that no check has.
fn unknown(id: &str) -> String {
    let shown: String = id.chars().take(40).collect();
    match checks_near(id).join(", ") {
        near if near.is_empty() => {
            format!("không có quy tắc «{shown}»; xem tất cả bằng «vanthu check --list»")
        }
        near => format!("không có quy tắc «{shown}»; có phải: {near}?"),
    }
}

/// A page for people.
fn text(page: &CheckPage) -> String {
    let entry = &page.entry;
    let head = wrapped(&format!("{} ({}): {}", entry.id, word(entry.severity), entry.rule));
    let source = wrapped(&format!("Nguồn: {}.", entry.source));
    let about = wrapped(page.about);
    let [wrong, right] = [page.wrong.text, page.right.text].map(indented);
    let remedy = wrapped(&format!("Cách sửa: {}", page.remedy));
    format!("{head}\n{source}\n\n{about}\n\nSai:\n{wrong}\n\nĐúng:\n{right}\n\n{remedy}\n")
}

/// An example, set apart.
fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

/// A paragraph in lines that are read at ease.
fn wrapped(text: &str) -> String {
    let (mut out, mut taken) = (String::new(), 0);
    for word in text.split(' ') {
        let length = word.chars().count();
        let breaks = taken > 0 && taken + 1 + length > WIDTH;
        if taken > 0 {
            out.push(if breaks { '\n' } else { ' ' });
        }
        taken = if breaks || taken == 0 { length } else { taken + 1 + length };
        out.push_str(word);
    }
    out
}
