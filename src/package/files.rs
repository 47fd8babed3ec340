//! The files of a document: its package, and what lies in it for people and programs.

use super::{PackageEntry, PackageError};
use crate::digest::sha256;
use utoipa::ToSchema;

/// The name of the source inside a package and inside a PDF.
pub const SOURCE: &str = "source.json";

/// A file of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum FileKind {
    /// The whole package.
    Package,
    /// The PDF.
    Pdf,
    /// The DOCX.
    Docx,
    /// The canonical source.
    Source,
}

impl FileKind {
    /// Every file that a document has once it is made.
    pub const ALL: [Self; 4] = [Self::Package, Self::Pdf, Self::Docx, Self::Source];

    /// Its word in addresses and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Package => "package",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Source => "source",
        }
    }

    /// The file of a word.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its media type (RFC 6838).
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Package => "application/zip",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Source => "application/json",
        }
    }

    /// The name under which it is delivered, of a document whose files have the name `stem`.
    pub fn file_name(self, stem: &str) -> String {
        let ending = match self {
            Self::Package => "zip",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Source => "json",
        };
        format!("{stem}.{ending}")
    }

    /// Its name inside the package; none of the package itself.
    pub fn entry(self, stem: &str) -> Option<String> {
        let name = match self {
            Self::Package => return None,
            Self::Pdf | Self::Docx => self.file_name(stem),
            Self::Source => SOURCE.to_owned(),
        };
        Some(format!("{stem}/data/{name}"))
    }
}

/// A file of a document, and where it lies in the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentFile {
    /// Kind of file.
    pub kind: FileKind,
    /// The name under which it is delivered.
    pub name: String,
    /// The SHA-256 of what is in it.
    pub sha256: String,
    /// Its first byte in the package.
    pub start: u64,
    /// Its bytes there.
    pub bytes: u64,
    /// Flag: it lies there deflated (RFC 1951).
    pub deflated: bool,
}

/// The files of a document: one of each [`FileKind`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentFiles {
    package: DocumentFile,
    inside: Vec<DocumentFile>,
}

impl DocumentFiles {
    /// The files of the document whose package is `zip`. `find` gives what lies there under a name, and its SHA-256.
    ///
    /// # Errors
    /// [`PackageError::Missing`] where one of them is not there.
    pub fn of<'e>(
        stem: &str,
        zip: &[u8],
        find: impl Fn(&str) -> Option<(&'e PackageEntry, String)>,
    ) -> Result<Self, PackageError> {
        let file = |kind: FileKind| {
            let name = kind.entry(stem)?;
            Some(match find(&name) {
                None => Err(PackageError::Missing { name }),
                Some((&PackageEntry { start, bytes, deflated, .. }, sha256)) => {
                    Ok(DocumentFile { kind, name: kind.file_name(stem), sha256, start, bytes, deflated })
                }
            })
        };
        let inside = FileKind::ALL.into_iter().filter_map(file).collect::<Result<_, _>>()?;
        let kind = FileKind::Package;
        let (name, bytes) = (kind.file_name(stem), zip.len() as u64);
        let package = DocumentFile { kind, name, sha256: sha256(zip), start: 0, bytes, deflated: false };
        Ok(Self { package, inside })
    }

    /// The package.
    pub fn package(&self) -> &DocumentFile {
        &self.package
    }

    /// All of them, in the order of [`FileKind::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = &DocumentFile> {
        std::iter::once(&self.package).chain(&self.inside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_a_document_has_a_word_of_its_own_and_a_place_in_the_package() {
        for kind in FileKind::ALL {
            assert_eq!(FileKind::named(kind.name()), Some(kind));
            assert_eq!(kind.entry("a").is_none(), kind == FileKind::Package);
        }
        assert_eq!(FileKind::named("exe"), None);
        assert_eq!(FileKind::Source.entry("a").as_deref(), Some("a/data/source.json"));
        assert_eq!(FileKind::Pdf.entry("a").as_deref(), Some("a/data/a.pdf"));
    }
}
