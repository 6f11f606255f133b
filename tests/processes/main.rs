//! The real program, `attache serve`, under load and under attack: killed by
//! SIGKILL at random moments, its database's backends ended at random moments,
//! on SQLite and on PostgreSQL. Every client keeps a journal of what it sent and
//! heard; afterwards the journals are held against what is stored.
//!
//! `ATTACHE_CRASH_CYCLES=200` kills that often on each engine; 20 by default.
//! The program is the one beside this test: `cargo build -p attache` first, or
//! let `cargo xtask ci` and `cargo nextest run --workspace` build both.
//!
//! **That the tests can fail.** `check` is a pure function with tests of its own.
//! To see the whole thing fail, plant a bug in `crates/store/src/lane` by hand:
//!
//! - *Reply before commit* (the kill test finds it, I-1): in `batch.rs`, let
//!   `in_transaction` end with `Ok(done) => Ok(done)` and add to `Worker`
//!   `pub(crate) fn finish(&mut self) { let _ = self.conn.as_mut().map(commit); }`;
//!   in `mod.rs` call `worker.finish()` after the loop that sends the replies.
//! - *A commit that failed is a success* (the test that ends backends finds it,
//!   I-4): in `batch.rs`, let `in_transaction` end with
//!   `Ok(done) => { let _ = commit(conn); Ok(done) }`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a helper that is wrong must stop its test and say why"
)]

mod check;
mod clients;
mod clocks;
mod facts;
mod http;
mod journal;
mod load;
mod people;
mod program;
mod site;
mod stories;
mod time;
