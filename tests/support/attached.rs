//! Drafts with texts issued with the document (NĐ 30/2020, Phụ lục III, mẫu 1.3), and a leave form with its confirmation
//! (mẫu 1.10).

use serde_json::{Value, json};

/// Paragraph of a length that fills some lines.
const LONG: &str = "Ban Tổ chức chịu trách nhiệm trước Ban Thường vụ về việc tổ chức quán triệt, triển khai thực hiện nghiêm túc, \
    bảo đảm thiết thực, hiệu quả, tiết kiệm; kịp thời phát hiện, chấn chỉnh những tồn tại, hạn chế trong quá trình thực hiện.";

/// Body of a *quy chế* of two chapters, two pages long.
pub(crate) fn charter_body() -> String {
    let items: String = (1..=8).map(|number| format!("{number}. {LONG}\n\n")).collect();
    format!(
        "Chương I\nQUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi điều chỉnh\n\n{LONG}\n\nChương II\nTỔ CHỨC THỰC HIỆN\n\n\
         Điều 2. Trách nhiệm của Ban Tổ chức\n\n{items}Điều 3. Hiệu lực thi hành\n\nQuy chế có hiệu lực kể từ ngày ký."
    )
}

/// A decision that issues a *quy chế*, signed apart, with a *danh sách* without masthead and an appendix behind it.
pub(crate) fn decision() -> Value {
    let chair =
        json!({ "competence": "TM. BAN THƯỜNG VỤ", "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung" });
    json!({
        "type": "quyet-dinh", "organ": "ldld-lai-chau", "code_number": 39, "issued_date": "2024-02-23",
        "subject": "Về việc ban hành Quy chế làm việc của Ban Tổ chức",
        "authority": "BAN THƯỜNG VỤ LIÊN ĐOÀN LAO ĐỘNG TỈNH LAI CHÂU",
        "bases": ["Căn cứ Điều lệ Công đoàn Việt Nam khóa XIII."],
        "body": "Điều 1. Ban hành kèm theo Quyết định này Quy chế làm việc của Ban Tổ chức.\n\n\
                 Điều 2. Quyết định có hiệu lực từ ngày ký.",
        "recipients": ["Như Điều 1"],
        "filing": { "units": ["VT"] },
        "signers": [chair],
        "appendixes": [
            {
                "kind": "attached", "type_name": "QUY CHẾ", "title": "Làm việc của Ban Tổ chức",
                "body": charter_body(), "signers": [chair]
            },
            {
                "kind": "attached", "masthead": "none", "type_name": "DANH SÁCH", "title": "Thành viên Ban Tổ chức",
                "orientation": "landscape", "body": "| STT | Họ và tên |\n|---|---|\n| 1 | Trần Văn A |"
            },
            { "title": "Mẫu báo cáo", "body": "1. Kết quả thực hiện." },
        ]
    })
}

/// A *công văn*, which has no type's name, with a *chương trình* that has.
pub(crate) fn letter() -> Value {
    json!({
        "type": "cong-van", "organ": "ldld-lai-chau", "code_number": 40, "issued_date": "2024-02-23",
        "subject": "gửi Chương trình hội nghị", "to": "Công đoàn ngành tỉnh",
        "body": "I. NỘI DUNG\n\nLiên đoàn Lao động tỉnh gửi Chương trình hội nghị kèm theo Công văn này.",
        "address": ["Số 1, phường Tân Phong"],
        "signers": [{ "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung" }],
        "appendixes": [{
            "kind": "attached", "type_name": "CHƯƠNG TRÌNH", "title": "Hội nghị tổng kết",
            "body": "I. BUỔI SÁNG\n\n1. Khai mạc.\n\nII. BUỔI CHIỀU\n\n1. Bế mạc."
        }]
    })
}

/// A leave form.
pub(crate) fn leave() -> Value {
    json!({
        "type": "giay-nghi-phep", "organ": "ldld-lai-chau", "code_number": 5, "issued_date": "2024-02-23",
        "requested": "2024-02-20", "person": "Trần Văn A", "post": "Chuyên viên Văn phòng", "days": 5,
        "from": "2024-02-26", "until": "2024-03-01", "stay": "tỉnh Lai Châu", "counted_as": "nghỉ phép năm 2024",
        "recipients": ["Ông Trần Văn A"],
        "signers": [{ "competence": "TL. CHỦ TỊCH", "position": "CHÁNH VĂN PHÒNG", "full_name": "Trần Văn B" }]
    })
}

/// All of them, each with a name.
pub(crate) fn drafts() -> [(&'static str, Value); 3] {
    [("attached", decision()), ("attached-letter", letter()), ("leave", leave())]
}
