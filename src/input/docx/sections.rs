//! Sections: their pages, and what stands in the margins of these.
//!
//! Takes a `w:sectPr` and the headers and footers; gives a [`PageSetup`], the lines at the foot of the first page, and
//! other text in the margins. A section without a header of its own has that of the one before.

use super::body::Reader;
use super::properties::{is_on, twips};
use super::xml::{Element, Ns, Tree};
use crate::appearance::{PageMargins, PageNumberFormat, PageSetup};
use crate::document::Orientation;
use crate::input::source::{Item, Paragraph};
use crate::length::{Length, Size};
use std::collections::BTreeMap;

/// The headers and footers of a document.
#[derive(Default)]
pub(super) struct Margins<'r> {
    /// By the id of their relationship.
    parts: Option<&'r BTreeMap<String, Tree<'r>>>,
    /// Those read already.
    read: BTreeMap<String, Vec<Paragraph>>,
    /// Those in force, by place (`header`) and pages (`first`).
    current: BTreeMap<(bool, Pages), String>,
    /// Those whose text has been told of.
    told: Vec<String>,
}

impl<'r> Margins<'r> {
    /// The headers and footers of a file, none of them read.
    pub(super) fn of(parts: &'r BTreeMap<String, Tree<'r>>) -> Self {
        Self { parts: Some(parts), ..Self::default() }
    }
}

/// Which pages a header or footer stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Pages {
    First,
    All,
    Even,
}

/// A4, what Vietnamese papers are printed on; for a section that says nothing.
const USUAL: Size = Size { width: Length::mm(210), height: Length::mm(297) };
/// Sections of a document: far more than it may have appendixes.
const SECTIONS: usize = 400;

impl<'r> Reader<'r> {
    /// Ends a section.
    pub(super) fn section(&mut self, element: Element<'_>) {
        if self.flow.sheets.len() >= SECTIONS {
            return;
        }
        for reference in element.children() {
            let header = match reference.w() {
                "headerReference" => true,
                "footerReference" => false,
                _ => continue,
            };
            let pages = match reference.at("type") {
                Some("first") => Pages::First,
                Some("even") => Pages::Even,
                _ => Pages::All,
            };
            if let Some(id) = reference.attribute(Ns::R, "id") {
                self.margins.current.insert((header, pages), id.to_owned());
            }
        }
        let first_differs = element.child("titlePg").is_some_and(is_on);
        let number = self.page_number(first_differs, element);
        self.foot(if first_differs { Pages::First } else { Pages::All });
        let sheet = sheet(element, number);
        self.flow.sheets.push(sheet);
    }

    /// How the pages of a section are numbered.
    fn page_number(&mut self, first_differs: bool, element: Element<'_>) -> Option<PageNumberFormat> {
        let mut found = None;
        let mut first = false;
        for header in [true, false] {
            first |= first_differs && self.margin(header, Pages::First).iter().any(|p| p.page_number);
            let all = self.margin(header, Pages::All).iter().find(|p| p.page_number);
            let look = all.map(|p| (header, p.align, p.runs.first().map(|run| run.size)));
            found = found.or(look);
        }
        let (in_header, align, size) = found?;
        let start = element.child("pgNumType").and_then(|n| n.number("start"));
        Some(PageNumberFormat {
            in_header,
            align,
            size,
            on_first_page: !first_differs || first,
            restarts: start == Some(1),
        })
    }

    /// The paragraphs of the header or footer in force.
    fn margin(&mut self, header: bool, pages: Pages) -> &[Paragraph] {
        let Some(id) = self.margins.current.get(&(header, pages)).cloned() else { return &[] };
        if !self.margins.read.contains_key(&id) {
            let paragraphs = match self.margins.parts.and_then(|parts| parts.get(&id)) {
                Some(tree) => {
                    let mut items: Vec<Item> = Vec::new();
                    let (number, fields) = (self.paragraphs, std::mem::take(&mut self.fields));
                    self.blocks(tree.root(), None, &mut items);
                    (self.paragraphs, self.fields) = (number, fields);
                    items.iter().flat_map(Item::paragraphs).cloned().collect()
                }
                None => Vec::new(),
            };
            self.margins.read.insert(id.clone(), paragraphs);
        }
        self.margins.read.get(&id).map_or(&[], Vec::as_slice)
    }

    /// What stands at the foot of the first page of the document is its address; other text in margins is only told of.
    fn foot(&mut self, first: Pages) {
        let is_first = self.flow.sheets.is_empty();
        for (header, pages) in
            [(true, Pages::First), (true, Pages::All), (false, Pages::First), (false, Pages::All)]
        {
            let Some(id) = self.margins.current.get(&(header, pages)).cloned() else { continue };
            if self.margins.told.contains(&id) {
                continue;
            }
            let text = |p: &&Paragraph| !p.is_blank() && !p.page_number;
            let paragraphs: Vec<Paragraph> =
                self.margin(header, pages).iter().filter(text).cloned().collect();
            self.margins.told.push(id);
            if is_first && !header && pages == first {
                self.flow.foot = paragraphs;
            } else {
                self.flow.margin_text.extend(paragraphs.iter().map(|p| p.trimmed().to_owned()));
            }
        }
    }
}

/// The pages of a section.
fn sheet(element: Element<'_>, page_number: Option<PageNumberFormat>) -> PageSetup {
    let page = element.child("pgSz");
    let side = |name: &str| page.and_then(|p| twips(p, name)).filter(|l| *l > Length::ZERO);
    let size = Size { width: side("w").unwrap_or(USUAL.width), height: side("h").unwrap_or(USUAL.height) };
    let margin = element.child("pgMar");
    let margin = |name: &str| margin.and_then(|m| twips(m, name)).unwrap_or_default();
    let margins = PageMargins {
        // Negative: exactly so far, whatever the header takes.
        top: margin("top").abs(),
        bottom: margin("bottom").abs(),
        left: margin("left") + margin("gutter"),
        right: margin("right"),
    };
    let orientation = if size.width > size.height { Orientation::Landscape } else { Orientation::Portrait };
    PageSetup { orientation, size, margins, page_number }
}
