//! What the recogniser knows of the world.

/// What an import knows of the world; its caller fills it from the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Knowledge {
    /// The document types.
    pub types: Vec<KnownType>,
    /// The issuing organs.
    pub organs: Vec<KnownOrgan>,
    /// Id of the type that takes what is of none of the others.
    pub general: Option<String>,
}

/// A document type, as an import sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownType {
    /// Its id.
    pub id: String,
    /// What is printed above the subject, in capitals; empty for a type without a printed name.
    pub title: String,
    /// What may stand for it in a number.
    pub abbreviations: Vec<String>,
}

/// An organ, as an import sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownOrgan {
    /// Its id.
    pub id: String,
    /// What stands for it in a number.
    pub symbol: String,
    /// Where it issues.
    pub place: String,
    /// The organ above, in printed lines; may be empty.
    pub parent: Vec<String>,
    /// Its own name, in printed lines.
    pub name: Vec<String>,
}
