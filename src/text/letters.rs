//! The twelve Vietnamese vowels with their six tones, as data: letter → parts, parts → letter.

/// A tone, in the order of Vietnamese dictionaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tone {
    /// *Ngang*: no mark.
    Level,
    /// *Huyền*: grave.
    Huyen,
    /// *Hỏi*: hook.
    Hoi,
    /// *Ngã*: tilde.
    Nga,
    /// *Sắc*: acute.
    Sac,
    /// *Nặng*: dot below.
    Nang,
}

impl Tone {
    /// Every tone, in order.
    pub(super) const ALL: [Self; 6] = [Self::Level, Self::Huyen, Self::Hoi, Self::Nga, Self::Sac, Self::Nang];
}

/// Lower-case vowels: a row each, a column per tone.
const LOWER: [[char; 6]; 12] = [
    ['a', 'à', 'ả', 'ã', 'á', 'ạ'],
    ['ă', 'ằ', 'ẳ', 'ẵ', 'ắ', 'ặ'],
    ['â', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ'],
    ['e', 'è', 'ẻ', 'ẽ', 'é', 'ẹ'],
    ['ê', 'ề', 'ể', 'ễ', 'ế', 'ệ'],
    ['i', 'ì', 'ỉ', 'ĩ', 'í', 'ị'],
    ['o', 'ò', 'ỏ', 'õ', 'ó', 'ọ'],
    ['ô', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ'],
    ['ơ', 'ờ', 'ở', 'ỡ', 'ớ', 'ợ'],
    ['u', 'ù', 'ủ', 'ũ', 'ú', 'ụ'],
    ['ư', 'ừ', 'ử', 'ữ', 'ứ', 'ự'],
    ['y', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ'],
];

/// The same, upper case.
const UPPER: [[char; 6]; 12] = [
    ['A', 'À', 'Ả', 'Ã', 'Á', 'Ạ'],
    ['Ă', 'Ằ', 'Ẳ', 'Ẵ', 'Ắ', 'Ặ'],
    ['Â', 'Ầ', 'Ẩ', 'Ẫ', 'Ấ', 'Ậ'],
    ['E', 'È', 'Ẻ', 'Ẽ', 'É', 'Ẹ'],
    ['Ê', 'Ề', 'Ể', 'Ễ', 'Ế', 'Ệ'],
    ['I', 'Ì', 'Ỉ', 'Ĩ', 'Í', 'Ị'],
    ['O', 'Ò', 'Ỏ', 'Õ', 'Ó', 'Ọ'],
    ['Ô', 'Ồ', 'Ổ', 'Ỗ', 'Ố', 'Ộ'],
    ['Ơ', 'Ờ', 'Ở', 'Ỡ', 'Ớ', 'Ợ'],
    ['U', 'Ù', 'Ủ', 'Ũ', 'Ú', 'Ụ'],
    ['Ư', 'Ừ', 'Ử', 'Ữ', 'Ứ', 'Ự'],
    ['Y', 'Ỳ', 'Ỷ', 'Ỹ', 'Ý', 'Ỵ'],
];

/// The ASCII letter of each row.
const PLAIN: [char; 12] = ['a', 'a', 'a', 'e', 'e', 'i', 'o', 'o', 'o', 'u', 'u', 'y'];

/// First code of the block of precomposed Vietnamese letters (U+1EA0 `Ạ`).
const BLOCK: usize = 0x1EA0;

/// Codes below U+01B1 and of the block → 1 + row · 12 + tone · 2 + upper, 0 for anything else.
static LATIN: [u8; 0x1B1] = table(0);
static VIETNAMESE: [u8; 0x5A] = table(BLOCK);

const fn table<const N: usize>(first: usize) -> [u8; N] {
    let mut out = [0; N];
    let mut at = 0;
    while at < 12 * 6 {
        let (row, tone) = (at / 6, at % 6);
        let letters = [LOWER[row][tone] as usize, UPPER[row][tone] as usize];
        let mut case = 0;
        while case < 2 {
            if letters[case] >= first && letters[case] - first < N {
                out[letters[case] - first] = (1 + row * 12 + tone * 2 + case) as u8;
            }
            case += 1;
        }
        at += 1;
    }
    out
}

/// A vowel in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Vowel {
    row: u8,
    /// Its tone.
    pub(super) tone: Tone,
    upper: bool,
}

impl Vowel {
    /// The parts of a precomposed letter; `None` for all that is no Vietnamese vowel.
    pub(super) fn of(c: char) -> Option<Self> {
        let code = c as usize;
        let entry = LATIN.get(code).or_else(|| VIETNAMESE.get(code.wrapping_sub(BLOCK)))?;
        let index = entry.checked_sub(1)?;
        Some(Self { row: index / 12, tone: Tone::ALL[usize::from(index % 12 / 2)], upper: index % 2 == 1 })
    }

    /// The precomposed letter.
    pub(super) fn letter(self) -> char {
        let rows = if self.upper { &UPPER } else { &LOWER };
        rows[usize::from(self.row)][self.tone as usize]
    }

    /// The same letter with another tone.
    pub(super) fn with_tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// The lower-case letter without its tone: `Ấ` → `â`.
    pub(super) fn bare(self) -> char {
        LOWER[usize::from(self.row)][0]
    }

    /// The lower-case ASCII letter: `Ấ` → `a`.
    pub(super) fn plain(self) -> char {
        PLAIN[usize::from(self.row)]
    }

    /// Tests whether it is a capital.
    pub(super) fn is_upper(self) -> bool {
        self.upper
    }
}

/// Tests whether a letter exists only in Vietnamese writing among what offices type: all but ASCII.
pub(super) fn is_vietnamese(c: char) -> bool {
    !c.is_ascii() && (matches!(c, 'đ' | 'Đ') || Vowel::of(c).is_some())
}

/// The 134 letters that are not ASCII, lower case first; for tests.
#[cfg(test)]
pub(super) fn all() -> Vec<char> {
    let vowels = LOWER.iter().chain(&UPPER).flatten().copied();
    vowels.filter(|c| !c.is_ascii()).chain(['đ', 'Đ']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_134_letters_are_all_there_and_come_apart_and_together_again() {
        assert_eq!(all().len(), 134);
        for c in all().into_iter().filter(|c| !matches!(c, 'đ' | 'Đ')) {
            let vowel = Vowel::of(c).unwrap();
            assert_eq!(vowel.letter(), c);
            assert_eq!(vowel.is_upper(), c.is_uppercase());
            assert!(c.to_lowercase().next().is_some_and(|l| Vowel::of(l).unwrap().bare() == vowel.bare()));
        }
        assert_eq!(Vowel::of('b'), None);
        assert_eq!(Vowel::of('ç'), None);
    }
}
