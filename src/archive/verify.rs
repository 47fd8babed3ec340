//! Every stored document made again and held against its original, byte for byte.

use super::again::{self, Templates, Unmade, is_this_engine};
use super::compare::first_difference;
use super::run::{self, Cores};
use super::select::{self, Filter, Kept, Slice};
use super::{ArchiveError, Step};
use crate::digest::sha256;
use crate::service::Service;
use crate::store::{Blobs, Store, StoreError};
use serde::Serialize;
use std::collections::BTreeMap;

/// What holding a document against its original says. The word of it in reports is its name in kebab case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// The same bytes.
    Identical,
    /// Other bytes, and another version of the engine made the original.
    Engine,
    /// Other bytes, and the templates that made it are not known for certain: it was made before they were kept.
    Templates,
    /// It has its number and its package is being made.
    Issuing,
    /// Other bytes, by the same engine and the same templates.
    Changed,
    /// The original is not there.
    Missing,
    /// The original is not what its digest says: a byte of it was changed.
    Damaged,
    /// The original is whole, but the rows say wrongly where a file lies in it.
    Misplaced,
    /// The original is whole, but its source cannot be read or is refused.
    Unreadable,
    /// It was issued or recorded and no package is named.
    Unpackaged,
}

impl Class {
    /// All of them, the good ones first.
    pub const ALL: [Self; 10] = [
        Self::Identical,
        Self::Engine,
        Self::Templates,
        Self::Issuing,
        Self::Changed,
        Self::Missing,
        Self::Damaged,
        Self::Misplaced,
        Self::Unreadable,
        Self::Unpackaged,
    ];

    /// Whether something is wrong.
    pub fn is_fault(self) -> bool {
        !matches!(self, Self::Identical | Self::Engine | Self::Templates | Self::Issuing)
    }
}

/// What was found of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its id.
    pub document: String,
    /// Its organ.
    pub organ: String,
    /// Number and symbol: `39/KH-LĐLĐ`.
    pub number: String,
    /// What it says.
    pub class: Class,
    /// The first file that differs, by its name in the package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// More, in Vietnamese.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// SHA-256 of the original, as the rows say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stored: Option<String>,
    /// SHA-256 of what was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made: Option<String>,
    /// Bytes of the original.
    #[serde(skip)]
    pub bytes: u64,
}

/// How many documents are of which class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// By class; those of which there are none are not named.
    pub classes: BTreeMap<Class, u64>,
    /// Bytes of originals held against.
    pub bytes: u64,
}

impl Totals {
    /// Documents in all.
    pub fn documents(&self) -> u64 {
        self.classes.values().sum()
    }

    /// Documents with which something is wrong.
    pub fn faults(&self) -> u64 {
        self.classes.iter().filter(|(class, _)| class.is_fault()).map(|(_, count)| count).sum()
    }

    fn add(&mut self, finding: &Finding) {
        *self.classes.entry(finding.class).or_default() += 1;
        self.bytes += finding.bytes;
    }
}

/// Makes every document of a filter again and holds it against its original; `workers` cores, 0: all.
///
/// # Errors
/// Only what stops the run: a database or blob store that does not answer, a teller that fails.
pub async fn verify(
    service: &Service,
    filter: &Filter,
    workers: usize,
    tell: &mut dyn FnMut(Step<&Finding>) -> Result<(), ArchiveError>,
) -> Result<Totals, ArchiveError> {
    let cores = Cores::new(workers);
    let place = Place {
        store: service.store().clone(),
        blobs: service.blobs().clone(),
        templates: Templates::of(service),
        cores: cores.clone(),
    };
    let mut totals = Totals::default();
    let work = |id: String| {
        let place = place.clone();
        async move { place.hold(&id).await }
    };
    run::each(service.store(), filter, &cores, work, &mut |step| match step {
        Step::Total(total) => tell(Step::Total(total)),
        Step::Done(finding) => {
            totals.add(&finding);
            tell(Step::Done(&finding))
        }
    })
    .await?;
    Ok(totals)
}

/// What a document is held against its original with.
#[derive(Clone)]
struct Place {
    store: Store,
    blobs: Blobs,
    templates: Templates,
    cores: Cores,
}

/// An original as it was found.
enum Original {
    Whole(Vec<u8>),
    Damaged(Vec<u8>),
    Missing,
}

impl Place {
    /// Holds one document against its original.
    async fn hold(&self, id: &str) -> Result<Option<Finding>, ArchiveError> {
        let Some(kept) = Kept::load(&self.store, id).await? else { return Ok(None) };
        let Some(digest) = &kept.package else {
            let class = if kept.state == "issuing" { Class::Issuing } else { Class::Unpackaged };
            return Ok(Some(finding(&kept, class)));
        };
        let original = original(&self.blobs, digest).await?;
        let slices = select::slices(&self.store, id).await?;
        let material = again::material(&kept, &self.templates, &self.blobs).await?;
        let run = self.cores.run({
            let kept = kept.clone();
            move || judge(&kept, &original, &slices, material.and_then(|m| m.make(&kept.stem)))
        });
        Ok(Some(run.await.unwrap_or_else(|panic| with_detail(finding(&kept, Class::Unreadable), panic))))
    }
}

async fn original(blobs: &Blobs, digest: &str) -> Result<Original, StoreError> {
    match blobs.get(digest).await {
        Ok(bytes) => Ok(Original::Whole(bytes)),
        Err(StoreError::BlobDamaged(_)) => match blobs.size(digest).await? {
            None => Ok(Original::Missing),
            // A range of nothing is no range.
            Some(0) => Ok(Original::Damaged(vec![])),
            Some(size) => Ok(Original::Damaged(blobs.range(digest, 0..size).await?)),
        },
        Err(error) => Err(error),
    }
}

/// What an original, the rows and the document made again say together. A damaged original comes first: of that
/// nothing else is a proof.
fn judge(kept: &Kept, original: &Original, slices: &[Slice], made: Result<again::Made, Unmade>) -> Finding {
    let made_digest = made.as_ref().ok().map(|made| sha256(&made.package));
    let mendable = made_digest.is_some() && made_digest == kept.package;
    let remedy = || match mendable {
        true => "dựng lại từ nguồn được đúng từng byte".to_owned(),
        false => "dựng lại từ nguồn không được đúng bản gốc; hãy lấy từ bản sao lưu".to_owned(),
    };
    let mut found = finding(kept, Class::Identical);
    found.made.clone_from(&made_digest);
    match original {
        Original::Missing => {
            found.class = Class::Missing;
            with_detail(found, remedy())
        }
        Original::Damaged(bytes) => {
            found.class = Class::Damaged;
            found.file = made.ok().and_then(|made| first_difference(bytes, &made.package));
            with_detail(found, remedy())
        }
        Original::Whole(bytes) => {
            found.bytes = bytes.len() as u64;
            compared(kept, bytes, slices, made, found)
        }
    }
}

/// A whole original against the rows and the document made again.
fn compared(
    kept: &Kept,
    bytes: &[u8],
    slices: &[Slice],
    made: Result<again::Made, Unmade>,
    mut found: Finding,
) -> Finding {
    if let Some(slice) = slices.iter().find(|slice| !lies(slice, bytes)) {
        found.class = Class::Misplaced;
        found.file = Some(slice.name.clone());
        return found;
    }
    match made {
        Err(unmade) => {
            let excuse = excuse(kept).filter(|_| unmade.may_be_by_excuse());
            found.class = excuse.unwrap_or(Class::Unreadable);
            with_detail(found, unmade.to_string())
        }
        Ok(made) if made.package == bytes => found,
        Ok(made) => {
            found.file = first_difference(bytes, &made.package);
            found.class = excuse(kept).unwrap_or(Class::Changed);
            match found.class {
                Class::Engine => with_detail(found, format!("bản gốc làm bởi phiên bản {}", kept.engine)),
                _ => found,
            }
        }
    }
}

/// The class of a document that is not made as it was for a reason that is no fault; none where there is no such reason.
fn excuse(kept: &Kept) -> Option<Class> {
    match (is_this_engine(&kept.engine), kept.knows_its_templates()) {
        (false, _) => Some(Class::Engine),
        (true, false) => Some(Class::Templates),
        (true, true) => None,
    }
}

/// Whether a file lies where the rows say.
fn lies(slice: &Slice, package: &[u8]) -> bool {
    let end = slice.start.checked_add(slice.bytes);
    let part = end.and_then(|end| package.get(slice.start..end));
    part.is_some_and(|part| sha256(part) == slice.sha256)
}

fn finding(kept: &Kept, class: Class) -> Finding {
    Finding {
        document: kept.id.clone(),
        organ: kept.organ.clone(),
        number: kept.number.clone(),
        class,
        file: None,
        detail: None,
        stored: kept.package.clone(),
        made: None,
        bytes: 0,
    }
}

fn with_detail(finding: Finding, detail: String) -> Finding {
    Finding { detail: Some(detail), ..finding }
}
