//! Correcting an accepted answer: a new version that names the old (I-5), by
//! another person than the two who made what stands.

use super::super::form::{Body, Button, Errors, Fields, Form, MORE, Typed};
use super::super::post::{FormPage, Kept, OVERTAKEN, Outcome, Posted, form};
use super::super::see_other;
use super::super::visitor::Visitor;
use super::super::words::filled;
use super::answer::narrow;
use super::drafted::{pair, trimmed};
use super::rows::{Place, bounded, groups, most_rows, now};
use super::show::{Read, read};
use crate::dto::answer::CorrectionBody;
use crate::dto::reader::read as parsed;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use engine::answer::Answer;
use engine::command::{Command, CommandKind};
use engine::demand::{Item, ItemState};
use engine::id::{DemandId, FileId, ItemId};
use engine::order::OrderRequest;
use engine::refusal::Refusal;
use serde_json::Value;
use uuid::Uuid;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(send);
}

/// How a person stands to correcting an answer here.
pub(super) enum Correcting {
    /// It is not for him, or there is nothing to correct.
    No,
    /// It says more than the form can show.
    Elsewhere,
    /// By the form of this path.
    Here(String),
}

/// Whether this person may correct what stands of an item, and where.
pub(super) fn correcting(visitor: &Visitor, read: &Read, item: &Item) -> Correcting {
    let demand = &read.view.demand;
    let institution = visitor.rules.directory.institution(demand.institution);
    let single = institution.is_some_and(|one| one.single_signatory);
    let ended = matches!(item.state, ItemState::Answered | ItemState::Refused);
    let (Some(answer), Some(last)) = (standing(read, item), &item.last) else {
        return Correcting::No;
    };
    // Four eyes saw what stands; one of the two alone does not undo it.
    let own = visitor.actor.person().is_some_and(|person| last.is_of(person));
    if !ended || (own && !single) || !visitor.may(CommandKind::CorrectAnswer) {
        return Correcting::No;
    }
    match place(item) {
        Some(place) if !is_lossy(visitor, read, &place, answer) => {
            Correcting::Here(path(demand.id, item.id))
        }
        _ => Correcting::Elsewhere,
    }
}

fn path(demand: DemandId, item: ItemId) -> String {
    format!("/demands/{demand}/items/{item}/correction")
}

/// The answer that stands.
fn standing<'a>(read: &'a Read, item: &Item) -> Option<&'a Answer> {
    let last = item.last.as_ref()?;
    read.secret.as_ref()?.answers.iter().find(|answer| answer.id == last.id)
}

/// Where the fields stand; nowhere where what was done is not stated anew.
fn place(item: &Item) -> Option<Place<'_>> {
    let info = item.request.info();
    let order = item.request.order();
    let restated = order.is_none_or(|order| {
        matches!(order, OrderRequest::Freeze { .. } | OrderRequest::Deduct { .. })
    });
    restated.then(|| Place { item, info, base: String::new(), corrects: true })
}

/// What the form shows first: what stands.
fn written(visitor: &Visitor, place: &Place<'_>, answer: &Answer) -> Typed {
    let mut said = serde_json::to_value(&answer.body).unwrap_or_default();
    if let Some(tried) = said.get_mut("tried").and_then(Value::as_array_mut) {
        tried.iter_mut().for_each(pair);
    }
    let mut typed = Typed::of_body(&said);
    typed.remove("/part");
    place.preset(&mut typed, &now(visitor), most_rows(visitor));
    typed.set("/replaces", answer.id.to_string());
    for file in files_of(answer) {
        typed.add("/files/-", &file.to_string());
    }
    typed
}

/// The files that stay with an answer while it is corrected: scans of a paper are its
/// own.
fn files_of(answer: &Answer) -> Vec<FileId> {
    let own = answer.files.iter().filter(|_| answer.paper.is_none());
    own.map(|file| file.id).collect()
}

/// Whether the form, sent untouched, would not say the same again.
fn is_lossy(visitor: &Visitor, read: &Read, place: &Place<'_>, answer: &Answer) -> bool {
    let typed = written(visitor, place, answer);
    let form = correction_form(visitor, read, place, &typed, &Errors::default());
    let body = Body::of(&to_body(&form.untouched()));
    let body = serde_json::from_value::<CorrectionBody>(body.value).ok();
    let demand = read.view.demand.id;
    let sent = body.and_then(|body| parsed(|reader| body.parse(demand, reader)).ok());
    let Some(Command::CorrectAnswer { body, files, .. }) = sent else {
        return true;
    };
    let told = |outcome| serde_json::to_value(outcome).ok().map(trimmed);
    told(&*body) != told(&answer.body) || files != files_of(answer)
}

fn to_body(typed: &Typed) -> Typed {
    let mut body = typed.clone();
    narrow(&mut body, "");
    body
}

fn correction_form(
    visitor: &Visitor,
    read: &Read,
    place: &Place<'_>,
    typed: &Typed,
    errors: &Errors,
) -> Form {
    let fields = Fields { lang: visitor.lang, typed, errors, scope: "correction" };
    let mut shown = groups(visitor, read, &fields, place);
    if let Some(first) = shown.first_mut() {
        first.controls.push(fields.hidden("/replaces", typed.get("/replaces")));
    }
    let action = path(read.view.demand.id, place.item.id);
    let mut form = form(visitor, action, shown, "correction-send");
    form.buttons = vec![Button::plain(visitor.t("correction-send"))];
    form
}

/// The item of a demand.
fn item_of(read: &Read, id: ItemId) -> Result<&Item, Refusal> {
    read.view.demand.item(id).ok_or(Refusal::NotFound)
}

/// The form, with what stands in it.
#[get("/demands/{id}/items/{item}/correction")]
async fn show(visitor: Visitor, path: Path<(Uuid, Uuid)>) -> Result<HttpResponse, Problem> {
    let (id, item) = path.into_inner();
    let (id, item): (DemandId, ItemId) = (id.into(), item.into());
    let read = read(&visitor, id).await?;
    let item = item_of(&read, item)?;
    match correcting(&visitor, &read, item) {
        Correcting::No => Err(Refusal::Forbidden.into()),
        Correcting::Elsewhere => Ok(see_other(&format!("/demands/{id}"))),
        Correcting::Here(_) => {
            let answer = standing(&read, item).ok_or(Refusal::NotFound)?;
            let place = place(item).ok_or(Refusal::NotFound)?;
            let typed = written(&visitor, &place, answer);
            let errors = Errors::default();
            let form = correction_form(&visitor, &read, &place, &typed, &errors);
            let form = Form { version: Some(read.view.demand.version), ..form };
            respond(&visitor, &read, form, &errors, StatusCode::OK)
        }
    }
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
    let mut page = FormPage::new(visitor, "correction-title", back, form, errors);
    page.lead = filled(visitor.lang, "correction-lead", "reference", &demand.reference);
    page.respond(status)
}

/// Corrects the answer.
#[post("/demands/{id}/items/{item}/correction")]
async fn send(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::CorrectAnswer])?;
    let (demand, item) = path.into_inner();
    let (demand, item): (DemandId, ItemId) = (demand.into(), item.into());
    bounded(&posted.visitor, &posted.typed, "")?;
    if !posted.typed.get(MORE).is_empty() {
        return again(&posted, (demand, item), &Errors::default(), StatusCode::OK).await;
    }
    // The form's own address says which item it is.
    let mut typed = to_body(&posted.typed);
    typed.set("/item", item.to_string());
    let outcome =
        posted.run(&typed, |reader, body: CorrectionBody| body.parse(demand, reader)).await?;
    match outcome {
        Outcome::Done(_) => Ok(see_other(&format!("/demands/{demand}?done=correction"))),
        Outcome::Wrong(status, errors) => again(&posted, (demand, item), &errors, status).await,
    }
}

/// The form again, with what was typed; longer if that was asked for.
async fn again(
    posted: &Posted,
    (demand, item): (DemandId, ItemId),
    errors: &Errors,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let visitor = &posted.visitor;
    let read = read(visitor, demand).await?;
    let place = place(item_of(&read, item)?).ok_or(Refusal::NotFound)?;
    let mut typed = posted.typed.clone();
    if !typed.get(MORE).is_empty() {
        place.add_rows(&mut typed, &now(visitor), most_rows(visitor));
    }
    let said;
    let mut version = posted.version();
    let errors = if status == OVERTAKEN {
        // Told, he may send it all the same, should his answer still stand.
        version = Some(read.view.demand.version);
        said = Errors::said(visitor.t("correction-overtaken"));
        &said
    } else {
        errors
    };
    let form = correction_form(visitor, &read, &place, &typed, errors);
    respond(visitor, &read, Form { version, ..form }, errors, status)
}
