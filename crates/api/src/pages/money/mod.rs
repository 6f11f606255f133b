//! The money of a case: sums, what is frozen, what is on its way, what is owed
//! to be done.

mod acts;
mod books;
mod delegations;
mod grounds;
mod holds;
mod objections;
mod office;
mod show;
mod tables;

pub(super) use office::acts_unseeing;
pub(super) use tables::hold_notes;

use actix_web::web::ServiceConfig;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    show::configure(config);
    acts::configure(config);
    books::configure(config);
    delegations::configure(config);
    holds::configure(config);
    objections::configure(config);
    office::configure(config);
}
