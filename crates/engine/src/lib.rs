//! The rules of the exchange.
//!
//! Pure by construction: nothing here reads a clock, draws a random number,
//! touches a file, a socket or a database. Time, ids and reference data are
//! arguments, so that every decision can be replayed exactly.

pub mod calendar;
pub mod id;
pub mod law;
pub mod time;
pub mod version;
