//! Every PDF keeps PDF/A-2a or PDF/A-3a, and PDF/UA-1: the checks of `src/pdf/CONFORMANCE.md` on every sample and on a
//! hundred generated documents, each as it is by default, with its source inside, and with signature fields.
//!
//! A check reads a finished file and tells what it violates, clause by clause; `mutations` damages good files and sees
//! each check fail.

mod bytes;
mod catalog;
mod content;
mod extras;
mod file;
mod fonts;
mod mutations;
mod nesting;
mod structure;
mod xmp;

use crate::support::{attached, faithful, generate};
use file::{Claim, Findings, Pdf, Violation};
use lopdf::Document;
use serde_json::Value;
use std::sync::LazyLock;
use vanthu::catalog::Catalog;
use vanthu::compose::compose;
use vanthu::font::FontBook;
use vanthu::input::Draft;
use vanthu::layout::paginate;
use vanthu::office::FolderImages;
use vanthu::package::canonical_json;
use vanthu::pdf::{self, Attachment, PdfOptions};
use vanthu::record::Record;

/// Generated documents.
const GENERATED: u64 = 100;

/// A finished file.
struct Made {
    name: String,
    claim: Claim,
    bytes: Vec<u8>,
    document: Document,
}

/// What a file of each kind claims: the default, the source inside, fields, both.
const CLAIMS: [Claim; 4] = [
    Claim { part: 2, fields: false },
    Claim { part: 3, fields: false },
    Claim { part: 2, fields: true },
    Claim { part: 3, fields: true },
];

/// A draft as a PDF of each kind.
fn made(name: &str, draft: Value, claims: &[Claim]) -> Vec<Made> {
    let Value::Object(values) = draft else { panic!("a draft is an object") };
    let images = FolderImages::new(&crate::support::root().join("samples"));
    let record = Record::check(Draft { values }, Catalog::embedded(), &images);
    let record = record.unwrap_or_else(|report| panic!("{name}: {report:?}")).value;
    let document = compose(&record);
    let layout = paginate(&document, record.style(), FontBook::embedded()).unwrap();
    let source = canonical_json(&record.canonical_source());
    let attachment = Attachment {
        name: "source.json",
        bytes: source.as_bytes(),
        media_type: "application/json",
        description: "Dữ liệu nguồn của văn bản",
    };
    let write = |&claim: &Claim| {
        let options =
            PdfOptions { source: (claim.part == 3).then_some(attachment), signature_fields: claim.fields };
        let bytes = pdf::write(&layout, &document.meta, &options).unwrap();
        let document = Document::load_mem(&bytes).unwrap();
        Made { name: format!("{name} {claim:?}"), claim, bytes, document }
    };
    claims.iter().map(write).collect()
}

/// The samples in every kind and the generated documents in three, made once.
static FILES: LazyLock<Vec<Made>> = LazyLock::new(|| {
    let mut drafts: Vec<(String, Value, usize)> = crate::support::samples()
        .iter()
        .map(|file| (crate::support::stem(file), crate::support::sample(file), CLAIMS.len()))
        .collect();
    drafts.push(("signs".to_owned(), signs(), CLAIMS.len()));
    let attached = attached::drafts().map(|(name, draft)| (name.to_owned(), draft, CLAIMS.len()));
    drafts.extend(attached);
    // Where nobody signs there is no field to lay down.
    let kinds = |draft: &Value| if draft.get("signers").is_some() { CLAIMS.len() } else { 2 };
    drafts.extend(faithful::drafts().map(|(name, draft)| (name.to_owned(), draft.clone(), kinds(&draft))));
    let sentences = generate::sentences();
    let generated =
        (0..GENERATED).map(|seed| (format!("made-{seed:03}"), generate::draft(seed, &sentences), 3));
    drafts.extend(generated);
    drafts.push(("tables".to_owned(), tables(&sentences), CLAIMS.len()));
    std::thread::scope(|scope| {
        let threads: Vec<_> = drafts
            .chunks(drafts.len().div_ceil(2))
            .map(|part| {
                let each = |(name, draft, kinds): &(String, Value, usize)| {
                    made(name, draft.clone(), &CLAIMS[..*kinds])
                };
                scope.spawn(move || part.iter().flat_map(each).collect::<Vec<_>>())
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
});

/// A decision with what the face of text lacks, characters off the baseline, addresses, marks of every kind, a table with
/// its name, an appendix, and no number and date yet.
fn signs() -> Value {
    let mut draft = crate::support::sample(&crate::support::root().join("samples/ke-hoach-phu-luc.json"));
    let fields = draft.as_object_mut().unwrap();
    for name in ["code_number", "issued_date"] {
        fields.remove(name);
    }
    let body = "I. NỘI DUNG\n\n1. Trồng 5.000 m^2^ rừng, giảm 10^-3^ tấn CO~2~; ~~bỏ câu này~~.\n\n\
        a) Xem https://congdoan.example.vn/tin,1.html hoặc hỏi ldld@congdoan.example.vn.\n\nb) Việc hai ⇒ xong.\n\n\
        - Một việc\n\n@caption Bảng 1. Việc đã làm, xem www.example.vn\n\n\
        | Việc | Có | Không |\n|--|--|--|\n| Hội nghị | ✓ | ☐ |\n| **Thi đua ✗** | *☑* | 10⁻³ |";
    fields.insert("body".to_owned(), body.into());
    draft
}

/// A draft of tables: cells over rows in the header and below it, rows parted between pages, groups, totals, addresses.
fn tables(sentences: &[String]) -> Value {
    let long = sentences.iter().take(40).map(String::as_str).collect::<Vec<_>>().join("<br>");
    let rows: String = (2..60).map(|row| format!("| ^^ | Việc {row} | 12/3/2024 | 1.250.000 |\n")).collect();
    let mut draft = generate::draft(1, sentences);
    draft["body"] = format!(
        "Phân công như sau:\n\n| TT | Nội dung | Thực hiện ||\n| ^^ | ^^ | Thời hạn | Kinh phí |\n|:-:|--|:-:|--:|\n\
         | **I. Nhóm việc** ||||\n| 1 | Việc 1 | 12/3/2024 | 950.000 |\n{rows}| 2 | {long} | ^^ | 5.000 |\n\
         | 3 | https://vanban.laichau.vn/default.aspx?id=27160&so=199378-qh15 | quý IV/2026 | 7.000 |\n\
         | **Tổng cộng** ||| 80.000.000 |\n\nGhi chú: số liệu đến ngày 15/6."
    )
    .into();
    draft
}

type Check = fn(&Pdf<'_>, &Claim, &mut Findings);

/// All that a file violates in a document read from it.
fn violations(document: &Document, claim: &Claim) -> Vec<Violation> {
    let checks: [Check; 6] =
        [catalog::check, content::check, structure::check, fonts::check, xmp::check, extras::check];
    checks.iter().flat_map(|&check| violations_of(check, document, claim)).collect()
}

fn violations_of(check: Check, document: &Document, claim: &Claim) -> Vec<Violation> {
    let mut findings = Findings::default();
    check(&Pdf::new(document), claim, &mut findings);
    findings.0
}

/// What is wrong with the bytes of a file.
fn violations_in_bytes(bytes: &[u8]) -> Vec<Violation> {
    let mut findings = Findings::default();
    bytes::check(bytes, &mut findings);
    findings.0
}

fn told(violations: &[Violation]) -> String {
    violations.iter().take(20).map(|violation| format!("\n  {violation}")).collect()
}

fn assert_kept(check: Check) {
    for made in FILES.iter() {
        let found = violations_of(check, &made.document, &made.claim);
        assert!(found.is_empty(), "{}:{}", made.name, told(&found));
    }
}

/// ISO 19005-2, 6.1.2 to 6.1.4, 6.1.6 to 6.1.9; ISO 32000-1, 7.5.
#[test]
fn the_bytes_of_a_file_are_sound() {
    for made in FILES.iter() {
        let found = violations_in_bytes(&made.bytes);
        assert!(found.is_empty(), "{}:{}", made.name, told(&found));
    }
}

/// ISO 19005-2, 6.1.7, 6.1.8, 6.1.12, 6.1.13, 6.2.3 to 6.2.9, 6.4.2, 6.5, 6.7.2.2, 6.7.4, 6.9 to 6.11; ISO 14289-1, 7.1, 7.2.
#[test]
fn catalog_pages_colours_and_limits_are_those_of_an_archived_file() {
    assert_kept(catalog::check);
}

/// ISO 19005-2, 6.2.2, 6.2.4.3; ISO 14289-1, 7.1; ISO 32000-1, 14.6.
#[test]
fn everything_that_shows_is_tagged_or_an_artifact_and_marks_nest() {
    assert_kept(content::check);
}

/// ISO 19005-2, 6.7.3; ISO 14289-1, 7.2 to 7.6; ISO 32000-1, 14.7, 14.8.4.
#[test]
fn every_mark_leads_to_its_element_and_elements_nest_as_they_may() {
    assert_kept(structure::check);
}

/// ISO 19005-2, 6.2.11; ISO 14289-1, 7.21.
#[test]
fn fonts_are_embedded_with_the_widths_and_meanings_of_what_is_shown() {
    assert_kept(fonts::check);
}

/// ISO 19005-2, 6.1.5, 6.6; ISO 14289-1, 5, 7.1.
#[test]
fn the_metadata_names_title_and_standards_and_agrees_with_the_properties() {
    assert_kept(xmp::check);
}

/// ISO 19005-2, 6.3, 6.4, 6.8; ISO 19005-3, 6.8; ISO 14289-1, 7.11, 7.18.
#[test]
fn fields_and_files_are_there_if_asked_for_and_say_what_they_are() {
    assert_kept(extras::check);
}

/// ISO 32000-1, 14.8.5.5, 14.9.4: lists say what their marks are, blanks what they are; the table has its name inside.
#[test]
fn lists_captions_and_blanks_are_read_aloud_as_what_they_are() {
    let made = FILES.iter().find(|made| made.name.starts_with("signs")).unwrap();
    let pdf = Pdf::new(&made.document);
    let tree = structure::Tree::read(&pdf, &mut Findings::default());
    let attribute = |element: &structure::Element<'_>| {
        pdf.name(pdf.dictionary(element.dictionary, "A"), "ListNumbering").to_owned()
    };
    let of_kind = |kind: &'static str| tree.elements.iter().filter(move |element| element.kind == kind);
    let numberings: std::collections::BTreeSet<String> = of_kind("L").map(attribute).collect();
    assert!(numberings.contains("LowerAlpha") && numberings.contains("None"), "{numberings:?}");
    assert_eq!(of_kind("Caption").map(|caption| tree.parent_kind(caption)).collect::<Vec<_>>(), ["Table"]);
    assert_eq!(of_kind("Link").count(), 3);
    let read: Vec<String> =
        tree.elements.iter().filter_map(|element| pdf.text(element.dictionary, "ActualText")).collect();
    assert!(read[0].starts_with("Số: (chưa có)/KH-") && read[1].contains("ngày (chưa có)"), "{read:?}");
    assert!(made.document.catalog().unwrap().has(b"PageLabels"));
}

/// ISO 32000-1, 12.7.4.5: who signs alone, two who sign, and the organ, each have a field of their own.
#[test]
fn each_signer_and_the_organ_have_a_field_with_a_name() {
    let mut kinds = std::collections::BTreeSet::new();
    for made in FILES.iter().filter(|made| made.claim.fields) {
        let pdf = Pdf::new(&made.document);
        let fields = pdf.array(pdf.dictionary(pdf.catalog(), "AcroForm"), "Fields");
        let name = |field| pdf.text(pdf.dictionary_of(field), "T").unwrap();
        kinds.insert(fields.iter().map(name).collect::<Vec<_>>().join(" "));
    }
    let expected = ["NguoiKy CoQuan", "NguoiKy1 NguoiKy2 CoQuan", "NguoiKy1 NguoiKy2 NguoiKy3 CoQuan"];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), expected);
}

/// ISO 32000-1, 12.5.2: a field stands where the picture of the same signature stands.
#[test]
fn a_field_covers_exactly_the_picture_of_its_signature() {
    let file =
        FILES.iter().find(|made| made.name.starts_with("ke-hoach-phu-luc") && made.claim.fields).unwrap();
    let pdf = Pdf::new(&file.document);
    let mut pictures = Vec::new();
    for &page in &pdf.pages {
        let content = lopdf::content::Content::decode(&file.document.get_page_content(page)).unwrap();
        for operation in content.operations.iter().filter(|operation| operation.operator == "cm") {
            let number = |index: usize| operation.operands[index].as_float().unwrap();
            pictures.push((page, [number(4), number(5), number(4) + number(0), number(5) + number(3)]));
        }
    }
    let mut fields = Vec::new();
    for &page in &pdf.pages {
        let rectangle =
            |annotation| <[f32; 4]>::try_from(pdf.numbers(pdf.dictionary_of(annotation), "Rect")).unwrap();
        fields.extend(pdf.annotations(page).iter().map(|annotation| (page, rectangle(annotation))));
    }
    assert_eq!(pictures.len(), 2);
    for ((page, picture), (field_page, field)) in pictures.iter().zip(&fields) {
        let apart = picture.iter().zip(field).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(page == field_page && apart < 0.02, "{picture:?} {field:?}");
    }
}

/// ISO 19005-3, 6.8: the source inside is the one the package holds, byte for byte, whoever asks for it.
#[test]
fn the_command_line_delivers_what_was_asked_for_with_the_source_of_the_package() {
    let out = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance");
    let _ = std::fs::remove_dir_all(&out);
    let draft = crate::support::root().join("samples/003-kh.json");
    let arguments = ["render", draft.to_str().unwrap(), "--out", out.to_str().unwrap(), "--pdfa", "3a"];
    let run = |more: &[&str]| {
        let ran =
            std::process::Command::new(env!("CARGO_BIN_EXE_vanthu")).args(arguments).args(more).output();
        assert!(ran.unwrap().status.success());
    };
    run(&["--signature-fields"]);
    let name = "447-KH-LDLD-2023-05-17";
    let document = Document::load_mem(&std::fs::read(out.join(format!("{name}.pdf"))).unwrap()).unwrap();
    let found = violations(&document, &CLAIMS[3]);
    assert!(found.is_empty(), "{}", told(&found));
    let embedded = document.objects.values().filter_map(|object| object.as_stream().ok());
    let mut embedded = embedded.filter(|s| {
        s.dict.get(b"Type").is_ok_and(|kind| kind.as_name().is_ok_and(|kind| kind == b"EmbeddedFile"))
    });
    let embedded = file::inflated(embedded.next().unwrap());
    let mut package =
        zip::ZipArchive::new(std::fs::File::open(out.join(format!("{name}.zip"))).unwrap()).unwrap();
    let place =
        (0..package.len()).find(|&i| package.by_index(i).unwrap().name().ends_with("/source.json")).unwrap();
    let mut source = Vec::new();
    std::io::Read::read_to_end(&mut package.by_index(place).unwrap(), &mut source).unwrap();
    assert_eq!(embedded, source);
}

/// ISO 19005-3, Annex E: a source is dated even where the document is not, and always alike.
#[test]
fn a_draft_without_a_date_holds_a_source_with_one() {
    let made = FILES.iter().find(|made| made.name.starts_with("001-ct") && made.claim.part == 3).unwrap();
    let file = made.document.objects.values().filter_map(|object| object.as_stream().ok());
    let mut parameters = file.filter_map(|stream| stream.dict.get(b"Params").ok()?.as_dict().ok());
    let date = parameters.next().unwrap().get(b"ModDate").unwrap().as_str().unwrap();
    assert_eq!(date, b"D:19800101000000+07'00");
}
