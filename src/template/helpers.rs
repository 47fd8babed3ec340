//! The helpers of templates: dates, numbers, money, lists, as official documents write them.
//!
//! One table says what each takes. Text they make passes through the escape function like any value; a value that
//! is declared but not given (null) prints nothing; a value of the wrong kind is an error.

use super::names::ArgumentKind;
use super::{arithmetic, lists, table};
use crate::outline;
use crate::text::{self as vietnamese, Decimal};
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderError,
    RenderErrorReason, ScopedJson,
};
use serde_json::Value;
use std::cmp::Ordering;

/// A helper: its name, what it takes, the options it knows, and what it makes of its arguments.
/// None for one of the engine's own.
type HelperRow = (&'static str, ArgumentKind, &'static [&'static str], Option<HelperFn>);

/// Makes a value of a helper's arguments; an error is a sentence for the template's author.
pub(super) type HelperFn = fn(&HelperArguments<'_, '_>) -> Result<Value, String>;

const HELPERS: &[HelperRow] = &[
    ("if", ArgumentKind::Any, &[], None),
    ("unless", ArgumentKind::Any, &[], None),
    ("each", ArgumentKind::Any, &[], None),
    ("with", ArgumentKind::Any, &[], None),
    ("lookup", ArgumentKind::Any, &[], None),
    ("len", ArgumentKind::List, &[], None),
    ("eq", ArgumentKind::Any, &[], Some(|a| lists::are_equal(a).map(Value::Bool))),
    ("ne", ArgumentKind::Any, &[], Some(|a| lists::are_equal(a).map(|equal| Value::Bool(!equal)))),
    ("gt", ArgumentKind::Any, &[], Some(|a| lists::compared(a, Ordering::is_gt))),
    ("gte", ArgumentKind::Any, &[], Some(|a| lists::compared(a, Ordering::is_ge))),
    ("lt", ArgumentKind::Any, &[], Some(|a| lists::compared(a, Ordering::is_lt))),
    ("lte", ArgumentKind::Any, &[], Some(|a| lists::compared(a, Ordering::is_le))),
    ("and", ArgumentKind::Any, &[], None),
    ("or", ArgumentKind::Any, &[], None),
    ("not", ArgumentKind::Any, &[], None),
    ("date", ArgumentKind::Date, &[], Some(|a| a.date().map(|d| text(d.map(vietnamese::long_date))))),
    ("short-date", ArgumentKind::Date, &[], Some(|a| a.date().map(|d| text(d.map(vietnamese::short_date))))),
    ("padded", ArgumentKind::Number, &[], Some(padded)),
    ("number", ArgumentKind::Number, &["places"], Some(|a| arithmetic::written(a, "").map(text))),
    (
        "words",
        ArgumentKind::Number,
        &[],
        Some(|a| a.integer(0).map(|n| text(n.map(vietnamese::number_in_words)))),
    ),
    ("money", ArgumentKind::Number, &["places"], Some(|a| arithmetic::written(a, " đồng").map(text))),
    (
        "money-words",
        ArgumentKind::Number,
        &[],
        Some(|a| a.integer(0).map(|n| text(n.map(vietnamese::money_in_words)))),
    ),
    ("percent", ArgumentKind::Number, &["places"], Some(|a| arithmetic::percent(a).map(text))),
    ("round", ArgumentKind::Number, &[], Some(arithmetic::round)),
    ("absolute", ArgumentKind::Number, &[], Some(arithmetic::absolute)),
    ("add", ArgumentKind::Number, &[], Some(arithmetic::add)),
    ("difference", ArgumentKind::Number, &[], Some(arithmetic::difference)),
    ("product", ArgumentKind::Number, &[], Some(arithmetic::product)),
    ("quotient", ArgumentKind::Number, &["places"], Some(arithmetic::quotient)),
    ("month-year", ArgumentKind::Number, &["shift"], Some(month_year)),
    ("next", ArgumentKind::Number, &[], Some(next)),
    ("roman", ArgumentKind::Number, &[], Some(|a| a.integer(0)?.map(roman).transpose().map(text))),
    ("letter", ArgumentKind::Number, &[], Some(|a| a.integer(0)?.map(letter).transpose().map(text))),
    ("upper", ArgumentKind::Text, &[], Some(|a| Ok(text(a.text(0)?.map(|t| t.to_uppercase()))))),
    ("lower", ArgumentKind::Text, &[], Some(|a| Ok(text(a.text(0)?.map(|t| t.to_lowercase()))))),
    ("join", ArgumentKind::List, &[], Some(join)),
    ("sum", ArgumentKind::List, &[], Some(arithmetic::sum)),
    ("average", ArgumentKind::List, &["places"], Some(arithmetic::average)),
    ("min", ArgumentKind::List, &[], Some(|a| arithmetic::extreme(a, Ordering::is_lt))),
    ("max", ArgumentKind::List, &[], Some(|a| arithmetic::extreme(a, Ordering::is_gt))),
    ("count", ArgumentKind::List, &[], Some(lists::count)),
    ("sort", ArgumentKind::List, &["descending"], Some(lists::sort)),
    ("group", ArgumentKind::List, &[], Some(lists::group)),
    ("table", ArgumentKind::List, &["columns", "fields", "align"], None),
];

/// Helpers that came when templates could already have a field of the same name: written alone, `{{group}}` is the field.
const FIELD_FIRST_NAMES: [&str; 13] = [
    "percent",
    "round",
    "absolute",
    "add",
    "difference",
    "product",
    "quotient",
    "average",
    "min",
    "max",
    "count",
    "sort",
    "group",
];

/// Tests whether a name written alone is a field's although a helper has it.
pub(super) fn prefers_field(name: &str) -> bool {
    FIELD_FIRST_NAMES.contains(&name)
}

/// Tests whether a helper makes a list, which is not printed but gone through.
pub(super) fn makes_list(name: &str) -> bool {
    matches!(name, "sort" | "group")
}

/// Arguments of a helper; none if there is no such helper.
pub(super) fn takes(name: &str) -> Option<ArgumentKind> {
    row(name).map(|r| r.1)
}

/// The options of a helper.
pub(super) fn options(name: &str) -> &'static [&'static str] {
    row(name).map_or(&[], |r| r.2)
}

/// The names of all helpers, for a message.
pub(super) fn list() -> String {
    HELPERS.iter().map(|r| r.0).collect::<Vec<_>>().join(", ")
}

fn row(name: &str) -> Option<&'static HelperRow> {
    HELPERS.iter().find(|r| r.0 == name)
}

/// Text that a helper makes of one value: a cell of a table.
pub(super) fn format_one(name: &str, value: &Value) -> Result<String, String> {
    let make = row(name).and_then(|r| r.3).ok_or_else(|| format!("Không có cách viết “{name}”."))?;
    make(&HelperArguments::One(value)).map(|v| v.as_str().unwrap_or_default().to_owned())
}

/// A registry with the helpers and the outline's escape function; strict.
pub(super) fn registry() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.register_escape_fn(outline::escape);
    registry.unregister_helper("log");
    registry.unregister_helper("raw");
    for &(name, _, _, make) in HELPERS {
        if let Some(make) = make {
            registry.register_helper(name, Box::new(ValueHelper(make)));
        }
    }
    registry.register_helper("table", Box::new(table::TableHelper));
    registry
}

struct ValueHelper(HelperFn);

impl HelperDef for ValueHelper {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        present(helper)?;
        let made = (self.0)(&HelperArguments::Of(helper));
        made.map(ScopedJson::Derived).map_err(|sentence| refused(helper.name(), &sentence))
    }

    /// Prints what it makes: a number with a decimal comma.
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        state: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let made = match prefers_field(helper.name()) && helper.params().is_empty() {
            true => state.evaluate(context, helper.name())?,
            false => self.call_inner(helper, registry, context, state)?,
        };
        if made.is_missing() {
            return Err(RenderError::strict_error(Some(&helper.name().to_owned())));
        }
        let text = plain(made.as_json()).map_err(|sentence| refused(helper.name(), &sentence))?;
        out.write(&if state.is_disable_escape() { text } else { outline::escape(&text) })?;
        Ok(())
    }
}

/// Refuses a parameter that is not in the data.
pub(super) fn present(helper: &Helper<'_>) -> Result<(), RenderError> {
    match helper.params().iter().find(|p| p.is_value_missing()) {
        Some(missing) => Err(RenderError::strict_error(missing.relative_path())),
        None => Ok(()),
    }
}

/// Failure of a helper, as the engine's error.
pub(super) fn refused(helper: &str, sentence: &str) -> RenderError {
    RenderErrorReason::Other(format!("{helper}: {sentence}")).into()
}

/// Arguments of a helper.
pub(super) enum HelperArguments<'a, 'rc> {
    /// Arguments in a template.
    Of(&'a Helper<'rc>),
    /// Value of a table's cell.
    One(&'a Value),
}

impl HelperArguments<'_, '_> {
    pub(super) fn value(&self, at: usize) -> Result<&Value, String> {
        self.given(at).ok_or_else(|| "thiếu tham số.".to_owned())
    }

    pub(super) fn given(&self, at: usize) -> Option<&Value> {
        match self {
            Self::Of(helper) => helper.param(at).map(|p| p.value()),
            Self::One(value) => (at == 0).then_some(*value),
        }
    }

    /// Number of arguments.
    pub(super) fn count(&self) -> usize {
        match self {
            Self::Of(helper) => helper.params().len(),
            Self::One(_) => 1,
        }
    }

    pub(super) fn option(&self, name: &str) -> Option<&Value> {
        match self {
            Self::Of(helper) => helper.hash_get(name).map(|p| p.value()),
            Self::One(_) => None,
        }
    }

    fn integer(&self, at: usize) -> Result<Option<i64>, String> {
        match self.value(at)? {
            Value::Null => Ok(None),
            value => arithmetic::decimal(value)?.and_then(Decimal::integer).map(Some).ok_or_else(|| {
                let said = plain(value).unwrap_or_else(|_| value.to_string());
                format!("“{said}” không phải số nguyên; hãy làm tròn bằng round.")
            }),
        }
    }

    fn text(&self, at: usize) -> Result<Option<String>, String> {
        match self.value(at)? {
            Value::Null => Ok(None),
            value => plain(value).map(Some),
        }
    }

    fn date(&self) -> Result<Option<chrono::NaiveDate>, String> {
        match self.value(0)? {
            Value::Null => Ok(None),
            value => value
                .as_str()
                .and_then(|s| s.parse().ok())
                .map(Some)
                .ok_or_else(|| format!("{value} không phải một ngày dạng 2024-02-23.")),
        }
    }

    pub(super) fn list(&self) -> Result<&[Value], String> {
        match self.value(0)? {
            Value::Null => Ok(&[]),
            Value::Array(list) => Ok(list),
            other => Err(format!("“{other}” không phải một danh sách.")),
        }
    }
}

/// Text, or nothing where nothing was given.
fn text(text: Option<String>) -> Value {
    Value::String(text.unwrap_or_default())
}

/// `5` → `05`; the second argument is the width.
fn padded(a: &HelperArguments<'_, '_>) -> Result<Value, String> {
    let width = a.given(1).and_then(Value::as_u64).unwrap_or(2).min(20);
    Ok(text(a.integer(0)?.map(|n| format!("{n:0width$}", width = width as usize))))
}

/// One more.
fn next(a: &HelperArguments<'_, '_>) -> Result<Value, String> {
    let more = |n: i64| n.checked_add(1).ok_or_else(|| arithmetic::TOO_LONG.to_owned());
    Ok(a.integer(0)?.map(more).transpose()?.into())
}

/// `12 2023` → `12/2023`; with `shift=1` → `01/2024`. Months 1 and 2 take a leading zero, the others do not
/// (NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 4b).
fn month_year(a: &HelperArguments<'_, '_>) -> Result<Value, String> {
    let (Some(month), Some(year)) = (a.integer(0)?, a.integer(1)?) else {
        return Ok(text(None));
    };
    if !(1..=12).contains(&month) || !(1..=9999).contains(&year) {
        return Err(format!("không có tháng {month}/{year}."));
    }
    let shift = a.option("shift").and_then(Value::as_i64).unwrap_or(0).clamp(-12_000, 12_000);
    let months = year * 12 + month - 1 + shift;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    let zero = if month < 3 { "0" } else { "" };
    Ok(text(Some(format!("{zero}{month}/{year}"))))
}

/// `4` → `IV`.
fn roman(number: i64) -> Result<String, String> {
    let written = u32::try_from(number).ok().and_then(crate::text::roman);
    written.ok_or_else(|| format!("{number} không viết được bằng số La Mã."))
}

/// `5` → `đ`: the letters of a *điểm*, in the Vietnamese order (NĐ 30/2020, Phụ lục I, Mục II khoản 6đ).
fn letter(number: i64) -> Result<String, String> {
    let letter = u32::try_from(number).ok().and_then(crate::outline::letter);
    letter.map(String::from).ok_or_else(|| format!("không có chữ cái thứ {number}; chỉ có 23 chữ."))
}

/// The entries with the second argument between them.
fn join(a: &HelperArguments<'_, '_>) -> Result<Value, String> {
    let between = a.given(1).and_then(Value::as_str).unwrap_or(", ");
    let entries: Vec<String> = a.list()?.iter().map(plain).collect::<Result<_, _>>()?;
    Ok(text(Some(entries.join(between))))
}

/// A value as text: a number with a decimal comma and no dots.
pub(super) fn plain(value: &Value) -> Result<String, String> {
    match value {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text.clone()),
        Value::Bool(said) => Ok(said.to_string()),
        Value::Number(number) => Ok(match arithmetic::decimal(value) {
            Ok(Some(decimal)) => decimal.plain().replace('.', ","),
            _ => number.to_string(),
        }),
        other => Err(format!("“{other}” không phải một dòng chữ.")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Template;
    use serde_json::json;

    fn made(source: &str) -> String {
        let data = json!({
            "d": "2024-02-23", "n": 24500, "f": 4.5, "far": 1e21, "m": 8640000, "five": 5, "none": null, "t": "Đoàn viên",
            "list": ["a", "b"], "rows": [{"x": 1}, {"x": 2}], "month": 12, "year": 2023
        });
        Template::compile("t", source).unwrap().expand(&data).unwrap()
    }

    #[test]
    fn dates_are_written_as_the_decree_writes_them() {
        assert_eq!(made("{{date d}}; {{short-date d}}"), "ngày 23 tháng 02 năm 2024; 23/02/2024");
    }

    #[test]
    fn numbers_take_dots_and_a_comma() {
        assert_eq!(made("{{number n}} {{number f}} {{number 12}}"), "24.500 4,5 12");
        assert_eq!(made("{{number -1234567}} {{number far}}"), "-1.234.567 1.000.000.000.000.000.000.000");
        assert_eq!(made("{{money m}}"), "8.640.000 đồng");
        assert_eq!(made("{{padded five}} {{padded five 3}} {{padded n}}"), "05 005 24500");
    }

    #[test]
    fn numbers_are_read_out() {
        assert_eq!(made("{{words n}}"), "hai mươi tư nghìn năm trăm");
        assert_eq!(made("{{money-words m}}"), "Tám triệu sáu trăm bốn mươi nghìn đồng chẵn");
    }

    #[test]
    fn the_month_after_december_is_january_of_the_next_year() {
        assert_eq!(made("{{month-year month year}} {{month-year month year shift=1}}"), "12/2023 01/2024");
        assert_eq!(made("{{month-year 5 2023}} {{month-year 1 2024 shift=-1}}"), "5/2023 12/2023");
    }

    #[test]
    fn letters_follow_the_vietnamese_alphabet() {
        assert_eq!(made("{{letter 4}}{{letter 5}}{{letter 6}}{{letter 7}}{{letter 23}}"), "dđegy");
        assert_eq!(made("{{roman 4}} {{roman 1999}}"), "IV MCMXCIX");
        assert!(Template::compile("t", "{{letter 24}}").unwrap().expand(&json!({})).is_err());
    }

    #[test]
    fn lists_are_joined_counted_and_summed() {
        assert_eq!(
            made(r#"{{join list}}; {{join list " và "}}; {{len rows}}; {{sum rows "x"}}"#),
            "a, b; a và b; 2; 3"
        );
        assert_eq!(made("{{#each list}}{{next @index}}{{this}}{{/each}}"), "1a2b");
    }

    #[test]
    fn what_is_not_given_prints_nothing() {
        assert_eq!(made("[{{date none}}{{number none}}{{upper none}}{{roman none}}{{join none}}]"), "[]");
    }

    #[test]
    fn conditions_compare() {
        assert_eq!(
            made("{{#if (gt n 5)}}a{{/if}}{{#if (and t (eq five 5))}}b{{/if}}{{#unless none}}c{{/unless}}"),
            "abc"
        );
        assert_eq!(made("{{upper t}} {{lower t}}"), "ĐOÀN VIÊN đoàn viên");
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_an_error_that_names_the_helper() {
        let error = Template::compile("t", "{{date t}}").unwrap().expand(&json!({"t": "mai"})).unwrap_err();
        assert!(error.message.starts_with("date: "), "{}", error.message);
    }
}
