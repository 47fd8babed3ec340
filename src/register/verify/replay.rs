//! Replay of the ledger from its first row to its last: what counters and numbers must be now.

use super::super::numbers::named;
use super::Faults;
use super::history::Attested;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Payload of a row of the ledger, whatever its event; absent keys are empty.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Telling {
    series: String,
    period: String,
    pub(super) n: i64,
    suffix: String,
    pub(super) code: String,
    #[serde(rename = "type")]
    pub(super) document_type: String,
    pub(super) document: String,
    pub(super) date: String,
    wanted: String,
    back_dated: Option<String>,
    last: i64,
    from: i64,
    to: i64,
    codes: Vec<String>,
    holder: String,
    pub(super) reason: String,
    pub(super) package: String,
    pub(super) by: String,
    pub(super) by_document: String,
    pub(super) operation: String,
    pub(super) catalog: Option<String>,
    pub(super) row: Option<Attested>,
    year: i64,
}

/// A number: series, period, number, letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    place: (String, String),
    n: i64,
    suffix: String,
}

impl Key {
    pub(super) fn new(series: &str, period: &str, n: i64, suffix: &str) -> Self {
        Self { place: (series.to_owned(), period.to_owned()), n, suffix: suffix.to_owned() }
    }

    /// For people: `Số 12a, sổ «…», kỳ 2024`.
    pub(super) fn name(&self) -> String {
        format!("Số {}{}, {}", self.n, self.suffix, named(&self.place.0, &self.place.1))
    }
}

/// Names for people of a number's columns, in the order of the table.
pub(super) const FIELDS: [&str; 9] = [
    "tình trạng",
    "số in trên văn bản",
    "văn bản",
    "ngày",
    "người giữ số",
    "lý do",
    "gói tệp",
    "mã thao tác",
    "thời điểm",
];
const STATE: usize = 0;
const CODE: usize = 1;
const DOCUMENT: usize = 2;
const DATE: usize = 3;
const HOLDER: usize = 4;
const REASON: usize = 5;
const PACKAGE: usize = 6;
const OPERATION: usize = 7;
const AT: usize = 8;

/// Values that the row of a number must have.
pub(super) struct Told {
    pub(super) fields: [String; FIELDS.len()],
    /// The row of the ledger that told of it first.
    seq: i64,
}

/// A counter as it must be.
#[derive(Default)]
struct Counter {
    last: i64,
    last_date: String,
    /// Numbers a paper's number passed over: of a book on paper, and not entered unless told of.
    passed: Vec<(i64, i64)>,
    /// Flag: the table has it.
    seen: bool,
}

impl Counter {
    /// Goes on to a number; whether it is the next.
    fn reach(&mut self, n: i64, date: &str) -> bool {
        let next = self.last == 0 || n == self.last + 1;
        if self.last == 0 && n > 1 {
            self.passed.push((1, n - 1));
        }
        self.last = self.last.max(n);
        self.dated(date);
        next
    }

    fn dated(&mut self, date: &str) {
        if self.last_date.as_str() < date {
            date.clone_into(&mut self.last_date);
        }
    }

    fn has_passed(&self, n: i64) -> bool {
        let at = self.passed.partition_point(|range| range.1 < n);
        self.passed.get(at).is_some_and(|range| range.0 <= n)
    }
}

/// Counters and numbers as the ledger tells of them.
#[derive(Default)]
pub(super) struct Replay {
    counters: BTreeMap<(String, String), Counter>,
    told: BTreeMap<Key, Told>,
    /// Flag: a row is missing or forged. Rows after it are not judged by those before: the fault is that row's, not the
    /// next number's.
    broken: bool,
    /// Years that are closed, as their numbers' dates write them: `2023`.
    closed: BTreeSet<String>,
}

impl Replay {
    /// Says that a row before the next is missing, or that the next is not what was written.
    pub(super) fn broke(&mut self) {
        self.broken = true;
    }

    /// Follows a row; what cannot be after what went before.
    pub(super) fn follow(&mut self, seq: i64, at: &str, event: &str, telling: Telling) -> Vec<String> {
        let mut faults = Vec::new();
        let numbers = [telling.n, telling.last, telling.from, telling.to];
        if numbers.iter().any(|n| !(0..=LARGEST).contains(n)) {
            return vec!["có số ngoài khoảng cho phép.".to_owned()];
        }
        let key = Key::new(&telling.series, &telling.period, telling.n, &telling.suffix);
        if matches!(event, "given" | "recorded" | "reserved")
            && let Some(year) = telling.date.get(..4).filter(|year| self.closed.contains(*year))
        {
            faults.push(format!("lấy số của năm {year} khi sổ năm ấy đã khóa."));
        }
        match (event, telling.wanted.as_str()) {
            ("given", "reserved") => self.given_reserved(&key, telling, &mut faults),
            ("given", "behind") => self.given_behind(seq, at, key, telling, &mut faults),
            ("given", _) => self.given(seq, at, key, telling, &mut faults),
            ("recorded", _) => self.recorded(seq, at, key, telling, &mut faults),
            ("reserved", _) => self.reserved(seq, at, telling, &mut faults),
            ("voided", _) => {
                if let Some(told) = self.of_state(&key, &["reserved"], &mut faults) {
                    told.fields[STATE] = "void".to_owned();
                    told.fields[REASON] = telling.reason;
                }
            }
            ("issued", _) => {
                if let Some(told) = self.of_document(&key, &telling.document, &mut faults) {
                    if !told.fields[PACKAGE].is_empty() {
                        faults.push(format!("{} được ban hành hai lần.", key.name()));
                    }
                    told.fields[STATE] = "issued".to_owned();
                    told.fields[PACKAGE] = telling.package;
                }
            }
            ("cancelled" | "replaced", _) => {
                self.of_document(&key, &telling.document, &mut faults);
            }
            ("closed", _) => {
                if !self.closed.insert(year(telling.year)) {
                    faults.push(format!("khóa sổ năm {} hai lần.", telling.year));
                }
            }
            ("reopened", _) => {
                if !self.closed.remove(&year(telling.year)) {
                    faults.push(format!("mở lại sổ năm {} khi sổ không khóa.", telling.year));
                }
            }
            _ => faults.push(format!("không rõ việc «{event}».")),
        }
        faults
    }

    /// The next number.
    fn given(&mut self, seq: i64, at: &str, key: Key, telling: Telling, faults: &mut Vec<String>) {
        let counter = self.counters.entry(key.place.clone()).or_default();
        let before = counter.last;
        if !counter.reach(telling.n, &telling.date) && !self.broken {
            faults.push(format!("{} được cấp ngay sau số {before}.", key.name()));
        }
        self.told(seq, at, key, "given", telling, faults);
    }

    /// A number with a letter; it moves no counter.
    fn given_behind(&mut self, seq: i64, at: &str, key: Key, telling: Telling, faults: &mut Vec<String>) {
        let base = Key { suffix: String::new(), ..key.clone() };
        if key.suffix.is_empty() || (!self.told.contains_key(&base) && !self.broken) {
            faults.push(format!("{} được cấp mà chưa có số {}.", key.name(), key.n));
        }
        self.told(seq, at, key, "given", telling, faults);
    }

    fn given_reserved(&mut self, key: &Key, telling: Telling, faults: &mut Vec<String>) {
        let Some(told) = self.of_state(key, &["reserved"], faults) else { return };
        told.fields[STATE] = "given".to_owned();
        told.fields[DOCUMENT] = telling.document;
        told.fields[DATE].clone_from(&telling.date);
        told.fields[REASON] = telling.back_dated.unwrap_or_default();
        self.counters.entry(key.place.clone()).or_default().dated(&telling.date);
    }

    /// A paper's number: it may lie beyond the counter, or among the numbers another paper's passed over.
    fn recorded(&mut self, seq: i64, at: &str, key: Key, telling: Telling, faults: &mut Vec<String>) {
        let counter = self.counters.entry(key.place.clone()).or_default();
        let (before, n, last) = (counter.last, telling.n, telling.last);
        if last < n || (before > 0 && last != before.max(n) && !self.broken) {
            faults.push(format!("{}: bộ đếm từ {before} thành {last}.", key.name()));
        }
        let kept_back = self.told.get(&key).is_some_and(|told| told.fields[STATE] == "reserved");
        let free = kept_back || counter.has_passed(n) || self.broken;
        if n <= before && key.suffix.is_empty() && !free {
            faults.push(format!("{} được nhập vào chỗ không bỏ trống.", key.name()));
        }
        if last > before {
            counter.passed.push((before + 1, last));
        }
        if n >= before {
            counter.dated(&telling.date);
        }
        counter.last = last.max(before);
        match self.told.get_mut(&key).filter(|_| kept_back) {
            Some(told) => {
                told.fields[STATE] = "issued".to_owned();
                told.fields[CODE] = telling.code;
                told.fields[DOCUMENT] = telling.document;
                told.fields[DATE] = telling.date;
            }
            None => self.told(seq, at, key, "issued", telling, faults),
        }
    }

    fn reserved(&mut self, seq: i64, at: &str, telling: Telling, faults: &mut Vec<String>) {
        let counter = self.counters.entry((telling.series.clone(), telling.period.clone())).or_default();
        let before = counter.last;
        // No reservation is longer; a forged row must not keep this busy for years.
        let numbers = telling.from..=telling.to.min(telling.from.saturating_add(999));
        let mut in_order = telling.from <= telling.to;
        for n in numbers.clone() {
            in_order &= counter.reach(n, "");
        }
        if !in_order && !self.broken {
            faults.push(format!("giữ các số từ {} đến {} ngay sau số {before}.", telling.from, telling.to));
        }
        let mut codes = telling.codes.into_iter();
        for (index, n) in numbers.enumerate() {
            let fields = Telling {
                code: codes.next().unwrap_or_default(),
                date: telling.date.clone(),
                holder: telling.holder.clone(),
                operation: format!("{}/{index}", telling.operation),
                ..Telling::default()
            };
            let key = Key::new(&telling.series, &telling.period, n, "");
            self.told(seq, at, key, "reserved", fields, faults);
        }
    }

    /// Notes a number that was not there before.
    fn told(
        &mut self,
        seq: i64,
        at: &str,
        key: Key,
        state: &str,
        telling: Telling,
        faults: &mut Vec<String>,
    ) {
        let mut fields = std::array::from_fn(|_| String::new());
        fields[STATE] = state.to_owned();
        fields[CODE] = telling.code;
        fields[DOCUMENT] = telling.document;
        fields[DATE] = telling.date;
        fields[HOLDER] = telling.holder;
        fields[REASON] = telling.back_dated.unwrap_or_default();
        fields[OPERATION] = telling.operation;
        fields[AT] = at.to_owned();
        let name = key.name();
        if self.told.insert(key, Told { fields, seq }).is_some() {
            faults.push(format!("{name} được cấp hai lần."));
        }
    }

    fn of_state(&mut self, key: &Key, states: &[&str], faults: &mut Vec<String>) -> Option<&mut Told> {
        let found = self.told.get_mut(key).filter(|told| states.contains(&told.fields[STATE].as_str()));
        if found.is_none() {
            faults.push(format!("{} không phải số đang giữ.", key.name()));
        }
        found
    }

    fn of_document(&mut self, key: &Key, document: &str, faults: &mut Vec<String>) -> Option<&mut Told> {
        let found = self.told.get_mut(key).filter(|told| told.fields[DOCUMENT] == document);
        if found.is_none() {
            faults.push(format!("{} chưa được cấp cho văn bản {document}.", key.name()));
        }
        found
    }

    /// Takes out the values that the row of a number must have; asked once.
    pub(super) fn take(&mut self, key: &Key) -> Option<Told> {
        self.told.remove(key)
    }

    /// Number and date at which a counter must be; notes that the table has it.
    pub(super) fn counter(&mut self, series: &str, period: &str) -> Option<(i64, String)> {
        let counter = self.counters.get_mut(&(series.to_owned(), period.to_owned()))?;
        counter.seen = true;
        Some((counter.last, counter.last_date.clone()))
    }

    /// The counters nobody has asked for.
    pub(super) fn uncounted(&self) -> Vec<(String, String)> {
        self.counters.iter().filter(|(_, counter)| !counter.seen).map(|(place, _)| place.clone()).collect()
    }

    /// The numbers nobody has asked for: the ledger tells of them, the register has them no more.
    pub(super) fn missing(&self, faults: &mut Faults) {
        for (key, told) in &self.told {
            faults.say(format!(
                "{}: nhật ký (dòng {}) có ghi nhưng sổ không còn số này.",
                key.name(),
                told.seq
            ));
        }
    }

    /// Tests whether a year must be closed now, and strikes it from the list; asked once.
    pub(super) fn take_closed(&mut self, closed: i64) -> bool {
        self.closed.remove(&year(closed))
    }

    /// The closed years nobody has asked for.
    pub(super) fn still_closed(&self) -> impl Iterator<Item = &String> {
        self.closed.iter()
    }

    /// A sentence for each row of numbers that has some of a book on paper not entered.
    pub(super) fn not_entered(&self) -> Vec<String> {
        self.counters.iter().filter_map(|(place, counter)| self.not_entered_of(place, counter)).collect()
    }

    fn not_entered_of(&self, place: &(String, String), counter: &Counter) -> Option<String> {
        let key = |n| Key { place: place.clone(), n, suffix: String::new() };
        let mut holes = Vec::new();
        for &(from, to) in &counter.passed {
            let mut next = from;
            let entered = self.told.range(key(from)..key(to + 1)).filter(|(key, _)| key.suffix.is_empty());
            for n in entered.map(|(key, _)| key.n).chain([to + 1]) {
                match n - next {
                    0 => {}
                    1 => holes.push(next.to_string()),
                    _ if n > next => holes.push(format!("{next}–{}", n - 1)),
                    _ => {}
                }
                next = n + 1;
            }
        }
        let more = holes.len().saturating_sub(SHOWN);
        holes.truncate(SHOWN);
        if more > 0 {
            holes.push(format!("và {more} khoảng khác"));
        }
        let name = named(&place.0, &place.1);
        (!holes.is_empty())
            .then(|| format!("Ở {name}, các số của sổ giấy chưa được nhập: {}.", holes.join(", ")))
    }
}

/// A year as a date begins with it.
fn year(year: i64) -> String {
    format!("{year:04}")
}

/// No counter comes so far; a forged row must not lead the sums below out of their range.
const LARGEST: i64 = 1 << 40;
/// Stretches of missing numbers named at most.
const SHOWN: usize = 20;
