//! One file for each resource. Everything under `/api/v1` is registered here,
//! by `service` only: what `route` registers would be missing from the
//! description.

mod cases;
mod clocks;
mod demands;
mod drafts;
mod inquiries;
pub(crate) mod operations;
mod outages;
pub(crate) mod session;
mod token;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers every resource of `/api/v1`.
pub(crate) fn configure(config: &mut ServiceConfig) {
    session::configure(config);
    token::configure(config);
    cases::configure(config);
    inquiries::configure(config);
    demands::configure(config);
    drafts::configure(config);
    clocks::configure(config);
    outages::configure(config);
}
