//! Metadata of a file: properties, XMP, the standards it claims, its language and colours.

use super::skeleton::{CATALOG, INFO, METADATA, PROFILE};
use super::{PdfOptions, bounded, text_string};
use crate::document::Meta;
use chrono::NaiveDate;
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use std::fmt::Write;

/// The language of all documents.
const LANGUAGE: &str = "vi-VN";
/// The program, as file properties name it.
const PRODUCER: &str = concat!("Văn Thư ", env!("CARGO_PKG_VERSION"));

/// Title of a file without one.
const NAMELESS: &str = "Văn bản";

/// Adds properties and the catalog entries of PDF/A and PDF/UA-1.
pub(super) fn attach(meta: &Meta, options: &PdfOptions<'_>, document: &mut Document) {
    let properties = DocumentProperties::of(meta);
    let part = if options.source.is_some() { 3 } else { 2 };
    document.set_object(INFO, properties.info());
    let about = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    document.set_object(METADATA, Stream::new(about, properties.xmp(part).into_bytes()));
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

/// Properties of a document, in characters XML can hold.
struct DocumentProperties {
    title: String,
    author: String,
    subject: String,
    issued: Option<NaiveDate>,
}

impl DocumentProperties {
    fn of(meta: &Meta) -> Self {
        let [title, author, subject] = [&meta.title, &meta.author, &meta.subject].map(|text| printable(text));
        // A file without a title is no PDF/UA file (ISO 14289-1, 7.1): what names it next best stands in.
        let number = printable(meta.number.as_deref().unwrap_or_default());
        let stand_ins = [&title, &subject, &number, &author].map(String::as_str);
        let title = stand_ins.into_iter().find(|text| !text.is_empty()).unwrap_or(NAMELESS).to_owned();
        Self { title, author, subject, issued: meta.issued }
    }

    /// The document information dictionary; it says what [`DocumentProperties::xmp`] says.
    fn info(&self) -> Dictionary {
        let mut info = Dictionary::new();
        for (key, text) in [("Title", &self.title), ("Author", &self.author), ("Subject", &self.subject)] {
            if !text.is_empty() {
                info.set(key, text_string(text));
            }
        }
        info.set("Producer", text_string(PRODUCER));
        if let Some(issued) = self.issued {
            info.set("CreationDate", date(issued));
            info.set("ModDate", date(issued));
        }
        info
    }

    /// Properties as XMP (ISO 16684-1), never deflated so that archives find them without reading PDF.
    fn xmp(&self, part: u8) -> String {
        let mut out = String::with_capacity(3 << 10);
        out.push_str(BEGINNING);
        for (name, kind, text) in [
            ("title", "Alt", &self.title),
            ("creator", "Seq", &self.author),
            ("description", "Alt", &self.subject),
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
        if let Some(issued) = self.issued {
            let issued = start_of(issued);
            let _ = writeln!(
                out,
                "<xmp:CreateDate>{issued}</xmp:CreateDate>\n<xmp:ModifyDate>{issued}</xmp:ModifyDate>"
            );
        }
        let _ = writeln!(out, "<pdfaid:part>{part}</pdfaid:part>");
        out.push_str(CLAIMS);
        out.push_str("</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>");
        out
    }
}

/// The packet's header and the names used in it.
const BEGINNING: &str = "\
<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>
<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">
<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">
<dc:format>application/pdf</dc:format>
";

/// The level and the other standard kept. PDF/A wants every property it does not know described, `pdfuaid:part` among them
/// (ISO 19005-2, 6.6.2.3.1).
const CLAIMS: &str = "\
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

/// The same moment as PDF writes it (ISO 32000-1, 7.9.4).
pub(super) fn date(date: NaiveDate) -> Object {
    Object::string_literal(date.format("D:%Y%m%d000000+07'00").to_string())
}

/// Text without characters XML cannot hold (XML 1.0, 2.2), cut to the length a string may have.
fn printable(text: &str) -> String {
    let held: String =
        text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect();
    bounded(held.trim()).into_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_title_gives_well_formed_xmp_that_says_it_again() {
        let meta = Meta { title: "A < B & \"C\"\u{0}\n> D\u{FFFF}".into(), ..Meta::default() };
        let xmp = DocumentProperties::of(&meta).xmp(2);
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
        let properties = DocumentProperties::of(&Meta::default());
        assert!(!properties.xmp(2).contains("Date"));
        assert!(!properties.info().has(b"ModDate"));
        let properties =
            DocumentProperties::of(&Meta { issued: NaiveDate::from_ymd_opt(2024, 2, 23), ..Meta::default() });
        assert!(properties.xmp(2).contains("<xmp:CreateDate>2024-02-23T00:00:00+07:00<"));
        let modified = properties.info().get(b"ModDate").unwrap().clone();
        assert_eq!(modified.as_str().unwrap(), b"D:20240223000000+07'00");
    }

    #[test]
    fn what_has_no_title_is_called_by_what_names_it_next_best() {
        let title = |meta: Meta| DocumentProperties::of(&meta).title;
        let subject = Meta { title: " \n".into(), subject: "Về việc họp".into(), ..Meta::default() };
        assert_eq!(title(subject), "Về việc họp");
        let number = Meta { number: Some("5/TB".into()), author: "Công đoàn".into(), ..Meta::default() };
        assert_eq!(title(number), "5/TB");
        assert_eq!(title(Meta { author: "Công đoàn".into(), ..Meta::default() }), "Công đoàn");
        assert_eq!(title(Meta::default()), NAMELESS);
        assert!(DocumentProperties::of(&Meta::default()).info().has(b"Title"));
    }

    #[test]
    fn a_title_as_long_as_a_body_is_cut_alike_in_both_places() {
        let properties =
            DocumentProperties::of(&Meta { title: "Đoàn viên ".repeat(9_000), ..Meta::default() });
        let info = properties.info();
        let written = info.get(b"Title").unwrap().as_str().unwrap();
        assert!((30_000..32_767).contains(&written.len()), "{}", written.len());
        assert!(written.ends_with(&[0x20, 0x26]) && properties.title.ends_with('…'));
        assert!(properties.xmp(2).contains(&properties.title));
    }
}
