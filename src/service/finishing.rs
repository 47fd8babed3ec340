//! The second half of issuing: a document that has its number is made, its package kept, and then named and announced
//! in one transaction.
//!
//! Whatever stopped the first try, the next makes the same bytes: source, organ and templates were frozen with the
//! number. Two who finish the same document keep the same package, and one of them names it.

use super::document_row::DocumentRow;
use super::draft_summary::DraftSummary;
use super::files::insert_files;
use super::image_resolver::ImageResolver;
use super::making::{Made, make};
use super::pool::Weight;
use super::{Service, ServiceError, State, Summary, find};
use crate::office;
use crate::outbox::{self, Event};
use crate::package::{DocumentFiles, Engine};
use crate::register::{self, Actor, IssuedWith, RegisterError};
use crate::runtime::Runtime;
use crate::store::{StoreError, Tx, Write, args};
use serde_json::{Value, json};

impl Service {
    /// Makes and names the package of a document in state `issuing`; whether it was still to be done. `made` is what was
    /// made for validation: if the document was frozen with that very source, that is its package.
    pub(super) async fn finish(&self, id: &str, made: Option<Made>) -> Result<bool, ServiceError> {
        let kept = self.find_kept(id).await?.ok_or(ServiceError::NotFound)?;
        if kept.state() != State::Issuing {
            return Ok(false);
        }
        let made = match made.filter(|made| is_of(made, &kept)) {
            Some(made) => made,
            None => self.made_again(&kept).await?,
        };
        self.name(&kept, made).await
    }

    /// Makes a frozen document.
    async fn made_again(&self, kept: &DocumentRow) -> Result<Made, ServiceError> {
        let draft = kept.draft()?;
        let gallery = self.frozen_gallery(&draft).await?;
        let catalog = self.catalog_of(kept).await?;
        if kept.catalog.is_none() {
            // Frozen before templates were kept; those that make it now are named with its package.
            self.keep_catalog(&catalog).await?;
        }
        // It has a number: it is not refused because many others wait.
        let weight = Weight::of(&draft);
        let make = |office: &office::Office<'_>, gallery: &ImageResolver| make(office, draft, gallery);
        let made = self.drawn_in_turn(catalog, weight, gallery, make).await?;
        made.map_err(|failure| match failure {
            office::OfficeError::Rejected(report) => {
                let why = report.problems.first().map(ToString::to_string).unwrap_or_default();
                ServiceError::Broken(format!("document {} cannot be made any more: {why}", kept.summary.id))
            }
            other => other.into(),
        })
    }

    /// Keeps the package, then names it.
    async fn name(&self, kept: &DocumentRow, made: Made) -> Result<bool, ServiceError> {
        let Made { package, .. } = made;
        let bytes = i64::try_from(package.len()).unwrap_or(i64::MAX);
        let digest = self.inner.blobs.put(package).await?;
        let runtime = &self.inner.runtime;
        let naming = Naming {
            doer: Actor {
                by: kept.issue_by.clone().unwrap_or_default(),
                operation: kept.issue_act.clone().unwrap_or_default(),
                at: runtime.now(),
                today: runtime.today(),
            },
            ends_as: kept.ends_as.unwrap_or(State::Issued),
            summary: kept.summary.clone(),
            said: made.said,
            code_number: made.code_number,
            files: made.files,
            stem: made.stem,
            package: digest,
            bytes,
            pages: made.pages,
            findings: serde_json::to_string(&made.findings).unwrap_or_default(),
            template_sha256: made.template_sha256,
            style_sha256: made.style_sha256,
            catalog_sha256: made.catalog_sha256,
            text: made.text,
            runtime: runtime.clone(),
        };
        self.inner.store.write(naming).await
    }
}

/// Tests whether a package is that of a frozen document.
fn is_of(made: &Made, kept: &DocumentRow) -> bool {
    made.source_text == kept.source
        && kept.organ_profile.as_ref() == Some(&made.organ_profile)
        && kept.catalog.as_ref() == Some(&made.catalog_sha256)
}

/// Data of a finished document that are written to its rows.
#[derive(Debug)]
struct Naming {
    summary: Summary,
    ends_as: State,
    said: DraftSummary,
    code_number: Option<String>,
    files: DocumentFiles,
    stem: String,
    package: String,
    bytes: i64,
    pages: i64,
    findings: String,
    template_sha256: String,
    style_sha256: String,
    catalog_sha256: String,
    text: String,
    doer: Actor,
    runtime: Runtime,
}

impl Write for Naming {
    type Done = bool;
    type Error = ServiceError;

    fn holds(&self) -> &str {
        &self.summary.organ
    }

    async fn run(&self, tx: &mut Tx) -> Result<bool, ServiceError> {
        let (id, organ) = (&self.summary.id, &self.summary.organ);
        // The register first, as everywhere: then nobody waits for a document while holding a register.
        let with = IssuedWith { package: &self.package, catalog: &self.catalog_sha256 };
        match register::issued(tx, organ, id, with, &self.doer).await {
            Ok(()) => {}
            // Another version of this program, with other bytes, was here first; then the document is finished.
            Err(RegisterError::Refused(_)) if !self.is_open(tx).await? => return Ok(false),
            Err(RegisterError::Refused(report)) => {
                let why = report.problems.first().map(ToString::to_string).unwrap_or_default();
                return Err(ServiceError::Broken(format!("document {id} cannot be finished: {why}")));
            }
            Err(RegisterError::Store(error)) => return Err(error.into()),
        }
        if !self.name_row(tx).await? {
            return Ok(false);
        }
        insert_files(tx, id, &self.files).await?;
        find::index(tx, id, &self.text).await?;
        self.announce(tx).await?;
        self.replace(tx).await?;
        Ok(true)
    }
}

impl Naming {
    /// Tests whether the document still waits for its package.
    async fn is_open(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let standing = super::document_row::standing(tx, &self.summary.id).await?;
        Ok(standing.is_some_and(|(_, state)| state == State::Issuing.name()))
    }

    async fn name_row(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        const NAME: &str = "update document set state = $2, version = version + 1, subject = $3, signer = $4, \
             code_notation = $5, code_number = coalesce($6, code_number), findings = $7, stem = $8, package = $9, \
             package_bytes = $10, pages = $11, template_sha256 = $12, style_sha256 = $13, engine = $14, updated_at = $15, \
             catalog_sha256 = $16, catalog_adopted = null, attempts = null, attempt_engine = null, attempt_at = null, \
             attempt_error = null \
             where id = $1 and state = 'issuing'";
        let said = &self.said;
        let values = args![
            &self.summary.id,
            self.ends_as.name(),
            &said.subject,
            &said.signer,
            &said.code_notation,
            &self.code_number,
            &self.findings,
            &self.stem,
            &self.package,
            self.bytes,
            self.pages,
            &self.template_sha256,
            &self.style_sha256,
            Engine::default().version,
            &self.doer.at,
            &self.catalog_sha256,
        ];
        Ok(tx.execute(NAME, values).await? > 0)
    }

    async fn announce(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let kind = match self.ends_as {
            State::Recorded => "document.recorded",
            _ => "document.issued",
        };
        let mut payload = announcement(&self.summary, self.ends_as);
        payload["code_number"] = self.code_number.clone().or(self.summary.code_number.clone()).into();
        payload["package_sha256"] = self.package.as_str().into();
        tell(tx, &self.runtime, &self.summary, kind, payload).await
    }

    /// The document in whose place this one stands, if that one still stood.
    async fn replace(&self, tx: &mut Tx) -> Result<(), ServiceError> {
        const REPLACE: &str = "update document set state = 'replaced', version = version + 1, replaced_by = $2, \
             reason = $3, updated_at = $4 where id = $1 and state in ('issued', 'recorded')";
        let Some(old) = &self.summary.replaces else { return Ok(()) };
        let reason = self.summary.reason.clone().unwrap_or_default();
        let new = &self.summary.id;
        if tx.execute(REPLACE, args![old, new, &reason, &self.doer.at]).await? == 0 {
            return Ok(());
        }
        register::replaced(tx, &self.summary.organ, old, new, &reason, &self.doer).await?;
        let payload = json!({
            "id": old, "organ": self.summary.organ, "state": State::Replaced.name(), "replaced_by": new,
            "reason": reason,
        });
        let told = Summary { id: old.clone(), ..self.summary.clone() };
        Ok(tell(tx, &self.runtime, &told, "document.replaced", payload).await?)
    }
}

/// Data of an event about a document.
pub(super) fn announcement(summary: &Summary, state: State) -> Value {
    json!({
        "id": summary.id, "organ": summary.organ, "type": summary.document_type, "state": state.name(),
        "external_id": summary.external_id, "code_number": summary.code_number,
        "code_notation": summary.code_notation, "issued_date": summary.issued_date, "subject": summary.subject,
    })
}

/// Writes an event about a document.
pub(super) async fn tell(
    tx: &mut Tx,
    runtime: &Runtime,
    summary: &Summary,
    kind: &'static str,
    payload: Value,
) -> Result<(), StoreError> {
    let event = Event { organ: summary.organ.clone(), kind, document: Some(summary.id.clone()), payload };
    outbox::announce(tx, runtime, &event).await
}
