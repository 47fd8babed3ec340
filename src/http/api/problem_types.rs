//! Problem types: every error code with its status and its meaning, for the description and for people.

use crate::report::Report;
use serde_json::{Map, Value, json};

/// A kind of refusal.
pub(super) struct ProblemType {
    pub(super) code: &'static str,
    pub(super) status: u16,
    pub(super) meaning: &'static str,
    cause: ProblemCause,
}

/// Cause of a refusal. One that follows from the request alone is kept under its idempotency key; any other is
/// decided anew when the request is repeated, for meanwhile it may pass.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ProblemCause {
    /// The request alone: the same one is refused for ever.
    Request,
    /// Circumstances: what is kept, who asks, when, how busy the machine is.
    Circumstances,
    /// One or the other, as each of its problems says.
    Problems,
}

const fn kind(status: u16, code: &'static str, meaning: &'static str) -> ProblemType {
    ProblemType { code, status, meaning, cause: ProblemCause::Circumstances }
}

impl ProblemType {
    const fn by(self, cause: ProblemCause) -> Self {
        Self { cause, ..self }
    }
}

/// Codes of problems that follow from what was sent alone: its shape and its size. What the organ, the templates, the
/// register or the day have a part in is not among them.
const REQUEST_ONLY_CODES: [&str; 14] = [
    "bad-character",
    "control-character",
    "duplicate",
    "duplicate-key",
    "missing",
    "not-json",
    "too-deep",
    "too-large",
    "too-long",
    "too-many",
    "two-numbers",
    "unknown-field",
    "unknown-value",
    "wrong-kind",
];

/// Tests whether a refusal follows from its request alone.
pub(in crate::http) fn depends_on_request_only(code: &str, report: &Report) -> bool {
    let cause = ALL.iter().find(|kind| kind.code == code).map(|kind| kind.cause);
    let mut problems = report.problems.iter();
    match cause {
        Some(ProblemCause::Request) => true,
        Some(ProblemCause::Problems) => problems.all(|problem| REQUEST_ONLY_CODES.contains(&problem.code)),
        Some(ProblemCause::Circumstances) | None => false,
    }
}

/// Every kind, in order of status.
pub(super) const ALL: &[ProblemType] = &[
    kind(400, "unreadable", "Yêu cầu viết sai: tham số, tiêu đề hoặc nội dung không đọc được.")
        .by(ProblemCause::Request),
    kind(400, "bad-key", "Idempotency-Key không phải một chuỗi ASCII ngắn, không có dấu cách."),
    kind(
        401,
        "not-local",
        "Chưa có khóa nào: chỉ nhận yêu cầu từ chính máy này, không qua trang của nơi khác.",
    ),
    kind(401, "unauthenticated", "Chưa gửi khóa, hoặc khóa sai, hết hạn, đã thu hồi."),
    kind(403, "forbidden", "Khóa được xem cơ quan này nhưng không được làm việc này."),
    kind(404, "not-found", "Không có, hoặc khóa này không được biết là có."),
    kind(404, "no-route", "Không có gì ở địa chỉ này."),
    kind(405, "no-method", "Địa chỉ này không nhận phương thức đó."),
    kind(406, "not-acceptable", "Không có dạng nào trong Accept."),
    kind(408, "too-slow", "Nội dung yêu cầu không đến đủ trong thời hạn."),
    kind(409, "already-cancelled", "Văn bản đã hủy."),
    kind(409, "already-issued", "Văn bản đã ban hành."),
    kind(409, "already-replaced", "Văn bản đã được thay thế."),
    kind(409, "being-issued", "Tệp của văn bản đang được tạo; thử lại sau ít giây."),
    kind(409, "being-replaced", "Đã có dự thảo thay thế văn bản này."),
    kind(
        409,
        "external-id-taken",
        "external_id đã thuộc về một văn bản khác của cơ quan; document là mã của văn bản đó.",
    ),
    kind(409, "not-a-draft", "Văn bản không còn là dự thảo nên không sửa được."),
    kind(409, "not-issued", "Văn bản chưa ban hành nên chưa có tệp, chưa hủy hay thay thế được."),
    kind(409, "not-parked", "Lần gửi tin không ở tình trạng parked nên không có gì để gửi lại."),
    kind(409, "series-in-use", "Sổ đã cấp số nên không đổi kỳ, không bỏ được."),
    kind(409, "under-way", "Yêu cầu cùng Idempotency-Key đang được xử lý."),
    kind(412, "stale", "Người khác đã sửa từ lần đọc trước, hoặc If-Match không phải ETag của bản hiện nay."),
    kind(413, "too-large", "Nội dung gửi lên lớn quá giới hạn.").by(ProblemCause::Request),
    kind(415, "media-type", "Content-Type không đọc được ở đây.").by(ProblemCause::Request),
    kind(416, "no-range", "Tệp không có đoạn byte được yêu cầu."),
    kind(422, "rejected", "Dữ liệu chưa hợp lệ; problems nêu từng chỗ.").by(ProblemCause::Problems),
    kind(422, "key-reused", "Idempotency-Key đã dùng cho một yêu cầu khác."),
    kind(428, "no-version", "Sửa mà không gửi If-Match."),
    kind(429, "too-many", "Khóa dùng hết lượt yêu cầu."),
    kind(500, "broken", "Lỗi của máy chủ; báo request_id cho người quản trị."),
    kind(503, "busy", "Đang quá nhiều việc; thử lại sau Retry-After giây."),
    kind(503, "too-long", "Yêu cầu chưa xong trong thời hạn; gửi lại, với cùng Idempotency-Key nếu có."),
    kind(503, "unavailable", "Cơ sở dữ liệu hoặc kho tệp tạm thời không dùng được."),
];

/// Statuses of every operation that asks who calls.
pub(super) const ALWAYS: &[&str] = &["400", "401", "403", "408", "429", "500", "503"];
/// … of those open to everybody.
pub(super) const OPEN: &[&str] = &["400", "408", "429", "500", "503"];
/// … of those whose address names something.
pub(super) const ADDRESSED: &[&str] = &["404"];
/// … of those that take a body.
pub(super) const WITH_BODY: &[&str] = &["404", "413", "415", "422"];
/// … of those that change something.
pub(super) const CHANGING: &[&str] = &["409", "422"];

/// The schema of a code: each with its meaning.
pub(super) fn schema() -> Value {
    let codes = ALL.iter().map(|k| json!({ "const": k.code, "description": k.meaning }));
    json!({ "description": "Loại lỗi, cho chương trình.", "oneOf": codes.collect::<Vec<_>>() })
}

/// The answers of every refusal, by status.
pub(super) fn responses() -> Value {
    let mut responses = Map::new();
    // 405 is what no operation answers.
    for status in statuses().into_iter().filter(|status| *status != 405) {
        let of = || ALL.iter().filter(|k| k.status == status);
        let codes: Vec<String> = of().map(|k| format!("`{}`: {}", k.code, k.meaning)).collect();
        let mut response = json!({
            "description": codes.join(" "),
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        });
        if matches!(status, 429 | 503) {
            response["headers"] = json!({
                "Retry-After": { "description": "Số giây nên đợi.", "schema": { "type": "integer", "minimum": 0 } },
            });
        }
        responses.insert(format!("Problem{status}"), response);
    }
    Value::Object(responses)
}

/// Every status there is a refusal of.
fn statuses() -> Vec<u16> {
    let mut statuses: Vec<u16> = ALL.iter().map(|k| k.status).collect();
    statuses.dedup();
    statuses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::FieldPath;

    fn report(codes: &[&'static str]) -> Report {
        let mut report = Report::new();
        codes.iter().for_each(|code| report.error(FieldPath::root(), code, ""));
        report
    }

    #[test]
    fn errors_of_the_request_alone_are_replayed_and_others_decided_anew() {
        let lasting = |code, problems: &[&'static str]| depends_on_request_only(code, &report(problems));
        assert!(
            lasting("unreadable", &["missing"]) && lasting("media-type", &[]) && lasting("too-large", &[])
        );
        assert!(lasting("rejected", &["missing", "wrong-kind"]));
        for passing in
            ["unknown-organ", "unknown-type", "back-dated", "number-taken", "REC-02", "image-withdrawn"]
        {
            assert!(!lasting("rejected", &["missing", passing]), "{passing}");
        }
        for kind in ALL.iter().filter(|kind| !matches!(kind.status, 400 | 413 | 415 | 422)) {
            assert!(!lasting(kind.code, &[]), "{}", kind.code);
        }
        assert!(!lasting("made-up", &[]));
    }
}
