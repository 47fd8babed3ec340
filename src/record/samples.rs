//! Drafts for the tests of this module and of those below it.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Images, NoImages, Record};
use crate::catalog::Catalog;
use crate::input::Draft;
use crate::report::{Checked, Report};

/// A plan with all that a plan must have.
pub(crate) fn plan() -> Value {
    json!({
        "schema_version": 1,
        "type": "ke-hoach",
        "organ": "ldld-lai-chau",
        "code_number": 39,
        "issued_date": "2024-02-23",
        "subject": "Tổ chức các hoạt động kỷ niệm 95 năm Ngày thành lập Công đoàn Việt Nam",
        "bases": ["Căn cứ Kế hoạch số 17/KH-TLĐ, ngày 05/02/2024;", "Căn cứ Thông báo Kết luận họp ngày 23/02/2024;"],
        "body": "Ban Thường vụ ban hành kế hoạch như sau:\n\nI. MỤC ĐÍCH, YÊU CẦU\n\n1. Tuyên truyền sâu rộng.\n\nTrên đây là Kế hoạch.",
        "recipients": ["TT Tỉnh ủy; UBND tỉnh", {"name": "Tổng LĐLĐ Việt Nam", "purpose": "b/c"}],
        "filing": {"units": ["TG-NC"], "copies": 3},
        "signers": [{"competence": "TM. BAN THƯỜNG VỤ", "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung"}]
    })
}

/// A *công văn* with all that one must have.
pub(crate) fn letter() -> Value {
    with(
        plan(),
        json!({
            "type": "cong-van",
            "subject": "tổ chức Tháng Công nhân năm 2024",
            "to": "Công đoàn ngành tỉnh",
            "bases": null,
            "body": "Đề nghị các đơn vị triển khai thực hiện.",
            "unit": "Ban Tuyên giáo - Nữ công"
        }),
    )
}

/// A draft with some fields changed; null takes one away.
pub(crate) fn with(mut draft: Value, changes: Value) -> Value {
    let (Value::Object(fields), Value::Object(changes)) = (&mut draft, changes) else {
        panic!("drafts are objects")
    };
    for (name, value) in changes {
        match value {
            Value::Null => fields.remove(&name),
            value => fields.insert(name, value),
        };
    }
    draft
}

/// A draft checked without images.
pub(crate) fn check(draft: Value) -> Result<Checked<Record>, Report> {
    check_with(draft, &NoImages)
}

/// A draft checked.
pub(crate) fn check_with(draft: Value, images: &dyn Images) -> Result<Checked<Record>, Report> {
    let Value::Object(values) = draft else { panic!("a draft is an object") };
    Record::check(Draft { values }, Catalog::embedded(), images)
}

/// The record of a draft that is right.
pub(crate) fn record(draft: Value) -> Record {
    check(draft).unwrap_or_else(|report| panic!("{report:#?}")).value
}

/// Place and code of each problem of a draft, warnings included.
pub(crate) fn problems(draft: Value) -> Vec<String> {
    let report = match check(draft) {
        Ok(checked) => checked.report,
        Err(report) => report,
    };
    report.problems.iter().map(|p| format!("{} {}", p.at, p.code)).collect()
}

/// Any value, some of them words that a draft may hold.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "([IV]+\\.|[0-9]\\.|-|\\||MẬT|\n| |[ăđ]){0,8}".prop_map(Value::from),
        prop::sample::select(vec![
            "ke-hoach",
            "cong-van",
            "bien-ban",
            "ldld-lai-chau",
            "faithful",
            "attached",
            "thang",
            "2024-02-23"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let keys = prop::sample::select(vec![
            "name",
            "purpose",
            "end",
            "group",
            "competence",
            "position",
            "full_name",
            "seal_image",
            "title",
            "body",
            "kind",
            "type_name",
            "signers",
            "x",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(keys, inner, 0..5)
                .prop_map(|m| Value::Object(m.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
        ]
    })
}

/// Fields of a draft with any values.
pub(crate) fn any_changes() -> impl Strategy<Value = Vec<(String, Value)>> {
    let common = crate::draft::fields::DRAFT.iter().map(|field| field.name);
    let names: Vec<String> = common.chain(["organ_name", "ă"]).map(str::to_owned).collect();
    prop::collection::vec((prop::sample::select(names), any_json()), 0..6)
}
