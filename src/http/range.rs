//! Parts of files: the header `Range` (RFC 9110, 14) and the conditions on a file's digest.

use axum::http::{HeaderMap, header};
use std::ops::Range;

/// Part of a file that a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RequestedRange {
    /// All of it.
    Whole,
    /// These bytes.
    Bytes(Range<u64>),
    /// Bytes it does not have.
    Unsatisfiable,
}

/// Part of a file of `bytes` bytes that a request asks for. Whoever asks for several ranges, or wrongly, or of
/// another state of the file, gets all of it, as the standard allows.
pub(super) fn requested_range(headers: &HeaderMap, etag: &str, bytes: u64) -> RequestedRange {
    let stale = headers.get(header::IF_RANGE).is_some_and(|given| given != etag);
    let asked = headers.get(header::RANGE).and_then(|range| range.to_str().ok()?.strip_prefix("bytes="));
    asked.filter(|_| !stale).and_then(|asked| part(asked.trim(), bytes)).unwrap_or(RequestedRange::Whole)
}

/// `0-499`, `500-`, `-500`; none where it is written otherwise.
fn part(asked: &str, bytes: u64) -> Option<RequestedRange> {
    let (first, last) = asked.split_once('-')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(first) || !digits(last) {
        return None;
    }
    let range = match (first, last) {
        ("", last) => bytes.saturating_sub(number(last)?)..bytes,
        (first, "") => number(first)?..bytes,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(bytes)
        }
    };
    Some(if range.start < range.end { RequestedRange::Bytes(range) } else { RequestedRange::Unsatisfiable })
}

/// Digits as a number; more than fit are more than any file has.
fn number(digits: &str) -> Option<u64> {
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(u64::MAX))
}

/// Tests whether the caller has this state already: `If-None-Match` names it, weakly or not, or says `*`.
pub(super) fn etag_matches(headers: &HeaderMap, etag: &str) -> bool {
    let given = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    given
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    fn of(range: &'static str) -> RequestedRange {
        requested_range(&headers(&[(header::RANGE, range)]), "\"a\"", 1_000)
    }

    #[test]
    fn one_range_is_read_in_its_three_forms() {
        assert_eq!(of("bytes=0-499"), RequestedRange::Bytes(0..500));
        assert_eq!(of("bytes=999-"), RequestedRange::Bytes(999..1_000));
        assert_eq!(of("bytes=-1"), RequestedRange::Bytes(999..1_000));
        assert_eq!(of("bytes=0-99999999999999999999"), RequestedRange::Bytes(0..1_000));
        assert_eq!(of("bytes=-5000"), RequestedRange::Bytes(0..1_000));
    }

    #[test]
    fn a_range_behind_the_end_is_unsatisfiable() {
        for range in ["bytes=1000-", "bytes=1000-1001", "bytes=-0", "bytes=99999999999999999999-"] {
            assert_eq!(of(range), RequestedRange::Unsatisfiable, "{range}");
        }
    }

    #[test]
    fn a_range_that_is_malformed_multiple_or_stale_gets_the_whole_file() {
        for range in
            ["bytes=5-1", "bytes=0-1,5-6", "items=0-1", "bytes=a-b", "bytes=-", "bytes=", "bytes=+1-2"]
        {
            assert_eq!(of(range), RequestedRange::Whole, "{range}");
        }
        let changed = [(header::RANGE, "bytes=0-1"), (header::IF_RANGE, "\"b\"")];
        assert_eq!(requested_range(&headers(&changed), "\"a\"", 9), RequestedRange::Whole);
        assert_eq!(requested_range(&HeaderMap::new(), "\"a\"", 9), RequestedRange::Whole);
    }

    #[test]
    fn if_none_match_knows_a_file_by_any_of_its_etags() {
        let known = |value| etag_matches(&headers(&[(header::IF_NONE_MATCH, value)]), "\"a\"");
        assert!(known("\"a\"") && known("\"b\", W/\"a\"") && known("*"));
        assert!(!known("\"b\"") && !known("a") && !etag_matches(&HeaderMap::new(), "\"a\""));
    }
}
