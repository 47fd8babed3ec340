//! Good files with one fault each, so that no check passes because it cannot fail.

use super::*;
use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};
use std::collections::BTreeSet;

#[path = "mutations/objects.rs"]
mod objects;
#[path = "mutations/pages.rs"]
mod pages;

/// What is done to a good file, and the clause it then no longer keeps.
type Damage = (&'static str, fn(&mut Document));

/// A plan with headings, lists, a table with a spanning cell, an appendix, a signature and a seal; all options taken.
fn good() -> &'static Made {
    let is_it =
        |made: &&Made| made.name.starts_with("ke-hoach-phu-luc") && made.claim.part == 3 && made.claim.fields;
    FILES.iter().find(is_it).unwrap()
}

fn assert_told(damages: &[Damage]) {
    assert_told_of(good(), damages);
}

fn assert_told_of(good: &Made, damages: &[Damage]) {
    assert!(violations(&good.document, &good.claim).is_empty());
    for (number, (clause, damage)) in damages.iter().enumerate() {
        let mut document = good.document.clone();
        damage(&mut document);
        let found = violations(&document, &good.claim);
        let clauses: BTreeSet<&str> = found.iter().map(|violation| violation.clause).collect();
        assert!(clauses.contains(clause), "damage {number}, {clause}: only {clauses:?}{}", told(&found));
    }
}

// Finding what is to be damaged.

fn catalog(document: &mut Document) -> &mut Dictionary {
    document.catalog_mut().unwrap()
}

/// A dictionary by its id.
fn at(document: &mut Document, id: ObjectId) -> &mut Dictionary {
    match document.objects.get_mut(&id).unwrap() {
        Object::Dictionary(dictionary) => dictionary,
        Object::Stream(stream) => &mut stream.dict,
        other => panic!("{other:?}"),
    }
}

fn inner<'d>(dictionary: &'d mut Dictionary, key: &str) -> &'d mut Dictionary {
    dictionary.get_mut(key.as_bytes()).unwrap().as_dict_mut().unwrap()
}

fn inner_array<'d>(dictionary: &'d mut Dictionary, key: &str) -> &'d mut Vec<Object> {
    dictionary.get_mut(key.as_bytes()).unwrap().as_array_mut().unwrap()
}

fn page(document: &mut Document, index: usize) -> &mut Dictionary {
    let id = *document.get_pages().values().nth(index).unwrap();
    at(document, id)
}

/// The first object whose key has this name.
fn first_with(document: &Document, key: &str, name: &str) -> ObjectId {
    let has = |dictionary: &Dictionary| {
        dictionary.get(key.as_bytes()).and_then(Object::as_name).is_ok_and(|n| n == name.as_bytes())
    };
    let found = document.objects.iter().find(|(_, object)| match object {
        Object::Dictionary(dictionary) => has(dictionary),
        Object::Stream(stream) => has(&stream.dict),
        _ => false,
    });
    *found.unwrap_or_else(|| panic!("no /{key} /{name}")).0
}

/// The first structure element of a type.
fn element<'d>(document: &'d mut Document, kind: &str) -> &'d mut Dictionary {
    let id = first_with(document, "S", kind);
    at(document, id)
}

fn first<'d>(document: &'d mut Document, key: &str, name: &str) -> &'d mut Dictionary {
    let id = first_with(document, key, name);
    at(document, id)
}

fn root(document: &mut Document) -> &mut Dictionary {
    let id = catalog(document).get(b"StructTreeRoot").unwrap().as_reference().unwrap();
    at(document, id)
}

/// Replaces text of a stream, which is then stored as it is.
fn rewrite(document: &mut Document, id: ObjectId, change: impl FnOnce(&str) -> String) {
    let stream = document.objects.get_mut(&id).unwrap().as_stream_mut().unwrap();
    let text: String = file::inflated(stream).iter().map(|&byte| char::from(byte)).collect();
    let changed = change(&text);
    assert_ne!(changed, text, "nothing to damage");
    stream.dict.remove(b"Filter");
    let bytes = changed.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    *stream = Stream::new(stream.dict.clone(), bytes);
}

/// Replaces the first of some text in a page's contents.
fn in_page(document: &mut Document, from: &str, to: &str) {
    let id = page(document, 0).get(b"Contents").unwrap().as_reference().unwrap();
    rewrite(document, id, |text| text.replacen(from, to, 1));
}

/// Replaces some ASCII text in the metadata, wherever it stands.
fn in_metadata(document: &mut Document, from: &str, to: &str) {
    let id = catalog(document).get(b"Metadata").unwrap().as_reference().unwrap();
    rewrite(document, id, |text| text.replace(from, to));
}

// Damage to bytes.

/// ISO 19005-2, 6.1: what is wrong with header, objects, streams, cross-reference and end is told.
#[test]
fn damaged_bytes_are_told() {
    let good = &good().bytes;
    assert!(violations_in_bytes(good).is_empty());
    let replaced = |from: &[u8], to: &[u8]| -> Vec<u8> {
        let place = good.windows(from.len()).position(|window| window == from).unwrap();
        [&good[..place], to, &good[place + from.len()..]].concat()
    };
    let appended = |what: &[u8]| [good.as_slice(), what].concat();
    let table = good.windows(5).rposition(|window| window == b"/XRef").unwrap();
    let mut moved = good.clone();
    let row = table + good[table..].windows(7).position(|window| window == b"stream\n").unwrap() + 12;
    moved[row] ^= 0x55;
    let damages: [(&str, Vec<u8>); 10] = [
        ("ISO 19005-2, 6.1.2", replaced(b"%PDF-1.7\n", b"%PDF-1.9\n")),
        ("ISO 19005-2, 6.1.2", replaced(b"\n%\xBB\xAD", b"\n%ab")),
        ("ISO 19005-2, 6.1.3", appended(b"x")),
        ("ISO 19005-2, 6.1.3", replaced(b"/ID[", b"/IX[")),
        ("ISO 19005-2, 6.1.3", replaced(b"/Root 1 0 R", b"/Encrypt 1 0 R/Root 1 0 R")),
        ("ISO 19005-2, 6.1.6", replaced(b"/Type/XRef", b"/Type/XRef/X<abc>")),
        ("ISO 19005-2, 6.1.7.1", replaced(b"stream\n", b"stream\r")),
        ("ISO 19005-2, 6.1.7.1", replaced(b"\nendstream", b"\n\nendstream")),
        ("ISO 19005-2, 6.1.9", replaced(b"\nendobj\n", b" endobj\n")),
        ("ISO 32000-1, 7.5.8", moved),
    ];
    for (number, (clause, bytes)) in damages.iter().enumerate() {
        let found = violations_in_bytes(bytes);
        let there = found.iter().any(|violation| violation.clause == *clause);
        assert!(there, "damage {number}, {clause}: only {}", told(&found));
    }
}

/// ISO 19005-2, 6.8: a file that claims part 2 may not hold the source.
#[test]
fn a_source_inside_a_pdf_a_2_is_told() {
    let good = good();
    let found = violations(&good.document, &Claim { part: 2, ..good.claim });
    let clauses: BTreeSet<&str> = found.iter().map(|violation| violation.clause).collect();
    assert_eq!(clauses, BTreeSet::from(["ISO 19005-2, 6.6.4", "ISO 19005-2, 6.8"]));
}
