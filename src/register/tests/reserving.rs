//! Numbers kept back, used, and never used.

use super::*;

laws![
    numbers_kept_back_are_passed_over_and_given_on_demand,
    a_repeated_reservation_has_the_same_numbers,
    a_number_kept_back_is_not_dated_before_those_below_it,
    a_void_number_is_never_given,
    a_series_that_is_not_there_keeps_nothing_back,
    acts_of_fate_need_a_number,
];

async fn numbers_kept_back_are_passed_over_and_given_on_demand(office: Office) {
    office.next("ke-hoach", "2024-03-01").await.unwrap();
    assert_eq!(office.reserve("ke-hoach", "2024-03-01", 3).await.unwrap(), ["02", "03", "04"]);
    assert_eq!(office.next("ke-hoach", "2024-03-02").await.unwrap(), "05");
    let taken = async |n, on| office.number("ke-hoach", on, NumberChoice::Reserved(n), None).await;
    assert_eq!(taken(3, "2024-03-10").await.unwrap(), "03");
    assert_eq!(refused(taken(3, "2024-03-10").await), "number-not-reserved");
    assert_eq!(refused(taken(5, "2024-03-10").await), "number-not-reserved");
    assert_eq!(refused(taken(6, "2024-03-10").await), "number-not-reserved");
    // The book has come to the 10th, so the next number is not of the 5th.
    assert_eq!(refused(office.next("ke-hoach", "2024-03-05").await), "back-dated");
    office.is_whole().await;
}

async fn a_repeated_reservation_has_the_same_numbers(office: Office) {
    let act = unique("act");
    let deed = Deed::Reserve("ke-hoach".to_owned(), date("2024-03-01"), 3);
    let once = office.act_as(&act, deed.clone()).await.unwrap();
    office.number("ke-hoach", "2024-03-01", NumberChoice::Reserved(2), None).await.unwrap();
    assert_eq!(office.act_as(&act, deed).await.unwrap(), once);
    assert_eq!(office.count("select count(*) from number where organ = $1").await, 3);
    assert_eq!(refused(office.reserve("ke-hoach", "2024-03-01", 0).await), "reserve-count");
    assert_eq!(refused(office.reserve("ke-hoach", "2024-03-01", 101).await), "reserve-count");
    assert_eq!(office.reserve("ke-hoach", "2024-03-01", 100).await.unwrap().len(), 100);
    office.is_whole().await;
}

async fn a_number_kept_back_is_not_dated_before_those_below_it(office: Office) {
    office.next("ke-hoach", "2024-03-05").await.unwrap();
    office.reserve("ke-hoach", "2024-03-05", 2).await.unwrap();
    let taken = async |on, reason| office.number("ke-hoach", on, NumberChoice::Reserved(2), reason).await;
    assert_eq!(refused(taken("2024-03-04", None).await), "back-dated");
    assert_eq!(taken("2024-03-04", Some("ký trước")).await.unwrap(), "02");
    office.is_whole().await;
}

async fn a_void_number_is_never_given(office: Office) {
    office.reserve("ke-hoach", "2024-03-05", 2).await.unwrap();
    let void = |n, reason: &str| Deed::Void {
        series: "ke-hoach".to_owned(),
        period: "2024".to_owned(),
        n,
        reason: reason.to_owned(),
    };
    assert_eq!(refused(office.act(void(2, " ")).await), "missing");
    office.act(void(2, "không dùng")).await.unwrap();
    office.act(void(2, "không dùng")).await.unwrap();
    assert_eq!(refused(office.act(void(2, "lý do khác")).await), "number-not-reserved");
    assert_eq!(refused(office.act(void(3, "không có")).await), "number-not-reserved");
    let taken = office.number("ke-hoach", "2024-03-05", NumberChoice::Reserved(2), None).await;
    assert_eq!(refused(taken), "number-not-reserved");
    assert_eq!(office.next("ke-hoach", "2024-03-05").await.unwrap(), "03");
    office.is_whole().await;
}

async fn a_series_that_is_not_there_keeps_nothing_back(office: Office) {
    office.series(series("chung", &["ke-hoach"])).await;
    office.series(Series { period: term("2020-01-01", "2020-12-31"), ..series("cu", &["bao-cao"]) }).await;
    assert_eq!(refused(office.reserve("ke-hoach", "2024-03-05", 1).await), "unknown-series");
    assert_eq!(refused(office.reserve("cu", "2024-03-05", 1).await), "no-series");
    assert_eq!(office.reserve("chung", "2024-03-05", 1).await.unwrap(), ["01"]);
    assert_eq!(office.reserve("cu", "2020-03-05", 1).await.unwrap(), ["01"]);
    office.is_whole().await;
}

async fn acts_of_fate_need_a_number(office: Office) {
    let document = "không có".to_owned();
    assert_eq!(refused(office.act(Deed::Cancelled { document: document.clone() }).await), "no-number");
    let by = "cũng không".to_owned();
    assert_eq!(refused(office.act(Deed::Replaced { document, by }).await), "no-number");
}
