//! What a reader changed in a source or left out of it.

use std::fmt;

/// Something that was changed or left out; it quotes what stood there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// The line of the text, from 1.
    pub line: usize,
    /// Which kind, for programs: `header`, `letter`, `tick`, `page-number`, `page-break`, `rule`, `double-mark`,
    /// `dash`, `struck`, `hidden` …
    pub what: &'static str,
    /// What stood there.
    pub before: String,
    /// What stands there now; empty where it was taken out.
    pub after: String,
}

impl fmt::Display for Mend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, before) = (self.line, &self.before);
        match self.after.as_str() {
            "" => write!(f, "dòng {line}: đã bỏ «{before}»"),
            after => write!(f, "dòng {line}: đã sửa «{before}» thành «{after}»"),
        }
    }
}
