//! Which part of a DOCX is what: content types and relationships.
//!
//! Takes the archive; gives the text of the main document and of the parts it relates to. The main document is the
//! one the package's own relationships name, wherever it lies. Refused: other kinds of Office file, a package without
//! a main document. Links to other places are ignored.

use super::archive::Archive;
use super::refusal;
use super::xml::{Budget, Ns, Tree, decode};
use crate::report::Report;
use std::collections::BTreeMap;

/// The texts of the parts that are read.
#[derive(Default)]
pub(super) struct Parts {
    /// The main document: the name of its part, and its text.
    pub(super) document: (String, String),
    /// Everything else that is needed, by kind.
    pub(super) styles: Option<String>,
    /// Numbering.
    pub(super) numbering: Option<String>,
    /// The theme.
    pub(super) theme: Option<String>,
    /// Settings.
    pub(super) settings: Option<String>,
    /// Footnotes.
    pub(super) footnotes: Option<String>,
    /// Endnotes.
    pub(super) endnotes: Option<String>,
    /// Comments in the margin.
    pub(super) comments: Option<String>,
    /// Headers and footers by the id of their relationship.
    pub(super) margins: BTreeMap<String, String>,
}

/// The most headers and footers that are read: more sections than any document has appendixes.
const MARGINS: usize = 400;

/// A relationship.
struct Relationship {
    id: String,
    /// The last word of its type: `styles`, `header`.
    kind: String,
    /// The part it leads to.
    target: String,
}

/// Reads what is needed of a package.
pub(super) fn open(archive: &mut Archive<'_>, budget: &mut Budget) -> Result<Parts, Report> {
    let main = main_part(archive, budget)?;
    let text = text(archive, &main)?.ok_or_else(|| refusal::missing(&main))?;
    let mut parts = Parts { document: (main.clone(), text), ..Parts::default() };
    for relationship in relationships(archive, &main, budget)? {
        let slot = match relationship.kind.as_str() {
            "styles" => &mut parts.styles,
            "numbering" => &mut parts.numbering,
            "theme" => &mut parts.theme,
            "settings" => &mut parts.settings,
            "footnotes" => &mut parts.footnotes,
            "endnotes" => &mut parts.endnotes,
            "comments" => &mut parts.comments,
            "header" | "footer" if parts.margins.len() < MARGINS => {
                if let Some(text) = self::text(archive, &relationship.target)? {
                    parts.margins.insert(relationship.id, text);
                }
                continue;
            }
            _ => continue,
        };
        if slot.is_none() {
            *slot = self::text(archive, &relationship.target)?;
        }
    }
    Ok(parts)
}

/// A part as text, if it is there.
fn text(archive: &mut Archive<'_>, name: &str) -> Result<Option<String>, Report> {
    archive.part(name)?.map(|bytes| decode(name, bytes)).transpose()
}

/// The name of the main document's part.
fn main_part(archive: &mut Archive<'_>, budget: &mut Budget) -> Result<String, Report> {
    const TYPES: &str = "[Content_Types].xml";
    let Some(types) = text(archive, TYPES)? else {
        let mimetype = archive.part("mimetype")?.unwrap_or_default();
        let mimetype = String::from_utf8_lossy(&mimetype).trim().to_owned();
        return Err(refusal::no_document(&mimetype, "", |name| archive.has(name)));
    };
    let root = relationships(archive, "", budget)?;
    let Some(main) = root.into_iter().find(|r| r.kind == "officeDocument") else {
        return Err(refusal::no_document("", "", |name| archive.has(name)));
    };
    let kind = content_type(&types, &main.target, budget)?;
    if kind.contains("macroEnabled") && kind.contains("word") {
        return Err(refusal::macros());
    }
    if !kind.is_empty()
        && !kind.contains("wordprocessingml")
        && kind.contains("application/")
        && kind != "application/xml"
    {
        return Err(refusal::no_document("", &kind, |name| archive.has(name)));
    }
    Ok(main.target)
}

/// What `[Content_Types].xml` calls a part; empty where it says nothing.
fn content_type(types: &str, part: &str, budget: &mut Budget) -> Result<String, Report> {
    let tree = Tree::parse("[Content_Types].xml", types, budget)?;
    let extension = part.rsplit('.').next().unwrap_or("");
    let mut default = "";
    for element in tree.root().children() {
        let attribute = |name| element.attribute(Ns::Plain, name).unwrap_or("");
        let kind = attribute("ContentType");
        match element.name().1 {
            "Override" if attribute("PartName").trim_start_matches('/').eq_ignore_ascii_case(part) => {
                return Ok(kind.to_owned());
            }
            "Default" if attribute("Extension").eq_ignore_ascii_case(extension) => default = kind,
            _ => {}
        }
    }
    Ok(default.to_owned())
}

/// The relationships of a part; of the package itself where the name is empty.
fn relationships(
    archive: &mut Archive<'_>,
    part: &str,
    budget: &mut Budget,
) -> Result<Vec<Relationship>, Report> {
    let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    let name = format!("{folder}{slash}_rels/{file}.rels");
    let Some(text) = text(archive, &name)? else { return Ok(Vec::new()) };
    let tree = Tree::parse(&name, &text, budget)?;
    let mut found = Vec::new();
    for element in tree.root().children().filter(|e| e.name().1 == "Relationship") {
        let attribute = |name| element.attribute(Ns::Plain, name);
        if attribute("TargetMode") == Some("External") {
            continue;
        }
        let (Some(id), Some(kind), Some(target)) = (attribute("Id"), attribute("Type"), attribute("Target"))
        else {
            continue;
        };
        let Some(target) = resolve(folder, target) else { continue };
        let kind = kind.rsplit('/').next().unwrap_or("").to_owned();
        found.push(Relationship { id: id.to_owned(), kind, target });
    }
    Ok(found)
}

/// The part that a target names from a folder; none where it leads out of the package.
fn resolve(folder: &str, target: &str) -> Option<String> {
    if target.contains(['\\', ':', '\0']) {
        return None;
    }
    let (base, target) = match target.strip_prefix('/') {
        Some(absolute) => ("", absolute),
        None => (folder, target),
    };
    let mut path: Vec<&str> = Vec::new();
    for step in base.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            step => path.push(step),
        }
    }
    (!path.is_empty()).then(|| path.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_stay_in_the_package() {
        assert_eq!(resolve("word", "styles.xml").as_deref(), Some("word/styles.xml"));
        assert_eq!(resolve("word", "/word/styles.xml").as_deref(), Some("word/styles.xml"));
        assert_eq!(resolve("word", "../custom/x.xml").as_deref(), Some("custom/x.xml"));
        for bad in ["../../etc/passwd", "http://example.org/x", "..\\x", "/", ""] {
            let found = resolve("word", bad);
            assert!(found.is_none() || found.as_deref() == Some("word"), "{bad}: {found:?}");
        }
    }
}
