//! A form as its controls: each with its name, what stands in it, what it offers, and what was found in it.
//!
//! Comes in: what is asked ([`Form`]), what was typed ([`Pairs`]), what was found. Goes out: parts for the templates;
//! a control's `kind` is the name of the template that draws it.

use super::findings::{Finding, Findings};
use crate::input::form::{
    Field, FormQuestions, Kind, Pairs, Post, TICKED, capacity_choice, child, mark, post_choice,
};
use crate::service::Form;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A part of a page.
#[derive(Debug, Serialize)]
pub(super) struct PartView {
    id: String,
    title: String,
    folded: bool,
    /// Whether a folded part is open: something stands in it.
    open: bool,
    controls: Vec<Control>,
}

/// A control, or a group or list of them.
#[derive(Debug, Default, Serialize)]
pub(super) struct Control {
    kind: &'static str,
    name: String,
    id: String,
    label: String,
    help: String,
    required: bool,
    value: String,
    /// Lines of a text area.
    rows: usize,
    /// Whether it stands on half of a wide line.
    short: bool,
    /// What keyboard a telephone shows.
    inputmode: &'static str,
    options: Vec<Choosable>,
    findings: Vec<Finding>,
    /// Whether an error is among them.
    invalid: bool,
    /// The ids of what describes it.
    described: String,
    controls: Vec<Control>,
    entries: Vec<Entry>,
    /// Whether the guide to the markers stands beside it.
    guide: bool,
    /// Whether it is one line, however long.
    grows: bool,
}

/// Something that may be chosen.
#[derive(Debug, Serialize)]
struct Choosable {
    value: String,
    label: String,
    chosen: bool,
    id: String,
}

/// A row of a list.
#[derive(Debug, Serialize)]
struct Entry {
    legend: String,
    row: String,
    id: String,
    mark: String,
    marked: String,
    controls: Vec<Control>,
    findings: Vec<Finding>,
    first: bool,
}

/// The id of a control on the page.
pub(super) fn id_of(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    format!("f-{}", name.chars().map(plain).collect::<String>())
}

/// The parts of a form.
pub(super) fn parts(form: &Form, pairs: &Pairs) -> Vec<PartView> {
    let maker = Maker { pairs, words: &form.words };
    let parts = form.shape.parts.iter().enumerate();
    parts
        .map(|(index, part)| {
            let controls = match &part.asks {
                FormQuestions::Fields(fields) => {
                    fields.iter().map(|field| maker.control(field, "")).collect()
                }
                FormQuestions::Signers { offered, capacities, fields, most } => {
                    vec![maker.signers(offered, capacities, fields, *most)]
                }
                FormQuestions::Receivers { offered, units } => maker.receivers(offered, units),
            };
            let open = part.folded && controls.iter().any(Control::says_something);
            PartView {
                id: format!("p-{index}"),
                title: part.title.clone(),
                folded: part.folded,
                open,
                controls,
            }
        })
        .collect()
}

/// The names of all controls, with what people call them.
pub(super) fn labels(parts: &[PartView], pairs: &Pairs) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    for part in parts {
        part.controls.iter().for_each(|control| control.name_to(&part.title, &mut labels));
    }
    // What is only shown once it is typed says nothing beside itself before.
    for row in pairs.rows("signers").into_iter().map(|index| format!("signers[{index}]")) {
        let typed = |name: &str| pairs.get(&child(&row, name)) == "*";
        let hidden: &[&str] = match (typed("choose"), typed("capacity")) {
            (true, true) => &[],
            (true, false) => &["competence"],
            (false, true) => &["full_name", "position"],
            (false, false) => &["full_name", "position", "competence"],
        };
        hidden.iter().for_each(|name| drop(labels.remove(&child(&row, name))));
    }
    labels
}

/// Puts each finding beside its control.
pub(super) fn place(parts: &mut [PartView], findings: &mut Findings) {
    for part in parts {
        let mut found = false;
        part.controls.iter_mut().for_each(|control| found |= control.receive(findings));
        part.open |= part.folded && found;
    }
}

impl Control {
    fn says_something(&self) -> bool {
        !self.value.is_empty()
            || self.controls.iter().any(Self::says_something)
            || !self.entries.is_empty()
            || self.options.iter().any(|o| o.chosen && !o.value.is_empty())
    }

    fn name_to(&self, around: &str, labels: &mut BTreeMap<String, String>) {
        let label = if self.label.is_empty() { around } else { self.label.as_str() };
        if !self.name.is_empty() {
            labels.insert(self.name.clone(), label.to_owned());
        }
        self.controls.iter().for_each(|control| control.name_to(label, labels));
        for entry in &self.entries {
            labels.insert(entry.row.clone(), format!("{label}, {}", entry.legend.to_lowercase()));
            entry.controls.iter().for_each(|control| control.name_to(label, labels));
        }
    }

    /// Whether it, or one in it, was given a finding.
    fn receive(&mut self, findings: &mut Findings) -> bool {
        self.findings = findings.take(&self.name);
        self.invalid = self.findings.iter().any(Finding::is_error);
        let mut found = !self.findings.is_empty();
        self.controls.iter_mut().for_each(|control| found |= control.receive(findings));
        for entry in &mut self.entries {
            entry.findings = findings.take(&entry.row);
            found |= !entry.findings.is_empty();
            entry.controls.iter_mut().for_each(|control| found |= control.receive(findings));
        }
        self.describe();
        found
    }

    fn describe(&mut self) {
        let mut by = vec![];
        if !self.help.is_empty() {
            by.push(format!("{}-help", self.id));
        }
        if !self.findings.is_empty() {
            by.push(format!("{}-found", self.id));
        }
        self.described = by.join(" ");
    }
}

/// Makes controls of what was typed.
struct Maker<'m> {
    pairs: &'m Pairs,
    words: &'m BTreeMap<String, String>,
}

/// Lines of a text area: as many as it holds, between bounds.
fn height(value: &str, least: usize, most: usize) -> usize {
    // A line on the page holds about so many characters.
    let lines = value.lines().map(|line| line.chars().count() / 90 + 1).sum::<usize>();
    lines.clamp(least, most)
}

impl Maker<'_> {
    fn blank(&self, kind: &'static str, name: &str, label: &str, help: &str) -> Control {
        let mut control = Control {
            kind,
            name: name.to_owned(),
            id: id_of(name),
            label: label.to_owned(),
            help: help.to_owned(),
            value: self.pairs.get(name).to_owned(),
            ..Control::default()
        };
        control.describe();
        control
    }

    /// The control of a field.
    fn control(&self, field: &Field, at: &str) -> Control {
        let name = child(at, &field.name);
        let blank =
            |kind| Control { required: field.required, ..self.blank(kind, &name, &field.label, &field.help) };
        match field.kind {
            // A line may be a name or a whole paragraph: it grows with what is typed.
            Kind::Line => Control { rows: height(self.pairs.get(&name), 1, 8), grows: true, ..blank("area") },
            Kind::Lines => Control { rows: height(self.pairs.get(&name), 2, 14), ..blank("area") },
            Kind::Outline => {
                let whole = field.name == "body" && at.is_empty();
                let rows = height(self.pairs.get(&name), if whole { 18 } else { 6 }, 34);
                Control { rows, guide: whole, ..blank("area") }
            }
            Kind::Date => {
                let help = if field.help.is_empty() {
                    "Ngày/tháng/năm, ví dụ 23/02/2024."
                } else {
                    &field.help
                };
                let mut control = Control { help: help.to_owned(), short: true, ..blank("line") };
                control.describe();
                control
            }
            Kind::Integer => Control { inputmode: "numeric", short: true, ..blank("line") },
            Kind::Number => Control { inputmode: "decimal", short: true, ..blank("line") },
            Kind::Boolean => Control { value: TICKED.to_owned(), ..self.ticked(blank("tick")) },
            Kind::Choice => self.choice(field, blank("choice")),
            Kind::Group => Control {
                controls: field.fields.iter().map(|f| self.control(f, &name)).collect(),
                ..blank("group")
            },
            Kind::List => Control { entries: self.entries(field, &name), ..blank("rows") },
        }
    }

    fn ticked(&self, control: Control) -> Control {
        let chosen = self.pairs.get(&control.name) == TICKED;
        let option = Choosable {
            value: TICKED.to_owned(),
            label: control.label.clone(),
            chosen,
            id: control.id.clone(),
        };
        Control { options: vec![option], ..control }
    }

    fn choice(&self, field: &Field, control: Control) -> Control {
        let value = self.pairs.get(&control.name);
        let word = |value: &str| self.words.get(value).cloned().unwrap_or_else(|| value.to_owned());
        let none = match field.default.as_ref().and_then(|d| d.as_str()) {
            Some(default) => format!("Mặc định: {}", word(default)),
            None if field.required => "Chọn…".to_owned(),
            None => "Không".to_owned(),
        };
        let mut options = vec![option("", none, value)];
        options.extend(field.choices.iter().map(|choice| option(choice, word(choice), value)));
        // What stands in the draft stays there until another is chosen.
        if !value.is_empty() && !field.choices.iter().any(|choice| choice == value) {
            options.push(option(value, word(value), value));
        }
        Control { options, short: true, ..control }
    }

    /// The rows of a list; one empty row where there is none and one must be.
    fn entries(&self, field: &Field, name: &str) -> Vec<Entry> {
        let mut rows = self.pairs.rows(name);
        if rows.is_empty() && field.required {
            rows.push(0);
        }
        rows.into_iter().enumerate().map(|(at, index)| self.entry(field, name, at, index)).collect()
    }

    fn entry(&self, field: &Field, name: &str, at: usize, index: usize) -> Entry {
        let row = format!("{name}[{index}]");
        Entry {
            legend: format!("Mục {}", at + 1),
            id: id_of(&row),
            mark: mark(&row),
            marked: self.pairs.get(&mark(&row)).to_owned(),
            controls: field.fields.iter().map(|f| self.control(f, &row)).collect(),
            findings: vec![],
            first: at == 0,
            row,
        }
    }

    /// Who signs.
    fn signers(
        &self,
        offered: &[Post],
        capacities: &[Vec<String>],
        fields: &[Field],
        most: usize,
    ) -> Control {
        // Those there is room for, and whoever was named beyond: not all the rows up to a number somebody made up.
        let rows: BTreeSet<usize> = (0..most).chain(self.pairs.rows("signers")).collect();
        let entries = rows.into_iter().map(|index| {
            let row = format!("signers[{index}]");
            let mut controls = vec![
                self.post(offered, &row),
                self.line(&child(&row, "full_name"), "Họ và tên", "Không ghi học hàm, học vị, quân hàm."),
                self.line(&child(&row, "position"), "Chức vụ", "Chức vụ như in trên văn bản."),
                self.capacity(capacities, &row),
                Control {
                    rows: 2,
                    ..self.blank(
                        "area",
                        &child(&row, "competence"),
                        "Quyền hạn ký",
                        "Mỗi dòng một quyền hạn.",
                    )
                },
            ];
            controls.extend(fields.iter().map(|f| self.control(f, &row)));
            Entry {
                legend: match (most, index) {
                    (1, 0) => "Người ký".to_owned(),
                    (_, 0) => "Người ký bên trái (hoặc người ký duy nhất)".to_owned(),
                    (_, 1) => "Người ký bên phải".to_owned(),
                    _ => format!("Người ký {}", index + 1),
                },
                id: id_of(&row),
                mark: mark(&row),
                marked: self.pairs.get(&mark(&row)).to_owned(),
                controls,
                findings: vec![],
                first: index == 0,
                row,
            }
        });
        Control { entries: entries.collect(), ..self.blank("signers", "signers", "Người ký", "") }
    }

    fn line(&self, name: &str, label: &str, help: &str) -> Control {
        self.blank("line", name, label, help)
    }

    fn post(&self, offered: &[Post], row: &str) -> Control {
        let name = child(row, "choose");
        let value = self.pairs.get(&name);
        let mut options = vec![option("", "Chọn người ký…".to_owned(), value)];
        options.extend(offered.iter().map(|post| {
            option(&post_choice(post), format!("{} – {}", post.full_name, capitalised(&post.position)), value)
        }));
        if value.contains('|') && !options.iter().any(|o| o.chosen) {
            options.push(option(value, value.replace('|', " – "), value));
        }
        options.push(option("*", "Người khác (nhập họ tên, chức vụ)".to_owned(), value));
        Control {
            options, ..self.blank("choice", &name, "Người ký", "Người đương chức theo hồ sơ cơ quan.")
        }
    }

    fn capacity(&self, capacities: &[Vec<String>], row: &str) -> Control {
        let name = child(row, "capacity");
        let value = self.pairs.get(&name);
        let mut options = vec![option("", "Ký trực tiếp, không ghi".to_owned(), value)];
        options
            .extend(capacities.iter().map(|lines| option(&capacity_choice(lines), lines.join(" / "), value)));
        if !value.is_empty() && value != "*" && !options.iter().any(|o| o.chosen) {
            options.push(option(value, value.replace('|', " / "), value));
        }
        options.push(option("*", "Khác (nhập quyền hạn)".to_owned(), value));
        Control {
            options,
            ..self.blank("choice", &name, "Ký với quyền hạn", "TM. thay mặt, KT. ký thay, TL. thừa lệnh.")
        }
    }

    /// Who gets it and who keeps it.
    fn receivers(&self, offered: &[String], units: &[(String, String)]) -> Vec<Control> {
        let typed = self.pairs.get("recipients");
        let help = "Mỗi nơi một dòng; mục đích gửi ghi trong ngoặc ở cuối dòng, ví dụ “Tỉnh ủy (b/c)”.";
        let list =
            Control { rows: height(typed, 5, 20), ..self.blank("area", "recipients", "Nơi nhận", help) };
        let left = offered.iter().filter(|name| !typed.lines().any(|line| line.trim() == name.as_str()));
        let usual = Control {
            options: numbered(left.map(|name| (name.clone(), name.clone(), false)), "recipients.add"),
            ..self.blank("usual", "recipients.add", "Thêm nơi nhận thường dùng", "")
        };
        let ticked = self.pairs.all("filing.units");
        let boxes = units.iter().map(|(symbol, name)| {
            (symbol.clone(), format!("{name} ({symbol})"), ticked.iter().any(|unit| unit == symbol))
        });
        let keep = "Văn thư (VT) luôn lưu bản gốc, kể cả khi không đánh dấu.";
        let units = Control {
            options: numbered(boxes, "filing.units"),
            ..self.blank("boxes", "filing.units", "Lưu", keep)
        };
        let others = Control {
            short: true,
            ..self.blank("line", "filing.others", "Đơn vị lưu khác", "Chữ viết tắt, cách nhau bằng dấu phẩy.")
        };
        let copies = Control {
            short: true,
            inputmode: "numeric",
            ..self.blank("line", "filing.copies", "Số bản lưu", "Để trống nếu không ghi.")
        };
        let mut controls = vec![list];
        if !usual.options.is_empty() {
            controls.push(usual);
        }
        controls.extend([units, others, copies]);
        controls
    }
}

fn option(value: &str, label: String, current: &str) -> Choosable {
    Choosable { value: value.to_owned(), label, chosen: value == current, id: String::new() }
}

/// Boxes to be ticked, each with an id of its own.
fn numbered(all: impl Iterator<Item = (String, String, bool)>, name: &str) -> Vec<Choosable> {
    all.enumerate()
        .map(|(index, (value, label, chosen))| Choosable {
            value,
            label,
            chosen,
            id: format!("{}-{index}", id_of(name)),
        })
        .collect()
}

/// `CHỦ TỊCH` → `Chủ tịch`.
fn capitalised(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut letters = lower.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
#[path = "controls_tests.rs"]
mod tests;
