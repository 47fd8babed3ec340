//! Documents as they are looked at.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// State of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// May be changed.
    Draft,
    /// Has its number; its files are being made.
    Issuing,
    /// Issued here.
    Issued,
    /// Issued on paper before, entered here.
    Recorded,
    /// Taken back, with a reason.
    Cancelled,
    /// Another stands in its place.
    Replaced,
}

impl State {
    /// Its word in the database and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Issuing => "issuing",
            Self::Issued => "issued",
            Self::Recorded => "recorded",
            Self::Cancelled => "cancelled",
            Self::Replaced => "replaced",
        }
    }

    /// The state of a word.
    pub fn named(name: &str) -> Option<Self> {
        use State::{Cancelled, Draft, Issued, Issuing, Recorded, Replaced};
        [Draft, Issuing, Issued, Recorded, Cancelled, Replaced].into_iter().find(|s| s.name() == name)
    }
}

/// State of `problems`: of today's checks, of earlier ones, or still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ProblemsState {
    /// Problems that the checks find now; of a document that is no draft any more: those left when it was frozen.
    Current,
    /// Problems found before templates, the organ's profile, its images, the program or the day changed; the checks are
    /// asked again in the background.
    Stale,
    /// Nothing yet: they are asked in the background.
    Pending,
}

/// A document in a list; a row of the table is read into it too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Summary {
    /// Its id (UUIDv7).
    pub id: String,
    /// The issuing organ's id.
    pub organ: String,
    /// The id of its type.
    #[serde(rename = "type")]
    pub document_type: String,
    /// State of the document.
    pub state: State,
    /// Counts changes; `"…"` of it is the ETag.
    pub version: i64,
    /// The caller's own id of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// As printed: `05`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_number: Option<String>,
    /// `KH-LĐLĐ`.
    pub code_notation: String,
    /// The date of issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_date: Option<String>,
    /// Trích yếu.
    pub subject: String,
    /// The full names of those who sign.
    pub signer: String,
    /// The document in whose place it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// The document that stands in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// Reason for which it was cancelled or replaced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Time at which it was made.
    pub created_at: String,
    /// Time of the last change.
    pub updated_at: String,
}

/// A document with its draft and its problems.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Stored {
    /// Fields of a list's entry.
    #[serde(flatten)]
    pub summary: Summary,
    /// The draft; the canonical source once it is issued.
    #[schema(value_type = Object)]
    pub draft: Map<String, Value>,
    /// Problems found in it: of a draft all that keeps it from being made and the findings of the checks, as
    /// `problems_state` tells; of an issued document those left when it was frozen.
    #[schema(value_type = Vec<Object>)]
    pub problems: Value,
    /// Tells whether `problems` are what the checks say now.
    pub problems_state: ProblemsState,
    /// The name its files have, once there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stem: Option<String>,
    /// SHA-256 of the package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package_sha256: Option<String>,
    /// Pages; of a draft as it was last laid out, if it could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<i64>,
    /// The version of the engine that made the package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
}
