//! Statements of receiving accounts: what came in is seen, and which payment
//! each line is.

use crate::auth::Caller;
use crate::dto::common::{NoBody, ReasonBody};
use crate::dto::query::{PageParams, StatementParams, Waiting};
use crate::dto::reply;
use crate::dto::statement::{AssignmentBody, StatementBody, unreadable};
use crate::dto::view::directory::Names;
use crate::dto::view::list::List;
use crate::dto::view::statement::{ConfirmedView, StatementHeadView, StatementView};
use crate::http::{Asked, Status, Write, WriteHeaders, confirm_exact, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use engine::command::{Command, CommandKind};
use engine::id::StatementId;
use store::read::Page;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(import).service(show).service(confirm_all);
    config.service(confirm).service(assign).service(dismiss);
}

/// Statements within the caller's reach, the latest first; all, or those with
/// lines that wait.
#[utoipa::path(
    tag = "statements",
    params(StatementParams, PageParams),
    responses((status = 200, body = List<StatementHeadView>), reply::Refusable),
)]
#[get("/statements")]
async fn list(state: Data<State>, caller: Caller, asked: Asked) -> Result<HttpResponse, Problem> {
    let (Waiting(waiting), page): (Waiting, Page) = asked.read()?;
    let found = state.store.find(move |find| find.statements(&caller.actor, waiting, page)).await?;
    let names = Names::of(&state);
    Ok(shown(&List::of(found, |one| StatementHeadView::new(&one, &names))))
}

/// Takes a statement in. The same file again is the same statement; a line that
/// another file brought before counts once.
#[utoipa::path(
    tag = "statements",
    params(WriteHeaders),
    request_body = StatementBody,
    responses(reply::Made),
)]
#[post("/statements")]
async fn import(write: Write<StatementBody>) -> Result<HttpResponse, Problem> {
    write.scan(CommandKind::ImportStatement, write.body().file()).await?;
    let content = write.body().content().map_err(|error| unreadable(&error))?;
    write.run(Status::Created, |reader, body| body.parse(reader, content)).await
}

/// A statement with its lines, what each is found to be, and what is waited for
/// on its account. The reading is on record.
#[utoipa::path(
    tag = "statements",
    params(("id" = Uuid, Path, description = "The statement")),
    responses((status = 200, body = StatementView), reply::Refusable),
)]
#[get("/statements/{id}")]
async fn show(
    state: Data<State>,
    caller: Caller,
    path: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let id: StatementId = path.into_inner().into();
    let found = state.store.find(move |find| find.statement(&caller.actor, id)).await?;
    Ok(shown(&StatementView::new(found, &Names::of(&state))))
}

/// Confirms every line that names a payment and has its amount. Each is confirmed
/// once, however often this is sent; what is refused is named and costs the
/// others nothing.
#[utoipa::path(
    tag = "statements",
    params(("id" = Uuid, Path, description = "The statement"), WriteHeaders),
    request_body = NoBody,
    responses((status = 200, body = ConfirmedView), reply::Refusable),
)]
#[post("/statements/{id}/confirmation")]
async fn confirm_all(path: Path<Uuid>, write: Write<NoBody>) -> Result<HttpResponse, Problem> {
    let done = confirm_exact(write.sender(), path.into_inner().into()).await?;
    Ok(shown(&done))
}

/// Confirms a line that names a payment and has its amount.
#[utoipa::path(
    tag = "statements",
    params(
        ("id" = Uuid, Path, description = "The statement"),
        ("line" = u32, Path, description = "The line, counted from 1"),
        WriteHeaders,
    ),
    request_body = AssignmentBody,
    responses(reply::Changed),
)]
#[post("/statements/{id}/lines/{line}/confirmation")]
async fn confirm(
    path: Path<(Uuid, u32)>,
    write: Write<AssignmentBody>,
) -> Result<HttpResponse, Problem> {
    let (id, line) = path.into_inner();
    write.run(Status::Changed, |reader, body| body.confirm((id.into(), line), reader)).await
}

/// Says by hand which payment a line is.
#[utoipa::path(
    tag = "statements",
    params(
        ("id" = Uuid, Path, description = "The statement"),
        ("line" = u32, Path, description = "The line, counted from 1"),
        WriteHeaders,
    ),
    request_body = AssignmentBody,
    responses(reply::Changed),
)]
#[post("/statements/{id}/lines/{line}/assignment")]
async fn assign(
    path: Path<(Uuid, u32)>,
    write: Write<AssignmentBody>,
) -> Result<HttpResponse, Problem> {
    let (id, line) = path.into_inner();
    write.run(Status::Changed, |reader, body| body.assign((id.into(), line), reader)).await
}

/// Says that a line is no deducted money.
#[utoipa::path(
    tag = "statements",
    params(
        ("id" = Uuid, Path, description = "The statement"),
        ("line" = u32, Path, description = "The line, counted from 1"),
        WriteHeaders,
    ),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/statements/{id}/lines/{line}/dismissal")]
async fn dismiss(
    path: Path<(Uuid, u32)>,
    write: Write<ReasonBody>,
) -> Result<HttpResponse, Problem> {
    let (id, line) = path.into_inner();
    write
        .run(Status::Changed, |_, body| {
            let (statement, reason) = (id.into(), body.reason);
            Some(Command::DismissLine { statement, line, reason })
        })
        .await
}
