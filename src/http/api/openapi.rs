//! The description of the API: OpenAPI 3.1, made of the routes.
//!
//! Rules that hold for every operation (how callers are told apart, what may be refused and how, keys of repetition)
//! are said here once and added to each; examples stand in `templates/web/api-examples.json`, because a program does
//! not name document types.

use super::problem_types;
use crate::http::ProblemDetails;
use crate::office::any_draft_schema;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, ServerBuilder,
};
use utoipa::{PartialSchema, ToSchema};

/// Introduction above the operations, for people.
const ABOUT: &str = "Tạo, soát thể thức, cấp số, ban hành, lưu và tìm lại văn bản hành chính theo Nghị định 30/2020/NĐ-CP.

**Xác thực.** Gửi `Authorization: Bearer <id>.<bí mật>`; người quản trị cấp khóa bằng `vanthu key create`. Khi chưa có khóa \
và tài khoản nào, máy chủ chỉ nghe trên chính máy này và nhận yêu cầu không cần khóa.

**Gửi lại không sợ trùng.** Mọi POST nhận `Idempotency-Key`: cùng khóa, cùng nội dung thì nhận lại đúng câu trả lời trước, \
không làm lần thứ hai; cùng khóa mà khác nội dung thì bị từ chối (422, `key-reused`). Được nhớ là kết quả đã làm xong và lời \
từ chối do chính nội dung gửi lên; lời từ chối do trạng thái, quyền hay máy đang bận (cơ quan chưa có, 403, 404, 409, 412, \
503 …) được xét lại mỗi lần gửi.

**Sửa không đè nhau.** Mỗi lần đọc trả về `ETag`; khi sửa (PUT) phải gửi lại giá trị đó trong `If-Match`; khi ban hành, hủy, \
thay thế thì nên gửi. Nếu người khác đã sửa trước, câu trả lời là 412 (`stale`) và không có gì thay đổi.

**Lỗi.** Mọi lỗi là `application/problem+json` (RFC 9457) và nêu tất cả chỗ sai cùng lúc: mỗi mục của `problems` có chỗ \
(`at`), mã (`code`), mức (`severity`), câu giải thích kèm cách sửa, và chỗ sửa chắc chắn (`fix`) nếu có. Chỗ là tên trường \
trong chính yêu cầu: trong dự thảo, trong nội dung JSON, hay tham số của địa chỉ. Khi có văn bản khác đứng vướng (trùng \
`external_id`, đã có dự thảo thay thế), `document` là mã của văn bản đó.";

/// Groups of operations: name, what people call it, what it is about.
const TAGS: &[(&str, &str, &str)] = &[
    (
        "documents",
        "Văn bản",
        "Tạo, sửa, soát, xem trước, ban hành, nhập văn bản giấy, hủy, thay thế, tải về, tìm.",
    ),
    ("rendering", "Dựng không lưu", "Dự thảo vào, tệp hoặc danh sách lỗi ra; không lưu gì."),
    ("batches", "Lô", "Nhiều dự thảo trong một việc chạy nền, lỗi báo theo từng mục."),
    ("templates", "Mẫu", "Loại văn bản và nội dung mẫu: các trường dưới dạng JSON Schema, dữ liệu mẫu."),
    ("checks", "Quy tắc thể thức", "Mỗi quy tắc: điều phải đúng, nguồn, lý do, ví dụ sai và đúng, cách sửa."),
    ("organs", "Cơ quan", "Hồ sơ cơ quan ban hành và các sổ của cơ quan."),
    (
        "register",
        "Sổ đăng ký",
        "Sổ đăng ký văn bản đi: xem, in, giữ số, bỏ số, khóa sổ năm, kiểm chứng nhật ký.",
    ),
    (
        "assets",
        "Ảnh chữ ký, con dấu",
        "Ảnh của cơ quan; chữ ký chỉ in được khi chính người đó ký, trong văn bản do người có quyền cấp số làm.",
    ),
    ("webhooks", "Webhook", "Nơi nhận tin đã cấu hình và nhật ký gửi."),
    ("description", "Mô tả API", "Mô tả này cho máy và cho người đọc."),
];

/// The description without its routes.
pub(super) fn document() -> OpenApi {
    let license = LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build();
    let info = InfoBuilder::new()
        .title("Văn Thư")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .license(Some(license))
        .build();
    let mut bearer = Http::new(HttpAuthScheme::Bearer);
    bearer.description = Some("Khóa truy cập `<id>.<bí mật>`.".to_owned());
    let mut named = vec![(ProblemDetails::name().into_owned(), ProblemDetails::schema())];
    ProblemDetails::schemas(&mut named);
    let components = ComponentsBuilder::new()
        .schemas_from_iter(named)
        .security_scheme("bearer", SecurityScheme::Http(bearer))
        .build();
    let server = ServerBuilder::new().url("/").description(Some("Máy chủ này")).build();
    OpenApiBuilder::new().info(info).servers(Some([server])).components(Some(components)).build()
}

/// The examples: values of parameters by name, bodies by operation.
pub(super) fn examples() -> &'static Value {
    static EXAMPLES: LazyLock<Value> = LazyLock::new(|| {
        let text = include_str!("../../../templates/web/api-examples.json");
        let mut examples: Value = serde_json::from_str(text).unwrap_or_default();
        let drafts = examples["drafts"].take();
        put_drafts(&mut examples, &drafts);
        examples
    });
    &EXAMPLES
}

/// Puts each draft where `@` and its name stand.
fn put_drafts(value: &mut Value, drafts: &Value) {
    match value {
        Value::String(text) => {
            if let Some(draft) = text.strip_prefix('@').and_then(|name| drafts.get(name)) {
                *value = draft.clone();
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| put_drafts(value, drafts)),
        Value::Object(map) => map.values_mut().for_each(|value| put_drafts(value, drafts)),
        _ => {}
    }
}

/// The description of routes with all that holds of every one of them.
pub(super) fn complete(routes: &OpenApi) -> Value {
    let mut description = serde_json::to_value(routes).unwrap_or_default();
    description["openapi"] = "3.1.0".into();
    description["tags"] = TAGS
        .iter()
        .map(|(name, title, about)| json!({ "name": name, "x-displayName": title, "description": about }))
        .collect();
    description["security"] = json!([{ "bearer": [] }]);
    components(&mut description);
    let paths = description.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if let Value::Object(operation) = operation {
                complete_operation(path, method, operation);
            }
        }
    }
    description
}

/// Schemas and answers that many operations name.
fn components(description: &mut Value) {
    let components = &mut description["components"];
    let mut draft = any_draft_schema();
    draft["description"] =
        "Dự thảo: các trường chung của mọi loại. Lược đồ đầy đủ của từng loại ở `/api/v1/templates/{type}`."
            .into();
    components["schemas"]["Draft"] = draft;
    if let Some(code) = components.pointer_mut("/schemas/Problem/properties/code") {
        *code = problem_types::schema();
    }
    components["responses"] = problem_types::responses();
    components["parameters"] = json!({
        "IdempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "required": false,
            "description": "Khóa do bên gọi đặt cho yêu cầu này, để gửi lại mà không làm hai lần.",
            "schema": { "type": "string", "minLength": 1, "maxLength": crate::limits::KEY_CHARS, "pattern": "^[!-~]+$" },
        },
    });
}

/// Adds to an operation what holds of every one of its kind.
fn complete_operation(path: &str, method: &str, operation: &mut Map<String, Value>) {
    if operation.get("security").is_some_and(|s| s == &json!([{}])) {
        // Open to everybody: an empty list says it plainly.
        operation.insert("security".to_owned(), json!([]));
        add_responses(operation, problem_types::OPEN);
        return;
    }
    add_responses(operation, problem_types::ALWAYS);
    if path.contains('{') || names_organ(operation) {
        add_responses(operation, problem_types::ADDRESSED);
    }
    if operation.contains_key("requestBody") {
        add_responses(operation, problem_types::WITH_BODY);
    }
    if method != "get" {
        add_responses(operation, problem_types::CHANGING);
    }
    if method == "post" {
        let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
        let named = |p: &Value| p["name"].as_str().is_some_and(|n| n.eq_ignore_ascii_case("Idempotency-Key"));
        if let Some(list) = parameters.as_array_mut().filter(|list| !list.iter().any(named)) {
            list.push(json!({ "$ref": "#/components/parameters/IdempotencyKey" }));
        }
    }
    add_examples(operation);
}

/// Tests whether a parameter names an organ, of which the caller may not know.
fn names_organ(operation: &Map<String, Value>) -> bool {
    let parameters = operation.get("parameters").and_then(Value::as_array);
    parameters.into_iter().flatten().any(|parameter| parameter["name"] == "organ")
}

/// Names the refusals that the operation does not describe itself, and those of which it says no more than the status.
fn add_responses(operation: &mut Map<String, Value>, statuses: &[&str]) {
    let Some(Value::Object(responses)) = operation.get_mut("responses") else { return };
    let reference = |status: &str| json!({ "$ref": format!("#/components/responses/Problem{status}") });
    for status in statuses {
        responses.entry(*status).or_insert_with(|| reference(status));
    }
    for (status, response) in responses.iter_mut().filter(|(status, _)| status.starts_with(['4', '5'])) {
        if response.get("content").is_none() {
            *response = reference(status);
        }
    }
}

/// Examples of parameters by their name, of bodies by the operation.
fn add_examples(operation: &mut Map<String, Value>) {
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
    let own = examples()["operations"][id].clone();
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        let Some(name) = parameter["name"].as_str() else { continue };
        let required = parameter["required"] == true;
        let common = examples()["parameters"].get(name).filter(|_| required);
        if let Some(example) = own["parameters"].get(name).or(common) {
            parameter["example"] = example.clone();
        }
    }
    for (media_type, body) in own["bodies"].as_object().into_iter().flatten() {
        if let Some(content) = operation.get_mut("requestBody").and_then(|b| b["content"].get_mut(media_type))
        {
            content["examples"] = body.clone();
        }
    }
}
