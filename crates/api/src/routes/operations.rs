//! For those who run the service: is it alive, is it ready, what does it do.

use crate::dto::reply;
use crate::dto::view::receipt::KeySet;
use crate::problem::Problem;
use crate::state::State;
use crate::telemetry;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the resource.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(live).service(ready).service(metrics).service(keys);
}

/// The process answers.
#[utoipa::path(tag = "operations", security(()), responses((status = 204, description = "Alive")))]
#[get("/health/live")]
async fn live() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// What is said of the virus scanner.
const SCANNER: &str = "Attache-Scanner";

/// The database answers too. How the virus scanner was when it was last asked, half a
/// minute ago at most, says a header: a service whose scanner is silent takes no files,
/// and does everything else.
#[utoipa::path(
    tag = "operations",
    security(()),
    responses(
        (status = 204, description = "Ready", headers(
            ("Attache-Scanner" = String, description = "`none`: no scanner is set up; `answers`; `silent`"),
        )),
        reply::Refusable,
    ),
)]
#[get("/health/ready")]
async fn ready(state: Data<State>) -> Result<HttpResponse, Problem> {
    state.blocking(store::Store::ping).await?;
    Ok(HttpResponse::NoContent().insert_header((SCANNER, scanner(&state))).finish())
}

/// What is known of it: nobody waits for it here.
fn scanner(state: &State) -> &'static str {
    match &state.scanner {
        None => "none",
        Some(scanner) if scanner.answers() => "answers",
        Some(_) => "silent",
    }
}

/// Counters and timings for Prometheus. Routes, statuses and numbers; no ids.
#[utoipa::path(
    tag = "operations",
    security(()),
    responses((status = 200, body = String, content_type = "text/plain")),
)]
#[get("/metrics")]
async fn metrics(state: Data<State>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/plain; version=0.0.4"))
        .body(telemetry::scrape(&state))
}

/// The public keys of receipts, old ones too (RFC 7517): what verifies a receipt
/// offline. For everybody, and to be kept.
#[utoipa::path(
    tag = "operations",
    security(()),
    responses((status = 200, body = KeySet, content_type = "application/jwk-set+json")),
)]
#[get("/.well-known/jwks.json")]
async fn keys(state: Data<State>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/jwk-set+json"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(state.published.to_jwks())
}
