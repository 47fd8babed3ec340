//! A page as SVG that any browser shows with the words where the PDF has them.
//!
//! Text stays text: it can be selected, searched and read aloud. Each word starts at its own x, so a browser's own
//! idea of spacing never shifts a line.

use super::DisplayList;
use super::text_source::{SourceCursor, Sources, write_source};
use super::webfont::web_font;
use crate::display::{BLACK, DisplayImage, DisplayItem, GlyphRun, PathSegment, RED, Rgb};
use crate::font::FaceId;
use crate::length::{Length, Point, Size};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Display, Write};

/// A page as a stand-alone SVG document that may also be put inside an HTML page.
pub fn draw_svg(list: &DisplayList<'_>) -> String {
    draw(list, None)
}

/// The same with the origin of every word: `data-at` names the field of the draft, `data-from` and `data-to` are the
/// bytes of its value that the word stands in.
pub fn draw_svg_with_sources(list: &DisplayList<'_>, sources: &Sources<'_>) -> String {
    draw(list, Some(sources))
}

fn draw(list: &DisplayList<'_>, sources: Option<&Sources<'_>>) -> String {
    let fonts = web_fonts(list);
    let bytes: usize = fonts.iter().flatten().map(|font| font.file.len()).sum();
    let mut out = String::with_capacity(2_000 + bytes / 3 * 4 + list.items.len() * 600);
    write_page(&mut out, list, &fonts, sources).expect("a string takes all that is written to it");
    out
}

/// A font as the page embeds it.
struct WebFont {
    look: FaceId,
    /// Index among the fonts of the same attributes: a family has one of each.
    family: usize,
    file: Vec<u8>,
}

fn write_page(
    out: &mut String,
    list: &DisplayList<'_>,
    fonts: &[Option<WebFont>],
    sources: Option<&Sources<'_>>,
) -> fmt::Result {
    let Size { width, height } = list.size;
    let number = list.page.saturating_add(1);
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" viewBox=\"0 0 {} {}\" \
         xml:lang=\"vi\" lang=\"vi\" xml:space=\"preserve\"><title>Trang {number}/{}</title>",
        ScaledNumber(width, 36_000),
        ScaledNumber(height, 36_000),
        PointLength(width),
        PointLength(height),
        list.pages,
    )?;
    write_fonts(out, number, fonts)?;
    writeln!(
        out,
        "<rect width=\"{}\" height=\"{}\" fill=\"#fff\"/>",
        PointLength(width),
        PointLength(height)
    )?;
    writeln!(
        out,
        "<g font-family=\"{},{FALLBACK}\" \
         style=\"white-space:pre;text-rendering:geometricPrecision;font-kerning:none\">",
        FontFamily(number, 0)
    )?;
    for item in &list.items {
        write_item(out, list, fonts, item, sources)?;
    }
    out.write_str("</g></svg>\n")
}

/// Font families for a viewer that ignores embedded fonts.
const FALLBACK: &str = "'Liberation Serif','Times New Roman',serif";

/// The name of a family of fonts of a page. Every page has its own subsets, so pages inside one HTML page must not
/// share a family.
struct FontFamily(usize, usize);

impl Display for FontFamily {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            0 => write!(f, "vt{}", self.0),
            more => write!(f, "vt{}-{more}", self.0),
        }
    }
}

/// By index, the fonts a page uses, each cut down to the characters it uses of it.
fn web_fonts(list: &DisplayList<'_>) -> Vec<Option<WebFont>> {
    let mut used: Vec<BTreeMap<char, u16>> = vec![BTreeMap::new(); list.fonts.len()];
    for item in &list.items {
        let DisplayItem::Glyphs(run) = item else { continue };
        if let Some(used) = used.get_mut(run.font) {
            used.extend(run.glyphs.iter().map(|placed| (placed.character, placed.glyph)));
        }
    }
    // By attributes, which the symbols share with the upright face.
    let mut families = [0; FaceId::ALL.len()];
    let attributes = |look| if look == FaceId::Symbols { FaceId::Regular } else { look };
    let embedded = list.fonts.iter().zip(used).map(|(font, used)| {
        let file = (!used.is_empty()).then(|| web_font(&font.program, font.look, &used)).flatten()?;
        let known = &mut families[attributes(font.look).index()];
        let family = *known;
        *known += 1;
        Some(WebFont { look: font.look, family, file })
    });
    embedded.collect()
}

fn write_fonts(out: &mut String, number: usize, fonts: &[Option<WebFont>]) -> fmt::Result {
    if fonts.iter().all(Option::is_none) {
        return Ok(());
    }
    out.write_str("<style>")?;
    for WebFont { look, family, file } in fonts.iter().flatten() {
        let (family, look) = (FontFamily(number, *family), FaceAttributes(*look).css());
        write!(out, "@font-face{{font-family:{family};{look}src:url(data:font/ttf;base64,")?;
        write_base64(out, file);
        out.write_str(")}")?;
    }
    out.write_str("</style>\n")
}

fn write_item(
    out: &mut String,
    list: &DisplayList<'_>,
    fonts: &[Option<WebFont>],
    item: &DisplayItem,
    sources: Option<&Sources<'_>>,
) -> fmt::Result {
    match item {
        DisplayItem::Glyphs(run) => write_run(out, list, fonts, run, sources),
        DisplayItem::Rule { from, to, weight, colour } => writeln!(
            out,
            "<path d=\"M{} {}L{} {}\" stroke=\"{}\" stroke-width=\"{}\"/>",
            PointLength(from.x),
            PointLength(from.y),
            PointLength(to.x),
            PointLength(to.y),
            ColourAttribute(*colour),
            PointLength(*weight)
        ),
        DisplayItem::Frame { at, size, weight, colour } => write_frame(out, *at, *size, *weight, *colour),
        DisplayItem::Image { index, at, size } => match list.images.get(*index) {
            Some(image) => write_image(out, *at, *size, image),
            None => Ok(()),
        },
        DisplayItem::Stroke { path, weight, colour } => write_stroke(out, path, *weight, *colour),
    }
}

/// A run as one `text`, with a `tspan` for every word after the first.
fn write_run(
    out: &mut String,
    list: &DisplayList<'_>,
    fonts: &[Option<WebFont>],
    run: &GlyphRun,
    sources: Option<&Sources<'_>>,
) -> fmt::Result {
    let look = list.fonts.get(run.font).map_or(FaceId::Regular, |font| font.look);
    write!(
        out,
        "<text x=\"{}\" y=\"{}\" font-size=\"{}\"",
        PointLength(run.at.x),
        PointLength(run.at.y),
        PointLength(run.size)
    )?;
    if let Some(Some(WebFont { family: family @ 1.., .. })) = fonts.get(run.font) {
        let family = FontFamily(list.page.saturating_add(1), *family);
        write!(out, " font-family=\"{family},{FALLBACK}\"")?;
    }
    out.write_str(FaceAttributes(look).attributes())?;
    if run.letter_gap != Length::ZERO {
        write!(out, " letter-spacing=\"{}\"", PointLength(run.letter_gap))?;
    }
    if run.colour != BLACK {
        write!(out, " fill=\"{}\"", ColourAttribute(run.colour))?;
    }
    let mut source_at = SourceCursor { sources, place: run.place };
    let first = run.glyphs.first().map_or(' ', |placed| placed.character);
    let mut source = source_at.next(first);
    write_source(out, source.as_ref())?;
    out.write_char('>')?;
    let (mut after_space, mut in_span) = (false, false);
    for (index, placed) in run.glyphs.iter().enumerate() {
        let begins = after_space && placed.character != ' ';
        let next = if index == 0 { source.clone() } else { source_at.next(placed.character) };
        // Blanks and punctuation stand with the word before them.
        let tells = next.as_ref().is_some_and(|s| s.value.is_some())
            || next.as_ref().map(|s| s.at) != source.as_ref().map(|s| s.at);
        let changes = placed.character != ' ' && next != source && tells;
        if begins || changes {
            out.write_str(if in_span { "</tspan><tspan" } else { "<tspan" })?;
            if begins {
                write!(out, " x=\"{}\"", PointLength(run.at.x + placed.x))?;
            }
            write_source(out, next.as_ref())?;
            out.write_char('>')?;
            (source, in_span) = (next, true);
        }
        after_space = placed.character == ' ';
        write_character(out, placed.character)?;
    }
    out.write_str(if in_span { "</tspan></text>\n" } else { "</text>\n" })
}

/// A character as XML allows it; one that XML 1.0 cannot hold becomes U+FFFD.
pub(super) fn write_character(out: &mut String, character: char) -> fmt::Result {
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

fn write_frame(out: &mut String, at: Point, size: Size, weight: Length, colour: Rgb) -> fmt::Result {
    // A stroke straddles its path; the size is the outer one.
    writeln!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"/>",
        PointLength(at.x + weight / 2),
        PointLength(at.y + weight / 2),
        PointLength((size.width - weight).max(Length::ZERO)),
        PointLength((size.height - weight).max(Length::ZERO)),
        ColourAttribute(colour),
        PointLength(weight)
    )
}

fn write_image(out: &mut String, at: Point, size: Size, image: &DisplayImage<'_>) -> fmt::Result {
    let Some(png) = image.png.map_or_else(|| encoded(image), |png| Some(Cow::Borrowed(png))) else {
        return Ok(());
    };
    out.reserve(png.len() / 3 * 4 + 200);
    write!(
        out,
        "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" href=\"data:image/png;base64,",
        PointLength(at.x),
        PointLength(at.y),
        PointLength(size.width),
        PointLength(size.height)
    )?;
    write_base64(out, &png);
    out.write_str("\"/>\n")
}

/// The pixels as PNG; none if they are not as many as the sides say.
fn encoded(image: &DisplayImage<'_>) -> Option<Cow<'static, [u8]>> {
    let expected = u64::from(image.width) * u64::from(image.height) * 4;
    if expected == 0 || image.rgba.len() as u64 != expected {
        return None;
    }
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive)
        .write_image(&image.rgba, image.width, image.height, ExtendedColorType::Rgba8)
        .ok()?;
    Some(png.into())
}

fn write_stroke(out: &mut String, path: &[PathSegment], weight: Length, colour: Rgb) -> fmt::Result {
    out.write_str("<path d=\"")?;
    for segment in path {
        match segment.map(|point| (PointLength(point.x), PointLength(point.y))) {
            PathSegment::Move((x, y)) => write!(out, "M{x} {y}")?,
            PathSegment::Line((x, y)) => write!(out, "L{x} {y}")?,
            PathSegment::Curve((x1, y1), (x2, y2), (x, y)) => write!(out, "C{x1} {y1} {x2} {y2} {x} {y}")?,
        }
    }
    let (paint, weight) = (ColourAttribute(colour), PointLength(weight));
    writeln!(out, "\" fill=\"none\" stroke=\"{paint}\" stroke-linejoin=\"round\" stroke-width=\"{weight}\"/>")
}

/// A colour as an attribute has it.
struct ColourAttribute(Rgb);

impl Display for ColourAttribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            BLACK => f.write_str("#000"),
            RED => f.write_str("red"),
            [red, green, blue] => write!(f, "#{red:02x}{green:02x}{blue:02x}"),
        }
    }
}

/// Attributes of a face beside its family. Named, so that a viewer that ignores embedded fonts still finds bold and
/// italic.
struct FaceAttributes(FaceId);

impl FaceAttributes {
    fn attributes(&self) -> &'static str {
        match self.0 {
            FaceId::Regular | FaceId::Symbols => "",
            FaceId::Bold => " font-weight=\"bold\"",
            FaceId::Italic => " font-style=\"italic\"",
            FaceId::BoldItalic => " font-weight=\"bold\" font-style=\"italic\"",
        }
    }

    fn css(&self) -> &'static str {
        match self.0 {
            FaceId::Regular | FaceId::Symbols => "",
            FaceId::Bold => "font-weight:bold;",
            FaceId::Italic => "font-style:italic;",
            FaceId::BoldItalic => "font-weight:bold;font-style:italic;",
        }
    }
}

/// A length as a number of points.
struct PointLength(Length);

impl Display for PointLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ScaledNumber(self.0, 12_700).fmt(f)
    }
}

/// A length as a number of units of so many EMU, with at most three decimals.
struct ScaledNumber(Length, i64);

impl Display for ScaledNumber {
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
    use super::super::{samples, svg};
    use super::*;
    use crate::font::FontBook;
    use crate::layout::{Layout, PageItem};

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
            assert_eq!(PointLength(Length::emu(emu)).to_string(), written);
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
        layout.pages[0].items = vec![samples::placed(at, PageItem::Text(run))];
        let face = FontBook::embedded().face(FaceId::Regular);
        let hai = at.x + face.width("một ", run.size) + run.word_gap;
        let ba = at.x + face.width("một hai ", run.size) + run.word_gap * 2;
        let line = format!(
            "<text x=\"100\" y=\"50\" font-size=\"10\">một <tspan x=\"{}\">hai </tspan><tspan x=\"{}\">ba</tspan></text>",
            PointLength(hai),
            PointLength(ba)
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
        layout.pages[0].items.retain(|p| matches!(p.item, PageItem::Text(r) if r.face == FaceId::Bold));
        assert_eq!(svg(&layout, 0).matches("@font-face").count(), 1);
    }

    #[test]
    fn symbols_have_a_family_of_their_own_beside_the_upright_face() {
        let mut layout = samples::letter();
        let at = |y| Point { x: Length::pt(100), y: Length::pt(y) };
        layout.pages[0].items.clear();
        for (text, face, y) in [("chữ", FaceId::Regular, 50), ("✓", FaceId::Symbols, 70)] {
            let run = samples::run(layout.text.len(), text, face, 10);
            layout.text.push_str(text);
            layout.pages[0].items.push(samples::placed(at(y), PageItem::Text(run)));
        }
        let svg = svg(&layout, 0);
        assert!(
            svg.contains("@font-face{font-family:vt1;src")
                && svg.contains("@font-face{font-family:vt1-1;src")
        );
        assert!(svg.contains("y=\"70\" font-size=\"10\" font-family=\"vt1-1,"), "{svg}");
        assert!(svg.contains(">✓</text>"));
    }

    #[test]
    fn a_raised_run_stands_above_its_line() {
        let mut layout = samples::letter();
        let mut run = samples::run(layout.text.len(), "2", FaceId::Regular, 8);
        run.rise = Length::pt(5);
        layout.text.push('2');
        let at = Point { x: Length::pt(100), y: Length::pt(50) };
        layout.pages[0].items = vec![samples::placed(at, PageItem::Text(run))];
        assert!(svg(&layout, 0).contains("<text x=\"100\" y=\"45\" font-size=\"8\">2</text>"));
    }
}
