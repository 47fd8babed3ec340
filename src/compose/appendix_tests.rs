//! Texts that a document issues.

use super::tests::{document, written};
use crate::document::{Block, BlockRole, ColumnsKind};
use crate::record::samples::{plan, with};
use serde_json::{Value, json};

/// A decision that issues texts.
fn decision(appendixes: Value) -> Value {
    let changes = json!({
        "type": "quyet-dinh", "subject": "Về việc ban hành Quy chế làm việc của Ban Tổ chức",
        "authority": "BAN THƯỜNG VỤ", "body": "Điều 1. Ban hành kèm theo Quyết định này Quy chế làm việc của Ban Tổ chức.",
        "appendixes": appendixes
    });
    with(plan(), changes)
}

/// A *quy chế* issued with a decision.
fn charter() -> Value {
    json!({
        "kind": "attached", "type_name": "Quy chế", "title": "Làm việc của Ban Tổ chức",
        "body": "Chương I\nQUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi điều chỉnh\n\n1. Quy chế này quy định về làm việc."
    })
}

const OF_THE_DECISION: &str =
    "(Kèm theo Quyết định số 39/QĐ-LĐLĐ ngày 23 tháng 02 năm 2024 của Liên đoàn Lao động tỉnh Lai Châu)";

#[test]
fn an_attached_text_has_its_own_masthead_type_name_and_subject_and_says_which_decision_issues_it() {
    let document = document(decision(json!([charter()])));
    let attached = written(&document.sections[1].blocks);
    let expected = [
        (BlockRole::ParentOrgan, "TỔNG LIÊN ĐOÀN LAO ĐỘNG\nVIỆT NAM"),
        (BlockRole::Organ, "LIÊN ĐOÀN LAO ĐỘNG\nTỈNH LAI CHÂU"),
        (BlockRole::OrganRule, "---"),
        (BlockRole::NationalName, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (BlockRole::Motto, "Độc lập - Tự do - Hạnh phúc"),
        (BlockRole::MottoRule, "---"),
        (BlockRole::TypeName, "QUY CHẾ"),
        (BlockRole::Subject, "Làm việc của Ban Tổ chức"),
        (BlockRole::AppendixInfo, OF_THE_DECISION),
        (BlockRole::AppendixRule, "---"),
        (BlockRole::Part, "Chương I"),
        (BlockRole::PartTitle, "QUY ĐỊNH CHUNG"),
        (BlockRole::Article, "Điều 1. Phạm vi điều chỉnh"),
        (BlockRole::Item, "1. Quy chế này quy định về làm việc."),
    ];
    assert_eq!(attached, expected.map(|(role, text)| (role, text.to_owned())));
    assert_eq!(document.meta.title, "QUYẾT ĐỊNH Về việc ban hành Quy chế làm việc của Ban Tổ chức");
}

#[test]
fn an_attached_text_without_masthead_begins_with_its_type_name() {
    let list = with(
        charter(),
        json!({"masthead": "none", "type_name": "DANH SÁCH", "title": "Đại biểu dự Hội nghị"}),
    );
    let document = document(decision(json!([list])));
    assert_eq!(
        written(&document.sections[1].blocks)[..3],
        [
            (BlockRole::TypeName, "DANH SÁCH".to_owned()),
            (BlockRole::Subject, "Đại biểu dự Hội nghị".to_owned()),
            (BlockRole::AppendixInfo, OF_THE_DECISION.to_owned()),
        ]
    );
}

#[test]
fn the_line_of_an_attached_text_has_blanks_before_the_decision_has_its_number_and_is_as_given_in_faithful_mode()
 {
    let line = |changes: Value, entry: Value| {
        let document = document(with(decision(json!([with(charter(), entry)])), changes));
        let found = written(&document.sections[1].blocks);
        found.into_iter().find(|(role, _)| *role == BlockRole::AppendixInfo).map(|(_, text)| text)
    };
    let blank = |count| "\u{a0}".repeat(count);
    let expected = format!(
        "(Kèm theo Quyết định số{}/QĐ-LĐLĐ ngày{}tháng{}năm của Liên đoàn Lao động tỉnh Lai Châu)",
        blank(6),
        blank(5),
        blank(5)
    );
    assert_eq!(line(json!({"code_number": null, "issued_date": null}), json!({})), Some(expected));
    let given = json!({"info": "(Ban hành kèm theo Quyết định số 39)"});
    assert_eq!(
        line(json!({"mode": "faithful"}), given).as_deref(),
        Some("(Ban hành kèm theo Quyết định số 39)")
    );
    assert_eq!(line(json!({"mode": "faithful"}), json!({})), None);
    assert_eq!(line(json!({}), json!({"info": ""})), None);
}

#[test]
fn an_attached_text_is_no_numbered_appendix() {
    let appendix = |title: &str| json!({"title": title, "body": "x"});
    let heads = |entries: Value| -> Vec<String> {
        let document = document(decision(entries));
        let last = |s: &crate::document::Section| {
            let found = written(&s.blocks).into_iter();
            found
                .filter(|(role, _)| matches!(role, BlockRole::AppendixNumber | BlockRole::TypeName))
                .map(|(_, text)| text)
                .collect::<Vec<_>>()
                .join("+")
        };
        document.sections[1..].iter().map(last).collect()
    };
    assert_eq!(heads(json!([charter(), appendix("A")])), ["QUY CHẾ", "Phụ lục"]);
    assert_eq!(
        heads(json!([appendix("A"), charter(), appendix("B")])),
        ["Phụ lục I", "QUY CHẾ", "Phụ lục II"]
    );
}

#[test]
fn an_attached_text_is_signed_where_it_has_signers_and_gets_no_place_for_an_electronic_signature() {
    let chair =
        json!({"competence": "TM. BAN THƯỜNG VỤ", "position": "Chủ tịch", "full_name": "Hoàng Thọ Trung"});
    let clerk = json!({"position": "Người lập", "full_name": "Trần Văn A"});
    let blocks = |signers: Value| {
        let document = document(decision(json!([with(charter(), json!({"signers": signers}))])));
        document.sections[1].blocks.clone()
    };
    let Some(Block::Columns(one)) = blocks(json!([chair])).pop() else { panic!("a signature block") };
    assert_eq!((one.kind, one.rows[0][0].len()), (ColumnsKind::Signature, 0));
    assert_eq!(
        written(&one.rows[0][1]),
        [
            (BlockRole::Competence, "TM. BAN THƯỜNG VỤ".to_owned()),
            (BlockRole::Position, "CHỦ TỊCH".to_owned()),
            (BlockRole::SignerName, "(room)".to_owned()),
            (BlockRole::SignerName, "Hoàng Thọ Trung".to_owned()),
        ]
    );
    assert!(one.rows[0][1].iter().all(|b| !matches!(b, Block::SigningRoom(room) if !room.on_paper)));
    let Some(Block::Columns(two)) = blocks(json!([clerk, chair])).pop() else { panic!("a signature block") };
    assert_eq!(two.kind, ColumnsKind::TwoSignatures);
    assert_eq!(written(&two.rows[0][0])[0].1, "NGƯỜI LẬP");
}

#[test]
fn bases_and_end_of_an_attached_text_are_marked_like_those_of_the_document() {
    let body = "@basis Căn cứ Điều lệ Công đoàn Việt Nam\n\nĐiều 1. Phạm vi điều chỉnh\n\n1. Một";
    let document = document(decision(json!([with(charter(), json!({"body": body}))])));
    let texts: Vec<String> =
        written(&document.sections[1].blocks).into_iter().map(|(_, text)| text).collect();
    assert!(texts.contains(&"Căn cứ Điều lệ Công đoàn Việt Nam.".to_owned()), "{texts:?}");
}
