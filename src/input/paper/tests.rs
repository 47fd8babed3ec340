use super::{Import, Knowledge, KnownOrgan, KnownType, PaperImport, account, read};
use crate::document::{Align, Emphasis, Text, VerticalPosition};
use crate::input::plain;
use crate::input::source::{Cell, Item, Paragraph, Row, Source, Table};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::HashMap;

fn knowledge() -> Knowledge {
    let known = |id: &str, title: &str| KnownType {
        id: id.to_owned(),
        title: title.to_owned(),
        abbreviations: Vec::new(),
    };
    Knowledge {
        general: Some("khac".to_owned()),
        types: vec![
            known("ke-hoach", "KẾ HOẠCH"),
            known("thong-bao", "THÔNG BÁO"),
            known("quyet-dinh", "QUYẾT ĐỊNH"),
            known("bao-cao", "BÁO CÁO"),
            known("to-trinh", "TỜ TRÌNH"),
            known("cong-van", ""),
        ],
        organs: vec![KnownOrgan {
            id: "so-noi-vu".to_owned(),
            symbol: "SNV".to_owned(),
            place: "Sơn La".to_owned(),
            parent: vec!["UBND TỈNH SƠN LA".to_owned()],
            name: vec!["SỞ NỘI VỤ".to_owned()],
        }],
    }
}

fn text(text: &str) -> Import {
    plain::import(text, &knowledge())
}

fn first(source: &str) -> PaperImport {
    text(source).first()
}

fn values(import: &PaperImport) -> &serde_json::Map<String, Value> {
    &import.draft.values
}

const HEAD: &str = "ỦY BAN NHÂN DÂN\nHUYỆN MƯỜNG LA\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\
                    Số: 12/KH-UBND\nMường La, ngày 14 tháng 3 năm 2025\n";

fn with_foot(foot: &str) -> Value {
    let import = first(&format!("{HEAD}KẾ HOẠCH\nTrồng cây đầu năm\nI. MỤC ĐÍCH\n1. Một việc.\n{foot}"));
    Value::Object(import.draft.values)
}

#[test]
fn an_organ_that_nobody_knows_is_kept_as_its_head_says() {
    let found = with_foot("Nơi nhận:\n- Lưu: VT.\nCHỦ TỊCH\nHoàng Thọ Trung");
    assert_eq!(found["issuer"], json!({ "name": ["ỦY BAN NHÂN DÂN", "HUYỆN MƯỜNG LA"] }));
    assert_eq!(found.get("organ"), None);
    let import = first(
        "UBND TỈNH SƠN LA\nSỞ NỘI VỤ\nSố: 5/TB-SNV\nSơn La, ngày 14 tháng 3 năm 2025\nTHÔNG BÁO\nLịch nghỉ",
    );
    assert_eq!(values(&import)["organ"], "so-noi-vu");
    let other = first(
        "UBND TỈNH LÀO CAI\nSỞ NỘI VỤ\nSố: 5/TB-SNV\nLào Cai, ngày 14 tháng 3 năm 2025\nTHÔNG BÁO\nLịch nghỉ",
    );
    assert_eq!(values(&other)["issuer"], json!({ "parent": ["UBND TỈNH LÀO CAI"], "name": ["SỞ NỘI VỤ"] }));
    let none = first("THÔNG BÁO\nLịch nghỉ\nNghỉ ba ngày.");
    assert!(values(&none).get("organ").is_none() && values(&none).get("issuer").is_none());
}

#[test]
fn who_signs_by_order_has_the_post_of_the_one_who_ordered_in_the_competence() {
    for (lines, competence, position) in [
        ("TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG", json!(["TL. CHỦ TỊCH"]), "CHÁNH VĂN PHÒNG"),
        ("TUQ. GIÁM ĐỐC\nTRƯỞNG PHÒNG", json!(["TUQ. GIÁM ĐỐC"]), "TRƯỞNG PHÒNG"),
        ("TL. TỔNG GIÁM ĐỐC\nGIÁM ĐỐC NHÂN SỰ", json!(["TL. TỔNG GIÁM ĐỐC"]), "GIÁM ĐỐC NHÂN SỰ"),
        ("TL. CHỦ TỊCH CHÁNH VĂN PHÒNG", json!(["TL. CHỦ TỊCH"]), "CHÁNH VĂN PHÒNG"),
        (
            "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
            json!(["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"]),
            "PHÓ CHỦ TỊCH",
        ),
        ("TM. ĐOÀN CHỦ TỊCH\nCHỦ TỊCH", json!(["TM. ĐOÀN CHỦ TỊCH"]), "CHỦ TỊCH"),
        ("Q. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", json!(["Q. GIÁM ĐỐC"]), "PHÓ GIÁM ĐỐC"),
        ("KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC", json!(["KT. GIÁM ĐỐC"]), "PHÓ GIÁM ĐỐC"),
        ("T/M BAN THƯỜNG VỤ\nBÍ THƯ", json!(["T/M BAN THƯỜNG VỤ"]), "BÍ THƯ"),
    ] {
        let found = with_foot(&format!("Nơi nhận:\n- Lưu: VT.\n{lines}\nLò Văn Pâng"));
        let signer = json!([{ "competence": competence, "position": position, "full_name": "Lò Văn Pâng" }]);
        assert_eq!(found["signers"], signer, "{lines}");
    }
}

#[test]
fn names_with_titles_of_all_peoples_and_marks_are_signers() {
    for (line, name) in [
        ("PGS.TS. Hoàng Thọ Trung", "PGS.TS. Hoàng Thọ Trung"),
        ("H'Lan Niê", "H'Lan Niê"),
        ("Hoàng Thị A.", "Hoàng Thị A."),
        ("HOÀNG THỌ TRUNG", "HOÀNG THỌ TRUNG"),
        ("Đại tá Hoàng Thọ Trung", "Đại tá Hoàng Thọ Trung"),
    ] {
        let found = with_foot(&format!("Nơi nhận:\n- Lưu: VT.\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n{line}"));
        assert_eq!(found["signers"][0]["full_name"], name, "{found:#}");
        assert_eq!(found["signers"][0]["position"], "PHÓ CHỦ TỊCH");
    }
    let marked = with_foot("Nơi nhận:\n- Lưu: VT.\nCHỦ TỊCH\n(Đã ký) Hoàng Thọ Trung");
    assert_eq!(
        marked["signers"],
        json!([{ "position": "CHỦ TỊCH", "note": ["(Đã ký)"], "full_name": "Hoàng Thọ Trung" }])
    );
}

#[test]
fn a_foot_in_two_columns_set_with_blanks_gives_receivers_and_signer() {
    let found = with_foot(
        "Nơi nhận:                              TM. ỦY BAN NHÂN DÂN\n- Như trên;                                  CHỦ TỊCH\n\
         - Lưu: VT.\n\n                                       Hoàng Thọ Trung",
    );
    assert_eq!(found["recipients"], json!([{ "name": "Như trên" }]));
    assert_eq!(found["filing"], json!({ "units": ["VT"] }));
    let signer = json!([{ "competence": ["TM. ỦY BAN NHÂN DÂN"], "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung" }]);
    assert_eq!(found["signers"], signer);
    assert_eq!(found["body"], "I. MỤC ĐÍCH\n\n1. Một việc.");
}

#[test]
fn a_blank_number_and_day_keep_notation_month_and_year() {
    let import = first(
        "SỞ Y TẾ\nSố:      /KH-SYT\nĐiện Biên, ngày      tháng 4 năm 2026\nKẾ HOẠCH\nTiêm chủng\nI. MỤC ĐÍCH\n1. Một.\n\
         Nơi nhận:\n- Lưu: VT.\nGIÁM ĐỐC\n",
    );
    let found = values(&import);
    assert_eq!((found.get("code_number"), &found["code_notation"]), (None, &json!("KH-SYT")));
    assert_eq!((&found["place"], &found["issued_date"]), (&json!("Điện Biên"), &json!("2026-04")));
    assert_eq!(found["signers"], json!([{ "position": "GIÁM ĐỐC" }]));
    assert_eq!(found["body"], "I. MỤC ĐÍCH\n\n1. Một.");
}

#[test]
fn a_paper_of_the_party_is_told_and_kept_as_it_is() {
    let import = first(
        "ĐẢNG BỘ TỈNH SƠN LA\nĐẢNG ỦY XÃ MƯỜNG BÚ\n*\nSố 14-KH/ĐU\nĐẢNG CỘNG SẢN VIỆT NAM\nMường Bú, ngày 05 tháng 01 năm 2026\n\
         KẾ HOẠCH\nhọc tập nghị quyết\nI- MỤC ĐÍCH\n- Các chi bộ.\nNơi nhận:\n- Lưu Văn phòng.\nT/M ĐẢNG ỦY\nBÍ THƯ\nLò Văn Pâng",
    );
    let found = values(&import);
    assert_eq!(
        found["issuer"],
        json!({ "parent": ["ĐẢNG BỘ TỈNH SƠN LA"], "name": ["ĐẢNG ỦY XÃ MƯỜNG BÚ", "*"] })
    );
    assert_eq!(
        (&found["code"], &found["motto"]),
        (&json!("Số 14-KH/ĐU"), &json!(["ĐẢNG CỘNG SẢN VIỆT NAM"]))
    );
    assert!(import.doubts.iter().any(|doubt| doubt.code == "import-party"));
    assert_eq!(found["signers"][0]["competence"], json!(["T/M ĐẢNG ỦY"]));
}

#[test]
fn a_line_above_the_head_is_told_and_the_head_is_read() {
    let import = first(&format!(
        "Kế hoạch 12/KH-UBND năm 2025 trồng cây đầu năm\n{HEAD}KẾ HOẠCH\nTrồng cây\nI. MỤC ĐÍCH\n1. Một."
    ));
    let found = values(&import);
    assert_eq!((&found["code_number"], &found["type"]), (&json!(12), &json!("ke-hoach")));
    assert_eq!(found["subject"], json!(["Trồng cây"]));
    assert_eq!(found["body"], "Kế hoạch 12/KH-UBND năm 2025 trồng cây đầu năm\n\nI. MỤC ĐÍCH\n\n1. Một.");
    let unplaced = import.doubts.iter().filter(|doubt| doubt.code == "import-unplaced");
    assert_eq!(unplaced.count(), 1, "{:?}", import.doubts);
}

#[test]
fn a_head_set_with_blanks_is_read_column_by_column() {
    let import = first(
        "UBND TỈNH SƠN LA                 CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ NỘI VỤ                      Độc lập - Tự do - Hạnh phúc\n\
         Số: 05/TB-SNV                    Sơn La, ngày 14 tháng 3 năm 2025\n\n            THÔNG BÁO\n            Lịch nghỉ\n\nNghỉ ba ngày.",
    );
    let found = values(&import);
    assert_eq!((&found["organ"], &found["code_number"]), (&json!("so-noi-vu"), &json!(5)));
    assert_eq!((&found["issued_date"], &found["subject"]), (&json!("2025-03-14"), &json!(["Lịch nghỉ"])));
    assert_eq!(found["body"], "Nghỉ ba ngày.");
}

#[test]
fn what_follows_the_signature_is_an_appendix_with_its_table() {
    let import = first(&format!(
        "{HEAD}KẾ HOẠCH\nTrồng cây\nThực hiện theo Phụ lục.\nNơi nhận:\n- Lưu: VT.\nCHỦ TỊCH\nHoàng Thọ Trung\n\
         PHỤ LỤC\nDANH SÁCH ĐIỂM TRỒNG\n(Kèm theo Kế hoạch số 12/KH-UBND)\nTT\tXã\tSố cây\n1\tMường Bú\t200\n2\tÍt Ong\t300"
    ));
    let appendix = &values(&import)["appendixes"][0];
    assert_eq!(appendix["title"], json!(["DANH SÁCH ĐIỂM TRỒNG"]));
    assert_eq!(appendix["info"], "(Kèm theo Kế hoạch số 12/KH-UBND)");
    assert_eq!(
        appendix["body"],
        "| TT | Xã | Số cây |\n|---|---|---|\n| 1 | Mường Bú | 200 |\n| 2 | Ít Ong | 300 |"
    );
}

#[test]
fn the_authority_that_decides_is_a_field_before_the_bases() {
    let import = first(&format!(
        "{HEAD}QUYẾT ĐỊNH\nVề việc khen thưởng\nCHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN\nCăn cứ Luật Thi đua;\nXét đề nghị của Trưởng phòng.\n\
         QUYẾT ĐỊNH:\nĐiều 1. Khen thưởng."
    ));
    let found = values(&import);
    assert_eq!(found["authority"], json!(["CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN"]));
    assert_eq!(found["bases"].as_array().map(Vec::len), Some(2));
    assert!(found["body"].as_str().unwrap().starts_with("QUYẾT ĐỊNH:"), "{}", found["body"]);
}

#[test]
fn hard_wrapped_lines_are_joined_where_they_run_on() {
    let import = first(&format!(
        "{HEAD}BÁO CÁO\nTình hình tháng 3 năm 2025\nNhân dân các xã tin tưởng\nvào chủ trương; yên tâm\nsản xuất.\nI. KẾT QUẢ\n\
         Nơi nhận:\n- Các xã, thị trấn, ban,\nngành huyện;\n- Lưu: VT.\nCHỦ TỊCH\nHoàng Thọ Trung"
    ));
    let found = values(&import);
    assert_eq!(found["subject"], json!(["Tình hình tháng 3 năm 2025"]));
    assert!(
        found["body"]
            .as_str()
            .unwrap()
            .starts_with("Nhân dân các xã tin tưởng vào chủ trương; yên tâm sản xuất.")
    );
    assert_eq!(found["recipients"], json!([{ "name": "Các xã, thị trấn, ban, ngành huyện" }]));
    assert_eq!(found["signers"][0]["full_name"], "Hoàng Thọ Trung");
}

#[test]
fn a_title_of_no_known_type_is_its_type_name() {
    let import = first(&format!(
        "{HEAD}PHIẾU TRÌNH\nVề việc sửa chữa trụ sở\nKính gửi: Đồng chí Chủ tịch.\nVăn phòng kính trình."
    ));
    let found = values(&import);
    assert_eq!((&found["type"], &found["type_name"]), (&json!("khac"), &json!("PHIẾU TRÌNH")));
    assert_eq!(
        (&found["subject"], &found["to"]),
        (&json!(["Về việc sửa chữa trụ sở"]), &json!(["Đồng chí Chủ tịch."]))
    );
}

#[test]
fn several_papers_in_one_source_are_several_drafts() {
    let one =
        format!("{HEAD}KẾ HOẠCH\nTrồng cây\nMột việc.\nNơi nhận:\n- Lưu: VT.\nCHỦ TỊCH\nHoàng Thọ Trung\n");
    let two = one.replace("12/KH", "13/KH").replace("Trồng cây", "Làm đường");
    let found = text(&format!("{one}{two}"));
    let subjects: Vec<_> = found.papers.iter().map(|paper| values(paper)["subject"].clone()).collect();
    assert_eq!(subjects, [json!(["Trồng cây"]), json!(["Làm đường"])]);
    assert_eq!(values(&found.papers[1])["signers"][0]["full_name"], "Hoàng Thọ Trung");
}

/// A paragraph of a word processor.
fn p(number: usize, text: &str) -> Item {
    Item::Paragraph(Paragraph { number, text: Text::plain(text), ..Paragraph::default() })
}

fn centred(number: usize, text: &str) -> Item {
    let mut bold = Text::default();
    bold.push(text, Emphasis::BOLD);
    Item::Paragraph(Paragraph { number, text: bold, align: Align::Center, ..Paragraph::default() })
}

fn table(rows: Vec<Vec<Vec<Item>>>) -> Item {
    let cell = |items| Cell { span: 1, continues: false, items };
    let rows =
        rows.into_iter().map(|cells| Row { header: false, cells: cells.into_iter().map(cell).collect() });
    Item::Table(Table { rows: rows.collect(), lines: false })
}

fn masthead(from: usize) -> Item {
    let left =
        vec![p(from, "UBND TỈNH LÀO CAI"), centred(from + 1, "SỞ TƯ PHÁP"), p(from + 2, "Số: 7/QĐ-STP")];
    let right = vec![
        centred(from + 3, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        centred(from + 4, "Độc lập - Tự do - Hạnh phúc"),
        p(from + 5, "Lào Cai, ngày 20 tháng 5 năm 2025"),
    ];
    table(vec![vec![left, right]])
}

fn docx(items: Vec<Item>) -> PaperImport {
    read(&Source { items, ..Source::default() }, &knowledge()).first()
}

#[test]
fn the_name_below_the_table_of_the_signature_is_the_signers() {
    let foot =
        table(vec![vec![vec![p(20, "Nơi nhận:"), p(21, "- Lưu: VT.")], vec![centred(22, "GIÁM ĐỐC")]]]);
    let found = docx(vec![
        masthead(1),
        centred(10, "QUYẾT ĐỊNH"),
        centred(11, "Về việc giao việc"),
        p(12, "Giao việc."),
        foot,
        p(23, ""),
        centred(24, "Lò Văn Pâng"),
    ]);
    assert_eq!(values(&found)["signers"], json!([{ "position": "GIÁM ĐỐC", "full_name": "Lò Văn Pâng" }]));
    assert_eq!(values(&found)["issuer"], json!({ "parent": ["UBND TỈNH LÀO CAI"], "name": ["SỞ TƯ PHÁP"] }));
    assert_eq!(values(&found)["body"], "Giao việc.");
}

#[test]
fn an_attached_charter_keeps_its_masthead_and_its_signature_and_is_no_signer() {
    let foot = table(vec![vec![
        vec![p(20, "Nơi nhận:"), p(21, "- Lưu: VT.")],
        vec![centred(22, "GIÁM ĐỐC"), centred(23, "Lò Văn Pâng")],
    ]]);
    let head = table(vec![vec![
        vec![p(30, "HỘI LUẬT GIA"), centred(31, "CHI HỘI SỐ 3")],
        vec![centred(32, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), centred(33, "Độc lập - Tự do - Hạnh phúc")],
    ]]);
    let found = docx(vec![
        masthead(1),
        centred(10, "QUYẾT ĐỊNH"),
        centred(11, "Ban hành Quy chế"),
        p(12, "Ban hành."),
        foot,
        head,
        centred(34, "QUY CHẾ"),
        centred(35, "Hoạt động của chi hội"),
        p(36, "Điều 1. Mục đích."),
    ]);
    let attached = &values(&found)["appendixes"][0];
    assert_eq!(
        (&attached["kind"], &attached["type_name"]),
        (&json!("attached"), &json!("QUY CHẾ")),
        "{:#?}",
        found.draft.values
    );
    assert_eq!(values(&found)["signers"].as_array().map(Vec::len), Some(1));
    assert_eq!(attached["body"], "Điều 1. Mục đích.");
}

#[test]
fn the_drafters_name_lowered_behind_luu_is_the_typist() {
    let mut line = Text::plain("- Lưu: VT, NC.");
    line.push("Trung", Emphasis { position: VerticalPosition::Subscript, ..Emphasis::NONE });
    let line = Item::Paragraph(Paragraph { number: 21, text: line, ..Paragraph::default() });
    let foot = table(vec![vec![vec![p(20, "Nơi nhận:"), line], vec![centred(22, "GIÁM ĐỐC")]]]);
    let found =
        docx(vec![masthead(1), centred(10, "QUYẾT ĐỊNH"), centred(11, "Về việc"), p(12, "Giao việc."), foot]);
    assert_eq!(values(&found)["filing"], json!({ "units": ["VT", "NC"] }));
    assert_eq!(values(&found)["typist"], json!({ "initials": "Trung" }));
}

/// Words of a source that neither the drafts nor what is told of them hold.
fn lost(source: &Source) -> Vec<String> {
    let import = read(source, &knowledge());
    let mut have: HashMap<String, usize> = HashMap::new();
    let mut add = |text: &str| account::words(text).for_each(|word| *have.entry(word).or_default() += 1);
    for paper in &import.papers {
        add(&Value::Object(paper.draft.values.clone())
            .to_string()
            .replace(['^', '~', '*'], "")
            .replace("\\n", " "));
        paper.mended.iter().for_each(|mend| add(&mend.before));
        paper.doubts.iter().for_each(|doubt| add(&doubt.message));
        let id = paper.draft.values.get("type").and_then(Value::as_str);
        knowledge().types.iter().filter(|t| Some(t.id.as_str()) == id).for_each(|t| add(&t.title));
        add(
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập Tự do Hạnh phúc Số ngày tháng năm Nơi nhận Kính gửi Lưu Lưu DỰ THẢO 05",
        );
        add("UBND TỈNH SƠN LA SỞ NỘI VỤ 2025 2025 14 3 03 4 04");
    }
    let paragraphs = source.items.iter().flat_map(Item::paragraphs);
    let all = paragraphs.flat_map(|p| account::words(p.text.as_str()).collect::<Vec<_>>());
    all.filter(|word| match have.get_mut(word) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    })
    .collect()
}

fn line() -> impl Strategy<Value = String> {
    let lines = proptest::sample::select(vec![
        "",
        "Số: 12/KH-UBND",
        "Số:     /TTr-SYT",
        "Số 4-KH/ĐU",
        "Sơn La, ngày 14 tháng 3 năm 2025",
        "Sơn La, ngày    tháng 4 năm 2025",
        "KẾ HOẠCH",
        "PHIẾU TRÌNH",
        "UBND TỈNH SƠN LA",
        "SỞ NỘI VỤ",
        "Sở lạ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "*",
        "V/v xin ý kiến",
        "Kính gửi: Sở Y tế",
        "- Sở Xây dựng;",
        "Căn cứ Luật Đất đai;",
        "CHỦ TỊCH ỦY BAN",
        "QUYẾT ĐỊNH:",
        "Điều 1. Giao việc",
        "1. Một việc.",
        "a) Hai\tBa\tBốn",
        "Nơi nhận:\tTM. ỦY BAN",
        "Nơi nhận:",
        "- Như trên;\tCHỦ TỊCH",
        "- Lưu: VT, NC.Hà",
        "(B/c)",
        "TL. GIÁM ĐỐC",
        "TRƯỞNG PHÒNG",
        "(Đã ký)",
        "Hoàng Thọ Trung",
        "\tLò Văn Pâng",
        "PHỤ LỤC 2",
        "DANH SÁCH",
        "(Kèm theo Quyết định số 3)",
        "DỰ THẢO",
        "một dòng bị cắt",
        "dòng\nhai dòng",
        "Độc lập   Tự do",
        "| a | b |",
        "@center x",
        "m² và CO₂",
        "**x",
        "- - -",
        "MẪU SỐ 1",
        "QUY CHẾ",
        "Chương I",
        "THÔNG BÁO: nghỉ",
        "Người làm đơn",
    ]);
    prop_oneof![9 => lines.prop_map(str::to_owned), 1 => "[\\PC&&[^\\\\<|*~^@]]{0,10}"]
}

fn item() -> impl Strategy<Value = Vec<(u8, Vec<String>)>> {
    proptest::collection::vec((0u8..8, proptest::collection::vec(line(), 1..6)), 0..16)
}

/// Paragraphs of several looks and tables of one row and of many, nested too.
fn odd_source(parts: Vec<(u8, Vec<String>)>) -> Source {
    let mut number = 0;
    let mut next = || {
        number += 1;
        number
    };
    let mut items = Vec::new();
    for (shape, lines) in parts {
        let mut made: Vec<Item> =
            lines.iter().map(|l| if shape % 2 == 0 { p(next(), l) } else { centred(next(), l) }).collect();
        match shape {
            0..=3 => items.append(&mut made),
            4 | 5 => {
                let right = made.split_off(made.len() / 2);
                items.push(table(vec![vec![made, right]]));
            }
            6 => items.push(table(made.into_iter().map(|item| vec![vec![item], Vec::new()]).collect())),
            _ => {
                let inner = table(vec![made.into_iter().map(|item| vec![item]).collect()]);
                items.push(table(vec![vec![vec![inner], vec![p(next(), "ô")]]]));
            }
        }
    }
    Source { items, ..Source::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_word_of_a_flow_of_any_shape_is_lost(parts in item()) {
        prop_assert_eq!(lost(&odd_source(parts)), Vec::<String>::new());
    }

    #[test]
    fn no_word_of_a_text_of_any_shape_is_lost(lines in proptest::collection::vec(line(), 0..30)) {
        let source = plain::source(&lines.join("\n"));
        prop_assert_eq!(lost(&source), Vec::<String>::new());
    }
}
