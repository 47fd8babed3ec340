//! The description of the API tells the truth: it is well made, every example in it works, every answer is of the
//! schema it names, and every draft we ship is of the schema of its type.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

#[path = "openapi/described.rs"]
mod described;
#[path = "openapi/drafts.rs"]
mod drafts;
#[path = "openapi/examples.rs"]
mod examples;
#[path = "openapi/schema.rs"]
mod schema;
#[path = "support/world.rs"]
mod world;
