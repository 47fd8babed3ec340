//! The service over HTTP, in process: the router on a store of its own.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

#[path = "http/desk.rs"]
mod desk;
#[path = "http/files.rs"]
mod files;
#[path = "http/refusals.rs"]
mod refusals;
#[path = "http/repeated.rs"]
mod repeated;
#[path = "http/story.rs"]
mod story;
#[path = "http/versions.rs"]
mod versions;
#[path = "http/web.rs"]
mod web;
#[path = "support/world.rs"]
mod world;
