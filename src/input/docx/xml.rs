//! XML read within bounds into a small tree.
//!
//! Takes the bytes of a part: UTF-8, or UTF-16 with a byte order mark. Refused: any DOCTYPE (so no entity but the
//! five and character references can be declared), text that is no XML, nesting, elements and attributes past their
//! limits. Comments and processing instructions are dropped. Names of elements and attributes come with the
//! vocabulary they belong to, whether transitional or strict (ISO 29500-1 and -4), never with their prefix.

use super::refusal;
use crate::limits;
use crate::report::Report;
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// A vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ns {
    /// WordprocessingML.
    W,
    /// Relationships inside a document.
    R,
    /// Markup compatibility.
    Mc,
    /// DrawingML and what is drawn in a word-processor document.
    Drawing,
    /// Shapes of a word processor.
    Shape,
    /// VML, the older drawings.
    Vml,
    /// Formulas.
    Math,
    /// Parts of the package and how they relate; attributes without a prefix too.
    Plain,
    /// Any other.
    Other,
}

/// The vocabulary of a namespace.
fn vocabulary(uri: &str) -> Ns {
    match uri {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Ns::W,
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        | "http://purl.oclc.org/ooxml/officeDocument/relationships" => Ns::R,
        "http://schemas.openxmlformats.org/markup-compatibility/2006" => Ns::Mc,
        "http://schemas.openxmlformats.org/officeDocument/2006/math"
        | "http://purl.oclc.org/ooxml/officeDocument/math" => Ns::Math,
        "http://schemas.microsoft.com/office/word/2010/wordprocessingShape" => Ns::Shape,
        "urn:schemas-microsoft-com:vml" => Ns::Vml,
        "http://schemas.openxmlformats.org/package/2006/content-types"
        | "http://schemas.openxmlformats.org/package/2006/relationships" => Ns::Plain,
        _ if uri.contains("/drawingml/") => Ns::Drawing,
        _ => Ns::Other,
    }
}

/// What one import may still read.
#[derive(Debug)]
pub(super) struct Budget {
    elements: usize,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self { elements: limits::DOCX_ELEMENTS }
    }
}

/// The text of a part.
pub(super) fn decode(part: &str, bytes: Vec<u8>) -> Result<String, Report> {
    let wide = |from: fn([u8; 2]) -> u16| {
        let units = bytes.get(2..).unwrap_or(&[]).chunks_exact(2).map(|pair| from([pair[0], pair[1]]));
        char::decode_utf16(units).collect::<Result<String, _>>()
    };
    let wrong = || refusal::not_xml(part, "dùng bảng mã không đọc được");
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes).map_err(|_| wrong()),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes).map_err(|_| wrong()),
        _ => String::from_utf8(bytes).map_err(|_| wrong()),
    }
}

/// A part as a tree; borrows the text it was read from.
pub(super) struct Tree<'s> {
    nodes: Vec<Node<'s>>,
    attributes: Vec<Attribute<'s>>,
    texts: Vec<Cow<'s, str>>,
}

struct Node<'s> {
    ns: Ns,
    /// Empty for text.
    name: &'s str,
    /// The first of its attributes; of text, its place among the texts.
    from: u32,
    /// One past the last of its attributes.
    to: u32,
    child: u32,
    next: u32,
}

struct Attribute<'s> {
    ns: Ns,
    name: &'s str,
    value: Cow<'s, str>,
}

/// No node: the root is nobody's child.
const NONE: u32 = 0;

/// An element of a tree.
#[derive(Clone, Copy)]
pub(super) struct Element<'t> {
    tree: &'t Tree<'t>,
    index: u32,
}

/// What stands in an element.
pub(super) enum Child<'t> {
    Element(Element<'t>),
    Text(&'t str),
}

impl<'t> Element<'t> {
    fn node(self) -> &'t Node<'t> {
        // Indexes are made in `parse` only, each for a node that exists.
        &self.tree.nodes[self.index as usize]
    }

    /// Its name, if it is WordprocessingML; else nothing.
    pub(super) fn w(self) -> &'t str {
        if self.node().ns == Ns::W { self.node().name } else { "" }
    }

    /// Vocabulary and name.
    pub(super) fn name(self) -> (Ns, &'t str) {
        (self.node().ns, self.node().name)
    }

    /// Elements and text, in order.
    pub(super) fn content(self) -> impl Iterator<Item = Child<'t>> {
        let tree = self.tree;
        let some = |index: u32| Some(index).filter(|&i| i != NONE);
        let first = some(self.node().child);
        std::iter::successors(first, move |&index| some(tree.nodes[index as usize].next)).map(move |index| {
            let node = &tree.nodes[index as usize];
            match node.name {
                "" => Child::Text(&tree.texts[node.from as usize]),
                _ => Child::Element(Element { tree, index }),
            }
        })
    }

    /// The elements in it.
    pub(super) fn children(self) -> impl Iterator<Item = Element<'t>> {
        self.content().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The first WordprocessingML element of a name in it.
    pub(super) fn child(self, name: &str) -> Option<Element<'t>> {
        self.children().find(|c| c.w() == name)
    }

    /// The text directly in it.
    pub(super) fn text(self) -> String {
        let texts = self.content().filter_map(|child| match child {
            Child::Text(text) => Some(text),
            Child::Element(_) => None,
        });
        texts.collect()
    }

    /// An attribute of a vocabulary.
    pub(super) fn attribute(self, ns: Ns, name: &str) -> Option<&'t str> {
        let node = self.node();
        let own = self.tree.attributes.get(node.from as usize..node.to as usize)?;
        own.iter().find(|a| a.ns == ns && a.name == name).map(|a| a.value.as_ref())
    }

    /// A WordprocessingML attribute.
    pub(super) fn at(self, name: &str) -> Option<&'t str> {
        self.attribute(Ns::W, name)
    }

    /// The attribute `w:val` of a child.
    pub(super) fn val(self, name: &str) -> Option<&'t str> {
        self.child(name)?.at("val")
    }

    /// A whole number in an attribute; fractions, which some programs write, are cut.
    pub(super) fn number(self, name: &str) -> Option<i64> {
        whole(self.at(name)?)
    }

    /// Every element below it, depth first, itself included.
    pub(super) fn all(self) -> impl Iterator<Item = Element<'t>> {
        // The tree was read in that order, so what is below stands in one stretch.
        let mut open = vec![self];
        std::iter::from_fn(move || {
            let element = open.pop()?;
            let from = open.len();
            open.extend(element.children());
            open.get_mut(from..).unwrap_or_default().reverse();
            Some(element)
        })
    }
}

/// A whole number, cut where it has a fraction; nothing that could overflow a sum.
pub(super) fn whole(text: &str) -> Option<i64> {
    let digits = text.trim().split('.').next()?;
    digits.parse::<i64>().ok().filter(|n| n.abs() < 1 << 40)
}

impl<'s> Tree<'s> {
    /// The outermost element.
    pub(super) fn root(&self) -> Element<'_> {
        Element { tree: self, index: 0 }
    }

    /// Reads a part.
    pub(super) fn parse(part: &str, source: &'s str, budget: &mut Budget) -> Result<Tree<'s>, Report> {
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        let mut build = Build {
            source,
            tree: Tree { nodes: Vec::new(), attributes: Vec::new(), texts: Vec::new() },
            open: Vec::new(),
            names: Vec::new(),
        };
        let mut reader = Reader::from_str(source);
        loop {
            let event = reader.read_event().map_err(|_| Fault::Syntax.report(part))?;
            let done = matches!(event, Event::Eof);
            build.event(event, budget).map_err(|fault| fault.report(part))?;
            if done {
                break;
            }
        }
        if build.tree.nodes.is_empty() || !build.open.is_empty() {
            return Err(Fault::Syntax.report(part));
        }
        Ok(build.tree)
    }
}

/// Why a part is not read.
enum Fault {
    Syntax,
    Doctype,
    Deep,
    Long,
    Attributes,
}

impl Fault {
    fn report(&self, part: &str) -> Report {
        match self {
            Self::Syntax => refusal::not_xml(part, "bị hỏng (không phải XML đúng cú pháp)"),
            Self::Doctype => refusal::not_xml(part, "có khai báo DOCTYPE, là điều DOCX không cho phép"),
            Self::Deep => refusal::not_xml(part, "lồng nhau quá sâu"),
            Self::Long => refusal::not_xml(part, "có quá nhiều phần tử"),
            Self::Attributes => refusal::not_xml(part, "có quá nhiều thuộc tính"),
        }
    }
}

/// An element whose end has not come.
struct Open {
    index: u32,
    /// Its last child so far.
    last: u32,
    /// Prefixes known before it.
    names: usize,
}

struct Build<'s> {
    source: &'s str,
    tree: Tree<'s>,
    open: Vec<Open>,
    /// Prefixes and what they stand for, innermost last.
    names: Vec<(&'s str, Ns)>,
}

impl<'s> Build<'s> {
    fn event(&mut self, event: Event<'_>, budget: &mut Budget) -> Result<(), Fault> {
        match event {
            Event::Start(tag) => self.start(&tag, budget),
            Event::Empty(tag) => {
                self.start(&tag, budget)?;
                self.end();
                Ok(())
            }
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(text) => self.text(Cow::Borrowed(self.own(&text)?), budget),
            Event::CData(text) => self.text(Cow::Borrowed(self.own(&text)?), budget),
            Event::GeneralRef(name) => {
                let text = match name.resolve_char_ref().map_err(|_| Fault::Syntax)? {
                    Some(c) => Cow::Owned(c.to_string()),
                    None => {
                        let name = std::str::from_utf8(&name).map_err(|_| Fault::Syntax)?;
                        Cow::Borrowed(resolve_predefined_entity(name).ok_or(Fault::Syntax)?)
                    }
                };
                self.text(text, budget)
            }
            Event::DocType(_) => Err(Fault::Doctype),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Eof => Ok(()),
        }
    }

    /// A piece of the source that an event shows, as a piece of the source again.
    fn own(&self, piece: &[u8]) -> Result<&'s str, Fault> {
        let from =
            (piece.as_ptr() as usize).checked_sub(self.source.as_ptr() as usize).ok_or(Fault::Syntax)?;
        self.source.get(from..from + piece.len()).ok_or(Fault::Syntax)
    }

    /// Takes a place in the tree.
    fn add(&mut self, node: Node<'s>, budget: &mut Budget) -> Result<u32, Fault> {
        budget.elements = budget.elements.checked_sub(1).ok_or(Fault::Long)?;
        let index = u32::try_from(self.tree.nodes.len()).map_err(|_| Fault::Long)?;
        self.tree.nodes.push(node);
        if let Some(parent) = self.open.last_mut() {
            let slot = match parent.last {
                NONE => &mut self.tree.nodes[parent.index as usize].child,
                last => &mut self.tree.nodes[last as usize].next,
            };
            *slot = index;
            parent.last = index;
        }
        Ok(index)
    }

    fn text(&mut self, text: Cow<'s, str>, budget: &mut Budget) -> Result<(), Fault> {
        if self.open.is_empty() {
            return if text.trim().is_empty() { Ok(()) } else { Err(Fault::Syntax) };
        }
        let from = u32::try_from(self.tree.texts.len()).map_err(|_| Fault::Long)?;
        self.tree.texts.push(text);
        self.add(Node { ns: Ns::Other, name: "", from, to: from, child: NONE, next: NONE }, budget)?;
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart<'_>, budget: &mut Budget) -> Result<(), Fault> {
        if self.open.len() >= limits::DOCX_DEPTH {
            return Err(Fault::Deep);
        }
        if self.open.is_empty() && !self.tree.nodes.is_empty() {
            return Err(Fault::Syntax);
        }
        let names = self.names.len();
        let from = self.tree.attributes.len();
        self.attributes(tag, budget)?;
        let (prefix, local) = split(self.own(tag.name().0)?);
        if local.is_empty() {
            return Err(Fault::Syntax);
        }
        let ns = self.meaning(prefix);
        let place = |at: usize| u32::try_from(at).map_err(|_| Fault::Long);
        let (from, to) = (place(from)?, place(self.tree.attributes.len())?);
        let index = self.add(Node { ns, name: local, from, to, child: NONE, next: NONE }, budget)?;
        self.open.push(Open { index, last: NONE, names });
        Ok(())
    }

    /// Reads the attributes of a tag: those that declare prefixes first, for the others may use them.
    fn attributes(&mut self, tag: &BytesStart<'_>, budget: &mut Budget) -> Result<(), Fault> {
        let mut count = 0;
        let mut given: Vec<(&'s str, &'s str)> = Vec::new();
        let mut attributes = tag.attributes();
        // Comparing every name with every other takes the longer the more there are.
        attributes.with_checks(false);
        for attribute in attributes {
            let attribute = attribute.map_err(|_| Fault::Syntax)?;
            count += 1;
            if count > limits::DOCX_ATTRIBUTES {
                return Err(Fault::Attributes);
            }
            let (name, value) = (self.own(attribute.key.0)?, self.own(&attribute.value)?);
            match split(name) {
                ("", "xmlns") => self.names.push(("", vocabulary(value))),
                ("xmlns", prefix) => self.names.push((prefix, vocabulary(value))),
                _ => given.push((name, value)),
            }
        }
        if self.names.len() > limits::DOCX_ATTRIBUTES {
            return Err(Fault::Attributes);
        }
        budget.elements = budget.elements.checked_sub(given.len()).ok_or(Fault::Long)?;
        for (name, value) in given {
            let (prefix, name) = split(name);
            let ns = if prefix.is_empty() { Ns::Plain } else { self.meaning(prefix) };
            let value = unescape(value).map_err(|_| Fault::Syntax)?;
            self.tree.attributes.push(Attribute { ns, name, value });
        }
        Ok(())
    }

    fn meaning(&self, prefix: &str) -> Ns {
        self.names.iter().rev().find(|(known, _)| *known == prefix).map_or(Ns::Other, |(_, ns)| *ns)
    }

    fn end(&mut self) {
        if let Some(open) = self.open.pop() {
            self.names.truncate(open.names);
        }
    }
}

/// Prefix and local name.
fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    fn refused(source: &str) -> String {
        match Tree::parse("x.xml", source, &mut Budget::new()) {
            Ok(_) => panic!("read: {}", source.get(..40).unwrap_or(source)),
            Err(report) => report.problems[0].message.clone(),
        }
    }

    #[test]
    fn names_are_known_by_their_namespace_not_their_prefix() {
        let source = format!("<z:p xmlns:z='{W}' z:val='a&amp;b'>một<z:r/><r/>&#x1EA1;</z:p>");
        let tree = Tree::parse("x", &source, &mut Budget::new()).unwrap();
        let root = tree.root();
        assert_eq!((root.w(), root.at("val")), ("p", Some("a&b")));
        assert_eq!(root.children().map(Element::w).collect::<Vec<_>>(), ["r", ""]);
        assert_eq!(root.text(), "mộtạ");
        let strict = "<p xmlns='http://purl.oclc.org/ooxml/wordprocessingml/main'/>";
        assert_eq!(Tree::parse("x", strict, &mut Budget::new()).unwrap().root().w(), "p");
    }

    #[test]
    fn what_is_no_plain_xml_is_refused() {
        assert!(refused("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>").contains("DOCTYPE"));
        for wrong in
            ["", "<a>", "<a></b>", "<a>&b;</a>", "<a/><a/>", "x<a/>", "<a b='&c;'/>", "<a b/>", "<a>&#0;</a>"]
        {
            assert!(refused(wrong).contains("XML"), "{wrong}");
        }
        assert!(refused(&"<a>".repeat(100_000)).contains("quá sâu"));
        let flood: String = (0..1_000).map(|n| format!(" a{n}=''")).collect();
        assert!(refused(&format!("<a{flood}/>")).contains("thuộc tính"));
        assert!(refused(&format!("<a>{}</a>", "<b/>".repeat(limits::DOCX_ELEMENTS))).contains("phần tử"));
    }

    #[test]
    fn utf_16_with_its_mark_is_read() {
        let wide =
            |unit: fn(u16) -> [u8; 2]| "\u{feff}<a>ạ</a>".encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
            let text = decode("x", bytes).unwrap();
            assert_eq!(Tree::parse("x", &text, &mut Budget::new()).unwrap().root().text(), "ạ");
        }
        assert!(decode("x", b"<a>\xe1</a>".to_vec()).is_err());
    }
}
