//! What a file says of itself: properties, XMP, the standards it keeps, its language and colours.

use super::skeleton::{CATALOG, INFO, METADATA, PROFILE};
use super::text_string;
use crate::document::Meta;
use chrono::NaiveDate;
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use std::fmt::Write;

/// The language of all documents.
const LANGUAGE: &str = "vi-VN";
/// The program, as file properties name it.
const PRODUCER: &str = concat!("Văn Thư ", env!("CARGO_PKG_VERSION"));

/// Adds properties and the catalog entries of PDF/A-2a and PDF/UA-1.
pub(super) fn attach(meta: &Meta, document: &mut Document) {
    document.set_object(INFO, info(meta));
    let about = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    document.set_object(METADATA, Stream::new(about, xmp(meta).into_bytes()));
    if let Ok(catalog) = document.get_dictionary_mut(CATALOG) {
        catalog.set("Lang", Object::string_literal(LANGUAGE));
        catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
        catalog.set("Metadata", METADATA);
        let intent = dictionary! {
            "Type" => "OutputIntent",
            "S" => "GTS_PDFA1",
            "OutputConditionIdentifier" => Object::string_literal("sRGB"),
            "DestOutputProfile" => PROFILE,
        };
        catalog.set("OutputIntents", vec![intent.into()]);
    }
}

/// The document information dictionary; it says what [`xmp`] says.
fn info(meta: &Meta) -> Dictionary {
    let mut info = Dictionary::new();
    for (key, text) in [("Title", &meta.title), ("Author", &meta.author), ("Subject", &meta.subject)] {
        if !text.is_empty() {
            info.set(key, text_string(&printable(text)));
        }
    }
    info.set("Producer", text_string(PRODUCER));
    if let Some(date) = meta.issued {
        let date = Object::string_literal(date.format("D:%Y%m%d000000+07'00").to_string());
        info.set("CreationDate", date.clone());
        info.set("ModDate", date);
    }
    info
}

/// Properties as XMP (ISO 16684-1), never deflated so that archives find them without reading PDF.
fn xmp(meta: &Meta) -> String {
    let mut out = String::with_capacity(3 << 10);
    out.push_str(
        "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n\
         <dc:format>application/pdf</dc:format>\n",
    );
    for (name, kind, text) in [
        ("title", "Alt", &meta.title),
        ("creator", "Seq", &meta.author),
        ("description", "Alt", &meta.subject),
    ] {
        if !text.is_empty() {
            let language = if kind == "Alt" { " xml:lang=\"x-default\"" } else { "" };
            let text = escaped(text);
            let _ = writeln!(
                out,
                "<dc:{name}><rdf:{kind}><rdf:li{language}>{text}</rdf:li></rdf:{kind}></dc:{name}>"
            );
        }
    }
    let _ = writeln!(out, "<dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language>");
    let _ = writeln!(out, "<pdf:Producer>{PRODUCER}</pdf:Producer>");
    if let Some(date) = meta.issued {
        let date = start_of(date);
        let _ =
            writeln!(out, "<xmp:CreateDate>{date}</xmp:CreateDate>\n<xmp:ModifyDate>{date}</xmp:ModifyDate>");
    }
    out.push_str(CLAIMS);
    out.push_str("</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>");
    out
}

/// The standards kept. PDF/A wants every property it does not know described, `pdfuaid:part` among them
/// (ISO 19005-2, 6.6.2.3.1).
const CLAIMS: &str = "\
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
";

/// A day as a moment: its beginning in Vietnam, the zone of the law and never that of the machine.
fn start_of(date: NaiveDate) -> String {
    date.format("%Y-%m-%dT00:00:00+07:00").to_string()
}

/// Without characters XML cannot hold (XML 1.0, 2.2).
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect()
}

fn escaped(text: &str) -> String {
    printable(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_title_gives_well_formed_xmp_that_says_it_again() {
        let meta = Meta { title: "A < B & \"C\"\u{0}\n> D\u{FFFF}".into(), ..Meta::default() };
        let xmp = xmp(&meta);
        let mut reader = quick_xml::Reader::from_str(&xmp);
        let mut text = String::new();
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Text(t) => text.push_str(&t.decode().unwrap()),
                quick_xml::events::Event::GeneralRef(r) => {
                    text.push_str(match &*r.decode().unwrap() {
                        "amp" => "&",
                        "lt" => "<",
                        "gt" => ">",
                        other => panic!("{other}"),
                    });
                }
                _ => {}
            }
        }
        assert!(text.contains("A < B & \"C\"> D"), "{text}");
    }

    #[test]
    fn without_a_date_of_issue_there_are_no_dates() {
        assert!(!xmp(&Meta::default()).contains("Date"));
        assert!(!info(&Meta::default()).has(b"ModDate"));
        let meta = Meta { issued: NaiveDate::from_ymd_opt(2024, 2, 23), ..Meta::default() };
        assert!(xmp(&meta).contains("<xmp:CreateDate>2024-02-23T00:00:00+07:00<"));
        assert_eq!(info(&meta).get(b"ModDate").unwrap().as_str().unwrap(), b"D:20240223000000+07'00");
    }
}
