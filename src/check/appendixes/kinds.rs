//! ATT-04: an attached text that is called *phụ lục*, and an appendix that the document issues as a text of its own.

use super::{ATT_04, AppendixLabel, mentions, text};
use crate::check::context::LintContext;
use crate::check::findings::FindingCollector;
use crate::check::names;
use crate::check::passage::Passage;
use crate::document::BlockRole;

pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let attached = lint.of(&[BlockRole::TypeName, BlockRole::Subject]).filter(|passage| passage.part > 0);
    for heading in attached.filter(|heading| AppendixLabel::of(heading.text()).is_some()) {
        let message = "Văn bản ban hành kèm theo không phải phụ lục. Hãy ghi tên loại (QUY CHẾ, QUY ĐỊNH …) và trích yếu, \
                       hoặc chọn loại là phụ lục (kind: appendix).";
        findings.add_whole(&ATT_04, heading, message);
    }
    let issued: Vec<&str> = text(lint).flat_map(|passage| issued(lint, passage)).collect();
    for title in lint.of(&[BlockRole::AppendixTitle]) {
        if issued.iter().any(|named| is_named(named, title.text())) {
            let message = format!(
                "«{}» được ban hành kèm theo văn bản này, không phải phụ lục. Hãy chọn loại là văn bản ban hành kèm theo \
                 (kind: attached) và ghi tên loại (type_name).",
                title.text()
            );
            findings.add_whole(&ATT_04, title, message).information();
        }
    }
}

/// Texts that a passage issues, each from its name on: `Ban hành kèm theo Quyết định này Quy chế làm việc`.
fn issued<'p>(lint: &LintContext<'_>, passage: &'p Passage) -> Vec<&'p str> {
    let mentions = mentions::of(passage, &lint.words.attachments).into_iter();
    let issuing = mentions.filter(|mention| mention.issues);
    let behind = issuing.filter_map(|mention| passage.text().get(mention.range.end..));
    behind.filter_map(|rest| rest.split_once(" này ")).map(|(_, named)| named).collect()
}

/// Tests whether a title begins as what is issued does, with two words at least (`Quy chế`), whatever their capitals.
fn is_named(named: &str, title: &str) -> bool {
    let named = names::words(named);
    names::words(title).get(..2).is_some_and(|beginning| names::begin_with(&named, beginning))
}
