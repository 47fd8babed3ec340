//! TextOrigin of what is printed.

use super::SourceMap;
use crate::catalog::Catalog;
use crate::compose::compose;
use crate::document::{self, Block, Document, Paragraph};
use crate::draft::Draft;
use crate::record::samples::{plan, with};
use crate::record::{NoImages, Record};
use serde_json::{Value, json};

/// A document and where it comes from.
fn mapped(draft: &Value) -> (Document, SourceMap) {
    let values = draft.as_object().unwrap().clone();
    let record =
        Record::check(Draft { values: values.clone() }, Catalog::embedded(), &NoImages).unwrap().value;
    let document = compose(&record);
    let map = SourceMap::of(&values, &record, &document, Catalog::embedded());
    (document, map)
}

/// The paragraphs of blocks.
fn paragraphs<'d>(blocks: &'d [Block], out: &mut Vec<&'d Paragraph>) {
    document::paragraphs(blocks, &mut |paragraph| out.push(paragraph));
}

/// Every word that comes from the draft, as `printed ← field: given`.
fn origins(draft: &Value) -> Vec<String> {
    let (document, map) = mapped(draft);
    let mut all = vec![];
    document.sections.iter().for_each(|s| {
        paragraphs(&s.blocks, &mut all);
        paragraphs(&s.foot, &mut all);
    });
    let mut told = vec![];
    for paragraph in all {
        for (text, origin) in map.words(paragraph.id) {
            let value = match origin.at.find(draft.as_object().unwrap()).unwrap() {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let given = &value[origin.value.unwrap()];
            told.push(format!("{} ← {}: {given}", &paragraph.text.as_str()[text], origin.at));
        }
    }
    told
}

/// The words printed of a part of a draft, with the words given, where they are told for one field.
fn of<'o>(origins: &'o [String], field: &str) -> Vec<&'o str> {
    let marked = format!(" ← {field}: ");
    origins.iter().filter(|o| o.contains(&marked)).map(|o| o.split(" ← ").next().unwrap()).collect()
}

#[test]
fn words_lead_to_their_letters_through_emphasis_corrections_and_cells() {
    let body = "I. MỤC ĐÍCH\n\n- Tổ chức **Hội nghị** *tổng kết*  năm 2023 , họp ke\u{302}\u{301} hoạch.\n\n| Tên | Số |\n|---|---|\n| Huyện A | 1200 |\n\n- Tổ chức họp.";
    let draft = with(plan(), json!({ "body": body }));
    let origins = origins(&draft);
    for expected in [
        "Hội ← body: Hội",
        "kết ← body: kết",
        "kế ← body: ke\u{302}\u{301}",
        "1200 ← body: 1200",
        "MỤC ← body: MỤC",
    ] {
        assert!(origins.iter().any(|o| o == expected), "{expected}: {origins:#?}");
    }
    let (document, map) = mapped(&draft);
    let mut all = vec![];
    paragraphs(&document.sections[0].blocks, &mut all);
    let last = all.iter().rfind(|p| p.text.as_str() == "- Tổ chức họp.").unwrap();
    let (_, origin) = map.words(last.id).next().unwrap();
    assert_eq!(
        origin.value.unwrap().start,
        body.rfind("Tổ chức họp").unwrap(),
        "the second of two like lines"
    );
}

#[test]
fn composed_lines_lead_to_the_fields_they_are_composed_of() {
    let origins = origins(&with(plan(), json!({ "place": "Lai Châu" })));
    assert_eq!(of(&origins, "code_number"), ["39"]);
    assert_eq!(of(&origins, "signers[0].full_name"), ["Hoàng", "Thọ", "Trung"]);
    assert_eq!(of(&origins, "place"), ["Lai", "Châu"]);
    assert!(
        of(&origins, "recipients[0]").len() + of(&origins, "recipients[0].name").len() > 1,
        "{origins:#?}"
    );
    assert!(of(&origins, "filing.units[0]") == ["TG", "NC"], "{origins:#?}");
    assert!(of(&origins, "subject[0]").len() + of(&origins, "subject").len() > 3, "{origins:#?}");
}

#[test]
fn a_word_with_letters_of_another_script_leads_to_the_word_as_given() {
    let origins = origins(&with(plan(), json!({ "body": "I. MỤC\n\n- C\u{43e}ng tác H\u{1ed9}i." })));
    // Whatever is corrected in it, the word is found.
    let told: Vec<_> = origins.iter().filter(|o| o.ends_with("C\u{43e}ng")).collect();
    assert_eq!(told, ["Cong ← body: C\u{43e}ng"]);
}

#[test]
fn words_of_a_ready_made_content_lead_to_the_data_that_gave_them() {
    let draft: Value = serde_json::from_str(include_str!("../../samples/bao-cao-thang.json")).unwrap();
    let origins = origins(&draft);
    let data: Vec<_> = origins.iter().filter(|o| o.contains(" ← data.")).collect();
    assert!(data.len() > 20, "{origins:#?}");
}

#[test]
fn what_the_program_adds_belongs_to_a_field_or_to_none() {
    let (document, map) = mapped(&plan());
    let mut all = vec![];
    paragraphs(&document.sections[0].blocks, &mut all);
    let at = |start: &str| {
        let paragraph = all.iter().find(|p| p.text.as_str().starts_with(start)).unwrap();
        map.find(paragraph.id, 0).map(|origin| (origin.at.to_string(), origin.value))
    };
    assert_eq!(at("CỘNG HÒA"), None);
    assert_eq!(at("Nơi nhận"), Some(("recipients".to_owned(), None)));
    assert_eq!(at("Số: "), Some(("code_number".to_owned(), None)));
    assert_eq!(at("TỔNG LIÊN ĐOÀN").map(|(at, _)| at), Some("organ".to_owned()));
}
