//! Drafts of answers: a maker writes, a checker submits.

use crate::dto::answer::AnswersBody;
use crate::dto::common::ReasonBody;
use crate::dto::inquiry::HashBody;
use crate::dto::reply;
use crate::http::{Status, Write, WriteHeaders};
use crate::problem::Problem;
use actix_web::HttpResponse;
use actix_web::web::Path;
use actix_web::{post, put};
use engine::command::Command;
use uuid::Uuid;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(save).service(submit).service(send_back);
}

/// Keeps answers as a draft for a checker.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = AnswersBody,
    responses(reply::Changed),
)]
#[put("/demands/{id}/draft")]
async fn save(path: Path<Uuid>, write: Write<AnswersBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Changed, |reader, body| {
            Some(Command::SaveDraft { demand: id.into(), answers: body.parse(reader)? })
        })
        .await
}

/// Submits the draft that the checker read.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = HashBody,
    responses(reply::Changed),
)]
#[post("/demands/{id}/draft/submission")]
async fn submit(path: Path<Uuid>, write: Write<HashBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Changed, |reader, body| {
            Some(Command::SubmitDraft {
                demand: id.into(),
                hash: reader.field("hash", &body.hash)?,
            })
        })
        .await
}

/// Sends a draft back to its maker.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), WriteHeaders),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/demands/{id}/draft/return")]
async fn send_back(path: Path<Uuid>, write: Write<ReasonBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Changed, |_, body| {
            Some(Command::ReturnDraft { demand: id.into(), reason: body.reason })
        })
        .await
}
