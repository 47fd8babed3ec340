//! Addresses of the web and of electronic mail: tokens that may break inside where nothing else helps.

/// Characters after which an address may go on in the next line.
const JOINTS: [char; 8] = ['/', '.', '-', '_', '@', '?', '&', '='];

/// The bytes before which a line may begin inside a token that is an address, ascending; none for any other token.
pub fn address_breaks(token: &str) -> Vec<usize> {
    if !is_address(token) {
        return Vec::new();
    }
    let mut places = Vec::new();
    let mut chars = token.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let goes_on = chars.peek().is_some_and(|&(_, next)| next.is_alphanumeric() || next == '%');
        if JOINTS.contains(&c) && goes_on {
            places.push(at + c.len_utf8());
        }
    }
    places
}

/// Tests whether a token is an address: it has a scheme, an `@`, or begins with the name of a host.
fn is_address(token: &str) -> bool {
    let bare = token.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
    if bare.len() < 6 || !bare.contains(['.', '@']) {
        return false;
    }
    match (bare.contains("://"), bare.split_once('@')) {
        (true, _) => true,
        (false, Some((person, host))) => !person.is_empty() && is_host(host),
        (false, None) => is_host(bare.split(['/', '?', '#', ':']).next().unwrap_or("")),
    }
}

/// Tests whether a string is the name of a host: labels of small letters, figures and hyphens, the last of letters.
fn is_host(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let Some((host, top)) = name.rsplit_once('.') else { return false };
    let is_top = (2..=6).contains(&top.len()) && top.bytes().all(|b| b.is_ascii_lowercase());
    is_top && host.len() > 1 && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_breaks_after_its_joints() {
        let parts = |token: &str| {
            let mut from = 0;
            let mut parts: Vec<String> = Vec::new();
            for at in address_breaks(token).into_iter().chain([token.len()]) {
                parts.push(token[from..at].to_owned());
                from = at;
            }
            parts.join(" ")
        };
        for (token, broken) in [
            ("https://vanban.vn/tep.aspx?id=27&so=3", "https:// vanban. vn/ tep. aspx? id= 27& so= 3"),
            ("(congdoan.laichau@gmail.com);", "(congdoan. laichau@ gmail. com);"),
            ("congdoan-laichau.org.vn/van_ban", "congdoan- laichau. org. vn/ van_ ban"),
        ] {
            assert_eq!(parts(token), broken);
        }
    }

    #[test]
    fn no_symbol_number_or_abbreviation_is_an_address() {
        for token in [
            "39/KH-LĐLĐ",
            "1.250.000.000",
            "05/02/2024",
            "TP.HCM",
            "v.v...",
            "./.",
            "0912.345.678",
            "Th.S",
            "đồng/người",
            "@",
            "3.5/10",
            "",
        ] {
            assert!(address_breaks(token).is_empty(), "{token}");
        }
    }
}
