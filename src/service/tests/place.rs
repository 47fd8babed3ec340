//! Steps and questions that many stories of documents share.

use crate::input::Draft;
use crate::office::Office;
use crate::record::NoImages;
use crate::service::testing::{Desk, OURS};
use crate::service::{Act, ServiceError, Stored};
use crate::store::Arg;
use serde_json::{Value, json};

impl Desk {
    /// An act of the operator.
    pub(in crate::service::tests) fn act<'a>(&'a self, operation: &'a str) -> Act<'a> {
        Act { scope: &self.operator, operation }
    }

    /// Creates and issues a draft.
    pub(in crate::service::tests) async fn issued(&self, draft: Value) -> Stored {
        let operation = self.id();
        let act = self.act(&operation);
        self.service.create_issued(act, self::draft(draft), vec![], &Default::default()).await.unwrap()
    }

    /// Creates a draft.
    pub(in crate::service::tests) async fn created(&self, draft: Value) -> Stored {
        let operation = self.id();
        self.service.create(self.act(&operation), self::draft(draft), vec![]).await.unwrap()
    }

    /// The number of a question.
    pub(in crate::service::tests) async fn count(&self, sql: &'static str) -> i64 {
        self.service.store().one(sql, vec![]).await.unwrap()
    }

    /// The one column of an answer.
    pub(in crate::service::tests) async fn column(&self, sql: &'static str, values: Vec<Arg>) -> Vec<String> {
        self.service.store().rows(sql, values).await.unwrap()
    }

    /// Faults that verifying the register finds.
    pub(in crate::service::tests) async fn verified(&self) -> Vec<String> {
        self.service.register().verify(OURS).await.unwrap().faults
    }

    /// The kept package of a document is what its kept source makes.
    pub(in crate::service::tests) async fn holds_its_package(&self, id: &str) {
        let kept = self.service.find_kept(id).await.unwrap().unwrap();
        let package = self.service.blobs().get(kept.package.as_deref().unwrap()).await.unwrap();
        let catalog = self.service.catalog().await.unwrap();
        let made = Office::new(&catalog).make(kept.draft().unwrap(), &NoImages, "").unwrap();
        assert!(made.package == package, "another package");
    }
}

/// A plan that breaks no rule.
pub(super) fn plan() -> Value {
    json!({
        "type": "ke-hoach", "organ": OURS, "subject": "Tổ chức Tháng Công nhân năm 2024",
        "bases": ["Căn cứ Chương trình công tác năm của Ban Thường vụ Liên đoàn Lao động tỉnh;"],
        "body": "Ban Thường vụ Liên đoàn Lao động tỉnh ban hành Kế hoạch như sau:\n\nI. MỤC ĐÍCH, YÊU CẦU\n\n\
                 1. Tổ chức thiết thực.\n\n2. Đúng tiến độ.\n\nII. TỔ CHỨC THỰC HIỆN\n\nVăn phòng chủ trì thực hiện.",
        "recipients": ["Như trên"], "filing": {"units": ["VT"]},
        "signers": [{"competence": "TM. BAN THƯỜNG VỤ", "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung"}],
    })
}

/// The plan with some fields put or, by null, taken out.
pub(super) fn with(fields: Value) -> Value {
    let mut plan = plan();
    for (name, value) in fields.as_object().unwrap() {
        match value {
            Value::Null => drop(plan.as_object_mut().unwrap().remove(name)),
            value => plan[name] = value.clone(),
        }
    }
    plan
}

pub(super) fn draft(value: Value) -> Draft {
    let Value::Object(values) = value else { panic!("a draft is an object") };
    Draft { values }
}

/// The codes of a refusal; the code of a conflict.
pub(super) fn codes<T: std::fmt::Debug>(refused: Result<T, ServiceError>) -> Vec<&'static str> {
    match refused.unwrap_err() {
        ServiceError::Rejected(report) => report.problems.iter().map(|p| p.code).collect(),
        ServiceError::Conflict { code, .. } => vec![code],
        other => panic!("{other}"),
    }
}
