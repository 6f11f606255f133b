//! Forms: what was typed, the JSON body it stands for, what is wrong with it,
//! and how it is shown again.

mod body;
mod control;
mod errors;
mod typed;

pub(super) use body::{Body, written_amount};
pub(super) use control::{ADDED, Button, Choice, Control, Fault, Fields, Form, Group, MORE, STEP};
pub(super) use errors::Errors;
pub(super) use typed::Typed;
