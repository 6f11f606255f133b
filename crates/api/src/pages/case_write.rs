//! A case as an officer writes it: opened, or amended later.

use super::case_form::{add_rows, bounded, case_form, preset, to_body};
use super::form::{Errors, Form, MORE, Typed};
use super::post::{FormPage, Kept, OVERTAKEN, Outcome, Posted};
use super::see_other;
use super::visitor::Visitor;
use super::words::filled;
use crate::dto::case::CaseBody;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use engine::case::{Case, CaseState, Conditions};
use engine::command::{Command, CommandKind};
use engine::id::{CaseId, UserId};
use engine::refusal::Refusal;
use uuid::Uuid;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(open).service(show_amended).service(amend);
}

/// The empty form.
#[get("/cases/new")]
async fn show(visitor: Visitor) -> Result<HttpResponse, Problem> {
    if !visitor.may(CommandKind::OpenCase) {
        return Err(Refusal::Forbidden.into());
    }
    let mut typed = Typed::default();
    if let Some(person) = visitor.actor.person() {
        typed.set("/officer", person.to_string());
    }
    typed.set("/conditions", Conditions::Unverified.code());
    preset(&mut typed);
    new_page(&visitor, &typed, &Errors::default(), StatusCode::OK).await
}

/// Opens the case.
#[post("/cases/new")]
async fn open(kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::OpenCase])?;
    bounded(&posted.typed)?;
    if let Some(longer) = longer(&posted) {
        return new_page(&posted.visitor, &longer, &Errors::default(), StatusCode::OK).await;
    }
    let store = posted.visitor.state.store.clone();
    let fresh = move || store.fresh_id().into();
    let outcome = posted
        .run(&to_body(&posted.typed), |reader, body: CaseBody| {
            Some(Command::OpenCase { content: Box::new(body.parse(reader, &fresh)?) })
        })
        .await?;
    match outcome {
        Outcome::Done(done) => Ok(see_other(&format!("/cases/{}?done=case-open", done.subject))),
        Outcome::Wrong(status, errors) => {
            new_page(&posted.visitor, &posted.typed, &errors, status).await
        }
    }
}

/// What was typed with more rows, if that is what was asked for.
fn longer(posted: &Posted) -> Option<Typed> {
    let list = posted.typed.get(MORE);
    (!list.is_empty()).then(|| {
        let mut typed = posted.typed.clone();
        add_rows(&mut typed, list);
        typed
    })
}

async fn new_page(
    visitor: &Visitor,
    typed: &Typed,
    errors: &Errors,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let leaders = leaders(visitor).await?;
    let way = ("/cases/new".to_owned(), "case-new-submit");
    let form = case_form(visitor, way, typed, errors, &leaders);
    FormPage::new(visitor, "case-new", "/cases".to_owned(), form, errors).respond(status)
}

/// Who may lead a case, by name.
async fn leaders(visitor: &Visitor) -> Result<Vec<(UserId, String)>, Problem> {
    let leaders = visitor.find(|find, actor| {
        let mut leaders = find.case_leaders(actor)?;
        leaders.sort_by(|(_, a), (_, b)| a.cmp(b));
        Ok(leaders)
    });
    leaders.await
}

/// The form with what stands in it.
#[get("/cases/{id}/edit")]
async fn show_amended(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    if !visitor.may(CommandKind::AmendCase) {
        return Err(Refusal::Forbidden.into());
    }
    let case = case(&visitor, path.into_inner().into()).await?;
    if case.state == CaseState::Closed {
        return Err(Refusal::CaseClosed.into());
    }
    let content = serde_json::to_value(&case.content).unwrap_or_default();
    let mut typed = Typed::of_body(&content);
    preset(&mut typed);
    let version = Some(case.version);
    amend_page(&visitor, &case, (&typed, version), &Errors::default(), StatusCode::OK).await
}

async fn case(visitor: &Visitor, id: CaseId) -> Result<Case, Problem> {
    visitor.find(move |find, actor| find.case(actor, id)).await
}

/// Amends the case.
#[post("/cases/{id}/edit")]
async fn amend(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::AmendCase])?;
    bounded(&posted.typed)?;
    let id: CaseId = path.into_inner().into();
    let visitor = &posted.visitor;
    if let Some(longer) = longer(&posted) {
        let shown = (&longer, posted.version());
        let case = case(visitor, id).await?;
        return amend_page(visitor, &case, shown, &Errors::default(), StatusCode::OK).await;
    }
    let store = visitor.state.store.clone();
    let fresh = move || store.fresh_id().into();
    let outcome = posted
        .run(&to_body(&posted.typed), |reader, body: CaseBody| {
            let content = Box::new(body.parse(reader, &fresh)?);
            Some(Command::AmendCase { case: id, content })
        })
        .await?;
    let (status, errors) = match outcome {
        Outcome::Done(_) => return Ok(see_other(&format!("/cases/{id}?done=case-amend"))),
        // What another wrote is not written over unseen: the form stays one for
        // the version it was first shown for.
        Outcome::Wrong(OVERTAKEN, _) => (OVERTAKEN, Errors::said(visitor.t("case-overtaken"))),
        Outcome::Wrong(status, errors) => (status, errors),
    };
    let shown = (&posted.typed, posted.version());
    amend_page(visitor, &case(visitor, id).await?, shown, &errors, status).await
}

async fn amend_page(
    visitor: &Visitor,
    case: &Case,
    (typed, version): (&Typed, Option<i32>),
    errors: &Errors,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    // Another leads it by a hand-over, which takes the seals along.
    let mut leaders = leaders(visitor).await?;
    leaders.retain(|(leader, _)| *leader == case.content.officer);
    let back = format!("/cases/{}", case.id);
    let way = (format!("{back}/edit"), "case-amend-submit");
    let form = case_form(visitor, way, typed, errors, &leaders);
    let mut page = FormPage::new(visitor, "case-amend", back, Form { version, ..form }, errors);
    page.lead = filled(visitor.lang, "case-amend-lead", "number", &case.content.number);
    page.respond(status)
}
