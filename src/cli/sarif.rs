//! Findings as a SARIF 2.1.0 log (OASIS, Static Analysis Results Interchange Format).

use crate::office::{CheckEntry, CheckPage, Checkup, Office, check_offered};
use crate::report::{Problem, Severity};
use serde_json::{Value, json};
use std::path::{Component, Path};

/// The log of one run over these files; `help_uri` is the address of a service that has pages on the checks.
pub(super) fn log(checked: &[(String, Checkup)], help_uri: Option<&str>) -> Value {
    let rules: Vec<Value> =
        Office::checks().filter_map(|check| Some(rule(check_offered(check.id)?, help_uri))).collect();
    let results = checked.iter().flat_map(|(file, checkup)| {
        checkup
            .report
            .problems
            .iter()
            .map(move |problem| result(file, checkup, problem, rules_index(problem)))
    });
    let results: Vec<Value> = results.collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "language": "vi-VN",
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// A check with its page. A URI of help is absolute (SARIF, 3.49.12), so there is none without the address of a service.
fn rule(check: CheckPage, help_uri: Option<&str>) -> Value {
    let CheckEntry { id, severity, rule, source, .. } = check.entry;
    let mut told = json!({
        "id": id,
        "shortDescription": { "text": rule },
        "fullDescription": { "text": check.about },
        "help": { "text": source, "markdown": check.markdown },
        "defaultConfiguration": { "level": level(severity) },
    });
    if let Some(service) = help_uri {
        told["helpUri"] = json!(format!("{}/checks/{id}", service.trim_end_matches('/')));
    }
    told
}

/// The place of a finding's check among the rules; none for a problem of the draft itself.
fn rules_index(problem: &Problem) -> Option<usize> {
    Office::checks().position(|check| check.id == problem.code)
}

fn result(file: &str, checkup: &Checkup, problem: &Problem, rule: Option<usize>) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(file) } });
    let excerpt = checkup.excerpt(problem);
    // Lines are those of the file only where the finding is not in a field.
    if let (Some(excerpt), true) = (&excerpt, problem.at.as_str().is_empty()) {
        physical["region"] = json!({ "startLine": excerpt.line, "snippet": { "text": excerpt.text } });
    }
    let mut location = json!({ "physicalLocation": physical });
    if !problem.at.as_str().is_empty() {
        let line = problem.line.map_or(String::new(), |line| format!(":{line}"));
        location["logicalLocations"] =
            json!([{ "fullyQualifiedName": format!("{}{line}", problem.at), "kind": "member" }]);
    }
    let mut result = json!({
        "ruleId": problem.code,
        "level": level(problem.severity),
        "message": { "text": problem.message },
        "locations": [location],
    });
    if let Some(index) = rule {
        result["ruleIndex"] = json!(index);
    }
    if let Some(excerpt) = excerpt.filter(|excerpt| !excerpt.marked.is_empty()) {
        result["properties"] = json!({ "text": excerpt.text.get(excerpt.marked) });
    }
    result
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "note",
    }
}

/// A relative or absolute path as a URI reference (RFC 3986): separators are strokes, all else is escaped.
fn uri(file: &str) -> String {
    let mut out = String::with_capacity(file.len());
    for part in Path::new(file).components() {
        match part {
            Component::RootDir => out.push_str("file://"),
            part => {
                if !out.is_empty() || part == Component::RootDir {
                    out.push('/');
                }
                for byte in part.as_os_str().to_string_lossy().bytes() {
                    match byte {
                        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                            out.push(byte.into())
                        }
                        byte => out.push_str(&format!("%{byte:02X}")),
                    }
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("a b/kế.json"), "a%20b/k%E1%BA%BF.json");
        assert_eq!(uri("/x/y.json"), "file:///x/y.json");
    }
}
