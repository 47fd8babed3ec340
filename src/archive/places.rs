//! Path of a document in the folder of a run: `<organ>/<year>/<stem>.zip`, whichever documents the run is about and in
//! whatever order it finishes them.

use super::select::Kept;
use super::{ArchiveError, at};
use crate::digest::sha256;
use crate::store::{Store, StoreError, args};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The path of a document in the folder. Of several documents with one stem the oldest has it, the others have their id
/// behind it.
pub(super) async fn place_of(store: &Store, kept: &Kept) -> Result<PathBuf, StoreError> {
    const OLDER: &str = "select 1 from document where organ = $1 and stem = $2 and id < $3 \
         and package is not null limit 1";
    let older = store.exists(OLDER, args![&kept.organ, &kept.stem, &kept.id]).await?;
    let year = kept.year.map_or_else(|| "0000".to_owned(), |year| format!("{year:04}"));
    let stem = match (older, kept.stem.is_empty()) {
        (false, false) => plain(&kept.stem),
        (_, true) => plain(&kept.id),
        (true, false) => format!("{}-{}", plain(&kept.stem), plain(&kept.id)),
    };
    Ok([plain(&kept.organ), year, format!("{stem}.zip")].iter().collect())
}

/// A name that is one part of a path on every system. Stems are that already; a row may have been changed by hand.
fn plain(name: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    let plain: String = name.chars().map(kept).collect();
    if plain.starts_with('.') || plain.is_empty() { format!("_{plain}") } else { plain }
}

/// The digest of a file; none where there is none.
pub(super) fn digest_of(path: &Path) -> Result<Option<String>, ArchiveError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(sha256(&bytes))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(path)(error)),
    }
}

/// Writes a file beside its place and moves it there when it is whole.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), ArchiveError> {
    let folder = path.parent().unwrap_or(Path::new(""));
    std::fs::create_dir_all(folder).map_err(at(folder))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let part = folder.join(format!(".{name}.part"));
    let written = std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    written.map_err(at(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for name in ["..", ".", "", "a/b", "..\\x", "/etc/passwd", "C:x", "đ\0"] {
            let plain = plain(name);
            assert_eq!(Path::new(&plain).components().count(), 1, "{plain}");
            assert!(matches!(Path::new(&plain).components().next(), Some(std::path::Component::Normal(_))));
        }
        assert_eq!(plain("39-KH-LDLD-2024-02-23"), "39-KH-LDLD-2024-02-23");
    }
}
