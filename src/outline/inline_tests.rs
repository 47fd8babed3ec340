//! Marks that give looks, those that stay literal, and values made inert.

use super::*;

/// Spans as `text` with `b` and `i` in front.
fn looks(source: &str) -> Vec<String> {
    let text = parse_inline(source);
    text.spans()
        .map(|(range, look)| {
            let bold = if look.bold { "b" } else { "" };
            let italic = if look.italic { "i" } else { "" };
            let struck = if look.struck { "s" } else { "" };
            let place = script_mark(look.position).map(String::from).unwrap_or_default();
            format!("{bold}{italic}{struck}{place}:{}", &text.as_str()[range])
        })
        .collect()
}

#[test]
fn marks_give_looks() {
    assert_eq!(looks("a **b** c"), [":a ", "b:b", ": c"]);
    assert_eq!(looks("“*Đổi mới*”"), [":“", "i:Đổi mới", ":”"]);
    assert_eq!(looks("***cả hai***"), ["bi:cả hai"]);
    assert_eq!(looks("**a *b* c**"), ["b:a ", "bi:b", "b: c"]);
    assert_eq!(looks("**a***b*"), ["b:a", "i:b"]);
    assert_eq!(looks("***a** b*"), ["bi:a", "i: b"]);
}

#[test]
fn characters_are_raised_lowered_and_struck() {
    assert_eq!(looks("m^2^"), [":m", "^:2"]);
    assert_eq!(looks("H~2~SO~4~"), [":H", "~:2", ":SO", "~:4"]);
    assert_eq!(looks("10^-3^ và CO~2~."), [":10", "^:-3", ": và CO", "~:2", ":."]);
    assert_eq!(looks("**m^2^**"), ["b:m", "b^:2"]);
    assert_eq!(looks("x^*n*^"), [":x", "i^:n"]);
    assert_eq!(looks("~~bỏ cả câu~~ giữ"), ["s:bỏ cả câu", ": giữ"]);
    assert_eq!(looks("~~a~2~~~"), ["s:a", "s~:2"]);
    assert_eq!(looks(r"VT, NC~(soạn:\ An)~"), [":VT, NC", "~:(soạn: An)"]);
}

#[test]
fn tildes_and_carets_of_ordinary_text_stay_literal() {
    for source in [
        "~5 km, ~10 km",
        "~5 km",
        "5~10 người, 15~20 người",
        "5~10~15",
        "x ^ y ^ z",
        "^",
        "^^",
        "2^10",
        "a^b c^d",
        "http://a.vn/~nam và http://a.vn/~lan",
        "~ ~",
        "~~~~",
        "~~ a ~~",
        "~~",
    ] {
        assert_eq!(looks(source), [format!(":{source}")], "{source}");
    }
    assert_eq!(looks(r"m\^2\^ \~a\~"), [":m^2^ ~a~"]);
    assert_eq!(looks("a~b^c~d^"), [":a", "~:b^c", ":d^"]);
}

#[test]
fn every_look_is_read_back_as_it_was_written() {
    let looks = [
        Emphasis::NONE,
        Emphasis::BOLD,
        Emphasis::ITALIC,
        Emphasis::STRUCK,
        Emphasis::SUPERSCRIPT,
        Emphasis::SUBSCRIPT,
        Emphasis::STRUCK.with(Emphasis::SUBSCRIPT),
        Emphasis::BOLD.with(Emphasis::ITALIC).with(Emphasis::SUPERSCRIPT),
    ];
    let all = || looks.into_iter();
    for (a, b, c) in all().flat_map(|a| all().flat_map(move |b| all().map(move |c| (a, b, c)))) {
        let mut text = Text::default();
        for (piece, look) in [("x", a), ("y z", b), ("1", c), (".", Emphasis::NONE)] {
            text.push(piece, look);
        }
        let mut written = String::new();
        write_inline(&text, 0, InlineContext::Paragraph, &mut written);
        assert_eq!(parse_inline(&written), text, "{written}");
    }
}

#[test]
fn a_lone_tilde_is_written_bare_and_what_would_pair_is_escaped() {
    let written = |text: &str| {
        let mut out = String::new();
        write_inline(&Text::plain(text), 0, InlineContext::Paragraph, &mut out);
        out
    };
    assert_eq!(written("http://a.vn/~nam, 2^10"), "http://a.vn/~nam, 2^10");
    assert_eq!(written("a~b~ c^d^"), r"a\~b\~ c\^d\^");
    let mut between = Text::plain("1");
    between.push("2", Emphasis::SUBSCRIPT);
    between.push("3", Emphasis::NONE);
    let mut out = String::new();
    write_inline(&between, 0, InlineContext::Paragraph, &mut out);
    assert_eq!(out, "123");
}

#[test]
fn marks_without_a_partner_stay_literal() {
    for source in ["a * b * c", "**a", "a*", "3*4*5", "****", "* a", "a ** b ** c", "**", "*", "a**"] {
        assert_eq!(looks(source), [format!(":{source}")], "{source}");
    }
    assert_eq!(looks("***a** b"), [":*", "b:a", ": b"]);
}

#[test]
fn a_backslash_makes_marks_literal() {
    assert_eq!(looks(r"\*a\*"), [":*a*"]);
    assert_eq!(looks(r"C:\Users\\"), [r":C:\Users\"]);
    assert_eq!(looks(r"Chương\ I"), [":Chương I"]);
}

#[test]
fn escaped_values_are_inert() {
    for value in [
        "- a",
        "1. A",
        "I. MỤC",
        "**đậm**",
        "@basis Luật",
        "|a|b|",
        "a\\",
        "Chương I",
        "Điều 5. Tên",
        "(1). a",
        "a) b",
        "* a",
        "<br>",
        "\\n",
        "1.",
        "-",
        "I.",
        "2.1",
        "C:\\x",
        "+ y",
        "Tiểu mục 1",
        "m^2^",
        "CO~2~",
        "~~x~~",
    ] {
        let mut report = crate::report::Report::new();
        let at = crate::report::FieldPath::field("body");
        let blocks = super::super::parse(&escape(value), &at, &mut report);
        let [crate::document::Block::Paragraph(paragraph)] = &blocks[..] else {
            panic!("{value}: {blocks:?}")
        };
        assert_eq!(paragraph.text, Text::plain(value), "{value}");
        assert_eq!((paragraph.marker, paragraph.role), (0, crate::document::BlockRole::Body), "{value}");
    }
    assert_eq!(escape("một\r\nhai\nba"), "một hai ba");
    assert_eq!(escape("1. ") + "Tổng", "1\\. Tổng");
}

#[test]
fn a_space_before_two_kinds_of_marks_ends_neither() {
    for source in ["~~a *~~***", "**a ~~**x", "*a **~~b~~"] {
        let text = parse_inline(source);
        let looks =
            text.spans().any(|(range, look)| look != Emphasis::NONE && text.as_str()[range].ends_with(' '));
        assert!(!looks, "{source}: {text:?}");
    }
    assert!(parse_inline("~~**a**~~").spans().all(|(_, look)| look.bold && look.struck));
}

/// Every source of up to six characters of these: all ways in which marks, backslashes, letters, digits and spaces meet.
#[test]
fn every_short_source_is_read_back_as_it_was_written() {
    let alphabet = ['*', '~', '^', '\\', 'a', '1', ' '];
    let mut sources = vec![String::new()];
    for _ in 0..6 {
        sources =
            sources.iter().flat_map(|s| alphabet.map(|c| format!("{s}{c}"))).chain([String::new()]).collect();
        for source in &sources {
            let text = parse_inline(source);
            let mut written = String::new();
            write_inline(&text, 0, InlineContext::Paragraph, &mut written);
            assert_eq!(parse_inline(&written), text, "{source} {written}");
        }
    }
}
