//! The parts of a request that every write has, and of every response.

mod act;
pub(crate) mod body;
mod download;
mod exact;
mod handover;
mod headers;
mod hold;
pub(crate) mod lang;
pub(crate) mod methods;
pub(crate) mod multipart;
pub(crate) mod query;
mod read;
pub(crate) mod reconcile;
mod sent;
pub(crate) mod upload;
mod write;

pub(crate) use act::Act;
pub(crate) use download::{hand_out, hand_out_answered};
pub(crate) use exact::{Sender, confirm_exact};
pub(crate) use handover::hand_over;
pub(crate) use headers::{WriteHeaders, bound_key};
pub(crate) use query::Asked;
pub(crate) use read::{root, shown};
pub(crate) use write::{Status, Write, carry_out};
