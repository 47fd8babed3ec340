//! Names of the roles in a word processor: style ids, outline levels, names of the lines.

use crate::document::Role;

/// The style of an empty paragraph of almost no height, where a word processor demands a paragraph.
pub(super) const GAP: &str = "Gap";
/// The style of the empty paragraphs before a bordered table.
pub(super) const TABLE_GAP: &str = "TableGap";
/// The style of the empty paragraph before a signature block.
pub(super) const SIGNATURE_GAP: &str = "SignatureGap";
/// The style of the room for signing.
pub(super) const SIGNING_ROOM: &str = "SigningRoom";

/// The id of a role's style: ASCII, and for titles and headings the one word processors know.
pub(super) const fn style_id(role: Role) -> &'static str {
    match role {
        Role::Body => "BodyText",
        Role::ParentOrgan => "ParentOrgan",
        Role::Organ => "Organ",
        Role::OrganRule => "OrganRule",
        Role::NationalName => "NationalName",
        Role::Motto => "Motto",
        Role::MottoRule => "MottoRule",
        Role::Number => "Number",
        Role::PlaceDate => "PlaceDate",
        Role::LetterSubject => "LetterSubject",
        Role::Urgency => "Urgency",
        Role::Circulation => "Circulation",
        Role::DraftMark => "DraftMark",
        Role::TypeName => "Title",
        Role::Subject => "Subject",
        Role::SubjectRule => "SubjectRule",
        Role::Authority => "Authority",
        Role::To => "To",
        Role::ToItem => "ToItem",
        Role::ToList => "ToList",
        Role::Basis => "Basis",
        Role::Part => "Part",
        Role::PartTitle => "PartTitle",
        Role::Division => "Division",
        Role::DivisionTitle => "DivisionTitle",
        Role::Article => "Article",
        Role::Heading1 => "Heading1",
        Role::Heading2 => "Heading2",
        Role::Heading3 => "Heading3",
        Role::Heading4 => "Heading4",
        Role::Item => "Item",
        Role::Note => "Note",
        Role::Caption => "Caption",
        Role::TableHead => "TableHead",
        Role::TableCell => "TableCell",
        Role::RecipientsTitle => "RecipientsTitle",
        Role::Recipient => "Recipient",
        Role::RecipientNote => "RecipientNote",
        Role::Typist => "Typist",
        Role::Competence => "Competence",
        Role::Position => "Position",
        Role::OtherPost => "OtherPost",
        Role::SignerName => "SignerName",
        Role::AppendixNumber => "AppendixNumber",
        Role::AppendixTitle => "AppendixTitle",
        Role::AppendixInfo => "AppendixInfo",
        Role::AppendixRule => "AppendixRule",
        Role::Address => "Address",
        Role::AddressRule => "AddressRule",
        Role::PageNumber => "Header",
        Role::Closing => "Closing",
    }
}

/// The level of a heading in a word processor's outline, from 0.
pub(super) const fn outline_level(role: Role) -> Option<u8> {
    match role {
        Role::Part | Role::AppendixNumber | Role::Heading1 => Some(0),
        Role::Division | Role::Heading2 => Some(1),
        Role::Article | Role::Heading3 => Some(2),
        Role::Heading4 => Some(3),
        _ => None,
    }
}

/// Style name of a line; none for roles that are text, which the style sheet names.
pub(super) const fn rule_name(role: Role) -> Option<&'static str> {
    match role {
        Role::OrganRule => Some("Đường kẻ dưới tên cơ quan"),
        Role::MottoRule => Some("Đường kẻ dưới tiêu ngữ"),
        Role::SubjectRule => Some("Đường kẻ dưới trích yếu"),
        Role::AppendixRule => Some("Đường kẻ dưới tiêu đề phụ lục"),
        Role::AddressRule => Some("Đường kẻ trên địa chỉ"),
        _ => None,
    }
}

/// Tests whether a word processor knows a style of this name by itself.
pub(super) fn is_built_in(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let heading = name.strip_prefix("heading ").is_some_and(|n| matches!(n.as_bytes(), [b'1'..=b'9']));
    heading || matches!(name.as_str(), "normal" | "title" | "subtitle" | "header" | "footer" | "caption")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_role_has_a_style_id_of_its_own() {
        let ids: BTreeSet<_> = Role::ALL
            .iter()
            .map(|&r| style_id(r))
            .chain([GAP, TABLE_GAP, SIGNATURE_GAP, SIGNING_ROOM, "Normal"])
            .collect();
        assert_eq!(ids.len(), Role::ALL.len() + 5);
        assert!(ids.iter().all(|id| id.bytes().all(|b| b.is_ascii_alphanumeric())));
    }
}
