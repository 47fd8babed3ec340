//! The templates and faces in use, and what they tell of themselves.

use super::{Office, OfficeError};
use crate::catalog::{Catalog, CatalogError, Field};
use crate::check::checks;
use crate::digest;
use crate::font::{FaceId, FontBook};
use crate::report::{FieldPath, Problem, Report};
use std::fmt::Write as _;
use std::path::Path;

/// The embedded faces, a line each.
pub fn fonts() -> String {
    let mut out = String::new();
    for id in FaceId::ALL {
        let face = FontBook::embedded().face(id);
        let (glyphs, bytes) = (face.tables().number_of_glyphs(), face.data().len());
        let digest = digest::sha256(face.data());
        let _ =
            writeln!(out, "{:<26} {glyphs} glyphs, {bytes} bytes, SHA-256 {digest}", id.postscript_name());
    }
    out
}

/// The templates in use: those in the program or those of a folder.
#[derive(Debug)]
pub enum TemplateFolder {
    /// In the program; read when first needed.
    Embedded,
    /// Of a folder.
    Read(Box<Catalog>),
}

impl TemplateFolder {
    /// Reads a folder, or takes what is in the program.
    pub fn open(folder: Option<&Path>) -> Result<Self, OfficeError> {
        match folder {
            None => Ok(Self::Embedded),
            Some(folder) => match Catalog::read(folder) {
                Ok(catalog) => {
                    let unknown = unknown_checks(&catalog);
                    match unknown.has_errors() {
                        true => Err(OfficeError::Rejected(unknown)),
                        false => Ok(Self::Read(Box::new(catalog))),
                    }
                }
                Err(CatalogError::Invalid(report)) => Err(OfficeError::Rejected(report)),
                Err(error) => Err(error.into()),
            },
        }
    }

    /// The catalog itself.
    pub fn catalog(&self) -> &Catalog {
        match self {
            Self::Embedded => Catalog::embedded(),
            Self::Read(catalog) => catalog,
        }
    }

    /// An office that works with them.
    pub fn office(&self) -> Office<'_> {
        Office::new(self.catalog())
    }

    /// A line for each type and each ready-made content.
    pub fn list(&self) -> String {
        let mut out = String::new();
        for kind in self.catalog().types.values() {
            let abbreviation = kind.abbreviation.as_deref().unwrap_or("-");
            let _ = writeln!(out, "{:<18} {abbreviation:<4} {}", kind.id, kind.name);
            for content in kind.contents.values() {
                let _ = writeln!(out, "{:<18}      {}", format!("{}/{}", kind.id, content.id), content.name);
            }
        }
        out
    }

    /// Sentence in Vietnamese with the numbers of types, contents, organs and styles.
    pub fn summary(&self) -> String {
        let catalog = self.catalog();
        let (types, organs, styles) = (catalog.types.len(), catalog.organs.len(), catalog.styles.len());
        let contents: usize = catalog.types.values().map(|t| t.contents.len()).sum();
        format!(
            "{types} loại văn bản, {contents} nội dung mẫu, {organs} cơ quan, {styles} kiểu trình bày: không có lỗi\n"
        )
    }

    /// The fields of a type (`ke-hoach`) or a content (`bao-cao/thang`), with sample data.
    pub fn show(&self, name: &str) -> Result<String, OfficeError> {
        let (kind, content) =
            name.split_once('/').map_or((name, None), |(kind, content)| (kind, Some(content)));
        let found = self.catalog().document_type(kind, None);
        let Some(kind) = found else { return Err(unknown(name).into()) };
        let mut out = String::new();
        match content {
            None => {
                let _ = writeln!(out, "{}: {}", kind.id, kind.name);
                describe_fields(&kind.fields, 0, &mut out);
            }
            Some(id) => {
                let Some(content) = kind.contents.get(id) else { return Err(unknown(name).into()) };
                let _ = writeln!(out, "{name}: {}", content.name);
                describe_fields(&content.fields, 0, &mut out);
                let sample = serde_json::to_string_pretty(&content.sample).unwrap_or_default();
                let _ = writeln!(out, "{sample}");
            }
        }
        Ok(out)
    }
}

/// Checks that a style sheet ranks and nobody makes.
fn unknown_checks(catalog: &Catalog) -> Report {
    let mut report = Report::new();
    for (id, file) in &catalog.styles {
        for ranked in file.sheet.checks.keys() {
            let check = ranked.split_once(':').map_or(ranked.as_str(), |(check, _)| check);
            if !checks().any(|known| known.id == check) {
                let message = format!(
                    "[checks] xếp hạng «{ranked}», nhưng không có kiểm tra này. Gõ «vanthu check --list» để xem các kiểm tra."
                );
                report.error(FieldPath::field(format!("styles/{id}.toml")), "unknown-check", message);
            }
        }
    }
    report
}

fn unknown(name: &str) -> Report {
    let message = format!("Không có mẫu «{name}». Gõ «vanthu templates list» để xem các mẫu đang có.");
    Report { problems: vec![Problem::error(FieldPath::root(), "unknown-template", message)] }
}

fn describe_fields(fields: &[Field], depth: usize, out: &mut String) {
    for field in fields {
        let indent = "  ".repeat(depth + 1);
        let kind = serde_json::to_value(field.kind).ok();
        let kind = kind.as_ref().and_then(|k| k.as_str()).unwrap_or_default();
        let required = if field.required { ", bắt buộc" } else { "" };
        let _ = writeln!(out, "{indent}{} ({kind}{required}): {}", field.name, field.label);
        describe_fields(&field.fields, depth + 1, out);
    }
}
