//! A document's files as one reproducible BagIt ZIP.
