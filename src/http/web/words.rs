//! What people call things: states, days, moments.

use crate::input::form::date_shown;
use crate::report::Severity;
use crate::service::State;
use chrono::{DateTime, FixedOffset};
use serde::Deserialize;

/// What people call a state.
pub(super) fn state(state: State, has_number: bool) -> &'static str {
    match state {
        State::Draft => "Bản thảo",
        State::Issuing => "Đang ban hành",
        State::Issued => "Đã ban hành",
        State::Recorded => "Đã nhập từ bản giấy",
        State::Cancelled if has_number => "Đã thu hồi",
        State::Cancelled => "Đã hủy",
        State::Replaced => "Đã được thay thế",
    }
}

/// The states in the order in which a document goes through them.
pub(super) const STATES: [State; 6] =
    [State::Draft, State::Issuing, State::Issued, State::Recorded, State::Cancelled, State::Replaced];

/// What people call a weight.
pub(super) fn severity(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Error => ("error", "Lỗi"),
        Severity::Warning => ("warning", "Cảnh báo"),
        Severity::Information => ("information", "Lưu ý"),
    }
}

/// The zone of every office in Vietnam.
const ZONE_SECONDS: i32 = 7 * 3_600;

/// A moment as it is kept → `14:05, 23/02/2024` in Vietnam.
pub(super) fn moment(kept: &str) -> String {
    let zone = FixedOffset::east_opt(ZONE_SECONDS);
    match DateTime::parse_from_rfc3339(kept).ok().zip(zone) {
        Some((moment, zone)) => moment.with_timezone(&zone).format("%H:%M, %d/%m/%Y").to_string(),
        None => kept.to_owned(),
    }
}

/// A day as it is kept → `23/02/2024`.
pub(super) fn day(kept: &str) -> String {
    date_shown(kept)
}

/// A text with its first letter small, within a sentence.
pub(super) fn inside(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// `templates/web/types.toml`: groups of types, and what each type is for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Groups {
    /// In the order in which they are offered.
    pub(super) group: Vec<Group>,
}

/// Types of one purpose.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    /// For people.
    pub(super) name: String,
    /// What each type is for.
    pub(super) types: Vec<Use>,
}

/// What a type is for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Use {
    /// The type.
    pub(super) id: String,
    /// A sentence.
    pub(super) r#for: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_by_the_clock_on_the_wall() {
        assert_eq!(moment("2024-02-22T18:30:00.000Z"), "01:30, 23/02/2024");
        assert_eq!(moment("hôm qua"), "hôm qua");
        assert_eq!(inside("Đề án"), "đề án");
    }
}
