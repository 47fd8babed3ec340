//! The description itself: references, names, parameters, answers, codes.

use crate::openapi::schema::target;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use vanthu::http::api::description;

/// Path, method and operation of each.
pub(crate) fn operations() -> Vec<(&'static str, &'static str, &'static Value)> {
    let paths = description()["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.filter(|(_, op)| op.is_object()).map(move |(method, op)| (path.as_str(), method.as_str(), op))
    });
    all.collect()
}

/// Every reference in a value.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref") {
                found.insert(reference.clone());
            }
            // An example may hold anything.
            let further =
                map.iter().filter(|(key, _)| !matches!(key.as_str(), "example" | "examples" | "default"));
            further.for_each(|(_, value)| references(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    let description = description();
    let mut found = BTreeSet::new();
    references(&description["paths"], &mut found);
    // What is referred to refers further.
    loop {
        let before = found.len();
        for reference in found.clone() {
            references(&target(description, &Value::String(reference)), &mut found);
        }
        if found.len() == before {
            break;
        }
    }
    for (kind, components) in description["components"].as_object().unwrap() {
        for name in components.as_object().unwrap().keys().filter(|_| kind != "securitySchemes") {
            assert!(found.contains(&format!("#/components/{kind}/{name}")), "{kind}/{name} is not used");
        }
    }
}

#[test]
fn it_is_openapi_3_1_with_a_title_a_server_and_a_scheme() {
    let description = description();
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1."));
    assert_eq!(description["info"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(description["servers"][0]["url"], "/");
    assert_eq!(description["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    assert_eq!(description["security"][0]["bearer"], serde_json::json!([]));
}

#[test]
fn every_operation_has_a_name_of_its_own_a_known_tag_and_words_for_people() {
    let tags = description()["tags"].as_array().unwrap();
    let known: BTreeSet<&str> = tags.iter().map(|t| t["name"].as_str().unwrap()).collect();
    let mut names = BTreeSet::new();
    let mut used = BTreeSet::new();
    for (path, method, operation) in operations() {
        let name = operation["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path} has no name"));
        assert!(names.insert(name), "{name} names two operations");
        assert!(operation["summary"].as_str().is_some_and(|s| !s.is_empty()), "{name} has no summary");
        for said in ["summary", "description"] {
            assert!(!operation[said].as_str().unwrap_or_default().contains('\\'), "{name}: a line end shows");
        }
        for tag in operation["tags"].as_array().unwrap() {
            assert!(known.contains(tag.as_str().unwrap()), "{name}: {tag}");
            used.insert(tag.as_str().unwrap());
        }
    }
    assert_eq!(used, known, "a tag without operations");
}

#[test]
fn parameters_are_those_of_the_path_and_each_is_described() {
    for (path, method, operation) in operations() {
        let parameters: Vec<Value> =
            operation["parameters"].as_array().into_iter().flatten().map(resolved).collect();
        let in_path: BTreeSet<&str> =
            parameters.iter().filter(|p| p["in"] == "path").map(|p| p["name"].as_str().unwrap()).collect();
        let named: BTreeSet<&str> =
            path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
        assert_eq!(in_path, named, "{method} {path}");
        let mut names = BTreeSet::new();
        for parameter in &parameters {
            assert!(parameter["schema"].is_object(), "{method} {path} {parameter}");
            assert!(
                parameter["description"].as_str().is_some_and(|d| !d.is_empty()),
                "{method} {path} {parameter}"
            );
            assert!(
                names.insert((parameter["in"].to_string(), parameter["name"].to_string())),
                "{path} {parameter}"
            );
            if parameter["in"] == "path" {
                assert_eq!(parameter["required"], true, "{method} {path} {parameter}");
            }
        }
    }
}

#[test]
fn every_operation_says_how_it_answers_and_how_it_refuses() {
    for (path, method, operation) in operations() {
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path}");
        for (status, response) in responses {
            let response = resolved(response);
            assert!(
                response["description"].as_str().is_some_and(|d| !d.is_empty()),
                "{method} {path} {status}"
            );
            if status.starts_with(['4', '5']) {
                let media = response["content"].as_object().unwrap();
                assert!(media.contains_key("application/problem+json"), "{method} {path} {status}");
            }
        }
        for status in ["400", "429", "500", "503"] {
            assert!(responses.contains_key(status), "{method} {path} does not say {status}");
        }
    }
}

#[test]
fn every_code_of_a_refusal_in_the_source_is_documented_and_every_documented_one_is_in_the_source() {
    let codes = &description()["components"]["schemas"]["Problem"]["properties"]["code"]["oneOf"];
    let documented: BTreeSet<&str> =
        codes.as_array().unwrap().iter().map(|c| c["const"].as_str().unwrap()).collect();
    let mut source = String::new();
    read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut source);
    let mut written = BTreeSet::new();
    // However the lines were broken.
    let source = source.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(");
    for start in ["Conflict { code: \"", "Refusal::new(StatusCode::", "Self::new(StatusCode::", "code: \""] {
        for rest in source.split(start).skip(1) {
            let rest = if start.contains("new(") { rest.split_once('"').unwrap().1 } else { rest };
            let Some((code, _)) = rest.split_once('"') else { continue };
            if code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
                written.insert(code);
            }
        }
    }
    let missing: Vec<_> = written.difference(&documented).collect();
    assert!(missing.is_empty(), "not documented: {missing:?}");
    let unknown: Vec<_> = documented.iter().filter(|code| !source.contains(&format!("\"{code}\""))).collect();
    assert!(unknown.is_empty(), "nowhere in the source: {unknown:?}");
}

/// The source of the service and the edges, tests aside; the table of codes itself aside.
fn read(folder: &Path, source: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            read(&path, source);
        } else if name.ends_with(".rs") && !name.ends_with("api/problems.rs") && is_of_service(&name) {
            let text = fs::read_to_string(&path).unwrap();
            source.push_str(text.split("#[cfg(test)]").next().unwrap());
        }
    }
}

fn is_of_service(path: &str) -> bool {
    ["/src/http", "/src/service", "/src/register", "/src/access"].iter().any(|folder| path.contains(folder))
}

/// A value, or what it refers to.
pub(crate) fn resolved(value: &Value) -> Value {
    match value.get("$ref") {
        Some(reference) => target(description(), reference),
        None => value.clone(),
    }
}
