//! Writing a document: one form with several buttons.
//!
//! Checking and previewing keep nothing; saving keeps a draft, however incomplete; whatever goes wrong, the form comes
//! back with all that was typed.

use super::desk::{Desk, Notice, Telling};
use super::refusal::Refusal;
use super::session::{Sent, Visitor};
use crate::http::App;
use crate::input::Draft;
use crate::input::form::Pairs;
use crate::service::{Act, ProblemsState, Service, ServiceError, Spot, State, Stored};
use axum::Router;
use axum::extract::{OriginalUri, Path, Query, State as Of};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use serde_json::Map;

/// The pages on which documents are written.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/new/{type}", get(blank).post(blank_sent))
        .route("/documents/{id}/edit", get(opened).post(sent))
}

/// What a new document is to be.
#[derive(Clone, Debug, Deserialize)]
struct Wanted {
    #[serde(default)]
    organ: String,
    #[serde(default)]
    content: String,
}

/// How a document is opened.
#[derive(Debug, Deserialize)]
struct Opening {
    /// It was saved just now.
    saved: Option<String>,
    /// Its problems are to be shown.
    check: Option<String>,
}

/// An empty form.
async fn blank(
    visitor: Visitor,
    Of(app): Of<App>,
    Path(kind): Path<String>,
    Query(wanted): Query<Wanted>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let address = uri.path_and_query().map_or("/new", |path| path.as_str()).to_owned();
    match new_desk(&app.service, visitor.clone(), &kind, &wanted, address).await {
        Ok(desk) => desk.page(&Pairs::default(), Telling::default()),
        Err(failure) => Refusal::from(failure).page(Some(&visitor)),
    }
}

/// A form of a document that is not stored yet.
async fn blank_sent(
    Of(app): Of<App>,
    Path(kind): Path<String>,
    Query(wanted): Query<Wanted>,
    OriginalUri(uri): OriginalUri,
    Sent { visitor, mut pairs }: Sent,
) -> Response {
    let address = uri.path_and_query().map_or("/new", |path| path.as_str()).to_owned();
    let mut desk = match new_desk(&app.service, visitor.clone(), &kind, &wanted, address).await {
        Ok(desk) => desk,
        Err(failure) => return Refusal::from(failure).page(Some(&visitor)),
    };
    if let Some(act) = pairs.take("act").pop().filter(|act| is_act(act)) {
        desk.act = act;
    }
    pairs.take("version");
    answer(&app.service, desk, pairs, 0).await
}

/// A stored draft.
async fn opened(
    visitor: Visitor,
    Of(app): Of<App>,
    Path(id): Path<String>,
    Query(opening): Query<Opening>,
) -> Response {
    let desk = match stored_desk(&app.service, visitor.clone(), &id).await {
        Ok(Some(desk)) => desk,
        Ok(None) => return to_document(&id),
        Err(failure) => return Refusal::from(failure).page(Some(&visitor)),
    };
    let pairs = desk.form.shape.write(&desk.base());
    let is_current = desk.stored.as_ref().is_some_and(|s| s.problems_state == ProblemsState::Current);
    let kept = desk.stored.as_ref().map(Telling::kept).unwrap_or_default();
    let telling = match opening.check {
        Some(_) if !is_current => checked(&app.service, &desk, &pairs).await,
        None if opening.saved.is_some() => {
            let notice =
                Notice::good("Đã lưu bản thảo", "Có thể đóng trang này và soạn tiếp bất cứ lúc nào.");
            Telling { notice: Some(notice), ..kept }
        }
        _ => kept,
    };
    desk.page(&pairs, telling)
}

/// A form of a stored draft.
async fn sent(Of(app): Of<App>, Path(id): Path<String>, Sent { visitor, mut pairs }: Sent) -> Response {
    let desk = match stored_desk(&app.service, visitor.clone(), &id).await {
        Ok(Some(desk)) => desk,
        Ok(None) => return to_document(&id),
        Err(failure) => return Refusal::from(failure).page(Some(&visitor)),
    };
    pairs.take("act");
    let version = pairs.take("version").pop().and_then(|v| v.parse().ok()).unwrap_or(0);
    answer(&app.service, desk, pairs, version).await
}

async fn new_desk(
    service: &Service,
    visitor: Visitor,
    kind: &str,
    wanted: &Wanted,
    address: String,
) -> Result<Desk, ServiceError> {
    let mut given = Map::new();
    given.insert("type".to_owned(), kind.into());
    given.insert("organ".to_owned(), wanted.organ.as_str().into());
    if !wanted.content.is_empty() {
        given.insert("content".to_owned(), wanted.content.as_str().into());
    }
    let form = service.form(&visitor.session.scope, &given).await?;
    Ok(Desk { visitor, form, stored: None, address, act: service.runtime().id() })
}

/// The desk of a draft; none where the document is no draft any more.
async fn stored_desk(service: &Service, visitor: Visitor, id: &str) -> Result<Option<Desk>, ServiceError> {
    let stored = service.get(&visitor.session.scope, id).await?;
    if stored.summary.state != State::Draft {
        return Ok(None);
    }
    let form = service.form(&visitor.session.scope, &stored.draft).await?;
    let address = edit_address(id);
    Ok(Some(Desk { visitor, form, stored: Some(stored), address, act: service.runtime().id() }))
}

fn edit_address(id: &str) -> String {
    format!("/documents/{id}/edit")
}

fn to_document(id: &str) -> Response {
    Redirect::to(&format!("/documents/{id}")).into_response()
}

/// Whether a text can be the id of an act: one that we made, or one like it.
pub(super) fn is_act(text: &str) -> bool {
    uuid::Uuid::try_parse(text).is_ok_and(|id| id.get_version_num() == 7 && id.to_string() == text)
}

/// What a button asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wish {
    Check,
    Preview,
    Save,
    Issue,
    /// Receivers that were ticked are put among the others.
    Gather,
    Fix(Spot),
    FixAll,
    Accept(String),
    Add(String),
    Remove(String, usize),
    Raise(String, usize),
}

impl Wish {
    /// What a button says; checking does no harm.
    fn of(said: &str) -> Self {
        let (verb, rest) = said.split_once(' ').unwrap_or((said, ""));
        match verb {
            "preview" => Self::Preview,
            "save" => Self::Save,
            "issue" => Self::Issue,
            "gather" => Self::Gather,
            "fix-all" => Self::FixAll,
            "fix" => spot(rest).map_or(Self::Check, Self::Fix),
            "accept" if !rest.is_empty() => Self::Accept(rest.to_owned()),
            "add" if !rest.is_empty() => Self::Add(rest.to_owned()),
            "remove" => row(rest).map_or(Self::Check, |(list, index)| Self::Remove(list, index)),
            "raise" => row(rest).map_or(Self::Check, |(list, index)| Self::Raise(list, index)),
            _ => Self::Check,
        }
    }
}

fn spot(said: &str) -> Option<Spot> {
    let mut words = said.splitn(3, ' ');
    let (start, code, at) = (words.next()?, words.next()?, words.next()?);
    Some(Spot { start: start.parse().ok()?, code: code.to_owned(), at: at.to_owned() })
}

/// `data.rows[2]` as list and index.
fn row(said: &str) -> Option<(String, usize)> {
    let (list, index) = said.strip_suffix(']')?.rsplit_once('[')?;
    Some((list.to_owned(), index.parse().ok()?))
}

/// Does what the button asks for.
async fn answer(service: &Service, desk: Desk, mut pairs: Pairs, version: i64) -> Response {
    let wish = Wish::of(&pairs.take("do").pop().unwrap_or_default());
    desk.form.shape.gather(&mut pairs);
    match wish {
        Wish::Check => {
            let telling = checked(service, &desk, &pairs).await;
            desk.page(&pairs, telling)
        }
        Wish::Preview => {
            let telling = previewed(service, &desk, &pairs).await;
            desk.page(&pairs, telling)
        }
        Wish::Save | Wish::Issue => {
            let next = if wish == Wish::Issue { "issue" } else { "edit?saved=1" };
            saved(service, &desk, &pairs, version, next).await
        }
        Wish::Fix(spot) => mended(service, &desk, pairs, Some(&spot)).await,
        Wish::FixAll => mended(service, &desk, pairs, None).await,
        Wish::Accept(code) => {
            let accepted = pairs.rows("overrides").last().map_or(0, |last| last + 1);
            pairs.add_row("overrides");
            pairs.put(&format!("overrides[{accepted}].id"), code);
            desk.page(&pairs, Telling::default())
        }
        Wish::Add(list) => {
            // A list without rows shows one that nobody has typed in yet.
            pairs.add_row(&list);
            desk.page(&pairs, Telling::default())
        }
        Wish::Remove(list, index) => {
            pairs.remove_row(&list, index);
            desk.page(&pairs, Telling::default())
        }
        Wish::Raise(list, index) => {
            pairs.raise_row(&list, index);
            desk.page(&pairs, Telling::default())
        }
        Wish::Gather => desk.page(&pairs, Telling::default()),
    }
}

async fn checked(service: &Service, desk: &Desk, pairs: &Pairs) -> Telling {
    let found = service.check_draft(&desk.visitor.session.scope, desk.draft(pairs), vec![]).await;
    found.map_or_else(Telling::failed, Telling::found)
}

/// The pages, and what was found; where there can be no pages, what keeps them from being made.
async fn previewed(service: &Service, desk: &Desk, pairs: &Pairs) -> Telling {
    let telling = checked(service, desk, pairs).await;
    match service.preview_draft(&desk.visitor.session.scope, desk.draft(pairs), vec![]).await {
        Ok(pages) => Telling { pages, ..telling },
        Err(ServiceError::Rejected(report)) if telling.found.is_none() => Telling::found(report),
        Err(ServiceError::Rejected(_)) => telling,
        Err(failure) => Telling::failed(failure),
    }
}

/// Mends what a finding names, or all that can be mended, and checks again.
async fn mended(service: &Service, desk: &Desk, pairs: Pairs, spot: Option<&Spot>) -> Response {
    let draft = desk.draft(&pairs);
    match service.mend(&desk.visitor.session.scope, draft.clone(), spot).await {
        Ok(mended) if mended == draft => {
            let telling = checked(service, desk, &pairs).await;
            desk.page(&pairs, telling)
        }
        Ok(mended) => {
            let pairs = desk.form.shape.write(&mended.values);
            let telling = checked(service, desk, &pairs).await;
            desk.page(&pairs, telling)
        }
        Err(failure) => desk.page(&pairs, Telling::failed(failure)),
    }
}

/// Keeps the draft and goes on to `next`.
async fn saved(service: &Service, desk: &Desk, pairs: &Pairs, version: i64, next: &str) -> Response {
    let draft = desk.draft(pairs);
    match keep(service, desk, draft.clone(), version).await {
        Ok(stored) => Redirect::to(&format!("/documents/{}/{next}", stored.summary.id)).into_response(),
        Err(Kept::Conflict(theirs)) => {
            let address = edit_address(&theirs.summary.id);
            let desk = Desk { address, stored: Some((*theirs).clone()), ..desk.clone() };
            desk.page(pairs, Telling::conflict(*theirs))
        }
        Err(Kept::Failed(failure)) => desk.page(pairs, Telling::failed(failure)),
    }
}

/// Why a draft was not kept.
enum Kept {
    /// Another version stands there.
    Conflict(Box<Stored>),
    /// It could not be.
    Failed(ServiceError),
}

impl From<ServiceError> for Kept {
    fn from(failure: ServiceError) -> Self {
        Self::Failed(failure)
    }
}

async fn keep(service: &Service, desk: &Desk, draft: Draft, version: i64) -> Result<Stored, Kept> {
    let scope = &desk.visitor.session.scope;
    let act = Act { scope, operation: &desk.act };
    let Some(stored) = &desk.stored else {
        // The button was pressed before, or the page was gone back to: the document is there already.
        return match service.get(scope, &desk.act).await {
            Err(ServiceError::NotFound) => Ok(service.create(act, draft, vec![]).await?),
            Ok(there) if there.draft == draft.values => Ok(there),
            Ok(there) => Err(Kept::Conflict(Box::new(there))),
            Err(failure) => Err(failure.into()),
        };
    };
    if stored.draft == draft.values {
        return Ok(stored.clone());
    }
    if stored.summary.version != version {
        return Err(Kept::Conflict(Box::new(stored.clone())));
    }
    let id = &stored.summary.id;
    match service.update(act, id, version, draft.clone(), vec![]).await {
        Err(ServiceError::Stale(_)) => {
            let there = service.get(scope, id).await?;
            if there.draft == draft.values { Ok(there) } else { Err(Kept::Conflict(Box::new(there))) }
        }
        other => Ok(other?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_says_what_is_wished_and_anything_else_is_a_check() {
        assert_eq!(Wish::of("preview"), Wish::Preview);
        assert_eq!(
            Wish::of("remove data.rows[2].parts[0]"),
            Wish::Remove("data.rows[2].parts".to_owned(), 0)
        );
        let spot = Spot { at: "a[0].b c".to_owned(), code: "X-1".to_owned(), start: 7 };
        assert_eq!(Wish::of("fix 7 X-1 a[0].b c"), Wish::Fix(spot));
        for other in ["", "fix", "fix x y", "remove a", "remove a[x]", "raise", "add", "xoá"] {
            assert_eq!(Wish::of(other), Wish::Check, "{other}");
        }
    }

    #[test]
    fn an_act_is_an_id_like_our_own() {
        assert!(is_act("018e1b2c-3d4e-7f60-8a1b-2c3d4e5f6071"));
        for other in
            ["", "x", "018E1B2C-3D4E-7F60-8A1B-2C3D4E5F6071", "018e1b2c-3d4e-4f60-8a1b-2c3d4e5f6071", "../x"]
        {
            assert!(!is_act(other), "{other}");
        }
    }
}
