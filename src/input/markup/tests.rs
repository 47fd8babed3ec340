use super::html::{is_html, read};
use crate::document::{Emphasis, Text, VerticalPosition};
use crate::input::source::{Item, Source};
use proptest::prelude::*;
use std::fmt::Write as _;

/// A text with the marks of the outline.
fn marked(text: &Text) -> String {
    let mut out = String::new();
    for (span, look) in text.spans() {
        let mark = match look {
            Emphasis { position: VerticalPosition::Superscript, .. } => "^",
            Emphasis { position: VerticalPosition::Subscript, .. } => "~",
            Emphasis { bold: true, italic: true, .. } => "***",
            Emphasis { bold: true, .. } => "**",
            Emphasis { italic: true, .. } => "*",
            _ => "",
        };
        let _ = write!(out, "{mark}{}{mark}", &text.as_str()[span]);
    }
    out
}

fn item(item: &Item) -> String {
    match item {
        Item::Paragraph(paragraph) => marked(&paragraph.text),
        Item::Table(table) => {
            let row = |row: &crate::input::source::Row| {
                let cell = |cell: &crate::input::source::Cell| {
                    let said: Vec<String> = cell.items.iter().map(self::item).collect();
                    let bars = "|".repeat(cell.span);
                    if cell.continues { format!("^^{bars}") } else { said.join("/") + &bars }
                };
                row.cells.iter().map(cell).collect::<String>()
            };
            table.rows.iter().map(row).collect::<Vec<_>>().join("\n")
        }
    }
}

fn lines(source: &Source) -> Vec<String> {
    source.items.iter().map(item).collect()
}

fn page(html: &str) -> Vec<String> {
    lines(&read(html).unwrap())
}

#[test]
fn paragraphs_end_where_blocks_begin_and_white_space_is_one_space() {
    let html = "<html><head><title>Trang</title><style>p{color:red}</style><script>var a='<p>x';</script></head>\
        <body><p>Căn  cứ\n Luật<p><b>Điều 1.</b> Thành lập&nbsp;&nbsp;&nbsp;Ban<br>gồm:<div>a<div>b</div>c</div></body></html>";
    let source = read(html).unwrap();
    assert_eq!(lines(&source), ["Căn cứ Luật", "**Điều 1.** Thành lập   Ban\ngồm:", "a", "b", "c"]);
    assert_eq!(source.mended[0].before, "Trang");
}

#[test]
fn tables_keep_their_spans_and_their_header() {
    let html = "<table border=1><thead><tr><th rowspan=2>STT<th colspan=2>Kết quả<tr><th>Số<th>Tỷ lệ</thead>\
        <tr><td>1<td><p>a<p>b<td>50%</table><p>Hết";
    assert_eq!(page(html), ["**STT**|**Kết quả**||\n^^|**Số**|**Tỷ lệ**|\n1|a/b|50%|", "Hết"]);
    let nested = "<table><tr><td>a<table><tr><td>b<td>c</table>d</table>";
    assert_eq!(page(nested), ["a/b|c|/d|"]);
}

#[test]
fn looks_come_from_tags_attributes_and_simple_rules() {
    let word = "<style><!-- p.Tieude {font-weight:bold;text-align:center} .xl65{font-style:italic} --></style>\
        <p class=Tieude>QUYẾT ĐỊNH<p><span style='font-weight:700'>Đậm</span> <span class=xl65>nghiêng</span> \
        25 m<sup>2</sup>, CO<span style='vertical-align:sub'>2</span>\
        <td style='vertical-align:super'>ô";
    assert_eq!(page(word), ["**QUYẾT ĐỊNH**", "**Đậm** *nghiêng* 25 m^2^, CO~2~", "ô"]);
    let Item::Paragraph(title) = &read(word).unwrap().items[0] else { panic!() };
    assert_eq!(title.align, crate::document::Align::Center);
}

#[test]
fn hidden_and_struck_words_and_addresses_of_links_are_told() {
    let html = "<p>Gửi <a href='https://vbpl.vn/x'>văn bản</a><s> cũ</s><span style='display:none'> ẩn</span> này.</p>";
    let source = read(html).unwrap();
    assert_eq!(lines(&source), ["Gửi văn bản này."]);
    let told: Vec<_> = source.mended.iter().map(|mend| (mend.what, mend.before.as_str())).collect();
    assert_eq!(told, [("link", "https://vbpl.vn/x"), ("struck", "cũ"), ("hidden", "ẩn")]);
}

#[test]
fn items_of_lists_have_their_numbers() {
    let html =
        "<ol start=3><li>Một<li><p>Hai</p></ol><ol type=a><li>x<li>y<ul><li>z</ul></ol><ol type=I><li>q</ol>";
    assert_eq!(page(html), ["3. Một", "4. Hai", "a) x", "b) y", "- z", "I. q"]);
    // Word writes its numbers itself.
    let word = "<p class=MsoListParagraph><![if !supportLists]><span>1.<span style='font:7pt'>&nbsp;&nbsp; </span></span><![endif]>Việc";
    assert_eq!(page(word), ["1.   Việc"]);
}

#[test]
fn letters_of_before_unicode_are_decoded_by_their_face_or_by_the_whole() {
    let face = "<p><font face='.VnTimeH'>Thñ t\u{ad}íng</font> giao <span style='font-family:\"VNI-Times\"'>nhaân daân</span>";
    assert_eq!(page(face), ["THỦ TƯỚNG giao nhân dân"]);
    let untold = "<p>C¨n cø LuËt Tæ chøc Héi ®ång nh©n d©n vµ ñy ban nh©n d©n ph\u{ad}êng</p>";
    let source = read(untold).unwrap();
    assert_eq!(lines(&source), ["Căn cứ Luật Tổ chức Hội đồng nhân dân và ủy ban nhân dân phường"]);
    assert_eq!(source.traits.encodings, ["TCVN3 (ABC)"]);
    assert_eq!(
        page("<p><span style='font-family:Wingdings'>ü</span> có<input type=checkbox checked>"),
        ["✓ có☑"]
    );
}

#[test]
fn the_wrapping_of_the_clipboard_is_html_and_texts_of_papers_are_not() {
    let clipboard = "Version:0.9\r\nStartHTML:00000097\r\nEndHTML:00000170\r\n<html><body><!--StartFragment--><p>Chữ</p></body></html>";
    assert!(is_html(clipboard));
    assert_eq!(page(clipboard), ["Chữ"]);
    for text in ["Kính gửi: <tên cơ quan>", "<Mẫu số 1>\nBÁO CÁO", "a < b", "Version: 2\nnội dung"]
    {
        assert!(!is_html(text), "{text}");
    }
    assert!(is_html("\u{feff} <!DOCTYPE html><p>x</p>"));
}

#[test]
fn pages_beyond_all_documents_are_refused_and_deep_ones_read() {
    assert!(read(&"<p>a".repeat(crate::limits::DOCX_PARAGRAPHS + 1)).is_err());
    assert!(read(&format!("<table>{}", "<td>".repeat(crate::limits::DOCX_PARAGRAPHS + 1))).is_err());
    for deep in ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<table>", "</td>"] {
        let source = read(&format!("{}cuối", deep.repeat(20_000))).unwrap();
        assert!(source.words() >= 1, "{deep}");
    }
    let wide =
        "<table><tr>".to_owned() + &"<td colspan=9999 rowspan=9999>x".repeat(500) + "<tr><td>y</table>";
    assert_eq!(read(&wide).unwrap().words(), 501);
}

/// Pieces of HTML, whole and broken.
fn pieces() -> impl Strategy<Value = Vec<&'static str>> {
    const PIECES: [&str; 40] = [
        "<p>",
        "</p>",
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<td rowspan=3>",
        "<th colspan=2>",
        "<thead>",
        "</thead>",
        "<ul>",
        "<ol type=a>",
        "<li>",
        "</ol>",
        "<b>",
        "</b>",
        "<i>",
        "<sup>",
        "</sup>",
        "<br>",
        "<div align=center>",
        "</div>",
        "<span style='font-family:.VnTime'>",
        "</span>",
        "chữ ",
        "Số: 1/QĐ",
        " ",
        "\n",
        "&nbsp;",
        "&#7889;",
        "<![if x]>",
        "<!--",
        "-->",
        "<a href=x:y>",
        "<img src=a>",
        "<h1>",
        "<pre>",
        "<o:p>",
    ];
    proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..60)
}

proptest! {
    #[test]
    fn any_page_is_read_and_no_word_of_it_lost(pieces in pieces()) {
        let html = pieces.concat();
        let source = read(&html).unwrap();
        // What stands in a comment or in another letter's face is not text as it stands.
        if !html.contains("<!--") && !html.contains("VnTime") {
            let written = html.matches("chữ ").count();
            let said: usize = lines(&source).iter().map(|line| line.matches("chữ").count()).sum();
            prop_assert_eq!(said, written, "{}", html);
        }
    }

    #[test]
    fn any_text_is_read_as_a_page(text in "\\PC{0,80}") {
        let _ = read(&format!("<p>{text}"));
    }
}
