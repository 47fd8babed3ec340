//! The first transaction of issuing: a number, and the document frozen with it. All of it happens, or nothing.

use super::draft_summary::DraftSummary;
use super::making::Made;
use super::{ServiceError, State, document_row, findings};
use crate::register::{
    self, Actor, AllocatedNumber, AllocationRequest, NumberChoice, PaperNumber, RegisterError,
};
use crate::report::{FieldPath, Report};
use crate::store::{StoreError, Tx, Write, args};
use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value};

/// Source of a document's number: the register, or the paper itself.
#[derive(Clone, Debug)]
pub(super) enum NumberSource {
    /// The register gives one.
    Give(AllocationRequest),
    /// The paper has one.
    Paper(PaperNumber),
}

impl NumberSource {
    async fn run(&self, tx: &mut Tx, doer: &Actor) -> Result<AllocatedNumber, RegisterError> {
        let given = match self {
            Self::Give(ask) => register::give(tx, ask, doer).await,
            Self::Paper(paper) => register::record(tx, paper, doer).await,
        };
        given.map_err(|error| match error {
            RegisterError::Refused(report) => RegisterError::Refused(self.placed(report)),
            other => other,
        })
    }

    /// A refusal of the register with its places as the request for a number names them.
    fn placed(&self, mut report: Report) -> Report {
        for problem in &mut report.problems {
            let named = match (problem.at.as_str(), self) {
                ("date", _) => "issued_date",
                ("number", Self::Give(AllocationRequest { wanted: NumberChoice::Behind(_), .. })) => {
                    "behind_number"
                }
                ("number", Self::Give(_)) => "reserved_number",
                _ => continue,
            };
            problem.at = FieldPath::field(named);
        }
        report
    }

    /// Whose numbers it takes.
    fn organ(&self) -> &str {
        match self {
            Self::Give(ask) => &ask.organ,
            Self::Paper(paper) => &paper.organ,
        }
    }

    /// State of the document once its package is made.
    fn ends_as(&self) -> State {
        match self {
            Self::Give(_) => State::Issued,
            Self::Paper(_) => State::Recorded,
        }
    }

    fn date(&self) -> NaiveDate {
        match self {
            Self::Give(ask) => ask.date,
            Self::Paper(paper) => paper.date,
        }
    }
}

/// Trial of taking a number: it is taken and given back in one act.
#[derive(Debug)]
pub(super) struct AllocationDryRun {
    pub(super) entering: NumberSource,
    pub(super) doer: Actor,
}

/// Outcome of a trial; always an error, so that nothing of it is kept.
#[derive(Debug)]
pub(super) enum DryRunOutcome {
    /// This number.
    Given(AllocatedNumber),
    /// None, for these reasons.
    Refused(Report),
    /// It could not be tried.
    Store(StoreError),
}

impl From<StoreError> for DryRunOutcome {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Write for AllocationDryRun {
    type Done = ();
    type Error = DryRunOutcome;

    fn holds(&self) -> &str {
        self.entering.organ()
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), DryRunOutcome> {
        match self.entering.run(tx, &self.doer).await {
            Ok(given) => Err(DryRunOutcome::Given(given)),
            Err(RegisterError::Refused(report)) => Err(DryRunOutcome::Refused(report)),
            Err(RegisterError::Store(error)) => Err(DryRunOutcome::Store(error)),
        }
    }
}

/// The row of a document that is not there yet.
#[derive(Clone, Debug)]
pub(super) struct NewDocument {
    pub(super) id: String,
    pub(super) said: DraftSummary,
    pub(super) source: String,
    pub(super) replaces: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) by: String,
    pub(super) at: String,
}

/// Columns that a row has once it has its number.
#[derive(Clone, Debug)]
struct Frozen {
    code_number: String,
    n: i64,
    issued_date: String,
    year: i64,
    organ_profile: String,
    catalog_sha256: String,
    ends_as: State,
    act: String,
}

/// Row to be frozen.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and it is not moved about")]
pub(super) enum Place {
    /// The draft that is there, if it is still this version of it.
    Draft {
        /// The document.
        id: String,
        /// Its version when it was validated.
        version: i64,
        /// The issued document in whose place it will stand.
        replaces: Option<String>,
    },
    /// A new one.
    New(NewDocument),
}

/// Gives the number and freezes the row.
#[derive(Debug)]
pub(super) struct FreezeDocument {
    pub(super) entering: NumberSource,
    pub(super) place: Place,
    pub(super) doer: Actor,
    said: DraftSummary,
    organ_profile: String,
    catalog_sha256: String,
    source: Map<String, Value>,
    source_text: String,
    /// The number in the source; another may be given.
    expected: Option<String>,
}

impl FreezeDocument {
    /// The entry of a document as it was made for validation.
    pub(super) fn new(entering: NumberSource, place: Place, doer: Actor, made: &Made) -> Self {
        Self {
            entering,
            place,
            doer,
            said: made.said.clone(),
            organ_profile: made.organ_profile.clone(),
            catalog_sha256: made.catalog_sha256.clone(),
            source: made.source.clone(),
            source_text: made.source_text.clone(),
            expected: made.code_number.clone(),
        }
    }

    /// The canonical source with the number given.
    fn source_with(&self, number: &str) -> String {
        match self.expected.as_deref() == Some(number) || matches!(self.entering, NumberSource::Paper(_)) {
            true => self.source_text.clone(),
            false => {
                let mut source = self.source.clone();
                source.insert("code_number".to_owned(), number.into());
                crate::package::canonical_json(&Value::Object(source))
            }
        }
    }
}

/// Reasons for which a document was not entered.
#[derive(Debug)]
pub(super) enum FreezeError {
    /// It is not as it was read: read it again.
    Changed,
    /// It may not, or cannot.
    Failed(ServiceError),
}

impl From<StoreError> for FreezeError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<ServiceError> for FreezeError {
    fn from(failure: ServiceError) -> Self {
        Self::Failed(failure)
    }
}

impl Write for FreezeDocument {
    type Done = AllocatedNumber;
    type Error = FreezeError;

    fn holds(&self) -> &str {
        self.entering.organ()
    }

    async fn run(&self, tx: &mut Tx) -> Result<AllocatedNumber, FreezeError> {
        // The number first: whoever waits for another's act on the same series waits here, before touching a document.
        let given = self.entering.run(tx, &self.doer).await.map_err(ServiceError::from)?;
        let date = self.entering.date();
        let frozen = Frozen {
            code_number: given.code_number.clone(),
            n: given.n,
            issued_date: date.to_string(),
            year: i64::from(date.year()),
            organ_profile: self.organ_profile.clone(),
            catalog_sha256: self.catalog_sha256.clone(),
            ends_as: self.entering.ends_as(),
            act: self.doer.operation.clone(),
        };
        let source = self.source_with(&given.code_number);
        match &self.place {
            Place::Draft { id, version, replaces } => {
                self.freeze(tx, id, *version, &source, &frozen).await?;
                if let Some(old) = replaces {
                    still_stands(tx, old).await?;
                }
            }
            Place::New(row) => {
                let row = NewDocument { source, ..row.clone() };
                if !insert(tx, &row, State::Issuing, Some(&frozen)).await? {
                    return Err(taken(tx, &row).await?.map_or(FreezeError::Changed, FreezeError::Failed));
                }
            }
        }
        Ok(given)
    }
}

impl FreezeDocument {
    /// Freezes the draft if nobody has touched it.
    async fn freeze(
        &self,
        tx: &mut Tx,
        id: &str,
        version: i64,
        source: &str,
        frozen: &Frozen,
    ) -> Result<(), FreezeError> {
        const FREEZE: &str = "update document set state = 'issuing', version = version + 1, source = $1, type = $2, \
             subject = $3, signer = $4, code_notation = $5, code_number = $6, n = $7, issued_date = $8, year = $9, \
             organ_profile = $10, ends_as = $11, issue_act = $12, issue_by = $13, updated_at = $14, \
             catalog_sha256 = $15 where id = $16 and state = 'draft' and version = $17";
        let said = &self.said;
        let values = args![
            source,
            &said.document_type,
            &said.subject,
            &said.signer,
            &said.code_notation,
            &frozen.code_number,
            frozen.n,
            &frozen.issued_date,
            frozen.year,
            &frozen.organ_profile,
            frozen.ends_as.name(),
            &frozen.act,
            &self.doer.by,
            &self.doer.at,
            &frozen.catalog_sha256,
            id,
            version,
        ];
        match tx.execute(FREEZE, values).await? {
            0 => Err(FreezeError::Changed),
            _ => Ok(findings::forget(tx, id).await?),
        }
    }
}

/// Puts a row; false where its id or its caller's id is there already.
pub(super) async fn insert_draft(tx: &mut Tx, row: &NewDocument) -> Result<bool, StoreError> {
    insert(tx, row, State::Draft, None).await
}

async fn insert(
    tx: &mut Tx,
    row: &NewDocument,
    state: State,
    frozen: Option<&Frozen>,
) -> Result<bool, StoreError> {
    const INSERT: &str = "insert into document (id, organ, type, state, version, external_id, source, subject, signer, \
         code_notation, code_number, n, issued_date, year, organ_profile, ends_as, issue_act, issue_by, replaces, \
         reason, created_by, created_at, updated_at, catalog_sha256) values ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
         $14, $15, $16, $17, $18, $19, $20, $21, $21, $22) on conflict do nothing";
    let said = &row.said;
    let values = args![
        &row.id,
        &said.organ,
        &said.document_type,
        state.name(),
        &said.external_id,
        &row.source,
        &said.subject,
        &said.signer,
        &said.code_notation,
        frozen.map(|f| f.code_number.as_str()),
        frozen.map(|f| f.n),
        frozen.map(|f| f.issued_date.as_str()),
        frozen.map(|f| f.year),
        frozen.map(|f| f.organ_profile.as_str()),
        frozen.map(|f| f.ends_as.name()),
        frozen.map(|f| f.act.as_str()),
        frozen.map(|_| row.by.as_str()),
        &row.replaces,
        &row.reason,
        &row.by,
        &row.at,
        frozen.map(|f| f.catalog_sha256.as_str()),
    ];
    Ok(tx.execute(INSERT, values).await? > 0)
}

/// Conflict of a row with another document that has the caller's id; `None` where there is none, or the row is there
/// itself.
pub(super) async fn taken(tx: &mut Tx, row: &NewDocument) -> Result<Option<ServiceError>, StoreError> {
    if document_row::standing(tx, &row.id).await?.is_some() {
        return Ok(None);
    }
    other_with(tx, &row.said, &row.id).await
}

/// The conflict with another document that has the caller's id.
pub(super) async fn other_with(
    tx: &mut Tx,
    said: &DraftSummary,
    id: &str,
) -> Result<Option<ServiceError>, StoreError> {
    const OTHER: &str = "select id from document where organ = $1 and external_id = $2 and id <> $3";
    let Some(external_id) = &said.external_id else { return Ok(None) };
    let other: Option<String> = tx.row(OTHER, args![&said.organ, external_id, id]).await?;
    Ok(other.map(|other| external_id_taken(external_id, Some(&other))))
}

/// The conflict of two documents with one id of the caller's.
pub(super) fn external_id_taken(external_id: &str, document: Option<&str>) -> ServiceError {
    let whose = document.map_or_else(|| "văn bản khác".to_owned(), |id| format!("văn bản {id}"));
    let message =
        format!("Mã external_id «{external_id}» đã dùng cho {whose}. Hãy mở văn bản đó hoặc dùng mã khác.");
    let document = document.map(str::to_owned);
    ServiceError::Conflict { code: "external-id-taken", message, document }
}

/// Tests whether the document to be replaced still stands: issued or recorded.
async fn still_stands(tx: &mut Tx, old: &str) -> Result<(), FreezeError> {
    match document_row::standing(tx, old).await? {
        Some((_, state)) if state == State::Issued.name() || state == State::Recorded.name() => Ok(()),
        _ => Err(FreezeError::Failed(super::withdrawal::stands_no_more(old))),
    }
}
