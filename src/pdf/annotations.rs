//! Annotations of the pages and the elements of the structure they belong to.

use crate::layout::NodeId;
use lopdf::{Document, Object, ObjectId};

/// Print, and nothing that hides (ISO 19005-2, 6.3.2).
pub(super) const FLAGS: i64 = 4;

/// An annotation on a page that an element of the structure holds.
pub(super) struct TaggedAnnotation {
    /// The annotation.
    pub(super) id: ObjectId,
    /// The element it belongs to.
    pub(super) node: NodeId,
    /// The page, from 0.
    pub(super) page: usize,
}

/// Annotations are painted in their order, so the organ's seal comes over the signature.
pub(super) fn add_to_page(page: ObjectId, annotation: ObjectId, document: &mut Document) {
    let Ok(page) = document.get_dictionary_mut(page) else { return };
    match page.get_mut(b"Annots").and_then(Object::as_array_mut) {
        Ok(annotations) => annotations.push(annotation.into()),
        Err(_) => page.set("Annots", vec![annotation.into()]),
    }
}
