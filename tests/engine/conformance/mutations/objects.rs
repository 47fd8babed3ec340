//! Faults in what stands around the pages: catalog, metadata, fonts, fields, files.

use super::*;

/// A stream or dictionary of the embedded file.
fn embedded(document: &mut Document) -> &mut Dictionary {
    first(document, "Type", "EmbeddedFile")
}

fn widget(document: &mut Document) -> &mut Dictionary {
    first(document, "Subtype", "Widget")
}

fn form(document: &mut Document) -> &mut Dictionary {
    inner(catalog(document), "AcroForm")
}

fn font(document: &mut Document) -> &mut Dictionary {
    first(document, "Subtype", "Type0")
}

/// The descendant of the first font, which stands inside it.
fn descendant(document: &mut Document) -> &mut Dictionary {
    inner_array(font(document), "DescendantFonts")[0].as_dict_mut().unwrap()
}

fn descriptor(document: &mut Document) -> &mut Dictionary {
    let id = descendant(document).get(b"FontDescriptor").unwrap().as_reference().unwrap();
    at(document, id)
}

/// Replaces the first of some text in the CMap that says what the codes mean.
fn in_meanings(document: &mut Document, from: &str, to: &str) {
    let id = font(document).get(b"ToUnicode").unwrap().as_reference().unwrap();
    rewrite(document, id, |text| text.replacen(from, to, 1));
}

fn intent(document: &mut Document) -> &mut Dictionary {
    inner_array(catalog(document), "OutputIntents")[0].as_dict_mut().unwrap()
}

#[test]
fn faults_of_the_catalog_are_told() {
    assert_told(&[
        ("ISO 19005-2, 6.7.4", |d| _ = catalog(d).remove(b"Lang")),
        ("ISO 14289-1, 7.2", |d| catalog(d).set("Lang", Object::string_literal("tiếng Việt"))),
        ("ISO 19005-2, 6.7.2.2", |d| inner(catalog(d), "MarkInfo").set("Marked", false)),
        ("ISO 14289-1, 7.1", |d| inner(catalog(d), "MarkInfo").set("Suspects", true)),
        ("ISO 14289-1, 7.1", |d| _ = catalog(d).remove(b"ViewerPreferences")),
        ("ISO 19005-2, 6.5.2", |d| catalog(d).set("OpenAction", dictionary! { "S" => "GoTo" })),
        ("ISO 19005-2, 6.5.2", |d| page(d, 0).set("AA", dictionary! {})),
        ("ISO 19005-2, 6.11", |d| catalog(d).set("Requirements", vec![])),
        ("ISO 19005-2, 6.4.2", |d| catalog(d).set("NeedsRendering", true)),
        ("ISO 19005-2, 6.9", |d| catalog(d).set("OCProperties", dictionary! {})),
        ("ISO 19005-2, 6.5.1", |d| inner(catalog(d), "Names").set("JavaScript", dictionary! {})),
        ("ISO 19005-2, 6.10", |d| inner(catalog(d), "Names").set("AlternatePresentations", dictionary! {})),
        ("ISO 19005-2, 6.10", |d| page(d, 0).set("PresSteps", dictionary! {})),
        ("ISO 19005-2, 6.5.1", |d| {
            d.add_object(dictionary! { "S" => "JavaScript" });
        }),
        ("ISO 19005-2, 6.1.3", |d| _ = d.trailer.remove(b"ID")),
        ("ISO 19005-2, 6.1.3", |d| d.trailer.set("Encrypt", dictionary! {})),
        ("ISO 19005-2, 6.1.13", |d| {
            page(d, 0).set("MediaBox", [0, 0, 20_000, 842].map(Object::Integer).to_vec())
        }),
        ("ISO 19005-2, 6.1.13", |d| catalog(d).set("X", Object::string_literal("x".repeat(40_000)))),
        ("ISO 19005-2, 6.1.13", |d| catalog(d).set("X", 1_i64 << 40)),
        ("ISO 19005-2, 6.1.8", |d| catalog(d).set("X", Object::Name(vec![0xFF]))),
        ("ISO 32000-1, 7.3.10", |d| catalog(d).set("X", Object::Reference((99_999, 0)))),
    ]);
}

#[test]
fn faults_of_colours_images_and_streams_are_told() {
    assert_told(&[
        ("ISO 19005-2, 6.2.3", |d| _ = catalog(d).remove(b"OutputIntents")),
        ("ISO 19005-2, 6.2.3", |d| intent(d).set("S", "GTS_PDFX")),
        ("ISO 19005-2, 6.2.3", |d| {
            let id = intent(d).get(b"DestOutputProfile").unwrap().as_reference().unwrap();
            rewrite(d, id, |profile| profile.replacen("RGB ", "CMYK", 1));
        }),
        ("ISO 19005-2, 6.2.3", |d| {
            let id = intent(d).get(b"DestOutputProfile").unwrap().as_reference().unwrap();
            rewrite(d, id, |profile| profile.replacen("wtpt", "xxxx", 1));
        }),
        ("ISO 19005-2, 6.2.8", |d| first(d, "Subtype", "Image").set("Interpolate", true)),
        ("ISO 19005-2, 6.2.8", |d| first(d, "Subtype", "Image").set("Alternates", vec![])),
        ("ISO 19005-2, 6.2.4.3", |d| first(d, "Subtype", "Image").set("ColorSpace", "DeviceCMYK")),
        ("ISO 19005-2, 6.2.5", |d| first(d, "Subtype", "Image").set("TR", "Identity")),
        ("ISO 19005-2, 6.2.9", |d| first(d, "Subtype", "Form").set("Ref", dictionary! {})),
        ("ISO 19005-2, 6.2.2", |d| _ = first(d, "Subtype", "Form").remove(b"Resources")),
        ("ISO 19005-2, 6.1.7.1", |d| first(d, "Subtype", "Image").set("F", Object::string_literal("x.png"))),
        ("ISO 19005-2, 6.1.7.2", |d| first(d, "Subtype", "Image").set("Filter", "LZWDecode")),
    ]);
}

#[test]
fn faults_of_fonts_are_told() {
    assert_told(&[
        ("ISO 19005-2, 6.2.11.2", |d| descendant(d).set("Subtype", "CIDFontType0")),
        ("ISO 32000-1, 9.6.4", |d| font(d).set("BaseFont", "LiberationSerif")),
        ("ISO 32000-1, 9.8.1", |d| _ = descriptor(d).remove(b"Flags")),
        ("ISO 19005-2, 6.2.11.3.1", |d| {
            inner(descendant(d), "CIDSystemInfo").set("Ordering", Object::string_literal("Japan1"));
        }),
        ("ISO 19005-2, 6.2.11.3.2", |d| _ = descendant(d).remove(b"CIDToGIDMap")),
        ("ISO 19005-2, 6.2.11.3.3", |d| first(d, "Type", "CMap").set("WMode", 1)),
        ("ISO 19005-2, 6.2.11.3.3", |d| font(d).set("Encoding", "UniJIS-UTF16-H")),
        ("ISO 19005-2, 6.2.11.4.1", |d| _ = descriptor(d).remove(b"FontFile2")),
        ("ISO 19005-2, 6.2.11.4.1", |d| {
            let id = descriptor(d).get(b"FontFile2").unwrap().as_reference().unwrap();
            rewrite(d, id, |program| program[..program.len() / 2].to_owned());
        }),
        ("ISO 32000-1, 9.9", |d| {
            let id = descriptor(d).get(b"FontFile2").unwrap().as_reference().unwrap();
            at(d, id).set("Length1", 7);
        }),
        ("ISO 19005-2, 6.2.11.4.2", |d| {
            let set = d.add_object(Stream::new(dictionary! {}, vec![0x80, 0xFF]));
            descriptor(d).set("CIDSet", set);
        }),
        ("ISO 19005-2, 6.2.11.5", |d| {
            inner_array(descendant(d), "W")[1].as_array_mut().unwrap().insert(0, Object::Integer(999));
        }),
        ("ISO 19005-2, 6.2.11.7.2", |d| _ = font(d).remove(b"ToUnicode")),
        ("ISO 19005-2, 6.2.11.7.2", |d| in_meanings(d, "<61><0061>", "<61><FEFF>")),
        ("ISO 19005-2, 6.2.11.7.3", |d| in_meanings(d, "<61><0061>", "<61><F0B7>")),
        ("ISO 19005-2, 6.2.11.8", |d| in_page(d, ")Tj", "\u{0})Tj")),
    ]);
}

#[test]
fn faults_of_metadata_are_told() {
    assert_told(&[
        ("ISO 14289-1, 7.1", |d| _ = catalog(d).remove(b"Metadata")),
        ("ISO 19005-2, 6.6.2.1", |d| first(d, "Type", "Metadata").set("Subtype", "RDF")),
        ("ISO 32000-1, 14.3.2", |d| first(d, "Type", "Metadata").set("Filter", "FlateDecode")),
        ("ISO 19005-2, 6.6.2.1", |d| in_metadata(d, "\" id=", "\" encoding=\"UTF-8\" id=")),
        ("ISO 19005-2, 6.6.2.1", |d| in_metadata(d, "</rdf:RDF>", "")),
        ("ISO 19005-2, 6.6.2.1", |d| in_metadata(d, "application/pdf", "a & b")),
        ("ISO 19005-2, 6.6.2.3.1", |d| in_metadata(d, "pdfaExtension:schemas", "pdfaExtension:none")),
        ("ISO 19005-2, 6.6.2.3.1", |d| in_metadata(d, "<pdfaProperty:name>part", "<pdfaProperty:name>parts")),
        ("ISO 19005-2, 6.6.2.3.3", |d| in_metadata(d, ">internal<", ">private<")),
        ("ISO 19005-2, 6.6.2.3.3", |d| in_metadata(d, ">PDF/UA identification schema<", "><")),
        ("ISO 19005-2, 6.6.4", |d| in_metadata(d, "<pdfaid:part>3", "<pdfaid:part>1")),
        ("ISO 19005-2, 6.6.4", |d| in_metadata(d, "<pdfaid:conformance>A", "<pdfaid:conformance>B")),
        ("ISO 14289-1, 5", |d| in_metadata(d, "<pdfuaid:part>1", "<pdfuaid:part>2")),
        ("ISO 14289-1, 7.1", |d| in_metadata(d, "x-default", "en")),
        ("ISO 19005-2, 6.1.5", |d| in_metadata(d, "<xmp:ModifyDate>2024", "<xmp:ModifyDate>2025")),
        ("ISO 19005-2, 6.1.5", |d| info(d).set("Title", Object::string_literal("Khac"))),
        ("ISO 19005-2, 6.1.5", |d| info(d).set("Keywords", Object::string_literal("x"))),
    ]);
}

fn info(document: &mut Document) -> &mut Dictionary {
    let id = document.trailer.get(b"Info").unwrap().as_reference().unwrap();
    at(document, id)
}

#[test]
fn faults_of_fields_are_told() {
    assert_told(&[
        ("ISO 19005-2, 6.3.1", |d| widget(d).set("Subtype", "Movie")),
        ("ISO 19005-2, 6.3.2", |d| _ = widget(d).remove(b"F")),
        ("ISO 19005-2, 6.3.2", |d| widget(d).set("F", 6)),
        ("ISO 19005-2, 6.3.3", |d| _ = widget(d).remove(b"AP")),
        ("ISO 19005-2, 6.3.3", |d| {
            let normal = inner(widget(d), "AP").get(b"N").unwrap().clone();
            inner(widget(d), "AP").set("D", normal);
        }),
        ("ISO 19005-2, 6.4.1", |d| widget(d).set("AA", dictionary! {})),
        ("ISO 19005-2, 6.4.1", |d| form(d).set("NeedAppearances", true)),
        ("ISO 19005-2, 6.4.2", |d| form(d).set("XFA", vec![])),
        ("ISO 32000-1, 12.7.2", |d| form(d).set("Fields", vec![])),
        ("ISO 32000-1, 12.7.2", |d| _ = form(d).remove(b"SigFlags")),
        ("ISO 32000-1, 12.7.3.2", |d| widget(d).set("T", Object::string_literal("CoQuan"))),
        ("ISO 32000-1, 12.7.4.5", |d| widget(d).set("FT", "Tx")),
        ("ISO 32000-1, 12.5.2", |d| widget(d).set("Rect", [0, 0, 900, 9].map(Object::Integer).to_vec())),
        ("ISO 32000-1, 12.5.2", |d| _ = widget(d).remove(b"P")),
        ("ISO 14289-1, 7.18.1", |d| _ = widget(d).remove(b"TU")),
        ("ISO 14289-1, 7.18.3", |d| {
            let id = widget(d).get(b"P").unwrap().as_reference().unwrap();
            at(d, id).remove(b"Tabs");
        }),
        ("ISO 14289-1, 7.18.4", |d| element(d, "Form").set("S", "Sect")),
        ("ISO 14289-1, 7.18.4", |d| element(d, "Form").set("K", vec![])),
        ("ISO 32000-1, 14.7.4.4", |d| _ = widget(d).remove(b"StructParent")),
        ("what was asked for", |d| _ = catalog(d).remove(b"AcroForm")),
    ]);
}

#[test]
fn faults_of_the_source_inside_are_told() {
    assert_told(&[
        ("ISO 19005-3, 6.8", |d| _ = catalog(d).remove(b"AF")),
        ("ISO 19005-3, 6.8", |d| _ = first(d, "Type", "Filespec").remove(b"AFRelationship")),
        ("ISO 19005-3, 6.8", |d| _ = embedded(d).remove(b"Subtype")),
        ("ISO 19005-3, Annex E", |d| _ = inner(embedded(d), "Params").remove(b"ModDate")),
        ("ISO 32000-1, 7.11.4", |d| inner(embedded(d), "Params").set("Size", 1)),
        ("ISO 32000-1, 7.11.4", |d| _ = inner(catalog(d), "Names").remove(b"EmbeddedFiles")),
        ("ISO 14289-1, 7.11", |d| _ = first(d, "Type", "Filespec").remove(b"UF")),
        ("ISO 32000-1, 7.11.3", |d| _ = first(d, "Type", "Filespec").remove(b"Desc")),
        ("what was asked for", |d| _ = first(d, "Type", "Filespec").remove(b"EF")),
    ]);
}

fn link(document: &mut Document) -> &mut Dictionary {
    first(document, "Subtype", "Link")
}

/// The font of symbols.
fn symbols(document: &mut Document) -> &mut Dictionary {
    let is_it = |object: &Object| {
        let font = object.as_dict().ok()?;
        (font.get(b"Subtype").ok()?.as_name().ok()? == b"Type0").then_some(())?;
        font.get(b"BaseFont").ok()?.as_name().ok()?.ends_with(b"+DejaVuSans").then_some(())
    };
    let found = document.objects.iter().find(|(_, object)| is_it(object).is_some());
    let id = *found.unwrap().0;
    at(document, id)
}

#[test]
fn faults_of_links_are_told() {
    assert_told_of(
        with_signs(),
        &[
            ("ISO 14289-1, 7.18.5", |d| _ = link(d).remove(b"Contents")),
            ("ISO 14289-1, 7.18.5", |d| element(d, "Link").set("S", "Span")),
            ("ISO 14289-1, 7.18.5", |d| {
                let kids = inner_array(element(d, "Link"), "K");
                kids.retain(|kid| kid.as_dict().is_err());
            }),
            ("ISO 14289-1, 7.18.5", |d| {
                let kids = inner_array(element(d, "Link"), "K");
                kids.retain(|kid| kid.as_dict().is_ok());
            }),
            ("ISO 19005-2, 6.5.1", |d| inner(link(d), "A").set("S", "JavaScript")),
            ("ISO 19005-2, 6.5.1", |d| {
                inner(link(d), "A").set("URI", Object::string_literal("javascript:alert(1)"));
            }),
            ("ISO 19005-2, 6.3.2", |d| link(d).set("F", 0)),
            ("ISO 19005-2, 6.4.1", |d| link(d).set("AA", dictionary! {})),
            ("ISO 32000-1, 12.5.2", |d| link(d).set("Rect", [0, 0, 900, 9].map(Object::Integer).to_vec())),
            ("ISO 32000-1, 12.5.2", |d| _ = link(d).remove(b"P")),
            ("ISO 32000-1, 14.7.4.4", |d| _ = link(d).remove(b"StructParent")),
            ("looks like the text around", |d| {
                link(d).set("Border", [0, 0, 1].map(Object::Integer).to_vec());
            }),
        ],
    );
}

#[test]
fn faults_of_the_second_face_lists_captions_and_labels_are_told() {
    assert_told_of(
        with_signs(),
        &[
            ("ISO 19005-2, 6.2.11.7.2", |d| _ = symbols(d).remove(b"ToUnicode")),
            ("ISO 32000-1, 9.6.4", |d| symbols(d).set("BaseFont", "DejaVuSans")),
            ("ISO 19005-2, 6.2.11.5", |d| {
                let descendant = inner_array(symbols(d), "DescendantFonts")[0].as_dict_mut().unwrap();
                inner_array(descendant, "W")[1].as_array_mut().unwrap().insert(0, Object::Integer(999));
            }),
            ("ISO 14289-1, 7.2", |d| element(d, "Caption").set("S", "TD")),
            ("ISO 14289-1, 7.6", |d| inner(element(d, "L"), "A").set("ListNumbering", "Dash")),
            ("ISO 32000-1, 12.4.2", |d| {
                inner_array(inner(catalog(d), "PageLabels"), "Nums")[0] = Object::Integer(1);
            }),
        ],
    );
}
