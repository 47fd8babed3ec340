//! Failures as pages, by one match.

use super::page::Page;
use super::session::Visitor;
use crate::access::Right;
use crate::http::error;
use crate::service::ServiceError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Explanation for what is not there or may not be seen; it is not said which.
const NOT_FOUND: &str = "Văn bản hoặc trang này không có, hoặc tài khoản không được xem.";

/// What is told a person of something that was not done.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    /// The status.
    pub(super) status: StatusCode,
    /// In a few words.
    pub(super) heading: &'static str,
    /// What is so, and what to do.
    pub(super) detail: String,
    /// Seconds after which it may be tried again.
    retry: Option<u32>,
}

impl Refusal {
    fn new(status: StatusCode, heading: &'static str, detail: impl Into<String>) -> Self {
        Self { status, heading, detail: detail.into(), retry: None }
    }

    /// There is nothing here, or it may not be seen.
    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Không tìm thấy", NOT_FOUND)
    }

    /// A form came from another place.
    pub(super) fn foreign() -> Self {
        let detail = "Biểu mẫu này không được gửi từ trang của Văn Thư nên không được nhận. \
                      Hãy mở lại trang và gửi từ đó.";
        Self::new(StatusCode::FORBIDDEN, "Không nhận biểu mẫu", detail)
    }

    /// A form that is none.
    pub(super) fn unreadable() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "Không đọc được",
            "Không đọc được biểu mẫu. Hãy mở lại trang và gửi lại.",
        )
    }

    /// A form that holds too much.
    pub(super) fn too_large() -> Self {
        let detail = "Nội dung gửi lên dài quá 2 MiB nên chưa được lưu. Bấm nút Quay lại của trình duyệt để trở về \
                      trang đang soạn, rồi chuyển bớt thành phụ lục hoặc tách văn bản.";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "Nội dung quá dài", detail)
    }

    /// The page that tells it.
    pub(super) fn page(&self, visitor: Option<&Visitor>) -> Response {
        #[derive(Serialize)]
        struct Told<'t> {
            heading: &'t str,
            detail: &'t str,
        }
        let told = Told { heading: self.heading, detail: &self.detail };
        let mut response = Page::new("refusal", self.heading, told).status(self.status).shown_to(visitor);
        if let Some(seconds) = self.retry {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<ServiceError> for Refusal {
    fn from(failure: ServiceError) -> Self {
        let (status, retry) = (error::status(&failure), error::retry_after(&failure));
        let (heading, detail) = words(failure);
        Self { retry, ..Self::new(status, heading, detail) }
    }
}

/// Heading and explanation of a failure. What belongs to the operator goes to the log.
fn words(failure: ServiceError) -> (&'static str, String) {
    match failure {
        ServiceError::Rejected(report) => {
            let said: Vec<String> = report.problems.iter().map(|p| p.message.clone()).collect();
            ("Chưa hợp lệ", said.join(" "))
        }
        ServiceError::NotFound => ("Không tìm thấy", NOT_FOUND.to_owned()),
        ServiceError::Forbidden(right) => ("Không có quyền", lacking(right).to_owned()),
        ServiceError::Conflict { message, .. } => ("Không làm được lúc này", message),
        ServiceError::Stale(_) => {
            let detail = "Có người đã sửa văn bản này sau khi trang được mở. Hãy mở lại để xem bản mới.";
            ("Đã có bản mới hơn", detail.to_owned())
        }
        ServiceError::Busy(seconds) => {
            ("Máy chủ đang bận", format!("Máy chủ đang bận. Hãy thử lại sau {seconds} giây."))
        }
        ServiceError::Unavailable(error) => {
            tracing::warn!(%error, "a page could not be answered");
            let detail = "Cơ sở dữ liệu hoặc kho tệp tạm thời không dùng được. Chưa có gì bị ghi dở; \
                          hãy thử lại sau ít phút.";
            ("Tạm thời không dùng được", detail.to_owned())
        }
        ServiceError::Broken(error) => {
            tracing::error!(%error, "a page could not be answered");
            let detail = "Máy chủ gặp lỗi; chi tiết nằm trong nhật ký. Hãy báo cho người quản trị.";
            ("Máy chủ gặp lỗi", detail.to_owned())
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.page(None)
    }
}

fn lacking(right: Right) -> &'static str {
    match right {
        Right::Read => "Tài khoản không được xem văn bản của cơ quan này.",
        Right::Draft => "Tài khoản không được soạn thảo văn bản của cơ quan này.",
        Right::Number => {
            "Tài khoản không được cấp số, ban hành văn bản của cơ quan này. Hãy chuyển cho văn thư."
        }
        Right::Record => "Tài khoản không được nhập văn bản đã ban hành của cơ quan này.",
        Right::Audit => "Tài khoản không được xem sổ đăng ký của cơ quan này.",
        Right::Govern => "Tài khoản không được thay đổi cơ quan, sổ và ảnh của cơ quan này.",
    }
}
