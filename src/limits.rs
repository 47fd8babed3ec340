//! Every bound on what comes from outside, each with the accident it stops.

/// Bytes of one draft. A pasted video in a text field would otherwise be parsed first and refused later.
pub const DRAFT_BYTES: usize = 2 << 20;
/// Bytes of the body text of one document: more than 500 pages of prose.
pub const BODY_BYTES: usize = 1 << 20;
/// Nesting of JSON or TOML. Deep nesting exhausts the stack of a recursive reader.
pub const DEPTH: usize = 32;
/// Bytes of one image file.
pub const IMAGE_BYTES: usize = 10 << 20;
/// Pixels of one side of an image. A small PNG can unpack to gigabytes.
pub const IMAGE_SIDE: u32 = 5_000;
/// Pixels of one image.
pub const IMAGE_PIXELS: u64 = 25_000_000;
/// Pages of one document, appendixes included. A signer cannot have read more.
pub const PAGES: usize = 500;
/// Rows of all tables of one document.
pub const TABLE_ROWS: usize = 2_000;
/// Columns of one table: more do not fit a page at a readable size.
pub const TABLE_COLUMNS: usize = 30;
/// Receivers of one document.
pub const RECIPIENTS: usize = 200;
/// Appendixes of one document.
pub const APPENDIXES: usize = 100;
/// Characters of one short field (a name, a post, a line of the subject).
pub const FIELD_CHARS: usize = 2_000;
/// Entries of any other list of a draft (bases, addressees, lines of the subject).
pub const LIST_ITEMS: usize = 500;
/// Drafts of one run of the command line.
pub const FILES: usize = 100_000;
