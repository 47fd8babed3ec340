//! The draft of a document, unchecked, and the one table of its fields.
//!
//! [`fields`] says of every field all that there is to say: its name, its kind and limits, its words for people, its role
//! in the text, whether it is searched, cleaned, asked for. Reading and checking a draft (`record`), its JSON Schema, the
//! form, the texts that the checks read, search, the images it names, and the columns of the register take a field from
//! there. [`texts()`] visits the texts of any draft, however wrong it is; the lenient readers of [`FieldSpec`] never fail.

pub mod fields;
mod paper_date;
mod spec;
#[cfg(test)]
mod tests;
mod texts;
mod values;

pub use paper_date::PaperDate;
pub use spec::{Demand, FieldKind, FieldSpec, FormPart, PrintedWord};
pub use texts::{DraftText, texts};
pub use values::{
    ReceiverNames, SignerImage, is_attached, is_blank_number, issuer_name, mode, number_given, receivers,
    signer_images, signer_names, subject_line,
};

use serde_json::{Map, Value};

/// Fields of a draft as they were given. The keys are those of the decree's data standard (NĐ 30/2020, Phụ lục VI) in
/// snake_case. Any JSON object is a draft; [`Record::check`](crate::record::Record::check) says all that is wrong with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The fields as given.
    pub values: Map<String, Value>,
}

impl Draft {
    /// Bytes of all its texts; the time it takes to make the document grows with them.
    pub fn text_bytes(&self) -> usize {
        fn bytes(value: &Value) -> usize {
            match value {
                Value::String(text) => text.len(),
                Value::Array(list) => list.iter().map(bytes).sum(),
                Value::Object(map) => map.values().map(bytes).sum(),
                _ => 0,
            }
        }
        self.values.values().map(bytes).sum()
    }
}

/// Freedom of the program to change what it was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// A new document: corrected, every correction counted.
    #[default]
    Normalised,
    /// An archived document: as issued, the office's errors included.
    Faithful,
}

impl Mode {
    /// Its word in a draft.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Normalised => "normalised",
            Self::Faithful => "faithful",
        }
    }
}
