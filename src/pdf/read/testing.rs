//! A file that was written, and files made of it by a change that only somebody else could make.

use crate::layout::Layout;
use crate::pdf::deflate::Deflater;
use crate::pdf::tests::sample::{everything, meta};
use crate::pdf::{PdfOptions, save, write};
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use std::sync::LazyLock;

static LAYOUT: LazyLock<Layout> = LazyLock::new(everything);
pub(crate) static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let options = PdfOptions { signature_fields: true, ..PdfOptions::default() };
    write(&LAYOUT, &meta(), &options).unwrap()
});

/// The file with a change, written as ours are.
pub(crate) fn changed(change: impl FnOnce(&mut Document)) -> Vec<u8> {
    let mut document = Document::load_mem(&FILE).unwrap();
    document.objects.retain(|_, object| {
        let about = object.as_stream().map(|stream| &stream.dict);
        !about.is_ok_and(|about| about.has_type(b"ObjStm") || about.has_type(b"XRef"))
    });
    change(&mut document);
    let (root, info) = (document.trailer.get(b"Root").unwrap(), document.trailer.get(b"Info").unwrap());
    document.trailer = dictionary! { "Root" => root.clone(), "Info" => info.clone() };
    document.max_id = document.objects.keys().map(|id| id.0).max().unwrap();
    save::save(&document, &mut Deflater::new())
}

pub(crate) fn page(document: &mut Document) -> &mut Dictionary {
    let id = document.get_pages()[&1];
    document.get_dictionary_mut(id).unwrap()
}

/// Object that the first page's stream, or the entry of a font's dictionary, refers to.
pub(crate) fn contents_id(document: &mut Document) -> ObjectId {
    page(document).get(b"Contents").unwrap().as_reference().unwrap()
}

pub(crate) fn set_stream(document: &mut Document, id: ObjectId, bytes: &[u8]) {
    document.set_object(id, Deflater::new().stream(Dictionary::new(), bytes));
}

/// The file with this content of its first page instead of its own.
pub(crate) fn with_content(content: &str) -> Vec<u8> {
    changed(|document| {
        let id = contents_id(document);
        set_stream(document, id, content.as_bytes());
    })
}

/// The file with some bytes changed of what one of its streams holds, pixels aside: which stream, and where, are
/// chosen by numbers of any size.
pub(crate) fn with_bytes_inside(which: usize, changes: &[(usize, u8)]) -> Vec<u8> {
    changed(|document| {
        let packed = |object: &Object| {
            object.as_stream().is_ok_and(|stream| stream.dict.has(b"Filter") && !stream.dict.has(b"Width"))
        };
        let ids: Vec<ObjectId> = document.objects.iter().filter(|o| packed(o.1)).map(|o| *o.0).collect();
        let id = ids[which % ids.len()];
        let mut content = document.objects[&id].as_stream().unwrap().decompressed_content().unwrap();
        for &(place, byte) in changes {
            let at = place % content.len();
            content[at] = byte;
        }
        set_stream(document, id, &content);
    })
}
