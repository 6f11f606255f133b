//! Who takes part: agencies and institutions, as the directory in force has them.

use crate::auth::Caller;
use crate::dto::administration::{NewEmployerBody, StartingDayBody};
use crate::dto::query::{EntryFilter, EntryParams, KeyPage, KindParams, LevelParams, PageParams};
use crate::dto::reader::read;
use crate::dto::reply;
use crate::dto::view::directory::{AgencyView, InstitutionView};
use crate::dto::view::list::List;
use crate::http::{Act, Asked, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get, post, put};
use engine::actor::Seat;
use engine::directory::{AgencyLevel, Entry, InstitutionKind};
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(agencies)
        .service(agency)
        .service(institutions)
        .service(institution)
        .service(begins_on)
        .service(joins_on)
        .service(register);
}

/// Asking offices, by code.
#[utoipa::path(
    tag = "directory",
    params(LevelParams, EntryParams, PageParams),
    responses((status = 200, body = List<AgencyView>), reply::Refusable),
)]
#[get("/agencies")]
async fn agencies(
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    caller.may_read(ReadKind::Directory)?;
    let (level, (entries, page)): (Option<AgencyLevel>, (EntryFilter, KeyPage)) = asked.read()?;
    let rules = state.store.rules();
    let wanted = rules.directory.agencies().filter(|one| {
        let names = [one.code.as_str(), &one.name_vi, &one.name_en];
        level.is_none_or(|level| level == one.level) && entries.wants(one.active, &names)
    });
    let rows = wanted.map(|one| (one.code.as_str().to_owned(), AgencyView::from(one)));
    Ok(shown(&List::by_key(rows.collect(), &page)))
}

/// An asking office.
#[utoipa::path(
    tag = "directory",
    params(("id" = Uuid, Path, description = "The agency")),
    responses((status = 200, body = AgencyView), reply::Refusable),
)]
#[get("/agencies/{id}")]
async fn agency(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    caller.may_read(ReadKind::Directory)?;
    let rules = state.store.rules();
    let found = rules.directory.agency(path.into_inner().into()).ok_or(Refusal::NotFound)?;
    Ok(shown(&AgencyView::from(found)))
}

/// Answering institutions, by code.
#[utoipa::path(
    tag = "directory",
    params(KindParams, EntryParams, PageParams),
    responses((status = 200, body = List<InstitutionView>), reply::Refusable),
)]
#[get("/institutions")]
async fn institutions(
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    caller.may_read(ReadKind::Directory)?;
    let (kind, (entries, page)): (Option<InstitutionKind>, (EntryFilter, KeyPage)) =
        asked.read()?;
    let rules = state.store.rules();
    let wanted = rules.directory.institutions().filter(|one| {
        let names = [one.code.as_str(), &one.short_name, &one.name_vi, &one.name_en];
        kind.is_none_or(|kind| kind == one.kind) && entries.wants(one.active, &names)
    });
    let rows = wanted.map(|one| (one.code.as_str().to_owned(), InstitutionView::from(one)));
    Ok(shown(&List::by_key(rows.collect(), &page)))
}

/// An answering institution.
#[utoipa::path(
    tag = "directory",
    params(("id" = Uuid, Path, description = "The institution")),
    responses((status = 200, body = InstitutionView), reply::Refusable),
)]
#[get("/institutions/{id}")]
async fn institution(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    caller.may_read(ReadKind::Directory)?;
    let rules = state.store.rules();
    let found = rules.directory.institution(path.into_inner().into()).ok_or(Refusal::NotFound)?;
    Ok(shown(&InstitutionView::from(found)))
}

/// Enters the day from which an agency works here: until then it opens no case by hand.
/// A day that has come stays; an office that works here already gets none. In force within
/// a second.
#[utoipa::path(
    tag = "directory",
    params(("id" = Uuid, Path, description = "The agency")),
    request_body = StartingDayBody,
    responses((status = 200, body = AgencyView), reply::Refusable),
)]
#[put("/agencies/{id}/begins-on")]
async fn begins_on(path: Path<Uuid>, act: Act<StartingDayBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, body, .. } = act;
    let on = read(|reader| body.parse(reader))?;
    let id = path.into_inner().into();
    match state.set_day(caller.actor, Seat::Agency(id), on).await? {
        Entry::Agency(found) => Ok(shown(&AgencyView::from(&*found))),
        _ => Err(Refusal::NotFound.into()),
    }
}

/// Enters the day from which an institution's mailbox here is its designated system:
/// what is issued before it goes on paper and stays there. A day that has come stays,
/// until it is back on paper by null. Somebody must be there to answer. In force within a
/// second.
#[utoipa::path(
    tag = "directory",
    params(("id" = Uuid, Path, description = "The institution")),
    request_body = StartingDayBody,
    responses((status = 200, body = InstitutionView), reply::Refusable),
)]
#[put("/institutions/{id}/joins-on")]
async fn joins_on(path: Path<Uuid>, act: Act<StartingDayBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, body, .. } = act;
    let on = read(|reader| body.parse(reader))?;
    let id = path.into_inner().into();
    match state.set_day(caller.actor, Seat::Institution(id), on).await? {
        Entry::Institution(found) => Ok(shown(&InstitutionView::from(&*found))),
        _ => Err(Refusal::NotFound.into()),
    }
}

/// Registers an employer that an order on an income is to go to, once by its tax
/// code: the same words again find it.
#[utoipa::path(
    tag = "directory",
    request_body = NewEmployerBody,
    responses((status = 200, body = InstitutionView), reply::Refusable),
)]
#[post("/employers")]
async fn register(act: Act<NewEmployerBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, body, .. } = act;
    let employer = read(|reader| body.parse(reader))?;
    let found = state.register_employer(caller.actor, employer).await?;
    Ok(shown(&InstitutionView::from(&found)))
}
