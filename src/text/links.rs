//! Addresses in running text that a reader can follow: of the web, of electronic mail.
//!
//! Only what is certainly one is found: `http://` or `https://` or `www.` before a name with a dot, or a mail address.
//! Nothing that could run (`javascript:`, `file:`) is one.

use std::fmt::Write as _;
use std::ops::Range;

/// An address and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextLink {
    /// Bytes of the text that show it.
    pub range: Range<usize>,
    /// Target in ASCII, a URI with its scheme: `http`, `https` or `mailto`.
    pub target: String,
}

/// Bytes of the longest address; longer ones are text.
const LONGEST: usize = 2_000;

/// The addresses of a text, in order.
pub fn links(text: &str) -> Vec<TextLink> {
    if ![":/", "@", "www.", "WWW.", "Www."].iter().any(|sign| text.contains(sign)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let len = rest.find(is_outside).unwrap_or(rest.len());
        let stretch = rest.get(..len).unwrap_or("");
        if let Some((range, target)) = link_in(stretch) {
            let end = at + range.end;
            found.push(TextLink { range: at + range.start..end, target });
            at = end;
            continue;
        }
        at += len + rest.get(len..).and_then(|r| r.chars().next()).map_or(1, char::len_utf8);
    }
    found
}

/// Tests whether a character ends any address.
fn is_outside(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "<>\"“”‘’«»{}|\\^`".contains(c)
}

/// The address in a stretch without white space: its bytes and its target.
fn link_in(stretch: &str) -> Option<(Range<usize>, String)> {
    if stretch.len() > LONGEST {
        return None;
    }
    web(stretch).or_else(|| mail(stretch))
}

/// An address of the web.
fn web(stretch: &str) -> Option<(Range<usize>, String)> {
    let lower = stretch.to_ascii_lowercase();
    let start = ["http://", "https://", "www."].iter().filter_map(|scheme| lower.find(scheme)).min()?;
    let before = stretch.get(..start)?.chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '@' | ':' | '-' | '_')) {
        return None;
    }
    let next = [",http", ";http", ",www.", ";www."].iter().filter_map(|next| lower.get(start..)?.find(next));
    let end = next.min().map_or(stretch.len(), |next| start + next);
    let address = trimmed(stretch.get(start..end)?);
    let scheme = lower.get(start..)?.find("://").filter(|&len| len <= "https".len());
    let host_at = scheme.map_or(0, |len| len + "://".len());
    let rest = address.get(host_at..)?;
    let host = rest.get(..rest.find(['/', '?', '#']).unwrap_or(rest.len()))?;
    let (name, port) = host.split_once(':').unwrap_or((host, "0"));
    if !is_host(name) || port.is_empty() || !port.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let prefix = if scheme.is_some() { "" } else { "http://" };
    Some((start..start + address.len(), format!("{prefix}{}", in_ascii(address))))
}

/// An address of electronic mail.
fn mail(stretch: &str) -> Option<(Range<usize>, String)> {
    let sign = stretch.find('@')?;
    let is_local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let (before, after) = (stretch.get(..sign)?, stretch.get(sign + 1..)?);
    let start = before
        .rfind(|c: char| !is_local(c))
        .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let local = before.get(start..)?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let host = after.get(..after.find(|c: char| !is_name(c)).unwrap_or(after.len()))?;
    let host = host.trim_end_matches(['.', '-']);
    let next = after.get(host.len()..)?.chars().next();
    let outside = before.get(..start)?.chars().next_back();
    let joined = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '@' | '/'));
    if local.is_empty() || local.starts_with('.') || joined(next) || joined(outside) || !is_host(host) {
        return None;
    }
    let range = start..sign + 1 + host.len();
    let target = format!("mailto:{}", stretch.get(range.clone())?);
    Some((range, target))
}

/// Tests for a name of a machine: parts of letters, digits and hyphens between dots, the last of letters.
fn is_host(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    let mut parts = name.rsplit('.');
    let last = parts.next().unwrap_or("");
    let others = parts.clone().count();
    last.len() >= 2 && last.bytes().all(|b| b.is_ascii_alphabetic()) && others >= 1 && parts.all(is_part)
}

/// An address without the punctuation of the sentence around it.
fn trimmed(address: &str) -> &str {
    let mut address = address;
    loop {
        let Some(last) = address.chars().next_back() else { return address };
        let opens = match last {
            ')' => Some('('),
            ']' => Some('['),
            _ => None,
        };
        let count = |c: char| address.matches(c).count();
        let ends = matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '…' | '–' | '—')
            || opens.is_some_and(|open| count(open) < count(last));
        match ends {
            true => address = address.get(..address.len() - last.len_utf8()).unwrap_or(""),
            false => return address,
        }
    }
}

/// An address with what is no ASCII written as the percent signs of its bytes (RFC 3987, 3.1).
fn in_ascii(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for byte in address.bytes() {
        match byte {
            b'!'..=b'~' => out.push(char::from(byte)),
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<(&str, String)> {
        links(text).into_iter().map(|link| (&text[link.range], link.target)).collect()
    }

    #[test]
    fn addresses_of_web_and_mail_are_links_without_the_punctuation_around_them() {
        for (text, shown, target) in [
            ("tại http://congdoan.vn.", "http://congdoan.vn", "http://congdoan.vn"),
            ("(https://a.gov.vn/x_(y)?id=1)", "https://a.gov.vn/x_(y)?id=1", "https://a.gov.vn/x_(y)?id=1"),
            ("website: www.congdoan.vn;", "www.congdoan.vn", "http://www.congdoan.vn"),
            (
                "Email:ldld.lc@congdoan.org.vn, ĐT",
                "ldld.lc@congdoan.org.vn",
                "mailto:ldld.lc@congdoan.org.vn",
            ),
            (
                "“https://vi.example.org/Đoàn”",
                "https://vi.example.org/Đoàn",
                "https://vi.example.org/%C4%90o%C3%A0n",
            ),
            ("https://a.vn/tin,123.htm,", "https://a.vn/tin,123.htm", "https://a.vn/tin,123.htm"),
            ("HTTPS://A.VN:8443/b", "HTTPS://A.VN:8443/b", "HTTPS://A.VN:8443/b"),
        ] {
            assert_eq!(found(text), [(shown, target.to_owned())], "{text}");
        }
    }

    #[test]
    fn addresses_without_space_between_them_are_links_each() {
        let shown = |text: &'static str| found(text).into_iter().map(|(shown, _)| shown).collect::<Vec<_>>();
        assert_eq!(shown("a@b.vn;c@d.vn"), ["a@b.vn", "c@d.vn"]);
        assert_eq!(
            shown("http://a.vn/x;www.b.vn,https://c.vn"),
            ["http://a.vn/x", "www.b.vn", "https://c.vn"]
        );
    }

    #[test]
    fn what_is_no_certain_address_or_could_run_is_text() {
        for text in [
            "39/KH-LĐLĐ ngày 23/02/2024",
            "javascript:alert(1)",
            "javascript://a.vn/%0aalert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "http://",
            "http://localhost/x",
            "http://10.0.0.1/",
            "www.",
            "wwww.a.vn",
            "a@b",
            "@nguyenvana",
            "giá 5@10.000",
            "a@@b.vn",
            "đ.c@",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_link_is_a_stretch_of_the_text_with_a_harmless_scheme_in_ascii(
            text in "(http://|https://|www\\.|@|\\.|vn|a|/|:|javascript|[ ,;()“”đ…?#%\\n]){0,24}"
        ) {
            let mut end = 0;
            for link in links(&text) {
                prop_assert!(link.range.start >= end && text.get(link.range.clone()).is_some());
                end = link.range.end;
                let lower = link.target.to_ascii_lowercase();
                prop_assert!(["http://", "https://", "mailto:"].iter().any(|s| lower.starts_with(s)), "{}", lower);
                prop_assert!(link.target.bytes().all(|b| b.is_ascii_graphic()));
            }
        }
    }
}
