//! Pages read back from a stored PDF look as they did when they were made: every sample and a hundred generated
//! documents, in each kind of PDF.
//!
//! A PDF has its places to the hundredth of a point and its gaps to the thousandth, so nothing is asked to be nearer
//! than [`NEAR`]. A picture tells quarters of a pixel apart across and whole pixels down, so the rounding moves a few
//! glyphs by one such step; [`alike`] says how many pixels that may touch.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

mod support;

use serde_json::Value;
use support::generate;
use vanthu::catalog::Catalog;
use vanthu::compose::compose;
use vanthu::display::{DisplayItem, DisplayList, PathSegment, Rgb};
use vanthu::font::{FaceId, FontBook};
use vanthu::input::Draft;
use vanthu::layout::{Layout, paginate};
use vanthu::length::{Length, Point, Size};
use vanthu::office::FolderImages;
use vanthu::pdf::{self, Attachment, Options, StoredPdf};
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
    let images = FolderImages::new(&support::root().join("samples"));
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
        Options::default(),
        Options { source: Some(source), ..Options::default() },
        Options { signature_fields: true, ..Options::default() },
    ];
    let write = |options: &Options<'_>| pdf::write(&layout, &document.meta, options).unwrap();
    Made { name: name.into(), pdfs: kinds.iter().map(write).collect(), layout }
}

fn sample_documents() -> impl Iterator<Item = Made> {
    support::samples().into_iter().map(|file| made(&support::stem(&file), support::sample(&file)))
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
