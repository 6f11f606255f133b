//! The parts of a request that every write has, and of every response.

pub(crate) mod body;
mod headers;
pub(crate) mod lang;
mod write;

pub(crate) use headers::{WriteHeaders, bound_key};
pub(crate) use write::{Status, Write, carry_out};
