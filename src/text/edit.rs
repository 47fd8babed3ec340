//! Edits of a text: found on the plain string, put into the string or into the text with its emphasis in one pass.

use std::borrow::Cow;
use std::ops::Range;

use crate::document::Text;

/// Bytes to replace and what to put there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TextEdit {
    /// Bytes on character borders; empty to insert.
    pub(super) range: Range<usize>,
    /// Replacement.
    pub(super) replacement: Cow<'static, str>,
}

impl TextEdit {
    /// Replaces a range.
    pub(super) fn replace(range: Range<usize>, replacement: impl Into<Cow<'static, str>>) -> Self {
        Self { range, replacement: replacement.into() }
    }

    /// Removes a range.
    pub(super) fn remove(range: Range<usize>) -> Self {
        Self::replace(range, "")
    }

    /// Inserts at a byte.
    pub(super) fn insert(at: usize, text: &'static str) -> Self {
        Self::replace(at..at, text)
    }
}

/// Makes edits, ascending and apart, in a text. A replacement looks like what it replaces began, an insertion like
/// what stands before it, as [`Text::replace`] has it.
pub(super) fn edit_text(text: &mut Text, edits: &[TextEdit]) {
    let string = text.as_str();
    let mut out = Text::default();
    let mut edits = edits.iter().peekable();
    let mut at = 0;
    for (span, look) in text.spans() {
        let belongs = |edit: &TextEdit| edit.range.start + usize::from(!edit.range.is_empty()) <= span.end;
        while let Some(edit) = edits.next_if(|edit| belongs(edit)) {
            out.push(&string[at..edit.range.start], look);
            out.push(&edit.replacement, look);
            at = edit.range.end;
        }
        if at < span.end {
            out.push(&string[at..span.end], look);
            at = span.end;
        }
    }
    *text = out;
}

/// Makes edits, ascending and apart, in a string.
pub(super) fn edit_string(string: &str, edits: &[TextEdit]) -> String {
    let mut out = String::with_capacity(string.len() + edits.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(&string[at..edit.range.start]);
        out.push_str(&edit.replacement);
        at = edit.range.end;
    }
    out.push_str(&string[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Emphasis;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn one_pass_does_what_single_replacements_do(
            pieces in proptest::collection::vec(("[aâ]{1,3}", any::<bool>()), 1..6),
            cuts in proptest::collection::vec((0..3_usize, 0..3_usize, "[xyz]{0,2}"), 0..5),
        ) {
            let mut text = Text::default();
            for (piece, bold) in &pieces {
                text.push(piece, Emphasis { bold: *bold, ..Emphasis::NONE });
            }
            let borders: Vec<usize> = text.as_str().char_indices().map(|(at, _)| at).chain([text.as_str().len()]).collect();
            let (mut edits, mut next) = (Vec::new(), 0);
            for (skip, length, replacement) in cuts {
                let (Some(&from), Some(&to)) = (borders.get(next + skip), borders.get(next + skip + length)) else { break };
                edits.push(TextEdit::replace(from..to, replacement));
                next += skip + length + 1;
            }
            let mut singly = text.clone();
            for edit in edits.iter().rev() {
                singly.replace(edit.range.clone(), &edit.replacement);
            }
            prop_assert_eq!(edit_string(text.as_str(), &edits), singly.as_str());
            edit_text(&mut text, &edits);
            prop_assert_eq!(text, singly);
        }
    }
}
