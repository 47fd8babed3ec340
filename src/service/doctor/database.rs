//! The database: reached, whole, safe against a power cut, writable.

use super::Examined;
use crate::runtime::Runtime;
use crate::store::{Store, StoreError, Tx, Write, args, portable};
use serde::Deserialize;

pub(super) async fn examine(store: &Store, runtime: &Runtime) -> Vec<Examined> {
    let settings = match store.is_postgres() {
        true => Examined::of("Cơ sở dữ liệu", postgres(store).await),
        false => Examined::of("Cơ sở dữ liệu", sqlite(store).await),
    };
    let mut all = vec![settings];
    all.push(Examined::of("Cấu trúc bảng", tables(store).await));
    if !store.is_postgres() {
        all.push(Examined::of("Toàn vẹn dữ liệu", whole(store).await));
    }
    all.push(Examined::of("Ghi dữ liệu", writable(store, runtime).await));
    all
}

/// The database's own clock, as RFC 3339.
pub(super) async fn clock(store: &Store) -> Result<String, StoreError> {
    const SQLITE: &str = "select strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";
    const POSTGRES: &str =
        "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";
    let asked = if store.is_postgres() { POSTGRES } else { SQLITE };
    store.one(asked, args![]).await
}

async fn sqlite(store: &Store) -> Result<Examined, StoreError> {
    const PART: &str = "Cơ sở dữ liệu";
    let version: String = store.one("select sqlite_version()", args![]).await?;
    let journal: String = store.one("pragma journal_mode", args![]).await?;
    let synchronous: i64 = store.one("pragma synchronous", args![]).await?;
    // 2 is FULL, 3 is EXTRA.
    let durable = journal == "wal" && [2, 3].contains(&synchronous);
    let said = format!("SQLite {version}, journal_mode={journal}, synchronous={synchronous}");
    Ok(match durable {
        true => Examined::good(PART, said),
        false => Examined::bad(
            PART,
            said,
            "số đã cấp có thể mất khi mất điện; đĩa mạng không dùng được WAL, hãy để dữ liệu trên đĩa của máy",
        ),
    })
}

async fn postgres(store: &Store) -> Result<Examined, StoreError> {
    const PART: &str = "Cơ sở dữ liệu";
    const ASK: &str = "select current_setting('server_version') as version, current_setting('fsync') as fsync, \
         current_setting('full_page_writes') as pages, current_setting('synchronous_commit') as commit, \
         current_setting('server_encoding') as encoding";
    #[derive(Deserialize)]
    struct PostgresSettings {
        version: String,
        fsync: String,
        pages: String,
        commit: String,
        encoding: String,
    }
    let PostgresSettings { version, fsync, pages, commit, encoding } = store.one(ASK, args![]).await?;
    let said = format!(
        "PostgreSQL {version}, fsync={fsync}, full_page_writes={pages}, synchronous_commit={commit}, {encoding}"
    );
    let remedy = match (fsync.as_str(), pages.as_str(), commit.as_str(), encoding.as_str()) {
        ("off", ..) => "đặt fsync = on: tắt đi thì mất điện là hỏng cơ sở dữ liệu",
        (_, "off", ..) => "đặt full_page_writes = on, trừ khi hệ thống tệp không bao giờ ghi dở một trang",
        (_, _, "off", _) => "đặt synchronous_commit = on: tắt đi thì số đã cấp có thể mất khi mất điện",
        (_, _, _, encoding) if encoding != "UTF8" => "tạo lại cơ sở dữ liệu với bảng mã UTF8",
        _ => return Ok(Examined::good(PART, said)),
    };
    Ok(Examined::bad(PART, said, remedy))
}

async fn tables(store: &Store) -> Result<Examined, StoreError> {
    let migration = portable::migration(&mut store.snapshot().await?).await?;
    Ok(Examined::good("Cấu trúc bảng", format!("đã ở bước {migration}")))
}

async fn whole(store: &Store) -> Result<Examined, StoreError> {
    const PART: &str = "Toàn vẹn dữ liệu";
    let said: String = store.one("pragma quick_check(1)", args![]).await?;
    let dangling: i64 = store.one("select count(*) from pragma_foreign_key_check", args![]).await?;
    let remedy =
        "dừng dịch vụ, chép thư mục dữ liệu sang chỗ khác, rồi khôi phục từ bản sao lưu (vanthu restore)";
    Ok(match (said.as_str(), dangling) {
        ("ok", 0) => Examined::good(PART, "quick_check và foreign_key_check không thấy lỗi"),
        ("ok", count) => Examined::bad(PART, format!("{count} dòng trỏ đến dòng không có"), remedy),
        (said, _) => Examined::bad(PART, said.to_owned(), remedy),
    })
}

/// Writes a row and takes it away again: the pages reach the disk all the same.
struct Probe {
    id: String,
    at: String,
}

impl Write for Probe {
    type Done = ();
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<(), StoreError> {
        const PUT: &str = "insert into one_time (id, purpose, expires_at) values ($1, 'doctor', $2)";
        tx.execute(PUT, args![&self.id, &self.at]).await?;
        tx.execute("delete from one_time where id = $1", args![&self.id]).await.map(drop)
    }
}

async fn writable(store: &Store, runtime: &Runtime) -> Result<Examined, StoreError> {
    store.write(Probe { id: runtime.id(), at: runtime.now() }).await?;
    Ok(Examined::good("Ghi dữ liệu", "ghi và xóa thử được"))
}
