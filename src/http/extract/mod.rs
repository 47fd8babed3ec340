//! Extractors: drafts as JSON or as `multipart/form-data` with their images, small JSON bodies, parameters.
//!
//! Takes requests; gives checked shapes or a refusal that says where the request cannot be read. It judges no draft.

pub(super) mod body;
mod params;

pub use params::{JsonBody, PathParams, QueryParams};

use super::App;
use super::error::{ApiError, ErrorResponse};
use crate::input::{self, Draft};
use crate::limits;
use crate::report::{FieldPath, Report};
use crate::service::{ServiceError, Upload};
use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use body::BodyKind;
use serde_json::{Map, Value};
use std::time::Duration;
use utoipa::ToSchema;

/// A draft and its images.
#[derive(Clone, Debug)]
pub struct DraftUpload {
    /// The draft.
    pub draft: Draft,
    /// Images under the names the draft calls them by.
    pub images: Vec<Upload>,
}

/// A draft that shall stand in the place of an issued document, and why.
#[derive(Clone, Debug)]
pub struct ReplacementUpload {
    /// Reason.
    pub reason: String,
    /// The draft.
    pub draft: Draft,
    /// Images under the names the draft calls them by.
    pub images: Vec<Upload>,
    /// Flag: the draft is the field `draft` of a JSON body; a form has it as a part of its own.
    pub(super) wrapped: bool,
}

impl ReplacementUpload {
    /// Failure of the draft, with its problems at their place in the request.
    pub(super) fn placed(wrapped: bool, failure: ServiceError) -> ServiceError {
        match failure {
            ServiceError::Rejected(mut report) if wrapped => {
                for problem in report.problems.iter_mut().filter(|problem| problem.at.as_str() != "reason") {
                    let within = problem.at.as_str();
                    let dot = if within.is_empty() { "" } else { "." };
                    problem.at = FieldPath::field(format!("draft{dot}{within}"));
                }
                ServiceError::Rejected(report)
            }
            other => other,
        }
    }
}

/// A draft with its images as parts of a form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form to readers of the API")]
pub struct DraftForm {
    /// The draft, as JSON.
    #[schema(value_type = Object)]
    draft: Map<String, Value>,
    /// Any number of further parts, each an image (PNG); the draft calls an image by the file name of its part, or by
    /// the part's own name where it has none.
    #[schema(value_type = String, format = Binary, nullable = false, required = false)]
    image: Option<Vec<u8>>,
}

impl FromRequest<App> for DraftUpload {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let UploadParts { values, images } = UploadParts::read(request, app, &[]).await?;
        Ok(Self { draft: Draft { values }, images })
    }
}

impl FromRequest<App> for ReplacementUpload {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let wrapped = body::kind(request.headers()) == BodyKind::Json;
        let UploadParts { mut values, images } = UploadParts::read(request, app, &["reason"]).await?;
        let reason = match values.remove("reason") {
            Some(Value::String(reason)) => reason,
            _ => return Err(lacking("reason", "Thiếu lý do thay thế (reason).")),
        };
        let draft = match (wrapped, values.remove("draft")) {
            (false, None) => values,
            (true, Some(Value::Object(draft))) if values.is_empty() => draft,
            _ => return Err(lacking("draft", "Nội dung phải là { \"reason\": …, \"draft\": { … } }.")),
        };
        Ok(Self { reason, draft: Draft { values: draft }, images, wrapped })
    }
}

fn lacking(field: &str, message: &str) -> ApiError {
    let mut report = Report::new();
    report.error(FieldPath::field(field), "missing", message);
    ErrorResponse::unreadable(message.to_owned()).listing(report).into()
}

/// A JSON object and images, as sent.
struct UploadParts {
    values: Map<String, Value>,
    images: Vec<Upload>,
}

/// Media types of drafts.
const ACCEPTED_TYPES: &str = "application/json, hoặc multipart/form-data có phần «draft» và các ảnh";

impl UploadParts {
    async fn read(request: Request, app: &App, texts: &[&str]) -> Result<Self, ApiError> {
        match body::kind(request.headers()) {
            BodyKind::Json => {
                let (parts, body) = request.into_parts();
                let bytes = body::collect(&parts.headers, body, limits::DRAFT_BYTES).await?;
                Ok(Self { values: object(&bytes)?, images: Vec::new() })
            }
            BodyKind::Multipart => {
                let form = Multipart::from_request(request, app).await.map_err(|_| bad_form())?;
                let timeout = Duration::from_secs(limits::BODY_SECONDS);
                let read = tokio::time::timeout(timeout, Self::of_form(form, texts)).await;
                read.unwrap_or_else(|_| Err(ErrorResponse::too_slow().into()))
            }
            BodyKind::Unsaid | BodyKind::Other => Err(ErrorResponse::media_type(ACCEPTED_TYPES).into()),
        }
    }

    /// The part `draft`, the parts that are plain words, and images; each once.
    async fn of_form(mut form: Multipart, texts: &[&str]) -> Result<Self, ApiError> {
        let (mut draft, mut words, mut images) = (None, Map::new(), Vec::<Upload>::new());
        while let Some(part) = form.next_field().await.map_err(unreadable_form)? {
            let name = part.name().ok_or_else(bad_form)?.to_owned();
            let file = part.file_name().filter(|file| !file.is_empty()).unwrap_or(&name).to_owned();
            let bytes = bytes_of(part).await?;
            let twice = if name == "draft" {
                draft.replace(object(&bytes)?).is_some()
            } else if texts.contains(&name.as_str()) {
                let text = String::from_utf8(bytes.into()).map_err(|_| bad_form())?;
                words.insert(name, text.into()).is_some()
            } else {
                let twice = images.iter().any(|image| image.name == file);
                images.push(Upload { name: file, bytes: bytes.into() });
                twice || images.len() > limits::FORM_IMAGES
            };
            if twice {
                return Err(
                    ErrorResponse::unreadable("Biểu mẫu có phần trùng tên hoặc quá nhiều ảnh.").into()
                );
            }
        }
        let Some(mut values) = draft else {
            return Err(
                ErrorResponse::unreadable("Biểu mẫu thiếu phần «draft» chứa dự thảo dạng JSON.").into()
            );
        };
        values.extend(words);
        Ok(Self { values, images })
    }
}

async fn bytes_of(part: Field<'_>) -> Result<Bytes, ApiError> {
    Ok(part.bytes().await.map_err(unreadable_form)?)
}

fn bad_form() -> ErrorResponse {
    ErrorResponse::unreadable("Biểu mẫu multipart viết sai: thiếu boundary, tên phần hoặc phần kết thúc.")
}

fn unreadable_form(error: MultipartError) -> ErrorResponse {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ErrorResponse::too_large(limits::FORM_BYTES),
        _ => bad_form(),
    }
}

/// The JSON object these bytes are; where they are none, line and column of what is wrong.
fn object(bytes: &[u8]) -> Result<Map<String, Value>, ErrorResponse> {
    if bytes.len() > limits::DRAFT_BYTES {
        return Err(ErrorResponse::too_large(limits::DRAFT_BYTES));
    }
    match input::read_json(bytes) {
        Ok(draft) => Ok(draft.values),
        Err(report) => {
            let said = report.problems.first().map(ToString::to_string).unwrap_or_default();
            Err(ErrorResponse::unreadable(said).listing(report))
        }
    }
}
