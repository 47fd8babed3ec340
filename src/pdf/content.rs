//! The contents of the pages: every item written with operators, inside the marks that say what it belongs to.
//!
//! Text and images belong to the node that owns them, lines never do: a reader aloud has no use for them. Besides the
//! streams this gives what the rest of the file refers to: the fonts in use, the marks, where each node begins.

use super::PdfError;
use super::deflate::Deflater;
use super::fonts::{FontSet, resource_name};
use super::images::UsedImages;
use super::links::LinkArea;
use super::operators::{Operators, hundredths, thousandths};
use crate::display::{BRACE_WEIGHT, PathSegment, brace};
use crate::font::{ascent, line_height};
use crate::layout::{
    Artifact, Bounds, Layout, NodeId, Owner, Page, PageItem, PlacedItem, StructureTag, TextRun,
};
use crate::length::{Length, Point, Size};
use lopdf::{Dictionary, Stream};
use std::collections::BTreeMap;

/// Contents of all pages, and the resources they use.
pub(super) struct PageContents {
    /// A deflated stream per page.
    pub(super) streams: Vec<Stream>,
    /// The fonts in use.
    pub(super) fonts: FontSet,
    /// The images in use.
    pub(super) images: UsedImages,
    /// By page, the nodes its marks belong to: a mark's number is its place.
    pub(super) marks: Vec<Vec<NodeId>>,
    /// By node, its first item: page, and how far from the top.
    pub(super) starts: Vec<Option<(usize, Length)>>,
    /// The places of links, line by line.
    pub(super) links: Vec<LinkArea>,
    /// The place of a node's first image on its page: left, bottom, right, top in hundredths of a point.
    pub(super) boxes: BTreeMap<NodeId, [i64; 4]>,
}

/// Writes the pages; `tags` are the names of the structure's nodes.
pub(super) fn write(
    layout: &Layout,
    tags: &[&str],
    deflater: &mut Deflater,
) -> Result<PageContents, PdfError> {
    let content = PageContents {
        streams: Vec::with_capacity(layout.pages.len()),
        fonts: FontSet::new(),
        images: UsedImages::new(&layout.images),
        marks: Vec::with_capacity(layout.pages.len()),
        starts: vec![None; tags.len()],
        links: Vec::new(),
        boxes: BTreeMap::new(),
    };
    let mut writer =
        ContentWriter { layout, tags, content, ops: Operators::default(), page: PageState::default() };
    for page in &layout.pages {
        writer.page(page)?;
        let stream = deflater.stream(Dictionary::new(), writer.ops.bytes());
        writer.content.streams.push(stream);
    }
    Ok(writer.content)
}

struct ContentWriter<'a> {
    layout: &'a Layout,
    tags: &'a [&'a str],
    content: PageContents,
    ops: Operators,
    page: PageState,
}

/// Graphics state at a place of a page's stream; numbers as they were written.
#[derive(Default)]
struct PageState {
    height: Length,
    /// Owner of the open mark.
    mark: Option<Owner>,
    in_text: bool,
    /// Start of the current line.
    line: (i64, i64),
    /// End of the last shown text.
    pen: Length,
    font: Option<(usize, i64)>,
    word_gap: i64,
    letter_gap: i64,
    rise: i64,
    red_fill: bool,
    red_stroke: bool,
    weight: Option<i64>,
}

/// Text that begins this near to where the text before it ended needs no new position: it would be rounded away.
const CONTINUES_WITHIN: Length = Length::emu(63);

impl ContentWriter<'_> {
    fn page(&mut self, page: &Page) -> Result<(), PdfError> {
        self.ops.clear();
        self.page = PageState { height: page.size.height, ..PageState::default() };
        self.content.marks.push(Vec::new());
        for placed in &page.items {
            self.placed(placed)?;
        }
        self.end_text();
        Ok(())
    }

    fn placed(&mut self, placed: &PlacedItem) -> Result<(), PdfError> {
        let lines = Owner::Artifact(Artifact::Layout);
        match &placed.item {
            PageItem::Text(run) => {
                self.note_start(placed, ascent(run.size))?;
                self.text(placed, run)
            }
            PageItem::Image(index, size) => {
                self.note_start(placed, Length::ZERO)?;
                self.image(placed, *index, *size)
            }
            PageItem::Rule { to, weight } => {
                self.graphic(lines);
                self.rule(placed.at, *to, *weight);
                Ok(())
            }
            PageItem::Frame { size, weight, red } => {
                self.graphic(lines);
                self.frame(placed.at, *size, *weight, *red);
                Ok(())
            }
            PageItem::Brace(size) => {
                self.graphic(lines);
                self.brace(placed.at, *size);
                Ok(())
            }
        }
    }

    /// Remembers where a node begins.
    fn note_start(&mut self, placed: &PlacedItem, above: Length) -> Result<(), PdfError> {
        if let Owner::Node(node) = placed.owner {
            let page = self.content.streams.len();
            let start = self.content.starts.get_mut(node.0 as usize).ok_or(PdfError::Node(node.0))?;
            start.get_or_insert((page, placed.at.y - above));
        }
        Ok(())
    }

    fn text(&mut self, placed: &PlacedItem, run: &TextRun) -> Result<(), PdfError> {
        let missing = PdfError::Run { start: run.start, end: run.end };
        let text = self.layout.text.get(run.start as usize..run.end as usize).ok_or(missing)?;
        if text.is_empty() {
            return Ok(());
        }
        self.begin_text(placed.owner);
        self.move_to(placed.at);
        self.set_gaps(run);
        self.set_rise(run.rise);
        self.set_fill(run.red);
        self.show(text, run)?;
        self.page.pen = placed.at.x + run.width;
        self.note_link(placed, run);
        Ok(())
    }

    /// Remembers where the text of a link is shown.
    fn note_link(&mut self, placed: &PlacedItem, run: &TextRun) {
        let Owner::Node(node) = placed.owner else { return };
        if self.layout.structure.nodes.get(node.0 as usize).is_none_or(|node| node.tag != StructureTag::Link)
        {
            return;
        }
        let at = Point { x: placed.at.x, y: placed.at.y - ascent(run.size) };
        let size = Size { width: run.width, height: line_height(run.size) };
        let area = LinkArea { node, bounds: Bounds { page: self.content.streams.len(), at, size } };
        if !self.content.links.last_mut().is_some_and(|last| last.extend(&area)) {
            self.content.links.push(area);
        }
    }

    /// Shows the characters, changing the font where one is outside the main one.
    fn show(&mut self, text: &str, run: &TextRun) -> Result<(), PdfError> {
        let size = hundredths(run.size);
        let mut current = None;
        for character in text.chars() {
            let (font, code) = self.content.fonts.code(run.face, character)?;
            if current != Some(font) {
                if current.is_some() {
                    self.ops.show_string();
                }
                self.set_font(font, size);
                self.ops.open_string();
                current = Some(font);
            }
            self.ops.code(code);
        }
        self.ops.show_string();
        Ok(())
    }

    fn set_font(&mut self, font: usize, size: i64) {
        if self.page.font != Some((font, size)) {
            self.ops.raw("/");
            self.ops.raw(&resource_name(font));
            self.ops.raw(" ");
            self.ops.number(size);
            self.ops.operator("Tf");
            self.page.font = Some((font, size));
        }
    }

    fn set_gaps(&mut self, run: &TextRun) {
        let (word, letter) = (thousandths(run.word_gap), thousandths(run.letter_gap));
        if word != self.page.word_gap {
            self.ops.fine_number(word);
            self.ops.operator("Tw");
            self.page.word_gap = word;
        }
        if letter != self.page.letter_gap {
            self.ops.fine_number(letter);
            self.ops.operator("Tc");
            self.page.letter_gap = letter;
        }
    }

    /// Sets the distance from the line's baseline (ISO 32000-1, 9.3.7), which a viewer takes for what it is: a run off
    /// the baseline belongs to the line it stands on.
    fn set_rise(&mut self, rise: Length) {
        let rise = hundredths(rise);
        if rise != self.page.rise {
            self.ops.number(rise);
            self.ops.operator("Ts");
            self.page.rise = rise;
        }
    }

    /// Moves to the start of a run, unless it continues the one before.
    fn move_to(&mut self, at: Point) {
        let (x, y) = self.coordinates(at);
        let continues = y == self.page.line.1 && (at.x - self.page.pen).abs() <= CONTINUES_WITHIN;
        if !continues {
            self.ops.number(x - self.page.line.0);
            self.ops.number(y - self.page.line.1);
            self.ops.operator("Td");
            self.page.line = (x, y);
        }
    }

    /// Coordinates from the bottom left corner, in hundredths of a point.
    fn coordinates(&self, at: Point) -> (i64, i64) {
        (hundredths(at.x), hundredths(self.page.height - at.y))
    }
}

/// Marks and text objects. A mark that begins inside a text object ends inside it (ISO 32000-1, 14.6.1).
impl ContentWriter<'_> {
    fn begin_text(&mut self, owner: Owner) {
        if !self.page.in_text {
            self.end_mark();
            self.ops.operator("BT");
            self.page.in_text = true;
            self.page.line = (0, 0);
            // Nothing continues what stood before a drawing.
            self.page.pen = Length::emu(i64::MIN / 4);
        }
        self.begin_mark(owner);
    }

    fn end_text(&mut self) {
        self.end_mark();
        if self.page.in_text {
            self.ops.operator("ET");
            self.page.in_text = false;
        }
    }

    /// Goes where lines and images can be drawn.
    fn graphic(&mut self, owner: Owner) {
        if self.page.in_text {
            self.end_text();
        }
        self.begin_mark(owner);
    }

    fn begin_mark(&mut self, owner: Owner) {
        if self.page.mark == Some(owner) {
            return;
        }
        self.end_mark();
        match owner {
            Owner::Artifact(Artifact::Pagination) => self.ops.operator("/Artifact<</Type/Pagination>>BDC"),
            Owner::Artifact(Artifact::Layout) => self.ops.operator("/Artifact<</Type/Layout>>BDC"),
            Owner::Node(node) => self.begin_node_mark(node),
        }
        self.page.mark = Some(owner);
    }

    fn begin_node_mark(&mut self, node: NodeId) {
        let tag = self.tags.get(node.0 as usize).copied().unwrap_or("Span");
        let Some(marks) = self.content.marks.last_mut() else { return };
        let number = marks.len() as u64;
        marks.push(node);
        self.ops.raw("/");
        self.ops.raw(tag);
        self.ops.raw("<</MCID ");
        self.ops.integer(number);
        self.ops.operator(">>BDC");
    }

    fn end_mark(&mut self) {
        if self.page.mark.take().is_some() {
            self.ops.operator("EMC");
        }
    }
}

/// Drawing.
impl ContentWriter<'_> {
    fn rule(&mut self, from: Point, to: Point, weight: Length) {
        self.set_stroke(weight, false);
        let (from, to) = (self.coordinates(from), self.coordinates(to));
        self.path(&[from.0, from.1], "m");
        self.path(&[to.0, to.1], "l");
        self.ops.operator("S");
    }

    /// The stroke lies inside the outer size.
    fn frame(&mut self, at: Point, size: Size, weight: Length, red: bool) {
        self.set_stroke(weight, red);
        let corner = Point { x: at.x + weight / 2, y: at.y + size.height - weight / 2 };
        let (x, y) = self.coordinates(corner);
        self.path(&[x, y, hundredths(size.width - weight), hundredths(size.height - weight)], "re");
        self.ops.operator("S");
    }

    fn brace(&mut self, at: Point, size: Size) {
        self.set_stroke(BRACE_WEIGHT, false);
        let (left, top) = self.coordinates(at);
        for segment in brace(hundredths(size.width), hundredths(size.height)) {
            match segment.map(|(x, y)| [left + x, top - y]) {
                PathSegment::Move(to) => self.path(&to, "m"),
                PathSegment::Line(to) => self.path(&to, "l"),
                PathSegment::Curve(first, second, to) => self.path(&[first, second, to].concat(), "c"),
            }
        }
        self.ops.operator("S");
    }

    fn image(&mut self, placed: &PlacedItem, index: usize, size: Size) -> Result<(), PdfError> {
        let name = self.content.images.name(index).ok_or(PdfError::Image(index))?;
        self.graphic(placed.owner);
        let foot = Point { x: placed.at.x, y: placed.at.y + size.height };
        let (x, y) = self.coordinates(foot);
        let (width, height) = (hundredths(size.width), hundredths(size.height));
        self.ops.raw("q ");
        for number in [width, 0, 0, height, x, y] {
            self.ops.number(number);
        }
        self.ops.raw("cm /");
        self.ops.raw(&name);
        self.ops.operator(" Do Q");
        if let Owner::Node(node) = placed.owner {
            self.content.boxes.entry(node).or_insert([x, y, x + width, y + height]);
        }
        Ok(())
    }

    fn path(&mut self, numbers: &[i64], operator: &str) {
        numbers.iter().for_each(|&number| self.ops.number(number));
        self.ops.operator(operator);
    }

    fn set_stroke(&mut self, weight: Length, red: bool) {
        let weight = hundredths(weight);
        if self.page.weight != Some(weight) {
            self.path(&[weight], "w");
            self.page.weight = Some(weight);
        }
        if self.page.red_stroke != red {
            self.ops.operator(if red { "1 0 0 RG" } else { "0 G" });
            self.page.red_stroke = red;
        }
    }

    fn set_fill(&mut self, red: bool) {
        if self.page.red_fill != red {
            self.ops.operator(if red { "1 0 0 rg" } else { "0 g" });
            self.page.red_fill = red;
        }
    }
}
