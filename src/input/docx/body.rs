//! The main document, block by block: paragraphs, tables, sections.
//!
//! Takes the tree of a part and what styles and numbering say; gives the [`Source`]. Wrappers (content controls, custom
//! XML, tracked insertions) are looked through. More paragraphs than a document may have end the reading.

use super::grid::Grid;
use super::inline::{Field, Inline, chosen, words};
use super::letters::{Decoding, Letters, Look};
use super::numbering::Numbering;
use super::properties::{LineRule, ParagraphLook, RunLook, is_on, twips};
use super::sections::Margins;
use super::styles::{Row as RowPlace, Styles, TableLook, table_lines};
use super::xml::{Element, Ns};
use crate::appearance::LineSpacing;
use crate::input::source::{Cell, Item, Mend, OwnSpace, Paragraph, Row, Source, Table};
use crate::length::Length;
use crate::limits;
use std::collections::BTreeMap;

/// Columns of the widest grid that is followed; Word has 63.
pub(super) const SPAN: usize = 63;
/// Left and right margins of a cell that names none.
const CELL_MARGIN: Length = Length::twips(108);

/// A document being read.
pub(super) struct Reader<'r> {
    pub(super) styles: &'r Styles,
    pub(super) numbering: Numbering,
    pub(super) flow: Source,
    /// Fields that are open, innermost last.
    pub(super) fields: Vec<Field>,
    /// Notes referred to: whether at the end of the document, and the id.
    pub(super) referred: Vec<(bool, String)>,
    /// Comments in the margin, by id.
    pub(super) comments: BTreeMap<&'r str, Element<'r>>,
    /// Headers and footers, and those in force.
    pub(super) margins: Margins<'r>,
    /// Where a tab goes that no stop is set for.
    pub(super) tab: Length,
    pub(super) paragraphs: usize,
    /// What stands before the paragraph that comes next, whose beginning was deleted.
    pub(super) joining: Option<Joining>,
    pub(super) decoding: Decoding,
}

/// The content of a paragraph whose end was deleted by a tracked change.
#[derive(Debug, Default)]
pub(super) struct Joining {
    letters: Letters,
    boxes: Vec<Item>,
    pages: Vec<Letters>,
    drawn: Vec<Length>,
    page_number: bool,
}

/// Characters on either side of a deleted paragraph end that are told.
const JOINED: usize = 40;

/// The cell that paragraphs stand in.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    table: &'p TableLook,
    row: RowPlace,
    width: Option<Length>,
}

impl Reader<'_> {
    /// Whether there are more paragraphs than a document may have.
    pub(super) fn is_full(&self) -> bool {
        self.paragraphs > limits::DOCX_PARAGRAPHS
    }

    /// Reads paragraphs and tables.
    pub(super) fn blocks(&mut self, parent: Element<'_>, place: Option<Place<'_>>, out: &mut Vec<Item>) {
        let from = out.len();
        let outer = self.joining.take();
        self.some_blocks(parent, place, out);
        self.unjoined(place, out);
        self.joining = outer;
        apart(out.get_mut(from..).unwrap_or_default());
    }

    fn some_blocks(&mut self, parent: Element<'_>, place: Option<Place<'_>>, out: &mut Vec<Item>) {
        for child in parent.children() {
            if self.is_full() {
                return;
            }
            match child.name() {
                (Ns::W, "p") => self.paragraph(child, place, out),
                (Ns::W, "tbl") => {
                    self.unjoined(place, out);
                    let table = self.table(child);
                    out.push(Item::Table(table));
                }
                (Ns::W, "sectPr") => self.section(child),
                (Ns::W, "del" | "moveFrom") => self.deleted(child),
                (Ns::W, "sdt") => {
                    self.unfilled_control(child);
                    self.some_blocks(child, place, out);
                }
                (Ns::W, "altChunk") => self.flow.traits.embedded = true,
                (Ns::W, "sdtPr" | "sdtEndPr" | "tcPr" | "customXmlPr") => {}
                (Ns::Mc, "AlternateContent") => {
                    if let Some(chosen) = chosen(child) {
                        self.some_blocks(chosen, place, out);
                    }
                }
                (Ns::W, _) => self.some_blocks(child, place, out),
                _ => {}
            }
        }
    }

    fn paragraph(&mut self, element: Element<'_>, place: Option<Place<'_>>, out: &mut Vec<Item>) {
        let own = element.child("pPr");
        let said = ParagraphLook::of(own);
        let mut look = self.styles.paragraph(&said, place.map(|p| (p.table, p.row)));
        let number = self.numbering.next(&look.paragraph);
        if let Some(number) = &number {
            // The list says how its paragraphs are indented, unless they say so themselves.
            let (left, first) = (number.look.left, number.look.first);
            look.paragraph.left = said.left.or(left).or(look.paragraph.left);
            look.paragraph.first = said.first.or(first).or(look.paragraph.first);
        }
        let mut inline = Inline {
            look: &look,
            letters: Letters::default(),
            boxes: Vec::new(),
            pages: Vec::new(),
            drawn: Vec::new(),
            page_number: false,
        };
        self.inline(element, &mut inline);
        self.end_instructions();
        let mark = own.and_then(|o| o.child("rPr"));
        let Inline { letters, boxes, pages, drawn, page_number, .. } = inline;
        let mut content = Joining { letters, boxes, pages, drawn, page_number };
        if let Some(number) = number.filter(|n| !n.text.is_empty()) {
            let usual = Look::of(&self.styles.run(&look, &RunLook::of(mark)), self.styles);
            content.prepend(&number.text, &usual);
        }
        content = self.joined(content);
        if mark.is_some_and(|mark| mark.child("del").or(mark.child("moveFrom")).is_some()) {
            self.flow.traits.tracked = true;
            self.joining = Some(content);
        } else {
            self.end_paragraph(content, &look.paragraph, place, out);
        }
        if let Some(section) = own.and_then(|o| o.child("sectPr")) {
            self.unjoined(place, out);
            self.section(section);
        }
    }

    /// Ends a paragraph whose mark was deleted where no other follows it.
    fn unjoined(&mut self, place: Option<Place<'_>>, out: &mut Vec<Item>) {
        if let Some(content) = self.joining.take().filter(|content| !content.is_empty()) {
            self.end_paragraph(content, &ParagraphLook::default(), place, out);
        }
    }

    /// The content of a paragraph behind that of the one before, whose end was deleted.
    fn joined(&mut self, content: Joining) -> Joining {
        let Some(mut before) = self.joining.take() else { return content };
        let (upper, lower) = (before.letters.raw(), content.first().raw());
        if !upper.trim().is_empty() && !lower.trim().is_empty() {
            let skipped = upper.chars().count().saturating_sub(JOINED);
            let ends: String = upper.chars().skip(skipped).collect();
            let begins: String = lower.chars().take(JOINED).collect();
            let (before, after) = (format!("{ends}¶{begins}"), format!("{ends}{begins}"));
            self.flow.mended.push(Mend { line: self.paragraphs + 1, what: "joined", before, after });
        }
        before.append(content);
        before
    }

    /// The paragraphs of a content: one for each page it stands on.
    fn end_paragraph(
        &mut self,
        content: Joining,
        look: &ParagraphLook,
        place: Option<Place<'_>>,
        out: &mut Vec<Item>,
    ) {
        let Joining { letters, boxes, mut pages, drawn, page_number } = content;
        pages.push(letters);
        let last = pages.len() - 1;
        for (index, letters) in pages.into_iter().enumerate() {
            let mut paragraph = self.plain(look, place);
            paragraph.new_page |= index > 0;
            if index == last {
                (paragraph.drawn, paragraph.page_number) = (drawn.clone(), page_number);
            }
            letters.finish(&mut paragraph, &mut self.flow.traits, &mut self.decoding);
            paragraph.first_line += self.leading_tab(&paragraph, look);
            out.push(Item::Paragraph(paragraph));
        }
        out.extend(boxes);
    }

    /// How far the tabs at the beginning move the first line; clerks indent so.
    fn leading_tab(&self, paragraph: &Paragraph, look: &ParagraphLook) -> Length {
        let tabs = paragraph.text.as_str().bytes().take_while(|&b| b == b'\t').count().min(20);
        if tabs == 0 || self.tab <= Length::ZERO {
            return Length::ZERO;
        }
        let from = paragraph.first_line;
        let first = look.tab.filter(|tab| *tab > from);
        let stop = |from: Length| self.tab.part(from.to_emu().div_euclid(self.tab.to_emu()) + 1, 1);
        let mut at = first.unwrap_or_else(|| stop(from));
        for _ in 1..tabs {
            at = stop(at);
        }
        at - from
    }

    /// A paragraph without text.
    fn plain(&mut self, look: &ParagraphLook, place: Option<Place<'_>>) -> Paragraph {
        self.paragraphs += 1;
        let zero = Length::ZERO;
        let (left, first) = (look.left.unwrap_or(zero), look.first.unwrap_or(zero));
        let bordered = |side: Option<bool>| side == Some(true);
        Paragraph {
            number: self.paragraphs,
            align: look.align.unwrap_or_default(),
            first_line: left + first,
            left,
            right: look.right.unwrap_or(zero),
            spacing: spacing(look),
            above: bordered(look.above),
            below: bordered(look.below),
            boxed: bordered(look.above) && bordered(look.below) && bordered(look.sides),
            column: place.and_then(|p| p.width),
            new_page: look.new_page == Some(true),
            sheet: self.flow.sheets.len(),
            own: OwnSpace {
                before: look.before.unwrap_or(zero),
                after: look.after.unwrap_or(zero),
                contextual: look.contextual == Some(true),
                style: look.style.clone(),
            },
            ..Paragraph::default()
        }
    }

    fn table(&mut self, element: Element<'_>) -> Table {
        let property = element.child("tblPr");
        let style = self.styles.table(property.and_then(|p| p.val("tblStyle")));
        let said = property.and_then(table_lines);
        let columns = element.child("tblGrid");
        let grid: Vec<Length> = columns
            .iter()
            .flat_map(|grid| grid.children().filter(|c| c.w() == "gridCol").take(SPAN))
            .map(|c| twips(c, "w").unwrap_or_default())
            .collect();
        let margin = property.and_then(|p| p.child("tblCellMar"));
        let side = |a: &str, b: &str| {
            let side = margin.and_then(|m| m.child(a).or_else(|| m.child(b)));
            side.map_or(CELL_MARGIN, |s| twips(s, "w").unwrap_or_default())
        };
        let mut table = Grid::new(said.unwrap_or(style.lines));
        let frame =
            Frame { style: &style, grid: &grid, margins: side("left", "start") + side("right", "end") };
        self.rows(element, &frame, &mut table);
        table.settled()
    }

    fn rows(&mut self, parent: Element<'_>, frame: &Frame<'_>, table: &mut Grid) {
        for child in parent.children() {
            match child.w() {
                "tr" if !self.is_full() => self.row(child, frame, table),
                "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" => self.rows(child, frame, table),
                _ => {}
            }
        }
    }

    fn row(&mut self, element: Element<'_>, frame: &Frame<'_>, table: &mut Grid) {
        let property = element.child("trPr");
        let count = |name: &str| {
            let number = property.and_then(|p| p.child(name)).and_then(|c| c.number("val"));
            usize::try_from(number.unwrap_or(0)).unwrap_or(0).min(SPAN)
        };
        if property.is_some_and(|p| p.child("del").is_some()) {
            return self.deleted(element);
        }
        if property.is_some_and(|p| p.child("hidden").is_some_and(is_on)) {
            self.flow.traits.hidden = true;
            return self.leave_out("hidden", &words(element));
        }
        let empty = |span: usize| Cell { span, ..Cell::default() };
        let header = property.and_then(|p| p.child("tblHeader")).is_some_and(is_on);
        let mut row = Row { header, ..Row::default() };
        let place = if table.is_empty() { RowPlace::First } else { RowPlace::Other };
        row.cells.extend(Some(count("gridBefore")).filter(|span| *span > 0).map(empty));
        self.cells(element, frame, place, &mut row, &mut table.lines);
        table.push(row, count("gridAfter") > 0);
    }

    fn cells(
        &mut self,
        parent: Element<'_>,
        frame: &Frame<'_>,
        place: RowPlace,
        row: &mut Row,
        lines: &mut bool,
    ) {
        for child in parent.children() {
            match child.w() {
                "tc" if !self.is_full() && row.cells.len() < SPAN => {
                    let cell = self.cell(child, frame, place, row, lines);
                    match row.cells.last_mut().filter(|_| goes_on(child)) {
                        Some(before) => before.absorb(cell),
                        None => row.cells.push(cell),
                    }
                }
                "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" => {
                    self.cells(child, frame, place, row, lines)
                }
                _ => {}
            }
        }
    }

    fn cell(
        &mut self,
        element: Element<'_>,
        frame: &Frame<'_>,
        row: RowPlace,
        before: &Row,
        lines: &mut bool,
    ) -> Cell {
        let property = element.child("tcPr");
        let span = property.and_then(|p| p.child("gridSpan")).and_then(|c| c.number("val")).unwrap_or(1);
        let span = usize::try_from(span).unwrap_or(1).clamp(1, SPAN);
        let merge = property.and_then(|p| p.child("vMerge"));
        let continues = merge.is_some_and(|m| m.at("val") != Some("restart"));
        let borders = property.and_then(|p| p.child("tcBorders"));
        *lines |= borders.is_some_and(|b| b.children().any(|s| super::properties::is_line(s.at("val"))));
        let at: usize = before.cells.iter().map(|c| c.span).sum();
        let own = property.and_then(|p| p.child("tcW")).filter(|w| w.at("type") != Some("pct"));
        let own = own.and_then(|w| twips(w, "w")).filter(|w| *w > Length::ZERO);
        let of_grid = || frame.grid.get(at..at + span).map(|columns| columns.iter().copied().sum());
        let width = own.or_else(of_grid).map(|width: Length| width - frame.margins);
        let mut items = Vec::new();
        self.blocks(element, Some(Place { table: frame.style, row, width }), &mut items);
        Cell { span, continues, items }
    }
}

/// Tests whether a cell is part of the one left of it, in the older of the two ways to say so.
fn goes_on(cell: Element<'_>) -> bool {
    let merge = cell.child("tcPr").and_then(|p| p.child("hMerge"));
    merge.is_some_and(|m| m.at("val") != Some("restart"))
}

impl Joining {
    fn is_empty(&self) -> bool {
        self.boxes.is_empty() && self.pages.is_empty() && self.drawn.is_empty() && self.letters.is_empty()
    }

    /// The letters on the first page.
    fn first(&self) -> &Letters {
        self.pages.first().unwrap_or(&self.letters)
    }

    /// Puts a number before the first letters.
    fn prepend(&mut self, number: &str, usual: &Look) {
        let mut all = self.pages.iter_mut().chain([&mut self.letters]);
        if let Some(first) = all.find(|letters| !letters.is_empty()) {
            first.prepend(number, usual);
        }
    }

    fn append(&mut self, mut content: Self) {
        let before = std::mem::take(&mut self.letters);
        content.pages.first_mut().unwrap_or(&mut content.letters).join_before(before);
        self.letters = content.letters;
        self.pages.append(&mut content.pages);
        self.boxes.append(&mut content.boxes);
        self.drawn.append(&mut content.drawn);
        self.page_number |= content.page_number;
    }
}

/// What the cells of a table share.
struct Frame<'f> {
    style: &'f TableLook,
    grid: &'f [Length],
    /// Left and right margins of a cell together.
    margins: Length,
}

/// The distance of lines.
fn spacing(look: &ParagraphLook) -> LineSpacing {
    let Some(line) = look.line else { return LineSpacing::Multiple(100) };
    match look.line_rule {
        Some(LineRule::Exact) => LineSpacing::Exact(Length::twips(line.max(0))),
        Some(LineRule::AtLeast) => LineSpacing::AtLeast(Length::twips(line.max(0))),
        // 240 is a single line.
        _ => LineSpacing::Multiple(u32::try_from((line.max(0) * 100 + 120) / 240).unwrap_or(100)),
    }
}

/// The room between paragraphs that follow each other: the larger of what the upper wants below and the lower above;
/// a contextual paragraph wants none beside one of its own style.
fn apart(items: &mut [Item]) {
    let mut above: Option<OwnSpace> = None;
    for item in items {
        let Item::Paragraph(paragraph) = item else {
            above = None;
            continue;
        };
        let own = &paragraph.own;
        let same = above.as_ref().is_some_and(|a| a.style == own.style);
        let before = if own.contextual && same { Length::ZERO } else { own.before };
        let after = above.as_ref().filter(|a| !(a.contextual && same)).map_or(Length::ZERO, |a| a.after);
        paragraph.before = before.max(after);
        above = Some(own.clone());
    }
}
