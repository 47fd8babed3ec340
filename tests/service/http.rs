//! The service over HTTP, in process: the router on a store of its own.

mod attached;
mod desk;
mod files;
mod parked;
mod reading;
mod refusals;
mod repeated;
mod story;
mod versions;
mod web;
