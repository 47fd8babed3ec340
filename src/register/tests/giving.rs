//! Numbers one after another.

use super::*;

laws![
    a_burst_with_repeats_leaves_no_gap_and_no_double,
    the_year_of_the_date_begins_anew,
    a_term_runs_over_new_year,
    a_date_outside_every_term_has_no_series,
    a_date_may_not_run_backwards_without_a_reason,
    a_date_of_tomorrow_is_refused,
    a_refused_act_leaves_no_trace,
    a_letter_is_given_where_the_series_permits_it,
    the_first_number_goes_on_from_a_book_on_paper,
    organs_have_numbers_of_their_own,
    an_act_takes_one_number_whatever_is_asked,
];

async fn a_burst_with_repeats_leaves_no_gap_and_no_double(office: Office) {
    const TASKS: usize = 8;
    const EACH: usize = 25;
    let tasks = (0..TASKS).map(|task| {
        let office = office.clone();
        tokio::spawn(async move {
            let mut numbers = Vec::new();
            for index in 0..EACH {
                // Two tasks each do the same acts, at the same time; and every act is done twice.
                let operation = format!("{}-{}-{index}", office.organ, task / 2);
                let document = format!("{operation}-document");
                let deed = office.giving("ke-hoach", &document, "2024-02-23", NumberChoice::Next, None);
                let once = office.act_as(&operation, deed.clone()).await.unwrap();
                let again = office.act_as(&operation, deed).await.unwrap();
                assert_eq!(once, again);
                numbers.push(once[0].n);
            }
            numbers
        })
    });
    let mut numbers = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        numbers.extend(task.await.unwrap());
    }
    numbers.sort_unstable();
    numbers.dedup();
    let all = i64::try_from(TASKS / 2 * EACH).unwrap();
    assert_eq!(numbers, (1..=all).collect::<Vec<_>>());
    assert_eq!(office.count("select max(last) from counter where organ = $1").await, all);
    assert_eq!(office.count("select count(*) from ledger where organ = $1").await, all);
    office.is_whole().await;
}

async fn the_year_of_the_date_begins_anew(office: Office) {
    assert_eq!(office.next("ke-hoach", "2023-12-30").await.unwrap(), "01");
    assert_eq!(office.next("ke-hoach", "2023-12-31").await.unwrap(), "02");
    assert_eq!(office.next("ke-hoach", "2024-01-01").await.unwrap(), "01");
    assert_eq!(office.next("bao-cao", "2024-01-01").await.unwrap(), "01");
    assert_eq!(office.next("ke-hoach", "2023-12-31").await.unwrap(), "03");
    office.is_whole().await;
}

async fn a_term_runs_over_new_year(office: Office) {
    let old = Series { period: term("2018-10-01", "2023-09-30"), ..series("khoa-truoc", &["ke-hoach"]) };
    let new =
        Series { period: term("2023-10-01", "2028-10-01"), padding: 3, ..series("khoa-nay", &["ke-hoach"]) };
    office.series(old).await;
    office.series(new).await;
    assert_eq!(office.next("ke-hoach", "2023-09-30").await.unwrap(), "01");
    assert_eq!(office.next("ke-hoach", "2023-12-27").await.unwrap(), "001");
    assert_eq!(office.next("ke-hoach", "2024-02-05").await.unwrap(), "002");
    let periods = "select count(distinct period) from number where organ = $1 and series = 'khoa-nay' \
         and period = '2023-10-01/2028-10-01'";
    assert_eq!(office.count(periods).await, 1);
    office.is_whole().await;
}

async fn a_date_outside_every_term_has_no_series(office: Office) {
    let now = Series { period: term("2023-10-01", "2028-10-01"), ..series("khoa", &["ke-hoach"]) };
    office.series(now).await;
    assert_eq!(refused(office.next("ke-hoach", "2023-09-30").await), "no-series");
    assert_eq!(office.next("bao-cao", "2023-09-30").await.unwrap(), "01");
}

async fn a_date_may_not_run_backwards_without_a_reason(office: Office) {
    office.next("ke-hoach", "2024-02-23").await.unwrap();
    let asked = office.next("ke-hoach", "2024-02-22").await;
    let Err(RegisterError::Refused(report)) = &asked else { panic!("{asked:?}") };
    let message = &report.problems[0].message;
    assert!(message.contains("23/02/2024") && message.contains("số 01"), "{message}");
    assert_eq!(refused(asked), "back-dated");
    let blank = office.number("ke-hoach", "2024-02-22", NumberChoice::Next, Some("  ")).await;
    assert_eq!(refused(blank), "back-dated");
    let excused = office.number("ke-hoach", "2024-02-22", NumberChoice::Next, Some("ký từ hôm trước")).await;
    assert_eq!(excused.unwrap(), "02");
    // The excuse was for one document.
    assert_eq!(refused(office.next("ke-hoach", "2024-02-22").await), "back-dated");
    assert_eq!(office.next("ke-hoach", "2024-02-23").await.unwrap(), "03");
    office.is_whole().await;
}

async fn a_date_of_tomorrow_is_refused(office: Office) {
    assert_eq!(refused(office.next("ke-hoach", "2025-01-01").await), "future-date");
    assert_eq!(refused(office.paper("ke-hoach", "5", "2025-01-01").await), "future-date");
    assert_eq!(refused(office.reserve("ke-hoach", "2025-01-01", 1).await), "future-date");
}

async fn a_refused_act_leaves_no_trace(office: Office) {
    office.next("ke-hoach", "2024-02-23").await.unwrap();
    let before = office.verify().await;
    refused(office.next("ke-hoach", "2024-02-22").await);
    refused(office.number("ke-hoach", "2024-02-23", NumberChoice::Reserved(2), None).await);
    refused(office.number("ke-hoach", "2024-02-23", NumberChoice::Behind(1), None).await);
    refused(office.paper("ke-hoach", "01", "2024-02-23").await);
    assert_eq!(office.verify().await, before);
    assert_eq!(office.next("ke-hoach", "2024-02-23").await.unwrap(), "02");
}

async fn a_letter_is_given_where_the_series_permits_it(office: Office) {
    office.next("bao-cao", "2024-02-23").await.unwrap();
    let forbidden = office.number("bao-cao", "2024-02-23", NumberChoice::Behind(1), None).await;
    assert_eq!(refused(forbidden), "suffix-not-permitted");
    office.series(Series { suffixes: true, ..series("so", &["ke-hoach"]) }).await;
    let behind = async |n, on, reason| office.number("ke-hoach", on, NumberChoice::Behind(n), reason).await;
    assert_eq!(refused(behind(1, "2024-02-23", None).await), "number-unknown");
    office.next("ke-hoach", "2024-02-20").await.unwrap();
    assert_eq!(behind(1, "2024-03-01", None).await.unwrap(), "01a");
    office.next("ke-hoach", "2024-03-02").await.unwrap();
    assert_eq!(behind(1, "2024-03-01", None).await.unwrap(), "01b");
    assert_eq!(refused(behind(1, "2024-02-28", None).await), "back-dated");
    assert_eq!(behind(1, "2024-02-28", Some("ký trước")).await.unwrap(), "01c");
    assert_eq!(refused(behind(1, "2024-03-03", None).await), "after-next");
    assert_eq!(refused(behind(3, "2024-03-03", None).await), "number-unknown");
    assert_eq!(office.next("ke-hoach", "2024-03-03").await.unwrap(), "03");
    office.is_whole().await;
}

async fn the_first_number_goes_on_from_a_book_on_paper(office: Office) {
    office.series(Series { first: 40, ..series("so", &[]) }).await;
    assert_eq!(office.next("ke-hoach", "2024-02-20").await.unwrap(), "40");
    assert_eq!(office.next("bao-cao", "2024-02-20").await.unwrap(), "41");
    let verdict = office.verify().await;
    assert_eq!(verdict.faults, Vec::<String>::new());
    assert_eq!(verdict.notes, ["Ở sổ «so», kỳ 2024, các số của sổ giấy chưa được nhập: 1–39."]);
}

async fn organs_have_numbers_of_their_own(office: Office) {
    let other = office.another().await;
    assert_eq!(office.next("ke-hoach", "2024-02-20").await.unwrap(), "01");
    assert_eq!(other.next("ke-hoach", "2024-02-20").await.unwrap(), "01");
    office.is_whole().await;
    other.is_whole().await;
}

async fn an_act_takes_one_number_whatever_is_asked(office: Office) {
    let (act, document) = (unique("act"), unique("document"));
    let asked = |document: &str, on: &str| office.giving("ke-hoach", document, on, NumberChoice::Next, None);
    let once = office.act_as(&act, asked(&document, "2024-02-20")).await.unwrap();
    // Another act for the same document finds the number the document has.
    assert_eq!(office.act(asked(&document, "2024-02-21")).await.unwrap(), once);
    // The same act for another document is a fault of the program, and takes none.
    let other = office.act_as(&act, asked(&unique("other"), "2024-02-21")).await;
    assert!(matches!(other, Err(RegisterError::Store(_))), "{other:?}");
    assert_eq!(office.count("select count(*) from number where organ = $1").await, 1);
    office.is_whole().await;
}
