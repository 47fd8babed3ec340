//! `styles.xml` and the theme: what the look of a paragraph or a run comes to.
//!
//! Order of the layers, lowest first: document defaults, table style, paragraph style, character style, what stands
//! at the paragraph or run itself. Bold, italic and capitals of styles toggle (ISO 29500-1, 17.7.3); a style based on
//! itself, directly or not, is followed once.

use super::properties::{Face, ParagraphLook, RunLook};
use super::xml::{Element, Ns, Tree};
use std::collections::BTreeMap;

/// Steps of the longest chain of styles that is followed; Word itself allows eleven.
const CHAIN: usize = 32;

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: BTreeMap<String, Style>,
    /// The style of paragraphs that name none.
    paragraph: Option<String>,
    /// The style of tables that name none.
    table: Option<String>,
    run: RunLook,
    whole: ParagraphLook,
    major: Option<String>,
    minor: Option<String>,
}

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    paragraph: ParagraphLook,
    run: RunLook,
    /// Of a table style: what its first row looks like.
    first_row: RunLook,
    /// Of a table style: whether it draws lines between rows.
    lines: Option<bool>,
}

/// What a table style gives the text in it.
#[derive(Clone, Debug, Default)]
pub(super) struct TableLook {
    pub(super) run: RunLook,
    pub(super) paragraph: ParagraphLook,
    pub(super) first_row: RunLook,
    pub(super) lines: bool,
}

/// A paragraph's look before any run has spoken.
#[derive(Clone, Debug, Default)]
pub(super) struct Resolved {
    pub(super) paragraph: ParagraphLook,
    /// Of characters: defaults and table style.
    pub(super) under: RunLook,
    /// Of characters: the paragraph style.
    pub(super) style: RunLook,
}

impl Styles {
    /// Reads the parts; either may be absent.
    pub(super) fn read(styles: Option<&Tree<'_>>, theme: Option<&Tree<'_>>) -> Self {
        let mut out = Self::default();
        if let Some(theme) = theme {
            (out.major, out.minor) = (theme_face(theme, "majorFont"), theme_face(theme, "minorFont"));
        }
        for element in styles.iter().flat_map(|tree| tree.root().children()) {
            match element.w() {
                "docDefaults" => {
                    let inner = |outer: &str, name: &str| element.child(outer)?.child(name);
                    out.run = RunLook::of(inner("rPrDefault", "rPr"));
                    out.whole = ParagraphLook::of(inner("pPrDefault", "pPr"));
                }
                "style" => out.style(element),
                _ => {}
            }
        }
        out
    }

    fn style(&mut self, element: Element<'_>) {
        let Some(id) = element.at("styleId") else { return };
        if matches!(element.at("default"), Some("1" | "true" | "on")) {
            match element.at("type") {
                Some("paragraph") => self.paragraph = Some(id.to_owned()),
                Some("table") => self.table = Some(id.to_owned()),
                _ => {}
            }
        }
        let first = |e: &Element<'_>| e.w() == "tblStylePr" && e.at("type") == Some("firstRow");
        let style = Style {
            based_on: element.val("basedOn").map(str::to_owned),
            paragraph: ParagraphLook::of(element.child("pPr")),
            run: RunLook::of(element.child("rPr")),
            first_row: RunLook::of(element.children().find(first).and_then(|e| e.child("rPr"))),
            lines: element.child("tblPr").and_then(table_lines),
        };
        self.by_id.insert(id.to_owned(), style);
    }

    /// A style and those it is based on, the last of them first.
    fn chain(&self, id: Option<&str>) -> Vec<&Style> {
        let mut chain = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        let mut next = id;
        while let Some((id, style)) = next.and_then(|id| self.by_id.get_key_value(id)) {
            if seen.contains(&id.as_str()) || chain.len() == CHAIN {
                break;
            }
            seen.push(id);
            chain.push(style);
            next = style.based_on.as_deref();
        }
        chain.reverse();
        chain
    }

    /// What a table style gives; the default one where `id` is absent.
    pub(super) fn table(&self, id: Option<&str>) -> TableLook {
        let mut look = TableLook::default();
        for style in self.chain(id.or(self.table.as_deref())) {
            look.run.lay(&style.run);
            look.paragraph.lay(&style.paragraph);
            look.first_row.lay(&style.first_row);
            look.lines = style.lines.unwrap_or(look.lines);
        }
        look
    }

    /// What a paragraph looks like that says `own` of itself and stands in a table of a style, or in none.
    pub(super) fn paragraph(&self, own: &ParagraphLook, table: Option<(&TableLook, Row)>) -> Resolved {
        let mut out =
            Resolved { paragraph: self.whole.clone(), under: self.run.clone(), style: RunLook::default() };
        if let Some((table, row)) = table {
            out.paragraph.lay(&table.paragraph);
            out.under.lay(&table.run);
            if row == Row::First {
                out.under.lay(&table.first_row);
            }
        }
        let id = own.style.as_deref().filter(|id| self.by_id.contains_key(*id)).or(self.paragraph.as_deref());
        for style in self.chain(id) {
            out.paragraph.lay(&style.paragraph);
            out.style.lay(&style.run);
        }
        out.paragraph.style = id.map(str::to_owned);
        let level = out.paragraph.level;
        out.paragraph.lay(own);
        if own.list.is_some() {
            out.paragraph.level = own.level;
        } else if own.level.is_none() {
            out.paragraph.level = level;
        }
        out.paragraph.style = id.map(str::to_owned);
        out
    }

    /// What a run comes to that says `own` of itself.
    pub(super) fn run(&self, paragraph: &Resolved, own: &RunLook) -> RunLook {
        let mut character = RunLook::default();
        for style in self.chain(own.style.as_deref()) {
            character.lay(&style.run);
        }
        let mut out = paragraph.under.clone();
        out.lay(&paragraph.style);
        out.lay(&character);
        let layers = [&paragraph.under, &paragraph.style, &character];
        out.bold = toggled(layers.map(|l| l.bold));
        out.italic = toggled(layers.map(|l| l.italic));
        out.capitals = toggled(layers.map(|l| l.capitals));
        out.lay(own);
        out
    }

    /// The name of a face; Word's own default where nothing is said.
    pub(super) fn face<'f>(&'f self, face: Option<&'f Face>) -> &'f str {
        match face {
            Some(Face::Named(name)) => name,
            Some(Face::Major) => self.major.as_deref().unwrap_or(DEFAULT_FACE),
            Some(Face::Minor) => self.minor.as_deref().unwrap_or(DEFAULT_FACE),
            None => DEFAULT_FACE,
        }
    }
}

/// What Word takes where a file names no face.
pub(super) const DEFAULT_FACE: &str = "Times New Roman";

/// Which row of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    First,
    Other,
}

/// An odd number of layers that say yes is a yes.
fn toggled(layers: [Option<bool>; 3]) -> Option<bool> {
    let said = layers.iter().any(Option::is_some);
    said.then(|| layers.iter().filter(|l| **l == Some(true)).count() % 2 == 1)
}

/// Whether table properties draw lines; none where they do not say.
pub(super) fn table_lines(element: Element<'_>) -> Option<bool> {
    let borders = element.child("tblBorders")?;
    Some(borders.children().any(|b| super::properties::is_line(b.at("val"))))
}

/// The Latin face of a theme's font.
fn theme_face(theme: &Tree<'_>, which: &str) -> Option<String> {
    let font = theme.root().all().find(|e| e.name() == (Ns::Drawing, which))?;
    let latin = font.children().find(|e| e.name().1 == "latin")?;
    latin.attribute(Ns::Plain, "typeface").filter(|face| !face.is_empty()).map(str::to_owned)
}
