//! Complaints, claims of third parties and flags, and the debtor's notice.

use crate::dto::common::{NoBody, ReasonBody};
use crate::dto::objection::{
    DebtorNoticeBody, FlagBody, ObjectionBody, ObjectionRefusalBody, VerdictBody,
};
use crate::dto::reply;
use crate::http::{Status, Write, WriteHeaders};
use crate::problem::Problem;
use actix_web::HttpResponse;
use actix_web::post;
use actix_web::web::Path;
use engine::command::Command;
use uuid::Uuid;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(record)
        .service(accept)
        .service(refuse)
        .service(decide)
        .service(withdraw)
        .service(flag)
        .service(serve);
}

/// Writes down that somebody objects: a complaint, a claim or a flag. Nothing is
/// deducted from what it is about while it is open. A late one is kept and
/// marked.
#[utoipa::path(
    tag = "objections",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = ObjectionBody,
    responses(reply::Made),
)]
#[post("/cases/{id}/objections")]
async fn record(path: Path<Uuid>, write: Write<ObjectionBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Created, |reader, body| body.parse(id.into(), reader)).await
}

/// Accepts an objection for decision: starts the limit for deciding a complaint.
#[utoipa::path(
    tag = "objections",
    params(
        ("id" = Uuid, Path, description = "The case"),
        ("objection" = Uuid, Path, description = "The objection"),
        WriteHeaders,
    ),
    request_body = NoBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/objections/{objection}/acceptance")]
async fn accept(path: Path<(Uuid, Uuid)>, write: Write<NoBody>) -> Result<HttpResponse, Problem> {
    let (id, objection) = path.into_inner();
    let command = Command::AcceptObjection { case: id.into(), objection: objection.into() };
    write.run(Status::Changed, |_, _| Some(command)).await
}

/// Does not accept an objection.
#[utoipa::path(
    tag = "objections",
    params(
        ("id" = Uuid, Path, description = "The case"),
        ("objection" = Uuid, Path, description = "The objection"),
        WriteHeaders,
    ),
    request_body = ObjectionRefusalBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/objections/{objection}/refusal")]
async fn refuse(
    path: Path<(Uuid, Uuid)>,
    write: Write<ObjectionRefusalBody>,
) -> Result<HttpResponse, Problem> {
    let (id, objection) = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), objection.into(), reader)).await
}

/// Decides an objection. Upheld, a ground for lifting arose for what it is about;
/// rejected, money may be deducted again. Nobody decides on his own act, nor on
/// what he recorded.
#[utoipa::path(
    tag = "objections",
    params(
        ("id" = Uuid, Path, description = "The case"),
        ("objection" = Uuid, Path, description = "The objection"),
        WriteHeaders,
    ),
    request_body = VerdictBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/objections/{objection}/decision")]
async fn decide(
    path: Path<(Uuid, Uuid)>,
    write: Write<VerdictBody>,
) -> Result<HttpResponse, Problem> {
    let (id, objection) = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), objection.into(), reader)).await
}

/// Records that who objected took it back. A flag is not taken back but decided.
#[utoipa::path(
    tag = "objections",
    params(
        ("id" = Uuid, Path, description = "The case"),
        ("objection" = Uuid, Path, description = "The objection"),
        WriteHeaders,
    ),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/objections/{objection}/withdrawal")]
async fn withdraw(
    path: Path<(Uuid, Uuid)>,
    write: Write<ReasonBody>,
) -> Result<HttpResponse, Problem> {
    let (id, objection) = path.into_inner();
    write
        .run(Status::Changed, |_, body| {
            let (case, objection) = (id.into(), objection.into());
            Some(Command::WithdrawObjection { case, objection, reason: body.reason })
        })
        .await
}

/// An institution says that an order is about the wrong person, or about money
/// that is protected or another's. Head and supervisors of the agency are told.
#[utoipa::path(
    tag = "objections",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = FlagBody,
    responses(reply::Made),
)]
#[post("/demands/{id}/flags")]
async fn flag(path: Path<Uuid>, write: Write<FlagBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Created, |reader, body| body.parse(id.into(), reader)).await
}

/// Records that the debtor was told of a freeze: starts the limit for complaints.
/// Withheld until every institution has answered.
#[utoipa::path(
    tag = "objections",
    params(
        ("id" = Uuid, Path, description = "The case"),
        ("instrument" = Uuid, Path, description = "The order of the freeze"),
        WriteHeaders,
    ),
    request_body = DebtorNoticeBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/freezes/{instrument}/debtor-notice")]
async fn serve(
    path: Path<(Uuid, Uuid)>,
    write: Write<DebtorNoticeBody>,
) -> Result<HttpResponse, Problem> {
    let (id, instrument) = path.into_inner();
    write
        .run(Status::Changed, |reader, body| body.parse(id.into(), instrument.into(), reader))
        .await
}
