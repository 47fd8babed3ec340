//! Numbers and money in words, as the north and the state write them: *nghìn*, *linh*, *tỷ*.

use super::capitalised;

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const BILLION: u64 = 1_000_000_000;

/// A number in words: `một nghìn không trăm linh năm`; negative ones begin with `âm`.
pub fn number_in_words(n: i64) -> String {
    let mut words = Vec::new();
    if n < 0 {
        words.push("âm");
    }
    match n.unsigned_abs() {
        0 => words.push(DIGITS[0]),
        magnitude => speak(magnitude, GroupPosition::Leading, &mut words),
    }
    words.join(" ")
}

/// A sum in words for a document: capital first letter, `đồng`, and `chẵn` for whole thousands.
pub fn money_in_words(dong: i64) -> String {
    let whole = if dong != 0 && dong % 1_000 == 0 { " chẵn" } else { "" };
    format!("{} đồng{whole}", capitalised(&number_in_words(dong)))
}

/// Position of a group: the first of the number, or a later one, spoken in full, `không trăm` and all.
#[derive(Clone, Copy, PartialEq, Eq)]
enum GroupPosition {
    Leading,
    Inner,
}

/// Billions are counted in billions again (`nghìn tỷ`, `tỷ tỷ`), the rest in groups of three.
fn speak(n: u64, mut place: GroupPosition, words: &mut Vec<&'static str>) {
    if n >= BILLION {
        speak(n / BILLION, place, words);
        words.push("tỷ");
        place = GroupPosition::Inner;
    }
    for (unit, name) in [(1_000_000, Some("triệu")), (1_000, Some("nghìn")), (1, None)] {
        let group = n % BILLION / unit % 1_000;
        if group > 0 {
            speak_group(group as usize, place, words);
            words.extend(name);
            place = GroupPosition::Inner;
        }
    }
}

fn speak_group(group: usize, place: GroupPosition, words: &mut Vec<&'static str>) {
    let (hundreds, tens, units) = (group / 100, group / 10 % 10, group % 10);
    let full = hundreds > 0 || place == GroupPosition::Inner;
    if full {
        words.extend([DIGITS[hundreds], "trăm"]);
    }
    match tens {
        0 if full && units > 0 => words.push("linh"),
        0 => {}
        1 => words.push("mười"),
        _ => words.extend([DIGITS[tens], "mươi"]),
    }
    match (tens, units) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt"),
        (2.., 4) => words.push("tư"),
        (1.., 5) => words.push("lăm"),
        _ => words.push(DIGITS[units]),
    }
}

/// A number in Roman digits; `None` outside 1 to 3999, which they cannot write.
pub fn roman(number: u32) -> Option<String> {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = number;
    let mut out = String::new();
    for (value, digits) in STEPS.into_iter().filter(|_| (1..4000).contains(&number)) {
        while rest >= value {
            rest -= value;
            out.push_str(digits);
        }
    }
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_digits_write_one_to_3999() {
        let written = [1, 2, 4, 9, 14, 40, 49, 90, 100, 400, 1994, 3999].map(|n| roman(n).unwrap());
        let expected = ["I", "II", "IV", "IX", "XIV", "XL", "XLIX", "XC", "C", "CD", "MCMXCIV", "MMMCMXCIX"];
        assert_eq!(written, expected);
        assert_eq!((roman(0), roman(4000)), (None, None));
    }

    #[test]
    fn numbers_are_spoken_as_the_table_says() {
        let table = [
            (0, "không"),
            (5, "năm"),
            (10, "mười"),
            (15, "mười lăm"),
            (21, "hai mươi mốt"),
            (24, "hai mươi tư"),
            (25, "hai mươi lăm"),
            (55, "năm mươi lăm"),
            (101, "một trăm linh một"),
            (104, "một trăm linh bốn"),
            (105, "một trăm linh năm"),
            (110, "một trăm mười"),
            (115, "một trăm mười lăm"),
            (1_005, "một nghìn không trăm linh năm"),
            (1_010, "một nghìn không trăm mười"),
            (2_023, "hai nghìn không trăm hai mươi ba"),
            (101_001, "một trăm linh một nghìn không trăm linh một"),
            (1_000_001, "một triệu không trăm linh một"),
            (2_050_300_004, "hai tỷ không trăm năm mươi triệu ba trăm nghìn không trăm linh bốn"),
            (
                1_234_567_891_234,
                "một nghìn hai trăm ba mươi tư tỷ năm trăm sáu mươi bảy triệu tám trăm chín mươi mốt nghìn hai trăm ba mươi tư",
            ),
            (1_000_000_000_000, "một nghìn tỷ"),
            (5_000_000_000_000_000_000, "năm tỷ tỷ"),
            (-11, "âm mười một"),
        ];
        for (n, words) in table {
            assert_eq!(number_in_words(n), words, "{n}");
        }
        assert!(number_in_words(i64::MIN).starts_with("âm chín tỷ hai trăm hai mươi ba triệu"));
    }

    #[test]
    fn money_has_a_capital_and_says_when_it_is_whole() {
        assert_eq!(money_in_words(8_640_000), "Tám triệu sáu trăm bốn mươi nghìn đồng chẵn");
        assert_eq!(money_in_words(10_000_000), "Mười triệu đồng chẵn");
        assert_eq!(money_in_words(1_500), "Một nghìn năm trăm đồng");
        assert_eq!(money_in_words(0), "Không đồng");
    }
}
