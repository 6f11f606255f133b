//! Dữ liệu chưa nhận được: rows of another system that could not be taken in.

use crate::auth::Caller;
use crate::dto::common::ReasonBody;
use crate::dto::query::{PageParams, QuarantineParams};
use crate::dto::reply;
use crate::dto::view::directory::Names;
use crate::dto::view::held::{HeldView, HeldWholeView};
use crate::dto::view::list::List;
use crate::http::{Asked, Status, Write, WriteHeaders, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use engine::command::Command;
use engine::held::HeldState;
use engine::id::HeldId;
use store::read::Page;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resources.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(quarantined).service(quarantined_one).service(dismiss_row);
}

/// Rows of the caller's office that could not be taken in, the latest first: what is
/// wrong with them, never what stands there.
#[utoipa::path(
    tag = "cases",
    params(QuarantineParams, PageParams),
    responses((status = 200, body = List<HeldView>), reply::Refusable),
)]
#[get("/sync/quarantine")]
async fn quarantined(
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let (wanted, page): (Option<HeldState>, Page) = asked.read()?;
    let wanted = wanted.unwrap_or(HeldState::Open);
    let found = state.store.find(move |find| find.quarantine(&caller.actor, wanted, page)).await?;
    let names = Names::of(&state);
    Ok(shown(&List::of(found, |row| HeldView::new(&row, &names))))
}

/// One of them, with what stands there. The reading is on record.
#[utoipa::path(
    tag = "cases",
    params(("id" = Uuid, Path, description = "The row")),
    responses((status = 200, body = HeldWholeView), reply::Refusable),
)]
#[get("/sync/quarantine/{id}")]
async fn quarantined_one(
    state: Data<State>,
    caller: Caller,
    path: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let id: HeldId = path.into_inner().into();
    let found = state.store.find(move |find| find.held_row(&caller.actor, id)).await?;
    Ok(shown(&HeldWholeView::new(found, &Names::of(&state))))
}

/// Says that a row need not come in. It stays so until the row says something else.
#[utoipa::path(
    tag = "cases",
    params(("id" = Uuid, Path, description = "The row"), WriteHeaders),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/sync/quarantine/{id}/dismissal")]
async fn dismiss_row(path: Path<Uuid>, write: Write<ReasonBody>) -> Result<HttpResponse, Problem> {
    let row: HeldId = path.into_inner().into();
    write
        .run(Status::Changed, |_, body| Some(Command::DismissRow { row, reason: body.reason }))
        .await
}
