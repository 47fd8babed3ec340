//! Bulk runs over what is stored: making documents again, and proving that nothing changed.
