use crate::check::testing::{findings, of, plan, quotes, seed};
use crate::report::Severity;
use serde_json::{Value, json};

fn said(body: &str, id: &str) -> Vec<String> {
    of(&plan(body), id).into_iter().map(|found| found.quote).collect()
}

fn with(name: &str, value: Value) -> Value {
    let mut draft = plan("Nội dung.");
    draft[name] = value;
    draft
}

#[test]
fn a_clean_plan_has_nothing_said_of_its_dates() {
    let body = "Triển khai Kế hoạch số 17/KH-TLĐ ngày 05/02/2024 của Tổng Liên đoàn Lao động Việt Nam về năm học 2023-2024.";
    let ids: Vec<_> = findings(&plan(body)).into_iter().map(|f| f.id).collect();
    assert!(!ids.iter().any(|id| id.starts_with("DAT") || id.starts_with("PLC")), "{ids:?}");
}

#[test]
fn a_place_is_the_organs_and_nothing_more() {
    assert_eq!(
        quotes(&with("place", json!("Lai châu")), "PLC-01"),
        [("place".to_owned(), "Lai châu".to_owned())]
    );
    assert_eq!(of(&with("place", json!("LAI CHÂU")), "PLC-01")[0].fixed.as_deref(), Some("Lai Châu"));
    assert_eq!(quotes(&with("place", json!("Hà Nội")), "PLC-01").len(), 1);
    assert!(of(&with("place", json!("Lai Châu")), "PLC-01").is_empty());
    let dated = with("place", json!("Lai Châu, ngày 2 tháng 3 năm 2024"));
    assert_eq!(of(&dated, "DAT-01")[0].fixed.as_deref(), Some("Lai Châu"));
    assert_eq!(of(&dated, "DAT-02")[0].severity, Severity::Error);
    assert!(of(&dated, "PLC-01").is_empty());
}

#[test]
fn a_date_of_issue_exists() {
    assert_eq!(quotes(&with("issued_date", json!("2023-02-30")), "DAT-03").len(), 1);
    assert_eq!(quotes(&with("issued_date", json!("23/02/2024")), "DAT-01").len(), 1);
    assert!(of(&with("issued_date", json!("2024-02-29")), "DAT-03").is_empty());
}

#[test]
fn a_date_of_issue_is_not_in_the_future() {
    use crate::check::{LintContext, check};
    let draft = plan("Nội dung.");
    let mut lint = LintContext::new(draft.as_object().unwrap(), crate::catalog::Catalog::embedded());
    let later = |lint: &LintContext<'_>| check(lint).problems.iter().filter(|p| p.code == "DAT-03").count();
    lint.today = "2024-02-22".parse().ok();
    assert_eq!(later(&lint), 1);
    lint.today = "2024-02-23".parse().ok();
    assert_eq!(later(&lint), 0);
}

/// Findings on a draft on a day, and the first day on which they may change.
fn on(draft: &Value, day: chrono::NaiveDate) -> (crate::report::Report, Option<chrono::NaiveDate>) {
    let catalog = crate::catalog::Catalog::embedded();
    let mut lint = crate::check::LintContext::new(draft.as_object().unwrap(), catalog);
    lint.today = Some(day);
    (crate::check::check(&lint), lint.holds_until())
}

#[test]
fn findings_hold_until_the_day_that_they_name_and_those_of_a_past_date_for_good() {
    let cited = "Căn cứ Luật Lưu trữ số 01/2011/QH13 ngày 11/11/2011 của Quốc hội, Liên đoàn Lao động huyện triển khai.";
    let signed = |name: &str, date: Value| {
        let mut draft = plan(cited);
        draft["signers"][0]["full_name"] = name.into();
        draft["issued_date"] = date;
        draft
    };
    let days: Vec<chrono::NaiveDate> = [
        "2023-09-30",
        "2023-10-01",
        "2023-10-31",
        "2023-11-01",
        "2023-11-02",
        "2024-02-22",
        "2024-02-23",
        "2024-02-24",
        "2025-06-30",
        "2025-07-01",
        "2025-07-02",
        "2026-01-08",
        "2026-01-09",
        "2030-01-01",
    ]
    .map(|day| day.parse().unwrap())
    .into();
    let mut changes = 0;
    for name in ["Nguyễn Thị Thiện", "Hoàng Thọ Trung", "Lương Xuân Trường", "Trần Văn An"]
    {
        for date in [Value::Null, "2024-02-23".into(), "2025-07-01".into()] {
            let draft = signed(name, date.clone());
            for pair in days.windows(2) {
                let ((today, until), (later, _)) = (on(&draft, pair[0]), on(&draft, pair[1]));
                assert!(until.is_none_or(|until| until > pair[0]), "{name} {date} {pair:?}: {until:?}");
                let holds = until.is_none_or(|until| pair[1] < until);
                changes += usize::from(today != later);
                assert!(!holds || today == later, "{name} {date} {pair:?}: {until:?}");
            }
        }
    }
    assert!(changes > 10, "{changes}");
    let of_a_past_date = signed("Hoàng Thọ Trung", "2024-02-23".into());
    assert_eq!(on(&of_a_past_date, days[6]).1, None);
    let undated = signed("Hoàng Thọ Trung", Value::Null);
    assert_eq!(on(&undated, days[6]).1, "2025-01-01".parse().ok(), "when the next term ends");
}

#[test]
fn days_and_first_months_written_out_take_a_zero() {
    let found = of(&plan("Họp ngày 2 tháng 2 năm 2024 và ngày 05 tháng 05."), "DAT-02");
    let quotes: Vec<_> = found.iter().map(|f| (f.quote.as_str(), f.severity)).collect();
    assert_eq!(quotes, [("2", Severity::Warning), ("2", Severity::Warning), ("05", Severity::Information)]);
    assert!(found[0].fixed.as_ref().unwrap().contains("ngày 02 tháng 2 năm"));
    let silent = "Họp ngày 02 tháng 02 năm 2024, ngày 10 tháng 3, tháng 2 năm 2024, trong 6 tháng 2 lần, 12 tháng 1 kỳ.";
    assert_eq!(said(silent, "DAT-02"), [""; 0]);
}

#[test]
fn dates_in_a_text_exist() {
    let found = said("Ngày 31/6/2023, ngày 30 tháng 02, ngày 29/02/2023 và ngày 31/9.", "DAT-03");
    assert_eq!(found, ["31/6/2023", "30 tháng 02", "29/02/2023", "31/9"]);
    let silent = "Đạt 15/36 sản phẩm, 12/36; ngày 29/02/2024; ngày 29/02; mục 1.2.3; khoản 13/25; từ 22-28/7/2024; số 45/13/2024/QĐ.";
    assert_eq!(said(silent, "DAT-03"), [""; 0]);
}

#[test]
fn what_is_cited_is_not_dated_after_the_day_of_issue() {
    let found = said(
        "Thực hiện Kế hoạch số 45/KH-TLĐ ngày 24/02/2024 của Tổng Liên đoàn và Nghị định số 78/2025/NĐ-CP của Chính phủ.",
        "DAT-04",
    );
    assert_eq!(found, ["24/02/2024", "78/2025/NĐ-CP"]);
    let silent = "Kế hoạch số 45/KH-TLĐ ngày 23/02/2024 của Tổng Liên đoàn; Kế hoạch số 46/KH-TLĐ, báo cáo trước ngày 30/6/2024.";
    assert_eq!(said(silent, "DAT-04"), [""; 0]);
}

#[test]
fn zeros_are_missed_more_where_other_dates_have_them() {
    let mixed = of(&plan("Từ ngày 5/3/2024 đến ngày 08/3/2024, 15/1/2024."), "DAT-05");
    assert_eq!(mixed.iter().map(|f| f.severity).collect::<Vec<_>>(), [Severity::Warning; 2]);
    assert!(mixed[0].fixed.as_ref().unwrap().contains("05/3/2024"));
    assert!(mixed[1].fixed.as_ref().unwrap().contains("15/01/2024"));
    let alike = of(&plan("Từ ngày 5/3/2024 đến ngày 8/3/2024."), "DAT-05");
    assert_eq!(alike.iter().map(|f| f.severity).collect::<Vec<_>>(), [Severity::Information; 2]);
}

#[test]
fn a_zero_before_march_to_september_is_only_held_against_other_dates() {
    assert_eq!(said("Ngày 12/05/2024 và ngày 13/06/2024.", "DAT-05"), [""; 0]);
    assert_eq!(said("Ngày 12/05/2024, ngày 13/6/2024.", "DAT-05"), ["12/05/2024"]);
    assert_eq!(said("Ngày 12/05/2024, ngày 13/6/2024, 14/07/2024.", "DAT-05"), ["13/6/2024"]);
    assert_eq!(said("Ngày 8/3, ngày 20/10, 12/5/2024 và 30/4 - 1/5.", "DAT-05"), [""; 0]);
    assert_eq!(said("Ngày 12-5-2024, ngày 13/6/2024.", "DAT-05"), ["12-5-2024"]);
}

#[test]
fn a_school_year_ends_in_the_next_year() {
    let found = said("Khen thưởng năm học 2022-2022 và năm học 2022 - 2024.", "DAT-06");
    assert_eq!(found, ["năm học 2022-2022", "năm học 2022 - 2024"]);
    let silent = "Năm học 2022-2023, các năm học 2021-2024, 3 năm học 2021 – 2024, năm học 2023 – 2024.";
    assert_eq!(said(silent, "DAT-06"), [""; 0]);
}

#[test]
fn a_period_begins_before_it_ends() {
    assert_eq!(said("Giai đoạn 2025-2021, nhiệm kỳ 2023 – 2018.", "DAT-06"), ["2025-2021", "2023 – 2018"]);
    assert_eq!(said("Giai đoạn 2021-2025, nhiệm kỳ 2023-2028 60 năm.", "DAT-06"), [""; 0]);
}

#[test]
fn an_anniversary_is_the_difference_of_its_years() {
    let wrong = "Kỷ niệm 62 năm Ngày thành lập Công đoàn tỉnh Lai Châu (15/4/1963-15/4/2024).";
    assert_eq!(said(wrong, "DAT-06"), ["62 năm Ngày thành lập Công đoàn tỉnh Lai Châu (15/4/1963-15/4/2024"]);
    assert_eq!(said("Kỷ niệm 96 năm thành lập (1929 - 2024).", "DAT-06").len(), 1);
    for right in [
        "Kỷ niệm 95 năm Ngày thành lập Công đoàn Việt Nam (28/7/1929 - 28/7/2024), 61 năm thành lập (15/4/1963-15/4/2024).",
        "Kỷ niệm 133 năm ngày sinh nhật Bác (1890- 2023).",
        "Nhiệm kỳ 2023-2028 60 năm ngày thành lập Công đoàn tỉnh (15/4/1963 – 15/4/2023).",
        "Sơ kết 5 năm thực hiện Nghị quyết (2019-2023); tổng kết 5 năm (01/01/2019 - 31/12/2023).",
        "Trong 5 năm, các cấp công đoàn đã làm nhiều việc; giai đoạn sau (2019-2029) sẽ khác.",
        "Kỷ niệm 61 năm thành lập (28/7/1963-…).",
    ] {
        assert_eq!(said(right, "DAT-06"), [""; 0], "{right}");
    }
}

#[test]
fn a_quarter_that_is_over_is_not_ahead() {
    let of_year = |subject: &str, body: &str| {
        let mut draft = plan(body);
        draft["subject"] = json!([subject]);
        quotes(&draft, "DAT-06").len()
    };
    let plan_of_year = "Nhiệm vụ năm 2024";
    assert_eq!(of_year(plan_of_year, "Sơ kết quý I, triển khai nhiệm vụ trọng tâm quý II năm 2023."), 1);
    assert_eq!(of_year(plan_of_year, "Đánh giá kết quả triển khai nhiệm vụ trọng tâm quý II năm 2023."), 0);
    assert_eq!(of_year(plan_of_year, "Triển khai nhiệm vụ quý II năm 2024, quý IV năm 2023, quý I/2025."), 0);
    assert_eq!(of_year(plan_of_year, "So với quý II/2023, số vụ giảm."), 0);
    assert_eq!(of_year("Kết quả triển khai năm 2023, nhiệm vụ năm 2024", "Triển khai quý II năm 2023."), 0);
}

fn place(at: &str, quote: &str) -> (String, String) {
    (at.to_owned(), quote.to_owned())
}

#[test]
fn the_programme_of_2023_has_a_school_year_and_a_quarter_that_cannot_be() {
    let found = quotes(&seed(0), "DAT-06");
    assert_eq!(found, [place("body:45", "quý II năm 2022"), place("body:129", "năm học 2022-2022")]);
    let dashes = quotes(&seed(0), "DAT-05");
    let expected = [place("body:7", "03/02/1930-03/02/2023"), place("body:97", "28/7/1929 - 28/7/2023")];
    assert_eq!(dashes, expected);
}

#[test]
fn the_other_papers_date_as_they_should() {
    for number in 0..5 {
        for id in ["DAT-01", "DAT-02", "DAT-03", "DAT-04", "PLC-01"] {
            assert_eq!(quotes(&seed(number), id), [], "{number} {id}");
        }
        if number > 0 {
            assert_eq!(quotes(&seed(number), "DAT-06"), [], "{number}");
        }
        if number != 0 && number != 4 {
            assert_eq!(quotes(&seed(number), "DAT-05"), [], "{number}");
        }
    }
}
