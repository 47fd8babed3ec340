//! Line break opportunities, and the places where a word processor must be told that there is none.
//!
//! The opportunities are those LibreOffice 7.4 sees: its rules are those of UAX #14 (Unicode 5.0) with a break after the
//! hyphen of a number range. Inside a *symbol* (`22/CT-LĐLĐ`, `2023-2028`) there is none but at the hyphen between two
//! full dates; there the word processor is told by a no-break hyphen. Between two words, `đồng/người`, a line may end after
//! the slash; the word processor, which would go back to the space before them, is told so by a space of no width where a
//! line does.

use super::break_class::BreakClass::{self, *};
use crate::text;
use std::ops::Range;

/// The opportunities of one paragraph that differ from «after a space», and what must be held together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct BreakOpportunities {
    /// Bytes of the U+0020 at which a line must not end.
    pub no_break_spaces: Vec<usize>,
    /// Bytes of the hyphens that must be written as no-break hyphens.
    pub no_break_hyphens: Vec<usize>,
    /// Bytes before which a line may begin although no space stands there.
    pub soft: Vec<usize>,
    /// Bytes before which no line may begin although spaces stand there: ` .`, `( a`.
    pub glued: Vec<usize>,
    /// Those of the soft places that a word processor does not use and must be told where a line begins at one.
    pub told: Vec<usize>,
}

impl BreakOpportunities {
    /// With further spaces at which no line ends.
    pub(super) fn holding(mut self, spaces: &[usize]) -> Self {
        if !spaces.is_empty() {
            self.no_break_spaces.extend_from_slice(spaces);
            self.no_break_spaces.sort_unstable();
            self.no_break_spaces.dedup();
        }
        self
    }

    /// Adds the joints of addresses as opportunities. The word processor is told of those it does not use by itself.
    pub(super) fn loosen(&mut self, text: &str, addresses: &[Range<usize>], joints: &[usize]) {
        self.no_break_hyphens.retain(|&place| !is_within(addresses, place));
        let unused = |&place: &usize| match text.as_bytes()[place - 1] {
            b'-' => false,
            b'/' => true,
            _ => self.soft.binary_search(&place).is_err(),
        };
        let told: Vec<usize> = joints.iter().copied().filter(unused).collect();
        for (places, more) in [(&mut self.soft, joints), (&mut self.told, &told)] {
            places.extend_from_slice(more);
            places.sort_unstable();
            places.dedup();
        }
    }

    /// Tests whether no line may begin at a place although spaces stand before it.
    pub(super) fn is_glued(&self, place: usize) -> bool {
        self.glued.binary_search(&place).is_ok()
    }

    /// Tests whether a word processor must be told where a line begins at a place.
    pub(super) fn tells(&self, place: usize) -> bool {
        self.told.binary_search(&place).is_ok()
    }

    /// Tests whether there is such a place in a range.
    pub(super) fn tells_within(&self, range: &Range<usize>) -> bool {
        let next = self.told.partition_point(|&place| place < range.start);
        self.told.get(next).is_some_and(|place| range.contains(place))
    }

    /// Tests whether the space at a byte keeps its words together.
    pub(super) fn keeps(&self, space: usize) -> bool {
        self.no_break_spaces.binary_search(&space).is_ok()
    }

    /// Tests whether the hyphen at a byte is written as a no-break hyphen.
    pub(super) fn holds(&self, hyphen: usize) -> bool {
        self.no_break_hyphens.binary_search(&hyphen).is_ok()
    }

    /// Finds the last place after `start` and not after `cut` where a line may begin; `cut` is no space.
    pub(super) fn last(&self, text: &str, start: usize, cut: usize) -> Option<usize> {
        let place = self.last_before_slashes(text, start, cut)?;
        if text.as_bytes()[place - 1] != b'/' || self.tells(place) {
            return Some(place);
        }
        // After a slash a word processor goes back to the space before the word, unless that is far away.
        let mut back = text[..place - 1].char_indices().rev().take(SLASHED_CHARS);
        match back.find(|&(at, c)| c == ' ' && !self.keeps(at)) {
            Some((at, _)) => Some(at + 1).filter(|&at| at > start),
            None => Some(place),
        }
    }

    fn last_before_slashes(&self, text: &str, start: usize, cut: usize) -> Option<usize> {
        // Behind a slash only where the character after it still fits, unless it is told.
        let is_open = |place: usize| place < cut || text.as_bytes()[place - 1] != b'/' || self.tells(place);
        let soft = &self.soft[..self.soft.partition_point(|&place| place <= cut)];
        let soft = soft.iter().rev().copied().find(|&place| is_open(place));
        let spaces = text.as_bytes()[start..cut].iter().enumerate().rev().filter(|&(_, &b)| b == b' ');
        let mut after = spaces.map(|(at, _)| start + at);
        let space = after.find(|&at| !self.keeps(at) && !self.is_glued(at + 1));
        soft.max(space.map(|at| at + 1)).filter(|&place| place > start)
    }
}

/// Characters before a slash among which LibreOffice looks for a space (`nOverlyLong` of its break iterator).
const SLASHED_CHARS: usize = 65;

/// Tests whether a place is in one of some ranges, which ascend.
pub(super) fn is_within(ranges: &[Range<usize>], place: usize) -> bool {
    ranges.get(ranges.partition_point(|range| range.end <= place)).is_some_and(|range| range.start <= place)
}

/// Finds them; one pass over the text.
pub(super) fn find(string: &str) -> BreakOpportunities {
    let mut no_break_spaces = text::no_break_spaces(string);
    // What is as long as half a line would take its label along wherever it stands.
    no_break_spaces.retain(|&space| {
        let rest = &string.as_bytes()[space + 1..];
        rest.len() <= SYMBOL_BYTES || rest[..=SYMBOL_BYTES].iter().any(|b| matches!(b, b' ' | b'\n'))
    });
    let mut breaks = BreakOpportunities { no_break_spaces, ..BreakOpportunities::default() };
    hold_symbols(string, &mut breaks);
    tell_slashes(string, &mut breaks);
    let mut from = 0;
    while let Some(found) = string.as_bytes()[from..].iter().position(|&b| is_mark(b)) {
        let at = from + found;
        let Some(c) = string[at..].chars().next() else { break };
        let after = at + c.len_utf8();
        before(string, at, c, &mut breaks);
        // What follows a mark and is none itself would not be looked at otherwise.
        if let Some(next) = string[after..].chars().next().filter(|_| !is_mark(string.as_bytes()[after])) {
            before(string, after, next, &mut breaks);
        }
        from = after;
    }
    breaks
}

/// Tests whether a byte begins a character that may be other than a letter, a figure or a space. Few words hold one;
/// the others are passed over unseen.
fn is_mark(byte: u8) -> bool {
    !(byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'\n' | 0x80..=0xBF | 0xC3..=0xC8 | 0xE1))
}

/// Notes whether a line may begin at `at`, where `c` stands.
fn before(string: &str, at: usize, c: char, breaks: &mut BreakOpportunities) {
    match string.as_bytes()[..at].last() {
        None | Some(b'\n') => {}
        _ if c == '\n' => {}
        Some(b' ') if c == ' ' => {}
        Some(b' ') => {
            let above = string[..at].trim_end_matches(' ');
            if glues(BreakClass::last(above), BreakClass::of(c)) {
                breaks.glued.push(at);
            }
        }
        // The mark after a gap: what stands before the space is looked at where the space ends.
        _ if c == ' ' => {
            let next = at + string[at..].len() - string[at..].trim_start_matches(' ').len();
            if let Some(c) = string[next..].chars().next().filter(|_| !is_mark(string.as_bytes()[next])) {
                before(string, next, c, breaks);
            }
        }
        _ if breaks.holds(at) => {}
        _ if breaks.holds(at - 1) => {}
        _ => {
            if may_part(&string[..at], BreakClass::of(c), &string[at + c.len_utf8()..]) {
                breaks.soft.push(at);
            }
        }
    }
}

/// Tests whether spaces between two characters are no opportunity.
fn glues(left: BreakClass, right: BreakClass) -> bool {
    matches!(right, Close | Exclamation | Infix | Slash)
        || left == Open
        || (left == BothSides && right == BothSides)
        || (left == Close && right == NonStarter)
}

/// Tests whether a line may begin between two characters without a space between them: the last of `left` and one of
/// class `right`, which `rest` follows.
fn may_part(left: &str, right: BreakClass, rest: &str) -> bool {
    let last = BreakClass::last(left);
    let letters = |class| matches!(class, Letter | Degree);
    match (last, right) {
        (_, Mark | Close | Exclamation | Infix | Slash | After | Hyphen | NonStarter | Quote | Glue) => false,
        (Open | Quote | Glue | Before, _) => false,
        (Letter | Degree | Figure | Inseparable, Inseparable) => false,
        (l, r) if letters(l) && (letters(r) || matches!(r, Figure | Open | Prefix)) => false,
        (Figure | Infix | Prefix | Postfix | Close, r) if letters(r) => false,
        (Figure | Infix | Prefix | Postfix | Close, Figure) => false,
        (Figure, Open) | (BothSides, BothSides) => false,
        (Slash, Figure) => !ends_number(left),
        (Prefix | Postfix | Degree, Open) => BreakClass::first(rest) != Figure,
        (Figure | Slash | Infix | Close, Prefix | Postfix | Degree) => {
            !ends_number(left.strip_suffix([')', ']', '}']).unwrap_or(left))
        }
        _ => true,
    }
}

/// Tests whether a text ends in a number with its strokes and stops: `12/5.`.
fn ends_number(text: &str) -> bool {
    let mut part = text.chars().rev().map(BreakClass::of);
    let mut run = part.by_ref().take_while(|class| matches!(class, Figure | Slash | Infix));
    run.any(|class| class == Figure)
}

/// Finds the hyphens inside symbols.
fn hold_symbols(string: &str, breaks: &mut BreakOpportunities) {
    let mut from = 0;
    while let Some((start, token)) = token_with(string, from, b'-') {
        if text::is_symbol(token) && !is_address(token) {
            hold_hyphens(token, start, &mut breaks.no_break_hyphens);
        }
        from = start + token.len();
    }
}

/// Finds the slashes between two words.
fn tell_slashes(string: &str, breaks: &mut BreakOpportunities) {
    let mut from = 0;
    while let Some((start, token)) = token_with(string, from, b'/') {
        let inner = token.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !inner.contains(['.', ':', '@', '?', '=']) && !text::is_symbol(token) {
            let slashes = token.match_indices('/').map(|(at, _)| at).filter(|&at| joins_words(token, at));
            breaks.told.extend(slashes.map(|at| start + at + 1));
        }
        from = start + token.len();
    }
}

/// Tests whether a slash stands between two words in small letters: `đồng/người`, not `km/h`, `b/c`.
fn joins_words(token: &str, slash: usize) -> bool {
    let is_small = |c: &char| c.is_lowercase();
    let before = token[..slash].chars().rev().take(2).filter(is_small).count();
    before == 2 && token[slash + 1..].chars().take(2).filter(is_small).count() == 2
}

/// The first token from a byte on that holds a mark, and where it starts.
fn token_with(string: &str, from: usize, mark: u8) -> Option<(usize, &str)> {
    let at = from + string.as_bytes()[from..].iter().position(|&b| b == mark)?;
    let start = string[..at].rfind(GAPS).map_or(0, |gap| gap + width_of_gap(string, gap));
    let end = string[at..].find(GAPS).map_or(string.len(), |gap| at + gap);
    Some((start, &string[start..end]))
}

/// Bytes of the longest symbol.
const SYMBOL_BYTES: usize = 40;

/// Tests whether a token is an address or as long as one: then it parts at its hyphens.
fn is_address(token: &str) -> bool {
    token.contains("://") || token.contains('@') || token.starts_with("www.") || token.len() > SYMBOL_BYTES
}

/// Separators of words.
const GAPS: [char; 3] = [' ', '\n', '\u{a0}'];

fn width_of_gap(string: &str, at: usize) -> usize {
    if string.as_bytes()[at] < 0x80 { 1 } else { '\u{a0}'.len_utf8() }
}

/// The hyphens of a symbol that starts at `offset`, but for the one between two full dates.
fn hold_hyphens(token: &str, offset: usize, held: &mut Vec<usize>) {
    let date_hyphen = text::date_range_hyphen(token);
    let followed = |at: usize| token[at + 1..].starts_with(|n: char| n.is_alphanumeric() || n == '(');
    let hyphens = token.match_indices('-').map(|(at, _)| at);
    held.extend(hyphens.filter(|&at| followed(at) && date_hyphen != Some(at)).map(|at| offset + at));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with `|` where a line may begin without a space and `~` where it may not despite one.
    fn shown(string: &str) -> String {
        let breaks = find(string);
        let mut out = String::new();
        for (at, c) in string.char_indices() {
            if breaks.soft.contains(&at) {
                out.push('|');
            }
            if breaks.glued.contains(&at) {
                out.push('~');
            }
            out.push(c);
        }
        out
    }

    #[test]
    fn a_symbol_is_held_together() {
        let breaks = find("Số 22/CT-LĐLĐ giai đoạn 2023-2028");
        assert_eq!(breaks.no_break_hyphens.len(), 2);
        assert_eq!(shown("2023-2028, 12b/NQ-BCH."), "2023-2028, 12b/|NQ-BCH.");
    }

    #[test]
    fn an_address_parts_at_its_hyphens() {
        assert_eq!(shown("www.an.vn/30-2020-ND"), "www.an.vn/|30-|2020-|ND");
        assert_eq!(shown("van-thu2@so-noi-vu.vn"), "van-|thu2@so-|noi-|vu.vn");
    }

    #[test]
    fn a_range_of_two_full_dates_may_break_at_its_hyphen() {
        let string = "(28/7/1929-28/7/2024)";
        assert!(find(string).no_break_hyphens.is_empty());
        assert_eq!(shown(string), "(28/7/1929-|28/7/2024)");
    }

    #[test]
    fn a_line_may_begin_after_hyphens_dashes_and_marks_as_in_libreoffice() {
        for marked in [
            "xe-|tải (v.v…) và",
            "Lai Châu–|Điện Biên|—|Sơn La",
            "sao?|không!|được…|rồi; (x)|(y),|(z)",
            "C:\\|VanThu\\|2024 a/|b 1/2 x/|2",
            "50% 5%và x|% (5)% $5 $|(a) $(5) 5°C",
            "https://|example.vn/|a?|b=c&d#e_f",
            "“a”(b) «c» [d]|(e)",
            "..../..../....|…… a…|b",
            "co2|´a a\u{301}/|b",
        ] {
            assert_eq!(shown(&marked.replace(['|', '~'], "")), marked);
        }
    }

    #[test]
    fn a_line_may_end_after_a_slash_between_two_words() {
        assert_eq!(find("đồng/người;").told, ["đồng/".len()]);
        assert_eq!(find("cá nhân/tập thể và/hoặc").told.len(), 2);
        assert_eq!(find("và/hoặc").last("và/hoặc", 0, "và/".len()), Some("và/".len()));
        for whole in [
            "km/h",
            "b/c",
            "V/v",
            "Đ/c",
            "TT/TW",
            "22/CT-LĐLĐ",
            "28/7/1929",
            "https://an.vn/tin/moi",
            "an.vn/tin",
        ] {
            let text = format!("ở {whole}");
            let breaks = find(&text);
            assert_eq!(breaks.told, Vec::<usize>::new(), "{whole}");
            let slashes = text.match_indices('/').filter(|(at, _)| breaks.soft.contains(&(at + 1)));
            for (at, _) in slashes {
                assert_eq!(breaks.last(&text, 0, at + 2), Some("ở ".len()), "{whole}");
            }
        }
    }

    #[test]
    fn a_word_processor_is_told_of_the_joints_of_an_address_that_it_does_not_use_by_itself() {
        let address = "https://an.vn/tin-moi?so=1";
        let mut breaks = find(address);
        let whole = 0..address.len();
        breaks.loosen(address, std::slice::from_ref(&whole), &text::address_breaks(address));
        let told: Vec<&str> = breaks.told.iter().map(|&place| &address[place..]).collect();
        assert_eq!(told, ["an.vn/tin-moi?so=1", "vn/tin-moi?so=1", "tin-moi?so=1", "1"]);
        assert_eq!(breaks.soft.len(), told.len() + 2);
    }

    #[test]
    fn a_space_before_a_closing_mark_or_after_an_opening_one_is_no_opportunity() {
        for marked in ["a ~. b ~, c ~; d", "( ~a ~) “ b ” [ ~c ~]", "gửi: ~....... x …… a ~/ b —  ~— c"]
        {
            assert_eq!(shown(&marked.replace(['|', '~'], "")), marked);
        }
    }

    #[test]
    fn after_a_slash_a_line_goes_back_to_the_space_before_the_word_unless_that_is_far() {
        let text = "và 02-a/NQ/TW và";
        let breaks = find(text);
        assert_eq!(breaks.last(text, 0, text.find("TW").unwrap()), Some("và ".len()));
        assert_eq!(find("Và/Hoặc").last("Và/Hoặc", 0, "Và/".len()), None);
        let long = format!("x {}/bc", "a".repeat(80));
        assert_eq!(find(&long).last(&long, 0, long.len() - 1), Some(long.len() - 2));
    }
}
