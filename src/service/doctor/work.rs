//! Examination of work left undone, of the room on the disks, and of the registers.

use super::Examined;
use crate::lease::Leased;
use crate::outbox::DELIVERIES;
use crate::runtime::stamp;
use crate::service::batches::JOBS;
use crate::service::{Service, ServiceError, Unfinished};
use crate::store::{AssertSqlSafe, Store, StoreError, args};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Below this much free room somebody must act.
const LEAST_FREE: u64 = 1 << 30;
/// Documents with a number and without a package.
const ISSUING: &str = "Văn bản dở dang";
/// A document whose package takes longer than this was forgotten.
const ISSUING_TIME: Duration = Duration::from_secs(5 * 60);
/// So many of them are told of one by one.
const TOLD: usize = 20;
/// Remedy for documents that are not tried again by themselves.
const FINISH: &str =
    "sửa nguyên nhân (bộ mẫu hay ảnh bị mất thì lấy từ bản sao lưu), rồi chạy «vanthu archive finish»";
/// Work that has been due for so long is done by nobody.
const DUE: Duration = Duration::from_secs(60 * 60);

/// The free room where rows and blobs lie, where that is on this machine.
pub(super) async fn room(service: &Service) -> Vec<Examined> {
    let mut folders: Vec<PathBuf> = service.blobs().folder().map(Path::to_owned).into_iter().collect();
    if !service.store().is_postgres() {
        let asked = service.store().one("select file from pragma_database_list where name = 'main'", args![]);
        let asked: Result<String, StoreError> = asked.await;
        if let Ok(file) = asked
            && let Some(folder) = Path::new(&file).parent()
        {
            folders.push(folder.to_owned());
        }
    }
    let mut rooms: Vec<(String, u64)> = Vec::new();
    for folder in &folders {
        match free(folder) {
            // One disk is told of once.
            Some(room) if !rooms.contains(&room) => rooms.push(room),
            Some(_) => {}
            None => {
                let said = format!("không đọc được chỗ trống của {} (lệnh df)", folder.display());
                return vec![Examined::good("Chỗ trống", said)];
            }
        }
    }
    rooms.into_iter().map(|(mount, bytes)| told_of_room(&mount, bytes)).collect()
}

fn told_of_room(mount: &str, bytes: u64) -> Examined {
    let said = format!("{mount} còn trống {} MiB", bytes >> 20);
    match bytes >= LEAST_FREE {
        true => Examined::good("Chỗ trống", said),
        false => Examined::bad("Chỗ trống", said, "dọn hoặc mở rộng đĩa; hết chỗ thì dịch vụ ngừng cấp số"),
    }
}

/// Mount point and free bytes of a folder's disk, as POSIX `df` says them.
fn free(folder: &Path) -> Option<(String, u64)> {
    let output = Command::new("df").arg("-Pk").arg(folder).env("LC_ALL", "C").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut fields = text.lines().nth(1)?.split_whitespace();
    let kilobytes: u64 = fields.nth(3)?.parse().ok()?;
    let mount = fields.skip(1).collect::<Vec<_>>().join(" ");
    Some((mount, kilobytes.checked_mul(1_024)?))
}

/// Documents, batches and deliveries that should have been finished long ago.
pub(super) async fn unfinished(service: &Service) -> Vec<Examined> {
    let (store, runtime) = (service.store(), service.runtime());
    let mut all = issuing(service).await.unwrap_or_else(|failure| {
        vec![Examined::bad(ISSUING, failure.to_string(), "kiểm tra cơ sở dữ liệu")]
    });
    let due = stamp(runtime.instant() - DUE);
    all.push(Examined::of("Công việc nền", jobs(store, due.clone()).await));
    all.push(Examined::of("Thông báo", deliveries(store, due).await));
    all
}

/// A line for each of the oldest documents that are parked or have waited for too long.
async fn issuing(service: &Service) -> Result<Vec<Examined>, ServiceError> {
    let before = stamp(service.runtime().instant() - ISSUING_TIME);
    let mut left = service.unfinished().await?;
    left.retain(|unfinished| unfinished.parked || unfinished.since < before);
    if left.is_empty() {
        return Ok(vec![Examined::good(ISSUING, "không có văn bản nào đã có số mà chưa có tệp")]);
    }
    let mut told: Vec<Examined> = left.iter().take(TOLD).map(told_of_unfinished).collect();
    if left.len() > TOLD {
        let parked = left.iter().filter(|unfinished| unfinished.parked).count();
        let said = format!("có cả thảy {} văn bản như vậy, {parked} đã thôi tự làm lại", left.len());
        told.push(Examined::bad(ISSUING, said, FINISH));
    }
    Ok(told)
}

fn told_of_unfinished(unfinished: &Unfinished) -> Examined {
    let Unfinished { document, number, since, attempts, error, parked, .. } = unfinished;
    let mut said = format!("{number} ({document}) đã có số từ {since} mà chưa có tệp, đã thử {attempts} lần");
    if let Some(why) = error {
        said.push_str(&format!(", lần cuối: {why}"));
    }
    if *parked {
        said.push_str("; đã thôi tự làm lại");
        return Examined::bad(ISSUING, said, FINISH);
    }
    let remedy = "chạy «vanthu serve»: dịch vụ tự làm nốt; nếu không, xem nhật ký của dịch vụ";
    Examined::bad(ISSUING, said, remedy)
}

/// The first number of an answer.
async fn count(store: &Store, sql: &'static str, before: &str) -> Result<i64, StoreError> {
    store.one(sql, args![before]).await
}

/// The oldest row that is parked, and how many are.
#[derive(Deserialize)]
struct ParkedRow {
    id: String,
    error: Option<String>,
    count: i64,
}

async fn parked(store: &Store, leased: &Leased) -> Result<Option<ParkedRow>, StoreError> {
    let (table, parked) = (leased.table, leased.is_parked());
    let sql = format!(
        "select id, error, (select count(*) from {table} where {parked}) as count from {table} \
         where {parked} order by id limit 1"
    );
    store.row(AssertSqlSafe(sql), args![]).await
}

/// Fault of parked rows: their number, and the oldest with its reason.
fn told_of_parked(part: &'static str, what: &str, row: &ParkedRow, remedy: &str) -> Examined {
    let ParkedRow { id, error, count } = row;
    let why = error.as_deref().unwrap_or("không rõ lý do");
    Examined::bad(part, format!("{count} {what}, cũ nhất là {id}: {why}"), remedy)
}

async fn jobs(store: &Store, before: String) -> Result<Examined, StoreError> {
    const PART: &str = "Công việc nền";
    const STUCK: &str = "select count(*) from job where state in ('waiting', 'running') and run_at < $1";
    if let Some(row) = parked(store, &JOBS).await? {
        let remedy = "sửa nguyên nhân, rồi cho chạy tiếp: POST /api/v1/jobs/{id}/resume";
        return Ok(told_of_parked(PART, "lô đã thôi tự làm lại", &row, remedy));
    }
    Ok(match count(store, STUCK, &before).await? {
        0 => Examined::good(PART, "không có lô nào bị kẹt"),
        stuck => Examined::bad(
            PART,
            format!("{stuck} lô đến hạn đã hơn một giờ mà chưa chạy"),
            "kiểm tra «vanthu serve» có đang chạy không; nếu đang chạy, xem nhật ký của dịch vụ",
        ),
    })
}

async fn deliveries(store: &Store, before: String) -> Result<Examined, StoreError> {
    const PART: &str = "Thông báo";
    const EVENTS: &str = "select count(*) from event where spread = 0 and at < $1";
    const STUCK: &str = "select count(*) from delivery where state = 'waiting' and run_at < $1";
    if let Some(row) = parked(store, &DELIVERIES).await? {
        let remedy = "kiểm tra địa chỉ nhận có còn hoạt động, rồi gửi lại bằng «vanthu webhook resume», hoặc gỡ \
             nơi nhận";
        return Ok(told_of_parked(PART, "thông báo đã thôi tự gửi lại", &row, remedy));
    }
    let waiting = count(store, EVENTS, &before).await? + count(store, STUCK, &before).await?;
    Ok(match waiting {
        0 => Examined::good(PART, "không có thông báo (webhook) nào bị kẹt"),
        waiting => Examined::bad(
            PART,
            format!("{waiting} thông báo đến hạn đã hơn một giờ mà chưa gửi"),
            "kiểm tra «vanthu serve» có đang chạy không; nếu đang chạy, xem nhật ký của dịch vụ",
        ),
    })
}

/// The ledger and the numbers of every organ.
pub(super) async fn registers(service: &Service) -> Vec<Examined> {
    const PART: &str = "Sổ đăng ký";
    let verdicts = match service.verify_registers().await {
        Ok(verdicts) => verdicts,
        Err(failure) => return vec![Examined::bad(PART, failure.to_string(), "kiểm tra cơ sở dữ liệu")],
    };
    let told = verdicts.into_iter().map(|(organ, verdict)| match verdict.faults.first() {
        None => Examined::good(
            PART,
            format!(
                "{organ}: {} dòng nhật ký nối liền, {} số không hở, không trùng",
                verdict.rows, verdict.numbers
            ),
        ),
        Some(first) => Examined::bad(
            PART,
            format!("{organ}: {} lỗi; lỗi đầu tiên: {first}", verdict.faults.len()),
            format!(
                "chạy «vanthu register verify --organ {organ}» để xem tất cả; ngừng cấp số cho đến khi rõ nguyên nhân"
            ),
        ),
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_of_a_disk_is_read_from_df() {
        let (mount, bytes) = free(Path::new("/")).expect("df knows the root");
        assert_eq!(mount, "/");
        assert!(bytes > 0);
        assert!(free(Path::new("/nonexistent/folder")).is_none());
    }

    #[test]
    fn a_full_disk_is_a_fault_before_it_is_full() {
        assert!(told_of_room("/", LEAST_FREE).good);
        let full = told_of_room("/", LEAST_FREE - 1);
        assert!(!full.good && full.remedy.is_some() && full.said.contains("1023 MiB"), "{full:?}");
    }
}
