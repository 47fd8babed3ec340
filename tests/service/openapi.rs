//! The description of the API tells the truth: it is well made, every example in it works, every answer is of the
//! schema it names, and every draft we ship is of the schema of its type.

mod described;
mod drafts;
mod examples;
mod schema;
