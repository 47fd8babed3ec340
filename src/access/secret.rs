//! Secrets that programs carry: 256 random bits, compared in a time that tells nothing.

use crate::digest::hexadecimal;
use crate::runtime::Runtime;
use std::hint::black_box;

/// A new secret: 64 hexadecimal digits.
pub(super) fn token(runtime: &Runtime) -> String {
    hexadecimal(&runtime.secret::<32>())
}

/// Compares two texts in a time that depends on their lengths alone.
pub(super) fn same(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes()).fold(0, |sum, (a, b)| black_box(sum | (a ^ b)));
    one.len() == other.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_equal_texts_are_the_same() {
        assert!(same("", "") && same("abc", "abc"));
        for other in ["", "ab", "abd", "bbc", "abcd"] {
            assert!(!same("abc", other), "{other}");
        }
    }
}
