//! Files changed after they were written: what is still read, what is refused and by which name.

use super::testing::{FILE, changed, contents_id, page, set_stream, with_content};
use super::*;
use crate::display::{DisplayItem, GlyphRun, PathSegment};
use crate::length::{Length, Point};
use crate::pdf::deflate::Deflater;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

/// The first page of a file.
fn first(bytes: &[u8]) -> Result<DisplayList<'static>, PdfReadError> {
    StoredPdf::open(bytes)?.page(0)
}

/// The first page with this content instead of its own.
fn first_with(content: &str) -> Result<DisplayList<'static>, PdfReadError> {
    first(&with_content(content))
}

/// The descriptor of a font (`T0` is the regular face) and its program.
fn font_ids(document: &Document, name: &str) -> (ObjectId, ObjectId) {
    let fonts = document.get_dictionary(crate::pdf::skeleton::FONTS).unwrap();
    let font = document.get_dictionary(fonts.get(name.as_bytes()).unwrap().as_reference().unwrap()).unwrap();
    let descendants = font.get(b"DescendantFonts").unwrap().as_array().unwrap();
    let descendant = descendants[0].as_dict().unwrap();
    let descriptor = descendant.get(b"FontDescriptor").unwrap().as_reference().unwrap();
    let program = document.get_dictionary(descriptor).unwrap().get(b"FontFile2").unwrap();
    (descriptor, program.as_reference().unwrap())
}

fn runs<'l>(list: &'l DisplayList<'_>) -> Vec<&'l GlyphRun> {
    let run = |item: &'l DisplayItem| if let DisplayItem::Glyphs(run) = item { Some(run) } else { None };
    list.items.iter().filter_map(run).collect()
}

fn words(run: &GlyphRun) -> String {
    run.glyphs.iter().map(|placed| placed.character).collect()
}

#[test]
fn a_file_written_anew_with_nothing_changed_reads_the_same() {
    let (before, after) = (first(&FILE).unwrap(), first(&changed(|_| {})).unwrap());
    assert_eq!(before.items, after.items);
    assert_eq!((before.pages, before.size), (2, after.size));
    assert_eq!(before.fonts.len(), 6);
}

#[test]
fn a_page_that_is_not_there_is_told_with_the_number_of_pages() {
    let read = StoredPdf::open(&FILE).unwrap().page(2).unwrap_err();
    assert_eq!(read, PdfReadError::NoSuchPage { page: 2, pages: 2 });
}

#[test]
fn a_font_of_another_name_is_drawn_from_its_own_program_and_never_from_a_face_of_ours() {
    let bytes = changed(|document| {
        let fonts = document.get_dictionary(crate::pdf::skeleton::FONTS).unwrap();
        let id = fonts.get(b"T0").unwrap().as_reference().unwrap();
        let other = Object::Name(b"ABCDEF+AnotherSerif-Italic".to_vec());
        document.get_dictionary_mut(id).unwrap().set("BaseFont", other);
    });
    let (before, after) = (first(&FILE).unwrap(), first(&bytes).unwrap());
    assert_eq!(before.items, after.items, "places and widths are those of the file");
    let find =
        |list: &DisplayList<'_>, look| list.fonts.iter().find(|f| f.look == look).map(|f| f.program.to_vec());
    use crate::font::FaceId::{Italic, Regular};
    let program = find(&before, Regular);
    assert_ne!(find(&after, Regular), program);
    assert!(after.fonts.iter().any(|font| font.look == Italic && Some(font.program.to_vec()) == program));
}

#[test]
fn text_of_a_next_engine_with_kerning_rises_and_matrices_is_read_with_its_places() {
    let content = "BT /T0 10 Tf 1 0 0 1 100 700 Tm [(nn) 500 (n)] TJ 3 Ts (n)Tj 0 Ts 0 -20 Td (n)Tj ET\n";
    let list = first_with(content).unwrap();
    let read = runs(&list);
    let at = |run: &GlyphRun| (run.at.x, list.size.height - run.at.y);
    let advance =
        crate::font::FontBook::embedded().face(crate::font::FaceId::Regular).width("n", Length::pt(10));
    assert_eq!(read.iter().map(|run| words(run)).collect::<Vec<_>>(), ["nn", "n", "n", "n"]);
    assert_eq!(at(read[0]), (Length::pt(100), Length::pt(700)));
    let near = |(x, y): (Length, Length), (x2, y2): (Length, Length)| {
        assert!((x - x2).abs() <= Length::emu(2) && y == y2, "{x:?} {y:?} for {x2:?} {y2:?}");
    };
    near(at(read[1]), (Length::pt(100) + advance * 2 - Length::pt(5), Length::pt(700)));
    near(at(read[2]), (Length::pt(100) + advance * 3 - Length::pt(5), Length::pt(703)));
    near(at(read[3]), (Length::pt(100), Length::pt(680)));
}

#[test]
fn grey_and_other_colours_and_any_line_are_read_and_put_back_with_the_state() {
    let list = first_with("q .5 G 2 w 0 0 m 10 10 l S Q 0 0 m 0 10 l S 0 .2 1 RG 5 5 10 10 re S\n").unwrap();
    let (grey, blue) = ([128; 3], [0, 51, 255]);
    let point = |x, y| Point { x: Length::pt(x), y: list.size.height - Length::pt(y) };
    let slanted = vec![PathSegment::Move(point(0, 0)), PathSegment::Line(point(10, 10))];
    assert_eq!(list.items[0], DisplayItem::Stroke { path: slanted, weight: Length::pt(2), colour: grey });
    let (from, to, weight) = (point(0, 0), point(0, 10), Length::pt(1));
    assert_eq!(list.items[1], DisplayItem::Rule { from, to, weight, colour: [0; 3] });
    assert!(matches!(list.items[2], DisplayItem::Frame { colour, .. } if colour == blue));
}

#[test]
fn an_operator_that_is_not_known_is_refused_by_its_name() {
    for name in ["f", "B", "W", "sh", "gs", "BI", "'", "Tr", "T*", "cs", "d0", "k", "h"] {
        let read = first_with(&format!("{name}\n")).unwrap_err();
        assert_eq!(
            read,
            PdfReadError::Unknown { what: "operator", name: name.as_bytes().escape_ascii().to_string() }
        );
    }
    let told = first_with("0 0 1 1 re f\n").unwrap_err().to_string();
    assert_eq!(told, "the PDF was not written by this program: it has an unknown operator (f)");
}

#[test]
fn what_would_be_drawn_otherwise_than_it_is_read_is_refused() {
    let refused = [
        "/OC /Layer BDC EMC",
        "q 0 1 -1 0 0 0 cm Q",
        "q 2 0 0 2 0 0 cm 0 0 m 1 1 l S Q",
        "q 2 0 0 2 0 0 cm BT ET Q",
        "q 2 0 0 2 0 0 cm 2 0 0 2 0 0 cm Q",
        "q 5 0 0 5 0 0 cm /Nothing Do Q",
        "/I0 Do",
        "BT /T0 10 Tf 2 0 0 2 0 0 Tm (A)Tj ET",
        "BT /Other 10 Tf (A)Tj ET",
        "BT (A)Tj ET",
        "BT /T0 0 Tf ET",
        "BT /T0 9000 Tf ET",
        "BT /T0 10 Tf (\\001\u{7f})Tj ET",
        "BT 0 0 m ET",
        "BT BT ET ET",
        "/T0 10 Tf (A)Tj",
        "0 0 m 1 1 l",
        "0 0 l S",
        "S",
        "1 2 3 rg",
        "1 G 1",
        "q",
        "Q",
        "EMC",
        "/P BMC",
        "BT",
        "99999 0 m 0 0 l S",
        "1 1 1 1 1 1 1 1 1 re",
    ];
    for content in refused {
        assert!(first_with(&format!("{content}\n")).is_err(), "{content}");
    }
    assert!(first_with(&"q ".repeat(29)).is_err());
    assert!(first_with("").is_ok_and(|list| list.items.is_empty()));
}

#[test]
fn a_page_that_shows_more_than_its_content_is_refused() {
    let turned = changed(|document| page(document).set("Rotate", 90));
    assert_eq!(
        first(&turned).unwrap_err(),
        PdfReadError::Unknown { what: "entry of a page", name: "Rotate".into() }
    );
    let shifted =
        changed(|document| page(document).set("MediaBox", vec![1.into(), 0.into(), 9.into(), 9.into()]));
    assert_eq!(first(&shifted).unwrap_err(), PdfReadError::Foreign("page size"));
    let noted = changed(|document| {
        let note = document.add_object(dictionary! { "Type" => "Annot", "Subtype" => "Link" });
        page(document).set("Annots", vec![note.into()]);
    });
    assert_eq!(first(&noted).unwrap_err(), PdfReadError::Foreign("annotation"));
    let stamped = changed(|document| {
        let picture = document.add_object(Stream::new(Dictionary::new(), b"0 0 m 9 9 l S".to_vec()));
        let field = dictionary! { "FT" => "Sig", "AP" => dictionary! { "N" => picture } };
        let field = document.add_object(field);
        page(document).set("Annots", vec![field.into()]);
    });
    assert_eq!(first(&stamped).unwrap_err(), PdfReadError::Foreign("annotation"));
}

#[test]
fn a_file_that_is_not_ours_is_refused_and_says_so() {
    for bytes in [&b""[..], b"%PD", b"PK\x03\x04", "Kính gửi".as_bytes()] {
        assert_eq!(first(bytes).unwrap_err(), PdfReadError::NotPdf);
    }
    let mut document = Document::load_mem(&FILE).unwrap();
    let mut bytes = vec![];
    document.save_to(&mut bytes).unwrap();
    let told = first(&bytes).unwrap_err();
    assert_eq!(told, PdfReadError::Unknown { what: "entry of the cross-reference", name: "Index".into() });
    assert!(told.to_string().starts_with("the PDF was not written by this program"), "{told}");
    let appended = [&FILE[..], b"1 0 obj null endobj\nstartxref\n0\n%%EOF\n"].concat();
    assert!(first(&appended).is_err());
}

#[test]
fn what_inflates_without_measure_is_refused_before_it_fills_the_memory() {
    let flood = changed(|document| {
        let id = contents_id(document);
        set_stream(document, id, &vec![b' '; 64 << 20]);
    });
    assert!(flood.len() < 1 << 20);
    assert_eq!(first(&flood).unwrap_err(), PdfReadError::TooLarge("a stream"));
    let font = changed(|document| {
        let (_, program) = font_ids(document, "T0");
        set_stream(document, program, &vec![0; 64 << 20]);
    });
    assert_eq!(first(&font).unwrap_err(), PdfReadError::TooLarge("a stream"));
}

#[test]
fn references_that_lead_round_in_a_circle_come_to_an_end() {
    let round = changed(|document| {
        let id = document.get_pages()[&1];
        document.set_object(id, Object::Reference(id));
    });
    assert_eq!(first(&round).unwrap_err(), PdfReadError::Missing("a dictionary"));
}

#[test]
fn a_page_of_more_images_than_fit_in_memory_is_refused() {
    let flood = changed(|document| {
        let white = Deflater::new().deflate(&vec![255; 2_000 * 2_000]);
        let mut names = Dictionary::new();
        for index in 0..9 {
            let image = dictionary! {
                "Subtype" => "Image", "Width" => 2_000, "Height" => 2_000, "BitsPerComponent" => 8,
                "ColorSpace" => "DeviceGray", "Filter" => "FlateDecode",
            };
            names.set(format!("I{index}"), document.add_object(Stream::new(image, white.clone())));
        }
        document.get_dictionary_mut(crate::pdf::skeleton::RESOURCES).unwrap().set("XObject", names);
        let content: String = (0..9).map(|index| format!("q 9 0 0 9 0 0 cm /I{index} Do Q\n")).collect();
        let id = contents_id(document);
        set_stream(document, id, content.as_bytes());
    });
    assert_eq!(first(&flood).unwrap_err(), PdfReadError::TooLarge("the images of a page"));
}

#[test]
fn a_cross_reference_whose_numbers_are_wider_than_any_is_refused_without_making_room_for_them() {
    let at = FILE.windows(8).rposition(|window| window == b"/W[1 4 2").unwrap();
    for widths in ["/W[1 9 2", "/W[9 4 2"] {
        let mut bytes = FILE.clone();
        bytes[at..at + 8].copy_from_slice(widths.as_bytes());
        assert_eq!(first(&bytes).unwrap_err(), PdfReadError::Foreign("cross-reference"));
    }
    let widest = [&FILE[..at], b"/W[1 9000000000000000000 2", &FILE[at + 8..]].concat();
    assert_eq!(crate::pdf::page_count(&widest), None);
}
