//! What stands in a paragraph: runs, fields, symbols, drawings.
//!
//! Takes the elements of a paragraph; gives its letters and what was met on the way. Of a field the result is text,
//! the instruction is not. Of tracked changes what was put in counts, what was taken out does not. Of two ways to
//! say the same thing to older and newer programs one is read.

use super::body::Reader;
use super::formulas::Formula;
use super::letters::{Letters, Look};
use super::properties::{RunLook, is_on};
use super::styles::Resolved;
use super::xml::{Child, Element, Ns};
use crate::input::source::{Item, symbols};
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
    /// Bytes of the paragraph before it.
    shown: usize,
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
                (Ns::W, "del" | "moveFrom") => self.deleted(child),
                (Ns::W, "ins" | "moveTo") => {
                    self.flow.traits.tracked = true;
                    self.inline(child, out);
                }
                (Ns::W, "fldSimple") => self.simple_field(child, out),
                (Ns::W, "sdt") => {
                    self.unfilled_control(child);
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

    /// A formula as a line of text.
    fn formula(&mut self, element: Element<'_>, out: &mut Inline<'_>) {
        self.flow.traits.formulas = true;
        let look = Look::of(&self.styles.run(out.look, &RunLook::default()), self.styles);
        for (text, position) in Formula::of(element).0 {
            out.letters.push(&text, &look.at(position));
        }
    }

    /// Words that a tracked change took out.
    pub(super) fn deleted(&mut self, element: Element<'_>) {
        self.flow.traits.tracked = true;
        self.leave_out("deleted", &words(element));
    }

    /// Names words that stand in the paragraph being read and are no part of the paper.
    pub(super) fn leave_out(&mut self, what: &'static str, text: &str) {
        self.flow.leave_out(self.paragraphs + 1, what, text);
    }

    /// Notes a content control that still shows its prompt; the prompt stays in the text.
    pub(super) fn unfilled_control(&mut self, control: Element<'_>) {
        let prompts = control.child("sdtPr").and_then(|p| p.child("showingPlcHdr")).is_some_and(is_on);
        if let Some(content) = control.child("sdtContent").filter(|_| prompts) {
            self.unfilled(&words(content));
        }
    }

    fn unfilled(&mut self, text: &str) {
        if !text.trim().is_empty() && self.flow.traits.unfilled.len() < crate::limits::LIST_ITEMS {
            self.flow.traits.unfilled.push(text.to_owned());
        }
    }

    fn simple_field(&mut self, field: Element<'_>, out: &mut Inline<'_>) {
        let instruction = field.at("instr").unwrap_or("");
        out.page_number |= is_page_field(instruction);
        let before = out.letters.len();
        self.inline(field, out);
        self.merge_field(instruction, before, out);
    }

    /// Notes a merge field without a value: it shows its own name, or nothing.
    fn merge_field(&mut self, instruction: &str, from: usize, out: &Inline<'_>) {
        let (word, rest) = instruction.trim().split_once(char::is_whitespace).unwrap_or_default();
        if !word.eq_ignore_ascii_case("MERGEFIELD") {
            return;
        }
        let name = rest.split('\\').next().unwrap_or("").trim().trim_matches('"');
        let shown = out.letters.raw();
        let Some(result) = shown.get(from..) else { return };
        match result.trim() {
            "" => self.unfilled(&format!("«{name}»")),
            shown if shown.starts_with('«') => self.unfilled(shown),
            _ => {}
        }
    }

    fn run(&mut self, run: Element<'_>, out: &mut Inline<'_>) {
        let own = RunLook::of(run.child("rPr"));
        let look = self.styles.run(out.look, &own);
        let unseen = match () {
            () if self.in_instruction() => None,
            () if look.hidden == Some(true) => Some("hidden"),
            () if look.struck == Some(true) && run.child("t").is_some() => Some("struck"),
            () => None,
        };
        if let Some(what) = unseen.filter(|_| run.child("fldChar").is_none()) {
            self.flow.traits.hidden |= what == "hidden";
            self.leave_out(what, &words(run));
            return;
        }
        if look.highlighted == Some(true) {
            self.highlighted(&words(run));
        }
        let look = Look::of(&look, self.styles);
        self.run_content(run, &look, out);
    }

    fn highlighted(&mut self, text: &str) {
        let told = &mut self.flow.traits.highlighted;
        if !text.trim().is_empty() && told.len() < crate::limits::LIST_ITEMS {
            told.push(text.to_owned());
        }
    }

    fn run_content(&mut self, run: Element<'_>, look: &Look, out: &mut Inline<'_>) {
        for child in run.children() {
            match child.name() {
                (Ns::W, "rPr" | "delInstrText" | "lastRenderedPageBreak") => {}
                (Ns::W, "delText") => self.leave_out("deleted", &child.text()),
                // In a face of TCVN3 it is the letter ư.
                (Ns::W, "softHyphen") => self.push("\u{ad}", look, out),
                (Ns::W, "t") => self.characters(child, look, out),
                (Ns::W, "tab" | "ptab") => self.push("\t", look, out),
                (Ns::W, "cr") => self.push("\n", look, out),
                (Ns::W, "noBreakHyphen") => self.push("-", look, out),
                (Ns::W, "br") => match child.at("type") {
                    Some("page" | "column") => out.pages.push(std::mem::take(&mut out.letters)),
                    _ => self.push("\n", look, out),
                },
                (Ns::W, "sym") => self.push(&symbol(child), &look.of_signs(), out),
                (Ns::W, "fldChar") => self.field(child, out),
                (Ns::W, "instrText") => self.instruction(child),
                (Ns::W, "pgNum") => out.page_number = true,
                (Ns::W, "footnoteReference" | "endnoteReference") => self.note(child),
                (Ns::W, "commentReference") => self.comment(child),
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
                (Ns::W, "ruby") => self.ruby(child, look, out),
                _ => {}
            }
        }
    }

    /// A base with its reading in brackets.
    fn ruby(&mut self, ruby: Element<'_>, look: &Look, out: &mut Inline<'_>) {
        if let Some(base) = ruby.child("rubyBase") {
            self.inline(base, out);
        }
        if let Some(reading) = ruby.child("rt") {
            self.push(" (", look, out);
            self.inline(reading, out);
            self.push(")", look, out);
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
            Some("begin") => {
                let shown = out.letters.len();
                self.fields.push(Field { instructing: true, instruction: String::new(), shown });
                if let Some(shown) = element.child("ffData").and_then(form_field) {
                    self.form_field(&shown, out);
                }
            }
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    field.instructing = false;
                    out.page_number |= is_page_field(&field.instruction);
                }
            }
            Some("end") => {
                let Some(ended) = self.fields.pop() else { return };
                out.page_number |= is_page_field(&ended.instruction);
                self.merge_field(&ended.instruction, ended.shown, out);
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

    /// What a box to tick or a list to choose from shows; of a box for text the result says it.
    fn form_field(&mut self, shown: &str, out: &mut Inline<'_>) {
        let look = Look::of(&self.styles.run(out.look, &RunLook::default()), self.styles);
        out.letters.push(shown, &look);
    }

    /// A comment in the margin.
    fn comment(&mut self, element: Element<'_>) {
        let text = element.at("id").and_then(|id| self.comments.get(id));
        let text = text.map(|comment| words(*comment));
        text.into_iter().for_each(|text| self.leave_out("comment", &text));
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
                (Ns::Drawing, "chart" | "relIds") => self.flow.traits.embedded = true,
                (Ns::Vml, "textpath") => {
                    self.leave_out("decoration", child.attribute(Ns::Plain, "string").unwrap_or(""));
                }
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

/// The character a symbol shows.
fn symbol(element: Element<'_>) -> String {
    let code = element.at("char").and_then(|c| u32::from_str_radix(c, 16).ok());
    let sign = code.and_then(|code| symbols::sign(element.at("font").unwrap_or(""), code));
    sign.map(String::from).unwrap_or_default()
}

/// What a field of a form shows that has no result of its own; `None` for a field of text.
fn form_field(data: Element<'_>) -> Option<String> {
    if let Some(tick) = data.child("checkBox") {
        let state = tick.child("checked").or_else(|| tick.child("default"));
        return Some(if state.is_some_and(is_on) { "☑" } else { "☐" }.to_owned());
    }
    let list = data.child("ddList")?;
    let chosen = list.child("result").or_else(|| list.child("default")).and_then(|c| c.number("val"));
    let chosen = usize::try_from(chosen.unwrap_or(0)).ok()?;
    let entry = list.children().filter(|c| c.w() == "listEntry").nth(chosen)?;
    entry.at("val").map(str::to_owned)
}

/// The words in an element, deleted ones too; paragraphs, tabs and breaks part them.
pub(super) fn words(element: Element<'_>) -> String {
    let mut out = String::new();
    for inner in element.all() {
        match inner.name() {
            (Ns::W, "t" | "delText") | (Ns::Math, "t") => out.push_str(&inner.text()),
            (Ns::W, "p" | "tab" | "br" | "cr") if !out.is_empty() => out.push(' '),
            (Ns::W, "noBreakHyphen") => out.push('-'),
            _ => {}
        }
    }
    out
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
