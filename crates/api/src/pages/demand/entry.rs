//! Answers that came on paper: the form of who enters one, and the page on which
//! another person reads it again beside the paper.

use super::super::form::{Errors, Fields, Form, Group, MORE, Typed};
use super::super::frame::Frame;
use super::super::inquiry::Named;
use super::super::page;
use super::super::parts::Row;
use super::super::post::{FormPage, Kept, OVERTAKEN, Outcome, Posted, Small, form};
use super::super::see_other;
use super::super::visitor::Visitor;
use super::super::words::{filled, word};
use super::answer::{MOST, places, to_body};
use super::drafted::{preset, rows};
use super::files::{self, Waits};
use super::reread::{Answered, agreed, agreeing, answered, returned, returning};
use super::rows::{bounded, groups, local, most_rows};
use super::show::{Read, read};
use crate::dto::common::ReasonBody;
use crate::dto::entry::EntryBody;
use crate::dto::inquiry::HashBody;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use askama::Template;
use engine::command::{Command, CommandKind};
use engine::demand::{Channel, Demand};
use engine::entry::Entry;
use engine::id::{CaseId, DemandId};
use engine::instrument::ContentHash;
use engine::refusal::Refusal;
use locale::date_time;
use store::read::{Purpose, ReadError};
use uuid::Uuid;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(new).service(enter).service(show).service(confirm).service(send_back);
}

/// Where an answer to a demand on paper is entered, if this person may and there is
/// something to answer.
pub(super) fn entering(visitor: &Visitor, demand: &Demand) -> Option<String> {
    let on_paper = demand.channel != Channel::Electronic;
    let may = on_paper && demand.is_open() && visitor.may(CommandKind::EnterPaper);
    may.then(|| format!("/demands/{}/entry/new", demand.id))
}

/// Key of the act, its title and what is said once it is done.
const CONFIRM: &str = "entry-confirm";

#[derive(Template)]
#[template(path = "entry.html")]
struct EntryPage {
    frame: Frame,
    back: String,
    rows: Vec<Row>,
    mine: bool,
    returned: Option<String>,
    answers: Vec<Answered>,
    forms: Vec<Named>,
    edit: Option<String>,
}

/// What stands entered, for those who read answers and for who entered it; the
/// reading is on record before it is shown (I-19).
pub(super) async fn standing(visitor: &Visitor, demand: &Demand) -> Result<Option<Entry>, Problem> {
    let (id, case): (DemandId, CaseId) = (demand.id, demand.case);
    visitor
        .find(move |find, actor| {
            let purpose = Purpose::new("case_work", case);
            let purpose = purpose.map_err(|_| ReadError::Refused(Refusal::NotFound))?;
            match find.paper_entry(actor, &purpose, id) {
                Ok(entry) => Ok(Some(entry)),
                // Nothing is entered, or he reads no answers: he begins anew.
                Err(ReadError::Refused(Refusal::NotFound | Refusal::Forbidden)) => Ok(None),
                Err(error) => Err(error),
            }
        })
        .await
}

/// The form: what was entered before, or empty.
#[get("/demands/{id}/entry/new")]
async fn new(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let read = read(&visitor, path.into_inner().into()).await?;
    let demand = &read.view.demand;
    entering(&visitor, demand).ok_or(Refusal::Forbidden)?;
    let entry = standing(&visitor, demand).await?;
    let typed = typed(&visitor, demand, entry.as_ref());
    let form = entry_form(&visitor, &read, &typed, &Errors::default());
    let form = Form { version: Some(demand.version), ..form };
    respond(&visitor, &read, form, &Errors::default(), StatusCode::OK)
}

fn typed(visitor: &Visitor, demand: &Demand, entry: Option<&Entry>) -> Typed {
    let mut typed = entry.map(|entry| rows(demand, &entry.answers)).unwrap_or_default();
    if let Some(Entry { paper, .. }) = entry {
        typed.set("/channel", paper.channel.code());
        typed.set("/given_at", local(paper.at));
        typed.set("/source", &*paper.source);
        typed.set("/proof", &*paper.proof);
    }
    // What a letter says it says of its own day, not of today.
    let given = typed.get("/given_at").to_owned();
    preset(visitor, demand, &given, &mut typed);
    typed
}

fn entry_form(visitor: &Visitor, read: &Read, typed: &Typed, errors: &Errors) -> Form {
    let fields = Fields { lang: visitor.lang, typed, errors, scope: "entry" };
    let demand = &read.view.demand;
    let paper = [Channel::Post, Channel::ByHand].map(Channel::code);
    let head = Group {
        legend: visitor.t("entry-paper"),
        hint: visitor.t("entry-hint"),
        folded: false,
        controls: vec![
            fields.radios("/channel", "entry-channel", fields.words("channel", &paper)),
            fields.time("/given_at", "entry-given"),
            fields.line("/source", "entry-source"),
            fields.line("/proof", "entry-proof"),
        ],
    };
    let answers = places(demand).flat_map(|place| groups(visitor, read, &fields, &place));
    let shown = std::iter::once(head).chain(answers).collect();
    form(visitor, format!("/demands/{}/entry/new", demand.id), shown, "entry-keep")
}

fn respond(
    visitor: &Visitor,
    read: &Read,
    form: Form,
    errors: &Errors,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let demand = &read.view.demand;
    let back = format!("/demands/{}", demand.id);
    let mut page = FormPage::new(visitor, "entry-new-title", back, form, errors);
    page.lead = filled(visitor.lang, "entry-lead", "reference", &demand.reference);
    page.respond(status)
}

/// Keeps what was entered for a second reader.
#[post("/demands/{id}/entry/new")]
async fn enter(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::EnterPaper])?;
    let demand: DemandId = path.into_inner().into();
    let (visitor, typed) = (&posted.visitor, &posted.typed);
    (0..MOST).try_for_each(|row| bounded(visitor, typed, &format!("/answers/{row}")))?;
    if !posted.typed.get(MORE).is_empty() {
        return longer(posted, demand).await;
    }
    let body = to_body(&posted.typed);
    let settled = posted.run(&body, |reader, body: EntryBody| body.parse(demand, reader)).await?;
    match settled {
        Outcome::Done(_) => Ok(see_other(&format!("/demands/{demand}?done=entry-keep"))),
        Outcome::Wrong(status, errors) => {
            let read = read(&posted.visitor, demand).await?;
            // Whoever was told that somebody was faster may send it all the same.
            let (errors, version) = match status {
                OVERTAKEN => {
                    let said = Errors::said(posted.visitor.t("answer-overtaken"));
                    (said, Some(read.view.demand.version))
                }
                _ => (errors, posted.version()),
            };
            let form = entry_form(&posted.visitor, &read, &posted.typed, &errors);
            respond(&posted.visitor, &read, Form { version, ..form }, &errors, status)
        }
    }
}

/// The form again with more rows: nothing is kept.
async fn longer(posted: Posted, demand: DemandId) -> Result<HttpResponse, Problem> {
    let read = read(&posted.visitor, demand).await?;
    let (visitor, mut typed) = (&posted.visitor, posted.typed.clone());
    let wanted = places(&read.view.demand).find(|place| place.base == typed.get(MORE));
    if let Some(place) = wanted {
        let given = typed.get("/given_at").to_owned();
        place.add_rows(&mut typed, &given, most_rows(visitor));
    }
    let form = entry_form(visitor, &read, &typed, &Errors::default());
    let form = Form { version: posted.version(), ..form };
    respond(visitor, &read, form, &Errors::default(), StatusCode::OK)
}

/// What was entered, for the second reader.
#[get("/demands/{id}/entry")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let read = read(&visitor, path.into_inner().into()).await?;
    let demand = &read.view.demand;
    let entry = standing(&visitor, demand).await?.ok_or(Refusal::NotFound)?;
    let mine = visitor.actor.person() == Some(entry.by);
    let title = filled(visitor.lang, "entry-title", "reference", &demand.reference);
    let shown = EntryPage {
        frame: visitor.frame(title),
        back: format!("/demands/{}", demand.id),
        rows: paper(&visitor, &entry),
        mine,
        returned: entry.returned.clone(),
        answers: answered(&visitor, demand, (&entry.answers, &entry.files)),
        forms: if mine {
            files::forms(&visitor, demand, &Waits::Entry(entry.clone()))
        } else {
            forms(&visitor, demand.id, &entry)
        },
        // The form holds no correction: it would be entered as another answer.
        edit: entering(&visitor, demand).filter(|_| entry.replaces.is_none()),
    };
    page(StatusCode::OK, &shown)
}

fn paper(visitor: &Visitor, entry: &Entry) -> Vec<Row> {
    let row = |key: &str, value: String| Row::new(visitor.t(key), value);
    let paper = &entry.paper;
    let corrects = entry.replaces.map(|id| row("entry-corrects", id.to_string()));
    let mut rows = vec![
        row("entry-channel", word(visitor.lang, "channel", paper.channel.code())),
        row("entry-given", date_time(paper.at)),
        row("entry-source", paper.source.clone()),
        row("entry-proof", paper.proof.clone()),
        row("entry-at", date_time(entry.at)),
        row("draft-hash", entry.hash.to_string()),
    ];
    rows.extend(corrects);
    rows
}

fn forms(visitor: &Visitor, demand: DemandId, entry: &Entry) -> Vec<Named> {
    let mut forms = Vec::new();
    let mut add = |kind: CommandKind, small: Small| {
        if visitor.may(kind) {
            let title = visitor.t(small.title);
            forms.push(Named { title, form: small.shown(visitor, &Errors::default()) });
        }
    };
    let to = format!("/demands/{demand}/entry/confirmation");
    add(CommandKind::ConfirmPaper, agreeing(CONFIRM, to, entry.hash));
    add(CommandKind::ReturnPaper, sending_back(demand));
    forms
}

fn sending_back(demand: DemandId) -> Small {
    returning("entry-return", format!("/demands/{demand}/entry/return"))
}

/// Confirms what was read.
#[post("/demands/{id}/entry/confirmation")]
async fn confirm(path: Path<Uuid>, posted: Posted) -> Result<HttpResponse, Problem> {
    let demand: DemandId = path.into_inner().into();
    let outcome = posted
        .run(&posted.typed, |reader, body: HashBody| {
            let hash: ContentHash = reader.field("hash", &body.hash)?;
            Some(Command::ConfirmPaper { demand, hash })
        })
        .await?;
    agreed(&posted, outcome, (demand, format!("/demands/{demand}/entry")), CONFIRM)
}

/// Sends it back to who entered it.
#[post("/demands/{id}/entry/return")]
async fn send_back(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ReturnPaper])?;
    let demand: DemandId = path.into_inner().into();
    let outcome = posted
        .run(&posted.typed, |_, body: ReasonBody| {
            Some(Command::ReturnPaper { demand, reason: body.reason })
        })
        .await?;
    let written = format!("/demands/{demand}/entry");
    returned(&posted, outcome, (demand, written), sending_back(demand))
}
