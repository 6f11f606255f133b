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
//! To see the whole thing fail, let the lanes reply before they commit (I-1): in
//! `crates/store/src/lane/batch.rs`, end `in_transaction` with `Ok(done) => Ok(done)`
//! and add to `Worker`
//! `pub(crate) fn finish(&mut self) { let _ = self.conn.as_mut().map(commit); }`;
//! in `lane/mod.rs`, call `worker.finish()` after the loop that sends the replies.
//! The gap between reply and commit is microseconds, and pages that a killed
//! process has written stay: make writing slow, and a few cycles suffice,
//!
//! ```text
//! ATTACHE_CRASH_CYCLES=5 strace -f -qq --seccomp-bpf -o /dev/null -e trace=pwrite64 \
//!     -e inject=pwrite64:delay_enter=4000 target/debug/deps/processes-… on_sqlite
//! ```
//!
//! Without the bug the same command passes.

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
mod ministry;
mod money;
mod office;
mod people;
mod program;
mod site;
mod stories;
mod time;
