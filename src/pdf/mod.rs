//! Pages written as PDF.
