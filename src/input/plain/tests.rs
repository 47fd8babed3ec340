use super::*;
use crate::document::{Block, BlockRole};
use crate::input::{KnownOrgan, KnownType, PaperImport};
use crate::outline::parse;
use crate::report::FieldPath;
use crate::report::Report;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn knowledge() -> Knowledge {
    let known = |id: &str, title: &str, abbreviations: &[&str]| KnownType {
        id: id.to_owned(),
        title: title.to_owned(),
        abbreviations: abbreviations.iter().map(|a| (*a).to_owned()).collect(),
    };
    Knowledge {
        general: Some("khac".to_owned()),
        types: vec![
            known("chuong-trinh", "CHƯƠNG TRÌNH", &["CTr", "CT"]),
            known("ke-hoach", "KẾ HOẠCH", &["KH"]),
            known("bao-cao", "BÁO CÁO", &["BC"]),
            known("quyet-dinh", "QUYẾT ĐỊNH", &["QĐ"]),
            known("cong-van", "", &[]),
        ],
        organs: vec![KnownOrgan {
            id: "ldld-lai-chau".to_owned(),
            symbol: "LĐLĐ".to_owned(),
            place: "Lai Châu".to_owned(),
            parent: vec!["TỔNG LIÊN ĐOÀN".to_owned(), "LAO ĐỘNG VIỆT NAM".to_owned()],
            name: vec!["LIÊN ĐOÀN LAO ĐỘNG".to_owned(), "TỈNH LAI CHÂU".to_owned()],
        }],
    }
}

fn read(text: &str) -> PaperImport {
    import(text, &knowledge()).first()
}

/// What stands under a key, as JSON.
fn value(import: &PaperImport, key: &str) -> Value {
    import.draft.values.get(key).cloned().unwrap_or(Value::Null)
}

fn body(import: &PaperImport) -> String {
    value(import, "body").as_str().unwrap_or("").to_owned()
}

fn roles(import: &PaperImport) -> Vec<BlockRole> {
    let blocks = parse(&body(import), &FieldPath::field("body"), &mut Report::new());
    let role = |block: &Block| match block {
        Block::Paragraph(paragraph) => paragraph.role,
        _ => BlockRole::TableCell,
    };
    blocks.iter().map(role).collect()
}

fn mends(import: &PaperImport) -> Vec<(usize, &'static str)> {
    import.mended.iter().map(|m| (m.line, m.what)).collect()
}

fn codes(import: &PaperImport) -> Vec<&'static str> {
    import.doubts.iter().map(|p| p.code).collect()
}

const PROGRAMME: &str = "\n\nSố: 22 /CT-LĐLĐ\n\nLai Châu, ngày 02 tháng 12 năm 2022\n
**CHƯƠNG TRÌNH LÀM VIỆC**  \n**của Thường trực, Ban Thường vụ LĐLĐ tỉnh năm 2023**\n
Căn cứ Thông báo số 186-TB/VPTU ngày 20/10/2022 của Thường trực Tỉnh ủy;\n
Căn cứ Thông báo số 704/TB-TLĐ ngày 09/11/2022;\n
Để triển khai thực hiện tốt; Ban Thường vụ LĐLĐ tỉnh xây dựng chương trình làm việc năm 2023 như sau:\n
**I. THÁNG 1**\n\n4. Ban hành văn bản chỉ đạo đảm bảo đúng kế hoạch\n\n\n\n## **II. THÁNG 2**\n
16. Ban hành kế hoạch đào tạo, bồi dưỡng, tập huấn nghiệp vụ cho cán bộ\n\n\n
công đoàn các cấp năm 2023; kế hoạch luân chuyển.\n\n74. Kiểm điểm, đánh giá năm 2023. ✓\n
**Ghi chú:** Tùy tình hình cụ thể. Thường trực bổ sung.\n\n### Nơi nhận:\n
- Tỉnh ủy, HĐND, UBND tỉnh;\n- Đ/c Vũ Thị Giáng Hương – Đoàn CT TLD\n- LĐLĐ huyện, TP; CĐN, CĐVC;\n- Lưu VT.\n
(B/c)\n\n**TM. BAN CHẤP HÀNH  \nCHỦ TỊCH**\n\n\n\n**Nguyễn Thị Thiện**\n";

#[test]
fn a_programme_is_read_from_head_to_foot() {
    let import = read(PROGRAMME);
    assert_eq!(value(&import, "type"), "chuong-trinh");
    assert_eq!(value(&import, "type_name"), "CHƯƠNG TRÌNH LÀM VIỆC");
    assert_eq!(value(&import, "organ"), "ldld-lai-chau");
    assert_eq!(
        (value(&import, "code_number"), value(&import, "code_notation")),
        (json!(22), json!("CT-LĐLĐ"))
    );
    assert_eq!(
        (value(&import, "place"), value(&import, "issued_date")),
        (json!("Lai Châu"), json!("2022-12-02"))
    );
    assert_eq!(value(&import, "subject"), json!(["của Thường trực, Ban Thường vụ LĐLĐ tỉnh năm 2023"]));
    assert_eq!(value(&import, "bases").as_array().map(Vec::len), Some(2));
    let recipients = json!([
        { "name": "Tỉnh ủy, HĐND, UBND tỉnh" },
        { "name": "Đ/c Vũ Thị Giáng Hương – Đoàn CT TLD", "end": "" },
        { "name": "LĐLĐ huyện, TP; CĐN, CĐVC" },
    ]);
    assert_eq!(value(&import, "recipients"), recipients);
    assert_eq!(value(&import, "filing"), json!({ "text": "Lưu VT." }));
    assert_eq!(value(&import, "recipients_note"), "(B/c)");
    let signer = json!([{
        "competence": ["TM. BAN CHẤP HÀNH"], "position": "CHỦ TỊCH", "full_name": "Nguyễn Thị Thiện"
    }]);
    assert_eq!(value(&import, "signers"), signer);
    let expected = [
        BlockRole::Body,
        BlockRole::Heading1,
        BlockRole::Item,
        BlockRole::Heading1,
        BlockRole::Item,
        BlockRole::Item,
        BlockRole::Note,
    ];
    assert_eq!(roles(&import), expected);
    assert!(body(&import).contains("\n\nI. THÁNG 1\n\n"), "{}", body(&import));
    assert!(body(&import).contains("cho cán bộ công đoàn các cấp"));
    assert!(body(&import).contains("**Ghi chú:** Tùy"));
    assert_eq!(codes(&import), ["import-number"]);
    assert_eq!(mends(&import), [(28, "page-break"), (30, "tick")]);
}

#[test]
fn a_text_without_number_and_date_has_none() {
    let text = "CHƯƠNG TRÌNH HÀNH ĐỘNG\nThực hiện Nghị quyết Đại hội Công đoàn tỉnh\nNhiệm kỳ 2023 - 2028\n\n\
                Thực hiện Nghị quyết, với chủ đề “*Đổi mới nội dung*”, xây dựng như sau:\n\nI. MỤC ĐÍCH\n\n- Quán triệt.\n\n\
                Nơi nhận:\n\n- Tỉnh ủy Lai Châu;\n- Lưu: VT.\n\n**TM. BAN CHẤP HÀNH\nCHỦ TỊCH**\n\n\nHoàng Thọ Trung";
    let import = read(text);
    assert_eq!(value(&import, "code_number"), Value::Null);
    assert_eq!(value(&import, "issued_date"), Value::Null);
    assert_eq!(value(&import, "subject").as_array().map(Vec::len), Some(2));
    assert_eq!(value(&import, "filing"), json!({ "units": ["VT"] }));
    assert_eq!(codes(&import), ["import-organ", "import-absent", "import-absent"]);
    assert!(body(&import).contains("“*Đổi mới nội dung*”"));
}

#[test]
fn subjects_in_separate_paragraphs_end_before_the_lead_in() {
    let text = "BÁO CÁO\n\nHoạt động công tác Công đoàn tháng 12 năm 2023\n\nNhiệm vụ trọng tâm tháng 01 năm 2024\n\n\
                Đại đa số đoàn viên yên tâm công tác.\n\nI. KẾT QUẢ\n\n3. Công tác thi đua khen thưởng:\n\n\
                Quyết định công nhận sáng kiến *(do LĐLĐ tỉnh làm Trưởng cụm)*\n\n4. Tập trung chỉ đạo.\n\n\
                TM. BAN THƯỜNG VỤ\n\nPHÓ CHỦ TỊCH\n\n\n\nLương Xuân Trường\n";
    let import = read(text);
    assert_eq!(value(&import, "subject").as_array().map(Vec::len), Some(2));
    assert_eq!(value(&import, "signers")[0]["position"], "PHÓ CHỦ TỊCH");
    assert_eq!(
        roles(&import),
        // Beside a sentence a line before a colon is no heading.
        [BlockRole::Body, BlockRole::Heading1, BlockRole::Item, BlockRole::Body, BlockRole::Item]
    );
}

#[test]
fn look_alikes_heading_marks_and_double_marks_are_mended() {
    let text = "Số: 447/KH-LÐLĐ\n\nLai Châu, ngày 17 tháng 5 năm 2023\n\n## **KẾ HOẠCH**\n\n\
                **Tổng kết Chương trình số 1563/CTr-TLĐ**\n\nThực hiện Kế hoạch như sau:\n\n### **IV. TỔ CHỨC**\n\n\
                **1. Hình thức:** Tổng kết bằng văn bản\n\n**2. Liên đoàn Lao động tỉnh.**\n\n*2.1. Các ban.*\n\n\
                - Tham mưu ban hành kế hoạch cụ thể:\n - + Tổ chức Hội thi\n - + Tổ chức Giải\n\n\
                Căn cứ kế hoạch này, đề nghị thực hiện.\n";
    let import = read(text);
    assert_eq!(value(&import, "code_notation"), "KH-LĐLĐ");
    assert_eq!(value(&import, "type"), "ke-hoach");
    assert_eq!(value(&import, "type_name"), Value::Null);
    let source = body(&import);
    // The bold is what makes a line with a full stop a heading, so it stays.
    assert!(source.contains("\n\n**2. Liên đoàn Lao động tỉnh.**\n\n*2.1. Các ban.*\n\n"), "{source}");
    assert!(source.contains("\n\n**1. Hình thức:** Tổng kết"), "{source}");
    assert!(source.contains("\n\n+ Tổ chức Hội thi\n\n"), "{source}");
    assert_eq!(mends(&import), [(1, "letter"), (20, "double-mark"), (21, "double-mark")]);
    assert_eq!(roles(&import).last(), Some(&BlockRole::Closing));
    assert!(codes(&import).is_empty(), "{:?}", import.doubts);
}

#[test]
fn a_letter_run_together_by_a_scan_is_taken_apart() {
    let text = "LIÊN ĐOÀN LAO ĐỘNG TỈNH LAI CHÂU --------\n\
                CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc ---------------\n\
                Số: 296/LĐLĐ-VP V/v hướng dẫn một số quy định\nLai Châu, ngày 02 tháng 02 năm 2021 Kính gửi:\n\
                - LĐLĐ các huyện, thành phố;\n- Công đoàn ngành.\n(Sau đây viết tắt là các đơn vị) Công văn này.\n\
                1. Nội dung\n- Một.\nĐề nghị các đơn vị thực hiện./.\nNơi nhận:\n- Như trên;\n- Lưu: VT, HC (2).\n\
                KT. CHỦ TỊCH PHÓ CHỦ TỊCH Lương Xuân Trường\n";
    let import = read(text);
    assert_eq!(value(&import, "type"), "cong-van");
    assert_eq!(value(&import, "organ"), "ldld-lai-chau");
    assert_eq!(value(&import, "subject"), json!(["V/v hướng dẫn một số quy định"]));
    assert_eq!(value(&import, "to"), json!(["LĐLĐ các huyện, thành phố", "Công đoàn ngành"]));
    assert_eq!(value(&import, "filing"), json!({ "units": ["VT", "HC"], "copies": 2 }));
    let signer = &value(&import, "signers")[0];
    assert_eq!(signer["competence"], json!(["KT. CHỦ TỊCH"]));
    assert_eq!(
        (&signer["position"], &signer["full_name"]),
        (&json!("PHÓ CHỦ TỊCH"), &json!("Lương Xuân Trường"))
    );
    assert!(import.mended.iter().all(|m| m.what == "header"), "{:?}", import.mended);
}

#[test]
fn a_decision_keeps_its_authority_and_what_follows_the_signature() {
    let text = "BỘ Y TẾ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nSố: 3467/QĐ-BYT Hà Nội, ngày 15 tháng 11 năm 2024\n\n\
                QUYẾT ĐỊNH\nGiá dịch vụ khám bệnh\n\nBỘ TRƯỞNG BỘ Y TẾ\n\nCăn cứ Luật giá;\nTheo đề nghị của Vụ trưởng.\n\n\
                QUYẾT ĐỊNH\n\nĐiều 1. Giá\n\n---\n\n## Page 3\n\nĐiều 2. Hiệu lực\n\nNơi nhận:\n- Như Điều 2;\n- Lưu: VT.\n\
                KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\n(Đã ký)\nHoàng Thọ Trung\n\nPhụ lục I\n\n| a | b |\n|---|---|\n| 1 |\n";
    let import = read(text);
    assert_eq!(value(&import, "bases"), json!(["Căn cứ Luật giá;", "Theo đề nghị của Vụ trưởng."]));
    let source = body(&import);
    assert!(source.starts_with("@center QUYẾT ĐỊNH\n\nĐiều 1. Giá\n\nĐiều 2."), "{source}");
    assert_eq!(value(&import, "authority"), json!(["BỘ TRƯỞNG BỘ Y TẾ"]));
    let appendix = &value(&import, "appendixes")[0];
    assert_eq!(appendix["label"], "Phụ lục I");
    assert!(appendix["body"].as_str().unwrap().starts_with("| a | b |"), "{appendix}");
    let expected = ["table-ragged", "import-organ", "import-appendix"];
    assert_eq!(codes(&import), expected);
    let what: Vec<_> = import.mended.iter().map(|m| m.what).collect();
    assert_eq!(what, ["header", "rule", "page-number"]);
}

#[test]
fn page_numbers_go_and_wrapped_prose_is_joined() {
    let text = "KẾ HOẠCH\nTổ chức\n\nThực hiện Kế hoạch số 324 của Tổng Liên đoàn Lao động Việt Nam, Ban Thường vụ\n\
                xây dựng kế hoạch tổ chức các hoạt động kỷ niệm trong các cấp công đoàn toàn\n2\n\
                tỉnh với các nội dung chủ yếu sau đây, đề nghị các cấp công đoàn thực hiện:\n\n- 3 -\n\nI. MỤC ĐÍCH\n";
    let import = read(text);
    assert_eq!(mends(&import), [(6, "page-number"), (9, "page-number")]);
    assert!(body(&import).contains("công đoàn toàn tỉnh với"), "{}", body(&import));
}

#[test]
fn odd_numbers_and_dates_are_kept_or_named() {
    let number = |text: &str| value(&read(text), "code_number");
    assert_eq!(number("Số: 05/KH-LĐLĐ\n\nKẾ HOẠCH"), json!(5));
    assert_eq!(number("Số: 5/KH-LĐLĐ\n\nKẾ HOẠCH"), json!("5"));
    assert_eq!(number("Số: 12b/KH-LĐLĐ\n\nKẾ HOẠCH"), json!("12b"));
    assert_eq!(number("Số:      /KH-LĐLĐ\n\nKẾ HOẠCH"), Value::Null);
    let import = read("Số: 12/KH-LĐLĐ\nLai Châu, ngày 2 tháng 03 năm 2024\nKẾ HOẠCH\n");
    assert_eq!(value(&import, "issued_date"), "2024-03-02");
    assert!(codes(&import).contains(&"import-date"));
}

/// All words of a value.
fn words(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::Array(list) => list.iter().for_each(|v| words(v, out)),
        Value::Object(map) => map.values().for_each(|v| words(v, out)),
        Value::String(string) => {
            out.extend(split(string));
            out.extend(split(&string.replace('*', "")));
        }
        other => out.extend(split(&other.to_string())),
    }
}

fn split(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// Words of the source that an import does not account for; labels that are printed anyway aside.
fn lost(source: &str) -> Vec<String> {
    let mut kept = BTreeSet::new();
    for import in import(source, &knowledge()).papers {
        words(&Value::Object(import.draft.values.clone()), &mut kept);
        import.mended.iter().for_each(|m| kept.extend(split(&m.before)));
        import.doubts.iter().for_each(|p| kept.extend(split(&p.message)));
    }
    kept.extend(split(
        "Số V v Kính gửi Nơi nhận Lưu ngày tháng năm KẾ HOẠCH BÁO CÁO QUYẾT ĐỊNH CHƯƠNG TRÌNH",
    ));
    kept.extend(split("05 5"));
    let source: String = unicode_normalization::UnicodeNormalization::nfc(source).collect();
    let lost = |source: &str| split(source).filter(|word| !kept.contains(word)).collect::<Vec<_>>();
    // A star may be a mark of emphasis inside a word, or a character between two.
    let (apart, joined) = (lost(&source), lost(&source.replace('*', "")));
    if joined.is_empty() { joined } else { apart }
}

/// Lines as they stand in documents, each with words of its own.
fn source_lines() -> impl Strategy<Value = String> {
    let known = proptest::sample::select(vec![
        "",
        "",
        "Số: 22 /CT-LĐLĐ",
        "Số: 31/KH-LĐLĐ V/v hướng dẫn",
        "Lai Châu, ngày 17 tháng 5 năm 2023",
        "KẾ HOẠCH",
        "**BÁO CÁO**",
        "KẾ HOẠCH Tổ chức hội thi",
        "LIÊN ĐOÀN LAO ĐỘNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Kính gửi: Công đoàn ngành",
        "Kính gửi:",
        "- Sở Nội vụ;",
        "Căn cứ Luật Công đoàn;",
        "Theo đề nghị của Văn phòng.",
        "Ban Thường vụ ban hành như sau:",
        "## I. MỤC ĐÍCH",
        "1. Tuyên truyền",
        "- + Giải",
        "một dòng bị cắt",
        "(Ghi thêm)",
        "### Nơi nhận:",
        "- Tỉnh ủy;",
        "- Lưu: VT, TG.",
        "- Lưu VT.",
        "(B/c)",
        "**TM. BAN CHẤP HÀNH",
        "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC Lương Xuân Trường",
        "CHỦ TỊCH**",
        "(Đã ký)",
        "Hoàng Thọ Trung",
        "3",
        "Trang 4",
        "---",
        "| a | b |",
        "|---|---|",
        "Ð ✓",
        "@basis chữ",
        "QUYẾT ĐỊNH:",
        "A | B   C",
        "***",
        "\\",
    ]);
    let line = prop_oneof![8 => known.prop_map(str::to_owned), 1 => "[\\PC&&[^\\\\<|]]{0,12}"];
    proptest::collection::vec(line, 0..20).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn nothing_is_lost(source in source_lines()) {
        prop_assert_eq!(lost(&source), Vec::<String>::new());
    }

    #[test]
    fn any_text_is_read(source in any::<String>()) {
        prop_assert_eq!(&read(&source).draft.values["mode"], "faithful");
    }
}

#[test]
fn nothing_of_the_excerpts_is_lost() {
    assert_eq!(lost(PROGRAMME), Vec::<String>::new());
}
