//! Requirements of PDF/A-2a and PDF/UA-1 on the file's structure and metadata.

use super::reader::Reader;
use super::sample::everything;
use super::*;
use std::collections::BTreeMap;

/// By element: its type, its marks, the elements in it.
struct Element {
    kind: String,
    marks: Vec<(ObjectId, i64)>,
    children: Vec<ObjectId>,
}

fn name(object: &Object) -> String {
    String::from_utf8(object.as_name().unwrap().to_vec()).unwrap()
}

fn root(reader: &Reader) -> &Dictionary {
    reader.dictionary(reader.catalog().get(b"StructTreeRoot").unwrap())
}

fn elements(reader: &Reader) -> BTreeMap<ObjectId, Element> {
    let mut elements = BTreeMap::new();
    let mut open: Vec<ObjectId> = root(reader)
        .get(b"K")
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(|kid| kid.as_reference().unwrap())
        .collect();
    while let Some(id) = open.pop() {
        let element = reader.document.get_dictionary(id).unwrap();
        let page = element.get(b"Pg").and_then(Object::as_reference).ok();
        let mut read = Element { kind: name(element.get(b"S").unwrap()), marks: vec![], children: vec![] };
        let kids = match element.get(b"K") {
            Ok(Object::Array(kids)) => kids.clone(),
            Ok(kid) => vec![kid.clone()],
            Err(_) => vec![],
        };
        for kid in kids {
            match kid {
                Object::Integer(mark) => read.marks.push((page.unwrap(), mark)),
                Object::Reference(child) => {
                    let above = reader.document.get_dictionary(child).unwrap().get(b"P").unwrap();
                    assert_eq!(above.as_reference().unwrap(), id);
                    read.children.push(child);
                    open.push(child);
                }
                Object::Dictionary(mark) => {
                    let page = mark.get(b"Pg").unwrap().as_reference().unwrap();
                    read.marks.push((page, mark.get(b"MCID").unwrap().as_i64().unwrap()));
                }
                other => panic!("{other:?}"),
            }
        }
        elements.insert(id, read);
    }
    elements
}

#[test]
fn every_mark_leads_to_its_element_and_back() {
    let reader = written(&everything());
    let elements = elements(&reader);
    let tree = reader.dictionary(root(&reader).get(b"ParentTree").unwrap());
    let numbers = tree.get(b"Nums").unwrap().as_array().unwrap();
    let mut seen = 0;
    for (index, &page) in reader.pages.iter().enumerate() {
        let key =
            reader.document.get_dictionary(page).unwrap().get(b"StructParents").unwrap().as_i64().unwrap();
        assert_eq!(numbers[2 * index].as_i64().unwrap(), key);
        let parents = numbers[2 * index + 1].as_array().unwrap();
        let operations = reader.operations(index);
        let marks =
            operations.iter().filter(|operation| operation.operator == "BDC").filter_map(|operation| {
                let mark = operation.operands[1].as_dict().unwrap().get(b"MCID").ok()?.as_i64().unwrap();
                Some((mark, name(&operation.operands[0])))
            });
        for (expected, (mark, tag)) in marks.enumerate() {
            assert_eq!(mark, expected as i64);
            let element = &elements[&parents[expected].as_reference().unwrap()];
            assert!(element.marks.contains(&(page, mark)));
            assert_eq!(element.kind, tag);
            seen += 1;
        }
        assert_eq!(parents.len(), operations.iter().filter(|o| o.operator == "BDC" && has_mark(o)).count());
    }
    assert_eq!(elements.values().map(|element| element.marks.len()).sum::<usize>(), seen);
}

fn has_mark(operation: &lopdf::content::Operation) -> bool {
    operation.operands[1].as_dict().unwrap().has(b"MCID")
}

#[test]
fn everything_shown_is_marked_and_marks_and_text_objects_nest() {
    let reader = written(&everything());
    for page in 0..reader.pages.len() {
        let mut open: Vec<&str> = vec![];
        for operation in &reader.operations(page) {
            match operation.operator.as_str() {
                "BT" => open.push("BT"),
                "BDC" => open.push("BDC"),
                "ET" => assert_eq!(open.pop(), Some("BT")),
                "EMC" => assert_eq!(open.pop(), Some("BDC")),
                "Tj" => assert_eq!(open, ["BT", "BDC"]),
                "S" | "Do" => assert_eq!(open, ["BDC"]),
                _ => {}
            }
        }
        assert!(open.is_empty());
    }
}

#[test]
fn the_tree_has_what_has_content_in_reading_order_and_headings_without_gaps() {
    let reader = written(&everything());
    let elements = elements(&reader);
    let document = elements.values().find(|element| element.kind == "Document").unwrap();
    let kinds: Vec<_> = document.children.iter().map(|child| elements[child].kind.as_str()).collect();
    let start = ["P", "H1", "P", "H2", "P", "P", "Table", "Figure", "Figure", "H2"];
    assert_eq!(kinds[..10], start);
    assert!(kinds[10..].iter().all(|kind| *kind == "P"));
    assert!(elements.values().all(|element| element.kind != "L"));
}

fn spans_two_rows(reader: &Reader, id: ObjectId) -> bool {
    let Ok(attributes) = reader.document.get_dictionary(id).unwrap().get(b"A") else { return false };
    reader.dictionary(attributes).get(b"RowSpan").is_ok_and(|rows| rows.as_i64().unwrap() == 2)
}

#[test]
fn a_table_keeps_its_empty_cells_and_says_what_spans_and_what_heads() {
    let reader = written(&everything());
    let elements = elements(&reader);
    assert_eq!(elements.values().filter(|element| element.kind == "TD").count(), 3);
    let table = elements.values().find(|element| element.kind == "Table").unwrap();
    let parts: Vec<_> = table.children.iter().map(|child| elements[child].kind.as_str()).collect();
    assert_eq!(parts, ["THead", "TBody"]);
    let down: Vec<_> = elements
        .iter()
        .filter(|(id, _)| spans_two_rows(&reader, **id))
        .map(|(_, e)| e.kind.as_str())
        .collect();
    assert_eq!(down, ["TD"]);
    let head = elements.iter().find(|(_, element)| element.kind == "TH").unwrap().0;
    let attributes = reader.dictionary(reader.document.get_dictionary(*head).unwrap().get(b"A").unwrap());
    assert_eq!(name(attributes.get(b"O").unwrap()), "Table");
    assert_eq!(name(attributes.get(b"Scope").unwrap()), "Column");
    assert_eq!(attributes.get(b"ColSpan").unwrap().as_i64().unwrap(), 2);
}

#[test]
fn a_figure_says_what_it_shows_and_where() {
    let reader = written(&everything());
    let figure = elements(&reader).into_iter().find(|(_, element)| element.kind == "Figure").unwrap().0;
    let figure = reader.document.get_dictionary(figure).unwrap();
    assert_eq!(decoded(figure.get(b"Alt").unwrap()), "Dấu của cơ quan");
    let bounds = reader.dictionary(figure.get(b"A").unwrap()).get(b"BBox").unwrap().as_array().unwrap();
    let side = bounds[2].as_float().unwrap() - bounds[0].as_float().unwrap();
    assert!((side - 56.69).abs() < 0.02, "{bounds:?}");
}

#[test]
fn a_paragraph_over_two_pages_is_one_element() {
    let reader = written(&everything());
    let over_two = elements(&reader).into_values().filter(|element| {
        element.marks.iter().any(|mark| mark.0 == reader.pages[0])
            && element.marks.iter().any(|mark| mark.0 == reader.pages[1])
    });
    assert_eq!(over_two.map(|element| element.kind).collect::<Vec<_>>(), ["P"]);
}

#[test]
fn the_catalog_names_language_title_colours_and_structure() {
    let reader = written(&everything());
    assert_eq!(reader.document.version, "1.7");
    let catalog = reader.catalog();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"vi-VN");
    let marked = reader.dictionary(catalog.get(b"MarkInfo").unwrap()).get(b"Marked").unwrap();
    assert!(marked.as_bool().unwrap());
    let preferences = reader.dictionary(catalog.get(b"ViewerPreferences").unwrap());
    assert!(preferences.get(b"DisplayDocTitle").unwrap().as_bool().unwrap());
    let intent = reader.dictionary(&catalog.get(b"OutputIntents").unwrap().as_array().unwrap()[0]);
    assert_eq!(name(intent.get(b"S").unwrap()), "GTS_PDFA1");
    assert_eq!(reader.stream(intent.get(b"DestOutputProfile").unwrap()), colour::srgb_profile());
    assert_eq!(name(catalog.get(b"PageMode").unwrap()), "UseOutlines");
}

#[test]
fn the_properties_say_what_the_xmp_says() {
    let reader = written(&everything());
    let metadata = reader.catalog().get(b"Metadata").unwrap();
    assert!(!reader.dictionary(metadata).has(b"Filter"));
    let xmp = String::from_utf8(reader.stream(metadata)).unwrap();
    let info = reader.dictionary(reader.document.trailer.get(b"Info").unwrap());
    for (key, element) in [("Title", "dc:title"), ("Author", "dc:creator"), ("Subject", "dc:description")] {
        let value = decoded(info.get(key.as_bytes()).unwrap());
        let value = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let at = xmp.find(&format!("<{element}>")).unwrap();
        let end = xmp.find(&format!("</{element}>")).unwrap();
        assert!(xmp[at..end].contains(&format!(">{value}</rdf:li>")), "{value}: {}", &xmp[at..end]);
    }
    let producer = decoded(info.get(b"Producer").unwrap());
    assert_eq!(producer, concat!("Văn Thư ", env!("CARGO_PKG_VERSION")));
    assert!(xmp.contains(&format!("<pdf:Producer>{producer}</pdf:Producer>")));
    for claim in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "pdfaExtension:schemas"] {
        assert!(xmp.contains(claim), "{claim}");
    }
    assert_eq!(info.len(), 6);
}

#[test]
fn bookmarks_nest_as_the_headings_do_and_lead_to_them() {
    let reader = written(&everything());
    let outlines = reader.dictionary(reader.catalog().get(b"Outlines").unwrap());
    let top = reader.dictionary(outlines.get(b"First").unwrap());
    assert_eq!(decoded(top.get(b"Title").unwrap()), "I. MỤC ĐÍCH, YÊU CẦU");
    assert!(!top.has(b"Next"));
    let inside = reader.dictionary(top.get(b"First").unwrap());
    assert_eq!(decoded(inside.get(b"Title").unwrap()), "1.1. Nội dung");
    let last = reader.dictionary(inside.get(b"Next").unwrap());
    assert_eq!(decoded(last.get(b"Title").unwrap()), "II. TỔ CHỨC THỰC HIỆN");
    assert_eq!(last.get(b"Prev").unwrap(), top.get(b"First").unwrap());
    assert_eq!(top.get(b"Last").unwrap(), inside.get(b"Next").unwrap());
    assert_eq!(outlines.get(b"Count").unwrap().as_i64().unwrap(), 3);
    let target = top.get(b"Dest").unwrap().as_array().unwrap();
    assert_eq!(target[0].as_reference().unwrap(), reader.pages[0]);
    let heading = reader.shown().into_iter().find(|shown| shown.text.starts_with("I. MỤC")).unwrap();
    let above = f64::from(target[3].as_float().unwrap()) - heading.start.1;
    assert!((above - crate::font::ascent(Length::pt(14)).to_pt()).abs() < 0.01, "{above}");
}

#[test]
fn without_headings_there_are_no_bookmarks() {
    let mut layout = everything();
    layout.structure.nodes.iter_mut().for_each(|node| node.bookmark = None);
    let reader = written(&layout);
    assert!(!reader.catalog().has(b"Outlines") && !reader.catalog().has(b"PageMode"));
}

#[test]
fn no_object_refers_to_one_that_is_not_there() {
    fn references(object: &Object, out: &mut Vec<ObjectId>) {
        match object {
            Object::Reference(id) => out.push(*id),
            Object::Array(items) => items.iter().for_each(|item| references(item, out)),
            Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, value)| references(value, out)),
            Object::Stream(stream) => stream.dict.iter().for_each(|(_, value)| references(value, out)),
            _ => {}
        }
    }
    let reader = written(&everything());
    let mut all = vec![];
    reader.document.objects.values().for_each(|object| references(object, &mut all));
    for id in &all {
        assert!(reader.document.objects.contains_key(id), "{id:?}");
    }
}

/// A text string of the file.
fn decoded(object: &Object) -> String {
    let bytes = object.as_str().unwrap();
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(units) => {
            let units: Vec<u16> =
                units.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).unwrap()
        }
        None => String::from_utf8(bytes.to_vec()).unwrap(),
    }
}
