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
/// Pixels of an image that is printed as it is, however dense: its memory is small. A larger one is made no larger than
/// its printed size needs.
pub const IMAGE_PIXELS_FREE: u64 = 1_000_000;
/// Pixels of an interlaced image, which cannot be read row by row.
pub const IMAGE_PIXELS_INTERLACED: u64 = 4_000_000;
/// Bytes of memory for the images of all renderings under way together. Without it a few small files that unpack to
/// gigabytes stop the process.
pub const IMAGES_MEMORY: usize = 160 << 20;
/// Seconds for which a rendering waits for that memory before its caller is told to come again.
pub const IMAGES_SECONDS: u64 = 20;
/// Pages of one document, appendixes included. A signer cannot have read more.
pub const PAGES: usize = 500;
/// Steps of laying out one document: characters measured, lines and cells placed. Pages full of text take a tenth; a
/// few bytes of a table can ask for any number of lines, and would keep a renderer from all others.
pub const LAYOUT_STEPS: u64 = 20_000_000;
/// Rows of all tables of one document, headers aside.
pub const TABLE_ROWS: usize = 2_000;
/// Columns of one table: more do not fit a page at a readable size.
pub const TABLE_COLUMNS: usize = 30;
/// Receivers of one document.
pub const RECIPIENTS: usize = 200;
/// Appendixes of one document.
pub const APPENDIXES: usize = 100;
/// Signers of all attached texts of one document; each may have two images.
pub const ATTACHED_SIGNERS: usize = 20;
/// Signers of a paper that is reproduced: heads of organs, witnesses, members of a board.
pub const SIGNERS_ON_PAPER: usize = 6;
/// Characters of a blank in the place of a number.
pub const NUMBER_BLANK_CHARS: usize = 100;
/// Characters of one short field (a name, a post, a line of the subject).
pub const FIELD_CHARS: usize = 2_000;
/// Entries of any other list of a draft (bases, addressees, lines of the subject).
pub const LIST_ITEMS: usize = 500;
/// Characters of a caller's own id of a document: it stands in an index, whose rows are short.
pub const EXTERNAL_ID_CHARS: usize = 200;
/// Characters of an idempotency key, for the same reason.
pub const KEY_CHARS: usize = 200;
/// Bytes of an answer kept for its key. A longer one is made again, of the same act.
pub const ANSWER_BYTES: usize = 256 << 10;
/// Problems of one kind that are told one by one, once a report has so many: nobody reads more at a time, and a draft
/// of two mebibytes can have a million.
pub const PROBLEMS: usize = 1_000;
/// Findings of one check that are told one by one; of the others their number is.
pub const FINDINGS: usize = 500;
/// Bytes of the texts of a draft above which making it is heavy work: some twenty pages. Heavy work never has all
/// renderers.
pub const HEAVY_BYTES: usize = 64 << 10;
/// Drafts of one run of the command line.
pub const FILES: usize = 100_000;
/// Bytes of a DOCX to read: long papers with scanned pages stay below; a disk image renamed does not.
pub const DOCX_BYTES: usize = 50 << 20;
/// Entries of its archive. A directory of millions takes longer to list than a document to read.
pub const DOCX_ENTRIES: usize = 4_000;
/// Bytes of one of its parts, inflated. A few kilobytes can inflate to gigabytes.
pub const DOCX_PART_BYTES: usize = 32 << 20;
/// Bytes of all its parts that are read, inflated.
pub const DOCX_BYTES_INFLATED: usize = 64 << 20;
/// Inflation ratio of a part, once it is larger than [`DOCX_RATIO_FREE`].
pub const DOCX_RATIO: usize = 400;
/// Bytes a part may inflate to whatever the ratio: empty tables compress well.
pub const DOCX_RATIO_FREE: usize = 4 << 20;
/// Nesting of its XML; the reader follows it by recursion.
pub const DOCX_DEPTH: usize = 160;
/// Elements and attributes of all its parts together.
pub const DOCX_ELEMENTS: usize = 2_000_000;
/// Attributes of one of its elements, and names of namespaces in force.
pub const DOCX_ATTRIBUTES: usize = 256;
/// Paragraphs, those in cells of tables included: as many as the most table rows have cells.
pub const DOCX_PARAGRAPHS: usize = TABLE_ROWS * TABLE_COLUMNS;
/// Bytes of a form with a draft and its images: a signature, a seal and some to spare.
pub const FORM_BYTES: usize = 24 << 20;
/// Images of one form. Each is decoded before it is kept.
pub const FORM_IMAGES: usize = 8;
/// Bytes of a batch of drafts; it lies in memory as a whole.
pub const BATCH_BYTES: usize = 16 << 20;
/// Drafts of a batch: what became of each is told in one answer.
pub const BATCH_DRAFTS: usize = 1_000;
/// Seconds for one request from its first byte to its answer. Whoever sends a byte a second would otherwise keep a
/// place for ever.
pub const REQUEST_SECONDS: u64 = 30;
/// Seconds for the body of a request, within them.
pub const BODY_SECONDS: u64 = 20;
/// Seconds for the head of a request.
pub const HEAD_SECONDS: u64 = 10;
/// Seconds without a byte taken of an answer.
pub const WRITE_SECONDS: u64 = 30;
/// Bytes of a body that are read and thrown away for an answer that came before them, so that the connection can be kept.
pub const DRAIN_BYTES: u64 = 1 << 20;
/// Seconds for that.
pub const DRAIN_SECONDS: u64 = 2;
/// Bytes that are still taken of a client before its connection is closed: an upload refused as too large, whose sender
/// reads the answer only when all is sent.
pub const LINGER_BYTES: usize = 64 << 20;
/// Seconds for that.
pub const LINGER_SECONDS: u64 = 5;
/// Bytes of the head of a request.
pub const HEAD_BYTES: usize = 64 << 10;
/// Connections open at once; each costs memory before it has asked for anything.
pub const CONNECTIONS: usize = 2_048;
/// Bytes of a PDF to read pages from. Of ours, one with the largest images stays below.
pub const PDF_BYTES: usize = 256 << 20;
/// Bytes that one look into a PDF may inflate, images aside; a tampered file could ask for gigabytes.
pub const PDF_BYTES_INFLATED: usize = 64 << 20;
/// Objects of a PDF: the longest paper with its tags stays far below.
pub const PDF_OBJECTS: usize = 1 << 20;
/// Bytes of the content of one page, inflated: a full page of small print has fifty thousand.
pub const PDF_PAGE_BYTES: usize = 2 << 20;
/// Bytes of a font inside a PDF, inflated: a whole face has four hundred thousand.
pub const PDF_FONT_BYTES: usize = 4 << 20;
