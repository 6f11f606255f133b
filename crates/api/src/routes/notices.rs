//! What a person was told here.

use crate::auth::Caller;
use crate::dto::query::{NoticeParams, PageParams, Unread};
use crate::dto::reply;
use crate::dto::view::list::List;
use crate::dto::view::notice::NoticeView;
use crate::http::{Asked, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get, post};
use engine::refusal::Refusal;
use store::read::Page;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(mark_read);
}

/// Notices to the person who asks, newest first. Everybody reads their own and
/// nobody another's.
#[utoipa::path(
    tag = "notices",
    params(NoticeParams, PageParams),
    responses((status = 200, body = List<NoticeView>), reply::Refusable),
)]
#[get("/notices")]
async fn list(state: Data<State>, caller: Caller, asked: Asked) -> Result<HttpResponse, Problem> {
    let (Unread(unread), page): (Unread, Page) = asked.read()?;
    let found = state.store.find(move |find| {
        if unread {
            find.unread_notices(&caller.actor, page)
        } else {
            find.notices(&caller.actor, page)
        }
    });
    Ok(shown(&List::of(found.await?, NoticeView::from)))
}

/// Marks a notice as read. Once read it stays read: repeating changes nothing.
#[utoipa::path(
    tag = "notices",
    params(("delivery" = Uuid, Path, description = "The delivery to the person who asks")),
    responses((status = 204, description = "It is marked as read"), reply::Refusable),
)]
#[post("/notices/{delivery}/read")]
async fn mark_read(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let person = caller.actor.person().ok_or(Refusal::Forbidden)?;
    let (delivery, now) = (path.into_inner(), state.now());
    let known = state.blocking(move |store| store.mark_notice_read(person, delivery, now)).await?;
    if known { Ok(HttpResponse::NoContent().finish()) } else { Err(Refusal::NotFound.into()) }
}
