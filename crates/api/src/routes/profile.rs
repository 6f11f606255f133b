//! Oneself: language and password.

use crate::auth::entry::{Tried, new_password};
use crate::auth::{Caller, address, cookie, entry};
use crate::dto::administration::{PasswordChange, PasswordSetup, Profile, ProfileBody};
use crate::dto::reader::read;
use crate::dto::reply;
use crate::dto::session::SeatView;
use crate::http::Act;
use crate::problem::{Fault, Problem};
use crate::routes::session::Json;
use crate::state::State;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, patch, post};
use engine::actor::Actor;
use engine::id::UserId;
use store::identity::Person;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(set_up).service(show).service(change).service(change_password);
}

/// Sets a first password, or another after a reset, by the one-time code an
/// administrator handed over. Signs nobody in.
#[utoipa::path(
    tag = "session",
    request_body = PasswordSetup,
    responses((status = 204, description = "Set: sign in with it"), reply::Refusable),
)]
#[post("/session/setup")]
async fn set_up(
    state: Data<State>,
    request: HttpRequest,
    body: Json<PasswordSetup>,
) -> Result<HttpResponse, Problem> {
    let Json(PasswordSetup { username, code, password }) = body;
    let address = address::of(&state.settings, &request);
    entry::by_setup_code(&state, address, username, &code, password).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The person who asks.
#[utoipa::path(
    tag = "profile",
    responses((status = 200, body = Profile), reply::Refusable),
)]
#[get("/profile")]
async fn show(state: Data<State>, caller: Caller) -> Result<HttpResponse, Problem> {
    shown(&state, person_of(&caller.actor)?).await
}

/// Chooses a language, of pages and of mails.
#[utoipa::path(
    tag = "profile",
    request_body = ProfileBody,
    responses((status = 200, body = Profile), reply::Refusable),
)]
#[patch("/profile")]
async fn change(act: Act<ProfileBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, body, .. } = act;
    let (id, actor) = (person_of(&caller.actor)?, caller.actor);
    let language = read(|reader| reader.field("language", &body.language))?;
    state.revoking(move |store| store.set_own_language(&actor, language.code())).await?;
    shown(&state, id).await
}

/// Chooses a new password. Every session ends, this one too: whoever else had
/// come in by the old one is out.
#[utoipa::path(
    tag = "profile",
    params(("X-CSRF-Token" = String, Header, description = "The session's token")),
    request_body = PasswordChange,
    responses((status = 204, description = "Changed: sign in with it"), reply::Refusable),
)]
#[post("/profile/password")]
async fn change_password(
    request: HttpRequest,
    act: Act<PasswordChange>,
) -> Result<HttpResponse, Problem> {
    let Act { state, caller, body: PasswordChange { old, new }, .. } = act;
    let id = caller.session()?.session.person;
    let person = person(&state, id).await?;
    let address = address::of(&state.settings, &request);
    let tried = Tried::begin(&state, &person.username, address)?;
    if !state.passwords.verify(old, person.password.clone()).await {
        return Err(Fault::SignInFailed.into());
    }
    tried.succeeded();
    let hash = new_password(&state, "/new", &person.username, new).await?;
    let (actor, seen) = (caller.actor, person.auth_epoch);
    let changed =
        state.revoking(move |store| store.change_own_password(&actor, seen, &hash)).await?;
    if !changed {
        return Err(Fault::Unauthenticated.into());
    }
    Ok(HttpResponse::NoContent().cookie(cookie::removal(&state.settings)).finish())
}

fn person_of(actor: &Actor) -> Result<UserId, Problem> {
    actor.person().ok_or_else(|| Fault::SessionRequired.into())
}

async fn person(state: &State, id: UserId) -> Result<Person, Problem> {
    let person = state.blocking(move |store| store.person(id)).await?;
    person.ok_or_else(|| Fault::Unauthenticated.into())
}

async fn shown(state: &State, id: UserId) -> Result<HttpResponse, Problem> {
    let person = person(state, id).await?;
    let seats = state.blocking(move |store| store.seats_of(id)).await?;
    Ok(HttpResponse::Ok().json(Profile {
        id: person.id.0,
        username: person.username,
        full_name: person.full_name,
        email: person.email,
        language: person.language,
        seats: seats.iter().map(SeatView::of).collect(),
    }))
}
