//! The files of a document: slices of its package.

use super::{Service, ServiceError};
use crate::access::{Right, Scope};
use crate::digest::sha256;
use crate::limits;
use crate::package::{DocumentFile, DocumentFiles, FileKind};
use crate::store::{Arg, AssertSqlSafe, StoreError, Tx, args};
use flate2::read::DeflateDecoder;
use serde::Deserialize;
use std::io::Read as _;
use std::ops::Range;

/// The columns of a file's row but its key, in the order of the table.
pub(crate) const FILE_COLUMNS: [&str; 6] = ["name", "sha256", "media_type", "start", "bytes", "deflated"];

/// Columns of a file's row by the names in [`FILE_COLUMNS`], as text.
pub(crate) type FileColumns = [(&'static str, String); 6];

/// The row of a file, but its key.
fn row_of(file: &DocumentFile) -> [Arg; 6] {
    let whole = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
    [
        Arg::from(&file.name),
        Arg::from(&file.sha256),
        Arg::from(file.kind.media_type()),
        Arg::from(whole(file.start)),
        Arg::from(whole(file.bytes)),
        Arg::from(file.deflated),
    ]
}

/// The row of a file as it is proven, column by column.
pub(super) fn file_columns(file: &DocumentFile) -> FileColumns {
    let mut values = row_of(file).into_iter().map(|value| match value {
        Arg::Text(text) => text.unwrap_or_default(),
        Arg::Int(number) => number.map(|number| number.to_string()).unwrap_or_default(),
    });
    FILE_COLUMNS.map(|name| (name, values.next().unwrap_or_default()))
}

/// Writes the rows of a document's files, in one statement.
pub(super) async fn insert_files(
    tx: &mut Tx,
    document: &str,
    files: &DocumentFiles,
) -> Result<(), StoreError> {
    let mut values = args![document];
    let mut rows = Vec::new();
    for file in files.iter() {
        let of_file = [Arg::from(file.kind.name())].into_iter().chain(row_of(file));
        let placeholders = of_file.map(|value| {
            values.push(value);
            format!("${}", values.len())
        });
        rows.push(format!("($1, {})", placeholders.collect::<Vec<_>>().join(", ")));
    }
    let (columns, rows) = (FILE_COLUMNS.join(", "), rows.join(", "));
    // Made of words of this file and of counts.
    let sql = AssertSqlSafe(format!("insert into document_file (document, kind, {columns}) values {rows}"));
    tx.execute(sql, values).await.map(drop)
}

/// A file, and where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its SHA-256, the ETag.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The digest of the package it lies in, and the range of bytes there; none where it must be inflated first.
    pub slice: Option<(String, Range<u64>)>,
    /// The file itself, where it had to be inflated.
    pub content: Option<Vec<u8>>,
}

/// The package of a document, and who may see it.
#[derive(Deserialize)]
struct DocumentPackage {
    organ: String,
    state: String,
    package: Option<String>,
}

/// Row of a file: its place in the package, and what a download tells of it.
#[derive(Deserialize)]
struct FileRow {
    name: String,
    sha256: String,
    media_type: String,
    start: u64,
    bytes: u64,
    deflated: bool,
}

/// Bytes a source may inflate to: what a draft may have, and room for what freezing adds.
pub(super) const SOURCE_BYTES: usize = 2 * limits::DRAFT_BYTES;

impl Service {
    /// A file of a document that has been issued or recorded.
    pub async fn file(&self, scope: &Scope, id: &str, kind: FileKind) -> Result<StoredFile, ServiceError> {
        const FIND: &str = "select organ, state, package from document where id = $1";
        const OF: &str = "select name, sha256, media_type, start, bytes, deflated from document_file \
             where document = $1 and kind = $2";
        let store = &self.inner.store;
        let document: DocumentPackage = store.row(FIND, args![id]).await?.ok_or(ServiceError::NotFound)?;
        Self::permit(scope, Right::Read, &document.organ)?;
        let Some(package) = document.package else { return Err(unmade(&document.state)) };
        let Some(row) = store.row::<FileRow>(OF, args![id, kind.name()]).await? else {
            return Err(unmade(&document.state));
        };
        let range = row.start..row.start.saturating_add(row.bytes);
        let file = StoredFile {
            name: row.name,
            sha256: row.sha256,
            media_type: row.media_type,
            bytes: row.bytes,
            slice: Some((package, range)),
            content: None,
        };
        if row.deflated { self.inflated(file).await } else { Ok(file) }
    }

    /// A file that lies deflated in its package, inflated.
    async fn inflated(&self, file: StoredFile) -> Result<StoredFile, ServiceError> {
        let Some((package, range)) = file.slice else { return Err(ServiceError::NotFound) };
        let deflated = self.inner.blobs.range(&package, range).await?;
        let mut content = Vec::new();
        let read =
            DeflateDecoder::new(deflated.as_slice()).take(SOURCE_BYTES as u64).read_to_end(&mut content);
        if read.is_err() || sha256(&content) != file.sha256 {
            return Err(StoreError::BlobDamaged(package).into());
        }
        let bytes = u64::try_from(content.len()).unwrap_or(u64::MAX);
        Ok(StoredFile { bytes, slice: None, content: Some(content), ..file })
    }

    /// Bytes of a file; `range` lies within it. A whole file is held against its digest.
    pub async fn file_bytes(&self, file: &StoredFile, range: Range<u64>) -> Result<Vec<u8>, ServiceError> {
        let outside = || ServiceError::Broken(format!("{} has no bytes {range:?}", file.name));
        if range.start > range.end || range.end > file.bytes {
            return Err(outside());
        }
        if range.is_empty() {
            return Ok(Vec::new());
        }
        let Some((package, slice)) = &file.slice else {
            let place = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
            let content = file.content.as_deref().unwrap_or_default();
            return place
                .and_then(|(from, to)| content.get(from..to))
                .map(<[u8]>::to_vec)
                .ok_or_else(outside);
        };
        let there = slice.start + range.start..slice.start + range.end;
        let bytes = self.inner.blobs.range(package, there).await?;
        let all = range.start == 0 && range.end == file.bytes;
        if all && sha256(&bytes) != file.sha256 {
            return Err(StoreError::BlobDamaged(package.clone()).into());
        }
        Ok(bytes)
    }
}

/// Conflict of a document that has no files, by its state.
fn unmade(state: &str) -> ServiceError {
    let (code, message) = match state {
        "issuing" => ("being-issued", "Tệp của văn bản đang được tạo. Hãy thử lại sau ít giây."),
        _ => (
            "not-issued",
            "Văn bản chưa ban hành nên chưa có tệp. Hãy ban hành trước, hoặc xem trước bản nháp.",
        ),
    };
    ServiceError::Conflict { code, message: message.to_owned(), document: None }
}
