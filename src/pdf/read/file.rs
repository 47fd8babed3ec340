//! The objects of a file by their numbers, read one by one as they are asked for.
//!
//! Only what [`save`](crate::pdf::save) writes is known: one compressed cross-reference for the whole file, streams
//! deflated or plain. lopdf's own loader reads every object of a file and inflates as much as it says; for one page of a
//! file that may have been tampered with that is too much.

use super::PdfReadError;
use super::lexer::{PdfDictionary, PdfLexer, PdfToken, PdfValue};
use crate::limits;
use flate2::read::ZlibDecoder;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::Read;
use std::rc::Rc;

/// Location of an object.
#[derive(Clone, Copy)]
enum StoredLocation {
    Missing,
    At(usize),
    Inside { stream: u32, index: usize },
}

/// A file, opened.
pub(super) struct PdfObjects<'a> {
    bytes: &'a [u8],
    places: Vec<StoredLocation>,
    root: u32,
    /// Object streams that were inflated already.
    inflated: RefCell<BTreeMap<u32, Rc<ObjectGroup>>>,
    /// Bytes that may still be inflated.
    budget: Cell<usize>,
}

/// An object stream, inflated.
struct ObjectGroup {
    bytes: Vec<u8>,
    /// Number of the object and where it begins.
    index: Vec<(u32, usize)>,
}

/// A stream whose content is as it stands in the file.
pub(super) struct RawStream<'a> {
    /// Its dictionary.
    pub(super) about: PdfDictionary,
    content: &'a [u8],
}

impl<'a> PdfObjects<'a> {
    /// Reads the cross-reference.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, PdfReadError> {
        if !bytes.starts_with(b"%PDF-") {
            return Err(PdfReadError::NotPdf);
        }
        if bytes.len() > limits::PDF_BYTES {
            return Err(PdfReadError::TooLarge("the file"));
        }
        let mut objects = Self {
            bytes,
            places: Vec::new(),
            root: 0,
            inflated: RefCell::default(),
            budget: Cell::new(limits::PDF_BYTES_INFLATED),
        };
        objects.read_places()?;
        Ok(objects)
    }

    /// The catalog.
    pub(super) fn catalog(&self) -> Result<PdfDictionary, PdfReadError> {
        self.dictionary(&PdfValue::Reference(self.root))
    }

    /// An object, or the one a reference leads to.
    pub(super) fn value(&self, value: &PdfValue) -> Result<PdfValue, PdfReadError> {
        let PdfValue::Reference(number) = *value else { return Ok(value.clone()) };
        match self.place(number) {
            StoredLocation::Missing => Err(PdfReadError::Missing("an object")),
            StoredLocation::At(offset) => Ok(self.object_at(number, offset)?.value()?),
            StoredLocation::Inside { stream, index } => {
                let group = self.group(stream)?;
                let found = group.index.get(index).filter(|entry| entry.0 == number);
                let (_, offset) = *found.ok_or(PdfReadError::Missing("an object"))?;
                PdfLexer::new(&group.bytes, offset).value()
            }
        }
    }

    /// A dictionary, or the one a reference leads to.
    pub(super) fn dictionary(&self, value: &PdfValue) -> Result<PdfDictionary, PdfReadError> {
        match self.value(value)? {
            PdfValue::Dictionary(dictionary) => Ok(dictionary),
            _ => Err(PdfReadError::Missing("a dictionary")),
        }
    }

    /// The stream a reference leads to.
    pub(super) fn stream(&self, value: &PdfValue) -> Result<RawStream<'a>, PdfReadError> {
        let PdfValue::Reference(number) = *value else { return Err(PdfReadError::Missing("a stream")) };
        match self.place(number) {
            StoredLocation::At(offset) => self.stream_at(number, offset),
            _ => Err(PdfReadError::Missing("a stream")),
        }
    }

    /// Content of a stream: at most `limit` bytes, and at most what is left of the file's budget.
    pub(super) fn content(&self, stream: &RawStream<'_>, limit: usize) -> Result<Vec<u8>, PdfReadError> {
        let limit = limit.min(self.budget.get());
        let mut out = Vec::new();
        stream.inflater()?.take(limit as u64 + 1).read_to_end(&mut out).map_err(|_| PdfReadError::Deflate)?;
        if out.len() > limit {
            return Err(PdfReadError::TooLarge("a stream"));
        }
        self.budget.set(self.budget.get() - out.len());
        Ok(out)
    }

    fn place(&self, number: u32) -> StoredLocation {
        self.places.get(number as usize).copied().unwrap_or(StoredLocation::Missing)
    }

    /// Past the head of an object.
    fn object_at(&self, number: u32, offset: usize) -> Result<PdfLexer<'a>, PdfReadError> {
        let mut syntax = PdfLexer::new(self.bytes, offset);
        let head = [syntax.value()?, syntax.value()?];
        if head != [PdfValue::Number(f64::from(number)), PdfValue::Number(0.0)] {
            return Err(PdfReadError::Missing("an object"));
        }
        syntax.expect("obj")?;
        Ok(syntax)
    }

    fn stream_at(&self, number: u32, offset: usize) -> Result<RawStream<'a>, PdfReadError> {
        let mut syntax = self.object_at(number, offset)?;
        let PdfValue::Dictionary(about) = syntax.value()? else {
            return Err(PdfReadError::Missing("a stream"));
        };
        syntax.expect("stream")?;
        let length = about.get(b"Length".as_slice()).and_then(PdfValue::count);
        // One line feed follows the word.
        let start = syntax.at() + 1;
        let content = length.and_then(|length| self.bytes.get(start..start.checked_add(length)?));
        Ok(RawStream { about, content: content.ok_or(PdfReadError::Missing("the content of a stream"))? })
    }

    fn group(&self, number: u32) -> Result<Rc<ObjectGroup>, PdfReadError> {
        if let Some(known) = self.inflated.borrow().get(&number) {
            return Ok(Rc::clone(known));
        }
        let stream = self.stream(&PdfValue::Reference(number))?;
        let bytes = self.content(&stream, limits::PDF_BYTES_INFLATED)?;
        let count = |key: &[u8]| {
            stream.about.get(key).and_then(PdfValue::count).ok_or(PdfReadError::Missing("an object stream"))
        };
        let (objects, first) = (count(b"N")?, count(b"First")?);
        let mut syntax = PdfLexer::new(&bytes, 0);
        let mut index = Vec::new();
        for _ in 0..objects {
            let [object, offset] = [syntax.value()?.count(), syntax.value()?.count()]
                .map(|number| number.ok_or(PdfReadError::Missing("an object stream")));
            index.push((object? as u32, first.saturating_add(offset?)));
        }
        let group = Rc::new(ObjectGroup { bytes, index });
        self.inflated.borrow_mut().insert(number, Rc::clone(&group));
        Ok(group)
    }

    /// Reads the cross-reference, which is the last object, and the root it names.
    fn read_places(&mut self) -> Result<(), PdfReadError> {
        let (number, offset) = self.last_object()?;
        let stream = self.stream_at(number, offset)?;
        if stream.about.get(b"Type".as_slice()).and_then(PdfValue::name) != Some(b"XRef") {
            return Err(PdfReadError::Foreign("cross-reference"));
        }
        for key in ["Prev", "Encrypt", "Index"] {
            if stream.about.contains_key(key.as_bytes()) {
                return Err(PdfReadError::Unknown { what: "entry of the cross-reference", name: key.into() });
            }
        }
        let Some(&PdfValue::Reference(root)) = stream.about.get(b"Root".as_slice()) else {
            return Err(PdfReadError::Missing("the catalog"));
        };
        self.root = root;
        let widths = stream.about.get(b"W".as_slice()).and_then(PdfValue::array).unwrap_or_default();
        let widths: Option<Vec<usize>> = widths.iter().map(PdfValue::count).collect();
        let Some(&[1, first @ 1..=4, second @ 0..=4]) = widths.as_deref() else {
            return Err(PdfReadError::Foreign("cross-reference"));
        };
        let rows = self.content(&stream, limits::PDF_OBJECTS * (2 + first + second))?;
        self.places = places(&rows, first, second)?;
        Ok(())
    }

    /// Number and place of the object that the last lines of the file name.
    fn last_object(&self) -> Result<(u32, usize), PdfReadError> {
        let foreign = || PdfReadError::Foreign("end");
        let tail = self.bytes.get(self.bytes.len().saturating_sub(64)..).unwrap_or_default();
        let word = b"startxref";
        let found = tail.windows(word.len()).rposition(|window| window == word).ok_or_else(foreign)?;
        let offset = PdfLexer::new(tail, found + word.len()).value()?.count().ok_or_else(foreign)?;
        let number = PdfLexer::new(self.bytes, offset).token()?;
        match number {
            Some(PdfToken::Value(number)) => Ok((number.count().ok_or_else(foreign)? as u32, offset)),
            _ => Err(PdfReadError::Foreign("cross-reference")),
        }
    }
}

impl RawStream<'_> {
    /// Tests whether it holds nothing at all.
    pub(super) const fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// The content as it comes, plain.
    pub(super) fn inflater(&self) -> Result<Box<dyn Read + '_>, PdfReadError> {
        match self.about.get(b"Filter".as_slice()) {
            None => Ok(Box::new(self.content)),
            Some(PdfValue::Name(name)) if name == b"FlateDecode" => {
                Ok(Box::new(ZlibDecoder::new(self.content)))
            }
            Some(_) => Err(PdfReadError::Foreign("filter")),
        }
    }
}

/// The places of objects 0, 1, 2 …: rows of a kind and two numbers, each with a filter before it and written as its
/// difference from the row above (PNG filter "up").
fn places(rows: &[u8], first: usize, second: usize) -> Result<Vec<StoredLocation>, PdfReadError> {
    let columns = 1 + first + second;
    let mut above = vec![0_u8; columns];
    let mut places = Vec::with_capacity(rows.len() / (columns + 1));
    for row in rows.chunks(columns + 1) {
        let (&[filter], differences) =
            row.split_first_chunk().ok_or(PdfReadError::Foreign("cross-reference"))?;
        if filter != 2 || differences.len() != columns {
            return Err(PdfReadError::Foreign("cross-reference"));
        }
        above
            .iter_mut()
            .zip(differences)
            .for_each(|(byte, difference)| *byte = byte.wrapping_add(*difference));
        let number = |bytes: &[u8]| bytes.iter().fold(0, |number, &byte| number << 8 | usize::from(byte));
        let (one, two) = (number(&above[1..=first]), number(&above[1 + first..]));
        places.push(match above[0] {
            1 => StoredLocation::At(one),
            2 => StoredLocation::Inside { stream: one as u32, index: two },
            _ => StoredLocation::Missing,
        });
    }
    Ok(places)
}
