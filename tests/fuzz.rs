//! Readers under damaged and made-up input: DOCX, HTML, texts in any encoding, the outline.
//!
//! A program, not a test of the harness: `cargo test --release --test fuzz -- --inputs 250000 [--from SEED] [--only docx]`.
//! Each input is made of a seed alone: pieces of papers and of markup put together, then damaged in some places. An input
//! that panics is told with its seed and ends the run. Without `--inputs` it tries a
//! few of each kind.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program that measures, prints, and stops at what is wrong"
)]

use std::io::{Cursor, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use vanthu::catalog::Catalog;
use vanthu::office::Office;
use vanthu::outline;
use vanthu::report::{FieldPath, Report};

/// Makes an input of a kind.
type InputMaker = fn(&mut Chance) -> Vec<u8>;

/// Inputs of each kind where none are asked for.
const FEW: u64 = 60;
const KINDS: [(&str, InputMaker); 4] = [("docx", docx), ("html", html), ("text", text), ("outline", text)];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().collect();
    let value = |name: &str| words.iter().position(|w| w == name).and_then(|at| words.get(at + 1));
    let number = |name: &str| value(name).and_then(|word| word.parse::<u64>().ok());
    let (inputs, from) = (number("--inputs").unwrap_or(FEW), number("--from").unwrap_or(0));
    let office = Office::new(Catalog::embedded());
    std::panic::set_hook(Box::new(|_| {}));
    for (kind, make) in KINDS.into_iter().filter(|(kind, _)| value("--only").is_none_or(|only| only == kind))
    {
        let begun = Instant::now();
        let read = |bytes: &[u8]| match kind {
            "outline" => {
                let text = String::from_utf8_lossy(bytes);
                let blocks = outline::parse(&text, &FieldPath::root(), &mut Report::new());
                let _ = outline::parse(&outline::write(&blocks), &FieldPath::root(), &mut Report::new());
            }
            _ => drop(office.import(bytes)),
        };
        if let Some(seed) = fault(from..from + inputs, &|seed| make(&mut Chance::new(seed)), &read) {
            println!("{kind}: input of seed {seed} panics");
            return ExitCode::FAILURE;
        }
        println!("{kind}: {inputs} inputs, no panic, {:.0} s", begun.elapsed().as_secs_f64());
    }
    ExitCode::SUCCESS
}

/// The first seed found whose input panics.
fn fault(
    seeds: std::ops::Range<u64>,
    make: &(dyn Fn(u64) -> Vec<u8> + Sync),
    read: &(dyn Fn(&[u8]) + Sync),
) -> Option<u64> {
    let (next, found) = (AtomicU64::new(seeds.start), AtomicU64::new(u64::MAX));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end || found.load(Ordering::Relaxed) != u64::MAX {
                        return;
                    }
                    if catch_unwind(AssertUnwindSafe(|| read(&make(seed)))).is_err() {
                        found.store(seed, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    Some(found.into_inner()).filter(|seed| *seed != u64::MAX)
}

/// Choices that follow from a seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }

    /// Up to so many pieces, one after another.
    fn some(&mut self, most: usize, of: &[&str]) -> String {
        (0..self.below(most)).map(|_| self.one(of).to_owned()).collect()
    }

    /// Overwrites, cuts and doubles some stretches of bytes, in a third of all inputs.
    fn damaged(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        if self.below(3) > 0 {
            return bytes;
        }
        for _ in 0..self.below(6) {
            let at = self.below(bytes.len());
            match self.below(4) {
                0 if !bytes.is_empty() => bytes[at] = self.next() as u8,
                1 => bytes.truncate(at),
                2 => {
                    let stretch: Vec<u8> = bytes[at..].iter().copied().take(40).collect();
                    bytes.splice(at..at, stretch);
                }
                _ => bytes.insert(at, [0, 0xff, b'<', b'|', b'\n', 0xad][self.below(6)]),
            }
        }
        bytes
    }
}

const WORDS: &[&str] = &[
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "ỦY BAN NHÂN DÂN",
    "XÃ A",
    "Số: 12/QĐ-UBND",
    "Số:      /KH-ABC",
    "Hà Nội, ngày 05 tháng 3 năm 2024",
    "ngày ..../..../2024",
    "QUYẾT ĐỊNH",
    "KẾ HOẠCH",
    "Về việc kiểm kê",
    "V/v báo cáo",
    "Kính gửi:",
    "Căn cứ Luật;",
    "Điều 1.",
    "Chương I",
    "I. MỤC ĐÍCH",
    "1.",
    "a)",
    "- ",
    "+ ",
    "Nơi nhận:",
    "- Như trên;",
    "- Lưu: VT.",
    "TM. BAN",
    "KT. CHỦ TỊCH",
    "CHỦ TỊCH",
    "(Đã ký)",
    "Nguyễn Văn A",
    "PHỤ LỤC",
    "(Kèm theo Quyết định số 12)",
    "ĐẢNG CỘNG SẢN VIỆT NAM",
    "*",
    "-----",
    "H'Lan Niê",
    "m²",
    "✓",
    " ",
    "  ",
    "          ",
    "\t",
    "…………",
    "“",
    "”",
    "Đ",
    "Ð",
    "\u{a0}",
    "\u{200b}",
    "\u{301}",
    "\u{1f600}",
];
const MARKS: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    "**",
    "*",
    "~~",
    "^",
    "~",
    "# ",
    "### ",
    "| a | b |\n",
    "|---|:-:|\n",
    "| ^^ ||\n",
    "||",
    "\\",
    "@center ",
    "@basis ",
    "@@",
    "[x](http://y)",
    "![a](b.png)",
    "&nbsp;",
    "<br>",
    "\u{c}",
    "- 2 -\n",
    "Trang 1/2\n",
];

fn text(chance: &mut Chance) -> Vec<u8> {
    let mut out = String::new();
    for _ in 0..chance.below(80) {
        out.push_str(if chance.below(3) > 0 { chance.one(WORDS) } else { chance.one(MARKS) });
        if chance.below(3) == 0 {
            out.push('\n');
        }
    }
    let bytes = match chance.below(12) {
        0 => out.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        1 => out.chars().map(|c| c as u32 as u8).collect(),
        _ => out.into_bytes(),
    };
    chance.damaged(bytes)
}

const TAGS: &[&str] = &[
    "<p>",
    "</p>",
    "<table border=1>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<td rowspan=3 colspan=2>",
    "<th>",
    "<thead>",
    "<tbody>",
    "<ul>",
    "</ul>",
    "<ol type=I start=9999999999>",
    "<li value=-3>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<br>",
    "<sup>",
    "</sup>",
    "<s>",
    "</s>",
    "<div align=center>",
    "</div>",
    "<center>",
    "<span style='mso-tab-count:3'>",
    "</span>",
    "<span style=\"font-family:'.VnTimeH'\">",
    "<font face=VNI-Times>",
    "<p class=x style='display:none'>",
    "<a href='a:b'>",
    "<img>",
    "<pre>",
    "</pre>",
    "<h1>",
    "<style>.x{font:bold}",
    "</style>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<![if !x]>",
    "<input type=checkbox checked>",
    "<o:p>&nbsp;</o:p>",
    "&#xD800;",
    "&amp;",
    "&hellip",
    "<",
    ">",
    "<p style='",
    "'>",
];

fn html(chance: &mut Chance) -> Vec<u8> {
    let mut out = chance
        .one(&["<html>", "<p>", "<!DOCTYPE html><body>", "<table>", "Version:0.9\nStartHTML:1\n<p></p>"])
        .to_owned();
    for _ in 0..chance.below(80) {
        out.push_str(if chance.below(2) > 0 { chance.one(WORDS) } else { chance.one(TAGS) });
    }
    out.push_str("</p>");
    chance.damaged(out.into_bytes())
}

const RUNS: &[&str] = &[
    "<w:b/>",
    "<w:i/>",
    "<w:strike/>",
    "<w:vanish/>",
    "<w:caps/>",
    r#"<w:vertAlign w:val="superscript"/>"#,
    r#"<w:sz w:val="28"/>"#,
    r#"<w:rFonts w:ascii=".VnTimeH" w:hAnsi=".VnTimeH"/>"#,
    r#"<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>"#,
    r#"<w:highlight w:val="yellow"/>"#,
    r#"<w:color w:val="0D0D0D"/>"#,
];
const INLINE: &[&str] = &[
    "<w:tab/>",
    "<w:br/>",
    r#"<w:br w:type="page"/>"#,
    "<w:softHyphen/>",
    "<w:noBreakHyphen/>",
    r#"<w:sym w:font="Symbol" w:char="F0B7"/>"#,
    r#"<w:fldChar w:fldCharType="begin"/>"#,
    r#"<w:instrText> MERGEFIELD x </w:instrText>"#,
    r#"<w:fldChar w:fldCharType="separate"/>"#,
    r#"<w:fldChar w:fldCharType="end"/>"#,
    r#"<w:footnoteReference w:id="1"/>"#,
    r#"<w:commentReference w:id="1"/>"#,
    "<w:pgNum/>",
    "<w:pict><v:imagedata/><v:textbox><w:txbxContent><w:p><w:r><w:t>hộp</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict>",
];
const PARAGRAPH: &[&str] = &[
    r#"<w:jc w:val="center"/>"#,
    r#"<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>"#,
    "<w:pageBreakBefore/>",
    r#"<w:rPr><w:del w:id="1"/></w:rPr>"#,
    r#"<w:ind w:left="-9999" w:firstLine="720"/>"#,
    r#"<w:sectPr><w:pgSz w:w="16838" w:h="11906"/></w:sectPr>"#,
    r#"<w:tabs><w:tab w:val="left" w:pos="700"/></w:tabs>"#,
    r#"<w:pBdr><w:bottom w:val="single"/></w:pBdr>"#,
];
const CELL: &[&str] = &[
    r#"<w:gridSpan w:val="2"/>"#,
    r#"<w:gridSpan w:val="99"/>"#,
    r#"<w:vMerge w:val="restart"/>"#,
    "<w:vMerge/>",
    "<w:hMerge/>",
    r#"<w:tcW w:w="500" w:type="dxa"/>"#,
];

fn paragraph(chance: &mut Chance) -> String {
    let mut runs = String::new();
    for _ in 0..chance.below(5) {
        let (look, inline) = (chance.some(3, RUNS), chance.some(2, INLINE));
        let words = chance.one(WORDS);
        let run =
            format!("<w:r><w:rPr>{look}</w:rPr>{inline}<w:t xml:space=\"preserve\">{words}</w:t></w:r>");
        runs.push_str(&match chance.below(12) {
            0 => format!("<w:ins>{run}</w:ins>"),
            1 => format!("<w:del>{}</w:del>", run.replace("w:t", "w:delText")),
            2 => format!(
                "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>"
            ),
            3 => format!("<w:fldSimple w:instr=\"PAGE\">{run}</w:fldSimple>"),
            _ => run,
        });
    }
    format!("<w:p><w:pPr>{}</w:pPr>{runs}</w:p>", chance.some(3, PARAGRAPH))
}

fn table(chance: &mut Chance, depth: usize) -> String {
    let mut rows = String::new();
    for _ in 0..chance.below(5) {
        let mut cells = String::new();
        for _ in 0..chance.below(5) {
            let inside =
                if depth < 3 && chance.below(8) == 0 { table(chance, depth + 1) } else { String::new() };
            cells.push_str(&format!(
                "<w:tc><w:tcPr>{}</w:tcPr>{inside}{}</w:tc>",
                chance.some(3, CELL),
                paragraph(chance)
            ));
        }
        let more = chance.some(
            2,
            &[r#"<w:gridAfter w:val="1"/>"#, r#"<w:gridBefore w:val="2"/>"#, "<w:tblHeader/>", "<w:del/>"],
        );
        rows.push_str(&format!("<w:tr><w:trPr>{more}</w:trPr>{cells}</w:tr>"));
    }
    let lines = chance.one(&["", r#"<w:tblBorders><w:top w:val="single"/></w:tblBorders>"#]);
    format!("<w:tbl><w:tblPr>{lines}</w:tblPr>{rows}</w:tbl>")
}

fn docx(chance: &mut Chance) -> Vec<u8> {
    const NAMES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml""#;
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut body = String::new();
    for _ in 0..chance.below(14) {
        body.push_str(&if chance.below(4) == 0 { table(chance, 0) } else { paragraph(chance) });
    }
    let document = format!("<w:document {NAMES}><w:body>{body}</w:body></w:document>").into_bytes();
    let document = chance.damaged(document);
    let links = |links: &str| {
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>"#
        )
    };
    let root = links(&format!(
        r#"<Relationship Id="a" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>"#
    ));
    let own = links(&format!(
        r#"<Relationship Id="a" Type="{OFFICE}/footnotes" Target="footnotes.xml"/><Relationship Id="b" Type="{OFFICE}/comments" Target="comments.xml"/>"#
    ));
    let notes = |name: &str, one: &str| {
        format!(
            r#"<w:{name} {NAMES}><w:{one} w:id="1"><w:p><w:r><w:t>Ghi chú</w:t></w:r></w:p></w:{one}></w:{name}>"#
        )
    };
    let (footnotes, comments) = (notes("footnotes", "footnote"), notes("comments", "comment"));
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in [
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("word/document.xml", &document),
        ("word/_rels/document.xml.rels", own.as_bytes()),
        ("word/footnotes.xml", footnotes.as_bytes()),
        ("word/comments.xml", comments.as_bytes()),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
