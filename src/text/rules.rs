//! The rules of correction by name, and the count of what each has changed.

use serde::{Serialize, Serializer};

/// A rule that corrects text; each can be switched on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Rule {
    /// Marks in their order, letters precomposed (NFC; TCVN 6909:2001).
    Marks,
    /// Zero-width characters and direction marks go.
    Invisibles,
    /// Control characters go; foreign line and paragraph ends become line feeds.
    Controls,
    /// No-break, thin and wide spaces and tabs become plain spaces; keeps are derived again by [`no_break_spaces`](super::no_break_spaces()).
    Blanks,
    /// U+2010 and U+2011 become `-`; the no-break ones are derived again.
    Hyphens,
    /// Eth and African D become `Đ`, `đ`.
    DStroke,
    /// Letters of other alphabets, ligatures and loose accents that stand for Vietnamese letters.
    LookAlikes,
    /// Full-width forms become plain ones.
    FullWidth,
    /// Private characters of symbol fonts become the signs they show.
    SymbolFont,
    /// One space between words, none at the ends of a line.
    Spaces,
    /// Straight and foreign double quotes become “ ”.
    Quotes,
    /// Three dots become `…`.
    Ellipsis,
    /// No space before closing punctuation nor after opening punctuation.
    SpaceBefore,
    /// A space after `,`, `;`, `:` before a letter.
    SpaceAfter,
    /// `số 22 /CT` becomes `số 22/CT`.
    SymbolSpace,
    /// `2023- 2028` becomes `2023 - 2028`.
    Ranges,
    /// `-Tổ chức` at the start of a line becomes `- Tổ chức`.
    ListDash,
    /// The tone mark where neither style puts it moves to its letter.
    ToneRepair,
    /// `hòa`, `thủy`: the older place of the tone mark.
    ToneOld,
    /// `hoà`, `thuỷ`: the newer place of the tone mark; instead of the older, not beside it.
    ToneNew,
}

impl Rule {
    /// Every rule, in order.
    pub const ALL: [Self; 20] = [
        Self::Marks,
        Self::Invisibles,
        Self::Controls,
        Self::Blanks,
        Self::Hyphens,
        Self::DStroke,
        Self::LookAlikes,
        Self::FullWidth,
        Self::SymbolFont,
        Self::Spaces,
        Self::Quotes,
        Self::Ellipsis,
        Self::SpaceBefore,
        Self::SpaceAfter,
        Self::SymbolSpace,
        Self::Ranges,
        Self::ListDash,
        Self::ToneRepair,
        Self::ToneOld,
        Self::ToneNew,
    ];

    /// The stable name for programs, in kebab-case.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Marks => "marks",
            Self::Invisibles => "invisible-characters",
            Self::Controls => "control-characters",
            Self::Blanks => "blank-characters",
            Self::Hyphens => "hyphen-characters",
            Self::DStroke => "d-stroke",
            Self::LookAlikes => "look-alikes",
            Self::FullWidth => "full-width",
            Self::SymbolFont => "symbol-font",
            Self::Spaces => "spaces",
            Self::Quotes => "quotes",
            Self::Ellipsis => "ellipsis",
            Self::SpaceBefore => "space-before-punctuation",
            Self::SpaceAfter => "space-after-punctuation",
            Self::SymbolSpace => "symbol-space",
            Self::Ranges => "half-spaced-range",
            Self::ListDash => "list-dash",
            Self::ToneRepair => "tone-repair",
            Self::ToneOld => "tone-old",
            Self::ToneNew => "tone-new",
        }
    }

    /// Effect of the rule, in Vietnamese, for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Marks => "Chuẩn hóa dấu tiếng Việt về dạng dựng sẵn",
            Self::Invisibles => "Bỏ ký tự ẩn",
            Self::Controls => "Bỏ ký tự điều khiển",
            Self::Blanks => "Đổi dấu cách đặc biệt và dấu tab thành dấu cách thường",
            Self::Hyphens => "Đổi gạch nối đặc biệt thành gạch nối thường",
            Self::DStroke => "Thay chữ Ð, ð nước ngoài bằng chữ Đ, đ",
            Self::LookAlikes => "Thay ký tự nước ngoài trông giống chữ tiếng Việt",
            Self::FullWidth => "Đổi ký tự toàn khổ thành ký tự thường",
            Self::SymbolFont => "Thay ký tự riêng của phông chữ ký hiệu",
            Self::Spaces => "Bỏ dấu cách thừa",
            Self::Quotes => "Đổi dấu ngoặc kép thẳng thành “ ”",
            Self::Ellipsis => "Đổi ba dấu chấm thành dấu chấm lửng",
            Self::SpaceBefore => "Bỏ dấu cách trước dấu câu và trong dấu ngoặc",
            Self::SpaceAfter => "Thêm dấu cách sau dấu câu",
            Self::SymbolSpace => "Bỏ dấu cách trong số, ký hiệu văn bản",
            Self::Ranges => "Cân đối dấu cách hai bên gạch nối giữa hai năm",
            Self::ListDash => "Thêm dấu cách sau gạch đầu dòng",
            Self::ToneRepair => "Sửa dấu thanh đặt sai chữ cái",
            Self::ToneOld => "Đặt dấu thanh kiểu cũ (hòa, thủy)",
            Self::ToneNew => "Đặt dấu thanh kiểu mới (hoà, thuỷ)",
        }
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A set of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rules(u32);

impl Rules {
    /// No rule; line ends still become line feeds.
    pub const NONE: Self = Self(0);

    /// Rules for archived documents: only what does not change a word or a sign as printed.
    pub const FAITHFUL: Self = Self::NONE
        .with(Rule::Marks)
        .with(Rule::Invisibles)
        .with(Rule::Controls)
        .with(Rule::Blanks)
        .with(Rule::Hyphens)
        .with(Rule::DStroke);

    /// Rules for new documents: every rule that is certain enough to apply unasked. The place of tone marks is not.
    pub const NORMALISED: Self = Self::FAITHFUL
        .with(Rule::LookAlikes)
        .with(Rule::FullWidth)
        .with(Rule::SymbolFont)
        .with(Rule::Spaces)
        .with(Rule::Quotes)
        .with(Rule::Ellipsis)
        .with(Rule::SpaceBefore)
        .with(Rule::SpaceAfter)
        .with(Rule::SymbolSpace)
        .with(Rule::Ranges)
        .with(Rule::ListDash);

    /// These rules and one more.
    pub const fn with(self, rule: Rule) -> Self {
        Self(self.0 | rule.bit())
    }

    /// These rules but one.
    pub const fn without(self, rule: Rule) -> Self {
        Self(self.0 & !rule.bit())
    }

    /// Tests whether a rule is in the set.
    pub const fn contains(self, rule: Rule) -> bool {
        self.0 & rule.bit() != 0
    }
}

/// Number of places one rule has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CorrectionCount {
    /// The rule; written as its [`Rule::id`].
    #[serde(serialize_with = "write_id")]
    pub rule: Rule,
    /// Places changed, at least 1.
    pub count: usize,
}

fn write_id<S: Serializer>(rule: &Rule, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(rule.id())
}

/// Number of places changed by every rule; written as a list of [`CorrectionCount`] in the order of [`Rule::ALL`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections([usize; Rule::ALL.len()]);

impl Corrections {
    /// Nothing changed yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts places a rule has changed.
    pub fn add(&mut self, rule: Rule, count: usize) {
        let slot = &mut self.0[rule as usize];
        *slot = slot.saturating_add(count);
    }

    /// Adds all counts of another text.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine = mine.saturating_add(theirs);
        }
    }

    /// Places a rule has changed.
    pub fn count(&self, rule: Rule) -> usize {
        self.0[rule as usize]
    }

    /// Tests whether nothing was changed.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|&count| count == 0)
    }

    /// The rules that changed something, in the order of [`Rule::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = CorrectionCount> + '_ {
        let counted = Rule::ALL.into_iter().zip(self.0);
        counted.filter(|&(_, count)| count > 0).map(|(rule, count)| CorrectionCount { rule, count })
    }
}

impl Serialize for Corrections {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_stand_at_their_own_index_and_have_names_of_their_own() {
        let ids: std::collections::BTreeSet<_> = Rule::ALL.iter().map(|r| r.id()).collect();
        assert_eq!(ids.len(), Rule::ALL.len());
        for (index, rule) in Rule::ALL.iter().enumerate() {
            assert_eq!(*rule as usize, index, "{rule:?}");
            assert!(rule.id().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{rule:?}");
        }
    }

    #[test]
    fn the_faithful_rules_are_among_the_normalised_ones_and_neither_moves_a_tone() {
        for rule in Rule::ALL {
            assert!(!Rules::FAITHFUL.contains(rule) || Rules::NORMALISED.contains(rule), "{rule:?}");
        }
        for tone in [Rule::ToneOld, Rule::ToneNew, Rule::ToneRepair] {
            assert!(!Rules::NORMALISED.contains(tone));
        }
        assert!(!Rules::NORMALISED.without(Rule::Quotes).contains(Rule::Quotes));
    }

    #[test]
    fn corrections_are_written_as_a_list_in_rule_order() {
        let mut some = Corrections::new();
        some.add(Rule::Quotes, 2);
        let mut more = Corrections::new();
        more.add(Rule::Marks, 1);
        more.add(Rule::Quotes, 3);
        some.merge(&more);
        let json = serde_json::to_string(&some).unwrap();
        assert_eq!(json, r#"[{"rule":"marks","count":1},{"rule":"quotes","count":5}]"#);
        assert_eq!(some.count(Rule::Quotes), 5);
        assert!(!some.is_empty());
    }
}
