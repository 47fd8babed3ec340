//! Lines → blocks without roles: what begins a block, what continues one.
//!
//! A blank line always separates. A line that begins with a marker, a directive or `|` begins a block. Any other line
//! continues the block above only where that one plainly goes on: the text is wrapped there, or a sentence is cut.
//! Clerks type a paragraph a line, so otherwise it is a paragraph of its own.

use super::inline::{parse_inline, strip};
use super::marker::{Marker, marker};
use super::{BlockLead, DIRECTIVES, ends_sentence, is_capitals, starts_lower, table};
use crate::document::{Block, BlockRole, Paragraph, Text};
use crate::limits;
use crate::report::{FieldPath, Problem, Report};

/// Characters of the widest line that still counts as wrapped by a program.
const WRAP_MOST: usize = 120;
/// Characters of the narrowest.
const WRAP_LEAST: usize = 40;

/// The blocks of a cleaned source, what each begins with, and the line (from 1) on which it begins.
pub(super) fn read(
    source: &str,
    at: &FieldPath,
    report: &mut Report,
) -> (Vec<Block>, Vec<BlockLead>, Vec<usize>) {
    let wrap = body_wrap(source);
    let mut reader =
        BlockReader { at, report, blocks: Vec::new(), leads: Vec::new(), lines: Vec::new(), rows: 0 };
    let mut chunk: Vec<SourceLine> = Vec::new();
    for (index, line) in source.split('\n').enumerate() {
        let text = line.trim();
        if text.is_empty() {
            reader.chunk(&chunk, wrap);
            chunk.clear();
        } else {
            chunk.push(SourceLine::new(index + 1, text));
        }
    }
    reader.chunk(&chunk, wrap);
    (reader.blocks, reader.leads, reader.lines)
}

/// A line that is not blank.
struct SourceLine<'a> {
    /// Counted from 1.
    number: usize,
    /// Trimmed, without the backslash of a hard break.
    text: &'a str,
    chars: usize,
    hard: bool,
    start: LineStart,
}

/// Construct that a line begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LineStart {
    Table,
    Block,
    Unclear,
}

impl<'a> SourceLine<'a> {
    fn new(number: usize, text: &'a str) -> Self {
        let chars = text.chars().count();
        if table::is_row(text) {
            return Self { number, text, chars, hard: false, start: LineStart::Table };
        }
        let (text, hard) = hard_break(text);
        let begins = marker(text).is_some() || directive(text).is_some();
        let start = if begins { LineStart::Block } else { LineStart::Unclear };
        Self { number, text, chars, hard, start }
    }
}

/// The line without the backslash that breaks it; a doubled backslash is a character.
fn hard_break(text: &str) -> (&str, bool) {
    let backslashes = text.bytes().rev().take_while(|&b| b == b'\\').count();
    match text.strip_suffix('\\').filter(|_| backslashes % 2 == 1) {
        Some(line) => (line.trim_end(), true),
        None => (text, false),
    }
}

/// The role a directive gives its line, and the byte at which the line's text begins.
fn directive(line: &str) -> Option<(BlockRole, usize)> {
    let rest = line.strip_prefix('@')?;
    let (name, role) = DIRECTIVES.into_iter().find(|(name, _)| rest.starts_with(name))?;
    let rest = rest.get(name.len()..)?;
    let text = rest.trim_start();
    (text.len() < rest.len() && !text.is_empty()).then_some((role, line.len() - text.len()))
}

/// The wrap width of a whole body whose lines are all short and visibly wrapped.
fn body_wrap(source: &str) -> Option<usize> {
    let lines = || source.split('\n').map(str::trim);
    let width =
        lines().map(|l| if l.len() > 4 * WRAP_MOST { usize::MAX } else { l.chars().count() }).max()?;
    if !(WRAP_LEAST..=WRAP_MOST).contains(&width) {
        return None;
    }
    let mut above = 0;
    let mut cuts = 0;
    for line in lines() {
        cuts += usize::from(above > 0 && starts_lower(line) && is_full(above, line, width));
        above = line.chars().count();
    }
    (cuts >= 2).then_some(width)
}

/// The wrap width of one stretch of lines, where one is visible.
fn chunk_wrap(chunk: &[SourceLine]) -> Option<usize> {
    let width = chunk.iter().filter(|l| l.start != LineStart::Table).map(|l| l.chars).max()?;
    let cut = |pair: &[SourceLine]| match pair {
        [above, line] => {
            line.start == LineStart::Unclear
                && starts_lower(line.text)
                && is_full(above.chars, line.text, width)
        }
        _ => false,
    };
    ((WRAP_LEAST..=WRAP_MOST).contains(&width) && chunk.windows(2).any(cut)).then_some(width)
}

/// Tests whether the first word of a line had no room on the line above.
fn is_full(above: usize, line: &str, width: usize) -> bool {
    let first = line.split(' ').next().unwrap_or("");
    above + 1 + first.chars().count() > width
}

/// A block whose last line may not have come yet.
struct OpenBlock {
    /// The number of its first line.
    number: usize,
    /// Its lines, joined by a space, or by `\n` at a hard break.
    source: String,
    /// Bytes of `source` before its last line.
    last: usize,
    last_chars: usize,
    hard: bool,
    /// A number line whose title stands on the next line: nothing is joined to it.
    alone: bool,
}

struct BlockReader<'a> {
    at: &'a FieldPath,
    report: &'a mut Report,
    blocks: Vec<Block>,
    leads: Vec<BlockLead>,
    lines: Vec<usize>,
    rows: usize,
}

impl BlockReader<'_> {
    /// Reads lines between two blank ones.
    fn chunk(&mut self, lines: &[SourceLine], wrap: Option<usize>) {
        let wrap = wrap.or_else(|| chunk_wrap(lines));
        let mut open: Option<OpenBlock> = None;
        let mut index = 0;
        while let Some(line) = lines.get(index) {
            index += 1;
            match &mut open {
                Some(block) if block.hard => block.append('\n', line),
                Some(block) if line.start == LineStart::Unclear && block.goes_on(line, wrap) => {
                    block.append(' ', line);
                }
                _ => {
                    self.close(open.take());
                    if line.start == LineStart::Table {
                        let more = lines.get(index..).unwrap_or(&[]);
                        let rows = 1 + more.iter().take_while(|l| l.start == LineStart::Table).count();
                        self.table(lines.get(index - 1..index - 1 + rows).unwrap_or(&[]));
                        index += rows - 1;
                    } else {
                        open = Some(OpenBlock::new(line));
                    }
                }
            }
        }
        self.close(open);
    }

    fn close(&mut self, open: Option<OpenBlock>) {
        let Some((line, Some((paragraph, lead)))) = open.map(|open| (open.number, finish(open.source)))
        else {
            return;
        };
        self.blocks.push(Block::Paragraph(paragraph));
        self.leads.push(lead);
        self.lines.push(line);
    }

    fn table(&mut self, lines: &[SourceLine]) {
        let rows: Vec<(usize, &str)> = lines.iter().map(|l| (l.number, l.text)).collect();
        let line = rows.first().map_or(1, |r| r.0);
        let Some(table) = table::read(&rows, self.at, self.report) else { return };
        let before = self.rows;
        // A table of a header alone is one row too.
        self.rows += table.rows.len().max(1);
        if before <= limits::TABLE_ROWS && self.rows > limits::TABLE_ROWS {
            let message = format!(
                "Các bảng có quá {} hàng. Hãy chuyển bảng dài thành tệp đính kèm.",
                limits::TABLE_ROWS
            );
            self.report.push(Problem::error(self.at.clone(), "table-rows", message).on_line(line));
        }
        self.blocks.push(Block::Table(table));
        self.leads.push(BlockLead::Table);
        self.lines.push(line);
    }
}

impl OpenBlock {
    fn new(line: &SourceLine) -> Self {
        let alone = marker(line.text)
            .is_some_and(|m| m.kind.is_division() && line.text.len() <= m.start + m.len + m.start);
        Self {
            number: line.number,
            source: line.text.to_owned(),
            last: 0,
            last_chars: line.chars,
            hard: line.hard,
            alone,
        }
    }

    fn append(&mut self, joint: char, line: &SourceLine) {
        self.source.push(joint);
        self.last = self.source.len();
        self.source.push_str(line.text);
        (self.last_chars, self.hard) = (line.chars, line.hard);
    }

    /// Tests whether a line without a marker continues this block.
    fn goes_on(&self, line: &SourceLine, wrap: Option<usize>) -> bool {
        let last = self.source.get(self.last..).unwrap_or("");
        if self.alone {
            return false;
        }
        if starts_lower(line.text) && !ends_sentence(last) {
            return true;
        }
        // A heading in capitals over two lines.
        if is_capitals(last) && is_capitals(line.text) && marker(&self.source).is_some() {
            return !ends_sentence(last) && !line.text.ends_with(':');
        }
        // Lines set in a proportional face differ in their number of characters; a small letter or a figure
        // seldom begins a paragraph.
        let inner = starts_lower(line.text) || line.text.starts_with(|c: char| c.is_ascii_digit());
        let slack = if inner { 4 } else { 7 };
        wrap.is_some_and(|width| is_full(self.last_chars, line.text, width - width / slack))
    }
}

/// The paragraph of a joined source; None where nothing but a stray backslash stood there.
fn finish(source: String) -> Option<(Paragraph, BlockLead)> {
    let first = source.split('\n').next().unwrap_or("");
    if let Some((role, start)) = directive(first) {
        let text = strip(parse_inline(source.get(start..)?));
        return (!text.is_empty()).then(|| (Paragraph::new(role, text), BlockLead::Directed));
    }
    if let Some(found) = marker(first)
        && let Some(paragraph) = marked(&source, &found)
    {
        return Some((paragraph, BlockLead::Marked(found.kind)));
    }
    let text = strip(parse_inline(&source));
    (!text.is_empty()).then(|| (Paragraph::new(BlockRole::Body, text), BlockLead::Plain))
}

/// A paragraph with its marker and exactly one space behind it; None where the emphasis marks before the marker turn
/// out to be literal.
fn marked(source: &str, found: &Marker) -> Option<Paragraph> {
    let end = found.start + found.len;
    let number = source.get(found.start..end)?;
    let rest = source.get(end + found.closing..)?;
    let text = if rest.starts_with('\n') || rest.trim().is_empty() || has_one_space(rest) {
        parse_inline(source)
    } else {
        let head = source.get(..end + found.closing)?;
        parse_inline(&format!("{head} {}", rest.trim_start()))
    };
    let text: Text = strip(text);
    let printed = if found.inner > 0 { number.replace('*', "") } else { number.to_owned() };
    let after = text.as_str().strip_prefix(printed.as_str())?;
    let apart = after.is_empty() || after.starts_with('\n') || has_one_space(after);
    apart.then(|| Paragraph { marker: printed.len(), ..Paragraph::new(BlockRole::Item, text) })
}

fn has_one_space(rest: &str) -> bool {
    rest.strip_prefix(' ').is_some_and(|r| !r.starts_with(char::is_whitespace))
}
