//! What the file says of itself: XMP, and the information dictionary that says the same.

use super::file::{Claim, Findings, Pdf};
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

const PACKET: &str = "ISO 19005-2, 6.6.2.1";
const SAME: &str = "ISO 19005-2, 6.1.5";
const DESCRIBED: &str = "ISO 19005-2, 6.6.2.3.1";
const DESCRIPTION: &str = "ISO 19005-2, 6.6.2.3.3";
const PART: &str = "ISO 19005-2, 6.6.4";
const ACCESSIBLE: &str = "ISO 14289-1, 5";
const TITLE: &str = "ISO 14289-1, 7.1";

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const DC: &str = "http://purl.org/dc/elements/1.1/";
const PDF: &str = "http://ns.adobe.com/pdf/1.3/";
const XMP: &str = "http://ns.adobe.com/xap/1.0/";
const PDFA_ID: &str = "http://www.aiim.org/pdfa/ns/id/";
const UA_ID: &str = "http://www.aiim.org/pdfua/ns/id/";
const EXTENSION: &str = "http://www.aiim.org/pdfa/ns/extension/";
const SCHEMA: &str = "http://www.aiim.org/pdfa/ns/schema#";
const PROPERTY: &str = "http://www.aiim.org/pdfa/ns/property#";
/// The schemas PDF/A knows (ISO 19005-2, 6.6.2.3.1), as far as anything of theirs is used.
const PREDEFINED: [&str; 5] = [DC, PDF, XMP, PDFA_ID, EXTENSION];

/// An element of XML with its name space.
#[derive(Debug, Default)]
struct Node {
    space: String,
    prefix: String,
    name: String,
    /// The value of `xml:lang`.
    language: Option<String>,
    text: String,
    kids: Vec<Node>,
}

impl Node {
    fn is(&self, space: &str, name: &str) -> bool {
        self.space == space && self.name == name
    }

    fn kid(&self, space: &str, name: &str) -> Option<&Node> {
        self.kids.iter().find(|kid| kid.is(space, name))
    }

    /// The items of the array of this kind that is its value.
    fn items(&self, kind: &str) -> &[Node] {
        self.kid(RDF, kind).map_or(&[], |array| &array.kids)
    }
}

/// The root of a document; `None` if it is not well formed.
fn parse(xml: &str) -> Option<Node> {
    let mut reader = NsReader::from_str(xml);
    let mut open = vec![Node::default()];
    loop {
        let (space, event) = reader.read_resolved_event().ok()?;
        let space = match space {
            ResolveResult::Bound(space) => String::from_utf8(space.0.to_vec()).ok()?,
            ResolveResult::Unbound => String::new(),
            ResolveResult::Unknown(_) => return None,
        };
        match event {
            Event::Start(start) => {
                let name = start.name();
                let part = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
                let prefix = name.prefix().map_or(Some(String::new()), |prefix| part(prefix.as_ref()))?;
                let language = start.attributes().flatten().find(|a| a.key.as_ref() == b"xml:lang");
                let language = language.and_then(|a| part(&a.value));
                open.push(Node {
                    space,
                    prefix,
                    name: part(name.local_name().as_ref())?,
                    language,
                    ..Node::default()
                });
            }
            Event::End(_) => {
                let node = open.pop()?;
                open.last_mut()?.kids.push(node);
            }
            Event::Text(text) => open.last_mut()?.text.push_str(&text.decode().ok()?),
            Event::GeneralRef(entity) => open.last_mut()?.text.push_str(match &*entity.decode().ok()? {
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                "quot" => "\"",
                "apos" => "'",
                _ => return None,
            }),
            Event::Eof => break,
            _ => {}
        }
    }
    let root = open.pop().filter(|_| open.is_empty())?;
    root.kids.into_iter().next()
}

pub(crate) fn check(pdf: &Pdf<'_>, claim: &Claim, findings: &mut Findings) {
    let catalog = pdf.catalog();
    let Some(stream) = pdf.stream(catalog, "Metadata") else {
        findings.add(TITLE, "no metadata");
        return findings.add(PACKET, "no metadata");
    };
    let (kind, subtype) = (pdf.name(&stream.dict, "Type"), pdf.name(&stream.dict, "Subtype"));
    findings.expect((kind, subtype) == ("Metadata", "XML"), PACKET, || format!("{kind} {subtype}"));
    findings
        .expect(!stream.dict.has(b"Filter"), "ISO 32000-1, 14.3.2", || "metadata is compressed".to_owned());
    let Ok(xml) = str::from_utf8(&stream.content) else {
        return findings.add(PACKET, "metadata is no UTF-8");
    };
    packet(xml, findings);
    let Some(root) = parse(xml) else {
        return findings.add(PACKET, "metadata is not well formed");
    };
    let descriptions = root.kid(RDF, "RDF").into_iter().flat_map(|rdf| &rdf.kids);
    let properties: Vec<&Node> =
        descriptions.filter(|node| node.is(RDF, "Description")).flat_map(|node| &node.kids).collect();
    identification(&properties, claim, findings);
    schemas(&properties, findings);
    same(pdf, &properties, findings);
}

fn packet(xml: &str, findings: &mut Findings) {
    let header = xml.lines().next().unwrap_or_default();
    let begins = header.starts_with("<?xpacket begin=") && header.contains("W5M0MpCehiHzreSzNTczkc9d");
    let plain = !header.contains("bytes=") && !header.contains("encoding=");
    findings.expect(begins && plain, PACKET, || format!("the packet begins with {header}"));
    findings.expect(xml.contains("<?xpacket end="), PACKET, || "the packet does not end".to_owned());
}

fn value<'n>(properties: &[&'n Node], space: &str, name: &str) -> Option<&'n Node> {
    properties.iter().copied().find(|node| node.is(space, name))
}

/// Part and level of PDF/A, part of PDF/UA, each under its own prefix.
fn identification(properties: &[&Node], claim: &Claim, findings: &mut Findings) {
    for (space, prefix, name, wanted, clause) in [
        (PDFA_ID, "pdfaid", "part", claim.part.to_string(), PART),
        (PDFA_ID, "pdfaid", "conformance", "A".to_owned(), PART),
        (UA_ID, "pdfuaid", "part", "1".to_owned(), ACCESSIBLE),
    ] {
        let found = value(properties, space, name).map(|node| (node.prefix.as_str(), node.text.as_str()));
        findings.expect(found == Some((prefix, &wanted)), clause, || format!("{prefix}:{name} is {found:?}"));
    }
}

/// Every property is of a schema PDF/A knows, or one that is described.
fn schemas(properties: &[&Node], findings: &mut Findings) {
    let described = value(properties, EXTENSION, "schemas").map_or(&[][..], |node| node.items("Bag"));
    let field = |node: &Node, space: &str, name: &str| -> String {
        node.kid(space, name).map(|kid| kid.text.clone()).unwrap_or_default()
    };
    for schema in described {
        for name in ["schema", "namespaceURI", "prefix"] {
            let said = field(schema, SCHEMA, name);
            findings.expect(!said.is_empty(), DESCRIPTION, || format!("a schema without {name}"));
        }
        let members = schema.kid(SCHEMA, "property").map_or(&[][..], |node| node.items("Seq"));
        for member in members {
            for name in ["name", "valueType", "category", "description"] {
                let said = field(member, PROPERTY, name);
                let good = if name == "category" {
                    said == "internal" || said == "external"
                } else {
                    !said.is_empty()
                };
                findings.expect(good, DESCRIPTION, || format!("a property whose {name} is {said:?}"));
            }
        }
    }
    for property in properties.iter().filter(|property| !PREDEFINED.contains(&property.space.as_str())) {
        let known = described.iter().any(|schema| {
            let members = schema.kid(SCHEMA, "property").map_or(&[][..], |node| node.items("Seq"));
            field(schema, SCHEMA, "namespaceURI") == property.space
                && field(schema, SCHEMA, "prefix") == property.prefix
                && members.iter().any(|member| field(member, PROPERTY, "name") == property.name)
        });
        findings
            .expect(known, DESCRIBED, || format!("{}:{} is not described", property.prefix, property.name));
    }
}

/// What the information dictionary says, XMP says too; there is a title.
fn same(pdf: &Pdf<'_>, properties: &[&Node], findings: &mut Findings) {
    let info = pdf.dictionary(&pdf.document.trailer, "Info");
    let plain = |space: &str, name: &str| value(properties, space, name).map(|node| node.text.clone());
    let item = |name: &str, kind: &str| {
        let node = value(properties, DC, name)?;
        let items = node.items(kind);
        let chosen = items.iter().find(|item| kind != "Alt" || item.language.as_deref() == Some("x-default"));
        chosen.map(|item| item.text.clone())
    };
    let title = item("title", "Alt");
    findings.expect(title.as_ref().is_some_and(|title| !title.trim().is_empty()), TITLE, || {
        format!("title {title:?}")
    });
    for (key, said) in [
        ("Title", title),
        ("Author", item("creator", "Seq")),
        ("Subject", item("description", "Alt")),
        ("Producer", plain(PDF, "Producer")),
        ("CreationDate", plain(XMP, "CreateDate").map(|date| as_pdf(&date))),
        ("ModDate", plain(XMP, "ModifyDate").map(|date| as_pdf(&date))),
    ] {
        let ours = pdf.text(info, key);
        findings.expect(ours == said, SAME, || format!("{key} is {ours:?} and in XMP {said:?}"));
    }
    let known = ["Title", "Author", "Subject", "Producer", "CreationDate", "ModDate"];
    for (key, _) in info.iter() {
        let known = known.iter().any(|known| known.as_bytes() == key.as_slice());
        findings.expect(known, SAME, || format!("{} has no place in XMP", String::from_utf8_lossy(key)));
    }
}

/// `2024-02-23T00:00:00+07:00` as ISO 32000-1, 7.9.4 writes it.
fn as_pdf(date: &str) -> String {
    let digits = |from: usize, to: usize| -> String {
        date.get(from..to).unwrap_or_default().chars().filter(char::is_ascii_digit).collect()
    };
    let zone = date.get(19..).unwrap_or_default().replace(':', "'");
    format!("D:{}{zone}", digits(0, 19))
}
