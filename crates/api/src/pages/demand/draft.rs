//! A draft answer, as the checker reads it: its hash is what is released.

use super::super::form::{Errors, Form};
use super::super::frame::Frame;
use super::super::inquiry::Named;
use super::super::page;
use super::super::post::{Kept, Posted, Small};
use super::super::visitor::Visitor;
use super::super::words::filled;
use super::answer::ANSWERING;
use super::drafted::elsewhere;
use super::files::{self, Waits};
use super::reread::{Answered, agreed, agreeing, answered, returned, returning};
use super::show::{Read, read};
use crate::dto::common::ReasonBody;
use crate::dto::inquiry::HashBody;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use askama::Template;
use engine::command::{Command, CommandKind};
use engine::demand::Draft;
use engine::id::DemandId;
use engine::instrument::ContentHash;
use engine::refusal::Refusal;
use locale::date_time;
use uuid::Uuid;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(submit).service(send_back);
}

/// Key of the act, its title and what is said once it is done.
const SUBMIT: &str = "draft-submit";

#[derive(Template)]
#[template(path = "draft.html")]
struct DraftPage {
    frame: Frame,
    back: String,
    at: String,
    hash: String,
    mine: bool,
    returned: Option<String>,
    answers: Vec<Answered>,
    forms: Vec<Named>,
    edit: Option<String>,
    /// The form would lose some of it.
    elsewhere: bool,
}

/// The draft.
#[get("/demands/{id}/draft")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: DemandId = path.into_inner().into();
    let read = read(&visitor, id).await?;
    let draft = read.draft().ok_or(Refusal::NotFound)?;
    let demand = &read.view.demand;
    let edits = visitor.may(CommandKind::SaveDraft) && demand.is_open();
    let elsewhere = elsewhere(&visitor, &read);
    let title = filled(visitor.lang, "draft-title", "reference", &demand.reference);
    let shown = DraftPage {
        frame: visitor.frame(title),
        back: format!("/demands/{id}"),
        at: date_time(draft.at),
        hash: draft.hash.to_string(),
        mine: visitor.actor.person() == Some(draft.by),
        returned: draft.returned.clone(),
        answers: answered(&visitor, demand, (&draft.answers, &draft.files)),
        forms: forms(&visitor, &read, draft),
        edit: (edits && !elsewhere).then(|| format!("/demands/{id}/answer")),
        elsewhere: elsewhere && demand.is_open() && ANSWERING.iter().any(|one| visitor.may(*one)),
    };
    page(StatusCode::OK, &shown)
}

fn forms(visitor: &Visitor, read: &Read, draft: &Draft) -> Vec<Named> {
    let demand = &read.view.demand;
    let institution = visitor.rules.directory.institution(demand.institution);
    let single = institution.is_some_and(|one| one.single_signatory);
    let own = visitor.actor.person() == Some(draft.by);
    let shown = |small: Small| -> Named {
        let title = visitor.t(small.title);
        let form: Form = small.shown(visitor, &Errors::default());
        Named { title, form }
    };
    let mut forms = Vec::new();
    if visitor.may(CommandKind::SubmitDraft) && (single || !own) {
        forms.push(shown(agreeing(
            SUBMIT,
            format!("/demands/{}/draft/submission", demand.id),
            draft.hash,
        )));
    }
    if visitor.may(CommandKind::ReturnDraft) && !own {
        forms.push(shown(sending_back(demand.id)));
    }
    forms.extend(files::forms(visitor, demand, &Waits::Draft(draft.clone())));
    forms
}

fn sending_back(id: DemandId) -> Small {
    returning("draft-return", format!("/demands/{id}/draft/return"))
}

/// Releases the draft that was read.
#[post("/demands/{id}/draft/submission")]
async fn submit(path: Path<Uuid>, posted: Posted) -> Result<HttpResponse, Problem> {
    let demand: DemandId = path.into_inner().into();
    let outcome = posted
        .run(&posted.typed, |reader, body: HashBody| {
            let hash: ContentHash = reader.field("hash", &body.hash)?;
            Some(Command::SubmitDraft { demand, hash })
        })
        .await?;
    agreed(&posted, outcome, (demand, format!("/demands/{demand}/draft")), SUBMIT)
}

/// Sends the draft back to its maker.
#[post("/demands/{id}/draft/return")]
async fn send_back(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ReturnDraft])?;
    let demand: DemandId = path.into_inner().into();
    let outcome = posted
        .run(&posted.typed, |_, body: ReasonBody| {
            Some(Command::ReturnDraft { demand, reason: body.reason })
        })
        .await?;
    let written = format!("/demands/{demand}/draft");
    returned(&posted, outcome, (demand, written), sending_back(demand))
}
