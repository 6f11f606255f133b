//! Hoãn, tạm đình chỉ, tiếp tục: a case rests and goes on, each by a decision.

use super::check::{self, TEXT};
use super::money::books::{Books, Owed};
use super::money::obligation;
use super::{Decision, done, expect_version, permit};
use crate::case::{Case, CaseState};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::event::{Event, Root};
use crate::facts::Facts;
use crate::ledger::{DutyKind, DutyState};
use crate::order::Numbered;
use crate::pause::{Pause, PauseContent};
use crate::policy::Belongs;
use crate::refusal::Refusal;
use crate::time::{Day, Zone};

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    let (Command::PauseCase { case, .. } | Command::ResumeCase { case, .. }) = &envelope.command
    else {
        return Err(Refusal::NotFound);
    };
    let case = facts.cases.get(*case).ok_or(Refusal::NotFound)?;
    permit(envelope, &Belongs::to_case(&case.gate()), cx)?;
    expect_version(envelope, case.version)?;
    if case.state == CaseState::Closed {
        return Err(Refusal::CaseClosed);
    }
    let (event, books) = match &envelope.command {
        Command::PauseCase { content, .. } => pause(facts, cx, case, content)?,
        Command::ResumeCase { decision, from, reason, .. } => {
            resume(facts, cx, case, (decision, *from, reason))?
        }
        _ => return Err(Refusal::NotFound),
    };
    let mut events = vec![(Root::Case(case.id), event)];
    events.extend(books.into_iter().flat_map(Books::into_events));
    Ok(Decision { events, reply: done(envelope, case.id.0, case.version + 1) })
}

type Came = (Event, Option<Books>);

/// What is frozen stays so and what is out is not called back. The limit to coerce
/// does not run while nothing may be coerced: it is no longer owed, and owed anew when
/// the case goes on.
fn pause(
    facts: &Facts,
    cx: &Context<'_>,
    case: &Case,
    content: &PauseContent,
) -> Result<Came, Refusal> {
    if case.pause.is_some() {
        return Err(Refusal::CasePaused);
    }
    let unknown = || Refusal::GroundUnknown { pointer: "/ground".to_owned() };
    let ground = cx.rules.law.pause_ground(&content.ground).ok_or_else(unknown)?;
    check::decision(&content.decision, cx)?;
    let from = day(content.from, content.from < content.decision.day, "/from")?;
    if content.until.is_some_and(|until| until < from) {
        return Err(Refusal::DayInvalid { pointer: "/until".to_owned() });
    }
    check::optional(content.note.as_deref(), "/note", TEXT)?;
    let mut books = Books::standing(facts, cx, case.id);
    let mut stopped_interest = false;
    if let Some(books) = &mut books {
        let runs = |one: &crate::ledger::Interest| !one.is_suspended();
        let runs =
            books.ledger.closed.is_none() && books.ledger.interest.as_ref().is_some_and(runs);
        if ground.stops_interest && runs {
            obligation::suspend(books, from, &content.decision.number)?;
            stopped_interest = true;
        }
        let coerce = books.ledger.open_duties(DutyKind::Coerce);
        // What is late by now stays late.
        let running = coerce.filter(|duty| duty.due.is_none_or(|due| cx.now < due));
        let void: Vec<_> = running.map(|duty| duty.id).collect();
        for duty in void {
            books.end(duty, DutyState::Void);
        }
    }
    let pause = Pause {
        kind: ground.kind,
        content: content.clone(),
        bars: ground.bars.clone(),
        stopped_interest,
        at: cx.now,
    };
    Ok((Event::CasePaused { pause: Box::new(pause) }, books))
}

fn resume(
    facts: &Facts,
    cx: &mut Context<'_>,
    case: &Case,
    (decision, from, reason): (&Numbered, Day, &str),
) -> Result<Came, Refusal> {
    let pause = case.pause.as_ref().ok_or(Refusal::CaseNotPaused)?;
    check::decision(decision, cx)?;
    let early = from <= pause.content.from || from > Zone::HANOI.day_of(cx.now);
    let from = day(from, early, "/from")?;
    check::text(reason, "/reason", TEXT)?;
    let mut books = Books::standing(facts, cx, case.id);
    if let Some(books) = &mut books {
        let rests = |one: &crate::ledger::Interest| one.is_suspended();
        let rests = books.ledger.interest.as_ref().is_some_and(rests);
        if pause.stopped_interest && rests && books.ledger.closed.is_none() {
            obligation::resume(books, from.plus_days(-1))?;
        }
        owe_again(books, cx, pause, from);
    }
    let (decision, reason) = (decision.clone(), reason.to_owned());
    Ok((Event::CaseResumed { decision, from, reason }, books))
}

/// The limit to coerce runs anew from the day on which the case goes on, for every
/// freeze for which it ran when it was stopped.
fn owe_again(books: &mut Books, cx: &mut Context<'_>, pause: &Pause, from: Day) {
    let stopped = |duty: &&crate::ledger::Duty| {
        duty.kind == DutyKind::Coerce
            && duty.state == DutyState::Void
            && duty.ended_at == Some(pause.at)
    };
    let stopped: Vec<_> = books.ledger.duties.iter().filter(stopped).cloned().collect();
    for duty in stopped {
        let live = duty.about.is_none_or(|about| {
            books.ledger.freezes.iter().any(|one| one.instrument == about && one.is_live())
        });
        let rule = cx.rules.law.rule(&duty.rule, duty.start).map(|rule| rule.starts);
        if let Some(event) = rule.filter(|_| live) {
            let start = Zone::HANOI.start_of(from);
            let (kind, about, amount) = (duty.kind, duty.about, duty.amount);
            books.owe(cx, &Owed { kind, about, event, start, amount });
        }
    }
}

fn day(day: Day, wrong: bool, pointer: &str) -> Result<Day, Refusal> {
    if wrong { Err(Refusal::DayInvalid { pointer: pointer.to_owned() }) } else { Ok(day) }
}
