//! The register of an organ: looked at, printed, numbers reserved and made void, years closed, the ledger proven.

use super::accept::{self, CSV, DOCX, JSON, PDF};
use super::render::download;
use crate::http::ErrorResponse;
use crate::http::{ApiError, App, Caller, OperationId};
use crate::http::{JsonBody, PathParams, QueryParams};
use crate::office::BookForm;
use crate::register::{AllocatedNumber, RegisterPage, Verdict, register_csv};
use crate::service::{Act, Reserving};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU16;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(register))
        .routes(routes!(reserve))
        .routes(routes!(void))
        .routes(routes!(close_year))
        .routes(routes!(reopen_year))
        .routes(routes!(verify))
}

/// Media types of the register, the usual first.
const OFFERED: [&str; 4] = [JSON, CSV, PDF, DOCX];

/// A year documents of this form are from.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "i32")]
pub(super) struct Year(i32);

impl TryFrom<i32> for Year {
    type Error = &'static str;

    fn try_from(year: i32) -> Result<Self, Self::Error> {
        if (1945..=2100).contains(&year) { Ok(Self(year)) } else { Err("no year of a register") }
    }
}

/// Options of the printed register.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PrintOptions {
    /// Quyển số mấy của sổ in (PDF, DOCX), khi sổ của năm dài hơn một quyển. JSON và CSV luôn là cả năm.
    #[serde(default = "first")]
    #[param(value_type = u16, minimum = 1, default = 1)]
    volume: NonZeroU16,
}

fn first() -> NonZeroU16 {
    NonZeroU16::MIN
}

/// Sổ đăng ký văn bản đi của một năm.
///
/// Trả về dạng ghi trong `Accept`: JSON (mặc định), CSV mở được bằng Excel, hoặc sổ in theo Phụ lục IV Nghị định
/// 30/2020/NĐ-CP dưới dạng PDF, DOCX. Sổ in dài được chia thành nhiều quyển: `volume` chọn quyển, tiêu đề `Link` với
/// `rel="next"` chỉ quyển sau; quyển không có thì 404.
#[utoipa::path(
    get, path = "/register/{organ}/{year}", tag = "register", operation_id = "register",
    params(
        ("organ" = String, Path, description = "Mã cơ quan."),
        ("year" = i32, Path, description = "Năm.", minimum = 1945, maximum = 2100),
        PrintOptions,
    ),
    responses(
        (status = 200, description = "Sổ của năm.",
            content((RegisterPage = "application/json"), (String = "text/csv"), ("application/pdf"),
                ("application/vnd.openxmlformats-officedocument.wordprocessingml.document"))),
        (status = 406, description = ""),
    ),
)]
async fn register(
    State(app): State<App>,
    Caller(scope): Caller,
    PathParams((organ, Year(year))): PathParams<(String, Year)>,
    QueryParams(printing): QueryParams<PrintOptions>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let form = accept::preferred(&headers, &OFFERED)
        .ok_or_else(|| ErrorResponse::not_acceptable(&OFFERED.join(", ")))?;
    let printed = match form {
        PDF => Some(BookForm::Pdf),
        DOCX => Some(BookForm::Docx),
        _ => None,
    };
    if let Some(printed) = printed {
        let number = usize::from(printing.volume.get());
        let volume = app.service.register_print(&scope, &organ, year, printed, number).await?;
        let mut answer = download(form, volume.file);
        if number < volume.of {
            let next = format!("<?volume={}>; rel=\"next\"", number + 1);
            answer.headers_mut().extend(HeaderValue::try_from(next).map(|next| (header::LINK, next)));
        }
        return Ok(answer);
    }
    let page = app.service.register_page(&scope, &organ, year).await?;
    if form == JSON {
        return Ok(axum::Json(page).into_response());
    }
    let name = format!("attachment; filename=\"so-dang-ky-{year}.csv\"");
    let kind = format!("{CSV}; charset=utf-8; header=present");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], register_csv(&page))
        .into_response())
}

/// Numbers wanted for later.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Reservation)]
pub(super) struct ReserveRequest {
    /// The id of the series.
    series: String,
    /// The date whose period they are of; today where none is given.
    #[schema(value_type = Option<String>, format = Date)]
    date: Option<NaiveDate>,
    /// Quantity of numbers.
    #[schema(minimum = 1, maximum = 100)]
    count: u32,
    /// For whom: a person or a unit.
    #[schema(min_length = 1)]
    holder: String,
}

/// Numbers that were reserved.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reserved)]
pub(super) struct ReserveResponse {
    /// In order.
    numbers: Vec<ReservedNumber>,
}

/// A number that was reserved.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReservedNumber {
    /// The series.
    series: String,
    /// The period: `2024`, `2023-10-01/2028-10-01`.
    period: String,
    /// The number.
    n: i64,
    /// As printed: `05`.
    code_number: String,
}

impl From<AllocatedNumber> for ReservedNumber {
    fn from(given: AllocatedNumber) -> Self {
        let AllocatedNumber { series, period, n, code_number, .. } = given;
        Self { series, period, n, code_number }
    }
}

/// Giữ trước các số.
///
/// Số đã giữ chỉ được dùng khi ban hành có ghi rõ, hoặc bị bỏ kèm lý do; không bao giờ cấp cho văn bản khác.
#[utoipa::path(
    post, path = "/register/{organ}/reservations", tag = "register", operation_id = "reserve",
    params(("organ" = String, Path, description = "Mã cơ quan.")),
    request_body = ReserveRequest,
    responses((status = 201, description = "Các số đã giữ.", body = ReserveResponse)),
)]
async fn reserve(
    State(app): State<App>,
    Caller(scope): Caller,
    OperationId(operation): OperationId,
    PathParams(organ): PathParams<String>,
    JsonBody(wanted): JsonBody<ReserveRequest>,
) -> Result<(StatusCode, axum::Json<ReserveResponse>), ApiError> {
    let ReserveRequest { series, date, count, holder } = wanted;
    let reserving = Reserving { organ, series, date, count, holder };
    let given = app.service.reserve(Act { scope: &scope, operation: &operation }, &reserving).await?;
    let numbers = given.into_iter().map(ReservedNumber::from).collect();
    Ok((StatusCode::CREATED, axum::Json(ReserveResponse { numbers })))
}

/// A reserved number that shall not be used.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Voiding)]
pub(super) struct VoidRequest {
    /// The id of the series.
    series: String,
    /// The period: `2024`, `2023-10-01/2028-10-01`.
    period: String,
    /// The number.
    #[schema(minimum = 1)]
    n: u32,
    /// Reason.
    #[schema(min_length = 1)]
    reason: String,
}

/// Bỏ một số đã giữ, kèm lý do.
///
/// Số vẫn nằm trong sổ và không được cấp lại.
#[utoipa::path(
    post, path = "/register/{organ}/void", tag = "register", operation_id = "voidNumber",
    params(("organ" = String, Path, description = "Mã cơ quan.")),
    request_body = VoidRequest,
    responses((status = 204, description = "Đã bỏ.")),
)]
async fn void(
    State(app): State<App>,
    Caller(scope): Caller,
    OperationId(operation): OperationId,
    PathParams(organ): PathParams<String>,
    JsonBody(voiding): JsonBody<VoidRequest>,
) -> Result<StatusCode, ApiError> {
    let VoidRequest { series, period, n, reason } = &voiding;
    let act = Act { scope: &scope, operation: &operation };
    app.service.void(act, &organ, series, period, *n, reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A year to be closed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Closing)]
pub(super) struct CloseYearRequest {
    /// The calendar year; it must be over.
    #[schema(value_type = i32, minimum = 1945, maximum = 2100)]
    year: Year,
}

/// Khóa sổ của một năm đã hết.
///
/// Từ đó không cấp, giữ hay nhập số nào có ngày trong năm ấy, dù có lý do. Khóa hai lần cũng là khóa một lần. Việc khóa được
/// ghi vào nhật ký.
#[utoipa::path(
    post, path = "/register/{organ}/close", tag = "register", operation_id = "closeYear",
    params(("organ" = String, Path, description = "Mã cơ quan.")),
    request_body = CloseYearRequest,
    responses((status = 204, description = "Đã khóa.")),
)]
async fn close_year(
    State(app): State<App>,
    Caller(scope): Caller,
    OperationId(operation): OperationId,
    PathParams(organ): PathParams<String>,
    JsonBody(CloseYearRequest { year: Year(year) }): JsonBody<CloseYearRequest>,
) -> Result<StatusCode, ApiError> {
    app.service.close_year(Act { scope: &scope, operation: &operation }, &organ, year).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A closed year to be opened again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Reopening)]
pub(super) struct ReopenYearRequest {
    /// The calendar year.
    #[schema(value_type = i32, minimum = 1945, maximum = 2100)]
    year: Year,
    /// Reason.
    #[schema(min_length = 1)]
    reason: String,
}

/// Mở lại sổ của một năm đã khóa, kèm lý do.
///
/// Chỉ quản trị của cơ quan được mở lại; lý do được ghi vào nhật ký.
#[utoipa::path(
    post, path = "/register/{organ}/reopen", tag = "register", operation_id = "reopenYear",
    params(("organ" = String, Path, description = "Mã cơ quan.")),
    request_body = ReopenYearRequest,
    responses((status = 204, description = "Đã mở lại.")),
)]
async fn reopen_year(
    State(app): State<App>,
    Caller(scope): Caller,
    OperationId(operation): OperationId,
    PathParams(organ): PathParams<String>,
    JsonBody(ReopenYearRequest { year: Year(year), reason }): JsonBody<ReopenYearRequest>,
) -> Result<StatusCode, ApiError> {
    let act = Act { scope: &scope, operation: &operation };
    app.service.reopen_year(act, &organ, year, &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Result of verifying the ledger.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Verification)]
pub(super) struct VerifyResponse {
    /// `true` where the chain is whole, without gap or double.
    whole: bool,
    /// Rows read.
    rows: u64,
    /// Numbers read.
    numbers: u64,
    /// The hash of the last row.
    head: String,
    /// Every fault, a sentence each in Vietnamese.
    faults: Vec<String>,
    /// Notes, a sentence each in Vietnamese: no faults, but worth knowing.
    notes: Vec<String>,
}

impl From<Verdict> for VerifyResponse {
    fn from(verdict: Verdict) -> Self {
        let Verdict { rows, numbers, head, faults, notes } = verdict;
        Self { whole: faults.is_empty(), rows, numbers, head, faults, notes }
    }
}

/// Kiểm chứng nhật ký và các số của một cơ quan.
#[utoipa::path(
    get, path = "/register/{organ}/verify", tag = "register", operation_id = "verifyRegister",
    params(("organ" = String, Path, description = "Mã cơ quan.")),
    responses((status = 200, description = "Kết quả; sai sót cũng được trả lời 200.", body = VerifyResponse)),
)]
async fn verify(
    State(app): State<App>,
    Caller(scope): Caller,
    PathParams(organ): PathParams<String>,
) -> Result<axum::Json<VerifyResponse>, ApiError> {
    let verdict = app.service.register_verify(&scope, &organ).await?;
    Ok(axum::Json(verdict.into()))
}
