//! What has been recognised of a paper so far.

use super::Knowledge;
use super::pieces::Places;
use crate::document::BlockRole;
use crate::input::source::Mend;
use crate::report::{FieldPath, Problem, Severity};
use serde_json::{Map, Value, json};

/// A paper being recognised: the fields of its draft so far, and what is to be told of it.
pub(in crate::input) struct PaperReading<'k> {
    pub(super) knowledge: &'k Knowledge,
    pub(super) values: Map<String, Value>,
    pub(super) doubts: Vec<Problem>,
    pub(super) mended: Vec<Mend>,
    /// Flag: the source is lines of a text, of which several may be one paragraph.
    pub(super) wrapped: bool,
    /// Where each piece of the source went.
    pub(super) places: Places,
    /// Words of paragraphs, by their numbers, that are printed without standing in a field.
    pub(super) accounted: Vec<(usize, String)>,
}

impl<'k> PaperReading<'k> {
    /// A draft that reproduces what is read.
    pub(super) fn new(knowledge: &'k Knowledge, wrapped: bool) -> Self {
        let mut reading = PaperReading {
            knowledge,
            values: Map::new(),
            doubts: Vec::new(),
            mended: Vec::new(),
            wrapped,
            places: Places::default(),
            accounted: Vec::new(),
        };
        reading.put("schema_version", json!(1));
        reading.put("mode", json!("faithful"));
        reading
    }
}

impl PaperReading<'_> {
    pub(super) fn put(&mut self, key: &str, value: Value) {
        self.values.insert(key.to_owned(), value);
    }

    /// Notes that a piece of a paragraph went to a field: it is accounted for.
    pub(super) fn claim(&mut self, number: usize, at: FieldPath, role: BlockRole, text: &str) {
        self.places.put(number, at, role, text);
    }

    /// Notes words that the program prints by itself (`Kính gửi`, `Số`), so that nobody looks for them.
    pub(super) fn account(&mut self, number: usize, text: &str) {
        self.accounted.push((number, text.to_owned()));
    }

    /// Names something a person should look at.
    pub(super) fn doubt(&mut self, field: &str, code: &'static str, line: Option<usize>, message: String) {
        let problem = Problem::warning(FieldPath::field(field), code, message);
        self.doubts.push(Problem { line, ..problem });
    }

    /// Names something worth knowing.
    pub(super) fn note(&mut self, field: &str, code: &'static str, message: &str) {
        let problem = Problem::warning(FieldPath::field(field), code, message);
        self.doubts.push(Problem { severity: Severity::Information, ..problem });
    }

    pub(super) fn mend(&mut self, line: usize, what: &'static str, before: &str, after: &str) {
        self.mended.push(Mend { line, what, before: before.to_owned(), after: after.to_owned() });
    }
}
