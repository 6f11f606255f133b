//! What becomes of a case: who leads it, and whether it rests.

use crate::auth::Caller;
use crate::dto::case_life::{HandOverBody, HandOversBody, PauseBody, ResumptionBody};
use crate::dto::reader::read as parsed;
use crate::dto::reply;
use crate::dto::view::case_life::{CaseloadView, CaseloadsView, HandedOverView};
use crate::http::{Act, Status, Write, WriteHeaders, hand_over, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resources.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(hand_over_case).service(pause).service(resume).service(caseloads);
    config.service(hand_over_cases);
}

/// Hands what a person holds in a case over to another: the case, if it is his, and
/// the seals that name him.
#[utoipa::path(
    tag = "cases",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = HandOverBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/hand-over")]
async fn hand_over_case(
    path: Path<Uuid>,
    write: Write<HandOverBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    write.run(Status::Changed, |reader, body| body.parse(id, reader)).await
}

/// Records a decision by which a case rests: postponed or suspended.
#[utoipa::path(
    tag = "cases",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = PauseBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/pause")]
async fn pause(path: Path<Uuid>, write: Write<PauseBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    write.run(Status::Changed, |reader, body| body.parse(id, reader)).await
}

/// Records the decision by which it goes on.
#[utoipa::path(
    tag = "cases",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = ResumptionBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/resumption")]
async fn resume(path: Path<Uuid>, write: Write<ResumptionBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    write.run(Status::Changed, |reader, body| body.parse(id, reader)).await
}

/// Who leads how many cases of the caller's office; first those who may lead none any
/// more.
#[utoipa::path(
    tag = "cases",
    responses((status = 200, body = CaseloadsView), reply::Refusable),
)]
#[get("/hand-overs")]
async fn caseloads(state: Data<State>, caller: Caller) -> Result<HttpResponse, Problem> {
    let found = state.store.find(move |find| find.caseloads(&caller.actor)).await?;
    let items = found.into_iter().map(CaseloadView::from).collect();
    Ok(shown(&CaseloadsView { items }))
}

/// Hands cases of the caller's office over, all that somebody leads or those named. One
/// that cannot be is told and costs the others nothing; sent again, it goes on where it
/// was cut off.
#[utoipa::path(
    tag = "cases",
    request_body = HandOversBody,
    responses((status = 200, body = HandedOverView), reply::Refusable),
)]
#[post("/hand-overs")]
async fn hand_over_cases(act: Act<HandOversBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, arrived, body } = act;
    let wanted = parsed(|reader| body.parse(reader))?;
    let sender = crate::http::Sender { state: &state, actor: caller.actor, arrived };
    Ok(shown(&hand_over(sender, wanted).await?))
}
