//! Names of the roles in a word processor: style ids, outline levels, names of the lines.

use crate::document::{Block, BlockRole, Document};
use std::collections::BTreeSet;

/// The style of an empty paragraph of almost no height, where a word processor demands a paragraph.
pub(super) const GAP: &str = "Gap";
/// The style of the empty paragraphs before a bordered table.
pub(super) const TABLE_GAP: &str = "TableGap";
/// The style of the empty paragraph before a signature block.
pub(super) const SIGNATURE_GAP: &str = "SignatureGap";
/// The style of the room for signing.
pub(super) const SIGNING_ROOM: &str = "SigningRoom";

/// The id of a role's style: ASCII, and for titles and headings the one word processors know.
pub(super) const fn style_id(role: BlockRole) -> &'static str {
    match role {
        BlockRole::Body => "BodyText",
        BlockRole::ParentOrgan => "ParentOrgan",
        BlockRole::Organ => "Organ",
        BlockRole::OrganRule => "OrganRule",
        BlockRole::NationalName => "NationalName",
        BlockRole::Motto => "Motto",
        BlockRole::MottoRule => "MottoRule",
        BlockRole::Number => "Number",
        BlockRole::PlaceDate => "PlaceDate",
        BlockRole::LetterSubject => "LetterSubject",
        BlockRole::Urgency => "Urgency",
        BlockRole::Circulation => "Circulation",
        BlockRole::DraftMark => "DraftMark",
        BlockRole::TypeName => "Title",
        BlockRole::Subject => "Subject",
        BlockRole::SubjectRule => "SubjectRule",
        BlockRole::Authority => "Authority",
        BlockRole::To => "To",
        BlockRole::ToItem => "ToItem",
        BlockRole::ToList => "ToList",
        BlockRole::Basis => "Basis",
        BlockRole::Part => "Part",
        BlockRole::PartTitle => "PartTitle",
        BlockRole::Division => "Division",
        BlockRole::DivisionTitle => "DivisionTitle",
        BlockRole::Article => "Article",
        BlockRole::Heading1 => "Heading1",
        BlockRole::Heading2 => "Heading2",
        BlockRole::Heading3 => "Heading3",
        BlockRole::Heading4 => "Heading4",
        BlockRole::Item => "Item",
        BlockRole::Note => "Note",
        BlockRole::Caption => "Caption",
        BlockRole::TableHead => "TableHead",
        BlockRole::TableCell => "TableCell",
        BlockRole::RecipientsTitle => "RecipientsTitle",
        BlockRole::Recipient => "Recipient",
        BlockRole::RecipientNote => "RecipientNote",
        BlockRole::Typist => "Typist",
        BlockRole::Competence => "Competence",
        BlockRole::Position => "Position",
        BlockRole::OtherPost => "OtherPost",
        BlockRole::SignerName => "SignerName",
        BlockRole::AppendixNumber => "AppendixNumber",
        BlockRole::AppendixTitle => "AppendixTitle",
        BlockRole::AppendixInfo => "AppendixInfo",
        BlockRole::AppendixRule => "AppendixRule",
        BlockRole::Address => "Address",
        BlockRole::AddressRule => "AddressRule",
        BlockRole::PageNumber => "Header",
        BlockRole::Closing => "Closing",
    }
}

/// The level of a heading in a word processor's outline, from 0.
pub(super) const fn outline_level(role: BlockRole) -> Option<u8> {
    match role {
        BlockRole::Part | BlockRole::AppendixNumber | BlockRole::Heading1 => Some(0),
        BlockRole::Division | BlockRole::Heading2 => Some(1),
        BlockRole::Article | BlockRole::Heading3 => Some(2),
        BlockRole::Heading4 => Some(3),
        _ => None,
    }
}

/// The role whose style is Word's built-in heading of the same level as a division of a regulation (*phần, chương, mục,
/// điều*) or an appendix.
const fn built_in_heading(role: BlockRole) -> Option<BlockRole> {
    match role {
        BlockRole::Part | BlockRole::AppendixNumber => Some(BlockRole::Heading1),
        BlockRole::Division => Some(BlockRole::Heading2),
        BlockRole::Article => Some(BlockRole::Heading3),
        _ => None,
    }
}

/// Word's built-in name of a heading's style.
pub(super) const fn built_in_name(role: BlockRole) -> Option<&'static str> {
    match role {
        BlockRole::Heading1 => Some("heading 1"),
        BlockRole::Heading2 => Some("heading 2"),
        BlockRole::Heading3 => Some("heading 3"),
        _ => None,
    }
}

/// Styles of one document's headings: a role that has the level of a built-in heading to itself takes its style, so
/// that contents, outlines and other programs know its paragraphs as headings.
#[derive(Debug, Default)]
pub(super) struct HeadingStyles(Vec<(BlockRole, BlockRole)>);

impl HeadingStyles {
    /// Headings of a document: numbered ones keep the built-in styles, else the first division that asks takes each.
    pub(super) fn of(document: &Document) -> Self {
        let blocks = document.sections.iter().flat_map(|section| &section.blocks);
        let paragraphs =
            blocks.filter_map(|block| if let Block::Paragraph(p) = block { Some(p.role) } else { None });
        let used: BTreeSet<BlockRole> = paragraphs.collect();
        let mut styles = Self::default();
        for role in [BlockRole::Part, BlockRole::Division, BlockRole::Article, BlockRole::AppendixNumber] {
            let Some(heading) = built_in_heading(role) else { continue };
            if used.contains(&role) && !used.contains(&heading) && styles.holder(heading).is_none() {
                styles.0.push((role, heading));
            }
        }
        styles
    }

    /// The id of a role's style.
    pub(super) fn id(&self, role: BlockRole) -> &'static str {
        style_id(self.taken(role).unwrap_or(role))
    }

    /// The heading whose style a role takes.
    pub(super) fn taken(&self, role: BlockRole) -> Option<BlockRole> {
        self.0.iter().find(|(taker, _)| *taker == role).map(|(_, heading)| *heading)
    }

    /// The role that takes a heading's style.
    pub(super) fn holder(&self, heading: BlockRole) -> Option<BlockRole> {
        self.0.iter().find(|(_, taken)| *taken == heading).map(|(taker, _)| *taker)
    }

    /// The heading whose style a role's own style is based on.
    pub(super) fn base(&self, role: BlockRole) -> Option<BlockRole> {
        built_in_heading(role).filter(|_| self.taken(role).is_none())
    }
}

/// Style name of a line; none for roles that are text, which the style sheet names.
pub(super) const fn rule_name(role: BlockRole) -> Option<&'static str> {
    match role {
        BlockRole::OrganRule => Some("Đường kẻ dưới tên cơ quan"),
        BlockRole::MottoRule => Some("Đường kẻ dưới tiêu ngữ"),
        BlockRole::SubjectRule => Some("Đường kẻ dưới trích yếu"),
        BlockRole::AppendixRule => Some("Đường kẻ dưới tiêu đề phụ lục"),
        BlockRole::AddressRule => Some("Đường kẻ trên địa chỉ"),
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

    #[test]
    fn every_role_has_a_style_id_of_its_own() {
        let ids: BTreeSet<_> = BlockRole::ALL
            .iter()
            .map(|&r| style_id(r))
            .chain([GAP, TABLE_GAP, SIGNATURE_GAP, SIGNING_ROOM, "Normal"])
            .collect();
        assert_eq!(ids.len(), BlockRole::ALL.len() + 5);
        assert!(ids.iter().all(|id| id.bytes().all(|b| b.is_ascii_alphanumeric())));
    }
}
