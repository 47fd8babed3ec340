//! Attached texts in the pages for people.

use crate::http::desk::{Ask, Desk, ORGAN};
use crate::http::web::{Person, hidden};
use vanthu::access::Role;

#[tokio::test]
async fn the_form_asks_an_attached_text_for_its_kind_its_name_its_masthead_and_its_signers() {
    let desk = Desk::open().await;
    let draft = serde_json::json!({
        "type": "quyet-dinh", "organ": ORGAN, "subject": ["Về việc ban hành Quy chế"], "body": "Điều 1. Một.",
        "appendixes": [{
            "kind": "attached", "type_name": "QUY CHẾ", "title": ["Làm việc"], "body": "Điều 1. Một.",
            "signers": [{ "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung", "other_post": "Tỉnh ủy viên" }],
        }],
    });
    let made = desk.ask(Ask::post("/documents").json(&draft)).await.json();
    let id = made["id"].as_str().unwrap().to_owned();
    let clerk = Person::signed_in(&desk, "vanthu", ORGAN, Role::Clerk).await;
    let edit = format!("/documents/{id}/edit");
    let opened = clerk.opens(&desk, &edit).await;
    let text = opened.text();
    for control in [
        r#"name="appendixes[0].kind""#,
        r#"<option value="attached" selected>Văn bản ban hành kèm theo</option>"#,
        r#"name="appendixes[0].masthead""#,
        r#"<option value="none" >Không in</option>"#,
        r#"name="appendixes[0].type_name""#,
        r#"name="appendixes[0].signers[0].full_name""#,
        r#"value="add appendixes[0].signers""#,
    ] {
        assert!(text.contains(control), "{control} is not in {text}");
    }
    let version = hidden(&opened, "version");
    let fields = [
        ("version", version.as_str()),
        ("do", "save"),
        ("subject", "Về việc ban hành Quy chế"),
        ("body", "Điều 1. Một."),
        ("appendixes[0]#", "0"),
        ("appendixes[0].kind", "attached"),
        ("appendixes[0].masthead", "none"),
        ("appendixes[0].type_name", "QUY ĐỊNH"),
        ("appendixes[0].title", "Làm việc"),
        ("appendixes[0].body", "Điều 1. Một."),
        ("appendixes[0].signers[0]#", "0"),
        ("appendixes[0].signers[0].competence", "KT. CHỦ TỊCH"),
        ("appendixes[0].signers[0].position", "PHÓ CHỦ TỊCH"),
        ("appendixes[0].signers[0].other_post", "Tỉnh ủy viên"),
        ("appendixes[0].signers[0].full_name", "Lương Xuân Trường"),
    ];
    assert_eq!(clerk.sends(&desk, &edit, &fields).await.status, 303);
    let key = desk.key(Role::Drafter).await;
    let now = desk.ask(Ask::get(&format!("/documents/{id}")).key(&key)).await.json();
    let expected = serde_json::json!([{
        "kind": "attached", "masthead": "none", "type_name": "QUY ĐỊNH", "title": ["Làm việc"], "body": "Điều 1. Một.",
        "signers": [{
            "competence": ["KT. CHỦ TỊCH"], "position": "PHÓ CHỦ TỊCH", "other_post": "Tỉnh ủy viên",
            "full_name": "Lương Xuân Trường"
        }],
    }]);
    assert_eq!(now["draft"]["appendixes"], expected);
}
