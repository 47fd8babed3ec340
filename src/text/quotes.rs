//! Quotation marks and the ellipsis.

use super::edit::TextEdit;

/// “ ” for straight and foreign double quotes.
///
/// A straight quote opens at the start, after a space or an opening sign, and closes otherwise; one after a digit
/// with nothing open stays (`5"` is a length). What is open is counted through the curly ones too, so a text once
/// corrected stays as it is although quotes open in one span and close in another.
pub(super) fn double_quotes(text: &str) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    let mut open = 0_usize;
    let mut before = ' ';
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let after = rest.peek().map_or(' ', |&(_, c)| c);
        let turned = match c {
            '„' | '«' => Some("“"),
            '‟' | '»' => Some("”"),
            '"' => turn(before, after, open),
            _ => None,
        };
        match (turned, c) {
            (Some("“"), _) | (_, '“') => open += 1,
            (Some(_), _) | (_, '”') => open = open.saturating_sub(1),
            _ => {}
        }
        if let Some(turned) = turned {
            edits.push(TextEdit::replace(at..at + c.len_utf8(), turned));
        }
        before = c;
    }
    edits
}

fn turn(before: char, after: char, open: usize) -> Option<&'static str> {
    let closes_later = before.is_whitespace() && open > 0 && (after.is_whitespace() || is_closing(after));
    if closes_later {
        return Some("”");
    }
    match before {
        '(' | '[' | '{' | '-' | '–' | '“' | '„' | '«' => Some("“"),
        _ if before.is_whitespace() => Some("“"),
        _ if before.is_ascii_digit() && open == 0 => None,
        _ => Some("”"),
    }
}

fn is_closing(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '…')
}

/// `…` for exactly three dots that touch no other dot and no digit; leaders of forms (`.....`) stay.
pub(super) fn ellipsis(text: &str) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(dot) = text[at..].find('.') {
        let start = at + dot;
        let dots = bytes[start..].iter().take_while(|&&b| b == b'.').count();
        at = start + dots;
        let touches = |c: Option<char>| c.is_some_and(|c| c == '…' || c.is_ascii_digit());
        let alone = !touches(text[..start].chars().next_back()) && !touches(text[at..].chars().next());
        if dots == 3 && alone {
            edits.push(TextEdit::replace(start..at, "…"));
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::super::edit::edit_string;
    use super::*;

    fn quoted(text: &str) -> String {
        edit_string(text, &double_quotes(text))
    }

    #[test]
    fn straight_quotes_open_and_close() {
        assert_eq!(quoted("về \"Đổi mới\""), "về “Đổi mới”");
        assert_eq!(quoted("(\"Tết Sum vầy\"), \"Tháng Công nhân\";"), "(“Tết Sum vầy”), “Tháng Công nhân”;");
        assert_eq!(quoted("„a‟ «b»"), "“a” “b”");
        assert_eq!(quoted("là \"Đổi mới \";"), "là “Đổi mới ”;");
        assert_eq!(quoted("năm \"2023\""), "năm “2023”");
    }

    #[test]
    fn an_inch_stays() {
        assert_eq!(quoted("màn hình 24\""), "màn hình 24\"");
        assert_eq!(quoted("24\" và \"mới"), "24\" và “mới");
    }

    #[test]
    fn three_dots_are_one_sign_and_leaders_stay() {
        let dotted = |text: &str| edit_string(text, &ellipsis(text));
        assert_eq!(dotted("v.v..."), "v.v…");
        assert_eq!(dotted("mới... “a...”"), "mới… “a…”");
        for kept in ["Họ tên: .....", "2024...trong", "1...5", "v.v.", "....", "…..."] {
            assert_eq!(dotted(kept), kept);
        }
    }
}
