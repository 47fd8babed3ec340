//! A draft made into what is kept of a document: its package, where each file lies in it, what it is found by.

use super::draft_summary::DraftSummary;
use super::find;
use super::image_resolver::ImageResolver;
use crate::input::Draft;
use crate::office::{self, Office, Packed};
use crate::package::{self, DocumentFiles};
use crate::report::Report;
use chrono::NaiveDate;
use serde_json::{Map, Value};

/// A document made.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) said: DraftSummary,
    /// As printed.
    pub(super) code_number: Option<String>,
    pub(super) issued_date: Option<NaiveDate>,
    /// The canonical source.
    pub(super) source: Map<String, Value>,
    /// The same as text.
    pub(super) source_text: String,
    /// The organ's profile in full, as JSON.
    pub(super) organ_profile: String,
    pub(super) stem: String,
    pub(super) package: Vec<u8>,
    /// The package and its files.
    pub(super) files: DocumentFiles,
    pub(super) pages: i64,
    /// All that was found, on the day asked for.
    pub(super) findings: Report,
    pub(super) template_sha256: String,
    pub(super) style_sha256: String,
    /// The blob of the templates that made it.
    pub(super) catalog_sha256: String,
    /// Words by which a search finds it.
    pub(super) text: String,
}

/// Makes a draft, or says what keeps it from being made.
pub(super) fn make(
    office: &Office<'_>,
    draft: Draft,
    gallery: &ImageResolver,
) -> Result<Made, office::OfficeError> {
    Ok(made(gallery.permits(office.make(draft, gallery, ""))?, gallery, office.catalog_sha256()))
}

/// Makes a draft, or says all that is wrong with it, what the checks find included.
pub(super) fn make_or_all(
    office: &Office<'_>,
    draft: Draft,
    gallery: &ImageResolver,
) -> Result<Made, office::OfficeError> {
    match make(office, draft.clone(), gallery) {
        Err(office::OfficeError::Rejected(refused)) => {
            let mut all = gallery.told(office.check_draft(draft, gallery).report);
            // Pages are counted only where they are made.
            let more = refused.problems.into_iter().filter(|p| !all.problems.contains(p)).collect();
            all.extend(Report { problems: more });
            Err(office::OfficeError::Rejected(all))
        }
        made_or_failed => made_or_failed,
    }
}

fn made(packed: Packed, gallery: &ImageResolver, catalog_sha256: &str) -> Made {
    let Packed { stem, package, files, pages, findings, particulars } = packed;
    Made {
        said: DraftSummary::of_particulars(&particulars),
        code_number: particulars.code_number,
        issued_date: particulars.issued_date,
        text: find::searchable(&particulars.source, &particulars.code_notation),
        source_text: package::canonical_json(&Value::Object(particulars.source.clone())),
        source: particulars.source,
        organ_profile: particulars.organ_profile.to_string(),
        stem,
        package,
        files,
        pages: i64::try_from(pages).unwrap_or(i64::MAX),
        findings: gallery.told(findings),
        template_sha256: particulars.template_sha256,
        style_sha256: particulars.style_sha256,
        catalog_sha256: catalog_sha256.to_owned(),
    }
}
