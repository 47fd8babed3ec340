//! A draft made into what is kept of a document: its package, where each file lies in it, what it is found by.

use super::files::FileKind;
use super::find;
use super::gallery::Gallery;
use super::said::Said;
use crate::digest::sha256;
use crate::input::Draft;
use crate::office::{self, Format, Office, PdfForm, Rendered, Request};
use crate::package::{self, Entry};
use crate::report::Report;
use chrono::NaiveDate;
use serde_json::{Map, Value};

/// A document made.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) said: Said,
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
    pub(super) parts: Vec<Part>,
    pub(super) pages: i64,
    /// All that was found, on the day asked for.
    pub(super) findings: Report,
    pub(super) template_sha256: String,
    pub(super) style_sha256: String,
    /// The blob of the templates that made it.
    pub(super) catalog_sha256: String,
    /// What a search finds it by.
    pub(super) text: String,
}

/// A file of a package, as `document_file` says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) kind: FileKind,
    pub(super) name: String,
    pub(super) sha256: String,
    pub(super) start: i64,
    pub(super) bytes: i64,
    pub(super) deflated: bool,
}

/// Makes a draft, or says what keeps it from being made.
pub(super) fn make(office: &Office<'_>, draft: Draft, gallery: &Gallery) -> Result<Made, office::Failure> {
    let request = Request {
        formats: &[Format::Package],
        mode: None,
        fallback: "",
        images: gallery,
        pdf: PdfForm::default(),
    };
    made(gallery.permits(office.render(draft, request))?, gallery, office.catalog_sha256())
}

/// Makes a draft, or says all that is wrong with it, what the checks find included.
pub(super) fn make_or_all(
    office: &Office<'_>,
    draft: Draft,
    gallery: &Gallery,
) -> Result<Made, office::Failure> {
    match make(office, draft.clone(), gallery) {
        Err(office::Failure::Rejected(refused)) => {
            let mut all = gallery.told(office.check_draft(draft, gallery).report);
            // Pages are counted only where they are made.
            let more = refused.problems.into_iter().filter(|p| !all.problems.contains(p)).collect();
            all.extend(Report { problems: more });
            Err(office::Failure::Rejected(all))
        }
        made_or_failed => made_or_failed,
    }
}

fn made(rendered: Rendered, gallery: &Gallery, catalog_sha256: &str) -> Result<Made, office::Failure> {
    let Rendered { stem, mut files, pages, findings, particulars, .. } = rendered;
    let package = files.pop().map(|file| file.bytes).unwrap_or_default();
    let source_text = package::canonical_json(&Value::Object(particulars.source.clone()));
    Ok(Made {
        said: Said::of_particulars(&particulars),
        code_number: particulars.code_number,
        issued_date: particulars.issued_date,
        parts: parts(&package, &stem, &source_text)?,
        text: find::searchable(&particulars.source, &particulars.code_notation),
        source: particulars.source,
        source_text,
        organ_profile: particulars.organ_profile.to_string(),
        stem,
        package,
        pages: i64::try_from(pages).unwrap_or(i64::MAX),
        findings: gallery.told(findings.unwrap_or_default()),
        template_sha256: particulars.template_sha256,
        style_sha256: particulars.style_sha256,
        catalog_sha256: catalog_sha256.to_owned(),
    })
}

/// Where the files of a document lie in its package, the package itself first.
pub(super) fn parts(zip: &[u8], stem: &str, source: &str) -> Result<Vec<Part>, office::Failure> {
    let whole = Part {
        kind: FileKind::Package,
        name: format!("{stem}.zip"),
        sha256: sha256(zip),
        start: 0,
        bytes: i64::try_from(zip.len()).unwrap_or(i64::MAX),
        deflated: false,
    };
    let inside = package::entries(zip)?.into_iter().filter_map(|entry| part(zip, stem, source, entry));
    Ok([whole].into_iter().chain(inside).collect())
}

fn part(zip: &[u8], stem: &str, source: &str, entry: Entry) -> Option<Part> {
    let (_, inside) = entry.name.split_once("/data/")?;
    let (kind, name) = match inside.strip_prefix(stem) {
        Some(".pdf") => (FileKind::Pdf, inside.to_owned()),
        Some(".docx") => (FileKind::Docx, inside.to_owned()),
        _ if inside == office::SOURCE => (FileKind::Source, format!("{stem}.json")),
        _ => return None,
    };
    let sha256 = match entry.deflated {
        true => sha256(source.as_bytes()),
        false => {
            let (start, bytes) = (usize::try_from(entry.start).ok()?, usize::try_from(entry.bytes).ok()?);
            sha256(zip.get(start..start.checked_add(bytes)?)?)
        }
    };
    let (start, bytes) = (i64::try_from(entry.start).ok()?, i64::try_from(entry.bytes).ok()?);
    Some(Part { kind, name, sha256, start, bytes, deflated: entry.deflated })
}
