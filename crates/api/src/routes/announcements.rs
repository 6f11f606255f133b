//! What whoever runs the service announces.

use crate::auth::Caller;
use crate::dto::common::ReasonBody;
use crate::dto::query::PageParams;
use crate::dto::reply;
use crate::dto::running::AnnouncementBody;
use crate::dto::view::directory::Names;
use crate::dto::view::running::AnnouncementsView;
use crate::http::{Asked, Status, Write, WriteHeaders, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get, post};
use engine::command::{Command, CommandKind};
use engine::policy::{ReadKind, command_grants};
use store::read::Page;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(announcements).service(announce).service(end_announcement);
}

/// What is announced to the caller and stands, by its beginning: maintenance from the
/// moment it is announced, all of it on one page. To who may announce: everything, the
/// latest first, what is over too.
#[utoipa::path(
    tag = "announcements",
    params(PageParams),
    responses((status = 200, body = AnnouncementsView), reply::Refusable),
)]
#[get("/announcements")]
async fn announcements(
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    caller.may_read(ReadKind::Directory)?;
    let page: Page = asked.read()?;
    let (now, actor) = (state.now(), caller.actor);
    let found = state.store.find(move |find| find.announcements(&actor, now, page)).await?;
    let grants = command_grants(CommandKind::Announce);
    let internal = grants.iter().any(|(role, _)| *role == actor.role);
    Ok(shown(&AnnouncementsView::new(&found, &Names::of(&state), internal)))
}

/// Announces something. It moves no limit: a recorded outage does.
#[utoipa::path(
    tag = "announcements",
    params(WriteHeaders),
    request_body = AnnouncementBody,
    responses(reply::Made),
)]
#[post("/announcements")]
async fn announce(write: Write<AnnouncementBody>) -> Result<HttpResponse, Problem> {
    write.run(Status::Created, |reader, body| body.parse(reader)).await
}

/// Ends an announcement before its time; before its beginning it is withdrawn.
#[utoipa::path(
    tag = "announcements",
    params(("id" = Uuid, Path, description = "The announcement"), WriteHeaders),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/announcements/{id}/end")]
async fn end_announcement(
    path: Path<Uuid>,
    write: Write<ReasonBody>,
) -> Result<HttpResponse, Problem> {
    let announcement = path.into_inner().into();
    write
        .run(Status::Changed, |_, body| {
            Some(Command::EndAnnouncement { announcement, reason: body.reason })
        })
        .await
}
