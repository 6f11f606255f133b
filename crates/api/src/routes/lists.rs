//! What is to be done, and what was late.

use crate::auth::Caller;
use crate::dto::query::{InboxParams, OverdueParams, PageParams};
use crate::dto::reply;
use crate::dto::view::directory::Names;
use crate::dto::view::list::List;
use crate::dto::view::work::{OverdueView, WorkLineView};
use crate::http::{Asked, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use store::read::{InboxFilter, OverdueFilter, Page};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(inbox).service(worklist).service(overdue);
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
