//! The rows of a document held against its package and against the ledger.
//!
//! The ledger's chain proves the digest of the package; the package proves the source, the organ's profile, the files,
//! and every column that follows from them; the ledger proves the rest. Nothing here is made again, so what is found
//! holds whatever templates and engine there are today.

use super::finding::{Discrepancy, DiscrepancyKind};
use crate::digest::sha256;
use crate::package::canonical_json;
use crate::register::{DocumentActs, RowColumns};
use crate::service::{FileColumns, StoredPackage};
use std::collections::BTreeMap;

/// Columns of a document as its rows in `document` and its files have them.
#[derive(Clone, Debug)]
pub(super) struct StoredRows {
    pub(super) columns: RowColumns,
    pub(super) files: BTreeMap<String, FileColumns>,
}

/// Result of a proof: the faults, and the columns that nothing proves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Proof {
    pub(super) faults: Vec<Discrepancy>,
    pub(super) unproven: Vec<&'static str>,
}

/// Holds rows against what the ledger tells of the document and against its package, where there is one.
pub(super) fn prove(
    rows: &StoredRows,
    acts: Option<&DocumentActs>,
    packaged: Option<&StoredPackage>,
) -> Proof {
    let mut faults = Vec::new();
    let by_ledger = acts.map(DocumentActs::columns).unwrap_or_default();
    if acts.is_none() {
        faults.push(Discrepancy::at(DiscrepancyKind::Unregistered, "ledger"));
    }
    let nothing = RowColumns::new();
    let by_package = packaged.map_or(&nothing, |packaged| &packaged.columns);
    let mut unproven = Vec::new();
    for (&name, is) in &rows.columns {
        let expected: Vec<_> = [&by_ledger, by_package].into_iter().filter_map(|by| by.get(name)).collect();
        if expected.is_empty() {
            unproven.push(name);
        }
        let other = expected.into_iter().find(|expected| !is_same(name, is.as_deref(), expected.as_deref()));
        faults.extend(other.map(|other| differs(DiscrepancyKind::Column, name, is, other)));
    }
    if let Some(packaged) = packaged {
        faults.extend(files(&rows.files, &packaged.files));
    }
    // The organ is proven by whose ledger tells of the document; a document in the making has nothing more to prove.
    let is_kept = acts.is_none_or(|acts| acts.package().is_some());
    unproven.retain(|name| is_kept && *name != "organ");
    Proof { faults, unproven }
}

/// Compares a column with the expected text. `findings` is compared as JSON, since its spacing may differ.
fn is_same(name: &str, is: Option<&str>, expected: Option<&str>) -> bool {
    match (name, is) {
        ("findings", Some(text)) => match serde_json::from_str(text) {
            Ok(value) => Some(canonical_json(&value).as_str()) == expected,
            Err(_) => false,
        },
        _ => is == expected,
    }
}

/// Holds the rows of files against the files of the package.
fn files(
    rows: &BTreeMap<String, FileColumns>,
    files: &BTreeMap<&'static str, FileColumns>,
) -> Vec<Discrepancy> {
    let mut faults = Vec::new();
    for (&kind, expected) in files {
        let Some(row) = rows.get(kind) else {
            faults.push(Discrepancy::at(DiscrepancyKind::FileMissing, kind));
            continue;
        };
        for ((column, is), (_, expected)) in row.iter().zip(expected).filter(|(is, expected)| is != expected)
        {
            let at = format!("{kind}.{column}");
            faults.push(differs(DiscrepancyKind::File, &at, &Some(is.clone()), &Some(expected.clone())));
        }
    }
    let stray = rows.keys().filter(|kind| !files.contains_key(kind.as_str()));
    faults.extend(stray.map(|kind| Discrepancy::at(DiscrepancyKind::FileStray, kind)));
    faults
}

fn differs(kind: DiscrepancyKind, at: &str, is: &Option<String>, expected: &Option<String>) -> Discrepancy {
    Discrepancy { kind, at: at.to_owned(), found: shown(is), expected: shown(expected) }
}

/// Characters of a value that a report repeats; of a longer one it gives the digest.
const SHOWN: usize = 200;

fn shown(value: &Option<String>) -> Option<String> {
    value.as_ref().map(|value| match value.chars().nth(SHOWN) {
        None => value.clone(),
        Some(_) => format!("sha256:{}", sha256(value.as_bytes())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(columns: &[(&'static str, &str)]) -> StoredRows {
        let columns = columns.iter().map(|&(name, value)| (name, Some(value.to_owned()))).collect();
        StoredRows { columns, files: BTreeMap::new() }
    }

    #[test]
    fn a_document_that_the_ledger_does_not_know_is_told() {
        let proof = prove(&rows(&[("subject", "x")]), None, None);
        assert_eq!(proof.faults, [Discrepancy::at(DiscrepancyKind::Unregistered, "ledger")]);
        assert_eq!(proof.unproven, ["subject"]);
    }

    #[test]
    fn a_long_value_is_told_by_its_digest() {
        let long = "ă".repeat(SHOWN + 1);
        let shown = shown(&Some(long.clone())).unwrap();
        assert_eq!(shown, format!("sha256:{}", sha256(long.as_bytes())));
        assert_eq!(super::shown(&Some("ă".repeat(SHOWN))).unwrap().chars().count(), SHOWN);
    }

    #[test]
    fn rows_of_files_are_exactly_those_of_the_package() {
        let columns = |sha256: &str| -> FileColumns {
            ["name", "sha256", "media_type", "start", "bytes", "deflated"].map(|name| match name {
                "sha256" => (name, sha256.to_owned()),
                name => (name, "1".to_owned()),
            })
        };
        let package = BTreeMap::from([("docx", columns("a")), ("pdf", columns("b"))]);
        let stored = BTreeMap::from([("pdf".to_owned(), columns("c")), ("svg".to_owned(), columns("d"))]);
        let faults = files(&stored, &package);
        let told: Vec<_> = faults.iter().map(|fault| (fault.kind, fault.at.as_str())).collect();
        let expected = [
            (DiscrepancyKind::FileMissing, "docx"),
            (DiscrepancyKind::File, "pdf.sha256"),
            (DiscrepancyKind::FileStray, "svg"),
        ];
        assert_eq!(told, expected);
        assert_eq!((faults[1].found.as_deref(), faults[1].expected.as_deref()), (Some("c"), Some("b")));
    }
}
