//! The outbox on both engines. Mail "servers" here are the tests themselves.

mod delivery;
mod plans;
mod recipients;
mod world;

use super::{Backlog, Finished, Sent};
