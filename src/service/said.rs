//! What a draft says of itself before it is checked: whose it is, what it is, what a list shows of it.

use super::{Failure, Service};
use crate::access::{Right, Scope};
use crate::catalog::Catalog;
use crate::input::Draft;
use crate::limits;
use crate::office::{Checkup, Particulars};
use crate::report::{FieldPath, Problem, Report, Severity};
use serde_json::{Map, Value};

/// The columns of a document that come from its draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) organ: String,
    pub(super) document_type: String,
    pub(super) external_id: Option<String>,
    pub(super) code_notation: String,
    pub(super) subject: String,
    pub(super) signer: String,
}

impl Said {
    /// What a draft says that can be made.
    pub(super) fn of_particulars(particulars: &Particulars) -> Self {
        Self {
            organ: particulars.organ.clone(),
            document_type: particulars.document_type.clone(),
            external_id: line(&particulars.source, "external_id"),
            code_notation: one_line(&particulars.code_notation),
            subject: one_line(&particulars.subject),
            signer: one_line(&particulars.signers.join(", ")),
        }
    }

    /// What a draft says that is still incomplete.
    fn of_values(values: &Map<String, Value>, organ: &str, catalog: &Catalog) -> Self {
        let profile = catalog.organ(organ, None);
        let named = line(values, "type").and_then(|name| catalog.document_type(&name, profile.as_deref()));
        let signers = values.get("signers").and_then(Value::as_array).into_iter().flatten();
        let names: Vec<&str> = signers.filter_map(|signer| signer.get("full_name")?.as_str()).collect();
        let subject = match values.get("subject") {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(lines)) => lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
            _ => String::new(),
        };
        Self {
            organ: organ.to_owned(),
            document_type: named.map(|kind| kind.id.clone()).unwrap_or_default(),
            external_id: line(values, "external_id"),
            code_notation: line(values, "code_notation").unwrap_or_default(),
            subject: one_line(&subject),
            signer: one_line(&names.join(", ")),
        }
    }

    /// What a draft says, by its checkup; all that keeps it from being kept at all otherwise: an organ or a type that
    /// is not known, an id too long.
    pub(super) fn of_checkup(
        checkup: &Checkup,
        found: &Report,
        organ: &str,
        catalog: &Catalog,
    ) -> Result<Self, Failure> {
        let said = match &checkup.particulars {
            Some(particulars) => Self::of_particulars(particulars),
            None => Self::of_values(&checkup.draft.values, organ, catalog),
        };
        let fatal = |p: &&Problem| {
            p.severity == Severity::Error && ["organ", "type", "external_id"].contains(&p.at.as_str())
        };
        let mut report = Report { problems: found.problems.iter().filter(fatal).cloned().collect() };
        report.extend(too_long(said.external_id.as_deref()));
        match report.has_errors() {
            true => Err(Failure::Rejected(report)),
            false => Ok(said),
        }
    }
}

/// Says that the caller's own id is too long.
pub(super) fn too_long(external_id: Option<&str>) -> Report {
    let mut report = Report::new();
    let most = limits::EXTERNAL_ID_CHARS;
    if external_id.is_some_and(|id| id.chars().count() > most) {
        let message = format!("Mã external_id dài quá {most} ký tự. Hãy dùng mã ngắn hơn.");
        report.error(FieldPath::field("external_id"), "too-long", message);
    }
    report
}

/// A line of a draft; blank is absent.
pub(super) fn line(values: &Map<String, Value>, name: &str) -> Option<String> {
    Some(one_line(values.get(name)?.as_str()?)).filter(|text| !text.is_empty())
}

/// A text as a column holds it: PostgreSQL takes no NUL, and a list shows one line.
pub(super) fn one_line(text: &str) -> String {
    let clean = text.trim();
    match clean.contains(char::is_control) {
        true => clean.replace(char::is_control, " "),
        false => clean.to_owned(),
    }
}

impl Service {
    /// The organ of a draft, in which the caller must have a right.
    pub(super) fn organ_of(scope: &Scope, right: Right, draft: &Draft) -> Result<String, Failure> {
        let organ = match draft.values.get("organ") {
            Some(Value::String(organ)) if !organ.trim().is_empty() => organ.trim().to_owned(),
            _ => {
                let problem =
                    Problem::error(FieldPath::field("organ"), "missing", "Chưa chọn cơ quan ban hành.");
                return Err(Failure::Rejected(Report { problems: vec![problem] }));
            }
        };
        Self::permit(scope, right, &organ)?;
        Ok(organ)
    }
}
