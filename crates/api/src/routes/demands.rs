//! Demands: one institution's share of an inquiry or an order, with its thread.

use crate::auth::Caller;
use crate::dto::answer::{AnswersBody, CorrectionBody};
use crate::dto::common::{NoBody, TextBody};
use crate::dto::demand::{DisputeBody, QuestionBody, ReceiptBody, WithdrawalBody};
use crate::dto::execution::{AccountCaptureBody, CaptureBody, InstalmentBody};
use crate::dto::query::PurposeParams;
use crate::dto::reply;
use crate::dto::view::demand::DemandView;
use crate::dto::view::directory::Names;
use crate::dto::view::queue::QueueView;
use crate::http::{Asked, Status, Write, WriteHeaders, root, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use engine::command::Command;
use store::read::Purpose;
use uuid::Uuid;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(read)
        .service(receipt)
        .service(acknowledge)
        .service(ask)
        .service(reply_to)
        .service(urge)
        .service(answer)
        .service(correct)
        .service(report_capture)
        .service(report_instalment)
        .service(report_account_capture)
        .service(queues)
        .service(withdraw)
        .service(dispute);
}

/// A demand: letter, items, clocks, lateness, requests for more time; the thread
/// and the answers without what they say.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand")),
    responses(
        (status = 200, body = DemandView, headers(("ETag" = String, description = "Its version"))),
        reply::Refusable,
    ),
)]
#[get("/demands/{id}")]
async fn read(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    let found = state.store.find(move |find| find.demand(&caller.actor, id)).await?;
    let view = DemandView::new(found, (&Names::of(&state), &state.store.rules().law), state.now());
    Ok(root(view.version(), &view))
}

/// Records when an institution that has not joined received the paper.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = ReceiptBody,
    responses(reply::Changed),
)]
#[post("/demands/{id}/receipt")]
async fn receipt(path: Path<Uuid>, write: Write<ReceiptBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}

/// Opens a demand; starts no clock.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = NoBody,
    responses(reply::Changed),
)]
#[post("/demands/{id}/acknowledgement")]
async fn acknowledge(path: Path<Uuid>, write: Write<NoBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |_, _| Some(Command::Acknowledge { demand: id.into() })).await
}

/// Asks the officer back.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = QuestionBody,
    responses(reply::Made),
)]
#[post("/demands/{id}/questions")]
async fn ask(path: Path<Uuid>, write: Write<QuestionBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Created, |reader, body| body.parse(id.into(), reader)).await
}

/// Replies to the institution.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = TextBody,
    responses(reply::Made),
)]
#[post("/demands/{id}/replies")]
async fn reply_to(path: Path<Uuid>, write: Write<TextBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Created, |_, body| Some(Command::Reply { demand: id.into(), text: body.text }))
        .await
}

/// Urges the institution (đôn đốc).
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = TextBody,
    responses(reply::Made),
)]
#[post("/demands/{id}/urgings")]
async fn urge(path: Path<Uuid>, write: Write<TextBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Created, |_, body| Some(Command::Urge { demand: id.into(), text: body.text }))
        .await
}

/// Submits answers, refusals among them, without a draft.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = AnswersBody,
    responses(reply::Made),
)]
#[post("/demands/{id}/answers")]
async fn answer(path: Path<Uuid>, write: Write<AnswersBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Created, |reader, body| {
            Some(Command::SubmitAnswer { demand: id.into(), answers: body.parse(reader)? })
        })
        .await
}

/// Corrects an accepted answer: a new version naming the old.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = CorrectionBody,
    responses(reply::Made),
)]
#[post("/demands/{id}/corrections")]
async fn correct(path: Path<Uuid>, write: Write<CorrectionBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Created, |reader, body| body.parse(id.into(), reader)).await
}

/// Reports money that a standing freeze caught later. The institution's own
/// reference makes it one report, however often it is sent.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = CaptureBody,
    responses(reply::Made),
)]
#[post("/demands/{id}/captures")]
async fn report_capture(
    path: Path<Uuid>,
    write: Write<CaptureBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Created, |reader, body| body.parse(id.into(), reader)).await
}

/// Reports a month of an income that was paid to the agency. The executor's own
/// reference makes it one report, however often it is sent. For an executor on
/// paper the office records what arrived.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = InstalmentBody,
    responses(reply::Made),
)]
#[post("/demands/{id}/instalments")]
async fn report_instalment(
    path: Path<Uuid>,
    write: Write<InstalmentBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Created, |reader, body| body.parse(id.into(), reader)).await
}

/// Reports money that was caught on an account, whichever orders of the
/// institution stand on it: it is split by recorded rank, each up to its room,
/// equal ranks pro rata. `split` says what each is due and what is not frozen.
#[utoipa::path(
    tag = "demands",
    params(WriteHeaders),
    request_body = AccountCaptureBody,
    responses(reply::Made),
)]
#[post("/captures")]
async fn report_account_capture(write: Write<AccountCaptureBody>) -> Result<HttpResponse, Problem> {
    let institution = write.institution();
    write.run(Status::Created, |reader, body| body.parse(institution, reader)).await
}

/// The queue to be respected on each account that the freeze of a demand holds:
/// the institution's own orders, by rank. Read with a purpose, on record.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), PurposeParams),
    responses((status = 200, body = [QueueView]), reply::Refusable),
)]
#[get("/demands/{id}/queue")]
async fn queues(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    let purpose: Purpose = asked.read()?;
    let found = state.store.find(move |find| find.queues(&caller.actor, &purpose, id)).await?;
    let views: Vec<QueueView> = found.into_iter().map(Into::into).collect();
    Ok(shown(&views))
}

/// Stops asking.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = WithdrawalBody,
    responses(reply::Changed),
)]
#[post("/demands/{id}/withdrawals")]
async fn withdraw(path: Path<Uuid>, write: Write<WithdrawalBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}

/// Disputes an answer: opens the next round with its own clock.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = DisputeBody,
    responses(reply::Changed),
)]
#[post("/demands/{id}/disputes")]
async fn dispute(path: Path<Uuid>, write: Write<DisputeBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}
