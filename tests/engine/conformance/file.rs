//! A written file as the checks see it, and what they find in it.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use std::fmt;
use std::sync::LazyLock;

/// A clause that a file does not keep, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The standard and the clause: `ISO 14289-1, 7.1`.
    pub(crate) clause: &'static str,
    /// What is wrong, where.
    pub(crate) what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.clause, self.what)
    }
}

/// The violations found so far.
#[derive(Debug, Default)]
pub(crate) struct Findings(pub(crate) Vec<Violation>);

impl Findings {
    pub(crate) fn add(&mut self, clause: &'static str, what: impl Into<String>) {
        self.0.push(Violation { clause, what: what.into() });
    }

    /// Notes a violation unless `kept`.
    pub(crate) fn expect(&mut self, kept: bool, clause: &'static str, what: impl FnOnce() -> String) {
        if !kept {
            self.add(clause, what());
        }
    }
}

/// What a file was asked to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim {
    /// The part of ISO 19005.
    pub(crate) part: u8,
    /// Whether signature fields were asked for.
    pub(crate) fields: bool,
}

/// A file and its pages. Nothing here panics on a damaged one.
pub(crate) struct Pdf<'a> {
    pub(crate) document: &'a Document,
    pub(crate) pages: Vec<ObjectId>,
}

/// The dictionary of what has none.
fn no_dictionary() -> &'static Dictionary {
    static EMPTY: LazyLock<Dictionary> = LazyLock::new(Dictionary::new);
    &EMPTY
}

impl<'a> Pdf<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        Self { document, pages: document.get_pages().into_values().collect() }
    }

    pub(crate) fn catalog(&self) -> &'a Dictionary {
        self.document.catalog().unwrap_or(no_dictionary())
    }

    /// An object, or the one a reference leads to.
    pub(crate) fn resolved(&self, object: &'a Object) -> &'a Object {
        self.document.dereference(object).map_or(&Object::Null, |found| found.1)
    }

    /// The dictionary of an object, a stream's too; an empty one if it has none.
    pub(crate) fn dictionary_of(&self, object: &'a Object) -> &'a Dictionary {
        match self.resolved(object) {
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            _ => no_dictionary(),
        }
    }

    /// The dictionary an id leads to.
    pub(crate) fn object(&self, id: ObjectId) -> &'a Dictionary {
        match self.document.objects.get(&id) {
            Some(Object::Dictionary(dictionary)) => dictionary,
            Some(Object::Stream(stream)) => &stream.dict,
            _ => no_dictionary(),
        }
    }

    pub(crate) fn get(&self, dictionary: &'a Dictionary, key: &str) -> Option<&'a Object> {
        dictionary.get(key.as_bytes()).ok().map(|object| self.resolved(object))
    }

    pub(crate) fn dictionary(&self, dictionary: &'a Dictionary, key: &str) -> &'a Dictionary {
        dictionary.get(key.as_bytes()).map_or(no_dictionary(), |object| self.dictionary_of(object))
    }

    pub(crate) fn array(&self, dictionary: &'a Dictionary, key: &str) -> &'a [Object] {
        self.get(dictionary, key).and_then(|object| object.as_array().ok()).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn name(&self, dictionary: &'a Dictionary, key: &str) -> &'a str {
        let name = self.get(dictionary, key).and_then(|object| object.as_name().ok());
        name.and_then(|name| str::from_utf8(name).ok()).unwrap_or_default()
    }

    pub(crate) fn integer(&self, dictionary: &'a Dictionary, key: &str) -> Option<i64> {
        self.get(dictionary, key).and_then(|object| object.as_i64().ok())
    }

    pub(crate) fn flag(&self, dictionary: &'a Dictionary, key: &str) -> Option<bool> {
        self.get(dictionary, key).and_then(|object| object.as_bool().ok())
    }

    /// A text string (ISO 32000-1, 7.9.2.2).
    pub(crate) fn text(&self, dictionary: &'a Dictionary, key: &str) -> Option<String> {
        let bytes = self.get(dictionary, key)?.as_str().ok()?;
        match bytes.strip_prefix(&[0xFE, 0xFF]) {
            Some(units) => {
                let (pairs, _) = units.as_chunks::<2>();
                let units: Vec<u16> = pairs.iter().map(|&pair| u16::from_be_bytes(pair)).collect();
                String::from_utf16(&units).ok()
            }
            None => str::from_utf8(bytes).ok().map(str::to_owned),
        }
    }

    pub(crate) fn numbers(&self, dictionary: &'a Dictionary, key: &str) -> Vec<f32> {
        self.array(dictionary, key).iter().filter_map(|number| number.as_float().ok()).collect()
    }

    pub(crate) fn reference(dictionary: &Dictionary, key: &str) -> Option<ObjectId> {
        dictionary.get(key.as_bytes()).and_then(Object::as_reference).ok()
    }

    pub(crate) fn stream(&self, dictionary: &'a Dictionary, key: &str) -> Option<&'a Stream> {
        self.get(dictionary, key).and_then(|object| object.as_stream().ok())
    }

    /// The annotations of a page.
    pub(crate) fn annotations(&self, page: ObjectId) -> &'a [Object] {
        self.array(self.object(page), "Annots")
    }
}

/// A stream's bytes, inflated.
pub(crate) fn inflated(stream: &Stream) -> Vec<u8> {
    match stream.dict.has(b"Filter") {
        true => stream.decompressed_content().unwrap_or_default(),
        false => stream.content.clone(),
    }
}
