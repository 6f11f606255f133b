//! Files, and the papers of inquiries, orders and demands. A file is handed out
//! through what it belongs to, and never by its hash.

use crate::auth::Caller;
use crate::dto::paper::PapersBody;
use crate::dto::reply;
use crate::dto::view::paper::FileView;
use crate::http::upload::{Upload, keep};
use crate::http::{Status, Write, WriteHeaders, hand_out};
use crate::problem::Problem;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use actix_web::{get, post, put};
use store::read::PaperOf;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resources.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(upload);
    config.service(attach_to_inquiry).service(of_inquiry);
    config.service(attach_to_order).service(of_order).service(of_demand);
}

/// Sends a file: the whole body, whatever its media type says. What it is is found
/// by its content: PDF, PNG, JPEG, TIFF, DOCX and XLSX without macros, XML, P7S,
/// EML. The same file again is the same file. What belongs to nothing is deleted
/// after some days.
#[utoipa::path(
    tag = "files",
    request_body(content = inline(Vec<u8>), content_type = "application/octet-stream"),
    responses((status = 201, body = FileView), reply::Refusable),
)]
#[post("/files")]
async fn upload(upload: Upload) -> Result<HttpResponse, Problem> {
    let Upload { state, caller, bytes, held: _held } = upload;
    let kept = keep(&state, caller.actor, bytes).await?;
    Ok(HttpResponse::Created().json(FileView::from(kept)))
}

/// Says which papers an inquiry has, all of them, before it goes out.
#[utoipa::path(
    tag = "files",
    params(("id" = Uuid, Path, description = "The inquiry"), WriteHeaders),
    request_body = PapersBody,
    responses(reply::Changed),
)]
#[put("/inquiries/{id}/papers")]
async fn attach_to_inquiry(
    path: Path<Uuid>,
    write: Write<PapersBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    write.run(Status::Changed, |reader, body| body.parse(id, reader)).await
}

/// Says which papers an order has, all of them, before it goes out. Rewriting the
/// order takes off its decision and minutes: they say something else.
#[utoipa::path(
    tag = "files",
    params(("id" = Uuid, Path, description = "The order"), WriteHeaders),
    request_body = PapersBody,
    responses(reply::Changed),
)]
#[put("/orders/{id}/papers")]
async fn attach_to_order(
    path: Path<Uuid>,
    write: Write<PapersBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    write.run(Status::Changed, |reader, body| body.parse(id, reader)).await
}

/// A paper of an inquiry, as a file to be saved. The reading is on record.
#[utoipa::path(
    tag = "files",
    params(
        ("id" = Uuid, Path, description = "The inquiry"),
        ("file" = Uuid, Path, description = "The file"),
    ),
    responses(
        (status = 200, description = "The file", body = inline(Vec<u8>), content_type = "application/octet-stream"),
        reply::Refusable,
    ),
)]
#[get("/inquiries/{id}/papers/{file}")]
async fn of_inquiry(
    path: Path<(Uuid, Uuid)>,
    state: Data<State>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let (id, file) = path.into_inner();
    hand_out(&state, &caller, PaperOf::Inquiry(id.into()), file.into()).await
}

/// A paper of an order, as a file to be saved. The reading is on record.
#[utoipa::path(
    tag = "files",
    params(
        ("id" = Uuid, Path, description = "The order"),
        ("file" = Uuid, Path, description = "The file"),
    ),
    responses(
        (status = 200, description = "The file", body = inline(Vec<u8>), content_type = "application/octet-stream"),
        reply::Refusable,
    ),
)]
#[get("/orders/{id}/papers/{file}")]
async fn of_order(
    path: Path<(Uuid, Uuid)>,
    state: Data<State>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let (id, file) = path.into_inner();
    hand_out(&state, &caller, PaperOf::Order(id.into()), file.into()).await
}

/// A paper that came with a demand, as a file to be saved; its hash stands in the
/// deadline receipt. The reading is on record.
#[utoipa::path(
    tag = "files",
    params(
        ("id" = Uuid, Path, description = "The demand"),
        ("file" = Uuid, Path, description = "The file"),
    ),
    responses(
        (status = 200, description = "The file", body = inline(Vec<u8>), content_type = "application/octet-stream"),
        reply::Refusable,
    ),
)]
#[get("/demands/{id}/papers/{file}")]
async fn of_demand(
    path: Path<(Uuid, Uuid)>,
    state: Data<State>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let (id, file) = path.into_inner();
    hand_out(&state, &caller, PaperOf::Demand(id.into()), file.into()).await
}
