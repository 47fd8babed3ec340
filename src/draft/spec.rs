//! The description of one field: what it holds, what it is called, and where it is used.

use super::Mode;
use crate::document::BlockRole;
use crate::limits;

/// Description of a field of a draft, or of an entry of one of its lists.
///
/// The table is [`fields`](super::fields); a field is written there with the builders below.
#[derive(Debug)]
pub struct FieldSpec {
    /// Key in JSON.
    pub name: &'static str,
    /// Values it takes.
    pub kind: FieldKind,
    /// Name for people, in Vietnamese: the label of its control.
    pub label: &'static str,
    /// Help under its control.
    pub help: &'static str,
    /// Description in the JSON Schema.
    pub description: &'static str,
    /// Demand: whether its object can do without it.
    pub demand: Demand,
    /// Flag: only a draft that reproduces a paper as it was issued may have it.
    pub faithful: bool,
    /// BlockRole of its text in the document; a text with a role is read by the checks.
    pub role: Option<BlockRole>,
    /// Flag: `document.hbs` of a type may use it.
    pub in_template: bool,
    /// Flag: its words are found by a search.
    pub searched: bool,
    /// Flag: its text is printed, and cleaned before.
    pub printed: bool,
    /// Part of the form that asks for it; the parts of signers and receivers have controls of their own.
    pub form: Option<FormPart>,
}

/// Demand for a field: the one place that says what a mode requires of every draft. What a type expects beside it is
/// data of the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// It may be absent.
    Never,
    /// A new document must have it; a paper that is reproduced may lack it.
    OfNew,
    /// Its object says nothing without it.
    Always,
}

impl Demand {
    /// Tests whether a draft in this mode must have it.
    pub fn holds(self, mode: Mode) -> bool {
        match self {
            Self::Never => false,
            Self::OfNew => mode == Mode::Normalised,
            Self::Always => true,
        }
    }
}

/// PrintedWord for one printed value: what is printed, and what else a draft may call it.
pub type PrintedWord = (&'static str, &'static [&'static str]);

/// Values that a field takes.
#[derive(Clone, Copy, Debug)]
pub enum FieldKind {
    /// Version of the draft's format.
    Version,
    /// One line of at most [`limits::FIELD_CHARS`] characters.
    Line,
    /// One line of at most so many characters, never printed.
    Id(usize),
    /// At most so many lines: a text of lines, or a list of texts.
    Lines(usize),
    /// Outline text: markers, emphasis and tables count.
    Outline,
    /// A day, `2024-02-23`.
    Date,
    /// A day as far as a paper has it: `2024-02-23`, `2024-02`, `2024`.
    PaperDate,
    /// A number as printed (`39`, `12b`), a whole number, or a blank (`.....`) that is filled in by hand.
    CodeNumber,
    /// One of these words; the first stands where none is given.
    Choice(&'static [&'static str]),
    /// One of these words of print, in any of its spellings.
    Mark(&'static [PrintedWord]),
    /// A whole number from 1 to 99 999.
    Count,
    /// A distance in millimetres, 0 to 1000.
    Millimetres,
    /// A PNG: a file name beside the draft, or `sha256:…` of an image that the organ keeps.
    Image,
    /// The mark that ends a line as issued; an empty text is none.
    LineEnd,
    /// The id of a ready-made content of the type.
    Content,
    /// Data for a ready-made content, as the content declares them.
    Data,
    /// An object.
    Group(&'static [&'static FieldSpec]),
    /// A list of at most so many objects.
    List(&'static [&'static FieldSpec], usize),
    /// A list of at most so many objects; a text stands for an object with nothing but the first field.
    NamedList(&'static [&'static FieldSpec], usize),
}

impl FieldKind {
    /// Fields of its object, or of an entry of its list.
    pub fn entry(self) -> &'static [&'static FieldSpec] {
        match self {
            Self::Group(fields) | Self::List(fields, _) | Self::NamedList(fields, _) => fields,
            _ => &[],
        }
    }

    /// Entries of a list, or lines, at most.
    pub fn most(self) -> usize {
        match self {
            Self::Lines(most) | Self::List(_, most) | Self::NamedList(_, most) => most,
            _ => 1,
        }
    }
}

/// Parts of the form that ask for common fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormPart {
    /// *Trích yếu*, with what stands beside it in the head.
    Heading,
    /// *Căn cứ*.
    Bases,
    /// The body.
    Body,
    /// Signers, and their images.
    Signers,
    /// Appendixes.
    Appendixes,
    /// Further fields, seldom needed.
    Further,
    /// Findings that are accepted.
    Overrides,
}

/// A field that is printed, searched, and asked for nowhere.
const fn field(name: &'static str, kind: FieldKind) -> FieldSpec {
    FieldSpec {
        name,
        kind,
        label: "",
        help: "",
        description: "",
        demand: Demand::Never,
        faithful: false,
        role: None,
        in_template: false,
        searched: true,
        printed: true,
        form: None,
    }
}

/// One line.
pub(super) const fn line(name: &'static str) -> FieldSpec {
    field(name, FieldKind::Line)
}

/// Lines, at most the usual number of entries.
pub(super) const fn lines(name: &'static str) -> FieldSpec {
    field(name, FieldKind::Lines(limits::LIST_ITEMS))
}

/// A field of another kind.
pub(super) const fn of_kind(name: &'static str, kind: FieldKind) -> FieldSpec {
    field(name, kind)
}

impl FieldSpec {
    /// Names it for people.
    pub(super) const fn label(mut self, label: &'static str) -> Self {
        self.label = label;
        self
    }

    /// Explains it under its control.
    pub(super) const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// Describes it in the schema.
    pub(super) const fn described(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    /// Demands it of its object.
    pub(super) const fn required(mut self) -> Self {
        self.demand = Demand::Always;
        self
    }

    /// Demands it of a new document.
    pub(super) const fn required_of_new(mut self) -> Self {
        self.demand = Demand::OfNew;
        self
    }

    /// Keeps it to drafts that reproduce a paper as it was issued.
    pub(super) const fn faithful(mut self) -> Self {
        self.faithful = true;
        self
    }

    /// Gives its text a role in the document.
    pub(super) const fn role(mut self, role: BlockRole) -> Self {
        self.role = Some(role);
        self
    }

    /// Lets `document.hbs` use it.
    pub(super) const fn in_template(mut self) -> Self {
        self.in_template = true;
        self
    }

    /// Asks for it in a part of the form.
    pub(super) const fn asked_in(mut self, part: FormPart) -> Self {
        self.form = Some(part);
        self
    }

    /// Keeps it out of searches: an id or a setting, which says nothing a person looks for.
    pub(super) const fn unsearched(mut self) -> Self {
        self.searched = false;
        self
    }

    /// Leaves it as it is: it is never printed.
    pub(super) const fn unprinted(mut self) -> Self {
        self.printed = false;
        self
    }
}
