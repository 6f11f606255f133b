//! Lịch trực: who is on duty when offices are closed.

use crate::auth::Caller;
use crate::dto::common::NoBody;
use crate::dto::reader::read;
use crate::dto::reply;
use crate::dto::roster::{Roster, ShiftBody};
use crate::http::{Act, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, post};
use engine::actor::Seat;
use engine::id::ShiftId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(of_own).service(of_agency).service(of_institution).service(put).service(take);
}

async fn roster(state: &State, caller: &Caller, place: Seat) -> Result<HttpResponse, Problem> {
    let found = state.administer(caller.actor, move |admin| admin.roster(place)).await?;
    Ok(shown(&Roster::of(found)))
}

/// Who is on duty where one sits.
#[utoipa::path(
    tag = "roster",
    responses((status = 200, body = Roster), reply::Refusable),
)]
#[get("/roster")]
async fn of_own(state: Data<State>, caller: Caller) -> Result<HttpResponse, Problem> {
    roster(&state, &caller, caller.actor.seat).await
}

/// Who is on duty at an agency: for its people and those who may have to call it.
#[utoipa::path(
    tag = "roster",
    params(("id" = Uuid, Path, description = "The agency")),
    responses((status = 200, body = Roster), reply::Refusable),
)]
#[get("/agencies/{id}/roster")]
async fn of_agency(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    roster(&state, &caller, Seat::Agency(path.into_inner().into())).await
}

/// Who is on duty at an institution: for its people and for those who ask. Other
/// institutions do not read it.
#[utoipa::path(
    tag = "roster",
    params(("id" = Uuid, Path, description = "The institution")),
    responses((status = 200, body = Roster), reply::Refusable),
)]
#[get("/institutions/{id}/roster")]
async fn of_institution(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    roster(&state, &caller, Seat::Institution(path.into_inner().into())).await
}

/// Puts somebody on duty; what is urgent is told him by text message too. The same
/// again changes nothing.
#[utoipa::path(
    tag = "roster",
    request_body = ShiftBody,
    responses((status = 201, body = Roster), reply::Refusable),
)]
#[post("/roster")]
async fn put(act: Act<ShiftBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, body, .. } = act;
    let own = caller.actor.seat;
    let new = read(|reader| body.parse(reader, own))?;
    let found = state.administer(caller.actor, move |admin| {
        admin.put_on_duty(&new)?;
        admin.roster(new.place)
    });
    Ok(HttpResponse::Created().json(Roster::of(found.await?)))
}

/// Takes a shift off the roster.
#[utoipa::path(
    tag = "roster",
    params(("id" = Uuid, Path, description = "The shift")),
    responses((status = 204, description = "Taken off"), reply::Refusable),
)]
#[delete("/roster/{id}")]
async fn take(path: Path<Uuid>, act: Act<NoBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, .. } = act;
    let id = ShiftId(path.into_inner());
    state.administer(caller.actor, move |admin| admin.take_off_duty(id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
