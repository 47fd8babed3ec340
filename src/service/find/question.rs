//! A query held against what may be asked, and made into one statement of fixed pieces with every value bound.

use super::Query;
use super::number::NumberAsked;
use super::words::SearchTerms;
use crate::limits;
use crate::report::{FieldPath, Report};
use crate::service::State;
use crate::store::Arg;
use chrono::NaiveDate;

/// Documents of a page where nobody says how many.
const USUAL: u32 = 50;
/// Documents of a page at most.
const MOST: u32 = 200;

/// Columns of a summary, for lists.
const COLUMNS: &str = "select d.id, d.organ, d.type, d.state, d.version, d.external_id, d.code_number, \
     d.code_notation, d.issued_date, d.subject, d.signer, d.replaces, d.replaced_by, d.reason, d.created_at, \
     d.updated_at from ";

/// Documents in which words are found so seldom that it is best to look at each.
pub(super) const RARE: i64 = 1_000;

/// Ways to look for words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// PostgreSQL knows how often words are, and finds its way.
    Planned,
    /// SQLite does not. Rare words first: what has them is narrowed by all else.
    FromWords,
    /// Common words last: of the documents, newest first, most of those that are left have them.
    FromDocuments,
}

/// A query whose every part makes sense.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    document_type: Option<String>,
    state: Option<State>,
    year: Option<i32>,
    number: NumberAsked,
    words: SearchTerms,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    external_id: Option<String>,
    after: Option<(String, String)>,
    pub(super) limit: usize,
}

/// A statement and its values.
pub(super) struct Statement {
    pub(super) sql: String,
    pub(super) args: Vec<Arg>,
}

impl Statement {
    /// Adds a condition on a value.
    fn and(&mut self, before: &'static str, value: impl Into<Arg>, after: &'static str) {
        self.args.push(value.into());
        self.sql.push_str(before);
        self.sql.push('$');
        self.sql.push_str(&self.args.len().to_string());
        self.sql.push_str(after);
    }
}

impl Asked {
    /// Reads a query, or reports all that is wrong with it.
    pub(super) fn of(query: &Query) -> Result<Self, Report> {
        let mut report = Report::new();
        let limit = query.limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            let message = format!("Mỗi trang có từ 1 đến {MOST} văn bản, không phải {limit}.");
            report.error(FieldPath::field("limit"), "bad-limit", message);
        }
        let mut words = SearchTerms::default();
        words.text(line("text", &query.text, &mut report).unwrap_or_default());
        words.signer(line("signer", &query.signer, &mut report).unwrap_or_default());
        let asked = Self {
            document_type: line("type", &query.document_type, &mut report).map(str::to_owned),
            state: query.state,
            year: query.year,
            number: number(query, &mut report),
            words,
            from: day("from", &query.from, &mut report),
            to: day("to", &query.to, &mut report),
            external_id: line("external_id", &query.external_id, &mut report).map(str::to_owned),
            after: after(query, &mut report),
            limit: usize::try_from(limit).unwrap_or_default(),
        };
        if report.has_errors() { Err(report) } else { Ok(asked) }
    }

    /// The statement that finds a page of it, and one document more if there is one.
    pub(super) fn statement(&self, organs: Option<&[String]>, way: Way) -> Statement {
        let mut asks = Statement { sql: COLUMNS.to_owned(), args: Vec::new() };
        asks.sql.push_str(match way {
            // A cross join is done in the order in which it stands.
            Way::FromWords => {
                "document_words w cross join document_text t on t.key = w.rowid \
                 cross join document d on d.id = t.id where 1 = 1"
            }
            Way::FromDocuments | Way::Planned => "document d where 1 = 1",
        });
        self.ask_facts(&mut asks, organs);
        if !self.words.is_empty() {
            self.ask_words(&mut asks, way);
        }
        if let Some((at, id)) = &self.after {
            asks.and(" and (d.created_at, d.id) < (", at, "");
            asks.and(", ", id, ")");
        }
        // A number leaves few: better found by it and sorted than walked past all the others, as SQLite would.
        let order = match self.number.n {
            Some(_) => " order by d.created_at || '' desc, d.id desc limit ",
            None => " order by d.created_at desc, d.id desc limit ",
        };
        asks.and(order, i64::try_from(self.limit).unwrap_or_default() + 1, "");
        asks
    }

    /// Statement that counts the documents with the words in SQLite, up to [`RARE`]; `None` where there are no words.
    pub(super) fn rarity(&self) -> Option<Statement> {
        let before = "select count(*) from (select 1 from document_words w where w.document_words match ";
        let mut asks = Statement { sql: String::new(), args: Vec::new() };
        asks.and(before, self.words.fts5(), "");
        asks.and(" limit ", RARE, ")");
        (!self.words.is_empty()).then_some(asks)
    }

    /// Adds the condition on the words.
    fn ask_words(&self, asks: &mut Statement, way: Way) {
        match way {
            Way::Planned => asks.and(
                " and d.id in (select t.id from document_text t \
                 where array_to_tsvector(string_to_array(t.text, ' ')) @@ cast(",
                self.words.tsquery(),
                " as tsquery))",
            ),
            Way::FromWords => asks.and(" and w.document_words match ", self.words.fts5(), ""),
            Way::FromDocuments => asks.and(
                " and exists (select 1 from document_text t where t.id = d.id and t.key in \
                 (select w.rowid from document_words w where w.document_words match ",
                self.words.fts5(),
                "))",
            ),
        }
    }

    /// Adds the conditions on all else than words.
    fn ask_facts(&self, asks: &mut Statement, organs: Option<&[String]>) {
        if let Some(organs) = organs {
            for (i, organ) in organs.iter().enumerate() {
                asks.and(if i == 0 { " and d.organ in (" } else { ", " }, organ, "");
            }
            asks.sql.push(')');
        }
        let texts = [
            (" and d.type = ", self.document_type.clone()),
            (" and d.state = ", self.state.map(|state| state.name().to_owned())),
            (" and d.external_id = ", self.external_id.clone()),
            (" and d.issued_date >= ", self.from.map(|day| day.to_string())),
            (" and d.issued_date <= ", self.to.map(|day| day.to_string())),
            (" and lower(d.code_number) like '%' || ", self.number.letter.clone()),
            (" and lower(d.code_notation) like ", self.number.notation.clone()),
        ];
        let numbers = [(" and d.year = ", self.year.map(i64::from)), (" and d.n = ", self.number.n)];
        let texts = texts.into_iter().map(|(before, text)| (before, text.map(Arg::from)));
        let numbers = numbers.into_iter().map(|(before, number)| (before, number.map(Arg::from)));
        for (before, value) in texts.chain(numbers) {
            if let Some(value) = value {
                asks.and(before, value, "");
            }
        }
    }
}

/// Cursor at the end of a page: moment and id of its last document.
pub(super) fn cursor(created_at: &str, id: &str) -> String {
    format!("{created_at}~{id}")
}

/// Reads moment and id from a query's cursor; `None` where there is none or it is no cursor, which is reported.
fn after(query: &Query, report: &mut Report) -> Option<(String, String)> {
    let cursor = query.cursor.as_deref().filter(|cursor| !cursor.is_empty())?;
    let moment = |c: char| c.is_ascii_digit() || matches!(c, '-' | ':' | '.' | 'T' | 'Z');
    let name = |c: char| c.is_ascii_hexdigit() || c == '-';
    let read = cursor.split_once('~').filter(|(at, id)| {
        at.len() == 24 && at.chars().all(moment) && id.len() == 36 && id.chars().all(name)
    });
    if read.is_none() {
        let message = "Dấu trang không đúng. Dùng nguyên next_cursor của trang trước, hoặc tìm lại từ đầu.";
        report.error(FieldPath::field("cursor"), "bad-cursor", message);
    }
    read.map(|(at, id)| (at.to_owned(), id.to_owned()))
}

/// The number asked for.
fn number(query: &Query, report: &mut Report) -> NumberAsked {
    let Some(text) = line("number", &query.number, report) else { return NumberAsked::default() };
    NumberAsked::of(text).unwrap_or_else(|| {
        let message = "Số văn bản không đúng dạng. Ví dụ: 39, 12b, 39/KH-LĐLĐ.";
        report.error(FieldPath::field("number"), "bad-number", message);
        NumberAsked::default()
    })
}

/// A day.
fn day(field: &'static str, text: &Option<String>, report: &mut Report) -> Option<NaiveDate> {
    let text = line(field, text, report)?;
    let day = text.parse().ok().filter(|_| text.len() == 10);
    if day.is_none() {
        let message = "Ngày không có thật hoặc không đúng dạng 2024-02-23.";
        report.error(FieldPath::field(field), "bad-date", message);
    }
    day
}

/// A text that was given and is not blank; a form sends every field it has.
fn line<'q>(field: &'static str, text: &'q Option<String>, report: &mut Report) -> Option<&'q str> {
    let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
    let most = limits::FIELD_CHARS;
    // PostgreSQL takes no NUL.
    if text.contains('\0') || text.len() > most && text.chars().count() > most {
        let message = format!("Chỗ này phải là chữ, không quá {most} ký tự.");
        report.error(FieldPath::field(field), "wrong-kind", message);
        return None;
    }
    Some(text)
}
