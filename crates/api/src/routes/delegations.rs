//! Ủy thác: what goes to another agency, is accepted there and comes back.

use crate::auth::Caller;
use crate::dto::common::ReasonBody;
use crate::dto::delegation::{AcceptanceBody, DelegationBody};
use crate::dto::query::{DelegationParams, PageParams};
use crate::dto::reply;
use crate::dto::view::delegation::{ReceivedView, ReceivedWholeView};
use crate::dto::view::directory::Names;
use crate::dto::view::list::List;
use crate::http::{Asked, Status, Write, WriteHeaders, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use engine::command::Command;
use engine::delegation::DelegationState;
use engine::id::{CaseId, DelegationId};
use store::read::Page;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resources.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(delegate).service(withdraw_delegation).service(return_delegation);
    config.service(received).service(received_one).service(accept).service(decline);
}

/// Delegates what is owed, or a part of it: what is neither frozen nor on its way. It is
/// owed there from then on, with the interest on it. `created` is the delegation.
#[utoipa::path(
    tag = "delegations",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = DelegationBody,
    responses(reply::Made),
)]
#[post("/cases/{id}/delegations")]
async fn delegate(path: Path<Uuid>, write: Write<DelegationBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    write.run(Status::Created, |reader, body| body.parse(id, reader)).await
}

/// Takes a delegation back that was not accepted.
#[utoipa::path(
    tag = "delegations",
    params(
        ("id" = Uuid, Path, description = "The case"),
        ("delegation" = Uuid, Path, description = "The delegation"),
        WriteHeaders
    ),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/delegations/{delegation}/withdrawal")]
async fn withdraw_delegation(
    path: Path<(Uuid, Uuid)>,
    write: Write<ReasonBody>,
) -> Result<HttpResponse, Problem> {
    let (case, delegation) = path.into_inner();
    write
        .run(Status::Changed, |_, body| {
            let (case, delegation) = (case.into(), delegation.into());
            Some(Command::WithdrawDelegation { case, delegation, reason: body.reason })
        })
        .await
}

/// Closes a case that came by a delegation: what was not recovered is owed to the agency
/// that had delegated it. As a closure, it waits for what is open, held or objected to.
#[utoipa::path(
    tag = "delegations",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/return")]
async fn return_delegation(
    state: Data<State>,
    caller: Caller,
    path: Path<Uuid>,
    write: Write<ReasonBody>,
) -> Result<HttpResponse, Problem> {
    let id: CaseId = path.into_inner().into();
    let found = state.store.find(move |find| find.case(&caller.actor, id)).await?;
    let origin = found.origin;
    write
        .run(Status::Changed, |_, body| {
            Some(Command::ReturnDelegation { case: id, origin, reason: body.reason })
        })
        .await
}

/// What was delegated to agencies within the caller's reach, the latest first.
#[utoipa::path(
    tag = "delegations",
    params(DelegationParams, PageParams),
    responses((status = 200, body = List<ReceivedView>), reply::Refusable),
)]
#[get("/delegations")]
async fn received(
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let (wanted, page): (Option<DelegationState>, Page) = asked.read()?;
    let found = state.store.find(move |find| find.delegations(&caller.actor, wanted, page)).await?;
    let names = Names::of(&state);
    Ok(shown(&List::of(found, |one| ReceivedView::new(one, &names))))
}

/// One of them, with the judgment and the parties of the case that it came from. The
/// reading is on record.
#[utoipa::path(
    tag = "delegations",
    params(("id" = Uuid, Path, description = "The delegation")),
    responses((status = 200, body = ReceivedWholeView), reply::Refusable),
)]
#[get("/delegations/{id}")]
async fn received_one(
    state: Data<State>,
    caller: Caller,
    path: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let id: DelegationId = path.into_inner().into();
    let found = state.store.find(move |find| find.delegation(&caller.actor, id)).await?;
    Ok(shown(&ReceivedWholeView::new(found, &Names::of(&state))))
}

/// Accepts a delegation by the agency's own enforcement decision: opens a case with the
/// same parties for what was delegated.
#[utoipa::path(
    tag = "delegations",
    params(("id" = Uuid, Path, description = "The delegation"), WriteHeaders),
    request_body = AcceptanceBody,
    responses(reply::Made),
)]
#[post("/delegations/{id}/acceptance")]
async fn accept(
    state: Data<State>,
    caller: Caller,
    path: Path<Uuid>,
    write: Write<AcceptanceBody>,
) -> Result<HttpResponse, Problem> {
    let delegation: DelegationId = path.into_inner().into();
    let case = came_from(&state, caller, delegation).await?;
    write.run(Status::Created, |reader, body| body.parse((case, delegation), reader)).await
}

/// Sends a decision to delegate back: a manifest error in competence or content.
#[utoipa::path(
    tag = "delegations",
    params(("id" = Uuid, Path, description = "The delegation"), WriteHeaders),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/delegations/{id}/refusal")]
async fn decline(
    state: Data<State>,
    caller: Caller,
    path: Path<Uuid>,
    write: Write<ReasonBody>,
) -> Result<HttpResponse, Problem> {
    let delegation: DelegationId = path.into_inner().into();
    let case = came_from(&state, caller, delegation).await?;
    write
        .run(Status::Changed, |_, body| {
            Some(Command::DeclineDelegation { case, delegation, reason: body.reason })
        })
        .await
}

/// To which case a delegation belongs never changes, so it may be asked before.
async fn came_from(
    state: &Data<State>,
    caller: Caller,
    delegation: DelegationId,
) -> Result<CaseId, Problem> {
    Ok(state.store.find(move |find| find.delegated_in(&caller.actor, delegation)).await?)
}
