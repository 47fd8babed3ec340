//! Invariants of every written file.

mod conformance;
mod options;
mod reader;
pub(super) mod sample;

use super::*;
use crate::font::{FaceId, FontBook};
use crate::layout::{NodeId, Owner, PageItem, StructureTag};
use crate::length::Point;
use proptest::prelude::*;
use reader::Reader;
use sample::{Typesetter, everything, meta};
use ttf_parser::GlyphId;

fn written(layout: &Layout) -> Reader {
    Reader::new(&write(layout, &meta(), &PdfOptions::default()).unwrap())
}

/// Text with every blank a plain space and every hyphen a plain one, as it is to be extracted.
fn folded(text: &str) -> String {
    text.replace('\u{A0}', " ").replace('\u{2011}', "-")
}

#[test]
fn the_text_read_back_is_the_text_of_the_runs() {
    let layout = everything();
    let read: String = written(&layout).shown().iter().map(|shown| shown.text.as_str()).collect();
    assert_eq!(read, folded(&layout.text));
}

#[test]
fn every_run_starts_and_ends_where_the_layout_says() {
    let layout = everything();
    let shown = written(&layout).shown();
    let mut pieces = shown.iter();
    for (number, page) in layout.pages.iter().enumerate() {
        for placed in &page.items {
            let PageItem::Text(run) = &placed.item else { continue };
            let want = folded(layout.text_of(run));
            let first = pieces.next().unwrap();
            let (mut text, mut end) = (first.text.clone(), first.end);
            while text.len() < want.len() {
                let next = pieces.next().unwrap();
                text.push_str(&next.text);
                end = next.end;
            }
            assert_eq!((text, first.page), (want, number));
            let x = placed.at.x.to_pt();
            assert!((first.start.0 - x).abs() < 0.03, "{first:?} at {x}");
            assert!((first.start.1 - (page.size.height - placed.at.y).to_pt()).abs() < 0.006, "{first:?}");
            assert!((end - x - run.width.to_pt()).abs() < 0.05, "{first:?} ends at {end}");
            assert_eq!((first.red, first.size), (run.red, run.size.to_pt()));
        }
    }
    assert!(pieces.next().is_none());
}

#[test]
fn gaps_between_letters_are_applied_and_taken_back() {
    let mut setter = Typesetter::new();
    let node = setter.node(StructureTag::P);
    let mut run = setter.line(node, "chữ khít lại", FaceId::Regular);
    run.letter_gap = Length::twips(-2);
    run.width += run.letter_gap * 12;
    setter.layout.pages[0].items.last_mut().unwrap().item = PageItem::Text(run);
    let plain = setter.line(node, "chữ thường", FaceId::Regular);
    let shown = written(&setter.layout).shown();
    assert!((shown[1].end - shown[1].start.0 - run.width.to_pt()).abs() < 0.01, "{shown:?}");
    assert!((shown[2].end - shown[2].start.0 - plain.width.to_pt()).abs() < 0.01, "{shown:?}");
}

#[test]
fn a_no_break_space_is_never_stretched() {
    let mut setter = Typesetter::new();
    let node = setter.node(StructureTag::P);
    let run = setter.run("Số\u{A0}\u{A0} /KH", FaceId::Regular, Length::pt(13), Length::pt(5));
    setter.place(Point { x: Length::mm(30), y: Length::mm(40) }, Owner::Node(node), PageItem::Text(run));
    let shown = written(&setter.layout).shown();
    assert!((shown[1].end - shown[1].start.0 - run.width.to_pt()).abs() < 0.01, "{shown:?}");
}

#[test]
fn every_font_is_embedded_as_a_subset_with_the_widths_of_its_program() {
    let reader = written(&everything());
    // Regular, bold, italic and bold italic, and an additional font for the foreign signs of two of them.
    assert_eq!(reader.fonts.len(), 6);
    for (name, font) in reader.font_dictionaries() {
        let descendant = reader.descendant(font);
        let descriptor = reader.dictionary(descendant.get(b"FontDescriptor").unwrap());
        let base = font.get(b"BaseFont").unwrap().as_name().unwrap();
        assert!(base[..6].iter().all(u8::is_ascii_uppercase) && base[6] == b'+', "{base:?}");
        assert_eq!(descendant.get(b"BaseFont").unwrap().as_name().unwrap(), base);
        assert_eq!(descriptor.get(b"FontName").unwrap().as_name().unwrap(), base);
        let program = reader.stream(descriptor.get(b"FontFile2").unwrap());
        let length = reader.dictionary(descriptor.get(b"FontFile2").unwrap()).get(b"Length1").unwrap();
        assert_eq!(length.as_i64().unwrap(), program.len() as i64);
        let face = ttf_parser::Face::parse(&program, 0).unwrap();
        let read = &reader.fonts[&name];
        for (&code, &width) in &read.widths {
            let advance = face.glyph_hor_advance(GlyphId(u16::from(code))).unwrap();
            assert!((f64::from(advance) * 1000.0 / 2048.0 - width).abs() < 0.001, "{code}");
            assert!(read.unicode.contains_key(&code));
        }
        let italic = descriptor.get(b"ItalicAngle").unwrap().as_i64().unwrap();
        assert_eq!(italic != 0, base.ends_with(b"Italic"), "{italic}");
    }
}

#[test]
fn every_glyph_shown_is_that_of_its_character() {
    #[derive(Default, PartialEq, Debug)]
    struct Points(Vec<(f32, f32)>);
    impl ttf_parser::OutlineBuilder for Points {
        fn move_to(&mut self, x: f32, y: f32) {
            self.0.push((x, y));
        }
        fn line_to(&mut self, x: f32, y: f32) {
            self.0.push((x, y));
        }
        fn quad_to(&mut self, _: f32, _: f32, x: f32, y: f32) {
            self.0.push((x, y));
        }
        fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
        fn close(&mut self) {}
    }
    let reader = written(&everything());
    for (name, font) in reader.font_dictionaries() {
        let base =
            String::from_utf8(font.get(b"BaseFont").unwrap().as_name().unwrap()[7..].to_vec()).unwrap();
        let id = FaceId::ALL.into_iter().find(|id| id.postscript_name() == base).unwrap();
        let source = FontBook::embedded().face(id);
        let descriptor = reader.dictionary(reader.descendant(font).get(b"FontDescriptor").unwrap());
        let program = reader.stream(descriptor.get(b"FontFile2").unwrap());
        let program = ttf_parser::Face::parse(&program, 0).unwrap();
        let read = &reader.fonts[&name];
        for code in read.widths.keys() {
            let glyph = source.glyph(read.unicode[code].chars().next().unwrap()).unwrap();
            let (mut got, mut want) = (Points::default(), Points::default());
            program.outline_glyph(GlyphId(u16::from(*code)), &mut got);
            source.tables().outline_glyph(GlyphId(glyph), &mut want);
            assert_eq!(got, want, "{base} {}", read.unicode[code]);
        }
    }
}

#[test]
fn more_foreign_characters_than_a_font_has_codes_take_a_second_font() {
    let mut setter = Typesetter::new();
    let node = setter.node(StructureTag::P);
    let face = FontBook::embedded().face(FaceId::Regular);
    let foreign: String = ('\u{370}'..'\u{4F0}').filter(|&c| face.glyph(c).is_some()).collect();
    assert!(foreign.chars().count() > 223);
    setter.line(node, &foreign, FaceId::Regular);
    let reader = written(&setter.layout);
    assert_eq!(reader.fonts.len(), 3);
    let read: String = reader.shown()[1..].iter().map(|shown| shown.text.as_str()).collect();
    assert_eq!(read, foreign);
}

#[test]
fn symbols_are_embedded_subset_and_read_back_as_what_they_are() {
    let mut setter = Typesetter::new();
    let node = setter.node(StructureTag::P);
    setter.line(node, "✓☐⁻", FaceId::Symbols);
    let reader = written(&setter.layout);
    let base = |font: &Dictionary| {
        String::from_utf8_lossy(font.get(b"BaseFont").unwrap().as_name().unwrap()).into_owned()
    };
    let names: Vec<String> = reader.font_dictionaries().map(|(_, font)| base(font)).collect();
    assert_eq!(names.iter().filter(|name| name.ends_with("+DejaVuSans")).count(), 1, "{names:?}");
    let shown = reader.shown().pop().unwrap();
    assert_eq!(shown.text, "✓☐⁻");
    let stored = write(&setter.layout, &meta(), &PdfOptions::default()).unwrap();
    let list = StoredPdf::open(&stored).unwrap().page(0).unwrap();
    assert!(list.fonts.iter().any(|font| font.look == FaceId::Symbols));
}

#[test]
fn a_raised_run_is_shown_with_a_rise_on_its_line() {
    let mut setter = Typesetter::new();
    let node = setter.node(StructureTag::P);
    let mut run = setter.line(node, "2", FaceId::Regular);
    run.rise = Length::from_pt(5.5);
    setter.layout.pages[0].items.last_mut().unwrap().item = PageItem::Text(run);
    setter.line(node, "sau", FaceId::Regular);
    let operations = written(&setter.layout).operations(0);
    let rises: Vec<i32> = operations
        .iter()
        .filter(|operation| operation.operator == "Ts")
        .map(|operation| (operation.operands[0].as_float().unwrap() * 100.0) as i32)
        .collect();
    assert_eq!(rises, [550, 0]);
}

#[test]
fn a_link_has_an_annotation_over_each_of_its_lines_that_shows_nothing() {
    let mut setter = Typesetter::new();
    let node = setter.node(StructureTag::P);
    let link = setter.layout.structure.add(Some(node), StructureTag::Link);
    setter.layout.structure.node_mut(link).target = Some("https://a.vn/x".into());
    setter.line(node, "Xem ", FaceId::Regular);
    let first = setter.line(link, "https://", FaceId::Regular);
    setter.line(link, "a.vn/x", FaceId::Regular);
    let reader = written(&setter.layout);
    let page = reader.document.get_dictionary(reader.pages[0]).unwrap();
    let annotations = page.get(b"Annots").unwrap().as_array().unwrap();
    assert_eq!(annotations.len(), 2);
    let annotation = reader.dictionary(&annotations[0]);
    let action = reader.dictionary(annotation.get(b"A").unwrap());
    assert_eq!(action.get(b"URI").unwrap().as_str().unwrap(), b"https://a.vn/x");
    assert!(annotation.has(b"Contents") && !annotation.has(b"AP"));
    let sides = annotation.get(b"Rect").unwrap().as_array().unwrap();
    let width = sides[2].as_float().unwrap() - sides[0].as_float().unwrap();
    assert!((f64::from(width) - first.width.to_pt()).abs() < 0.02, "{sides:?}");
    // What was issued is shown again.
    let stored = write(&setter.layout, &meta(), &PdfOptions::default()).unwrap();
    assert!(StoredPdf::open(&stored).unwrap().page(0).is_ok());
    setter.layout.structure.node_mut(link).target = None;
    assert_eq!(write(&setter.layout, &meta(), &PdfOptions::default()), Err(PdfError::Node(link.0)));
}

#[test]
fn pages_are_labelled_anew_where_a_part_begins() {
    let mut layout = everything();
    layout.parts = vec![0, 1];
    let reader = written(&layout);
    let labels = reader.dictionary(reader.catalog().get(b"PageLabels").unwrap());
    let numbers = labels.get(b"Nums").unwrap().as_array().unwrap();
    let starts: Vec<i64> = numbers.iter().filter_map(|number| number.as_i64().ok()).collect();
    assert_eq!((starts, numbers.len()), (vec![0, 1], 4));
    layout.parts = vec![0];
    assert!(!written(&layout).catalog().has(b"PageLabels"));
}

#[test]
fn one_image_shown_twice_is_stored_once_with_its_mask() {
    let reader = written(&everything());
    let images: Vec<_> = reader
        .document
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok())
        .filter(|stream| stream.dict.get(b"Subtype").is_ok_and(|kind| kind.as_name().unwrap() == b"Image"))
        .collect();
    assert_eq!(images.len(), 2);
    let image = images.iter().find(|stream| stream.dict.has(b"SMask")).unwrap();
    assert_eq!(reader.stream(image.dict.get(b"SMask").unwrap()).len(), 60 * 60);
    assert_eq!(image.decompressed_content().unwrap().len(), 60 * 60 * 3);
    assert_eq!(reader.operations(0).iter().filter(|operation| operation.operator == "Do").count(), 2);
}

#[test]
fn an_opaque_image_has_no_mask() {
    let mut layout = everything();
    let mut image = crate::document::Image {
        rgba: vec![255; 16],
        width: 2,
        height: 2,
        png: vec![],
        sha256: "x".into(),
        original: None,
    };
    image.rgba[0] = 7;
    layout.images[0] = std::sync::Arc::new(image);
    let reader = written(&layout);
    let plain = reader
        .document
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok())
        .find(|stream| stream.dict.get(b"Width").is_ok_and(|width| width.as_i64().unwrap() == 2));
    let plain = plain.unwrap();
    assert!(!plain.dict.has(b"SMask"));
    assert_eq!(plain.decompressed_content().unwrap()[..4], [7, 255, 255, 255]);
}

#[test]
fn the_same_pages_give_the_same_bytes_in_every_thread() {
    let layout = everything();
    let first = write(&layout, &meta(), &PdfOptions::default()).unwrap();
    let again = std::thread::scope(|scope| {
        let threads = [
            scope.spawn(|| write(&layout, &meta(), &PdfOptions::default())),
            scope.spawn(|| write(&layout, &meta(), &PdfOptions::default())),
        ];
        threads.map(|thread| thread.join().unwrap().unwrap())
    });
    assert!(again.iter().all(|bytes| *bytes == first));
}

#[test]
fn another_word_gives_another_id() {
    let (mut layout, first) = (everything(), everything());
    layout.text = layout.text.replace("HỎA TỐC", "HỎA TỘC");
    let id = |layout: &Layout| written(layout).document.trailer.get(b"ID").unwrap().clone();
    assert_ne!(id(&layout), id(&first));
    assert_eq!(id(&first), id(&everything()));
}

#[test]
fn a_layout_that_contradicts_itself_is_refused_with_the_reason() {
    let set = |change: &dyn Fn(&mut Layout)| {
        let mut layout = everything();
        change(&mut layout);
        write(&layout, &meta(), &PdfOptions::default()).unwrap_err()
    };
    assert_eq!(set(&|layout| layout.pages.clear()), PdfError::NoPages);
    assert_eq!(set(&|layout| layout.text = layout.text.replacen("HỎA", "漢漢", 1)), PdfError::Glyph('漢'));
    assert!(matches!(set(&|layout| layout.text.truncate(40)), PdfError::Run { .. }));
    assert_eq!(set(&|layout| layout.images.truncate(1)), PdfError::Image(1));
    assert_eq!(set(&|layout| layout.structure.nodes.truncate(3)), PdfError::Node(3));
    assert_eq!(set(&|layout| layout.structure.nodes[2].parent = Some(NodeId(2))), PdfError::Node(2));
    let short = |layout: &mut Layout| {
        let image = std::sync::Arc::get_mut(&mut layout.images[0]).unwrap();
        image.rgba.truncate(9);
    };
    assert_eq!(set(&short), PdfError::Image(0));
    assert_eq!(PdfError::Glyph('漢').to_string(), "the embedded faces cannot draw '漢' (U+6F22)");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read_back_or_its_character_named(text in "[ -~à-ỹ\u{a0}‑–α-ωЀ-ӿ←-⇿一-丁\n]{1,60}", gap in 0..200_000_i64) {
        let mut setter = Typesetter::new();
        let node = setter.node(StructureTag::P);
        let run = setter.run(&text, FaceId::Italic, Length::pt(14), Length::emu(gap));
        setter.place(Point { x: Length::mm(30), y: Length::mm(40) }, Owner::Node(node), PageItem::Text(run));
        match write(&setter.layout, &meta(), &PdfOptions::default()) {
            Ok(bytes) => {
                let shown = Reader::new(&bytes).shown().split_off(1);
                let read: String = shown.iter().map(|shown| shown.text.as_str()).collect();
                prop_assert_eq!(read, folded(&text));
                let width = shown[shown.len() - 1].end - shown[0].start.0;
                prop_assert!((width - run.width.to_pt()).abs() < 0.04);
            }
            Err(error) => {
                let missing = text.chars().find(|&c| FontBook::embedded().face(FaceId::Italic).glyph(c).is_none());
                prop_assert_eq!(error, PdfError::Glyph(missing.unwrap()));
            }
        }
    }
}

#[test]
fn five_hundred_pages_are_written() {
    let mut setter = Typesetter::new();
    let node = setter.node(StructureTag::P);
    for _ in 1..500 {
        setter.new_page();
        setter.line(node, "Một dòng.", FaceId::Regular);
    }
    let reader = written(&setter.layout);
    assert_eq!(reader.pages.len(), 500);
    assert_eq!(reader.shown().len(), 999);
}
