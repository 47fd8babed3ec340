//! Emphasis and escapes within a paragraph.
//!
//! Comes in: `**bold**`, `*italic*`, `***both***`, `~~struck~~`, `m^2^`, `CO~2~`, and a backslash before any character
//! that is neither letter nor digit, which makes it literal. Goes out: [`Text`]. What is raised or lowered holds no
//! white space but such as a backslash makes literal. Marks that stand between spaces, between digits, or alone stay
//! literal; nothing is refused.

use super::marker::{Marker, marker, neutral_point};
use crate::document::{Emphasis, Text, VerticalPosition};
use std::ops::Range;

/// A line of outline text without its marks; `\n` stays a line break.
pub fn parse_inline(source: &str) -> Text {
    if !source.bytes().any(|byte| is_special(&byte)) {
        return Text::plain(source);
    }
    let mut rows = rows(source);
    pair(source, &mut rows);
    build(source, &rows)
}

/// Tests whether a byte is a mark or makes one literal.
fn is_special(byte: &u8) -> bool {
    matches!(byte, b'*' | b'~' | b'^' | b'\\')
}

/// Tests whether a backslash makes the character literal.
pub(super) fn is_escapable(c: char) -> bool {
    !c.is_alphanumeric() && c != '\n'
}

/// A row of one mark and what becomes of it: first it closes, then it shows what is literal, then it opens.
struct MarkRow {
    mark: char,
    at: usize,
    len: usize,
    can_open: bool,
    can_close: bool,
    after_digit: bool,
    before_digit: bool,
    closes: Emphasis,
    literal: usize,
    opens: Emphasis,
}

impl MarkRow {
    fn end(&self) -> usize {
        self.at + self.len
    }

    /// Indexes of what two marks of the row open, and of what one of them does.
    fn kinds(&self) -> [usize; 2] {
        if self.mark == '*' { [BOLD, ITALIC] } else { [STRUCK, SCRIPT] }
    }

    /// Emphasis of two marks of the row; none where a row of two means nothing.
    fn double(&self) -> Emphasis {
        match self.mark {
            '*' => Emphasis::BOLD,
            '~' => Emphasis::STRUCK,
            _ => Emphasis::NONE,
        }
    }

    /// Emphasis of one mark.
    fn single(&self) -> Emphasis {
        match self.mark {
            '*' => Emphasis::ITALIC,
            '~' => Emphasis::SUBSCRIPT,
            _ => Emphasis::SUPERSCRIPT,
        }
    }
}

/// The rows of marks of a source, escaped ones aside.
fn rows(source: &str) -> Vec<MarkRow> {
    let bytes = source.as_bytes();
    let mut places: Vec<(char, Range<usize>)> = Vec::new();
    let mut at = 0;
    while let Some(step) = bytes.get(at..).and_then(|b| b.iter().position(is_special)) {
        at += step;
        let Some(&mark) = bytes.get(at) else { break };
        if mark == b'\\' {
            at += 1 + escaped(source, at).map_or(0, char::len_utf8);
            continue;
        }
        let len = bytes.iter().skip(at).take_while(|&&b| b == mark).count();
        places.push((char::from(mark), at..at + len));
        at += len;
    }
    let around = around(source, &places);
    places.into_iter().zip(around).map(|((mark, place), around)| row(mark, &place, around)).collect()
}

/// Characters before and behind rows of marks; those of rows side by side are the ones around all of them, so that no
/// space begins or ends what two kinds of marks enclose.
fn around(source: &str, places: &[(char, Range<usize>)]) -> Vec<[Option<char>; 2]> {
    let mut around = vec![[None; 2]; places.len()];
    let mut last: Option<(usize, Option<char>)> = None;
    for ((_, place), sides) in places.iter().zip(&mut around) {
        let own = || source.get(..place.start).and_then(|s| s.chars().next_back());
        sides[0] = last.filter(|(end, _)| *end == place.start).map_or_else(own, |(_, before)| before);
        last = Some((place.end, sides[0]));
    }
    let mut next: Option<(usize, Option<char>)> = None;
    for ((_, place), sides) in places.iter().zip(&mut around).rev() {
        let own = || {
            let after = source.get(place.end..).and_then(|s| s.chars().next());
            if after == Some('\\') { escaped(source, place.end).or(after) } else { after }
        };
        sides[1] = next.filter(|(start, _)| *start == place.end).map_or_else(own, |(_, after)| after);
        next = Some((place.start, sides[1]));
    }
    around
}

/// The character that the backslash at `at` makes literal.
fn escaped(source: &str, at: usize) -> Option<char> {
    source.get(at + 1..)?.chars().next().filter(|&c| is_escapable(c))
}

fn row(mark: char, place: &Range<usize>, [before, after]: [Option<char>; 2]) -> MarkRow {
    let (at, len) = (place.start, place.len());
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let usable = match mark {
        // `3*4*5` multiplies.
        '*' => len <= 3 && !(len == 1 && digit(before) && digit(after)),
        '~' => len <= 3,
        _ => len == 1,
    };
    let solid = |c: Option<char>| usable && c.is_some_and(|c| !c.is_whitespace());
    MarkRow {
        mark,
        at,
        len,
        can_open: solid(after),
        can_close: solid(before),
        after_digit: digit(before),
        before_digit: digit(after),
        closes: Emphasis::NONE,
        literal: 0,
        opens: Emphasis::NONE,
    }
}

/// Decides what every row opens and closes. Kinds of emphasis are independent and may overlap, but for the two places
/// off the baseline.
fn pair(source: &str, rows: &mut [MarkRow]) {
    let mut open: OpenRows = [None; 4];
    for index in 0..rows.len() {
        let (known, rest) = rows.split_at_mut(index);
        let Some(row) = rest.first_mut() else { return };
        expire(source, row.at, known, &mut open);
        let before = open;
        let left = close(row, known, &mut open);
        row.literal = begin(row, index, left, &before, &mut open);
    }
    for (kind, opener) in open.into_iter().enumerate() {
        if let Some(row) = opener.and_then(|index| rows.get_mut(index)) {
            revert(row, kind);
        }
    }
}

/// The rows that opened what is open: bold, italic, struck, raised or lowered.
type OpenRows = [Option<usize>; 4];

/// Takes back that something is raised or lowered, if white space stands between its mark and `at`.
fn expire(source: &str, at: usize, known: &mut [MarkRow], open: &mut OpenRows) {
    if let Some(opener) = open[SCRIPT].and_then(|opener| known.get_mut(opener))
        && is_parted(source.get(opener.end()..at).unwrap_or(""))
    {
        revert(opener, SCRIPT);
        open[SCRIPT] = None;
    }
}

/// Closes what the row can close; the marks left of it.
fn close(row: &mut MarkRow, known: &[MarkRow], open: &mut OpenRows) -> usize {
    let (mut left, [double, single]) = (row.len, row.kinds());
    if !row.can_close {
        return left;
    }
    if left >= 2 && open[double].is_some() && row.double() != Emphasis::NONE {
        (row.closes, left) = (row.closes.with(row.double()), left - 2);
        open[double] = None;
    }
    if left % 2 == 1
        && let Some(opener) = open[single].and_then(|opener| known.get(opener))
        && closes(opener, row)
    {
        (row.closes, left) = (row.closes.with(row.single()), left - 1);
        open[single] = None;
    }
    left
}

/// Opens what the marks left of a row can open and what was not open before it; the marks that stay literal.
fn begin(row: &mut MarkRow, index: usize, left: usize, before: &OpenRows, open: &mut OpenRows) -> usize {
    let (mut left, [double, single]) = (left, row.kinds());
    if !row.can_open {
        return left;
    }
    if left >= 2 && before[double].is_none() && row.double() != Emphasis::NONE {
        (row.opens, left) = (row.opens.with(row.double()), left - 2);
        open[double] = Some(index);
    }
    if left % 2 == 1 && before[single].is_none() {
        (row.opens, left) = (row.opens.with(row.single()), left - 1);
        open[single] = Some(index);
    }
    left
}

/// Indexes of what can be open.
const BOLD: usize = 0;
const ITALIC: usize = 1;
const STRUCK: usize = 2;
const SCRIPT: usize = 3;

/// Takes back that a row opened something, which nothing closes.
fn revert(row: &mut MarkRow, kind: usize) {
    let (what, marks) = match kind {
        BOLD | STRUCK => (row.double(), 2),
        _ => (row.single(), 1),
    };
    (row.opens, row.literal) = (row.opens.without(what), row.literal + marks);
}

/// Tests whether a row of the opener's kind ends what a single mark of the opener began: a place off the baseline ends
/// at its own mark, and `5~10~15` are ranges.
fn closes(opener: &MarkRow, row: &MarkRow) -> bool {
    let ranges = row.mark == '~' && opener.after_digit && row.before_digit;
    opener.mark == row.mark && !ranges
}

/// Tests whether unescaped white space stands in a stretch.
fn is_parted(stretch: &str) -> bool {
    let mut before = None;
    stretch.chars().any(|c| {
        let parted = c.is_whitespace() && (before != Some('\\') || c == '\n');
        before = if before == Some('\\') { None } else { Some(c) };
        parted
    })
}

fn build(source: &str, rows: &[MarkRow]) -> Text {
    let mut text = Text::default();
    let mut look = Emphasis::NONE;
    let mut from = 0;
    for row in rows {
        push_literal(&mut text, source.get(from..row.at).unwrap_or(""), look);
        look = look.without(row.closes);
        for _ in 0..row.literal {
            text.push(row.mark.encode_utf8(&mut [0; 4]), look);
        }
        look = look.with(row.opens);
        from = row.end();
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
    let scripts = text.spans().any(|(_, look)| look.struck || look.position != VerticalPosition::Baseline);
    // Alone it finds no partner: `~5 km` and an address with `~` stay as they were typed.
    let is_bare = |mark: char| !scripts && text.as_str().matches(mark).nth(1).is_none();
    for (span, next) in text.spans() {
        let next =
            if is_between_digits(text.as_str(), &span) { next.without(Emphasis::SUBSCRIPT) } else { next };
        mark_change(look, next, out);
        look = next;
        let string = text.as_str().get(span.start.max(from).min(span.end)..span.end).unwrap_or("");
        // What stands before `from` is an asterisk used as a bullet: it has to stay bare.
        out.push_str(text.as_str().get(span.start..span.start.max(from).min(span.end)).unwrap_or(""));
        // A bare mark beside a written one is read as a row with it, and then the written one may not open or close.
        let is_marked = next != Emphasis::NONE;
        let (opens, closes) = (is_marked || span.start > 0, is_marked || span.end < text.as_str().len());
        for (at, c) in string.char_indices() {
            let is_beside = opens && at == 0 || closes && at + c.len_utf8() == string.len();
            match (c, place) {
                ('\n', InlineContext::Paragraph) => out.push_str("\\\n"),
                ('\n', InlineContext::Cell) => out.push_str("<br>"),
                ('~' | '^', _) if is_bare(c) && !is_beside => out.push(c),
                ('*' | '~' | '^' | '\\', _) | ('|' | '<', InlineContext::Cell) => out.extend(['\\', c]),
                (c, _) if c.is_whitespace() && next.position != VerticalPosition::Baseline => {
                    out.extend(['\\', c]);
                }
                _ => out.push(c),
            }
        }
    }
    mark_change(look, Emphasis::NONE, out);
}

/// Tests whether digits stand on both sides of a span: lowered it would be read as a range, `5~10~15`.
fn is_between_digits(text: &str, span: &Range<usize>) -> bool {
    let before = text.get(..span.start).and_then(|s| s.chars().next_back());
    let after = text.get(span.end..).and_then(|s| s.chars().next());
    [before, after].iter().all(|c| c.is_some_and(|c| c.is_ascii_digit()))
}

/// The marks between two looks.
fn mark_change(from: Emphasis, to: Emphasis, out: &mut String) {
    if from.bold != to.bold {
        out.push_str("**");
    }
    if from.italic != to.italic {
        out.push('*');
    }
    if from.struck != to.struck {
        out.push_str("~~");
    }
    if from.position != to.position {
        out.extend([from.position, to.position].map(script_mark).into_iter().flatten());
    }
}

/// Mark on both sides of characters off the baseline.
fn script_mark(position: VerticalPosition) -> Option<char> {
    match position {
        VerticalPosition::Baseline => None,
        VerticalPosition::Superscript => Some('^'),
        VerticalPosition::Subscript => Some('~'),
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
            '\\' | '*' | '~' | '^' | '|' | '<' => out.extend(['\\', c]),
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
#[path = "inline_tests.rs"]
mod tests;
