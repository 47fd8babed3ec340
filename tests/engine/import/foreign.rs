//! Files as clerks and word processors make them: the same fields whatever the arrangement.

use crate::import::builder::{document, docx, p, package, part, ruled, run, table};
use crate::import::compare::knowledge;
use serde_json::{Value, json};
use vanthu::document::BlockRole;
use vanthu::input::PaperImport;
use vanthu::input::docx::import;
use vanthu::length::Length;

fn read(bytes: &[u8]) -> PaperImport {
    import(bytes, &knowledge()).unwrap_or_else(|report| panic!("{report:#?}")).papers.remove(0)
}

fn body(bytes: &[u8]) -> String {
    read(bytes).draft.values.get("body").and_then(Value::as_str).unwrap_or("").to_owned()
}

fn codes(import: &PaperImport) -> Vec<&'static str> {
    import.doubts.iter().map(|doubt| doubt.code).collect()
}

const ORGAN: [&str; 2] = ["TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM", "LIÊN ĐOÀN LAO ĐỘNG TỈNH LAI CHÂU"];
const NATION: [&str; 2] = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"];
const NUMBER: &str = "Số: 39/KH-LĐLĐ";
const DATE: &str = "Lai Châu, ngày 23 tháng 02 năm 2024";

/// A header in one of its arrangements.
fn header(arrangement: &str) -> String {
    let [parent, organ] = ORGAN;
    let [nation, motto] = NATION;
    match arrangement {
        "one row" => {
            let left = [p("c", parent), p("cb", organ), p("c", NUMBER)].concat();
            table(&[&[left, [p("cb", nation), p("cb", motto), p("ci", DATE)].concat()]])
        }
        "many rows" => table(&[
            &[p("c", parent), p("cb", nation)],
            &[p("cb", organ), p("cb", motto)],
            &[p("c", NUMBER), p("ci", DATE)],
        ]),
        "tabs" => [
            p("", &format!("{parent}\t{nation}")),
            p("b", &format!("{organ}\t{motto}")),
            p("", &format!("{NUMBER}\t\t{DATE}")),
        ]
        .concat(),
        _ => [p("c", parent), p("cb", organ), p("c", NUMBER), p("cb", nation), p("cb", motto), p("ri", DATE)]
            .concat(),
    }
}

/// A foot in one of its arrangements.
fn foot(arrangement: &str) -> String {
    let receivers = ["Nơi nhận:", "- Tỉnh ủy (b/c);", "- Các Ban LĐLĐ tỉnh;", "- Lưu: VT, TG-NC."];
    let signature = ["TM. BAN THƯỜNG VỤ", "CHỦ TỊCH", "(Đã ký)", "Hoàng Thọ Trung"];
    let left: String = receivers.iter().map(|line| p("", line)).collect();
    let right: String = signature.iter().map(|line| p("cb", line)).collect();
    match arrangement {
        "one row" => table(&[&[left, right]]),
        "many rows" => table(&[
            &[left, p("cb", "TM. BAN THƯỜNG VỤ") + &p("cb", "CHỦ TỊCH")],
            &[p("", ""), p("cb", "Hoàng Thọ Trung")],
        ]),
        "tabs" => (0..4).map(|line| p("", &format!("{}\t{}", receivers[line], signature[line]))).collect(),
        "signature first" => right + &left,
        _ => left + &right,
    }
}

/// A plan in an arrangement of its header and its foot.
fn plan(head: &str, tail: &str) -> Vec<u8> {
    let middle = [
        p("cb", "KẾ HOẠCH"),
        p("cb", "Tổ chức các hoạt động kỷ niệm"),
        p("cb", "95 năm Ngày thành lập Công đoàn Việt Nam"),
        p("", "Ban Thường vụ ban hành kế hoạch như sau:"),
        p("b", "I. MỤC ĐÍCH"),
        p("", "\t1.\tTuyên truyền sâu rộng."),
    ];
    docx(&(header(head) + &middle.concat() + &foot(tail)))
}

#[test]
fn head_and_foot_are_found_in_any_arrangement() {
    for head in ["one row", "many rows", "tabs", "paragraphs"] {
        for tail in ["one row", "many rows", "tabs", "signature first", "paragraphs"] {
            let found = read(&plan(head, tail));
            let values = &found.draft.values;
            let place = format!("{head}, {tail}: {values:#?}");
            assert_eq!(values["type"], "ke-hoach", "{place}");
            assert_eq!(values["organ"], "ldld-lai-chau", "{place}");
            assert_eq!(
                (&values["code_number"], &values["code_notation"]),
                (&json!(39), &json!("KH-LĐLĐ")),
                "{place}"
            );
            assert_eq!(values["issued_date"], "2024-02-23", "{place}");
            let subject = ["Tổ chức các hoạt động kỷ niệm", "95 năm Ngày thành lập Công đoàn Việt Nam"];
            assert_eq!(values["subject"], json!(subject), "{place}");
            assert_eq!(
                values["body"],
                "Ban Thường vụ ban hành kế hoạch như sau:\n\nI. MỤC ĐÍCH\n\n1. Tuyên truyền sâu rộng.",
                "{place}"
            );
            assert_eq!(
                values["recipients"],
                json!([{"name": "Tỉnh ủy (b/c)"}, {"name": "Các Ban LĐLĐ tỉnh"}]),
                "{place}"
            );
            assert_eq!(values["filing"], json!({"units": ["VT", "TG-NC"]}), "{place}");
            let signer = json!([{"competence": ["TM. BAN THƯỜNG VỤ"], "position": "CHỦ TỊCH", "note": ["(Đã ký)"], "full_name": "Hoàng Thọ Trung"}]);
            // Only the foot of many rows has no mark.
            let unmarked = json!([{"competence": ["TM. BAN THƯỜNG VỤ"], "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung"}]);
            let signer = if tail == "many rows" { unmarked } else { signer };
            assert_eq!(values["signers"], signer, "{place}");
            assert!(found.doubts.is_empty(), "{place} {:#?}", found.doubts);
        }
    }
}

#[test]
fn a_letter_has_its_subject_under_the_number_and_its_addressees() {
    let left =
        [p("cb", ORGAN[1]), p("c", "Số: 128/LĐLĐ-TG"), p("c", "V/v tổ chức"), p("c", "Tháng Công nhân")]
            .concat();
    let head = table(&[&[left, [p("cb", NATION[0]), p("cb", NATION[1]), p("ci", DATE)].concat()]]);
    let several = p("c", "Kính gửi:") + &p("", "- Công đoàn ngành;") + &p("", "- Công đoàn Viên chức tỉnh.");
    let in_table =
        table(&[&[p("", "Kính gửi:"), p("", "- Công đoàn ngành;") + &p("", "- Công đoàn Viên chức tỉnh.")]]);
    for to in [several, in_table] {
        let found = read(&docx(
            &(head.clone() + &to + &p("", "Liên đoàn đề nghị các đơn vị phối hợp.") + &foot("one row")),
        ));
        let values = &found.draft.values;
        assert_eq!(values["type"], "cong-van");
        assert_eq!(values["subject"], json!(["V/v tổ chức", "Tháng Công nhân"]));
        assert_eq!(values["to"], json!(["Công đoàn ngành", "Công đoàn Viên chức tỉnh"]));
        assert_eq!(values["address"], json!([]));
        assert_eq!(values["body"], "Liên đoàn đề nghị các đơn vị phối hợp.");
    }
}

#[test]
fn two_signers_stand_side_by_side_above_the_receivers() {
    let signers = table(&[&[
        p("cb", "THƯ KÝ") + &p("", "") + &p("cb", "Lương Xuân Trường"),
        p("cb", "CHỦ TỌA") + &p("", "") + &p("cb", "Hoàng Thọ Trung"),
    ]]);
    let receivers = p("bi", "Nơi nhận:") + &p("", "- Như trên;") + &p("", "- Lưu: VT, Hồ sơ.");
    let found = read(&docx(
        &(p("cb", "BIÊN BẢN") + &p("cb", "Hội nghị") + &p("", "Nội dung.") + &signers + &receivers),
    ));
    let names: Vec<_> =
        found.draft.values["signers"].as_array().unwrap().iter().map(|s| s["full_name"].clone()).collect();
    assert_eq!(names, ["Lương Xuân Trường", "Hoàng Thọ Trung"]);
    assert_eq!(found.draft.values["filing"], json!({"units": ["VT", "Hồ sơ"]}));
    assert_eq!(found.draft.values["body"], "Nội dung.");
}

#[test]
fn a_decision_keeps_the_order_of_authority_bases_and_articles() {
    let parts = [
        header("one row"),
        p("cb", "QUYẾT ĐỊNH"),
        p("cb", "Về việc thành lập Ban Chỉ đạo"),
        p("cb", "BAN THƯỜNG VỤ LIÊN ĐOÀN LAO ĐỘNG TỈNH"),
        p("i", "Căn cứ Luật Công đoàn;"),
        p("i", "Theo đề nghị của Chánh Văn phòng."),
        p("cb", "QUYẾT ĐỊNH:"),
        p("b", "Điều 1. Thành lập Ban Chỉ đạo"),
        foot("one row"),
    ];
    let bytes = docx(&parts.concat());
    let found = read(&bytes);
    let values = &found.draft.values;
    assert_eq!(values["authority"], json!(["BAN THƯỜNG VỤ LIÊN ĐOÀN LAO ĐỘNG TỈNH"]));
    assert_eq!(values["bases"], json!(["Căn cứ Luật Công đoàn;", "Theo đề nghị của Chánh Văn phòng."]));
    // An article without text below is a title only because it is bold, so the bold is kept.
    assert_eq!(body(&bytes), "QUYẾT ĐỊNH:\n\n**Điều 1. Thành lập Ban Chỉ đạo**");
}

#[test]
fn appendixes_stand_behind_the_signature_with_their_orientation() {
    let section = |page: &str| format!(r#"<w:p><w:pPr><w:sectPr><w:pgSz {page}/></w:sectPr></w:pPr></w:p>"#);
    let portrait = section(r#"w:w="11906" w:h="16838""#);
    let landscape = section(r#"w:w="16838" w:h="11906" w:orient="landscape""#);
    let first = p("cb", "PHỤ LỤC I")
        + &p("cb", "DANH MỤC HỒ SƠ")
        + &p("ci", "(Kèm theo Kế hoạch số 39/KH-LĐLĐ)")
        + &p("", "Một.");
    let second = p("cb", "Phụ lục II: PHÂN CÔNG")
        + &ruled(&[&[p("b", "TT"), p("b", "Việc")], &[p("c", "1"), p("", "Họp")]]);
    let found = read(&docx(
        &(header("tabs")
            + &p("cb", "KẾ HOẠCH")
            + &p("cb", "Tổ chức")
            + &p("", "Nội dung.")
            + &foot("one row")
            + &portrait
            + &first
            + &landscape
            + &second
            + &p("", "")),
    ));
    let appendixes = found.draft.values["appendixes"].as_array().unwrap();
    assert_eq!(appendixes[0]["title"], json!(["DANH MỤC HỒ SƠ"]));
    assert_eq!(
        (&appendixes[0]["info"], &appendixes[0]["orientation"]),
        (&json!("(Kèm theo Kế hoạch số 39/KH-LĐLĐ)"), &json!("landscape"))
    );
    assert_eq!(
        (&appendixes[1]["title"], &appendixes[1]["body"]),
        (&json!(["PHÂN CÔNG"]), &json!("| TT | Việc |\n|:---:|---|\n| 1 | Họp |"))
    );
    assert_eq!(found.draft.values["body"], "Nội dung.");
}

#[test]
fn automatic_numbers_become_text_and_bullets_dashes() {
    let level = |at: usize, format: &str, text: &str| {
        format!(
            r#"<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/></w:lvl>"#
        )
    };
    let levels =
        level(0, "upperRoman", "%1.") + &level(1, "decimal", "%2.") + &level(2, "bullet", "\u{f0b7}");
    let numbering = part(
        "numbering",
        &format!(
            r#"<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>"#
        ),
    );
    let item = |at: usize, text: &str| {
        let number = format!(r#"<w:pPr><w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="5"/></w:numPr>"#);
        p("", text).replacen("<w:pPr>", &number, 1)
    };
    let list = item(0, "MỤC ĐÍCH")
        + &item(1, "Một.")
        + &item(2, "Hai;")
        + &item(1, "Ba.")
        + &item(0, "NỘI DUNG")
        + &item(1, "Bốn.");
    let bytes = package(&document(&list), &[("numbering.xml", &numbering)]);
    assert_eq!(body(&bytes), "I. MỤC ĐÍCH\n\n1. Một.\n\n- Hai;\n\n2. Ba.\n\nII. NỘI DUNG\n\n1. Bốn.");
}

#[test]
fn what_a_reader_sees_is_taken_and_nothing_twice() {
    let field = |instruction: &str, result: &str| {
        let part = |kind: &str| format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#);
        format!(
            "{}<w:r><w:instrText>{instruction}</w:instrText></w:r>{}{}{}",
            part("begin"),
            part("separate"),
            run("", result),
            part("end")
        )
    };
    let text_box = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", p("", text));
    let parts = [
        format!("<w:p>{}</w:p>", field("DATE", "ngày 5")),
        format!(r#"<w:p><w:fldSimple w:instr="REF x">{}</w:fldSimple><w:hyperlink>{}</w:hyperlink></w:p>"#, run("", "Theo "), run("", "liên kết")),
        format!("<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>", p("", "Ô nhập")),
        format!(r#"<w:p><w:ins>{}</w:ins><w:del><w:r><w:delText>Cũ</w:delText></w:r></w:del></w:p>"#, run("", "Mới")),
        format!(r#"<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{}</w:drawing></mc:Choice><mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"#, text_box("Trong khung"), text_box("Trong khung")),
        r#"<w:p><w:r><w:t>2023</w:t><w:noBreakHyphen/><w:t>2028</w:t><w:softHyphen/><w:sym w:font="Symbol" w:char="F0B3"/></w:r></w:p>"#.to_owned(),
        r#"<w:p><w:r><w:rPr><w:caps/></w:rPr><w:t>chữ hoa</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r></w:p>"#.to_owned(),
        format!("<w:p>{}<w:r><w:br w:type=\"page\"/></w:r>{}</w:p>", run("", "Trang một."), run("", "Trang hai.")),
        p("", "Gồm:\n- A;\n- B."),
        p("", "Một *sao* và | gạch \\ và @center"),
    ];
    let found = read(&docx(&parts.concat()));
    let text = found.draft.values["body"].as_str().unwrap();
    let expected = "ngày 5\n\nTheo liên kết\n\nÔ nhập\n\nMới\n\nTrong khung\n\n2023-2028≥\n\nCHỮ HOA\n\nTrang một.\n\n\
                    Trang hai.\n\nGồm:\n\n- A;\n\n- B.\n\nMột \\*sao\\* và | gạch \\\\ và @center";
    assert_eq!(text, expected);
    assert!(
        codes(&found).contains(&"import-tracked") && codes(&found).contains(&"import-hidden"),
        "{:?}",
        found.doubts
    );
}

#[test]
fn styles_give_bold_faces_and_sizes_through_their_chain() {
    let styles = part(
        "styles",
        r#"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/><w:sz w:val="28"/></w:rPr></w:rPrDefault></w:docDefaults>
        <w:style w:type="paragraph" w:default="1" w:styleId="N"><w:pPr><w:spacing w:after="120" w:line="276"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="N"/><w:rPr><w:b/></w:rPr></w:style>
        <w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/><w:pPr><w:ind w:firstLine="567"/></w:pPr></w:style>
        <w:style w:type="character" w:styleId="C"><w:rPr><w:b/></w:rPr></w:style>
        <w:style w:type="paragraph" w:styleId="X"><w:basedOn w:val="Y"/></w:style>
        <w:style w:type="paragraph" w:styleId="Y"><w:basedOn w:val="X"/></w:style>"#,
    );
    let theme = r#"<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:fontScheme><a:minorFont><a:latin typeface="Cambria"/></a:minorFont></a:fontScheme></a:themeElements></a:theme>"#;
    let styled =
        |style: &str, run: &str| format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>"#);
    let toggled = r#"<w:r><w:rPr><w:rStyle w:val="C"/></w:rPr><w:t xml:space="preserve"> đậm</w:t></w:r>"#;
    let text = styled("B", &(run("", "Chữ đậm, không") + toggled)) + &styled("X", &run("", "Vòng."));
    let found = read(&package(&document(&text), &[("styles.xml", &styles), ("theme1.xml", theme)]));
    // Bold of two styles cancels out.
    assert_eq!(found.draft.values["body"], "**Chữ đậm, không** đậm\n\nVòng.");
    let look = &found.appearance.paragraphs[0];
    assert_eq!((look.faces.as_slice(), look.role), (&["Cambria".to_owned()][..], BlockRole::Body));
    assert_eq!(look.first_line.to_twips(), 567);
    assert_eq!(*look.sizes.as_ref().unwrap().start(), Length::pt(14));
    assert_eq!(look.spacing, vanthu::appearance::LineSpacing::Multiple(115));
    assert_eq!(found.appearance.paragraphs[1].before.unwrap(), Length::pt(6));
}

#[test]
fn fonts_of_before_unicode_are_read_by_their_names() {
    let font = |name: &str, text: &str| {
        format!(
            r#"<w:p><w:r><w:rPr><w:rFonts w:ascii="{name}" w:hAnsi="{name}"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>"#
        )
    };
    let parts = [
        font(".VnTime", "C¨n cø LuËt Tæ chøc Héi ®ång nh©n d©n vµ ñy ban nh©n d©n"),
        font(".VnTimeH", "Tr×nh bµy"),
        font("VNI-Times", "Caên cöù Luaät Toå chöùc Hoäi ñoàng nhaân daân"),
        font("Times New Roman", "Chữ Unicode"),
    ];
    let found = read(&docx(&parts.concat()));
    assert_eq!(
        found.draft.values["body"],
        "Căn cứ Luật Tổ chức Hội đồng nhân dân và ủy ban nhân dân\n\nTRÌNH BÀY\n\nCăn cứ Luật Tổ chức Hội đồng nhân dân\n\nChữ Unicode"
    );
    assert_eq!(codes(&found).iter().filter(|code| **code == "import-encoding").count(), 2);
    // Without the name of a font the words themselves tell.
    let bare = read(&docx(&p("", "C¨n cø LuËt Tæ chøc Héi ®ång nh©n d©n vµ ñy ban nh©n d©n")));
    assert_eq!(bare.draft.values["body"], "Căn cứ Luật Tổ chức Hội đồng nhân dân và ủy ban nhân dân");
}

#[test]
fn tables_keep_spans_and_name_what_they_lose() {
    let merged = |text: &str, more: &str| format!("{}<w:tcPr>{more}</w:tcPr>", p("", text));
    let row = |cells: &[String]| {
        let cells: String = cells
            .iter()
            .map(|c| {
                let (text, property) = c
                    .split_once("<w:tcPr>")
                    .map_or((c.as_str(), ""), |(t, p)| (t, p.trim_end_matches("</w:tcPr>")));
                format!("<w:tc><w:tcPr>{property}</w:tcPr>{text}</w:tc>")
            })
            .collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    let inner = table(&[&[p("", "x"), p("", "y")]]);
    let rows = [
        row(&[p("b", "TT"), merged("Việc", r#"<w:gridSpan w:val="2"/>"#)]),
        row(&[merged("1", r#"<w:vMerge w:val="restart"/>"#), p("", "a|b"), p("", "c") + &p("", "d")]),
        row(&[merged("", "<w:vMerge/>"), p("", "e"), inner + &p("", "")]),
    ];
    let lines = r#"<w:tblPr><w:tblBorders><w:top w:val="single"/></w:tblBorders></w:tblPr>"#;
    let found = read(&docx(&format!("<w:tbl>{lines}{}</w:tbl>", rows.concat())));
    assert_eq!(found.draft.values["body"], "| **TT** | Việc ||\n| 1 | a\\|b | c<br>d |\n| ^^ | e | x – y |");
    assert!(
        codes(&found).contains(&"import-nested-table") && !codes(&found).contains(&"import-merged-cells")
    );
}

#[test]
fn notes_and_pictures_are_named() {
    let notes =
        part("footnotes", &format!(r#"<w:footnote w:id="2">{}</w:footnote>"#, p("", "Theo báo cáo.")));
    let text = r#"<w:p><w:r><w:t>Số liệu</w:t><w:footnoteReference w:id="2"/></w:r><w:r><w:pict><v:imagedata/></w:pict></w:r></w:p>"#;
    let found = read(&package(&document(text), &[("footnotes.xml", &notes)]));
    assert_eq!(found.draft.values["body"], "Số liệu\n\nGhi chú: Theo báo cáo.");
    assert!(codes(&found).contains(&"import-notes") && codes(&found).contains(&"import-images"));
}

#[test]
fn a_strict_file_with_its_document_elsewhere_is_read() {
    let main = document(&p("", "Nội dung nghiêm ngặt.")).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    );
    let root = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/noi/dung.xml"/></Relationships>"#;
    let types = crate::import::builder::TYPES.replace("/word/document.xml", "/noi/dung.xml");
    let bytes = crate::import::builder::archive(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("noi/dung.xml", main.as_bytes()),
    ]);
    assert_eq!(body(&bytes), "Nội dung nghiêm ngặt.");
}

#[test]
fn files_without_any_formatting_are_read_by_their_words() {
    let lines = [
        "LIÊN ĐOÀN LAO ĐỘNG TỈNH LAI CHÂU",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "Số: 296/LĐLĐ-VP V/v hướng dẫn một số quy định",
        "Lai Châu, ngày 02 tháng 02 năm 2021 Kính gửi:",
        "- Công đoàn ngành;",
        "- Công đoàn Viên chức tỉnh.",
        "Liên đoàn Lao động tỉnh hướng dẫn như sau:",
        "1. Rà soát hồ sơ.",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "CHỦ TỊCH",
        "Hoàng Thọ Trung",
    ];
    let plain: String = lines.iter().map(|line| p("", line)).collect();
    let found = read(&docx(&plain));
    let values = &found.draft.values;
    assert_eq!(
        (&values["type"], &values["organ"]),
        (&json!("cong-van"), &json!("ldld-lai-chau")),
        "{values:#?}"
    );
    assert_eq!(values["subject"], json!(["V/v hướng dẫn một số quy định"]));
    assert_eq!(values["to"], json!(["Công đoàn ngành", "Công đoàn Viên chức tỉnh"]));
    assert_eq!(values["body"], "Liên đoàn Lao động tỉnh hướng dẫn như sau:\n\n1. Rà soát hồ sơ.");
    assert_eq!(values["signers"], json!([{"position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung"}]));
}
