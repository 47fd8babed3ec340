//! Old days, and years that are closed.

use super::*;

laws![
    a_day_before_today_asks_for_a_reason_that_the_ledger_keeps,
    a_reason_for_an_old_day_is_one_line_of_bounded_length,
    a_repeated_act_is_not_asked_for_a_reason_on_a_later_day,
    a_closed_year_takes_no_number_whatever_the_reason,
    a_year_is_closed_when_it_is_over_and_opened_again_for_a_reason,
    a_closed_year_that_the_ledger_does_not_tell_of_is_a_fault,
];

impl Office {
    /// Asks for a number of a day on a later one.
    async fn late(
        &self,
        on: &str,
        wanted: NumberChoice,
        reason: Option<&str>,
    ) -> Result<String, RegisterError> {
        let deed = self.giving("ke-hoach", &unique("document"), on, wanted, reason);
        Ok(self.act_on(date(LAST), &unique("act"), deed).await?[0].code_number.clone())
    }
}

async fn a_day_before_today_asks_for_a_reason_that_the_ledger_keeps(office: Office) {
    office.series(Series { suffixes: true, ..series("so", &["ke-hoach"]) }).await;
    office.next("ke-hoach", "2024-12-29").await.unwrap();
    office.reserve("so", "2024-12-29", 2).await.unwrap();
    // No number before it is of a later day: the day alone asks for the reason.
    for wanted in [NumberChoice::Next, NumberChoice::Reserved(2), NumberChoice::Behind(1)] {
        let asked = office.late("2024-12-30", wanted.clone(), None).await;
        let Err(RegisterError::Refused(report)) = &asked else { panic!("{wanted:?}: {asked:?}") };
        assert_eq!((report.problems[0].code, report.problems[0].at.as_str()), ("back-dated", "date"));
        assert!(report.problems[0].message.contains("31/12/2024"), "{}", report.problems[0].message);
        let blank = office.late("2024-12-30", wanted.clone(), Some(" ")).await;
        assert_eq!(refused(blank), "back-dated");
    }
    for (wanted, number) in
        [(NumberChoice::Reserved(2), "02"), (NumberChoice::Behind(1), "01a"), (NumberChoice::Next, "04")]
    {
        let given = office.late("2024-12-30", wanted, Some(" ký từ hôm trước ")).await;
        assert_eq!(given.unwrap(), number);
    }
    assert_eq!(office.late(LAST, NumberChoice::Next, None).await.unwrap(), "05", "today needs none");
    let rows = office.register().ledger(&office.organ, 2, 10).await.unwrap();
    let reasons: Vec<_> = rows.iter().map(|row| row.payload["back_dated"].as_str()).collect();
    let reason = Some("ký từ hôm trước");
    assert_eq!(reasons, [reason, reason, reason, None]);
    office.is_whole().await;
}

async fn a_reason_for_an_old_day_is_one_line_of_bounded_length(office: Office) {
    let long = "x".repeat(crate::limits::FIELD_CHARS + 1);
    for (reason, code) in [("a\0b", "bad-character"), ("a\nb", "bad-character"), (&long, "too-long")] {
        assert_eq!(refused(office.late("2024-12-30", NumberChoice::Next, Some(reason)).await), code);
    }
}

async fn a_repeated_act_is_not_asked_for_a_reason_on_a_later_day(office: Office) {
    let (act, document) = (unique("act"), unique("document"));
    let deed = office.giving("ke-hoach", &document, "2023-05-05", NumberChoice::Next, None);
    let once = office.act_as(&act, deed.clone()).await.unwrap();
    assert_eq!(office.act_on(date(LAST), &act, deed.clone()).await.unwrap(), once);
    office.act(Deed::Close(2023)).await.unwrap();
    assert_eq!(office.act_on(date(LAST), &act, deed).await.unwrap(), once, "nor by a closed year");
    office.act(Deed::Issued { document: document.clone(), package: "aa".to_owned() }).await.unwrap();
    office.act(Deed::Cancelled { document }).await.unwrap();
    office.is_whole().await;
}

async fn a_closed_year_takes_no_number_whatever_the_reason(office: Office) {
    office.series(Series { period: term("2023-10-01", "2028-10-01"), ..series("khoa", &["bao-cao"]) }).await;
    office.reserve("ke-hoach", "2023-12-29", 1).await.unwrap();
    office.act(Deed::Close(2023)).await.unwrap();
    for wanted in [NumberChoice::Next, NumberChoice::Reserved(1)] {
        assert_eq!(refused(office.late("2023-12-30", wanted, Some("quên ghi")).await), "year-closed");
    }
    let of_the_term = office.number("bao-cao", "2023-12-30", NumberChoice::Next, Some("quên ghi")).await;
    assert_eq!(refused(of_the_term), "year-closed");
    assert_eq!(refused(office.paper("ke-hoach", "7", "2023-12-30").await), "year-closed");
    assert_eq!(refused(office.reserve("ke-hoach", "2023-12-30", 1).await), "year-closed");
    assert_eq!(office.next("bao-cao", "2024-01-02").await.unwrap(), "01", "the term goes on");
    let other = office.another().await;
    assert_eq!(other.next("ke-hoach", "2023-12-30").await.unwrap(), "01");
    office.is_whole().await;
}

async fn a_year_is_closed_when_it_is_over_and_opened_again_for_a_reason(office: Office) {
    for early in [2024, 2025] {
        assert_eq!(refused(office.act(Deed::Close(early)).await), "year-not-over");
    }
    assert_eq!(refused(office.act(Deed::Reopen(2023, "sót một văn bản")).await), "year-not-closed");
    for _ in 0..2 {
        office.act(Deed::Close(2023)).await.unwrap();
    }
    let page =
        office.register().page(&office.organ, 2023, crate::catalog::Catalog::embedded()).await.unwrap();
    assert_eq!(page.closed_at.as_deref(), Some("2024-12-31T05:00:00.000Z"));
    assert_eq!(refused(office.act(Deed::Reopen(2023, " ")).await), "missing");
    office.act(Deed::Reopen(2023, "sót một văn bản")).await.unwrap();
    assert_eq!(office.paper("ke-hoach", "7", "2023-12-30").await.unwrap(), "7");
    office.act(Deed::Close(2023)).await.unwrap();
    let rows = office.register().ledger(&office.organ, 0, 10).await.unwrap();
    let events: Vec<_> = rows.iter().map(|row| row.event.as_str()).collect();
    assert_eq!(events, ["closed", "reopened", "recorded", "closed"], "closed twice is closed once");
    assert_eq!(rows[1].payload["reason"], "sót một văn bản");
    office.is_whole().await;
}

async fn a_closed_year_that_the_ledger_does_not_tell_of_is_a_fault(office: Office) {
    office.act(Deed::Close(2023)).await.unwrap();
    office.is_whole().await;
    office.store.execute("delete from closed_year where organ = $1", args![&office.organ]).await.unwrap();
    let faults = office.verify().await.faults;
    assert!(faults.len() == 1 && faults[0].contains("2023 không khóa"), "{faults:?}");
    office.paper("ke-hoach", "7", "2023-12-30").await.unwrap();
    let faults = office.verify().await.faults;
    assert!(faults.iter().any(|fault| fault.contains("năm 2023 khi sổ năm ấy đã khóa")), "{faults:?}");
    let forged = "insert into closed_year (organ, year, closed_by, at) values ($1, 2022, '', '')";
    office.store.execute(forged, args![&office.organ]).await.unwrap();
    let faults = office.verify().await.faults;
    assert!(faults.iter().any(|fault| fault.contains("2022 đang khóa")), "{faults:?}");
}
