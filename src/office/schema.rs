//! What a draft may hold, as JSON Schema 2020-12, made from declarations: for programs that send drafts and for forms.
//!
//! Takes a type and its ready-made contents; gives a schema of the whole draft. What a schema cannot say (a day that
//! exists but no organ was there, a letter no face has) is left to `record`. A field that is absent is not written:
//! the reader takes `null` for absent, the schema does not.

use crate::catalog::fields::COMMON;
use crate::catalog::{Content, DocumentType, Field, Kind, Presence, Signatures};
use crate::limits;
use crate::record::{CIRCULATIONS, PRIORITIES};
use serde_json::{Map, Value, json};

/// The dialect of every schema here.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
/// One line: no control character.
const LINE: &str = r"^[^\u0000-\u001F\u007F-\u009F]*$";
/// A number as printed: `39`, `12b`.
const NUMBER: &str = "^[0-9]{1,10}[a-zđ]?$";
/// `2024-02-23`.
const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
/// An image beside the draft, or one the organ keeps.
const IMAGE: &str = r"^(sha256:[0-9a-f]{64}|[^\\:/\u0000-\u001F]+(/[^\\:/\u0000-\u001F]+)*)$";

/// The schema of a whole draft of a type; with a content, of one that uses it.
pub fn draft_schema(kind: &DocumentType, content: Option<&Content>) -> Value {
    let mut properties = common_properties(kind.signatures);
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
    let mut required = vec!["type", "organ", "signers"];
    required.extend(content.map(|_| "content"));
    let mut schema = json!({
        "$schema": DIALECT,
        "title": content.map_or(&kind.name, |c| &c.name),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
        "if": { "properties": { "mode": { "const": "faithful" } }, "required": ["mode"] },
        "else": corrected(kind, content.is_some()),
    });
    choice.conditions(&mut schema);
    schema
}

/// The schema of a draft whose type is not known yet: every type's own fields pass.
pub fn any_draft_schema() -> Value {
    let mut properties = common_properties(Signatures::Two);
    let free = Wording { contents: vec![], chosen: false };
    put(&mut properties, "content", json!({ "type": "string", "minLength": 1 }));
    put(&mut properties, "data", json!({ "type": "object" }));
    let mut appendix = appendix(&free);
    appendix["properties"]["content"] = json!({ "type": "string", "minLength": 1 });
    appendix["properties"]["data"] = json!({ "type": "object" });
    if let Some(appendixes) = properties.get_mut("appendixes") {
        appendixes["items"] = appendix;
    }
    json!({ "type": "object", "properties": properties, "required": ["type", "organ"] })
}

/// The schema of what a content is filled from.
pub fn data_schema(content: &Content) -> Value {
    let mut schema = group(&content.fields);
    schema["$schema"] = DIALECT.into();
    schema["title"] = content.name.as_str().into();
    schema
}

/// What a new document must have beside what every paper has; one that was issued may lack it.
fn corrected(kind: &DocumentType, filled: bool) -> Value {
    let own = kind.fields.iter().filter(|f| is_demanded(f)).map(|f| f.name.as_str());
    let mut required: Vec<&str> = own.collect();
    required.extend((kind.body == Presence::Required).then_some("subject"));
    required.extend((kind.to == Presence::Required).then_some("to"));
    let mut schema = json!({ "required": required });
    if kind.body == Presence::Required && !filled {
        schema["anyOf"] = json!([{ "required": ["body"] }, { "required": ["content"] }]);
    }
    schema
}

/// Whether a field must be given: what has a default need not.
fn is_demanded(field: &Field) -> bool {
    field.required && field.default.is_none()
}

/// The keys of every draft but `type`, `content` and `data`, in the order they are declared.
fn common_properties(signatures: Signatures) -> Map<String, Value> {
    let names =
        COMMON.iter().map(|c| c.name).filter(|name| !matches!(*name, "organ_name" | "content" | "data"));
    names.filter_map(|name| Some((name.to_owned(), common(name, signatures)?))).collect()
}

/// A key of every draft.
fn common(name: &str, signatures: Signatures) -> Option<Value> {
    let schema = match name {
        "schema_version" => said(json!({ "const": 1 }), "Phiên bản của định dạng dự thảo."),
        "mode" => said(
            json!({ "enum": ["normalised", "faithful"], "default": "normalised" }),
            "normalised: sửa lỗi gõ trước khi in; faithful: in đúng như văn bản giấy đã ban hành.",
        ),
        "status" => {
            said(json!({ "enum": ["final", "draft"], "default": "final" }), "draft: in thêm chữ DỰ THẢO.")
        }
        "type" => said(required_line(), "Mã loại văn bản, hoặc chữ viết tắt cơ quan in cho loại đó."),
        "organ" => said(required_line(), "Mã cơ quan ban hành."),
        "code_number" => said(
            json!({ "anyOf": [{ "type": "integer", "minimum": 1, "maximum": 99_999_999_999_u64 }, { "type": "string", "pattern": NUMBER }] }),
            "Số văn bản. Không ghi khi sẽ lấy số từ sổ đăng ký.",
        ),
        "code_notation" => said(line(), "Ký hiệu; không ghi thì ghép từ loại văn bản và cơ quan."),
        "place" => said(line(), "Địa danh; không ghi thì lấy của cơ quan."),
        "issued_date" => said(day(), "Ngày ban hành."),
        "type_name" => said(line(), "Tên loại như được in; không ghi thì lấy của loại văn bản."),
        "subject" => said(lines(limits::LIST_ITEMS), "Trích yếu nội dung, một hoặc nhiều dòng."),
        "to" => said(lines(limits::LIST_ITEMS), "Kính gửi."),
        "bases" => said(lines(limits::LIST_ITEMS), "Căn cứ ban hành, mỗi căn cứ một dòng."),
        "body" => said(outline(), BODY),
        "recipients" => said(
            json!({ "type": "array", "items": receiver(), "maxItems": limits::RECIPIENTS }),
            "Nơi nhận: tên, hoặc tên kèm mục đích gửi, hoặc một nhóm chung mục đích.",
        ),
        "recipients_note" => said(line(), "Ghi chú chung dưới danh sách nơi nhận."),
        "filing" => said(filing(), "Dòng Lưu; văn bản mới luôn có đơn vị VT."),
        "signers" => said(signers(signatures), "Người ký."),
        "priority" => said(mark(&PRIORITIES), "Độ khẩn."),
        "circulation" => said(mark(&CIRCULATIONS), "Chỉ dẫn về phạm vi lưu hành."),
        "typist" => said(
            object(&[("initials", required_line()), ("copies", copies())], &["initials"]),
            "Ký hiệu người soạn thảo và số lượng bản.",
        ),
        "address" => said(lines(limits::LIST_ITEMS), "Địa chỉ cơ quan ở chân trang, với loại có in."),
        "appendixes" => said(json!({ "type": "array", "maxItems": limits::APPENDIXES }), "Phụ lục."),
        "overrides" => said(
            json!({
                "type": "array",
                "maxItems": limits::LIST_ITEMS,
                "items": object(&[("id", required_line()), ("reason", required_line())], &["id", "reason"]),
            }),
            "Lỗi thể thức mà cơ quan chấp nhận, kèm lý do.",
        ),
        "unit" => said(line(), "Đơn vị soạn thảo, để ghép ký hiệu của loại không có chữ viết tắt."),
        "external_id" => said(
            json!({ "type": "string", "maxLength": limits::EXTERNAL_ID_CHARS, "pattern": LINE }),
            "Mã của văn bản trong hệ thống gửi dự thảo; không in.",
        ),
        "organ_valid_from" => said(day(), "Ngày đầu của bản hồ sơ cơ quan đã dùng; chương trình tự ghi."),
        _ => return None,
    };
    Some(schema)
}

/// How a body is written.
const BODY: &str = "Nội dung: mỗi dòng bắt đầu bằng ký hiệu của mục (I., 1., 1.1., a), -, +); chữ đậm giữa hai dấu **, chữ \
                    nghiêng giữa hai dấu *; bảng kẻ bằng dấu |.";

/// What stands in a body's place: contents a type offers, and whether one is chosen already.
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
        let content = said(json!({ "enum": ids }), "Nội dung mẫu, đứng thay cho body.");
        properties.insert("content".to_owned(), content);
        let data = match self.contents.as_slice() {
            [only] if self.chosen => group(&only.fields),
            _ => json!({ "type": "object" }),
        };
        properties.insert("data".to_owned(), said(data, "Dữ liệu để điền nội dung mẫu."));
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

/// An appendix.
fn appendix(wording: &Wording<'_>) -> Value {
    let mut properties = Map::new();
    put(&mut properties, "title", demanded_lines());
    put(&mut properties, "body", outline());
    put(&mut properties, "orientation", json!({ "enum": ["portrait", "landscape"], "default": "portrait" }));
    put(
        &mut properties,
        "info",
        said(line(), "Dòng «Kèm theo …»; không ghi thì chương trình ghép, để trống thì không in."),
    );
    // In an appendix a content is always one of several ways.
    let offered = Wording { contents: wording.contents.clone(), chosen: false };
    offered.properties(&mut properties);
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "required": ["title"],
        "anyOf": [{ "required": ["body"] }, { "required": ["content"] }],
        "additionalProperties": false,
    });
    offered.conditions(&mut schema);
    schema
}

/// A receiver, or several with one note.
fn receiver() -> Value {
    let end = json!({ "enum": ["", ";", ".", ",", "./.", ":"] });
    let member = json!({ "anyOf": [required_line(), object(&[("name", required_line()), ("end", end.clone())], &["name"])] });
    let one = [("name", required_line()), ("purpose", line()), ("end", end)];
    let members = json!({ "type": "array", "items": member, "minItems": 1, "maxItems": limits::RECIPIENTS });
    let several = [("group", members), ("purpose", required_line())];
    json!({ "anyOf": [required_line(), object(&one, &["name"]), object(&several, &["group", "purpose"])] })
}

/// The line *Lưu*.
fn filing() -> Value {
    object(&[("units", lines(limits::LIST_ITEMS)), ("copies", copies()), ("text", line())], &[])
}

/// Those who sign.
fn signers(signatures: Signatures) -> Value {
    let millimetres = json!({ "type": "number", "minimum": 0, "maximum": 1000 });
    let image = said(
        json!({ "type": "string", "pattern": IMAGE }),
        "Tên ảnh PNG gửi kèm, hoặc sha256:… của ảnh cơ quan đã lưu.",
    );
    let properties = [
        ("competence", said(lines(3), "Quyền hạn ký: TM., KT., TL., TUQ. …")),
        ("position", said(line(), "Chức vụ.")),
        ("other_post", line()),
        ("full_name", said(required_line(), "Họ và tên.")),
        ("signature_image", image.clone()),
        ("signature_width_mm", millimetres.clone()),
        ("seal_image", image),
        ("seal_diameter_mm", millimetres),
    ];
    let mut signer = object(&properties, &["full_name"]);
    signer["anyOf"] = json!([{ "required": ["position"] }, { "required": ["competence"] }]);
    let most = if signatures == Signatures::Two { 2 } else { 1 };
    json!({ "type": "array", "items": signer, "minItems": 1, "maxItems": most })
}

/// One of the words of a list, or what else it is called.
fn mark(words: &[(&str, &[&str])]) -> Value {
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

fn object(properties: &[(&str, Value)], required: &[&str]) -> Value {
    let properties: Map<String, Value> =
        properties.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect();
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

fn copies() -> Value {
    json!({ "type": "integer", "minimum": 1, "maximum": 99_999 })
}

fn said(mut schema: Value, description: &str) -> Value {
    schema["description"] = description.into();
    schema
}

/// Adds to what a key may hold, or says it.
fn put(properties: &mut Map<String, Value>, name: &str, schema: Value) {
    match (properties.get_mut(name), schema) {
        (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
        (_, schema) => drop(properties.insert(name.to_owned(), schema)),
    }
}
