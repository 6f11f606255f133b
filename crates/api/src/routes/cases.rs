//! Enforcement cases: the right to ask hangs on one.

use crate::auth::Caller;
use crate::dto::case::{CaseBody, CaseSearchBody};
use crate::dto::common::ReasonBody;
use crate::dto::query::{CaseParams, PageParams};
use crate::dto::reader::read as parsed;
use crate::dto::reply;
use crate::dto::view::case::{CaseLineView, CaseView};
use crate::dto::view::directory::Names;
use crate::dto::view::inquiry::InquiryLineView;
use crate::dto::view::list::List;
use crate::http::{Act, Asked, Status, Write, WriteHeaders, root, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use actix_web::{get, post, put};
use engine::command::Command;
use store::read::{CaseFilter, Page};
use uuid::Uuid;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(open)
        .service(list)
        .service(search)
        .service(read)
        .service(amend)
        .service(close)
        .service(inquiries);
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

/// The cases the caller sees, newest first.
#[utoipa::path(
    tag = "cases",
    params(CaseParams, PageParams),
    responses((status = 200, body = List<CaseLineView>), reply::Refusable),
)]
#[get("/cases")]
async fn list(state: Data<State>, caller: Caller, asked: Asked) -> Result<HttpResponse, Problem> {
    let (filter, page) = asked.read()?;
    listed(&state, caller, filter, page).await
}

async fn listed(
    state: &State,
    caller: Caller,
    filter: CaseFilter,
    page: Page,
) -> Result<HttpResponse, Problem> {
    let found = state.store.find(move |find| find.cases(&caller.actor, &filter, page)).await?;
    let names = Names::of(state);
    Ok(shown(&List::of(found, |line| CaseLineView::new(line, &names))))
}

/// The cases the caller sees with a party of that name, newest first. The name
/// is in the body, since addresses are kept in logs and histories.
#[utoipa::path(
    tag = "cases",
    params(PageParams),
    request_body = CaseSearchBody,
    responses((status = 200, body = List<CaseLineView>), reply::Refusable),
)]
#[post("/cases/search")]
async fn search(asked: Asked, act: Act<CaseSearchBody>) -> Result<HttpResponse, Problem> {
    let Act { state, caller, body, .. } = act;
    let page = asked.read()?;
    let filter = parsed(|reader| body.parse(reader))?;
    listed(&state, caller, filter, page).await
}

/// A case with its parties.
#[utoipa::path(
    tag = "cases",
    params(("id" = Uuid, Path, description = "The case")),
    responses(
        (status = 200, body = CaseView, headers(("ETag" = String, description = "Its version"))),
        reply::Refusable,
    ),
)]
#[get("/cases/{id}")]
async fn read(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    let found = state.store.find(move |find| {
        Ok((find.case(&caller.actor, id)?, find.freedom_shown(&caller.actor, id)?))
    });
    let (case, freedom) = found.await?;
    let law = &state.store.rules().law;
    Ok(root(case.version, &CaseView::new(case, freedom.as_ref(), (&Names::of(&state), law))))
}

/// The inquiries of a case, newest first. A sealed one is listed for its readers
/// only.
#[utoipa::path(
    tag = "cases",
    params(("id" = Uuid, Path, description = "The case"), PageParams),
    responses((status = 200, body = List<InquiryLineView>), reply::Refusable),
)]
#[get("/cases/{id}/inquiries")]
async fn inquiries(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let (id, page): (_, Page) = (path.into_inner().into(), asked.read()?);
    let found = state.store.find(move |find| find.inquiries(&caller.actor, id, page)).await?;
    Ok(shown(&List::of(found, InquiryLineView::from)))
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
