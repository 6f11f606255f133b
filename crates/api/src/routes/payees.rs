//! Accounts of agencies that receive deducted money.

use crate::auth::Caller;
use crate::dto::common::{NoBody, ReasonBody};
use crate::dto::money::PayeeBody;
use crate::dto::query::PageParams;
use crate::dto::reply;
use crate::dto::view::directory::Names;
use crate::dto::view::list::List;
use crate::dto::view::payee::PayeeView;
use crate::http::{Asked, Status, Write, WriteHeaders, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use engine::command::Command;
use store::read::Page;
use uuid::Uuid;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(propose).service(approve).service(retire);
}

/// The receiving accounts of the caller's agency.
#[utoipa::path(
    tag = "payees",
    params(PageParams),
    responses((status = 200, body = List<PayeeView>), reply::Refusable),
)]
#[get("/payees")]
async fn list(state: Data<State>, caller: Caller, asked: Asked) -> Result<HttpResponse, Problem> {
    let page: Page = asked.read()?;
    let found = state.store.find(move |find| find.payees(&caller.actor, page)).await?;
    let names = Names::of(&state);
    Ok(shown(&List::of(found, |one| PayeeView::new(one, &names))))
}

/// Proposes a receiving account of the caller's agency.
#[utoipa::path(
    tag = "payees",
    params(WriteHeaders),
    request_body = PayeeBody,
    responses(reply::Made),
)]
#[post("/payees")]
async fn propose(write: Write<PayeeBody>) -> Result<HttpResponse, Problem> {
    write.run(Status::Created, |reader, body| body.parse(reader)).await
}

/// Approves a receiving account; it can be named once its wait is over. Nobody
/// approves what he proposed.
#[utoipa::path(
    tag = "payees",
    params(("id" = Uuid, Path, description = "The receiving account"), WriteHeaders),
    request_body = NoBody,
    responses(reply::Changed),
)]
#[post("/payees/{id}/approval")]
async fn approve(path: Path<Uuid>, write: Write<NoBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |_, _| Some(Command::ApprovePayee { payee: id.into() })).await
}

/// Uses a receiving account no more.
#[utoipa::path(
    tag = "payees",
    params(("id" = Uuid, Path, description = "The receiving account"), WriteHeaders),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/payees/{id}/retirement")]
async fn retire(path: Path<Uuid>, write: Write<ReasonBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Changed, |_, body| {
            Some(Command::RetirePayee { payee: id.into(), reason: body.reason })
        })
        .await
}
