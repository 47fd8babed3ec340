//! Drafts as JSON Schema 2020-12, made from declarations: for programs that send drafts and for forms.
//!
//! Takes a type and its ready-made contents; gives a schema of the whole draft. What a schema cannot say (a day that
//! exists but no organ was there, a letter no face has) is left to `record`. A field that is absent is not written:
//! the reader takes `null` for absent, the schema does not.

use crate::catalog::{Content, DocumentType, Field, Kind, Presence, Signatures};
use crate::draft::fields::{self as draft, appendix, receiver, signer};
use crate::draft::{Demand, FieldKind, FieldSpec, Mode, PrintedWord};
use crate::limits;
use serde_json::{Map, Value, json};

/// The dialect of every schema here.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
/// One line: no control character.
const LINE: &str = r"^[^\u0000-\u001F\u007F-\u009F]*$";
/// A number as printed: `39`, `12b`.
const NUMBER: &str = "^[0-9]{1,10}[a-zđ]?$";
/// A blank to be filled in by hand.
const BLANK: &str = "^[ \u{a0}._…]*$";
/// `2024-02`.
const MONTH: &str = "^[0-9]{4}-(0[1-9]|1[0-2])$";
/// `2024`.
const YEAR: &str = "^[0-9]{4}$";
/// `2024-02-23`.
const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
/// An image beside the draft, or one the organ keeps.
const IMAGE: &str = r"^(sha256:[0-9a-f]{64}|[^\\:/\u0000-\u001F]+(/[^\\:/\u0000-\u001F]+)*)$";

/// The schema of a whole draft of a type; with a content, of one that uses it.
pub fn draft_schema(kind: &DocumentType, content: Option<&Content>) -> Value {
    let mut properties = properties_of(draft::DRAFT);
    let named = std::iter::once(&kind.id).chain(&kind.abbreviation);
    let names: Vec<&String> = named.collect();
    put(&mut properties, "type", json!({ "enum": names }));
    let contents: Vec<&Content> = match content {
        Some(content) => vec![content],
        None => kind.contents.values().collect(),
    };
    let choice = Wording { contents, chosen: content.is_some() };
    choice.properties(&mut properties);
    let appendix = appendix(&choice);
    if let Some(appendixes) = properties.get_mut("appendixes") {
        appendixes["items"] = appendix;
    }
    properties.extend(kind.fields.iter().map(|f| (f.name.clone(), field_schema(f))));
    let required: Vec<&str> = content.map(|_| draft::CONTENT.name).into_iter().collect();
    let mut schema = json!({
        "$schema": DIALECT,
        "title": content.map_or(&kind.name, |c| &c.name),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
        "if": is_faithful(),
        "else": corrected(kind, content.is_some()),
    });
    choice.conditions(&mut schema);
    schema
}

/// The schema of a draft whose type is not known yet: every type's own fields pass.
pub fn any_draft_schema() -> Value {
    let mut properties = properties_of(draft::DRAFT);
    let free = Wording { contents: vec![], chosen: false };
    let mut appendix = appendix(&free);
    for field in [&draft::CONTENT, &draft::DATA] {
        let mut any = spec_schema(field);
        any.as_object_mut().map(|any| any.remove("description"));
        properties.insert(field.name.to_owned(), any.clone());
        appendix["properties"][field.name] = any;
    }
    if let Some(appendixes) = properties.get_mut("appendixes") {
        appendixes["items"] = appendix;
    }
    // A decision asks for its authority itself: whether another new document may have one is not known here.
    let exempt = [draft::AUTHORITY.name];
    let new = new_document(Signatures::Two, &exempt);
    json!({ "type": "object", "properties": properties, "if": is_faithful(), "else": new })
}

/// Schema that a draft fits which reproduces a paper as it was issued: nothing is demanded of it.
fn is_faithful() -> Value {
    json!({ "properties": { "mode": { "const": Mode::Faithful.name() } }, "required": ["mode"] })
}

/// Schema of what every new document must have, and must not: an organ of the catalog or of its own, and nothing that
/// only a paper has which is reproduced. `exempt` are the fields that its type asks for itself.
fn new_document(signatures: Signatures, exempt: &[&str]) -> Value {
    let mut properties = without_faithful(draft::DRAFT, exempt);
    let most = if signatures == Signatures::Two { 2 } else { 1 };
    let mut signers = new_signers(most);
    signers["minItems"] = 1.into();
    properties.insert(draft::SIGNERS.name.to_owned(), signers);
    properties.insert(draft::APPENDIXES.name.to_owned(), json!({ "items": new_appendix() }));
    let required = demanded(draft::DRAFT).filter(|name| *name != draft::ORGAN.name).collect::<Vec<_>>();
    let organ = [&draft::ORGAN, &draft::ISSUER].map(|field| json!({ "required": [field.name] }));
    json!({ "required": required, "oneOf": organ, "properties": properties })
}

/// The fields among these that only a paper has which is reproduced: nothing may stand there.
fn without_faithful(fields: &[&FieldSpec], exempt: &[&str]) -> Map<String, Value> {
    let faithful = fields.iter().filter(|field| field.faithful && !exempt.contains(&field.name));
    faithful.map(|field| (field.name.to_owned(), false.into())).collect()
}

/// Names of the fields among these that a new document must have.
fn demanded<'f>(fields: &'f [&'f FieldSpec]) -> impl Iterator<Item = &'f str> {
    fields.iter().filter(|field| field.demand.holds(Mode::Normalised)).map(|field| field.name)
}

/// At most so many signers, each with a post or a competence.
fn new_signers(most: usize) -> Value {
    let one_of = [&signer::POSITION, &signer::COMPETENCE].map(|field| json!({ "required": [field.name] }));
    let items = json!({
        "required": demanded(signer::FIELDS).collect::<Vec<_>>(),
        "anyOf": one_of,
        "properties": without_faithful(signer::FIELDS, &[]),
    });
    json!({ "maxItems": most, "items": items })
}

/// An appendix of a new document, or a text issued with it, which has a type's name.
fn new_appendix() -> Value {
    let is_attached = json!({ "const": appendix::ATTACHED });
    let mut properties = without_faithful(appendix::FIELDS, &[]);
    properties.insert(appendix::SIGNERS.name.to_owned(), new_signers(2));
    json!({
        "properties": properties,
        "if": { "properties": { (appendix::KIND.name): is_attached }, "required": [appendix::KIND.name] },
        "then": { "required": [appendix::TYPE_NAME.name, appendix::TITLE.name] },
        "else": { "required": [appendix::TITLE.name] },
        "anyOf": [{ "required": [appendix::BODY.name] }, { "required": [appendix::CONTENT.name] }],
    })
}

/// The schema of what a content is filled from.
pub fn data_schema(content: &Content) -> Value {
    let mut schema = group(&content.fields);
    schema["$schema"] = DIALECT.into();
    schema["title"] = content.name.as_str().into();
    schema
}

/// Schema of the keys that a new document must have beside those of every paper; one that was issued may lack them.
fn corrected(kind: &DocumentType, filled: bool) -> Value {
    let own: Vec<&str> = kind.fields.iter().map(|f| f.name.as_str()).collect();
    let mut schema = new_document(kind.signatures, &own);
    let of_type = kind.fields.iter().filter(|f| is_demanded(f)).map(|f| f.name.as_str());
    let mut required: Vec<&str> = of_type.collect();
    required.extend((kind.body == Presence::Required).then_some(draft::SUBJECT.name));
    required.extend((kind.to == Presence::Required).then_some(draft::TO.name));
    required
        .extend([&draft::TYPE_NAME, &draft::CODE_NOTATION].iter().filter(|_| kind.general).map(|f| f.name));
    if let Some(demanded) = schema["required"].as_array_mut() {
        demanded.extend(required.into_iter().map(Value::from));
    }
    if kind.body == Presence::Required && !filled {
        schema["anyOf"] = json!([{ "required": ["body"] }, { "required": ["content"] }]);
    }
    schema
}

/// Tests whether a field must be given: one with a default need not.
fn is_demanded(field: &Field) -> bool {
    field.required && field.default.is_none()
}

/// The keys of an object, but for contents, which depend on the type.
fn properties_of(fields: &[&FieldSpec]) -> Map<String, Value> {
    let fixed = fields.iter().filter(|f| !matches!(f.kind, FieldKind::Content | FieldKind::Data));
    fixed.map(|field| (field.name.to_owned(), spec_schema(field))).collect()
}

/// A field of the table.
fn spec_schema(field: &FieldSpec) -> Value {
    let mut schema = match field.kind {
        FieldKind::Version => json!({ "const": 1 }),
        FieldKind::Line if field.demand == Demand::Always => required_line(),
        FieldKind::Line => line(),
        FieldKind::Id(most) => json!({ "type": "string", "maxLength": most, "pattern": LINE }),
        FieldKind::Lines(_) if field.demand == Demand::Always => demanded_lines(),
        FieldKind::Lines(most) => lines(most),
        FieldKind::Outline => outline(),
        FieldKind::Date => day(),
        FieldKind::PaperDate => json!({ "anyOf": [
            day(),
            { "type": "string", "pattern": MONTH },
            { "type": "string", "pattern": YEAR },
        ] }),
        FieldKind::CodeNumber => json!({ "anyOf": [
            { "type": "integer", "minimum": 1, "maximum": 99_999_999_999_u64 },
            { "type": "string", "pattern": NUMBER },
            { "type": "string", "pattern": BLANK, "maxLength": limits::NUMBER_BLANK_CHARS },
        ] }),
        FieldKind::Choice(words) => json!({ "enum": words, "default": words.first() }),
        FieldKind::Mark(words) => mark(words),
        FieldKind::Count => json!({ "type": "integer", "minimum": 1, "maximum": 99_999 }),
        FieldKind::Millimetres => json!({ "type": "number", "minimum": 0, "maximum": 1000 }),
        FieldKind::Image => json!({ "type": "string", "pattern": IMAGE }),
        FieldKind::LineEnd => json!({ "enum": ["", ";", ".", ",", "./.", ":"] }),
        FieldKind::Content => json!({ "type": "string", "minLength": 1 }),
        FieldKind::Data => json!({ "type": "object" }),
        FieldKind::Group(fields) => object(fields),
        FieldKind::List(fields, most) => {
            json!({ "type": "array", "items": object(fields), "maxItems": most })
        }
        FieldKind::NamedList(fields, most) => named_list(fields, most),
    };
    if !field.description.is_empty() {
        schema["description"] = field.description.into();
    }
    schema
}

/// A list whose entries are texts, objects with a name, or, where there are such, groups with a purpose.
fn named_list(fields: &[&FieldSpec], most: usize) -> Value {
    let is_group = |field: &&&FieldSpec| matches!(field.kind, FieldKind::NamedList(..));
    let single: Vec<&FieldSpec> = fields.iter().filter(|f| !is_group(f)).copied().collect();
    let mut ways = vec![required_line(), object(&single)];
    if let Some(group) = fields.iter().find(is_group) {
        let mut members = spec_schema(group);
        members["minItems"] = 1.into();
        let properties = json!({ (group.name): members, (receiver::PURPOSE.name): required_line() });
        let required = [group.name, receiver::PURPOSE.name];
        ways.push(json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false }));
    }
    json!({ "type": "array", "items": { "anyOf": ways }, "maxItems": most })
}

/// An object of fields of the table.
fn object(fields: &[&FieldSpec]) -> Value {
    let required: Vec<&str> = fields.iter().filter(|f| f.demand == Demand::Always).map(|f| f.name).collect();
    let properties = properties_of(fields);
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// Ready-made contents that may take a body's place, and whether one of them is chosen already.
struct Wording<'c> {
    contents: Vec<&'c Content>,
    chosen: bool,
}

impl Wording<'_> {
    /// The keys `content` and `data`, where there is a content.
    fn properties(&self, properties: &mut Map<String, Value>) {
        if self.contents.is_empty() {
            return;
        }
        let ids: Vec<&str> = self.contents.iter().map(|c| c.id.as_str()).collect();
        let content = json!({ "enum": ids, "description": draft::CONTENT.description });
        properties.insert(draft::CONTENT.name.to_owned(), content);
        let mut data = match self.contents.as_slice() {
            [only] if self.chosen => group(&only.fields),
            _ => json!({ "type": "object" }),
        };
        data["description"] = draft::DATA.description.into();
        properties.insert(draft::DATA.name.to_owned(), data);
    }

    /// Not both body and content; no data without content; data as the content chosen declares it.
    fn conditions(&self, schema: &mut Value) {
        if self.contents.is_empty() {
            return;
        }
        schema["not"] = json!({ "required": ["body", "content"] });
        schema["dependentRequired"] = json!({ "data": ["content"] });
        let filled = |content: &&Content| {
            let demands = content.fields.iter().any(is_demanded);
            let required: &[&str] = if demands { &["data"] } else { &[] };
            json!({
                "if": { "properties": { "content": { "const": content.id } }, "required": ["content"] },
                "then": { "properties": { "data": group(&content.fields) }, "required": required },
            })
        };
        schema["allOf"] = self.contents.iter().map(filled).collect();
    }
}

/// An appendix, or a text issued with the document.
fn appendix(wording: &Wording<'_>) -> Value {
    let mut schema = object(appendix::FIELDS);
    // In an appendix a content is always one of several ways.
    let offered = Wording { contents: wording.contents.clone(), chosen: false };
    if let Some(properties) = schema["properties"].as_object_mut() {
        offered.properties(properties);
    }
    offered.conditions(&mut schema);
    schema
}

/// One of the words of a list, or what else it is called.
fn mark(words: &[PrintedWord]) -> Value {
    let spelt = words.iter().flat_map(|(word, others)| std::iter::once(*word).chain(others.iter().copied()));
    json!({ "enum": spelt.collect::<Vec<_>>() })
}

/// A declared field.
fn field_schema(field: &Field) -> Value {
    let mut schema = match field.kind {
        Kind::Line if field.required => required_line(),
        Kind::Line => line(),
        Kind::Lines => json!({ "type": "array", "items": line(), "maxItems": limits::LIST_ITEMS }),
        Kind::Outline => outline(),
        Kind::Date => day(),
        Kind::Integer => json!({ "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX }),
        Kind::Number => json!({ "type": "number" }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Choice => json!({ "enum": field.choices }),
        Kind::List => {
            json!({ "type": "array", "items": group(&field.fields), "maxItems": limits::LIST_ITEMS })
        }
        Kind::Group => group(&field.fields),
    };
    if field.required && matches!(field.kind, Kind::Lines | Kind::List) {
        schema["minItems"] = 1.into();
    }
    schema["title"] = field.label.as_str().into();
    if !field.help.is_empty() {
        schema["description"] = field.help.as_str().into();
    }
    if let Some(default) = &field.default {
        schema["default"] = default.clone();
    }
    schema
}

/// An object of declared fields.
fn group(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields.iter().map(|f| (f.name.clone(), field_schema(f))).collect();
    let required: Vec<&str> = fields.iter().filter(|f| is_demanded(f)).map(|f| f.name.as_str()).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn line() -> Value {
    json!({ "type": "string", "maxLength": limits::FIELD_CHARS, "pattern": LINE })
}

fn required_line() -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": limits::FIELD_CHARS, "pattern": LINE })
}

/// A text of some lines, or a list of them.
fn lines(most: usize) -> Value {
    json!({ "type": ["string", "array"], "items": line(), "maxItems": most })
}

fn demanded_lines() -> Value {
    json!({ "type": ["string", "array"], "items": line(), "minItems": 1, "minLength": 1, "maxItems": limits::LIST_ITEMS })
}

fn outline() -> Value {
    json!({ "type": "string", "maxLength": limits::BODY_BYTES })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date", "pattern": DAY })
}

/// Adds to what a key may hold, or says it.
fn put(properties: &mut Map<String, Value>, name: &str, schema: Value) {
    match (properties.get_mut(name), schema) {
        (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
        (_, schema) => drop(properties.insert(name.to_owned(), schema)),
    }
}
