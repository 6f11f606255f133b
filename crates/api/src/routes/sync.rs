//! Cases that another system keeps too: what it says is taken over where nobody here
//! changed it, and the rest waits for a person.

use crate::auth::Caller;
use crate::dto::reply;
use crate::dto::sync::{DecideSyncBody, SyncBody, SyncPaymentBody};
use crate::dto::view::sync::{SyncLinkView, SyncLinksView};
use crate::http::{Status, Write, WriteHeaders, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use serde_json::Value;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resources.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(sync_case).service(sync_payment).service(decide_sync).service(sync_links);
}

/// Takes over what another system says of a case: opens it, amends it, or says nothing
/// new.
#[utoipa::path(
    tag = "cases",
    params(WriteHeaders),
    request_body = SyncBody,
    responses(reply::Changed),
)]
#[post("/sync/cases")]
async fn sync_case(write: Write<Value>) -> Result<HttpResponse, Problem> {
    write.run_or_hold(|reader, body: SyncBody| body.parse(reader)).await
}

/// Takes over a payment that another system tells of: it counts once.
#[utoipa::path(
    tag = "cases",
    params(WriteHeaders),
    request_body = SyncPaymentBody,
    responses(reply::Changed),
)]
#[post("/sync/payments")]
async fn sync_payment(write: Write<Value>) -> Result<HttpResponse, Problem> {
    write.run_or_hold(|reader, body: SyncPaymentBody| body.parse(reader)).await
}

/// Decides differences that wait for a person.
#[utoipa::path(
    tag = "cases",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = DecideSyncBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/sync")]
async fn decide_sync(
    path: Path<Uuid>,
    write: Write<DecideSyncBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    write.run(Status::Changed, |reader, body| body.parse(id, reader)).await
}

/// The other systems that keep a case too, and what waits for a person, with both
/// values.
#[utoipa::path(
    tag = "cases",
    params(("id" = Uuid, Path, description = "The case")),
    responses((status = 200, body = SyncLinksView), reply::Refusable),
)]
#[get("/cases/{id}/sync")]
async fn sync_links(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    let found = state.store.find(move |find| find.sync_links(&caller.actor, id)).await?;
    let items = found.into_iter().filter_map(SyncLinkView::of).collect();
    Ok(shown(&SyncLinksView { items }))
}
