//! One file for each resource. Everything under `/api/v1` is registered here,
//! by `service` only: what `route` registers would be missing from the
//! description.

mod announcements;
mod answers;
mod case_life;
mod cases;
mod clients;
mod clocks;
mod concession;
pub(crate) mod creditor;
mod delegations;
mod demands;
mod directory;
mod drafts;
mod entry;
mod files;
mod inquiries;
mod law;
mod lists;
mod money;
mod notices;
mod objections;
pub(crate) mod operations;
mod order_check;
mod orders;
mod outages;
mod payees;
mod profile;
mod prosecution;
mod quarantine;
mod receipts;
mod register;
mod requests;
mod roster;
pub(crate) mod session;
mod statements;
mod sync;
mod token;
mod users;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers every resource of `/api/v1`.
pub(crate) fn configure(config: &mut ServiceConfig) {
    session::configure(config);
    token::configure(config);
    profile::configure(config);
    users::configure(config);
    roster::configure(config);
    clients::configure(config);
    cases::configure(config);
    case_life::configure(config);
    delegations::configure(config);
    quarantine::configure(config);
    concession::configure(config);
    creditor::configure(config);
    sync::configure(config);
    inquiries::configure(config);
    orders::configure(config);
    order_check::configure(config);
    files::configure(config);
    register::configure(config);
    money::configure(config);
    objections::configure(config);
    prosecution::configure(config);
    payees::configure(config);
    statements::configure(config);
    requests::configure(config);
    demands::configure(config);
    drafts::configure(config);
    entry::configure(config);
    clocks::configure(config);
    outages::configure(config);
    announcements::configure(config);
    answers::configure(config);
    receipts::configure(config);
    lists::configure(config);
    notices::configure(config);
    directory::configure(config);
    law::configure(config);
}
