//! Documents taken back, and documents that stand in the place of others (NĐ 30/2020, Điều 18 k.3).

use super::document_row::DocumentRow;
use super::finishing::{announcement, tell};
use super::{Act, Service, ServiceError, State, Stored, Summary, Upload, Versioned, findings};
use crate::access::Right;
use crate::draft::fields;
use crate::input::Draft;
use crate::limits;
use crate::register::{self, Actor};
use crate::report::{FieldPath, Problem, Report};
use crate::runtime::Runtime;
use crate::store::{StoreError, Tx, Write, args};

/// Tries at most to read a document that others change meanwhile.
const TRIES: usize = 5;

impl Service {
    /// Takes a document back with a reason. Its number stays in the register. A draft is simply cancelled.
    pub async fn cancel(
        &self,
        act: Act<'_>,
        document: impl Into<Versioned<'_>>,
        reason: &str,
    ) -> Result<Stored, ServiceError> {
        let document = document.into();
        let id = document.id;
        for _ in 0..TRIES {
            let kept = self.kept(act.scope, Right::Read, id).await?;
            let right = if kept.state() == State::Draft { Right::Draft } else { Right::Number };
            Self::permit(act.scope, right, &kept.summary.organ)?;
            match kept.state() {
                State::Cancelled if kept.end_act.as_deref() == Some(act.operation) => {
                    return self.shown(act.scope, kept).await;
                }
                _ => document.still(kept.summary.version)?,
            }
            match kept.state() {
                State::Cancelled | State::Replaced => return Err(ended(&kept)),
                State::Issuing => {
                    self.finish(id, None).await?;
                    continue;
                }
                State::Draft | State::Issued | State::Recorded => {}
            }
            said(reason, kept.state() != State::Draft)?;
            let cancel = Cancel {
                summary: kept.summary,
                reason: Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty()),
                doer: self.doer(act),
                runtime: self.inner.runtime.clone(),
            };
            match self.inner.store.write(cancel).await {
                Ok(()) => return self.get(act.scope, id).await,
                Err(Uncancelled::Changed) => {}
                Err(Uncancelled::Failed(failure)) => return Err(failure),
            }
        }
        Err(ServiceError::Busy(1))
    }

    /// Makes a new draft that will stand in the place of an issued document (NĐ 30/2020, Điều 18 k.3); when the new one
    /// is issued, the old becomes `replaced`.
    pub async fn replace(
        &self,
        act: Act<'_>,
        old: impl Into<Versioned<'_>>,
        reason: &str,
        draft: Draft,
        images: Vec<Upload>,
    ) -> Result<Stored, ServiceError> {
        let seen = old.into();
        let id = seen.id;
        let old = self.kept(act.scope, Right::Number, id).await?;
        if let Some(kept) = self.made_before(act).await? {
            return self.shown(act.scope, kept).await;
        }
        seen.still(old.summary.version)?;
        match old.state() {
            State::Issued | State::Recorded => {}
            State::Cancelled | State::Replaced => return Err(ended(&old)),
            State::Draft | State::Issuing => return Err(stands_no_more(id)),
        }
        said(reason, true)?;
        let organ = Self::organ_of(act.scope, Right::Draft, &draft)?;
        if organ != old.summary.organ {
            return Err(other_organ().into());
        }
        let replacing = Some((id.to_owned(), reason.trim().to_owned()));
        self.create_in_place(act, organ, draft, images, replacing).await
    }

    /// Actor of an act: the caller, and the moment.
    pub(super) fn doer(&self, act: Act<'_>) -> Actor {
        let runtime = &self.inner.runtime;
        Actor {
            by: act.scope.principal.clone(),
            operation: act.operation.to_owned(),
            at: runtime.now(),
            today: runtime.today(),
        }
    }
}

/// A reason that fits, and that is there where it must be.
fn said(reason: &str, needed: bool) -> Result<(), ServiceError> {
    let refused = |code, message: String| {
        let problem = Problem::error(FieldPath::field("reason"), code, message);
        Err(ServiceError::Rejected(Report { problems: vec![problem] }))
    };
    if needed && reason.trim().is_empty() {
        return refused("missing", "Chưa ghi lý do.".to_owned());
    }
    if reason.contains('\0') {
        return refused("bad-character", "Lý do có ký tự không in được. Hãy bỏ ký tự đó.".to_owned());
    }
    match reason.chars().count() > limits::FIELD_CHARS {
        true => {
            refused("too-long", format!("Lý do dài quá {} ký tự. Hãy viết ngắn hơn.", limits::FIELD_CHARS))
        }
        false => Ok(()),
    }
}

/// The document has come to its end already.
fn ended(kept: &DocumentRow) -> ServiceError {
    let number = match &kept.summary.code_number {
        Some(_) => format!(" số {}", kept.number()),
        None => String::new(),
    };
    match (kept.state(), &kept.summary.replaced_by) {
        (State::Replaced, Some(by)) => ServiceError::Conflict {
            code: "already-replaced",
            message: format!("Văn bản{number} đã được thay thế bằng văn bản {by}."),
            document: Some(by.clone()),
        },
        _ => ServiceError::Conflict {
            code: "already-cancelled",
            message: format!("Văn bản{number} đã hủy trước đó."),
            document: None,
        },
    }
}

/// There is nothing issued to be replaced.
pub(super) fn stands_no_more(id: &str) -> ServiceError {
    let message = format!(
        "Văn bản {id} không ở trạng thái đã ban hành nên không thay thế được. Chỉ thay thế văn bản đang có hiệu lực."
    );
    ServiceError::Conflict { code: "not-issued", message, document: None }
}

/// One organ's document does not stand in the place of another's.
pub(super) fn other_organ() -> Report {
    let message =
        "Văn bản thay thế phải do chính cơ quan đã ban hành văn bản cũ ban hành. Hãy giữ nguyên cơ quan.";
    Report { problems: vec![Problem::error(fields::ORGAN.at(), "other-organ", message)] }
}

/// Tests whether a document may be replaced by a new one: it stands, and no other is on its way to its place. Its row
/// is held, so that of two at once one sees the other.
pub(super) async fn alone_in_place_of(tx: &mut Tx, old: &str, new: &str) -> Result<(), ServiceError> {
    const HOLD: &str =
        "update document set version = version where id = $1 and state in ('issued', 'recorded')";
    const OTHER: &str =
        "select id from document where replaces = $1 and id <> $2 and state in ('draft', 'issuing') limit 1";
    if tx.execute(HOLD, args![old]).await? == 0 {
        return Err(stands_no_more(old));
    }
    match tx.row::<String>(OTHER, args![old, new]).await? {
        None => Ok(()),
        Some(other) => {
            let message = format!(
                "Đã có dự thảo {other} để thay thế văn bản này. Hãy sửa dự thảo đó, hoặc hủy nó trước."
            );
            Err(ServiceError::Conflict { code: "being-replaced", message, document: Some(other) })
        }
    }
}

/// A document taken back.
struct Cancel {
    summary: Summary,
    reason: Option<String>,
    doer: Actor,
    runtime: Runtime,
}

/// Reasons for which a document was not taken back.
enum Uncancelled {
    /// It is not in the state it was read in.
    Changed,
    /// It may not, or cannot.
    Failed(ServiceError),
}

impl<F: Into<ServiceError>> From<F> for Uncancelled {
    fn from(failure: F) -> Self {
        Self::Failed(failure.into())
    }
}

impl Write for Cancel {
    type Done = ();
    type Error = Uncancelled;

    fn holds(&self) -> &str {
        &self.summary.organ
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Uncancelled> {
        let Summary { id, organ, state, .. } = &self.summary;
        // The register first, as everywhere: then nobody waits for it while holding a document.
        if *state != State::Draft {
            let reason = self.reason.as_deref().unwrap_or_default();
            register::cancelled(tx, organ, id, reason, &self.doer).await?;
        }
        if !self.end(tx).await? {
            return Err(Uncancelled::Changed);
        }
        if *state == State::Draft {
            findings::forget(tx, id).await?;
        }
        let mut payload = announcement(&self.summary, State::Cancelled);
        payload["reason"] = self.reason.clone().into();
        Ok(tell(tx, &self.runtime, &self.summary, "document.cancelled", payload).await?)
    }
}

impl Cancel {
    async fn end(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        const CANCEL: &str = "update document set state = 'cancelled', version = version + 1, reason = $3, \
             end_act = $4, updated_at = $5 where id = $1 and state = $2 and version = $6";
        let values = args![
            &self.summary.id,
            self.summary.state.name(),
            &self.reason,
            &self.doer.operation,
            &self.doer.at,
            self.summary.version,
        ];
        Ok(tx.execute(CANCEL, values).await? > 0)
    }
}
