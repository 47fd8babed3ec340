//! Type and organ that a draft declares: from the checked record or, where the draft has problems, from its own
//! words.

use super::reading::LintContext;
use crate::catalog::{DocumentType, Organ};
use crate::draft::fields;
use std::sync::Arc;

/// The type; `None` where the draft names none that is known.
pub(super) fn document_type(reading: &LintContext<'_>) -> Option<Arc<DocumentType>> {
    match reading.record {
        Some(record) => Some(Arc::clone(record.document_type())),
        None => reading.catalog.document_type(reading.string(&fields::TYPE)?, organ(reading).as_deref()),
    }
}

/// The organ as it was on the day of issue; `None` where the draft names none that is known.
pub(super) fn organ(reading: &LintContext<'_>) -> Option<Arc<Organ>> {
    match reading.record {
        Some(record) => Some(Arc::clone(record.organ())),
        None => reading.catalog.organ(reading.string(&fields::ORGAN)?, reading.issued()),
    }
}
