//! A document and its layout hints written as DOCX.
