//! Documents composed of records.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::compose;
use crate::document::{Block, BlockRole, Columns, ColumnsKind, Document};
use crate::record::samples::{any_changes, check, letter, plan, record, with};

/// The document of a draft.
pub(super) fn document(draft: Value) -> Document {
    compose(&record(draft))
}

/// Role and text of every paragraph in reading order; lines and rooms by their names.
pub(super) fn written(blocks: &[Block]) -> Vec<(BlockRole, String)> {
    let mut out = vec![];
    for block in blocks {
        match block {
            Block::Paragraph(p) => out.push((p.role, p.text.as_str().to_owned())),
            Block::Frame(f) => out.push((f.paragraph.role, format!("[{}]", f.paragraph.text.as_str()))),
            Block::Rule(r) => out.push((r.role, "---".to_owned())),
            Block::SigningRoom(_) => out.push((BlockRole::SignerName, "(room)".to_owned())),
            Block::Table(_) => out.push((BlockRole::TableCell, "(table)".to_owned())),
            Block::Columns(c) => out.extend(c.rows.iter().flatten().flat_map(|cell| written(cell))),
            Block::Braced(b) => {
                out.extend(b.items.iter().map(|p| (p.role, format!("{} }}", p.text.as_str()))));
                out.push((b.note.role, b.note.text.as_str().to_owned()));
            }
        }
    }
    out
}

/// The texts of one role in the main part.
fn of(document: &Document, role: BlockRole) -> Vec<String> {
    written(&document.sections[0].blocks)
        .into_iter()
        .filter(|(r, _)| *r == role)
        .map(|(_, text)| text)
        .collect()
}

/// The side-by-side blocks of a kind.
fn columns(document: &Document, kind: ColumnsKind) -> Vec<&Columns> {
    let blocks = document.sections[0].blocks.iter();
    blocks
        .filter_map(|b| if let Block::Columns(c) = b { Some(c) } else { None })
        .filter(|c| c.kind == kind)
        .collect()
}

#[test]
fn a_plan_has_every_component_in_its_place() {
    let document = document(plan());
    let roles: Vec<BlockRole> =
        written(&document.sections[0].blocks).into_iter().map(|(role, _)| role).collect();
    use BlockRole::*;
    assert_eq!(
        roles,
        [
            ParentOrgan,
            Organ,
            OrganRule,
            NationalName,
            Motto,
            MottoRule,
            Number,
            PlaceDate,
            TypeName,
            Subject,
            SubjectRule,
            Basis,
            Basis,
            Body,
            Heading1,
            Item,
            Closing,
            RecipientsTitle,
            Recipient,
            Recipient,
            Recipient,
            Competence,
            Position,
            SignerName,
            SignerName
        ]
    );
    assert_eq!(of(&document, Organ), ["LIÊN ĐOÀN LAO ĐỘNG\nTỈNH LAI CHÂU"]);
    assert_eq!(of(&document, Number), ["Số: 39/KH-LĐLĐ"]);
    assert_eq!(of(&document, PlaceDate), ["Lai Châu, ngày 23 tháng 02 năm 2024"]);
    assert_eq!(document.meta.number.as_deref(), Some("39/KH-LĐLĐ"));
    assert!(document.meta.title.starts_with("KẾ HOẠCH Tổ chức các hoạt động"), "{}", document.meta.title);
}

#[test]
fn number_and_date_share_a_row_whatever_the_organ_is_called() {
    let document = document(with(plan(), json!({"circulation": "LƯU HÀNH NỘI BỘ"})));
    let header = columns(&document, ColumnsKind::Header)[0];
    assert_eq!(written(&header.rows[0][0]), [(BlockRole::Circulation, "[LƯU HÀNH NỘI BỘ]".to_owned())]);
    let [left, right] = header.rows.last().unwrap();
    assert_eq!((written(left)[0].0, written(right)[0].0), (BlockRole::Number, BlockRole::PlaceDate));
}

#[test]
fn blanks_stay_where_number_and_date_are_not_known() {
    let document =
        document(with(plan(), json!({"code_number": null, "issued_date": null, "status": "draft"})));
    assert_eq!(of(&document, BlockRole::Number), ["Số:\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}/KH-LĐLĐ"]);
    let blank = "\u{a0}".repeat(5);
    assert_eq!(of(&document, BlockRole::PlaceDate), [format!("Lai Châu, ngày{blank}tháng{blank}năm")]);
    assert_eq!(of(&document, BlockRole::DraftMark), ["DỰ THẢO"]);
}

#[test]
fn a_draft_is_marked_as_one_and_so_is_a_paper_that_was_marked() {
    assert_eq!(of(&document(plan()), BlockRole::DraftMark), [""; 0]);
    for mode in ["normalised", "faithful"] {
        let shown = document(with(plan(), json!({"status": "draft", "mode": mode})));
        assert_eq!(of(&shown, BlockRole::DraftMark), ["DỰ THẢO"], "{mode}");
    }
}

#[test]
fn a_letter_has_its_subject_under_the_number_and_its_address_at_the_foot() {
    let document =
        document(with(letter(), json!({"priority": "KHẨN", "address": ["Số 1, phường Tân Phong", "ĐT: 1"]})));
    assert_eq!(of(&document, BlockRole::LetterSubject), ["V/v tổ chức Tháng Công nhân năm 2024"]);
    assert_eq!(of(&document, BlockRole::Urgency), ["[KHẨN]"]);
    assert_eq!(of(&document, BlockRole::To), ["Kính gửi: Công đoàn ngành tỉnh"]);
    assert_eq!((of(&document, BlockRole::TypeName), of(&document, BlockRole::Subject)), (vec![], vec![]));
    let foot: Vec<BlockRole> =
        written(&document.sections[0].foot).into_iter().map(|(role, _)| role).collect();
    assert_eq!(foot, [BlockRole::AddressRule, BlockRole::Address, BlockRole::Address]);
    let typed = self::document(with(letter(), json!({"subject": "V/v nâng lương"})));
    assert_eq!(of(&typed, BlockRole::LetterSubject), ["V/v nâng lương"]);
}

#[test]
fn several_addressees_stand_under_each_other() {
    let document = document(with(letter(), json!({"to": ["Bộ Nội vụ", "- Bộ Tài chính;", "Tỉnh ủy"]})));
    assert_eq!(of(&document, BlockRole::ToList), ["Kính gửi:"]);
    assert_eq!(of(&document, BlockRole::ToItem), ["- Bộ Nội vụ;", "- Bộ Tài chính;", "- Tỉnh ủy."]);
}

#[test]
fn receivers_begin_with_the_addressees_and_end_with_who_keeps_it() {
    assert_eq!(
        of(&document(letter()), BlockRole::Recipient),
        ["- Như trên;", "- TT Tỉnh ủy; UBND tỉnh;", "- Tổng LĐLĐ Việt Nam (b/c);", "- Lưu: VT, TG-NC (3)."]
    );
    let typed = with(letter(), json!({"recipients": ["- Như trên;", "Lưu: VT."], "filing": null}));
    assert_eq!(of(&document(typed), BlockRole::Recipient), ["- Như trên;", "- Lưu: VT."]);
    let none = with(plan(), json!({"recipients": null, "filing": null}));
    assert_eq!(of(&document(none), BlockRole::Recipient), ["- Lưu: VT."]);
}

#[test]
fn one_line_of_filing_is_printed_whatever_was_typed_among_the_receivers() {
    let foot = |recipients: Value, filing: Value| {
        of(&document(with(plan(), json!({"recipients": recipients, "filing": filing}))), BlockRole::Recipient)
    };
    for typed in [
        "Lưu: VT, TG.",
        "– Lưu: VT, TG.",
        "+ Lưu: VT, TG.",
        "• Lưu VT, TG",
        "LƯU: VT, TG.",
        "- lưu : TG",
        "—Lưu:VT;TG;",
    ] {
        let expected = ["- Tỉnh ủy;", "- Các Ban;", "- Lưu: VT, TG."];
        assert_eq!(foot(json!([typed, "Tỉnh ủy", "Các Ban"]), Value::Null), expected, "{typed}");
        assert_eq!(
            foot(json!(["Tỉnh ủy", typed, "+ Các Ban"]), json!({"units": ["TG"]})),
            expected,
            "{typed}"
        );
    }
    for receiver in ["Lưu trữ lịch sử tỉnh", "Lưu học sinh tại Lào", "Lưu Thị Hà"] {
        let expected = [format!("- {receiver};"), "- Tỉnh ủy;".to_owned(), "- Lưu: VT.".to_owned()];
        assert_eq!(foot(json!([receiver, "Tỉnh ủy"]), Value::Null), expected);
    }
    let with_copies = json!(["Tỉnh ủy", {"name": "Lưu: VT, TG", "purpose": "3"}]);
    assert_eq!(foot(with_copies, Value::Null), ["- Tỉnh ủy;", "- Lưu: VT, TG (3)."]);
    for text in ["VT, TG (2b)", "Lưu VT, TG (2b);"] {
        assert_eq!(foot(json!([]), json!({"text": text})), ["- Lưu: VT, TG (2b)."]);
    }
}

#[test]
fn a_brace_joins_receivers_with_one_note() {
    let recipients =
        json!([{"group": ["Tổng LĐLĐ Việt Nam", "Thường trực Tỉnh ủy"], "purpose": "b/c"}, "Các Ban"]);
    let document = document(with(
        plan(),
        json!({"recipients": recipients, "typist": {"initials": "PL", "copies": 300}}),
    ));
    assert_eq!(
        of(&document, BlockRole::Recipient),
        ["- Tổng LĐLĐ Việt Nam; }", "- Thường trực Tỉnh ủy; }", "- Các Ban;", "- Lưu: VT, TG-NC (3)."]
    );
    assert_eq!(of(&document, BlockRole::RecipientNote), ["(b/c)"]);
    assert_eq!(of(&document, BlockRole::Typist), ["PL.(300)"]);
}

#[test]
fn an_archived_list_of_receivers_ends_its_lines_as_issued() {
    let recipients =
        json!(["Tỉnh ủy, HĐND, UBND tỉnh;", {"name": "Đ/c Vũ Thị Giáng Hương – Đoàn CT TLD", "end": ""}]);
    let draft = json!({"mode": "faithful", "recipients": recipients, "filing": {"text": "Lưu VT"}, "recipients_note": "(B/c)"});
    let document = document(with(plan(), draft));
    assert_eq!(
        of(&document, BlockRole::Recipient),
        ["- Tỉnh ủy, HĐND, UBND tỉnh;", "- Đ/c Vũ Thị Giáng Hương – Đoàn CT TLD", "- Lưu VT."]
    );
    assert_eq!(of(&document, BlockRole::RecipientNote), ["(B/c)"]);
}

#[test]
fn bases_end_with_semicolons_and_the_last_as_it_was_typed() {
    let bases = |list: Value, mode: &str| {
        of(&document(with(plan(), json!({"bases": list, "mode": mode}))), BlockRole::Basis)
    };
    assert_eq!(
        bases(json!(["Căn cứ A", "Căn cứ B.", "Căn cứ C"]), "normalised"),
        ["Căn cứ A;", "Căn cứ B;", "Căn cứ C."]
    );
    assert_eq!(bases(json!(["Căn cứ A.", "Căn cứ B;"]), "normalised"), ["Căn cứ A;", "Căn cứ B;"]);
    assert_eq!(bases(json!(["Căn cứ A.", "Căn cứ B"]), "faithful"), ["Căn cứ A.", "Căn cứ B"]);
}

#[test]
fn a_brace_joins_two_receivers_at_least() {
    let receivers = json!([
        {"group": ["Tổng LĐLĐ Việt Nam"], "purpose": "b/c"},
        {"group": [{"name": "Các Ban"}], "purpose": "t/h"},
        {"group": ["Văn phòng", "Ban Tổ chức"], "purpose": "để biết"}
    ]);
    let document = document(with(plan(), json!({"recipients": receivers})));
    let list = of(&document, BlockRole::Recipient);
    assert_eq!(
        list[..4],
        ["- Tổng LĐLĐ Việt Nam (b/c);", "- Các Ban (t/h);", "- Văn phòng; }", "- Ban Tổ chức; }"]
    );
}

#[test]
fn appendixes_are_sections_numbered_where_there_are_two() {
    let one = json!([{"title": "Biểu mẫu", "body": "Nội dung", "orientation": "landscape"}]);
    let document = self::document(with(plan(), json!({"appendixes": one})));
    assert_eq!(
        written(&document.sections[1].blocks),
        [
            (BlockRole::AppendixNumber, "Phụ lục".to_owned()),
            (BlockRole::AppendixTitle, "BIỂU MẪU".to_owned()),
            (
                BlockRole::AppendixInfo,
                "(Kèm theo Kế hoạch số 39/KH-LĐLĐ ngày 23 tháng 02 năm 2024 của Liên đoàn Lao động tỉnh Lai Châu)".to_owned()
            ),
            (BlockRole::AppendixRule, "---".to_owned()),
            (BlockRole::Body, "Nội dung".to_owned()),
        ]
    );
    let two = json!([{"title": "A", "body": "x"}, {"title": "B", "body": "y", "info": "(Kèm theo)"}]);
    let document = self::document(with(plan(), json!({"appendixes": two})));
    let numbers: Vec<String> =
        document.sections[1..].iter().map(|s| written(&s.blocks)[0].1.clone()).collect();
    assert_eq!(numbers, ["Phụ lục I", "Phụ lục II"]);
    assert_eq!(written(&document.sections[2].blocks)[2].1, "(Kèm theo)");
}

#[test]
fn a_leave_form_has_room_for_the_confirmation_under_its_signature() {
    let leave = json!({
        "type": "giay-nghi-phep", "bases": null, "subject": null, "body": null, "requested": "2024-02-20", "person": "Trần Văn A",
        "post": "Chuyên viên", "days": 5, "from": "2024-02-26", "until": "2024-03-01", "stay": "xã Sin Suối Hồ",
        "counted_as": "nghỉ phép năm 2024"
    });
    let confirmed = |mode: &str| {
        let document = document(with(with(plan(), leave.clone()), json!({"mode": mode})));
        let Some(Block::Columns(last)) = document.sections[0].blocks.last() else {
            panic!("a signature block")
        };
        written(&last.rows[0][0])
    };
    let title = "Xác nhận của cơ quan (tổ chức) hoặc chính quyền địa phương nơi nghỉ phép (nếu cần)";
    assert_eq!(
        confirmed("normalised"),
        [(BlockRole::OtherPost, title.to_owned()), (BlockRole::SignerName, "(room)".to_owned())]
    );
    assert_eq!(confirmed("faithful")[0].0, BlockRole::RecipientsTitle);
}

#[test]
fn minutes_have_two_signatures_and_no_date() {
    let draft = with(
        plan(),
        json!({
            "type": "bien-ban", "bases": null, "started": "8 giờ", "ended": "9 giờ", "venue": "Hội trường",
            "attendees": ["Ông A"], "chair": "Ông A", "secretary": "Bà B",
            "signers": [{"position": "Thư ký", "full_name": "B"}, {"position": "Chủ tọa", "full_name": "A"}]
        }),
    );
    let document = document(draft);
    assert_eq!(of(&document, BlockRole::PlaceDate), [""; 0]);
    let both = columns(&document, ColumnsKind::TwoSignatures);
    assert_eq!(of(&document, BlockRole::Position), ["THƯ KÝ", "CHỦ TỌA"]);
    assert_eq!((both.len(), both[0].rows.len()), (1, 1));
    let receivers = columns(&document, ColumnsKind::Signature)[0];
    assert!(receivers.rows[0][1].is_empty() && !receivers.rows[0][0].is_empty());
}

/// The layouts of signatures (NĐ 30/2020, Phụ lục I, Mục II khoản 7b, and the union's own): what stands above the name.
const LAYOUTS: [(&[&str], Option<&str>, Option<&str>); 14] = [
    (&[], Some("CHỦ TỊCH"), None),
    (&["TM. BAN THƯỜNG VỤ"], Some("CHỦ TỊCH"), None),
    (&["TM. BAN CHẤP HÀNH"], Some("CHỦ TỊCH"), None),
    (&["TM. BAN THƯỜNG VỤ"], Some("PHÓ CHỦ TỊCH"), None),
    (&["TM. BAN THƯỜNG VỤ", "KT. CHỦ TỊCH"], Some("PHÓ CHỦ TỊCH"), None),
    (&["KT. CHỦ TỊCH"], Some("PHÓ CHỦ TỊCH"), None),
    (&["TL. BAN THƯỜNG VỤ"], Some("CHÁNH VĂN PHÒNG"), None),
    (&["TL. CHỦ TỊCH"], Some("CHÁNH VĂN PHÒNG"), None),
    (&["TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG"], Some("PHÓ CHÁNH VĂN PHÒNG"), None),
    (&["TUQ. CHỦ TỊCH"], Some("TRƯỞNG BAN TỔ CHỨC"), None),
    (&[], Some("Q. CHỦ TỊCH"), None),
    (&["TM. ỦY BAN KIỂM TRA"], Some("CHỦ NHIỆM"), None),
    (&["TM. ĐOÀN CHỦ TỊCH"], None, None),
    (&["TM. BAN TỔ CHỨC"], Some("TRƯỞNG BAN"), Some("Phó Chủ tịch Liên đoàn Lao động tỉnh")),
];

#[test]
fn every_layout_of_a_signature_is_data() {
    for (competence, position, other_post) in LAYOUTS {
        let signer = json!({"competence": competence, "position": position, "other_post": other_post, "full_name": "Hoàng Thọ Trung"});
        let document = document(with(plan(), json!({"signers": [signer]})));
        let right = written(&columns(&document, ColumnsKind::Signature)[0].rows[0][1]);
        let mut expected: Vec<(BlockRole, &str)> =
            competence.iter().map(|line| (BlockRole::Competence, *line)).collect();
        expected.extend(position.map(|line| (BlockRole::Position, line)));
        expected.push((BlockRole::SignerName, "(room)"));
        expected.extend(other_post.map(|line| (BlockRole::OtherPost, line)));
        expected.push((BlockRole::SignerName, "Hoàng Thọ Trung"));
        let right: Vec<(BlockRole, &str)> = right.iter().map(|(role, text)| (*role, text.as_str())).collect();
        assert_eq!(right, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_record_is_a_document_and_its_source_gives_the_same(changes in any_changes()) {
        let draft = changes.into_iter().fold(plan(), |mut draft, (name, value)| {
            draft[name.as_str()] = value;
            draft
        });
        if let Ok(checked) = check(draft) {
            let again = check(checked.value.canonical_source()).unwrap().value;
            prop_assert_eq!(compose(&again), compose(&checked.value));
        }
    }
}
