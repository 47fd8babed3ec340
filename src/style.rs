//! Style sheets: face, size, alignment and spacing of each role, and the page they stand on.
//!
//! A style sheet is a TOML file under `templates/styles/`; one may inherit another and then says only what differs.
//! Geometry is rounded to whole twips on reading, so that the PDF and a word processor start from the same numbers.

use crate::document::{Align, BlockRole, ColumnsKind, Orientation};
use crate::length::{Length, Size};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// The look of every component of a document.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StyleSheet {
    /// Name for people.
    pub name: String,
    /// The page.
    pub page: PageStyle,
    /// Widths of the side-by-side blocks.
    pub columns: ColumnsStyle,
    /// The lines.
    pub rules: BTreeMap<BlockRole, RuleStyle>,
    /// Rectangles: the word, then its width and height.
    #[serde(default)]
    pub frames: BTreeMap<String, FrameStyle>,
    /// The room for signing.
    pub signing: SigningStyle,
    /// Tables in the body.
    pub table: TableStyle,
    /// Wording that differs between profiles.
    pub text: TextStyle,
    /// Checks that this house ranks otherwise than the decree, by id (`CC-01`) or by id and case (`CC-01:last`).
    #[serde(default)]
    pub checks: BTreeMap<String, CheckRank>,
    /// Ranges that this house allows where they are others than the decree's.
    #[serde(default)]
    pub allowed: AllowedRanges,
    /// Paragraphs, by role.
    #[serde(rename = "role", deserialize_with = "every_role")]
    pub roles: Vec<RoleStyle>,
}

impl StyleSheet {
    /// The look of a role.
    pub fn role(&self, role: BlockRole) -> &RoleStyle {
        &self.roles[role.index()]
    }

    /// The size of a page that stands this way.
    pub fn page_size(&self, orientation: Orientation) -> Size {
        let Size { width, height } = Size { width: self.page.width, height: self.page.height };
        match orientation {
            Orientation::Portrait => Size { width, height },
            Orientation::Landscape => Size { width: height, height: width },
        }
    }

    /// Between the left and right margins of a page that stands this way.
    pub fn text_width(&self, orientation: Orientation) -> Length {
        self.page_size(orientation).width - self.page.left - self.page.right
    }

    /// The line of a role; a style sheet names all five, which reading it checks.
    pub fn rule(&self, role: BlockRole) -> &RuleStyle {
        &self.rules[&role]
    }

    /// Reads a sheet from TOML whose inherited keys have been merged in.
    pub fn from_table(table: toml::Table) -> Result<Self, toml::de::Error> {
        let sheet: Self = table.try_into()?;
        for role in RULES {
            if !sheet.rules.contains_key(&role) {
                return Err(toml::de::Error::custom(format!("[rules] lacks {role:?}")));
            }
        }
        Ok(sheet)
    }
}

/// Ranges that the layout checks hold a page against. What a sheet does not say is as the decree has it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AllowedRanges {
    /// Font sizes, pt: smallest and largest, by role; `body` holds for all running text of the body.
    #[serde(default)]
    pub size: BTreeMap<BlockRole, AllowedRange>,
    /// Top margin, mm.
    pub top: Option<AllowedRange>,
    /// Bottom margin, mm.
    pub bottom: Option<AllowedRange>,
    /// Left margin, mm.
    pub left: Option<AllowedRange>,
    /// Right margin, mm.
    pub right: Option<AllowedRange>,
    /// Indents of a first line, mm: one of these.
    pub first_line: Option<Vec<f64>>,
    /// Room above a paragraph of the body, pt: at least.
    pub before: Option<f64>,
    /// Distance of lines, in single lines.
    pub line: Option<AllowedRange>,
    /// Lengths of a line against the text it belongs to, by role.
    #[serde(default)]
    pub rule: BTreeMap<BlockRole, AllowedRange>,
}

/// Smallest and largest value allowed.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "[f64; 2]")]
pub struct AllowedRange {
    /// Smallest.
    pub least: f64,
    /// Largest.
    pub most: f64,
}

impl AllowedRange {
    /// Both ends belong to it.
    pub const fn new(least: f64, most: f64) -> Self {
        Self { least, most }
    }

    /// Tests whether a value lies within it, or so little outside.
    pub fn holds(&self, value: f64, slack: f64) -> bool {
        (self.least - slack..=self.most + slack).contains(&value)
    }
}

impl TryFrom<[f64; 2]> for AllowedRange {
    type Error = String;

    fn try_from([least, most]: [f64; 2]) -> Result<Self, String> {
        let ordered = 0.0 <= least && least <= most && most.is_finite();
        ordered.then_some(Self { least, most }).ok_or_else(|| format!("`[{least}, {most}]` is no range"))
    }
}

/// The roles that are lines.
const RULES: [BlockRole; 5] = [
    BlockRole::OrganRule,
    BlockRole::MottoRule,
    BlockRole::SubjectRule,
    BlockRole::AppendixRule,
    BlockRole::AddressRule,
];

/// `child` over `parent`: tables are merged key by key, anything else is replaced.
pub fn inherit(parent: &toml::Table, child: &toml::Table) -> toml::Table {
    let mut merged = parent.clone();
    for (key, value) in child {
        let value = match (merged.get(key), value) {
            (Some(toml::Value::Table(old)), toml::Value::Table(new)) => inherit(old, new).into(),
            _ => value.clone(),
        };
        merged.insert(key.clone(), value);
    }
    merged
}

/// The page (NĐ 30/2020, Phụ lục I, Phần I, Mục I).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageStyle {
    /// Along the short side, mm.
    #[serde(deserialize_with = "mm")]
    pub width: Length,
    /// Along the long side, mm.
    #[serde(deserialize_with = "mm")]
    pub height: Length,
    /// Top margin, mm.
    #[serde(deserialize_with = "mm")]
    pub top: Length,
    /// Bottom margin, mm.
    #[serde(deserialize_with = "mm")]
    pub bottom: Length,
    /// Left margin, mm.
    #[serde(deserialize_with = "mm")]
    pub left: Length,
    /// Right margin, mm.
    #[serde(deserialize_with = "mm")]
    pub right: Length,
    /// Distance from the top edge to the page number's line, mm.
    #[serde(deserialize_with = "mm")]
    pub header: Length,
    /// Distance from the bottom edge to the foot of page 1, mm.
    #[serde(deserialize_with = "mm")]
    pub footer: Length,
}

/// Widths of the side-by-side blocks, left then right.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ColumnsStyle {
    /// The header block, mm.
    #[serde(deserialize_with = "mm_pair")]
    pub header: [Length; 2],
    /// Distance that the header block may hang into the left margin, mm.
    #[serde(deserialize_with = "mm")]
    pub header_hang: Length,
    /// The size to fall back to where a name does not fit at its own, pt.
    #[serde(deserialize_with = "pt")]
    pub header_small: Length,
    /// The signature block, mm.
    #[serde(deserialize_with = "mm_pair")]
    pub signature: [Length; 2],
    /// Between the text and the signature block, pt.
    #[serde(deserialize_with = "pt")]
    pub signature_before: Length,
    /// Between a frame (*độ khẩn*, *phạm vi lưu hành*) and what follows it, pt.
    #[serde(default, deserialize_with = "pt")]
    pub frame_after: Length,
    /// Two signatures of equal rank, mm.
    #[serde(deserialize_with = "mm_pair")]
    pub two_signatures: [Length; 2],
}

impl ColumnsStyle {
    /// The widths of a block.
    pub fn of(&self, kind: ColumnsKind) -> [Length; 2] {
        match kind {
            ColumnsKind::Header => self.header,
            ColumnsKind::Signature => self.signature,
            ColumnsKind::TwoSignatures => self.two_signatures,
        }
    }
}

/// Length and thickness of a line.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleStyle {
    /// Against the longest line of the paragraph it belongs to; 0 for the whole width of its column.
    pub share: f64,
    /// Thickness, pt.
    #[serde(deserialize_with = "pt")]
    pub weight: Length,
    /// Distance from the paragraph before, pt.
    #[serde(deserialize_with = "pt")]
    pub before: Length,
}

/// The size of a rectangle around a word.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameStyle {
    /// Outer width, mm.
    #[serde(deserialize_with = "mm")]
    pub width: Length,
    /// Outer height, mm.
    #[serde(deserialize_with = "mm")]
    pub height: Length,
}

/// The room for signing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SigningStyle {
    /// Between post and name, mm; at least.
    #[serde(deserialize_with = "mm")]
    pub room: Length,
    /// The printed height of a signature whose width is not given, mm.
    #[serde(deserialize_with = "mm")]
    pub signature_height: Length,
    /// The diameter of a seal whose size is not given, mm.
    #[serde(deserialize_with = "mm")]
    pub seal: Length,
}

/// Tables in the body.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableStyle {
    /// Thickness of the lines, pt.
    #[serde(deserialize_with = "pt")]
    pub border: Length,
    /// Distance from a vertical line to the text, pt.
    #[serde(deserialize_with = "pt")]
    pub margin: Length,
    /// Distance from a horizontal line to the text, pt.
    #[serde(default, deserialize_with = "pt")]
    pub padding: Length,
    /// Smallest size to which the text of a table may shrink where its words do not fit their columns, pt; at least
    /// the size of its cells for none.
    #[serde(deserialize_with = "pt")]
    pub smallest: Length,
    /// Between the paragraph above and the table, and the table and what follows, pt.
    #[serde(deserialize_with = "pt")]
    pub before: Length,
}

/// Weight that a style sheet gives a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckRank {
    /// Not checked.
    Off,
    /// Worth knowing.
    Information,
    /// A person should look.
    Warning,
    /// Must not be issued.
    Error,
}

/// Wording that differs between profiles.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TextStyle {
    /// End mark of the body: `./.` or nothing.
    pub end_mark: String,
    /// Word-processor compatibility mode written into the DOCX: 14 or 15.
    pub compatibility: u8,
}

/// The look of a role.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RoleStyle {
    /// Name in a word processor's list of styles.
    pub name: String,
    /// Font size, pt.
    #[serde(deserialize_with = "pt")]
    pub size: Length,
    /// Bold.
    #[serde(default)]
    pub bold: bool,
    /// Italic.
    #[serde(default)]
    pub italic: bool,
    /// Capitals throughout, as written by the composer where it may change the case.
    #[serde(default)]
    pub upper: bool,
    /// Red; everything else is black.
    #[serde(default)]
    pub red: bool,
    /// Alignment of the lines.
    #[serde(default)]
    pub align: Align,
    /// Indent of the first line, mm.
    #[serde(default, deserialize_with = "mm")]
    pub first_line: Length,
    /// Indent of every line, mm.
    #[serde(default, deserialize_with = "mm")]
    pub left: Length,
    /// Space before, pt. There is no space after: word processors disagree about adding the two.
    #[serde(default, deserialize_with = "pt")]
    pub before: Length,
    /// Line height.
    #[serde(default)]
    pub line: LineHeight,
    /// Stays on the page of what follows.
    #[serde(default)]
    pub keep_next: bool,
}

/// The height of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineHeight {
    /// Line height that the font asks for.
    #[default]
    Single,
    /// This much, always.
    Exact(Length),
}

impl<'de> Deserialize<'de> for LineHeight {
    /// `"single"`, or the points of an exact height.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(deserializer)? {
            toml::Value::String(word) if word == "single" => Ok(Self::Single),
            value => points(&value).map(|l| Self::Exact(l.to_whole_twips())).map_err(D::Error::custom),
        }
    }
}

/// A number as points.
fn points(value: &toml::Value) -> Result<Length, String> {
    number(value).map(Length::from_pt)
}

/// An integer or a fraction.
fn number(value: &toml::Value) -> Result<f64, String> {
    match value {
        toml::Value::Integer(n) => Ok(*n as f64),
        toml::Value::Float(n) if n.is_finite() => Ok(*n),
        other => Err(format!("a number is expected, not {other}")),
    }
}

fn pt<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Length, D::Error> {
    points(&toml::Value::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn mm<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Length, D::Error> {
    let value = toml::Value::deserialize(deserializer)?;
    number(&value).map(|n| Length::from_mm(n).to_whole_twips()).map_err(D::Error::custom)
}

fn mm_pair<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[Length; 2], D::Error> {
    let [left, right] = <[toml::Value; 2]>::deserialize(deserializer)?;
    let width = |v: &toml::Value| number(v).map(|n| Length::from_mm(n).to_whole_twips());
    Ok([width(&left).map_err(D::Error::custom)?, width(&right).map_err(D::Error::custom)?])
}

/// All roles in order; a role that is a line, and so has no paragraph look, takes the body's.
fn every_role<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<RoleStyle>, D::Error> {
    let mut given = BTreeMap::<BlockRole, RoleStyle>::deserialize(deserializer)?;
    let body =
        given.get(&BlockRole::Body).cloned().ok_or_else(|| D::Error::custom("[role.body] is missing"))?;
    BlockRole::ALL
        .into_iter()
        .map(|role| match given.remove(&role) {
            Some(style) => Ok(style),
            None if RULES.contains(&role) => Ok(body.clone()),
            None => Err(D::Error::custom(format!("[role] lacks {role:?}"))),
        })
        .collect()
}
