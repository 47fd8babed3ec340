//! Options of writing: signature fields, and the source inside.

use super::sample::{everything, meta};
use super::*;
use crate::layout::{Bounds, Signatory, SigningPlace};
use crate::length::Size;

const SOURCE: Attachment<'_> =
    Attachment {
        name: "source.json", bytes: b"{}\n", media_type: "application/json", description: "Nguồn"
    };
const FIELDS: PdfOptions<'_> = PdfOptions { source: None, signature_fields: true };

/// The usual pages with a place for a person and for the organ on the second page.
fn signed(signatories: &[Signatory]) -> Layout {
    let mut layout = everything();
    for signatory in signatories {
        let node = layout.structure.add(Some(NodeId(0)), StructureTag::Form);
        let size = Size { width: Length::mm(45), height: Length::mm(18) };
        let at = Point { x: Length::mm(100), y: Length::mm(200) };
        let bounds = Bounds { page: 1, at, size };
        layout.signing.push(SigningPlace { signatory: signatory.clone(), bounds, node });
    }
    layout
}

fn person(name: &str) -> Signatory {
    Signatory::Person(name.into())
}

fn fields(layout: &Layout) -> Vec<(String, String)> {
    let reader = Reader::new(&write(layout, &meta(), &FIELDS).unwrap());
    let form = reader.dictionary(reader.catalog().get(b"AcroForm").unwrap());
    let of = |field: &Object, key: &[u8]| {
        let bytes = reader.dictionary(field).get(key).unwrap().as_str().unwrap().to_vec();
        lopdf::decode_text_string(&Object::string_literal(bytes)).unwrap()
    };
    let fields = form.get(b"Fields").unwrap().as_array().unwrap();
    fields.iter().map(|field| (of(field, b"T"), of(field, b"TU"))).collect()
}

#[test]
fn places_nobody_asked_fields_for_leave_no_trace() {
    let plain = write(&everything(), &meta(), &PdfOptions::default()).unwrap();
    let places = signed(&[person("Hoàng Thọ Trung"), Signatory::Organ]);
    assert!(write(&places, &meta(), &PdfOptions::default()).unwrap() == plain);
}

#[test]
fn a_field_is_named_for_who_signs_and_says_whose_it_is() {
    let one = fields(&signed(&[person("Hoàng Thọ Trung"), Signatory::Organ]));
    let told =
        [("NguoiKy", "Chữ ký số của Hoàng Thọ Trung"), ("CoQuan", "Dấu, chữ ký số của cơ quan, tổ chức")];
    assert_eq!(one, told.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let two = fields(&signed(&[person(""), person("Hoàng Thọ Trung"), Signatory::Organ]));
    let names: Vec<_> = two.iter().map(|field| field.0.as_str()).collect();
    assert_eq!(names, ["NguoiKy1", "NguoiKy2", "CoQuan"]);
    assert_eq!(two[0].1, "Chữ ký số của người có thẩm quyền");
}

#[test]
fn a_document_nobody_signs_has_no_form_even_on_request() {
    let reader = Reader::new(&write(&everything(), &meta(), &FIELDS).unwrap());
    assert!(!reader.catalog().has(b"AcroForm"));
}

#[test]
fn a_place_on_a_page_or_at_a_node_that_is_not_there_is_refused() {
    let refused = |change: &dyn Fn(&mut SigningPlace)| {
        let mut layout = signed(&[person("Hoàng Thọ Trung")]);
        change(&mut layout.signing[0]);
        write(&layout, &meta(), &FIELDS).unwrap_err()
    };
    let node = signed(&[person("")]).signing[0].node;
    assert_eq!(refused(&|place| place.bounds.page = 2), PdfError::Node(node.0));
    assert_eq!(refused(&|place| place.node = NodeId(9_999)), PdfError::Node(9_999));
}

#[test]
fn the_source_is_inside_and_the_part_is_three() {
    let options = PdfOptions { source: Some(SOURCE), signature_fields: false };
    let bytes = write(&everything(), &meta(), &options).unwrap();
    assert!(write(&everything(), &meta(), &options).unwrap() == bytes);
    let reader = Reader::new(&bytes);
    let specification = reader.dictionary(&reader.catalog().get(b"AF").unwrap().as_array().unwrap()[0]);
    let file = reader.dictionary(specification.get(b"EF").unwrap()).get(b"UF").unwrap();
    assert_eq!(reader.stream(file), SOURCE.bytes);
    let parameters = reader.dictionary(reader.dictionary(file).get(b"Params").unwrap());
    assert_eq!(parameters.get(b"ModDate").unwrap().as_str().unwrap(), b"D:20240223000000+07'00");
    let xmp = reader.stream(reader.catalog().get(b"Metadata").unwrap());
    assert!(String::from_utf8(xmp).unwrap().contains("<pdfaid:part>3<"));
}

#[test]
fn a_heading_as_long_as_a_body_gives_a_bookmark_a_string_can_hold() {
    let mut layout = everything();
    let heading = layout.structure.nodes.iter_mut().find(|node| node.bookmark.is_some()).unwrap();
    heading.bookmark = Some("Điều ".repeat(20_000));
    let reader = written(&layout);
    let outlines = reader.dictionary(reader.catalog().get(b"Outlines").unwrap());
    let title = reader.dictionary(outlines.get(b"First").unwrap()).get(b"Title").unwrap().as_str().unwrap();
    assert!((30_000..=32_767).contains(&title.len()), "{}", title.len());
}
