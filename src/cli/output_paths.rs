//! Output paths of a run below `--out`.
//!
//! They lie there as the inputs lie below the folder that all of them have in common: inputs of one folder side by side,
//! `a/x` and `b/x` in `a` and `b`. Two that would have one name are refused before anything is written.

use super::CliError;
use crate::office::OfficeError;
use crate::report::{FieldPath, Problem, Report};
use crate::runtime::files::{ExistingFile, FileError};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// `--overwrite`, of every command that writes below `--out`.
#[derive(clap::Args)]
pub(super) struct OverwriteFlag {
    /// Replaces files with other content that lie in the place of new ones.
    #[arg(long)]
    overwrite: bool,
}

impl OverwriteFlag {
    pub(super) fn other(&self) -> ExistingFile {
        if self.overwrite { ExistingFile::Replaced } else { ExistingFile::Kept }
    }
}

/// The folder below `--out` for each of the inputs; for standard input it is `--out` itself.
pub(super) fn folders(files: &[PathBuf]) -> Vec<PathBuf> {
    let homes: Vec<Option<PathBuf>> = files.iter().map(|file| parent_folder(file)).collect();
    let common = homes
        .iter()
        .flatten()
        .map(|parent_folder| parent_folder.components().collect())
        .reduce(common_prefix)
        .unwrap_or_default();
    let below = |parent_folder: &PathBuf| parent_folder.components().skip(common.len()).collect();
    homes.iter().map(|parent_folder| parent_folder.as_ref().map(below).unwrap_or_default()).collect()
}

/// The folder an input lies in, by its one name; none for standard input.
fn parent_folder(file: &Path) -> Option<PathBuf> {
    let parent = file.parent().filter(|_| file != Path::new("-"))?;
    let parent = if parent == Path::new("") { Path::new(".") } else { parent };
    // A folder that is not there is told of when its file is read.
    let parent_folder = std::fs::canonicalize(parent).or_else(|_| std::path::absolute(parent));
    Some(parent_folder.unwrap_or_else(|_| parent.to_owned()))
}

fn common_prefix<'p>(a: Vec<Component<'p>>, b: Vec<Component<'p>>) -> Vec<Component<'p>> {
    a.into_iter().zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
}

/// The problems of inputs that would have one name, by input; `named` are the names of what they become, in the order
/// of the inputs. None where nothing is made of it.
pub(super) fn collisions<'f>(files: &'f [PathBuf], named: &[Option<PathBuf>]) -> Vec<(&'f Path, Report)> {
    let mut by_name: BTreeMap<&Path, Vec<&Path>> = BTreeMap::new();
    for (file, name) in files.iter().zip(named) {
        if let Some(name) = name {
            by_name.entry(name).or_default().push(file);
        }
    }
    let mut problems = Vec::new();
    for (name, files) in by_name.into_iter().filter(|(_, files)| files.len() > 1) {
        for (index, file) in files.iter().enumerate() {
            let others = files.iter().enumerate().filter(|(other, _)| *other != index);
            let others: Vec<String> = others.map(|(_, other)| other.display().to_string()).collect();
            let message = format!(
                "Trùng tên tệp «{}» với {}; chưa ghi tệp nào. Hãy đổi tên hoặc số, ký hiệu, ngày của một trong các văn bản, hoặc làm từng lượt với --out khác nhau.",
                name.display(),
                others.join(", ")
            );
            problems.push((*file, one("same-name", message)));
        }
    }
    problems
}

fn one(code: &'static str, message: String) -> Report {
    Report { problems: vec![Problem::error(FieldPath::root(), code, message)] }
}

impl From<FileError> for CliError {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Io { path, source } => Self::Io { path, source },
            FileError::Occupied(path) => OfficeError::Rejected(one(
                "other-content",
                format!(
                    "Đã có tệp «{}» với nội dung khác nên không ghi. Hãy chọn --out khác, dời tệp cũ đi, hoặc thêm --overwrite để thay nó.",
                    path.display()
                ),
            ))
            .into(),
            FileError::Changed(path) => OfficeError::Rejected(one(
                "changed-meanwhile",
                format!("Tệp «{}» vừa được người khác sửa nên không ghi. Hãy chạy lại.", path.display()),
            ))
            .into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_lie_as_they_lie_below_the_folder_they_have_in_common() {
        let paths = |names: &[&str]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
        assert_eq!(folders(&paths(&["src/lib.rs", "src/main.rs"])), paths(&["", ""]));
        assert_eq!(
            folders(&paths(&["src/cli/mod.rs", "src/record/mod.rs", "src/lib.rs"])),
            paths(&["cli", "record", ""])
        );
        assert_eq!(
            folders(&paths(&["src/cli/../cli/mod.rs", "src/cli/render.rs", "-"])),
            paths(&["", "", ""])
        );
        assert_eq!(folders(&paths(&["Cargo.toml", "./src/lib.rs"])), paths(&["", "src"]));
    }
}
