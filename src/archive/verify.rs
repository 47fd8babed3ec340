//! Every stored document proven, and made again and held against its original, byte for byte.
//!
//! Organ by organ: first its register, then each document with what the register's ledger tells of it. A document is
//! proven by its rows, its package and the ledger (`proof`); what making it again says is a class beside that.

use super::again::{self, Templates, Unmade, is_this_engine};
use super::compare::first_difference;
use super::finding::{Class, Discrepancy, DiscrepancyKind, Finding, OrganProof, Totals};
use super::proof::{StoredRows, prove};
use super::run::{self, Cores};
use super::select::{self, Filter, Kept, KeptImage, StrayFile};
use super::{ArchiveError, Step};
use crate::digest::sha256;
use crate::office::Packed;
use crate::package::Engine;
use crate::register::{DocumentActs, History};
use crate::service::{Service, StoredPackage};
use crate::store::{Blobs, Store, StoreError};
use std::sync::Arc;
use tokio::sync::Mutex;

/// The program that verifies, with its version: `vanthu 0.1.0`.
pub fn engine() -> String {
    let Engine { name, version } = Engine::default();
    format!("{name} {version}")
}

/// Proves the registers of a filter's organs and every document of the filter, and makes each again; `workers` cores,
/// 0: all.
///
/// # Errors
/// All that stops the run: a filter that names an unknown organ or type, nothing that matches, a database or blob store
/// that does not answer, a teller that fails.
pub async fn verify(
    service: &Service,
    filter: &Filter,
    workers: usize,
    tell: &mut dyn FnMut(Step<&Finding>) -> Result<(), ArchiveError>,
) -> Result<Totals, ArchiveError> {
    filter.known(service).await?;
    let (store, templates, cores) = (service.store(), Templates::of(service), Cores::new(workers));
    let mut totals = Totals::default();
    tell(Step::Total(filter.count(store).await?))?;
    for organ in filter.organs(store).await? {
        let (verdict, history) = service.register().verify_with_history(&organ).await?;
        let place = Place {
            store: store.clone(),
            blobs: service.blobs().clone(),
            templates: templates.clone(),
            cores: cores.clone(),
            history: Arc::new(Mutex::new(history)),
        };
        let mut proof = OrganProof { organ: organ.clone(), verdict, ..OrganProof::default() };
        place.assets(&mut proof).await?;
        totals.add_organ(proof);
        let work = |id: String| {
            let place = place.clone();
            async move { place.hold(&id).await }
        };
        let filter = Filter { organ: Some(organ), ..filter.clone() };
        run::each(store, &filter, &cores, work, &mut |step| match step {
            Step::Total(_) => Ok(()),
            Step::Done(finding) => {
                totals.add(&finding);
                tell(Step::Done(&finding))
            }
        })
        .await?;
    }
    if filter.is_all() {
        totals.add_stray(select::stray_files(store).await?.into_iter().map(stray).collect());
    }
    match (totals.documents(), totals.faults()) {
        (0, 0) => Err(ArchiveError::Empty),
        _ => Ok(totals),
    }
}

fn stray(file: StrayFile) -> Discrepancy {
    let at = format!("{}.{}", file.document, file.kind);
    Discrepancy { found: Some(file.name), ..Discrepancy::at(DiscrepancyKind::FileStray, at) }
}

/// Resources that the tasks of a verifying run share, and the ledger's history of the organ.
#[derive(Clone)]
struct Place {
    store: Store,
    blobs: Blobs,
    templates: Templates,
    cores: Cores,
    history: Arc<Mutex<History>>,
}

/// A document as it is stored, and as the ledger tells of it.
#[derive(Clone)]
struct Evidence {
    kept: Kept,
    rows: StoredRows,
    acts: Option<DocumentActs>,
    /// Number of the ledger's last row that had been read when the rows were.
    seq: i64,
}

impl Evidence {
    /// The digest of its package: as the ledger says it, or else its row.
    fn package(&self) -> Option<String> {
        let told = self.acts.as_ref().and_then(DocumentActs::package);
        told.map(str::to_owned).or_else(|| self.kept.package.clone())
    }

    /// Inputs of the document as its package and the ledger tell them; of its rows only what neither of them knows.
    fn told_by(&self, packaged: &StoredPackage) -> Kept {
        let attested = self.acts.as_ref().and_then(DocumentActs::catalog);
        Kept {
            source: packaged.source.clone(),
            organ_profile: packaged.organ_profile.clone(),
            template_sha256: packaged.template_sha256.clone(),
            style_sha256: packaged.style_sha256.clone(),
            adopted: self.kept.adopted && attested.is_none(),
            catalog: attested.map(str::to_owned).or_else(|| self.kept.catalog.clone()),
            ..self.kept.clone()
        }
    }
}

/// An original as it was found.
enum Original {
    Whole(Arc<Vec<u8>>),
    Damaged(Vec<u8>),
    Missing,
}

/// Tries at most to read a document that changes meanwhile.
const TRIES: usize = 8;

impl Place {
    /// Looks at the images that the organ keeps.
    async fn assets(&self, proof: &mut OrganProof) -> Result<(), ArchiveError> {
        for KeptImage { sha256: digest, bytes } in select::assets(&self.store, &proof.organ).await? {
            proof.assets += 1;
            let length = match self.blobs.get(&digest).await {
                Ok(blob) => Some(blob.len().to_string()),
                Err(StoreError::BlobDamaged(_)) => None,
                Err(error) => return Err(error.into()),
            };
            if length.as_ref() != Some(&bytes.to_string()) {
                let damaged = Discrepancy::at(DiscrepancyKind::Asset, digest);
                let expected = Some(bytes.to_string());
                proof.damaged_assets.push(Discrepancy { found: length, expected, ..damaged });
            }
        }
        Ok(())
    }

    /// Proves one document; none where it went meanwhile. StoredRows and ledger are not read at one moment, so a document
    /// that seems at fault is looked at again where the ledger has gone on.
    async fn hold(&self, id: &str) -> Result<Option<Finding>, ArchiveError> {
        let mut tries = TRIES;
        loop {
            let Some(evidence) = self.evidence(id).await? else { return Ok(None) };
            let seq = evidence.seq;
            let finding = self.look(evidence).await?;
            tries -= 1;
            if !finding.is_fault() || tries == 0 || !self.went_on(seq).await? {
                return Ok(Some(finding));
            }
        }
    }

    /// Reads the ledger's new rows and tests whether there were any after `seq`.
    async fn went_on(&self, seq: i64) -> Result<bool, StoreError> {
        let mut history = self.history.lock().await;
        history.catch_up(&self.store).await?;
        Ok(history.seq() > seq)
    }

    async fn evidence(&self, id: &str) -> Result<Option<Evidence>, StoreError> {
        let (acts, seq) = {
            let history = self.history.lock().await;
            (history.of(id).cloned(), history.seq())
        };
        let files = select::files(&self.store, id).await?;
        let columns = select::columns(&self.store, id).await?;
        let Some((kept, columns)) = Kept::load(&self.store, id).await?.zip(columns) else { return Ok(None) };
        Ok(Some(Evidence { kept, rows: StoredRows { columns, files }, acts, seq }))
    }

    /// Judges one document by what is stored of it.
    async fn look(&self, evidence: Evidence) -> Result<Finding, ArchiveError> {
        let Some(digest) = evidence.package() else { return Ok(without_package(&evidence)) };
        let original = original(&self.blobs, &digest).await?;
        let packaged = match &original {
            Original::Whole(bytes) => self.read(Arc::clone(bytes)).await,
            Original::Damaged(_) | Original::Missing => None,
        };
        // A whole package is made again of what it holds itself: what its rows say is another question.
        let kept = match &packaged {
            Some(packaged) => evidence.told_by(packaged),
            None => evidence.kept.clone(),
        };
        let material = again::material(&kept, &self.templates, &self.blobs).await?;
        let run = self.cores.run({
            let evidence = evidence.clone();
            move || {
                let made = material.and_then(|material| material.make(&kept.stem));
                let knows_its_templates = kept.knows_its_templates();
                let original = &original;
                Judged { evidence: &evidence, digest: &digest, original, packaged, knows_its_templates, made }
                    .finding()
            }
        });
        Ok(run.await.unwrap_or_else(|panic| {
            let fault = Discrepancy::at(DiscrepancyKind::Unreadable, "package");
            let finding = Finding::of(&evidence.kept, Class::Unreadable);
            Finding { detail: Some(panic), faults: vec![fault], ..finding }
        }))
    }

    async fn read(&self, package: Arc<Vec<u8>>) -> Option<StoredPackage> {
        self.cores.run(move || StoredPackage::read(&package)).await.ok().flatten()
    }
}

async fn original(blobs: &Blobs, digest: &str) -> Result<Original, StoreError> {
    match blobs.get(digest).await {
        Ok(bytes) => Ok(Original::Whole(Arc::new(bytes))),
        Err(StoreError::BlobDamaged(_)) => match blobs.size(digest).await? {
            None => Ok(Original::Missing),
            // A range of nothing is no range.
            Some(0) => Ok(Original::Damaged(vec![])),
            Some(size) => Ok(Original::Damaged(blobs.range(digest, 0..size).await?)),
        },
        Err(error) => Err(error),
    }
}

/// Finding on a document for which neither the ledger nor its row names a package.
fn without_package(evidence: &Evidence) -> Finding {
    let is_issuing = match &evidence.acts {
        Some(_) => true,
        None => evidence.kept.state == "issuing",
    };
    let class = if is_issuing { Class::Issuing } else { Class::Unpackaged };
    let mut finding = Finding::of(&evidence.kept, class);
    finding.faults.extend(class.discrepancy().map(|kind| Discrepancy::at(kind, "package")));
    finding.faults.extend(prove(&evidence.rows, evidence.acts.as_ref(), None).faults);
    finding
}

/// All that a judgement rests on.
struct Judged<'a> {
    evidence: &'a Evidence,
    /// The digest that the original must have.
    digest: &'a str,
    original: &'a Original,
    /// The original as it was read.
    packaged: Option<StoredPackage>,
    /// Flag: the document was made again with the templates that made it.
    knows_its_templates: bool,
    /// The document made again.
    made: Result<Packed, Unmade>,
}

impl Judged<'_> {
    fn finding(mut self) -> Finding {
        let mut found = Finding::of(&self.evidence.kept, Class::Identical);
        found.expected = Some(self.digest.to_owned());
        found.made = self.made.as_ref().ok().map(|made| made.sha256().to_owned());
        let mendable = found.made == found.expected;
        match self.original {
            Original::Whole(bytes) => {
                found.bytes = bytes.len() as u64;
                found.found.clone_from(&found.expected);
                self.compared(bytes, &mut found);
            }
            Original::Missing => found.class = Class::Missing,
            Original::Damaged(bytes) => {
                found.class = Class::Damaged;
                found.found = Some(sha256(bytes));
                found.file = self.made.as_ref().ok().and_then(|made| first_difference(bytes, &made.package));
            }
        }
        if matches!(found.class, Class::Missing | Class::Damaged) {
            found.detail = Some(remedy(mendable).to_owned());
        }
        // What has the original's digest is the original, wherever it comes from.
        if let (None, true, Ok(made)) = (&self.packaged, mendable, &self.made) {
            self.packaged = StoredPackage::read(&made.package);
        }
        found.faults.extend(self.fault_of(found.class));
        let proof = prove(&self.evidence.rows, self.evidence.acts.as_ref(), self.packaged.as_ref());
        found.faults.extend(proof.faults);
        found.unproven = proof.unproven;
        found
    }

    /// Discrepancy that the class alone means; an image that is gone is named as that.
    fn fault_of(&self, class: Class) -> Option<Discrepancy> {
        match &self.made {
            Err(Unmade::Image(name)) if class == Class::Unreadable => {
                Some(Discrepancy::at(DiscrepancyKind::Image, name))
            }
            _ => class.discrepancy().map(|kind| Discrepancy::at(kind, "package")),
        }
    }

    /// A whole original against the document made again.
    fn compared(&self, bytes: &[u8], found: &mut Finding) {
        let Some(packaged) = &self.packaged else {
            found.class = Class::Unreadable;
            found.detail = Some("gói tệp không đọc được".to_owned());
            return;
        };
        // The class of what is not made as it was for a reason that is no fault.
        let excuse = match (is_this_engine(&packaged.engine), self.knows_its_templates) {
            (false, _) => Some(Class::Engine),
            (true, false) => Some(Class::Templates),
            (true, true) => None,
        };
        match &self.made {
            Err(unmade) => {
                found.class = excuse.filter(|_| unmade.may_be_by_excuse()).unwrap_or(Class::Unreadable);
                found.detail = Some(unmade.to_string());
            }
            Ok(made) if made.package == bytes => {}
            Ok(made) => {
                found.file = first_difference(bytes, &made.package);
                found.class = excuse.unwrap_or(Class::Changed);
                if found.class == Class::Engine {
                    found.detail = Some(format!("bản gốc làm bởi phiên bản {}", packaged.engine));
                }
            }
        }
    }
}

fn remedy(mendable: bool) -> &'static str {
    match mendable {
        true => "dựng lại từ nguồn được đúng từng byte",
        false => "dựng lại từ nguồn không được đúng bản gốc; hãy lấy từ bản sao lưu",
    }
}
