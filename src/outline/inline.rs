//! Emphasis and escapes within a paragraph.
//!
//! Comes in: `**bold**`, `*italic*`, `***both***`, and a backslash before any character that is neither letter nor
//! digit, which makes it literal. Goes out: [`Text`]. Marks that stand between spaces, between digits, or alone stay
//! literal; nothing is refused.

use super::marker::{Marker, marker, neutral_point};
use crate::document::{Emphasis, Text};
use std::ops::Range;

/// A line of outline text without its marks; `\n` stays a line break.
pub fn parse_inline(source: &str) -> Text {
    if !source.contains(['*', '\\']) {
        return Text::plain(source);
    }
    let mut runs = runs(source);
    pair(&mut runs);
    build(source, &runs)
}

/// Tests whether a backslash makes the character literal.
pub(super) fn is_escapable(c: char) -> bool {
    !c.is_alphanumeric() && c != '\n'
}

/// A row of asterisks and what becomes of it: first it closes, then it shows what is literal, then it opens.
struct AsteriskRun {
    at: usize,
    len: usize,
    can_open: bool,
    can_close: bool,
    closes: Emphasis,
    literal: usize,
    opens: Emphasis,
}

/// The rows of asterisks of a source, escaped ones aside.
fn runs(source: &str) -> Vec<AsteriskRun> {
    let bytes = source.as_bytes();
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(step) = bytes.get(at..).and_then(|b| b.iter().position(|&b| matches!(b, b'*' | b'\\'))) {
        at += step;
        if bytes.get(at) == Some(&b'\\') {
            at += 1 + escaped(source, at).map_or(0, char::len_utf8);
            continue;
        }
        let len = bytes.iter().skip(at).take_while(|&&b| b == b'*').count();
        runs.push(run(source, at, len));
        at += len;
    }
    runs
}

/// The character that the backslash at `at` makes literal.
fn escaped(source: &str, at: usize) -> Option<char> {
    source.get(at + 1..)?.chars().next().filter(|&c| is_escapable(c))
}

fn run(source: &str, at: usize, len: usize) -> AsteriskRun {
    let before = source.get(..at).and_then(|s| s.chars().next_back());
    let after = source.get(at + len..).and_then(|s| s.chars().next());
    let after = if after == Some('\\') { escaped(source, at + len).or(after) } else { after };
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    // `3*4*5` multiplies.
    let usable = len <= 3 && !(len == 1 && digit(before) && digit(after));
    let solid = |c: Option<char>| usable && c.is_some_and(|c| !c.is_whitespace());
    AsteriskRun {
        at,
        len,
        can_open: solid(after),
        can_close: solid(before),
        closes: Emphasis::NONE,
        literal: 0,
        opens: Emphasis::NONE,
    }
}

/// Decides what every row opens and closes. Bold and italic are independent: they may overlap.
fn pair(runs: &mut [AsteriskRun]) {
    let (mut bold, mut italic) = (None, None);
    for (index, run) in runs.iter_mut().enumerate() {
        let mut left = run.len;
        let open_before = (bold.is_some(), italic.is_some());
        if run.can_close {
            if left >= 2 && bold.is_some() {
                (run.closes.bold, bold, left) = (true, None, left - 2);
            }
            if left % 2 == 1 && italic.is_some() {
                (run.closes.italic, italic, left) = (true, None, left - 1);
            }
        }
        if run.can_open {
            if left >= 2 && !open_before.0 {
                (run.opens.bold, bold, left) = (true, Some(index), left - 2);
            }
            if left % 2 == 1 && !open_before.1 {
                (run.opens.italic, italic, left) = (true, Some(index), left - 1);
            }
        }
        run.literal = left;
    }
    if let Some(run) = bold.and_then(|index: usize| runs.get_mut(index)) {
        (run.opens.bold, run.literal) = (false, run.literal + 2);
    }
    if let Some(run) = italic.and_then(|index: usize| runs.get_mut(index)) {
        (run.opens.italic, run.literal) = (false, run.literal + 1);
    }
}

fn build(source: &str, runs: &[AsteriskRun]) -> Text {
    let mut text = Text::default();
    let mut look = Emphasis::NONE;
    let mut from = 0;
    for run in runs {
        push_literal(&mut text, source.get(from..run.at).unwrap_or(""), look);
        look = Emphasis { bold: look.bold && !run.closes.bold, italic: look.italic && !run.closes.italic };
        for _ in 0..run.literal {
            text.push("*", look);
        }
        look = Emphasis { bold: look.bold || run.opens.bold, italic: look.italic || run.opens.italic };
        from = run.at + run.len;
    }
    push_literal(&mut text, source.get(from..).unwrap_or(""), look);
    text
}

/// Appends a stretch without emphasis marks, its backslashes resolved.
fn push_literal(text: &mut Text, stretch: &str, look: Emphasis) {
    let mut from = 0;
    let mut search = 0;
    while let Some(found) = stretch.get(search..).and_then(|s| s.find('\\')) {
        let at = search + found;
        match escaped(stretch, at) {
            Some(c) => {
                text.push(stretch.get(from..at).unwrap_or(""), look);
                from = at + 1;
                search = from + c.len_utf8();
            }
            None => search = at + 1,
        }
    }
    text.push(stretch.get(from..).unwrap_or(""), look);
}

/// The same text without white space at its ends and around its line breaks.
pub(super) fn strip(text: Text) -> Text {
    let string = text.as_str();
    if string.trim().len() == string.len() && !string.contains('\n') {
        return text;
    }
    let mut keep: Vec<Range<usize>> = Vec::new();
    let mut at = string.len() - string.trim_start().len();
    for line in string.trim().split('\n') {
        if !keep.is_empty() {
            keep.push(at - 1..at);
        }
        let start = at + line.len() - line.trim_start().len();
        keep.push(start..start + line.trim().len());
        at += line.len() + 1;
    }
    select(&text, &keep)
}

/// The pieces of a text, in order, with their looks.
fn select(text: &Text, keep: &[Range<usize>]) -> Text {
    let mut out = Text::default();
    let mut wanted = keep.iter().peekable();
    for (span, look) in text.spans() {
        while let Some(range) = wanted.peek() {
            let (start, end) = (span.start.max(range.start), span.end.min(range.end));
            if start < end {
                out.push(text.as_str().get(start..end).unwrap_or(""), look);
            }
            if range.end > span.end {
                break;
            }
            wanted.next();
        }
    }
    out
}

/// Context of literal text: a paragraph, or a cell of a table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum InlineContext {
    Paragraph,
    Cell,
}

/// Writes a text with its marks, from byte `from` on; [`parse_inline`] reads it back. A line break becomes `\` and a
/// new line in a paragraph, `<br>` in a cell.
pub(super) fn write_inline(text: &Text, from: usize, place: InlineContext, out: &mut String) {
    let mut look = Emphasis::NONE;
    for (span, next) in text.spans() {
        mark_change(look, next, out);
        look = next;
        let string = text.as_str().get(span.start.max(from).min(span.end)..span.end).unwrap_or("");
        // What stands before `from` is an asterisk used as a bullet: it has to stay bare.
        out.push_str(text.as_str().get(span.start..span.start.max(from).min(span.end)).unwrap_or(""));
        for c in string.chars() {
            match (c, place) {
                ('\n', InlineContext::Paragraph) => out.push_str("\\\n"),
                ('\n', InlineContext::Cell) => out.push_str("<br>"),
                ('*' | '\\', _) | ('|' | '<', InlineContext::Cell) => out.extend(['\\', c]),
                _ => out.push(c),
            }
        }
    }
    mark_change(look, Emphasis::NONE, out);
}

/// The row of asterisks between two looks.
fn mark_change(from: Emphasis, to: Emphasis, out: &mut String) {
    if from.bold != to.bold {
        out.push_str("**");
    }
    if from.italic != to.italic {
        out.push('*');
    }
}

/// Makes any value inert: no emphasis, no marker, no table, no directive; line breaks become spaces.
/// [`parse`](super::parse) reads the value back unchanged. It is the escape function of the templates.
pub fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 8);
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(' '),
            '\\' | '*' | '|' | '<' | '^' => out.extend(['\\', c]),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    neutralise(&mut out);
    out
}

/// Keeps a line of inline text from beginning with a marker, a directive or a table.
pub(super) fn neutralise(line: &mut String) {
    if let Some(found) = marker(line).or_else(|| marker_to_come(line)) {
        line.insert(neutral_point(line, &found), '\\');
    } else if line.trim_start().starts_with(['@', '|']) {
        line.insert(line.len() - line.trim_start().len(), '\\');
    }
}

/// A bare `1.` or `-` becomes a marker when a template goes on after it.
fn marker_to_come(line: &str) -> Option<Marker> {
    if line.len() > 24 || line.trim().is_empty() {
        return None;
    }
    marker(&format!("{line} X")).filter(|found| found.start + found.len <= line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Spans as `text` with `b` and `i` in front.
    fn looks(source: &str) -> Vec<String> {
        let text = parse_inline(source);
        text.spans()
            .map(|(range, look)| {
                let bold = if look.bold { "b" } else { "" };
                let italic = if look.italic { "i" } else { "" };
                format!("{bold}{italic}:{}", &text.as_str()[range])
            })
            .collect()
    }

    #[test]
    fn marks_give_looks() {
        assert_eq!(looks("a **b** c"), [":a ", "b:b", ": c"]);
        assert_eq!(looks("“*Đổi mới*”"), [":“", "i:Đổi mới", ":”"]);
        assert_eq!(looks("***cả hai***"), ["bi:cả hai"]);
        assert_eq!(looks("**a *b* c**"), ["b:a ", "bi:b", "b: c"]);
        assert_eq!(looks("**a***b*"), ["b:a", "i:b"]);
        assert_eq!(looks("***a** b*"), ["bi:a", "i: b"]);
    }

    #[test]
    fn marks_without_a_partner_stay_literal() {
        for source in ["a * b * c", "**a", "a*", "3*4*5", "****", "* a", "a ** b ** c", "**", "*", "a**"] {
            assert_eq!(looks(source), [format!(":{source}")], "{source}");
        }
        assert_eq!(looks("***a** b"), [":*", "b:a", ": b"]);
    }

    #[test]
    fn a_backslash_makes_marks_literal() {
        assert_eq!(looks(r"\*a\*"), [":*a*"]);
        assert_eq!(looks(r"C:\Users\\"), [r":C:\Users\"]);
        assert_eq!(looks(r"Chương\ I"), [":Chương I"]);
    }

    #[test]
    fn escaped_values_are_inert() {
        for value in [
            "- a",
            "1. A",
            "I. MỤC",
            "**đậm**",
            "@basis Luật",
            "|a|b|",
            "a\\",
            "Chương I",
            "Điều 5. Tên",
            "(1). a",
            "a) b",
            "* a",
            "<br>",
            "\\n",
            "1.",
            "-",
            "I.",
            "2.1",
            "C:\\x",
            "+ y",
            "Tiểu mục 1",
        ] {
            let mut report = crate::report::Report::new();
            let at = crate::report::FieldPath::field("body");
            let blocks = super::super::parse(&escape(value), &at, &mut report);
            let [crate::document::Block::Paragraph(paragraph)] = &blocks[..] else {
                panic!("{value}: {blocks:?}")
            };
            assert_eq!(paragraph.text, Text::plain(value), "{value}");
            assert_eq!((paragraph.marker, paragraph.role), (0, crate::document::BlockRole::Body), "{value}");
        }
        assert_eq!(escape("một\r\nhai\nba"), "một hai ba");
        assert_eq!(escape("1. ") + "Tổng", "1\\. Tổng");
    }
}
