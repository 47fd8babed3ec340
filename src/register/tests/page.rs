//! The register as it is looked at.

use super::*;
use crate::catalog::Catalog;

laws![a_year_has_every_number_with_what_became_of_it, a_year_has_the_numbers_of_its_days];

async fn a_year_has_every_number_with_what_became_of_it(office: Office) {
    let documents: Vec<String> = (0..4).map(|_| unique("document")).collect();
    for document in &documents {
        office
            .act(office.giving("ke-hoach", document, "2024-02-23", NumberChoice::Next, None))
            .await
            .unwrap();
        let package = "aa".to_owned();
        office.act(Deed::Issued { document: document.clone(), package }).await.unwrap();
    }
    office.act(Deed::Cancelled { document: documents[0].clone() }).await.unwrap();
    let by = documents[2].clone();
    office.act(Deed::Replaced { document: documents[1].clone(), by }).await.unwrap();
    office.reserve("ke-hoach", "2024-03-01", 2).await.unwrap();
    let void = Deed::Void {
        series: "ke-hoach".to_owned(),
        period: "2024".to_owned(),
        n: 6,
        reason: "ghi nhầm".to_owned(),
    };
    office.act(void).await.unwrap();
    office.paper("bao-cao", "3", "2024-01-02").await.unwrap();
    let page = office.register().page(&office.organ, 2024, Catalog::embedded()).await.unwrap();
    let lines: Vec<[&str; 4]> = page
        .entries
        .iter()
        .map(|e| [e.number.as_str(), e.type_name.as_str(), e.state.as_str(), e.remark.as_str()])
        .collect();
    let expected = [
        ["3/KH-LĐLĐ", "Báo cáo", "issued", "Nhập từ bản giấy"],
        ["01/KH-LĐLĐ", "Kế hoạch", "cancelled", "Thu hồi: ban hành nhầm"],
        ["02/KH-LĐLĐ", "Kế hoạch", "replaced", "Được thay thế bởi Kế hoạch số 03/KH-LĐLĐ: sai nội dung"],
        ["03/KH-LĐLĐ", "Kế hoạch", "issued", "Thay thế Kế hoạch số 02/KH-LĐLĐ"],
        ["04/KH-LĐLĐ", "Kế hoạch", "issued", ""],
        ["05", "", "reserved", "Giữ số: Văn phòng"],
        ["06", "", "void", "Hủy số: ghi nhầm"],
    ];
    assert_eq!(lines, expected);
    let issued = &page.entries[4];
    assert_eq!((issued.recipients.as_str(), issued.filing.as_str()), ("Như trên", "VT"));
    assert_eq!((issued.copies, issued.date), (Some(5), Some(date("2024-02-23"))));
    assert_eq!(page.entries[5].date, None);
}

async fn a_year_has_the_numbers_of_its_days(office: Office) {
    office.series(Series { period: term("2023-10-01", "2028-10-01"), ..series("khoa", &["ke-hoach"]) }).await;
    office.next("ke-hoach", "2023-12-31").await.unwrap();
    office.next("ke-hoach", "2024-01-01").await.unwrap();
    let of = async |year| {
        let page = office.register().page(&office.organ, year, Catalog::embedded()).await.unwrap();
        page.entries.into_iter().map(|entry| entry.n).collect::<Vec<_>>()
    };
    assert_eq!((of(2023).await, of(2024).await, of(2025).await), (vec![1], vec![2], vec![]));
    assert_eq!(of(i32::MAX).await, [0_i64; 0]);
}
