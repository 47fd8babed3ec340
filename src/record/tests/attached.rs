//! Texts issued with the document.

use super::*;

/// A plan with one entry among its appendixes.
fn with_appendix(entry: Value) -> Value {
    with(plan(), json!({ "appendixes": [entry] }))
}

#[test]
fn an_attached_text_needs_its_type_name_and_keeps_its_title_as_given() {
    let text = json!({"kind": "attached", "type_name": "Quy chế", "title": "Làm việc của Ban", "body": "Điều 1. Một"});
    let read = record(with_appendix(text.clone()));
    let attached = read.appendixes[0].attached.as_ref().unwrap();
    assert_eq!(
        (attached.type_name.as_str(), attached.masthead.is_some(), attached.signers.len()),
        ("QUY CHẾ", true, 0)
    );
    assert_eq!(read.appendixes[0].title, ["Làm việc của Ban"]);
    let faithful = record(with(with_appendix(text), json!({"mode": "faithful"})));
    assert_eq!(faithful.appendixes[0].attached.as_ref().unwrap().type_name, "Quy chế");
    assert_eq!(
        problems(with_appendix(json!({"kind": "attached"}))),
        ["appendixes[0].type_name missing", "appendixes[0].title missing", "appendixes[0].body missing"]
    );
    let list = json!({"kind": "attached", "type_name": "DANH SÁCH ĐẠI BIỂU", "body": "x"});
    let issued = record(with(with_appendix(list.clone()), json!({"mode": "faithful"})));
    assert!(issued.appendixes[0].title.is_empty());
    assert_eq!(problems(with_appendix(list)), ["appendixes[0].title missing"]);
    let entry = json!({"kind": "quy-che", "masthead": "half", "title": "A", "body": "x"});
    assert_eq!(
        problems(with_appendix(entry)),
        ["appendixes[0].kind not-offered", "appendixes[0].masthead not-offered"]
    );
}

#[test]
fn an_appendix_is_told_that_type_name_and_signers_are_not_printed() {
    let signers = json!([{"position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung"}]);
    let entry = json!({"title": "Danh mục", "body": "x", "type_name": "QUY CHẾ", "signers": signers});
    assert_eq!(
        problems(with_appendix(entry.clone())),
        ["appendixes[0].type_name not-printed", "appendixes[0].signers not-printed"]
    );
    assert!(record(with_appendix(entry)).appendixes[0].attached.is_none());
}

#[test]
fn signers_of_attached_texts_are_checked_like_those_of_the_document() {
    let found = |signers: Value| {
        let text = json!({"kind": "attached", "type_name": "QUY CHẾ", "title": "A", "body": "x", "signers": signers});
        problems(with_appendix(text))
    };
    assert_eq!(found(json!([])), [""; 0]);
    assert_eq!(
        found(json!([{"fullname": "B"}])),
        [
            "appendixes[0].signers[0].fullname unknown-field",
            "appendixes[0].signers[0].full_name missing",
            "appendixes[0].signers[0].position missing"
        ]
    );
    let one = json!({"position": "A", "full_name": "B"});
    assert_eq!(found(json!([one, one, one])), ["appendixes[0].signers too-many"]);
    let many = vec![
        json!({"kind": "attached", "type_name": "A", "title": "A", "body": "x", "signers": [one, one]});
        11
    ];
    assert_eq!(problems(with(plan(), json!({"appendixes": many}))), ["appendixes too-many"]);
}

#[test]
fn images_of_the_signers_of_attached_texts_are_kept_by_their_digest_and_withheld_like_others() {
    struct Withheld(Album);
    impl Images for Withheld {
        fn load(&self, name: &str) -> Option<Vec<u8>> {
            self.0.load(name)
        }
        fn withholds(&self, _: &str) -> bool {
            true
        }
    }
    let mut album = Album::default();
    album.0.insert("ký.png".to_owned(), a_signature());
    let signers =
        json!([{"position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung", "signature_image": "ký.png"}]);
    let text =
        json!({"kind": "attached", "type_name": "QUY CHẾ", "title": "A", "body": "x", "signers": signers});
    let first = check_with(with_appendix(text.clone()), &album).unwrap().value;
    let picture = first.pictures().next().unwrap();
    assert_eq!(picture.description, "Chữ ký của Hoàng Thọ Trung");
    let name = format!("sha256:{}", picture.image.as_ref().unwrap().sha256);
    let kept = &first.canonical_source()["appendixes"][0]["signers"][0];
    assert_eq!(kept["signature_image"], name.as_str());
    let withheld = check_with(with_appendix(text), &Withheld(album)).unwrap().value;
    assert!(withheld.pictures().all(|picture| picture.image.is_none()));
    assert_eq!(withheld.canonical_source()["appendixes"][0]["signers"][0].get("signature_image"), None);
}
