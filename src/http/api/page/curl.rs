//! Examples of an operation as commands to be typed.

use serde::Serialize;
use serde_json::Value;
use std::fmt::Write as _;

/// A command.
#[derive(Serialize)]
pub(super) struct CurlExample {
    title: String,
    command: String,
}

/// Server address of the examples.
const SERVER: &str = "http://127.0.0.1:8080";

/// A command for each body there is an example of; one without a body where none is sent.
pub(super) fn examples(
    path: &str,
    method: &str,
    operation: &Value,
    parameters: &[&Value],
) -> Vec<CurlExample> {
    let address = address(path, parameters);
    let head = |title: &str| {
        let mut command = "curl".to_owned();
        if method != "get" {
            let _ = write!(command, " -X {}", method.to_uppercase());
        }
        let _ = write!(command, " '{SERVER}{address}'");
        if operation["security"].as_array().is_none_or(|s| !s.is_empty()) {
            command.push_str(" \\\n  -H 'Authorization: Bearer ID.BÍ_MẬT'");
        }
        for parameter in parameters.iter().filter(|p| p["in"] == "header") {
            if let (Some(name), Some(value)) = (parameter["name"].as_str(), parameter["example"].as_str()) {
                let _ = write!(command, " \\\n  -H '{name}: {value}'");
            }
        }
        CurlExample { title: title.to_owned(), command }
    };
    let mut examples = Vec::new();
    for (media, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
        for example in content["examples"].as_object().into_iter().flatten().map(|(_, example)| example) {
            let mut written = head(example["summary"].as_str().unwrap_or_default());
            if let Some(accept) = example["x-accept"].as_str() {
                let _ = write!(written.command, " \\\n  -H 'Accept: {accept}'");
            }
            if let Some(file) = example["x-output"].as_str() {
                let _ = write!(written.command, " -o {file}");
            }
            body(&mut written.command, media, &example["value"]);
            examples.push(written);
        }
    }
    if operation.get("requestBody").is_none() {
        examples.push(head(""));
    }
    examples
}

/// The address with the examples of its parameters.
fn address(path: &str, parameters: &[&Value]) -> String {
    let mut address = path.to_owned();
    let mut joint = '?';
    for parameter in parameters {
        let (Some(name), Some(example)) = (parameter["name"].as_str(), parameter.get("example")) else {
            continue;
        };
        let example = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
        match parameter["in"].as_str() {
            Some("path") => address = address.replace(&format!("{{{name}}}"), &example),
            Some("query") => {
                let _ = write!(address, "{joint}{name}={example}");
                joint = '&';
            }
            _ => {}
        }
    }
    address
}

/// The body: JSON from a here-document, or the parts of a form.
fn body(command: &mut String, media: &str, value: &Value) {
    if media == "multipart/form-data" {
        for (name, part) in value.as_object().into_iter().flatten() {
            let file = if matches!(name.as_str(), "file" | "image") { "@" } else { "" };
            let part = part.as_str().map_or_else(|| part.to_string(), str::to_owned);
            let _ = write!(command, " \\\n  -F '{name}={file}{part}'");
        }
        return;
    }
    let json = serde_json::to_string_pretty(value).unwrap_or_default();
    let _ = write!(command, " \\\n  -H 'Content-Type: {media}' --data-binary @- <<'HET'\n{json}\nHET");
}
