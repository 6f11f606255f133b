//! Answers that came on paper: one person enters what the paper says, another
//! confirms it.

use crate::dto::common::ReasonBody;
use crate::dto::entry::EntryBody;
use crate::dto::inquiry::HashBody;
use crate::dto::reply;
use crate::http::{Status, Write, WriteHeaders};
use crate::problem::Problem;
use actix_web::HttpResponse;
use actix_web::web::Path;
use actix_web::{post, put};
use engine::command::Command;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(enter_paper).service(confirm_paper).service(return_paper);
}

/// Enters an answer that came on paper, for a second reader.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = EntryBody,
    responses(reply::Changed),
)]
#[put("/demands/{id}/entry")]
async fn enter_paper(path: Path<Uuid>, write: Write<EntryBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}

/// Confirms what was entered from the paper: another person than who entered it. It
/// is an answer from then on, given when its evidence says.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = HashBody,
    responses(reply::Changed),
)]
#[post("/demands/{id}/entry/confirmation")]
async fn confirm_paper(path: Path<Uuid>, write: Write<HashBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Changed, |reader, body| {
            let hash = reader.field("hash", &body.hash)?;
            Some(Command::ConfirmPaper { demand: id.into(), hash })
        })
        .await
}

/// Sends what was entered back to who entered it.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/demands/{id}/entry/return")]
async fn return_paper(path: Path<Uuid>, write: Write<ReasonBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Changed, |_, body| {
            Some(Command::ReturnPaper { demand: id.into(), reason: body.reason })
        })
        .await
}
