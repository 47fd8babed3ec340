//! The draft as it is kept: what `source.json` says.
//!
//! Takes the fields as given; returns them without absent ones, every string in NFC, and lets the images and the
//! organ's version be pinned. Refused: nesting deeper than the limit, which exhausts the stack of a recursive reader.

use serde_json::{Map, Value};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::catalog::Organ;
use crate::draft::{FieldSpec, fields};
use crate::limits;
use crate::report::{FieldPath, Report};
use crate::text;

/// The version of the draft's format that this program reads and writes.
const SCHEMA_VERSION: u64 = 1;

/// Prefix of an image's digest where it stands in the place of a file name.
pub(super) const IMAGE: &str = "sha256:";

/// The draft in its canonical form.
pub(super) fn canonical(values: Map<String, Value>, report: &mut Report) -> Map<String, Value> {
    let mut values = kept(values, &FieldPath::root(), 1, report);
    let version = values.remove(fields::SCHEMA_VERSION.name);
    if version.is_some_and(|v| v.as_u64() != Some(SCHEMA_VERSION)) {
        let message =
            format!("Bản nháp ghi phiên bản không đọc được; phiên bản hiện hành là {SCHEMA_VERSION}.");
        report.error(fields::SCHEMA_VERSION.at(), "unknown-version", message);
    }
    values.insert(fields::SCHEMA_VERSION.name.to_owned(), SCHEMA_VERSION.into());
    values
}

/// An object without absent fields.
fn kept(map: Map<String, Value>, at: &FieldPath, depth: usize, report: &mut Report) -> Map<String, Value> {
    let present = map.into_iter().filter(|(_, value)| !value.is_null());
    present
        .map(|(name, value)| {
            let name = nfc(name);
            let value = canonical_value(value, &|| at.child(&name), depth, report);
            (name, value)
        })
        .collect()
}

/// A value of any kind.
fn canonical_value(value: Value, at: &dyn Fn() -> FieldPath, depth: usize, report: &mut Report) -> Value {
    match value {
        Value::String(text) => Value::String(nfc(text)),
        Value::Array(_) | Value::Object(_) if depth >= limits::DEPTH => {
            let message = format!("Các nhóm lồng nhau quá {} tầng. Bỏ bớt tầng.", limits::DEPTH);
            report.error(at(), "too-deep", message);
            forget(value);
            Value::Null
        }
        Value::Array(list) => {
            let at = at();
            let entries = list.into_iter().enumerate();
            entries.map(|(i, entry)| canonical_value(entry, &|| at.index(i), depth + 1, report)).collect()
        }
        Value::Object(map) => Value::Object(kept(map, &at(), depth + 1, report)),
        other => other,
    }
}

/// Drops a value of any depth without recursion.
fn forget(value: Value) {
    let mut pending = vec![value];
    while let Some(value) = pending.pop() {
        match value {
            Value::Array(list) => pending.extend(list),
            Value::Object(map) => pending.extend(map.into_iter().map(|(_, value)| value)),
            _ => {}
        }
    }
}

/// Tests whether a string of a draft is kept as it is.
pub fn is_canonical(text: &str) -> bool {
    text::is_plain(text) || is_nfc_quick(text.chars()) == IsNormalized::Yes
}

/// A string in NFC.
fn nfc(text: String) -> String {
    match is_canonical(&text) {
        true => text,
        false => text.nfc().collect(),
    }
}

/// Writes the digest of an image in the place of its name; takes the name out where there is none to be told. `signer` is
/// the place of who names it.
pub(super) fn pin_image(
    signer: &FieldPath,
    field: &FieldSpec,
    sha256: Option<&str>,
    source: &mut Map<String, Value>,
) {
    let Some(Value::Object(signer)) = signer.find_mut(source) else { return };
    match sha256 {
        Some(sha256) => drop(signer.insert(field.name.to_owned(), format!("{IMAGE}{sha256}").into())),
        None => drop(signer.remove(field.name)),
    }
}

/// Writes which version of the organ's profile was used, where it has a first day.
pub(super) fn pin(organ: &Organ, source: &mut Map<String, Value>) {
    if let Some(from) = organ.valid_from {
        source.insert(fields::ORGAN_VALID_FROM.name.to_owned(), from.to_string().into());
    }
}
