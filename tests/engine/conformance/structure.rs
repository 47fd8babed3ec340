//! The structure tree: from the pages and the annotations to its elements and back, and what its elements may hold.

use super::content::{self, Shown};
use super::file::{Claim, Findings, Pdf};
use super::nesting;
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

const TREE: &str = "ISO 19005-2, 6.7.3.3";
const BACK: &str = "ISO 32000-1, 14.7.4.4";
const ELEMENT: &str = "ISO 32000-1, 14.7.2";

/// A structure element.
pub(crate) struct Element<'a> {
    pub(crate) id: ObjectId,
    pub(crate) kind: &'a str,
    pub(crate) dictionary: &'a Dictionary,
    pub(crate) kids: Vec<Kid>,
    /// The place of its parent among the elements.
    pub(crate) parent: Option<usize>,
}

/// What an element holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kid {
    /// An element, by its place.
    Element(usize),
    /// A mark of a page.
    Mark(ObjectId, i64),
    /// An annotation.
    Object(ObjectId),
}

/// All elements in reading order.
pub(crate) struct Tree<'a> {
    pub(crate) elements: Vec<Element<'a>>,
}

impl<'a> Tree<'a> {
    pub(crate) fn read(pdf: &Pdf<'a>, findings: &mut Findings) -> Self {
        let root = pdf.dictionary(pdf.catalog(), "StructTreeRoot");
        findings.expect(pdf.name(root, "Type") == "StructTreeRoot", TREE, || "no structure tree".to_owned());
        let mut tree = Self { elements: vec![] };
        let mut seen = BTreeSet::new();
        let root_id = Pdf::reference(pdf.catalog(), "StructTreeRoot");
        let kids = match root.get(b"K") {
            Ok(Object::Array(kids)) => kids.iter().collect(),
            Ok(kid) => vec![kid],
            Err(_) => vec![],
        };
        for kid in kids {
            if let Ok(id) = kid.as_reference() {
                tree.add(pdf, id, root_id, None, &mut seen, findings);
            }
        }
        let tops: Vec<_> = tree.elements.iter().filter(|e| e.parent.is_none()).map(|e| e.kind).collect();
        findings.expect(tops == ["Document"], "ISO 32000-1, 14.8.4.2", || {
            format!("the tree begins with {tops:?}")
        });
        tree
    }

    fn add(
        &mut self,
        pdf: &Pdf<'a>,
        id: ObjectId,
        above: Option<ObjectId>,
        parent: Option<usize>,
        seen: &mut BTreeSet<ObjectId>,
        findings: &mut Findings,
    ) -> Option<usize> {
        if !seen.insert(id) {
            findings.add(ELEMENT, format!("element {id:?} stands in the tree twice"));
            return None;
        }
        let dictionary = pdf.object(id);
        let place = self.elements.len();
        self.elements.push(Element { id, kind: pdf.name(dictionary, "S"), dictionary, kids: vec![], parent });
        findings.expect(Pdf::reference(dictionary, "P") == above, "ISO 14289-1, 7.1", || {
            format!("element {id:?} names another parent than it has")
        });
        let kids: Vec<&Object> = match dictionary.get(b"K") {
            Ok(Object::Array(kids)) => kids.iter().collect(),
            Ok(kid) => vec![kid],
            Err(_) => vec![],
        };
        let page = Pdf::reference(dictionary, "Pg");
        for kid in kids {
            let kid = match kid {
                Object::Integer(mark) => page.map(|page| Kid::Mark(page, *mark)),
                Object::Reference(child) => {
                    self.add(pdf, *child, Some(id), Some(place), seen, findings).map(Kid::Element)
                }
                Object::Dictionary(inside) => match pdf.name(inside, "Type") {
                    "MCR" => Pdf::reference(inside, "Pg")
                        .or(page)
                        .zip(pdf.integer(inside, "MCID"))
                        .map(|(p, m)| Kid::Mark(p, m)),
                    "OBJR" => Pdf::reference(inside, "Obj").map(Kid::Object),
                    _ => None,
                },
                _ => None,
            };
            match kid {
                Some(kid) => self.elements[place].kids.push(kid),
                None => findings.add(ELEMENT, format!("element {id:?} holds what cannot be read")),
            }
        }
        Some(place)
    }

    pub(crate) fn parent_kind(&self, element: &Element<'_>) -> &'a str {
        element.parent.map_or("", |parent| self.elements[parent].kind)
    }

    /// The kinds of the elements in an element.
    pub(crate) fn kid_kinds(&self, element: &Element<'a>) -> Vec<&'a str> {
        self.kids(element).map(|kid| kid.kind).collect()
    }

    pub(crate) fn kids<'t>(&'t self, element: &'t Element<'a>) -> impl Iterator<Item = &'t Element<'a>> {
        element.kids.iter().filter_map(|kid| match kid {
            Kid::Element(place) => self.elements.get(*place),
            _ => None,
        })
    }

    pub(crate) fn element_of(&self, annotation: ObjectId) -> Option<&Element<'a>> {
        self.elements.iter().find(|element| element.kids.contains(&Kid::Object(annotation)))
    }
}

pub(crate) fn check(pdf: &Pdf<'_>, _: &Claim, findings: &mut Findings) {
    // What is wrong in the pages is told of elsewhere.
    let shown = content::read(pdf, &mut Findings::default());
    let tree = Tree::read(pdf, findings);
    marks(pdf, &tree, &shown, findings);
    parents(pdf, &tree, &shown, findings);
    nesting::check(pdf, &tree, findings);
}

/// Every mark of every page belongs to exactly one element, and no element names a mark that is not there.
fn marks(pdf: &Pdf<'_>, tree: &Tree<'_>, shown: &Shown, findings: &mut Findings) {
    let mut owned: BTreeMap<(ObjectId, i64), usize> = BTreeMap::new();
    for kid in tree.elements.iter().flat_map(|element| &element.kids) {
        if let Kid::Mark(page, mark) = kid {
            *owned.entry((*page, *mark)).or_default() += 1;
        }
    }
    for (page, marks) in pdf.pages.iter().zip(&shown.marks) {
        for &mark in marks {
            let owners = owned.remove(&(*page, mark)).unwrap_or(0);
            findings.expect(owners == 1, "ISO 32000-1, 14.7.4.2", || {
                format!("mark {mark} of page {page:?} belongs to {owners} elements")
            });
        }
    }
    for ((page, mark), _) in owned {
        findings.add("ISO 32000-1, 14.7.4.2", format!("mark {mark} is not on page {page:?}"));
    }
}

/// The parent tree leads from every mark and annotation to its element; its keys ascend.
fn parents(pdf: &Pdf<'_>, tree: &Tree<'_>, shown: &Shown, findings: &mut Findings) {
    let root = pdf.dictionary(pdf.catalog(), "StructTreeRoot");
    let numbers = pdf.array(pdf.dictionary(root, "ParentTree"), "Nums");
    let (pairs, rest) = numbers.as_chunks::<2>();
    let keys: Vec<i64> = pairs.iter().map(|pair| pair[0].as_i64().unwrap_or(-1)).collect();
    let ascending = keys.windows(2).all(|pair| pair[0] < pair[1]) && rest.is_empty();
    findings.expect(ascending, "ISO 32000-1, 7.9.7", || format!("keys {keys:?}"));
    let next = pdf.integer(root, "ParentTreeNextKey");
    findings.expect(next > keys.iter().max().copied(), BACK, || format!("the next key is {next:?}"));
    let parents: BTreeMap<i64, &Object> =
        pairs.iter().map(|pair| (pair[0].as_i64().unwrap_or(-1), &pair[1])).collect();

    let mut used = BTreeSet::new();
    let empty = BTreeSet::new();
    for (index, &page) in pdf.pages.iter().enumerate() {
        let key = pdf.integer(pdf.object(page), "StructParents");
        let marks = shown.marks.get(index).unwrap_or(&empty);
        let known = key.and_then(|key| parents.get(&key));
        let elements =
            known.and_then(|known| pdf.resolved(known).as_array().ok()).map_or(&[][..], Vec::as_slice);
        findings.expect(known.is_some() || marks.is_empty(), BACK, || {
            format!("page {page:?} has no way to its elements")
        });
        findings.expect(elements.len() == marks.len(), BACK, || {
            format!("{} elements of {} marks", elements.len(), marks.len())
        });
        for &mark in marks {
            let id = elements.get(mark as usize).and_then(|element| element.as_reference().ok());
            let element = tree.elements.iter().find(|element| Some(element.id) == id);
            let owns = element.is_some_and(|element| element.kids.contains(&Kid::Mark(page, mark)));
            findings.expect(owns, BACK, || {
                format!("mark {mark} of page {page:?} leads to {id:?}, which lacks it")
            });
        }
        used.extend(key.filter(|key| parents.contains_key(key)));
        for annotation in pdf.annotations(page) {
            let Ok(id) = annotation.as_reference() else { continue };
            let key = pdf.integer(pdf.object(id), "StructParent");
            let element = key.and_then(|key| parents.get(&key)?.as_reference().ok());
            let owner = tree.element_of(id).map(|element| element.id);
            findings.expect(owner.is_some() && element == owner, BACK, || {
                format!("annotation {id:?} leads to {element:?}")
            });
            let new = key.is_none_or(|key| used.insert(key));
            findings.expect(new, BACK, || format!("key {key:?} is used twice"));
        }
    }
    findings
        .expect(used.len() == keys.len(), BACK, || format!("{} keys for {} owners", keys.len(), used.len()));
}
