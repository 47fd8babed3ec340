//! The operators of a page's content stream.
//!
//! Coordinates are whole hundredths of a point, so that differences between them are exact and no line drifts.

use crate::length::Length;

/// A length in whole hundredths of a point, rounded to the nearest.
pub(super) fn hundredths(length: Length) -> i64 {
    rounded(length.to_emu(), 127)
}

/// A length in whole thousandths of a point, rounded to the nearest.
pub(super) fn thousandths(length: Length) -> i64 {
    rounded(length.to_emu().saturating_mul(10), 127)
}

fn rounded(value: i64, unit: i64) -> i64 {
    (value.saturating_mul(2) + unit).div_euclid(2 * unit)
}

/// Writes operands and operators.
#[derive(Default)]
pub(super) struct Operators {
    out: Vec<u8>,
}

impl Operators {
    /// The stream so far; the next one begins empty.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.out
    }

    /// Begins an empty stream in the same memory.
    pub(super) fn clear(&mut self) {
        self.out.clear();
    }

    /// A number given in hundredths.
    pub(super) fn number(&mut self, hundredths: i64) {
        self.decimal(hundredths, 100);
    }

    /// A number given in thousandths.
    pub(super) fn fine_number(&mut self, thousandths: i64) {
        self.decimal(thousandths, 1000);
    }

    /// An operator, then a line end.
    pub(super) fn operator(&mut self, operator: &str) {
        self.raw(operator);
        self.out.push(b'\n');
    }

    /// Anything, as it is.
    pub(super) fn raw(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// Begins a string to show.
    pub(super) fn open_string(&mut self) {
        self.out.push(b'(');
    }

    /// A byte of the string.
    #[inline]
    pub(super) fn code(&mut self, code: u8) {
        if matches!(code, b'(' | b')' | b'\\') {
            self.out.push(b'\\');
        }
        self.out.push(code);
    }

    /// Ends and shows the string.
    pub(super) fn show_string(&mut self) {
        self.raw(")Tj\n");
    }

    /// `numerator / scale` without needless digits, then a space.
    fn decimal(&mut self, numerator: i64, scale: u64) {
        if numerator < 0 {
            self.out.push(b'-');
        }
        let (whole, mut rest) = (numerator.unsigned_abs() / scale, numerator.unsigned_abs() % scale);
        if whole > 0 || rest == 0 {
            self.integer(whole);
        }
        if rest > 0 {
            self.out.push(b'.');
            let mut place = scale / 10;
            while rest > 0 {
                self.out.push(b'0' + (rest / place) as u8);
                rest %= place;
                place /= 10;
            }
        }
        self.out.push(b' ');
    }

    /// A whole number.
    pub(super) fn integer(&mut self, number: u64) {
        let mut digits = [0; 20];
        let (mut at, mut rest) = (digits.len(), number);
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.out.extend_from_slice(&digits[at..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_needless_digits() {
        let mut ops = Operators::default();
        for hundredths in [0, 5, -50, 100, 1250, -1234, 120] {
            ops.number(hundredths);
        }
        ops.fine_number(-1);
        ops.fine_number(13_450);
        assert_eq!(ops.bytes(), b"0 .05 -.5 1 12.5 -12.34 1.2 -.001 13.45 ");
    }

    #[test]
    fn lengths_are_rounded_to_the_nearest_on_both_sides_of_zero() {
        assert_eq!(hundredths(Length::pt(595)), 59_500);
        assert_eq!(hundredths(Length::emu(63)), 0);
        assert_eq!(hundredths(Length::emu(64)), 1);
        assert_eq!(hundredths(Length::emu(-64)), -1);
        assert_eq!(thousandths(Length::twips(-1)), -50);
    }

    #[test]
    fn brackets_and_backslashes_in_strings_are_escaped() {
        let mut ops = Operators::default();
        ops.open_string();
        b"a(b)\\".iter().for_each(|&code| ops.code(code));
        ops.show_string();
        assert_eq!(ops.bytes(), b"(a\\(b\\)\\\\)Tj\n");
    }
}
