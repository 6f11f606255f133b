//! How the service runs: what is announced, and its own outages; forms for who sees to
//! it. What is announced stands above every page of whom it concerns.

use super::dues::DuesPage;
use super::form::{Choice, Control, Errors, Fields, Typed};
use super::frame::Banner;
use super::home::cursor;
use super::inquiry::Named;
use super::page;
use super::parts::{Cell, ROWS, Table};
use super::post::{Kept, Outcome, Posted, Small, again};
use super::visitor::Visitor;
use super::words::{counted, word};
use crate::dto::common::{NoBody, ReasonBody};
use crate::dto::reader::Reader;
use crate::dto::running::{AnnouncementBody, OutageBody};
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use engine::actor::Seat;
use engine::announcement::{Announcement, AnnouncementKind, Audience};
use engine::command::{Command, CommandKind};
use engine::context::Directory;
use engine::facts::Outage;
use engine::id::{AnnouncementId, OutageId};
use engine::time::Instant;
use locale::{Arg, Lang, date_time, text};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use store::read::Page;
use uuid::Uuid;

const NEWS: &str = "/announcements";
const OUTAGES: &str = "/outages";

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(announced)
        .service(announce)
        .service(end_news)
        .service(outages)
        .service(record)
        .service(confirm);
}

/// What stands above a page: of whom it concerns, or of nobody yet.
pub(super) fn banners(
    lang: Lang,
    (seat, directory): (Option<Seat>, &Directory),
    found: &[Announcement],
    now: Instant,
) -> Vec<Banner> {
    let here = |one: &&Announcement| one.is_shown(now) && one.concerns(seat, directory);
    let banner = |one: &Announcement| Banner {
        kind: one.content.kind.code(),
        word: word(lang, "announcement-kind", one.content.kind.code()),
        when: during(lang, one.content.from, one.content.to),
        text: said(lang, one).to_owned(),
    };
    found.iter().filter(here).map(banner).collect()
}

fn said(lang: Lang, one: &Announcement) -> &str {
    match lang {
        Lang::Vi => &one.content.text_vi,
        Lang::En => &one.content.text_en,
    }
}

/// From when until when.
pub(super) fn during(lang: Lang, from: Instant, to: Instant) -> String {
    let args: [(&str, Arg<'_>); 2] =
        [("from", date_time(from).into()), ("to", date_time(to).into())];
    text(lang, "from-to", &args)
}

/// What is announced to the person; to who may announce, all of it.
#[get("/announcements")]
async fn announced(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let now = visitor.now();
    let from = Page::new(cursor(query.after.as_deref())?, ROWS);
    let listed = visitor.find(move |find, actor| find.announcements(actor, now, from)).await?;
    let found = listed.rows;
    let heads = ["kind", "text", "when", "audience", "state"];
    let shown = DuesPage {
        frame: visitor.frame(visitor.t("announcements-title")),
        tabs: Vec::new(),
        parts: Vec::new(),
        empty: visitor.t("announcements-empty"),
        table: Table {
            title: visitor.t("announcements-title"),
            heads: heads.map(|key| visitor.t(&format!("announcement-{key}"))).to_vec(),
            rows: found.iter().map(|one| line(&visitor, one, &found, now)).collect(),
        },
        next: listed.next.map(|cursor| format!("{NEWS}?after={cursor}")),
        forms: news_forms(&visitor, &found, now),
    };
    page(StatusCode::OK, &shown)
}

fn line(visitor: &Visitor, one: &Announcement, all: &[Announcement], now: Instant) -> Vec<Cell> {
    let lang = visitor.lang;
    let meets = all.iter().filter(|other| one.overlaps(other)).count();
    let mut when = during(lang, one.content.from, one.content.to);
    if meets > 0 {
        when = format!("{when}. {}", counted(lang, "announcement-overlaps", meets));
    }
    let state = match &one.end {
        Some(end) => format!("{}: {}", visitor.t("announcement-ended"), end.reason),
        None if one.is_over(now) => visitor.t("announcement-over"),
        None if one.is_shown(now) => visitor.t("announcement-shown"),
        None => visitor.t("announcement-waits"),
    };
    vec![
        word(lang, "announcement-kind", one.content.kind.code()).into(),
        said(lang, one).to_owned().into(),
        when.into(),
        whom(visitor, one.content.audience).into(),
        state.into(),
    ]
}

fn whom(visitor: &Visitor, audience: Audience) -> String {
    match audience {
        Audience::Everyone => visitor.t("audience-everyone"),
        Audience::Asking => visitor.t("audience-asking"),
        Audience::Answering => visitor.t("audience-answering"),
        Audience::Agency(id) => visitor.names().agency(id),
        Audience::Institution(id) => visitor.names().institution(id),
    }
}

fn news_forms(visitor: &Visitor, found: &[Announcement], now: Instant) -> Vec<Named> {
    if !visitor.may(CommandKind::Announce) {
        return Vec::new();
    }
    let named = |title: String, small: Small| Named {
        title,
        form: small.shown(visitor, &Errors::default()),
    };
    let open = found.iter().filter(|one| !one.is_over(now));
    let mut forms: Vec<Named> = open
        .map(|one| {
            let small = Small { version: Some(one.version), ..ending(one.id) };
            named(format!("{}: {}", visitor.t(small.title), said(visitor.lang, one)), small)
        })
        .collect();
    let small = announcing(visitor);
    forms.push(named(visitor.t(small.title), small));
    forms
}

fn announcing(visitor: &Visitor) -> Small {
    let lang = visitor.lang;
    let places = places(visitor);
    Small::new("announce", NEWS.to_owned(), move |fields| {
        let kinds = AnnouncementKind::CODED.iter();
        let kinds = kinds.map(|kind| {
            Choice::new(kind.code().to_owned(), word(lang, "announcement-kind", kind.code()))
        });
        vec![
            fields.radios("/kind", "announcement-kind", kinds.collect()),
            fields.select("_audience", "announcement-audience", places.clone()),
            fields.time("/from", "announcement-from"),
            fields.time("/to", "announcement-to"),
            fields.area("/text_vi", "announcement-text-vi"),
            fields.area("/text_en", "announcement-text-en"),
            fields.area("/hurry", "announcement-hurry"),
        ]
    })
}

/// Whom something may be announced to: `agency:…`, `institution:…`, a side, or nothing.
fn places(visitor: &Visitor) -> Vec<Choice> {
    let (names, directory) = (visitor.names(), &visitor.rules.directory);
    let mut places: Vec<Choice> = Vec::new();
    let agencies = directory.agencies().filter(|one| one.active && one.parent.is_some());
    places.extend(
        agencies.map(|one| Choice::new(format!("agency:{}", one.id), names.agency(one.id))),
    );
    let institutions = directory.institutions().filter(|one| one.active);
    places.extend(
        institutions
            .map(|one| Choice::new(format!("institution:{}", one.id), names.institution(one.id))),
    );
    places.sort_by(|a, b| a.label.cmp(&b.label));
    let sides = ["asking", "answering"];
    let first = sides
        .map(|side| Choice::new(format!("side:{side}"), visitor.t(&format!("audience-{side}"))));
    let everyone = Choice::new(String::new(), visitor.t("audience-everyone"));
    std::iter::once(everyone).chain(first).chain(places).collect()
}

/// What a form says of its body: local times are instants, one choice is whom.
fn to_body(typed: &Typed) -> Typed {
    let mut body = typed.clone();
    for name in ["/from", "/to"] {
        let local = typed.get(name).trim();
        if !local.is_empty() {
            let seconds = if local.matches(':').count() == 1 { ":00" } else { "" };
            body.set(name, format!("{local}{seconds}+07:00"));
        }
    }
    if let Some((kind, id)) = typed.get("_audience").split_once(':') {
        body.set(&format!("/audience/{kind}"), id);
    }
    body
}

fn ending(id: AnnouncementId) -> Small {
    Small::new("announcement-end", format!("{NEWS}/{id}/end"), |fields| {
        vec![fields.area("/reason", "reason-field")]
    })
}

/// Carries out one act and shows its list again.
async fn act<B: DeserializeOwned>(
    posted: Posted,
    list: &str,
    small: Small,
    parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
) -> Result<HttpResponse, Problem> {
    match posted.run(&to_body(&posted.typed), parse).await? {
        Outcome::Done(_) => Ok(posted.onward(&format!("{list}?done={}", small.title))),
        Outcome::Wrong(status, errors) => {
            // Whom is one choice, whichever part of it is wrong.
            let whom = |field: &str, text: &str| {
                let whom = field.starts_with("/audience");
                whom.then(|| ("_audience".to_owned(), text.to_owned()))
            };
            again(&posted, status, &errors.retold(whom), list.to_owned(), small)
        }
    }
}

/// Announces something.
#[post("/announcements")]
async fn announce(kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::Announce])?;
    let small = announcing(&posted.visitor);
    act(posted, NEWS, small, |reader, body: AnnouncementBody| body.parse(reader)).await
}

/// Ends an announcement before its time.
#[post("/announcements/{id}/end")]
async fn end_news(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::EndAnnouncement])?;
    let announcement: AnnouncementId = path.into_inner().into();
    act(posted, NEWS, ending(announcement), |_, body: ReasonBody| {
        Some(Command::EndAnnouncement { announcement, reason: body.reason })
    })
    .await
}

/// From where on.
#[derive(Deserialize)]
struct Wanted {
    after: Option<String>,
}

/// Outages of the service: for both sides.
#[get("/outages")]
async fn outages(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let from = Page::new(cursor(query.after.as_deref())?, ROWS);
    let found = visitor.find(move |find, actor| find.outages(actor, from)).await?;
    let heads = ["outage-when", "outage-reason", "outage-evidence", "outage-confirmed"];
    let shown = DuesPage {
        frame: visitor.frame(visitor.t("outages-title")),
        tabs: Vec::new(),
        parts: Vec::new(),
        empty: visitor.t("outages-empty"),
        table: Table {
            title: visitor.t("outages-title"),
            heads: heads.map(|key| visitor.t(key)).to_vec(),
            rows: found.rows.iter().map(|one| outage_line(&visitor, one)).collect(),
        },
        next: found.next.map(|cursor| format!("{OUTAGES}?after={cursor}")),
        forms: outage_forms(&visitor, &found.rows),
    };
    page(StatusCode::OK, &shown)
}

fn outage_line(visitor: &Visitor, one: &Outage) -> Vec<Cell> {
    let confirmed = one.confirmed.map(|confirmed| date_time(confirmed.at));
    vec![
        during(visitor.lang, one.from, one.to).into(),
        one.reason.clone().into(),
        one.evidence.clone().unwrap_or_default().into(),
        confirmed.unwrap_or_else(|| visitor.t("outage-awaits")).into(),
    ]
}

fn outage_forms(visitor: &Visitor, found: &[Outage]) -> Vec<Named> {
    if !visitor.may(CommandKind::RecordOutage) {
        return Vec::new();
    }
    let named = |title: String, small: Small| Named {
        title,
        form: small.shown(visitor, &Errors::default()),
    };
    let own = |one: &&Outage| one.by.is_some() && one.by == visitor.actor.person();
    let waiting = found.iter().filter(|one| one.confirmed.is_none() && !own(one));
    let mut forms: Vec<Named> = waiting
        .map(|one| {
            let small = Small { version: Some(one.version), ..confirming(one.id) };
            let when = during(visitor.lang, one.from, one.to);
            // Whoever confirms it sees what he confirms.
            let shown = one.evidence.as_deref().unwrap_or_default();
            let what = [
                ("title", visitor.t(small.title).into()),
                ("when", when.into()),
                ("reason", one.reason.clone().into()),
                ("evidence", shown.into()),
            ];
            named(text(visitor.lang, "outage-confirm-what", &what), small)
        })
        .collect();
    let small = recording();
    forms.push(named(visitor.t(small.title), small));
    forms
}

fn recording() -> Small {
    Small::new("outage-record", OUTAGES.to_owned(), |fields| {
        vec![
            fields.time("/from", "outage-from"),
            fields.time("/to", "outage-to"),
            fields.area("/reason", "outage-reason"),
            fields.area("/evidence", "outage-evidence"),
        ]
    })
}

fn confirming(id: OutageId) -> Small {
    fn nothing(_: &Fields<'_>) -> Vec<Control> {
        Vec::new()
    }
    Small::new("outage-confirm", format!("{OUTAGES}/{id}/confirmation"), nothing)
}

/// Records an outage.
#[post("/outages")]
async fn record(kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::RecordOutage])?;
    act(posted, OUTAGES, recording(), |reader, body: OutageBody| body.parse(reader)).await
}

/// Confirms an outage that somebody else recorded.
#[post("/outages/{id}/confirmation")]
async fn confirm(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ConfirmOutage])?;
    let outage: OutageId = path.into_inner().into();
    act(posted, OUTAGES, confirming(outage), |_, _: NoBody| Some(Command::ConfirmOutage { outage }))
        .await
}
