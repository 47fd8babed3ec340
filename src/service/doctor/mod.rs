//! Examination of an installation: every part looked at, each fault told with what to do about it.
//!
//! It writes a row and a blob and takes both away again; beside that it changes nothing, and may run while the service
//! runs.

mod database;
mod log_lines;
mod work;

use super::{Service, ServiceError};
use crate::font::{FaceId, FontBook};
use crate::store::StoreError;
use crate::{digest, runtime};
use chrono::FixedOffset;
use serde::Deserialize;
use std::time::Duration;

/// Result of examining a part of the installation; texts are in Vietnamese.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// `true`: the part is as it should be.
    pub good: bool,
    /// The part.
    pub part: &'static str,
    /// Description of its state.
    pub said: String,
    /// Remedy, where it is not good.
    pub remedy: Option<String>,
}

impl Examined {
    /// A part that is as it should be.
    pub fn good(part: &'static str, said: impl Into<String>) -> Self {
        Self { good: true, part, said: said.into(), remedy: None }
    }

    /// A part that is not, and what to do.
    pub fn bad(part: &'static str, said: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { good: false, part, said: said.into(), remedy: Some(remedy.into()) }
    }

    /// Result of an examination, or that it could not be done.
    fn of(part: &'static str, examined: Result<Self, StoreError>) -> Self {
        examined.unwrap_or_else(|error| Self::unanswered(part, &error))
    }

    fn unanswered(part: &'static str, error: &StoreError) -> Self {
        let remedy = match error {
            StoreError::Unavailable(_) => {
                "kiểm tra cơ sở dữ liệu có đang chạy, địa chỉ và quyền ghi có đúng, đĩa còn chỗ"
            }
            StoreError::BlobsUnavailable(_) => {
                "kiểm tra thư mục hoặc kho S3 của tệp: có truy cập và ghi được không, đĩa còn chỗ không"
            }
            StoreError::BlobDamaged(_) => "chạy «vanthu archive verify» rồi lấy tệp từ bản sao lưu",
            StoreError::Taken(_) | StoreError::Refused(_) | StoreError::Row { .. } => {
                "cơ sở dữ liệu này có thể không phải của Văn Thư, hoặc do phiên bản khác tạo ra"
            }
        };
        Self::bad(part, error.to_string(), remedy)
    }
}

impl Service {
    /// Examines every part, telling of each as it is done; whether all were good.
    pub async fn examine(&self, tell: &mut dyn FnMut(Examined)) -> bool {
        let mut all = true;
        let mut told = |examined: Examined| {
            all &= examined.good;
            tell(examined);
        };
        told(fonts());
        told(self.templates().await);
        for examined in database::examine(self.store(), self.runtime()).await {
            told(examined);
        }
        told(self.blob_store().await);
        told(Examined::of("Gói tệp", self.sample_of_blobs().await));
        told(Examined::of(KEPT_TEMPLATES, self.kept_templates().await));
        for examined in work::room(self).await {
            told(examined);
        }
        told(Examined::of("Đồng hồ", self.clock().await));
        let examined = log_lines::examine(self.store(), self.runtime()).await;
        told(Examined::of(log_lines::PART, examined));
        for examined in work::unfinished(self).await {
            told(examined);
        }
        for examined in work::registers(self).await {
            told(examined);
        }
        all
    }

    /// The templates, and the organs of the database.
    async fn templates(&self) -> Examined {
        const PART: &str = "Mẫu văn bản";
        match self.catalog().await {
            Ok(catalog) => Examined::good(
                PART,
                format!(
                    "đọc được {} loại văn bản, {} kiểu trình bày, {} cơ quan",
                    catalog.types.len(),
                    catalog.styles.len(),
                    catalog.organs.len()
                ),
            ),
            Err(ServiceError::Unavailable(error)) => Examined::unanswered(PART, &error),
            Err(failure) => Examined::bad(
                PART,
                failure.to_string(),
                "chạy «vanthu templates check» để xem các lỗi của thư mục mẫu",
            ),
        }
    }

    /// Examines whether blobs can be written once, read, taken away.
    async fn blob_store(&self) -> Examined {
        const PART: &str = "Kho tệp";
        match self.blobs().probe(&self.runtime().id()).await {
            Ok(true) => Examined::good(PART, "ghi, đọc và xóa được; không ghi đè lên tệp đã có"),
            Ok(false) => Examined::bad(
                PART,
                "kho tệp ghi đè lên tệp đã có",
                "dùng kho S3 hỗ trợ ghi có điều kiện (If-None-Match), hoặc một thư mục",
            ),
            Err(error) => Examined::unanswered(PART, &error),
        }
    }

    /// The oldest and the newest packages: are they there, as long as they were.
    async fn sample_of_blobs(&self) -> Result<Examined, StoreError> {
        const PART: &str = "Gói tệp";
        const OLDEST: &str =
            "select id, package, package_bytes from document where package is not null order by id limit 50";
        const NEWEST: &str = "select id, package, package_bytes from document where package is not null \
             order by id desc limit 50";
        #[derive(Deserialize)]
        struct PackageRow {
            id: String,
            package: String,
            package_bytes: Option<u64>,
        }
        let mut rows: Vec<PackageRow> = self.store().rows(OLDEST, vec![]).await?;
        rows.extend(self.store().rows(NEWEST, vec![]).await?);
        let mut missing = Vec::new();
        for row in &rows {
            if self.blobs().size(&row.package).await? != row.package_bytes {
                missing.push(row.id.as_str());
            }
        }
        missing.dedup();
        Ok(match missing.as_slice() {
            [] => Examined::good(PART, format!("{} gói được xem thử đều còn đủ", rows.len())),
            [first, ..] => Examined::bad(
                PART,
                format!("{} gói bị mất hoặc sai độ dài, trong đó có gói của văn bản {first}", missing.len()),
                "chạy «vanthu archive verify» để biết tất cả, rồi lấy tệp từ bản sao lưu",
            ),
        })
    }

    /// The templates kept with documents: is each whole.
    async fn kept_templates(&self) -> Result<Examined, StoreError> {
        #[derive(Deserialize)]
        struct TemplatesRow {
            catalog_sha256: String,
            documents: i64,
        }
        const KEPT: &str = "select catalog_sha256, count(*) as documents from document where catalog_sha256 is not null \
             group by catalog_sha256 order by catalog_sha256";
        const WITHOUT: &str =
            "select count(*) from document where catalog_sha256 is null and package is not null";
        let kept: Vec<TemplatesRow> = self.store().rows(KEPT, vec![]).await?;
        let mut lost = Vec::new();
        for row in &kept {
            match self.blobs().get(&row.catalog_sha256).await {
                Ok(_) => {}
                Err(StoreError::BlobDamaged(digest)) => {
                    lost.push(format!("{digest} ({} văn bản)", row.documents))
                }
                Err(error) => return Err(error),
            }
        }
        if !lost.is_empty() {
            let said = format!("bộ mẫu bị mất hoặc hỏng: {}", lost.join(", "));
            return Ok(Examined::bad(KEPT_TEMPLATES, said, "lấy các tệp này từ bản sao lưu"));
        }
        let without: i64 = self.store().one(WITHOUT, vec![]).await?;
        let mut said = format!("{} bộ mẫu đã làm ra văn bản đều còn nguyên", kept.len());
        if without > 0 {
            said.push_str(&format!("; {without} văn bản cũ không có bộ mẫu nào khớp"));
        }
        Ok(Examined::good(KEPT_TEMPLATES, said))
    }

    /// The clock against that of the database, and against the newest row of the ledger.
    async fn clock(&self) -> Result<Examined, StoreError> {
        const PART: &str = "Đồng hồ";
        let (now, earlier) = (self.runtime().instant(), self.runtime().now());
        let theirs = database::clock(self.store()).await?;
        let newest: Option<String> = self.store().one("select max(at) from ledger", vec![]).await?;
        let apart = chrono::DateTime::parse_from_rfc3339(&theirs).map(|theirs| (theirs.to_utc() - now).abs());
        if let Some(newest) = newest.filter(|newest| *newest > runtime::stamp(now + Duration::from_secs(2))) {
            let said = format!("đang là {earlier}, nhưng sổ đã có việc lúc {newest}: đồng hồ chạy lùi");
            return Ok(Examined::bad(PART, said, "chỉnh lại đồng hồ (NTP) trước khi cấp số"));
        }
        if apart.is_ok_and(|apart| apart > chrono::Duration::seconds(5)) {
            let said = format!("máy này {earlier}, cơ sở dữ liệu {theirs}: lệch quá 5 giây");
            return Ok(Examined::bad(PART, said, "đồng bộ đồng hồ của hai máy (NTP)"));
        }
        // The zone of every office in Vietnam, whatever the machine believes.
        let here = FixedOffset::east_opt(7 * 3_600).map(|zone| now.with_timezone(&zone).to_rfc3339());
        Ok(Examined::good(
            PART,
            format!("{}, ngày văn bản là {}", here.unwrap_or_default(), self.runtime().today()),
        ))
    }
}

/// The templates that documents were made with.
const KEPT_TEMPLATES: &str = "Mẫu đã dùng";

/// SHA-256 of the faces of Liberation Serif 2.1.5, in the order of [`FaceId::ALL`]: packages made again depend on them.
const FACES: [&str; 4] = [
    "29d12439831b7f59194efec85872f24f54eff05738933f9a860220d2abff88ba",
    "446a4421f297698427170fd7db20e59169a4188baaaf940e9bea58af6341a723",
    "c1830c433ab41379f1139fac388989d37c9f08c81e1bd643efdcc7946db30753",
    "36dd6965be8915f6d7efb259757f1f7546a7c6f72c53a20bbe4ae7092f2cd558",
];

fn fonts() -> Examined {
    const PART: &str = "Phông chữ";
    let book = FontBook::embedded();
    let changed = FaceId::ALL.iter().zip(FACES).filter(|(id, expected)| {
        let face = book.face(**id);
        digest::sha256(face.data()) != *expected
    });
    match changed.count() {
        0 => Examined::good(PART, "bốn phông Liberation Serif 2.1.5, đúng mã SHA-256"),
        count => Examined::bad(
            PART,
            format!("{count} phông khác với Liberation Serif 2.1.5"),
            "cài lại chương trình từ bản phát hành; văn bản dựng lại sẽ khác bản gốc",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_faces_are_those_expected() {
        assert!(fonts().good, "{fonts:?}", fonts = fonts());
    }
}
