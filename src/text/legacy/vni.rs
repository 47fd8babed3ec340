//! VNI for Windows: a base letter and a mark letter, the longer match first. A capital base may have a small mark.

use super::super::letters::{Tone, Vowel};

/// Every pair and single letter decoded; what VNI does not have stays.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let base = single(c).unwrap_or(c);
        match rest.peek().and_then(|&mark| pair(base, mark)) {
            Some(letter) => {
                rest.next();
                out.push(letter);
            }
            None => out.push(base),
        }
    }
    out
}

/// The letters that stand for another one by themselves.
fn single(c: char) -> Option<char> {
    Some(match c {
        'ô' => 'ơ',
        'Ô' => 'Ơ',
        'ö' => 'ư',
        'Ö' => 'Ư',
        'ñ' => 'đ',
        'Ñ' => 'Đ',
        'î' => 'ỵ',
        'Î' => 'Ỵ',
        'æ' => 'ỉ',
        'Æ' => 'Ỉ',
        'ó' => 'ĩ',
        'Ó' => 'Ĩ',
        'ò' => 'ị',
        'Ò' => 'Ị',
        _ => return None,
    })
}

/// No mark is this one: the level tone of a plain vowel is written by nothing.
const NONE: char = '\0';

/// A base letter and the mark after it.
fn pair(base: char, mark: char) -> Option<char> {
    let mark = mark.to_lowercase().next().filter(|&mark| mark != NONE)?;
    let vowel = Vowel::of(base)?;
    let tone_of = |marks: [char; 6]| marks.iter().position(|&m| m == mark).map(|at| Tone::ALL[at]);
    let (quality, tone) = match vowel.letter().to_ascii_lowercase() {
        c @ ('a' | 'e' | 'o' | 'u' | 'y' | 'ơ' | 'ư' | 'Ơ' | 'Ư') => {
            let circumflexed = || Some((with_circumflex(c)?, tone_of(['â', 'à', 'å', 'ã', 'á', 'ä'])?));
            let breve = || (c == 'a').then_some('ă').zip(tone_of(['ê', 'è', 'ú', 'ü', 'é', 'ë']));
            let plain = || Some((vowel.bare(), tone_of([NONE, 'ø', 'û', 'õ', 'ù', 'ï'])?));
            circumflexed().or_else(breve).or_else(plain)?
        }
        _ => return None,
    };
    let letter = Vowel::of(quality)?.with_tone(tone).letter();
    if vowel.is_upper() { letter.to_uppercase().next() } else { Some(letter) }
}

fn with_circumflex(c: char) -> Option<char> {
    Some(match c {
        'a' => 'â',
        'e' => 'ê',
        'o' => 'ô',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_has_its_pair() {
        let table = [
            ("aù aø aû aõ aï", "á à ả ã ạ"),
            ("aâ aá aà aå aã aä", "â ấ ầ ẩ ẫ ậ"),
            ("aê aé aè aú aü aë", "ă ắ ằ ẳ ẵ ặ"),
            ("eù eø eû eõ eï eâ eá eà eå eã eä", "é è ẻ ẽ ẹ ê ế ề ể ễ ệ"),
            ("í ì æ ó ò", "í ì ỉ ĩ ị"),
            ("où oø oû oõ oï oâ oá oà oå oã oä", "ó ò ỏ õ ọ ô ố ồ ổ ỗ ộ"),
            ("ô ôù ôø ôû ôõ ôï", "ơ ớ ờ ở ỡ ợ"),
            ("uù uø uû uõ uï ö öù öø öû öõ öï", "ú ù ủ ũ ụ ư ứ ừ ử ữ ự"),
            ("yù yø yû yõ î ñ", "ý ỳ ỷ ỹ ỵ đ"),
        ];
        for (vni, unicode) in table {
            assert_eq!(decode(vni), unicode);
            assert_eq!(decode(&vni.to_uppercase()), unicode.to_uppercase());
        }
        assert_eq!(decode("COÄNG HOØA Vieät Aâu"), "CỘNG HÒA Việt Âu");
        assert_eq!(decode("ô a\0"), "ơ a\0");
    }
}
