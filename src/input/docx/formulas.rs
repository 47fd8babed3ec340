//! Formulas (Office Math) as a line of text: `a/b`, `x^2^`, `√(…)`.

use super::xml::{Element, Ns};
use crate::document::VerticalPosition;

/// Characters of a formula, each stretch with its place against the baseline.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Formula(pub(super) Vec<(String, VerticalPosition)>);

impl Formula {
    /// The formula in an `m:oMath` or `m:oMathPara`.
    pub(super) fn of(element: Element<'_>) -> Self {
        let mut formula = Self::default();
        formula.read(element, VerticalPosition::Baseline);
        formula
    }

    fn push(&mut self, text: &str, position: VerticalPosition) {
        match self.0.last_mut() {
            Some((last, at)) if *at == position => last.push_str(text),
            _ => self.0.push((text.to_owned(), position)),
        }
    }

    fn read(&mut self, element: Element<'_>, at: VerticalPosition) {
        for child in element.children() {
            match child.name() {
                (Ns::Math, "t") | (Ns::W, "t") => self.push(&child.text(), at),
                (Ns::Math, "f") => self.fraction(child, at),
                (Ns::Math, "rad") => self.radical(child, at),
                (Ns::Math, "d") => self.delimited(child, at),
                (Ns::Math, "nary") => {
                    self.push(property(child, "naryPr", "chr").unwrap_or("∫"), at);
                    self.read(child, at);
                }
                (Ns::Math, "sup") => self.read(child, VerticalPosition::Superscript),
                (Ns::Math, "sub") => self.read(child, VerticalPosition::Subscript),
                (Ns::W, "delText" | "instrText") => {}
                _ => self.read(child, at),
            }
        }
    }

    fn fraction(&mut self, element: Element<'_>, at: VerticalPosition) {
        self.part(element, "num", at);
        self.push("/", at);
        self.part(element, "den", at);
    }

    fn radical(&mut self, element: Element<'_>, at: VerticalPosition) {
        if let Some(degree) = math(element, "deg") {
            self.read(degree, VerticalPosition::Superscript);
        }
        self.push("√(", at);
        if let Some(under) = math(element, "e") {
            self.read(under, at);
        }
        self.push(")", at);
    }

    fn delimited(&mut self, element: Element<'_>, at: VerticalPosition) {
        self.push(property(element, "dPr", "begChr").unwrap_or("("), at);
        let separator = property(element, "dPr", "sepChr").unwrap_or("|");
        for (index, part) in element.children().filter(|e| e.name() == (Ns::Math, "e")).enumerate() {
            if index > 0 {
                self.push(separator, at);
            }
            self.read(part, at);
        }
        self.push(property(element, "dPr", "endChr").unwrap_or(")"), at);
    }

    /// Numerator or denominator, in brackets where it is a sum.
    fn part(&mut self, element: Element<'_>, name: &str, at: VerticalPosition) {
        let mut part = Self::default();
        if let Some(element) = math(element, name) {
            part.read(element, at);
        }
        let is_sum = part.0.iter().any(|(text, _)| text.trim().contains(['+', '-', '−', ' ', '/']));
        if is_sum {
            self.push("(", at);
        }
        part.0.iter().for_each(|(text, at)| self.push(text, *at));
        if is_sum {
            self.push(")", at);
        }
    }
}

fn math<'t>(element: Element<'t>, name: &str) -> Option<Element<'t>> {
    element.children().find(|child| child.name() == (Ns::Math, name))
}

/// A property of a formula's object: `<m:dPr><m:begChr m:val="["/></m:dPr>`.
fn property<'t>(element: Element<'t>, properties: &str, name: &str) -> Option<&'t str> {
    math(math(element, properties)?, name)?.attribute(Ns::Math, "val")
}

#[cfg(test)]
mod tests {
    use super::super::xml::{Budget, Tree};
    use super::*;

    #[test]
    fn a_formula_is_a_line_with_its_fractions_roots_and_powers() {
        let source = "<m:oMath xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'>\
            <m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>c</m:t></m:r></m:den></m:f>\
            <m:r><m:t>=</m:t></m:r>\
            <m:rad><m:e><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:e></m:rad>\
            <m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e><m:r><m:t>y</m:t></m:r></m:e></m:d></m:oMath>";
        let tree = Tree::parse("x", source, &mut Budget::new()).unwrap();
        let base = VerticalPosition::Baseline;
        let expected = [("(a+b)/c=√(x", base), ("2", VerticalPosition::Superscript), (")[y]", base)];
        assert_eq!(Formula::of(tree.root()).0, expected.map(|(text, at)| (text.to_owned(), at)));
    }
}
