//! Enforcement cases: the right to ask hangs on one.

use crate::dto::case::CaseBody;
use crate::dto::common::ReasonBody;
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
    config.service(open).service(amend).service(close);
}

/// Opens a case.
#[utoipa::path(
    tag = "cases",
    params(WriteHeaders),
    request_body = CaseBody,
    responses(reply::Made),
)]
#[post("/cases")]
async fn open(write: Write<CaseBody>) -> Result<HttpResponse, Problem> {
    let fresh = write.fresh_ids();
    write
        .run(Status::Created, |reader, body| {
            Some(Command::OpenCase { content: Box::new(body.parse(reader, &fresh)?) })
        })
        .await
}

/// Replaces what is written of a case.
#[utoipa::path(
    tag = "cases",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = CaseBody,
    responses(reply::Changed),
)]
#[put("/cases/{id}")]
async fn amend(path: Path<Uuid>, write: Write<CaseBody>) -> Result<HttpResponse, Problem> {
    let fresh = write.fresh_ids();
    let id = path.into_inner();
    write
        .run(Status::Changed, |reader, body| {
            Some(Command::AmendCase {
                case: id.into(),
                content: Box::new(body.parse(reader, &fresh)?),
            })
        })
        .await
}

/// Closes a case.
#[utoipa::path(
    tag = "cases",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/closure")]
async fn close(path: Path<Uuid>, write: Write<ReasonBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Changed, |_, body| {
            Some(Command::CloseCase { case: id.into(), reason: body.reason })
        })
        .await
}
