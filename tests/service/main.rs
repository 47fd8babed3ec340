//! The service and the command line from outside: the router in process, the built binary, the store, the archive.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

mod access;
mod archive;
mod cli;
mod http;
mod manners;
mod openapi;
mod security;
mod store;
mod streams;

#[path = "../support/fixed_runtime.rs"]
#[allow(dead_code, reason = "each test program uses its own part of this")]
mod fixed_runtime;
#[path = "../support/server.rs"]
#[allow(dead_code, reason = "each test program uses its own part of this")]
#[allow(clippy::disallowed_methods, reason = "patience is measured")]
mod server;
#[path = "../support/service.rs"]
#[allow(dead_code, reason = "each test program uses its own part of this")]
mod service;
#[path = "../support/mod.rs"]
mod support;
