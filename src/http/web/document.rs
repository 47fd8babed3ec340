//! One document: what it is, its pages, its files; taken back, or replaced by another.

use super::edit::is_act;
use super::issuing::seen;
use super::list::number;
use super::page::Page;
use super::refusal::Refusal;
use super::session::{Sent, Visitor};
use super::words;
use crate::access::Right;
use crate::http::App;
use crate::input::Draft;
use crate::office::Format;
use crate::report::Severity;
use crate::service::{
    Act, FileKind, ProblemsState, Service, ServiceError, State, Stored, StoredFile, Versioned,
};
use axum::Router;
use axum::extract::{Path, Query, State as Of};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The pages of a document.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/documents/{id}", get(show))
        .route("/documents/{id}/pages/{page}", get(page))
        .route("/documents/{id}/files/{kind}", get(file))
        .route("/documents/{id}/cancel", post(cancel))
        .route("/documents/{id}/replace", post(replace))
}

/// How it is looked at.
#[derive(Debug, Deserialize)]
struct Looking {
    /// It was issued just now.
    issued: Option<String>,
}

#[derive(Serialize)]
struct View {
    id: String,
    heading: String,
    subject: String,
    state: &'static str,
    word: &'static str,
    issued_now: bool,
    facts: Vec<Fact>,
    history: Vec<Fact>,
    links: Vec<Link>,
    reason_name: &'static str,
    reason: String,
    files: bool,
    is_draft: bool,
    pages: Vec<usize>,
    no_pages: String,
    version: i64,
    remarks: Vec<String>,
    may_edit: bool,
    may_issue: bool,
    may_cancel: bool,
    may_replace: bool,
    act: String,
    replace_act: String,
}

#[derive(Serialize)]
struct Fact {
    name: &'static str,
    value: String,
}

#[derive(Serialize)]
struct Link {
    text: &'static str,
    address: String,
}

async fn show(
    visitor: Visitor,
    Of(app): Of<App>,
    Path(id): Path<String>,
    Query(looking): Query<Looking>,
) -> Response {
    match view(&app.service, &visitor, &id, looking.issued.is_some()).await {
        Ok(page) => page.shown_to(Some(&visitor)),
        Err(failure) => Refusal::from(failure).page(Some(&visitor)),
    }
}

async fn view(
    service: &Service,
    visitor: &Visitor,
    id: &str,
    issued_now: bool,
) -> Result<Page, ServiceError> {
    let scope = &visitor.session.scope;
    let stored = service.get(scope, id).await?;
    let choices = service.choices(scope, Right::Read).await?;
    let named = |id: &str| choices.types.iter().find(|t| t.id == id).map(|t| t.name.clone());
    let kind = named(&stored.summary.document_type).unwrap_or_else(|| stored.summary.document_type.clone());
    let organ = choices.organs.iter().find(|o| o.id == stored.summary.organ);
    let organ = organ.map_or_else(|| stored.summary.organ.clone(), |o| o.name.clone());
    let (pages, no_pages) = pages(service, visitor, &stored).await?;
    let summary = &stored.summary;
    let (state, number) = (summary.state, number(summary));
    let may = |right| scope.may(right, &summary.organ);
    let heading = if number.is_empty() { kind.clone() } else { format!("{kind} số {number}") };
    let view = View {
        id: summary.id.clone(),
        subject: summary.subject.clone(),
        state: state.name(),
        word: words::state(state, summary.code_number.is_some()),
        issued_now: issued_now && state == State::Issued,
        facts: facts(&stored, organ, pages.len()),
        history: history(&stored),
        links: links(&stored),
        reason_name: match state {
            State::Cancelled if number.is_empty() => "Lý do hủy",
            State::Cancelled => "Lý do thu hồi",
            _ => "Lý do thay thế",
        },
        reason: summary.reason.clone().unwrap_or_default(),
        files: stored.package_sha256.is_some(),
        is_draft: state == State::Draft,
        pages,
        no_pages,
        version: summary.version,
        remarks: remarks(&stored),
        may_edit: state == State::Draft && may(Right::Draft),
        may_issue: state == State::Draft && may(Right::Number),
        may_cancel: may_cancel(state)
            && may(if state == State::Draft { Right::Draft } else { Right::Number }),
        may_replace: matches!(state, State::Issued | State::Recorded) && may(Right::Number),
        act: service.runtime().id(),
        replace_act: service.runtime().id(),
        heading: heading.clone(),
    };
    Ok(Page::new("document", heading, view))
}

fn may_cancel(state: State) -> bool {
    matches!(state, State::Draft | State::Issued | State::Recorded)
}

/// The pages there are, or why there are none.
async fn pages(
    service: &Service,
    visitor: &Visitor,
    stored: &Stored,
) -> Result<(Vec<usize>, String), ServiceError> {
    if let Some(pages) = stored.pages.and_then(|pages| usize::try_from(pages).ok()) {
        return Ok(((1..=pages).collect(), String::new()));
    }
    if stored.summary.state == State::Draft {
        return Ok((vec![], without_pages(stored)));
    }
    match service.preview(&visitor.session.scope, &stored.summary.id, 1, Format::Svg).await {
        Ok(image) => Ok(((1..=image.pages).collect(), String::new())),
        Err(ServiceError::Rejected(report)) => {
            let errors = report.problems.iter().filter(|p| p.severity == Severity::Error).count();
            Ok((vec![], faulty(errors)))
        }
        Err(ServiceError::Busy(_)) => Ok((vec![], "Máy chủ đang bận, chưa dựng được trang in.".to_owned())),
        Err(failure) => Err(failure),
    }
}

/// Why a draft has no pages to be shown, by its findings.
fn without_pages(stored: &Stored) -> String {
    let list = stored.problems.as_array().into_iter().flatten();
    let errors = list.filter(|problem| problem["severity"] == "error").count();
    match stored.problems_state {
        ProblemsState::Pending => {
            "Bản thảo đang được soát và dựng trang: tải lại trang này sau ít giây.".to_owned()
        }
        _ => faulty(errors),
    }
}

fn faulty(errors: usize) -> String {
    format!("Chưa dựng được trang in: còn {errors} lỗi phải sửa.")
}

fn facts(stored: &Stored, organ: String, pages: usize) -> Vec<Fact> {
    let summary = &stored.summary;
    let fact = |name, value: String| Fact { name, value };
    let mut facts = vec![
        fact("Số, ký hiệu", number(summary)),
        fact("Ngày ban hành", summary.issued_date.as_deref().map(words::day).unwrap_or_default()),
        fact("Cơ quan ban hành", organ),
        fact("Người ký", summary.signer.clone()),
        fact("Số trang", if pages > 0 { pages.to_string() } else { String::new() }),
        fact("Mã hồ sơ ngoài", summary.external_id.clone().unwrap_or_default()),
        fact("Tên tệp", stored.stem.clone().unwrap_or_default()),
    ];
    facts.retain(|fact| !fact.value.is_empty());
    facts
}

/// What happened to it, first things first.
fn history(stored: &Stored) -> Vec<Fact> {
    let summary = &stored.summary;
    let mut told = vec![Fact { name: "Tạo bản thảo", value: words::moment(&summary.created_at) }];
    if summary.updated_at != summary.created_at {
        let name = match summary.state {
            State::Draft => "Sửa lần cuối",
            State::Issuing => "Bắt đầu ban hành",
            State::Issued => "Ban hành",
            State::Recorded => "Nhập từ bản giấy",
            State::Cancelled if summary.code_number.is_some() => "Thu hồi",
            State::Cancelled => "Hủy",
            State::Replaced => "Được thay thế",
        };
        told.push(Fact { name, value: words::moment(&summary.updated_at) });
    }
    told
}

fn links(stored: &Stored) -> Vec<Link> {
    let to =
        |text, id: &Option<String>| id.as_ref().map(|id| Link { text, address: format!("/documents/{id}") });
    let both = [
        to("Thay thế cho một văn bản trước", &stored.summary.replaces),
        to("Đã được thay thế bằng văn bản khác", &stored.summary.replaced_by),
    ];
    both.into_iter().flatten().collect()
}

/// What was left of the findings when the document was frozen.
fn remarks(stored: &Stored) -> Vec<String> {
    if stored.summary.state == State::Draft {
        return vec![];
    }
    let list = stored.problems.as_array().into_iter().flatten();
    list.filter_map(|p| p.get("message")?.as_str()).map(str::to_owned).collect()
}

/// The picture of a page: `3.svg`.
async fn page(visitor: Visitor, Of(app): Of<App>, Path((id, page)): Path<(String, String)>) -> Response {
    let Some(number) = page.strip_suffix(".svg").and_then(|n| n.parse::<usize>().ok()).filter(|n| *n > 0)
    else {
        return Refusal::not_found().into_response();
    };
    match app.service.preview(&visitor.session.scope, &id, number, Format::Svg).await {
        Ok(image) => {
            // Its address names the version, and what is behind it does not change, but for who looks.
            let headers = [
                (header::CONTENT_TYPE, image.media_type),
                (header::CACHE_CONTROL, "private, max-age=3600"),
                (header::VARY, "cookie"),
                (
                    header::CONTENT_SECURITY_POLICY,
                    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:",
                ),
            ];
            (headers, image.bytes).into_response()
        }
        Err(failure) => Refusal::from(failure).into_response(),
    }
}

/// A file of a document, by its word.
async fn file(
    visitor: Visitor,
    Of(app): Of<App>,
    headers: HeaderMap,
    Path((id, kind)): Path<(String, String)>,
) -> Response {
    let Some(kind) = FileKind::named(&kind) else { return Refusal::not_found().into_response() };
    let service = &app.service;
    let file = match service.file(&visitor.session.scope, &id, kind).await {
        Ok(file) => file,
        Err(failure) => return Refusal::from(failure).page(Some(&visitor)),
    };
    let tag = format!("\"{}\"", file.sha256);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    match service.file_bytes(&file, 0..file.bytes).await {
        Ok(bytes) => download(&file, tag, bytes),
        Err(failure) => Refusal::from(failure).page(Some(&visitor)),
    }
}

fn download(file: &StoredFile, tag: String, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, file.media_type.clone()),
        // Names of files are ASCII letters, digits and hyphens.
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name.replace('"', ""))),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        (header::ETAG, tag),
    ];
    (headers, bytes).into_response()
}

async fn cancel(Of(app): Of<App>, Path(id): Path<String>, Sent { visitor, mut pairs }: Sent) -> Response {
    let reason = pairs.take("reason").pop().unwrap_or_default();
    let operation =
        pairs.take("act").pop().filter(|act| is_act(act)).unwrap_or_else(|| app.service.runtime().id());
    let act = Act { scope: &visitor.session.scope, operation: &operation };
    match app.service.cancel(act, seen(&id, &mut pairs), reason.trim()).await {
        Ok(_) => Redirect::to(&format!("/documents/{id}")).into_response(),
        Err(failure) => Refusal::from(failure).page(Some(&visitor)),
    }
}

/// What an issued document's source has and a new draft must not.
const OF_THE_OLD: [&str; 5] = ["code_number", "issued_date", "organ_valid_from", "external_id", "mode"];

async fn replace(Of(app): Of<App>, Path(id): Path<String>, Sent { visitor, mut pairs }: Sent) -> Response {
    let reason = pairs.take("reason").pop().unwrap_or_default();
    let operation =
        pairs.take("act").pop().filter(|act| is_act(act)).unwrap_or_else(|| app.service.runtime().id());
    let old = seen(&id, &mut pairs);
    match replaced(&app.service, &visitor, old, reason.trim(), &operation).await {
        Ok(stored) => Redirect::to(&format!("/documents/{}/edit", stored.summary.id)).into_response(),
        Err(failure) => Refusal::from(failure).page(Some(&visitor)),
    }
}

/// A new draft that says what the old document says.
async fn replaced(
    service: &Service,
    visitor: &Visitor,
    old: Versioned<'_>,
    reason: &str,
    operation: &str,
) -> Result<Stored, ServiceError> {
    let scope = &visitor.session.scope;
    let mut values = service.get(scope, old.id).await?.draft;
    OF_THE_OLD.iter().for_each(|name| drop::<Option<Value>>(values.remove(*name)));
    service.replace(Act { scope, operation }, old, reason, Draft { values }, vec![]).await
}
