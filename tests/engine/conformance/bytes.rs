//! The file as bytes: header, objects one after the other, cross-reference, trailer.
//!
//! A reader of its own, so that no library mends silently what it reads.

use super::file::Findings;
use std::collections::BTreeMap;
use std::io::Read as _;

const HEADER: &str = "ISO 19005-2, 6.1.2";
const TRAILER: &str = "ISO 19005-2, 6.1.3";
const STRINGS: &str = "ISO 19005-2, 6.1.6";
const STREAMS: &str = "ISO 19005-2, 6.1.7.1";
const OBJECTS: &str = "ISO 19005-2, 6.1.9";
const REFERENCES: &str = "ISO 32000-1, 7.5.8";

/// An object as it stands in the file.
struct Written<'a> {
    number: usize,
    dictionary: &'a [u8],
    content: &'a [u8],
}

/// Checks the bytes of a file that consists of streams only.
pub(crate) fn check(bytes: &[u8], findings: &mut Findings) {
    let first = header(bytes, findings);
    let Some(cross_reference) = end(bytes, findings) else { return };
    let mut objects = BTreeMap::new();
    let mut at = first;
    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
        let Some((object, next)) = object(bytes, at, findings) else { return };
        objects.insert(at, object);
        at = next;
    }
    findings.expect(bytes[at..].starts_with(b"startxref\n"), OBJECTS, || {
        format!("at byte {at} there is neither an object nor startxref")
    });
    match objects.get(&cross_reference) {
        Some(table) => references(table, cross_reference, &objects, findings),
        None => findings
            .add(REFERENCES, format!("startxref leads to byte {cross_reference}, where no object begins")),
    }
}

/// `%PDF-1.n`, a line end, a comment of bytes above 127; gives where objects begin.
fn header(bytes: &[u8], findings: &mut Findings) -> usize {
    let version = bytes.starts_with(b"%PDF-1.") && bytes.get(7).is_some_and(|n| (b'0'..=b'7').contains(n));
    findings.expect(version && bytes.get(8) == Some(&b'\n'), HEADER, || "no %PDF-1.n at byte 0".to_owned());
    let comment = bytes.get(9..14).unwrap_or_default();
    let binary = comment.first() == Some(&b'%') && comment[1..].iter().all(|&byte| byte > 127);
    findings.expect(binary, HEADER, || format!("{comment:?} is no comment of bytes above 127"));
    let line_end = bytes.iter().skip(9).position(|&byte| byte == b'\n').unwrap_or(0);
    9 + line_end + 1
}

/// `startxref`, a number, `%%EOF` and at most one line end; gives the number.
fn end(bytes: &[u8], findings: &mut Findings) -> Option<usize> {
    let marker = b"%%EOF";
    let last = bytes.windows(marker.len()).rposition(|window| window == marker);
    let Some(last) = last else {
        findings.add(TRAILER, "no end-of-file marker");
        return None;
    };
    let after = &bytes[last + marker.len()..];
    findings.expect(matches!(after, b"" | b"\n" | b"\r\n" | b"\r"), TRAILER, || {
        format!("{} bytes after the last end-of-file marker", after.len())
    });
    let start = bytes.windows(9).rposition(|window| window == b"startxref")?;
    let number = str::from_utf8(bytes.get(start + 9..last)?).ok()?.trim();
    number.parse().ok()
}

/// `n g obj`, a dictionary, a stream, `endobj`; and where the next begins.
fn object<'a>(bytes: &'a [u8], at: usize, findings: &mut Findings) -> Option<(Written<'a>, usize)> {
    let line = bytes[at..].split(|&byte| byte == b'\n').next()?;
    let words: Vec<&str> = str::from_utf8(line).ok()?.split(' ').collect();
    let [number, generation, "obj"] = words.as_slice() else {
        findings.add(OBJECTS, format!("{words:?} begins no object"));
        return None;
    };
    findings.expect(generation.parse() == Ok(0), OBJECTS, || format!("generation {generation}"));
    let number = number.parse().ok()?;
    let begins = at + line.len() + 1;
    let ends = dictionary_end(bytes, begins, findings)?;
    let dictionary = &bytes[begins..ends];
    let Some(content_at) = strip(bytes, ends, b"stream\n") else {
        findings.add(STREAMS, format!("object {number}: stream is not followed by a line feed"));
        return None;
    };
    let length = number_after(dictionary, "/Length ")?;
    let content = bytes.get(content_at..content_at + length)?;
    let after = strip(bytes, content_at + length, b"\nendstream");
    let Some(after) = after else {
        findings
            .add(STREAMS, format!("object {number}: {length} bytes of stream do not end before endstream"));
        return None;
    };
    let Some(next) = strip(bytes, after, b"\nendobj\n") else {
        findings.add(OBJECTS, format!("object {number}: endobj does not stand on a line of its own"));
        return None;
    };
    Some((Written { number, dictionary, content }, next))
}

fn strip(bytes: &[u8], at: usize, what: &[u8]) -> Option<usize> {
    bytes.get(at..)?.starts_with(what).then_some(at + what.len())
}

/// The byte after a dictionary; hexadecimal strings in it have an even number of digits.
fn dictionary_end(bytes: &[u8], from: usize, findings: &mut Findings) -> Option<usize> {
    let (mut at, mut depth) = (from, 0_usize);
    loop {
        match bytes.get(at..at + 2)? {
            b"<<" => (depth, at) = (depth + 1, at + 2),
            b">>" => {
                (depth, at) = (depth.checked_sub(1)?, at + 2);
                if depth == 0 {
                    return Some(at);
                }
            }
            [b'(', _] => at = string_end(bytes, at)?,
            [b'<', _] => {
                let length = bytes[at..].iter().position(|&byte| byte == b'>')?;
                let digits = &bytes[at + 1..at + length];
                let good = digits.len().is_multiple_of(2) && digits.iter().all(u8::is_ascii_hexdigit);
                findings.expect(good, STRINGS, || format!("hexadecimal string at byte {at}"));
                at += length + 1;
            }
            _ => at += 1,
        }
    }
}

fn string_end(bytes: &[u8], from: usize) -> Option<usize> {
    let (mut at, mut depth) = (from, 0);
    loop {
        match bytes.get(at)? {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

fn number_after(dictionary: &[u8], key: &str) -> Option<usize> {
    let at = dictionary.windows(key.len()).position(|window| window == key.as_bytes())? + key.len();
    let digits: String = dictionary[at..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .map(|&byte| char::from(byte))
        .collect();
    digits.parse().ok()
}

fn inflate(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let _ = flate2::read::ZlibDecoder::new(content).read_to_end(&mut out);
    out
}

/// Every row of the cross-reference leads to the object of its number, and every object has a row.
fn references(
    table: &Written<'_>,
    own: usize,
    objects: &BTreeMap<usize, Written<'_>>,
    findings: &mut Findings,
) {
    for (key, clause) in [("/Root", REFERENCES), ("/ID[(", TRAILER), ("/W[1 4 2]", REFERENCES)] {
        let has = table.dictionary.windows(key.len()).any(|window| window == key.as_bytes());
        findings.expect(has, clause, || format!("the trailer lacks {key}"));
    }
    let encrypted = table.dictionary.windows(8).any(|window| window == b"/Encrypt");
    findings.expect(!encrypted, TRAILER, || "the trailer has /Encrypt".to_owned());
    let rows = rows(&inflate(table.content));
    let size = number_after(table.dictionary, "/Size ");
    findings.expect(size == Some(rows.len()), REFERENCES, || format!("{size:?} is not {} rows", rows.len()));
    findings.expect(rows.first() == Some(&(0, 0, 65_535)), REFERENCES, || "object 0 is not free".to_owned());
    let mut seen = 0;
    for (number, &(kind, first, second)) in rows.iter().enumerate() {
        let leads = match kind {
            0 => continue,
            1 => objects.get(&first).is_some_and(|object| object.number == number) && second == 0,
            2 => rows.get(first).filter(|row| row.0 == 1).and_then(|row| objects.get(&row.1)).is_some_and(
                |stream| {
                    // Number and offset of each object stand at the stream's beginning.
                    let content = inflate(stream.content);
                    let index = String::from_utf8_lossy(&content);
                    index.split_ascii_whitespace().nth(2 * second).and_then(|word| word.parse().ok())
                        == Some(number)
                },
            ),
            _ => false,
        };
        seen += usize::from(kind == 1);
        findings.expect(leads, REFERENCES, || format!("row {number} leads nowhere"));
    }
    findings.expect(seen == objects.len() && objects.contains_key(&own), REFERENCES, || {
        format!("{seen} rows for {} objects", objects.len())
    });
}

/// The rows of a table of widths 1, 4, 2 whose rows are differences from the row above.
fn rows(table: &[u8]) -> Vec<(u8, usize, usize)> {
    let mut above = [0_u8; 7];
    let mut rows = Vec::new();
    for row in table.chunks_exact(8) {
        if row[0] != 2 {
            return rows;
        }
        for (sum, difference) in above.iter_mut().zip(&row[1..]) {
            *sum = sum.wrapping_add(*difference);
        }
        let [kind, a, b, c, d, e, f] = above;
        rows.push((kind, u32::from_be_bytes([a, b, c, d]) as usize, usize::from(u16::from_be_bytes([e, f]))));
    }
    rows
}
