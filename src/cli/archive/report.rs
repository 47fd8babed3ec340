//! The report of a verification: in words, as JSON, as CSV (RFC 4180).
//!
//! It says what was checked, when, and by which engine; then a line for each document with the digests expected and
//! found and all that is wrong; then the registers, and the sums. The words leave out documents with which all is well.

use crate::archive::{self, Class, Discrepancy, DiscrepancyKind, Filter, Finding, OrganProof, Totals};
use crate::cli::{CliError, at};
use crate::register::csv_line;
use crate::service::Service;
use clap::ValueEnum;
use serde::Serialize;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::Path;

/// Format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    Text,
    Json,
    Csv,
}

/// A report under way.
pub(super) struct ProofReport<'o> {
    form: ReportFormat,
    out: &'o mut dyn Write,
    documents: u64,
}

/// The columns of the CSV.
const HEAD: [&str; 13] = [
    "record", "organ", "document", "number", "class", "expected", "stored", "found", "made", "bytes",
    "faults", "unproven", "detail",
];

impl<'o> ProofReport<'o> {
    /// Begins a report: what is checked, when, by which engine.
    pub(super) fn begin(
        form: ReportFormat,
        out: &'o mut dyn Write,
        service: &Service,
        filter: &Filter,
    ) -> Result<Self, CliError> {
        let mut report = Self { form, out, documents: 0 };
        report.head(&service.runtime().now(), &archive::engine(), filter).map_err(at(Path::new("-")))?;
        Ok(report)
    }

    fn head(&mut self, now: &str, engine: &str, filter: &Filter) -> io::Result<()> {
        match self.form {
            ReportFormat::Text => Ok(()),
            ReportFormat::Json => {
                let checked = json!(filter);
                write!(
                    self.out,
                    "{{\"checked\":{checked},\"at\":{},\"engine\":{},\"documents\":[",
                    json!(now),
                    json!(engine)
                )
            }
            ReportFormat::Csv => {
                let (checked, at) = (json!(filter).to_string(), format!("{now} {engine}"));
                write!(self.out, "\u{feff}")?;
                self.line(HEAD)?;
                self.record(
                    "run",
                    &[("organ", filter.organ.as_deref().unwrap_or_default())],
                    &[&at, &checked],
                )
            }
        }
    }

    /// A document that was looked at.
    pub(super) fn document(&mut self, finding: &Finding) -> io::Result<()> {
        self.documents += 1;
        match self.form {
            ReportFormat::Text if finding.class == Class::Identical && !finding.is_fault() => Ok(()),
            ReportFormat::Text => writeln!(self.out, "{}", line_of(finding)),
            ReportFormat::Json => {
                let comma = if self.documents > 1 { "," } else { "" };
                write!(self.out, "{comma}\n{}", json!(finding))
            }
            ReportFormat::Csv => {
                let faults: Vec<String> = finding.faults.iter().map(in_short).collect();
                let text = |text: &Option<String>| text.clone().unwrap_or_default();
                let file = finding.file.as_ref().map(|file| format!("file {file}"));
                let detail: Vec<&str> = file.iter().chain(&finding.detail).map(String::as_str).collect();
                let cells = [
                    "document".to_owned(),
                    finding.organ.clone(),
                    finding.document.clone(),
                    finding.number.clone(),
                    word(finding.class),
                    text(&finding.expected),
                    text(&finding.stored),
                    text(&finding.found),
                    text(&finding.made),
                    finding.bytes.to_string(),
                    faults.join("; "),
                    finding.unproven.join(" "),
                    detail.join("; "),
                ];
                self.line(cells.each_ref().map(String::as_str))
            }
        }
    }

    /// Writes the findings on registers, and the sums.
    pub(super) fn end(&mut self, totals: &Totals) -> io::Result<()> {
        match self.form {
            ReportFormat::Text => {
                let registers: String = totals.organs.iter().map(organ_text).collect();
                let stray: String =
                    totals.stray.iter().map(|stray| format!("✗ {}\n", discrepancy_text(stray))).collect();
                writeln!(self.out, "{registers}{stray}{}", totals_text(totals))
            }
            ReportFormat::Json => {
                let mut sums = json!(totals);
                sums["documents"] = totals.documents().into();
                let end = [
                    ("registers", json!(totals.organs)),
                    ("stray", json!(totals.stray)),
                    ("totals", sums),
                    ("proven", Value::Bool(totals.faults() == 0)),
                ];
                let end: String = end.iter().map(|(name, value)| format!(",\n\"{name}\":{value}")).collect();
                writeln!(self.out, "\n]{end}}}")
            }
            ReportFormat::Csv => self.sums(totals),
        }
    }

    fn sums(&mut self, totals: &Totals) -> io::Result<()> {
        for organ in &totals.organs {
            let verdict = &organ.verdict;
            let of = [("organ", organ.organ.as_str()), ("found", &verdict.head)];
            let said = format!("{} rows, {} numbers, {} assets", verdict.rows, verdict.numbers, organ.assets);
            self.record("register", &of, &[&said])?;
            let assets = organ.damaged_assets.iter().map(in_short);
            for fault in verdict.faults.iter().cloned().chain(assets) {
                self.record("register-fault", &[("organ", &organ.organ), ("faults", &fault)], &[])?;
            }
        }
        for stray in &totals.stray {
            self.record("stray", &[("faults", &in_short(stray))], &[])?;
        }
        for (class, count) in &totals.classes {
            self.record("class-total", &[("class", &word(*class))], &[&count.to_string()])?;
        }
        for (kind, count) in &totals.faults {
            self.record("fault-total", &[("faults", &word(*kind))], &[&count.to_string()])?;
        }
        for (column, count) in &totals.unproven {
            self.record("unproven-total", &[("unproven", column)], &[&count.to_string()])?;
        }
        let (documents, bytes) = (totals.documents().to_string(), totals.bytes.to_string());
        self.record("total", &[("bytes", &bytes)], &[&documents])
    }

    /// A line of CSV of a kind, with some columns and a detail.
    fn record(&mut self, kind: &str, columns: &[(&str, &str)], detail: &[&str]) -> io::Result<()> {
        let detail = detail.join(" ");
        let cell = |name: &str| match name {
            "record" => kind,
            "detail" => detail.as_str(),
            name => columns.iter().find(|(column, _)| *column == name).map_or("", |(_, value)| *value),
        };
        self.line(HEAD.map(cell))
    }

    fn line(&mut self, cells: [&str; HEAD.len()]) -> io::Result<()> {
        let mut line = String::new();
        csv_line(&mut line, cells.into_iter());
        self.out.write_all(line.as_bytes())
    }
}

/// The word of a class or a kind in reports.
fn word(name: impl Serialize) -> String {
    json!(name).as_str().unwrap_or_default().to_owned()
}

/// `column subject: found «…», expected «…»`, for a cell.
fn in_short(fault: &Discrepancy) -> String {
    let side = |name: &str, value: &Option<String>| {
        value.as_ref().map(|value| format!(" {name}=«{value}»")).unwrap_or_default()
    };
    let (found, expected) = (side("found", &fault.found), side("expected", &fault.expected));
    format!("{} {}{found}{expected}", word(fault.kind), fault.at)
}

/// A finding as a line.
fn line_of(finding: &Finding) -> String {
    let mark = if finding.is_fault() { '✗' } else { '~' };
    let Finding { document, organ, number, class, .. } = finding;
    let mut line = format!("{mark} {document} {organ} {number}: {}", class_text(*class));
    if let Some(file) = &finding.file {
        line.push_str(&format!("; tệp khác đầu tiên: {file}"));
    }
    if let Some(detail) = &finding.detail {
        line.push_str(&format!("; {detail}"));
    }
    for fault in finding.faults.iter().filter(|fault| !is_of_class(fault.kind)) {
        line.push_str(&format!("; {}", discrepancy_text(fault)));
    }
    line
}

/// A fault in words.
fn discrepancy_text(fault: &Discrepancy) -> String {
    let at = &fault.at;
    let value = |value: &Option<String>| value.clone().unwrap_or_default();
    let is = || format!(" là «{}», phải là «{}»", value(&fault.found), value(&fault.expected));
    match fault.kind {
        DiscrepancyKind::Column => format!("cột {at}{}", is()),
        DiscrepancyKind::File => format!("bảng tệp, {at}{}", is()),
        DiscrepancyKind::FileMissing => format!("bảng tệp thiếu dòng của tệp {at}"),
        DiscrepancyKind::FileStray => format!("bảng tệp có dòng {at} của tệp hoặc văn bản không có"),
        DiscrepancyKind::Unregistered => "nhật ký của sổ không ghi văn bản này".to_owned(),
        DiscrepancyKind::Image => format!("ảnh {at} bị mất hoặc hỏng"),
        DiscrepancyKind::Asset => format!("ảnh chữ ký hoặc con dấu {at} bị mất hoặc hỏng"),
        _ => at.clone(),
    }
}

/// Tests whether a fault is what the class of its document says already.
fn is_of_class(kind: DiscrepancyKind) -> bool {
    use DiscrepancyKind::{Changed, Damaged, Missing, Unpackaged, Unreadable};
    matches!(kind, Changed | Missing | Damaged | Unreadable | Unpackaged)
}

fn organ_text(proof: &OrganProof) -> String {
    let OrganProof { organ, verdict, assets, damaged_assets } = proof;
    let faults = verdict.faults.iter().cloned().chain(damaged_assets.iter().map(discrepancy_text));
    let faults: String = faults.map(|fault| format!("✗ {organ}: {fault}\n")).collect();
    format!(
        "{faults}{organ}: {} dòng nhật ký, {} số, {assets} ảnh, dòng cuối {}\n",
        verdict.rows, verdict.numbers, verdict.head
    )
}

fn class_text(class: Class) -> &'static str {
    match class {
        Class::Identical => "giống hệt bản gốc",
        Class::Engine => "khác bản gốc, bản gốc do phiên bản khác của chương trình làm",
        Class::Templates => "khác bản gốc, mẫu hoặc kiểu trình bày đã sửa từ đó",
        Class::Issuing => "đã có số, gói đang được làm",
        Class::Changed => "khác bản gốc dù cùng phiên bản và cùng mẫu",
        Class::Missing => "mất bản gốc",
        Class::Damaged => "bản gốc bị sửa hoặc hỏng",
        Class::Unreadable => "gói hoặc nguồn không đọc được, hoặc không dựng lại được",
        Class::Unpackaged => "đã ban hành nhưng không có gói",
    }
}

/// The sums in words.
fn totals_text(totals: &Totals) -> String {
    let mut said = format!("{} văn bản, {} MiB bản gốc", totals.documents(), totals.bytes >> 20);
    for class in Class::ALL {
        if let Some(count) = totals.classes.get(&class) {
            said.push_str(&format!("\n  {count} {}", class_text(class)));
        }
    }
    let unproven: Vec<String> =
        totals.unproven.iter().map(|(column, count)| format!("{column} ({count} văn bản)")).collect();
    if !unproven.is_empty() {
        said.push_str(&format!("\n  không có gì chứng minh các cột: {}", unproven.join(", ")));
    }
    let different = totals.documents() - totals.classes.get(&Class::Identical).copied().unwrap_or(0);
    said.push_str(&format!("\n{different} khác biệt, {} lỗi", totals.faults()));
    if totals.faults() > 0 {
        let kinds: Vec<String> =
            totals.faults.iter().map(|(kind, count)| format!("{} {count}", word(*kind))).collect();
        said.push_str(&format!(" ở {} văn bản: {}", totals.faulty, kinds.join(", ")));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn totals() -> Totals {
        let classes = BTreeMap::from([(Class::Identical, 4_998), (Class::Damaged, 1), (Class::Engine, 1)]);
        let faults = BTreeMap::from([(DiscrepancyKind::Damaged, 1), (DiscrepancyKind::Column, 2)]);
        let unproven = BTreeMap::from([("version", 7)]);
        Totals { classes, faults, faulty: 2, unproven, bytes: 5 << 20, ..Totals::default() }
    }

    fn finding() -> Finding {
        let fault = Discrepancy {
            kind: DiscrepancyKind::Column,
            at: "subject".to_owned(),
            found: Some("=1+1".to_owned()),
            expected: Some("Về việc thử".to_owned()),
        };
        Finding {
            document: "0190".to_owned(),
            organ: "so".to_owned(),
            number: "39/KH-LĐLĐ".to_owned(),
            class: Class::Identical,
            file: None,
            detail: None,
            expected: Some("aa".to_owned()),
            stored: Some("aa".to_owned()),
            found: Some("aa".to_owned()),
            made: Some("aa".to_owned()),
            bytes: 9,
            faults: vec![fault],
            unproven: vec!["version"],
        }
    }

    fn report(form: ReportFormat, findings: &[Finding]) -> String {
        let mut out = Vec::new();
        let mut report = ProofReport { form, out: &mut out, documents: 0 };
        report.head("2024-02-23T02:00:00.000Z", "vanthu 0.1.0", &Filter::default()).unwrap();
        for finding in findings {
            report.document(finding).unwrap();
        }
        report.end(&totals()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_words_say_every_class_and_every_kind_of_fault_that_there_is() {
        assert_eq!(
            totals_text(&totals()),
            "5000 văn bản, 5 MiB bản gốc\n  4998 giống hệt bản gốc\n  1 khác bản gốc, bản gốc do phiên bản khác của \
             chương trình làm\n  1 bản gốc bị sửa hoặc hỏng\n  không có gì chứng minh các cột: version (7 văn bản)\n\
             2 khác biệt, 3 lỗi ở 2 văn bản: damaged 1, column 2"
        );
        assert!(totals_text(&Totals::default()).ends_with("\n0 khác biệt, 0 lỗi"));
        assert_eq!(
            line_of(&finding()),
            "✗ 0190 so 39/KH-LĐLĐ: giống hệt bản gốc; cột subject là «=1+1», phải là «Về việc thử»"
        );
    }

    #[test]
    fn a_report_in_json_is_one_value_with_a_line_for_each_document() {
        let good = Finding { faults: vec![], unproven: vec![], ..finding() };
        let report = report(ReportFormat::Json, &[finding(), good]);
        let read: Value = serde_json::from_str(&report).unwrap();
        assert_eq!(
            (&read["at"], &read["engine"]),
            (&json!("2024-02-23T02:00:00.000Z"), &json!("vanthu 0.1.0"))
        );
        assert_eq!(read["checked"], json!({"organ": null, "year": null, "type": null}));
        assert_eq!(read["documents"][0]["faults"][0]["at"], "subject");
        assert_eq!(read["documents"][1]["class"], "identical");
        assert_eq!(read["totals"]["classes"]["identical"], 4_998);
        assert_eq!(read["totals"]["faults"]["column"], 2);
        assert_eq!((&read["totals"]["documents"], &read["proven"]), (&json!(5_000), &json!(false)));
        assert_eq!(report.lines().filter(|line| line.contains("\"document\":")).count(), 2);
        // Nothing to tell of is a report too.
        assert!(serde_json::from_str::<Value>(&super::tests::report(ReportFormat::Json, &[])).is_ok());
    }

    #[test]
    fn a_report_in_csv_has_thirteen_columns_and_a_line_for_each_document_and_sum() {
        let report = report(ReportFormat::Csv, &[finding()]);
        let lines: Vec<&str> = report.strip_prefix('\u{feff}').unwrap().split_terminator("\r\n").collect();
        assert_eq!(lines[0], HEAD.join(","));
        assert!(lines[1].starts_with("run,") && lines[1].contains("vanthu 0.1.0"), "{}", lines[1]);
        let document = "document,so,0190,39/KH-LĐLĐ,identical,aa,aa,aa,aa,9,column subject found=«=1+1» \
             expected=«Về việc thử»,version,";
        assert_eq!(lines[2], document);
        assert!(lines.contains(&"class-total,,,,identical,,,,,,,,4998"), "{report}");
        assert!(lines.contains(&"fault-total,,,,,,,,,,column,,2"), "{report}");
        assert_eq!(*lines.last().unwrap(), "total,,,,,,,,,5242880,,,5000");
    }
}
