use super::super::testing::{self, plan, seed};
use super::super::{LintContext, check, measure};
use crate::appearance::{FormattingExtent, LineSpacing, MeasuredFormatting};
use crate::catalog::Catalog;
use crate::compose::compose;
use crate::document::{Align, BlockRole, Document};
use crate::font::FontBook;
use crate::input::Draft;
use crate::layout::{Layout, Owner, PageItem, PlacedItem, StructureTag, paginate};
use crate::length::Length;
use crate::record::{NoImages, Record};
use crate::report::Severity;
use serde_json::Value;

fn is_of_pages(id: &str) -> bool {
    id.starts_with("LAY-")
}

/// The document of a draft, its pages and its look.
fn made(draft: &Value) -> (Document, Layout, MeasuredFormatting) {
    let values = draft.as_object().unwrap().clone();
    let checked = Record::check(Draft { values }, Catalog::embedded(), &NoImages).unwrap();
    let document = compose(&checked.value);
    let layout = paginate(&document, checked.value.style(), FontBook::embedded()).unwrap();
    let appearance = measure(&document, checked.value.style(), &layout);
    (document, layout, appearance)
}

/// Findings on a formatting: check and message.
fn said(appearance: &MeasuredFormatting) -> Vec<(&'static str, String)> {
    let draft = plan("Một.");
    let mut lint = LintContext::new(draft.as_object().unwrap(), Catalog::embedded());
    lint.appearance = Some(appearance);
    let problems = check(&lint).problems;
    problems.into_iter().filter(|p| is_of_pages(p.code)).map(|p| (p.code, p.message)).collect()
}

#[test]
fn our_own_pages_are_as_the_decree_wants_them() {
    for number in 0..5 {
        let found: Vec<_> =
            testing::findings(&seed(number)).into_iter().filter(|f| is_of_pages(f.id)).collect();
        assert!(found.is_empty(), "{number}: {found:?}");
    }
}

/// Changes a good look and gives what is said of it.
fn changed(change: impl Fn(&mut MeasuredFormatting)) -> Vec<(&'static str, String)> {
    let (_, _, mut appearance) = made(&seed(4));
    assert_eq!(said(&appearance), []);
    change(&mut appearance);
    said(&appearance)
}

#[test]
fn paper_margins_and_page_numbers_outside_their_ranges_are_named_with_the_measure_found() {
    let found = changed(|a| a.sheets[0].margins.left = Length::mm(25));
    assert_eq!(found, [("LAY-02", "Lề trái 25 mm, phải từ 30 đến 35 mm.".to_owned())]);
    let found = changed(|a| a.sheets[0].size.width = Length::mm(216));
    assert_eq!(found, [("LAY-01", "Khổ giấy 216 × 297 mm, phải là A4 (210 × 297 mm).".to_owned())]);
    let found = changed(|a| a.sheets[0].page_number.as_mut().unwrap().in_header = false);
    assert_eq!(found, [("LAY-04", "Số trang ở lề dưới, phải ở lề trên.".to_owned())]);
}

#[test]
fn a_foreign_face_is_one_finding_however_many_paragraphs_have_it() {
    let found = changed(|a| a.paragraphs.iter_mut().for_each(|look| look.faces = vec!["Arial".to_owned()]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.starts_with("Phông chữ Arial, phải là Times New Roman ("), "{found:?}");
}

#[test]
fn the_body_is_held_against_size_alignment_indent_and_distances() {
    let body = |change: fn(&mut crate::appearance::ParagraphStyle)| {
        changed(|a| {
            a.paragraphs.iter_mut().filter(|look| look.role == BlockRole::Item).take(2).for_each(change)
        })
    };
    for (found, expected) in [
        (body(|look| look.align = Align::Left), "Nội dung phải canh đều hai lề (2 đoạn"),
        (body(|look| look.first_line = Length::ZERO), "Lùi đầu dòng 0 mm, phải là 10 hoặc 12,7 mm (2 đoạn"),
        (body(|look| look.before = Some(Length::pt(3))), "Cách đoạn 3 pt, tối thiểu là 6 pt (2 đoạn"),
        (
            body(|look| look.spacing = LineSpacing::Multiple(200)),
            "Cách dòng 2,00 lần dòng đơn, phải từ 1 đến 1,5 (2 đoạn",
        ),
        (
            body(|look| look.sizes = Some(Length::pt(13)..=Length::pt(13))),
            "Nội dung có chỗ cỡ 13, chỗ khác cỡ 14; cả văn bản một cỡ chữ (2 đoạn",
        ),
    ] {
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, "LAY-05");
        assert!(found[0].1.starts_with(expected), "{found:?}");
    }
}

#[test]
fn each_component_is_held_against_its_row_of_the_table() {
    let set = |role: BlockRole, change: fn(&mut crate::appearance::ParagraphStyle)| {
        changed(|a| a.paragraphs.iter_mut().filter(|look| look.role == role).for_each(change))
    };
    for (found, id, expected) in [
        (set(BlockRole::Motto, |l| l.bold = FormattingExtent::None), "LAY-06", "Tiêu ngữ phải in đậm"),
        (
            set(BlockRole::Number, |l| l.sizes = Some(Length::pt(14)..=Length::pt(14))),
            "LAY-06",
            "Số, ký hiệu cỡ 14, phải là 13",
        ),
        (
            set(BlockRole::TypeName, |l| l.text = "Kế hoạch".to_owned()),
            "LAY-06",
            "Tên loại phải viết hoa toàn bộ",
        ),
        (set(BlockRole::SignerName, |l| l.align = Align::Left), "LAY-06", "Họ và tên phải canh giữa"),
    ] {
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, id);
        assert!(found[0].1.starts_with(expected), "{found:?}");
    }
}

/// Findings on a formatting held against a style sheet's ranges.
fn said_by(appearance: &MeasuredFormatting, allowed: &str) -> Vec<(&'static str, String)> {
    let draft = plan("Một.");
    let catalog = Catalog::embedded();
    let mut sheet = catalog.style("nd30").unwrap().sheet.clone();
    sheet.allowed = toml::from_str(allowed).unwrap();
    let mut lint = LintContext::new(draft.as_object().unwrap(), catalog);
    (lint.appearance, lint.profile) = (Some(appearance), Some(&sheet));
    let problems = check(&lint).problems;
    problems.into_iter().filter(|p| is_of_pages(p.code)).map(|p| (p.code, p.message)).collect()
}

#[test]
fn a_house_with_a_body_of_12_pt_and_other_margins_says_so_in_its_style_sheet() {
    let (_, _, mut appearance) = made(&seed(4));
    appearance.sheets[0].margins.left = Length::mm(25);
    let running = appearance.paragraphs.iter_mut().filter(|look| look.first_line > Length::ZERO);
    running.for_each(|look| {
        look.first_line = Length::mm(15);
        look.before = Some(Length::pt(3));
        look.spacing = LineSpacing::Multiple(180);
    });
    for look in appearance.paragraphs.iter_mut().filter(|look| look.at.as_str() == "body") {
        look.sizes = Some(Length::pt(12)..=Length::pt(12));
    }
    appearance.rules.iter_mut().for_each(|rule| rule.length = rule.text / 4);
    assert!(said(&appearance).len() >= 8, "{:?}", said(&appearance));
    let house = "size = { body = [12, 14] }\nleft = [25, 35]\nfirst-line = [10, 15]\nbefore = 3\nline = [1, 2]\n\
                 rule = { organ-rule = [0.2, 0.5], motto-rule = [0.2, 1], subject-rule = [0.2, 0.5] }";
    assert_eq!(said_by(&appearance, house), []);
    let narrower = said_by(&appearance, &house.replace("[12, 14]", "[12.5, 14]"));
    assert_eq!(narrower.len(), 1, "{narrower:?}");
    assert!(narrower[0].1.starts_with("Nội dung cỡ 12, phải là từ 12,5 đến 14 ("), "{narrower:?}");
}

#[test]
fn a_range_whose_ends_are_exchanged_is_refused() {
    for wrong in ["left = [35, 25]", "left = [25]", "size = { body = [-1, 2] }", "length = [1, 2]"] {
        assert!(toml::from_str::<crate::style::AllowedRanges>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn lines_too_short_or_too_long_are_found() {
    let found = changed(|a| a.rules.iter_mut().for_each(|rule| rule.length = rule.text / 4));
    let ids: Vec<_> = found.iter().map(|f| f.0).collect();
    assert_eq!(ids, ["LAY-07"; 3], "{found:?}");
    assert!(found[0].1.contains("dài 25% dòng chữ"), "{found:?}");
}

/// Makes pages end in other places than they do, and says what is found there.
fn broken(change: impl FnOnce(&Document, &mut Layout)) -> Vec<&'static str> {
    let draft = seed(4);
    let (document, mut layout, _) = made(&draft);
    change(&document, &mut layout);
    let mut lint = LintContext::new(draft.as_object().unwrap(), Catalog::embedded());
    (lint.document, lint.layout) = (Some(&document), Some(&layout));
    check(&lint).problems.iter().map(|p| p.code).filter(|id| is_of_pages(id)).collect()
}

/// The second page ends with its last heading.
fn end_with_a_heading(_: &Document, layout: &mut Layout) {
    let structure = &layout.structure;
    let is_heading = |p: &PlacedItem| match p.owner {
        Owner::Node(node) => matches!(structure.nodes[node.0 as usize].tag, StructureTag::Heading(_)),
        Owner::Artifact(_) => false,
    };
    let at = layout.pages[1].items.iter().rposition(is_heading).unwrap();
    layout.pages[1].items.truncate(at + 1);
}

/// The last page loses everything above the signature.
fn leave_the_signature_alone(document: &Document, layout: &mut Layout) {
    let signature = super::breaks::signature_parts(document, layout)[0].1;
    let last = layout.pages.last_mut().unwrap();
    last.items.retain(|p| matches!(p.owner, Owner::Node(node) if node > signature));
}

/// The number goes down by 6 pt.
fn lower_the_number(_: &Document, layout: &mut Layout) {
    let numbers: Vec<usize> = (0..layout.pages[0].items.len())
        .filter(|&at| match &layout.pages[0].items[at].item {
            PageItem::Text(run) => layout.text_of(run).starts_with("Số:"),
            _ => false,
        })
        .collect();
    assert!(!numbers.is_empty());
    numbers.into_iter().for_each(|at| layout.pages[0].items[at].at.y += Length::pt(6));
}

/// Findings on the pages with a table of so many columns of long numbers.
fn table_of(columns: usize) -> Vec<&'static str> {
    let row = |text: &str| format!("|{}", format!(" {text} |").repeat(columns));
    let draft = plan(&format!("Số liệu như sau:\n\n{}\n{}\n{}", row("Cột"), row("---"), row("12345678")));
    let (document, layout, _) = made(&draft);
    let mut reading = LintContext::new(draft.as_object().unwrap(), Catalog::embedded());
    (reading.document, reading.layout) = (Some(&document), Some(&layout));
    check(&reading).problems.iter().map(|p| p.code).filter(|id| is_of_pages(id)).collect()
}

#[test]
fn a_table_whose_numbers_fit_no_column_is_found_and_an_appendix_across_is_proposed() {
    assert_eq!((table_of(18), table_of(5)), (vec!["LAY-12"], vec![]));
}

/// Findings on pages formatted as the page of a check describes them.
pub(in crate::check) fn tried(said: &str) -> Vec<(&'static str, Severity, bool)> {
    let found = match said {
        "Số, ký hiệu thấp hơn ngày tháng 6 pt" => broken(lower_the_number),
        "Trang cuối chỉ có khối chữ ký" => broken(leave_the_signature_alone),
        "Trang 2 kết thúc bằng đề mục" => broken(end_with_a_heading),
        "Bảng có từ dài hơn cột" => table_of(18),
        "Bảng có cột đủ rộng cho từ dài nhất" => table_of(5),
        // Pages as they are laid out.
        _ => broken(|_, _| ()),
    };
    found.into_iter().map(|id| (id, Severity::Error, false)).collect()
}

#[test]
fn a_heading_at_the_foot_of_a_page_and_a_signature_alone_are_found() {
    let both = broken(|document, layout| {
        end_with_a_heading(document, layout);
        leave_the_signature_alone(document, layout);
    });
    assert_eq!(both, ["LAY-10", "LAY-09"]);
}

#[test]
fn a_number_below_the_line_of_its_date_is_found() {
    assert_eq!(broken(lower_the_number), ["LAY-08"]);
}
