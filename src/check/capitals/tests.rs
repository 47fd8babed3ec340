use super::super::testing::{findings, seed};

#[test]
fn dump() {
    for n in 0..5 {
        println!("=== {n}");
        for f in findings(&seed(n)) {
            println!("{} {:?} {}:{:?} «{}» {} => {}", f.id, f.severity, f.at, f.line, f.quote, f.message, f.fixed.is_some());
        }
    }
    for name in ["bao-cao-thang","cong-van-khan","ke-hoach-phu-luc"] {
        println!("=== {name}");
        let d: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(format!("samples/{name}.json")).unwrap()).unwrap();
        for f in findings(&d) {
            println!("{} {:?} {}:{:?} «{}» {} => {}", f.id, f.severity, f.at, f.line, f.quote, f.message, f.fixed.is_some());
        }
    }
    for name in ["02-cong-van-bhxh-dieu-22-luat-bhyt","05-quyet-dinh-ttg-bai-bo-van-ban","10-bao-cao-cong-nghiep-thang-02-2007","25-quyet-dinh-ocr-byt-gia-dich-vu"] {
        println!("=== {name}");
        let text = std::fs::read_to_string(format!("/work/shared/corpus/{name}.txt")).unwrap();
        let body = text.lines().collect::<Vec<_>>().join("\n\n");
        let d = serde_json::json!({"schema_version":1,"type":"ke-hoach","organ":"ldld-lai-chau","issued_date":"2025-12-01","body":body,"subject":["x"]});
        for f in findings(&d) {
            println!("{} {:?} {}:{:?} «{}» {} => {}", f.id, f.severity, f.at, f.line, f.quote, f.message, f.fixed.is_some());
        }
    }
}
