//! Handing the cases of somebody over: who leads how many, and all or some of them to
//! another in one step.

use super::dues::DuesPage;
use super::form::{Body, Choice, Errors};
use super::page;
use super::parts::{Cell, Table};
use super::post::{FormPage, Kept, Posted, Small};
use super::visitor::Visitor;
use crate::dto::case_life::HandOversBody;
use crate::http::{Sender, hand_over};
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use engine::case::CaseState;
use engine::command::CommandKind;
use engine::id::UserId;
use engine::refusal::Refusal;
use locale::{Arg, text};
use store::read::{CaseFilter, CaseLine, Caseload, MAX_ROWS, Page};
use uuid::Uuid;

const HERE: &str = "/hand-over";

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(show).service(send);
}

/// Who leads how many cases here.
#[get("/hand-over")]
async fn list(visitor: Visitor) -> Result<HttpResponse, Problem> {
    if !visitor.may(CommandKind::HandOver) {
        return Err(Refusal::Forbidden.into());
    }
    let loads = visitor.find(|find, actor| find.caseloads(actor)).await?;
    let heads = ["case-officer", "load-open", "load-closed", "load-demands", "load-overdue"];
    let shown = DuesPage {
        frame: visitor.frame(visitor.t("hand-over-title")),
        tabs: Vec::new(),
        parts: Vec::new(),
        empty: visitor.t("hand-over-empty"),
        table: Table {
            title: visitor.t("hand-over-title"),
            heads: heads.iter().map(|key| visitor.t(key)).collect(),
            rows: loads.iter().map(|load| line(&visitor, load)).collect(),
        },
        next: None,
        forms: Vec::new(),
    };
    page(StatusCode::OK, &shown)
}

fn line(visitor: &Visitor, load: &Caseload) -> Vec<Cell> {
    let mut counts: Vec<Cell> = [load.open, load.closed, load.demands, load.overdue]
        .iter()
        .map(|count| count.to_string().into())
        .collect();
    counts.insert(0, Cell::to(called(visitor, load), format!("{HERE}/{}", load.officer)));
    counts
}

/// What somebody is called, and that he leads none here any more.
fn called(visitor: &Visitor, load: &Caseload) -> String {
    let name = load.name.clone().unwrap_or_else(|| load.officer.to_string());
    if load.leads { name } else { format!("{name} · {}", visitor.t("load-gone")) }
}

/// What the form is made of.
struct Seen {
    load: Caseload,
    leaders: Vec<(UserId, String)>,
    cases: Vec<CaseLine>,
}

async fn seen(visitor: &Visitor, officer: UserId) -> Result<Seen, Problem> {
    if !visitor.may(CommandKind::HandOver) {
        return Err(Refusal::Forbidden.into());
    }
    let found = visitor.find(move |find, actor| {
        let loads = find.caseloads(actor)?;
        let load = loads.into_iter().find(|load| load.officer == officer);
        let filter = CaseFilter {
            officer: Some(officer),
            state: Some(CaseState::Open),
            ..CaseFilter::default()
        };
        let cases = find.cases(actor, &filter, Page::new(None, MAX_ROWS))?.rows;
        Ok((load, find.case_leaders(actor)?, cases))
    });
    let (load, leaders, cases) = found.await?;
    let load = load.ok_or(Refusal::NotFound)?;
    Ok(Seen { load, leaders, cases })
}

/// The form.
#[get("/hand-over/{officer}")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let seen = seen(&visitor, path.into_inner().into()).await?;
    form_page(&visitor, &seen, StatusCode::OK, (&handing(&seen), &Errors::default()))
}

/// Fields of the form, untouched.
fn handing(seen: &Seen) -> impl Fn() -> Small + use<> {
    let officer = seen.load.officer;
    let others = seen.leaders.iter().filter(|(leader, _)| *leader != officer);
    let to: Vec<Choice> =
        others.map(|(leader, name)| Choice::new(leader.to_string(), name)).collect();
    let cases = seen.cases.iter().map(|case| {
        let label = format!("{} · {}", case.number, case.debtors.join("; "));
        Choice::new(case.id.to_string(), label)
    });
    let cases: Vec<Choice> = cases.collect();
    move || {
        let (to, cases) = (to.clone(), cases.clone());
        Small::new("hand-over", format!("{HERE}/{officer}"), move |fields| {
            let mut controls = vec![
                fields.hidden("/from", &officer.to_string()),
                fields.select("/to", "hand-over-to", to.clone()),
                fields.area("/reason", "reason-field"),
                fields.radios("_which", "hand-over-which", fields.words("which", &["all", "some"])),
            ];
            if !cases.is_empty() {
                controls.push(fields.checks("/cases/-", "hand-over-cases", cases.clone()));
            }
            controls
        })
    }
}

fn form_page(
    visitor: &Visitor,
    seen: &Seen,
    status: StatusCode,
    (small, errors): (&dyn Fn() -> Small, &Errors),
) -> Result<HttpResponse, Problem> {
    let form = small().shown(visitor, errors);
    let mut shown = FormPage::new(visitor, "hand-over-title", HERE.to_owned(), form, errors);
    let Caseload { open, closed, demands, overdue, .. } = seen.load;
    let args = [
        ("name", Arg::from(called(visitor, &seen.load))),
        ("open", Arg::Count(open)),
        ("closed", Arg::Count(closed)),
        ("demands", Arg::Count(demands)),
        ("overdue", Arg::Count(overdue)),
    ];
    shown.lead = text(visitor.lang, "hand-over-lead", &args);
    shown.respond(status)
}

/// Hands them over; what could not be is told.
#[post("/hand-over/{officer}")]
async fn send(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::HandOver])?;
    let officer: UserId = path.into_inner().into();
    match carried_out(&posted).await {
        Ok(()) => Ok(posted.onward(&format!("{HERE}?done=hand-over"))),
        Err((status, errors)) => {
            let visitor = &posted.visitor;
            let seen = seen(visitor, officer).await?;
            let (untouched, typed) = (handing(&seen), posted.typed.clone());
            let small = move || Small { typed: typed.clone(), ..untouched() };
            form_page(visitor, &seen, status, (&small, &errors))
        }
    }
}

async fn carried_out(posted: &Posted) -> Result<(), (StatusCode, Errors)> {
    let (visitor, wrong) = (&posted.visitor, StatusCode::UNPROCESSABLE_ENTITY);
    let mut typed = posted.typed.clone();
    match typed.get("_which") {
        "all" => typed.remove("/cases"),
        "some" if !typed.all("/cases/-").is_empty() => {}
        "some" => {
            let errors = Errors::of_field("/cases/-", visitor.t("hand-over-none"));
            return Err((wrong, errors));
        }
        _ => {
            let errors = Errors::of_field("_which", visitor.t("hand-over-which-missing"));
            return Err((wrong, errors));
        }
    }
    let wanted = posted.says(&typed, |reader, body: HandOversBody| body.parse(reader))?;
    let sender = Sender { state: &visitor.state, actor: visitor.actor, arrived: posted.arrived() };
    match hand_over(sender, wanted).await {
        Ok(told) if told.refused.is_empty() => Ok(()),
        Ok(told) => {
            let args = [
                ("done", Arg::Count(count(told.handed_over.len()))),
                ("left", Arg::Count(count(told.refused.len()))),
            ];
            Err((StatusCode::CONFLICT, Errors::said(text(visitor.lang, "hand-over-left", &args))))
        }
        Err(problem) => {
            Err((problem.status, Errors::of(visitor.lang, &problem, &Body::of(&typed))))
        }
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
