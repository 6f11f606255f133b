//! Bodies as callers write them, and their way into engine types; in `view`,
//! the way back.

pub(crate) mod administration;
pub(crate) mod answer;
pub(crate) mod case;
pub(crate) mod case_life;
pub(crate) mod common;
pub(crate) mod concession;
pub(crate) mod creditor;
pub(crate) mod delegation;
pub(crate) mod demand;
pub(crate) mod entry;
pub(crate) mod execution;
pub(crate) mod findings;
pub(crate) mod held;
pub(crate) mod inquiry;
pub(crate) mod leaf;
pub(crate) mod money;
pub(crate) mod objection;
pub(crate) mod order;
pub(crate) mod paper;
pub(crate) mod prosecution;
pub(crate) mod query;
pub(crate) mod reader;
pub(crate) mod register;
pub(crate) mod reply;
pub(crate) mod request;
pub(crate) mod roster;
pub(crate) mod running;
pub(crate) mod session;
pub(crate) mod statement;
pub(crate) mod sync;
pub(crate) mod view;
