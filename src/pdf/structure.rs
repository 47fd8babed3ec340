//! The structure tree: what the marked contents of the pages are, for reading aloud and for reuse (PDF/UA-1).
//!
//! Nodes without content are left out, but for the cells, rows and row groups of a table that has any: a table with holes is
//! read in the wrong columns.

use super::annotations::TaggedAnnotation;
use super::content::PageContents;
use super::skeleton::CATALOG;
use super::{PdfError, rectangle, text_string};
use crate::layout::{Layout, ListNumbering, NodeId, StructureTag, StructureTree};
use crate::length::Length;
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

/// The names of the nodes' types, by node.
///
/// Fails if a node stands before its parent.
pub(super) fn tags(structure: &StructureTree) -> Result<Vec<&'static str>, PdfError> {
    let mut levels = HeadingLevels::default();
    let mut tags = Vec::with_capacity(structure.nodes.len());
    for (index, node) in structure.nodes.iter().enumerate() {
        if let Some(parent) = node.parent.filter(|parent| parent.0 as usize >= index) {
            return Err(PdfError::Node(parent.0));
        }
        tags.push(name(node.tag, &mut levels));
    }
    Ok(tags)
}

/// Makes levels of headings without gaps out of any: readers take a gap for a lost heading (ISO 14289-1, 7.4.2).
#[derive(Default)]
pub(super) struct HeadingLevels {
    open: Vec<u8>,
}

impl HeadingLevels {
    /// Depth of a heading of this level, from 1.
    pub(super) fn depth(&mut self, level: u8) -> usize {
        while self.open.last().is_some_and(|&open| open >= level) {
            self.open.pop();
        }
        self.open.push(level);
        self.open.len()
    }
}

fn name(tag: StructureTag, levels: &mut HeadingLevels) -> &'static str {
    match tag {
        StructureTag::Document => "Document",
        StructureTag::Sect => "Sect",
        StructureTag::Heading(level) => {
            ["H1", "H2", "H3", "H4", "H5"].get(levels.depth(level) - 1).unwrap_or(&"H6")
        }
        StructureTag::P => "P",
        StructureTag::L => "L",
        StructureTag::LI => "LI",
        StructureTag::Lbl => "Lbl",
        StructureTag::LBody => "LBody",
        StructureTag::Table => "Table",
        StructureTag::THead => "THead",
        StructureTag::TBody => "TBody",
        StructureTag::TR => "TR",
        StructureTag::TH => "TH",
        StructureTag::TD => "TD",
        StructureTag::Figure => "Figure",
        StructureTag::Form => "Form",
        StructureTag::Link => "Link",
        StructureTag::Caption => "Caption",
    }
}

const fn numbering(numbering: ListNumbering) -> &'static str {
    match numbering {
        ListNumbering::None => "None",
        ListNumbering::Disc => "Disc",
        ListNumbering::Circle => "Circle",
        ListNumbering::Square => "Square",
        ListNumbering::Decimal => "Decimal",
        ListNumbering::UpperRoman => "UpperRoman",
        ListNumbering::LowerAlpha => "LowerAlpha",
    }
}

/// Position of a mark: page and number.
type MarkRef = (usize, usize);

/// Adds the structure tree and its way back from the pages and from the annotations.
///
/// Fails if an annotation belongs to a node that is not there.
pub(super) fn attach(
    layout: &Layout,
    tags: &[&str],
    content: &PageContents,
    pages: &[ObjectId],
    annotations: &[TaggedAnnotation],
    document: &mut Document,
) -> Result<(), PdfError> {
    let structure = &layout.structure;
    let marks = marks_by_node(structure.nodes.len(), &content.marks);
    let firsts = first_marks(structure, &marks, annotations)?;
    let kept_nodes = kept_nodes(structure, &firsts);
    let ids: Vec<_> =
        kept_nodes.iter().map(|&kept_nodes| kept_nodes.then(|| document.new_object_id())).collect();
    let root = document.new_object_id();
    let children = children(structure, &kept_nodes);
    let tree = TreeWriter {
        layout,
        structure,
        tags,
        content,
        pages,
        annotations,
        marks,
        firsts,
        children,
        ids,
        root,
    };

    for node in 0..tree.ids.len() {
        if let Some(id) = tree.ids[node] {
            document.set_object(id, tree.element(node));
        }
    }
    document.set_object(root, tree.root());
    if let Ok(catalog) = document.get_dictionary_mut(CATALOG) {
        catalog.set("StructTreeRoot", root);
        catalog.set("MarkInfo", dictionary! { "Marked" => true });
    }
    Ok(())
}

/// The marks of each node, in the order of the pages.
fn marks_by_node(nodes: usize, marks: &[Vec<NodeId>]) -> Vec<Vec<MarkRef>> {
    let mut by_node = vec![Vec::new(); nodes];
    for (page, owners) in marks.iter().enumerate() {
        for (number, owner) in owners.iter().enumerate() {
            if let Some(of_node) = by_node.get_mut(owner.0 as usize) {
                of_node.push((page, number));
            }
        }
    }
    by_node
}

/// The first mark of each node or anything under it; an annotation counts as one after all marks of its page.
fn first_marks(
    structure: &StructureTree,
    marks: &[Vec<MarkRef>],
    annotations: &[TaggedAnnotation],
) -> Result<Vec<Option<MarkRef>>, PdfError> {
    let mut firsts: Vec<Option<MarkRef>> = marks.iter().map(|of_node| of_node.first().copied()).collect();
    for annotation in annotations {
        let node = annotation.node;
        let first = firsts.get_mut(node.0 as usize).ok_or(PdfError::Node(node.0))?;
        first.get_or_insert((annotation.page, usize::MAX));
    }
    // Parents stand before their children, so backwards every node is complete when its parent asks.
    for (index, node) in structure.nodes.iter().enumerate().rev() {
        if let (Some(parent), Some(first)) = (node.parent, firsts[index]) {
            let above = &mut firsts[parent.0 as usize];
            *above = Some(above.map_or(first, |known| known.min(first)));
        }
    }
    Ok(firsts)
}

/// Nodes that the tree keeps, by index.
fn kept_nodes(structure: &StructureTree, firsts: &[Option<MarkRef>]) -> Vec<bool> {
    let mut kept_nodes = Vec::with_capacity(firsts.len());
    for (index, node) in structure.nodes.iter().enumerate() {
        let in_kept_table =
            matches!(
                node.tag,
                StructureTag::THead
                    | StructureTag::TBody
                    | StructureTag::TR
                    | StructureTag::TH
                    | StructureTag::TD
            ) && node.parent.is_some_and(|parent| kept_nodes.get(parent.0 as usize) == Some(&true));
        kept_nodes.push(index == 0 || firsts[index].is_some() || in_kept_table);
    }
    kept_nodes
}

fn children(structure: &StructureTree, kept_nodes: &[bool]) -> Vec<Vec<usize>> {
    let mut children = vec![Vec::new(); kept_nodes.len()];
    for (index, node) in structure.nodes.iter().enumerate().filter(|(index, _)| kept_nodes[*index]) {
        if let Some(parent) = node.parent {
            children[parent.0 as usize].push(index);
        }
    }
    children
}

struct TreeWriter<'a> {
    layout: &'a Layout,
    structure: &'a StructureTree,
    tags: &'a [&'a str],
    content: &'a PageContents,
    pages: &'a [ObjectId],
    annotations: &'a [TaggedAnnotation],
    marks: Vec<Vec<MarkRef>>,
    firsts: Vec<Option<MarkRef>>,
    children: Vec<Vec<usize>>,
    /// None for nodes that are left out.
    ids: Vec<Option<ObjectId>>,
    root: ObjectId,
}

impl TreeWriter<'_> {
    fn element(&self, index: usize) -> Dictionary {
        let node = &self.structure.nodes[index];
        let parent = node.parent.and_then(|parent| self.ids[parent.0 as usize]);
        let mut element = dictionary! { "S" => self.tags[index], "P" => parent.unwrap_or(self.root) };
        let home = self.marks[index].first().map(|mark| mark.0);
        if let Some(page) = home {
            element.set("Pg", self.pages[page]);
        }
        let mut kids = self.kids(index, home);
        if matches!(node.tag, StructureTag::Form | StructureTag::Link) {
            kids.extend(self.annotations_of(index));
        }
        match kids.len() {
            0 => {}
            1 => element.set("K", kids.remove(0)),
            _ => element.set("K", kids),
        }
        if let Some(attributes) = self.attributes(index) {
            element.set("A", attributes);
        }
        if let Some(words) = &node.read_as {
            element.set("ActualText", text_string(words));
        }
        if node.tag == StructureTag::Figure {
            element.set("Alt", text_string(node.description.as_deref().unwrap_or("Hình ảnh")));
        }
        element
    }

    /// Marks and children in reading order; a mark is its number alone on the page where the node begins.
    fn kids(&self, index: usize, home: Option<usize>) -> Vec<Object> {
        let mut marks = self.marks[index].iter().peekable();
        let mut kids = Vec::with_capacity(marks.len() + self.children[index].len());
        for &child in &self.children[index] {
            while let Some(&mark) =
                marks.next_if(|&&mark| self.firsts[child].is_some_and(|first| mark < first))
            {
                kids.push(self.mark(mark, home));
            }
            kids.extend(self.ids[child].map(Object::Reference));
        }
        kids.extend(marks.map(|&mark| self.mark(mark, home)));
        kids
    }

    /// Annotations of an element: the only thing that a form holds (ISO 14289-1, 7.18.4), what a link holds beside its
    /// text (7.18.5).
    fn annotations_of(&self, index: usize) -> impl Iterator<Item = Object> + '_ {
        let own = self.annotations.iter().filter(move |annotation| annotation.node.0 as usize == index);
        own.filter_map(|annotation| {
            let page = self.pages.get(annotation.page).copied()?;
            Some(dictionary! { "Type" => "OBJR", "Obj" => annotation.id, "Pg" => page }.into())
        })
    }

    fn mark(&self, (page, number): MarkRef, home: Option<usize>) -> Object {
        if home == Some(page) {
            return Object::Integer(number as i64);
        }
        dictionary! { "Type" => "MCR", "Pg" => self.pages[page], "MCID" => number as i64 }.into()
    }

    /// Attributes of a structure type (ISO 32000-1, 14.8.5).
    fn attributes(&self, index: usize) -> Option<Dictionary> {
        let node = &self.structure.nodes[index];
        let mut attributes = Dictionary::new();
        match node.tag {
            StructureTag::L => attributes.set("ListNumbering", numbering(node.numbering)),
            StructureTag::TH => attributes.set("Scope", "Column"),
            StructureTag::Figure => attributes.set("Placement", "Block"),
            _ => {}
        }
        if matches!(node.tag, StructureTag::TH | StructureTag::TD) {
            for (name, count) in [("ColSpan", node.columns), ("RowSpan", node.rows)] {
                if count > 1 {
                    attributes.set(name, count as i64);
                }
            }
        }
        if let (StructureTag::Figure, Some(edges)) = (node.tag, self.content.boxes.get(&NodeId(index as u32)))
        {
            attributes.set("BBox", edges.map(|edge| Object::Real(edge as f32 / 100.0)).to_vec());
        }
        if let (StructureTag::Table, Some(bounds)) = (node.tag, &node.bounds) {
            let height = self.layout.pages.get(bounds.page).map_or(Length::ZERO, |page| page.size.height);
            attributes.set("BBox", rectangle(bounds, height));
        }
        let owner = match node.tag {
            StructureTag::L => "List",
            StructureTag::TH | StructureTag::TD => "Table",
            _ => "Layout",
        };
        let wanted = !attributes.is_empty();
        attributes.set("O", owner);
        wanted.then_some(attributes)
    }

    fn root(&self) -> Dictionary {
        let nodes = self.structure.nodes.iter().zip(&self.ids);
        let tops = nodes.filter(|(node, _)| node.parent.is_none()).filter_map(|(_, id)| *id);
        dictionary! {
            "Type" => "StructTreeRoot",
            "K" => tops.map(Object::Reference).collect::<Vec<_>>(),
            "ParentTree" => dictionary! { "Nums" => self.parents() },
            "ParentTreeNextKey" => (self.pages.len() + self.annotations.len()) as i64,
        }
    }

    /// By page, the elements its marks belong to; then by annotation, its element.
    fn parents(&self) -> Vec<Object> {
        let element =
            |owner: &NodeId| self.ids.get(owner.0 as usize).copied().flatten().unwrap_or(self.root).into();
        let pages =
            self.content.marks.iter().map(|owners| owners.iter().map(element).collect::<Vec<_>>().into());
        let annotations = self.annotations.iter().map(|annotation| element(&annotation.node));
        let parents = pages.chain(annotations).enumerate();
        parents.flat_map(|(key, parent): (usize, Object)| [Object::Integer(key as i64), parent]).collect()
    }
}
