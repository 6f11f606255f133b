//! What tests stand on.
//!
//! [`postgres`] starts a real, throw-away PostgreSQL and hands out databases on
//! it. Nothing here skips: a test that asks for a server gets one or fails with
//! the name of what is missing.

pub mod postgres;
mod program;
#[cfg(feature = "world")]
#[expect(
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's world that is wrong must stop the test"
)]
pub mod world;

pub use program::{find_program, random_word};
