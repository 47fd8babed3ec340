//! Stories of documents: each on SQLite, and on PostgreSQL where there is one.

mod crowds;
mod findings;
mod keys;
mod life;
mod parked;
mod place;
mod replaced;
mod retention;
mod rights;
mod stops;
