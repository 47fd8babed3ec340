//! Schemas of drafts, held against the drafts that we ship.

use crate::openapi::schema::faults;
use serde_json::{Value, json};
use std::fs;
use vanthu::catalog::Catalog;
use vanthu::office::{Format, Office, PdfForm, Request, content_offered, type_offered, types_offered};
use vanthu::record::NoImages;

fn samples() -> Vec<(String, Value)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut samples: Vec<(String, Value)> = paths
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .map(|path| (path.display().to_string(), serde_json::from_slice(&fs::read(&path).unwrap()).unwrap()))
        .collect();
    samples.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(samples.len() >= 8);
    samples
}

fn schema_of(draft: &Value) -> Value {
    type_offered(Catalog::embedded(), draft["type"].as_str().unwrap(), None).unwrap().schema
}

fn assert_fits(schema: &Value, draft: &Value, name: &str) {
    let faults = faults(schema, schema, draft);
    assert!(faults.is_empty(), "{name}\n{}", faults.join("\n"));
}

#[test]
fn every_sample_is_of_the_schema_of_its_type() {
    for (name, draft) in samples() {
        assert_fits(&schema_of(&draft), &draft, &name);
        let any = vanthu::office::any_draft_schema();
        assert_fits(&any, &draft, &name);
    }
}

#[test]
fn every_offered_sample_is_of_its_schema_and_renders_without_a_problem() {
    let catalog = Catalog::embedded();
    for entry in types_offered(catalog) {
        let offer = type_offered(catalog, &entry.id, None).unwrap();
        assert_fits(&offer.schema, &offer.sample, &entry.id);
        assert_renders(&offer.sample, &entry.id);
        for content in &entry.contents {
            let name = format!("{}/{}", entry.id, content.id);
            let offer = content_offered(catalog, &entry.id, &content.id, None).unwrap();
            assert_fits(&offer.schema, &offer.sample, &name);
            assert_fits(&schema_of(&offer.sample), &offer.sample, &name);
            assert_fits(&offer.data_schema, &offer.sample["data"], &name);
            assert_renders(&offer.sample, &name);
        }
    }
}

fn assert_renders(draft: &Value, name: &str) {
    let office = Office::new(Catalog::embedded());
    let draft = office.read(draft.to_string().as_bytes(), Some("x.json")).unwrap();
    let form = PdfForm::default();
    let request =
        Request { formats: &[Format::Package], mode: None, fallback: "x", images: &NoImages, pdf: form };
    let rendered = office.render(draft, request).unwrap_or_else(|failure| panic!("{name}: {failure:?}"));
    let errors: Vec<String> = rendered
        .findings
        .unwrap()
        .problems
        .iter()
        .filter(|p| p.severity == vanthu::report::Severity::Error)
        .map(|p| format!("{} {p}", p.code))
        .collect();
    assert!(errors.is_empty(), "{name}\n{}", errors.join("\n"));
}

#[test]
fn a_schema_refuses_what_the_reader_refuses() {
    let (_, good) = samples().into_iter().find(|(name, _)| name.contains("bao-cao-thang")).unwrap();
    let schema = schema_of(&good);
    let changes: [(&str, Value); 14] = [
        ("/subjects", json!("x")),
        ("/organ", json!(7)),
        ("/signers", json!([])),
        ("/signers/0/full_name", Value::Null),
        ("/signers/0/name", json!("x")),
        ("/code_number", json!("39/KH")),
        ("/issued_date", json!("2024-02-30")),
        ("/body", json!("x")),
        ("/content", json!("khong-co")),
        ("/data/month", json!("1")),
        ("/data/unknown", json!(1)),
        ("/data/results", json!([])),
        ("/priority", json!("GẤP")),
        ("/recipients", json!([{ "group": ["a"] }])),
    ];
    for (pointer, value) in changes {
        let mut draft = good.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let parent = draft.pointer_mut(parent).unwrap();
        match value {
            Value::Null => drop(parent.as_object_mut().unwrap().remove(key)),
            value => parent[key] = value,
        }
        assert!(!faults(&schema, &schema, &draft).is_empty(), "{pointer} passed");
        let office = Office::new(Catalog::embedded());
        let read = office.read(draft.to_string().as_bytes(), Some("x.json")).unwrap();
        let form = PdfForm::default();
        let request =
            Request { formats: &[Format::Pdf], mode: None, fallback: "x", images: &NoImages, pdf: form };
        assert!(office.render(read, request).is_err(), "{pointer} renders");
    }
}

#[test]
fn every_common_key_of_a_draft_is_described() {
    let schema = vanthu::office::any_draft_schema();
    for common in vanthu::draft::fields::DRAFT {
        assert!(schema["properties"].get(common.name).is_some(), "{}", common.name);
    }
}
