//! The date of a paper, as far as the paper has it.

use super::fields;
use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value};

/// The date of issue: known to the day, or with a day, or a day and a month, to be filled in by hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PaperDate {
    /// Nothing of it is known.
    #[default]
    Unknown,
    /// The year.
    Year(i32),
    /// Year and month.
    Month(i32, u32),
    /// The day.
    Day(NaiveDate),
}

impl PaperDate {
    /// The date that a draft gives, as far as it can be read.
    pub fn of(values: &Map<String, Value>) -> Self {
        fields::ISSUED_DATE.text(values).and_then(Self::parse).unwrap_or_default()
    }

    /// The day, where it is known.
    pub fn day(self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => Some(day),
            _ => None,
        }
    }

    /// The year, where it is known.
    pub fn year(self) -> Option<i32> {
        match self {
            Self::Unknown => None,
            Self::Year(year) | Self::Month(year, _) => Some(year),
            Self::Day(day) => Some(day.year()),
        }
    }

    /// Reads `2024-02-23`, `2024-02` or `2024`, every digit written.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        let digits = |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        match parts.as_slice() {
            [year] if digits(year, 4) => Some(Self::Year(year.parse().ok()?)),
            [year, month] if digits(year, 4) && digits(month, 2) => {
                let month = month.parse().ok().filter(|month| (1..=12).contains(month))?;
                Some(Self::Month(year.parse().ok()?, month))
            }
            _ if text.len() == 10 => Some(Self::Day(text.parse().ok()?)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_far_as_it_is_known() {
        assert_eq!(PaperDate::parse("2024"), Some(PaperDate::Year(2024)));
        assert_eq!(PaperDate::parse("2024-02"), Some(PaperDate::Month(2024, 2)));
        assert_eq!(
            PaperDate::parse("2024-02-29").and_then(PaperDate::day),
            NaiveDate::from_ymd_opt(2024, 2, 29)
        );
        for wrong in [
            "",
            "24",
            "2024-2",
            "2024-13",
            "2024-00",
            "2023-02-29",
            "2024-2-3",
            "+2024",
            "-2024",
            "2024-",
            "２０２４",
        ] {
            assert_eq!(PaperDate::parse(wrong), None, "{wrong}");
        }
    }
}
