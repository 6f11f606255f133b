//! What procuracies ask of agencies, and what these answer; what agencies left undone.

use crate::auth::Caller;
use crate::dto::prosecution::{
    ActAnswerBody, ActCompletionBody, ActWithdrawalBody, ProsecutorActBody,
};
use crate::dto::query::{ActParams, PageParams};
use crate::dto::reply;
use crate::dto::view::directory::Names;
use crate::dto::view::list::List;
use crate::dto::view::prosecution::{ActLineView, ActWholeView};
use crate::dto::view::work::DutyLineView;
use crate::http::{Asked, Status, Write, WriteHeaders, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use engine::id::{CaseId, ProsecutorActId};
use store::read::{ActFilter, Page};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resources.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(record_act).service(acts).service(one_act).service(omissions);
    config.service(answer_act).service(complete_act).service(withdraw_act);
}

/// A procuracy asks for papers, recommends or protests in a case: filed by its
/// prosecutor, or written down by the office with the evidence of its receipt. What a
/// protest bars is not ordered from then on. `created` is the act.
#[utoipa::path(
    tag = "prosecutor-acts",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = ProsecutorActBody,
    responses(reply::Made),
)]
#[post("/cases/{id}/prosecutor-acts")]
async fn record_act(
    path: Path<Uuid>,
    write: Write<ProsecutorActBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    write.run(Status::Created, |reader, body| body.parse(id, reader)).await
}

/// Acts of procuracies in cases within the caller's reach, the latest first: of a
/// prosecutor those he follows, of an office those it has to answer.
#[utoipa::path(
    tag = "prosecutor-acts",
    params(ActParams, PageParams),
    responses((status = 200, body = List<ActLineView>), reply::Refusable),
)]
#[get("/prosecutor-acts")]
async fn acts(state: Data<State>, caller: Caller, asked: Asked) -> Result<HttpResponse, Problem> {
    let (filter, page): (ActFilter, Page) = asked.read()?;
    let found = state.store.find(move |find| find.prosecutor_acts(&caller.actor, &filter, page));
    let found = found.await?;
    let (names, now, rules) = (Names::of(&state), state.now(), state.store.rules());
    Ok(shown(&List::of(found, |one| ActLineView::new(one, (&names, &rules.law), now))))
}

/// One of them with what was written. The reading is on record.
#[utoipa::path(
    tag = "prosecutor-acts",
    params(("id" = Uuid, Path, description = "The act")),
    responses((status = 200, body = ActWholeView), reply::Refusable),
)]
#[get("/prosecutor-acts/{id}")]
async fn one_act(
    state: Data<State>,
    caller: Caller,
    path: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let id: ProsecutorActId = path.into_inner().into();
    let found = state.store.find(move |find| find.prosecutor_act(&caller.actor, id)).await?;
    let (names, now, rules) = (Names::of(&state), state.now(), state.store.rules());
    Ok(shown(&ActWholeView::new(found, (&names, &rules.law), now)))
}

/// Answers an act: once. What is accepted of a protest is to be carried out.
#[utoipa::path(
    tag = "prosecutor-acts",
    params(("id" = Uuid, Path, description = "The act"), WriteHeaders),
    request_body = ActAnswerBody,
    responses(reply::Changed),
)]
#[post("/prosecutor-acts/{id}/answer")]
async fn answer_act(
    state: Data<State>,
    caller: Caller,
    path: Path<Uuid>,
    write: Write<ActAnswerBody>,
) -> Result<HttpResponse, Problem> {
    let act = path.into_inner().into();
    let case = acted_in(&state, caller, act).await?;
    write.run(Status::Changed, |reader, body| body.parse((case, act), reader)).await
}

/// Records that what was accepted of a protest is carried out: it bars nothing any more.
#[utoipa::path(
    tag = "prosecutor-acts",
    params(("id" = Uuid, Path, description = "The act"), WriteHeaders),
    request_body = ActCompletionBody,
    responses(reply::Changed),
)]
#[post("/prosecutor-acts/{id}/completion")]
async fn complete_act(
    state: Data<State>,
    caller: Caller,
    path: Path<Uuid>,
    write: Write<ActCompletionBody>,
) -> Result<HttpResponse, Problem> {
    let act = path.into_inner().into();
    let case = acted_in(&state, caller, act).await?;
    write.run(Status::Changed, |reader, body| body.parse((case, act), reader)).await
}

/// Takes an act back: its procuracy or one above it; of one that came on paper the head
/// of the office, by the paper that says so.
#[utoipa::path(
    tag = "prosecutor-acts",
    params(("id" = Uuid, Path, description = "The act"), WriteHeaders),
    request_body = ActWithdrawalBody,
    responses(reply::Changed),
)]
#[post("/prosecutor-acts/{id}/withdrawal")]
async fn withdraw_act(
    state: Data<State>,
    caller: Caller,
    path: Path<Uuid>,
    write: Write<ActWithdrawalBody>,
) -> Result<HttpResponse, Problem> {
    let act = path.into_inner().into();
    let case = acted_in(&state, caller, act).await?;
    write.run(Status::Changed, |reader, body| body.parse((case, act), reader)).await
}

/// What agencies within the caller's reach did late or have not done, of what
/// procuracies supervise: decisions after minutes, lifting, papers sent, answers to
/// procuracies. The latest first.
#[utoipa::path(
    tag = "prosecutor-acts",
    params(PageParams),
    responses((status = 200, body = List<DutyLineView>), reply::Refusable),
)]
#[get("/omissions")]
async fn omissions(
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let page: Page = asked.read()?;
    let found = state.store.find(move |find| find.omissions(&caller.actor, page)).await?;
    let (names, now, rules) = (Names::of(&state), state.now(), state.store.rules());
    Ok(shown(&List::of(found, |line| DutyLineView::new(line, (&names, &rules.law), now))))
}

/// In which case an act is never changes, so it may be asked before.
async fn acted_in(
    state: &Data<State>,
    caller: Caller,
    act: ProsecutorActId,
) -> Result<CaseId, Problem> {
    Ok(state.store.find(move |find| find.acted_in(&caller.actor, act)).await?)
}
