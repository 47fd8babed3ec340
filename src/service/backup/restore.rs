//! An empty database filled from a backup; the backup is looked at to its last byte first.

use super::files::digest_of;
use super::manifest::{FORMAT, Manifest, blob_path, is_digest};
use super::take::row_of;
use super::{BackupError, BackupStep, at};
use crate::access::Scope;
use crate::digest::sha256;
use crate::register::Verdict;
use crate::service::Service;
use crate::store::portable::{self, PAGE};
use crate::store::{Tx, Write};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Result of a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Manifest of the backup.
    pub manifest: Manifest,
    /// Results of verifying the register of each organ, in order of their ids.
    pub registers: Vec<(String, Verdict)>,
}

/// Progress, told as it happens.
type Tell<'t> = &'t mut dyn FnMut(BackupStep);

/// Reads a backup to its last byte; what it says of itself.
///
/// # Errors
/// The first file that is missing, or is not what the manifest says.
pub fn read(folder: &Path, tell: Tell<'_>) -> Result<Manifest, BackupError> {
    let path = folder.join("manifest.json");
    let text = fs::read(&path).map_err(at(&path))?;
    let manifest: Manifest = serde_json::from_slice(&text)
        .map_err(|error| unsound(&path, format!("không phải là tệp kê của bản sao lưu ({error})")))?;
    if manifest.format > FORMAT {
        let fault = "do phiên bản Văn Thư mới hơn tạo ra; hãy dùng phiên bản đó để khôi phục";
        return Err(unsound(&path, fault.to_owned()));
    }
    for file in &manifest.tables {
        let Some(table) = file.table() else {
            return Err(unsound(&path, format!("không biết bảng «{}»", file.name)));
        };
        whole(&folder.join(file.path()), &file.sha256, file.rows)?;
        tell(BackupStep::Table(table.name, file.rows));
    }
    let list = folder.join(manifest.blobs.path());
    whole(&list, &manifest.blobs.sha256, manifest.blobs.count)?;
    let mut seen = 0;
    each_blob(&list, |digest, size| {
        let place = folder.join(blob_path(digest));
        let bytes = fs::read(&place).map_err(at(&place))?;
        if bytes.len() as u64 != size || sha256(&bytes) != digest {
            return Err(unsound(
                &place,
                "không đúng với mã SHA-256 trong tên tệp: tệp đã bị hỏng".to_owned(),
            ));
        }
        seen += 1;
        tell(BackupStep::Blobs(seen, manifest.blobs.count));
        Ok(())
    })?;
    Ok(manifest)
}

fn unsound(path: &Path, fault: String) -> BackupError {
    BackupError::Unsound { path: path.to_owned(), fault }
}

/// Holds a file against its digest and its lines.
fn whole(path: &Path, sha256: &str, lines: u64) -> Result<(), BackupError> {
    let (digest, found) = digest_of(path)?;
    if digest != sha256 {
        return Err(unsound(path, "không đúng với mã SHA-256 trong tệp kê: tệp đã bị hỏng".to_owned()));
    }
    match found == lines {
        true => Ok(()),
        false => Err(unsound(path, format!("có {found} dòng, tệp kê nói {lines} dòng"))),
    }
}

/// The blobs of a list: digest and bytes.
fn each_blob(
    list: &Path,
    mut blob: impl FnMut(&str, u64) -> Result<(), BackupError>,
) -> Result<(), BackupError> {
    for line in BufReader::new(File::open(list).map_err(at(list))?).lines() {
        let line = line.map_err(at(list))?;
        let entry = line.split_once(' ').and_then(|(digest, size)| Some((digest, size.parse().ok()?)));
        match entry {
            Some((digest, size)) if is_digest(digest) => blob(digest, size)?,
            _ => return Err(unsound(list, format!("dòng không đọc được: «{line}»"))),
        }
    }
    Ok(())
}

impl Service {
    /// Fills this service's empty database and its blobs from a backup that any database was kept in, and verifies the
    /// register of every organ. Everything or nothing; organs that only a start has seeded make place.
    pub async fn restore(&self, folder: &Path, tell: Tell<'_>) -> Result<Restored, BackupError> {
        if let Some(table) = portable::occupied(&mut self.store().snapshot().await?).await? {
            return Err(BackupError::NotEmpty(table));
        }
        let manifest = read(folder, tell)?;
        // Blobs before rows, as always.
        let mut blobs = Vec::new();
        each_blob(&folder.join(manifest.blobs.path()), |digest, _| {
            blobs.push(digest.to_owned());
            Ok(())
        })?;
        for (place, digest) in blobs.iter().enumerate() {
            let path = folder.join(blob_path(digest));
            let kept = self.blobs().put(fs::read(&path).map_err(at(&path))?).await?;
            if kept != *digest {
                return Err(unsound(&path, "đã thay đổi trong khi khôi phục".to_owned()));
            }
            tell(BackupStep::Blobs(place as u64 + 1, manifest.blobs.count));
        }
        self.store().write(Fill { folder: folder.to_owned(), manifest: manifest.clone() }).await?;
        let registers = self.verify_registers().await?;
        Ok(Restored { manifest, registers })
    }

    /// Verifies the register of each organ: the results in order of their ids.
    pub async fn verify_registers(&self) -> Result<Vec<(String, Verdict)>, super::ServiceError> {
        let operator = Scope::operator("operator");
        let mut verdicts = Vec::new();
        for organ in self.store().rows::<String>("select id from organ order by id", vec![]).await? {
            let verdict = self.register_verify(&operator, &organ).await?;
            verdicts.push((organ, verdict));
        }
        Ok(verdicts)
    }
}

/// Fills the tables in one act.
struct Fill {
    folder: PathBuf,
    manifest: Manifest,
}

impl Write for Fill {
    type Done = ();
    type Error = BackupError;

    async fn run(&self, tx: &mut Tx) -> Result<(), BackupError> {
        if let Some(table) = portable::occupied(tx).await? {
            return Err(BackupError::NotEmpty(table));
        }
        portable::clear_seeds(tx).await?;
        let manifest = &self.manifest;
        let ours = portable::migration(tx).await?;
        if manifest.migration > ours {
            let path = self.folder.join("manifest.json");
            let fault = format!(
                "có cấu trúc bảng số {}, chương trình này chỉ biết đến số {ours}",
                manifest.migration
            );
            return Err(unsound(&path, fault));
        }
        for file in &manifest.tables {
            let path = self.folder.join(file.path());
            let Some(table) = file.table() else { continue };
            let columns = table.columns(tx).await?;
            let mut rows = Vec::with_capacity(PAGE);
            for line in BufReader::new(File::open(&path).map_err(at(&path))?).lines() {
                let line = line.map_err(at(&path))?;
                let row = row_of(&columns, &line);
                rows.push(row.ok_or_else(|| unsound(&path, "có dòng không thuộc bảng này".to_owned()))?);
                if rows.len() == PAGE {
                    table.insert(tx, &columns, &rows).await?;
                    rows.clear();
                }
            }
            table.insert(tx, &columns, &rows).await?;
        }
        Ok(())
    }
}
