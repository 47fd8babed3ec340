use super::super::testing::{TestFinding, findings, of, plan, quotes, seed};
use crate::report::Severity;
use serde_json::json;

fn family(draft: &serde_json::Value) -> Vec<String> {
    let is_ours = |f: &TestFinding| ["ABB", "TRM"].iter().any(|p| f.id.starts_with(p));
    findings(draft).into_iter().filter(is_ours).map(|f| format!("{} {}", f.id, f.quote)).collect()
}

#[test]
fn an_acronym_is_written_out_where_it_is_first_used() {
    let found = of(&plan("Chăm lo CNVCLĐ.\n\nBiểu dương CNVCLĐ giỏi."), "ABB-01");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].quote.as_str(), found[0].severity), ("CNVCLĐ", Severity::Warning));
    assert!(found[0].message.contains("có 2 lần"), "{}", found[0].message);
    assert!(found[0].message.contains("«công nhân, viên chức, lao động (CNVCLĐ)»"), "{}", found[0].message);
    for right in [
        "Chăm lo công nhân, viên chức, lao động (CNVCLĐ). Biểu dương CNVCLĐ giỏi.",
        "Chăm lo CNVCLĐ (công nhân, viên chức, lao động).",
        "Công nhân, viên chức, lao động, sau đây viết tắt là “CNVCLĐ”.",
    ] {
        assert_eq!(family(&plan(right)), Vec::<String>::new(), "{right}");
    }
}

#[test]
fn an_acronym_explained_too_late_is_told_at_its_first_use() {
    let found = of(&plan("Chăm lo NLĐ.\n\nHỗ trợ người lao động (NLĐ)."), "ABB-01");
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("trước chỗ giải thích"), "{}", found[0].message);
}

#[test]
fn what_everybody_knows_symbols_roman_numbers_and_headings_are_no_acronyms() {
    for body in [
        "LĐLĐ tỉnh, UBND tỉnh, HĐND, BCH, CĐCS, VT, USD, WTO.",
        "Theo Kế hoạch số 133/KH-LĐLĐ, Nghị định 145/2020/NĐ-CP, Nghị quyết 02-NQ/TW, 1500b/KL-TLĐ.",
        "Đại hội XIII, khóa XII, lần thứ XXI.",
        "II. NỘI DUNG CÔNG TÁC CNVCLĐ\n\nThực hiện theo kế hoạch.",
        "ĐẢNG và Nhà nước.",
        "Ban TG-NC, Ban TC-KT, phiên bản KH2024.",
    ] {
        assert_eq!(family(&plan(body)), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn an_acronym_nobody_knows_is_only_worth_knowing() {
    let found = of(&plan("Giá trị GTSXCN tăng."), "ABB-01");
    assert_eq!((found.len(), found[0].severity), (1, Severity::Information));
}

#[test]
fn one_concept_has_one_short_form() {
    let body = "Báo cáo Tổng Liên đoàn. Trình Tổng Liên đoàn; xin chủ trương của Tổng LĐ.";
    let found = of(&plan(body), "ABB-02");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].quote, "Tổng LĐ");
    assert!(found[0].message.contains("«Tổng Liên đoàn» 2 lần, «Tổng LĐ» 1 lần"), "{}", found[0].message);
    let right = "Tổng Liên đoàn Lao động Việt Nam và Tổng Liên đoàn; Chương trình số 1563/CTr-TLĐ.";
    assert_eq!(family(&plan(right)), Vec::<String>::new());
}

#[test]
fn an_ampersand_is_a_word() {
    let found = of(&plan("Sở Văn hóa, Thể thao & Du lịch."), "ABB-03");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].fixed.as_deref(), Some("Sở Văn hóa, Thể thao và Du lịch."));
    assert_eq!(of(&plan("Hoạt động R&D."), "ABB-03").len(), 0);
    assert_eq!(of(&plan("Công ty An & Bình."), "ABB-03")[0].fixed, None);
}

#[test]
fn what_has_ended_is_told_in_later_documents_only() {
    let body = "Chỉ đạo công đoàn cấp trên trực tiếp cơ sở. Phối hợp với tỉnh Yên Bái, UBND huyện và Ban Dân vận Tỉnh ủy.";
    let mut draft = plan(body);
    assert_eq!(of(&draft, "TRM-01").len(), 0);
    draft["issued_date"] = json!("2025-08-01");
    let found = of(&draft, "TRM-01");
    let told: Vec<&str> = found.iter().map(|f| f.quote.as_str()).collect();
    assert_eq!(
        told,
        ["công đoàn cấp trên trực tiếp cơ sở", "tỉnh Yên Bái", "UBND huyện", "Ban Dân vận Tỉnh ủy"]
    );
    assert!(found.iter().all(|f| f.severity == Severity::Information));
    assert!(found[1].message.contains("tỉnh Lào Cai"), "{}", found[1].message);
    draft["body"] = json!(
        "Địa bàn tỉnh Yên Bái (cũ), nguyên UBND huyện; tỉnh Lào Cai.\n\n\
         Bãi bỏ Quyết định số 10/2023/QĐ-TTg về cơ cấu của Bộ Tài nguyên và Môi trường."
    );
    draft["bases"] = json!(["Căn cứ Thông tư của Bộ Kế hoạch và Đầu tư."]);
    assert_eq!(of(&draft, "TRM-01").len(), 0);
}

#[test]
fn the_five_papers_have_these_acronyms() {
    let warned = |number| -> Vec<String> {
        let found = of(&seed(number), "ABB-01").into_iter().filter(|f| f.severity == Severity::Warning);
        found.map(|f| f.quote).collect()
    };
    assert_eq!(warned(0), ["CCVCLĐ", "LĐTT", "CNVCLĐ", "QCDC"]);
    assert!(quotes(&seed(0), "ABB-01").contains(&("recipients[9].name".to_owned(), "CĐCSTT".to_owned())));
    assert_eq!(warned(1), ["CNVCLĐ"]);
    assert_eq!(warned(2), ["NLĐ", "LĐTT"]);
    assert_eq!(quotes(&seed(1), "ABB-01").len(), 1, "LĐLD is a slip, no acronym");
    assert_eq!(warned(3), Vec::<String>::new());
    assert_eq!(warned(4), Vec::<String>::new());
}

#[test]
fn the_five_papers_have_these_short_forms() {
    let told = |number| -> Vec<String> { of(&seed(number), "ABB-02").into_iter().map(|f| f.quote).collect() };
    assert_eq!(told(0).len(), 2, "{:?}", told(0));
    assert!(told(0).contains(&"Tổng LĐ".to_owned()), "{:?}", told(0));
    assert!(told(0).contains(&"CCVCLĐ".to_owned()), "{:?}", told(0));
    assert_eq!(told(1), Vec::<String>::new());
    assert_eq!(told(2), ["Tổng Liên đoàn"]);
    assert_eq!(told(3), ["Tổng liên đoàn"]);
    assert_eq!(told(4), Vec::<String>::new());
    assert_eq!(quotes(&seed(0), "ABB-03"), [("body:117".to_owned(), "&".to_owned())]);
}
