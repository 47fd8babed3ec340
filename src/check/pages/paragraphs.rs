//! Faces, sizes and spacing of the paragraphs.

use super::components::{COMPONENTS, ComponentRule};
use super::{BODY, COMPONENT, FACE, decimal};
use crate::appearance::{FormattingExtent, LineSpacing, MeasuredFormatting, ParagraphStyle};
use crate::check::findings::{Check, FindingCollector};
use crate::document::{Align, BlockRole};
use crate::length::Length;
use crate::outline::is_capitals;
use crate::style::{AllowedRange, AllowedRanges};
use std::collections::BTreeMap;

/// Faces that are Times New Roman, or have its measures and stand in for it.
const FACES: [&str; 3] = ["Times New Roman", "Liberation Serif", "Tinos"];
/// Points by which a size or a distance may miss: a word processor rounds to half points.
const SLACK_PT: f64 = 0.26;
/// Millimetres by which an indent may miss.
const SLACK_INDENT_MM: f64 = 0.35;
/// Single lines by which the distance of lines may miss.
const SLACK_LINES: f64 = 0.02;
/// Single line height of Times New Roman, as a multiple of its size.
const SINGLE: f64 = 1.15;

/// Sizes of the body, pt (Mục II khoản 6e).
const BODY_SIZES: AllowedRange = AllowedRange::new(13.0, 14.0);
/// Indents of a first line, mm: 1 cm or 1.27 cm.
const FIRST_LINES: [f64; 2] = [10.0, 12.7];
/// Room above a paragraph, pt: at least.
const BEFORE: f64 = 6.0;
/// Distance of lines, in single lines.
const LINES: AllowedRange = AllowedRange::new(1.0, 1.5);

/// Holds every paragraph against its row of the table, or against what the house allows in its place.
pub(super) fn run(
    appearance: &MeasuredFormatting,
    allowed: &AllowedRanges,
    findings: &mut FindingCollector<'_>,
) {
    let mut faults = RepeatedFaults::default();
    for measured in &appearance.paragraphs {
        face(measured, &mut faults);
        match COMPONENTS.iter().find(|component| component.role == measured.role) {
            Some(row) => component(measured, row, allowed, &mut faults),
            None if is_body(measured.role) => body(measured, allowed, &mut faults),
            None => {}
        }
    }
    one_size(appearance, &mut faults);
    faults.report(findings);
}

/// The same fault of many paragraphs: the first of them, and how many.
#[derive(Default)]
struct RepeatedFaults<'a> {
    order: Vec<(&'static Check, String)>,
    found: BTreeMap<String, (&'a ParagraphStyle, usize)>,
}

impl<'a> RepeatedFaults<'a> {
    fn add(&mut self, check: &'static Check, measured: &'a ParagraphStyle, message: String) {
        if let Some(found) = self.found.get_mut(&message) {
            found.1 += 1;
            return;
        }
        self.found.insert(message.clone(), (measured, 1));
        self.order.push((check, message));
    }

    fn report(self, findings: &mut FindingCollector<'_>) {
        for (check, message) in self.order {
            let Some((measured, count)) = self.found.get(&message) else { continue };
            let place = match count {
                1 => format!("«{}»", measured.text),
                n => format!("{n} đoạn, đầu tiên là «{}»", measured.text),
            };
            findings.add_on_line(check, measured.at.clone(), measured.line, format!("{message} ({place})."));
        }
    }
}

fn face<'a>(measured: &'a ParagraphStyle, faults: &mut RepeatedFaults<'a>) {
    for name in measured.faces.iter().filter(|name| !FACES.contains(&name.as_str())) {
        faults.add(&FACE, measured, format!("Phông chữ {name}, phải là Times New Roman"));
    }
    if !measured.black && measured.role != BlockRole::Urgency {
        faults.add(&FACE, measured, "Chữ có màu, phải là màu đen".to_owned());
    }
}

fn component<'a>(
    measured: &'a ParagraphStyle,
    row: &ComponentRule,
    allowed: &AllowedRanges,
    faults: &mut RepeatedFaults<'a>,
) {
    let name = row.name;
    let mut say =
        |message: String| faults.add(&COMPONENT, measured, format!("{message}, xem {}", row.source));
    let sizes = allowed.size.get(&row.role).copied().unwrap_or(row.sizes);
    if let Some((least, most)) = outside(measured, sizes) {
        say(format!("{name} cỡ {}, phải là {}", span(least, most), asked(sizes)));
    }
    match (row.bold, measured.bold) {
        (true, FormattingExtent::None | FormattingExtent::Some) => say(format!("{name} phải in đậm")),
        (false, FormattingExtent::All) if row.role != BlockRole::To => say(format!("{name} không in đậm")),
        _ => {}
    }
    if row.upper && measured.text.chars().any(char::is_alphabetic) && !is_capitals(&measured.text) {
        say(format!("{name} phải viết hoa toàn bộ"));
    }
    if row.centred && measured.align != Align::Center {
        say(format!("{name} phải canh giữa"));
    }
    match (row.role, row.italic, measured.italic) {
        // Bases are held against theirs with the other rules of bases.
        (BlockRole::Basis, ..) => {}
        (_, true, FormattingExtent::None | FormattingExtent::Some) => say(format!("{name} phải in nghiêng")),
        (_, false, FormattingExtent::All) => say(format!("{name} phải in đứng")),
        _ => {}
    }
}

fn is_body(role: BlockRole) -> bool {
    matches!(
        role,
        BlockRole::Body
            | BlockRole::Item
            | BlockRole::Closing
            | BlockRole::Article
            | BlockRole::Heading1
            | BlockRole::Heading2
            | BlockRole::Heading3
            | BlockRole::Heading4
    )
}

fn body<'a>(measured: &'a ParagraphStyle, allowed: &AllowedRanges, faults: &mut RepeatedFaults<'a>) {
    let own = allowed.size.get(&measured.role).or_else(|| allowed.size.get(&BlockRole::Body));
    let sizes = own.copied().unwrap_or(BODY_SIZES);
    if let Some((least, most)) = outside(measured, sizes) {
        let message = format!("Nội dung cỡ {}, phải là {}", span(least, most), asked(sizes));
        faults.add(&BODY, measured, message);
    }
    let running = matches!(measured.role, BlockRole::Body | BlockRole::Item | BlockRole::Closing);
    if running && !matches!(measured.align, Align::Justify) {
        faults.add(&BODY, measured, "Nội dung phải canh đều hai lề".to_owned());
    }
    let indent = measured.first_line.to_mm();
    let indents = allowed.first_line.as_deref().unwrap_or(&FIRST_LINES);
    if running && !indents.iter().any(|asked| (indent - asked).abs() <= SLACK_INDENT_MM) {
        let asked: Vec<String> = indents.iter().map(|&indent| decimal(indent)).collect();
        let message = format!("Lùi đầu dòng {} mm, phải là {} mm", decimal(indent), asked.join(" hoặc "));
        faults.add(&BODY, measured, message);
    }
    let least = allowed.before.unwrap_or(BEFORE);
    if let Some(before) = measured.before.map(Length::to_pt).filter(|pt| *pt < least - SLACK_PT) {
        let message = format!("Cách đoạn {} pt, tối thiểu là {} pt", decimal(before), decimal(least));
        faults.add(&BODY, measured, message);
    }
    let distances = allowed.line.unwrap_or(LINES);
    if let Some(lines) = lines(measured).filter(|&lines| !distances.holds(lines, SLACK_LINES)) {
        let shown = format!("{lines:.2}").replace('.', ",");
        let (least, most) = (decimal(distances.least), decimal(distances.most));
        faults.add(&BODY, measured, format!("Cách dòng {shown} lần dòng đơn, phải từ {least} đến {most}"));
    }
}

/// Sizes of a range for people: `13`, `13 hoặc 14`, `từ 11 đến 14`.
pub(super) fn asked(sizes: AllowedRange) -> String {
    let (least, most) = (decimal(sizes.least), decimal(sizes.most));
    match sizes.most - sizes.least {
        none if none < 0.1 => least,
        one if one < 1.1 => format!("{least} hoặc {most}"),
        _ => format!("từ {least} đến {most}"),
    }
}

/// The distance of lines, in single lines. An exact height is held against the size: what the decree calls single may
/// be a little lower than what the face asks for.
fn lines(measured: &ParagraphStyle) -> Option<f64> {
    let size = measured.sizes.as_ref()?.end().to_pt();
    match measured.spacing {
        LineSpacing::Multiple(hundredths) => Some(f64::from(hundredths) / 100.0),
        LineSpacing::Exact(height) if size > 0.0 && height.to_pt() >= size => {
            Some((height.to_pt() / (size * SINGLE)).max(1.0))
        }
        LineSpacing::Exact(height) if size > 0.0 => Some(height.to_pt() / (size * SINGLE)),
        LineSpacing::AtLeast(height) if size > 0.0 => Some((height.to_pt() / (size * SINGLE)).max(1.0)),
        _ => None,
    }
}

/// The body has one size throughout.
fn one_size<'a>(appearance: &'a MeasuredFormatting, faults: &mut RepeatedFaults<'a>) {
    let mut sizes: BTreeMap<i64, usize> = BTreeMap::new();
    let body = || appearance.paragraphs.iter().filter(|measured| is_body(measured.role));
    let size = |measured: &ParagraphStyle| measured.sizes.as_ref().map(|s| s.end().to_emu());
    for emu in body().filter_map(size) {
        *sizes.entry(emu).or_default() += 1;
    }
    let Some((usual, _)) = sizes.iter().max_by_key(|(_, count)| **count).map(|(emu, count)| (*emu, *count))
    else {
        return;
    };
    for measured in body().filter(|measured| size(measured).is_some_and(|emu| emu != usual)) {
        let (found, usual) =
            (measured.sizes.as_ref().map_or(0.0, |s| s.end().to_pt()), Length::emu(usual).to_pt());
        let message = format!(
            "Nội dung có chỗ cỡ {}, chỗ khác cỡ {}; cả văn bản một cỡ chữ",
            decimal(found),
            decimal(usual)
        );
        faults.add(&BODY, measured, message);
    }
}

/// The sizes of a paragraph in points, where one is outside a range.
fn outside(measured: &ParagraphStyle, range: AllowedRange) -> Option<(f64, f64)> {
    let sizes = measured.sizes.as_ref()?;
    let (smallest, largest) = (sizes.start().to_pt(), sizes.end().to_pt());
    let within = range.holds(smallest, SLACK_PT) && range.holds(largest, SLACK_PT);
    (!within).then_some((smallest, largest))
}

/// `12`, `12–14`.
fn span(least: f64, most: f64) -> String {
    if (most - least).abs() < 0.1 {
        decimal(least)
    } else {
        format!("{}–{}", decimal(least), decimal(most))
    }
}
