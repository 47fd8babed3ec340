//! Type and organ that a draft declares: from the checked record or, where the draft has problems, from its own
//! words.

use super::context::LintContext;
use crate::catalog::{DocumentType, Organ};
use crate::draft::fields;
use std::sync::Arc;

/// The type; `None` where the draft names none that is known.
pub(super) fn document_type(lint: &LintContext<'_>) -> Option<Arc<DocumentType>> {
    match lint.record {
        Some(record) => Some(Arc::clone(record.document_type())),
        None => lint.catalog.document_type(lint.string(&fields::TYPE)?, organ(lint).as_deref()),
    }
}

/// The organ as it was on the day of issue; `None` where the draft names none that is known.
pub(super) fn organ(lint: &LintContext<'_>) -> Option<Arc<Organ>> {
    match lint.record {
        // A paper without a head has none.
        Some(record) => Some(Arc::clone(record.organ())).filter(|organ| !organ.name.is_empty()),
        None => lint.catalog.organ(lint.string(&fields::ORGAN)?, lint.issued()),
    }
}
