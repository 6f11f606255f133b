//! Inquiries: questions of an officer to institutions.

use crate::auth::Caller;
use crate::dto::common::{NoBody, ReasonBody};
use crate::dto::inquiry::{HashBody, InquiryBody, NewInquiryBody};
use crate::dto::query::PurposeParams;
use crate::dto::reply;
use crate::dto::view::directory::Names;
use crate::dto::view::harm::HarmView;
use crate::dto::view::inquiry::InquiryView;
use crate::http::{Asked, Status, Write, WriteHeaders, root, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use actix_web::{get, post, put};
use engine::command::Command;
use store::read::Purpose;
use uuid::Uuid;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(draft_or_file)
        .service(read)
        .service(least_harm)
        .service(edit)
        .service(submit)
        .service(approve)
        .service(send_back)
        .service(issue)
        .service(withdraw);
}

/// Writes an inquiry: as a draft, or issued at once.
#[utoipa::path(
    tag = "inquiries",
    params(WriteHeaders),
    request_body = NewInquiryBody,
    responses(reply::Made),
)]
#[post("/inquiries")]
async fn draft_or_file(write: Write<NewInquiryBody>) -> Result<HttpResponse, Problem> {
    write.run(Status::Created, |reader, body| body.parse(reader)).await
}

/// An inquiry with its roll-up and one line for each institution, no answers.
#[utoipa::path(
    tag = "inquiries",
    params(("id" = Uuid, Path, description = "The inquiry")),
    responses(
        (status = 200, body = InquiryView, headers(("ETag" = String, description = "Its version"))),
        reply::Refusable,
    ),
)]
#[get("/inquiries/{id}")]
async fn read(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    let found = state.store.find(move |find| find.inquiry(&caller.actor, id)).await?;
    let view = InquiryView::new(found, &Names::of(&state))?;
    Ok(root(view.version(), &view))
}

/// Which of the accounts that were named to freeze for the debt with the least
/// harm, and what freezing everywhere would hold beyond it. All that the
/// institutions said is read for it, with a purpose, on record.
#[utoipa::path(
    tag = "inquiries",
    params(("id" = Uuid, Path, description = "The inquiry"), PurposeParams),
    responses((status = 200, body = HarmView), reply::Refusable),
)]
#[get("/inquiries/{id}/least-harm")]
async fn least_harm(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    let purpose: Purpose = asked.read()?;
    let found = state.store.find(move |find| find.least_harm(&caller.actor, &purpose, id)).await?;
    Ok(shown(&HarmView::new(&found, &Names::of(&state))))
}

/// Replaces a draft; voids an approval.
#[utoipa::path(
    tag = "inquiries",
    params(("id" = Uuid, Path, description = "The inquiry"), WriteHeaders),
    request_body = InquiryBody,
    responses(reply::Changed),
)]
#[put("/inquiries/{id}")]
async fn edit(path: Path<Uuid>, write: Write<InquiryBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Changed, |reader, body| {
            Some(Command::EditInquiry {
                instrument: id.into(),
                content: Box::new(body.parse(reader)?),
            })
        })
        .await
}

/// Lays a draft before the second person.
#[utoipa::path(
    tag = "inquiries",
    params(("id" = Uuid, Path, description = "The inquiry"), WriteHeaders),
    request_body = NoBody,
    responses(reply::Changed),
)]
#[post("/inquiries/{id}/submission")]
async fn submit(path: Path<Uuid>, write: Write<NoBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |_, _| Some(Command::SubmitInquiry { instrument: id.into() })).await
}

/// Approves the content that was read.
#[utoipa::path(
    tag = "inquiries",
    params(("id" = Uuid, Path, description = "The inquiry"), WriteHeaders),
    request_body = HashBody,
    responses(reply::Changed),
)]
#[post("/inquiries/{id}/approval")]
async fn approve(path: Path<Uuid>, write: Write<HashBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Changed, |reader, body| {
            Some(Command::ApproveInquiry {
                instrument: id.into(),
                hash: reader.field("hash", &body.hash)?,
            })
        })
        .await
}

/// Sends a draft back with a reason.
#[utoipa::path(
    tag = "inquiries",
    params(("id" = Uuid, Path, description = "The inquiry"), WriteHeaders),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/inquiries/{id}/return")]
async fn send_back(path: Path<Uuid>, write: Write<ReasonBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Changed, |_, body| {
            Some(Command::ReturnInquiry { instrument: id.into(), reason: body.reason })
        })
        .await
}

/// Issues to every institution named.
#[utoipa::path(
    tag = "inquiries",
    params(("id" = Uuid, Path, description = "The inquiry"), WriteHeaders),
    request_body = NoBody,
    responses(reply::Changed),
)]
#[post("/inquiries/{id}/issue")]
async fn issue(path: Path<Uuid>, write: Write<NoBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |_, _| Some(Command::IssueInquiry { instrument: id.into() })).await
}

/// Takes an inquiry back from everybody.
#[utoipa::path(
    tag = "inquiries",
    params(("id" = Uuid, Path, description = "The inquiry"), WriteHeaders),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/inquiries/{id}/withdrawal")]
async fn withdraw(path: Path<Uuid>, write: Write<ReasonBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write
        .run(Status::Changed, |_, body| {
            Some(Command::WithdrawInquiry { instrument: id.into(), reason: body.reason })
        })
        .await
}
