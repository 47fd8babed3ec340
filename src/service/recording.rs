//! Papers issued before, entered with the number and date they have.

use super::documents::not_a_draft;
use super::draft_summary::too_long;
use super::freezing::{FreezeDocument, FreezeError, NumberSource, Place};
use super::image_resolver::ImageResolver;
use super::issue::refused;
use super::making::{Made, make};
use super::pool::Weight;
use super::{Act, Service, ServiceError, State, Stored, Upload};
use crate::access::Right;
use crate::draft::{self, Draft, PaperDate, fields};
use crate::office::Office;
use crate::register::PaperNumber;
use crate::report::Report;

/// Tries at most of an entry that another act of the same kind overtakes.
const TRIES: usize = 3;

impl Service {
    /// Enters a paper issued before: the draft carries number and date. Its package is made and kept. What the checks
    /// find in it refuses nothing: it is as it was issued.
    pub async fn record(
        &self,
        act: Act<'_>,
        mut draft: Draft,
        images: Vec<Upload>,
    ) -> Result<Stored, ServiceError> {
        // Who gives numbers may also enter them.
        let organ = Self::organ_of(act.scope, Right::Read, &draft)?;
        if !act.scope.may(Right::Number, &organ) {
            Self::permit(act.scope, Right::Record, &organ)?;
        }
        for again in 0..TRIES {
            if let Some(kept) = self.made_before(act).await? {
                return match kept.state() {
                    State::Draft => Err(not_a_draft(State::Draft)),
                    _ => self.issued_before(act, act.operation.into(), kept).await,
                };
            }
            if again == 0 && !images.is_empty() {
                self.keep_uploads(act, &organ, &mut draft, images.clone()).await?;
            }
            let (made, paper) = self.made_of_paper(act, &organ, draft.clone()).await?;
            let place = Place::New(self.new_row(act, &made));
            let enter = FreezeDocument::new(NumberSource::Paper(paper), place, self.doer(act), &made);
            match self.enter(act.operation, enter, made).await {
                Ok(()) => return self.get(act.scope, act.operation).await,
                Err(FreezeError::Changed) => {}
                Err(FreezeError::Failed(failure)) => return Err(failure),
            }
        }
        Err(ServiceError::Busy(1))
    }

    /// The document of a paper, and the number on it.
    async fn made_of_paper(
        &self,
        act: Act<'_>,
        organ: &str,
        mut draft: Draft,
    ) -> Result<(Made, PaperNumber), ServiceError> {
        let mut report = unentered(&draft);
        draft.values.remove("status");
        let gallery = self.gallery(act.scope, organ, &draft, Vec::new()).await?;
        report.extend(gallery.incomplete(&draft));
        let weight = Weight::of(&draft);
        let made = move |office: &Office<'_>, gallery: &ImageResolver| make(office, draft, gallery);
        match self.drawn(self.catalog().await?, weight, gallery, made).await?.map_err(ServiceError::from) {
            Ok(made) => {
                report.extend(too_long(made.said.external_id.as_deref()));
                let number = made.code_number.clone().zip(made.issued_date);
                match number.filter(|_| !report.has_errors()) {
                    Some((code_number, date)) => {
                        let paper = PaperNumber {
                            organ: organ.to_owned(),
                            document_type: made.said.document_type.clone(),
                            document: act.operation.to_owned(),
                            date,
                            code_number,
                        };
                        Ok((made, paper))
                    }
                    None => Err(refused(report)),
                }
            }
            Err(ServiceError::Rejected(found)) => {
                report.extend(found);
                Err(refused(report))
            }
            Err(other) => Err(other),
        }
    }
}

/// A paper that was issued has a number that the register can hold, and a date.
fn unentered(draft: &Draft) -> Report {
    let mut report = Report::new();
    let number = draft::number_given(&draft.values);
    if !number.is_some_and(|field| std::ptr::eq(field, &fields::CODE_NUMBER)) {
        let message = "Chưa ghi số của văn bản trên giấy (code_number): sổ đăng ký ghi số và ký hiệu riêng.";
        report.error(fields::CODE_NUMBER.at(), "missing", message);
    }
    let date = PaperDate::of(&draft.values);
    let partial = date != PaperDate::Unknown && date.day().is_none();
    if partial || fields::ISSUED_DATE.value(&draft.values).is_none() {
        let message = "Chưa ghi đủ ngày ban hành của văn bản trên giấy.";
        report.error(fields::ISSUED_DATE.at(), "missing", message);
    }
    report
}
