//! Puts what docx-rs wrote into the schema's order and mends what it cannot write, in one pass.
//!
//! Takes the XML of a part and the drawings in it; gives XML a validator accepts. Text passes unchanged.
//! Bruises mended here: property elements out of order or empty, `w:gridCol/@w:type`, negative picture offsets
//! printed as unsigned, every picture called 1, no repeated header rows, no held hyphens, no shapes.

use super::DocxError;
use super::order::{ChildOrder, child_order, rank};
use super::picture::{Drawing, anchor, brace, drawing_name, page_end};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The "font" of the symbol that stands for `w:noBreakHyphen`.
pub(super) const NO_BREAK_HYPHEN: &str = "hold";
/// The "font" of the symbol that stands for a shape: a brace, the clear foot of a page.
pub(super) const SHAPE: &str = "shape";
/// The height that marks a row as one to repeat on every page; no row asks for a height otherwise.
pub(super) const REPEATED_ROW: f32 = 1.0;

/// An element that is open, or has just ended.
struct OpenElement {
    /// The order of its children, if they have one.
    child_order: Option<ChildOrder>,
    /// Byte of the output at which its start tag begins.
    start: usize,
    /// Byte of the output at which its content begins.
    content: usize,
    /// Number of children of ordered elements that were known when it began.
    known: usize,
    /// Its place among its siblings, if its parent is ordered.
    rank: u8,
}

/// A child of an ordered element.
#[derive(Clone, Copy)]
struct OrderedChild {
    rank: u8,
    start: usize,
    end: usize,
}

/// The pass over one part.
struct PartNormaliser<'a> {
    out: Vec<u8>,
    open: Vec<OpenElement>,
    /// Children of the ordered elements that are open, innermost last.
    children: Vec<OrderedChild>,
    /// A property element's content while it is rearranged.
    scratch: Vec<u8>,
    drawings: &'a [Drawing],
    /// Number of drawings met so far.
    drawn: usize,
    /// Flag: the text that follows is a picture's offset.
    in_offset: bool,
}

/// The part in schema order; `drawings` are its pictures and braces as they follow each other.
pub(super) fn normalise(part: &[u8], drawings: &[Drawing]) -> Result<Vec<u8>, DocxError> {
    let mut pass = PartNormaliser {
        out: Vec::with_capacity(part.len() + 1024 * drawings.len()),
        open: Vec::with_capacity(32),
        children: Vec::with_capacity(64),
        scratch: Vec::with_capacity(1024),
        drawings,
        drawn: 0,
        in_offset: false,
    };
    let mut reader = Reader::from_reader(part);
    reader.config_mut().check_end_names = false;
    loop {
        match reader.read_event()? {
            Event::Start(tag) => pass.start(&tag),
            Event::Empty(tag) => pass.empty(&tag),
            Event::End(tag) => pass.end(&tag),
            Event::Text(text) => pass.text(&text),
            Event::GeneralRef(name) => pass.around(b"&", &name, b";"),
            Event::Decl(declaration) => pass.around(b"<?", &declaration, b"?>"),
            Event::Eof => return Ok(pass.out),
            _ => {}
        }
    }
}

impl PartNormaliser<'_> {
    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = tag.name().0;
        let start = self.out.len();
        match name {
            // Paragraph ids are counted per thread and used by nobody.
            b"w:p" => self.out.extend_from_slice(b"<w:p>"),
            b"wp:anchor" => anchor(self.drawn, &mut self.out),
            _ => self.around(b"<", tag, b">"),
        }
        self.in_offset = name == b"wp:posOffset";
        let open = OpenElement {
            child_order: child_order(name),
            start,
            content: self.out.len(),
            known: self.children.len(),
            rank: self.rank(name),
        };
        self.open.push(open);
    }

    fn empty(&mut self, tag: &BytesStart<'_>) {
        let name = tag.name().0;
        let start = self.out.len();
        match name {
            b"w:rPr" | b"w:pPr" | b"w:trPr" | b"w:tcPr" | b"w:tblBorders" => return,
            b"w:gridCol" => self.around(b"<", without_second_attribute(tag), b"/>"),
            b"w:trHeight" => self.out.extend_from_slice(b"<w:tblHeader/>"),
            b"w:sym" => self.symbol(tag),
            b"wp:docPr" => self.picture_name(),
            _ => self.around(b"<", tag.trim_ascii_end(), b"/>"),
        }
        self.child(self.rank(name), start);
    }

    fn end(&mut self, tag: &[u8]) {
        let Some(open) = self.open.pop() else { return };
        if open.child_order.is_some() {
            if open.known == self.children.len() {
                self.out.truncate(open.start);
                return;
            }
            self.sort(open.content, open.known);
            self.children.truncate(open.known);
        }
        self.around(b"</", tag, b">");
        self.child(open.rank, open.start);
    }

    fn text(&mut self, text: &[u8]) {
        match (self.in_offset, std::str::from_utf8(text).map(str::parse::<u32>)) {
            // docx-rs prints a negative offset as the unsigned number of the same bits.
            (true, Ok(Ok(bits))) => self.out.extend_from_slice(bits.cast_signed().to_string().as_bytes()),
            _ => self.out.extend_from_slice(text),
        }
        self.in_offset = false;
    }

    /// Writes `inside` between two marks.
    fn around(&mut self, before: &[u8], inside: &[u8], after: &[u8]) {
        self.out.extend_from_slice(before);
        self.out.extend_from_slice(inside);
        self.out.extend_from_slice(after);
    }

    /// The place of an element that begins now among its siblings.
    fn rank(&self, name: &[u8]) -> u8 {
        self.open
            .last()
            .and_then(|parent| parent.child_order)
            .map_or(0, |child_order| rank(child_order, name))
    }

    /// Notes what has been written since `start` as a child, if its parent is ordered.
    fn child(&mut self, rank: u8, start: usize) {
        if self.open.last().is_some_and(|parent| parent.child_order.is_some()) {
            self.children.push(OrderedChild { rank, start, end: self.out.len() });
        }
    }

    /// Rearranges the children noted since `known`, which fill the output from `content` on.
    fn sort(&mut self, content: usize, known: usize) {
        let Some(children) = self.children.get_mut(known..) else { return };
        if children.is_sorted_by_key(|c| c.rank) {
            return;
        }
        children.sort_by_key(|c| c.rank);
        self.scratch.clear();
        for child in children {
            self.scratch.extend_from_slice(&self.out[child.start..child.end]);
        }
        self.out.truncate(content);
        self.out.extend_from_slice(&self.scratch);
    }

    /// Writes what a symbol stands for.
    fn symbol(&mut self, tag: &[u8]) {
        if !tag.windows(SHAPE.len()).any(|w| w == SHAPE.as_bytes()) {
            self.out.extend_from_slice(b"<w:noBreakHyphen/>");
            return;
        }
        let Some(drawing) = self.drawings.get(self.drawn) else { return };
        self.drawn += 1;
        match drawing {
            Drawing::Brace(size) => brace(*size, self.drawn, &mut self.out),
            Drawing::PageEnd(end, width) => page_end(*end, *width, self.drawn, &mut self.out),
            Drawing::Picture { .. } => {}
        }
    }

    /// Writes the number, name and description of the next picture.
    fn picture_name(&mut self) {
        if let Some(drawing) = self.drawings.get(self.drawn) {
            self.drawn += 1;
            drawing_name(drawing, self.drawn, &mut self.out);
        }
    }
}

/// `w:gridCol w:w="4750"` of `w:gridCol w:w="4750" w:type="dxa"`.
fn without_second_attribute(tag: &[u8]) -> &[u8] {
    let mut spaces = tag.iter().enumerate().filter(|(_, b)| **b == b' ').map(|(at, _)| at);
    spaces.nth(1).and_then(|at| tag.get(..at)).unwrap_or(tag)
}
