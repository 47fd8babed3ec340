//! What our own files look like when they are measured.

use crate::import::compare::knowledge;
use crate::support;
use vanthu::appearance::{FormattingExtent, LineSpacing, MeasuredFormatting, ParagraphStyle};
use vanthu::document::{Align, BlockRole, Orientation};
use vanthu::input::docx::import;
use vanthu::length::Length;
use vanthu::office::Format;

fn appearance(name: &str) -> (MeasuredFormatting, String) {
    let file = support::root().join(format!("samples/{name}.json"));
    let rendered = support::render(support::sample(&file), name, &[Format::Docx]).unwrap();
    let found = import(support::file(&rendered, "docx"), &knowledge()).unwrap().papers.remove(0);
    (found.appearance, found.draft.values["body"].as_str().unwrap().to_owned())
}

fn of(appearance: &MeasuredFormatting, role: BlockRole) -> &ParagraphStyle {
    appearance.paragraphs.iter().find(|look| look.role == role).unwrap_or_else(|| panic!("{role:?}"))
}

#[test]
fn pages_and_their_numbers_are_measured() {
    let (found, _) = appearance("ke-hoach-phu-luc");
    let ways: Vec<_> = found.sheets.iter().map(|sheet| sheet.orientation).collect();
    assert_eq!(ways, [Orientation::Portrait, Orientation::Landscape]);
    let main = &found.sheets[0];
    assert_eq!((main.size.width.to_mm().round(), main.size.height.to_mm().round()), (210.0, 297.0));
    assert_eq!((main.margins.left.to_mm().round(), main.margins.right.to_mm().round()), (30.0, 15.0));
    let number = main.page_number.unwrap();
    assert!(number.in_header && !number.on_first_page && !number.restarts);
    assert_eq!((number.align, number.size), (Align::Center, Some(Length::pt(13))));
    assert!(found.sheets[1].page_number.unwrap().restarts);
}

#[test]
fn every_paragraph_has_its_place_and_its_look() {
    let (found, body) = appearance("ke-hoach-phu-luc");
    let item = of(&found, BlockRole::Item);
    assert_eq!(item.at.as_str(), "body");
    let line = body.lines().nth(item.line.unwrap() - 1).unwrap();
    assert!(line.starts_with(&item.text), "{line}");
    assert_eq!((item.align, item.first_line.to_mm().round()), (Align::Justify, 10.0));
    assert_eq!((item.before, item.spacing), (Some(Length::pt(6)), LineSpacing::Exact(Length::pt(18))));
    assert_eq!(item.sizes, Some(Length::pt(14)..=Length::pt(14)));
    assert_eq!((item.faces.as_slice(), item.black), (&["Times New Roman".to_owned()][..], true));
    for (role, at, bold, italic) in [
        (BlockRole::Organ, "organ", FormattingExtent::All, FormattingExtent::None),
        (BlockRole::ParentOrgan, "organ", FormattingExtent::None, FormattingExtent::None),
        (BlockRole::Number, "code_number", FormattingExtent::None, FormattingExtent::None),
        (BlockRole::PlaceDate, "issued_date", FormattingExtent::None, FormattingExtent::All),
        (BlockRole::TypeName, "type", FormattingExtent::All, FormattingExtent::None),
        (BlockRole::Subject, "subject[0]", FormattingExtent::All, FormattingExtent::None),
        (BlockRole::Basis, "bases[0]", FormattingExtent::None, FormattingExtent::All),
        (BlockRole::RecipientsTitle, "recipients", FormattingExtent::All, FormattingExtent::All),
        (BlockRole::Recipient, "recipients[0].group[0]", FormattingExtent::None, FormattingExtent::None),
        (BlockRole::RecipientNote, "recipients[0].purpose", FormattingExtent::None, FormattingExtent::None),
        (BlockRole::Typist, "typist", FormattingExtent::None, FormattingExtent::None),
        (BlockRole::Competence, "signers[0].competence[0]", FormattingExtent::All, FormattingExtent::None),
        (BlockRole::SignerName, "signers[0].full_name", FormattingExtent::All, FormattingExtent::None),
        (BlockRole::AppendixNumber, "appendixes[0]", FormattingExtent::All, FormattingExtent::None),
        (BlockRole::AppendixTitle, "appendixes[0].title[0]", FormattingExtent::All, FormattingExtent::None),
        (BlockRole::AppendixInfo, "appendixes[0].info", FormattingExtent::None, FormattingExtent::All),
        (BlockRole::TableHead, "body", FormattingExtent::All, FormattingExtent::None),
    ] {
        let look = of(&found, role);
        assert_eq!((look.at.as_str(), look.bold, look.italic), (at, bold, italic), "{role:?}");
    }
    let cells = found.paragraphs.iter().filter(|look| look.role == BlockRole::TableCell);
    for cell in cells.filter(|cell| cell.at.as_str() == "body") {
        let line = body.lines().nth(cell.line.unwrap() - 1).unwrap();
        assert!(line.starts_with('|') && line.contains(&cell.text), "{line}: {}", cell.text);
    }
}

#[test]
fn lines_under_components_are_measured_against_their_text() {
    let (found, _) = appearance("ke-hoach-phu-luc");
    let share = |role: BlockRole| {
        let rule = found.rules.iter().find(|rule| rule.role == role).unwrap_or_else(|| panic!("{role:?}"));
        rule.length.to_pt() / rule.text.to_pt()
    };
    assert!((share(BlockRole::MottoRule) - 1.0).abs() < 0.02, "{}", share(BlockRole::MottoRule));
    for role in [BlockRole::OrganRule, BlockRole::SubjectRule, BlockRole::AppendixRule] {
        assert!((0.33..=0.5).contains(&share(role)), "{role:?}: {}", share(role));
    }
    assert_eq!(found.rules.len(), 4);
}

#[test]
fn urgency_is_red_and_the_address_stands_at_the_foot() {
    let (found, _) = appearance("cong-van-khan");
    assert!(!of(&found, BlockRole::Urgency).black);
    assert_eq!(of(&found, BlockRole::Urgency).at.as_str(), "priority");
    assert_eq!(of(&found, BlockRole::Address).at.as_str(), "address[0]");
    assert_eq!(of(&found, BlockRole::LetterSubject).at.as_str(), "subject[0]");
    assert_eq!(of(&found, BlockRole::ToItem).at.as_str(), "to[0]");
}
