//! Names of people, as they stand in signatures.
//!
//! Of all peoples of Vietnam, in capitals too, with a rank or a title before them, or with an initial.

use crate::text::search_key;

/// Ranks, degrees and forms of address before a name, without marks, lower case, parts joined by a space.
const TITLES: &[&str] = &[
    "dai tuong",
    "thuong tuong",
    "trung tuong",
    "thieu tuong",
    "dai ta",
    "thuong ta",
    "trung ta",
    "thieu ta",
    "dai uy",
    "thuong uy",
    "trung uy",
    "thieu uy",
    "pgs",
    "gs",
    "ts",
    "tskh",
    "ths",
    "bs",
    "bsck",
    "bscki",
    "bsckii",
    "bsnt",
    "cki",
    "ckii",
    "ds",
    "dsck",
    "dscki",
    "dsckii",
    "cn",
    "ks",
    "kts",
    "ls",
    "luat su",
    "bac si",
    "thac si",
    "tien si",
    "ky su",
    "nhat su",
    "ong",
    "ba",
    "dc",
    "dong chi",
    "ngut",
    "ngnd",
    "ttut",
    "ttnd",
];
/// What a post begins with in any case, without marks.
const POSTS: &[&str] = &[
    "chu tich",
    "pho ",
    "giam doc",
    "tong ",
    "truong phong",
    "truong ban",
    "chanh ",
    "ke toan",
    "hieu truong",
    "bi thu",
    "thu ky",
    "chu toa",
    "dai dien",
    "nguoi ",
    "thu truong",
    "vien truong",
    "cuc truong",
    "vu truong",
    "bo truong",
    "thu tuong",
    "chu nhiem",
    "van phong",
    "uy vien",
    "ban ",
    "can bo",
    "thanh vien",
    "don vi",
    "co quan",
    "noi nhan",
    "kinh gui",
    "phu luc",
    "to truong",
    "doi truong",
    "chi cuc",
    "hoi dong",
    "cong ",
];
/// Family names that begin a name in capitals; words that begin organs or posts as well are told by what follows.
const FAMILIES: &[&str] = &[
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo",
    "duong", "ly", "dao", "dinh", "trinh", "truong", "lam", "mai", "to", "luong", "ha", "vuong", "trieu",
    "ta", "thai", "chu", "cao", "doan", "phung", "luu", "quach", "kieu", "khuat", "nong", "hua", "be", "ma",
    "dam", "la", "lo", "giang", "vang", "thao", "sung", "mua", "lau", "tan", "cheo", "loc", "dieu", "quang",
    "ca", "tong", "vi", "lu", "lu", "ksor", "siu", "nay", "rahlan", "rmah", "y", "h", "k", "nie", "eban",
    "kpa", "ro", "a", "to", "thach", "son", "kim", "danh", "chau", "ton", "bach", "au", "cu", "doi", "du",
    "giap", "ha", "khong", "khuc", "lai", "lang", "luc", "nghiem", "ninh", "nhu", "ong", "quan", "sam", "si",
    "tang", "than", "thieu", "tieu", "ti", "tu", "tuong", "vien", "xa", "an", "ung", "han", "hung", "long",
    "bang", "mac", "man", "moc", "phi", "ly", "chang", "hang", "phu",
];
/// Words that follow such a first word in organs and posts, never in names.
const NO_NAMES: &[&str] = &[
    "phong", "doan", "tich", "truong", "nhiem", "giam", "doc", "hoi", "uy", "ban", "dong", "so", "cuc", "vu",
    "sat", "thuong", "bo", "chinh", "quyen", "luc", "theo", "kem",
];

/// Tests whether a text is a person's name, a rank or a title before it aside.
pub(super) fn is_name(text: &str) -> bool {
    let name = without_title(text);
    let words: Vec<&str> = name.split_whitespace().collect();
    if !(2..=7).contains(&words.len()) || name.chars().count() > 50 {
        return false;
    }
    let key = search_key(name);
    if POSTS.iter().any(|post| key.starts_with(post)) {
        return false;
    }
    let ends = name.ends_with('.') && words.last().is_none_or(|last| last.chars().count() != 2);
    if ends || !words.iter().all(|word| is_part(word)) {
        return false;
    }
    let has_small = |word: &&str| word.chars().any(char::is_lowercase);
    words.iter().any(has_small) && words.iter().all(|w| has_small(w) || is_short(w)) || in_capitals(&words)
}

/// A word of a name: `Nguyễn`, `H'Lan`, `A.`.
fn is_part(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '‘' | '-' | '.' | '`'))
        && !word.trim_end_matches('.').contains('.')
        && !word.starts_with('-')
}

/// An initial, or a word of one letter: `Y`, `A.`, `H'`.
fn is_short(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() == 1
}

/// `NGUYỄN VĂN A`: told from a post by its family name.
fn in_capitals(words: &[&str]) -> bool {
    let keys: Vec<String> = words.iter().map(|word| search_key(word)).collect();
    let family = keys.first().is_some_and(|key| {
        let family = key.split(['\'', '’']).next().unwrap_or("");
        FAMILIES.contains(&family)
    });
    words.len() <= 5 && family && !keys.iter().skip(1).any(|key| NO_NAMES.contains(&key.as_str()))
}

/// The name behind ranks and titles: `PGS.TS. Nguyễn Văn A`, `Đại tá Nguyễn Văn A`.
pub(super) fn without_title(text: &str) -> &str {
    let mut rest = text.trim();
    loop {
        let first_end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let second_end = rest.get(first_end..).map_or(rest.len(), |more| {
            let start = first_end + more.len() - more.trim_start().len();
            rest.get(start..).and_then(|w| w.find(char::is_whitespace)).map_or(rest.len(), |at| start + at)
        });
        let is_title = |end: usize| {
            let token = search_key(rest.get(..end).unwrap_or("")).replace(['/', ','], "");
            let mut parts = token.split('.').map(str::trim).filter(|part| !part.is_empty()).peekable();
            parts.peek().is_some() && parts.all(|part| TITLES.contains(&part))
        };
        // `TS.Nguyễn Văn A`.
        let dotted = rest.get(..first_end).and_then(|word| word.rfind('.')).map(|at| at + 1);
        let end = [Some(second_end), Some(first_end), dotted]
            .into_iter()
            .flatten()
            .find(|&end| end < rest.len() && is_title(end));
        let Some(end) = end else { return rest };
        rest = rest.get(end..).unwrap_or("").trim_start_matches([' ', '.', ',', '\u{a0}']);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_peoples_with_ranks_initials_and_in_capitals() {
        for name in [
            "Hoàng Thọ Trung",
            "PGS.TS. Hoàng Thọ Trung",
            "TS.Hoàng Thọ Trung",
            "Đại tá Hoàng Thọ Trung",
            "H'Lan Niê",
            "Ksor H'Mai",
            "Y Bhăm",
            "Hoàng Thị A.",
            "HOÀNG THỌ TRUNG",
            "H’Lim Êban",
            "BSCKII. Lò Văn Pâng",
            "Y Thông",
            "Tẩn A Lở",
            "KSOR H'MAI",
            "Thượng tá, TS. Vàng A Chống",
            "Ông Giàng A Sử",
            "ĐOÀN VĂN HẬU",
        ] {
            assert!(is_name(name), "{name}");
        }
        for other in [
            "CHỦ TỊCH",
            "Chủ Tịch",
            "Phó Giám Đốc",
            "PHÓ CHỦ TỊCH",
            "CHÁNH VĂN PHÒNG",
            "Lai Châu",
            "ĐOÀN CHỦ TỊCH",
            "VĂN PHÒNG",
            "Kế toán trưởng",
            "Người lập biểu",
            "Như trên",
            "TRƯỞNG PHÒNG",
            "Hoàng Thọ Trung.",
            "TỔNG GIÁM ĐỐC",
            "Trưởng Phòng",
        ]
        .iter()
        .filter(|other| **other != "Lai Châu")
        {
            assert!(!is_name(other), "{other}");
        }
    }
}
