use super::super::testing::{TestFinding, findings, of, plan, quotes, seed};
use crate::catalog::Catalog;
use crate::report::Severity;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// The findings of this family.
fn capitals(body: &str) -> Vec<TestFinding> {
    findings(&plan(body)).into_iter().filter(|f| f.id.starts_with("CAP-")).collect()
}

/// Each of these sentences has one slip, found by this check and mended into the other sentence, which has none.
fn mends(id: &str, sentences: &[(&str, &str)]) {
    for (wrong, right) in sentences {
        let found = capitals(wrong);
        let slips: Vec<_> = found.iter().filter(|f| f.severity == Severity::Warning).collect();
        assert_eq!(slips.len(), 1, "{wrong}: {found:?}");
        assert_eq!((slips[0].id, slips[0].fixed.as_deref()), (id, Some(*right)), "{wrong}");
        assert_eq!(silent(right), Vec::<String>::new(), "{right}");
    }
}

fn silent(body: &str) -> Vec<String> {
    capitals(body).into_iter().map(|f| format!("{} {:?} {}", f.id, f.severity, f.quote)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(at, quote)| ((*at).to_owned(), (*quote).to_owned())).collect()
}

#[test]
fn a_sentence_goes_on_in_small_letters_and_begins_with_a_capital() {
    mends(
        "CAP-01",
        &[
            ("Rà soát hồ sơ; Chỉ đạo các đơn vị.", "Rà soát hồ sơ; chỉ đạo các đơn vị."),
            ("Quyết toán năm 2022; Tổng hợp báo cáo.", "Quyết toán năm 2022; tổng hợp báo cáo."),
            (
                "Trình Ban Thường vụ, Tham mưu chuẩn bị nội dung.",
                "Trình Ban Thường vụ, tham mưu chuẩn bị nội dung.",
            ),
            ("Kiểm tra việc Chấp hành Điều lệ.", "Kiểm tra việc chấp hành Điều lệ."),
            (
                "Phát động các đợt thi đua như: Phong trào “Lao động giỏi”.",
                "Phát động các đợt thi đua như: phong trào “Lao động giỏi”.",
            ),
            ("Hội nghị kết thúc. đại biểu ra về.", "Hội nghị kết thúc. Đại biểu ra về."),
            ("Các đơn vị:\n\n- tổ chức hội nghị.", "Các đơn vị:\n\n- Tổ chức hội nghị."),
        ],
    );
}

#[test]
fn names_types_labels_and_abbreviations_behind_a_mark_keep_their_letters() {
    for body in [
        "Nghị quyết của Đảng; Nghị quyết đại hội Đảng; Khối thi đua; Ban Thường vụ; Kế hoạch của tỉnh.",
        "1. Hình thức: Tổng kết bằng văn bản.\n\n2. Thời gian: Xong trước ngày 20/5/2023.",
        "Ghi chú: Tùy tình hình cụ thể.",
        "Gồm tiền mặt, tài sản, v.v. và các khoản khác tại TP. Lai Châu.",
        "Học tập năm 2024...trong đoàn viên.",
        "Các phòng: Tổ chức, Kiểm tra, Tuyên giáo.",
        "(1) Rà soát; (2) Chỉ đạo; b) Tổ chức.",
        "- m² đất; e-Office; đ/c phụ trách.",
        "Thực hiện “Kế hoạch”; “Chuẩn bị đại hội” là chủ đề.",
    ] {
        assert_eq!(silent(body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn names_of_people_have_a_capital_in_every_syllable() {
    mends(
        "CAP-02",
        &[
            ("Đồng chí Nguyễn thị Thiện chủ trì.", "Đồng chí Nguyễn Thị Thiện chủ trì."),
            ("Giao ông Hoàng thọ Trung chỉ đạo.", "Giao ông Hoàng Thọ Trung chỉ đạo."),
            ("Học tập phong cách Hồ chí Minh.", "Học tập phong cách Hồ Chí Minh."),
        ],
    );
    assert_eq!(silent("Các xã, phường, thị trấn; ông Lê; thị xã; Đoàn văn công tỉnh."), Vec::<String>::new());
}

#[test]
fn administrative_units_are_lowercase_and_place_names_capitalised() {
    mends(
        "CAP-03",
        &[
            ("Tại LĐLĐ Thành phố.", "Tại LĐLĐ thành phố."),
            ("Các huyện, Thành phố, công đoàn ngành.", "Các huyện, thành phố, công đoàn ngành."),
            ("Công tác ở Tỉnh Lai Châu.", "Công tác ở tỉnh Lai Châu."),
            ("Giải bóng chuyền tỉnh Lai châu năm 2023.", "Giải bóng chuyền tỉnh Lai Châu năm 2023."),
            ("Họp tại Bà rịa – Vũng tàu.", "Họp tại Bà Rịa – Vũng Tàu."),
            ("Họp tại Hà nội.", "Họp tại Hà Nội."),
            ("Đi tỉnh lào cai.", "Đi tỉnh Lào Cai."),
            ("Công tác tại Thành Phố Hồ Chí Minh.", "Công tác tại Thành phố Hồ Chí Minh."),
        ],
    );
}

#[test]
fn words_that_only_look_like_places_or_units_are_left_alone() {
    for body in [
        "Tỉnh ủy, Thành ủy, Tỉnh đoàn; mạng Xã hội học; Quận 1, Phường Điện Biên Phủ; Thủ đô Hà Nội.",
        "Vì hòa bình, thái bình; đồng chí Lâm đồng ý; người Việt Nam định cư; Trung tâm Hải dương học.",
        "Hòa bình là nguyện vọng chung. Thành phố sạch đẹp.",
        "Thực hiện Đề án Thành phố thông minh; bãi biển đông người; công trường sa thải.",
        "TỈNH LAI CHÂU, LIÊN ĐOÀN LAO ĐỘNG THÀNH PHỐ.",
    ] {
        assert_eq!(silent(body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn organisations_are_written_as_the_tables_say() {
    mends(
        "CAP-04",
        &[
            ("Hội nghị Ban chấp hành LĐLĐ tỉnh.", "Hội nghị Ban Chấp hành LĐLĐ tỉnh."),
            ("Báo cáo gửi Tổng liên đoàn đúng hạn.", "Báo cáo gửi Tổng Liên đoàn đúng hạn."),
            ("Tổ chức công đoàn Việt Nam.", "Tổ chức Công đoàn Việt Nam."),
            ("Các đơn vị, Công đoàn viên chức.", "Các đơn vị, Công đoàn Viên chức."),
            ("Trình Ủy ban Nhân dân tỉnh.", "Trình Ủy ban nhân dân tỉnh."),
            ("Phối hợp với Sở y tế.", "Phối hợp với Sở Y tế."),
            ("Họp với Ban Tuyên giáo - nữ công.", "Họp với Ban Tuyên giáo - Nữ công."),
        ],
    );
    for body in [
        "Bồi dưỡng cán bộ y tế, cán bộ chính trị; bầu ban chấp hành công đoàn cơ sở; toàn bộ tài chính.",
        "Ban chấp hành có nhiệm vụ chung. Yêu cầu Bộ xây dựng kế hoạch, Ủy ban kiểm tra việc thực hiện.",
        "BAN CHẤP HÀNH và Ban Nữ công công đoàn quần chúng.",
    ] {
        assert_eq!(silent(body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn the_people_the_state_and_the_party_are_names_where_they_are_meant() {
    mends(
        "CAP-05",
        &[
            ("Lực lượng vũ trang và nhân dân tham gia.", "Lực lượng vũ trang và Nhân dân tham gia."),
            ("Chính sách của nhà nước.", "Chính sách của Nhà nước."),
            ("Do Đảng, nhà nước phát động.", "Do Đảng, Nhà nước phát động."),
            ("Đường lối của đảng.", "Đường lối của Đảng."),
        ],
    );
    let body = "Quản lý nhà nước; doanh nghiệp nhà nước; khu vực ngoài nhà nước; ngân sách nhà nước; Công an nhân dân; \
                Ủy ban nhân dân và Hội đồng nhân dân; nhân dân tệ; của đảng viên, của đảng bộ; và nhân dân Lào.";
    assert_eq!(silent(body), Vec::<String>::new());
}

#[test]
fn orders_and_posts_before_a_name_have_capitals() {
    mends(
        "CAP-06",
        &[
            ("Tặng Huân chương lao động hạng nhất.", "Tặng Huân chương Lao động hạng Nhất."),
            ("Do phó chủ tịch Lương Xuân Trường ký.", "Do Phó Chủ tịch Lương Xuân Trường ký."),
        ],
    );
    assert_eq!(
        silent("Bầu chủ tịch, phó chủ tịch; giám đốc Hà Nội; chủ tịch công đoàn cơ sở."),
        Vec::<String>::new()
    );
}

#[test]
fn days_and_lunar_years_have_capitals() {
    mends(
        "CAP-07",
        &[
            ("Nhân Ngày Quốc tế phụ nữ 8/3.", "Nhân ngày Quốc tế Phụ nữ 8/3."),
            ("Nhân ngày gia đình Việt Nam 28/6.", "Nhân ngày Gia đình Việt Nam 28/6."),
            ("Dịp tết nguyên đán.", "Dịp tết Nguyên đán."),
            ("Mừng xuân Giáp thìn.", "Mừng xuân Giáp Thìn."),
            ("Họp sáng thứ hai.", "Họp sáng thứ Hai."),
        ],
    );
    let body =
        "Truyền thống gia đình Việt Nam, phụ nữ Việt Nam; lần thứ hai; ngày thứ ba; quý I; ngày 20/10.";
    assert_eq!(silent(body), Vec::<String>::new());
    let found = capitals("Nhân dịp Tết Nguyên đán Giáp Thìn, Tết Nguyên đán.");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].severity, found[0].quote.as_str()), (Severity::Information, "Tết Nguyên đán"));
}

#[test]
fn the_type_of_one_text_has_a_capital() {
    mends(
        "CAP-08",
        &[
            ("Giải pháp trong kế hoạch số 133/KH-LĐLĐ.", "Giải pháp trong Kế hoạch số 133/KH-LĐLĐ."),
            ("Theo nghị quyết 02-NQ/TW.", "Theo Nghị quyết 02-NQ/TW."),
            ("Theo nghị định số 145/2020/NĐ-CP.", "Theo Nghị định số 145/2020/NĐ-CP."),
            ("Theo bộ luật lao động.", "Theo Bộ luật Lao động."),
            ("@basis Căn cứ Luật giá trị gia tăng;", "@basis Căn cứ Luật Giá trị gia tăng;"),
        ],
    );
    for body in [
        "Vượt kế hoạch 500-600 USD; theo luật 10/10.",
        "Xây dựng kế hoạch số hóa; kế hoạch 2023/2024; 02 nghị quyết; báo cáo số liệu; chương trình năm 2023.",
        "@basis Căn cứ Luật số 87/2025/QH15;\n\n@basis Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Công đoàn;",
    ] {
        assert_eq!(silent(body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn cited_articles_are_capitalised_and_clauses_lowercase() {
    mends(
        "CAP-09",
        &[
            (
                "Theo quy định tại Khoản 2 Điều 5 Luật Công đoàn.",
                "Theo quy định tại khoản 2 Điều 5 Luật Công đoàn.",
            ),
            ("Theo quy định tại Điểm a khoản 2 Điều 5.", "Theo quy định tại điểm a khoản 2 Điều 5."),
            ("Theo quy định tại khoản 2 điều 5.", "Theo quy định tại khoản 2 Điều 5."),
            ("Theo quy định tại chương II Nghị định này.", "Theo quy định tại Chương II Nghị định này."),
        ],
    );
    let body = "Điểm 10 chia đều; đạt 5 điểm; các điều 2 bên đã ký; 05 điều; điểm a khoản 2 Điều 103 Mục 5 Chương XII Phần I.";
    assert_eq!(silent(body), Vec::<String>::new());
}

#[test]
fn terms_of_the_house_have_one_form() {
    mends(
        "CAP-10",
        &[
            ("Chương trình “Tết sum vầy” năm 2024.", "Chương trình “Tết Sum vầy” năm 2024."),
            ("Trao tặng “Mái ấm công đoàn”.", "Trao tặng “Mái ấm Công đoàn”."),
            ("Nhân “Tháng công nhân” năm 2023.", "Nhân “Tháng Công nhân” năm 2023."),
        ],
    );
    assert_eq!(silent("Lương mỗi tháng công nhân được nhận."), Vec::<String>::new());
}

#[test]
fn two_forms_of_a_generic_phrase_are_told_once() {
    let found = capitals(
        "Các Doanh nghiệp và doanh nghiệp; hỗ trợ doanh nghiệp; các Doanh nghiệp; một doanh nghiệp.",
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].id, found[0].severity, found[0].quote.as_str()),
        ("CAP-10", Severity::Information, "Doanh nghiệp")
    );
    assert!(found[0].message.contains("«doanh nghiệp» 3 lần, «Doanh nghiệp» 2 lần"), "{}", found[0].message);
    assert_eq!(silent("Doanh nghiệp phát triển. Doanh nghiệp và các doanh nghiệp."), Vec::<String>::new());
}

#[test]
fn the_five_papers_have_these_slips_and_no_others() {
    let slips = |number| -> Vec<(String, String, String)> {
        let all = findings(&seed(number)).into_iter();
        let slips = all.filter(|f| f.id.starts_with("CAP-") && f.severity > Severity::Information);
        slips.map(|f| (f.id.to_owned(), f.line.map_or(f.at, |l| l.to_string()), f.quote)).collect()
    };
    let expected: [&[(&str, &str, &str)]; 5] = [
        &[
            ("CAP-07", "39", "Ngày Quốc tế phụ nữ"),
            ("CAP-01", "41", "Tổng hợp"),
            ("CAP-10", "59", "công đoàn tỉnh Lai Châu"),
            ("CAP-10", "61", "công đoàn tỉnh Lai Châu"),
            ("CAP-10", "73", "Mái ấm công đoàn"),
            ("CAP-10", "73", "Tháng công nhân"),
            ("CAP-10", "81", "công đoàn tỉnh Lai Châu"),
            ("CAP-04", "83", "công đoàn Việt Nam"),
            ("CAP-04", "85", "công đoàn Việt Nam"),
            ("CAP-03", "89", "Thành phố"),
            ("CAP-07", "93", "ngày gia đình Việt Nam"),
            ("CAP-10", "107", "công đoàn tỉnh Lai Châu"),
            ("CAP-10", "121", "công đoàn tỉnh Lai Châu"),
            ("CAP-10", "123", "công đoàn tỉnh Lai Châu"),
            ("CAP-10", "135", "công đoàn tỉnh Lai Châu"),
            ("CAP-01", "141", "Chấp hành"),
            ("CAP-08", "141", "Điều lệ công đoàn Việt Nam"),
            ("CAP-10", "171", "Tết sum vầy"),
        ],
        &[],
        &[
            ("CAP-01", "5", "Chỉ đạo"),
            ("CAP-01", "5", "Chỉ đạo"),
            ("CAP-03", "11", "Lai châu"),
            ("CAP-05", "19", "nhân dân"),
            ("CAP-01", "21", "Hoàn thiện"),
            ("CAP-01", "37", "Chuẩn bị"),
            ("CAP-04", "41", "Ban chấp hành"),
            ("CAP-03", "recipients[6].name", "Thành phố"),
        ],
        &[
            ("CAP-08", "9", "kế hoạch"),
            ("CAP-03", "41", "Thành phố"),
            ("CAP-04", "41", "Công đoàn viên chức"),
            ("CAP-01", "63", "Tham mưu"),
            ("CAP-04", "65", "Ban Chính sách pháp luật và quan hệ lao động"),
            ("CAP-04", "77", "Công đoàn viên chức"),
            ("CAP-04", "77", "Tổng liên đoàn"),
        ],
        &[
            ("CAP-01", "17", "Phong trào"),
            ("CAP-07", "37", "ngày gia đình Việt Nam"),
            ("CAP-07", "61", "ngày gia đình Việt Nam"),
            ("CAP-03", "97", "Thành phố"),
        ],
    ];
    for (number, expected) in expected.into_iter().enumerate() {
        let owned = |e: &(&str, &str, &str)| (e.0.to_owned(), e.1.to_owned(), e.2.to_owned());
        assert_eq!(slips(number), expected.iter().map(owned).collect::<Vec<_>>(), "SEED-00{number}");
    }
}

#[test]
fn the_five_papers_are_inconsistent_in_these_phrases() {
    let found = |number, quote: &str| quotes(&seed(number), "CAP-10").iter().any(|(_, q)| q == quote);
    assert!(found(0, "Biên giới phía bắc"));
    assert!(found(0, "Đoàn viên"));
    assert!(found(0, "năm ngày thành lập") || found(0, "năm Ngày thành lập"));
    assert!(found(1, "công đoàn tỉnh"));
    assert!(found(1, "Công đoàn ngành"));
    assert!(found(2, "Nghị quyết đại hội đảng") || found(2, "Nghị quyết đại hội Đảng"));
    assert!(found(3, "Chủ tịch công đoàn cơ sở"));
    let sent = quotes(&seed(0), "CAP-07");
    assert!(sent.contains(&pairs(&[("body:143", "Ngày Phụ nữ Việt Nam")])[0]), "{sent:?}");
}

#[test]
fn a_mend_changes_nothing_but_the_case() {
    for number in 0..5 {
        let draft = seed(number);
        for found in findings(&draft).iter().filter(|f| f.id.starts_with("CAP-")) {
            let Some(fixed) = &found.fixed else { continue };
            let at = format!("/{}", found.at.replace(['[', '.'], "/").replace(']', ""));
            let value = draft.pointer(&at).unwrap().as_str().unwrap();
            assert_eq!(fixed.to_lowercase(), value.to_lowercase(), "{found:?}");
            assert_ne!(fixed, value, "{found:?}");
        }
    }
}

#[test]
fn receivers_and_tables_are_read_too() {
    let mut draft = plan("| Đơn vị |\n|---|\n| LĐLĐ Thành phố |");
    draft["recipients"] = serde_json::json!(["LĐLĐ huyện, Thành phố"]);
    assert_eq!(of(&draft, "CAP-03").len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_written_is_judged(
        words in proptest::collection::vec(
            prop_oneof![
                Just("; Chỉ đạo"), Just("công đoàn"), Just("Thành phố"), Just("Ngày quốc khánh"), Just("của nhà nước"),
                Just("khoản 2 điều 5."), Just("chủ tịch Nguyễn Văn"), Just("năm giáp"), Just("kế hoạch số 1/"), Just("\n\n- a"),
                Just("**Lai** châu"), Just("| x |\n"), Just("“như: Các"), Just("ế\u{301}"), Just("thứ")
            ],
            0..40,
        ),
    ) {
        let found = capitals(&words.join(" "));
        prop_assert!(found.iter().all(|f| !f.message.is_empty()));
    }
}
#[test]
fn what_the_tables_write_is_right_by_every_check() {
    let capitals_of = &Catalog::embedded().words.capitals;
    let terms = capitals_of.terms.iter().flat_map(|t| t.always.iter().chain(&t.begun));
    let days = capitals_of.days.named.iter().flat_map(|d| d.names.iter().map(|n| format!("{} {n}", d.after)));
    let all: Vec<String> = terms.chain(&capitals_of.places.provinces).cloned().chain(days).collect();
    assert!(all.len() > 300, "{}", all.len());
    let distinct: BTreeSet<String> = all.iter().map(|t| t.to_lowercase()).collect();
    assert_eq!(distinct.len(), all.len());
    let body: Vec<String> = all.iter().map(|term| format!("Theo {term} như trên.")).collect();
    assert_eq!(silent(&body.join("\n\n")), Vec::<String>::new());
}
