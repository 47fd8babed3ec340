//! The text of a paragraph: characters and how they look beyond what their role says.

use std::ops::Range;

/// A string with emphasis. `\n` is a line break inside the paragraph; no other control character occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    string: String,
    /// End and emphasis of each span: ascending, never empty spans, the last ends with the string.
    spans: Vec<(usize, Emphasis)>,
}

impl Text {
    /// Text without emphasis.
    pub fn plain(string: impl Into<String>) -> Self {
        let string = string.into();
        let spans = if string.is_empty() { vec![] } else { vec![(string.len(), Emphasis::NONE)] };
        Self { string, spans }
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.string
    }

    /// Tests whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.string.is_empty()
    }

    /// Appends characters of one look.
    pub fn push(&mut self, string: &str, emphasis: Emphasis) {
        if string.is_empty() {
            return;
        }
        self.string.push_str(string);
        match self.spans.last_mut() {
            Some(last) if last.1 == emphasis => last.0 = self.string.len(),
            _ => self.spans.push((self.string.len(), emphasis)),
        }
    }

    /// The spans of one look, in order.
    pub fn spans(&self) -> impl Iterator<Item = (Range<usize>, Emphasis)> + '_ {
        let starts = std::iter::once(0).chain(self.spans.iter().map(|s| s.0));
        starts.zip(&self.spans).map(|(start, &(end, emphasis))| (start..end, emphasis))
    }

    /// The look of the character that starts at a byte.
    pub fn emphasis_at(&self, byte: usize) -> Emphasis {
        self.spans.iter().find(|s| byte < s.0).map_or(Emphasis::NONE, |s| s.1)
    }

    /// Puts `replacement` in the place of `range` (on character borders); it looks as what it replaces began, or as
    /// what stands before it where the range is empty.
    pub fn replace(&mut self, range: Range<usize>, replacement: &str) {
        let look_at = if range.is_empty() { range.start.saturating_sub(1) } else { range.start };
        let emphasis = self.emphasis_at(look_at);
        let mut out = Self::default();
        let mut put = false;
        for (span, look) in self.spans() {
            let before = span.start.min(range.start)..span.end.min(range.start);
            out.push(&self.string[before], look);
            if !put && span.end >= range.start.max(1).min(self.string.len()) && span.end > look_at {
                out.push(replacement, emphasis);
                put = true;
            }
            let after = span.start.max(range.end)..span.end.max(range.end);
            out.push(&self.string[after], look);
        }
        if !put {
            out.push(replacement, emphasis);
        }
        *self = out;
    }

    /// Tests whether all of it (spaces aside) is bold.
    pub fn is_all_bold(&self) -> bool {
        !self.is_empty() && self.spans().all(|(r, e)| e.bold || self.string[r].trim().is_empty())
    }
}

impl From<&str> for Text {
    fn from(string: &str) -> Self {
        Self::plain(string)
    }
}

impl From<String> for Text {
    fn from(string: String) -> Self {
        Self::plain(string)
    }
}

/// Place of characters against the baseline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum VerticalPosition {
    /// On it.
    #[default]
    Baseline,
    /// Raised and smaller: the 2 of m².
    Superscript,
    /// Lowered and smaller: the 2 of CO₂.
    Subscript,
}

/// Emphasis of characters beyond their paragraph's role; it adds, it never takes away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Emphasis {
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Struck through.
    pub struck: bool,
    /// Place against the baseline.
    pub position: VerticalPosition,
}

impl Emphasis {
    /// Emphasis of the role alone.
    pub const NONE: Self =
        Self { bold: false, italic: false, struck: false, position: VerticalPosition::Baseline };
    /// Bold.
    pub const BOLD: Self = Self { bold: true, ..Self::NONE };
    /// Italic.
    pub const ITALIC: Self = Self { italic: true, ..Self::NONE };
    /// Struck through.
    pub const STRUCK: Self = Self { struck: true, ..Self::NONE };
    /// Raised.
    pub const SUPERSCRIPT: Self = Self { position: VerticalPosition::Superscript, ..Self::NONE };
    /// Lowered.
    pub const SUBSCRIPT: Self = Self { position: VerticalPosition::Subscript, ..Self::NONE };

    /// Both; the place of `more` counts where it has one.
    pub fn with(self, more: Self) -> Self {
        let position = match more.position {
            VerticalPosition::Baseline => self.position,
            other => other,
        };
        Self {
            bold: self.bold || more.bold,
            italic: self.italic || more.italic,
            struck: self.struck || more.struck,
            position,
        }
    }

    /// All of it that `less` has not.
    pub fn without(self, less: Self) -> Self {
        let position =
            if self.position == less.position { VerticalPosition::Baseline } else { self.position };
        Self {
            bold: self.bold && !less.bold,
            italic: self.italic && !less.italic,
            struck: self.struck && !less.struck,
            position,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacing_keeps_the_look_of_what_is_replaced() {
        let mut text = Text::default();
        text.push("Căn cứ ", Emphasis::NONE);
        text.push("Luật", Emphasis::BOLD);
        text.push(" này", Emphasis::NONE);
        let at = text.as_str().find("Luật").unwrap();
        text.replace(at..at + "Luật".len(), "Bộ luật");
        assert_eq!(text.as_str(), "Căn cứ Bộ luật này");
        assert_eq!(text.emphasis_at(at), Emphasis::BOLD);
        assert_eq!(text.spans().count(), 3);
    }

    #[test]
    fn replacing_works_at_both_ends_and_in_nothing() {
        let mut text = Text::plain("a");
        text.replace(0..0, "x");
        text.replace(2..2, "z");
        assert_eq!(text.as_str(), "xaz");
        text.replace(0..3, "");
        assert_eq!(text.as_str(), "");
        text.replace(0..0, "y");
        assert_eq!(text.as_str(), "y");
    }
}
