//! Drafts rendered and checked without keeping anything.

use super::accept::{self, DOCX, JSON, PDF, ZIP};
use super::documents::FindingList;
use crate::http::{ApiError, App, Caller, DraftUpload};
use crate::http::{DraftForm, QueryParams};
use crate::http::{ErrorResponse, FieldProblem};
use crate::office::{Format, Mode, OutputFile, PdfForm, Rendered};
use crate::report::Report;
use crate::service::FileKind;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(render)).routes(routes!(check_draft))
}

/// Media types of a rendering, the usual first.
const OFFERED: [&str; 4] = [ZIP, PDF, DOCX, JSON];
/// Header with the number of findings.
const PROBLEMS: HeaderName = HeaderName::from_static("x-vanthu-problems");

/// Options of rendering a draft.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RenderOptions {
    /// `2a`: PDF/A-2a (mặc định); `3a`: PDF/A-3a, có dữ liệu nguồn bên trong.
    #[param(inline)]
    pdfa: Option<PdfA>,
    /// Đặt sẵn ô chữ ký số trống ở chỗ ký và chỗ đóng dấu.
    signature_fields: Option<bool>,
    /// Thay cho `mode` của dự thảo: sửa lỗi gõ trước khi in, hay in đúng như đã viết.
    #[param(inline)]
    mode: Option<Treatment>,
}

/// The parts of the PDF/A standard that can be written.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
pub(super) enum PdfA {
    #[serde(rename = "2a")]
    Two,
    #[serde(rename = "3a")]
    Three,
}

/// Treatment of the text: corrected, or as issued.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Treatment {
    Normalised,
    Faithful,
}

impl RenderOptions {
    fn mode(self) -> Option<Mode> {
        self.mode.map(|mode| match mode {
            Treatment::Normalised => Mode::Normalised,
            Treatment::Faithful => Mode::Faithful,
        })
    }

    fn pdf(self) -> PdfForm {
        PdfForm {
            source: matches!(self.pdfa, Some(PdfA::Three)),
            signature_fields: self.signature_fields.unwrap_or(false),
        }
    }
}

/// Summary of what was made of a draft.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Outcome)]
pub(super) struct RenderSummary {
    /// File name without extension, common to its files.
    stem: String,
    /// Pages.
    pages: usize,
    /// Problems found while reading the draft; none of severity `error`.
    #[schema(value_type = Vec<FieldProblem>)]
    problems: Report,
    /// All that the checks of form say, `problems` included.
    #[schema(value_type = Vec<FieldProblem>)]
    findings: Report,
    /// The files that were made.
    files: FileList,
}

/// The files of a document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Files)]
pub(super) struct FileList {
    pdf: Option<FileFacts>,
    docx: Option<FileFacts>,
    package: Option<FileFacts>,
}

/// A file that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FileFacts {
    /// Its name.
    name: String,
    /// Its length in bytes.
    bytes: usize,
    /// Its SHA-256.
    sha256: String,
}

/// Dựng văn bản từ dự thảo, không lưu gì.
///
/// Trả về dạng ghi trong `Accept`: PDF, DOCX, gói ZIP (mặc định) hoặc JSON cho biết số trang, lỗi, cỡ và mã băm của từng tệp.
/// Dự thảo có thể dùng nội dung mẫu (`content` và `data`). Ảnh gửi kèm bằng `multipart/form-data`. `X-Vanthu-Problems` là
/// số điều cần xem lại; với ZIP và JSON thì gồm cả kết quả soát thể thức.
///
/// Người không có quyền cấp số ở cơ quan: chỗ ảnh chữ ký, con dấu của cơ quan được chừa trống, và dự thảo mang số bị từ chối
/// (422, `number-not-given`); lưu trữ viên được dựng lại văn bản cũ (`faithful`) có số. Ảnh gửi kèm được in.
///
/// Văn bản của cơ quan chưa có trong danh mục ghi cơ quan vào `issuer` thay cho `organ`. Với `faithful`, không trường nào bắt
/// buộc và không gì được thêm vào: giấy không có phần nào thì không in phần đó.
#[utoipa::path(
    post, path = "/render", tag = "rendering", operation_id = "render", params(RenderOptions),
    request_body(content(
        (ref("#/components/schemas/Draft") = "application/json"),
        (DraftForm = "multipart/form-data"),
    )),
    responses(
        (status = 200, description = "Tệp đã dựng, hoặc các con số về nó.",
            content((RenderSummary = "application/json"), ("application/pdf"),
                ("application/vnd.openxmlformats-officedocument.wordprocessingml.document"), ("application/zip")),
            headers(
                ("ETag" = String, description = "SHA-256 của tệp; không có khi trả JSON."),
                ("Content-Disposition" = String, description = "Tên tệp; không có khi trả JSON."),
                ("X-Vanthu-Problems" = u64, description = "Số điều cần xem lại."),
            )),
        (status = 406, description = ""),
    ),
)]
async fn render(
    State(app): State<App>,
    Caller(scope): Caller,
    QueryParams(asked): QueryParams<RenderOptions>,
    headers: HeaderMap,
    incoming: DraftUpload,
) -> Result<Response, ApiError> {
    let form = accept::preferred(&headers, &OFFERED)
        .ok_or_else(|| ErrorResponse::not_acceptable(&OFFERED.join(", ")))?;
    let DraftUpload { draft, images } = incoming;
    let rendered =
        app.service.render(&scope, draft, images, formats(form), asked.mode(), asked.pdf()).await?;
    let found = rendered.findings.as_ref().unwrap_or(&rendered.report).problems.len();
    let answer = match form {
        JSON => axum::Json(outcome(rendered)).into_response(),
        form => attached(form, rendered)?,
    };
    Ok(([(PROBLEMS, found.to_string())], answer).into_response())
}

/// Formats that a media type needs.
fn formats(form: &str) -> &'static [Format] {
    match form {
        PDF => &[Format::Pdf],
        DOCX => &[Format::Docx],
        ZIP => &[Format::Package],
        _ => &[Format::Pdf, Format::Docx, Format::Package],
    }
}

/// The one file that was asked for.
fn attached(form: &'static str, rendered: Rendered) -> Result<Response, ApiError> {
    match rendered.files.into_iter().next() {
        Some(file) => Ok(download(form, file)),
        None => Err(ErrorResponse::broken("a rendering made no file").into()),
    }
}

/// A file to be saved under its name.
pub(super) fn download(media_type: &'static str, file: OutputFile) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name)),
        (header::ETAG, format!("\"{}\"", file.sha256())),
    ];
    (headers, file.bytes).into_response()
}

fn outcome(rendered: Rendered) -> RenderSummary {
    let facts = |kind: FileKind| {
        let name = kind.file_name(&rendered.stem);
        let file = rendered.files.iter().find(|file| file.name == name)?;
        Some(FileFacts { name: file.name.clone(), bytes: file.bytes.len(), sha256: file.sha256() })
    };
    RenderSummary {
        files: FileList {
            pdf: facts(FileKind::Pdf),
            docx: facts(FileKind::Docx),
            package: facts(FileKind::Package),
        },
        findings: rendered.findings.unwrap_or_default(),
        problems: rendered.report,
        stem: rendered.stem,
        pages: rendered.pages,
    }
}

/// Soát thể thức một dự thảo, không lưu gì.
///
/// Nhận mọi đối tượng JSON làm dự thảo và trả về mọi điều tìm thấy: chỗ thiếu, chỗ sai, lỗi thể thức. Dự thảo có lỗi vẫn
/// được trả lời 200.
#[utoipa::path(
    post, path = "/check", tag = "rendering", operation_id = "checkDraft",
    request_body(content(
        (Object = "application/json"),
        (DraftForm = "multipart/form-data"),
    )),
    responses((status = 200, description = "Mọi điều tìm thấy.", body = FindingList)),
)]
async fn check_draft(
    State(app): State<App>,
    Caller(scope): Caller,
    incoming: DraftUpload,
) -> Result<axum::Json<FindingList>, ApiError> {
    let report = app.service.check_draft(&scope, incoming.draft, incoming.images).await?;
    Ok(axum::Json(report.into()))
}
