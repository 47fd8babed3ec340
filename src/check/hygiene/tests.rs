//! Texts with findings, and texts without.

mod seeds;
mod silent;

use super::super::context::LintContext;
use super::super::findings::FindingCollector;
use super::super::testing::{TestFinding, of, plan};
use crate::catalog::Catalog;
use crate::report::Severity;
use proptest::prelude::*;
use serde_json::Value;

/// The findings of one check in a plan with this body.
fn found(body: &str, id: &str) -> Vec<TestFinding> {
    of(&plan(body), id)
}

/// The only finding of one check: its quote and the body after the fix.
fn mended(body: &str, id: &str) -> (String, Option<String>) {
    let found = found(body, id);
    assert_eq!(found.len(), 1, "{body}: {found:?}");
    found.into_iter().map(|f| (f.quote, f.fixed)).next().unwrap_or_default()
}

/// Asserts that each body has one finding of a check, and what its fix makes of it.
fn check(id: &str, cases: &[(&str, &str)]) {
    for (body, fixed) in cases {
        assert_eq!(mended(body, id).1.as_deref(), Some(*fixed), "{body}");
    }
}

/// Asserts that no check of this family says anything of these bodies.
fn silent(bodies: &[&str]) {
    for body in bodies {
        let found = super::super::testing::findings(&plan(body));
        let ours: Vec<&TestFinding> = found.iter().filter(|f| f.id.starts_with("ENC")).collect();
        assert!(ours.is_empty(), "{body}: {ours:?}");
    }
}

fn faithful(body: &str) -> Value {
    let mut draft = plan(body);
    draft["mode"] = "faithful".into();
    draft
}

#[test]
fn decomposed_letters_are_composed_in_one_go() {
    let body = "Tổ chức Ho\u{302}\u{323}i nghi\u{323} tổng kết.";
    check("ENC-01", &[(body, "Tổ chức Hội nghị tổng kết.")]);
    assert_eq!(found(body, "ENC-01")[0].severity, Severity::Information);
    assert_eq!(of(&faithful(body), "ENC-01")[0].severity, Severity::Error);
}

#[test]
fn foreign_letters_that_look_alike_are_replaced() {
    check(
        "ENC-02",
        &[
            ("Kế hoạch số 447/KH-L\u{d0}LĐ của tỉnh.", "Kế hoạch số 447/KH-LĐLĐ của tỉnh."),
            ("Các cấp (C\u{43e}ng đoàn).", "Các cấp (Cong đoàn)."),
        ],
    );
    assert_eq!(of(&faithful("Ban của L\u{d0}LĐ tỉnh."), "ENC-02")[0].severity, Severity::Error);
}

#[test]
fn a_known_acronym_is_spelt_with_its_stroke() {
    check(
        "ENC-03",
        &[
            ("Ban Chấp hành LĐLD tỉnh.", "Ban Chấp hành LĐLĐ tỉnh."),
            ("Theo Nghị định số 96/2023/ND-CP.", "Theo Nghị định số 96/2023/NĐ-CP."),
            ("TLĐ giao, TLD duyệt.", "TLĐ giao, TLĐ duyệt."),
        ],
    );
    let lone = found("Tên miền cấp cao TLD.", "ENC-03");
    assert!(lone[0].severity == Severity::Information && lone[0].fixed.is_none());
}

#[test]
fn stray_characters_are_found() {
    check(
        "ENC-04",
        &[
            ("1. Kiểm điểm, đánh giá cuối năm. ✓", "1. Kiểm điểm, đánh giá cuối năm."),
            ("Tổ\u{200b}chức hội nghị.", "Tổchức hội nghị."),
            ("Gồm \u{f0b7} các việc.", "Gồm • các việc."),
            ("➢ Tổ chức hội nghị.", "- Tổ chức hội nghị."),
        ],
    );
    assert_eq!(mended("Công đo\u{fffd}\u{fffd}n tỉnh.", "ENC-04"), ("\u{fffd}\u{fffd}".to_owned(), None));
    assert_eq!(mended("Ký hiệu \u{e123} lạ.", "ENC-04"), ("\u{e123}".to_owned(), None));
}

#[test]
fn markup_left_over_is_found() {
    check(
        "ENC-05",
        &[
            ("## THÁNG HAI", "THÁNG HAI"),
            ("**Tổ chức hội nghị.", "Tổ chức hội nghị."),
            ("Tổ chức <b>hội nghị.", "Tổ chức hội nghị."),
            ("Nghiên cứu &amp; phát triển.", "Nghiên cứu & phát triển."),
        ],
    );
    assert_eq!(found("Tổ chức <span class=\"x\">hội nghị</span>.", "ENC-05").len(), 2);
}

#[test]
fn spaces_are_where_they_belong() {
    check(
        "ENC-06",
        &[
            ("Ban Tổ chức - Kiểm tra : gồm ba đồng chí.", "Ban Tổ chức - Kiểm tra: gồm ba đồng chí."),
            ("Tổ chức  hội nghị.", "Tổ chức hội nghị."),
            ("Phong cách năm 2024...trong đoàn viên.", "Phong cách năm 2024... trong đoàn viên."),
            ("Giải lần thứ XX năm 2023- Tranh cúp.", "Giải lần thứ XX năm 2023 - Tranh cúp."),
            ("Sinh nhật Bác (1890- 2023).", "Sinh nhật Bác (1890 - 2023)."),
            ("Kinh tế -xã hội phát triển.", "Kinh tế - xã hội phát triển."),
            ("Theo văn bản 12/KH- LĐLĐ của tỉnh.", "Theo văn bản 12/KH-LĐLĐ của tỉnh."),
            ("Thành lập (15/4/1963- 15/4/2023).", "Thành lập (15/4/1963 - 15/4/2023)."),
            ("Kết thúc năm 2023.Tổ chức hội nghị.", "Kết thúc năm 2023. Tổ chức hội nghị."),
            ("Các công đoàn(gồm cả cơ sở) tham gia.", "Các công đoàn (gồm cả cơ sở) tham gia."),
            ("Phong trào“Lao động giỏi” lan rộng.", "Phong trào “Lao động giỏi” lan rộng."),
            ("Gồm huyện,, thành phố.", "Gồm huyện, thành phố."),
        ],
    );
    assert_eq!(mended("Máy bay F16- A của ban.", "ENC-06"), ("F16- A".to_owned(), None));
}

#[test]
fn what_polishing_would_mend_is_said_once() {
    let body = "Sinh nhật (1890- 2023) ,  giai đoạn 2018 -2023  :  hết.";
    let fixes = found(body, "ENC-06").len();
    assert_eq!(fixes, 6, "two dashes, two spaces before a sign, two doubled spaces");
}

#[test]
fn what_polishing_mends_in_a_new_document_is_only_worth_knowing_there() {
    let body = "Ban Kiểm tra : ba đồng chí.";
    assert_eq!(found(body, "ENC-06")[0].severity, Severity::Information);
    assert_eq!(of(&faithful(body), "ENC-06")[0].severity, Severity::Warning);
    let mut subject = plan("Tổ chức hội nghị.");
    subject["subject"] = serde_json::json!(["Tổ chức Tháng Công nhân :"]);
    assert_eq!(of(&subject, "ENC-06")[0].severity, Severity::Warning);
}

#[test]
fn few_ranges_are_held_against_the_many() {
    let few = "Nhiệm kỳ 2018-2023, nhiệm kỳ 2023-2028, giai đoạn 2021 – 2025.";
    assert!(found(few, "ENC-07")[0].fixed.is_none(), "two are no habit yet");
    let many = "Nhiệm kỳ 2013-2018, 2018-2023, 2023-2028, giai đoạn 2021-2025, giai đoạn 2026 – 2030.";
    check("ENC-07", &[(many, &many.replace(" – ", "-"))]);
    let tie = found("Nhiệm kỳ 2018-2023 và nhiệm kỳ 2023 - 2028.", "ENC-07");
    assert!(tie.len() == 1 && tie[0].fixed.is_none() && tie[0].message.contains("«2018-2023» (1 chỗ)"));
}

#[test]
fn quotes_are_curly_and_come_in_pairs() {
    check("ENC-08", &[("Phong trào \"Lao động giỏi\" lan rộng.", "Phong trào “Lao động giỏi” lan rộng.")]);
    assert_eq!(mended("Phong trào “Lao động giỏi lan rộng.", "ENC-08").0, "“Lao");
    assert_eq!(mended("Phong trào Lao động giỏi” lan rộng.", "ENC-08").0, "”");
}

#[test]
fn tones_stand_where_the_document_has_most_of_them() {
    check(
        "ENC-09",
        &[
            ("Tỉnh ủy khóa XII, trình Tỉnh uỷ.", "Tỉnh ủy khóa XII, trình Tỉnh ủy."),
            ("Tỉnh uỷ khoá XII, trình Tỉnh ủy.", "Tỉnh uỷ khoá XII, trình Tỉnh uỷ."),
            ("Kết qủa công tác.", "Kết quả công tác."),
        ],
    );
}

#[test]
fn a_phrase_written_twice_is_kept_once() {
    check(
        "ENC-10",
        &[
            ("Tiến tới Đại hội Đại hội XIII.", "Tiến tới Đại hội XIII."),
            ("Chủ trương xây dựng Xây dựng cuốn sách.", "Chủ trương xây dựng cuốn sách."),
            ("Ban Thường vụ Ban Thường vụ LĐLĐ tỉnh.", "Ban Thường vụ LĐLĐ tỉnh."),
        ],
    );
    let verb = found("Giao các tổ chức tổ chức thực hiện.", "ENC-10");
    assert!(verb[0].severity == Severity::Information && verb[0].fixed.is_none());
}

#[test]
fn every_slip_is_found_and_its_mend_is_clean() {
    let slips = &crate::catalog::Catalog::embedded().words.slips;
    assert!(slips.iter().filter(|(written, meant)| written != meant).count() >= 60);
    for (written, meant) in slips {
        let found = found(&format!("Nay {written} x."), "ENC-11");
        if written == meant {
            assert!(found.is_empty(), "{written} stands in the list as right: {found:?}");
        } else {
            assert_eq!(found.len(), 1, "{written}: {found:?}");
            assert_eq!(found[0].fixed.as_deref(), Some(format!("Nay {meant} x.").as_str()), "{written}");
        }
        let again = super::super::testing::of(&plan(&format!("Nay {meant} x.")), "ENC-11");
        assert!(again.is_empty(), "{meant}: {again:?}");
    }
}

#[test]
fn a_slip_of_one_word_is_no_syllable_of_vietnamese() {
    let slips = &crate::catalog::Catalog::embedded().words.slips;
    for (written, _) in slips.iter().filter(|(written, _)| !written.contains(' ')) {
        assert!(!crate::text::is_syllable(written), "{written} may be a name");
    }
}

#[test]
fn a_mend_keeps_the_capitals() {
    check(
        "ENC-11",
        &[
            ("Chủ trọng đổi mới.", "Chú trọng đổi mới."),
            ("LĐLĐ tinh kiểm tra.", "LĐLĐ tỉnh kiểm tra."),
            ("BỔ XUNG kế hoạch.", "BỔ SUNG kế hoạch."),
            ("Hội nghị lần thứ mười năm (khóa XII).", "Hội nghị lần thứ mười lăm (khóa XII)."),
            ("Gặp mặt các thể  hệ cán bộ.", "Gặp mặt các thế hệ cán bộ."),
        ],
    );
}

#[test]
fn a_paragraph_cut_in_two_is_found() {
    let half = "1. Ban hành kế hoạch đào tạo, bồi dưỡng, tập huấn nghiệp vụ cho cán bộ";
    let body = format!("{half}\n\ncông đoàn các cấp năm 2023.");
    let found = found(&body, "ENC-12");
    assert_eq!((found.len(), found[0].quote.as_str(), found[0].line), (1, "cho cán bộ", Some(1)));
}

#[test]
fn figures_are_written_the_vietnamese_way() {
    check(
        "ENC-13",
        &[
            ("Tổng số 8,640,000 đồng.", "Tổng số 8.640.000 đồng."),
            ("Mức hỗ trợ 500,000 đồng.", "Mức hỗ trợ 500.000 đồng."),
            ("Mức hỗ trợ 1500000 đồng.", "Mức hỗ trợ 1.500.000 đồng."),
            ("Đạt 98.5% kế hoạch.", "Đạt 98,5% kế hoạch."),
            ("Số tiền 4.5 triệu đồng.", "Số tiền 4,5 triệu đồng."),
        ],
    );
    assert_eq!(mended("Với tổng số tiền là 8.640.000.", "ENC-13"), ("8.640.000".to_owned(), None));
    let mixed = found("Thưởng 4,5 triệu đồng; tặng 8.640.000 đồng.", "ENC-13");
    assert!(
        mixed.len() == 1 && mixed[0].severity == Severity::Information && mixed[0].quote == "4,5 triệu đồng"
    );
}

proptest! {
    #[test]
    fn any_text_is_read_and_every_fix_stands_on_letters(
        body in "([a-cÐđ]|số |[0-9]{1,4}|2023|thể hệ|LĐLD|uỷ|[ .,;:!?/()\"*#<>&✓-]|\u{301}|\u{fffd}|…|“|”|–|\n|- ){0,60}",
        any in "\\PC{0,60}",
    ) {
        for text in [&body, &any] {
            let draft = plan(text);
            let lint = LintContext::new(draft.as_object().unwrap(), Catalog::embedded());
            let mut findings = FindingCollector::new(&lint);
            super::run(&lint, &mut findings);
            for problem in findings.finish().problems.iter().filter(|p| p.at.as_str() == "body") {
                for range in problem.fix.iter().map(|fix| &fix.range).chain(&problem.range) {
                    prop_assert!(text.get(range.clone()).is_some(), "{:?}", problem);
                }
            }
        }
    }
}
