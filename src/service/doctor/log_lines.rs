//! Lines of the log that a running service could not write: it says so in the database, for its log cannot.

use super::Examined;
use crate::runtime::{Runtime, stamp};
use crate::service::{Service, ServiceError};
use crate::store::{Store, StoreError, args};
use std::time::Duration;

/// The row of `pulse` that keeps the moment of the last loss and the count so far: `2024-02-23T02:00:00.000Z 17`.
const ROW: i64 = 2;
/// A loss so long ago is over.
const RECENT: Duration = Duration::from_secs(24 * 60 * 60);

impl Service {
    /// Notes that a running service has dropped lines of its log, so many since it began.
    pub async fn note_dropped_lines(&self, count: u64) -> Result<(), ServiceError> {
        const NOTE: &str = "insert into pulse (id, at) values ($1, $2) \
             on conflict (id) do update set at = excluded.at";
        let note = format!("{} {count}", self.runtime().now());
        self.store().execute(NOTE, args![ROW, note]).await?;
        Ok(())
    }
}

/// Examines whether the log of the last day is whole, as far as the services noted.
pub(super) async fn examine(store: &Store, runtime: &Runtime) -> Result<Examined, StoreError> {
    let note: Option<String> = store.row("select at from pulse where id = $1", args![ROW]).await?;
    Ok(told(note.as_deref().unwrap_or(""), &stamp(runtime.instant() - RECENT)))
}

/// The part's name.
pub(super) const PART: &str = "Nhật ký";

fn told(note: &str, since: &str) -> Examined {
    match note.split_once(' ') {
        Some((at, count)) if at > since => Examined::bad(
            PART,
            format!("dịch vụ đã bỏ {count} dòng nhật ký không ghi được, lần cuối lúc {at}"),
            "kiểm tra nơi nhận stderr của «vanthu serve»: đĩa còn chỗ không, chương trình đọc còn chạy không",
        ),
        _ => Examined::good(PART, "trong một ngày qua không mất dòng nào"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropped_lines_are_a_fault_for_a_day() {
        let since = "2024-02-22T02:00:00.000Z";
        assert!(told("", since).good);
        assert!(told("2024-02-21T02:00:00.000Z 17", since).good);
        let lost = told("2024-02-23T01:00:00.000Z 17", since);
        assert!(!lost.good && lost.remedy.is_some() && lost.said.contains("17 dòng"), "{lost:?}");
    }
}
