//! The register as it is looked at and printed: NĐ 30/2020, Phụ lục IV, *sổ đăng ký văn bản đi*.

use chrono::NaiveDate;
use serde::Serialize;

/// A line of the register: its ten columns, and where the document is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Entry {
    /// *Số, ký hiệu*: `39/KH-LĐLĐ`.
    pub number: String,
    /// The series.
    pub series: String,
    /// The period.
    pub period: String,
    /// The number without its letter.
    pub n: i64,
    /// `reserved`, `given`, `issued`, `void`, `cancelled`, `replaced`.
    pub state: String,
    /// *Ngày tháng*.
    #[schema(value_type = Option<String>, format = Date)]
    pub date: Option<NaiveDate>,
    /// *Tên loại*.
    pub type_name: String,
    /// *Trích yếu*.
    pub subject: String,
    /// *Người ký*.
    pub signer: String,
    /// *Nơi nhận*.
    pub recipients: String,
    /// *Đơn vị, người nhận bản lưu*.
    pub filing: String,
    /// *Số lượng bản*.
    pub copies: Option<i64>,
    /// *Ghi chú*: what it replaces, why it is void.
    pub remark: String,
    /// The document's id.
    pub document: Option<String>,
}

/// A year of an organ's register.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Page {
    /// The organ.
    pub organ: String,
    /// The calendar year.
    pub year: i32,
    /// In order of series, period, number.
    pub entries: Vec<Entry>,
}

/// The register as CSV (RFC 4180, UTF-8 with a byte order mark, which Excel needs), with the columns' Vietnamese names.
pub fn register_csv(page: &Page) -> String {
    todo!()
}
