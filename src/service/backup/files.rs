//! Files of a backup: written beside their place, on the disk before they are moved there, for their owner alone.

use super::{BackupError, at};
use crate::digest::hexadecimal;
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Makes a folder that only its owner reads.
pub(super) fn private_folder(path: &Path) -> Result<(), BackupError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(at(path))
}

/// A file being written, and the digest of what was written so far.
pub(super) struct Part {
    path: PathBuf,
    file: BufWriter<File>,
    hash: Sha256,
}

impl Part {
    /// Begins one in a folder; `name` is unlike that of any finished file.
    pub(super) fn begin(folder: &Path, name: &str) -> Result<Self, BackupError> {
        private_folder(folder)?;
        let path = folder.join(format!("{name}.part"));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(at(&path))?;
        Ok(Self { file: BufWriter::with_capacity(1 << 18, file), path, hash: Sha256::new() })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        self.hash.update(bytes);
        self.file.write_all(bytes).map_err(at(&self.path))
    }

    /// Moves it to the place that its digest names, once it is on the disk; the digest.
    pub(super) fn finish(mut self, place: impl FnOnce(&str) -> PathBuf) -> Result<String, BackupError> {
        let digest = hexadecimal(&self.hash.finalize());
        let place = place(&digest);
        let flushed = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        flushed.and_then(|()| fs::rename(&self.path, &place)).map_err(at(&place))?;
        sync_folder(&place)?;
        Ok(digest)
    }
}

/// Has a new name in a folder survive a power cut.
fn sync_folder(of: &Path) -> Result<(), BackupError> {
    let folder = of.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))
}

/// Writes a whole file.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), BackupError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut part = Part::begin(folder, &name)?;
    part.write(bytes)?;
    part.finish(|_| path.to_owned()).map(drop)
}

/// The digest of a file, and its lines.
pub(super) fn digest_of(path: &Path) -> Result<(String, u64), BackupError> {
    let mut reader = BufReader::with_capacity(1 << 18, File::open(path).map_err(at(path))?);
    let (mut hash, mut lines) = (Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 18];
    loop {
        let read = match reader.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read.map_err(at(path))?,
        };
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        hash.update(bytes);
        lines += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    }
    Ok((hexadecimal(&hash.finalize()), lines))
}
