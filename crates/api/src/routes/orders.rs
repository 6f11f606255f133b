//! Orders about money: freeze, deduct, release, amend.

use crate::auth::Caller;
use crate::dto::common::{NoBody, ReasonBody};
use crate::dto::inquiry::HashBody;
use crate::dto::order::{ConfirmationBody, NewOrderBody, OrderBody};
use crate::dto::query::PageParams;
use crate::dto::reply;
use crate::dto::view::directory::Names;
use crate::dto::view::list::List;
use crate::dto::view::order::{OrderLineView, OrderView};
use crate::http::{Asked, Status, Write, WriteHeaders, root, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use actix_web::{get, post, put};
use engine::command::Command;
use store::read::Page;
use uuid::Uuid;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(draft_or_file)
        .service(read)
        .service(edit)
        .service(submit)
        .service(approve)
        .service(send_back)
        .service(issue)
        .service(withdraw)
        .service(confirm);
}

/// The orders of a case, newest first. A sealed one is listed for its readers
/// only.
#[utoipa::path(
    tag = "orders",
    params(("id" = Uuid, Path, description = "The case"), PageParams),
    responses((status = 200, body = List<OrderLineView>), reply::Refusable),
)]
#[get("/cases/{id}/orders")]
async fn list(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let (id, page): (_, Page) = (path.into_inner().into(), asked.read()?);
    let found = state.store.find(move |find| find.orders(&caller.actor, id, page)).await?;
    Ok(shown(&List::of(found, OrderLineView::from)))
}

/// Writes an order: as a draft, or submitted at once (issued where policy asks
/// for no second person).
#[utoipa::path(
    tag = "orders",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = NewOrderBody,
    responses(reply::Made),
)]
#[post("/cases/{id}/orders")]
async fn draft_or_file(
    path: Path<Uuid>,
    write: Write<NewOrderBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Created, |reader, body| body.parse(id.into(), reader)).await
}

/// An order with its roll-up and one line for each institution, no answers. Who
/// may read what institutions say, or wrote it, sees the accounts it names, and
/// the reading is put on record; others see the ends of their numbers.
#[utoipa::path(
    tag = "orders",
    params(("id" = Uuid, Path, description = "The order")),
    responses(
        (status = 200, body = OrderView, headers(("ETag" = String, description = "Its version"))),
        reply::Refusable,
    ),
)]
#[get("/orders/{id}")]
async fn read(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    let found = state.store.find(move |find| find.order(&caller.actor, id)).await?;
    let view = OrderView::new(found, &Names::of(&state), &state.store.rules().law)?;
    Ok(root(view.version(), &view))
}

/// Replaces a draft; voids an approval.
#[utoipa::path(
    tag = "orders",
    params(("id" = Uuid, Path, description = "The order"), WriteHeaders),
    request_body = OrderBody,
    responses(reply::Changed),
)]
#[put("/orders/{id}")]
async fn edit(path: Path<Uuid>, write: Write<OrderBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Changed, |reader, body| {
            Some(Command::EditOrder {
                instrument: id.into(),
                content: Box::new(body.parse(reader)?),
            })
        })
        .await
}

/// Lays a draft before the second person.
#[utoipa::path(
    tag = "orders",
    params(("id" = Uuid, Path, description = "The order"), WriteHeaders),
    request_body = NoBody,
    responses(reply::Changed),
)]
#[post("/orders/{id}/submission")]
async fn submit(path: Path<Uuid>, write: Write<NoBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |_, _| Some(Command::SubmitOrder { instrument: id.into() })).await
}

/// Approves the content that was read. Nobody approves what he proposed.
#[utoipa::path(
    tag = "orders",
    params(("id" = Uuid, Path, description = "The order"), WriteHeaders),
    request_body = HashBody,
    responses(reply::Changed),
)]
#[post("/orders/{id}/approval")]
async fn approve(path: Path<Uuid>, write: Write<HashBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Changed, |reader, body| {
            Some(Command::ApproveOrder {
                instrument: id.into(),
                hash: reader.field("hash", &body.hash)?,
            })
        })
        .await
}

/// Sends a draft back with a reason.
#[utoipa::path(
    tag = "orders",
    params(("id" = Uuid, Path, description = "The order"), WriteHeaders),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/orders/{id}/return")]
async fn send_back(path: Path<Uuid>, write: Write<ReasonBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Changed, |_, body| {
            Some(Command::ReturnOrder { instrument: id.into(), reason: body.reason })
        })
        .await
}

/// Issues to every institution it names.
#[utoipa::path(
    tag = "orders",
    params(("id" = Uuid, Path, description = "The order"), WriteHeaders),
    request_body = NoBody,
    responses(reply::Changed),
)]
#[post("/orders/{id}/issue")]
async fn issue(path: Path<Uuid>, write: Write<NoBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |_, _| Some(Command::IssueOrder { instrument: id.into() })).await
}

/// Takes an order back from everybody who has not answered it.
#[utoipa::path(
    tag = "orders",
    params(("id" = Uuid, Path, description = "The order"), WriteHeaders),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/orders/{id}/withdrawal")]
async fn withdraw(path: Path<Uuid>, write: Write<ReasonBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Changed, |_, body| {
            Some(Command::WithdrawOrder { instrument: id.into(), reason: body.reason })
        })
        .await
}

/// Decides after urgent minutes: the freeze stands.
#[utoipa::path(
    tag = "orders",
    params(("id" = Uuid, Path, description = "The order"), WriteHeaders),
    request_body = ConfirmationBody,
    responses(reply::Changed),
)]
#[post("/orders/{id}/confirmation")]
async fn confirm(
    path: Path<Uuid>,
    write: Write<ConfirmationBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}
