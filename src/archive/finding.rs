//! Findings on documents and registers, and their totals.

use super::select::Kept;
use crate::register::Verdict;
use serde::Serialize;
use std::collections::BTreeMap;

/// Result of making a document again, compared with its original. Its word in reports is its name in kebab case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// The same bytes.
    Identical,
    /// Other bytes, and another version of the engine made the original.
    Engine,
    /// Other bytes, and the templates that made it are not known for certain: it was made before they were kept.
    Templates,
    /// It has its number and its package is being made.
    Issuing,
    /// Other bytes, by the same engine and the same templates.
    Changed,
    /// The original is not there.
    Missing,
    /// The original is not what its digest says: a byte of it was changed.
    Damaged,
    /// The original is whole, but it is no package, or what it was made of cannot be read or is refused.
    Unreadable,
    /// It was issued or recorded, and neither its row nor the ledger names a package.
    Unpackaged,
}

impl Class {
    /// All of them, the good ones first.
    pub const ALL: [Self; 9] = [
        Self::Identical,
        Self::Engine,
        Self::Templates,
        Self::Issuing,
        Self::Changed,
        Self::Missing,
        Self::Damaged,
        Self::Unreadable,
        Self::Unpackaged,
    ];

    /// Discrepancy that the class alone means; `None` where it means none.
    pub(super) fn discrepancy(self) -> Option<DiscrepancyKind> {
        match self {
            Self::Identical | Self::Engine | Self::Templates | Self::Issuing => None,
            Self::Changed => Some(DiscrepancyKind::Changed),
            Self::Missing => Some(DiscrepancyKind::Missing),
            Self::Damaged => Some(DiscrepancyKind::Damaged),
            Self::Unreadable => Some(DiscrepancyKind::Unreadable),
            Self::Unpackaged => Some(DiscrepancyKind::Unpackaged),
        }
    }

    /// Tests whether the class alone means a fault.
    pub fn is_fault(self) -> bool {
        self.discrepancy().is_some()
    }
}

/// Kinds of faults. The word of one in reports is its name in kebab case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiscrepancyKind {
    /// See [`Class::Changed`].
    Changed,
    /// See [`Class::Missing`].
    Missing,
    /// See [`Class::Damaged`].
    Damaged,
    /// See [`Class::Unreadable`].
    Unreadable,
    /// See [`Class::Unpackaged`].
    Unpackaged,
    /// The ledger does not tell of the document.
    Unregistered,
    /// A column of the document's row is not what its package, or the ledger, says.
    Column,
    /// A column of the row of one of its files is not what its package says.
    File,
    /// A file of the package has no row.
    FileMissing,
    /// A row is of a file that the package has not, or of a document that is not there.
    FileStray,
    /// An image that the source names is missing or damaged.
    Image,
    /// An image that the organ keeps is missing or damaged.
    Asset,
    /// The ledger, the counters or the numbers of the organ.
    Register,
}

/// A single thing that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Discrepancy {
    /// Its kind.
    pub kind: DiscrepancyKind,
    /// The column, the kind of file and its column, the digest of the image; a sentence of the register.
    pub at: String,
    /// Value that is there; of a long one the digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// Value that must be there; of a long one the digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
}

impl Discrepancy {
    /// One at a place, with nothing more to say.
    pub(super) fn at(kind: DiscrepancyKind, at: impl Into<String>) -> Self {
        Self { kind, at: at.into(), found: None, expected: None }
    }
}

/// Findings on one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its id.
    pub document: String,
    /// Its organ.
    pub organ: String,
    /// Number and symbol: `39/KH-LĐLĐ`.
    pub number: String,
    /// Result of making it again.
    pub class: Class,
    /// The first file that differs from what was made again, by its name in the package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// More, in Vietnamese.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// SHA-256 of the original as the ledger says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The same, as the row says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stored: Option<String>,
    /// SHA-256 of the bytes that are there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// SHA-256 of what was made again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made: Option<String>,
    /// Bytes of the original.
    pub bytes: u64,
    /// All that is wrong.
    pub faults: Vec<Discrepancy>,
    /// Columns that nothing at hand proves: its ledger was written by a version that did not attest them, or its package
    /// is gone.
    pub unproven: Vec<&'static str>,
}

impl Finding {
    pub(super) fn of(kept: &Kept, class: Class) -> Self {
        Self {
            document: kept.id.clone(),
            organ: kept.organ.clone(),
            number: kept.number.clone(),
            class,
            file: None,
            detail: None,
            expected: None,
            stored: kept.package.clone(),
            found: None,
            made: None,
            bytes: 0,
            faults: Vec::new(),
            unproven: Vec::new(),
        }
    }

    /// Tests whether anything is wrong with the document.
    pub fn is_fault(&self) -> bool {
        !self.faults.is_empty()
    }
}

/// Findings on an organ's register and images, beside its documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OrganProof {
    /// The organ's id.
    pub organ: String,
    /// Its ledger, counters and numbers.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Images that it keeps.
    pub assets: u64,
    /// Those of them that are not whole.
    pub damaged_assets: Vec<Discrepancy>,
}

/// Totals of a run over all documents and organs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Documents by class; classes of which there are none are not named.
    pub classes: BTreeMap<Class, u64>,
    /// Faults by kind; kinds of which there are none are not named.
    pub faults: BTreeMap<DiscrepancyKind, u64>,
    /// Documents with which something is wrong.
    pub faulty: u64,
    /// Documents of which a column is not proven, by column.
    pub unproven: BTreeMap<&'static str, u64>,
    /// Bytes of originals held against.
    pub bytes: u64,
    /// Organ by organ.
    #[serde(skip)]
    pub organs: Vec<OrganProof>,
    /// Rows of files whose document is not there.
    #[serde(skip)]
    pub stray: Vec<Discrepancy>,
}

impl Totals {
    /// Documents in all.
    pub fn documents(&self) -> u64 {
        self.classes.values().sum()
    }

    /// Faults in all, those of registers, images and stray rows included.
    pub fn faults(&self) -> u64 {
        self.faults.values().sum()
    }

    pub(super) fn add(&mut self, finding: &Finding) {
        *self.classes.entry(finding.class).or_default() += 1;
        self.faulty += u64::from(finding.is_fault());
        self.bytes += finding.bytes;
        self.count(&finding.faults);
        for &column in &finding.unproven {
            *self.unproven.entry(column).or_default() += 1;
        }
    }

    pub(super) fn add_organ(&mut self, proof: OrganProof) {
        let register = u64::try_from(proof.verdict.faults.len()).unwrap_or(u64::MAX);
        if register > 0 {
            *self.faults.entry(DiscrepancyKind::Register).or_default() += register;
        }
        self.count(&proof.damaged_assets);
        self.organs.push(proof);
    }

    pub(super) fn add_stray(&mut self, stray: Vec<Discrepancy>) {
        self.count(&stray);
        self.stray.extend(stray);
    }

    fn count(&mut self, faults: &[Discrepancy]) {
        for fault in faults {
            *self.faults.entry(fault.kind).or_default() += 1;
        }
    }
}
