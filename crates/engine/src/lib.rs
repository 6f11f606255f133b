//! The rules of the exchange.
//!
//! Pure by construction: nothing here reads a clock, draws a random number,
//! touches a file, a socket or a database. Time, ids and reference data are
//! arguments, so that every decision can be replayed exactly.

pub mod actor;
pub mod administration;
pub mod announcement;
pub mod answer;
pub mod apply;
pub mod asking;
pub mod calendar;
pub mod canon;
pub mod case;
pub mod clock;
mod codes;
pub mod command;
pub mod concession;
pub mod contest;
pub mod context;
pub mod creditor;
pub mod decide;
pub mod delegation;
pub mod demand;
pub mod directory;
pub mod entry;
pub mod event;
pub mod excuse;
pub mod execution;
pub mod facts;
pub mod file;
pub mod heirs;
pub mod held;
pub mod id;
pub mod identity;
pub mod inforce;
pub mod instrument;
pub mod law;
pub mod ledger;
pub mod money;
pub mod month;
pub mod notice;
pub mod order;
pub mod paper;
pub mod pause;
pub mod payee;
pub mod policy;
pub mod prosecution;
mod react;
pub mod receipt;
pub mod reference_number;
pub mod refusal;
pub mod register;
pub mod replay;
pub mod request;
pub mod role;
pub mod roster;
pub mod run;
pub mod shown;
pub mod statement;
pub mod sync;
pub mod time;
pub mod version;
pub mod warning;
mod wire;
