//! `If-Match` (RFC 9110, 13.1.1): which version of a thing an act is meant for. What a caller has not seen is not changed.
//!
//! A change of a draft, an organ or its series must say it, or is refused (428); an act on a document (issue, cancel,
//! replace) may. Either is refused (412) where the thing has moved on.

use crate::http::ApiError;
use crate::http::error::ErrorResponse;
use crate::service::{ServiceError, Versioned};
use axum::http::{HeaderMap, HeaderValue, header};

/// Version of a tag that is not one of ours: it matches nothing.
const FOREIGN: i64 = -1;

/// The tag of a version.
pub(super) fn tag(version: i64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// A thing in the version an act on it is meant for, where the caller says one.
pub(super) fn optional_if_match<'a>(id: &'a str, headers: &HeaderMap) -> Versioned<'a> {
    let mut given = headers.get_all(header::IF_MATCH).iter();
    let version = match (given.next(), given.next()) {
        (None, _) => None,
        (Some(only), None) if only.as_bytes().trim_ascii() == b"*" => None,
        (Some(only), None) => Some(number(only)),
        (Some(_), Some(_)) => Some(FOREIGN),
    };
    Versioned { id, version }
}

/// The same where a version must be said.
///
/// # Errors
/// 428 where none is said, or any.
pub(super) fn required_if_match<'a>(
    id: &'a str,
    headers: &HeaderMap,
) -> Result<Versioned<'a>, ErrorResponse> {
    let optional_if_match = optional_if_match(id, headers);
    let is_one = headers.get_all(header::IF_MATCH).iter().count() == 1;
    if is_one && optional_if_match.version.is_some() {
        Ok(optional_if_match)
    } else {
        Err(ErrorResponse::no_version())
    }
}

/// The version of a draft that the caller wants to change.
///
/// # Errors
/// 428 where none is said, or any; 412 where a tag is said that no version of this document ever had.
pub(super) fn version(headers: &HeaderMap, current: i64) -> Result<i64, ApiError> {
    match required_if_match("", headers)?.version {
        Some(version) if version != FOREIGN => Ok(version),
        _ => Err(ServiceError::Stale(current).into()),
    }
}

/// Tests whether the caller may mean what has this tag; for what never changes, and can only go.
pub(super) fn matches(headers: &HeaderMap, tag: &str) -> bool {
    let mut given =
        headers.get_all(header::IF_MATCH).iter().filter_map(|value| value.to_str().ok()).peekable();
    given.peek().is_none()
        || given.flat_map(|value| value.split(',')).map(str::trim).any(|given| given == "*" || given == tag)
}

/// The version whose tag this is.
fn number(tag: &HeaderValue) -> i64 {
    let said = tag.to_str().unwrap_or_default().trim();
    let digits = said.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
    let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(FOREIGN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;

    fn headers(values: &[&'static str]) -> HeaderMap {
        values.iter().map(|value| (header::IF_MATCH, HeaderValue::from_static(value))).collect()
    }

    fn version_of(values: &[&'static str]) -> Result<i64, u16> {
        version(&headers(values), 7).map_err(|trouble: ApiError| trouble.into_response().status().as_u16())
    }

    #[test]
    fn if_match_of_a_change_names_one_version() {
        assert_eq!(version_of(&["\"3\""]), Ok(3));
        for missing in [&[][..], &["*"], &["\"3\"", "\"4\""]] {
            assert_eq!(version_of(missing), Err(428), "{missing:?}");
        }
        for foreign in ["3", "W/\"3\"", "\"three\"", "\"3\", \"4\"", "", "\"-1\""] {
            assert_eq!(version_of(&[foreign]), Err(412), "{foreign}");
        }
        assert_eq!(tag(7), "\"7\"");
    }

    #[test]
    fn if_match_of_an_act_is_optional_and_a_foreign_etag_matches_nothing() {
        let optional_if_match = |values: &[&'static str]| optional_if_match("x", &headers(values)).version;
        assert_eq!(
            (optional_if_match(&[]), optional_if_match(&["*"]), optional_if_match(&["\"3\""])),
            (None, None, Some(3))
        );
        for foreign in [&["3"][..], &["W/\"3\""], &["\"3\", \"4\""], &["\"3\"", "\"4\""], &[""]] {
            assert_eq!(optional_if_match(foreign), Some(FOREIGN), "{foreign:?}");
        }
    }

    #[test]
    fn if_match_of_a_deletion_names_the_etag_or_nothing() {
        assert!(matches(&headers(&[]), "\"a\"") && matches(&headers(&["*"]), "\"a\""));
        assert!(matches(&headers(&["\"b\", \"a\""]), "\"a\"") && !matches(&headers(&["\"b\""]), "\"a\""));
    }
}
