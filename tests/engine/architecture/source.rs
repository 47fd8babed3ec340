//! Rust source as far as the rules need it: tokens, which of them are for tests only, and paths.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Text,
    Mark,
}

#[derive(Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) text: String,
    pub(super) line: usize,
    /// Compiled for tests only.
    test: bool,
    /// How many inline modules it stands in.
    inside: usize,
}

impl Token {
    pub(super) fn is(&self, text: &str) -> bool {
        self.kind != Kind::Text && self.text == text
    }
}

/// A source file as tokens; comments are gone.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: String,
    /// The module under `src/` it belongs to.
    pub(super) module: String,
    /// How many modules deep it stands.
    depth: usize,
    tokens: Vec<Token>,
}

impl Source {
    pub(super) fn new(path: &str, text: &str) -> Self {
        let parts: Vec<&str> = path.trim_start_matches("src/").trim_end_matches(".rs").split('/').collect();
        let depth = parts.len() - usize::from(parts.ends_with(&["mod"]));
        let mut tokens = tokens(text);
        mark(&mut tokens);
        Self { path: path.to_owned(), module: parts[0].to_owned(), depth, tokens }
    }

    pub(super) fn shipped(&self) -> impl Iterator<Item = &Token> {
        self.tokens.iter().filter(|t| !t.test)
    }

    /// Names of the types that it makes public, with their lines; those for tests are left out.
    pub(super) fn public_types(&self) -> Vec<(usize, String)> {
        let kinds = ["struct", "enum", "trait", "type", "union"];
        let shipped: Vec<&Token> = self.shipped().collect();
        let defined = shipped.windows(3).filter(|w| w[0].is("pub") && kinds.iter().any(|kind| w[1].is(kind)));
        defined.map(|w| (w[2].line, w[2].text.clone())).collect()
    }

    /// Whether it has a module of its own of this name.
    pub(super) fn declares(&self, name: &str) -> bool {
        self.tokens.windows(2).any(|w| w[0].is("mod") && w[1].is(name))
    }

    /// The paths into the crate, from below its root, with their lines.
    pub(super) fn uses(&self) -> Vec<(usize, Vec<String>)> {
        let mut uses = Vec::new();
        for (token, mut path) in paths(&self.tokens) {
            let up = path.iter().take_while(|s| *s == "super").count();
            let to_root = up > 0 && up == self.depth + token.inside;
            let skip = if to_root { up } else { usize::from(path[0] == "crate" || path[0] == "vanthu") };
            // A glob of the root has no name to judge by; nothing in a library needs one.
            if skip > 0 && path.len() > skip {
                uses.push((token.line, path.split_off(skip)));
            }
        }
        uses
    }

    /// All paths outside tests.
    pub(super) fn shipped_paths(&self) -> Vec<(usize, Vec<String>)> {
        paths(&self.tokens).into_iter().filter(|(t, _)| !t.test).map(|(t, p)| (t.line, p)).collect()
    }

    /// The files its `mod name;` lines name, whether for tests only: a path, or a folder with `/` at its end.
    fn children(&self) -> Vec<(String, bool, bool)> {
        let folder = self.path.rsplit_once('/').map_or("", |p| p.0);
        let is_root = ["mod.rs", "lib.rs", "main.rs"].iter().any(|r| self.path.ends_with(&format!("/{r}")));
        let own = if is_root { folder } else { self.path.trim_end_matches(".rs") };
        let mut children = Vec::new();
        for (at, window) in self.tokens.windows(3).enumerate() {
            if !(window[0].is("mod") && window[2].is(";")) {
                continue;
            }
            // `#[path = "…"]` stands directly before.
            let named = at.checked_sub(2).map(|p| &self.tokens[p]).filter(|t| t.kind == Kind::Text);
            match named {
                Some(named) => children.push((format!("{folder}/{}", named.text), window[0].test, true)),
                None => {
                    children.push((format!("{own}/{}.rs", window[1].text), window[0].test, false));
                    children.push((format!("{own}/{}/", window[1].text), window[0].test, false));
                }
            }
        }
        children
    }
}

/// Tells files that are compiled for tests only, and those whose place in the tree is not that of their path.
pub(super) fn adopt(mut sources: Vec<Source>) -> Vec<Source> {
    let children: Vec<_> =
        sources.iter().flat_map(|s| s.children().into_iter().map(|c| (s.depth, c))).collect();
    for (depth, (child, test, named)) in children {
        for source in sources
            .iter_mut()
            .filter(|s| s.path == child || child.ends_with('/') && s.path.starts_with(&child))
        {
            source.depth = if named { depth + 1 } else { source.depth };
            source.tokens.iter_mut().for_each(|t| t.test |= test);
        }
    }
    sources
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let (mut tokens, mut rest, mut line) = (Vec::new(), text, 1);
    while !rest.is_empty() {
        let (token, length) = first(rest);
        if let Some((kind, text)) = token {
            tokens.push(Token { kind, text: text.to_owned(), line, test: false, inside: 0 });
        }
        let (whole, after) = rest.split_at(length.min(rest.len()));
        line += whole.matches('\n').count();
        rest = after;
    }
    tokens
}

/// The first token, if what stands first is one, and the bytes it takes.
fn first(rest: &str) -> (Option<(Kind, &str)>, usize) {
    let to = |end: &str| rest.find(end).map_or(rest.len(), |at| at + end.len());
    if rest.starts_with("//") {
        return (None, to("\n"));
    }
    if rest.starts_with("/*") {
        return (None, to("*/"));
    }
    if let Some((text, length)) = string(rest) {
        return (Some((Kind::Text, text)), length);
    }
    let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    if length > 0 {
        return (Some((Kind::Word, &rest[..length])), length);
    }
    let mut characters = rest.chars();
    match (characters.next(), characters.next(), characters.next()) {
        // A character, or a lifetime.
        (Some('\''), Some('\\'), _) => (None, rest[3..].find('\'').map_or(rest.len(), |at| at + 4)),
        (Some('\''), Some(c), Some('\'')) => (None, c.len_utf8() + 2),
        (Some(':'), Some(':'), _) => (Some((Kind::Mark, "::")), 2),
        (Some(c), ..) if c.is_whitespace() || c == '\'' => (None, c.len_utf8()),
        (c, ..) => {
            let length = c.map_or(0, char::len_utf8);
            (Some((Kind::Mark, &rest[..length])), length)
        }
    }
}

/// The string literal that stands first, escapes as written, and the bytes it takes.
fn string(rest: &str) -> Option<(&str, usize)> {
    for prefix in ["br", "cr", "r"] {
        let Some(after) = rest.strip_prefix(prefix) else { continue };
        let body = after.trim_start_matches('#');
        let close = format!("\"{}", &after[..after.len() - body.len()]);
        let Some(body) = body.strip_prefix('"') else { continue };
        let end = body.find(&close)?;
        return Some((&body[..end], rest.len() - body.len() + end + close.len()));
    }
    let body = rest.trim_start_matches(['b', 'c']).strip_prefix('"')?;
    let start = rest.len() - body.len();
    let mut escaped = false;
    let end = body.find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    })?;
    (start <= 2).then_some((&body[..end], start + end + 1))
}

/// Fills in what a token stands in: items for tests, inline modules.
fn mark(tokens: &mut [Token]) {
    let mut braces = Vec::new();
    for at in 0..tokens.len() {
        tokens[at].inside = braces.iter().filter(|b| **b).count();
        match tokens[at].text.as_str() {
            "{" if tokens[at].kind == Kind::Mark => braces.push(at >= 2 && tokens[at - 2].is("mod")),
            "}" if tokens[at].kind == Kind::Mark => drop(braces.pop()),
            _ => {}
        }
        if ["#", "[", "cfg", "(", "test", ")", "]"].iter().zip(&tokens[at..]).filter(|(w, t)| t.is(w)).count()
            == 7
        {
            let end = at + 7 + item(&tokens[at + 7..]);
            tokens[at..end].iter_mut().for_each(|t| t.test = true);
        }
    }
}

/// How many tokens the first item takes.
fn item(tokens: &[Token]) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().filter(|(_, t)| t.kind == Kind::Mark) {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" if depth == 1 => return at + 1,
            "}" | ")" | "]" => depth -= 1,
            ";" if depth == 0 => return at + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// All paths of two names or more, and all `use` trees, a path to each leaf.
fn paths(tokens: &[Token]) -> Vec<(&Token, Vec<String>)> {
    let (mut paths, mut at) = (Vec::new(), 0);
    while let Some(token) = tokens.get(at) {
        let before = |back: usize| at.checked_sub(back).map(|b| &tokens[b]);
        let goes_on =
            before(1).is_some_and(|t| t.is("::")) && before(2).is_some_and(|t| is_name(t) || t.is(">"));
        let begins = tokens.get(at + 1).is_some_and(|t| t.is("::")) || before(1).is_some_and(|t| t.is("use"));
        if is_name(token) && begins && !goes_on {
            at = tree(tokens, at, &[], &mut paths);
        } else {
            at += 1;
        }
    }
    paths
}

/// Whether a path can begin with it or go on behind it; `::` behind a keyword begins one.
fn is_name(token: &Token) -> bool {
    const KEYWORDS: [&str; 12] =
        ["use", "as", "in", "return", "dyn", "impl", "mut", "for", "match", "if", "else", "while"];
    token.kind == Kind::Word && !KEYWORDS.contains(&token.text.as_str())
}

/// Reads a `use` tree or a path; returns where it ends.
fn tree<'a>(
    tokens: &'a [Token],
    mut at: usize,
    start: &[String],
    out: &mut Vec<(&'a Token, Vec<String>)>,
) -> usize {
    let mut path = start.to_vec();
    let from = at;
    while let Some(token) = tokens.get(at).filter(|t| t.kind == Kind::Word || t.is("*") || t.is("{")) {
        if token.is("{") {
            at += 1;
            while tokens.get(at).is_some_and(|t| !t.is("}")) {
                at = tree(tokens, at, &path, out).max(at + 1);
            }
            return at + 1;
        }
        path.push(token.text.clone());
        at += 1;
        if !tokens.get(at).is_some_and(|t| t.is("::")) {
            break;
        }
        at += 1;
    }
    if let Some(token) = tokens.get(from).filter(|_| path.len() > start.len()) {
        out.push((token, path));
    }
    // `as` gives the leaf another name, which is none of ours.
    if tokens.get(at).is_some_and(|t| t.is("as")) { at + 2 } else { at }
}
