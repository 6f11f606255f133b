//! What judgment creditors concede: recorded by their desks or by the office from paper,
//! taken back, decided.

use crate::auth::Caller;
use crate::dto::concession::{
    ConcessionBody, ConcessionDecisionBody, ConcessionWithdrawalBody, OwnConcessionBody,
};
use crate::dto::reply;
use crate::dto::view::concession::{ConcessionsView, OwnConcessionsView};
use crate::http::{Status, Write, WriteHeaders, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use engine::id::CaseId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resources.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(concessions).service(write_down_concession).service(take_back_concession);
    config.service(decide_concession);
    config.service(own_concessions).service(concede).service(withdraw_concession);
}

/// What creditors conceded in a case, in the order it was recorded. The reading is on
/// record.
#[utoipa::path(
    tag = "concessions",
    params(("id" = Uuid, Path, description = "The case")),
    responses((status = 200, body = ConcessionsView), reply::Refusable),
)]
#[get("/cases/{id}/concessions")]
async fn concessions(
    state: Data<State>,
    caller: Caller,
    path: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let id: CaseId = path.into_inner().into();
    let found = state.store.find(move |find| find.concessions(&caller.actor, id)).await?;
    Ok(shown(&ConcessionsView::new(found)))
}

/// Writes down what a creditor concedes by a paper. It waits for a decision of another
/// person of the office. `created` is the concession.
#[utoipa::path(
    tag = "concessions",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = ConcessionBody,
    responses(reply::Made),
)]
#[post("/cases/{id}/concessions")]
async fn write_down_concession(
    path: Path<Uuid>,
    write: Write<ConcessionBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    write.run(Status::Created, |reader, body| body.parse(id, reader)).await
}

/// Takes back what came on paper, before it is decided.
#[utoipa::path(
    tag = "concessions",
    params(
        ("id" = Uuid, Path, description = "The case"),
        ("concession" = Uuid, Path, description = "The concession"),
        WriteHeaders,
    ),
    request_body = ConcessionWithdrawalBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/concessions/{concession}/withdrawal")]
async fn take_back_concession(
    path: Path<(Uuid, Uuid)>,
    write: Write<ConcessionWithdrawalBody>,
) -> Result<HttpResponse, Problem> {
    let (case, concession) = path.into_inner();
    let of = (case.into(), concession.into());
    write.run(Status::Changed, |_, body| Some(body.parse(of))).await
}

/// Accepts a concession, or declines it. What is accepted is posted at once: less is
/// owed, and what is then frozen beyond it is stated and is to be lifted. More than is
/// owed is refused.
#[utoipa::path(
    tag = "concessions",
    params(
        ("id" = Uuid, Path, description = "The case"),
        ("concession" = Uuid, Path, description = "The concession"),
        WriteHeaders,
    ),
    request_body = ConcessionDecisionBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/concessions/{concession}/decision")]
async fn decide_concession(
    path: Path<(Uuid, Uuid)>,
    write: Write<ConcessionDecisionBody>,
) -> Result<HttpResponse, Problem> {
    let (case, concession) = path.into_inner();
    let of = (case.into(), concession.into());
    write.run(Status::Changed, |reader, body| body.parse(of, reader)).await
}

/// What the caller's institution conceded in a case in which it is the creditor. The
/// reading is on record.
#[utoipa::path(
    tag = "creditor",
    params(("id" = Uuid, Path, description = "The case")),
    responses((status = 200, body = OwnConcessionsView), reply::Refusable),
)]
#[get("/creditor/cases/{id}/concessions")]
async fn own_concessions(
    state: Data<State>,
    caller: Caller,
    path: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let id: CaseId = path.into_inner().into();
    let found = state.store.find(move |find| find.own_concessions(&caller.actor, id)).await?;
    Ok(shown(&OwnConcessionsView::new(found)))
}

/// Concedes something in a case in which the caller's institution is the creditor; the
/// office of the case decides. `created` is the concession. `version` is always 0, and
/// `If-Match` is not looked at: how often the money of a case changed a creditor is not
/// told.
#[utoipa::path(
    tag = "creditor",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = OwnConcessionBody,
    responses(reply::Made),
)]
#[post("/creditor/cases/{id}/concessions")]
async fn concede(
    path: Path<Uuid>,
    write: Write<OwnConcessionBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    write.run(Status::Created, |reader, body| body.parse(id, reader)).await
}

/// Takes back what the caller's desk recorded, before it is decided.
#[utoipa::path(
    tag = "creditor",
    params(
        ("id" = Uuid, Path, description = "The case"),
        ("concession" = Uuid, Path, description = "The concession"),
        WriteHeaders,
    ),
    request_body = ConcessionWithdrawalBody,
    responses(reply::Changed),
)]
#[post("/creditor/cases/{id}/concessions/{concession}/withdrawal")]
async fn withdraw_concession(
    path: Path<(Uuid, Uuid)>,
    write: Write<ConcessionWithdrawalBody>,
) -> Result<HttpResponse, Problem> {
    let (case, concession) = path.into_inner();
    let of = (case.into(), concession.into());
    write.run(Status::Changed, |_, body| Some(body.parse(of))).await
}
