//! Made-up drafts of real sentences: every signature layout, tables, appendixes, emphasis, long and short of everything.

use serde_json::{Value, json};

/// A small reproducible source of choices (splitmix64).
pub(crate) struct Choices(u64);

impl Choices {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1))
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// The 14 layouts of NĐ 30/2020, Phụ lục I, Mục II khoản 7b as unions use them: competence, post.
pub(crate) const SIGNATURES: [(&[&str], &str); 14] = [
    (&[], "CHỦ TỊCH"),
    (&["TM. BAN THƯỜNG VỤ"], "CHỦ TỊCH"),
    (&["TM. BAN CHẤP HÀNH"], "CHỦ TỊCH"),
    (&["TM. BAN THƯỜNG VỤ"], "PHÓ CHỦ TỊCH"),
    (&["TM. BAN THƯỜNG VỤ", "KT. CHỦ TỊCH"], "PHÓ CHỦ TỊCH"),
    (&["KT. CHỦ TỊCH"], "PHÓ CHỦ TỊCH"),
    (&["TL. BAN THƯỜNG VỤ"], "CHÁNH VĂN PHÒNG"),
    (&["TL. CHỦ TỊCH"], "CHÁNH VĂN PHÒNG"),
    (&["TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG"], "PHÓ CHÁNH VĂN PHÒNG"),
    (&["TUQ. CHỦ TỊCH"], "TRƯỞNG BAN TỔ CHỨC - KIỂM TRA"),
    (&["Q. CHỦ TỊCH"], ""),
    (&["TM. ỦY BAN KIỂM TRA"], "CHỦ NHIỆM"),
    (&["TM. ĐOÀN CHỦ TỊCH"], "CHỦ TỊCH"),
    (&["TM. BAN TỔ CHỨC"], "TRƯỞNG BAN"),
];

const SCANS: [&str; 5] = [
    include_str!("../../samples/scans/000-ct.txt"),
    include_str!("../../samples/scans/001-ct.txt"),
    include_str!("../../samples/scans/002-bc.txt"),
    include_str!("../../samples/scans/003-kh.txt"),
    include_str!("../../samples/scans/004-kh.txt"),
];

/// The paragraphs of the scanned papers without their marks and numbers.
pub(crate) fn sentences() -> Vec<String> {
    let lines = SCANS.iter().flat_map(|s| s.lines());
    let bare = lines.map(|l| {
        l.replace(['*', '#', '✓'], "").replace('Ð', "Đ").trim_start_matches(['-', '+', ' ']).trim().to_owned()
    });
    let unnumbered = bare.map(|l| match l.split_once(". ") {
        Some((mark, rest)) if mark.len() <= 4 => rest.to_owned(),
        _ => l,
    });
    unnumbered.filter(|l| l.split(' ').count() >= 8 && l.starts_with(char::is_uppercase)).collect()
}

/// A draft; the same for the same seed.
pub(crate) fn draft(seed: u64, sentences: &[String]) -> Value {
    let mut choices = Choices::new(seed);
    let kind = choices.pick(&["ke-hoach", "bao-cao", "chuong-trinh", "cong-van", "thong-bao", "bien-ban"]);
    let subject = short(&mut choices, sentences, 6, 30);
    let mut draft = json!({
        "schema_version": 1, "mode": "faithful", "type": kind, "organ": "ldld-lai-chau",
        "code_number": 1 + choices.below(900),
        "issued_date": format!("2024-{:02}-{:02}", 1 + choices.below(12), 1 + choices.below(28)),
        "subject": [subject],
        "body": body(&mut choices, sentences),
        "recipients": recipients(&mut choices, sentences),
        "filing": {"units": ["VT", "TG-NC"]},
        "signers": signers(&mut choices, kind, seed),
    });
    if kind == "cong-van" {
        let addressees: Vec<_> =
            (0..1 + choices.below(3)).map(|_| short(&mut choices, sentences, 3, 8)).collect();
        draft["to"] = json!(addressees);
        if choices.chance(50) {
            draft["priority"] = json!(choices.pick(&["KHẨN", "HỎA TỐC", "THƯỢNG KHẨN"]));
        }
    } else if choices.chance(40) {
        let basis = |choices: &mut Choices| format!("Căn cứ {};", sentences[choices.below(sentences.len())]);
        draft["bases"] = json!([basis(&mut choices), basis(&mut choices)]);
    }
    if choices.chance(15) {
        let orientation = choices.pick(&["portrait", "landscape"]);
        draft["appendixes"] = json!([{"title": "DANH MỤC", "orientation": orientation,
            "body": table(&mut choices, sentences)}]);
    }
    draft
}

fn signers(choices: &mut Choices, kind: &str, seed: u64) -> Value {
    let (competence, position) = SIGNATURES[seed as usize % SIGNATURES.len()];
    let mut signer = json!({"competence": competence, "full_name": "Hoàng Thọ Trung"});
    if !position.is_empty() {
        signer["position"] = json!(position);
    }
    if kind == "bien-ban" && choices.chance(60) {
        return json!([{"position": "THƯ KÝ", "full_name": "Lương Xuân Trường"}, signer]);
    }
    json!([signer])
}

fn recipients(choices: &mut Choices, sentences: &[String]) -> Value {
    let mut list: Vec<Value> =
        (0..1 + choices.below(9)).map(|_| json!({"name": short(choices, sentences, 3, 9)})).collect();
    if choices.chance(20) {
        let group = [short(choices, sentences, 2, 4), short(choices, sentences, 2, 4)];
        list.insert(0, json!({"group": group, "purpose": "b/c"}));
    }
    Value::Array(list)
}

/// The first words of a sentence.
pub(crate) fn short(choices: &mut Choices, sentences: &[String], least: usize, most: usize) -> String {
    let words = least + choices.below(most - least);
    let text: Vec<_> = sentences[choices.below(sentences.len())].split(' ').take(words).collect();
    text.join(" ").trim_end_matches([',', ';', '.', ':', '“', '(']).replace(['|', '“', '”'], "")
}

fn sentence(choices: &mut Choices, sentences: &[String]) -> String {
    let text = &sentences[choices.below(sentences.len())];
    if !choices.chance(12) {
        return text.clone();
    }
    // A stretch of emphasis over whole words.
    let words: Vec<_> = text.split(' ').collect();
    let from = choices.below(words.len() / 2);
    let to = (from + 1 + choices.below(12)).min(words.len());
    let mark = choices.pick(&["*", "**"]);
    format!("{} {mark}{}{mark} {}", words[..from].join(" "), words[from..to].join(" "), words[to..].join(" "))
        .trim()
        .to_owned()
}

fn body(choices: &mut Choices, sentences: &[String]) -> String {
    let mut blocks = vec![format!("{} như sau:", short(choices, sentences, 12, 40))];
    for part in 1..=1 + choices.below(4) {
        blocks.push(format!(
            "{}. {}",
            ["I", "II", "III", "IV", "V"][part - 1],
            short(choices, sentences, 3, 14).to_uppercase()
        ));
        for number in 1..=1 + choices.below(6) {
            if choices.chance(25) {
                blocks.push(format!("{number}. {}", short(choices, sentences, 4, 20)));
                for _ in 0..1 + choices.below(5) {
                    blocks.push(format!("- {}", sentence(choices, sentences)));
                }
            } else {
                blocks.push(format!("{number}. {}", sentence(choices, sentences)));
            }
        }
        if choices.chance(18) {
            blocks.push(table(choices, sentences));
        }
    }
    blocks.push(format!("Trên đây là {}.", short(choices, sentences, 6, 60)));
    blocks.join("\n\n")
}

fn table(choices: &mut Choices, sentences: &[String]) -> String {
    let columns = 2 + choices.below(4);
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines = vec![
        row((0..columns).map(|_| short(choices, sentences, 1, 4)).collect()),
        row((0..columns).map(|_| choices.pick(&["---", ":---:", "---:"]).to_owned()).collect()),
    ];
    for number in 1..=2 + choices.below(24) {
        let mut cells = vec![number.to_string()];
        for _ in 1..columns {
            cells.push(short(choices, sentences, 1, 16));
        }
        lines.push(row(cells));
    }
    lines.join("\n")
}
