//! Ways of Word that are not plain runs: tracked changes, struck and hidden words, merged cells, fields of forms, signs of
//! symbol fonts, faces of before Unicode. What is left out is named with its words.

use crate::import::builder::{document, docx, p, package, part};
use crate::import::compare::knowledge;
use serde_json::Value;
use vanthu::input::PaperImport;
use vanthu::input::docx::import;

fn read(body: &str) -> PaperImport {
    let import = import(&docx(body), &knowledge()).unwrap_or_else(|report| panic!("{report:#?}"));
    import.first()
}

fn text(import: &PaperImport) -> &str {
    import.draft.values.get("body").and_then(Value::as_str).unwrap_or("")
}

fn body(body: &str) -> String {
    text(&read(body)).to_owned()
}

/// What was left out or changed: kind, before, after.
fn mended(import: &PaperImport) -> Vec<(&str, &str, &str)> {
    import.mended.iter().map(|mend| (mend.what, mend.before.as_str(), mend.after.as_str())).collect()
}

fn says(import: &PaperImport, code: &str, words: &str) -> bool {
    import.doubts.iter().any(|doubt| doubt.code == code && doubt.message.contains(words))
}

fn r(property: &str, text: &str) -> String {
    format!(r#"<w:r><w:rPr>{property}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>"#)
}

fn para(runs: &str) -> String {
    format!("<w:p>{runs}</w:p>")
}

#[test]
fn struck_and_hidden_words_are_left_out_and_told_with_their_words() {
    let strike = para(&(r("", "Nộp ") + &r("<w:strike/>", "trước ngày 30/6 ") + &r("", "ngày 15/4.")));
    let hidden = para(&(r("", "Công khai.") + &r("<w:vanish/>", " Nội bộ.")));
    let double = para(&(r("<w:dstrike/>", "Bỏ dòng này.") + &r("", "Giữ.")));
    let found = read(&(strike + &hidden + &double));
    assert_eq!(text(&found), "Nộp ngày 15/4.\n\nCông khai.\n\nGiữ.");
    let told = [("struck", "trước ngày 30/6", ""), ("hidden", "Nội bộ.", ""), ("struck", "Bỏ dòng này.", "")];
    assert_eq!(mended(&found), told);
    assert!(says(&found, "import-struck", "gạch ngang"));
}

#[test]
fn raised_and_lowered_characters_keep_their_place() {
    let area = r("", "25 m") + &r(r#"<w:vertAlign w:val="superscript"/>"#, "2");
    let gas = r("", ", CO") + &r(r#"<w:vertAlign w:val="subscript"/>"#, "2");
    assert_eq!(body(&para(&(area + &gas))), "25 m^2^, CO~2~");
}

#[test]
fn a_deleted_paragraph_mark_joins_two_paragraphs_and_is_told() {
    let deleted = r#"<w:pPr><w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr>"#;
    let first = format!("<w:p>{deleted}{}</w:p>", r("", "1. Văn phòng chủ trì, "));
    let found = read(&(first.clone() + &para(&r("", "phối hợp với các ban.")) + &para(&r("", "2. Hết."))));
    assert_eq!(text(&found), "1. Văn phòng chủ trì, phối hợp với các ban.\n\n2. Hết.");
    let joined = "1. Văn phòng chủ trì, phối hợp với các ban.";
    assert_eq!(mended(&found), [("joined", "1. Văn phòng chủ trì, ¶phối hợp với các ban.", joined)]);
    assert!(says(&found, "import-tracked", "đã nối"));
    // Nothing follows in the cell, at the end, before a table.
    let cell = format!("<w:tbl><w:tr><w:tc>{first}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", p("", "x"));
    assert_eq!(body(&(first.clone() + &cell + &first)).matches("Văn phòng chủ trì,").count(), 3);
}

#[test]
fn deleted_and_moved_words_are_told_and_inserted_ones_taken() {
    let deleted = r#"<w:del w:id="1"><w:r><w:delText xml:space="preserve">cũ </w:delText></w:r></w:del>"#;
    let inserted = format!(r#"<w:ins w:id="2">{}</w:ins>"#, r("", "mới"));
    let row = |property: &str, text: &str| {
        format!(
            "<w:tr><w:trPr>{property}</w:trPr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>",
            p("", text),
            p("", "x")
        )
    };
    let table = format!(
        "{}{}{}",
        row("", "A"),
        row(r#"<w:del w:id="3"/>"#, "Hàng xóa"),
        row(r#"<w:ins w:id="4"/>"#, "Hàng thêm")
    );
    let found = read(&(para(&(r("", "Điều ") + deleted + &inserted)) + &grid(&table)));
    assert_eq!(text(&found), "Điều mới\n\n| A | x |\n| Hàng thêm | x |");
    assert_eq!(mended(&found), [("deleted", "cũ", ""), ("deleted", "Hàng xóa x", "")]);
}

/// A table with lines, of rows of cells.
fn grid(rows: &str) -> String {
    let borders = r#"<w:tblPr><w:tblBorders><w:top w:val="single"/></w:tblBorders></w:tblPr>"#;
    format!("<w:tbl>{borders}{rows}</w:tbl>")
}

fn cell(property: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{property}</w:tcPr>{}</w:tc>", p("", text))
}

#[test]
fn cells_merged_downwards_stay_merged_and_the_header_has_all_their_rows() {
    let (from, on) = (r#"<w:vMerge w:val="restart"/>"#, "<w:vMerge/>");
    let head = |property: &str, text: &str| cell(property, text).replace("<w:rPr>", "<w:rPr><w:b/>");
    let rows = [
        [head(from, "STT"), head(r#"<w:gridSpan w:val="2"/>"#, "Kết quả")].concat(),
        [head(on, ""), head("", "Số lượng"), head("", "Tỷ lệ")].concat(),
        [cell(from, "1"), cell("", "10"), cell("", "50%")].concat(),
        [cell(on, ""), cell("", "20"), cell("", "60%")].concat(),
    ];
    let table: String = rows.iter().map(|row| format!("<w:tr>{row}</w:tr>")).collect();
    let expected = "Phân công như sau:\n\n| STT | Kết quả ||\n| ^^ | Số lượng | Tỷ lệ |\n|---|---|---|\n| 1 | 10 | 50% |\n| ^^ | 20 | 60% |";
    assert_eq!(body(&(p("", "Phân công như sau:") + &grid(&table))), expected);
}

#[test]
fn a_merged_cell_with_words_of_its_own_keeps_them() {
    let rows = [
        [cell(r#"<w:vMerge w:val="restart"/>"#, "Trên"), cell("", "a")].concat(),
        [cell("<w:vMerge/>", "Dưới"), cell("", "b")].concat(),
    ];
    let table: String = rows.iter().map(|row| format!("<w:tr>{row}</w:tr>")).collect();
    assert_eq!(body(&grid(&table)), "| Trên | a |\n| Dưới | b |");
}

#[test]
fn rows_that_end_early_make_no_phantom_column() {
    let after = r#"<w:trPr><w:gridAfter w:val="1"/></w:trPr>"#;
    let short = |a: &str, b: &str| format!("<w:tr>{after}{}{}</w:tr>", cell("", a), cell("", b));
    let whole = format!("<w:tr>{}</w:tr>", cell(r#"<w:gridSpan w:val="3"/>"#, "Buổi sáng"));
    let table = short("Giờ", "Việc") + &whole + &short("7h00", "Đón khách");
    assert_eq!(body(&grid(&table)), "| Giờ | Việc |\n| Buổi sáng ||\n| 7h00 | Đón khách |");
    let older = format!(
        "<w:tr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr>",
        cell(r#"<w:hMerge w:val="restart"/>"#, "Chung"),
        cell("<w:hMerge/>", ""),
        cell("", "c"),
        cell("", "1"),
        cell("", "2"),
        cell("", "3")
    );
    assert_eq!(body(&grid(&older)), "| Chung || c |\n| 1 | 2 | 3 |");
}

#[test]
fn a_soft_hyphen_in_a_face_of_tcvn3_is_the_letter_ư() {
    let abc = |face: &str, before: &str, after: &str| {
        format!(
            r#"<w:r><w:rPr><w:rFonts w:ascii="{face}" w:hAnsi="{face}"/></w:rPr><w:t xml:space="preserve">{before}</w:t><w:softHyphen/><w:t xml:space="preserve">{after}</w:t></w:r>"#
        )
    };
    assert_eq!(body(&para(&abc(".VnTime", "Thñ t", "íng"))), "Thủ tướng");
    for capitals in [".VnTimeH", "VnTimeH"] {
        let text = body(&para(&(r("", "Kính báo ") + &abc(capitals, "Thñ t", "íng"))));
        assert_eq!(text, "Kính báo THỦ TƯỚNG", "{capitals}");
    }
    assert_eq!(body(&para(&abc("Times New Roman", "Thủ t", "ướng"))), "Thủ tướng");
}

#[test]
fn legacy_text_in_a_face_that_does_not_tell_keeps_its_ư() {
    let line = "C¨n cø LuËt Tæ chøc chÝnh quyÒn ®Þa ph\u{ad}¬ng; Thñ t\u{ad}íng ChÝnh phñ giao c¸c ph\u{ad}êng bÐ nhá.";
    let found = read(&p("", line));
    assert_eq!(
        text(&found),
        "Căn cứ Luật Tổ chức chính quyền địa phương; Thủ tướng Chính phủ giao các phường bé nhỏ."
    );
    assert!(says(&found, "import-encoding", "TCVN3"));
}

#[test]
fn signs_of_symbol_fonts_are_signs_of_unicode() {
    let sym = |font: &str, code: &str| format!(r#"<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>"#);
    let set = r(r#"<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>"#, "ü");
    let runs = sym("Wingdings", "F0FC")
        + &r("", " có ")
        + &sym("Wingdings", "F0FE")
        + &sym("Wingdings 2", "F0A3")
        + &sym("Wingdings", "F0A8")
        + &r("", " không ")
        + &set
        + &sym("Symbol", "F0B3");
    assert_eq!(body(&para(&runs)), "✓ có ☑☐☐ không ✓≥");
}

#[test]
fn unfilled_controls_and_merge_fields_stay_and_are_told() {
    let control = format!(
        r#"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"#,
        r("", "Nhập tên đơn vị")
    );
    let field = |result: &str| {
        let mark = |kind: &str| format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#);
        let code = r#"<w:r><w:instrText xml:space="preserve"> MERGEFIELD "Ho ten" \* MERGEFORMAT </w:instrText></w:r>"#;
        mark("begin") + code + &mark("separate") + &r("", result) + &mark("end")
    };
    let simple =
        format!(r#"<w:fldSimple w:instr=" MERGEFIELD Chuc_vu ">{}</w:fldSimple>"#, r("", "«Chuc_vu»"));
    let found = read(&para(
        &(r("", "Gửi ") + &control + &field("«Ho ten»") + &field("Lò Thị A") + &field("") + &simple),
    ));
    assert_eq!(text(&found), "Gửi Nhập tên đơn vị«Ho ten»Lò Thị A«Chuc_vu»");
    for words in ["Nhập tên đơn vị", "«Ho ten»", "«Chuc_vu»"] {
        assert!(says(&found, "import-unfilled", words), "{words}: {:#?}", found.doubts);
    }
    assert_eq!(found.doubts.iter().filter(|doubt| doubt.code == "import-unfilled").count(), 4);
}

#[test]
fn boxes_to_tick_and_lists_to_choose_from_say_what_is_chosen() {
    let field = |data: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#
        )
    };
    let runs = field(r#"<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>"#)
        + &r("", " Có ")
        + &field(r#"<w:checkBox><w:default w:val="0"/></w:checkBox>"#)
        + &r("", " Không ")
        + &field(
            r#"<w:ddList><w:result w:val="1"/><w:listEntry w:val="Nam"/><w:listEntry w:val="Nữ"/></w:ddList>"#,
        );
    assert_eq!(body(&para(&runs)), "☑ Có ☐ Không Nữ");
}

#[test]
fn comments_are_told_with_their_words() {
    let runs = r("", "Chi 10 triệu.") + r#"<w:r><w:commentReference w:id="4"/></w:r>"#;
    let comments = part("comments", &format!(r#"<w:comment w:id="4">{}</w:comment>"#, p("", "Xem lại số")));
    let bytes = package(&document(&para(&runs)), &[("comments.xml", &comments)]);
    let found = import(&bytes, &knowledge()).unwrap().first();
    assert_eq!(text(&found), "Chi 10 triệu.");
    assert_eq!(mended(&found), [("comment", "Xem lại số", "")]);
    assert!(says(&found, "import-comments", "1 lời ghi"));
}

#[test]
fn coloured_grounds_are_told_and_near_black_is_black() {
    let runs =
        r(r#"<w:highlight w:val="yellow"/>"#, "ngày 30/6") + &r(r#"<w:color w:val="0D0D0D"/>"#, " nộp.");
    let found = read(&para(&runs));
    assert!(says(&found, "import-highlight", "ngày 30/6"));
    assert!(found.appearance.paragraphs.iter().all(|paragraph| paragraph.black));
    let red = read(&para(&r(r#"<w:color w:val="C00000"/>"#, "nộp.")));
    assert!(red.appearance.paragraphs.iter().any(|paragraph| !paragraph.black));
}

#[test]
fn a_reading_above_a_word_stands_behind_it() {
    let ruby = format!(
        "<w:r><w:ruby><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>",
        r("", "âm"),
        r("", "chữ")
    );
    assert_eq!(body(&para(&ruby)), "chữ (âm)");
}
