//! Lenient reading: values of a draft that may be wrong or unfinished. What is missing or of another kind is absent.

use super::spec::{FieldKind, FieldSpec};
use super::{Mode, fields};
use crate::report::FieldPath;
use serde_json::{Map, Value};

impl FieldSpec {
    /// Its value, if one is given: neither null nor a blank text.
    pub fn value<'v>(&self, object: &'v Map<String, Value>) -> Option<&'v Value> {
        object.get(self.name).filter(|value| match value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            _ => true,
        })
    }

    /// Its text without blanks around it.
    pub fn text<'v>(&self, object: &'v Map<String, Value>) -> Option<&'v str> {
        self.value(object)?.as_str().map(str::trim)
    }

    /// Its lines: of a text, or of a list of texts.
    pub fn lines<'v>(&self, object: &'v Map<String, Value>) -> Vec<&'v str> {
        let given = match self.value(object) {
            Some(Value::String(text)) => text.lines().collect(),
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            _ => vec![],
        };
        given.into_iter().map(str::trim).filter(|line| !line.is_empty()).collect()
    }

    /// Its object.
    pub fn object<'v>(&self, object: &'v Map<String, Value>) -> Option<&'v Map<String, Value>> {
        self.value(object)?.as_object()
    }

    /// The entries of its list.
    pub fn entries<'v>(&self, object: &'v Map<String, Value>) -> &'v [Value] {
        self.value(object).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The entries of its list that are objects, each with its index.
    pub fn objects<'v>(
        &self,
        object: &'v Map<String, Value>,
    ) -> impl Iterator<Item = (usize, &'v Map<String, Value>)> {
        self.entries(object).iter().enumerate().filter_map(|(index, entry)| Some((index, entry.as_object()?)))
    }

    /// Its number.
    pub fn count(&self, object: &Map<String, Value>) -> Option<i64> {
        self.value(object)?.as_i64()
    }

    /// Its place in a draft.
    pub fn at(&self) -> FieldPath {
        FieldPath::field(self.name)
    }
}

/// The mode of a draft.
pub fn mode(values: &Map<String, Value>) -> Mode {
    match fields::MODE.text(values) == Some(Mode::Faithful.name()) {
        true => Mode::Faithful,
        false => Mode::Normalised,
    }
}

/// Tests whether a number is a blank to be filled in by hand: spaces, dots, underscores.
pub fn is_blank_number(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' ' | '\u{a0}' | '.' | '…' | '_'))
}

/// The field in which a draft gives itself a number; none where there is nothing, or a blank to be filled in.
pub fn number_given(values: &Map<String, Value>) -> Option<&'static FieldSpec> {
    let number = fields::CODE_NUMBER.value(values);
    if number.is_some_and(|number| !number.as_str().is_some_and(is_blank_number)) {
        return Some(&fields::CODE_NUMBER);
    }
    let line = fields::CODE.text(values)?;
    line.contains(|c: char| c.is_ascii_digit()).then_some(&fields::CODE)
}

/// The name of the organ that a draft carries itself, its lines joined; empty where it carries none.
pub fn issuer_name(values: &Map<String, Value>) -> String {
    let issuer = fields::ISSUER.object(values);
    issuer.map(|issuer| fields::issuer::NAME.lines(issuer).join(" ")).unwrap_or_default()
}

/// Tests whether an entry of the appendixes is a text issued with the document.
pub fn is_attached(appendix: &Map<String, Value>) -> bool {
    fields::appendix::KIND.text(appendix) == Some(fields::appendix::ATTACHED)
}

/// The full names of those who sign, in order.
pub fn signer_names(values: &Map<String, Value>) -> impl Iterator<Item = &str> {
    fields::SIGNERS.objects(values).filter_map(|(_, signer)| fields::signer::FULL_NAME.text(signer))
}

/// The subject in one line.
pub fn subject_line(values: &Map<String, Value>) -> String {
    fields::SUBJECT.lines(values).join(" ")
}

/// An entry of *Nơi nhận*: one receiver, or the members of a group.
#[derive(Debug, PartialEq, Eq)]
pub struct ReceiverNames<'v> {
    /// The receivers as written.
    pub names: Vec<&'v str>,
    /// `b/c`.
    pub purpose: Option<&'v str>,
}

/// The entries of *Nơi nhận*.
pub fn receivers(values: &Map<String, Value>) -> impl Iterator<Item = ReceiverNames<'_>> {
    fields::RECIPIENTS.entries(values).iter().filter_map(|entry| match entry {
        Value::String(name) => Some(ReceiverNames { names: vec![name], purpose: None }),
        Value::Object(entry) => {
            let purpose = fields::receiver::PURPOSE.text(entry);
            let group = fields::receiver::GROUP.entries(entry);
            let names = match entry.contains_key(fields::receiver::GROUP.name) {
                true => group.iter().filter_map(member_name).collect(),
                false => vec![fields::receiver::NAME.text(entry)?],
            };
            Some(ReceiverNames { names, purpose })
        }
        _ => None,
    })
}

fn member_name(member: &Value) -> Option<&str> {
    match member {
        Value::String(name) => Some(name),
        Value::Object(member) => fields::receiver::member::NAME.text(member),
        _ => None,
    }
}

/// An image that a signer names.
#[derive(Debug)]
pub struct SignerImage<'v> {
    /// Index of the signer among those of the document, or of its attached text, from 0.
    pub index: usize,
    /// The place of the signer.
    pub signer: FieldPath,
    /// The field that names it.
    pub field: &'static FieldSpec,
    /// Its place.
    pub at: FieldPath,
    /// The name: a file, or `sha256:…`.
    pub name: &'v str,
    /// Name of the signer; empty where nobody is named.
    pub full_name: &'v str,
    /// The printed width in millimetres, where given and possible.
    pub width_mm: Option<f64>,
}

/// The images of signatures and seals that a draft names: those of its signers in order, then those of the signers of
/// each attached text.
pub fn signer_images(values: &Map<String, Value>) -> Vec<SignerImage<'_>> {
    let mut images = images_of(&fields::SIGNERS, values, &FieldPath::root());
    for (index, appendix) in fields::APPENDIXES.objects(values) {
        let at = fields::APPENDIXES.at().index(index);
        images.extend(images_of(&fields::appendix::SIGNERS, appendix, &at));
    }
    images
}

/// The images of the signers that a list of an object names; `at` is the object's place.
fn images_of<'v>(list: &FieldSpec, object: &'v Map<String, Value>, at: &FieldPath) -> Vec<SignerImage<'v>> {
    let mut images = Vec::new();
    for (index, entry) in list.objects(object) {
        let named = fields::signer::FIELDS.iter().filter(|field| matches!(field.kind, FieldKind::Image));
        for field in named {
            let Some(name) = field.text(entry) else { continue };
            let signer = at.child(list.name).index(index);
            let full_name = fields::signer::FULL_NAME.text(entry).unwrap_or("");
            let width = size_of(field).value(entry).and_then(Value::as_f64);
            let width_mm = width.filter(|mm| (0.0..=1000.0).contains(mm));
            let at = signer.child(field.name);
            images.push(SignerImage { index, signer, field, at, name, full_name, width_mm });
        }
    }
    images
}

/// The field with the printed width of an image.
fn size_of(image: &FieldSpec) -> &'static FieldSpec {
    match std::ptr::eq(image, &fields::signer::SEAL_IMAGE) {
        true => &fields::signer::SEAL_DIAMETER_MM,
        false => &fields::signer::SIGNATURE_WIDTH_MM,
    }
}
