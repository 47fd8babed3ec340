//! Drafts of real words at random places of a page: a seed makes one, the same each time.
//!
//! A draft is padding, so that what follows stands anywhere on a page, and then a few *constructs*: what offices write
//! and a line breaker can get wrong. Each block of the draft keeps its construct's name, so that a difference can say it.

use super::support::generate::{self, Choices, SIGNATURES};
use serde_json::{Value, json};

/// Most one-line paragraphs before the constructs: a page holds forty lines.
const MOST_PADDING: usize = 45;
/// Most receivers.
const MOST_RECIPIENTS: usize = 150;

/// A draft and the constructs it is made of.
pub(crate) struct MadeDraft {
    pub(crate) draft: Value,
    /// Construct and source text of each block of the body, in order.
    pub(crate) blocks: Vec<(&'static str, String)>,
}

/// Maker of drafts.
pub(crate) struct Generator {
    sentences: Vec<String>,
    /// Flag: tables are among the constructs.
    tables: bool,
}

/// Types whose drafts need no field of their own, and their names.
const TYPES: [&str; 14] = [
    "ke-hoach",
    "bao-cao",
    "chuong-trinh",
    "thong-bao",
    "quy-che",
    "quy-dinh",
    "chi-thi",
    "huong-dan",
    "de-an",
    "phuong-an",
    "to-trinh",
    "phieu-gui",
    "hop-dong",
    "cong-van",
];

impl Generator {
    pub(crate) fn new(tables: bool) -> Self {
        Self { sentences: generate::sentences(), tables }
    }

    /// The draft of a seed.
    pub(crate) fn draft(&self, seed: u64) -> MadeDraft {
        let mut writer = Writer { choices: Choices::new(scattered(seed)), source: self, blocks: Vec::new() };
        let kind = writer.choices.pick(&TYPES);
        writer.body();
        let body: Vec<&str> = writer.blocks.iter().map(|(_, text)| text.as_str()).collect();
        let mut draft = json!({
            "schema_version": 1, "mode": "faithful", "type": kind, "organ": "ldld-lai-chau",
            "code_number": 1 + writer.choices.below(900),
            "issued_date": format!("2024-{:02}-{:02}", 1 + writer.choices.below(12), 1 + writer.choices.below(28)),
            "body": body.join("\n\n"),
            "filing": {"units": ["VT", "TG-NC"]},
        });
        draft["subject"] = json!([writer.words(4, 30)]);
        draft["recipients"] = writer.recipients();
        draft["signers"] = writer.signers(kind);
        if kind == "cong-van" {
            draft["to"] = json!([writer.words(3, 9)]);
        } else if writer.choices.chance(30) {
            draft["bases"] = json!([format!("Căn cứ {};", writer.sentence())]);
        }
        MadeDraft { draft, blocks: writer.blocks }
    }
}

/// A number far from those of the seeds beside it: their choices would otherwise be the same, one step apart.
fn scattered(seed: u64) -> u64 {
    let mixed = (seed + 1).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    mixed ^ (mixed >> 32)
}

struct Writer<'a> {
    choices: Choices,
    source: &'a Generator,
    blocks: Vec<(&'static str, String)>,
}

/// A maker of one construct.
type Maker<'a> = fn(&mut Writer<'a>);

impl<'a> Writer<'a> {
    fn body(&mut self) {
        if self.choices.chance(15) {
            // A draft of one paragraph.
            let make = self.maker();
            return make(self);
        }
        self.padding();
        for _ in 0..1 + self.choices.below(5) {
            let make = self.maker();
            make(self);
        }
    }

    fn maker(&mut self) -> Maker<'a> {
        let makers: [Maker<'a>; 18] = [
            Writer::plain,
            Writer::plain,
            Writer::headings,
            Writer::headings,
            Writer::headings,
            Writer::centred,
            Writer::emphasis,
            Writer::emphasis,
            Writer::fill_in_lines,
            Writer::blanks_in_a_sentence,
            Writer::spaced_punctuation,
            Writer::punctuation,
            Writer::numbers,
            Writer::addresses,
            Writer::rare_letters,
            Writer::long_word,
            Writer::hard_breaks,
            Writer::items,
        ];
        if self.source.tables && self.choices.chance(25) {
            return Writer::table;
        }
        makers[self.choices.below(makers.len())]
    }

    fn push(&mut self, construct: &'static str, text: String) {
        self.blocks.push((construct, text));
    }

    /// Lines before the constructs, some of them in paragraphs of several lines.
    fn padding(&mut self) {
        let lines = self.choices.below(MOST_PADDING + 1);
        let mut written = 0;
        while written < lines {
            if self.choices.chance(15) {
                let text = self.sentence();
                written += 1 + text.chars().count() / 75;
                self.push("padding", text);
            } else {
                written += 1;
                let text = format!("{} {written}.", self.words(2, 7));
                self.push("padding", text);
            }
        }
    }

    fn sentence(&mut self) -> String {
        self.source.sentences[self.choices.below(self.source.sentences.len())].replace(['|', '\\'], "")
    }

    /// The first words of a sentence, no mark at their end.
    fn words(&mut self, least: usize, most: usize) -> String {
        let count = least + self.choices.below(most - least);
        let sentence = self.sentence();
        let text: Vec<&str> = sentence.split(' ').take(count).collect();
        text.join(" ").trim_end_matches([',', ';', '.', ':', '“', '(', '-']).replace(['“', '”', '(', ')'], "")
    }

    /// The words of a sentence with something put between them, a few words apart.
    fn strewn(&mut self, most: usize, make: fn(&mut Self) -> String) -> String {
        let mut out = String::new();
        for _ in 0..1 + self.choices.below(most) {
            let words = self.words(2, 14);
            let piece = make(self);
            out.push_str(&format!("{words} {piece} "));
        }
        out.push_str(&self.words(1, 20));
        out.push('.');
        out
    }

    fn plain(&mut self) {
        let count = 1 + self.choices.below(4);
        let text: Vec<String> = (0..count).map(|_| self.sentence()).collect();
        self.push("sentence", text.join(" "));
    }

    /// A chain of headings and the paragraph that follows it.
    fn headings(&mut self) {
        let number = 1 + self.choices.below(9);
        let title = self.words(2, 12);
        let levels = 1 + self.choices.below(4);
        let first = self.choices.below(5);
        for level in first..first + levels {
            let heading = match level % 7 {
                0 => {
                    ("Chương", format!("Chương {}\n{}", ["I", "II", "III"][number % 3], title.to_uppercase()))
                }
                1 => ("Mục", format!("Mục {number}\n{}", self.words(2, 6).to_uppercase())),
                2 => ("Điều", format!("Điều {number}. {}", self.words(3, 16))),
                3 => ("heading I.", format!("{}. {}", ["I", "II", "IV"][number % 3], title.to_uppercase())),
                4 => ("heading 1.", format!("{number}. {}", self.words(3, 20))),
                5 => ("heading 1.1.", format!("{number}.1. {}", self.words(3, 12))),
                _ => ("heading a)", format!("a) {}", self.words(2, 8))),
            };
            self.push(heading.0, heading.1);
        }
        let sentences = 1 + self.choices.below(2);
        let text: Vec<String> = (0..sentences).map(|_| self.sentence()).collect();
        self.push("sentence", text.join(" "));
    }

    fn centred(&mut self) {
        for _ in 0..1 + self.choices.below(3) {
            let text = format!("@center {}", self.words(2, 14).to_uppercase());
            self.push("centred", text);
        }
        self.plain();
    }

    /// A sentence with stretches of bold and italic that begin and end anywhere, marks of punctuation included.
    fn emphasis(&mut self) {
        let sentence = self.sentence();
        let words: Vec<String> = sentence.split(' ').map(|word| word.replace('*', "")).collect();
        let mut out = String::new();
        let mut at = 0;
        while at < words.len() {
            let count = (1 + self.choices.below(7)).min(words.len() - at);
            let piece = words[at..at + count].join(" ");
            at += count;
            let mark = self.choices.pick(&["", "", "*", "**", "***"]);
            let end = piece.trim_end_matches([',', ';', '.', ':']);
            let (inside, after) = match self.choices.below(3) {
                0 => piece.split_at(end.len()),
                _ => (piece.as_str(), ""),
            };
            let (open, close) = if self.choices.chance(12) { ("(", ")") } else { ("", "") };
            out.push_str(&format!("{open}{mark}{inside}{mark}{close}{after} "));
        }
        self.push("emphasis", out.trim().to_owned());
    }

    fn dots(&mut self) -> String {
        match self.choices.below(4) {
            0 => "…".repeat(1 + self.choices.below(50)),
            1 => ".".repeat(3 + self.choices.below(6)),
            2 => ".".repeat(3 + self.choices.below(40)),
            _ => ".".repeat(60 + self.choices.below(120)),
        }
    }

    /// Lines that a person fills in by hand: a label, and dots to the end.
    fn fill_in_lines(&mut self) {
        const LABELS: [&str; 8] = [
            "Họ và tên:",
            "Địa chỉ:",
            "**Kính gửi:**",
            "- Số căn cước công dân:",
            "Đơn vị công tác",
            "1. Tên tổ chức:",
            "Lý do (nếu có):",
            "*Ghi chú:*",
        ];
        for _ in 0..1 + self.choices.below(4) {
            let label = self.choices.pick(&LABELS);
            let gap = if self.choices.chance(75) { " " } else { "" };
            let dots = self.dots();
            self.push("fill-in line", format!("{label}{gap}{dots}"));
        }
    }

    fn blanks_in_a_sentence(&mut self) {
        let text = self.strewn(5, |writer| match writer.choices.below(6) {
            0 => "ngày ..../..../........".into(),
            1 => "ngày ..../...../2024,".into(),
            2 => "số ………/QĐ-……".into(),
            3 => "ngày … tháng … năm 2024".into(),
            4 => format!("tại {},", writer.dots()),
            _ => writer.dots(),
        });
        self.push("blanks in a sentence", text);
    }

    /// Marks with a space where none belongs.
    fn spaced_punctuation(&mut self) {
        let text = self.strewn(8, |writer| {
            let inside = writer.words(1, 4);
            match writer.choices.below(9) {
                0 => ",".into(),
                1 => ".".into(),
                2 => ";".into(),
                3 => ":".into(),
                4 => format!("( {inside} )"),
                5 => format!("“ {inside} ”"),
                6 => format!("[ {inside} ]"),
                7 => "!".into(),
                _ => "/ ".into(),
            }
        });
        self.push("spaced punctuation", text);
    }

    fn punctuation(&mut self) {
        let text = self.strewn(8, |writer| {
            let (left, right) = (writer.words(1, 2), writer.words(1, 2));
            match writer.choices.below(16) {
                0 => format!("{left} - {right}"),
                1 => format!("{left} – {right}"),
                2 => format!("{left}–{right}"),
                3 => format!("{left}—{right}"),
                4 => format!("{left}-{right}"),
                5 => format!("{left}/{right}"),
                6 => format!("“{left}” {right}"),
                7 => format!("({left}) {right}"),
                8 => format!("«{left}»"),
                9 => format!("{left}…{right}"),
                10 => format!("{left}...{right}"),
                11 => format!("{left}?{right}"),
                12 => format!("“{left}”({right})"),
                13 => format!("{left} & {right}"),
                14 => format!("{left}({right})"),
                _ => format!("{left}; ({right}); {left}: {right}!"),
            }
        });
        self.push("punctuation", text);
    }

    fn number(&mut self, figures: usize) -> String {
        let digit = |choices: &mut Choices| char::from(b'0' + choices.below(10) as u8);
        let mut out = format!("{}", 1 + self.choices.below(999));
        for _ in 0..self.choices.below(figures) {
            out.push('.');
            out.extend([digit(&mut self.choices), digit(&mut self.choices), digit(&mut self.choices)]);
        }
        out
    }

    fn numbers(&mut self) {
        let text = self.strewn(8, |writer| {
            let (a, b) = (writer.number(4), writer.number(3));
            match writer.choices.below(18) {
                0 => format!("{a} đồng"),
                1 => format!("{a} đồng/người/tháng"),
                2 => format!("{a}đ"),
                3 => format!("{}%", writer.number(1)),
                4 => format!("{},5 %", writer.number(1)),
                5 => "03/02/1930-03/02/2023".into(),
                6 => "(28/7/1929-28/7/2024),".into(),
                7 => "giai đoạn 2021-2025".into(),
                8 => "2021 - 2025".into(),
                9 => "15/4/1963 - 15/4/2023".into(),
                10 => "số 22/CT-LĐLĐ ngày 01/5/2024".into(),
                11 => "Nghị định số 30/2020/NĐ-CP".into(),
                12 => "1563/CTr-TLĐ".into(),
                13 => format!("{a}-{b}"),
                14 => format!("({a} x {b} = {a})"),
                15 => "0213.3876.543 - 0912 345 678".into(),
                16 => format!("từ {a} đến {b} người"),
                _ => format!("±{a}; ≥{b}; <{a}>; {b}°C; §{a}"),
            }
        });
        self.push("numbers", text);
    }

    fn addresses(&mut self) {
        let text = self.strewn(4, |writer| {
            match writer.choices.below(8) {
                0 => "https://congdoan.vn/tin-tuc/hoat-dong-cong-doan/huong-dan-thuc-hien-2024?id=123&page=2",
                1 => "http://laichau.gov.vn",
                2 => "(https://dichvucong.gov.vn/p/home/dvc-trang-chu.html)",
                3 => "vanphong.ldld_laichau@congdoan-laichau.org.vn,",
                4 => "www.thuvienphapluat.vn/van-ban/Bo-may-hanh-chinh/Nghi-dinh-30-2020-ND-CP-cong-tac-van-thu.aspx",
                5 => "C:\\\\VanThu\\\\2024\\\\Ke-hoach.docx",
                6 => "và/hoặc/hay/cùng",
                _ => "https://example.gov.vn/aaaaaaaaaaaaaaaaaaaa/bbbbbbbbbbbbbbbbbbbbbbbbb/cccccccccccccccccccc/dddddddddddddd/x",
            }
            .to_owned()
        });
        self.push("addresses", text);
    }

    /// Letters of the languages of the highlands, and letters typed as base and marks.
    fn rare_letters(&mut self) {
        let text = self.strewn(7, |writer| {
            writer
                .choices
                .pick(&[
                    "Čư M’gar",
                    "mơ̆n",
                    "ê̆a",
                    "Krông Ƀuk",
                    "thị trấn Ea Hleô",
                    "H’Lan Niê",
                    "Ksor H’Mai",
                    "ô̆ng",
                    "ư̆",
                    "café",
                    "naïve",
                ])
                .to_owned()
        });
        self.push("rare letters", text);
    }

    fn long_word(&mut self) {
        let text = self.strewn(2, |writer| match writer.choices.below(5) {
            0 => "0123456789abcdef".repeat(3 + writer.choices.below(8)),
            1 => "A".repeat(30 + writer.choices.below(120)),
            2 => "vanbandientu_".repeat(4 + writer.choices.below(9)),
            3 => "_".repeat(10 + writer.choices.below(120)),
            _ => "LĐLĐ.TLĐ.CĐCS,".repeat(4 + writer.choices.below(10)),
        });
        self.push("long word", text);
    }

    fn hard_breaks(&mut self) {
        let lines: Vec<String> = (0..2 + self.choices.below(3)).map(|_| self.words(3, 24)).collect();
        self.push("line breaks", format!("{}.", lines.join("\\\n")));
    }

    fn items(&mut self) {
        let mark = self.choices.pick(&["- ", "+ ", "1) ", "a) "]);
        for _ in 0..1 + self.choices.below(5) {
            let text = format!("{mark}{};", self.sentence().trim_end_matches(['.', ';']));
            self.push("item", text);
        }
    }

    fn table(&mut self) {
        let columns = 2 + self.choices.below(5);
        let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
        let mut lines = vec![
            row((0..columns).map(|_| self.words(1, 4)).collect()),
            row((0..columns).map(|_| self.choices.pick(&["---", ":---:", "---:"]).to_owned()).collect()),
        ];
        for number in 1..=1 + self.choices.below(30) {
            let mut cells = vec![number.to_string()];
            for _ in 1..columns {
                let cell = self.cell();
                cells.push(cell);
            }
            lines.push(row(cells));
        }
        self.push("table", lines.join("\n"));
    }

    fn cell(&mut self) -> String {
        match self.choices.below(12) {
            0 => format!("{} đồng", self.number(4)),
            1 => "vanphong@congdoan.vn".into(),
            2 => "https://laichau.gov.vn/tin-tuc/thong-bao".into(),
            3 => "39/KH-LĐLĐ".into(),
            4 => String::new(),
            5 => "……".into(),
            6 => format!("**{}**", self.words(1, 6)),
            7 => (0..2 + self.choices.below(3)).map(|_| self.words(3, 20)).collect::<Vec<_>>().join("<br>"),
            8 => self.sentence(),
            _ => self.words(1, 12),
        }
    }

    fn recipients(&mut self) -> Value {
        let most = if self.choices.chance(6) { MOST_RECIPIENTS } else { 9 };
        let mut list: Vec<Value> =
            (0..1 + self.choices.below(most)).map(|_| json!({"name": self.words(2, 16)})).collect();
        if self.choices.chance(20) {
            let group: Vec<String> = (0..2 + self.choices.below(2)).map(|_| self.words(2, 4)).collect();
            list.insert(0, json!({"group": group, "purpose": "b/c"}));
        }
        Value::Array(list)
    }

    fn signers(&mut self, kind: &str) -> Value {
        let (competence, position) = SIGNATURES[self.choices.below(SIGNATURES.len())];
        let mut signer = json!({"competence": competence, "full_name": "Hoàng Thọ Trung"});
        if !position.is_empty() {
            signer["position"] = json!(position);
        }
        match kind {
            "hop-dong" => json!([{"position": "GIÁM ĐỐC", "full_name": "Lương Xuân Trường"}, signer]),
            _ => json!([signer]),
        }
    }
}
