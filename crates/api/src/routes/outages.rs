//! Outages of this service.

use crate::dto::demand::OutageBody;
use crate::dto::reply;
use crate::http::{Status, Write, WriteHeaders};
use crate::problem::Problem;
use actix_web::HttpResponse;
use actix_web::post;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(record);
}

/// Records an outage; clocks are excused for it.
#[utoipa::path(
    tag = "outages",
    params(WriteHeaders),
    request_body = OutageBody,
    responses(reply::Made),
)]
#[post("/outages")]
async fn record(write: Write<OutageBody>) -> Result<HttpResponse, Problem> {
    write.run(Status::Created, |reader, body| body.parse(reader)).await
}
