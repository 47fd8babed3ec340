//! Whether a form was sent by a page of ours.
//!
//! A browser says so itself (`Sec-Fetch-Site`, or `Origin`), and no page can make it lie. Where it says neither, the
//! token in the form alone decides.

use axum::http::{HeaderMap, header};

/// Who sent a form, by what the browser says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    /// A page of ours.
    Own,
    /// A page of another place.
    Foreign,
    /// The browser does not say.
    Unknown,
}

/// Who sent a request.
pub(super) fn sender(headers: &HeaderMap) -> Sender {
    let one = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = one("sec-fetch-site") {
        return if site == "same-origin" { Sender::Own } else { Sender::Foreign };
    }
    let Some(origin) = one(header::ORIGIN.as_str()) else { return Sender::Unknown };
    let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    let host = one(header::HOST.as_str());
    match authority.zip(host) {
        Some((authority, host)) if authority.eq_ignore_ascii_case(host) => Sender::Own,
        _ => Sender::Foreign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn of(pairs: &[(&'static str, &'static str)]) -> Sender {
        let pairs = pairs.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v)));
        sender(&pairs.collect())
    }

    #[test]
    fn a_form_of_another_place_is_known_by_what_the_browser_says() {
        let host = ("host", "vanthu.example");
        assert_eq!(of(&[host, ("sec-fetch-site", "same-origin")]), Sender::Own);
        assert_eq!(of(&[host, ("origin", "https://vanthu.example")]), Sender::Own);
        assert_eq!(of(&[host]), Sender::Unknown);
        for site in ["cross-site", "same-site", "none", ""] {
            assert_eq!(
                of(&[host, ("sec-fetch-site", site), ("origin", "https://vanthu.example")]),
                Sender::Foreign
            );
        }
        for origin in
            ["https://evil.example", "null", "https://vanthu.example.evil", "", "https://vanthu.example:8"]
        {
            assert_eq!(of(&[host, ("origin", origin)]), Sender::Foreign, "{origin}");
        }
        assert_eq!(of(&[("origin", "https://vanthu.example")]), Sender::Foreign, "no host to compare with");
    }
}
