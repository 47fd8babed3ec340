//! Files in whole and in part.

use crate::http::desk::{Ask, Desk};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_given_in_parts_and_not_at_all_to_who_has_it() {
    let desk = Desk::open().await;
    let place = format!("/documents/{}/package", desk.issued().await);
    let get = || Ask::get(&place);
    let whole = desk.ask(get()).await;
    let (etag, bytes) = (whole.header("etag").to_owned(), whole.body.len());
    for (range, expected) in [
        ("bytes=0-9".to_owned(), 0..10),
        (format!("bytes={}-", bytes - 5), bytes - 5..bytes),
        ("bytes=-7".to_owned(), bytes - 7..bytes),
        (format!("bytes=1-{}", bytes * 2), 1..bytes),
    ] {
        let part = desk.ask(get().header("range", &range)).await;
        assert_eq!(part.status, 206, "{range}");
        let told = format!("bytes {}-{}/{bytes}", expected.start, expected.end - 1);
        assert_eq!(part.header("content-range"), told);
        assert_eq!(part.body, whole.body[expected], "{range}");
        assert_eq!(part.header("etag"), etag);
    }
    for range in ["bytes=0-1,4-5", "bytes=x", "lines=1-2"] {
        assert_eq!(desk.ask(get().header("range", range)).await.body, whole.body, "{range}");
    }
    let beyond = desk.ask(get().header("range", &format!("bytes={bytes}-"))).await;
    beyond.refuses(416, "no-range");
    assert_eq!(beyond.header("content-range"), format!("bytes */{bytes}"));
    let changed = get().header("range", "bytes=0-1").header("if-range", "\"other\"");
    assert_eq!(desk.ask(changed).await.status, 200);

    let known = desk.ask(get().header("if-none-match", &etag)).await;
    assert_eq!((known.status.as_u16(), known.body.len()), (304, 0));
    assert_eq!(known.header("etag"), etag);
    let head = desk.ask(Ask::new("HEAD", &place)).await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), bytes.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_read_is_a_refusal_and_no_half_an_answer() {
    let desk = Desk::open().await;
    let id = desk.issued().await;
    std::fs::remove_dir_all(desk.folder.join("blobs")).unwrap();
    let gone = desk.ask(Ask::get(&format!("/documents/{id}/package"))).await;
    gone.refuses(500, "broken");
    assert!(!gone.text().contains("blob"), "{}", gone.text());
}
