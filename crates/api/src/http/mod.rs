//! The parts of a request that every write has, and of every response.

mod act;
pub(crate) mod body;
mod headers;
pub(crate) mod lang;
mod write;

pub(crate) use act::Act;
pub(crate) use write::{Status, Write};

pub(crate) use headers::WriteHeaders;
