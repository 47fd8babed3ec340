//! One draft of a batch: its act, and what became of it.

use super::BatchItem;
use super::work::{Work, counted};
use crate::draft::fields;
use crate::input::Draft;
use crate::report::{FieldPath, Problem, Report};
use crate::service::{Act, Service, ServiceError, Stored};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The id of the act of an item: the same at every try, another for every item. Its beginning is the job's, so that the
/// rows made of a batch lie together.
pub(super) fn operation(job: &str, index: usize) -> String {
    let digest = Sha256::digest(format!("batch {job} {index}"));
    let mut bytes: [u8; 16] = std::array::from_fn(|place| digest[place]);
    if let Ok(job) = Uuid::try_parse(job) {
        bytes[..6].copy_from_slice(&job.as_bytes()[..6]);
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string()
}

impl Service {
    /// Does an item, or says what is wrong with it.
    ///
    /// # Errors
    /// [`ServiceError::Busy`] and [`ServiceError::Unavailable`]: the item can be done another time.
    pub(super) async fn item(
        &self,
        work: &Work,
        index: usize,
        draft: &Map<String, Value>,
    ) -> Result<BatchItem, ServiceError> {
        let named = fields::ORGAN.text(draft);
        if named.is_some_and(|organ| organ != work.organ) {
            return undone(index, "rejected", vec![other_organ(&work.organ)]);
        }
        let operation = operation(&work.id, index);
        let act = Act { scope: &work.scope, operation: &operation };
        let draft = Draft { values: draft.clone() };
        let done = match work.payload.issuing() {
            Some(issuing) => self.create_issued(act, draft, Vec::new(), &issuing).await,
            None => self.create(act, draft, Vec::new()).await,
        };
        outcome(&work.id, index, done)
    }
}

/// Result of an item, as the job keeps it. A busy or unavailable service is handed back as the error.
fn outcome(job: &str, index: usize, done: Result<Stored, ServiceError>) -> Result<BatchItem, ServiceError> {
    let failure = match done {
        Ok(stored) => {
            return Ok(BatchItem {
                index: counted(index)?,
                document: Some(stored.summary.id),
                code_number: stored.summary.code_number,
                error: None,
                problems: Vec::new(),
            });
        }
        Err(failure) => failure,
    };
    let (code, message) = match failure {
        ServiceError::Busy(_) | ServiceError::Unavailable(_) => return Err(failure),
        ServiceError::Rejected(Report { problems }) => return undone(index, "rejected", problems),
        ServiceError::Conflict { code, message, .. } => (code, message),
        ServiceError::NotFound => {
            ("not-found", "Không có cơ quan hoặc văn bản mà dự thảo nói đến.".to_owned())
        }
        ServiceError::Forbidden(_) => ("forbidden", "Người gửi lô không có quyền làm việc này.".to_owned()),
        ServiceError::Stale(_) => {
            ("stale", "Văn bản vừa được người khác sửa. Hãy gửi lại dự thảo này.".to_owned())
        }
        ServiceError::Broken(why) => {
            tracing::error!(job, index, why, "an item of a batch could not be done");
            ("broken", "Máy chủ gặp lỗi ở dự thảo này; quản trị xem nhật ký. Hãy gửi lại sau.".to_owned())
        }
    };
    undone(index, code, vec![Problem::error(FieldPath::root(), code, message)])
}

fn undone(index: usize, code: &str, problems: Vec<Problem>) -> Result<BatchItem, ServiceError> {
    let problems = problems.iter().map(serde_json::to_value).collect::<Result<_, _>>();
    Ok(BatchItem {
        index: counted(index)?,
        document: None,
        code_number: None,
        error: Some(code.to_owned()),
        problems: problems.map_err(|error| ServiceError::Broken(error.to_string()))?,
    })
}

fn other_organ(organ: &str) -> Problem {
    let message = format!("Lô này của cơ quan “{organ}”. Hãy gửi dự thảo của cơ quan khác ở lô khác.");
    Problem::error(fields::ORGAN.at(), "other-organ", message)
}
