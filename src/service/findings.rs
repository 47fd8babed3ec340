//! Findings of the checks on a draft, kept with it: whoever reads a draft is shown them, and nothing is rendered for
//! him.
//!
//! A draft is assessed once, when it is written, and its findings are kept in the same act. They are the same for every
//! reader; what depends on who reads is told by `image_resolver` when they are shown. With them stands what judged them: the
//! engine, the templates, the organ's profile and its images, and the day from which on the checks may say otherwise. Findings
//! that something else would judge now are shown as [`ProblemsState::Stale`], missing ones as
//! [`ProblemsState::Pending`], and both are made anew in the background, one draft at a time. Issuing trusts none of
//! them.

use super::document_row::DocumentRow;
use super::image_resolver::{ImageResolver, ReadersView, names_kept_images};
use super::pool::Weight;
use super::{ProblemsState, Service, ServiceError, State, Stored};
use crate::access::Scope;
use crate::catalog::Catalog;
use crate::digest::sha256;
use crate::draft::Draft;
use crate::office::{Checkup, Office};
use crate::package::Engine;
use crate::report::{KeptProblem, Problem};
use crate::store::{StoreError, Tx, Write, args, json as json_column};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// Drafts that readers wait for at most; those beyond are found by the pass over all.
const WANTED: usize = 1_000;
/// Drafts looked for at once.
const PORTION: i64 = 32;

/// Findings as they are kept; a row of the table is read into it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct DraftFindings {
    judged_by: String,
    /// The first day on which the checks may say otherwise, were nothing changed but the day.
    holds_until: Option<String>,
    pages: Option<i64>,
    #[serde(deserialize_with = "json_column")]
    problems: Vec<KeptProblem>,
}

/// A draft assessed, with the templates that judged it.
pub(super) struct Assessed {
    /// Its report is that of [`DraftFindings`].
    pub(super) checkup: Checkup,
    pub(super) findings: DraftFindings,
    pub(super) catalog: Arc<Catalog>,
}

/// Facts about an image of an organ that decide what the checks say of a draft that names it.
#[derive(Deserialize, Serialize)]
struct JudgingImage {
    sha256: String,
    kind: String,
    name: String,
    holder: Option<String>,
    withdrawn_at: Option<String>,
}

/// Inputs by which drafts are judged now: templates, the digest of all that decides, and the day.
struct Judges {
    catalog: Arc<Catalog>,
    digest: String,
    today: NaiveDate,
}

/// State of making findings anew in the background.
#[derive(Debug, Default)]
pub(super) struct Refreshing {
    /// Drafts that somebody has read.
    wanted: Mutex<BTreeSet<String>>,
    /// Progress of the pass over all drafts: organ and id of the last one.
    passed: Mutex<(String, String)>,
    /// Held while a draft is made anew: one at a time.
    turn: tokio::sync::Mutex<()>,
}

impl Refreshing {
    fn want(&self, id: &str) {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        if wanted.len() < WANTED {
            wanted.insert(id.to_owned());
        }
    }

    fn next_wanted(&self) -> Option<String> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).pop_first()
    }

    fn passed(&self) -> (String, String) {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn pass(&self, organ: &str, id: &str) {
        *self.passed.lock().unwrap_or_else(PoisonError::into_inner) = (organ.to_owned(), id.to_owned());
    }
}

impl DraftFindings {
    /// Tests whether the findings hold: judged by the same, and before the day on which they may change.
    fn are_of(&self, judges: &Judges) -> bool {
        // Dates of one width are in the order of their texts.
        let hold = self.holds_until.as_ref().is_none_or(|until| judges.today.to_string() < *until);
        self.judged_by == judges.digest && hold
    }

    /// Keeps them with a version of a draft, unless those of a later one are there.
    pub(super) async fn keep(&self, tx: &mut Tx, id: &str, version: i64) -> Result<bool, StoreError> {
        // Asked in the act itself: a draft that has moved on, or is none any more, is not what was judged.
        const KEEP: &str = "insert into draft_findings (document, version, judged_by, holds_until, pages, problems) \
             select $1, $2, $3, $4, $5, $6 from document where id = $1 and state = 'draft' and version = $2 \
             on conflict (document) do update set version = excluded.version, judged_by = excluded.judged_by, \
             holds_until = excluded.holds_until, pages = excluded.pages, problems = excluded.problems \
             where draft_findings.version <= excluded.version";
        let problems = serde_json::to_string(&self.problems).unwrap_or_default();
        let values = args![id, version, &self.judged_by, &self.holds_until, self.pages, problems];
        Ok(tx.execute(KEEP, values).await? > 0)
    }

    /// Draft with its findings and pages, as far as a reader may see them.
    pub(super) fn shown(
        self,
        scope: &Scope,
        kept: DocumentRow,
        draft: Draft,
        problems_state: ProblemsState,
    ) -> Stored {
        let view = ReadersView::of(scope, &kept.summary.organ, &draft);
        let pages = self.pages.filter(|_| view.may_see_pages());
        let problems = serde_json::to_value(view.told(self.problems)).unwrap_or_default();
        Stored { problems_state, pages, ..kept.shown(draft, problems) }
    }
}

/// Lets go of the findings of a draft that is none any more.
pub(super) async fn forget(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    tx.execute("delete from draft_findings where document = $1", args![id]).await.map(drop)
}

impl Service {
    /// All that is found in a draft today, as it would be issued: the same whoever asks.
    pub(super) async fn assess(&self, organ: &str, draft: Draft) -> Result<Assessed, ServiceError> {
        // What judges is read before it judges: what changes meanwhile makes the findings stale.
        let Judges { catalog, digest, today } = self.judges(organ, &draft).await?;
        let gallery = self.open_gallery(organ, &draft).await?;
        let weight = Weight::of(&draft);
        let checked = move |office: &Office<'_>, gallery: &ImageResolver| {
            let mut checkup = office.on(today).check_draft(draft, gallery);
            checkup.report = gallery.told(std::mem::take(&mut checkup.report));
            checkup
        };
        let checkup = self.drawn(Arc::clone(&catalog), weight, gallery, checked).await?;
        let problems = checkup.report.problems.iter().cloned();
        let findings = DraftFindings {
            judged_by: digest,
            holds_until: checkup.holds_until.map(|day| day.to_string()),
            pages: checkup.pages.and_then(|pages| i64::try_from(pages).ok()),
            problems: problems.map(|problem: Problem| problem.into()).collect(),
        };
        Ok(Assessed { checkup, findings, catalog })
    }

    /// A draft as it is looked at: with the findings that were kept of it.
    pub(super) async fn shown_as_kept(
        &self,
        scope: &Scope,
        kept: DocumentRow,
        draft: Draft,
    ) -> Result<Stored, ServiceError> {
        let judges = self.judges(&kept.summary.organ, &draft).await?;
        let found = self.findings_of(&kept).await?;
        let state = match &found {
            None => ProblemsState::Pending,
            Some(found) if found.are_of(&judges) => ProblemsState::Current,
            Some(_) => ProblemsState::Stale,
        };
        if state != ProblemsState::Current {
            self.inner.refreshing.want(&kept.summary.id);
        }
        let nothing =
            || DraftFindings { judged_by: String::new(), holds_until: None, pages: None, problems: vec![] };
        Ok(found.unwrap_or_else(nothing).shown(scope, kept, draft, state))
    }

    /// The findings of a draft, where some are kept of its version.
    async fn findings_of(&self, kept: &DocumentRow) -> Result<Option<DraftFindings>, ServiceError> {
        const FIND: &str = "select judged_by, holds_until, pages, problems from draft_findings \
             where document = $1 and version = $2";
        Ok(self.inner.store.row(FIND, args![&kept.summary.id, kept.summary.version]).await?)
    }

    async fn judges(&self, organ: &str, draft: &Draft) -> Result<Judges, ServiceError> {
        let today = self.inner.runtime.today();
        let catalog = self.catalog().await?;
        let images = match names_kept_images(draft) {
            true => Some(self.images_told(organ).await?),
            false => None,
        };
        Ok(Judges { digest: judged_by(&catalog, organ, images), catalog, today })
    }

    /// Facts about an organ's images that decide what the checks say, as JSON.
    async fn images_told(&self, organ: &str) -> Result<Value, ServiceError> {
        const IMAGES: &str =
            "select sha256, kind, name, holder, withdrawn_at from asset where organ = $1 order by sha256";
        let images: Vec<JudgingImage> = self.inner.store.rows(IMAGES, args![organ]).await?;
        Ok(json!(images))
    }

    /// Makes the findings anew that readers wait for.
    ///
    /// # Errors
    /// Database or blobs cannot be reached.
    pub async fn refresh_wanted(&self) -> Result<(), ServiceError> {
        while let Some(id) = self.inner.refreshing.next_wanted() {
            if !self.refresh(&id).await? {
                self.inner.refreshing.want(&id);
                break;
            }
        }
        Ok(())
    }

    /// Makes the findings anew of a portion of the drafts whose findings are missing or stale; whether there may be more.
    /// After the last draft it begins again.
    ///
    /// # Errors
    /// Database or blobs cannot be reached.
    pub async fn refresh_portion(&self) -> Result<bool, ServiceError> {
        let catalog = self.catalog().await?;
        let (organ, after) = self.inner.refreshing.passed();
        for id in catalog.organs.keys().filter(|id| **id >= organ) {
            let after = if *id == organ { after.as_str() } else { "" };
            let stale = self.stale(&catalog, id, after).await?;
            for draft in &stale {
                if !self.refresh(draft).await? {
                    return Ok(false);
                }
                self.inner.refreshing.pass(id, draft);
            }
            if !stale.is_empty() {
                return Ok(true);
            }
        }
        self.inner.refreshing.pass("", "");
        Ok(false)
    }

    /// Drafts of an organ behind an id whose findings are missing or were judged otherwise; a portion at most.
    async fn stale(&self, catalog: &Catalog, organ: &str, after: &str) -> Result<Vec<String>, ServiceError> {
        const STALE: &str = "select d.id from document d left join draft_findings f on f.document = d.id \
             where d.state = 'draft' and d.organ = $1 and d.id > $2 and (f.document is null or f.version <> d.version \
             or f.judged_by not in ($3, $4) or f.holds_until <= $5) order by d.id limit $6";
        let judged = judged_by(catalog, organ, None);
        let with_images = judged_by(catalog, organ, Some(self.images_told(organ).await?));
        let today = self.inner.runtime.today().to_string();
        let values = args![organ, after, judged, with_images, today, PORTION];
        Ok(self.inner.store.rows(STALE, values).await?)
    }

    /// Makes the findings of a draft anew where they are not current; false where the renderers are busy. A draft that
    /// cannot be assessed is told to the log and left as it is.
    async fn refresh(&self, id: &str) -> Result<bool, ServiceError> {
        let _turn = self.inner.refreshing.turn.lock().await;
        match self.reassess(id).await {
            Ok(()) => Ok(true),
            Err(ServiceError::Busy(_)) => Ok(false),
            Err(passing @ ServiceError::Unavailable(_)) => Err(passing),
            Err(failure) => {
                tracing::warn!(document = id, why = %failure, "a draft could not be assessed");
                Ok(true)
            }
        }
    }

    async fn reassess(&self, id: &str) -> Result<(), ServiceError> {
        let Some(kept) = self.find_kept(id).await?.filter(|kept| kept.state() == State::Draft) else {
            return Ok(());
        };
        let (draft, organ) = (kept.draft()?, kept.summary.organ.as_str());
        let judges = self.judges(organ, &draft).await?;
        if self.findings_of(&kept).await?.is_some_and(|found| found.are_of(&judges)) {
            return Ok(());
        }
        let findings = self.assess(organ, draft).await?.findings;
        let refresh = Refresh { id: id.to_owned(), version: kept.summary.version, findings };
        self.inner.store.write(refresh).await?;
        Ok(())
    }
}

/// One digest of all that judges the drafts of an organ, those with kept images or those without, but the day.
fn judged_by(catalog: &Catalog, organ: &str, images: Option<Value>) -> String {
    let Engine { name, version } = Engine::default();
    let profile = catalog
        .organs
        .get(organ)
        .map(|versions| versions.iter().map(|version| json!(version.as_ref())).collect::<Vec<_>>());
    sha256(json!([name, version, catalog.bundle.sha256(), profile, images]).to_string().as_bytes())
}

/// Findings made anew; dropped where the draft has moved on.
pub(super) struct Refresh {
    pub(super) id: String,
    pub(super) version: i64,
    pub(super) findings: DraftFindings,
}

impl Write for Refresh {
    type Done = bool;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        self.findings.keep(tx, &self.id, self.version).await
    }
}
