//! Checks and re-encodes signature and seal images.
