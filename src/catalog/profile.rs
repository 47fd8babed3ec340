//! Rules for the profile of an organ, wherever it was written: in a file of `organs/` or in a form.
//!
//! Takes versions of an organ as values; says every fault with its place in them. Refused: versions that overlap, a
//! style sheet or a document type that does not exist, one abbreviation for two types, what is blank, and more than
//! the limits.

use super::model::{Catalog, Organ};
use crate::limits;
use crate::report::{Code, FieldPath, Report};
use std::collections::BTreeSet;

/// Ids that organs may refer to.
pub(super) struct Known<'k> {
    /// Ids of style sheets.
    pub(super) styles: BTreeSet<&'k str>,
    /// Ids of document types.
    pub(super) types: BTreeSet<&'k str>,
}

/// Is told of each fault: its place, its code and its sentence.
pub(super) type Say<'s> = dyn FnMut(FieldPath, Code, String) + 's;

impl Catalog {
    /// Holds the versions of an organ against these templates; an organ that passes can stand in a catalog.
    ///
    /// Codes: `missing`, `wrong-kind`, `too-long`, `too-many`, `unknown-style`, `unknown-type`, `duplicate`,
    /// `bad-dates`, `overlap`, `wrong-id`.
    pub fn check_organ(&self, id: &str, versions: &[Organ]) -> Report {
        let mut report = Report::new();
        let known = Known {
            styles: self.styles.keys().map(String::as_str).collect(),
            types: self.types.keys().map(String::as_str).collect(),
        };
        let at = FieldPath::field("versions");
        if versions.is_empty() {
            report.error(at.clone(), "missing", "Cơ quan phải có ít nhất một phiên bản thông tin.");
        }
        let mut say = |at, code, message| report.error(at, code, message);
        count(&at, versions.len(), &mut say);
        for (i, organ) in versions.iter().enumerate() {
            if !organ.id.is_empty() && organ.id != id {
                let message = format!("Phiên bản này ghi mã cơ quan “{}”, khác với “{id}”.", organ.id);
                say(at.index(i).child("id"), "wrong-id", message);
            }
            judge(organ, &at.index(i), &known, &mut say);
        }
        let times = judge_times(&versions.iter().collect::<Vec<_>>());
        for (i, code, message) in times {
            say(at.index(i), code, message.to_owned());
        }
        report
    }
}

/// Says what is wrong with a version that stands at `at`.
pub(super) fn judge(organ: &Organ, at: &FieldPath, known: &Known<'_>, say: &mut Say<'_>) {
    let style = at.child("style");
    if line(&style, &organ.style, say) && !known.styles.contains(organ.style.as_str()) {
        let message = format!("Không có mẫu trình bày “{}” trong styles/.", organ.style);
        say(style, "unknown-style", message);
    }
    for (name, text) in [("full_name", &organ.full_name), ("symbol", &organ.symbol), ("place", &organ.place)]
    {
        line(&at.child(name), text, say);
    }
    if organ.name.is_empty() {
        say(at.child("name"), "missing", "Chưa nhập tên cơ quan, mỗi dòng in ra là một mục.".to_owned());
    }
    let lists = [
        ("parent", &organ.parent),
        ("name", &organ.name),
        ("collectives", &organ.collectives),
        ("receivers", &organ.receivers),
        ("address", &organ.address),
        ("terms", &organ.terms),
        ("acronyms", &organ.acronyms),
    ];
    for (name, list) in lists {
        lines(&at.child(name), list, say);
    }
    judge_abbreviations(organ, &at.child("abbreviations"), known, say);
    judge_people(organ, at, say);
}

/// Judges the abbreviations that the organ prints: each must name a type, and no two be the same.
fn judge_abbreviations(organ: &Organ, at: &FieldPath, known: &Known<'_>, say: &mut Say<'_>) {
    count(at, organ.abbreviations.len(), say);
    let mut seen = BTreeSet::new();
    for (id, printed) in &organ.abbreviations {
        let at = at.child(id);
        if !known.types.contains(id.as_str()) {
            say(at.clone(), "unknown-type", format!("Không có loại văn bản “{id}” trong types/."));
        }
        if !seen.insert(printed) {
            let message = format!("Chữ viết tắt “{printed}” dùng cho hai loại văn bản.");
            say(at.clone(), "duplicate", message);
        }
        line(&at, printed, say);
    }
}

/// Those who sign, and the units.
fn judge_people(organ: &Organ, at: &FieldPath, say: &mut Say<'_>) {
    let (signers, units) = (at.child("signers"), at.child("units"));
    count(&signers, organ.signers.len(), say);
    count(&units, organ.units.len(), say);
    for (i, signer) in organ.signers.iter().take(limits::LIST_ITEMS).enumerate() {
        let at = signers.index(i);
        line(&at.child("full_name"), &signer.full_name, say);
        line(&at.child("position"), &signer.position, say);
        if signer.from.zip(signer.to).is_some_and(|(from, to)| from > to) {
            say(at, "bad-dates", "Ngày “from” sau ngày “to”.".to_owned());
        }
    }
    for (i, unit) in organ.units.iter().take(limits::LIST_ITEMS).enumerate() {
        line(&units.index(i).child("name"), &unit.name, say);
        line(&units.index(i).child("symbol"), &unit.symbol, say);
    }
}

/// The faults of the times in which versions hold, each with the version it is of: they must not share a day.
pub(super) fn judge_times(versions: &[&Organ]) -> Vec<(usize, Code, &'static str)> {
    let mut faults = Vec::new();
    for (i, organ) in versions.iter().enumerate() {
        if organ.valid_from.zip(organ.valid_to).is_some_and(|(from, to)| from > to) {
            faults.push((i, "bad-dates", "Ngày “valid_from” sau ngày “valid_to”."));
        }
    }
    let mut in_order: Vec<(usize, &Organ)> = versions.iter().copied().enumerate().collect();
    in_order.sort_by_key(|(_, organ)| organ.valid_from);
    for pair in in_order.windows(2) {
        let [(_, earlier), (i, later)] = pair else { continue };
        let apart = earlier.valid_to.zip(later.valid_from).is_some_and(|(to, from)| to < from);
        if !apart {
            let message =
                "Thời gian hiệu lực của hai phiên bản chồng lên nhau; sửa “valid_from” hoặc “valid_to”.";
            faults.push((*i, "overlap", message));
        }
    }
    faults
}

/// A list is no longer than the limit.
fn count(at: &FieldPath, found: usize, say: &mut Say<'_>) {
    if found > limits::LIST_ITEMS {
        let message = format!("Danh sách có {found} mục; không được quá {} mục.", limits::LIST_ITEMS);
        say(at.clone(), "too-many", message);
    }
}

/// Lines of text, none of them blank.
fn lines(at: &FieldPath, list: &[String], say: &mut Say<'_>) {
    count(at, list.len(), say);
    for (i, text) in list.iter().take(limits::LIST_ITEMS).enumerate() {
        line(&at.index(i), text, say);
    }
}

/// One line of text that says something; whether it does.
fn line(at: &FieldPath, text: &str, say: &mut Say<'_>) -> bool {
    if text.trim().is_empty() {
        say(at.clone(), "missing", "Chỗ này còn để trống.".to_owned());
        return false;
    }
    if text.chars().any(char::is_control) {
        let message = "Chỗ này phải nằm trên một dòng, không xuống dòng.".to_owned();
        say(at.clone(), "wrong-kind", message);
    }
    let most = limits::FIELD_CHARS;
    if text.len() > most && text.chars().count() > most {
        say(at.clone(), "too-long", format!("Chỗ này dài quá {most} ký tự; hãy viết gọn lại."));
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{OrganSigner, Unit};

    fn versions() -> Vec<Organ> {
        let kept = &Catalog::embedded().organs["ldld-lai-chau"];
        kept.iter().map(|organ| Organ::clone(organ)).collect()
    }

    fn problems(versions: &[Organ]) -> Vec<String> {
        let report = Catalog::embedded().check_organ("ldld-lai-chau", versions);
        report.problems.iter().map(|p| format!("{} {}", p.at, p.code)).collect()
    }

    #[test]
    fn what_the_files_say_passes_as_values_in_any_order() {
        let mut versions = versions();
        assert!(problems(&versions).is_empty());
        versions.reverse();
        assert!(problems(&versions).is_empty());
    }

    #[test]
    fn every_fault_of_every_version_is_said_at_its_place() {
        let mut versions = versions();
        let [first, second] = &mut versions[..] else { panic!("two versions") };
        first.style = "nowhere".to_owned();
        first.name.clear();
        first.full_name = " ".to_owned();
        first.abbreviations.insert("no-type".to_owned(), "CT".to_owned());
        first.signers[0].from = first.signers[0].to.and_then(|day| day.succ_opt());
        first.units.push(Unit { name: "Ban".to_owned(), symbol: String::new() });
        second.valid_from = first.valid_to;
        second.receivers.push("a\nb".to_owned());
        second.place = "ơ".repeat(limits::FIELD_CHARS + 1);
        second.id = "another".to_owned();
        let found = problems(&versions);
        let wanted = [
            "versions[0].style unknown-style",
            "versions[0].full_name missing",
            "versions[0].name missing",
            "versions[0].abbreviations.no-type unknown-type",
            "versions[0].abbreviations.no-type duplicate",
            "versions[0].signers[0] bad-dates",
            "versions[0].units[5].symbol missing",
            "versions[1].id wrong-id",
            "versions[1].place too-long",
            "versions[1].receivers[6] wrong-kind",
            "versions[1] overlap",
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn no_version_and_too_many_entries_are_faults() {
        assert_eq!(problems(&[]), ["versions missing"]);
        let mut versions = versions();
        versions.truncate(1);
        let signer = OrganSigner { full_name: "A".into(), position: "B".into(), from: None, to: None };
        versions[0].signers = vec![signer; limits::LIST_ITEMS + 1];
        versions[0].terms = vec!["x".to_owned(); limits::LIST_ITEMS + 1];
        assert_eq!(problems(&versions), ["versions[0].terms too-many", "versions[0].signers too-many"]);
    }

    #[test]
    fn a_version_that_ends_before_it_begins_is_a_fault() {
        let mut versions = versions();
        versions.remove(0);
        versions[0].valid_to = versions[0].valid_from.and_then(|day| day.pred_opt());
        assert_eq!(problems(&versions), ["versions[0] bad-dates"]);
    }
}
