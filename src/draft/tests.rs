use super::*;
use serde_json::json;

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap()
}

#[test]
fn no_two_fields_of_an_object_share_a_name() {
    fn check(list: &[&FieldSpec]) {
        for (index, field) in list.iter().enumerate() {
            assert!(list.iter().skip(index + 1).all(|other| other.name != field.name), "{}", field.name);
            check(field.kind.entry());
        }
    }
    check(fields::DRAFT);
}

#[test]
fn every_field_of_a_draft_is_described_and_named_for_people() {
    for field in fields::DRAFT {
        assert!(!field.description.is_empty(), "{}", field.name);
        assert!(!field.label.is_empty() || field.name == "schema_version", "{}", field.name);
    }
}

#[test]
fn texts_are_visited_with_place_field_and_part_in_the_order_of_print() {
    let draft = json!({
        "subject": ["A", 1, "B"],
        "place": "Lai Châu",
        "body": "Nội dung",
        "recipients": ["Như trên", { "name": "Tỉnh ủy", "purpose": "b/c" }, { "group": ["C", { "name": "D" }], "purpose": "t/h" }],
        "filing": { "units": ["VT"], "text": "Lưu VT." },
        "signers": [{ "full_name": "E", "competence": "TM." }, 3],
        "appendixes": [{ "title": "F", "body": "G" }],
        "data": { "subject": "không phải trích yếu" },
        "lạ": "x",
    });
    let mut found = vec![];
    texts(object(&draft), &mut |text| {
        found.push(format!("{} {} {} {}", text.at, text.field.name, text.text, text.part));
    });
    assert_eq!(
        found,
        [
            "place place Lai Châu 0",
            "subject[0] subject A 0",
            "subject[2] subject B 0",
            "body body Nội dung 0",
            "recipients[0] name Như trên 0",
            "recipients[1].name name Tỉnh ủy 0",
            "recipients[1].purpose purpose b/c 0",
            "recipients[2].group[0] name C 0",
            "recipients[2].group[1].name name D 0",
            "recipients[2].purpose purpose t/h 0",
            "filing.units[0] units VT 0",
            "filing.text text Lưu VT. 0",
            "signers[0].competence competence TM. 0",
            "signers[0].full_name full_name E 0",
            "appendixes[0].title title F 1",
            "appendixes[0].body body G 1",
        ]
    );
}

#[test]
fn the_texts_of_an_attached_text_belong_to_its_part_and_its_title_is_a_subject() {
    let signers = json!([{ "full_name": "A" }, { "full_name": "B" }]);
    let draft = json!({ "appendixes": [
        { "title": "Một", "body": "x" },
        { "kind": "attached", "type_name": "QUY CHẾ", "title": "Hai", "signers": signers, "body": "y" },
        { "title": "Ba", "body": "z" },
    ] });
    let mut found = vec![];
    texts(object(&draft), &mut |text| found.push(format!("{} {} {:?}", text.at, text.part, text.role)));
    assert_eq!(
        found,
        [
            "appendixes[0].title 1 Some(AppendixTitle)",
            "appendixes[0].body 1 Some(Body)",
            "appendixes[1].kind 2 None",
            "appendixes[1].type_name 2 Some(TypeName)",
            "appendixes[1].title 2 Some(Subject)",
            "appendixes[1].body 2 Some(Body)",
            "appendixes[1].signers[0].full_name 2 Some(SignerName)",
            "appendixes[1].signers[1].full_name 2 Some(SignerName)",
            "appendixes[2].title 3 Some(AppendixTitle)",
            "appendixes[2].body 3 Some(Body)",
        ]
    );
}

#[test]
fn the_images_of_the_signers_of_attached_texts_are_found_with_their_places() {
    let draft = json!({
        "signers": [{ "full_name": "A", "seal_image": "dau.png" }],
        "appendixes": [
            { "kind": "attached", "signers": [{ "full_name": "B" }, { "full_name": "C", "signature_image": "ky.png" }] },
        ],
    });
    let images = signer_images(object(&draft));
    let found: Vec<_> =
        images.iter().map(|i| (i.at.as_str(), i.signer.as_str(), i.index, i.name, i.full_name)).collect();
    assert_eq!(
        found,
        [
            ("signers[0].seal_image", "signers[0]", 0, "dau.png", "A"),
            ("appendixes[0].signers[1].signature_image", "appendixes[0].signers[1]", 1, "ky.png", "C"),
        ]
    );
}

#[test]
fn what_is_blank_or_of_another_kind_is_absent() {
    let draft = json!({ "place": " ", "subject": 3, "signers": { "full_name": "A" }, "mode": ["faithful"], "typist": "x" });
    let values = object(&draft);
    assert_eq!(fields::PLACE.text(values), None);
    assert!(fields::SUBJECT.lines(values).is_empty());
    assert_eq!(signer_names(values).count(), 0);
    assert_eq!(mode(values), Mode::Normalised);
    assert_eq!(fields::TYPIST.object(values), None);
    assert!(fields::SUBJECT.value(values).is_some(), "a value of another kind was given all the same");
}

#[test]
fn receivers_are_named_from_every_form_of_an_entry() {
    let draft = json!({ "recipients": ["A", { "name": " B ", "purpose": "b/c" }, { "group": ["C", { "name": "D" }, 4], "purpose": "t/h" }, { "x": 1 }] });
    let found: Vec<_> = receivers(object(&draft)).map(|entry| (entry.names, entry.purpose)).collect();
    assert_eq!(found, [(vec!["A"], None), (vec!["B"], Some("b/c")), (vec!["C", "D"], Some("t/h"))]);
}

#[test]
fn images_are_found_by_signer_field_and_width() {
    let draft = json!({ "signers": [
        "x",
        { "full_name": "A", "signature_image": "a.png", "signature_width_mm": 40, "seal_image": " ", "seal_diameter_mm": 36 },
        { "seal_image": "b.png", "seal_diameter_mm": 5000 },
    ] });
    let found: Vec<_> = signer_images(object(&draft))
        .into_iter()
        .map(|image| (image.at.to_string(), image.name, image.full_name, image.width_mm))
        .collect();
    assert_eq!(
        found,
        [
            ("signers[1].signature_image".to_owned(), "a.png", "A", Some(40.0)),
            ("signers[2].seal_image".to_owned(), "b.png", "", None),
        ]
    );
}
