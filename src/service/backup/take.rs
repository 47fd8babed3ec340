//! Taking a backup, while the service goes on.

use super::files::{Part, private_folder, write};
use super::manifest::{BlobList, FORMAT, Manifest, TableFile, blob_path, is_digest, is_ours};
use super::{BackupError, BackupStep, at};
use crate::package::Engine;
use crate::service::Service;
use crate::store::portable::{self, Column, TABLES, TableCopy};
use crate::store::{Arg, StoreError, Tx};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

/// Name of the manifest in the folder.
const MANIFEST: &str = "manifest.json";

/// Result of a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Manifest of the folder, as it is now.
    pub manifest: Manifest,
    /// Blobs that were copied; the others were there.
    pub copied: u64,
    /// Their bytes.
    pub copied_bytes: u64,
    /// Digests that rows refer to and whose blob is missing or damaged: these are not in the backup.
    pub missing: Vec<String>,
}

/// Progress, told as it happens.
type Tell<'t> = &'t mut dyn FnMut(BackupStep);

impl Service {
    /// Takes a backup into a folder: rows of one moment, and every blob they may refer to.
    pub async fn backup(&self, folder: &Path, tell: Tell<'_>) -> Result<Taken, BackupError> {
        private_folder(folder)?;
        own(folder)?;
        let _lock = lock(folder)?;
        let taken_at = self.runtime().now();
        // Rows first: a blob is written before a row refers to it and never goes, so the blobs found later are enough.
        let mut snapshot = self.store().snapshot().await?;
        let migration = portable::migration(&mut snapshot).await?;
        let mut referred = BTreeSet::new();
        let mut tables = Vec::new();
        for table in TABLES {
            let file = dump(table, &mut snapshot, folder, &mut referred).await?;
            tell(BackupStep::Table(table.name, file.rows));
            tables.push(file);
        }
        drop(snapshot);
        let copying = self.copy_blobs(folder, &referred, tell).await?;
        let database = if self.store().is_postgres() { "postgres" } else { "sqlite" };
        let manifest = Manifest {
            format: FORMAT,
            engine: Engine::default().version.to_owned(),
            migration,
            database: database.to_owned(),
            taken_at,
            tables,
            blobs: copying.list,
        };
        let text =
            serde_json::to_vec_pretty(&manifest).map_err(|error| StoreError::Refused(error.to_string()))?;
        write(&folder.join(MANIFEST), &text)?;
        tidy(folder, &manifest)?;
        Ok(Taken {
            manifest,
            copied: copying.copied,
            copied_bytes: copying.copied_bytes,
            missing: copying.missing,
        })
    }

    /// Copies the blobs that are not in the folder yet.
    async fn copy_blobs(
        &self,
        folder: &Path,
        referred: &BTreeSet<String>,
        tell: Tell<'_>,
    ) -> Result<Copying, BackupError> {
        let mut list = Part::begin(folder, "blobs-list")?;
        let (mut count, mut bytes, mut copied, mut copied_bytes) = (0, 0, 0, 0);
        let mut there = BTreeSet::new();
        let mut missing = Vec::new();
        for letters in 0..=u8::MAX {
            for (digest, size) in self.blobs().list(&format!("{letters:02x}")).await? {
                if !is_digest(&digest) {
                    continue;
                }
                let place = folder.join(blob_path(&digest));
                let present = fs::metadata(&place).is_ok_and(|about| about.len() == size);
                if !present {
                    match self.blobs().get(&digest).await {
                        Ok(blob) => write(&place, &blob)?,
                        Err(StoreError::BlobDamaged(_)) => {
                            missing.push(digest);
                            continue;
                        }
                        Err(error) => return Err(error.into()),
                    }
                    (copied, copied_bytes) = (copied + 1, copied_bytes + size);
                }
                list.write(format!("{digest} {size}\n").as_bytes())?;
                (count, bytes) = (count + 1, bytes + size);
                if referred.contains(&digest) {
                    there.insert(digest);
                }
            }
            tell(BackupStep::Blobs(count, u64::from(letters) + 1));
        }
        let mut blobs = BlobList { count, bytes, sha256: String::new() };
        list.finish(|sha256| {
            sha256.clone_into(&mut blobs.sha256);
            folder.join(blobs.path())
        })?;
        missing.extend(referred.difference(&there).cloned());
        missing.sort();
        missing.dedup();
        Ok(Copying { list: blobs, copied, copied_bytes, missing })
    }
}

struct Copying {
    list: BlobList,
    copied: u64,
    copied_bytes: u64,
    missing: Vec<String>,
}

/// Refuses a folder whose manifest is of something else: a backup renews its own and no other.
fn own(folder: &Path) -> Result<(), BackupError> {
    let path = folder.join(MANIFEST);
    match fs::read(&path) {
        Ok(bytes) if serde_json::from_slice::<Manifest>(&bytes).is_ok() => Ok(()),
        Ok(_) => {
            let fault =
                "tệp này không phải của một bản sao lưu nên không ghi đè; hãy chọn thư mục khác".to_owned();
            Err(BackupError::Unsound { path, fault })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(at(&path)(error)),
    }
}

/// Keeps a second backup out of the folder as long as it is held.
fn lock(folder: &Path) -> Result<File, BackupError> {
    let path = folder.join(".lock");
    let file = File::create(&path).map_err(at(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(BackupError::Locked(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(at(&path)(error)),
    }
}

/// Writes a table, and notes the blobs its rows refer to.
async fn dump(
    table: &'static TableCopy,
    tx: &mut Tx,
    folder: &Path,
    referred: &mut BTreeSet<String>,
) -> Result<TableFile, BackupError> {
    let columns = table.columns(tx).await?;
    let is_reference = |column: &Column| match table.name {
        "document" => ["package", "catalog_sha256"].contains(&column.name.as_str()),
        "asset" => column.name == "sha256",
        _ => false,
    };
    let references: Vec<usize> =
        (0..columns.len()).filter(|at| columns.get(*at).is_some_and(is_reference)).collect();
    let mut file = TableFile { name: table.name.to_owned(), rows: 0, sha256: String::new() };
    let mut part = Part::begin(&folder.join("tables"), table.name)?;
    let mut after = None;
    loop {
        let page = table.page(tx, &columns, after.as_ref()).await?;
        for row in &page {
            let named = |place: &usize| match row.get(*place) {
                Some(Arg::Text(digest)) => digest.clone(),
                _ => None,
            };
            referred.extend(references.iter().filter_map(named));
            part.write(line_of(&columns, row).as_bytes())?;
        }
        file.rows += page.len() as u64;
        match page.into_iter().next_back() {
            Some(last) => after = Some(last),
            None => break,
        }
    }
    part.finish(|sha256| {
        sha256.clone_into(&mut file.sha256);
        folder.join(file.path())
    })?;
    Ok(file)
}

/// A row as a line of JSON.
fn line_of(columns: &[Column], row: &[Arg]) -> String {
    let value = |arg: &Arg| match arg {
        Arg::Int(n) => n.map_or(Value::Null, Value::from),
        Arg::Text(text) => text.as_deref().map_or(Value::Null, Value::from),
    };
    let cells = columns.iter().zip(row).map(|(column, arg)| (column.name.clone(), value(arg)));
    format!("{}\n", Value::Object(cells.collect()))
}

/// A line of JSON as the values of a row; none where it is not of these columns.
pub(super) fn row_of(columns: &[Column], line: &str) -> Option<Vec<Arg>> {
    let mut map: Map<String, Value> = serde_json::from_str(line).ok()?;
    let mut value = |column: &Column| match (map.remove(&column.name), column.is_number) {
        (None | Some(Value::Null), true) => Some(Arg::Int(None)),
        (None | Some(Value::Null), false) => Some(Arg::Text(None)),
        (Some(Value::Number(number)), true) => number.as_i64().map(|number| Arg::Int(Some(number))),
        (Some(Value::String(text)), false) => Some(Arg::Text(Some(text))),
        _ => None,
    };
    let values = columns.iter().map(&mut value).collect::<Option<Vec<_>>>()?;
    map.is_empty().then_some(values)
}

/// Takes away what the manifest names no more.
fn tidy(folder: &Path, manifest: &Manifest) -> Result<(), BackupError> {
    let mut named: BTreeSet<_> = manifest.tables.iter().map(|table| folder.join(table.path())).collect();
    named.insert(folder.join(manifest.blobs.path()));
    for place in [folder.to_owned(), folder.join("tables")] {
        for entry in fs::read_dir(&place).map_err(at(&place))? {
            let path = entry.map_err(at(&place))?.path();
            let inside = path.strip_prefix(folder).unwrap_or(&path);
            if is_ours(inside) && !named.contains(&path) {
                fs::remove_file(&path).map_err(at(&path))?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_is_written_is_read_as_it_was() {
        let column = |name: &str, is_number| Column { name: name.to_owned(), is_number };
        let columns = [column("a", false), column("b", true), column("c", false), column("d", true)];
        let given = vec![
            Arg::Text(Some("Đã\n\"ký\"\u{0}\u{1F600}".to_owned())),
            Arg::Int(Some(i64::MIN)),
            Arg::Text(None),
            Arg::Int(None),
        ];
        let line = format!(
            "{}\n",
            serde_json::json!({"a": "Đã\n\"ký\"\u{0}\u{1F600}", "b": i64::MIN, "c": null, "d": null})
        );
        assert_eq!(row_of(&columns, &line), Some(given));
        for foreign in ["", "[]", "{\"a\":1}", "{\"b\":\"1\"}", "{\"b\":1.5}", "{\"e\":1}"] {
            assert_eq!(row_of(&columns, foreign), None, "{foreign}");
        }
    }
}
