//! Faults in the pages and in the structure tree over them.

use super::*;

fn parents(document: &mut Document) -> &mut Vec<Object> {
    inner_array(inner(root(document), "ParentTree"), "Nums")
}

#[test]
fn faults_of_contents_are_told() {
    assert_told(&[
        ("ISO 19005-2, 6.2.2", |d| in_page(d, "BT", "foo BT")),
        ("ISO 19005-2, 6.2.2", |d| in_page(d, "/T0", "/T9")),
        ("ISO 19005-2, 6.2.2", |d| _ = page(d, 0).remove(b"Resources")),
        ("ISO 19005-2, 6.2.4.3", |d| in_page(d, "BT", "0 0 0 1 k BT")),
        ("ISO 19005-2, 6.1.13", |d| {
            in_page(d, "BT", &format!("{} BT", ["q", "Q"].map(|op| format!("{op} ").repeat(29)).concat()))
        }),
        ("ISO 32000-1, 14.6.1", |d| in_page(d, "EMC", "EMC EMC")),
        ("ISO 32000-1, 14.6.1", |d| in_page(d, "ET", "")),
        ("ISO 32000-1, 14.6.1", |d| in_page(d, "BT", "Q BT")),
        ("ISO 32000-1, 14.7.4.2", |d| in_page(d, "/MCID 1", "/MCID 0")),
        ("ISO 14289-1, 7.1", |d| in_page(d, "EMC", "EMC (x)Tj")),
        ("ISO 14289-1, 7.1", |d| in_page(d, "EMC", "/Artifact<</Type/Layout>>BDC EMC EMC")),
        ("ISO 14289-1, 7.1", |d| in_page(d, "/P<</MCID 0>>BDC", "/P BMC")),
        ("ISO 32000-1, 14.8.2.2", |d| in_page(d, "/Type/Layout", "/Type/Ornament")),
        ("ISO 32000-1, 8.2", |d| in_page(d, "ET", "ET /P<</MCID 900>>BDC (x)Tj EMC")),
    ]);
}

#[test]
fn faults_of_the_way_from_pages_to_elements_and_back_are_told() {
    assert_told(&[
        ("ISO 19005-2, 6.7.3.3", |d| _ = catalog(d).remove(b"StructTreeRoot")),
        ("ISO 32000-1, 14.7.4.4", |d| _ = page(d, 1).remove(b"StructParents")),
        ("ISO 32000-1, 14.7.4.4", |d| page(d, 1).set("StructParents", 0)),
        ("ISO 32000-1, 14.7.4.4", |d| root(d).set("ParentTreeNextKey", 1)),
        ("ISO 32000-1, 14.7.4.4", |d| parents(d)[1].as_array_mut().unwrap().swap(0, 5)),
        ("ISO 32000-1, 14.7.4.4", |d| {
            parents(d)[1].as_array_mut().unwrap().pop();
        }),
        ("ISO 32000-1, 7.9.7", |d| {
            let rotated = parents(d);
            rotated.rotate_left(2);
        }),
        ("ISO 32000-1, 14.7.4.2", |d| element(d, "H1").set("K", vec![])),
        ("ISO 32000-1, 14.7.4.2", |d| element(d, "H1").set("K", 7_000)),
        ("ISO 32000-1, 14.7.2", |d| element(d, "H1").set("K", Object::Null)),
        ("ISO 14289-1, 7.1", |d| _ = element(d, "H1").remove(b"P")),
        ("ISO 32000-1, 14.8.4.2", |d| element(d, "Document").set("S", "Part")),
    ]);
}

#[test]
fn faults_of_elements_are_told() {
    assert_told(&[
        ("ISO 19005-2, 6.7.3.4", |d| element(d, "H1").set("S", "Title")),
        ("ISO 14289-1, 7.4.2", |d| element(d, "H2").set("S", "H4")),
        ("ISO 14289-1, 7.4.2", |d| element(d, "H1").set("S", "P")),
        ("ISO 14289-1, 7.4.4", |d| element(d, "H1").set("S", "H")),
        ("ISO 14289-1, 7.3", |d| _ = element(d, "Figure").remove(b"Alt")),
        ("ISO 14289-1, 7.3", |d| element(d, "Figure").set("Alt", Object::string_literal(" "))),
        ("ISO 14289-1, 7.7", |d| element(d, "P").set("S", "Formula")),
        ("ISO 14289-1, 7.9", |d| element(d, "P").set("S", "Note")),
        ("ISO 32000-1, 14.8.5.4.3", |d| _ = inner(element(d, "Figure"), "A").remove(b"BBox")),
        ("ISO 32000-1, 14.8.5.4.3", |d| _ = element(d, "Table").remove(b"A")),
        ("ISO 32000-1, 14.7.5", |d| _ = inner(element(d, "Figure"), "A").remove(b"O")),
        ("ISO 14289-1, 7.5", |d| _ = inner(element(d, "TH"), "A").remove(b"Scope")),
        ("ISO 14289-1, 7.6", |d| _ = element(d, "L").remove(b"A")),
        ("ISO 14289-1, 7.2", |d| element(d, "TD").set("S", "P")),
        ("ISO 14289-1, 7.2", |d| element(d, "TR").set("S", "Div")),
        ("ISO 14289-1, 7.2", |d| element(d, "LI").set("S", "P")),
        ("ISO 14289-1, 7.2", |d| element(d, "LBody").set("S", "P")),
        ("ISO 14289-1, 7.2", |d| element(d, "Lbl").set("S", "Span")),
        ("ISO 14289-1, 7.2", |d| element(d, "TD").set("A", dictionary! { "O" => "Table", "ColSpan" => 2 })),
    ]);
}

/// The first cell that spans rows, by its type.
fn tall_cell<'d>(document: &'d mut Document, kind: &str) -> &'d mut Dictionary {
    let is_it = |object: &Object| {
        let element = object.as_dict().ok()?;
        let is_kind = element.get(b"S").ok()?.as_name().ok()? == kind.as_bytes();
        (is_kind && element.get(b"A").ok()?.as_dict().ok()?.has(b"RowSpan")).then_some(())
    };
    let found = document.objects.iter().find(|(_, object)| is_it(object).is_some());
    let id = *found.unwrap_or_else(|| panic!("no {kind} spans rows")).0;
    at(document, id)
}

/// ISO 14289-1, 7.2, 7.5: a table whose cells span rows and whose rows are parted between pages.
#[test]
fn faults_of_cells_over_rows_and_of_row_groups_are_told() {
    let tables = FILES.iter().find(|made| made.name.starts_with("tables")).unwrap();
    assert_told_of(
        tables,
        &[
            ("ISO 14289-1, 7.2", |d| _ = inner(tall_cell(d, "TD"), "A").remove(b"RowSpan")),
            ("ISO 14289-1, 7.2", |d| inner(tall_cell(d, "TD"), "A").set("RowSpan", 999)),
            ("ISO 14289-1, 7.2", |d| inner(tall_cell(d, "TH"), "A").set("RowSpan", 3)),
            ("ISO 14289-1, 7.2", |d| inner(tall_cell(d, "TD"), "A").set("ColSpan", 2)),
            ("ISO 14289-1, 7.2", |d| tall_cell(d, "TH").set("S", "TD")),
            ("ISO 14289-1, 7.2", |d| element(d, "THead").set("S", "TBody")),
            ("ISO 14289-1, 7.2", |d| element(d, "TBody").set("S", "THead")),
            ("ISO 14289-1, 7.2", |d| element(d, "TBody").set("S", "TFoot")),
            ("ISO 14289-1, 7.2", |d| element(d, "THead").set("S", "P")),
        ],
    );
}

/// ISO 32000-1, Table 336: an item holds its mark and its text; what was written once, a list beside them, is told.
#[test]
fn a_list_beside_the_text_of_its_item_is_told() {
    let letter = FILES.iter().find(|made| made.name.starts_with("cong-van-khan")).unwrap();
    let mut document = letter.document.clone();
    let nested = document.objects.iter().find_map(|(&id, object)| {
        let element = object.as_dict().ok()?;
        let is_list = element.get(b"S").ok()?.as_name().ok()? == b"L";
        let parent = element.get(b"P").ok()?.as_reference().ok()?;
        let inside = document.get_dictionary(parent).ok()?.get(b"S").ok()?.as_name().ok()? == b"LBody";
        (is_list && inside).then_some((id, parent))
    });
    let (list, body) = nested.expect("the letter has a list in a list");
    let item = at(&mut document, body).get(b"P").unwrap().as_reference().unwrap();
    inner_array(at(&mut document, body), "K").retain(|kid| *kid != Object::Reference(list));
    inner_array(at(&mut document, item), "K").push(list.into());
    at(&mut document, list).set("P", item);
    let found = violations(&document, &letter.claim);
    assert_eq!(found.len(), 1, "{}", told(&found));
    assert_eq!(found[0].clause, "ISO 14289-1, 7.2");
}
