//! Papers of other offices as they are reproduced: parts missing, parts in other forms.

use serde_json::{Value, json};

/// The papers, each with a name.
pub(crate) fn drafts() -> impl Iterator<Item = (&'static str, Value)> {
    [
        ("nothing", json!({"mode": "faithful"})),
        ("text-alone", json!({"mode": "faithful", "body": "Kính thưa các đồng chí!\n\nNăm qua có nhiều việc."})),
        ("copy-for-signature", copy_for_signature()),
        ("party", party()),
        ("act", act()),
        ("three-signers", three_signers()),
        ("head-without-organ", json!({
            "mode": "faithful", "type_name": "ĐƠN ĐỀ NGHỊ", "to": ["Ủy ban nhân dân xã", "Trường Tiểu học số 2"],
            "motto": ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
            "place_date": "………, ngày ….. tháng ….. năm 20…", "body": "Tôi tên là: ..........",
            "signers": [{"position": "NGƯỜI LÀM ĐƠN", "note": ["(Ký và ghi rõ họ tên)"]}],
        })),
        ("organ-alone", json!({"mode": "faithful", "issuer": long_organ(), "motto": []})),
    ]
    .into_iter()
}

/// An organ whose name runs over four lines.
fn long_organ() -> Value {
    json!({
        "parent": ["ỦY BAN NHÂN DÂN", "TỈNH HÀ GIANG"],
        "name": ["BAN QUẢN LÝ DỰ ÁN ĐẦU TƯ XÂY DỰNG CÁC CÔNG TRÌNH GIAO THÔNG, NÔNG NGHIỆP", "VÀ PHÁT TRIỂN NÔNG THÔN"],
    })
}

/// Number and day to be filled in.
fn copy_for_signature() -> Value {
    json!({
        "mode": "faithful", "type": "khac", "type_name": "PHIẾU TRÌNH", "issuer": long_organ(), "status": "draft",
        "code_number": "          ", "code_notation": "PTr-BQLDA", "place": "Hà Giang", "issued_date": "2026-04",
        "subject": ["Về việc phê duyệt kế hoạch lựa chọn nhà thầu"], "to": ["Lãnh đạo Ban"],
        "body": "1. Nội dung trình\n\nPhòng Kế hoạch trình Lãnh đạo Ban xem xét.\n\n2. Đề xuất\n\nĐề nghị phê duyệt.",
        "recipients": ["Như trên", "Lưu: VT"],
        "signers": [{"competence": ["KT. TRƯỞNG PHÒNG"], "position": "PHÓ TRƯỞNG PHÒNG"}],
    })
}

/// A paper of the Party, which has an order of its own.
fn party() -> Value {
    json!({
        "mode": "faithful", "type": "ke-hoach", "type_name": "KẾ HOẠCH",
        "issuer": {"parent": ["ĐẢNG BỘ TỈNH SƠN LA"], "name": ["ĐẢNG ỦY XÃ CHIỀNG LA", "*"]},
        "motto": ["ĐẢNG CỘNG SẢN VIỆT NAM"], "code": "Số 39-KH/ĐU", "place": "Chiềng La", "issued_date": "2024-02-23",
        "subject": ["học tập nghị quyết", "-----"], "body": "I- MỤC ĐÍCH\n\n1- Học tập đầy đủ.",
        "recipients": ["Ban Thường vụ Huyện ủy", "Lưu Văn phòng"],
        "signers": [{"competence": ["T/M ĐẢNG ỦY", "BÍ THƯ"], "note": ["(Đã ký)"], "full_name": "Lò Văn Sáu"}],
    })
}

/// A legal text, whose line of the number names the type.
fn act() -> Value {
    json!({
        "mode": "faithful", "type": "khac", "type_name": "NGHỊ QUYẾT", "issuer": {"name": ["ỦY BAN THƯỜNG VỤ QUỐC HỘI"]},
        "code": "Nghị quyết số: 88/2025/UBTVQH15", "authority": ["ỦY BAN THƯỜNG VỤ QUỐC HỘI"], "authority_at": "after-bases",
        "bases": ["Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;"],
        "body": "QUYẾT NGHỊ:\n\nĐiều 1. Phạm vi điều chỉnh\n\nNghị quyết này quy định việc thứ nhất.",
        "signers": [{"competence": ["TM. ỦY BAN THƯỜNG VỤ QUỐC HỘI"], "position": "CHỦ TỊCH", "full_name": "Lò Văn Sáu"}],
    })
}

/// Minutes that three persons sign, and a list that follows them.
fn three_signers() -> Value {
    json!({
        "mode": "faithful", "type": "bien-ban", "type_name": "BIÊN BẢN", "subject": "Họp tổ công tác",
        "body": "Cuộc họp bắt đầu lúc 8 giờ.",
        "signers": [
            {"position": "THƯ KÝ", "full_name": "Vàng A Chín"},
            {"position": "CHỦ TỌA", "full_name": "Đại tá Lò Văn Sáu", "note_below": ["Số CCCD: 0140"]},
            {"position": "ĐẠI DIỆN", "note": ["(Ký tên, đóng dấu)"]},
        ],
        "appendixes": [
            {"label": "", "title": ["DANH SÁCH"], "body": "| Số thứ tự | Họ tên |\n|---|---|\n| 1 | Vàng A Chín |"},
            {"kind": "attached", "type_name": "QUY CHẾ", "title": "Làm việc", "issuer": {"name": ["TỔ CÔNG TÁC"]}, "body": "Điều 1. Họp hằng tuần."},
        ],
    })
}
