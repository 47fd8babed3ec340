//! Bookmarks: the headings as a tree beside the pages.

use super::content::PageContents;
use super::operators::hundredths;
use super::skeleton::CATALOG;
use super::structure::HeadingLevels;
use super::text_string;
use crate::layout::{Layout, StructureTag, StructureTree};
use crate::length::Length;
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

/// A bookmark; those of the next depth that follow it are inside it.
struct Bookmark<'a> {
    title: &'a str,
    /// Depth, from 1.
    depth: usize,
    page: usize,
    /// Distance from the top of the page.
    top: Length,
}

/// Adds the bookmarks, if there are any.
pub(super) fn attach(
    structure: &StructureTree,
    content: &PageContents,
    layout: &Layout,
    pages: &[ObjectId],
    document: &mut Document,
) {
    let bookmarks = bookmarks(structure, content);
    if bookmarks.is_empty() {
        return;
    }
    let root = document.new_object_id();
    let ids: Vec<_> = bookmarks.iter().map(|_| document.new_object_id()).collect();
    let links = link(&bookmarks);
    for (index, bookmark) in bookmarks.iter().enumerate() {
        let height = layout.pages.get(bookmark.page).map_or(Length::ZERO, |page| page.size.height);
        let target = [
            pages[bookmark.page].into(),
            "XYZ".into(),
            Object::Null,
            Object::Real(hundredths(height - bookmark.top) as f32 / 100.0),
            Object::Null,
        ];
        let links = &links[index];
        let mut item = dictionary! {
            "Title" => text_string(bookmark.title),
            "Parent" => links.parent.map_or(root, |parent| ids[parent]),
            "Dest" => target.to_vec(),
        };
        set_links(&mut item, links, &ids);
        document.set_object(ids[index], item);
    }
    let tops: Vec<_> = (0..ids.len()).filter(|&index| links[index].parent.is_none()).collect();
    let mut outlines = dictionary! { "Type" => "Outlines", "Count" => ids.len() as i64 };
    if let (Some(&first), Some(&last)) = (tops.first(), tops.last()) {
        outlines.set("First", ids[first]);
        outlines.set("Last", ids[last]);
    }
    document.set_object(root, outlines);
    if let Ok(catalog) = document.get_dictionary_mut(CATALOG) {
        catalog.set("Outlines", root);
        catalog.set("PageMode", "UseOutlines");
    }
}

/// The nodes with a bookmark and a place to jump to.
fn bookmarks<'a>(structure: &'a StructureTree, content: &PageContents) -> Vec<Bookmark<'a>> {
    let starts = starts(structure, content);
    let mut levels = HeadingLevels::default();
    let mut bookmarks = Vec::new();
    for (node, start) in structure.nodes.iter().zip(starts) {
        if let (Some(title), Some((page, top))) = (&node.bookmark, start) {
            let level = if let StructureTag::Heading(level) = node.tag { level } else { 1 };
            bookmarks.push(Bookmark { title, depth: levels.depth(level), page, top });
        }
    }
    bookmarks
}

/// Start of each node or of the first thing under it: page, and distance from the top.
fn starts(structure: &StructureTree, content: &PageContents) -> Vec<Option<(usize, Length)>> {
    let mut starts = content.starts.clone();
    for (index, node) in structure.nodes.iter().enumerate().rev() {
        if let (Some(parent), Some(start)) = (node.parent, starts[index]) {
            let above = &mut starts[parent.0 as usize];
            *above = Some(above.map_or(start, |known| known.min(start)));
        }
    }
    starts
}

/// Neighbours, children and parent of a bookmark.
#[derive(Clone, Default)]
struct BookmarkLinks {
    parent: Option<usize>,
    previous: Option<usize>,
    next: Option<usize>,
    first: Option<usize>,
    last: Option<usize>,
    /// All bookmarks inside.
    inside: i64,
}

fn link(bookmarks: &[Bookmark<'_>]) -> Vec<BookmarkLinks> {
    let mut links = vec![BookmarkLinks::default(); bookmarks.len()];
    // By depth, the latest bookmark that can still be added to.
    let mut open: Vec<usize> = Vec::new();
    for (index, bookmark) in bookmarks.iter().enumerate() {
        let previous = open.get(bookmark.depth - 1).copied();
        open.truncate(bookmark.depth - 1);
        links[index].parent = open.last().copied();
        links[index].previous = previous;
        if let Some(previous) = previous {
            links[previous].next = Some(index);
        }
        if let Some(&parent) = open.last() {
            links[parent].first.get_or_insert(index);
            links[parent].last = Some(index);
        }
        open.iter().for_each(|&above| links[above].inside += 1);
        open.push(index);
    }
    links
}

fn set_links(item: &mut Dictionary, links: &BookmarkLinks, ids: &[ObjectId]) {
    let named =
        [("Prev", links.previous), ("Next", links.next), ("First", links.first), ("Last", links.last)];
    for (name, target) in named {
        if let Some(target) = target {
            item.set(name, ids[target]);
        }
    }
    if links.inside > 0 {
        item.set("Count", links.inside);
    }
}
