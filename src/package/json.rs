//! JSON in its one canonical form (RFC 8785), so that equal sources have equal digests.

use serde_json::{Number, Value};
use std::fmt::Write;

/// A value in the canonical form of RFC 8785: no white space, keys in the order of their UTF-16 code units, numbers as
/// ECMAScript writes them, nothing escaped that need not be.
///
/// The RFC knows only the numbers of IEEE 754: an integer beyond ±2⁵³ is written as the nearest of those.
pub fn canonical_json(value: &Value) -> String {
    let mut out = String::new();
    write_value(&mut out, value);
    out
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(out, number),
        Value::String(string) => write_string(out, string),
        Value::Array(values) => {
            out.push('[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_value(out, value);
            }
            out.push(']');
        }
        Value::Object(members) => {
            // Not the order of UTF-8: U+1F600 is two surrogates and so stands before U+FB33.
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
            out.push('{');
            for (index, (key, value)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_string(out, key);
                out.push(':');
                write_value(out, value);
            }
            out.push('}');
        }
    }
}

fn write_string(out: &mut String, string: &str) {
    out.push('"');
    let mut plain = 0;
    for (at, byte) in string.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            8 => "\\b",
            b'\t' => "\\t",
            b'\n' => "\\n",
            12 => "\\f",
            b'\r' => "\\r",
            0..0x20 => "\\u00",
            _ => continue,
        };
        out.push_str(&string[plain..at]);
        out.push_str(escape);
        if escape == "\\u00" {
            write!(out, "{byte:02x}").expect("a string takes all that is written to it");
        }
        plain = at + 1;
    }
    out.push_str(&string[plain..]);
    out.push('"');
}

/// Integers up to here have every digit in an IEEE 754 double.
const EXACT: u64 = 1 << 53;

fn write_number(out: &mut String, number: &Number) {
    match (number.as_i64(), number.as_f64()) {
        (Some(integer), _) if integer.unsigned_abs() <= EXACT => {
            write!(out, "{integer}").expect("a string takes all that is written to it");
        }
        (_, Some(double)) => write_double(out, double),
        // Every number a `Value` holds is one of the two.
        _ => out.push_str("null"),
    }
}

/// A finite number as `Number::toString` of ECMA-262 writes it: its shortest digits, the point where it says.
fn write_double(out: &mut String, double: f64) {
    let written = format!("{:e}", double.abs());
    let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    let digits = to_even(mantissa.chars().filter(char::is_ascii_digit).collect(), exponent, double.abs());
    if digits.bytes().all(|d| d == b'0') {
        return out.push('0');
    }
    if double < 0.0 {
        out.push('-');
    }
    // The digits are 0.ddd × 10^point.
    let point = exponent.parse::<i32>().unwrap_or(0) + 1;
    let count = digits.len() as i32;
    let zeros = |count: i32| "0".repeat(count.unsigned_abs() as usize);
    match point {
        22.. | ..=-6 => {
            let (first, rest) = digits.split_at(1);
            let dot = if rest.is_empty() { "" } else { "." };
            let sign = if point > 0 { '+' } else { '-' };
            out.push_str(&format!("{first}{dot}{rest}e{sign}{}", (point - 1).abs()));
        }
        ..=0 => out.push_str(&format!("0.{}{digits}", zeros(point))),
        _ if count <= point => out.push_str(&format!("{digits}{}", zeros(point - count))),
        _ => {
            let (whole, part) = digits.split_at(point as usize);
            out.push_str(&format!("{whole}.{part}"));
        }
    }
}

/// Chooses the even one of two shortest decimals equally near to a double: ECMA-262 asks for it, Rust takes the
/// upper.
fn to_even(digits: String, exponent: &str, double: f64) -> String {
    // Shorter decimals are farther apart than doubles, so no two are the same double.
    let odd = digits.bytes().last().is_some_and(|d| d % 2 == 1);
    if digits.len() < 16 || !odd {
        return digits;
    }
    let (first, rest) = digits.split_at(1);
    let mut lower = format!("{first}.{rest}");
    lower.pop();
    // Every double has its exact decimal in 767 digits. A tie reads: the lower one, a 5, nothing.
    let exact = format!("{double:.766e}");
    let even = char::from(digits.as_bytes()[digits.len() - 1] - 1);
    lower.push(even);
    let tail = exact.strip_prefix(&lower).and_then(|tail| tail.strip_prefix('5'));
    let tie = tail.is_some_and(|tail| tail.split('e').next().unwrap_or_default().bytes().all(|d| d == b'0'));
    if tie && format!("{lower}e{exponent}").parse() == Ok(double) { lower.replace('.', "") } else { digits }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    /// RFC 8785, appendix B.
    #[test]
    fn numbers_are_those_of_the_rfc() {
        let cases: [(u64, &str); 24] = [
            (0x0000000000000000, "0"),
            (0x8000000000000000, "0"),
            (0x0000000000000001, "5e-324"),
            (0x8000000000000001, "-5e-324"),
            (0x7fefffffffffffff, "1.7976931348623157e+308"),
            (0xffefffffffffffff, "-1.7976931348623157e+308"),
            (0x4340000000000000, "9007199254740992"),
            (0xc340000000000000, "-9007199254740992"),
            (0x4430000000000000, "295147905179352830000"),
            (0x44b52d02c7e14af5, "9.999999999999997e+22"),
            (0x44b52d02c7e14af6, "1e+23"),
            (0x44b52d02c7e14af7, "1.0000000000000001e+23"),
            (0x444b1ae4d6e2ef4e, "999999999999999700000"),
            (0x444b1ae4d6e2ef4f, "999999999999999900000"),
            (0x444b1ae4d6e2ef50, "1e+21"),
            (0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"),
            (0x3eb0c6f7a0b5ed8d, "0.000001"),
            (0x41b3de4355555553, "333333333.3333332"),
            (0x41b3de4355555554, "333333333.33333325"),
            (0x41b3de4355555555, "333333333.3333333"),
            (0x41b3de4355555556, "333333333.3333334"),
            (0x41b3de4355555557, "333333333.33333343"),
            (0xbecbf647612f3696, "-0.0000033333333333333333"),
            (0x43143ff3c1cb0959, "1424953923781206.2"),
        ];
        for (bits, written) in cases {
            assert_eq!(canonical_json(&json!(f64::from_bits(bits))), written, "{bits:016x}");
        }
    }

    /// RFC 8785, section 3.2.3: sorted by UTF-16, not by code point.
    #[test]
    fn keys_stand_in_the_order_of_the_rfc() {
        let value = json!({
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control",
            "\u{f6}": "Latin Small Letter O With Diaeresis",
        });
        assert_eq!(
            canonical_json(&value),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\
             \"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\
             \"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}"
        );
    }

    /// RFC 8785, section 3.2.2.
    #[test]
    fn the_example_of_the_rfc_comes_out_as_it_says() {
        // The numbers as Rust reads them: a reader of JSON may be an ulp off, which is not what is tested here.
        let value = json!({
            "numbers": ["333333333.33333329".parse::<f64>().unwrap(), 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u{20ac}$\u{f}\nA'\u{42}\u{22}\u{5c}\\\"/",
            "literals": [null, true, false],
        });
        assert_eq!(
            canonical_json(&value),
            r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        );
    }

    #[test]
    fn integers_keep_every_digit_a_double_has() {
        let value = json!([0, -1, 9_007_199_254_740_991_i64, u64::MAX, i64::MIN, 1.0]);
        assert_eq!(
            canonical_json(&value),
            "[0,-1,9007199254740991,18446744073709552000,-9223372036854776000,1]"
        );
    }

    proptest! {
        #[test]
        fn every_double_reads_back_as_itself(double in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL) {
            prop_assert_eq!(canonical_json(&json!(double)).parse::<f64>().unwrap().to_bits(), double.to_bits());
        }

        #[test]
        fn every_string_reads_back_as_itself(string: String) {
            let written = canonical_json(&json!(&string));
            prop_assert_eq!(serde_json::from_str::<String>(&written).unwrap(), string);
        }
    }
}
