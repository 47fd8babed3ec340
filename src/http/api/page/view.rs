//! The description as the page shows it: operations by tag, schemas by name, every reference resolved.

use super::super::problem_types;
use super::curl;
use serde::Serialize;
use serde_json::Value;

/// The page.
#[derive(Serialize)]
pub(super) struct ReferencePage<'d> {
    title: &'d str,
    version: &'d str,
    about: &'d str,
    groups: Vec<TagGroup<'d>>,
    problems: Vec<ErrorCodeView>,
    schemas: Vec<SchemaView<'d>>,
}

/// Operations of one tag.
#[derive(Serialize)]
struct TagGroup<'d> {
    name: &'d str,
    title: &'d str,
    about: &'d str,
    operations: Vec<OperationView<'d>>,
}

#[derive(Serialize)]
struct OperationView<'d> {
    id: &'d str,
    method: String,
    path: &'d str,
    summary: &'d str,
    description: &'d str,
    parameters: Vec<ParameterView<'d>>,
    bodies: Vec<MediaTypeView<'d>>,
    answers: Vec<ResponseView<'d>>,
    /// Refusals without more to say than their status: `400, 401`.
    refusals: Vec<&'d str>,
    examples: Vec<curl::CurlExample>,
}

#[derive(Serialize)]
struct ParameterView<'d> {
    name: &'d str,
    place: &'static str,
    kind: TypeView,
    required: bool,
    description: &'d str,
}

/// A media type and what is in it.
#[derive(Serialize)]
struct MediaTypeView<'d> {
    media: &'d str,
    kind: Option<TypeView>,
}

#[derive(Serialize)]
struct ResponseView<'d> {
    status: &'d str,
    description: &'d str,
    bodies: Vec<MediaTypeView<'d>>,
    headers: Vec<HeaderView<'d>>,
}

#[derive(Serialize)]
struct HeaderView<'d> {
    name: &'d str,
    description: &'d str,
}

/// Type of a value: words, and a schema to look up.
#[derive(Serialize)]
struct TypeView {
    text: String,
    schema: Option<String>,
}

#[derive(Serialize)]
struct SchemaView<'d> {
    name: &'d str,
    description: &'d str,
    kind: Option<TypeView>,
    fields: Vec<ParameterView<'d>>,
}

#[derive(Serialize)]
struct ErrorCodeView {
    code: &'static str,
    status: u16,
    meaning: &'static str,
}

/// Everything the page says.
pub(super) fn page(description: &Value) -> ReferencePage<'_> {
    let tags = list(&description["tags"]);
    let groups = tags.map(|tag| TagGroup {
        name: text(&tag["name"]),
        title: text(&tag["x-displayName"]),
        about: text(&tag["description"]),
        operations: operations(description, text(&tag["name"])),
    });
    let schemas = entries(&description["components"]["schemas"]);
    let refusal =
        |k: &problem_types::ProblemType| ErrorCodeView { code: k.code, status: k.status, meaning: k.meaning };
    ReferencePage {
        title: text(&description["info"]["title"]),
        version: text(&description["info"]["version"]),
        about: text(&description["info"]["description"]),
        groups: groups.filter(|group| !group.operations.is_empty()).collect(),
        problems: problem_types::ALL.iter().map(refusal).collect(),
        schemas: schemas.map(|(name, schema)| self::schema(name, schema)).collect(),
    }
}

/// The operations of a tag, by path; what looks before what changes.
fn operations<'d>(description: &'d Value, tag: &str) -> Vec<OperationView<'d>> {
    let mut operations = Vec::new();
    for (path, item) in entries(&description["paths"]) {
        for method in ["get", "post", "put", "delete"] {
            let operation = &item[method];
            if list(&operation["tags"]).any(|t| t == tag) {
                operations.push(self::operation(description, path, method, operation));
            }
        }
    }
    operations
}

fn operation<'d>(
    description: &'d Value,
    path: &'d str,
    method: &str,
    operation: &'d Value,
) -> OperationView<'d> {
    let parameters: Vec<&Value> =
        list(&operation["parameters"]).map(|parameter| resolved(description, parameter)).collect();
    let (common, own): (Vec<_>, Vec<_>) =
        entries(&operation["responses"]).partition(|(_, response)| response.get("$ref").is_some());
    let examples = curl::examples(path, method, operation, &parameters);
    OperationView {
        id: text(&operation["operationId"]),
        method: method.to_uppercase(),
        path,
        summary: text(&operation["summary"]).trim_end_matches('.'),
        description: text(&operation["description"]),
        parameters: parameters.into_iter().map(parameter).collect(),
        bodies: media(&operation["requestBody"]["content"]),
        answers: own.into_iter().map(|(status, response)| answer(status, response)).collect(),
        refusals: common.into_iter().map(|(status, _)| status).collect(),
        examples,
    }
}

fn parameter(parameter: &Value) -> ParameterView<'_> {
    let place = match text(&parameter["in"]) {
        "path" => "địa chỉ",
        "query" => "sau dấu ?",
        "header" => "tiêu đề",
        _ => "",
    };
    ParameterView {
        name: text(&parameter["name"]),
        place,
        kind: kind(&parameter["schema"]),
        required: parameter["required"] == true,
        description: text(&parameter["description"]),
    }
}

fn answer<'d>(status: &'d str, response: &'d Value) -> ResponseView<'d> {
    let header =
        |(name, header): (&'d str, &'d Value)| HeaderView { name, description: text(&header["description"]) };
    ResponseView {
        status,
        description: text(&response["description"]),
        bodies: media(&response["content"]),
        headers: entries(&response["headers"]).map(header).collect(),
    }
}

fn media(content: &Value) -> Vec<MediaTypeView<'_>> {
    let schema = |media: &Value| media.get("schema").map(kind);
    entries(content).map(|(name, media)| MediaTypeView { media: name, kind: schema(media) }).collect()
}

fn schema<'d>(name: &'d str, schema: &'d Value) -> SchemaView<'d> {
    // What is made of several objects has the fields of all of them.
    let parts = std::iter::once(schema).chain(list(&schema["allOf"]));
    let mut fields = Vec::new();
    for part in parts.clone() {
        let required: Vec<&str> = list(&part["required"]).map(text).collect();
        for (field, value) in entries(&part["properties"]) {
            fields.push(ParameterView {
                name: field,
                place: "",
                kind: kind(value),
                required: required.contains(&field),
                description: text(&value["description"]),
            });
        }
    }
    let described = fields.is_empty() || parts.clone().any(|part| part.get("$ref").is_some());
    SchemaView {
        name,
        description: text(&schema["description"]),
        kind: described.then(|| kind(schema)),
        fields,
    }
}

/// Type that a schema describes, in a few words.
fn kind(schema: &Value) -> TypeView {
    if let Some(name) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        return TypeView { text: name.to_owned(), schema: Some(name.to_owned()) };
    }
    if let Some(constant) = schema.get("const") {
        return plain(constant.to_string());
    }
    if let Some(choices) = schema["enum"].as_array() {
        let choices: Vec<String> = choices.iter().map(Value::to_string).collect();
        return plain(choices.join(" | "));
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        if let Some(ways) = schema[several].as_array() {
            return joined(ways.iter().map(kind));
        }
    }
    match &schema["type"] {
        Value::String(name) => typed(name, schema),
        Value::Array(names) => joined(names.iter().map(|name| typed(text(name), schema))),
        _ => plain("bất kỳ".to_owned()),
    }
}

fn typed(name: &str, schema: &Value) -> TypeView {
    match (name, schema["format"].as_str()) {
        ("array", _) => {
            let items = kind(&schema["items"]);
            TypeView { text: format!("danh sách {}", items.text), schema: items.schema }
        }
        ("string", Some(format)) => plain(format!("chữ ({format})")),
        ("string", None) => plain("chữ".to_owned()),
        ("integer", _) => plain(format!("số nguyên{}", bounds(schema))),
        ("number", _) => plain(format!("số{}", bounds(schema))),
        ("boolean", _) => plain("true | false".to_owned()),
        ("object", _) => plain("đối tượng".to_owned()),
        (other, _) => plain(other.to_owned()),
    }
}

fn bounds(schema: &Value) -> String {
    match (&schema["minimum"], &schema["maximum"]) {
        (Value::Number(least), Value::Number(most)) => format!(" {least}–{most}"),
        (Value::Number(least), _) => format!(" từ {least}"),
        _ => String::new(),
    }
}

fn plain(text: String) -> TypeView {
    TypeView { text, schema: None }
}

fn joined(kinds: impl Iterator<Item = TypeView>) -> TypeView {
    let (mut texts, mut schema) = (Vec::new(), None);
    for kind in kinds {
        schema = schema.or(kind.schema);
        if !texts.contains(&kind.text) {
            texts.push(kind.text);
        }
    }
    TypeView { text: texts.join(" | "), schema }
}

/// A value, or what it refers to.
fn resolved<'d>(description: &'d Value, value: &'d Value) -> &'d Value {
    let pointer = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| description.pointer(pointer)).unwrap_or(value)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> + Clone {
    value.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}
