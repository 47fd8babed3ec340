//! The mark before an item of a list.

/// Marks typed before an item of a list by hand.
const MARKS: [char; 8] = ['-', '–', '—', '‑', '−', '•', '·', '+'];

/// An item of a list without the mark and the spaces typed before it; the item itself where nothing else is left.
pub fn without_list_dash(item: &str) -> &str {
    let bare = item.trim_start_matches(|c: char| MARKS.contains(&c) || c.is_whitespace());
    if bare.is_empty() { item } else { bare }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_typed_before_an_item_is_none_of_its_words() {
        for item in ["- Tỉnh ủy", "–Tỉnh ủy", "  — Tỉnh ủy", "+\u{a0}Tỉnh ủy", "• Tỉnh ủy", "Tỉnh ủy"]
        {
            assert_eq!(without_list_dash(item), "Tỉnh ủy");
        }
        assert_eq!(without_list_dash("- "), "- ");
    }
}
