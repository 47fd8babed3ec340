//! Documents read: nothing is rendered for it, and findings that are old or missing are told as that.

use crate::http::desk::{Ask, Desk, ORGAN, draft};
use crate::http::web::{Person, hidden, saved};
use serde_json::json;
use vanthu::access::Role;

#[tokio::test(flavor = "multi_thread")]
async fn reading_a_document_renders_nothing_and_changing_it_assesses_it_once() {
    let desk = Desk::open().await;
    let begun = || desk.service.load().begun;
    let id = desk.drafted().await;
    assert_eq!(begun(), 1, "POST");
    let place = format!("/documents/{id}");
    let read = desk.ask(Ask::get(&place)).await;
    assert_eq!((read.status.as_u16(), &read.json()["problems_state"]), (200, &json!("current")));
    let tag = read.header("etag").to_owned();
    let known = desk.ask(Ask::get(&place).header("if-none-match", &tag)).await;
    assert_eq!((known.status.as_u16(), known.body.len()), (304, 0));
    let missed = desk.ask(Ask::get(&place).header("if-none-match", "\"7\"")).await;
    assert_eq!((missed.status.as_u16(), missed.json()), (200, read.json()));
    assert_eq!(begun(), 1, "GET");
    let mut other = draft();
    other["subject"] = "Một việc khác".into();
    let put = |tag: &str| Ask::new("PUT", &place).header("if-match", tag).json(&other);
    let after = desk.ask(put(&tag)).await;
    assert_eq!((after.status.as_u16(), begun()), (200, 2), "PUT");
    desk.ask(put(&tag)).await.refuses(412, "stale");
    assert_eq!(desk.ask(Ask::get(&place)).await.json(), after.json());
    assert_eq!(begun(), 2, "a refused PUT and another GET");
    let check = desk.ask(Ask::post(&format!("{place}/check"))).await;
    assert_eq!((&check.json()["problems"], begun()), (&after.json()["problems"], 3), "a check is asked for");
    let issued = desk.ask(Ask::post(&format!("{place}/issue")).json(&json!({}))).await;
    assert_eq!((issued.status.as_u16(), begun()), (200, 4), "issuing assesses and makes at once");
    assert_eq!(issued.json()["problems_state"], "current");
    assert_eq!((desk.ask(Ask::get(&place)).await.json(), begun()), (issued.json(), 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_whose_findings_are_old_or_missing_says_so_and_is_made_anew_in_the_background() {
    let desk = Desk::open().await;
    let (old, missing) = (desk.drafted().await, desk.drafted().await);
    let read = async |id: &str| desk.ask(Ask::get(&format!("/documents/{id}"))).await.json();
    let (first, second) = (read(&old).await, read(&missing).await);
    let store = desk.service.store();
    let arg = |id: &str| vec![vanthu::store::Arg::from(id)];
    let change = "update draft_findings set judged_by = 'x' where document = $1";
    store.execute(change, arg(&old)).await.unwrap();
    store.execute("delete from draft_findings where document = $1", arg(&missing)).await.unwrap();
    let begun = desk.service.load().begun;
    let (stale, pending) = (read(&old).await, read(&missing).await);
    assert_eq!((&stale["problems_state"], &stale["problems"]), (&json!("stale"), &first["problems"]));
    assert_eq!((&pending["problems_state"], &pending["problems"]), (&json!("pending"), &json!([])));
    assert_eq!(desk.service.load().begun, begun);
    desk.service.refresh_wanted().await.unwrap();
    assert_eq!((read(&old).await, read(&missing).await), (first, second));
    assert_eq!(desk.service.load().begun, begun + 2);
}

#[tokio::test]
async fn saving_a_form_assesses_once_and_its_pages_show_the_findings_that_were_kept() {
    let desk = Desk::open().await;
    let clerk = Person::signed_in(&desk, "vanthu", ORGAN, Role::Clerk).await;
    let begun = || desk.service.load().begun;
    let id = saved(&desk, &clerk, &[("subject", "Kiểm tra  hai dấu cách")]).await;
    assert_eq!(begun(), 1, "a new draft");
    let edit = format!("/documents/{id}/edit");
    let opened = clerk.opens(&desk, &edit).await;
    assert!(
        opened.text().contains("lỗi phải sửa") && opened.text().contains("Chưa nhập"),
        "{}",
        opened.text()
    );
    let document = clerk.opens(&desk, &format!("/documents/{id}")).await;
    assert!(document.text().contains("Chưa dựng được trang in"), "{}", document.text());
    for path in [format!("{edit}?saved=1"), format!("{edit}?check=1")] {
        let page = clerk.opens(&desk, &path).await;
        assert!(page.status == 200 && page.text().contains("lỗi phải sửa"), "{path}");
    }
    assert_eq!(begun(), 1, "opening pages");
    let version = hidden(&opened, "version");
    let fields = [("version", version.as_str()), ("do", "save"), ("subject", "Kiểm tra một việc khác")];
    let answer = clerk.sends(&desk, &edit, &fields).await;
    assert_eq!((answer.status.as_u16(), begun()), (303, 2), "{}", answer.text());
    let page = clerk.opens(&desk, &edit).await;
    let same =
        [("version", &*hidden(&page, "version")), ("do", "save"), ("subject", "Kiểm tra một việc khác")];
    assert_eq!(
        (clerk.sends(&desk, &edit, &same).await.status.as_u16(), begun()),
        (303, 2),
        "nothing changed"
    );
}

#[tokio::test]
async fn a_form_of_a_draft_whose_findings_are_old_or_missing_says_so() {
    let desk = Desk::open().await;
    let clerk = Person::signed_in(&desk, "vanthu", ORGAN, Role::Clerk).await;
    let id = saved(&desk, &clerk, &[]).await;
    let (edit, store) = (format!("/documents/{id}/edit"), desk.service.store());
    store.execute("update draft_findings set judged_by = 'x'", vec![]).await.unwrap();
    let stale = clerk.opens(&desk, &edit).await.text();
    assert!(stale.contains("Kết quả soát có thể đã cũ") && stale.contains("lỗi phải sửa"), "{stale}");
    store.execute("delete from draft_findings", vec![]).await.unwrap();
    let pending = clerk.opens(&desk, &edit).await.text();
    assert!(pending.contains("Chưa có kết quả soát") && !pending.contains("Không có lỗi"), "{pending}");
    let document = clerk.opens(&desk, &format!("/documents/{id}")).await.text();
    assert!(document.contains("đang được soát"), "{document}");
}
