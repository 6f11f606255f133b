//! Outages of this service.

use crate::auth::Caller;
use crate::dto::common::NoBody;
use crate::dto::query::PageParams;
use crate::dto::reply;
use crate::dto::running::OutageBody;
use crate::dto::view::list::List;
use crate::dto::view::running::OutageView;
use crate::http::{Asked, Status, Write, WriteHeaders, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get, post};
use engine::command::Command;
use engine::policy::ReadKind;
use store::read::Page;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(outages).service(record).service(confirm_outage);
}

/// Outages that were confirmed, the latest first; to who may confirm one, those too that
/// wait for it.
#[utoipa::path(
    tag = "outages",
    params(PageParams),
    responses((status = 200, body = List<OutageView>), reply::Refusable),
)]
#[get("/outages")]
async fn outages(
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    caller.may_read(ReadKind::Directory)?;
    let page: Page = asked.read()?;
    let found = state.store.find(move |find| find.outages(&caller.actor, page)).await?;
    Ok(shown(&List::of(found, OutageView::from)))
}

/// Records an outage. It moves no limit before somebody else has confirmed it.
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

/// Confirms an outage that somebody else recorded: limits that it cost are moved.
#[utoipa::path(
    tag = "outages",
    params(("id" = Uuid, Path, description = "The outage"), WriteHeaders),
    request_body = NoBody,
    responses(reply::Changed),
)]
#[post("/outages/{id}/confirmation")]
async fn confirm_outage(path: Path<Uuid>, write: Write<NoBody>) -> Result<HttpResponse, Problem> {
    let outage = path.into_inner().into();
    write.run(Status::Changed, |_, _| Some(Command::ConfirmOutage { outage })).await
}
