//! What becomes of a case: who leads it, and whether it rests.

use super::articles;
use super::form::{Choice, Errors, Typed};
use super::inquiry::Named;
use super::parts::Row;
use super::post::{Kept, Outcome, Posted, Small, again};
use super::visitor::Visitor;
use super::words::word;
use crate::dto::case_life::{HandOverBody, PauseBody, ResumptionBody};
use crate::dto::common::ReasonBody;
use crate::dto::reader::Reader;
use crate::problem::Problem;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, post};
use engine::case::{Case, CaseState};
use engine::command::{Command, CommandKind};
use engine::id::{CaseId, UserId};
use engine::pause::Pause;
use engine::time::Zone;
use locale::{Arg, date, text};
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// Who may lead cases, by name.
type Leaders = [(UserId, String)];

/// Registers what the forms send.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(hand_over).service(rest).service(go_on).service(give_back);
}

/// The forms that this person may send now. `leaders` may lead the case.
pub(super) fn forms(visitor: &Visitor, case: &Case, leaders: &Leaders) -> Vec<Named> {
    let mut forms = Vec::new();
    let mut add = |kind, small: Small| {
        if visitor.may(kind) {
            let small = Small { version: Some(case.version), ..small };
            let title = visitor.t(small.title);
            forms.push(Named { title, form: small.shown(visitor, &Errors::default()) });
        }
    };
    add(CommandKind::HandOver, handing_over(visitor, case.id, case.content.officer, leaders));
    if case.origin.is_some() && case.state == CaseState::Open {
        add(CommandKind::ReturnDelegation, returning(case.id));
    }
    match (&case.pause, case.state) {
        (_, CaseState::Closed) => {}
        (Some(_), CaseState::Open) => add(CommandKind::ResumeCase, resuming(case.id)),
        (None, CaseState::Open) => add(CommandKind::PauseCase, pausing(visitor, case.id)),
    }
    forms
}

/// How a case rests, as lines of its summary.
pub(super) fn rests(visitor: &Visitor, pause: &Pause) -> Vec<Row> {
    let row = |key: &str, value: String| Row::new(visitor.t(key), value);
    let content = &pause.content;
    let args = [
        ("number", Arg::from(&content.decision.number)),
        ("day", Arg::from(date(content.decision.day))),
    ];
    let mut rows = vec![
        row("pause-kind", word(visitor.lang, "pause-kind", pause.kind.code())),
        row("pause-decision", text(visitor.lang, "pause-decision-of", &args)),
        row("pause-ground", articles::pause_ground(visitor, &content.ground)),
        row("pause-from", date(content.from)),
    ];
    rows.extend(content.until.map(|until| row("pause-until", date(until))));
    rows.extend(content.note.clone().map(|note| row("pause-note", note)));
    let ground = visitor.rules.law.pause_ground(&content.ground);
    let interest = match (pause.stopped_interest, ground) {
        (true, _) => "pause-interest-stops",
        (false, Some(ground)) if ground.stops_interest => "pause-interest-none",
        (false, _) => "pause-interest-runs",
    };
    rows.push(row("pause-interest", visitor.t(interest)));
    rows
}

/// What is to be known of how it rests, beside the lines.
pub(super) fn said(visitor: &Visitor, pause: &Pause) -> Vec<String> {
    let barred = pause.bars.iter().map(|kind| word(visitor.lang, "instrument", kind.code()));
    let barred = barred.collect::<Vec<_>>().join(", ");
    let args = [("what", Arg::from(barred))];
    let mut said = vec![text(visitor.lang, "pause-bars", &args)];
    let today = Zone::HANOI.day_of(visitor.now());
    if let Some(until) = pause.content.until.filter(|until| *until < today) {
        said.push(text(visitor.lang, "pause-over", &[("day", Arg::from(date(until)))]));
    }
    said
}

/// Who may lead the case instead. Nobody is proposed: who takes a case himself does
/// not take its seals.
pub(super) fn others(visitor: &Visitor, from: UserId, leaders: &Leaders) -> Vec<Choice> {
    let others = leaders.iter().filter(|(leader, _)| *leader != from);
    let none = Choice::new("", visitor.t("choose"));
    let named = others.map(|(leader, name)| Choice::new(leader.to_string(), name));
    std::iter::once(none).chain(named).collect()
}

fn handing_over(visitor: &Visitor, id: CaseId, from: UserId, leaders: &Leaders) -> Small {
    let choices = others(visitor, from, leaders);
    Small::new("case-hand-over", format!("/cases/{id}/hand-over"), move |fields| {
        vec![
            fields.hidden("/from", &from.to_string()),
            fields.select("/to", "hand-over-to", choices.clone()),
            fields.area("/reason", "reason-field"),
        ]
    })
}

fn pausing(visitor: &Visitor, id: CaseId) -> Small {
    let mut grounds = vec![Choice::new("", visitor.t("choose"))];
    grounds.extend(articles::pause_choices(visitor));
    Small::new("case-pause", format!("/cases/{id}/pause"), move |fields| {
        vec![
            fields.select("/ground", "pause-ground", grounds.clone()),
            fields.line("/decision/number", "decision-number"),
            fields.day("/decision/day", "decision-day"),
            fields.day("/from", "pause-from"),
            fields.day("/until", "pause-until"),
            fields.area("/note", "pause-note"),
        ]
    })
}

fn returning(id: CaseId) -> Small {
    Small::new("delegation-return", format!("/cases/{id}/return"), |fields| {
        vec![fields.area("/reason", "reason-field")]
    })
}

fn resuming(id: CaseId) -> Small {
    Small::new("case-resume", format!("/cases/{id}/resumption"), |fields| {
        vec![
            fields.line("/decision/number", "decision-number"),
            fields.day("/decision/day", "decision-day"),
            fields.day("/from", "resume-from"),
            fields.area("/reason", "reason-field"),
        ]
    })
}

/// Hands the case over. Who did so may not see it any more.
#[post("/cases/{id}/hand-over")]
async fn hand_over(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::HandOver])?;
    let id: CaseId = path.into_inner().into();
    let found = posted.visitor.find(move |find, actor| {
        let case = find.case(actor, id)?;
        Ok((case.content.officer, find.case_leaders(actor)?))
    });
    let (officer, leaders) = found.await?;
    let small = handing_over(&posted.visitor, id, officer, &leaders);
    act(posted, id, small, |reader, body: HandOverBody| body.parse(id, reader)).await
}

/// Records that it rests.
#[post("/cases/{id}/pause")]
async fn rest(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::PauseCase])?;
    let id: CaseId = path.into_inner().into();
    let small = pausing(&posted.visitor, id);
    act(posted, id, small, |reader, body: PauseBody| body.parse(id, reader)).await
}

/// Ends the delegation that the case came by.
#[post("/cases/{id}/return")]
async fn give_back(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ReturnDelegation])?;
    let id: CaseId = path.into_inner().into();
    let found = posted.visitor.find(move |find, actor| find.case(actor, id));
    let origin = found.await?.origin;
    act(posted, id, returning(id), |_, body: ReasonBody| {
        Some(Command::ReturnDelegation { case: id, origin, reason: body.reason })
    })
    .await
}

/// Records that it goes on.
#[post("/cases/{id}/resumption")]
async fn go_on(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ResumeCase])?;
    let id: CaseId = path.into_inner().into();
    act(posted, id, resuming(id), |reader, body: ResumptionBody| body.parse(id, reader)).await
}

/// Carries out one act and shows the case again. Blank fields that may be left out
/// are left out.
async fn act<B: DeserializeOwned>(
    posted: Posted,
    id: CaseId,
    small: Small,
    parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
) -> Result<HttpResponse, Problem> {
    let mut typed: Typed = posted.typed.clone();
    for field in ["/until", "/note"] {
        if typed.get(field).is_empty() {
            typed.remove(field);
        }
    }
    let back = format!("/cases/{id}");
    match posted.run(&typed, parse).await? {
        Outcome::Done(_) => Ok(posted.onward(&format!("{back}?done={}", small.title))),
        Outcome::Wrong(status, errors) => again(&posted, status, &errors, back, small),
    }
}
