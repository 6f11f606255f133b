//! Orders about money: what one says, what may be done with it, a new one.

mod amend;
mod check;
mod employer;
mod income;
mod lines;
mod new;
mod parts;
mod proposed;
mod read;
mod say;
mod show;

pub(super) use parts::millionths;
pub(super) use proposed::{Proposed, proposed};
pub(super) use read::{Known, known, known_as_of};

use actix_web::web::ServiceConfig;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    new::configure(config);
    show::configure(config);
}
