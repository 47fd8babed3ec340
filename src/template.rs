//! Handlebars over outline text: compile, helpers, escape, expand.

/// A compiled template.
#[derive(Debug)]
pub struct Template {}
