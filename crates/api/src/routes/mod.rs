//! One file for each resource. Everything under `/api/v1` is registered here,
//! by `service` only: what `route` registers would be missing from the
//! description.

mod cases;
mod clients;
mod clocks;
mod demands;
mod drafts;
mod inquiries;
pub(crate) mod operations;
mod outages;
mod profile;
mod session;
mod token;
mod users;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers every resource of `/api/v1`.
pub(crate) fn configure(config: &mut ServiceConfig) {
    session::configure(config);
    token::configure(config);
    profile::configure(config);
    users::configure(config);
    clients::configure(config);
    cases::configure(config);
    inquiries::configure(config);
    demands::configure(config);
    drafts::configure(config);
    clocks::configure(config);
    outages::configure(config);
}
