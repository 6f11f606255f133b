//! Requests for a measure: recorded, handed over, decided. Nothing is ordered by
//! any of it.

use crate::auth::Caller;
use crate::dto::common::ReasonBody;
use crate::dto::query::{PageParams, RequestParams};
use crate::dto::reply;
use crate::dto::request::{CompletenessBody, HandingOverBody, LinkBody, MeasureBody, RulingBody};
use crate::dto::view::directory::Names;
use crate::dto::view::list::List;
use crate::dto::view::request::{RequestHeadView, RequestView, SignedFile};
use crate::http::{Asked, Status, Write, WriteHeaders, root, shown};
use crate::problem::{Fault, Problem};
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use engine::command::Command;
use engine::id::RequestId;
use engine::request::RequestState;
use evidence::{Kind, sign};
use store::read::Page;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(record).service(read).service(file).service(hand_over);
    config.service(complete).service(decide).service(link).service(withdraw);
}

/// Requests within the caller's reach, the latest first: of a bailiff those of his
/// office, of the state side those it has the file of. Nothing of persons,
/// accounts or papers.
#[utoipa::path(
    tag = "requests",
    params(RequestParams, PageParams),
    responses((status = 200, body = List<RequestHeadView>), reply::Refusable),
)]
#[get("/requests")]
async fn list(state: Data<State>, caller: Caller, asked: Asked) -> Result<HttpResponse, Problem> {
    let (wanted, page): (Option<RequestState>, Page) = asked.read()?;
    let found = state.store.find(move |find| find.requests(&caller.actor, wanted, page)).await?;
    let (names, now) = (Names::of(&state), state.now());
    Ok(shown(&List::of(found, |one| RequestHeadView::new(&one, now, &names))))
}

/// Records a request: a bailiff what his office asks of another agency, an agency
/// what came to it on paper. The same paper recorded again is the same request.
#[utoipa::path(
    tag = "requests",
    params(WriteHeaders),
    request_body = MeasureBody,
    responses(reply::Made),
)]
#[post("/requests")]
async fn record(write: Write<MeasureBody>) -> Result<HttpResponse, Problem> {
    let fresh = write.fresh_ids();
    write.run(Status::Created, |reader, body| body.parse(reader, &fresh)).await
}

/// A request with its limits. The reading is on record.
#[utoipa::path(
    tag = "requests",
    params(("id" = Uuid, Path, description = "The request")),
    responses(
        (status = 200, body = RequestView, headers(("ETag" = String, description = "Its version"))),
        reply::Refusable,
    ),
)]
#[get("/requests/{id}")]
async fn read(
    state: Data<State>,
    caller: Caller,
    path: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let id: RequestId = path.into_inner().into();
    let found = state.store.find(move |find| find.request(&caller.actor, id)).await?;
    let version = found.version;
    Ok(root(version, &RequestView::new(found, state.now(), &Names::of(&state))))
}

/// The file to be handed over: what the request says, its limits, everything that
/// happened to it, and the inquiries of the office's own case as far as the caller
/// may read those; with its digest, signed. The reading is on record.
#[utoipa::path(
    tag = "requests",
    params(("id" = Uuid, Path, description = "The request")),
    responses((status = 200, body = SignedFile), reply::Refusable),
)]
#[get("/requests/{id}/file")]
async fn file(
    state: Data<State>,
    caller: Caller,
    path: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let id: RequestId = path.into_inner().into();
    let found = state.store.find(move |find| find.request_file(&caller.actor, id)).await?;
    let jws = sign(&state.receipts, Kind::Request, &found).ok_or(Fault::Internal)?;
    Ok(shown(&SignedFile::new(found, jws)))
}

/// Hands the file over to the agency that decides: within two working days from
/// the liquidation of the contract (Law 106/2025 art. 31(6)).
#[utoipa::path(
    tag = "requests",
    params(("id" = Uuid, Path, description = "The request"), WriteHeaders),
    request_body = HandingOverBody,
    responses(reply::Changed),
)]
#[post("/requests/{id}/hand-over")]
async fn hand_over(
    path: Path<Uuid>,
    write: Write<HandingOverBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}

/// Says that the file is full: starts the five working days for deciding it, where
/// a contract had ended (art. 31(6)).
#[utoipa::path(
    tag = "requests",
    params(("id" = Uuid, Path, description = "The request"), WriteHeaders),
    request_body = CompletenessBody,
    responses(reply::Changed),
)]
#[post("/requests/{id}/complete")]
async fn complete(
    path: Path<Uuid>,
    write: Write<CompletenessBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}

/// Grants or declines a request. Nobody decides what he recorded; nothing is
/// ordered by it.
#[utoipa::path(
    tag = "requests",
    params(("id" = Uuid, Path, description = "The request"), WriteHeaders),
    request_body = RulingBody,
    responses(reply::Changed),
)]
#[post("/requests/{id}/decide")]
async fn decide(path: Path<Uuid>, write: Write<RulingBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}

/// Names the case in which a granted measure is ordered.
#[utoipa::path(
    tag = "requests",
    params(("id" = Uuid, Path, description = "The request"), WriteHeaders),
    request_body = LinkBody,
    responses(reply::Changed),
)]
#[post("/requests/{id}/link")]
async fn link(path: Path<Uuid>, write: Write<LinkBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}

/// Takes a request back: the office its own, the agency what came to it on paper.
#[utoipa::path(
    tag = "requests",
    params(("id" = Uuid, Path, description = "The request"), WriteHeaders),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/requests/{id}/withdraw")]
async fn withdraw(path: Path<Uuid>, write: Write<ReasonBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Changed, |_, body| {
            Some(Command::WithdrawRequest { request: id.into(), reason: body.reason })
        })
        .await
}
