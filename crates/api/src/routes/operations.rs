//! For those who run the service: is it alive, is it ready, what does it do.

use crate::dto::reply;
use crate::problem::Problem;
use crate::state::State;
use crate::telemetry;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the resource.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(live).service(ready).service(metrics);
}

/// The process answers.
#[utoipa::path(tag = "operations", responses((status = 204, description = "Alive")))]
#[get("/health/live")]
async fn live() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// The database answers too.
#[utoipa::path(
    tag = "operations",
    responses((status = 204, description = "Ready"), reply::Refusable),
)]
#[get("/health/ready")]
async fn ready(state: Data<State>) -> Result<HttpResponse, Problem> {
    state.blocking(store::Store::ping).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Counters and timings for Prometheus. Routes, statuses and numbers; no ids.
#[utoipa::path(
    tag = "operations",
    responses((status = 200, body = String, content_type = "text/plain")),
)]
#[get("/metrics")]
async fn metrics(state: Data<State>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/plain; version=0.0.4"))
        .body(telemetry::scrape(&state))
}
