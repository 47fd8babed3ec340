//! Objects as the bytes of a file: streams one by one, all others in object streams, a compressed cross-reference.
//!
//! lopdf can save too, but serialises every object four times on the way to object streams.

use super::deflate::Deflater;
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use sha2::{Digest, Sha256};
use std::io::Write;

/// Version and a comment of bytes that are no text, so that no tool takes the file for any (ISO 19005-2, 6.1.2).
const HEADER: &[u8] = b"%PDF-1.7\n%\xBB\xAD\xC0\xDE\n";
/// Objects of one object stream: a reader that wants one inflates all.
const OBJECTS_PER_STREAM: usize = 1000;

/// Location of an object (ISO 32000-1, 7.5.8.3).
#[derive(Clone, Copy)]
enum ObjectLocation {
    Free,
    Offset(usize),
    Inside(u32, usize),
}

/// The bytes of a file. Its id is a digest of what stands before the cross-reference: the same content, the same id.
pub(super) fn save(document: &Document, deflater: &mut Deflater) -> Vec<u8> {
    let mut file =
        PdfFile { out: HEADER.to_vec(), places: vec![ObjectLocation::Free; document.max_id as usize + 1] };
    let (streams, others): (Vec<_>, Vec<_>) =
        document.objects.iter().partition(|(_, object)| matches!(object, Object::Stream(_)));
    for (&id, object) in streams {
        file.object(id, object);
    }
    for part in others.chunks(OBJECTS_PER_STREAM) {
        file.object_stream(part, deflater);
    }
    file.cross_reference(&document.trailer, deflater);
    file.out
}

struct PdfFile {
    out: Vec<u8>,
    /// By object number.
    places: Vec<ObjectLocation>,
}

impl PdfFile {
    fn object(&mut self, id: ObjectId, object: &Object) {
        self.place(id.0, ObjectLocation::Offset(self.out.len()));
        put(&mut self.out, format_args!("{} {} obj\n", id.0, id.1));
        write_object(&mut self.out, object);
        self.out.extend_from_slice(b"\nendobj\n");
    }

    fn place(&mut self, number: u32, place: ObjectLocation) {
        if let Some(slot) = self.places.get_mut(number as usize) {
            *slot = place;
        }
    }

    /// A number for an object of the file itself.
    fn next_number(&mut self) -> u32 {
        self.places.push(ObjectLocation::Free);
        self.places.len() as u32 - 1
    }

    fn object_stream(&mut self, objects: &[(&ObjectId, &Object)], deflater: &mut Deflater) {
        let number = self.next_number();
        let (mut index, mut body) = (Vec::new(), Vec::new());
        for (at, (id, object)) in objects.iter().enumerate() {
            put(&mut index, format_args!("{} {} ", id.0, body.len()));
            write_object(&mut body, object);
            body.push(b'\n');
            self.place(id.0, ObjectLocation::Inside(number, at));
        }
        let about =
            dictionary! { "Type" => "ObjStm", "N" => objects.len() as i64, "First" => index.len() as i64 };
        index.append(&mut body);
        self.object((number, 0), &deflater.stream(about, &index).into());
    }

    fn cross_reference(&mut self, trailer: &Dictionary, deflater: &mut Deflater) {
        let number = self.next_number();
        let start = self.out.len();
        self.place(number, ObjectLocation::Offset(start));
        let digest = Sha256::digest(&self.out);
        let id = Object::string_literal(digest.iter().take(16).copied().collect::<Vec<u8>>());
        let mut about = dictionary! {
            "Type" => "XRef",
            "Size" => self.places.len() as i64,
            "W" => [1, 4, 2].map(Object::Integer).to_vec(),
            "DecodeParms" => dictionary! { "Predictor" => 12, "Columns" => ROW as i64 },
            "ID" => vec![id.clone(), id],
        };
        about.extend(trailer);
        let table = deflater.stream(about, &self.rows());
        self.object((number, 0), &table.into());
        put(&mut self.out, format_args!("startxref\n{start}\n%%EOF\n"));
    }

    /// The cross-reference, every row but the first as its difference from the one above (PNG filter "up").
    fn rows(&self) -> Vec<u8> {
        let mut rows = Vec::with_capacity(self.places.len() * (ROW + 1));
        let mut above = [0; ROW];
        for &place in &self.places {
            let row = row(place);
            rows.push(2);
            rows.extend((0..ROW).map(|column| row[column].wrapping_sub(above[column])));
            above = row;
        }
        rows
    }
}

/// Bytes of a row: kind, offset or stream, place in the stream.
const ROW: usize = 7;

fn row(place: ObjectLocation) -> [u8; ROW] {
    let (kind, first, second) = match place {
        // The head of the list of free objects has the largest generation, and so may they all.
        ObjectLocation::Free => (0, 0, u16::MAX),
        ObjectLocation::Offset(offset) => (1, offset as u32, 0),
        ObjectLocation::Inside(stream, at) => (2, stream, at as u16),
    };
    let ([a, b, c, d], [e, f]) = (first.to_be_bytes(), second.to_be_bytes());
    [kind, a, b, c, d, e, f]
}

/// Writing to memory does not fail.
fn put(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}

fn write_object(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(value) => put(out, format_args!("{value}")),
        Object::Integer(value) => put(out, format_args!("{value}")),
        Object::Real(value) => put(out, format_args!("{value}")),
        Object::Name(name) => write_name(out, name),
        Object::String(bytes, _) => write_string(out, bytes),
        Object::Array(items) => write_array(out, items),
        Object::Dictionary(dictionary) => write_dictionary(out, dictionary),
        Object::Reference((number, generation)) => put(out, format_args!("{number} {generation} R")),
        Object::Stream(stream) => {
            let mut about = stream.dict.clone();
            about.set("Length", stream.content.len() as i64);
            write_dictionary(out, &about);
            out.extend_from_slice(b"stream\n");
            out.extend_from_slice(&stream.content);
            out.extend_from_slice(b"\nendstream");
        }
    }
}

fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for &byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(&byte) {
            out.push(byte);
        } else {
            put(out, format_args!("#{byte:02X}"));
        }
    }
}

fn write_string(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'(');
    for &byte in bytes {
        match byte {
            b'(' | b')' | b'\\' => out.extend([b'\\', byte]),
            // A bare one would be read as a line feed (ISO 32000-1, 7.3.4.2).
            b'\r' => out.extend_from_slice(b"\\r"),
            _ => out.push(byte),
        }
    }
    out.push(b')');
}

fn write_array(out: &mut Vec<u8>, items: &[Object]) {
    out.push(b'[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        write_object(out, item);
    }
    out.push(b']');
}

fn write_dictionary(out: &mut Vec<u8>, dictionary: &Dictionary) {
    out.extend_from_slice(b"<<");
    for (key, value) in dictionary.iter() {
        write_name(out, key);
        // Values that begin with a delimiter need no space before them.
        if matches!(
            value,
            Object::Null | Object::Boolean(_) | Object::Integer(_) | Object::Real(_) | Object::Reference(_)
        ) {
            out.push(b' ');
        }
        write_object(out, value);
    }
    out.extend_from_slice(b">>");
}
