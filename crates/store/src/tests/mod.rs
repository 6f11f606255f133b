//! Tests that look behind the crate's doors.

// What stories about the store call this crate.
extern crate self as store;

mod excuses;
mod explain;
mod migrate;
mod pool;
mod schema;
#[path = "../../tests/support/mod.rs"]
mod support;
