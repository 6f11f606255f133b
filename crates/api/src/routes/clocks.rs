//! Time: requests for more of it, delays, explained lateness.

use crate::auth::Caller;
use crate::dto::demand::{
    ContestBody, ContestDecisionBody, DecisionBody, DelayBody, ExplanationBody, ExtensionBody,
};
use crate::dto::reply;
use crate::dto::view::clock::ClockView;
use crate::http::{Status, Write, WriteHeaders, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use engine::command::Command;
use uuid::Uuid;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(read)
        .service(extend)
        .service(decide)
        .service(contest_instant)
        .service(decide_contest)
        .service(delay)
        .service(explain);
}

/// A clock: its rule explained day by day, its moves, its lateness.
#[utoipa::path(
    tag = "clocks",
    params(
        ("id" = Uuid, Path, description = "The demand"),
        ("clock" = Uuid, Path, description = "The clock"),
    ),
    responses((status = 200, body = ClockView), reply::Refusable),
)]
#[get("/demands/{id}/clocks/{clock}")]
async fn read(
    path: Path<(Uuid, Uuid)>,
    state: Data<State>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let (id, clock) = path.into_inner();
    let (id, clock) = (id.into(), clock.into());
    let found = state.store.find(move |find| find.clock(&caller.actor, id, clock)).await?;
    Ok(shown(&ClockView::new(found, state.now())))
}

/// Asks for more time.
#[utoipa::path(
    tag = "clocks",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = ExtensionBody,
    responses(reply::Made),
)]
#[post("/demands/{id}/extensions")]
async fn extend(path: Path<Uuid>, write: Write<ExtensionBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Created, |reader, body| body.parse(id.into(), reader)).await
}

/// Contests the instant of a paper: the letter came later, or the answer was given
/// earlier, than the office wrote down.
#[utoipa::path(
    tag = "clocks",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = ContestBody,
    responses(reply::Made),
)]
#[post("/demands/{id}/contests")]
async fn contest_instant(
    path: Path<Uuid>,
    write: Write<ContestBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Created, |reader, body| body.parse(id.into(), reader)).await
}

/// Decides on that. Where the instant is changed, the limits are computed again from
/// it; nobody decides who recorded it or read it again.
#[utoipa::path(
    tag = "clocks",
    params(("id" = Uuid, Path, description = "The demand"), ("contest" = Uuid, Path, description = "The contest"), WriteHeaders),
    request_body = ContestDecisionBody,
    responses(reply::Changed),
)]
#[post("/demands/{id}/contests/{contest}/decision")]
async fn decide_contest(
    path: Path<(Uuid, Uuid)>,
    write: Write<ContestDecisionBody>,
) -> Result<HttpResponse, Problem> {
    let (id, contest) = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), contest.into(), reader)).await
}

/// Grants or denies more time.
#[utoipa::path(
    tag = "clocks",
    params(("id" = Uuid, Path, description = "The demand"), ("extension" = Uuid, Path, description = "The request for more time"), WriteHeaders),
    request_body = DecisionBody,
    responses(reply::Changed),
)]
#[post("/demands/{id}/extensions/{extension}/decision")]
async fn decide(
    path: Path<(Uuid, Uuid)>,
    write: Write<DecisionBody>,
) -> Result<HttpResponse, Problem> {
    let (id, extension) = path.into_inner();
    write
        .run(Status::Changed, |_, body| {
            Some(Command::DecideExtension {
                demand: id.into(),
                extension: extension.into(),
                grant: body.grant,
                decision: body.decision,
            })
        })
        .await
}

/// Finds a delay unreasonable where law says "immediately".
#[utoipa::path(
    tag = "clocks",
    params(("id" = Uuid, Path, description = "The demand"), ("clock" = Uuid, Path, description = "The clock"), WriteHeaders),
    request_body = DelayBody,
    responses(reply::Made),
)]
#[post("/demands/{id}/clocks/{clock}/delay")]
async fn delay(path: Path<(Uuid, Uuid)>, write: Write<DelayBody>) -> Result<HttpResponse, Problem> {
    let (id, clock) = path.into_inner();
    write
        .run(Status::Created, |_, body| {
            Some(Command::OpenDelay {
                demand: id.into(),
                clock: clock.into(),
                reasons: body.reasons,
            })
        })
        .await
}

/// Says why an episode of lateness came about.
#[utoipa::path(
    tag = "clocks",
    params(("id" = Uuid, Path, description = "The demand"), ("episode" = Uuid, Path, description = "The episode"), WriteHeaders),
    request_body = ExplanationBody,
    responses(reply::Changed),
)]
#[post("/demands/{id}/episodes/{episode}/explanation")]
async fn explain(
    path: Path<(Uuid, Uuid)>,
    write: Write<ExplanationBody>,
) -> Result<HttpResponse, Problem> {
    let (id, episode) = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), episode.into(), reader)).await
}
