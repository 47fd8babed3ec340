//! Summary of a draft before it is checked: organ, type, and what a list shows of it.

use super::{Service, ServiceError};
use crate::access::{Right, Scope};
use crate::catalog::Catalog;
use crate::draft::{self, Draft, FieldSpec, fields};
use crate::limits;
use crate::office::{Checkup, Particulars};
use crate::report::{Problem, Report, Severity};
use serde_json::{Map, Value};

/// The columns of a document that come from its draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DraftSummary {
    pub(super) organ: String,
    pub(super) document_type: String,
    pub(super) external_id: Option<String>,
    pub(super) code_notation: String,
    pub(super) subject: String,
    pub(super) signer: String,
}

impl DraftSummary {
    /// Summary of a draft that can be made.
    pub(super) fn of_particulars(particulars: &Particulars) -> Self {
        Self {
            organ: particulars.organ.clone(),
            document_type: particulars.document_type.clone(),
            external_id: external_id(&particulars.source),
            code_notation: one_line(&particulars.code_notation),
            subject: one_line(&particulars.subject),
            signer: one_line(&particulars.signers.join(", ")),
        }
    }

    /// Summary of a draft that is still incomplete; what is missing is empty.
    fn of_values(values: &Map<String, Value>, organ: &str, catalog: &Catalog) -> Self {
        Self {
            organ: organ.to_owned(),
            document_type: type_of(values, organ, catalog).unwrap_or_default(),
            external_id: external_id(values),
            code_notation: fields::CODE_NOTATION.text(values).map(one_line).unwrap_or_default(),
            subject: one_line(&draft::subject_line(values)),
            signer: signers(values),
        }
    }

    /// Summary of a draft, by its checkup; else all that keeps it from being kept at all: an organ or a type that is
    /// not known, an id too long.
    pub(super) fn of_checkup(
        checkup: &Checkup,
        organ: &str,
        catalog: &Catalog,
    ) -> Result<Self, ServiceError> {
        let said = match &checkup.particulars {
            Some(particulars) => Self::of_particulars(particulars),
            None => Self::of_values(&checkup.draft.values, organ, catalog),
        };
        let fatal =
            |p: &&Problem| p.severity == Severity::Error && KNOWN_BY.iter().any(|field| p.at == field.at());
        let mut report = Report { problems: checkup.report.problems.iter().filter(fatal).cloned().collect() };
        report.extend(too_long(said.external_id.as_deref()));
        match report.has_errors() {
            true => Err(ServiceError::Rejected(report)),
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
        report.error(fields::EXTERNAL_ID.at(), "too-long", message);
    }
    report
}

/// Fields without which a draft cannot be kept, or found again.
const KNOWN_BY: [&FieldSpec; 3] = [&fields::ORGAN, &fields::TYPE, &fields::EXTERNAL_ID];

/// The id of a draft's type.
pub(super) fn type_of(values: &Map<String, Value>, organ: &str, catalog: &Catalog) -> Option<String> {
    let profile = catalog.organ(organ, None);
    let name = fields::TYPE.text(values)?;
    catalog.document_type(name, profile.as_deref()).map(|kind| kind.id.clone())
}

/// The problem of a draft that names no organ of the catalog: whose it is decides who may keep and number it.
fn without_organ(draft: &Draft) -> Problem {
    if fields::ISSUER.value(&draft.values).is_none() {
        return Problem::error(fields::ORGAN.at(), "missing", "Chưa chọn cơ quan ban hành.");
    }
    let message = "Cơ quan ngoài danh mục (issuer) không có sổ đăng ký ở đây: văn bản chỉ dựng được (render), không lưu, ban \
                   hành hay ghi nhận được. Khai cơ quan trong danh mục rồi ghi mã vào organ.";
    Problem::error(fields::ISSUER.at(), "issuer-without-register", message)
}

/// The caller's own id, as its column holds it.
pub(super) fn external_id(values: &Map<String, Value>) -> Option<String> {
    fields::EXTERNAL_ID.text(values).map(one_line)
}

/// Those who sign, as their column holds them.
pub(super) fn signers(values: &Map<String, Value>) -> String {
    one_line(&draft::signer_names(values).collect::<Vec<_>>().join(", "))
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
    pub(super) fn organ_of(scope: &Scope, right: Right, draft: &Draft) -> Result<String, ServiceError> {
        let Some(organ) = fields::ORGAN.text(&draft.values).map(str::to_owned) else {
            return Err(ServiceError::Rejected(Report { problems: vec![without_organ(draft)] }));
        };
        Self::permit(scope, right, &organ)?;
        Ok(organ)
    }
}
