//! Images of signatures and seals.

use super::preconditions;
use crate::http::ErrorResponse;
use crate::http::{ApiError, App, Caller, OperationId};
use crate::http::{PathParams, QueryParams};
use crate::service::{Act, Asset, NewAsset};
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(assets, add_asset)).routes(routes!(asset, withdraw_asset))
}

/// An image as a form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form to readers of the API")]
pub(super) struct AssetForm {
    /// The organ's id.
    organ: String,
    /// Kind of image.
    kind: AssetKind,
    /// A name for people.
    name: String,
    /// Whose signature it is; it is printed only where that person signs.
    #[schema(nullable = false)]
    holder: Option<String>,
    /// A PNG.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Kind of an image: signature or seal.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "describes the form to readers of the API")]
pub(super) enum AssetKind {
    Signature,
    Seal,
}

/// Images of an organ.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Assets)]
pub(super) struct AssetList {
    /// In order of time.
    assets: Vec<Asset>,
}

/// Organ whose images are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct OrganQuery {
    /// Mã cơ quan.
    organ: String,
}

/// An image that comes in.
pub(super) struct AssetUpload(NewAsset);

impl FromRequest<App> for AssetUpload {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let form = Multipart::from_request(request, app).await;
        let mut form = form.map_err(|_| ErrorResponse::media_type("multipart/form-data"))?;
        let (mut words, mut file) = ([const { None }; 4], None);
        while let Some(part) = form.next_field().await.map_err(unreadable)? {
            let name = part.name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await.map_err(unreadable)?;
            let twice = match WORDS.iter().position(|word| *word == name) {
                Some(place) => {
                    let text =
                        String::from_utf8(bytes.into()).map_err(|_| ErrorResponse::unreadable(NOT_TEXT))?;
                    words.get_mut(place).and_then(|word| word.replace(text)).is_some()
                }
                None if name == "file" => file.replace(bytes).is_some(),
                None => {
                    return Err(ErrorResponse::unreadable(format!(
                        "Biểu mẫu không có phần «{}».",
                        short(&name)
                    ))
                    .into());
                }
            };
            if twice {
                return Err(ErrorResponse::unreadable(format!("Biểu mẫu có hai phần «{name}».")).into());
            }
        }
        let [organ, kind, name, holder] = words;
        let lacking = |part: &str| ErrorResponse::unreadable(format!("Biểu mẫu thiếu phần «{part}»."));
        Ok(Self(NewAsset {
            organ: organ.ok_or_else(|| lacking("organ"))?,
            kind: kind.ok_or_else(|| lacking("kind"))?,
            name: name.ok_or_else(|| lacking("name"))?,
            holder: holder.filter(|h| !h.trim().is_empty()),
            bytes: file.ok_or_else(|| lacking("file"))?.into(),
        }))
    }
}

/// The parts that are words.
const WORDS: [&str; 4] = ["organ", "kind", "name", "holder"];
const NOT_TEXT: &str = "Biểu mẫu có phần chữ không phải UTF-8.";

fn unreadable(error: MultipartError) -> ErrorResponse {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ErrorResponse::too_large(crate::limits::FORM_BYTES),
        _ => ErrorResponse::unreadable(
            "Biểu mẫu multipart viết sai: thiếu boundary, tên phần hoặc phần kết thúc.",
        ),
    }
}

fn short(name: &str) -> String {
    name.chars().take(40).collect()
}

/// Lưu ảnh chữ ký hoặc con dấu của cơ quan.
///
/// Ảnh PNG được đọc, kiểm tra và mã hóa lại trước khi lưu. Cùng một ảnh gửi hai lần vẫn là một.
#[utoipa::path(
    post, path = "/assets", tag = "assets", operation_id = "addAsset",
    request_body(content = AssetForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "Ảnh đã lưu.", body = Asset,
        headers(("Location" = String, description = "Địa chỉ của ảnh.")))),
)]
async fn add_asset(
    State(app): State<App>,
    Caller(scope): Caller,
    OperationId(operation): OperationId,
    AssetUpload(new): AssetUpload,
) -> Result<Response, ApiError> {
    let asset = app.service.add_asset(Act { scope: &scope, operation: &operation }, new).await?;
    let location = format!("/api/v1/assets/{}/{}", asset.organ, asset.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(asset)).into_response())
}

/// Danh mục ảnh của một cơ quan.
#[utoipa::path(
    get, path = "/assets", tag = "assets", operation_id = "assets", params(OrganQuery),
    responses((status = 200, description = "Các ảnh, kể cả ảnh đã thôi dùng.", body = AssetList)),
)]
async fn assets(
    State(app): State<App>,
    Caller(scope): Caller,
    QueryParams(OrganQuery { organ }): QueryParams<OrganQuery>,
) -> Result<axum::Json<AssetList>, ApiError> {
    let assets = app.service.assets(&scope, &organ).await?;
    Ok(axum::Json(AssetList { assets }))
}

/// Một ảnh, cho người có quyền cấp số ở cơ quan.
#[utoipa::path(
    get, path = "/assets/{organ}/{id}", tag = "assets", operation_id = "asset",
    params(
        ("organ" = String, Path, description = "Mã cơ quan."),
        ("id" = String, Path, description = "Mã ảnh: sha256:…"),
    ),
    responses((status = 200, description = "Ảnh PNG.", content(("image/png")))),
)]
async fn asset(
    State(app): State<App>,
    Caller(scope): Caller,
    PathParams((organ, id)): PathParams<(String, String)>,
) -> Result<Response, ApiError> {
    let bytes = app.service.asset(&scope, &organ, &id).await?;
    // What is named by its digest never changes; but whose it is, not everybody may know.
    let headers = [
        (header::CONTENT_TYPE, "image/png".to_owned()),
        (header::ETAG, tag(&id)),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// The tag of an image: its digest.
fn tag(id: &str) -> String {
    format!("\"{}\"", id.trim_start_matches("sha256:"))
}

/// Thôi dùng một ảnh.
///
/// Văn bản đã ban hành vẫn giữ ảnh của nó.
#[utoipa::path(
    delete, path = "/assets/{organ}/{id}", tag = "assets", operation_id = "withdrawAsset",
    params(
        ("organ" = String, Path, description = "Mã cơ quan."),
        ("id" = String, Path, description = "Mã ảnh: sha256:…"),
        ("If-Match" = Option<String>, Header, description = "ETag của ảnh đã xem; ảnh khác thì 412, không làm gì."),
    ),
    responses((status = 204, description = "Từ nay không dùng được."), (status = 412, description = "")),
)]
async fn withdraw_asset(
    State(app): State<App>,
    Caller(scope): Caller,
    OperationId(operation): OperationId,
    PathParams((organ, id)): PathParams<(String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    let tag = tag(&id);
    if !preconditions::matches(&headers, &tag) {
        return Err(ErrorResponse::stale(tag).into());
    }
    app.service.withdraw_asset(Act { scope: &scope, operation: &operation }, &organ, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
