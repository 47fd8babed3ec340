//! Reads `templates/` and checks every folder.

mod model;

pub use model::{
    Catalog, Content, DocumentType, Field, Kind, Organ, OrganSigner, Presence, SheetFile, Signatures,
    SubjectPlace, Unit, Words,
};
