//! One demand, as its two sides see it: the letter, what is asked and until
//! when, what was said, and what may be done.

mod actions;
mod answer;
mod clocks;
mod correction;
mod draft;
mod drafted;
mod entry;
mod executed;
mod files;
mod found;
mod orders;
mod queue;
mod reread;
mod rows;
mod show;

use actix_web::web::ServiceConfig;
pub(super) use found::care;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    show::configure(config);
    actions::configure(config);
    answer::configure(config);
    correction::configure(config);
    draft::configure(config);
    entry::configure(config);
    files::configure(config);
}
