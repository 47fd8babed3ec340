//! What comes from outside: JSON, TOML, text with a TOML head, pasted or scanned text → [`Draft`], unchecked.

/// What was said; nothing has been judged yet.
///
/// The keys are those of the decree's data standard (NĐ 30/2020, Phụ lục VI) in snake_case. A draft is any JSON
/// object; [`Record::check`](crate::record::Record::check) says all that is wrong with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The fields as given.
    pub values: serde_json::Map<String, serde_json::Value>,
}
