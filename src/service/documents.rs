//! Drafts: created, changed, looked at.

use super::document_row::{self, DocumentRow};
use super::draft_summary::DraftSummary;
use super::findings::{Assessed, DraftFindings};
use super::freezing::{NewDocument, external_id_taken, insert_draft, other_with, taken};
use super::{Act, ProblemsState, Service, ServiceError, State, Stored, find};
use crate::access::{Right, Scope};
use crate::input::Draft;
use crate::limits;
use crate::office::Checkup;
use crate::report::{FieldPath, Problem, Report};
use crate::store::{StoreError, Tx, Write, args};

/// An image that came with a draft, under the name the draft calls it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// `chu-ky.png`.
    pub name: String,
    /// A PNG.
    pub bytes: Vec<u8>,
}

impl Service {
    /// Keeps a new draft. A draft may be incomplete, but must name an organ the caller drafts for and a type there is.
    /// Images are kept as assets of the document's organ under their digest, and the draft names them by it.
    /// The document's id is the act's; the same `external_id` again in an organ is a conflict that names the document.
    pub async fn create(
        &self,
        act: Act<'_>,
        draft: Draft,
        images: Vec<Upload>,
    ) -> Result<Stored, ServiceError> {
        let organ = Self::organ_of(act.scope, Right::Draft, &draft)?;
        self.create_in_place(act, organ, draft, images, None).await
    }

    /// The same, to stand in the place of another for a reason.
    pub(super) async fn create_in_place(
        &self,
        act: Act<'_>,
        organ: String,
        mut draft: Draft,
        images: Vec<Upload>,
        replacing: Option<(String, String)>,
    ) -> Result<Stored, ServiceError> {
        if let Some(kept) = self.made_before(act).await? {
            return self.shown(act.scope, kept).await;
        }
        self.keep_uploads(act, &organ, &mut draft, images).await?;
        let looked = self.looked_at(&organ, draft).await?;
        let (replaces, reason) = replacing.unzip();
        let row = NewDocument {
            id: act.operation.to_owned(),
            source: text_of(&looked.checkup.draft)?,
            said: looked.said.clone(),
            replaces,
            reason,
            by: act.scope.principal.clone(),
            at: self.inner.runtime.now(),
        };
        let text = find::searchable(&looked.checkup.draft.values, &row.said.code_notation);
        let findings = looked.findings.clone();
        self.inner.store.write(Create { row, text, findings }).await?;
        let kept = self.find_kept(act.operation).await?.ok_or(ServiceError::NotFound)?;
        Ok(looked.shown(act.scope, kept))
    }

    /// A document.
    pub async fn get(&self, scope: &Scope, id: &str) -> Result<Stored, ServiceError> {
        let kept = self.kept(scope, Right::Read, id).await?;
        self.shown(scope, kept).await
    }

    /// A document as it is looked at: a draft with what the checks said of it, any other with what was left to say. Nothing
    /// is rendered.
    pub(super) async fn shown(&self, scope: &Scope, kept: DocumentRow) -> Result<Stored, ServiceError> {
        let draft = kept.draft()?;
        if kept.state() != State::Draft {
            let left = kept.left();
            return Ok(kept.shown(draft, left));
        }
        self.shown_as_kept(scope, kept, draft).await
    }

    /// Puts another draft in the place of a document's, if its version is still `version`.
    pub async fn update(
        &self,
        act: Act<'_>,
        id: &str,
        version: i64,
        mut draft: Draft,
        images: Vec<Upload>,
    ) -> Result<Stored, ServiceError> {
        let kept = self.kept(act.scope, Right::Draft, id).await?;
        still(&kept, version)?;
        let organ = Self::organ_of(act.scope, Right::Draft, &draft)?;
        if kept.summary.replaces.is_some() && organ != kept.summary.organ {
            return Err(super::withdrawal::other_organ().into());
        }
        self.keep_uploads(act, &organ, &mut draft, images).await?;
        let looked = self.looked_at(&organ, draft).await?;
        let change = Change {
            id: id.to_owned(),
            version,
            source: text_of(&looked.checkup.draft)?,
            text: find::searchable(&looked.checkup.draft.values, &looked.said.code_notation),
            said: looked.said.clone(),
            findings: looked.findings.clone(),
            at: self.inner.runtime.now(),
        };
        match self.inner.store.write(change.clone()).await {
            // Another document took the caller's id in the same moment; by now it can be named.
            Err(ServiceError::Conflict { document: None, .. }) => self.inner.store.write(change).await?,
            done => done?,
        }
        let kept = self.find_kept(id).await?.ok_or(ServiceError::NotFound)?;
        Ok(looked.shown(act.scope, kept))
    }

    /// A draft to be kept, assessed; refused where its organ or its type is not known, or where it is too long.
    async fn looked_at(&self, organ: &str, draft: Draft) -> Result<Looked, ServiceError> {
        let Assessed { checkup, findings, catalog } = self.assess(organ, draft).await?;
        let said = DraftSummary::of_checkup(&checkup, organ, &catalog)?;
        Ok(Looked { checkup, said, findings })
    }
}

/// A draft that was looked at before it is kept.
struct Looked {
    checkup: Checkup,
    said: DraftSummary,
    findings: DraftFindings,
}

impl Looked {
    /// The document as it was kept.
    fn shown(self, scope: &Scope, kept: DocumentRow) -> Stored {
        self.findings.shown(scope, kept, self.checkup.draft, ProblemsState::Current)
    }
}

/// A draft as it is kept, if it is not too long.
pub(super) fn text_of(draft: &Draft) -> Result<String, ServiceError> {
    let text = serde_json::to_string(&draft.values).map_err(|e| ServiceError::Broken(e.to_string()))?;
    if text.len() <= limits::DRAFT_BYTES {
        return Ok(text);
    }
    let most = limits::DRAFT_BYTES >> 20;
    let message = format!("Dự thảo dài quá {most} MB. Hãy tách thành nhiều văn bản.");
    let problem = Problem::error(FieldPath::root(), "too-large", message);
    Err(ServiceError::Rejected(Report { problems: vec![problem] }))
}

/// Tests whether a document is still a draft of this version.
fn still(kept: &DocumentRow, version: i64) -> Result<(), ServiceError> {
    match kept.state() {
        State::Draft if kept.summary.version == version => Ok(()),
        State::Draft => Err(ServiceError::Stale(kept.summary.version)),
        state => Err(not_a_draft(state)),
    }
}

/// Conflict of a document that is no draft and cannot be changed.
pub(super) fn not_a_draft(state: State) -> ServiceError {
    let what = match state {
        State::Draft | State::Issuing => "đang được ban hành",
        State::Issued => "đã ban hành",
        State::Recorded => "đã vào sổ từ bản giấy",
        State::Cancelled => "đã hủy",
        State::Replaced => "đã được thay thế",
    };
    let message =
        format!("Văn bản {what}, không còn là dự thảo. Hãy lập văn bản thay thế hoặc một dự thảo mới.");
    ServiceError::Conflict { code: "not-a-draft", message, document: None }
}

/// A new draft.
struct Create {
    row: NewDocument,
    text: String,
    findings: DraftFindings,
}

impl Write for Create {
    type Done = ();
    type Error = ServiceError;

    async fn run(&self, tx: &mut Tx) -> Result<(), ServiceError> {
        if let Some(old) = &self.row.replaces {
            super::withdrawal::alone_in_place_of(tx, old, &self.row.id).await?;
        }
        if insert_draft(tx, &self.row).await? {
            find::index(tx, &self.row.id, &self.text).await?;
            self.findings.keep(tx, &self.row.id, 1).await?;
            return Ok(());
        }
        // The same act was quicker elsewhere, or another document has the caller's id.
        taken(tx, &self.row).await?.map_or(Ok(()), Err)
    }
}

/// Another draft in the place of the one there is.
#[derive(Clone)]
struct Change {
    id: String,
    version: i64,
    source: String,
    said: DraftSummary,
    text: String,
    findings: DraftFindings,
    at: String,
}

impl Write for Change {
    type Done = ();
    type Error = ServiceError;

    async fn run(&self, tx: &mut Tx) -> Result<(), ServiceError> {
        const CHANGE: &str = "update document set version = version + 1, organ = $3, type = $4, external_id = $5, \
             source = $6, subject = $7, signer = $8, code_notation = $9, updated_at = $10 \
             where id = $1 and state = 'draft' and version = $2";
        let said = &self.said;
        if let Some(conflict) = other_with(tx, said, &self.id).await? {
            return Err(conflict);
        }
        let values = args![
            &self.id,
            self.version,
            &said.organ,
            &said.document_type,
            &said.external_id,
            &self.source,
            &said.subject,
            &said.signer,
            &said.code_notation,
            &self.at,
        ];
        match tx.execute(CHANGE, values).await {
            Ok(0) => Err(self.overtaken(tx).await?),
            Ok(_) => {
                find::index(tx, &self.id, &self.text).await?;
                self.findings.keep(tx, &self.id, self.version + 1).await?;
                Ok(())
            }
            // Another took the caller's id in the same moment.
            Err(StoreError::Taken(_)) => {
                Err(external_id_taken(said.external_id.as_deref().unwrap_or_default(), None))
            }
            Err(error) => Err(error.into()),
        }
    }
}

impl Change {
    /// Reason for which the draft is not the one that was read: gone, changed, or no draft any more.
    async fn overtaken(&self, tx: &mut Tx) -> Result<ServiceError, StoreError> {
        Ok(match document_row::standing(tx, &self.id).await? {
            None => ServiceError::NotFound,
            Some((version, state)) => match State::named(&state) {
                Some(State::Draft) | None => ServiceError::Stale(version),
                Some(state) => not_a_draft(state),
            },
        })
    }
}
