use crate::check::testing::{TestFinding, findings, of, plan, quotes, seed};
use crate::report::Severity;
use proptest::prelude::*;
use serde_json::{Value, json};

fn based(bases: &[&str], body: &str) -> Value {
    let mut draft = plan(body);
    draft["bases"] = json!(bases);
    draft["mode"] = json!("faithful");
    draft
}

fn said(draft: &Value, id: &str) -> Vec<String> {
    of(draft, id).into_iter().map(|found| found.quote).collect()
}

fn ranked(draft: &Value, id: &str) -> Vec<(String, Severity)> {
    of(draft, id).into_iter().map(|found| (found.quote, found.severity)).collect()
}

fn place(at: &str, quote: &str) -> (String, String) {
    (at.to_owned(), quote.to_owned())
}

const FULL: &str = "Căn cứ Kế hoạch số 17/KH-TLĐ ngày 05/02/2024 của Tổng Liên đoàn Lao động Việt Nam về tổ chức các hoạt động;";
const LAST: &str =
    "Căn cứ Thông báo số 12-TB/VPTU ngày 06/02/2024 của Văn phòng Tỉnh ủy về chương trình công tác.";
const LEAD_IN: &str = "Ban Thường vụ xây dựng kế hoạch như sau:\n\nI. MỤC ĐÍCH\n\n1. Nâng cao nhận thức.";

#[test]
fn a_clean_plan_has_nothing_said_of_its_citations() {
    let draft = based(&[FULL, LAST], LEAD_IN);
    let ids: Vec<_> = findings(&draft).into_iter().map(|f| f.id).filter(|id| id.starts_with("CC")).collect();
    assert_eq!(ids, [""; 0]);
}

#[test]
fn bases_end_with_a_semicolon_and_the_last_with_a_full_stop() {
    let open = FULL.trim_end_matches(';');
    let found = of(&based(&[open, LAST], LEAD_IN), "CC-01");
    assert_eq!(found[0].fixed.as_deref(), Some(FULL));
    let comma = FULL.replace(';', ",");
    assert_eq!(of(&based(&[&comma, LAST], LEAD_IN), "CC-01")[0].fixed.as_deref(), Some(FULL));
    let found = of(&based(&[FULL, LAST.trim_end_matches('.')], LEAD_IN), "CC-01");
    assert_eq!((found[0].fixed.as_deref(), found[0].severity), (Some(LAST), Severity::Warning));
    let two = "Căn cứ Luật Công đoàn; Căn cứ Điều lệ Công đoàn Việt Nam.";
    assert_eq!(said(&based(&[two], LEAD_IN), "CC-01"), ["Căn cứ"]);
}

#[test]
fn what_is_mended_when_a_document_is_made_is_only_worth_knowing() {
    let mut draft = based(&[FULL.trim_end_matches(';'), LAST.trim_end_matches('.')], LEAD_IN);
    draft["mode"] = json!("normalised");
    let severities: Vec<_> = of(&draft, "CC-01").iter().map(|f| f.severity).collect();
    assert_eq!(severities, [Severity::Information; 2]);
}

#[test]
fn the_union_lets_the_last_basis_lead_to_the_sentence_below() {
    let last = LAST.replace('.', ";");
    assert_eq!(ranked(&based(&[FULL, &last], LEAD_IN), "CC-01"), [(";".to_owned(), Severity::Information)]);
    let none = based(&[FULL, &last], "I. MỤC ĐÍCH\n\n1. Nâng cao nhận thức.");
    assert_eq!(ranked(&none, "CC-01"), [(";".to_owned(), Severity::Warning)]);
}

#[test]
fn a_basis_of_the_types_own_follows_the_last_of_the_draft() {
    let draft = json!({
        "schema_version": 1, "type": "quyet-dinh", "organ": "ldld-lai-chau", "code_number": 12,
        "issued_date": "2024-02-23", "subject": ["Về việc khen thưởng"], "authority": "BAN THƯỜNG VỤ",
        "proposer": "Trưởng Ban Tổ chức - Kiểm tra", "bases": ["Căn cứ Điều lệ Công đoàn Việt Nam;"],
        "body": "Điều 1. Khen thưởng.", "recipients": ["Như Điều 1"], "filing": { "units": ["VT"] },
        "signers": [{ "competence": ["TM. BAN THƯỜNG VỤ"], "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung" }],
    });
    assert_eq!(said(&draft, "CC-01"), [""; 0]);
}

#[test]
fn a_basis_tells_type_number_date_organ_and_subject() {
    let missing = |basis: &str| {
        of(&based(&[basis], LEAD_IN), "CC-03").into_iter().map(|f| f.message).collect::<Vec<_>>()
    };
    assert!(
        missing("Căn cứ Kế hoạch số 17/KH-TLĐ về tổ chức các hoạt động.")[0]
            .contains("thiếu ngày ban hành, cơ quan ban hành.")
    );
    assert!(
        missing("Căn cứ Kế hoạch số 17/KH-TLĐ ngày 05/02/2024 của Tổng Liên đoàn.")[0]
            .contains("thiếu trích yếu.")
    );
    assert_eq!(missing("Căn cứ Thông báo Kết luận Hội nghị Ban Thường vụ họp ngày 23/02/2024.").len(), 1);
    for full in [
        "Căn cứ Luật Công đoàn.",
        "Căn cứ Luật Tổ chức Chính phủ số 63/2025/QH15.",
        "Căn cứ Nghị định số 30/2020/NĐ-CP của Chính phủ về công tác văn thư.",
        "Căn cứ Điều lệ Công đoàn Việt Nam khóa XIII.",
        "Căn cứ Quy chế làm việc của Ban Chấp hành Liên đoàn Lao động tỉnh.",
        "Căn cứ Nghị quyết Đại hội XIII Công đoàn tỉnh Lai Châu.",
        "Căn cứ chức năng, nhiệm vụ được giao.",
        "Căn cứ tình hình thực tế, kế hoạch công tác.",
        "Xét đề nghị của Ban Tổ chức - Kiểm tra tại Tờ trình số 12/TTr-TCKT ngày 05/02/2024.",
        "Theo đề nghị của Chánh Văn phòng.",
        FULL,
    ] {
        assert_eq!(missing(full), [""; 0], "{full}");
    }
}

#[test]
fn a_number_without_its_symbol_is_not_enough() {
    let found =
        said(&plan("Thực hiện Quyết định 217 của Bộ Chính trị, Nghị quyết số 02 của Tỉnh ủy."), "CC-03");
    assert_eq!(found, ["Quyết định 217", "Nghị quyết số 02"]);
    let silent = "Ban hành 02 Nghị quyết của Ban Chấp hành, Kế hoạch 5 năm, Chương trình 135 giai đoạn II, Thông báo 03 nội dung, theo quyết định 12 của tổ.";
    assert_eq!(said(&plan(silent), "CC-03"), [""; 0]);
}

#[test]
fn the_first_citation_in_the_body_should_tell_the_date() {
    let body = "Thực hiện Chỉ thị số 03/CT-TLĐ về thi đua; Chỉ thị số 03/CT-TLĐ được triển khai; Nghị định 145/2020/NĐ-CP của Chính phủ; Luật Công đoàn số 50/2024/QH15.";
    assert_eq!(ranked(&plan(body), "CC-03"), [("03/CT-TLĐ".to_owned(), Severity::Information)]);
    let told = based(&[FULL, LAST], "Thực hiện Kế hoạch số 17/KH-TLĐ, các cấp công đoàn tổ chức.");
    assert_eq!(said(&told, "CC-03"), [""; 0]);
}

#[test]
fn commas_before_the_date_are_held_against_each_other() {
    let one = "Kế hoạch số 17/KH-TLĐ, ngày 05/02/2024 của Tổng Liên đoàn";
    let two = "Kế hoạch số 09/KH-TLĐ ngày 27/12/2023 của Tổng Liên đoàn";
    let three = "Kế hoạch số 10/KH-TLĐ, ngày 27/12/2023 của Tổng Liên đoàn";
    let body = |parts: &[&str]| plan(&format!("Thực hiện {}.", parts.join("; ")));
    assert_eq!(said(&body(&[one, two]), "CC-04"), ["17/KH-TLĐ, ngày 05/02/2024"]);
    assert_eq!(said(&body(&[one, two, three]), "CC-04"), ["09/KH-TLĐ ngày 27/12/2023"]);
    assert_eq!(said(&body(&[one, three]), "CC-04"), [""; 0]);
    assert_eq!(said(&body(&[two, "tiếp tục, ngày 12/3/2024 sẽ họp"]), "CC-04"), [""; 0]);
}

#[test]
fn later_citations_do_without_the_date() {
    let again = "Kế hoạch số 17/KH-TLĐ ngày 05/02/2024 của Tổng Liên đoàn";
    let draft = based(&[FULL, LAST], &format!("Thực hiện {again}."));
    assert_eq!(said(&draft, "CC-05"), ["17/KH-TLĐ ngày 05/02/2024"]);
    let short = based(
        &[FULL, LAST],
        "Thực hiện Kế hoạch số 17/KH-TLĐ; Kế hoạch số 18/KH-TLĐ ngày 05/02/2024 của Tổng Liên đoàn.",
    );
    assert_eq!(said(&short, "CC-05"), [""; 0]);
}

#[test]
fn the_author_named_is_the_one_of_the_symbol() {
    let wrong = "Thực hiện Nghị quyết số 02-NQ/TW ngày 12/6/2021 của Tổng Liên đoàn về đổi mới; Nghị định số 145/2020/NĐ-CP của Quốc hội.";
    let found = said(&plan(wrong), "CC-06");
    assert_eq!(found, ["02-NQ/TW ngày 12/6/2021 của Tổng Liên đoàn", "145/2020/NĐ-CP của Quốc hội"]);
    let right = "Nghị quyết số 02-NQ/TW ngày 12/6/2021 của Bộ Chính trị khóa XIII về đổi mới; Kế hoạch số 17/KH-TLĐ của Đoàn Chủ tịch Tổng LĐLĐ Việt Nam; Nghị định số 145/2020/NĐ-CP của Chính phủ; Luật số 50/2024/QH15 của Quốc hội; Công văn số 12/ABC-XY của Công ty; Chỉ thị số 05-CT/TU của Tỉnh uỷ.";
    assert_eq!(said(&plan(right), "CC-06"), [""; 0]);
}

#[test]
fn what_is_cited_is_in_force() {
    let body = "Thực hiện Nghị định số 110/2004/NĐ-CP của Chính phủ về công tác văn thư.";
    assert_eq!(said(&plan(body), "CC-07"), ["110/2004/NĐ-CP"]);
    for silent in [
        "Thực hiện Nghị định số 30/2020/NĐ-CP của Chính phủ về công tác văn thư.",
        "Nghị định số 30/2020/NĐ-CP thay thế Nghị định số 110/2004/NĐ-CP của Chính phủ.",
        "Thực hiện Luật Công đoàn số 12/2012/QH13.",
    ] {
        assert_eq!(said(&plan(silent), "CC-07"), [""; 0], "{silent}");
    }
}

#[test]
fn a_line_of_the_body_that_begins_like_a_basis_is_none() {
    let body = "Xây dựng kế hoạch như sau:\n\nI. TỔ CHỨC\n\n- Căn cứ kế hoạch, các đơn vị thực hiện.\n\nCăn cứ kế hoạch này, đề nghị các đơn vị thực hiện.";
    assert_eq!(ranked(&plan(body), "CC-08"), [("Căn cứ".to_owned(), Severity::Information)]);
    let misplaced = of(&plan("Căn cứ Luật Công đoàn;\n\nXây dựng kế hoạch như sau:"), "CC-08");
    assert!(misplaced[0].message.contains("đưa lên phần căn cứ"));
    assert_eq!(said(&plan("Văn phòng căn cứ nhiệm vụ được giao."), "CC-08"), [""; 0]);
}

#[test]
fn an_author_ends_where_the_next_document_is_cited() {
    let body = "Tổng kết Chương trình số 1563/CTr-TLĐ ngày 09/10/2019 của Quốc hội và Kế hoạch số 133/KH-LĐLĐ ngày 13/12/2019 của Ban Thường vụ LĐLĐ tỉnh.";
    assert_eq!(said(&plan(body), "CC-06"), ["1563/CTr-TLĐ ngày 09/10/2019 của Quốc hội"]);
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_and_every_finding_quotes_its_bytes(
        pieces in prop::collection::vec(
            prop_oneof![
                "(Kế hoạch|Nghị quyết|Luật|Căn cứ|số|ngày|tháng|năm học|của|về|quý II|kỷ niệm|giai đoạn|và|Đại hội)",
                "[0-9]{1,4}[a-zđ]?", "(/|-| – |, |; |\\. |\\(|\\)|\n\n| )", "(KH|CTr|TLĐ|TW|NĐ|QH15|LÐLĐ)", "\\PC{0,4}",
            ],
            0..40,
        ),
    ) {
        let draft = based(&[FULL, &pieces.concat()], &pieces.concat());
        // Quoting slices the draft: a range that is none would stop here.
        findings(&draft);
    }
}

#[test]
fn the_programme_of_2023_is_cited_as_it_stands() {
    let programme = seed(0);
    assert_eq!(ranked(&programme, "CC-01"), [(";".to_owned(), Severity::Information)]);
    let bare: Vec<_> = quotes(&programme, "CC-03");
    assert!(bare.contains(&place("body:77", "Quyết định 217")), "{bare:?}");
    assert!(bare.contains(&place("body:85", "Nghị quyết 02")), "{bare:?}");
    let authors = quotes(&programme, "CC-06");
    let expected = [
        place("bases[0]", "186-TB/VPTU ngày 20/10/2022 của Thường trực Tỉnh ủy"),
        place("body:1", "02-NQ/TW của Tổng Liên đoàn, của Tỉnh ủy"),
        place("body:143", "02/NQ-TW của Tỉnh ủy, Tổng Liên đoàn, LĐLĐ tỉnh"),
    ];
    assert_eq!(authors, expected);
}

#[test]
fn the_action_programme_mixes_commas_before_dates() {
    let expected =
        [place("body:61", "217-QĐ/TW, ngày 12/12/2013"), place("body:89", "02-NQ/TW, ngày 12/6/2021")];
    assert_eq!(quotes(&seed(1), "CC-04"), expected);
    assert_eq!(quotes(&seed(1), "CC-05"), [place("body:89", "02-NQ/TW, ngày 12/6/2021")]);
}

#[test]
fn the_plan_of_2023_repeats_a_full_citation_and_begins_two_lines_like_bases() {
    let repeated: Vec<_> = quotes(&seed(3), "CC-05");
    let again = "1563/CTr-TLĐ, ngày 09/10/2019";
    assert_eq!(repeated, [place("subject[0]", again), place("body:1", again), place("body:9", again)]);
    assert_eq!(quotes(&seed(3), "CC-08"), [place("body:57", "Căn cứ"), place("body:77", "Căn cứ")]);
    assert_eq!(quotes(&seed(3), "CC-04"), []);
}

#[test]
fn the_plan_of_2024_is_based_on_a_notice_without_a_number() {
    assert_eq!(quotes(&seed(4), "CC-03"), [place("bases[1]", "Thông báo Kết luận")]);
    assert_eq!(ranked(&seed(4), "CC-01"), [(";".to_owned(), Severity::Information)]);
    assert_eq!(quotes(&seed(4), "CC-04"), [place("bases[0]", "17/KH-TLĐ, ngày 05/02/2024")]);
}

#[test]
fn papers_of_their_day_cite_what_was_in_force() {
    for number in 0..5 {
        assert!(
            of(&seed(number), "CC-07").iter().map(|f: &TestFinding| &f.quote).next().is_none(),
            "{number}"
        );
    }
}

#[test]
fn the_papers_name_the_authors_of_what_they_cite() {
    for number in 1..5 {
        assert_eq!(quotes(&seed(number), "CC-06"), [], "{number}");
    }
}

#[test]
fn bases_that_stand_upright_are_found_on_the_pages() {
    use crate::appearance::{FormattingExtent, LineSpacing, MeasuredFormatting, ParagraphStyle};
    use crate::document::{Align, BlockRole};
    let draft = based(&[FULL, LAST], LEAD_IN);
    let mut lint =
        crate::check::LintContext::new(draft.as_object().unwrap(), crate::catalog::Catalog::embedded());
    let look = |index: usize, italic| ParagraphStyle {
        at: crate::report::FieldPath::field("bases").index(index),
        line: None,
        role: BlockRole::Basis,
        level: 0,
        text: "Căn cứ Kế hoạch".to_owned(),
        sizes: None,
        faces: vec![],
        bold: FormattingExtent::None,
        italic,
        black: true,
        align: Align::default(),
        first_line: crate::length::Length::ZERO,
        before: None,
        spacing: LineSpacing::Unknown,
    };
    let paragraphs = vec![
        look(0, FormattingExtent::None),
        look(1, FormattingExtent::All),
        look(2, FormattingExtent::Some),
    ];
    let appearance = MeasuredFormatting { paragraphs, ..MeasuredFormatting::default() };
    lint.appearance = Some(&appearance);
    let found = crate::check::check(&lint).problems.into_iter().filter(|p| p.code == "CC-02");
    assert_eq!(found.map(|p| p.at.to_string()).collect::<Vec<_>>(), ["bases[0]"]);
}
