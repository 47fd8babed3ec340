//! The files of an import: those named, those of a list, those in folders.

use super::super::{CliError, at, read};
use crate::limits;
use std::path::{Path, PathBuf};

/// Endings of files that can be imported; others in a folder are not looked at.
const ENDINGS: [&str; 10] = ["docx", "doc", "rtf", "odt", "txt", "text", "md", "markdown", "html", "htm"];
/// Bytes of a list of files.
const LIST: usize = 64 << 20;
/// Folders in folders that are followed: a link may lead round in a circle.
const DEPTH: usize = 40;

/// Every file, in the order given; of folders in the order of their names.
pub(super) fn files(named: &[PathBuf], list: Option<&Path>) -> Result<Vec<PathBuf>, CliError> {
    let mut wanted = named.to_vec();
    if let Some(list) = list {
        let bytes = read(list, LIST)?;
        let lines = String::from_utf8_lossy(&bytes);
        let lines = lines.trim_start_matches('\u{feff}').lines().map(str::trim);
        wanted.extend(lines.filter(|line| !line.is_empty()).map(PathBuf::from));
    }
    let mut found = Vec::new();
    for path in wanted {
        match path.is_dir() {
            true => folder(&path, 0, &mut found)?,
            false => found.push(path),
        }
        if found.len() > limits::FILES {
            let most = limits::FILES;
            return Err(CliError::Said(format!("quá nhiều tệp, nhiều nhất là {most}; hãy làm từng thư mục")));
        }
    }
    Ok(found)
}

/// The files of a folder and of those in it; hidden ones and the locks of word processors are none.
fn folder(path: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), CliError> {
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(path).map_err(at(path))? {
        entries.push(entry.map_err(at(path))?.path());
    }
    entries.sort();
    for entry in entries {
        let name = entry.file_name().and_then(|name| name.to_str()).unwrap_or("");
        if name.starts_with(['.', '~']) || found.len() > limits::FILES {
            continue;
        }
        if entry.is_dir() {
            if depth < DEPTH {
                folder(&entry, depth + 1, found)?;
            }
        } else if ends_well(&entry) {
            found.push(entry);
        }
    }
    Ok(())
}

fn ends_well(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
    ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}
