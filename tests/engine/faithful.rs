//! Papers of other offices through the whole pipeline: whatever parts they have, every file is made, and says their words.

use crate::support::{faithful, file, render};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::io::Read;
use vanthu::office::Format;
use vanthu::report::Severity;

/// Formats of a paper.
const FORMATS: [Format; 5] = [Format::Pdf, Format::Docx, Format::Svg, Format::Png, Format::Package];

/// The letters and digits of the texts of a DOCX.
fn docx_letters(docx: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let texts = xml.split("<w:t").skip(1).filter(|rest| rest.starts_with(['>', ' ']));
    let texts = texts.filter_map(|rest| rest.split_once('>')?.1.split_once("</w:t>").map(|(text, _)| text));
    texts.flat_map(str::chars).filter(|c| c.is_alphanumeric()).collect()
}

/// Tests whether the letters of every text of a value stand in a text.
fn stands(value: &Value, letters: &str) -> bool {
    match value {
        Value::String(text) => {
            let wanted: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
            letters.contains(&wanted)
        }
        Value::Array(list) => list.iter().all(|value| stands(value, letters)),
        Value::Object(map) => map.values().all(|value| stands(value, letters)),
        _ => true,
    }
}

#[test]
fn papers_of_other_offices_are_made_in_every_format() {
    for (name, draft) in faithful::drafts() {
        let made = render(draft, name, &FORMATS).unwrap_or_else(|failure| panic!("{name}: {failure:?}"));
        let faults: Vec<_> =
            made.report.problems.iter().filter(|p| p.severity != Severity::Information).collect();
        assert!(faults.is_empty(), "{name}: {faults:?}");
        assert_eq!(made.files.len(), 3 + 2 * made.pages, "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_paper_of_any_parts_renders_to_both_formats_with_its_words_on_the_page(subset in 0_u32..1 << 12) {
        let parts = [
            json!({"issuer": {"parent": ["UBND TỈNH MỘT"], "name": ["SỞ HAI VÀ BA"]}}),
            json!({"motto": ["ĐẢNG CỘNG SẢN VIỆT NAM"]}),
            json!({"code": "Số 39-KH/ĐU"}),
            json!({"place_date": "Một, ngày .../4/2026"}),
            json!({"type_name": "PHIẾU TRÌNH"}),
            json!({"subject": ["Về việc thứ nhất"]}),
            json!({"to": ["Lãnh đạo Sở"]}),
            json!({"bases": ["Căn cứ văn bản thứ tư;"]}),
            json!({"body": "Nội dung trình lãnh đạo xem xét."}),
            json!({"recipients": ["Phòng Năm"]}),
            json!({"filing": {"text": "Lưu VP"}}),
            json!({"signers": [{"position": "TRƯỞNG PHÒNG", "note": ["Đã ký"]}, {"full_name": "Lò Văn Sáu"}]}),
        ];
        let mut draft = json!({"mode": "faithful"});
        for (_, part) in parts.iter().enumerate().filter(|(bit, _)| subset & 1 << bit != 0) {
            for (name, value) in part.as_object().unwrap() {
                draft[name] = value.clone();
            }
        }
        let made = render(draft.clone(), "x", &[Format::Pdf, Format::Docx]).unwrap();
        prop_assert!(made.report.problems.iter().all(|p| p.severity == Severity::Information), "{:?}", made.report);
        prop_assert!(file(&made, ".pdf").starts_with(b"%PDF-"));
        let letters = docx_letters(file(&made, ".docx"));
        let mut said = draft;
        said.as_object_mut().unwrap().remove("mode");
        prop_assert!(stands(&said, &letters), "{said}: {letters}");
    }
}
