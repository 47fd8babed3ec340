//! What a form asks for a document of a type, and what an organ's profile offers for it.
//!
//! Takes a draft that names its organ and type, and its content where it has one; gives the parts of a page as plain
//! data. It refuses organs the caller may not draft for, and types and contents there are none of.

use super::{Failure, Service, Upload};
use crate::access::{Right, Scope};
use crate::catalog::{Catalog, DocumentType, Organ, Presence, Signatures, SubjectPlace};
use crate::check;
use crate::input::Draft;
use crate::input::form::{Asks, Field, Kind, Part, Post, Shape};
use crate::report::{FieldPath, Problem, Report};
use crate::template::Step;
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

/// What a caller may choose from.
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
    /// What is asked, and what is offered for it.
    pub shape: Shape,
    /// What values of choices are called where they do not say it themselves.
    pub words: BTreeMap<String, String>,
}

/// Where a fix is wanted: a finding's place, its code, and the first byte it changes.
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
    pub async fn choices(&self, scope: &Scope, right: Right) -> Result<Choices, Failure> {
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
    pub async fn form(&self, scope: &Scope, draft: &Map<String, Value>) -> Result<Form, Failure> {
        let word =
            |name: &str| draft.get(name).and_then(Value::as_str).map(str::trim).filter(|w| !w.is_empty());
        let organ_id = word("organ").unwrap_or_default();
        Self::permit(scope, Right::Draft, organ_id)?;
        let catalog = self.catalog().await?;
        let day = word("issued_date").and_then(|d| d.parse().ok()).unwrap_or_else(|| self.world().today());
        let organ = organ_on(&catalog, organ_id, day).ok_or(Failure::NotFound)?;
        let kind = word("type").and_then(|name| catalog.document_type(name, Some(&organ)));
        let kind = kind.ok_or(Failure::NotFound)?;
        let content = match word("content") {
            None => None,
            Some(id) => Some(kind.contents.get(id).ok_or(Failure::NotFound)?),
        };
        let images = self.images_offered(scope, organ_id).await;
        let mut words = words();
        words.extend(images.iter().map(|image| (image.id.clone(), image.name.clone())));
        let mut given = Map::new();
        given.insert("organ".to_owned(), organ_id.into());
        given.insert("type".to_owned(), kind.id.as_str().into());
        given.extend(content.map(|c| ("content".to_owned(), Value::from(c.id.as_str()))));
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
    pub async fn mend(&self, scope: &Scope, draft: Draft, spot: Option<&Spot>) -> Result<Draft, Failure> {
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

/// What is called otherwise than it is written.
fn words() -> BTreeMap<String, String> {
    let pairs = [
        ("portrait", "Trang dọc"),
        ("landscape", "Trang ngang"),
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
) -> Vec<Part> {
    let mut parts = vec![open("Trích yếu", Asks::Fields(heading(kind, draft)))];
    if !kind.fields.is_empty() {
        parts.push(open("Chi tiết của văn bản", Asks::Fields(kind.fields.clone())));
    }
    if draft.contains_key("bases") || uses(kind, "bases") {
        parts.push(open("Căn cứ", Asks::Fields(vec![bases()])));
    }
    match data {
        Some((name, fields)) => {
            let group = Field { fields: fields.to_vec(), ..field("data", Kind::Group, "", "") };
            parts.push(open(&format!("Nội dung: {name}"), Asks::Fields(vec![group])));
        }
        None if kind.body != Presence::Never || draft.contains_key("body") => {
            parts.push(open("Nội dung", Asks::Fields(vec![body(kind)])));
        }
        None => {}
    }
    parts.push(open("Người ký", signers(kind, organ, day, images)));
    let units = organ.units.iter().map(|unit| (unit.symbol.clone(), unit.name.clone())).collect();
    parts.push(open("Nơi nhận và lưu", Asks::Receivers { offered: organ.receivers.clone(), units }));
    parts.push(folded("Phụ lục", Asks::Fields(vec![appendixes()])));
    parts.push(folded("Thông tin thêm", Asks::Fields(further(organ))));
    parts.push(folded("Phát hiện được chấp nhận", Asks::Fields(vec![overrides()])));
    parts
}

fn open(title: &str, asks: Asks) -> Part {
    Part { title: title.to_owned(), folded: false, asks }
}

fn folded(title: &str, asks: Asks) -> Part {
    Part { title: title.to_owned(), folded: true, asks }
}

/// A field that need not be given.
fn field(name: &str, kind: Kind, label: &str, help: &str) -> Field {
    Field {
        name: name.to_owned(),
        label: label.to_owned(),
        kind,
        required: false,
        help: help.to_owned(),
        default: None,
        choices: vec![],
        fields: vec![],
    }
}

fn required(field: Field) -> Field {
    Field { required: true, ..field }
}

fn chosen(field: Field, choices: &[&str]) -> Field {
    Field { choices: choices.iter().map(|c| (*c).to_owned()).collect(), ..field }
}

/// Whether the type's text has a place for a value.
fn uses(kind: &DocumentType, name: &str) -> bool {
    kind.template.names().iter().any(|n| matches!(n.path.first(), Some(Step::Key(key)) if key == name))
}

fn heading(kind: &DocumentType, draft: &Map<String, Value>) -> Vec<Field> {
    let help = match kind.subject {
        SubjectPlace::UnderTitle => "In dưới tên loại văn bản. Muốn ngắt dòng ở đâu thì xuống dòng ở đó.",
        SubjectPlace::UnderNumber => "In dưới số, ký hiệu; chữ “V/v” được thêm vào phía trước.",
    };
    let subject = field("subject", Kind::Lines, "Trích yếu nội dung", help);
    let mut fields = vec![if kind.body == Presence::Required { required(subject) } else { subject }];
    if kind.to != Presence::Never || draft.contains_key("to") {
        let to = field("to", Kind::Lines, "Kính gửi", "Mỗi cơ quan, cá nhân một dòng.");
        fields.push(if kind.to == Presence::Required { required(to) } else { to });
    }
    let priority = field("priority", Kind::Choice, "Độ khẩn", "");
    fields.push(chosen(priority, &["KHẨN", "THƯỢNG KHẨN", "HỎA TỐC"]));
    fields
}

fn bases() -> Field {
    let help =
        "Mỗi căn cứ một dòng, viết cả chữ “Căn cứ”; cuối dòng là dấu chấm phẩy, dòng cuối là dấu chấm.";
    field("bases", Kind::Lines, "Các căn cứ ban hành", help)
}

fn body(kind: &DocumentType) -> Field {
    let body =
        field("body", Kind::Outline, "Nội dung văn bản", "Mỗi đoạn một dòng, đánh số như trên văn bản in.");
    if kind.body == Presence::Required { required(body) } else { body }
}

fn appendixes() -> Field {
    let orientation = field("orientation", Kind::Choice, "Khổ giấy", "");
    let fields = vec![
        required(field("title", Kind::Lines, "Tiêu đề phụ lục", "")),
        Field { default: Some("portrait".into()), ..chosen(orientation, &["portrait", "landscape"]) },
        required(field("body", Kind::Outline, "Nội dung phụ lục", "Viết như nội dung văn bản.")),
    ];
    Field {
        fields, ..field("appendixes", Kind::List, "Phụ lục", "Mỗi phụ lục bắt đầu ở một trang mới.")
    }
}

fn further(organ: &Organ) -> Vec<Field> {
    let place = format!("Để trống thì ghi “{}”.", organ.place);
    let typist = vec![
        field("initials", Kind::Line, "Ký hiệu người soạn thảo", "Chữ viết tắt của người soạn, ví dụ “PL”."),
        field("copies", Kind::Integer, "Số lượng bản phát hành", ""),
    ];
    vec![
        field("place", Kind::Line, "Địa danh", &place),
        chosen(
            field("circulation", Kind::Choice, "Phạm vi lưu hành", ""),
            &["XEM XONG TRẢ LẠI", "LƯU HÀNH NỘI BỘ"],
        ),
        Field { fields: typist, ..field("typist", Kind::Group, "Người soạn thảo", "") },
        field("recipients_note", Kind::Line, "Ghi chú dưới Nơi nhận", "Ví dụ “(B/c)”."),
    ]
}

fn overrides() -> Field {
    let fields = vec![
        required(field("id", Kind::Line, "Mã phát hiện", "Ví dụ “REC-02”.")),
        required(field("reason", Kind::Line, "Lý do chấp nhận", "Lý do được ghi trong gói lưu trữ.")),
    ];
    let help = "Khi một lỗi được báo là cố ý và có lý do, ghi mã của lỗi và lý do; lỗi đó không còn cản việc ban hành.";
    Field { fields, ..field("overrides", Kind::List, "Phát hiện được chấp nhận", help) }
}

/// Who may sign on that day, as what, and with which images.
fn signers(kind: &DocumentType, organ: &Organ, day: NaiveDate, images: &[Image]) -> Asks {
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
    let of_kind =
        |wanted: &str| images.iter().filter(|i| i.kind == wanted).map(|i| i.id.clone()).collect::<Vec<_>>();
    let image = |name: &str, label: &str, choices: Vec<String>| Field {
        choices,
        ..field(name, Kind::Choice, label, "")
    };
    let fields = vec![
        image("signature_image", "Ảnh chữ ký", of_kind("signature")),
        image("seal_image", "Ảnh con dấu", of_kind("seal")),
    ];
    Asks::Signers {
        capacities: capacities(organ, &offered),
        offered,
        fields: fields.into_iter().filter(|f| !f.choices.is_empty()).collect(),
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

    fn asked(kind: &str, content: Option<&str>) -> Vec<Part> {
        let catalog = Catalog::embedded();
        let organ = catalog.organs.values().next().and_then(|versions| versions.first()).unwrap();
        let kind = &catalog.types[kind];
        let data = content.map(|id| (kind.contents[id].name.as_str(), kind.contents[id].fields.as_slice()));
        let day = NaiveDate::from_ymd_opt(2024, 2, 23).unwrap();
        parts(kind, organ, day, data, &[], &draft(serde_json::json!({})))
    }

    fn names(parts: &[Part]) -> Vec<String> {
        let fields = parts.iter().filter_map(|part| match &part.asks {
            Asks::Fields(fields) => Some(fields),
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
            Asks::Signers { offered, capacities, most, .. } => Some((offered, capacities, *most)),
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
