//! Helpers that reckon: exact decimals in, exact decimals out, Vietnamese formats.
//!
//! A number is what the JSON said in decimal digits. A result that no JSON number holds exactly goes to the next helper
//! as its digits. What was not given (null) is left out of a list, and makes any other result nothing.
//! Refused with a sentence: a value that is no number, more digits than there is room for, division by zero.

use super::helpers::HelperArguments;
use super::table;
use crate::text::{Decimal, PLACES};
use serde_json::{Number, Value};
use std::cmp::Ordering;

/// Message for a number that has too many digits.
pub(super) const TOO_LONG: &str = "số có quá nhiều chữ số.";
/// Places of a quotient, a percentage or an average where none are asked for; zeros at their end are not printed.
const ROUNDED: u32 = 2;

/// A value as a number; none for what was not given.
pub(super) fn decimal(value: &Value) -> Result<Option<Decimal>, String> {
    let digits = match value {
        Value::Null => return Ok(None),
        Value::Number(number) => number.to_string(),
        // What another helper made; a field's text is held against its kind before.
        Value::String(text) => text.clone(),
        other => return Err(format!("“{other}” không phải một số.")),
    };
    match (Decimal::parse(&digits), value) {
        (Some(number), _) => Ok(Some(number)),
        (None, Value::Number(_)) => Err(TOO_LONG.to_owned()),
        (None, _) => Err(format!("“{digits}” không phải một số.")),
    }
}

/// A number as a value: a JSON number where one is exactly this, else its digits.
fn value(number: Decimal) -> Value {
    if let Some(whole) = number.integer() {
        return whole.into();
    }
    let digits = number.plain();
    let nearest = digits.parse().ok().and_then(Number::from_f64);
    match nearest.filter(|nearest| Decimal::parse(&nearest.to_string()) == Some(number)) {
        Some(nearest) => Value::Number(nearest),
        None => Value::String(digits),
    }
}

/// A result, where there is room for it.
fn made(number: Option<Decimal>) -> Result<Value, String> {
    number.map(value).ok_or_else(|| TOO_LONG.to_owned())
}

/// The number at a place among the arguments.
fn argument(a: &HelperArguments<'_, '_>, at: usize) -> Result<Option<Decimal>, String> {
    decimal(a.value(at)?)
}

/// Both arguments of a reckoning; none where one was not given.
fn both(a: &HelperArguments<'_, '_>) -> Result<Option<(Decimal, Decimal)>, String> {
    Ok(argument(a, 0)?.zip(argument(a, 1)?))
}

/// `places=2`: how many digits behind the comma.
fn places(a: &HelperArguments<'_, '_>) -> Result<Option<u32>, String> {
    let Some(given) = a.option("places") else { return Ok(None) };
    let places = given.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= PLACES);
    places
        .map(Some)
        .ok_or_else(|| format!("places là số chữ số sau dấu phẩy, từ 0 đến {PLACES}; không phải {given}."))
}

/// `24500` → `24.500`; `4.5` → `4,5`; with `places=2` → `4,50`; the unit behind it.
pub(super) fn written(a: &HelperArguments<'_, '_>, unit: &str) -> Result<Option<String>, String> {
    let (number, places) = (argument(a, 0)?, places(a)?);
    number.map(|number| text(number, places, unit)).transpose()
}

fn text(number: Decimal, places: Option<u32>, unit: &str) -> Result<String, String> {
    let written = number.written(places).ok_or_else(|| TOO_LONG.to_owned())?;
    Ok(written + unit)
}

/// `3 8` → `37,5%`: what the first is of the second; one number alone counts percents already.
pub(super) fn percent(a: &HelperArguments<'_, '_>) -> Result<Option<String>, String> {
    let asked = places(a)?;
    let number = match a.given(1) {
        None => argument(a, 0)?,
        Some(_) => match both(a)? {
            None => None,
            Some((_, whole)) if whole.is_zero() => return Err(by_zero()),
            Some((part, whole)) => {
                let hundredfold = part
                    .times(Decimal::from(100))
                    .and_then(|part| part.over(whole, asked.unwrap_or(ROUNDED)));
                Some(hundredfold.ok_or_else(|| TOO_LONG.to_owned())?)
            }
        },
    };
    number.map(|number| text(number, asked, "%")).transpose()
}

fn by_zero() -> String {
    "không chia được cho 0; hãy hỏi trước bằng {{#if …}}.".to_owned()
}

/// `1234.567 2` → `1234.57`; `1234567 -3` → `1235000`; half goes away from zero.
pub(super) fn round(a: &HelperArguments<'_, '_>) -> Result<Value, String> {
    let most = i64::from(PLACES);
    let places = match a.given(1) {
        None => 0,
        Some(given) => given.as_i64().filter(|n| (-most..=most).contains(n)).ok_or_else(|| {
            format!(
                "tham số sau là số chữ số giữ lại sau dấu phẩy, từ -{most} đến {most}; không phải {given}."
            )
        })?,
    };
    let Some(number) = argument(a, 0)? else { return Ok(Value::Null) };
    made(number.rounded(i32::try_from(places).unwrap_or_default()))
}

/// `-5` → `5`.
pub(super) fn absolute(a: &HelperArguments<'_, '_>) -> Result<Value, String> {
    Ok(argument(a, 0)?.map_or(Value::Null, |number| value(number.magnitude())))
}

/// The first without the second.
pub(super) fn difference(a: &HelperArguments<'_, '_>) -> Result<Value, String> {
    both(a)?.map_or(Ok(Value::Null), |(from, taken)| made(from.minus(taken)))
}

/// The first divided by the second, rounded.
pub(super) fn quotient(a: &HelperArguments<'_, '_>) -> Result<Value, String> {
    let places = places(a)?.unwrap_or(ROUNDED);
    match both(a)? {
        None => Ok(Value::Null),
        Some((_, divisor)) if divisor.is_zero() => Err(by_zero()),
        Some((number, divisor)) => made(number.over(divisor, places)),
    }
}

/// All arguments together.
pub(super) fn add(a: &HelperArguments<'_, '_>) -> Result<Value, String> {
    folded(a, Decimal::plus)
}

/// All arguments multiplied.
pub(super) fn product(a: &HelperArguments<'_, '_>) -> Result<Value, String> {
    folded(a, Decimal::times)
}

fn folded(
    a: &HelperArguments<'_, '_>,
    step: fn(Decimal, Decimal) -> Option<Decimal>,
) -> Result<Value, String> {
    let Some(mut all) = argument(a, 0)? else { return Ok(Value::Null) };
    argument(a, 1)?;
    for at in 1..a.count() {
        let Some(next) = argument(a, at)? else { return Ok(Value::Null) };
        all = step(all, next).ok_or_else(|| TOO_LONG.to_owned())?;
    }
    Ok(value(all))
}

/// The numbers that one field has over the entries.
fn numbers(a: &HelperArguments<'_, '_>) -> Result<Vec<Decimal>, String> {
    let field = a.value(1)?.as_str().unwrap_or_default();
    let all = a.list()?.iter().map(|entry| decimal(table::field(entry, field)));
    all.filter_map(Result::transpose).collect()
}

fn total(numbers: &[Decimal]) -> Option<Decimal> {
    numbers.iter().try_fold(Decimal::ZERO, |sum, number| sum.plus(*number))
}

/// The sum of one field over the entries.
pub(super) fn sum(a: &HelperArguments<'_, '_>) -> Result<Value, String> {
    made(total(&numbers(a)?))
}

/// The mean of one field over the entries that have it, rounded; nothing where none has.
pub(super) fn average(a: &HelperArguments<'_, '_>) -> Result<Value, String> {
    let (numbers, places) = (numbers(a)?, places(a)?.unwrap_or(ROUNDED));
    if numbers.is_empty() {
        return Ok(Value::Null);
    }
    let count = Decimal::from(numbers.len());
    made(total(&numbers).and_then(|sum| sum.over(count, places)))
}

/// The number of one field that stands before all others; nothing where no entry has it.
pub(super) fn extreme(a: &HelperArguments<'_, '_>, before: fn(Ordering) -> bool) -> Result<Value, String> {
    let found =
        numbers(a)?.into_iter().reduce(|best, next| if before(next.cmp(&best)) { next } else { best });
    Ok(found.map_or(Value::Null, value))
}

#[cfg(test)]
mod tests {
    use super::super::Template;
    use serde_json::{Value, json};

    fn made(source: &str, data: &Value) -> String {
        Template::compile("t", source).unwrap().expand(data).unwrap_or_else(|error| error.message)
    }

    #[test]
    fn sums_of_decimals_are_exact_in_every_helper() {
        let data = json!({"rows": [{"x": 0.1}, {"x": 0.2}, {"x": null}], "a": 0.3, "none": null});
        assert_eq!(made(r#"{{number (sum rows "x")}} {{sum rows "x"}}"#, &data), "0,3 0,3");
        assert_eq!(made(r#"{{#if (eq (sum rows "x") a)}}equal{{/if}}"#, &data), "equal");
        assert_eq!(made(r#"{{#if (lte (sum rows "x") a)}}at most{{/if}}"#, &data), "at most");
        assert_eq!(made("{{number (difference a 0.1)}} {{number (product 1.1 1.1)}}", &data), "0,2 1,21");
        assert_eq!(
            made(
                r#"{{join list}} {{table rows columns="X" fields="x"}}"#,
                &json!({"list": [0.5], "rows": [{"x": 2.5}]})
            ),
            "0,5 | X |\n| --- |\n| 2,5 |"
        );
    }

    #[test]
    fn a_result_that_no_json_number_holds_goes_on_exactly() {
        let data = json!({"rows": [{"x": 9_007_199_254_740_993_i64}, {"x": 0.1}, {"x": 0.02}]});
        assert_eq!(made(r#"{{number (sum rows "x")}}"#, &data), "9.007.199.254.740.993,12");
        assert_eq!(made(r#"{{number (difference (sum rows "x") 9007199254740993)}}"#, &data), "0,12");
        let great = json!({"rows": [{"x": i64::MAX}, {"x": i64::MAX}]});
        assert_eq!(made(r#"{{number (sum rows "x")}}"#, &great), "18.446.744.073.709.551.614");
        assert_eq!(made(r#"{{#if (gt (sum rows "x") 5)}}more{{/if}}"#, &great), "more");
    }

    #[test]
    fn too_many_digits_and_division_by_zero_are_errors_with_a_sentence() {
        let data = json!({"zero": 0, "n": 3, "great": 1e30, "t": "x", "far": 1e300});
        for (source, word) in [
            ("{{percent n zero}}", "percent: không chia được cho 0"),
            ("{{quotient n zero}}", "quotient: không chia được cho 0"),
            ("{{product great great}}", "product: số có quá nhiều chữ số"),
            ("{{number far}}", "number: số có quá nhiều chữ số"),
            ("{{next 9223372036854775807}}", "next: số có quá nhiều chữ số"),
            ("{{add n t}}", "add: “x” không phải một số"),
            ("{{number n places=99}}", "places là số chữ số"),
            ("{{round n t}}", "round: tham số sau"),
            ("{{words 4.5}}", "“4,5” không phải số nguyên"),
        ] {
            let said = made(source, &data);
            assert!(said.contains(word), "{source}: {said}");
        }
    }

    #[test]
    fn whole_numbers_are_whole_however_they_were_written() {
        let data = json!({"n": 1e6, "f": 2.0, "rows": [{"x": 1.5}, {"x": 1.5}]});
        assert_eq!(
            made("{{money-words n}}; {{padded f}}; {{roman f}}", &data),
            "Một triệu đồng chẵn; 02; II"
        );
        assert_eq!(made(r#"{{words (sum rows "x")}}; {{#if (eq f 2)}}two{{/if}}"#, &data), "ba; two");
    }

    #[test]
    fn what_is_not_given_makes_nothing_and_an_empty_list_no_error() {
        let data = json!({"none": null, "rows": []});
        let nothing = r#"[{{percent none 5}}{{difference none 1}}{{round none}}{{absolute none}}{{add 1 none}}{{average rows "x"}}{{min rows "x"}}]"#;
        assert_eq!(made(nothing, &data), "[]");
        assert_eq!(made(r#"{{sum rows "x"}} {{count rows "x"}}"#, &data), "0 0");
    }

    #[test]
    fn the_page_about_templates_shows_what_is_printed() {
        let page = include_str!("../../templates/README.md");
        let (_, section) = page.split_once("### Numbers, order, groups").unwrap();
        let (_, rest) = section.split_once("```json").unwrap();
        let (data, rest) = rest.split_once("```").unwrap();
        let data: Value = serde_json::from_str(data).unwrap();
        let (table, _) = rest.split_once("\n## ").unwrap();
        let mut examples = 0;
        for row in table.lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix("` |")) {
            let (source, printed) = row.split_once("` | `").unwrap();
            assert_eq!(made(source, &data).trim_end(), printed, "{source}");
            examples += 1;
        }
        assert_eq!(examples, 17);
    }
}
