//! The id of a request: the caller's own if it is sane, else a new one; known to whoever answers.

use crate::runtime::Runtime;
use axum::http::HeaderMap;

/// The header of requests and answers.
pub(super) const HEADER: &str = "x-request-id";
/// Characters of an id at most; longer ones are an attack on the log.
const LONGEST: usize = 64;

tokio::task_local! {
    static CURRENT: String;
}

/// Does the work of a request under its id.
pub(super) async fn with_id<T>(id: String, work: impl Future<Output = T>) -> T {
    CURRENT.scope(id, work).await
}

/// The id of the request this task works for; empty outside of one.
pub(super) fn current() -> String {
    CURRENT.try_with(String::clone).unwrap_or_default()
}

/// The id that a request brings, if it cannot break a line of the log, else a new one.
pub(super) fn from_headers(headers: &HeaderMap, runtime: &Runtime) -> String {
    let given = headers.get(HEADER).and_then(|value| value.to_str().ok());
    let sane = |id: &&str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
        !id.is_empty() && id.len() <= LONGEST && id.bytes().all(plain)
    };
    given.filter(sane).map_or_else(|| runtime.id(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::testing::SteppedClock;
    use axum::http::HeaderValue;

    #[test]
    fn a_sane_request_id_is_kept_and_any_other_replaced() {
        let id_of = |value: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(HEADER, HeaderValue::from_bytes(value).unwrap());
            from_headers(&headers, &SteppedClock::new().runtime(1))
        };
        assert_eq!(id_of(b"job-7.retry:2"), "job-7.retry:2");
        for bad in [&b""[..], b"a b", b"a\"b", &[b'a'; 65], "ổ".as_bytes()] {
            assert_eq!(id_of(bad).len(), 36, "{bad:?}");
        }
    }

    #[tokio::test]
    async fn the_task_of_a_request_knows_its_request_id() {
        assert_eq!(current(), "");
        with_id("a1".to_owned(), async { assert_eq!(current(), "a1") }).await;
    }
}
