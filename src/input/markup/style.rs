//! How an element looks, as its tag, its attributes and style sheets say: the part of CSS that a paper needs.

use crate::document::{Align, Emphasis, VerticalPosition};
use std::collections::BTreeMap;

/// The look that text of an element has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) emphasis: Emphasis,
    pub(super) align: Option<Align>,
    pub(super) hidden: bool,
    pub(super) capitals: bool,
    /// The first face of its list; empty where none is named.
    pub(super) face: String,
    /// White space stands as it is written.
    pub(super) preformatted: bool,
    /// The paragraph begins a page; of this element alone.
    pub(super) new_page: bool,
    /// Tabs it stands for; of this element alone.
    pub(super) tabs: usize,
}

/// Bytes of a name of a face that are kept.
const FACE: usize = 64;
/// Rules of style sheets that are followed.
const RULES: usize = 4_000;

impl Style {
    /// The style as what is inside begins with it.
    pub(super) fn inherited(&self) -> Self {
        Self { new_page: false, tabs: 0, ..self.clone() }
    }

    /// Takes what declarations say.
    pub(super) fn declare(&mut self, declarations: &str) {
        for declaration in declarations.split(';') {
            if let Some((name, value)) = declaration.split_once(':') {
                self.one(&name.trim().to_ascii_lowercase(), value.trim());
            }
        }
    }

    fn one(&mut self, name: &str, value: &str) {
        let lower = value.to_ascii_lowercase();
        let lower = lower.trim_end_matches("!important").trim();
        match name {
            "font-weight" => self.emphasis.bold = is_bold(lower),
            "font-style" => self.emphasis.italic = matches!(lower, "italic" | "oblique"),
            "font" => {
                self.emphasis.bold |= lower.split_whitespace().any(|word| word == "bold");
                self.emphasis.italic |= lower.split_whitespace().any(|word| word == "italic");
            }
            "text-decoration" | "text-decoration-line" => {
                self.emphasis.struck |= lower.contains("line-through");
            }
            "text-line-through" => self.emphasis.struck |= lower != "none",
            "vertical-align" => self.place(lower),
            "text-align" => self.align = align(lower).or(self.align),
            "text-transform" => self.capitals = lower == "uppercase",
            "font-variant" => self.capitals |= lower == "small-caps",
            "display" => self.hidden |= lower == "none",
            "visibility" => self.hidden |= lower == "hidden",
            "mso-hide" => self.hidden |= lower == "all",
            "font-family" => self.set_face(value),
            "white-space" => self.preformatted = lower.starts_with("pre"),
            "page-break-before" | "break-before" => self.new_page = matches!(lower, "always" | "page"),
            "mso-tab-count" => self.tabs = lower.parse().unwrap_or(1).min(20),
            _ => {}
        }
    }

    fn place(&mut self, value: &str) {
        self.emphasis.position = match value {
            "super" => VerticalPosition::Superscript,
            "sub" => VerticalPosition::Subscript,
            "baseline" => VerticalPosition::Baseline,
            _ => return,
        };
    }

    /// Takes the first name of a list of faces.
    pub(super) fn set_face(&mut self, list: &str) {
        let first = list.split(',').next().unwrap_or("").trim().trim_matches(['"', '\'']);
        if first.len() <= FACE {
            first.clone_into(&mut self.face);
        }
    }

    /// Takes what a tag says by itself.
    pub(super) fn tag(&mut self, tag: &str) {
        match tag {
            "b" | "strong" | "th" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.emphasis.bold = true,
            "i" | "em" | "cite" | "var" | "address" => self.emphasis.italic = true,
            "s" | "strike" | "del" => self.emphasis.struck = true,
            "sup" => self.emphasis.position = VerticalPosition::Superscript,
            "sub" => self.emphasis.position = VerticalPosition::Subscript,
            "center" => self.align = Some(Align::Center),
            "pre" | "textarea" => self.preformatted = true,
            _ => {}
        }
    }
}

/// Alignment that a word names.
pub(super) fn align(word: &str) -> Option<Align> {
    match word.to_ascii_lowercase().as_str() {
        "center" | "middle" | "-webkit-center" => Some(Align::Center),
        "right" | "end" => Some(Align::Right),
        "left" | "start" => Some(Align::Left),
        "justify" => Some(Align::Justify),
        _ => None,
    }
}

fn is_bold(value: &str) -> bool {
    matches!(value, "bold" | "bolder") || value.parse::<u32>().is_ok_and(|weight| weight >= 600)
}

/// The rules of style sheets, by `p`, `.name` and `p.name`.
#[derive(Debug, Default)]
pub(super) struct StyleSheet(BTreeMap<String, String>);

impl StyleSheet {
    /// Reads the text of a `<style>`.
    pub(super) fn read(&mut self, css: &str) {
        for rule in without_comments(css).split('}') {
            let Some((selectors, declarations)) = rule.split_once('{') else { continue };
            for selector in selectors.split(',').map(str::trim).filter(|selector| is_plain(selector)) {
                if self.0.len() < RULES {
                    let known = self.0.entry(selector.to_ascii_lowercase()).or_default();
                    known.push_str(declarations);
                    known.push(';');
                }
            }
        }
    }

    /// Declarations of the rules for a tag with these classes, the most special last.
    pub(super) fn lay<'s>(&'s self, tag: &str, classes: &str) -> Vec<&'s str> {
        let classes: Vec<String> = classes.split_whitespace().take(8).map(str::to_ascii_lowercase).collect();
        let by_class = classes.iter().map(|class| format!(".{class}"));
        let by_both = classes.iter().map(|class| format!("{tag}.{class}"));
        let names = std::iter::once(tag.to_owned()).chain(by_class).chain(by_both);
        names.filter_map(|name| self.0.get(&name)).map(String::as_str).collect()
    }
}

/// Tests for a selector of one tag, one class or both.
fn is_plain(selector: &str) -> bool {
    !selector.is_empty()
        && selector.matches('.').count() <= 1
        && selector.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

/// Style sheets without `/* */` and the `<!-- -->` around them.
fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.replace("<!--", "").replace("-->", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_speak_by_tag_and_class() {
        let mut sheet = StyleSheet::default();
        sheet.read(
            "<!-- /* a */ p.MsoNormal, li {text-align:justify;} .xl65{font-weight:700} a:hover {x:y} -->",
        );
        assert_eq!(sheet.lay("p", "MsoNormal xl65"), ["font-weight:700;", "text-align:justify;;"]);
        let mut style = Style::default();
        style.declare("font-weight:700; TEXT-ALIGN: center; font-family:\".VnTime\", serif; mso-hide:all");
        assert_eq!((style.emphasis, style.align), (Emphasis::BOLD, Some(Align::Center)));
        assert_eq!((style.face.as_str(), style.hidden), (".VnTime", true));
    }
}
