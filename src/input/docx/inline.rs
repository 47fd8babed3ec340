//! What stands in a paragraph: runs, fields, symbols, drawings.
//!
//! Takes the elements of a paragraph; gives its letters and what was met on the way. Of a field the result is text,
//! the instruction is not. Of tracked changes what was put in counts, what was taken out does not. Of two ways to
//! say the same thing to older and newer programs one is read.

use super::body::Reader;
use super::letters::{Letters, Look};
use super::properties::RunLook;
use super::styles::Resolved;
use super::xml::{Child, Element, Ns};
use crate::input::source::Item;
use crate::length::Length;

/// A paragraph being read.
pub(super) struct Inline<'p> {
    pub(super) look: &'p Resolved,
    pub(super) letters: Letters,
    /// What stands in text boxes anchored in it.
    pub(super) boxes: Vec<Item>,
    /// The letters before each page break in it.
    pub(super) pages: Vec<Letters>,
    pub(super) drawn: Vec<Length>,
    pub(super) page_number: bool,
}

/// How far a field has been read.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// Its result has not begun.
    instructing: bool,
    instruction: String,
}

/// Vocabularies of drawings that Word has had since 2010; what needs others is read from the fallback.
const KNOWN: [&str; 9] = ["wps", "wpg", "wpc", "wp14", "w14", "w15", "w16", "a14", "wpi"];
/// Characters of a field's instruction that are kept.
const INSTRUCTION: usize = 200;

impl Reader<'_> {
    /// Reads what stands in a paragraph or in something within it.
    pub(super) fn inline(&mut self, parent: Element<'_>, out: &mut Inline<'_>) {
        for child in parent.children() {
            match child.name() {
                (Ns::W, "r") => self.run(child, out),
                (Ns::W, "pPr" | "rPr" | "sdtPr" | "sdtEndPr" | "smartTagPr" | "customXmlPr") => {}
                (Ns::W, "del" | "moveFrom") => self.flow.traits.tracked = true,
                (Ns::W, "ins" | "moveTo") => {
                    self.flow.traits.tracked = true;
                    self.inline(child, out);
                }
                (Ns::W, "fldSimple") => {
                    out.page_number |= is_page_field(child.at("instr").unwrap_or(""));
                    self.inline(child, out);
                }
                (Ns::W, "subDoc") => self.flow.traits.embedded = true,
                (Ns::Mc, "AlternateContent") => {
                    if let Some(chosen) = chosen(child) {
                        self.inline(chosen, out);
                    }
                }
                (Ns::Math, "oMath" | "oMathPara") => self.formula(child, out),
                (Ns::W, _) => self.inline(child, out),
                _ => {}
            }
        }
    }

    /// The characters of a formula; what they stand over or under is lost.
    fn formula(&mut self, element: Element<'_>, out: &mut Inline<'_>) {
        self.flow.traits.formulas = true;
        let look = Look::of(&self.styles.run(out.look, &RunLook::default()), self.styles);
        for text in element.all().filter(|e| e.name() == (Ns::Math, "t")) {
            out.letters.push(&text.text(), &look);
        }
    }

    fn run(&mut self, run: Element<'_>, out: &mut Inline<'_>) {
        let own = RunLook::of(run.child("rPr"));
        let look = self.styles.run(out.look, &own);
        if look.hidden == Some(true) && !self.in_instruction() {
            self.flow.traits.hidden = true;
            return;
        }
        let look = Look::of(&look, self.styles);
        self.run_content(run, &look, out);
    }

    fn run_content(&mut self, run: Element<'_>, look: &Look, out: &mut Inline<'_>) {
        for child in run.children() {
            match child.name() {
                (Ns::W, "rPr" | "delText" | "delInstrText" | "softHyphen" | "lastRenderedPageBreak") => {}
                (Ns::W, "t") => self.characters(child, look, out),
                (Ns::W, "tab" | "ptab") => self.push("\t", look, out),
                (Ns::W, "cr") => self.push("\n", look, out),
                (Ns::W, "noBreakHyphen") => self.push("-", look, out),
                (Ns::W, "br") => match child.at("type") {
                    Some("page" | "column") => out.pages.push(std::mem::take(&mut out.letters)),
                    _ => self.push("\n", look, out),
                },
                (Ns::W, "sym") => self.push(&symbol(child), look, out),
                (Ns::W, "fldChar") => self.field(child, out),
                (Ns::W, "instrText") => self.instruction(child),
                (Ns::W, "pgNum") => out.page_number = true,
                (Ns::W, "footnoteReference" | "endnoteReference") => self.note(child),
                (Ns::W, "drawing" | "pict") => self.drawing(child, out),
                (Ns::W, "object") => {
                    self.flow.traits.embedded = true;
                    self.drawing(child, out);
                }
                (Ns::Mc, "AlternateContent") => {
                    if let Some(chosen) = chosen(child) {
                        self.run_content(chosen, look, out);
                    }
                }
                (Ns::W, "ruby" | "rubyBase") => self.inline(child, out),
                _ => {}
            }
        }
    }

    /// Text as it stands; line ends in it are spaces.
    fn characters(&mut self, element: Element<'_>, look: &Look, out: &mut Inline<'_>) {
        for child in element.content() {
            let Child::Text(text) = child else { continue };
            match text.contains(|c: char| c.is_control()) {
                false => self.push(text, look, out),
                true => {
                    let blank = |c: char| if matches!(c, '\n' | '\r') { ' ' } else { c };
                    let kept = |c: &char| *c == '\t' || !c.is_control();
                    let text: String = text.chars().map(blank).filter(kept).collect();
                    self.push(&text, look, out);
                }
            }
        }
    }

    fn push(&mut self, text: &str, look: &Look, out: &mut Inline<'_>) {
        if !self.in_instruction() {
            out.letters.push(text, look);
        }
    }

    fn in_instruction(&self) -> bool {
        self.fields.last().is_some_and(|field| field.instructing)
    }

    fn field(&mut self, element: Element<'_>, out: &mut Inline<'_>) {
        match element.at("fldCharType") {
            Some("begin") => self.fields.push(Field { instructing: true, instruction: String::new() }),
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    field.instructing = false;
                    out.page_number |= is_page_field(&field.instruction);
                }
            }
            Some("end") => {
                let ended = self.fields.pop();
                out.page_number |= ended.is_some_and(|field| is_page_field(&field.instruction));
            }
            _ => {}
        }
    }

    fn instruction(&mut self, element: Element<'_>) {
        if let Some(field) = self.fields.last_mut().filter(|f| f.instruction.len() < INSTRUCTION) {
            field.instruction.extend(element.text().chars().take(INSTRUCTION));
        }
    }

    /// An instruction that never ends would swallow the rest of the document; none is longer than its paragraph.
    pub(super) fn end_instructions(&mut self) {
        self.fields.iter_mut().for_each(|field| field.instructing = false);
    }

    fn note(&mut self, element: Element<'_>) {
        let kind = element.w();
        if let Some(id) = element.at("id").filter(|_| self.referred.len() < crate::limits::LIST_ITEMS) {
            self.referred.push((kind == "endnoteReference", id.to_owned()));
        }
    }

    /// Text boxes, pictures and lines.
    fn drawing(&mut self, element: Element<'_>, out: &mut Inline<'_>) {
        self.graphics(element, Length::ZERO, out);
    }

    fn graphics(&mut self, element: Element<'_>, width: Length, out: &mut Inline<'_>) {
        let mut width = width;
        for child in element.children() {
            match child.name() {
                (Ns::W, "txbxContent") => self.text_box(child, out),
                (Ns::Mc, "AlternateContent") => {
                    if let Some(chosen) = chosen(child) {
                        self.graphics(chosen, width, out);
                    }
                }
                (Ns::Drawing, "extent") => {
                    let emu = child.attribute(Ns::Plain, "cx").and_then(super::xml::whole);
                    width = emu.map_or(Length::ZERO, Length::emu);
                }
                (Ns::Drawing, "blip") | (Ns::Vml, "imagedata") => self.flow.traits.images += 1,
                (Ns::Drawing, "prstGeom") => {
                    let shape = child.attribute(Ns::Plain, "prst");
                    if matches!(shape, Some("line" | "straightConnector1")) && width > Length::ZERO {
                        out.drawn.push(width);
                    }
                }
                (Ns::Vml, "line") => {
                    out.drawn.extend(vml_line(child));
                    self.graphics(child, width, out);
                }
                _ => self.graphics(child, width, out),
            }
        }
    }

    /// What stands in a text box comes after the paragraph it is anchored in. Its fields are its own.
    fn text_box(&mut self, element: Element<'_>, out: &mut Inline<'_>) {
        let fields = std::mem::take(&mut self.fields);
        let mut items = Vec::new();
        self.blocks(element, None, &mut items);
        out.boxes.append(&mut items);
        self.fields = fields;
    }
}

/// The one of several ways to say a thing that is read.
pub(super) fn chosen(element: Element<'_>) -> Option<Element<'_>> {
    let known = |choice: &Element<'_>| {
        let needs = choice.attribute(Ns::Plain, "Requires").unwrap_or("");
        needs.split_whitespace().all(|name| KNOWN.contains(&name))
    };
    let choice = || element.children().filter(|c| c.name() == (Ns::Mc, "Choice"));
    let fallback = element.children().find(|c| c.name() == (Ns::Mc, "Fallback"));
    choice().find(known).or(fallback).or_else(|| choice().next())
}

/// Whether an instruction asks for the number of the page.
fn is_page_field(instruction: &str) -> bool {
    instruction.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("PAGE"))
}

/// The character a symbol shows. Letters of symbol fonts stand in the private range, at the place of their code.
fn symbol(element: Element<'_>) -> String {
    let code = element.at("char").and_then(|c| u32::from_str_radix(c, 16).ok());
    let Some(code) = code else { return String::new() };
    let font = element.at("font").unwrap_or("").to_ascii_lowercase();
    let low = code & 0xff;
    let known = match (font.as_str(), low) {
        ("symbol", 0xb7) | ("wingdings", 0x9f | 0xa0 | 0x6c) => Some('•'),
        ("symbol", 0xb3) => Some('≥'),
        ("symbol", 0xa3) => Some('≤'),
        ("symbol", 0xb1) => Some('±'),
        ("symbol", 0xb4) => Some('×'),
        ("symbol", 0xb0) => Some('°'),
        ("symbol", 0xae) => Some('→'),
        ("symbol", 0xde) | ("wingdings", 0xf0 | 0xe0) => Some('→'),
        ("wingdings", 0xfc) => Some('✓'),
        ("wingdings", 0x6f | 0xa8) => Some('□'),
        ("wingdings", 0xfe | 0x52) => Some('☑'),
        ("wingdings", 0xa7) => Some('▪'),
        ("wingdings", 0x76) => Some('❖'),
        ("wingdings", 0x2d) | ("symbol", 0x2d) => Some('-'),
        ("symbol", 0x20..=0x7e) if is_sign(low) => char::from_u32(low),
        _ => None,
    };
    known.or_else(|| char::from_u32(code)).filter(|c| !c.is_control()).map(String::from).unwrap_or_default()
}

/// Whether a code means the same in a symbol font as elsewhere.
fn is_sign(code: u32) -> bool {
    u8::try_from(code).is_ok_and(|b| b.is_ascii_punctuation() || b.is_ascii_digit() || b == b' ')
}

/// The length of a level VML line from its two ends: `from="0,0" to="100pt,0"`.
fn vml_line(element: Element<'_>) -> Option<Length> {
    let end = |name| {
        let text = element.attribute(Ns::Plain, name)?.split(',').next()?;
        let (number, scale) = match text.find(|c: char| c.is_ascii_alphabetic()) {
            Some(at) => (
                text.get(..at)?,
                match text.get(at..)? {
                    "pt" => 1.0,
                    "in" => 72.0,
                    "mm" => 72.0 / 25.4,
                    "cm" => 720.0 / 25.4,
                    _ => 0.75,
                },
            ),
            None => (text, 0.75),
        };
        number.trim().parse::<f64>().ok().filter(|n| n.abs() < 1e4).map(|n| n * scale)
    };
    let length = Length::from_pt((end("to")? - end("from")?).abs());
    (length > Length::ZERO).then_some(length)
}
