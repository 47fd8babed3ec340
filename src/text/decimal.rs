//! Decimal numbers, exact: what was written in decimal digits is added, multiplied, compared and printed as such.
//!
//! A binary fraction cannot hold 0.1, and a crate's decimal rounds in silence what it has no room for. Here every result
//! is exact or none; only [`Decimal::over`] and [`Decimal::rounded`] round, half away from zero, to the place asked for.

use std::cmp::Ordering;

/// A number of at most 38 digits, at most [`PLACES`] of them behind the comma.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// The digits; they do not end with a zero behind the comma, so that equal numbers are equal values.
    units: i128,
    /// Number of digits behind the comma.
    places: u32,
}

/// Digits behind the comma at most.
pub const PLACES: u32 = 30;

impl Decimal {
    /// Nothing, and the start of a sum.
    pub const ZERO: Self = Self { units: 0, places: 0 };

    /// The number written as JSON and Rust write it: `-1234.5`, `1e21`; none where it is another text or too long.
    pub fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) =
            mantissa.strip_prefix('-').map_or((false, mantissa), |digits| (true, digits));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !is_number(whole) || !is_number(fraction) {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        let units: i128 = format!("{whole}{fraction}").parse().ok()?;
        let places = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        Self::of(if negative { -units } else { units }, places)
    }

    /// Number of `units` with the comma `places` digits before their end.
    fn of(mut units: i128, mut places: i32) -> Option<Self> {
        if units == 0 {
            return Some(Self::ZERO);
        }
        while places > 0 && units % 10 == 0 {
            (units, places) = (units / 10, places - 1);
        }
        if places < 0 {
            (units, places) = (units.checked_mul(power(places.unsigned_abs())?)?, 0);
        }
        let places = u32::try_from(places).ok().filter(|places| *places <= PLACES)?;
        // The least of all has no opposite.
        (units != i128::MIN).then_some(Self { units, places })
    }

    /// The sum; none where it has too many digits.
    pub fn plus(self, other: Self) -> Option<Self> {
        let places = self.places.max(other.places);
        let aligned = |n: Self| n.units.checked_mul(power(places - n.places)?);
        Self::of(aligned(self)?.checked_add(aligned(other)?)?, places as i32)
    }

    /// The number with the other sign.
    pub fn negated(self) -> Self {
        Self { units: -self.units, ..self }
    }

    /// Its distance from zero.
    pub fn magnitude(self) -> Self {
        if self.units < 0 { self.negated() } else { self }
    }

    /// The difference; none where it has too many digits.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negated())
    }

    /// The product; none where it has too many digits.
    pub fn times(self, other: Self) -> Option<Self> {
        Self::of(self.units.checked_mul(other.units)?, (self.places + other.places) as i32)
    }

    /// The quotient, rounded to so many places; none where the divisor is zero or there are too many digits.
    pub fn over(self, divisor: Self, places: u32) -> Option<Self> {
        let shift = i64::from(divisor.places) + i64::from(places) - i64::from(self.places);
        let factor = power(u32::try_from(shift.unsigned_abs()).ok()?)?;
        let (units, by) = match shift >= 0 {
            true => (self.units.checked_mul(factor)?, divisor.units),
            false => (self.units, divisor.units.checked_mul(factor)?),
        };
        Self::of(quotient(units, by)?, i32::try_from(places).ok()?)
    }

    /// Rounded to so many places behind the comma; to tens, hundreds … where negative. None where it has too many digits.
    pub fn rounded(self, places: i32) -> Option<Self> {
        let dropped = i64::from(self.places) - i64::from(places);
        match u32::try_from(dropped) {
            Err(_) | Ok(0) => Some(self),
            Ok(dropped) => match power(dropped) {
                Some(by) => Self::of(quotient(self.units, by)?, places),
                // More places than digits: less than half of one.
                None => Some(Self::ZERO),
            },
        }
    }

    /// Tests whether it is zero.
    pub fn is_zero(self) -> bool {
        self.units == 0
    }

    /// The whole number it is; none where it has decimals or is too long for one.
    pub fn integer(self) -> Option<i64> {
        i64::try_from(self.units).ok().filter(|_| self.places == 0)
    }

    /// Text in JSON's notation: `1234.5`.
    pub fn plain(self) -> String {
        let (sign, whole, fraction) = self.parts();
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}")
    }

    /// Text in a document's notation: `1.234,5`. With `places`, exactly so many digits behind the comma: rounded,
    /// or filled up with zeros. None where rounding gives too many digits.
    pub fn written(self, places: Option<u32>) -> Option<String> {
        let rounded = match places {
            Some(places) => self.rounded(i32::try_from(places).ok()?)?,
            None => self,
        };
        let (sign, whole, mut fraction) = rounded.parts();
        let missing = places.map_or(0, |places| (places as usize).saturating_sub(fraction.len()));
        fraction.extend(std::iter::repeat_n('0', missing));
        let comma = if fraction.is_empty() { "" } else { "," };
        Some(format!("{sign}{}{comma}{fraction}", grouped(&whole)))
    }

    /// Sign, digits before and digits behind the comma.
    fn parts(self) -> (&'static str, String, String) {
        let digits = format!("{:0width$}", self.units.unsigned_abs(), width = self.places as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - self.places as usize);
        (if self.units < 0 { "-" } else { "" }, whole.to_owned(), fraction.to_owned())
    }
}

impl From<usize> for Decimal {
    fn from(count: usize) -> Self {
        Self { units: count as i128, places: 0 }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        // Whole parts first: with both fractions behind one comma there may be too many digits.
        let split = |n: &Self| {
            let by = power(n.places).unwrap_or(1);
            let fraction = n.units.rem_euclid(by) * power(PLACES - n.places).unwrap_or(1);
            (n.units.div_euclid(by), fraction)
        };
        split(self).cmp(&split(other))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn power(of_ten: u32) -> Option<i128> {
    10_i128.checked_pow(of_ten)
}

/// A quotient rounded to a whole number, half away from zero; none where the divisor is zero.
fn quotient(units: i128, by: i128) -> Option<i128> {
    let (whole, rest) = (units.checked_div(by)?, units.checked_rem(by)?);
    let up = rest.unsigned_abs() >= by.unsigned_abs().div_ceil(2);
    let step = if (units < 0) == (by < 0) { 1 } else { -1 };
    Some(if up && rest != 0 { whole.checked_add(step)? } else { whole })
}

/// Digits with dots between the thousands.
fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn n(text: &str) -> Decimal {
        Decimal::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn a_tenth_and_two_tenths_are_three_tenths() {
        assert_eq!(n("0.1").plus(n("0.2")), Some(n("0.3")));
        assert_eq!(n("1.1").times(n("1.1")), Some(n("1.21")));
        assert_eq!(n("0.3").minus(n("0.1")).map(Decimal::plain).as_deref(), Some("0.2"));
    }

    #[test]
    fn numbers_are_read_as_json_and_rust_write_them() {
        for (text, plain) in [
            ("0", "0"),
            ("-0", "0"),
            ("-0.0", "0"),
            ("1.50", "1.5"),
            ("1e21", "1000000000000000000000"),
            ("1.5e-7", "0.00000015"),
            ("-12.25", "-12.25"),
            ("007", "7"),
        ] {
            assert_eq!(n(text).plain(), plain);
        }
        for text in ["", ".", "-", "1.2.3", "1,5", "+1", "1e", "1e99", "1e-99", "NaN", " 1", "1e99999999999"]
        {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_written_with_dots_and_a_comma() {
        let written = |text: &str, places| n(text).written(places).unwrap();
        assert_eq!(written("1234567.5", None), "1.234.567,5");
        assert_eq!(written("-999.995", Some(2)), "-1.000,00");
        assert_eq!(written("2.5", Some(2)), "2,50");
        assert_eq!(written("-0.05", None), "-0,05");
        assert_eq!(written("-0.004", Some(2)), "0,00");
    }

    #[test]
    fn rounding_goes_half_away_from_zero() {
        let rounded = |text: &str, places| n(text).rounded(places).unwrap().plain();
        assert_eq!(
            (rounded("2.5", 0), rounded("-2.5", 0), rounded("2.4999", 0)),
            ("3".into(), "-3".into(), "2".into())
        );
        assert_eq!(
            (rounded("1.005", 2), rounded("1250", -2), rounded("1249", -2)),
            ("1.01".into(), "1300".into(), "1200".into())
        );
        assert_eq!((rounded("7", -40), rounded("7", 40)), ("0".into(), "7".into()));
        assert_eq!(n("2").over(n("3"), 4), Some(n("0.6667")));
        assert_eq!(n("-1").over(n("8"), 2), Some(n("-0.13")));
        assert_eq!(n("1").over(n("0.004"), 0), Some(n("250")));
    }

    #[test]
    fn what_has_no_room_is_none_and_never_another_number() {
        let most = n("99999999999999999999999999999999999999");
        assert_eq!(most.plus(most), None);
        assert_eq!(most.plus(n("0.1")), None);
        assert_eq!(most.times(most), None);
        assert_eq!(n("1").over(Decimal::ZERO, 2), None);
        assert_eq!(most.over(n("0.001"), 4), None);
        assert_eq!(n("0.0000000000000001").times(n("0.0000000000000001")), None);
        assert!(most > n("0.000000000000000000000000000001") && most.negated() < n("-0.5"));
    }

    proptest! {
        #[test]
        fn what_is_computed_agrees_with_whole_numbers(a in -10_i64.pow(12)..10_i64.pow(12), b in -10_i64.pow(12)..10_i64.pow(12), places in 0_i32..6) {
            let (x, y) = (Decimal::of(i128::from(a), places).unwrap(), Decimal::of(i128::from(b), places).unwrap());
            prop_assert_eq!(x.plus(y), Decimal::of(i128::from(a + b), places));
            prop_assert_eq!(x.minus(y), Decimal::of(i128::from(a - b), places));
            prop_assert_eq!(x.times(y), Decimal::of(i128::from(a) * i128::from(b), 2 * places));
            prop_assert_eq!(x.cmp(&y), a.cmp(&b));
            prop_assert_eq!(Decimal::parse(&x.plain()), Some(x));
        }

        #[test]
        fn no_text_makes_reading_panic(text in "-?[0-9.e+-]{0,60}", places in -60_i32..60) {
            if let Some(read) = Decimal::parse(&text) {
                prop_assert_eq!(Decimal::parse(&read.plain()), Some(read));
                let _ = (read.rounded(places), read.written(Some(places.unsigned_abs())), read.over(read, 30));
            }
        }
    }
}
