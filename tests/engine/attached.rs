//! Texts issued with a document (*ban hành kèm theo*), from the draft to the files.

use crate::support::{attached, file, render};
use lopdf::{Dictionary, Document, Object};
use serde_json::{Value, json};
use std::io::Read;
use vanthu::catalog::Catalog;
use vanthu::compose::compose;
use vanthu::font::FontBook;
use vanthu::input::{Draft, read_text, read_toml};
use vanthu::layout::{Layout, Page, PageItem, StructureTag, paginate};
use vanthu::office::{CheckOptions, Format, Mending, Office, PdfForm, Request};
use vanthu::record::{NoImages, Record};

fn record(draft: Draft) -> Record {
    Record::check(draft, Catalog::embedded(), &NoImages).unwrap_or_else(|report| panic!("{report:#?}")).value
}

fn draft(value: Value) -> Draft {
    let Value::Object(values) = value else { panic!("a draft is an object") };
    Draft { values }
}

fn pages(value: Value) -> Layout {
    let record = record(draft(value));
    paginate(&compose(&record), record.style(), FontBook::embedded()).unwrap()
}

/// A part of a DOCX.
fn part(docx: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut xml = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut xml).unwrap();
    xml
}

#[test]
fn an_attached_text_is_given_alike_in_json_in_toml_and_in_a_text_with_a_head() {
    let head = r#"
type = "quyet-dinh"
organ = "ldld-lai-chau"
subject = "Về việc ban hành Quy chế làm việc"
authority = "BAN THƯỜNG VỤ"
[[signers]]
position = "CHỦ TỊCH"
full_name = "Hoàng Thọ Trung"
[[appendixes]]
kind = "attached"
type_name = "QUY CHẾ"
title = "Làm việc của Ban Tổ chức"
body = """
Chương I
QUY ĐỊNH CHUNG

Điều 1. Phạm vi điều chỉnh
"""
[[appendixes.signers]]
position = "CHỦ TỊCH"
full_name = "Hoàng Thọ Trung"
"#;
    let body = "Điều 1. Ban hành kèm theo Quyết định này Quy chế làm việc.";
    let chair = json!({ "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung" });
    let as_json = json!({
        "type": "quyet-dinh", "organ": "ldld-lai-chau", "subject": "Về việc ban hành Quy chế làm việc",
        "authority": "BAN THƯỜNG VỤ", "body": body, "signers": [chair],
        "appendixes": [{
            "kind": "attached", "type_name": "QUY CHẾ", "title": "Làm việc của Ban Tổ chức",
            "body": "Chương I\nQUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi điều chỉnh\n", "signers": [chair]
        }]
    });
    let expected = compose(&record(draft(as_json)));
    let text = read_text(format!("+++{head}+++\n\n{body}\n").as_bytes()).unwrap();
    assert_eq!(compose(&record(text)), expected);
    let toml = read_toml(format!("body = \"{body}\"\n{head}").as_bytes()).unwrap();
    assert_eq!(compose(&record(toml)), expected);
}

#[test]
fn every_attached_text_begins_a_page_and_is_numbered_from_one_in_both_files() {
    let layout = pages(attached::decision());
    let number = |page: &Page| {
        let in_the_top_margin = page.items.iter().find_map(|placed| match &placed.item {
            PageItem::Text(run) if placed.at.y.to_mm() < 20.0 => Some(layout.text_of(run).trim().to_owned()),
            _ => None,
        });
        in_the_top_margin.unwrap_or_else(|| "-".to_owned())
    };
    let numbers: Vec<String> = layout.pages.iter().map(number).collect();
    assert_eq!(numbers, ["-", "-", "2", "-", "-"], "decision, quy chế of two pages, danh sách, phụ lục");

    let made = render(attached::decision(), "x", &[Format::Docx]).unwrap();
    let xml = part(file(&made, ".docx"), "word/document.xml");
    assert_eq!(xml.matches("<w:sectPr>").count(), 4);
    assert_eq!(xml.matches(r#"<w:pgNumType w:start="1"/>"#).count(), 3);
    assert_eq!(xml.matches("<w:titlePg/>").count(), 4);
    assert_eq!(xml.matches("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM").count(), 2, "the danh sách has no masthead");
    assert_eq!(xml.matches(r#"<w:pStyle w:val="Title"/>"#).count(), 3, "decision, quy chế, danh sách");
}

#[test]
fn an_attached_text_is_a_part_of_its_own_with_a_bookmark_and_headings_that_skip_no_level() {
    for (name, draft) in attached::drafts() {
        let layout = pages(draft);
        let mut level = 0;
        for node in &layout.structure.nodes {
            let StructureTag::Heading(found) = node.tag else { continue };
            assert!(found <= level + 1, "{name}: heading {:?} of level {found} after {level}", node.bookmark);
            level = found;
        }
    }
    let layout = pages(attached::decision());
    let bookmarks: Vec<(u8, &str)> = layout
        .structure
        .nodes
        .iter()
        .filter_map(|node| match node.tag {
            StructureTag::Heading(level) => Some((level, node.bookmark.as_deref()?)),
            _ => None,
        })
        .filter(|(level, _)| *level == 1)
        .collect();
    let titles = [
        "QUYẾT ĐỊNH Về việc ban hành Quy chế làm việc của Ban Tổ chức",
        "QUY CHẾ Làm việc của Ban Tổ chức",
        "DANH SÁCH Thành viên Ban Tổ chức",
        "Phụ lục. MẪU BÁO CÁO",
    ];
    assert_eq!(bookmarks, titles.map(|title| (1, title)));
}

#[test]
fn only_the_document_has_places_for_electronic_signatures() {
    for (name, draft) in attached::drafts() {
        let Value::Object(values) = draft else { panic!("a draft is an object") };
        let pdf = PdfForm { signature_fields: true, ..PdfForm::default() };
        let request = Request { formats: &[Format::Pdf], mode: None, fallback: "x", images: &NoImages, pdf };
        let made = Office::new(Catalog::embedded()).render(Draft { values }, request).unwrap();
        let document = Document::load_mem(file(&made, ".pdf")).unwrap();
        let form = document.catalog().unwrap().get(b"AcroForm").and_then(Object::as_dict).unwrap();
        let fields = form.get(b"Fields").and_then(Object::as_array).unwrap();
        let name_of = |field: &Object| {
            let field: &Dictionary = document.get_dictionary(field.as_reference().unwrap()).unwrap();
            String::from_utf8(field.get(b"T").and_then(Object::as_str).unwrap().to_vec()).unwrap()
        };
        let names: Vec<String> = fields.iter().map(name_of).collect();
        assert_eq!(names, ["NguoiKy", "CoQuan"], "{name}");
    }
}

#[test]
fn renumbering_begins_anew_with_chapters_and_articles_in_each_attached_text() {
    let mut wrong = attached::decision();
    let body = attached::charter_body().replace("Chương II", "Chương IV").replace("Điều 3.", "Điều 7.");
    wrong["appendixes"][0]["body"] = body.into();
    wrong["body"] = "Điều 1. Ban hành kèm theo Quyết định này Quy chế làm việc.\n\nĐiều 3. Hiệu lực".into();
    let options = CheckOptions { profile: None, images: &NoImages };
    let numbers = Mending { fixes: false, numbers: true };
    let office = Office::new(Catalog::embedded());
    let mended = office.correct(wrong.to_string().as_bytes(), Some("x.json"), options, numbers).unwrap();
    let mended: Value = serde_json::from_str(&mended.file).unwrap();
    assert_eq!(mended["appendixes"][0]["body"], attached::charter_body());
    assert!(mended["body"].as_str().unwrap().contains("Điều 2. Hiệu lực"), "{}", mended["body"]);
}

#[test]
fn a_package_keeps_the_images_of_who_signs_an_attached_text() {
    let mut signed = attached::decision();
    let image = json!("images/chu-ky.png");
    signed["appendixes"][0]["signers"][0]["signature_image"] = image;
    let made = render(signed, "x", &[Format::Package]).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file(&made, ".zip"))).unwrap();
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    assert!(names.iter().any(|name| name.contains("images/") && name.ends_with(".png")), "{names:?}");
    let source = names.iter().find(|name| name.ends_with("source.json")).unwrap().clone();
    let mut text = String::new();
    archive.by_name(&source).unwrap().read_to_string(&mut text).unwrap();
    let source: Value = serde_json::from_str(&text).unwrap();
    let kept = source["appendixes"][0]["signers"][0]["signature_image"].as_str().unwrap();
    assert!(kept.starts_with("sha256:"), "{kept}");
}
