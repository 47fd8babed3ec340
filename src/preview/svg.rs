//! A page as SVG that any browser shows with the words where the PDF has them.
//!
//! Text stays text: it can be selected, searched and read aloud. Each word starts at its own x, so a browser's own
//! idea of spacing never shifts a line.

use super::webfont::web_font;
use super::{BRACE_WEIGHT, Piece, brace, characters, places};
use crate::font::{FaceId, FontBook};
use crate::layout::{Item, Layout, Page, Placed, Run};
use crate::length::{Length, Point, Size};
use std::fmt::{self, Display, Write};

/// A page (from 0) as a stand-alone SVG document that may also be put inside an HTML page; an empty drawing if there
/// is no such page.
pub fn svg(layout: &Layout, page: usize) -> String {
    let nothing = Page::default();
    let (number, page) = (page.saturating_add(1), layout.pages.get(page).unwrap_or(&nothing));
    let fonts = web_fonts(layout, page);
    let bytes: usize = fonts.iter().map(|(_, font)| font.len()).sum();
    let mut out = String::with_capacity(2_000 + bytes / 3 * 4 + page.items.len() * 600);
    write_page(&mut out, layout, page, number, &fonts).expect("a string takes all that is written to it");
    out
}

fn write_page(
    out: &mut String,
    layout: &Layout,
    page: &Page,
    number: usize,
    fonts: &[(FaceId, Vec<u8>)],
) -> fmt::Result {
    let Size { width, height } = page.size;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" viewBox=\"0 0 {} {}\" \
         xml:lang=\"vi\" lang=\"vi\" xml:space=\"preserve\"><title>Trang {number}/{}</title>",
        Number(width, 36_000),
        Number(height, 36_000),
        Pt(width),
        Pt(height),
        layout.pages.len(),
    )?;
    // Every page has its own subsets, so pages inside one HTML page must not share a family.
    write_fonts(out, number, fonts)?;
    writeln!(out, "<rect width=\"{}\" height=\"{}\" fill=\"#fff\"/>", Pt(width), Pt(height))?;
    writeln!(
        out,
        "<g font-family=\"vt{number},'Liberation Serif','Times New Roman',serif\" \
         style=\"white-space:pre;text-rendering:geometricPrecision;font-kerning:none\">"
    )?;
    for placed in &page.items {
        write_item(out, layout, placed)?;
    }
    out.write_str("</g></svg>\n")
}

/// The faces a page uses, each cut down to the characters it uses of it.
fn web_fonts(layout: &Layout, page: &Page) -> Vec<(FaceId, Vec<u8>)> {
    let mut used: [Vec<char>; 4] = Default::default();
    for placed in &page.items {
        if let Item::Text(run) = &placed.item {
            used[run.face.index()].extend(characters(layout, run).chars());
        }
    }
    let mut fonts = Vec::new();
    for (id, mut characters) in FaceId::ALL.into_iter().zip(used) {
        characters.sort_unstable();
        characters.dedup();
        let face = FontBook::embedded().face(id);
        if let Some(font) = (!characters.is_empty()).then(|| web_font(id, face, &characters)).flatten() {
            fonts.push((id, font));
        }
    }
    fonts
}

fn write_fonts(out: &mut String, number: usize, fonts: &[(FaceId, Vec<u8>)]) -> fmt::Result {
    if fonts.is_empty() {
        return Ok(());
    }
    out.write_str("<style>")?;
    for (id, font) in fonts {
        write!(out, "@font-face{{font-family:vt{number};{}src:url(data:font/ttf;base64,", Look(*id).css())?;
        write_base64(out, font);
        out.write_str(")}")?;
    }
    out.write_str("</style>\n")
}

fn write_item(out: &mut String, layout: &Layout, placed: &Placed) -> fmt::Result {
    match &placed.item {
        Item::Text(run) => write_run(out, placed.at, run, characters(layout, run)),
        Item::Rule { to, weight } => writeln!(
            out,
            "<path d=\"M{} {}L{} {}\" stroke=\"#000\" stroke-width=\"{}\"/>",
            Pt(placed.at.x),
            Pt(placed.at.y),
            Pt(to.x),
            Pt(to.y),
            Pt(*weight)
        ),
        Item::Frame { size, weight, red } => write_frame(out, placed.at, *size, *weight, *red),
        Item::Image(index, size) => match layout.images.get(*index) {
            Some(image) => write_image(out, placed.at, *size, &image.png),
            None => Ok(()),
        },
        Item::Brace(size) => write_brace(out, placed.at, *size),
    }
}

/// A run as one `text`, with a `tspan` for every word after the first.
fn write_run(out: &mut String, at: Point, run: &Run, text: &str) -> fmt::Result {
    write!(out, "<text x=\"{}\" y=\"{}\" font-size=\"{}\"", Pt(at.x), Pt(at.y), Pt(run.size))?;
    out.write_str(Look(run.face).attributes())?;
    if run.letter_gap != Length::ZERO {
        write!(out, " letter-spacing=\"{}\"", Pt(run.letter_gap))?;
    }
    out.write_str(if run.red { " fill=\"red\">" } else { ">" })?;
    let (mut after_space, mut in_span) = (false, false);
    for (character, start) in places(run, text) {
        if after_space && character != ' ' {
            let close = if in_span { "</tspan>" } else { "" };
            write!(out, "{close}<tspan x=\"{}\">", Pt(at.x + start))?;
            in_span = true;
        }
        after_space = character == ' ';
        write_character(out, character)?;
    }
    out.write_str(if in_span { "</tspan></text>\n" } else { "</text>\n" })
}

/// A character as XML allows it; one that XML 1.0 cannot hold becomes U+FFFD.
fn write_character(out: &mut String, character: char) -> fmt::Result {
    match character {
        '&' => out.write_str("&amp;"),
        '<' => out.write_str("&lt;"),
        '>' => out.write_str("&gt;"),
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
            out.write_char('\u{fffd}')
        }
        _ => out.write_char(character),
    }
}

fn write_frame(out: &mut String, at: Point, size: Size, weight: Length, red: bool) -> fmt::Result {
    // A stroke straddles its path; the size is the outer one.
    writeln!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"/>",
        Pt(at.x + weight / 2),
        Pt(at.y + weight / 2),
        Pt((size.width - weight).max(Length::ZERO)),
        Pt((size.height - weight).max(Length::ZERO)),
        if red { "red" } else { "#000" },
        Pt(weight)
    )
}

fn write_image(out: &mut String, at: Point, size: Size, png: &[u8]) -> fmt::Result {
    out.reserve(png.len() / 3 * 4 + 200);
    write!(
        out,
        "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" href=\"data:image/png;base64,",
        Pt(at.x),
        Pt(at.y),
        Pt(size.width),
        Pt(size.height)
    )?;
    write_base64(out, png);
    out.write_str("\"/>\n")
}

fn write_brace(out: &mut String, at: Point, size: Size) -> fmt::Result {
    out.write_str("<path d=\"")?;
    for piece in brace(at, size) {
        match piece {
            Piece::Move(p) => write!(out, "M{} {}", Pt(p.x), Pt(p.y))?,
            Piece::Line(p) => write!(out, "L{} {}", Pt(p.x), Pt(p.y))?,
            Piece::Curve(c, p) => write!(out, "Q{} {} {} {}", Pt(c.x), Pt(c.y), Pt(p.x), Pt(p.y))?,
        }
    }
    let weight = Pt(BRACE_WEIGHT);
    writeln!(out, "\" fill=\"none\" stroke=\"#000\" stroke-linejoin=\"round\" stroke-width=\"{weight}\"/>")
}

/// How a face looks beside its family. Named, so that a viewer that ignores embedded fonts still finds bold and italic.
struct Look(FaceId);

impl Look {
    fn attributes(&self) -> &'static str {
        match self.0 {
            FaceId::Regular => "",
            FaceId::Bold => " font-weight=\"bold\"",
            FaceId::Italic => " font-style=\"italic\"",
            FaceId::BoldItalic => " font-weight=\"bold\" font-style=\"italic\"",
        }
    }

    fn css(&self) -> &'static str {
        match self.0 {
            FaceId::Regular => "",
            FaceId::Bold => "font-weight:bold;",
            FaceId::Italic => "font-style:italic;",
            FaceId::BoldItalic => "font-weight:bold;font-style:italic;",
        }
    }
}

/// A length as a number of points.
struct Pt(Length);

impl Display for Pt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Number(self.0, 12_700).fmt(f)
    }
}

/// A length as a number of units of so many EMU, with at most three decimals.
struct Number(Length, i64);

impl Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let thousandths = self.0.part(1_000, self.1).to_emu();
        let (sign, size) = (if thousandths < 0 { "-" } else { "" }, thousandths.unsigned_abs());
        write!(f, "{sign}{}", size / 1_000)?;
        match size % 1_000 {
            0 => Ok(()),
            rest if rest % 100 == 0 => write!(f, ".{}", rest / 100),
            rest if rest % 10 == 0 => write!(f, ".{:02}", rest / 10),
            rest => write!(f, ".{rest:03}"),
        }
    }
}

/// RFC 4648, with padding.
fn write_base64(out: &mut String, bytes: &[u8]) {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let sextet = (group >> (18 - 6 * digit) & 63) as usize;
            out.push(if digit <= chunk.len() { char::from(ALPHABET[sextet]) } else { '=' });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, coded) in cases {
            let mut out = String::new();
            write_base64(&mut out, plain.as_bytes());
            assert_eq!(out, coded);
        }
    }

    #[test]
    fn numbers_have_no_more_digits_than_they_need() {
        let cases = [(12_700, "1"), (-6_350, "-0.5"), (127, "0.01"), (13, "0.001"), (6, "0"), (-6, "0")];
        for (emu, written) in cases {
            assert_eq!(Pt(Length::emu(emu)).to_string(), written);
        }
    }

    #[test]
    fn an_a4_page_has_its_true_size() {
        let svg = svg(&samples::letter(), 0);
        assert!(svg.contains("width=\"210mm\" height=\"297mm\" viewBox=\"0 0 595.276 841.89\""));
        assert!(svg.contains("<title>Trang 1/1</title>"));
    }

    #[test]
    fn the_words_of_the_page_are_its_text_in_reading_order() {
        let layout = samples::letter();
        let svg = svg(&layout, 0);
        let mut reader = quick_xml::Reader::from_str(&svg);
        let (mut text, mut inside) = (String::new(), false);
        loop {
            use quick_xml::events::Event;
            match reader.read_event().unwrap() {
                Event::Start(e) if e.name().as_ref() == b"text" => inside = true,
                Event::End(e) if e.name().as_ref() == b"text" => inside = false,
                Event::Text(t) if inside => text.push_str(&t.decode().unwrap()),
                Event::GeneralRef(r) if inside => {
                    text.push(match r.decode().unwrap().as_ref() {
                        "amp" => '&',
                        "lt" => '<',
                        "gt" => '>',
                        other => panic!("&{other};"),
                    });
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(text, layout.text);
    }

    #[test]
    fn every_word_of_a_justified_line_starts_where_the_layout_has_it() {
        let mut layout = samples::letter();
        let text = "một hai ba";
        let mut run = samples::run(layout.text.len(), text, FaceId::Regular, 10);
        run.word_gap = Length::pt(5);
        layout.text.push_str(text);
        let at = Point { x: Length::pt(100), y: Length::pt(50) };
        layout.pages[0].items = vec![samples::placed(at, Item::Text(run))];
        let face = FontBook::embedded().face(FaceId::Regular);
        let hai = at.x + face.width("một ", run.size) + run.word_gap;
        let ba = at.x + face.width("một hai ", run.size) + run.word_gap * 2;
        let line = format!(
            "<text x=\"100\" y=\"50\" font-size=\"10\">một <tspan x=\"{}\">hai </tspan><tspan x=\"{}\">ba</tspan></text>",
            Pt(hai),
            Pt(ba)
        );
        let svg = svg(&layout, 0);
        assert!(svg.contains(&line), "{line}\nnot in\n{svg}");
    }

    #[test]
    fn a_page_that_is_not_there_is_an_empty_drawing() {
        assert!(svg(&Layout::default(), usize::MAX).contains("width=\"0mm\""));
    }

    #[test]
    fn only_faces_in_use_are_embedded() {
        let mut layout = samples::letter();
        layout.pages[0].items.retain(|p| matches!(p.item, Item::Text(r) if r.face == FaceId::Bold));
        assert_eq!(svg(&layout, 0).matches("@font-face").count(), 1);
    }
}
