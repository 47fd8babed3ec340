//! The looks of a DOCX as the pages of checks write them, made and tried: `Lề trái: 25 mm`, `Tiêu ngữ: không in đậm`.

use super::super::testing::clean_plan;
use super::super::{LintContext, check, measure};
use crate::appearance::{FormattingExtent, LineSpacing, MeasuredFormatting, ParagraphStyle};
use crate::catalog::Catalog;
use crate::compose::compose;
use crate::document::{Align, BlockRole};
use crate::draft::fields;
use crate::font::FontBook;
use crate::input::Draft;
use crate::layout::paginate;
use crate::length::Length;
use crate::record::{NoImages, Record};
use crate::report::Severity;
use serde_json::json;

/// Findings in the plan that breaks no rule, imported from a DOCX with this formatting.
pub(super) fn tried(lines: &str) -> Vec<(&'static str, Severity, bool)> {
    let mut draft = clean_plan();
    draft["bases"] = json!(["Căn cứ Luật Công đoàn."]);
    draft["appendixes"] = json!([{ "title": "DANH SÁCH", "body": "1. Đại biểu." }]);
    let body = draft["body"].as_str().unwrap().replace("thi đua.", "thi đua (danh sách kèm theo).");
    draft["body"] = body.into();
    let values = draft.as_object().unwrap().clone();
    let checked = Record::check(Draft { values }, Catalog::embedded(), &NoImages).unwrap();
    let document = compose(&checked.value);
    let layout = paginate(&document, checked.value.style(), FontBook::embedded()).unwrap();
    let mut appearance = measure(&document, checked.value.style(), &layout);
    for line in lines.lines() {
        let (name, said) = line.split_once(": ").unwrap();
        said.split(", ").for_each(|said| place_component(&mut appearance, name, said));
    }
    let mut lint = LintContext::new(draft.as_object().unwrap(), Catalog::embedded());
    lint.appearance = Some(&appearance);
    let found = check(&lint).problems.into_iter();
    found.map(|problem| (problem.code, problem.severity, problem.fix.is_some())).collect()
}

/// Gives a component a look.
fn place_component(appearance: &mut MeasuredFormatting, name: &str, said: &str) {
    let sheet = &mut appearance.sheets[0];
    let number = sheet.page_number.as_mut().unwrap();
    let share = |said: &str| said.strip_suffix("% dòng chữ").unwrap().parse::<i64>().unwrap();
    match (name, said) {
        ("Khổ giấy", said) => {
            let (width, height) = said.strip_suffix(" mm").unwrap().split_once(" × ").unwrap();
            (sheet.size.width, sheet.size.height) = (mm(width), mm(height));
        }
        ("Lề trái", said) => sheet.margins.left = mm(said),
        ("Số trang", "ở lề trên") => number.in_header = true,
        ("Số trang", "ở lề dưới") => number.in_header = false,
        ("Số trang", "canh giữa") => number.align = Align::Center,
        ("Số trang", said) => number.size = Some(pt(said.strip_prefix("cỡ ").unwrap())),
        ("Phụ lục", said) => {
            let restarts = said == "đánh số trang từ 1";
            assert!(restarts || said == "đánh số trang tiếp theo văn bản", "{said}");
            appearance.sheets[1].page_number.as_mut().unwrap().restarts = restarts;
        }
        ("Đường kẻ dưới Tiêu ngữ", said) => {
            let rules = appearance.rules.iter_mut().filter(|rule| rule.role == BlockRole::MottoRule);
            rules.for_each(|rule| rule.length = rule.text.part(share(said), 100));
        }
        (name, said) => paragraphs(appearance, name, said),
    }
}

/// Gives every paragraph of a role a look, or one paragraph its words.
fn paragraphs(appearance: &mut MeasuredFormatting, name: &str, said: &str) {
    let roles: &[BlockRole] = match name {
        "Quốc hiệu" => &[BlockRole::NationalName],
        "Tiêu ngữ" => &[BlockRole::Motto],
        "Tên cơ quan" => &[BlockRole::Organ],
        "Độ khẩn" => &[BlockRole::Urgency],
        "Căn cứ" => &[BlockRole::Basis],
        "Nội dung" => &[BlockRole::Body, BlockRole::Item, BlockRole::Closing],
        name => panic!("no component is called {name}"),
    };
    if roles == [BlockRole::Urgency] {
        let model = appearance.paragraphs.iter().find(|look| look.role == BlockRole::Motto).unwrap().clone();
        appearance.paragraphs.push(ParagraphStyle {
            at: fields::PRIORITY.at(),
            role: BlockRole::Urgency,
            ..model
        });
    }
    for paragraph in appearance.paragraphs.iter_mut().filter(|look| roles.contains(&look.role)) {
        apply_format(paragraph, said);
    }
    if let Some(words) = quoted(said) {
        let mut first = true;
        // The organ's name may stand on several lines.
        appearance.paragraphs.retain_mut(|look| {
            let is_first = roles.contains(&look.role) && std::mem::replace(&mut first, false);
            if is_first {
                look.text = words.to_owned();
            }
            is_first || !roles.contains(&look.role)
        });
    }
}

fn quoted(said: &str) -> Option<&str> {
    said.strip_prefix('«')?.strip_suffix('»')
}

fn apply_format(look: &mut ParagraphStyle, said: &str) {
    match said {
        "in đậm" => look.bold = FormattingExtent::All,
        "không in đậm" => look.bold = FormattingExtent::None,
        "in nghiêng" => look.italic = FormattingExtent::All,
        "in đứng" => look.italic = FormattingExtent::None,
        "canh trái" => look.align = Align::Left,
        "canh đều hai lề" => look.align = Align::Justify,
        "cách dòng đơn" => look.spacing = LineSpacing::Multiple(100),
        said => {
            if let Some(size) = said.strip_prefix("cỡ ") {
                look.sizes = Some(pt(size)..=pt(size));
            } else if let Some(indent) = said.strip_prefix("lùi đầu dòng ") {
                look.first_line = mm(indent);
            } else if let Some(face) = said.strip_prefix("phông chữ ") {
                look.faces = vec![face.to_owned()];
            } else {
                assert!(quoted(said).is_some(), "no paragraph looks «{said}»");
            }
        }
    }
}

fn mm(said: &str) -> Length {
    Length::mm(said.trim_end_matches(" mm").parse().unwrap())
}

fn pt(said: &str) -> Length {
    Length::pt(said.parse().unwrap())
}
