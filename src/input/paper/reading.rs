//! What has been recognised of a paper so far.

use super::Knowledge;
use crate::input::source::Mend;
use crate::report::{FieldPath, Problem, Severity};
use serde_json::{Map, Value, json};

/// A paper being recognised: the fields of its draft so far, and what is to be told of it.
pub(in crate::input) struct PaperReading<'k> {
    pub(in crate::input) knowledge: &'k Knowledge,
    pub(in crate::input) values: Map<String, Value>,
    pub(in crate::input) doubts: Vec<Problem>,
    pub(in crate::input) mended: Vec<Mend>,
}

impl<'k> PaperReading<'k> {
    /// A draft that reproduces what is read.
    pub(in crate::input) fn new(knowledge: &'k Knowledge) -> Self {
        let mut scan = PaperReading { knowledge, values: Map::new(), doubts: Vec::new(), mended: Vec::new() };
        scan.put("schema_version", json!(1));
        scan.put("mode", json!("faithful"));
        scan
    }
}

impl PaperReading<'_> {
    pub(in crate::input) fn put(&mut self, key: &str, value: Value) {
        self.values.insert(key.to_owned(), value);
    }

    /// Names something a person should look at.
    pub(in crate::input) fn doubt(
        &mut self,
        field: &str,
        code: &'static str,
        line: Option<usize>,
        message: String,
    ) {
        let problem = Problem::warning(FieldPath::field(field), code, message);
        self.doubts.push(Problem { line, ..problem });
    }

    /// Names something worth knowing.
    pub(in crate::input) fn note(&mut self, field: &str, code: &'static str, message: &str) {
        let problem = Problem::warning(FieldPath::field(field), code, message);
        self.doubts.push(Problem { severity: Severity::Information, ..problem });
    }

    pub(in crate::input) fn mend(&mut self, line: usize, what: &'static str, before: &str, after: &str) {
        self.mended.push(Mend { line, what, before: before.to_owned(), after: after.to_owned() });
    }
}
