//! What one was told, and that it was read.

use super::frame::{Frame, Link};
use super::home::tabs;
use super::page;
use super::post::Posted;
use super::visitor::Visitor;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, post};
use askama::Template;
use engine::notice::place::{About, Place, place};
use engine::refusal::Refusal;
use locale::{date_time, text};
use store::read::{NoticeLine, Page};
use uuid::Uuid;

/// Registers what the page sends.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(mark_all).service(mark_one);
}

const HERE: &str = "/?show=notices";

#[derive(Template)]
#[template(path = "notices.html")]
struct NoticesPage {
    frame: Frame,
    tabs: Vec<Link>,
    rows: Vec<NoticeRow>,
    /// The newest one shown: what came later was not seen.
    newest: String,
    unread: bool,
    next: Option<String>,
    csrf: String,
}

struct NoticeRow {
    line: String,
    reference: String,
    href: String,
    at: String,
    urgent: bool,
    /// How to mark it, if it is not read yet.
    mark: Option<String>,
}

/// The notices to this person, newest first.
pub(super) async fn notices(visitor: &Visitor, wanted: Page) -> Result<HttpResponse, Problem> {
    let found = visitor.find(move |find, actor| find.notices(actor, wanted)).await?;
    let shown = NoticesPage {
        frame: visitor.frame(visitor.t("tab-notices")),
        tabs: tabs(visitor, "notices"),
        newest: found.rows.first().map(|row| row.delivery.to_string()).unwrap_or_default(),
        unread: found.rows.iter().any(|row| row.read_at.is_none()),
        rows: found.rows.iter().map(|row| notice_row(visitor, row)).collect(),
        next: found.next.map(|cursor| format!("{HERE}&after={cursor}")),
        csrf: visitor.csrf(),
    };
    page(StatusCode::OK, &shown)
}

fn notice_row(visitor: &Visitor, row: &NoticeLine) -> NoticeRow {
    let about = About { case: row.case, instrument: row.instrument, demand: row.demand };
    let href = match place(&row.code, &about, visitor.actor.role) {
        Place::Home => String::new(),
        place => place.path(),
    };
    let key = format!("notice-{}", row.code.replace('_', "-"));
    NoticeRow {
        line: text(visitor.lang, &key, &[]),
        reference: row.reference.clone(),
        href,
        at: date_time(row.at),
        urgent: row.urgent,
        mark: row.read_at.is_none().then(|| format!("/notices/{}/read", row.delivery)),
    }
}

/// Marks one as read.
#[post("/notices/{delivery}/read")]
async fn mark_one(path: Path<Uuid>, posted: Posted) -> Result<HttpResponse, Problem> {
    let person = posted.visitor.live.session.person;
    let (delivery, now) = (path.into_inner(), posted.visitor.now());
    let state = &posted.visitor.state;
    let known = state.blocking(move |store| store.mark_notice_read(person, delivery, now)).await?;
    if known { Ok(posted.onward(HERE)) } else { Err(Refusal::NotFound.into()) }
}

/// Marks as read what was shown and what is older.
#[post("/notices/read")]
async fn mark_all(posted: Posted) -> Result<HttpResponse, Problem> {
    let person = posted.visitor.live.session.person;
    let newest: Uuid = posted.typed.get("_newest").parse().map_err(|_| Refusal::NotFound)?;
    let (state, now) = (&posted.visitor.state, posted.visitor.now());
    state.blocking(move |store| store.mark_notices_read(person, newest, now)).await?;
    Ok(posted.onward(HERE))
}
