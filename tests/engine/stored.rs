//! Pages read back from a stored PDF look as they did when they were made: every sample and a hundred generated
//! documents, in each kind of PDF.
//!
//! A PDF has its places to the hundredth of a point and its gaps to the thousandth, so nothing is asked to be nearer
//! than [`NEAR`]. A picture tells quarters of a pixel apart across and whole pixels down, so the rounding moves a few
//! glyphs by one such step; [`alike`] says how many pixels that may touch.

use crate::support::generate;
use serde_json::Value;
use vanthu::catalog::Catalog;
use vanthu::compose::compose;
use vanthu::display::{DisplayItem, DisplayList, PathSegment, Rgb};
use vanthu::font::{FaceId, FontBook};
use vanthu::input::Draft;
use vanthu::layout::{Layout, paginate};
use vanthu::length::{Length, Point, Size};
use vanthu::office::{FolderImages, Format, OfficeError, stored_page};
use vanthu::pdf::{self, Attachment, PdfOptions, StoredPdf};
use vanthu::preview;
use vanthu::record::Record;

/// Generated documents.
const GENERATED: u64 = 100;
/// A fiftieth of a point.
const NEAR: Length = Length::emu(254);

/// A layout and the kinds of PDF it is written as.
struct Made {
    name: String,
    layout: Layout,
    pdfs: Vec<Vec<u8>>,
}

fn made(name: &str, draft: Value) -> Made {
    let Value::Object(values) = draft else { panic!("a draft is an object") };
    let images = FolderImages::new(&crate::support::root().join("samples"));
    let record = Record::check(Draft { values }, Catalog::embedded(), &images);
    let record = record.unwrap_or_else(|report| panic!("{name}: {report:?}")).value;
    let document = compose(&record);
    let layout = paginate(&document, record.style(), FontBook::embedded()).unwrap();
    let source = Attachment {
        name: "source.json",
        bytes: b"{}",
        media_type: "application/json",
        description: "Dữ liệu nguồn của văn bản",
    };
    let kinds = [
        PdfOptions::default(),
        PdfOptions { source: Some(source), ..PdfOptions::default() },
        PdfOptions { signature_fields: true, ..PdfOptions::default() },
    ];
    let write = |options: &PdfOptions<'_>| pdf::write(&layout, &document.meta, options).unwrap();
    Made { name: name.into(), pdfs: kinds.iter().map(write).collect(), layout }
}

fn sample_documents() -> impl Iterator<Item = Made> {
    crate::support::samples()
        .into_iter()
        .map(|file| made(&crate::support::stem(&file), crate::support::sample(&file)))
}

fn generated_documents() -> impl Iterator<Item = Made> {
    let sentences = generate::sentences();
    (0..GENERATED).map(move |seed| made(&format!("made-{seed:03}"), generate::draft(seed, &sentences)))
}

/// A glyph on a page, wherever its run begins.
#[derive(Debug, PartialEq)]
struct Seen {
    character: char,
    at: Point,
    size: Length,
    look: FaceId,
    colour: Rgb,
}

/// The glyphs of a page; blanks and hyphens as a PDF gives them out.
fn glyphs(list: &DisplayList<'_>) -> Vec<Seen> {
    let mut seen = Vec::new();
    for item in &list.items {
        let DisplayItem::Glyphs(run) = item else { continue };
        for placed in &run.glyphs {
            let character = match placed.character {
                '\u{a0}' => ' ',
                '\u{2011}' => '-',
                other => other,
            };
            let at = Point { x: run.at.x + placed.x, ..run.at };
            let look = list.fonts[run.font].look;
            seen.push(Seen { character, at, size: run.size, look, colour: run.colour });
        }
    }
    seen
}

fn near(one: Length, other: Length) -> bool {
    (one - other).abs() <= NEAR
}

fn near_point(one: Point, other: Point) -> bool {
    near(one.x, other.x) && near(one.y, other.y)
}

fn near_size(one: Size, other: Size) -> bool {
    near(one.width, other.width) && near(one.height, other.height)
}

fn near_segment(one: &PathSegment, other: &PathSegment) -> bool {
    let points = |segment: &PathSegment| {
        let mut points = vec![];
        segment.map(|point| points.push(point));
        points
    };
    std::mem::discriminant(one) == std::mem::discriminant(other)
        && points(one).into_iter().zip(points(other)).all(|(one, other)| near_point(one, other))
}

/// Whether two drawings are the same.
fn near_item(one: &DisplayItem, other: &DisplayItem) -> bool {
    use DisplayItem::{Frame, Image, Rule, Stroke};
    match (one, other) {
        (
            Rule { from, to, weight, colour },
            Rule { from: from2, to: to2, weight: weight2, colour: colour2 },
        ) => near_point(*from, *from2) && near_point(*to, *to2) && (weight, colour) == (weight2, colour2),
        (
            Frame { at, size, weight, colour },
            Frame { at: at2, size: size2, weight: weight2, colour: colour2 },
        ) => near_point(*at, *at2) && near_size(*size, *size2) && (weight, colour) == (weight2, colour2),
        (Image { at, size, .. }, Image { at: at2, size: size2, .. }) => {
            near_point(*at, *at2) && near_size(*size, *size2)
        }
        (Stroke { path, weight, colour }, Stroke { path: path2, weight: weight2, colour: colour2 }) => {
            path.len() == path2.len()
                && path.iter().zip(path2).all(|(one, other)| near_segment(one, other))
                && (weight, colour) == (weight2, colour2)
        }
        _ => false,
    }
}

fn assert_same_page(name: &str, layout: &DisplayList<'_>, stored: &DisplayList<'_>) {
    assert!(near_size(layout.size, stored.size), "{name}: {:?} for {:?}", stored.size, layout.size);
    assert_eq!((layout.page, layout.pages), (stored.page, stored.pages));
    let (want, got) = (glyphs(layout), glyphs(stored));
    for (want, got) in want.iter().zip(&got) {
        assert!(near_point(want.at, got.at), "{name}: {got:?} for {want:?}");
        assert_eq!(&Seen { at: want.at, ..*got }, want, "{name}");
    }
    assert_eq!(want.len(), got.len(), "{name}");
    let drawn = |item: &&DisplayItem| !matches!(item, DisplayItem::Glyphs(_));
    let (want, got): (Vec<_>, Vec<_>) =
        (layout.items.iter().filter(drawn).collect(), stored.items.iter().filter(drawn).collect());
    for (want, got) in want.iter().zip(&got) {
        assert!(near_item(want, got), "{name}: {got:?} for {want:?}");
        if let (DisplayItem::Image { index, .. }, DisplayItem::Image { index: index2, .. }) = (want, got) {
            assert!(layout.images[*index].rgba == stored.images[*index2].rgba, "{name}: pixels of an image");
        }
    }
    assert_eq!(want.len(), got.len(), "{name}");
}

fn assert_same_pages(made: &Made) {
    for bytes in &made.pdfs {
        let stored = StoredPdf::open(bytes).unwrap();
        assert_eq!(stored.pages(), made.layout.pages.len(), "{}", made.name);
        for page in 0..stored.pages() {
            let read = stored.page(page).unwrap_or_else(|error| panic!("{} {page}: {error}", made.name));
            assert_same_page(&made.name, &preview::display_list(&made.layout, page), &read);
        }
    }
}

#[test]
fn pages_of_samples_read_back_have_every_glyph_line_frame_and_image_at_its_place() {
    sample_documents().for_each(|made| assert_same_pages(&made));
}

#[test]
fn pages_of_generated_documents_read_back_have_every_glyph_line_frame_and_image_at_its_place() {
    generated_documents().for_each(|made| assert_same_pages(&made));
}

/// The page of a PNG as grey levels, row by row, and its sides.
fn pixels(png: &[u8]) -> (u32, u32, Vec<i16>) {
    let picture = image::load_from_memory(png).unwrap().to_luma8();
    (picture.width(), picture.height(), picture.into_raw().into_iter().map(i16::from).collect())
}

/// Whether two pictures differ by no more than letters a quarter of a pixel aside and lines a pixel up or down: of the
/// dark pixels a few differ at all, and none is darker than everything around its place in the other picture.
fn alike(one: &[u8], other: &[u8]) -> Result<(), String> {
    let ((width, height, one), (width2, height2, other)) = (pixels(one), pixels(other));
    if (width, height) != (width2, height2) {
        return Err(format!("{width2}×{height2} for {width}×{height} pixels"));
    }
    let dark = one.iter().filter(|level| **level < 255).count();
    let differing = one.iter().zip(&other).filter(|(a, b)| a != b).count();
    if differing * DARK_PER_DIFFERING > dark {
        return Err(format!("{differing} pixels differ and {dark} are dark"));
    }
    for (one, other) in [(&one, &other), (&other, &one)] {
        if let Some(at) = lonely(one, other, width as usize) {
            return Err(format!("pixel {} of row {}", at % width as usize, at / width as usize));
        }
    }
    Ok(())
}

/// Of so many dark pixels one may differ.
const DARK_PER_DIFFERING: usize = 10;
/// Levels a quarter of a pixel can make in a letter.
const LEVELS: i16 = 96;

/// A pixel that is darker by more than [`LEVELS`] than all around its place in the other picture.
fn lonely(one: &[i16], other: &[i16], width: usize) -> Option<usize> {
    (0..one.len()).find(|&at| {
        let rows = [at.wrapping_sub(width), at, at.wrapping_add(width)];
        let around = rows.iter().flat_map(|row| [row.wrapping_sub(1), *row, row.wrapping_add(1)]);
        around.filter_map(|near| other.get(near)).all(|near| near - one[at] > LEVELS)
    })
}

fn assert_same_pictures(made: &Made, dpi: u32) {
    let stored = StoredPdf::open(&made.pdfs[0]).unwrap();
    for page in 0..stored.pages() {
        let want = preview::png(&made.layout, page, dpi).unwrap();
        let got = preview::draw_png(&stored.page(page).unwrap(), dpi).unwrap();
        alike(&want, &got).unwrap_or_else(|difference| panic!("{} page {page}: {difference}", made.name));
    }
}

#[test]
fn pictures_of_stored_pages_are_those_of_the_layout() {
    sample_documents().for_each(|made| assert_same_pictures(&made, 96));
    generated_documents().take(20).for_each(|made| assert_same_pictures(&made, 60));
}

#[test]
fn a_picture_with_one_word_less_is_not_taken_for_the_same() {
    let made = sample_documents().next().unwrap();
    let want = preview::png(&made.layout, 0, 96).unwrap();
    let mut list = preview::display_list(&made.layout, 0);
    let word = list.items.iter().rposition(|item| matches!(item, DisplayItem::Glyphs(_))).unwrap();
    list.items.remove(word);
    assert!(alike(&want, &preview::draw_png(&list, 96).unwrap()).is_err());
}

/// What an SVG shows as text, blanks and hyphens as a PDF gives them out.
fn svg_text(svg: &[u8]) -> String {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_reader(svg);
    let (mut text, mut inside) = (String::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(e) if e.name().as_ref() == b"text" => inside = true,
            Event::End(e) if e.name().as_ref() == b"text" => inside = false,
            Event::Text(t) if inside => text.push_str(&t.decode().unwrap()),
            Event::GeneralRef(r) if inside => text.push_str(&r.decode().unwrap()),
            Event::Eof => return text.replace('\u{a0}', " ").replace('\u{2011}', "-"),
            _ => {}
        }
    }
}

#[test]
fn svg_of_a_stored_page_has_the_text_and_the_size_of_the_layouts() {
    for made in sample_documents().chain(generated_documents().take(20)) {
        for (page, laid) in made.layout.pages.iter().enumerate() {
            let stored = stored_page(&made.pdfs[0], page, Format::Svg).unwrap();
            assert_eq!(stored.pages, made.layout.pages.len());
            let fresh = preview::svg(&made.layout, page);
            assert_eq!(svg_text(&stored.bytes), svg_text(fresh.as_bytes()), "{} page {page}", made.name);
            let millimetres = |side: Length| side.to_mm().round() as i64;
            let svg = String::from_utf8(stored.bytes).unwrap();
            let (_, width) = svg.split_once("width=\"").unwrap();
            let width: f64 = width.split_once("mm\"").unwrap().0.parse().unwrap();
            assert!((width - millimetres(laid.size.width) as f64).abs() < 0.01, "{width} mm");
            // Signs that have no code in the main fonts have fonts of their own.
            let fonts = |svg: &str| svg.matches("@font-face").count();
            assert!(fonts(&svg) >= fonts(&fresh), "{}", made.name);
        }
    }
}

#[test]
fn a_stored_page_is_told_with_the_number_of_pages_and_one_that_is_not_there_too() {
    let made = sample_documents().next().unwrap();
    let pages = made.layout.pages.len();
    let picture = stored_page(&made.pdfs[0], pages - 1, Format::Png).unwrap();
    assert_eq!(picture.pages, pages);
    assert!(picture.bytes.starts_with(b"\x89PNG"));
    let missing = stored_page(&made.pdfs[0], pages, Format::Png).unwrap_err();
    assert_eq!(
        missing.to_string(),
        format!("there is no page {pages}: the document has {pages} (pages count from 0)")
    );
    let foreign = stored_page(b"%PDF-1.4\nstartxref\n0\n%%EOF\n", 0, Format::Svg).unwrap_err();
    assert!(matches!(foreign, OfficeError::Stored(_)), "{foreign}");
}
