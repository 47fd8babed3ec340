//! Issuing: a draft is given its number and date, frozen, made, kept, announced. In that order.
//!
//! Two transactions with the rendering between them: the first gives the number and freezes the draft (state
//! `issuing`), the second names the finished package (state `issued`) and announces it. Whatever stops the program in
//! between, `recovery` finishes what has a number, with the same bytes.

use super::document_row::DocumentRow;
use super::draft_summary::{too_long, type_of};
use super::freezing::{
    AllocationDryRun, DryRunOutcome, FreezeDocument, FreezeError, NewDocument, NumberSource, Place,
};
use super::image_resolver::ImageResolver;
use super::making::{Made, make_or_all};
use super::pool::Weight;
use super::{Act, Service, ServiceError, State, Stored, Upload, Versioned};
use crate::access::Right;
use crate::draft::{self, Draft, Mode, PaperDate, fields};
use crate::office::{self, Office};
use crate::register::{Actor, AllocatedNumber, AllocationRequest, NumberChoice};
use crate::report::{Report, Severity};
use crate::text;
use chrono::NaiveDate;
use serde_json::{Map, Value};

/// Options of issuing a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issuing {
    /// The date of issue; the draft's where none is given, today where it has none.
    pub date: Option<NaiveDate>,
    /// Choice of the number.
    pub wanted: NumberChoice,
    /// Reason for a date before today; the ledger keeps it.
    pub back_dated: Option<String>,
}

/// Result that issuing would have.
#[derive(Clone, Debug, PartialEq)]
pub struct DryRun {
    /// The number it would have now; another may take it meanwhile.
    pub code_number: String,
    /// The date.
    pub issued_date: NaiveDate,
    /// All that was found; errors keep it from being issued.
    pub report: Report,
}

/// Tries at most to validate a draft that others change meanwhile.
const TRIES: usize = 8;

impl Service {
    /// Gives number and date, freezes, makes and keeps the package. Findings of severity error refuse it, unless the
    /// draft overrides them with a reason. Issued already by the same act: the same answer; by another: a conflict, or
    /// [`ServiceError::Stale`] where the caller has said which version is meant.
    pub async fn issue(
        &self,
        act: Act<'_>,
        draft: impl Into<Versioned<'_>>,
        issuing: &Issuing,
    ) -> Result<Stored, ServiceError> {
        let draft = draft.into();
        let id = draft.id;
        for _ in 0..TRIES {
            let kept = self.kept(act.scope, Right::Number, id).await?;
            if kept.state() != State::Draft {
                return self.issued_before(act, draft, kept).await;
            }
            draft.still(kept.summary.version)?;
            let (version, replaces) = (kept.summary.version, kept.summary.replaces.clone());
            let valid = self.validated(act, id, kept.draft()?, vec![], issuing).await?.passed()?;
            let place = Place::Draft { id: id.to_owned(), version, replaces };
            let enter = FreezeDocument::new(NumberSource::Give(valid.ask), place, valid.doer, &valid.made);
            match self.enter(id, enter, valid.made).await {
                Ok(()) => return self.get(act.scope, id).await,
                Err(FreezeError::Changed) => {}
                Err(FreezeError::Failed(failure)) => return Err(failure),
            }
        }
        Err(ServiceError::Busy(1))
    }

    /// Forecast of issuing; nothing is kept.
    pub async fn issue_dry(
        &self,
        act: Act<'_>,
        draft: impl Into<Versioned<'_>>,
        issuing: &Issuing,
    ) -> Result<DryRun, ServiceError> {
        let draft = draft.into();
        let id = draft.id;
        let kept = self.kept(act.scope, Right::Number, id).await?;
        draft.still(kept.summary.version)?;
        if kept.state() != State::Draft {
            return Err(numbered(&kept));
        }
        let Validated { ask, given, report, .. } =
            self.validated(act, id, kept.draft()?, vec![], issuing).await?;
        match given {
            Some(given) => Ok(DryRun { code_number: given.code_number, issued_date: ask.date, report }),
            None => Err(refused(report)),
        }
    }

    /// Creates and issues in one act. Where issuing is refused, nothing is created.
    pub async fn create_issued(
        &self,
        act: Act<'_>,
        mut draft: Draft,
        images: Vec<Upload>,
        issuing: &Issuing,
    ) -> Result<Stored, ServiceError> {
        let id = act.operation;
        let organ = Self::organ_of(act.scope, Right::Draft, &draft)?;
        Self::permit(act.scope, Right::Number, &organ)?;
        if !images.is_empty() && self.find_kept(id).await?.is_none() {
            // No image is kept of a document that is refused.
            self.validated(act, id, draft.clone(), images.clone(), issuing).await?.passed()?;
            self.keep_uploads(act, &organ, &mut draft, images).await?;
        }
        for _ in 0..TRIES {
            if self.made_before(act).await?.is_some() {
                return self.issue(act, id, issuing).await;
            }
            let valid = self.validated(act, id, draft.clone(), vec![], issuing).await?.passed()?;
            let place = Place::New(self.new_row(act, &valid.made));
            let enter = FreezeDocument::new(NumberSource::Give(valid.ask), place, valid.doer, &valid.made);
            match self.enter(id, enter, valid.made).await {
                Ok(()) => return self.get(act.scope, id).await,
                Err(FreezeError::Changed) => {}
                Err(FreezeError::Failed(failure)) => return Err(failure),
            }
        }
        Err(ServiceError::Busy(1))
    }

    /// The row of a document that is entered at once.
    pub(super) fn new_row(&self, act: Act<'_>, made: &Made) -> NewDocument {
        NewDocument {
            id: act.operation.to_owned(),
            said: made.said.clone(),
            source: String::new(),
            replaces: None,
            reason: None,
            by: act.scope.principal.clone(),
            at: self.inner.runtime.now(),
        }
    }

    /// Keeps the templates, enters a document and finishes it. What was begun is brought to its end even where the caller hangs up.
    pub(super) async fn enter(&self, id: &str, enter: FreezeDocument, made: Made) -> Result<(), FreezeError> {
        let (service, id) = (self.clone(), id.to_owned());
        let whole = tokio::spawn(async move {
            // Whatever a row names is kept before it is named.
            service.keep_templates().await?;
            service.inner.store.write(enter).await?;
            service.finish(&id, Some(made)).await?;
            Ok(())
        });
        whole.await.unwrap_or_else(|stopped| Err(ServiceError::Broken(stopped.to_string()).into()))
    }

    /// A document that is no draft any more: what the same act has done is done to its end and shown again.
    pub(super) async fn issued_before(
        &self,
        act: Act<'_>,
        seen: Versioned<'_>,
        kept: DocumentRow,
    ) -> Result<Stored, ServiceError> {
        if kept.issue_act.as_deref() != Some(act.operation) {
            seen.still(kept.summary.version)?;
            return Err(numbered(&kept));
        }
        let id = kept.summary.id;
        if kept.summary.state == State::Issuing {
            self.finish(&id, None).await?;
        }
        self.get(act.scope, &id).await
    }

    /// A draft as it would be issued: the number it would have, the document made with it, and all that is found.
    async fn validated(
        &self,
        act: Act<'_>,
        id: &str,
        mut draft: Draft,
        images: Vec<Upload>,
        issuing: &Issuing,
    ) -> Result<Validated, ServiceError> {
        let catalog = self.catalog().await?;
        let organ = Self::organ_of(act.scope, Right::Number, &draft)?;
        let mut report = unfit(&draft.values);
        // One day for all of it: what is asked for today is not an old date because midnight passed meanwhile.
        let doer = self.doer(act);
        let date = issue_date(&draft.values, issuing).unwrap_or(doer.today);
        let ask = AllocationRequest {
            document_type: type_of(&draft.values, &organ, &catalog).unwrap_or_default(),
            organ,
            document: id.to_owned(),
            date,
            wanted: issuing.wanted.clone(),
            back_dated: issuing.back_dated.clone(),
        };
        let known = !ask.document_type.is_empty() && catalog.organs.contains_key(&ask.organ);
        let given = match known {
            true => self.tried(&doer, &ask, &mut report).await?,
            false => None,
        };
        froze(&mut draft.values, given.as_ref(), &ask, issuing);
        let gallery = self.gallery(act.scope, &ask.organ, &draft, images).await?;
        let today = doer.today;
        let weight = Weight::of(&draft);
        let make = move |office: &Office<'_>, gallery: &ImageResolver| {
            make_or_all(&office.on(today), draft, gallery)
        };
        let made = match self.drawn(catalog, weight, gallery, make).await? {
            Ok(made) => {
                report.extend(made.findings.clone());
                report.extend(too_long(made.said.external_id.as_deref()));
                Some(made)
            }
            Err(office::OfficeError::Rejected(found)) => {
                report.extend(found);
                None
            }
            Err(other) => return Err(other.into()),
        };
        Ok(Validated { ask, doer, given, made, report })
    }

    /// The number a document would be given now; why it would be given none goes into the report.
    async fn tried(
        &self,
        doer: &Actor,
        ask: &AllocationRequest,
        report: &mut Report,
    ) -> Result<Option<AllocatedNumber>, ServiceError> {
        let trial = AllocationDryRun { entering: NumberSource::Give(ask.clone()), doer: doer.clone() };
        match self.inner.store.write(trial).await {
            Err(DryRunOutcome::Given(given)) => Ok(Some(given)),
            Err(DryRunOutcome::Refused(refused)) => {
                report.extend(refused);
                Ok(None)
            }
            Err(DryRunOutcome::Store(error)) => Err(error.into()),
            Ok(()) => Ok(None),
        }
    }
}

/// A draft that was made as it would be issued.
struct Validated {
    ask: AllocationRequest,
    doer: Actor,
    given: Option<AllocatedNumber>,
    made: Option<Made>,
    report: Report,
}

/// A draft that may be issued.
struct Valid {
    ask: AllocationRequest,
    doer: Actor,
    made: Made,
}

impl Validated {
    /// It may be issued, or all that keeps it from that.
    fn passed(self) -> Result<Valid, ServiceError> {
        match (self.made, self.given, self.report.has_errors()) {
            (Some(made), Some(_), false) => Ok(Valid { ask: self.ask, doer: self.doer, made }),
            _ => Err(refused(self.report)),
        }
    }
}

/// The refusal for all errors found; what is only worth knowing keeps nobody from anything.
pub(super) fn refused(mut report: Report) -> ServiceError {
    report.problems.retain(|problem| problem.severity == Severity::Error);
    ServiceError::Rejected(report)
}

/// Problems that keep a draft from being issued, whatever else it says: a number of its own, the mode `faithful`.
fn unfit(values: &Map<String, Value>) -> Report {
    let mut report = Report::new();
    if let Some(given) = draft::number_given(values) {
        let message =
            "Dự thảo đã ghi số. Hãy bỏ số để hệ thống cấp, hoặc ghi nhận văn bản đã ban hành trên giấy.";
        report.error(given.at(), "number-given", message);
    }
    if draft::mode(values) == Mode::Faithful {
        let message = "Chế độ giữ nguyên văn (faithful) chỉ dùng để ghi nhận văn bản đã ban hành trên giấy. Hãy bỏ chế \
                       độ này để ban hành.";
        report.error(fields::MODE.at(), "faithful-issue", message);
    }
    report
}

/// The date that the caller names, or else the draft; none where there is none, or none that can be read.
fn issue_date(values: &Map<String, Value>, issuing: &Issuing) -> Option<NaiveDate> {
    issuing.date.or_else(|| PaperDate::of(values).day())
}

/// A draft as it is frozen: with its number and date, and no longer called a draft. Which version of the organ's profile
/// holds is told by the date.
fn froze(
    values: &mut Map<String, Value>,
    given: Option<&AllocatedNumber>,
    ask: &AllocationRequest,
    issuing: &Issuing,
) {
    for field in [&fields::CODE_NUMBER, &fields::STATUS, &fields::ORGAN_VALID_FROM] {
        values.remove(field.name);
    }
    // What is issued is a new document: all that one must have is told at once.
    if draft::mode(values) == Mode::Faithful {
        values.remove(fields::MODE.name);
    }
    if let Some(given) = given {
        values.insert(fields::CODE_NUMBER.name.to_owned(), given.code_number.as_str().into());
    }
    // A date that cannot be read stays, so that it is told of; one without its day gets it.
    let is_read = PaperDate::of(values) != PaperDate::Unknown;
    if issuing.date.is_some() || is_read || fields::ISSUED_DATE.value(values).is_none() {
        values.insert(fields::ISSUED_DATE.name.to_owned(), ask.date.to_string().into());
    }
}

/// The conflict with what was done to a document before.
pub(super) fn numbered(kept: &DocumentRow) -> ServiceError {
    match (kept.state(), &kept.summary.code_number) {
        (State::Draft, _) | (_, None) => super::documents::not_a_draft(kept.state()),
        (_, Some(_)) => {
            let date = kept.summary.issued_date.as_deref().and_then(|date| date.parse().ok());
            let day = date.map(|date| format!(" ngày {}", text::short_date(date))).unwrap_or_default();
            let message = format!("Văn bản đã được cấp số {}{day}; không cấp số lần nữa.", kept.number());
            ServiceError::Conflict { code: "already-issued", message, document: None }
        }
    }
}
