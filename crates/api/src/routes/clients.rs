//! Systems of institutions and their keys.

use crate::auth::Caller;
use crate::dto::administration::{Activation, ClientView, NewClientBody, NewKeyBody};
use crate::dto::common::NoBody;
use crate::dto::query::PageParams;
use crate::dto::reader::read;
use crate::dto::reply;
use crate::dto::view::list::List;
use crate::http::{Act, Asked, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, post};
use engine::id::ClientId;
use store::read::Page;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(create).service(activate).service(add_key).service(revoke_key);
}

/// The systems of the administrator's institution; the national administrator
/// sees all.
#[utoipa::path(
    tag = "clients",
    params(PageParams),
    responses((status = 200, body = List<ClientView>), reply::Refusable),
)]
#[get("/clients")]
async fn list(state: Data<State>, caller: Caller, asked: Asked) -> Result<HttpResponse, Problem> {
    let page: Page = asked.read()?;
    let found = state.administer(caller.actor, move |admin| admin.clients(page)).await?;
    Ok(shown(&List::of(found, ClientView::from)))
}

/// Registers a system that acts for an institution, by a name that is unique
/// there. It can do nothing before it has a key.
#[utoipa::path(
    tag = "clients",
    request_body = NewClientBody,
    responses((status = 201, body = ClientView), reply::Refusable),
)]
#[post("/clients")]
async fn create(act: Act<NewClientBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, body, .. } = act;
    let (institution, name) = read(|reader| body.parse(reader))?;
    let client = state.administer(caller.actor, move |admin| {
        let id = admin.create_client(institution, &name)?;
        admin.client(id)
    });
    Ok(HttpResponse::Created().json(ClientView::from(client.await?)))
}

/// Lets a system in or shuts it out. Its tokens die either way.
#[utoipa::path(
    tag = "clients",
    params(("id" = Uuid, Path, description = "The system")),
    request_body = Activation,
    responses((status = 200, body = ClientView), reply::Refusable),
)]
#[post("/clients/{id}/activation")]
async fn activate(path: Path<Uuid>, act: Act<Activation>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, body, .. } = act;
    let id = ClientId(path.into_inner());
    let client = state.administer(caller.actor, move |admin| {
        admin.set_client_active(id, body.active)?;
        admin.client(id)
    });
    Ok(shown(&ClientView::from(client.await?)))
}

/// Registers a public key.
#[utoipa::path(
    tag = "clients",
    params(("id" = Uuid, Path, description = "The system")),
    request_body = NewKeyBody,
    responses((status = 201, body = ClientView), reply::Refusable),
)]
#[post("/clients/{id}/keys")]
async fn add_key(path: Path<Uuid>, act: Act<NewKeyBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, body, .. } = act;
    let id = ClientId(path.into_inner());
    let (kid, key) = read(|reader| body.parse(reader))?;
    let client = state.administer(caller.actor, move |admin| {
        admin.add_key(id, &kid, &key)?;
        admin.client(id)
    });
    Ok(HttpResponse::Created().json(ClientView::from(client.await?)))
}

/// Revokes a key. Tokens that were got with it die.
#[utoipa::path(
    tag = "clients",
    params(
        ("id" = Uuid, Path, description = "The system"),
        ("kid" = String, Path, description = "The key's name"),
    ),
    responses((status = 204, description = "Revoked"), reply::Refusable),
)]
#[delete("/clients/{id}/keys/{kid}")]
async fn revoke_key(path: Path<(Uuid, String)>, act: Act<NoBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, .. } = act;
    let (id, kid) = path.into_inner();
    let id = ClientId(id);
    state.administer(caller.actor, move |admin| admin.revoke_client_key(id, &kid)).await?;
    Ok(HttpResponse::NoContent().finish())
}
