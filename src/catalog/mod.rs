//! Reads `templates/` and checks every folder.
//!
//! In goes a list of files, embedded or from a directory; out comes a [`Catalog`], or every problem of every file
//! with its line. A catalog that was read needs no more checks: every template expands with data that fits its
//! declared fields. Refused: what it does not know, so that a misspelt key or name is never silently without effect.

mod bundle;
mod capitals;
mod declared;
mod entries;
pub mod fields;
mod model;
mod organs;
mod profile;
mod sheets;
mod types;
mod words;

pub use bundle::Bundle;
pub use capitals::{
    Acts, Capitals, Clause, Concept, Context, Days, NamedDays, Persons, Places, Sentences, Terms,
};
pub use model::{
    Catalog, Content, DECREE_STYLE, DocumentType, Field, Kind, Organ, OrganSigner, Presence, SheetFile,
    Signatures, SubjectPlace, Unit, Words,
};

use crate::digest::hexadecimal;
use crate::report::Report;
use crate::text::fold_ascii;
use crate::text::search_key;
use chrono::NaiveDate;
use entries::problem;
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Bytes of one file of a catalog; nothing of ours comes near.
const FILE_BYTES: u64 = 1 << 20;
/// Bytes of all files of a catalog, names included.
const CATALOG_BYTES: usize = 16 << 20;
/// The folder of the organs.
const ORGANS: &str = "organs/";

/// Files by path under `templates/`, with `/` between folders.
type Files<'f> = BTreeMap<String, &'f [u8]>;

/// Reasons for which a catalog cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// A file or folder cannot be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Error of the operating system.
        source: std::io::Error,
    },
    /// Every mistake of every file: `at` is the file, `line` the line in it.
    #[error("templates: {} problems; the first: {}", .0.problems.len(), .0.problems.first().map(ToString::to_string).unwrap_or_default())]
    Invalid(Report),
    /// A text that should be a [`Bundle`] is none.
    #[error("no bundle of templates: {0}")]
    Bundle(String),
}

impl Catalog {
    /// The catalog in the binary; read when first asked for, since `--help` has no need of it.
    pub fn embedded() -> &'static Self {
        static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
            let mut files = Files::new();
            embedded_files(&EMBEDDED, &mut files);
            read_files(&files).expect("tests/engine/templates.rs reads the embedded templates")
        });
        &CATALOG
    }

    /// Reads a catalog from a directory.
    ///
    /// # Errors
    /// A file that cannot be read, or every problem of every file at once.
    pub fn read(dir: &Path) -> Result<Self, CatalogError> {
        let mut contents = vec![];
        disk_files(dir, "", &mut contents)?;
        let files = contents.iter().map(|(path, bytes)| (path.clone(), bytes.as_slice())).collect();
        read_files(&files).map_err(CatalogError::Invalid)
    }

    /// A type by what people call it: what the organ prints for it, else its id, else the decree's abbreviation.
    ///
    /// An organ's own abbreviation wins: where an organ prints `CT` for *chương trình*, `CT` is that and not the
    /// *chỉ thị* of the decree. Letters count as written: `CTr` is not `CTR`.
    pub fn document_type(&self, name: &str, organ: Option<&Organ>) -> Option<Arc<DocumentType>> {
        let own = organ.and_then(|o| o.abbreviations.iter().find(|(_, printed)| *printed == name));
        let named = own.and_then(|(id, _)| self.types.get(id)).or_else(|| self.types.get(name));
        let by_decree = || self.types.values().find(|t| t.abbreviation.as_deref() == Some(name));
        named.or_else(by_decree).cloned()
    }

    /// The type of papers of every kind beyond the others.
    pub fn general_type(&self) -> Option<Arc<DocumentType>> {
        self.types.values().find(|t| t.general).cloned()
    }

    /// A symbol for file names, which carry no marks, where another type's looks the same without them: `ĐA-LĐLĐ` of a
    /// *đề án* beside `DA-LĐLĐ` of a *dự án* is `de-an-LĐLĐ`. None where the symbol alone tells the type.
    ///
    /// The abbreviation that the organ prints counts; of types that print the same, the one with an abbreviation of the
    /// organ's own keeps it.
    pub fn distinct_notation(
        &self,
        document_type: &DocumentType,
        organ: &Organ,
        notation: &str,
    ) -> Option<String> {
        let folded = |text: &str| fold_ascii(text).to_ascii_lowercase();
        let printed =
            |t: &DocumentType| organ.abbreviations.get(&t.id).or(t.abbreviation.as_ref()).map(|p| folded(p));
        let own = printed(document_type)?;
        let (head, rest) = notation.split_at(notation.find(['-', '/']).unwrap_or(notation.len()));
        let of_organ = |t: &DocumentType| organ.abbreviations.contains_key(&t.id);
        let mut alike =
            self.types.values().filter(|t| t.id != document_type.id && printed(t).as_ref() == Some(&own));
        let tells = match of_organ(document_type) {
            true => !alike.any(|t| of_organ(t)),
            false => alike.next().is_none(),
        };
        (folded(head) == own && !tells).then(|| format!("{}{rest}", document_type.id))
    }

    /// An organ as it was on a day; its newest version where no day is given.
    pub fn organ(&self, id: &str, on: Option<NaiveDate>) -> Option<Arc<Organ>> {
        let versions = self.organs.get(id)?;
        let held = |o: &&Arc<Organ>, day| {
            o.valid_from.is_none_or(|from| from <= day) && o.valid_to.is_none_or(|to| day <= to)
        };
        match on {
            None => versions.last(),
            Some(day) => versions.iter().find(|o| held(o, day)),
        }
        .cloned()
    }

    /// Ids of the organs that have ever been called so, the lines of a name joined; case and marks do not count.
    pub fn organs_named(&self, name: &str) -> Vec<&str> {
        let wanted = search_key(name);
        let called = |organ: &Arc<Organ>| {
            [search_key(&organ.name.join(" ")), search_key(&organ.full_name)].contains(&wanted)
        };
        let named = self.organs.iter().filter(|(_, versions)| versions.iter().any(called));
        named.map(|(id, _)| id.as_str()).filter(|_| !wanted.is_empty()).collect()
    }

    /// The same with other organs: those that an office keeps itself, or the one a document was issued by.
    pub fn with_organs(&self, organs: BTreeMap<String, Vec<Arc<Organ>>>) -> Self {
        Self { organs, ..self.clone() }
    }

    /// A style sheet.
    pub fn style(&self, id: &str) -> Option<Arc<SheetFile>> {
        self.styles.get(id).cloned()
    }
}

/// The files of the binary.
fn embedded_files(dir: &Dir<'static>, files: &mut Files<'static>) {
    for entry in dir.entries() {
        match entry {
            include_dir::DirEntry::Dir(dir) => embedded_files(dir, files),
            include_dir::DirEntry::File(file) => {
                // Windows embeds `types\\bao-cao`; a catalog knows one spelling of a path.
                let path = file.path().to_string_lossy().replace('\\', "/");
                if is_catalog(&path) {
                    files.insert(path, file.contents());
                }
            }
        }
    }
}

/// The files of a directory and the folders in it; links to elsewhere are followed as the system does.
fn disk_files(dir: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), CatalogError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| CatalogError::Io { path, source }
    };
    for entry in std::fs::read_dir(dir).map_err(failed(dir))? {
        let entry = entry.map_err(failed(dir))?;
        let (path, name) = (entry.path(), entry.file_name());
        let relative = format!("{prefix}{}", name.to_string_lossy());
        let about = std::fs::metadata(&path).map_err(failed(&path))?;
        // types/<id>/<file> is as deep as a catalog goes; a link that leads back up must not lead for ever.
        if about.is_dir() && relative.matches('/').count() < 2 {
            disk_files(&path, &format!("{relative}/"), files)?;
        } else if about.is_file() && is_catalog(&relative) {
            let too_long = || std::io::Error::other(format!("larger than {FILE_BYTES} bytes"));
            if about.len() > FILE_BYTES {
                return Err(failed(&path)(too_long()));
            }
            files.push((relative, std::fs::read(&path).map_err(failed(&path))?));
        }
    }
    Ok(())
}

/// Tests whether a file belongs to the catalog: neither the page for people, nor the form's pages, nor what editors and
/// systems leave behind.
fn is_catalog(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path != "README.md" && !path.starts_with("web/") && !name.starts_with('.') && !name.ends_with('~')
}

/// Reads and checks every file.
fn read_files(files: &Files<'_>) -> Result<Catalog, Report> {
    let report = RefCell::new(Report::new());
    let under = |prefix: &str| -> Files<'_> {
        files.iter().filter(|(p, _)| p.starts_with(prefix)).map(|(p, b)| (p.clone(), *b)).collect()
    };
    let styles = sheets::read(&under("styles/"), &report);
    let types = read_types(&under("types/"), &report);
    let known = profile::Known {
        // A sheet that could not be read is there all the same: one mistake, one problem.
        styles: files.keys().filter_map(|p| p.strip_prefix("styles/")?.strip_suffix(".toml")).collect(),
        types: types.keys().map(String::as_str).collect(),
    };
    let organs = organs::read(&under(ORGANS), &known, &report);
    let words = words::read(&under("words/"), &report);
    for path in files.keys() {
        if !["styles/", "types/", ORGANS, "words/"].iter().any(|folder| path.starts_with(folder)) {
            problem(&report, path, None, "unexpected-file", "Tệp này không thuộc thư mục mẫu nào.");
        }
    }
    if files.iter().map(|(path, bytes)| path.len() + bytes.len()).sum::<usize>() > CATALOG_BYTES {
        let message = format!("Các tệp mẫu dài quá {} MiB. Hãy bỏ bớt tệp không dùng.", CATALOG_BYTES >> 20);
        problem(&report, "", None, "too-large", message);
    }
    let mut report = report.into_inner();
    report.problems.sort_by(|a, b| (&a.at, a.line, &a.message).cmp(&(&b.at, b.line, &b.message)));
    // The keys that hold for every version of an organ are read with each.
    report.problems.dedup();
    if report.has_errors() {
        Err(report)
    } else {
        Ok(Catalog { types, organs, styles, words: Arc::new(words), bundle: Arc::new(Bundle::of(files)) })
    }
}

/// Reads every type folder; no two may answer to one name.
fn read_types(files: &Files<'_>, report: &RefCell<Report>) -> BTreeMap<String, Arc<DocumentType>> {
    let mut folders: BTreeMap<&str, Files<'_>> = BTreeMap::new();
    for (path, bytes) in files {
        match path.match_indices('/').nth(1) {
            Some((end, _)) => {
                folders.entry(&path[..=end]).or_default().insert(path.clone(), *bytes);
            }
            None => problem(
                report,
                path,
                None,
                "unexpected-file",
                "types/ chỉ chứa mỗi loại văn bản một thư mục.",
            ),
        }
    }
    let read = |(folder, files): (&&str, &Files<'_>)| {
        let document_type = types::read(folder, files, report)?;
        Some((document_type.id.clone(), Arc::new(document_type)))
    };
    let types: BTreeMap<String, Arc<DocumentType>> = folders.iter().filter_map(read).collect();
    let mut names: BTreeSet<&str> = types.keys().map(String::as_str).collect();
    for (id, document_type) in &types {
        if let Some(abbreviation) = document_type.abbreviation.as_deref()
            && !names.insert(abbreviation)
        {
            let path = format!("types/{id}/type.toml");
            let line = files.get(&path).and_then(|bytes| line_of(bytes, "abbreviation"));
            let message = format!("Chữ viết tắt “{abbreviation}” đã dùng cho loại văn bản khác.");
            problem(report, &path, line, "duplicate", message);
        }
    }
    types
}

/// The line a key stands on.
fn line_of(bytes: &[u8], key: &str) -> Option<usize> {
    let text = std::str::from_utf8(bytes).ok()?;
    text.lines().position(|line| line.trim_start().starts_with(key)).map(|at| at + 1)
}

/// SHA-256 over names and contents in the order given, in lower-case hexadecimal. Lengths stand before both, so no
/// byte can move from one to the other unseen.
fn digest<'d>(files: impl Iterator<Item = (&'d str, &'d [u8])>) -> String {
    let mut hash = Sha256::new();
    for (name, bytes) in files {
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name);
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    hexadecimal(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Pieces of files as an author in a hurry might put them together.
    fn any_file() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "(name|title|kind|fields|sample|style|versions|inherits|abbreviations|to)",
            "( = |\\[|\\]|\\[\\[|\\]\\]|\\.|\n|\"|'|\\{|\\}|,|#)",
            "(\"a\"|3|4.5|true|2024-02-30|2024-02-23|\"line\"|\"list\"|99999999999999999999)",
            "\\PC{0,6}",
        ];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_files_give_a_catalog_or_a_report(files in prop::collection::vec(any_file(), 6)) {
            let paths =
                ["types/a/type.toml", "types/a/document.hbs", "types/a/b.toml", "organs/o.toml", "styles/s.toml", "words/substitutes.toml"];
            let files: Files<'_> = paths.iter().zip(&files).map(|(p, f)| ((*p).to_owned(), f.as_bytes())).collect();
            if let Err(report) = read_files(&files) {
                prop_assert!(report.has_errors());
                prop_assert!(report.problems.iter().all(|p| !p.message.is_empty() && !p.at.as_str().is_empty()));
            }
        }
    }

    #[test]
    fn a_symbol_for_files_tells_types_apart_whose_abbreviations_differ_in_marks_only() {
        let catalog = Catalog::embedded();
        let mut organ = (*catalog.organ("ldld-lai-chau", None).unwrap()).clone();
        let of = |organ: &Organ, id: &str, notation: &str| {
            catalog.distinct_notation(&catalog.types[id], organ, notation)
        };
        for (id, notation, distinct) in [
            ("de-an", "ĐA-LĐLĐ", Some("de-an-LĐLĐ")),
            ("du-an", "DA-LĐLĐ", Some("du-an-LĐLĐ")),
            ("de-an", "DA-LĐLĐ", Some("de-an-LĐLĐ")),
            ("hop-dong", "HĐ-LĐLĐ", Some("hop-dong-LĐLĐ")),
            ("huong-dan", "HD/LĐLĐ", Some("huong-dan/LĐLĐ")),
            ("huong-dan", "HD", Some("huong-dan")),
            ("huong-dan", "HDX-LĐLĐ", None),
            ("ke-hoach", "KH-LĐLĐ", None),
            ("cong-van", "LĐLĐ-TG", None),
            // This organ prints CT for its programmes, as its own; a chỉ thị prints the decree's CT.
            ("chuong-trinh", "CT-LĐLĐ", None),
            ("chi-thi", "CT-LĐLĐ", Some("chi-thi-LĐLĐ")),
        ] {
            assert_eq!(of(&organ, id, notation).as_deref(), distinct, "{id} {notation}");
        }
        organ.abbreviations.insert("du-an".to_owned(), "DAĐT".to_owned());
        assert_eq!(of(&organ, "de-an", "ĐA-LĐLĐ"), None);
        assert_eq!(of(&organ, "du-an", "DAĐT-LĐLĐ"), None);
        organ.abbreviations.insert("ke-hoach".to_owned(), "DaĐt".to_owned());
        assert_eq!(of(&organ, "ke-hoach", "DaĐt-LĐLĐ").as_deref(), Some("ke-hoach-LĐLĐ"));
    }

    #[test]
    fn bytes_cannot_move_between_a_name_and_its_content_unseen() {
        let of = |name: &str, bytes: &[u8]| digest([(name, bytes)].into_iter());
        assert_ne!(of("ab", b"c"), of("a", b"bc"));
        assert_eq!(of("", b"").len(), 64);
    }

    #[test]
    fn deep_nesting_is_a_problem_and_not_a_crash() {
        let deep = format!("x = {}{}", "[".repeat(20_000), "]".repeat(20_000));
        let tables = format!("[{}a]\n", "a.".repeat(20_000));
        for text in [deep, tables] {
            let files = Files::from([("types/a/type.toml".to_owned(), text.as_bytes())]);
            assert!(read_files(&files).is_err());
        }
    }

    #[test]
    fn what_editors_leave_behind_is_not_read() {
        for path in ["README.md", "types/a/.type.toml.swp", "types/a/type.toml~", "web/index.html"] {
            assert!(!is_catalog(path), "{path}");
        }
        assert!(is_catalog("types/a/type.toml"));
    }
}
