//! History of each document as the ledger tells of it: its number, its package, its end; and so what its row must say.

use super::super::ledger;
use super::replay::Telling;
use crate::store::{Store, StoreError};
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Columns of a row by name, as text; none where the column is empty.
pub type RowColumns = BTreeMap<&'static str, Option<String>>;

/// The documents of an organ as its ledger tells of them, as far as it was read.
///
/// Takes some hundred bytes of memory a document.
#[derive(Clone, Debug, Default)]
pub struct History {
    organ: String,
    seq: i64,
    documents: BTreeMap<String, DocumentActs>,
}

/// Columns for the tries to make the document's package.
const ATTEMPTS: [&str; 4] = ["attempts", "attempt_engine", "attempt_at", "attempt_error"];

/// Acts on a document that has a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentActs {
    document_type: String,
    code: String,
    n: i64,
    date: String,
    ends_as: &'static str,
    by: String,
    operation: String,
    issued: Option<PackageNaming>,
    end: Option<Closing>,
    /// The document in whose place it stands, and why.
    replaces: Option<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct PackageNaming {
    package: String,
    /// The templates that made it; ledgers before version 0.2 do not say.
    catalog: Option<String>,
    at: String,
    row: Option<Attested>,
}

/// Columns of a document's row that the ledger holds because nothing else proves them, as they were before its package
/// was named. Ledgers before version 0.2 have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Attested {
    created_at: String,
    created_by: String,
    version: i64,
    replaces: Option<String>,
    reason: Option<String>,
}

/// End of a document: cancelled or replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Closing {
    state: &'static str,
    at: String,
    reason: String,
    operation: String,
    by_document: Option<String>,
}

impl History {
    pub(super) fn new(organ: &str) -> Self {
        Self { organ: organ.to_owned(), ..Self::default() }
    }

    /// The place in the ledger up to which it was read.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// Acts on a document; `None` where the ledger does not know it.
    pub fn of(&self, document: &str) -> Option<&DocumentActs> {
        self.documents.get(document)
    }

    /// Reads what was appended since. The links of these rows are for the next verification to prove.
    pub async fn catch_up(&mut self, store: &Store) -> Result<(), StoreError> {
        loop {
            let rows = ledger::rows(store, &self.organ, self.seq, ledger::PAGE).await?;
            if rows.is_empty() {
                return Ok(());
            }
            for row in rows {
                if let Ok(telling) = serde_json::from_value(row.payload) {
                    self.note(&row.at, &row.event, &telling);
                }
                self.seq = row.seq;
            }
        }
    }

    /// Notes that a row was read.
    pub(super) fn passed(&mut self, seq: i64) {
        self.seq = seq;
    }

    /// Notes what a row tells of a document.
    pub(super) fn note(&mut self, at: &str, event: &str, telling: &Telling) {
        match event {
            "given" => self.entered("issued", telling),
            "recorded" => self.entered("recorded", telling),
            "issued" => {
                if let Some(acts) = self.documents.get_mut(&telling.document) {
                    let (package, catalog) = (telling.package.clone(), telling.catalog.clone());
                    let row = telling.row.clone();
                    acts.issued = Some(PackageNaming { package, catalog, at: at.to_owned(), row });
                }
            }
            "cancelled" => self.ended("cancelled", at, telling, None),
            "replaced" => {
                self.ended("replaced", at, telling, Some(telling.by_document.clone()));
                if let Some(new) = self.documents.get_mut(&telling.by_document) {
                    new.replaces = Some((telling.document.clone(), telling.reason.clone()));
                }
            }
            _ => {}
        }
    }

    fn entered(&mut self, ends_as: &'static str, telling: &Telling) {
        let acts = DocumentActs {
            document_type: telling.document_type.clone(),
            code: telling.code.clone(),
            n: telling.n,
            date: telling.date.clone(),
            ends_as,
            by: telling.by.clone(),
            operation: telling.operation.clone(),
            ..DocumentActs::default()
        };
        self.documents.insert(telling.document.clone(), acts);
    }

    fn ended(&mut self, state: &'static str, at: &str, telling: &Telling, by_document: Option<String>) {
        if let Some(acts) = self.documents.get_mut(&telling.document) {
            acts.end = Some(Closing {
                state,
                at: at.to_owned(),
                reason: telling.reason.clone(),
                operation: telling.operation.clone(),
                by_document,
            });
        }
    }
}

impl DocumentActs {
    /// The digest of the package it was issued or entered with; none while that is being made.
    pub fn package(&self) -> Option<&str> {
        self.issued.as_ref().map(|issued| issued.package.as_str())
    }

    /// The digest of the templates that made that package.
    pub fn catalog(&self) -> Option<&str> {
        self.issued.as_ref()?.catalog.as_deref()
    }

    /// Columns that the document's row must have by these acts.
    pub fn columns(&self) -> RowColumns {
        let text = |text: &str| Some(text.to_owned());
        let end = self.end.as_ref();
        let year = self.date.parse::<NaiveDate>().ok().map(|date| date.year().to_string());
        let mut columns = RowColumns::from([
            ("type", text(&self.document_type)),
            ("state", text(self.state())),
            ("code_number", text(&self.code)),
            ("n", Some(self.n.to_string())),
            ("issued_date", text(&self.date)),
            ("year", year),
            ("package", self.package().map(str::to_owned)),
            ("ends_as", text(self.ends_as)),
            ("issue_by", text(&self.by)),
            ("issue_act", text(&self.operation)),
            ("end_act", end.filter(|end| end.by_document.is_none()).map(|end| end.operation.clone())),
            ("replaced_by", end.and_then(|end| end.by_document.clone())),
        ]);
        if let Some((old, reason)) = &self.replaces {
            columns.extend([("replaces", text(old)), ("reason", text(reason))]);
        }
        if let Some(issued) = &self.issued {
            columns.insert("updated_at", text(end.map_or(&issued.at, |end| &end.at)));
            columns.extend(issued.row.iter().flat_map(|row| self.attested(row)));
            // What was tried to make it is forgotten with its package.
            columns.extend(ATTEMPTS.map(|column| (column, None)));
            if let Some(catalog) = &issued.catalog {
                columns.extend([("catalog_sha256", text(catalog)), ("catalog_adopted", None)]);
            }
        }
        if let Some(end) = end {
            columns.insert("reason", text(&end.reason));
        }
        columns
    }

    fn attested(&self, row: &Attested) -> RowColumns {
        // Naming the package is one change of the row, and so is its end.
        let version = row.version + 1 + i64::from(self.end.is_some());
        RowColumns::from([
            ("created_at", Some(row.created_at.clone())),
            ("created_by", Some(row.created_by.clone())),
            ("version", Some(version.to_string())),
            ("replaces", row.replaces.clone()),
            ("reason", row.reason.clone()),
        ])
    }

    fn state(&self) -> &'static str {
        match (&self.end, &self.issued) {
            (Some(end), _) => end.state,
            (None, Some(_)) => self.ends_as,
            (None, None) => "issuing",
        }
    }
}
