//! Forms: the questions for a document of a type, and what an organ's profile offers as answers.
//!
//! Takes a draft that names its organ and type, and its content where it has one; gives the parts of a page as plain
//! data. It refuses organs the caller may not draft for, and types and contents there are none of.

use super::assets::purpose_of;
use super::{Service, ServiceError, Upload};
use crate::access::{Right, Scope};
use crate::catalog::fields::declared_kind;
use crate::catalog::{Catalog, DocumentType, Organ, Presence, Signatures, SubjectPlace};
use crate::check;
use crate::draft::{Demand, Draft, FieldKind, FieldSpec, FormPart, fields};
use crate::input::form::{Field, FormQuestions, FormSection, Kind, Post, Shape};
use crate::picture::ImagePurpose;
use crate::report::{FieldPath, Problem, Report};
use crate::template::PathStep;
use crate::text::capitalised;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Something by its id, with a name for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A type a document may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TypeChoice {
    /// Its id.
    pub id: String,
    /// `Kế hoạch`.
    pub name: String,
    /// Its ready-made contents.
    pub contents: Vec<Choice>,
}

/// Organs and types that a caller may choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Organs in which the caller may do what was asked.
    pub organs: Vec<Choice>,
    /// All types, by id.
    pub types: Vec<TypeChoice>,
}

/// A form.
#[derive(Clone, Debug)]
pub struct Form {
    /// The issuing organ.
    pub organ: Choice,
    /// The type: `Kế hoạch`.
    pub document_type: Choice,
    /// The ready-made content, where one stands in place of the body.
    pub content: Option<Choice>,
    /// Questions, and the answers offered for them.
    pub shape: Shape,
    /// Labels of choices whose values are no words for people, by value.
    pub words: BTreeMap<String, String>,
}

/// Spot of a wanted fix: a finding's place, its code, and the first byte it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The place in the draft.
    pub at: String,
    /// The finding's code.
    pub code: String,
    /// The first byte; the text may have changed since, so the nearest is taken.
    pub start: usize,
}

/// Rounds of mending at most: a change may bring up another, but never for long.
const ROUNDS: usize = 4;

impl Service {
    /// The organs in which a caller has a right, and all types.
    pub async fn choices(&self, scope: &Scope, right: Right) -> Result<Choices, ServiceError> {
        let catalog = self.catalog().await?;
        let organs =
            catalog.organs.iter().filter(|(id, _)| scope.may(right, id)).map(|(id, versions)| Choice {
                id: id.clone(),
                name: versions.last().map_or_else(|| id.clone(), |organ| organ.full_name.clone()),
            });
        let types = catalog.types.values().map(|kind| TypeChoice {
            id: kind.id.clone(),
            name: capitalised(&kind.name),
            contents: kind.contents.values().map(|c| choice(&c.id, &c.name)).collect(),
        });
        Ok(Choices { organs: organs.collect(), types: types.collect() })
    }

    /// The form for a draft, with the organ as it is today, or on the day the draft was issued.
    pub async fn form(&self, scope: &Scope, draft: &Map<String, Value>) -> Result<Form, ServiceError> {
        let organ_id = fields::ORGAN.text(draft).unwrap_or_default();
        Self::permit(scope, Right::Draft, organ_id)?;
        let catalog = self.catalog().await?;
        let day = fields::ISSUED_DATE
            .text(draft)
            .and_then(|d| d.parse().ok())
            .unwrap_or_else(|| self.runtime().today());
        let organ = organ_on(&catalog, organ_id, day).ok_or(ServiceError::NotFound)?;
        let kind = fields::TYPE.text(draft).and_then(|name| catalog.document_type(name, Some(&organ)));
        let kind = kind.ok_or(ServiceError::NotFound)?;
        let content = match fields::CONTENT.text(draft) {
            None => None,
            Some(id) => Some(kind.contents.get(id).ok_or(ServiceError::NotFound)?),
        };
        let images = self.images_offered(scope, organ_id).await;
        let mut words = words();
        words.extend(images.iter().map(|image| (image.id.clone(), image.name.clone())));
        let mut given = Map::new();
        given.insert(fields::ORGAN.name.to_owned(), organ_id.into());
        given.insert(fields::TYPE.name.to_owned(), kind.id.as_str().into());
        given.extend(content.map(|c| (fields::CONTENT.name.to_owned(), Value::from(c.id.as_str()))));
        let data = content.map(|c| (c.name.as_str(), c.fields.as_slice()));
        let parts = parts(&kind, &organ, day, data, &images, draft);
        Ok(Form {
            organ: choice(organ_id, &organ.full_name),
            document_type: choice(&kind.id, &capitalised(&kind.name)),
            content: content.map(|c| choice(&c.id, &c.name)),
            shape: Shape { parts, given },
            words,
        })
    }

    /// Makes the one change that a finding names, or every one there is, in a draft.
    pub async fn mend(
        &self,
        scope: &Scope,
        draft: Draft,
        spot: Option<&Spot>,
    ) -> Result<Draft, ServiceError> {
        let mut values = draft.values;
        for _ in 0..ROUNDS {
            let images: Vec<Upload> = vec![];
            let found = self.check_draft(scope, Draft { values: values.clone() }, images).await?;
            let wanted = match spot {
                Some(spot) => nearest(found, spot),
                None => found,
            };
            if check::apply(&mut values, &wanted).is_empty() || spot.is_some() {
                break;
            }
        }
        Ok(Draft { values })
    }

    /// Images of signatures and seals that may still be used; none where the caller may not see them.
    async fn images_offered(&self, scope: &Scope, organ: &str) -> Vec<Image> {
        let found = self.assets(scope, organ).await.unwrap_or_default();
        let usable = found.into_iter().filter(|asset| asset.withdrawn_at.is_none());
        usable
            .map(|asset| Image {
                name: asset.holder.map_or(asset.name.clone(), |holder| format!("{} ({holder})", asset.name)),
                id: asset.id,
                kind: asset.kind,
            })
            .collect()
    }
}

/// An image that may be used.
struct Image {
    id: String,
    kind: String,
    name: String,
}

/// The finding at a place, of a code, with a fix that begins nearest.
fn nearest(report: Report, spot: &Spot) -> Report {
    let meant = |p: &Problem| p.code == spot.code && p.at == FieldPath::from(spot.at.as_str());
    let distance = |p: &Problem| p.fix.as_ref().map(|fix| fix.range.start.abs_diff(spot.start));
    let found = report.problems.into_iter().filter(|p| p.fix.is_some() && meant(p)).min_by_key(distance);
    Report { problems: found.into_iter().collect() }
}

fn choice(id: &str, name: &str) -> Choice {
    Choice { id: id.to_owned(), name: name.to_owned() }
}

/// The organ on a day, or its newest version where none holds then.
fn organ_on(catalog: &Catalog, id: &str, day: NaiveDate) -> Option<Arc<Organ>> {
    catalog.organ(id, Some(day)).or_else(|| catalog.organ(id, None))
}

/// Labels of values that are shown otherwise than they are written.
fn words() -> BTreeMap<String, String> {
    let pairs = [
        ("portrait", "Trang dọc"),
        ("landscape", "Trang ngang"),
        ("appendix", "Phụ lục"),
        (fields::appendix::ATTACHED, "Văn bản ban hành kèm theo"),
        ("printed", "Có in"),
        ("none", "Không in"),
        ("KHẨN", "Khẩn"),
        ("THƯỢNG KHẨN", "Thượng khẩn"),
        ("HỎA TỐC", "Hỏa tốc"),
        ("XEM XONG TRẢ LẠI", "Xem xong trả lại"),
        ("LƯU HÀNH NỘI BỘ", "Lưu hành nội bộ"),
    ];
    pairs.into_iter().map(|(value, word)| (value.to_owned(), word.to_owned())).collect()
}

/// The parts of a form, in the order in which a document is written.
fn parts(
    kind: &DocumentType,
    organ: &Organ,
    day: NaiveDate,
    data: Option<(&str, &[Field])>,
    images: &[Image],
    draft: &Map<String, Value>,
) -> Vec<FormSection> {
    let mut parts = vec![open("Trích yếu", FormQuestions::Fields(heading(kind, draft)))];
    if !kind.fields.is_empty() {
        parts.push(open("Chi tiết của văn bản", FormQuestions::Fields(kind.fields.clone())));
    }
    if draft.contains_key(fields::BASES.name) || uses(kind, fields::BASES.name) {
        parts.push(open("Căn cứ", FormQuestions::Fields(asked_in(FormPart::Bases))));
    }
    match data {
        Some((name, fields)) => {
            let group = Field { fields: fields.to_vec(), ..control(&fields::DATA) };
            parts.push(open(&format!("Nội dung: {name}"), FormQuestions::Fields(vec![group])));
        }
        None if kind.body != Presence::Never || draft.contains_key(fields::BODY.name) => {
            parts.push(open("Nội dung", FormQuestions::Fields(body(kind))));
        }
        None => {}
    }
    parts.push(open("Người ký", signers(kind, organ, day, images)));
    let units = organ.units.iter().map(|unit| (unit.symbol.clone(), unit.name.clone())).collect();
    parts.push(open("Nơi nhận và lưu", FormQuestions::Receivers { offered: organ.receivers.clone(), units }));
    parts.push(folded("Phụ lục", FormQuestions::Fields(appendixes(images))));
    parts.push(folded("Thông tin thêm", FormQuestions::Fields(further(organ))));
    parts.push(folded("Phát hiện được chấp nhận", FormQuestions::Fields(asked_in(FormPart::Overrides))));
    parts
}

fn open(title: &str, asks: FormQuestions) -> FormSection {
    FormSection { title: title.to_owned(), folded: false, asks }
}

fn folded(title: &str, asks: FormQuestions) -> FormSection {
    FormSection { title: title.to_owned(), folded: true, asks }
}

/// The controls of the fields that a part of the form asks for.
fn asked_in(part: FormPart) -> Vec<Field> {
    fields::DRAFT.iter().filter(|field| field.form == Some(part)).map(|field| control(field)).collect()
}

/// The control of a field of the table.
fn control(field: &FieldSpec) -> Field {
    let (kind, choices) = match field.kind {
        FieldKind::Choice(words) => (Kind::Choice, words.to_vec()),
        FieldKind::Mark(words) => (Kind::Choice, words.iter().map(|(word, _)| *word).collect()),
        FieldKind::Image => (Kind::Choice, vec![]),
        other => (declared_kind(other), vec![]),
    };
    let default = match field.kind {
        FieldKind::Choice(words) => words.first().map(|word| Value::from(*word)),
        _ => None,
    };
    // An entry is asked for what has a label.
    let asked = field.kind.entry().iter().filter(|field| !field.label.is_empty() && !field.faithful);
    Field {
        name: field.name.to_owned(),
        label: field.label.to_owned(),
        kind,
        required: field.demand != Demand::Never,
        help: field.help.to_owned(),
        default,
        choices: choices.into_iter().map(str::to_owned).collect(),
        // An object that may be left out demands nothing of itself.
        fields: asked
            .map(|field| if kind == Kind::Group { optional(field) } else { control(field) })
            .collect(),
    }
}

fn optional(field: &FieldSpec) -> Field {
    Field { required: false, ..control(field) }
}

fn required_where(presence: Presence, field: Field) -> Field {
    Field { required: presence == Presence::Required, ..field }
}

/// Tests whether the type's template uses a value.
fn uses(kind: &DocumentType, name: &str) -> bool {
    kind.template.names().iter().any(|n| matches!(n.path.first(), Some(PathStep::Key(key)) if key == name))
}

fn heading(kind: &DocumentType, draft: &Map<String, Value>) -> Vec<Field> {
    let help = match kind.subject {
        SubjectPlace::UnderTitle => "In dưới tên loại văn bản. Muốn ngắt dòng ở đâu thì xuống dòng ở đó.",
        SubjectPlace::UnderNumber => "In dưới số, ký hiệu; chữ “V/v” được thêm vào phía trước.",
    };
    let is_addressed = kind.to != Presence::Never || draft.contains_key(fields::TO.name);
    let asked = asked_in(FormPart::Heading).into_iter().filter(|f| f.name != fields::TO.name || is_addressed);
    let by_type = asked.map(|field| match field.name.as_str() {
        name if name == fields::SUBJECT.name => {
            required_where(kind.body, Field { help: help.to_owned(), ..field })
        }
        name if name == fields::TO.name => required_where(kind.to, field),
        _ => field,
    });
    let own = [&fields::TYPE_NAME, &fields::CODE_NOTATION].into_iter().filter(|_| kind.general);
    own.map(|field| Field { required: true, ..control(field) }).chain(by_type).collect()
}

fn body(kind: &DocumentType) -> Vec<Field> {
    asked_in(FormPart::Body).into_iter().map(|field| required_where(kind.body, field)).collect()
}

/// Appendixes and attached texts; the form offers no ready-made content for one, so that its text is written.
fn appendixes(images: &[Image]) -> Vec<Field> {
    let mut asked = asked_in(FormPart::Appendixes);
    for field in asked.iter_mut().flat_map(|list| &mut list.fields) {
        if field.kind == Kind::Outline {
            field.required = true;
        } else if field.name == fields::appendix::SIGNERS.name {
            field.fields = attached_signer(images);
        }
    }
    asked
}

/// Fields asked of a signer of an attached text.
fn attached_signer(images: &[Image]) -> Vec<Field> {
    let labelled = fields::signer::FIELDS.iter().filter(|field| !field.label.is_empty());
    let asked = labelled.filter_map(|field| match field.kind {
        FieldKind::Image => offered_image(field, images),
        _ => Some(control(field)),
    });
    asked.collect()
}

/// A field of a signer, with the images that may stand in it; none where there are none.
fn offered_image(field: &FieldSpec, images: &[Image]) -> Option<Field> {
    let wanted = ImagePurpose::of_field(field);
    let usable = images.iter().filter(|image| purpose_of(&image.kind) == wanted);
    let choices: Vec<String> = usable.map(|image| image.id.clone()).collect();
    (!choices.is_empty()).then(|| Field { choices, ..control(field) })
}

fn further(organ: &Organ) -> Vec<Field> {
    let asked = asked_in(FormPart::Further).into_iter();
    let by_organ = asked.map(|field| match field.name == fields::PLACE.name {
        true => Field { help: format!("Để trống thì ghi “{}”.", organ.place), ..field },
        false => field,
    });
    by_organ.collect()
}

/// Questions on the signers: persons in office on that day, their capacities and their images.
fn signers(kind: &DocumentType, organ: &Organ, day: NaiveDate, images: &[Image]) -> FormQuestions {
    let holds = |from: Option<NaiveDate>, to: Option<NaiveDate>| {
        from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
    };
    // A bar stands between name and post where one is chosen.
    let plain = |text: &str| !text.contains('|');
    let offered: Vec<Post> = organ
        .signers
        .iter()
        .filter(|s| holds(s.from, s.to) && plain(&s.full_name) && plain(&s.position))
        .map(|s| Post { full_name: s.full_name.clone(), position: s.position.to_uppercase() })
        .collect();
    let named = fields::signer::FIELDS.iter().filter(|field| field.form == Some(FormPart::Signers));
    FormQuestions::Signers {
        capacities: capacities(organ, &offered),
        offered,
        fields: named.filter_map(|field| offered_image(field, images)).collect(),
        most: if kind.signatures == Signatures::Two { 2 } else { 1 },
    }
}

/// In whose name, or in whose place, people of this organ sign (NĐ 30/2020, Phụ lục I, Mục II khoản 7).
fn capacities(organ: &Organ, offered: &[Post]) -> Vec<Vec<String>> {
    let collectives: Vec<String> = organ
        .collectives
        .iter()
        .rev()
        .filter(|name| !name.contains('|'))
        .map(|name| format!("TM. {}", name.to_uppercase()))
        .collect();
    let mut heads: Vec<String> = vec![];
    for deputy in offered.iter().filter_map(|post| post.position.strip_prefix("PHÓ ")) {
        let head = format!("KT. {deputy}");
        if !heads.contains(&head) {
            heads.push(head);
        }
    }
    let mut all: Vec<Vec<String>> = collectives.iter().map(|name| vec![name.clone()]).collect();
    all.extend(heads.iter().flat_map(|head| collectives.iter().map(|name| vec![name.clone(), head.clone()])));
    all.extend(heads.iter().map(|head| vec![head.clone()]));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(given: Value) -> Map<String, Value> {
        given.as_object().cloned().unwrap_or_default()
    }

    fn asked(kind: &str, content: Option<&str>) -> Vec<FormSection> {
        let catalog = Catalog::embedded();
        let organ = catalog.organs.values().next().and_then(|versions| versions.first()).unwrap();
        let kind = &catalog.types[kind];
        let data = content.map(|id| (kind.contents[id].name.as_str(), kind.contents[id].fields.as_slice()));
        let day = NaiveDate::from_ymd_opt(2024, 2, 23).unwrap();
        parts(kind, organ, day, data, &[], &draft(serde_json::json!({})))
    }

    fn names(parts: &[FormSection]) -> Vec<String> {
        let fields = parts.iter().filter_map(|part| match &part.asks {
            FormQuestions::Fields(fields) => Some(fields),
            _ => None,
        });
        fields.flatten().map(|f| f.name.clone()).collect()
    }

    #[test]
    fn a_form_asks_what_its_type_prints() {
        let plan = names(&asked("ke-hoach", None));
        assert!(plan.contains(&"body".to_owned()) && plan.contains(&"bases".to_owned()));
        assert!(!plan.contains(&"to".to_owned()), "a plan has no addressees");
        assert!(names(&asked("cong-van", None)).contains(&"to".to_owned()));
        let report = names(&asked("bao-cao", Some("thang")));
        assert!(report.contains(&"data".to_owned()) && !report.contains(&"body".to_owned()));
        assert!(names(&asked("giay-nghi-phep", None)).contains(&"days".to_owned()));
    }

    #[test]
    fn only_those_in_office_on_the_day_are_offered_and_deputies_sign_in_place_of_the_head() {
        let parts = asked("ke-hoach", None);
        let found = parts.iter().find_map(|part| match &part.asks {
            FormQuestions::Signers { offered, capacities, most, .. } => Some((offered, capacities, *most)),
            _ => None,
        });
        let (offered, capacities, most) = found.unwrap();
        let names: Vec<&str> = offered.iter().map(|p| p.full_name.as_str()).collect();
        assert_eq!(names, ["Hoàng Thọ Trung", "Lương Xuân Trường"]);
        assert_eq!(offered[0].position, "CHỦ TỊCH");
        assert_eq!(capacities[0], ["TM. BAN THƯỜNG VỤ"]);
        assert!(capacities.contains(&vec!["TM. BAN THƯỜNG VỤ".to_owned(), "KT. CHỦ TỊCH".to_owned()]));
        assert_eq!(most, 1);
    }

    #[test]
    fn of_two_findings_alike_the_nearest_is_mended() {
        let problem = |start: usize| Problem {
            fix: Some(crate::report::Fix { range: start..start + 1, replacement: "x".to_owned() }),
            ..Problem::error("body".into(), "A-01", "")
        };
        let report = Report { problems: vec![problem(3), problem(40), problem(90)] };
        let spot = Spot { at: "body".to_owned(), code: "A-01".to_owned(), start: 44 };
        assert_eq!(nearest(report, &spot).problems, [problem(40)]);
    }
}
