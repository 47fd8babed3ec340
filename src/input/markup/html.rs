//! HTML → [`Source`], tag by tag, without a tree: no page is too deep, too long or too broken to be read in one pass.
//!
//! Paragraphs end where blocks begin and end, tags that HTML lets open are closed where it closes them, styles come from
//! attributes and from the simple rules of style sheets, so Word's `mso-` marks, Excel's classes and LibreOffice's
//! attributes are read. Scripts and forms of the page go; hidden and struck words go and are told; addresses of links are
//! told.

use super::builder::Builder;
use super::style::{Style, StyleSheet, align};
use crate::input::one;
use crate::input::source::{Mend, Source};
use crate::limits;
use crate::report::Report;
use crate::text::legacy::{self, Encoding};
use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

/// First word of what the clipboard of Windows puts before a page.
const CLIPBOARD: &str = "Version:";
/// Elements open at once that are remembered; deeper ones look as the last of these does.
const OPEN: usize = 512;

/// Tests whether a text is HTML, or the clipboard's wrapping of it.
pub(super) fn is_html(text: &str) -> bool {
    const TAGS: [&str; 12] = [
        "</html", "</body", "</p>", "</table", "</div", "</span", "</td", "<br", "</h1", "</h2", "</ul",
        "</font",
    ];
    let text = text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    let is_clipboard = text.starts_with(CLIPBOARD) && text.contains("StartHTML:");
    let begins = text
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?'));
    if !is_clipboard && !begins {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    TAGS.iter().any(|tag| lower.contains(tag))
}

/// The source in a page.
pub(super) fn read(text: &str) -> Result<Source, Report> {
    // What stands before the page on the clipboard says where it begins.
    let wrapped = text.trim_start().starts_with(CLIPBOARD);
    let page = text.find('<').filter(|_| wrapped).and_then(|at| text.get(at..)).unwrap_or(text);
    let (source, untold) = pass(page, Encoding::Unicode)?;
    match legacy::detect(&untold) {
        Encoding::Unicode => Ok(source),
        encoding => {
            let (mut source, _) = pass(page, encoding)?;
            source.traits.encodings.push(encoding.name());
            Ok(source)
        }
    }
}

/// One reading, with an encoding for the letters whose face does not tell theirs; those letters come back too.
fn pass(page: &str, encoding: Encoding) -> Result<(Source, String), Report> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut page_reader = PageReader {
        builder: Builder::new(encoding),
        open: Vec::new(),
        sheet: StyleSheet::default(),
        skipped: None,
        lists: Vec::new(),
        head_rows: false,
    };
    for Ok(token) in Tokenizer::new_with_emitter(page, emitter) {
        match token {
            Token::StartTag(tag) => page_reader.start(&tag),
            Token::EndTag(tag) => page_reader.end(&utf8(&tag.name)),
            Token::String(text) => page_reader.text(&utf8(&text.value)),
            _ => {}
        }
        if page_reader.builder.is_full() {
            break;
        }
    }
    page_reader.builder.end_paragraph();
    if page_reader.builder.is_full() {
        let most = limits::DOCX_PARAGRAPHS;
        let message = format!("Tệp có quá {most} đoạn văn hoặc ô. Hãy tách thành nhiều văn bản.");
        return Err(one("too-large", message, None));
    }
    let (mut source, untold) = page_reader.builder.finish();
    source.traits.markup = Some("HTML");
    Ok((source, untold))
}

fn utf8(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A page being read.
struct PageReader {
    builder: Builder,
    open: Vec<OpenElement>,
    sheet: StyleSheet,
    /// The element whose content is no text of the page, and what it held so far.
    skipped: Option<(String, String)>,
    lists: Vec<List>,
    /// Rows that come are those of a header.
    head_rows: bool,
}

struct OpenElement {
    tag: String,
    style: Style,
}

/// A list whose items are numbered, or have dashes.
struct List {
    /// The letter of its kind of numbers: `1`, `a`, `A`, `i`, `I`; none for dashes.
    kind: Option<char>,
    next: i64,
}

const SKIPPED: [&str; 9] =
    ["script", "style", "title", "template", "noscript", "select", "iframe", "svg", "xml"];
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
const BLOCKS: [&str; 32] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "html",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "ul",
];

fn is_block(tag: &str) -> bool {
    BLOCKS.contains(&tag)
        || matches!(tag, "section" | "table" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr" | "hr")
}

/// Elements that end at the beginning of a tag, and those it does not end beyond.
fn ended_by(tag: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match tag {
        "li" => (&["li"], &["ul", "ol", "td", "th", "table"]),
        "dd" | "dt" => (&["dd", "dt"], &["dl", "td", "th", "table"]),
        "td" | "th" => (&["td", "th"], &["tr", "table"]),
        "tr" => (&["tr"], &["table"]),
        "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot"], &["table"]),
        "option" => (&["option"], &["select"]),
        _ if is_block(tag) => (&["p"], &["td", "th", "table", "div", "li", "body", "center", "blockquote"]),
        _ => (&[], &[]),
    }
}

impl PageReader {
    fn style(&self) -> Style {
        self.open.last().map(|element| element.style.clone()).unwrap_or_default()
    }

    fn start(&mut self, tag: &StartTag<()>) {
        if self.skipped.is_some() {
            return;
        }
        let name = utf8(&tag.name);
        let name = name.strip_prefix("o:").unwrap_or(&name);
        let attribute = |wanted: &str| tag.attributes.get(wanted.as_bytes()).map(|value| utf8(&value.value));
        if SKIPPED.contains(&name) {
            if !tag.self_closing {
                self.skipped = Some((name.to_owned(), String::new()));
            }
            return;
        }
        let (ends, within) = ended_by(name);
        self.end_up_to(ends, within);
        if is_block(name) {
            self.builder.end_paragraph();
        }
        let style = self.style_of(name, &attribute);
        self.opened(name, &style, &attribute);
        if !VOID.contains(&name) && !tag.self_closing && self.open.len() < OPEN {
            self.open.push(OpenElement { tag: name.to_owned(), style: style.inherited() });
        }
    }

    fn style_of(&self, name: &str, attribute: &dyn Fn(&str) -> Option<String>) -> Style {
        let mut style = self.style();
        style.tag(name);
        for declarations in self.sheet.lay(name, &attribute("class").unwrap_or_default()) {
            style.declare(declarations);
        }
        if let Some(align) = attribute("align").as_deref().and_then(align) {
            style.align = Some(align);
        }
        if let Some(face) = attribute("face") {
            style.set_face(&face);
        }
        style.declare(&attribute("style").unwrap_or_default());
        style.hidden |= attribute("hidden").is_some();
        // Only text that stands off its line is raised; a cell's place in its row is another thing.
        if is_block(name) {
            style.emphasis.position = self.style().emphasis.position;
        }
        style
    }

    /// Does what a tag asks for beside a look.
    fn opened(&mut self, name: &str, style: &Style, attribute: &dyn Fn(&str) -> Option<String>) {
        let number = |name: &str| attribute(name).and_then(|value| value.trim().parse::<usize>().ok());
        if style.new_page {
            self.builder.page_break();
        }
        (0..style.tabs).for_each(|_| self.builder.tab(style));
        match name {
            "br" if !style.new_page => self.builder.line_break(style),
            "img" => self.builder.source.traits.images += 1,
            "input" => self.input(style, attribute),
            "a" => self.link(attribute("href")),
            "ol" => {
                let kind = attribute("type").and_then(|kind| kind.chars().next()).unwrap_or('1');
                let start = attribute("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
                self.lists.push(List { kind: Some(kind), next: start });
            }
            "ul" => self.lists.push(List { kind: None, next: 1 }),
            "li" => self.item(attribute("value").and_then(|value| value.trim().parse().ok())),
            "table" => {
                let border = attribute("border").is_some_and(|border| border.trim() != "0");
                self.builder
                    .open_table(border || attribute("style").is_some_and(|style| style.contains("border")));
                self.head_rows = false;
            }
            "thead" => self.head_rows = true,
            "tbody" | "tfoot" => self.head_rows = false,
            "tr" => self.builder.open_row(self.head_rows),
            "td" | "th" => {
                self.builder.open_cell(number("colspan").unwrap_or(1), number("rowspan").unwrap_or(1))
            }
            _ => {}
        }
    }

    /// A box to tick, or a box for text with something in it.
    fn input(&mut self, style: &Style, attribute: &dyn Fn(&str) -> Option<String>) {
        match attribute("type").unwrap_or_default().to_ascii_lowercase().as_str() {
            "checkbox" | "radio" => {
                let sign = if attribute("checked").is_some() { "☑" } else { "☐" };
                self.builder.text(sign, style);
            }
            "" | "text" | "number" | "date" => {
                self.builder.text(&attribute("value").unwrap_or_default(), style)
            }
            _ => {}
        }
    }

    /// Tells the address of a link; its words are text.
    fn link(&mut self, address: Option<String>) {
        let address = address.filter(|address| address.contains(':'));
        if let Some(before) = address.filter(|_| self.builder.source.mended.len() < limits::LIST_ITEMS) {
            self.builder.source.mended.push(Mend { line: 0, what: "link", before, after: String::new() });
        }
    }

    fn item(&mut self, value: Option<i64>) {
        let Some(list) = self.lists.last_mut() else { return };
        let number = value.unwrap_or(list.next);
        list.next = number.saturating_add(1);
        let small = u32::try_from(number).ok();
        let roman = || small.and_then(crate::text::roman).unwrap_or_else(|| number.to_string());
        let letter = || {
            small
                .and_then(|n| n.checked_sub(1))
                .filter(|n| *n < 26)
                .map_or_else(|| number.to_string(), |n| char::from(b'a' + n as u8).to_string())
        };
        self.builder.mark(match list.kind {
            None => "- ".to_owned(),
            Some('a') => format!("{}) ", letter()),
            Some('A') => format!("{}. ", letter().to_uppercase()),
            Some('i') => format!("{}. ", roman().to_lowercase()),
            Some('I') => format!("{}. ", roman()),
            Some(_) => format!("{number}. "),
        });
    }

    fn text(&mut self, text: &str) {
        if let Some((_, held)) = &mut self.skipped {
            held.push_str(text);
        } else if !self.is_between_cells() || !text.trim().is_empty() {
            let style = self.style();
            self.builder.text(text, &style);
        }
    }

    /// Tests whether white space stands between rows and cells, where it is no text.
    fn is_between_cells(&self) -> bool {
        let tag = self.open.last().map_or("", |element| element.tag.as_str());
        matches!(tag, "table" | "tbody" | "thead" | "tfoot" | "tr" | "ul" | "ol" | "colgroup")
    }

    fn end(&mut self, name: &str) {
        let name = name.strip_prefix("o:").unwrap_or(name);
        if let Some((skipped, held)) = self.skipped.take() {
            if skipped != name {
                self.skipped = Some((skipped, held));
            } else if name == "style" {
                self.sheet.read(&held);
            } else if name == "title" {
                self.builder.source.leave_out(0, "title", &held);
            }
            return;
        }
        let within: &[&str] = match name {
            "table" | "html" | "body" => &[],
            "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" => &["table"],
            _ => &["td", "th", "table"],
        };
        self.end_up_to(&[name], within);
        if is_block(name) {
            self.builder.end_paragraph();
        }
    }

    /// Ends the innermost of some elements with all in it, unless one of `within` is nearer.
    fn end_up_to(&mut self, names: &[&str], within: &[&str]) {
        let is_one = |element: &OpenElement| names.contains(&element.tag.as_str());
        let stops = |element: &OpenElement| within.contains(&element.tag.as_str());
        let Some(at) = self.open.iter().rposition(|element| is_one(element) || stops(element)) else {
            return;
        };
        if !self.open.get(at).is_some_and(is_one) {
            return;
        }
        while self.open.len() > at {
            if let Some(element) = self.open.pop() {
                self.ended(&element.tag);
            }
        }
    }

    fn ended(&mut self, tag: &str) {
        match tag {
            "td" | "th" => self.builder.close_cell(),
            "table" => {
                self.builder.close_table();
                self.head_rows = false;
            }
            "thead" => self.head_rows = false,
            "ul" | "ol" => {
                self.builder.end_paragraph();
                self.lists.pop();
            }
            _ if is_block(tag) => self.builder.end_paragraph(),
            _ => {}
        }
    }
}
