//! Offers of the templates to programs and forms: types, ready-made contents, their schemas, and drafts that work.

use super::schema::{data_schema, draft_schema};
use crate::catalog::{Catalog, Content, DocumentType, Field, Kind, Organ, Presence, SubjectPlace};
use crate::draft::fields::DRAFT;
use crate::text::roman;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// A document type in a list.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct TypeEntry {
    /// Its id: what a draft calls `type`.
    pub id: String,
    /// Its name in running text.
    pub name: String,
    /// Abbreviation that the decree prints in a symbol; absent for a type without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abbreviation: Option<String>,
    /// The ready-made contents it has.
    pub contents: Vec<ContentEntry>,
}

/// A ready-made content in a list.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ContentEntry {
    /// Its id: what a draft calls `content`.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A document type in full.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct TypeOffer {
    /// Fields of a list's entry.
    #[serde(flatten)]
    pub entry: TypeEntry,
    /// The name as printed; empty for a type that prints none.
    pub title: String,
    /// Place of the subject: `under-title`, `under-number`.
    #[schema(value_type = String)]
    pub subject: SubjectPlace,
    /// Number of signers: `one`, or `two` at most.
    #[schema(value_type = String)]
    pub signatures: crate::catalog::Signatures,
    /// Presence of *Kính gửi*: `never`, `optional`, `required`.
    #[schema(value_type = String)]
    pub to: Presence,
    /// Presence of a body: `never`, `optional`, `required`.
    #[schema(value_type = String)]
    pub body: Presence,
    /// Sections such a document is expected to have.
    pub sections: Vec<String>,
    /// Its code in Thông tư 05/2025/TT-BNV.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tt05_code: Option<String>,
    /// Its code in edXML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edxml_type: Option<String>,
    /// JSON Schema 2020-12 of a whole draft of this type.
    #[schema(value_type = Object)]
    pub schema: Value,
    /// A draft that can be rendered as it is.
    #[schema(value_type = Object)]
    pub sample: Value,
    /// SHA-256 of the type's folder.
    pub sha256: String,
}

/// A ready-made content in full.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ContentOffer {
    /// The type it belongs to.
    #[serde(rename = "type")]
    pub document_type: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// JSON Schema 2020-12 of `data`.
    #[schema(value_type = Object)]
    pub data_schema: Value,
    /// JSON Schema 2020-12 of a whole draft that uses it.
    #[schema(value_type = Object)]
    pub schema: Value,
    /// A draft that can be rendered as it is.
    #[schema(value_type = Object)]
    pub sample: Value,
}

/// Name for people of a field of every draft, in Vietnamese.
pub fn field_label(name: &str) -> Option<&'static str> {
    DRAFT.iter().find(|field| field.name == name).map(|field| field.label).filter(|label| !label.is_empty())
}

/// Every type, in order of id.
pub fn types_offered(catalog: &Catalog) -> Vec<TypeEntry> {
    catalog.types.values().map(|kind| entry(kind)).collect()
}

/// A type; its sample is of the organ named, or of any there is.
pub fn type_offered(catalog: &Catalog, id: &str, organ: Option<&str>) -> Option<TypeOffer> {
    let kind = catalog.types.get(id)?;
    Some(TypeOffer {
        entry: entry(kind),
        title: kind.title.clone(),
        subject: kind.subject,
        signatures: kind.signatures,
        to: kind.to,
        body: kind.body,
        sections: kind.sections.clone(),
        tt05_code: kind.tt05_code.clone(),
        edxml_type: kind.edxml_type.clone(),
        schema: draft_schema(kind, None),
        sample: sample_draft(kind, None, newest(catalog, organ)),
        sha256: kind.digest.clone(),
    })
}

/// A ready-made content of a type.
pub fn content_offered(
    catalog: &Catalog,
    id: &str,
    content: &str,
    organ: Option<&str>,
) -> Option<ContentOffer> {
    let kind = catalog.types.get(id)?;
    let content = kind.contents.get(content)?;
    Some(ContentOffer {
        document_type: kind.id.clone(),
        id: content.id.clone(),
        name: content.name.clone(),
        data_schema: data_schema(content),
        schema: draft_schema(kind, Some(content)),
        sample: sample_draft(kind, Some(content), newest(catalog, organ)),
    })
}

fn entry(kind: &DocumentType) -> TypeEntry {
    let contents = kind.contents.values();
    TypeEntry {
        id: kind.id.clone(),
        name: kind.name.clone(),
        abbreviation: kind.abbreviation.clone(),
        contents: contents.map(|c| ContentEntry { id: c.id.clone(), name: c.name.clone() }).collect(),
    }
}

/// An organ as it is now.
fn newest<'c>(catalog: &'c Catalog, id: Option<&str>) -> Option<&'c Organ> {
    let versions = match id {
        Some(id) => catalog.organs.get(id)?,
        None => catalog.organs.values().next()?,
    };
    versions.last().map(|organ| organ.as_ref())
}

/// A draft of a type that can be rendered: what must be there, and what mostly is.
fn sample_draft(kind: &DocumentType, content: Option<&Content>, organ: Option<&Organ>) -> Value {
    let mut draft = Map::new();
    let mut put = |name: &str, value: Value| drop(draft.insert(name.to_owned(), value));
    put("schema_version", 1.into());
    put("type", kind.id.as_str().into());
    put("organ", organ.map_or("", |o| o.id.as_str()).into());
    if kind.general {
        let symbol = organ.map_or("CQ", |o| o.symbol.as_str());
        put("type_name", "PHIẾU TRÌNH".into());
        put("code_notation", format!("PTr-{symbol}").into());
    }
    put("subject", subject(kind).into());
    if kind.to == Presence::Required {
        put("to", vec![receiver(organ)].into());
    }
    match content {
        Some(content) => {
            put("content", content.id.as_str().into());
            put("data", said(&content.sample));
        }
        None if kind.body != Presence::Never => put("body", body(kind).into()),
        None => {}
    }
    for field in &kind.fields {
        put(&field.name, value(field));
    }
    put("recipients", vec![receiver(organ)].into());
    put("filing", json!({ "units": ["VT"] }));
    put("signers", json!([signer(organ)]));
    Value::Object(draft)
}

/// A subject, in small letters where it follows *V/v*.
fn subject(kind: &DocumentType) -> &'static str {
    match kind.subject {
        SubjectPlace::UnderTitle => "Thực hiện nhiệm vụ trọng tâm năm 2024",
        SubjectPlace::UnderNumber => "thực hiện nhiệm vụ trọng tâm năm 2024",
    }
}

/// A body with the sections the type is expected to have.
fn body(kind: &DocumentType) -> String {
    let items = "1. Nội dung thứ nhất.\n\n2. Nội dung thứ hai.";
    if kind.sections.is_empty() {
        return format!("Nội dung văn bản được trình bày như sau:\n\n{items}");
    }
    let numbered = (1..).zip(&kind.sections);
    let sections = numbered.map(|(n, title)| format!("{}. {title}\n\n{items}", roman(n).unwrap_or_default()));
    sections.collect::<Vec<_>>().join("\n\n")
}

fn receiver(organ: Option<&Organ>) -> String {
    let usual = organ.and_then(|o| o.receivers.last());
    usual.map_or("Các đơn vị trực thuộc", String::as_str).to_owned()
}

/// Signer of a sample: the first person of the organ's profile who is in office, else its first at all, else a
/// placeholder.
fn signer(organ: Option<&Organ>) -> Value {
    let now = organ.and_then(|o| o.signers.iter().find(|s| s.to.is_none()).or(o.signers.first()));
    let (position, full_name) =
        now.map_or(("Thủ trưởng", "Họ và tên"), |s| (s.position.as_str(), s.full_name.as_str()));
    json!({ "position": position.to_uppercase(), "full_name": full_name })
}

/// A value that fits a declared field, which says what it is for.
fn value(field: &Field) -> Value {
    if let Some(default) = &field.default {
        return default.clone();
    }
    match field.kind {
        Kind::Line | Kind::Outline => field.label.as_str().into(),
        Kind::Lines => vec![field.label.as_str()].into(),
        Kind::Date => "2024-02-23".into(),
        Kind::Integer | Kind::Number => 1.into(),
        Kind::Boolean => true.into(),
        Kind::Choice => field.choices.first().cloned().unwrap_or_default().into(),
        Kind::List => Value::Array(vec![entries(&field.fields)]),
        Kind::Group => entries(&field.fields),
    }
}

fn entries(fields: &[Field]) -> Value {
    Value::Object(fields.iter().map(|f| (f.name.clone(), value(f))).collect())
}

/// Drops keys without a value: a sample comes from the catalog with every declared key, most of which are empty.
fn said(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let says = |v: &Value| match v {
                Value::Null => false,
                Value::String(text) => !text.is_empty(),
                Value::Array(list) => !list.is_empty(),
                _ => true,
            };
            Value::Object(map.iter().filter(|(_, v)| says(v)).map(|(k, v)| (k.clone(), said(v))).collect())
        }
        Value::Array(list) => list.iter().map(said).collect(),
        other => other.clone(),
    }
}
