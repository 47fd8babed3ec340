//! Breaks a document into pages, exactly as a word processor breaks the DOCX written from the same document.

mod page;

pub use page::{
    Artifact, ColumnsHint, Hints, Item, Layout, Node, NodeId, Owner, Page, ParagraphHint, Placed, RoomHint,
    RuleHint, Run, Structure, Tag,
};
