//! The register as it is looked at and printed: NĐ 30/2020, Phụ lục IV, *sổ đăng ký văn bản đi*.

use super::Register;
use super::numbers::day;
use super::years::closed_at;
use crate::catalog::Catalog;
use crate::draft::{self, fields};
use crate::filing::{FilingLine, RECORDS};
use crate::office::BOOK_COLUMNS;
use crate::store::{StoreError, args};
use crate::text::{self, without_list_dash};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A line of the register: its columns, and where the document is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Entry)]
pub struct RegisterEntry {
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
#[schema(as = Page)]
pub struct RegisterPage {
    /// The organ.
    pub organ: String,
    /// The calendar year.
    pub year: i32,
    /// Time at which the year was closed; then no number of it is given any more.
    pub closed_at: Option<String>,
    /// In order of series, period, number.
    pub entries: Vec<RegisterEntry>,
}

/// The columns as Phụ lục IV names them.
pub const COLUMNS: [&str; BOOK_COLUMNS] = [
    "Số, ký hiệu văn bản",
    "Ngày tháng văn bản",
    "Tên loại và trích yếu nội dung văn bản",
    "Người ký",
    "Nơi nhận văn bản",
    "Đơn vị, người nhận bản lưu",
    "Số lượng bản",
    "Ngày chuyển",
    "Ký nhận",
    "Ghi chú",
];

impl RegisterEntry {
    /// Its columns; those that are filled in by hand are empty.
    pub fn columns(&self) -> [String; BOOK_COLUMNS] {
        let subject = [self.type_name.as_str(), self.subject.as_str()].join(" ");
        [
            self.number.clone(),
            self.date.map(text::short_date).unwrap_or_default(),
            subject.trim().to_owned(),
            self.signer.clone(),
            self.recipients.clone(),
            self.filing.clone(),
            self.copies.map(|copies| copies.to_string()).unwrap_or_default(),
            String::new(),
            String::new(),
            self.remark.clone(),
        ]
    }
}

/// The register as CSV (RFC 4180, UTF-8 with a byte order mark, which Excel needs), with the columns' Vietnamese names.
pub fn register_csv(page: &RegisterPage) -> String {
    let mut out = String::from('\u{feff}');
    let head = COLUMNS.into_iter().chain(["Sổ", "Kỳ", "Tình trạng"]);
    csv_line(&mut out, head);
    for entry in &page.entries {
        let columns = entry.columns();
        let more = [entry.series.as_str(), &entry.period, &entry.state];
        csv_line(&mut out, columns.iter().map(String::as_str).chain(more));
    }
    out
}

/// Tests whether a spreadsheet might run a text as a formula: by its first sign, in either width, or by a blank before
/// one that is taken away on the way in.
fn is_formula(text: &str) -> bool {
    const SIGNS: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '−', '﹣'];
    // Tabs, line ends, blanks of every width, and marks without any.
    let blank =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}');
    let bare = text.trim_start_matches(blank);
    bare.starts_with(SIGNS) || text.starts_with(['\t', '\r', '\n'])
}

/// Appends a line of CSV (RFC 4180). A cell that a spreadsheet would run as a formula is marked as text.
pub fn csv_line<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.push(',');
        }
        let guard = if is_formula(cell) { "'" } else { "" };
        match cell.contains([',', '"', '\r', '\n']) {
            true => out.extend(["\"", guard, &cell.replace('"', "\"\""), "\""]),
            false => out.extend([guard, cell]),
        }
    }
    out.push_str("\r\n");
}

/// A year's numbers with their documents, behind a place in their order. A number that has no document is of the year it
/// was reserved for.
const NUMBERS: &str = "select n.series, n.period, n.n, n.suffix, n.code, n.state, n.date, n.holder, n.reason, \
     n.document, d.type, d.state as fate, d.code_notation, d.subject, d.signer, d.source, d.reason as fate_reason, \
     old.type as old_type, old.code_number as old_code, old.code_notation as old_notation, \
     new.type as new_type, new.code_number as new_code, new.code_notation as new_notation \
     from number n left join document d on d.id = n.document \
     left join document old on old.id = d.replaces left join document new on new.id = d.replaced_by \
     where n.organ = $1 and n.date between $2 and $3 and (n.series, n.period, n.n, n.suffix) > ($4, $5, $6, $7) \
     order by n.series, n.period, n.n, n.suffix limit 500";

impl Register {
    /// A year of an organ's register, of one moment; types are named as the catalog names them.
    pub async fn page(&self, organ: &str, year: i32, catalog: &Catalog) -> Result<RegisterPage, StoreError> {
        let mut page = RegisterPage { organ: organ.to_owned(), year, ..RegisterPage::default() };
        let first = NaiveDate::from_ymd_opt(year, 1, 1).zip(NaiveDate::from_ymd_opt(year, 12, 31));
        let Some((first, last)) = first else { return Ok(page) };
        let mut moment = self.store.snapshot().await?;
        page.closed_at = closed_at(&mut moment, organ, first).await?;
        let mut behind = args!["", "", 0_i64, ""];
        loop {
            let days = args![organ, day(first), day(last)];
            // Sources are read some at a time: a year of them is long.
            let rows: Vec<RegisterRow> =
                moment.rows(NUMBERS, days.into_iter().chain(behind).collect()).await?;
            let Some(end) = rows.last() else { break };
            behind = args![&end.series, &end.period, end.n, &end.suffix];
            for row in rows {
                page.entries.push(entry(row, catalog)?);
            }
        }
        // The database may sort text by the rules of some language.
        page.entries.sort_by(|a, b| (&a.series, &a.period, a.n).cmp(&(&b.series, &b.period, b.n)));
        Ok(page)
    }
}

/// A number with its document, the one it replaces and the one that replaces it.
#[derive(Deserialize)]
struct RegisterRow {
    series: String,
    period: String,
    n: i64,
    suffix: String,
    code: String,
    state: String,
    date: String,
    holder: Option<String>,
    reason: Option<String>,
    document: Option<String>,
    #[serde(rename = "type")]
    document_type: Option<String>,
    fate: Option<String>,
    code_notation: Option<String>,
    subject: Option<String>,
    signer: Option<String>,
    source: Option<String>,
    fate_reason: Option<String>,
    old_type: Option<String>,
    old_code: Option<String>,
    old_notation: Option<String>,
    new_type: Option<String>,
    new_code: Option<String>,
    new_notation: Option<String>,
}

fn entry(row: RegisterRow, catalog: &Catalog) -> Result<RegisterEntry, StoreError> {
    let remark = remark(&row, catalog);
    let fate = row.fate.filter(|state| ["cancelled", "replaced"].contains(&state.as_str()));
    let source = row.source.map_or(Ok(Map::new()), |source| {
        serde_json::from_str::<Map<String, Value>>(&source).map_err(|error| unreadable("source", &error))
    })?;
    let date: NaiveDate = row.date.parse().map_err(|error| unreadable("date", &error))?;
    // Without a document there is nothing in its columns.
    let text = |column: Option<String>, between: &str| column.unwrap_or_default().replace('\n', between);
    let number = match row.code_notation {
        Some(notation) if !notation.is_empty() => format!("{}/{notation}", row.code),
        _ => row.code,
    };
    Ok(RegisterEntry {
        number,
        series: row.series,
        period: row.period,
        n: row.n,
        date: row.document.is_some().then_some(date),
        type_name: row.document_type.map(|kind| type_name(&kind, catalog)).unwrap_or_default(),
        subject: text(row.subject, " "),
        signer: text(row.signer, ", "),
        recipients: recipients(&source),
        filing: filing(&source),
        copies: copies(&source),
        remark,
        state: fate.unwrap_or(row.state),
        document: row.document,
    })
}

fn unreadable(column: &str, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Row { table: "number".to_owned(), column: column.to_owned(), said: error.to_string() }
}

fn type_name(id: &str, catalog: &Catalog) -> String {
    catalog.types.get(id).map_or_else(|| id.to_owned(), |kind| text::capitalised(&kind.name))
}

/// Text of the column for remarks: the reason why there is no document, or what became of it, joined by `; `.
fn remark(row: &RegisterRow, catalog: &Catalog) -> String {
    let other = |kind: &Option<String>, code: &Option<String>, notation: &Option<String>| {
        let (kind, code, notation) = (kind.as_ref()?, code.as_ref()?, notation.as_ref()?);
        Some(format!("{} số {code}/{notation}", type_name(kind, catalog)))
    };
    let because = |what: String, reason: &Option<String>| match reason.as_deref().map_or("", str::trim) {
        "" => what,
        reason => format!("{what}: {reason}"),
    };
    let mut remarks = Vec::new();
    match row.state.as_str() {
        "reserved" => remarks.push(because("Giữ số".to_owned(), &row.holder)),
        "void" => remarks.push(because("Hủy số".to_owned(), &row.reason)),
        _ if row.reason.as_ref().is_some_and(|reason| !reason.is_empty()) => {
            remarks.push(because("Ghi lùi ngày".to_owned(), &row.reason));
        }
        _ => {}
    }
    match row.fate.as_deref() {
        Some("cancelled") => remarks.push(because("Thu hồi".to_owned(), &row.fate_reason)),
        Some("replaced") => {
            let by = other(&row.new_type, &row.new_code, &row.new_notation);
            let by = by.map_or(String::new(), |other| format!(" bởi {other}"));
            remarks.push(because(format!("Được thay thế{by}"), &row.fate_reason));
        }
        Some("recorded") => remarks.push("Nhập từ bản giấy".to_owned()),
        _ => {}
    }
    let old = other(&row.old_type, &row.old_code, &row.old_notation);
    remarks.extend(old.map(|old| format!("Thay thế {old}")));
    remarks.join("; ")
}

/// The receivers of a draft in one line.
fn recipients(source: &Map<String, Value>) -> String {
    let named = draft::receivers(source).map(|receiver| {
        let names = receiver.names.join(", ");
        let names = without_list_dash(&names).trim_end_matches([';', '.', ',', ' ']);
        receiver.purpose.map_or_else(|| names.to_owned(), |purpose| format!("{names} ({purpose})"))
    });
    named.filter(|name| FilingLine::of(name).is_none()).collect::<Vec<_>>().join("; ")
}

/// Text of the column for the filing: units, or the line as it is on the paper, or such a line among the receivers.
fn filing(source: &Map<String, Value>) -> String {
    let bare = |line: &str| {
        let list = FilingLine::of(line).map_or(line, |line| line.list);
        list.trim_matches([':', ';', '.', ',', ' ']).to_owned()
    };
    let given = fields::FILING.object(source);
    if let Some(line) = given.and_then(|filing| fields::filing::TEXT.text(filing)) {
        return bare(line);
    }
    let mut units = given.map(|filing| fields::filing::UNITS.lines(filing)).unwrap_or_default();
    let mut typed = draft::receivers(source).flat_map(|receiver| receiver.names);
    match typed.find(|name| FilingLine::of(name).is_some()) {
        Some(line) if units.is_empty() => return bare(line),
        _ if source.is_empty() => {}
        _ if !units.contains(&RECORDS) => units.insert(0, RECORDS),
        _ => {}
    }
    units.join(", ")
}

/// Copies that were issued.
fn copies(source: &Map<String, Value>) -> Option<i64> {
    fields::typist::COPIES.count(fields::TYPIST.object(source)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(source: &Value) -> (String, String) {
        let source = source.as_object().unwrap();
        (recipients(source), filing(source))
    }

    #[test]
    fn receivers_and_keepers_are_read_from_every_form_of_a_draft() {
        let plain = json!({"recipients": ["Tỉnh ủy;", {"name": "UBND tỉnh", "purpose": "b/c"}], "filing": {"units": ["TG-NC"]}});
        assert_eq!(of(&plain), ("Tỉnh ủy; UBND tỉnh (b/c)".to_owned(), "VT, TG-NC".to_owned()));
        let group = json!({"recipients": [{"group": ["A", {"name": "B"}], "purpose": "b/c"}], "filing": {"text": "Lưu VT."}});
        assert_eq!(of(&group), ("A, B (b/c)".to_owned(), "VT".to_owned()));
        let typed = json!({"recipients": ["- Như trên;", "- Lưu: VT, TC."]});
        assert_eq!(of(&typed), ("Như trên".to_owned(), "VT, TC".to_owned()));
        let odd = json!({"recipients": ["Lưu trữ tỉnh", "+ Lưu học sinh tại Lào", "— LƯU: VT, TC."]});
        assert_eq!(of(&odd), ("Lưu trữ tỉnh; Lưu học sinh tại Lào".to_owned(), "VT, TC".to_owned()));
        assert_eq!(of(&json!({})), (String::new(), String::new()));
        let odd = json!({"recipients": {"a": 1}, "filing": [3], "typist": "x"});
        assert_eq!(of(&odd), (String::new(), "VT".to_owned()));
    }

    #[test]
    fn a_csv_runs_no_formula_however_wide_its_sign_or_whatever_stands_before_it() {
        for text in [
            "=1",
            "+1",
            "-1",
            "@A1",
            "＝1",
            "＋1",
            "－1",
            "＠A1",
            "\t=1",
            "\r＝1",
            "\n+1",
            " =1",
            "\u{3000}＝1",
            "\u{feff}=1",
            "\u{200b}@A1",
            "\tx",
        ] {
            let entry = RegisterEntry { signer: text.to_owned(), ..RegisterEntry::default() };
            let csv = register_csv(&RegisterPage { entries: vec![entry], ..RegisterPage::default() });
            let row = csv.split_once("\r\n").unwrap().1;
            let cell = row.split(',').nth(3).unwrap();
            assert!(cell.trim_start_matches('"').starts_with('\''), "{text:?}: {row:?}");
        }
        for text in ["Kế hoạch", "1=1", "(+)", "“=”"] {
            assert!(!is_formula(text), "{text}");
        }
    }

    #[test]
    fn a_csv_quotes_what_must_be_quoted_and_runs_no_formula() {
        let entry = RegisterEntry {
            number: "05/KH-LĐLĐ".to_owned(),
            subject: "=1+1, \"hai\"\ndòng".to_owned(),
            copies: Some(3),
            ..RegisterEntry::default()
        };
        let csv = register_csv(&RegisterPage { entries: vec![entry], ..RegisterPage::default() });
        let csv = csv.strip_prefix('\u{feff}').unwrap();
        let (head, rows) = csv.split_once("\r\n").unwrap();
        assert!(head.starts_with("\"Số, ký hiệu văn bản\",Ngày tháng văn bản,"), "{head}");
        assert_eq!(rows, "05/KH-LĐLĐ,,\"'=1+1, \"\"hai\"\"\ndòng\",,,,3,,,,,,\r\n");
    }
}
