//! Reads the folder of a document type: `type.toml`, `document.hbs`, and its ready-made contents.
//!
//! A type read from a folder with problems serves to find more problems, and nothing else: the whole catalog is refused
//! while the report holds an error.

use super::Files;
use super::declared::{check_names, read_fields};
use super::entries::{Entry, Section, Source, byte_of, problem};
use super::fields::{check_fields, common_fields, is_common, specimen};
use super::model::{Content, DocumentType, Field, Presence, Signatures, SubjectPlace};
use crate::outline;
use crate::report::{FieldPath, Report};
use crate::template::{Template, TemplateError};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

const PRESENCE: [(&str, Presence); 3] =
    [("never", Presence::Never), ("optional", Presence::Optional), ("required", Presence::Required)];

/// Reads one folder, whose path ends with a slash; None if its `type.toml` is missing.
pub(super) fn read(folder: &str, files: &Files<'_>, report: &RefCell<Report>) -> Option<DocumentType> {
    let id = folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let contents = contents(folder, files, report);
    let path = format!("{folder}document.hbs");
    let source = match files.get(path.as_str()) {
        Some(bytes) => Source::new(&path, bytes, report),
        None => {
            missing(&path, report);
            None
        }
    };
    let template = source.as_ref().and_then(compile);
    let path = format!("{folder}type.toml");
    let Some(bytes) = files.get(path.as_str()) else {
        missing(&path, report);
        return None;
    };
    let mut document_type = read_type(id, &Source::new(&path, bytes, report)?);
    if let (Some(template), Some(source)) = (&template, &source) {
        check_document(template, &document_type.fields, source);
    }
    document_type.template = template.unwrap_or_default();
    document_type.contents = contents;
    document_type.digest = super::digest(files.iter().map(|(path, bytes)| (path.as_str(), *bytes)));
    Some(document_type)
}

fn missing(path: &str, report: &RefCell<Report>) {
    let name = path.rsplit('/').next().unwrap_or_default();
    problem(report, path, None, "missing-file", format!("Thư mục loại văn bản phải có tệp {name}."));
}

/// Reads `type.toml`; its template and contents are not there yet.
fn read_type(id: &str, source: &Source<'_>) -> DocumentType {
    let mut keys = Section::new(source, source.keys(), 1);
    let name: String = keys.require("name");
    let document_type = DocumentType {
        id: id.to_owned(),
        title: keys.take("title").unwrap_or_else(|| name.to_uppercase()),
        name,
        abbreviation: keys.take("abbreviation"),
        subject: keys
            .choose(
                "subject",
                &[("under-title", SubjectPlace::UnderTitle), ("under-number", SubjectPlace::UnderNumber)],
            )
            .unwrap_or_default(),
        signatures: keys
            .choose("signatures", &[("one", Signatures::One), ("two", Signatures::Two)])
            .unwrap_or_default(),
        to: keys.choose("to", &PRESENCE).unwrap_or_default(),
        dated: keys.take("dated").unwrap_or(true),
        address: keys.take("address").unwrap_or(false),
        body: keys.choose("body", &PRESENCE).unwrap_or(Presence::Required),
        confirmation: keys.take("confirmation"),
        sections: keys.take("sections").unwrap_or_default(),
        tt05_code: keys.take("tt05_code"),
        edxml_type: keys.take("edxml_type"),
        general: keys.take("general").unwrap_or(false),
        fields: read_fields(&mut keys, source),
        template: Template::default(),
        contents: BTreeMap::new(),
        digest: String::new(),
    };
    keys.finish(
        "name, title, abbreviation, subject, signatures, to, dated, address, body, confirmation, sections, tt05_code, \
         edxml_type, general, fields",
    );
    for field in document_type.fields.iter().filter(|f| is_common(&f.name)) {
        source.problem(None, "duplicate", format!("Trường “{}” đã có sẵn trong mọi văn bản.", field.name));
    }
    document_type
}

/// Names of `document.hbs` against the fields of every draft and of its type; then a document with everything and
/// one with only what must be there.
fn check_document(template: &Template, own: &[Field], source: &Source<'_>) {
    let fields = [common_fields(), own];
    check_names(template.names(), &fields, source);
    for all in [true, false] {
        try_out(template, &specimen(&fields.concat(), all), source);
    }
}

/// The ready-made contents: every `.toml` and `.hbs` beside the type's own two files.
fn contents(folder: &str, files: &Files<'_>, report: &RefCell<Report>) -> BTreeMap<String, Content> {
    let mut names = BTreeSet::new();
    for path in files.keys() {
        let name = path.strip_prefix(folder).unwrap_or(path);
        match name.strip_suffix(".toml").or_else(|| name.strip_suffix(".hbs")) {
            Some("type" | "document") => {}
            Some(stem) if !stem.contains('/') => {
                names.insert(stem);
            }
            _ => problem(report, path, None, "unexpected-file", "Tệp này không thuộc thư mục loại văn bản."),
        }
    }
    let read = |name: &str| Some((name.to_owned(), content(folder, name, files, report)?));
    names.into_iter().filter_map(read).collect()
}

/// One content: `<name>.toml` and `<name>.hbs`.
fn content(folder: &str, name: &str, files: &Files<'_>, report: &RefCell<Report>) -> Option<Content> {
    let [toml_path, hbs_path] = ["toml", "hbs"].map(|ending| format!("{folder}{name}.{ending}"));
    let (Some(toml), Some(hbs)) = (files.get(toml_path.as_str()), files.get(hbs_path.as_str())) else {
        let lacks = if files.contains_key(toml_path.as_str()) { hbs_path } else { toml_path };
        problem(
            report,
            &lacks,
            None,
            "missing-file",
            format!("Nội dung “{name}” phải có cả tệp .toml và tệp .hbs."),
        );
        return None;
    };
    let source = Source::new(&toml_path, toml, report)?;
    let mut content = read_content(name, &source, report);
    let source = Source::new(&hbs_path, hbs, report)?;
    content.template = compile(&source)?;
    check_names(content.template.names(), &[&content.fields], &source);
    for data in [content.sample.clone(), specimen(&content.fields, true), specimen(&content.fields, false)] {
        try_out(&content.template, &data, &source);
    }
    Some(content)
}

/// Reads `<content>.toml`; its sample comes back filled in. The template is not there yet.
fn read_content(id: &str, source: &Source<'_>, report: &RefCell<Report>) -> Content {
    let mut keys = Section::new(source, source.keys(), 1);
    let name = keys.require("name");
    let fields = read_fields(&mut keys, source);
    let line = keys.line_of("sample");
    let sample = match keys.raw("sample") {
        Some((value, _)) => check_sample(&fields, &value, source, report),
        None => {
            source.problem(Some(line), "missing", "Thiếu bảng [sample]: dữ liệu mẫu để thử nội dung này.");
            Value::Null
        }
    };
    keys.finish("name, fields, sample");
    Content { id: id.to_owned(), name, fields, template: Template::default(), sample }
}

/// The sample against its own fields, each problem on the line of its value.
fn check_sample(
    fields: &[Field],
    value: &toml::de::DeValue<'_>,
    source: &Source<'_>,
    report: &RefCell<Report>,
) -> Value {
    let Some(data) = Value::read(value) else {
        source.problem(None, "wrong-kind", "Dữ liệu mẫu có số quá lớn.");
        return Value::Null;
    };
    let mut found = Report::new();
    let sample = check_fields(fields, &data, &FieldPath::root(), &mut found);
    for mut problem in found.problems {
        let at = value.as_table().and_then(|t| byte_of(t, problem.at.as_str()));
        problem.line = at.map(|byte| source.line_of(byte));
        problem.message = format!("sample.{}: {}", problem.at, problem.message);
        problem.at = FieldPath::from(source.path);
        report.borrow_mut().push(problem);
    }
    sample
}

fn compile(source: &Source<'_>) -> Option<Template> {
    match Template::compile(source.path, source.text()) {
        Ok(template) => Some(template),
        Err(error) => {
            bad_template(&error, source);
            None
        }
    }
}

fn bad_template(error: &TemplateError, source: &Source<'_>) {
    let message = format!("Cột {}: {}", error.column, error.message);
    source.problem(Some(error.line), "bad-template", message);
}

/// Expands with data that fits the fields, and parses what comes out.
///
/// Data that did not fit has been reported; what it does to the template would only hide that.
fn try_out(template: &Template, data: &Value, source: &Source<'_>) {
    if source.has_problems() || data.is_null() {
        return;
    }
    match template.expand(data) {
        Err(error) => bad_template(&error, source),
        Ok(text) => {
            let mut report = Report::new();
            outline::parse(&text, &FieldPath::root(), &mut report);
            for problem in report.problems {
                let message = format!("Văn bản tạo từ dữ liệu mẫu: {problem}");
                source.problem(None, "bad-outline", message);
            }
        }
    }
}
