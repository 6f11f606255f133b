//! What an agency has to do about money: payments to be confirmed, duties by
//! their limits, receiving accounts and their statements.

mod duties;
mod payees;
mod remittances;
mod statements;

pub(super) use duties::DuesPage;

use actix_web::web::ServiceConfig;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    duties::configure(config);
    payees::configure(config);
    remittances::configure(config);
    statements::configure(config);
}
