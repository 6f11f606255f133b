//! The law an officer chose for a freeze, and the notice from which the voluntary
//! period runs.

use super::Moved;
use super::books::{Books, Owed};
use super::duty::is_live;
use crate::command::Envelope;
use crate::context::Context;
use crate::decide::check::{self, LINE, TEXT};
use crate::decide::order::decided_on;
use crate::facts::Facts;
use crate::id::{DutyId, InstrumentId};
use crate::instrument::Instrument;
use crate::law;
use crate::ledger::{
    DecisionNotice, Duty, DutyKind, DutyState, Freeze, LawChoice, Ledger, MoneyEvent,
};
use crate::refusal::Refusal;
use crate::time::{Instant, Zone};

/// What is said last counts: an earlier notice may turn out not to be valid.
pub(super) fn notified(
    books: &mut Books,
    cx: &Context<'_>,
    notice: &DecisionNotice,
) -> Result<Moved, Refusal> {
    if notice.at > cx.now {
        return Err(Refusal::FutureInstant { pointer: "/at".to_owned() });
    }
    check::text(&notice.proof, "/proof", TEXT)?;
    if books.ledger.notified.as_ref() != Some(notice) {
        books.note(MoneyEvent::DecisionNotified { notice: notice.clone() });
    }
    Ok(Moved::default())
}

/// Judges the officer's own limits on a freeze by another law than that of its
/// day (Law 106/2025 art. 116 leaves open which one a freeze keeps that was
/// ordered before it). What was owed by the one is owed no more, what the other
/// asks is owed from the same event. A lateness that was recorded stays.
pub(super) fn choose(
    facts: &Facts,
    envelope: &Envelope,
    books: &mut Books,
    cx: &mut Context<'_>,
    instrument: InstrumentId,
    (law, reason): (&str, &str),
) -> Result<Moved, Refusal> {
    is_live(&books.ledger, instrument)?;
    check::text(law, "/law", LINE)?;
    if !cx.rules.law.laws_of_officers().contains(&law) {
        return Err(Refusal::LawUnknown { pointer: "/law".to_owned() });
    }
    check::text(reason, "/reason", TEXT)?;
    let decided = decided_at(facts, &books.ledger, instrument);
    match books.ledger.law_of(instrument) {
        Some(known) if known.law == law && known.reason == reason => return Ok(Moved::default()),
        Some(known) if known.law == law => return Err(Refusal::LawUnchanged),
        None if is_own(cx, law, decided) => return Err(Refusal::LawUnchanged),
        _ => {}
    }
    let (law, reason) = (law.to_owned(), reason.to_owned());
    let choice =
        LawChoice { instrument, law, reason, at: envelope.arrived, by: envelope.actor.who };
    books.note(MoneyEvent::LawChosen { choice });
    recount(books, cx, instrument, decided);
    Ok(Moved::default())
}

/// When the freeze was decided: minutes are decided by what confirms them.
fn decided_at(facts: &Facts, ledger: &Ledger, instrument: InstrumentId) -> Option<Instant> {
    let of_it = |freeze: &&Freeze| freeze.instrument == instrument && !freeze.by_minutes;
    let asked = ledger.freezes.iter().find(of_it).map(|freeze| freeze.asked_at)?;
    let known = facts.instruments.get(instrument);
    if let Some(confirmed) = known.and_then(|one| one.confirmed.as_ref()) {
        return Some(decided_on(Some(&confirmed.decision), confirmed.at));
    }
    let written = known.and_then(Instrument::decision);
    Some(decided_on(written.as_ref(), asked))
}

/// Whether a law is the one of the day: then there is nothing to choose.
fn is_own(cx: &Context<'_>, law: &str, decided: Option<Instant>) -> bool {
    let day = Zone::HANOI.day_of(decided.unwrap_or(cx.now));
    cx.rules.law.day_under(law, day) == Some(day)
}

fn recount(
    books: &mut Books,
    cx: &mut Context<'_>,
    instrument: InstrumentId,
    decided: Option<Instant>,
) {
    let about = Some(instrument);
    let duties = books.ledger.duties.iter().filter(|duty| duty.about == about);
    let open = duties.filter(|duty| duty.is_open() && duty.kind.follows_choice());
    let (kept, void): (Vec<Duty>, Vec<Duty>) =
        open.cloned().partition(|duty| counts_by_choice(books, cx, duty));
    let ended: Vec<DutyId> = void.iter().map(|duty| duty.id).collect();
    for duty in ended {
        books.end(duty, DutyState::Void);
    }
    let lifting = void.iter().chain(&kept).filter(|duty| duty.kind == DutyKind::Lift);
    let grounds: Vec<Instant> = lifting.map(|duty| duty.start).collect();
    for start in grounds {
        let event = law::Event::GroundArisen;
        books.owe(cx, &Owed { kind: DutyKind::Lift, about, event, start, amount: 0 });
    }
    if books.ledger.is_coerced(instrument) {
        return;
    }
    let (event, kind) = (law::Event::Issued, DutyKind::Coerce);
    if let Some(start) = decided {
        books.owe(cx, &Owed { kind, about, event, start, amount: 0 });
    }
    let of_it = |freeze: &&Freeze| freeze.instrument == instrument && freeze.is_standing();
    let stands = books.ledger.freezes.iter().filter(of_it);
    let since = stands.filter_map(|freeze| freeze.standing_since).min();
    if let Some(start) = since.filter(|_| !books.ledger.grounds_are_stated(instrument)) {
        let (event, kind) = (law::Event::Executed, DutyKind::StateGrounds);
        books.owe(cx, &Owed { kind, about, event, start, amount: 0 });
    }
}

/// Whether the chosen law owes a duty too, by the same rule.
fn counts_by_choice(books: &Books, cx: &Context<'_>, duty: &Duty) -> bool {
    let law = &cx.rules.law;
    let Some(rule) = law.rule(&duty.rule, duty.start) else {
        return false;
    };
    let chosen = books.chosen(duty.kind, duty.about);
    let limits = law.duty_limits(duty.kind, rule.starts, duty.start, chosen);
    limits.iter().any(|(id, ..)| *id == duty.rule)
}
