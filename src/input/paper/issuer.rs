//! Who issues: an organ of the catalog where the head says its very name, else the lines of the head as they stand.

use super::{KnownOrgan, PaperReading};
use crate::document::BlockRole;
use crate::outline::is_capitals;
use crate::report::FieldPath;
use serde_json::{Value, json};

/// First words of organs' names; the last line that begins with one begins the name of the organ itself.
const ORGANS: &[&str] = &[
    "ỦY BAN",
    "UỶ BAN",
    "UBND",
    "HĐND",
    "HỘI ĐỒNG",
    "SỞ ",
    "BỘ ",
    "CỤC ",
    "CHI CỤC",
    "TỔNG CỤC",
    "VỤ ",
    "PHÒNG ",
    "BAN ",
    "TRUNG TÂM",
    "TRƯỜNG ",
    "CÔNG TY",
    "LIÊN ĐOÀN",
    "CÔNG ĐOÀN",
    "TỔNG LIÊN",
    "TỔNG CÔNG",
    "TẬP ĐOÀN",
    "VĂN PHÒNG",
    "HỘI ",
    "VIỆN ",
    "BỆNH VIỆN",
    "HỌC VIỆN",
    "ĐẠI HỌC",
    "ĐẢNG ",
    "CHI BỘ",
    "CHI ĐOÀN",
    "ĐOÀN ",
    "TỈNH ỦY",
    "HUYỆN ỦY",
    "THÀNH ỦY",
    "QUỐC HỘI",
    "CHÍNH PHỦ",
    "THỦ TƯỚNG",
    "CHỦ TỊCH NƯỚC",
    "TÒA ÁN",
    "KHO BẠC",
    "NGÂN HÀNG",
    "CÔNG AN",
    "BỘ CHỈ HUY",
    "BCH ",
    "BẢO HIỂM",
    "MẶT TRẬN",
    "ỦY BAN MTTQ",
    "BAN QUẢN LÝ",
    "XÍ NGHIỆP",
    "NHÀ MÁY",
    "HỢP TÁC XÃ",
    "THANH TRA",
    "TỔ ",
    "ĐỘI ",
    "TRẠM ",
    "KHOA ",
    "LĐLĐ",
    "CĐCS",
    "CÔNG ĐOÀN CƠ SỞ",
    "ĐẢNG ỦY",
    "ĐẢNG BỘ",
    "QUỸ ",
    "BÁO ",
    "ĐÀI ",
];

/// A line of an organ as printed.
#[derive(Clone, Debug)]
pub(super) struct OrganLine {
    pub(super) number: usize,
    pub(super) text: String,
    pub(super) bold: bool,
    pub(super) cell: Option<usize>,
}

/// Stores the organ.
pub(super) fn put(
    reading: &mut PaperReading,
    lines: &[OrganLine],
    notation: Option<&str>,
    place: Option<&str>,
) {
    let named: Vec<&str> =
        lines.iter().map(|line| line.text.as_str()).filter(|text| has_letters(text)).collect();
    let printed = fold(&named.join(" "));
    let known = reading.knowledge.organs.iter();
    let found = if printed.is_empty() {
        // Pasted text has often lost the head; number and place together tell whose it was.
        known.clone().find(|organ| place == Some(organ.place.as_str()) && signs(organ, notation))
    } else {
        known.clone().find(|organ| is_named(organ, &printed))
    };
    let found = found.cloned();
    let Some(organ) = found else {
        return if printed.is_empty() { unknown(reading) } else { put_issuer(reading, lines) };
    };
    reading.put("organ", json!(organ.id));
    let parents = lines_saying(&fold(&organ.parent.join(" ")), &named);
    for (index, line) in lines.iter().enumerate() {
        let role = if parents.is_some_and(|parents| index < parents) {
            BlockRole::ParentOrgan
        } else {
            BlockRole::Organ
        };
        reading.claim(line.number, "organ".into(), role, &line.text);
        reading.mend(line.number, "header", &line.text, "");
    }
}

fn unknown(reading: &mut PaperReading) {
    let message = "Không thấy tên cơ quan ban hành. Hãy chọn cơ quan hoặc ghi tên cơ quan.".to_owned();
    reading.doubt("organ", "import-organ", None, message);
}

/// The lines as an issuer at a place of the draft.
pub(super) fn value(reading: &mut PaperReading, lines: &[OrganLine], at: &FieldPath) -> Value {
    let parents = parents(lines);
    for (index, line) in lines.iter().enumerate() {
        let (field, role, index_in) = if index < parents {
            ("parent", BlockRole::ParentOrgan, index)
        } else {
            ("name", BlockRole::Organ, index - parents)
        };
        let place = at.child(field).index(index_in);
        reading.claim(line.number, place, role, &line.text);
    }
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let (parent, name) = texts.split_at(parents.min(texts.len()));
    let mut issuer = json!({ "name": name });
    if !parent.is_empty() {
        issuer["parent"] = json!(parent);
    }
    issuer
}

/// The lines as they stand.
fn put_issuer(reading: &mut PaperReading, lines: &[OrganLine]) {
    let issuer = value(reading, lines, &FieldPath::field("issuer"));
    reading.put("issuer", issuer);
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let message = format!(
        "Cơ quan “{}” chưa có trong danh mục; dự thảo giữ tên cơ quan như bản gốc.",
        texts.join(" / ")
    );
    reading.note("issuer", "import-organ", &message);
}

/// How many lines name the organ above: those before the first bold one where the last is bold, else those before the
/// last that begins with an organ's first word.
fn parents(lines: &[OrganLine]) -> usize {
    let text = |line: &OrganLine| has_letters(&line.text);
    let last = lines.iter().rposition(text).unwrap_or(0);
    let bold = |index: usize| lines.get(index).is_some_and(|line| line.bold);
    let first_bold =
        (0..=last).rev().take_while(|&index| bold(index) || !lines.get(index).is_some_and(text)).last();
    match first_bold {
        Some(first) if first > 0 => first,
        _ => {
            let begins = |line: &OrganLine| {
                let text = line.text.to_uppercase();
                ORGANS.iter().any(|organ| text.starts_with(organ))
            };
            lines.iter().rposition(begins).unwrap_or(0)
        }
    }
}

fn has_letters(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Tests whether printed lines name an organ, with the one above it or without.
fn is_named(organ: &KnownOrgan, printed: &str) -> bool {
    let name = fold(&organ.name.join(" "));
    !name.is_empty() && (printed == name || printed == fold(&format!("{} {name}", organ.parent.join(" "))))
}

fn signs(organ: &KnownOrgan, notation: Option<&str>) -> bool {
    let notation = notation.unwrap_or("");
    notation.strip_suffix(organ.symbol.as_str()).is_some_and(|rest| rest.ends_with(['-', '/']))
}

/// Tests whether a line in capitals begins as organs' names do.
pub(super) fn is_organ(text: &str) -> bool {
    is_capitals(text) && ORGANS.iter().any(|organ| text.starts_with(organ))
}

/// Capitals and single spaces, so that names compare.
fn fold(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_uppercase()
        .replace("OÀ", "ÒA")
        .replace("UỶ", "ỦY")
}

/// How many lines, from the first, together say a name; `None` where they say another. One name may be part of the
/// other, so that no line alone tells.
fn lines_saying(name: &str, lines: &[&str]) -> Option<usize> {
    let mut said = String::new();
    for (index, line) in lines.iter().enumerate() {
        said = if said.is_empty() { fold(line) } else { format!("{said} {}", fold(line)) };
        if said == name && !name.is_empty() {
            return Some(index + 1);
        }
    }
    None
}

/// Tests whether an issuer names the organ of the document itself.
pub(super) fn is_same(reading: &PaperReading, issuer: &Value) -> bool {
    let lines = |value: &Value| -> String {
        let all = ["parent", "name"].into_iter().filter_map(|key| value.get(key)?.as_array());
        fold(&all.flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(" "))
    };
    let printed = lines(issuer);
    let id = reading.values.get("organ").and_then(Value::as_str);
    let known = reading.knowledge.organs.iter().find(|organ| Some(organ.id.as_str()) == id);
    known.is_some_and(|organ| is_named(organ, &printed))
        || reading.values.get("issuer").is_some_and(|own| lines(own) == printed)
}
