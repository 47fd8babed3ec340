//! Bodies and drafts that ask for much work with few bytes: each of one kind, as long as is asked for.

use serde_json::{Value, json};

/// A kind of body; the text is at most this many bytes long.
pub(crate) struct Adversary {
    /// What it consists of.
    pub name: &'static str,
    /// Makes it.
    pub body: fn(usize) -> String,
}

const fn of(name: &'static str, body: fn(usize) -> String) -> Adversary {
    Adversary { name, body }
}

/// A piece again and again.
fn again(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len())
}

/// Lines made of their number, as many as fit.
fn lines(bytes: usize, line: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for index in 1.. {
        let line = line(index);
        if text.len() + line.len() > bytes {
            break;
        }
        text.push_str(&line);
    }
    text
}

/// A text between two halves of marks.
fn nested(open: &str, close: &str, bytes: usize) -> String {
    let depth = bytes / (open.len() + close.len());
    open.repeat(depth) + &close.repeat(depth)
}

/// A table of so many rows and columns with a cell's text.
fn table(rows: usize, columns: usize, cell: &str) -> String {
    let row = format!("|{}\n", format!("{cell}|").repeat(columns));
    let line = format!("|{}\n", "-|".repeat(columns));
    format!("{row}{line}{}", row.repeat(rows.saturating_sub(1)))
}

/// A table within the limits of rows and columns, as long as they let it be.
fn wide_table(cell: &str, bytes: usize) -> String {
    let row = 30 * (cell.len() + 1) + 2;
    table((bytes.saturating_sub(62) / row).clamp(1, 2_000), 30, cell)
}

/// The marks of levels, outermost first.
const LEVELS: [&str; 6] = ["I. MỤC ĐÍCH", "1. Việc", "1.1. Việc nhỏ", "a) Ý", "- gạch", "+ cộng"];

/// A number in Roman figures, as clerks number parts.
fn roman(mut number: usize) -> String {
    let mut out = String::new();
    for (value, figures) in
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    {
        while number >= value {
            out.push_str(figures);
            number -= value;
        }
    }
    out
}

/// Prose as offices write it.
const PROSE: &str = "Tuyên truyền sâu rộng trong đoàn viên, công nhân, viên chức, lao động (CNVCLĐ) và toàn xã hội về \
    truyền thống vẻ vang 95 năm Công đoàn Việt Nam theo Kế hoạch số 17/KH-TLĐ ngày 05/02/2024 của Tổng Liên đoàn.\n\n";

/// Letters that differ from word to word.
fn word(index: usize) -> String {
    let mut rest = index;
    let mut out = String::new();
    loop {
        out.push(char::from(b'a' + (rest % 26) as u8));
        rest /= 26;
        if rest == 0 {
            return out;
        }
    }
}

/// Every kind of body.
pub(crate) const BODIES: &[Adversary] = &[
    of("prose", |n| again(PROSE, n)),
    of("prose in one paragraph", |n| again(&PROSE.replace('\n', " "), n)),
    of("one word", |n| again("a", n)),
    of("one word in capitals", |n| again("Đ", n)),
    of("one word of syllables", |n| again("nghiêng", n)),
    of("a word a line", |n| again("a\n", n)),
    of("short paragraphs", |n| again("a\n\n", n)),
    of("short sentences, a line each", |n| again("Một câu.\n", n)),
    of("lines that go on", |n| again("và còn nữa\n", n)),
    of("hard breaks", |n| again("a\\\n", n)),
    of("words", |n| again("a ", n)),
    of("different words", |n| lines(n, |i| format!("{} ", word(i)))),
    of("blank lines", |n| format!("a{}b", again("\n", n - 2))),
    of("blanks", |n| format!("a{}b", again(" ", n - 2))),
    of("no-break spaces", |n| format!("a{}b", again("\u{a0}", n - 2))),
    of("tabs", |n| format!("a{}b", again("\t", n - 2))),
    of("carriage returns", |n| again("a\r", n)),
    of("opening brackets", |n| again("(", n)),
    of("closing brackets", |n| again(")", n)),
    of("brackets in brackets", |n| nested("(", ")", n)),
    of("empty brackets", |n| again("()", n)),
    of("spaced brackets", |n| again("( ", n)),
    of("spaced closing brackets", |n| again(") ", n)),
    of("square brackets", |n| again("[", n)),
    of("asterisks", |n| again("*", n)),
    of("spaced asterisks", |n| again("* ", n)),
    of("opening asterisks", |n| again("*a ", n)),
    of("closing asterisks", |n| again("a* ", n)),
    of("double asterisks", |n| again("**a ", n)),
    of("triple asterisks", |n| again("***a ", n)),
    of("emphasis after emphasis", |n| again("**a***b*", n)),
    of("a word in emphasis", |n| again("*a* ", n)),
    of("letters in emphasis", |n| again("a*b*", n)),
    of("emphasis in emphasis", |n| nested("**a *b ", "c* d** ", n)),
    of("bars", |n| again("|", n)),
    of("bars a line", |n| again("|\n", n)),
    of("bars and dashes", |n| again("|-", n)),
    of("escaped bars", |n| format!("|{}|", again("\\|", n - 2))),
    of("one cell", |n| format!("|a|\n|-|\n|{}|", again("a ", n - 12))),
    of("one cell of one word", |n| format!("|a|\n|-|\n|{}|", again("a", n - 12))),
    of("a cell of line breaks", |n| format!("|a|\n|-|\n|{}|", again("a<br>", n - 12))),
    of("narrow cells", |n| format!("{}|{}|\n", table(1, 29, "x"), again("a", n - 200))),
    of("small cells", |n| wide_table("a", n)),
    of("empty cells", |n| wide_table("", n)),
    of("cells as large as fit", |n| wide_table("một số", n)),
    of("a table of one column", |n| table((n / 100).clamp(1, 2_000), 1, &again("một ", 98))),
    of("a table of many columns", |n| table(2, (n / 6).max(1), "a")),
    of("many tables", |n| again("|a|\n|-|\n|b|\n\n", n)),
    of("a table of many heads", |n| again("|a|\n|-|\n", n)),
    of("dashes", |n| again("-", n)),
    of("spaced dashes", |n| again("- ", n)),
    of("dashes between letters", |n| again("a-", n)),
    of("dashes between capitals", |n| again("AB-", n)),
    of("dashes between digits", |n| again("1-", n)),
    of("half-spaced dashes", |n| again("a- ", n)),
    of("en dashes", |n| again("–", n)),
    of("em dashes", |n| again("—", n)),
    of("em dashes between letters", |n| again("a—", n)),
    of("a list", |n| again("- Một việc\n", n)),
    of("a list of empty items", |n| again("-\n", n)),
    of("a numbered list", |n| lines(n, |i| format!("{i}. Việc\n"))),
    of("a list that is always the first", |n| again("1. Việc\n", n)),
    of("a lettered list", |n| again("a) Việc\nb) Việc\n", n)),
    of("a list in lists", |n| lines(n, |i| format!("{}\n", LEVELS[i % LEVELS.len()]))),
    of("a list out of lists", |n| lines(n, |i| format!("{}\n", LEVELS[LEVELS.len() - 1 - i % LEVELS.len()]))),
    of("numbers in numbers", |n| again("1.", n)),
    of("numbers in numbers with a text", |n| format!("{} Việc", again("1.", n - 8))),
    of("decimal headings", |n| lines(n, |i| format!("{}.{}. Việc\n", i / 9 + 1, i % 9 + 1))),
    of("headings", |n| again("I. MỤC ĐÍCH\n", n)),
    of("headings in Roman figures", |n| lines(n, |i| format!("{}. MỤC\n", roman(i % 300 + 1)))),
    of("chapters", |n| again("Chương I\nQUY ĐỊNH CHUNG\n", n)),
    of("articles", |n| lines(n, |i| format!("Điều {i}. Phạm vi\n"))),
    of("capitals a line", |n| again("MỤC\n", n)),
    of("a heading in capitals over lines", |n| format!("I. MỤC\n{}", again("ĐÍCH\n", n - 10))),
    of("references", |n| again("khoản 1 Điều 2, ", n)),
    of("references in articles", |n| {
        lines(n, |i| format!("Điều {i}. Theo điểm a khoản 2 Điều {} và mục {i}.\n", i / 2 + 1))
    }),
    of("references in a list", |n| {
        lines(n, |i| format!("{i}. Theo mục {}, khoản {i}.\n", i * 7 % 1_000 + 1))
    }),
    of("references that move", |n| {
        format!("7. Một\n\n9. Hai\n\n{}", again("theo mục 9 và khoản 1 Điều 2, ", n - 20))
    }),
    of("capitals that go on", |n| format!("{}{}", again("Đ", n / 2), again("\n\na", n / 2))),
    of("terms that have ended", |n| again("Ủy ban nhân dân quận, phòng LĐTBXH ", n)),
    of("points", |n| again(".", n)),
    of("points a line", |n| again(".\n", n)),
    of("spaced points", |n| again(". ", n)),
    of("commas", |n| again(",", n)),
    of("spaced commas", |n| again(" ,", n)),
    of("commas between letters", |n| again("a,", n)),
    of("colons", |n| again("a: ", n)),
    of("semicolons a line", |n| again("a;\n", n)),
    of("straight quotes", |n| again("\"", n)),
    of("spaced straight quotes", |n| again("\" ", n)),
    of("quoted letters", |n| again("\"a\" ", n)),
    of("opening quotes", |n| again("“", n)),
    of("opening quotes and letters", |n| again("“a ", n)),
    of("closing quotes", |n| again("”", n)),
    of("quotes in quotes", |n| nested("“", "”", n)),
    of("apostrophes", |n| again("'", n)),
    of("ellipses", |n| again("…", n)),
    of("end marks", |n| again("./.", n)),
    of("strokes", |n| again("/", n)),
    of("strokes between letters", |n| again("a/", n)),
    of("backslashes", |n| again("\\", n)),
    of("escaped letters", |n| again("\\a", n)),
    of("escaped marks", |n| again("\\.", n)),
    of("at signs", |n| again("@", n)),
    of("directives", |n| again("@center a\n", n)),
    of("bases", |n| again("@basis Căn cứ Luật;\n", n)),
    of("angles", |n| again("<", n)),
    of("tags", |n| again("<br>", n)),
    of("braces", |n| again("{{", n)),
    of("hashes", |n| again("#", n)),
    of("back ticks", |n| again("`", n)),
    of("underlines", |n| again("_", n)),
    of("questions", |n| again("a?", n)),
    of("per cents", |n| again("5 % ", n)),
    of("combining marks", |n| format!("a{}", again("\u{301}", n - 1))),
    of("combining marks of two kinds", |n| format!("a{}", again("\u{301}\u{323}", n - 4))),
    of("letters with combining marks", |n| again("e\u{323}\u{302}", n)),
    of("letters of other alphabets", |n| again("аеорсух ", n)),
    of("Eth", |n| again("Ðð", n)),
    of("full-width letters", |n| again("ａ１", n)),
    of("private characters", |n| again("\u{f0b7} ", n)),
    of("characters no face has", |n| again("漢", n)),
    of("emoji", |n| again("😀", n)),
    of("zero-width characters", |n| again("\u{200b}", n)),
    of("soft hyphens", |n| again("a\u{ad}", n)),
    of("controls", |n| again("a\u{1}", n)),
    of("no-break hyphens", |n| again("a\u{2011}", n)),
    of("digits", |n| again("1", n)),
    of("spaced digits", |n| again("1 ", n)),
    of("amounts", |n| again("1.000.000 đồng ", n)),
    of("one amount", |n| again("1.000", n)),
    of("figures in other notations", |n| again("1,000,000 1.000,5 ", n)),
    of("symbols", |n| again("22/CT-LĐLĐ ", n)),
    of("one long symbol", |n| again("a-b-c/", n)),
    of("one long symbol of digits", |n| again("1/2-3-", n)),
    of("spaced symbols", |n| again("số 22 /CT - LĐLĐ ", n)),
    of("one Roman number", |n| again("I", n)),
    of("Roman numbers", |n| lines(n, |i| format!("{} ", roman(i % 300 + 1)))),
    of("dates", |n| again("ngày 01/01/2024 ", n)),
    of("dates in words", |n| again("ngày 01 tháng 01 năm 2024 ", n)),
    of("different dates", |n| lines(n, |i| format!("ngày {}/{}/{} ", i % 28 + 1, i % 12 + 1, 1950 + i % 90))),
    of("one range of dates", |n| again("28/7/1929-", n)),
    of("ranges", |n| again("2023- 2028, 2023-2028, 2023 – 2028 ", n)),
    of("months", |n| again("tháng 13/2024, quý V ", n)),
    of("times", |n| again("8h30 ", n)),
    of("mail addresses", |n| again("a@b.vn ", n)),
    of("one mail address", |n| format!("{}@{}", again("a", n / 2), again("b.", n / 2 - 1))),
    of("links", |n| again("https://a.vn/b?c=d ", n)),
    of("one link", |n| format!("https://{}", again("a.b/", n - 8))),
    of("one name", |n| again("ông Nguyễn Văn A, ", n)),
    of("different names", |n| lines(n, |i| format!("bà Trần Thị {}, ", word(i).to_uppercase()))),
    of("names of organs", |n| again("Liên đoàn Lao động tỉnh Lai Châu, ", n)),
    of("names in all capitals", |n| again("LIÊN ĐOÀN LAO ĐỘNG ", n)),
    of("capitals in every word", |n| again("Công Đoàn Việt Nam ", n)),
    of("acronyms", |n| again("UBND ", n)),
    of("explained acronyms", |n| again("Ủy ban nhân dân (UBND) ", n)),
    of("different acronyms", |n| lines(n, |i| format!("{} ", word(i + 26 * 26).to_uppercase()))),
    of("different acronyms explained", |n| {
        lines(n, |i| format!("Một Hai Ba ({}) ", word(i + 26 * 26).to_uppercase()))
    }),
    of("citations", |n| again("Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ; ", n)),
    of("different citations", |n| {
        lines(n, |i| {
            format!("Nghị định số {i}/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về việc {}; ", word(i))
        })
    }),
    of("citations that begin", |n| again("Nghị định ", n)),
    of("citations of laws", |n| again("Luật Công đoàn năm 2012 và ", n)),
    of("citations a line", |n| again("Căn cứ Luật Công đoàn;\n", n)),
    of("labels", |n| again("số ", n)),
    of("labels and numbers", |n| again("Điều 1 ", n)),
    of("mentions of appendixes", |n| again("Phụ lục I kèm theo, ", n)),
    of("a word said twice", |n| again("một một ", n)),
    of("two words said twice", |n| again("a b c d e f g h i k ", n)),
    of("tones in two styles", |n| again("hòa hoà thủy thuỷ ", n)),
    of("slips", |n| again("thể hệ ", n)),
    of("signatures", |n| again("TM. BAN THƯỜNG VỤ\nCHỦ TỊCH\n\nNguyễn Văn A\n", n)),
    of("receivers", |n| format!("Nơi nhận:\n{}", again("- Như trên;\n", n - 14))),
    of("mastheads", |n| again("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n", n)),
    of("numbers of documents", |n| again("Số: 22/KH-LĐLĐ\n", n)),
    of("places and days", |n| again("Lai Châu, ngày 01 tháng 01 năm 2024\n", n)),
    of("titles", |n| again("KẾ HOẠCH\nVề việc\n", n)),
    of("page numbers", |n| lines(n, |i| format!("{i}\n"))),
    of("page feeds", |n| again("a\u{c}", n)),
    of("TCVN3", |n| again("Liªn ®oµn Lao ®éng tØnh, c¸n bé. ", n)),
    of("VNI", |n| again("Lieân ñoaøn Lao ñoäng tænh, caùn boä. ", n)),
    of("mojibake", |n| again("LiÃªn Ä‘oÃ n ", n)),
];

/// A draft with a body.
pub(crate) fn draft(body: &str) -> Value {
    json!({
        "type": "ke-hoach", "organ": "ldld-lai-chau", "code_number": 39, "issued_date": "2024-02-23",
        "subject": "Tổ chức các hoạt động", "body": body,
        "recipients": ["Tổng LĐLĐ Việt Nam"], "filing": { "units": ["VT"] },
        "signers": [{ "competence": ["TM. BAN THƯỜNG VỤ"], "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung" }],
    })
}

/// A kind of draft; its texts are about so many bytes long.
pub(crate) struct AdverseDraft {
    /// What there is much of.
    pub name: &'static str,
    /// Makes it.
    pub draft: fn(usize) -> Value,
}

/// A draft with another value of a field.
fn with(field: &str, value: Value) -> Value {
    let mut draft = draft("Một việc.");
    draft[field] = value;
    draft
}

/// As many entries as a list may have, of as many bytes together.
fn entries(most: usize, bytes: usize, entry: impl Fn(usize, &str) -> Value) -> Value {
    let count = most.min(bytes / 10).max(1);
    let text = "ông Nguyễn Văn An ".repeat(bytes / count / 24 + 1);
    let text: String = text.chars().take(2_000).collect();
    (0..count).map(|index| entry(index, text.trim())).collect()
}

/// Every kind of draft whose body is short.
pub(crate) const DRAFTS: &[AdverseDraft] = &[
    AdverseDraft {
        name: "lines of the subject",
        draft: |n| with("subject", entries(500, n, |_, text| text.into())),
    },
    AdverseDraft {
        name: "bases",
        draft: |n| with("bases", entries(500, n, |i, text| format!("Căn cứ {text} {i};").into())),
    },
    AdverseDraft {
        name: "addressees",
        draft: |n| with("to", entries(500, n, |i, text| format!("{text} {i}").into())),
    },
    AdverseDraft { name: "receivers", draft: |n| with("recipients", entries(200, n, |_, text| text.into())) },
    AdverseDraft {
        name: "receivers with a purpose",
        draft: |n| with("recipients", entries(200, n, |_, text| json!({ "name": text, "purpose": "b/c" }))),
    },
    AdverseDraft {
        name: "receivers in a brace",
        draft: |n| {
            with("recipients", json!([{ "group": entries(199, n, |_, text| text.into()), "purpose": "b/c" }]))
        },
    },
    AdverseDraft {
        name: "lines of the address",
        draft: |n| with("address", entries(500, n, |_, text| text.into())),
    },
    AdverseDraft {
        name: "appendixes",
        draft: |n| {
            with("appendixes", entries(100, n, |_, text| json!({ "title": "DANH SÁCH", "body": text })))
        },
    },
    AdverseDraft {
        name: "titles of appendixes",
        draft: |n| with("appendixes", entries(100, n, |_, text| json!({ "title": [text], "body": "Một." }))),
    },
    AdverseDraft {
        name: "long appendixes",
        draft: |n| {
            let body = again(PROSE, n / 4);
            with("appendixes", (0..4).map(|_| json!({ "title": "DANH SÁCH", "body": body })).collect())
        },
    },
    AdverseDraft {
        name: "findings accepted",
        draft: |n| with("overrides", entries(500, n, |_, text| json!({ "id": "ENC-06", "reason": text }))),
    },
    AdverseDraft {
        name: "fields nobody knows",
        draft: |n| {
            let mut draft = draft("Một việc.");
            (0..n / 20).for_each(|i| draft[format!("subjekt{i}")] = "một".into());
            draft
        },
    },
    AdverseDraft {
        name: "lists in lists",
        draft: |n| with("data", (0..n / 40).map(|_| json!([[["😀", "漢"]]])).collect()),
    },
    AdverseDraft {
        name: "data of a ready-made content",
        draft: |n| {
            let mut draft = with("type", "bao-cao".into());
            let results = entries(n / 60, n, |_, text| json!({ "title": text, "text": text }));
            let awards =
                entries(n / 60, n / 4, |_, text| json!({ "name": text, "units": 1, "amount": 1_000_000 }));
            draft.as_object_mut().expect("a draft is an object").remove("body");
            draft["content"] = "thang".into();
            draft["data"] = json!({
                "month": 1, "year": 2024, "situation": "Một.", "results": results, "awards": awards,
                "next_tasks": ["Hai."],
            });
            draft
        },
    },
];
