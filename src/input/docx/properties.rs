//! What a paragraph, a run or a style says of its own look, and how one saying stands over another.

use super::xml::Element;
use crate::document::{Align, VerticalPosition};
use crate::length::Length;

/// What is said of characters; `None` is silence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RunLook {
    /// The character style.
    pub(super) style: Option<String>,
    /// The face of ASCII letters.
    pub(super) ascii: Option<Face>,
    /// The face of other Latin letters.
    pub(super) ansi: Option<Face>,
    pub(super) size: Option<Length>,
    pub(super) position: Option<VerticalPosition>,
    pub(super) bold: Option<bool>,
    pub(super) italic: Option<bool>,
    pub(super) capitals: Option<bool>,
    pub(super) hidden: Option<bool>,
    pub(super) struck: Option<bool>,
    /// It has a coloured ground.
    pub(super) highlighted: Option<bool>,
    pub(super) black: Option<bool>,
}

/// A face by its name, or by its place in the theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Face {
    Named(String),
    /// The face of headings.
    Major,
    /// The face of text.
    Minor,
}

/// What is said of a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ParagraphLook {
    pub(super) style: Option<String>,
    pub(super) align: Option<Align>,
    pub(super) left: Option<Length>,
    pub(super) right: Option<Length>,
    /// Negative where it hangs.
    pub(super) first: Option<Length>,
    pub(super) before: Option<Length>,
    pub(super) after: Option<Length>,
    pub(super) line: Option<i64>,
    pub(super) line_rule: Option<LineRule>,
    pub(super) contextual: Option<bool>,
    pub(super) above: Option<bool>,
    pub(super) below: Option<bool>,
    pub(super) sides: Option<bool>,
    /// The list it is numbered in; `0` is none.
    pub(super) list: Option<String>,
    pub(super) level: Option<usize>,
    pub(super) new_page: Option<bool>,
    /// The first of its own tab stops, from the margin.
    pub(super) tab: Option<Length>,
}

/// How the height of a line is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineRule {
    Multiple,
    Exact,
    AtLeast,
}

/// The space that a browser would put between paragraphs, which Word takes where it is told to.
const BROWSER_SPACE: Length = Length::pt(14);
/// No page is so wide: what is further away was not meant.
const WIDEST: i64 = 31_680;

/// Takes what `over` says where it says something.
macro_rules! overlay {
    ($under:ident, $over:ident: $($field:ident)*) => {
        $(if $over.$field.is_some() { $under.$field = $over.$field.clone(); })*
    };
}

impl RunLook {
    /// What a `w:rPr` says.
    pub(super) fn of(element: Option<Element<'_>>) -> Self {
        let mut look = Self::default();
        let Some(element) = element else { return look };
        let mut small = None;
        for child in element.children() {
            match child.w() {
                "rStyle" => look.style = child.at("val").map(str::to_owned),
                "rFonts" => {
                    look.ascii = face(child, "asciiTheme", "ascii");
                    look.ansi = face(child, "hAnsiTheme", "hAnsi");
                }
                "sz" => look.size = half_points(child),
                "vertAlign" => look.position = position(child),
                "b" => look.bold = Some(is_on(child)),
                "i" => look.italic = Some(is_on(child)),
                "caps" => look.capitals = Some(is_on(child)),
                "smallCaps" => small = Some(is_on(child)),
                "vanish" => look.hidden = Some(is_on(child)),
                "strike" | "dstrike" => look.struck = Some(look.struck == Some(true) || is_on(child)),
                "highlight" => {
                    look.highlighted = Some(!matches!(child.at("val"), None | Some("none" | "white")))
                }
                "color" => look.black = Some(is_black(child)),
                _ => {}
            }
        }
        if look.capitals != Some(true) && small.is_some() {
            look.capitals = small.or(look.capitals);
        }
        look
    }

    /// Takes what `over` says where it says something.
    pub(super) fn lay(&mut self, over: &Self) {
        overlay!(self, over: style ascii ansi size bold italic position capitals hidden struck highlighted black);
    }
}

impl ParagraphLook {
    /// What a `w:pPr` says.
    pub(super) fn of(element: Option<Element<'_>>) -> Self {
        let mut look = Self::default();
        let Some(element) = element else { return look };
        for child in element.children() {
            match child.w() {
                "pStyle" => look.style = child.at("val").map(str::to_owned),
                "jc" => look.align = child.at("val").map(align),
                "ind" => look.indents(child),
                "spacing" => look.spaces(child),
                "contextualSpacing" => look.contextual = Some(is_on(child)),
                "pageBreakBefore" => look.new_page = Some(is_on(child)),
                "pBdr" => look.borders(child),
                "numPr" => {
                    look.list = child.val("numId").map(str::to_owned);
                    look.level = child.val("ilvl").and_then(|v| v.parse().ok()).map(|l: usize| l.min(8));
                }
                "tabs" => {
                    let kept = child.children().filter(|t| t.w() == "tab" && t.at("val") != Some("clear"));
                    look.tab = kept.filter_map(|t| twips(t, "pos")).filter(|t| *t > Length::ZERO).min();
                }
                _ => {}
            }
        }
        look
    }

    fn indents(&mut self, element: Element<'_>) {
        self.left = twips(element, "start").or_else(|| twips(element, "left"));
        self.right = twips(element, "end").or_else(|| twips(element, "right"));
        self.first = twips(element, "hanging").map(|l| -l).or_else(|| twips(element, "firstLine"));
    }

    fn spaces(&mut self, element: Element<'_>) {
        let automatic = |name: &str| element.at(name).is_some_and(is_true);
        let space = |name, auto| if automatic(auto) { Some(BROWSER_SPACE) } else { twips(element, name) };
        self.before = space("before", "beforeAutospacing");
        self.after = space("after", "afterAutospacing");
        self.line = element.number("line").filter(|n| n.abs() <= WIDEST);
        self.line_rule = match element.at("lineRule") {
            Some("exact") => Some(LineRule::Exact),
            Some("atLeast") => Some(LineRule::AtLeast),
            Some(_) => Some(LineRule::Multiple),
            None => self.line.map(|_| LineRule::Multiple),
        };
    }

    fn borders(&mut self, element: Element<'_>) {
        let drawn = |name: &str| element.child(name).map(|b| is_line(b.at("val")));
        self.above = drawn("top");
        self.below = drawn("bottom");
        self.sides = drawn("left").or_else(|| drawn("start"));
    }

    /// Takes what `over` says where it says something.
    pub(super) fn lay(&mut self, over: &Self) {
        overlay!(self, over: style align left right first before after line line_rule contextual above below);
        overlay!(self, over: sides list level new_page tab);
    }
}

/// Whether a border is a line.
pub(super) fn is_line(kind: Option<&str>) -> bool {
    !matches!(kind, None | Some("nil" | "none"))
}

/// A switch: on unless it says otherwise.
pub(super) fn is_on(element: Element<'_>) -> bool {
    element.at("val").is_none_or(is_true)
}

fn is_true(word: &str) -> bool {
    matches!(word, "1" | "true" | "on")
}

/// A distance in twips; strict files may name a unit.
pub(super) fn twips(element: Element<'_>, name: &str) -> Option<Length> {
    distance(element.at(name)?).filter(|l| l.abs() <= Length::twips(WIDEST))
}

/// Twips without a unit, or a number with one.
fn distance(text: &str) -> Option<Length> {
    const UNITS: [(&str, f64); 5] =
        [("pt", 1.0), ("mm", 72.0 / 25.4), ("cm", 720.0 / 25.4), ("in", 72.0), ("pc", 12.0)];
    match UNITS.iter().find_map(|(unit, points)| Some((text.strip_suffix(unit)?, points))) {
        Some((number, points)) => {
            let number: f64 = number.trim().parse().ok()?;
            (number.is_finite() && number.abs() < 1e4).then(|| Length::from_pt(number * points))
        }
        None => super::xml::whole(text).filter(|n| n.abs() < 1 << 24).map(Length::twips),
    }
}

/// The place against the baseline; `None` for a word that is no place.
fn position(element: Element<'_>) -> Option<VerticalPosition> {
    match element.at("val")? {
        "superscript" => Some(VerticalPosition::Superscript),
        "subscript" => Some(VerticalPosition::Subscript),
        "baseline" => Some(VerticalPosition::Baseline),
        _ => None,
    }
}

fn half_points(element: Element<'_>) -> Option<Length> {
    let text = element.at("val")?;
    let size = match super::xml::whole(text) {
        Some(halves) if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') => {
            Length::twips(halves.clamp(0, 4_000) * 10)
        }
        _ => distance(text)?,
    };
    (size > Length::ZERO).then_some(size)
}

fn face(element: Element<'_>, theme: &str, name: &str) -> Option<Face> {
    match element.at(theme) {
        Some(place) if place.starts_with("major") => Some(Face::Major),
        Some(_) => Some(Face::Minor),
        None => element.at(name).map(|name| Face::Named(name.to_owned())),
    }
}

/// The lightest part of a colour that prints as black; Word's `Black, Text 1, Lighter 15%` is 26 26 26.
const BLACK: u8 = 0x26;

/// Automatic is black on paper, and so is what no eye tells from it.
fn is_black(element: Element<'_>) -> bool {
    let theme =
        matches!(element.at("themeColor"), Some("text1" | "dark1")) && element.at("themeTint").is_none();
    theme || element.at("val").is_none_or(|value| value == "auto" || is_dark(value))
}

/// Tests whether each part of a colour in hexadecimal digits is nearly nothing.
fn is_dark(value: &str) -> bool {
    let part = |at: usize| value.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    value.len() == 6 && [0, 2, 4].into_iter().all(|at| part(at).is_some_and(|part| part <= BLACK))
}

fn align(word: &str) -> Align {
    match word {
        "center" => Align::Center,
        "right" | "end" => Align::Right,
        "left" | "start" => Align::Left,
        _ => Align::Justify,
    }
}
