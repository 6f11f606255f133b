//! People, for those who administer them.

use crate::auth::{Caller, secret};
use crate::dto::administration::{
    Activation, NewUserBody, SeatBody, SetupView, UserChangeBody, UserView,
};
use crate::dto::common::NoBody;
use crate::dto::query::PageParams;
use crate::dto::reader::read;
use crate::dto::reply;
use crate::dto::view::list::List;
use crate::http::{Act, Asked, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, patch, post};
use engine::actor::Actor;
use engine::id::UserId;
use store::identity::{SeatId, SetupCode};
use store::read::Page;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(one)
        .service(change)
        .service(give_seat)
        .service(take_seat)
        .service(activate)
        .service(end_sessions)
        .service(setup_code);
}

/// The people within the administrator's reach.
#[utoipa::path(
    tag = "users",
    params(PageParams),
    responses((status = 200, body = List<UserView>), reply::Refusable),
)]
#[get("/users")]
async fn list(state: Data<State>, caller: Caller, asked: Asked) -> Result<HttpResponse, Problem> {
    let page: Page = asked.read()?;
    let found = state.administer(caller.actor, move |admin| admin.users(page)).await?;
    Ok(shown(&List::of(found, UserView::from)))
}

/// Gives a person an account. The reply carries a one-time code by which the
/// person sets a password: it is shown this once, and nobody ever chooses a
/// password for another.
#[utoipa::path(
    tag = "users",
    request_body = NewUserBody,
    responses((status = 201, body = SetupView), reply::Refusable),
)]
#[post("/users")]
async fn create(act: Act<NewUserBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, body, .. } = act;
    let new = read(|reader| body.parse(reader))?;
    let (code, kept) = fresh_code(&state);
    let id = state.administer(caller.actor, move |admin| admin.create_person(&new, &kept)).await?;
    Ok(HttpResponse::Created().json(code.of(id)))
}

/// A person within reach.
#[utoipa::path(
    tag = "users",
    params(("id" = Uuid, Path, description = "The person")),
    responses((status = 200, body = UserView), reply::Refusable),
)]
#[get("/users/{id}")]
async fn one(
    state: Data<State>,
    caller: Caller,
    path: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    as_seen(&state, caller.actor, UserId(path.into_inner())).await
}

/// Writes name, mail address or language anew.
#[utoipa::path(
    tag = "users",
    params(("id" = Uuid, Path, description = "The person")),
    request_body = UserChangeBody,
    responses((status = 200, body = UserView), reply::Refusable),
)]
#[patch("/users/{id}")]
async fn change(path: Path<Uuid>, act: Act<UserChangeBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, body, .. } = act;
    let id = UserId(path.into_inner());
    let details = read(|reader| body.parse(reader))?;
    state.administer(caller.actor, move |admin| admin.set_details(id, &details)).await?;
    as_seen(&state, caller.actor, id).await
}

/// Gives a role in a place. A code given before is void: give another.
#[utoipa::path(
    tag = "users",
    params(("id" = Uuid, Path, description = "The person")),
    request_body = SeatBody,
    responses((status = 201, body = UserView), reply::Refusable),
)]
#[post("/users/{id}/seats")]
async fn give_seat(path: Path<Uuid>, act: Act<SeatBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, body, .. } = act;
    let id = UserId(path.into_inner());
    let holding = read(|reader| body.parse(reader))?;
    let user = state.administer(caller.actor, move |admin| {
        admin.give_seat(id, holding)?;
        admin.user(id)
    });
    Ok(HttpResponse::Created().json(UserView::from(user.await?)))
}

/// Takes a seat away. Sessions acting from it end.
#[utoipa::path(
    tag = "users",
    params(
        ("id" = Uuid, Path, description = "The person"),
        ("seat" = Uuid, Path, description = "The seat"),
    ),
    responses((status = 204, description = "Taken"), reply::Refusable),
)]
#[delete("/users/{id}/seats/{seat}")]
async fn take_seat(path: Path<(Uuid, Uuid)>, act: Act<NoBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, .. } = act;
    let (id, seat) = path.into_inner();
    let taken = move |admin: &mut store::identity::Administrator<'_>| {
        admin.take_seat(UserId(id), SeatId(seat))
    };
    state.administer(caller.actor, taken).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Lets a person in or shuts him out. His sessions end either way.
#[utoipa::path(
    tag = "users",
    params(("id" = Uuid, Path, description = "The person")),
    request_body = Activation,
    responses((status = 200, body = UserView), reply::Refusable),
)]
#[post("/users/{id}/activation")]
async fn activate(path: Path<Uuid>, act: Act<Activation>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, body, .. } = act;
    let id = UserId(path.into_inner());
    state.administer(caller.actor, move |admin| admin.set_active(id, body.active)).await?;
    as_seen(&state, caller.actor, id).await
}

/// Ends every session and token of a person.
#[utoipa::path(
    tag = "users",
    params(("id" = Uuid, Path, description = "The person")),
    request_body = NoBody,
    responses((status = 204, description = "Ended"), reply::Refusable),
)]
#[post("/users/{id}/sessions/end")]
async fn end_sessions(path: Path<Uuid>, act: Act<NoBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, .. } = act;
    let id = UserId(path.into_inner());
    state.administer(caller.actor, move |admin| admin.end_sessions(id)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Voids a person's password, ends his sessions and gives a one-time code by
/// which he sets another.
#[utoipa::path(
    tag = "users",
    params(("id" = Uuid, Path, description = "The person")),
    request_body = NoBody,
    responses((status = 201, body = SetupView), reply::Refusable),
)]
#[post("/users/{id}/setup-code")]
async fn setup_code(path: Path<Uuid>, act: Act<NoBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, .. } = act;
    let id = UserId(path.into_inner());
    let (code, kept) = fresh_code(&state);
    state.administer(caller.actor, move |admin| admin.give_setup_code(id, &kept)).await?;
    Ok(HttpResponse::Created().json(code.of(id)))
}

/// A person as the actor sees him after a change.
async fn as_seen(state: &State, actor: Actor, id: UserId) -> Result<HttpResponse, Problem> {
    let user = state.administer(actor, move |admin| admin.user(id)).await?;
    Ok(shown(&UserView::from(user)))
}

/// A code about to be shown, once.
struct Shown {
    code: [u8; 32],
    expires_at: String,
}

impl Shown {
    fn of(self, id: UserId) -> SetupView {
        let Self { code, expires_at } = self;
        SetupView { id: id.0, setup_code: secret::encode(&code), expires_at }
    }
}

fn fresh_code(state: &State) -> (Shown, SetupCode) {
    let (code, kept) = SetupCode::draw(state.now());
    (Shown { code, expires_at: kept.expires_at.to_string() }, kept)
}
