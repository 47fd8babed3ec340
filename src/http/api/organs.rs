//! Issuing organs and their series.

use super::preconditions::{required_if_match, tag};
use crate::http::ErrorResponse;
use crate::http::{ApiError, App, Caller, OperationId};
use crate::http::{JsonBody, PathParams};
use crate::register::Series;
use crate::report::{FieldPath, Report};
use crate::service::{Act, OrganProfile, ServiceError, series_revision};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(organs))
        .routes(routes!(organ, put_organ))
        .routes(routes!(series, put_series))
}

/// Organs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Organs)]
pub(super) struct OrganList {
    /// In order of id.
    #[schema(value_type = Vec<Profile>)]
    organs: Vec<OrganProfile>,
}

/// An organ with its versions.
#[derive(ToSchema)]
#[schema(as = OrganProfile)]
#[expect(dead_code, reason = "describes `service::OrganProfile` to readers of the API")]
pub(super) struct Profile {
    /// Its id: what a draft calls `organ`.
    id: String,
    /// Counts changes; the ETag.
    revision: i64,
    /// Versions between two dates each, in order of time.
    versions: Vec<Version>,
}

/// An organ to be kept. What was read may be sent back whole.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewProfile {
    /// The organ's id, as in the address.
    id: Option<String>,
    /// As it was read; which revision is changed, `If-Match` says.
    #[serde(rename = "revision")]
    _revision: Option<i64>,
    /// Versions between two dates each.
    #[schema(value_type = Vec<Version>, min_items = 1)]
    versions: Vec<Value>,
}

/// An organ as it was between two dates.
#[derive(ToSchema)]
#[schema(as = OrganVersion)]
#[expect(dead_code, reason = "describes `catalog::Organ` to readers of the API")]
pub(super) struct Version {
    /// The organ's id; may be left out when it is put.
    #[schema(required = false)]
    id: String,
    /// First day this version holds.
    #[schema(format = Date)]
    valid_from: Option<String>,
    /// Last day it holds.
    #[schema(format = Date)]
    valid_to: Option<String>,
    /// The organ above, in printed lines.
    parent: Vec<String>,
    /// Its own name, in printed lines.
    name: Vec<String>,
    /// Its name in running text.
    full_name: String,
    /// Its symbol: `LĐLĐ`.
    symbol: String,
    /// The place its documents are dated at.
    place: String,
    /// The id of its style sheet: `nd30`, `cong-doan`.
    style: String,
    /// Abbreviations it prints, by type id, where they are not the decree's.
    #[schema(required = false)]
    abbreviations: std::collections::BTreeMap<String, String>,
    /// Collectives in whose name documents are signed.
    #[schema(required = false)]
    collectives: Vec<String>,
    /// Persons who sign for it.
    #[schema(required = false)]
    signers: Vec<VersionSigner>,
    /// Units and their abbreviations.
    #[schema(required = false)]
    units: Vec<VersionUnit>,
    /// Usual receivers.
    #[schema(required = false)]
    receivers: Vec<String>,
    /// Lines of the address at the foot of a letter.
    #[schema(required = false)]
    address: Vec<String>,
    /// Terms whose capitals this organ fixes.
    #[schema(required = false)]
    terms: Vec<String>,
    /// Acronyms this organ uses without explaining them.
    #[schema(required = false)]
    acronyms: Vec<String>,
}

/// A person who signs for an organ.
#[derive(ToSchema)]
#[schema(as = OrganSigner)]
#[expect(dead_code, reason = "describes `catalog::OrganSigner` to readers of the API")]
pub(super) struct VersionSigner {
    /// Họ và tên.
    full_name: String,
    /// Chức vụ.
    position: String,
    /// First day in that post.
    #[schema(format = Date)]
    from: Option<String>,
    /// Last day in that post.
    #[schema(format = Date)]
    to: Option<String>,
}

/// A unit of an organ.
#[derive(ToSchema)]
#[schema(as = OrganUnit)]
#[expect(dead_code, reason = "describes `catalog::Unit` to readers of the API")]
pub(super) struct VersionUnit {
    /// Its name.
    name: String,
    /// Its abbreviation: `TG-NC`.
    symbol: String,
}

/// Series of an organ.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SeriesList {
    /// In order of id.
    series: Vec<Series>,
}

/// Các cơ quan mà khóa này được xem.
#[utoipa::path(
    get, path = "/organs", tag = "organs", operation_id = "organs",
    responses((status = 200, description = "Các cơ quan, theo thứ tự mã.", body = OrganList)),
)]
async fn organs(State(app): State<App>, Caller(scope): Caller) -> Result<axum::Json<OrganList>, ApiError> {
    let organs = app.service.organs(&scope).await?;
    Ok(axum::Json(OrganList { organs }))
}

/// Một cơ quan.
#[utoipa::path(
    get, path = "/organs/{id}", tag = "organs", operation_id = "organ",
    params(("id" = String, Path, description = "Mã cơ quan.")),
    responses((status = 200, description = "Hồ sơ cơ quan.", body = Profile,
        headers(("ETag" = String, description = "Lần sửa, để gửi lại trong If-Match.")))),
)]
async fn organ(
    State(app): State<App>,
    Caller(scope): Caller,
    PathParams(id): PathParams<String>,
) -> Result<Response, ApiError> {
    Ok(tagged(app.service.organ(&scope, &id).await?))
}

/// Ghi hồ sơ một cơ quan.
///
/// Sửa thì gửi `If-Match` với ETag đã đọc; lập mới thì gửi `If-None-Match: *`. Hồ sơ được kiểm tra như tệp trong
/// `templates/organs`. Văn bản đã ban hành giữ nguyên hồ sơ lúc ban hành.
#[utoipa::path(
    put, path = "/organs/{id}", tag = "organs", operation_id = "putOrgan",
    params(
        ("id" = String, Path, description = "Mã cơ quan."),
        ("If-Match" = Option<String>, Header, description = "ETag đã đọc.", pattern = "^\"[0-9]+\"$"),
        ("If-None-Match" = Option<String>, Header, description = "`*`: lập cơ quan mới.", pattern = "^[*]$"),
    ),
    request_body = NewProfile,
    responses(
        (status = 200, description = "Hồ sơ đã ghi.", body = Profile,
            headers(("ETag" = String, description = "Lần sửa mới."))),
        (status = 412, description = ""),
        (status = 428, description = ""),
    ),
)]
async fn put_organ(
    State(app): State<App>,
    Caller(scope): Caller,
    OperationId(operation): OperationId,
    PathParams(id): PathParams<String>,
    headers: HeaderMap,
    JsonBody(profile): JsonBody<NewProfile>,
) -> Result<Response, ApiError> {
    let revision = revision(&headers)?;
    let OrganProfile { versions, .. } = profile.of(&id)?;
    let act = Act { scope: &scope, operation: &operation };
    Ok(tagged(app.service.put_organ(act, &id, revision, versions).await?))
}

/// Các sổ của một cơ quan.
#[utoipa::path(
    get, path = "/organs/{id}/series", tag = "organs", operation_id = "series",
    params(("id" = String, Path, description = "Mã cơ quan.")),
    responses((status = 200, description = "Các sổ, theo thứ tự mã.", body = SeriesList,
        headers(("ETag" = String, description = "Các sổ như đang có, để gửi lại trong If-Match.")))),
)]
async fn series(
    State(app): State<App>,
    Caller(scope): Caller,
    PathParams(id): PathParams<String>,
) -> Result<Response, ApiError> {
    Ok(listed(app.service.series(&scope, &id).await?))
}

/// Series with what they are as ETag.
fn listed(series: Vec<Series>) -> Response {
    let etag = tag(series_revision(&series));
    (StatusCode::OK, [(header::ETAG, etag)], axum::Json(SeriesList { series })).into_response()
}

/// Ghi các sổ của một cơ quan, thay cho các sổ đang có.
///
/// Sổ đã có số giữ nguyên kỳ của nó. Gửi `If-Match` với ETag đã đọc: nếu người khác đã sửa các sổ trước thì câu trả lời là
/// 412 và không có gì thay đổi.
#[utoipa::path(
    put, path = "/organs/{id}/series", tag = "organs", operation_id = "putSeries",
    params(
        ("id" = String, Path, description = "Mã cơ quan."),
        ("If-Match" = String, Header, description = "ETag của các sổ đã đọc."),
    ),
    request_body = SeriesList,
    responses(
        (status = 200, description = "Các sổ đã ghi.", body = SeriesList,
            headers(("ETag" = String, description = "Các sổ như vừa ghi."))),
        (status = 412, description = ""),
        (status = 428, description = ""),
    ),
)]
async fn put_series(
    State(app): State<App>,
    Caller(scope): Caller,
    OperationId(operation): OperationId,
    PathParams(id): PathParams<String>,
    headers: HeaderMap,
    JsonBody(wanted): JsonBody<SeriesList>,
) -> Result<Response, ApiError> {
    let organ = required_if_match(&id, &headers)?;
    let act = Act { scope: &scope, operation: &operation };
    Ok(listed(app.service.put_series(act, organ, wanted.series).await?))
}

/// A profile with its revision as ETag.
fn tagged(profile: OrganProfile) -> Response {
    let etag = format!("\"{}\"", profile.revision);
    (StatusCode::OK, [(header::ETAG, etag)], axum::Json(profile)).into_response()
}

/// The revision a change is made on; none for what is to be new.
fn revision(headers: &HeaderMap) -> Result<Option<i64>, ErrorResponse> {
    let said = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default().trim());
    match (said(header::IF_MATCH), said(header::IF_NONE_MATCH)) {
        (Some(etag), None) => {
            let digits = etag.strip_prefix('"').and_then(|e| e.strip_suffix('"'));
            let revision = digits.and_then(|d| d.parse().ok());
            let unreadable = || ErrorResponse::unreadable("If-Match phải là ETag đã đọc, ví dụ \"3\".");
            revision.map(Some).ok_or_else(unreadable)
        }
        (None, Some("*")) => Ok(None),
        (None, None) => Err(ErrorResponse::no_version()),
        _ => {
            Err(ErrorResponse::unreadable("Gửi If-Match với ETag đã đọc, hoặc If-None-Match: * để lập mới."))
        }
    }
}

impl NewProfile {
    /// The profile of an organ of this id, as far as its shape is that of one.
    fn of(self, id: &str) -> Result<OrganProfile, ServiceError> {
        let mut report = Report::new();
        if self.id.is_some_and(|said| said != id) {
            let message = format!("Mã cơ quan ở địa chỉ là «{id}». Hãy sửa id cho khớp hoặc bỏ đi.");
            report.error(FieldPath::field("id"), "another-organ", message);
            return Err(report.into());
        }
        let whole = json!({ "id": id, "revision": 0, "versions": self.versions });
        serde_json::from_value(whole).map_err(|error| {
            let message = format!("Hồ sơ cơ quan không đúng dạng: {error}. Hãy xem lược đồ OrganVersion.");
            report.error(FieldPath::field("versions"), "wrong-kind", message);
            report.into()
        })
    }
}
