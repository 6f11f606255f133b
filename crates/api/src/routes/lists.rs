//! What is to be done, and what was late.

use crate::auth::Caller;
use crate::dto::query::{DutyParams, InboxParams, LetterParams, OfKind, OverdueParams, PageParams};
use crate::dto::reply;
use crate::dto::view::directory::Names;
use crate::dto::view::list::List;
use crate::dto::view::work::{
    DutyLineView, LetterLineView, OverdueView, RemittanceView, WorkLineView,
};
use crate::http::{Asked, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use store::read::{InboxFilter, LetterFilter, OverdueFilter, Page};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(inbox).service(worklist).service(letters).service(overdue);
    config.service(duties).service(remittances);
}

/// What the institution of the caller owes, what is due first first; or what it
/// has done, newest first.
#[utoipa::path(
    tag = "lists",
    params(InboxParams, PageParams),
    responses((status = 200, body = List<WorkLineView>), reply::Refusable),
)]
#[get("/inbox")]
async fn inbox(state: Data<State>, caller: Caller, asked: Asked) -> Result<HttpResponse, Problem> {
    let (filter, page): (InboxFilter, Page) = asked.read()?;
    let found = state.store.find(move |find| find.inbox(&caller.actor, &filter, page)).await?;
    let names = Names::of(&state);
    Ok(shown(&List::of(found, |line| WorkLineView::new(line, &names))))
}

/// What the office of the caller, or an officer, waits for, what is due first
/// first.
#[utoipa::path(
    tag = "lists",
    params(PageParams),
    responses((status = 200, body = List<WorkLineView>), reply::Refusable),
)]
#[get("/worklist")]
async fn worklist(
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let page: Page = asked.read()?;
    let found = state.store.find(move |find| find.worklist(&caller.actor, page)).await?;
    let names = Names::of(&state);
    Ok(shown(&List::of(found, |line| WorkLineView::new(line, &names))))
}

/// Letters of the caller's office, or of an officer's cases, to institutions that have
/// not joined: oldest first, what waits to be served, answered or compared. With a
/// reference, the one demand that bears it.
#[utoipa::path(
    tag = "lists",
    params(LetterParams, PageParams),
    responses((status = 200, body = List<LetterLineView>), reply::Refusable),
)]
#[get("/letters")]
async fn letters(
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let (filter, page): (LetterFilter, Page) = asked.read()?;
    let found = state.store.find(move |find| find.letters(&caller.actor, &filter, page)).await?;
    let names = Names::of(&state);
    Ok(shown(&List::of(found, |line| LetterLineView::new(line, &names))))
}

/// Recorded lateness within the caller's reach, newest first. Late against law,
/// against agreement and against target are different things: each line names
/// its layer.
#[utoipa::path(
    tag = "lists",
    params(OverdueParams, PageParams),
    responses((status = 200, body = List<OverdueView>), reply::Refusable),
)]
#[get("/overdue")]
async fn overdue(
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let (filter, page): (OverdueFilter, Page) = asked.read()?;
    let found = state.store.find(move |find| find.overdue(&caller.actor, &filter, page)).await?;
    let names = Names::of(&state);
    Ok(shown(&List::of(found, |line| OverdueView::new(line, &names))))
}

/// What the asking side owes by a limit, within the caller's reach: what is due
/// first first, what has no number in law last.
#[utoipa::path(
    tag = "lists",
    params(DutyParams, PageParams),
    responses((status = 200, body = List<DutyLineView>), reply::Refusable),
)]
#[get("/duties")]
async fn duties(state: Data<State>, caller: Caller, asked: Asked) -> Result<HttpResponse, Problem> {
    let (OfKind(kind), page): (OfKind, Page) = asked.read()?;
    let found = state.store.find(move |find| find.duties(&caller.actor, kind, page)).await?;
    let (names, now) = (Names::of(&state), state.now());
    let rules = state.store.rules();
    Ok(shown(&List::of(found, |line| DutyLineView::new(line, (&names, &rules.law), now))))
}

/// Payments that institutions say they made and nobody has seen arrive, oldest
/// first.
#[utoipa::path(
    tag = "lists",
    params(PageParams),
    responses((status = 200, body = List<RemittanceView>), reply::Refusable),
)]
#[get("/remittances")]
async fn remittances(
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let page: Page = asked.read()?;
    let found = state.store.find(move |find| find.transfers_to_confirm(&caller.actor, page));
    let (found, names) = (found.await?, Names::of(&state));
    Ok(shown(&List::of(found, |line| RemittanceView::new(line, &names))))
}
