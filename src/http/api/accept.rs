//! Content negotiation: the media type a request prefers by its header `Accept` (RFC 9110, 12.5.1).

use axum::http::{HeaderMap, header};

/// PDF.
pub(super) const PDF: &str = "application/pdf";
/// DOCX.
pub(super) const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// A package.
pub(super) const ZIP: &str = "application/zip";
/// JSON.
pub(super) const JSON: &str = "application/json";
/// CSV.
pub(super) const CSV: &str = "text/csv";

/// Ranges of one request that are read; nobody means more.
const RANGES: usize = 50;

/// The form preferred of those offered, the first where nothing is said; `None` where none of them is wanted.
///
/// Parameters of a media type are no reason to refuse it: there is one form of each here.
pub(super) fn preferred<'o>(headers: &HeaderMap, offered: &[&'o str]) -> Option<&'o str> {
    let given: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|v| v.to_str().ok()).collect();
    let given = given.join(",");
    if given.trim_matches([' ', ',']).is_empty()
        && !headers.get_all(header::ACCEPT).iter().any(|v| v.to_str().is_err())
    {
        return offered.first().copied();
    }
    let ranges: Vec<MediaRange<'_>> = given.split(',').take(RANGES).filter_map(MediaRange::read).collect();
    let weighed = offered.iter().map(|form| (*form, weight(form, &ranges)));
    // The first of the best: `max_by` would give the last.
    let best = weighed.reduce(|best, other| if other.1 > best.1 { other } else { best });
    best.filter(|(_, weight)| *weight > 0).map(|(form, _)| form)
}

/// A media range and its weight in thousandths.
struct MediaRange<'h> {
    kind: &'h str,
    form: &'h str,
    weight: u16,
}

impl<'h> MediaRange<'h> {
    fn read(text: &'h str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, form) = parts.next()?.split_once('/')?;
        let weight = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.trim().eq_ignore_ascii_case("q").then(|| thousandths(value.trim()))
        });
        // A weight that is none makes the range none.
        Some(Self { kind, form, weight: weight.unwrap_or(Some(1000))? })
    }

    /// Precision with which it names a media type: 0 not at all, then any, any of its kind, exactly.
    fn exactness(&self, form: &str) -> u8 {
        let (kind, name) = form.split_once('/').unwrap_or((form, ""));
        match (self.kind, self.form) {
            ("*", "*") => 1,
            (k, "*") if k.eq_ignore_ascii_case(kind) => 2,
            (k, f) if k.eq_ignore_ascii_case(kind) && f.eq_ignore_ascii_case(name) => 3,
            _ => 0,
        }
    }
}

/// The weight of the range that names a form most exactly.
fn weight(form: &str, ranges: &[MediaRange<'_>]) -> u16 {
    let fitting =
        ranges.iter().map(|r| (r.exactness(form), r.weight)).filter(|(exactness, _)| *exactness > 0);
    fitting.max().map_or(0, |(_, weight)| weight)
}

/// `0.85` in thousandths; at most three places, at most 1.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, places) = text.split_once('.').unwrap_or((text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if !matches!(whole, "0" | "1") || places.len() > 3 || !digits(places) {
        return None;
    }
    let weight = if whole == "1" { 1000 } else { 0 } + format!("{places:0<3}").parse::<u16>().ok()?;
    (weight <= 1000).then_some(weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERED: [&str; 4] = [ZIP, PDF, DOCX, JSON];

    fn preferred_by(accept: &[&str]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for value in accept {
            headers.append(header::ACCEPT, value.parse().unwrap());
        }
        preferred(&headers, &OFFERED)
    }

    #[test]
    fn accept_without_a_preference_gets_the_first_offered() {
        for accept in [&[][..], &["*/*"], &[""], &["text/html, */*;q=0.1"], &["application/*"]] {
            assert_eq!(preferred_by(accept), Some(ZIP), "{accept:?}");
        }
    }

    #[test]
    fn accept_takes_the_highest_weight_and_of_equals_the_first_offered() {
        assert_eq!(preferred_by(&["application/json;q=0.5, application/pdf;q=0.501"]), Some(PDF));
        assert_eq!(preferred_by(&["application/json", "application/pdf"]), Some(PDF));
        assert_eq!(preferred_by(&["*/*;q=0.2, APPLICATION/JSON"]), Some(JSON));
        assert_eq!(preferred_by(&["application/json; charset=utf-8"]), Some(JSON));
    }

    #[test]
    fn accept_with_weight_zero_is_not_overridden_by_a_wildcard() {
        assert_eq!(preferred_by(&["application/zip;q=0, */*;q=0.5"]), Some(PDF));
        assert_eq!(preferred_by(&["*/*;q=0"]), None);
    }

    #[test]
    fn accept_without_an_offered_or_readable_media_type_is_not_acceptable() {
        for accept in
            ["text/html", "garbage", "application/pdf;q=2", "application/pdf;q=0.1234", "pdf", ";,;"]
        {
            assert_eq!(preferred_by(&[accept]), None, "{accept}");
        }
    }
}
