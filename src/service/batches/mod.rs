//! Batches: many drafts as one job, worked off in the background, problems said item by item.

use super::{Act, Failure, Service};
use crate::access::Scope;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// `waiting`, `running`, `done`.
    pub state: String,
    /// Items finished, well or not.
    pub done: i64,
    /// Items in all.
    pub total: i64,
    /// What became of each, in the order given, as far as finished.
    pub items: Vec<BatchItem>,
    /// When it was made.
    pub created_at: String,
    /// When it last moved.
    pub updated_at: String,
}

/// What became of a draft of a batch.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize, ToSchema)]
pub struct BatchItem {
    /// Its place in the batch, from 0.
    pub index: i64,
    /// The document made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Its number, where it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_number: Option<String>,
    /// A stable code of why not: `rejected`, `conflict` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// All problems of the draft.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    pub problems: Vec<Value>,
}

impl Service {
    /// Takes a batch of drafts of one organ, to be created, and issued if asked.
    pub async fn batch(
        &self,
        act: Act<'_>,
        organ: &str,
        drafts: Vec<Map<String, Value>>,
        issue: bool,
    ) -> Result<Job, Failure> {
        todo!()
    }

    /// A job of an organ the caller may read.
    pub async fn job(&self, scope: &Scope, id: &str) -> Result<Job, Failure> {
        todo!()
    }

    /// Works off one job that waits or whose worker died; whether there was one.
    pub async fn run_job(&self) -> Result<bool, Failure> {
        todo!()
    }
}
