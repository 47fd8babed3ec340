//! Numbers of papers issued before.

use super::*;

laws![
    a_paper_has_its_number_as_printed_and_the_counter_follows,
    numbers_passed_over_are_not_entered_and_not_missing,
    a_number_is_taken_once,
    a_number_kept_back_may_be_used_on_paper,
    what_is_no_number_is_refused,
    a_package_is_named_once,
];

async fn a_paper_has_its_number_as_printed_and_the_counter_follows(office: Office) {
    assert_eq!(office.paper("ke-hoach", "5", "2024-01-20").await.unwrap(), "5");
    assert_eq!(office.paper("ke-hoach", "12b", "2024-01-22").await.unwrap(), "12b");
    assert_eq!(office.next("ke-hoach", "2024-01-22").await.unwrap(), "13");
    // A paper of the middle does not hold up the book, whatever its date.
    assert_eq!(office.paper("ke-hoach", "07", "2024-03-01").await.unwrap(), "07");
    assert_eq!(office.next("ke-hoach", "2024-01-22").await.unwrap(), "14");
    assert_eq!(office.paper("bao-cao", "1500b", "2021-01-05").await.unwrap(), "1500b");
    office.is_whole().await;
}

async fn numbers_passed_over_are_not_entered_and_not_missing(office: Office) {
    office.next("ke-hoach", "2024-01-20").await.unwrap();
    office.paper("ke-hoach", "5", "2024-01-20").await.unwrap();
    office.paper("ke-hoach", "9", "2024-01-20").await.unwrap();
    office.paper("ke-hoach", "03", "2024-01-20").await.unwrap();
    office.next("ke-hoach", "2024-01-20").await.unwrap();
    let verdict = office.verify().await;
    assert_eq!(verdict.faults, Vec::<String>::new());
    assert_eq!(verdict.notes, ["Ở sổ «ke-hoach», kỳ 2024, các số của sổ giấy chưa được nhập: 2, 4, 6–8."]);
    assert_eq!((verdict.rows, verdict.numbers), (5, 5));
}

async fn a_number_is_taken_once(office: Office) {
    office.next("ke-hoach", "2024-01-20").await.unwrap();
    let taken = office.paper("ke-hoach", "1", "2024-01-20").await;
    let Err(RegisterError::Refused(report)) = &taken else { panic!("{taken:?}") };
    let message = &report.problems[0].message;
    assert!(message.contains("về việc thử") && message.contains("20/01/2024"), "{message}");
    assert_eq!(refused(taken), "number-taken");
    office.is_whole().await;
}

async fn a_number_kept_back_may_be_used_on_paper(office: Office) {
    office.reserve("ke-hoach", "2024-01-20", 2).await.unwrap();
    assert_eq!(office.paper("ke-hoach", "1", "2024-01-25").await.unwrap(), "1");
    assert_eq!(refused(office.paper("ke-hoach", "1", "2024-01-25").await), "number-taken");
    office.is_whole().await;
}

async fn what_is_no_number_is_refused(office: Office) {
    for number in
        ["", "a", "0", "12bc", "-3", "1.5", "12 b", "9999999", "99999999999999999999", "１２", "39/KH"]
    {
        assert_eq!(refused(office.paper("ke-hoach", number, "2024-01-20").await), "bad-number", "{number}");
    }
    assert_eq!(
        office.verify().await,
        Verdict { head: super::super::ledger::NOTHING.to_owned(), ..Verdict::default() }
    );
}

async fn a_package_is_named_once(office: Office) {
    let document = unique("document");
    let issued = |package: &str| Deed::Issued { document: document.clone(), package: package.to_owned() };
    assert_eq!(refused(office.act(issued("aa")).await), "no-number");
    office.act(office.giving("ke-hoach", &document, "2024-01-20", NumberChoice::Next, None)).await.unwrap();
    office.act(issued("aa")).await.unwrap();
    let rows = office.verify().await.rows;
    office.act(issued("aa")).await.unwrap();
    assert_eq!(office.verify().await.rows, rows);
    assert_eq!(refused(office.act(issued("bb")).await), "other-package");
    office.is_whole().await;
}
