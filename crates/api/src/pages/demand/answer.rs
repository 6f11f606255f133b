//! Answering: item by item, kept for a checker or, where one signature binds
//! the institution, sent at once.

use super::super::form::{Button, Errors, Fields, Form, Typed};
use super::super::post::{FormPage, Outcome, Posted, form};
use super::super::see_other;
use super::super::visitor::Visitor;
use super::rows::{ROWS, groups};
use super::show::{Read, read};
use crate::dto::answer::AnswersBody;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use engine::command::{Command, CommandKind};
use engine::demand::{Demand, Draft, Item};
use engine::id::DemandId;
use engine::refusal::Refusal;
use engine::time::Zone;
use serde_json::{Map, Value};
use uuid::Uuid;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(send);
}

/// More rows than a demand may have items.
const MOST: usize = 256;

/// The members that belong to each outcome.
const MEMBERS: [(&str, &[&str]); 4] = [
    ("found", &["findings", "part"]),
    ("none", &["scope", "tried", "as_of"]),
    ("ambiguous", &["hits", "needed"]),
    ("refused", &["ground", "reasons"]),
];

/// The form: what a draft says, or empty.
#[get("/demands/{id}/answer")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: DemandId = path.into_inner().into();
    let read = read(&visitor, id).await?;
    if !visitor.may(CommandKind::SaveDraft) && !visitor.may(CommandKind::SubmitAnswer) {
        return Err(Refusal::Forbidden.into());
    }
    let demand = &read.view.demand;
    let mut typed = match read.draft() {
        Some(draft) => drafted(demand, draft),
        None => Typed::default(),
    };
    preset(&visitor, demand, &mut typed);
    respond(&visitor, &read, &typed, &Errors::default(), StatusCode::OK)
}

/// What a maker wrote, as typed into the form's rows.
fn drafted(demand: &Demand, draft: &Draft) -> Typed {
    let place = |item: &Item| draft.answers.iter().find(|one| one.item == item.id);
    let rows = demand.items.iter().enumerate().filter_map(|(row, item)| {
        let mut said = serde_json::to_value(place(item)?).ok()?;
        if let Some(tried) = said.get_mut("tried").and_then(Value::as_array_mut) {
            tried.iter_mut().for_each(pair);
        }
        Some((row.to_string(), said))
    });
    let rows: Map<String, Value> = rows.collect();
    Typed::of_body(&serde_json::json!({ "answers": rows }))
}

/// An identifier as a ticked value.
fn pair(tried: &mut Value) {
    let part = |name: &str| tried.get(name).and_then(Value::as_str).unwrap_or_default();
    *tried = format!("{}:{}", part("kind"), part("value")).into();
}

/// What is most often right: the books as of now, money in đồng, the whole
/// institution searched by everything known.
fn preset(visitor: &Visitor, demand: &Demand, typed: &mut Typed) {
    let now: String = Zone::HANOI.rfc3339(visitor.now()).chars().take(16).collect();
    for row in 0..demand.items.len() {
        let base = format!("/answers/{row}");
        typed.preset(&format!("{base}/as_of"), now.as_str());
        typed.preset(&format!("{base}/scope/kind"), "institution");
        for number in 0..ROWS {
            let at = format!("{base}/findings/rows/{number}");
            typed.preset(&format!("{at}/as_of"), now.as_str());
        }
    }
}

fn respond(
    visitor: &Visitor,
    read: &Read,
    typed: &Typed,
    errors: &Errors,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let id = read.view.demand.id;
    let form = answer_form(visitor, read, typed, errors);
    let mut page = FormPage::new(visitor, "answer-title", format!("/demands/{id}"), form, errors);
    page.lead = super::super::words::filled(
        visitor.lang,
        "answer-lead",
        "reference",
        &read.view.demand.reference,
    );
    page.respond(status)
}

fn answer_form(visitor: &Visitor, read: &Read, typed: &Typed, errors: &Errors) -> Form {
    let fields = Fields { lang: visitor.lang, typed, errors, scope: "answer" };
    let demand = &read.view.demand;
    let open = demand.items.iter().enumerate().filter(|(_, item)| item.state.is_open());
    let shown = open.flat_map(|(row, _)| groups(visitor, read, &fields, row)).collect();
    let mut form = form(visitor, format!("/demands/{}/answer", demand.id), shown, "answer-keep");
    form.buttons = buttons(visitor, demand);
    form
}

/// Who may keep a draft, and who may send at once.
fn buttons(visitor: &Visitor, demand: &Demand) -> Vec<Button> {
    let institution = visitor.rules.directory.institution(demand.institution);
    let single = institution.is_some_and(|one| one.single_signatory);
    let mut buttons = Vec::new();
    if visitor.may(CommandKind::SaveDraft) {
        let label = visitor.t("answer-keep");
        buttons.push(Button { label, adds: Some(("_do", "keep")), secondary: false });
    }
    if single && visitor.may(CommandKind::SubmitAnswer) {
        let (label, secondary) = (visitor.t("answer-send"), !buttons.is_empty());
        buttons.push(Button { label, adds: Some(("_do", "send")), secondary });
    }
    buttons
}

/// Keeps the answers as a draft, or sends them.
#[post("/demands/{id}/answer")]
async fn send(path: Path<Uuid>, posted: Posted) -> Result<HttpResponse, Problem> {
    let demand: DemandId = path.into_inner().into();
    let sends = posted.typed.get("_do") == "send";
    let typed = to_body(&posted.typed);
    let outcome = posted
        .run(&typed, |reader, body: AnswersBody| {
            let answers = body.parse(reader)?;
            Some(if sends {
                Command::SubmitAnswer { demand, answers }
            } else {
                Command::SaveDraft { demand, answers }
            })
        })
        .await?;
    match outcome {
        Outcome::Done(_) if sends => Ok(see_other(&format!("/demands/{demand}?done=answer-send"))),
        Outcome::Done(_) => Ok(see_other(&format!("/demands/{demand}/draft?done=answer-keep"))),
        Outcome::Wrong(status, errors) => {
            let read = read(&posted.visitor, demand).await?;
            respond(&posted.visitor, &read, &posted.typed, &errors, status)
        }
    }
}

/// Only what belongs to the outcome chosen for each item; an item left for
/// later says nothing.
fn to_body(typed: &Typed) -> Typed {
    let mut body = typed.clone();
    for row in 0..MOST {
        let base = format!("/answers/{row}");
        if typed.get(&format!("{base}/item")).is_empty() {
            continue;
        }
        let outcome = typed.get(&format!("{base}/outcome"));
        if outcome.is_empty() {
            body.remove(&base);
        }
        for (_, members) in MEMBERS.iter().filter(|(other, _)| *other != outcome) {
            members.iter().for_each(|member| body.remove(&format!("{base}/{member}")));
        }
        if typed.get(&format!("{base}/scope/kind")) != "branch" {
            body.remove(&format!("{base}/scope/branch"));
        }
    }
    // Nothing answered is an empty list, which the engine refuses by name.
    body.preset("/answers/0/outcome", "");
    body
}
