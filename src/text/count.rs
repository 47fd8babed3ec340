//! Words of a text, to compare how many stand in two of them.

/// Number of words: runs of letters and digits.
pub fn count_words(text: &str) -> usize {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(count_words("Số: 39/KH-LĐLĐ, ngày 05/3 – “Về việc”."), 9);
        assert_eq!(count_words(" .,;"), 0);
    }
}
