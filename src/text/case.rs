//! Capitals. The standard library's mappings are right for all 134 letters; what is needed beside them is here.

/// The text with a capital first letter: `tám triệu` → `Tám triệu`.
pub fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    first.chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_letter_becomes_a_capital() {
        assert_eq!(capitalised("đồng chí LĐLĐ"), "Đồng chí LĐLĐ");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn the_standard_mappings_hold_for_every_vietnamese_letter() {
        let letters = super::super::letters::all();
        let (lower, upper) = (&letters[..], &letters[..]);
        for c in lower.iter().filter(|c| c.is_lowercase()) {
            let capital: String = c.to_uppercase().collect();
            assert_eq!(capital.chars().count(), 1);
            assert!(upper.contains(&capital.chars().next().unwrap()), "{c}");
        }
    }
}
