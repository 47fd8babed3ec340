//! Reads `styles/*.toml`, each over what it inherits.
//!
//! Refused: a sheet that inherits itself, however far round, and what [`StyleSheet`] itself refuses.

use super::Files;
use super::entries::{Source, problem};
use super::model::SheetFile;
use crate::report::Report;
use crate::style::{StyleSheet, inherit};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One file as read: its own keys, and the id it inherits.
struct Sheet<'f> {
    source: Source<'f>,
    bytes: &'f [u8],
    keys: toml::Table,
    inherits: Option<String>,
}

/// Reads every sheet.
pub(super) fn read(files: &Files<'_>, report: &RefCell<Report>) -> BTreeMap<String, Arc<SheetFile>> {
    let sheets: BTreeMap<&str, Sheet<'_>> = files
        .iter()
        .filter_map(|(path, bytes)| {
            let Some(id) = path.strip_prefix("styles/").and_then(|p| p.strip_suffix(".toml")) else {
                problem(report, path, None, "unexpected-file", "Thư mục styles/ chỉ chứa tệp .toml.");
                return None;
            };
            Some((id, own_keys(Source::new(path, bytes, report)?, bytes)?))
        })
        .collect();
    sheets.keys().filter_map(|id| Some(((*id).to_owned(), Arc::new(resolve(id, &sheets)?)))).collect()
}

/// The keys of one file.
fn own_keys<'f>(source: Source<'f>, bytes: &'f [u8]) -> Option<Sheet<'f>> {
    match source.text().parse::<toml::Table>() {
        Ok(mut keys) => {
            let inherits = keys.remove("inherits");
            if inherits.as_ref().is_some_and(|i| !i.is_str()) {
                source.problem(
                    Some(line_of(&source, "inherits")),
                    "wrong-kind",
                    "Khóa “inherits” phải là một dòng chữ.",
                );
            }
            let inherits = inherits.and_then(|i| i.as_str().map(str::to_owned));
            Some(Sheet { source, bytes, keys, inherits })
        }
        Err(error) => {
            let line = error.span().map(|s| source.line_of(s.start));
            source.problem(line, "bad-toml", format!("Sai cú pháp TOML: {}.", error.message()));
            None
        }
    }
}

/// A sheet over what it inherits.
fn resolve(id: &str, sheets: &BTreeMap<&str, Sheet<'_>>) -> Option<SheetFile> {
    let own = sheets.get(id)?;
    let mut chain = vec![id];
    while let Some(parent) = sheets.get(chain.last()?).and_then(|s| s.inherits.as_deref()) {
        let wrong = match sheets.contains_key(parent) {
            _ if chain.contains(&parent) => {
                Some(("cycle", format!("Kế thừa vòng tròn: {} → {parent}.", chain.join(" → "))))
            }
            true => None,
            false => Some(("unknown-style", format!("Không có mẫu trình bày “{parent}” để kế thừa."))),
        };
        if let Some((code, message)) = wrong {
            // Said once, in the file whose own key it is.
            if chain.len() == 1 || code == "cycle" {
                own.source.problem(Some(line_of(&own.source, "inherits")), code, message);
            }
            return None;
        }
        chain.push(parent);
    }
    let layers = || chain.iter().rev().filter_map(|id| Some((*id, sheets.get(id)?)));
    let merged = layers().fold(toml::Table::new(), |under, (_, sheet)| inherit(&under, &sheet.keys));
    let digest = super::digest(layers().map(|(id, sheet)| (id, sheet.bytes)));
    match StyleSheet::from_table(merged) {
        Ok(sheet) => Some(SheetFile { sheet, digest }),
        Err(error) => {
            // The merged table has no places; the word the message quotes mostly stands in the file itself.
            let quoted = error.message().split('`').nth(1).unwrap_or_default();
            let line = (!quoted.is_empty()).then(|| line_of(&own.source, quoted));
            let message = format!("Mẫu trình bày chưa đúng: {}.", error.message().trim());
            own.source.problem(line, "bad-style", message);
            None
        }
    }
}

/// The line a word first stands on; the first line if it does not.
fn line_of(source: &Source<'_>, word: &str) -> usize {
    source.text().find(word).map_or(1, |byte| source.line_of(byte))
}
