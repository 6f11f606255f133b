//! Answering: item by item, kept for a checker or, where one signature binds
//! the institution, sent at once.

use super::super::form::{Button, Errors, Fields, Form, MORE, Typed};
use super::super::post::{FormPage, Kept, OVERTAKEN, Outcome, Posted, form};
use super::super::see_other;
use super::super::visitor::Visitor;
use super::super::words::filled;
use super::drafted::{elsewhere, written};
use super::orders;
use super::rows::{Place, bounded, groups, most_rows, now};
use super::show::{Read, read};
use crate::dto::answer::AnswersBody;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use engine::command::{Command, CommandKind};
use engine::demand::Demand;
use engine::id::DemandId;
use engine::refusal::Refusal;
use uuid::Uuid;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(send);
}

/// Who answers: by way of a checker, or alone.
pub(super) const ANSWERING: [CommandKind; 2] = [CommandKind::SaveDraft, CommandKind::SubmitAnswer];

/// More rows than a demand may have items.
pub(super) const MOST: usize = 256;

/// The members that belong to each outcome.
const MEMBERS: [(&str, &[&str]); 8] = [
    ("found", &["findings", "part"]),
    ("none", &["scope", "tried", "as_of"]),
    ("ambiguous", &["hits", "needed"]),
    ("refused", &["ground", "reasons"]),
    ("frozen", &["accounts"]),
    ("paid", &["paid", "reference", "value_day"]),
    ("released", &["accounts"]),
    ("amended", &[]),
];

/// The form: what a draft says, or empty. A draft that the form would shorten is
/// shown as it is instead.
#[get("/demands/{id}/answer")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: DemandId = path.into_inner().into();
    let read = read(&visitor, id).await?;
    if !ANSWERING.iter().any(|kind| visitor.may(*kind)) {
        return Err(Refusal::Forbidden.into());
    }
    if elsewhere(&visitor, &read) {
        return Ok(see_other(&format!("/demands/{id}/draft")));
    }
    let form = answer_form(&visitor, &read, &written(&visitor, &read), &Errors::default());
    let form = Form { version: Some(read.view.demand.version), ..form };
    respond(&visitor, &read, form, &Errors::default(), StatusCode::OK)
}

fn respond(
    visitor: &Visitor,
    read: &Read,
    form: Form,
    errors: &Errors,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let id = read.view.demand.id;
    let mut page = FormPage::new(visitor, "answer-title", format!("/demands/{id}"), form, errors);
    page.lead = if elsewhere(visitor, read) {
        visitor.t("draft-elsewhere")
    } else {
        filled(visitor.lang, "answer-lead", "reference", &read.view.demand.reference)
    };
    page.respond(status)
}

/// The fields of every item still open.
pub(super) fn answer_form(visitor: &Visitor, read: &Read, typed: &Typed, errors: &Errors) -> Form {
    let fields = Fields { lang: visitor.lang, typed, errors, scope: "answer" };
    let demand = &read.view.demand;
    let shown = places(demand).flat_map(|place| groups(visitor, read, &fields, &place)).collect();
    let mut form = form(visitor, format!("/demands/{}/answer", demand.id), shown, "answer-keep");
    form.buttons = buttons(visitor, demand);
    form
}

/// Where the answers to what is still open stand in the form.
pub(super) fn places(demand: &Demand) -> impl Iterator<Item = Place<'_>> {
    let open = demand.items.iter().enumerate().filter(|(_, item)| item.state.is_open());
    open.map(|(row, item)| {
        let info = item.request.info();
        Place { item, info, base: format!("/answers/{row}"), corrects: false }
    })
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
async fn send(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&ANSWERING)?;
    let demand: DemandId = path.into_inner().into();
    let (visitor, typed) = (&posted.visitor, &posted.typed);
    (0..MOST).try_for_each(|row| bounded(visitor, typed, &format!("/answers/{row}")))?;
    if !posted.typed.get(MORE).is_empty() {
        return longer(posted, demand).await;
    }
    let sends = posted.typed.get("_do") == "send";
    let typed = to_body(&posted.typed);
    let settled = posted
        .run(&typed, |reader, body: AnswersBody| {
            let answers = body.parse(reader)?;
            Some(if sends {
                Command::SubmitAnswer { demand, answers }
            } else {
                Command::SaveDraft { demand, answers }
            })
        })
        .await?;
    match settled {
        Outcome::Done(_) if sends => Ok(see_other(&format!("/demands/{demand}?done=answer-send"))),
        Outcome::Done(_) => Ok(see_other(&format!("/demands/{demand}/draft?done=answer-keep"))),
        Outcome::Wrong(status, errors) => {
            let errors = match status {
                OVERTAKEN => Errors::said(posted.visitor.t("answer-overtaken")),
                _ => errors,
            };
            let read = read(&posted.visitor, demand).await?;
            let version = next(&posted, &read, status);
            let form = answer_form(&posted.visitor, &read, &posted.typed, &errors);
            respond(&posted.visitor, &read, Form { version, ..form }, &errors, status)
        }
    }
}

/// The form again with more rows: nothing is kept or sent.
async fn longer(posted: Posted, demand: DemandId) -> Result<HttpResponse, Problem> {
    let read = read(&posted.visitor, demand).await?;
    let (visitor, mut typed) = (&posted.visitor, posted.typed.clone());
    let wanted = places(&read.view.demand).find(|place| place.base == typed.get(MORE));
    if let Some(place) = wanted {
        place.add_rows(&mut typed, &now(visitor), most_rows(visitor));
    }
    let form = answer_form(visitor, &read, &typed, &Errors::default());
    let form = Form { version: posted.version(), ..form };
    respond(visitor, &read, form, &Errors::default(), StatusCode::OK)
}

/// The version a form shown again is for: the one it was first shown for.
/// Whoever was told that somebody was faster may send it all the same, unless
/// what stands now is more than the form can hold.
fn next(posted: &Posted, read: &Read, status: StatusCode) -> Option<i32> {
    let told = status == OVERTAKEN && !elsewhere(&posted.visitor, read);
    if told { Some(read.view.demand.version) } else { posted.version() }
}

/// Only what belongs to the outcome chosen for each item; an item left for
/// later says nothing.
pub(super) fn to_body(typed: &Typed) -> Typed {
    let mut body = typed.clone();
    for row in 0..MOST {
        let base = format!("/answers/{row}");
        if typed.get(&format!("{base}/item")).is_empty() {
            continue;
        }
        if typed.get(&format!("{base}/outcome")).is_empty() {
            body.remove(&base);
        }
        narrow(&mut body, &base);
    }
    // Nothing answered is an empty list, which the engine refuses by name.
    body.preset("/answers/0/outcome", "");
    body
}

/// Takes out the members of other outcomes than the one chosen.
pub(super) fn narrow(body: &mut Typed, base: &str) {
    let outcome = body.get(&format!("{base}/outcome")).to_owned();
    let own = MEMBERS.iter().find(|(one, _)| *one == outcome).map_or(&[][..], |(_, own)| *own);
    for member in MEMBERS.iter().flat_map(|(_, members)| *members) {
        if !own.contains(member) {
            body.remove(&format!("{base}/{member}"));
        }
    }
    match outcome.as_str() {
        "frozen" => orders::currencies(body, base),
        // Nothing was held: no account is an answer too.
        "released" => body.preset(&format!("{base}/accounts/0/number"), ""),
        _ => {}
    }
    if body.get(&format!("{base}/scope/kind")) != "branch" {
        body.remove(&format!("{base}/scope/branch"));
    }
}
